//! The traps of OGC API Records, and of the dialect of ArcGIS Hub.

mod answers;
mod ends;

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::{Error, ErrorKind};
use guichet::model::{Access, Cursor, Dataset, Offer, Page, Query, Target};
use guichet::portals::{Kind, Portal, PortalConfig};
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{PORTAL, at, connect, connect_with, json, pages, titles};
use crate::common::server::{Answer, Request, Server};

const ITEMS: &str = "/collections/jeux/items";
const OTHERS: &str = "/collections/cartes/items";
const QUERYABLES: &str = "/collections/jeux/queryables";
const WATER: &str = "jeux~3f8a6f0e-64a5-4a3c-9d3a-0f6f0b7f2c11";
const JEUX: &[&str] = &["collections", "jeux"];

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::OgcRecords,
    folder: JEUX,
    list: ITEMS,
    page,
    with_records: |mut page, records| {
        page["features"] = records.into();
        page
    },
    records: |page| page["features"].as_array().unwrap().clone(),
    wanted: |request| (number(request, "offset"), number(request, "limit")),
    empty: "ogc-records/empty.json",
    bad: object!({"type": "Feature", "properties": {"title": "bad"}}),
    title: |n| format!("set {n:03}"),
    key: "title",
    dataset: &[WATER],
    dataset_path: "/collections/jeux/items/3f8a6f0e-64a5-4a3c-9d3a-0f6f0b7f2c11",
    dataset_answer: "ogc-records/record.json",
    dataset_title: "Points d’eau potable",
    file: any_file,
    facets: || vec![(QUERYABLES, json("ogc-records/queryables.json"))],
    credentials: Some(Credentials::Login { login: "ada".into(), password: "l0velace".to_owned().into() }),
    sign_in: |_| {},
    credential: ("authorization", "Basic YWRhOmwwdmVsYWNl"),
});

fn number(request: &Request, key: &str) -> usize {
    request.values(key).first().map_or(0, |value| value.parse().unwrap())
}

fn record(n: usize) -> Value {
    object!({"id": format!("set-{n}"), "type": "Feature", "geometry": null, "properties": {"title": format!("set {n:03}")}})
}

/// As pygeoapi writes them: the next page is told at the address that the server has for itself, which is not the one asked.
fn page(from: usize, to: usize, total: usize) -> Value {
    let mut links = vec![object!({"rel": "self", "href": "http://127.0.0.1:1/collections/jeux/items?f=json"})];
    if to < total {
        let next = format!("http://127.0.0.1:1{ITEMS}?offset={to}&limit=100");
        links.push(object!({"rel": "next", "type": "application/geo+json", "href": next}));
    }
    object!({"type": "FeatureCollection", "features": (from..to).map(record).collect::<Vec<_>>(),
        "numberMatched": total, "numberReturned": to - from, "links": links})
}

fn portal(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::OgcRecords, server)
}

fn narrowed(filters: &[(&str, &str)]) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { filters, ..Query::default() }
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    portal(server).list(&at(segments), query, None).await
}

async fn dataset(record: &Value) -> Dataset {
    let server = Server::start().await;
    server.answers(RECORDED.dataset_path, [Answer::json(record)]);
    portal(&server).dataset(&at(&[WATER])).await.unwrap()
}

fn fact<'a>(dataset: &'a Dataset, label: &str) -> Option<&'a str> {
    dataset.facts.iter().find(|(known, _)| known == label).map(|(_, text)| text.as_str())
}

