//! Dataverse, the software of research repositories (Recherche Data Gouv): datasets with versions, in collections.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/collections`, `NAME/collections/ALIAS`, `NAME/PID`, `NAME/PID@VERSION`,
//! `NAME/PID/MEDIA`; a dataset found in a folder has the address without the folder. `PID` is a DOI without its protocol,
//! or another persistent identifier with it.

use reqwest::header::HeaderName;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::catalogue::Catalogue;
use super::forgiving::{Answered, Forgiving};
use super::grammar::{Folder, Grammar, Group};
use super::narrow::{Parameters, text_only};
use super::probe::{Probe, Sign, Whose, json};
use super::usual::Usual;
use super::web::{Below, sites};
use super::{About, Connection, listing, media_url, not_of, part_of, paths, reading, territory};
use crate::access::auth::{Account, Way};
use crate::access::http::Http;
use crate::access::secrets::Shape;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::odd::{self, Odd};
use crate::base::text;
use crate::model::form::{Answers, Field};
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Query, Target};
use crate::net::{Ask, FirstBytes, Opened, Range, asking_once};
use crate::{m, said, t};

mod api;
mod explain;
mod guestbook;
mod map;
mod media;
mod metadata;
mod pid;
mod platforms;
mod search;
mod web;

use map::{Mapper, Told};
use pid::Pid;
use search::NARROW;
use web::Lone;

pub const ABOUT: About = About {
    platforms: platforms::PLATFORMS,
    // Nobody needs one to read what is open.
    ways: &[Way::new("api-key", said!("dataverse-way"), Shape::ApiKey, said!("dataverse-found"))],
    probes: &[Probe { path: "api/info/version", portal: Whose::Base, recognise }],
    // Not `dataverse`, below which its collections have pages: some portals lie below that themselves.
    pages: &["api", "dataset.xhtml", "dataverse.xhtml", "file.xhtml", "citation", "loginpage.xhtml"],
    led: web::led,
    ..About::new("dataverse", said!("dataverse-title"))
};

/// How a Dataverse portal is recognised: it tells its version, and which build it is of, though that is mostly null.
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let answer = json(heard)?;
    let told = answer["data"].as_object().filter(|_| answer["status"] == "OK")?;
    let is_its = told.get("version").is_some_and(Value::is_string) && told.contains_key("build");
    is_its.then(|| Sign::named(None)).flatten()
}

const SEARCH: &str = "api/search";
const DATASET: &str = "api/datasets/:persistentId/";
const COLLECTIONS: &str = "collections";
/// The header of an API token. HTTP clients keep it when they are redirected elsewhere; ours does not.
const KEY: HeaderName = HeaderName::from_static("x-dataverse-key");
/// Rows asked for at once.
const PAGE: usize = 100;
/// Collections within one, all of them: the most there is.
const MOST: usize = 1000;

pub struct Dataverse {
    name: String,
    /// A bad token closes everything there (docs/portals/dataverse.md 1).
    way: Forgiving,
}

const GRAMMAR: Grammar = Grammar {
    lists: &["all"],
    groups: &[Group { segment: COLLECTIONS, key: search::COLLECTION, title: said!("dataverse-collections") }],
    id: pid::segment,
    unknown: said!("dataverse-no-such-address"),
};

impl Dataverse {
    pub fn new(connection: Connection) -> Self {
        let sign_in = Usual::new(&connection).key(KEY).sign_in();
        let name = connection.config.name.clone();
        Self { name, way: Forgiving::new(connection, sign_in, explain::explain) }
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper { portal: &self.name, base: self.way.http.base() }
    }

    async fn ask<T: DeserializeOwned>(&self, subject: impl Into<Message>, url: Url) -> Result<Answered<T>> {
        let subject = &subject.into();
        let (answer, said) = self.way.json(subject, url.into()).await.map_err(unexplained)?;
        Ok((read(subject, answer)?, said))
    }

