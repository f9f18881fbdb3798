//! What the demo's open portals hold: the datasets of `assets/demo/open.json`, each on one of them or on several.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use super::content;
use crate::base::text::fold;
use crate::demo::http::embedded;
use crate::demo::streamed::{self, Streamed};

static CATALOGUE: LazyLock<OpenCatalogue> = LazyLock::new(|| embedded(include_str!("../../../assets/demo/open.json")));

#[derive(Deserialize)]
struct OpenCatalogue {
    publishers: Vec<Publisher>,
    datasets: Vec<OpenDataset>,
}

#[derive(Deserialize)]
pub struct Publisher {
    pub slug: String,
    pub name: String,
}

#[derive(Deserialize)]
pub struct OpenDataset {
    pub id: String,
    pub slug: String,
    /// The kinds of the portals that hold it.
    on: Vec<String>,
    pub title: String,
    pub description: String,
    pub theme: String,
    pub keywords: Vec<String>,
    publisher: String,
    pub created: String,
    pub updated: String,
    pub licence: String,
    /// The DOI that names it wherever it is.
    pub doi: Option<String>,
    /// What it is to teach a machine.
    pub task: Option<String>,
    /// `restricted`, `personal`; without it, open.
    pub access: Option<String>,
    pub files: Vec<OpenFile>,
}

#[derive(Deserialize)]
pub struct OpenFile {
    pub id: String,
    pub name: String,
    pub title: String,
    pub format: String,
    /// How its bytes are made, of which table and how many rows.
    pub made: String,
    #[serde(default)]
    pub table: String,
    #[serde(default)]
    pub rows: u32,
    /// The name of the schema that it is to follow.
    pub schema: Option<String>,
    #[serde(skip)]
    bytes: OnceLock<Vec<u8>>,
}

/// The datasets of one portal.
pub fn on(kind: &str) -> impl Iterator<Item = &'static OpenDataset> {
    CATALOGUE.datasets.iter().filter(move |dataset| dataset.on.iter().any(|it| it == kind))
}

/// The dataset that `id` or a slug names on this portal.
pub fn find(kind: &str, id: &str) -> Option<&'static OpenDataset> {
    on(kind).find(|dataset| dataset.slug == id || dataset.id == id || dataset.hex() == id)
}

/// The file called so, on whichever portal, and its dataset.
pub fn file(name: &str) -> Option<(&'static OpenDataset, &'static OpenFile)> {
    let named = |dataset: &'static OpenDataset| Some((dataset, dataset.files.iter().find(|file| file.name == name)?));
    CATALOGUE.datasets.iter().find_map(named)
}

/// How many of these datasets have each value: slug, label, count.
pub fn counts<'a>(
    datasets: impl Iterator<Item = &'static OpenDataset>,
    values: impl Fn(&'static OpenDataset) -> Vec<(&'a str, &'a str)>,
) -> Vec<(String, String, u64)> {
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (slug, label) in datasets.flat_map(values) {
        *counts.entry((slug.to_owned(), label.to_owned())).or_default() += 1;
    }
    counts.into_iter().map(|((slug, label), count)| (slug, label, count)).collect()
}

impl OpenDataset {
    /// The id in the 24 digits that udata has.
    pub fn hex(&self) -> String {
        self.id.chars().filter(|c| *c != '-').take(24).collect()
    }

    pub fn publisher(&self) -> &'static Publisher {
        let named = CATALOGUE.publishers.iter().find(|publisher| publisher.slug == self.publisher);
        named.unwrap_or_else(|| unreachable!("the demo's data, which tests read too, have {}", self.publisher))
    }

    /// Its page, which feeds that take it from its portal name too.
    pub fn page(&self) -> String {
        match self.on.first().map(String::as_str) {
            Some("udata") => format!("udata/datasets/{}/", self.slug),
            Some("ckan") => format!("ckan/dataset/{}", self.slug),
            Some("dataverse") => format!("dataverse/dataset.xhtml?persistentId={}", self.doi()),
            Some("zenodo") => format!("zenodo/search?q={}", self.slug),
            Some("opendatasoft") => format!("opendatasoft/explore/dataset/{}/", self.slug),
            Some("hugging-face") => format!("hugging-face/datasets/{}/{}", self.publisher, self.slug),
            _ => format!("dcat/{}", self.slug),
        }
    }

    /// What a repository has given it, where it is in one.
    pub fn doi(&self) -> String {
        format!("doi:10.5072/ARMOR/{}", self.slug.to_uppercase())
    }

    /// Whether a repository has it.
    pub fn has_doi(&self) -> bool {
        self.on.iter().any(|kind| kind == "dataverse" || kind == "zenodo")
    }

    pub fn is_open(&self) -> bool {
        self.access.is_none()
    }

    /// Whether every word begins one of its title, its description or its keywords.
    pub fn has(&self, words: &str) -> bool {
        let text = fold(&format!("{} {} {}", self.title, self.description, self.keywords.join(" ")));
        let begins = |word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|it| it.starts_with(word));
        fold(words).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(begins)
    }

    pub fn licence_title(&self) -> &'static str {
        if self.licence == "odbl" { "Open Database License (ODbL)" } else { "Licence Ouverte v2.0 (Etalab)" }
    }
}

impl OpenFile {
    pub fn streamed(&self) -> Option<&'static Streamed> {
        streamed::named(&self.table).filter(|_| self.made == "streamed")
    }

    pub fn bytes(&self, dataset: &OpenDataset) -> &[u8] {
        self.bytes.get_or_init(|| content::file(dataset, self))
    }

    pub fn length(&self, dataset: &OpenDataset) -> u64 {
        self.streamed().map_or_else(|| self.bytes(dataset).len() as u64, Streamed::bytes)
    }

    /// The algorithm and the sum, which are true.
    pub fn checksum(&self, dataset: &OpenDataset) -> (&'static str, String) {
        let streamed = self.streamed().map(|whole| (whole.checksum.0, whole.checksum.1.to_owned()));
        streamed.unwrap_or_else(|| ("SHA-256", content::sha256(self.bytes(dataset))))
    }

    pub fn content_type(&self) -> &'static str {
        match self.format.as_str() {
            "csv" => "text/csv",
            "json" => "application/json",
            "jsonl" => "application/x-ndjson",
            "geojson" => "application/geo+json",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "ods" => "application/vnd.oasis.opendocument.spreadsheet",
            "shp" | "gtfs" => "application/zip",
            "kml" => "application/vnd.google-earth.kml+xml",
            "pdf" => "application/pdf",
            "png" => "image/png",
            "7z" => "application/x-7z-compressed",
            "tar.gz" => "application/gzip",
            "gpkg" => "application/geopackage+sqlite3",
            "sqlite" => "application/vnd.sqlite3",
            "parquet" => "application/vnd.apache.parquet",
            _ => "application/octet-stream",
        }
    }
}
