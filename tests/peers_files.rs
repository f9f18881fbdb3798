//! Downloads from a real nginx, started beforehand: `GUICHET_NGINX` is its address, `PEER_DIR` the folder it keeps its
//! files and its access log in.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use guichet::auth::{Flow, SignIn, Token, Why};
use guichet::download::{IfExists, Outcome, Plan, Progress, Verdict, fetch};
use guichet::error::{Error, Kind};
use guichet::http::Clients;
use guichet::model::Media;
use guichet::portals::Fut;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::redirect::Policy;
use serde::Deserialize;

mod file_portal;
use file_portal::{FilePortal, checksum};

/// What the peer says of one of its files.
#[derive(Deserialize)]
struct Known {
    size: u64,
    sha256: String,
    md5: String,
}

struct Peer {
    portal: FilePortal,
    known: BTreeMap<String, Known>,
    folder: tempfile::TempDir,
}

impl Peer {
    fn new() -> Self {
        Self::signed_in(SignIn::none())
    }

    fn signed_in(sign_in: SignIn) -> Self {
        let base = std::env::var("GUICHET_NGINX").expect("GUICHET_NGINX is to name the peer, as http://127.0.0.1:9500");
        let manifest = fs::read(peer_dir().join("data/manifest.json")).unwrap();
        Self {
            portal: FilePortal::new(clients(), &base, sign_in),
            known: serde_json::from_slice(&manifest).unwrap(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The media at `path`, with the SHA-256 of `like`.
    fn media(&self, path: &str, like: &str) -> Media {
        let title = like.rsplit('/').next().unwrap();
        let path: Vec<_> = path.split('/').map(|it| utf8_percent_encode(it, NON_ALPHANUMERIC).to_string()).collect();
        let mut media = self.portal.media(&path.join("/"), title);
        media.checksum = checksum("SHA-256", &self.known[like].sha256);
        media.size = Some(self.known[like].size);
        media
    }

    async fn fetch(&self, media: &Media) -> Result<Outcome, Error> {
        fetch(&self.portal, media, &self.plan(), |_| {}).await
    }

    fn plan(&self) -> Plan {
        Plan { if_exists: IfExists::Overwrite, ..Plan::into(self.folder.path()) }
    }
}

fn peer_dir() -> PathBuf {
    std::env::var_os("PEER_DIR").expect("PEER_DIR is to name the peer's folder").into()
}

/// As the program's own, but able to find the peer's other host: not every resolver knows names below `localhost`.
fn clients() -> Clients {
    let files = reqwest::Client::builder()
        .http1_only()
        .no_gzip()
        .redirect(Policy::none())
        .resolve("b.localhost", ([127, 0, 0, 1], 0).into())
        .build()
        .unwrap();
    Clients { files, ..Clients::new(None).unwrap() }
}

/// The one token that the peer takes.
struct StaticToken;

impl Flow for StaticToken {
    fn obtain<'a>(&'a self, _: Why, _: Option<&'a Token>) -> Fut<'a, Option<Token>> {
        Box::pin(async { Ok(Some(Token::bearer("static-token-1", None))) })
    }
}

#[tokio::test]
async fn every_open_file_arrives_as_published() {
    let peer = Peer::new();
    let open: Vec<_> = peer.known.iter().filter(|(path, _)| path.starts_with("open/")).collect();
    assert!(open.len() >= 9, "{}", open.len());
    for (path, known) in open {
        let mut media = peer.media(path, path);
        for (algo, value) in [("SHA-256", &known.sha256), ("MD5", &known.md5)] {
            media.checksum = checksum(algo, value);
            let outcome = peer.fetch(&media).await.unwrap();
            assert_eq!((outcome.verdict, outcome.bytes), (Verdict::Verified, known.size), "{path}");
            assert_eq!(outcome.sha256, known.sha256, "{path}");
            assert_eq!(fs::metadata(&outcome.path).unwrap().len(), known.size);
            let title = path.strip_prefix("open/").unwrap().replace('"', "_");
            assert_eq!(outcome.path, peer.folder.path().join(title));
        }
    }
}

#[tokio::test]
async fn a_wrong_claim_is_found_out() {
    let peer = Peer::new();
    let mut media = peer.media("open/stops.csv", "open/stops.csv");
    media.checksum = checksum("SHA-256", &peer.known["open/page.html"].sha256);
    let outcome = peer.fetch(&media).await.unwrap();
    assert_eq!((outcome.verdict, outcome.path), (Verdict::Altered, peer.folder.path().join("stops.csv.altered")));
}

#[tokio::test]
async fn a_stream_without_length_arrives_whole() {
    let peer = Peer::new();
    let mut media = peer.media("chunked/5mib.bin", "open/5mib.bin");
    media.size = None;
    let mut seen = Vec::new();
    let report = |progress: Progress| seen.push(progress);
    let outcome = fetch(&peer.portal, &media, &peer.plan(), report).await.unwrap();
    assert_eq!(outcome.verdict, Verdict::Verified);
    assert_eq!(seen.first().unwrap().total, None);
    assert_eq!(seen.last(), Some(&Progress { done: 5 << 20, total: Some(5 << 20) }));
}

#[tokio::test]
async fn served_names_are_read_and_made_safe() {
    let peer = Peer::new();
    for (path, name) in [
        ("cd/utf8", "Données été €.csv"),
        ("cd/plain", "arrets.csv"),
        ("cd/quoted", "a _quoted_ name; x=y.csv"),
        ("cd/raw8", "Données.csv"),
        ("cd/rfc2047", "Données.csv"),
        ("cd/climb", "evil.csv"),
        ("cd/climb-star", "evil.csv"),
        ("cd/absolute", "evil"),
        ("cd/windows", "_CON.csv"),
        ("cd/control", "a b [31mvsc.exe"),
        ("cd/empty", "stops.csv"),
        ("cd/inline", "stops.csv"),
    ] {
        let outcome = peer.fetch(&peer.media(path, "open/stops.csv")).await.unwrap();
        assert_eq!(outcome.verdict, Verdict::Verified, "{path}");
        assert_eq!(outcome.path, peer.folder.path().join(name), "{path}");
    }
    let long = peer.fetch(&peer.media("cd/long", "open/stops.csv")).await.unwrap();
    let name = long.path.file_name().unwrap().to_str().unwrap();
    assert!(name.len() < 255 && name.starts_with("xxx") && name.ends_with("x.csv"), "{name}");
}

#[tokio::test]
async fn refusals_say_what_they_are_and_leave_nothing() {
    let peer = Peer::new();
    for (path, kind, patience) in [
        ("status/404", Kind::NotFound, None),
        ("status/403", Kind::Denied, None),
        ("static-token/personnel.csv", Kind::SignIn, None),
        ("503", Kind::Unavailable, Some(2)),
        ("loop", Kind::Portal, None),
        ("to-file", Kind::Portal, None),
    ] {
        let error = peer.fetch(&peer.media(path, "open/stops.csv")).await.unwrap_err();
        assert_eq!((error.kind, error.retry_after), (kind, patience.map(Duration::from_secs)), "{path}: {error}");
    }
    let error = peer.fetch(&peer.media("503-date", "open/stops.csv")).await.unwrap_err();
    assert!(error.retry_after.unwrap() > Duration::from_secs(1 << 30), "until 2099: {:?}", error.retry_after);
    assert_eq!(fs::read_dir(peer.folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn redirects_are_followed() {
    let peer = Peer::new();
    for path in ["r/302/open/stops.csv", "r/307/open/stops.csv", "relative"] {
        let outcome = peer.fetch(&peer.media(path, "open/stops.csv")).await.unwrap();
        assert_eq!(outcome.verdict, Verdict::Verified, "{path}");
    }
}

#[tokio::test]
async fn the_token_stays_at_home() {
    let peer = Peer::signed_in(SignIn::new(StaticToken));
    let own = peer.fetch(&peer.media("static-token/personnel.csv", "protected/personnel.csv")).await.unwrap();
    assert_eq!(own.verdict, Verdict::Verified);

    let run = uuid::Uuid::from_u128(fastrand::u128(..)).to_string();
    let mut media = peer.media("away/open/stops.csv", "open/stops.csv");
    media.url = media.url.map(|url| format!("{url}?run={run}"));
    let foreign = peer.fetch(&media).await.unwrap();
    assert_eq!(foreign.verdict, Verdict::Verified);

    let requests = logged(&run, 2).await;
    let sent: Vec<_> = requests.iter().map(|it| (it.port.as_str(), it.authorization.as_str())).collect();
    assert_eq!(sent, [("9500", "Bearer static-token-1"), ("9502", "")]);
    assert!(requests.iter().all(|it| it.accept_encoding == "identity"));
}

#[derive(Deserialize)]
struct Request {
    port: String,
    uri: String,
    authorization: String,
    accept_encoding: String,
}

/// The `count` requests whose address holds `mark`, as the peer logged them.
async fn logged(mark: &str, count: usize) -> Vec<Request> {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let log = fs::read_to_string(peer_dir().join("nginx/access.log")).unwrap();
        let marked = log.lines().filter(|line| line.contains(mark) && line.ends_with('}'));
        let found: Vec<Request> = marked.map(|line| serde_json::from_str(line).unwrap()).collect();
        if found.len() >= count {
            assert!(found.iter().all(|request| request.uri.contains(mark)));
            return found;
        }
        assert!(Instant::now() < deadline, "only {} of {count} requests are logged", found.len());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn compression_is_not_asked_for_and_not_hidden() {
    let peer = Peer::new();
    let outcome = peer.fetch(&peer.media("gzip/stops.csv", "open/stops.csv")).await.unwrap();
    assert_eq!((outcome.verdict, outcome.path), (Verdict::Verified, peer.folder.path().join("stops.csv")));

    let outcome = peer.fetch(&peer.media("packed/stops.csv", "open/stops.csv")).await.unwrap();
    assert_eq!((outcome.verdict, &outcome.path), (Verdict::Unverifiable, &peer.folder.path().join("stops.csv.gz")));
    assert_eq!(fs::read(&outcome.path).unwrap(), fs::read(peer_dir().join("nginx/packed/stops.csv.gz")).unwrap());
}

#[tokio::test]
async fn a_login_page_behind_a_redirect_is_no_data() {
    let peer = Peer::new();
    let mut media = peer.media("to-login", "open/stops.csv");
    media.format = Some("csv".into());
    let error = peer.fetch(&media).await.unwrap_err();
    assert_eq!(error.kind, Kind::Integrity);
    assert!(error.cause.contains("web page"), "{error}");
    assert!(!peer.folder.path().join("stops.csv").exists());
}
