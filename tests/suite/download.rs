//! Downloads against a server on loopback that does what servers do: honest answers, wrong claims, cut bodies,
//! login pages; and against a disk that is in the way.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Response, header};
use futures_util::{StreamExt, stream};
use guichet::access::auth::SignIn;
use guichet::base::error::{Error, ErrorKind};
use guichet::download::{Effect, FetchPlan, IfExists, Outcome, Progress, Require, Verdict, fetch};
use guichet::model::{Access, Media};
use guichet::net::{Clients, Timeouts, waiting_up_to};
use guichet::portals::Portal as _;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::common::file_portal::{FilePortal, checksum};

const CSV: &str = "code;nom\n35238;Rennes\n";
const CSV_MD5: &str = "84964a972fdab592b4223689bc00a11c";
const CSV_SHA256: &str = "c20a394f17058536032099c1c7cc833cd7621bc35c048f78b22ec88cda107a20";
const CSV_SHA512: &str = "ac435c58b7abdbf03f4a00fcc8ee25f7012f4ac95b420c91fef89108d41dd286a6457867dfae099fdb5ec59be9c71ce397866ba973bd9b4ba574436ba0ef5e1b";

/// A portal whose files `answer` makes, and how often it was asked.
struct Server {
    portal: FilePortal,
    asked: Arc<AtomicUsize>,
}

impl Server {
    async fn new(answer: impl Fn() -> Response<Body> + Clone + Send + Sync + 'static) -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        let app = Router::new().fallback(move || {
            counter.fetch_add(1, Ordering::SeqCst);
            let answer = answer();
            async { answer }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { portal: FilePortal::new(Clients::new(None).unwrap(), &base, SignIn::none()), asked }
    }

    /// Answers with `body` and these headers.
    async fn sending(body: impl Into<Bytes>, headers: &[(HeaderName, &str)]) -> Self {
        let body = body.into();
        let headers: Vec<_> =
            headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect();
        Self::new(move || {
            let mut response = Response::new(Body::from(body.clone()));
            response.headers_mut().extend(headers.clone());
            response
        })
        .await
    }

    /// Sends `first`, then waits for `more`, then sends `rest`.
    async fn holding(first: &'static str, more: Arc<Notify>, rest: &'static str) -> Self {
        Self::new(move || {
            let more = more.clone();
            let rest = stream::once(async move {
                more.notified().await;
                Ok::<_, std::io::Error>(rest)
            });
            Response::new(Body::from_stream(stream::iter([Ok(first)]).chain(rest)))
        })
        .await
    }

    /// Writes these bytes as the answer, whatever HTTP says of them, and closes.
    async fn raw(answer: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut peer, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    if peer.read(&mut byte).await.unwrap_or(0) == 0 {
                        break;
                    }
                    request.push(byte[0]);
                }
                let _ = peer.write_all(answer.as_bytes()).await;
            }
        });
        Self { portal: FilePortal::new(Clients::new(None).unwrap(), &base, SignIn::none()), asked }
    }

    fn csv(&self) -> Media {
        let mut media = self.portal.media("stops", "stops.csv");
        media.format = Some("csv".into());
        media
    }

    /// With a title that is no file's name.
    fn titled(&self) -> Media {
        Media { title: "Arrêts".into(), ..self.csv() }
    }

    async fn fetch(&self, media: &Media, plan: &FetchPlan) -> Result<Outcome, Error> {
        fetch(&self.portal, media, plan, |_| {}).await
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// A folder that goes away with the test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn plan(&self, if_exists: IfExists) -> FetchPlan {
        FetchPlan { if_exists, ..FetchPlan::into(self.0.path()) }
    }

    fn requiring(&self, require: Require) -> FetchPlan {
        FetchPlan { require, ..self.plan(IfExists::Ask) }
    }
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !condition() {
        assert!(Instant::now() < deadline, "{what} never happened");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

fn holds(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found == text)
}

