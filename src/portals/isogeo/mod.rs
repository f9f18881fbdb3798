//! Isogeo, catalogues of geographic data shared with an application: shares, records, links.
//!
//! The sections of docs/portals/isogeo.md are cited where they decide. Addresses: `NAME`, `NAME/all`, `NAME/shares`,
//! `NAME/shares/SHARE`, `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder.

use std::sync::{Mutex, PoisonError};

use futures_util::StreamExt;
use serde_json::Value;
use url::Url;

use super::grammar::{Folder, Grammar, Group};
use super::narrow::Parameters;
use super::{About, Connection, Fut, KeyFile, Platform, Portal, listing, reading};
use crate::access::auth::Account;
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Query, Target};
use crate::{m, said, t};

mod api;
mod client_secrets;
mod explain;
mod facts;
mod map;
mod media;
mod platform;
mod probe;
mod search;
pub(crate) mod shares;
mod sign_in;

use map::{Mapper, id};
use shares::Share;

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("isogeo", said!("portals-production"), "https://v1.api.isogeo.com"),
        Platform::new("isogeo-qa", said!("isogeo-qa"), "https://v1.api.qa.isogeo.com"),
    ],
    ways: &sign_in::WAYS,
    open: false,
    key_file: Some(KeyFile { name: "client_secrets.json", read: client_secrets::read }),
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    by_heart: probe::by_heart,
    ..About::new("isogeo", said!("isogeo-title"))
};

/// Records asked for at once: the most there is (docs/portals/isogeo.md 4.1).
const PAGE: usize = 100;
/// Requests at once, at most (docs/portals/isogeo.md 7.16).
const AT_ONCE: usize = 10;
/// What rows are made of besides what always comes (docs/portals/isogeo.md 4.4).
const ROW: &str = "links,limitations";
/// All that can be asked for of a record (docs/portals/isogeo.md 4.4).
const EVERYTHING: &str = "conditions,contacts,coordinate-system,events,feature-attributes,keywords,layers,limitations,\
                          links,operations,serviceLayers,specifications,translations";

pub struct Isogeo {
    connection: Connection,
    http: Http,
    /// Where records have a web page, on platforms where that is known.
    pub(crate) open_catalog: Option<Url>,
    /// The shares as they were told last.
    pub(crate) shares: Mutex<Option<Vec<Share>>>,
}

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[Group { segment: "shares", key: "share", title: said!("isogeo-shares-title") }],
    id,
    unknown: said!("isogeo-no-such-address"),
};

impl Isogeo {
    pub fn new(connection: Connection) -> Self {
        let sign_in = sign_in::usual(&connection).sign_in();
        let (clients, url) = (connection.clients.clone(), connection.config.url.clone());
        let open_catalog = platform::open_catalog(&url);
        let http = Http::new(clients, url, sign_in, explain::explain);
        Self { connection, http, open_catalog, shares: Mutex::default() }
    }

