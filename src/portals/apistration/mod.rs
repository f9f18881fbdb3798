//! The platform behind API Entreprise and API Particulier: one server under two names. They differ in their catalogues,
//! in what their endpoints ask for, and in what a right does to an answer, which a [`Product`] tells; all else is here.
//!
//! The sections of docs/portals/api-entreprise.md are cited where they decide. Addresses: `NAME`, `NAME/all`,
//! `NAME/open`, `NAME/themes`, `NAME/themes/WORD`, `NAME/providers`, `NAME/providers/WORD`, `NAME/ENDPOINT`,
//! `NAME/ENDPOINT/MEDIA`; an endpoint found in a folder has the address without the folder.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::bulk::{InBulk, not_in_bulk};
use super::catalogue::Catalogue;
use super::grammar::{Folder, Grammar, Group};
use super::narrow::Narrow;
use super::usual::Usual;
use super::{Connection, Kind, listing as pages, not_of};
use crate::access::auth::{Account, SignIn, Token, jwt};
use crate::access::guide::{AccessWish, Guide};
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::redact;
use crate::model::form::{self, Answers, Field};
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Place, Query, Target};
use crate::net::quota::{Cost, Quota, Remaining};
use crate::net::{Explain, Opened, Range};
use crate::{m, t};

pub mod access;
mod api;
pub mod catalogue;
mod document;
pub mod explain;
mod limits;
mod listing;
pub mod map;
pub mod rights;
pub mod sign_in;
pub mod web;
pub mod words;

use access::Guide as AccessGuide;
use catalogue::{Document, Endpoint};
use document::Links;
use limits::Limits;
use map::{ANSWER, Mapper};
use rights::{Claims, Opens, Rights, is_staging};

/// The parameters of a request, in their order; one that takes several is there for each.
pub type Parameters = Vec<(String, String)>;

/// What sets one portal of the platform apart.
pub struct Product {
    pub kind: fn() -> Kind,
    /// What DataPass calls it.
    pub word: &'static str,
    /// Its pages for people.
    pub pages: &'static str,
    pub narrow: &'static Narrow<(), ()>,
    pub catalogue: fn() -> &'static catalogue::Catalogue,
    pub guide: fn() -> &'static AccessGuide,
    pub explain: Explain,
    /// Where portals without introspection tell what a token opens.
    pub rights_at: &'static str,
    /// Where the portal tells whether the provider of this word answers.
    pub ping_at: fn(&str) -> String,
    /// What an endpoint asks of whoever has such a token.
    pub form: fn(&Endpoint, &Rights) -> Vec<Field>,
    /// The parameters of a request, of answers that are each as they should be.
    pub query: fn(&Endpoint, &Answers) -> Result<Parameters>,
    /// How an endpoint is asked row by row, with its counter's name and the token's own limit a minute; or why it is not.
    pub in_bulk: fn(&Endpoint, String, Option<u32>, Timestamp) -> Result<InBulk, Message>,
    /// Whether all its answers are about people.
    pub is_personal: bool,
}

/// The one that a type stands for.
pub trait OfProduct: Send + Sync + 'static {
    const PRODUCT: &'static Product;
    const GRAMMAR: &'static Grammar;
}

/// A request is tried this often: what may pass is asked once more (docs/portals/api-entreprise.md 6.1).
const TRIES: u32 = 2;
/// A dataset is not shown later because of a slow ping.
const PING_TIMEOUT: Duration = Duration::from_secs(2);
/// How long what the portal says of the token is believed; and that it could not be asked.
const BELIEVED: Duration = Duration::from_secs(300);
const DISBELIEVED: Duration = Duration::from_secs(30);

/// The folder of what is open to the token in use.
pub const OPEN: &str = "open";

