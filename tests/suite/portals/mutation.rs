//! Recorded answers of every kind, one value after the other made another: no dataset but the one it is of is lost, that one
//! only where nothing names it any more, and nobody is told so in the words of a program's reader.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex};

use guichet::access::secrets::Secrets;
use guichet::base::error::Error;
use guichet::model::{Dataset, Page, Query};
use guichet::net::Clients;
use guichet::net::quota::Quota;
use guichet::portals::{self, Connection, Portal, PortalConfig};
use serde_json::{Value, json as object};
use url::Url;

use super::careful::Subject;
use super::contract::Recorded;
use super::{
    PORTAL, api_entreprise, api_particulier, at, ckan, dastra, dataverse, dcat, fixture, hugging_face, isogeo, melodi,
    ogc_records, opendatasoft, rudi, stac, titles, udata, zenodo,
};
use crate::common::server::{Answer, Server};

/// What no person should read: the words of the reader of JSON.
const READERS_WORDS: [&str; 9] = [
    "invalid type",
    "invalid value",
    "missing field",
    "unknown field",
    "unknown variant",
    "duplicate field",
    "did not match any",
    "EOF while",
    "expected value",
];

/// What names a record to its portal: without it there is nothing to ask for it by.
const NAMING: [&str; 6] = ["id", "_id", "global_id", "dataset_id", "identifier", "@id"];

/// A marker that is replaced by what [`Value`] cannot hold.
const RAW: &str = "RAW-VALUE";
/// A number beyond all, half a character, a control character, a byte that is no text, too deep a nest.
const RAWS: [&[u8]; 4] = [b"1e999", b"\"a\\ud800b\"", b"\"a\x01b\"", b"\"a\xffb\""];

/// What a value is made into; `None` takes it out.
fn mutations() -> Vec<(Option<Value>, &'static [u8])> {
    let plain = [
        object!(null),
        object!(true),
        object!(12_345),
        object!(-1.5e300),
        object!("x"),
        object!(""),
        object!("é ".repeat(20_000)),
        object!([]),
        object!(["x", 5, null]),
        object!([[[{"a": [1]}]]]),
        object!({}),
        object!({"a": {"b": [null]}}),
    ];
    let plain = plain.into_iter().map(|value| (Some(value), &b""[..]));
    let deep = (0..60).fold(object!(1), |inner, _| object!([{ "a": inner }]));
    let raw = RAWS.into_iter().map(|raw| (Some(object!(RAW)), raw));
    plain.chain(raw).chain([(Some(deep), &b""[..]), (None, b"")]).collect()
}

/// Those for the value with this number: one in so many of them, others for the next.
fn mutations_of(number: usize, one_in: usize) -> impl Iterator<Item = (Option<Value>, &'static [u8])> {
    mutations().into_iter().skip(number % one_in).step_by(one_in)
}

/// Where there is a value, as JSON pointers; of long lists the first items, which are as the others.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let below = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Array(items) => {
            items.iter().take(2).enumerate().for_each(|(n, item)| pointers(item, &below(&n.to_string()), found));
        }
        Value::Object(fields) => fields.iter().for_each(|(key, value)| pointers(value, &below(key), found)),
        _ => {}
    }
}

fn mutated(answer: &Value, pointer: &str, (value, raw): &(Option<Value>, &[u8])) -> Vec<u8> {
    let mut answer = answer.clone();
    match value {
        Some(value) => *answer.pointer_mut(pointer).unwrap() = value.clone(),
        None => {
            let (above, key) = pointer.rsplit_once('/').unwrap();
            match answer.pointer_mut(above).unwrap() {
                Value::Array(items) => drop(items.remove(key.parse().unwrap())),
                Value::Object(fields) => drop(fields.remove(&key.replace("~1", "/").replace("~0", "~"))),
                _ => unreachable!("a value in neither"),
            }
        }
    }
    let text = answer.to_string();
    let Some(at) = text.find(&format!("\"{RAW}\"")) else { return text.into() };
    [&text.as_bytes()[..at], raw, &text.as_bytes()[at + RAW.len() + 2..]].concat()
}

