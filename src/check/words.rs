//! What does not fit in the person's words: what is wrong, and what is to be done about it.

use super::kind::{FieldKind, NumberForm, PointForm, TextForm};
use super::moment::MomentForm;
use super::relation::Relation;
use super::report::{Misfit, RowPlace, Rule, Severity, shown};
use super::schema::{Bound, SchemaField};
use crate::base::i18n::Message;
use crate::m;

/// Of a row, or of a column of it.
pub fn of_row(
    rule: Rule,
    place: Option<RowPlace>,
    column: Option<String>,
    message: Message,
    remedy: Message,
) -> Misfit {
    Misfit { place, column, position: None, rule, severity: Severity::Error, value: None, message, remedy }
}

/// Of a name in the header. `other`: the field it is, or the names in their order.
pub fn of_column(rule: Rule, place: RowPlace, name: &str, other: Option<&str>) -> Misfit {
    let (name, other) = (shown(name), shown(other.unwrap_or_default()));
    let (message, remedy) = match &rule {
        Rule::MissingColumn => (m!("check-missing-column"), m!("check-missing-column-remedy", name = &name)),
        Rule::ColumnOrder => (m!("check-column-order"), m!("check-column-order-remedy", names = other)),
        Rule::ColumnCase => {
            (m!("check-column-case", name = &name, field = &other), m!("check-column-case-remedy", field = &other))
        }
        Rule::DuplicateColumn => (m!("check-column-twice", name = &name), m!("check-column-twice-remedy")),
        Rule::UnnamedColumn => (m!("check-column-unnamed"), m!("check-column-unnamed-remedy")),
        Rule::NoColumn => (m!("check-no-column"), m!("check-no-column-remedy")),
        _ => (m!("check-extra-column"), m!("check-extra-column-remedy")),
    };
    let column = Some(name).filter(|name| !name.is_empty());
    of_row(rule, Some(place), column, message, remedy)
}

/// Of a cell. `earlier`: the row that has its value already.
pub fn of_cell(
    rule: Rule,
    field: &SchemaField,
    cell: &str,
    (place, position): (RowPlace, usize),
    earlier: Option<u64>,
) -> Misfit {
    let value = shown(cell);
    let bound = |bound: &Option<Bound>| bound.as_ref().map(|it| shown(&it.written)).unwrap_or_default();
    let off = |id: fn(String, String) -> Message, of: &Option<Bound>| id(value.clone(), bound(of));
    let (message, remedy) = match &rule {
        Rule::Type => (m!("check-not-a", value = &value, what = field.kind.said()), form(&field.kind)),
        Rule::Required => (m!("check-empty"), m!("check-empty-remedy")),
        Rule::Unique => {
            (m!("check-again", value = &value, row = earlier.unwrap_or_default()), m!("check-again-remedy"))
        }
        Rule::Pattern => pattern(field, &value),
        Rule::Enum => {
            let named = field.choices.as_ref().map(|it| it.named.clone()).unwrap_or_default();
            (m!("check-not-allowed", value = &value), m!("check-not-allowed-remedy", named))
        }
        Rule::Minimum => (off(|value, bound| m!("check-below", value, bound), &field.least), m!("check-bound-remedy")),
        Rule::Maximum => (off(|value, bound| m!("check-above", value, bound), &field.most), m!("check-bound-remedy")),
        Rule::ExclusiveMinimum => {
            (off(|value, bound| m!("check-not-above", value, bound), &field.above), m!("check-bound-remedy"))
        }
        Rule::ExclusiveMaximum => {
            (off(|value, bound| m!("check-not-below", value, bound), &field.below), m!("check-bound-remedy"))
        }
        Rule::MinLength => (
            m!("check-too-short", value = &value, least = field.shortest.unwrap_or_default()),
            m!("check-length-remedy"),
        ),
        _ => {
            (m!("check-too-long", value = &value, most = field.longest.unwrap_or_default()), m!("check-length-remedy"))
        }
    };
    let mut misfit = of_row(rule, Some(place), Some(shown(&field.name)), message, remedy);
    misfit.value = Some(value);
    misfit.position = Some(position);
    misfit
}

/// An example says more than a pattern, where it matches that.
fn pattern(field: &SchemaField, value: &str) -> (Message, Message) {
    let pattern = field.pattern.as_ref();
    let written = pattern.map(|it| shown(&it.written)).unwrap_or_default();
    let example = field.example.as_ref().filter(|it| pattern.is_some_and(|pattern| pattern.admits(it)));
    let remedy = match example {
        Some(example) => m!("check-as-example", example),
        None => m!("check-as-pattern", pattern = &written),
    };
    (m!("check-off-pattern", value, pattern = &written), remedy)
}

