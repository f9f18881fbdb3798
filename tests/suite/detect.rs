//! Finding out which kind of portal is at an address: recorded answers of each, and servers that mislead.

use std::path::Path;
use std::time::{Duration, Instant};

use guichet::base::error::{Error, ErrorKind};
use guichet::net::Clients;
use guichet::portals::Kind;
use guichet::portals::detect::{self, Detected};
use serde_json::json as object;
use url::Url;

use crate::common::home::Home;
use crate::common::server::{Answer, Server};

/// Loopback answers well before this.
const PATIENCE: Duration = Duration::from_secs(20);

fn recorded(path: &str) -> Answer {
    let body = std::fs::read(Path::new("tests/fixtures").join(path)).unwrap();
    let content_type = match path.rsplit('.').next().unwrap() {
        "ttl" => "text/turtle",
        "xml" => "application/rdf+xml",
        "jsonld" => "application/ld+json",
        _ => "application/json",
    };
    Answer::raw(content_type, body)
}

async fn found(url: &Url) -> Result<Vec<Detected>, Error> {
    detect::detect(&Clients::new(None).unwrap(), url, PATIENCE).await
}

/// What was found, by kind and path.
async fn told(server: &Server, path: &str) -> Vec<(Kind, String)> {
    let found = found(&server.url.join(path).unwrap()).await.unwrap();
    found.into_iter().map(|it| (it.kind, it.url.path().to_owned())).collect()
}

/// Where each kind is asked what it is, and what a real one answers.
fn portals() -> Vec<(Kind, &'static str, Answer)> {
    vec![
        (Kind::Udata, "api/1/site/", recorded("udata/site.json")),
        (Kind::Ckan, "api/3/action/status_show", recorded("ckan/status.json")),
        (Kind::Opendatasoft, "api/explore/v2.1/catalog/datasets", recorded("opendatasoft/empty.json")),
        (Kind::Melodi, "rmes/listeCode/CL_GUICHET", Answer::json(&object!({"codes": [], "niveaux": []}))),
        (Kind::Geoplateforme, "capabilities", recorded("geoplateforme/capabilities.xml")),
        (
            Kind::HuggingFace,
            "api/datasets",
            Answer::json(&object!([{"_id": "66f0000000000000000000a1", "id": "ville-inventee/arbres"}])),
        ),
        (Kind::OgcRecords, "conformance", recorded("ogc-records/conformance.json")),
        (Kind::Stac, "", recorded("stac/root.json")),
        (Kind::Rudi, "konsult/v1/datasets/metadatas", recorded("rudi/list_page.v3.json")),
        (Kind::Dataverse, "api/info/version", recorded("dataverse/version.json")),
        (Kind::Zenodo, "api/records", recorded("zenodo/empty.json")),
        (Kind::Isogeo, "about", Answer::json(&object!({"version": "2.22.7.1"}))),
        (
            Kind::ApiEntreprise,
            "privileges",
            recorded("api-entreprise/errors/401_00101_invalid_token.json").with_status(401),
        ),
        (
            Kind::ApiParticulier,
            "api/introspect",
            Answer::json(&object!({"error": "access_denied", "reason": "token_invalid", "message": "Jeton inconnu"}))
                .with_status(401),
        ),
    ]
}

#[tokio::test]
async fn each_kind_is_known_at_its_root_and_below_a_path() {
    for (kind, path, answer) in portals() {
        for base in ["", "data/open/"] {
            let server = Server::start().await;
            server.answers(&format!("/{base}{path}"), [answer.clone()]);
            for given in [format!("/{base}"), format!("/{}", base.trim_end_matches('/'))] {
                assert_eq!(told(&server, &given).await, [(kind, format!("/{base}"))], "{given}");
            }
        }
    }
}

/// What lets everybody in can be found by its address, and so can the others as far as they tell anything.
#[test]
fn every_kind_has_a_question_or_is_known_by_heart() {
    for kind in Kind::ALL {
        let about = kind.about();
        let known = |platform: &guichet::portals::Platform| {
            (about.by_heart)(&Url::parse(platform.url).unwrap()).is_some_and(|it| it.key.is_none())
        };
        assert!(!about.probes.is_empty() || (!about.open && about.platforms.iter().all(known)), "{kind}");
    }
}

