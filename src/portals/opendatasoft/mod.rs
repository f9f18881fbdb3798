//! Opendatasoft, the software of many French portals: a catalogue whose files the portal makes when asked.
//!
//! Explore API v2.1. Addresses: `NAME`, `NAME/all`, `NAME/themes`, `NAME/themes/THEME`, `NAME/publishers`,
//! `NAME/publishers/PUBLISHER`, `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group};
use super::paths::{self, is_step, segment};
use super::probe::{self, Probe, Sign, Whose, json};
use super::reading::Listed;
use super::usual::Usual;
use super::{About, Connection, listing, not_of, part_of, territory};
use crate::access::auth::{Account, Token, Way};
use crate::access::http::Http;
use crate::access::secrets::Shape;
use crate::base::error::{Error, ErrorKind, Result};
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Query};
use crate::net::FirstBytes;
use crate::net::quota::{Cost, Counter, Hears, Quota, Remaining};
use crate::{m, said, t};

mod api;
mod explain;
mod map;
mod platforms;
mod search;
mod web;

use map::Mapper;

pub const ABOUT: About = About {
    platforms: platforms::PLATFORMS,
    ways: &[Way::new("api-key", said!("opendatasoft-way"), Shape::ApiKey, said!("opendatasoft-found"))],
    probes: &[Probe { path: "api/explore/v2.1/catalog/datasets?limit=0", portal: Whose::Base, recognise }],
    pages: &["api", "explore", "pages", "map", "login", "page", "terms", "chart"],
    led: web::led,
    ..About::new("opendatasoft", said!("opendatasoft-title"))
};

/// How an Opendatasoft portal is recognised: its catalogue answers, as nobody else's does.
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    if let Some(refused) = probe::refusal(heard) {
        let is_its = refused["error_code"].is_string() && refused["message"].is_string();
        return is_its.then(Sign::closed).flatten();
    }
    let catalogue = json(heard)?;
    (catalogue["total_count"].is_u64() && catalogue["results"].is_array()).then(|| Sign::named(None)).flatten()
}

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
        let sign_in = Usual::new(&connection).key_behind("Apikey").sign_in();
        let Connection { config, clients, .. } = connection;
        let (origin, portal) = (config.url.origin().ascii_serialization(), config.name.clone());
        let price = Arc::new(move |_: &Url, token: Option<&Token>| cost(&origin, &portal, token));
        let quota = clients.quota.clone();
        let http = Http::new(clients, config.url, sign_in, explain::explain).priced(price);
        Self { name: config.name, http, quota }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, http: &self.http }
    }

    async fn facet_values(&self) -> Result<Vec<Facet>> {
        let url = self.http.url(&format!("{API}/catalog/facets"), []);
        Ok(search::facets(self.http.json(part_of(&self.name, m!("portals-the-filters")), url).await?))
    }

    async fn found(&self, parameters: &[(&'static str, String)]) -> Result<Listed> {
        let url = paths::at(&self.http, &format!("{API}/catalog/datasets"), parameters);
        self.http.json(part_of(&self.name, m!("portals-the-datasets")), url).await
    }
}

impl Catalogue for Opendatasoft {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    fn can(&self) -> Abilities {
        search::NARROW.abilities()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    async fn root(&self) -> Result<Page> {
        let found = self.found(&[("limit", "0".into())]).await?;
        let mut items = vec![listing::all(&self.name, found.total.count())];
        items.extend(GRAMMAR.groups.iter().map(|group| {
            let is_theme = group.key == search::THEME;
            let note = if is_theme { t!("opendatasoft-by-theme") } else { t!("opendatasoft-by-publisher") };
            listing::of_group(&self.name, group, note)
        }));
        Ok(listing::whole(items))
    }

    async fn groups(&self, group: &'static Group, _query: &Query, _after: Option<&Cursor>) -> Result<Page> {
        Ok(listing::by_facet(&self.name, group, self.facet_values().await?))
    }

    /// From the offset that `after` holds.
    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let Some(query) = folder.narrowed(&search::NARROW.check(query)?) else { return Ok(listing::whole(vec![])) };
        let mut parameters = search::parameters(&query)?;
        let offset = listing::number_of(after, 0, &self.name)?;
        if offset >= REACH {
            return Err(listing::no_such_page(&self.name));
        }
        let limit = PAGE.min(REACH - offset);
        parameters.extend([("offset", offset.to_string()), ("limit", limit.to_string())]);
        let found = self.found(&parameters).await?;
        let is_last = offset + found.items.len() >= REACH;
        let mut page =
            listing::part(found.items, found.total, (offset, limit), |record, odd| self.mapper().item(record, odd));
        territory::say_words(&mut page, &self.name, &query, after);
        if is_last && page.next.take().is_some() {
            page.warnings.push(beyond_reach(page.total));
        }
        Ok(page)
    }

    async fn facets(&self, _folder: Folder<'_>) -> Result<Vec<Facet>> {
        self.facet_values().await
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let record = self.http.json(address, self.http.url(&dataset_path(&id), [])).await?;
        self.mapper().dataset(record).map_err(|why| Error::new(ErrorKind::Portal, address, why))
    }

    /// The API tells nobody's name; that it answers is all there is to know.
    async fn account(&self) -> Result<Account> {
        let found = self.found(&[("limit", "0".into())]).await?;
        let Some(count) = found.total.count() else {
            return Err(not_of(super::Kind::Opendatasoft, &*self.name));
        };
        let who = self.http.signed_in().await?.map(|_| t!("opendatasoft-key-owner"));
        let opens = who.iter().map(|_| t!("portals-datasets", count)).collect();
        Ok(Account { opens, who, ..Account::default() })
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
fn cost(origin: &str, portal: &str, token: Option<&Token>) -> Cost {
    let owner = token.map(Token::fingerprint).unwrap_or_default();
    let counter = Counter {
        key: format!("{origin} {owner}"),
        title: t!("opendatasoft-requests-a-day"),
        requests: UNTOLD,
        period: Duration::from_secs(24 * 3600),
        hears: Hears::Headers,
    };
    Cost { counters: vec![counter], portal: portal.to_owned(), ..Cost::default() }
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
