//! JSON and JSON Lines: as a tree, and as a table where it is regular; also of a beginning that was cut anywhere.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

use super::plain;
use super::{MOST_ROWS, Preview, ReadOptions, Sample, View, What};
use crate::base::text;
use crate::t;
use crate::tabular::encoding::{Decoded, decode};
use crate::tabular::{Table, cell};

/// The longest text of one node, in characters.
const LONGEST_TEXT: usize = 400;

/// One thing in a tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// Its key or place in what holds it; empty at the root.
    pub name: String,
    /// The value, or for what holds others how many.
    pub text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Node>,
}

impl Node {
    pub fn of(name: impl Into<String>, value: &Value) -> Self {
        let (text, children) = match value {
            Value::Object(map) => (
                format!("{{{}}}", map.len()),
                map.iter().map(|(key, value)| Self::of(text::line(key), value)).collect(),
            ),
            Value::Array(items) => (
                format!("[{}]", items.len()),
                items.iter().enumerate().map(|(at, value)| Self::of(at.to_string(), value)).collect(),
            ),
            other => (scalar(other), vec![]),
        };
        Self { name: name.into(), text, children }
    }

    /// How many lines the tree has.
    pub fn count(&self) -> usize {
        1 + self.children.iter().map(Self::count).sum::<usize>()
    }

    /// The tree as lines, each with its depth.
    pub fn lines(&self) -> Vec<(usize, &Node)> {
        fn walk<'n>(node: &'n Node, depth: usize, out: &mut Vec<(usize, &'n Node)>) {
            out.push((depth, node));
            node.children.iter().for_each(|child| walk(child, depth + 1, out));
        }
        let mut out = vec![];
        walk(self, 0, &mut out);
        out
    }
}

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.text.encoding);
    match parse(&decoded.text, sample.whole) {
        Ok(value) => of_value(&value, sample.whole).decoded(&decoded),
        Err(why) => broken("json", sample, &decoded, &why),
    }
}

/// One value a line.
pub fn read_lines(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.text.encoding);
    let text = decoded.text.trim_start_matches('\u{feff}');
    let mut bad = 0;
    let mut values = Vec::new();
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let mut more = false;
    while let Some(line) = lines.next() {
        // What each record of a text sequence begins with (RFC 7464).
        let line = line.trim_start_matches('\u{1e}');
        let is_cut = !sample.whole && lines.peek().is_none() && !text.ends_with('\n');
        if values.len() == MOST_ROWS {
            more = true;
            break;
        }
        match serde_json::from_str::<Value>(line) {
            Ok(value) => values.push(value),
            Err(_) if is_cut && !values.is_empty() => {}
            Err(_) if is_cut => values.extend(parse(line, false)),
            Err(_) => bad += 1,
        }
    }
    if values.is_empty() {
        return broken("jsonl", sample, &decoded, &t!("preview-no-json-line"));
    }
    let mut views = vec![];
    if let Some(mut table) = regular(&values) {
        table.total = (sample.whole && !more).then_some(table.rows.len() as u64);
        views.push(View::Table(table));
    }
    views.push(View::Tree(Node::of("", &Value::Array(values))));
    let preview = Preview::new("jsonl", views).decoded(&decoded);
    if bad > 0 { preview.note(t!("preview-bad-lines", bad)) } else { preview }
}

/// What could not be read as JSON, as the text it is.
pub fn broken(format: &'static str, sample: &Sample, decoded: &Decoded, why: &str) -> Preview {
    let note = t!("preview-invalid-json", why = text::line(why));
    let preview = Preview::new(format, vec![View::Text(plain::lines(&decoded.text))]);
    let preview = plain::cut_lines(preview, &decoded.text).note(note);
    let preview = preview.guess(What::Encoding, decoded.name(), decoded.by, decoded.sureness);
    if sample.whole { preview } else { preview.note(t!("preview-only-beginning")) }
}

fn of_value(value: &Value, whole: bool) -> Preview {
    let mut views = vec![];
    if let Some((name, items)) = longest_list(value)
        && let Some(mut table) = regular(items)
    {
        table.title = name;
        table.total = (whole && items.len() <= MOST_ROWS).then_some(items.len() as u64);
        views.push(View::Table(table));
    }
    views.push(View::Tree(Node::of("", value)));
    Preview::new("json", views)
}

/// The list that the document is about: itself, or the longest list of objects among its members.
fn longest_list(value: &Value) -> Option<(Option<String>, &[Value])> {
    match value {
        Value::Array(items) => Some((None, items)),
        Value::Object(map) => {
            let lists = map.iter().filter_map(|(key, value)| match value {
                Value::Array(items) if items.iter().any(Value::is_object) => Some((key, items)),
                _ => None,
            });
            let (key, items) = lists.max_by_key(|(_, items)| items.len())?;
            Some((Some(text::line(key)), items))
        }
        _ => None,
    }
}

/// A table, where most of `items` are objects that share keys.
fn regular(items: &[Value]) -> Option<Table> {
    let objects: Vec<&Map<String, Value>> = items.iter().take(MOST_ROWS).filter_map(Value::as_object).collect();
    if objects.is_empty() || objects.len() * 2 < items.len().min(MOST_ROWS) {
        return None;
    }
    let names = keys(&objects);
    // Rows that have next to nothing in common are no table.
    let filled: usize = objects.iter().map(|object| object.len()).sum();
    (filled * 3 >= names.len() * objects.len()).then(|| rows(&names, &objects))
}

