//! API Entreprise: what French administrations know of companies, one endpoint a dataset, opened by one token.
//!
//! The sections of docs/portals/api-entreprise.md are cited where they decide. Addresses: `NAME`, `NAME/all`,
//! `NAME/open`, `NAME/themes`, `NAME/themes/WORD`, `NAME/providers`, `NAME/providers/WORD`, `NAME/ENDPOINT`,
//! `NAME/ENDPOINT/MEDIA`; an endpoint found in a folder has the address without the folder.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group};
use super::usual::Usual;
use super::{About, Connection, Platform, listing as pages, not_of};
use crate::access::auth::{Account, SignIn, Token, jwt};
use crate::access::guide::{AccessWish, Guide};
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::model::form::{self, Answers};
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Place, Query, Target};
use crate::net::quota::{Cost, Quota, Remaining};
use crate::net::{Opened, Range};
use crate::{m, said, t};

pub mod access;
pub mod answer;
mod api;
pub(crate) mod catalogue;
mod document;
mod explain;
mod limits;
mod listing;
pub(crate) mod map;
mod probe;
mod rights;
mod sign_in;
mod web;

use catalogue::{CATALOGUE, Document, Endpoint};
use document::Links;
use limits::Limits;
use map::{ANSWER, Mapper};
use rights::{Claims, Opens, Rights, is_staging};

pub const ABOUT: About = About {
    platforms: &[
        Platform::new("api-entreprise", said!("portals-production"), "https://entreprise.api.gouv.fr"),
        Platform::new(
            "api-entreprise-staging",
            said!("api-entreprise-staging-platform"),
            "https://staging.entreprise.api.gouv.fr",
        ),
    ],
    ways: &sign_in::WAYS,
    open: false,
    asks_together: true,
    probes: &probe::PROBES,
    pages: &probe::PAGES,
    by_heart: probe::by_heart,
    fronts: &[map::PAGES],
    led: web::led,
    ..About::new("api-entreprise", said!("api-entreprise-title"))
};

/// A request is tried this often: what may pass is asked once more (docs/portals/api-entreprise.md 6.1).
const TRIES: u32 = 2;
/// A dataset is not shown later because of a slow ping.
const PING_TIMEOUT: Duration = Duration::from_secs(2);
/// How long what the portal says of the token is believed; and that it could not be asked.
const BELIEVED: Duration = Duration::from_secs(300);
const DISBELIEVED: Duration = Duration::from_secs(30);

/// The folder of what is open to the token in use.
const OPEN: &str = "open";

const GRAMMAR: Grammar = Grammar {
    lists: &["all", OPEN],
    groups: &[
        Group { segment: "themes", key: "theme", title: said!("api-entreprise-themes-title") },
        Group { segment: "providers", key: "provider", title: said!("api-entreprise-providers-title") },
    ],
    id: |id| id.split_once('_').is_some_and(|(version, _)| version.starts_with('v')).then(|| id.to_owned()),
    unknown: said!("api-entreprise-no-such-address"),
};

pub struct ApiEntreprise {
    name: String,
    http: Http,
    links: Links,
    /// Asks whether providers are up: once, and without the token.
    pings: Http,
    limits: Arc<Limits>,
    quota: Quota,
    /// What the portal said of the token last, and when.
    rights: Mutex<Option<(Instant, Result<Arc<Rights>>)>>,
}

impl ApiEntreprise {
    pub fn new(connection: Connection) -> Self {
        let name = connection.config.name.clone();
        let sign_in = Usual::new(&connection).bearer(sign_in::whole).sign_in();
        let (clients, url) = (connection.clients, connection.config.url);
        let limits = Arc::new(Limits::new(url.clone()));
        let http = |sign_in| {
            let (limits, portal) = (limits.clone(), name.clone());
            let price = Arc::new(move |url: &Url, token: Option<&Token>| Cost {
                portal: portal.clone(),
                ..limits.cost(url, token)
            });
            Http::new(clients.clone(), url.clone(), sign_in, explain::explain).tries(TRIES).priced(price)
        };
        let (portal, links) = (http(sign_in), Links::new(http(SignIn::none())));
        let pings = http(SignIn::none()).tries(1);
        Self { name, http: portal, links, pings, limits, quota: clients.quota, rights: Mutex::default() }
    }

