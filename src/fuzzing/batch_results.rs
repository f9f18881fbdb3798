//! The journal of a batch, of which its tables are made.

use std::fs;

use super::is_clean;
use crate::base::beside::Wanted;
use crate::base::error::Result;
use crate::batch::results::{BatchOf, check, write};
use crate::batch::{ANSWERS, Asked, BatchRow};
use crate::excel::BookLimits;
use crate::portals::{Kind, PortalConfig};

/// Whatever was answered, the tables have each row, and as many cells in each.
pub fn batch_results(bytes: &[u8]) {
    let (Ok(folder), Ok(url)) = (tempfile::tempdir(), "https://p.example/".parse()) else { panic!("no folder") };
    let answers = folder.path().join(ANSWERS);
    if fs::write(&answers, bytes).is_err() {
        panic!("no file");
    }
    let asked = |siren: &str| vec![Ok(Asked([("siren".to_owned(), siren.to_owned())].into()))];
    let row = |siren: &str| Ok(BatchRow { line: 2, cells: vec![siren.to_owned()], asked: asked(siren) });
    let rows = || Box::new(["1", "2"].map(row).into_iter()) as Box<dyn Iterator<Item = Result<BatchRow>>>;
    let of = BatchOf {
        portal: &PortalConfig::new("fuzzing", Kind::ApiEntreprise, url),
        endpoints: &["v4_x".to_owned()],
        parameters: &[],
        header: &["siren".to_owned()],
        rows: &rows,
        answers: &answers,
        fields: None,
        folder: folder.path(),
        limits: BookLimits::default(),
    };
    match write(&of, &Wanted::always()) {
        Ok(written) => written.notes.iter().for_each(|note| is_clean(note)),
        Err(error) => panic!("{error}"),
    }
    let mut lengths = vec![];
    let reader = ::csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .flexible(true)
        .from_path(folder.path().join("table.csv"));
    let Ok(mut reader) = reader else { panic!("no table") };
    for row in reader.records() {
        let Ok(row) = row else { panic!("a row that cannot be read") };
        lengths.push(row.len());
    }
    assert!(matches!(lengths[..], [a, b, c] if a == b && b == c && a >= 2), "rows of {lengths:?} cells");
    let checked = check(folder.path(), &Wanted::always(), &mut |_| Ok(()));
    assert!(checked.is_ok(), "{checked:?}");
}
