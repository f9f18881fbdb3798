//! Files of one commit: their claims, where their bytes really are, and who is given the token on the way there.

use guichet::download::{FetchPlan, Outcome, Verdict, fetch};
use guichet::model::form::Answers;
use guichet::model::{Checksum, Media};
use guichet::net::Range;

use super::*;

const CSV: &str = "commune;habitants\nAubec;1200\nBrivel;345\n";

fn large() -> String {
    format!("PAR1{}PAR1", "x".repeat(2000))
}

fn resolve(file: &str) -> String {
    format!("/datasets/{SET}/resolve/{COMMIT}/{file}")
}

async fn fetched(portal: &dyn Portal, media: &Media) -> Result<Outcome, Error> {
    let folder = tempfile::tempdir().unwrap();
    fetch(portal, media, &FetchPlan::into(folder.path()), |_| {}).await
}

fn found<'d>(dataset: &'d Dataset, id: &str) -> &'d Media {
    dataset.find(id).unwrap_or_else(|| panic!("{id}: {:?}", dataset.media))
}

#[tokio::test]
async fn each_file_is_at_the_commit_and_claims_what_git_or_its_store_says() {
    let server = with_dataset(|_| {}).await;
    let dataset = dataset(&server).await;
    let ids: Vec<&str> = dataset.media.iter().map(|media| &*media.id).collect();
    assert_eq!(ids, ["README.md", "arbres.csv", "données/arbres #1.parquet"]);
    let csv = found(&dataset, "arbres.csv");
    assert_eq!(csv.url.as_deref(), Some(server.url.join(&resolve("arbres.csv")).unwrap().as_str()));
    assert_eq!((csv.size, csv.format.as_deref()), (Some(CSV.len() as u64), Some("csv")));
    assert_eq!(csv.checksum.as_ref().unwrap().algo, "git blob SHA-1");
    let parquet = found(&dataset, "données/arbres #1.parquet");
    assert_eq!(parquet.checksum.as_ref().unwrap().algo, "SHA-256");
    assert!(parquet.url.as_ref().unwrap().ends_with(&resolve("donn%C3%A9es/arbres%20%231.parquet")));
}

/// A small file by way of the Hub's own cache, a large one by way of another host, which gets no token.
#[tokio::test]
async fn what_comes_is_held_against_the_claims_and_the_token_stays_at_home() {
    let (server, store) = (with_dataset(|_| {}).await, Server::start().await);
    let mut elsewhere = store.url.clone();
    elsewhere.set_host(Some("localhost")).unwrap();
    let small = Answer::status(307).header("location", "/api/resolve-cache/x?etag=1").body("Temporary Redirect");
    server.answers(&resolve("arbres.csv"), [small]);
    server.answers("/api/resolve-cache/x", [Answer::raw("text/plain", CSV)]);
    let signed = elsewhere.join("signed?Signature=abc").unwrap();
    server.answers(&resolve("donn%C3%A9es/arbres%20%231.parquet"), [Answer::status(302).header("location", signed)]);
    store.answers("/signed", [Answer::raw("application/octet-stream", large()).header("etag", "\"555\"")]);
    let portal = signed_in(&server);
    let dataset = portal.dataset(&at(&[SET])).await.unwrap();
    for id in ["arbres.csv", "données/arbres #1.parquet"] {
        let outcome = fetched(&*portal, found(&dataset, id)).await.unwrap();
        assert_eq!(outcome.verdict, Verdict::Verified, "{id}: {}", outcome.reason);
    }
    assert_eq!(server.asked("/api/resolve-cache/x")[0].header("authorization"), Some("Bearer hf_the-token"));
    let asked = store.asked("/signed");
    assert!(!asked.is_empty() && asked.iter().all(|request| request.header("authorization").is_none()));
}

#[tokio::test]
async fn another_content_is_altered_though_it_is_as_long() {
    let server = with_dataset(|_| {}).await;
    server.answers(&resolve("arbres.csv"), [Answer::raw("text/plain", CSV.replace("1200", "1201"))]);
    let dataset = dataset(&server).await;
    let outcome = fetched(&*portal(&server), found(&dataset, "arbres.csv")).await.unwrap();
    assert_eq!(outcome.verdict, Verdict::Altered, "{}", outcome.reason);
    assert!(outcome.reason.contains("git blob SHA-1"), "{}", outcome.reason);
}

