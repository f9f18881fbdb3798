//! The contract of [`Portal`], on recorded answers: what a new kind adds is one [`Recorded`].

use std::sync::Arc;
use std::time::{Duration, Instant};

use guichet::access::secrets::{Credentials, Secrets};
use guichet::base::error::{Error, ErrorKind};
use guichet::config::{Config, FilePlace};
use guichet::model::form::Answers;
use guichet::model::{Address, Dataset, Media, Place, Query, Target};
use guichet::net::Clients;
use guichet::portals::web::led;
use guichet::portals::{self, Connection, Kind, Portal, PortalConfig};
use guichet::session::{Fresh, Session};
use guichet::store::Store;
use serde_json::{Value, json};
use url::Url;

use super::careful::{self, Connect, Subject};
use super::{PORTAL, at, connect_with, fixture, pages};
use crate::common::server::{Answer, Request, Server};

/// How one kind of portal answers, as far as the contract needs to know.
pub struct Recorded {
    pub kind: Kind,
    /// A folder that lists datasets, below the portal.
    pub folder: &'static [&'static str],
    /// The path asked for that folder.
    pub list: &'static str,
    /// The answer to `list` in which records `from..to` of `total` come.
    pub page: fn(from: usize, to: usize, total: usize) -> Value,
    /// Puts these records in place of those of a page.
    pub with_records: fn(page: Value, records: Vec<Value>) -> Value,
    pub records: fn(page: &Value) -> Vec<Value>,
    /// Which records a request asks for: first, and how many at most.
    pub wanted: fn(&Request) -> (usize, usize),
    /// A page without any record, recorded.
    pub empty: &'static str,
    /// A record that cannot be read.
    pub bad: Value,
    /// The title that record `n` has.
    pub title: fn(n: usize) -> String,
    /// A key that records carry, for writing it twice.
    pub key: &'static str,
    /// A dataset, below the portal: the path asked, the recorded answer, its title.
    pub dataset: &'static [&'static str],
    pub dataset_path: &'static str,
    pub dataset_answer: &'static str,
    pub dataset_title: &'static str,
    /// A media whose bytes are at this address, and what it asks.
    pub file: fn(&Url) -> (Media, Answers),
    /// What is asked for the facets of the folder, and what comes.
    pub facets: fn() -> Vec<(&'static str, Value)>,
    /// What the kind is signed in with; `None` where it is open to everybody.
    pub credentials: Option<Credentials>,
    /// Makes the server give a token to whoever asks.
    pub sign_in: fn(&Server),
    /// The header with that token.
    pub credential: (&'static str, &'static str),
}

/// More than one page of any portal, and not a whole number of pages.
const MANY: usize = 250;

pub async fn check(recorded: &Recorded) {
    Contract(recorded, Paging::Counted).check().await;
}

/// Of a kind whose lists count nothing, and name the next page in a header (RFC 8288).
pub async fn check_linked(recorded: &Recorded) {
    Contract(recorded, Paging::Linked).check().await;
}

/// How a listing says that it goes on.
#[derive(Clone, Copy, PartialEq)]
enum Paging {
    Counted,
    Linked,
}

impl Recorded {
    pub fn subject(&self) -> Subject {
        let dataset: Value = serde_json::from_slice(&fixture(self.dataset_answer)).unwrap();
        let owned = |(path, body): (&str, Value)| (path.to_owned(), body);
        Subject {
            about: self.kind.about(),
            connect: connecting(self.kind),
            credentials: self.credentials.clone(),
            sign_in: self.sign_in,
            credential: (self.credential.0, self.credential.1.to_owned()),
            folder: at(self.folder),
            list: (self.list.to_owned(), (self.page)(0, 2, 2)),
            dataset: Some((at(self.dataset), (self.dataset_path.to_owned(), dataset))),
            facets: (self.facets)().into_iter().map(owned).collect(),
            written: super::written(self.kind),
            file_path: "/a-file",
            file: self.file,
        }
    }
}

