//! What a French spreadsheet takes for something else in a CSV: decimal points, and dates with the month first. In columns of
//! which most cells are such they are written as French has them.

use ::csv::ByteRecord;

use super::reading::Reading;
use crate::base::error::Result;
use crate::tabular::number::number;
use crate::tabular::table::{is_nothing, unwrapped};
use crate::tabular::{ColumnKind, DateOrder, Judge, Judged, dates};

/// What the columns of a table hold.
pub struct FrenchColumns(Vec<Judged>);

/// A cell as French has it.
#[derive(Debug, PartialEq)]
pub enum FrenchCell {
    AsItIs,
    Number(String),
    Date(String),
}

impl FrenchColumns {
    pub fn of(reading: &Reading) -> Result<Self> {
        let (mut judges, numbers): (Vec<Judge>, _) = (vec![], reading.dialect.numbers);
        reading.each_row(|at, row: &ByteRecord| {
            let texts = row.iter().map(String::from_utf8_lossy);
            if at == 0 && reading.dialect.header {
                judges = texts.map(|name| Judge::new(name.trim(), numbers)).collect();
                return Ok(());
            }
            while judges.len() < row.len() {
                judges.push(Judge::new("", numbers));
            }
            for (text, judge) in texts.zip(&mut judges) {
                let cell = unwrapped(text.trim());
                if !is_nothing(cell) {
                    judge.see(cell);
                }
            }
            Ok(())
        })?;
        Ok(Self(judges.iter().map(Judge::judged).collect()))
    }

    /// The cell of the column at this place.
    pub fn written(&self, at: usize, cell: &[u8]) -> FrenchCell {
        let (Some(column), Ok(text)) = (self.0.get(at), std::str::from_utf8(cell)) else { return FrenchCell::AsItIs };
        let written = match column.kind {
            ColumnKind::Integer | ColumnKind::Decimal => decimal_comma(text.trim(), column).map(FrenchCell::Number),
            ColumnKind::Date | ColumnKind::Moment => day_first(text.trim(), column).map(FrenchCell::Date),
            _ => None,
        };
        written.unwrap_or(FrenchCell::AsItIs)
    }
}

/// `1,234.5` as `1234,5`; `None` where nothing is to be changed.
fn decimal_comma(cell: &str, column: &Judged) -> Option<String> {
    let numbers = column.spelling.numbers;
    if numbers.decimal == ',' || !cell.contains(['.', ',', '\'', '’']) {
        return None;
    }
    number(cell, numbers)?;
    Some(cell.chars().filter(|c| !matches!(c, ',' | '\'' | '’')).map(|c| if c == '.' { ',' } else { c }).collect())
}

/// `01/31/2024 10:00` as `31/01/2024 10:00`; `None` where the year comes first or the month has its name.
fn day_first(cell: &str, column: &Judged) -> Option<String> {
    if column.spelling.dates != DateOrder::MonthFirst {
        return None;
    }
    let (at, _) = dates::moment(cell, column.spelling.days())?;
    let end = cell.find([' ', 'T']).unwrap_or(cell.len());
    let (day, time) = cell.split_at(end);
    let parts: Vec<&str> = day.split(['/', '-', '.']).collect();
    let is_figures = |part: &&&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_turned = parts.len() == 3 && parts.iter().filter(is_figures).count() == 3 && parts[0].len() < 3;
    is_turned.then(|| format!("{:02}/{:02}/{:04}{time}", at.day(), at.month(), at.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabular::kind::Numbers;

    #[test]
    fn numbers_and_dates_are_written_as_french_has_them() {
        let comma = Numbers { decimal: '.', thousands: Some(',') };
        let table = [
            (Numbers::with('.'), "1.5|2.25|1234.5", "1,5|2,25|1234,5"),
            (Numbers::with('.'), "1.5|2.25 %|1'234.50 €", "1,5|2,25 %|1234,50 €"),
            (comma, "1,234|1,234,567|12", "1234|1234567|12"),
            (Numbers::with(','), "1,5|2,25|3", "1,5|2,25|3"),
            (Numbers::with('.'), "1.2.3|1.3|x", "1.2.3|1.3|x"),
            (Numbers::with('.'), "01/31/2024|12/25/2024|2/3/2024", "31/01/2024|25/12/2024|03/02/2024"),
            (Numbers::with('.'), "01/31/2024 10:00|12/25/2024 11:30", "31/01/2024 10:00|25/12/2024 11:30"),
            (Numbers::with('.'), "01/31/2024|2024-12-25", "31/01/2024|2024-12-25"),
            (Numbers::with('.'), "31/01/2024|03/02/2024", "31/01/2024|03/02/2024"),
        ];
        for (numbers, cells, expected) in table {
            let mut judge = Judge::new("x", numbers);
            cells.split('|').for_each(|cell| judge.see(cell));
            let columns = FrenchColumns(vec![judge.judged()]);
            let written = cells.split('|').map(|cell| match columns.written(0, cell.as_bytes()) {
                FrenchCell::AsItIs => cell.to_owned(),
                FrenchCell::Number(text) | FrenchCell::Date(text) => text,
            });
            assert_eq!(written.collect::<Vec<_>>().join("|"), expected);
        }
    }
}
