//! RUDI, the data portal of Rennes Métropole: catalogue, themes, one's restricted datasets, media.
//!
//! The sections of docs/portals/rudi.md are cited where they decide. Addresses: `NAME`, `NAME/all`, `NAME/themes`,
//! `NAME/themes/CODE`, `NAME/restricted`, `NAME/UUID`, `NAME/UUID/MEDIA`; a dataset found in a folder has the address
//! without the folder.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::catalogue::Catalogue;
use super::facets::{facet, uncounted};
use super::grammar::{Folder, Grammar, Group};
use super::lookup::Lookup;
use super::narrow::{Narrow, Parameters, refused};
use super::open_access;
use super::platforms::{Area, Theme};
use super::probe::{self, ByHeart, Probe, Sign, Whose, json};
use super::reading::{self, Listed, items};
use super::{About, Connection, Platform, listing, media_url, not_of, part_of, paths, territory};
use crate::access::auth::{Account, SignIn};
use crate::access::guide::{AccessWish, Guide};
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::odd::Odd;
use crate::base::text::{self, is_uuid, moment};
use crate::model::filter::Accepts::{Code, Day, OneOf, Text};
use crate::model::filter::{any, one};
use crate::model::form::Answers;
use crate::model::{Abilities, Access, Address, Cursor, Dataset, Facet, FacetValue, Media, Page, Query};
use crate::net::{Ask, FirstBytes, Opened, Range};
use crate::{m, said, t};

mod access;
mod api;
mod explain;
mod map;
mod sign_in;
mod web;

use map::Mapper;
use sign_in::Front;

pub const ABOUT: About = About {
    platforms: &[Platform::new("rudi", said!("rudi-production"), "https://rudi.rennesmetropole.fr").of(
        Area::France,
        &[Theme::Everything],
        "https://rudi.rennesmetropole.fr",
    )],
    ways: &sign_in::WAYS,
    probes: &[Probe { path: "konsult/v1/datasets/metadatas?limit=1", portal: Whose::Base, recognise }],
    everybody: Some(|connection| Box::pin(async move { sign_in::Rudi::new(connection).anonymous().await })),
    by_heart,
    pages: &["konsult", "catalogue", "home", "login", "medias", "apm", "projets", "organization"],
    led: web::led,
    ..About::new("rudi", said!("rudi-title"))
};

/// The portal of Rennes Métropole, and the name it had before.
fn by_heart(given: &Url) -> Option<ByHeart> {
    let today = ABOUT.platforms[0].url;
    probe::platform(ABOUT.platforms, given).or_else(|| probe::also_at(&["rudi.bzh"], today, given))
}

/// How a RUDI portal is recognised: by the names of its catalogue's records (docs/portals/rudi.md 1.4).
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let page = json(heard)?;
    let items = page["items"].as_array().filter(|_| page["total"].is_u64())?;
    match items.first() {
        Some(record) => (record["global_id"].is_string() && record["resource_title"].is_string())
            .then(|| Sign::named(None))
            .flatten(),
        None => Sign::alike(None),
    }
}

/// Datasets asked for at once: what the portal's own front takes in bulk (docs/portals/rudi.md 1.1).
const PAGE: usize = 100;
/// Failures after which it is the portal that fails, not a record.
const HOPELESS: usize = 6;
/// How many ids one batch request names, so that its address stays short.
const BATCH: usize = 40;

const CATALOGUE: &str = "konsult/v1/datasets/metadatas";
/// The login of the account that everybody has.
const ANONYMOUS: &str = "anonymous";

