//! The traps of Opendatasoft.

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::{Error, ErrorKind};
use guichet::model::form::Answers;
use guichet::model::{Access, Cursor, Dataset, Offer, Page, Query, Target};
use guichet::portals::PortalConfig;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{PORTAL, at, connect, connect_with, fixture, json, titles};
use crate::common::server::{Answer, Request, Server};

const DATASETS: &str = "/api/explore/v2.1/catalog/datasets";
const FACETS: &str = "/api/explore/v2.1/catalog/facets";
const TREES: &str = "arbres-d-ornement";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Opendatasoft,
    folder: &["all"],
    list: DATASETS,
    page,
    with_records: |mut page, records| {
        page["results"] = records.into();
        page
    },
    records: |page| page["results"].as_array().unwrap().clone(),
    wanted: |request| (request.number("offset"), request.number("limit")),
    empty: "opendatasoft/empty.json",
    bad: object!({"metas": {"default": {"title": "bad"}}}),
    title: |n| format!("set {n:03}"),
    key: "title",
    dataset: &[TREES],
    dataset_path: "/api/explore/v2.1/catalog/datasets/arbres-d-ornement",
    dataset_answer: "opendatasoft/dataset.json",
    dataset_title: "Arbres d'ornement",
    file: any_file,
    facets: || vec![(FACETS, json("opendatasoft/facets.json"))],
    credentials: Some(Credentials::ApiKey("clef-d-exemple".to_owned().into())),
    sign_in: |_| {},
    credential: ("authorization", "Apikey clef-d-exemple"),
});

fn record(n: usize) -> Value {
    object!({"dataset_id": format!("set-{n}"), "has_records": true, "metas": {"default": {"title": format!("set {n:03}")}}})
}

fn page(from: usize, to: usize, total: usize) -> Value {
    object!({"total_count": total, "results": (from..to).map(record).collect::<Vec<_>>()})
}

async fn with_page(page: &Value) -> Server {
    let server = Server::start().await;
    server.answers(DATASETS, [Answer::json(page)]);
    server
}

fn portal(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::Opendatasoft, server)
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    portal(server).list(&at(segments), query, None).await
}

async fn dataset(record: &Value) -> Dataset {
    let server = Server::start().await;
    let id = record["dataset_id"].as_str().unwrap().to_owned();
    server.answers(&format!("{DATASETS}/{id}"), [Answer::json(record)]);
    portal(&server).dataset(&at(&[&id])).await.unwrap()
}

fn fact<'a>(dataset: &'a Dataset, label: &str) -> Option<&'a str> {
    dataset.facts.iter().find(|(known, _)| known == label).map(|(_, text)| text.as_str())
}

