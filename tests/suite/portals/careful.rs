//! What a careless kind of portal gets wrong unnoticed, as findings: each says what is wrong and what to do about it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use guichet::access::auth::Account;
use guichet::access::secrets::Credentials;
use guichet::base::error::{Error, ErrorKind};
use guichet::base::i18n::{Language, Said, message};
use guichet::base::text;
use guichet::model::filter::Accepts;
use guichet::model::form::Answers;
use guichet::model::{Address, Cursor, Media, Query};
use guichet::net::Range;
use guichet::portals::{About, Portal};
use serde::Serialize;
use serde_json::{Value, json as object};
use url::Url;

use crate::common::server::{Answer, Request, Server};

/// An answer, and the path that it is asked for at.
pub type View = (String, Value);

/// The portal at an address, asked with these credentials or without any.
pub type Connect = Box<dyn Fn(&Url, Option<Credentials>) -> Arc<dyn Portal> + Sync>;

/// One kind of portal, as far as these checks need to know.
pub struct Subject {
    pub about: &'static About,
    pub connect: Connect,
    /// What the kind is signed in with; `None` where everybody gets the same.
    pub credentials: Option<Credentials>,
    /// Makes the server give a token to whoever asks.
    pub sign_in: fn(&Server),
    /// The header that requests carry then.
    pub credential: (&'static str, String),
    /// A folder of datasets, and what is asked to list it: an answer with rows.
    pub folder: Address,
    pub list: View,
    /// A dataset, and what is asked for it; `None` where the catalogue is compiled in.
    pub dataset: Option<(Address, View)>,
    /// What is asked for the facets of the folder.
    pub facets: Vec<View>,
    /// How the kind writes what is recorded as JSON; `None` where it cannot be written so.
    pub written: fn(&str) -> Option<String>,
    /// Where a file is, a media whose bytes are at such an address, and what it asks.
    pub file_path: &'static str,
    pub file: fn(&Url) -> (Media, Answers),
}

/// What no screen may be sent: colours, a bell, text turned around, hidden characters.
const HOSTILE: &str = "\u{1b}[31m\u{7}\u{202e}\u{200b}x";

/// Everything that is wrong, one sentence each.
pub async fn findings(subject: &Subject) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(subject.raw_text().await);
    found.extend(subject.refusals().await);
    found.extend(subject.facet_keys().await);
    found.extend(subject.filter_values().await);
    found.extend(subject.range().await);
    found.extend(subject.passing().await);
    found.extend(subject.cursor().await);
    found.extend(subject.search_words().await);
    found.extend(subject.foreign_host().await);
    found.extend(subject.account().await);
    found.extend(subject.message_ids().await);
    found.extend(subject.sign_in().await);
    found.dedup();
    found
}

impl Subject {
    /// Every text of the server's is made safe: of rows, datasets, facets, and of the warnings about them.
    async fn raw_text(&self) -> Vec<String> {
        let mut found = BTreeSet::new();
        let views = std::iter::once(&self.list).chain(self.dataset.iter().map(|(_, view)| view)).chain(&self.facets);
        for (at, view) in views.enumerate() {
            let asked = match at {
                0 => Asked::List,
                1 if self.dataset.is_some() => Asked::Dataset,
                _ => Asked::Facets,
            };
            let (texts, others) = leaves(&view.1);
            let ask = |body: Value| self.told(asked, (view.0.clone(), body));
            for group in texts.chunks(8) {
                let told = ask(spoilt(&view.1, group)).await;
                found.extend(told.raw(asked));
                // One of them may have made all of it unreadable.
                for leaf in group.iter().filter(|_| !told.is_whole) {
                    found.extend(ask(spoilt(&view.1, std::slice::from_ref(leaf))).await.raw(asked));
                }
            }
            // What cannot be read is told with the names that it has.
            for leaf in texts.iter().take(30) {
                let mut body = spoilt(&view.1, &texts);
                *body.pointer_mut(leaf).unwrap() = object!({"odd": HOSTILE});
                found.extend(ask(body).await.raw(asked));
            }
            for leaf in others.iter().take(20) {
                found.extend(ask(spoilt(&view.1, std::slice::from_ref(leaf))).await.raw(asked));
            }
        }
        found.into_iter().collect()
    }

