//! Assets: claims that are checked or told as what cannot be, addresses of every kind, ids with any sign in them.

use guichet::download::{FetchPlan, IfExists, Verdict, fetch};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::*;

/// What stays as it is in an address.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
const BODY: &[u8] = b"a file of nine\n";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn with_assets(server: &Server, assets: Value) -> Dataset {
    let mut item = json("stac/item.json");
    item["assets"] = assets;
    server.answers(RECORDED.dataset_path, [Answer::json(&item)]);
    portal(server).dataset(&at(&[IMAGE])).await.unwrap()
}

#[tokio::test]
async fn a_multihash_is_held_against_what_came() {
    let sha256 = hex(&Sha256::digest(BODY));
    let table = [
        (format!("1220{sha256}"), Verdict::Verified, "SHA-256"),
        (format!("F1220{}", sha256.to_uppercase()), Verdict::Verified, "SHA-256"),
        (format!("1114{}", hex(&Sha1::digest(BODY))), Verdict::Verified, "SHA-1"),
        (format!("1340{}", hex(&Sha512::digest(BODY))), Verdict::Verified, "SHA-512"),
        (format!("d50110{}", "0123456789abcdef".repeat(2)), Verdict::Altered, "MD5"),
        (format!("1220{}", hex(&Sha256::digest(b"another"))), Verdict::Altered, "SHA-256"),
        (format!("1620{sha256}"), Verdict::Unverifiable, "SHA3-256"),
        (format!("1e20{sha256}"), Verdict::Unverifiable, "BLAKE3"),
        (format!("9920{sha256}"), Verdict::Unverifiable, "multihash"),
        ("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG".into(), Verdict::Unverifiable, "multihash"),
    ];
    for (stated, verdict, word) in table {
        let server = interface().await;
        server.answers("/a.bin", [Answer::raw("application/octet-stream", BODY)]);
        let href = server.url.join("a.bin").unwrap();
        let found = with_assets(&server, object!({"a": {"href": href, "file:checksum": stated}})).await;
        let into = tempfile::tempdir().unwrap();
        let outcome = fetch(&*portal(&server), &found.media[0], &FetchPlan::into(into.path()), |_| {}).await.unwrap();
        assert_eq!(outcome.verdict, verdict, "{stated}: {}", outcome.reason);
        assert!(outcome.reason.contains(word), "{stated}: {}", outcome.reason);
    }
}

#[tokio::test]
async fn a_size_is_a_claim_however_it_is_written() {
    for (stated, expected) in [
        (object!(15), Some(15)),
        (object!("15"), Some(15)),
        (object!(15.0), Some(15)),
        (object!(0), None),
        (object!(-1), None),
        (object!("large"), None),
        (object!(null), None),
    ] {
        let found = with_assets(&interface().await, object!({"a": {"href": "a.bin", "file:size": stated}})).await;
        assert_eq!(found.media[0].size, expected, "{stated}");
    }
}

/// An address, where it leads, and a word of why it is not simply fetched.
#[tokio::test]
async fn addresses_of_every_kind_lead_to_the_web_or_say_why_not() {
    let azure = "https://x.blob.core.windows.net/c/a.tif";
    let web = |href: &str| object!({"href": href});
    let bucket = |alternate: Value| object!({"href": "s3://b/a.tif", "alternate": alternate});
    let closed = object!({"href": "https://b.example.org/a.tif", "auth:refs": ["oidc"]});
    let table = [
        (web("a.tif"), "BASE/collections/images/items/a.tif", ""),
        (web("./x/a.tif"), "BASE/collections/images/items/x/a.tif", ""),
        (web("../../../a%20b.tif"), "BASE/a%20b.tif", ""),
        (web("/a b.tif"), "BASE/a%20b.tif", ""),
        (web("//files.example.org/a.tif"), "http://files.example.org/a.tif", ""),
        (web("s3://b/a.tif"), "s3://b/a.tif", "s3:"),
        (web("gs://b/a.tif"), "gs://b/a.tif", "gs:"),
        (web("file:///etc/passwd"), "file:///etc/passwd", "file:"),
        (web(azure), azure, "signed address"),
        (
            web("https://x.blob.core.windows.net/c/a.tif?se=9&sig=abc"),
            "https://x.blob.core.windows.net/c/a.tif?se=9&sig=abc",
            "",
        ),
        (bucket(object!({"s3": {"href": "s3://c/a.tif"}})), "s3://b/a.tif", "s3:"),
        (bucket(object!({"web": {"href": "https://b.example.org/a.tif"}})), "https://b.example.org/a.tif", ""),
        (
            bucket(
                object!({"a": {"href": "http://b.example.org/a.tif"}, "b": {"href": "https://b.example.org/a.tif"}}),
            ),
            "https://b.example.org/a.tif",
            "",
        ),
        (bucket(object!({"web": closed})), "https://b.example.org/a.tif", "sign-in"),
        (bucket(object!({"web": {"href": azure}})), azure, "signed address"),
        (bucket(object!({"web": 7, "odd": {"href": 3}})), "s3://b/a.tif", "s3:"),
    ];
    let server = interface().await;
    for (asset, expected, word) in table {
        let found = with_assets(&server, object!({"a": asset})).await;
        let media = &found.media[0];
        let base = server.url.as_str().trim_end_matches('/');
        assert_eq!(media.url.as_deref(), Some(&*expected.replace("BASE", base)), "{asset}");
        match &media.offer {
            Offer::Download => assert_eq!(word, "", "{asset}"),
            Offer::Doubtful(why) | Offer::ShowOnly(why) => {
                assert!(!word.is_empty() && why.contains(word), "{asset}: {why}")
            }
        }
    }
}

