//! A made-up kind of portal that is careless in one way at a time: the suite must refuse each, and take the careful one.

use std::sync::Arc;

use futures_util::future::join_all;
use guichet::access::auth::{Account, Flow, SignIn, Token, Way, Why};
use guichet::access::http::Http;
use guichet::access::secrets::{Credentials, Shape};
use guichet::base::Fut;
use guichet::base::error::{Error, ErrorKind, Result};
use guichet::base::i18n::Said;
use guichet::base::text;
use guichet::model::filter::{Accepts, Filter, any};
use guichet::model::form::Answers;
use guichet::model::{Abilities, Address, Cursor, Dataset, Facet, FacetValue, Item, Media, Page, Query, Target};
use guichet::net::{Ask, Clients, Opened, Range, Refusal};
use guichet::portals::{About, Portal};
use reqwest::header::HeaderName;
use serde_json::{Value, json as object};
use url::Url;

use super::at;
use super::careful::{Subject, findings};
use super::contract::any_file;

/// What is done without care.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sloppiness {
    Nowhere,
    Title,
    FacetLabel,
    Warning,
    Refusal,
    MediaId,
    FacetKey,
    FilterValue,
    FilterWords,
    Range,
    Cursor,
    Words,
    NextFollowed,
    NextSigned,
    Account,
    MessageId,
    NoWays,
    Unsigned,
}

use Sloppiness as S;

const KEY: &str = "the-key-of-ada";
const HEADER: HeaderName = HeaderName::from_static("x-key");
const WORDS: Said = Said("portals-all-datasets");
const THEME: Filter = any("theme", WORDS, WORDS, Accepts::Code);

static ABOUT: About = About {
    ways: &[Way { word: "api-key", label: WORDS, also: &[], takes: Shape::ApiKey, found: WORDS }],
    ..About::new("sloppy", WORDS)
};
static WITHOUT_WAYS: About = About::new("sloppy", WORDS);

/// Sends the key with every request.
struct Key;

impl Flow for Key {
    fn obtain<'a>(&'a self, _why: Why, _old: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async { Ok(Some(Token::key(HEADER, KEY))) })
    }
}

struct Sloppy {
    sloppiness: Sloppiness,
    http: Http,
    /// A way to everywhere, as HTTP clients are.
    client: reqwest::Client,
}

impl Sloppy {
    fn new(sloppiness: Sloppiness, url: Url, signed_in: bool, clients: &(Clients, reqwest::Client)) -> Self {
        let sign_in = if signed_in && sloppiness != S::Unsigned { SignIn::new(Key) } else { SignIn::none() };
        let explain =
            if sloppiness == S::Refusal { |refusal: &Refusal| Some(raw(refusal)) } else { |_: &Refusal| None };
        let http = Http::new(clients.0.clone(), url, sign_in, explain);
        Self { sloppiness, http, client: clients.1.clone() }
    }

    fn is(&self, sloppiness: Sloppiness) -> bool {
        self.sloppiness == sloppiness
    }

    fn line(&self, raw: &Value, unless: Sloppiness) -> String {
        let raw = raw.as_str().unwrap_or_default();
        if self.is(unless) { raw.to_owned() } else { text::line(raw) }
    }

    fn folder(&self, address: &Address) -> Result<()> {
        match address.segments()[..] {
            [] | ["all"] => Ok(()),
            _ => Err(Error::new(ErrorKind::NotFound, address.to_string(), "no such address")),
        }
    }

    async fn page(&self, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let from = match after.map(|cursor| cursor.0.parse::<u32>()) {
            None => 0,
            Some(Ok(from)) => from,
            Some(Err(_)) if self.is(S::Cursor) => 0,
            Some(Err(_)) => return Err(Error::new(ErrorKind::Usage, "p", "no such page")),
        };
        let mut parameters = vec![("from".to_owned(), from.to_string())];
        if !self.is(S::Words) {
            parameters.push(("q".into(), query.text.clone()));
        }
        for (key, value) in &query.filters {
            if key != "theme" {
                return Err(Error::new(ErrorKind::Usage, text::line(key), "no such filter").hint("theme"));
            }
            let value = if self.is(S::FilterValue) { value.clone() } else { THEME.check(value)? };
            parameters.push((key.clone(), value));
        }
        let parameters = parameters.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let answer: Value = self.http.json("p", self.http.url("list", parameters)).await?;
        if let Some(next) = answer["next"].as_str() {
            self.go_on(next).await;
        }
        let mut page = Page::default();
        for record in answer["items"].as_array().into_iter().flatten() {
            match record["title"].as_str() {
                Some(_) => page.items.push(self.row(record)),
                None => {
                    let why = format!("a row is left out: {}", self.line(&record["id"], S::Warning));
                    page.warnings.push(why);
                }
            }
        }
        Ok(page)
    }

    /// Asks for the page that an answer names, wherever it is.
    async fn go_on(&self, next: &str) {
        let request = match self.sloppiness {
            S::NextFollowed => self.client.get(next),
            S::NextSigned => self.client.get(next).header(HEADER, KEY),
            _ => return,
        };
        let _ = request.send().await;
    }

    fn row(&self, record: &Value) -> Item {
        let id = text::line(record["id"].as_str().unwrap_or_default());
        let title =
            if self.is(S::MessageId) { Said("sloppy-one-row").text() } else { self.line(&record["title"], S::Title) };
        Item::new(Target::dataset(at(&[&id])), title)
    }
}

/// As the server says it.
fn raw(refusal: &Refusal) -> Error {
    let body: Value = serde_json::from_str(refusal.body).unwrap_or_default();
    Error::new(ErrorKind::Portal, refusal.subject, body["message"].as_str().unwrap_or_default())
}

