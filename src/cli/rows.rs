//! Rows of a listing on standard output, printed as they come: a line each, or in one JSON document.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{Global, out};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::redact;
use crate::model::{Address, Item, Place, Target};
use crate::t;
use crate::ui::words::fit;

/// So many warnings are told at the end; the rest is counted.
const WARNINGS: usize = 100;

pub struct Rows {
    /// `None` for lines.
    json: Option<Json>,
    count: usize,
    /// How wide each column is by now.
    widths: [usize; 5],
    warnings: Vec<String>,
    /// How many warnings are not among them.
    more_warnings: usize,
}

/// The document, as far as it is not printed yet.
struct Json {
    /// A row tells where else it was found.
    is_search: bool,
}

impl Rows {
    /// Of what is at `address`; of a search there is none. Nothing that fails is printed before.
    pub fn begin(global: &Global, address: Option<&Address>) -> Self {
        let json = global.json.then(|| {
            out::bytes(format!("{{\"address\":{},\"items\":[", json!(address)).as_bytes());
            Json { is_search: address.is_none() }
        });
        Self { json, count: 0, widths: [0; 5], warnings: Vec::new(), more_warnings: 0 }
    }

    /// Prints these.
    pub fn add(&mut self, items: &[Item]) -> Result<()> {
        match &self.json {
            Some(document) => {
                let mut text = String::new();
                for (index, item) in items.iter().enumerate() {
                    text += if self.count + index > 0 { "," } else { "" };
                    text += &written(&json(item, document.is_search))?;
                }
                out::bytes(text.as_bytes());
            }
            None => self.print_lines(items),
        }
        self.count += items.len();
        Ok(())
    }

    /// One row a line, its address first, as the next command takes it. On a terminal too narrow for that, the address has
    /// a line of its own. Columns become wider where later rows are, and never narrower.
    fn print_lines(&mut self, items: &[Item]) {
        let cells: Vec<[String; 5]> = items.iter().map(cells).collect();
        let widest = |column: usize| cells.iter().map(|row| row[column].width()).max().unwrap_or(0);
        self.widths = std::array::from_fn(|column| widest(column).max(self.widths[column]));
        let beside = self.widths.iter().filter(|width| **width > 0).map(|width| width + 2).sum::<usize>();
        let terminal = out::width();
        let narrow = terminal.is_some_and(|terminal| beside + 30 > terminal);
        let mut lines = Vec::with_capacity(items.len());
        for (item, row) in items.iter().zip(&cells) {
            let first = usize::from(narrow);
            let mut text = String::new();
            for (cell, width) in row.iter().zip(self.widths).skip(first).filter(|(_, width)| *width > 0) {
                text += cell;
                text += &" ".repeat(width + 2 - cell.width());
            }
            let room = terminal.map_or(usize::MAX, |terminal| terminal.saturating_sub(text.width()).max(20));
            let also = crate::ui::also_in(item).map(|also| format!("  ({also})")).unwrap_or_default();
            let title = fit(&item.title, room.saturating_sub(also.width()).max(20));
            lines.push(format!("{text}{title}{also}"));
            lines.extend(narrow.then(|| format!("    {}", row[0])));
        }
        out::lines(&lines);
    }

    /// Keeps for the end what there is to say, each sentence once.
    pub fn warn(&mut self, warnings: impl IntoIterator<Item = String>) {
        for warning in warnings {
            match self.warnings.len() < WARNINGS {
                true if self.warnings.contains(&warning) => {}
                true => self.warnings.push(warning),
                false => self.more_warnings += 1,
            }
        }
    }

    /// That is all: of `total` there are; `is_cut`, there are more than these. `errors` of those that listed nothing more.
    pub fn end(mut self, total: Option<u64>, is_cut: bool, errors: &[Error]) -> Result<()> {
        if self.more_warnings > 0 {
            self.warnings.push(t!("cli-more-warnings", count = self.more_warnings));
        }
        if self.json.is_some() {
            let error = out::FailureJson::of_all(errors);
            let end = json!({"total": total, "truncated": is_cut, "warnings": self.warnings, "error": error});
            out::bytes(format!("],{}\n", &written(&end)?[1..]).as_bytes());
            return Ok(());
        }
        if self.count == 0 && errors.is_empty() {
            out::note(&t!("cli-nothing-there"));
        }
        self.warnings.iter().for_each(|warning| out::note(warning));
        Ok(())
    }
}

/// How many of how many were shown, where nobody said how many to show.
pub fn tell_rest(global: &Global, rows: usize, total: u64) {
    if !global.json {
        out::note(&t!("cli-more", items = rows, total = format::count(total)));
    }
}

/// A value as it is printed, with no secret in it.
fn written(value: &Value) -> Result<String> {
    let clean = redact::json(value).map_err(|error| Error::new(ErrorKind::Unexpected, "JSON", error.to_string()))?;
    Ok(crate::base::text::printable(&clean.to_string()).collect())
}

fn cells(item: &Item) -> [String; 5] {
    [
        item.target.address().map(|address| address.to_string()).unwrap_or_default(),
        crate::ui::access_word(item).unwrap_or_default(),
        item.format.as_deref().unwrap_or_default().to_owned(),
        item.size.map(format::size).unwrap_or_default(),
        item.modified.map(format::date).unwrap_or_default(),
    ]
}

/// One row of `--json`.
fn json(item: &Item, is_search: bool) -> Value {
    let mut json = json!({
        "address": item.target.address(),
        "type": match item.target {
            Target::Place(Place::Dataset(_)) => "dataset",
            Target::Place(_) => "folder",
            Target::Media { .. } => "media",
        },
        "title": item.title,
        "access": item.access,
        "licence": item.licence,
        "publisher": item.publisher,
        "modified": item.modified,
        "format": item.format,
        "size": item.size,
        "checksum": item.checksum,
    });
    if is_search {
        json["also"] = json!(item.also); // where else it was found
    }
    json
}