#[tokio::test]
async fn a_file_that_is_what_the_portal_states_is_verified() {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::ETAG, "\"v1\""),
        (header::LAST_MODIFIED, "Tue, 14 Nov 2023 22:13:20 GMT"),
    ];
    let server = Server::sending(CSV, &headers).await;
    for (algo, value) in [("MD5", CSV_MD5), ("SHA-256", CSV_SHA256), ("sha512", CSV_SHA512)] {
        let folder = Folder::new();
        let mut media = server.csv();
        media.checksum = checksum(algo, value);
        let outcome = server.fetch(&media, &folder.requiring(Require::Verified)).await.unwrap();
        assert_eq!(
            (outcome.verdict, outcome.effect),
            (Verdict::Verified, Effect::Downloaded),
            "{algo}: {}",
            outcome.reason
        );
        assert_eq!((outcome.bytes, outcome.sha256.as_str()), (CSV.len() as u64, CSV_SHA256));
        assert_eq!(outcome.path, folder.path("stops.csv"));
        assert_eq!((outcome.content_type.as_deref(), outcome.etag.as_deref()), (Some("text/csv"), Some("\"v1\"")));
        assert_eq!(outcome.claim, media.checksum);
        assert_eq!(outcome.last_modified.unwrap().as_second(), 1_700_000_000);
        let modified = fs::metadata(&outcome.path).unwrap().modified().unwrap();
        assert_eq!(modified, SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000));
        assert_eq!(folder.read("stops.csv"), CSV);
        assert_eq!(folder.names(), ["stops.csv"]);
    }
}

#[tokio::test]
async fn one_flipped_byte_keeps_the_final_name_away() {
    let folder = Folder::new();
    let server = Server::sending(CSV.replace("35238", "35239"), &[]).await;
    let mut media = server.csv();
    media.size = Some(CSV.len() as u64);
    media.checksum = checksum("MD5", CSV_MD5);

    for name in ["stops.csv.altered", "stops.csv (2).altered", "stops.csv (3).altered"] {
        let outcome = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap();
        assert_eq!((outcome.verdict, outcome.path.as_path()), (Verdict::Altered, folder.path(name).as_path()));
        assert!(outcome.reason.contains(CSV_MD5), "{}", outcome.reason);
        assert!(!outcome.meets(Require::NotAltered) && outcome.meets(Require::Nothing));
    }
    assert_eq!(folder.names(), ["stops.csv (2).altered", "stops.csv (3).altered", "stops.csv.altered"]);

    let outcome = server.fetch(&media, &folder.requiring(Require::Nothing)).await.unwrap();
    assert_eq!((outcome.verdict, outcome.path), (Verdict::Altered, folder.path("stops.csv")));
}

#[tokio::test]
async fn a_placeholder_is_no_claim() {
    let server = Server::sending(CSV, &[]).await;
    let mut media = server.csv();
    media.checksum = checksum("MD5", "3f2504e0-4f89-11d3-9a0c-0305e82c3301");

    let folder = Folder::new();
    let outcome = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap();
    assert_eq!((outcome.verdict, outcome.path), (Verdict::Unverifiable, folder.path("stops.csv")));
    assert!(outcome.reason.contains("UUID"), "{}", outcome.reason);

    let folder = Folder::new();
    let outcome = server.fetch(&media, &folder.requiring(Require::Verified)).await.unwrap();
    assert_eq!(outcome.path, folder.path("stops.csv.unverified"));
    assert!(!outcome.meets(Require::Verified));
    assert_eq!(folder.names(), ["stops.csv.unverified"]);
}

#[tokio::test]
async fn the_stated_size_counts_where_no_checksum_does() {
    let server = Server::sending(CSV, &[]).await;
    let mut media = server.csv();
    for (size, verdict, name) in [
        (CSV.len() as u64, Verdict::SizeOnly, "stops.csv"),
        (0, Verdict::Unverifiable, "stops.csv"),
        (CSV.len() as u64 + 17, Verdict::Altered, "stops.csv.altered"),
    ] {
        let folder = Folder::new();
        media.size = Some(size);
        let outcome = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap();
        assert_eq!((outcome.verdict, outcome.path), (verdict, folder.path(name)), "{size}");
    }
}

