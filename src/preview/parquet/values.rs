//! The first values of a column, row by row, as text, and as shapes where they are some.

use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType, Int96};
use ::parquet::errors::Result;
use ::parquet::file::reader::RowGroupReader as _;
use ::parquet::schema::types::{ColumnDescPtr, ColumnDescriptor};

use super::pages::{CheckedGroup, odd};
use crate::preview::map::Shape;
use crate::preview::{wkb, written};
use crate::t;
use crate::tabular::cell;

/// The most values of one cell that are shown.
const SHOWN: usize = 20;

/// What a column holds in the rows that were read.
#[derive(Clone, Debug, Default)]
pub struct FirstValues {
    pub cells: Vec<Option<String>>,
    /// The shapes of rows, by their place.
    pub shapes: Vec<(usize, Vec<Shape>)>,
}

/// A value as it is shown, and the shapes that it is.
type ShownValue = (Option<String>, Vec<Shape>);

/// The first `rows` of a column; `is_geometry`: its bytes are shapes, whatever its type says.
pub fn read(group: &CheckedGroup, at: usize, rows: usize, is_geometry: bool) -> Result<FirstValues> {
    Cells::new(group, at, is_geometry)?.next(rows)
}

/// The values of a column, from the first row on.
pub struct Cells {
    reader: ColumnReader,
    column: ColumnDescPtr,
    is_geometry: bool,
}

impl Cells {
    pub fn new(group: &CheckedGroup, at: usize, is_geometry: bool) -> Result<Self> {
        let column = group.metadata.columns().get(at).map(|chunk| chunk.column_descr_ptr());
        let column = column.ok_or_else(odd)?;
        let is_geometry = is_geometry
            || matches!(column.logical_type_ref(), Some(LogicalType::Geometry(_) | LogicalType::Geography(_)));
        Ok(Self { reader: group.get_column_reader(at)?, column, is_geometry })
    }

    /// Of the next rows, at most so many.
    pub fn next(&mut self, rows: usize) -> Result<FirstValues> {
        let (column, is_geometry) = (&self.column, self.is_geometry);
        let text = |text: Option<String>| (text, vec![]);
        let bytes = |value: &ByteArray| match wkb::read(value.data()).filter(|_| is_geometry) {
            Some(geometry) => (Some(geometry.kind.to_owned()), geometry.shapes),
            None => text(of_bytes(column, value.data())),
        };
        match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => records(reader, column, rows, |it| text(Some(it.to_string()))),
            ColumnReader::Int32ColumnReader(reader) => {
                records(reader, column, rows, |it| text(Some(of_number(column, i64::from(*it)))))
            }
            ColumnReader::Int64ColumnReader(reader) => {
                records(reader, column, rows, |it| text(Some(of_number(column, *it))))
            }
            ColumnReader::Int96ColumnReader(reader) => records(reader, column, rows, |it| text(Some(of_int96(it)))),
            ColumnReader::FloatColumnReader(reader) => records(reader, column, rows, |it| {
                // By its own figures: 0.1 is no 0.10000000149.
                text(it.to_string().parse().ok().and_then(written::float))
            }),
            ColumnReader::DoubleColumnReader(reader) => records(reader, column, rows, |it| text(written::float(*it))),
            ColumnReader::ByteArrayColumnReader(reader) => records(reader, column, rows, bytes),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => records(reader, column, rows, |it| bytes(it)),
        }
    }
}

fn records<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    column: &ColumnDescriptor,
    rows: usize,
    write: impl Fn(&T::T) -> ShownValue,
) -> Result<FirstValues> {
    let (mut definitions, mut repetitions, mut values) = (vec![], vec![], vec![]);
    let (records, ..) = reader.read_records(rows, Some(&mut definitions), Some(&mut repetitions), &mut values)?;
    let (most, is_list) = (column.max_def_level(), column.max_rep_level() > 0);
    let mut left = values.iter();
    let mut lists = Lists::default();
    for at in 0..definitions.len().max(repetitions.len()).max(if most == 0 { values.len() } else { 0 }) {
        let level = definitions.get(at).copied().unwrap_or(most);
        let value = if level == most { left.next().map(&write) } else { None };
        lists.add(repetitions.get(at).copied().unwrap_or(0) == 0, value, is_list && level < most);
    }
    let mut found = lists.ended(is_list);
    found.cells.truncate(records);
    Ok(found)
}

/// FirstValues, put together to rows.
#[derive(Default)]
struct Lists {
    rows: Vec<(Vec<Option<String>>, usize)>,
    shapes: Vec<(usize, Vec<Shape>)>,
}