#[tokio::test]
async fn nothing_is_sent_along_that_tells_who_asks() {
    let server = Server::start().await;
    server.answers("/api/1/site/", [recorded("udata/site.json")]);
    told(&server, "/fr/datasets/arbres?token=secret#secret").await;
    for request in server.requests() {
        assert!(request.header("authorization").is_none() && request.header("x-api-key").is_none(), "{request:?}");
        assert!(!format!("{request:?}").contains("secret"), "{request:?}");
        assert_eq!((request.method.as_str(), request.body.as_str()), ("GET", ""));
    }
    let asked = server.requests().len();
    assert!(asked <= 60, "{asked} questions are too many for one server");
}

#[tokio::test]
async fn the_address_of_a_page_leads_to_its_portal() {
    let table = [
        (Kind::Udata, "", "fr/datasets/arbres-remarquables/"),
        (Kind::Udata, "", "datasets/arbres/#/resources/1"),
        (Kind::Udata, "", "api/1/datasets/?q=eau"),
        (Kind::Ckan, "opendata/", "opendata/dataset/arbres/resource/1"),
        (Kind::Ckan, "data/", "data/fr/dataset/arbres"),
        (Kind::Ckan, "", "organization/ville"),
        (Kind::Opendatasoft, "", "explore/dataset/arbres/information/"),
        (Kind::Opendatasoft, "", "api/explore/v2.1/catalog/datasets"),
        (Kind::OgcRecords, "", "collections/jeux/items/1"),
        (Kind::Stac, "", "collections/images/items/1"),
        (Kind::Stac, "api/v1/", "api/v1/search"),
        (Kind::OgcRecords, "data/records/", "data/records/collections"),
        (Kind::Rudi, "", "catalogue/detail/1/arbres"),
        (Kind::Dataverse, "", "dataset.xhtml"),
        (Kind::Zenodo, "", "records/40012002/files/a.csv"),
        (Kind::Zenodo, "", "communities/rivieres/records"),
        (Kind::Dataverse, "sub/", "sub/dataverse/rivieres"),
        (Kind::Dataverse, "", "api/datasets/:persistentId/"),
        (Kind::HuggingFace, "", "datasets/ville-inventee/arbres/tree/main"),
        (Kind::HuggingFace, "hub/", "hub/datasets"),
        (Kind::Melodi, "melodi/", "melodi/file/DS_FOYERS/FOYERS_EN"),
        (Kind::Geoplateforme, "telechargement/", "telechargement/resource/HAIES"),
    ];
    for (kind, base, page) in table {
        let server = Server::start().await;
        let (_, path, answer) = portals().into_iter().find(|(known, ..)| *known == kind).unwrap();
        server.answers(&format!("/{base}{path}"), [answer]);
        assert_eq!(told(&server, page).await, [(kind, format!("/{base}"))], "{page}");
    }
}

