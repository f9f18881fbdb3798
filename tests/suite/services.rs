//! Services that give rows: all of them, once, in one valid file, or a verdict that says what is missing; whatever their
//! servers get wrong.

mod asked;
mod counts;
mod exports;
mod on_demo;
mod orders;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use guichet::access::auth::SignIn;
use guichet::base::error::Result;
use guichet::download::{FetchPlan, Outcome, Require, Verdict, fetch};
use guichet::model::Media;
use guichet::model::form::Answers;
use guichet::net::Clients;
use guichet::portals::Portal;
use guichet::services::ServicePortal;
use serde_json::{Value, json};

use crate::common::file_portal::FilePortal;
use crate::common::home::Home;
use crate::common::server::{Answer, Request, Server};

/// What a server gets wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Fault {
    #[default]
    None,
    /// Gives fewer than are asked for, and says nothing of it.
    Caps,
    /// Gives its first page whatever is asked for.
    NoPages,
    /// The same row on two pages.
    NoOrder,
    /// Counts one more than it gives.
    Fewer,
    /// Counts one less than it gives.
    More,
    /// Counts another number at the end.
    Changes,
    /// Does not count.
    Uncounted,
    /// An exception with 200 in the place of the second page.
    Exception,
    /// Knows nothing of filters, and says so with 200.
    NoFilters,
    /// Ignores filters and bounds.
    Ignores,
    GmlOnly,
    /// Says where it goes on at an address that is not its own.
    Elsewhere,
}

const ROWS: usize = 2_300;

fn feature(n: usize) -> Value {
    let geometry = json!({"type": "Point", "coordinates": [n as f64 / 1000.0, 48.0]});
    json!({"type": "Feature", "id": format!("f.{n}"), "geometry": geometry,
        "properties": {"gid": n, "nom": format!("Étang \"{n}\""), "commune": format!("{:05}", n % 7)}})
}

/// The rows that a page holds, of those that are asked for.
fn page(all: &[usize], start: usize, count: usize, fault: Fault) -> Vec<Value> {
    let count = if fault == Fault::Caps { count.min(300) } else { count };
    let start = if fault == Fault::NoPages { 0 } else { start };
    let shift = usize::from(fault == Fault::NoOrder && start > 0);
    let last = if fault == Fault::More { 0 } else { usize::from(fault == Fault::Fewer) };
    all.iter().take(all.len() - last).skip(start - shift).take(count).map(|n| feature(*n)).collect()
}

fn counted(all: usize, fault: Fault) -> Value {
    match fault {
        Fault::Uncounted => Value::Null,
        Fault::More => json!(all - 1),
        _ => json!(all),
    }
}

fn number(request: &Request, key: &str, otherwise: usize) -> usize {
    request.values(key).first().map_or(otherwise, |it| it.parse().unwrap())
}

/// Those that lie within the bounds of longitude.
fn within(west: f64, east: f64) -> Vec<usize> {
    (0..ROWS).filter(|n| (west..=east).contains(&(*n as f64 / 1000.0))).collect()
}

const EXCEPTION: &str = "<ows:ExceptionReport xmlns:ows=\"o\"><ows:Exception exceptionCode=\"NoApplicableCode\">\
    <ows:ExceptionText>out of order</ows:ExceptionText></ows:Exception></ows:ExceptionReport>";

