//! A dataset at another revision than the head of its main branch.

use guichet::portals::web::led;

use super::*;

const OTHER: &str = "fedcba9876543210fedcba9876543210fedcba98";

fn tree_of(path: &str) -> Value {
    object!([{"type": "file", "path": path, "size": 1, "oid": "0a".repeat(20)}])
}

/// A Hub whose main branch is recorded, and which has another revision, called as its addresses write it.
async fn with_revision(encoded: &str) -> Server {
    let server = with_dataset(|_| {}).await;
    let mut record = json("hugging-face/dataset.json");
    record["sha"] = OTHER.into();
    server.answers(&format!("{DATASET}/revision/{encoded}"), [Answer::json(&record)]);
    server.answers(&format!("{DATASET}/tree/{OTHER}"), [Answer::json(&tree_of("ancien.csv"))]);
    server.answers(&format!("{DATASET}/refs"), [Answer::json(&json("hugging-face/refs.json"))]);
    server
}

#[tokio::test]
async fn the_files_of_a_revision_are_those_of_its_commit() {
    let table = [
        ("v1.0", "v1.0"),
        ("essai", "essai"),
        ("essai/été", "essai%2F%C3%A9t%C3%A9"),
        (OTHER, OTHER),
        ("fedcba9", "fedcba9"),
        ("refs/pr/3", "refs%2Fpr%2F3"),
        ("refs/convert/parquet", "refs%2Fconvert%2Fparquet"),
    ];
    for (revision, encoded) in table {
        let server = with_revision(encoded).await;
        let page = server.url.join(&format!("datasets/{SET}/blob/{encoded}/ancien.csv")).unwrap();
        let led = led(Kind::HuggingFace, &server.url, &page).unwrap();
        assert_eq!(led, [format!("{SET}@{revision}"), "ancien.csv".into()]);
        let found = portal(&server).dataset(&at(&[&led[0]])).await.unwrap();
        let urls: Vec<&str> = found.media.iter().map(|media| media.url.as_deref().unwrap()).collect();
        let expected = server.url.join(&format!("datasets/{SET}/resolve/{OTHER}/ancien.csv")).unwrap();
        assert_eq!(urls, [expected.as_str()], "{revision}");
        assert_eq!((&found.address, &*found.title), (&at(&[&led[0]]), SET), "{revision}");
        let fact = fact(&found, "revision").unwrap();
        assert!(fact.contains(OTHER) && fact.contains(revision), "{revision}: {fact}");
        assert!(found.page.as_deref().unwrap().ends_with(&format!("/tree/{encoded}")), "{revision}");
        assert!(server.asked(TREE).is_empty(), "{revision}: nothing of the main branch");
        let is_copy = revision == "refs/convert/parquet";
        assert_eq!(found.media[0].caption.is_some(), is_copy, "{revision}");
    }
}

/// The same dataset, whatever it is called.
#[tokio::test]
async fn the_main_branch_is_no_revision_of_its_own() {
    let server = with_dataset(|_| {}).await;
    for name in [SET.to_owned(), format!("{SET}@main")] {
        let found = portal(&server).dataset(&at(&[&name])).await.unwrap();
        assert_eq!((found.address, found.media.len()), (at(&[SET]), 3), "{name}");
    }
}

#[tokio::test]
async fn a_dataset_that_was_renamed_keeps_its_revision() {
    let server = with_revision("v1.0").await;
    let moved = Answer::status(307).header("location", format!("{DATASET}/revision/v1.0"));
    server.answers("/api/datasets/arbres-autrefois/revision/v1.0", [moved]);
    let found = portal(&server).dataset(&at(&["arbres-autrefois@v1.0"])).await.unwrap();
    assert_eq!((found.address, found.media.len()), (at(&[&format!("{SET}@v1.0")]), 1));
}

/// One sentence, and nothing of the main branch in its place.
#[tokio::test]
async fn a_revision_that_there_is_none_of_is_said_so() {
    let none = || {
        Answer::json(&object!({"error": "Invalid rev id: nulle"}))
            .with_status(404)
            .header("x-error-code", "RevisionNotFound")
    };
    let server = with_dataset(|_| {}).await;
    server.answers(&format!("{DATASET}/revision/nulle"), [none()]);
    let error = portal(&server).dataset(&at(&[&format!("{SET}@nulle")])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
    assert!(error.cause.contains("no such revision") && error.hint.unwrap().contains("a tag"), "{}", error.cause);
    // Told with the dataset, and gone with its files.
    let server = with_revision(OTHER).await;
    server.answers(&format!("{DATASET}/tree/{OTHER}"), [none()]);
    let error = portal(&server).dataset(&at(&[&format!("{SET}@{OTHER}")])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
    // What can be no revision asks nobody.
    let server = Server::start().await;
    for odd in ["..", "a b", "", "x/../y", "x^"] {
        let error = portal(&server).dataset(&at(&[&format!("{SET}@{odd}")])).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound, "{odd}");
    }
    assert!(server.requests().is_empty());
}