/// A document of a catalogue leads to the one that all of it begins with, a page of an interface to that and not to a
/// catalogue of interfaces above it, and a collection that is published by itself is a portal.
#[tokio::test]
async fn a_document_of_stac_leads_to_what_it_is_a_part_of() {
    let stac = |kind: &str, links: serde_json::Value| {
        Answer::json(&object!({"type": kind, "stac_version": "1.0.0", "id": "x", "links": links}))
    };
    let child = || stac("Catalog", object!([{"rel": "child", "href": "/stac/PROV"}]));
    let api = || stac("Catalog", object!([{"rel": "search", "href": "/stac/PROV/search"}]));
    let alone = || {
        stac("Collection", object!([{"rel": "root", "href": "./collection.json"}, {"rel": "item", "href": "a.json"}]))
    };
    let part =
        || stac("Collection", object!([{"rel": "root", "href": "../catalog.json"}, {"rel": "item", "href": "a.json"}]));
    let unrooted = || stac("Collection", object!([{"rel": "item", "href": "a.json"}]));
    let of_api =
        || stac("Collection", object!([{"rel": "parent", "href": "/stac"}, {"rel": "items", "href": "items"}]));
    type Answers = Vec<(&'static str, Answer)>;
    let table: [(Answers, &str, &[&str]); 5] = [
        (vec![("/stac/", child()), ("/stac/PROV/", api())], "stac/PROV/collections/c/items/i", &["/stac/PROV/"]),
        (vec![("/b/collection.json", alone())], "b/collection.json", &["/b/collection.json"]),
        (vec![("/b/collection.json", unrooted())], "b/collection.json", &["/b/collection.json"]),
        (vec![("/catalog.json", child()), ("/b/collection.json", part())], "b/collection.json", &["/catalog.json"]),
        (vec![("/stac/collections/c", of_api())], "stac/collections/c", &[]),
    ];
    for (answers, page, expected) in table {
        let server = Server::start().await;
        answers.into_iter().for_each(|(path, answer)| _ = server.answers(path, [answer]));
        let found = found(&server.url.join(page).unwrap()).await.unwrap_or_default();
        let paths: Vec<&str> = found.iter().map(|it| it.url.path()).collect();
        assert_eq!(paths, expected, "{page}");
    }
}

#[tokio::test]
async fn a_feed_is_known_by_its_own_address_whatever_its_syntax_and_where_feeds_usually_are() {
    for file in ["catalog.jsonld", "catalog.ttl", "catalog.xml", "data.json", "open-catalog.json", "rudi.jsonld"] {
        let server = Server::start().await;
        server.answers("/some/feed", [recorded(&format!("dcat/{file}"))]);
        assert_eq!(told(&server, "some/feed?page=2").await, [(Kind::Dcat, "/some/feed".to_owned())], "{file}");
    }
    let server = Server::start().await;
    server.answers("/data.json", [recorded("dcat/data.json")]);
    assert_eq!(told(&server, "/").await, [(Kind::Dcat, "/data.json".to_owned())]);
}

/// A portal's own interface knows more than the feed beside it; but who gives the feed's address means the feed.
#[tokio::test]
async fn the_surest_comes_first_and_the_others_are_told() {
    let server = Server::start().await;
    server.answers("/api/1/site/", [recorded("udata/site.json")]);
    server.answers("/catalog.jsonld", [recorded("dcat/catalog.jsonld")]);
    let both = [(Kind::Udata, "/".to_owned()), (Kind::Dcat, "/catalog.jsonld".to_owned())];
    assert_eq!(told(&server, "/fr/datasets").await, both);
    let turned = [both[1].clone(), both[0].clone()];
    assert_eq!(told(&server, "/catalog.jsonld").await, turned);
}

/// A page about one dataset that is told as DCAT to who asks for it.
#[tokio::test]
async fn one_dataset_is_no_feed() {
    let server = Server::start().await;
    let one = r#"{"@context": {"dcat": "http://www.w3.org/ns/dcat#"}, "@type": "dcat:Dataset", "dcat:keyword": "eau"}"#;
    server.answers("/dataset/eau", [Answer::raw("application/ld+json", one)]);
    assert_eq!(found(&server.url.join("dataset/eau").unwrap()).await.unwrap_err().kind, ErrorKind::NotFound);
}

/// Sites that answer everything with 200 and a page, or with the same JSON.
#[tokio::test]
async fn what_answers_alike_to_everything_is_nothing() {
    let paths: Vec<String> = portals().iter().map(|(_, path, _)| format!("/{path}")).collect();
    let feeds = ["/", "/catalog.jsonld", "/data.json"].map(str::to_owned);
    let alike = [
        Answer::raw("text/html", "<!doctype html><html><title>dcat:Catalog www.w3.org/ns/dcat#</title></html>"),
        Answer::raw("application/json", "<!doctype html><html></html>"),
        Answer::json(&object!({})),
        Answer::json(&object!([])),
        Answer::json(&object!({"success": true, "result": [], "total": 1, "items": [], "results": {}}))
            .with_status(500),
        Answer::json(
            &object!({"success": false, "total_count": null, "results": null, "id": 3, "title": [], "errors": []}),
        ),
        Answer::raw("application/json", vec![b'['; 300 << 10]),
        Answer::raw("application/json", ""),
    ];
    for answer in alike {
        let server = Server::start().await;
        for path in paths.iter().chain(&feeds) {
            server.answers(path, [answer.clone()]);
        }
        let error = found(&server.url).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound, "{answer:?}: {error}");
        for kind in ["rudi", "udata", "ckan", "opendatasoft", "dcat", "hugging-face", "melodi", "geoplateforme"] {
            assert!(error.cause.contains(kind), "{error}");
        }
    }
}

