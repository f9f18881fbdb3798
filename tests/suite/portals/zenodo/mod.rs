//! The traps of Zenodo and other repositories of InvenioRDM.

use std::sync::Arc;

use guichet::access::secrets::Credentials;
use guichet::base::error::{Error, ErrorKind};
use guichet::model::creator::Creator;
use guichet::model::form::Answers;
use guichet::model::{Access, Cursor, Dataset, Offer, Page, Query, Target};
use guichet::portals::PortalConfig;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{PORTAL, at, connect, connect_with, fixture, json, titles};
use crate::common::server::{Answer, Request, Server};

mod failures;
mod files;
mod names;
mod paging;

const LIST: &str = "/api/records";
const RECORD: &str = "40012002";
const SHOW: &str = "/api/records/40012002";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Zenodo,
    folder: &["all"],
    list: LIST,
    page,
    with_records: |mut page, records| {
        page["hits"]["hits"] = records.into();
        page
    },
    records: |page| page["hits"]["hits"].as_array().unwrap().clone(),
    wanted: |request| {
        let size = request.number("size");
        ((request.number("page") - 1) * size, size)
    },
    empty: "zenodo/empty.json",
    bad: object!({"metadata": {"title": "bad"}}),
    title: |n| format!("set {n:03}"),
    key: "title",
    dataset: &[RECORD],
    dataset_path: SHOW,
    dataset_answer: "zenodo/record.json",
    dataset_title: "Débits de la Seiche",
    file: any_file,
    facets: || vec![(LIST, json("zenodo/search.json"))],
    credentials: Some(key("the-token")),
    sign_in: |_| {},
    credential: ("authorization", "Bearer the-token"),
});

fn record(n: usize) -> Value {
    object!({"id": (1000 + n).to_string(), "metadata": {"title": format!("set {n:03}"), "resource_type": {"id": "dataset"}},
        "access": {"status": "open"}, "files": {"enabled": true, "count": 0}})
}

fn page(from: usize, to: usize, total: usize) -> Value {
    let hits: Vec<Value> = (from..to).map(record).collect();
    object!({"hits": {"hits": hits, "total": total}, "aggregations": {}, "links": {"self": "https://depot.example/api/records"}})
}

fn key(key: &str) -> Credentials {
    Credentials::ApiKey(key.to_owned().into())
}

fn portal(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::Zenodo, server)
}

fn signed_in(server: &Server) -> Arc<dyn Portal> {
    connect_with(PortalConfig::new(PORTAL, Kind::Zenodo, server.url.clone()), Some(key("the-token")))
}

async fn with_page(page: &Value) -> Server {
    let server = Server::start().await;
    server.answers(LIST, [Answer::json(page)]);
    server
}

async fn list(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    portal(server).list(&at(segments), query, None).await
}

async fn dataset(answer: &Value) -> Dataset {
    let server = Server::start().await;
    let id = match &answer["id"] {
        Value::String(id) => id.clone(),
        other => other.to_string(),
    };
    server.answers(&format!("{LIST}/{id}"), [Answer::json(answer)]);
    portal(&server).dataset(&at(&[&id])).await.unwrap()
}

fn fact<'a>(dataset: &'a Dataset, label: &str) -> Option<&'a str> {
    dataset.facts.iter().find(|(known, _)| known == label).map(|(_, text)| text.as_str())
}

fn asked(request: &Request, key: &str) -> Vec<String> {
    request.values(key).into_iter().map(str::to_owned).collect()
}

fn filtered(filters: &[(&str, &str)]) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { filters, ..Query::default() }
}

