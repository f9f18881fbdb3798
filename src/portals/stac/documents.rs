//! Catalogues that are documents and nothing else: each links to its children and its items, which are read when one goes
//! there, and no sooner.

use std::collections::HashSet;

use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::Value;
use url::Url;

use super::super::ogc_api::collections::Collection;
use super::super::ogc_api::feature::Feature;
use super::super::ogc_api::links::Link;
use super::super::ogc_api::pages::PageStart;
use super::super::ogc_api::{assets, links};
use super::gathered;
use super::items::searched;
use super::map::{self, Of};
use super::root;
use super::search::{PAGE, Wanted};
use super::{GRAMMAR, PAGES, Stac, unexplained};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::odd::{self, Odd};
use crate::base::relevance::Search;
use crate::base::text;
use crate::base::when::When;
use crate::model::{Address, Cursor, Dataset, Item, Page, Place, Target};
use crate::portals::listing;
use crate::portals::narrow::refused;
use crate::portals::part_of;
use crate::{m, t};

/// Items that are read at once, where they are to be looked through.
const AT_ONCE: usize = 6;

/// What a document links to.
#[derive(Default)]
struct LinkedRows {
    rows: Vec<Item>,
    /// Links to other hosts, where nobody is asked.
    foreign: usize,
    /// Links to nothing on the web.
    lost: usize,
    /// Links to the document itself.
    back: usize,
}

impl Stac {
    /// What one document links to or holds, at `from`; the first where `path` is none. Its items are read only where something
    /// is wanted of them.
    pub async fn documents(&self, path: Option<&str>, wanted: &Wanted, from: PageStart) -> Result<Page> {
        if wanted.sort.is_some() {
            return Err(refused(m!("portals-word-sort"), m!("stac-sorts-no-documents")));
        }
        let root = Address::root(&self.name);
        let (url, subject) = match path {
            Some(path) => {
                let address = folder_of(&root, path);
                (self.document(path).ok_or_else(|| GRAMMAR.unknown(&address))?, address.to_string().into())
            }
            None => (self.start.clone(), part_of(&self.name, m!("portals-the-datasets"))),
        };
        if from.next.is_some() {
            return self.page_of_items(&url, &from, wanted).await;
        }
        let document = self.stac(subject, url.clone()).await.map_err(unexplained)?;
        if gathered::has_items(&document) {
            return self.items_in(document, &url, wanted);
        }
        let (mut odd, offset) = (Odd::default(), from.section);
        let links = root::links(&document, &mut odd);
        let LinkedRows { mut rows, foreign, lost, back } = self.links_as_rows(&links, &url);
        let mut unlisted = vec![];
        if !gathered::leads_on(&links) {
            (rows, unlisted) = self.listed_collections(&links, &url).await?;
        }
        let mut page = if wanted.is_plain() {
            // All of them are known by now, however many there are.
            if offset > 0 {
                return Err(listing::no_such_page(&self.name));
            }
            listing::whole(self.own_files(&document, &url).into_iter().chain(rows.iter().cloned()).collect())
        } else {
            self.narrowed(&rows, wanted, offset).await
        };
        if let Some(next) = self.items_link(&links, &url).filter(|_| page.next.is_none()) {
            let behind = PageStart { section: offset, next: Some(next) };
            page = match rows.is_empty() {
                true => joined(page, self.page_of_items(&url, &behind, wanted).await?),
                // How many there are behind it, that page tells.
                false => Page { total: None, next: Some(behind.cursor()), ..page },
            };
        }
        if offset == 0 {
            page.warnings.extend((foreign > 0).then(|| t!("stac-elsewhere", count = foreign)));
            page.warnings.extend((lost > 0).then(|| t!("stac-lost", count = lost)));
            page.warnings.extend((back > 0).then(|| t!("stac-back", count = back)));
            page.warnings.extend(odd.said());
            page.warnings.extend(unlisted);
        }
        Ok(page)
    }