/// What a map server is asked with is a part of its address, and nothing else of a page's is.
#[tokio::test]
async fn a_map_file_is_a_part_of_an_address() {
    let server = Server::start().await;
    server.on("/cgi-bin/mapserv", |request| match request.values("map")[..] {
        ["/maps/x y.map"] => recorded("csw/capabilities.xml"),
        _ => Answer::raw("text/html", "<html>No query information to decode.</html>"),
    });
    for behind in ["map=/maps/x%20y.map", "SERVICE=CSW&map=/maps/x%20y.map&request=GetCapabilities&token=marque#top"] {
        let page = server.url.join(&format!("cgi-bin/mapserv?{behind}")).unwrap();
        let found = found(&page).await.unwrap();
        assert_eq!(found[0].kind, Kind::Csw, "{behind}");
        assert_eq!(found[0].url, server.url.join("cgi-bin/mapserv?map=%2Fmaps%2Fx+y.map").unwrap(), "{behind}");
    }
    assert!(server.requests().iter().all(|it| it.values("token").is_empty()));
}

/// A catalogue service is found by its own address and by those of pages beside it.
#[tokio::test]
async fn a_catalogue_service_is_where_its_pages_are() {
    let table = [
        ("/csw", "csw"),
        ("/csw", "csw?service=CSW&request=GetCapabilities"),
        ("/ows/catalogue", "ows/catalogue"),
        ("/geonetwork/srv/fre/csw", "geonetwork/srv/fre/csw"),
        ("/geonetwork/srv/fre/csw", "geonetwork/srv/fre/catalog.search#/metadata/6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
        ("/maps/srv/ger/csw", "maps/srv/ger/csw?service=CSW&request=GetCapabilities"),
        ("/geonetwork/srv/eng/csw", "geonetwork/srv/api/records/6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
        ("/geonetwork/srv/eng/csw", "datahub/dataset/6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
        ("/srv/eng/csw", ""),
        ("/geonetwork/srv/eng/csw", ""),
    ];
    for (service, page) in table {
        let server = Server::start().await;
        server.answers(service, [recorded("csw/capabilities.xml")]);
        assert_eq!(told(&server, page).await, [(Kind::Csw, service.to_owned())], "{page}");
        // What only GeoNetwork's addresses look like is known without a request.
        let found = found(&server.url.join(page).unwrap()).await.unwrap();
        let title = (!page.contains("srv/")).then_some("Catalogue de la métropole");
        assert_eq!(found[0].title.as_deref(), title, "{page}");
    }
}

#[tokio::test]
async fn a_title_can_play_no_tricks() {
    let server = Server::start().await;
    let status = object!({"success": true, "result": {"ckan_version": "2.12", "site_title": "A\u{1b}[31m\nB\u{202e}"}});
    server.answers("/api/3/action/status_show", [Answer::json(&status)]);
    let found = found(&server.url).await.unwrap();
    assert_eq!(found[0].title.as_deref(), Some("A [31m B"));
}

#[tokio::test]
async fn a_portal_that_has_moved_is_found_where_it_is_and_that_is_told() {
    let (old, new) = (Server::start().await, Server::start().await);
    new.answers("/api/1/site/", [recorded("udata/site.json")]);
    let there = new.url.join("api/1/site/").unwrap();
    old.answers("/api/1/site/", [Answer::status(301).header("location", there.as_str())]);
    let moved = found(&old.url).await.unwrap();
    assert_eq!((moved.len(), &moved[0].url), (1, &new.url));
    let elsewhere = Url::parse("https://another.example/").unwrap();
    assert!(moved[0].is_elsewhere(&elsewhere) && !moved[0].is_elsewhere(&old.url), "both are this machine");

    // To anything but the same question, an answer says nothing of a portal.
    let to = new.url.join("mirror").unwrap();
    new.answers("/mirror", [recorded("udata/site.json")]);
    old.answers("/api/1/site/", [Answer::status(302).header("location", to.as_str())]);
    assert_eq!(found(&old.url).await.unwrap_err().kind, ErrorKind::NotFound);
    old.on("/api/1/site/", |_| Answer::status(302).header("location", "/api/1/site/"));
    assert!(found(&old.url).await.is_err(), "it leads in a circle");
}

/// It takes connections and says nothing, and so for each of the questions: all of them together take no longer than one.
#[tokio::test]
async fn a_server_that_never_answers_is_left_in_time() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let (patience, start) = (Duration::from_secs(1), Instant::now());
    let error = detect::detect(&Clients::new(None).unwrap(), &url, patience).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.cause.contains("within 1 second"), "{error}");
    assert!(start.elapsed() < patience * 5, "{:?}", start.elapsed());
    drop(listener);
    let gone = detect::detect(&Clients::new(None).unwrap(), &url, patience).await.unwrap_err();
    assert_eq!(gone.kind, ErrorKind::Network, "{gone}");
}

#[tokio::test]
async fn addresses_that_are_known_by_heart_are_not_asked() {
    let table = [
        ("https://open.isogeo.com/s/0a1b2c/Jeton0Secret", Kind::Dcat, "https://dcat.isogeo.com/0a1b2c", true),
        ("https://dcat.isogeo.com/0a1b2c/Jeton0Secret", Kind::Dcat, "https://dcat.isogeo.com/0a1b2c", true),
        ("https://open.isogeo.com/s/0a1b2c", Kind::Dcat, "https://dcat.isogeo.com/0a1b2c", false),
        ("https://app.isogeo.com/groups/1", Kind::Isogeo, "https://v1.api.isogeo.com/", false),
        ("https://app.dastra.eu/workspace/4", Kind::Dastra, "https://api.dastra.eu/", false),
        ("https://account.dastra.eu/", Kind::Dastra, "https://api.dastra.eu/", false),
        ("https://account.dastra.eu/connect/token", Kind::Dastra, "https://api.dastra.eu/", false),
        ("https://id.api.isogeo.com/oauth/token", Kind::Isogeo, "https://v1.api.isogeo.com/", false),
        ("https://entreprise.api.gouv.fr/catalogue", Kind::ApiEntreprise, "https://entreprise.api.gouv.fr/", false),
        ("https://dashboard.entreprise.api.gouv.fr/", Kind::ApiEntreprise, "https://entreprise.api.gouv.fr/", false),
        (
            "https://datapass.api.gouv.fr/demandes/api-entreprise/nouveau",
            Kind::ApiEntreprise,
            "https://entreprise.api.gouv.fr/",
            false,
        ),
        ("https://particulier.api.gouv.fr/catalogue", Kind::ApiParticulier, "https://particulier.api.gouv.fr/", false),
        (
            "https://datapass.api.gouv.fr/demandes/api-particulier/nouveau",
            Kind::ApiParticulier,
            "https://particulier.api.gouv.fr/",
            false,
        ),
        ("https://rudi.rennesmetropole.fr/catalogue/detail/1", Kind::Rudi, "https://rudi.rennesmetropole.fr", false),
        ("http://www.rudi.rennesmetropole.fr/", Kind::Rudi, "https://rudi.rennesmetropole.fr", false),
        ("https://doi.org/10.5281/zenodo.1", Kind::Zenodo, "https://zenodo.org", false),
        ("https://dx.doi.org/10.57745/AbC", Kind::Dataverse, "https://entrepot.recherche.data.gouv.fr", false),
        ("https://doi.org/10.7910/DVN/AB", Kind::Dataverse, "https://dataverse.harvard.edu", false),
        ("https://rudi.bzh/apm/token", Kind::Rudi, "https://rudi.rennesmetropole.fr", false),
    ];
    for (given, kind, url, has_key) in table {
        let found = found(&Url::parse(given).unwrap()).await.unwrap();
        let found_url = found[0].url.as_str();
        assert_eq!((found.len(), found[0].kind), (1, kind), "{given}");
        assert_eq!(found_url.trim_end_matches('/'), url.trim_end_matches('/'), "{given}");
        assert_eq!(found[0].key.is_some(), has_key, "{given}");
        assert!(!format!("{found:?}").contains("Jeton0Secret"));
    }
}

/// A catalogue that wants a token of everybody; what gives it to those without an account, and what else is refused.
#[tokio::test]
async fn a_portal_that_wants_a_token_of_everybody_is_found() {
    let pair = Answer::json(&object!({"jwtToken": "Bearer anon", "refreshToken": "Bearer r"}));
    let list = "/konsult/v1/datasets/metadatas";
    for (anonymous, authenticate, asked) in [
        (pair.clone(), Answer::status(401), ["/anonymous"].as_slice()),
        (Answer::status(401), pair.clone(), &["/anonymous", "/authenticate"]),
        (Answer::status(404), pair.clone(), &["/anonymous", "/authenticate"]),
        (Answer::status(405), pair.clone(), &["/anonymous", "/authenticate"]),
    ] {
        let server = Server::start().await;
        server.answers("/anonymous", [anonymous]).answers("/authenticate", [authenticate]);
        server.on(list, |request| match request.header("authorization") {
            Some("Bearer anon") => recorded("rudi/list_page.v3.json"),
            _ => Answer::status(401).header("www-authenticate", "Bearer"),
        });
        for page in ["", "catalogue/detail/1/arbres"] {
            assert_eq!(told(&server, page).await, [(Kind::Rudi, "/".to_owned())], "{asked:?}");
        }
        let posted: Vec<_> = server.requests().into_iter().filter(|it| it.method == "POST").map(|it| it.path).collect();
        assert_eq!(posted, [asked, asked].concat());
        assert!(!found(&server.url).await.unwrap()[0].closed, "those without an account see it");
    }
}

/// Who lets nobody look around is known by its refusals, and said to want a sign-in.
#[tokio::test]
async fn a_portal_that_shows_nothing_is_known_by_how_it_refuses() {
    let refused = |body: serde_json::Value, status| Answer::json(&body).with_status(status);
    let denied = object!({"help": "x", "success": false,
        "error": {"__type": "Authorization Error", "message": "Access denied"}});
    let closed = object!({"error_code": "PermissionDenied", "message": "no"});
    for (kind, path, answer) in [
        (Kind::Ckan, "/api/3/action/status_show", refused(denied, 403)),
        (Kind::Opendatasoft, "/api/explore/v2.1/catalog/datasets", refused(closed.clone(), 403)),
        (Kind::Opendatasoft, "/api/explore/v2.1/catalog/datasets", refused(closed, 401)),
        (Kind::Rudi, "/konsult/v1/datasets/metadatas", Answer::status(401)),
    ] {
        let server = Server::start().await;
        server.answers(path, [answer]);
        let found = found(&server.url).await.unwrap();
        assert_eq!((found.len(), found[0].kind, found[0].closed), (1, kind, true), "{path}");
        let home = Home::new();
        let url = server.url.to_string();
        let ran = tokio::task::spawn_blocking(move || home.run(&["setup", &url, "--yes"], "")).await.unwrap();
        let told = ["shows nothing to those who have not signed in", "--secret-stdin --yes"];
        assert!(ran.code == 2 && told.iter().all(|part| ran.err.contains(part)), "{ran:?}");
    }
    // What refuses everything alike is nothing.
    for status in [401, 403] {
        let server = Server::start().await;
        server.otherwise(Answer::status(status).header("www-authenticate", "Bearer"));
        assert_eq!(found(&server.url).await.unwrap_err().kind, ErrorKind::NotFound, "{status}");
        assert!(server.requests().len() <= 34, "{}", server.requests().len());
        let page = Server::start().await;
        page.otherwise(Answer::raw("text/html", "<html>login</html>").with_status(status));
        assert_eq!(found(&page.url).await.unwrap_err().kind, ErrorKind::NotFound, "{status}");
        assert!(page.requests().iter().all(|it| it.method == "GET"), "no door to knock at");
    }
}

#[test]
fn what_is_typed_is_an_address_or_a_name() {
    for (typed, address) in [
        ("data.gouv.fr", "https://data.gouv.fr/"),
        ("www.data.gouv.fr/fr/datasets/", "https://www.data.gouv.fr/fr/datasets/"),
        ("https://a.org/x?y=1#z", "https://a.org/x"),
        ("127.0.0.1:9650", "http://127.0.0.1:9650/"),
        ("localhost:9650", "http://localhost:9650/"),
    ] {
        assert!(detect::is_address(typed), "{typed}");
        assert_eq!(detect::address(typed).unwrap().as_str(), address);
    }
    for name in ["rennes", "data-gouv", "4"] {
        assert!(!detect::is_address(name), "{name}");
    }
    for bad in ["https://", "ftp://a.org", "file:///etc/passwd", "https://a:b@c.org", "a b.c", "https://[", ""] {
        let error = detect::address(bad).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage, "{bad}");
        assert!(!error.to_string().contains("a:b"), "{error}");
    }
}

