//! How services are asked: what their addresses hold of their own stays, and what is asked first can be shown.

use super::*;

/// A map server that is known by a parameter, and knows nobody who leaves it out.
async fn known_by(own: &'static [(&'static str, &'static str)]) -> Server {
    let server = Server::start().await;
    server.on("/cgi-bin/mapserv", move |request| {
        for (key, value) in own {
            assert_eq!(request.values(key), [*value], "{:?}", request.query);
        }
        let mut keys: Vec<String> = request.query.iter().map(|(key, _)| key.to_lowercase()).collect();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all, "{:?}", request.query);
        let value = |key: &str| request.values(key).first().copied().unwrap_or_default().to_owned();
        match &*value("REQUEST") {
            "GetCapabilities" => Answer::raw("text/xml", capabilities("2.0.0", Fault::None)),
            "DescribeFeatureType" => Answer::raw("text/xml", SCHEMA),
            _ if value("RESULTTYPE") == "hits" => {
                Answer::raw("text/xml", "<wfs:FeatureCollection xmlns:wfs=\"w\" numberMatched=\"2\"/>")
            }
            _ => {
                assert_eq!((value("TYPENAMES"), value("COUNT")), ("e:eau".to_owned(), "1000".to_owned()));
                Answer::json(&json!({"type": "FeatureCollection", "features": [feature(0), feature(1)]}))
            }
        }
    });
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_address_holds_of_its_own_is_in_every_request() {
    type Own = &'static [(&'static str, &'static str)];
    let table: [(&str, Own); 6] = [
        ("?map=/srv/x.map&", &[("map", "/srv/x.map")]),
        ("?map=/srv/x.map&SERVICE=WFS&REQUEST=GetCapabilities", &[("map", "/srv/x.map")]),
        ("?token=abc%2Bd&Service=wfs&Version=1.0.0&acceptVersions=1.0.0", &[("token", "abc+d")]),
        ("?typename=e:eau&version=1.1.0&maxFeatures=5&startIndex=3&outputFormat=gml", &[]),
        ("?Key=k&count=5&ResultType=hits&sortBy=x&srsName=EPSG:2154", &[("Key", "k")]),
        ("?filter=x&TYPENAMES=e:eau&cql_filter=a%3D1", &[("cql_filter", "a=1")]),
    ];
    for (query, own) in table {
        let server = known_by(own).await;
        let answers: &[(&str, &str)] = if query.starts_with("?filter") { &[("where", "gid>=0")] } else { &[] };
        let came = of(&server, &format!("cgi-bin/mapserv{query}"), "wfs", answers).await.unwrap();
        says(&came, Verdict::Complete, "2 of 2 rows");
    }
}

/// Servers that describe one layer where they find its name, and all that they have where not.
#[tokio::test(flavor = "multi_thread")]
async fn a_column_is_one_of_its_own_layer_whatever_is_described_beside_it() {
    for read in [Some("TYPENAME"), Some("TYPENAMES"), None] {
        let server = Server::start().await;
        server.on("/wfs", move |request| {
            let value = |key: &str| request.values(key).first().copied().unwrap_or_default().to_owned();
            let own = SCHEMA.replace("<xsd:complexType>", "<xsd:complexType name=\"T1\">");
            let own = own.replace("</xsd:schema>", "<xsd:element name=\"eau\" type=\"e:T1\"/></xsd:schema>");
            let other = "<xsd:complexType name=\"T0\"><xsd:sequence><xsd:element name=\"libelle\" type=\"xsd:string\"/>\
                </xsd:sequence></xsd:complexType><xsd:element name=\"autre\" type=\"e:T0\"/><xsd:complexType name=\"T1\">";
            match &*value("REQUEST") {
                "GetCapabilities" => Answer::raw("text/xml", capabilities("2.0.0", Fault::None)),
                "DescribeFeatureType" if read.is_some_and(|key| value(key) == "e:eau") => Answer::raw("text/xml", own),
                "DescribeFeatureType" => {
                    Answer::raw("text/xml", own.replace("<xsd:complexType name=\"T1\">", other))
                }
                _ if value("RESULTTYPE") == "hits" => {
                    Answer::raw("text/xml", "<wfs:FeatureCollection xmlns:wfs=\"w\" numberMatched=\"1\"/>")
                }
                _ if value("FILTER").contains("Literal>00003<") => {
                    Answer::json(&json!({"type": "FeatureCollection", "features": [feature(3)]}))
                }
                _ => Answer::raw("text/xml", EXCEPTION),
            }
        });
        let came = of(&server, "wfs", "wfs", &[("where", "commune=00003")]).await.unwrap();
        says(&came, Verdict::Complete, "1 of 1 rows");
        let error = of(&server, "wfs", "wfs", &[("where", "libelle=x")]).await.err().unwrap();
        assert!(error.hint.unwrap().to_string().contains("gid, nom, commune"), "{read:?}");
    }
}

