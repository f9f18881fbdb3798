//! Opendatasoft, the software of many French portals: a catalogue whose files the portal makes when asked.
//!
//! Explore API v2.1. Addresses: `NAME`, `NAME/all`, `NAME/themes`, `NAME/themes/THEME`, `NAME/publishers`,
//! `NAME/publishers/PUBLISHER`, `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::grammar::{Folder, Grammar, Group};
use super::paths::{is_step, segment};
use super::usual::Usual;
use super::{About, Connection, Fut, Platform, Portal, listing, not_of, reading};
use crate::access::auth::{Account, Token};
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Query, Target};
use crate::net::quota::{Cost, Counter, Hears, Quota, Remaining};
use crate::{said, t};

mod api;
mod explain;
mod map;
mod probe;
mod search;
mod sign_in;

use map::Mapper;

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("rennesmetropole", said!("opendatasoft-platform-rennes"), "https://data.rennesmetropole.fr"),
        Platform::new("economie", said!("opendatasoft-platform-economy"), "https://data.economie.gouv.fr"),
        Platform::new("paris", said!("opendatasoft-platform-paris"), "https://opendata.paris.fr"),
        Platform::new(
            "enseignementsup-recherche",
            said!("opendatasoft-platform-research"),
            "https://data.enseignementsup-recherche.gouv.fr",
        ),
        Platform::new("education", said!("opendatasoft-platform-education"), "https://data.education.gouv.fr"),
        Platform::new("opendatasoft", said!("opendatasoft-platform-own"), "https://public.opendatasoft.com"),
    ],
    ways: &sign_in::WAYS,
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    ..About::new("opendatasoft", said!("opendatasoft-title"))
};

/// Where the API lies below the portal.
const API: &str = "api/explore/v2.1";
/// Datasets asked for at once: the most there is.
const PAGE: usize = 100;
/// No listing goes further, whatever it holds.
const REACH: usize = 10_000;
/// Requests a day until the portal tells its own limit: more than any allows.
const UNTOLD: u32 = 10_000_000;

pub struct Opendatasoft {
    name: String,
    http: Http,
    quota: Quota,
}

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[
        Group { segment: "themes", key: search::THEME, title: said!("portals-themes") },
        Group { segment: "publishers", key: "publisher", title: said!("portals-publishers") },
    ],
    id: |id| is_id(id).then(|| id.to_owned()),
    unknown: said!("opendatasoft-no-such-address"),
};

