//! A record of ISO 19139 (gmd) or ISO 19115-3 (mdb) in the words of guichet: the two differ in where they put the same
//! things (docs/portals/csw.md 5.1).

use super::super::mapping::{around, beyond_180, joined, joined_by, labelled, person, words};
use super::map::ToldRecord;
use super::online::{OnlineResource, connect_point};
use super::terms::Terms;
use super::themes;
use super::tree::{Spoken, all, each_once, first, line_at, lines_at, raw, raw_at, when_at};
use crate::base::format;
use crate::base::markup;
use crate::base::text;
use crate::base::when::When;
use crate::base::xml_tree::XmlElement;
use crate::model::{Dataset, Extent, Fact};
use crate::{said, t};

const IDENTIFIER: &str = "fileIdentifier|metadataIdentifier";
const RESPONSIBLE: &str = "CI_ResponsibleParty|CI_Responsibility";

/// `None` where it has no identifier to ask for it by.
pub fn read(record: &XmlElement, language: &str) -> Option<ToldRecord> {
    let id = text::id(&raw_at(record, IDENTIFIER).or_else(|| raw_at(record, "metadataIdentifier/MD_Identifier/code"))?);
    let texts = Spoken::of(record, language);
    let empty = XmlElement::default();
    let identification = first(record, "identificationInfo/*").unwrap_or(&empty);
    let citation = first(identification, "citation/CI_Citation").unwrap_or(&empty);
    let terms = Terms::of(identification, &texts);
    let subjects = Subjects::of(identification, &texts);
    let dates = Dates::of(citation);
    let stamp = when_at(record, "dateStamp").or_else(|| Dates::of(record).revised);
    let resource = Resource { record, identification, citation, texts: &texts };
    let parts = Dataset {
        title: texts.line_at(citation, "title").unwrap_or_else(|| t!("portals-untitled")),
        summary: resource.summary(),
        access: terms.access,
        licence: terms.licence.clone(),
        publisher: resource.publisher(),
        theme: subjects.theme,
        keywords: subjects.keywords,
        created: dates.created.or(dates.published),
        modified: dates.revised.or(dates.published).or(dates.created).or(stamp),
        territory: joined(subjects.places.into_iter().chain(resource.places())),
        extent: resource.extent(),
        period: resource.period(),
        facts: resource.facts(&terms, stamp),
        ..Dataset::default()
    };
    Some(ToldRecord {
        names: lines_at(citation, "identifier/*/code"),
        online: resource.online(),
        own_title: raw_at(citation, "title"),
        stamp,
        id,
        parts,
    })
}

/// A record taken apart.
struct Resource<'r> {
    record: &'r XmlElement,
    identification: &'r XmlElement,
    citation: &'r XmlElement,
    texts: &'r Spoken,
}

