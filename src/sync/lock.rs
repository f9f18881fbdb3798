//! `data.lock`: which version of each file is meant, one block a file, sorted: two branches that change two files merge.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::manifest::{DataBlock, DataWish};
use super::path::DataPath;
use super::shape::{TomlKey, TomlValue};
use super::text::DataText;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::secret_address::without_secrets;
use crate::base::text;
use crate::base::when::When;
use crate::download::receipt::{Receipt, Terms};
use crate::download::{ARCHIVED, Verdict};
use crate::m;
use crate::model::{Address, Checksum, Media};
use crate::net::Validators;

/// What it is called.
pub const LOCK: &str = "data.lock";
/// The layout of it.
const LAYOUT: u64 = 1;
/// The same whatever is spoken: the file is compared.
const HEAD: &str =
    "# Written by `guichet sync`: which version of each file of data.toml is meant. Keep it with data.toml.\n";
/// A file that is younger may have changed within the second that its date names (RFC 9110, 8.8.2.2); a minute, as two
/// clocks are compared.
const SETTLED: SignedDuration = SignedDuration::from_secs(60);

/// What is meant of each file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lock {
    pub files: BTreeMap<DataPath, LockedFile>,
}

/// One version of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedFile {
    path: String,
    /// What was wished, as the manifest had it.
    address: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    entry: Vec<String>,
    /// Which media that was.
    pub media: Address,
    /// Where the portal is.
    pub portal: String,
    /// Where the portal said the media is, without anything that opens it.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    pub bytes: u64,
    pub sha256: String,
    /// Where it is strong: it names bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    /// Where there is no `etag`, and it names bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_modified: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim_algorithm: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    licence_url: Option<String>,
    attribution: String,
    pub verdict: Verdict,
    /// The day on which it was found to be what is published.
    pub checked: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    parameters: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct WrittenLock {
    version: u64,
    file: Vec<LockedFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadLock {
    #[serde(rename = "version")]
    _version: u64,
    #[serde(default)]
    file: Vec<Spanned<LockedFile>>,
}

/// Of a [`LockedFile`] too.
const KEYS: [TomlKey; 2] = [
    TomlKey::must("version", TomlValue::Count),
    TomlKey::may(
        "file",
        TomlValue::Blocks(&[
            TomlKey::must("path", TomlValue::Text),
            TomlKey::must("address", TomlValue::Text),
            TomlKey::may("format", TomlValue::Text),
            TomlKey::may("entry", TomlValue::Texts),
            TomlKey::must("media", TomlValue::Text),
            TomlKey::must("portal", TomlValue::Text),
            TomlKey::may("url", TomlValue::Text),
            TomlKey::must("bytes", TomlValue::Count),
            TomlKey::must("sha256", TomlValue::Text),
            TomlKey::may("etag", TomlValue::Text),
            TomlKey::may("last_modified", TomlValue::Text),
            TomlKey::may("claim_algorithm", TomlValue::Text),
            TomlKey::may("claim", TomlValue::Text),
            TomlKey::may("published", TomlValue::Text),
            TomlKey::may("licence", TomlValue::Text),
            TomlKey::may("licence_url", TomlValue::Text),
            TomlKey::must("attribution", TomlValue::Text),
            TomlKey::must("verdict", TomlValue::Text),
            TomlKey::must("checked", TomlValue::Text),
            TomlKey::may("parameters", TomlValue::Answers),
        ]),
    ),
];

impl Lock {
    /// Of what is read at `path`.
    pub fn parse(path: &Path, content: &str) -> Result<Self> {
        if content.trim().is_empty() {
            return Ok(Self::default());
        }
        let source = DataText { path, content };
        source.check(LAYOUT, &KEYS)?;
        let read: ReadLock = toml::from_str(content).map_err(|error| source.unreadable(&error))?;
        let is_digest = |it: &str| it.len() == 64 && it.bytes().all(|byte| byte.is_ascii_hexdigit());
        let (mut paths, mut files) = (Vec::new(), BTreeMap::new());
        for file in read.file {
            let (at, mut file) = (file.span(), file.into_inner());
            let path = DataPath::new(&file.path).map_err(|error| source.at(&at, &error))?;
            if !is_digest(&file.sha256) {
                return Err(source.at(&at, m!("sync-no-digest", path = text::line(&file.path))));
            }
            file.sha256.make_ascii_lowercase(); // as it is compared
            paths.push((path.clone(), at));
            files.insert(path, file);
        }
        source.check_paths(&paths)?;
        Ok(Self { files })
    }

    /// As the file has it.
    pub fn written(&self) -> Result<String> {
        let written = WrittenLock { version: LAYOUT, file: self.files.values().cloned().collect() };
        let text =
            toml::to_string(&written).map_err(|error| Error::new(ErrorKind::Unexpected, LOCK, error.to_string()))?;
        Ok(format!("{HEAD}{text}"))
    }
}

impl LockedFile {
    /// That of `block`, as the receipt of the file tells.
    pub fn of(block: &DataBlock, receipt: &Receipt) -> Result<Self> {
        Self::told(block.path.to_string(), block.wish.clone(), receipt)
    }

    fn told(path: String, wish: DataWish, receipt: &Receipt) -> Result<Self> {
        let DataWish { address, format, entry, parameters } = wish;
        let etag = receipt.etag.clone().filter(|etag| etag.starts_with('"'));
        let is_settled = |date: &Timestamp| receipt.fetched.duration_since(*date) >= SETTLED;
        let licence = receipt.media.licence.clone();
        Ok(Self {
            path,
            address,
            format,
            entry,
            media: receipt.address.parse()?,
            portal: receipt.portal.url.clone(),
            url: receipt.url.as_deref().map(without_secrets),
            bytes: receipt.bytes,
            sha256: receipt.sha256.clone(),
            last_modified: receipt.last_modified.filter(|date| etag.is_none() && is_settled(date)),
            etag,
            claim_algorithm: receipt.claim.as_ref().map(|claim| claim.algo.clone()),
            claim: receipt.claim.as_ref().map(|claim| claim.value.clone()),
            published: receipt.media.modified.or(receipt.dataset.modified),
            licence_url: licence.as_ref().and_then(|licence| licence.url.clone()),
            licence: licence.map(|licence| licence.label),
            attribution: receipt.attribution.clone(),
            verdict: receipt.verdict,
            checked: receipt.fetched.to_zoned(TimeZone::UTC).date().to_string(),
            parameters,
        })
    }

    /// Whether so many bytes of this SHA-256 are these.
    pub fn is_digest(&self, bytes: u64, sha256: &str) -> bool {
        self.bytes == bytes && self.sha256.eq_ignore_ascii_case(sha256)
    }

    /// Whether the receipt tells the same of it.
    pub fn is_told_by(&self, receipt: &Receipt) -> bool {
        let Self { address, format, entry, parameters, .. } = self.clone();
        let told = Self::told(self.path.clone(), DataWish { address, format, entry, parameters }, receipt);
        told.is_ok_and(|told| self.is_but_checked(&told))
    }

    /// Whether only the day of checking tells them apart.
    pub fn is_but_checked(&self, other: &Self) -> bool {
        Self { checked: self.checked.clone(), ..other.clone() } == *self
    }

    /// With the terms that are stated now, where these are others.
    pub fn retermed(&self, terms: &Terms) -> Option<Self> {
        let (label, url) = terms.licence.as_ref().map(|it| (it.label.clone(), it.url.clone())).unzip();
        let url = url.flatten();
        let is_other = (&label, &url) != (&self.licence, &self.licence_url);
        let attribution = terms.attribution.clone();
        is_other.then(|| Self { licence: label, licence_url: url, attribution, ..self.clone() })
    }

    /// Where it lies.
    pub fn path(&self) -> Result<DataPath> {
        DataPath::new(&self.path)
    }

    /// Whether it is of what the manifest wishes now.
    pub fn is_of(&self, wish: &DataWish) -> bool {
        self.address == wish.address
            && self.format == wish.format
            && self.entry == wish.entry
            && self.parameters == wish.parameters
    }

    /// What the server is asked with whether it still has these bytes; only what names bytes, and no portal's date.
    pub fn validators(&self) -> Option<Validators> {
        let validators =
            Validators { etag: self.etag.clone(), last_modified: self.last_modified, length: Some(self.bytes) };
        (!validators.are_none()).then_some(validators)
    }

    /// Whether `media` states the checksum that was stated of these bytes, or states none as it did.
    pub fn is_claimed_by(&self, media: &Media) -> bool {
        self.claim() == media.checksum
    }

    /// Whether what `media` states proves that it is these bytes still.
    pub fn is_proven_by(&self, media: &Media) -> bool {
        let Some(claim) = &media.checksum else { return false };
        let word: String = claim.algo.chars().filter(char::is_ascii_alphanumeric).collect();
        let is_same = word.eq_ignore_ascii_case("sha256") && claim.value.eq_ignore_ascii_case(&self.sha256);
        let is_sized = claim.algo != ARCHIVED || media.size == Some(self.bytes);
        is_same || (self.verdict == Verdict::Verified && self.is_claimed_by(media) && is_sized)
    }

    fn claim(&self) -> Option<Checksum> {
        let (algo, value) = self.claim_algorithm.clone().zip(self.claim.clone())?;
        Some(Checksum { algo, value })
    }

    /// Under which terms it comes, where its portal says so.
    pub fn licence(&self) -> Option<&str> {
        self.licence.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(paths: &[&str]) -> Lock {
        let file = |path: &str| LockedFile {
            path: path.into(),
            address: "p/x/m".parse().unwrap(),
            format: None,
            entry: vec![],
            media: "p/x/m".parse().unwrap(),
            portal: "https://p.example/".into(),
            url: Some("https://p.example/m.csv".into()),
            bytes: 3,
            sha256: "ab".repeat(32),
            etag: Some("\"a\"".into()),
            last_modified: None,
            claim_algorithm: Some("MD5".into()),
            claim: Some("aa".into()),
            published: When::read("2024-05-01"),
            licence: Some("ODbL".into()),
            licence_url: None,
            attribution: "p: \"x\"".into(),
            verdict: Verdict::Verified,
            checked: "2024-06-01".into(),
            parameters: [("siren".to_owned(), "1".to_owned())].into(),
        };
        Lock { files: paths.iter().map(|path| (DataPath::new(path).unwrap(), file(path))).collect() }
    }

    fn parse(content: &str) -> Result<Lock> {
        Lock::parse(Path::new("data.lock"), content)
    }

    #[test]
    fn a_lock_is_written_one_block_a_file_sorted_and_read_as_it_was() {
        let lock = lock(&["b.csv", "a/z.csv", "a.csv"]);
        let written = lock.written().unwrap();
        assert_eq!(parse(&written).unwrap(), lock);
        let at = |text: &str| written.find(text).unwrap();
        assert!(at("\"a.csv\"") < at("\"a/z.csv\"") && at("\"a/z.csv\"") < at("\"b.csv\""), "{written}");
        assert_eq!(written.matches("\n\n[[file]]\n").count(), 3, "{written}");
        assert_eq!(parse("").unwrap(), Lock::default());
    }

    #[test]
    fn what_a_merge_left_and_what_cannot_be_is_one_sentence() {
        let written = lock(&["a.csv"]).written().unwrap();
        let twice = lock(&["a.csv", "b.csv"]).written().unwrap().replace("path = \"b.csv\"", "path = \"A.csv\"");
        let table = [
            (format!("{written}<<<<<<< HEAD\n"), "line "),
            (twice.clone(), "line 24: \"a.csv\" (line 4) and \"A.csv\""),
            (twice.replace("A.csv", "a.csv"), "it stands in line 4 already"),
            (written.replace("sha256 = ", "#"), "\"sha256\" is missing"),
            (written.replace("bytes = 3", "bytes = \"3\""), "\"bytes\" is to be a whole number"),
            (written.replace("verdict = \"verified\"", "verdict = \"fine\""), "line 18"),
            (written.replace("a.csv", "../a.csv"), "leads out"),
            (written.replace("abab", "xyxy"), "SHA-256"),
            (written.replace("version = 1", "version = 2"), "of version 2"),
        ];
        for (content, expected) in table {
            let error = crate::base::i18n::Language::English.within(|| parse(&content).unwrap_err());
            assert!(error.kind == ErrorKind::Config && error.to_string().contains(expected), "{content}\n{error}");
        }
    }

    #[test]
    fn a_digest_is_the_same_in_all_its_spellings() {
        let lock = lock(&["a.csv"]);
        let spelt = |digest: &str| lock.written().unwrap().replace(&"ab".repeat(32), digest);
        for digest in ["AB".repeat(32), "aB".repeat(32), "ab".repeat(32)] {
            assert_eq!(parse(&spelt(&digest)).unwrap(), lock, "{digest}");
        }
    }

    #[test]
    fn only_what_a_portal_states_of_bytes_proves_them() {
        let lock = lock(&["a.csv"]);
        let file = lock.files.values().next().unwrap();
        let stated = |algo: &str, value: &str| Media {
            checksum: Some(Checksum { algo: algo.into(), value: value.into() }),
            size: Some(3),
            ..crate::model::fixtures::media("m")
        };
        let sha = "ab".repeat(32);
        for (algo, value, proven) in [
            ("MD5", "aa", true),
            ("MD5", "bb", false),
            ("SHA-256", &*sha, true),
            ("sha256", &sha.to_uppercase(), true),
            ("SHA-256", "ab", false),
        ] {
            assert_eq!(file.is_proven_by(&stated(algo, value)), proven, "{algo} {value}");
        }
        let unsure = LockedFile { verdict: Verdict::Unverifiable, ..file.clone() };
        assert!(!unsure.is_proven_by(&stated("MD5", "aa")), "it was never found to be so");
        assert!(!file.is_proven_by(&crate::model::fixtures::media("m")), "nothing is stated");
    }
}