/// A collection that is known by a key, which its own links to the next items leave out.
#[tokio::test(flavor = "multi_thread")]
async fn the_next_items_are_asked_for_with_what_the_service_is_known_by() {
    let server = Server::start().await;
    let base = server.url.clone();
    server.on("/api/collections/eau/items", move |request| {
        assert_eq!(request.values("apikey"), ["k"], "{:?}", request.query);
        assert_eq!(request.values("limit").len(), 1, "{:?}", request.query);
        let start = number(request, "offset", 0);
        let links = if start == 0 {
            json!([{"rel": "next", "href": format!("{base}api/collections/eau/items?offset=1&limit=1")}])
        } else {
            json!([])
        };
        Answer::json(
            &json!({"type": "FeatureCollection", "features": [feature(start)], "links": links, "numberMatched": 2}),
        )
    });
    let came = of(&server, "api/collections/eau/items?f=json&apikey=k", "ogc api", &[]).await.unwrap();
    says(&came, Verdict::Complete, "2 of 2 rows");
}

/// Servers that refuse to give more at once than they like to, each in its own words.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses_a_long_page_is_asked_for_shorter_ones() {
    const ALL: usize = 250;
    for (most, status, requests) in [(1_000, 400, 1), (250, 400, 1 + 3), (100, 422, 1 + 3), (50, 400, 2 + 25)] {
        let server = Server::start().await;
        server.on("/api/collections/eau/items", move |request| {
            let (start, count) = (number(request, "offset", 0), number(request, "limit", 10));
            if count > most {
                return Answer::json(&json!({"description": "limit"})).with_status(status);
            }
            let rows: Vec<Value> = (0..ALL).skip(start).take(count).map(feature).collect();
            let next = format!("items?limit={count}&offset={}", start + rows.len());
            let links = if start + rows.len() < ALL { json!([{"rel": "next", "href": next}]) } else { json!([]) };
            Answer::json(&json!({"type": "FeatureCollection", "features": rows, "links": links, "numberMatched": ALL}))
        });
        let came = of(&server, "api/collections/eau/items", "ogc api", &[]).await.unwrap();
        says(&came, Verdict::Complete, "250 of 250 rows");
        let asked = server.requests().iter().filter(|it| it.path.ends_with("items")).count();
        assert_eq!(asked, requests, "{most}");
    }
}