fn asked(request: &Request, key: &str) -> Vec<String> {
    request.values(key).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_dataset_is_told_in_full() {
    let found = dataset(&json("opendatasoft/dataset.json")).await;
    assert_eq!(
        found.summary.as_deref(),
        Some("Les arbres de la ville, relevés sur place.\n\n• alignements\u{a0};\n• parcs")
    );
    assert_eq!(
        (found.theme.as_deref(), &*found.keywords.join(",")),
        (Some("Environnement"), "Espaces publics,arbre,végétal")
    );
    assert_eq!(found.licence.as_ref().unwrap().label, "Licence Ouverte 2.0 (Etalab)");
    assert_eq!(found.publisher.as_deref(), Some("Ville d'Exemple"));
    assert_eq!(found.modified.unwrap().to_string(), "2026-10-02T06:05:04Z");
    assert_eq!(found.created.unwrap().to_string(), "2019-03-01T00:00:00Z");
    assert_eq!(found.territory.as_deref(), Some("Exemple"));
    let extent = found.extent.unwrap();
    assert_eq!((extent.west, extent.south, extent.east, extent.north), (-1.75, 48.08, -1.62, 48.15));
    assert_eq!(
        fact(&found, "records").map(|it| it.replace(|c: char| !c.is_ascii_digit(), "")).as_deref(),
        Some("10234")
    );
    assert_eq!(fact(&found, "updated"), Some("annual"));
    assert_eq!(fact(&found, "mention"), Some("Source : Ville d'Exemple"));
    assert_eq!(fact(&found, "contact"), Some("Données ouvertes <donnees@exemple.fr>"));
    let fields: Vec<&str> = found.facts.iter().filter(|(label, _)| label == "field").map(|(_, it)| &**it).collect();
    assert_eq!(
        fields,
        ["essence (text): Essence, Nom latin", "hauteur (double)", "geo_point_2d (geo_point_2d): Position"]
    );
    assert!(found.page.unwrap().ends_with("/explore/dataset/arbres-d-ornement/"));
}

/// The portal makes files while it sends them: no claim of size or checksum is made up for them.
#[tokio::test]
async fn media_are_exports_then_other_files() {
    let found = dataset(&json("opendatasoft/dataset.json")).await;
    let ids: Vec<&str> = found.media.iter().map(|media| &*media.id).collect();
    let expected = [
        "csv",
        "json",
        "jsonl",
        "xlsx",
        "parquet",
        "geojson",
        "shp",
        "kml",
        "gpx",
        "fgb",
        "arbres_dwg_zip",
        "arbres_notice_pdf",
    ];
    assert_eq!(ids, expected);
    assert!(found.media.iter().all(|media| media.size.is_none() && media.checksum.is_none()));
    assert!(found.media.iter().all(|media| media.offer == Offer::Download));
    let address = |id: &str| found.find(id).unwrap().url.clone().unwrap();
    assert!(address("parquet").ends_with("/api/explore/v2.1/catalog/datasets/arbres-d-ornement/exports/parquet"));
    assert!(address("arbres_notice_pdf").ends_with("/datasets/arbres-d-ornement/attachments/arbres_notice_pdf"));
    assert!(address("arbres_dwg_zip").ends_with("/datasets/arbres-d-ornement/alternative_exports/arbres_dwg_zip"));
    let notice = found.find("arbres_notice_pdf").unwrap();
    assert_eq!((&*notice.title, notice.format.as_deref()), ("Notice des arbres.pdf", Some("pdf")));
    let plans = found.find("arbres_dwg_zip").unwrap();
    assert_eq!((plans.caption.as_deref(), plans.format.as_deref()), (Some("Un plan par quartier."), Some("zip")));
    assert_eq!(found.find("csv").unwrap().title, "arbres-d-ornement.csv");
}

#[tokio::test]
async fn places_are_exported_only_where_there_are_any() {
    let mut record = json("opendatasoft/dataset.json");
    record["features"] = object!(["analyze"]);
    record["fields"] = object!([{"name": "n", "type": "int"}]);
    let formats = |found: &Dataset| found.media.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    let plain = dataset(&record).await;
    assert!(!formats(&plain).contains(&"geojson".to_owned()) && formats(&plain).contains(&"csv".to_owned()));
    record["fields"] = object!([{"name": "shape", "type": "geo_shape"}]);
    assert!(formats(&dataset(&record).await).contains(&"geojson".to_owned()), "told by the field alone");
}

#[tokio::test]
async fn a_dataset_without_records_has_its_attachments_only() {
    let mut record = json("opendatasoft/dataset.json");
    record["has_records"] = false.into();
    let found = dataset(&record).await;
    assert_eq!(found.media.len(), 2);
    record["attachments"] = Value::Null;
    record["alternative_exports"] = object!([{"title": "no id"}, "odd"]);
    let found = dataset(&record).await;
    assert_eq!((found.media.len(), found.warnings.len()), (0, 2));
    let server = with_page(&object!({"total_count": 1, "results": [record]})).await;
    let page = list(&server, &["all"], &Query::default()).await.unwrap();
    assert!(matches!(page.items[0].offer, Some(Offer::ShowOnly(_))));
}

#[tokio::test]
async fn what_is_not_for_everybody_says_so() {
    let mut record = json("opendatasoft/dataset.json");
    record["visibility"] = "restricted".into();
    assert_eq!(dataset(&record).await.access, Access::Restricted);
    record["visibility"] = "domain".into();
    record["data_visible"] = false.into();
    let found = dataset(&record).await;
    assert_eq!(found.access, Access::Restricted);
    assert!(matches!(found.find("csv").unwrap().offer, Offer::Doubtful(_)));
}

#[tokio::test]
async fn texts_may_be_lists_and_lists_texts() {
    let mut record = json("opendatasoft/dataset.json");
    let metas = &mut record["metas"]["default"];
    metas["theme"] = "Mobilité".into();
    metas["keyword"] = Value::Null;
    metas["publisher"] = object!(["A", "B"]);
    metas["records_count"] = "12".into();
    metas["bbox"] = object!([-2, 47.5, -1, 48]);
    metas["references"] = object!([7, null, {"odd": 1}]);
    let found = dataset(&record).await;
    assert_eq!((found.theme.as_deref(), found.keywords.len()), (Some("Mobilité"), 0));
    assert_eq!((found.publisher.as_deref(), fact(&found, "records")), (Some("A, B"), Some("12")));
    assert_eq!(found.extent.unwrap().south, 47.5);
    assert_eq!((fact(&found, "reference"), found.warnings.len()), (Some("7"), 0));
}

/// Nothing lies beyond offset + limit = 10,000, and a page that asks for it is an error.
#[tokio::test]
async fn a_listing_ends_at_ten_thousand_and_says_so() {
    let server = Server::start().await;
    server.on(DATASETS, |request| {
        let (offset, limit) = (request.number("offset"), request.number("limit"));
        match offset + limit {
            ..=10_000 => Answer::json(&page(offset, offset + limit, 12_345)),
            _ => Answer::status(400),
        }
    });
    let portal = portal(&server);
    let last = portal.list(&at(&["all"]), &Query::default(), Some(&Cursor("9900".into()))).await.unwrap();
    assert_eq!((last.items.len(), &last.next, last.total), (100, &None, Some(12_345)));
    assert!(last.warnings[0].contains("10") && last.warnings[0].contains("345"), "{:?}", last.warnings);
    let odd = portal.list(&at(&["all"]), &Query::default(), Some(&Cursor("9950".into()))).await.unwrap();
    assert_eq!((odd.items.len(), odd.next), (50, None), "never more than is left");
    for cursor in ["10000", "-1", "x"] {
        let error = portal.list(&at(&["all"]), &Query::default(), Some(&Cursor(cursor.into()))).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage, "{cursor}");
    }
}

