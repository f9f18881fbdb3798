//! Addresses that carry a secret (a key, a signature, a password): recognised by their parameters, and cleaned before
//! they are kept or shown.

use std::borrow::Cow;

use url::Url;

/// Parts of the names that signed addresses and portals use.
const SECRET: [&str; 10] =
    ["token", "key", "sig", "secret", "password", "auth", "credential", "expires", "session", "ticket"];

/// Whether a parameter of this name holds a secret.
fn opens(name: &str) -> bool {
    SECRET.iter().any(|part| name.to_ascii_lowercase().contains(part))
}

/// Whether `url` holds a secret that [`without_secrets`] takes out.
pub fn carries_secrets(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let in_fragment = |text: &str| text.split(['?', '&']).any(|pair| pair.contains('=') && opens(pair));
    !url.username().is_empty()
        || url.password().is_some()
        || url.query_pairs().any(|(name, _)| opens(&name))
        || url.fragment().is_some_and(in_fragment)
}

/// `url` without user, password, fragment, and the values of parameters that hold secrets; empty where it is no address.
pub fn without_secrets(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else { return String::new() };
    let _ = (url.set_username(""), url.set_password(None)); // fails where there can be none
    url.set_fragment(None);
    if url.query_pairs().any(|(name, _)| opens(&name)) {
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let shown = pairs.iter().map(|(name, value)| (name.as_str(), if opens(name) { "…" } else { value.as_str() }));
        url.query_pairs_mut().clear().extend_pairs(shown);
    }
    url.into()
}

/// `text` with every address in it as `clean` has it; as it is where that has nothing to say.
pub fn in_text(text: &str, clean: impl Fn(&str) -> Option<String>) -> String {
    let mut left = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(colon) = left.find("://") {
        let start = left[..colon].rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| {
            at + left[at..].chars().next().map_or(1, char::len_utf8) // behind what stands before the scheme
        });
        let ends =
            |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '`' | '|' | '“' | '”' | '«' | '»' | '{' | '}');
        let end = left[colon..].find(ends).map_or(left.len(), |at| colon + at);
        let address = left[start..end].trim_end_matches(['.', ',', ';', ')', ']', '\'', '!']);
        let end = start + address.len();
        kept.push_str(&left[..start]);
        kept.push_str(&clean(address).map_or(Cow::Borrowed(address), Cow::Owned));
        left = &left[end..];
    }
    kept.push_str(left);
    kept
}

/// `text`, as a library wrote it, with nothing left of its addresses that could be a secret: no user, password, query or
/// fragment. They need not be well written.
pub fn text_without_secrets(text: &str) -> String {
    in_text(text, |address| {
        let (scheme, rest) = address.split_once("://")?;
        let (user, rest) = rest.rsplit_once('@').map_or(("", rest), |(_, rest)| ("…@", rest));
        let end = rest.find(['?', '#']).unwrap_or(rest.len());
        let query = if end < rest.len() { "?…" } else { "" };
        Some(format!("{scheme}://{user}{}{query}", &rest[..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lose_what_their_addresses_hold() {
        let table = [
            ("no address, 1://", "no address, 1://"),
            ("error for url (https://a.example/x?q=hunter2)", "error for url (https://a.example/x?…)"),
            ("proxy http://ada:hunt?er2@b.example:3128: no", "proxy http://…@b.example:3128: no"),
            ("« https://a.example/x#hunter2 », é", "« https://a.example/x?… », é"),
            ("https://[hunter2@", "https://…@"),
        ];
        for (text, left) in table {
            assert_eq!(text_without_secrets(text), left, "{text}");
        }
    }

    #[test]
    fn what_opens_something_is_left_out_of_addresses() {
        let table = [
            ("https://a.example/f.csv", "https://a.example/f.csv"),
            ("https://ada:hunter2@a.example/f.csv#x", "https://a.example/f.csv"),
            ("https://a.example/wfs?service=WFS&version=2.0.0", "https://a.example/wfs?service=WFS&version=2.0.0"),
            ("https://a.example/f?X-Amz-Signature=abc&part=1", "https://a.example/f?X-Amz-Signature=%E2%80%A6&part=1"),
            (
                "https://a.example/f?temp_url_sig=abc&temp_url_expires=9",
                "https://a.example/f?temp_url_sig=%E2%80%A6&temp_url_expires=%E2%80%A6",
            ),
            ("no address", ""),
        ];
        for (url, shown) in table {
            assert_eq!(without_secrets(url), shown);
        }
    }
}
