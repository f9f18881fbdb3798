//! From what a RUDI portal sends to the words of guichet.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::api;
use crate::base::i18n::Said;
use crate::base::text::{self, moment};
use crate::model::identity::Identities;
use crate::model::{Access, Address, Checksum, Dataset, Extent, Item, Licence, Media, Offer, Target};
use crate::{said, t};

/// The language texts are picked in, before any other.
const LANGUAGE: &str = "fr";

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub base: &'a Url,
    /// Whether a credential is in use: without one, restricted media are doubtful.
    pub signed_in: bool,
    /// Whether files are fetched through WSO2, with an application's token.
    pub behind_wso2: bool,
}

/// One record as a row, or the sentence that says why not.
impl Mapper<'_> {
    pub fn item(&self, record: Value) -> Result<Item, String> {
        let record = metadata(record)?;
        let id = id(&record)?;
        let media: Vec<api::Media> =
            record.available_formats.iter().filter_map(|raw| api::Media::deserialize(raw).ok()).collect();
        let mut item = Item::new(Target::dataset(Address::root(self.portal).child(&id)), title(&record, &id));
        item = item.note(pick(&record.synopsis));
        item.access = Some(access(&record));
        item.licence = licence(&record.access_condition.licence).map(|licence| licence.label.into());
        item.publisher = record.producer.organization_name.as_deref().and_then(text::some_line).map(Into::into);
        item.modified = modified(&record.dataset_dates);
        item.format = formats(&media).map(Into::into);
        let dois = [&record.doi, &record.dataverse_doi].into_iter();
        let named =
            Identities::of(&item.title).id(Some(&id), None).id(record.local_id.as_deref(), self.base.host_str());
        item.same_as = dois.fold(named, |named, doi| named.id(doi.as_deref(), None)).all();
        Ok(item)
    }

    /// One record in full. `theme` is the theme's label, where it is known.
    pub fn dataset(&self, record: Value, theme: Option<String>) -> Result<Dataset, String> {
        let record = metadata(record)?;
        let id = id(&record)?;
        let address = Address::root(self.portal).child(&id);
        let mut warnings = Vec::new();
        let (mut media, mut ids) = (Vec::new(), HashSet::new());
        for raw in &record.available_formats {
            match self.media(&address, raw, access(&record)) {
                Ok(one) if !ids.insert(one.id.clone()) => {
                    warnings.push(t!("rudi-media-twice", title = one.title));
                }
                Ok(one) => media.push(one),
                Err(why) => warnings.push(why),
            }
        }
        Ok(Dataset {
            title: title(&record, &id),
            synopsis: pick(&record.synopsis),
            summary: pick_block(&record.summary),
            access: access(&record),
            licence: licence(&record.access_condition.licence),
            publisher: record.producer.organization_name.as_deref().and_then(text::some_line),
            theme: theme.or_else(|| record.theme.as_deref().and_then(text::some_line)),
            keywords: record.keywords.iter().filter_map(|word| text::some_line(word)).collect(),
            created: record.dataset_dates.created.as_deref().and_then(moment),
            modified: modified(&record.dataset_dates),
            territory: None, // coordinates only
            extent: record.geography.bounding_box.as_ref().and_then(extent),
            period: period(&record.temporal_spread),
            facts: facts(&record),
            page: None, // the front has one, which the API does not tell (docs/portals/rudi.md 1.6)
            address,
            media,
            warnings,
        })
    }

    fn media(&self, dataset: &Address, raw: &Value, dataset_access: Access) -> Result<Media, String> {
        let media = api::Media::deserialize(raw)
            .map_err(|error| t!("rudi-media-unreadable", error = text::line(&error.to_string())))?;
        let id = media.media_id.as_deref().and_then(text::some_line).ok_or(t!("rudi-media-no-id"))?;
        let title = media.media_name.as_deref().and_then(text::some_line).unwrap_or_else(|| id.clone());
        let url = self.url(&media);
        Ok(Media {
            dataset: dataset.clone(),
            title,
            caption: media.media_caption.as_deref().and_then(text::some_line),
            format: format(&media),
            content_type: media.file_type.as_deref().and_then(text::some_line).map(|it| it.to_ascii_lowercase()),
            size: media.file_size.and_then(|bytes| u64::try_from(bytes).ok()).filter(|bytes| *bytes > 0),
            checksum: checksum(&media.checksum),
            modified: modified(&media.media_dates),
            access: dataset_access,
            offer: self.offer(&media, dataset_access, url.is_some()),
            url,
            facts: media_facts(&media),
            form: vec![],
            id,
        })
    }

    /// What the portal's own front offers: files behind the contract `dwnl` (docs/portals/rudi.md 1.5).
    fn offer(&self, media: &api::Media, access: Access, has_url: bool) -> Offer {
        let contract = contract(media).unwrap_or_default();
        let kind = media.media_type.as_deref().map(text::line).unwrap_or_default();
        if !has_url {
            return Offer::ShowOnly(t!("rudi-no-usable-address"));
        }
        match (kind.as_str(), contract.as_str()) {
            ("FILE", "dwnl") if access == Access::Open || self.signed_in => Offer::Download,
            ("FILE", "dwnl") => Offer::Doubtful(t!("rudi-on-request")),
            ("FILE", "") => Offer::ShowOnly(t!("rudi-not-routed")),
            ("FILE", contract) => Offer::ShowOnly(t!("rudi-interface", contract)),
            ("SERVICE", "") => Offer::ShowOnly(t!("rudi-service-odd")),
            ("SERVICE", contract) => Offer::ShowOnly(t!("rudi-service", contract)),
            ("SERIES", _) => Offer::ShowOnly(t!("rudi-series")),
            (other, _) => Offer::ShowOnly(t!("rudi-other-kind", other)),
        }
    }

    /// Absolute; relative connector URLs are the portal's own (docs/portals/rudi.md 3.1). In generation A every
    /// contract but `dwnl` answers below `/apm` only, and there every one does for an application's token
    /// (docs/portals/rudi.md 3.2).
    fn url(&self, media: &api::Media) -> Option<String> {
        let raw = media.connector.url.as_deref().map(str::trim).filter(|url| !url.is_empty())?;
        let raw = match raw.strip_prefix("/medias/") {
            Some(rest) if is_generation_a(rest) && (self.behind_wso2 || !rest.contains("/dwnl/")) => {
                format!("/apm{raw}")
            }
            _ => raw.to_owned(),
        };
        let url = self.base.join(&raw).ok()?;
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    }
}

