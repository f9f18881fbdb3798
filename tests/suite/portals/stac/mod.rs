//! The traps of STAC: pages by POST, signatures, buckets, and catalogues that are documents and nothing else.

mod errors;
mod files;
mod folders;
mod gathered;
mod listings;
mod signed;

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::{Error, ErrorKind};
use guichet::model::{Dataset, Offer, Page, Query, Target};
use guichet::portals::{Kind, Portal, PortalConfig};
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{PORTAL, at, connect, connect_with, json, pages, titles};
use crate::common::server::{Answer, Request, Server};

const SEARCH: &str = "/search";
const IMAGES: &[&str] = &["collections", "images"];
const IMAGE: &str = "images~img-2026-07-01";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Stac,
    folder: IMAGES,
    list: SEARCH,
    page,
    with_records: |mut page, records| {
        page["features"] = records.into();
        page
    },
    records: |page| page["features"].as_array().unwrap().clone(),
    wanted,
    empty: "stac/empty.json",
    bad: object!({"type": "Feature", "properties": {"title": "bad"}}),
    title: |n| format!("set {n:03}"),
    key: "title",
    dataset: &[IMAGE],
    dataset_path: "/collections/images/items/img-2026-07-01",
    dataset_answer: "stac/item.json",
    dataset_title: "Image du 1er juillet",
    file: any_file,
    facets: || vec![("/collections", json("stac/collections.json"))],
    credentials: Some(Credentials::Login { login: "ada".into(), password: "l0velace".to_owned().into() }),
    sign_in: |_| {},
    credential: ("authorization", "Basic YWRhOmwwdmVsYWNl"),
});

/// The next page is a POST that says only what is new in it.
fn wanted(request: &Request) -> (usize, usize) {
    let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
    let number = |key: &str| body[key].as_u64().unwrap_or_default() as usize;
    assert!(request.body.is_empty() || body["collections"] == object!(["images"]), "{}", request.body);
    (number("skip"), number("limit"))
}

fn number(request: &Request, key: &str) -> usize {
    request.values(key).first().map_or(0, |value| value.parse().unwrap())
}

fn record(n: usize) -> Value {
    object!({"type": "Feature", "stac_version": "1.0.0", "id": format!("set-{n}"), "collection": "images", "geometry": null,
        "properties": {"title": format!("set {n:03}"), "datetime": "2026-01-01T00:00:00Z"}, "assets": {}, "links": []})
}

fn page(from: usize, to: usize, total: usize) -> Value {
    let body = object!({"skip": to});
    let next =
        object!({"rel": "next", "href": "http://127.0.0.1:1/search", "method": "POST", "merge": true, "body": body});
    let links: Vec<Value> = (to < total).then_some(next).into_iter().collect();
    object!({"type": "FeatureCollection", "features": (from..to).map(record).collect::<Vec<_>>(),
        "numberMatched": total, "links": links})
}

fn portal(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::Stac, server)
}

async fn interface() -> Server {
    let server = Server::start().await;
    server.answers("/", [Answer::json(&json("stac/root.json"))]);
    server.answers("/collections", [Answer::json(&json("stac/collections.json"))]);
    server.answers("/collections/images", [Answer::json(&json("stac/collections.json")["collections"][0])]);
    server
}

fn narrowed(filters: &[(&str, &str)]) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { filters, ..Query::default() }
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    portal(server).list(&at(segments), query, None).await
}

async fn dataset(record: &Value) -> Dataset {
    let server = interface().await;
    server.answers(RECORDED.dataset_path, [Answer::json(record)]);
    portal(&server).dataset(&at(&[IMAGE])).await.unwrap()
}

fn fact<'a>(dataset: &'a Dataset, label: &str) -> Option<&'a str> {
    dataset.facts.iter().find(|(known, _)| known == label).map(|(_, text)| text.as_str())
}

