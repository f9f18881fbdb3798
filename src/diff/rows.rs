//! The rows of two tables held against each other: a first reading of both finds out which row is which, a second one shows
//! those that differ.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use ::csv::ByteRecord;
use unicode_normalization::UnicodeNormalization;

use super::columns::DiffColumn;
use super::document::DocumentChanges;
use super::keys::{self, RowKey};
use super::ledger::{DiffSide, Ledger, Matches};
use super::table::{DiffTable, RowReader, cell_text};
use super::{ChangeSink, RowChange, RowFate, TableChanges, columns, writing};
use crate::base::disk::disk;
use crate::base::error::{Error, Result};
use crate::base::scratch::folder;
use crate::tabular::spool::{RowSpool, SpoolReader, SpooledRows};

/// How many of a hundred rows may have the key of another, where its name says that it is one.
const REPEATED: u64 = 1;
/// How many differences are told one by one of what stands beside the rows.
const AROUND: usize = 12;

/// What changed between two tables; each row of it goes to `sink`. `key`: the columns a person names.
pub fn compare(
    old: &DiffTable<'_>,
    new: &DiffTable<'_>,
    key: &[String],
    sink: &mut dyn ChangeSink,
) -> Result<TableChanges> {
    let columns = columns::of(old, new)?;
    let guesses = match key.is_empty() {
        true => keys::guesses(&columns, old, new),
        false => vec![keys::named(key, &columns)?],
    };
    let (key_found, matches) = matched(&columns, &guesses, old, new)?;
    let mut changes = TableChanges {
        key: key_found.columns,
        is_key_guessed: key.is_empty(),
        rows: matches.rows,
        counts: matches.counts,
        repeated: matches.repeated,
        is_reordered: matches.is_reordered,
        are_columns_reordered: !columns.iter().filter_map(|it| it.places()).map(|(old, _)| old).is_sorted(),
        writing: writing::changes(&old.writing, &new.writing),
        around: DocumentChanges::of(&old.around, &new.around, AROUND),
        columns,
    };
    sink.begin(&changes)?;
    // What stood in a column that is gone is part of rows that are the same, too.
    let needs_same = sink.wants_same() && changes.columns.iter().any(|column| column.new.is_none());
    let spooled = if matches.is_reordered { Some(OldRows::of(&matches, old, needs_same)?) } else { None };
    let before = match &spooled {
        Some(rows) => Before::AnyOrder { rows, reader: rows.rows.reader(), passed: 0 },
        None => Before::InOrder { rows: old.reader()?, next: 0, gone: matches.gone.last().map_or(0, |last| last + 1) },
    };
    let (widths, columns, matches) = ([old.width, new.width], &mut changes.columns, &matches);
    Shown { columns, sink, matches, widths, before, needs_same, old: ByteRecord::new() }.all(new)?;
    Ok(changes)
}

/// The first key that tells rows apart, and which row is which by it. The last is taken in any case.
fn matched(
    columns: &[DiffColumn],
    guesses: &[RowKey],
    old: &DiffTable<'_>,
    new: &DiffTable<'_>,
) -> Result<(RowKey, Matches)> {
    for (at, key) in guesses.iter().enumerate() {
        let hasher = RowHasher::new(columns, key);
        let (mut ledger, is_last) = (Ledger::default(), at + 1 == guesses.len());
        let mut watch = (!is_last && !key.columns.is_empty()).then(|| RepeatWatch::new(key));
        for (side, table) in [(DiffSide::Old, old), (DiffSide::New, new)] {
            let mut reader = hasher.of(side, table.width);
            table.each_row(|_, record| {
                let (key, content) = reader.traces(record);
                ledger.add(side, key, content).map_err(|error| table.source.failed(&error))?;
                Ok(watch.as_mut().is_none_or(|watch| watch.may_be_key(key)))
            })?;
            if watch.as_mut().is_some_and(|watch| !watch.begin_again()) {
                break;
            }
        }
        if watch.as_ref().is_some_and(|watch| watch.failed) {
            continue;
        }
        let matches = ledger.matched().map_err(|error| spooled(&error))?;
        let [rows, repeated] = [matches.rows, matches.repeated].map(|of| of.into_iter().sum::<u64>());
        if is_last || repeated == 0 || key.is_named && repeated * 100 <= rows * REPEATED {
            return Ok((key.clone(), matches));
        }
    }
    Ok((RowKey::default(), Matches::default()))
}

