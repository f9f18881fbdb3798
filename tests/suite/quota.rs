//! Limits on requests that several processes keep to together, against a server that counts.

use std::collections::HashSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use futures_util::future::join_all;
use guichet::access::secrets::{Credentials, Secrets};
use guichet::base::error::{Error, ErrorKind};
use guichet::model::form::Answers;
use guichet::model::{Address, Media, Query};
use guichet::net::Clients;
use guichet::net::quota::{AtOnce, Cost, Counter, Hears, Quota};
use guichet::portals::PortalConfig;
use guichet::portals::{self, Connection, Kind, Portal};
use jiff::Timestamp;
use serde_json::json;
use tokio::sync::Notify;

use crate::common::server::{Answer, Server};

const LIMIT: usize = 50;
/// Requests at once in each process.
const AT_ONCE: usize = 8;

/// A portal of which other processes know what this one has used.
fn portal(url: &url::Url, folder: &Path) -> Arc<dyn Portal> {
    let config = PortalConfig::new("p", Kind::ApiEntreprise, url.clone());
    let secrets = Secrets::only("p", Credentials::Token("a.b.c".to_owned().into()));
    let clients = Clients::new(None).unwrap().sharing(Quota::shared(folder));
    portals::connect(Connection { config, clients, secrets })
}

async fn headcount(portal: &dyn Portal) -> Media {
    let address = Address::root("p").child("v3_gip_mds_effectifs_annuels_entreprise");
    portal.dataset(&address).await.unwrap().find("json").unwrap().clone()
}

/// Asks for one year of one company.
async fn ask(portal: &dyn Portal, media: &Media, year: usize) -> Result<(), Error> {
    let year = year.to_string();
    let answers: Answers = [
        ("siren", "552049447"),
        ("year", &year),
        ("context", "Aides"),
        ("recipient", "13002526500013"),
        ("object", "Dossier 1"),
    ]
    .into_iter()
    .collect();
    portal.open(media, &answers, None).await.map(drop)
}

fn path(year: usize) -> String {
    format!("/v3/gip_mds/unites_legales/552049447/effectifs_annuels/{year}")
}

fn introspects(server: &Server) {
    server.answers("/v3/token/introspect", [Answer::json(&json!({"data": {"scopes": ["effectifs_urssaf"]}}))]);
}

/// This test once more, in a process of its own: what [`hammer`] does with this server and folder.
fn spawn(server: &Server, folder: &Path, first_year: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "quota::hammer", "--ignored", "--nocapture"])
        .env("HAMMERED", server.url.as_str())
        .env("FOLDER", folder)
        .env("FIRST_YEAR", first_year.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Not a test of its own: asks without end, several at once, until the limit stops it.
#[tokio::test]
#[ignore = "the other tests start it, with its environment"]
async fn hammer() {
    let of = |name: &str| std::env::var(name).unwrap();
    let portal = portal(&of("HAMMERED").parse().unwrap(), Path::new(&of("FOLDER")));
    let media = headcount(&*portal).await;
    let mut year: usize = of("FIRST_YEAR").parse().unwrap();
    let mut answered = 0;
    let stopped = loop {
        let asked = join_all((year..year + AT_ONCE).map(|year| ask(&*portal, &media, year))).await;
        year += AT_ONCE;
        answered += asked.iter().filter(|it| it.is_ok()).count();
        if let Some(error) = asked.into_iter().find_map(Result::err) {
            break error;
        }
    };
    assert_eq!(stopped.kind, ErrorKind::Quota, "{stopped}");
    let left = portal.quota();
    assert_eq!(left.iter().map(|it| (it.limit, it.left)).collect::<Vec<_>>(), [(LIMIT as u32, 0)]);
    println!("answered {answered}");
}

/// How many answers a child says it got, once it has ended well.
async fn answered(child: Child) -> usize {
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    let (_, rest) = text.split_once("answered ").unwrap();
    rest.split_whitespace().next().unwrap().parse().unwrap()
}

/// A portal that allows [`LIMIT`] requests in a window that outlasts the test, in whatever order they come.
fn counting(server: &Server) -> Arc<Mutex<usize>> {
    let count = Arc::new(Mutex::new(0));
    let resets = Timestamp::now().as_second() + 50;
    for year in 1900..2026 {
        let count = count.clone();
        server.on(&path(year), move |_| {
            let mut count = count.lock().unwrap();
            *count += 1;
            let answer = if *count > LIMIT { Answer::status(429) } else { Answer::json(&json!({"data": {}})) };
            answer
                .header("ratelimit-limit", LIMIT.to_string())
                .header("ratelimit-remaining", LIMIT.saturating_sub(*count).to_string())
                .header("ratelimit-reset", resets.to_string())
        });
    }
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_together_send_no_more_than_the_limit_section_6_2() {
    let server = Server::start().await;
    introspects(&server);
    let count = counting(&server);
    let folder = tempfile::tempdir().unwrap();
    let children = [1900, 1960].map(|first| spawn(&server, folder.path(), first));
    let [one, other] = children.map(answered);
    let (one, other) = (one.await, other.await);
    assert_eq!(*count.lock().unwrap(), LIMIT, "none after RateLimit-Remaining: 0, and none less");
    assert_eq!(one + other, LIMIT);
    let late = portal(&server.url, folder.path());
    let error = ask(&*late, &headcount(&*late).await, 2020).await.unwrap_err();
    assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Quota, 8), "{error}");
    assert!(error.cause.contains("GIP-MDS") && error.cause.contains("50 requests"), "{error}");
    assert!(error.retry_after.is_some_and(|wait| wait <= Duration::from_secs(60)) && error.hint.is_some());
    assert_eq!(*count.lock().unwrap(), LIMIT, "a process that comes later knows, too");
}

