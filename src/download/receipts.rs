//! Which files of a folder are of which media, as their receipts tell: what is there already is known before anybody is
//! asked for it, whatever it is called.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::Contents;
use super::receipt::{Found, Receipt};
use super::taken::Earlier;
use crate::base::error::Result;

/// Folders as a run found them, each read once.
#[derive(Debug, Default)]
pub struct Receipts(Mutex<HashMap<PathBuf, Arc<Files>>>);

/// The files of a folder that have receipts, by the addresses of their media.
type Files = HashMap<String, Vec<PathBuf>>;

impl Receipts {
    /// The file in `folder` that an earlier run made of `contents`; the first, where there are several. Blocks.
    pub fn file_of(&self, folder: &Path, contents: &Contents) -> Result<Option<Earlier>> {
        let files = self.files(folder);
        for path in files.get(&contents.address).into_iter().flatten() {
            if let Some(earlier) = Earlier::at(path, contents)? {
                return Ok(Some(earlier));
            }
        }
        Ok(None)
    }

    fn files(&self, folder: &Path) -> Arc<Files> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(folder.to_owned()).or_insert_with(|| Arc::new(read(folder))).clone()
    }
}

/// The file in `folder` that an earlier run made of `contents`. BLOCKS.
pub fn downloaded(folder: &Path, contents: &Contents) -> Result<Option<PathBuf>> {
    Ok(Receipts::default().file_of(folder, contents)?.map(|earlier| earlier.path))
}

/// What cannot be read tells nothing: such a file is met when its name is to be used.
fn read(folder: &Path) -> Files {
    let mut files = Files::new();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| !Receipt::is_one(path)).collect();
    paths.sort_unstable();
    for path in paths.into_iter().filter(|path| Receipt::path(path).is_file()) {
        if let Ok(Found::Receipt(receipt)) = Found::beside(&path) {
            files.entry(receipt.address).or_default().push(path);
        }
    }
    files
}
