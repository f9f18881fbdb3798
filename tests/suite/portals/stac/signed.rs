//! Files in storage that opens to signed addresses only. The storage stands behind a proxy that plays it.

use super::*;
use crate::common::home::{Home, Ran};

const FILE: &str = "http://naip.blob.core.windows.net/c/a.tif";
const SIGNER: &str = "/api/sas/v1/sign";

/// A portal with one file in storage, and what `get` of it makes.
async fn get(signed: impl Fn(&str) -> Option<String> + Send + 'static) -> (Ran, Home, Server, Server) {
    let (portal, storage) = (interface().await, Server::start().await);
    let mut item = json("stac/item.json");
    item["assets"] = object!({"a": {"href": FILE}});
    portal.answers(RECORDED.dataset_path, [Answer::json(&item)]);
    portal.on(SIGNER, move |request| {
        let asked = request.query.iter().find(|(key, _)| key == "href").map(|(_, href)| href.as_str());
        match signed(asked.unwrap()) {
            Some(href) => Answer::json(&object!({"href": href, "msft:expiry": "2026-12-01T00:00:00Z"})),
            None => Answer::status(404),
        }
    });
    storage.on("/c/a.tif", |request| {
        match request.query.iter().any(|(key, value)| key == "sig" && value == "s3cret") {
            true => Answer::raw("image/tiff", "II*\0the file"),
            false => Answer::status(409).body("<Error><Code>PublicAccessNotPermitted</Code></Error>"),
        }
    });
    let home = Home::new();
    home.write_config(&format!(
        "[network]\nproxy = \"{}\"\n\n[portals.p]\nkind = \"stac\"\nurl = \"{}\"\n",
        storage.url, portal.url
    ));
    let address = at(&[IMAGE]).child("a").to_string();
    let ran = tokio::task::block_in_place(|| home.run(&["get", &address, "--json"], ""));
    (ran, home, portal, storage)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_is_asked_for_a_signed_address_where_the_storage_wants_one() {
    let (ran, home, portal, storage) = get(|href| Some(format!("{href}?se=2026&sig=s3cret"))).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let path = home.path(told["path"].as_str().unwrap());
    assert_eq!(std::fs::read(&path).unwrap(), b"II*\0the file");
    let said = format!("{}{}", ran.out, ran.err);
    assert!(!said.contains("s3cret"), "the signature opens it to everybody: {said}");
    let receipt = std::fs::read_to_string(format!("{}.receipt.json", path.display())).unwrap();
    assert!(!receipt.contains("s3cret"), "{receipt}");
    assert_eq!((portal.asked(SIGNER).len(), storage.asked("/c/a.tif").len()), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_address_of_the_same_file_is_not_followed() {
    for signed in [
        None,
        Some("http://other.blob.core.windows.net/c/a.tif?sig=s3cret"),
        Some("http://naip.blob.core.windows.net/c/b.tif?sig=s3cret"),
        Some("http://naip.blob.core.windows.net/c/a.tif"),
        Some("ftp://naip.blob.core.windows.net/c/a.tif?sig=s3cret"),
        Some("nothing"),
    ] {
        let (ran, _, portal, storage) = get(move |_| signed.map(str::to_owned)).await;
        let told = format!("{}{}", ran.out, ran.err);
        assert!(ran.code != 0 && told.contains("opens to signed addresses alone (409)"), "{signed:?}: {told}");
        assert_eq!((portal.asked(SIGNER).len(), storage.requests().len()), (1, 1), "{signed:?}");
    }
}
