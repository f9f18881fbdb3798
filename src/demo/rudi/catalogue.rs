//! The demo's catalogue: the datasets of `assets/demo/rudi/datasets.json`, written out as a RUDI portal would, and found
//! as a RUDI portal would find them.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::content;
use crate::base::text::fold;
use crate::demo::http::{Asked, embedded};
use crate::demo::streamed::{self, Streamed};

/// The whole catalogue, read from the data compiled in.
pub static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| embedded(include_str!("../../../assets/demo/rudi/datasets.json")));

#[derive(Deserialize)]
pub struct Catalogue {
    pub producers: BTreeMap<String, Producer>,
    /// French labels of the theme codes.
    pub themes: Vec<(String, String)>,
    pub datasets: Vec<Dataset>,
}

#[derive(Deserialize)]
pub struct Producer {
    pub id: String,
    pub name: String,
    #[serde(default)]
    caption: String,
}

#[derive(Deserialize)]
pub struct Dataset {
    pub id: String,
    pub title: String,
    pub synopsis: String,
    synopsis_en: Option<String>,
    pub summary: String,
    pub theme: String,
    keywords: Vec<String>,
    pub producer: String,
    pub created: String,
    pub updated: String,
    from: Option<String>,
    to: Option<String>,
    #[serde(rename = "box")]
    pub bounds: Option<[f64; 4]>,
    /// `open`, `restricted` or `personal`.
    pub access: String,
    pub media: Vec<Media>,
    /// What else the portal writes of it, as it writes it.
    #[serde(flatten)]
    fields: Map<String, Value>,
}

#[derive(Deserialize)]
pub struct Media {
    pub id: String,
    pub name: String,
    caption: Option<String>,
    /// `csv`, `geojson`, `json`, `pdf`, `zip`, `gtfs`, `txt`, `encrypted-csv`; or what is no file: `wfs`, `wms`, `series`,
    /// `page`.
    pub kind: String,
    /// Which table its rows are of.
    #[serde(default)]
    pub content: String,
    #[serde(default)]
    pub rows: u32,
    #[serde(default)]
    pub algo: String,
    /// What is wrong with it, on purpose.
    pub flaw: Option<String>,
    /// Of its connector.
    parameters: Option<Value>,
    /// What else the portal writes of it, as it writes it.
    #[serde(flatten)]
    fields: Map<String, Value>,
    /// Its bytes, made at the first request.
    #[serde(skip)]
    bytes: OnceLock<Vec<u8>>,
}

impl Media {
    pub fn is_file(&self) -> bool {
        !matches!(self.kind.as_str(), "wfs" | "wms" | "series" | "page")
    }

    pub fn has_flaw(&self, flaw: &str) -> bool {
        self.flaw.as_deref() == Some(flaw)
    }

