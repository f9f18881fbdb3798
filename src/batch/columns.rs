//! Which column of a table a person may mean: how many of its cells each parameter takes.

use std::collections::BTreeMap;

use super::input::asked;
use super::table::{InputTable, is_called};
use crate::base::beside::Wanted;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;
use crate::model::form::{Field, Takes};

/// So many rows tell.
const LOOKED_AT: u64 = 10_000;
/// A column is proposed for a number of a register where so many of a hundred of its cells are one.
const ENOUGH: u64 = 50;

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnFits {
    pub rows: u64,
    /// Whether there are more rows than those.
    pub has_more: bool,
    /// The first of each name.
    pub columns: Vec<ColumnFit>,
}

/// One column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnFit {
    pub name: String,
    /// Its first cell with something in it.
    pub example: Option<String>,
    /// How many of its cells each parameter takes, by the parameter's key.
    pub taken: BTreeMap<String, u64>,
}

impl ColumnFit {
    /// How many of a hundred rows have a cell in it that the parameter takes.
    pub fn percent(&self, key: &str, rows: u64) -> u64 {
        self.taken.get(key).map_or(0, |taken| taken * 100 / rows.max(1))
    }
}

impl ColumnFits {
    /// The column that feeds `field` unless somebody says otherwise: one that is called so, else the one with most of its
    /// numbers where it asks for the number of a register.
    pub fn best(&self, field: &Field) -> Option<usize> {
        let taken = |column: &ColumnFit| column.percent(&field.key, self.rows);
        let called = self.columns.iter().position(|it| is_called(&it.name, &field.key) && taken(it) > 0);
        let is_number = field.names && matches!(field.takes, Takes::Id(_));
        let most = || {
            let columns = self.columns.iter().enumerate().filter(|(_, column)| taken(column) >= ENOUGH);
            // The first of several that have as many.
            columns.rev().max_by_key(|(_, column)| taken(column)).map(|(at, _)| at)
        };
        called.or_else(|| is_number.then(most).flatten())
    }
}

/// Looks at the first rows of `table`, for the parameters of `form`. BLOCKS.
pub fn column_fits(table: &InputTable, form: &[Field], wanted: &Wanted) -> Result<ColumnFits> {
    let mut fits = ColumnFits::default();
    // A column is named by its name: of two that are called alike the first is meant.
    let is_first = |at: usize| table.header.iter().position(|name| *name == table.header[at]) == Some(at);
    let places: Vec<usize> = (0..table.header.len()).filter(|at| is_first(*at)).collect();
    let named = |at: &usize| ColumnFit { name: table.header[*at].clone(), ..ColumnFit::default() };
    fits.columns = places.iter().map(named).collect();
    let feeds: Vec<[(usize, Field); 1]> = form.iter().map(|field| [(0, field.clone())]).collect();
    let mut reader = table.reader()?;
    while let Some((_, cells)) = reader.next()? {
        if wanted.is_over() {
            return Err(Error::new(ErrorKind::Cancelled, table.name(), m!("batch-cancelled")));
        }
        if fits.rows >= LOOKED_AT {
            fits.has_more = true;
            break;
        }
        fits.rows += 1;
        for (column, at) in fits.columns.iter_mut().zip(&places) {
            column.look(cells.get(*at).map_or("", String::as_str), &feeds);
        }
    }
    Ok(fits)
}

impl ColumnFit {
    fn look(&mut self, cell: &str, feeds: &[[(usize, Field); 1]]) {
        if cell.trim().is_empty() {
            return;
        }
        if self.example.is_none() {
            self.example = Some(text::line(cell.trim()));
        }
        let cells = [cell.to_owned()];
        for feed in feeds.iter().filter(|feed| asked(feed.as_slice(), &cells).is_ok()) {
            feed.iter().for_each(|(_, field)| *self.taken.entry(field.key.clone()).or_default() += 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::RowSource;
    use crate::model::form::Id;
    use crate::tabular::TextOptions;

    fn fits(text: &str, form: &[Field]) -> ColumnFits {
        let source = RowSource::spooled(text.as_bytes()).unwrap();
        let wanted = Wanted::always();
        let table = InputTable::of(source, &TextOptions::default(), &[], &wanted).unwrap();
        column_fits(&table, form, &wanted).unwrap()
    }

    #[test]
    fn the_column_with_the_numbers_is_found_whatever_it_is_called() {
        let siren = Field::new("siren", "SIREN", Takes::Id(vec![Id::Siren])).names();
        let year = Field::new("year", "Year", Takes::Year { from: 2000, to: 2030 });
        let object = Field::new("object", "Object", Takes::Text);
        let form = [siren.clone(), year.clone(), object.clone()];
        let found =
            fits("nom;numéro;Year;nom\nLa Poste;35600000000048;2024;x\nSNCF;552 049 447;2025;y\nNobody;12;;z\n", &form);
        assert_eq!((found.rows, found.has_more, found.columns.len()), (3, false, 3), "two columns have one name");
        assert_eq!(found.columns[1].percent("siren", 3), 66, "a company's SIREN stands at the head of its SIRET");
        assert_eq!(found.columns[1].example.as_deref(), Some("35600000000048"));
        assert_eq!([&siren, &year, &object].map(|field| found.best(field)), [Some(1), Some(2), None]);
        let named = fits("siren;autre\nx;552049447\n356000000;552049447\n", &form);
        assert_eq!(named.best(&siren), Some(0), "it is called so, if not all is in order in it");
        assert_eq!(fits("nom;ville\nLa Poste;Paris\n", &form).best(&siren), None);
    }
}
