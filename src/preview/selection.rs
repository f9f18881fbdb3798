//! Which rows and columns of a table are shown: columns by their names, rows by what their cells are to be.

use std::cmp::Ordering;
use std::path::Path;

use super::{Preview, ReadOptions, Sample, View, dialect, sifting};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text::{self, fold};
use crate::tabular::kind::{self, Numbers, Spelling};
use crate::tabular::{ColumnKind, Table};
use crate::{m, t};

/// What a cell of a column is to be for its row to be shown: `commune=35238`, `prix<=12,5`, `nom~rennes`.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    pub column: String,
    pub comparison: Comparison,
    pub value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Is,
    IsNot,
    Below,
    AtMost,
    Above,
    AtLeast,
    /// Somewhere in it, whatever its case and accents.
    Has,
}

/// What is typed between column and value; a longer one before its beginning.
const SIGNS: [(&str, Comparison); 7] = [
    ("!=", Comparison::IsNot),
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("=", Comparison::Is),
    ("<", Comparison::Below),
    (">", Comparison::Above),
    ("~", Comparison::Has),
];

impl Criterion {
    /// Of what a person types; `None` where no sign parts a column from a value.
    pub fn read(typed: &str) -> Option<Self> {
        // A name in which there is a sign stands in quotes.
        if let Some((column, rest)) = typed.trim_start().strip_prefix('"').and_then(|it| it.split_once('"')) {
            let rest = rest.trim_start();
            let (sign, comparison) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign))?;
            let value = rest[sign.len()..].trim().to_owned();
            return Some(Self { column: column.to_owned(), comparison: *comparison, value });
        }
        let signs = SIGNS.iter().filter_map(|(sign, comparison)| Some((typed.find(sign)?, *sign, *comparison)));
        let (at, sign, comparison) = signs.min_by_key(|(at, sign, _)| (*at, usize::MAX - sign.len()))?;
        let (column, value) = (typed[..at].trim(), typed[at + sign.len()..].trim());
        (!column.is_empty()).then(|| Self { column: column.to_owned(), comparison, value: value.to_owned() })
    }

    /// For cells that hold this, whatever their column.
    pub fn of_cells(&self, kind: ColumnKind) -> CellTest {
        CellTest::new(0, (kind, Spelling::default()), self.comparison, &self.value)
    }

    /// For the column at this place, which holds this.
    pub(super) fn of_column(&self, at: usize, kind: ColumnKind, spelling: Spelling) -> Result<CellTest> {
        let test = CellTest::new(at, (kind, spelling), self.comparison, &self.value);
        test.is_askable().then_some(test).ok_or_else(|| {
            let cause = m!("preview-value-kind", value = text::line(&self.value), kind = kind.said().to_string());
            Error::new(ErrorKind::Usage, text::line(&self.column), cause)
        })
    }
}

/// A [`Criterion`], ready for the cells of its column.
#[derive(Clone, Debug)]
pub struct CellTest {
    pub(super) at: usize,
    pub(super) comparison: Comparison,
    /// Folded, where it is looked for in cells.
    pub(super) value: String,
    /// The same on the line on which the cells of its kind stand.
    number: Option<f64>,
    kind: ColumnKind,
    spelling: Spelling,
}

impl CellTest {
    fn new(at: usize, (kind, spelling): (ColumnKind, Spelling), comparison: Comparison, value: &str) -> Self {
        let number = [spelling.numbers, Numbers::with('.'), Numbers::with(',')]
            .into_iter()
            .find_map(|numbers| kind::value(kind, value, Spelling { numbers, ..spelling }));
        let value = if comparison == Comparison::Has { fold(value) } else { value.to_owned() };
        Self { at, comparison, value, number, kind, spelling }
    }

    /// Of what is typed for one column: `=Rennes`, `>5`; what begins with no sign is looked for in its cells.
    pub fn typed(table: &Table, at: usize, typed: &str) -> Option<Self> {
        let column = table.columns.get(at)?;
        let typed = typed.trim();
        let signed = SIGNS.iter().find_map(|(sign, comparison)| Some((*comparison, typed.strip_prefix(sign)?.trim())));
        let (comparison, value) = signed.unwrap_or((Comparison::Has, typed));
        Some(Self::new(at, (column.kind, column.spelling), comparison, value))
    }

