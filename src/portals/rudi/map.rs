//! From what a RUDI portal sends to the words of guichet.

use serde_json::Value;
use url::Url;

use super::super::licences;
use super::super::mapping::{distinct, joined, joined_by, labelled, person, row, unnamed, words};
use super::super::reading::{self, Number, called, items, line, line_at};
use super::super::service;
use super::{api, web};
use crate::base::format;
use crate::base::i18n::{Message, Said};
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text::{self, is_uuid};
use crate::base::when::When;
use crate::model::file_format::Format;
use crate::model::identity::{Identities, Identity};
use crate::model::{Access, Address, Checksum, Dataset, Extent, Fact, Item, Label, Licence, Media, Offer};
use crate::{m, said, t};

/// The language texts are picked in, before any other.
const LANGUAGE: &str = "fr";

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub base: &'a Url,
    /// Whether a credential is in use: without one, restricted media are doubtful.
    pub signed_in: bool,
    /// Whether files are fetched through the gateway of generation A, with a key's token.
    pub behind_gateway: bool,
}

impl Mapper<'_> {
    /// One record as a row, or the sentence that says why not.
    pub fn item(&self, record: Value, odd: &mut Odd) -> Result<Item, Message> {
        let record = metadata(record, odd)?;
        let row = row(&self.told(&record, None, odd)?);
        // Whether a media can be fetched is for its dataset to say.
        Ok(Item { same_as: self.same_as(&record), note: pick(&record.synopsis), offer: None, ..row })
    }

    fn same_as(&self, record: &api::Metadata) -> Vec<Identity> {
        let named = Identities::of(&title(record, ""))
            .id(record.global_id.as_deref(), None)
            .id(record.local_id.as_deref(), self.base.host_str());
        let dois = [&record.doi, &record.dataverse_doi].into_iter();
        dois.fold(named, |named, doi| named.id(doi.as_deref(), None)).all()
    }

    /// One record in full. `theme` is the theme's label, where it is known.
    pub fn dataset(&self, record: Value, theme: Option<String>) -> Result<Dataset, Message> {
        let mut odd = Odd::default();
        let mut dataset = self.told(&metadata(record, &mut odd)?, theme, &mut odd)?;
        dataset.warnings.extend(odd.said());
        Ok(dataset)
    }

    fn told(&self, record: &api::Metadata, theme: Option<String>, odd: &mut Odd) -> Result<Dataset, Message> {
        let id = id(record)?;
        let address = Address::root(self.portal).child(&id);
        let mut warnings = Vec::new();
        let read: Vec<api::Media> = items(&record.available_formats, &t!("portals-item-file"), odd);
        let media = distinct(read.iter().map(|media| self.media(&address, media, access(record))), &mut warnings);
        Ok(Dataset {
            title: title(record, &id),
            synopsis: pick(&record.synopsis),
            summary: pick_block(&record.summary),
            access: access(record),
            licence: licence(&record.access_condition.licence),
            publisher: line_at(&record.producer, "organization_name"),
            creators: vec![], // the producer is the publisher
            doi: doi(record),
            theme: theme.or_else(|| line(&record.theme)),
            keywords: keywords(&record.keywords),
            created: record.dataset_dates.created.as_deref().and_then(When::read),
            modified: modified(&record.dataset_dates),
            territory: None, // coordinates only
            extent: extent(&record.geography["bounding_box"]),
            period: period(&record.temporal_spread),
            facts: self.ways(&id, access(record), !media.is_empty()).chain(facts(record)).collect(),
            page: web::page(self.base, &id).map(String::from), // the API does not tell it (docs/portals/rudi.md 1.6)
            address,
            media,
            withdrawn: None,
            warnings,
        })
    }

    /// In the words of the portal's front: where its data come from, and the pages where what is not open is asked for.
    fn ways(&self, id: &str, access: Access, has_media: bool) -> impl Iterator<Item = Fact> {
        let asked = match access {
            Access::Personal => web::own_data(self.base, id).map(|url| (said!("rudi-fact-own-data"), url)),
            Access::Restricted => web::request(self.base, id).map(|url| (said!("rudi-fact-request"), url)),
            _ => None,
        };
        let asked = asked.map(|(label, url)| (Label::from(label), url.into()));
        let source = has_media.then(|| (said!("rudi-fact-data-source").into(), t!("rudi-data-source")));
        asked.into_iter().chain(source)
    }

    fn media(&self, dataset: &Address, media: &api::Media, dataset_access: Access) -> Media {
        let id = reading::id(&media.media_id).unwrap_or_else(|| unnamed([&media.connector.url, &media.media_name]));
        let title = line(&media.media_name).unwrap_or_else(|| id.clone());
        let url = self.url(media);
        Media {
            caption: line(&media.media_caption),
            format: format(media),
            content_type: line(&media.file_type).map(|it| it.to_ascii_lowercase()),
            size: media.file_size.positive(),
            checksum: checksum(&media.checksum),
            modified: modified(&media.media_dates),
            access: dataset_access,
            offer: self.offer(media, dataset_access, url.is_some()),
            facts: service_facts(media, url.as_deref()).into_iter().chain(media_facts(media)).collect(),
            url,
            ..Media::new(dataset.clone(), id, title)
        }
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
            ("SERVICE", "page") => Offer::ShowOnly(t!("portals-web-page")),
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
            Some(rest) if is_generation_a(rest) && (self.behind_gateway || !rest.contains("/dwnl/")) => {
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
    line(&media.connector.interface_contract).filter(|contract| contract != "null")
}

/// Both generations have three segments after `/medias`; in B the second is a UUID too (docs/portals/rudi.md 0).
fn is_generation_a(after_medias: &str) -> bool {
    let mut segments = after_medias.split('/');
    let (first, second, third) = (segments.next(), segments.next(), segments.next());
    first.is_some_and(is_uuid) && second.is_some_and(|it| !is_uuid(it)) && third == Some("1.0.0")
}

/// Through a generic map first: old servers write keys twice (docs/portals/rudi.md 1.3).
fn metadata(record: Value, odd: &mut Odd) -> Result<api::Metadata, Message> {
    reading::record(record, &["/resource_title", "/global_id"], odd)
}

/// In lower case, so that one dataset has one address.
fn id(record: &api::Metadata) -> Result<String, Message> {
    let id = record.global_id.as_deref().filter(|id| is_uuid(id)).map(str::to_ascii_lowercase);
    id.ok_or_else(|| m!("portals-no-id", name = called(pick(&record.resource_title).as_deref())))
}

fn title(record: &api::Metadata, id: &str) -> String {
    pick(&record.resource_title).unwrap_or_else(|| id.to_owned())
}

/// The text in French, else the first (docs/portals/rudi.md 1.4).
fn pick_raw(texts: &[api::Text]) -> Option<String> {
    let rank = |it: &&api::Text| match it.lang.as_deref() {
        Some(LANGUAGE) => 0,
        Some(lang) if lang.starts_with(LANGUAGE) => 1,
        _ => 2,
    };
    let filled = texts.iter().filter(|it| written(it).is_some());
    written(filled.min_by_key(rank)?)
}

/// What is written of it, several texts as one.
fn written(text: &api::Text) -> Option<String> {
    let plain = joined(text.text.iter().filter(|it| !it.trim().is_empty()));
    plain.or_else(|| text.html.as_deref().and_then(markup::some_plain))
}

fn pick(texts: &[api::Text]) -> Option<String> {
    pick_raw(texts).as_deref().and_then(text::some_line)
}

fn pick_block(texts: &[api::Text]) -> Option<String> {
    pick_raw(texts).as_deref().and_then(text::some_block)
}

/// Each word once, those in French where they come in several languages.
fn keywords(words: &[api::Text]) -> Vec<String> {
    let is_ours = |it: &&api::Text| it.lang.as_deref().is_none_or(|lang| lang.starts_with(LANGUAGE));
    let ours: Vec<&api::Text> = words.iter().filter(is_ours).collect();
    let kept = if ours.is_empty() { words.iter().collect() } else { ours };
    kept.into_iter().flat_map(|it| it.text.iter()).filter_map(|word| text::some_line(word)).collect()
}

/// As the portal computes it: personal and restricted need `restricted_access`; all else is open
/// (docs/portals/rudi.md 1.4).
fn access(record: &api::Metadata) -> Access {
    let confidentiality = &record.access_condition.confidentiality;
    match (*confidentiality.restricted_access, *confidentiality.gdpr_sensitive) {
        (true, true) => Access::Personal,
        (true, false) => Access::Restricted,
        (false, _) => Access::Open,
    }
}

/// Where the licences are told of that RUDI names by a code.
const LICENCES: [(&str, &str); 8] = [
    ("apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    ("cc-by-nd-4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
    ("etalab-1.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    ("etalab-2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    ("gpl-3.0", "https://www.gnu.org/licenses/gpl-3.0.html"),
    ("mit", "https://opensource.org/license/mit"),
    ("odbl-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    ("public-domain-cc0", "https://creativecommons.org/publicdomain/zero/1.0/"),
];

fn licence(licence: &api::Licence) -> Option<Licence> {
    if let Some(code) = pick(&licence.licence_label) {
        let known = LICENCES.iter().find(|(known, _)| *known == code).map(|(_, url)| *url);
        return licences::licence(Some(&code), known.or(licence.custom_licence_uri.as_deref()));
    }
    licences::licence(pick(&licence.custom_licence_label).as_deref(), licence.custom_licence_uri.as_deref())
}

fn modified(dates: &api::Dates) -> Option<When> {
    [&dates.updated, &dates.published, &dates.created].into_iter().find_map(|date| When::read(date.as_deref()?))
}

fn period(spread: &Value) -> Option<(When, Option<When>)> {
    let date = |key: &str| When::read(spread[key].as_str()?);
    Some((date("start_date")?, date("end_date")))
}

fn extent(bounds: &Value) -> Option<Extent> {
    let [west, south, east, north] =
        ["west_longitude", "south_latitude", "east_longitude", "north_latitude"].map(|side| bounds[side].as_f64());
    Some(Extent { west: west?, south: south?, east: east?, north: north? })
}

/// A short name: of the interface for what is no file, else of the content type, else of the file's extension. A word
/// that names none is told as it is; nodes write what they like (docs/portals/rudi.md 1.5).
fn format(media: &api::Media) -> Option<String> {
    if media.media_type.as_deref() != Some("FILE") {
        return contract(media).or_else(|| media.media_type.as_deref().map(|it| text::line(it).to_lowercase()));
    }
    let stated = line(&media.file_type).unwrap_or_default().to_ascii_lowercase();
    let bare = stated.split(';').next().unwrap_or_default().trim();
    let bare = bare.strip_suffix("+crypt").unwrap_or(bare);
    let extension = media.media_name.as_deref().and_then(|name| Some(name.rsplit_once('.')?.1.to_ascii_lowercase()));
    let known = Format::typed(bare)
        .or_else(|| Format::named(bare))
        .or_else(|| extension.as_deref().and_then(Format::named))
        .map(|format| format.short().to_owned());
    let is_word = |it: &String| (2..=8).contains(&it.len()) && it.chars().all(char::is_alphanumeric);
    let subtype = || bare.split('/').nth(1).filter(|_| bare != "application/octet-stream");
    known
        .or_else(|| subtype().map(|it| it.trim_start_matches("x-").to_owned()))
        .or_else(|| extension.filter(is_word))
        .or_else(|| text::some_line(bare).filter(|it| !it.contains('/')))
}

fn checksum(checksum: &Value) -> Option<Checksum> {
    Some(Checksum { value: line_at(checksum, "hash")?, algo: line_at(checksum, "algo").unwrap_or_default() })
}

/// How often it is updated, by the codes of ISO 19115 (docs/portals/rudi.md 1.4).
const FREQUENCIES: [(&str, Said); 11] = [
    ("continual", said!("rudi-every-moment")),
    ("daily", said!("rudi-every-day")),
    ("weekly", said!("rudi-every-week")),
    ("fortnightly", said!("rudi-every-fortnight")),
    ("monthly", said!("rudi-every-month")),
    ("quarterly", said!("rudi-every-quarter")),
    ("biannually", said!("rudi-every-half-year")),
    ("annually", said!("rudi-every-year")),
    ("asneeded", said!("rudi-as-needed")),
    ("irregular", said!("rudi-irregularly")),
    ("notplanned", said!("rudi-not-planned")),
];

/// What is unknown is not told; another word as it is.
fn frequency(stated: Option<String>) -> Option<String> {
    let stated = stated.filter(|code| !code.eq_ignore_ascii_case("unknown"))?;
    let code: String = stated.chars().filter(char::is_ascii_alphanumeric).collect();
    let known = FREQUENCIES.iter().find(|(known, _)| code.eq_ignore_ascii_case(known));
    Some(known.map_or(stated, |(_, said)| said.text()))
}

fn facts(record: &api::Metadata) -> Vec<Fact> {
    let conditions = &record.access_condition;
    let number = |key: &str| Number::of(&record.dataset_size[key]).positive().map(|it| it.to_string());
    labelled([
        (said!("rudi-fact-status"), line(&record.storage_status).filter(|status| status != "online")),
        (said!("portals-fact-frequency"), frequency(line(&record.dataset_update_frequency))),
        (said!("rudi-fact-mention"), pick(&conditions.mandatory_mention)),
        (said!("rudi-fact-use"), pick(&conditions.usage_constraint)),
        (said!("rudi-fact-constraint"), pick(&conditions.access_constraint)),
        (said!("rudi-fact-other"), pick(&conditions.other_constraints)),
        (said!("rudi-fact-cite-as"), pick(&conditions.bibliographical_reference)),
        (said!("rudi-fact-contact"), joined_by(record.contacts.iter().filter_map(contact), &format::semicolon())),
        (said!("rudi-fact-records"), number("numbers_of_records")),
        (said!("rudi-fact-fields"), number("number_of_fields")),
        (said!("rudi-fact-languages"), joined(record.resource_languages.iter().filter_map(|it| text::some_line(it)))),
        (said!("rudi-fact-projection"), line_at(&record.geography, "projection")),
        (said!("rudi-fact-expires"), record.dataset_dates.expires.as_deref().and_then(When::read).map(format::date)),
        (said!("rudi-fact-doi"), doi(record)),
        (said!("rudi-fact-local-id"), line(&record.local_id)),
        (said!("rudi-fact-provider"), line_at(&record.metadata_info["metadata_provider"], "organization_name")),
        (said!("rudi-fact-source"), line_at(&record.metadata_info, "metadata_source")),
    ])
}

fn doi(record: &api::Metadata) -> Option<String> {
    line(&record.doi).or_else(|| line(&record.dataverse_doi))
}

fn contact(contact: &api::Contact) -> Option<String> {
    let name = line(&contact.contact_name).or_else(|| line(&contact.organization_name));
    person(name, line(&contact.email))
}

/// What a GIS wants, of an interface that is one of its services.
fn service_facts(media: &api::Media, url: Option<&str>) -> Vec<Fact> {
    let service = contract(media).and_then(|contract| service::named(&contract.to_lowercase()));
    let Some((service, url)) = service.zip(url.and_then(|url| Url::parse(url).ok())) else { return vec![] };
    let mut found = service::Found::at(Some(url));
    for parameter in media.connector.connector_parameters.iter() {
        let value = parameter.value.as_ref().and_then(Value::as_str).and_then(text::some_line);
        match (line(&parameter.key).unwrap_or_default().to_lowercase().as_str(), value) {
            ("layer" | "layers" | "typename" | "typenames", Some(layer)) => found.layers.push(layer),
            ("version", Some(version)) => found.version = Some(version),
            _ => {}
        }
    }
    service.facts(&found)
}

fn media_facts(media: &api::Media) -> Vec<Fact> {
    let milliseconds = |span: Number| span.positive().map(|it| t!("rudi-seconds", it = it / 1000));
    let mut facts = labelled([
        (said!("rudi-fact-encoding"), line(&media.file_encoding)),
        (said!("rudi-fact-structure"), line(&media.file_structure)),
        (said!("rudi-fact-docs"), line(&media.api_documentation_url)),
        (said!("rudi-fact-period"), milliseconds(media.period)),
        (said!("rudi-fact-latency"), milliseconds(media.latency)),
        (said!("rudi-fact-records"), media.current_number_of_records.positive().map(|it| it.to_string())),
        (said!("rudi-fact-so-far"), media.current_size.positive().map(format::size)),
    ]);
    facts.extend(media.connector.connector_parameters.iter().filter_map(|parameter| {
        let value = match parameter.value.as_ref()? {
            Value::String(value) => text::some_line(value)?,
            other => text::line(&other.to_string()),
        };
        let value = if matches!(&*value, "true" | "false") { words(&value) } else { value };
        Some((parameter_label(line(&parameter.key)?), value))
    }));
    facts
}

/// Of the parameters that encrypted media carry (docs/portals/rudi.md 1.5); others are called what their producer calls
/// them.
fn parameter_label(key: String) -> Label {
    match key.as_str() {
        "encrypted" => said!("rudi-fact-encrypted").into(),
        "original_mime_type" | "mime_type" => said!("rudi-fact-original-type").into(),
        "encrypted_mime_type" => said!("rudi-fact-encrypted-type").into(),
        "public_key_url" => said!("rudi-fact-public-key").into(),
        "pub_key_cut" | "pubKeyCut" => said!("rudi-fact-public-key-part").into(),
        _ => key.into(),
    }
}
