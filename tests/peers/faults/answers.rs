//! Answers that no well-behaved server gives, at the start of a download and in the middle of one.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use guichet::access::auth::SignIn;
use guichet::base::error::{Error, ErrorKind};
use guichet::download::{FetchPlan, Outcome, Verdict, fetch};
use guichet::model::Media;
use guichet::net::{Clients, MAX_WAIT, waiting_up_to};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::folder::{BEGUN, Folder};
use super::{SHORT, THREE_PAUSES, TWO_SILENCES, body, clients, env, mark, patient};
use crate::common::file_portal::{FilePortal, checksum};

/// The published body.
const SIZE: usize = 200_000;
/// Where most faults strike, unless told otherwise.
const HALF: usize = SIZE / 2;
/// The first byte asked for when the first half is there: what overlaps is compared.
const AGAIN: usize = HALF - OVERLAP;
/// Where a download of the whole goes on that was promised more.
const END: usize = SIZE - OVERLAP;
const OVERLAP: usize = 16 << 10;

/// How often is asked for what breaks off and comes no further.
const TRIES: usize = 9;
/// What is asked for where each answer breaks off at the half, which is vouched for.
const FROM_THE_CUT: [usize; TRIES] = [0, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN];
/// The same where a part is answered with something else: then the whole is asked for.
const IN_TURN: [usize; 2 * TRIES] =
    [AGAIN, 0, AGAIN, 0, AGAIN, 0, AGAIN, 0, AGAIN, 0, AGAIN, 0, AGAIN, 0, AGAIN, 0, AGAIN, 0];

/// The peer's addresses.
const PLAIN: &str = "GUICHET_FAULTS";
const TLS: &str = "GUICHET_FAULTS_TLS";

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
    /// With an error of this kind, whose sentence holds these words; this stays.
    Fails(ErrorKind, &'static str, Left),
}

/// What a failure leaves in the folder.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Left {
    Nothing,
    /// A beginning that the next start goes on with.
    Begun,
    /// A beginning that nothing vouches for: the next start begins anew.
    Loose,
    /// What came in place of the file, set aside.
    Aside,
}

impl Left {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Nothing => &[],
            Self::Begun | Self::Loose => BEGUN,
            Self::Aside => &["body.csv.altered"],
        }
    }
}

/// What is said where the connection ends too soon.
const CUT: &str = "closed the connection before the end";

use Ends::{Continued, Damaged, Fails, Packed, Taken, Version, Whole};
use ErrorKind::{Disk, Integrity, Network, NotFound, Portal, Unavailable};
use Left::{Aside, Begun, Loose, Nothing};

/// Fault, first byte of each request (0: all of it), end.
type Row = (&'static str, &'static [usize], Ends);

/// An address of the peer that makes it answer like a good server, and its request known as ours.
const TO_GOOD: &str = "away?to=/good%3Fkey%3DMARK";

/// Faults that meet a download at its start.
#[rustfmt::skip]
const FRESH: &[Row] = &[
    ("good", &[0], Whole),
    ("reset?n=1", &[0, AGAIN], Whole),
    ("reset", &FROM_THE_CUT, Fails(Network, "broke", Begun)),
    ("truncate?n=1", &[0, AGAIN], Whole),
    ("truncate", &FROM_THE_CUT, Fails(Network, CUT, Begun)),
    ("truncate?after=0", &[0; TRIES], Fails(Network, CUT, Begun)),
    // Less comes than what is asked for again to compare.
    ("truncate?after=10000", &[0; TRIES], Fails(Network, CUT, Begun)),
    ("stall?n=1&for=9", &[0, AGAIN], Whole),
    ("stall?for=9", &FROM_THE_CUT, Fails(Network, "fell silent", Begun)),
    ("drip?after=20000&ms=50", &[0], Whole),
    ("slow-header?ms=300", &[0], Whole),
    ("slow-header?ms=9000", &[0, 0, 0], Fails(Network, "fell silent", Nothing)),
    ("never?for=9", &[0, 0, 0], Fails(Network, "fell silent", Nothing)),
    ("never?n=1&for=9", &[0, 0], Whole),
    ("half-header", &[0; 4], Fails(Network, CUT, Nothing)),
    ("half-header?n=2", &[0, 0, 0], Whole),
    ("close", &[0], Taken(SIZE, "announced no length")),
    ("close-cut", &[0], Taken(HALF, "announced no length")),
    ("chunk-cut", &[0; TRIES], Fails(Network, CUT, Loose)),
    ("chunk-bad", &[0; TRIES], Fails(Network, "broke", Loose)),
    ("longer", &[0], Taken(HALF, "")),
    ("two-lengths", &[0], Fails(Portal, "not HTTP", Nothing)),
    ("neg-length", &[0], Fails(Portal, "not HTTP", Nothing)),
    ("huge-length", &[0], Fails(Disk, "are free on this disk", Nothing)),
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
    ("bad-status", &[0], Fails(Portal, "error 999", Nothing)),
    ("http09", &[0], Fails(Portal, "not HTTP", Nothing)),
    ("retry?n=2&after=0", &[0, 0, 0], Whole),
    ("retry?n=1&after=1", &[0, 0], Whole),
    ("retry?after=0", &[0; 5], Fails(Unavailable, "down for now (503)", Nothing)),
    ("retry?after=60", &[0], Fails(Unavailable, "down for now (503)", Nothing)),
    ("retry-429?n=2&after=0", &[0, 0, 0], Whole),
    ("retry-429?after=0", &[0; 5], Fails(Unavailable, "too many requests for now (429)", Nothing)),
    ("retry-odd?n=2", &[0, 0, 0], Whole),
    ("retry-odd", &[0; 4], Fails(Unavailable, "down for now (503)", Nothing)),
    ("login", &[0], Fails(Integrity, "a web page", Aside)),
    ("null", &[0], Taken(0, "it is empty")),
    (TO_GOOD, &[0, 0], Whole),
    ("away?to=/nowhere", &[0], Fails(NotFound, "404", Nothing)),
    ("away?to=file:///etc/hostname", &[0], Fails(Portal, "file: address", Nothing)),
];