/// Each has its own file, whatever they are called.
#[tokio::test]
async fn files_of_one_name_do_not_take_each_other_s_place() {
    let server = interface().await;
    for (path, body) in [("/a/data.csv", "one"), ("/b/data.csv", "two"), ("/c/DATA.csv", "three")] {
        server.answers(path, [Answer::raw("text/csv", body)]);
    }
    let href = |path: &str| object!({"href": server.url.join(path).unwrap()});
    let assets = object!({"a": href("a/data.csv"), "b": href("b/data.csv"), "c": href("c/DATA.csv")});
    let found = with_assets(&server, assets).await;
    let into = tempfile::tempdir().unwrap();
    let mut bodies = Vec::new();
    for media in &found.media {
        let plan = FetchPlan { if_exists: IfExists::Rename, ..FetchPlan::into(into.path()) };
        let outcome = fetch(&*portal(&server), media, &plan, |_| {}).await.unwrap();
        bodies.push(std::fs::read_to_string(outcome.path).unwrap());
    }
    assert_eq!(bodies, ["one", "two", "three"]);
}

/// Servers read what stands in a path as they like: a search knows it as it is.
#[tokio::test]
async fn an_item_is_found_whatever_its_id() {
    for id in ["S2A:T30", "a/b", "a%2Fb", "a b", "é~1", "a?b#c", "50%"] {
        for is_in_path in [true, false] {
            let server = interface().await;
            let mut item = record(1);
            item["id"] = id.into();
            let (of_path, of_search) = (item.clone(), item.clone());
            if is_in_path {
                let path = format!("/collections/images/items/{}", utf8_percent_encode(id, SEGMENT));
                server.answers(&path, [Answer::json(&of_path)]);
            }
            let wanted = id.to_owned();
            server.on(SEARCH, move |request| {
                let body: Value = serde_json::from_str(&request.body).unwrap();
                let is_it = body["ids"] == object!([wanted]) || body["ids"].is_null();
                let features: Vec<&Value> = Some(&of_search).filter(|_| is_it).into_iter().collect();
                Answer::json(&object!({"features": features, "links": []}))
            });
            let portal = portal(&server);
            let page = portal.list(&at(IMAGES), &Query::default(), None).await.unwrap();
            let row = page.items.iter().find(|row| row.title == "set 001").unwrap();
            let address = row.target.address().unwrap();
            assert_eq!(address.to_string().parse::<guichet::model::Address>().unwrap(), address, "{id}");
            let found = portal.dataset(&address).await.unwrap_or_else(|error| panic!("{id} {is_in_path}: {error}"));
            assert_eq!((&*found.title, &found.address), ("set 001", &address), "{id} {is_in_path}");
        }
    }
    let server = interface().await;
    let mut alone = record(3);
    alone["collection"] = Value::Null;
    server.answers(SEARCH, [Answer::json(&object!({"features": [record(3), alone], "links": []}))]);
    let found = list(&server, &["all"], &Query::default()).await.unwrap();
    let address = found.items[1].target.address().unwrap();
    let found = portal(&server).dataset(&address).await.unwrap();
    assert_eq!((&*found.title, &found.address), ("set 003", &address), "of no collection");
    let server = interface().await;
    server.answers(SEARCH, [Answer::json(&object!({"features": [record(7)], "links": []}))]);
    let error = portal(&server).dataset(&at(&["images~no/such"])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "another is not it");
}
