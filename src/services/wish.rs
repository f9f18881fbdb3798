//! What is wanted of a service, as a form's answers say it: the layer, the format, which rows, within what bounds.

use super::bounds;
use super::write::Output;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;
use crate::model::Extent;
use crate::model::form::Answers;
use crate::preview::{Comparison, Criterion};

pub const LAYER: &str = "layer";
pub const AS: &str = "as";
pub const WHERE: &str = "where";
pub const BBOX: &str = "bbox";

/// What stands between two criteria.
const BETWEEN: char = ';';

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    pub layer: Option<String>,
    pub output: Option<Output>,
    pub criteria: Vec<Criterion>,
    pub bbox: Option<Extent>,
}

impl Wish {
    pub fn of(answers: &Answers) -> Result<Self> {
        Ok(Self {
            layer: answers.get(LAYER).map(str::to_owned),
            output: answers.get(AS).and_then(Output::named),
            criteria: answers.get(WHERE).map(criteria).transpose()?.unwrap_or_default(),
            bbox: answers.get(BBOX).map(bounds).transpose()?,
        })
    }

    /// Whether every row is wanted.
    pub fn is_all(&self) -> bool {
        self.criteria.is_empty() && self.bbox.is_none()
    }
}

/// `commune=35238; nom~"a; b"`, all of which are to hold. A value in quotes is what stands between them, two being one.
fn criteria(written: &str) -> Result<Vec<Criterion>> {
    let odd = |part: &str| {
        Error::new(
            ErrorKind::Usage,
            m!("form-parameter", key = WHERE),
            m!("services-no-criterion", part = text::line(part)),
        )
    };
    let parts = parted(written).ok_or_else(|| odd(written))?;
    let read = parts.iter().map(|part| {
        let criterion = Criterion::read(part).ok_or_else(|| odd(part))?;
        let value = unquoted(&criterion.value).unwrap_or_else(|| criterion.value.clone());
        Ok(Criterion { value, ..criterion })
    });
    read.collect()
}

/// Between semicolons that stand in no quotes; `None` where quotes are not closed.
fn parted(written: &str) -> Option<Vec<&str>> {
    let (mut parts, mut from, mut is_quoted) = (vec![], 0, false);
    for (at, character) in written.char_indices() {
        match character {
            '"' => is_quoted = !is_quoted,
            BETWEEN if !is_quoted => {
                parts.push(written.get(from..at)?);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(written.get(from..)?);
    let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    (!is_quoted).then_some(parts)
}

fn unquoted(value: &str) -> Option<String> {
    let inside = value.strip_prefix('"')?.strip_suffix('"')?;
    Some(inside.replace("\"\"", "\""))
}

/// Several criteria as one answer, which is read as they are whatever is in them.
pub fn written(criteria: &[Criterion]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let one = |criterion: &Criterion| {
        let Criterion { column, comparison, value } = criterion;
        let column =
            if column.contains(['=', '<', '>', '~', '!', BETWEEN]) { format!("\"{column}\"") } else { column.clone() };
        let value = if value.contains([BETWEEN, '"']) { quoted(value) } else { value.clone() };
        format!("{column}{}{value}", sign(*comparison))
    };
    criteria.iter().map(one).collect::<Vec<_>>().join("; ")
}

pub fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Is => "=",
        Comparison::IsNot => "!=",
        Comparison::Below => "<",
        Comparison::AtMost => "<=",
        Comparison::Above => ">",
        Comparison::AtLeast => ">=",
        Comparison::Has => "~",
    }
}

/// `WEST,SOUTH,EAST,NORTH` in degrees.
fn bounds(written: &str) -> Result<Extent> {
    bounds::read(written).ok_or_else(|| {
        Error::new(
            ErrorKind::Usage,
            m!("form-parameter", key = BBOX),
            m!("services-no-bounds", bounds = text::line(written)),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_read_and_written_alike() {
        let read = |written: &str| {
            criteria(written)
                .map(|all| all.into_iter().map(|it| (it.column, sign(it.comparison), it.value)).collect::<Vec<_>>())
        };
        let one = |column: &str, sign: &'static str, value: &str| (column.to_owned(), sign, value.to_owned());
        let table = [
            ("commune=35238", vec![one("commune", "=", "35238")]),
            ("a>=1; b~x y ;", vec![one("a", ">=", "1"), one("b", "~", "x y")]),
            ("nom=\"l'eau; \"\"vive\"\"\"", vec![one("nom", "=", "l'eau; \"vive\"")]),
            ("\"a=b\"!=c", vec![one("a=b", "!=", "c")]),
        ];
        for (text, expected) in table {
            assert_eq!(read(text).unwrap(), expected, "{text}");
            let again = written(&criteria(text).unwrap());
            assert_eq!(read(&again).unwrap(), expected, "{again}");
        }
        for odd in ["commune", "a=\"b", "=x", "; a"] {
            assert!(criteria(odd).is_err(), "{odd}");
        }
    }
}
