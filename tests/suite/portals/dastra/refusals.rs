//! What refusals mean (docs/portals/dastra.md 2.5), and the limits that are kept before they are enforced
//! (docs/portals/dastra.md 2.6).

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::routing::any;
use guichet::base::error::ErrorKind;

use super::*;

async fn refused(answer: Answer) -> Error {
    let server = answering([(SETS, answer)]).await;
    list(&server, &["4021", "DataRetentionRules"], &Query::default()).await.unwrap_err()
}

#[tokio::test]
async fn each_refusal_says_what_it_means_section_2_5() {
    let problem = object!({"type": "x", "title": "One or more validation errors occurred.", "status": 400, "traceId": "0",
        "errors": {"size": ["The value 'x' is not valid."], "page": "must be positive"}});
    let table = [
        (
            Answer::json(&problem).with_status(400),
            ErrorKind::Portal,
            "validation errors occurred.; size: The value 'x' is not valid.; page: must",
        ),
        (Answer::status(400).body("{\"errors\":[1]}"), ErrorKind::Portal, "(400)"),
        (Answer::status(401), ErrorKind::SignIn, "refuses the key"),
        (Answer::status(403), ErrorKind::Denied, "no right"),
        (Answer::status(404).body("<html>Not Found</html>"), ErrorKind::NotFound, "(404)"),
        (Answer::status(405), ErrorKind::NotFound, "no such function"),
        (Answer::status(409).body("{"), ErrorKind::Portal, "409"),
        (Answer::status(403).body("\u{1b}[2Jfeature not in plan"), ErrorKind::Denied, "[2Jfeature not in plan"),
    ];
    for (answer, kind, part) in table {
        let error = refused(answer.clone()).await;
        assert_eq!(error.kind, kind, "{answer:?}: {error}");
        assert!(error.cause.contains(part), "{error}");
        assert!(!format!("{error:?}").contains("\\u{1b}") && !format!("{error:?}").contains("<html>"));
    }
}

#[tokio::test]
async fn failures_of_the_server_are_tried_three_times_section_2_5() {
    for status in [500, 502, 503] {
        let server = answering([(SETS, Answer::status(status))]).await;
        let error = list(&server, &["4021", "DataRetentionRules"], &Query::default()).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Unavailable, 5));
        assert_eq!(server.asked(SETS).len(), 3, "{status}");
    }
}

#[tokio::test]
async fn a_key_of_one_workspace_is_told_where_to_go_section_2_3() {
    let server = answering([(WORKSPACES, Answer::status(403))]).await;
    let error = list(&server, &[], &Query::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
    assert!(error.hint.unwrap().contains("p/WORKSPACE"));
    // And what it may see, it sees.
    server.answers(SETS, [recorded("datasets-page.json")]);
    assert_eq!(list(&server, &["4021", "DataRetentionRules"], &Query::default()).await.unwrap().items.len(), 3);
}

/// A 429 without a word of how long (docs/portals/dastra.md 2.6): nobody asks again for a minute, whatever is asked
/// for.
#[tokio::test]
async fn after_a_429_the_portal_is_left_alone_section_2_6() {
    let server = answering([(SETS, Answer::status(429)), (REGISTER, recorded("processings-page.json"))]).await;
    let portal = dastra(&server);
    let refused = portal.list(&at(&["4021", "DataRetentionRules"]), &Query::default(), None).await.unwrap_err();
    assert_eq!((refused.kind, refused.retry_after), (ErrorKind::Unavailable, Some(Duration::from_secs(60))));
    let hint = refused.hint.unwrap();
    assert!(hint.contains("gives no time") && hint.contains("61 s at the earliest, by its own rule"), "{hint}");
    let asked = server.requests().len();
    let error = portal.list(&at(&["4021", "DataProcessings"]), &Query::default(), None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(error.retry_after.unwrap() > Duration::from_secs(50));
    assert!(error.cause.contains("slow down") && error.hint.unwrap().contains("by its own rule"));
    assert_eq!(server.requests().len(), asked, "it was not asked");
}

#[tokio::test]
async fn a_short_pause_is_waited_for_by_all_section_2_6() {
    let server = answering([(REGISTER, recorded("processings-page.json"))]).await;
    server.answers(SETS, [Answer::status(429).header("retry-after", "1"), recorded("datasets-page.json")]);
    let portal = dastra(&server);
    let start = Instant::now();
    let (sets, register) = (at(&["4021", "DataRetentionRules"]), at(&["4021", "DataProcessings"]));
    let query = Query::default();
    let first = portal.list(&sets, &query, None);
    let second = async {
        while server.asked(SETS).is_empty() {
            tokio::task::yield_now().await;
        }
        // The refusal is on its way: once it came, the other request waits like the first.
        tokio::time::sleep(Duration::from_millis(200)).await;
        portal.list(&register, &query, None).await
    };
    let (first, second) = tokio::join!(first, second);
    assert!(first.is_ok() && second.is_ok());
    assert!(start.elapsed() >= Duration::from_secs(1));
}

/// A server that counts how many requests it has under way.
struct Counting {
    now: AtomicUsize,
    most: AtomicUsize,
    moments: Mutex<Vec<Instant>>,
}

async fn counting(pause: Duration) -> (Arc<Counting>, url::Url) {
    let counting = Arc::new(Counting { now: 0.into(), most: 0.into(), moments: Mutex::default() });
    let state = counting.clone();
    let answer = move || {
        let counting = state.clone();
        async move {
            let now = counting.now.fetch_add(1, Ordering::SeqCst) + 1;
            counting.most.fetch_max(now, Ordering::SeqCst);
            counting.moments.lock().unwrap().push(Instant::now());
            tokio::time::sleep(pause).await;
            counting.now.fetch_sub(1, Ordering::SeqCst);
            axum::Json(page(0, 1, 1))
        }
    };
    let router = axum::Router::new().fallback(any(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = url::Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (counting, url)
}

#[tokio::test]
async fn four_requests_are_under_way_at_most_section_2_6() {
    let (counting, url) = counting(Duration::from_millis(30)).await;
    let portal = connect_with(PortalConfig::new(PORTAL, Kind::Dastra, url), Some(private_key()));
    let (address, query) = (at(&["4021", "DataRetentionRules"]), Query::default());
    let lists = futures_util::future::join_all((0..24).map(|_| portal.list(&address, &query, None))).await;
    assert!(lists.iter().all(Result::is_ok));
    assert_eq!(counting.most.load(Ordering::SeqCst), 4, "and no fewer: they are there to be used");
}

/// The limit is 500 a minute: of 600 requests, the last do not come before the portal would take them.
#[tokio::test]
async fn five_hundred_a_minute_are_never_passed_section_2_6() {
    let (counting, url) = counting(Duration::ZERO).await;
    let portal = connect_with(PortalConfig::new(PORTAL, Kind::Dastra, url), Some(private_key()));
    let (address, query) = (at(&["4021", "DataRetentionRules"]), Query::default());
    let all = futures_util::future::join_all((0..600).map(|_| portal.list(&address, &query, None)));
    // They do not end within the minute; what matters is how many came.
    let settled = async {
        let mut came = 0;
        loop {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let now = counting.moments.lock().unwrap().len();
            if now == came && now > 0 {
                return now;
            }
            came = now;
        }
    };
    let came = tokio::select! {
        _ = all => panic!("600 requests were sent within a minute"),
        came = settled => came,
    };
    assert!((400..500).contains(&came), "{came}");
}
