//! What a service answers besides records: exceptions with 200, nothing, wrong numbers, other syntaxes, hostile XML.

use guichet::base::error::ErrorKind;
use guichet::model::{Cursor, Page, Query};

use super::*;

async fn list(body: &str) -> Result<Page, guichet::base::error::Error> {
    let server = service().await;
    server.answers(RECORDS, [Answer::raw("application/xml", body)]);
    connect(Kind::Csw, &server).list(&at(&["all"]), &Query::default(), None).await
}

#[tokio::test]
async fn an_exception_with_200_is_an_error() {
    let report = |code: &str, locator: &str| {
        format!(
            "<ows:ExceptionReport xmlns:ows='http://www.opengis.net/ows'><ows:Exception exceptionCode='{code}' locator='{locator}'>\
             <ows:ExceptionText>\u{1b}[31mno such thing\n at org.example.Trace</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
        )
    };
    for (code, locator, kind) in [
        ("MissingParameterValue", "elementsetname", ErrorKind::Usage),
        ("InvalidParameterValue", "constraint", ErrorKind::Usage),
        ("NoApplicableCode", "", ErrorKind::Portal),
    ] {
        let error = list(&report(code, locator)).await.unwrap_err();
        assert_eq!((error.kind, error.code.as_deref()), (kind, Some(code)), "{error}");
        assert!(error.cause.contains("no such thing") && !error.cause.contains("Trace"), "{error}");
        assert!(!error.to_string().contains('\u{1b}'));
    }
}

#[tokio::test]
async fn a_record_that_is_not_there_is_not_found() {
    let empty = "<csw:GetRecordByIdResponse xmlns:csw='http://www.opengis.net/cat/csw/2.0.2'/>";
    let exception = "<ows:ExceptionReport><ows:Exception exceptionCode='InvalidParameterValue' locator='id'/></ows:ExceptionReport>";
    for body in [empty, exception] {
        let server = service().await;
        server.answers(RECORD, [Answer::raw("application/xml", body)]);
        let error = connect(Kind::Csw, &server).dataset(&at(&[RIVERS])).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::NotFound, 4), "{error}");
        assert!(error.subject.contains(RIVERS));
    }
}

