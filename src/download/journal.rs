//! `NAME.part.json`: what the bytes in `NAME.part` are the beginning of, so that a later start goes on with the same
//! version or starts over. It holds no secret: a media is asked for by its address, not by its URL.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::part::disk;
use super::version::Version;
use crate::error::Result;
use crate::model::Media;
use crate::replace::replace;

/// Behind the name of a `.part`.
pub const ENDING: &str = ".json";

/// The layout of [`Journal`]; one that is newer is left alone.
const LAYOUT: u32 = 1;

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
    /// Bytes that are on the disk whatever happens; more may be.
    pub durable: u64,
    /// The run of the machine it was written in: within it, what was written is there.
    boot: Option<String>,
}

impl Journal {
    pub fn new(media: &Media, answers: &[(String, String)], name: &str, version: &Version) -> Self {
        let (address, name) = (media.address().to_string(), name.to_owned());
        let answers = answers.to_vec();
        Self { layout: LAYOUT, address, answers, name, version: version.clone(), durable: 0, boot: boot() }
    }

    /// Where the journal of a `.part` lies.
    pub fn path(part: &Path) -> PathBuf {
        let mut path = part.as_os_str().to_owned();
        path.push(ENDING);
        path.into()
    }

    /// The journal at `path`; `None` when there is none that can be understood.
    pub fn read(path: &Path) -> Option<Self> {
        let journal: Self = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        (journal.layout <= LAYOUT).then_some(journal)
    }

    /// Replaces the journal at `path` in one piece.
    pub fn write(&self, path: &Path) -> Result<()> {
        let content = serde_json::to_vec(self).map_err(std::io::Error::from);
        content.and_then(|content| replace(path, &content, None)).map_err(|error| disk(path, &error))
    }

    /// How many of the `length` bytes of a `.part` are sure to be what was written: all, unless the machine went down
    /// since.
    pub fn sure(&self, length: u64) -> u64 {
        if self.boot.is_some() && self.boot == boot() { length } else { length.min(self.durable) }
    }
}

/// What names this run of the machine, where the system tells.
fn boot() -> Option<String> {
    if cfg!(target_os = "linux") {
        fs::read_to_string("/proc/sys/kernel/random/boot_id").ok().map(|id| id.trim().to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        Journal::new(&crate::app::tests::media("m"), &[], "m.csv", &Version::default())
    }

    #[test]
    fn after_a_crash_of_the_machine_only_what_was_synced_counts() {
        let mut journal = journal();
        journal.durable = 10;
        journal.boot = Some("another".into());
        assert_eq!((journal.sure(30), journal.sure(5)), (10, 5));
        journal.boot = None;
        assert_eq!(journal.sure(30), 10);
        journal.boot = boot();
        assert_eq!(journal.sure(30), if cfg!(target_os = "linux") { 30 } else { 10 });
    }

    #[test]
    fn what_cannot_be_understood_is_no_journal() {
        let folder = tempfile::tempdir().unwrap();
        let path = Journal::path(&folder.path().join("m.csv.part"));
        assert_eq!(path.file_name().unwrap(), "m.csv.part.json");
        assert_eq!(Journal::read(&path), None);
        journal().write(&path).unwrap();
        assert_eq!(Journal::read(&path), Some(journal()));
        for odd in ["", "{}", "[]", r#"{"layout": 2}"#] {
            fs::write(&path, odd).unwrap();
            assert_eq!(Journal::read(&path), None, "{odd}");
        }
        Journal { layout: 2, ..journal() }.write(&path).unwrap();
        assert_eq!(Journal::read(&path), None, "a newer guichet's");
    }
}
