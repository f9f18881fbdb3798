//! The first sheet of a workbook held against the fields of a schema: what a sheet holds as a number, a moment or a truth is
//! taken as the field writes it.

use std::io::Read;

use jiff::civil::{Date, DateTime};

use super::kind::FieldKind;
use super::moment::MomentForm;
use super::report::{CheckReport, RowPlace, shown};
use super::schema::{SchemaField, TableSchema};
use super::table::TableCheck;
use super::text::{MOST_BLANK, has_header};
use super::unreadable;
use crate::base::beside::Wanted;
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;
use crate::preview::whole_sheet::{LARGEST_WORKBOOK, SheetCell, each_row, is_workbook};
use crate::tabular::TextOptions;

/// In how many first rows the header is looked for.
const SEARCHED: usize = 20;

/// All of `source`, a ZIP.
pub(super) fn check(
    source: impl Read,
    name: &str,
    schema: &TableSchema,
    options: &TextOptions,
    limit: usize,
    wanted: &Wanted,
) -> Result<CheckReport> {
    let mut bytes = Vec::new();
    source.take(LARGEST_WORKBOOK + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    if bytes.len() as u64 > LARGEST_WORKBOOK {
        let cause = m!("check-workbook-large", limit = (LARGEST_WORKBOOK >> 20).to_string());
        return Err(Error::new(ErrorKind::Usage, shown(name), cause).hint(m!("check-no-text-hint")));
    }
    if !is_workbook(&bytes) {
        return Err(super::no_text(name));
    }
    let mut sheet = SheetCheck { check: TableCheck::new(schema, limit), options, first: vec![], begun: false, last: 0 };
    let read = each_row(&bytes, wanted, &mut |number, cells| sheet.row(number, cells));
    let (title, others) = read.map_err(|why| {
        Error::new(ErrorKind::Usage, shown(name), m!("check-workbook-unread", why)).hint(m!("check-no-text-hint"))
    })?;
    sheet.begin();
    if !sheet.begun {
        sheet.check.empty();
    }
    if others > 0 {
        sheet.check.report.note(m!("check-first-sheet", name = title, count = others));
    }
    Ok(sheet.check.end())
}

/// A sheet as its rows come.
struct SheetCheck<'s> {
    check: TableCheck<'s>,
    options: &'s TextOptions,
    /// Those that are looked at to find the header.
    first: Vec<(u64, Vec<SheetCell>)>,
    begun: bool,
    /// The number of the row before.
    last: u64,
}

impl SheetCheck<'_> {
    fn row(&mut self, number: u64, cells: Vec<SheetCell>) {
        if self.begun {
            return self.below(number, &cells);
        }
        self.first.push((number, cells));
        if self.first.len() >= SEARCHED {
            self.begin();
        }
    }

    /// Finds the header: titles above fill a cell or two of a table that is wider.
    fn begin(&mut self) {
        let mut rows = std::mem::take(&mut self.first);
        if self.begun || rows.is_empty() {
            return;
        }
        let filled = |cells: &[SheetCell]| cells.iter().filter(|it| **it != SheetCell::Nothing).count();
        let widest = rows.iter().map(|(_, cells)| filled(cells)).max().unwrap_or(0);
        let is_header = |(number, cells): &(u64, Vec<SheetCell>)| match self.options.skip {
            Some(skip) => *number > skip as u64,
            None => widest <= 3 || 2 * filled(cells) > widest,
        };
        let at = rows.iter().position(is_header).unwrap_or(0);
        rows.drain(..at);
        self.begun = true;
        let mut rows = rows.into_iter();
        let Some((number, cells)) = rows.next() else { return };
        let names: Vec<String> = cells.iter().map(plain).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.last = number;
        match has_header(self.check.schema, &names, self.options, true) {
            true => self.check.header(RowPlace { row: number, line: None }, &names),
            false => {
                self.check.headless();
                self.last = number.saturating_sub(1);
                self.below(number, &cells);
            }
        }
        rows.for_each(|(number, cells)| self.below(number, &cells));
    }

    /// A sheet has no end of a row: what is not there is empty.
    fn below(&mut self, number: u64, cells: &[SheetCell]) {
        let blank = (self.last + 1)..number;
        blank.take(MOST_BLANK).for_each(|row| self.check.row(RowPlace { row, line: None }, &[]));
        self.last = number;
        let width = self.check.columns.len().max(cells.len());
        let cell = |at: usize| cells.get(at).map_or_else(String::new, |cell| as_written(cell, self.check.field(at)));
        let cells: Vec<String> = (0..width).map(cell).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        self.check.row(RowPlace { row: number, line: None }, &cells);
    }
}

fn plain(cell: &SheetCell) -> String {
    as_written(cell, None)
}

