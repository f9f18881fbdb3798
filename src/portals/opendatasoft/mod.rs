//! Opendatasoft, the software of many French portals: a catalogue whose files the portal makes when asked.
//!
//! Explore API v2.1. Addresses: `NAME`, `NAME/all`, `NAME/themes`, `NAME/themes/THEME`, `NAME/publishers`,
//! `NAME/publishers/PUBLISHER`, `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder has the address without the folder.

use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::AUTHORIZATION;
use url::Url;

use super::{About, Connection, Fut, Platform, Portal, reading};
use crate::access::auth::{Account, SignIn, Token};
use crate::access::http::Http;
use crate::base::error::{Error, Kind, Result};
use crate::base::i18n::Said;
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Item, Media, Page, Query, Target};
use crate::net::quota::{Cost, Counter, Hears, Left, Quota};
use crate::net::{Ask, Opened, Range};
use crate::portals::{GivenKey, Keyed};
use crate::{said, t};

mod api;
mod explain;
mod map;
mod probe;
mod search;
mod sign_in;

use map::Mapper;

pub const ABOUT: About = About {
    word: "opendatasoft",
    title: said!("opendatasoft-title"),
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
    open: true,
    key_file: None,
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    by_heart: super::probe::nothing_by_heart,
};

/// Where the API lies below the portal.
const API: &str = "api/explore/v2.1";
/// Datasets asked for at once: the most there is.
const PAGE: usize = 100;
/// No listing goes further, whatever it holds.
const REACH: usize = 10_000;
/// What stays readable in a segment of a path; ids of other portals' datasets hold an `@`.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'@');
/// Requests a day until the portal tells its own limit: more than any allows.
const UNTOLD: u32 = 10_000_000;

pub struct Opendatasoft {
    name: String,
    http: Http,
    quota: Quota,
}

/// The folders of the portal.
enum Folder<'a> {
    Root,
    All,
    /// All values of a filter.
    Values(Group),
    /// The datasets with one of them.
    Value(Group, &'a str),
}

/// A filter whose values are folders: their folder, the filter, what the folder is called, and what it is.
type Group = (&'static str, &'static str, Said, Said);

const GROUPS: [Group; 2] = [
    ("themes", "theme", said!("portals-themes"), said!("opendatasoft-by-theme")),
    ("publishers", "publisher", said!("portals-publishers"), said!("opendatasoft-by-publisher")),
];