/// GeoServer names the next items in each of its formats.
#[tokio::test(flavor = "multi_thread")]
async fn of_several_links_to_the_next_items_one_to_json_is_followed() {
    let html = json!({"rel": "next", "href": "items?offset=1&f=html", "type": "text/html"});
    let yaml = json!({"rel": "next", "href": "items?offset=1&f=yaml", "type": "application/x-yaml"});
    let json = json!({"rel": "next", "href": "items?offset=1&f=json", "type": "application/geo+json"});
    let untold = json!({"rel": "NEXT", "href": "items?offset=1"});
    for links in [[html.clone(), json.clone()], [yaml.clone(), json.clone()], [html, untold], [json, yaml]] {
        let server = Server::start().await;
        server.on("/api/collections/eau/items", move |request| {
            let start = number(request, "offset", 0);
            if request.values("f").iter().any(|format| *format != "json") {
                return Answer::raw("text/html", "<html>");
            }
            let links = if start == 0 { json!(links) } else { json!([]) };
            Answer::json(
                &json!({"type": "FeatureCollection", "features": [feature(start)], "links": links, "numberMatched": 2}),
            )
        });
        let came = of(&server, "api/collections/eau/items", "ogc api", &[]).await.unwrap();
        says(&came, Verdict::Complete, "2 of 2 rows");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_request_can_be_shown_and_holds_no_secret() {
    const KEY: &str = "MARKER-9a01-key";
    let (portal, two, api) = (Server::start().await, wfs("2.0.0", Fault::None).await, features(Fault::None).await);
    let table = tabular(10, Fault::None).await;
    let link = |id: &str, format: &str, url: String| json!({"id": id, "name": id, "format": format, "url": url});
    let resources = [
        link("carte", "WFS", format!("{}wfs?token=S3cretOfTheLink7", two.url)),
        link("lignes", "OGC API Features", format!("{}collections/eau", api.url)),
        link("table", "CSV", format!("{}api/resources/{RESOURCE}/data/csv/", table.url)),
    ];
    let package = json!({"id": "set", "name": "set", "title": "Eau", "resources": resources});
    portal.answers("/api/3/action/package_show", [Answer::json(&json!({"success": true, "result": package}))]);
    let home = Home::new().set("GUICHET_P_API_KEY", KEY);
    home.write_config(&format!("[portals.p]\nkind = \"ckan\"\nurl = \"{}\"\nsign_in = \"api-key\"\n", portal.url));
    let run = |args: &[&str]| tokio::task::block_in_place(|| home.run(args, ""));
    let bounds = ["--bbox", "0.5,47,0.9,49"];
    let expected: [(&str, &[&str], &[&str], bool); 3] = [
        (
            "p/set/carte",
            &bounds,
            &["REQUEST=GetFeature", "COUNT=1000", "STARTINDEX=0", "PropertyIsGreaterThanOrEqualTo", "BBOX"],
            true,
        ),
        ("p/set/lignes", &bounds, &["collections/eau/items", "bbox=0.5", "filter=", "limit=1000"], true),
        ("p/set/table", &[], &["data/json/", "nom__exact=00003"], false),
    ];
    for (address, more, words, has_pages) in expected {
        let column = match address {
            "p/set/carte" => "gid>=0",
            "p/set/lignes" => "commune=00003",
            _ => "nom=00003",
        };
        let curl = run(&[&["get", address, "--as-curl", "--where", column], more].concat());
        assert_eq!(curl.code, 0, "{curl:?}");
        assert!(
            curl.out.starts_with("curl ") && words.iter().all(|word| curl.out.contains(word)),
            "{words:?} {curl:?}"
        );
        assert_eq!(curl.err.contains("pages follow"), has_pages, "{curl:?}");
        let told = run(&[&["get", address, "--as-curl", "--json", "--where", column], more].concat());
        let told: Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!(told["notes"].as_array().unwrap().len(), usize::from(has_pages), "{told}");
        for secret in [KEY, "S3cretOfTheLink7"] {
            assert!(!format!("{curl:?} {told}").contains(secret), "{curl:?}");
        }
    }
    let data = |server: &Server| {
        let is_rows = |request: &Request| {
            request.values("REQUEST") == ["GetFeature"] && request.values("RESULTTYPE").is_empty()
                || request.path.ends_with("items")
                || request.path.ends_with("data/json/")
        };
        server.requests().iter().any(is_rows)
    };
    assert!(![&two, &api, &table].into_iter().any(data), "no row is asked for");
}
