//! All rows of a Parquet, one after the other: for whoever must have seen each of them. What is too large for that is
//! refused, not cut.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use ::parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use ::parquet::record::reader::RowIter;
use ::parquet::record::{Field, Row};

use super::guarded;
use super::pages::{CheckedGroup, PageLimits, start};
use super::pieces::FetchedPieces;
use crate::base::beside::Wanted;
use crate::base::text;
use crate::preview::written;
use crate::t;

/// The longest footer, and the longest row group, which is in memory at once.
const FOOTER: u64 = 32 << 20;
const GROUP: u64 = 128 << 20;

/// The names of the columns.
pub fn names(metadata: &ParquetMetaData) -> Vec<String> {
    metadata.file_metadata().schema().get_fields().iter().map(|field| field.name().to_owned()).collect()
}

/// What the end of the file says. BLOCKS.
pub fn footer(file: &mut File) -> Result<ParquetMetaData, String> {
    let mut end = [0; 8];
    let read = file.seek(SeekFrom::End(-8)).and_then(|_| file.read_exact(&mut end));
    read.map_err(|_| t!("preview-parquet-short"))?;
    let length = u64::from(u32::from_le_bytes([end[0], end[1], end[2], end[3]]));
    match &end[4..] {
        b"PARE" => Err(t!("preview-parquet-encrypted")),
        b"PAR1" if length > FOOTER => Err(t!("preview-parquet-footer", length = crate::base::format::size(length))),
        b"PAR1" => guarded(|| ParquetMetaDataReader::new().parse_and_finish(&*file)),
        _ => Err(t!("preview-parquet-no-end")),
    }
}

/// Gives the cells of each row to `row`, until it says that it wants no more. BLOCKS.
pub fn each_row(
    file: &mut File,
    metadata: &ParquetMetaData,
    wanted: &Wanted,
    row: &mut dyn FnMut(Vec<String>) -> bool,
) -> Result<(), String> {
    let total = file.metadata().map_err(|error| error.to_string())?.len();
    for group in metadata.row_groups() {
        let starts = group.columns().iter().filter_map(start);
        let ends = group
            .columns()
            .iter()
            .filter_map(|chunk| start(chunk)?.checked_add(u64::try_from(chunk.compressed_size()).ok()?));
        let (Some(from), Some(to)) = (starts.min(), ends.max()) else { continue };
        let length = to.min(total).saturating_sub(from);
        if length > GROUP {
            return Err(t!("preview-parquet-pages-unpack"));
        }
        let mut bytes = Vec::new();
        let read = file.seek(SeekFrom::Start(from)).and_then(|_| file.take(length).read_to_end(&mut bytes));
        read.map_err(|error| text::line(&error.to_string()))?;
        let pieces = FetchedPieces::new(total).watched_by(wanted);
        pieces.add(from, bytes.into());
        let group = CheckedGroup { metadata: group, pieces, limits: PageLimits::ALL };
        if group.metadata.num_rows() > 0 && !guarded(|| of_group(&group, row))? {
            return Ok(());
        }
    }
    Ok(())
}

/// Whether more are wanted.
fn of_group(group: &CheckedGroup<'_>, row: &mut dyn FnMut(Vec<String>) -> bool) -> ::parquet::errors::Result<bool> {
    for found in RowIter::from_row_group(None, group)? {
        if !row(cells(&found?)) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn cells(row: &Row) -> Vec<String> {
    row.get_column_iter().map(|(_, field)| cell(field)).collect()
}

/// A value as other tables write it; lists and groups as the crate does.
fn cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.data().iter().map(|byte| format!("{byte:02x}")).collect(),
        },
        // By its own figures: 0.1 is no 0.10000000149.
        Field::Float(number) => number.to_string().parse().ok().and_then(written::float).unwrap_or_default(),
        Field::Double(number) => written::float(*number).unwrap_or_default(),
        other => other.to_string(),
    }
}
