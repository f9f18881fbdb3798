//! A Parquet as a table.

use std::fs::File;
use std::io;

use super::source::DiffSource;
use super::table::{DiffTable, TableRows};
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::scratch::folder;
use crate::base::text;
use crate::m;
use crate::preview::parquet::whole::{each_row, footer, names};
use crate::tabular::spool::RowSpool;

/// An error of [`ErrorKind::Integrity`]: it is not read as a whole.
pub fn table<'s>(source: &'s DiffSource<'s>) -> Result<DiffTable<'s>> {
    let failed = |error: io::Error| disk(&folder(), &error);
    let refused = |why: String| Error::new(ErrorKind::Integrity, text::line(&source.name), m!("diff-unread", why));
    let mut file = File::open(&source.path).map_err(|error| disk(&source.path, &error))?;
    let metadata = footer(&mut file).map_err(refused)?;
    let mut spool = RowSpool::new().map_err(failed)?;
    let mut written = Ok(());
    let read = each_row(&mut file, &metadata, source.wanted, &mut |cells| {
        written = spool.add(cells.iter().map(String::as_bytes)).map(|_| ());
        written.is_ok()
    });
    written.map_err(failed)?;
    read.map_err(refused)?;
    DiffTable::of(source, TableRows::Spooled(spool.end().map_err(failed)?), names(&metadata))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use super::super::{DiffOptions, FileDiff, FirstChanges, RowChange, WhatChanged, compare};
    use super::*;
    use crate::base::beside::Wanted;
    use crate::diff::DiffFile;

    /// Rows of a code, a name that may be missing, and a value; in groups of 300.
    fn written(rows: &[(i64, Option<String>, f64)]) -> Vec<u8> {
        let schema = "message s { required int64 code; optional binary nom (STRING); required double valeur; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut writer =
            SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::builder().build())).unwrap();
        for rows in rows.chunks(300) {
            let codes: Vec<i64> = rows.iter().map(|row| row.0).collect();
            let names: Vec<ByteArray> = rows.iter().filter_map(|row| row.1.as_deref().map(ByteArray::from)).collect();
            let defined: Vec<i16> = rows.iter().map(|row| i16::from(row.1.is_some())).collect();
            let values: Vec<f64> = rows.iter().map(|row| row.2).collect();
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&codes, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&names, Some(&defined), None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<DoubleType>().write_batch(&values, None, None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn compared(old: &[u8], new: &[u8]) -> Result<(FileDiff, Vec<RowChange>)> {
        let folder = tempfile::tempdir().unwrap();
        let file = |side: &str, bytes: &[u8]| {
            let path = folder.path().join(side);
            fs::write(&path, bytes).unwrap();
            DiffFile { name: "a.parquet".into(), path }
        };
        let (old, new) = (file("old", old), file("new", new));
        let options = DiffOptions { key: vec!["code".into()], limit: 100, ..DiffOptions::default() };
        let mut sink = FirstChanges::<Vec<u8>>::new(100, None);
        let diff = compare(&old, &new, &options, &mut sink, &Wanted::always())?;
        Ok((diff, sink.end()?))
    }

    fn rows(count: i64) -> Vec<(i64, Option<String>, f64)> {
        // Longer than what a cell of a preview shows.
        let name = |code: i64| (code % 3 != 0).then(|| format!("{} {code}", "été ".repeat(300)));
        (0..count).map(|code| (code, name(code), code as f64 / 4.0)).collect()
    }

    #[test]
    fn rows_of_all_groups_are_compared_to_their_end() {
        let before = rows(1000);
        let mut after = before.clone();
        after[700].1 = before[700].1.as_ref().map(|name| format!("{name}."));
        after[999].2 = 0.1;
        after[998].1 = None;
        after.remove(500);
        after.push((5000, None, f64::from(0.1_f32)));
        let (diff, changed) = compared(&written(&before), &written(&after)).unwrap();
        let WhatChanged::Table(table) = &diff.what else { panic!("{:?}", diff.what) };
        let counts = (table.counts.added, table.counts.removed, table.counts.changed, table.counts.same);
        assert_eq!((counts, table.rows), ((1, 1, 3, 996), [1000, 1000]));
        let cell = |text: &str| Some(text.to_owned());
        assert!(changed.iter().any(|row| row.cells[2] == [cell("249.75"), cell("0.1")]), "{changed:?}");
    }

    #[test]
    fn other_groups_and_packing_are_no_other_rows() {
        let before = rows(900);
        let mut after = before.clone();
        after.rotate_left(300);
        let (diff, changed) = compared(&written(&before), &written(&after)).unwrap();
        let WhatChanged::Table(table) = &diff.what else { panic!("{:?}", diff.what) };
        assert!(!table.is_other() && table.is_reordered && changed.is_empty(), "{table:?}");
    }

    #[test]
    fn what_is_no_whole_parquet_says_so() {
        let file = written(&rows(900));
        for damaged in [&file[..file.len() - 20], &[&file[..2000], &[0xff; 900], &file[2900..]].concat()] {
            let told = compared(&file, damaged).map(|(diff, _)| diff.what);
            match told {
                Err(error) => assert_eq!(error.kind, ErrorKind::Integrity, "{error}"),
                Ok(what) => assert!(matches!(what, WhatChanged::Bytes(_)), "{what:?}"),
            }
        }
    }
}
