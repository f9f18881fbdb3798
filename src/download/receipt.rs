//! `NAME.receipt.json`: what a file is, where it came from, under which terms, and the proof that it is whole.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::digest::Hasher;
use super::{Contents, Outcome, Verdict};
use crate::base::atomic_file::{Readers, replace_json};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::own_file::{OwnFile, not_ours, set_aside};
use crate::base::secret_address::without_secrets;
use crate::base::versioned;
use crate::base::when::When;
use crate::model::creator::{Creator, names};
use crate::model::form::{self, Answers};
use crate::model::{Checksum, Dataset, Licence, Media, SchemaRef};
use crate::net::RowCount;
use crate::portals::PortalConfig;
use crate::{m, t};

/// Behind the name of the file.
const EXTENSION: &str = "receipt.json";

/// The layout of [`Receipt`].
pub const LAYOUT: u64 = 1;
/// What every receipt begins with, white space apart.
const BEGINNING: &[u8] = b"{\"guichet\":";
/// The longest that is read.
pub const LONGEST: u64 = 1 << 20;

/// What a media does not know of itself: its portal and its dataset.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    portal: ReceiptPortal,
    dataset: ReceiptDataset,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceiptPortal {
    pub name: String,
    kind: String,
    pub url: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceiptDataset {
    pub id: String,
    pub title: String,
    pub publisher: Option<String>,
    /// Who made it, where they are named apart from who publishes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub creators: Vec<Creator>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    pub licence: Option<Licence>,
    pub modified: Option<When>,
    pub page: Option<String>,
    /// The mention the producer asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention: Option<String>,
}

impl Origin {
    pub fn new(portal: &PortalConfig, dataset: &Dataset) -> Self {
        Self {
            portal: ReceiptPortal {
                name: portal.name.clone(),
                kind: portal.kind.to_string(),
                url: without_secrets(portal.url.as_str()),
            },
            dataset: ReceiptDataset {
                id: dataset.address.path.join("/"),
                title: dataset.title.clone(),
                publisher: dataset.publisher.clone(),
                creators: dataset.creators.clone(),
                doi: dataset.doi.clone(),
                licence: dataset.licence.clone(),
                modified: dataset.modified,
                page: dataset.page.clone(),
                mention: dataset.mention(),
            },
        }
    }

    /// Under which terms a media of the dataset comes.
    pub fn terms(&self, media: &Media) -> Terms {
        Terms { licence: self.licence(media).cloned(), attribution: self.attribution(media) }
    }

    fn licence<'l>(&'l self, media: &'l Media) -> Option<&'l Licence> {
        media.licence.as_ref().or(self.dataset.licence.as_ref())
    }

    /// One line to paste under whatever is made of the data, as open licences ask for.
    fn attribution(&self, media: &Media) -> String {
        let ReceiptDataset { title, publisher, creators, mention, .. } = &self.dataset;
        let made_by = || names(creators, "; ").or_else(|| publisher.clone());
        let source = mention.clone().or_else(made_by).unwrap_or_else(|| self.portal.name.clone());
        let modified = media.modified.or(self.dataset.modified);
        let dated = modified.map(|when| format!(", {}", when.day())).unwrap_or_default();
        let licence = self.licence(media).map(|licence| {
            let url = licence.url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
            format!(" {}{url}.", licence.label)
        });
        format!("{source}: \"{title}\", {}{dated}.{}", self.portal.url, licence.unwrap_or_default())
    }
}

/// Under which terms a media comes.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    pub licence: Option<Licence>,
    /// One line to paste under whatever is made of the data.
    pub attribution: String,
}

/// The file's content; its keys are relied on by others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The version of the program.
    guichet: String,
    /// Of the layout; those from before it was written down are of the first.
    #[serde(default = "first")]
    version: u64,
    /// The file this is the receipt of, beside it.
    file: String,
    pub address: String,
    /// Where the portal says it is, without anything that opens it.
    pub url: Option<String>,
    pub portal: ReceiptPortal,
    pub dataset: ReceiptDataset,
    pub media: Named,
    pub attribution: String,
    pub fetched: Timestamp,
    pub bytes: u64,
    pub sha256: String,
    pub claim: Option<Checksum>,
    pub verdict: Verdict,
    pub reason: String,
    pub doubt: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<Timestamp>,
    pub content_type: Option<String>,
    parameters: serde_json::Map<String, serde_json::Value>,
    /// Of what was made of the rows of a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ReceiptService>,
    /// Which object it is, where it lies in an object store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<Stored>,
    /// What guichet made of the file, beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<ReceiptCopy>,
}

