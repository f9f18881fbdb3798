//! Isogeo's own test data, recorded by others and kept beside the project, read where they are: every file parses and
//! shows. Without them there is nothing to test, and the tests say so.

use std::path::PathBuf;
use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Json, Router};
use guichet::access::secrets::{Credentials, Secrets};
use guichet::model::{Access, Address, Offer, Query};
use guichet::net::Clients;
use guichet::portals::PortalConfig;
use guichet::portals::{self, Connection, Keys, Kind, Portal};
use serde_json::{Value, json};

/// A recorded file; `None`, with a note, where there is no folder of them.
fn recorded(name: &str) -> Option<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/contracts/isogeo");
    if !folder.is_dir() {
        eprintln!("skipped: the recorded answers ({}) are missing", folder.display());
        return None;
    }
    let file = folder.join(name);
    Some(std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())))
}

/// guichet, signed in to a platform that gives `answer` at `path`.
async fn platform(path: &str, answer: Vec<u8>) -> Arc<dyn Portal> {
    let token = || async { Json(json!({"access_token": "one", "token_type": "bearer", "expires_in": 3599})) };
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    let routes = Router::new().route("/oauth/token", post(token)).route(path, get(|| async move { Json(answer) }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let credentials = Credentials::Client { id: "appli".into(), secret: "secret".to_owned().into() };
    let (clients, secrets) = (Clients::new(None).unwrap(), Secrets::only("p", credentials));
    portals::connect(Connection { config: PortalConfig::new("p", Kind::Isogeo, url), clients, secrets })
}

const RECORD: &str = "43380f6c60424095b67cbd1aa9526fe4";

/// The texts of that record, all the same: Markdown with HTML in it.
const TEXT: &str = "Gras\nItalique\nSupprimé\nCitation\n\n• Élément 1\n• Élément 2\n\n1. Élément 1\n2. Élément 2\n\n\
                    Foo (http://foo.bar)";

#[tokio::test]
async fn the_complete_record_is_shown_whole() {
    let Some(raw) = recorded("resource_complete_1.json") else { return };
    let portal = platform(&format!("/resources/{RECORD}"), raw).await;
    let dataset = portal.dataset(&Address::root("p").child(RECORD)).await.unwrap();
    assert_eq!(dataset.warnings, [""; 0]);
    assert_eq!((dataset.title.as_str(), dataset.access), ("Fiche complète", Access::Restricted));
    let sections = ["", "\n\nContext:\n", "\n\nMethod:\n", "\n\nConsistency:\n", "\n\nValidity:\n"];
    let summary: String = sections.iter().flat_map(|heading| [heading, TEXT]).collect();
    assert_eq!(dataset.summary.as_deref(), Some(summary.as_str()));
    assert_eq!(dataset.licence.as_ref().map(|it| it.label.as_str()), Some("ODbL 1.0"));
    assert_eq!((dataset.publisher.as_deref(), dataset.theme.as_deref()), (Some("Isogeo Test"), Some("Addresses")));
    assert_eq!(dataset.keywords, ["test"]);
    assert_eq!(dataset.period.map(guichet::base::format::period).as_deref(), Some("2018-06-04 to 2018-06-30"));
    assert_eq!(dataset.extent.map(|it| it.west), Some(-13.359375));
    let fact = |label: &str| dataset.facts.iter().filter(|(known, _)| known == label).count();
    let counts = [("condition", 1), ("limitation", 2), ("as in", 1), ("contact", 1), ("event", 3), ("field", 2)];
    for (label, count) in counts {
        assert_eq!(fact(label), count, "{label}: {:?}", dataset.facts);
    }
    for text in ["vector data", "ESRI Shapefile 1.0", "every year", "5 m", "RGF93 / Lambert-93 (EPSG:2154)"] {
        assert!(dataset.facts.iter().any(|(_, known)| known == text), "{text}: {:?}", dataset.facts);
    }
    let media: Vec<_> = dataset.media.iter().map(|it| (it.format.as_deref(), it.offer == Offer::Download)).collect();
    let expected = [(Some("7z"), true), (None, false), (Some("wfs"), false), (Some("wms"), false), (Some("xml"), true)];
    assert_eq!(media, expected);
    assert!(!format!("{dataset:?}").contains("<del>"), "no tag is left");
}

#[tokio::test]
async fn the_same_record_is_a_row() {
    let Some(raw) = recorded("resource_complete_1.json") else { return };
    let record: Value = serde_json::from_slice(&raw).unwrap();
    let page = json!({"total": 1, "results": [record], "tags": {}});
    let portal = platform("/resources/search", page.to_string().into()).await;
    let page = portal.list(&Address::root("p").child("all"), &Query::default(), None).await.unwrap();
    assert_eq!((page.items.len(), page.warnings.len()), (1, 0));
    let row = &page.items[0];
    assert_eq!((row.note.as_deref(), row.format.as_deref()), (Some("Gras"), Some("shp")));
    assert_eq!((row.offer.as_ref(), row.access), (Some(&Offer::Download), Some(Access::Restricted)));
    assert_eq!(row.licence.as_deref(), Some("ODbL 1.0"));
}

#[tokio::test]
async fn the_search_without_records_gives_facets() {
    let Some(raw) = recorded("out_api_search_tags_providers.json") else { return };
    let portal = platform("/resources/search", raw).await;
    let all = Address::root("p").child("all");
    let facets = portal.facets(&all).await.unwrap();
    let found: Vec<_> = facets.iter().map(|facet| (facet.key.as_str(), facet.values.len())).collect();
    assert_eq!(found, [("type", 4), ("action", 3), ("origin", 2)]);
    assert!(facets.iter().flat_map(|facet| &facet.values).all(|value| !value.label.is_empty()));
    let page = portal.list(&all, &Query::default(), None).await.unwrap();
    assert_eq!((page.total, page.items.len(), page.next), (Some(626), 0, None));
}

#[test]
fn the_files_of_group_applications_are_read() {
    let table = [
        ("client_secrets_group_old.json", "https://v1.api.isogeo.com/", "https://id.api.isogeo.com/oauth/token"),
        ("client_secrets_group_new.json", "https://v1.api.isogeo.com/", "https://id.api.isogeo.com/oauth/token"),
        (
            "client_secrets_group_new_qa.json",
            "https://v1.api.qa.isogeo.com/",
            "https://id.api.qa.isogeo.com/oauth/token",
        ),
    ];
    for (name, url, token_url) in table {
        let Some(raw) = recorded(name) else { return };
        let Keys { credentials, url: found, token_url: token, warnings } =
            (Kind::Isogeo.about().key_file.unwrap().read)(&raw).unwrap();
        assert_eq!(found.map(String::from).as_deref(), Some(url), "{name}");
        assert_eq!(token.map(String::from).as_deref(), Some(token_url), "{name}");
        assert!(matches!(credentials, Credentials::Client { .. }));
        assert!(credentials.secret().expose().starts_with("application-secret"));
        assert!(!warnings.is_empty(), "{name} holds placeholders");
        assert!(!warnings.concat().contains("application-secret"));
    }
}

#[test]
fn the_file_of_a_user_application_is_refused() {
    let Some(raw) = recorded("client_secrets_user_new.json") else { return };
    let error = (Kind::Isogeo.about().key_file.unwrap().read)(&raw).err().unwrap();
    assert!(error.cause.contains("user application") && error.hint.is_some(), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("application-secret"));
}
