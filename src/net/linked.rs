//! What an answer says of others: the next page of a listing (`Link`, RFC 8288), and the file that a redirect leads to.

use reqwest::Response;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LINK};
use url::Url;

/// How long the file is that a redirect leads to, and by what it is stored.
pub const LINKED_SIZE: &str = "x-linked-size";
pub const LINKED_ETAG: &str = "x-linked-etag";

/// Longer ones are no addresses.
const LONGEST: usize = 16 << 10;

/// What the redirects of a portal's own said of the file behind them.
#[derive(Default)]
pub(crate) struct Linked(Vec<(HeaderName, HeaderValue)>);

impl Linked {
    pub(crate) fn take(&mut self, headers: &HeaderMap) {
        for name in [LINKED_SIZE, LINKED_ETAG].map(HeaderName::from_static) {
            if let Some(value) = headers.get(&name)
                && !self.0.iter().any(|(known, _)| *known == name)
            {
                self.0.push((name, value.clone()));
            }
        }
    }

    /// The answer that they led to, which says the same, whoever gave it.
    pub(crate) fn told(self, mut response: Response) -> Response {
        self.0.into_iter().for_each(|(name, value)| {
            response.headers_mut().insert(name, value);
        });
        response
    }
}

/// The address of the next page, as the answer from `url` names it; the first of several.
pub(crate) fn next(url: &Url, headers: &HeaderMap) -> Option<Url> {
    let values = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    let target = values.filter(|value| value.len() <= LONGEST).find_map(next_target)?;
    url.join(target).ok()
}

/// `<TARGET>; rel="next", <TARGET>; rel="first last"`. A comma or a semicolon may stand in an address, and in quotes.
fn next_target(value: &str) -> Option<&str> {
    let mut rest = value;
    while let Some((_, begun)) = rest.split_once('<') {
        let (target, behind) = begun.split_once('>')?;
        let end = unquoted(behind, ',').unwrap_or(behind.len());
        let (parameters, others) = behind.split_at(end);
        if is_next(parameters) {
            return Some(target.trim());
        }
        rest = others;
    }
    None
}

/// Whether `; a=b; rel="x next"` says so.
fn is_next(parameters: &str) -> bool {
    let mut rest = parameters;
    while let Some(at) = unquoted(rest, ';') {
        rest = rest.get(at + 1..).unwrap_or_default();
        let parameter = &rest[..unquoted(rest, ';').unwrap_or(rest.len())];
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("rel")
        {
            let mut relations = value.trim().trim_matches('"').split_whitespace();
            return relations.any(|relation| relation.eq_ignore_ascii_case("next"));
        }
    }
    false
}

/// Where `sign` is first, outside of quotes.
fn unquoted(text: &str, sign: char) -> Option<usize> {
    let mut is_quoted = false;
    text.char_indices().find_map(|(at, c)| {
        is_quoted ^= c == '"';
        (c == sign && !is_quoted).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_other_links() {
        let table = [
            ("<https://a.org/x?cursor=1>; rel=\"next\"", Some("https://a.org/x?cursor=1")),
            ("<https://a.org/x?a=1,2;3>; rel=next", Some("https://a.org/x?a=1,2;3")),
            (
                "</x?p=1>; rel=\"first\", <x?p=3>; title=\"a, b; rel=next\"; rel=\"last  NEXT\"",
                Some("https://a.org/api/x?p=3"),
            ),
            ("<https://a.org/1>; rel=\"prev\", <https://a.org/2>; REL=next; x=y", Some("https://a.org/2")),
            ("<https://a.org/1>; rel=\"xet-auth\"", None),
            ("<https://a.org/1>; title=\"rel=next\"", None),
            ("<https://a.org/1", None),
            ("rel=next", None),
            ("", None),
        ];
        for (value, expected) in table {
            let headers = HeaderMap::from_iter([(LINK, HeaderValue::from_static(value))]);
            let found = next(&Url::parse("https://a.org/api/y").unwrap(), &headers);
            assert_eq!(found.as_ref().map(Url::as_str), expected, "{value}");
        }
    }
}