/// The rows of a service that a file was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptService {
    /// What was asked for the first of them.
    pub url: String,
    /// In so many answers.
    pub pages: u64,
    pub rows: u64,
    /// How many there are, as the service says; `None` where it does not.
    pub stated: Option<u64>,
    /// Those that guichet itself kept, where the service could not look for what was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<u64>,
}

impl From<RowCount> for ReceiptService {
    fn from(rows: RowCount) -> Self {
        Self {
            url: without_secrets(&rows.from),
            pages: rows.pages,
            rows: rows.came,
            stated: rows.stated,
            kept: rows.kept,
        }
    }
}

/// What an object store calls the content of an object. As long as it calls it so, guichet may replace it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    pub etag: Option<String>,
}

/// A copy of a file for another program. As long as it is as it was left, guichet may replace it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceiptCopy {
    pub file: String,
    pub sha256: String,
    /// The SHA-256 of what it was made of.
    pub of: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    pub id: String,
    pub title: String,
    pub modified: Option<When>,
    /// Its own or its dataset's.
    #[serde(default)]
    pub licence: Option<Licence>,
    /// What its content is to follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<SchemaRef>,
}

/// The reason of a verdict, and the doubt about it.
type Told = (String, Option<String>);

impl Receipt {
    /// `reason` and `doubt` are those of the outcome, in English whatever is spoken: receipts are read by programs.
    pub fn new(origin: &Origin, media: &Media, answers: &Answers, outcome: &Outcome, (reason, doubt): Told) -> Self {
        let licence = origin.licence(media).cloned();
        Self {
            guichet: env!("CARGO_PKG_VERSION").into(),
            version: LAYOUT,
            file: outcome.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            address: media.address().to_string(),
            url: media.url.as_deref().map(without_secrets),
            portal: origin.portal.clone(),
            dataset: origin.dataset.clone(),
            media: Named {
                id: media.id.clone(),
                title: media.title.clone(),
                modified: media.modified,
                licence,
                schema: media.schema.clone(),
            },
            attribution: origin.attribution(media),
            fetched: Timestamp::now(),
            bytes: outcome.bytes,
            sha256: outcome.sha256.clone(),
            claim: outcome.claim.clone(),
            verdict: outcome.verdict,
            reason,
            doubt,
            etag: outcome.etag.clone(),
            last_modified: outcome.last_modified,
            content_type: outcome.content_type.clone(),
            parameters: parameters(&form::written(&media.form, answers).0),
            service: None,
            stored: None,
            copies: vec![],
        }
    }

    /// Of the object that its store calls so.
    pub fn stored_as(self, etag: Option<String>) -> Self {
        Self { stored: Some(Stored { etag }), ..self }
    }

    /// With one more copy that was made of the file.
    pub fn with_copy(mut self, copy: ReceiptCopy) -> Self {
        self.copies.retain(|it| it.file != copy.file);
        self.copies.push(copy);
        self
    }

    /// With the terms that are stated now.
    pub fn with_terms(self, terms: Terms) -> Self {
        let Terms { licence, attribution } = terms;
        Self { media: Named { licence, ..self.media }, attribution, ..self }
    }

    /// Whether it is the receipt of that file.
    pub fn is_of(&self, contents: &Contents) -> bool {
        !contents.untold && self.address == contents.address && self.parameters == parameters(&contents.answers)
    }

    /// Whether these were among the answers that it was made with.
    pub fn answers(&self, given: &Answers) -> bool {
        parameters(&given.0).iter().all(|(key, value)| self.parameters.get(key) == Some(value))
    }

    /// Where the receipt of `file` lies.
    pub fn path(file: &Path) -> PathBuf {
        file.with_added_extension(EXTENSION)
    }

