//! Narrowing to a territory: what each kind is asked, or that it cannot be.

use guichet::base::error::ErrorKind;
use guichet::model::territory::TERRITORY;
use guichet::model::{Page, Query};
use guichet::portals::Kind;
use serde_json::{Value, json};

use super::contract::Recorded;
use super::{at, ckan, connect, csw, dataverse, dcat, isogeo, ogc_records, opendatasoft, rudi, titles, udata, zenodo};
use crate::common::server::{Answer, Request, Server};

const RENNES: &str = "-1.753,48.076,-1.624,48.155";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
const STATUS: &str = "/api/3/action/status_show";

fn within(text: &str, typed: &str) -> Query {
    Query { filters: vec![(TERRITORY.to_owned(), typed.to_owned())], ..Query::text(text) }
}

/// What a portal of this kind is asked for, and what it shows of one recorded page.
async fn asked(recorded: &Recorded, extensions: &Value, query: &Query) -> (Request, Page) {
    let server = Server::start().await;
    (recorded.sign_in)(&server);
    server.answers(STATUS, [Answer::json(&json!({"success": true, "result": {"extensions": extensions}}))]);
    server.answers(recorded.list, [Answer::json(&(recorded.page)(0, 2, 2))]);
    let subject = recorded.subject();
    let portal = (subject.connect)(&server.url, subject.credentials.clone());
    let page = portal.list(&at(recorded.folder), query, None).await.unwrap();
    (server.asked(recorded.list).pop().unwrap(), page)
}

#[tokio::test]
async fn each_kind_is_asked_in_its_own_words() {
    let (spatial, plain) = (json!(["spatial_metadata", "spatial_query"]), json!(["datastore"]));
    type Row<'a> = (&'a Recorded, &'a Value, &'a str, &'a str, &'a str, &'a str, bool);
    let table: [Row; 20] = [
        (&udata::RECORDED, &plain, "", "rennes", "geozone", "fr:commune:35238", false),
        (&udata::RECORDED, &plain, "eau", "243500139", "geozone", "fr:epci:243500139", false),
        (&udata::RECORDED, &plain, "", "35", "geozone", "fr:departement:35", false),
        (&udata::RECORDED, &plain, "", "region:53", "geozone", "fr:region:53", false),
        (&isogeo::RECORDED, &plain, "", "rennes", "box", RENNES, false),
        (&isogeo::RECORDED, &plain, "", "1,2,3,4", "box", "1,2,3,4", false),
        (&ckan::RECORDED, &spatial, "eau", "rennes", "ext_bbox", RENNES, false),
        (&ckan::RECORDED, &spatial, "eau", "rennes", "q", "eau", false),
        (&ckan::RECORDED, &spatial, "", "1,2,3,4", "ext_bbox", "1,2,3,4", false),
        (&ckan::RECORDED, &plain, "eau", "commune:93066", "q", "eau \"Saint-Denis\"", true),
        (&ckan::RECORDED, &Value::Null, "", "rennes", "q", "\"Rennes\"", true),
        (&ckan::RECORDED, &spatial, "", "987", "q", "\"Polynésie française\"", true),
        (&opendatasoft::RECORDED, &plain, "eau", "rennes", "where", "search(\"eau Rennes\")", true),
        (&opendatasoft::RECORDED, &plain, "", "200000172", "where", "search(\"Faucigny Glières\")", true),
        (&dataverse::RECORDED, &plain, "eau", "rennes", "q", "eau \"Rennes\"", true),
        (&dataverse::RECORDED, &plain, "", "-2,48,-1,49", "geo_point", "48.50000,-1.50000", false),
        (&zenodo::RECORDED, &plain, "eau", "rennes", "q", "+eau +\"Rennes\"", true),
        (&ogc_records::RECORDED, &plain, "eau", "rennes", "bbox", RENNES, false),
        (&ogc_records::RECORDED, &plain, "", "1,2,3,4", "bbox", "1,2,3,4", false),
        (&rudi::RECORDED, &plain, "eau", "35238", "freeText", "eau Rennes", true),
    ];
    for (recorded, extensions, text, typed, parameter, expected, by_words) in table {
        let (request, page) = asked(recorded, extensions, &within(text, typed)).await;
        assert_eq!(request.values(parameter), [expected], "{} {typed}", recorded.kind);
        let says = page.warnings.iter().any(|warning| warning.contains("by the words"));
        assert_eq!(says, by_words, "{} {typed}: {:?}", recorded.kind, page.warnings);
    }
}

