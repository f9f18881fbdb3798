//! Where a listing stopped that was to be listed to its end, kept for the next run: one small file for each question.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::atomic_file::Readers;
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::base::redact::holds_secrets;
use crate::base::versioned;
use crate::download::digest::hex;
use crate::model::{Address, Cursor, Page, Query};
use crate::portals::PortalConfig;

/// The layout of these files.
const LAYOUT: u64 = 1;

/// The folder of these files in the state folder.
const FOLDER: &str = "listings";
/// What has not ended is remembered so long, and no more of them than that.
const DAYS: i64 = 30;
const MOST: usize = 50;

/// How far a listing came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stopped {
    /// What its last page was asked with; `None`: it is the first.
    pub last: Option<Cursor>,
    /// How many rows came.
    pub rows: usize,
    total: Option<u64>,
    /// Stands for the rows of the last page.
    mark: String,
}

impl Stopped {
    /// At the end of `page`, which was asked for with `last`.
    pub fn at(page: &Page, last: Option<Cursor>) -> Self {
        Self { last, rows: page.items.len(), total: page.total, mark: mark(page) }
    }

    /// Whether `page` is the last page still: the same rows in the same order, of as many.
    pub fn is_of(&self, page: &Page) -> bool {
        self.total == page.total && self.mark == mark(page)
    }
}

/// The rows' addresses, as a hash that stays the same from run to run.
fn mark(page: &Page) -> String {
    let mut digest = Sha256::new();
    for address in page.items.iter().filter_map(|item| item.target.address()) {
        digest.update(address.to_string());
        digest.update([0]);
    }
    hex(&digest.finalize())
}

/// Where it is kept how far one listing came.
pub struct StoppedFile(PathBuf);

impl StoppedFile {
    /// That of the folder at `address` of `portal`, asked `query`, within the state folder.
    pub fn new(state: &Path, portal: &PortalConfig, address: &Address, query: &Query) -> Self {
        let settings: Vec<(&str, String)> = portal.settings().into_iter().collect();
        let asked = serde_json::to_vec(&(&portal.name, settings, address, query)).unwrap_or_default();
        let name = hex(&Sha256::digest(asked)[..16]);
        Self(state.join(FOLDER).join(format!("{name}.json")))
    }

    /// `None` where there is nothing to go on from, or it cannot be read.
    pub fn read(&self) -> Option<Stopped> {
        versioned::load(&self.0, LAYOUT)
    }

    /// Keeps it; a cursor that opens something is not kept, and nothing then.
    pub fn write(&self, stopped: &Stopped) -> Result<()> {
        if stopped.last.as_ref().is_some_and(|cursor| holds_secrets(&cursor.0)) {
            return self.forget();
        }
        let folder = self.0.parent().unwrap_or(&self.0);
        let written = fs::create_dir_all(folder).and_then(|()| {
            forget_old(folder, Timestamp::now())?;
            versioned::store(&self.0, LAYOUT, stopped, Readers::Owner)
        });
        written.map_err(|error| disk(&self.0, &error))
    }

    /// It has come to its end, or another begins.
    pub fn forget(&self) -> Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(disk(&self.0, &error)),
            _ => Ok(()),
        }
    }
}

/// Removes what nobody has gone on with for long, and the oldest where there are too many.
fn forget_old(folder: &Path, now: Timestamp) -> io::Result<()> {
    let mut files: Vec<(i64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let written = entry.metadata()?.modified()?;
        files.push((Timestamp::try_from(written).map_or(0, Timestamp::as_second), entry.path()));
    }
    files.sort_unstable_by(|a, b| b.cmp(a));
    let is_old = |at: usize, written: i64| at >= MOST || written < now.as_second() - DAYS * 24 * 3600;
    let old = files.iter().enumerate().filter(|(at, (written, _))| is_old(*at, *written));
    old.for_each(|(_, (_, path))| _ = fs::remove_file(path)); // another process may have been quicker
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Item, Target};
    use crate::portals::Kind;

    fn page(ids: &[&str], total: u64) -> Page {
        let row = |id: &&str| Item::new(Target::dataset(Address::root("p").child(*id)), *id);
        Page { items: ids.iter().map(row).collect(), total: Some(total), ..Page::default() }
    }

    #[test]
    fn a_listing_goes_on_only_where_its_last_page_is_what_it_was() {
        let stopped = Stopped::at(&page(&["a", "b"], 9), None);
        assert!(stopped.is_of(&page(&["a", "b"], 9)));
        let others = [page(&["b", "a"], 9), page(&["a"], 9), page(&["a", "b", "c"], 9), page(&["a", "b"], 10)];
        assert!(others.iter().all(|other| !stopped.is_of(other)));
    }

    #[test]
    fn each_question_has_a_file_of_its_own_which_holds_no_secret() {
        let state = tempfile::tempdir().unwrap();
        let portal = PortalConfig::new("p", Kind::Ckan, "http://127.0.0.1:9/".parse().unwrap());
        let file =
            |portal: &PortalConfig, query: &Query| StoppedFile::new(state.path(), portal, &Address::root("p"), query);
        let (all, some) = (Query::default(), Query::text("eau"));
        let stopped = Stopped::at(&page(&["a"], 9), Some(Cursor("1".into())));
        file(&portal, &all).write(&stopped).unwrap();
        assert_eq!(file(&portal, &all).read(), Some(stopped.clone()));
        let elsewhere = PortalConfig { url: "http://127.0.0.1:10/".parse().unwrap(), ..portal.clone() };
        assert_eq!((file(&portal, &some).read(), file(&elsewhere, &all).read()), (None, None));
        let secret = Stopped { last: Some(Cursor("https://a.example/?page=2&token=hunter2".into())), ..stopped };
        file(&portal, &all).write(&secret).unwrap();
        assert_eq!(file(&portal, &all).read(), None, "nor what was there before");
        file(&portal, &all).forget().unwrap();
    }

    #[test]
    fn what_is_old_or_too_many_goes() {
        let state = tempfile::tempdir().unwrap();
        for n in 0..MOST + 5 {
            fs::write(state.path().join(format!("{n}.json")), "").unwrap();
        }
        forget_old(state.path(), Timestamp::now()).unwrap();
        assert_eq!(fs::read_dir(state.path()).unwrap().count(), MOST);
        let later = Timestamp::now() + jiff::SignedDuration::from_hours(24 * (DAYS + 1));
        forget_old(state.path(), later).unwrap();
        assert_eq!(fs::read_dir(state.path()).unwrap().count(), 0);
    }
}
