//! The traps of INSEE's catalogue of data sets.

use std::sync::Arc;

use guichet::base::error::ErrorKind;
use guichet::download::{FetchPlan, Verdict, fetch};
use guichet::model::territory::TERRITORY;
use guichet::model::{Address, Dataset, Offer, Query};
use guichet::portals::web::led;
use guichet::portals::{Kind, Portal};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json as object};
use url::Url;

use super::contract::{Recorded, any_file};
use super::{at, connect, json, titles};
use crate::common::server::{Answer, Server};

const LIST: &str = "/catalog/all";
const ENTRY: &str = "/catalog/DS_FOYERS";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Melodi,
    folder: &["all"],
    list: LIST,
    page: |from, to, _| (from..to).map(record).collect(),
    with_records: |_, records| records.into(),
    records: |page| page.as_array().unwrap().clone(),
    // All of it, always.
    wanted: |_| (0, 1_000_000),
    empty: "melodi/empty.json",
    bad: object!({"numObservations": 1, "title": [{"lang": "fr", "content": "bad"}]}),
    title: |n| format!("jeu {n:03}"),
    key: "numObservations",
    dataset: &["DS_FOYERS"],
    dataset_path: ENTRY,
    dataset_answer: "melodi/entry.json",
    dataset_title: "Invented households",
    file: any_file,
    facets: || vec![(LIST, object!([json("melodi/entry.json")]))],
    credentials: None,
    sign_in: |_| {},
    credential: ("x-insee-api-key-integration", "never"),
});

fn record(n: usize) -> Value {
    object!({"identifier": format!("DS_{n:03}"), "title": [{"lang": "fr", "content": format!("jeu {n:03}")}], "numObservations": 500 - n})
}

fn portal(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::Melodi, server)
}

async fn with_entry(change: impl Fn(&mut Value)) -> Server {
    let server = Server::start().await;
    let mut entry = json("melodi/entry.json");
    change(&mut entry);
    server.answers(ENTRY, [Answer::json(&entry)]);
    server.answers(LIST, [Answer::json(&object!([record(1), entry, record(0)]))]);
    server
}

async fn dataset(server: &Server) -> Dataset {
    portal(server).dataset(&at(&["DS_FOYERS"])).await.unwrap()
}

fn fact<'a>(dataset: &'a Dataset, key: &str) -> Option<&'a str> {
    dataset.facts.iter().find(|(label, _)| label.key() == key).map(|(_, text)| text.as_str())
}

#[tokio::test]
async fn a_data_set_is_told_in_full() {
    let found = dataset(&with_entry(|_| {}).await).await;
    assert_eq!((&*found.title, found.warnings.len()), ("Invented households", 0));
    assert_eq!(found.summary.as_deref(), Some("Combien de foyers, par commune."), "French, where there is no English");
    assert_eq!(found.modified.unwrap().to_string(), "2026-01-05T11:00:16Z");
    assert_eq!((found.theme.as_deref(), found.publisher.as_deref()), (Some("Démographie"), Some("Institut inventé")));
    let (from, to) = found.period.unwrap();
    assert_eq!((from.day(), to.unwrap().day()), ("2020-01-01".into(), "2023-01-01".into()));
    assert_eq!(found.territory.as_deref(), Some("France entière"));
    assert_eq!(
        fact(&found, "observations").map(|it| it.replace(|c: char| !c.is_ascii_digit(), "")).as_deref(),
        Some("120345")
    );
    assert_eq!(fact(&found, "levels"), Some("Commune, Département"));
    assert!(found.licence.is_none() && fact(&found, "reuse").is_some(), "what no data say is no licence");
    let [csv, xlsx] = &found.media[..] else { panic!("{:?}", found.media) };
    assert_eq!((csv.format.as_deref(), csv.size, &csv.checksum), (Some("zip"), Some(9263), &None));
    assert_eq!(csv.url.as_deref(), Some("https://api.exemple.org/melodi/file/DS_FOYERS/DS_FOYERS_2023_CSV_FR"));
    assert_eq!((xlsx.format.as_deref(), xlsx.caption.as_deref()), (Some("xlsx"), Some("XLSX, EN")));
    assert!(found.media.iter().all(|media| media.offer == Offer::Download));
}