#[tokio::test]
async fn a_record_is_told_in_full() {
    let server = Server::start().await;
    server.answers(SHOW, [Answer::raw("application/json", fixture("zenodo/record.json"))]);
    server.answers(&format!("{SHOW}/versions"), [Answer::raw("application/json", fixture("zenodo/versions.json"))]);
    let found = portal(&server).dataset(&at(&[RECORD])).await.unwrap();
    assert_eq!(found.summary.as_deref(), Some("Débits journaliers relevés à trois stations."));
    assert_eq!((found.theme.as_deref(), found.publisher.as_deref()), (Some("Jeu de données"), Some("Dépôt d’exemple")));
    assert_eq!(found.keywords, ["rivière", "débit"]);
    assert_eq!(found.licence.as_ref().unwrap().label, "CC BY 4.0");
    assert_eq!(fact(&found, "other licences"), Some("Licence Ouverte 2.0 (Etalab)"));
    assert_eq!(
        (found.created.unwrap().day(), found.modified.unwrap().day()),
        ("2024-05-02".into(), "2025-01-15".into())
    );
    assert_eq!((fact(&found, "version"), fact(&found, "DOI")), (Some("v2.0"), Some("10.5072/zenodo.40012002")));
    assert_eq!(fact(&found, "DOI of all versions"), Some("10.5072/zenodo.40012000"));
    assert_eq!(fact(&found, "creator"), Some("Le Goff, Ada; Observatoire des rivières"));
    assert_eq!(fact(&found, "other version"), Some("p/40012001 (v1.0, 2024-01-10)"));
    assert!(found.page.as_ref().unwrap().ends_with("/records/40012002"));
    let ids: Vec<&str> = found.media.iter().map(|media| &*media.id).collect();
    assert_eq!(ids, ["débits 2024.csv", "cartes/étiage.geojson", "modele.tar.gz"]);
    let first = &found.media[0];
    assert_eq!((first.format.as_deref(), first.size), (Some("csv"), Some(37)));
    assert_eq!(first.checksum.as_ref().unwrap().algo, "md5");
    assert_eq!(found.media[2].size, Some(48_318_382_080));
    let request = &server.asked(SHOW)[0];
    assert_eq!(request.header("accept"), Some("application/vnd.inveniordm.v1+json, application/json"));
}

/// In either shape: those who made it, their names apart where they are told so, and who publishes it, if anybody says so.
#[tokio::test]
async fn who_made_a_record_is_told_apart_from_who_publishes_it() {
    let person = |family: &str, given: &str| Creator::person(family, Some(given));
    let table = [
        (
            object!([{"name": "Martin, Ada"}, {"name": "INRAE, Dijon"}]),
            vec![named("Martin, Ada"), named("INRAE, Dijon")],
        ),
        (
            object!([{"person_or_org": {"type": "personal", "name": "Martin, Ada", "family_name": "Martin", "given_name": "Ada"}},
                {"person_or_org": {"type": "organizational", "name": "INRAE", "family_name": "x"}}]),
            vec![person("Martin", "Ada"), named("INRAE")],
        ),
        (
            object!([{"person_or_org": {"name": "Le Goff, Ada", "family_name": ""}}, "odd", {}]),
            vec![named("Le Goff, Ada")],
        ),
        (Value::Null, vec![]),
    ];
    for (creators, expected) in table {
        for (name, publisher) in [("zenodo/record.json", Some("Dépôt d’exemple")), ("zenodo/record-older.json", None)]
        {
            let mut record = json(name);
            record["metadata"]["creators"] = creators.clone();
            let found = dataset(&record).await;
            let expected: Vec<Creator> = expected.iter().flatten().cloned().collect();
            assert_eq!((found.creators, found.publisher.as_deref()), (expected, publisher), "{name} {creators}");
            assert_eq!(found.doi.as_deref(), Some("10.5072/zenodo.40012002"));
        }
    }
}

/// Which record that is only the repository knows.
#[tokio::test]
async fn the_newest_version_is_asked_for() {
    let server = Server::start().await;
    server.answers(
        "/api/records/40012001/versions/latest",
        [Answer::raw("application/json", fixture("zenodo/record.json"))],
    );
    server.otherwise(Answer::raw("application/json", fixture("zenodo/error-404.json")).with_status(404));
    for page in ["records/40012001/latest", "record/40012001/latest", "api/records/40012001/versions/latest"] {
        let url = server.url.join(page).unwrap();
        let found = portal(&server).look_up(&url).await.unwrap();
        assert_eq!(found, Some(Target::dataset(at(&[RECORD]))), "{page}");
    }
    for other in ["records/40012001", "api/records/40012001/versions", "records/all/latest"] {
        assert_eq!(portal(&server).look_up(&server.url.join(other).unwrap()).await.unwrap(), None, "{other}");
    }
    let unknown = server.url.join("records/7/latest").unwrap();
    assert_eq!(portal(&server).look_up(&unknown).await.unwrap_err().kind, ErrorKind::NotFound);
}

/// An empty file is one whose size is known.
#[tokio::test]
async fn nothing_is_a_size_too() {
    for (size, expected) in [(object!(0), Some(0)), (object!(7), Some(7)), (object!(-1), None), (Value::Null, None)] {
        let mut record = json("zenodo/record-older.json");
        record["files"] = object!([{"key": "a.txt", "size": size}]);
        assert_eq!(dataset(&record).await.media[0].size, expected, "{size}");
    }
}