/// For [`Subject::connect`]: one set of HTTP clients serves them all.
pub fn connecting(kind: Kind) -> Connect {
    let clients = Clients::new(None).unwrap();
    Box::new(move |url, credentials| {
        let (config, clients) = (PortalConfig::new(PORTAL, kind, url.clone()), clients.clone());
        let secrets = credentials.map_or_else(Secrets::none, |credentials| Secrets::only(PORTAL, credentials));
        portals::connect(Connection { config, clients, secrets })
    })
}

/// For [`Subject::file`]: a media of which nothing is known but where it is.
pub fn any_file(url: &Url) -> (Media, Answers) {
    let media = Media::new(at(&["a-dataset"]), "a-file", "a file.csv");
    (Media { url: Some(url.to_string()), ..media }, Answers::default())
}

/// What holds of a portal whose catalogue is compiled in, where no list of the server's can be good or bad: the
/// subject's folder lists everything it has.
pub async fn check_compiled_in(subject: &Subject, portal: &dyn Portal, missing: &[&str]) {
    let findings = careful::findings(subject).await;
    assert!(findings.is_empty(), "{}:\n{}", subject.about.word, findings.join("\n"));
    let folder = &subject.folder;
    let page = portal.list(folder, &Query::default(), None).await.unwrap();
    assert_eq!((page.total, page.next, page.warnings.len()), (Some(page.items.len() as u64), None, 0));
    assert!(!page.items.is_empty());
    for item in &page.items {
        let address = item.target.address().unwrap();
        assert!(matches!(&item.target, Target::Place(Place::Dataset(_))), "{address} is a dataset");
        assert_eq!(portal.resolve(&address).unwrap(), item.target, "an address that is shown leads there");
        let dataset = portal.dataset(&address).await.unwrap();
        assert_eq!((&dataset.title, &dataset.address), (&item.title, &address));
        assert!(!dataset.media.is_empty());
        media_lead_back(portal, &dataset);
        page_leads_back(subject, portal, &dataset).await;
    }
    says_what_is_missing(portal, missing).await;
    refuses_unknown_keys(portal, folder, page.items.len()).await;
}

/// What holds of a portal whose answers are recorded and are not made: one page of `folder`, and its first dataset.
pub async fn check_as_recorded(portal: &dyn Portal, folder: &[&str], missing: &[&str]) {
    let folder = at(folder);
    let page = portal.list(&folder, &Query::default(), None).await.unwrap();
    assert_eq!((page.next, page.warnings.len()), (None, 0));
    for item in &page.items {
        let address = item.target.address().unwrap();
        assert_eq!(portal.resolve(&address).unwrap(), item.target, "an address that is shown leads there");
    }
    let first = page.items.first().and_then(|item| item.target.address()).unwrap();
    let dataset = portal.dataset(&first).await.unwrap();
    assert_eq!((&dataset.title, &dataset.address), (&page.items[0].title, &first));
    assert!(!dataset.media.is_empty());
    media_lead_back(portal, &dataset);
    says_what_is_missing(portal, missing).await;
    refuses_unknown_keys(portal, &folder, page.items.len()).await;
}

/// The page of what is compiled in, by its shape alone; versions of one thing may share theirs.
async fn page_leads_back(subject: &Subject, portal: &dyn Portal, dataset: &Dataset) {
    let Some(page) = &dataset.page else { return };
    let (kind, base) = (subject.about.word.parse().unwrap(), portal.http().base());
    let path = led(kind, base, &Url::parse(page).unwrap()).unwrap_or_else(|| panic!("{page} leads nowhere"));
    let found = portal.dataset(&Address { portal: PORTAL.into(), path }).await.unwrap();
    assert_eq!(found.page, dataset.page);
}

fn media_lead_back(portal: &dyn Portal, dataset: &Dataset) {
    for media in &dataset.media {
        let target = Target::Media { dataset: dataset.address.clone(), media: media.id.clone() };
        assert_eq!(portal.resolve(&media.address()).unwrap(), target);
    }
}

