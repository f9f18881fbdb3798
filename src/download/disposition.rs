//! The name in a `Content-Disposition`, as servers write it and browsers read it.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use encoding_rs::{Encoding, WINDOWS_1252};
use percent_encoding::percent_decode;

/// The name in a `Content-Disposition`: `filename*` first, then `filename`, in every way servers write it (RFC 6266,
/// RFC 8187, and beyond: raw UTF-8 or Latin-1, RFC 2047 words, spaces and quotes that are not escaped).
pub fn name(value: &[u8]) -> Option<String> {
    let parameters = parameters(value);
    let find = |name: &str| parameters.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let extended = find("filename*").and_then(|value| extended(value));
    extended.or_else(|| find("filename").map(|value| plain(value))).filter(|name| !name.trim().is_empty())
}

/// The `name=value` pairs of a header value.
fn parameters(mut rest: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| matches!(byte, b';' | b'=')).unwrap_or(rest.len());
        let key = String::from_utf8_lossy(rest[..end].trim_ascii()).into_owned();
        if rest.get(end) != Some(&b'=') {
            rest = rest.get(end + 1..).unwrap_or_default(); // the disposition type, or an empty parameter
            continue;
        }
        let value = rest[end + 1..].trim_ascii_start();
        let (value, left) = match value.strip_prefix(b"\"") {
            Some(quoted) => unquote(quoted),
            None => {
                let end = value.iter().position(|byte| *byte == b';').unwrap_or(value.len());
                (value[..end].trim_ascii().to_vec(), &value[end..])
            }
        };
        found.push((key, value));
        rest = left;
    }
    found
}

/// A quoted string, its opening quote gone, and what follows it. A quote ends it only before `;` or the end, for
/// servers that do not escape; a backslash escapes only quotes and itself, for names that are Windows paths.
fn unquote(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut value = Vec::new();
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match (byte, text.get(at + 1)) {
            (b'\\', Some(&next @ (b'"' | b'\\'))) => {
                value.push(next);
                at += 1;
            }
            (b'"', _) if matches!(text[at + 1..].trim_ascii_start().first(), None | Some(b';')) => {
                return (value, &text[at + 1..]);
            }
            _ => value.push(byte),
        }
        at += 1;
    }
    (value, &[])
}

/// `UTF-8''Donn%C3%A9es.csv`. `None` where the bytes are not of the charset they claim.
fn extended(value: &[u8]) -> Option<String> {
    let mut parts = value.splitn(3, |byte| *byte == b'\'');
    let (charset, coded) = match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_language), Some(coded)) => (charset, coded),
        _ => (b"utf-8".as_slice(), value),
    };
    let bytes: Vec<u8> = percent_decode(coded).collect();
    decode(Encoding::for_label(charset)?, &bytes)
}

/// A plain value: RFC 2047 words, else percent-encoded, else UTF-8, else Latin-1.
fn plain(value: &[u8]) -> String {
    match std::str::from_utf8(value) {
        Ok(text) => encoded_words(text).or_else(|| percent_encoded(text)).unwrap_or_else(|| text.to_owned()),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(value).0.into_owned(),
    }
}

/// Text in which each percent sign has its two digits, and which is UTF-8 without them, decoded: RFC 6266 knows it in
/// `filename*` only, servers write it in `filename`, and browsers show what it means. `None` for any other text, as
/// `100%.csv`.
fn percent_encoded(text: &str) -> Option<String> {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    let mut signs = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%').map(|(at, _)| at).peekable();
    let is_encoded = signs.peek().is_some();
    let is_whole = signs.all(|at| is_digit(bytes.get(at + 1)) && is_digit(bytes.get(at + 2)));
    (is_encoded && is_whole).then(|| percent_decode(bytes).decode_utf8().ok().map(Cow::into_owned)).flatten()
}

/// Text made of RFC 2047 words (`=?UTF-8?B?…?=`, `?Q?`), decoded. `None` for any other text.
fn encoded_words(text: &str) -> Option<String> {
    let mut decoded = String::new();
    for word in text.split_ascii_whitespace() {
        let mut fields = word.strip_prefix("=?")?.strip_suffix("?=")?.splitn(3, '?');
        let (charset, method, coded) = (fields.next()?, fields.next()?, fields.next()?);
        let bytes = match method {
            "B" | "b" => BASE64_STANDARD.decode(coded).ok()?,
            "Q" | "q" => {
                percent_decode(coded.replace('%', "%25").replace('=', "%").replace('_', " ").as_bytes()).collect()
            }
            _ => return None,
        };
        // RFC 2231 allows a language after the charset: `utf-8*fr`.
        let charset = charset.split('*').next().unwrap_or_default();
        decoded.push_str(&decode(Encoding::for_label(charset.as_bytes())?, &bytes)?);
    }
    Some(decoded)
}

fn decode(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is made of it for a file system is another matter (`name.rs`).
    #[test]
    fn percent_signs_are_read_as_browsers_read_them() {
        let long = "n".repeat(300);
        let (written, read) = (format!("filename=\"{long}%C3%A9.csv\""), format!("{long}é.csv"));
        let table = [
            (r#"filename="a%20b.csv""#, "a b.csv"),
            ("filename=a%20b.csv", "a b.csv"),
            (r#"filename="Donn%C3%A9es%20%E2%82%AC.csv""#, "Données €.csv"),
            (r#"filename="donn%c3%a9es.csv""#, "données.csv"),
            (r#"filename="100%25.csv""#, "100%.csv"),
            (r#"filename="a%2520b.csv""#, "a%20b.csv"),
            (r#"filename="été%20b.csv""#, "été b.csv"),
            (r#"filename="a%2Fb.csv""#, "a/b.csv"),
            (r#"filename="a%22b.csv""#, "a\"b.csv"),
            // Not well-formed, or no UTF-8: the signs are meant.
            (r#"filename="100%.csv""#, "100%.csv"),
            (r#"filename="100% de a%20b.csv""#, "100% de a%20b.csv"),
            (r#"filename="50%2.csv""#, "50%2.csv"),
            (r#"filename="Donn%E9es.csv""#, "Donn%E9es.csv"),
            (r#"filename="%zz.csv""#, "%zz.csv"),
            (r#"filename="a+b.csv""#, "a+b.csv"),
            // Decoded once, and only where nothing else is.
            ("filename*=UTF-8''a%20b.csv", "a b.csv"),
            ("filename*=UTF-8''a%2520b.csv", "a%20b.csv"),
            ("filename*=UTF-8''100%25.csv", "100%.csv"),
            (r#"filename="x%20y.csv"; filename*=UTF-8''a%20b.csv"#, "a b.csv"),
            (r#"filename*=UTF-8''%E9.csv; filename="x%20y.csv""#, "x y.csv"),
            (r#"filename="=?utf-8?Q?a%20b.csv?=""#, "a%20b.csv"),
            (r#"filename="a\"b%20c.csv""#, "a\"b c.csv"),
            (&written, &read),
        ];
        for (value, expected) in table {
            assert_eq!(name(value.as_bytes()).as_deref(), Some(expected), "{value}");
        }
        assert_eq!(name(b"filename=\"Donn\xe9es%20b.csv\"").as_deref(), Some("Données%20b.csv"), "Latin-1");
        for nothing in ["", "inline", r#"filename="""#, r#"filename="%20""#, "filename*=UTF-8''%FF"] {
            assert_eq!(name(nothing.as_bytes()), None, "{nothing}");
        }
    }
}