fn named(name: &str) -> Option<Creator> {
    Creator::named(name)
}

/// Zenodo's own shape, where the newer one is not given.
#[tokio::test]
async fn the_older_shape_is_read_too() {
    let found = dataset(&json("zenodo/record-older.json")).await;
    assert_eq!((&*found.title, found.licence.as_ref().unwrap().label.as_str()), ("Débits de la Seiche", "CC BY 4.0"));
    assert_eq!(
        (fact(&found, "DOI of all versions"), fact(&found, "communities")),
        (Some("10.5072/zenodo.40012000"), Some("rivieres"))
    );
    assert_eq!((found.media.len(), &*found.media[0].id), (1, "débits 2024.csv"));
    assert!(found.media[0].url.as_ref().unwrap().ends_with("/files/d%C3%A9bits%202024.csv/content"));
    let mut odd = json("zenodo/record-older.json");
    odd["metadata"]["access_right"] = Value::Null;
    odd["metadata"]["license"] = Value::Null;
    odd["files"][0]["checksum"] = Value::Null;
    let found = dataset(&odd).await;
    assert_eq!((found.access, found.licence, &found.media[0].checksum), (Access::Open, None, &None));
}

#[tokio::test]
async fn what_is_hidden_says_so() {
    let found = dataset(&json("zenodo/record-embargoed.json")).await;
    assert_eq!((found.access, found.media.len()), (Access::Restricted, 0));
    assert!(found.warnings[0].contains("not shown to you"), "{:?}", found.warnings);
    assert_eq!(
        (fact(&found, "embargo until"), fact(&found, "reason of the embargo")),
        (Some("2099-01-01"), Some("article à paraître"))
    );
    let mut page = json("zenodo/search.json");
    page["hits"]["hits"][0] = json("zenodo/record-embargoed.json");
    let server = with_page(&page).await;
    let row = list(&server, &["all"], &Query::default()).await.unwrap().items.remove(0);
    assert_eq!(row.access, Some(Access::Restricted));
    assert!(matches!(row.offer, Some(Offer::ShowOnly(why)) if why.contains("not shown")));
}

/// Whom the token lets have them, their own route tells.
#[tokio::test]
async fn files_of_what_is_restricted_are_asked_for_with_a_token() {
    let server = Server::start().await;
    server.answers("/api/records/40013001", [Answer::raw("application/json", fixture("zenodo/record-embargoed.json"))]);
    let entry =
        object!({"key": "secret.csv", "size": 5, "links": {"content": server.url.join("/x").unwrap().as_str()}});
    server.answers("/api/records/40013001/files", [Answer::json(&object!({"enabled": true, "entries": [entry]}))]);
    let found = signed_in(&server).dataset(&at(&["40013001"])).await.unwrap();
    assert_eq!((found.media.len(), found.warnings.len()), (1, 0));
    assert!(matches!(found.media[0].offer, Offer::Doubtful(_)));
    let found = portal(&server).dataset(&at(&["40013001"])).await.unwrap();
    assert_eq!(found.media.len(), 0);
    assert_eq!(server.asked("/api/records/40013001/files").len(), 1, "nobody else asks");
}

/// The API knows nothing of what names all versions, though the portal's pages do.
#[tokio::test]
async fn what_names_all_versions_leads_to_the_newest() {
    let server = Server::start().await;
    server.answers(
        "/api/records/40012000",
        [Answer::raw("application/json", fixture("zenodo/error-404.json")).with_status(404)],
    );
    let newest = server.url.join(SHOW).unwrap();
    server.answers("/api/records/40012000/versions/latest", [Answer::status(301).header("location", newest.as_str())]);
    server.answers(SHOW, [Answer::raw("application/json", fixture("zenodo/record.json"))]);
    let portal = portal(&server);
    for written in ["40012000", "10.5072/zenodo.40012000", "https://doi.org/10.5072/zenodo.40012000"] {
        assert_eq!(portal.resolve(&at(&[written])).unwrap(), Target::dataset(at(&["40012000"])), "{written}");
    }
    let found = portal.dataset(&at(&["40012000"])).await.unwrap();
    assert_eq!(found.address, at(&[RECORD]));
}

#[tokio::test]
async fn what_was_removed_says_why() {
    let server = Server::start().await;
    server.answers(SHOW, [Answer::raw("application/json", fixture("zenodo/error-410.json")).with_status(410)]);
    let error = portal(&server).dataset(&at(&[RECORD])).await.unwrap_err();
    assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::NotFound, 4));
    assert!(error.cause.contains("À la demande du déposant"), "{error}");
    assert!(server.asked(&format!("{SHOW}/versions/latest")).is_empty(), "it is not another's id");
}

