//! Previews of files of each format.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use ::csv::ByteRecord;

use super::{PATIENCE, is_all_clean, is_clean, says};
use crate::excel;
use crate::preview::{About, InMemory, Preview, ReadOptions, View, preview};
use crate::tabular::encoding::decode;
use crate::tabular::{Charset, DELIMITERS, Dialect, Table, TextOptions};

/// The most that any view promises to keep: rows, columns, lines, and characters of a cell with what says that it goes on.
const ROWS: usize = 1000;
const COLUMNS: usize = 10_000;
const LINES: usize = 5000;
const CELL: usize = 1001;
/// More is never read of a file in memory, in bytes and in pieces.
const READ: usize = 64 << 20;
const PIECES: usize = 2000;

pub fn csv(bytes: &[u8]) {
    let guessed = look("f.csv", bytes, true);
    for delimiter in DELIMITERS {
        let header = Some(delimiter == b';');
        let options =
            asked(TextOptions { delimiter: Some(delimiter), header, decimal: Some(','), ..TextOptions::default() });
        keeps_its_promises(&guessed.reread(&options));
    }
    let utf_16 = asked(TextOptions { encoding: Some(Charset::UTF_16LE), ..TextOptions::default() });
    keeps_its_promises(&guessed.reread(&utf_16));
    assert_eq!(guessed.reread(&ReadOptions::default()), guessed);
    streams_as_it_shows(bytes);
}

/// A whole file read row by row has the rows that all of it in memory has.
fn streams_as_it_shows(bytes: &[u8]) {
    let options = TextOptions::default();
    let Ok(how) = Dialect::of_file(&mut Cursor::new(bytes), &options, None) else { panic!("memory cannot fail") };
    let (mut rows, mut record, mut streamed) = (how.rows(bytes), ByteRecord::new(), vec![]);
    while rows.next_into(&mut record).unwrap_or(false) {
        streamed.push(record.clone());
    }
    let text = decode(bytes, true, Some(how.encoding)).text;
    let held = how.rows_of(&text, true, usize::MAX).rows;
    let held: Vec<&ByteRecord> = held.iter().map(|(_, row)| row.as_byte_record()).collect();
    assert!(streamed.iter().eq(held), "{streamed:?} streamed");
}

/// Both copies of a table.
pub fn excel(bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { panic!("no folder") };
    let file = folder.path().join("f.csv");
    if fs::write(&file, bytes).is_err() {
        panic!("no file");
    }
    for tried in excel::tried(&file) {
        match tried {
            Ok(notes) => notes.iter().for_each(|note| is_clean(note)),
            Err(error) => is_clean(&error.to_string()),
        }
    }
}

fn asked(text: TextOptions) -> ReadOptions {
    ReadOptions { text, ..ReadOptions::default() }
}

pub fn zip(bytes: &[u8]) {
    look("f.zip", bytes, true);
    look("f.zip", bytes, false);
}

pub fn seven_zip(bytes: &[u8]) {
    look("f.7z", bytes, true);
}

pub fn tar(bytes: &[u8]) {
    look("f.tar", bytes, true);
    look("f.tar", bytes, false);
}

pub fn packed(bytes: &[u8]) {
    look("f.csv.gz", bytes, true);
}

pub fn pdf(bytes: &[u8]) {
    look("f.pdf", bytes, true);
    look("f.pdf", bytes, false);
}

pub fn xlsx(bytes: &[u8]) {
    look("f.xlsx", bytes, true);
}

pub fn parquet(bytes: &[u8]) {
    look("f.parquet", bytes, true);
}

pub fn shp(bytes: &[u8]) {
    look("f.shp", bytes, true);
}

pub fn dbf(bytes: &[u8]) {
    look("f.dbf", bytes, true);
}

pub fn gpkg(bytes: &[u8]) {
    look("f.gpkg", bytes, true);
}

pub fn kml(bytes: &[u8]) {
    look("f.kml", bytes, true);
}

pub fn gml(bytes: &[u8]) {
    look("f.gml", bytes, true);
}

pub fn gpx(bytes: &[u8]) {
    look("f.gpx", bytes, true);
}

pub fn mif(bytes: &[u8]) {
    look("f.mif", bytes, true);
}

pub fn tab(bytes: &[u8]) {
    look("f.tab", bytes, true);
}

pub fn topojson(bytes: &[u8]) {
    look("f.topojson", bytes, true);
}

pub fn geojsonl(bytes: &[u8]) {
    look("f.geojsonl", bytes, true);
}

pub fn fgb(bytes: &[u8]) {
    look("f.fgb", bytes, true);
    look("f.fgb", bytes, false);
}

pub fn arrow(bytes: &[u8]) {
    look("f.arrow", bytes, true);
    look("f.arrow", bytes, false);
}

pub fn ole(bytes: &[u8]) {
    look("f.xls", bytes, true);
    look("f.xls", bytes, false);
}

pub fn gtfs_realtime(bytes: &[u8]) {
    look("f.pb", bytes, true);
    look("f.pb", bytes, false);
}

pub fn image(bytes: &[u8]) {
    look("f.tif", bytes, true);
    look("f.tif", bytes, false);
}

/// Looks into `bytes`, as into a file called `name`; `seeks`: of which any piece can be had.
fn look(name: &str, bytes: &[u8], seeks: bool) -> Preview {
    let mut source = InMemory::new(bytes.to_vec(), About::file(Path::new(name)));
    source.seeks = seeks;
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_time().build() else { panic!("no runtime") };
    let options = ReadOptions::default();
    let looked = runtime.block_on(async { tokio::time::timeout(PATIENCE, preview(&mut source, &options)).await });
    let preview = match looked {
        Ok(Ok(preview)) => preview,
        Ok(Err(error)) => {
            says(&error);
            panic!("bytes in memory cannot fail: {error}")
        }
        Err(_) => panic!("{name} takes for ever"),
    };
    let read: usize = source.asked.iter().map(|(_, length)| *length).sum();
    assert!(read <= READ && source.asked.len() <= PIECES, "{read} bytes in {} pieces", source.asked.len());
    keeps_its_promises(&preview);
    preview
}

fn keeps_its_promises(preview: &Preview) {
    is_all_clean(&(&preview.views, &preview.notes, preview.said()));
    assert!(!preview.views.is_empty(), "nothing to see, not even why");
    for view in &preview.views {
        match view {
            View::Table(table) => is_bounded(table),
            View::Text(lines) => assert!(lines.len() <= LINES, "{} lines", lines.len()),
            View::Tree(_) | View::Map(_) | View::Facts(_) | View::Refused(_) => {}
        }
    }
}

fn is_bounded(table: &Table) {
    let width = table.columns.len();
    assert!(table.rows.len() <= ROWS && width <= COLUMNS, "{} rows of {width}", table.rows.len());
    for row in &table.rows {
        assert_eq!(row.len(), width, "a row of another width");
        assert!(row.iter().flatten().all(|cell| cell.chars().count() <= CELL), "a cell without end");
    }
    for column in &table.columns {
        assert!(!column.name.is_empty() && column.nulls <= table.rows.len() && column.distinct <= table.rows.len());
    }
}