pub struct Apistration<P> {
    product: PhantomData<P>,
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

impl<P: OfProduct> Apistration<P> {
    pub fn new(connection: Connection) -> Self {
        let (product, name) = (P::PRODUCT, connection.config.name.clone());
        if product.is_personal {
            redact::know_private(&connection.config.url);
        }
        let sign_in = Usual::new(&connection).bearer(sign_in::whole).sign_in();
        let (clients, url) = (connection.clients, connection.config.url);
        let limits = Arc::new(Limits::new((product.catalogue)(), url.clone()));
        let http = |sign_in| {
            let (limits, portal) = (limits.clone(), name.clone());
            let price = Arc::new(move |url: &Url, token: Option<&Token>| Cost {
                portal: portal.clone(),
                ..limits.cost(url, token)
            });
            Http::new(clients.clone(), url.clone(), sign_in, product.explain).tries(TRIES).priced(price)
        };
        let (portal, links) = (http(sign_in), Links::new(http(SignIn::none())));
        let pings = http(SignIn::none()).tries(1);
        let product = PhantomData;
        Self { product, name, http: portal, links, pings, limits, quota: clients.quota, rights: Mutex::default() }
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

    /// Introspection, or on portals without it the list of rights (docs/portals/api-entreprise.md 2.2).
    async fn ask_rights(&self) -> Result<Rights> {
        let subject = &m!("apistration-the-token", name = self.name);
        let rights = match self.http.json(subject, self.http.url("v3/token/introspect", [])).await {
            Ok(answer) => Rights::introspected(&answer).ok_or_else(|| not_of((P::PRODUCT.kind)(), subject)),
            Err(error) if error.status == Some(404) => {
                let answer = self.http.json(subject, self.http.url(P::PRODUCT.rights_at, [])).await?;
                Rights::listed(&answer).ok_or_else(|| not_of((P::PRODUCT.kind)(), subject))
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
        let pages = P::PRODUCT.pages;
        error.hint(match here {
            true => m!("apistration-production-token", pages),
            false => m!("apistration-staging-token", pages, staging = pages.replacen("://", "://staging.", 1)),
        })
    }

    /// One sentence when the provider behind an endpoint does not answer just now, as far as the portal tells soon.
    async fn outage(&self, endpoint: &Endpoint) -> Option<String> {
        let subject = m!("apistration-the-provider", name = self.name);
        let url = self.pings.url(&(P::PRODUCT.ping_at)(endpoint.ping.as_ref()?), []);
        let answer = tokio::time::timeout(PING_TIMEOUT, self.pings.json::<Value>(subject, url)).await.ok()?;
        match answer {
            // `ok`, `maintenance` or `unknown` (docs/portals/api-entreprise.md 7.2).
            Ok(ping) if ping["status"] == "maintenance" => {
                let until = ping["until"].as_str().and_then(|until| until.trim().parse().ok()).map(time_of);
                Some(match until {
                    Some(until) => t!("apistration-maintenance-until", until),
                    None => t!("apistration-maintenance-now"),
                })
            }
            Err(error) if error.status == Some(502) => Some(t!("apistration-provider-silent")),
            _ => None,
        }
    }

    fn mapper<'a>(&'a self, rights: &'a Result<Arc<Rights>>) -> Mapper<'a> {
        let rights = rights.as_ref().map(|rights| &**rights).map_err(|error| &error.cause);
        Mapper { product: P::PRODUCT, portal: &self.name, is_staging: is_staging(self.http.base()), rights }
    }

    fn folders(&self, mapper: &Mapper) -> Page {
        let catalogue = mapper.catalogue();
        let row = |segment: &str, title: String, note: String| {
            pages::folder(Address::root(&self.name).child(segment), title, note)
        };
        let open = catalogue.endpoints.iter().filter(|it| mapper.opens(it) == Opens::Yes).count();
        let open = match mapper.rights {
            Ok(_) => t!("apistration-endpoints", count = open),
            Err(why) => t!("apistration-unknown-why", why),
        };
        let [themes, providers] = [catalogue.themes.len(), catalogue.providers.len()];
        pages::whole(vec![
            row("all", t!("apistration-all"), t!("apistration-endpoints", count = catalogue.endpoints.len())),
            row(OPEN, t!("apistration-open-to-token"), open),
            row("themes", t!("apistration-themes-title"), t!("apistration-themes", count = themes)),
            row("providers", t!("apistration-providers-title"), t!("apistration-providers", count = providers)),
        ])
    }

    async fn page(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        pages::only_page(after, &self.name)?;
        let query = &P::PRODUCT.narrow.check(query)?;
        let rights = self.rights().await;
        if let (Folder::List(OPEN), Err(error)) = (folder, &rights) {
            return Err(error.clone());
        }
        let mapper = self.mapper(&rights);
        let mut page = match folder {
            Folder::Root if query.is_plain() => self.folders(&mapper),
            Folder::Groups(group) if query.is_plain() => listing::folders(mapper.catalogue(), &self.name, group),
            folder => {
                let found = listing::endpoints(folder, &mapper, query);
                pages::whole(found.into_iter().map(|it| mapper.item(it)).collect())
            }
        };
        if let Err(error) = &rights {
            page.warnings.push(t!("apistration-opens-unknown-of", name = self.name, cause = error.cause));
        }
        Ok(page)
    }

    fn endpoint(&self, address: &Address) -> Result<&'static Endpoint> {
        let id = P::GRAMMAR.dataset(address)?;
        (P::PRODUCT.catalogue)().endpoint(&id).ok_or_else(|| P::GRAMMAR.unknown(address))
    }

    /// The endpoint behind a media, and the document of its answer that the media is; `None`: the answer itself.
    fn behind(&self, media: &Media) -> Result<(&'static Endpoint, Option<&'static Document>)> {
        let endpoint = self.endpoint(&media.dataset)?;
        let document = endpoint.documents.iter().find(|document| document.id == media.id);
        if document.is_some() || media.id == ANSWER {
            Ok((endpoint, document))
        } else {
            Err(P::GRAMMAR.unknown(&media.address()))
        }
    }

    /// The request that these answers make.
    fn request(&self, endpoint: &Endpoint, answers: &Answers) -> Result<Url> {
        let query = (P::PRODUCT.query)(endpoint, answers)?;
        let query = query.iter();
        let mut url = self.http.url("", query.map(|(key, value)| (key.as_str(), value.as_str())));
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty();
            for segment in endpoint.path.split('/').skip(1) {
                let name = segment.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
                path.push(name.map_or(segment, |name| answers.get(name).unwrap_or_default()));
            }
        }
        Ok(url)
    }

    /// What `error` means for this endpoint, beyond what its code says.
    async fn about(&self, endpoint: &Endpoint, error: Error) -> Error {
        let code = error.code.clone().unwrap_or_default();
        match (error.status, &*code) {
            (Some(401), _) => self.of_another_portal(error).await,
            (Some(403), "00100") => {
                let rights = self.rights().await.unwrap_or_default();
                let scopes = endpoint.scopes.join(&t!("apistration-or"));
                error.hint(m!("apistration-ask-right", scopes, datapass = rights.datapass(P::PRODUCT)))
            }
            (Some(404), code) if code.ends_with("003") => match &endpoint.sheet {
                Some(sheet) => error.hint(m!("apistration-covers", pages = P::PRODUCT.pages, sheet)),
                None => error,
            },
            (None, _) if error.kind == ErrorKind::Network => error.hint(m!("apistration-silent")),
            _ => error,
        }
    }
}

impl<P: OfProduct> Catalogue for Apistration<P> {
    const GRAMMAR: &'static Grammar = P::GRAMMAR;
    fn can(&self) -> Abilities {
        P::PRODUCT.narrow.abilities()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.http
    }

