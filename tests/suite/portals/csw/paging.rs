//! Listings to their end, whatever the numbers of a service say.

use guichet::model::{Page, Query};

use super::super::careful::Connect;
use super::super::contract::connecting;
use super::super::pages;
use super::*;

/// What a service knows of one page.
struct Known {
    start: usize,
    wanted: usize,
    came: usize,
    there: usize,
}

impl Known {
    /// The next record; 0: there is none.
    fn next(&self) -> usize {
        let behind = self.start + self.came;
        if behind <= self.there { behind } else { 0 }
    }
}

/// How many there are and where the next one is, as it says.
type Says = fn(&Known) -> (String, String);

const SAYS: [(&str, Says); 14] = [
    ("as the standard has it", |it| (it.there.to_string(), it.next().to_string())),
    ("one behind the last", |it| (it.there.to_string(), (it.start + it.came).to_string())),
    ("no next", |it| (it.there.to_string(), String::new())),
    ("too many", |it| ("1000000".into(), it.next().to_string())),
    ("too many, never a next", |_| ("1000000".into(), "0".into())),
    ("too many, no next", |_| ("1000000".into(), String::new())),
    ("as many as came", |it| (it.came.to_string(), it.next().to_string())),
    ("as many as came, one behind the last", |it| (it.came.to_string(), (it.start + it.came).to_string())),
    ("never a next", |it| (it.there.to_string(), "0".into())),
    ("always the first", |it| (it.there.to_string(), "1".into())),
    ("always the same", |it| (it.there.to_string(), it.start.to_string())),
    ("counted by what was wanted", |it| {
        (it.there.to_string(), if it.next() == 0 { 0 } else { it.start + it.wanted }.to_string())
    }),
    ("no number", |_| (String::new(), String::new())),
    ("nonsense", |_| ("-7".into(), "x".into())),
];

/// A service with `there` records that gives `most` at once; what lies beyond the end it answers as `beyond` says.
async fn service_of(there: usize, most: usize, says: Says, beyond: Option<&'static str>) -> Server {
    let server = service().await;
    server.on(RECORDS, move |request| {
        let start = request.number("startPosition");
        if let Some(report) = beyond.filter(|_| start > there.max(1)) {
            return Answer::raw("application/xml", report);
        }
        let wanted = request.values("maxRecords").first().map_or(10, |it| it.parse().unwrap());
        let from = (start - 1).min(there);
        let to = (from + wanted.min(most)).min(there);
        let (matched, next) = says(&Known { start, wanted, came: to - from, there });
        let mut page = page(from, to, there);
        let results = &mut page["csw:GetRecordsResponse"]["csw:SearchResults"];
        results["@numberOfRecordsMatched"] = matched.into();
        results["@nextRecord"] = next.into();
        Answer::json(&page)
    });
    server
}

async fn all(connect: &Connect, server: &Server, at_most: usize) -> Vec<Page> {
    pages(&*connect(&server.url, None), &at(&["all"]), &Query::default(), at_most).await
}

fn rows(pages: &[Page]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for title in pages.iter().flat_map(|page| titles(&page.items)) {
        if !found.contains(&title) {
            found.push(title);
        }
    }
    found
}

#[tokio::test]
async fn every_record_is_seen_whatever_the_numbers_say() {
    const BEYOND: &str = "<ows:ExceptionReport><ows:Exception exceptionCode='InvalidParameterValue' locator='startPosition'>\
                          <ows:ExceptionText>beyond the end</ows:ExceptionText></ows:Exception></ows:ExceptionReport>";
    let connect = connecting(Kind::Csw);
    for (what, says) in SAYS {
        for there in [0, 1, 49, 50, 51, 137] {
            for most in [10, 50, 1000] {
                let is_refused = !what.starts_with("too many");
                for beyond in [None, Some(BEYOND)].into_iter().take(if is_refused { 2 } else { 1 }) {
                    let server = service_of(there, most, says, beyond).await;
                    let pages = all(&connect, &server, 60).await;
                    let of = format!("{what}: {there}, {most} at once, {}", beyond.is_some());
                    let expected: Vec<String> = (0..there).map(|n| format!("set {n:03}")).collect();
                    assert_eq!(rows(&pages), expected, "{of}");
                    assert!(pages.iter().all(|page| page.warnings.is_empty()), "{of}: {:?}", pages[0].warnings);
                    let totals: Vec<u64> = pages.iter().filter_map(|page| page.total).collect();
                    let is_right = |total: &u64| *total == there as u64 || *total == 1_000_000;
                    assert!(totals.iter().all(is_right), "{of}: {totals:?}");
                    assert!(server.asked(RECORDS).len() <= there / most.min(50) + 2, "{of}");
                }
            }
        }
    }
}

