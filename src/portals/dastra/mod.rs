//! Dastra, a register of personal data and of what is done with it: workspaces, what they hold, exports, documents.
//!
//! The sections of docs/portals/dastra.md are cited where they decide. Addresses: see [`place`].

use std::sync::Arc;

use serde_json::Value;

use super::facets::{facet, uncounted};
use super::listing::{no_such_page, whole};
use super::mapping::words;
use super::narrow::{Parameters, refused};
use super::reading::{self, line};
use super::{About, Connection, Fut, Platform, Portal, listing};
use crate::access::auth::client_credentials::ungranted;
use crate::access::auth::{Account, Token};
use crate::access::guide::{AccessWish, Guide};
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::odd::Odd;
use crate::base::text;
use crate::model::form::Answers;
use crate::model::{Abilities, Access, Address, Cursor, Dataset, Facet, FacetValue, Item, Media, Page, Query, Target};
use crate::net::quota::Remaining;
use crate::net::{Opened, Range};
use crate::{m, said, t};

mod access;
mod api;
mod calls;
mod collections;
mod datasets;
mod documents;
mod explain;
mod exports;
mod map;
mod place;
mod probe;
mod query;
mod rows;
mod search;
mod sign_in;
mod tables;
mod web;

use calls::{After, Api, Part, Shelf};
use collections::{COLLECTIONS, Collection};
use exports::{Refused, Subject};
use place::{Place, unknown};

pub const ABOUT: About = About {
    platforms: &[Platform::new("dastra", said!("portals-production"), sign_in::API)],
    ways: &sign_in::WAYS,
    open: false,
    by_heart: probe::by_heart,
    token_service: sign_in::token_service,
    fronts: &["https://app.dastra.eu"],
    led: web::led,
    ..About::new("dastra", said!("dastra-title"))
};

pub struct Dastra {
    api: Arc<Api>,
    /// The scope asked for with a key pair.
    scope: String,
    refused: Refused,
}

impl Dastra {
    pub fn new(connection: Connection) -> Self {
        let scope = connection.config.scope.clone().unwrap_or_else(|| sign_in::SCOPE.to_owned());
        Self { api: Arc::new(Api::new(connection)), scope, refused: Refused::default() }
    }

    fn name(&self) -> &str {
        &self.api.name
    }

    /// Workspaces that are archived or deleted are listed on demand, as Dastra does.
    async fn workspaces(&self, query: &Query, after: Option<After>) -> Result<Page> {
        let mut parameters = Parameters::new();
        for (key, value) in &query.filters {
            if key != "state" {
                let error = refused(m!("portals-filter", key), m!("dastra-workspaces-not-by"));
                return Err(error.hint(m!("dastra-workspaces-by-state")));
            }
            parameters.push(("state", value.clone()));
        }
        if query.sort.is_some() {
            return Err(refused(m!("portals-word-sort"), m!("dastra-workspaces-one-order")));
        }
        let part = self.api.workspaces(parameters, after).await?;
        Ok(page(part, |raw, odd| map::workspace(self.name(), raw, odd)))
    }

    async fn folders(&self, workspace: i64, query: &Query) -> Result<Page> {
        if !query.is_plain() {
            let error = refused(m!("portals-word-filter"), m!("dastra-workspace-not-narrowed"));
            return Err(error.hint(m!("dastra-into-collection")));
        }
        self.check(workspace).await?;
        Ok(whole(map::folders(self.name(), workspace)))
    }

    /// Whether there is such a workspace: what is in it is known without asking.
    async fn check(&self, workspace: i64) -> Result<Value> {
        let subject = Place::Workspace(workspace).address(self.name()).to_string();
        let url = self.api.url(&["v1", "WorkSpaces", &workspace.to_string()], &[]);
        self.api.http.json(&subject, url).await
    }

    async fn entries(&self, of: Shelf, query: &Query, after: Option<After>) -> Result<Page> {
        let parameters = query::parameters(of.collection, query)?;
        let part = self.api.entries(of, parameters, after).await?;
        Ok(page(part, |raw, odd| map::item(self.name(), of, &raw, odd)))
    }

