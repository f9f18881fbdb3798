//! What comes of a batch: its answers in a table, as CSV and as a workbook, with the rows of the input and their columns as
//! they were; what has no answer, and why, in a list of errors; a receipt over all of it.
//!
//! The journal ([`answers`]) is read twice, so that memory holds where an answer is and never the answers: once for the
//! [`tree`] of fields that all answers have together, from which the [`columns`] follow, and again row by row ([`tables`]).
//! All files are for their owner alone, and get their names once they are whole ([`place`]); [`check`] holds them against
//! the [`receipt`] later.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::BatchRow;
use crate::base::beside::Wanted;
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::download::check_room;
use crate::download::receipt::digest;
use crate::excel::{BookLimits, BookLosses, RowBook, SheetCsv};
use crate::portals::PortalConfig;
use crate::t;

mod answers;
mod cell;
mod check;
mod columns;
mod of_run;
mod place;
mod receipt;
mod state;
mod tables;
#[cfg(test)]
mod tests;
mod tree;

pub use check::{CheckedResult, check, is_batch};
pub use of_run::of_run;
pub use receipt::{BatchFile, BatchPortal, BatchReceipt};
pub use state::AnswerState;

use answers::{AnswerIndex, AnswersFile};
use columns::{EndpointFields, TableColumns};
use place::ResultFile;
use tables::{AnswerSource, RowTally, Tables, write_rows};
use tree::NUMBERED;

/// The files of the results.
const TABLE: &str = "table.csv";
const BOOK: &str = "table.xlsx";
const ERRORS: &str = "errors.csv";

/// Every row of the input, from the first, as often as it is called.
pub type AllRows<'a> = dyn Fn() -> Box<dyn Iterator<Item = Result<BatchRow>> + 'a> + 'a;

/// What a batch asked, and where it is answered.
pub struct BatchOf<'a> {
    pub portal: &'a PortalConfig,
    /// What is behind the portal's name in their addresses, in the order of what each row asks.
    pub endpoints: &'a [String],
    /// What was asked for every row.
    pub parameters: &'a [(String, String)],
    pub header: &'a [String],
    pub rows: &'a AllRows<'a>,
    /// The journal.
    pub answers: &'a Path,
    /// The fields that the table is to have; all where nothing is chosen.
    pub fields: Option<&'a [String]>,
    /// Where the results go, beside the journal.
    pub folder: &'a Path,
    /// Less than a sheet holds, for tests.
    pub limits: BookLimits,
}

/// What was written.
#[derive(Debug)]
pub struct WrittenResults {
    pub files: Vec<PathBuf>,
    pub rows: u64,
    /// Of each endpoint, how many rows are in which state.
    pub states: Vec<Vec<(AnswerState, u64)>>,
    /// What there is to say of it, one sentence each.
    pub notes: Vec<String>,
}

/// What all answers have together.
#[derive(Default)]
struct Surveyed {
    index: AnswerIndex,
    found: Vec<EndpointFields>,
    begun: Option<Timestamp>,
    ended: Option<Timestamp>,
    documents: u64,
    /// Lines that cannot be read.
    unreadable: u64,
}

/// Writes the results of all that is answered so far, in the place of those of an earlier run. BLOCKS.
pub fn write(of: &BatchOf<'_>, wanted: &Wanted) -> Result<WrittenResults> {
    let earlier = BatchReceipt::earlier(of.folder)?;
    if of.fields.is_none() {
        let bytes = fs::metadata(of.answers).map_or(0, |file| file.len());
        check_room(of.folder, bytes)?; // what a table of all fields takes, give or take
    }
    let mut surveyed = Surveyed::of(of, wanted)?;
    let columns = TableColumns::new(of.header, of.endpoints, &mut surveyed.found, of.fields);
    let begin = |name| ResultFile::begin(of.folder, name, earlier.as_ref());
    let (mut table, mut errors) = (begin(TABLE)?, begin(ERRORS)?);
    let mut book = if cfg!(feature = "workbook") { Some(begin(BOOK)?) } else { None };
    let (tally, losses) = fill(of, [&mut table, &mut errors], book.as_mut(), &surveyed, &columns, wanted)?;
    let written: Vec<ResultFile> = [Some(table), book, Some(errors)].into_iter().flatten().collect();
    let mut notes = notes(&surveyed, &columns, &tally, losses);
    notes.extend(written.iter().filter(|it| it.is_beside).map(|it| t!("batch-results-beside", name = it.name())));
    let files = finish(of, &surveyed, &tally, written)?;
    let of_states =
        |counts: &[u64; 8]| AnswerState::ALL.into_iter().zip(*counts).filter(|(_, count)| *count > 0).collect();
    Ok(WrittenResults { files, rows: tally.rows, states: tally.states.iter().map(of_states).collect(), notes })
}

