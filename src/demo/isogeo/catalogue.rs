//! The demo's records: those of `assets/demo/isogeo/catalogue.json`, some of them once for each commune.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::content;
use crate::demo::http::embedded;

/// The whole catalogue, read from the data compiled in.
pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut catalogue: Catalogue = embedded(include_str!("../../../assets/demo/isogeo/catalogue.json"));
    let communes = std::mem::take(&mut catalogue.communes);
    for pattern in std::mem::take(&mut catalogue.for_each_commune) {
        catalogue.records.extend(communes.iter().enumerate().map(|(number, commune)| pattern.of(number, commune)));
    }
    catalogue
});

#[derive(Deserialize)]
pub struct Catalogue {
    pub application: Application,
    pub workgroups: BTreeMap<String, Workgroup>,
    pub licences: BTreeMap<String, Licence>,
    /// INSPIRE themes: code, label.
    pub themes: BTreeMap<String, String>,
    /// Labels of type tags and of actions: in French, in English.
    pub types: BTreeMap<String, [String; 2]>,
    pub actions: BTreeMap<String, [String; 2]>,
    pub formats: BTreeMap<String, String>,
    pub shares: Vec<Share>,
    pub records: Vec<Record>,
    communes: Vec<String>,
    /// Records with `{}` where a commune's name goes.
    for_each_commune: Vec<Record>,
}

impl Catalogue {
    /// Whether a file called so lies on the other server.
    pub fn is_foreign(&self, name: &str) -> bool {
        self.records.iter().flat_map(|record| &record.links).any(|link| link.foreign.as_deref() == Some(name))
    }
}

#[derive(Deserialize)]
pub struct Application {
    pub id: String,
    pub name: String,
}

#[derive(Deserialize)]
pub struct Workgroup {
    pub id: String,
    pub contact: String,
    pub name: String,
    pub email: String,
    pub city: String,
}

#[derive(Deserialize)]
pub struct Licence {
    pub id: String,
    /// `isogeo`, or the workgroup that made it.
    pub of: String,
    pub name: String,
    pub link: String,
}

#[derive(Deserialize)]
pub struct Share {
    pub id: String,
    pub name: String,
    pub owner: String,
    pub token: Option<String>,
    pub modified: String,
    /// Whose records it holds.
    owners: Vec<String>,
    /// Records of others in it.
    #[serde(default)]
    also: Vec<String>,
}

impl Share {
    pub fn holds(&self, record: &Record) -> bool {
        !record.unshared && (self.owners.contains(&record.owner) || self.also.contains(&record.id))
    }
}

/// Names of fields that are Isogeo's own mean the same; the others are told.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Record {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub name: Option<String>,
    pub r#abstract: Option<String>,
    pub owner: String,
    pub format: Option<String>,
    pub path: Option<String>,
    pub keywords: Vec<String>,
    pub theme: Option<String>,
    pub created: Option<String>,
    pub modified: Option<String>,
    /// When the record was made and last changed.
    pub described: String,
    pub reviewed: String,
    pub licence: Option<String>,
    /// West, south, east, north.
    pub bounds: Option<[f64; 4]>,
    pub harvested: bool,
    /// Whether no share holds it.
    pub unshared: bool,
    pub links: Vec<Link>,
    /// Of a dataset: which layers of which services show it.
    pub shown: Vec<(String, usize)>,
    /// What else Isogeo writes of it, and its parts, as it writes them.
    pub fields: Map<String, Value>,
    pub parts: Map<String, Value>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Link {
    pub title: String,
    /// Of a hosted file: its name, what it is made of, which table its rows are of, how many there are.
    pub file: Option<String>,
    pub content: Option<String>,
    pub table: String,
    pub rows: u32,
    /// Of an address.
    pub url: Option<String>,
    pub kind: Option<String>,
    pub actions: Vec<String>,
    #[serde(rename = "type")]
    pub stored: Option<String>,
    /// The record whose first link it leads to.
    pub of: Option<String>,
    /// A file of another server, which the demo plays too.
    pub foreign: Option<String>,
    /// What is odd or wrong with it, on purpose.
    pub flaw: Option<String>,
    /// Its bytes, made at the first request.
    #[serde(skip)]
    bytes: OnceLock<Vec<u8>>,
}

impl Link {
    pub fn is_hosted(&self) -> bool {
        self.content.is_some()
    }

    pub fn has_flaw(&self, flaw: &str) -> bool {
        self.flaw.as_deref() == Some(flaw)
    }

    /// The bytes of a hosted file.
    pub fn bytes(&self, record: &Record) -> &[u8] {
        self.bytes.get_or_init(|| content::file(record, self))
    }
}

impl Record {
    /// This pattern for one commune. The number stands in the id, so that ids are the same at every start.
    fn of(&self, number: usize, commune: &str) -> Self {
        let filled = |text: &str| text.replace("{}", commune);
        let file_name = crate::base::text::fold(commune).replace([' ', '\''], "_");
        let mut record = self.clone();
        record.id = format!("{number:08x}{}", &self.id[8..]);
        record.title = filled(&self.title);
        record.r#abstract = self.r#abstract.as_deref().map(filled);
        for link in &mut record.links {
            link.file = link.file.as_deref().map(|name| name.replace("{}", &file_name));
        }
        record
    }

    pub fn workgroup(&self) -> &'static Workgroup {
        &CATALOGUE.workgroups[&self.owner]
    }

    pub fn link_id(&self, number: usize) -> String {
        format!("{}{number:02x}", &self.id[..30])
    }

    /// Whether the application can see it.
    pub fn is_shared(&self) -> bool {
        CATALOGUE.shares.iter().any(|share| share.holds(self))
    }

    pub fn find(id: &str) -> Option<&'static Self> {
        CATALOGUE.records.iter().find(|record| record.id == id)
    }
}