    async fn exports(&self, workspace: i64) -> Result<Page> {
        self.check(workspace).await?;
        let row = |collection: &'static Collection| {
            let address = Place::Export(Shelf { workspace, collection }).address(self.name());
            let mut item = Item::new(Target::dataset(address), t!("dastra-all-of", title = collection.title));
            item = item.note(Some(collection.note.to_owned()));
            item.access = Some(collection.access);
            item.format = Some(collection.formats(collection.exports.whole, &["csv", "json"]).into());
            item
        };
        Ok(whole(COLLECTIONS.iter().filter(|collection| collection.listed).map(row).collect()))
    }

    async fn storages(&self, workspace: i64) -> Result<Page> {
        let address = Place::Storages(workspace).address(self.name());
        let url = self.api.in_workspace(workspace, &[place::STORAGE], &[]);
        let list = self.api.list(&address, url).await?;
        let total = list.total.or(Some(list.items.len() as u64));
        let rows = listing::rows(list.items, |raw, odd| {
            let storage: api::Storage = reading::record(raw, &["/label"], odd)?;
            let id = storage.id.ok_or_else(|| m!("dastra-place-no-id"))?;
            let label = line(&storage.label).unwrap_or_else(|| id.clone());
            let failed = storage.in_error == Some(true);
            let why = line(&storage.last_error_message);
            let note = failed.then(|| match why {
                Some(why) => t!("dastra-unreached", why),
                None => t!("dastra-unreached-unsaid"),
            });
            let target = Target::dataset(Place::Storage(workspace, &id).address(self.name()));
            let mut item = Item::new(target, t!("dastra-documents-at", place = label)).note(note);
            item.access = Some(Access::Restricted);
            Ok(item)
        });
        Ok(Page { total, ..rows })
    }

    /// The labels of tags, for the collections that are narrowed by them.
    async fn tags(&self, Shelf { workspace, collection }: Shelf) -> Result<Vec<FacetValue>> {
        let kind = match collection.path {
            "DataRetentionRules" => "DataRetentionRule",
            "DataBreachs" => "DataBreach",
            "DataSubjectRequests" => "DataSubject",
            "RiskTypes" | "RiskCategories" => "Risk",
            path => path.trim_end_matches('s'),
        };
        let subject = m!("dastra-the-tags", name = self.api.name, workspace = workspace.to_string());
        let url = self.api.in_workspace(workspace, &["Tags"], &[("type", kind.to_owned())]);
        let tags = self.api.list(subject, url).await?.items;
        let value = |tag: &Value| {
            let label = tag["label"].as_str().and_then(text::some_line)?;
            Some(FacetValue { value: api::id_of(tag)?, label, count: None })
        };
        Ok(tags.iter().filter_map(value).collect())
    }

    /// The documented check of a key, whose body says nothing (docs/portals/dastra.md 3). Older versions may not have
    /// it.
    async fn me(&self) -> Result<Option<String>> {
        let subject = m!("dastra-the-key", name = self.api.name);
        match self.api.http.open(subject, self.api.url(&["me"], &[]), None).await {
            Ok(_) => Ok(None),
            Err(error) if matches!(error.status, Some(404 | 405)) => Ok(Some(t!("dastra-key-unchecked"))),
            Err(error) => Err(error),
        }
    }

    async fn opened_workspaces(&self) -> Result<(Vec<String>, Vec<String>)> {
        let page = listing::rows(self.api.all_workspaces().await?, |raw, odd| map::workspace(self.name(), raw, odd));
        let opens = page.items.iter().map(|item| match &item.note {
            Some(note) => t!("dastra-opens-workspace-note", title = item.title, note),
            None => t!("dastra-opens-workspace", title = item.title),
        });
        Ok((opens.collect(), page.warnings))
    }

    fn after(&self, cursor: Option<&Cursor>) -> Result<Option<After>> {
        let read = |cursor: &Cursor| After::of(&cursor.0).ok_or_else(|| no_such_page(self.name()));
        cursor.map(read).transpose()
    }
}