    /// Those of `rows` that have what is wanted, from `offset` on, as far as it takes to find one, or as that is borne.
    async fn narrowed(&self, rows: &[Item], wanted: &Wanted, offset: usize) -> Page {
        let (mut page, mut at, mut unread) = (Page::default(), offset, 0);
        while page.items.is_empty() && at < rows.len() && at < offset + PAGES * PAGE {
            let part = rows.iter().skip(at).take(PAGE).cloned();
            for looked in self.looked_through(part, wanted).await {
                match looked {
                    Ok(found) => page.items.extend(found),
                    Err(_) => unread += 1,
                }
            }
            at += PAGE;
        }
        if at < rows.len() {
            match page.items.is_empty() {
                true => page.warnings.push(t!("stac-looked-through", count = at - offset)),
                false => page.next = Some(place(at)),
            }
        }
        page.warnings.extend((unread > 0).then(|| t!("stac-unread", count = unread)));
        let folders = rows.iter().filter(|row| !is_dataset(row)).count();
        page.warnings.extend((folders > 0 && offset == 0).then(|| t!("stac-not-within", count = folders)));
        page
    }

    /// Children, then items, by what their links tell.
    fn links_as_rows(&self, links: &[Link], base: &Url) -> LinkedRows {
        let root = Address::root(&self.name);
        let (mut found, mut known) = (LinkedRows::default(), HashSet::new());
        for rel in ["child", "item"] {
            for link in links.iter().filter(|link| link.rel() == rel) {
                let Some(mut url) = link.url(base) else {
                    found.lost += 1;
                    continue;
                };
                url.set_fragment(None);
                if url == *base {
                    found.back += 1;
                    continue;
                }
                let Some(path) = self.path(&url) else {
                    found.foreign += 1;
                    continue;
                };
                let title = link.title.as_deref().and_then(text::some_line).or_else(|| called(&url, rel == "item"));
                let title = title.unwrap_or_else(|| text::line(&path));
                let target = match rel {
                    "child" => Target::folder(folder_of(&root, path)),
                    _ => Target::dataset(root.child(path)),
                };
                if known.insert(target.clone()) {
                    found.rows.push(Item::new(target, title));
                }
            }
        }
        found
    }

    /// The files of a collection itself, as the row before its items.
    fn own_files(&self, document: &Value, url: &Url) -> Option<Item> {
        let collection: Collection = odd::read(document.clone(), &mut Odd::default()).ok()?;
        let path = self.path(url).filter(|_| !collection.assets.is_empty())?;
        let of = Of { id: path, base: url, collection: None };
        Some(super::super::mapping::row(&self.mapper().collection(&collection, of)))
    }

    /// Those of `rows` that have what is wanted, or why nobody knows.
    async fn looked_through(&self, rows: impl Iterator<Item = Item>, wanted: &Wanted) -> Vec<Result<Option<Item>>> {
        let search = &Search::new(&wanted.words);
        stream::iter(rows).map(|row| self.looked_at(row, wanted, search)).buffered(AT_ONCE).collect().await
    }

    /// An item is read; a folder is known by its title.
    async fn looked_at(&self, row: Item, wanted: &Wanted, search: &Search) -> Result<Option<Item>> {
        let Target::Place(Place::Dataset(address)) = &row.target else {
            let is_found = !search.is_empty() && search.is_in(&row.folded());
            return Ok(is_found.then_some(row));
        };
        let unreadable = || Error::new(ErrorKind::Portal, address, m!("portals-no-record"));
        let path = address.path.first().ok_or_else(unreadable)?;
        let url = self.document(path).ok_or_else(unreadable)?;
        let raw = self.stac(address, url.clone()).await?;
        let mut odd = Odd::default();
        let (id, item) = map::read(raw.clone(), &mut odd).map_err(|_| unreadable())?;
        let fits = fits(&raw, &id, &item, wanted, search);
        let of = Of { id: path.clone(), base: &url, collection: None };
        Ok(fits.then(|| self.mapper().item(&item, of, &mut odd)))
    }

