//! Redirects and refusals of nginx: how they end, how many requests they take, and that the token stays at home.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use guichet::access::auth::{Flow, SignIn, Token, Why};
use guichet::base::Fut;
use guichet::base::error::{Error, ErrorKind};
use guichet::download::{FetchPlan, IfExists, Outcome, Verdict, fetch};
use guichet::model::Media;
use guichet::net::{Clients, MAX_WAIT, Timeouts, waiting_up_to};
use reqwest::Certificate;
use reqwest::redirect::Policy;
use serde::Deserialize;

use super::folder::Folder;
use super::{THREE_PAUSES, env, mark, patient, peer_dir};
use crate::common::file_portal::{FilePortal, checksum};

/// nginx over TLS.
pub const OVER_TLS: &str = "https://localhost:9501";
const TOKEN: &str = "Bearer static-token-1";

/// One person's requests, known in nginx's log by their `User-Agent`.
pub struct Nginx {
    pub portal: FilePortal,
    pub folder: Folder,
    mark: String,
    max_wait: Duration,
}

impl Nginx {
    /// Signed in at `base`.
    pub fn at(base: &str) -> Self {
        Self::waiting(base, Timeouts::default().idle, MAX_WAIT)
    }

    /// The same, tired of silence after `idle`, and of all failures after `max_wait`.
    pub fn waiting(base: &str, idle: Duration, max_wait: Duration) -> Self {
        let mark = mark();
        let portal = FilePortal::new(marked(&mark, idle), base, SignIn::new(StaticToken));
        Self { portal, folder: Folder::new(), mark, max_wait }
    }

    /// A later start in the same folder, with nothing in between.
    pub fn again(self) -> Self {
        Self { folder: self.folder, ..Self::at(&env("GUICHET_NGINX")) }
    }

    /// `stops.csv` at `path`, as published.
    pub fn stops(&self, path: &str) -> Media {
        self.known(path, "open/stops.csv")
    }

    /// The media at `path`, which should be the file `like`.
    pub fn known(&self, path: &str, like: &str) -> Media {
        let manifest = fs::read(peer_dir().join("data/manifest.json")).unwrap();
        let manifest: BTreeMap<String, Known> = serde_json::from_slice(&manifest).unwrap();
        let known = &manifest[like];
        let mut media = self.portal.media(path, like.rsplit('/').next().unwrap());
        media.format = like.rsplit('.').next().map(str::to_owned);
        (media.checksum, media.size) = (checksum("SHA-256", &known.sha256), Some(known.size));
        media
    }

    pub async fn fetch(&self, media: &Media) -> Result<Outcome, Error> {
        let plan = FetchPlan { if_exists: IfExists::Rename, ..FetchPlan::into(self.folder.path()) };
        waiting_up_to(self.max_wait, Box::pin(fetch(&self.portal, media, &plan, |_| {})), |_| {}).await
    }

    /// The requests so far, of which there are `count`.
    pub async fn log(&self, count: usize) -> Vec<Logged> {
        let log = self.log_with(|log| log.len() >= count).await;
        assert_eq!(log.len(), count, "{log:?}");
        log
    }