#[tokio::test]
async fn a_cut_body_is_never_taken_for_the_file() {
    let length = |length: usize| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{CSV}");
    let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{CSV}\r\n", CSV.len());
    // What fits in memory is written once it is whole.
    for (answer, left) in [(length(CSV.len() + 1), false), (length(1 << 20), true), (chunked, true)] {
        let folder = Folder::new();
        let server = Server::raw(answer).await;
        let (media, plan) = (server.csv(), folder.plan(IfExists::Ask));
        let fetched = waiting_up_to(Duration::from_secs(1), server.fetch(&media, &plan), |_| {});
        let error = fetched.await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Network, "{error}");
        assert!(error.is_transient() && server.asked() > 1);
        assert_eq!(folder.names(), if left { vec!["stops.csv.part", "stops.csv.part.json"] } else { vec![] });
        assert!(!left || folder.read("stops.csv.part") == CSV);

        // What is left is in nobody's way.
        let whole = Server::sending("code\n1\n", &[]).await;
        let outcome = whole.fetch(&whole.csv(), &folder.plan(IfExists::Ask)).await.unwrap();
        assert_eq!((outcome.bytes, folder.read("stops.csv").as_str()), (7, "code\n1\n"));
        assert_eq!(folder.names(), ["stops.csv"]);
    }
}

/// Silence counts against the time there is, as the pauses between tries do.
#[tokio::test]
async fn what_falls_silent_each_time_ends_with_the_time_there_is() {
    let mut server = Server::holding("code\n", Arc::default(), "never").await;
    let idle = Duration::from_millis(600);
    let clients = Clients::with(None, Timeouts { idle, ..Timeouts::default() }).unwrap();
    server.portal = FilePortal::new(clients, server.portal.http().base().as_str(), SignIn::none());
    let (folder, began) = (Folder::new(), Instant::now());
    let (media, plan) = (server.csv(), folder.plan(IfExists::Ask));
    let fetched = waiting_up_to(Duration::from_secs(1), server.fetch(&media, &plan), |_| {});
    assert_eq!(fetched.await.unwrap_err().kind, ErrorKind::Network);
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    assert!((1..=3).contains(&server.asked()), "{}", server.asked());
}

/// Nothing in such an answer tells its end from a broken line: only the claims can.
#[tokio::test]
async fn a_body_cut_without_any_length_is_caught_by_the_claims() {
    let server = Server::raw(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", &CSV[..10])).await;
    let mut media = server.csv();
    media.checksum = checksum("SHA-256", CSV_SHA256);
    let folder = Folder::new();
    let outcome = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap();
    assert_eq!((outcome.verdict, outcome.bytes), (Verdict::Altered, 10));
    assert_eq!(folder.names(), ["stops.csv.altered"]);
}

/// HTTP ends the body where the announced length does; what was missed shows in the claims alone.
#[tokio::test]
async fn a_body_longer_than_announced_is_caught_by_the_claims() {
    let server = Server::raw(format!("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{CSV}")).await;
    let mut media = server.csv();
    media.checksum = checksum("MD5", CSV_MD5);
    let folder = Folder::new();
    let outcome = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap();
    assert_eq!((outcome.verdict, outcome.bytes), (Verdict::Altered, 10));
}

#[tokio::test]
async fn a_taken_name_is_asked_about_skipped_numbered_or_replaced() {
    let server = Server::sending(CSV, &[(header::CONTENT_DISPOSITION, "attachment; filename=arrets.csv")]).await;
    let folder = Folder::new();
    folder.put("arrets.csv", "mine");

    let media = server.titled();
    let error = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Exists);
    assert!(error.subject.to_string().ends_with("arrets.csv") && error.hint.unwrap().contains("--if-exists"));

    let outcome = server.fetch(&media, &folder.plan(IfExists::Skip)).await.unwrap();
    assert!(outcome.effect == Effect::Skipped && outcome.meets(Require::Verified));
    assert_eq!((outcome.path, outcome.bytes), (folder.path("arrets.csv"), 4));
    assert_eq!((folder.names(), folder.read("arrets.csv").as_str()), (vec!["arrets.csv".to_owned()], "mine"));

    for name in ["arrets (2).csv", "arrets (3).csv"] {
        let outcome = server.fetch(&media, &folder.plan(IfExists::Rename)).await.unwrap();
        assert_eq!((outcome.path, folder.read(name).as_str()), (folder.path(name), CSV));
    }

    let outcome = server.fetch(&media, &folder.plan(IfExists::Overwrite)).await.unwrap();
    assert_eq!((outcome.path, folder.read("arrets.csv").as_str()), (folder.path("arrets.csv"), CSV));
    assert_eq!(folder.names(), ["arrets (2).csv", "arrets (3).csv", "arrets.csv"]);
}