/// In whose filters latitude comes first.
#[tokio::test]
async fn a_catalogue_service_is_asked_for_a_box() {
    let table = [
        ("", "rennes", &[">48.076 -1.753<", ">48.155 -1.624<"][..]),
        ("", "35238", &[">48.076 -1.753<"]),
        ("", "1,2,3,4", &[">2 1<", ">4 3<"]),
        ("eau", "1,2,3,4", &[">2 1<", "%eau%", "ogc:And"]),
    ];
    for (text, typed, parts) in table {
        let (request, page) = asked(&csw::RECORDED, &Value::Null, &within(text, typed)).await;
        let constraint = request.values("constraint")[0];
        assert!(parts.iter().all(|part| constraint.contains(part)), "{typed}: {constraint}");
        assert!(page.warnings.is_empty(), "{typed}: {:?}", page.warnings);
    }
}

#[tokio::test]
async fn what_a_portal_cannot_do_is_said_before_it_is_asked() {
    let (box_, place) = (within("", "1,2,3,4"), within("", "rennes"));
    let table = [
        (Kind::Dastra, &place, "cannot be narrowed to a territory"),
        (Kind::HuggingFace, &place, "cannot be narrowed to a territory"),
        (Kind::ApiEntreprise, &place, "cannot be narrowed to a territory"),
        (Kind::Udata, &box_, "not a box"),
        (Kind::Opendatasoft, &box_, "not a box"),
        (Kind::Rudi, &box_, "not a box"),
        (Kind::Zenodo, &box_, "not a box"),
        (Kind::Udata, &within("", "saint-denis"), "territories have that name"),
        (Kind::Isogeo, &within("", "987"), "no bounds are known"),
        (Kind::OgcRecords, &within("", "987"), "no bounds are known"),
        (Kind::Stac, &within("", "987"), "no bounds are known"),
        (Kind::Csw, &within("", "987"), "no bounds are known"),
    ];
    for (kind, query, expected) in table {
        let server = Server::start().await;
        let portal = connect(kind, &server);
        let folder = if kind == Kind::Dastra { at(&[]) } else { at(&["all"]) };
        let error = portal.list(&folder, query, None).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage, "{kind}: {error}");
        assert!(error.to_string().contains(expected), "{kind}: {error}");
        assert!(server.requests().is_empty(), "{kind}");
    }
}

#[tokio::test]
async fn a_box_needs_the_extension_that_knows_places() {
    let server = Server::start().await;
    server.answers(STATUS, [Answer::json(&json!({"success": true, "result": {"extensions": ["datastore"]}}))]);
    let error = connect(Kind::Ckan, &server).list(&at(&["all"]), &within("", "1,2,3,4"), None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage);
    assert!(server.asked(ckan::RECORDED.list).is_empty());
}

/// A feed cannot be asked: its datasets are held against the bounds, and those without any against the name.
#[tokio::test]
async fn a_feed_is_looked_through() {
    let set = |id: &str, spatial: Value| {
        json!({"@id": format!("http://a.example/{id}"), "@type": "Dataset", "identifier": id, "dct:title": id,
            "dct:spatial": spatial})
    };
    let bounds = |text: &str| json!({"@type": "dct:Location", "bbox": text});
    let graph = [
        set("city", bounds("POLYGON((-1.7 48.09,-1.65 48.09,-1.65 48.13,-1.7 48.13,-1.7 48.09))")),
        set("country", bounds("POLYGON((-5 41,9 41,9 51,-5 51,-5 41))")),
        set("elsewhere", bounds("POLYGON((5 43,6 43,6 44,5 44,5 43))")),
        set("named", json!({"@type": "dct:Location", (LABEL): "RENNES"})),
        set("otherwise", json!({"@type": "dct:Location", (LABEL): "Brest"})),
        json!({"@id": "http://a.example/nowhere", "@type": "Dataset", "identifier": "nowhere", "dct:title": "nowhere"}),
    ];
    let mut page = (dcat::RECORDED.page)(0, 0, 0);
    page["@graph"].as_array_mut().unwrap().extend(graph);
    let server = Server::start().await;
    server.on("/", move |_| Answer::json(&page));
    let portal = connect(Kind::Dcat, &server);
    let table: [(&str, &str, &[&str]); 4] = [
        ("", "rennes", &["city", "country", "named"]),
        ("", "-2,48,-1,49", &["city", "country"]),
        ("", "13", &["country", "elsewhere"]),
        ("city", "rennes", &["city"]),
    ];
    for (text, typed, expected) in table {
        let page = portal.list(&at(&["all"]), &within(text, typed), None).await.unwrap();
        assert_eq!(titles(&page.items), expected, "{typed}");
    }
}
