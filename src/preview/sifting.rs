//! All rows of a text table on this disk, one by one: those are shown that fit, whatever the size of the file.

use std::borrow::Cow;
use std::fs::File;
use std::io::Seek as _;
use std::path::Path;

use ::csv::ByteRecord;

use super::selection::{CellTest, Places, names, tests};
use super::{MOST_ROWS, Preview, ReadOptions, View, dialect};
use crate::base::beside::{Wanted, beside};
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::tabular::{Dialect, Table, cell};
use crate::{m, t};

/// What came of it.
struct Sifted {
    rows: Vec<Vec<Option<String>>>,
    /// How many were looked at, and how many bytes those are.
    read: u64,
    bytes: u64,
    /// Whether those are all.
    whole: bool,
}

/// The rows that fit, as many as are asked for, in the place of those that `preview` has of the file's beginning.
pub(super) async fn sifted(path: &Path, mut preview: Preview, options: &ReadOptions) -> Result<Preview> {
    let how = preview.sample.as_ref().and_then(|sample| dialect(sample, &options.text));
    let (Some(how), Some(View::Table(table))) = (how, preview.views.first()) else {
        return Err(Error::new(ErrorKind::Usage, preview.format, m!("preview-no-columns")));
    };
    let places = Places::of(&names(table), options)?;
    let tests = tests(table, &places, options)?;
    let most = options.rows.unwrap_or(MOST_ROWS).min(MOST_ROWS);
    let (owned, width) = (path.to_owned(), table.columns.len());
    let reading = beside(move |wanted| sift(&owned, &how, &tests, most, width, wanted));
    let sifted = match reading.await {
        Ok(sifted) => sifted.map_err(|error| disk(path, &error))?,
        Err(_) => return Err(Error::new(ErrorKind::Unexpected, preview.format, m!("preview-ended-early"))),
    };
    let (found, read) = (sifted.rows.len(), sifted.read);
    preview.notes.push(match sifted.whole {
        true => t!("preview-fit-of-all", found, read),
        false => t!("preview-fit-of-first", found, read),
    });
    let mut all = Table { rows: sifted.rows, ..table.clone() }.narrowed(&places.shown, |_| true);
    all.total = sifted.whole.then_some(all.rows.len() as u64);
    preview.views = vec![View::Table(all)];
    preview.bytes_read = sifted.bytes;
    Ok(preview)
}

fn sift(
    path: &Path,
    how: &Dialect,
    tests: &[CellTest],
    most: usize,
    width: usize,
    wanted: &Wanted,
) -> std::io::Result<Sifted> {
    let mut file = File::open(path)?;
    let mut rows = how.rows(wanted.reader(file.try_clone()?));
    let mut record = ByteRecord::new();
    let mut sifted = Sifted { rows: vec![], read: 0, bytes: 0, whole: false };
    let mut is_header = how.header;
    while sifted.rows.len() < most {
        if !rows.next_into(&mut record).map_err(std::io::Error::from)? {
            sifted.whole = true;
            break;
        }
        if std::mem::take(&mut is_header) {
            continue;
        }
        sifted.read += 1;
        let admits = |test: &CellTest| test.admits(shown(record.get(test.at).unwrap_or_default()).as_deref());
        if tests.iter().all(admits) {
            let cells = record.iter().map(|raw| cell(&String::from_utf8_lossy(raw)));
            let mut row: Vec<_> = cells.take(width).collect();
            row.resize(width, None);
            sifted.rows.push(row);
        }
    }
    sifted.bytes = file.stream_position()?; // where the reader of the same file is
    Ok(sifted)
}

/// A cell as it is shown, without work where it is shown as it stands.
fn shown(raw: &[u8]) -> Option<Cow<'_, str>> {
    let bare = raw.trim_ascii();
    let is_plain = bare.len() > 4 && bare.len() < 200 && bare.iter().all(|byte| (b' '..=b'~').contains(byte));
    match std::str::from_utf8(bare) {
        Ok(text) if is_plain && !text.contains("  ") => Some(Cow::Borrowed(text)),
        _ => cell(&String::from_utf8_lossy(raw)).map(Cow::Owned),
    }
}
