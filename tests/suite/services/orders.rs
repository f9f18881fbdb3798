//! Map servers whose rows have no order of their own, as those of a layer without a key: nothing is called complete where one
//! row may stand in the place of another.

use std::collections::HashSet;

use super::*;

/// What becomes of a page that is asked for in no order.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Natural {
    Given,
    Refused,
    /// The first is given, no other is.
    RefusedBehind,
}

/// What is the same of every request.
#[derive(Clone, Copy, Debug)]
struct Layer {
    natural: Natural,
    /// Whether it can be asked for in an order.
    sorts: bool,
    /// Whether it gives all at once.
    whole: bool,
    /// Whether rows are called what they were, and come as they did where nothing else orders them.
    keeps: bool,
    /// Whether names are words that it can be sorted by.
    names: bool,
    /// How many rows have the same name.
    alike: usize,
    gml: bool,
}

const USUAL: Layer =
    Layer { natural: Natural::Refused, sorts: true, whole: true, keeps: false, names: true, alike: 1, gml: false };
const ROWS: usize = 2_500;
const NATURAL: &str = "<ows:ExceptionReport xmlns:ows=\"o\"><ows:Exception exceptionCode=\"NoApplicableCode\">\
    <ows:ExceptionText>Cannot do natural order without a primary key</ows:ExceptionText></ows:Exception></ows:ExceptionReport>";

fn schema(layer: Layer) -> String {
    let kind = if layer.names { "xsd:string" } else { "xsd:date" };
    format!(
        "<xsd:schema xmlns:xsd=\"x\"><xsd:complexType name=\"eauType\"><xsd:sequence>\
         <xsd:element name=\"commune\" type=\"xsd:string\"/><xsd:element name=\"nom\" type=\"{kind}\"/>\
         </xsd:sequence></xsd:complexType><xsd:element name=\"eau\" type=\"e:eauType\"/></xsd:schema>"
    )
}

/// The rows of the request with this number, each by what it is called, its commune and its name.
fn rows(layer: Layer, number: usize, sorted_by: &str) -> Vec<(String, String, String)> {
    let mut all: Vec<usize> = (0..ROWS).collect();
    if !layer.keeps {
        all.rotate_left(number * 377 % ROWS);
    }
    let row = |n: usize| {
        let id = if layer.keeps { format!("eau.{n}") } else { format!("eau.fid-{number}_{n}") };
        (id, format!("{:05}", n % 7), format!("Nom {}", n / layer.alike))
    };
    let mut all: Vec<_> = all.into_iter().map(row).collect();
    let by = |(_, commune, name): &(String, String, String)| {
        sorted_by.split(',').map(|key| if key == "nom" { name.clone() } else { commune.clone() }).collect::<Vec<_>>()
    };
    if !sorted_by.is_empty() {
        all.sort_by_key(by);
    }
    all
}