impl Resource<'_> {
    /// The abstract, then where the data come from.
    fn summary(&self) -> Option<String> {
        let told = |from: &XmlElement, path: &str| self.texts.raw_at(from, path).and_then(|it| markup::some_plain(&it));
        let lineage = told(self.record, "dataQualityInfo/DQ_DataQuality/lineage/LI_Lineage/statement")
            .or_else(|| told(self.record, "resourceLineage/LI_Lineage/statement"));
        let lineage = lineage.map(|lineage| t!("csw-lineage", lineage));
        let purpose = told(self.identification, "purpose").map(|purpose| t!("csw-purpose", purpose));
        let parts = [told(self.identification, "abstract"), purpose, lineage];
        joined_by(parts.into_iter().flatten(), "\n\n")
    }

    /// Who publishes it, else who owns it, else whom to ask.
    fn publisher(&self) -> Option<String> {
        const ROLES: [&str; 8] = [
            "publisher",
            "owner",
            "resourceProvider",
            "custodian",
            "author",
            "originator",
            "distributor",
            "pointOfContact",
        ];
        let parties: Vec<(String, String)> =
            self.parties().into_iter().filter_map(|it| Some((it.role?, it.name?))).collect();
        let of = |role: &&str| parties.iter().find(|(known, _)| known == role).map(|(_, name)| name.clone());
        ROLES.iter().find_map(of).or_else(|| parties.into_iter().map(|(_, name)| name).next())
    }

    fn parties(&self) -> Vec<Party> {
        let path = format!("pointOfContact/{RESPONSIBLE}");
        let own = all(self.identification, &path).into_iter();
        let cited = all(self.citation, &format!("citedResponsibleParty/{RESPONSIBLE}")).into_iter();
        let of_record = all(self.record, &format!("contact/{RESPONSIBLE}")).into_iter();
        own.chain(cited).chain(of_record).map(|party| Party::of(party, self.texts)).collect()
    }

    /// The places it is said to be about.
    fn places(&self) -> Vec<String> {
        let within = |path: &str| self.texts.lines_at(self.identification, &format!("extent/EX_Extent/{path}"));
        let named = within("geographicElement/EX_GeographicDescription/geographicIdentifier/*/code");
        let described = within("description").into_iter().filter(|it| it.chars().count() <= 100);
        each_once(named.into_iter().chain(described))
    }

    /// The box around all its boxes.
    fn extent(&self) -> Option<Extent> {
        let degrees = |element: &XmlElement, path: &str| {
            let value: f64 = raw_at(element, path)?.trim().replace(',', ".").parse().ok()?;
            value.is_finite().then_some(value)
        };
        let corners = |element: &XmlElement| {
            let west = degrees(element, "westBoundLongitude")?;
            let east = degrees(element, "eastBoundLongitude")?;
            let south = degrees(element, "southBoundLatitude")?;
            let north = degrees(element, "northBoundLatitude")?;
            let is_on_the_globe = [west, east].iter().all(|it| it.abs() <= 360.0) && south.min(north) >= -90.0;
            // Some write them the wrong way round.
            let (south, north) = (south.min(north), south.max(north));
            (is_on_the_globe && north <= 90.0).then_some([(west, south), (east, north)])
        };
        let path = "extent|serviceExtent/EX_Extent/geographicElement/EX_GeographicBoundingBox";
        let boxes: Vec<_> = all(self.identification, path).into_iter().filter_map(corners).collect();
        match boxes[..] {
            [corners] => beyond_180(corners).or_else(|| around(corners).filter(|_| corners[0].0 <= corners[1].0)),
            _ => around(boxes.iter().filter(|[low, high]| low.0 <= high.0).flatten().copied()),
        }
    }

    fn period(&self) -> Option<(When, Option<When>)> {
        let path = "extent/EX_Extent/temporalElement/*/extent/*";
        let of = |element: &&XmlElement| {
            let from =
                when_at(element, "beginPosition|timePosition").or_else(|| when_at(element, "begin/*/timePosition"))?;
            Some((from, when_at(element, "endPosition").or_else(|| when_at(element, "end/*/timePosition"))))
        };
        all(self.identification, path).iter().find_map(of)
    }

    fn online(&self) -> Vec<OnlineResource> {
        let mut found = OnlineResource::all_of(self.record, self.texts);
        let kind = raw_at(self.identification, "serviceType");
        for operation in all(self.identification, "containsOperations/SV_OperationMetadata") {
            let Some(point) = connect_point(operation, self.texts) else { continue };
            if found.iter().all(|known| known.url != point.url) {
                let protocol = point.protocol.clone().or_else(|| service_protocol(kind.as_deref()?));
                found.push(OnlineResource { protocol, ..point });
            }
        }
        found
    }

    fn facts(&self, terms: &Terms, stamp: Option<When>) -> Vec<Fact> {
        let (record, own, texts) = (self.record, self.identification, self.texts);
        let code = |from: &XmlElement, path: &str| raw_at(from, path).map(|it| words(&it));
        let scope =
            raw_at(record, "hierarchyLevel").or_else(|| raw_at(record, "metadataScope/MD_MetadataScope/resourceScope"));
        let topics = all(own, "topicCategory").into_iter().filter_map(raw).map(|it| themes::topic(&it));
        let maintenance = "resourceMaintenance/MD_MaintenanceInformation/maintenanceAndUpdateFrequency";
        let mut facts = vec![
            (said!("csw-fact-type"), scope.map(|it| themes::resource_type(&it))),
            (said!("csw-fact-topic"), joined(each_once(topics))),
            (said!("csw-fact-alternative"), joined(texts.lines_at(self.citation, "alternateTitle"))),
            (said!("csw-fact-edition"), texts.line_at(self.citation, "edition")),
            (said!("portals-fact-frequency"), code(own, maintenance)),
            (said!("csw-fact-status"), code(own, "status")),
            (
                said!("csw-fact-representation"),
                joined(all(own, "spatialRepresentationType").into_iter().filter_map(raw).map(|it| words(&it))),
            ),
            (said!("csw-fact-scale"), joined(self.scales())),
            (said!("csw-fact-resolution"), joined(self.resolutions())),
            (said!("csw-fact-crs"), joined(self.systems())),
            (said!("csw-fact-formats"), joined(self.formats())),
            (said!("portals-fact-language"), joined(lines_at(own, "language|defaultLocale/PT_Locale/language"))),
            (said!("csw-fact-service-type"), line_at(own, "serviceType")),
            (said!("csw-fact-coupled"), joined(self.coupled())),
            (said!("csw-fact-parent"), self.parent()),
            (said!("csw-fact-conformity"), joined(self.conformity())),
        ];
        facts.extend(terms.conditions.iter().map(|it| (said!("csw-fact-conditions"), Some(it.clone()))));
        facts.extend(terms.limits.iter().map(|it| (said!("csw-fact-limits"), Some(it.clone()))));
        let contacts = each_once(self.parties().iter().filter_map(Party::words));
        facts.extend(contacts.into_iter().map(|it| (said!("portals-fact-contact"), Some(it))));
        facts.push((said!("csw-fact-described"), stamp.map(format::date)));
        labelled(facts)
    }

    /// What the catalogue calls what it is part of.
    fn parent(&self) -> Option<String> {
        let referred = || text::some_line(first(self.record, "parentMetadata")?.attribute("uuidref")?);
        line_at(self.record, "parentIdentifier").or_else(referred).or_else(|| line_at(self.record, "parentMetadata"))
    }

    fn scales(&self) -> Vec<String> {
        let path = "spatialResolution/MD_Resolution/equivalentScale/MD_RepresentativeFraction/denominator";
        let scale = |it: String| it.parse::<u64>().ok().map(|scale| format!("1:{scale}"));
        lines_at(self.identification, path).into_iter().filter_map(scale).collect()
    }

    fn resolutions(&self) -> Vec<String> {
        let distances = all(self.identification, "spatialResolution/MD_Resolution/distance/Distance");
        let words = |it: &XmlElement| {
            let unit = it.attribute("uom").unwrap_or("m").rsplit(['#', '/']).next().unwrap_or("m").to_owned();
            text::some_line(&format!("{} {unit}", it.text.trim())).filter(|_| !it.text.trim().is_empty())
        };
        each_once(distances.into_iter().filter_map(words))
    }

    fn systems(&self) -> Vec<String> {
        lines_at(self.record, "referenceSystemInfo/MD_ReferenceSystem/referenceSystemIdentifier/*/code")
    }

    fn formats(&self) -> Vec<String> {
        let path = "distributionInfo/MD_Distribution/distributionFormat/MD_Format";
        let named = |format: &XmlElement| {
            let name = self.texts.line_at(format, "name");
            let name = name.or_else(|| self.texts.line_at(format, "formatSpecificationCitation/CI_Citation/title"))?;
            let version = line_at(format, "version").filter(|it| it.chars().any(|c| c.is_ascii_digit()));
            joined_by([Some(name), version].into_iter().flatten(), " ")
        };
        each_once(all(self.record, path).into_iter().filter_map(named))
    }

    /// What a service works on, by what the catalogue calls it.
    fn coupled(&self) -> Vec<String> {
        let refs = all(self.identification, "operatesOn").into_iter().filter_map(|it| {
            let id = it.attribute("uuidref").map(str::to_owned);
            text::some_line(&id.or_else(|| id_in(it.attribute("href")?))?)
        });
        let named = lines_at(self.identification, "coupledResource/SV_CoupledResource/identifier");
        each_once(refs.chain(named))
    }

    /// The specifications it is said to follow.
    fn conformity(&self) -> Vec<String> {
        let results = all(self.record, "dataQualityInfo/DQ_DataQuality/report/*/result/DQ_ConformanceResult");
        let words = |it: &XmlElement| {
            let title = self.texts.line_at(it, "specification/CI_Citation/title")?;
            match raw_at(it, "pass").as_deref() {
                Some("true" | "1") => Some(title),
                Some("false" | "0") => Some(t!("csw-not-conformant", title)),
                _ => None,
            }
        };
        each_once(results.into_iter().filter_map(words))
    }
}