/// The orders' names in its API description do not work (docs/portals/rudi.md 1.1).
const NARROW: Narrow<()> = Narrow {
    portal: "RUDI",
    filters: &[
        (any(THEME, said!("portals-facet-theme"), said!("rudi-filter-theme"), Code), ()),
        (any("keyword", said!("portals-facet-keyword"), said!("rudi-filter-keyword"), Text), ()),
        (any("producer", said!("portals-facet-producer"), said!("rudi-filter-producer"), Text), ()),
        (any("access", said!("portals-facet-access"), said!("rudi-filter-access"), OneOf(&ACCESS)), ()),
        (one("from", said!("portals-facet-from"), said!("rudi-filter-from"), Day), ()),
        (one("to", said!("portals-facet-to"), said!("rudi-filter-to"), Day), ()),
        (territory::territory(said!("territory-by-name")), ()),
    ],
    sorts: &[
        ("title", said!("portals-title"), "resource_title"),
        ("updated", said!("portals-last-change"), "dataset_dates.updated"),
        ("created", said!("portals-creation"), "dataset_dates.created"),
        ("producer", said!("portals-producer"), "producer.organization_name"),
        ("theme", said!("portals-theme"), "theme"),
        ("relevance", said!("portals-relevance"), "score"),
    ],
};

const THEME: &str = "theme";
const ACCESS: [&str; 3] = ["open", "restricted", "personal"];
/// The folder of what a person's requests have opened.
const RESTRICTED: &str = "restricted";

/// In lower case, so that one dataset has one address.
const GRAMMAR: Grammar = Grammar {
    lists: &["all", RESTRICTED],
    groups: &[Group { segment: "themes", key: THEME, title: said!("rudi-themes") }],
    id: |id| is_uuid(id).then(|| id.to_ascii_lowercase()),
    unknown: said!("rudi-no-such-address"),
};

/// The path the portal's facets carry, and the filter each is for (docs/portals/rudi.md 1.2).
const FACETS: [(&str, &str); 2] = [("theme", THEME), ("producer_organization_name", "producer")];

pub struct Rudi {
    name: String,
    http: Http,
    /// The way to what lies behind the gateway of generation A, whose tokens the rest of the portal does not know
    /// (docs/portals/rudi.md 2.5).
    gateway: Http,
    dialect: Arc<sign_in::Rudi>,
    /// Whether a person's account is in use, so that what it was granted can be fetched.
    signed_in: bool,
    /// The labels of theme codes.
    labels: Lookup<String>,
}

impl Rudi {
    pub fn new(connection: Connection) -> Self {
        let dialect = Arc::new(sign_in::Rudi::new(connection.clone()));
        let front = || Front::new(connection.clone(), dialect.clone());
        let http =
            |sign_in| Http::new(connection.clients.clone(), connection.config.url.clone(), sign_in, explain::explain);
        let (http, gateway) = (http(SignIn::new(front())), http(SignIn::new(front().behind())));
        let (name, signed_in) = (connection.config.name.clone(), connection.expects_credential());
        Self { name, http, gateway, dialect, signed_in, labels: Lookup::default() }
    }

