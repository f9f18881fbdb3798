//! Files: what is claimed of them, what is none, and where their bytes come from.

use guichet::model::form::Answers;
use guichet::model::{Checksum, Offer};

use super::*;

#[tokio::test]
async fn what_is_claimed_of_a_file_is_kept_as_it_is() {
    let dataset = dataset(&json("udata/v1-dataset.json")).await;
    let [big, empty] = &dataset.media[..] else { panic!() };
    assert_eq!((big.title.as_str(), big.size), ("big.bin", Some(67_108_864)));
    let stated = big.checksum.as_ref().unwrap();
    assert_eq!((stated.algo.as_str(), stated.value.len()), ("sha256", 64));
    assert_eq!(big.url.as_deref(), Some("http://127.0.0.1:9500/open/big.bin"), "not the address that redirects there");
    let lasting = "http://127.0.0.1:9650/api/1/datasets/r/823dc77c-0d94-4aa1-920a-30726d50e1d5";
    assert!(big.facts.contains(&("lasting address".into(), lasting.into())), "{:?}", big.facts);
    assert_eq!((empty.size, empty.checksum.is_some()), (None, true), "no size is what 0 often means");
    assert_eq!((empty.format.as_deref(), empty.content_type.as_deref()), (Some("csv"), Some("text/csv")));
}

#[tokio::test]
async fn checksums_come_in_the_kinds_of_udata() {
    let sha256 = "a".repeat(63) + "b";
    let table = [
        (object!({"type": "sha1", "value": "abc"}), Some(("sha1", "abc"))),
        (object!({"type": "sha2", "value": sha256}), Some(("sha256", &*sha256))),
        (object!({"type": "sha2", "value": "abc"}), Some(("sha2", "abc"))),
        (object!({"type": "crc", "value": "abc"}), Some(("crc", "abc"))),
        (object!({"value": "abc"}), Some(("", "abc"))),
        (object!({"type": "md5", "value": " "}), None),
        (object!(null), None),
    ];
    for (stated, expected) in table {
        let media = file(object!({"id": "r", "url": "https://a.example/a.csv", "checksum": stated})).await;
        let expected = expected.map(|(algo, value)| Checksum { algo: algo.into(), value: value.into() });
        assert_eq!(media.checksum, expected, "{stated}");
    }
    for (size, expected) in
        [(object!("95562"), Some(95_562)), (object!(-1), None), (object!(1.5), None), (object!(null), None)]
    {
        let media = file(object!({"id": "r", "url": "https://a.example/a.csv", "filesize": size})).await;
        assert_eq!(media.size, expected, "{size}");
    }
}

#[tokio::test]
async fn what_is_no_file_is_told_as_such() {
    let table = [
        (object!({"format": "csv", "url": "https://a.example/x"}), None),
        (object!({"format": "html", "url": "https://a.example/x"}), Some("a web page")),
        (object!({"format": "html", "filetype": "file", "url": "https://a.example/x.html"}), None),
        (object!({"format": "wfs 53", "url": "https://a.example/wfs?service=WFS&version=2.0.0"}), Some("(WFS)")),
        (object!({"type": "api", "format": "json", "url": "https://a.example/v1"}), Some("an API")),
        (object!({"type": "code", "url": "https://code.example/x"}), Some("the code")),
        (object!({"type": "documentation", "format": "pdf", "url": "https://a.example/x.pdf"}), None),
        (object!({"format": "csv", "url": "ftp://a.example/x.csv"}), Some("cannot open (ftp:)")),
        (object!({"format": "csv", "url": null}), Some("no address")),
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

async fn bytes(portal: &dyn Portal, media: &Media) -> Result<Vec<u8>, Error> {
    let mut opened = portal.open(media, &Answers::default(), None).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = opened.chunk("media").await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A file is kept by the portal, elsewhere, or behind the portal's lasting address, which leads elsewhere.
#[tokio::test]
async fn the_key_goes_to_the_portal_and_nowhere_else() {
    let (portal, elsewhere) = (server().await, server().await);
    elsewhere.answers("/a.csv", [Answer::raw("text/csv", "a;b")]);
    portal.answers("/own.csv", [Answer::raw("text/csv", "o")]);
    let lasting = Answer::status(302).header("location", elsewhere.url.join("a.csv").unwrap().to_string());
    portal.answers("/api/1/datasets/r/x", [lasting]);
    let resource = |id: &str, url: String| object!({"id": id, "title": id, "format": "csv", "url": url});
    let mut record = record(1);
    record["resources"] = object!([
        resource("own", portal.url.join("own.csv").unwrap().into()),
        resource("foreign", elsewhere.url.join("a.csv").unwrap().into()),
        resource("lasting", portal.url.join("api/1/datasets/r/x").unwrap().into()),
    ]);
    portal.answers(&format!("{LIST}{}/", hex(1)), [Answer::json(&record)]);
    let config = PortalConfig::new(PORTAL, Kind::Udata, portal.url.clone());
    let connected = connect_with(config, Some(key("the-key")));
    let dataset = connected.dataset(&at(&[&hex(1)])).await.unwrap();
    for (media, expected) in dataset.media.iter().zip(["o", "a;b", "a;b"]) {
        assert_eq!(bytes(&*connected, media).await.unwrap(), expected.as_bytes(), "{}", media.id);
    }
    let with_key =
        |asked: &[Request]| asked.iter().filter(|asked| asked.header("x-api-key") == Some("the-key")).count();
    assert_eq!(with_key(&portal.requests()), portal.requests().len(), "the portal knows who asks");
    assert_eq!((with_key(&elsewhere.requests()), elsewhere.requests().len()), (0, 2));
}
