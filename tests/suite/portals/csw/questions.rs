//! What a service is asked, in its own words.

use guichet::base::error::ErrorKind;
use guichet::model::Query;

use super::*;
use crate::common::server::Request;

async fn asked(query: &Query) -> Request {
    let server = service().await;
    server.answers(RECORDS, [Answer::json(&page(0, 2, 2))]);
    connect(Kind::Csw, &server).list(&at(&["all"]), query, None).await.unwrap();
    server.asked(RECORDS).pop().unwrap()
}

fn query(text: &str, filters: &[(&str, &str)], sort: Option<&str>) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { text: text.into(), filters, sort: sort.map(str::to_owned) }
}

#[tokio::test]
async fn a_query_is_a_filter_on_what_the_service_declares() {
    let table: [(Query, &[&str]); 7] = [
        (query("eau <x>", &[], None), &["apiso:AnyText", "%eau%", "%&lt;x&gt;%", "ogc:And"]),
        (query("", &[("type", "service")], None), &["PropertyIsEqualTo", "apiso:Type", ">service<"]),
        (query("", &[("topic", "inlandWaters")], None), &["apiso:TopicCategory", ">inlandWaters<"]),
        (query("", &[("theme", "hy")], None), &["apiso:Subject", "%Hydrographie%", "%Hydrography%", "ogc:Or"]),
        (query("", &[("territory", "-1.75,48,-1.5,48.25")], None), &["EPSG::4326", ">48 -1.75<", ">48.25 -1.5<"]),
        (query("", &[("changed-to", "2025-01-31")], None), &["PropertyIsLessThanOrEqualTo", "2025-01-31T23:59:59Z"]),
        (query("", &[("constraint", "ouverte")], None), &["apiso:ConditionApplyingToAccessAndUse", "%ouverte%"]),
    ];
    for (query, parts) in table {
        let request = asked(&query).await;
        let constraint = request.values("constraint")[0].to_owned();
        assert!(parts.iter().all(|part| constraint.contains(part)), "{query:?}: {constraint}");
        assert_eq!(request.values("constraintLanguage"), ["FILTER"]);
    }
    assert_eq!(asked(&query("", &[], Some("-title"))).await.values("sortBy"), ["apiso:Title:D"]);
    assert_eq!(asked(&query("", &[], Some("updated"))).await.values("sortBy"), ["apiso:Modified:A"]);
}

#[tokio::test]
async fn a_territory_is_its_box() {
    let request = asked(&query("", &[("territory", "rennes")], None)).await;
    assert!(request.values("constraint")[0].contains(">48.076 -1.753<"), "{request:?}");
}

#[tokio::test]
async fn what_a_service_does_not_declare_is_not_asked() {
    let server = service().await;
    let mut capabilities = json("csw/capabilities.json");
    capabilities["csw:Capabilities"]["ows:OperationsMetadata"]["ows:Operation"][1]["ows:Constraint"] =
        object!([{"@name": "SupportedDublinCoreQueryables", "ows:Value": ["csw:AnyText", "dc:title"]}]);
    server.answers("/", [Answer::json(&capabilities)]);
    server.answers(RECORDS, [Answer::json(&page(0, 2, 2))]);
    let portal = connect(Kind::Csw, &server);
    for query in [query("", &[("format", "csv")], None), query("", &[], Some("updated"))] {
        let error = portal.list(&at(&["all"]), &query, None).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage, "{error}");
    }
    assert!(server.asked(RECORDS).is_empty());
    portal.list(&at(&["all"]), &query("eau", &[], Some("title")), None).await.unwrap();
}

#[tokio::test]
async fn a_service_that_takes_only_posts_is_posted_to() {
    let server = service().await;
    let mut capabilities = json("csw/capabilities.json");
    let operations = &mut capabilities["csw:Capabilities"]["ows:OperationsMetadata"]["ows:Operation"];
    for n in [1, 2] {
        operations[n]["ows:DCP"]["ows:HTTP"].as_object_mut().unwrap().remove("ows:Get");
    }
    server.answers("/", [Answer::json(&capabilities)]);
    server.answers(RECORDS, [Answer::json(&page(0, 2, 2))]);
    server.answers(RECORD, [Answer::json(&json("csw/dataset.json"))]);
    let portal = connect(Kind::Csw, &server);
    let page = portal.list(&at(&["all"]), &query("l'eau & <co>", &[], Some("-title")), None).await.unwrap();
    assert_eq!(page.items.len(), 2);
    let posted = server.asked(RECORDS).pop().unwrap();
    assert_eq!((posted.method.as_str(), posted.header("content-type")), ("POST", Some("application/xml")));
    for part in ["%l&apos;eau%", "%&amp;%", "%&lt;co&gt;%", "<ogc:SortOrder>DESC<", "startPosition=\"1\""] {
        assert!(posted.body.contains(part), "{part}: {}", posted.body);
    }
    portal.dataset(&at(&[RIVERS])).await.unwrap();
    assert!(server.asked(RECORD).pop().unwrap().body.contains(RIVERS));
}

#[tokio::test]
async fn a_service_that_says_nothing_of_itself_is_asked_as_the_standard_has_it() {
    let server = Server::start().await;
    server.written(as_xml);
    server.on("/", |request| match request.values("request")[..] {
        ["GetRecords"] => Answer::json(&page(0, 2, 2)),
        _ => Answer::raw(
            "application/xml",
            "<ows:ExceptionReport><ows:Exception exceptionCode='NoApplicableCode'/></ows:ExceptionReport>",
        ),
    });
    let portal = connect(Kind::Csw, &server);
    let page = portal.list(&at(&["all"]), &query("eau", &[("type", "dataset")], Some("title")), None).await.unwrap();
    assert_eq!(titles(&page.items), ["set 000", "set 001"]);
    let request = server.requests().pop().unwrap();
    assert_eq!((request.values("version"), request.values("typeNames")), (vec!["2.0.2"], vec!["gmd:MD_Metadata"]));
    assert!(request.values("constraint")[0].contains("csw:AnyText"));
}
