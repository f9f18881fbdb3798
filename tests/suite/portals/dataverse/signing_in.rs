//! Tokens: whose they are, and what a bad one may not break.

use super::*;

#[tokio::test]
async fn a_token_tells_whose_it_is() {
    let server = Server::start().await;
    server.answers("/api/users/:me", [Answer::raw("application/json", fixture("dataverse/me.json"))]);
    let account = signed_in(&server).account().await.unwrap();
    assert_eq!((account.who.as_deref(), account.opens.len()), (Some("Ada Le Goff"), 2));
    assert_eq!(server.asked("/api/users/:me")[0].header("x-dataverse-key"), Some("the-token"));
}

#[tokio::test]
async fn without_one_it_is_seen_what_it_is() {
    let server = Server::start().await;
    server.answers("/api/info/version", [Answer::raw("application/json", fixture("dataverse/version.json"))]);
    assert!(portal(&server).account().await.unwrap().who.is_none());
}

/// Authentication comes before everything: a token that has ended would close what is open to everybody.
#[tokio::test]
async fn a_bad_token_breaks_nothing_that_is_open() {
    let server = Server::start().await;
    let refuses = |answer: Answer| {
        move |request: &Request| match request.header("x-dataverse-key") {
            Some(_) => refusal(401, "Bad API key"),
            None => answer.clone(),
        }
    };
    server.on(SEARCH, refuses(Answer::json(&page(0, 2, 2))));
    server.on(SHOW, refuses(Answer::raw("application/json", fixture("dataverse/dataset.json"))));
    server.on("/api/access/datafile/702", refuses(Answer::raw("application/json", "{}")));
    server.answers("/api/users/:me", [refusal(401, "Bad API key")]);
    let portal = signed_in(&server);
    let found = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    assert_eq!((found.items.len(), found.warnings.len()), (2, 1));
    assert!(found.warnings[0].contains("refuses your token"));
    let dataset = portal.dataset(&at(&[RECORD])).await.unwrap();
    assert!(dataset.warnings[0].contains("refuses your token"));
    let file = dataset.find("702").unwrap();
    assert!(portal.open(file, &guichet::model::form::Answers::default(), None).await.is_ok());
    assert_eq!(portal.account().await.unwrap_err().kind, ErrorKind::SignIn, "but it is no account");
}

/// No right to it is not a bad token: nobody is sent to make a new one.
#[tokio::test]
async fn what_is_not_published_is_denied() {
    let server = Server::start().await;
    server.answers(SHOW, [refusal(401, "User @ada is not permitted to perform requested action.")]);
    let error = signed_in(&server).dataset(&at(&[RECORD])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
    assert_eq!(server.asked(SHOW).len(), 1, "it is not asked again without the token");
}

#[tokio::test]
async fn one_s_own_drafts_are_no_further_datasets() {
    let server = with_page(&page(0, 1, 1)).await;
    signed_in(&server).list(&at(&["all"]), &Query::default(), None).await.unwrap();
    assert_eq!(asked(&server.asked(SEARCH)[0], "fq"), ["publicationStatus:\"Published\""]);
}
