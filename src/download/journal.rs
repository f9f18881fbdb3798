//! `NAME.part.json`: what the bytes in `NAME.part` are the beginning of, so that a later start goes on with the same
//! version or starts over. It holds no secret: a media is asked for by its address, not by its URL.

use std::io::{self, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rangemap::RangeSet;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::Contents;
use super::version::Version;
use crate::base::atomic_file::{Readers, replace};
use crate::base::disk::disk;
use crate::base::error::{Error, Result};
use crate::base::own_file::OwnFile;
use crate::base::redact;
use crate::base::versioned;
use crate::model::Media;
use crate::model::form::{self, Answers};

/// Behind the name of a `.part`.
pub const EXTENSION: &str = "json";

/// The layout of [`Journal`]. What an older one tells is set aside, and its download begun anew; a newer one is left alone.
const LAYOUT: u32 = 3;

/// What every layout has.
#[derive(Deserialize)]
struct Written {
    layout: u64,
}

/// Which bytes of a media are there.
pub type Spans = RangeSet<u64>;

/// The first `length` bytes.
#[cfg(test)]
pub fn beginning(length: u64) -> Spans {
    std::iter::once(0..length).filter(|span| !span.is_empty()).collect()
}

/// How many bytes there are.
pub fn total_of(spans: &Spans) -> u64 {
    spans.iter().map(|span| span.end - span.start).sum()
}

/// How many bytes there are from the first on without a gap.
pub fn frontier(spans: &Spans) -> u64 {
    spans.first().filter(|first| first.start == 0).map_or(0, |first| first.end)
}

/// As they are written down: one that is empty or ends before it begins is refused, for a set of spans panics at it.
fn spans<'de, D: Deserializer<'de>>(written: D) -> std::result::Result<Spans, D::Error> {
    let spans = Vec::<(u64, u64)>::deserialize(written)?;
    let sound =
        |(start, end)| if start < end { Ok(start..end) } else { Err(D::Error::custom(format_args!("{start}..{end}"))) };
    spans.into_iter().map(sound).collect()
}

/// Bytes that were written and may not be on the disk yet: whether they are, their checksum tells, after a crash of the
/// machine too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(u64, u64, String)", into = "(u64, u64, String)")]
pub struct Proof {
    pub span: Range<u64>,
    pub sha256: String,
}

impl TryFrom<(u64, u64, String)> for Proof {
    type Error = String;

    fn try_from((start, end, sha256): (u64, u64, String)) -> std::result::Result<Self, String> {
        let is_digest = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        match start < end && is_digest {
            true => Ok(Self { span: start..end, sha256 }),
            false => Err(format!("{start}..{end} {sha256}")),
        }
    }
}

impl From<Proof> for (u64, u64, String) {
    fn from(Proof { span, sha256 }: Proof) -> Self {
        (span.start, span.end, sha256)
    }
}

/// The longest journal that is read: one of a file in thousands of pieces is far shorter.
const LONGEST: u64 = 16 << 20;

/// What has the name of a journal.
#[derive(Debug)]
pub enum Found {
    Nothing,
    Journal(Box<Journal>),
    /// This user's file, which says nothing that can be understood.
    Odd,
    /// Of this layout, which a newer guichet wrote.
    Newer(u64),
    /// Not made by this user's guichet.
    Others,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    layout: u32,
    /// The media's.
    pub address: String,
    /// The answers it was fetched with: others bring another file.
    pub answers: Vec<(String, String)>,
    /// The final name.
    pub name: String,
    pub version: Version,
    /// Whether a checksum of the whole proves in the end what no validator vouches for.
    #[serde(default)]
    proven_at_the_end: bool,
    /// What is on the disk whatever happens; more may be.
    #[serde(deserialize_with = "spans")]
    pub durable: Spans,
    /// What tells of bytes besides.
    pub proofs: Vec<Proof>,
}

impl Journal {
    pub fn new(media: &Media, answers: &Answers, name: &str, version: &Version) -> Self {
        let (address, name) = (media.address().to_string(), name.to_owned());
        let (answers, version) = (form::written(&media.form, answers).0, version.clone());
        let (durable, proofs) = (Spans::new(), vec![]);
        let proven_at_the_end = version.is_proven_of(media);
        Self { layout: LAYOUT, address, answers, name, version, proven_at_the_end, durable, proofs }
    }

    /// Whether what it speaks of can be gone on with.
    pub fn goes_on(&self) -> bool {
        self.version.validator().is_some() || self.proven_at_the_end
    }

    /// Whether it speaks of that file.
    pub fn is_of(&self, contents: &Contents) -> bool {
        !contents.untold && self.address == contents.address && self.answers == contents.answers
    }

    /// Where the journal of a `.part` lies.
    pub fn path(part: &Path) -> PathBuf {
        part.with_added_extension(EXTENSION)
    }

    /// What is at `path`.
    pub fn look(path: &Path) -> Result<Found> {
        let mut text = Vec::new();
        let mut read = || match OwnFile::look(path)? {
            OwnFile::Nothing => Ok(Found::Nothing),
            OwnFile::Shared(_) | OwnFile::NoFile => Ok(Found::Others),
            OwnFile::Own(file) => {
                file.take(LONGEST).read_to_end(&mut text)?;
                let layout = serde_json::from_slice(&text).map_or(0, |Written { layout }| layout);
                if layout > LAYOUT.into() {
                    return Ok(Found::Newer(layout));
                }
                let journal = serde_json::from_slice(&text).ok().filter(|journal: &Self| journal.layout == LAYOUT);
                Ok(journal.map_or(Found::Odd, |journal| Found::Journal(Box::new(journal))))
            }
        };
        read().map_err(|error: io::Error| disk(path, &error))
    }

    /// The refusal of the journal at `path`, which is of a newer layout.
    pub fn refused(path: &Path, layout: u64) -> Error {
        versioned::newer(path, layout, LAYOUT.into())
    }

    /// The journal at `path`; `None` when there is none that can be understood.
    pub fn read(path: &Path) -> Option<Self> {
        match Self::look(path) {
            Ok(Found::Journal(journal)) => Some(*journal),
            _ => None,
        }
    }

    /// Replaces the journal at `path` in one piece.
    pub fn write(&self, path: &Path) -> Result<()> {
        let content = redact::json(self).and_then(|journal| serde_json::to_vec(&journal)).map_err(io::Error::from);
        content.and_then(|content| replace(path, &content, Readers::Owner)).map_err(|error| disk(path, &error))
    }

    /// Which of the `length` bytes of a `.part` should be what was written, unless the machine went down since.
    pub fn told(&self, length: u64) -> Spans {
        let mut told = self.durable.clone();
        told.extend(self.proofs.iter().map(|proof| proof.span.clone()));
        told.remove(length..u64::MAX);
        told
    }

    /// Which of the `length` bytes of a `.part` are what was written, whatever has happened since: what was made durable,
    /// and what has the checksum that is noted of it, as `sha256` computes it of the file.
    pub fn proven(&self, length: u64, mut sha256: impl FnMut(Range<u64>) -> io::Result<String>) -> io::Result<Spans> {
        let mut proven = self.durable.clone();
        proven.remove(length..u64::MAX);
        for Proof { span, sha256: noted } in &self.proofs {
            if span.end <= length && proven.gaps(span).next().is_some() && sha256(span.clone())? == *noted {
                proven.insert(span.clone());
            }
        }
        Ok(proven)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::digest::Hasher;
    use super::*;

    fn journal() -> Journal {
        Journal::new(&crate::model::fixtures::media("m"), &Answers::default(), "m.csv", &Version::default())
    }

    /// The checksum of a part of `file`.
    fn sha256(file: &[u8], span: Range<u64>) -> String {
        let mut hasher = Hasher::new(None);
        hasher.update(&file[span.start as usize..span.end as usize]);
        hasher.finish().sha256
    }

    #[test]
    fn only_what_can_be_proven_counts() {
        let written: Vec<u8> = (0..40).collect();
        let proof = |span: Range<u64>| Proof { sha256: sha256(&written, span.clone()), span };
        let with = |zeros: Range<usize>, length: usize| {
            let mut file = written.clone();
            file[zeros].fill(0);
            file.truncate(length);
            file
        };
        let spans = |spans: &[Range<u64>]| Spans::from_iter(spans.iter().cloned());
        let one_after_another = vec![proof(10..20), proof(20..30)];
        // What was made durable, what is noted besides, the file as it is found, what is gone on with.
        let table = [
            (beginning(10), one_after_another.clone(), with(0..0, 40), beginning(30)), // the process was killed
            (beginning(10), one_after_another.clone(), with(0..0, 25), beginning(20)), // the file is shorter
            (beginning(10), one_after_another.clone(), with(0..0, 5), beginning(5)),
            (beginning(10), one_after_another.clone(), with(25..40, 40), beginning(20)), // as a crash leaves files: zeros
            (beginning(10), one_after_another.clone(), with(12..13, 40), spans(&[0..10, 20..30])),
            (beginning(10), one_after_another.clone(), with(10..40, 40), beginning(10)),
            (Spans::new(), one_after_another, with(0..0, 40), std::iter::once(10..30).collect()),
            (Spans::new(), vec![], with(0..0, 40), Spans::new()), // no word of it: nothing, on any system
            (beginning(10), vec![proof(30..40), proof(12..14)], with(0..0, 40), spans(&[0..10, 12..14, 30..40])),
            (beginning(10), vec![Proof { span: 10..20, sha256: "odd".into() }], with(0..0, 40), beginning(10)),
            (beginning(10), vec![proof(5..20)], with(12..13, 40), beginning(10)), // of which a part is sure
        ];
        for (durable, proofs, file, expected) in table {
            let journal = Journal { durable, proofs, ..journal() };
            let length = file.len() as u64;
            let proven = journal.proven(length, |span| Ok(sha256(&file, span))).unwrap();
            assert_eq!(proven, expected, "{journal:?} of {file:?}");
            assert!(proven.iter().all(|span| journal.told(length).gaps(span).next().is_none()));
        }
        let unread = Journal { proofs: vec![proof(0..1)], ..journal() };
        assert!(unread.proven(9, |_| Err(io::ErrorKind::Other.into())).is_err());
        let durable = Journal { durable: beginning(9), proofs: vec![proof(2..4)], ..journal() };
        assert_eq!(
            durable.proven(9, |_| Err(io::ErrorKind::Other.into())).unwrap(),
            beginning(9),
            "it need not be read"
        );
    }

    #[test]
    fn what_cannot_be_understood_is_no_journal() {
        let folder = tempfile::tempdir().unwrap();
        let path = Journal::path(&folder.path().join("m.csv.part"));
        assert_eq!(path.file_name().unwrap(), "m.csv.part.json");
        assert_eq!(Journal::read(&path), None);
        journal().write(&path).unwrap();
        assert_eq!(Journal::read(&path), Some(journal()));
        for odd in ["", "{}", "[]", r#"{"layout": 4}"#] {
            fs::write(&path, odd).unwrap();
            assert_eq!(Journal::read(&path), None, "{odd}");
        }
        let written = serde_json::to_value(Journal { durable: beginning(5), ..journal() }).unwrap();
        for (span, understood) in [([0, 5], true), ([5, 5], false), ([9, 3], false), ([u64::MAX, 0], false)] {
            let [start, end] = span;
            for (key, value) in
                [("durable", serde_json::json!([span])), ("proofs", serde_json::json!([[start, end, "ab".repeat(32)]]))]
            {
                let mut odd = written.clone();
                odd[key] = value;
                fs::write(&path, odd.to_string()).unwrap();
                assert_eq!(Journal::read(&path).is_some(), understood, "{key} {span:?}");
            }
        }
        Journal { layout: LAYOUT + 1, ..journal() }.write(&path).unwrap();
        assert_eq!(Journal::read(&path), None, "a newer guichet's");
    }

    #[test]
    fn what_becomes_of_a_journal_of_each_layout() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.csv.part.json");
        journal().write(&path).unwrap();
        let written: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let with = |layout: serde_json::Value| serde_json::json!({"layout": layout, "address": written["address"]});
        let whole = |layout: u32| {
            let mut journal = written.clone();
            journal["layout"] = layout.into();
            journal
        };
        for (content, wanted) in [
            (whole(LAYOUT), "journal"),
            (whole(LAYOUT - 1), "odd"),
            (whole(0), "odd"),
            (whole(LAYOUT + 1), "newer"),
            (with(99.into()), "newer"),
            (with(u64::MAX.into()), "newer"),
            (with((-1).into()), "odd"),
            (with("3".into()), "odd"),
            (serde_json::json!({"a": 1}), "odd"),
        ] {
            replace(&path, content.to_string().as_bytes(), Readers::Owner).unwrap();
            let found = match Journal::look(&path).unwrap() {
                Found::Nothing | Found::Others => "nothing of ours",
                Found::Journal(_) => "journal",
                Found::Odd => "odd",
                Found::Newer(_) => "newer",
            };
            assert_eq!(found, wanted, "{content}");
        }
    }
}
