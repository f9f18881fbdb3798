//! Catalogues that are documents and nothing else: each links to its children and its items, which are read when one goes
//! there, and no sooner.

use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::Value;
use url::Url;

use super::super::ogc_api::collections::Collection;
use super::super::ogc_api::feature::Feature;
use super::super::ogc_api::links::Link;
use super::super::ogc_api::{assets, links};
use super::map::{self, Of};
use super::root;
use super::search::{PAGE, Wanted};
use super::{GRAMMAR, PAGES, Stac, searched, unexplained};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::odd::{self, Odd};
use crate::base::relevance::Search;
use crate::base::text;
use crate::base::when::When;
use crate::model::{Address, Cursor, Dataset, Item, Page, Target};
use crate::portals::narrow::refused;
use crate::portals::part_of;
use crate::{m, t};

/// Items that are read at once, where they are to be looked through.
const AT_ONCE: usize = 6;

impl Stac {
    /// What one document links to, from `offset` on; the first where `path` is none. Its items are read only where something
    /// is wanted of them.
    pub async fn documents(&self, path: Option<&str>, wanted: &Wanted, offset: usize) -> Result<Page> {
        if wanted.sort.is_some() {
            return Err(refused(m!("portals-word-sort"), m!("stac-sorts-nothing")));
        }
        let root = Address::root(&self.name);
        let (url, subject) = match path {
            Some(path) => {
                let address = root.child(GRAMMAR.groups.first().map_or("", |group| group.segment)).child(path);
                (self.document(path).ok_or_else(|| GRAMMAR.unknown(&address))?, address.to_string().into())
            }
            None => (self.start.clone(), part_of(&self.name, m!("portals-the-datasets"))),
        };
        let document = self.http.json(subject, url.clone()).await.map(Value::Object).map_err(unexplained)?;
        let links = root::links(&document);
        let (rows, foreign) = self.links_as_rows(&links, &url);
        let mut page = if wanted.is_plain() {
            let own: Vec<Item> = self.own_files(&document, &url).into_iter().filter(|_| offset == 0).collect();
            let total = Some((rows.len() + own.len()) as u64);
            let next = (offset + PAGE < rows.len()).then(|| Cursor(format!("{}?", offset + PAGE)));
            let items = own.into_iter().chain(rows.into_iter().skip(offset).take(PAGE)).collect();
            Page { items, next, total, warnings: vec![] }
        } else {
            self.narrowed(&rows, wanted, offset).await
        };
        if foreign > 0 && offset == 0 {
            page.warnings.push(t!("stac-elsewhere", count = foreign));
        }
        Ok(page)
    }

    /// Those of `rows` that have what is wanted, from `offset` on, as far as it takes to find one, or as that is borne.
    async fn narrowed(&self, rows: &[Item], wanted: &Wanted, offset: usize) -> Page {
        let (mut page, mut at) = (Page::default(), offset);
        while page.items.is_empty() && at < rows.len() && at < offset + PAGES * PAGE {
            let part = rows.iter().skip(at).take(PAGE).cloned();
            page.items = self.looked_through(part, wanted).await;
            at += PAGE;
        }
        if at < rows.len() {
            match page.items.is_empty() {
                true => page.warnings.push(t!("stac-looked-through", count = at - offset)),
                false => page.next = Some(Cursor(format!("{at}?"))),
            }
        }
        page
    }

    /// Children, then items, by what their links tell; and how many are of other hosts, where nobody is asked.
    fn links_as_rows(&self, links: &[Link], base: &Url) -> (Vec<Item>, usize) {
        let root = Address::root(&self.name);
        let group = root.child(GRAMMAR.groups.first().map_or("", |group| group.segment));
        let (mut rows, mut foreign) = (Vec::new(), 0);
        for rel in ["child", "item"] {
            for url in links.iter().filter(|link| link.rel() == rel).map(|link| (link, link.url(base))) {
                let (link, Some(url)) = url else { continue };
                let Some(path) = self.path(&url) else {
                    foreign += 1;
                    continue;
                };
                let title = link.title.as_deref().and_then(text::some_line).or_else(|| called(&url, rel == "item"));
                let title = title.unwrap_or_else(|| text::line(&path));
                let target = match rel {
                    "child" => Target::folder(group.child(path)),
                    _ => Target::dataset(root.child(path)),
                };
                if !rows.iter().any(|row: &Item| row.target == target) {
                    rows.push(Item::new(target, title));
                }
            }
        }
        (rows, foreign)
    }

