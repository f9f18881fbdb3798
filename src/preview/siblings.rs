//! Files that are called like one on this disk and lie beside it: `a.shp`, `a.dbf`, `A.PRJ`.

use std::path::{Path, PathBuf};

use super::{Entry, Files, Local, ReadAt};
use crate::base::Fut;
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind};
use crate::base::text;
use crate::m;

/// More files of a folder are not looked at.
const MOST: usize = 20_000;

/// A file, and those beside it.
pub struct Siblings {
    paths: Vec<PathBuf>,
    entries: Vec<Entry>,
}

impl Siblings {
    /// Of the file at `path`, which is the first of them.
    pub fn of(path: &Path) -> Self {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
        let beside = std::fs::read_dir(folder).into_iter().flatten().take(MOST).filter_map(Result::ok);
        let like =
            beside.map(|entry| entry.path()).filter(|it| stem(it) == stem(path) && it.file_name() != path.file_name());
        let mut paths = vec![path.to_owned()];
        paths.extend(like);
        paths[1..].sort();
        let entries = paths.iter().map(|path| entry(path)).collect();
        Self { paths, entries }
    }
}

fn entry(path: &Path) -> Entry {
    let name = path.file_name().map(|name| text::line(&name.to_string_lossy())).unwrap_or_default();
    let size = std::fs::metadata(path).ok().map(|it| it.len());
    Entry { name, size, packed: size, ..Entry::default() }
}

impl Files for Siblings {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn open(&mut self, at: usize) -> Fut<'_, Box<dyn ReadAt + '_>> {
        let opened = match self.paths.get(at) {
            Some(path) => Local::open(path),
            None => Err(Error::new(ErrorKind::NotFound, shown(Path::new("")), m!("preview-no-file"))),
        };
        Box::pin(async { opened.map(|file| Box::new(file) as Box<dyn ReadAt>) })
    }
}

/// The file called like the entry at `at` but for its ending, in the same folder.
pub fn called_like(files: &dyn Files, at: usize, extension: &str) -> Option<usize> {
    let stem = |entry: &Entry| entry.name.rsplit_once('.').map(|(stem, _)| stem.to_lowercase());
    let own = stem(files.entries().get(at)?)?;
    files
        .entries()
        .iter()
        .position(|it| !it.is_folder && it.extension() == extension && stem(it).as_ref() == Some(&own))
}

/// What of a file is read: its beginning, and how long it is.
pub struct FileBeginning {
    pub bytes: bytes::Bytes,
    pub length: Option<u64>,
    pub whole: bool,
}

/// The first bytes, at most `most`, of the entry at this place; nothing where it cannot be opened.
pub async fn beginning(files: &mut dyn Files, at: usize, most: usize) -> Option<FileBeginning> {
    let stated = files.entries().get(at)?.size;
    let mut source = files.open(at).await.ok()?;
    let bytes = source.at(0, most).await.ok()?;
    let length = source.length().or(stated);
    let whole = length.map_or(bytes.len() < most, |length| length <= bytes.len() as u64);
    Some(FileBeginning { bytes, length, whole })
}
