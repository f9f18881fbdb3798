//! Two versions of a file brought together to be compared: a file and the version before it, a file and what its portal has
//! now, two files.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::sync::mpsc;

use super::{CheckStage, Order, Session};
use crate::base::beside::beside;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::{format, scratch};
use crate::config;
use crate::diff::{ChangeSink, DiffFile, DiffOptions, EntryChanges, FileDiff, compare};
use crate::download::digest::{Algo, Hasher};
use crate::download::{Contents, KeptVersions, downloaded};
use crate::model::Media;
use crate::model::form::Answers;
use crate::preview::{Entry, Local, archive};
use crate::{m, t};

/// One of the two, and what of it is gone once it was compared.
pub struct ComparedFile {
    /// What a person knows it by.
    pub label: String,
    pub file: DiffFile,
    /// The archive whose one entry of data it is, unasked.
    archive: Option<PathBuf>,
    _passing: Vec<TempDir>,
}

impl ComparedFile {
    /// What comes through a pipe can be read once, and is kept as long as it is compared.
    pub fn on_disk(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let compared = Self {
            label: shown(path),
            file: DiffFile { name, path: path.to_owned() },
            archive: None,
            _passing: vec![],
        };
        let about = fs::metadata(path).map_err(|error| disk(path, &error))?;
        if about.is_file() {
            return Ok(compared);
        }
        let folder = scratch::folder();
        let passing = tempfile::tempdir_in(&folder).map_err(|error| disk(&folder, &error))?;
        let to = passing.path().join("piped");
        let piped = || io::copy(&mut File::open(path)?, &mut File::create(&to)?);
        piped().map_err(|error| disk(path, &error))?;
        Ok(Self { file: DiffFile { path: to, ..compared.file }, _passing: vec![passing], ..compared })
    }

    /// The entry of an archive that it is, unpacked; of an archive with one file of data that one, unasked.
    pub async fn looked_into(mut self, entry: &[String]) -> Result<Self> {
        let mut source = Local::open(&self.file.path)?;
        let only = if entry.is_empty() { archive::only_entry(&mut source).await? } else { None };
        self.archive = only.as_ref().map(|_| self.file.path.clone());
        let path = if let Some(only) = only { vec![only] } else { entry.to_vec() };
        if path.is_empty() {
            return Ok(self);
        }
        let folder = scratch::folder();
        let passing = tempfile::tempdir_in(&folder).map_err(|error| disk(&folder, &error))?;
        let name = path.last().and_then(|name| name.rsplit('/').next()).unwrap_or_default().to_owned();
        let to = passing.path().join("entry");
        let mut file = File::create(&to).map_err(|error| disk(&to, &error))?;
        let (sink, mut pieces) = mpsc::channel::<bytes::Bytes>(4);
        let written = async {
            while let Some(piece) = pieces.recv().await {
                file.write_all(&piece).map_err(|error| disk(&to, &error))?;
            }
            Ok(())
        };
        let poured = async {
            let poured = archive::reach(&mut source, &path, Some(&sink)).await;
            drop(sink);
            poured
        };
        let (poured, written) = tokio::join!(poured, written);
        let entry = poured?;
        written?;
        if let Some(stated) = entry.crc {
            let mut hasher = Hasher::new(Some(Algo::Crc32));
            let read = File::open(&to).and_then(|file| hasher.read(file, u64::MAX));
            read.map_err(|error| disk(&to, &error))?;
            if hasher.finish().get(Algo::Crc32) != Some(&format!("{stated:08x}")) {
                return Err(Error::new(ErrorKind::Integrity, entry.name, m!("archive-wrong-crc")));
            }
        }
        self.label = t!("diff-entry-of", entry = path.join(" › "), archive = self.label);
        self.file = DiffFile { name, path: to };
        self._passing.push(passing);
        Ok(self)
    }
}

impl Session {
    /// Where replaced versions of files are kept, up to so many bytes; `None`: nowhere.
    pub fn versions(&self, limit: Option<u64>) -> Result<Option<KeptVersions>> {
        limit.map(|limit| Ok(KeptVersions::below(&config::cache_dir()?, limit))).transpose()
    }

    /// All that is kept of them.
    pub fn kept_versions() -> Result<KeptVersions> {
        Ok(KeptVersions::below(&config::cache_dir()?, u64::MAX))
    }

    /// The version before the file at `path`, as far as it is kept.
    pub fn before(&self, path: &Path) -> Result<ComparedFile> {
        let Some((version, content)) = Self::kept_versions()?.before(path)? else {
            let error = Error::new(ErrorKind::NotFound, shown(path), m!("diff-no-version"));
            return Err(error.hint(m!("diff-no-version-hint")));
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let label = t!("diff-before", path = shown(path), date = format::date(version.replaced));
        Ok(ComparedFile { label, file: DiffFile { name, path: content }, archive: None, _passing: vec![] })
    }

    /// The file in `folder` that an earlier run made of `media`.
    pub fn downloaded(folder: &Path, media: &Media, answers: &Answers) -> Result<PathBuf> {
        let contents = Contents::new(media, answers);
        downloaded(folder, &contents)?.ok_or_else(|| {
            let cause = m!("diff-not-downloaded", folder = shown(folder));
            Error::new(ErrorKind::NotFound, contents.address, cause).hint(m!("diff-not-downloaded-hint"))
        })
    }

    /// What the portal has now, as long as it is compared.
    pub async fn published(&self, order: &Order) -> Result<ComparedFile> {
        let brought = self.brought(order, |_: CheckStage| {}).await?;
        let label = t!("diff-published", address = order.media.address().to_string());
        let (name, path, passing) = brought.into_parts();
        Ok(ComparedFile {
            label,
            file: DiffFile { name, path },
            archive: None,
            _passing: passing.into_iter().collect(),
        })
    }

    /// What changed from `old` to `new`, and the sink that took the rows of tables. It ends with whoever waits for it.
    pub async fn compared<S: ChangeSink + Send + 'static>(
        &self,
        old: &ComparedFile,
        new: &ComparedFile,
        options: &DiffOptions,
        mut sink: S,
    ) -> Result<(FileDiff, S)> {
        let (was, is, options) = (old.file.clone(), new.file.clone(), options.clone());
        let limit = options.limit;
        let found =
            beside(move |wanted| compare(&was, &is, &options, &mut sink, wanted).map(|found| (found, sink))).await;
        let broke = |_| Error::new(ErrorKind::Unexpected, old.label.clone(), m!("cli-reading-broke"));
        let (found, sink) = found.map_err(broke)??;
        // What an archive holds beside its one file of data.
        let archives = old.archive.as_ref().zip(new.archive.as_ref()).filter(|_| found.is_nothing());
        if let Some((was, is)) = archives
            && let (Some(was), Some(is)) = (entries(was).await?, entries(is).await?)
        {
            let listed = EntryChanges::of(&was, &is, limit);
            return Ok((if listed.changes.all() > 0 { found.with_entries(listed) } else { found }, sink));
        }
        if found.wants_entries()
            && let (Some(was), Some(is)) = (entries(&old.file.path).await?, entries(&new.file.path).await?)
        {
            return Ok((found.with_entries(EntryChanges::of(&was, &is, limit)), sink));
        }
        Ok((found, sink))
    }
}

/// All that the archive at `path` lists; `None` where its list cannot be read to its end.
async fn entries(path: &Path) -> Result<Option<Vec<Entry>>> {
    archive::all_entries(&mut Local::open(path)?).await
}
