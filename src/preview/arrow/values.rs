//! The first values of columns, out of the buffers of a batch.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::flat::number;
use super::schema::{ArrowField, ArrowKind};
use crate::preview::written;
use crate::t;
use crate::tabular::cell;

/// The most values of one cell that are shown.
const SHOWN: usize = 20;
/// How deep parts of parts are shown.
const DEEPEST: usize = 2;

pub type Cells = Vec<Option<String>>;
/// The values that columns name by their number.
pub type Dictionaries = BTreeMap<i64, Cells>;

/// BatchBuffers in the order in which columns take them; `None`: too long, or not there.
pub struct BatchBuffers<'b> {
    pub buffers: std::slice::Iter<'b, Option<Bytes>>,
    /// How many more each column of views has.
    pub further: std::vec::IntoIter<i64>,
    pub dictionaries: &'b Dictionaries,
}

/// A buffer is missing, or the layout is not known: of this column and of those behind it.
#[derive(Debug, PartialEq)]
pub struct UnknownLayout;

/// The buffers of one column, and those of its parts.
pub struct ColumnBuffers<'b> {
    field: &'b ArrowField,
    valid: &'b [u8],
    offsets: &'b [u8],
    data: &'b [u8],
    /// Those that views are of.
    viewed: Vec<&'b [u8]>,
    parts: Vec<ColumnBuffers<'b>>,
    dictionary: Option<&'b Cells>,
}

impl<'b> BatchBuffers<'b> {
    /// Takes those of `field`. An error where nobody knows how many there are.
    pub fn take(&mut self, field: &'b ArrowField) -> Result<ColumnBuffers<'b>, UnknownLayout> {
        let mut next = || Ok(self.buffers.next().ok_or(UnknownLayout)?.as_deref().unwrap_or_default());
        let mut column = ColumnBuffers {
            field,
            valid: &[],
            offsets: &[],
            data: &[],
            viewed: vec![],
            parts: vec![],
            dictionary: None,
        };
        if let Some((id, _)) = field.dictionary {
            (column.valid, column.data) = (next()?, next()?);
            column.dictionary = self.dictionaries.get(&id);
            return Ok(column);
        }
        match field.kind {
            ArrowKind::Null => return Ok(column),
            ArrowKind::Other(_) => return Err(UnknownLayout),
            ArrowKind::Unread(_, count) => {
                for _ in 0..count {
                    next()?;
                }
            }
            ArrowKind::Views(_) => {
                (column.valid, column.data) = (next()?, next()?);
                let count = self.further.next().ok_or(UnknownLayout)?;
                column.viewed = (0..count).map(|_| next()).collect::<Result<_, _>>()?;
            }
            ArrowKind::Struct | ArrowKind::FixedList(_) => column.valid = next()?,
            ArrowKind::List(_) => (column.valid, column.offsets) = (next()?, next()?),
            ArrowKind::Bytes(..) => (column.valid, column.offsets, column.data) = (next()?, next()?, next()?),
            _ => (column.valid, column.data) = (next()?, next()?),
        }
        column.parts = field.parts.iter().map(|part| self.take(part)).collect::<Result<_, _>>()?;
        Ok(column)
    }
}

impl ColumnBuffers<'_> {
    pub fn cell(&self, row: usize) -> Option<String> {
        self.cell_in(row, 0)
    }