    /// What the portal says of the token, asked anew where that is long ago.
    async fn rights(&self) -> Result<Arc<Rights>> {
        let mut held = self.rights.lock().await;
        let life = |said: &Result<Arc<Rights>>| if said.is_ok() { BELIEVED } else { DISBELIEVED };
        if let Some((_, said)) = held.as_ref().filter(|(asked, said)| asked.elapsed() < life(said)) {
            return said.clone();
        }
        let said = self.ask_rights().await.map(Arc::new);
        *held = Some((Instant::now(), said.clone()));
        said
    }

    /// Introspection, or on portals without it the list of privileges (docs/portals/api-entreprise.md 2.2).
    async fn ask_rights(&self) -> Result<Rights> {
        let subject = &m!("api-entreprise-the-token", name = self.name);
        let rights = match self.http.json(subject, self.http.url("v3/token/introspect", [])).await {
            Ok(answer) => Rights::introspected(&answer).ok_or_else(|| not_of(super::Kind::ApiEntreprise, subject)),
            Err(error) if error.status == Some(404) => {
                let answer = self.http.json(subject, self.http.url("privileges", [])).await?;
                Rights::listed(&answer).ok_or_else(|| not_of(super::Kind::ApiEntreprise, subject))
            }
            Err(error) => Err(error),
        };
        match rights {
            Ok(rights) => {
                self.limits.set_per_minute(rights.per_minute);
                if let Ok(Some(token)) = self.http.signed_in().await {
                    self.limits.set_habilitation(&token, rights.request.as_deref());
                }
                Ok(rights)
            }
            Err(error) => Err(self.of_another_portal(error).await),
        }
    }

    /// The claims of the token in use.
    async fn claims(&self) -> Result<Claims> {
        let token = self.http.signed_in().await?;
        let header = token.and_then(|token| token.header());
        Ok(Claims::of(header.and_then(|(_, value)| jwt::claims(value.to_str().ok()?))))
    }

    /// Servers without a code of their own for it refuse the other portal's token as any other
    /// (docs/portals/api-entreprise.md 2.3).
    async fn of_another_portal(&self, error: Error) -> Error {
        let Ok(claims) = self.claims().await else { return error };
        let here = is_staging(self.http.base());
        if error.code.as_deref() != Some("00101") || claims.is_for_staging() == here {
            return error;
        }
        error.hint(if here { m!("api-entreprise-production-token") } else { m!("api-entreprise-staging-token") })
    }

    /// One sentence when the provider behind an endpoint does not answer just now, as far as the portal tells soon.
    async fn outage(&self, endpoint: &Endpoint) -> Option<String> {
        let subject = m!("api-entreprise-the-provider", name = self.name);
        let url = self.pings.url(&format!("ping/{}", endpoint.ping.as_ref()?), []);
        let answer = tokio::time::timeout(PING_TIMEOUT, self.pings.json::<Value>(subject, url)).await.ok()?;
        match answer {
            // `ok`, `maintenance` or `unknown` (docs/portals/api-entreprise.md 7.2).
            Ok(ping) if ping["status"] == "maintenance" => {
                let until = ping["until"].as_str().and_then(|until| until.trim().parse().ok()).map(time_of);
                Some(match until {
                    Some(until) => t!("api-entreprise-maintenance-until", until),
                    None => t!("api-entreprise-maintenance-now"),
                })
            }
            Err(error) if error.status == Some(502) => Some(t!("api-entreprise-provider-silent")),
            _ => None,
        }
    }