    /// For media that are throttled and never held in memory: what they are pieces of.
    pub fn streamed(&self) -> Option<&'static Streamed> {
        streamed::named(&self.content)
    }

    pub fn length(&self, dataset: &Dataset) -> u64 {
        self.streamed().map_or_else(|| self.bytes(dataset).len() as u64, Streamed::bytes)
    }

    /// The bytes of a media that is not streamed.
    pub fn bytes(&self, dataset: &Dataset) -> &[u8] {
        self.bytes.get_or_init(|| content::file(dataset, self))
    }

    pub fn content_type(&self) -> &'static str {
        match self.kind.as_str() {
            "geojson" => "application/geo+json",
            "json" => "application/json",
            "pdf" => "application/pdf",
            "zip" | "gtfs" => "application/zip",
            "txt" => "text/plain",
            "encrypted-csv" => "text/csv+crypt",
            _ => "text/csv",
        }
    }

    fn contract(&self) -> &str {
        match self.kind.as_str() {
            "series" => "generic-data",
            kind if !self.is_file() => kind,
            _ => "dwnl",
        }
    }

    /// What the producer states, right or (where the flaw says so) wrong.
    fn checksum(&self, dataset: &Dataset) -> Value {
        let (algo, hash) = match (self.flaw.as_deref(), self.streamed()) {
            (Some("no-checksum"), _) => return json!({}),
            (Some("uuid-checksum"), _) => ("MD5", self.id.clone()),
            (_, Some(Streamed { checksum: (algo, hash), .. })) => (*algo, (*hash).to_owned()),
            _ => (self.algo.as_str(), content::checksum(&self.algo, self.bytes(dataset))),
        };
        json!({"algo": algo, "hash": hash})
    }

    fn size(&self, dataset: &Dataset) -> u64 {
        if self.has_flaw("wrong-size") { 4096 } else { self.length(dataset) }
    }

    /// As the portal writes it. `detail`: with the portal's own address instead of the producer's raw one.
    fn json(&self, dataset: &Dataset, detail: bool) -> Value {
        let contract = self.contract();
        let url = if detail {
            format!("/rudi/medias/{}/{}/{contract}", dataset.id, self.id)
        } else {
            format!("https://noeud.exemple.bzh/media/{}", self.id)
        };
        let mut media = json!({
            "media_type": match self.kind.as_str() { "wfs" | "wms" | "page" => "SERVICE", "series" => "SERIES", _ => "FILE" },
            "media_id": self.id, "media_name": self.name, "media_dates": dataset.dates(),
            "connector": {"url": url, "interface_contract": contract},
        });
        if let Some(caption) = &self.caption {
            media["media_caption"] = json!(caption);
        }
        if let Some(parameters) = &self.parameters {
            media["connector"]["connector_parameters"] = parameters.clone();
        }
        self.fields.iter().for_each(|(name, value)| media[name] = value.clone());
        if self.is_file() {
            media["file_type"] = json!(self.content_type());
            media["file_size"] = json!(self.size(dataset));
            media["checksum"] = self.checksum(dataset);
            media["file_encoding"] = json!("UTF-8");
        }
        media
    }
}

impl Dataset {
    pub fn is_restricted(&self) -> bool {
        self.access != "open"
    }

    /// As the portal writes it: nothing null, nothing empty (docs/portals/rudi.md 1.3).
    pub fn json(&self, detail: bool) -> Value {
        let producer = self.producer();
        let mut synopsis = vec![text("fr-FR", &self.synopsis)];
        synopsis.extend(self.synopsis_en.as_deref().map(|english| text("en-GB", english)));
        let mut record = json!({
            "global_id": self.id, "resource_title": self.title, "synopsis": synopsis,
            "summary": [text("fr-FR", &self.summary)], "theme": self.theme, "keywords": self.keywords,
            "producer": {"organization_id": producer.id, "organization_name": producer.name},
            "contacts": [{"contact_id": producer.id, "contact_name": "Service des données", "email": "donnees@exemple.bzh"}],
            "available_formats": self.media.iter().map(|media| media.json(self, detail)).collect::<Vec<_>>(),
            "resource_languages": ["fr-FR"],
            "dataset_dates": self.dates(),
            "storage_status": "online",
            "metadata_info": {"api_version": "1.4.1"},
        });
        if !producer.caption.is_empty() {
            record["producer"]["organization_caption"] = json!(producer.caption);
        }
        if let Some(from) = &self.from {
            record["temporal_spread"] = json!({"start_date": moment(from)});
            if let Some(to) = &self.to {
                record["temporal_spread"]["end_date"] = json!(moment(to));
            }
        }
        if let Some([west, south, east, north]) = self.bounds {
            record["geography"] = json!({"bounding_box": {"west_longitude": west, "east_longitude": east, "north_latitude": north, "south_latitude": south}});
        }
        self.fields.iter().for_each(|(name, value)| record[name] = value.clone());
        record
    }

    fn dates(&self) -> Value {
        json!({"created": moment(&self.created), "updated": moment(&self.updated)})
    }

    fn producer(&self) -> &'static Producer {
        &CATALOGUE.producers[&self.producer]
    }

    /// What an `order` value sorts by; the portal takes the title for what it does not know (docs/portals/rudi.md 1.1).
    fn sort_key(&self, field: &str) -> String {
        match field {
            "date" | "dataset_dates.updated" => self.updated.clone(),
            "dataset_dates.created" => self.created.clone(),
            "producer.organization_name" => fold(&self.producer().name),
            "theme" => self.theme.clone(),
            _ => fold(&self.title),
        }
    }
}