/// Somebody else uses up the limit: the portal says so to one process, and the other keeps to it.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_process_is_told_the_other_knows_section_6_2() {
    let server = Server::start().await;
    introspects(&server);
    let resets = Timestamp::now().as_second() + 50;
    let last = Answer::json(&json!({"data": {}}))
        .header("ratelimit-limit", "50")
        .header("ratelimit-remaining", "0")
        .header("ratelimit-reset", resets.to_string());
    server.answers(&path(2000), [last]);
    let folder = tempfile::tempdir().unwrap();
    let here = portal(&server.url, folder.path());
    ask(&*here, &headcount(&*here).await, 2000).await.unwrap();
    assert_eq!(answered(spawn(&server, folder.path(), 2000)).await, 0);
    assert_eq!(server.asked(&path(2000)).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_asks_before_retry_after_has_passed_section_6_2() {
    const WAIT: u64 = 2;
    let server = Server::start().await;
    introspects(&server);
    let times = Arc::new(Mutex::new(Vec::new()));
    for year in 2000..2020 {
        let times = times.clone();
        server.on(&path(year), move |_| {
            let mut times = times.lock().unwrap();
            times.push(Instant::now());
            match times.len() {
                1 => Answer::status(429).header("retry-after", WAIT.to_string()),
                _ => Answer::json(&json!({"data": {}})),
            }
        });
    }
    let folder = tempfile::tempdir().unwrap();
    // Two of their own: neither knows more of the other than the file tells.
    let portals = [(); 2].map(|()| portal(&server.url, folder.path()));
    let media = headcount(&*portals[0]).await;
    let refused = ask(&*portals[0], &media, 2000);
    let first = async {
        // Whoever comes once the refusal is known waits.
        while portals[0].quota().iter().all(|left| left.left > 0) {
            tokio::task::yield_now().await;
        }
        join_all((2001..2010).map(|year| ask(&*portals[year % 2], &media, year))).await
    };
    let (refused, others) = tokio::join!(refused, first);
    refused.unwrap();
    assert!(others.iter().all(Result::is_ok), "two seconds are waited for");
    let times = times.lock().unwrap();
    assert_eq!(times.len(), 1 + 1 + 9, "each was sent once, but for the one refused");
    assert!(times[1..].iter().all(|at| at.duration_since(times[0]) >= Duration::from_secs(WAIT)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_retry_after_is_not_waited_for_but_kept_to_section_6_2() {
    let server = Server::start().await;
    introspects(&server);
    server.answers(&path(2000), [Answer::status(429).header("retry-after", "40")]);
    let folder = tempfile::tempdir().unwrap();
    for first in [true, false] {
        let portal = portal(&server.url, folder.path());
        let error = ask(&*portal, &headcount(&*portal).await, 2000).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Quota, 8), "{error}");
        assert_eq!(error.status, first.then_some(429), "the second is not even sent");
        assert!(error.retry_after.is_some_and(|wait| wait > Duration::from_secs(30)), "{error:?}");
    }
    assert_eq!(server.asked(&path(2000)).len(), 1);
}

/// Answers every request with what `answer` makes of its address.
fn serve<F>(listener: tokio::net::TcpListener, answer: impl Fn(String) -> F + Clone + Send + Sync + 'static)
where
    F: Future<Output = Result<&'static str, StatusCode>> + Send + 'static,
{
    let handler = move |request: axum::extract::Request| answer(request.uri().to_string());
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(handler)).await });
}