/// Pages of 100: fewer may come without being the last.
#[tokio::test]
async fn what_came_decides_where_the_next_page_begins() {
    let server = with_page(&page(0, 40, 90)).await;
    assert_eq!(list(&server, &["all"], &Query::default()).await.unwrap().next, Some(Cursor("40".into())));
    assert_eq!(asked(&server.asked(DATASETS)[0], "limit"), ["100"]);
}

#[tokio::test]
async fn a_search_is_one_string_and_folders_are_refinements() {
    let server = with_page(&page(0, 1, 1)).await;
    let mut query = Query::text("l'eau\" or 1=1");
    query.sort = Some("-updated".into());
    query.filters = vec![("publisher".into(), "Ville d'Exemple".into())];
    list(&server, &["themes", "Environnement, air"], &query).await.unwrap();
    let request = &server.asked(DATASETS)[0];
    assert_eq!(asked(request, "where"), ["search(\"l'eau or 1=1\")"]);
    assert_eq!(asked(request, "refine"), ["theme:\"Environnement, air\"", "publisher:\"Ville d'Exemple\""]);
    assert_eq!(asked(request, "order_by"), ["modified desc"]);

    let other = Query { filters: vec![("theme".into(), "Eau".into())], ..Query::default() };
    let page = list(&server, &["themes", "Air"], &other).await.unwrap();
    assert_eq!((page.items.len(), server.asked(DATASETS).len()), (0, 1), "a filter never widens a folder");
}

#[tokio::test]
async fn facets_are_those_that_filter() {
    let server = Server::start().await;
    server.answers(FACETS, [Answer::raw("application/json", fixture("opendatasoft/facets.json"))]);
    let portal = portal(&server);
    let facets = portal.facets(&at(&["all"])).await.unwrap();
    let keys: Vec<&str> = facets.iter().map(|facet| &*facet.key).collect();
    assert_eq!(keys, ["theme", "publisher", "feature", "modified"]);
    assert_eq!((facets[0].values.len(), facets[0].values[0].count), (1, Some(9)), "a bad value costs itself");
    let publishers = portal.list(&at(&["publishers"]), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&publishers.items), ["Ville d'Exemple", "Régie \"Eaux\""]);
    assert_eq!(publishers.items[1].target, Target::folder(at(&["publishers", "Régie \"Eaux\""])));
    server.answers(DATASETS, [Answer::json(&page(0, 1, 1))]);
    portal.list(&at(&["publishers", "Régie \"Eaux\""]), &Query::default(), None).await.unwrap();
    assert_eq!(asked(&server.asked(DATASETS)[0], "refine"), ["publisher:'Régie \"Eaux\"'"], "in the other quotes");
}

#[tokio::test]
async fn the_root_counts_the_catalogue() {
    let server = with_page(&page(0, 0, 345)).await;
    let root = list(&server, &[], &Query::default()).await.unwrap();
    assert_eq!(titles(&root.items), ["all datasets", "themes", "publishers"]);
    assert!(root.items[0].note.as_ref().unwrap().contains("345"));
}