/// The address that the last page has for the next leads beyond the window, to an error.
#[tokio::test]
async fn a_listing_ends_at_ten_thousand_and_says_so() {
    let server = Server::start().await;
    server.on(LIST, |request| {
        let (number, size) = (request.number("page"), request.number("size"));
        match (number - 1) * size {
            ..10_000 => Answer::json(&page((number - 1) * size, number * size, 12_345)),
            _ => Answer::status(400),
        }
    });
    for (portal, last) in [(portal(&server), "400"), (signed_in(&server), "100")] {
        let page = portal.list(&at(&["all"]), &Query::default(), Some(&Cursor(last.into()))).await.unwrap();
        assert_eq!((&page.next, page.total), (&None, Some(12_345)));
        assert!(page.warnings[0].contains("2,345"), "{:?}", page.warnings);
        for cursor in [format!("{last}1"), "0".into(), "-1".into(), "x".into()] {
            let error = portal.list(&at(&["all"]), &Query::default(), Some(&Cursor(cursor.clone()))).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Usage, "{cursor}");
        }
    }
    let sizes: Vec<String> = server.asked(LIST).iter().flat_map(|it| asked(it, "size")).collect();
    assert_eq!(sizes, ["25", "100"], "more is refused");
}

#[tokio::test]
async fn folders_are_everything_datasets_and_communities() {
    let server = with_page(&page(0, 1, 345)).await;
    server.answers("/api/communities", [Answer::raw("application/json", fixture("zenodo/communities.json"))]);
    let root = list(&server, &[], &Query::default()).await.unwrap();
    assert_eq!(titles(&root.items), ["all records", "datasets", "communities"]);
    let before = server.asked(LIST).len();
    list(&server, &["datasets"], &Query::text("eau")).await.unwrap();
    assert_eq!(asked(&server.asked(LIST)[before], "resource_type"), ["dataset"]);
    let communities = list(&server, &["communities"], &Query::text("rivières")).await.unwrap();
    assert_eq!(titles(&communities.items), ["Rivières d’Exemple"]);
    assert_eq!(communities.items[0].target, Target::folder(at(&["communities", "rivieres"])));
    assert_eq!(communities.items[0].note.as_deref(), Some("Ce qui coule"));
    assert_eq!(asked(&server.asked("/api/communities").pop().unwrap(), "q"), ["+rivières"]);
}

/// As a filter, a community that is none would be left out, and everything come.
#[tokio::test]
async fn a_community_is_asked_by_its_own_path() {
    let server = Server::start().await;
    let path = "/api/communities/rivieres/records";
    server.answers(path, [Answer::json(&page(0, 1, 1))]);
    server.answers(
        "/api/communities/nope/records",
        [Answer::raw("application/json", fixture("zenodo/error-404.json")).with_status(404)],
    );
    list(&server, &["communities", "rivieres"], &Query::text("eau")).await.unwrap();
    list(&server, &["all"], &filtered(&[("community", "rivieres")])).await.unwrap();
    assert_eq!((server.asked(path).len(), server.asked(LIST).len()), (2, 0));
    assert_eq!(list(&server, &["communities", "nope"], &Query::default()).await.unwrap_err().kind, ErrorKind::NotFound);
    let other = filtered(&[("community", "autres")]);
    assert_eq!(list(&server, &["communities", "rivieres"], &other).await.unwrap().items.len(), 0);
}

#[tokio::test]
async fn a_filter_that_is_left_out_in_silence_is_told() {
    let mut page = json("zenodo/search.json");
    page["aggregations"].as_object_mut().unwrap().remove("subject");
    let server = with_page(&page).await;
    let found = list(&server, &["all"], &filtered(&[("keyword", "rivière"), ("format", "csv")])).await.unwrap();
    assert_eq!(found.warnings.len(), 1);
    assert!(found.warnings[0].contains("keyword"), "{:?}", found.warnings);
    let facets = portal(&server).facets(&at(&["all"])).await.unwrap();
    let keys: Vec<&str> = facets.iter().map(|facet| &*facet.key).collect();
    assert_eq!(keys, ["type", "access", "format", "year"]);
}