impl Portal for Dastra {
    fn resolve(&self, address: &Address) -> Result<Target> {
        place::resolve(address)
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            let place = place::place(address)?;
            let query = &query::check(query, place)?;
            let words = query::words(query)?;
            if words.is_none() && matches!(place, Place::Workspace(_) | Place::Exports(_) | Place::Storages(_)) {
                listing::only_page(after, self.name())?;
            }
            match (place, words) {
                (Place::Root, Some(_)) => search::everywhere(self, query, after).await,
                (Place::Workspace(id), Some(_)) => search::within(self, vec![id], query, after).await,
                (Place::Root, None) => self.workspaces(query, self.after(after)?).await,
                (Place::Workspace(id), None) => self.folders(id, query).await,
                (Place::Collection(of), _) => self.entries(of, query, self.after(after)?).await,
                (Place::Exports(_) | Place::Storages(_), _) if !query.is_plain() => {
                    Err(Error::new(ErrorKind::Usage, address, m!("dastra-not-narrowed")))
                }
                (Place::Exports(id), _) => self.exports(id).await,
                (Place::Storages(id), _) => self.storages(id).await,
                (Place::Entry(..) | Place::Export(..) | Place::Storage(..), _) => Err(unknown(address)),
            }
        })
    }

    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            let value = |value: &&str| FacetValue { label: words(value), ..uncounted(value) };
            let of = match place::place(address)? {
                Place::Root => {
                    let states = ["Active", "Archived", "Deleted"].iter().map(value).collect();
                    return Ok(facet("state", states).into_iter().collect());
                }
                Place::Collection(of) => of,
                _ => return Ok(vec![]),
            };
            let mut facets = vec![];
            for filter in of.collection.filters {
                let values = match filter.key {
                    "tag" => self.tags(of).await?,
                    _ => filter.values.iter().map(value).collect(),
                };
                facets.extend(facet(filter.key, values));
            }
            Ok(facets)
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            match place::place(address)? {
                Place::Entry(of, id) => self.entry(of, id, address).await,
                Place::Export(of) => self.export(of).await,
                Place::Storage(workspace, id) => self.storage(workspace, id).await,
                _ => Err(unknown(address)),
            }
        })
    }

    fn open<'a>(&'a self, media: &'a Media, _answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened> {
        Box::pin(async move {
            let subject = match place::place(&media.dataset)? {
                Place::Entry(of, id) => Some(Subject { of, entry: Some(id) }),
                Place::Export(of) => Some(Subject { of, entry: None }),
                _ => None,
            };
            // What is made is made anew each time: there is no rest of it to ask for (docs/portals/dastra.md 6.3).
            let made = match subject {
                Some(subject) => exports::open(&self.api, subject, media, &self.refused).await,
                None => None,
            };
            match made {
                Some(opened) => opened,
                None => self.document(media, range).await,
            }
        })
    }

    fn http(&self) -> &Http {
        &self.api.http
    }

    fn account<'a>(&'a self) -> Fut<'a, Account> {
        Box::pin(async move {
            let token = self.api.http.signed_in().await?;
            let unchecked = self.me().await?;
            // A key that was checked is good, even if it may not list them (docs/portals/dastra.md 2.3).
            let (opens, warnings) = match self.opened_workspaces().await {
                Err(error) if unchecked.is_none() && matches!(error.kind, ErrorKind::Denied | ErrorKind::NotFound) => {
                    (vec![], vec![t!("dastra-may-not-list", cause = error.cause)])
                }
                other => other?,
            };
            let mut account = Account { who: Some(t!("dastra-an-api-key")), opens, warnings, ..Account::default() };
            account.warnings.extend(unchecked);
            if account.opens.is_empty() && account.warnings.is_empty() {
                account.warnings.push(t!("dastra-no-workspace"));
            }
            // A key that is sent as it is was never asked for with scopes.
            let asked = token.as_deref().filter(|token| is_granted(token));
            account.warnings.extend(asked.and_then(|token| ungranted(&self.scope, token)));
            Ok(account)
        })
    }

    fn abilities(&self, address: &Address) -> Abilities {
        place::place(address).map(query::abilities).unwrap_or_default()
    }

    fn guide<'a>(&'a self, wish: &'a AccessWish, _language: &'a str) -> Fut<'a, Guide> {
        Box::pin(async move { place::resolve(&wish.address).map(|_| access::guide()) })
    }

    fn quota(&self) -> Vec<Remaining> {
        self.api.left().into_iter().collect()
    }
}

/// Whether an issuer gave it, rather than a person.
fn is_granted(token: &Token) -> bool {
    token.header().is_some_and(|(name, _)| name != sign_in::KEY_HEADER)
}

/// A part as rows.
fn page(part: Part, row: impl Fn(Value, &mut Odd) -> Result<Item, Message>) -> Page {
    let next = part.next.map(|next| Cursor(next.cursor()));
    Page { total: part.total, next, ..listing::rows(part.items, row) }
}
