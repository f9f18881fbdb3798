//! Where a listing goes on: what the link to the next page holds, asked for at the host of the first page and at no other.
//! Servers behind a proxy tell names of their own, and nobody else is to be asked. Where it does not go on although more is
//! said to follow, that is told.

use serde_json::{Map, Value};
use url::Url;
use url::form_urlencoded::parse;

use super::links::{self, Link};
use crate::base::error::Result;
use crate::model::Cursor;
use crate::net::{host, is_inside};
use crate::portals::listing;
use crate::t;

/// No listing has so many sections, and what is counted from there still fits.
const FURTHEST: usize = 1 << 30;

/// How the next page is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// With this query, where the first page was.
    Query(String),
    /// At this path, which may have a query, of the same host.
    Path(String),
    /// By a POST of this.
    Body(Map<String, Value>),
}

/// What was asked for.
#[derive(Clone, Copy)]
pub struct AskedPage<'a> {
    pub url: &'a Url,
    /// Of its query what a link to the next page need not say again.
    pub parameters: &'a [(String, String)],
    /// What was sent by a POST.
    pub body: Option<&'a Map<String, Value>>,
}

/// What an answer says of the page behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Follows {
    /// `None` where nothing follows, or nothing that could be asked for.
    pub next: Option<Next>,
    /// Why it is asked for elsewhere than it is said to be, or not at all.
    pub warning: Option<String>,
}

impl Follows {
    fn lost(warning: String) -> Self {
        Self { next: None, warning: Some(warning) }
    }
}

/// What the links of an answer say of the next page.
pub fn follows(links: &[Link], asked: AskedPage) -> Follows {
    let Some(link) = links::first(links, "next") else { return Follows::default() };
    let is_post = link.method.as_deref().is_some_and(|method| method.eq_ignore_ascii_case("post"));
    let to = link.url(asked.url);
    // What a proxy calls otherwise is one place all the same.
    let is_foreign = to.as_ref().is_some_and(|to| to.host() != asked.url.host() && !is_inside(to));
    let told_host = to.as_ref().map(host).unwrap_or_default();
    let warning = is_foreign.then(|| t!("ogc-api-next-asked-here", host = told_host.clone()));
    if is_post {
        let new = link.body.as_object().cloned();
        let mut whole = if *link.merge { asked.body.cloned().unwrap_or_default() } else { Map::new() };
        whole.extend(new.unwrap_or_default());
        return match whole.is_empty() {
            true => Follows::lost(t!("ogc-api-next-odd")),
            false if Some(&whole) == asked.body => Follows::lost(t!("ogc-api-next-again")),
            false => Follows { next: Some(Next::Body(whole)), warning },
        };
    }
    let Some(to) = to else { return Follows::lost(t!("ogc-api-next-odd")) };
    let query = to.query().filter(|query| !query.is_empty()).map(str::to_owned);
    let (is_there, is_own) = (end(&to) == end(asked.url), to.origin() == asked.url.origin());
    let next = match query {
        Some(query) if is_there || (!is_own && !is_foreign) => Next::Query(query),
        query if is_own => {
            let query = query.map(|query| format!("?{query}")).unwrap_or_default();
            Next::Path(format!("{}{query}", to.path()))
        }
        _ => return Follows::lost(t!("ogc-api-next-elsewhere", host = told_host)),
    };
    match asked.body.is_none() && is_same(&place(asked.url.clone(), Some(&next), asked.parameters), asked.url) {
        true => Follows::lost(t!("ogc-api-next-again")),
        false => Follows { next: Some(next), warning },
    }
}

/// The last part of the path.
fn end(url: &Url) -> Option<&str> {
    url.path_segments()?.rfind(|segment| !segment.is_empty())
}

/// Whether two addresses ask for the same.
fn is_same(one: &Url, other: &Url) -> bool {
    let pairs = |url: &Url| {
        let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        pairs.sort_unstable();
        pairs
    };
    one.path() == other.path() && pairs(one) == pairs(other)
}

/// A place in a listing of several sections: which of them, and where in it; `None` for its beginning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageStart {
    pub section: usize,
    pub next: Option<Next>,
}

impl PageStart {
    pub fn cursor(&self) -> Cursor {
        let next = match &self.next {
            None => "?".to_owned(),
            Some(Next::Query(query)) => format!("?{query}"),
            Some(Next::Path(path)) => path.clone(),
            Some(Next::Body(body)) => Value::from(body.clone()).to_string(),
        };
        Cursor(format!("{}{next}", self.section))
    }