/// Gives up a guess long before all rows were read: watches one key in sixteen, and all rows that have it.
struct RepeatWatch {
    seen: HashSet<u128>,
    rows: u64,
    repeated: u64,
    is_named: bool,
    failed: bool,
}

impl RepeatWatch {
    fn new(key: &RowKey) -> Self {
        Self { seen: HashSet::new(), rows: 0, repeated: 0, is_named: key.is_named, failed: false }
    }

    /// Whether it still may be, now that one more row has this key.
    fn may_be_key(&mut self, key: u128) -> bool {
        if key.is_multiple_of(16) {
            self.rows += 1;
            self.repeated += u64::from(!self.seen.insert(key));
            self.failed = match self.is_named {
                true => self.rows > 1000 && self.repeated * 100 > self.rows * REPEATED * 2,
                false => self.repeated > 0,
            };
        }
        !self.failed
    }

    /// For the other version; whether that is still asked for.
    fn begin_again(&mut self) -> bool {
        self.seen.clear();
        (self.rows, self.repeated) = (0, 0);
        !self.failed
    }
}

/// How rows become hashes, of which the author of a file cannot know the seeds.
struct RowHasher {
    first: RandomState,
    second: RandomState,
    /// Of each side the places of the columns that both have, and of those of the key.
    common: [Vec<usize>; 2],
    key: [Vec<usize>; 2],
}

impl RowHasher {
    fn new(columns: &[DiffColumn], key: &RowKey) -> Self {
        let (old, new) = columns.iter().filter_map(DiffColumn::places).unzip();
        let keyed = key.columns.iter().filter_map(|at| columns.get(*at)?.places());
        let (old_key, new_key) = keyed.unzip();
        Self { first: RandomState::new(), second: RandomState::new(), common: [old, new], key: [old_key, new_key] }
    }

    fn of(&self, side: DiffSide, width: usize) -> SideHasher<'_> {
        let [common, key] = [&self.common, &self.key].map(|of| of[side as usize].as_slice());
        SideHasher { hasher: self, side, common, key, width, bytes: Vec::new() }
    }
}

/// The same, for the rows of one side.
struct SideHasher<'h> {
    hasher: &'h RowHasher,
    side: DiffSide,
    common: &'h [usize],
    key: &'h [usize],
    width: usize,
    bytes: Vec<u8>,
}

impl SideHasher<'_> {
    /// The hashes of the row's key, and of all of it. Without a key, or where it is empty, all of it is the key.
    fn traces(&mut self, record: &ByteRecord) -> (u128, u64) {
        self.bytes.clear();
        if self.common.is_empty() {
            self.bytes.extend_from_slice(&[self.side as u8, 0xfd]); // with nothing in common no row is another's
        }
        for at in self.common {
            self.bytes.extend_from_slice(record.get(*at).unwrap_or_default());
            self.bytes.push(0xff); // in no cell, as it is in no UTF-8
        }
        for cell in record.iter().skip(self.width) {
            self.bytes.extend_from_slice(cell);
            self.bytes.push(0xff);
        }
        // What is behind the columns and empty is not there.
        while self.bytes.ends_with(&[0xff, 0xff]) {
            self.bytes.pop();
        }
        let content = self.hasher.first.hash_one(self.bytes.as_slice());
        self.key_bytes(record);
        let both = |bytes: &[u8]| (self.hasher.first.hash_one(bytes), self.hasher.second.hash_one(bytes));
        let (first, second) = both(&self.bytes);
        (u128::from(first) << 64 | u128::from(second), content)
    }

    /// Leaves the bytes of all of it where there is no key.
    fn key_bytes(&mut self, record: &ByteRecord) {
        let is_empty = |at: &usize| record.get(*at).is_none_or(|cell| cell.trim_ascii().is_empty());
        if self.key.iter().all(is_empty) {
            return;
        }
        self.bytes.clear();
        for at in self.key {
            let cell = record.get(*at).unwrap_or_default();
            self.bytes.extend_from_slice(&in_one_spelling(cell));
            self.bytes.push(0xff);
        }
        self.bytes.push(0xfe); // unlike any content
    }
}