/// The interface of a media. Portals make up the word `null` where there is none (docs/portals/rudi.md 1.5).
fn contract(media: &api::Media) -> Option<String> {
    media.connector.interface_contract.as_deref().and_then(text::some_line).filter(|contract| contract != "null")
}

/// Both generations have three segments after `/medias`; in B the second is a UUID too (docs/portals/rudi.md 0).
fn is_generation_a(after_medias: &str) -> bool {
    let mut segments = after_medias.split('/');
    let (first, second, third) = (segments.next(), segments.next(), segments.next());
    first.is_some_and(is_uuid) && second.is_some_and(|it| !is_uuid(it)) && third == Some("1.0.0")
}

pub fn is_uuid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

/// Through a generic map first: old servers write keys twice (docs/portals/rudi.md 1.3).
fn metadata(record: Value) -> Result<api::Metadata, String> {
    let name = ["resource_title", "global_id"].iter().find_map(|key| Some(text::line(record.get(key)?.as_str()?)));
    serde_json::from_value(record).map_err(|error| {
        let name = name.map_or(t!("portals-one-dataset"), |name| format!("\"{name}\""));
        t!("portals-unreadable", name, error = text::line(&error.to_string()))
    })
}

/// In lower case, so that one dataset has one address.
fn id(record: &api::Metadata) -> Result<String, String> {
    let id = record.global_id.as_deref().filter(|id| is_uuid(id)).map(str::to_ascii_lowercase);
    id.ok_or_else(|| {
        let title = record.resource_title.as_deref().and_then(text::some_line);
        let name = title.map_or(t!("portals-one-dataset"), |title| format!("\"{title}\""));
        t!("portals-no-id", name)
    })
}

fn title(record: &api::Metadata, id: &str) -> String {
    record.resource_title.as_deref().and_then(text::some_line).unwrap_or_else(|| id.to_owned())
}

/// The text in the person's language, else French, else the first (docs/portals/rudi.md 1.4).
fn pick_raw(texts: &[api::Text]) -> Option<&str> {
    let filled = || texts.iter().filter(|it| it.text.as_deref().is_some_and(|text| !text.trim().is_empty()));
    let starts = |it: &&api::Text, prefix: &str| it.lang.as_deref().is_some_and(|lang| lang.starts_with(prefix));
    let found = filled()
        .find(|it| it.lang.as_deref() == Some(LANGUAGE))
        .or_else(|| filled().find(|it| starts(it, LANGUAGE)))
        .or_else(|| filled().find(|it| starts(it, "fr")))
        .or_else(|| filled().next());
    found?.text.as_deref()
}

