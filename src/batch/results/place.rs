//! Where a file of results goes: in the place of the one that an earlier run left there, over nothing else.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::receipt::{BatchFile, BatchReceipt};
use crate::base::atomic_file::{Readers, new_in};
use crate::base::disk::{disk, may_be_replaced, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::long_path::any_length;
use crate::download::name::numbered;
use crate::download::receipt::digest;
use crate::m;

/// The highest `NAME (n)` that is tried.
const HIGHEST_NUMBER: u32 = 9999;

/// A file that is written before it has its name, for its owner alone.
pub struct ResultFile {
    path: PathBuf,
    name: String,
    /// The SHA-256 of what is there, of an earlier run.
    replaces: Option<String>,
    /// Whether something else has the plain name, and keeps it.
    pub is_beside: bool,
    part: NamedTempFile,
}

impl ResultFile {
    pub fn begin(folder: &Path, name: &str, earlier: Option<&BatchReceipt>) -> Result<Self> {
        for number in 1..=HIGHEST_NUMBER {
            let name = if number == 1 { name.to_owned() } else { numbered(name, number) };
            let path = folder.join(&name);
            let replaces = match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                _ => match left(&path, earlier.and_then(|earlier| earlier.of(&name))) {
                    None => continue,
                    left => left,
                },
            };
            let part = new_in(folder, Readers::Owner).map_err(|error| disk(&path, &error))?;
            return Ok(Self { path, name, replaces, is_beside: number > 1, part });
        }
        Err(exists(&folder.join(name)))
    }

    /// What it will be called, and what is written until then.
    pub fn open(&mut self) -> (&Path, &mut File) {
        (&self.path, self.part.as_file_mut())
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the receipt tells of it, now that it is written.
    pub fn told(&self) -> Result<BatchFile> {
        self.part.as_file().sync_all().map_err(|error| disk(&self.path, &error))?;
        let (bytes, sha256) = digest(self.part.path())?;
        Ok(BatchFile { file: self.name.clone(), bytes, sha256, replaced: self.replaces.clone() })
    }

    /// Gives it its name.
    pub fn end(self) -> Result<PathBuf> {
        let Self { path, name, replaces, part, .. } = self;
        let known = replaces.map(|sha256| BatchFile { file: name, bytes: 0, sha256, replaced: None });
        let named = match left(&path, known.as_ref()) {
            Some(_) => {
                may_be_replaced(&path).map_err(|error| disk(&path, &error))?;
                part.persist(any_length(&path))
            }
            None => part.persist_noclobber(any_length(&path)),
        };
        named.map_err(|failed| match failed.error.kind() {
            io::ErrorKind::AlreadyExists => exists(&path),
            _ => disk(&path, &failed.error),
        })?;
        Ok(path)
    }
}

/// The SHA-256 of the file at `path`, where guichet left it.
fn left(path: &Path, known: Option<&BatchFile>) -> Option<String> {
    let known = known.filter(|_| fs::symlink_metadata(path).is_ok_and(|there| there.is_file()))?;
    let (_, sha256) = digest(path).ok()?;
    known.left(&sha256).then_some(sha256)
}

fn exists(path: &Path) -> Error {
    Error::new(ErrorKind::Exists, shown(path), m!("batch-results-exists"))
}
