//! The datasets of the Hugging Face Hub: repositories of files under git, each read at one commit.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/tasks`, `NAME/tasks/TASK`, `NAME/modalities`, `NAME/licences`, `NAME/ID`,
//! `NAME/ID/MEDIA`, where an id is `namespace/name` in one segment, with `@REVISION` behind it where that is not the main
//! branch, and a media is the path of a file. What is fetched is at the commit that the revision stood at when the dataset
//! was asked for.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all};
use serde_json::Value;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group};
use super::paths::segment;
use super::platforms::{Area, Theme};
use super::probe::{Probe, Sign, Whose, json};
use super::usual::Usual;
use super::{About, Connection, Platform, listing, media_url, member, not_of, open_access, part_of, reading};
use crate::access::auth::{Account, Token, Way};
use crate::access::guide::{AccessWish, Guide};
use crate::access::http::Http;
use crate::access::secrets::Shape;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Query};
use crate::net::quota::{Cost, Counter, Hears, Quota, Remaining};
use crate::net::{Ask, FirstBytes, Opened, Range, quoting, said_in};
use crate::{m, said, t};

mod access;
mod api;
mod explain;
mod files;
mod map;
mod search;
mod set_id;
mod web;

use map::Mapper;
use search::NARROW;
use set_id::SetId;

pub const ABOUT: About = About {
    platforms: &[Platform::new("hugging-face", said!("hugging-face-platform"), "https://huggingface.co")
        .with_pages(&["https://hf.co"])
        .of(Area::World, &[Theme::MachineLearning], "cdi00001985")],
    // Nobody needs one to read what is open.
    ways: &[Way::new("api-key", said!("hugging-face-way"), Shape::ApiKey, said!("hugging-face-found"))],
    probes: &[Probe { path: "api/datasets?limit=1", portal: Whose::Base, recognise }],
    pages: &["api", "datasets", "models", "spaces", "docs", "settings"],
    led: web::led,
    words: &["search"],
    ..About::new("hugging-face", said!("hugging-face-title"))
};

/// How a Hub is recognised: its list is bare, and what is in it has an id of its database.
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let list = json(heard)?;
    is_of_hub(list.as_array()?).then(|| Sign::named(None)).flatten()
}

fn is_of_hub(list: &[Value]) -> bool {
    list.first().is_some_and(|first| first["_id"].is_string() && first["id"].is_string())
}

const DATASETS: &str = "api/datasets";
/// Rows asked for at once.
const PAGE: usize = 100;
/// What is counted, and by how much for those without an account and for all others (docs/portals/hugging-face.md 8).
const CALLS: (&str, u32, u32) = ("api", 500, 1000);
const FILES: (&str, u32, u32) = ("resolvers", 3000, 5000);
const WINDOW: Duration = Duration::from_secs(300);

pub struct HuggingFace {
    name: String,
    http: Http,
    quota: Quota,
    signed_in: bool,
}

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[
        Group { segment: "tasks", key: search::TASK, title: said!("hugging-face-tasks") },
        Group { segment: "modalities", key: search::MODALITY, title: said!("hugging-face-modalities") },
        Group { segment: "licences", key: search::LICENCE, title: said!("hugging-face-licences") },
    ],
    id: set_id::segment,
    unknown: said!("hugging-face-no-such-address"),
};