/// A list, one record, the values of a filter: none of them is empty where the service says that it failed.
#[tokio::test]
async fn an_error_that_comes_as_a_success_is_no_empty_list() {
    const SOAP: &str = "http://www.w3.org/2003/05/soap-envelope";
    let table = [
        (r#"{"code":"NoApplicableCode","description":"the index is closed"}"#.to_owned(), "the index is closed"),
        (r#"{"error":{"code":500,"message":"the index is closed"}}"#.to_owned(), "the index is closed"),
        ("java.lang.Error: the index is closed\n\tat x.Y".to_owned(), "the index is closed"),
        (
            "<ServiceExceptionReport version='1.1.1'><ServiceException>the index is closed</ServiceException>\
             </ServiceExceptionReport>"
                .to_owned(),
            "the index is closed",
        ),
        (
            "<o:ExceptionReport xmlns:o='http://www.opengis.net/ows/2.0' version='3.0.0'><o:Exception><o:ExceptionText>\
             the index is closed</o:ExceptionText></o:Exception></o:ExceptionReport>"
                .to_owned(),
            "the index is closed",
        ),
        (
            format!(
                "<s:Envelope xmlns:s='{SOAP}'><s:Body><s:Fault><s:Reason><s:Text>the index is closed</s:Text>\
                 </s:Reason></s:Fault></s:Body></s:Envelope>"
            ),
            "the index is closed",
        ),
        ("<error id='error'><message>the index is closed</message></error>".to_owned(), "the index is closed"),
        ("<?xml version='1.0'?><!DOCTYPE html><html><body/></html>".to_owned(), "web page"),
        ("<rss><channel/></rss>".to_owned(), ""),
        ("<csw:GetRecordsResponse/>".to_owned(), ""),
    ];
    for (body, words) in table {
        let server = service().await;
        for path in [RECORDS, RECORD, DOMAIN] {
            server.answers(path, [Answer::raw("text/xml", &*body)]);
        }
        let portal = connect(Kind::Csw, &server);
        let listed = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
        assert!(listed.kind == ErrorKind::Portal && listed.cause.contains(words), "{body}: {listed}");
        if words.is_empty() {
            continue;
        }
        let record = portal.dataset(&at(&[RIVERS])).await.unwrap_err();
        assert!(record.kind == ErrorKind::Portal && record.cause.contains(words), "{body}: {record}");
        let folders = portal.list(&at(&["organizations"]), &Query::default(), None).await.unwrap_err();
        assert!(folders.cause.contains(words), "{body}: {folders}");
    }
}

#[tokio::test]
async fn a_position_that_is_none_is_refused() {
    let server = service().await;
    server.answers(RECORDS, [Answer::json(&page(0, 2, 2))]);
    let portal = connect(Kind::Csw, &server);
    for cursor in ["0", "x", "-1", "21 http://elsewhere.example"] {
        let error = portal.list(&at(&["all"]), &Query::default(), Some(&Cursor(cursor.into()))).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage, "{cursor}");
    }
}

#[tokio::test]
async fn an_order_that_is_none_is_said() {
    for (order, is_said) in [([0, 1, 2, 3, 4, 5, 6, 7], false), ([3, 1, 6, 0, 7, 2, 5, 4], true)] {
        let server = service().await;
        let mut found = page(0, 8, 8);
        let results = &mut found["csw:GetRecordsResponse"]["csw:SearchResults"]["gmd:MD_Metadata"];
        *results = order.map(record).to_vec().into();
        server.answers(RECORDS, [Answer::json(&found)]);
        let sorted = Query { sort: Some("title".into()), ..Query::default() };
        let page = connect(Kind::Csw, &server).list(&at(&["all"]), &sorted, None).await.unwrap();
        assert_eq!((page.items.len(), page.warnings.len()), (8, usize::from(is_said)), "{:?}", page.warnings);
    }
}

fn results(inner: &str) -> String {
    format!(
        "<c:GetRecordsResponse><c:SearchResults numberOfRecordsMatched='2' nextRecord='0'>{inner}</c:SearchResults></c:GetRecordsResponse>"
    )
}

fn plain(n: usize) -> String {
    format!("<csw:Record><dc:identifier>r{n}</dc:identifier><dc:title>Record {n}</dc:title></csw:Record>")
}

#[tokio::test]
async fn hostile_xml_is_read_in_the_time_of_its_length() {
    let deep = format!("{}{}", "<x>".repeat(50_000), "</x>".repeat(50_000));
    let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
    let many = "<x/>".repeat(400_000);
    let table = [
        (
            format!(
                "{bomb}{}",
                results(&format!(
                    "<csw:Record><dc:identifier>&c;r1</dc:identifier><dc:title>&b;&c;</dc:title></csw:Record>{}",
                    plain(2)
                ))
            ),
            2,
        ),
        (results(&format!("{}<csw:Record><dc:identifier>r2</dc:identifier>{deep}</csw:Record>", plain(1))), 2),
        (results(&format!("{}<csw:Record>{many}</csw:Record>", plain(1))), 1),
        (results(&format!("{}{}", plain(1), plain(2))).replace("</c:SearchResults></c:GetRecordsResponse>", ""), 2),
        (results(&format!("{}<csw:Record a='1' a='2' b=\"><dc:identifier>", plain(1))), 1),
        (results(&format!("{}<weird:Thing/>", plain(1))), 1),
    ];
    for (body, count) in table {
        let started = std::time::Instant::now();
        let page = list(&body).await.unwrap();
        assert_eq!(page.items.len(), count, "{:.200}: {:?}", body, page.warnings);
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:.200}", body);
        assert!(page.items.iter().all(|item| !item.title.contains("root:")), "no file is read");
    }
}

#[tokio::test]
async fn an_answer_in_another_encoding_is_text() {
    let body = "<?xml version='1.0' encoding='ISO-8859-1'?>".to_owned()
        + &results("<csw:Record><dc:identifier>r1</dc:identifier><dc:title>D\u{e9}p\u{f4}t</dc:title></csw:Record>");
    let latin: Vec<u8> = body.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let server = service().await;
    server.answers(RECORDS, [Answer::raw("application/xml", latin)]);
    let page = connect(Kind::Csw, &server).list(&at(&["all"]), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&page.items), ["Dépôt"]);
}

/// Answers of a service that the world's programs know, where they are at hand.
#[tokio::test]
async fn recorded_answers_of_a_real_service_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/peers/samples/csw");
    let Ok(iso) = std::fs::read(folder.join("records-iso.xml")) else {
        return eprintln!("left out: {} is not there", folder.display());
    };
    let dublin_core = std::fs::read(folder.join("records-dc.xml")).unwrap();
    for (body, count) in [(iso, 2), (dublin_core, 3)] {
        let server = service().await;
        server.answers(RECORDS, [Answer::raw("application/xml", body)]);
        let page = connect(Kind::Csw, &server).list(&at(&["all"]), &Query::default(), None).await.unwrap();
        assert_eq!((page.items.len(), page.total, page.warnings.len()), (count, Some(57), 0), "{:?}", page.warnings);
        assert!(page.items.iter().all(|item| item.publisher.is_some() && item.modified.is_some()));
    }
}