    /// What a server says of a refusal is its text too.
    async fn refusals(&self) -> Vec<String> {
        let fields = ["error", "message", "detail", "title", "label", "msg", "code", "error_code", "error_description"];
        let flat: Value = fields.iter().map(|field| ((*field).to_owned(), Value::from(HOSTILE))).collect::<Value>();
        let deep = object!({"error": {"message": HOSTILE, HOSTILE: [HOSTILE]}, "errors": [flat.clone()]});
        let mut found = BTreeSet::new();
        for status in [400, 403, 404, 409, 422, 500] {
            for body in [flat.to_string(), deep.to_string(), Value::from(HOSTILE).to_string(), HOSTILE.to_owned()] {
                let server = self.server().await;
                server.answers(&self.list.0, [Answer::raw("application/json", body).with_status(status)]);
                let portal = (self.connect)(&server.url, self.credentials.clone());
                let told = Told::of_error(portal.list(&self.folder, &Query::default(), None).await.map(|_| ()));
                found.extend(told.raw(Asked::Error));
            }
        }
        found.into_iter().collect()
    }

    /// What a facet offers can be filtered by.
    async fn facet_keys(&self) -> Vec<String> {
        let server = self.good().await;
        let portal = (self.connect)(&server.url, self.credentials.clone());
        let facets = match self.facets_of(&*portal, &server).await {
            Ok(facets) => facets,
            Err(error) => {
                return vec![format!("facet key: the recorded facets are refused: {error}; mend the recording")];
            }
        };
        let known: Vec<&str> = portal.abilities(&self.folder).filters.iter().map(|filter| filter.key).collect();
        let is_odd = |facet: &&guichet::model::Facet| !known.contains(&&*facet.key);
        let say = |key: &str| {
            format!("facet key: {key:?} is none of the filters {known:?}; name facets by the keys of Portal::abilities")
        };
        let mut found: Vec<String> = facets.iter().filter(is_odd).map(|facet| say(&facet.key)).collect();
        server.answers(&self.list.0, [Answer::json(&self.list.1)]);
        for facet in facets.iter().filter(|facet| !is_odd(facet)) {
            let Some(value) = facet.values.first() else { continue };
            let filters = vec![(facet.key.clone(), value.value.clone())];
            let query = Query { filters, ..Query::default() };
            if let Err(error) = portal.list(&self.folder, &query, None).await
                && error.kind == ErrorKind::Usage
            {
                found.push(format!(
                    "facet key: {}={:?}, which a facet offers, is refused ({error}); take what you offer",
                    facet.key, value.value
                ));
            }
        }
        found
    }

    /// What a filter does not take is refused before the portal is asked, and so are two values where it takes one.
    async fn filter_values(&self) -> Vec<String> {
        let server = self.good().await;
        let portal = (self.connect)(&server.url, self.credentials.clone());
        let mut found = Vec::new();
        for filter in portal.abilities(&self.folder).filters {
            let (wrong, right) = values_for(filter.accepts);
            let two: &[&str] = if filter.several || right[0] == right[1] { &[] } else { &right };
            for values in [&[wrong][..], &[" "], two].into_iter().filter(|values| !values.is_empty()) {
                let filters = values.iter().map(|value| (filter.key.to_owned(), (*value).to_owned())).collect();
                let asked = portal.list(&self.folder, &Query { filters, ..Query::default() }, None).await;
                let refused = asked.is_err_and(|error| error.kind == ErrorKind::Usage);
                if !refused || !server.requests().is_empty() {
                    found.push(format!(
                        "filter values: {}={values:?} is not refused before the portal is asked; call Narrow::check first",
                        filter.key
                    ));
                }
            }
        }
        found
    }

    /// The part that is wanted of a file is asked for, and no credential leaves the portal with it.
    async fn range(&self) -> Vec<String> {
        let (own, foreign) = (self.good().await, Server::start().await);
        let portal = (self.connect)(&own.url, self.credentials.clone());
        let range = Range { from: 3, to: Some(7), validator: Some("\"v1\"".into()) };
        let mut found = Vec::new();
        for server in [&own, &foreign] {
            server.on(self.file_path, |request| match request.header("range") {
                Some(_) => Answer::raw("text/csv", "defg").with_status(206).header("content-range", "bytes 3-6/9"),
                None => Answer::raw("text/csv", "abcdefghi"),
            });
            let (media, answers) = (self.file)(&server.url.join(self.file_path).unwrap());
            if let Err(error) = portal.open(&media, &answers, Some(&range)).await
                && server.url == own.url
            {
                found.push(format!("range: a file is not opened: {error}; leave Portal::open as it is"));
            }
        }
        let asked = |server: &Server| server.asked(self.file_path).into_iter().next_back();
        let wanted = (Some("bytes=3-6"), Some("\"v1\""));
        if asked(&own).is_none_or(|request| (request.header("range"), request.header("if-range")) != wanted) {
            found.push("range: the part wanted is not asked for; pass `range` on to Http::open".into());
        }
        if let Some(request) = asked(&foreign)
            && self.is_signed(&request)
        {
            found.push("range: the credential leaves the portal; open media through the portal's own Http".into());
        }
        found
    }

