//! Isogeo, catalogues of geographic data shared with an application: shares, records, links.
//!
//! The sections of docs/portals/isogeo.md are cited where they decide. Addresses: `NAME`, `NAME/all`, `NAME/shares`,
//! `NAME/shares/SHARE`, `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder.

use std::sync::{Mutex, PoisonError};

use futures_util::StreamExt;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group};
use super::narrow::Parameters;
use super::{About, Connection, KeyFile, Platform, listing, part_of, paths, reading};
use crate::access::auth::Account;
use crate::access::guide::{AccessWish, Guide};
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Query};
use crate::{m, said, t};

mod access;
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
mod web;

use map::{Mapper, id};
use shares::Share;

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("isogeo", said!("portals-production"), "https://v1.api.isogeo.com").with_pages(&[
            "https://api.isogeo.com",
            "https://app.isogeo.com",
            "https://open.isogeo.com",
        ]),
        Platform::new("isogeo-qa", said!("isogeo-qa"), "https://v1.api.qa.isogeo.com").with_pages(&[
            "https://api.qa.isogeo.com",
            "https://qa-isogeo-app.azurewebsites.net",
            "https://qa-isogeo-open.azurewebsites.net",
        ]),
    ],
    ways: &sign_in::WAYS,
    open: false,
    key_file: Some(KeyFile { name: "client_secrets.json", read: client_secrets::read }),
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    by_heart: probe::by_heart,
    token_service: |api| Some(platform::token_url(api)),
    led: web::led,
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

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: self.name(), base: self.http.base() }
    }

    /// An application that nothing is shared with is a normal state, and not an obvious one (docs/portals/isogeo.md 3).
    async fn share_rows(&self) -> Result<Page> {
        let (shares, warnings) = self.ask_shares().await?;
        let folder = Address::root(self.name()).child("shares");
        let items = shares.iter().map(|share| share.item(&folder)).collect();
        Ok(Page { warnings, ..listing::whole(items) })
    }

    /// The shares as they are now, and what could not be read of them.
    async fn ask_shares(&self) -> Result<(Vec<Share>, Vec<String>)> {
        let subject = m!("isogeo-shares", name = self.connection.config.name);
        let answer = self.http.list(subject, self.http.url("shares", [])).await.map_err(unexplained)?;
        let (shares, mut warnings) = shares::read(answer);
        if shares.is_empty() && warnings.is_empty() {
            warnings.push(t!("isogeo-none-shared"));
        }
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

    async fn search(&self, what: Message, parameters: &[(&'static str, String)]) -> Result<api::Found> {
        let url = paths::at(&self.http, "resources/search", parameters);
        self.http.json(part_of(self.name(), what), url).await.map_err(unexplained)
    }

    /// Asks for `limit` records of a share, or of all, whatever they are.
    fn everything(&self, share: Option<&str>, limit: usize) -> Parameters {
        let mut parameters = vec![("_limit", limit.to_string()), ("_lang", search::LANGUAGE.to_owned())];
        parameters.extend(share.map(|share| ("s", share.to_owned())));
        parameters
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
        let found = self.search(m!("isogeo-record-shares"), &parameters).await;
        found.is_ok_and(|found| found.total.positive().is_some())
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

impl Catalogue for Isogeo {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    fn can(&self) -> Abilities {
        search::NARROW.abilities()
    }

    fn name(&self) -> &str {
        &self.connection.config.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    /// The whole, then each share.
    async fn root(&self) -> Result<Page> {
        let everything = self.everything(None, 0);
        let count = self.search(m!("isogeo-the-records"), &everything);
        let (shares, found) = futures_util::future::join(self.share_rows(), count).await;
        let mut page = shares?;
        let total = found.ok().and_then(|found| found.total.count());
        let note = total.map_or(t!("isogeo-everything"), |total| t!("isogeo-records", count = total));
        let all = Address::root(self.name()).child("all");
        if !page.items.is_empty() {
            page.items.insert(0, listing::folder(all, t!("isogeo-all"), note));
            page.total = Some(page.items.len() as u64);
        }
        Ok(page)
    }

    async fn groups(&self, _group: &'static Group, _query: &Query, _after: Option<&Cursor>) -> Result<Page> {
        self.share_rows().await
    }

    /// From the offset that `after` holds.
    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let share = folder.group().map(|(_, share)| share);
        let mut parameters = search::parameters(query)?;
        let offset = listing::number_of(after, 0, self.name())?;
        parameters.extend(share.map(|share| ("s", share.to_owned())));
        parameters.extend([("_include", ROW.into()), ("_offset", offset.to_string()), ("_limit", PAGE.to_string())]);
        let found = self.search(m!("isogeo-the-records"), &parameters).await?;
        if let Some(share) = share.filter(|_| offset == 0 && found.results.is_empty() && query.is_empty()) {
            self.check_share(share).await?;
        }
        Ok(listing::part(found.results, found.total, (offset, PAGE), |record, odd| self.mapper().item(record, odd)))
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        let everything = self.everything(folder.group().map(|(_, share)| share), 0);
        Ok(search::facets(&self.search(m!("isogeo-the-filters"), &everything).await?.tags))
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let query = [("_include", EVERYTHING), ("_lang", search::LANGUAGE)];
        let url = self.http.url(&format!("resources/{id}"), query);
        let record = async { self.http.json(address, url).await.map_err(unexplained) };
        let (record, page) = futures_util::future::join(record, self.web_page(&id)).await;
        self.mapper().dataset(record?, page).map_err(|why| Error::new(ErrorKind::Portal, address, why))
    }

    async fn guide(&self, wish: &AccessWish, _language: &str) -> Result<Guide> {
        GRAMMAR.resolve(&wish.address)?;
        Ok(access::guide(platform::app(self.http.base())))
    }

    async fn account(&self) -> Result<Account> {
        let (shares, warnings) = self.ask_shares().await?;
        let opens = shares.iter().map(Share::words).collect();
        Ok(Account { who: self.who(&shares).await, opens, warnings, ..Account::default() })
    }
}

/// A success that holds no data, or none of Isogeo's: an empty body may be what an application without any share gets
/// (docs/portals/isogeo.md 1.4).
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("isogeo-unexplained"))
}

#[cfg(test)]
mod tests;
