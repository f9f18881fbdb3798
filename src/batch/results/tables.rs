//! The rows of the input with what each endpoint answered, written to both tables, and those without an answer to the list
//! of errors, in one walk.

use std::path::Path;

use super::BatchOf;
use super::answers::{AnswerIndex, AnswerLine, AnswersFile};
use super::cell::FieldCell;
use super::columns::{ColumnGroup, EndpointFields, TableColumns};
use super::state::{AnswerState, of_line, of_refused, of_unasked};
use crate::base::beside::Wanted;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Said;
use crate::batch::{Asked, BatchRow, Refused};
use crate::excel::{BookCell, RowBook, SheetCsv};
use crate::{m, said};

/// The columns of the list of errors.
const ERROR_TITLES: [Said; 6] = [
    said!("batch-results-line"),
    said!("batch-results-identifier"),
    said!("batch-results-endpoint"),
    said!("batch-results-code"),
    said!("batch-results-cause"),
    said!("batch-results-remedy"),
];

/// What came of all rows.
#[derive(Debug, Default)]
pub struct RowTally {
    pub rows: u64,
    /// Of each endpoint, how many rows are in which state, in the order of [`AnswerState::ALL`].
    pub states: Vec<[u64; AnswerState::ALL.len()]>,
    /// How many cells are not disclosed.
    pub not_disclosed: u64,
    /// Cells of both CSV files that begin with an apostrophe.
    pub marked: u64,
}

/// Where the rows go.
pub struct Tables<'t> {
    pub csv: (SheetCsv<'t>, &'t Path),
    pub errors: (SheetCsv<'t>, &'t Path),
    pub book: Option<RowBook>,
}

/// What answers the rows.
pub struct AnswerSource<'s> {
    pub index: &'s AnswerIndex,
    pub file: Option<AnswersFile>,
    pub found: &'s [EndpointFields],
    pub columns: &'s TableColumns,
}

/// One row while it is written.
struct RowWriting<'w, 't, 's> {
    tables: &'w mut Tables<'t>,
    source: &'w mut AnswerSource<'s>,
    tally: &'w mut RowTally,
    words: &'w [String],
    /// What stands behind the cells of the input.
    cells: Vec<FieldCell>,
}

/// Writes all rows; what is open is to be ended by whoever opened it.
pub fn write_rows(
    of: &BatchOf<'_>,
    tables: &mut Tables<'_>,
    source: &mut AnswerSource<'_>,
    wanted: &Wanted,
) -> Result<RowTally> {
    let mut tally = RowTally { states: vec![Default::default(); of.endpoints.len()], ..RowTally::default() };
    let words: Vec<String> = AnswerState::ALL.iter().map(|state| state.word().text()).collect();
    csv_row(&mut tables.csv, source.columns.titles.iter().map(String::as_str))?;
    csv_row(&mut tables.errors, ERROR_TITLES.map(Said::text).iter().map(String::as_str))?;
    for row in (of.rows)() {
        if wanted.is_over() {
            return Err(Error::new(ErrorKind::Cancelled, shown(of.folder), m!("batch-results-cancelled")));
        }
        let row = row?;
        let mut writing = RowWriting { tables, source, tally: &mut tally, words: &words, cells: vec![] };
        for (at, asked) in row.asked.iter().enumerate().take(of.endpoints.len()) {
            writing.endpoint(of, &row, at, asked)?;
        }
        writing.end(of.header.len(), &row)?;
    }
    tally.marked = tables.csv.0.marked + tables.errors.0.marked;
    for (csv, path) in [&mut tables.csv, &mut tables.errors] {
        csv.flush().map_err(|error| disk(path, &error))?;
    }
    Ok(tally)
}

