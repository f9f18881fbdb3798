//! The words of guichet as plain data: addresses, places, pages, datasets, media, claims.
//!
//! Everything here is already clean: portals pass each server text through [`crate::base::text`] before it gets here,
//! so that screens, prints and file names may use it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::format::decimal;
use crate::base::i18n::Said;
use crate::base::when::When;
use crate::{said, t};
pub use address::{Address, Place, Target};
use creator::Creator;
use filter::Filter;
use form::Field;
use identity::Identity;
pub use label::{Fact, Label};

mod address;
pub mod creator;
pub mod file_format;
pub mod filter;
#[cfg(test)]
pub mod fixtures;
pub mod form;
pub mod identity;
pub mod label;
pub mod territory;

/// How a listing is narrowed and ordered by the portal itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Free text; empty asks for everything.
    pub text: String,
    /// Filter keys and values as [`Abilities::filters`] names them. One key twice means "either value".
    pub filters: Vec<(String, String)>,
    /// A key of [`Abilities::sorts`], with `-` before it for descending. `None`: the portal's default.
    pub sort: Option<String>,
}

impl From<&str> for Query {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl Query {
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.filters.is_empty()
    }

    /// Whether it asks for everything, in the portal's own order.
    pub fn is_plain(&self) -> bool {
        self.is_empty() && self.sort.is_none()
    }

    /// In how many parts it narrows or orders: the text, each filter, the order.
    pub fn chips(&self) -> usize {
        usize::from(!self.text.is_empty()) + self.filters.len() + usize::from(self.sort.is_some())
    }

    /// All values asked for `key`.
    pub fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.filters.iter().filter(move |(k, _)| k == key).map(|(_, value)| value.as_str())
    }
}

/// Where the next page of a listing starts; opaque to all but the portal that gave it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor(pub String);

/// No listing is followed further than to so many rows: none is that long, and one without end comes there.
pub const MOST_ROWS: usize = 10_000_000;

/// A piece of a listing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    pub items: Vec<Item>,
    /// `None` at the end.
    pub next: Option<Cursor>,
    /// How many items all pages hold together, where the portal says so.
    pub total: Option<u64>,
    /// What had to be left out, one sentence each: a bad entry is a visible warning, never a failed page.
    pub warnings: Vec<String>,
}

/// One row: a folder, a dataset or a media, with the facts that every portal can be asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub target: Target,
    pub title: String,
    /// One line more about it: a synopsis, a caption, how many datasets a folder holds.
    pub note: Option<String>,
    pub access: Option<Access>,
    /// What many rows say alike is shared by them, once they are in one listing.
    pub licence: Option<Arc<str>>,
    pub publisher: Option<Arc<str>>,
    pub theme: Option<Arc<str>>,
    pub modified: Option<When>,
    /// Short names: `csv`, `geojson`. Several, comma-separated, for a dataset.
    pub format: Option<Arc<str>>,
    pub size: Option<u64>,
    /// Of a media.
    pub checksum: Option<Box<Checksum>>,
    /// Whether it can be fetched, and if not, why. Of a dataset: whether anything of it can, where listings tell; else
    /// `None`, as for a folder.
    pub offer: Option<Offer>,
    /// What names the dataset elsewhere too, where listings tell.
    pub same_as: Vec<Identity>,
    /// Where else it is: a search of all portals shows it once ([`crate::portals::federation::merged`]).
    pub also: Vec<Address>,
    /// Of a dataset: whether each of its files comes with a checksum, where listings tell.
    #[serde(default)]
    pub states_checksums: bool,
    /// Why this one is shown of those that are one dataset; `None` where its portal is the first of theirs.
    #[serde(default)]
    pub preferred: Option<Preference>,
}

/// What makes one copy of a dataset better than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preference {
    /// What is fetched of it can be proven.
    Checksums,
    /// It was changed on a later day.
    Fresher,
}

impl Item {
    pub fn new(target: Target, title: impl Into<String>) -> Self {
        Self { target, title: title.into(), ..Self::default() }
    }

    pub fn note(mut self, note: Option<String>) -> Self {
        self.note = note;
        self
    }

    /// Title and note without case and accents, for narrowing.
    pub fn folded(&self) -> String {
        let title = crate::base::text::fold(&self.title);
        self.note.as_ref().map_or(title.clone(), |note| format!("{title}\n{}", crate::base::text::fold(note)))
    }

    /// Without the room that its texts were put together in.
    pub fn shrink_to_fit(&mut self) {
        self.title.shrink_to_fit();
        self.note.iter_mut().for_each(String::shrink_to_fit);
        let address = match &mut self.target {
            Target::Place(Place::Home | Place::Data) | Target::Search(_) | Target::Data(_) => return,
            Target::Place(Place::Folder(address) | Place::Dataset(address)) => address,
            Target::Media { dataset, media } => {
                media.shrink_to_fit();
                dataset
            }
        };
        address.portal.shrink_to_fit();
        address.path.iter_mut().for_each(String::shrink_to_fit);
    }
}