/// Each web address that is shown opens the same when it is given back: in the session that showed it, and in a later one.
async fn web_addresses_lead_back(recorded: &Recorded, server: &Server, address: &Address) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::in_folder(folder.path());
    let session = || {
        let config =
            Config { portals: vec![PortalConfig::new(PORTAL, recorded.kind, server.url.clone())], ..Config::default() };
        let credentials = recorded.credentials.clone();
        let secrets = credentials.map_or_else(Secrets::none, |credentials| Secrets::only(PORTAL, credentials));
        Session::new(FilePlace::Nowhere, config, secrets, store.clone(), false)
    };
    let first = session();
    let Ok(Fresh::Now(dataset, _)) = first.dataset(address, |_| ()).await else { panic!("{address} is there") };
    store.flush().await;
    let later = session();
    let page = dataset.page.iter().map(|page| (page.clone(), Target::dataset(address.clone())));
    let media = dataset.media.iter().filter_map(|media| Some((media.url.clone()?, media.target())));
    for (url, target) in page.chain(media) {
        // What several media have in common is the first one's.
        let shared = dataset.media.iter().find(|media| media.url.as_ref() == Some(&url)).map(Media::target);
        let page = (dataset.page.as_ref() == Some(&url)).then(|| Target::dataset(address.clone()));
        let meant = page.or(shared).unwrap_or(target);
        for given in [url.clone(), format!(" <{url}> "), format!("\"{}\"", url.replacen("http", "HTTP", 1))] {
            assert_eq!(later.target(&given).await.unwrap(), meant, "{}: {given}, later", recorded.kind);
            let found = first.target(&given).await.unwrap();
            let is_it = |media: &Media| media.target() == found && media.url.as_ref() == Some(&url);
            assert!(found == meant || dataset.media.iter().any(is_it), "{}: {given}: {found:?}", recorded.kind);
        }
    }
}

async fn says_what_is_missing(portal: &dyn Portal, missing: &[&str]) {
    let dataset = portal.dataset(&at(missing)).await.unwrap_err();
    assert_eq!((dataset.kind, dataset.kind.exit_code()), (ErrorKind::NotFound, 4));
    // As it stands in an address.
    let shown = at(&missing[missing.len() - 1..]).to_string();
    let shown = shown.split_once('/').unwrap().1;
    assert!(dataset.subject.contains(shown), "it says what is missing: {}", dataset.subject);
    let folder = portal.list(&at(&["no", "such", "folder", "at", "all"]), &Query::default(), None).await;
    assert_eq!(folder.unwrap_err().kind, ErrorKind::NotFound);
}

/// And takes those it says it has: each sort order gives all `count` rows of `folder`.
async fn refuses_unknown_keys(portal: &dyn Portal, folder: &Address, count: usize) {
    let filter = Query { filters: vec![("colour".into(), "red".into())], ..Query::default() };
    let sort = Query { sort: Some("-colour".into()), ..Query::default() };
    let nowhere = portal.abilities(&at(&["no", "such", "folder", "at", "all"]));
    assert_eq!((nowhere.search, nowhere.filters.len(), nowhere.sorts.len()), (false, 0, 0));
    let abilities = portal.abilities(folder);
    let filters: Vec<_> = abilities.filters.iter().map(|filter| filter.key).collect();
    let sorts: Vec<_> = abilities.sorts.iter().map(|(key, _)| *key).collect();
    for (query, known) in [(filter, filters), (sort, sorts)] {
        let error: Error = portal.list(folder, &query, None).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Usage, 2));
        let hint = error.hint.unwrap();
        assert!(known.iter().all(|key| hint.contains(key)), "{hint}");
    }
    for sort in abilities.sorts.iter().flat_map(|(key, _)| [(*key).to_owned(), format!("-{key}")]) {
        let query = Query { sort: Some(sort), ..Query::default() };
        assert_eq!(portal.list(folder, &query, None).await.unwrap().items.len(), count);
    }
}

