//! INSEE's catalogue of statistical data sets (Melodi): a short list that is fetched whole, and searched here.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/themes`, `NAME/themes/THEME`, `NAME/ID`, `NAME/ID/MEDIA`; a dataset found in a folder
//! has the address without the folder.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group};
use super::paths::{is_step, segment};
use super::platforms::{Area, Theme};
use super::probe::{ByHeart, Probe, Sign, Whose, also_at, json};
use super::reading::{error_in, of_another_shape};
use super::{About, Connection, Platform, listing, member, not_of, part_of, reading};
use crate::access::auth::{Account, SignIn, Token};
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Language;
use crate::base::odd::Odd;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Page, Query};
use crate::net::FirstBytes;
use crate::net::quota::{Cost, Counter, Hears, Quota, Remaining};
use crate::{m, said, t};

mod api;
mod explain;
mod map;
mod search;
mod web;

use map::{Entry, Mapper};
use search::NARROW;

const URL: &str = "https://api.insee.fr/melodi";
/// Where people look at it.
const FRONT: &str = "catalogue-donnees.insee.fr";

pub const ABOUT: About = About {
    platforms: &[Platform::new("insee", said!("melodi-platform"), URL)
        .with_pages(&["https://catalogue-donnees.insee.fr"])
        .of(Area::France, &[Theme::Statistics], "https://portail-api.insee.fr")],
    probes: &[Probe { path: "rmes/listeCode/CL_GUICHET", portal: Whose::Base, recognise }],
    pages: &["catalog", "range", "file", "rmes"],
    led: web::led,
    by_heart,
    ..About::new("melodi", said!("melodi-title"))
};

fn by_heart(given: &Url) -> Option<ByHeart> {
    also_at(&[FRONT], URL, given)
}

/// A list of codes that there is none of is an empty one here (docs/portals/melodi.md 2).
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let list = json(heard)?;
    (list["codes"].is_array() && list["niveaux"].is_array()).then(|| Sign::named(None)).flatten()
}

/// So many a minute are answered; the portal tells nothing of it before it refuses.
const REQUESTS: u32 = 30;
const MINUTE: Duration = Duration::from_secs(60);
/// For so long the list is taken for what the portal would say.
const KEPT: Duration = Duration::from_secs(3600);

pub struct Melodi {
    name: String,
    http: Http,
    quota: Quota,
    language: &'static str,
    kept: Mutex<Option<(Instant, Arc<Known>)>>,
}

/// The whole catalogue.
struct Known {
    entries: Vec<Entry>,
    /// What could not be read of it.
    warnings: Vec<String>,
}

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[Group { segment: "themes", key: search::THEME, title: said!("portals-themes") }],
    id: |id| is_id(id).then(|| id.to_owned()),
    unknown: said!("melodi-no-such-address"),
};

impl Melodi {
    /// Nobody signs in: a key of another of INSEE's interfaces would be refused.
    pub fn new(connection: Connection) -> Self {
        let Connection { config, clients, .. } = connection;
        let (origin, portal) = (config.url.origin().ascii_serialization(), config.name.clone());
        let price = Arc::new(move |_: &Url, _: Option<&Token>| cost(&origin, &portal));
        let quota = clients.quota.clone();
        let http = Http::new(clients, config.url, SignIn::none(), explain::explain).priced(price);
        Self { name: config.name, http, quota, language: Language::spoken().code(), kept: Mutex::default() }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, http: &self.http, language: self.language }
    }

    /// All there is, asked for once in a while.
    async fn known(&self) -> Result<Arc<Known>> {
        let mut kept = self.kept.lock().await;
        if let Some((asked, known)) = kept.as_ref()
            && asked.elapsed() < KEPT
        {
            return Ok(known.clone());
        }
        let url = self.http.url("catalog/all", []);
        let subject = part_of(&self.name, m!("portals-the-datasets"));
        let list = self.http.json_or_list(subject.clone(), url).await.and_then(|answer| match answer {
            Value::Array(list) => Ok(list),
            other => Err(error_in(&other, &subject).unwrap_or_else(|| of_another_shape(&subject))),
        });
        let (mut entries, mut warnings, mut odd) = (Vec::<Entry>::new(), Vec::new(), Odd::default());
        for record in list.map_err(unexplained)? {
            match self.mapper().entry(record, &mut odd) {
                Ok(entry) if entries.iter().all(|it| it.dataset.address != entry.dataset.address) => {
                    entries.push(entry)
                }
                Ok(_) => {}
                Err(why) => warnings.push(why.to_string()),
            }
        }
        warnings.extend(odd.said());
        let known = Arc::new(Known { entries, warnings });
        *kept = Some((Instant::now(), known.clone()));
        Ok(known)
    }

    async fn found(&self, folder: Folder<'_>, query: &Query) -> Result<Page> {
        let Some(query) = folder.narrowed(&NARROW.check(query)?) else { return Ok(listing::whole(vec![])) };
        let known = self.known().await?;
        let items = search::found(&known.entries, &query)?.into_iter().map(|entry| entry.item.clone());
        Ok(Page { warnings: known.warnings.clone(), ..listing::whole(items.collect()) })
    }
}

