//! `NAME.part.json`: what the bytes in `NAME.part` are the beginning of, so that a later start goes on with the same
//! version or starts over. It holds no secret: a media is asked for by its address, not by its URL.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

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

/// Behind the name of a `.part`.
pub const EXTENSION: &str = "json";

/// The layout of [`Journal`]. What an older one tells is set aside, and its download begun anew; a newer one is left alone.
const LAYOUT: u32 = 2;

/// What every layout has.
#[derive(Deserialize)]
struct Written {
    layout: u64,
}

/// Which bytes of a media are there.
pub type Spans = RangeSet<u64>;

/// The first `length` bytes.
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

fn some_spans<'de, D: Deserializer<'de>>(written: D) -> std::result::Result<Option<Spans>, D::Error> {
    #[derive(Deserialize)]
    struct Written(#[serde(deserialize_with = "spans")] Spans);
    Ok(Option::<Written>::deserialize(written)?.map(|written| written.0))
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
    /// What has been written, where that is not simply all of the `.part`: pieces came over several connections.
    #[serde(default, deserialize_with = "some_spans")]
    pub written: Option<Spans>,
    /// What is on the disk whatever happens; more may be.
    #[serde(deserialize_with = "spans")]
    pub durable: Spans,
    /// The run of the machine it was written in: within it, what was written is there.
    boot: Option<String>,
}

impl Journal {
    pub fn new(media: &Media, answers: &[(String, String)], name: &str, version: &Version) -> Self {
        let (address, name) = (media.address().to_string(), name.to_owned());
        let (answers, version) = (answers.to_vec(), version.clone());
        let (written, durable) = (None, Spans::new());
        Self { layout: LAYOUT, address, answers, name, version, written, durable, boot: boot() }
    }

    /// Whether it speaks of that file.
    pub fn is_of(&self, contents: &Contents) -> bool {
        self.address == contents.address && self.answers == contents.answers
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

    /// Which of the `length` bytes of a `.part` are sure to be what was written: all that was, unless the machine went
    /// down since.
    pub fn sure(&self, length: u64) -> Spans {
        let same_run = self.boot.is_some() && self.boot == boot();
        let mut sure = match (same_run, &self.written) {
            (true, None) => beginning(length),
            (true, Some(written)) => written.clone(),
            (false, _) => self.durable.clone(),
        };
        sure.remove(length..u64::MAX);
        sure
    }
}

/// What names this run of the machine, where the system tells.
fn boot() -> Option<String> {
    static BOOT: LazyLock<Option<String>> = LazyLock::new(|| match cfg!(target_os = "linux") {
        true => fs::read_to_string("/proc/sys/kernel/random/boot_id").ok().map(|id| id.trim().to_owned()),
        false => None,
    });
    BOOT.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        Journal::new(&crate::model::fixtures::media("m"), &[], "m.csv", &Version::default())
    }

    #[test]
    fn after_a_crash_of_the_machine_only_what_was_synced_counts() {
        let mut journal = journal();
        journal.durable = beginning(10);
        journal.boot = Some("another".into());
        assert_eq!((journal.sure(30), journal.sure(5)), (beginning(10), beginning(5)));
        journal.boot = None;
        assert_eq!(journal.sure(30), beginning(10));
        journal.boot = boot();
        assert_eq!(journal.sure(30), beginning(if cfg!(target_os = "linux") { 30 } else { 10 }));
    }

    /// A file that was written in several places is as long as its last byte, whatever is missing before it.
    #[test]
    fn of_pieces_only_those_noted_count() {
        let pieces = Spans::from_iter([0..10, 20..30]);
        let mut journal = Journal { written: Some(pieces.clone()), durable: beginning(5), ..journal() };
        let sure = |journal: &Journal| journal.sure(25);
        let noted = Spans::from_iter([0..10, 20..25]);
        assert_eq!(sure(&journal), if cfg!(target_os = "linux") { noted } else { beginning(5) });
        journal.boot = None;
        assert_eq!(sure(&journal), beginning(5));
    }

    #[test]
    fn what_cannot_be_understood_is_no_journal() {
        let folder = tempfile::tempdir().unwrap();
        let path = Journal::path(&folder.path().join("m.csv.part"));
        assert_eq!(path.file_name().unwrap(), "m.csv.part.json");
        assert_eq!(Journal::read(&path), None);
        journal().write(&path).unwrap();
        assert_eq!(Journal::read(&path), Some(journal()));
        for odd in ["", "{}", "[]", r#"{"layout": 3}"#] {
            fs::write(&path, odd).unwrap();
            assert_eq!(Journal::read(&path), None, "{odd}");
        }
        let written = serde_json::to_value(Journal { durable: beginning(5), ..journal() }).unwrap();
        for (span, understood) in [([0, 5], true), ([5, 5], false), ([9, 3], false), ([u64::MAX, 0], false)] {
            for key in ["written", "durable"] {
                let mut odd = written.clone();
                odd[key] = serde_json::json!([span]);
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
