//! What programs read of a command, in one form: `--json`, `--jsonl`, `--tsv`, and `--fields` of all three. A command names
//! the fields of its rows first ([`Global::columns`], which refuses what is wrong before anything is asked or done), then
//! gives each row as an object of these to a [`OutputTable`], or its one result to [`OutputColumns::print`]; what a person reads it prints
//! itself ([`super::out`]), where [`OutputColumns::are_for_people`]. `docs/schema.json` says what each command prints, and its
//! test that they do.

use serde_json::{Map, Value};

use super::{Global, out};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact;
use crate::base::text;
use crate::m;

/// The version of all that is printed here: fields are added to it, and none is changed or removed.
const SCHEMA: u8 = 1;

/// What a command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// Lines for people.
    Text,
    /// One document.
    Json,
    /// One row a line.
    JsonLines,
    /// A line of names, then one row a line, its values between tabs.
    Tsv,
}

impl Global {
    /// Refuses flags that contradict each other; the same one twice, before and behind the command, does not.
    pub fn check(&self) -> Result<()> {
        let mut given = [("--json", self.json), ("--jsonl", self.jsonl), ("--tsv", self.tsv)].into_iter();
        let first = given.find(|(_, is_given)| *is_given);
        if let (Some((first, _)), Some((second, _))) = (first, given.find(|(_, is_given)| *is_given)) {
            return Err(Error::new(ErrorKind::Usage, second, m!("cli-one-format", first)));
        }
        match first.is_none() && !self.fields.is_empty() {
            true => {
                Err(Error::new(ErrorKind::Usage, "--fields", m!("cli-fields-of-what"))
                    .hint(m!("cli-fields-of-what-hint")))
            }
            false => Ok(()),
        }
    }

    pub fn format(&self) -> OutputFormat {
        match (self.json, self.jsonl, self.tsv) {
            (true, ..) => OutputFormat::Json,
            (_, true, _) => OutputFormat::JsonLines,
            (.., true) => OutputFormat::Tsv,
            _ => OutputFormat::Text,
        }
    }

    /// Whether errors are told in JSON, on standard output.
    pub fn is_json(&self) -> bool {
        matches!(self.format(), OutputFormat::Json | OutputFormat::JsonLines)
    }

    /// Those of `fields` that are wanted, in the order in which they are; all where nobody chose.
    pub fn columns(&self, fields: &'static [&'static str]) -> Result<OutputColumns> {
        let known = |name: &String| {
            fields.iter().copied().find(|field| field == name).ok_or_else(|| {
                let cause = m!("cli-no-field", name = text::line(name));
                Error::new(ErrorKind::Usage, "--fields", cause).hint(m!("cli-its-fields", fields = fields.join(", ")))
            })
        };
        let chosen: Vec<&str> = self.fields.iter().map(known).collect::<Result<_>>()?;
        Ok(OutputColumns { format: self.format(), fields: if chosen.is_empty() { fields.to_vec() } else { chosen } })
    }
}

/// The names above a row, if there was one.
pub type Names = Option<Vec<&'static str>>;

/// In what form a command prints, and which fields of its rows.
#[derive(Clone, Debug)]
pub struct OutputColumns {
    pub format: OutputFormat,
    fields: Vec<&'static str>,
}

impl OutputColumns {
    /// Whether the command prints lines of its own instead.
    pub fn are_for_people(&self) -> bool {
        self.format == OutputFormat::Text
    }

    /// Prints the one result of a command.
    pub fn print(&self, result: Value) -> Result<()> {
        let mut table = OutputTable::of_lines(self.clone());
        table.add([result])
    }

    /// As [`Self::print`], of one of several: their names stand above it where the one before had others.
    pub fn print_below(&self, result: Value, before: &mut Names) -> Result<()> {
        let named = before.replace(self.fields.clone()).is_some_and(|fields| fields == self.fields);
        if named {
            OutputTable { columns: self.clone(), name: None, count: 0 }.add([result])
        } else {
            self.print(result)
        }
    }

    fn chosen(&self, mut row: Value) -> Map<String, Value> {
        let mut value = |field: &&str| ((*field).to_owned(), row.get_mut(*field).map_or(Value::Null, Value::take));
        self.fields.iter().map(&mut value).collect()
    }
}

/// Rows for programs, printed as they come.
pub struct OutputTable {
    columns: OutputColumns,
    /// What the rows are called in the document; `None` where each is one of its own.
    name: Option<&'static str>,
    count: usize,
}