/// In a script, without a terminal.
#[tokio::test(flavor = "multi_thread")]
async fn a_script_configures_an_open_portal_by_its_address() {
    let server = Server::start().await;
    server.answers("/opendata/api/3/action/status_show", [recorded("ckan/status.json")]);
    let page = server.url.join("opendata/dataset/arbres").unwrap();
    let home = Home::new();
    let run = |args: &[&str]| tokio::task::block_in_place(|| home.run(args, ""));
    let asked = run(&["setup", page.as_str(), "--name", "arbres"]);
    assert_eq!(asked.code, 2, "questions need a terminal: {asked:?}");
    assert!(asked.err.contains("--yes") && !home.config().exists(), "{asked:?}");

    let done = run(&["setup", page.as_str(), "--name", "arbres", "--yes"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.err.contains("Peer CKAN") && done.err.contains("guichet list arbres"), "{done:?}");
    let config = std::fs::read_to_string(home.config()).unwrap();
    assert_eq!(config, format!("[portals.arbres]\nkind = \"ckan\"\nurl = \"{}opendata/\"\n", server.url));

    assert_eq!(run(&["setup", page.as_str(), "--yes"]).code, 0, "the same again is no other portal");
    assert_eq!(std::fs::read_to_string(home.config()).unwrap(), config);
    let other = Server::start().await;
    other.answers("/api/1/site/", [recorded("udata/site.json")]);
    let taken = run(&["setup", other.url.as_str(), "--name", "arbres", "--yes"]);
    assert_eq!(taken.code, 2, "{taken:?}");
    assert!(taken.err.contains("another portal"), "{taken:?}");
    let nothing = Server::start().await;
    let unknown = run(&["setup", nothing.url.as_str(), "--yes"]);
    assert_eq!(unknown.code, 4, "{unknown:?}");
    let closed = run(&["setup", "entreprise.api.gouv.fr", "--yes"]);
    assert_eq!(closed.code, 2, "{closed:?}");
    let bad = run(&["setup", other.url.as_str(), "--name", "Mon Portail", "--yes"]);
    assert_eq!(bad.code, 2, "{bad:?}");
    assert!(closed.err.contains("--sign-in token --secret-stdin --yes"), "{closed:?}");
    assert_eq!(run(&["setup", "erables", "--yes"]).code, 2);
    assert_eq!(run(&["setup", "arbres", "--yes"]).code, 0, "what is configured is there");
    assert_eq!(std::fs::read_to_string(home.config()).unwrap(), config, "nothing of all that was written");
}

/// A configuration that is named and not there yet is made, for its variable and its option alike.
#[tokio::test(flavor = "multi_thread")]
async fn the_file_that_is_named_is_made() {
    let server = Server::start().await;
    server.answers("/api/1/site/", [recorded("udata/site.json")]);
    for by_option in [true, false] {
        let home = Home::new();
        let file = home.path("elsewhere/portals.toml");
        let name = file.display().to_string();
        let setup = ["setup", server.url.as_str(), "--name", "data", "--yes"];
        let home = if by_option { home } else { home.set("GUICHET_CONFIG", &name) };
        let option: &[&str] = if by_option { &["--config", &name] } else { &[] };
        let ran = tokio::task::block_in_place(|| home.run(&[option, &setup[..]].concat(), ""));
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(std::fs::read_to_string(&file).unwrap_or_default().contains("[portals.data]"), "{ran:?}");
    }
}

#[test]
fn the_well_known_portals_are_listed_and_added_without_the_network() {
    let home = Home::new();
    let listed = home.run(&["portals", "--known", "--json"], "");
    let listed: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    let known = listed["known"].as_array().unwrap();
    let one = known.iter().find(|it| it["name"] == "data-gouv").unwrap();
    assert_eq!((one["kind"].as_str(), one["configured"].as_bool()), (Some("udata"), Some(false)));
    assert_eq!(one["url"], "https://www.data.gouv.fr/");
    let added = home.run(&["setup", "--known", "data-gouv"], "");
    assert_eq!(added.code, 0, "{added:?}");
    let again = home.run(&["portals", "--known"], "");
    let rows: Vec<&str> = again.out.lines().filter(|line| line.contains("(configured)")).collect();
    assert!(rows.len() == 1 && rows[0].starts_with("data-gouv  udata  https://www.data.gouv.fr/"), "{again:?}");
    let sources = known.iter().filter_map(|it| it["source"].as_str()).map(|source| format!("    named by: {source}"));
    let lacking: Vec<String> = sources.filter(|source| !again.out.lines().any(|line| line == source)).collect();
    assert_eq!(lacking, [""; 0], "{again:?}");
    assert_eq!(home.run(&["setup", "--known", "nowhere"], "").code, 2);
    let named = |words: &[&str]| -> Vec<String> {
        let found = home.run(&[&["portals", "--known", "--tsv", "--fields", "name"], words].concat(), "");
        assert_eq!(found.code, 0, "{found:?}");
        found.out.lines().skip(1).map(str::to_owned).collect()
    };
    let (all, transport, french) = (named(&[]), named(&["transport"]), named(&["transport", "FRANCE"]));
    assert!(all.len() > 30 && transport.iter().all(|name| all.contains(name)), "{all:?}");
    assert!(french.contains(&"sncf".to_owned()) && french.iter().all(|name| transport.contains(name)), "{french:?}");
    assert_eq!(named(&["Lëtzebuerg"]), [""; 0]);
    assert_eq!(named(&["luxembourg", "udata"]), ["data-public"]);
    let one = all.iter().position(|name| name == "data-gouv").unwrap();
    assert!(one < all.iter().position(|name| name == "govdata").unwrap(), "France first, then the others: {all:?}");
    assert_eq!(home.run(&["portals", "transport"], "").code, 2, "of the well-known ones alone");
    let portals = home.run(&["portals", "--json"], "");
    assert!(portals.out.contains("\"data-gouv\""), "{portals:?}");
}

/// Who hands out guichet may list portals of their own; what has to be signed in to is none of them.
#[test]
fn the_list_can_be_another_one() {
    let home = Home::new();
    let list = home.path("known.toml");
    let block = |name: &str, rest: &str| format!("[portals.{name}]\nurl = \"https://{name}.example\"\n{rest}\n");
    let content = [
        block("ours", "kind = \"ckan\""),
        block("closed", "kind = \"dastra\""),
        block("mine", "kind = \"udata\"\nsign_in = \"api-key\""),
    ];
    std::fs::write(&list, content.concat()).unwrap();
    let home = home.set("GUICHET_KNOWN_PORTALS", list.to_str().unwrap());
    let listed = home.run(&["portals", "--known"], "");
    assert_eq!(listed.out, "ours  ckan  https://ours.example/  ours.example\n", "{listed:?}");
    std::fs::write(&list, "nonsense").unwrap();
    assert_eq!(home.run(&["portals", "--known"], "").code, 2);
}