#[tokio::test]
async fn a_name_of_ones_own_is_judged_before_the_portal_is_asked() {
    let server = Server::sending(CSV, &[]).await;
    let folder = Folder::new();
    folder.put("mine.csv", "mine");
    let named = |name: &str, if_exists| FetchPlan { name: Some(name.into()), ..folder.plan(if_exists) };

    for (name, kind) in
        [("mine.csv", ErrorKind::Exists), ("../mine.csv", ErrorKind::Usage), ("a.part", ErrorKind::Usage)]
    {
        let error = server.fetch(&server.csv(), &named(name, IfExists::Ask)).await.unwrap_err();
        assert_eq!(error.kind, kind, "{name}");
    }
    let outcome = server.fetch(&server.csv(), &named("mine.csv", IfExists::Skip)).await.unwrap();
    assert_eq!(outcome.effect, Effect::Skipped);
    assert_eq!(server.asked(), 0);

    let outcome = server.fetch(&server.csv(), &named("Mes arrêts", IfExists::Ask)).await.unwrap();
    assert_eq!(outcome.path, folder.path("Mes arrêts"));
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_file_that_appears_meanwhile_is_no_more_overwritten_than_one_before() {
    for (if_exists, name, left) in [
        (IfExists::Ask, None, vec!["stops.csv", "stops.csv.part", "stops.csv.part.json"]),
        (IfExists::Skip, Some("stops.csv"), vec!["stops.csv"]),
        (IfExists::Rename, Some("stops (2).csv"), vec!["stops (2).csv", "stops.csv"]),
        (IfExists::Overwrite, Some("stops.csv"), vec!["stops.csv"]),
    ] {
        let folder = Folder::new();
        let more = Arc::new(Notify::new());
        let server = Server::holding("code;", more.clone(), "nom\n").await;
        let (media, plan) = (server.csv(), folder.plan(if_exists));
        let intruder = async {
            until("the first bytes", || holds(&folder.path("stops.csv.part"), "code;")).await;
            folder.put("stops.csv", "mine");
            more.notify_one();
        };
        let (outcome, ()) = tokio::join!(server.fetch(&media, &plan), intruder);
        match (name, outcome) {
            (Some(name), Ok(outcome)) => {
                assert_eq!(outcome.path, folder.path(name));
                assert_eq!(outcome.effect == Effect::Skipped, if_exists == IfExists::Skip);
            }
            (None, Err(error)) => assert_eq!(error.kind, ErrorKind::Exists),
            (_, other) => panic!("{if_exists:?}: {other:?}"),
        }
        let kept = if if_exists == IfExists::Overwrite { "code;nom\n" } else { "mine" };
        assert_eq!(
            (folder.read("stops.csv").as_str(), folder.names()),
            (kept, left.iter().map(|it| (*it).into()).collect())
        );
    }
}

#[tokio::test]
async fn two_downloads_never_write_one_file() {
    let folder = Folder::new();
    let more = Arc::new(Notify::new());
    let slow = Server::holding("code;", more.clone(), "nom\n").await;
    let quick = Server::sending(CSV, &[]).await;
    let (media, plan) = (slow.csv(), folder.plan(IfExists::Overwrite));
    let second = async {
        until("the first bytes", || holds(&folder.path("stops.csv.part"), "code;")).await;
        let error = quick.fetch(&quick.csv(), &folder.plan(IfExists::Overwrite)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Disk);
        assert!(
            error.cause.contains("another download") && error.subject.to_string().ends_with("stops.csv.part"),
            "{error}"
        );
        let outcome = quick.fetch(&quick.csv(), &folder.plan(IfExists::Rename)).await.unwrap();
        assert_eq!(outcome.path, folder.path("stops (2).csv"));
        more.notify_one();
    };
    let (first, ()) = tokio::join!(slow.fetch(&media, &plan), second);
    assert_eq!((first.unwrap().bytes, folder.read("stops.csv").as_str()), (9, "code;nom\n"));
    assert_eq!(folder.names(), ["stops (2).csv", "stops.csv"]);
}

#[tokio::test]
async fn a_cancelled_download_leaves_its_part_and_no_lock() {
    let folder = Folder::new();
    let server = Server::holding("code;", Arc::new(Notify::new()), "never sent").await;
    let (media, plan) = (server.csv(), folder.plan(IfExists::Ask));
    tokio::select! {
        outcome = server.fetch(&media, &plan) => panic!("the server holds it back: {outcome:?}"),
        () = until("the first bytes", || holds(&folder.path("stops.csv.part"), "code;")) => {}
    }
    let part = fs::File::open(folder.path("stops.csv.part")).unwrap();
    until("the lock's end", || part.try_lock().is_ok()).await;
    assert_eq!(folder.names(), ["stops.csv.part", "stops.csv.part.json"]);
    assert_eq!(folder.read("stops.csv.part"), "code;");
}

#[tokio::test]
async fn a_servers_name_never_leaves_the_folder() {
    for (disposition, name) in [
        ("attachment; filename=\"../../evil.csv\"", "evil.csv"),
        ("attachment; filename*=UTF-8''..%2F..%2Fevil.csv", "evil.csv"),
        ("attachment; filename=\"/etc/cron.d/evil\"", "evil.csv"),
        ("attachment; filename=dwnl", "Arrêts.csv"),
        ("attachment; filename=\"..\"", "Arrêts.csv"),
    ] {
        let folder = Folder::new();
        let server = Server::sending(CSV, &[(header::CONTENT_DISPOSITION, disposition)]).await;
        let outcome = server.fetch(&server.titled(), &folder.plan(IfExists::Ask)).await.unwrap();
        assert_eq!((outcome.path, folder.names()), (folder.path(name), vec![name.to_owned()]), "{disposition}");
        // What the portal itself calls it as a file stays.
        let folder = Folder::new();
        let outcome = server.fetch(&server.csv(), &folder.plan(IfExists::Ask)).await.unwrap();
        assert_eq!((outcome.path, folder.names()), (folder.path("stops.csv"), vec!["stops.csv".to_owned()]));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_not_followed_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let outside = Folder::new();
    outside.put("precious", "mine");
    let server = Server::sending(CSV, &[]).await;

    let folder = Folder::new();
    symlink(outside.path("precious"), folder.path("stops.csv")).unwrap();
    let error = server.fetch(&server.csv(), &folder.plan(IfExists::Ask)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Exists);
    server.fetch(&server.csv(), &folder.plan(IfExists::Overwrite)).await.unwrap();
    assert!(fs::symlink_metadata(folder.path("stops.csv")).unwrap().is_file());

    let folder = Folder::new();
    symlink(outside.path("precious"), folder.path("stops.csv.part")).unwrap();
    let error = server.fetch(&server.csv(), &folder.plan(IfExists::Ask)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage);
    assert!(error.cause.contains("did not make"), "{error}");

    let folder = Folder::new();
    symlink(outside.path("missing"), folder.path("stops.csv")).unwrap();
    let outcome = server.fetch(&server.csv(), &folder.plan(IfExists::Rename)).await.unwrap();
    assert_eq!(outcome.path, folder.path("stops (2).csv"));

    assert_eq!((outside.names(), outside.read("precious").as_str()), (vec!["precious".to_owned()], "mine"));
}

#[tokio::test]
async fn a_disk_in_the_way_is_named_and_explained() {
    let server = Server::sending(CSV, &[]).await;
    let folder = Folder::new();
    folder.put("file", "not a folder");
    fs::create_dir(folder.path("taken")).unwrap();
    let plan =
        |dir: PathBuf, name: &str| FetchPlan { dir, name: Some(name.into()), ..folder.plan(IfExists::Overwrite) };
    let mut cases = vec![
        (plan(folder.path("file/below"), "a"), "a part of this path is a file"),
        (plan(folder.0.path().to_owned(), "taken"), "it is a folder"),
    ];
    if cfg!(target_os = "linux") {
        cases.push((plan("/sys/kernel".into(), "guichet-test"), "it is not writable")); // for root neither
    }
    for (plan, cause) in cases {
        let error = server.fetch(&server.csv(), &plan).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Disk, "{error}");
        assert!(error.cause.contains(cause) && error.hint.is_some(), "{error}");
    }
    assert_eq!(folder.names(), ["file", "taken"]);
}

#[tokio::test]
async fn a_missing_folder_is_made() {
    let server = Server::sending(CSV, &[]).await;
    let folder = Folder::new();
    let plan = FetchPlan { dir: folder.path("new/deep"), ..folder.plan(IfExists::Ask) };
    assert_eq!(server.fetch(&server.csv(), &plan).await.unwrap().path, folder.path("new/deep/stops.csv"));
}

#[tokio::test]
async fn a_login_page_never_gets_the_name_of_data() {
    let page = "\u{feff}\n<!DOCTYPE html><title>Connexion</title><form>mot de passe</form>";
    let server = Server::sending(page, &[(header::CONTENT_TYPE, "text/html")]).await;
    let folder = Folder::new();
    let error = server.fetch(&server.csv(), &folder.plan(IfExists::Ask)).await.unwrap_err();
    assert_eq!((error.kind, error.subject.to_string().as_str()), (ErrorKind::Integrity, "stops.csv"));
    assert!(error.cause.contains("declares csv") && error.cause.contains("stops.csv.altered"), "{error}");
    assert_eq!(
        (folder.names(), folder.read("stops.csv.altered").as_str()),
        (vec!["stops.csv.altered".to_owned()], page)
    );

    // Nothing declared but the name.
    let folder = Folder::new();
    let error = server.fetch(&server.portal.media("x", "plan.pdf"), &folder.plan(IfExists::Ask)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Integrity);

    // Declared as what it is.
    let mut media = server.portal.media("x", "page");
    media.format = Some("html".into());
    let outcome = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap();
    assert_eq!(outcome.path, folder.path("page.html"));
}

#[tokio::test]
async fn a_verified_checksum_outweighs_the_declared_format() {
    let server = Server::sending(CSV, &[]).await;
    let mut media = server.csv();
    media.format = Some("zip".into());
    let folder = Folder::new();
    let error = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Integrity);

    media.checksum = checksum("MD5", CSV_MD5);
    let outcome = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap();
    assert_eq!((outcome.verdict, outcome.path), (Verdict::Verified, folder.path("stops.csv")));
}