/// The portal, of which nobody has asked anything yet.
fn connected(recorded: &Recorded, url: &Url) -> Arc<dyn Portal> {
    let config = PortalConfig::new(PORTAL, recorded.kind, url.clone());
    let secrets = recorded.credentials.clone().map_or_else(Secrets::none, |it| Secrets::only(PORTAL, it));
    portals::connect(Connection { config, clients: CLIENTS.clone().sharing(Quota::own()), secrets })
}

static CLIENTS: LazyLock<Clients> = LazyLock::new(|| Clients::new(None).unwrap());

/// A server that says one thing at `path` until it is told another.
struct Stage {
    server: Server,
    said: Arc<Mutex<Vec<u8>>>,
}

impl Stage {
    async fn at(path: &str, sign_in: fn(&Server)) -> Self {
        let server = Server::start().await;
        sign_in(&server);
        let said = Arc::new(Mutex::new(Vec::new()));
        let says = said.clone();
        server.on(path, move |_| Answer::raw("application/json", says.lock().unwrap().clone()));
        Self { server, said }
    }

    fn says(&self, body: Vec<u8>) {
        *self.said.lock().unwrap() = body;
    }
}

fn has_no_readers_words<'w>(words: impl IntoIterator<Item = &'w String>, what: &str) {
    for said in words {
        assert!(READERS_WORDS.iter().all(|word| !said.contains(word)), "{what}: {said}");
    }
}

fn words(error: &Error) -> Vec<String> {
    [Some(error.to_string()), error.hint.as_ref().map(ToString::to_string)].into_iter().flatten().collect()
}

/// The recorded dataset, then three plain ones: the first is mutated, and the others stay.
async fn list(recorded: &Recorded, rich: Value) {
    let rest = (recorded.records)(&(recorded.page)(0, 3, 3));
    let others: Vec<String> = (0..3).map(|n| (recorded.title)(n)).collect();
    let records = [vec![rich.clone()], rest].concat();
    let page = (recorded.with_records)((recorded.page)(0, 4, 4), records);
    let first = place(&page, &rich, "").unwrap();
    let list = first.rsplit_once('/').unwrap().0.to_owned();
    let of_a_record = |pointer: &str| pointer.starts_with(&format!("{list}/"));
    // What holds the records is no value of one of them.
    let holds_records = |pointer: &str| is_below(&list, pointer) && pointer != list;
    // In RDF a context says what everything means.
    let is_language = |pointer: &str| pointer.starts_with("/@context");
    let mut all = Vec::new();
    pointers(&page, "", &mut all);
    all.retain(|it| !it.is_empty() && !of_a_record(it) && !holds_records(it) && *it != list && !is_language(it));
    pointers(&rich, &first, &mut all);

    let stage = Stage::at(recorded.list, recorded.sign_in).await;
    let subject = recorded.subject();
    let connect = || connected(recorded, &stage.server.url);
    let (mut asked, mut warned, mut lost) = (0, 0, BTreeSet::new());
    for (n, pointer) in all.iter().enumerate() {
        for mutation in mutations_of(n, 2) {
            let body = mutated(&page, pointer, &mutation);
            let what = format!("{} {pointer} = {:.60}", recorded.kind, described(&mutation));
            stage.says(body);
            let portal = connect();
            let found = portal.list(&subject.folder, &Query::default(), None).await;
            let found: Page = found.unwrap_or_else(|error| panic!("{what}: {error}"));
            has_no_readers_words(&found.warnings, &what);
            assert!(found.warnings.len() <= 3, "{what}: {:?}", found.warnings);
            let titles = titles(&found.items);
            for other in &others {
                assert!(titles.contains(&other.as_str()), "{what}: {other} is lost: {titles:?} {:?}", found.warnings);
            }
            if found.items.len() < 4 {
                let key = pointer.rsplit('/').next().unwrap();
                assert!(NAMING.contains(&key) || *pointer == first || key == "@type", "{what}: {:?}", found.warnings);
                lost.insert(key.to_owned());
            }
            asked += 1;
            warned += usize::from(!found.warnings.is_empty());
        }
    }
    println!("{}: {asked} answers, {warned} with a warning, lost by {lost:?}", recorded.kind);
    assert!(asked > 50 && warned > 10, "{asked} {warned}");
}

