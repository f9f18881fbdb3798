//! Tokens, and what a person was granted.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guichet::base::error::ErrorKind;
use guichet::model::Address;

use super::*;

const ME: &str = "/acl/v1/users/me";
const REQUESTS: &str = "/projekt/v1/my-linked-datasets";

/// A token in the portal's form, issued and ending so many seconds from now.
fn jwt(name: &str, issued: i64, ends: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let claims = object!({"sub": name, "iat": now + issued, "exp": now + ends}).to_string();
    format!("eyJhbGciOiJIUzUxMiJ9.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
}

/// A catalogue that takes these tokens only, and refuses all else with `refusal`.
fn guard(server: &Server, refusal: u16, tokens: &[&str]) {
    let tokens: Vec<_> = tokens.iter().map(|token| format!("Bearer {token}")).collect();
    server.on(LIST, move |request| match request.header("authorization") {
        Some(given) if tokens.iter().any(|token| token == given) => Answer::json(&page(0, 1, 1)),
        _ => Answer::status(refusal),
    });
}

async fn all(portal: &dyn Portal) -> Result<Page, Error> {
    portal.list(&at(&["all"]), &Query::default(), None).await
}

#[tokio::test]
async fn the_recorded_token_pair_is_sent_with_one_bearer_section_2_1() {
    let recorded = json("rudi/auth.jwt.ok.json");
    let token = recorded["jwtToken"].as_str().unwrap();
    assert!(token.starts_with("Bearer "));
    let server = Server::start().await;
    guard(&server, 401, &[&token["Bearer ".len()..]]);
    server.answers("/anonymous", [Answer::json(&recorded)]);
    all(&*rudi(&server)).await.unwrap();
    assert_eq!(server.asked("/anonymous")[0].method, "POST");
    assert_eq!(server.asked(LIST)[0].header("authorization"), None, "asked without, first");
    assert_eq!(server.asked(LIST)[1].header("authorization"), Some(token));
}

#[tokio::test]
async fn a_refused_token_is_refreshed_through_x_token_section_2_1() {
    let server = Server::start().await;
    guard(&server, 401, &["one"]);
    server.answers("/anonymous", [Answer::json(&pair("one")), Answer::status(500)]);
    let refreshed = |n: &str| {
        Answer::status(200)
            .header("authorization", format!("Bearer {n}"))
            .header("x-token", format!("Bearer {n}-refresh"))
    };
    server.answers("/refresh_token", [refreshed("two"), refreshed("three")]);
    let portal = rudi(&server);
    all(&*portal).await.unwrap();
    for (token, refresh) in [("two", "Bearer one-refresh"), ("three", "Bearer two-refresh")] {
        guard(&server, 498, &[token]);
        all(&*portal).await.unwrap();
        let request = server.asked("/refresh_token").pop().unwrap();
        assert_eq!((&*request.method, request.header("x-token")), ("GET", Some(refresh)), "each works once");
    }
    assert_eq!(server.asked("/anonymous").len(), 1);
}

#[tokio::test]
async fn a_void_refresh_token_leads_to_a_new_sign_in_section_2_1() {
    let server = Server::start().await;
    guard(&server, 401, &["one"]);
    server.answers("/anonymous", [Answer::json(&pair("one")), Answer::json(&pair("two"))]);
    server.answers("/refresh_token", [Answer::status(401)]);
    let portal = rudi(&server);
    all(&*portal).await.unwrap();
    guard(&server, 498, &["two"]);
    all(&*portal).await.unwrap();
    assert_eq!((server.asked("/refresh_token").len(), server.asked("/anonymous").len()), (1, 2));
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_section_2_1() {
    let server = Server::start().await;
    let (dying, fresh) = (jwt("dying", 0, 0), jwt("fresh", 0, 600));
    guard(&server, 401, &[&dying, &fresh]);
    server.answers("/anonymous", [Answer::json(&pair(&dying))]);
    server.answers("/refresh_token", [Answer::status(200).header("authorization", format!("Bearer {fresh}"))]);
    let portal = rudi(&server);
    for _ in 0..3 {
        all(&*portal).await.unwrap();
    }
    let used: Vec<_> =
        server.asked(LIST).iter().map(|request| request.header("authorization").map(str::to_owned)).collect();
    let bearer = |token: &str| Some(format!("Bearer {token}"));
    assert_eq!(used, [None, bearer(&dying), bearer(&fresh), bearer(&fresh)]);
}

/// A clock that is wrong by an hour must not make every request sign in again.
#[tokio::test]
async fn a_token_lives_as_long_as_it_says_whatever_the_clock_section_2_1() {
    let server = Server::start().await;
    let token = jwt("skewed", -3600, -3000);
    guard(&server, 401, &[&token]);
    server.answers("/anonymous", [Answer::json(&pair(&token))]);
    let portal = rudi(&server);
    for _ in 0..3 {
        all(&*portal).await.unwrap();
    }
    assert_eq!((server.asked("/anonymous").len(), server.asked("/refresh_token").len()), (1, 0));
}

#[tokio::test]
async fn without_an_anonymous_account_the_first_refusal_stands_section_2_1() {
    for missing in [401, 403, 404, 405] {
        let server = Server::start().await;
        server.answers("/anonymous", [Answer::status(missing)]);
        server.answers("/authenticate", [Answer::status(missing)]);
        server.answers(LIST, [Answer::status(401).header("www-authenticate", "Bearer")]);
        let portal = rudi(&server);
        for _ in 0..3 {
            let error = all(&*portal).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::SignIn);
            assert!(error.cause.contains("(401)") && error.hint.is_some(), "{error}");
        }
        assert_eq!(server.asked(LIST).len(), 3);
        assert_eq!(server.asked("/authenticate").len(), 1, "ten failures would lock the account for everybody");
    }
}

#[tokio::test]
async fn older_portals_let_the_anonymous_account_sign_in_section_2_1() {
    for shut in [401, 404] {
        let server = Server::start().await;
        guard(&server, 401, &["t"]);
        server.answers("/anonymous", [Answer::status(shut)]);
        server.answers("/authenticate", [Answer::json(&pair("t"))]);
        assert_eq!(all(&*rudi(&server)).await.unwrap().items.len(), 1);
        let login = &server.asked("/authenticate")[0];
        assert_eq!((&*login.method, &*login.body), ("POST", "login=anonymous&password=anonymous"));
        assert_eq!(login.header("content-type"), Some("application/x-www-form-urlencoded"));
    }
}

#[tokio::test]
async fn a_failing_sign_in_says_so_section_2() {
    let login_page = Answer::raw("text/html", "<html>login</html>");
    let table = [
        (Answer::status(401).body(fixture("rudi/error.login.401.json")), ErrorKind::SignIn),
        (Answer::status(423), ErrorKind::SignIn),
        (Answer::status(503), ErrorKind::Unavailable),
        (login_page, ErrorKind::Portal),
        (Answer::json(&object!({"refreshToken": "Bearer x"})), ErrorKind::Portal),
        (Answer::json(&object!({"jwtToken": null})), ErrorKind::Portal),
    ];
    for (answer, kind) in table {
        let server = Server::start().await;
        server.answers("/anonymous", [answer.clone()]);
        server.answers(LIST, [Answer::status(401)]);
        let error = all(&*rudi(&server)).await.unwrap_err();
        assert_eq!(error.kind, kind, "{answer:?}: {error}");
        // What is down has judged nothing.
        let tries = if kind == ErrorKind::Unavailable { 3 } else { 1 };
        assert_eq!(server.asked("/anonymous").len(), tries, "accounts get locked: never in a loop");
    }
}

#[tokio::test]
async fn no_token_is_ever_printed() {
    let server = Server::start().await;
    server.answers(
        "/anonymous",
        [Answer::raw("application/json", "{\"jwtToken\": \"Bearer hush-hush\", \"refreshToken\": 7}")],
    );
    server.answers(LIST, [Answer::status(401)]);
    let error = all(&*rudi(&server)).await.unwrap_err();
    assert!(!format!("{error:?}").contains("hush"), "{error:?}");
}

/// A portal that knows the person of the recorded answers.
async fn somebody() -> Server {
    let server = Server::start().await;
    server.answers("/authenticate", [Answer::json(&pair("ada"))]);
    server.answers(ME, [Answer::json(&json("rudi/users_me.json"))]);
    server
}

async fn restricted(server: &Server) -> Result<Page, Error> {
    mine(server, &Query::default()).await
}

async fn mine(server: &Server, query: &Query) -> Result<Page, Error> {
    signed_in(server, None, login("ada", "pw")).list(&at(&["restricted"]), query, None).await
}

#[tokio::test]
async fn my_restricted_datasets_need_a_person_section_4() {
    let server = Server::start().await;
    let error = list(&server, &["restricted"], &Query::default()).await.unwrap_err();
    assert_eq!(error.kind.exit_code(), 3);
    assert!(error.hint.unwrap().contains("guichet setup"));
    assert!(server.asked(ME).is_empty(), "nobody is signed in, so there is nothing to ask");
}

/// The portal gives a token and then takes us for anonymous, or refuses it.
#[tokio::test]
async fn a_token_that_is_nobody_s_is_noticed_section_2_2() {
    let table = [
        Answer::json(&object!({"login": "anonymous", "type": "ROBOT"})),
        Answer::json(&object!({})),
        Answer::status(401),
        Answer::status(403),
        Answer::status(498),
    ];
    for me in table {
        let server = somebody().await;
        server.answers(ME, [me.clone()]);
        let error = restricted(&server).await.unwrap_err();
        assert_eq!(error.kind.exit_code(), 3, "{me:?}");
        assert!(server.asked(REQUESTS).is_empty());
    }
}

/// A request for access to dataset `n`.
fn request(n: usize, status: &str, end: Option<&str>) -> Value {
    object!({"object_type": "LinkedDataset", "dataset_uuid": uuid(n), "linked_dataset_status": status, "end_date": end})
}

/// Answers batch requests by id.
fn by_ids(server: &Server) {
    server.on(LIST, |request| {
        let records: Vec<Value> =
            request.values("globalId").iter().map(|id| object!({"global_id": id, "resource_title": id})).collect();
        Answer::json(&object!({"total": records.len(), "items": records}))
    });
}

#[tokio::test]
async fn only_validated_requests_that_have_not_ended_count_section_4() {
    let server = somebody().await;
    by_ids(&server);
    let future = Some("2999-12-31T22:59:59Z");
    let elements = object!([
        request(1, "VALIDATED", future),
        request(2, "VALIDATED", None),
        request(3, "VALIDATED", Some("2020-01-01T00:00:00Z")),
        request(4, "IN_PROGRESS", future),
        request(5, "DISENGAGED", future),
        request(6, "VALIDATED", Some("some day")),
        request(1, "VALIDATED", future),
        {"linked_dataset_status": "VALIDATED", "end_date": future},
        request(7, "VALIDATED", Some("2999-12-31T22:59:59.5Z")),
    ]);
    server.answers(REQUESTS, [Answer::json(&object!({"total": 9, "elements": elements}))]);
    let page = restricted(&server).await.unwrap();
    assert_eq!(titles(&page.items), [uuid(1), uuid(7)]);
    assert_eq!((page.total, page.next), (Some(2), None));
    let asked = &server.asked(REQUESTS)[0];
    for (key, value) in
        [("status", "VALIDATED"), ("datasetConfidentiality", "RESTRICTED"), ("endDateIsNotOver", "true")]
    {
        assert_eq!(asked.values(key), [value]);
    }
    assert_eq!(server.asked(LIST)[0].values("globalId"), [uuid(1), uuid(7)]);
}

#[tokio::test]
async fn the_recorded_requests_lead_to_their_dataset_section_4() {
    let server = somebody().await;
    by_ids(&server);
    let mut recorded = json("rudi/my_linked_datasets.json");
    recorded["elements"][0]["end_date"] = "2999-02-28T22:59:59Z".into();
    server.answers(REQUESTS, [Answer::json(&recorded)]);
    assert_eq!(titles(&restricted(&server).await.unwrap().items), [RESTRICTED]);
}

#[tokio::test]
async fn nothing_granted_is_an_empty_page_section_4() {
    for none in [object!({"total": 0}), object!({"total": 0, "elements": null}), object!({})] {
        let server = somebody().await;
        server.answers(REQUESTS, [Answer::json(&none)]);
        let page = restricted(&server).await.unwrap();
        assert_eq!((page.items.len(), page.total, page.next), (0, Some(0), None));
        assert!(server.asked(LIST).is_empty(), "a batch without an id would be the whole catalogue");
    }
}

#[tokio::test]
async fn requests_come_in_whole_pages_and_datasets_in_batches_section_4() {
    const GRANTED: usize = 230;
    let server = somebody().await;
    by_ids(&server);
    server.on(REQUESTS, |asked| {
        let (offset, limit) = (asked.number("offset"), asked.number("limit"));
        assert_eq!(offset % limit, 0, "the page is offset / limit, rounded down");
        let elements: Vec<_> = (offset..(offset + limit).min(GRANTED))
            .map(|n| request(n, "VALIDATED", Some("2999-01-01T00:00:00Z")))
            .collect();
        Answer::json(&object!({"total": GRANTED, "elements": elements}))
    });
    let page = restricted(&server).await.unwrap();
    assert_eq!((page.items.len(), page.total), (GRANTED, Some(GRANTED as u64)));
    for batch in server.asked(LIST) {
        assert!(batch.number("limit") >= batch.values("globalId").len());
        assert!(batch.values("globalId").len() <= 100, "addresses have a length to keep");
    }
}

#[tokio::test]
async fn one_unreadable_request_is_one_warning_section_4() {
    let server = somebody().await;
    by_ids(&server);
    let good = request(1, "VALIDATED", Some("2999-01-01T00:00:00Z"));
    server.answers(REQUESTS, [Answer::json(&object!({"total": 3, "elements": [{"dataset_uuid": 5}, null, good]}))]);
    let page = restricted(&server).await.unwrap();
    assert_eq!((titles(&page.items), page.warnings.len()), (vec![&*uuid(1)], 1), "{:?}", page.warnings);
}

#[tokio::test]
async fn my_restricted_datasets_are_narrowed_too_section_4() {
    let server = somebody().await;
    by_ids(&server);
    let good = request(1, "VALIDATED", Some("2999-01-01T00:00:00Z"));
    server.answers(REQUESTS, [Answer::json(&object!({"total": 1, "elements": [good]}))]);
    mine(&server, &Query::text("métro")).await.unwrap();
    let batch = &server.asked(LIST)[0];
    assert_eq!((batch.values("freeText"), batch.values("globalId")), (vec!["métro"], vec![&*uuid(1)]));
    let odd = Query { filters: vec![("colour".into(), "red".into())], ..Query::default() };
    assert_eq!(mine(&server, &odd).await.unwrap_err().kind, ErrorKind::Usage);
}

#[tokio::test]
async fn a_dataset_found_among_mine_has_its_plain_address_section_4() {
    let server = somebody().await;
    by_ids(&server);
    let good = request(1, "VALIDATED", Some("2999-01-01T00:00:00Z"));
    server.answers(REQUESTS, [Answer::json(&object!({"total": 1, "elements": [good]}))]);
    let page = restricted(&server).await.unwrap();
    assert_eq!(page.items[0].target.address(), Some(Address::root("p").child(uuid(1))));
}

#[tokio::test]
async fn one_broken_record_among_mine_costs_itself_only_section_9() {
    let server = somebody().await;
    let request = |n| object!({"dataset_uuid": uuid(n), "linked_dataset_status": "VALIDATED", "end_date": "2999-01-01T00:00:00Z"});
    let requests: Vec<_> = (0..3).map(request).collect();
    server.answers("/projekt/v1/my-linked-datasets", [Answer::json(&object!({"total": 3, "elements": requests}))]);
    server.on(LIST, |request| match request.values("globalId") {
        ids if ids.contains(&&*uuid(1)) => Answer::status(500),
        ids => Answer::json(
            &object!({"items": (0..3).filter(|n| ids.contains(&&*uuid(*n))).map(record).collect::<Vec<_>>()}),
        ),
    });
    let page = restricted(&server).await.unwrap();
    assert_eq!(titles(&page.items), ["set 000", "set 002"]);
    assert_eq!(page.warnings.len(), 1);
    assert!(page.warnings[0].contains(&uuid(1)), "{:?}", page.warnings);
}

#[tokio::test]
async fn a_failing_sign_in_is_tried_once_for_all_who_wait_section_2_1() {
    let server = Server::start().await;
    server.answers("/anonymous", [Answer::status(500)]);
    server.answers(LIST, [Answer::status(401)]);
    let portal = rudi(&server);
    let (folder, query) = (at(&["all"]), Query::default());
    let lists = futures_util::future::join_all((0..10).map(|_| portal.list(&folder, &query, None))).await;
    assert!(lists.iter().all(Result::is_err));
    let tries = server.asked("/anonymous").len();
    assert!(tries < 10, "ten failures lock an account: {tries}");
}
