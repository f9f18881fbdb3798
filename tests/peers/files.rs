//! Downloads from a real nginx, started beforehand: `GUICHET_NGINX` is its address, `PEER_DIR` the folder it keeps its
//! files and its access log in.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use guichet::access::auth::SignIn;
use guichet::base::error::Error;
use guichet::download::{FetchPlan, IfExists, Outcome, Progress, Verdict, fetch};
use guichet::model::Media;
use guichet::net::Clients;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::common::file_portal::{FilePortal, checksum};

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
        let base = std::env::var("GUICHET_NGINX").expect("GUICHET_NGINX is to name the peer, as http://127.0.0.1:9500");
        let manifest = fs::read(peer_dir().join("data/manifest.json")).unwrap();
        Self {
            portal: FilePortal::new(Clients::new(None).unwrap(), &base, SignIn::none()),
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

    fn plan(&self) -> FetchPlan {
        FetchPlan { if_exists: IfExists::Overwrite, ..FetchPlan::into(self.folder.path()) }
    }
}

fn peer_dir() -> PathBuf {
    std::env::var_os("PEER_DIR").expect("PEER_DIR is to name the peer's folder").into()
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
    assert_eq!(seen.last(), Some(&Progress { done: 5 << 20, total: Some(5 << 20), ..Progress::default() }));
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
        ("cd/empty", "stops"),
        ("cd/inline", "stops"),
    ] {
        // By a title, for the name of a file that the portal states is kept.
        let media = Media { title: "stops".into(), ..peer.media(path, "open/stops.csv") };
        let outcome = peer.fetch(&media).await.unwrap();
        assert_eq!(outcome.verdict, Verdict::Verified, "{path}");
        assert_eq!(outcome.path, peer.folder.path().join(name), "{path}");
    }
    let media = Media { title: "stops".into(), ..peer.media("cd/long", "open/stops.csv") };
    let long = peer.fetch(&media).await.unwrap();
    let name = long.path.file_name().unwrap().to_str().unwrap();
    assert!(name.len() < 255 && name.starts_with("xxx") && name.ends_with("x.csv"), "{name}");
}

#[tokio::test]
async fn compression_is_not_asked_for_and_looked_into() {
    let peer = Peer::new();
    let outcome = peer.fetch(&peer.media("gzip/stops.csv", "open/stops.csv")).await.unwrap();
    assert_eq!((outcome.verdict, outcome.path), (Verdict::Verified, peer.folder.path().join("stops.csv")));

    let outcome = peer.fetch(&peer.media("packed/stops.csv", "open/stops.csv")).await.unwrap();
    assert_eq!((outcome.verdict, &outcome.path), (Verdict::Verified, &peer.folder.path().join("stops.csv.gz")));
    assert!(outcome.reason.starts_with("once unpacked: "), "{}", outcome.reason);
    assert_eq!(fs::read(&outcome.path).unwrap(), fs::read(peer_dir().join("nginx/packed/stops.csv.gz")).unwrap());
}