impl Lists {
    /// `is_hole`: an empty list, or nothing in place of one.
    fn add(&mut self, begins: bool, value: Option<ShownValue>, is_hole: bool) {
        if begins || self.rows.is_empty() {
            self.rows.push((vec![], 0));
        }
        let at = self.rows.len() - 1;
        let Some((texts, count)) = self.rows.last_mut().filter(|_| !is_hole) else { return };
        *count += 1;
        let (text, shapes) = value.unwrap_or_default();
        if texts.len() < SHOWN {
            texts.push(text);
        }
        if !shapes.is_empty() {
            self.shapes.push((at, shapes));
        }
    }

    fn ended(self, is_list: bool) -> FirstValues {
        let cells = self.rows.into_iter().map(|(texts, count)| match is_list {
            false => texts.into_iter().next().flatten(),
            true if count == 0 => None,
            true => {
                let more = if count > texts.len() { ", …" } else { "" };
                let texts: Vec<String> = texts.into_iter().map(|text| text.unwrap_or_else(|| "null".into())).collect();
                cell(&format!("[{}{more}]", texts.join(", ")))
            }
        });
        FirstValues { cells: cells.collect(), shapes: self.shapes }
    }
}

fn unit(unit: &TimeUnit) -> written::Unit {
    match unit {
        TimeUnit::MILLIS => written::Unit::Milliseconds,
        TimeUnit::MICROS => written::Unit::Microseconds,
        TimeUnit::NANOS => written::Unit::Nanoseconds,
    }
}

pub fn of_number(column: &ColumnDescriptor, value: i64) -> String {
    let is_short = column.physical_type() == Type::INT32;
    let unsigned = || if is_short { (value as u32).to_string() } else { (value as u64).to_string() };
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => written::day(value),
        (Some(LogicalType::Timestamp(it)), _) => written::moment(value, unit(&it.unit), it.is_adjusted_to_u_t_c),
        (Some(LogicalType::Time(it)), _) => written::time(value, unit(&it.unit)),
        (Some(LogicalType::Decimal(it)), _) => written::decimal(value.into(), it.scale),
        (Some(LogicalType::Integer(it)), _) if !it.is_signed => unsigned(),
        (_, ConvertedType::DECIMAL) => written::decimal(value.into(), column.type_scale()),
        (_, ConvertedType::TIMESTAMP_MILLIS) => written::moment(value, written::Unit::Milliseconds, true),
        (_, ConvertedType::TIMESTAMP_MICROS) => written::moment(value, written::Unit::Microseconds, true),
        (_, ConvertedType::TIME_MILLIS) => written::time(value, written::Unit::Milliseconds),
        (_, ConvertedType::TIME_MICROS) => written::time(value, written::Unit::Microseconds),
        (_, ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64) => {
            unsigned()
        }
        _ => value.to_string(),
    }
}

/// A moment of old writers: the day, and how long since its midnight.
fn of_int96(value: &Int96) -> String {
    const DAY_OF_1970: i64 = 2_440_588;
    let [low, high, day] = *value.data() else { return String::new() };
    let nanoseconds = (u64::from(high) << 32 | u64::from(low)) as i64;
    let seconds = (i64::from(day as i32) - DAY_OF_1970) * 86_400 + nanoseconds / 1_000_000_000;
    let moment = written::moment(seconds, written::Unit::Seconds, false);
    match nanoseconds % 1_000_000_000 {
        part @ 1.. => format!("{moment}.{}", format!("{part:09}").trim_end_matches('0')),
        _ => moment,
    }
}

fn of_bytes(column: &ColumnDescriptor, bytes: &[u8]) -> Option<String> {
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Decimal(it)), _) => Some(written::decimal(written::signed(bytes)?, it.scale)),
        (_, ConvertedType::DECIMAL) => Some(written::decimal(written::signed(bytes)?, column.type_scale())),
        (Some(LogicalType::Uuid), _) => uuid::Uuid::from_slice(bytes).ok().map(|it| it.to_string()),
        (Some(LogicalType::Float16), _) => written::half(bytes).and_then(written::float),
        _ => match std::str::from_utf8(bytes) {
            // Old writers say of no text that it is one.
            Ok(text) if !text.contains(|c: char| c.is_control() && !c.is_whitespace()) => cell(text),
            _ => Some(t!("preview-parquet-bytes", count = bytes.len())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_moments_are_read() {
        let mut moment = Int96::new();
        moment.set_data(500_000_000, 0, 2_440_588 + 19_753);
        assert_eq!(of_int96(&moment), "2024-01-31T00:00:00.5");
    }
}
