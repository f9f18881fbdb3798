//! Pages of items: asked for by a POST or a GET, one after the other, with a word where they end before their end.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use super::super::narrow::refused;
use super::super::ogc_api::collections::{self, Collection};
use super::super::ogc_api::feature::line;
use super::super::ogc_api::pages::{self, AskedPage, Next, PageStart};
use super::super::ogc_api::{links, sections};
use super::super::reading::{self, List, Number, Records};
use super::super::{listing, part_of, paths};
use super::map::{self, Of};
use super::root::{How, Root};
use super::search::{self, Wanted};
use super::{PAGES, Stac, unexplained};
use crate::base::error::{Error, Result};
use crate::base::i18n::Message;
use crate::base::odd::Odd;
use crate::base::relevance::Search;
use crate::base::text;
use crate::model::Page;
use crate::net::Ask;
use crate::{m, t};

/// So many pages without an item are passed by, where more is said to follow.
const EMPTY_PAGES: usize = 3;

/// So many collections of the items of one page are asked for, at most.
const COLLECTIONS: usize = 10;

/// What a search finds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Items {
    features: Records,
    #[serde(rename = "numberMatched")]
    matched: Number,
    /// As it was before version 1.0.
    context: Context,
    links: List,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Context {
    matched: Number,
}

/// What was asked for, and what came.
struct Found {
    url: Url,
    parameters: Vec<(String, String)>,
    body: Option<Map<String, Value>>,
    items: Items,
}

/// A page, and of how many items it was made.
struct Looked {
    page: Page,
    count: usize,
}

impl Stac {
    /// A page of what is wanted. Where words are looked for here, pages that have them in no item are passed by, as far as
    /// that is borne; empty ones too, where more is said to follow.
    pub async fn page_with_rows(&self, root: &Root, wanted: &Wanted, mut next: Option<Next>) -> Result<Page> {
        let (mut pages, mut empty, mut looked_at) = (0, 0, 0);
        loop {
            let found = self.found(root, wanted, next.as_ref()).await?;
            let Looked { mut page, count } = self.rows(found, wanted, root.free_text).await;
            (pages, looked_at) = (pages + 1, looked_at + count);
            empty = if count == 0 { empty + 1 } else { 0 };
            let goes_on = page.next.is_some() && page.items.is_empty() && page.warnings.is_empty();
            if goes_on && empty < EMPTY_PAGES && pages < PAGES {
                next = PageStart::of(page.next.as_ref(), &self.name)?.next;
                continue;
            }
            if page.next.is_some() && empty > 0 {
                page.next = None;
                page.warnings.push(t!("stac-nothing-follows"));
            } else if goes_on {
                page.next = None;
                page.warnings.push(t!("stac-looked-through", count = looked_at));
            }
            return Ok(page);
        }
    }

    /// Of a portal that lists the items of one collection at a time, one collection after the other.
    pub async fn one_by_one(&self, root: &Root, wanted: &Wanted, from: PageStart) -> Result<Page> {
        let is_first = from == PageStart::default();
        if wanted.sort.is_some() {
            return Err(refused(m!("portals-word-sort"), m!("stac-one-at-a-time")));
        }
        let known = self.collections(is_first).await?;
        let ids: Vec<String> = known.all.iter().map(|(id, _)| id.clone()).collect();
        if ids.is_empty() && is_first {
            return Ok(Page { warnings: known.warnings.clone(), ..listing::whole(vec![]) });
        }
        let read = async |from: PageStart| {
            let collection = Some(ids.get(from.section).ok_or_else(|| listing::no_such_page(&self.name))?.clone());
            let wanted = Wanted { collection, ..wanted.clone() };
            let mut page = self.page_with_rows(root, &wanted, from.next.clone()).await?;
            let next = page.next.take().map(|next| PageStart::of(Some(&next), &self.name)).transpose()?;
            let next = next.map(|next| PageStart { section: from.section, ..next });
            page.next = next.or_else(|| sections::behind(&from, &ids)).map(|next| next.cursor());
            page.total = page.total.filter(|_| ids.len() == 1);
            Ok(page)
        };
        let mut page = sections::page(&ids, from, read).await?;
        page.warnings.extend(known.warnings.iter().filter(|_| is_first).cloned());
        Ok(page)
    }

    /// The collections that items are in, where they are few: what they say holds for their items.
    async fn collections_of(&self, features: &Records, wanted: &Wanted) -> HashMap<String, Arc<Collection>> {
        let mut named: Vec<String> = features.iter().filter_map(|raw| line(&raw["collection"])).collect();
        named.extend(wanted.collection.clone());
        named.sort_unstable();
        named.dedup();
        let asked = named.into_iter().take(COLLECTIONS).map(async |id| Some((id.clone(), self.collection(&id).await?)));
        futures_util::future::join_all(asked).await.into_iter().flatten().collect()
    }