async fn server(layer: Layer) -> Server {
    let server = Server::start().await;
    let numbers = AtomicUsize::new(1);
    server.on("/wfs", move |request| {
        let value = |key: &str| request.values(key).first().copied().unwrap_or_default().to_owned();
        let fault = if layer.gml { Fault::GmlOnly } else { Fault::None };
        match &*value("REQUEST") {
            "GetCapabilities" => return Answer::raw("text/xml", capabilities("2.0.0", fault)),
            "DescribeFeatureType" => return Answer::raw("text/xml", schema(layer)),
            _ if value("RESULTTYPE") == "hits" => {
                return Answer::raw("text/xml", format!("<w:FeatureCollection numberMatched=\"{ROWS}\"/>"));
            }
            _ => {}
        }
        let (start, sorted_by) = (request.values("STARTINDEX").first().map(|it| it.parse().unwrap()), value("SORTBY"));
        let is_refused = match (start, &*sorted_by) {
            (None, _) => !layer.whole,
            (Some(0), "") => layer.natural == Natural::Refused,
            (Some(_), "") => layer.natural != Natural::Given,
            (Some(_), _) => !layer.sorts,
        };
        if is_refused {
            return Answer::raw("text/xml", NATURAL).with_status(if start == Some(0) { 400 } else { 200 });
        }
        let all = rows(layer, numbers.fetch_add(1, Ordering::Relaxed), &sorted_by);
        let page = all.into_iter().skip(start.unwrap_or(0)).take(number(request, "COUNT", usize::MAX));
        if layer.gml {
            let member = |(id, commune, name): (String, String, String)| {
                format!("<w:member><eau gml:id=\"{id}\"><commune>{commune}</commune><nom>{name}</nom></eau></w:member>")
            };
            let members: String = page.map(member).collect();
            return Answer::raw("text/xml", format!("<w:FeatureCollection xmlns:w=\"w\">{members}</w:FeatureCollection>"));
        }
        let feature = |(id, commune, name)| json!({"type": "Feature", "id": id, "geometry": null, "properties": {"commune": commune, "nom": name}});
        Answer::json(&json!({"type": "FeatureCollection", "features": page.map(feature).collect::<Vec<_>>()}))
    });
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_nothing_holds_apart_are_not_called_complete() {
    let behind = Layer { natural: Natural::RefusedBehind, ..USUAL };
    let given = Layer { natural: Natural::Given, ..USUAL };
    let table = [
        // All its columns together are an order, whatever rows are called.
        (USUAL, Verdict::Complete, "2,500 of 2,500", ROWS),
        (behind, Verdict::Complete, "2,500 of 2,500", ROWS),
        (Layer { gml: true, ..USUAL }, Verdict::Complete, "2,500 of 2,500", ROWS),
        // Rows with the same commune change places between two pages.
        (Layer { names: false, ..USUAL }, Verdict::Unverifiable, "like one that came before", ROWS),
        (Layer { names: false, gml: true, ..behind }, Verdict::Unverifiable, "like one that came before", ROWS),
        // Rows that are alike are nothing that could be told from one that came twice.
        (Layer { alike: 2_500, ..USUAL }, Verdict::Unverifiable, "like one that came before", ROWS),
        // In no order at all, and called something else each time.
        (given, Verdict::Unverifiable, "like one that came before", ROWS),
        (Layer { gml: true, ..given }, Verdict::Unverifiable, "like one that came before", ROWS),
        // What they are called holds them apart where it lasts.
        (Layer { keeps: true, alike: 2_500, ..given }, Verdict::Complete, "2,500 of 2,500", ROWS),
        (Layer { keeps: true, alike: 2_500, gml: true, ..given }, Verdict::Complete, "2,500 of 2,500", ROWS),
        // One answer gives each row once.
        (Layer { sorts: false, alike: 2_500, ..USUAL }, Verdict::Complete, "2,500 of 2,500", ROWS),
        (Layer { sorts: false, ..behind }, Verdict::Complete, "2,500 of 2,500", ROWS),
        // What gives no second page, in whatever way, has its first one and says why.
        (Layer { sorts: false, whole: false, ..behind }, Verdict::Altered, "natural order", 1_000),
    ];
    for (layer, verdict, words, count) in table {
        let server = server(layer).await;
        let came = of(&server, "wfs", "wfs", &[]).await.unwrap();
        let Outcome { verdict: found, reason, .. } = &came.outcome;
        assert!(*found == verdict && reason.contains(words), "{layer:?}: {found:?}: {reason}");
        let names: Vec<&str> = came.text.split("Nom ").skip(1).collect();
        assert_eq!(names.len(), count, "{layer:?}");
        let distinct: HashSet<&str> = names.iter().map(|it| it.split(['"', '<']).next().unwrap()).collect();
        assert!(verdict != Verdict::Complete || layer.alike > 1 || distinct.len() == ROWS, "{layer:?}");
    }
}
