//! What map servers say of how many rows there are, and how they leave some out: nothing is called complete that is not.

use super::*;

/// How one server counts and pages.
#[derive(Clone, Copy, Debug)]
struct Counts {
    version: &'static str,
    /// Whether it says that it pages.
    declared: bool,
    rows: usize,
    /// What `resultType=hits` is answered with; `None`: with the rows, as without.
    hits: Option<&'static str>,
    /// Whether a page counts its own rows.
    own: bool,
    /// What it gives at once.
    cap: usize,
    pages: bool,
    /// What comes in the place of the second page, and of all at once.
    broken: Option<&'static str>,
}

const USUAL: Counts = Counts {
    version: "2.0.0",
    declared: true,
    rows: 2_500,
    hits: Some("unknown"),
    own: false,
    cap: usize::MAX,
    pages: true,
    broken: None,
};

fn told(counts: &Counts) -> String {
    let faults = if counts.declared { Fault::None } else { Fault::NoPages };
    capabilities(counts.version, faults)
}

/// From the row 1,500 on there is a column that the ones before leave out.
fn row(n: usize) -> Value {
    let mut row = feature(n);
    if n >= 1_500 {
        row["properties"]["remarque"] = "tard".into();
    }
    row
}

async fn server(counts: Counts) -> Server {
    let server = Server::start().await;
    server.on("/wfs", move |request| {
        let value = |key: &str| request.values(key).first().copied().unwrap_or_default().to_owned();
        match &*value("REQUEST") {
            "GetCapabilities" => return Answer::raw("text/xml", told(&counts)),
            "DescribeFeatureType" => {
                let late = "<xsd:element name=\"remarque\" type=\"xsd:string\"/><xsd:element name=\"geom\"";
                return Answer::raw("text/xml", SCHEMA.replace("<xsd:element name=\"geom\"", late));
            }
            _ => {}
        }
        let (all, of_these) = match counts.version {
            "2.0.0" => ("numberMatched", "COUNT"),
            _ => ("numberOfFeatures", "MAXFEATURES"),
        };
        let is_hits = value("RESULTTYPE") == "hits";
        if let (true, Some(told)) = (is_hits, counts.hits) {
            return Answer::raw("text/xml", format!("<wfs:FeatureCollection xmlns:wfs=\"w\" {all}=\"{told}\"/>"));
        }
        let start = if counts.pages { number(request, "STARTINDEX", 0) } else { 0 };
        let is_whole = request.values(of_these).is_empty();
        if let (true, Some(body)) = (start > 0 || is_whole, counts.broken) {
            return Answer::raw("application/json", body);
        }
        let count = number(request, of_these, usize::MAX).min(counts.cap);
        let rows: Vec<Value> = (0..counts.rows).skip(start).take(count).map(row).collect();
        if is_hits {
            let rows = &rows[..rows.len().min(1_000)];
            let members = members(rows);
            let told = rows.len();
            return Answer::raw(
                "text/xml",
                format!("<wfs:FeatureCollection xmlns:wfs=\"w\" {all}=\"{told}\">{members}</wfs:FeatureCollection>"),
            );
        }
        let mut page = json!({"type": "FeatureCollection", "features": rows});
        if counts.own {
            page["numberMatched"] = json!(page["features"].as_array().unwrap().len());
        }
        Answer::json(&page)
    });
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn no_number_is_believed_that_is_a_page_s_own() {
    let undeclared = Counts { declared: false, ..USUAL };
    let table = [
        (USUAL, Verdict::Unverifiable, 2_500),
        (Counts { own: true, ..USUAL }, Verdict::Unverifiable, 2_500),
        (Counts { own: true, cap: 300, ..undeclared }, Verdict::Unverifiable, 2_500),
        (Counts { cap: 300, ..undeclared }, Verdict::Unverifiable, 2_500),
        (Counts { cap: 300, ..USUAL }, Verdict::Unverifiable, 2_500),
        (Counts { cap: 300, pages: false, own: true, ..undeclared }, Verdict::Unverifiable, 300),
        (Counts { pages: false, ..undeclared }, Verdict::Unverifiable, 2_500),
        (Counts { hits: Some("2500"), own: true, ..USUAL }, Verdict::Complete, 2_500),
        (Counts { hits: Some("2500"), own: true, cap: 300, ..undeclared }, Verdict::Complete, 2_500),
        (Counts { hits: None, version: "1.1.0", ..undeclared }, Verdict::Unverifiable, 2_500),
        // Behind all of them there is nothing.
        (Counts { rows: 1_000, own: true, ..USUAL }, Verdict::Complete, 1_000),
        (Counts { rows: 1_001, own: true, ..USUAL }, Verdict::Unverifiable, 1_001),
        (Counts { rows: 40, own: true, ..undeclared }, Verdict::Complete, 40),
        (Counts { rows: 40, ..USUAL }, Verdict::Unverifiable, 40),
        (Counts { rows: 0, hits: Some("0"), ..USUAL }, Verdict::Complete, 0),
        (Counts { rows: 0, own: true, ..undeclared }, Verdict::Complete, 0),
        (
            Counts { hits: Some("2500"), broken: Some("{\"exceptions\":[{\"text\":\"x\"}]}"), ..USUAL },
            Verdict::Altered,
            1_000,
        ),
        (Counts { hits: Some("2500"), broken: Some("{}"), ..USUAL }, Verdict::Altered, 1_000),
    ];
    for (counts, verdict, count) in table {
        let server = server(counts).await;
        let came = of(&server, "wfs", "wfs", &[]).await.unwrap();
        assert_eq!(
            (came.outcome.verdict, features_in(&came.text)),
            (verdict, count),
            "{counts:?}: {}",
            came.outcome.reason
        );
    }
}

/// A cell without a value may be left out of a row: the columns are those that the service describes.
#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_is_described_may_come_late() {
    for (rows, expected) in [(2_500, 2_500), (0, 0)] {
        let told = if rows == 0 { "0" } else { "2500" };
        let server = server(Counts { rows, hits: Some(told), ..USUAL }).await;
        let came = of(&server, "wfs", "wfs", &[("as", "csv")]).await.unwrap();
        says(&came, Verdict::Complete, "rows");
        let mut reader = csv::Reader::from_reader(came.text.as_bytes());
        assert!(reader.headers().unwrap().iter().any(|name| name == "remarque"), "{rows}");
        assert_eq!(reader.records().collect::<std::result::Result<Vec<_>, _>>().unwrap().len(), expected);
    }
}