    /// The files of a collection itself, as the row before its items.
    fn own_files(&self, document: &Value, url: &Url) -> Option<Item> {
        let collection: Collection = odd::read(document.clone(), &mut Odd::default()).ok()?;
        let path = self.path(url).filter(|_| !collection.assets.is_empty())?;
        let of = Of { id: path, base: url, collection: None };
        Some(super::super::mapping::row(&self.mapper().collection(&collection, of)))
    }

    /// Those of the items that have what is wanted, each read; folders by their titles.
    async fn looked_through(&self, rows: impl Iterator<Item = Item>, wanted: &Wanted) -> Vec<Item> {
        let search = Search::new(&wanted.words);
        let reading = stream::iter(rows).map(|row| async {
            let Target::Place(crate::model::Place::Dataset(address)) = &row.target else {
                let is_found = !search.is_empty() && search.is_in(&row.folded());
                return is_found.then_some(row);
            };
            let url = self.document(address.path.first()?)?;
            let raw = self.http.json(address, url.clone()).await.map(Value::Object).ok()?;
            let has_words = search.is_in(&searched(&raw));
            let mut odd = Odd::default();
            let (id, item) = map::read(raw, &mut odd).ok()?;
            let fits =
                has_words && (wanted.ids.is_empty() || wanted.ids.contains(&id)) && has_place_and_time(&item, wanted);
            let of = Of { id: address.path.first()?.clone(), base: &url, collection: None };
            fits.then(|| self.mapper().item(&item, of, &mut odd))
        });
        reading.buffered(AT_ONCE).filter_map(|row| async { row }).collect().await
    }

    /// What a document tells of: an item, or a collection with its files.
    pub async fn of_document(&self, path: &str, address: &Address) -> Result<Dataset> {
        let url = self.document(path).ok_or_else(|| GRAMMAR.unknown(address))?;
        let document = self.http.json(address, url.clone()).await.map(Value::Object).map_err(unexplained)?;
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
        let group = GRAMMAR.groups.first().map_or("", |group| group.segment);
        let is_folder = root::is_stac(&document) && document["type"] != "Feature";
        Ok(Some(if is_folder {
            Target::folder(root.child(group).child(path))
        } else {
            Target::dataset(root.child(path))
        }))
    }

    /// Its address as a segment: the path from the catalogue's own folder, else all of it; none at other hosts.
    fn path(&self, url: &Url) -> Option<String> {
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

/// What a document is called that no link gives a title: an item by its file, a catalogue by its folder.
fn called(url: &Url, is_item: bool) -> Option<String> {
    let named = assets::file_name(url)?;
    let stem = named.strip_suffix(".json").unwrap_or(&named).to_owned();
    if is_item || !matches!(&*stem, "catalog" | "collection" | "index") {
        return Some(stem);
    }
    assets::file_name(&root::folder(url)?)
}

/// Whether an item lies in the bounds, even in part, and has something of the period.
fn has_place_and_time(item: &Feature, wanted: &Wanted) -> bool {
    let in_bounds = wanted.bounds.is_none_or(|bounds| item.extent().is_some_and(|extent| extent.meets(&bounds)));
    let in_period = wanted.period.as_deref().and_then(|period| period.split_once('/')).is_none_or(|(from, to)| {
        let Some((first, last)) = map::covered(item) else { return false };
        let ends = last.map_or(When::last(first), When::last);
        let is_after = When::read(from).is_none_or(|from| ends >= from.first());
        is_after && When::read(to).is_none_or(|to| first.first() <= to.first())
    });
    in_bounds && in_period
}
