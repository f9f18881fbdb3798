//! What changed between two versions of a file.
//!
//! [`compare`] tells what each of both is ([`source`]), and holds them against each other as what they are: tables
//! ([`table`], [`rows`]) by the rows that a key tells apart, lists of objects and features of maps as tables too
//! ([`objects`]), other JSON path by path ([`document`]), archives of several files by what their lists state
//! ([`entries`]), all else byte by byte ([`content`]). How a text is written is told
//! apart from what stands in it ([`writing`]). What is not as long as its file is in memory; the rest is read again, or lies
//! in a file without a name.

use serde_json::Value;

use crate::base::beside::Wanted;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::m;
use crate::tabular::TextOptions;
use crate::tabular::charset::MARK;

mod bounded;
mod columns;
mod content;
mod document;
mod entries;
mod kept;
mod keys;
mod ledger;
mod objects;
#[cfg(feature = "parquet")]
mod parquet;
mod patch;
mod rows;
#[cfg(feature = "office")]
mod sheet;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod told;
mod words;
mod writing;

pub use columns::{DiffColumn, Renamed};
pub use content::ByteChanges;
pub use document::{DocumentChanges, PathChange, PathFate};
pub use entries::EntryChanges;
pub use kept::FirstChanges;
pub use ledger::RowCounts;
pub use source::DiffFile;
use source::{DiffShape, DiffSource};
use table::{DiffTable, TableRows};
pub use told::{ToldDiff, ToldLine};
pub use writing::{WritingChange, WritingTrait};

/// How two files are compared.
#[derive(Clone, Debug, Default)]
pub struct DiffOptions {
    /// The columns that tell rows apart; empty: as guessed.
    pub key: Vec<String>,
    /// How both are read as texts.
    pub text: TextOptions,
    /// How many differences of a document are told one by one.
    pub limit: usize,
    /// Whether the operations that make one document of the other are told.
    pub operations: bool,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFate {
    Same,
    Changed,
    Added,
    Removed,
}

/// A row, in both versions.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    pub fate: RowFate,
    /// Its numbers, from 0.
    pub rows: [Option<u64>; 2],
    /// Of each of [`TableChanges::columns`] what stood in it and what stands in it; `None` where a side has no such row or
    /// column.
    pub cells: Vec<[Option<String>; 2]>,
    /// What stands behind the last column.
    pub beyond: [Option<String>; 2],
}

/// Takes rows that differ.
pub trait ChangeSink {
    /// What is known before the first row: all but how many cells changed.
    fn begin(&mut self, changes: &TableChanges) -> Result<()>;

    /// Whether it takes rows that do not differ, too.
    fn wants_same(&self) -> bool;

    /// Whether it takes any more of them.
    fn wants_more(&self) -> bool;

    fn row(&mut self, change: &RowChange) -> Result<()>;
}

/// What changed in a table.
#[derive(Clone, Debug)]
pub struct TableChanges {
    /// By which columns rows are known again; empty: by all of them.
    pub key: Vec<usize>,
    pub is_key_guessed: bool,
    pub columns: Vec<DiffColumn>,
    pub rows: [u64; 2],
    pub counts: RowCounts,
    /// How many rows of each have the key of a row before them.
    pub repeated: [u64; 2],
    pub is_reordered: bool,
    pub are_columns_reordered: bool,
    /// How it is written otherwise.
    pub writing: Vec<WritingChange>,
    /// What changed beside the rows: the coordinate system of a map, for one.
    pub around: DocumentChanges,
}

impl TableChanges {
    /// Whether rows, or columns, are others than before; their order is not.
    pub fn is_other(&self) -> bool {
        let RowCounts { added, removed, changed, .. } = self.counts;
        let is_other = |column: &DiffColumn| column.places().is_none() || column.renamed.is_some();
        added + removed + changed > 0 || self.around.all() > 0 || self.columns.iter().any(is_other)
    }

    pub fn cells(&self) -> u64 {
        self.columns.iter().map(|column| column.cells).sum()
    }
}

/// What changed.
#[derive(Clone, Debug)]
pub enum WhatChanged {
    /// No byte.
    Nothing,
    Table(Box<TableChanges>),
    Document(DocumentChanges, Vec<Value>),
    /// The entries of an archive.
    Entries(EntryChanges),
    Bytes(ByteChanges),
}

/// Two versions of a file, and what changed between them.
#[derive(Clone, Debug)]
pub struct FileDiff {
    /// How long each is, and the short name of its format.
    pub bytes: [u64; 2],
    pub formats: [&'static str; 2],
    pub what: WhatChanged,
    /// What there is to say besides.
    pub notes: Vec<Message>,
}

impl FileDiff {
    /// Whether both are archives that were held against each other byte by byte: their lists tell more.
    pub fn wants_entries(&self) -> bool {
        let is_archive = |format: &&str| matches!(*format, "zip" | "7z" | "tar");
        matches!(self.what, WhatChanged::Bytes(_)) && self.formats.iter().all(is_archive)
    }

