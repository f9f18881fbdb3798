//! The first values of a column, row by row, as text, and as shapes where they are some.

use ::parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType, Int96};
use ::parquet::errors::Result;
use ::parquet::file::reader::RowGroupReader as _;
use ::parquet::schema::types::{ColumnDescPtr, ColumnDescriptor, Type};

use super::pages::{CheckedGroup, odd};
use crate::preview::map::Shape;
use crate::preview::{wkb, written};
use crate::t;
use crate::tabular::cell;

/// The most values of one list that are shown, and of one row that are kept.
const SHOWN: usize = 20;
const KEPT: usize = 500;

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
    lists: Vec<i16>,
    is_geometry: bool,
}

impl Cells {
    pub fn new(group: &CheckedGroup, at: usize, is_geometry: bool) -> Result<Self> {
        let column = group.metadata.columns().get(at).map(|chunk| chunk.column_descr_ptr());
        let column = column.ok_or_else(odd)?;
        let is_geometry = is_geometry
            || matches!(column.logical_type_ref(), Some(LogicalType::Geometry(_) | LogicalType::Geography(_)));
        let lists = lists(group.metadata.schema_descr().root_schema(), column.path().parts());
        Ok(Self { reader: group.get_column_reader(at)?, column, lists, is_geometry })
    }

    /// Of the next rows, at most so many.
    pub fn next(&mut self, rows: usize) -> Result<FirstValues> {
        let (column, lists, is_geometry) = (&self.column, &self.lists[..], self.is_geometry);
        let text = |text: Option<String>| (text, vec![]);
        let bytes = |value: &ByteArray| match wkb::read(value.data()).filter(|_| is_geometry) {
            Some(geometry) => (Some(geometry.kind.to_owned()), geometry.shapes),
            None => text(of_bytes(column, value.data())),
        };
        match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => {
                records(reader, (column, lists), rows, |it| text(Some(it.to_string())))
            }
            ColumnReader::Int32ColumnReader(reader) => {
                records(reader, (column, lists), rows, |it| text(Some(of_number(column, i64::from(*it)))))
            }
            ColumnReader::Int64ColumnReader(reader) => {
                records(reader, (column, lists), rows, |it| text(Some(of_number(column, *it))))
            }
            ColumnReader::Int96ColumnReader(reader) => {
                records(reader, (column, lists), rows, |it| text(Some(of_int96(it))))
            }
            ColumnReader::FloatColumnReader(reader) => records(reader, (column, lists), rows, |it| {
                // By its own figures: 0.1 is no 0.10000000149.
                text(it.to_string().parse().ok().and_then(written::float))
            }),
            ColumnReader::DoubleColumnReader(reader) => {
                records(reader, (column, lists), rows, |it| text(written::float(*it)))
            }
            ColumnReader::ByteArrayColumnReader(reader) => records(reader, (column, lists), rows, bytes),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                records(reader, (column, lists), rows, |it| bytes(it))
            }
        }
    }
}

fn records<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    (column, lists): (&ColumnDescriptor, &[i16]),
    rows: usize,
    write: impl Fn(&T::T) -> ShownValue,
) -> Result<FirstValues> {
    let (mut definitions, mut repetitions, mut values) = (vec![], vec![], vec![]);
    let (records, ..) = reader.read_records(rows, Some(&mut definitions), Some(&mut repetitions), &mut values)?;
    let most = column.max_def_level();
    let mut left = values.iter();
    let mut read = ReadLists { lists: lists.to_vec(), ..ReadLists::default() };
    for at in 0..definitions.len().max(repetitions.len()).max(if most == 0 { values.len() } else { 0 }) {
        let defined = definitions.get(at).copied().unwrap_or(most);
        let value = if defined == most { left.next().map(&write) } else { None };
        read.add(repetitions.get(at).copied().unwrap_or(0), defined, value);
    }
    let mut found = read.ended();
    found.cells.truncate(records);
    Ok(found)
}

/// From which definition on each of the lists, in which the values of a column lie, has something in it.
fn lists(schema: &Type, path: &[String]) -> Vec<i16> {
    let (mut at, mut defined, mut lists) = (schema, 0, vec![]);
    for part in path {
        let Some(field) = at.get_fields().iter().find(|field| field.name() == part) else { break };
        let info = field.get_basic_info();
        let repetition = if info.has_repetition() { info.repetition() } else { Repetition::REQUIRED };
        defined += i16::from(repetition != Repetition::REQUIRED);
        if repetition == Repetition::REPEATED {
            lists.push(defined);
        }
        if field.is_primitive() {
            break;
        }
        at = field;
    }
    lists
}

