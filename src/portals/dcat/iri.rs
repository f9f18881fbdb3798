//! Addresses of things as feeds write them: what does not belong into an address is percent-encoded, and nothing is lost
//! for it.

use std::borrow::Cow;
use std::fmt::Write as _;

use oxiri::Iri;

/// What others are relative to, and what stands for the beginning of others, is written once and copied each time: no
/// such address that means well is longer.
pub const LONGEST_BASE: usize = 1 << 10;

/// `raw` relative to `base`, and whether it is written as an address may be.
pub fn resolved(raw: &str, base: &Iri<String>) -> (Iri<String>, bool) {
    let fine = encoded(raw);
    (base.resolve_unchecked(&fine), matches!(fine, Cow::Borrowed(_)))
}

/// `raw` with only what an address may hold.
pub fn encoded(raw: &str) -> Cow<'_, str> {
    let raw = raw.trim();
    let host = numeric_host(raw);
    let (mut fine, mut from, mut has_fragment) = (String::new(), 0, false);
    for (at, char) in raw.char_indices() {
        let is_fine = match char {
            '#' => !std::mem::replace(&mut has_fragment, true),
            '%' => raw.as_bytes().get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            '[' | ']' => host.is_some_and(|(open, close)| at == open || at == close),
            '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' => false,
            // What stands for nothing, and what never is in a text.
            '\u{fff0}'..='\u{ffff}' => false,
            other => !other.is_whitespace() && !other.is_control(),
        };
        if !is_fine {
            fine.push_str(&raw[from..at]);
            from = at + char.len_utf8();
            for byte in &raw.as_bytes()[at..from] {
                let _ = write!(fine, "%{byte:02X}"); // a String takes everything
            }
        }
    }
    if from == 0 {
        return Cow::Borrowed(raw);
    }
    fine.push_str(&raw[from..]);
    Cow::Owned(fine)
}

/// Where the brackets of a host are that is written in numbers: `http://[::1]/`.
fn numeric_host(raw: &str) -> Option<(usize, usize)> {
    let open = raw.find("//")? + 2;
    let host = raw[open..].strip_prefix('[')?;
    let end = host.find(']')?;
    let is_numeric = host[..end].bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.' | b'v'));
    is_numeric.then_some((open, open + 1 + end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_belong_into_an_address_is_encoded_and_the_rest_kept() {
        let table = [
            ("http://ex.org/a?b=c&d=%20é#f", "http://ex.org/a?b=c&d=%20é#f"),
            (" http://ex.org/plan 1.csv\n", "http://ex.org/plan%201.csv"),
            ("http://ex.org/x?L[zoom]=1|2&{id}", "http://ex.org/x?L%5Bzoom%5D=1%7C2&%7Bid%7D"),
            ("tel:+49 40 1", "tel:+49%2040%201"),
            ("http://[2001:db8::1]:80/[a]", "http://[2001:db8::1]:80/%5Ba%5D"),
            ("http://[not a host]/", "http://%5Bnot%20a%20host%5D/"),
            ("100%", "100%25"),
            ("%zz%4", "%25zz%254"),
            ("a#b#c", "a#b%23c"),
            ("C:\\été\u{0}\u{fffd}", "C:%5Cété%00%EF%BF%BD"),
            ("<\"^`>", "%3C%22%5E%60%3E"),
            ("", ""),
        ];
        for (raw, expected) in table {
            assert_eq!(encoded(raw), expected, "{raw}");
        }
    }

    #[test]
    fn addresses_are_relative_to_their_base() {
        let base = Iri::parse("http://ex.org/a/b?c".to_owned()).unwrap();
        let table = [
            ("", "http://ex.org/a/b?c"),
            ("#d e", "http://ex.org/a/b?c#d%20e"),
            ("../f g", "http://ex.org/f%20g"),
            ("//h/i", "http://h/i"),
            ("urn:x:y", "urn:x:y"),
            ("1:2", "http://ex.org/a/1:2"),
        ];
        for (raw, expected) in table {
            assert_eq!(resolved(raw, &base).0.as_str(), expected, "{raw}");
        }
    }
}