#[tokio::test]
async fn an_item_is_told_in_full() {
    let found = dataset(&json("stac/item.json")).await;
    assert_eq!(found.summary.as_deref(), Some("Une vue du ciel."));
    assert_eq!((found.publisher.as_deref(), found.theme.as_deref()), (Some("Agence d’Exemple"), Some("Images")));
    assert_eq!(found.licence.as_ref().unwrap().label, "CC BY 4.0");
    assert_eq!(found.keywords, ["eau", "été"]);
    assert_eq!(found.modified.unwrap().to_string(), "2026-07-03T08:00:00Z");
    let (from, to) = found.period.unwrap();
    assert_eq!(
        (from.to_string(), to.unwrap().to_string()),
        ("2026-07-01T10:00:00Z".into(), "2026-07-01T10:05:00Z".into())
    );
    let extent = found.extent.unwrap();
    assert_eq!((extent.west, extent.south, extent.east, extent.north), (-1.75, 48.05, -1.6, 48.15), "of six numbers");
    assert_eq!((fact(&found, "platform"), fact(&found, "clouds")), (Some("exemple-2a"), Some("12.5 %")));
}

#[tokio::test]
async fn assets_have_claims_and_what_cannot_be_fetched_says_why() {
    let mut item = json("stac/item.json");
    item["assets"]["bucket"] = object!({"href": "s3://exemple/img/b04.tif", "type": "image/tiff; application=geotiff"});
    let found = dataset(&item).await;
    let visual = found.find("visual").unwrap();
    let sum = visual.checksum.as_ref().unwrap();
    assert_eq!((visual.size, &*sum.algo, &*sum.value), (Some(5_242_880), "SHA-256", &*"ab".repeat(32)));
    assert_eq!((&*visual.title, visual.caption.as_deref()), ("Couleurs vraies", Some("data, visual")));
    assert_eq!(visual.offer, Offer::Download);
    assert_eq!((&*found.find("table").unwrap().title, found.find("table").unwrap().size), ("Valeurs", Some(12)));
    let offer = |id: &str| found.find(id).unwrap().offer.clone();
    assert!(matches!(offer("bucket"), Offer::ShowOnly(why) if why.contains("s3:")));
    assert_eq!(found.find("bucket").unwrap().url.as_deref(), Some("s3://exemple/img/b04.tif"));
    assert_eq!(found.find("both").unwrap().url.as_deref(), Some("https://exemple.s3.exemple.fr/img/b05.tif"));
    assert_eq!(offer("both"), Offer::Download);
    assert!(matches!(offer("closed"), Offer::Doubtful(why) if why.contains("sign-in")));
}

#[tokio::test]
async fn an_item_of_an_older_version_takes_what_it_lacks_from_its_collection() {
    let item = object!({"type": "Feature", "stac_version": "0.9.0", "id": "img-2026-07-01", "collection": "images",
        "geometry": null, "properties": {"datetime": "2020-01-01T00:00:00Z", "eo:platform": "old", "eo:gsd": 30, "deprecated": true},
        "assets": {"a": {"href": "../../../a.tif"}, "..": {"href": "x"}, "b": null}, "links": null});
    let found = dataset(&item).await;
    assert_eq!((&*found.title, found.publisher.as_deref()), ("img-2026-07-01", Some("Agence d’Exemple")));
    assert_eq!(found.licence.as_ref().unwrap().label, "CC BY 4.0");
    assert_eq!((fact(&found, "platform"), fact(&found, "resolution")), (Some("old"), Some("30 m")));
    assert_eq!(fact(&found, "state"), Some("deprecated"));
    assert!(found.find("a").unwrap().url.as_ref().unwrap().ends_with("/a.tif"));
    assert_eq!((found.media.len(), found.warnings.len()), (1, 1));
}