/// Writes all rows to the files.
fn fill(
    of: &BatchOf<'_>,
    [table, errors]: [&mut ResultFile; 2],
    book: Option<&mut ResultFile>,
    surveyed: &Surveyed,
    columns: &TableColumns,
    wanted: &Wanted,
) -> Result<(RowTally, BookLosses)> {
    let ((table_path, table), (errors_path, errors)) = (table.open(), errors.open());
    let begun = |path: &Path, file| SheetCsv::begin(file).map_err(|error| disk(path, &error));
    let book = book.map(ResultFile::open);
    let writer = book.as_ref().map(|(path, _)| RowBook::begin(path, &columns.titles, of.limits)).transpose()?;
    let mut tables = Tables {
        csv: (begun(table_path, table)?, table_path),
        errors: (begun(errors_path, errors)?, errors_path),
        book: writer,
    };
    let file = AnswersFile::open(of.answers, wanted)?;
    let mut source = AnswerSource { index: &surveyed.index, file, found: &surveyed.found, columns };
    let tally = write_rows(of, &mut tables, &mut source, wanted)?;
    let ended = tables.book.zip(book).map(|(writer, (_, file))| writer.end(&t!("batch-results-sheet"), file));
    Ok((tally, ended.transpose()?.unwrap_or_default()))
}

/// Writes the receipt, then gives the files their names: a run that dies in between knows them all the same.
fn finish(of: &BatchOf<'_>, surveyed: &Surveyed, tally: &RowTally, written: Vec<ResultFile>) -> Result<Vec<PathBuf>> {
    let mut receipt = BatchReceipt::new(of.portal.into(), of.endpoints, of.parameters);
    let states = of.endpoints.iter().zip(&tally.states).map(|(endpoint, counts)| {
        let counts = AnswerState::ALL.iter().zip(counts).filter(|(_, count)| **count > 0);
        (endpoint.clone(), counts.map(|(state, count)| (state.key().to_owned(), *count)).collect())
    });
    receipt.states = states.collect();
    (receipt.begun, receipt.ended) = (surveyed.begun, surveyed.ended);
    (receipt.rows, receipt.asked) = (tally.rows, surveyed.index.len() as u64);
    (receipt.documents, receipt.fields) = (surveyed.documents, of.fields.map(<[String]>::to_vec));
    if let Some(name) = of.answers.file_name().filter(|_| of.answers.is_file()) {
        let (bytes, sha256) = digest(of.answers)?;
        receipt.files.push(BatchFile { file: name.to_string_lossy().into_owned(), bytes, sha256, replaced: None });
    }
    for file in &written {
        receipt.files.push(file.told()?);
    }
    receipt.write(of.folder)?;
    let mut paths = written.into_iter().map(ResultFile::end).collect::<Result<Vec<_>>>()?;
    paths.push(BatchReceipt::path(of.folder));
    Ok(paths)
}

impl Surveyed {
    /// Of the whole journal.
    fn of(of: &BatchOf<'_>, wanted: &Wanted) -> Result<Self> {
        let mut surveyed = Self::default();
        surveyed.found.resize_with(of.endpoints.len(), EndpointFields::default);
        if let Some(mut file) = AnswersFile::open(of.answers, wanted)? {
            while let Some((at, line)) = file.next()? {
                surveyed.add(of, at, line);
            }
        }
        surveyed.index.end();
        Ok(surveyed)
    }

    fn add(&mut self, of: &BatchOf<'_>, at: u64, line: Option<answers::AnswerLine>) {
        let Some(line) = line else {
            self.unreadable += 1;
            return;
        };
        let place = of.endpoints.iter().position(|endpoint| *endpoint == line.endpoint);
        let Some(found) = place.and_then(|place| self.found.get_mut(place)) else { return };
        self.index.add(&line, at);
        self.begun = self.begun.into_iter().chain(line.at).min();
        self.ended = self.ended.into_iter().chain(line.at).max();
        self.documents += u64::from(line.document.is_some());
        found.has_documents |= line.document.is_some();
        if let Some(answer) = &line.answer {
            found.tree.see(answer, line.document.is_some());
        }
    }
}

/// What a person is to know of the results.
fn notes(surveyed: &Surveyed, columns: &TableColumns, tally: &RowTally, losses: BookLosses) -> Vec<String> {
    let sum = |count: fn(&EndpointFields) -> u64| surveyed.found.iter().map(count).sum::<u64>();
    let (left_out, long_lists) = (sum(|it| it.tree.left_out), sum(|it| it.tree.long_lists));
    let &RowTally { not_disclosed, marked, .. } = tally;
    let unreadable = surveyed.unreadable;
    let told = [
        (not_disclosed > 0).then(|| t!("batch-results-not-disclosed", count = not_disclosed)),
        (long_lists > 0).then(|| t!("batch-results-long-lists", count = long_lists, most = NUMBERED)),
        (left_out > 0).then(|| t!("batch-results-left-out", count = left_out)),
        (unreadable > 0).then(|| t!("batch-results-unreadable", count = unreadable)),
        (marked > 0).then(|| t!("batch-results-marked", count = marked)),
        (!cfg!(feature = "workbook")).then(|| t!("excel-no-writer")),
    ];
    let told = told.into_iter().flatten();
    columns.notes.iter().cloned().chain(told).chain(losses.notes()).collect()
}
