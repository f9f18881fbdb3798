//! Where a listing goes on: the query or the body that the link to the next page holds. It is asked for at the address that
//! the first page was: servers behind a proxy tell others, and nobody else is to be asked.

use serde_json::{Map, Value};
use url::Url;
use url::form_urlencoded::parse;

use super::links::{self, Link};
use crate::base::error::Result;
use crate::model::Cursor;
use crate::portals::listing;

/// No listing has so many sections, and what is counted from there still fits.
const FURTHEST: usize = 1 << 30;

/// How the next page is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    Query(String),
    /// By a POST of this.
    Body(Map<String, Value>),
}

/// What the links of an answer say of the next page; `body` is what was asked for by a POST.
pub fn next(links: &[Link], base: &Url, body: Option<&Map<String, Value>>) -> Option<Next> {
    let link = links::first(links, "next")?;
    let is_post = link.method.as_deref().is_some_and(|method| method.eq_ignore_ascii_case("post"));
    if !is_post {
        let query = link.url(base)?.query().unwrap_or_default().to_owned();
        return (!query.is_empty()).then_some(Next::Query(query));
    }
    let new = link.body.as_object()?.clone();
    let mut whole = if *link.merge { body.cloned().unwrap_or_default() } else { Map::new() };
    whole.extend(new);
    (!whole.is_empty() && Some(&whole) != body).then_some(Next::Body(whole))
}

/// A place in a listing of several sections: which of them, and where in it; `None` for its beginning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct From {
    pub section: usize,
    pub next: Option<Next>,
}

impl From {
    pub fn cursor(&self) -> Cursor {
        let next = match &self.next {
            None => "?".to_owned(),
            Some(Next::Query(query)) => format!("?{query}"),
            Some(Next::Body(body)) => Value::from(body.clone()).to_string(),
        };
        Cursor(format!("{}{next}", self.section))
    }

    /// What a cursor of the portal called `portal` holds; the beginning without one.
    pub fn of(after: Option<&Cursor>, portal: &str) -> Result<Self> {
        let Some(cursor) = after else { return Ok(Self::default()) };
        let refused = || listing::no_such_page(portal);
        let at = cursor.0.find(['?', '{']).ok_or_else(refused)?;
        let (section, rest) = cursor.0.split_at(at);
        let is_number = section.bytes().all(|byte| byte.is_ascii_digit());
        let section = section.parse().ok().filter(|it| is_number && *it <= FURTHEST).ok_or_else(refused)?;
        let next = match rest.strip_prefix('?') {
            Some("") => None,
            Some(query) => Some(Next::Query(query.to_owned())),
            None => Some(Next::Body(serde_json::from_str(rest).map_err(|_| refused())?)),
        };
        Ok(Self { section, next })
    }
}

/// `url` with the query of a next page, and of `asked` what that one does not say: some links forget the filters.
pub fn at(mut url: Url, query: Option<&str>, asked: &[(String, String)]) -> Url {
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

    fn next_of(link: Value, body: Option<Value>) -> Option<Next> {
        let links = links::read(&[link], &mut Odd::default());
        let body = body.map(|body| body.as_object().unwrap().clone());
        next(&links, &Url::parse("https://a.org/search").unwrap(), body.as_ref())
    }

    #[test]
    fn the_next_page_is_a_query_or_a_body() {
        let query = next_of(json!({"rel": "next", "href": "http://inside:81/x?offset=2&q=é"}), None);
        assert_eq!(query, Some(Next::Query("offset=2&q=%C3%A9".into())));
        assert_eq!(next_of(json!({"rel": "next", "href": "/page/2"}), None), None);
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

    #[test]
    fn a_cursor_is_read_back_and_a_made_up_one_refused() {
        let places = [
            From::default(),
            From { section: 3, next: Some(Next::Query("offset=2&limit=100".into())) },
            From { section: 0, next: next_of(json!({"rel": "next", "method": "POST", "body": {"token": "?{"}}), None) },
        ];
        for place in places {
            assert_eq!(From::of(Some(&place.cursor()), "p").unwrap(), place);
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
            assert!(From::of(Some(&Cursor(garbage.into())), "p").is_err(), "{garbage:?}");
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