fn asked(request: &Request, key: &str) -> Vec<String> {
    request.values(key).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_record_is_told_in_full() {
    let found = dataset(&json("ogc-records/record.json")).await;
    assert_eq!(found.summary.as_deref(), Some("Fontaines et points d’eau, relevés sur place."));
    assert_eq!((found.theme.as_deref(), &*found.keywords.join(",")), (Some("Eau"), "sante,eau,fontaine"));
    assert_eq!(found.licence.as_ref().unwrap().label, "Licence Ouverte 2.0 (Etalab)");
    assert_eq!(found.publisher.as_deref(), Some("Ville d’Exemple"));
    assert_eq!(found.modified.unwrap().to_string(), "2026-10-05T06:30:00Z");
    let extent = found.extent.unwrap();
    assert_eq!((extent.west, extent.south, extent.east, extent.north), (-1.75, 48.05, -1.6, 48.15));
    assert_eq!(found.period.map(|(from, to)| (from.day(), to)), Some(("2021-03-01".to_owned(), None)));
    assert_eq!(fact(&found, "language"), Some("fr"));
    assert_eq!(fact(&found, "contact"), Some("Ada Exemple · point of contact · eau@exemple.fr"));
    assert_eq!(fact(&found, "identifier"), Some("10.5072/exemple-eau"));
    assert!(found.page.unwrap().ends_with("/collections/jeux/items/3f8a6f0e-64a5-4a3c-9d3a-0f6f0b7f2c11?f=html"));
}

#[tokio::test]
async fn links_are_files_services_and_pages_by_what_they_lead_to() {
    let found = dataset(&json("ogc-records/record.json")).await;
    let told: Vec<_> = found
        .media
        .iter()
        .map(|it| (&*it.title, it.format.as_deref().unwrap_or_default(), it.size, it.offer == Offer::Download))
        .collect();
    let expected = [
        ("Points d’eau", "csv", Some(70263), true),
        ("points.geojson", "geojson", Some(12345), true),
        ("Eau (WFS)", "wfs", None, false),
        ("La page du service", "html", None, false),
    ];
    assert_eq!(told, expected);
    assert!(found.media.iter().all(|media| media.checksum.is_none()), "none is made up");
}

#[tokio::test]
async fn assets_and_associations_are_media_too() {
    let mut record = json("ogc-records/record.json");
    record["properties"]["associations"] =
        object!([{"href": "../x.zip", "rel": "item", "type": "application/zip"}, {"rel": "data"}, 7]);
    let sha = "ab".repeat(32);
    record["assets"] = object!({
        "data": {"href": "https://a.org/a.csv", "file:size": 7, "file:checksum": format!("1220{sha}"), "roles": ["data"]},
        "..": {"href": "https://a.org/b.csv"}, "bad": "no"});
    let found = dataset(&record).await;
    let zip = found.media.iter().find(|media| media.title == "x.zip").unwrap();
    assert!(zip.url.as_ref().unwrap().ends_with("/collections/jeux/x.zip"), "{zip:?}");
    let data = found.find("data").unwrap();
    let sum = data.checksum.as_ref().unwrap();
    assert_eq!((data.size, &*sum.algo, &*sum.value), (Some(7), "SHA-256", &*sha));
    assert_eq!((found.media.len(), found.warnings.len()), (6, 1));
}

#[tokio::test]
async fn odd_records_cost_no_more_than_what_is_odd() {
    let mut record = json("ogc-records/record.json");
    record["id"] = 12.into();
    record["geometry"] = Value::Null;
    record["time"] = object!({"interval": [null, null]});
    record["properties"]["license"] = "other".into();
    record["properties"]["rights"] = "http://publications.europa.eu/resource/authority/access-right/RESTRICTED".into();
    record["properties"]["contacts"] = Value::Null;
    record["properties"]["themes"] = object!([{"concepts": ["eau", {"id": "mer"}]}, 4]);
    record["links"] = object!([
        {"href": "ftp://a.org/x.csv", "rel": "enclosure"},
        {"href": "https://a.org/{z}/{x}.png", "rel": "item", "type": "image/png", "templated": true},
        {"href": "https://a.org/api", "rel": "service"},
        {"href": "https://a.org/x.csv", "rel": "enclosure"}, {"href": "https://a.org/x.csv", "rel": "enclosure"}]);
    let found = dataset(&record).await;
    assert_eq!((found.extent, found.period, found.licence, found.publisher), (None, None, None, None));
    assert_eq!(found.address, at(&["jeux~12"]));
    assert_eq!((found.theme.as_deref(), found.access), (Some("eau"), Access::Restricted));
    let offers: Vec<_> = found.media.iter().map(|it| std::mem::discriminant(&it.offer)).collect();
    let kinds = [Offer::ShowOnly(String::new()), Offer::Doubtful(String::new())].map(|it| std::mem::discriminant(&it));
    assert_eq!(offers, [kinds[0], kinds[0], kinds[1], kinds[1]], "{:?}", found.media);
    assert_eq!(found.warnings.len(), 1, "one is there twice");
}

#[tokio::test]
async fn the_front_tells_the_collections_of_records() {
    let server = Server::start().await;
    server.answers("/collections", [Answer::json(&json("ogc-records/collections.json"))]);
    server.answers(ITEMS, [Answer::json(&page(0, 1, 57))]);
    server.answers(OTHERS, [Answer::json(&page(0, 1, 3))]);
    let front = list(&server, &[], &Query::default()).await.unwrap();
    let notes: Vec<_> = front.items.iter().map(|item| item.note.as_deref().unwrap()).collect();
    assert_eq!(notes, ["60 datasets", "2 collections"]);
    assert_eq!(asked(&server.asked(ITEMS)[0], "limit"), ["1"]);
    let folders = list(&server, &["collections"], &Query::default()).await.unwrap();
    assert_eq!(titles(&folders.items), ["Jeux de données", "Cartes"], "and none of features");
    assert_eq!(folders.items[0].target, Target::folder(at(JEUX)));
}

/// Nothing searches all of them at once.
#[tokio::test]
async fn all_goes_through_one_collection_after_the_other() {
    let server = Server::start().await;
    server.answers("/collections", [Answer::json(&json("ogc-records/collections.json"))]);
    server.on(ITEMS, |request| {
        let offset = number(request, "offset");
        Answer::json(&page(offset, (offset + 2).min(3), 3))
    });
    server.answers(OTHERS, [Answer::json(&page(0, 2, 2))]);
    let portal = portal(&server);
    let found = pages(&*portal, &at(&["all"]), &Query::text("set"), 9).await;
    let addresses: Vec<_> = found.iter().flat_map(|it| &it.items).filter_map(|it| it.target.address()).collect();
    let expected = ["jeux~set-0", "jeux~set-1", "jeux~set-2", "cartes~set-0", "cartes~set-1"];
    assert_eq!(addresses, expected.map(|id| at(&[id])));
    assert!(found.iter().all(|page| page.total.is_none()), "the one total is not that of all");
    assert_eq!(server.asked("/collections").len(), 1);
    assert_eq!(asked(&server.asked(ITEMS)[1], "q"), ["set"], "what the link forgets is said again");
    let one = narrowed(&[("collection", "cartes")]);
    assert_eq!(portal.list(&at(&["all"]), &one, None).await.unwrap().total, Some(2));
    let beyond = portal.list(&at(&["all"]), &Query::default(), Some(&Cursor("2?".into()))).await;
    assert_eq!(beyond.unwrap_err().kind, ErrorKind::Usage);
}

#[tokio::test]
async fn what_is_not_declared_is_refused_and_not_ignored() {
    let server = Server::start().await;
    server.answers(ITEMS, [Answer::json(&page(0, 1, 1))]);
    server.answers(QUERYABLES, [Answer::json(&json("ogc-records/queryables.json"))]);
    server.answers("/conformance", [Answer::json(&object!({"conformsTo": ["…/ogcapi-records-1/1.0/conf/core"]}))]);
    let sorted = Query { sort: Some("-updated".into()), ..Query::default() };
    for (query, part) in [
        (&sorted, "does not say that it sorts"),
        (&narrowed(&[("property", "colour:red")]), "cannot be asked by \"colour\""),
        (&narrowed(&[("from", "2024-02-01"), ("to", "2024-01-01")]), "ends before it begins"),
    ] {
        let error = list(&server, JEUX, query).await.unwrap_err();
        assert!(error.kind == ErrorKind::Usage && error.to_string().contains(part), "{error}");
    }
    assert!(server.asked(ITEMS).is_empty());
    list(&server, JEUX, &narrowed(&[("property", "license:odbl"), ("from", "2024-01-31")])).await.unwrap();
    let request = &server.asked(ITEMS)[0];
    assert_eq!(asked(request, "license"), ["odbl"]);
    assert_eq!(asked(request, "datetime"), ["2024-01-31T00:00:00Z/.."]);
}

/// pygeoapi answers so where one record has no place.
#[tokio::test]
async fn a_web_page_with_500_is_explained_where_a_place_was_asked_for() {
    let server = Server::start().await;
    let page = "<!doctype html><h1>Internal Server Error</h1>";
    server.answers(ITEMS, [Answer::raw("text/html", page).with_status(500)]);
    let query = narrowed(&[("territory", "rennes")]);
    let error = guichet::net::asking_once(list(&server, JEUX, &query)).await.unwrap_err();
    assert_eq!((error.kind, error.status), (ErrorKind::Unavailable, Some(500)));
    assert!(error.hint.unwrap().contains("Without the territory"));
}

async fn hub() -> (Server, Arc<dyn Portal>) {
    let server = Server::start().await;
    let url = server.url.join("api/search/v1").unwrap();
    let portal = connect_with(PortalConfig::new(PORTAL, Kind::OgcRecords, url), None);
    (server, portal)
}

const HUB: &str = "/api/search/v1/collections/all/items";

/// It answers 400 to what it does not know.
#[tokio::test]
async fn a_hub_is_asked_for_nothing_that_it_does_not_know() {
    let (server, portal) = hub().await;
    let collections =
        object!({"collections": [{"id": "all", "itemType": "record"}, {"id": "dataset", "itemType": "record"}]});
    server.answers("/api/search/v1/collections", [Answer::json(&collections)]);
    server.on(HUB, |request| {
        const KNOWN: [&str; 6] = ["q", "bbox", "filter", "sortBy", "limit", "startindex"];
        match request.query.iter().find(|(key, _)| !KNOWN.contains(&key.as_str())) {
            Some((key, _)) => {
                Answer::json(&object!({"message": format!("property {key} should not exist")})).with_status(400)
            }
            None if number(request, "startindex") > 2 => Answer::json(&object!({"features": [], "links": []})),
            None => Answer::json(&json("ogc-records/hub.json")),
        }
    });
    let query = Query { sort: Some("-updated".into()), ..narrowed(&[("type", "CSV"), ("territory", "1,2,3,4")]) };
    let found = pages(&*portal, &at(&["all"]), &Query { text: "eau".into(), ..query }, 3).await;
    assert_eq!(found.len(), 2);
    assert_eq!(titles(&found[0].items), ["Points d’eau", "Notice"]);
    let requests = server.asked(HUB);
    assert_eq!(asked(&requests[1], "startindex"), ["3"]);
    assert_eq!(
        (asked(&requests[1], "limit"), asked(&requests[1], "q")),
        (vec!["2".to_owned()], vec!["eau".to_owned()])
    );
    let dated = portal.list(&at(&["all"]), &narrowed(&[("from", "2024-01-01")]), None).await.unwrap_err();
    assert_eq!((dated.kind, server.asked(HUB).len()), (ErrorKind::Usage, 2));
}

#[tokio::test]
async fn a_hub_s_records_have_files_without_links() {
    let (server, portal) = hub().await;
    let records = json("ogc-records/hub.json")["features"].as_array().unwrap().clone();
    let [layer, file] = &records[..] else { panic!("two records") };
    for record in &records {
        server.answers(&format!("{HUB}/{}", record["id"].as_str().unwrap()), [Answer::json(record)]);
    }
    let of = |record: &Value| format!("all~{}", record["id"].as_str().unwrap());
    let found = portal.dataset(&at(&[&of(layer)])).await.unwrap();
    let ids: Vec<&str> = found.media.iter().map(|media| &*media.id).collect();
    assert_eq!(ids, ["csv", "geojson", "shapefile", "service"]);
    let csv = found.find("csv").unwrap();
    let download = "/api/download/v1/items/27f4373c24fc421c8194d9c813802940/csv?layers=1";
    assert!(csv.url.as_ref().unwrap().ends_with(download) && matches!(csv.offer, Offer::Doubtful(_)), "{csv:?}");
    assert!(matches!(&found.find("service").unwrap().offer, Offer::ShowOnly(why) if why.contains("Esri")));
    assert_eq!((found.licence, found.publisher.as_deref()), (None, Some("Ville d’Exemple")));
    assert_eq!(found.modified.unwrap().to_string(), "2025-10-05T06:30:00Z");
    let page = found.page.unwrap();
    assert!(page.ends_with("/datasets/27f4373c24fc421c8194d9c813802940_1"));
    assert_eq!(portal.look_up(&page.parse().unwrap()).await.unwrap(), Some(Target::dataset(at(&[&of(layer)]))));
    let found = portal.dataset(&at(&[&of(file)])).await.unwrap();
    let data = &found.media[0];
    assert_eq!((&*data.title, data.format.as_deref(), data.size), ("notice.csv", Some("csv"), Some(4096)));
    assert!(data.url.as_ref().unwrap().ends_with("/5c1e0c1f0a5b4c0f9d3a0f6f0b7f2c11/data"));
}
