//! Failures that come as successes, limits that nobody stated, versions by name.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn a_failure_that_comes_as_a_success_is_no_empty_list() {
    let table = [
        (r#"{"status":"ERROR","message":"Solr is down"}"#, "Solr is down"),
        (r#"{"status":"ERROR","message":"half","data":{"total_count":0,"items":[],"id":1}}"#, "half"),
        (r#"{"status":400,"message":"Bad value"}"#, "Bad value"),
        (r#"{"error":"maintenance"}"#, "maintenance"),
        (r#"{"status":"OK","data":{"message":"Nothing for you"}}"#, "no data"),
        (r#"{"status":"OK","data":{}}"#, "no data"),
        (r#"{"status":"OK"}"#, "no data"),
        (r#"{"status":"OK","data":[]}"#, "no data"),
        ("{}", "no data"),
        ("<html>maintenance</html>", "web page"),
    ];
    for (body, part) in table {
        let server = Server::start().await;
        server.otherwise(Answer::raw("application/json", body));
        let portal = portal(&server);
        for folder in [&["all"][..], &[], &["collections"], &["collections", "labo"]] {
            let error = portal.list(&at(folder), &Query::default(), None).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Portal, "{body}");
            assert!(error.cause.contains(part), "{folder:?} {body}: {error}");
        }
        let error = portal.dataset(&at(&[RECORD])).await.unwrap_err();
        assert!(error.kind == ErrorKind::Portal && error.cause.contains(part), "{body}: {error}");
        assert!(portal.facets(&at(&["all"])).await.is_err(), "{body}");
    }
}

/// What the portal did not say, nobody says for it.
#[tokio::test]
async fn a_limit_is_told_as_far_as_it_is_stated() {
    let busy = || refusal(429, "GetVersion failed: Rate limited due to too many requests.");
    for (answer, hint) in [
        (busy(), "does not say for how long"),
        (busy().header("retry-after", "3600"), "3,601 s"),
        (Answer::status(429).body("<html>"), "gives no time"),
    ] {
        let server = Server::start().await;
        server.answers(SEARCH, [answer]);
        let error = portal(&server).list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable);
        let said = error.hint.as_ref().map(ToString::to_string).unwrap_or_default();
        assert!(said.contains(hint) && said.is_empty() == hint.is_empty(), "{error}: {said}");
        assert!(
            !error.cause.contains("limit on") && (hint.contains("3,601") || !said.contains("60")),
            "{error}: {said}"
        );
        assert!(error.retry_after.is_none_or(|wait| wait >= Duration::from_secs(60)), "{error:?}");
    }
}

/// The draft is asked for by name; what leads to the newest stays what it is.
#[tokio::test]
async fn a_draft_is_shown_where_it_is_asked_for() {
    let server = Server::start().await;
    let mut draft = json("dataverse/dataset.json")["data"]["latestVersion"].clone();
    draft["versionState"] = "DRAFT".into();
    draft.as_object_mut().unwrap().remove("versionNumber");
    server.answers(SHOW, [Answer::raw("application/json", fixture("dataverse/dataset.json"))]);
    server.answers(&format!("{VERSIONS}/:draft"), [Answer::json(&ok(draft))]);
    let portal = signed_in(&server);
    for (query, version) in [
        ("version=DRAFT", "draft"),
        ("version=:draft", "draft"),
        ("version=:latest", "2.1"),
        ("version=:latest-published", "2.1"),
    ] {
        let page = server.url.join(&format!("dataset.xhtml?persistentId=doi:{RECORD}&{query}")).unwrap();
        let path = guichet::portals::web::led(Kind::Dataverse, &server.url, &page).unwrap();
        let segments: Vec<&str> = path.iter().map(String::as_str).collect();
        let found = portal.dataset(&at(&segments)).await.unwrap();
        assert_eq!(fact(&found, "version"), Some(version), "{query}");
    }
    let typed = ["10.5072", "EXEMPLE", "SEICHE"];
    assert_eq!(
        portal.resolve(&at(&typed)).unwrap(),
        guichet::model::Target::dataset(at(&[RECORD])),
        "as DOIs are typed"
    );
}

/// A draft is not shown for what is published where that could not be asked for.
#[tokio::test]
async fn a_published_version_that_cannot_be_had_now_is_an_error() {
    let mut whole = json("dataverse/dataset.json");
    whole["data"]["latestVersion"]["versionState"] = "DRAFT".into();
    let server = Server::start().await;
    server.answers(SHOW, [Answer::json(&whole)]);
    server.answers(&format!("{VERSIONS}/:latest-published"), [refusal(403, "Not now")]);
    assert_eq!(signed_in(&server).dataset(&at(&[RECORD])).await.unwrap_err().kind, ErrorKind::Denied);
}