impl HuggingFace {
    pub fn new(connection: Connection) -> Self {
        let sign_in = Usual::new(&connection).key_behind("Bearer").sign_in();
        let signed_in = connection.expects_credential();
        let Connection { config, clients, .. } = connection;
        let (origin, portal) = (config.url.origin().ascii_serialization(), config.name.clone());
        let price = Arc::new(move |url: &Url, token: Option<&Token>| cost(&origin, &portal, url, token));
        let quota = clients.quota.clone();
        let http = Http::new(clients, config.url, sign_in, explain::explain).priced(price);
        Self { name: config.name, http, quota, signed_in }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, http: &self.http }
    }

    /// One page of datasets, and where the next one is.
    async fn page(&self, url: Url) -> Result<(Vec<Value>, Option<Url>)> {
        self.http.linked_list(part_of(&self.name, m!("portals-the-datasets")), url).await.map_err(unexplained)
    }

    /// The tags of a type that there are, as a facet.
    async fn facet(&self, key: &str) -> Result<Option<Facet>> {
        let Some(kind) = NARROW.called(key).and_then(|it| it.strip_suffix(':')) else { return Ok(None) };
        let url = self.http.url("api/datasets-tags-by-type", [("type", kind)]);
        let subject = part_of(&self.name, m!("portals-the-filters"));
        let tags: Value = self.http.json(&subject, url).await.map_err(unexplained)?;
        if tags[kind].is_array() { Ok(search::facet_of(key, kind, &tags)) } else { Err(nothing_of_it(&subject, &tags)) }
    }

    /// What is told of a dataset, at its revision.
    async fn record(&self, set: &SetId, address: &Address) -> Result<Value> {
        let below = set.revision.as_deref().map(|it| format!("/revision/{}", segment(it))).unwrap_or_default();
        let url = self.http.url(&format!("{DATASETS}/{}{below}", set.name), []);
        let record: Value = self.http.json(address, url).await.map_err(unexplained)?;
        if record["id"].is_string() { Ok(record) } else { Err(nothing_of_it(&address.into(), &record)) }
    }

    /// The commit of the copies that are shown beside the owner's files: those of the main branch, of which they are made.
    async fn made_of(&self, set: &SetId) -> Option<String> {
        if set.revision.is_some() { None } else { self.made_commit(&set.name).await }
    }

    /// Whether who asks may have the files of a dataset that not everybody gets; asked without a byte of them.
    async fn is_granted(&self, id: &str) -> bool {
        self.signed_in
            && self.http.raw(&*self.name, self.http.url(&format!("{DATASETS}/{id}/auth-check"), [])).await.is_ok()
    }

    async fn me(&self) -> Result<Account> {
        let subject = || part_of(&self.name, m!("portals-who-one-is"));
        let me: Value = self.http.json(subject(), self.http.url("api/whoami-v2", [])).await.map_err(unexplained)?;
        let who = reading::line_at(&me, "fullname").or_else(|| reading::line_at(&me, "name"));
        if who.is_none() || !me["type"].is_string() {
            return Err(unexplained(not_of(super::Kind::HuggingFace, subject())));
        }
        let groups = me["orgs"].as_array().into_iter().flatten().filter_map(|it| reading::line_at(it, "name"));
        Ok(member(who, groups))
    }
}

impl Catalogue for HuggingFace {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    fn can(&self) -> Abilities {
        NARROW.abilities()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    /// Nobody tells how many there are of anything; but whether it answers.
    async fn root(&self) -> Result<Page> {
        self.page(self.http.url(DATASETS, [("limit", "1")])).await?;
        let all = listing::all(&self.name, None);
        let notes = [t!("hugging-face-by-task"), t!("hugging-face-by-modality"), t!("hugging-face-by-licence")];
        let groups = GRAMMAR.groups.iter().zip(notes).map(|(group, note)| listing::of_group(&self.name, group, note));
        Ok(listing::whole(std::iter::once(all).chain(groups).collect()))
    }

    async fn groups(&self, group: &'static Group, _query: &Query, _after: Option<&Cursor>) -> Result<Page> {
        let facet = self.facet(group.key).await?;
        Ok(listing::by_facet(&self.name, group, facet.into_iter().collect()))
    }

    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let Some(query) = folder.narrowed(&NARROW.check(query)?) else { return Ok(listing::whole(vec![])) };
        let mut url = self.http.url(DATASETS, []);
        match after {
            Some(cursor) => url.set_query(Some(search::query_after(cursor, &self.name)?)),
            None => {
                let parameters = search::parameters(&query)?;
                url.query_pairs_mut().extend_pairs(parameters.iter().map(|(key, value)| (*key, value.as_str())));
            }
        }
        let (records, next) = self.page(url).await?;
        // A page that leads to itself brings nothing more.
        let is_other = |query: &&str| after.is_none_or(|after| after.0 != *query);
        let onward = next.as_ref().map(|next| search::query_of_next(next).filter(is_other));
        let next = onward.flatten().map(|query| Cursor(query.to_owned()));
        let mut page = Page { next, ..listing::rows(records, |record, odd| self.mapper().item(record, odd)) };
        if onward == Some(None) {
            page.warnings.push(t!("hugging-face-more-datasets"));
        }
        if after.is_none() && query.sort.as_ref().is_some_and(|sort| !sort.starts_with('-')) {
            page.warnings.push(t!("hugging-face-from-the-end"));
        }
        Ok(page)
    }

