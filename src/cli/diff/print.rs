//! What changed, for a person: sentences, then a table of rows.

use unicode_width::UnicodeWidthStr;

use crate::base::{format, text};
use crate::cli::out;
use crate::diff::{
    DocumentChanges, EntryChanges, FileDiff, PathChange, PathFate, RowChange, RowFate, TableChanges, WhatChanged,
};
use crate::t;
use crate::tabular::cell;
use crate::ui::words::{fit, pad};

/// The widest a column is printed, and how many cells of a row that is new or gone are.
const WIDEST: usize = 34;
const MOST_CELLS: usize = 6;
/// So much of what is alike is shown before what differs.
const BEFORE: usize = 12;

/// A line of the table: sign, key, column, what stood there, what stands there.
type Line = [String; 5];

pub fn print([old, new]: &[String; 2], found: &FileDiff, rows: &[RowChange]) {
    found.notes.iter().for_each(|note| out::note(&note.to_string()));
    out::line(&t!("diff-between", old, new));
    found.said().iter().for_each(|said| out::line(said));
    let (lines, left) = match &found.what {
        WhatChanged::Table(table) => {
            let counts = table.counts;
            let all = counts.added + counts.removed + counts.changed;
            (rows.iter().flat_map(|row| of_row(row, table)).collect(), all - rows.len() as u64)
        }
        WhatChanged::Document(document, _) => (of_document(document), document.all() - document.changes.len() as u64),
        WhatChanged::Entries(entries) => {
            (of_entries(entries), entries.changes.all() - entries.changes.changes.len() as u64)
        }
        WhatChanged::Nothing | WhatChanged::Bytes(_) => (vec![], 0),
    };
    print_table(&lines, matches!(found.what, WhatChanged::Document(..) | WhatChanged::Entries(_)));
    if left > 0 {
        out::note(&t!("diff-more", count = left));
    }
}

fn print_table(lines: &[Line], are_paths: bool) {
    if lines.is_empty() {
        return;
    }
    let first = if are_paths { t!("diff-head-path") } else { t!("diff-head-key") };
    let column = if are_paths { String::new() } else { t!("diff-head-column") };
    let head = [String::new(), first, column, t!("diff-head-old"), t!("diff-head-new")];
    let width = |at: usize| {
        let cells = lines.iter().chain([&head]).map(|line| line[at].width());
        cells.max().unwrap_or(0).min(WIDEST)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    out::line("");
    for line in [&head].into_iter().chain(lines) {
        let cells = line.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let line = cells.map(|(cell, width)| pad(&fit(cell, *width), *width)).collect::<Vec<_>>().join("  ");
        match out::width() {
            Some(width) => out::line(fit(line.trim_end(), width).as_ref()),
            None => out::line(line.trim_end()),
        }
    }
}

/// What stood and what stands in a cell, so that one sees what differs: from shortly before it on, and what looks alike, or
/// like nothing, as a programmer writes it.
fn told_apart(cells: &[Option<String>; 2]) -> [String; 2] {
    let [old, new] = cells.each_ref().map(|cell| cell.as_deref().unwrap_or_default());
    let alike = old.chars().zip(new.chars()).take_while(|(one, other)| one == other).count();
    let from = if alike + BEFORE < WIDEST { 0 } else { alike.saturating_sub(BEFORE) };
    let cut = |text: &str| {
        let rest: String = text.chars().skip(from).take(WIDEST * 2).collect();
        if from > 0 { format!("…{rest}") } else { rest }
    };
    let [old, new] = [cut(old), cut(new)];
    let shown = |text: &str| cell(text).unwrap_or_default();
    let is_odd = |text: &str| !text.is_empty() && shown(text).is_empty();
    match shown(&old) == shown(&new) || is_odd(&old) || is_odd(&new) {
        true => [old, new].map(|text| format!("\"{}\"", text.escape_debug())),
        false => [shown(&old), shown(&new)],
    }
}

/// One line for each cell that changed; one for a row that is new or gone.
fn of_row(row: &RowChange, table: &TableChanges) -> Vec<Line> {
    let one = |cells: &[Option<String>; 2]| cells[1].as_deref().or(cells[0].as_deref()).and_then(cell);
    let key = table.key.iter().filter_map(|at| row.cells.get(*at)).map(|cells| one(cells).unwrap_or_default());
    let mut key = key.collect::<Vec<_>>().join(" ");
    if key.is_empty() {
        let number = row.rows[1].or(row.rows[0]).unwrap_or_default() + 1;
        key = t!("diff-row", number = number.to_string());
    }
    let whole = |at: usize| {
        let is_key = |place: &usize| table.key.contains(place);
        let cells = row
            .cells
            .iter()
            .enumerate()
            .filter(|(place, _)| !is_key(place))
            .filter_map(|(_, it)| cell(it[at].as_deref()?));
        cells.take(MOST_CELLS).collect::<Vec<_>>().join(" · ")
    };
    match row.fate {
        RowFate::Added => vec![["+".into(), key, String::new(), String::new(), whole(1)]],
        RowFate::Removed => vec![["-".into(), key, String::new(), whole(0), String::new()]],
        RowFate::Changed | RowFate::Same => {
            let differ = table
                .columns
                .iter()
                .zip(&row.cells)
                .filter(|(_, [old, new])| old.is_some() && new.is_some() && old != new);
            let line = |name: &str, [old, new]: [String; 2]| ["~".into(), key.clone(), name.to_owned(), old, new];
            let mut lines: Vec<Line> = differ.map(|(column, cells)| line(&column.name, told_apart(cells))).collect();
            if row.beyond[0] != row.beyond[1] {
                lines.push(line(&t!("diff-beyond"), told_apart(&row.beyond)));
            }
            lines
        }
    }
}

fn of_entries(entries: &EntryChanges) -> Vec<Line> {
    let size = |stated: &Option<serde_json::Value>| {
        stated.as_ref().and_then(|it| it.get("bytes")?.as_u64()).map(format::size).unwrap_or_default()
    };
    let line = |it: &PathChange| [sign(it.change), text::line(&it.path), String::new(), size(&it.old), size(&it.new)];
    entries.changes.changes.iter().map(line).collect()
}

fn sign(fate: PathFate) -> String {
    match fate {
        PathFate::Added => "+",
        PathFate::Removed => "-",
        PathFate::Changed | PathFate::Reordered => "~",
    }
    .to_owned()
}

fn of_document(document: &DocumentChanges) -> Vec<Line> {
    let shown = |value: &Option<serde_json::Value>| {
        let written = value.as_ref().map(ToString::to_string).unwrap_or_default();
        cell(&written).unwrap_or(written)
    };
    let line = |it: &PathChange| {
        let [old, new] = match it.change {
            PathFate::Reordered => [String::new(), t!("diff-reordered")],
            _ => [shown(&it.old), shown(&it.new)],
        };
        [sign(it.change), text::line(&it.path), String::new(), old, new]
    };
    document.changes.iter().map(line).collect()
}