    /// Whether the row has such a cell in its column.
    pub fn admits_row(&self, row: &[Option<String>]) -> bool {
        self.admits(row.get(self.at).and_then(Option::as_deref))
    }

    /// Nothing is what `COLUMN=` asks for.
    pub fn admits(&self, cell: Option<&str>) -> bool {
        let Some(cell) = cell else {
            return match self.comparison {
                Comparison::Is => self.value.is_empty(),
                Comparison::IsNot => !self.value.is_empty(),
                _ => false,
            };
        };
        match self.comparison {
            Comparison::Has => fold(cell).contains(&self.value),
            Comparison::Is => self.is(cell),
            Comparison::IsNot => !self.is(cell),
            Comparison::Below => self.order(cell) == Some(Ordering::Less),
            Comparison::AtMost => self.order(cell).is_some_and(Ordering::is_le),
            Comparison::Above => self.order(cell) == Some(Ordering::Greater),
            Comparison::AtLeast => self.order(cell).is_some_and(Ordering::is_ge),
        }
    }

    fn is(&self, cell: &str) -> bool {
        let is_answer = self.kind == ColumnKind::Boolean && fold(cell) == fold(&self.value);
        // Beyond these two different whole numbers may be one.
        let is_exact = self.number.is_some_and(|number| number.abs() < 9e15);
        cell == self.value || is_answer || is_exact && self.order(cell) == Some(Ordering::Equal)
    }

    /// Whether its value can be compared with what its column holds: no number is below `abc`.
    fn is_askable(&self) -> bool {
        let is_order = !matches!(self.comparison, Comparison::Is | Comparison::IsNot | Comparison::Has);
        let is_measured = !matches!(self.kind, ColumnKind::Text | ColumnKind::Boolean | ColumnKind::Empty);
        self.number.is_some() || !(is_order && is_measured)
    }

    /// Whether it asks for what is more or less than a number where cells are compared letter by letter.
    pub fn takes_number_for_letters(&self) -> bool {
        let is_order = !matches!(self.comparison, Comparison::Is | Comparison::IsNot | Comparison::Has);
        is_order && self.kind == ColumnKind::Text && kind::kind_of(&self.value, self.spelling.numbers).is_number()
    }

    /// How the cell stands to the value; `None` where they cannot be compared.
    pub fn order(&self, cell: &str) -> Option<Ordering> {
        match self.kind {
            ColumnKind::Text | ColumnKind::Boolean | ColumnKind::Empty => Some(text::order(cell, &self.value)),
            kind => Some(kind::value(kind, cell, self.spelling)?.total_cmp(&self.number?)),
        }
    }
}

impl ReadOptions {
    /// Whether not all is shown that is read.
    pub(super) fn selects(&self) -> bool {
        !self.columns.is_empty() || !self.criteria.is_empty()
    }
}

/// Which columns are asked for, by their places.
pub(super) struct Places {
    /// In the order of the asking; all where none is named.
    pub shown: Vec<usize>,
    /// Of each criterion.
    pub tested: Vec<usize>,
}

impl Places {
    pub fn of(names: &[&str], options: &ReadOptions) -> Result<Self> {
        let shown = options.columns.iter().map(|name| place(names, name)).collect::<Result<Vec<_>>>()?;
        let tested = options.criteria.iter().map(|it| place(names, &it.column)).collect::<Result<Vec<_>>>()?;
        let shown = if options.columns.is_empty() { (0..names.len()).collect() } else { shown };
        Ok(Self { shown, tested })
    }
}

/// Where the column is that is called so: exactly, else but for case and accents.
fn place(names: &[&str], wanted: &str) -> Result<usize> {
    let folded = fold(wanted.trim());
    let exact = names.iter().position(|name| *name == wanted);
    if let Some(at) = exact.or_else(|| names.iter().position(|name| fold(name) == folded)) {
        return Ok(at);
    }
    let likeness = |name: &&&str| strsim::jaro_winkler(&fold(name), &folded);
    let nearest = names.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    let cause = match nearest {
        Some(name) => m!("preview-column-like", name = *name),
        None => m!("preview-no-columns"),
    };
    Err(Error::new(ErrorKind::Usage, text::line(wanted), cause))
}