    fn mapper<'a>(&'a self, rights: &'a Result<Arc<Rights>>) -> Mapper<'a> {
        let rights = rights.as_ref().map(|rights| &**rights).map_err(|error| &error.cause);
        Mapper { portal: &self.name, is_staging: is_staging(self.http.base()), rights }
    }

    fn folders(&self, mapper: &Mapper) -> Page {
        let row = |segment: &str, title: String, note: String| {
            pages::folder(Address::root(&self.name).child(segment), title, note)
        };
        let open = CATALOGUE.endpoints.iter().filter(|it| mapper.opens(it) == Opens::Yes).count();
        let open = match mapper.rights {
            Ok(_) => t!("api-entreprise-endpoints", count = open),
            Err(why) => t!("api-entreprise-unknown-why", why),
        };
        let [themes, providers] = [CATALOGUE.themes.len(), CATALOGUE.providers.len()];
        pages::whole(vec![
            row("all", t!("api-entreprise-all"), t!("api-entreprise-endpoints", count = CATALOGUE.endpoints.len())),
            row(OPEN, t!("api-entreprise-open-to-token"), open),
            row("themes", t!("api-entreprise-themes-title"), t!("api-entreprise-themes", count = themes)),
            row("providers", t!("api-entreprise-providers-title"), t!("api-entreprise-providers", count = providers)),
        ])
    }

    async fn page(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        pages::only_page(after, &self.name)?;
        let query = &listing::NARROW.check(query)?;
        let rights = self.rights().await;
        if let (Folder::List(OPEN), Err(error)) = (folder, &rights) {
            return Err(error.clone());
        }
        let mapper = self.mapper(&rights);
        let mut page = match folder {
            Folder::Root if query.is_plain() => self.folders(&mapper),
            Folder::Groups(group) if query.is_plain() => listing::folders(&self.name, group),
            folder => {
                let found = listing::endpoints(folder, &mapper, query);
                pages::whole(found.into_iter().map(|it| mapper.item(it)).collect())
            }
        };
        if let Err(error) = &rights {
            page.warnings.push(t!("api-entreprise-opens-unknown-of", name = self.name, cause = error.cause));
        }
        Ok(page)
    }

    fn endpoint(&self, address: &Address) -> Result<&'static Endpoint> {
        CATALOGUE.endpoint(&GRAMMAR.dataset(address)?).ok_or_else(|| GRAMMAR.unknown(address))
    }

    /// The endpoint behind a media, and the document of its answer that the media is; `None`: the answer itself.
    fn behind(&self, media: &Media) -> Result<(&'static Endpoint, Option<&'static Document>)> {
        let endpoint = self.endpoint(&media.dataset)?;
        let document = endpoint.documents.iter().find(|document| document.id == media.id);
        if document.is_some() || media.id == ANSWER {
            Ok((endpoint, document))
        } else {
            Err(GRAMMAR.unknown(&media.address()))
        }
    }

    /// The request that these answers make.
    fn request(&self, endpoint: &Endpoint, answers: &Answers) -> Url {
        let in_path: Vec<&str> = endpoint.path_parameters().collect();
        let query = answers.0.iter().filter(|(key, _)| !in_path.contains(&key.as_str()) && key != map::WHICH);
        let mut url = self.http.url("", query.map(|(key, value)| (key.as_str(), value.as_str())));
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty();
            for segment in endpoint.path.split('/').skip(1) {
                let name = segment.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
                path.push(name.map_or(segment, |name| answers.get(name).unwrap_or_default()));
            }
        }
        url
    }

    /// What `error` means for this endpoint, beyond what its code says.
    async fn about(&self, endpoint: &Endpoint, error: Error) -> Error {
        let code = error.code.clone().unwrap_or_default();
        match (error.status, &*code) {
            (Some(401), _) => self.of_another_portal(error).await,
            (Some(403), "00100") => {
                let rights = self.rights().await.unwrap_or_default();
                let scopes = endpoint.scopes.join(&t!("api-entreprise-or"));
                error.hint(m!("api-entreprise-ask-right", scopes, datapass = rights.datapass()))
            }
            (Some(404), code) if code.ends_with("003") => match &endpoint.sheet {
                Some(sheet) => error.hint(m!("api-entreprise-covers", sheet)),
                None => error,
            },
            (None, _) if error.kind == ErrorKind::Network => error.hint(m!("api-entreprise-silent")),
            _ => error,
        }
    }
}