async fn features(fault: Fault) -> Server {
    let server = Server::start().await;
    let base = server.url.clone();
    let conformance = json!({"conformsTo": ["http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
        "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text"]});
    server.answers("/conformance", [Answer::json(&conformance)]);
    server.answers("/collections", [Answer::json(&json!({"collections": [{"id": "eau"}, {"id": "sol"}]}))]);
    let properties = json!({"gid": {"type": "integer"}, "commune": {"type": "string"}, "nom": {"type": "string"}});
    server.answers("/collections/eau/queryables", [Answer::json(&json!({"properties": properties}))]);
    server.on("/collections/eau/items", move |request| {
        let (start, count) = (number(request, "offset", 0), number(request, "limit", 10));
        if fault == Fault::Exception && start > 0 {
            return Answer::raw("text/xml", EXCEPTION);
        }
        let mut all: Vec<usize> = (0..ROWS).collect();
        if let (Some(bounds), false) = (request.values("bbox").first(), fault == Fault::Ignores) {
            let bounds: Vec<f64> = bounds.split(',').map(|it| it.parse().unwrap()).collect();
            all = within(bounds[0], bounds[2]);
        }
        if request.values("filter").contains(&"\"commune\" = '00003'") && fault != Fault::Ignores {
            all.retain(|n| n % 7 == 3);
        }
        let rows = page(&all, start, count, fault);
        let host = if fault == Fault::Elsewhere { "http://intern.invalid/" } else { base.as_str() };
        let mut links = vec![json!({"rel": "self", "href": "x"})];
        if start + rows.len() < all.len() && !rows.is_empty() {
            let rest = request.query.iter().filter(|(key, _)| key != "offset").map(|(key, value)| format!("&{key}={}", value.replace('"', "%22").replace(' ', "%20").replace('\'', "%27")));
            links.push(json!({"rel": "next", "href": format!("{host}collections/eau/items?offset={}{}", start + rows.len(), rest.collect::<String>())}));
        }
        let changed = usize::from(fault == Fault::Changes && start > 0);
        Answer::json(&json!({"type": "FeatureCollection", "features": rows, "links": links, "numberMatched": counted(all.len() + changed, fault)}))
    });
    server
}

fn capabilities(version: &str, fault: Fault) -> String {
    let json = if fault == Fault::GmlOnly { "text/xml; subtype=gml/3.1.1" } else { "application/json" };
    let paging = if version == "2.0.0" && fault != Fault::NoPages { "TRUE" } else { "FALSE" };
    format!(
        "<wfs:WFS_Capabilities xmlns:wfs=\"w\" xmlns:ows=\"o\" version=\"{version}\"><ows:OperationsMetadata><ows:Operation name=\"GetFeature\">\
         <ows:Parameter name=\"outputFormat\"><ows:AllowedValues><ows:Value>{json}</ows:Value></ows:AllowedValues></ows:Parameter></ows:Operation>\
         <ows:Constraint name=\"ImplementsResultPaging\"><ows:DefaultValue>{paging}</ows:DefaultValue></ows:Constraint></ows:OperationsMetadata>\
         <FeatureTypeList><FeatureType><Name>e:eau</Name><DefaultCRS>urn:ogc:def:crs:EPSG::4326</DefaultCRS></FeatureType>\
         </FeatureTypeList></wfs:WFS_Capabilities>"
    )
}

const SCHEMA: &str = "<xsd:schema xmlns:xsd=\"x\"><xsd:complexType><xsd:sequence><xsd:element name=\"gid\" type=\"xsd:int\"/>\
    <xsd:element name=\"nom\" type=\"xsd:string\"/><xsd:element name=\"commune\" type=\"xsd:string\"/>\
    <xsd:element name=\"geom\" type=\"gml:PointPropertyType\"/></xsd:sequence></xsd:complexType></xsd:schema>";

fn members(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("<wfs:member><eau>{}</eau></wfs:member>", row["id"].as_str().unwrap())).collect()
}

