//! Dataverse, the software of research repositories (Recherche Data Gouv): datasets with versions, in collections.
//!
//! Addresses: `NAME`, `NAME/all`, `NAME/collections`, `NAME/collections/ALIAS`, `NAME/PID`, `NAME/PID@VERSION`,
//! `NAME/PID/MEDIA`; a dataset found in a folder has the address without the folder. `PID` is a DOI without its protocol,
//! or another persistent identifier with it.

use reqwest::header::HeaderName;
use serde_json::Value;
use url::Url;

use super::catalogue::Catalogue;
use super::forgiving::{Answered, Forgiving};
use super::grammar::{Folder, Grammar, Group};
use super::narrow::{Parameters, text_only};
use super::probe::{Probe, Sign, Whose, json};
use super::reading::Number;
use super::usual::Usual;
use super::{About, Connection, listing, media_url, not_of, open_access, part_of, paths, reading, territory};
use crate::access::auth::{Account, Way};
use crate::access::guide::{AccessWish, Guide};
use crate::access::http::Http;
use crate::access::secrets::Shape;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::odd::{self, Odd};
use crate::base::text;
use crate::model::form::Answers;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Media, Page, Query, Target};
use crate::net::{Ask, FirstBytes, Opened, Range, asking_once};
use crate::{m, said, t};

mod access;
mod api;
mod collections;
mod explain;
mod guestbook;
mod lookup;
mod map;
mod media;
mod metadata;
mod pid;
mod platforms;
mod search;
mod told;
mod web;

use access::Restricted;
use map::{Mapper, Told};
use pid::Pid;
use search::NARROW;

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
const COLLECTIONS: &str = "collections";
/// The header of an API token. HTTP clients keep it when they are redirected elsewhere; ours does not.
const KEY: HeaderName = HeaderName::from_static("x-dataverse-key");
/// Rows asked for at once.
const PAGE: usize = 100;

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

    async fn ask<T: api::Asked>(&self, subject: impl Into<Message>, url: Url) -> Result<Answered<T>> {
        let subject = &subject.into();
        let (answer, said) = self.way.json(subject, url.into()).await.map_err(unexplained)?;
        Ok((read(subject, answer)?, said))
    }

    /// A list, and how many there are of it, which stands beside it.
    async fn ask_counted(&self, subject: impl Into<Message>, url: Url) -> Result<Answered<(Vec<Value>, Number)>> {
        let subject = &subject.into();
        let (answer, said): Answered<Value> = self.way.json(subject, url.into()).await.map_err(unexplained)?;
        let total = Number::of(&answer["totalCount"]);
        match read(subject, answer)? {
            Value::Array(list) => Ok(((list, total), said)),
            _ => Err(unexplained(Error::new(ErrorKind::Portal, subject, m!("http-not-as-expected")))),
        }
    }

    /// What is nice to know: nothing where it cannot be had at once.
    async fn beside<T: api::Asked>(&self, url: Url) -> Option<T> {
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

    /// What was found, from the row that `after` tells on.
    async fn found(&self, mut parameters: Parameters, start: usize) -> Result<Page> {
        parameters.extend([("per_page", PAGE.to_string()), ("start", start.to_string())]);
        let (found, said) = self.search(m!("portals-the-datasets"), parameters).await?;
        let mapper = self.mapper();
        let mut page = listing::part(found.items, found.total_count, (start, PAGE), |it, odd| mapper.item(it, odd));
        page.warnings.extend(said);
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

    /// The dataset of this id, and what is restricted of it.
    async fn in_full(&self, id: String, address: &Address) -> Result<(Dataset, Restricted)> {
        let pid = Pid::read(&id).ok_or_else(|| GRAMMAR.unknown(address))?;
        let parts = [("excludeFiles", "true"), ("excludeMetadataBlocks", "true")];
        let versions = self.beside::<Value>(self.of_dataset(&pid, "versions", &parts));
        let (told, versions) = futures_util::future::join(self.told(&pid, address), versions).await;
        let (told, said) = told?;
        let form = self.asked_by(&told.dataset).await;
        let versions = versions.and_then(|all| all.as_array().cloned()).unwrap_or_default();
        let versions = reading::readable(versions).collect();
        let restricted = Restricted::of(&told);
        let mut dataset = self.mapper().dataset(Told { pid: &pid, told, versions, form });
        dataset.warnings.extend(said);
        Ok((dataset, restricted))
    }

    async fn me(&self) -> Result<Account> {
        let subject = &part_of(&self.name, m!("portals-who-one-is"));
        let answer: Value =
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
}

impl Catalogue for Dataverse {
    const GRAMMAR: &'static Grammar = &GRAMMAR;
    fn can(&self) -> Abilities {
        NARROW.abilities()
    }
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
        if let Some((_, alias)) = folder.group().filter(|_| query.is_empty()) {
            return self.within(alias, &query, after).await;
        }
        let start = listing::number_of(after, 0, &self.name)?;
        let mut page = match folder.group() {
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
        self.in_full(id, address).await.map(|(dataset, _)| dataset)
    }

    async fn open(&self, media: &Media, answers: &Answers, range: Option<&Range>) -> Result<Opened> {
        let subject = &media.address();
        let mut url = media_url(media)?;
        if !media.form.is_empty() {
            url = self.signed(media, url, answers).await?;
        }
        self.way.open(&subject.into(), Ask::file(url, media.size), range).await
    }

    async fn look_up(&self, url: &Url) -> Result<Option<Target>> {
        self.looked_up(url).await
    }

    /// Whoever is to be asked for what of it is restricted, and how.
    async fn guide(&self, wish: &AccessWish, _language: &str) -> Result<Guide> {
        let Some(address) = open_access::wanted(&GRAMMAR, &wish.address)? else {
            return Ok(open_access::of_portal(&self.name, self.way.http.base().as_str()));
        };
        let (dataset, restricted) = self.in_full(GRAMMAR.dataset(&address)?, &address).await?;
        let file = match GRAMMAR.resolve(&wish.address)? {
            Target::Media { media, .. } => Some(dataset.find(&media).ok_or_else(|| access::no_such_file(wish))?),
            _ => None,
        };
        Ok(access::guide(&dataset, file, &restricted))
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

/// What an envelope holds, if that is what was asked for; else what the portal says in place of it.
fn read<T: api::Asked>(subject: &Message, mut answer: Value) -> Result<T> {
    let data = &answer["data"];
    let is_it = match data {
        Value::Object(fields) => T::FIELDS.is_empty() || T::FIELDS.iter().any(|field| fields.contains_key(*field)),
        Value::Array(_) => T::FIELDS.is_empty(),
        _ => false,
    };
    let refuse = |cause: Message| unexplained(Error::new(ErrorKind::Portal, subject, cause));
    if !is_it || answer["status"] == "ERROR" {
        return Err(reading::instead(subject, &answer, refuse(m!("portals-no-data"))));
    }
    let read = odd::read(answer["data"].take(), &mut Odd::default());
    read.map_err(|error| refuse(m!("http-not-as-expected")).caused_by(error))
}

/// A success that holds none of Dataverse's data.
fn unexplained(error: Error) -> Error {
    reading::unexplained(error, said!("dataverse-no-api"))
}
