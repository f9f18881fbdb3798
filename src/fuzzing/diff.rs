//! Two versions of a file, both of others, held against each other.

use std::fs;

use super::{is_all_clean, is_clean, says};
use crate::base::beside::Wanted;
use crate::diff::{DiffFile, DiffOptions, FileDiff, FirstChanges, WhatChanged, compare};

/// How many differences are told one by one.
const LIMIT: usize = 20;
/// What parts the two versions.
const PARTS: u8 = 0x1e;
/// What they may be called.
const NAMES: [&str; 4] = ["f.csv", "f.json", "f.geojson", "f.jsonl"];

/// The input is both, with a mark between them, or the beginning and the end of one.
pub fn diff(bytes: &[u8]) {
    let at = bytes.iter().position(|byte| *byte == PARTS);
    let (old, new) = match at {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => bytes.split_at(bytes.len() / 2),
    };
    for name in NAMES {
        look(name, old, new);
    }
    if let Some(same) = look("f.csv", old, old) {
        assert!(same.is_nothing() && !same.is_other());
    }
}

fn look(name: &str, old: &[u8], new: &[u8]) -> Option<FileDiff> {
    let Ok(folder) = tempfile::tempdir() else { panic!("no folder") };
    let file = |side: &str, bytes: &[u8]| {
        let path = folder.path().join(side);
        assert!(fs::write(&path, bytes).is_ok(), "no file");
        DiffFile { name: name.to_owned(), path }
    };
    let (was, is) = (file("old", old), file("new", new));
    let options = DiffOptions { limit: LIMIT, operations: true, ..DiffOptions::default() };
    let mut patch = Vec::new();
    let mut sink = FirstChanges::new(LIMIT, Some(&mut patch));
    let found = match compare(&was, &is, &options, &mut sink, &Wanted::always()) {
        Ok(found) => found,
        Err(error) => {
            says(&error);
            return None;
        }
    };
    let Ok(rows) = sink.end() else { panic!("memory cannot fail") };
    assert!(rows.len() <= LIMIT);
    found.said().iter().for_each(|said| is_clean(said));
    found.notes.iter().for_each(|note| is_clean(&note.to_string()));
    match &found.what {
        WhatChanged::Table(table) => {
            let counts = table.counts;
            assert_eq!(counts.removed + counts.changed + counts.same, table.rows[0], "each old row is one of these");
            assert_eq!(counts.added + counts.changed + counts.same, table.rows[1], "each new row is one of these");
            assert!(rows.iter().all(|row| row.cells.len() == table.columns.len()));
            table.columns.iter().for_each(|column| is_all_clean(&(&column.name, &column.renamed)));
            assert!(
                table.columns.iter().all(|column| column.respelled <= column.cells && column.cells <= counts.changed)
            );
        }
        WhatChanged::Document(document, _) => assert!(document.changes.len() <= LIMIT),
        WhatChanged::Nothing => assert_eq!(old, new),
        WhatChanged::Bytes(_) | WhatChanged::Entries(_) => assert_ne!(old, new),
    }
    Some(found)
}