impl Catalogue for Melodi {
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

    async fn root(&self) -> Result<Page> {
        let count = self.known().await?.entries.len() as u64;
        let groups = GRAMMAR.groups.iter().map(|group| listing::of_group(&self.name, group, t!("melodi-by-theme")));
        Ok(listing::whole(std::iter::once(listing::all(&self.name, Some(count))).chain(groups).collect()))
    }

    async fn groups(&self, group: &'static Group, _query: &Query, _after: Option<&Cursor>) -> Result<Page> {
        Ok(listing::by_facet(&self.name, group, search::facets(&self.known().await?.entries)))
    }

    /// The list is one page.
    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        listing::only_page(after, &self.name)?;
        self.found(folder, query).await
    }

    async fn facets(&self, _folder: Folder<'_>) -> Result<Vec<Facet>> {
        Ok(search::facets(&self.known().await?.entries))
    }

    /// What there is none of fails here like what is out of order: the list tells.
    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let asked: Result<Value> =
            self.http.json_or_list(address, self.http.url(&format!("catalog/{}", segment(&id)), [])).await;
        let record = match asked.map_err(unexplained) {
            Err(error) if error.status == Some(500) => match self.known().await {
                Ok(known) if known.entries.iter().all(|entry| entry.dataset.address != *address) => {
                    return Err(GRAMMAR.unknown(address));
                }
                _ => return Err(error),
            },
            record => record?,
        };
        if record.as_array().is_some_and(Vec::is_empty) {
            return Err(GRAMMAR.unknown(address));
        }
        let mut odd = Odd::default();
        let told = if record["identifier"].is_null() { error_in(&record, address) } else { None };
        let read = self.mapper().dataset(record, &mut odd);
        let mut dataset = read.map_err(|why| told.unwrap_or_else(|| Error::new(ErrorKind::Portal, address, why)))?;
        dataset.warnings.extend(odd.said());
        Ok(dataset)
    }

    async fn account(&self) -> Result<Account> {
        let list: Value =
            self.http.json(&*self.name, self.http.url("rmes/listeCode/CL_GUICHET", [])).await.map_err(unexplained)?;
        match list["codes"].is_array() && list["niveaux"].is_array() {
            true => Ok(member(None, std::iter::empty())),
            false => Err(unexplained(not_of(super::Kind::Melodi, &*self.name))),
        }
    }

    fn quota(&self) -> Vec<Remaining> {
        self.quota.left(&counter_key(&self.http.base().origin().ascii_serialization()))
    }
}

fn counter_key(origin: &str) -> String {
    format!("{origin} melodi")
}

fn cost(origin: &str, portal: &str) -> Cost {
    let counter = Counter {
        key: counter_key(origin),
        title: t!("melodi-requests-a-minute"),
        requests: REQUESTS,
        period: MINUTE,
        hears: Hears::Refusals,
    };
    Cost { counters: vec![counter], portal: portal.to_owned(), ..Cost::default() }
}

/// `DS_POPULATIONS_REFERENCE`.
fn is_id(id: &str) -> bool {
    !is_step(id) && id.len() <= 200 && !id.contains(['/', '\\'])
}

/// A success that holds nothing of the catalogue.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("melodi-no-api"))
}