    /// What a document tells of: an item, or a collection with its files.
    pub async fn of_document(&self, path: &str, address: &Address) -> Result<Dataset> {
        let (url, id) = gathered::parted(self.document(path).ok_or_else(|| GRAMMAR.unknown(address))?);
        let mut document = self.stac(address, url.clone()).await.map_err(unexplained)?;
        if let Some(id) = id {
            document = gathered::item_of(&document, &id).ok_or_else(|| GRAMMAR.unknown(address))?;
        }
        if document["type"] != "Feature" {
            let read = odd::read::<Collection>(document, &mut Odd::default());
            let read = read.map_err(|_| Error::new(ErrorKind::Portal, address, m!("portals-no-record")))?;
            return Ok(self.mapper().collection(&read, Of { id: path.to_owned(), base: &url, collection: None }));
        }
        let read = map::read(document, &mut Odd::default());
        let (_, item) = read.map_err(|why| Error::new(ErrorKind::Portal, address, why))?;
        let own = self.collection_of(&item, &url).await;
        Ok(self.mapper().dataset(&item, Of { id: path.to_owned(), base: &url, collection: own.as_ref() }))
    }

    /// The collection that an item links to, where it is of the same host.
    async fn collection_of(&self, item: &Feature, base: &Url) -> Option<Collection> {
        let found = links::read(&item.links, &mut Odd::default());
        let url = links::first(&found, "collection")?.url(base).filter(|url| self.http.is_own(url))?;
        self.http.json(part_of(&self.name, m!("ogc-api-the-collections")), url).await.ok()
    }

    /// What the document at `url` is here.
    pub async fn named(&self, url: &Url) -> Result<Option<Target>> {
        let mut url = url.clone();
        url.set_fragment(None);
        let root = Address::root(&self.name);
        if url == self.start {
            return Ok(Some(Target::folder(root)));
        }
        let Some(path) = self.path(&url) else { return Ok(None) };
        let subject = part_of(&self.name, m!("portals-the-datasets"));
        let document = self.http.json(subject, url).await.map(Value::Object)?;
        let is_folder = (root::is_stac(&document) && document["type"] != "Feature") || gathered::has_items(&document);
        Ok(Some(if is_folder { Target::folder(folder_of(&root, path)) } else { Target::dataset(root.child(path)) }))
    }

    /// Its address as a segment: the path from the catalogue's own folder, else all of it; none at other hosts.
    pub(super) fn path(&self, url: &Url) -> Option<String> {
        let folder = root::folder(&self.start)?;
        let path = url.as_str().strip_prefix(folder.as_str()).map(str::to_owned);
        let path = path.or_else(|| self.http.is_own(url).then(|| url.to_string())).filter(|path| !path.is_empty())?;
        let is_folder = GRAMMAR.lists.contains(&&*path) || GRAMMAR.groups.iter().any(|group| group.segment == path);
        Some(if is_folder { format!("./{path}") } else { path })
    }

    /// The document at a path, of the same host.
    fn document(&self, path: &str) -> Option<Url> {
        root::folder(&self.start)?.join(path).ok().filter(|url| self.http.is_own(url))
    }
}

/// The address of the folder that the document at `path` is.
pub fn folder_of(root: &Address, path: impl Into<String>) -> Address {
    root.child(GRAMMAR.groups.first().map_or("", |group| group.segment)).child(path)
}

/// A page behind what comes before all others.
fn joined(before: Page, mut page: Page) -> Page {
    let all = page.total.or_else(|| page.next.is_none().then_some(page.items.len() as u64));
    page.total = before.total.zip(all).map(|(before, all)| before + all);
    page.items.splice(0..0, before.items);
    page.warnings.splice(0..0, before.warnings);
    page
}

/// A place among the rows that a document links to.
fn place(offset: usize) -> Cursor {
    PageStart { section: offset, next: None }.cursor()
}