    /// One page of what is wanted: by a POST first, for servers misread the lists of a GET; by that where they take none.
    async fn found(&self, root: &Root, wanted: &Wanted, next: Option<&Next>) -> Result<Found> {
        let what = part_of(&self.name, m!("portals-the-datasets"));
        let search = || self.http.url("search", []);
        let is_post = root.how == How::Post && !self.only_gets.load(Ordering::Relaxed);
        let body = match next {
            Some(Next::Body(body)) => Some(body.clone()),
            None if is_post => Some(wanted.body(root.free_text)),
            _ => None,
        };
        let parameters = wanted.parameters(root.free_text, root.how == How::Items);
        if let Some(body) = body {
            let asked = self.items(&what, Ask::post(search(), body.clone().into())).await;
            match asked {
                Err(Error { status: Some(404 | 405 | 501), .. }) if next.is_none() => {
                    self.only_gets.store(true, Ordering::Relaxed);
                }
                asked => return Ok(Found { url: search(), parameters, body: Some(body), items: asked? }),
            }
        }
        let url = match (root.how, &wanted.collection) {
            (How::Items, Some(id)) => paths::below(&self.http, &["collections", id, "items"], &[]),
            _ => search(),
        };
        let url = pages::place(url, next, &parameters);
        let items = self.items(&what, url.clone()).await?;
        Ok(Found { url, parameters, body: None, items })
    }

    async fn items(&self, what: &Message, ask: impl Into<Ask>) -> Result<Items> {
        let answer = self.http.json(what.clone(), ask).await;
        answer.and_then(|answer| reading::listed(answer, "features", what)).map_err(unexplained)
    }

    /// Items as rows.
    async fn rows(&self, found: Found, wanted: &Wanted, is_searched: bool) -> Looked {
        let Found { url, parameters, body, items } = found;
        let links = links::read(&items.links, &mut Odd::default());
        let asked = AskedPage { url: &url, parameters: &parameters, body: body.as_ref() };
        let total = items.matched.count().or_else(|| items.context.matched.count());
        let count = items.features.len();
        // Of nothing there is no more, whatever is said to follow.
        let follows = if total == Some(0) { pages::Follows::default() } else { pages::follows(&links, asked) };
        let known = self.collections_of(&items.features, wanted).await;
        let search = Search::new(if is_searched { "" } else { &wanted.words });
        let is_ordered = search::is_ordered(&items.features, wanted.sort);
        let records = items.features.into_iter().filter(|raw| search.is_in(&searched(raw)));
        let mapper = self.mapper();
        let mut page = listing::rows(records, |raw, odd| {
            let (id, item) = map::read(raw, odd)?;
            let named = item.collection.as_deref().and_then(text::some_line).or_else(|| wanted.collection.clone());
            let named = named.unwrap_or_default();
            let base = match named.is_empty() {
                true => self.start.clone(),
                false => paths::below(&self.http, &["collections", &named, "items", &id], &[]),
            };
            let own = known.get(&named).map(|one| &**one);
            let of = Of { id: collections::joined(&named, &id), base: &base, collection: own };
            Ok(mapper.item(&item, of, odd))
        });
        page.warnings.extend(follows.warning);
        page.warnings.extend((!is_ordered).then(|| t!("stac-not-ordered")));
        page.total = total.filter(|_| search.is_empty());
        page.next = follows.next.map(|next| PageStart { section: 0, next: Some(next) }.cursor());
        Looked { page, count }
    }

    /// The item of this id as a search finds it: for servers that read an id in a path as more than one part of it, and for
    /// items of no collection.
    pub async fn looked_for(&self, collection: Option<&str>, id: &str) -> Result<Option<Value>> {
        let root = self.root_document().await?;
        if !matches!(root.how, How::Post | How::Get) {
            return Ok(None);
        }
        let wanted =
            Wanted { collection: collection.map(str::to_owned), ids: vec![id.to_owned()], ..Wanted::default() };
        let found = self.found(root, &wanted, None).await?;
        let is_of_it = |raw: &Value| raw["collection"].as_str().is_none_or(|own| Some(own) == collection);
        let is_it = |raw: &Value| raw["id"] == json!(id) && is_of_it(raw);
        Ok(found.items.features.into_iter().find(is_it))
    }
}

/// What of an item words are looked for in, where the portal does not.
pub fn searched(raw: &Value) -> String {
    let properties = &raw["properties"];
    let texts = [&raw["id"], &properties["title"], &properties["description"]].into_iter().filter_map(line);
    let words = properties["keywords"].as_array().into_iter().flatten().filter_map(line);
    text::fold(&texts.chain(words).collect::<Vec<_>>().join("\n"))
}