#[tokio::test]
async fn collections_are_folders_and_their_own_files_the_first_row() {
    let server = interface().await;
    server.on(SEARCH, |request| {
        let (from, limit) = wanted(request);
        Answer::json(&page(from, (from + limit).min(150), 150))
    });
    let portal = portal(&server);
    let front = portal.list(&at(&[]), &Query::default(), None).await.unwrap();
    assert_eq!(front.items[1].note.as_deref(), Some("2 collections"));
    let folders = portal.list(&at(&["collections"]), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&folders.items), ["Images", "Relief"]);
    let all = pages(&*portal, &at(IMAGES), &Query::default(), 3).await;
    assert_eq!((all.len(), all[0].total), (2, Some(151)));
    assert_eq!((titles(&all[0].items)[..2].to_vec(), all[1].items.len()), (vec!["Images", "set 000"], 50));
    let own = at(&["images~"]);
    assert_eq!(all[0].items[0].target, Target::dataset(own.clone()));
    assert_eq!(portal.resolve(&own).unwrap(), Target::dataset(own.clone()));
    let own = portal.dataset(&own).await.unwrap();
    assert_eq!((own.media.len(), own.find("index").unwrap().size), (1, Some(1234)));
    assert!(own.page.unwrap().ends_with("/collections/images"));
}

#[tokio::test]
async fn a_portal_that_takes_no_post_is_asked_by_get() {
    let server = interface().await;
    server.on(SEARCH, |request| match request.body.is_empty() {
        true => {
            let (from, limit) = (number(request, "token"), number(request, "limit"));
            let mut page = page(from, from + 2, 4);
            page["links"] =
                object!([{"rel": "next", "href": format!("https://elsewhere.example/search?token=2&limit={limit}")}]);
            if from > 0 {
                page["links"] = Value::Null;
            }
            Answer::json(&page)
        }
        false => Answer::status(405),
    });
    let portal = portal(&server);
    let found = pages(&*portal, &at(&["all"]), &narrowed(&[("territory", "1,2,3,4"), ("id", "a")]), 3).await;
    assert_eq!(found.iter().map(|page| page.items.len()).sum::<usize>(), 4);
    let asked = server.asked(SEARCH);
    assert_eq!(asked.len(), 3, "the POST is tried once");
    assert_eq!((asked[2].values("bbox"), asked[2].values("token")), (vec!["1,2,3,4"], vec!["2"]));
}

#[tokio::test]
async fn words_are_looked_for_here_where_the_portal_has_none() {
    let server = interface().await;
    server.answers(SEARCH, [Answer::json(&page(0, 12, 12))]);
    let found = list(&server, &["all"], &Query::text("set 011")).await.unwrap();
    assert_eq!((titles(&found.items), found.total, found.warnings.len()), (vec!["set 011"], None, 1));
    let everywhere = list(&server, &[], &Query::text("eau")).await.unwrap();
    assert_eq!(titles(&everywhere.items), ["Images"], "a collection by its description");
    let mut root = json("stac/root.json");
    root["conformsTo"] = object!(["https://api.stacspec.org/v1.0.0-rc.1/item-search#free-text"]);
    server.answers("/", [Answer::json(&root)]);
    let found = list(&server, &["all"], &Query::text("eau")).await.unwrap();
    assert_eq!((found.items.len(), found.warnings.len()), (12, 0));
    assert!(server.asked(SEARCH).last().unwrap().body.contains("\"q\":[\"eau\"]"));
    let sorted = Query { sort: Some("-date".into()), ..Query::default() };
    assert_eq!(
        list(&server, &["all"], &sorted).await.unwrap_err().kind,
        ErrorKind::Usage,
        "it does not say that it sorts"
    );
}