    /// What a cursor of the portal called `portal` holds; the beginning without one.
    pub fn of(after: Option<&Cursor>, portal: &str) -> Result<Self> {
        let Some(cursor) = after else { return Ok(Self::default()) };
        let refused = || listing::no_such_page(portal);
        let at = cursor.0.find(['?', '/', '{']).ok_or_else(refused)?;
        let (section, rest) = cursor.0.split_at(at);
        let is_number = section.bytes().all(|byte| byte.is_ascii_digit());
        let section = section.parse().ok().filter(|it| is_number && *it <= FURTHEST).ok_or_else(refused)?;
        let next = match rest.strip_prefix('?') {
            Some("") => None,
            Some(query) => Some(Next::Query(query.to_owned())),
            None if rest.starts_with('/') => Some(Next::Path(rest.to_owned())),
            None => Some(Next::Body(serde_json::from_str(rest).map_err(|_| refused())?)),
        };
        Ok(Self { section, next })
    }
}

/// Where the next page is asked for by a GET: `url`, or its like of the same host, with of `asked` what the link to it does
/// not say.
pub fn place(mut url: Url, next: Option<&Next>, asked: &[(String, String)]) -> Url {
    let Some(Next::Path(path)) = next else {
        let query = if let Some(Next::Query(query)) = next { Some(query.as_str()) } else { None };
        return at(url, query, asked);
    };
    let (path, query) = path.split_once('?').map_or((&**path, None), |(path, query)| (path, Some(query)));
    url.set_path(path);
    at(url, query, asked)
}