    /// Whether `file` is the receipt of another. What has a receipt itself is a file, whatever its name.
    pub fn is_one(file: &Path) -> bool {
        let is_named_so = || {
            let name = file.file_name().map(|name| name.to_string_lossy());
            name.is_some_and(|name| {
                name.strip_suffix(EXTENSION).is_some_and(|stem| stem.len() > 1 && stem.ends_with('.'))
            })
        };
        is_named_so() && !Self::path(file).exists()
    }

    /// The file that the receipt at `path` is of, by its name.
    pub fn file_of(path: &Path) -> Option<PathBuf> {
        let name = path.file_name()?.to_str()?.strip_suffix(EXTENSION)?.strip_suffix('.')?;
        (!name.is_empty()).then(|| path.with_file_name(name))
    }

    /// Replaces the receipt of `file` in one piece, for those who may read that.
    pub fn write(&self, file: &Path, readers: Readers) -> Result<()> {
        let path = Self::path(file);
        replace_json(&path, self, readers).map_err(|error| disk(&path, &error))
    }

    /// The receipt of `file`.
    pub fn read(file: &Path) -> Result<Self> {
        let path = Self::path(file);
        let read = || {
            let file = fs::metadata(&path)?;
            if !file.is_file() {
                return Err(io::ErrorKind::InvalidInput.into()); // a pipe would be waited for
            }
            let mut bytes = Vec::new();
            fs::File::open(&path)?.take(LONGEST).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read().map_err(|error: io::Error| match error.kind() {
            io::ErrorKind::InvalidInput => not_ours(&path),
            std::io::ErrorKind::NotFound => Error::new(ErrorKind::NotFound, shown(file), m!("download-no-receipt"))
                .hint(m!("download-no-receipt-hint")),
            _ => disk(&path, &error),
        })?;
        if let Some(version) = newer_than_known(&bytes) {
            return Err(versioned::newer(&path, version, LAYOUT));
        }
        serde_json::from_slice(&bytes).map_err(|error| {
            // What the reader of JSON says is English, and for `-v`.
            Error::new(ErrorKind::Integrity, shown(&path), m!("download-odd-receipt"))
                .hint(m!("download-no-receipt-hint"))
                .caused_by(error)
        })
    }
}

/// The answers as a receipt tells them.
fn parameters(answers: &[(String, String)]) -> serde_json::Map<String, serde_json::Value> {
    answers.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect()
}

/// What has the name of the receipt of a file.
#[derive(Debug)]
pub enum Found {
    Nothing,
    Receipt(Box<Receipt>),
    /// It begins as a receipt does, or holds nothing, and tells nothing.
    Damaged,
    /// Of this version, which a newer guichet wrote.
    Newer(u64),
    /// One that others could have written: it may be replaced, and is not believed.
    Shared,
    /// Not made by this user's guichet.
    Others,
}

impl Found {
    /// What has the name of a receipt, and this content.
    pub fn in_text(text: &[u8]) -> Self {
        if let Some(version) = newer_than_known(text) {
            return Self::Newer(version);
        }
        let receipt = serde_json::from_slice(text).ok().map(|receipt| Self::Receipt(Box::new(receipt)));
        receipt.unwrap_or_else(|| if begins_as_receipt(text) { Self::Damaged } else { Self::Others })
    }

    /// What is beside `file`.
    pub fn beside(file: &Path) -> Result<Self> {
        let path = Receipt::path(file);
        let mut text = Vec::new();
        let mut read = || match OwnFile::look(&path)? {
            OwnFile::Nothing => Ok(Self::Nothing),
            OwnFile::NoFile => Ok(Self::Others),
            OwnFile::Own(file) => {
                file.take(LONGEST).read_to_end(&mut text)?;
                Ok(Self::in_text(&text))
            }
            OwnFile::Shared(file) => {
                file.take(LONGEST).read_to_end(&mut text)?;
                Ok(if begins_as_receipt(&text) { Self::Shared } else { Self::Others })
            }
        };
        read().map_err(|error: io::Error| disk(&path, &error))
    }