/// Whether an item is what is wanted.
pub fn fits(raw: &Value, id: &str, item: &Feature, wanted: &Wanted, search: &Search) -> bool {
    let has_id = wanted.ids.is_empty() || wanted.ids.iter().any(|it| it == id);
    has_id && search.is_in(&searched(raw)) && has_place_and_time(item, wanted)
}

/// What a document is called that no link gives a title: an item by its file, a catalogue by its folder.
fn called(url: &Url, is_item: bool) -> Option<String> {
    let named = assets::file_name(url)?;
    let stem = named.strip_suffix(".json").unwrap_or(&named).to_owned();
    if is_item || !matches!(&*stem, "catalog" | "collection" | "index") {
        return Some(stem);
    }
    assets::file_name(&root::folder(url)?)
}

fn is_dataset(row: &Item) -> bool {
    matches!(&row.target, Target::Place(Place::Dataset(_)))
}

/// Whether an item lies in the bounds, even in part, and has something of the period.
fn has_place_and_time(item: &Feature, wanted: &Wanted) -> bool {
    let in_bounds = wanted.bounds.is_none_or(|bounds| item.extent().is_some_and(|extent| extent.meets(&bounds)));
    let in_period = wanted.period.as_deref().and_then(|period| period.split_once('/')).is_none_or(|(from, to)| {
        let (first, last) = map::ends(item);
        // What says neither is of no time; where one end is open, it goes on for ever.
        let is_of_a_time = first.is_some() || last.is_some();
        let is_after = When::read(from).zip(last).is_none_or(|(from, last)| last.last() >= from.first());
        is_of_a_time && is_after && When::read(to).zip(first).is_none_or(|(to, first)| first.first() <= to.first())
    });
    in_bounds && in_period
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Query;

    #[test]
    fn a_time_may_be_open_and_a_box_may_cross_the_date_line() {
        let dated = |properties: Value| json!({"id": "a", "properties": properties});
        let placed = |bbox: Value| json!({"id": "a", "bbox": bbox, "properties": {}});
        let (from, to) = (("from", "2021-01-01"), ("to", "2021-12-31"));
        let (fiji, rennes) = (("territory", "179,-18,180,-17"), ("territory", "-2,48,-1,49"));
        for (item, filters, expected) in [
            (dated(json!({"datetime": "2021-06-01T00:00:00Z"})), &[from, to][..], true),
            (dated(json!({"datetime": "2020-06-01T00:00:00Z"})), &[from], false),
            (dated(json!({"datetime": null, "start_datetime": "2019-01-01", "end_datetime": null})), &[from], true),
            (dated(json!({"datetime": null, "start_datetime": "2019-01-01"})), &[from, to], true),
            (dated(json!({"start_datetime": "2022-01-01"})), &[from, to], false),
            (dated(json!({"start_datetime": null, "end_datetime": "2020-01-01"})), &[from], false),
            (dated(json!({"start_datetime": null, "end_datetime": "2020-01-01"})), &[to], true),
            (dated(json!({"start_datetime": "2019-01-01", "end_datetime": "2020-12-31T00:00:00Z"})), &[from], false),
            (dated(json!({"start_datetime": "2019-01-01", "end_datetime": "2021"})), &[from], true),
            (dated(json!({"datetime": null})), &[from], false),
            (dated(json!({"datetime": null})), &[], true),
            (placed(json!([177.0, -20.0, -178.0, -15.0])), &[fiji], true),
            (placed(json!([177.0, -20.0, -178.0, -15.0])), &[rennes], false),
            (placed(json!([-1.5, 48.0, 0.0, -1.0, 48.5, 90.0])), &[rennes], true),
            (placed(json!(null)), &[rennes], false),
        ] {
            let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            let wanted = Wanted::of(&Query { filters, ..Query::default() }).unwrap();
            let (_, read) = map::read(item.clone(), &mut Odd::default()).unwrap();
            assert_eq!(has_place_and_time(&read, &wanted), expected, "{item} {wanted:?}");
        }
    }
}
