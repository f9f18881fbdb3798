//! Downloads that break off and are begun again: whatever the server does, one version arrives whole, or nothing does.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use futures_util::{StreamExt, stream};
use guichet::access::auth::SignIn;
use guichet::base::error::Error;
use guichet::download::{FetchPlan, Outcome, Verdict, fetch};
use guichet::model::Media;
use guichet::model::form::Answers;
use guichet::net::Clients;
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::common::file_portal::{FilePortal, checksum};

const LENGTH: usize = 300_000;
const CUT: usize = 120_000;

/// A published file; `seed` makes its versions differ everywhere.
fn version(seed: usize) -> Bytes {
    (0..LENGTH).map(|n| ((n * 31 + seed * 7 + n / 251) % 251) as u8).collect::<Vec<_>>().into()
}

/// How a server serves, and mostly misserves, ranges.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ranges {
    Right,
    /// Every answer is the whole.
    Ignored,
    /// 416 for all of them.
    Refused,
    /// Says one thing, sends the bytes of another place.
    Shifted,
    OtherTotal,
    WithoutHeader,
    Multipart,
    /// Sends the part whatever `If-Range` says.
    Unconditional,
}

struct Shelf {
    body: Bytes,
    etag: Option<String>,
    last_modified: Option<String>,
    /// Whether it says that it serves ranges.
    says_ranges: bool,
    ranges: Ranges,
    /// The next whole answer stops after [`CUT`] bytes, and breaks once it is told to.
    cut: Option<Arc<Notify>>,
    /// The `Range` of every request.
    asked: Vec<Option<String>>,
}

#[derive(Clone)]
struct Server(Arc<Mutex<Shelf>>);

