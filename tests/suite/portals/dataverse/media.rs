//! Files: originals of tables, checksums, folders, what is restricted or kept back, guestbooks.

use guichet::model::form::Answers;
use guichet::model::{Access, Media, Offer};

use super::*;

fn media<'a>(dataset: &'a Dataset, id: &str) -> &'a Media {
    dataset.find(id).unwrap_or_else(|| panic!("{id}"))
}

/// What is stated of a table is of what was given, and the portal sends what it made of it unless asked otherwise.
#[tokio::test]
async fn a_table_is_fetched_as_it_was_given() {
    let found = dataset(&json("dataverse/dataset.json")).await;
    let ids: Vec<&str> = found.media.iter().map(|media| &*media.id).collect();
    assert_eq!(ids, ["701", "701-tab", "702", "703", "704", "705"]);
    let given = media(&found, "701");
    assert_eq!((&*given.title, given.format.as_deref(), given.size), ("donnees/debits.csv", Some("csv"), Some(36)));
    assert_eq!(given.checksum.as_ref().unwrap().algo, "MD5");
    assert!(given.url.as_ref().unwrap().ends_with("/api/access/datafile/701?format=original"));
    assert_eq!(given.content_type.as_deref(), Some("text/csv"));
    let kept = media(&found, "701-tab");
    assert_eq!((&*kept.title, kept.format.as_deref()), ("donnees/debits.tab", Some("tsv")));
    assert_eq!((kept.size, &kept.checksum), (None, &None), "its own size is without the header");
    assert!(kept.url.as_ref().unwrap().ends_with("?format=tab"));
    let claims: Vec<_> = found.media.iter().map(|media| media.checksum.as_ref().map(|it| it.algo.as_str())).collect();
    assert_eq!(claims, [Some("MD5"), None, Some("SHA-256"), Some("SHA-1"), Some("SHA-512"), None]);
}

#[tokio::test]
async fn what_is_not_for_everybody_says_so() {
    let mut whole = json("dataverse/dataset.json");
    let files = &mut whole["data"]["latestVersion"]["files"];
    files[1]["dataFile"]["retention"] = object!({"dateUnavailable": "2020-01-01", "reason": "délai"});
    files[2]["dataFile"]["storageIdentifier"] = "https://ailleurs.example/1".into();
    let found = dataset(&whole).await;
    let offer = |id: &str| match &media(&found, id).offer {
        Offer::Download => "download".to_owned(),
        Offer::Doubtful(why) => format!("doubtful: {why}"),
        Offer::ShowOnly(why) => format!("shown: {why}"),
    };
    assert_eq!(offer("701"), "download");
    assert!(offer("702").starts_with("shown: the time that it was to be kept is over"), "{}", offer("702"));
    assert!(offer("703").contains("another repository"));
    assert!(offer("704").contains("restricted"));
    assert!(offer("705").contains("embargo until 2099-01-01"), "{}", offer("705"));
    assert_eq!((media(&found, "704").access, found.access), (Access::Restricted, Access::Open));
    // An embargo that is over keeps nothing back.
    whole["data"]["latestVersion"]["files"][4]["dataFile"]["embargo"]["dateAvailable"] = "2020-01-01".into();
    assert_eq!(media(&dataset(&whole).await, "705").offer, Offer::Download);
    for file in whole["data"]["latestVersion"]["files"].as_array_mut().unwrap() {
        file["restricted"] = true.into();
    }
    assert_eq!(dataset(&whole).await.access, Access::Restricted, "all of it is");
}

#[tokio::test]
async fn names_and_folders_are_texts_and_no_paths() {
    let mut whole = json("dataverse/dataset.json");
    let file = &mut whole["data"]["latestVersion"]["files"][2];
    file["label"] = "../../etc/rapport\u{1b}[31m.csv".into();
    file["directoryLabel"] = "a/../b".into();
    file["dataFile"]["persistentId"] = "".into();
    let found = dataset(&whole).await;
    assert_eq!(media(&found, "703").title, "a/../b/../../etc/rapport [31m.csv");
    assert!(media(&found, "703").facts.iter().all(|(label, _)| label != "identifier"));
}

