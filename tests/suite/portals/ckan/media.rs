//! Files: what is claimed of them, what is none, and where their bytes come from.

use guichet::model::form::Answers;
use guichet::model::{Access, Checksum, Offer};

use super::*;

#[tokio::test]
async fn what_is_claimed_of_a_file_is_kept_as_it_is() {
    let dataset = dataset(&json("ckan/show.json")["result"]).await;
    let [big, empty, small, stops] = &dataset.media[..] else { panic!() };
    assert_eq!((big.title.as_str(), big.size), ("big.bin", Some(67_108_864)));
    assert_eq!(big.checksum.as_ref().map(|it| (&*it.algo, it.value.len())), Some(("sha256", 64)));
    assert_eq!((empty.size, empty.checksum.is_some()), (None, true), "0 is what CKAN has where it knows no size");
    assert_eq!((small.size, &small.checksum), (None, &None), "null, and nothing");
    assert_eq!((stops.format.as_deref(), stops.content_type.as_deref()), (Some("csv"), Some("text/csv")));
    assert_eq!(stops.modified.unwrap().to_string(), "2026-11-21T04:03:52.474846Z");
}

#[tokio::test]
async fn sizes_are_numbers_texts_or_nothing() {
    let table = [
        (object!(95562), Some(95_562)),
        (object!("95562"), Some(95_562)),
        (object!(95562.0), Some(95_562)),
        (object!("12 Ko"), None),
        (object!(""), None),
        (object!(0), None),
        (object!("0"), None),
        (object!(-1), None),
        (object!(null), None),
    ];
    for (size, expected) in table {
        let media = file(object!({"id": "r", "url": "https://a.example/a.csv", "size": size})).await;
        assert_eq!(media.size, expected, "{size}");
    }
}

#[tokio::test]
async fn hashes_are_md5_sha256_or_nothing() {
    let md5 = "d41d8cd98f00b204e9800998ecf8427e";
    for (hash, expected) in [(md5, Some(("md5", md5))), ("sha256:ab", Some(("sha256", "ab"))), ("", None)] {
        let media = file(object!({"id": "r", "url": "https://a.example/a.csv", "hash": hash})).await;
        let expected = expected.map(|(algo, value)| Checksum { algo: algo.into(), value: value.into() });
        assert_eq!(media.checksum, expected, "{hash}");
    }
}

#[tokio::test]
async fn what_is_no_file_is_told_as_such() {
    let table = [
        (object!({"format": "CSV", "url": "https://a.example/x"}), None),
        (object!({"format": "HTML", "url": "https://a.example/x"}), Some("a web page")),
        (object!({"format": "HTML", "url_type": "upload", "url": "https://a.example/x.html"}), None),
        (object!({"format": "WFS 53", "url": "https://a.example/wfs?service=WFS&version=2.0.0"}), Some("(WFS)")),
        (object!({"format": "", "mimetype": "text/html", "url": "https://a.example/x"}), Some("a web page")),
        (object!({"format": "API", "url": "https://a.example/x"}), Some("an API")),
        (object!({"format": "CSV", "url": "ftp://a.example/x.csv"}), Some("cannot open (ftp:)")),
        (object!({"format": "CSV", "url": ""}), Some("no address")),
    ];
    for (mut resource, why) in table {
        resource["id"] = "r".into();
        let media = file(resource.clone()).await;
        match (&media.offer, why) {
            (Offer::Download, None) => {}
            (Offer::ShowOnly(said) | Offer::Doubtful(said), Some(part)) => assert!(said.contains(part), "{said}"),
            (offer, why) => panic!("{resource}: {offer:?}, {why:?}"),
        }
    }
}

/// Of an extension: an object, or the text of one.
#[tokio::test]
async fn a_file_may_be_restricted_on_its_own() {
    for (stated, why) in [
        (object!({"level": "same_organization"}), Some("members of its organisation")),
        (object!("{\"level\": \"registered\", \"allowed_users\": \"\"}"), Some("an account on the portal")),
        (object!({"level": "public"}), None),
        (object!("odd"), None),
    ] {
        let resource = object!({"id": "r", "format": "CSV", "url": "https://a.example/a.csv", "restricted": stated});
        let media = file(resource).await;
        match why {
            Some(part) => {
                assert_eq!(media.access, Access::Restricted);
                assert!(matches!(&media.offer, Offer::Doubtful(said) if said.contains(part)), "{:?}", media.offer);
            }
            None => assert_eq!((media.access, &media.offer), (Access::Open, &Offer::Download), "{stated}"),
        }
    }
}

/// Rows that were sent to CKAN have no file, but an export.
#[tokio::test]
async fn rows_without_a_file_are_exported() {
    let server = Server::start().await;
    let mut record = record(1);
    record["resources"] = object!([{"id": "r-1", "name": "Débits", "format": "", "url_type": "datastore",
            "url": "https://elsewhere.example/datastore/dump/_datastore_only_resource"}]);
    server.answers(SHOW, [Answer::json(&result(record))]);
    server.answers("/datastore/dump/r-1", [Answer::raw("text/csv", "_id,a\n1,2\n")]);
    let portal = ckan(&server);
    let dataset = portal.dataset(&at(&[&id(1)])).await.unwrap();
    let media = &dataset.media[0];
    assert_eq!((media.format.as_deref(), &media.offer), (Some("csv"), &Offer::Download));
    assert_eq!(bytes(&*portal, media).await.unwrap(), b"_id,a\n1,2\n");
}

async fn bytes(portal: &dyn Portal, media: &Media) -> Result<Vec<u8>, Error> {
    let mut opened = portal.open(media, &Answers::default(), None).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = opened.chunk("media").await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A file is kept by the portal, elsewhere, or by the portal in a store that it leads to.
#[tokio::test]
async fn the_token_goes_to_the_portal_and_nowhere_else() {
    let (portal, elsewhere) = (Server::start().await, Server::start().await);
    elsewhere.answers("/a.csv", [Answer::raw("text/csv", "a;b")]);
    portal.answers("/own.csv", [Answer::raw("text/csv", "o")]);
    portal.answers(
        "/stored.csv",
        [Answer::status(302).header("location", elsewhere.url.join("a.csv").unwrap().to_string())],
    );
    let resource = |id: &str, url: String| object!({"id": id, "name": id, "format": "CSV", "url": url});
    let mut record = record(1);
    record["resources"] = object!([
        resource("own", portal.url.join("own.csv").unwrap().into()),
        resource("foreign", elsewhere.url.join("a.csv").unwrap().into()),
        resource("stored", portal.url.join("stored.csv").unwrap().into()),
    ]);
    portal.answers(SHOW, [Answer::json(&result(record))]);
    let config = PortalConfig::new(PORTAL, Kind::Ckan, portal.url.clone());
    let connected = connect_with(config, Some(key("the-token")));
    let dataset = connected.dataset(&at(&[&id(1)])).await.unwrap();
    for (media, expected) in dataset.media.iter().zip(["o", "a;b", "a;b"]) {
        assert_eq!(bytes(&*connected, media).await.unwrap(), expected.as_bytes(), "{}", media.id);
    }
    let with_token =
        |asked: &[Request]| asked.iter().filter(|asked| asked.header("authorization") == Some("the-token")).count();
    assert_eq!(with_token(&portal.requests()), portal.requests().len(), "the portal knows who asks");
    assert!(elsewhere.requests().iter().all(|asked| asked.header("authorization").is_none()));
    assert_eq!(elsewhere.requests().len(), 2);
}