fn pick(texts: &[api::Text]) -> Option<String> {
    pick_raw(texts).and_then(text::some_line)
}

fn pick_block(texts: &[api::Text]) -> Option<String> {
    pick_raw(texts).and_then(text::some_block)
}

/// As the portal computes it: personal and restricted need `restricted_access`; all else is open
/// (docs/portals/rudi.md 1.4).
fn access(record: &api::Metadata) -> Access {
    let confidentiality = &record.access_condition.confidentiality;
    match (confidentiality.restricted_access, confidentiality.gdpr_sensitive) {
        (true, true) => Access::Personal,
        (true, false) => Access::Restricted,
        (false, _) => Access::Open,
    }
}

/// The licences RUDI names by a code, as their authors call them.
const LICENCES: [(&str, &str, &str); 8] = [
    ("apache-2.0", "Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    ("cc-by-nd-4.0", "CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
    ("etalab-1.0", "Licence Ouverte 1.0 (Etalab)", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    ("etalab-2.0", "Licence Ouverte 2.0 (Etalab)", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    ("gpl-3.0", "GNU GPL 3.0", "https://www.gnu.org/licenses/gpl-3.0.html"),
    ("mit", "MIT License", "https://opensource.org/license/mit"),
    ("odbl-1.0", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    ("public-domain-cc0", "CC0 1.0 (public domain)", "https://creativecommons.org/publicdomain/zero/1.0/"),
];

fn licence(licence: &api::Licence) -> Option<Licence> {
    if let Some(code) = licence.licence_label.as_deref().and_then(text::some_line) {
        let known = LICENCES.iter().find(|(known, ..)| *known == code);
        return Some(match known {
            Some((_, label, url)) => Licence { label: (*label).into(), url: Some((*url).into()) },
            None => Licence { label: code, url: None },
        });
    }
    let url = licence.custom_licence_uri.as_deref().and_then(text::some_line);
    let label = pick(&licence.custom_licence_label).or_else(|| url.clone())?;
    Some(Licence { label, url })
}

fn modified(dates: &api::Dates) -> Option<Timestamp> {
    [&dates.updated, &dates.published, &dates.created].into_iter().find_map(|date| moment(date.as_deref()?))
}

fn period(spread: &api::Period) -> Option<(Timestamp, Option<Timestamp>)> {
    Some((moment(spread.start_date.as_deref()?)?, spread.end_date.as_deref().and_then(moment)))
}

fn extent(bounds: &api::BoundingBox) -> Option<Extent> {
    Some(Extent {
        west: bounds.west_longitude?,
        south: bounds.south_latitude?,
        east: bounds.east_longitude?,
        north: bounds.north_latitude?,
    })
}

fn formats(media: &[api::Media]) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for name in media.iter().filter_map(format) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names.join(", ")).filter(|names| !names.is_empty())
}

/// A short name: of the interface for what is no file, else of the content type, else the file's extension.
fn format(media: &api::Media) -> Option<String> {
    if media.media_type.as_deref() != Some("FILE") {
        return contract(media).or_else(|| media.media_type.as_deref().map(|it| text::line(it).to_lowercase()));
    }
    let full = media.file_type.as_deref().and_then(text::some_line).unwrap_or_default().to_ascii_lowercase();
    let bare = full.strip_suffix("+crypt").unwrap_or(&full);
    let extension = || {
        let (_, extension) = media.media_name.as_deref()?.rsplit_once('.')?;
        Some(extension.to_ascii_lowercase())
            .filter(|it| (2..=8).contains(&it.len()) && it.chars().all(char::is_alphanumeric))
    };
    match bare {
        "" | "application/octet-stream" => extension(),
        "application/geo+json" => Some("geojson".into()),
        "application/ld+json" => Some("jsonld".into()),
        "application/vnd.ms-excel" => Some("xls".into()),
        "application/msword" => Some("doc".into()),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Some("xlsx".into()),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Some("docx".into()),
        "application/vnd.oasis.opendocument.text" => Some("odt".into()),
        "application/vnd.oasis.opendocument.spreadsheet" => Some("ods".into()),
        "text/plain" => Some("txt".into()),
        _ => bare.split(['/', ';']).nth(1).map(|it| it.trim_start_matches("x-").to_owned()).or_else(extension),
    }
}

fn checksum(checksum: &api::Checksum) -> Option<Checksum> {
    let value = checksum.hash.as_deref().and_then(text::some_line)?;
    Some(Checksum { algo: checksum.algo.as_deref().map(text::line).unwrap_or_default(), value })
}

/// Labels and texts of those facts that have one.
fn labelled<const N: usize>(facts: [(Said, Option<String>); N]) -> Vec<(String, String)> {
    facts.into_iter().filter_map(|(label, text)| text.map(|text| (label.text(), text))).collect()
}

fn facts(record: &api::Metadata) -> Vec<(String, String)> {
    let conditions = &record.access_condition;
    let number = |number: Option<i64>| number.filter(|it| *it > 0).map(|it| it.to_string());
    let line = |raw: &Option<String>| raw.as_deref().and_then(text::some_line);
    let contacts: Vec<String> = record.contacts.iter().filter_map(contact).collect();
    labelled([
        (said!("rudi-fact-status"), line(&record.storage_status).filter(|status| status != "online")),
        (said!("rudi-fact-mention"), pick(&conditions.mandatory_mention)),
        (said!("rudi-fact-use"), pick(&conditions.usage_constraint)),
        (said!("rudi-fact-constraint"), pick(&conditions.access_constraint)),
        (said!("rudi-fact-other"), pick(&conditions.other_constraints)),
        (said!("rudi-fact-cite-as"), pick(&conditions.bibliographical_reference)),
        (said!("rudi-fact-contact"), Some(contacts.join("; ")).filter(|it| !it.is_empty())),
        (said!("rudi-fact-records"), number(record.dataset_size.numbers_of_records)),
        (said!("rudi-fact-fields"), number(record.dataset_size.number_of_fields)),
        (
            said!("rudi-fact-languages"),
            Some(text::line(&record.resource_languages.join(", "))).filter(|it| !it.is_empty()),
        ),
        (said!("rudi-fact-projection"), line(&record.geography.projection)),
        (
            said!("rudi-fact-expires"),
            record.dataset_dates.expires.as_deref().and_then(moment).map(crate::base::format::date),
        ),
        (said!("rudi-fact-doi"), line(&record.doi).or_else(|| line(&record.dataverse_doi))),
        (said!("rudi-fact-local-id"), line(&record.local_id)),
        (said!("rudi-fact-provider"), line(&record.metadata_info.metadata_provider.organization_name)),
        (said!("rudi-fact-source"), line(&record.metadata_info.metadata_source)),
    ])
}

fn contact(contact: &api::Contact) -> Option<String> {
    let line = |raw: &Option<String>| raw.as_deref().and_then(text::some_line);
    let name = line(&contact.contact_name).or_else(|| line(&contact.organization_name));
    match (name, line(&contact.email)) {
        (Some(name), Some(email)) => Some(format!("{name} <{email}>")),
        (name, email) => name.or(email),
    }
}

fn media_facts(media: &api::Media) -> Vec<(String, String)> {
    let line = |raw: &Option<String>| raw.as_deref().and_then(text::some_line);
    let milliseconds = |span: Option<i64>| span.filter(|it| *it > 0).map(|it| t!("rudi-seconds", it = it / 1000));
    let mut facts = labelled([
        (said!("rudi-fact-encoding"), line(&media.file_encoding)),
        (said!("rudi-fact-structure"), line(&media.file_structure)),
        (said!("rudi-fact-docs"), line(&media.api_documentation_url)),
        (said!("rudi-fact-period"), milliseconds(media.period)),
        (said!("rudi-fact-latency"), milliseconds(media.latency)),
        (said!("rudi-fact-records"), media.current_number_of_records.filter(|it| *it > 0).map(|it| it.to_string())),
        (
            said!("rudi-fact-so-far"),
            media
                .current_size
                .and_then(|it| u64::try_from(it).ok())
                .filter(|it| *it > 0)
                .map(crate::base::format::size),
        ),
    ]);
    facts.extend(media.connector.connector_parameters.iter().filter_map(|parameter| {
        let value = match parameter.value.as_ref()? {
            Value::String(value) => text::some_line(value)?,
            other => text::line(&other.to_string()),
        };
        Some((parameter.key.as_deref().and_then(text::some_line)?, value))
    }));
    facts
}