impl OutputTable {
    /// Rows in one document under `name`, and before them what `head` has. Nothing that fails is printed before.
    pub fn begin(columns: OutputColumns, name: &'static str, head: Value) -> Result<Self> {
        if columns.format == OutputFormat::Json {
            let head = document(head)?;
            out::bytes(format!("{},\"{name}\":[", &head[..head.len() - 1]).as_bytes());
        }
        let table = Self { columns, name: Some(name), count: 0 };
        table.print_names();
        Ok(table)
    }

    /// Rows of which each is a document.
    pub fn of_lines(columns: OutputColumns) -> Self {
        let table = Self { columns, name: None, count: 0 };
        table.print_names();
        table
    }

    fn print_names(&self) {
        if self.columns.format == OutputFormat::Tsv {
            out::bytes(format!("{}\n", self.columns.fields.join("\t")).as_bytes());
        }
    }

    pub fn add(&mut self, rows: impl IntoIterator<Item = Value>) -> Result<()> {
        let mut text = String::new();
        for row in rows {
            let row = self.columns.chosen(row);
            match (self.columns.format, self.name) {
                (OutputFormat::Text, _) => {}
                (OutputFormat::Json, Some(_)) => {
                    text += if self.count > 0 { "," } else { "" };
                    text += &written(&Value::Object(row))?;
                }
                (OutputFormat::Json | OutputFormat::JsonLines, _) => {
                    text += &format!("{}\n", document(Value::Object(row))?)
                }
                (OutputFormat::Tsv, _) => text += &format!("{}\n", cells(&row)?),
            }
            self.count += 1;
        }
        out::bytes(text.as_bytes());
        Ok(())
    }

    /// That is all: `tail` stands behind the rows in a document; an `error` in it ends lines of JSON.
    pub fn end(self, mut tail: Value) -> Result<()> {
        match self.columns.format {
            OutputFormat::Json => {
                let tail = written(&tail)?;
                let behind = if tail == "{}" { "" } else { "," };
                out::bytes(format!("]{behind}{}\n", &tail[1..]).as_bytes());
            }
            OutputFormat::JsonLines => {
                let error = tail.get_mut("error").map(Value::take).filter(|error| !error.is_null());
                error.into_iter().try_for_each(|error| print_json(serde_json::json!({ "error": error })))?;
            }
            OutputFormat::Text | OutputFormat::Tsv => {}
        }
        Ok(())
    }
}

/// Prints a document of its own.
pub fn print_json(content: Value) -> Result<()> {
    out::bytes(format!("{}\n", document(content)?).as_bytes());
    Ok(())
}

/// `content`, with the version before all else.
fn document(content: Value) -> Result<String> {
    let version = [("schema".to_owned(), Value::from(SCHEMA))];
    let content = if let Value::Object(fields) = content { fields } else { Map::new() };
    written(&Value::Object(version.into_iter().chain(content).collect()))
}

/// A value as it is printed, with no secret in it.
fn written(value: &Value) -> Result<String> {
    Ok(text::printable(&clean(value)?.to_string()).collect())
}

fn clean(value: &Value) -> Result<Value> {
    redact::json(value).map_err(|error| Error::new(ErrorKind::Unexpected, "JSON", error.to_string()))
}

fn cells(row: &Map<String, Value>) -> Result<String> {
    let cells: Vec<String> = row.values().map(|value| Ok(cell(&clean(value)?))).collect::<Result<_>>()?;
    Ok(cells.join("\t"))
}

/// One value between tabs: nothing where there is none, a text on one line, several with commas, else JSON.
fn cell(value: &Value) -> String {
    let is_plain = |value: &Value| !value.is_object() && !value.is_array();
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.iter().all(is_plain) => values.iter().map(cell).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    };
    text::printable(&text.replace(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " ")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cell_is_on_one_line_and_between_its_tabs() {
        let table = [
            (json!(null), ""),
            (json!("a\tb\nc\r\nd\u{2028}e"), "a b c  d e"),
            (json!(1_234_567), "1234567"),
            (json!(1.5), "1.5"),
            (json!(false), "false"),
            (json!([]), ""),
            (json!(["a\tb", 2]), "a b,2"),
            (json!({"algo": "md5", "value": "aa"}), r#"{"algo":"md5","value":"aa"}"#),
            (json!([{"a": "\n"}]), r#"[{"a":"\n"}]"#),
        ];
        for (value, shown) in table {
            assert_eq!(cell(&value), shown, "{value}");
        }
    }

    #[test]
    fn a_document_begins_with_its_version() {
        assert_eq!(document(json!({"a": 1})).unwrap(), r#"{"schema":1,"a":1}"#);
        assert_eq!(document(json!({})).unwrap(), r#"{"schema":1}"#);
    }
}