    /// A failure that may pass is not the end of a file, whatever the kind says of it.
    async fn passing(&self) -> Vec<String> {
        let statuses = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524];
        let tried = statuses.map(|status| async move {
            let server = self.good().await;
            let portal = (self.connect)(&server.url, self.credentials.clone());
            let failed = || Answer::status(status).header("retry-after", "0");
            server.answers(self.file_path, [failed(), Answer::raw("text/csv", "abcdefghi")]);
            let (media, answers) = (self.file)(&server.url.join(self.file_path).unwrap());
            portal.open(&media, &answers, None).await.err().map(|error| {
                format!(
                    "passing: {status} ends a file ({error}); leave Portal::open as it is, and open with Http::open"
                )
            })
        });
        futures_util::future::join_all(tried).await.into_iter().flatten().collect()
    }

    /// A cursor that the portal never gave is refused, wherever it is used.
    async fn cursor(&self) -> Vec<String> {
        let server = self.good().await;
        let portal = (self.connect)(&server.url, self.credentials.clone());
        let foreign = "2 http://elsewhere.example/?page=2";
        let mut found = Vec::new();
        for folder in [self.folder.clone(), Address::root(&self.folder.portal)] {
            for garbage in ["garbage", "", "-1", "1e9", "18446744073709551615", foreign] {
                let cursor = Cursor(garbage.into());
                match portal.list(&folder, &Query::default(), Some(&cursor)).await {
                    Err(error) if error.kind == ErrorKind::Usage => {}
                    came => found.push(format!(
                        "cursor: {garbage:?} is taken at {folder} ({}); refuse it as listing::number_of does, or \
                         listing::only_page where there is one page",
                        came.map_or_else(|error| error.to_string(), |page| format!("{} rows", page.items.len())),
                    )),
                }
            }
        }
        found
    }

    /// What a person searches for reaches the server, or narrows what came from it.
    async fn search_words(&self) -> Vec<String> {
        const WORD: &str = "zzqxmot";
        let server = self.good().await;
        let portal = (self.connect)(&server.url, self.credentials.clone());
        let rows = portal.list(&self.folder, &Query::text(WORD), None).await.map(|page| page.items.len());
        let has_word = |request: &Request| {
            request.query.iter().any(|(_, value)| value.contains(WORD)) || request.body.contains(WORD)
        };
        match rows {
            Err(error) => vec![format!("search words: a search fails: {error}; mend the recording")],
            Ok(rows) if rows > 0 && !server.requests().iter().any(has_word) => {
                vec!["search words: they do not reach the server and narrow nothing; send Query::text along".into()]
            }
            Ok(_) => vec![],
        }
    }

    /// Wherever an answer says that a listing goes on, nobody else is asked.
    async fn foreign_host(&self) -> Vec<String> {
        let (server, foreign) = (self.server().await, Server::start().await);
        let mut elsewhere = foreign.url.clone();
        elsewhere.set_host(Some("localhost")).unwrap();
        let mut body = self.list.1.clone();
        lead_elsewhere(&mut body, &elsewhere);
        if let Some(body) = body.as_object_mut() {
            for key in ["next", "next_page", "nextPage", "next_url"] {
                body.insert(key.into(), elsewhere.as_str().into());
            }
        }
        let link = format!("<{elsewhere}>; rel=\"next\"");
        server.answers(&self.list.0, [Answer::json(&body).header("link", link)]);
        let portal = (self.connect)(&server.url, self.credentials.clone());
        let mut after = None;
        for _ in 0..4 {
            let Ok(page) = portal.list(&self.folder, &Query::default(), after.as_ref()).await else { break };
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let asked = foreign.requests();
        match asked.iter().any(|request| self.is_signed(request)) {
            true => vec!["foreign host: `next` leads the credential to another host; stay on the portal's own".into()],
            false if asked.is_empty() => vec![],
            false => vec!["foreign host: `next` is followed to another host; stay on the portal's own".into()],
        }
    }

    /// A server that is no such portal is no success: who sets one up would believe it.
    async fn account(&self) -> Vec<String> {
        let page = "<!DOCTYPE html><html><title>welcome</title></html>";
        let unrelated = [
            ("{}", Answer::json(&object!({}))),
            ("JSON of something else", Answer::json(&object!({"hello": "world", "status": "ok"}))),
            ("a web page", Answer::raw("text/html", page)),
            ("nothing", Answer::raw("application/json", "")),
        ];
        let mut found = Vec::new();
        for (what, answer) in unrelated {
            for credentials in [self.credentials.clone(), None] {
                if credentials.is_none() && !self.about.open {
                    continue;
                }
                let server = Server::start().await;
                server.otherwise(answer.clone());
                (self.sign_in)(&server);
                let told = (self.connect)(&server.url, credentials.clone()).account().await;
                if let Ok(account) = told {
                    let who = credentials.map_or("without credentials", |_| "with credentials");
                    found.push(format!(
                        "account: a server that answers {what} to everything is taken for the portal ({who}: {:?}); ask \
                         for what only such a portal answers",
                        account.opens
                    ));
                }
            }
        }
        found
    }

    /// No message without words: its bare id would be shown.
    async fn message_ids(&self) -> Vec<String> {
        let server = self.good().await;
        let portal = (self.connect)(&server.url, self.credentials.clone());
        let mut told = Told::of(&portal.list(&self.folder, &Query::default(), None).await);
        told.add(Told::of(&portal.list(&Address::root(&self.folder.portal), &Query::default(), None).await));
        if let Some((address, view)) = &self.dataset {
            server.answers(&view.0, [Answer::json(&view.1)]);
            told.add(Told::of(&portal.dataset(address).await));
        }
        told.add(Told::of(&self.facets_of(&*portal, &server).await));
        let nowhere = ["no", "such", "folder", "at", "all"];
        let nowhere = nowhere.iter().fold(Address::root(&self.folder.portal), |at, segment| at.child(*segment));
        told.add(Told::of_error(portal.list(&nowhere, &Query::default(), None).await.map(|_| ())));
        let odd = Query { filters: vec![("colour".into(), "red".into())], ..Query::default() };
        told.add(Told::of_error(portal.list(&self.folder, &odd, None).await.map(|_| ())));
        told.add(Told::of_account(portal.account().await));
        told.texts.extend(self.own_words(&*portal).into_iter().map(|word| ("words".to_owned(), word)));
        let areas = message_areas();
        let is_id = |text: &str| {
            let is_word = |word: &str| {
                !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            };
            let is_ours = std::iter::once(self.about.word)
                .chain(areas.iter().map(String::as_str))
                .any(|area| text.strip_prefix(area).is_some_and(|rest| rest.starts_with('-')));
            is_ours && text.split('-').all(is_word)
        };
        let ids: BTreeSet<&str> = told.texts.iter().map(|(_, text)| text.as_str()).filter(|text| is_id(text)).collect();
        ids.into_iter()
            .map(|id| format!("message id: {id:?} is shown raw; give it words in assets/i18n/en and fr"))
            .collect()
    }

    /// What the kind itself says: its title, its ways to sign in, its filters and orders.
    fn own_words(&self, portal: &dyn Portal) -> Vec<String> {
        let abilities = portal.abilities(&self.folder);
        let ways = self.about.ways.iter().flat_map(|way| [way.label, way.found]);
        let platforms = self.about.platforms.iter().map(|platform| platform.label);
        let filters = abilities.filters.iter().flat_map(|filter| [filter.label, filter.explanation]);
        let keys = filters.chain(abilities.sorts.iter().map(|(_, label)| *label));
        let words: Vec<Said> = std::iter::once(self.about.title).chain(ways).chain(platforms).chain(keys).collect();
        let within = |language: Language| words.iter().map(move |said| language.within(|| said.text()));
        [Language::English, Language::French].into_iter().flat_map(within).collect()
    }

    /// Who has credentials can give them, and they are used.
    async fn sign_in(&self) -> Vec<String> {
        let server = self.server().await;
        let (header, value) = self.credential.clone();
        let body = self.list.1.clone();
        server.on(&self.list.0, move |request| match request.header(header) == Some(&value) {
            true => Answer::json(&body),
            false => Answer::status(401),
        });
        let portal = (self.connect)(&server.url, self.credentials.clone());
        let _ = portal.list(&self.folder, &Query::default(), None).await;
        let carried = server.requests().iter().any(|request| self.is_signed(request));
        let mut found = Vec::new();
        if !carried && !self.about.ways.is_empty() {
            found.push("sign-in: no request carries the credentials; give Http the kind's SignIn".into());
        }
        if carried && self.about.ways.is_empty() {
            found.push("sign-in: requests carry credentials that nobody can give; list the ways in ABOUT.ways".into());
        }
        if let Some(credentials) = &self.credentials
            && !self.about.ways.is_empty()
            && self.about.ways.iter().all(|way| way.takes != credentials.shape())
        {
            found.push("sign-in: no way takes what the kind is signed in with; list it in ABOUT.ways".into());
        }
        found
    }

    fn is_signed(&self, request: &Request) -> bool {
        request.header(self.credential.0) == Some(&self.credential.1)
    }

    /// A server that signs in whoever asks, and nothing else yet.
    async fn server(&self) -> Server {
        let server = Server::start().await;
        (self.sign_in)(&server);
        server
    }

    /// A server that lists.
    async fn good(&self) -> Server {
        let server = self.server().await;
        server.answers(&self.list.0, [Answer::json(&self.list.1)]);
        server
    }

    async fn facets_of(&self, portal: &dyn Portal, server: &Server) -> Result<Vec<guichet::model::Facet>, Error> {
        for (path, body) in &self.facets {
            server.answers(path, [Answer::json(body)]);
        }
        portal.facets(&self.folder).await
    }

    /// What is told where `view` is what the server says.
    async fn told(&self, asked: Asked, view: View) -> Told {
        let server = self.server().await;
        let portal = (self.connect)(&server.url, self.credentials.clone());
        if asked == Asked::Facets {
            for (path, body) in &self.facets {
                server.answers(path, [Answer::json(body)]);
            }
        }
        server.answers(&view.0, [Answer::json(&view.1)]);
        match (asked, &self.dataset) {
            (Asked::Dataset, Some((address, _))) => Told::of(&portal.dataset(address).await),
            (Asked::Facets, _) => Told::of(&portal.facets(&self.folder).await),
            _ => Told::of(&portal.list(&self.folder, &Query::default(), None).await),
        }
    }
}

