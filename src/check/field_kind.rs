//! The type of a field in a Table Schema, with its format.

use serde_json::{Map, Value};

use super::kind::{FieldKind, NumberForm, PointForm, TextForm};
use super::moment::{self, MomentForm};
use super::shown;
use crate::base::i18n::Message;
use crate::m;

/// What is not known is told and taken for any text.
pub fn read(field: &Map<String, Value>, mut note: impl FnMut(Message)) -> FieldKind {
    let word = |name: &str| field.get(name).and_then(Value::as_str);
    let column = shown(word("name").unwrap_or_default());
    let format = word("format").unwrap_or("default");
    let format = format.strip_prefix("fmt:").unwrap_or(format);
    let mut odd = |what: &str| note(m!("check-odd-type", column = &column, what = shown(what)));
    match word("type").unwrap_or("any") {
        "any" => FieldKind::Any,
        "string" => FieldKind::Text(text_form(format).unwrap_or_else(|| {
            odd(&format!("string/{format}"));
            TextForm::Plain
        })),
        "number" => FieldKind::Number(number_form(field)),
        "integer" => FieldKind::Integer(number_form(field)),
        "boolean" => boolean(field),
        kind @ ("date" | "time" | "datetime") => match moment_form(format) {
            Some(form) if kind == "date" => FieldKind::Date(form),
            Some(form) if kind == "time" => FieldKind::Time(form),
            Some(form) => FieldKind::DateTime(form),
            None => {
                odd(&format!("{kind}/{format}"));
                FieldKind::Any
            }
        },
        "year" => FieldKind::Year,
        "yearmonth" => FieldKind::YearMonth,
        "duration" => FieldKind::Duration,
        "geopoint" => FieldKind::GeoPoint(point_form(format)),
        "geojson" => FieldKind::GeoJson { topology: format == "topojson" },
        "array" => FieldKind::Array,
        "object" => FieldKind::Object,
        "list" => FieldKind::List {
            delimiter: word("delimiter").filter(|it| !it.is_empty()).unwrap_or(",").to_owned(),
            item: Box::new(item_kind(word("itemType").unwrap_or("string"))),
        },
        other => {
            odd(other);
            FieldKind::Any
        }
    }
}

fn text_form(format: &str) -> Option<TextForm> {
    Some(match format {
        "default" => TextForm::Plain,
        "email" => TextForm::Email,
        "uri" => TextForm::Uri,
        "binary" => TextForm::Binary,
        "uuid" => TextForm::Uuid,
        _ => return None,
    })
}

fn point_form(format: &str) -> PointForm {
    match format {
        "array" => PointForm::Array,
        "object" => PointForm::Object,
        _ => PointForm::Pair,
    }
}

fn boolean(field: &Map<String, Value>) -> FieldKind {
    let words =
        |name: &str, usual: [&str; 4]| texts(field.get(name)).unwrap_or_else(|| usual.map(str::to_owned).to_vec());
    let yes = words("trueValues", ["true", "True", "TRUE", "1"]);
    FieldKind::Boolean(yes, words("falseValues", ["false", "False", "FALSE", "0"]))
}

fn moment_form(format: &str) -> Option<MomentForm> {
    match format {
        "default" => Some(MomentForm::Default),
        "any" => Some(MomentForm::Any),
        pattern if moment::is_pattern(pattern) => Some(MomentForm::Pattern(pattern.to_owned())),
        _ => None,
    }
}

fn number_form(field: &Map<String, Value>) -> NumberForm {
    let word = |name: &str| field.get(name).and_then(Value::as_str);
    NumberForm {
        decimal: word("decimalChar").filter(|it| !it.is_empty()).unwrap_or(".").to_owned(),
        group: word("groupChar").unwrap_or_default().to_owned(),
        bare: field.get("bareNumber").and_then(Value::as_bool).unwrap_or(true),
    }
}

/// Lists have items of the simple types alone.
fn item_kind(word: &str) -> FieldKind {
    match word {
        "integer" => FieldKind::Integer(NumberForm::default()),
        "number" => FieldKind::Number(NumberForm::default()),
        "boolean" => FieldKind::Boolean(vec!["true".into(), "1".into()], vec!["false".into(), "0".into()]),
        "date" => FieldKind::Date(MomentForm::Default),
        "time" => FieldKind::Time(MomentForm::Default),
        "datetime" => FieldKind::DateTime(MomentForm::Default),
        _ => FieldKind::Text(TextForm::Plain),
    }
}

fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    Some(value?.as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}
