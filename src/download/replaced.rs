//! Files that downloads of this run took the place of. They are held open and have no name, so that nothing is left of
//! them once the program has ended, however it ends; until then they can be put back.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::receipt::{Receipt, withdraw};
use crate::base::atomic_file::{Readers, folder_of, new_in, replace};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::long_path::any_length;
use crate::m;

/// The latest last.
#[derive(Debug, Default)]
pub struct Replaced(Mutex<VecDeque<HeldFile>>);

#[derive(Debug)]
struct HeldFile {
    path: PathBuf,
    file: File,
    receipt: Option<Vec<u8>>,
}

/// So many files are held at once: a process may open so many only.
const MOST: usize = 32;

impl Replaced {
    /// Holds what is at `path`, which is about to be another file; whether there is anything. Windows replaces no file
    /// that is open.
    pub(super) fn hold(&self, path: &Path) -> bool {
        if cfg!(windows) || !fs::symlink_metadata(path).is_ok_and(|there| there.is_file()) {
            return false;
        }
        let Ok(file) = File::open(path) else { return false };
        let receipt = fs::read(Receipt::path(path)).ok();
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() == MOST {
            held.pop_front();
        }
        held.push_back(HeldFile { path: path.to_owned(), file, receipt });
        true
    }

    /// Gives the file at `path`, and its receipt, the content they had. BLOCKS.
    pub fn put_back(&self, path: &Path) -> Result<()> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = held.iter().rposition(|held| held.path == path).and_then(|at| held.remove(at));
        drop(held);
        let Some(HeldFile { mut file, receipt, .. }) = last else {
            return Err(Error::new(ErrorKind::NotFound, shown(path), m!("download-nothing-held")));
        };
        let mut copy = || -> io::Result<_> {
            let mut new = new_in(folder_of(path), Readers::Owner)?;
            file.rewind()?;
            io::copy(&mut file, new.as_file_mut())?;
            let before = file.metadata()?;
            new.as_file().set_permissions(before.permissions())?;
            new.as_file().set_modified(before.modified()?)?;
            new.as_file().sync_all()?;
            Ok(new)
        };
        let new = copy().map_err(|error| disk(path, &error))?;
        withdraw(path)?;
        new.persist(any_length(path)).map_err(|error| disk(path, &error.error))?;
        match receipt {
            Some(text) => {
                let path = Receipt::path(path);
                replace(&path, &text, Readers::Others).map_err(|error| disk(&path, &error))
            }
            None => Ok(()),
        }
    }
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::*;

    #[test]
    fn the_last_file_replaced_comes_back_with_its_receipt_and_none_without_having_been_held() {
        let folder = tempfile::tempdir().unwrap();
        let (path, replaced) = (folder.path().join("a.csv"), Replaced::default());
        assert!(!replaced.hold(&path), "nothing is there");
        fs::write(&path, "old").unwrap();
        fs::write(Receipt::path(&path), "{\"guichet\": \"0\", \"odd\": 1}").unwrap();
        assert!(replaced.hold(&path));
        let other = folder.path().join("other");
        fs::write(&other, "new").unwrap();
        fs::rename(&other, &path).unwrap();
        fs::remove_file(Receipt::path(&path)).unwrap();
        replaced.put_back(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert!(fs::read_to_string(Receipt::path(&path)).unwrap().contains("odd"));
        assert_eq!(replaced.put_back(&path).unwrap_err().kind, ErrorKind::NotFound);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside");
    }
}