/// The values of a name. A single one is split at its commas, as the real server does; one sent twice is not
/// (docs/portals/rudi.md 1.1).
fn list<'a>(asked: &'a Asked, name: &str) -> Option<Vec<&'a str>> {
    match asked.all(name).collect::<Vec<_>>()[..] {
        [] => None,
        [one] => Some(one.split(',').collect()),
        ref several => Some(several.to_vec()),
    }
}

fn allows(asked: &Asked, dataset: &Dataset) -> bool {
    let any = |name: &str, matches: &dyn Fn(&str) -> bool| {
        list(asked, name).is_none_or(|values| values.into_iter().any(matches))
    };
    any("themes", &|it| it == dataset.theme)
        && any("keywords", &|it| dataset.keywords.iter().any(|word| word == it))
        && any("producerNames", &|it| it == dataset.producer().name)
        && any("producerUuids", &|it| it == dataset.producer().id)
        && any("globalId", &|it| it == dataset.id)
        && match asked.first("restrictedAccess") {
            Some("true") => dataset.access == "restricted",
            Some("false") => !dataset.is_restricted(),
            _ => true,
        }
        && asked.first("gdprSensitive").is_none_or(|it| it == (dataset.access == "personal").to_string())
        && asked.first("dateDebut").is_none_or(|from| dataset.from.as_deref().is_some_and(|it| it >= day(from)))
        && asked.first("dateFin").is_none_or(|to| dataset.to.as_deref().is_some_and(|it| it <= day(to)))
        && asked.first("freeText").is_none_or(|words| finds(words, dataset))
}

/// A page of what `asked` finds, as the portal writes it.
pub fn page(asked: &Asked) -> Value {
    let mut found: Vec<&Dataset> = CATALOGUE.datasets.iter().filter(|dataset| allows(asked, dataset)).collect();
    let order = asked.first("order").unwrap_or("name");
    let field = order.trim_start_matches('-');
    found.sort_by_cached_key(|dataset| (dataset.sort_key(field), dataset.id.clone()));
    if order.starts_with('-') && !field.eq("score") {
        found.reverse();
    }
    let offset = asked.number("offset").unwrap_or(0);
    let limit = match asked.number("limit") {
        None => 100,
        Some(0) => 10,
        Some(limit) => limit.min(1000),
    };
    let items: Vec<Value> = found.iter().skip(offset).take(limit).map(|dataset| dataset.json(false)).collect();
    let mut page = json!({"total": found.len(), "offset": offset});
    if !items.is_empty() {
        page["items"] = json!(items);
    }
    page
}

/// Counts over the whole catalogue, whatever else is asked (docs/portals/rudi.md 1.2).
pub fn facets(names: &[&str]) -> Value {
    let count = |value_of: &dyn Fn(&Dataset) -> String| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        CATALOGUE.datasets.iter().for_each(|dataset| *counts.entry(value_of(dataset)).or_default() += 1);
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts.into_iter().map(|(value, count)| json!({"value": value, "count": count})).collect::<Vec<_>>()
    };
    let items: Vec<Value> = names
        .iter()
        .filter_map(|name| {
            let values = match *name {
                "theme" => count(&|dataset| dataset.theme.clone()),
                "producer_organization_name" => count(&|dataset| dataset.producer().name.clone()),
                "producer_organization_id" => count(&|dataset| dataset.producer().id.clone()),
                _ => return None,
            };
            Some(json!({"propertyName": name, "values": values}))
        })
        .collect();
    if items.is_empty() { json!({}) } else { json!({"items": items}) }
}

/// All words as prefixes in the title, or all in the synopsis.
fn finds(words: &str, dataset: &Dataset) -> bool {
    let folded = fold(words);
    let terms: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric() && !"-/_".contains(c)).filter(|it| !it.is_empty()).collect();
    let all_in = |text: &str| {
        let text = fold(text);
        let starts = |term: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(term));
        terms.iter().all(|term| starts(term))
    };
    all_in(&dataset.title) || all_in(&dataset.synopsis)
}

fn text(lang: &str, text: &str) -> Value {
    json!({"lang": lang, "text": text})
}

fn moment(day: &str) -> String {
    format!("{day}T08:00:00Z")
}

fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}