#[tokio::test]
async fn keys_of_files_may_be_paths_and_are_none() {
    let mut record = json("zenodo/record-older.json");
    record["files"] = object!([
        {"key": "dossier/é à.txt", "size": 3, "checksum": "md5:zz"},
        {"key": "../../etc/passwd", "size": 3},
        {"key": "a?b#c&d.csv", "size": 7, "checksum": "md5:9dd4e461268c8034f5c8564e155c67a6"},
        {"key": null, "links": {"self": "https://depot.example/x"}},
        {"key": "caché", "access": {"hidden": true}},
    ]);
    let found = dataset(&record).await;
    let urls: Vec<&str> = found.media.iter().filter_map(|media| media.url.as_deref()).collect();
    assert_eq!(found.media.len(), 4);
    assert!(urls[0].ends_with("/files/dossier/%C3%A9%20%C3%A0.txt/content"), "{urls:?}");
    assert!(urls[2].ends_with("/files/a%3Fb%23c%26d.csv/content"), "{urls:?}");
    assert_eq!((&found.media[0].checksum, found.media[2].checksum.is_some()), (&None, true));
    let portal = connect(Kind::Zenodo, &Server::start().await);
    for media in &found.media {
        let target = Target::Media { dataset: found.address.clone(), media: media.id.clone() };
        assert_eq!(portal.resolve(&media.address()).unwrap(), target);
    }
}

#[tokio::test]
async fn a_bad_token_breaks_nothing_that_is_open() {
    let server = Server::start().await;
    server.on(LIST, |request| match request.header("authorization") {
        Some(_) => Answer::status(401),
        None => Answer::json(&page(0, 2, 2)),
    });
    let found = signed_in(&server).list(&at(&["all"]), &Query::default(), None).await.unwrap();
    assert_eq!((found.items.len(), found.warnings.len()), (2, 1));
    server.answers("/api/user/records", [Answer::status(403)]);
    assert_eq!(signed_in(&server).account().await.unwrap_err().kind, ErrorKind::SignIn);
}

#[tokio::test]
async fn a_token_is_one_where_it_lists_what_is_one_s_own() {
    let server = Server::start().await;
    server.answers("/api/user/records", [Answer::json(&page(0, 0, 0))]);
    let account = signed_in(&server).account().await.unwrap();
    assert_eq!((account.who.as_deref(), account.opens.len()), (Some("the owner of the token"), 2));
    assert_eq!(server.asked("/api/user/records")[0].header("authorization"), Some("Bearer the-token"));
}

/// Searches by themselves, all else by itself; and `Retry-After` beside a success is no order to wait.
#[tokio::test]
async fn limits_are_kept_to_as_they_are_told() {
    let server = Server::start().await;
    let told = |left: &str| {
        let answer = Answer::json(&page(0, 1, 1)).header("retry-after", "3600");
        answer.header("x-ratelimit-limit", "30").header("x-ratelimit-remaining", left).header("x-ratelimit-reset", "50")
    };
    server.answers(LIST, [told("1"), told("0")]);
    server.answers(SHOW, [Answer::raw("application/json", fixture("zenodo/record.json"))]);
    let portal = portal(&server);
    assert!(portal.quota().is_empty(), "nothing is known yet");
    for _ in 0..2 {
        portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    }
    let left = portal.quota();
    assert_eq!((left[0].limit, left[0].left, &*left[0].title), (30, 0, "searches a minute"));
    let refused = guichet::net::asking_once(portal.list(&at(&["all"]), &Query::default(), None)).await.unwrap_err();
    assert_eq!((refused.kind, server.asked(LIST).len()), (ErrorKind::Quota, 2));
    portal.dataset(&at(&[RECORD])).await.unwrap();
}

#[tokio::test]
async fn a_file_is_read_with_the_token_from_the_portal_alone() {
    let (server, storage) = (Server::start().await, Server::start().await);
    let there = storage.url.join("/signed?x=1").unwrap();
    server.answers("/api/records/1/files/a.csv/content", [Answer::status(302).header("location", there.as_str())]);
    storage.answers("/signed", [Answer::raw("text/csv", "a;b\n")]);
    let mut file = guichet::model::Media::new(at(&["1"]), "a.csv", "a.csv");
    file.url = Some(server.url.join("/api/records/1/files/a.csv/content").unwrap().into());
    let mut opened = signed_in(&server).open(&file, &Answers::default(), None).await.unwrap();
    assert_eq!(opened.chunk("file").await.unwrap().unwrap(), "a;b\n");
    assert_eq!(server.requests()[0].header("authorization"), Some("Bearer the-token"));
    assert_eq!(storage.requests()[0].header("authorization"), None);
}