    /// With what changed in the lists of both.
    pub fn with_entries(mut self, entries: EntryChanges) -> Self {
        self.what = WhatChanged::Entries(entries);
        self.notes.push(m!("diff-name-entry"));
        self
    }

    /// Whether there is no difference at all.
    pub fn is_nothing(&self) -> bool {
        matches!(self.what, WhatChanged::Nothing)
    }

    /// Whether there is one in what they say, not only in how it is written.
    pub fn is_other(&self) -> bool {
        match &self.what {
            WhatChanged::Nothing => false,
            WhatChanged::Table(table) => table.is_other(),
            WhatChanged::Document(document, _) => document.all() > 0,
            WhatChanged::Entries(entries) => entries.changes.all() > 0,
            WhatChanged::Bytes(_) => true,
        }
    }
}

/// What changed from `old` to `new`; rows of tables go to `sink`. BLOCKS.
pub fn compare(
    old: &DiffFile,
    new: &DiffFile,
    options: &DiffOptions,
    sink: &mut dyn ChangeSink,
    wanted: &Wanted,
) -> Result<FileDiff> {
    let was = DiffSource::of(old, &options.text, wanted)?;
    let is = DiffSource::of(new, &options.text, wanted)?;
    let mut notes = Vec::new();
    let what = match is_same(old, new, (was.bytes, is.bytes), wanted)? {
        true => WhatChanged::Nothing,
        false => match within(&was, &is, options, sink) {
            // What cannot be read as what it seems to be still has bytes.
            Err(error) if error.kind == ErrorKind::Integrity => {
                notes.push(m!("diff-only-bytes", error = &error));
                WhatChanged::Bytes(ByteChanges::of(old, new, true, wanted)?)
            }
            Err(error) => return Err(error),
            Ok(Some(what)) => what,
            Ok(None) => WhatChanged::Bytes(ByteChanges::of(old, new, true, wanted)?),
        },
    };
    Ok(FileDiff { bytes: [was.bytes, is.bytes], formats: [was.format, is.format], what, notes })
}

fn is_same(old: &DiffFile, new: &DiffFile, (was, is): (u64, u64), wanted: &Wanted) -> Result<bool> {
    Ok(was == is && ByteChanges::of(old, new, false, wanted)?.first.is_none())
}

/// What changed in what they are; `None`: nothing here looks into both.
fn within(
    old: &DiffSource<'_>,
    new: &DiffSource<'_>,
    options: &DiffOptions,
    sink: &mut dyn ChangeSink,
) -> Result<Option<WhatChanged>> {
    let is_document = |source: &DiffSource<'_>| matches!(source.shape, DiffShape::Document | DiffShape::Objects);
    let both = [old, new];
    if both.iter().any(|source| source.shape == DiffShape::Document) {
        return match both.iter().all(|source| is_document(source)) {
            true => {
                let [old, new] = [parsed(old)?, parsed(new)?];
                let operations = if options.operations { document::patch(&old, &new) } else { vec![] };
                Ok(Some(WhatChanged::Document(DocumentChanges::of(&old, &new, options.limit), operations)))
            }
            false => Ok(None),
        };
    }
    let is_nothing = |source: &DiffSource<'_>| source.shape == DiffShape::Nothing;
    if both.iter().any(|source| source.shape == DiffShape::Bytes) || both.iter().all(|it| is_nothing(it)) {
        return Ok(None);
    }
    let (old, new) = (tabled(old)?, tabled(new)?);
    rows::compare(&old, &new, &options.key, sink).map(|changes| Some(WhatChanged::Table(Box::new(changes))))
}

fn parsed(source: &DiffSource<'_>) -> Result<Value> {
    let refused = |cause: Message| Error::new(ErrorKind::Integrity, text::line(&source.name), cause);
    let mut bytes = Vec::new();
    let read = std::io::Read::read_to_end(&mut std::io::Read::take(source.open()?, document::LARGEST + 1), &mut bytes);
    read.map_err(|error| source.failed(&error))?;
    if bytes.len() as u64 > document::LARGEST {
        return Err(refused(m!("diff-document-large", limit = (document::LARGEST >> 20).to_string())));
    }
    let body = bytes.strip_prefix(MARK).unwrap_or(&bytes);
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line().to_string(), error.column().to_string());
        refused(m!("diff-no-json", line, column))
    })
}

fn tabled<'s>(source: &'s DiffSource<'s>) -> Result<DiffTable<'s>> {
    match &source.shape {
        DiffShape::Rows(dialect) => DiffTable::of(source, TableRows::Text(dialect.clone()), vec![]),
        DiffShape::Objects => objects::table(source, false),
        DiffShape::Features => objects::table(source, true),
        #[cfg(feature = "office")]
        DiffShape::Workbook => sheet::table(source),
        #[cfg(feature = "parquet")]
        DiffShape::Parquet => parquet::table(source),
        _ => DiffTable::of(source, TableRows::Nothing, vec![]),
    }
}
