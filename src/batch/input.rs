//! Which columns feed which parameters, and what each row asks by them.

use super::row::{Asked, BatchRow, Refused, missing};
use super::table::{InputTable, TableReader, is_called};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;
use crate::model::form::{self, Answers, Field, Id, Takes};

/// What a person says of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnFeed {
    /// What it feeds; `None`: the parameter of its own name, or else the number that each endpoint asks for.
    pub parameter: Option<String>,
    pub column: String,
}

/// The columns that feed one endpoint.
type Feeds = Vec<(usize, Field)>;

/// The rows of a table and what they ask, as often as they are needed.
pub struct Input {
    table: InputTable,
    feeds: Vec<Feeds>,
}

impl Input {
    /// `forms`: what each endpoint asks.
    pub fn new(table: InputTable, forms: &[&[Field]], columns: &[ColumnFeed]) -> Result<Self> {
        let mut feeds: Vec<Feeds> = vec![vec![]; forms.len()];
        for feed in columns {
            let (at, mut fed) = (table.column(&feed.column)?, false);
            for (form, feeds) in forms.iter().zip(&mut feeds) {
                let Some(field) = fed_by(feed, form, forms) else { continue };
                if feeds.iter().any(|(_, known)| known.key == field.key) {
                    let subject = m!("form-parameter", key = text::line(&field.key));
                    return Err(Error::new(ErrorKind::Usage, subject, m!("batch-fed-twice")));
                }
                feeds.push((at, Field { default: None, ..field.clone() }));
                fed = true;
            }
            if !fed {
                let subject = m!("batch-column", name = text::line(&feed.column));
                let known: Vec<&str> = forms.iter().flat_map(|form| form.iter()).map(|it| it.key.as_str()).collect();
                let mut known = known;
                known.sort_unstable();
                known.dedup();
                return Err(Error::new(ErrorKind::Usage, subject, m!("batch-feeds-nothing"))
                    .hint(m!("batch-feeds-nothing-hint", known = known.join(", "))));
            }
        }
        Ok(Self { table, feeds })
    }

    pub fn name(&self) -> &str {
        self.table.name()
    }

    pub fn header(&self) -> &[String] {
        &self.table.header
    }

    /// The parameters that columns feed of the endpoint at this place.
    pub fn fed(&self, endpoint: usize) -> impl Iterator<Item = &str> {
        self.feeds.get(endpoint).into_iter().flatten().map(|(_, field)| field.key.as_str())
    }

    /// All rows, from the first.
    pub fn rows(&self) -> impl Iterator<Item = Result<BatchRow>> + Send + '_ {
        let (mut reader, mut over) = (None, false);
        std::iter::from_fn(move || {
            if over {
                return None;
            }
            let row = self.next(&mut reader).transpose();
            over = !matches!(row, Some(Ok(_)));
            row
        })
    }

    fn next<'t>(&'t self, reader: &mut Option<TableReader<'t>>) -> Result<Option<BatchRow>> {
        if reader.is_none() {
            *reader = Some(self.table.reader()?);
        }
        let Some((line, cells)) = reader.as_mut().map(TableReader::next).transpose()?.flatten() else {
            return Ok(None);
        };
        let asked = self.feeds.iter().map(|feeds| asked(feeds, &cells)).collect();
        Ok(Some(BatchRow { line, cells, asked }))
    }
}

/// The field of `form` that `feed` feeds.
fn fed_by<'f>(feed: &ColumnFeed, form: &'f [Field], forms: &[&[Field]]) -> Option<&'f Field> {
    let named = |form: &'f [Field], name: &str| form.iter().find(|field| field.key == name);
    if let Some(parameter) = &feed.parameter {
        return named(form, parameter);
    }
    let called = |field: &Field| is_called(&feed.column, &field.key);
    if let Some(field) = form.iter().find(|field| called(field)) {
        return Some(field);
    }
    let is_number = |field: &&Field| field.names && matches!(field.takes, Takes::Id(_));
    // What another endpoint asks under this name, and is no number of a register, is nothing to this one.
    let elsewhere = forms.iter().flat_map(|form| form.iter()).any(|field| called(field) && !is_number(&field));
    form.iter().find(is_number).filter(|_| !elsewhere)
}

/// What a row asks by these columns.
pub(super) fn asked(feeds: &[(usize, Field)], cells: &[String]) -> Result<Asked, Refused> {
    let mut asked = Asked::default();
    for (at, field) in feeds {
        let cell = cells.get(*at).map(|cell| cell.trim()).unwrap_or_default();
        if cell.is_empty() {
            match field.required {
                true => return Err(missing(&field.key)),
                false => continue,
            }
        }
        let cell = company_of(field, cell).unwrap_or_else(|| cell.to_owned());
        let answers = Answers(vec![(field.key.clone(), cell)]);
        match form::read(std::slice::from_ref(field), &answers) {
            Ok(read) => asked.0.extend(read.0),
            Err(mistakes) => {
                let mistake = mistakes.into_iter().next();
                return Err(
                    mistake.map_or_else(|| missing(&field.key), |it| Refused { parameter: it.key, cause: it.cause })
                );
            }
        }
    }
    Ok(asked)
}

/// The company's SIREN where a good SIRET stands in its place: its first nine digits.
fn company_of(field: &Field, cell: &str) -> Option<String> {
    let Takes::Id(ids) = &field.takes else { return None };
    if !ids.contains(&Id::Siren) || ids.contains(&Id::Siret) {
        return None;
    }
    let bare: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    Id::Siret.admits(&bare).then(|| bare.chars().take("552032534".len()).collect())
}
