//! What changed, in sentences.

use super::{
    ByteChanges, DiffColumn, DocumentChanges, EntryChanges, FileDiff, RowCounts, TableChanges, WhatChanged,
    WritingChange,
};
use crate::base::{format, text};
use crate::t;

/// How many columns are named one by one.
const NAMED: usize = 12;
/// How many characters of a value are told within a sentence.
const SHORT: usize = 60;

impl FileDiff {
    /// What changed, the most telling first.
    pub fn said(&self) -> Vec<String> {
        let mut said = match &self.what {
            WhatChanged::Nothing => vec![t!("diff-same", size = format::size(self.bytes[1]))],
            WhatChanged::Table(table) => of_table(table, self.formats),
            WhatChanged::Document(document, _) => vec![of_document(document)],
            WhatChanged::Entries(entries) => of_entries(entries),
            WhatChanged::Bytes(bytes) => of_bytes(bytes),
        };
        let [old, new] = self.formats;
        if matches!(self.what, WhatChanged::Bytes(_)) && old != new {
            said.push(t!("diff-from-to", what = t!("diff-trait-format"), old, new));
        }
        said
    }
}

fn of_table(table: &TableChanges, formats: [&str; 2]) -> Vec<String> {
    let RowCounts { added, removed, changed, same } = table.counts;
    let [old, new] = table.rows;
    let is_only_writing = !table.is_other();
    let mut said = match is_only_writing {
        true => vec![t!("diff-only-writing", count = new)],
        false => vec![t!("diff-rows", old, new, added, removed, changed, same)],
    };
    let named = |names: Vec<String>| listed(&names);
    let key: Vec<String> = table.key.iter().filter_map(|at| table.columns.get(*at)).map(|it| it.name.clone()).collect();
    match (key.is_empty(), table.is_key_guessed) {
        (true, _) => said.push(t!("diff-key-none")),
        (false, true) => said.push(t!("diff-key-guessed", columns = named(key))),
        (false, false) => said.push(t!("diff-key-asked", columns = named(key))),
    }
    if !table.key.is_empty() && table.repeated != [0, 0] {
        said.push(t!("diff-repeated", old = table.repeated[0], new = table.repeated[1]));
    }
    said.extend(table.columns.iter().flat_map(of_column).take(NAMED * 4));
    let cells = table.columns.iter().filter(|column| column.cells > 0).map(|column| {
        let (column, count, respelled) = (&column.name, column.cells, column.respelled);
        if respelled == 0 {
            t!("diff-cells-of", column, count)
        } else {
            t!("diff-cells-respelled", column, count, respelled)
        }
    });
    let cells: Vec<String> = cells.collect();
    if !cells.is_empty() {
        said.push(t!("diff-cells", columns = listed(&cells)));
    }
    said.extend(table.around.changes.iter().map(|change| {
        let word = |value: &Option<serde_json::Value>| {
            value.as_ref().map_or_else(|| t!("diff-word-none"), |it| text::line(&it.to_string()))
        };
        let what = text::line(change.path.trim_start_matches('/'));
        t!("diff-around", what, old = short(&word(&change.old)), new = short(&word(&change.new)))
    }));
    if table.are_columns_reordered {
        said.push(t!("diff-columns-reordered"));
    }
    if table.is_reordered {
        said.push(t!("diff-rows-reordered"));
    }
    if !table.writing.is_empty() {
        let ways: Vec<String> = table.writing.iter().map(WritingChange::words).collect();
        said.push(t!("diff-written", ways = ways.join(&format::semicolon())));
    } else if is_only_writing && !table.is_reordered && !table.are_columns_reordered {
        said.push(match formats {
            [one, other] if is_workbook(one) && is_workbook(other) => t!("diff-first-sheet-same"),
            [one, other] if is_json(one) && is_json(other) => t!("diff-written-json"),
            _ => t!("diff-written-somehow"),
        });
    }
    said
}

/// Its beginning, where it is long.
fn short(text: &str) -> String {
    match text.char_indices().nth(SHORT) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn is_workbook(format: &str) -> bool {
    matches!(format, "xlsx" | "xlsb" | "ods")
}

fn is_json(format: &str) -> bool {
    matches!(format, "json" | "jsonl" | "geojson" | "geojsonl")
}

fn of_column(column: &DiffColumn) -> Vec<String> {
    let name = &column.name;
    let place = match (column.old, column.new, &column.renamed) {
        (None, ..) => Some(t!("diff-column-added", name)),
        (_, None, _) => Some(t!("diff-column-removed", name)),
        (_, _, Some(it)) if it.guessed => Some(t!("diff-column-renamed-guess", old = &it.from, new = name)),
        (_, _, Some(it)) => Some(t!("diff-column-renamed", old = &it.from, new = name)),
        _ => None,
    };
    let kind = column
        .retyped()
        .map(|[old, new]| t!("diff-column-retyped", name, old = old.said().to_string(), new = new.said().to_string()));
    place.into_iter().chain(kind).collect()
}

fn of_document(document: &DocumentChanges) -> String {
    let [added, removed, changed] = document.counts;
    match document.all() {
        0 => t!("diff-document-same"),
        _ => t!("diff-document", added, removed, changed),
    }
}

fn of_entries(entries: &EntryChanges) -> Vec<String> {
    let [added, removed, changed] = entries.changes.counts;
    let said = match entries.changes.all() {
        0 => t!("diff-entries-same", count = entries.same),
        _ => t!("diff-entries", added, removed, changed, same = entries.same),
    };
    let by_date = (entries.by_date > 0).then(|| t!("diff-entries-by-date", count = entries.by_date));
    [said].into_iter().chain(by_date).collect()
}

fn of_bytes(bytes: &ByteChanges) -> Vec<String> {
    // What differs is never all the same.
    let share = (bytes.equal as f64 * 100.0 / bytes.old_bytes.max(bytes.new_bytes).max(1) as f64).min(99.9);
    let (old, new) = (format::size(bytes.old_bytes), format::size(bytes.new_bytes));
    let first = format::count(bytes.first.unwrap_or_default() + 1);
    vec![t!("diff-bytes", old, new), t!("diff-bytes-first", first, share = format::decimal(share, 1))]
}

/// The first few, and how many more there are.
fn listed(names: &[String]) -> String {
    let first = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match names.len() > NAMED {
        true => t!("cli-and-more", first, count = names.len() - NAMED),
        false => first,
    }
}