/// A value that is obviously wrong, and two that are not.
fn values_for(accepts: Accepts) -> (&'static str, [&'static str; 2]) {
    match accepts {
        Accepts::Text => ("a\u{7}b", ["a", "b"]),
        Accepts::Code => ("two words", ["a", "b"]),
        Accepts::Pair => ("a", ["a:b", "b:a"]),
        Accepts::Uuid => ("a", ["1e41c2e5-6b71-4274-8ee4-8457627cab75", "0c2b7f52-9d3e-4f7a-8f0e-6d4d3c1a5b01"]),
        Accepts::Number => ("a", ["1", "2"]),
        Accepts::OneOf(words) => ("colour", [words[0], words[words.len() - 1]]),
        Accepts::Day => ("yesterday", ["2024-01-31", "2025-01-31"]),
        Accepts::PartOfDate => ("yesterday", ["2024", "2025"]),
        Accepts::Extent => ("1,2,3", ["1,2,3,4", "1,2,4,4"]),
        Accepts::Territory | Accepts::TerritoryOrBox => ("saint-denis", ["rennes", "35"]),
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    List,
    Dataset,
    Facets,
    Error,
}

/// All texts that something was told in, each with the name of its field.
#[derive(Default)]
struct Told {
    texts: Vec<(String, String)>,
    is_whole: bool,
}

/// Fields that may have several lines.
const BLOCKS: [&str; 4] = ["summary", "facts", "caption", "help"];

impl Told {
    fn of<T: Serialize>(told: &Result<T, Error>) -> Self {
        match told {
            Ok(told) => {
                let mut texts = Vec::new();
                gather("", &serde_json::to_value(told).unwrap(), &mut texts);
                // A row that was left out shows nothing of itself.
                let is_whole = texts.iter().all(|(field, _)| field != "warnings");
                Self { texts, is_whole }
            }
            Err(error) => Self::of_error(Err(error.clone())),
        }
    }

    fn of_error(told: Result<(), Error>) -> Self {
        let Err(error) = told else { return Self { is_whole: true, ..Self::default() } };
        let fields = [Some(error.subject), Some(error.cause), error.hint, error.code.map(Into::into)];
        let texts = fields.into_iter().flatten().map(|text| ("error".to_owned(), text.to_string())).collect();
        Self { texts, is_whole: false }
    }

    fn of_account(told: Result<Account, Error>) -> Self {
        match told {
            Ok(account) => {
                let texts = account.who.into_iter().chain(account.opens).chain(account.warnings);
                Self { texts: texts.map(|text| ("account".to_owned(), text)).collect(), is_whole: true }
            }
            Err(error) => Self::of_error(Err(error)),
        }
    }

    fn add(&mut self, other: Self) {
        self.texts.extend(other.texts);
    }

    fn raw(&self, asked: Asked) -> Vec<String> {
        let is_raw = |(field, text): &&(String, String)| {
            let shown: String = text.chars().filter(|c| *c != '\n' || !BLOCKS.contains(&field.as_str())).collect();
            !text::printable(&shown).eq(shown.chars())
        };
        let say = |(field, _): &(String, String)| {
            format!(
                "raw text: `{field}` of {asked:?} is the server's as it is; pass it through base::text or base::markup"
            )
        };
        self.texts.iter().filter(is_raw).map(say).collect()
    }
}

/// The strings in `value`, each with the key it stands under.
fn gather(key: &str, value: &Value, texts: &mut Vec<(String, String)>) {
    match value {
        // A label is kept by its message, and shown in its words.
        Value::String(id) if key == "said" => texts.push(("facts".to_owned(), message(id, &[]))),
        Value::String(text) => texts.push((key.to_owned(), text.clone())),
        Value::Array(all) => all.iter().for_each(|value| gather(key, value, texts)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| gather(key, value, texts)),
        _ => {}
    }
}

/// JSON pointers to the texts in `value`, and to what is none; of the items of a list the first two stand for all.
fn leaves(value: &Value) -> (Vec<String>, Vec<String>) {
    let (mut texts, mut others) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, usize> = HashMap::new();
    walk("", value, &mut |pointer, value| {
        let pattern: String = pointer.chars().filter(|c| !c.is_ascii_digit()).collect();
        let count = seen.entry(pattern).or_default();
        *count += 1;
        match value {
            Value::String(_) if *count <= 2 => texts.push(pointer.to_owned()),
            Value::Number(_) | Value::Bool(_) | Value::Array(_) if *count <= 1 => others.push(pointer.to_owned()),
            _ => {}
        }
    });
    (texts, others)
}

fn walk(pointer: &str, value: &Value, see: &mut dyn FnMut(&str, &Value)) {
    see(pointer, value);
    match value {
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(at, value)| walk(&format!("{pointer}/{at}"), value, see));
        }
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            walk(&format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), value, see);
        }),
        _ => {}
    }
}

/// `body` with hostile text at the end of these leaves, or in place of what is no text.
fn spoilt(body: &Value, pointers: &[String]) -> Value {
    let mut body = body.clone();
    for pointer in pointers {
        if let Some(leaf) = body.pointer_mut(pointer) {
            *leaf = format!("{}{HOSTILE}", leaf.as_str().unwrap_or_default()).into();
        }
    }
    body
}

/// Puts every web address of `value` at `elsewhere`.
fn lead_elsewhere(value: &mut Value, elsewhere: &Url) {
    match value {
        Value::String(text) => {
            // What names a vocabulary is no place.
            let url = Url::parse(text).ok().filter(|url| url.scheme().starts_with("http") && url.query().is_some());
            if let Some(mut url) = url {
                url.set_scheme("http").unwrap();
                url.set_host(elsewhere.host_str()).unwrap();
                url.set_port(elsewhere.port()).unwrap();
                *text = url.into();
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|value| lead_elsewhere(value, elsewhere)),
        Value::Object(fields) => fields.values_mut().for_each(|value| lead_elsewhere(value, elsewhere)),
        _ => {}
    }
}

/// What the ids of messages begin with.
fn message_areas() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/i18n/en");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    names.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}