/// Where `wanted` is.
fn place(value: &Value, wanted: &Value, at: &str) -> Option<String> {
    match value {
        found if found == wanted => Some(at.to_owned()),
        Value::Array(items) => items.iter().enumerate().find_map(|(n, item)| place(item, wanted, &format!("{at}/{n}"))),
        Value::Object(fields) => fields.iter().find_map(|(key, value)| place(value, wanted, &format!("{at}/{key}"))),
        _ => None,
    }
}

fn described((value, raw): &(Option<Value>, &[u8])) -> String {
    match value {
        Some(Value::String(text)) if text == RAW => String::from_utf8_lossy(raw).escape_debug().to_string(),
        Some(value) => value.to_string().chars().take(50).collect(),
        None => "absent".into(),
    }
}

fn is_below(pointer: &str, above: &str) -> bool {
    pointer.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Of one dataset in full: it is there, and of its media one at most is not.
async fn show(recorded: &Recorded) {
    let answer: Value = serde_json::from_slice(&fixture(recorded.dataset_answer)).unwrap();
    let mut all = Vec::new();
    pointers(&answer, "", &mut all);
    all.retain(|it| !it.is_empty());
    let stage = Stage::at(recorded.dataset_path, recorded.sign_in).await;
    let ask = async |body: Vec<u8>| -> Result<Dataset, Error> {
        stage.says(body);
        let portal = connected(recorded, &stage.server.url);
        portal.dataset(&at(recorded.dataset)).await
    };
    let whole = ask(answer.to_string().into()).await.unwrap();
    let mut asked = 0;
    for (n, pointer) in all.iter().enumerate() {
        let was = answer.pointer(pointer).unwrap();
        let holds = was.as_array().map_or(0, Vec::len) + was.as_object().map_or(0, |it| it.len());
        for mutation in mutations_of(n, 4) {
            let what = format!("{} {pointer} = {}", recorded.kind, described(&mutation));
            let key = pointer.rsplit('/').next().unwrap();
            match ask(mutated(&answer, pointer, &mutation)).await {
                Ok(found) => {
                    has_no_readers_words(&found.warnings, &what);
                    assert!(found.warnings.len() <= 4, "{what}: {:?}", found.warnings);
                    let left = found.media.len();
                    assert!(holds > 1 || left + 1 >= whole.media.len(), "{what}: {left} of {}", whole.media.len());
                }
                Err(error) => {
                    has_no_readers_words(&words(&error), &what);
                    assert!(NAMING.contains(&key) || holds > 1 || key == "success", "{what}: {error}");
                }
            }
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked}");
}

/// What is filtered by is there or not, and says so in words.
async fn facets(recorded: &Recorded) {
    for (path, answer) in (recorded.facets)() {
        let mut all = Vec::new();
        pointers(&answer, "", &mut all);
        all.retain(|it| !it.is_empty());
        let stage = Stage::at(path, recorded.sign_in).await;
        let subject = recorded.subject();
        for (n, pointer) in all.iter().enumerate() {
            for mutation in mutations_of(n, 4) {
                stage.says(mutated(&answer, pointer, &mutation));
                let portal = connected(recorded, &stage.server.url);
                if let Err(error) = portal.facets(&subject.folder).await {
                    has_no_readers_words(&words(&error), pointer);
                }
            }
        }
    }
}

async fn all(recorded: &Recorded, record: &str) {
    let answer: Value = serde_json::from_slice(&fixture(recorded.dataset_answer)).unwrap();
    list(recorded, answer.pointer(record).unwrap().clone()).await;
    show(recorded).await;
    facets(recorded).await;
}

#[tokio::test]
async fn no_value_of_rudi_costs_another_dataset() {
    all(&rudi::RECORDED, "").await;
}

#[tokio::test]
async fn no_value_of_isogeo_costs_another_dataset() {
    all(&isogeo::RECORDED, "").await;
}

#[tokio::test]
async fn no_value_of_dastra_costs_another_dataset() {
    all(&dastra::RECORDED, "").await;
}

#[tokio::test]
async fn no_value_of_udata_costs_another_dataset() {
    all(&udata::RECORDED, "").await;
}

#[tokio::test]
async fn no_value_of_ckan_costs_another_dataset() {
    all(&ckan::RECORDED, "/result").await;
}

#[tokio::test]
async fn no_value_of_opendatasoft_costs_another_dataset() {
    all(&opendatasoft::RECORDED, "").await;
}

#[tokio::test]
async fn no_value_of_hugging_face_costs_another_dataset() {
    all(&hugging_face::RECORDED, "").await;
}

#[tokio::test]
async fn no_value_of_melodi_costs_another_dataset() {
    all(&melodi::RECORDED, "").await;
}

#[tokio::test]
async fn no_value_of_ogc_records_costs_another_dataset() {
    all(&ogc_records::RECORDED, "").await;
}

#[tokio::test]
async fn no_value_of_stac_costs_another_dataset() {
    all(&stac::RECORDED, "").await;
}

/// Its catalogue is compiled in: what a token is told to be good for costs none of it.
#[tokio::test]
async fn no_value_of_what_a_token_opens_costs_a_dataset() {
    for subject in [api_entreprise::subject(), api_particulier::subject()] {
        no_value_costs_a_dataset(&subject).await;
    }
}

async fn no_value_costs_a_dataset(subject: &Subject) {
    let (path, answer) = &subject.list;
    let stage = Stage::at(path, subject.sign_in).await;
    let mut all = Vec::new();
    pointers(answer, "", &mut all);
    all.retain(|it| !it.is_empty());
    let mut counts = BTreeSet::new();
    for pointer in &all {
        for mutation in mutations() {
            stage.says(mutated(answer, pointer, &mutation));
            let portal = (subject.connect)(&stage.server.url, subject.credentials.clone());
            let page = portal.list(&subject.folder, &Query::default(), None).await.unwrap();
            has_no_readers_words(&page.warnings, pointer);
            counts.insert(page.items.len());
            match portal.account().await {
                Ok(account) => has_no_readers_words(&account.warnings, pointer),
                Err(error) => has_no_readers_words(&words(&error), pointer),
            }
        }
    }
    assert_eq!(counts.len(), 1, "{counts:?}");
}

#[tokio::test]
async fn no_value_of_zenodo_costs_another_dataset() {
    all(&zenodo::RECORDED, "").await;
}

/// A row of its search has other fields than a dataset in full.
#[tokio::test]
async fn no_value_of_dataverse_costs_another_dataset() {
    let found: Value = serde_json::from_slice(&fixture("dataverse/search.json")).unwrap();
    list(&dataverse::RECORDED, found["data"]["items"][0].clone()).await;
    show(&dataverse::RECORDED).await;
    facets(&dataverse::RECORDED).await;
}

/// The records of a feed refer to each other: one of them is mutated where it stands.
#[tokio::test]
async fn no_value_of_dcat_costs_another_dataset() {
    let answer: Value = serde_json::from_slice(&fixture(dcat::RECORDED.dataset_answer)).unwrap();
    let rich = (dcat::RECORDED.records)(&answer).swap_remove(0);
    list(&dcat::RECORDED, rich).await;
}