/// Who may have it, as the portal states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    #[default]
    Open,
    /// On request: the portal decides who gets it.
    Restricted,
    /// Restricted because it holds personal data (GDPR).
    Personal,
    /// The credential in use does not open it.
    Denied,
}

impl Access {
    /// The word a person reads.
    pub fn said(self) -> Said {
        match self {
            Self::Open => said!("model-open"),
            Self::Restricted => said!("model-restricted"),
            Self::Personal => said!("model-personal"),
            Self::Denied => said!("model-denied"),
        }
    }

    /// The word in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Restricted => "restricted",
            Self::Personal => "personal",
            Self::Denied => "denied",
        }
    }
}

/// One dataset in full.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dataset {
    pub address: Address,
    pub title: String,
    /// One line.
    pub synopsis: Option<String>,
    /// Plain text with line breaks.
    pub summary: Option<String>,
    pub access: Access,
    pub licence: Option<Licence>,
    pub publisher: Option<String>,
    /// Who made it, where they are named apart from who publishes it.
    #[serde(default)]
    pub creators: Vec<Creator>,
    /// Its own DOI, in any of the ways it is written.
    #[serde(default)]
    pub doi: Option<String>,
    pub theme: Option<String>,
    pub keywords: Vec<String>,
    pub created: Option<When>,
    pub modified: Option<When>,
    /// The names of the places the data are about, as the portal has them.
    #[serde(default)]
    pub territory: Option<String>,
    pub extent: Option<Extent>,
    /// The period the data cover: first moment, last moment (open-ended without).
    pub period: Option<(When, Option<When>)>,
    /// What only this kind of portal says, in its order: label, text.
    pub facts: Vec<Fact>,
    /// The portal's own web page about it.
    pub page: Option<String>,
    pub media: Vec<Media>,
    /// That its publisher has taken it back, and why, in words: its files are gone with it.
    #[serde(default)]
    pub withdrawn: Option<String>,
    pub warnings: Vec<String>,
}

impl Dataset {
    /// One of which nothing else is known: open to everybody, without any media.
    pub fn new(address: Address, title: impl Into<String>) -> Self {
        Self { address, title: title.into(), ..Self::default() }
    }

    /// Its media as rows.
    pub fn items(&self) -> Vec<Item> {
        self.media.iter().map(|media| media.item(self)).collect()
    }

    /// The media called `id`, else the one that replaced it.
    pub fn find(&self, id: &str) -> Option<&Media> {
        let replacing = || self.media.iter().find(|media| media.replaces.iter().any(|replaced| replaced == id));
        self.media.iter().find(|media| media.id == id).or_else(replacing)
    }

    /// The mention that the producer asks for.
    pub fn mention(&self) -> Option<String> {
        self.facts.iter().find(|(label, _)| label.key() == "mention").map(|(_, text)| text.clone())
    }

    /// What of it the web address `url` is of: the dataset where it is its page, a media where that is there or where a
    /// fact says it is. As it is written; if `alike`, else as it may be written otherwise.
    pub fn named(&self, url: &str, alike: bool) -> Option<Target> {
        let page = identity::web_page(url).filter(|_| alike);
        let exact = |own: &str| own == url;
        let same = |own: &str| page.is_some() && identity::web_page(own) == page;
        let by = |is_it: &dyn Fn(&str) -> bool| {
            let own = self.page.as_deref().is_some_and(is_it).then(|| Target::dataset(self.address.clone()));
            let media = || self.media.iter().find(|media| media.url.as_deref().is_some_and(is_it));
            let of_fact = || self.media.iter().find(|media| media.facts.iter().any(|(_, told)| is_it(told)));
            own.or_else(|| Some(media().or_else(of_fact)?.target()))
        };
        by(&exact).or_else(|| by(&same))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Licence {
    pub label: String,
    pub url: Option<String>,
}

/// Degrees, WGS 84.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extent {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Extent {
    /// Each of which lies within the degrees that there are: one, or one on either side of where they end.
    pub fn parts(self) -> Vec<Self> {
        if self.west <= self.east {
            return vec![self];
        }
        let parts = [Self { east: 180.0, ..self }, Self { west: -180.0, ..self }];
        parts.into_iter().filter(|part| part.west < part.east).collect()
    }

    /// Whether the two have anything in common. One whose west is east of its east goes over the line where dates change.
    pub fn meets(&self, other: &Self) -> bool {
        let (one, other) = (self, other);
        let parts = |it: &Self| match it.west <= it.east {
            true => [(it.west, it.east); 2],
            false => [(it.west, 180.0), (-180.0, it.east)],
        };
        let is_met = |(west, east): (f64, f64)| parts(other).iter().any(|(w, e)| west <= *e && *w <= east);
        parts(one).into_iter().any(is_met) && one.south <= other.north && other.south <= one.north
    }
}

impl fmt::Display for Extent {
    /// In the person's language, with three decimals of a degree (some 100 m).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { west, south, east, north } = *self;
        let [west, south, east, north] = [west, south, east, north].map(|degrees| decimal(degrees, 3));
        f.write_str(&t!("human-extent", west, east, south, north))
    }
}