#[tokio::test]
async fn what_is_compressed_unasked_is_named_so_and_judged_by_what_is_inside() {
    let packed = |content: &[u8]| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut packed, content).unwrap();
        packed.finish().unwrap()
    };
    let (whole, other) = (packed(CSV.as_bytes()), packed(b"id;name\n9;another\n"));
    let cut = whole[..whole.len() - 4].to_vec();
    let noise: String = (0..40_000u32).map(|n| format!("{};", n.wrapping_mul(2_654_435_761))).collect();
    let large = packed(noise.as_bytes());
    assert!(large.len() > 64 << 10, "too large to be judged in memory");
    type Row = (&'static str, Vec<u8>, Verdict, &'static str, &'static str);
    let table: [Row; 6] = [
        ("gzip", whole, Verdict::Verified, "stops.csv.gz", "once unpacked"),
        ("gzip", other, Verdict::Altered, "stops.csv.gz.altered", "once unpacked"),
        ("gzip", large, Verdict::Altered, "stops.csv.gz.altered", "once unpacked"),
        ("x-gzip", cut, Verdict::Altered, "stops.csv.gz.altered", "cannot be unpacked to its end"),
        ("gzip", CSV.into(), Verdict::Verified, "stops.csv", "its MD5"),
        ("br", b"who knows".to_vec(), Verdict::Altered, "stops.csv.altered", "its MD5"),
    ];
    for (encoding, body, verdict, name, said) in table {
        let server = Server::sending(body, &[(header::CONTENT_ENCODING, encoding)]).await;
        let mut media = server.csv();
        media.size = Some(CSV.len() as u64);
        media.checksum = checksum("MD5", CSV_MD5);
        let folder = Folder::new();
        let outcome = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap();
        assert_eq!((outcome.verdict, outcome.path), (verdict, folder.path(name)), "{said}");
        assert!(outcome.reason.contains(said), "{said}: {}", outcome.reason);
    }
    let server = Server::sending(packed(CSV.as_bytes()), &[(header::CONTENT_ENCODING, "gzip")]).await;
    let (mut media, folder) = (server.portal.media("x", "stops.csv.gz"), Folder::new());
    media.format = Some("gz".into());
    let outcome = server.fetch(&media, &folder.plan(IfExists::Ask)).await.unwrap();
    assert_eq!(outcome.path, folder.path("stops.csv.gz"), "it is what is declared: {}", outcome.reason);

    let server =
        Server::sending(packed(b"<!doctype html><title>Sign in</title>"), &[(header::CONTENT_ENCODING, "gzip")]).await;
    let folder = Folder::new();
    let error = server.fetch(&server.csv(), &folder.plan(IfExists::Ask)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Integrity, "a packed web page is one");
}

