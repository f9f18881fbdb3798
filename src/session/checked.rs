//! A file or a media held against the schema it is to follow: brought over where it is a media, looked at, gone again.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{Order, Session};
use crate::base::beside::beside;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::{format, scratch, text};
use crate::check::origin::{FoundSchema, SchemaFinder};
use crate::check::{CheckReport, FileSchema};
use crate::download::receipt::Receipt;
use crate::download::{FetchPlan, Verdict};
use crate::model::SchemaRef;
use crate::tabular::TextOptions;
use crate::{m, t};

/// How often whoever waits is told how far it is.
const TOLD: Duration = Duration::from_millis(100);

/// How far a check is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckStage {
    /// A media comes over first.
    Comes(u64, Option<u64>),
    IsRead(u64, u64),
}

/// What is checked, where it is now, and which schema its receipt says it follows.
pub struct CheckableFile {
    pub name: String,
    pub follows: Option<SchemaRef>,
    /// What is to be said of how it came.
    pub note: Option<String>,
    path: PathBuf,
    /// What came over the network, as long as it is looked at.
    _passing: Option<TempDir>,
}

/// A file, the schema it was held against, and what came of it.
#[derive(Clone, Debug)]
pub struct CheckedFile {
    pub name: String,
    pub schema: FoundSchema,
    pub report: CheckReport,
}

impl CheckableFile {
    pub fn on_disk(path: &Path) -> Self {
        let follows = Receipt::read(path).ok().and_then(|receipt| receipt.media.schema);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { name, follows, note: None, path: path.to_owned(), _passing: None }
    }

    /// What it is called, where it is, and what it is in that is gone with it.
    pub fn into_parts(self) -> (String, PathBuf, Option<TempDir>) {
        (self.name, self.path, self._passing)
    }

    /// Reads all of it; `limit` misfits are told one by one.
    pub async fn against(
        &self,
        schema: FoundSchema,
        options: &TextOptions,
        limit: usize,
        told: impl FnMut(CheckStage) + Send + 'static,
    ) -> Result<CheckedFile> {
        let read = FileSchema::read(&schema.document, &schema.name, &self.name)?;
        let file = File::open(&self.path).map_err(|error| disk(&self.path, &error))?;
        let whole = file.metadata().map_or(0, |about| about.len());
        let source = ToldReader { file, read: 0, whole, at: Instant::now(), told };
        let (name, options) = (self.name.clone(), options.clone());
        let report = beside(move |wanted| read.check(source, &name, &options, limit, wanted)).await;
        let broke = || Error::new(ErrorKind::Unexpected, shown(&self.path), m!("cli-reading-broke"));
        Ok(CheckedFile { name: self.name.clone(), schema, report: report.map_err(|_| broke())?? })
    }
}

impl CheckedFile {
    /// Whether it fits, in one sentence, and what of each rule does not.
    pub fn said(&self) -> Vec<String> {
        let (report, rows) = (&self.report, self.report.rows);
        let (file, schema, warnings) = (text::line(&self.name), self.schema.title(), report.warnings);
        let fits = match report.fits() {
            true => t!("check-fits", file, schema, rows, warnings, unchecked = report.unchecked),
            false => t!("check-does-not-fit", file, schema, rows, errors = report.errors, warnings),
        };
        let counts = report.counts.iter().map(|(rule, count)| format::labelled(&rule.said(), &format::count(*count)));
        let counts: Vec<String> = counts.collect();
        [fits].into_iter().chain((!counts.is_empty()).then(|| counts.join(", "))).collect()
    }

    /// What is to be said of how it was checked.
    pub fn notes(&self) -> Vec<String> {
        self.schema.note.iter().chain(&self.report.notes).map(ToString::to_string).collect()
    }
}

impl Session {
    /// The schema that is `named`, else the one that the file at `address` is said to follow. Nobody is asked offline.
    pub async fn schema(&self, named: Option<&str>, follows: Option<&SchemaRef>, address: &str) -> Result<FoundSchema> {
        let clients = if self.offline { None } else { Some(self.config.clients(&self.secrets)?) };
        let finder = SchemaFinder::new(clients);
        match (named, follows) {
            (Some(named), _) => finder.named(named).await,
            (None, Some(follows)) => finder.find(follows).await,
            (None, None) => {
                let error = Error::new(ErrorKind::Usage, text::line(address), m!("check-which-schema"));
                Err(error.hint(m!("check-which-schema-hint")))
            }
        }
    }

    /// Downloads a media as `get` does, with its verdict, to where it is gone again afterwards.
    pub async fn brought(&self, order: &Order, mut told: impl FnMut(CheckStage) + Send) -> Result<CheckableFile> {
        let folder = scratch::folder();
        let passing = tempfile::tempdir_in(&folder).map_err(|error| disk(&folder, &error))?;
        let plan = FetchPlan::into(passing.path());
        let outcome =
            self.fetch(order, &plan, |progress| told(CheckStage::Comes(progress.done, progress.total))).await?;
        if outcome.verdict == Verdict::Altered {
            return Err(Error::new(ErrorKind::Integrity, order.media.address().to_string(), outcome.reason));
        }
        let note = t!("check-was-read", size = format::size(outcome.bytes), reason = outcome.reason);
        let name = outcome.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let follows = order.media.schema.clone();
        Ok(CheckableFile { name, path: outcome.path, follows, note: Some(note), _passing: Some(passing) })
    }
}

/// A file that tells how far it is read.
struct ToldReader<F> {
    file: File,
    read: u64,
    whole: u64,
    at: Instant,
    told: F,
}

impl<F: FnMut(CheckStage)> Read for ToldReader<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read += read as u64;
        if self.at.elapsed() >= TOLD {
            self.at = Instant::now();
            (self.told)(CheckStage::IsRead(self.read, self.whole));
        }
        Ok(read)
    }
}