    /// Refuses to write a receipt over what is none; one that is damaged is set aside.
    pub fn make_way(&self, file: &Path) -> Result<()> {
        match self {
            Self::Nothing | Self::Receipt(_) | Self::Shared => Ok(()),
            Self::Newer(version) => Err(versioned::newer(&Receipt::path(file), *version, LAYOUT)),
            Self::Damaged => set_aside(&Receipt::path(file), &t!("download-receipt")),
            Self::Others => Err(not_ours(&Receipt::path(file))),
        }
    }
}

/// Takes the receipt away that is beside `file`, which is about to be another one: who dies before the new one is written
/// leaves nothing that is not so.
pub fn withdraw(file: &Path) -> Result<()> {
    match Found::beside(file)? {
        Found::Receipt(_) | Found::Shared => {
            let path = Receipt::path(file);
            fs::remove_file(&path).or_else(|error| match error.kind() {
                io::ErrorKind::NotFound => Ok(()),
                _ => Err(disk(&path, &error)),
            })
        }
        Found::Nothing | Found::Newer(_) | Found::Damaged | Found::Others => Ok(()),
    }
}

fn first() -> u64 {
    1
}

/// The version of the receipt in `text`, where that is of a newer layout.
pub fn newer_than_known(text: &[u8]) -> Option<u64> {
    /// What every layout has.
    #[derive(Deserialize)]
    struct Written {
        #[serde(rename = "guichet")]
        _guichet: String,
        version: u64,
    }
    let written: Written = serde_json::from_slice(text).ok()?;
    Some(written.version).filter(|version| *version > LAYOUT)
}

/// Whether `text` is the beginning of a receipt, or what a power cut leaves of one.
pub fn begins_as_receipt(text: &[u8]) -> bool {
    let told: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0 && !byte.is_ascii_whitespace()).collect();
    told.is_empty() || told.starts_with(BEGINNING)
}

/// How long `file` is and its SHA-256, read from the disk.
pub fn digest(file: &Path) -> Result<(u64, String)> {
    let mut hasher = Hasher::new(None);
    let read = fs::File::open(file).and_then(|file| hasher.read(file, u64::MAX));
    let bytes = read.map_err(|error| disk(file, &error))?;
    Ok((bytes, hasher.finish().sha256))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Address, fixtures};
    use crate::portals::Kind;

    #[test]
    fn who_made_it_is_named_and_older_receipts_that_tell_nobody_are_read() {
        let publisher = Some("Entrepôt".to_owned());
        let dataset = Dataset { publisher, ..Dataset::new(Address::root("p").child("set"), "Eau") };
        let portal = PortalConfig::new("p", Kind::Dcat, "https://ville.example/feed".parse().unwrap());
        let older = serde_json::to_value(Origin::new(&portal, &dataset).dataset).unwrap();
        assert_eq!((older.get("creators"), older.get("doi")), (None, None), "as it was before");
        let creators = ["Martin, Ada", "Lenoir, Camille"].into_iter().filter_map(Creator::named).collect();
        let newer = Dataset { creators, doi: Some("10.5281/zenodo.1".into()), ..dataset.clone() };
        for (dataset, source) in [(dataset, "Entrepôt"), (newer, "Martin, Ada; Lenoir, Camille")] {
            let origin = Origin::new(&portal, &dataset);
            assert_eq!(origin.attribution(&fixtures::media("m")).split(": ").next(), Some(source));
            let written = serde_json::to_string(&origin.dataset).unwrap();
            assert_eq!(serde_json::from_str::<ReceiptDataset>(&written).unwrap(), origin.dataset);
        }
    }

    #[test]
    fn a_file_comes_under_its_own_licence_where_it_has_one() {
        let licence = |label: &str| Some(Licence { label: label.into(), url: None });
        let address = Address::root("p").child("set");
        let modified = When::read("2023");
        let dataset = Dataset { licence: licence("CC BY 4.0"), modified, ..Dataset::new(address, "Eau") };
        let url = "https://ville.example/feed".parse().unwrap();
        let origin = Origin::new(&PortalConfig::new("p", Kind::Dcat, url), &dataset);
        for (own, label) in [(licence("ODbL 1.0"), "ODbL 1.0"), (None, "CC BY 4.0")] {
            let media = Media { licence: own, ..fixtures::media("m") };
            assert_eq!(origin.licence(&media).unwrap().label, label);
            let expected = format!("p: \"Eau\", https://ville.example/feed, 2023. {label}.");
            assert_eq!(origin.attribution(&media), expected);
        }
    }
}