    fn name(&self) -> &str {
        &self.connection.config.name
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: self.name(), base: self.http.base() }
    }

    /// The whole, then each share.
    async fn root(&self) -> Result<Page> {
        let count =
            async { self.search(&t!("isogeo-the-records"), &self.everything(None, 0)).await.ok().and_then(total) };
        let (shares, total) = futures_util::future::join(self.share_rows(), count).await;
        let mut page = shares?;
        let note = total.map_or(t!("isogeo-everything"), |total| t!("isogeo-records", count = total));
        let all = Address::root(self.name()).child("all");
        if !page.items.is_empty() {
            page.items.insert(0, listing::folder(all, t!("isogeo-all"), note));
            page.total = Some(page.items.len() as u64);
        }
        Ok(page)
    }

    /// An application that nothing is shared with is a normal state, and not an obvious one (docs/portals/isogeo.md 3).
    async fn share_rows(&self) -> Result<Page> {
        let (shares, mut warnings) = self.ask_shares().await?;
        let folder = Address::root(self.name()).child("shares");
        let items: Vec<_> = shares.iter().map(|share| share.item(&folder)).collect();
        if items.is_empty() && warnings.is_empty() {
            warnings.push(shares::NONE.text());
        }
        Ok(Page { warnings, ..listing::whole(items) })
    }

    /// The shares as they are now, and what could not be read of them.
    async fn ask_shares(&self) -> Result<(Vec<Share>, Vec<String>)> {
        let subject = t!("isogeo-shares", name = self.name());
        let answer = self.http.list(&subject, self.http.url("shares", [])).await.map_err(unexplained)?;
        let (shares, warnings) = shares::read(answer);
        *self.shares.lock().unwrap_or_else(PoisonError::into_inner) = Some(shares.clone());
        Ok((shares, warnings))
    }

    /// As told last, else as they are now.
    async fn known_shares(&self) -> Result<Vec<Share>> {
        let known = self.shares.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some(shares) => Ok(shares),
            None => Ok(self.ask_shares().await?.0),
        }
    }

    async fn search(&self, what: &str, parameters: &[(&'static str, String)]) -> Result<api::Found> {
        let subject = t!("portals-part", name = self.name(), what);
        let query = parameters.iter().map(|(key, value)| (*key, value.as_str()));
        self.http.json(&subject, self.http.url("resources/search", query)).await.map_err(unexplained)
    }

    /// Asks for `limit` records of a share, or of all, whatever they are.
    fn everything(&self, share: Option<&str>, limit: usize) -> Parameters {
        let mut parameters = vec![("_limit", limit.to_string()), ("_lang", search::LANGUAGE.to_owned())];
        parameters.extend(share.map(|share| ("s", share.to_owned())));
        parameters
    }

    /// One page of a share, or of all, from the offset that `after` holds.
    async fn records(&self, query: &Query, share: Option<&str>, after: Option<&Cursor>) -> Result<Page> {
        let mut parameters = search::parameters(query)?;
        let offset = listing::number_of(after, 0, self.name())?;
        parameters.extend(share.map(|share| ("s", share.to_owned())));
        parameters.extend([("_include", ROW.into()), ("_offset", offset.to_string()), ("_limit", PAGE.to_string())]);
        let found = self.search(&t!("isogeo-the-records"), &parameters).await?;
        let passed = found.results.len();
        if let Some(share) = share.filter(|_| offset == 0 && passed == 0 && query.is_empty()) {
            self.check_share(share).await?;
        }
        let total = reading::count(found.total);
        let next = listing::next_offset(offset, passed, PAGE, total);
        let page = self.page(found.results);
        Ok(Page { total, next: next.map(|next| Cursor(next.to_string())), ..page })
    }

    fn page(&self, records: Vec<Value>) -> Page {
        listing::rows(records, |record| self.mapper().item(record))
    }

    /// Nobody knows what Isogeo answers for a share that is none (docs/portals/isogeo.md 10): the list of shares does.
    async fn check_share(&self, share: &str) -> Result<()> {
        if self.ask_shares().await?.0.iter().any(|known| known.id == share) {
            return Ok(());
        }
        let subject = Address::root(self.name()).child("shares").child(share).to_string();
        Err(Error::new(ErrorKind::NotFound, subject, m!("isogeo-no-share"))
            .hint(m!("isogeo-no-share-hint", name = self.name())))
    }

    /// The web page of a record: that of the first share that holds it. Shown or not, it must not cost the dataset.
    pub(crate) async fn web_page(&self, id: &str) -> Option<String> {
        let base = self.open_catalog.as_ref()?;
        let shares = self.known_shares().await.ok()?;
        let (base, only) = (base.clone(), shares.len() == 1);
        let with_page = shares.into_iter().filter_map(|share| Some((share.web_page(&base, id)?, share)));
        let asked = futures_util::stream::iter(with_page)
            .map(|(page, share)| async move { (only || self.holds(&share.id, id).await).then_some(page) });
        let mut pages = asked.buffered(AT_ONCE);
        while let Some(page) = pages.next().await {
            if page.is_some() {
                return page;
            }
        }
        None
    }

    async fn holds(&self, share: &str, id: &str) -> bool {
        let mut parameters = self.everything(Some(share), 0);
        parameters.push(("_id", id.to_owned()));
        self.search(&t!("isogeo-record-shares"), &parameters).await.ok().and_then(total).is_some_and(|total| total > 0)
    }

    /// The application's name is nowhere but in its shares, and those may be of several applications
    /// (docs/portals/isogeo.md 3).
    async fn who(&self, shares: &[Share]) -> Option<String> {
        if let Some(name) = shares::application(shares) {
            return Some(name);
        }
        let found = self.connection.secrets.find(self.name()).await.ok().flatten()?;
        found.credentials.who().and_then(text::some_line)
    }
}

impl Portal for Isogeo {
    fn resolve(&self, address: &Address) -> Result<Target> {
        GRAMMAR.resolve(address)
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            let folder = GRAMMAR.folder(address)?;
            if query.is_plain() && matches!(folder, Folder::Root | Folder::Groups(_)) {
                listing::only_page(after, self.name())?;
            }
            match folder {
                Folder::Root if query.is_plain() => self.root().await,
                Folder::Groups(_) if query.is_plain() => self.share_rows().await,
                folder => self.records(query, folder.group().map(|(_, share)| share), after).await,
            }
        })
    }

    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            let share = GRAMMAR.folder(address)?.group().map(|(_, share)| share);
            Ok(search::facets(&self.search(&t!("isogeo-the-filters"), &self.everything(share, 0)).await?.tags))
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            let subject = address.to_string();
            let id = GRAMMAR.dataset(address)?;
            let query = [("_include", EVERYTHING), ("_lang", search::LANGUAGE)];
            let url = self.http.url(&format!("resources/{id}"), query);
            let record = async { self.http.json(&subject, url).await.map_err(unexplained) };
            let (record, page) = futures_util::future::join(record, self.web_page(&id)).await;
            self.mapper().dataset(record?, page).map_err(|why| Error::new(ErrorKind::Portal, subject, why))
        })
    }

    fn http(&self) -> &Http {
        &self.http
    }

    fn account<'a>(&'a self) -> Fut<'a, Account> {
        Box::pin(async move {
            let (shares, mut warnings) = self.ask_shares().await?;
            if shares.is_empty() && warnings.is_empty() {
                warnings.push(shares::NONE.text());
            }
            let opens = shares.iter().map(Share::words).collect();
            Ok(Account { who: self.who(&shares).await, opens, warnings, ..Account::default() })
        })
    }

    fn abilities(&self, address: &Address) -> Abilities {
        GRAMMAR.folder(address).map(|_| search::NARROW.abilities()).unwrap_or_default()
    }
}

fn total(found: api::Found) -> Option<u64> {
    reading::count(found.total)
}

/// A success that holds no data, or none of Isogeo's: an empty body may be what an application without any share gets
/// (docs/portals/isogeo.md 1.4).
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, || t!("isogeo-unexplained"))
}

#[cfg(test)]
mod tests;
