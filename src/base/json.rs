//! JSON as servers write it: what is broken in one value of an answer costs that value, and never the answer.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Containers in containers that are read; what is deeper costs itself. Below what the reader of JSON bears.
const DEEPEST: usize = 100;

/// What `read` finds in `body`; where that is no JSON, in what can be mended of it. The error is of the body as it came.
pub fn read<T: DeserializeOwned>(
    body: &[u8],
    read: impl FnOnce(&[u8]) -> serde_json::Result<T>,
) -> serde_json::Result<T> {
    read(body).or_else(|error| match body.trim_ascii_start().first() {
        Some(b'{' | b'[' | b'\xEF') if error.is_syntax() => {
            serde_json::from_str(&mended(&String::from_utf8_lossy(body))).map_err(|_| error)
        }
        _ => Err(error),
    })
}

/// `text` as it is where it can be read, else [`mended`].
pub fn in_order(text: &str) -> Cow<'_, str> {
    match serde_json::from_str::<Passed>(text) {
        Ok(Passed) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(mended(text)),
    }
}

/// A value of which every part was read, and none kept.
struct Passed;

impl<'de> Deserialize<'de> for Passed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Passed {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

/// `text` as JSON: lone surrogates and control characters become U+FFFD, numbers that are none become texts, what is
/// nested too deeply becomes null.
pub fn mended(text: &str) -> String {
    let mut mending = Mending { rest: text.strip_prefix('\u{feff}').unwrap_or(text), out: String::new(), depth: 0 };
    mending.out.reserve(text.len());
    while let Some(c) = mending.rest.chars().next() {
        mending.value(c);
    }
    mending.out
}

struct Mending<'a> {
    rest: &'a str,
    out: String,
    depth: usize,
}

impl<'a> Mending<'a> {
    fn value(&mut self, c: char) {
        match c {
            '"' => self.string(),
            '{' | '[' if self.depth == DEEPEST => self.too_deep(),
            '{' | '[' => {
                self.depth += 1;
                self.copy(1);
            }
            '}' | ']' => {
                self.depth = self.depth.saturating_sub(1);
                // Nothing follows this comma.
                let end = self.out.trim_end().len();
                if self.out[..end].ends_with(',') {
                    self.out.truncate(end - 1);
                }
                self.copy(1);
            }
            _ if is_word(c) => {
                let word = self.take_while(is_word);
                self.out.push_str(&as_value(word));
            }
            _ if c.is_control() => {
                self.take(c.len_utf8());
                self.out.push(' ');
            }
            _ => self.copy(c.len_utf8()),
        }
    }

    /// From its opening quote to its closing one.
    fn string(&mut self) {
        self.copy(1);
        while let Some(c) = self.rest.chars().next() {
            match c {
                '"' => return self.copy(1),
                '\\' => self.escape(),
                '\n' => self.instead(1, "\\n"),
                '\r' => self.instead(1, "\\r"),
                '\t' => self.instead(1, "\\t"),
                _ if u32::from(c) < 0x20 => self.instead(1, "\u{fffd}"),
                _ => {
                    let plain = |c: char| !matches!(c, '"' | '\\') && u32::from(c) >= 0x20;
                    let text = self.take_while(plain);
                    self.out.push_str(text);
                }
            }
        }
    }

    fn escape(&mut self) {
        match self.rest.as_bytes().get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.copy(2),
            Some(b'u') => match (unit(self.rest), self.rest.get(6..).and_then(unit)) {
                (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => self.copy(12),
                (Some(0xD800..=0xDFFF), _) => self.instead(6, "\u{fffd}"),
                (Some(_), _) => self.copy(6),
                (None, _) => self.instead(2, "\u{fffd}"),
            },
            Some(b'\'') => self.instead(1, ""),
            // A backslash of a path, not of an escape.
            _ => self.instead(1, "\\\\"),
        }
    }

    /// From its opening bracket to the one that closes it.
    fn too_deep(&mut self) {
        let (mut depth, kept) = (0_usize, self.out.len());
        while let Some(c) = self.rest.chars().next() {
            match c {
                '"' => {
                    self.string();
                    self.out.truncate(kept);
                    continue;
                }
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.take(c.len_utf8());
            if depth == 0 {
                break;
            }
        }
        self.out.push_str("null");
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        self.take(self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len()))
    }

    fn copy(&mut self, bytes: usize) {
        let taken = self.take(bytes);
        self.out.push_str(taken);
    }

    fn instead(&mut self, bytes: usize, put: &str) {
        self.take(bytes);
        self.out.push_str(put);
    }
}

/// The unit of UTF-16 that `text` begins with: `\u` and four digits.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_')
}

