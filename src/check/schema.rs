//! A Table Schema (Frictionless, versions 1 and 2), read with patience: what is odd in it is told and costs that rule alone.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::kind::{CellValue, FieldKind};
use super::pattern::CellPattern;
use super::relation::Relation;
use super::{field_kind, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;

/// A schema of more is none.
const MOST_FIELDS: usize = 10_000;
/// How many allowed values a remedy names.
const NAMED: usize = 10;

/// Which columns may be missing, and which may be there besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldsMatch {
    /// The same, in this order.
    Exact,
    /// The same.
    Equal,
    /// Others too.
    Subset,
    /// Fewer.
    Superset,
    /// One at least.
    Partial,
    /// The schema does not say: its own are wanted, in its order.
    Open,
}

/// The values that are allowed.
#[derive(Clone, Debug)]
pub struct Choices {
    pub keys: HashSet<String>,
    /// The first of them, for a person.
    pub named: String,
}

/// A bound, as read and as written.
#[derive(Clone, Debug)]
pub struct Bound {
    pub value: CellValue<'static>,
    pub written: String,
}

/// What is asked of the cells of one column.
#[derive(Clone, Debug)]
pub struct SchemaField {
    pub name: String,
    pub kind: FieldKind,
    /// How its cells are to be written, where the schema has an example.
    pub example: Option<String>,
    pub missing: Vec<String>,
    pub required: bool,
    pub unique: bool,
    pub pattern: Option<CellPattern>,
    pub choices: Option<Choices>,
    pub least: Option<Bound>,
    pub most: Option<Bound>,
    pub above: Option<Bound>,
    pub below: Option<Bound>,
    pub shortest: Option<usize>,
    pub longest: Option<usize>,
}

impl SchemaField {
    pub fn is_missing(&self, cell: &str) -> bool {
        self.missing.iter().any(|missing| missing == cell)
    }
}

/// Values of some columns that must be among those of others.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignKey {
    pub fields: Vec<String>,
    pub of: Vec<String>,
}

/// See the [module](self).
#[derive(Clone, Debug)]
pub struct TableSchema {
    pub title: Option<String>,
    pub fields: Vec<SchemaField>,
    pub fields_match: FieldsMatch,
    pub primary_key: Vec<String>,
    /// Columns of which no two rows have the same values.
    pub unique_keys: Vec<Vec<String>>,
    pub foreign_keys: Vec<ForeignKey>,
    pub relations: Vec<Relation>,
    /// What of it is not checked, and why.
    pub notes: Vec<Message>,
}

impl TableSchema {
    /// `whose`: what the schema is called in errors.
    pub fn read(schema: &Value, whose: &str) -> Result<Self> {
        let odd = |cause: Message| Error::new(ErrorKind::Usage, m!("check-the-schema", name = shown(whose)), cause);
        let fields = schema.get("fields").and_then(Value::as_array).ok_or_else(|| odd(m!("check-no-fields")))?;
        if fields.is_empty() || fields.len() > MOST_FIELDS {
            return Err(odd(m!("check-odd-fields", count = fields.len())));
        }
        let missing = missing_values(schema.get("missingValues")).unwrap_or_else(|| vec![String::new()]);
        let (mut notes, mut read) = (Vec::new(), Vec::<SchemaField>::new());
        for field in fields {
            let field = field.as_object().ok_or_else(|| odd(m!("check-nameless-field")))?;
            let field = Reading { field, notes: &mut notes }.field(&missing);
            let field = field.ok_or_else(|| odd(m!("check-nameless-field")))?;
            match read.iter().any(|it| it.name == field.name) {
                true => notes.push(m!("check-field-twice", name = shown(&field.name))),
                false => read.push(field),
            }
        }
        let mut read = Self {
            title: schema.get("title").and_then(Value::as_str).map(shown),
            fields: read,
            fields_match: fields_match(schema),
            primary_key: names(schema.get("primaryKey")),
            unique_keys: unique_keys(schema),
            foreign_keys: Vec::new(),
            relations: Vec::new(),
            notes,
        };
        read.add_foreign_keys(schema);
        read.add_relations(schema);
        Ok(read)
    }

    pub fn field(&self, name: &str) -> Option<&SchemaField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Only those into the same table can be followed.
    fn add_foreign_keys(&mut self, schema: &Value) {
        for key in schema.get("foreignKeys").and_then(Value::as_array).into_iter().flatten() {
            let fields = names(key.get("fields"));
            let reference = key.get("reference");
            let table = reference.and_then(|it| it.get("resource")).and_then(Value::as_str).unwrap_or_default();
            let of = names(reference.and_then(|it| it.get("fields")));
            match table.is_empty() && !fields.is_empty() && of.len() == fields.len() {
                true => self.foreign_keys.push(ForeignKey { fields, of }),
                false => {
                    let (columns, table) = (shown(&fields.join(", ")), shown(table));
                    self.notes.push(m!("check-foreign-table", columns, table));
                }
            }
        }
    }

    /// Validata's own checks.
    fn add_relations(&mut self, schema: &Value) {
        for check in schema.get("custom_checks").and_then(Value::as_array).into_iter().flatten() {
            let name = check.get("name").and_then(Value::as_str).unwrap_or_default();
            match Relation::read(name, check.get("params").unwrap_or(&Value::Null)) {
                Some(relation) => self.relations.push(relation),
                None => self.notes.push(m!("check-custom-unknown", name = shown(name))),
            }
        }
    }
}