impl Opendatasoft {
    pub fn new(mut connection: Connection) -> Self {
        connection.config.url = portal_of(connection.config.url);
        let flow =
            Keyed::new(connection.clone(), GivenKey::new(connection.clone(), AUTHORIZATION).behind(sign_in::WORD));
        let Connection { config, clients, .. } = connection;
        let origin = config.url.origin().ascii_serialization();
        let price = Arc::new(move |_: &Url, token: Option<&Token>| cost(&origin, token));
        let quota = clients.quota.clone();
        let http = Http::new(clients, config.url, SignIn::new(flow), explain::explain).priced(price);
        Self { name: config.name, http, quota }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, http: &self.http }
    }

    fn folder<'a>(&self, address: &'a Address) -> Result<Folder<'a>> {
        let group = |segment: &str| GROUPS.into_iter().find(|(folder, ..)| *folder == segment);
        match address.segments()[..] {
            [] => Ok(Folder::Root),
            ["all"] => Ok(Folder::All),
            [segment] => group(segment).map(Folder::Values).ok_or_else(|| unknown(address)),
            [segment, _] => {
                group(segment).map(|group| Folder::Value(group, &address.path[1])).ok_or_else(|| unknown(address))
            }
            _ => Err(unknown(address)),
        }
    }

    async fn root(&self) -> Result<Page> {
        let found = self.found(&[("limit", "0".into())]).await?;
        let total = reading::count(found.total_count);
        let root = Address::root(&self.name);
        let note = total.map_or_else(|| t!("opendatasoft-whole"), |count| t!("portals-datasets", count));
        let all = Item::new(Target::folder(root.child("all")), t!("portals-all-datasets"));
        let mut items = vec![all.note(Some(note))];
        items.extend(GROUPS.map(|(folder, _, title, note)| {
            Item::new(Target::folder(root.child(folder)), title.text()).note(Some(note.text()))
        }));
        Ok(Page { total: Some(items.len() as u64), items, ..Page::default() })
    }

    async fn values(&self, (folder, key, ..): Group) -> Result<Page> {
        let values = self.facet_values().await?.into_iter().find(|facet| facet.key == key);
        let folder = Address::root(&self.name).child(folder);
        let items: Vec<Item> = values
            .map(|facet| facet.values)
            .unwrap_or_default()
            .into_iter()
            .map(|value| {
                let note = value.count.map(|count| t!("portals-datasets", count));
                Item::new(Target::folder(folder.child(value.value)), value.label).note(note)
            })
            .collect();
        Ok(Page { total: Some(items.len() as u64), items, ..Page::default() })
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
    async fn datasets(&self, query: &Query, only: Option<(Group, &str)>, after: Option<&Cursor>) -> Result<Page> {
        let mut query = query.clone();
        if let Some(((_, key, ..), value)) = only {
            // A filter may narrow this folder, but not widen it.
            if query.values(key).next().is_some() && query.values(key).all(|other| other != value) {
                return Ok(Page { total: Some(0), ..Page::default() });
            }
            query.filters.retain(|(known, _)| known != key);
            query.filters.push((key.to_owned(), value.to_owned()));
        }
        let mut parameters = search::parameters(&query)?;
        let offset = reading::number_of(after, 0, &self.name)?;
        if offset >= REACH {
            return Err(Error::new(Kind::Usage, &*self.name, t!("portals-no-page")));
        }
        let limit = PAGE.min(REACH - offset);
        parameters.extend([("offset", offset.to_string()), ("limit", limit.to_string())]);
        let found = self.found(&parameters).await?;
        let total = reading::count(found.total_count);
        let next = reading::next_offset(offset, found.results.len(), limit, total);
        let mut page = reading::rows(found.results, |record| self.mapper().item(record));
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
        let root = Address::root(&self.name);
        let dataset = |id: &str| is_id(id).then(|| root.child(id)).ok_or_else(|| unknown(address));
        let media = |id: &str, media: &str| Ok(Target::Media { dataset: dataset(id)?, media: media.to_owned() });
        if self.folder(address).is_ok() {
            return Ok(Target::folder(address.clone()));
        }
        match address.segments()[..] {
            ["all", id] | ["themes" | "publishers", _, id] | [id] => Ok(Target::dataset(dataset(id)?)),
            ["all", id, file] | ["themes" | "publishers", _, id, file] | [id, file] => media(id, file),
            _ => Err(unknown(address)),
        }
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            let plain = query.is_empty() && query.sort.is_none();
            match self.folder(address)? {
                Folder::Root if plain => self.root().await,
                Folder::Values(group) if plain => self.values(group).await,
                Folder::Root | Folder::All | Folder::Values(_) => self.datasets(query, None, after).await,
                Folder::Value(group, value) => self.datasets(query, Some((group, value)), after).await,
            }
        })
    }

    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            self.folder(address)?;
            self.facet_values().await
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            let subject = address.to_string();
            let [id] = address.segments()[..] else { return Err(unknown(address)) };
            if !is_id(id) {
                return Err(unknown(address));
            }
            let record = self.http.json(&subject, self.http.url(&dataset_path(id), [])).await?;
            self.mapper().dataset(record).map_err(|why| Error::new(Kind::Portal, subject, why))
        })
    }

    fn open<'a>(&'a self, media: &'a Media, _answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened> {
        Box::pin(async move {
            let url = reading::url_of(media)?;
            self.http.open(&media.address().to_string(), Ask::file(url, media.size), range).await
        })
    }

    fn http(&self) -> &Http {
        &self.http
    }

    /// The API tells nobody's name; that it answers is all there is to know.
    fn account<'a>(&'a self) -> Fut<'a, Account> {
        Box::pin(async move {
            let found = self.found(&[("limit", "0".into())]).await?;
            let total = reading::count(found.total_count);
            let opens = total.map(|count| t!("portals-datasets", count));
            let who = self.http.signed_in().await?.map(|_| t!("opendatasoft-key-owner"));
            Ok(Account { opens: opens.filter(|_| who.is_some()).into_iter().collect(), who, ..Account::default() })
        })
    }

    fn abilities(&self, address: &Address) -> Abilities {
        if self.folder(address).is_err() {
            return Abilities::default();
        }
        Abilities { search: true, filters: search::filters(), sorts: search::sorts() }
    }

    fn quota(&self) -> Vec<Left> {
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

/// What can be one segment of a path, and is no step in it.
fn is_id(id: &str) -> bool {
    !id.trim().is_empty() && id.len() <= 255 && !matches!(id, "." | "..") && !id.contains(['/', '\\'])
}

fn dataset_path(id: &str) -> String {
    format!("{API}/catalog/datasets/{}", segment(id))
}

fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
}

fn unknown(address: &Address) -> Error {
    Error::new(Kind::NotFound, address.to_string(), t!("opendatasoft-no-such-address"))
        .hint(t!("portals-lists", portal = Address::root(&address.portal)))
}