/// A first page is no end that is refused: what it was asked is not understood.
#[tokio::test]
async fn what_is_counted_and_refused_is_an_error() {
    let server = service_of(137, 50, SAYS[0].1, None).await;
    let portal = connect(Kind::Csw, &server);
    let first = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    let report = "<ows:ExceptionReport><ows:Exception exceptionCode='NoApplicableCode'/></ows:ExceptionReport>";
    server.answers(RECORDS, [Answer::raw("application/xml", report)]);
    for after in [None, first.next.as_ref()] {
        assert!(portal.list(&at(&["all"]), &Query::default(), after).await.is_err(), "{after:?}");
    }
}

/// The page that begins with record `start` is these records, of 137.
async fn pages_of(records: fn(start: usize) -> Vec<Value>) -> Vec<Page> {
    let server = service().await;
    server.on(RECORDS, move |request| {
        let start = request.number("startPosition");
        let mut page = page(start - 1, (start + 49).min(137), 137);
        page["csw:GetRecordsResponse"]["csw:SearchResults"]["gmd:MD_Metadata"] = records(start).into();
        Answer::json(&page)
    });
    all(&connecting(Kind::Csw), &server, 60).await
}

fn span(start: usize) -> impl Iterator<Item = Value> {
    (start - 1..(start + 49).min(137)).map(record)
}

/// What a person may not see is left out of its page by some.
#[tokio::test]
async fn a_page_without_records_is_no_end_where_the_numbers_go_on() {
    let found = pages_of(|start| if start == 51 { vec![] } else { span(start).collect() }).await;
    assert_eq!(rows(&found).len(), 87);
    assert!(found.iter().flat_map(|it| &it.warnings).any(|it| it.contains("50 records")), "{:?}", found[1].warnings);
}

#[tokio::test]
async fn records_that_cannot_be_read_end_no_listing() {
    let found = pages_of(|start| match start {
        51 => span(start).map(|_| object!({"gmd:hierarchyLevel": "dataset"})).collect(),
        _ => span(start).collect(),
    })
    .await;
    let told: Vec<&String> = found.iter().flat_map(|page| &page.warnings).collect();
    assert_eq!((rows(&found).len(), told.len()), (87, 1));
    assert!(told[0].contains("50 times"), "{told:?}");
}

#[tokio::test]
async fn what_comes_twice_is_there_once_and_what_is_counted_and_missing_is_told() {
    let twice = pages_of(|start| span(start).chain(span(start).take(3)).collect()).await;
    assert_eq!(rows(&twice).len(), 137);
    let fewer = pages_of(|start| span(start).filter(|it| it != &record(7)).collect()).await;
    assert_eq!(rows(&fewer).len(), 136);
    assert!(fewer[0].warnings[0].contains("1 record that it does not give"), "{:?}", fewer[0].warnings);
    assert!(fewer.iter().all(|page| page.total == Some(137)));
}

/// Who says of ever more empty pages that more follows has no more.
#[tokio::test]
async fn pages_without_anything_end() {
    let server = service().await;
    server.on(RECORDS, |request| {
        let start = request.number("startPosition");
        Answer::json(&object!({"csw:GetRecordsResponse": {"csw:SearchResults": {
            "@numberOfRecordsMatched": "1000000", "@nextRecord": (start + 50).to_string()}}}))
    });
    let found = all(&connecting(Kind::Csw), &server, 2).await;
    assert!(found[0].warnings.iter().any(|it| it.contains("without anything")), "{:?}", found[0].warnings);
    assert!(server.asked(RECORDS).len() < 20);
}