/// The same over TLS, which knows a last word: where it is missing, an answer without a length may have been cut.
#[rustfmt::skip]
const FRESH_OVER_TLS: &[Row] = &[
    ("good", &[0], Whole),
    ("reset?n=1", &[0, AGAIN], Whole),
    ("truncate?n=1", &[0, AGAIN], Whole),
    ("truncate?after=0", &[0; TRIES], Fails(Network, CUT, Begun)),
    ("stall?n=1&for=9", &[0, AGAIN], Whole),
    ("half-header", &[0; 4], Fails(Network, CUT, Nothing)),
    // should be Taken(SIZE, …) where the portal states a checksum or a size: that proves it whole
    ("close", &[0; TRIES], Fails(Network, CUT, Loose)),
    ("close-cut", &[0; TRIES], Fails(Network, CUT, Loose)),
    ("chunk-cut", &[0; TRIES], Fails(Network, CUT, Loose)),
];

#[rustfmt::skip]
const RESUMED_OVER_TLS: &[Row] = &[
    ("good", &[AGAIN], Continued),
    ("truncate?n=1&after=150000", &[AGAIN, 150_000 - OVERLAP], Continued),
    ("half-header", &[AGAIN; 4], Fails(Network, CUT, Begun)),
    // The strong ETag is that of the half that is there, so the length is known, and the rest is asked for.
    ("close-cut", &IN_TURN, Fails(Network, CUT, Begun)),
    ("range-416", &[AGAIN, 0], Whole),
    ("flip-keep", &[AGAIN, 0], Version(2)),
];