/// Where the tree tells nothing, the redirect does.
#[tokio::test]
async fn the_redirect_of_a_file_states_its_size_and_checksum() {
    let server = with_dataset(|_| {}).await;
    let tree = json("hugging-face/tree.json");
    let blob = tree[2]["oid"].as_str().unwrap().to_owned();
    server.answers(TREE, [Answer::status(403).header("x-error-code", "GatedRepo")]);
    let at_cache = || Answer::status(307).header("location", "/api/resolve-cache/x");
    let size = CSV.len().to_string();
    let table = [
        (at_cache().header("x-linked-etag", format!("\"{blob}\"")).header("x-linked-size", &*size), Verdict::Verified),
        (
            at_cache().header("x-linked-etag", format!("\"{}\"", "ab12".repeat(10))).header("x-linked-size", &*size),
            Verdict::Altered,
        ),
        (at_cache().header("x-linked-size", &*size), Verdict::SizeOnly),
        (at_cache().header("x-linked-size", "7"), Verdict::Altered),
        (at_cache(), Verdict::Unverifiable),
    ];
    for (n, (answer, verdict)) in table.into_iter().enumerate() {
        server.answers(&resolve("arbres.csv"), [answer]);
        server.answers("/api/resolve-cache/x", [Answer::raw("text/plain", CSV)]);
        let dataset = dataset(&server).await;
        let outcome = fetched(&*portal(&server), found(&dataset, "arbres.csv")).await.unwrap();
        assert_eq!(outcome.verdict, verdict, "{n}: {}", outcome.reason);
    }
}

/// Signed addresses end: the Hub is asked again, and for the part.
#[tokio::test]
async fn an_address_that_has_ended_is_asked_for_anew() {
    let (server, store) = (with_dataset(|_| {}).await, Server::start().await);
    let to = |path: &str| Answer::status(302).header("location", store.url.join(path).unwrap());
    server.answers(&resolve("arbres.csv"), [to("old"), to("new")]);
    store.answers("/old", [Answer::raw("application/xml", "<Error>expired</Error>").with_status(403)]);
    store.answers(
        "/new",
        [Answer::raw("text/plain", &CSV[3..7]).with_status(206).header("content-range", "bytes 3-6/41")],
    );
    let dataset = dataset(&server).await;
    let range = Range { from: 3, to: Some(7), validator: None };
    let media = found(&dataset, "arbres.csv");
    let opened = portal(&server).open(media, &Answers::default(), Some(&range)).await.unwrap();
    assert_eq!(opened.status(), 206);
    assert_eq!(store.asked("/new")[0].header("range"), Some("bytes=3-6"));
}

#[tokio::test]
async fn a_gated_file_says_where_it_is_asked_for() {
    let server = with_dataset(|record| record["gated"] = "auto".into()).await;
    let gated = |status| Answer::status(status).header("x-error-code", "GatedRepo").body("Access is restricted.");
    server.answers(&resolve("arbres.csv"), [gated(401)]);
    let dataset = dataset(&server).await;
    let error = fetched(&*portal(&server), found(&dataset, "arbres.csv")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::SignIn, "{error}");
    assert!(error.hint.as_ref().unwrap().contains("guichet access"), "{error:?}");
    server.answers(&resolve("arbres.csv"), [gated(403)]);
    let error = fetched(&*signed_in(&server), found(&dataset, "arbres.csv")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied, "{error}");
    assert_eq!(server.asked(&resolve("arbres.csv")).len(), 2, "a refusal of the Hub's is not asked again");
}