/// A key is the same with a space behind it, and with its accents written in two characters.
fn in_one_spelling(cell: &[u8]) -> Cow<'_, [u8]> {
    match std::str::from_utf8(cell) {
        Ok(cell) if !cell.is_ascii() => Cow::Owned(cell.trim().nfc().collect::<String>().into_bytes()),
        _ => Cow::Borrowed(cell.trim_ascii()),
    }
}

/// Rows of the old version that are needed again, by their numbers.
struct OldRows {
    rows: SpooledRows,
    places: Vec<(u64, u64)>,
}

impl OldRows {
    /// Reads the old version a second time, as far as the last of them.
    fn of(matches: &Matches, old: &DiffTable<'_>, all: bool) -> Result<Self> {
        let mut spool = RowSpool::new().map_err(|error| spooled(&error))?;
        let mut places = Vec::new();
        let last = if all { Some(u64::MAX) } else { matches.gone.last().max(matches.replaced.last()) };
        if let Some(last) = last {
            old.each_row(|row, record| {
                if all || matches.gone.has(row) || matches.replaced.has(row) {
                    let cells: Vec<&[u8]> = record.iter().collect();
                    places.push((row, spool.add(cells.into_iter()).map_err(|error| spooled(&error))?));
                }
                Ok(row < last)
            })?;
        }
        Ok(Self { rows: spool.end().map_err(|error| spooled(&error))?, places })
    }

    fn place(&self, row: u64) -> Option<u64> {
        let at = self.places.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.places.get(at).map(|(_, place)| *place)
    }
}

fn spooled(error: &std::io::Error) -> Error {
    disk(&folder(), error)
}

/// The old version, read a second time: beside the new one, or before it, where rows stand in another order.
enum Before<'s> {
    InOrder {
        rows: RowReader<'s>,
        /// The number of the row that is read next.
        next: u64,
        /// So many rows there are to the last that is gone.
        gone: u64,
    },
    AnyOrder {
        rows: &'s OldRows,
        reader: SpoolReader<'s>,
        /// How many of these rows were passed.
        passed: usize,
    },
}

impl Before<'_> {
    /// Reads the next row that is gone, of those before `mate`, into `record`; its number.
    fn gone_before(&mut self, mate: u64, matches: &Matches, record: &mut ByteRecord) -> Result<Option<u64>> {
        match self {
            Self::InOrder { rows, next, gone } => {
                while *next < mate.min(*gone) && rows.next_into(record)? {
                    *next += 1;
                    if matches.gone.has(*next - 1) {
                        return Ok(Some(*next - 1));
                    }
                }
                Ok(None)
            }
            Self::AnyOrder { rows, reader, passed } => {
                while let Some((row, at)) = rows.places.get(*passed).filter(|(row, _)| *row < mate) {
                    *passed += 1;
                    if matches.gone.has(*row) {
                        reader.row_at(*at, record).map_err(|error| spooled(&error))?;
                        return Ok(Some(*row));
                    }
                }
                Ok(None)
            }
        }
    }

    /// Reads a row into `record`, all of those that are gone before it being passed.
    fn row(&mut self, row: u64, record: &mut ByteRecord) -> Result<()> {
        match self {
            Self::InOrder { rows, next, .. } => {
                while *next <= row && rows.next_into(record)? {
                    *next += 1;
                }
                Ok(())
            }
            Self::AnyOrder { rows, reader, .. } => match rows.place(row) {
                Some(at) => reader.row_at(at, record).map(drop).map_err(|error| spooled(&error)),
                None => Ok(()),
            },
        }
    }
}