/// Refuses what is under way already, and tells the most there were under way of the others at once.
async fn slowly(
    uri: String,
    running: Arc<Mutex<HashSet<String>>>,
    peak: Arc<Mutex<usize>>,
) -> Result<&'static str, StatusCode> {
    if uri.contains("effectifs") {
        if !running.lock().unwrap().insert(uri.clone()) {
            return Err(StatusCode::CONFLICT);
        }
        // Long enough for those that need not wait to come as well.
        for _ in 0..20 {
            let now = running.lock().unwrap().len();
            let most = now.max(*peak.lock().unwrap());
            *peak.lock().unwrap() = most;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        running.lock().unwrap().remove(&uri);
    }
    Ok(r#"{"data":{"scopes":["effectifs_urssaf"]}}"#)
}

/// The portal refuses two identical requests at once; other ones need not wait for each other
/// (docs/portals/api-entreprise.md 3.3).
#[tokio::test(flavor = "multi_thread")]
async fn identical_requests_leave_one_after_the_other_section_3_3() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let most = Arc::new(Mutex::new(0));
    let (peak, running) = (most.clone(), Arc::new(Mutex::new(HashSet::new())));
    serve(listener, move |uri| slowly(uri, running.clone(), peak.clone()));
    let folder = tempfile::tempdir().unwrap();
    let portals = [(); 2].map(|()| portal(&url, folder.path()));
    let media = headcount(&*portals[0]).await;
    let asked = (0..10).map(|n| ask(&*portals[n % 2], &media, 2000 + n / 5));
    for answer in join_all(asked).await {
        answer.unwrap();
    }
    assert_eq!(*most.lock().unwrap(), 2, "five and five, of two kinds");
}