/// Of what was read, what `options` ask for. Of a text table on this disk all rows are looked at.
pub(super) async fn selected(path: Option<&Path>, preview: Preview, options: &ReadOptions) -> Result<Preview> {
    // What lies in an archive comes with its selection made.
    if !options.selects() || preview.selected {
        return Ok(preview);
    }
    let is_long_text = |sample: &Sample| !sample.whole && dialect(sample, &options.text).is_some();
    let read = match (path, &preview.sample) {
        (Some(path), Some(sample)) if !options.criteria.is_empty() && is_long_text(sample) => {
            sifting::sifted(path, preview, options).await?
        }
        _ => applied(preview, options)?,
    };
    Ok(Preview { selected: true, ..read })
}

/// To the rows that were read. Tables without those columns are left out.
fn applied(mut preview: Preview, options: &ReadOptions) -> Result<Preview> {
    let (mut problem, mut all_names) = (None, Vec::new());
    let mut views = Vec::new();
    for view in &preview.views {
        let View::Table(table) = view else { continue };
        let names = names(table);
        all_names.extend(&names);
        if Places::of(&names, options).is_err() {
            continue;
        }
        match of_table(table, options) {
            Ok((table, note)) => {
                views.push(View::Table(table));
                preview.notes.extend(note);
            }
            Err(error) => problem = Some(error),
        }
    }
    if views.is_empty() {
        // Of all tables together: what a name is like may stand in any.
        let no_table = || Error::new(ErrorKind::Usage, preview.format, m!("preview-no-columns"));
        let unknown =
            Some(&all_names).filter(|names| !names.is_empty()).and_then(|names| Places::of(names, options).err());
        return Err(problem.or(unknown).unwrap_or_else(no_table));
    }
    preview.views = views;
    preview.entries.clear(); // which belong to the rows as they were
    Ok(preview)
}

pub(super) fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

/// The rows and columns asked for, and of how many rows those are.
fn of_table(table: &Table, options: &ReadOptions) -> Result<(Table, Option<String>)> {
    let places = Places::of(&names(table), options)?;
    let tests = tests(table, &places, options)?;
    let admits = |row: &[Option<String>]| tests.iter().all(|test| test.admits_row(row));
    let mut narrowed = table.narrowed(&places.shown, admits);
    if tests.is_empty() {
        return Ok((narrowed, None));
    }
    let read = table.rows.len();
    let is_all = table.total.is_some_and(|total| total <= read as u64);
    narrowed.total = is_all.then_some(narrowed.rows.len() as u64);
    let found = narrowed.rows.len();
    let note = if is_all { t!("preview-fit-of-all", found, read) } else { t!("preview-fit-of-read", found, read) };
    Ok((narrowed, Some(note)))
}

