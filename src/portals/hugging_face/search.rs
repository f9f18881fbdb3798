//! Searching the Hub: a query in its words, the tags it filters by, and the cursor of its pages.

use serde_json::Value;
use url::{Url, form_urlencoded};

use super::super::facets::{facet, uncounted};
use super::super::listing::no_such_page;
use super::super::narrow::{Narrow, Parameters};
use super::PAGE;
use crate::base::error::Result;
use crate::base::text;
use crate::model::filter::Accepts::{Code, OneOf};
use crate::model::filter::one;
use crate::model::{Cursor, Facet, FacetValue, Query};
use crate::said;

pub const TASK: &str = "task";
pub const MODALITY: &str = "modality";
pub const LICENCE: &str = "licence";
const ACCESS: [&str; 2] = ["open", "restricted"];

/// Each with what stands before its values in a tag; without a colon, the parameter that it is. Tags are all to be met, so
/// that each filter takes one.
pub const NARROW: Narrow = Narrow {
    portal: "Hugging Face",
    filters: &[
        (one("author", said!("hugging-face-author"), said!("hugging-face-filter-author"), Code), "author"),
        (one("tag", said!("portals-facet-tag"), said!("hugging-face-filter-tag"), Code), ":"),
        (one(LICENCE, said!("portals-facet-licence"), said!("hugging-face-filter-licence"), Code), "license:"),
        (one("language", said!("portals-facet-language"), said!("hugging-face-filter-language"), Code), "language:"),
        (one(TASK, said!("hugging-face-task"), said!("hugging-face-filter-task"), Code), "task_categories:"),
        (one("size", said!("hugging-face-size"), said!("hugging-face-filter-size"), Code), "size_categories:"),
        (one("format", said!("portals-facet-format"), said!("hugging-face-filter-format"), Code), "format:"),
        (one(MODALITY, said!("hugging-face-modality"), said!("hugging-face-filter-modality"), Code), "modality:"),
        (one("access", said!("portals-facet-access"), said!("hugging-face-filter-access"), OneOf(&ACCESS)), "gated"),
    ],
    sorts: &[
        ("trending", said!("hugging-face-sort-trending"), "trendingScore"),
        ("downloads", said!("hugging-face-sort-downloads"), "downloads"),
        ("likes", said!("hugging-face-sort-likes"), "likes"),
        ("updated", said!("portals-last-change"), "lastModified"),
        ("created", said!("portals-creation"), "createdAt"),
        ("size", said!("hugging-face-size"), "mainSize"),
    ],
};

/// The filters whose values the Hub lists.
pub const OFFERED: [&str; 6] = [LICENCE, "language", TASK, "size", "format", MODALITY];

/// What rows are made of.
const FIELDS: [&str; 12] = [
    "author",
    "createdAt",
    "description",
    "disabled",
    "downloads",
    "gated",
    "lastModified",
    "likes",
    "mainSize",
    "private",
    "sha",
    "tags",
];

/// The query, which was checked, in the Hub's words. Names are what it looks in: each word is to be in one.
pub fn parameters(query: &Query) -> Result<Parameters> {
    let words = query.text.split_whitespace().map(|word| ("search", word.to_owned()));
    let mut parameters: Parameters = words.collect();
    for (key, value) in &query.filters {
        let Some(called) = NARROW.called(key) else { continue };
        parameters.push(match *called {
            "gated" => ("gated", (value == "restricted").to_string()),
            "author" => ("author", value.clone()),
            ":" => ("filter", value.clone()),
            kind => ("filter", format!("{kind}{value}")),
        });
    }
    // Whichever way it is asked for, the most come first: there is no other order.
    if let Some((word, _)) = NARROW.order(query)? {
        parameters.extend([("sort", word.to_owned()), ("direction", "-1".to_owned())]);
    }
    parameters.push(("limit", PAGE.to_string()));
    parameters.extend(FIELDS.map(|field| ("expand", field.to_owned())));
    Ok(parameters)
}

/// The whole query of the next page, as the portal called `portal` gave it: it holds what was asked for, and where to go on.
pub fn query_after<'c>(cursor: &'c Cursor, portal: &str) -> Result<&'c str> {
    match goes_on(&cursor.0) {
        true => Ok(&cursor.0),
        false => Err(no_such_page(portal)),
    }
}

/// What the address of a next page asks. Only that of it is kept: whatever it names, nobody else is asked, and nothing else
/// of the portal. `None`: it does not say where to go on.
pub fn query_of_next(next: &Url) -> Option<&str> {
    next.query().filter(|query| goes_on(query))
}

fn goes_on(query: &str) -> bool {
    let is_whole = query.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'#' | b' '));
    is_whole && form_urlencoded::parse(query.as_bytes()).any(|(key, value)| key == "cursor" && !value.is_empty())
}

/// The facet of the filter `key`, from the tags of the type `kind`.
pub fn facet_of(key: &str, kind: &str, tags: &Value) -> Option<Facet> {
    let value = |tag: &Value| {
        let (_, value) = tag["id"].as_str()?.split_once(':').filter(|(known, _)| *known == kind)?;
        let label = tag["label"].as_str().and_then(text::some_line).or_else(|| text::some_line(value))?;
        let is_code = !value.is_empty() && !value.contains(char::is_whitespace);
        is_code.then(|| FacetValue { value: value.to_owned(), label, count: None })
    };
    facet(key, tags[kind].as_array()?.iter().filter_map(value).collect())
}

/// Those whose values are known.
pub fn own_facets() -> Option<Facet> {
    facet("access", ACCESS.map(uncounted).into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_query_is_put_in_the_hub_s_words() {
        let filters = [("licence", "etalab-2.0"), ("tag", "open-data"), ("author", "a"), ("access", "restricted")];
        let filters = filters.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let query = Query { text: " communes  de ".into(), filters, sort: Some("-updated".into()) };
        let asked = parameters(&query).unwrap();
        let expected = [
            ("search", "communes"),
            ("search", "de"),
            ("filter", "license:etalab-2.0"),
            ("filter", "open-data"),
            ("author", "a"),
            ("gated", "true"),
            ("sort", "lastModified"),
            ("direction", "-1"),
            ("limit", "100"),
            ("expand", "author"),
        ];
        assert_eq!(asked[..expected.len()], expected.map(|(key, value)| (key, value.to_owned())));
        let two = [("language", "fr"), ("language", "de")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert!(NARROW.check(&Query { filters: two.into(), ..Query::default() }).is_err());
    }

    #[test]
    fn a_cursor_is_a_query_that_goes_on() {
        let after = |text: &str| query_after(&Cursor(text.into()), "p").is_ok();
        assert!(after("search=a&limit=100&cursor=eyJ%3D"));
        for garbage in ["", "2", "garbage", "cursor=", "limit=1", "cursor=a b", "x=1&cursor=é", "cursor=1#x"] {
            assert!(!after(garbage), "{garbage}");
        }
    }

    #[test]
    fn tags_are_facets() {
        let tags = json!({"license": [
            {"id": "license:mit", "label": "mit"}, {"id": "language:fr", "label": "x"}, {"id": 3}, null,
            {"id": "license:odbl"}, {"id": "license:a b", "label": "x"},
        ]});
        let values: Vec<String> = facet_of(LICENCE, "license", &tags)
            .unwrap()
            .values
            .into_iter()
            .map(|it| format!("{}={}", it.value, it.label))
            .collect();
        assert_eq!(values, ["mit=MIT License", "odbl=ODbL 1.0"]);
        assert!(facet_of(LICENCE, "license", &json!({"license": "odd"})).is_none());
    }
}