/// Gives rows that differ to the sink, and counts their cells.
struct Shown<'s> {
    columns: &'s mut Vec<DiffColumn>,
    sink: &'s mut dyn ChangeSink,
    matches: &'s Matches,
    widths: [usize; 2],
    before: Before<'s>,
    needs_same: bool,
    old: ByteRecord,
}

impl Shown<'_> {
    /// Those of the new version in its order; what is gone stands where it stood.
    fn all(&mut self, new: &DiffTable<'_>) -> Result<()> {
        let (counts, wants_same) = (self.matches.counts, self.sink.wants_same());
        let mut left = counts.added + counts.changed;
        if left > 0 || wants_same {
            new.each_row(|row, record| {
                let mate = self.matches.mate(row);
                if let Some(mate) = mate {
                    self.gone_before(mate)?;
                }
                let fate = match mate {
                    None => RowFate::Added,
                    Some(_) if self.matches.changed.has(row) => RowFate::Changed,
                    Some(_) => RowFate::Same,
                };
                if let (true, Some(mate)) = (fate == RowFate::Changed || self.needs_same, mate) {
                    self.before.row(mate, &mut self.old)?;
                }
                if fate != RowFate::Same || wants_same {
                    self.row(fate, [mate, Some(row)], record)?;
                }
                left -= u64::from(fate != RowFate::Same);
                Ok(left > 0 || wants_same)
            })?;
        }
        self.gone_before(u64::MAX)
    }

    fn gone_before(&mut self, mate: u64) -> Result<()> {
        while let Some(row) = self.before.gone_before(mate, self.matches, &mut self.old)? {
            self.row(RowFate::Removed, [Some(row), None], &ByteRecord::new())?;
        }
        Ok(())
    }

    fn row(&mut self, fate: RowFate, rows: [Option<u64>; 2], new: &ByteRecord) -> Result<()> {
        if fate == RowFate::Changed {
            self.count(new);
        }
        if !self.sink.wants_more() {
            return Ok(());
        }
        let has = [matches!(fate, RowFate::Changed | RowFate::Removed), fate != RowFate::Removed];
        let cell =
            |record: &ByteRecord, at: Option<usize>| at.map(|at| record.get(at).map(cell_text).unwrap_or_default());
        let cells = self.columns.iter().map(|column| {
            let is = cell(new, column.new.filter(|_| has[1]));
            let was = match fate {
                RowFate::Same if column.new.is_some() => is.clone().filter(|_| column.old.is_some()),
                RowFate::Same => cell(&self.old, column.old.filter(|_| self.needs_same)),
                _ => cell(&self.old, column.old.filter(|_| has[0])),
            };
            [was, is]
        });
        let cells = cells.collect();
        let behind = |record: &ByteRecord, side: DiffSide| {
            let at = side as usize;
            let cells: Vec<String> = record.iter().skip(self.widths[at]).filter(|_| has[at]).map(cell_text).collect();
            Some(cells.join(" | ")).filter(|cells| !cells.is_empty())
        };
        let beyond = [behind(&self.old, DiffSide::Old), behind(new, DiffSide::New)];
        self.sink.row(&RowChange { fate, rows, cells, beyond })
    }

    /// Counts the cells of a row that changed.
    fn count(&mut self, new: &ByteRecord) {
        for column in self.columns.iter_mut() {
            let Some((was, is)) = column.places() else { continue };
            let (was, is) = (self.old.get(was).unwrap_or_default(), new.get(is).unwrap_or_default());
            if was != is {
                column.cells += 1;
                let [was, is] = [was, is].map(|cell| std::str::from_utf8(cell).unwrap_or_default());
                column.respelled += u64::from(column.is_respelled(was, is));
            }
        }
    }
}
