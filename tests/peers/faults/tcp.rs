//! Connections that are slow, cut, or silent: the proxy in between harms them, nginx behind it is well.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use futures_util::future::join_all;
use guichet::base::error::ErrorKind;
use guichet::download::Verdict;

use sha2::{Digest, Sha256};

use super::nginx::{Logged, Nginx};
use super::{SHORT, TWO_SILENCES, body, env, mark};

const FIVE_MIB: u64 = 5 << 20;
/// What is said of a line that ends: the proxy closes it, and the system makes that a reset where bytes were unread.
const CUT: [&str; 2] = ["closed the connection before the end", "broke (Connection reset"];

/// A proxy to nginx that harms every connection as `toxics` say.
struct Proxy {
    child: Child,
    base: String,
}

impl Proxy {
    fn with(toxics: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (listen, nginx) = (format!("127.0.0.1:{port}"), env("GUICHET_NGINX").replace("http://", ""));
        let mut child = Command::new(env("GUICHET_TOXIC_PROXY"))
            .args([&listen, &nginx])
            .args(toxics)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the proxy starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("ready"), "{line}");
        Self { child, base: format!("http://{listen}") }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Logged {
    /// The first byte asked for.
    fn from(&self) -> u64 {
        let first = self.range.strip_prefix("bytes=").and_then(|range| range.split('-').next());
        first.map_or(0, |first| first.parse().unwrap())
    }
}

/// What slows a line down, or cuts it in pieces, costs time only.
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_line_that_holds_brings_the_whole_at_once() {
    let table = [
        ("5mib.bin", &[r#"{"type":"noop"}"#][..]),
        ("stops.csv", &[r#"{"type":"latency","attributes":{"latency":150,"jitter":50}}"#]),
        ("stops.csv", &[r#"{"type":"latency","attributes":{"latency":150},"stream":"upstream"}"#]),
        ("5mib.bin", &[r#"{"type":"bandwidth","attributes":{"rate":4096}}"#]),
        ("stops.csv", &[r#"{"type":"slicer","attributes":{"average_size":100,"size_variation":90,"delay":20}}"#]),
        ("stops.csv", &[r#"{"type":"slow_close","attributes":{"delay":1000}}"#]),
        (
            "stops.csv",
            &[
                r#"{"type":"bandwidth","attributes":{"rate":512}}"#,
                r#"{"type":"slicer","attributes":{"average_size":3000,"size_variation":2000,"delay":10}}"#,
                r#"{"type":"latency","attributes":{"latency":20,"jitter":10}}"#,
            ],
        ),
    ];
    join_all(table.map(|(name, toxics)| async move {
        let proxy = Proxy::with(toxics);
        let peer = Nginx::at(&proxy.base);
        let path = format!("open/{name}");
        let outcome = peer.fetch(&peer.known(&path, &path)).await.unwrap();
        assert_eq!((outcome.verdict, peer.folder.names()), (Verdict::Verified, vec![name.to_owned()]), "{toxics:?}");
        // The proxy's own limit of bandwidth loses a connection at times.
        if !toxics[0].contains("bandwidth") {
            assert_eq!(peer.log(1).await[0].range, "", "{toxics:?}");
        }
    }))
    .await;
}

/// Ends every connection after so many bytes.
fn cutting(bytes: u64) -> Proxy {
    Proxy::with(&[&format!(r#"{{"type":"limit_data","attributes":{{"bytes":{bytes}}}}}"#)])
}

/// Each connection goes on where the one before ended, but for what a reset swallowed.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_breaks_again_and_again_brings_the_whole_in_the_end() {
    let limit = 600_000;
    let proxy = cutting(limit);
    let peer = Nginx::at(&proxy.base);
    let outcome = peer.fetch(&peer.known("open/5mib.bin", "open/5mib.bin")).await.unwrap();
    assert_eq!((outcome.verdict, outcome.bytes), (Verdict::Verified, FIVE_MIB));
    assert_eq!(peer.folder.names(), ["5mib.bin"]);
    let log = peer.log_with(|log| log.iter().any(|request| request.from() >= FIVE_MIB - limit)).await;
    let starts: Vec<_> = log.iter().map(Logged::from).collect();
    assert_eq!(starts.iter().filter(|start| **start == 0).count(), 1, "resumed, not restarted: {starts:?}");
    for part in log.iter().filter(|request| request.from() > 0) {
        assert!(part.if_range.starts_with('"') && part.status == 206, "{part:?}");
    }
}

/// A line that brings nothing is given up after a while, with nothing lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_brings_nothing_is_given_up() {
    let toxic = |kind: &str, attributes: &str| format!(r#"{{"type":"{kind}","attributes":{{{attributes}}}}}"#);
    let table = [
        (toxic("timeout", r#""timeout":0"#), 3, ["fell silent"; 2]),
        (toxic("timeout", r#""timeout":300"#), 5, CUT),
        // In the middle of the answer's head.
        (toxic("limit_data", r#""bytes":100"#), 5, CUT),
        // In the middle of the request's head, which nginx never gets to see whole.
        (r#"{"type":"limit_data","attributes":{"bytes":40},"stream":"upstream"}"#.to_owned(), 0, CUT),
    ];
    join_all(table.map(|(toxic, requests, causes)| async move {
        let proxy = Proxy::with(&[&toxic]);
        let peer = Nginx::waiting(&proxy.base, SHORT, TWO_SILENCES);
        let error = peer.fetch(&peer.known("open/5mib.bin", "open/5mib.bin")).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Network, "{toxic}: {error:?}");
        assert!(causes.iter().any(|cause| error.cause.contains(cause)), "{toxic}: {error:?}");
        assert!(peer.folder.names().is_empty(), "{toxic}");
        drop(proxy);
        peer.log(requests).await;
    }))
    .await;
    let error = Nginx::at("http://127.0.0.1:1").fetch(&Nginx::at("http://127.0.0.1:1").stops("x")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.cause.contains("127.0.0.1:1 cannot be reached (Connection refused"), "{error:?}");
}

/// What is asked for after a break.
enum Again {
    Parts,
    /// So often in all, and never a part. A reset swallows what was on its way, so that a try may come further than the one
    /// before, and then another is had.
    Whole(std::ops::RangeInclusive<usize>),
}

/// What becomes of a break depends on what the server says of its version, and the portal of the file.
#[tokio::test(flavor = "multi_thread")]
async fn only_what_can_be_proven_is_gone_on_with() {
    /// Path, bytes before each cut, failure if there is one, what stays, what is asked for.
    type Row = (&'static str, u64, Option<(ErrorKind, [&'static str; 2])>, &'static [&'static str], Again);
    const BEGUN: &[&str] = &["stops.csv.part", "stops.csv.part.json"];
    let table: [Row; 8] = [
        ("open/stops.csv", 60_000, None, &["stops.csv"], Again::Parts),
        ("gzip/stops.csv", 60_000, None, &["stops.csv"], Again::Parts),
        // By its date, which its weak name does not make worse.
        ("weak/stops.csv", 60_000, None, &["stops.csv"], Again::Parts),
        // Who says nothing of ranges is asked for one, and sends the whole.
        ("norange/stops.csv", 60_000, Some((ErrorKind::Network, CUT)), BEGUN, Again::Parts),
        // By the checksum that the portal states of the whole.
        ("noetag/stops.csv", 60_000, None, &["stops.csv"], Again::Parts),
        ("chunked/stops.csv", 60_000, Some((ErrorKind::Network, CUT)), BEGUN, Again::Whole(9..=12)),
        // Small enough to be kept in memory until it is whole.
        ("packed/stops.csv", 5_000, Some((ErrorKind::Network, CUT)), &[], Again::Whole(9..=12)),
        (
            "etag-flip/stops.csv",
            60_000,
            Some((ErrorKind::Portal, ["changes faster than it can be fetched"; 2])),
            BEGUN,
            Again::Parts,
        ),
    ];
    join_all(table.map(|(path, limit, failure, left, again)| async move {
        let proxy = cutting(limit);
        let peer = Nginx::at(&proxy.base);
        let outcome = peer.fetch(&peer.stops(path)).await;
        let part_asked_for = |log: &[Logged]| log.iter().any(|request| !request.range.is_empty());
        match failure {
            None => assert_eq!(outcome.unwrap().verdict, Verdict::Verified, "{path}"),
            Some((kind, causes)) => {
                let error = outcome.unwrap_err();
                assert_eq!(error.kind, kind, "{path}: {error:?}");
                assert!(causes.iter().any(|cause| error.cause.contains(cause)), "{path}: {error:?}");
            }
        }
        assert_eq!(peer.folder.names(), left, "{path}");
        match again {
            Again::Parts => assert!(part_asked_for(&peer.log_with(part_asked_for).await), "{path}"),
            Again::Whole(times) => {
                let log = peer.log_with(|log| log.len() >= *times.start()).await;
                assert!(times.contains(&log.len()) && !part_asked_for(&log), "{path}: {log:?}");
            }
        }
        drop(proxy);
        // Whatever is left, the next start brings the whole of one version.
        let later = peer.again();
        let outcome = later.fetch(&later.stops("open/stops.csv")).await.unwrap();
        assert_eq!(outcome.verdict, Verdict::Verified, "{path}");
    }))
    .await;
}

/// A new version is published while the old one is fetched.
#[tokio::test(flavor = "multi_thread")]
async fn a_version_replaced_in_the_middle_comes_whole() {
    let address = format!("{}/mutable/{}.bin", env("GUICHET_NGINX"), mark());
    let publish = |body: Vec<u8>| {
        let put = guichet::net::builder().build().unwrap().put(&address).body(body).send();
        async { assert!(put.await.unwrap().status().is_success()) }
    };
    let (old, new) = (body(300_000, 1), body(310_000, 2));
    publish(old).await;
    let proxy = cutting(200_000);
    let peer = Nginx::at(&proxy.base);
    let media = peer.portal.media(&address[address.find("mutable").unwrap()..], "file.bin");
    let replacing = async {
        peer.folder.holds("file.bin.part", 150_000).await;
        publish(new.clone()).await;
    };
    let (outcome, ()) = tokio::join!(peer.fetch(&media), replacing);
    assert_eq!(outcome.unwrap().bytes, new.len() as u64);
    assert_eq!(peer.folder.names(), ["file.bin"]);
    assert!(peer.folder.read("file.bin") == new);
    guichet::net::builder().build().unwrap().delete(&address).send().await.unwrap();
}

/// Where the portal states nothing, what the server states of the whole counts, through a break as well.
#[tokio::test(flavor = "multi_thread")]
async fn a_digest_in_the_answer_is_compared() {
    let whole = std::fs::read(super::peer_dir().join("data/www/open/stops.csv")).unwrap();
    let (right, wrong) = (STANDARD.encode(Sha256::digest(&whole)), STANDARD.encode(Sha256::digest(b"")));
    let other = STANDARD.encode(Sha256::digest(b"other"));
    let proxy = cutting(60_000);
    for (base, requests) in [(env("GUICHET_NGINX"), 1), (proxy.base.clone(), 2)] {
        for (digest, verdict) in
            [(&right, Verdict::Verified), (&other, Verdict::Altered), (&wrong, Verdict::Unverifiable)]
        {
            let peer = Nginx::at(&base);
            let media = peer.portal.media(&format!("digest/stops.csv?b64={digest}"), "stops.csv");
            let outcome = peer.fetch(&media).await.unwrap();
            assert_eq!(outcome.verdict, verdict, "{}", outcome.reason);
            assert!(verdict == Verdict::Unverifiable || outcome.reason.contains("the server states"));
            peer.log_with(|log| log.len() >= requests).await;
        }
    }
}

/// The same, where a later start brings the rest.
#[tokio::test(flavor = "multi_thread")]
async fn a_digest_is_remembered_between_two_starts() {
    let whole = std::fs::read(super::peer_dir().join("data/www/open/stops.csv")).unwrap();
    let path = format!("digest/stops.csv?b64={}", STANDARD.encode(Sha256::digest(&whole)));
    let proxy = cutting(60_000);
    let peer = Nginx::at(&proxy.base);
    let media = peer.portal.media(&path, "stops.csv");
    tokio::select! {
        biased;
        () = peer.folder.holds("stops.csv.part", 10_000) => {}
        outcome = peer.fetch(&media) => panic!("{outcome:?}"),
    }
    peer.folder.is_free("stops.csv.part").await;
    let later = peer.again();
    let outcome = later.fetch(&later.portal.media(&path, "stops.csv")).await.unwrap();
    assert!(outcome.resumed_from >= 10_000 && outcome.bytes == whole.len() as u64, "{outcome:?}");
    assert_eq!(outcome.verdict, Verdict::Verified, "{}", outcome.reason);
    assert!(later.folder.read("stops.csv") == whole);
}
