//! The columns of an Arrow file: their names and types, as its schema has them.

use super::flat::FlatTable;
use crate::base::text;
use crate::preview::written::Unit;
use crate::t;

/// How deep types are followed, and how many columns there are at most.
const DEEPEST: usize = 6;
const MOST: usize = 2000;

/// A column, or a part of one.
#[derive(Clone, Debug)]
pub struct ArrowField {
    pub name: String,
    pub may_be_empty: bool,
    pub kind: ArrowKind,
    pub parts: Vec<ArrowField>,
    /// Its values stand in this dictionary, by numbers of so many bytes.
    pub dictionary: Option<(i64, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ArrowKind {
    Null,
    /// Of so many bytes; with a sign.
    Whole(usize, bool),
    Float(usize),
    /// Behind offsets of so many bytes; whether it is text.
    Bytes(usize, bool),
    Truth,
    /// Of so many bytes, and so many figures behind the point.
    Decimal(usize, i32),
    Days,
    Milliseconds,
    Time(usize, Unit),
    /// Of the whole world, where it has a zone.
    Moment(Unit, bool),
    Fixed(usize),
    List(usize),
    FixedList(usize),
    Struct,
    /// Views into one buffer or another; whether it is text.
    Views(bool),
    /// What is not looked into, of so many buffers.
    Unread(i64, usize),
    /// The same where nobody knows how many it has.
    Other(i64),
}

pub fn fields(schema: FlatTable) -> Vec<ArrowField> {
    let mut left = MOST;
    schema.tables(1).map_while(|field| ArrowField::read(field, 0, &mut left)).collect()
}

impl ArrowField {
    fn read(field: FlatTable, depth: usize, left: &mut usize) -> Option<Self> {
        *left = left.checked_sub(1)?;
        let kind = field.table(3).map_or(ArrowKind::Null, |kind| ArrowKind::read(field.number(2, 1), kind));
        let parts: Vec<Self> = match depth {
            DEEPEST => vec![],
            _ => field.tables(5).map_while(|part| Self::read(part, depth + 1, left)).collect(),
        };
        let dictionary = field.table(4).map(|it| {
            let bits = it.table(1).map_or(32, |index| index.number(0, 4));
            (it.number(0, 8), usize::try_from(bits / 8).unwrap_or(0))
        });
        let name = text::line(field.text(0).unwrap_or_default());
        Some(Self { name, may_be_empty: field.number(1, 1) == 1, kind, parts, dictionary })
    }

    /// Whether its values are not shown.
    pub fn is_unread(&self) -> bool {
        matches!(self.kind, ArrowKind::Unread(..) | ArrowKind::Other(_))
    }

    /// What a person calls its type.
    pub fn said(&self) -> String {
        match self.kind {
            ArrowKind::Null => "null".into(),
            ArrowKind::Whole(bytes, signed) => format!("{}int{}", if signed { "" } else { "u" }, bytes * 8),
            ArrowKind::Float(bytes) => format!("float{}", bytes * 8),
            ArrowKind::Bytes(_, true) => t!("preview-parquet-text"),
            ArrowKind::Bytes(_, false) | ArrowKind::Fixed(_) => "binary".into(),
            ArrowKind::Truth => "boolean".into(),
            ArrowKind::Decimal(..) => "decimal".into(),
            ArrowKind::Days | ArrowKind::Milliseconds => t!("preview-parquet-date"),
            ArrowKind::Time(..) => "time".into(),
            ArrowKind::Moment(..) => "timestamp".into(),
            ArrowKind::List(_) | ArrowKind::FixedList(_) => {
                let of = self.parts.first().map(Self::said).unwrap_or_default();
                format!("list<{of}>")
            }
            ArrowKind::Struct => "struct".into(),
            ArrowKind::Views(true) => t!("preview-parquet-text"),
            ArrowKind::Views(false) => "binary".into(),
            ArrowKind::Unread(11, _) => "interval".into(),
            ArrowKind::Unread(14, _) => "union".into(),
            ArrowKind::Unread(22, _) => "run-end encoded".into(),
            ArrowKind::Unread(25 | 26, _) => "list view".into(),
            ArrowKind::Unread(number, _) | ArrowKind::Other(number) => format!("type {number}"),
        }
    }
}

impl ArrowKind {
    fn read(number: i64, of: FlatTable) -> Self {
        let bytes = |field: usize, most: i64| usize::try_from(of.number(field, 4).clamp(0, most) / 8).unwrap_or(0);
        let unit = |field: usize| match of.number(field, 2) {
            0 => Unit::Seconds,
            1 => Unit::Milliseconds,
            2 => Unit::Microseconds,
            _ => Unit::Nanoseconds,
        };
        // What is left out is the first of these, but of a date and a time.
        let or_milliseconds = || if of.has(0) { unit(0) } else { Unit::Milliseconds };
        match number {
            1 => Self::Null,
            2 => Self::Whole(bytes(0, 64).max(1), of.number(1, 1) == 1),
            3 => Self::Float([2, 4, 8][of.number(0, 2).clamp(0, 2) as usize]),
            4 => Self::Bytes(4, false),
            5 => Self::Bytes(4, true),
            6 => Self::Truth,
            7 => Self::Decimal(if of.has(2) { bytes(2, 256) } else { 16 }, of.number(1, 4) as i32),
            8 if of.has(0) && of.number(0, 2) == 0 => Self::Days,
            8 => Self::Milliseconds,
            9 => Self::Time(if of.has(1) { bytes(1, 64) } else { 4 }, or_milliseconds()),
            10 => Self::Moment(unit(0), of.text(1).is_some_and(|zone| !zone.is_empty())),
            12 | 17 => Self::List(4),
            13 => Self::Struct,
            15 => Self::Fixed(usize::try_from(of.number(0, 4)).unwrap_or(0)),
            16 => Self::FixedList(usize::try_from(of.number(0, 4)).unwrap_or(0)),
            18 => Self::Whole(8, true),
            19 => Self::Bytes(8, false),
            20 => Self::Bytes(8, true),
            21 => Self::List(8),
            23 => Self::Views(false),
            24 => Self::Views(true),
            // Of those only how many buffers they have is known here: offsets of a union are of dense ones alone.
            11 => Self::Unread(11, 2),
            14 => Self::Unread(14, if of.number(0, 2) == 1 { 2 } else { 1 }),
            22 => Self::Unread(22, 0),
            25 | 26 => Self::Unread(number, 3),
            other => Self::Other(other),
        }
    }
}
