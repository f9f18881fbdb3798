//! The collections of a portal: what lists them, leniently read, and as folders.

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::feature::{line, name};
use super::links;
use super::pages::{self, AskedPage, Next};
use crate::access::http::Http;
use crate::base::error::{ErrorKind, Result};
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text;
use crate::model::{Address, FacetValue, Item};
use crate::portals::grammar::Group;
use crate::portals::listing;
use crate::portals::part_of;
use crate::portals::paths::is_step;
use crate::portals::reading::{self, Lenient, List, Records};
use crate::{m, t};

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

/// All collections of a portal, and what there is to say of those that are not here.
#[derive(Default)]
pub struct AllCollections {
    pub all: Vec<(String, Collection)>,
    pub warnings: Vec<String>,
}

/// All of the portal called `portal`, from page to page.
pub async fn all(http: &Http, portal: &str) -> Result<AllCollections> {
    all_at(http, portal, http.url("collections", [])).await
}

/// As [`all`], of those whose first page is at `first`.
pub async fn all_at(http: &Http, portal: &str, first: Url) -> Result<AllCollections> {
    /// No portal has so many pages of them.
    const PAGES: usize = 50;
    let (mut next, mut found) = (None::<Next>, AllCollections::default());
    let (subject, mut unread) = (part_of(portal, m!("ogc-api-the-collections")), 0);
    for page in 1.. {
        let asked = pages::place(first.clone(), next.as_ref(), &[]);
        let answer = http.json(subject.clone(), asked.clone()).await;
        let listed: Listed = match answer.and_then(|it| reading::listed(it, "collections", &subject)) {
            Ok(listed) => listed,
            // What came before is there all the same.
            Err(error) if error.kind == ErrorKind::Portal && page > 1 => {
                found.warnings.push(t!("ogc-api-page-fails", why = error.cause));
                break;
            }
            Err(error) => return Err(error),
        };
        let (known, here) = (found.all.len(), listed.collections.len());
        let links = links::read(&listed.links, &mut Odd::default());
        let read = readable(listed.collections);
        unread += here - read.len();
        for one in read {
            if found.all.iter().all(|(id, _)| *id != one.0) {
                found.all.push(one);
            }
        }
        let follows = pages::follows(&links, AskedPage { url: &asked, parameters: &[], body: None });
        found.warnings.extend(follows.warning);
        match follows.next {
            Some(Next::Body(_)) => found.warnings.push(t!("ogc-api-next-odd")),
            Some(_) if found.all.len() == known && here > 0 => found.warnings.push(t!("portals-repeats")),
            Some(_) if page >= PAGES => {
                found.warnings.push(t!("ogc-api-more-collections", count = found.all.len()));
            }
            Some(it) if here > 0 => {
                next = Some(it);
                continue;
            }
            _ => {}
        }
        break;
    }
    found.warnings.extend((unread > 0).then(|| t!("ogc-api-unread-collections", count = unread)));
    found.warnings.dedup();
    Ok(found)
}

/// Those that have an id to ask for them by, and can be read.
fn readable(listed: Records) -> Vec<(String, Collection)> {
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