#[tokio::test]
async fn progress_only_grows_is_not_a_flood_and_ends_at_the_end() {
    const PIECE: usize = 64 << 10;
    const PIECES: usize = 320;
    static ZEROS: [u8; PIECE] = [0; PIECE];
    let pieces = || stream::iter((0..PIECES).map(|_| Ok::<_, std::io::Error>(ZEROS.as_slice())));
    let bytes = (PIECE * PIECES) as u64;
    let server = Server::new(move || Response::new(Body::from_stream(pieces()))).await;
    let folder = Folder::new();
    let seen = Mutex::new(Vec::new());
    let started = Instant::now();
    let report = |progress: Progress| seen.lock().unwrap().push(progress);
    let outcome = fetch(&server.portal, &server.csv(), &folder.plan(IfExists::Ask), report).await.unwrap();
    let tenths = started.elapsed().as_millis() as usize / 100;
    assert_eq!(outcome.bytes, bytes);

    let seen = seen.into_inner().unwrap();
    assert_eq!(
        seen.first(),
        Some(&Progress { done: 0, total: None, ..Progress::default() }),
        "the server announces no length"
    );
    assert_eq!(seen.last(), Some(&Progress { done: bytes, total: Some(bytes), ..Progress::default() }));
    assert!(seen.is_sorted_by_key(|progress| progress.done));
    assert!(seen.len() <= tenths + 2, "{} reports in {tenths} tenths of a second", seen.len());
}

