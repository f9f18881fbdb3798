//! Searching items: a query as the body of a POST, or as the parameters of a GET where the portal takes none.

use serde_json::{Map, Value, json};

use super::super::narrow::Narrow;
use super::super::ogc_api::collections::COLLECTION;
use super::super::ogc_api::period;
use super::super::territory::{bounds, territory_or_box, wanted};
use crate::base::error::Result;
use crate::base::when::When;
use crate::model::filter::Accepts::Code;
use crate::model::filter::{any, one};
use crate::model::{Extent, Query};
use crate::said;

/// Items asked for at once.
pub const PAGE: usize = 100;
const ID: &str = "id";

pub const NARROW: Narrow = Narrow {
    portal: "STAC",
    filters: &[
        (one(COLLECTION, said!("ogc-api-facet-collection"), said!("stac-filter-collection"), Code), ""),
        (any(ID, said!("stac-facet-id"), said!("stac-filter-id"), Code), "ids"),
        (period::from(), ""),
        (period::to(), ""),
        (territory_or_box(said!("territory-by-bounds")), "bbox"),
    ],
    sorts: &[
        ("date", said!("stac-sort-date"), "properties.datetime"),
        ("updated", said!("portals-last-change"), "properties.updated"),
        ("created", said!("portals-creation"), "properties.created"),
    ],
};

/// What a query, which was checked, wants of items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    pub collection: Option<String>,
    pub ids: Vec<String>,
    pub period: Option<String>,
    pub bounds: Option<Extent>,
    /// The property, and whether it is from the end.
    pub sort: Option<(&'static str, bool)>,
    pub words: String,
}

impl Wanted {
    /// Refuses what cannot be asked for, before anything is.
    pub fn of(query: &Query) -> Result<Self> {
        let query = NARROW.check(query)?;
        Ok(Self {
            collection: query.values(COLLECTION).next().map(str::to_owned),
            ids: query.values(ID).map(str::to_owned).collect(),
            period: period::asked(&query)?,
            bounds: wanted(&query).map(|wanted| bounds(&wanted)).transpose()?,
            sort: NARROW.order(&query)?,
            words: query.text.split_whitespace().collect::<Vec<_>>().join(" "),
        })
    }

    /// Whether it wants all there is.
    pub fn is_plain(&self) -> bool {
        self.ids.is_empty() && self.words.is_empty() && self.period.is_none() && self.bounds.is_none()
    }

    /// As the body of a POST; `free_text`: whether the portal searches words.
    pub fn body(&self, free_text: bool) -> Map<String, Value> {
        let mut body = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                body.insert(key.to_owned(), value);
            }
        };
        put("limit", Some(PAGE.into()));
        put("collections", self.collection.as_ref().map(|one| json!([one])));
        put("ids", Some(&self.ids).filter(|ids| !ids.is_empty()).map(|ids| json!(ids)));
        put("bbox", self.bounds.map(|it| json!([it.west, it.south, it.east, it.north])));
        put("datetime", self.period.clone().map(Value::from));
        let direction = |descending| if descending { "desc" } else { "asc" };
        put(
            "sortby",
            self.sort.map(|(field, descending)| json!([{"field": field, "direction": direction(descending)}])),
        );
        put("q", Some(&self.words).filter(|words| free_text && !words.is_empty()).map(|words| json!([words])));
        body
    }

    /// As the parameters of a GET; `in_one`: of the items of one collection, which the address names.
    pub fn parameters(&self, free_text: bool, in_one: bool) -> Vec<(String, String)> {
        let sign = |descending| if descending { "-" } else { "" };
        let numbers = |it: Extent| format!("{},{},{},{}", it.west, it.south, it.east, it.north);
        let all = [
            ("limit", Some(PAGE.to_string())),
            ("collections", self.collection.clone().filter(|_| !in_one)),
            ("ids", Some(self.ids.join(",")).filter(|ids| !ids.is_empty())),
            ("bbox", self.bounds.map(numbers)),
            ("datetime", self.period.clone()),
            ("sortby", self.sort.map(|(field, descending)| format!("{}{field}", sign(descending)))),
            ("q", Some(self.words.clone()).filter(|words| free_text && !words.is_empty())),
        ];
        all.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
    }
}

/// Whether these come in the order that was asked for, as far as they tell what it goes by.
pub fn is_ordered(features: &[Value], sort: Option<(&'static str, bool)>) -> bool {
    let Some((field, descending)) = sort else { return true };
    let pointer = format!("/{}", field.replace('.', "/"));
    let moments = features.iter().filter_map(|raw| When::read(raw.pointer(&pointer)?.as_str()?)).map(When::first);
    if descending { moments.is_sorted_by(|one, next| one >= next) } else { moments.is_sorted() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_did_not_come_is_seen() {
        let features = |moments: &[Option<&str>]| -> Vec<Value> {
            moments.iter().map(|at| json!({"properties": {"datetime": at}})).collect()
        };
        let (early, late) = (Some("2024-01-01T00:00:00Z"), Some("2024-01-01T01:00:00+00:00"));
        for (moments, descending, expected) in [
            (&[early, late][..], false, true),
            (&[early, late], true, false),
            (&[late, None, early, early], true, true),
            (&[late, None, early], false, false),
            (&[None], true, true),
            (&[], false, true),
        ] {
            let sort = Some(("properties.datetime", descending));
            assert_eq!(is_ordered(&features(moments), sort), expected, "{moments:?} {descending}");
            assert!(is_ordered(&features(moments), None));
        }
    }

    #[test]
    fn a_box_over_the_end_of_degrees_is_asked_for_as_it_is() {
        let filters = vec![("territory".to_owned(), "170,-20,-170,20".to_owned())];
        let wanted = Wanted::of(&Query { filters, ..Query::default() }).unwrap();
        assert_eq!(wanted.body(true)["bbox"], json!([170.0, -20.0, -170.0, 20.0]));
        assert!(wanted.parameters(true, false).contains(&("bbox".to_owned(), "170,-20,-170,20".to_owned())));
    }

    #[test]
    fn a_query_is_a_body_or_parameters() {
        let filters =
            [("collection", "s2"), ("id", "a"), ("id", "b"), ("from", "2024-01-31"), ("territory", "1,2,3,4")];
        let filters = filters.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
        let wanted = Wanted::of(&Query { text: " eau  douce ".into(), filters, sort: Some("-date".into()) }).unwrap();
        let body = json!({"limit": 100, "collections": ["s2"], "ids": ["a", "b"], "bbox": [1.0, 2.0, 3.0, 4.0],
            "datetime": "2024-01-31T00:00:00Z/..", "sortby": [{"field": "properties.datetime", "direction": "desc"}],
            "q": ["eau douce"]});
        assert_eq!(Value::from(wanted.body(true)), body);
        assert!(!wanted.body(false).contains_key("q"));
        let written: Vec<String> =
            wanted.parameters(false, true).into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        let expected = "limit=100 ids=a,b bbox=1,2,3,4 datetime=2024-01-31T00:00:00Z/.. sortby=-properties.datetime";
        assert_eq!(written.join(" "), expected);
    }
}