/// How a cell is to be written.
fn form(kind: &FieldKind) -> Message {
    let moment = |form: &MomentForm, usual: Message| match form {
        MomentForm::Pattern(pattern) => m!("check-as-moment", pattern = shown(pattern)),
        _ => usual,
    };
    match kind {
        FieldKind::Any | FieldKind::Text(TextForm::Plain) => m!("check-as-text"),
        FieldKind::Text(TextForm::Email) => m!("check-as-example", example = "prenom.nom@exemple.fr"),
        FieldKind::Text(TextForm::Uri) => m!("check-as-example", example = "https://www.exemple.fr/page"),
        FieldKind::Text(TextForm::Binary) => m!("check-as-binary"),
        FieldKind::Text(TextForm::Uuid) => m!("check-as-example", example = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        FieldKind::Number(form) => m!("check-as-number", example = number(form)),
        FieldKind::Integer(form) if form.bare => m!("check-as-integer"),
        FieldKind::Integer(_) => m!("check-as-integer-within"),
        FieldKind::Boolean(yes, no) => {
            m!("check-as-boolean", yes = shown(&yes.join(", ")), no = shown(&no.join(", ")))
        }
        FieldKind::Date(form) => moment(form, m!("check-as-example", example = "2024-12-31")),
        FieldKind::Time(form) => moment(form, m!("check-as-example", example = "23:59:00")),
        FieldKind::DateTime(form) => moment(form, m!("check-as-example", example = "2024-12-31T23:59:00Z")),
        FieldKind::Year => m!("check-as-example", example = "2024"),
        FieldKind::YearMonth => m!("check-as-example", example = "2024-12"),
        FieldKind::Duration => m!("check-as-example", example = "P1Y2M10DT2H30M"),
        FieldKind::GeoPoint(PointForm::Pair) => m!("check-as-point", example = "-1.68, 48.11"),
        FieldKind::GeoPoint(PointForm::Array) => m!("check-as-point", example = "[-1.68, 48.11]"),
        FieldKind::GeoPoint(PointForm::Object) => m!("check-as-point", example = "{\"lon\": -1.68, \"lat\": 48.11}"),
        FieldKind::GeoJson { .. } => m!("check-as-geojson"),
        FieldKind::Array => m!("check-as-example", example = "[1, 2]"),
        FieldKind::Object => m!("check-as-example", example = "{\"a\": 1}"),
        FieldKind::List { delimiter, item } => {
            m!("check-as-list", delimiter = shown(delimiter), what = item.said())
        }
    }
}

/// A number as the column writes them.
fn number(form: &NumberForm) -> String {
    format!("1{}234{}5", form.group, form.decimal)
}

/// Of what cells of a row are to each other, or to what France knows.
pub fn of_relation(rule: Rule, relation: &Relation, cells: &[Option<&str>], place: RowPlace) -> Misfit {
    let columns = relation.columns();
    let all = shown(&columns.join(", "));
    let cell = |at: usize| shown(cells.get(at).copied().flatten().unwrap_or_default());
    let value = cell(0);
    let (message, remedy) = match relation {
        Relation::Siren(_) => (m!("check-no-siren", value = &value), m!("check-no-siren-remedy")),
        Relation::Siret(_) => (m!("check-no-siret", value = &value), m!("check-no-siret-remedy")),
        Relation::PhoneNumber(_) => (m!("check-no-phone", value = &value), m!("check-no-phone-remedy")),
        Relation::YearInterval { or_year: false, .. } => {
            (m!("check-no-years", value = &value), m!("check-no-years-remedy"))
        }
        Relation::YearInterval { .. } => (m!("check-no-years", value = &value), m!("check-no-year-remedy")),
        Relation::FrenchCoordinates(_) => (m!("check-not-in-france", value = &value), m!("check-not-in-france-remedy")),
        Relation::OneOfRequired(..) => (m!("check-both-empty", columns = &all), m!("check-both-empty-remedy")),
        Relation::Sum { of, .. } => {
            let of = shown(&of.join(" + "));
            (m!("check-no-sum", value = &value, of = &of), m!("check-no-sum-remedy"))
        }
        Relation::Compare { sign, other, .. } => {
            let (sign, other) = (sign.written(), shown(other));
            (m!("check-no-order", value = &value, sign, other, cell = cell(1)), m!("check-no-order-remedy"))
        }
        Relation::Cohesive(_) => (m!("check-some-empty", columns = &all), m!("check-some-empty-remedy")),
    };
    let column = columns.first().map(|name| shown(name));
    Misfit { value: Some(value).filter(|it| !it.is_empty()), ..of_row(rule, Some(place), column, message, remedy) }
}