/// The portal does none of it.
#[tokio::test]
async fn words_filters_and_orders_are_looked_through_here() {
    let server = with_entry(|_| {}).await;
    let portal = portal(&server);
    let filtered = |key: &str, value: &str| Query { filters: vec![(key.into(), value.into())], ..Query::default() };
    let sorted = |sort: &str| Query { sort: Some(sort.into()), ..Query::default() };
    let table: [(Query, &[&str]); 11] = [
        (Query::text("foyers commune"), &["Invented households"]),
        (Query::text("ds_001"), &["jeu 001"]),
        (Query::text("demographie"), &["Invented households"]),
        (filtered("theme", "Démographie"), &["Invented households"]),
        (filtered("level", "COM"), &["Invented households"]),
        (filtered("level", "Département"), &["Invented households"]),
        (filtered("source", "Recensement inventé"), &["Invented households"]),
        (filtered("frequency", "Annuelle"), &["Invented households"]),
        (filtered(TERRITORY, "rennes"), &["Invented households"]),
        (filtered(TERRITORY, "region:53"), &[]),
        (sorted("-observations"), &["Invented households", "jeu 000", "jeu 001"]),
    ];
    for (query, expected) in table {
        let page = portal.list(&at(&["all"]), &query, None).await.unwrap();
        assert_eq!(titles(&page.items), expected, "{query:?}");
        assert_eq!(page.total, Some(expected.len() as u64));
    }
    assert_eq!(server.asked(LIST).len(), 1, "the list is asked for once");
    let themes = portal.list(&at(&["themes"]), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&themes.items), ["Démographie"]);
    let inside = portal.list(&at(&["themes", "Démographie"]), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&inside.items), ["Invented households"]);
}

#[tokio::test]
async fn odd_entries_cost_themselves() {
    let server = with_entry(|entry| {
        entry["title"] = object!([{"lang": "en"}, {"lang": "fr", "content": "Foyers\u{1b}[31m"}]);
        entry["abstract"] = Value::Null;
        entry["theme"] = object!([null, 7, {"label": 3}]);
        entry["product"] = object!([{"id": "x", "accessURL": "file:///etc/passwd", "byteSize": "many"}, null, "odd"]);
        entry["modified"] = "soon".into();
        entry["spatialResolution"] = "COM".into();
    });
    let found = dataset(&server.await).await;
    assert_eq!((&*found.title, found.summary, found.theme, found.modified), ("Foyers [31m", None, None, None));
    assert!(
        matches!(found.media[..], [ref media] if matches!(media.offer, Offer::ShowOnly(_)) && media.size.is_none())
    );
    assert!(!found.warnings.is_empty());
}

/// It fails where there is nothing, and where it fails.
#[tokio::test]
async fn what_there_is_none_of_is_told_by_the_list() {
    let failing = || Answer::raw("text/plain", "Le serveur a rencontré une erreur inattendue.").with_status(500);
    let table = [
        ("DS_NOTHING", failing(), ErrorKind::NotFound),
        ("DS_NOTHING", Answer::status(404), ErrorKind::NotFound),
        ("DS_NOTHING", Answer::json(&object!([])), ErrorKind::NotFound),
        ("DS_FOYERS", failing(), ErrorKind::Unavailable),
        ("DS_FOYERS", Answer::raw("text/html", "<html>gateway</html>"), ErrorKind::Portal),
    ];
    for (id, answer, kind) in table {
        let server = with_entry(|_| {}).await;
        server.answers(&format!("/catalog/{id}"), [answer]);
        let error = guichet::net::asking_once(portal(&server).dataset(&at(&[id]))).await.unwrap_err();
        assert_eq!(error.kind, kind, "{id}: {error}");
    }
}