/// Names are free text: each is asked for to the letter, and is one file on the disk.
#[tokio::test]
async fn a_path_is_asked_for_as_it_is_written() {
    const BLOB: &str = "587be6b4c3f93f93c489c0111bba5596147a26cb"; // printf 'x\n' | git hash-object --stdin
    const EMPTY: &str = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
    let table = [
        ("sous dossier/a b.csv", "sous%20dossier/a%20b.csv", "a b.csv", "x\n"),
        ("deux  espaces.csv", "deux%20%20espaces.csv", "deux espaces.csv", "x\n"),
        ("été.csv", "%C3%A9t%C3%A9.csv", "été.csv", "x\n"),
        ("e\u{301}te\u{301} NFD.csv", "e%CC%81te%CC%81%20NFD.csv", "été NFD.csv", "x\n"),
        ("100%.csv", "100%25.csv", "100%.csv", "x\n"),
        ("a%20b.csv", "a%2520b.csv", "a%20b.csv", "x\n"),
        ("quoi?#1&x=y+z.csv", "quoi%3F%231%26x%3Dy%2Bz.csv", "quoi_#1&x=y+z.csv", "x\n"),
        ("a;b@c:d.csv", "a%3Bb@c%3Ad.csv", "a;b@c_d.csv", "x\n"),
        (
            "un/deux/trois/quatre/cinq/six/profond.csv",
            "un/deux/trois/quatre/cinq/six/profond.csv",
            "profond.csv",
            "x\n",
        ),
        ("vide.csv", "vide.csv", "vide.csv", ""),
        ("日本/データ.csv", "%E6%97%A5%E6%9C%AC/%E3%83%87%E3%83%BC%E3%82%BF.csv", "データ.csv", "x\n"),
    ];
    let server = with_dataset(|_| {}).await;
    let entry = |path: &str, body: &str| {
        let oid = if body.is_empty() { EMPTY } else { BLOB };
        object!({"type": "file", "path": path, "size": body.len(), "oid": oid})
    };
    let tree: Value = table.iter().map(|(path, .., body)| entry(path, body)).collect();
    server.answers(TREE, [Answer::json(&tree)]);
    let dataset = dataset(&server).await;
    assert_eq!((dataset.media.len(), dataset.warnings.len()), (table.len(), 0), "{:?}", dataset.warnings);
    for (media, (path, encoded, name, body)) in dataset.media.iter().zip(table) {
        server.answers(&resolve(encoded), [Answer::raw("text/csv", body)]);
        let outcome = fetched(&*portal(&server), media).await.unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(outcome.verdict, Verdict::Verified, "{path}: {}", outcome.reason);
        assert_eq!(outcome.path.file_name().unwrap().to_str(), Some(name), "{path}");
    }
}

/// They are the Hub's own, at a commit of their own.
#[tokio::test]
async fn copies_that_the_hub_made_are_called_so() {
    let server = with_dataset(|_| {}).await;
    server.answers(&format!("{DATASET}/refs"), [Answer::json(&json("hugging-face/refs.json"))]);
    let made = object!([{"type": "file", "path": "default/train/0000.parquet", "size": 9, "oid": "1a".repeat(20),
        "lfs": {"oid": "2b".repeat(32), "size": 9}}, {"type": "file", "path": ".gitattributes", "size": 1, "oid": "3c".repeat(20)}]);
    let commit = "89abcdef0123456789abcdef0123456789abcdef";
    server.answers(&format!("{DATASET}/tree/{commit}"), [Answer::json(&made)]);
    let found = dataset(&server).await;
    assert_eq!((found.media.len(), found.warnings.len()), (4, 0), "{:?}", found.warnings);
    let copy = found.find("default/train/0000.parquet").unwrap();
    assert!(copy.caption.as_deref().unwrap().contains("by the Hub"));
    assert!(copy.url.as_deref().unwrap().contains(&format!("/resolve/{commit}/")));
    assert_eq!(copy.checksum, Some(Checksum { algo: "SHA-256".into(), value: "2b".repeat(32) }));
}

#[tokio::test]
async fn what_plain_http_does_not_give_is_said_beforehand() {
    let server = with_dataset(|_| {}).await;
    let mut tree = json("hugging-face/tree.json");
    tree[3]["lfs"]["size"] = 60_000_000_000_u64.into();
    server.answers(TREE, [Answer::json(&tree)]);
    let found = dataset(&server).await;
    let offers: Vec<bool> = found.media.iter().map(|media| media.offer == Offer::Download).collect();
    assert_eq!(offers, [true, true, false]);
}