/// One value of a column, and where in the lists of its row it stands.
struct ListedValue {
    repeated: i16,
    defined: i16,
    text: Option<String>,
}

/// FirstValues, put together to rows.
#[derive(Default)]
struct ReadLists {
    /// As [`lists`] has them.
    lists: Vec<i16>,
    rows: Vec<Vec<ListedValue>>,
    shapes: Vec<(usize, Vec<Shape>)>,
}

impl ReadLists {
    fn add(&mut self, repeated: i16, defined: i16, value: Option<ShownValue>) {
        if repeated == 0 || self.rows.is_empty() {
            self.rows.push(vec![]);
        }
        let at = self.rows.len() - 1;
        let (text, shapes) = value.unwrap_or_default();
        if let Some(row) = self.rows.last_mut().filter(|row| row.len() < KEPT) {
            row.push(ListedValue { repeated, defined, text });
        }
        if !shapes.is_empty() {
            self.shapes.push((at, shapes));
        }
    }

    fn ended(self) -> FirstValues {
        let is_list = !self.lists.is_empty();
        let whole = |row: &Vec<ListedValue>| {
            shown(row, &self.lists, 0).and_then(|text| if is_list { cell(&text) } else { Some(text) })
        };
        FirstValues { cells: self.rows.iter().map(whole).collect(), shapes: self.shapes }
    }
}

/// What stands in the list that is so deep in others; `None`: there is none.
fn shown(levels: &[ListedValue], lists: &[i16], depth: usize) -> Option<String> {
    let first = levels.first()?;
    let Some(filled) = lists.get(depth) else { return first.text.clone() };
    if first.defined < *filled {
        return (first.defined + 1 == *filled).then(|| "[]".to_owned());
    }
    let is_next = |level: &ListedValue| usize::try_from(level.repeated).is_ok_and(|it| it <= depth + 1);
    let starts: Vec<usize> = (0..levels.len()).filter(|at| *at == 0 || levels.get(*at).is_some_and(is_next)).collect();
    let ends = starts.iter().skip(1).copied().chain([levels.len()]);
    let parts = starts.iter().zip(ends).take(SHOWN).map(|(from, to)| {
        let part = levels.get(*from..to).unwrap_or_default();
        shown(part, lists, depth + 1).unwrap_or_else(|| "null".to_owned())
    });
    let more = if starts.len() > SHOWN { ", …" } else { "" };
    Some(format!("[{}{more}]", parts.collect::<Vec<_>>().join(", ")))
}

fn unit(unit: &TimeUnit) -> written::Unit {
    match unit {
        TimeUnit::MILLIS => written::Unit::Milliseconds,
        TimeUnit::MICROS => written::Unit::Microseconds,
        TimeUnit::NANOS => written::Unit::Nanoseconds,
    }
}

pub fn of_number(column: &ColumnDescriptor, value: i64) -> String {
    let is_short = column.physical_type() == Physical::INT32;
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
        (Some(LogicalType::Decimal(it)), _) => written::decimal_of(bytes, it.scale),
        (_, ConvertedType::DECIMAL) => written::decimal_of(bytes, column.type_scale()),
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
    fn lists_in_lists_keep_what_is_empty() {
        // A list of lists that may each be missing: filled from 2 and 4 on, values from 5.
        let level = |repeated, defined, text: &str| ListedValue {
            repeated,
            defined,
            text: (!text.is_empty()).then(|| text.to_owned()),
        };
        for (levels, expected) in [
            (vec![level(0, 5, "1"), level(2, 5, "2"), level(1, 3, "")], Some("[[1, 2], []]")),
            (vec![level(0, 2, ""), level(1, 5, "1"), level(2, 4, "")], Some("[null, [1, null]]")),
            (vec![level(0, 3, "")], Some("[[]]")),
            (vec![level(0, 1, "")], Some("[]")),
            (vec![level(0, 0, "")], None),
        ] {
            assert_eq!(shown(&levels, &[2, 4], 0).as_deref(), expected);
        }
        let many: Vec<ListedValue> = (0..30).map(|at| level(i16::from(at > 0), 1, "x")).collect();
        assert!(shown(&many, &[1], 0).is_some_and(|it| it.ends_with("x, …]") && it.matches('x').count() == SHOWN));
    }

    #[test]
    fn old_moments_are_read() {
        let mut moment = Int96::new();
        moment.set_data(500_000_000, 0, 2_440_588 + 19_753);
        assert_eq!(of_int96(&moment), "2024-01-31T00:00:00.5");
    }
}
