//! What is asked of the cells of one row together, and of single cells beyond their type: Validata's `custom_checks`.

use std::cmp::Ordering;

use serde_json::Value;

use super::french;
use super::kind::{CellValue, FieldKind, PointForm};
use super::report::Rule;

/// One of Validata's checks, by the names of its columns.
#[derive(Clone, Debug, PartialEq)]
pub enum Relation {
    /// Of one cell.
    Siren(String),
    Siret(String),
    PhoneNumber(String),
    YearInterval {
        column: String,
        or_year: bool,
    },
    FrenchCoordinates(String),
    /// One of two is filled.
    OneOfRequired(String, String),
    /// One is the sum of others.
    Sum {
        column: String,
        of: Vec<String>,
    },
    /// One is to the other as the sign says.
    Compare {
        column: String,
        sign: Sign,
        other: String,
    },
    /// All are filled, or none.
    Cohesive(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

impl Sign {
    fn read(sign: &str) -> Option<Self> {
        Some(match sign {
            "<" => Self::Less,
            "<=" => Self::AtMost,
            "==" | "=" => Self::Equal,
            ">=" => Self::AtLeast,
            ">" => Self::More,
            _ => return None,
        })
    }

    pub fn written(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::Equal => "=",
            Self::AtLeast => "≥",
            Self::More => ">",
        }
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Equal => order.is_eq(),
            Self::AtLeast => order.is_ge(),
            Self::More => order.is_gt(),
        }
    }
}

impl Relation {
    /// `None`: it is not known, or not as it should be.
    pub fn read(name: &str, params: &Value) -> Option<Self> {
        let word = |name: &str| params.get(name).and_then(Value::as_str).map(str::to_owned);
        let words = |name: &str| -> Option<Vec<String>> {
            params.get(name)?.as_array()?.iter().map(|it| it.as_str().map(str::to_owned)).collect()
        };
        let column = || word("column");
        Some(match name {
            "french-siren-value" => Self::Siren(column()?),
            "french-siret-value" => Self::Siret(column()?),
            "phone-number-value" => Self::PhoneNumber(column()?),
            "french-gps-coordinates" => Self::FrenchCoordinates(column()?),
            "year-interval-value" => {
                let allowed = params.get("allow-year-only");
                let or_year = allowed.is_some_and(|it| *it == true || *it == "true" || *it == "yes");
                Self::YearInterval { column: column()?, or_year }
            }
            "one-of-required" => Self::OneOfRequired(word("column1")?, word("column2")?),
            "sum-columns-value" => Self::Sum { column: column()?, of: words("columns").filter(|it| it.len() > 1)? },
            "compare-columns-value" => {
                Self::Compare { column: column()?, sign: Sign::read(&word("op")?)?, other: word("column2")? }
            }
            "cohesive-columns-value" => {
                let others = words("othercolumns").filter(|it| !it.is_empty())?;
                Self::Cohesive(column().into_iter().chain(others).collect())
            }
            _ => return None,
        })
    }

    pub fn rule(&self) -> Rule {
        match self {
            Self::Siren(_) => Rule::Siren,
            Self::Siret(_) => Rule::Siret,
            Self::PhoneNumber(_) => Rule::PhoneNumber,
            Self::YearInterval { .. } => Rule::YearInterval,
            Self::FrenchCoordinates(_) => Rule::FrenchCoordinates,
            Self::OneOfRequired(..) => Rule::OneOfRequired,
            Self::Sum { .. } => Rule::SumColumns,
            Self::Compare { .. } => Rule::CompareColumns,
            Self::Cohesive(_) => Rule::CohesiveColumns,
        }
    }

    /// Its columns; that which is told of first.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Siren(column) | Self::Siret(column) | Self::PhoneNumber(column) | Self::FrenchCoordinates(column) => {
                vec![column]
            }
            Self::YearInterval { column, .. } => vec![column],
            Self::OneOfRequired(one, other) => vec![one, other],
            Self::Sum { column, of } => [column].into_iter().chain(of).map(String::as_str).collect(),
            Self::Compare { column, other, .. } => vec![column, other],
            Self::Cohesive(columns) => columns.iter().map(String::as_str).collect(),
        }
    }

    /// Whether it holds of a row where `cells` stand in [`Self::columns`]; `None` is an empty one.
    pub fn holds(&self, cells: &[Option<&str>]) -> bool {
        let filled = || cells.iter().flatten().count();
        match self {
            Self::OneOfRequired(..) => filled() > 0,
            Self::Cohesive(_) => filled() == 0 || filled() == cells.len(),
            // The others say nothing of what is not there.
            _ if filled() < cells.len() => true,
            _ => self.holds_of(&cells.iter().flatten().copied().collect::<Vec<_>>()),
        }
    }

    fn holds_of(&self, cells: &[&str]) -> bool {
        match (self, cells) {
            (Self::Siren(_), [cell]) => french::is_siren(cell),
            (Self::Siret(_), [cell]) => french::is_siret(cell),
            (Self::PhoneNumber(_), [cell]) => french::is_phone_number(cell),
            (Self::YearInterval { or_year, .. }, [cell]) => french::is_year_interval(cell, *or_year),
            (Self::FrenchCoordinates(_), [cell]) => is_in_france(cell),
            (Self::Compare { sign, .. }, [one, other]) => match (number(one), number(other)) {
                (Some(one), Some(other)) => one.partial_cmp(&other).is_some_and(|order| sign.holds(order)),
                (None, None) => sign.holds(one.cmp(other)),
                _ => false,
            },
            (Self::Sum { .. }, [sum, of @ ..]) => {
                let total = of.iter().map(|cell| number(cell)).sum::<Option<f64>>();
                // That the cells are numbers is for the column's type to say.
                number(sum).zip(total).is_none_or(|(sum, total)| (sum - total).abs() <= 1e-6 * sum.abs().max(1.0))
            }
            _ => true,
        }
    }
}

/// With a point or a comma.
fn number(cell: &str) -> Option<f64> {
    cell.trim().replace(',', ".").parse().ok().filter(|it: &f64| it.is_finite())
}

/// However the point is written: what is none is told by its type.
fn is_in_france(cell: &str) -> bool {
    let forms = [PointForm::Pair, PointForm::Array, PointForm::Object];
    let point = forms.into_iter().find_map(|form| FieldKind::GeoPoint(form).read(cell));
    match point {
        Some(CellValue::Point(east, north)) => french::is_in_france(east, north),
        _ => true,
    }
}