/// The protocol that a service's type means, as links write it.
fn service_protocol(kind: &str) -> Option<String> {
    let lower = kind.to_lowercase();
    let known = ["wms", "wfs", "wmts", "wcs", "csw"].into_iter().find(|word| lower.contains(word));
    Some(match (known, lower.as_str()) {
        (Some(word), _) => format!("OGC:{}", word.to_uppercase()),
        (None, "view") => "OGC:WMS".to_owned(),
        (None, "discovery") => "OGC:CSW".to_owned(),
        _ => return None,
    })
}

/// The identifier that an address asks a catalogue for.
fn id_in(href: &str) -> Option<String> {
    let url = url::Url::parse(href).ok()?;
    let is_id = |key: &str| key.eq_ignore_ascii_case("id") || key.eq_ignore_ascii_case("uuid");
    let asked = url.query_pairs().find(|(key, _)| is_id(key)).map(|(_, value)| value.into_owned());
    asked.or_else(|| url.fragment().map(str::to_owned)).or_else(|| Some(href.to_owned()))
}

/// Somebody who has to do with a resource.
struct Party {
    name: Option<String>,
    role: Option<String>,
    reached: Option<String>,
}

impl Party {
    fn of(element: &XmlElement, texts: &Spoken) -> Self {
        let organisation =
            texts.line_at(element, "organisationName").or_else(|| texts.line_at(element, "party/CI_Organisation/name"));
        let individual =
            texts.line_at(element, "individualName").or_else(|| texts.line_at(element, "party/CI_Individual/name"));
        let mail = "address/CI_Address/electronicMailAddress";
        let mail = line_at(element, &format!("contactInfo/CI_Contact/{mail}"))
            .or_else(|| line_at(element, &format!("party/*/contactInfo/CI_Contact/{mail}")));
        Self { name: organisation.or(individual), role: raw_at(element, "role"), reached: mail }
    }

