//! The collections of a portal: what lists them, leniently read, and as folders.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::feature::{line, name};
use super::links;
use super::pages::{self, Next};
use crate::access::http::Http;
use crate::base::error::Result;
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text;
use crate::m;
use crate::model::{Address, FacetValue, Item};
use crate::portals::grammar::Group;
use crate::portals::listing;
use crate::portals::part_of;
use crate::portals::paths::is_step;
use crate::portals::reading::{self, Lenient, List, Records};

/// The filter whose values they are.
pub const COLLECTION: &str = "collection";

/// What lists them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Listed {
    pub collections: Records,
    pub links: List,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Collection {
    pub id: Value,
    pub title: Option<String>,
    pub description: Option<String>,
    #[serde(rename = "itemType")]
    pub item_type: Option<String>,
    pub keywords: List,
    pub license: Option<String>,
    pub providers: List,
    pub extent: Value,
    pub links: List,
    pub assets: Lenient<Map<String, Value>>,
    pub item_assets: Lenient<Map<String, Value>>,
    pub summaries: Lenient<Map<String, Value>>,
    pub stac_version: Option<String>,
}

impl Collection {
    pub fn id(&self) -> Option<String> {
        name(&self.id)
    }

    pub fn title(&self) -> Option<String> {
        reading::line(&self.title).or_else(|| line(&self.id))
    }
}

/// All of the portal called `portal`, from page to page.
pub async fn all(http: &Http, portal: &str) -> Result<Vec<(String, Collection)>> {
    /// No portal has so many pages of them.
    const PAGES: usize = 50;
    let (url, mut query) = (http.url("collections", []), None::<String>);
    let mut all: Vec<(String, Collection)> = Vec::new();
    for _ in 0..PAGES {
        let asked = pages::at(url.clone(), query.as_deref(), &[]);
        let listed: Listed = http.json(part_of(portal, m!("ogc-api-the-collections")), asked).await?;
        let links = links::read(&listed.links, &mut Odd::default());
        let known = all.len();
        let new = readable(listed.collections).into_iter().filter(|(id, _)| all.iter().all(|(other, _)| other != id));
        all.extend(new.collect::<Vec<_>>());
        match pages::next(&links, &url, None) {
            Some(Next::Query(next)) if all.len() > known => query = Some(next),
            _ => break,
        }
    }
    Ok(all)
}

/// Those that have an id to ask for them by, and can be read.
pub fn readable(listed: Records) -> Vec<(String, Collection)> {
    reading::readable::<Collection>(listed).filter_map(|it| Some((it.id().filter(|id| !is_step(id))?, it))).collect()
}

/// One as a folder of `group` of the portal called `portal`.
pub fn folder(portal: &str, group: &Group, (id, collection): &(String, Collection)) -> Item {
    let address = Address::root(portal).child(group.segment).child(id.clone());
    let note = collection.description.as_deref().and_then(markup::first_line);
    listing::folder(address, collection.title().unwrap_or_else(|| id.clone()), note)
}

/// One as a value of the filter.
pub fn value((id, collection): &(String, Collection)) -> FacetValue {
    FacetValue { value: id.clone(), label: collection.title().unwrap_or_else(|| text::line(id)), count: None }
}

/// The one segment that names a thing of a collection: both ids, with a tilde between, which addresses show as it is.
pub fn joined(collection: &str, id: &str) -> String {
    format!("{}~{id}", collection.replace('%', "%25").replace('~', "%7E"))
}

/// The two ids that [`joined`] made one of, the second of which may be empty; `None` where it is one only.
pub fn parted(joined: &str) -> Option<(String, &str)> {
    let (collection, id) = joined.split_once('~').filter(|(collection, _)| !collection.is_empty())?;
    Some((collection.replace("%7E", "~").replace("%25", "%"), id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ids_are_one_segment_and_two_again() {
        for (collection, id) in [("datasets", "a~b"), ("urn~x%7E", "1"), ("é /", "%"), ("datasets", "")] {
            assert_eq!(parted(&joined(collection, id)), Some((collection.to_owned(), id)));
        }
        for one in ["", "datasets", "~x"] {
            assert_eq!(parted(one), None, "{one}");
        }
    }
}
