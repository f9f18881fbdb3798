//! What changed, as a person is told of it: sentences, then a line for each row, cell or path.

use super::{
    DocumentChanges, EntryChanges, FileDiff, PathChange, PathFate, RowChange, RowFate, TableChanges, WhatChanged,
};
use crate::base::{format, text};
use crate::t;
use crate::tabular::cell;

/// How many cells of a row that is new or gone are told.
const MOST_CELLS: usize = 6;
/// How many characters of a cell are sure to be seen, and how many of those that are alike before what differs.
const SEEN: usize = 34;
const BEFORE: usize = 12;

/// A sign, the key or the path, the column, what stood there, what stands there.
pub type ToldLine = [String; 5];

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToldDiff {
    /// Which two were compared.
    pub between: String,
    pub notes: Vec<String>,
    pub sentences: Vec<String>,
    /// What the parts of the lines are called.
    pub head: ToldLine,
    pub lines: Vec<ToldLine>,
    /// How many differences have no line.
    pub more: u64,
}

impl ToldDiff {
    /// `rows`: the first ones of a table that differ; `labels`: what a person knows the two by.
    pub fn new([old, new]: &[String; 2], found: &FileDiff, rows: &[RowChange]) -> Self {
        let (lines, more) = match &found.what {
            WhatChanged::Table(table) => {
                let counts = table.counts;
                let all = counts.added + counts.removed + counts.changed;
                (rows.iter().flat_map(|row| of_row(row, table)).collect(), all.saturating_sub(rows.len() as u64))
            }
            WhatChanged::Document(document, _) => {
                (of_document(document), document.all().saturating_sub(document.changes.len() as u64))
            }
            WhatChanged::Entries(entries) => {
                let (changes, all) = (&entries.changes, entries.changes.all());
                (of_entries(entries), all.saturating_sub(changes.changes.len() as u64))
            }
            WhatChanged::Nothing | WhatChanged::Bytes(_) => (vec![], 0),
        };
        Self {
            between: t!("diff-between", old, new),
            notes: found.notes.iter().map(ToString::to_string).collect(),
            sentences: found.said(),
            head: head(matches!(found.what, WhatChanged::Document(..) | WhatChanged::Entries(_))),
            lines,
            more,
        }
    }
}

fn head(are_paths: bool) -> ToldLine {
    let first = if are_paths { t!("diff-head-path") } else { t!("diff-head-key") };
    let column = if are_paths { String::new() } else { t!("diff-head-column") };
    [String::new(), first, column, t!("diff-head-old"), t!("diff-head-new")]
}

/// What stood and what stands in a cell, so that one sees what differs: from shortly before it on, and what looks alike, or
/// like nothing, as a programmer writes it.
fn told_apart(cells: &[Option<String>; 2]) -> [String; 2] {
    let [old, new] = cells.each_ref().map(|cell| cell.as_deref().unwrap_or_default());
    let alike = old.chars().zip(new.chars()).take_while(|(one, other)| one == other).count();
    let from = if alike + BEFORE < SEEN { 0 } else { alike.saturating_sub(BEFORE) };
    let cut = |text: &str| {
        let rest: String = text.chars().skip(from).take(SEEN * 2).collect();
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
fn of_row(row: &RowChange, table: &TableChanges) -> Vec<ToldLine> {
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
            let mut lines: Vec<ToldLine> =
                differ.map(|(column, cells)| line(&column.name, told_apart(cells))).collect();
            if row.beyond[0] != row.beyond[1] {
                lines.push(line(&t!("diff-beyond"), told_apart(&row.beyond)));
            }
            lines
        }
    }
}

fn of_document(document: &DocumentChanges) -> Vec<ToldLine> {
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

fn of_entries(entries: &EntryChanges) -> Vec<ToldLine> {
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
