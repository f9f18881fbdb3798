//! JSON of a portal of each kind, the way it takes in earnest: a server that gives one answer to everything is asked for
//! all that a portal can be asked for.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use url::Url;

use super::{PATIENCE, is_all_clean, says};
use crate::access::secrets::{Credentials, Secrets};
use crate::base::error::Result;
use crate::model::{Address, Dataset, Offer, Page, Query, Target};
use crate::net::quota::Quota;
use crate::net::{Clients, asking_once};
use crate::portals::{self, Connection, Kind, Portal, PortalConfig, api_entreprise as entreprise};

const NAME: &str = "p";
const SECRET: &str = "Zk7qY-fuzzing-Xw93";
const TOKEN: &str = r#"{"access_token":"Zk7qY-token-Xw93","token_type":"Bearer","expires_in":3600}"#;

/// What a portal is asked for besides its root and its account, below its address.
struct Questions {
    folders: &'static [&'static [&'static str]],
    datasets: &'static [&'static [&'static str]],
}

pub fn rudi(body: &[u8]) {
    let questions =
        Questions { folders: &[&["all"], &["themes"]], datasets: &[&["4a82fdb8-6c1a-4df6-bd87-b376c466a218"]] };
    ask(Kind::Rudi, None, &questions, body);
}

pub fn dastra(body: &[u8]) {
    let questions = Questions {
        folders: &[&["4021"], &["4021", "DataProcessings"], &["4021", "DataRetentionRules"], &["4021", "Documents"]],
        datasets: &[&["4021", "DataProcessings", "6f0c1f7e-3a0b-4d0e-9a55-0f7d1c2b9e10"]],
    };
    ask(Kind::Dastra, Some(client()), &questions, body);
}

pub fn isogeo(body: &[u8]) {
    let questions = Questions { folders: &[&["all"], &["shares"]], datasets: &[&["ee0afca9b37dad0359f6fb1996783b0e"]] };
    ask(Kind::Isogeo, Some(client()), &questions, body);
}

pub fn api_entreprise(body: &[u8]) {
    let questions = Questions { folders: &[&["open"]], datasets: &[&["v4_insee_unites_legales"]] };
    ask(Kind::ApiEntreprise, Some(Credentials::Token(SECRET.to_owned().into())), &questions, body);
    match entreprise::answer::read(body) {
        Ok(answer) => {
            is_all_clean(&answer.records);
            is_all_clean(&answer.notices);
            answer.related.iter().for_each(|related| is_all_clean(&(&related.label, &related.dataset)));
        }
        Err(why) => super::is_clean(&why.to_string()),
    }
}

pub fn api_particulier(body: &[u8]) {
    let questions = Questions { folders: &[&["open"]], datasets: &[&["v3_cnav_quotient_familial_with_civility"]] };
    ask(Kind::ApiParticulier, Some(Credentials::Token(SECRET.to_owned().into())), &questions, body);
}

pub fn udata(body: &[u8]) {
    let questions =
        Questions { folders: &[&["all"], &["organizations"], &["topics"]], datasets: &[&["6b011e12a8d385eac28cb1fb"]] };
    ask(Kind::Udata, Some(key()), &questions, body);
}

pub fn ckan(body: &[u8]) {
    let questions = Questions {
        folders: &[&["all"], &["organizations"], &["groups"]],
        datasets: &[&["a30e53d2-1aa2-594e-9865-2c60fa883d4c"]],
    };
    ask(Kind::Ckan, Some(key()), &questions, body);
}

pub fn opendatasoft(body: &[u8]) {
    let questions =
        Questions { folders: &[&["all"], &["themes"], &["publishers"]], datasets: &[&["arbres-d-ornement"]] };
    ask(Kind::Opendatasoft, Some(key()), &questions, body);
}

pub fn dcat(body: &[u8]) {
    let questions =
        Questions { folders: &[&["all"], &["themes"], &["publishers"]], datasets: &[&["6b011e12a8d385eac28cb1f6"]] };
    ask(Kind::Dcat, None, &questions, body);
}

pub fn dataverse(body: &[u8]) {
    let questions = Questions {
        folders: &[&["all"], &["collections"], &["collections", "rivieres"]],
        datasets: &[&["10.5072/EXEMPLE/SEICHE"], &["10.5072/EXEMPLE/SEICHE@1.0"]],
    };
    ask(Kind::Dataverse, Some(key()), &questions, body);
}

pub fn zenodo(body: &[u8]) {
    let questions = Questions {
        folders: &[&["all"], &["datasets"], &["communities"], &["communities", "rivieres"]],
        datasets: &[&["40012002"]],
    };
    ask(Kind::Zenodo, Some(key()), &questions, body);
}

pub fn hugging_face(body: &[u8]) {
    let questions =
        Questions { folders: &[&["all"], &["tasks"], &["licences"]], datasets: &[&["ville-inventee/arbres"]] };
    ask(Kind::HuggingFace, Some(key()), &questions, body);
}

pub fn melodi(body: &[u8]) {
    let questions = Questions { folders: &[&["all"], &["themes"]], datasets: &[&["DS_FOYERS"]] };
    ask(Kind::Melodi, None, &questions, body);
}

pub fn geoplateforme(body: &[u8]) {
    let questions = Questions {
        folders: &[&["products"], &["products", "PRODUIT"]],
        datasets: &[&["PRODUIT/PRODUIT_1-0__SHP_LAMB93_D035_2026-06-15"]],
    };
    ask(Kind::Geoplateforme, None, &questions, body);
}

pub fn ogc_records(body: &[u8]) {
    let questions = Questions {
        folders: &[&["all"], &["collections"], &["collections", "jeux"]],
        datasets: &[&["jeux~3f8a6f0e-64a5-4a3c-9d3a-0f6f0b7f2c11"]],
    };
    ask(Kind::OgcRecords, None, &questions, body);
}

pub fn stac(body: &[u8]) {
    let questions = Questions {
        folders: &[&["all"], &["collections"], &["collections", "images"]],
        datasets: &[&["images~img-2026-07-01"], &["images~"], &["images/a.json"]],
    };
    ask(Kind::Stac, None, &questions, body);
}

pub fn csw(body: &[u8]) {
    let questions = Questions { folders: &[&["all"], &["topics"], &["organizations"]], datasets: &[&["r-1"]] };
    ask(Kind::Csw, None, &questions, body);
}

fn client() -> Credentials {
    Credentials::Client { id: "fuzzing".into(), secret: SECRET.to_owned().into() }
}

fn key() -> Credentials {
    Credentials::ApiKey(SECRET.to_owned().into())
}

/// A server on loopback, and who asks it.
struct Stage {
    runtime: Runtime,
    url: Url,
    answer: Answer,
    clients: Clients,
}

/// What the server says now.
type Answer = Arc<Mutex<Bytes>>;

thread_local! {
    static STAGE: Stage = Stage::new();
}

impl Stage {
    fn new() -> Self {
        let started = Builder::new_current_thread().enable_all().build().and_then(|runtime| {
            let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
            let address = listener.local_addr()?;
            Ok((runtime, listener, address))
        });
        let Ok((runtime, listener, address)) = started else { panic!("no server on loopback") };
        let (Ok(url), Ok(clients)) = (Url::parse(&format!("http://{address}")), Clients::new(None)) else {
            panic!("no way to {address}")
        };
        let answer = Answer::default();
        let router = Router::new().fallback(say).with_state(answer.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { runtime, url, answer, clients }
    }
}

async fn say(State(answer): State<Answer>, request: Request) -> Response {
    let is_sign_in = request.method() == "POST" && request.uri().path().contains("oken");
    let body = if is_sign_in {
        Body::from(TOKEN)
    } else {
        Body::from(answer.lock().unwrap_or_else(PoisonError::into_inner).clone())
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, axum::http::HeaderValue::from_static("application/json"));
    response
}

/// Asks a portal of `kind`, which nothing was asked before, for everything.
fn ask(kind: Kind, credentials: Option<Credentials>, questions: &Questions, body: &[u8]) {
    STAGE.with(|stage| {
        *stage.answer.lock().unwrap_or_else(PoisonError::into_inner) = Bytes::copy_from_slice(body);
        let config = PortalConfig::new(NAME, kind, stage.url.clone());
        let secrets = credentials.map_or_else(Secrets::none, |credentials| Secrets::only(NAME, credentials));
        let clients = stage.clients.clone().sharing(Quota::own());
        stage.runtime.block_on(async {
            let portal = portals::connect(Connection { config, clients, secrets });
            let all = asking_once(everything(&*portal, questions));
            assert!(tokio::time::timeout(PATIENCE, all).await.is_ok(), "{kind} takes for ever");
        });
    });
}

async fn everything(portal: &dyn Portal, questions: &Questions) {
    let below = |path: &[&str]| path.iter().fold(Address::root(NAME), |address, segment| address.child(*segment));
    if let Some(account) = told(portal.account()).await {
        is_all_clean(&(&account.who, &account.opens));
    }
    for folder in std::iter::once(&[][..]).chain(questions.folders.iter().copied()) {
        let address = below(folder);
        let Some(page) = told(portal.list(&address, &Query::default(), None)).await else { continue };
        holds(&page, |address| portal.resolve(address));
        if let Some(next) = &page.next
            && let Some(page) = told(portal.list(&address, &Query::default(), Some(next))).await
        {
            holds(&page, |address| portal.resolve(address));
        }
        if let Some(facets) = told(portal.facets(&address)).await {
            facets.iter().flat_map(|facet| &facet.values).for_each(|value| is_all_clean(&value.label));
        }
    }
    for dataset in questions.datasets {
        if let Some(dataset) = told(portal.dataset(&below(dataset))).await {
            describes(&dataset, |address| portal.resolve(address));
        }
    }
}

/// What is told, where it is no error; that one says so in clean words.
async fn told<T>(asked: impl Future<Output = Result<T>>) -> Option<T> {
    asked.await.map_err(|error| says(&error)).ok()
}

/// Every row is clean, and its address leads to it.
pub(super) fn holds(page: &Page, resolve: impl Fn(&Address) -> Result<Target>) {
    is_all_clean(&(&page.items, &page.warnings));
    for item in &page.items {
        if let Some(address) = item.target.address() {
            leads_to(&address, &item.target, &resolve);
        }
    }
}

/// Every text is clean, and each media has an address of its own that leads to it.
pub(super) fn describes(dataset: &Dataset, resolve: impl Fn(&Address) -> Result<Target>) {
    is_all_clean(dataset);
    for (at, media) in dataset.media.iter().enumerate() {
        let target = Target::Media { dataset: dataset.address.clone(), media: media.id.clone() };
        leads_to(&media.address(), &target, &resolve);
        assert!(dataset.media[..at].iter().all(|other| other.id != media.id), "two media are called {:?}", media.id);
        // What leads nowhere may be shown as it is written.
        if let (Offer::Download | Offer::Doubtful(_), Some(url)) = (&media.offer, &media.url) {
            assert!(Url::parse(url).is_ok(), "{url:?} leads nowhere");
        }
    }
}

fn leads_to(address: &Address, target: &Target, resolve: impl Fn(&Address) -> Result<Target>) {
    let written = address.to_string();
    assert_eq!(written.parse::<Address>().ok().as_ref(), Some(address), "{written:?} cannot be read back");
    assert_eq!(resolve(address).ok().as_ref(), Some(target), "{written:?} leads elsewhere");
}
