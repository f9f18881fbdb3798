//! Items that come together: those that a document has in itself, as one file of a whole catalogue does, and those behind
//! its link to all of them, page by page.

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::super::ogc_api::collections;
use super::super::ogc_api::feature::Feature;
use super::super::ogc_api::links::{self, Link};
use super::super::ogc_api::pages::{self, AskedPage, Next, PageStart};
use super::super::ogc_api::sections;
use super::super::reading::{self, List, Number, Records};
use super::super::{listing, part_of};
use super::documents::{fits, folder_of};
use super::map::{self, Of};
use super::search::{PAGE, Wanted};
use super::{Stac, unexplained};
use crate::base::error::Result;
use crate::base::odd::Odd;
use crate::base::relevance::Search;
use crate::m;
use crate::model::{Address, Item, Page, Target};

/// What holds items.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Gathered {
    features: Records,
    #[serde(rename = "numberMatched")]
    matched: Number,
    links: List,
}

/// Whether a document has items in itself.
pub fn has_items(document: &Value) -> bool {
    document["features"].is_array()
}

/// The item with this id, of those that a document has in itself.
pub fn item_of(document: &Value, id: &str) -> Option<Value> {
    document["features"].as_array()?.iter().find(|raw| raw["id"] == id).cloned()
}

/// The address of a document, and the id of the item in it that is meant, if one is.
pub fn parted(mut url: Url) -> (Url, Option<String>) {
    let id = url.fragment().map(|id| percent_decode_str(id).decode_utf8_lossy().into_owned());
    url.set_fragment(None);
    (url, id.filter(|id| !id.is_empty()))
}

impl Stac {
    /// Where all items of a document are asked for, where it links to none of them by itself.
    pub(super) fn items_link(&self, links: &[Link], base: &Url) -> Option<Next> {
        if links.iter().any(|link| link.rel() == "item") {
            return None;
        }
        let url = links::first(links, "items")?.url(base).filter(|url| self.http.is_own(url) && url != base)?;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Some(Next::Path(format!("{}{query}", url.path())))
    }

    /// The page of items at `next`, as the document at `base` leads to it.
    pub(super) async fn page_of_items(&self, base: &Url, from: &PageStart, wanted: &Wanted) -> Result<Page> {
        // What is a file by itself is the same whatever it is asked with.
        let is_file = matches!(&from.next, Some(Next::Path(path)) if path.ends_with(".json"));
        let limit = [("limit".to_owned(), PAGE.to_string())];
        let url = pages::place(base.clone(), from.next.as_ref(), if is_file { &[] } else { &limit });
        let subject = part_of(&self.name, m!("portals-the-datasets"));
        let answer = self.http.json(&subject, url.clone()).await.map_err(unexplained)?;
        let read: Gathered = reading::listed(answer, "features", &subject).map_err(unexplained)?;
        Ok(self.gathered(read, &url, from, wanted))
    }

    /// The items that a document at `url` has in itself.
    pub(super) fn items_in(&self, document: Value, url: &Url, wanted: &Wanted) -> Result<Page> {
        let subject = part_of(&self.name, m!("portals-the-datasets"));
        let read: Gathered = reading::holding(document, &["features"], &subject).map_err(unexplained)?;
        let mut page = self.gathered(read, url, &PageStart::default(), wanted);
        let is_all = page.next.is_none() && wanted.is_plain();
        page.total = page.total.or_else(|| is_all.then_some(page.items.len() as u64));
        Ok(page)
    }

    fn gathered(&self, read: Gathered, url: &Url, from: &PageStart, wanted: &Wanted) -> Page {
        let Gathered { features, matched, links } = read;
        let (came, search) = (features.len(), Search::new(&wanted.words));
        let links = links::read(&links, &mut Odd::default());
        let asked = AskedPage { url, parameters: &[], body: None };
        let (next, warning) = sections::follows(pages::follows(&links, asked), from, came);
        // A query is of this page's address, which the cursor has to hold.
        let next = next.map(|next| match next.next {
            Some(Next::Query(query)) => PageStart { next: Some(Next::Path(format!("{}?{query}", url.path()))), ..next },
            _ => next,
        });
        let records = features.into_iter().filter(|raw| {
            // What cannot be read is told below, and not taken for something else.
            let read = map::read(raw.clone(), &mut Odd::default());
            read.map_or(true, |(id, item)| fits(raw, &id, &item, wanted, &search))
        });
        let mut page = listing::rows(records, |raw, odd| {
            let (id, item) = map::read(raw, odd)?;
            let of = Of { id: self.segment_of(&item, &id, url), base: url, collection: None };
            Ok(self.mapper().item(&item, of, odd))
        });
        page.warnings.extend(warning);
        // A filter leaves out what the document counts.
        page.total = matched.count().filter(|_| wanted.is_plain());
        page.next = next.filter(|_| came > 0).map(|next| next.cursor());
        page
    }

    /// The address of an item that came with others: that of its own document, where it is here, else where it is in theirs.
    fn segment_of(&self, item: &Feature, id: &str, url: &Url) -> String {
        let links = links::read(&item.links, &mut Odd::default());
        let own = links::first(&links, "self").and_then(|link| self.path(&link.url(url)?));
        own.unwrap_or_else(|| {
            let mut within = url.clone();
            within.set_fragment(Some(id));
            self.path(&within).unwrap_or_else(|| within.to_string())
        })
    }

    /// The collections of an interface that a catalogue of documents leads to, as folders, and what there is to say of those
    /// that are not here.
    pub(super) async fn listed_collections(&self, links: &[Link], base: &Url) -> Result<(Vec<Item>, Vec<String>)> {
        let listed = links::first(links, "data").and_then(|link| link.url(base)).filter(|url| self.http.is_own(url));
        let Some(url) = listed.filter(|url| url != base) else { return Ok((vec![], vec![])) };
        let found = collections::all_at(&self.http, &self.name, url.clone()).await.map_err(unexplained)?;
        let folders = found.all.iter().filter_map(|(id, collection)| {
            let links = links::read(&collection.links, &mut Odd::default());
            let own = links::first(&links, "self").and_then(|link| link.url(&url));
            let path = self.path(&own?)?;
            let title = collection.title().unwrap_or_else(|| id.clone());
            Some(Item::new(Target::folder(folder_of(&Address::root(&self.name), path)), title))
        });
        Ok((folders.collect(), found.warnings))
    }
}

/// The links of a document that lead to what is below it by themselves.
pub fn leads_on(links: &[Link]) -> bool {
    links.iter().any(|link| matches!(&*link.rel(), "child" | "item" | "items"))
}