impl Server {
    /// Serves version 1 with the `ETag` "v1", and breaks off once.
    async fn start() -> (Self, FilePortal) {
        let shelf = Shelf {
            body: version(1),
            etag: Some("\"v1\"".into()),
            last_modified: None,
            says_ranges: true,
            ranges: Ranges::Right,
            cut: Some(Arc::default()),
            asked: vec![],
        };
        let server = Self(Arc::new(Mutex::new(shelf)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (server, FilePortal::new(Clients::new(None).unwrap(), &base, SignIn::none()))
    }

    fn change(&self, change: impl FnOnce(&mut Shelf)) {
        change(&mut self.0.lock().unwrap());
    }

    /// The ranges asked for since the last time.
    fn asked(&self) -> Vec<Option<String>> {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }
}

async fn answer(State(server): State<Server>, headers: HeaderMap) -> Response<Body> {
    let mut shelf = server.0.lock().unwrap();
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let (range, if_range) = (header("range"), header("if-range"));
    shelf.asked.push(range.clone());
    let validator = shelf.etag.clone().or(shelf.last_modified.clone());
    let mut response = Response::builder();
    if shelf.says_ranges {
        response = response.header("accept-ranges", "bytes");
    }
    for (name, value) in [("etag", &shelf.etag), ("last-modified", &shelf.last_modified)] {
        if let Some(value) = value {
            response = response.header(name, value);
        }
    }
    let from: Option<usize> = range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    let (body, ranges) = (shelf.body.clone(), shelf.ranges);
    match from {
        Some(_) if ranges == Ranges::Refused => response.status(416).body(Body::empty()).unwrap(),
        Some(from)
            if ranges != Ranges::Ignored
                && (if_range.is_none() || if_range == validator || ranges == Ranges::Unconditional) =>
        {
            let total = if ranges == Ranges::OtherTotal { LENGTH + 1 } else { LENGTH };
            let kind = if ranges == Ranges::Multipart { "multipart/byteranges; boundary=x" } else { "text/csv" };
            let sent = if ranges == Ranges::Shifted { from - 1000 } else { from };
            let mut response = response.status(206).header("content-type", kind);
            if !matches!(ranges, Ranges::WithoutHeader | Ranges::Multipart) {
                response = response.header("content-range", format!("bytes {from}-{}/{total}", LENGTH - 1));
            }
            response.body(Body::from(body.slice(sent..sent + LENGTH - from))).unwrap()
        }
        _ if shelf.cut.is_some() => {
            let told = shelf.cut.take().unwrap();
            let breaks = stream::once(async move {
                told.notified().await;
                Err(std::io::Error::other("cut"))
            });
            let broken = stream::iter([Ok(body.slice(..CUT))]).chain(breaks);
            response.header("content-length", LENGTH).body(Body::from_stream(broken)).unwrap()
        }
        _ => response.body(Body::from(body)).unwrap(),
    }
}

struct Folder(TempDir);

impl Folder {
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    async fn fetch(&self, portal: &FilePortal) -> Result<Outcome, Error> {
        self.fetch_of(portal, &media(portal)).await
    }

    async fn fetch_of(&self, portal: &FilePortal, media: &Media) -> Result<Outcome, Error> {
        fetch(portal, media, &FetchPlan::into(self.0.path()), |_| {}).await
    }

    /// Fetches; what comes is one version, and nothing else lies around.
    #[track_caller]
    fn holds_only(&self, expected: &Bytes) {
        assert_eq!(self.names(), ["file.csv"]);
        assert!(fs::read(self.0.path().join("file.csv")).unwrap() == **expected, "not that version");
    }
}

fn media(portal: &FilePortal) -> Media {
    portal.media("file", "file.csv")
}

/// Of which the portal states the checksum.
fn stated(portal: &FilePortal, body: &Bytes) -> Media {
    let digest = <sha2::Sha256 as sha2::Digest>::digest(body);
    let sha256: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Media { checksum: checksum("SHA-256", &sha256), ..media(portal) }
}

/// Waits until so many bytes are in the file.
async fn has(path: &Path, bytes: usize) {
    while !fs::metadata(path).is_ok_and(|metadata| metadata.len() >= bytes as u64) {
        tokio::task::yield_now().await;
    }
}

/// A download whose process ended after [`CUT`] bytes, from a server that `change` has changed before.
async fn broken(change: impl FnOnce(&mut Shelf)) -> (Server, FilePortal, Folder) {
    broken_of(media, change).await
}

/// As [`broken`], of that media.
async fn broken_of(
    media: impl FnOnce(&FilePortal) -> Media,
    change: impl FnOnce(&mut Shelf),
) -> (Server, FilePortal, Folder) {
    let (server, portal) = Server::start().await;
    let media = media(&portal);
    server.change(change);
    let folder = Folder(tempfile::tempdir().unwrap());
    let cut = {
        let (portal, folder) = (&portal, &folder);
        let fetching = folder.fetch_of(portal, &media);
        let part = folder.0.path().join("file.csv.part");
        let killed = has(&part, CUT);
        tokio::select! {
            biased;
            () = killed => true,
            outcome = fetching => panic!("{outcome:?}"),
        }
    };
    assert!(cut);
    // The writer lets go once it has noticed.
    let part = fs::File::open(folder.0.path().join("file.csv.part")).unwrap();
    while part.try_lock().is_err() {
        tokio::task::yield_now().await;
    }
    part.unlock().unwrap();
    assert_eq!(part.metadata().unwrap().len(), CUT as u64);
    server.asked();
    (server, portal, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_version_is_gone_on_with() {
    let (server, portal, folder) = broken(|_| {}).await;
    let outcome = folder.fetch(&portal).await.unwrap();
    assert_eq!(outcome.resumed_from, CUT as u64);
    assert_eq!(server.asked(), [Some(format!("bytes={}-", CUT - (16 << 10)))], "and no more than what is missing");
    folder.holds_only(&version(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_checksum_covers_what_was_there_before() {
    let (_server, portal, folder) = broken(|_| {}).await;
    let outcome = folder.fetch_of(&portal, &stated(&portal, &version(1))).await.unwrap();
    assert_eq!((outcome.verdict, outcome.resumed_from), (Verdict::Verified, CUT as u64));
}

/// Whatever speaks against its being the same version starts over; nothing is ever spliced.
#[tokio::test(flavor = "multi_thread")]
async fn any_doubt_starts_over() {
    let changed = |shelf: &mut Shelf| (shelf.body, shelf.etag) = (version(2), Some("\"v2\"".into()));
    type Change = Box<dyn FnOnce(&mut Shelf)>;
    let table: Vec<(&str, usize, Change)> = vec![
        ("another version", 2, Box::new(changed)),
        ("ranges ignored", 1, Box::new(|shelf| shelf.ranges = Ranges::Ignored)),
        ("range refused", 1, Box::new(|shelf| shelf.ranges = Ranges::Refused)),
        ("another place", 1, Box::new(|shelf| shelf.ranges = Ranges::Shifted)),
        ("another total", 1, Box::new(|shelf| shelf.ranges = Ranges::OtherTotal)),
        ("no Content-Range", 1, Box::new(|shelf| shelf.ranges = Ranges::WithoutHeader)),
        ("several parts", 1, Box::new(|shelf| shelf.ranges = Ranges::Multipart)),
        (
            "If-Range ignored",
            2,
            Box::new(move |shelf| {
                changed(shelf);
                shelf.ranges = Ranges::Unconditional;
            }),
        ),
        ("another body under the same ETag", 2, Box::new(|shelf| shelf.body = version(2))),
        ("no validator any more", 2, Box::new(|shelf| (shelf.body, shelf.etag) = (version(2), None))),
    ];
    for (what, expected, change) in table {
        let (server, portal, folder) = broken(|_| {}).await;
        server.change(change);
        let outcome = folder.fetch(&portal).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!((outcome.resumed_from, outcome.bytes), (0, LENGTH as u64), "{what}");
        assert!(server.asked()[0].is_some(), "{what}: it was tried");
        folder.holds_only(&version(expected));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_strong_validator_nothing_is_gone_on_with() {
    let weak = |shelf: &mut Shelf| shelf.etag = Some("W/\"v1\"".into());
    let none = |shelf: &mut Shelf| shelf.etag = None;
    // The date of this very second: the file may change again within it.
    let fresh = |shelf: &mut Shelf| {
        shelf.etag = None;
        let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
        shelf.last_modified = Some(now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    };
    for (what, change) in [("weak", weak as fn(&mut Shelf)), ("none", none), ("fresh", fresh)] {
        let (server, portal, folder) = broken(change).await;
        assert_eq!(folder.names(), ["file.csv.part", "file.csv.part.json"], "{what}");
        let outcome = folder.fetch(&portal).await.unwrap();
        assert_eq!((outcome.resumed_from, server.asked()), (0, vec![None]), "{what}");
        folder.holds_only(&version(1));
    }
}

type Wordless = (&'static str, fn(&mut Shelf));

/// Servers that name no version, or only one that vouches for nothing.
const WITHOUT_A_WORD: [Wordless; 3] = [
    ("a weak ETag", |shelf| shelf.etag = Some("W/\"v1\"".into())),
    ("no validator", |shelf| shelf.etag = None),
    ("neither that nor Accept-Ranges", |shelf| (shelf.etag, shelf.says_ranges) = (None, false)),
];

/// What is put together so is proven as a whole in the end.
#[tokio::test(flavor = "multi_thread")]
async fn a_checksum_of_the_whole_vouches_where_no_validator_does() {
    for (what, wordless) in WITHOUT_A_WORD {
        let (server, portal, folder) = broken_of(|portal| stated(portal, &version(1)), wordless).await;
        let outcome = folder.fetch_of(&portal, &stated(&portal, &version(1))).await.unwrap();
        assert_eq!((outcome.verdict, outcome.resumed_from), (Verdict::Verified, CUT as u64), "{what}");
        assert_eq!(server.asked(), [Some(format!("bytes={}-", CUT - (16 << 10)))], "{what}");
        folder.holds_only(&version(1));

        // The portal states none any more: nothing would show what is wrong with the whole.
        let (server, portal, folder) = broken_of(|portal| stated(portal, &version(1)), wordless).await;
        assert_eq!(folder.fetch(&portal).await.unwrap().resumed_from, 0, "{what}");
        assert_eq!(server.asked(), [None], "{what}");
        folder.holds_only(&version(1));

        let (server, portal) = Server::start().await;
        server.change(wordless);
        let folder = Folder(tempfile::tempdir().unwrap());
        let outcome = during(&server, &portal, &folder, &stated(&portal, &version(1)), |_| {}).await.unwrap();
        assert_eq!((outcome.verdict, server.asked().len()), (Verdict::Verified, 2), "{what}");
        folder.holds_only(&version(1));
    }
}

/// Whatever the server does: the whole of one version, judged by the checksum, and never more than one try in vain.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_checksum_was_to_prove_and_does_not_is_begun_again_once() {
    let misserved = [
        Ranges::Ignored,
        Ranges::Refused,
        Ranges::Shifted,
        Ranges::OtherTotal,
        Ranges::WithoutHeader,
        Ranges::Multipart,
    ];
    for (what, wordless) in WITHOUT_A_WORD {
        for ranges in misserved {
            let (server, portal, folder) = broken_of(|portal| stated(portal, &version(1)), wordless).await;
            server.change(|shelf| shelf.ranges = ranges);
            let outcome = folder.fetch_of(&portal, &stated(&portal, &version(1))).await.unwrap();
            let found = (outcome.verdict, outcome.resumed_from);
            assert_eq!(found, (Verdict::Verified, 0), "{what}, {ranges:?}: {}", outcome.reason);
            assert!(server.asked().len() <= 2, "{what}, {ranges:?}");
            folder.holds_only(&version(1));
        }
        // Another version of the same length: the overlap shows it; or only the whole does, where that differs elsewhere.
        let changed = |head: usize, tail: usize| {
            let mut body = version(1).to_vec();
            body[..head].fill(b'x');
            body[LENGTH - tail..].fill(b'x');
            Bytes::from(body)
        };
        let (head, tail, both) = (changed(50, 0), changed(0, 50), changed(50, 50));
        let table = [
            (version(2), version(1), Verdict::Altered, 0),
            (version(2), version(2), Verdict::Verified, 0),
            // What was there and what came make the older version, which is the one that is stated.
            (head.clone(), version(1), Verdict::Verified, CUT),
            (head.clone(), head, Verdict::Verified, 0),
            (tail.clone(), version(1), Verdict::Altered, 0),
            (tail.clone(), tail, Verdict::Verified, CUT),
            (both.clone(), version(1), Verdict::Altered, 0),
            (both.clone(), both, Verdict::Verified, 0),
        ];
        for (n, (published, claimed, verdict, resumed_from)) in table.into_iter().enumerate() {
            let (server, portal, folder) = broken_of(|portal| stated(portal, &version(1)), wordless).await;
            server.change(|shelf| shelf.body = published.clone());
            let outcome = folder.fetch_of(&portal, &stated(&portal, &claimed)).await.unwrap();
            let found = (outcome.verdict, outcome.resumed_from);
            assert_eq!(found, (verdict, resumed_from as u64), "{what} {n}: {}", outcome.reason);
            let (name, expected) = match verdict {
                Verdict::Altered => ("file.csv.altered", published),
                _ => ("file.csv", claimed),
            };
            assert_eq!(folder.names(), [name], "{what} {n}");
            assert!(fs::read(&outcome.path).unwrap() == *expected, "{what} {n}: one version");
            assert_eq!(server.asked().len(), if resumed_from > 0 { 1 } else { 2 }, "{what} {n}");
        }
    }
}

/// `Accept-Ranges` is a courtesy: who names a version may well serve the rest of it.
#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_speak_of_ranges_is_asked_for_one() {
    let (server, portal, folder) = broken(|shelf| shelf.says_ranges = false).await;
    assert_eq!(folder.fetch(&portal).await.unwrap().resumed_from, CUT as u64);
    assert_eq!(server.asked().len(), 1);
    folder.holds_only(&version(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_is_old_enough_vouches_too() {
    let dated = |shelf: &mut Shelf| {
        (shelf.etag, shelf.last_modified) = (None, Some("Tue, 14 Nov 2023 22:13:20 GMT".into()));
    };
    let (_server, portal, folder) = broken(dated).await;
    assert_eq!(folder.fetch(&portal).await.unwrap().resumed_from, CUT as u64);
    folder.holds_only(&version(1));

    let (server, portal, folder) = broken(dated).await;
    server
        .change(|shelf| (shelf.body, shelf.last_modified) = (version(2), Some("Wed, 15 Nov 2023 22:13:20 GMT".into())));
    assert_eq!(folder.fetch(&portal).await.unwrap().resumed_from, 0);
    folder.holds_only(&version(2));
}

/// Fetches; after the first bytes the server changes and the line breaks.
async fn during(
    server: &Server,
    portal: &FilePortal,
    folder: &Folder,
    media: &Media,
    change: impl FnOnce(&mut Shelf),
) -> Result<Outcome, Error> {
    let breaks = server.0.lock().unwrap().cut.clone().unwrap();
    let part = folder.0.path().join("file.csv.part");
    let breaking = async {
        has(&part, CUT).await;
        server.change(change);
        breaks.notify_one();
    };
    tokio::join!(folder.fetch_of(portal, media), breaking).0
}

/// A break within one run is taken up at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_line_is_taken_up_within_the_run() {
    let (server, portal) = Server::start().await;
    let folder = Folder(tempfile::tempdir().unwrap());
    let outcome = during(&server, &portal, &folder, &media(&portal), |_| {}).await.unwrap();
    assert_eq!((outcome.bytes, outcome.resumed_from), (LENGTH as u64, 0));
    let asked = server.asked();
    assert!(asked.len() == 2 && asked[1].is_some(), "{asked:?}");
    folder.holds_only(&version(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_changes_during_the_run_is_begun_again() {
    let (server, portal) = Server::start().await;
    let folder = Folder(tempfile::tempdir().unwrap());
    let outcome = during(&server, &portal, &folder, &media(&portal), |shelf| {
        (shelf.body, shelf.etag) = (version(2), Some("\"v2\"".into()));
    })
    .await;
    assert_eq!(outcome.unwrap().etag.as_deref(), Some("\"v2\""));
    folder.holds_only(&version(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ours_to_go_on_with_is_left_or_begun_again() {
    // Longer than the version: somebody else wrote there.
    let (_server, portal, folder) = broken(|_| {}).await;
    fs::write(folder.0.path().join("file.csv.part"), vec![b'x'; LENGTH + 1]).unwrap();
    assert_eq!(folder.fetch(&portal).await.unwrap().resumed_from, 0);
    folder.holds_only(&version(1));

    // Bytes that changed on the disk: the overlap shows it.
    let (_server, portal, folder) = broken(|_| {}).await;
    let part = folder.0.path().join("file.csv.part");
    let mut bytes = fs::read(&part).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&part, bytes).unwrap();
    assert_eq!(folder.fetch(&portal).await.unwrap().resumed_from, 0);
    folder.holds_only(&version(1));

    // Other answers ask for another file.
    let (server, portal, folder) = broken(|_| {}).await;
    let answers = Answers(vec![("siren".into(), "1".into())]);
    let plan = FetchPlan { answers, ..FetchPlan::into(folder.0.path()) };
    assert_eq!(fetch(&portal, &media(&portal), &plan, |_| {}).await.unwrap().resumed_from, 0);
    assert_eq!(server.asked(), [None]);

    // A journal that names a file elsewhere speaks for nothing.
    let (server, portal, folder) = broken(|_| {}).await;
    let journal = folder.0.path().join("file.csv.part.json");
    let text = fs::read_to_string(&journal).unwrap().replace("\"name\":\"file.csv\"", "\"name\":\"../file.csv\"");
    fs::write(&journal, text).unwrap();
    assert_eq!(folder.fetch(&portal).await.unwrap().resumed_from, 0);
    assert_eq!(server.asked(), [None]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_leaves_what_there_is_for_another_day() {
    let (server, portal, folder) = broken(|_| {}).await;
    let gone = FilePortal::new(Clients::new(None).unwrap(), "http://127.0.0.1:9/", SignIn::none());
    assert!(folder.fetch(&gone).await.is_err());
    assert_eq!(folder.names(), ["file.csv.part", "file.csv.part.json"]);
    let outcome = folder.fetch(&portal).await.unwrap();
    assert_eq!((outcome.resumed_from, server.asked().len()), (CUT as u64, 1));
    folder.holds_only(&version(1));
}

/// Bytes behind what the journal tells of may be anybody's: they are asked for.
#[tokio::test(flavor = "multi_thread")]
async fn a_part_counts_as_far_as_its_journal_proves() {
    let (server, portal, folder) = broken(|_| {}).await;
    fs::write(folder.0.path().join("file.csv.part"), version(1)).unwrap();
    let outcome = folder.fetch(&portal).await.unwrap();
    assert_eq!((outcome.resumed_from, server.asked().len()), (CUT as u64, 1));
    folder.holds_only(&version(1));
}