    fn mapper(&self) -> Mapper<'_> {
        let Self { name, signed_in, .. } = self;
        let behind_gateway = self.dialect.opens_gateway_alone();
        Mapper { portal: name, base: self.http.base(), signed_in: *signed_in, behind_gateway }
    }

    async fn slice(&self, parameters: &[(&'static str, String)], offset: usize, limit: usize) -> Result<Slice> {
        let mut parameters = parameters.to_vec();
        parameters.extend([("offset", offset.to_string()), ("limit", limit.to_string())]);
        let list = self.catalogue(m!("rudi-the-datasets"), &parameters).await?;
        Ok(Slice { passed: list.items.len(), total: list.total.count(), records: list.items.0, warnings: vec![] })
    }

    /// As [`Self::slice`], but a record that the server fails on costs itself only, not its page
    /// (docs/portals/rudi.md 9).
    async fn rescued(&self, parameters: &[(&'static str, String)], offset: usize, limit: usize) -> Result<Slice> {
        match self.slice(parameters, offset, limit).await {
            Err(error) if fails_on_a_record(&error) => self.rescue(parameters, offset, error).await,
            other => other,
        }
    }

    /// Asks for a page in smaller and smaller pieces, the largest first. Gives up with `error` when nothing comes.
    async fn rescue(&self, parameters: &[(&'static str, String)], offset: usize, error: Error) -> Result<Slice> {
        /// Enough to corner two records of a page.
        const REQUESTS: usize = 26;
        let mut pieces = VecDeque::from(halves(offset, PAGE));
        let (mut records, mut warnings, mut total) = (BTreeMap::new(), BTreeMap::new(), None);
        for request in 1..=REQUESTS {
            let Some((offset, limit)) = pieces.pop_front() else { break };
            match self.slice(parameters, offset, limit).await {
                Ok(slice) => {
                    total = slice.total.or(total);
                    records.insert(offset, slice.records);
                }
                Err(error) if !fails_on_a_record(&error) => return Err(error),
                Err(_) if records.is_empty() && request >= HOPELESS => return Err(error),
                Err(error) if limit == 1 => {
                    let offset = offset + 1;
                    warnings.insert(offset, t!("rudi-left-out", offset = offset.to_string(), cause = error.cause));
                }
                Err(_) => pieces.extend(halves(offset, limit)),
            }
        }
        if records.is_empty() {
            return Err(error);
        }
        let mut warnings: Vec<String> = warnings.into_values().collect();
        let left: usize = pieces.iter().map(|(_, limit)| limit).sum();
        if left > 0 {
            warnings.push(t!("rudi-more-left-out", left));
        }
        let records: Vec<Value> = records.into_values().flatten().collect();
        let passed = if records.is_empty() && warnings.is_empty() { 0 } else { PAGE };
        Ok(Slice { records, passed, total, warnings })
    }

    async fn catalogue(&self, what: Message, parameters: &[(&'static str, String)]) -> Result<Listed> {
        self.http.json(part_of(&self.name, what), paths::at(&self.http, CATALOGUE, parameters)).await
    }

    /// The datasets of the person's granted access requests (docs/portals/rudi.md 4).
    async fn restricted(&self, query: &Query) -> Result<Page> {
        let parameters = parameters(query)?;
        self.person(m!("rudi-restricted")).await?;
        let (ids, warnings) = self.granted().await?;
        let mut page = Page { warnings, ..Page::default() };
        for batch in ids.chunks(BATCH) {
            let (records, warnings) = self.named(&parameters, batch).await?;
            let part = listing::rows(records, |record, odd| self.mapper().item(record, odd));
            page.items.extend(part.items);
            page.warnings.extend(part.warnings.into_iter().chain(warnings));
        }
        page.total = Some(page.items.len() as u64);
        Ok(page)
    }

    /// The records with these ids. One that the server fails on costs itself only (docs/portals/rudi.md 9).
    async fn named(&self, parameters: &Parameters, ids: &[String]) -> Result<(Vec<Value>, Vec<String>)> {
        let (mut records, mut warnings, mut failures) = (Vec::new(), Vec::new(), 0);
        let mut pieces = VecDeque::from([ids]);
        while let Some(ids) = pieces.pop_front() {
            let mut parameters = parameters.clone();
            parameters.extend(ids.iter().map(|id| ("globalId", id.clone())));
            parameters.push(("limit", BATCH.to_string()));
            let answer = self.catalogue(m!("rudi-restricted"), &parameters).await;
            failures += usize::from(answer.is_err());
            match (answer, ids) {
                (Ok(list), _) => records.extend(list.items),
                (Err(error), _) if !fails_on_a_record(&error) => return Err(error),
                (Err(error), _) if records.is_empty() && failures >= HOPELESS => return Err(error),
                (Err(error), [id]) => warnings.push(t!("rudi-one-left-out", id, cause = error.cause)),
                (Err(_), ids) => pieces.extend(<[_; 2]>::from(ids.split_at(ids.len() / 2))),
            }
        }
        Ok((records, warnings))
    }

    /// Who the portal takes us for. A token that it silently takes for the anonymous account is an error
    /// (docs/portals/rudi.md 2.2): it opens nothing of one's own.
    async fn person(&self, what: Message) -> Result<api::User> {
        let subject = &part_of(&self.name, what);
        let sign_in = |cause: Message, hint: Message| Error::new(ErrorKind::SignIn, subject, cause).hint(hint);
        if !self.signed_in {
            return Err(sign_in(m!("rudi-nobody"), m!("rudi-ask-then-sign-in", name = self.name)));
        }
        self.http.signed_in().await?;
        if self.dialect.opens_gateway_alone() {
            return Err(sign_in(m!("rudi-key-is-nobody"), m!("rudi-key-is-nobody-hint", name = self.name)));
        }
        let user: api::User = self.http.json(subject, self.http.url("acl/v1/users/me", [])).await?;
        match user.login.as_deref() {
            None | Some(ANONYMOUS) => Err(sign_in(m!("rudi-anonymous"), m!("rudi-try-test", name = self.name))),
            Some(_) => Ok(user),
        }
    }

    /// A project's key is no person's: the portal may say nothing of it but that it gave a token
    /// (docs/portals/rudi.md 4).
    async fn signed_in_account(&self) -> Result<Account> {
        if self.dialect.opens_gateway_alone() {
            // So it was noted, and the portal may have been renewed.
            self.gateway.signed_in().await?;
        }
        let token = self.http.signed_in().await?;
        let mut account = Account { token_url: self.dialect.found(), ..Account::default() };
        account.warnings.extend(self.dialect.is_key().then(|| t!("rudi-key-year")));
        if self.dialect.opens_gateway_alone() {
            return self.application(account).await;
        }
        match self.person(m!("rudi-the-account")).await {
            Ok(user) => account.who = Some(user.name()),
            Err(error) if error.status == Some(401) => account.warnings.push(t!("rudi-no-person")),
            Err(error) => return Err(error),
        }
        if account.who.is_some() {
            match self.granted().await {
                Ok((ids, warnings)) => {
                    account.opens.push(t!("rudi-restricted-count", count = ids.len()));
                    account.warnings.extend(warnings);
                }
                Err(error) => account.warnings.push(t!("rudi-restricted-failed", cause = error.cause)),
            }
        }
        let scopes = token.as_ref().and_then(|token| token.scopes.as_ref());
        account.opens.extend(scopes.map(|scopes| t!("rudi-scopes", scopes = scopes.join(", "))));
        Ok(account)
    }

    /// What a token of the gateway tells, which is nothing of a person (docs/portals/rudi.md 2.5).
    async fn application(&self, account: Account) -> Result<Account> {
        let token = self.gateway.signed_in().await?;
        let scopes = token.and_then(|token| token.scopes.clone()).filter(|scopes| !scopes.is_empty());
        let who = scopes.map(|scopes| t!("rudi-application-of", scopes = scopes.join(", ")));
        let who = who.or_else(|| Some(t!("rudi-application")));
        Ok(Account { who, opens: vec![t!("rudi-subscribed")], ..account })
    }

    /// Ids of the datasets with a validated request that has not ended; one without an end gives no access. Pages are
    /// counted in whole pages here (docs/portals/rudi.md 4).
    async fn granted(&self) -> Result<(Vec<String>, Vec<String>)> {
        /// Nobody has made more requests.
        const MOST: usize = 10_000;
        let subject = &m!("rudi-my-requests", name = self.name);
        let (mut ids, mut warnings, mut odd) = (Vec::new(), Vec::new(), Odd::default());
        let mut offset = 0;
        loop {
            let (at, limit) = (offset.to_string(), PAGE.to_string());
            let query = [
                ("status", "VALIDATED"),
                ("datasetConfidentiality", "RESTRICTED"),
                ("endDateIsNotOver", "true"),
                ("offset", &at),
                ("limit", &limit),
            ];
            let url = self.http.url("projekt/v1/my-linked-datasets", query);
            let answer: Listed = self.http.json(subject, url).await?;
            let came = answer.items.len();
            let requests: Vec<api::LinkedDataset> = items(&answer.items, &t!("rudi-item-request"), &mut odd);
            ids.extend(requests.into_iter().filter(is_granted).filter_map(|request| request.dataset_uuid));
            offset += PAGE;
            if came < PAGE || offset as u64 >= answer.total.count().unwrap_or_default() {
                break;
            }
            if offset >= MOST {
                warnings.push(t!("portals-endless", count = MOST));
                break;
            }
        }
        warnings.extend(odd.said());
        let mut seen = HashSet::new();
        ids.retain(|id| is_uuid(id) && seen.insert(id.clone()));
        Ok((ids, warnings))
    }

    /// Facets cover the whole catalogue, whatever the filters (docs/portals/rudi.md 1.2).
    async fn facet_values(&self) -> Result<Vec<Facet>> {
        let url = self.http.url("konsult/v1/datasets/metadatas/facets", FACETS.map(|(path, _)| ("facets", path)));
        let facets: Listed = self.http.json(m!("rudi-the-filters", name = self.name), url).await?;
        let facets: Vec<api::Facet> = reading::readable(facets.items).collect();
        let labels = self.theme_labels().await;
        let values = |path: &str, key: &str| {
            let found = facets.iter().find(|facet| facet.property_name.as_deref() == Some(path))?;
            let values = reading::readable::<api::FacetValue>(found.values.0.clone()).filter_map(|it| {
                let value = it.value.filter(|value| !value.trim().is_empty())?;
                let label = labels.get(&value).filter(|_| key == THEME).cloned().unwrap_or_else(|| text::line(&value));
                Some(FacetValue { value, label, count: it.count.count() })
            });
            facet(key, values.collect())
        };
        Ok(FACETS.iter().filter_map(|(path, key)| values(path, key)).collect())
    }

    /// Labels of theme codes, in French. Where the portal does not tell, codes are shown.
    async fn theme_labels(&self) -> &HashMap<String, String> {
        let ask = async {
            let query = [("schemes", "scheme-keyword"), ("roles", "theme"), ("lang", "fr"), ("limit", "200")];
            let url = self.http.url("kos/v1/skosConcepts", query);
            let concepts: Listed = self.http.json(m!("rudi-theme-labels", name = self.name), url).await?;
            let label = |concept: api::Concept| Some((concept.concept_code?, text::some_line(&concept.text?)?));
            Ok(reading::readable(concepts.items).filter_map(label).collect())
        };
        self.labels.get(ask).await
    }
}

/// Consecutive records of the catalogue.
#[derive(Default)]
struct Slice {
    records: Vec<Value>,
    /// How many records of the catalogue it stands for, those left out included.
    passed: usize,
    /// `None` where the portal does not say.
    total: Option<u64>,
    warnings: Vec<String>,
}

impl Catalogue for Rudi {
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

    fn http_to(&self, url: &Url) -> &Http {
        let is_behind = url.as_str().starts_with(self.gateway.url("apm/", []).as_str());
        if is_behind && self.dialect.opens_gateway_alone() { &self.gateway } else { &self.http }
    }

    async fn root(&self) -> Result<Page> {
        let total = self.rescued(&Parameters::new(), 0, 1).await?.total;
        let mut rows = vec![listing::all(&self.name, total)];
        rows.extend(GRAMMAR.groups.iter().map(|group| listing::of_group(&self.name, group, t!("rudi-by-theme"))));
        // A key of the gateway has no datasets of its own to list.
        if !self.dialect.opens_gateway_alone() {
            let restricted = Address::root(&self.name).child(RESTRICTED);
            rows.push(listing::folder(restricted, t!("rudi-restricted"), t!("rudi-granted")));
        }
        Ok(listing::whole(rows))
    }

    async fn groups(&self, group: &'static Group, _query: &Query, _after: Option<&Cursor>) -> Result<Page> {
        Ok(listing::by_facet(&self.name, group, self.facet_values().await?))
    }

    /// From the offset that `after` holds.
    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        if folder == Folder::List(RESTRICTED) {
            listing::only_page(after, &self.name)?;
            return self.restricted(query).await;
        }
        let mut parameters = parameters(query)?;
        let theme = folder.group().map(|(_, code)| code);
        if let Some(code) = theme {
            // Several themes would be alternatives (docs/portals/rudi.md 1.1).
            if folder.narrowed(query).is_none() {
                return Ok(listing::whole(vec![]));
            }
            parameters.retain(|(name, _)| *name != "themes");
            parameters.extend(unsplit("themes", code));
        }
        let offset = listing::number_of(after, 0, &self.name)?;
        let slice = self.rescued(&parameters, offset, PAGE).await?;
        let next = listing::next_offset(offset, slice.passed, PAGE, slice.total); // docs/portals/rudi.md 1.2
        let empty = offset == 0 && slice.passed == 0 && query.is_empty();
        if let Some(code) = theme.filter(|_| empty) {
            let theme = Address::root(&self.name).child("themes").child(code);
            return Err(Error::new(ErrorKind::NotFound, &theme, m!("rudi-no-theme"))
                .hint(m!("rudi-themes-there", name = self.name)));
        }
        let rows = listing::rows(slice.records, |record, odd| self.mapper().item(record, odd));
        let mut page = Page { next, total: slice.total, ..rows };
        territory::say_words(&mut page, &self.name, &NARROW.check(query)?, after);
        page.warnings.extend(slice.warnings);
        Ok(page)
    }

    async fn facets(&self, _folder: Folder<'_>) -> Result<Vec<Facet>> {
        let mut facets = self.facet_values().await?;
        facets.extend(facet("access", ACCESS.map(uncounted).into()));
        Ok(facets)
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let url = self.http.url(&format!("konsult/v1/datasets/{id}/metadatas"), []);
        let (record, labels) = tokio::join!(self.http.json::<Value>(address, url), self.theme_labels());
        let record = record?;
        let label = record.get("theme").and_then(Value::as_str).and_then(|code| labels.get(code).cloned());
        self.mapper().dataset(record, label).map_err(|why| Error::new(ErrorKind::Portal, address, why))
    }

    async fn open(&self, media: &Media, _answers: &Answers, range: Option<&Range>) -> Result<Opened> {
        let url = media_url(media)?;
        let http = Catalogue::http_to(self, &url);
        http.open(&media.address(), Ask::file(url, media.size), range).await
    }

    async fn guide(&self, wish: &AccessWish, _language: &str) -> Result<Guide> {
        let site = self.http.base();
        let Some(address) = open_access::wanted(&GRAMMAR, &wish.address)? else {
            return Ok(access::restricted(&access::FrontPages { site, dataset: None }));
        };
        let id = GRAMMAR.dataset(&address)?;
        let pages = access::FrontPages { site, dataset: Some(&id) };
        match self.dataset(id.clone(), &address).await.map(|dataset| dataset.access) {
            Ok(Access::Open) => Ok(open_access::open(web::page(site, &id).map(Into::into))),
            Ok(Access::Personal) => Ok(access::personal(&pages)),
            Err(error) if error.kind == ErrorKind::NotFound => Err(error),
            // What cannot be read just now may well be what access is wanted to.
            Ok(Access::Restricted | Access::Denied) | Err(_) => Ok(access::restricted(&pages)),
        }
    }

    async fn account(&self) -> Result<Account> {
        if self.signed_in {
            return self.signed_in_account().await;
        }
        let found = self.rescued(&Parameters::new(), 0, 1).await?;
        match found.total {
            None if found.passed == 0 => Err(not_of(super::Kind::Rudi, &*self.name)),
            _ => Ok(Account { opens: vec![t!("rudi-everybody")], ..Account::default() }),
        }
    }
}

fn is_granted(request: &api::LinkedDataset) -> bool {
    let ends = request.end_date.as_deref().and_then(moment);
    request.linked_dataset_status.as_deref() == Some("VALIDATED") && ends.is_some_and(|ends| ends > Timestamp::now())
}

/// What a portal says of a page with a record that it cannot write (docs/portals/rudi.md 9).
fn fails_on_a_record(error: &Error) -> bool {
    error.kind == ErrorKind::Portal && matches!(error.status, Some(400 | 500))
}

fn halves(offset: usize, limit: usize) -> [(usize, usize); 2] {
    let half = limit / 2;
    [(offset, half), (offset + half, limit - half)]
}

/// The query in the portal's words (docs/portals/rudi.md 1.1). Always sorted: the portal's own order leaves ties
/// unspecified.
fn parameters(query: &Query) -> Result<Parameters> {
    let query = &territory::in_words(&NARROW.check(query)?, false);
    let mut parameters = Parameters::new();
    if !query.text.trim().is_empty() {
        parameters.push(("freeText", query.text.trim().to_owned()));
    }
    parameters.extend(query.values(THEME).flat_map(|theme| unsplit("themes", theme)));
    parameters.extend(query.values("keyword").flat_map(|keyword| unsplit("keywords", keyword)));
    let by_id = query.values("producer").filter(|producer| is_uuid(producer)).count();
    if by_id > 0 && by_id < query.values("producer").count() {
        let error = refused(m!("portals-filter", key = "producer"), m!("rudi-both-producers"));
        return Err(error.hint(m!("rudi-same-way")));
    }
    parameters.extend(query.values("producer").flat_map(|producer| match is_uuid(producer) {
        true => unsplit("producerUuids", producer),
        false => unsplit("producerNames", producer),
    }));
    parameters.extend(access_parameter(query)?);
    for (key, name) in [("from", "dateDebut"), ("to", "dateFin")] {
        parameters.extend(query.values(key).map(|value| (name, date(key, value))));
    }
    parameters.push(("order", order(query)?));
    Ok(parameters)
}

/// The server splits a single value at its commas, even encoded ones; a value sent twice it leaves whole
/// (docs/portals/rudi.md 1.1).
fn unsplit(name: &'static str, value: &str) -> impl Iterator<Item = (&'static str, String)> {
    let times = if value.contains(',') { 2 } else { 1 };
    std::iter::repeat_n((name, value.to_owned()), times)
}

/// One parameter says one state; of the pairs, "not personal" is the only one that can be said
/// (docs/portals/rudi.md 1.1).
fn access_parameter(query: &Query) -> Result<Option<(&'static str, String)>> {
    let mut states: Vec<&str> = query.values("access").collect();
    states.sort_unstable();
    match states[..] {
        [] | ["open", "personal", "restricted"] => Ok(None),
        ["open"] => Ok(Some(("restrictedAccess", "false".into()))),
        ["restricted"] => Ok(Some(("restrictedAccess", "true".into()))),
        ["personal"] => Ok(Some(("gdprSensitive", "true".into()))),
        ["open", "restricted"] => Ok(Some(("gdprSensitive", "false".into()))),
        _ => Err(refused(m!("portals-filter", key = "access"), m!("rudi-no-personal")).hint(m!("rudi-one-state"))),
    }
}

/// A day at the end of a period is part of it.
fn date(key: &str, value: &str) -> String {
    let end = if key == "to" && value.len() == "2024-01-31".len() { "T23:59:59" } else { "" };
    moment(&format!("{value}{end}")).map_or_else(|| value.to_owned(), |moment| moment.to_string())
}

fn order(query: &Query) -> Result<String> {
    Ok(match NARROW.order(query)? {
        Some((order, descending)) => format!("{}{order}", if descending { "-" } else { "" }),
        None if query.text.trim().is_empty() => "resource_title".into(),
        None => "-score".into(),
    })
}
