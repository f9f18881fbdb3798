//! Answers that no well-behaved server gives, at the start of a download and in the middle of one.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use guichet::access::auth::SignIn;
use guichet::base::error::{Error, ErrorKind};
use guichet::download::{FetchPlan, Outcome, Verdict, fetch};
use guichet::model::Media;
use guichet::net::Clients;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::folder::{BEGUN, Folder};
use super::{SHORT, body, clients, env, mark, patient};
use crate::common::file_portal::{FilePortal, checksum};

/// The published body.
const SIZE: usize = 200_000;
/// Where most faults strike, unless told otherwise.
const HALF: usize = SIZE / 2;
/// The first byte asked for when the first half is there: what overlaps is compared.
const AGAIN: usize = HALF - OVERLAP;
const OVERLAP: usize = 16 << 10;

/// The peer's addresses.
const PLAIN: &str = "GUICHET_FAULTS";
const TLS: &str = "GUICHET_FAULTS_TLS";

const NOTHING: &[&str] = &[];
/// A beginning that nothing vouches for.
const PART: &[&str] = &["body.csv.part"];

/// How a download ends.
#[derive(Clone, Copy, Debug)]
enum Ends {
    /// With the published body under its name, all of it new.
    Whole,
    /// The same, behind the half that was there.
    Continued,
    /// With what the server published in its answer of this number, whole.
    Version(usize),
    /// With the first so many bytes, which no client can tell from the whole, and these words in the verdict's reason.
    Taken(usize, &'static str),
    /// With the compressed bytes as they were sent, under this name; what is inside is not looked at to its end.
    Packed(&'static str),
    /// With the compressed bytes as they were sent, set aside as this name's: they cannot be unpacked.
    Damaged(&'static str),
    /// With an error of this kind, whose sentence holds these words; these files stay.
    Fails(ErrorKind, &'static str, &'static [&'static str]),
}

/// What is said where the connection ends too soon.
const CUT: &str = "closed the connection before the end";

use Ends::{Continued, Damaged, Fails, Packed, Taken, Version, Whole};
use ErrorKind::{Disk, Integrity, Network, NotFound, Portal, Unavailable};

/// Fault, first byte of each request (0: all of it), end.
type Row = (&'static str, &'static [usize], Ends);

/// An address of the peer that makes it answer like a good server, and its request known as ours.
const TO_GOOD: &str = "away?to=/good%3Fkey%3DMARK";

/// Faults that meet a download at its start.
#[rustfmt::skip]
const FRESH: &[Row] = &[
    ("good", &[0], Whole),
    ("reset?n=1", &[0, AGAIN], Whole),
    ("reset", &[0, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN], Fails(Network, "broke", BEGUN)),
    ("truncate?n=1", &[0, AGAIN], Whole),
    ("truncate", &[0, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN], Fails(Network, CUT, BEGUN)),
    ("truncate?after=0", &[0], Fails(Network, CUT, BEGUN)),
    // Less comes than what is asked for again to compare.
    ("truncate?after=10000", &[0, 0, 0, 0, 0, 0], Fails(Network, CUT, BEGUN)),
    ("stall?n=1&for=9", &[0, AGAIN], Whole),
    ("stall?for=9", &[0, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN], Fails(Network, "fell silent", BEGUN)),
    ("drip?after=20000&ms=50", &[0], Whole),
    ("slow-header?ms=300", &[0], Whole),
    ("slow-header?ms=9000", &[0, 0, 0], Fails(Network, "fell silent", NOTHING)),
    ("never?for=9", &[0, 0, 0], Fails(Network, "fell silent", NOTHING)),
    ("never?n=1&for=9", &[0, 0], Whole),
    ("half-header", &[0, 0, 0], Fails(Network, CUT, NOTHING)),
    ("half-header?n=2", &[0, 0, 0], Whole),
    ("close", &[0], Taken(SIZE, "announced no length")),
    ("close-cut", &[0], Taken(HALF, "announced no length")),
    ("chunk-cut", &[0], Fails(Network, CUT, PART)),
    ("chunk-bad", &[0], Fails(Network, "broke", PART)),
    ("longer", &[0], Taken(HALF, "")),
    ("two-lengths", &[0], Fails(Portal, "no HTTP", NOTHING)),
    ("neg-length", &[0], Fails(Portal, "no HTTP", NOTHING)),
    ("huge-length", &[0], Fails(Disk, "are free on this disk", NOTHING)),
    ("range-ignored", &[0], Whole),
    ("range-shift", &[0], Whole),
    ("range-other-total", &[0], Whole),
    ("range-no-header", &[0], Whole),
    ("range-multipart", &[0], Whole),
    ("range-416", &[0], Whole),
    ("flip", &[0], Version(1)),
    ("flip-keep", &[0], Version(1)),
    ("gzip-lie", &[0], Whole),
    ("gzip-cut", &[0], Damaged("body.csv.gz")),
    ("gzip-bomb", &[0], Packed("body.csv.gz")),
    ("big-header", &[0], Whole),
    ("many-1xx", &[0], Whole),
    ("no-reason", &[0], Whole),
    ("bad-status", &[0], Fails(Portal, "error 999", NOTHING)),
    ("http09", &[0], Fails(Portal, "no HTTP", NOTHING)),
    ("retry?n=2&after=0", &[0, 0, 0], Whole),
    ("retry?n=1&after=1", &[0, 0], Whole),
    ("retry?after=0", &[0, 0, 0], Fails(Unavailable, "down for now (503)", NOTHING)),
    ("retry?after=60", &[0], Fails(Unavailable, "down for now (503)", NOTHING)),
    ("retry-429?n=2&after=0", &[0, 0, 0], Whole),
    ("retry-429?after=0", &[0, 0, 0], Fails(Unavailable, "too many requests for now (429)", NOTHING)),
    ("retry-odd?n=2", &[0, 0, 0], Whole),
    ("retry-odd", &[0, 0, 0], Fails(Unavailable, "down for now (503)", NOTHING)),
    ("login", &[0], Fails(Integrity, "a web page", &["body.csv.altered"])),
    ("null", &[0], Taken(0, "it is empty")),
    (TO_GOOD, &[0, 0], Whole),
    ("away?to=/nowhere", &[0], Fails(NotFound, "404", NOTHING)),
    ("away?to=file:///etc/hostname", &[0], Fails(Portal, "file: address", NOTHING)),
];

/// The same over TLS, which knows a last word: where it is missing, an answer without a length may have been cut.
#[rustfmt::skip]
const FRESH_OVER_TLS: &[Row] = &[
    ("good", &[0], Whole),
    ("reset?n=1", &[0, AGAIN], Whole),
    ("truncate?n=1", &[0, AGAIN], Whole),
    ("truncate?after=0", &[0], Fails(Network, CUT, BEGUN)),
    ("stall?n=1&for=9", &[0, AGAIN], Whole),
    ("half-header", &[0, 0, 0], Fails(Network, CUT, NOTHING)),
    // should be Taken(SIZE, …) where the portal states a checksum or a size: that proves it whole
    ("close", &[0], Fails(Network, CUT, PART)),
    ("close-cut", &[0], Fails(Network, CUT, PART)),
    ("chunk-cut", &[0], Fails(Network, CUT, PART)),
];

#[rustfmt::skip]
const RESUMED_OVER_TLS: &[Row] = &[
    ("good", &[AGAIN], Continued),
    ("truncate?n=1&after=150000", &[AGAIN, 150_000 - OVERLAP], Continued),
    ("half-header", &[AGAIN, AGAIN, AGAIN], Fails(Network, CUT, BEGUN)),
    // The strong ETag is that of the half that is there, so the length is known, and the rest is asked for.
    ("close-cut", &[AGAIN; 4], Fails(Network, CUT, BEGUN)),
    ("range-416", &[AGAIN, 0], Whole),
    ("flip-keep", &[AGAIN, 0], Version(2)),
];

/// The same where the first half is there from an earlier start.
#[rustfmt::skip]
const RESUMED: &[Row] = &[
    ("good", &[AGAIN], Continued),
    ("reset?n=1&after=150000", &[AGAIN, 150_000 - OVERLAP], Continued),
    ("reset", &[AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN], Fails(Network, "broke", BEGUN)),
    // A break is borne wherever it comes, and here it comes within the bytes asked for again.
    ("truncate?n=1&after=90000", &[AGAIN, AGAIN], Continued),
    ("truncate?n=1&after=150000", &[AGAIN, 150_000 - OVERLAP], Continued),
    ("truncate", &[AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN], Fails(Network, CUT, BEGUN)),
    ("stall?n=1&after=0&for=9", &[AGAIN, AGAIN], Continued),
    ("stall?n=1&after=150000&for=9", &[AGAIN, 150_000 - OVERLAP], Continued),
    ("drip?after=20000&ms=50", &[AGAIN], Continued),
    ("slow-header?ms=300", &[AGAIN], Continued),
    ("slow-header?ms=9000", &[AGAIN, AGAIN, AGAIN], Fails(Network, "fell silent", BEGUN)),
    ("never?for=9", &[AGAIN, AGAIN, AGAIN], Fails(Network, "fell silent", BEGUN)),
    ("never?n=1&for=9", &[AGAIN, AGAIN], Continued),
    ("half-header", &[AGAIN, AGAIN, AGAIN], Fails(Network, CUT, BEGUN)),
    ("half-header?n=2", &[AGAIN, AGAIN, AGAIN], Continued),
    ("close", &[AGAIN], Taken(SIZE, "announced no length")),
    // The strong ETag is that of the half that is there, so the length is known, and the rest is asked for.
    ("close-cut", &[AGAIN; 4], Fails(Network, "where 200000 were announced", BEGUN)),
    ("chunk-cut", &[AGAIN; 4], Fails(Network, CUT, BEGUN)),
    ("chunk-bad", &[AGAIN; 4], Fails(Network, "broke", BEGUN)),
    // A server that states another length for the same ETag contradicts itself; the later word counts.
    ("longer", &[AGAIN], Taken(HALF, "")),
    ("two-lengths", &[AGAIN], Fails(Portal, "no HTTP", BEGUN)),
    ("neg-length", &[AGAIN], Fails(Portal, "no HTTP", BEGUN)),
    ("huge-length", &[AGAIN], Fails(Network, CUT, PART)),
    ("range-ignored", &[AGAIN], Whole),
    ("range-shift", &[AGAIN, 0], Whole),
    ("range-other-total", &[AGAIN, 0], Whole),
    ("range-no-header", &[AGAIN, 0], Whole),
    ("range-multipart", &[AGAIN, 0], Whole),
    ("range-416", &[AGAIN, 0], Whole),
    ("flip", &[AGAIN], Version(1)),
    ("flip-keep", &[AGAIN, 0], Version(2)),
    ("gzip-lie", &[AGAIN], Whole),
    ("gzip-cut", &[AGAIN], Damaged("body.csv.gz")),
    ("gzip-bomb", &[AGAIN], Packed("body.csv.gz")),
    ("big-header", &[AGAIN], Continued),
    ("many-1xx", &[AGAIN], Continued),
    ("no-reason", &[AGAIN], Continued),
    ("bad-status", &[AGAIN], Fails(Portal, "error 999", BEGUN)),
    ("http09", &[AGAIN], Fails(Portal, "no HTTP", BEGUN)),
    ("retry?n=2&after=0", &[AGAIN, AGAIN, AGAIN], Continued),
    ("retry?after=0", &[AGAIN, AGAIN, AGAIN], Fails(Unavailable, "down for now (503)", BEGUN)),
    ("retry?after=60", &[AGAIN], Fails(Unavailable, "down for now (503)", BEGUN)),
    ("retry-429?n=2&after=0", &[AGAIN, AGAIN, AGAIN], Continued),
    ("retry-429?after=0", &[AGAIN, AGAIN, AGAIN], Fails(Unavailable, "too many requests for now (429)", BEGUN)),
    ("retry-odd?n=2", &[AGAIN, AGAIN, AGAIN], Continued),
    ("retry-odd", &[AGAIN, AGAIN, AGAIN], Fails(Unavailable, "down for now (503)", BEGUN)),
    // It says nothing of the version that was begun.
    ("login", &[AGAIN], Fails(Integrity, "a web page", BEGUN)),
    ("null", &[AGAIN], Taken(0, "it is empty")),
    (TO_GOOD, &[AGAIN, AGAIN], Continued),
    ("away?to=/nowhere", &[AGAIN], Fails(NotFound, "404", BEGUN)),
    ("away?to=file:///etc/hostname", &[AGAIN], Fails(Portal, "file: address", BEGUN)),
];

fn published() -> Vec<u8> {
    body(SIZE, 7)
}

/// A download from the peer.
struct Try {
    portal: FilePortal,
    folder: Folder,
    mark: String,
}

impl Try {
    /// `peer` names its address.
    fn new(peer: &str, folder: Folder) -> Self {
        Self::with(patient(), peer, folder)
    }

    fn with(clients: Clients, peer: &str, folder: Folder) -> Self {
        let portal = FilePortal::new(clients, &env(peer), SignIn::none());
        Self { portal, folder, mark: mark() }
    }

    /// One media, wherever it comes from.
    fn media(&self, fault: &str) -> Media {
        let more = if fault.contains('?') { '&' } else { '?' };
        let path = format!("{fault}{more}key=MARK").replace("MARK", &self.mark);
        let mut media = self.portal.media(&path, "body.csv");
        media.format = Some("csv".into());
        media
    }

    async fn fetch(&self, media: &Media) -> Result<Outcome, Error> {
        fetch(&self.portal, media, &FetchPlan::into(self.folder.path()), |_| {}).await
    }

    /// The requests of this download, as the peer logged them before it answered.
    async fn log(&self) -> Vec<Logged> {
        let url = format!("{}/log", env("GUICHET_FAULTS"));
        let all: Vec<Logged> = reqwest::get(url).await.unwrap().json().await.unwrap();
        all.into_iter().filter(|request| request.target.contains(&self.mark)).collect()
    }
}

#[derive(Deserialize)]
struct Logged {
    target: String,
    headers: Headers,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Headers {
    range: Option<String>,
    if_range: Option<String>,
    accept_encoding: Option<String>,
}

impl Logged {
    /// The first byte asked for.
    fn from(&self) -> usize {
        let Some(range) = &self.headers.range else { return 0 };
        range.strip_prefix("bytes=").unwrap().split('-').next().unwrap().parse().unwrap()
    }
}

/// A folder where a download of the good version ended in the middle.
async fn begun() -> Folder {
    let attempt = Try::new(PLAIN, Folder::new());
    let media = attempt.media("stall?for=9");
    tokio::select! {
        biased;
        () = attempt.folder.holds("body.csv.part", HALF as u64) => {}
        outcome = attempt.fetch(&media) => panic!("{outcome:?}"),
    }
    attempt.folder.is_free("body.csv.part").await;
    assert_eq!(attempt.folder.names(), BEGUN);
    attempt.folder
}

/// One row, in `folder`, with or without the portal's word on what is to come.
async fn holds((fault, asked, ends): Row, peer: &str, folder: Folder, stated: bool) {
    let silent = ["stall", "slow-header?ms=9000", "never"].iter().any(|silent| fault.starts_with(silent));
    let it = Try::with(if silent { clients(SHORT) } else { patient() }, peer, folder);
    let mut media = it.media(fault);
    if stated {
        let digest = Sha256::digest(published()).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        (media.checksum, media.size) = (checksum("SHA-256", &digest), Some(SIZE as u64));
    }
    let outcome = it.fetch(&media).await;
    let log = it.log().await;
    let starts: Vec<_> = log.iter().map(Logged::from).collect();
    if fault.starts_with("reset") || fault.starts_with("stall") {
        // A reset swallows what has come and was not read yet, and a busy machine is silent at times: more may be asked
        // for again.
        assert!(starts[0] == asked[0] && starts.iter().max() <= asked.iter().max(), "{starts:?}; {outcome:?}");
    } else {
        assert_eq!(starts, asked, "first bytes asked for; {outcome:?}");
    }
    for request in log {
        assert_eq!(request.headers.accept_encoding.as_deref(), Some("identity"));
        let version = request.headers.range.map(|_| format!("\"v1-{SIZE}\""));
        assert_eq!(request.headers.if_range, version, "a part is of one version");
    }
    let (name, bytes, said) = match ends {
        Whole | Continued => ("body.csv", published(), ""),
        Version(turn) => ("body.csv", body(SIZE, 7 + turn), ""),
        Taken(first, said) => ("body.csv", published()[..first].to_vec(), said),
        Packed(name) => (name, as_sent(&media).await, if stated { "compressed (gzip)" } else { "" }),
        Damaged(name) => (name, as_sent(&media).await, ""),
        Fails(kind, words, left) => {
            let error = outcome.unwrap_err();
            assert_eq!(error.kind, kind, "{error:?}");
            assert!(error.cause.contains(words), "{error:?}");
            assert_eq!(it.folder.names(), left, "{error:?}");
            return goes_on(&it, left).await;
        }
    };
    let outcome = outcome.unwrap();
    let verdict = match (stated, bytes == published()) {
        _ if matches!(ends, Damaged(_)) => Verdict::Altered,
        (true, true) => Verdict::Verified,
        (true, false) if !matches!(ends, Packed(_)) => Verdict::Altered,
        _ => Verdict::Unverifiable,
    };
    let ending = if verdict == Verdict::Altered { ".altered" } else { "" };
    assert_eq!(outcome.verdict, verdict, "{outcome:?}");
    assert!(verdict != Verdict::Unverifiable || outcome.reason.contains(said), "{}", outcome.reason);
    assert_eq!(it.folder.names(), [format!("{name}{ending}")]);
    assert_eq!(outcome.bytes, bytes.len() as u64);
    assert!(same(&fs::read(&outcome.path).unwrap(), &bytes, ends), "other bytes");
    assert_eq!(outcome.resumed_from, if matches!(ends, Continued) { HALF as u64 } else { 0 });
}

/// What the peer sends for `media`, byte by byte.
async fn as_sent(media: &Media) -> Vec<u8> {
    let client = guichet::net::builder().no_gzip().build().unwrap();
    client.get(media.url.as_deref().unwrap()).send().await.unwrap().bytes().await.unwrap().to_vec()
}

/// The peer compresses anew each time, and dates it in the first bytes.
fn same(found: &[u8], expected: &[u8], ends: Ends) -> bool {
    let skip = if matches!(ends, Packed(_) | Damaged(_)) { 10 } else { 0 };
    found.len() == expected.len() && found[skip..] == expected[skip..]
}

/// What a failure leaves is of use: the next start goes on with a beginning that is vouched for, else anew.
async fn goes_on(it: &Try, left: &[&str]) {
    let resumes = left == BEGUN;
    if left.contains(&"body.csv.part") {
        assert!(published().starts_with(&it.folder.read("body.csv.part")), "it begins as published");
    }
    let kept = if resumes { it.folder.read("body.csv.part").len() } else { 0 };
    let outcome = it.fetch(&it.media("good")).await.unwrap();
    assert_eq!((outcome.bytes, outcome.resumed_from), (SIZE as u64, kept as u64));
    assert!(fs::read(&outcome.path).unwrap() == published());
}

/// Carries out all rows, a few at a time, and tells of all that are not so.
async fn all_hold(rows: &'static [Row], peer: &'static str, folder: impl Fn() -> Folder) {
    let runs = rows.iter().flat_map(|row| [(row, false), (row, true)]);
    let runs = runs.map(|(row, stated)| {
        let run = tokio::spawn(holds(*row, peer, folder(), stated));
        async move { run.await.err().map(|error| format!("{}, stated: {stated}: {}", row.0, panicked(error))) }
    });
    let wrong: Vec<_> = stream::iter(runs).buffer_unordered(16).filter_map(|wrong| async { wrong }).collect().await;
    assert!(wrong.is_empty(), "{} rows are not so:\n{}", wrong.len(), wrong.join("\n"));
}

fn panicked(error: tokio::task::JoinError) -> String {
    let panic = error.into_panic();
    let text = panic.downcast_ref::<String>().cloned();
    text.unwrap_or_else(|| panic.downcast_ref::<&str>().copied().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_at_the_start_of_a_download_has_its_end() {
    all_hold(FRESH, PLAIN, Folder::new).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_in_the_middle_of_a_download_has_its_end() {
    let begun = begun().await;
    all_hold(RESUMED, PLAIN, || begun.copy()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_a_cut_shows() {
    all_hold(FRESH_OVER_TLS, TLS, Folder::new).await;
    let begun = begun().await;
    all_hold(RESUMED_OVER_TLS, TLS, || begun.copy()).await;
}

/// A server that gives the same name to a version which is shorter than what is there.
#[tokio::test(flavor = "multi_thread")]
async fn a_range_behind_the_end_starts_over() {
    let begun = begun().await;
    let journal = begun.file("body.csv.part.json");
    let text = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, text.replace("v1-200000", "v1-50000")).unwrap();
    let it = Try::new(PLAIN, begun);
    let outcome = it.fetch(&it.media("good?size=50000")).await.unwrap();
    assert_eq!(it.log().await.iter().map(Logged::from).collect::<Vec<_>>(), [AGAIN, 0]);
    assert_eq!((outcome.resumed_from, it.folder.names()), (0, vec!["body.csv".to_owned()]));
    assert!(it.folder.read("body.csv") == body(50_000, 7));
}

/// The pause that a server asks for is kept, and a longer one is left to the person.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_taken_at_its_word_about_pauses() {
    for fault in ["retry", "retry-429"] {
        let it = Try::new(PLAIN, Folder::new());
        let begun = Instant::now();
        it.fetch(&it.media(&format!("{fault}?n=1&after=1"))).await.unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(1));

        let it = Try::new(PLAIN, Folder::new());
        let error = it.fetch(&it.media(&format!("{fault}?after=60"))).await.unwrap_err();
        assert_eq!((error.retry_after, it.log().await.len()), (Some(Duration::from_secs(60)), 1), "{error:?}");
        assert!(error.hint.unwrap().contains("Try again in"));
    }
}

/// What the peer can do wrong, by its own account, is in the table.
#[test]
fn no_fault_is_left_out() {
    let peer = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/peers/files/faults.py");
    let text = fs::read_to_string(peer).unwrap();
    let account = text.split("\"\"\"").nth(1).unwrap();
    let named = |line: &str| -> Vec<String> {
        let words = line.split_whitespace().filter_map(|word| word.strip_prefix('/'));
        words.map(|word| word.split('?').next().unwrap().to_owned()).collect()
    };
    let mut listed: BTreeSet<String> = account.lines().filter(|line| line.starts_with("  /")).flat_map(named).collect();
    assert!(listed.remove("log") && listed.remove("good"));
    assert_eq!(listed.len(), 37);
    for rows in [FRESH, RESUMED] {
        let tested: BTreeSet<String> = rows.iter().flat_map(|(fault, ..)| named(&format!("/{fault}"))).collect();
        assert!(tested.is_superset(&listed), "{:?}", listed.difference(&tested));
    }
}