    /// The requests, once `enough` of them are there: nginx logs a request when it has ended.
    pub async fn log_with(&self, enough: impl Fn(&[Logged]) -> bool) -> Vec<Logged> {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            let found = self.logged();
            if enough(&found) {
                return found;
            }
            assert!(Instant::now() < deadline, "not all that was to come: {found:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn logged(&self) -> Vec<Logged> {
        let log = fs::read_to_string(peer_dir().join("nginx/access.log")).unwrap();
        let marked = log.lines().filter(|line| line.contains(&self.mark) && line.ends_with('}'));
        marked.map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[derive(Debug, Deserialize)]
struct Known {
    size: u64,
    sha256: String,
}

#[derive(Debug, Deserialize)]
pub struct Logged {
    pub port: String,
    pub status: u16,
    pub authorization: String,
    pub cookie: String,
    pub range: String,
    pub if_range: String,
    pub accept_encoding: String,
}

/// As the program's own, but marked, and able to find nginx's other host: not every resolver knows names below
/// `localhost`.
fn marked(mark: &str, idle: Duration) -> Clients {
    let authority = fs::read(peer_dir().join("tls/ca.pem")).unwrap();
    let files = guichet::net::builder()
        .http1_only()
        .no_gzip()
        .redirect(Policy::none())
        .tls_certs_merge(Certificate::from_pem_bundle(&authority).unwrap())
        .resolve("b.localhost", ([127, 0, 0, 1], 0).into())
        .user_agent(mark)
        .read_timeout(idle)
        .build()
        .unwrap();
    let mut clients = patient();
    clients.files = files.into();
    clients
}

/// The one token that nginx takes.
struct StaticToken;

impl Flow for StaticToken {
    fn obtain<'a>(&'a self, _: Why, _: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async { Ok(Some(Token::bearer("static-token-1", None))) })
    }
}

#[tokio::test]
async fn redirects_are_followed_and_the_token_stays_at_home() {
    let plain = env("GUICHET_NGINX");
    for (base, path, ports) in [
        (&*plain, "open/stops.csv", vec!["9500"]),
        (&plain, "relative", vec!["9500"; 2]),
        (&plain, "r/301/open/stops.csv", vec!["9500"; 2]),
        (&plain, "r/302/open/stops.csv", vec!["9500"; 2]),
        (&plain, "r/303/open/stops.csv", vec!["9500"; 2]),
        (&plain, "r/307/open/stops.csv", vec!["9500"; 2]),
        (&plain, "r/308/open/stops.csv", vec!["9500"; 2]),
        (&plain, "chain/9", vec!["9500"; 11]),
        (&plain, "chain/12", vec!["9500"; 4]),
        (&plain, "away/open/stops.csv", vec!["9500", "9502"]),
        (&plain, "away-tls/open/stops.csv", vec!["9500", "9503"]),
        (OVER_TLS, "open/stops.csv", vec!["9501"]),
        (OVER_TLS, "away-tls/open/stops.csv", vec!["9501", "9503"]),
    ] {
        let peer = Nginx::at(base);
        let outcome = peer.fetch(&peer.stops(path)).await.unwrap();
        assert_eq!((outcome.verdict, peer.folder.names()), (Verdict::Verified, vec!["stops.csv".to_owned()]), "{path}");
        let log = peer.log(ports.len()).await;
        assert_eq!(log.iter().map(|it| &*it.port).collect::<Vec<_>>(), ports, "{path}");
        for request in log {
            let at_home = ["9500", "9501"].contains(&&*request.port);
            assert_eq!(request.authorization, if at_home { TOKEN } else { "" }, "{path}: {request:?}");
            assert_eq!((&*request.cookie, &*request.accept_encoding), ("", "identity"), "{path}");
        }
    }
}

#[tokio::test]
async fn redirects_that_lead_nowhere_end() {
    let plain = env("GUICHET_NGINX");
    for (base, path, requests, cause) in [
        (&*plain, "loop", 21, "redirected more than 20 times"),
        (&plain, "to-file", 1, "redirected to a file: address"),
        (OVER_TLS, "downgrade/open/stops.csv", 1, "redirected from https to plain http at localhost:9500"),
        // Two steps, of which the second leads down.
        (OVER_TLS, "r/302/downgrade/open/stops.csv", 2, "redirected from https to plain http at localhost:9500"),
    ] {
        let peer = Nginx::at(base);
        let error = peer.fetch(&peer.stops(path)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Portal, "{path}: {error:?}");
        assert!(error.cause.contains(cause), "{path}: {error:?}");
        assert!(peer.folder.names().is_empty(), "{path}");
        peer.log(requests).await;
    }
}

#[tokio::test]
async fn a_login_page_behind_a_redirect_is_no_data() {
    let peer = Nginx::at(&env("GUICHET_NGINX"));
    let error = peer.fetch(&peer.stops("to-login")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Integrity);
    assert!(error.cause.contains("web page"), "{error}");
    assert_eq!(peer.folder.names(), ["stops.csv.altered"]);
    assert_eq!(error.status, None);
    peer.log(2).await;
}

/// Not for long.
fn tired() -> Nginx {
    Nginx::waiting(&env("GUICHET_NGINX"), Timeouts::default().idle, THREE_PAUSES)
}

/// What passes is asked for again while there is time; what lasts is not, nor after a pause that is longer.
#[tokio::test(flavor = "multi_thread")]
async fn refusals_say_what_they_are_and_leave_nothing() {
    let table = [
        // The token may have ended: one new one is tried.
        ("status/401", 2, ErrorKind::SignIn, "refuses the credential (401)", None),
        ("status/403", 1, ErrorKind::Denied, "no right to this (403)", None),
        ("status/404", 1, ErrorKind::NotFound, "nothing at that address (404)", None),
        ("status/410", 1, ErrorKind::NotFound, "nothing at that address (410)", None),
        ("status/500", 4, ErrorKind::Unavailable, "down for now (500)", None),
        ("status/502", 4, ErrorKind::Unavailable, "down for now (502)", None),
        ("status/504", 4, ErrorKind::Unavailable, "down for now (504)", None),
        ("503", 2, ErrorKind::Unavailable, "down for now (503): maintenance", Some(2)),
        ("429", 4, ErrorKind::Unavailable, "too many requests for now (429)", Some(1)),
    ];
    join_all(table.map(|(path, requests, kind, cause, patience)| async move {
        let (peer, begun) = (tired(), Instant::now());
        let error = peer.fetch(&peer.stops(path)).await.unwrap_err();
        let patience = patience.map(Duration::from_secs);
        assert_eq!((error.kind, error.retry_after), (kind, patience), "{path}: {error:?}");
        assert!(error.cause.contains(cause), "{path}: {error:?}");
        assert!(begun.elapsed() >= patience.unwrap_or_default() * (requests - 1), "{path}: it waited as it was told");
        assert_eq!(error.status, path.rsplit('/').next().unwrap().parse().ok(), "{path}");
        assert!(peer.folder.names().is_empty(), "{path}");
        peer.log(requests as usize).await;
    }))
    .await;
    let peer = tired();
    let error = peer.fetch(&peer.stops("503-date")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert_eq!(error.retry_after, Some(guichet::base::stated::LONGEST), "until 2099");
    peer.log(1).await;
}

/// Two requests a second are let through: who comes too fast waits as told, and gets it.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_requests_is_lived_with() {
    let peer = Nginx::at(&env("GUICHET_NGINX"));
    let media = peer.stops("limited/stops.csv");
    let (first, second) = tokio::join!(peer.fetch(&media), peer.fetch(&media));
    assert_eq!((first.unwrap().verdict, second.unwrap().verdict), (Verdict::Verified, Verdict::Verified));
    let count = |log: &[Logged], status| log.iter().filter(|request| request.status == status).count();
    let log = peer.log_with(|log| count(log, 200) == 2).await;
    assert!((1..=2).contains(&count(&log, 429)), "{log:?}");
}

/// Two connections at once are let through: a third is told so, and comes through once one of them is gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_connections_is_told() {
    let nginx = || Nginx::at(&env("GUICHET_NGINX"));
    let (peer, one, other) = (tired(), nginx(), nginx());
    let third = async {
        one.folder.holds("5mib.bin.part", 1).await;
        other.folder.holds("5mib.bin.part", 1).await;
        peer.fetch(&peer.stops("two-at-once/stops.csv")).await
    };
    let slow = |peer: &Nginx| peer.known("two-at-once/5mib.bin", "open/5mib.bin");
    let (one_media, other_media) = (slow(&one), slow(&other));
    let error = tokio::select! {
        third = third => third.unwrap_err(),
        outcome = one.fetch(&one_media) => panic!("{outcome:?}"),
        outcome = other.fetch(&other_media) => panic!("{outcome:?}"),
    };
    assert_eq!((error.kind, error.status), (ErrorKind::Unavailable, Some(503)), "{error:?}");
    assert!(peer.folder.names().is_empty());
    assert!(peer.log(4).await.iter().all(|request| request.status == 503));
    let outcome = peer.fetch(&peer.stops("two-at-once/stops.csv")).await.unwrap();
    assert_eq!(outcome.verdict, Verdict::Verified);
}