impl RowWriting<'_, '_, '_> {
    /// Adds the cells of one endpoint.
    fn endpoint(&mut self, of: &BatchOf<'_>, row: &BatchRow, at: usize, asked: &Result<Asked, Refused>) -> Result<()> {
        let endpoint = of.endpoints.get(at).map_or("", String::as_str);
        let line = match asked {
            Ok(asked) => self.line(endpoint, asked)?,
            Err(_) => None,
        };
        let (state, shortcoming) = match (asked, &line) {
            (Err(refused), _) => (AnswerState::Invalid, Some(of_refused(refused))),
            (Ok(_), None) => (AnswerState::NotAsked, Some(of_unasked())),
            (Ok(_), Some(line)) => (AnswerState::of(line), of_line(line, AnswerState::of(line))),
        };
        if let Some(count) = self.tally.states.get_mut(at).and_then(|states| states.get_mut(state as usize)) {
            *count += 1;
        }
        if let Some([code, cause, remedy]) = shortcoming {
            let asked = asked.as_ref().map(|asked| asked.0.values().map(String::as_str).collect::<Vec<_>>().join(" "));
            let number = row.line.to_string();
            let cells = [&number, &asked.unwrap_or_default(), endpoint, &code, &cause, &remedy];
            csv_row(&mut self.tables.errors, cells.into_iter())?;
        }
        let columns = self.source.columns;
        if let (Some(group), Some(found)) = (columns.groups.get(at), self.source.found.get(at)) {
            self.cells.push(FieldCell::Text(self.words.get(state as usize).cloned().unwrap_or_default()));
            self.group(group, found, line.as_ref());
        }
        Ok(())
    }

    fn line(&mut self, endpoint: &str, asked: &Asked) -> Result<Option<AnswerLine>> {
        let Some(begins) = self.source.index.find(endpoint, asked) else { return Ok(None) };
        self.source.file.as_mut().map(|file| file.line_at(begins)).transpose().map(Option::flatten)
    }

    fn group(&mut self, group: &ColumnGroup, found: &EndpointFields, line: Option<&AnswerLine>) {
        let document = line.and_then(|line| line.document.as_ref());
        if group.has_documents {
            self.cells.push(document.map_or(FieldCell::Empty, |it| FieldCell::Text(it.path.clone())));
        }
        let Some(answer) = line.and_then(|line| line.answer.as_ref()) else {
            return self.cells.extend(group.shown.iter().map(|_| FieldCell::Empty));
        };
        let mut all = vec![FieldCell::Empty; group.found];
        found.tree.fill(answer, document.is_some(), &mut all);
        for at in &group.shown {
            let cell = at.and_then(|at| all.get_mut(at)).map(std::mem::take).unwrap_or_default();
            self.tally.not_disclosed += u64::from(cell.is_not_disclosed());
            self.cells.push(cell);
        }
    }

    /// Writes the row.
    fn end(self, columns: usize, row: &BatchRow) -> Result<()> {
        self.tally.rows += 1;
        let own = || (0..columns).map(|at| row.cells.get(at).map_or("", String::as_str));
        let (csv, path) = &mut self.tables.csv;
        let written = own().try_for_each(|cell| csv.cell(cell.as_bytes())).and_then(|()| {
            self.cells.iter().try_for_each(|cell| csv.cell(cell.text().as_bytes()))?;
            csv.end_row()
        });
        written.map_err(|error| failed(path, error))?;
        match &mut self.tables.book {
            Some(book) => book.row(own().map(BookCell::Text).chain(self.cells.iter().map(FieldCell::book_cell))),
            None => Ok(()),
        }
    }
}

fn csv_row<'c>((csv, path): &mut (SheetCsv<'_>, &Path), mut cells: impl Iterator<Item = &'c str>) -> Result<()> {
    let written = cells.try_for_each(|cell| csv.cell(cell.as_bytes())).and_then(|()| csv.end_row());
    written.map_err(|error| failed(path, error))
}

fn failed(path: &Path, error: ::csv::Error) -> Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => disk(path, &error),
        _ => disk(path, &std::io::ErrorKind::InvalidData.into()),
    }
}
