//! CSL-JSON, which Zotero, pandoc and citeproc read: <https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html>.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::Cited;
use crate::model::creator::Creator;

/// One item, under the key that an entry for LaTeX has; a file of them is an array.
pub fn item(cited: &Cited, key: &str) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| _ = item.insert(name.to_owned(), value);
    put("id", key.into());
    put("type", "dataset".into());
    put("title", cited.whole_title().into());
    put("author", authors(cited));
    put("publisher", cited.publishes().into());
    if let Some(when) = cited.published {
        put("issued", json!({ "date-parts": [cited.published_parts()] }));
        put("version", when.day().into());
    }
    if let Some(at) = cited.fetched {
        let day = at.to_zoned(TimeZone::UTC).date();
        put("accessed", json!({ "date-parts": [[day.year(), day.month(), day.day()]] }));
    }
    put("URL", cited.link().into());
    cited.doi.iter().for_each(|doi| put("DOI", doi.as_str().into()));
    cited.licence.iter().for_each(|licence| put("license", licence.label.as_str().into()));
    cited.sha256.iter().for_each(|sha256| put("note", format!("SHA-256 {sha256}").into()));
    Value::Object(item)
}

/// A person by their names where these are told apart, all else by what it is called.
fn authors(cited: &Cited) -> Value {
    let one = |creator: &Creator| match (&creator.family, &creator.given) {
        (Some(family), Some(given)) => json!({ "family": family, "given": given }),
        (Some(family), None) => json!({ "family": family }),
        _ => json!({ "literal": creator.name }),
    };
    match cited.authors() {
        Ok(creators) => creators.iter().map(one).collect(),
        Err(body) => json!([{ "literal": body }]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::water;
    use super::*;

    #[test]
    fn an_item_has_what_citeproc_asks_for() {
        let item = item(&water(), "k");
        assert_eq!((&item["type"], &item["id"]), (&json!("dataset"), &json!("k")));
        assert_eq!(item["author"], json!([{ "literal": "Rennes Métropole" }]));
        assert_eq!(item["issued"], json!({ "date-parts": [[2024, 3, 12]] }));
        assert_eq!(item["accessed"], json!({ "date-parts": [[2026, 11, 30]] }));
        assert_eq!((&item["URL"], item.get("DOI")), (&json!("https://data.exemple.bzh/eau_potable"), None));
        let cited = Cited { doi: Some("10.5281/zenodo.1".into()), published: None, ..water() };
        let item = super::item(&cited, "k");
        assert_eq!((&item["DOI"], item.get("issued")), (&json!("10.5281/zenodo.1"), None));
        assert_eq!(item["URL"], "https://doi.org/10.5281/zenodo.1");
    }
}