/// One thing of a dataset that can become one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// The dataset it belongs to.
    pub dataset: Address,
    /// Unique in its dataset.
    pub id: String,
    /// The ids of those that it came in the place of, which are there no more.
    #[serde(default)]
    pub replaces: Vec<String>,
    pub title: String,
    /// What its file is called, where the portal states that: a title is no name. The last part of its path, with the folders
    /// before it that tell it apart from others of the dataset.
    #[serde(default)]
    pub file_name: Option<String>,
    pub caption: Option<String>,
    /// Short name: `csv`, `geojson`, `wfs`.
    pub format: Option<String>,
    /// The content type the portal declares, without parameters.
    pub content_type: Option<String>,
    /// Bytes, as the portal states them; a claim to compare with, never a length to expect.
    pub size: Option<u64>,
    pub checksum: Option<Checksum>,
    pub modified: Option<When>,
    /// Its own, where it states one; else its dataset's counts ([`Media::terms`]).
    #[serde(default)]
    pub licence: Option<Licence>,
    pub access: Access,
    pub offer: Offer,
    /// Whether the portal made it of another file of the dataset: the same once more, and nothing of the publisher's.
    #[serde(default)]
    pub is_derived: bool,
    /// Where it is: what is fetched, or the service's address to show. Absolute.
    pub url: Option<String>,
    /// What its content is to follow, where the portal says so.
    #[serde(default)]
    pub schema: Option<SchemaRef>,
    /// What the portal says besides, in its order: label, text.
    pub facts: Vec<Fact>,
    /// What it asks before it can be fetched; empty where it asks nothing.
    pub form: Vec<Field>,
}

/// Names a schema: by its name in a catalogue of schemas, with a version or none, or by its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaRef {
    pub name: Option<String>,
    pub version: Option<String>,
    pub url: Option<String>,
}

impl SchemaRef {
    /// Its name and version, else its address.
    pub fn words(&self) -> Option<String> {
        let name = self.name.as_ref().or(self.url.as_ref())?;
        Some(self.version.as_ref().map_or(name.clone(), |version| format!("{name} {version}")))
    }
}

impl Media {
    /// One of which nothing else is known: open to everybody, to be downloaded.
    pub fn new(dataset: Address, id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { dataset, id: id.into(), title: title.into(), ..Self::default() }
    }

    pub fn target(&self) -> Target {
        Target::Media { dataset: self.dataset.clone(), media: self.id.clone() }
    }

    pub fn address(&self) -> Address {
        self.dataset.child(self.id.clone())
    }

    /// The licence it comes under.
    pub fn terms<'m>(&'m self, dataset: &'m Dataset) -> Option<&'m Licence> {
        self.licence.as_ref().or(dataset.licence.as_ref())
    }

    /// As a row, with the facts it shares with its dataset.
    pub fn item(&self, dataset: &Dataset) -> Item {
        let target = Target::Media { dataset: self.dataset.clone(), media: self.id.clone() };
        let mut item = Item::new(target, self.title.clone()).note(self.caption.clone());
        item.access = Some(self.access);
        item.licence = self.terms(dataset).map(|licence| (&*licence.label).into());
        item.publisher = dataset.publisher.as_deref().map(Into::into);
        item.theme = dataset.theme.as_deref().map(Into::into);
        item.modified = self.modified;
        item.format = self.format.as_deref().map(Into::into);
        item.size = self.size;
        item.checksum = self.checksum.clone().map(Box::new);
        item.offer = Some(self.offer.clone());
        item
    }
}

/// Whether a media can become a file here and now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "reason")]
pub enum Offer {
    /// Enter or `get` downloads it.
    #[default]
    Download,
    /// It can be tried, but will likely be refused: the reason says what is missing.
    Doubtful(String),
    /// Only its address is shown: the reason says why.
    ShowOnly(String),
}

/// A checksum as the portal states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    /// As stated: `MD5`, `SHA-256`, `SHA-512`, or anything else.
    pub algo: String,
    /// As stated; hexadecimal where it is a checksum at all.
    pub value: String,
}

/// One property that listings can be filtered by, and what it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facet {
    /// A key of [`Abilities::filters`].
    pub key: String,
    pub values: Vec<FacetValue>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FacetValue {
    /// What goes into [`Query::filters`].
    pub value: String,
    pub label: String,
    pub count: Option<u64>,
}

impl FacetValue {
    /// One of which nothing else is known.
    pub fn of(value: &str) -> Self {
        Self { value: value.to_owned(), label: crate::base::text::line(value), count: None }
    }
}

/// What a folder can do; the browser offers nothing else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Abilities {
    /// Searches on the server.
    pub search: bool,
    /// Filters that work, in the order they are shown in.
    pub filters: Vec<Filter>,
    /// Sort keys that really sort: key, label.
    pub sorts: Vec<(&'static str, Said)>,
}