async fn wfs(version: &'static str, fault: Fault) -> Server {
    let server = Server::start().await;
    let counts = AtomicUsize::new(0);
    server.on("/wfs", move |request| {
        let value = |key: &str| request.values(key).first().copied().unwrap_or_default().to_owned();
        match &*value("REQUEST") {
            "GetCapabilities" => return Answer::raw("text/xml", capabilities(version, fault)),
            "DescribeFeatureType" => return Answer::raw("text/xml", SCHEMA),
            _ => assert_eq!((value("VERSION").as_str(), value("REQUEST").as_str()), (version, "GetFeature")),
        }
        let mut all: Vec<usize> = (0..ROWS).collect();
        let filter = value("FILTER");
        if !filter.is_empty() && fault == Fault::NoFilters {
            return Answer::raw("text/xml", EXCEPTION);
        }
        if filter.contains("Literal>00003</") && fault != Fault::Ignores {
            all.retain(|n| n % 7 == 3);
        }
        let bounds = value("BBOX");
        if !bounds.is_empty() && fault != Fault::Ignores {
            let parts: Vec<&str> = bounds.split(',').collect();
            assert_eq!(parts[4], "urn:ogc:def:crs:EPSG::4326", "the latitude first");
            all = within(parts[1].parse().unwrap(), parts[3].parse().unwrap());
        }
        let key = if version == "2.0.0" { "COUNT" } else { "MAXFEATURES" };
        if value("RESULTTYPE") == "hits" {
            let again = counts.fetch_add(1, Ordering::Relaxed) > 0;
            let changed = usize::from(fault == Fault::Changes && again);
            let told = match counted(all.len() + changed, fault) {
                Value::Null => "unknown".to_owned(),
                number => number.to_string(),
            };
            let name = if version == "2.0.0" { "numberMatched" } else { "numberOfFeatures" };
            return Answer::raw("text/xml", format!("<wfs:FeatureCollection xmlns:wfs=\"w\" {name}=\"{told}\"/>"));
        }
        let (start, count) = (number(request, "STARTINDEX", 0), number(request, key, usize::MAX));
        if fault == Fault::Exception && start > 0 {
            return Answer::raw("text/xml", EXCEPTION);
        }
        let rows = page(&all, start, count, fault);
        if value("OUTPUTFORMAT").is_empty() {
            return Answer::raw(
                "text/xml",
                format!(
                    "<wfs:FeatureCollection xmlns:wfs=\"w\" numberReturned=\"{}\">{}</wfs:FeatureCollection>",
                    rows.len(),
                    members(&rows)
                ),
            );
        }
        Answer::json(&json!({"type": "FeatureCollection", "features": rows}))
    });
    server
}

const RESOURCE: &str = "11111111-2222-3333-4444-555555555555";

async fn tabular(rows: usize, fault: Fault) -> Server {
    let server = Server::start().await;
    let at = |path: &str| format!("/api/resources/{RESOURCE}/{path}");
    let columns = json!({"gid": {"python_type": "int"}, "nom": {"python_type": "string"}});
    server
        .answers(&at("profile/"), [Answer::json(&json!({"profile": {"header": ["gid", "nom"], "columns": columns}}))]);
    let kept = |request: &Request, n: usize| {
        let bound = |key: &str| request.values(key).first().map(|it| it.parse::<usize>().unwrap());
        let after = bound("__id__strictly_greater").is_none_or(|it| n > it);
        let before = bound("__id__less").is_none_or(|it| n <= it);
        after && before && bound("gid__exact").is_none_or(|it| n == it)
    };
    server.on(&at("data/"), move |request| {
        let total = (1..=rows).filter(|n| kept(request, *n)).count();
        Answer::json(&json!({"data": [], "meta": {"page": 1, "page_size": 1, "total": total}}))
    });
    server.on(&at("data/json/"), move |request| {
        let found: Vec<usize> = (1..=rows).filter(|n| kept(request, *n)).collect();
        if fault == Fault::Caps && found.len() > 700 {
            return Answer::json(&json!({"errors": [{"title": "Output is too long"}]})).with_status(403);
        }
        let less = usize::from(fault == Fault::Fewer);
        let found = found.iter().take(found.len() - less);
        Answer::json(&Value::Array(found.map(|n| json!({"__id": n, "gid": n, "nom": format!("n;{n}")})).collect()))
    });
    server
}

/// What came of one download, and the file.
struct Came {
    outcome: Outcome,
    text: String,
}

async fn got(server: &Server, path: &str, format: &str, answers: &[(&str, &str)], dir: &Path) -> Result<Came> {
    let files = FilePortal::new(Clients::new(None).unwrap(), server.url.as_str(), SignIn::none());
    let media = Media { format: Some(format.into()), ..files.media(path, "Eau") };
    let portal = ServicePortal::new(Arc::new(files));
    let answers: Answers = answers.iter().copied().collect();
    let plan = FetchPlan { answers, require: Require::Nothing, ..FetchPlan::into(dir) };
    let media = portal.described(&media).await?;
    let outcome = fetch(&portal, &media, &plan, |_| {}).await?;
    let text = std::fs::read_to_string(&outcome.path).unwrap();
    Ok(Came { outcome, text })
}