/// The same where the first half is there from an earlier start.
#[rustfmt::skip]
const RESUMED: &[Row] = &[
    ("good", &[AGAIN], Continued),
    ("reset?n=1&after=150000", &[AGAIN, 150_000 - OVERLAP], Continued),
    ("reset", &[AGAIN; TRIES], Fails(Network, "broke", Begun)),
    // A break is borne wherever it comes, and here it comes within the bytes asked for again.
    ("truncate?n=1&after=90000", &[AGAIN, AGAIN], Continued),
    ("truncate?n=1&after=150000", &[AGAIN, 150_000 - OVERLAP], Continued),
    ("truncate", &[AGAIN; TRIES], Fails(Network, CUT, Begun)),
    ("stall?n=1&after=0&for=9", &[AGAIN, AGAIN], Continued),
    ("stall?n=1&after=150000&for=9", &[AGAIN, 150_000 - OVERLAP], Continued),
    ("drip?after=20000&ms=50", &[AGAIN], Continued),
    ("slow-header?ms=300", &[AGAIN], Continued),
    ("slow-header?ms=9000", &[AGAIN, AGAIN, AGAIN], Fails(Network, "fell silent", Begun)),
    ("never?for=9", &[AGAIN, AGAIN, AGAIN], Fails(Network, "fell silent", Begun)),
    ("never?n=1&for=9", &[AGAIN, AGAIN], Continued),
    ("half-header", &[AGAIN; 4], Fails(Network, CUT, Begun)),
    ("half-header?n=2", &[AGAIN, AGAIN, AGAIN], Continued),
    ("close", &[AGAIN, 0], Taken(SIZE, "announced no length")),
    // The strong ETag is that of the half that is there, so the length is known, and the rest is asked for.
    ("close-cut", &IN_TURN, Fails(Network, "where 200000 were announced", Begun)),
    ("chunk-cut", &IN_TURN, Fails(Network, CUT, Begun)),
    ("chunk-bad", &IN_TURN, Fails(Network, "broke", Begun)),
    // A server that states another length for the same ETag contradicts itself; the later word counts.
    ("longer", &[AGAIN, 0], Taken(HALF, "")),
    ("two-lengths", &[AGAIN, 0], Fails(Portal, "not HTTP", Begun)),
    ("neg-length", &[AGAIN, 0], Fails(Portal, "not HTTP", Begun)),
    ("huge-length", &[AGAIN, 0, END, END, END, END, END, END, END, END], Fails(Network, CUT, Loose)),
    ("range-ignored", &[AGAIN], Whole),
    ("range-shift", &[AGAIN, 0], Whole),
    ("range-other-total", &[AGAIN, 0], Whole),
    ("range-no-header", &[AGAIN, 0], Whole),
    ("range-multipart", &[AGAIN, 0], Whole),
    ("range-416", &[AGAIN, 0], Whole),
    ("flip", &[AGAIN], Version(1)),
    ("flip-keep", &[AGAIN, 0], Version(2)),
    ("gzip-lie", &[AGAIN], Whole),
    ("gzip-cut", &[AGAIN, 0], Damaged("body.csv.gz")),
    ("gzip-bomb", &[AGAIN, 0], Packed("body.csv.gz")),
    ("big-header", &[AGAIN], Continued),
    ("many-1xx", &[AGAIN], Continued),
    ("no-reason", &[AGAIN], Continued),
    ("bad-status", &[AGAIN, 0], Fails(Portal, "error 999", Begun)),
    ("http09", &[AGAIN, 0], Fails(Portal, "not HTTP", Begun)),
    ("retry?n=2&after=0", &[AGAIN, AGAIN, AGAIN], Continued),
    ("retry?after=0", &[AGAIN; 5], Fails(Unavailable, "down for now (503)", Begun)),
    ("retry?after=60", &[AGAIN], Fails(Unavailable, "down for now (503)", Begun)),
    ("retry-429?n=2&after=0", &[AGAIN, AGAIN, AGAIN], Continued),
    ("retry-429?after=0", &[AGAIN; 5], Fails(Unavailable, "too many requests for now (429)", Begun)),
    ("retry-odd?n=2", &[AGAIN, AGAIN, AGAIN], Continued),
    ("retry-odd", &[AGAIN; 4], Fails(Unavailable, "down for now (503)", Begun)),
    // It says nothing of the version that was begun.
    ("login", &[AGAIN, 0], Fails(Integrity, "a web page", Begun)),
    ("null", &[AGAIN, 0], Taken(0, "it is empty")),
    (TO_GOOD, &[AGAIN, AGAIN], Continued),
    ("away?to=/nowhere", &[AGAIN, 0], Fails(NotFound, "404", Begun)),
    ("away?to=file:///etc/hostname", &[AGAIN, 0], Fails(Portal, "file: address", Begun)),
];

fn published() -> Vec<u8> {
    body(SIZE, 7)
}

/// A download from the peer.
struct Try {
    portal: FilePortal,
    folder: Folder,
    mark: String,
    max_wait: Duration,
}

impl Try {
    /// `peer` names its address.
    fn new(peer: &str, folder: Folder) -> Self {
        Self::with(patient(), MAX_WAIT, peer, folder)
    }

    fn with(clients: Clients, max_wait: Duration, peer: &str, folder: Folder) -> Self {
        let portal = FilePortal::new(clients, &env(peer), SignIn::none());
        Self { portal, folder, mark: mark(), max_wait }
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
        let plan = FetchPlan::into(self.folder.path());
        waiting_up_to(self.max_wait, Box::pin(fetch(&self.portal, media, &plan, |_| {})), |_| {}).await
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
    let is = |faults: &[&str]| faults.iter().any(|it| fault.starts_with(it));
    let it = match fault {
        _ if is(&["stall", "slow-header?ms=9000", "never"]) => Try::with(clients(SHORT), TWO_SILENCES, peer, folder),
        _ if is(&["retry", "half-header"]) => Try::with(patient(), THREE_PAUSES, peer, folder),
        _ => Try::new(peer, folder),
    };
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
            assert_eq!(it.folder.names(), left.names(), "{error:?}");
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
async fn goes_on(it: &Try, left: Left) {
    if matches!(left, Begun | Loose) {
        assert!(published().starts_with(&it.folder.read("body.csv.part")), "it begins as published");
    }
    let kept = if left == Begun { it.folder.read("body.csv.part").len() } else { 0 };
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

/// The pause that a server asks for is kept, and one that is longer than anybody waits is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_taken_at_its_word_about_pauses() {
    for fault in ["retry", "retry-429"] {
        let it = Try::new(PLAIN, Folder::new());
        let begun = Instant::now();
        it.fetch(&it.media(&format!("{fault}?n=1&after=1"))).await.unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(1));

        let it = Try::with(patient(), Duration::from_secs(59), PLAIN, Folder::new());
        let error = it.fetch(&it.media(&format!("{fault}?after=60"))).await.unwrap_err();
        assert_eq!((error.retry_after, it.log().await.len()), (Some(Duration::from_secs(60)), 1), "{error:?}");
        assert!(error.hint.unwrap().contains("asks to wait 60 s; a longer --max-wait"));
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