/// `url` with the query of a next page, and of `asked` what that one does not say: some links forget the filters.
fn at(mut url: Url, query: Option<&str>, asked: &[(String, String)]) -> Url {
    url.set_query(query.filter(|query| !query.is_empty()));
    let is_said = |key: &str| {
        let mut said = parse(query.unwrap_or_default().as_bytes());
        said.any(|(known, _)| known.eq_ignore_ascii_case(key))
    };
    let missing: Vec<_> = asked.iter().filter(|(key, _)| !is_said(key)).collect();
    if !missing.is_empty() {
        url.query_pairs_mut().extend_pairs(missing);
    }
    url
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::odd::Odd;

    fn asked<'a>(url: &'a Url, body: Option<&'a Map<String, Value>>) -> AskedPage<'a> {
        AskedPage { url, parameters: &[], body }
    }

    fn follows_of(link: Value, url: &str, body: Option<&Value>) -> Follows {
        let links = links::read(&[link], &mut Odd::default());
        follows(&links, asked(&Url::parse(url).unwrap(), body.and_then(Value::as_object)))
    }

    fn next_of(link: Value, body: Option<Value>) -> Option<Next> {
        follows_of(link, "https://a.org/search", body.as_ref()).next
    }

    #[test]
    fn the_next_page_is_a_query_a_path_or_a_body() {
        let query = next_of(json!({"rel": "next", "href": "http://inside:81/x?offset=2&q=é"}), None);
        assert_eq!(query, Some(Next::Query("offset=2&q=%C3%A9".into())));
        assert_eq!(next_of(json!({"rel": "next", "href": "/page/2"}), None), Some(Next::Path("/page/2".into())));
        let body = json!({"limit": 2, "bbox": [1, 2, 3, 4]});
        let post =
            |merge: bool| json!({"rel": "next", "method": "POST", "merge": merge, "body": {"token": "t", "limit": 2}});
        let whole = json!({"limit": 2, "bbox": [1, 2, 3, 4], "token": "t"});
        let as_body = |value: &Value| Some(Next::Body(value.as_object().unwrap().clone()));
        assert_eq!(next_of(post(true), Some(body.clone())), as_body(&whole));
        assert_eq!(next_of(post(false), Some(body.clone())), as_body(&json!({"token": "t", "limit": 2})));
        let same = json!({"rel": "next", "method": "POST", "body": body});
        assert_eq!(next_of(same, Some(body)), None, "it would go round for ever");
    }

    /// What is asked for next, `/PATH` or `?QUERY`, and a word of what is said of it.
    #[test]
    fn nobody_else_is_asked_and_what_is_not_asked_is_told() {
        const AT: &str = "https://a.org/v1/search?limit=9&q=eau";
        let table = [
            ("https://a.org/v1/search?token=2", "?token=2", ""),
            ("?token=2", "?token=2", ""),
            ("http://a.org:8080/v1/search?token=2", "?token=2", ""),
            ("https://a.org/search?token=2", "?token=2", ""),
            ("https://a.org/v1/search/page/2", "/v1/search/page/2", ""),
            ("/v1/search/2?limit=9", "/v1/search/2?limit=9", ""),
            ("http://10.0.0.3/search?token=2", "?token=2", ""),
            ("http://stac.internal/other?token=2", "?token=2", ""),
            ("http://stac:8080/page/2", "", "stac:8080"),
            ("https://b.org/v1/search?token=2", "?token=2", "b.org"),
            ("https://b.org/v1/search", "", "b.org"),
            ("https://b.org/other?token=2", "", "b.org"),
            ("http://a.org/page/2", "", "a.org"),
            ("//b.org/page/2", "", "b.org"),
            (AT, "", "follows itself"),
            ("?q=eau&limit=9", "", "follows itself"),
            ("s3://bucket/page-2.json", "", "not where"),
            ("", "", "not where"),
        ];
        for (href, next, word) in table {
            let found = follows_of(json!({"rel": "next", "href": href}), AT, None);
            let expected = match next.split_at_checked(1) {
                Some(("?", query)) => Some(Next::Query(query.into())),
                Some(_) => Some(Next::Path(next.into())),
                None => None,
            };
            assert_eq!(found.next, expected, "{href}");
            let said = found.warning.unwrap_or_default();
            assert!(said.contains(word) && said.is_empty() == word.is_empty(), "{href}: {said}");
        }
    }

    #[test]
    fn of_a_post_too_it_is_told_what_is_not_asked() {
        let sent = json!({"limit": 2, "token": "a"});
        let table = [
            (json!({"body": {"token": "b"}, "merge": true}), true, ""),
            (json!({"body": {"token": "b"}, "merge": true, "href": "https://b.org/search"}), true, "b.org"),
            (json!({"body": {"token": "a"}, "merge": true}), false, "follows itself"),
            (json!({"merge": true}), false, "follows itself"),
            (json!({"body": {}}), false, "not where"),
            (json!({"body": "token=b"}), false, "not where"),
            (json!({}), false, "not where"),
        ];
        for (mut link, goes_on, word) in table {
            (link["rel"], link["method"]) = ("next".into(), "post".into());
            let found = follows_of(link.clone(), "https://a.org/search", Some(&sent));
            assert_eq!(found.next.is_some(), goes_on, "{link}");
            let said = found.warning.unwrap_or_default();
            assert!(said.contains(word) && said.is_empty() == word.is_empty(), "{link}: {said}");
        }
        assert_eq!(follows(&[], asked(&Url::parse("https://a.org").unwrap(), None)), Follows::default());
    }

    #[test]
    fn a_cursor_is_read_back_and_a_made_up_one_refused() {
        let places = [
            PageStart::default(),
            PageStart { section: 3, next: Some(Next::Query("offset=2&limit=100".into())) },
            PageStart { section: 1, next: Some(Next::Path("/search/2?a={b}".into())) },
            PageStart {
                section: 0,
                next: next_of(json!({"rel": "next", "method": "POST", "body": {"token": "?{"}}), None),
            },
        ];
        for place in places {
            assert_eq!(PageStart::of(Some(&place.cursor()), "p").unwrap(), place);
        }
        for garbage in [
            "",
            "x",
            "-1",
            "1e9",
            "7",
            "+1?a=b",
            "18446744073709551615?",
            "2 http://a.org/?page=2",
            "1{",
            "1[]",
            "1{}x",
        ] {
            assert!(PageStart::of(Some(&Cursor(garbage.into())), "p").is_err(), "{garbage:?}");
        }
    }

    #[test]
    fn what_a_link_forgets_is_said_again() {
        let asked = [("q", "eau"), ("limit", "100")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        let url = || Url::parse("https://a.org/items").unwrap();
        assert_eq!(at(url(), None, &asked).as_str(), "https://a.org/items?q=eau&limit=100");
        assert_eq!(
            at(url(), Some("offset=5&LIMIT=50"), &asked).as_str(),
            "https://a.org/items?offset=5&LIMIT=50&q=eau"
        );
        assert_eq!(at(url(), Some("offset=5&q=&limit=1"), &asked).as_str(), "https://a.org/items?offset=5&q=&limit=1");
    }
}
