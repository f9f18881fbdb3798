//! Documents changed so that their readers get further than to the first byte that is wrong.

use fastrand::Rng;
use serde_json::Value;

/// What readers trip over.
pub const PIECES: [&[u8]; 44] = [
    b"\"",
    b"'",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"<",
    b">",
    b"/>",
    b"\0",
    b";",
    b",",
    b"\r\n",
    b"/",
    b"..",
    b"//",
    b"?token=abc",
    b"null",
    b"true",
    b"{}",
    b"[]",
    b"\"\"",
    b"-1",
    b"0",
    b"1e999",
    b"1e30",
    b"2147483648",
    b"9223372036854775807",
    b"18446744073709551615",
    b"18446744073709551616",
    b"99999999999999999999999999",
    b"9999-12-31T23:59:59Z",
    b"-9999-01-01",
    b"2024-02-30",
    b"http://[::1",
    b"\\u0000\\u001b[31m\\u202e",
    b"\\ud800",
    b"\x1b]0;a\x07",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"PK\x05\x06\0\0\0\0",
    "\u{202e}\u{9b}31m".as_bytes(),
    "e\u{301}".as_bytes(),
];

/// A document of JSON, a few values of which are changed for others, so that the rest is still read.
pub fn with_other_values(bytes: &[u8], random: &mut Rng) -> Option<Vec<u8>> {
    let mut document: Value = serde_json::from_slice(bytes).ok()?;
    for _ in 0..random.usize(1..4) {
        let other = value(random);
        change(&mut document, other, random);
    }
    serde_json::to_vec(&document).ok()
}

fn value(random: &mut Rng) -> Value {
    let piece = String::from_utf8_lossy(PIECES[random.usize(..PIECES.len())]).into_owned();
    serde_json::from_str(&piece).unwrap_or_else(|_| piece.repeat(random.usize(1..10)).into())
}

/// Puts `other` somewhere below `at`, or takes something away there, or has it twice.
fn change(at: &mut Value, other: Value, random: &mut Rng) {
    match at {
        Value::Array(values) if !values.is_empty() && random.u8(..8) > 0 => {
            let place = random.usize(..values.len());
            match random.u8(..8) {
                0 => drop(values.remove(place)),
                1 => values.push(values[place].clone()),
                _ => change(&mut values[place], other, random),
            }
        }
        Value::Object(fields) if !fields.is_empty() && random.u8(..12) > 0 => {
            let key = fields.keys().nth(random.usize(..fields.len())).cloned().unwrap_or_default();
            match random.u8(..16) {
                0 => drop(fields.remove(&key)),
                1 => drop(fields.insert(value(random).to_string(), other)),
                _ => change(&mut fields[&key], other, random),
            }
        }
        Value::String(text) if random.bool() => text.push_str(&other.to_string()),
        _ => *at = other,
    }
}