    /// Of so many columns it is a part of; deeper ones would be shown a thousandfold.
    fn cell_in(&self, row: usize, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return Some("…".into());
        }
        let is_valid = self.valid.is_empty() || bit(self.valid, row)?;
        if !is_valid {
            return None;
        }
        if let Some((_, width)) = self.field.dictionary {
            let place = usize::try_from(number(self.data, row.checked_mul(width)?, width)?).ok()?;
            return self.dictionary?.get(place)?.clone();
        }
        match self.field.kind {
            ArrowKind::Struct => {
                let part = |part: &Self| Some(format!("{}: {}", part.field.name, part.cell_in(row, depth + 1)?));
                cell(&self.parts.iter().take(SHOWN).filter_map(part).collect::<Vec<_>>().join(", "))
            }
            ArrowKind::List(width) => {
                let (from, to) = self.span(row, width)?;
                self.list(from, to, depth)
            }
            ArrowKind::FixedList(length) => {
                self.list(row.checked_mul(length)?, row.checked_add(1)?.checked_mul(length)?, depth)
            }
            ArrowKind::Bytes(width, is_text) => {
                let (from, to) = self.span(row, width)?;
                of_bytes(self.data.get(from..to)?, is_text)
            }
            ArrowKind::Views(is_text) => of_bytes(self.viewed(row)?, is_text),
            kind => self.value(kind, row),
        }
    }

    /// What a view is of: its length, then itself where it is short, else which buffer it is in, and where.
    fn viewed(&self, row: usize) -> Option<&[u8]> {
        let at = row.checked_mul(16)?;
        let view = self.data.get(at..at.checked_add(16)?)?;
        let part = |at: usize| usize::try_from(number(view, at, 4)?).ok();
        let length = part(0)?;
        if length <= 12 {
            return view.get(4..4 + length);
        }
        let from = part(12)?;
        self.viewed.get(part(8)?)?.get(from..from.checked_add(length)?)
    }

    fn list(&self, from: usize, to: usize, depth: usize) -> Option<String> {
        let part = self.parts.first()?;
        let values = (from..to).take(SHOWN).map(|at| part.cell_in(at, depth + 1).unwrap_or_else(|| "null".into()));
        let more = if to.saturating_sub(from) > SHOWN { ", …" } else { "" };
        cell(&format!("[{}{more}]", values.collect::<Vec<_>>().join(", ")))
    }

    fn span(&self, row: usize, width: usize) -> Option<(usize, usize)> {
        let offset = |row: usize| usize::try_from(number(self.offsets, row.checked_mul(width)?, width)?).ok();
        Some((offset(row)?, offset(row + 1)?)).filter(|(from, to)| from <= to)
    }

    /// A value of a fixed width.
    fn value(&self, kind: ArrowKind, row: usize) -> Option<String> {
        let raw = |width: usize| self.data.get(row.checked_mul(width)?..row.checked_add(1)?.checked_mul(width)?);
        let whole = |width: usize| {
            let mut bytes = raw(width).filter(|it| it.len() <= 16)?.to_vec();
            bytes.reverse();
            written::signed(&bytes)
        };
        let short = |width: usize| i64::try_from(whole(width)?).ok();
        match kind {
            ArrowKind::Truth => bit(self.data, row).map(|it| it.to_string()),
            ArrowKind::Whole(width, true) => whole(width).map(|it| it.to_string()),
            ArrowKind::Whole(width, false) => {
                number(self.data, row.checked_mul(width)?, width).map(|it| it.to_string())
            }
            ArrowKind::Float(4) => {
                f32::from_bits(number(self.data, row * 4, 4)? as u32).to_string().parse().ok().and_then(written::float)
            }
            ArrowKind::Float(8) => written::float(f64::from_bits(number(self.data, row * 8, 8)?)),
            ArrowKind::Float(_) => written::half(raw(2)?).and_then(written::float),
            ArrowKind::Decimal(width, behind) => {
                let bytes: Vec<u8> = raw(width)?.iter().rev().copied().collect();
                written::decimal_of(&bytes, behind)
            }
            ArrowKind::Days => short(4).map(written::day),
            ArrowKind::Milliseconds => short(8).map(|it| written::day(it.div_euclid(86_400_000))),
            ArrowKind::Time(width, unit) => short(width).map(|it| written::time(it, unit)),
            ArrowKind::Moment(unit, in_utc) => short(8).map(|it| written::moment(it, unit, in_utc)),
            ArrowKind::Fixed(width) => Some(t!("preview-parquet-bytes", count = raw(width)?.len())),
            _ => None,
        }
    }
}

fn of_bytes(bytes: &[u8], is_text: bool) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) if is_text => cell(text),
        _ => Some(t!("preview-parquet-bytes", count = bytes.len())),
    }
}

fn bit(bytes: &[u8], at: usize) -> Option<bool> {
    bytes.get(at / 8).map(|byte| byte >> (at % 8) & 1 == 1)
}