/// As a text of the field would have it.
fn as_written(cell: &SheetCell, field: Option<&SchemaField>) -> String {
    let kind = field.map(|field| &field.kind);
    match (cell, kind) {
        (SheetCell::Nothing, _) => String::new(),
        (SheetCell::Number(number), Some(FieldKind::Number(form))) => number.replace('.', &form.decimal),
        (SheetCell::Text(text) | SheetCell::Number(text), _) => text.clone(),
        (SheetCell::Truth(truth), Some(FieldKind::Boolean(yes, no))) => {
            let words = if *truth { yes } else { no };
            let usual = truth.to_string();
            if words.contains(&usual) { usual } else { words.first().cloned().unwrap_or(usual) }
        }
        (SheetCell::Truth(truth), _) => truth.to_string(),
        (SheetCell::Moment(iso), Some(FieldKind::Date(MomentForm::Pattern(form)))) => {
            let date = iso.parse::<Date>().ok().filter(|_| iso.len() == 10);
            date.and_then(|date| jiff::fmt::strtime::format(form, date).ok()).unwrap_or_else(|| iso.clone())
        }
        (SheetCell::Moment(iso), Some(FieldKind::DateTime(form))) => {
            let moment = iso.replace(' ', "T").parse::<DateTime>().or_else(|_| iso.parse::<Date>().map(DateTime::from));
            let written = moment.ok().and_then(|moment| match form {
                MomentForm::Pattern(form) => jiff::fmt::strtime::format(form, moment).ok(),
                _ => Some(moment.to_string()),
            });
            written.unwrap_or_else(|| iso.clone())
        }
        (SheetCell::Moment(iso), _) => iso.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::FileSchema;
    use super::*;
    use crate::base::file_writers;

    fn told(schema: &Value, rows: &[&[&str]], options: &TextOptions) -> Vec<(u64, String, String)> {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|it| (*it).to_owned()).collect()).collect();
        let schema = FileSchema::read(schema, "test", "t.xlsx").unwrap();
        let report = schema.check(&file_writers::xlsx(&rows)[..], "t.xlsx", options, 100, &Wanted::always()).unwrap();
        let of = |misfit: &super::super::Misfit| {
            let row = misfit.place.map_or(0, |place| place.row);
            (row, misfit.column.clone().unwrap_or_default(), misfit.rule.word().to_owned())
        };
        report.misfits.iter().map(of).collect()
    }

    #[test]
    fn the_rows_of_a_sheet_keep_their_numbers_behind_titles() {
        let schema = json!({"fields": [{"name": "code"}, {"name": "nom", "constraints": {"required": true}},
            {"name": "n", "type": "integer"}, {"name": "an", "type": "year"}]});
        let rows: &[&[&str]] = &[
            &["Population des communes"],
            &["code", "nom", "n", "an"],
            &["35238", "Rennes", "9", "2024"],
            &["35236", "", "x", "2024"],
            &["35360", "Vitré", "3", "24"],
        ];
        let expected = [(4, "nom", "required"), (4, "n", "type"), (5, "an", "type")];
        let expected = expected.map(|(row, column, rule)| (row, column.to_owned(), rule.to_owned()));
        assert_eq!(told(&schema, rows, &TextOptions::default()), expected);
        let skipping = TextOptions { skip: Some(1), ..TextOptions::default() };
        assert_eq!(told(&schema, rows, &skipping), expected);
    }

    #[test]
    fn what_is_no_text_is_taken_as_the_field_writes_it() {
        let field = |field: Value| {
            let schema = json!({"fields": [field]});
            TableSchema::read(&schema, "t").unwrap().fields.remove(0)
        };
        let number = field(json!({"name": "a", "type": "number", "decimalChar": ","}));
        let date = field(json!({"name": "a", "type": "date", "format": "%d/%m/%Y"}));
        let iso = field(json!({"name": "a", "type": "date"}));
        let moment = field(json!({"name": "a", "type": "datetime"}));
        let truth = field(json!({"name": "a", "type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}));
        let text = field(json!({"name": "a"}));
        let table = [
            (SheetCell::Number("1.5".into()), &number, "1,5"),
            (SheetCell::Number("21350238800019".into()), &text, "21350238800019"),
            (SheetCell::Text("1.5".into()), &number, "1.5"),
            (SheetCell::Moment("2024-01-31".into()), &date, "31/01/2024"),
            (SheetCell::Moment("2024-01-31".into()), &iso, "2024-01-31"),
            (SheetCell::Moment("2024-01-31".into()), &moment, "2024-01-31T00:00:00"),
            (SheetCell::Moment("2024-01-31 10:30:00".into()), &moment, "2024-01-31T10:30:00"),
            (SheetCell::Truth(true), &truth, "oui"),
            (SheetCell::Truth(false), &text, "false"),
        ];
        for (cell, field, written) in table {
            assert_eq!(as_written(&cell, Some(field)), written, "{cell:?}");
        }
    }

    #[test]
    fn an_archive_without_a_sheet_and_one_that_lies_are_refused() {
        let schema = FileSchema::read(&json!({"fields": [{"name": "a"}]}), "test", "t.xlsx").unwrap();
        let flood = "<c r=\"A1\"><v>1</v></c>".repeat(4 << 20);
        let archives = [
            file_writers::zip(&[("a.csv", b"a\n1\n")]),
            file_writers::zip(&[("xl/workbook.xml", b"<workbook/>")]),
            file_writers::zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", flood.as_bytes())]),
        ];
        for archive in archives {
            let checked = schema.check(&archive[..], "t.xlsx", &TextOptions::default(), 9, &Wanted::always());
            assert_eq!(checked.map_err(|error| error.kind).err(), Some(ErrorKind::Usage));
        }
    }
}