/// A request that is given up frees the way for the next identical one.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_given_up_keeps_nobody_waiting_section_3_3() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let (came, asked) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
    let first = came.clone();
    serve(listener, move |uri| {
        let (first, number) = (first.clone(), asked.fetch_add(usize::from(uri.contains("effectifs")), SeqCst));
        async move {
            if uri.contains("effectifs") && number == 0 {
                first.notify_one();
                std::future::pending::<()>().await;
            }
            Ok(r#"{"data":{"scopes":["effectifs_urssaf"]}}"#)
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let portal = portal(&url, folder.path());
    let media = headcount(&*portal).await;
    tokio::select! {
        _ = ask(&*portal, &media, 2000) => panic!("the first is never answered"),
        () = came.notified() => {}
    }
    let start = Instant::now();
    ask(&*portal, &media, 2000).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(10));
}

/// Where the folder cannot be written, each process still keeps to the limits it knows.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_file_the_limits_are_kept_alone() {
    let server = Server::start().await;
    introspects(&server);
    let count = counting(&server);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a file, no folder");
    std::fs::write(&file, "").unwrap();
    let portal = portal(&server.url, &file);
    let media = headcount(&*portal).await;
    let asked = join_all((1900..1960).map(|year| ask(&*portal, &media, year))).await;
    assert_eq!(asked.iter().filter(|it| it.is_ok()).count(), LIMIT);
    assert!(asked.iter().filter_map(|it| it.as_ref().err()).all(|error| error.kind == ErrorKind::Quota));
    assert_eq!(*count.lock().unwrap(), LIMIT);
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    std::fs::write(file.join("quota.json"), "{ damaged").unwrap();
    let server = Server::start().await;
    introspects(&server);
    counting(&server);
    let portal = self::portal(&server.url, &file);
    ask(&*portal, &media, 1900).await.unwrap();
    assert_eq!(portal.quota()[0].left as usize, LIMIT - 1, "a damaged file is written anew");
}

/// A limit of which the portal tells nothing but that there were too many (docs/portals/dastra.md 2.6).
fn untold(requests: u32, period: Duration) -> Cost {
    let counter =
        Counter { key: "p requests".into(), title: "requests".into(), requests, period, hears: Hears::Refusals };
    let at_once = AtOnce { key: "p".into(), requests: 4 };
    Cost { counters: vec![counter], at_once: Some(at_once), waits: true, portal: "p".into(), ..Cost::default() }
}

async fn answer(quota: &Quota, cost: &Cost) {
    let permit = quota.ask("p", cost.clone(), false).await.unwrap();
    permit.answered(StatusCode::OK, &HeaderMap::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_untold_limit_is_kept_without_the_portal_s_help_dastra_section_2_6() {
    let span = Duration::from_millis(300);
    let folder = tempfile::tempdir().unwrap();
    let alone = Quota::own();
    let [one, other] = [(); 2].map(|()| Quota::shared(folder.path()));
    for handles in [[&alone, &alone], [&one, &other]] {
        let start = Instant::now();
        for n in 0..11 {
            answer(handles[n % 2], &untold(5, span)).await;
        }
        assert!(start.elapsed() >= 2 * span, "eleven requests need three spans: {:?}", start.elapsed());
        let left = handles[1].left("p ");
        assert_eq!((left[0].limit, &*left[0].title), (5, "requests"));
        assert!(left[0].left < 5);
    }
}

/// Not a test of its own: sends 15 requests of an untold limit of ten a second.
#[tokio::test]
#[ignore = "another test starts it, with its environment"]
async fn trickle() {
    let quota = Quota::shared(Path::new(&std::env::var("FOLDER").unwrap()));
    for _ in 0..15 {
        answer(&quota, &untold(10, Duration::from_secs(1))).await;
    }
    println!("answered 15");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_keep_an_untold_limit_together_dastra_section_2_6() {
    let folder = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let children = [(); 2].map(|()| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "quota::trickle", "--ignored", "--nocapture"])
            .env("FOLDER", folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    });
    let [one, other] = children.map(answered);
    assert_eq!(tokio::join!(one, other), (15, 15));
    assert!(start.elapsed() >= Duration::from_secs(2), "thirty of ten a second: {:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_would_wait_too_long_for_the_end_of_a_pause_is_told_so_dastra_section_2_6() {
    let (quota, cost) = (Quota::own(), untold(100, Duration::from_secs(60)));
    let permit = quota.ask("p", cost.clone(), false).await.unwrap();
    let headers = HeaderMap::from_iter([(RETRY_AFTER, "3600".parse().unwrap())]);
    let (_, pause) = permit.answered(StatusCode::TOO_MANY_REQUESTS, &headers).await;
    assert_eq!(pause, Some(Duration::from_secs(3600)));
    for _ in 0..5 {
        let error = quota.ask("p", cost.clone(), false).await.err().unwrap();
        assert_eq!(error.kind, ErrorKind::Unavailable);
        assert!(error.retry_after.is_some_and(|wait| wait > Duration::from_secs(3590)), "{error:?}");
    }
    // They kept none of the four places.
    let free = Cost { counters: vec![], ..cost };
    let places = join_all((0..4).map(|_| quota.ask("p", free.clone(), false)));
    tokio::time::timeout(Duration::from_secs(10), places).await.unwrap();
}

/// What one process is refused without a word of how long, the other does not ask for either.
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_kept_by_all_processes_dastra_section_2_6() {
    const SETS: &str = "/v1/ws/4021/DataRetentionRules";
    let server = Server::start().await;
    server.answers(SETS, [Answer::status(429)]);
    let folder = tempfile::tempdir().unwrap();
    let dastra = || {
        let config = PortalConfig::new("p", Kind::Dastra, server.url.clone());
        let secrets = Secrets::only("p", Credentials::ApiKey("k3y-of-tests".to_owned().into()));
        let clients = Clients::new(None).unwrap().sharing(Quota::shared(folder.path()));
        portals::connect(Connection { config, clients, secrets })
    };
    for first in [true, false] {
        let portal = dastra();
        let address = Address::root("p").child("4021").child("DataRetentionRules");
        let error = portal.list(&address, &Query::default(), None).await.unwrap_err();
        assert_eq!((error.kind, error.status), (ErrorKind::Unavailable, first.then_some(429)), "{error}");
        assert!(error.retry_after.is_some_and(|wait| wait > Duration::from_secs(50)), "{error:?}");
        assert_eq!(portal.quota().iter().map(|left| left.left).collect::<Vec<_>>(), [0]);
    }
    assert_eq!(server.asked(SETS).len(), 1, "the second is not even sent");
}