    /// What is nice to know: nothing where it cannot be had at once.
    async fn beside<T: DeserializeOwned>(&self, url: Url) -> Option<T> {
        asking_once(self.ask(&*self.name, url)).await.ok().map(|(found, _)| found)
    }

    async fn search(&self, what: impl Into<Message>, mut parameters: Parameters) -> Result<Answered<api::Found>> {
        if self.way.signed_in {
            // Without one's own drafts, which would come as further datasets of the same name.
            parameters.push(("fq", search::clause("publicationStatus", &["Published"])));
        }
        self.ask(part_of(&self.name, what), paths::at(&self.way.http, SEARCH, &parameters)).await
    }

    /// How much there is of a type.
    async fn count(&self, kind: &str) -> Result<Answered<Option<u64>>> {
        let parameters = vec![("q", "*".to_owned()), ("type", kind.to_owned()), ("per_page", "1".to_owned())];
        let (found, said) = self.search(m!("portals-the-datasets"), parameters).await?;
        Ok((found.total_count.count(), said))
    }

    fn of_dataset(&self, pid: &Pid, below: &str, parameters: &[(&'static str, &str)]) -> Url {
        let asked = std::iter::once(("persistentId", &*pid.full));
        self.way.http.url(&format!("{DATASET}{below}"), asked.chain(parameters.iter().copied()))
    }

    /// Collections, by their names.
    async fn collections(
        &self,
        mut parameters: Parameters,
        start: usize,
        limit: usize,
    ) -> Result<Answered<api::Found>> {
        parameters.extend([("type", "dataverse".to_owned()), ("sort", "name".to_owned()), ("order", "asc".to_owned())]);
        parameters.extend([("per_page", limit.to_string()), ("start", start.to_string())]);
        self.search(m!("dataverse-collections"), parameters).await
    }

    /// The collections right below the one with this alias. The field is one of words, and may match too much.
    async fn below(&self, alias: &str) -> Result<Page> {
        let within = search::clause("dvParentAlias", &[alias]);
        let parameters = vec![("q", "*".to_owned()), ("subtree", alias.to_owned()), ("fq", within)];
        let (found, said) = self.collections(parameters, 0, MOST).await?;
        let records = found.items.into_iter().filter(|it| it["parentDataverseIdentifier"] == alias);
        let mapper = self.mapper();
        let mut page = listing::rows(records, |it, odd| mapper.collection(it, odd));
        page.warnings.extend(said);
        Ok(page)
    }

    /// What was found, from the row that `after` tells on.
    async fn found(&self, mut parameters: Parameters, start: usize) -> Result<Page> {
        parameters.extend([("per_page", PAGE.to_string()), ("start", start.to_string())]);
        let (found, said) = self.search(m!("portals-the-datasets"), parameters).await?;
        let mapper = self.mapper();
        let mut page = listing::part(found.items, found.total_count, (start, PAGE), |it, odd| mapper.item(it, odd));
        page.warnings.extend(said);
        Ok(page)
    }

    /// What lies right in one collection: its collections, then its datasets.
    async fn within(&self, alias: &str, query: &Query, start: usize) -> Result<Page> {
        let mut parameters = search::parameters(query)?;
        parameters.push(("subtree", alias.to_owned()));
        parameters.push(("fq", search::clause("identifierOfDataverse", &[alias])));
        let missing = |error: Error| match error.status {
            Some(400) => {
                let address = Address::root(&*self.name).child(COLLECTIONS).child(alias);
                Error::new(ErrorKind::NotFound, &address, m!("dataverse-no-collection")).status(400)
            }
            _ => error,
        };
        if start > 0 {
            return self.found(parameters, start).await.map_err(missing);
        }
        let asked = futures_util::future::join(self.below(alias), self.found(parameters, start)).await;
        let (below, mut page) = (asked.0.map_err(missing)?, asked.1.map_err(missing)?);
        page.total = page.total.map(|total| total + below.items.len() as u64);
        page.items = below.items.into_iter().chain(page.items).collect();
        for said in below.warnings {
            if !page.warnings.contains(&said) {
                page.warnings.push(said);
            }
        }
        Ok(page)
    }

    /// What a query finds, said of with what it does not say itself.
    fn remark(&self, page: &mut Page, query: &Query, after: Option<&Cursor>) {
        territory::say_words(page, &self.name, query, after);
        if after.is_some() {
            return;
        }
        if search::is_by_circle(query) {
            page.warnings.push(t!("dataverse-by-circle"));
        }
        if page.total == Some(0) && search::may_be_translated(query) {
            page.warnings.push(t!("dataverse-translated"));
        }
    }

    /// What was told of the dataset, and its version that is asked for; of one that is withdrawn, what is left.
    async fn told(&self, pid: &Pid, address: &Address) -> Result<Answered<(api::Dataset, api::Version)>> {
        let whole = self.ask::<api::Dataset>(address, self.of_dataset(pid, "", &[])).await;
        let number = pid.version.as_deref();
        let (mut dataset, said, error) = match whole {
            Ok((dataset, said)) => (dataset, said, None),
            Err(error) if error.kind == ErrorKind::NotFound => (api::Dataset::default(), None, Some(error)),
            Err(error) => return Err(error),
        };
        let is_draft = |version: &api::Version| version.version_state.as_deref() == Some("DRAFT");
        let latest = dataset.latest_version.take();
        match (latest, number) {
            (Some(latest), None) if !is_draft(&latest) => return Ok(((dataset, latest), said)),
            (Some(draft), None) => {
                // What others see, unless nobody else sees anything.
                let published = self.of_dataset(pid, "versions/:latest-published", &[]);
                let version = self.ask(address, published).await.map_or(draft, |(version, _)| version);
                return Ok(((dataset, version), said));
            }
            _ => {}
        }
        let below = format!("versions/{}", number.unwrap_or(":latest-published"));
        let url = self.of_dataset(pid, &below, &[("includeDeaccessioned", "true")]);
        let found = self.ask::<api::Version>(address, url).await;
        let (version, also_said) = found.map_err(|other| error.unwrap_or(other))?;
        Ok(((dataset, version), said.or(also_said)))
    }

    /// What the guestbook of this number asks; `None` where it cannot be read.
    async fn asked_by(&self, dataset: &api::Dataset) -> Option<Vec<Field>> {
        let Some(id) = dataset.guestbook_id.positive() else { return Some(vec![]) };
        let book: api::Guestbook = self.beside(self.way.http.url(&format!("api/guestbooks/{id}"), [])).await?;
        Some(guestbook::form(&book))
    }

    /// Answers the guestbook: the address that opens the file for a minute.
    async fn signed(&self, media: &Media, url: Url, answers: &Answers) -> Result<Url> {
        let subject = &Message::from(&media.address());
        let answer: api::Envelope =
            self.way.http.json(subject, Ask::post(url.clone(), guestbook::response(answers))).await?;
        let signed: api::Signed = read(subject, answer)?;
        let signed = signed.signed_url.and_then(|signed| Url::parse(&signed).ok());
        let mut signed = signed.ok_or_else(|| Error::new(ErrorKind::Portal, subject, m!("portals-no-address")))?;
        // Behind the signature, which is of what stands before it.
        for (key, value) in url.query_pairs().filter(|(key, _)| key == "format") {
            signed.query_pairs_mut().append_pair(&key, &value);
        }
        Ok(signed)
    }

    async fn me(&self) -> Result<Account> {
        let subject = &part_of(&self.name, m!("portals-who-one-is"));
        let answer: api::Envelope =
            self.way.http.json(subject, self.way.http.url("api/users/:me", [])).await.map_err(unexplained)?;
        let me: api::Me = read(subject, answer)?;
        let who = reading::line(&me.display_name).or_else(|| reading::line(&me.identifier));
        let Some(who) = who else { return Err(unexplained(not_of(super::Kind::Dataverse, subject))) };
        Ok(Account {
            who: Some(who),
            opens: vec![t!("portals-open-to-all"), t!("dataverse-own")],
            ..Account::default()
        })
    }

    /// The dataset of a file, by what names that.
    async fn dataset_of(&self, field: &str, value: &str) -> Result<Option<api::FoundFile>> {
        let asked = search::clause(field, &[value]);
        let parameters = vec![("q", asked), ("type", "file".to_owned()), ("per_page", "10".to_owned())];
        let (found, _) = self.search(m!("portals-the-datasets"), parameters).await?;
        let is_it = |file: &api::FoundFile| {
            [&file.file_id, &file.file_persistent_id].iter().any(|it| it.as_deref() == Some(value))
        };
        Ok(reading::readable::<api::FoundFile>(found.items).find(is_it))
    }

    async fn target_of(&self, lone: Lone) -> Result<Option<Target>> {
        let root = Address::root(&*self.name);
        let file = match &lone {
            Lone::File(id) => self.dataset_of("entityId", id).await?,
            Lone::FilePid(pid) => self.dataset_of("filePersistentId", pid).await?,
            Lone::Dataset(id) => {
                let url = self.way.http.url(&format!("api/datasets/{id}/versions/:latest-published"), []);
                let (found, _): Answered<api::Version> = self.ask(m!("portals-the-datasets"), url).await?;
                let pid = found.dataset_persistent_id.as_deref().and_then(pid::segment);
                return Ok(pid.map(|pid| Target::dataset(root.child(pid))));
            }
        };
        let target = |file: api::FoundFile| {
            let dataset = root.child(pid::segment(file.dataset_persistent_id.as_deref()?)?);
            Some(Target::Media { dataset, media: reading::id(&file.file_id)? })
        };
        Ok(file.and_then(target))
    }
}

impl Catalogue for Dataverse {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    const ABILITIES: fn() -> Abilities = || NARROW.abilities();
    const FINDS_FOLDERS: bool = true;

    fn name(&self) -> &str {
        &self.name
    }

    fn http(&self) -> &Http {
        &self.way.http
    }

    async fn root(&self) -> Result<Page> {
        let (datasets, collections) = futures_util::future::join(self.count("dataset"), self.count("dataverse")).await;
        let (datasets, said) = datasets?;
        let mut items = vec![listing::all(&self.name, datasets)];
        let count = collections.ok().and_then(|(count, _)| count);
        let note =
            count.map_or_else(|| t!("dataverse-by-collection"), |count| t!("dataverse-collections-count", count));
        items.extend(GRAMMAR.groups.iter().map(|group| listing::of_group(&self.name, group, note.clone())));
        let mut page = listing::whole(items);
        page.warnings.extend(said);
        Ok(page)
    }

    /// All collections, wherever they lie; each tells what it is in.
    async fn groups(&self, _group: &'static Group, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        text_only(query, said!("dataverse-collections-not-by"))?;
        let start = listing::number_of(after, 0, &self.name)?;
        let (found, said) = self.collections(vec![("q", search::words(&query.text))], start, PAGE).await?;
        let mapper = self.mapper();
        let mut page =
            listing::part(found.items, found.total_count, (start, PAGE), |it, odd| mapper.collection(it, odd));
        page.warnings.extend(said);
        Ok(page)
    }

    /// A search in a collection goes through those below it too.
    async fn datasets(&self, folder: Folder<'_>, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let query = NARROW.check(query)?;
        let start = listing::number_of(after, 0, &self.name)?;
        let mut page = match folder.group() {
            Some((_, alias)) if query.is_empty() => return self.within(alias, &query, start).await,
            Some(_) => match folder.narrowed(&query) {
                Some(query) => self.found(search::parameters(&query)?, start).await?,
                None => return Ok(listing::whole(vec![])),
            },
            None => self.found(search::parameters(&query)?, start).await?,
        };
        self.remark(&mut page, &query, after);
        Ok(page)
    }

    async fn facets(&self, folder: Folder<'_>) -> Result<Vec<Facet>> {
        let mut parameters = search::parameters(&Query::default())?;
        parameters.extend(folder.group().map(|(_, alias)| ("subtree", alias.to_owned())));
        parameters.extend([("per_page", "1".to_owned()), ("show_facets", "true".to_owned())]);
        let (found, _) = self.search(m!("portals-the-filters"), parameters).await?;
        Ok(search::facets(&found.facets))
    }

    async fn dataset(&self, id: String, address: &Address) -> Result<Dataset> {
        let pid = Pid::read(&id).ok_or_else(|| GRAMMAR.unknown(address))?;
        let parts = [("excludeFiles", "true"), ("excludeMetadataBlocks", "true")];
        let versions = self.beside::<Value>(self.of_dataset(&pid, "versions", &parts));
        let (told, versions) = futures_util::future::join(self.told(&pid, address), versions).await;
        let ((dataset, version), said) = told?;
        let form = self.asked_by(&dataset).await;
        let versions = versions.and_then(|all| all.as_array().cloned()).unwrap_or_default();
        let versions = reading::readable(versions).collect();
        let mut dataset = self.mapper().dataset(&Told { pid: &pid, dataset, version, versions, form });
        dataset.warnings.extend(said);
        Ok(dataset)
    }

    async fn open(&self, media: &Media, answers: &Answers, range: Option<&Range>) -> Result<Opened> {
        let subject = &media.address();
        let mut url = media_url(media)?;
        if !media.form.is_empty() {
            url = self.signed(media, url, answers).await?;
        }
        self.way.open(&subject.into(), Ask::file(url, media.size), range).await
    }

    /// A file or a dataset by a number, which names no more.
    async fn look_up(&self, url: &Url) -> Result<Option<Target>> {
        let sites = sites(super::Kind::Dataverse, self.way.http.base());
        let Some(lone) = sites.iter().find_map(|site| web::lone(&Below::of(site, url)?)) else { return Ok(None) };
        let is_kept_form = url.query_pairs().any(|(key, value)| key == "format" && value == "tab");
        Ok(self.target_of(lone).await?.map(|target| match target {
            Target::Media { dataset, media } if is_kept_form => {
                Target::Media { dataset, media: media::kept_id(&media) }
            }
            target => target,
        }))
    }

    async fn account(&self) -> Result<Account> {
        if self.way.signed_in {
            return self.me().await;
        }
        let subject = &part_of(&self.name, m!("portals-what-it-is"));
        let (told, _): Answered<Value> = self.ask(subject, self.way.http.url("api/info/version", [])).await?;
        let version = told["version"].as_str().and_then(text::some_line);
        if version.is_none() {
            return Err(unexplained(not_of(super::Kind::Dataverse, subject)));
        }
        Ok(Account { opens: vec![t!("portals-open-to-all")], ..Account::default() })
    }
}

/// What an envelope holds: an object or a list, for anything else would be read as an answer without any field.
fn read<T: DeserializeOwned>(subject: &Message, answer: api::Envelope) -> Result<T> {
    let refuse = |cause: Message| unexplained(Error::new(ErrorKind::Portal, subject, cause));
    match answer.data {
        data @ (Value::Object(_) | Value::Array(_)) => {
            odd::read(data, &mut Odd::default()).map_err(|error| refuse(m!("http-not-as-expected")).caused_by(error))
        }
        _ => Err(refuse(m!("dataverse-no-data"))),
    }
}

/// A success that holds none of Dataverse's data.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("dataverse-no-api"))
}