    fn words(&self) -> Option<String> {
        let who = person(self.name.clone(), self.reached.clone())?;
        Some(match &self.role {
            Some(role) => t!("csw-contact", who, role = words(role)),
            None => who,
        })
    }
}

/// The days of a citation.
struct Dates {
    created: Option<When>,
    published: Option<When>,
    revised: Option<When>,
}

impl Dates {
    fn of(holder: &XmlElement) -> Self {
        let dated: Vec<(String, When)> = all(holder, "date|dateInfo/CI_Date")
            .into_iter()
            .filter_map(|date| Some((raw_at(date, "dateType")?.to_lowercase(), when_at(date, "date")?)))
            .collect();
        let last = |kind: &str| {
            dated.iter().filter(|(known, _)| known == kind).map(|(_, when)| *when).max_by_key(|it| it.first())
        };
        let updated = last("revision").into_iter().chain(last("lastupdate")).max_by_key(|it| it.first());
        Self { created: last("creation"), published: last("publication"), revised: updated }
    }
}

/// The keywords of a resource: the first theme of INSPIRE, places, and all others.
struct Subjects {
    theme: Option<String>,
    places: Vec<String>,
    keywords: Vec<String>,
}

impl Subjects {
    fn of(identification: &XmlElement, texts: &Spoken) -> Self {
        let (mut theme, mut places, mut keywords) = (None, Vec::new(), Vec::new());
        for group in all(identification, "descriptiveKeywords/MD_Keywords") {
            let thesaurus = raw_at(group, "thesaurusName/CI_Citation/title").unwrap_or_default().to_lowercase();
            let is_place = raw_at(group, "type").as_deref() == Some("place");
            let is_inspire = thesaurus.contains("inspire") && thesaurus.contains("theme");
            for keyword in all(group, "keyword") {
                let Some(word) = texts.line(keyword) else { continue };
                let address = keyword.children.iter().find_map(|it| it.attribute("href"));
                let known = if is_inspire || address.is_some() { themes::theme_of(&word, address) } else { None };
                match known {
                    Some(code) if theme.is_none() => theme = Some(themes::theme(code)),
                    _ if is_place => places.push(word),
                    _ => keywords.push(word),
                }
            }
        }
        let topic = || raw_at(identification, "topicCategory").map(|topic| themes::topic(&topic));
        Self { theme: theme.or_else(topic), places: each_once(places), keywords: each_once(keywords) }
    }
}