impl Catalogue for ApiEntreprise {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    const ABILITIES: fn() -> Abilities = || listing::NARROW.abilities();

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    /// Judged by its shape and by what there is.
    fn folder<'a>(&self, address: &'a Address) -> Result<Folder<'a>> {
        match GRAMMAR.folder(address)? {
            Folder::Group(group, id) if listing::named(group).iter().all(|named| named.id != id) => {
                Err(GRAMMAR.unknown(address))
            }
            folder => Ok(folder),
        }
    }

    async fn root(&self) -> Result<Page> {
        self.page(Folder::Root, &Query::default(), None).await
    }

    async fn groups(&self, group: &'static Group, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        self.page(Folder::Groups(group), query, after).await
    }

    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        self.page(folder, query, after).await
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        Ok(listing::facets(folder, &self.mapper(&self.rights().await)))
    }

    async fn dataset(&self, _id: String, address: &Address) -> Result<Dataset> {
        let endpoint = self.endpoint(address)?;
        let (rights, outage) = tokio::join!(self.rights(), self.outage(endpoint));
        let mut dataset = self.mapper(&rights).dataset(endpoint);
        dataset.warnings.extend(outage);
        Ok(dataset)
    }

    async fn guide(&self, wish: &AccessWish, language: &str) -> Result<Guide> {
        let mut endpoints: Vec<&'static Endpoint> = Vec::new();
        for address in wish.addresses() {
            match GRAMMAR.resolve(address)? {
                // A folder, the portal itself included, asks for no right in particular.
                Target::Place(Place::Folder(_) | Place::Home | Place::Data) | Target::Search(_) | Target::Data(_) => {}
                Target::Place(Place::Dataset(dataset)) | Target::Media { dataset, .. } => {
                    let endpoint = self.endpoint(&dataset)?;
                    if endpoints.iter().all(|known| known.id != endpoint.id) {
                        endpoints.push(endpoint);
                    }
                }
            }
        }
        Ok(access::GUIDE.told(&endpoints, wish.siret.as_deref(), language))
    }

    async fn open(&self, media: &Media, answers: &Answers, range: Option<&Range>) -> Result<Opened> {
        let (endpoint, document) = self.behind(media)?;
        // Requests count for the habilitation, which only the portal knows. Whether they may be sent at all is for it to
        // say too.
        let _ = self.rights().await;
        let answers = form::check(&media.form, answers)?;
        let (subject, url) = (media.address().to_string(), self.request(endpoint, &answers));
        let opened = match document {
            None => self.http.open(&subject, url, range).await,
            Some(document) => self.links.open(&self.http, document, &subject, url, &answers, range).await,
        };
        match opened {
            Ok(opened) => Ok(opened),
            Err(error) => Err(self.about(endpoint, error).await),
        }
    }

    async fn account(&self) -> Result<Account> {
        let claims = self.claims().await?;
        let rights = self.ask_rights().await.map(Arc::new);
        *self.rights.lock().await = Some((Instant::now(), rights.clone()));
        Ok(rights?.account(&claims, self.http.base()))
    }

    fn quota(&self) -> Vec<Remaining> {
        self.limits.key().map(|key| self.quota.left(&key)).unwrap_or_default()
    }
}

/// A moment to the minute.
fn time_of(moment: Timestamp) -> String {
    let zone = TimeZone::system();
    let day = moment.to_zoned(zone.clone()).date().to_zoned(TimeZone::UTC).map_or(moment, |day| day.timestamp());
    t!("api-entreprise-moment", day = format::date(day), time = format::clock(moment, &zone))
}