/// As stated; the second version of the standard has a rule for those that do not say.
fn fields_match(schema: &Value) -> FieldsMatch {
    // Version 2 began with a list of one word.
    let stated = schema.get("fieldsMatch").map(|it| it.as_array().and_then(|it| it.first()).unwrap_or(it));
    let profile = schema.get("$schema").and_then(Value::as_str).unwrap_or_default();
    match stated.and_then(Value::as_str) {
        Some("exact") => FieldsMatch::Exact,
        Some("equal") => FieldsMatch::Equal,
        Some("subset") => FieldsMatch::Subset,
        Some("superset") => FieldsMatch::Superset,
        Some("partial") => FieldsMatch::Partial,
        _ if profile.contains("datapackage.org/profiles/2") => FieldsMatch::Exact,
        _ => FieldsMatch::Open,
    }
}

/// One name, or several.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Each one name or several; of the second version of the standard.
fn unique_keys(schema: &Value) -> Vec<Vec<String>> {
    let keys = schema.get("uniqueKeys").and_then(Value::as_array);
    keys.into_iter().flatten().map(|key| names(Some(key))).filter(|key| !key.is_empty()).collect()
}

/// Texts, or objects with a `value`.
fn missing_values(value: Option<&Value>) -> Option<Vec<String>> {
    let text = |value: &Value| match value.get("value").unwrap_or(value) {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    Some(value?.as_array()?.iter().filter_map(text).collect())
}

/// One field as it is read.
struct Reading<'s> {
    field: &'s Map<String, Value>,
    notes: &'s mut Vec<Message>,
}

impl Reading<'_> {
    fn field(mut self, missing: &[String]) -> Option<SchemaField> {
        let name = self.field.get("name").and_then(Value::as_str)?.to_owned();
        let kind = field_kind::read(self.field, |note| self.notes.push(note));
        let rule = |name: &str| self.field.get("constraints").and_then(|it| it.get(name)).filter(|it| !it.is_null());
        let is = |name: &str| rule(name).is_some_and(|it| *it == Value::Bool(true) || *it == "true");
        let count = |name: &str| rule(name).and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
        self.odd_constraints(&name, &kind);
        let written = self.field.get("example").filter(|it| !it.is_null() && !it.is_object() && !it.is_array());
        Some(SchemaField {
            required: is("required"),
            unique: is("unique"),
            shortest: count("minLength"),
            longest: count("maxLength"),
            example: written.map(text_of).map(|it| shown(&it)).filter(|it| !it.is_empty()),
            missing: missing_values(self.field.get("missingValues")).unwrap_or_else(|| missing.to_vec()),
            pattern: rule("pattern").and_then(|it| self.pattern(&name, it)),
            choices: rule("enum").and_then(Value::as_array).map(|values| choices(&kind, values)),
            least: rule("minimum").and_then(|it| self.bound(&name, &kind, it)),
            most: rule("maximum").and_then(|it| self.bound(&name, &kind, it)),
            above: rule("exclusiveMinimum").and_then(|it| self.bound(&name, &kind, it)),
            below: rule("exclusiveMaximum").and_then(|it| self.bound(&name, &kind, it)),
            name,
            kind,
        })
    }

    /// Says which constraints are none, or none of such values.
    fn odd_constraints(&mut self, column: &str, kind: &FieldKind) {
        const KNOWN: [&str; 10] = [
            "required",
            "unique",
            "pattern",
            "enum",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minLength",
            "maxLength",
        ];
        let constraints = self.field.get("constraints").and_then(Value::as_object);
        for name in constraints.into_iter().flat_map(Map::keys) {
            let of_length = matches!(name.as_str(), "minLength" | "maxLength");
            if !KNOWN.contains(&name.as_str()) || of_length && !kind.has_length() {
                self.notes.push(m!("check-odd-constraint", column = shown(column), name = shown(name)));
            }
        }
    }

    /// The whole cell is meant (XML Schema). What cannot be read is not checked.
    fn pattern(&mut self, column: &str, value: &Value) -> Option<CellPattern> {
        let written = value.as_str()?;
        let read = CellPattern::read(written);
        if read.is_none() {
            self.notes.push(m!("check-odd-pattern", column = shown(column), pattern = shown(written)));
        }
        read
    }

    /// Of values that have an order.
    fn bound(&mut self, column: &str, kind: &FieldKind, value: &Value) -> Option<Bound> {
        let written = text_of(value);
        let read = match kind.read(&written) {
            Some(CellValue::Whole(number)) => Some(CellValue::Whole(number)),
            Some(CellValue::Number(number)) => Some(CellValue::Number(number)),
            // In the schema's own JSON a decimal point stands, whatever stands in the column.
            _ => value.as_f64().filter(|_| matches!(kind, FieldKind::Number(_))).map(CellValue::Number),
        };
        if read.is_none() {
            self.notes.push(m!("check-odd-bound", column = shown(column), bound = shown(&written)));
        }
        Some(Bound { value: read?, written })
    }
}

fn choices(kind: &FieldKind, values: &[Value]) -> Choices {
    let written: Vec<String> = values.iter().map(text_of).collect();
    let key = |text: &String| kind.read(text).map_or_else(|| text.clone(), |value| value.key().into_owned());
    let mut named = written.iter().take(NAMED).map(|it| shown(it)).collect::<Vec<_>>().join(", ");
    if written.len() > NAMED {
        named += ", …";
    }
    Choices { keys: written.iter().map(key).collect(), named }
}

/// As it would stand in a cell.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