/// The address of the API, pasted, is taken for the portal's.
#[tokio::test]
async fn the_api_s_own_address_will_do() {
    let server = with_page(&page(0, 1, 1)).await;
    let url = server.url.join("/api/explore/v2.1/").unwrap();
    let portal = connect_with(PortalConfig::new(PORTAL, Kind::Opendatasoft, url), None);
    assert_eq!(portal.list(&at(&["all"]), &Query::default(), None).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn ids_are_one_segment_and_no_step() {
    let server = Server::start().await;
    let portal = portal(&server);
    for id in ["..", ".", "a/b", " "] {
        assert_eq!(portal.dataset(&at(&[id])).await.unwrap_err().kind, ErrorKind::NotFound, "{id}");
        assert_eq!(portal.resolve(&at(&[id])).unwrap_err().kind, ErrorKind::NotFound, "{id}");
    }
    assert!(server.requests().is_empty());
    let mut foreign = json("opendatasoft/dataset.json");
    foreign["dataset_id"] = "arbres?x=1@public".into();
    server.answers(&format!("{DATASETS}/arbres%3Fx%3D1@public"), [Answer::json(&foreign)]);
    assert_eq!(portal.dataset(&at(&["arbres?x=1@public"])).await.unwrap().title, "Arbres d'ornement");
    assert_eq!(
        portal.resolve(&at(&["all", "x", "csv"])).unwrap(),
        Target::Media { dataset: at(&["x"]), media: "csv".into() }
    );
}

/// The day's requests: every answer tells how many are left, and where none is the next is not even sent.
#[tokio::test]
async fn the_day_s_requests_are_kept_to() {
    let server = Server::start().await;
    let tomorrow = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(5);
    let told = |left: &str| {
        let answer = Answer::json(&page(0, 1, 1));
        answer
            .header("x-ratelimit-limit", "5000")
            .header("x-ratelimit-remaining", left)
            .header("x-ratelimit-reset", tomorrow.strftime("%F %T+00:00").to_string())
    };
    server.answers(DATASETS, [told("1"), told("0")]);
    let portal = portal(&server);
    assert!(portal.quota().is_empty(), "nothing is known yet");
    portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    let left = portal.quota();
    assert_eq!((left[0].limit, left[0].left, &*left[0].title), (5000, 1, "requests a day"));
    assert!((left[0].resets - tomorrow).total(jiff::Unit::Second).unwrap().abs() < 5.0);
    portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    let error = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
    assert_eq!((error.kind, server.asked(DATASETS).len()), (ErrorKind::Quota, 2));
}

#[tokio::test]
async fn too_many_requests_say_until_when() {
    let server = Server::start().await;
    let refused = Answer::raw("application/json", fixture("opendatasoft/429.json"))
        .with_status(429)
        .header("x-ratelimit-limit", "5000")
        .header("x-ratelimit-remaining", "0")
        .header("x-ratelimit-reset", "2099-01-01 00:00:00+00:00");
    server.answers(DATASETS, [refused]);
    let error = list(&server, &["all"], &Query::default()).await.unwrap_err();
    assert_eq!((error.kind, error.status), (ErrorKind::Unavailable, Some(429)));
    assert!(error.cause.contains("5000 a day") && error.hint.unwrap().contains("2099-11-22"));
    assert_eq!(server.asked(DATASETS).len(), 1, "what is used up until tomorrow is not asked again");
}

#[tokio::test]
async fn a_media_is_read_from_the_portal_with_the_key() {
    let server = Server::start().await;
    server.answers(
        &format!("{DATASETS}/{TREES}"),
        [Answer::raw("application/json", fixture("opendatasoft/dataset.json"))],
    );
    let export = format!("{DATASETS}/{TREES}/exports/csv");
    server.answers(&export, [Answer::raw("text/csv", "essence;hauteur\nTilia;12\n")]);
    let config = PortalConfig::new(PORTAL, Kind::Opendatasoft, server.url.clone());
    let portal = connect_with(config, Some(Credentials::ApiKey("apikey clef".to_owned().into())));
    let found = portal.dataset(&at(&[TREES])).await.unwrap();
    let mut opened = portal.open(found.find("csv").unwrap(), &Answers::default(), None).await.unwrap();
    assert_eq!(opened.chunk("csv").await.unwrap().unwrap(), "essence;hauteur\nTilia;12\n");
    assert_eq!(server.asked(&export)[0].header("authorization"), Some("Apikey clef"));
    let account = portal.account().await.unwrap_err();
    assert_eq!(account.kind, ErrorKind::NotFound, "no catalogue, no account");
}
