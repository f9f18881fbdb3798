//! What is doubtful of a table's columns, in sentences: dates that could be others, codes that a spreadsheet spoilt, and
//! coordinates that changed places.

use super::dates::DateOrder;
use super::kind::{Spelling, value};
use super::{Column, ColumnKind, Meaning, Table};
use crate::t;

/// Where France is in Europe, from south to north and from west to east.
const LATITUDES: std::ops::RangeInclusive<f64> = 41.0..=52.0;
const LONGITUDES: std::ops::RangeInclusive<f64> = -6.0..=10.0;

impl Table {
    /// What is doubtful of how its cells were read, a sentence for each column.
    pub fn doubts(&self) -> Vec<String> {
        let of_columns = self.columns.iter().enumerate().flat_map(|(at, column)| {
            column.doubtful_dates().into_iter().chain(self.spoilt_codes(at, column)).collect::<Vec<_>>()
        });
        of_columns.chain(self.swapped()).collect()
    }

    /// The cells of a column that say something.
    fn cells(&self, at: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.get(at)?.as_deref())
    }

    fn spoilt_codes(&self, at: usize, column: &Column) -> Option<String> {
        let (meaning, name) = (column.meaning?, &column.name);
        let rounded = self.cells(at).filter(|cell| meaning.is_rounded(cell)).count();
        if rounded > 0 {
            return Some(t!("tabular-rounded", name, count = rounded, holds = meaning.said().to_string()));
        }
        let figures = meaning.figures()?;
        let is_short = |cell: &&str| cell.len() < figures && cell.bytes().all(|byte| byte.is_ascii_digit());
        let short = self.cells(at).filter(is_short).count();
        (short > 0).then(|| t!("tabular-zeros-lost", name, count = short, figures = figures.to_string()))
    }

    /// Latitudes where the longitudes of France are, and the other way round.
    fn swapped(&self) -> Option<String> {
        let of = |meaning| self.columns.iter().position(|column| column.meaning == Some(meaning));
        let (latitude, longitude) = (of(Meaning::Latitude)?, of(Meaning::Longitude)?);
        let are_all = |at: usize, range: &std::ops::RangeInclusive<f64>| {
            let column = &self.columns[at];
            let mut values =
                self.cells(at).filter_map(|cell| value(ColumnKind::Decimal, cell, column.spelling)).peekable();
            values.peek().is_some() && values.all(|value| range.contains(&value))
        };
        let are_swapped = are_all(latitude, &LONGITUDES) && are_all(longitude, &LATITUDES);
        let [latitude, longitude] = [latitude, longitude].map(|at| self.columns[at].name.clone());
        are_swapped.then(|| t!("tabular-swapped", latitude, longitude))
    }
}

impl Column {
    fn doubtful_dates(&self) -> Vec<String> {
        if !matches!(self.kind, ColumnKind::Date | ColumnKind::Moment) {
            return vec![];
        }
        let name = &self.name;
        let month_first = self.spelling.dates == DateOrder::MonthFirst;
        let century = guessed_century(name, self.spelling);
        month_first.then(|| t!("tabular-month-first", name)).into_iter().chain(century).collect()
    }
}

/// How the years of a column were read that are written without a century.
pub fn guessed_century(name: &str, spelling: Spelling) -> Option<String> {
    spelling.is_century_guessed.then(|| match spelling.is_past {
        true => t!("tabular-century-past", name),
        false => t!("tabular-century-guessed", name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabular::cell;

    #[test]
    fn what_is_doubtful_is_said_and_nothing_else() {
        let table: [(&str, Option<&str>); 9] = [
            ("siren|325175|1807254|552100554", Some("lost their first zeros")),
            ("siret|1,30025E+13|2,13502E+13", Some("rounded")),
            ("siret|13002526500013|21350238800019", None),
            ("code_postal|1000|35000|6000", Some("lost their first zeros")),
            ("montant|1,30025E+13|2,13502E+13", None),
            ("date_naissance|05/06/58|14/07/89", Some("no later than today")),
            ("jour|05/06/58|14/07/89", Some("2000 to 2069")),
            ("latitude;longitude|-1,68;48,11|-1,67;48,12", Some("changed places")),
            ("latitude;longitude|48,11;-1,68|48,12;-1,67", None),
        ];
        for (text, expected) in table {
            let mut rows = text.split('|').map(|row| row.split(';').map(cell).collect::<Vec<_>>());
            let names = rows.next().into_iter().flatten().flatten().collect();
            let doubts = Table::new(names, rows.collect(), ',').doubts();
            assert_eq!(doubts.len(), usize::from(expected.is_some()), "{text}: {doubts:?}");
            assert!(doubts.iter().all(|said| expected.is_some_and(|it| said.contains(it))), "{text}: {doubts:?}");
        }
    }
}
