//! What one field of an answer is in a table: a number where the answer has one, a day where it means one, else text.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use crate::excel::{BookCell, held};
use crate::portals::api_entreprise::answer::{NOT_DISCLOSED, day_of};
use crate::tabular::number::EXACT;

/// Between the values of a list in one cell.
const BETWEEN: &str = " | ";

#[derive(Clone, Debug, Default, PartialEq)]
pub enum FieldCell {
    /// The answer has null, or says nothing of it.
    #[default]
    Empty,
    Text(String),
    /// As the answer writes it.
    Number(String),
    Boolean(bool),
    Day(Date),
}

impl FieldCell {
    pub fn of(key: &str, value: &Value) -> Self {
        if let Some(day) = day_of(key, value) {
            return Self::Day(day);
        }
        match value {
            Value::String(text) if !text.is_empty() => Self::Text(clean(text)),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::Bool(value) => Self::Boolean(*value),
            Value::Null | Value::String(_) | Value::Object(_) | Value::Array(_) => Self::Empty,
        }
    }

    /// Values of a list, none of which is a list or an object.
    pub fn joined(key: &str, values: &[Value]) -> Self {
        let cells = values.iter().map(|value| Self::of(key, value)).filter(|cell| *cell != Self::Empty);
        let mut cells: Vec<Self> = cells.collect();
        match cells.len() {
            0 | 1 => cells.pop().unwrap_or_default(),
            _ => Self::Text(cells.iter().map(Self::text).collect::<Vec<_>>().join(BETWEEN)),
        }
    }

    /// All of it, as the answer has it.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        serde_json::to_string(value).map_or(Self::Empty, |text| Self::Text(clean(&text)))
    }

    /// As programs read it.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Number(text) => Cow::Borrowed(text),
            Self::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Day(day) => Cow::Owned(day.to_string()),
        }
    }

    /// In a workbook; what it would round stays text.
    pub fn book_cell(&self) -> BookCell<'_> {
        match self {
            Self::Empty => BookCell::Empty,
            Self::Text(text) => BookCell::Text(text),
            Self::Number(text) => {
                let is_exact = text.bytes().filter(u8::is_ascii_digit).count() <= EXACT || text.contains(['.', 'e']);
                let number = text.parse().ok().filter(|number: &f64| is_exact && number.is_finite());
                number.map_or(BookCell::Text(text), BookCell::Number)
            }
            Self::Boolean(value) => BookCell::Boolean(*value),
            Self::Day(day) => BookCell::Day(*day),
        }
    }

    /// Whether it stands for what a person has not let be shown.
    pub fn is_not_disclosed(&self) -> bool {
        matches!(self, Self::Text(text) if text == NOT_DISCLOSED)
    }
}

/// Without control characters, which are none of the value.
fn clean(text: &str) -> String {
    match text.chars().all(held) {
        true => text.to_owned(),
        false => text.replace("\r\n", "\n").chars().filter(|c| held(*c)).collect(),
    }
}
