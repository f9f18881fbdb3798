//! Secrets as people paste them: between quotes, behind the name of their header, the whole pair of id and secret in
//! place of the secret, or that pair in base64 as a Basic header holds it.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::secret::Secret;

/// Base64 with or without its padding, for people cut it off.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
const QUOTES: [(char, char); 6] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('«', '»')];
/// Names of headers that secrets are shown behind, in lower case.
const HEADERS: [&str; 2] = ["authorization:", "x-api-key:"];

/// Id and secret, where `text` is both of them: `id:secret`, its base64, with `Basic` before it or not. An id holds no
/// colon (RFC 7617, 2).
pub fn pair(text: &str) -> Option<(String, Secret)> {
    let bare = bare(text);
    match without_word("basic", bare) {
        Some(encoded) => decoded(encoded).as_deref().and_then(|it| parted(it)),
        None => decoded(bare).as_deref().and_then(|it| parted(it)).or_else(|| parted(bare)),
    }
}

/// Of what was pasted as the secret that goes with `id`, the secret.
pub(super) fn secret_beside(id: &str, secret: Secret) -> Secret {
    match pair(secret.expose()) {
        Some((known, secret)) if known == id.trim() => secret,
        _ => unquoted(secret),
    }
}

/// A key or token alone, without what it was copied with. Space around it is left to whoever sends it.
pub(super) fn unquoted(secret: Secret) -> Secret {
    match bare(secret.expose()) {
        whole if whole == secret.expose().trim() => secret,
        whole => Secret::from(whole.to_owned()),
    }
}

/// Without quotes around it, a header's name before it, and space.
fn bare(text: &str) -> &str {
    let mut bare = text.trim();
    loop {
        let quoted = QUOTES.iter().find_map(|(open, close)| bare.strip_prefix(*open)?.strip_suffix(*close));
        let named = HEADERS.iter().find_map(|name| {
            bare.get(..name.len()).filter(|it| it.eq_ignore_ascii_case(name)).map(|_| &bare[name.len()..])
        });
        match quoted.or(named) {
            Some(rest) => bare = rest.trim(),
            None => return bare,
        }
    }
}

fn without_word<'t>(word: &str, text: &'t str) -> Option<&'t str> {
    let (first, rest) = text.split_once(char::is_whitespace)?;
    first.eq_ignore_ascii_case(word).then(|| rest.trim())
}

/// What is text once decoded.
fn decoded(encoded: &str) -> Option<Zeroizing<String>> {
    let standard: Zeroizing<String> = Zeroizing::new(encoded.replace('-', "+").replace('_', "/"));
    let bytes = LENIENT.decode(standard.as_bytes()).ok()?;
    let text = Zeroizing::new(String::from_utf8(bytes).ok()?);
    text.chars().all(|c| !c.is_control()).then_some(text)
}

fn parted(text: &str) -> Option<(String, Secret)> {
    let (id, secret) = text.split_once(':')?;
    let is_id = |c: char| c.is_ascii_graphic() && !matches!(c, '/' | '"' | '\'' | '\\');
    let is_pair = !id.is_empty() && id.chars().all(is_id) && !secret.trim().is_empty() && !secret.starts_with("//");
    is_pair.then(|| (id.to_owned(), Secret::from(secret.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String)> {
        pair(text).map(|(id, secret)| (id, secret.expose().to_owned()))
    }

    #[test]
    fn a_pair_is_known_in_every_form() {
        let expected = Some(("ck_AbC123".to_owned(), "cs_XyZ/789+=".to_owned()));
        for text in [
            "ck_AbC123:cs_XyZ/789+=",
            "  ck_AbC123:cs_XyZ/789+=\n",
            "\"ck_AbC123:cs_XyZ/789+=\"",
            "'ck_AbC123:cs_XyZ/789+='",
            "« ck_AbC123:cs_XyZ/789+= »",
            "Y2tfQWJDMTIzOmNzX1h5Wi83ODkrPQ==",
            "Y2tfQWJDMTIzOmNzX1h5Wi83ODkrPQ",
            "Basic Y2tfQWJDMTIzOmNzX1h5Wi83ODkrPQ==",
            "basic  Y2tfQWJDMTIzOmNzX1h5Wi83ODkrPQ==",
            "Authorization: Basic Y2tfQWJDMTIzOmNzX1h5Wi83ODkrPQ==",
            "\"authorization: BASIC Y2tfQWJDMTIzOmNzX1h5Wi83ODkrPQ==\"",
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
        assert_eq!(read("id:b:s%2+c r/=é"), Some(("id".to_owned(), "b:s%2+c r/=é".to_owned())));
        for none in ["", ":", "a:", ":b", "abc", "https://a.org", "a b:c", "Basic ck:cs", "dGVzdA==", "Y2s6AA==", "\""]
        {
            assert_eq!(read(none), None, "{none:?}");
        }
    }

    #[test]
    fn of_a_pair_the_secret_of_this_id_is_taken() {
        let table = [
            ("id", "id:the secret", "the secret"),
            ("id", "aWQ6dGhlIHNlY3JldA==", "the secret"),
            ("id", "Basic aWQ6dGhlIHNlY3JldA", "the secret"),
            ("id", "\"the secret\"", "the secret"),
            ("id", "other:the secret", "other:the secret"),
            ("projet-demo", "b:s%2+c r/=é", "b:s%2+c r/=é"),
            ("id", "idem", "idem"),
        ];
        for (id, typed, expected) in table {
            assert_eq!(secret_beside(id, Secret::from(typed.to_owned())).expose(), expected, "{typed:?}");
        }
        for typed in
            ["eyJ.a.b", "\"eyJ.a.b\"", " 'eyJ.a.b' ", "“eyJ.a.b”", "X-API-Key: eyJ.a.b", "x-api-key: \"eyJ.a.b\""]
        {
            assert_eq!(unquoted(Secret::from(typed.to_owned())).expose(), "eyJ.a.b", "{typed:?}");
        }
        for odd in ["\"", "'", "\"a", "a\"", "authorization:"] {
            unquoted(Secret::from(odd.to_owned()));
        }
    }
}