/// All keys, in the order of their first appearance.
pub fn keys<'m>(objects: &[&'m Map<String, Value>]) -> Vec<&'m str> {
    let mut seen = std::collections::HashSet::new();
    objects.iter().flat_map(|object| object.keys()).map(String::as_str).filter(|key| seen.insert(*key)).collect()
}

fn rows(names: &[&str], objects: &[&Map<String, Value>]) -> Table {
    let rows = objects.iter().map(|object| names.iter().map(|name| object.get(*name).and_then(value_cell)).collect());
    Table::new(names.iter().map(|name| text::line(name)).collect(), rows.collect(), '.')
}

pub fn value_cell(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => cell(text),
        other => cell(&other.to_string()),
    }
}

fn scalar(value: &Value) -> String {
    let shown = match value {
        Value::String(text) => format!("\"{}\"", text::line(&text.replace('\n', " ↵ "))),
        other => other.to_string(),
    };
    match shown.char_indices().nth(LONGEST_TEXT) {
        Some((at, _)) => format!("{}…", &shown[..at]),
        None => shown,
    }
}

/// The value in `text`; of a beginning (`whole` is false), what is complete in it.
pub fn parse(text: &str, whole: bool) -> Result<Value, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let text = if whole { Cow::Borrowed(text) } else { completed(text) };
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

/// Whether `start` begins like JSON and not only with a brace.
pub fn is_json(start: &str) -> bool {
    parse(start, true).is_ok()
        || parse(start, false).is_ok_and(|value| match value {
            Value::Object(map) => !map.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => false,
        })
}

/// Whether each line is a value of its own.
pub fn is_lines(start: &str) -> bool {
    let mut lines = start.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().is_some_and(|line| serde_json::from_str::<Value>(line).is_ok_and(|it| it.is_object()));
    first && lines.next().is_some_and(|line| line.trim_start().starts_with('{'))
}

/// `text` up to the last value that is complete, with what is open closed.
fn completed(text: &str) -> Cow<'_, str> {
    let mut scan = Scan::default();
    text.bytes().enumerate().for_each(|(at, byte)| scan.step(at, byte));
    if scan.open.is_empty() {
        return Cow::Borrowed(text);
    }
    let closing = scan.open[..scan.safe_depth].iter().rev().map(|open| if *open == b'{' { '}' } else { ']' });
    Cow::Owned(text[..scan.safe].chars().chain(closing).collect())
}

/// Where one may cut a JSON text.
#[derive(Default)]
struct Scan {
    /// The brackets open here.
    open: Vec<u8>,
    /// The end of the last complete value, and how many brackets were open there. Since then brackets were only
    /// opened, for closing one completes a value.
    safe: usize,
    safe_depth: usize,
    in_text: bool,
    escaped: bool,
    /// In a number or a word.
    in_word: bool,
    /// What comes is a value, not a key.
    value: bool,
}

impl Scan {
    fn step(&mut self, at: usize, byte: u8) {
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => {
                    self.in_text = false;
                    if self.value {
                        self.complete(at + 1);
                    }
                }
                _ => {}
            }
            return;
        }
        let ends_word = matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
        if self.in_word && ends_word {
            self.in_word = false;
            self.complete(at);
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => {
                self.open.push(byte);
                self.value = byte == b'[';
                self.complete(at + 1);
            }
            b'}' | b']' => {
                self.open.pop();
                self.complete(at + 1);
            }
            b':' => self.value = true,
            b',' => self.value = self.open.last() == Some(&b'['),
            _ if byte.is_ascii_whitespace() => {}
            _ => self.in_word = self.value,
        }
    }

    fn complete(&mut self, end: usize) {
        self.safe = end;
        self.safe_depth = self.open.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cut_anywhere_keeps_what_is_complete() {
        let text = r#"{"a":[1,-2.5,{"b\"}":"é]","c":null}],"d":{},"e":[[],["x",true]],"f":"end"}"#;
        let whole: Value = serde_json::from_str(text).unwrap();
        let mut previous = 0;
        for end in (1..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let cut = parse(&text[..end], false).unwrap_or_else(|why| panic!("{}: {why}", &text[..end]));
            assert!(is_part(&cut, &whole), "{}: {cut}", &text[..end]);
            let length = cut.to_string().len();
            assert!(length >= previous, "{}: {cut}", &text[..end]);
            previous = length;
        }
        assert_eq!(parse(text, false).unwrap(), whole);
    }

    fn is_part(part: &Value, whole: &Value) -> bool {
        match (part, whole) {
            (Value::Array(part), Value::Array(whole)) => {
                part.len() <= whole.len() && part.iter().zip(whole).all(|(part, whole)| is_part(part, whole))
            }
            (Value::Object(part), Value::Object(whole)) => {
                part.iter().all(|(key, part)| whole.get(key).is_some_and(|whole| is_part(part, whole)))
            }
            (part, whole) => part == whole,
        }
    }

    #[test]
    fn what_is_not_json_is_not_repaired_into_it() {
        for bad in ["{\"a\": nope}", "{'a': 1}", "[1, 2,, 3]", "{\"a\" 1}", "<html>"] {
            assert!(parse(bad, true).is_err(), "{bad}");
        }
        assert!(parse("[1,,2, 3", false).is_err());
        assert!(parse(&"[".repeat(100_000), false).is_err(), "deeper than anybody nests");
    }

    #[test]
    fn lines_are_told_from_one_document() {
        assert!(is_lines("{\"a\":1}\n{\"a\":2}\n"));
        assert!(!is_lines("{\n\"a\":1}\n"));
        assert!(!is_lines("{\"a\":1}\n"));
        assert!(!is_json("{id};{name}\n1;2"));
        assert!(is_json("[{\"a\": 1}, {\"a\""));
    }
}