struct Contract<'a>(&'a Recorded, Paging);

impl Contract<'_> {
    async fn check(&self) {
        let recorded = self.0;
        let findings = careful::findings(&recorded.subject()).await;
        assert!(findings.is_empty(), "{}:\n{}", recorded.kind, findings.join("\n"));
        self.lists_to_the_end().await;
        self.ends_whatever_total_claims().await;
        self.takes_an_empty_page().await;
        self.ignores_what_it_does_not_know().await;
        self.takes_keys_written_twice().await;
        self.one_bad_record_is_one_warning().await;
        self.tells_what_is_missing().await;
        self.signs_in_when_asked().await;
        self.waits_as_long_as_it_is_told().await;
        self.knows_a_web_page_from_data().await;
        self.an_error_with_success_is_an_error().await;
        self.reads_a_dataset().await;
        self.refuses_what_it_cannot_do().await;
    }

    async fn lists_to_the_end(&self) {
        let server = self.catalogue(MANY, MANY).await;
        let portal = self.connect(&server);
        let pages = pages(&*portal, &self.folder(), &Query::default(), MANY).await;
        let items: Vec<_> = pages.iter().flat_map(|page| &page.items).collect();
        let expected: Vec<_> = (0..MANY).map(self.0.title).collect();
        assert_eq!(items.iter().map(|item| item.title.clone()).collect::<Vec<_>>(), expected);
        let total = (self.1 == Paging::Counted).then_some(MANY as u64);
        assert!(pages.iter().all(|page| page.total == total && page.warnings.is_empty()));
        for item in items {
            let address = item.target.address().unwrap();
            assert!(matches!(&item.target, Target::Place(Place::Dataset(_))), "{address} is a dataset");
            assert_eq!(portal.resolve(&address).unwrap(), item.target, "an address that is shown leads there");
        }
    }

    async fn ends_whatever_total_claims(&self) {
        let server = self.catalogue(3, 1_000_000).await;
        let pages = pages(&*self.connect(&server), &self.folder(), &Query::default(), 3).await;
        assert_eq!(pages.iter().map(|page| page.items.len()).sum::<usize>(), 3);
    }

    async fn takes_an_empty_page(&self) {
        let server = self.answering(fixture(self.0.empty)).await;
        let page = self.list(&server).await.unwrap();
        assert_eq!((page.items.len(), page.next), (0, None));
        // One that counts some and gives none may say so.
        assert!(page.warnings.is_empty() || page.total > Some(0), "{:?}", page.warnings);
    }

    async fn ignores_what_it_does_not_know(&self) {
        let page = (self.0.page)(0, 2, 2);
        let mut records = (self.0.records)(&page);
        for record in &mut records {
            record["a_field_of_tomorrow"] = serde_json::json!({"deep": [1, null, "x"]});
        }
        let mut page = (self.0.with_records)(page, records);
        if let Some(page) = page.as_object_mut() {
            page.insert("next_year".into(), Value::Null);
        }
        let server = self.answering(page.to_string()).await;
        let page = self.list(&server).await.unwrap();
        assert_eq!(page.items.len(), 2);
        assert_eq!(page.warnings, [""; 0]);
    }

    async fn takes_keys_written_twice(&self) {
        let once = format!("\"{}\":", self.0.key);
        let body = (self.0.page)(0, 2, 2).to_string();
        let twice = body.replace(&once, &format!("{once}\"first\",{once}"));
        assert_eq!(twice.len() - body.len(), 2 * format!("{once}\"first\",").len(), "both records carry it");
        let server = self.answering(twice).await;
        let page = self.list(&server).await.unwrap();
        assert_eq!(page.items.len(), 2, "{:?}", page.warnings);
    }

    async fn one_bad_record_is_one_warning(&self) {
        let page = (self.0.page)(0, 3, 3);
        let mut records = (self.0.records)(&page);
        records[1] = self.0.bad.clone();
        let server = self.answering((self.0.with_records)(page, records).to_string()).await;
        let page = self.list(&server).await.unwrap();
        assert_eq!(super::titles(&page.items), [(self.0.title)(0), (self.0.title)(2)]);
        assert_eq!(page.warnings.len(), 1);
        assert!(!page.warnings[0].trim().is_empty());
    }

    async fn tells_what_is_missing(&self) {
        let server = Server::start().await;
        (self.0.sign_in)(&server);
        let portal = self.connect(&server);
        says_what_is_missing(&*portal, self.0.dataset).await;
    }

    /// 401 and 498 alike: a token is fetched once, the request goes out again with it, and later ones keep it.
    async fn signs_in_when_asked(&self) {
        if self.0.kind.about().ways.is_empty() {
            return;
        }
        let (name, value) = self.0.credential;
        for refusal in [401, 498] {
            let server = Server::start().await;
            (self.0.sign_in)(&server);
            let page = self.0.page;
            server.on(self.0.list, move |request| match request.header(name) {
                Some(given) if given == value => Answer::json(&page(0, 2, 2)),
                _ => Answer::status(refusal),
            });
            let portal = self.connect(&server);
            for _ in 0..2 {
                let page = portal.list(&self.folder(), &Query::default(), None).await.unwrap();
                assert_eq!(page.items.len(), 2);
            }
            let asked = server.asked(self.0.list);
            let with_token = asked.iter().filter(|request| request.header(name) == Some(value)).count();
            assert_eq!(with_token, 2, "after {refusal}");
            assert!(asked.len() <= 3, "after {refusal}: {}", asked.len());
            // A key is sent as it is; all else is changed for one token that serves both.
            let changed = !matches!(self.0.credentials, Some(Credentials::ApiKey(_) | Credentials::Login { .. }));
            match changed {
                true => assert_eq!(server.requests().len() - asked.len(), 1, "after {refusal}"),
                false => assert_eq!(asked.len(), 2, "after {refusal}"),
            }

            let server = Server::start().await;
            (self.0.sign_in)(&server);
            server.answers(self.0.list, [Answer::status(refusal)]);
            let error = self.list(&server).await.unwrap_err();
            assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::SignIn, 3));
            assert!(server.asked(self.0.list).len() <= 2, "refused for good is not asked again");
        }
    }

    async fn waits_as_long_as_it_is_told(&self) {
        for (seconds, least) in [("0", Duration::ZERO), ("1", Duration::from_secs(1))] {
            let server = Server::start().await;
            (self.0.sign_in)(&server);
            let busy = Answer::status(429).header("retry-after", seconds);
            server.answers(self.0.list, [busy, Answer::json(&(self.0.page)(0, 1, 1))]);
            let start = Instant::now();
            assert_eq!(self.list(&server).await.unwrap().items.len(), 1);
            assert!(start.elapsed() >= least, "it came back too early");
            assert_eq!(server.asked(self.0.list).len(), 2);
        }
        let server = Server::start().await;
        (self.0.sign_in)(&server);
        server.answers(self.0.list, [Answer::status(429).header("retry-after", "3600")]);
        let error = self.list(&server).await.unwrap_err();
        assert_eq!((error.kind, error.retry_after), (ErrorKind::Unavailable, Some(Duration::from_secs(3600))));
        assert_eq!(server.asked(self.0.list).len(), 1, "nobody waits an hour");
    }

    async fn knows_a_web_page_from_data(&self) {
        let pages =
            [("text/html; charset=utf-8", "<!DOCTYPE html><form>login</form>"), ("application/json", " <html>")];
        for (content_type, body) in pages {
            let server = Server::start().await;
            (self.0.sign_in)(&server);
            server.answers(self.0.list, [Answer::raw(content_type, body)]);
            let error = self.list(&server).await.unwrap_err();
            assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Portal, 5));
            assert!(error.cause.contains("web page"), "{}", error.cause);
        }
        for body in ["", "{", "[", "\"text\"", "null"] {
            let server = self.answering(body).await;
            let error = self.list(&server).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Portal, "{body:?}");
        }
    }

    /// Some servers say with 200 that they cannot: that is neither an empty list nor a dataset without files.
    async fn an_error_with_success_is_an_error(&self) {
        let errors = [
            json!({"error": "Solr is down"}),
            json!({"error": {"code": 500, "message": "Solr is down"}}),
            json!({"errors": ["Solr is down"]}),
            json!({"errors": [{"title": "Solr is down"}]}),
            json!({"message": "Solr is down", "status": 500}),
            json!({"status": "ERROR", "message": "Solr is down"}),
            json!({"code": "ServerError", "description": "Solr is down"}),
            json!({"detail": "Solr is down"}),
            json!({"type": "about:blank", "title": "Solr is down", "status": 503}),
            json!({"success": false, "error": {"message": "Solr is down"}}),
        ];
        for error in errors {
            let server = self.answering(error.to_string()).await;
            let told = self.list(&server).await.map(|page| page.total);
            let told = told.expect_err(&format!("{error} is no list"));
            assert!(told.cause.contains("Solr is down"), "{error}: {told:?}");
            server.answers(self.0.dataset_path, [Answer::json(&error)]);
            let portal = self.connect(&server);
            let told = portal.dataset(&at(self.0.dataset)).await.map(|dataset| dataset.title);
            let told = told.expect_err(&format!("{error} is no dataset"));
            assert!(told.cause.contains("Solr is down"), "{error}: {told:?}");
        }
    }

    async fn reads_a_dataset(&self) {
        let server = Server::start().await;
        (self.0.sign_in)(&server);
        server.answers(self.0.dataset_path, [Answer::raw("application/json", fixture(self.0.dataset_answer))]);
        let portal = self.connect(&server);
        let address = at(self.0.dataset);
        let dataset = portal.dataset(&address).await.unwrap();
        assert_eq!((&*dataset.title, &dataset.address), (self.0.dataset_title, &address));
        assert_eq!(dataset.warnings, [""; 0]);
        assert!(!dataset.media.is_empty());
        media_lead_back(&*portal, &dataset);
        web_addresses_lead_back(self.0, &server, &address).await;
    }

    async fn refuses_what_it_cannot_do(&self) {
        let server = self.catalogue(1, 1).await;
        let portal = self.connect(&server);
        refuses_unknown_keys(&*portal, &self.folder(), 1).await;
    }

    /// The portal that a server plays.
    fn connect(&self, server: &Server) -> Arc<dyn Portal> {
        let config = PortalConfig::new(PORTAL, self.0.kind, server.url.clone());
        connect_with(config, self.0.credentials.clone())
    }

    fn folder(&self) -> Address {
        at(self.0.folder)
    }

    async fn list(&self, server: &Server) -> Result<guichet::model::Page, Error> {
        self.connect(server).list(&self.folder(), &Query::default(), None).await
    }

    /// A server that holds `there` records and claims `total`.
    async fn catalogue(&self, there: usize, total: usize) -> Server {
        let server = Server::start().await;
        (self.0.sign_in)(&server);
        let (page, wanted, is_linked) = (self.0.page, self.0.wanted, self.1 == Paging::Linked);
        let list = server.url.join(self.0.list).unwrap();
        server.on(self.0.list, move |request| {
            let (offset, limit) = wanted(request);
            let from = offset.min(there);
            let to = (from + limit).min(there);
            let answer = Answer::json(&page(from, to, total));
            match is_linked && to < total {
                true => answer.header("link", format!("<{list}?limit={limit}&cursor={to}>; rel=\"next\"")),
                false => answer,
            }
        });
        server
    }

    /// A server whose listing is always `body`.
    async fn answering(&self, body: impl Into<Vec<u8>>) -> Server {
        let server = Server::start().await;
        (self.0.sign_in)(&server);
        server.answers(self.0.list, [Answer::raw("application/json", body)]);
        server
    }
}