/// A folder of documents, one of which links to another host.
async fn folder() -> (Server, Arc<dyn Portal>) {
    let server = Server::start().await;
    let item = |id: &str, day: &str, west: f64| {
        object!({"type": "Feature", "stac_version": "1.0.0", "id": id, "geometry": null, "bbox": [west, 48.0, west + 1.0, 49.0],
            "properties": {"datetime": format!("{day}T00:00:00Z"), "title": format!("Vue {id}")},
            "links": [{"rel": "collection", "href": "./collection.json"}],
            "assets": {"data": {"href": format!("./{id}.tif"), "type": "image/tiff"}}})
    };
    let root = object!({"type": "Catalog", "stac_version": "1.0.0", "id": "root", "title": "Racine", "links": [
        {"rel": "self", "href": "https://elsewhere.example/catalog.json"},
        {"rel": "child", "href": "./vues/collection.json", "title": "Vues"},
        {"rel": "child", "href": "anciennes/catalog.json"},
        {"rel": "child", "href": "https://elsewhere.example/x/catalog.json"}]});
    let views = object!({"type": "Collection", "stac_version": "1.0.0", "id": "vues", "title": "Vues", "license": "CC-BY-4.0",
        "providers": [{"name": "Agence", "roles": ["producer"]}], "extent": {}, "assets": {"pdf": {"href": "notice.pdf"}},
        "links": [{"rel": "item", "href": "a.json", "title": "Vue a"}, {"rel": "item", "href": "./b.json"}, {"rel": "root", "href": "../catalog.json"}]});
    server.answers("/ciel/catalog.json", [Answer::json(&root)]);
    server.answers("/ciel/vues/collection.json", [Answer::json(&views)]);
    server.answers("/ciel/vues/a.json", [Answer::json(&item("a", "2024-01-01", -2.0))]);
    server.answers("/ciel/vues/b.json", [Answer::json(&item("b", "2025-01-01", 5.0))]);
    let url = server.url.join("ciel/catalog.json").unwrap();
    let portal = connect_with(PortalConfig::new(PORTAL, Kind::Stac, url), None);
    (server, portal)
}

#[tokio::test]
async fn documents_are_read_when_one_goes_there() {
    let (server, portal) = folder().await;
    let front = portal.list(&at(&[]), &Query::default(), None).await.unwrap();
    assert_eq!((titles(&front.items), front.warnings.len()), (vec!["Vues", "anciennes"], 1));
    let views = front.items[0].target.address().unwrap();
    assert_eq!(views, at(&["collections", "vues/collection.json"]));
    let inside = portal.list(&views, &Query::default(), None).await.unwrap();
    assert_eq!(
        (titles(&inside.items), inside.total),
        (vec!["Vues", "Vue a", "b"], Some(3)),
        "its own files come first"
    );
    assert!(server.asked("/ciel/vues/a.json").is_empty(), "no item was read yet");
    let found = portal.dataset(&inside.items[1].target.address().unwrap()).await.unwrap();
    assert_eq!((&*found.title, found.publisher.as_deref()), ("Vue a", Some("Agence")));
    assert!(found.media[0].url.as_ref().unwrap().ends_with("/ciel/vues/a.tif"));
    let own = portal.dataset(&inside.items[0].target.address().unwrap()).await.unwrap();
    assert!(own.media[0].url.as_ref().unwrap().ends_with("/ciel/vues/notice.pdf"));
    assert_eq!(portal.account().await.unwrap().who, None);
    let missing = portal.dataset(&at(&["vues/nothing.json"])).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::NotFound);
    for outside in ["https://elsewhere.example/x.json", "//elsewhere.example/x.json"] {
        assert_eq!(portal.dataset(&at(&[outside])).await.unwrap_err().kind, ErrorKind::NotFound, "{outside}");
    }
    let page = found.page.unwrap();
    assert_eq!(portal.look_up(&page.parse().unwrap()).await.unwrap(), Some(Target::dataset(found.address)));
    let folder = server.url.join("ciel/vues/collection.json").unwrap();
    assert_eq!(portal.look_up(&folder).await.unwrap(), Some(Target::folder(views)));
}

#[tokio::test]
async fn documents_are_held_against_place_time_and_words() {
    let (_server, portal) = folder().await;
    let views = at(&["collections", "vues/collection.json"]);
    for (query, expected) in [
        (narrowed(&[("territory", "-2,48,-1.5,48.5")]), vec!["Vue a"]),
        (narrowed(&[("from", "2024-06-01")]), vec!["Vue b"]),
        (narrowed(&[("to", "2024-06-01")]), vec!["Vue a"]),
        (narrowed(&[("id", "b")]), vec!["Vue b"]),
        (Query::text("vue B"), vec!["Vue b"]),
        (Query::text("nothing"), vec![]),
    ] {
        let found = portal.list(&views, &query, None).await.unwrap();
        assert_eq!(titles(&found.items), expected, "{query:?}");
    }
    let sorted = Query { sort: Some("date".into()), ..Query::default() };
    assert_eq!(portal.list(&views, &sorted, None).await.unwrap_err().kind, ErrorKind::Usage);
}