    async fn facets(&self, _folder: Folder<'_>) -> Result<Vec<Facet>> {
        let asked = join_all(search::OFFERED.map(|key| self.facet(key))).await;
        // One list of them is of use without the others.
        let is_any = asked.iter().any(Result::is_ok);
        let found = asked.into_iter().filter(|facet| facet.is_ok() || !is_any).collect::<Result<Vec<_>>>()?;
        Ok(found.into_iter().flatten().chain(search::own_facets()).collect())
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let set = SetId::read(&id).ok_or_else(|| GRAMMAR.unknown(address))?;
        let (record, made) = join(self.record(&set, address), self.made_of(&set)).await;
        let (record, mut odd) =
            self.mapper().read(record?).map_err(|why| Error::new(ErrorKind::Portal, address, why))?;
        // It may be called otherwise by now.
        let name = reading::id(&record.id).filter(|name| set_id::is_name(name)).unwrap_or(set.name);
        let set = SetId { name, ..set };
        let (own, made) = join(self.own_files(&set, &record, address), self.made_files(&set.name, made)).await;
        let granted = !record.is_gated() || self.is_granted(&set.name).await;
        let dataset = self.mapper().dataset(&record, &set, (own?, made), granted, &mut odd);
        dataset.map_err(|why| Error::new(ErrorKind::Portal, address, why))
    }

    /// The address that a file's leads to is signed for a while only, so that it is never kept: who refuses it may take the
    /// next one.
    async fn open(&self, media: &Media, _answers: &Answers, range: Option<&Range>) -> Result<Opened> {
        let open = || async { self.http.open(&media.address(), Ask::file(media_url(media)?, media.size), range).await };
        match open().await {
            Err(error) if error.status == Some(403) && error.code.is_none() => open().await,
            opened => opened,
        }
    }

    async fn account(&self) -> Result<Account> {
        if self.signed_in {
            return self.me().await;
        }
        let (list, _) = self.page(self.http.url(DATASETS, [("limit", "1")])).await?;
        if is_of_hub(&list) {
            return Ok(member(None, std::iter::empty()));
        }
        Err(unexplained(not_of(super::Kind::HuggingFace, &*self.name)))
    }

    /// What is gated is asked for on its page.
    async fn guide(&self, wish: &AccessWish, _language: &str) -> Result<Guide> {
        match open_access::wanted(&GRAMMAR, &wish.address)? {
            Some(address) => Ok(access::guide(&self.dataset(GRAMMAR.dataset(&address)?, &address).await?)),
            None => Ok(open_access::of_portal(&self.name, self.http.base().as_str())),
        }
    }

    fn quota(&self) -> Vec<Remaining> {
        self.quota.left(&format!("{} ", self.http.base().origin().ascii_serialization()))
    }
}

/// Requests are counted in windows of five minutes, those for files apart; every answer tells how many are left.
fn cost(origin: &str, portal: &str, url: &Url, token: Option<&Token>) -> Cost {
    // A dataset may be called so, too.
    let is_file = url.path().contains("/resolve") && !url.path().contains("/api/datasets/");
    let ((bucket, anonymous, known), title) = match is_file {
        true => (FILES, t!("hugging-face-file-requests")),
        false => (CALLS, t!("hugging-face-requests")),
    };
    let owner = token.map(Token::fingerprint).unwrap_or_default();
    let requests = if token.is_some() { known } else { anonymous };
    let counter =
        Counter { key: format!("{origin} {bucket} {owner}"), title, requests, period: WINDOW, hears: Hears::Headers };
    Cost { counters: vec![counter], portal: portal.to_owned(), ..Cost::default() }
}

/// Of a success without what was asked for: what it says itself, where it says that something failed.
fn nothing_of_it(subject: &Message, answer: &Value) -> Error {
    let cause = m!("http-no-json", why = m!("http-not-as-expected"));
    unexplained(Error::new(ErrorKind::Portal, subject, quoting(cause, said_in(answer))))
}

/// A success that holds none of the Hub's data.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("hugging-face-no-api"))
}