/// The criteria, for the columns of this table.
pub(super) fn tests(table: &Table, places: &Places, options: &ReadOptions) -> Result<Vec<CellTest>> {
    let criteria = options.criteria.iter().zip(&places.tested);
    criteria
        .map(|(criterion, at)| {
            let column = &table.columns[*at];
            criterion.of_column(*at, column.kind, column.spelling)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabular::cell;

    #[test]
    fn criteria_are_read_as_typed() {
        for (typed, expected) in [
            ("commune=35238", Some(("commune", Comparison::Is, "35238"))),
            ("a != b=c", Some(("a", Comparison::IsNot, "b=c"))),
            ("prix<=12,5", Some(("prix", Comparison::AtMost, "12,5"))),
            ("prix>=1", Some(("prix", Comparison::AtLeast, "1"))),
            ("x<3", Some(("x", Comparison::Below, "3"))),
            ("x>3", Some(("x", Comparison::Above, "3"))),
            ("nom~été", Some(("nom", Comparison::Has, "été"))),
            ("nom=", Some(("nom", Comparison::Is, ""))),
            ("\"a=b\" = c", Some(("a=b", Comparison::Is, "c"))),
            ("\"x<y\"<=3", Some(("x<y", Comparison::AtMost, "3"))),
            ("\"x\" y", None),
            ("=3", None),
            ("nom", None),
            ("", None),
        ] {
            let read = Criterion::read(typed);
            let read = read.as_ref().map(|it| (it.column.as_str(), it.comparison, it.value.as_str()));
            assert_eq!(read, expected, "{typed}");
        }
    }

    fn table() -> Table {
        let row = |cells: [&str; 4]| cells.map(cell).to_vec();
        let rows = vec![
            row(["35238", "12,5", "31/01/2024", "Rennes"]),
            row(["01001", "9", "01/02/2023", "Été"]),
            row(["35047", "", "15/02/2024", "Bruz"]),
        ];
        Table::new(["Code commune", "Prix", "Jour", "Nom"].map(String::from).to_vec(), rows, ',')
    }

    #[test]
    fn rows_are_told_by_what_their_column_holds() {
        for (typed, expected) in [
            ("code commune=01001", &[1][..]),
            ("code commune=1001", &[]),
            ("prix=12.5", &[0]),
            ("prix=12,50", &[0]),
            ("Prix>9", &[0]),
            ("Prix>=9", &[0, 1]),
            ("prix<100", &[0, 1]),
            ("prix=", &[2]),
            ("prix!=", &[0, 1]),
            ("prix!=9", &[0, 2]),
            ("jour>2024-01-01", &[0, 2]),
            ("jour<01/02/2024", &[0, 1]),
            ("nom~ETE", &[1]),
            ("nom=rennes", &[]),
            ("nom<C", &[2]),
        ] {
            let options = ReadOptions { criteria: vec![Criterion::read(typed).unwrap()], ..ReadOptions::default() };
            let (found, note) = of_table(&table(), &options).unwrap();
            let expected: Vec<_> = expected.iter().map(|at| table().rows[*at].clone()).collect();
            assert_eq!(found.rows, expected, "{typed}");
            assert!(note.unwrap().contains(&format!("{} of", expected.len())), "{typed}");
        }
    }

    #[test]
    fn what_is_no_value_of_a_column_is_refused_where_it_is_to_be_compared() {
        for (typed, expected) in [
            ("prix<abc", Some("prix: \"abc\" is not a value of that column, which holds: decimal")),
            ("jour>hier", Some("jour: \"hier\" is not a value of that column, which holds: date")),
            ("jour>", Some("jour: \"\" is not a value of that column, which holds: date")),
            ("prix=abc", None),
            ("prix~1", None),
            ("nom<abc", None),
        ] {
            let options = ReadOptions { criteria: vec![Criterion::read(typed).unwrap()], ..ReadOptions::default() };
            let told = of_table(&table(), &options).err().map(|error| error.to_string());
            assert_eq!(told.as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn columns_stay_of_their_kind_whatever_rows_fit() {
        for typed in ["nom=nowhere", "prix=", "prix=9"] {
            let options = ReadOptions { criteria: vec![Criterion::read(typed).unwrap()], ..ReadOptions::default() };
            let (found, _) = of_table(&table(), &options).unwrap();
            let kinds = |table: &Table| table.columns.iter().map(|it| (it.kind, it.meaning)).collect::<Vec<_>>();
            assert_eq!(kinds(&found), kinds(&table()), "{typed}");
        }
    }

    #[test]
    fn columns_come_in_the_order_they_are_asked_for() {
        let options = ReadOptions {
            columns: vec!["nom".into(), "Code commune".into()],
            criteria: vec![Criterion::read("prix>1").unwrap()],
            ..ReadOptions::default()
        };
        let (found, _) = of_table(&table(), &options).unwrap();
        assert_eq!(found.rows[1], [Some("Été".to_owned()), Some("01001".to_owned())]);
        assert_eq!(found.columns[1].name, "Code commune");
        let wrong = ReadOptions { columns: vec!["code_comune".into()], ..ReadOptions::default() };
        let error = of_table(&table(), &wrong).err().unwrap();
        assert_eq!(error.to_string(), "code_comune: there is no such column; did you mean \"Code commune\"?");
    }
}
