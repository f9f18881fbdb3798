//! Where a copy goes: beside the file, in the place of an older copy that is as guichet left it, over nothing else.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::CopyKind;
use crate::base::atomic_file::{Readers, folder_of, new_in};
use crate::base::disk::{disk, may_be_replaced, shown};
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::long_path::any_length;
use crate::download::IfExists;
use crate::download::name::numbered;
use crate::download::receipt::{Receipt, ReceiptCopy, digest};
use crate::m;

/// The highest `NAME (n)` that is tried.
const HIGHEST_NUMBER: u32 = 9999;

/// The name of a copy, before it is there.
pub struct CopyPlace<'a> {
    file: &'a Path,
    path: PathBuf,
    /// What is to be replaced: a copy that is as it was left.
    older: Option<ReceiptCopy>,
    receipt: Option<&'a Receipt>,
}

impl<'a> CopyPlace<'a> {
    /// Beside `file`, whose `receipt` tells of the copies that were made of it.
    pub fn beside(file: &'a Path, kind: CopyKind, if_exists: IfExists, receipt: Option<&'a Receipt>) -> Result<Self> {
        let stem = match file.extension() {
            Some(ending) if ending.eq_ignore_ascii_case("gz") => file.with_extension(""),
            _ => file.to_owned(),
        };
        let name = stem.with_extension(kind.ending());
        let name = name.file_name().unwrap_or(OsStr::new(kind.ending())).to_string_lossy();
        for number in 1..=HIGHEST_NUMBER {
            let name = if number == 1 { name.to_string() } else { numbered(&name, number) };
            let path = file.with_file_name(&name);
            if fs::symlink_metadata(&path).is_err() {
                return Ok(Self { file, path, older: None, receipt });
            }
            let known = receipt.and_then(|receipt| receipt.copies.iter().find(|copy| copy.file == name));
            if let Some(older) = known.filter(|older| is_as_left(&path, older)) {
                return Ok(Self { file, path, older: Some(older.clone()), receipt });
            }
            if matches!(if_exists, IfExists::Ask | IfExists::Skip) {
                return Err(exists(&path));
            }
        }
        Err(exists(&file.with_file_name(&*name)))
    }

    /// Where the copy is already, where one was made of the file with this checksum.
    pub fn is_made_of(&self, sha256: &str) -> Option<PathBuf> {
        self.older.as_ref().filter(|older| older.of == sha256).map(|_| self.path.clone())
    }

    pub fn name(&self) -> &Path {
        &self.path
    }

    /// A file to be written, in the same folder, for nobody else to read so far.
    pub fn begin(&self) -> Result<NamedTempFile> {
        new_in(folder_of(self.file), Readers::Owner).map_err(|error| disk(&self.path, &error))
    }

    /// Gives the written copy its name, for those who may read the file, and remembers it.
    pub fn end(self, part: NamedTempFile, of: &str) -> Result<PathBuf> {
        let writing_failed = |error: std::io::Error| disk(&self.path, &error);
        let permissions = fs::metadata(self.file).map_err(|error| disk(self.file, &error))?.permissions();
        part.as_file().set_permissions(permissions).map_err(writing_failed)?;
        part.as_file().sync_all().map_err(writing_failed)?;
        let is_older_there = self.older.as_ref().is_some_and(|older| is_as_left(&self.path, older));
        if is_older_there {
            may_be_replaced(&self.path).map_err(writing_failed)?;
        }
        let named = match is_older_there {
            true => part.persist(any_length(&self.path)),
            false => part.persist_noclobber(any_length(&self.path)),
        };
        named.map_err(|failed| match failed.error.kind() {
            std::io::ErrorKind::AlreadyExists => exists(&self.path),
            _ => disk(&self.path, &failed.error),
        })?;
        if let Err(error) = self.remember(of) {
            tracing::warn!(error = chain(&error), "the copy is there, and its receipt does not tell of it");
        }
        Ok(self.path)
    }

    /// That this copy may be replaced as long as nobody changes it.
    fn remember(&self, of: &str) -> Result<()> {
        let Some(receipt) = self.receipt else { return Ok(()) };
        let file = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let copy = ReceiptCopy { file, sha256: digest(&self.path)?.1, of: of.to_owned() };
        receipt.clone().with_copy(copy).write(self.file, readers(self.file))
    }
}

fn is_as_left(path: &Path, copy: &ReceiptCopy) -> bool {
    let is_file = fs::symlink_metadata(path).is_ok_and(|there| there.is_file());
    is_file && digest(path).is_ok_and(|(_, sha256)| sha256 == copy.sha256)
}

fn exists(path: &Path) -> Error {
    Error::new(ErrorKind::Exists, shown(path), m!("excel-exists"))
}

/// Who may read the receipt of `file`: who may read that.
#[cfg(unix)]
fn readers(file: &Path) -> Readers {
    use std::os::unix::fs::PermissionsExt;
    const OTHERS_READ: u32 = 0o044;
    let is_open = fs::metadata(file).is_ok_and(|it| it.permissions().mode() & OTHERS_READ != 0);
    if is_open { Readers::Others } else { Readers::Owner }
}

#[cfg(not(unix))]
fn readers(_: &Path) -> Readers {
    Readers::Others // the folder's own rights apply
}