    /// Judged by its shape and by what there is.
    fn folder<'a>(&self, address: &'a Address) -> Result<Folder<'a>> {
        match P::GRAMMAR.folder(address)? {
            Folder::Group(group, id)
                if listing::named((P::PRODUCT.catalogue)(), group).iter().all(|named| named.id != id) =>
            {
                Err(P::GRAMMAR.unknown(address))
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
            match P::GRAMMAR.resolve(address)? {
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
        Ok((P::PRODUCT.guide)().told(&endpoints, wish.siret.as_deref(), language))
    }

    async fn open(&self, media: &Media, answers: &Answers, range: Option<&Range>) -> Result<Opened> {
        let (endpoint, document) = self.behind(media)?;
        // Requests count for the habilitation, which only the portal knows. Whether they may be sent at all is for it to
        // say too.
        let _ = self.rights().await;
        let answers = form::check(&media.form, answers)?;
        let (subject, url) = (media.address().to_string(), self.request(endpoint, &answers)?);
        let opened = match document {
            None => self.http.open(&subject, url, range).await,
            Some(document) => self.links.open(&self.http, document, &subject, url, &answers, range).await,
        };
        match opened {
            Ok(opened) => Ok(opened),
            Err(error) => Err(self.about(endpoint, error).await),
        }
    }

    async fn in_bulk(&self, address: &Address) -> Result<InBulk> {
        let endpoint = self.endpoint(address)?;
        let own = self.rights().await.ok().and_then(|rights| rights.per_minute);
        let title = self.limits.title(endpoint);
        (P::PRODUCT.in_bulk)(endpoint, title, own, Timestamp::now()).map_err(|why| not_in_bulk(address, why))
    }

    async fn open_linked(
        &self,
        media: &Media,
        answer: &Value,
        answers: &Answers,
        range: Option<&Range>,
    ) -> Result<Opened> {
        let subject = media.address().to_string();
        match self.behind(media)? {
            (_, Some(document)) => self.links.open_linked(document, &subject, answer, answers, range).await,
            (_, None) => Err(P::GRAMMAR.unknown(&media.address())),
        }
    }

    async fn account(&self) -> Result<Account> {
        let claims = self.claims().await?;
        let rights = self.ask_rights().await.map(Arc::new);
        *self.rights.lock().await = Some((Instant::now(), rights.clone()));
        Ok(rights?.account(P::PRODUCT, &claims, self.http.base()))
    }

    fn quota(&self) -> Vec<Remaining> {
        self.limits.key().map(|key| self.quota.left(&key)).unwrap_or_default()
    }
}

/// A moment to the minute.
fn time_of(moment: Timestamp) -> String {
    let zone = TimeZone::system();
    let day = moment.to_zoned(zone.clone()).date().to_zoned(TimeZone::UTC).map_or(moment, |day| day.timestamp());
    t!("apistration-moment", day = format::date(day), time = format::clock(moment, &zone))
}
