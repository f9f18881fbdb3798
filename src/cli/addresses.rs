//! Addresses and files from standard input, one a line, where `-` stands for them: as they are, or as a line or a document
//! of `--json` tells of them.

use std::io::{self, Read as _};

use serde_json::Value;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::text;
use crate::m;

/// More is no list of addresses.
const LONGEST: u64 = 256 << 20;

/// `given`, and what standard input names under `key` in the place of each `-`.
pub fn expanded(given: &[String], key: &str) -> Result<Vec<String>> {
    if !given.iter().any(|it| it == "-") {
        return Ok(given.to_vec());
    }
    let mut bytes = Vec::new();
    io::stdin().lock().take(LONGEST).read_to_end(&mut bytes).map_err(|error| {
        Error::new(ErrorKind::Usage, m!("cli-stdin-lines"), m!("cli-unreadable", error = format::io(&error)))
    })?;
    // A shell may write UTF-16; its mark says so.
    let read = named(&encoding_rs::UTF_8.decode(&bytes).0, key)?;
    if read.is_empty() {
        let hint = m!("cli-stdin-hint", key);
        return Err(Error::new(ErrorKind::NotFound, m!("cli-stdin-lines"), m!("cli-stdin-empty")).hint(hint));
    }
    let mut read = Some(read);
    Ok(given.iter().flat_map(|it| if it == "-" { read.take().unwrap_or_default() } else { vec![it.clone()] }).collect())
}

/// What `text` names: a whole document, else line by line; blank lines and comments say nothing.
fn named(text: &str, key: &str) -> Result<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    if let Ok(document) = serde_json::from_str::<Value>(text)
        && let Some(found) = of_document(&document, key)
    {
        return Ok(found);
    }
    let mut found = Vec::new();
    // Of a table, the column that its head names, else the first.
    let head = text.lines().next().and_then(|head| head.split('\t').position(|name| name.trim() == key));
    for (number, line) in text.lines().enumerate() {
        let cell = line.split('\t').nth(head.unwrap_or_default()).map(str::trim);
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let is_json = line.starts_with(['{', '[']);
        match serde_json::from_str::<Value>(line) {
            Ok(value) if is_json => found.extend(of_document(&value, key).ok_or_else(|| odd(number + 1, key))?),
            Ok(Value::String(word)) => found.push(word),
            Err(_) if is_json => return Err(odd(number + 1, key)),
            _ => match cell.filter(|_| number > 0 || head.is_none()) {
                Some(cell) if !cell.is_empty() => found.push(cell.to_owned()),
                _ => {}
            },
        }
    }
    Ok(found)
}

/// What one value of JSON names: itself, each of a list, each of its `items`. `None`: nothing.
fn of_document(value: &Value, key: &str) -> Option<Vec<String>> {
    let all = |list: &Vec<Value>| -> Option<Vec<String>> {
        list.iter().map(|it| of_document(it, key)).collect::<Option<Vec<_>>>().map(|found| found.concat())
    };
    match value {
        Value::String(word) => Some(vec![word.clone()]),
        Value::Array(list) => all(list),
        // A listing tells where it is of, too: what it lists is meant.
        Value::Object(fields) => match (fields.get("items"), fields.get(key)) {
            (Some(Value::Array(list)), _) => all(list),
            (_, Some(Value::String(word))) => Some(vec![word.clone()]),
            (_, Some(Value::Null)) => Some(vec![]), // of what failed
            _ => None,
        },
        _ => None,
    }
}

fn odd(line: usize, key: &str) -> Error {
    let cause = m!("cli-stdin-odd", line, key = text::line(key));
    Error::new(ErrorKind::Usage, m!("cli-stdin-lines"), cause).hint(m!("cli-stdin-hint", key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_json_name_addresses() {
        let table: [(&str, &[&str]); 17] = [
            ("p/a\np/b\n", &["p/a", "p/b"]),
            ("\u{feff}p/a\r\n\r\n# comment\r\n  p/b  ", &["p/a", "p/b"]),
            ("https://a.org/x#/resources/1\n", &["https://a.org/x#/resources/1"]),
            ("{\"address\": \"p/a\", \"title\": \"A\"}\n{\"address\": \"p/b\"}\n", &["p/a", "p/b"]),
            ("{\"address\": \"p/a\"}\r\np/b\n\"p/c\"\n", &["p/a", "p/b", "p/c"]),
            ("{\"address\": \"p\", \"items\": [{\"address\": \"p/a\"}, {\"address\": \"p/b\"}]}", &["p/a", "p/b"]),
            ("{\n  \"items\": [\n    {\"address\": \"p/a\"}\n  ]\n}\n", &["p/a"]),
            ("[{\"address\": \"p/a\"}, \"p/b\"]", &["p/a", "p/b"]),
            ("{\"items\": []}", &[]),
            ("\"p/a\"", &["p/a"]),
            ("address\ttitle\np/a\tA\np/b\tB\n", &["p/a", "p/b"]),
            ("title\taddress\nA\tp/a\n\tp/b\r\nC\t\n", &["p/a", "p/b"]),
            ("p/a\tA\n  p/b\tB", &["p/a", "p/b"]),
            ("12\n", &["12"]),
            ("{\"address\": null}\np/b", &["p/b"]),
            ("", &[]),
            ("# nothing\n\n", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(named(text, "address").unwrap(), expected, "{text:?}");
        }
        assert_eq!(named("{\"path\": \"x.csv\", \"address\": \"p/a\"}", "path").unwrap(), ["x.csv"]);
    }

    #[test]
    fn json_that_names_none_is_refused_with_its_line() {
        for text in ["p/a\n{\"title\": \"A\"}\n", "p/a\n{\"address\": 3}", "p/a\n{\"address\": \"p/", "p/a\n[1]"] {
            let error = named(text, "address").unwrap_err();
            assert!(error.kind == ErrorKind::Usage && error.to_string().contains('2'), "{error}");
        }
    }
}