#[tokio::test]
async fn an_announced_length_is_the_total_from_the_start() {
    let server = Server::sending(CSV, &[]).await;
    let mut media = server.csv();
    media.size = Some(1 << 40);
    media.checksum = checksum("MD5", CSV_MD5);
    let folder = Folder::new();
    let mut first = None;
    let report = |progress: Progress| first = first.or(Some(progress));
    fetch(&server.portal, &media, &folder.plan(IfExists::Ask), report).await.unwrap();
    assert_eq!(first, Some(Progress { done: 0, total: Some(CSV.len() as u64), ..Progress::default() }));
}

#[cfg(unix)]
#[tokio::test]
async fn personal_data_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::sending(CSV, &[]).await;
    let folder = Folder::new();
    folder.put("stops.csv.part", "left by an older attempt, readable by all");
    folder.put("stops.csv.part.json", "{}");
    let mut media = server.csv();
    media.access = Access::Personal;
    for name in ["stops.csv", "stops (2).csv"] {
        let outcome = server.fetch(&media, &folder.plan(IfExists::Rename)).await.unwrap();
        assert_eq!(outcome.path, folder.path(name));
        assert_eq!(fs::metadata(outcome.path).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_refusal_leaves_nothing_on_the_disk() {
    let server = Server::new(|| Response::builder().status(403).body(Body::empty()).unwrap()).await;
    let folder = Folder::new();
    let error = server.fetch(&server.csv(), &folder.plan(IfExists::Ask)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
    assert!(folder.names().is_empty());
}

#[tokio::test]
async fn a_download_may_move_between_threads() {
    let server = Server::sending(CSV, &[]).await;
    let folder = Folder::new();
    let plan = folder.plan(IfExists::Ask);
    let outcome = tokio::spawn(async move { server.fetch(&server.csv(), &plan).await }).await.unwrap().unwrap();
    assert_eq!(outcome.path, folder.path("stops.csv"));
}