async fn of(server: &Server, path: &str, format: &str, answers: &[(&str, &str)]) -> Result<Came> {
    let dir = tempfile::tempdir().unwrap();
    got(server, path, format, answers, dir.path()).await
}

/// How many features there are in a valid collection.
fn features_in(text: &str) -> usize {
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(value["type"], "FeatureCollection");
    value["features"].as_array().unwrap().len()
}

fn says(came: &Came, verdict: Verdict, words: &str) {
    let Outcome { verdict: found, reason, .. } = &came.outcome;
    assert!(*found == verdict && reason.contains(words), "{found:?}: {reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_comes_whole_or_says_what_is_missing() {
    let table = [
        (Fault::None, Verdict::Complete, "2,300 of 2,300 rows", ROWS),
        (Fault::Caps, Verdict::Complete, "2,300 of 2,300 rows", ROWS),
        (Fault::Elsewhere, Verdict::Complete, "2,300 of 2,300 rows", ROWS),
        (Fault::NoPages, Verdict::Altered, "the same page again", 1_000),
        (Fault::NoOrder, Verdict::Altered, "came before", ROWS + 1),
        (Fault::Fewer, Verdict::Altered, "2,299 of 2,300 rows", ROWS - 1),
        (Fault::More, Verdict::Altered, "2,300 rows came where the service counts 2,299", ROWS),
        (Fault::Changes, Verdict::Altered, "changed", ROWS),
        (Fault::Uncounted, Verdict::Unverifiable, "does not count", ROWS),
        (Fault::Exception, Verdict::Altered, "out of order", 1_000),
    ];
    for (fault, verdict, words, count) in table {
        let server = features(fault).await;
        let came = of(&server, "collections/eau", "ogc api", &[]).await.unwrap();
        says(&came, verdict, words);
        let found = features_in(&came.text);
        assert!(found == count || fault == Fault::NoOrder, "{fault:?}: {found}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wfs_comes_whole_or_says_what_is_missing() {
    let table = [
        (Fault::None, Verdict::Complete, "2,300 of 2,300 rows"),
        (Fault::Caps, Verdict::Complete, "2,300 of 2,300 rows"),
        (Fault::NoPages, Verdict::Complete, "2,300 of 2,300 rows"),
        (Fault::NoOrder, Verdict::Altered, "came before"),
        (Fault::Fewer, Verdict::Altered, "2,299 of 2,300 rows"),
        (Fault::Changes, Verdict::Altered, "changed"),
        (Fault::Uncounted, Verdict::Unverifiable, "does not count"),
    ];
    for version in ["2.0.0", "1.1.0"] {
        for (fault, verdict, words) in table {
            let server = wfs(version, fault).await;
            let came = of(&server, "wfs", "wfs", &[]).await.unwrap();
            says(&came, verdict, words);
            features_in(&came.text);
        }
    }
    // What has no second page may come all at once.
    let server = wfs("2.0.0", Fault::Exception).await;
    says(&of(&server, "wfs", "wfs", &[]).await.unwrap(), Verdict::Complete, "2,300 of 2,300 rows");
    let server = wfs("2.0.0", Fault::GmlOnly).await;
    let error = of(&server, "wfs", "wfs", &[("as", "geojson")]).await.err().unwrap();
    assert!(error.to_string().contains("GML"), "{error}");
    let came = of(&server, "wfs", "wfs", &[]).await.unwrap();
    says(&came, Verdict::Complete, "2,300 of 2,300 rows");
    assert_eq!(came.text.matches("<wfs:member>").count(), ROWS);
    assert!(
        came.text.contains("numberReturned=\"2300\"") && came.text.trim_end().ends_with("</wfs:FeatureCollection>")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_means_one_thing_whoever_looks_for_it() {
    let threes = (0..ROWS).filter(|n| n % 7 == 3).count();
    let inside = within(0.5, 0.9).len();
    let both = within(0.5, 0.9).iter().filter(|n| *n % 7 == 3).count();
    let wanted: [(&[(&str, &str)], usize); 4] = [
        (&[("where", "commune=00003")], threes),
        (&[("bbox", "0.5,47,0.9,49")], inside),
        (&[("where", "commune=00003"), ("bbox", "0.5,47,0.9,49")], both),
        (&[("where", "nom~etang \"1\"; gid>0")], 1),
    ];
    for fault in [Fault::None, Fault::Ignores, Fault::NoFilters] {
        let (api, two, one) = (features(fault).await, wfs("2.0.0", fault).await, wfs("1.1.0", fault).await);
        for (answers, count) in wanted {
            // A quote in a value is doubled.
            let answers: Vec<(&str, &str)> = answers
                .iter()
                .map(|(key, it)| (*key, if it.contains("etang") { "nom~\"etang \"\"1\"\"\"; gid>0" } else { it }))
                .collect();
            for (server, path, format) in
                [(&api, "collections/eau/items", "geojson"), (&two, "wfs", "wfs"), (&one, "wfs", "wfs")]
            {
                let came = of(server, path, format, &answers).await.unwrap();
                says(&came, Verdict::Complete, "rows");
                assert_eq!(features_in(&came.text), count, "{fault:?} {path} {answers:?}: {}", came.outcome.reason);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_header_stands_above_all_pages_of_a_table() {
    let (api, table) = (features(Fault::None).await, tabular(2_300, Fault::None).await);
    let rows = |came: &Came| {
        says(came, Verdict::Complete, "2,300 of 2,300 rows");
        csv::Reader::from_reader(came.text.as_bytes()).records().map(|row| row.unwrap()).collect::<Vec<_>>()
    };
    let of_api = rows(&of(&api, "collections/eau", "ogc api", &[("as", "csv")]).await.unwrap());
    assert_eq!((of_api.len(), &of_api[1][0], &of_api[1][3]), (ROWS, "f.1", "00001"));
    let path = format!("api/resources/{RESOURCE}/data/csv/");
    let of_table = rows(&of(&table, &path, "csv", &[]).await.unwrap());
    assert_eq!((of_table.len(), &of_table[2_299][1]), (ROWS, "n;2300"));
    let lines = of(&table, &path, "csv", &[("as", "jsonl"), ("where", "gid=7")]).await.unwrap();
    says(&lines, Verdict::Complete, "1 of 1 rows");
    assert_eq!(lines.text.trim(), "{\"gid\":7,\"nom\":\"n;7\"}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_without_rows_has_the_columns_that_its_service_declares() {
    let (api, two) = (features(Fault::None).await, wfs("2.0.0", Fault::None).await);
    let (table, empty) = (tabular(2_300, Fault::None).await, tabular(0, Fault::None).await);
    let path = format!("api/resources/{RESOURCE}/data/csv/");
    let nowhere = ("bbox", "170,47,171,49");
    type Asked<'a> = &'a [(&'a str, &'a str)];
    let cases: [(&Server, &str, &str, Asked<'_>, &str); 5] = [
        (&empty, &path, "csv", &[], "gid,nom\n"),
        (&table, &path, "csv", &[("where", "gid=9999")], "gid,nom\n"),
        (&api, "collections/eau", "ogc api", &[("as", "csv"), nowhere], "gid,commune,nom\n"),
        (
            &api,
            "collections/eau",
            "ogc api",
            &[("as", "csv"), nowhere, ("where", "commune=00003")],
            "gid,commune,nom\n",
        ),
        (&two, "wfs", "wfs", &[("as", "csv"), nowhere], "gid,nom,commune\n"),
    ];
    for (server, path, format, answers, text) in cases {
        let came = of(server, path, format, answers).await.unwrap();
        says(&came, Verdict::Complete, "0 of 0 rows");
        assert_eq!(came.text, text, "{format} {answers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_too_long_for_one_export_comes_in_pieces() {
    let path = format!("api/resources/{RESOURCE}/data/csv/");
    let short = tabular(2_300, Fault::Caps).await;
    says(&of(&short, &path, "csv", &[]).await.unwrap(), Verdict::Complete, "2,300 of 2,300 rows");
    let cut = tabular(10, Fault::Fewer).await;
    says(&of(&cut, &path, "csv", &[]).await.unwrap(), Verdict::Altered, "9 of 10 rows");
    let error = of(&short, &path, "csv", &[("where", "absent=1")]).await.err().unwrap();
    assert!(error.hint.unwrap().to_string().contains("gid, nom"));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_layers_are_named_and_an_unknown_one_is_refused() {
    let server = features(Fault::None).await;
    let error = of(&server, "", "ogc api", &[]).await.err().unwrap();
    assert!(format!("{error} {:?}", error.hint).contains("eau"), "{error:?}");
    let server = wfs("2.0.0", Fault::None).await;
    let error = of(&server, "wfs", "wfs", &[("layer", "sol")]).await.err().unwrap();
    assert!(error.hint.unwrap().to_string().contains("e:eau"));
}

/// A key of the portal's stays with the portal, whatever its datasets link to; and the receipt tells of the rows.
#[tokio::test(flavor = "multi_thread")]
async fn the_program_takes_a_service_and_gives_it_no_key() {
    const KEY: &str = "MARKER-77aa-key";
    let (portal, service) = (Server::start().await, features(Fault::None).await);
    let link = |id: &str, format: &str, url: String| json!({"id": id, "name": id, "format": format, "url": url});
    let resources = [
        link("lignes", "OGC API Features", format!("{}collections/eau", service.url)),
        link("table", "CSV", format!("{}eau.csv", portal.url)),
        link("api", "CSV", format!("{}api/resources/{RESOURCE}/data/csv/", service.url)),
    ];
    let package = json!({"id": "set", "name": "set", "title": "Eau", "resources": resources});
    portal.answers("/api/3/action/package_show", [Answer::json(&json!({"success": true, "result": package}))]);
    portal.answers("/eau.csv", [Answer::raw("text/csv", "a,b\n1,2\n")]);
    let home = Home::new().set("GUICHET_P_API_KEY", KEY);
    home.write_config(&format!("[portals.p]\nkind = \"ckan\"\nurl = \"{}\"\nsign_in = \"api-key\"\n", portal.url));
    let run = |args: &[&str]| tokio::task::block_in_place(|| home.run(args, ""));
    let out = home.path("out").display().to_string();
    let got = run(&[
        "get",
        "p/set/lignes",
        "--where",
        "commune=00003",
        "--bbox",
        "0.5,47,0.9,49",
        "--param",
        "as=csv",
        "-o",
        &out,
        "--json",
    ]);
    assert_eq!(got.code, 0, "{got:?}");
    let told: Value = serde_json::from_str(got.out.lines().next().unwrap()).unwrap();
    let row = if told["media"].is_array() { told["media"][0].clone() } else { told };
    assert_eq!(row["verdict"], "complete", "{row}");
    let path = row["path"].as_str().unwrap();
    let receipt: Value = serde_json::from_slice(&std::fs::read(format!("{path}.receipt.json")).unwrap()).unwrap();
    assert!(receipt["service"]["url"].as_str().unwrap().contains("collections/eau/items"), "{receipt}");
    assert_eq!(receipt["service"]["rows"], receipt["service"]["stated"]);
    assert_eq!(receipt["parameters"]["where"], "commune=00003");
    assert!(portal.requests().iter().any(|request| request.header("authorization") == Some(KEY)));
    assert!(!service.requests().is_empty() && !format!("{:?}", service.requests()).contains(KEY));
    // Of a dataset only its files are taken; a file is not narrowed in silence.
    let all = run(&["get", "p/set", "-o", &out, "--plan", "--json"]);
    assert!(all.code == 0 && all.out.contains("p/set/table") && !all.out.contains("p/set/lignes"), "{all:?}");
    let narrowed = run(&["get", "p/set/table", "--where", "a=1", "-o", &out]);
    assert!(narrowed.code == 2 && narrowed.err.contains("--where"), "{narrowed:?}");
    // A service that is narrowed by its columns is no file.
    let error = run(&["get", "p/set/api", "--bbox", "0,0,1,1", "-o", &out]);
    assert!(error.code == 2 && error.err.contains("says where a row is") && error.err.contains("--where"), "{error:?}");
    assert!(!error.err.contains("comes whole"), "{error:?}");
    let shown = run(&["show", "p/set/lignes"]);
    let is_said = ["layer=eau", "commune", "One of: geojson, csv, jsonl)"].iter().all(|it| {
        let line: Vec<&str> = shown.out.split_whitespace().collect();
        line.join(" ").contains(it)
    });
    assert!(shown.code == 0 && is_said, "{shown:?}");
}