/// Where a list was asked for, and where an entry was.
#[tokio::test]
async fn an_error_with_status_200_is_one_error_in_the_catalogue_s_words() {
    let table = [
        (r#"{"code":"500","description":"base indisponible"}"#, "base indisponible"),
        (r#"{"error":"unauthorized"}"#, "unauthorized"),
        (r#"{"message":"API rate limit exceeded","http_status_code":429}"#, "rate limit"),
        (r#"{"error":{"message":"no route"}}"#, "no route"),
        ("<!DOCTYPE html><html>gateway</html>", "web page"),
        ("{}", ""),
    ];
    for (body, words) in table {
        let server = Server::start().await;
        server.otherwise(Answer::raw("application/json", body));
        let portal = portal(&server);
        let mut errors = Vec::new();
        for segments in [&[][..], &["all"], &["themes"]] {
            errors.extend(portal.list(&at(segments), &Query::default(), None).await.err());
        }
        errors.extend(portal.facets(&at(&["all"])).await.err());
        errors.extend(portal.dataset(&at(&["DS_FOYERS"])).await.err());
        assert_eq!(errors.len(), 5, "{body}");
        for error in errors {
            let is_told = error.cause.contains(words) && (error.hint.is_some() || body == "{}");
            // A status in the body is what it means.
            let kind = if body.contains("\"500\"") { ErrorKind::Unavailable } else { ErrorKind::Portal };
            assert!(error.kind == kind && is_told, "{body}: {error} {:?}", error.hint);
        }
    }
}

#[tokio::test]
async fn an_id_may_hold_any_letters() {
    for id in ["DS_ÉTÉ", "DS A+B", "DS%2FA", "DS:é?x#y", "ds&a=b", "日本"] {
        let server = Server::start().await;
        let entry = object!({"identifier": id, "title": "Été", "product": [{"id": "a/b%c", "accessURL": "https://a.example/f"}]});
        server.answers(LIST, [Answer::json(&object!([entry]))]);
        let path = server.url.join(&format!("catalog/{}", utf8_percent_encode(id, NON_ALPHANUMERIC))).unwrap();
        let path = ["%5F", "%2D", "%2E"]
            .iter()
            .zip(["_", "-", "."])
            .fold(path.path().to_owned(), |path, (written, plain)| path.replace(written, plain));
        server.answers(&path, [Answer::json(&entry)]);
        let portal = portal(&server);
        let page = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
        let address = page.items[0].target.address().unwrap();
        assert_eq!(address.to_string().parse::<Address>().unwrap(), address, "{id}");
        let found = portal.dataset(&address).await.unwrap_or_else(|error| panic!("{id}: {error}"));
        assert_eq!((&found.address, found.media.len()), (&address, 1), "{id}");
        let media = found.media[0].address();
        assert_eq!(portal.resolve(&media).unwrap(), found.media[0].target(), "{id}");
    }
}

/// There is no checksum: the size is all that a file can be held against.
#[tokio::test]
async fn a_file_is_held_against_its_size() {
    let body = "a;b\n1;2\n";
    for (stated, verdict) in [
        (object!(8), Verdict::SizeOnly),
        (object!("8"), Verdict::SizeOnly),
        (object!(9), Verdict::Altered),
        (object!(0), Verdict::Unverifiable),
        (object!(null), Verdict::Unverifiable),
    ] {
        let server = Server::start().await;
        server.answers("/file/DS_FOYERS/X_CSV_FR", [Answer::raw("text/csv", body)]);
        let url = server.url.join("file/DS_FOYERS/X_CSV_FR").unwrap();
        let entry = object!({"identifier": "DS_FOYERS", "title": "Foyers",
            "product": [{"id": "X_CSV_FR", "format": "CSV", "accessURL": url, "byteSize": stated}]});
        server.answers(ENTRY, [Answer::json(&entry)]);
        let found = dataset(&server).await;
        let into = tempfile::tempdir().unwrap();
        let outcome = fetch(&*portal(&server), &found.media[0], &FetchPlan::into(into.path()), |_| {}).await.unwrap();
        assert_eq!(outcome.verdict, verdict, "{stated}: {}", outcome.reason);
    }
}

#[tokio::test]
async fn no_key_is_ever_sent() {
    let server = with_entry(|_| {}).await;
    portal(&server).list(&at(&["all"]), &Query::default(), None).await.unwrap();
    for request in server.requests() {
        assert!(!request.headers.keys().any(|name| name.as_str().contains("key") || name == "authorization"));
    }
}

#[test]
fn every_page_leads_to_its_address() {
    let base = Url::parse("https://api.insee.fr/melodi").unwrap();
    let table: [(&str, Option<&[&str]>); 12] = [
        ("https://api.insee.fr/melodi/catalog/all", Some(&["all"])),
        ("https://api.insee.fr/melodi/catalog/DS_X", Some(&["DS_X"])),
        ("https://api.insee.fr/melodi/range/DS_X", Some(&["DS_X"])),
        ("https://api.insee.fr/melodi/data/DS_X?GEO=DEP-35", Some(&["DS_X"])),
        ("https://api.insee.fr/melodi/file/DS_X/DS_X_CSV_FR", Some(&["DS_X", "DS_X_CSV_FR"])),
        ("https://catalogue-donnees.insee.fr/fr/catalogue/recherche/DS_X", Some(&["DS_X"])),
        ("https://catalogue-donnees.insee.fr/fr/catalogue/recherche", Some(&["all"])),
        ("https://catalogue-donnees.insee.fr/fr/explorateur/DS_X", Some(&["DS_X"])),
        ("https://catalogue-donnees.insee.fr/explorateur/DS_X?GEO=DEP-35", Some(&["DS_X"])),
        ("https://catalogue-donnees.insee.fr/fr/explorateur", Some(&["all"])),
        ("https://api.insee.fr/melodi/data/series/001", None),
        ("https://api.insee.fr/sirene/3.11/siret", None),
    ];
    for (page, expected) in table {
        let found = led(Kind::Melodi, &base, &Url::parse(page).unwrap());
        let expected: Option<Vec<String>> = expected.map(|it| it.iter().map(|it| (*it).to_owned()).collect());
        assert_eq!(found, expected, "{page}");
    }
}