impl Portal for Sloppy {
    fn resolve(&self, address: &Address) -> Result<Target> {
        self.folder(address).map(|()| Target::folder(address.clone()))
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            self.folder(address)?;
            self.page(query, after).await
        })
    }

    fn facets<'a>(&'a self, _address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            let answer: Value = self.http.json("p", self.http.url("facets", [])).await?;
            let value = |raw: &Value| {
                let label = self.line(&raw["label"], S::FacetLabel);
                FacetValue { value: text::line(raw["id"].as_str().unwrap_or_default()), label, count: None }
            };
            let values = answer["themes"].as_array().into_iter().flatten().map(value).collect();
            let key = if self.is(S::FacetKey) { "themes" } else { "theme" };
            Ok(vec![Facet { key: key.into(), values }])
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            let answer: Value = self.http.json("p", self.http.url("item", [])).await?;
            let media = |raw: &Value| Media::new(address.clone(), self.line(&raw["id"], S::MediaId), "a file");
            Ok(Dataset {
                summary: answer["summary"].as_str().and_then(text::some_block),
                media: answer["files"].as_array().into_iter().flatten().map(media).collect(),
                ..Dataset::new(address.clone(), self.line(&answer["title"], S::Title))
            })
        })
    }

    fn open<'a>(&'a self, media: &'a Media, _answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened> {
        Box::pin(async move {
            let url: Url = media.url.as_deref().unwrap_or_default().parse().unwrap();
            let range = range.filter(|_| !self.is(S::Range));
            self.http.open("p", Ask::file(url, None), range).await
        })
    }

    fn http(&self) -> &Http {
        &self.http
    }

    fn account<'a>(&'a self) -> Fut<'a, Account> {
        Box::pin(async move {
            let answer: Value = self.http.json("p", self.http.url("me", [])).await?;
            match answer["me"].as_str() {
                Some(who) => Ok(Account { who: text::some_line(who), ..Account::default() }),
                None if self.is(S::Account) => Ok(Account::default()),
                None => Err(Error::new(ErrorKind::Portal, "p", "something else answers")),
            }
        })
    }

    fn abilities(&self, address: &Address) -> Abilities {
        let explanation = if self.is(S::FilterWords) { Said("sloppy-no-words") } else { WORDS };
        let filters = vec![Filter { explanation, ..THEME }];
        self.folder(address).map(|()| Abilities { search: true, filters, sorts: vec![] }).unwrap_or_default()
    }
}

/// As its author would describe it to the suite.
fn subject(sloppiness: Sloppiness) -> Subject {
    let clients = (Clients::new(None).unwrap(), guichet::net::builder().build().unwrap());
    let row = |n: usize| object!({"id": format!("set-{n}"), "title": format!("set {n}")});
    let item = object!({"title": "a set", "summary": "of two\nlines", "files": [{"id": "one"}]});
    let facets = object!({"themes": [{"id": "water", "label": "Water"}]});
    Subject {
        about: if sloppiness == S::NoWays { &WITHOUT_WAYS } else { &ABOUT },
        connect: Box::new(move |url, credentials| {
            Arc::new(Sloppy::new(sloppiness, url.clone(), credentials.is_some(), &clients)) as Arc<dyn Portal>
        }),
        credentials: Some(Credentials::ApiKey(KEY.to_owned().into())),
        sign_in: |_| {},
        credential: ("x-key", KEY.to_owned()),
        folder: at(&["all"]),
        list: ("/list".to_owned(), object!({"items": [row(1), row(2)], "next": null})),
        dataset: Some((at(&["set-1"]), ("/item".to_owned(), item))),
        facets: vec![("/facets".to_owned(), facets)],
        written: |_| None,
        file_path: "/a-file",
        file: any_file,
    }
}

#[tokio::test]
async fn a_careful_kind_is_taken() {
    let found = findings(&subject(S::Nowhere)).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Each by its own name, with what to do, and for nothing else.
#[tokio::test]
async fn each_carelessness_is_refused() {
    let table = [
        (S::Title, "raw text: `title`", "base::text"),
        (S::FacetLabel, "raw text: `label` of Facets", "base::text"),
        (S::Warning, "raw text: `warnings` of List", "base::text"),
        (S::Refusal, "raw text: `error`", "base::text"),
        (S::MediaId, "raw text: `id` of Dataset", "base::text"),
        (S::FacetKey, "facet key: ", "Portal::abilities"),
        (S::FilterValue, "filter values: ", "Narrow::check"),
        (S::FilterWords, "message id: \"sloppy-no-words\"", "assets/i18n"),
        (S::Range, "range: ", "Http::open"),
        (S::Cursor, "cursor: ", "number_of"),
        (S::Words, "search words: ", "Query::text"),
        (S::NextFollowed, "foreign host: `next` is followed", "stay on the portal's own"),
        (S::NextSigned, "foreign host: `next` leads the credential", "stay on the portal's own"),
        (S::Account, "account: ", "only such a portal answers"),
        (S::MessageId, "message id: \"sloppy-one-row\"", "assets/i18n"),
        (S::NoWays, "sign-in: requests carry credentials", "ABOUT.ways"),
        (S::Unsigned, "sign-in: no request carries", "SignIn"),
    ];
    // Beside each other: most of their time goes in waiting before another try.
    let found = join_all(table.map(|(sloppiness, ..)| async move { findings(&subject(sloppiness)).await })).await;
    for ((sloppiness, begins, what_to_do), found) in table.into_iter().zip(found) {
        assert!(!found.is_empty(), "{sloppiness:?} goes unnoticed");
        for finding in &found {
            assert!(finding.starts_with(begins) && finding.contains(what_to_do), "{sloppiness:?}: {finding}");
        }
    }
}