/// What is written in another encoding is so again, and says what it is written in.
#[tokio::test(flavor = "multi_thread")]
async fn gml_of_another_encoding_is_read_as_what_it_is() {
    let server = Server::start().await;
    let latin = |text: String| encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    let prolog = "<?xml version='1.0' encoding=\"ISO-8859-1\"?>";
    server.on("/wfs", move |request| {
        let text = match request.values("REQUEST")[0] {
            "GetCapabilities" => capabilities("2.0.0", Fault::GmlOnly).replace("e:eau", "e:été"),
            "DescribeFeatureType" => SCHEMA.to_owned(),
            _ if request.values("TYPENAMES") != ["e:été"] => EXCEPTION.to_owned(),
            _ if request.values("RESULTTYPE") == ["hits"] => {
                "<f:FeatureCollection xmlns:f=\"f\" numberMatched=\"1\"/>".into()
            }
            _ => "<f:FeatureCollection xmlns:f=\"f\"><f:member><nom>Île d'été</nom></f:member></f:FeatureCollection>"
                .into(),
        };
        Answer::raw("text/xml", latin(format!("{prolog}{text}")))
    });
    let came = of(&server, "wfs", "wfs", &[]).await.unwrap();
    says(&came, Verdict::Complete, "1 of 1 rows");
    assert!(came.text.starts_with("<?xml version='1.0' encoding=\"UTF-8\"?>"), "{}", came.text);
    assert!(came.text.contains("<nom>Île d'été</nom>"), "{}", came.text);
}
