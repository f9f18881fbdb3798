//! The links of an answer, each with what it is to it.

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::base::odd::Odd;
use crate::portals::reading::{self, Lenient, Number};
use crate::t;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Link {
    pub href: Option<String>,
    /// A word, or an IRI that ends with one.
    pub rel: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub title: Option<String>,
    /// In bytes, as stated.
    pub length: Number,
    /// What is asked for is one of many, by an address with gaps.
    pub templated: Lenient<bool>,
    pub method: Option<String>,
    pub body: Value,
    /// Whether `body` only says what is new in it.
    pub merge: Lenient<bool>,
}

impl Link {
    /// The last part of what it is to the answer, in small letters.
    pub fn rel(&self) -> String {
        let rel = self.rel.as_deref().unwrap_or_default();
        rel.rsplit(['/', '#']).next().unwrap_or_default().trim().to_lowercase()
    }

    /// Where it leads from an answer at `base`.
    pub fn url(&self, base: &Url) -> Option<Url> {
        web(self.href.as_deref()?, base)
    }

    /// Whether it leads to JSON, as far as it says: what says nothing does.
    pub fn is_json(&self) -> bool {
        self.kind.as_deref().is_none_or(|kind| kind.trim().is_empty() || kind.to_lowercase().contains("json"))
    }

    pub fn is_page(&self) -> bool {
        self.kind.as_deref().is_some_and(|kind| kind.trim_start().starts_with("text/html"))
    }
}

/// Where `href` leads from `base`, if that is on the web.
pub fn web(href: &str, base: &Url) -> Option<Url> {
    let url = base.join(href.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host() && !href.trim().is_empty()).then_some(url)
}

/// Those that can be read; the others are noted.
pub fn read(raw: &[Value], odd: &mut Odd) -> Vec<Link> {
    reading::items(raw, &t!("ogc-api-item-link"), odd)
}

/// The first link that is this to the answer: one to JSON before one to other data, and that before one to a page.
pub fn first<'l>(links: &'l [Link], rel: &str) -> Option<&'l Link> {
    let fitting = links.iter().filter(|link| link.rel() == rel);
    fitting.min_by_key(|link| (!link.is_json(), link.is_page()))
}

/// The page for people, of what is at `base`.
pub fn page(links: &[Link], base: &Url) -> Option<Url> {
    let fits = |link: &&Link| link.is_page() && matches!(&*link.rel(), "alternate" | "self" | "canonical");
    links.iter().find(fits)?.url(base)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_link_is_known_by_the_end_of_its_relation_and_leads_to_the_web_only() {
        let raw = json!([
            {"rel": "http://www.opengis.net/def/rel/ogc/1.0/queryables", "href": "q?f=html", "type": "text/html"},
            {"rel": "queryables", "href": "q?f=json"},
            {"rel": "alternate", "href": "/x?f=html", "type": "text/html; charset=utf-8"},
            {"rel": "Data", "href": "ftp://a.org/x"}, {"rel": "none"}, "odd",
        ]);
        let mut odd = Odd::default();
        let links = read(raw.as_array().unwrap(), &mut odd);
        let base = Url::parse("https://a.org/api/c").unwrap();
        assert!(links.len() == 5 && odd.said().is_some());
        assert_eq!(first(&links, "queryables").unwrap().url(&base).unwrap().as_str(), "https://a.org/api/q?f=json");
        assert_eq!(page(&links, &base).unwrap().as_str(), "https://a.org/x?f=html");
        assert_eq!(first(&links, "data").unwrap().url(&base), None);
        assert_eq!(first(&links, "none").unwrap().url(&base), None);
    }

    #[test]
    fn what_can_be_read_on_is_followed_before_what_cannot() {
        let table: [(&[Option<&str>], usize); 7] = [
            (&[Some("text/html"), Some("application/geo+json")], 1),
            (&[Some("application/gml+xml"), Some("text/html"), None], 2),
            (&[Some("text/html; charset=utf-8"), Some("application/x-yaml")], 1),
            (&[None, Some("application/json")], 0),
            (&[Some("application/JSON; profile=x"), None], 0),
            (&[Some("text/html")], 0),
            (&[Some(""), Some("application/json")], 0),
        ];
        for (kinds, expected) in table {
            let links: Vec<Link> = kinds
                .iter()
                .map(|kind| Link { rel: Some("next".into()), kind: kind.map(str::to_owned), ..Link::default() })
                .collect();
            assert!(std::ptr::eq(first(&links, "next").unwrap(), &links[expected]), "{kinds:?}");
        }
    }
}