/// Without a number a file is asked for by its own identifier; without that it is shown, and cannot be had.
#[tokio::test]
async fn a_file_without_a_number_is_not_lost() {
    let mut whole = json("dataverse/dataset.json");
    let files = whole["data"]["latestVersion"]["files"].as_array_mut().unwrap();
    files[1]["dataFile"].as_object_mut().unwrap().remove("id");
    files[2]["dataFile"] = Value::Null;
    let found = dataset(&whole).await;
    let by_pid = media(&found, "doi:10.5072/EXEMPLE/SEICHE/F702");
    assert!(by_pid.url.as_ref().unwrap().contains("/:persistentId?persistentId=doi%3A10.5072"), "{:?}", by_pid.url);
    let lost = found.media.iter().find(|media| media.title == "photos.zip").unwrap();
    assert!(matches!(&lost.offer, Offer::ShowOnly(why) if why.contains("no address")), "{:?}", lost.offer);
}

async fn with_guestbook() -> (Server, Dataset) {
    let server = Server::start().await;
    let mut whole = json("dataverse/dataset.json");
    whole["data"]["guestbookId"] = 17.into();
    server.answers(SHOW, [Answer::json(&whole)]);
    server.answers("/api/guestbooks/17", [Answer::raw("application/json", fixture("dataverse/guestbook.json"))]);
    let found = portal(&server).dataset(&at(&[RECORD])).await.unwrap();
    (server, found)
}

/// The answers go to the portal, and what it signs is fetched: as it was given.
#[tokio::test]
async fn a_guestbook_is_filled_in_before_the_file_is_fetched() {
    let (server, found) = with_guestbook().await;
    let file = media(&found, "701");
    let keys: Vec<&str> = file.form.iter().map(|field| &*field.key).collect();
    assert_eq!(keys, ["name", "email", "institution", "position", "question-44"]);
    assert!(file.form.iter().all(|field| field.private), "who downloads is nobody's business");
    let signed = server.url.join("/signed/701?until=1&token=abc").unwrap();
    server.answers("/api/access/datafile/701", [Answer::json(&ok(object!({"signedUrl": signed.as_str()})))]);
    server.answers("/signed/701", [Answer::raw("text/csv", "station;jour\n")]);
    let answers: Answers =
        [("name", "Ada"), ("email", "ada@exemple.fr"), ("question-44", "Service public")].into_iter().collect();
    let mut opened = portal(&server).open(file, &answers, None).await.unwrap();
    assert_eq!(opened.chunk("file").await.unwrap().unwrap(), "station;jour\n");
    let posted = &server.asked("/api/access/datafile/701")[0];
    assert_eq!(posted.method, "POST");
    let body: Value = serde_json::from_str(&posted.body).unwrap();
    assert_eq!(body["guestbookResponse"]["answers"], object!([{"id": 44, "value": "Service public"}]));
    assert_eq!(asked(&server.asked("/signed/701")[0], "format"), ["original"]);
}

#[tokio::test]
async fn a_guestbook_that_cannot_be_read_is_told_of() {
    let server = Server::start().await;
    let mut whole = json("dataverse/dataset.json");
    whole["data"]["guestbookId"] = 17.into();
    server.answers(SHOW, [Answer::json(&whole)]);
    let found = portal(&server).dataset(&at(&[RECORD])).await.unwrap();
    assert!(matches!(&media(&found, "701").offer, Offer::Doubtful(why) if why.contains("guestbook")));
    server.answers(
        "/api/access/datafile/701",
        [refusal(400, "You may not download this file without the required Guestbook response for guestbookID 17.")],
    );
    let error = portal(&server).open(media(&found, "701"), &Answers::default(), None).await.err().unwrap();
    assert_eq!(error.kind, ErrorKind::Denied);
    assert!(error.hint.unwrap().contains("guestbook"));
}

/// Storage is elsewhere, and signs for itself: the token stays, and the part that is wanted goes along.
#[tokio::test]
async fn a_redirect_to_storage_leaves_the_token_behind() {
    let (server, storage) = (Server::start().await, Server::start().await);
    let at_storage = storage.url.join("/bucket/701?signature=x").unwrap();
    server.answers("/api/access/datafile/701", [Answer::status(303).header("location", at_storage.as_str())]);
    storage.answers(
        "/bucket/701",
        [Answer::raw("text/csv", "bc").with_status(206).header("content-range", "bytes 1-2/9")],
    );
    let mut file = Media::new(at(&[RECORD]), "701", "x.csv");
    file.url = Some(server.url.join("/api/access/datafile/701?format=original").unwrap().into());
    let range = guichet::net::Range { from: 1, to: Some(3), validator: None };
    signed_in(&server).open(&file, &Answers::default(), Some(&range)).await.unwrap();
    assert_eq!(server.asked("/api/access/datafile/701")[0].header("x-dataverse-key"), Some("the-token"));
    let there = &storage.asked("/bucket/701")[0];
    assert_eq!((there.header("x-dataverse-key"), there.header("range")), (None, Some("bytes=1-2")));
}