/// A word outside quotes as the value it is meant as, in the ways that programs write them by mistake.
fn as_value(word: &str) -> Cow<'_, str> {
    match word {
        "true" | "false" | "null" => word.into(),
        "True" | "TRUE" => "true".into(),
        "False" | "FALSE" => "false".into(),
        "None" | "NULL" | "undefined" | "NaN" | "-NaN" | "nan" | "Infinity" | "-Infinity" | "+Infinity" | "inf"
        | "-inf" => "null".into(),
        _ if serde_json::from_str::<serde_json::Number>(word).is_ok() => word.into(),
        // Too large a number, or one with a sign or zeros that JSON has not.
        _ if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) => {
            format!("\"{word}\"").into()
        }
        _ => word.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn value(body: &[u8]) -> serde_json::Result<Value> {
        read(body, |body| serde_json::from_slice(body))
    }

    #[test]
    fn what_is_broken_costs_the_value_it_is_in() {
        let table: [(&[u8], Value); 27] = [
            (br#"{"a": "it\udc92s", "b": 1}"#, json!({"a": "it\u{fffd}s", "b": 1})),
            (br#"{"a": "\ud83d", "b": "\ud83d\ude00"}"#, json!({"a": "\u{fffd}", "b": "😀"})),
            (br#"["\ud83d\ud83d\ude00"]"#, json!(["\u{fffd}😀"])),
            (br#"["\ud83d\u0041"]"#, json!(["\u{fffd}A"])),
            (br#"["\u12", "\uzzzz", "\u+123"]"#, json!(["\u{fffd}12", "\u{fffd}zzzz", "\u{fffd}+123"])),
            (b"[\"\xe9t\xe9\"]", json!(["\u{fffd}t\u{fffd}"])),
            (b"[\"a\x00b\x1fc\"]", json!(["a\u{fffd}b\u{fffd}c"])),
            (b"[\"a\nb\tc\r\"]", json!(["a\nb\tc\r"])),
            (b"[\x00\x0c1,\x1a2]\x00", json!([1, 2])),
            (br#"["C:\data\x", "l\'eau"]"#, json!(["C:\\data\\x", "l'eau"])),
            (br#"{"a": 1e999, "b": 2}"#, json!({"a": "1e999", "b": 2})),
            (b"[-1e400,1]", json!(["-1e400", 1])),
            (b"[007, +5, .5, 1.]", json!(["007", "+5", ".5", "1."])),
            (b"[NaN, Infinity, -Infinity, undefined, None]", json!([null, null, null, null, null])),
            (b"[True, FALSE, true]", json!([true, false, true])),
            (b"[1, 2,]", json!([1, 2])),
            (b"{\"a\": 1, \n}", json!({"a": 1})),
            (b"\xef\xbb\xbf[1]", json!([1])),
            (b"\xef\xbb\xbf{\"a\": \"\\ud800\"}", json!({"a": "\u{fffd}"})),
            (
                br#"["plain \"quoted\" \\ \/ \b\f\n\r\t", 1e999]"#,
                json!(["plain \"quoted\" \\ / \u{8}\u{c}\n\r\t", "1e999"]),
            ),
            (br#"["\u0000\u001f", 1e999]"#, json!(["\u{0}\u{1f}", "1e999"])),
            (br#"["[{,]", 1e999]"#, json!(["[{,]", "1e999"])),
            (br#"["true", 1e999]"#, json!(["true", "1e999"])),
            (br#"["\\ud800", 1e999]"#, json!(["\\ud800", "1e999"])),
            (br#"["\\\ud800"]"#, json!(["\\\u{fffd}"])),
            (b"[12345678901234567890123, 1e999]", json!([12345678901234567890123_f64, "1e999"])),
            (b"[]", json!([])),
        ];
        for (body, expected) in table {
            assert_eq!(value(body).unwrap(), expected, "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn what_is_in_order_is_not_copied() {
        let whole = r#"{"a": ["é\n\ud83d\ude00", 1e308, -5, true, null, {}], "b": 0.5}"#;
        assert!(matches!(in_order(whole), Cow::Borrowed(_)));
        for broken in [r#"["\ud83d"]"#, "[1e999]", "[\"\u{1}\"]", "{\"\\q\": 1}"] {
            assert!(matches!(in_order(broken), Cow::Owned(_)), "{broken}");
            assert!(serde_json::from_str::<Value>(&in_order(broken)).is_ok(), "{broken}");
        }
    }

    #[test]
    fn what_is_nested_too_deeply_costs_itself() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = format!("{}\"]}}[{{\"{}", open.repeat(5000), close.repeat(5000));
            let body = format!("{{\"before\": 1, \"deep\": {deep}, \"after\": 2}}");
            let read = value(body.as_bytes()).unwrap();
            assert_eq!((&read["before"], &read["after"]), (&json!(1), &json!(2)), "{open}");
        }
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for body in ["", "{", "[1", "{\"a\"", "\"\\ud800", "<html>{}</html>", "[a]", "{a: 1}", "[1 2]", "[\"", "[\"\\"]
        {
            assert!(value(body.as_bytes()).is_err(), "{body}");
        }
        let strict = serde_json::from_str::<Value>("[x]").unwrap_err().to_string();
        assert_eq!(value(b"[x]").unwrap_err().to_string(), strict);
    }
}