impl Opendatasoft {
    pub fn new(mut connection: Connection) -> Self {
        connection.config.url = portal_of(connection.config.url);
        let sign_in = Usual::new(&connection).key_behind(sign_in::WORD).sign_in();
        let Connection { config, clients, .. } = connection;
        let origin = config.url.origin().ascii_serialization();
        let price = Arc::new(move |_: &Url, token: Option<&Token>| cost(&origin, token));
        let quota = clients.quota.clone();
        let http = Http::new(clients, config.url, sign_in, explain::explain).priced(price);
        Self { name: config.name, http, quota }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, http: &self.http }
    }

    async fn root(&self) -> Result<Page> {
        let found = self.found(&[("limit", "0".into())]).await?;
        let mut items = vec![listing::all(&self.name, reading::count(found.total_count))];
        items.extend(GRAMMAR.groups.iter().map(|group| {
            let note =
                if group.key == search::THEME { t!("opendatasoft-by-theme") } else { t!("opendatasoft-by-publisher") };
            listing::folder(Address::root(&self.name).child(group.segment), group.title.text(), note)
        }));
        Ok(listing::whole(items))
    }

    async fn values(&self, group: &Group) -> Result<Page> {
        let facet = self.facet_values().await?.into_iter().find(|facet| facet.key == group.key);
        let values = facet.map(|facet| facet.values).unwrap_or_default();
        Ok(listing::whole(listing::groups(&self.name, group, values)))
    }

    async fn facet_values(&self) -> Result<Vec<Facet>> {
        let subject = t!("portals-part", name = self.name, what = t!("portals-the-filters"));
        let url = self.http.url(&format!("{API}/catalog/facets"), []);
        Ok(search::facets(self.http.json(&subject, url).await?))
    }

    async fn found(&self, parameters: &[(&'static str, String)]) -> Result<api::Found> {
        let subject = t!("portals-part", name = self.name, what = t!("portals-the-datasets"));
        let query = parameters.iter().map(|(key, value)| (*key, value.as_str()));
        self.http.json(&subject, self.http.url(&format!("{API}/catalog/datasets"), query)).await
    }

    /// One page of the catalogue, from the offset that `after` holds.
    async fn datasets(&self, query: &Query, only: Option<(&Group, &str)>, after: Option<&Cursor>) -> Result<Page> {
        let mut query = query.clone();
        if let Some((Group { key, .. }, value)) = only {
            // A filter may narrow this folder, but not widen it.
            if query.values(key).next().is_some() && query.values(key).all(|other| other != value) {
                return Ok(Page { total: Some(0), ..Page::default() });
            }
            query.filters.retain(|(known, _)| known != key);
            query.filters.push(((*key).to_owned(), value.to_owned()));
        }
        let mut parameters = search::parameters(&query)?;
        let offset = listing::number_of(after, 0, &self.name)?;
        if offset >= REACH {
            return Err(listing::no_such_page(&self.name));
        }
        let limit = PAGE.min(REACH - offset);
        parameters.extend([("offset", offset.to_string()), ("limit", limit.to_string())]);
        let found = self.found(&parameters).await?;
        let total = reading::count(found.total_count);
        let next = listing::next_offset(offset, found.results.len(), limit, total);
        let mut page = listing::rows(found.results, |record| self.mapper().item(record));
        page.total = total;
        page.next = next.filter(|next| *next < REACH).map(|next| Cursor(next.to_string()));
        if next.is_some_and(|next| next >= REACH) {
            page.warnings.push(beyond_reach(total));
        }
        Ok(page)
    }
}

impl Portal for Opendatasoft {
    fn resolve(&self, address: &Address) -> Result<Target> {
        GRAMMAR.resolve(address)
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            let folder = GRAMMAR.folder(address)?;
            if query.is_plain() && matches!(folder, Folder::Root | Folder::Groups(_)) {
                listing::only_page(after, &self.name)?;
            }
            match folder {
                Folder::Root if query.is_plain() => self.root().await,
                Folder::Groups(group) if query.is_plain() => self.values(group).await,
                folder => self.datasets(query, folder.group(), after).await,
            }
        })
    }

    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            GRAMMAR.folder(address)?;
            self.facet_values().await
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            let subject = address.to_string();
            let id = GRAMMAR.dataset(address)?;
            let record = self.http.json(&subject, self.http.url(&dataset_path(&id), [])).await?;
            self.mapper().dataset(record).map_err(|why| Error::new(ErrorKind::Portal, subject, why))
        })
    }

    fn http(&self) -> &Http {
        &self.http
    }

    /// The API tells nobody's name; that it answers is all there is to know.
    fn account<'a>(&'a self) -> Fut<'a, Account> {
        Box::pin(async move {
            let found = self.found(&[("limit", "0".into())]).await?;
            let Some(count) = reading::count(found.total_count) else {
                return Err(not_of(super::Kind::Opendatasoft, &*self.name));
            };
            let who = self.http.signed_in().await?.map(|_| t!("opendatasoft-key-owner"));
            let opens = who.iter().map(|_| t!("portals-datasets", count)).collect();
            Ok(Account { opens, who, ..Account::default() })
        })
    }

    fn abilities(&self, address: &Address) -> Abilities {
        GRAMMAR.folder(address).map(|_| search::NARROW.abilities()).unwrap_or_default()
    }

    fn quota(&self) -> Vec<Remaining> {
        let left = self.quota.left(&format!("{} ", self.http.base().origin().ascii_serialization()));
        left.into_iter().filter(|left| left.limit != UNTOLD).collect()
    }
}

/// The portal's own address, where that of its API was given.
fn portal_of(mut url: Url) -> Url {
    let path = url.path().trim_end_matches('/').to_owned();
    if let Some(portal) = path.strip_suffix(API) {
        url.set_path(portal);
    }
    url
}

/// Requests are counted by the day, for an address or a key, and every answer tells how many are left.
fn cost(origin: &str, token: Option<&Token>) -> Cost {
    let owner = token.map(Token::fingerprint).unwrap_or_default();
    let counter = Counter {
        key: format!("{origin} {owner}"),
        title: t!("opendatasoft-requests-a-day"),
        requests: UNTOLD,
        period: Duration::from_secs(24 * 3600),
        hears: Hears::Headers,
    };
    Cost { counters: vec![counter], ..Cost::default() }
}

fn beyond_reach(total: Option<u64>) -> String {
    let beyond = total.map(|total| total.saturating_sub(REACH as u64)).filter(|beyond| *beyond > 0);
    match beyond {
        Some(count) => t!("opendatasoft-beyond", reach = REACH, count),
        None => t!("opendatasoft-beyond-uncounted", reach = REACH),
    }
}

/// Such as the portal takes, as one segment of a path.
fn is_id(id: &str) -> bool {
    !is_step(id) && id.len() <= 255 && !id.contains(['/', '\\'])
}

fn dataset_path(id: &str) -> String {
    format!("{API}/catalog/datasets/{}", segment(id))
}
