//! Documents that mean harm, or were damaged on the way: whatever they are, reading them ends.

use std::time::{Duration, Instant};

use url::Url;

use super::page::{self, Page};
use super::syntax::Unreadable;
use crate::base::beside::{Wanted, beside};
use crate::net::Document;

const FILES: [(&str, &[u8]); 6] = [
    ("application/ld+json", include_bytes!("../../../tests/fixtures/dcat/catalog.jsonld")),
    ("text/turtle", include_bytes!("../../../tests/fixtures/dcat/catalog.ttl")),
    ("application/rdf+xml", include_bytes!("../../../tests/fixtures/dcat/catalog.xml")),
    ("application/json", include_bytes!("../../../tests/fixtures/dcat/data.json")),
    ("application/json", include_bytes!("../../../tests/fixtures/dcat/open-catalog.json")),
    ("application/ld+json", include_bytes!("../../../tests/fixtures/dcat/rudi.jsonld")),
];

/// What documents are made of, to be put where it does not belong.
const PIECES: [&str; 24] = [
    "\"",
    "'",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "/>",
    "</",
    "_:b0",
    "@id",
    "\"@context\":",
    "\"@type\":[[",
    "\u{0}",
    "\u{202e}",
    "\u{1b}[31m",
    "é",
    "\u{fffd}",
    " . ",
    " ; ",
    "&lt;",
    "99999999999999999999999999",
];

fn read(content_type: &str, body: Vec<u8>) -> Result<Page, Unreadable> {
    let url = Url::parse("http://feed.example/dcat").unwrap();
    page::read(
        &Document { url, content_type: Some(content_type.into()), version: None, body },
        "p",
        "fr",
        &Wanted::always(),
    )
}

/// Everything shown of a page.
fn shown(page: &Page) -> String {
    page.records.here().iter().map(|record| format!("{:?}{:?}", record.item, record.dataset)).collect::<String>()
        + &page.warnings.join("")
}

fn mutated(body: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(..body.len().max(1)).min(body.len());
        let end = (at + random.usize(..200)).min(body.len());
        match random.u8(..6) {
            0 => body.truncate(at),
            1 => drop(body.drain(at..end)),
            2 => body.splice(at..at, PIECES[random.usize(..PIECES.len())].bytes()).for_each(drop),
            3 => {
                let copy = body[at..end].to_vec();
                let to = random.usize(..=body.len());
                body.splice(to..to, copy).for_each(drop);
            }
            4 => body[at..end].reverse(),
            _ => body.iter_mut().skip(at).take(1).for_each(|byte| *byte = random.u8(..)),
        }
    }
    body
}

#[test]
fn damaged_feeds_end_without_a_panic() {
    let (mut read_well, mut refused) = (0, 0);
    for seed in 0..100 {
        for (content_type, body) in FILES {
            let mut random = fastrand::Rng::with_seed(seed);
            let body = mutated(body, &mut random);
            let started = Instant::now();
            match read(content_type, body) {
                Ok(page) => {
                    read_well += 1;
                    let shown = shown(&page);
                    assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{0}']), "seed {seed} {content_type}");
                    assert!(page.warnings.len() <= 120, "seed {seed} {content_type}");
                }
                Err(_) => refused += 1,
            }
            assert!(started.elapsed() < Duration::from_secs(10), "seed {seed} {content_type}");
        }
    }
    assert!(read_well > 100 && refused > 50, "{read_well} {refused}");
}

#[test]
fn cut_feeds_end_at_every_length() {
    for (content_type, body) in FILES {
        for cut in (0..body.len()).step_by(311) {
            let _ = read(content_type, body[..cut].to_vec());
        }
    }
}

const PREFIXES: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix locn: <http://www.w3.org/ns/locn#> .
    @prefix hydra: <http://www.w3.org/ns/hydra/core#> . ";

fn turtle(body: &str) -> Page {
    read("text/turtle", format!("{PREFIXES}{body}").into_bytes()).unwrap()
}

#[test]
fn nodes_that_lead_to_themselves_are_followed_no_further() {
    let page = turtle(
        "_:a a dcat:Dataset ; dct:title \"round\" ; dcat:keyword _:l ; dct:publisher _:a ; dct:spatial _:a ;
             locn:geometry _:a ; dcat:theme _:a ; dct:license _:a ; dcat:distribution _:a ; dct:temporal _:a ;
             dcat:contactPoint _:a ; dcat:dataset _:a ; hydra:next _:a .
         _:l rdf:first \"one\" ; rdf:rest _:l .",
    );
    assert_eq!(page.records.len(), 1);
    let round = &page.records.here()[0].dataset;
    assert_eq!((&*round.title, round.keywords.join(",")), ("round", "one".to_owned()));
    assert_eq!((round.media.len(), page.next), (1, None));
}

#[test]
fn endless_texts_are_cut() {
    let long = "x".repeat(3 << 20);
    let page = turtle(&format!(
        "<d> a dcat:Dataset ; dct:title \"{long}\" ; dct:description \"{long}\" ; dct:publisher \"{long}\" ."
    ));
    let record = &page.records.here()[0];
    assert!(record.dataset.title.len() <= 500 && record.dataset.publisher.as_ref().unwrap().len() <= 500);
    assert!(record.dataset.summary.as_ref().unwrap().len() <= 64 << 10);
}

/// Every dataset has the same thousand distributions, which are written once.
#[test]
fn what_is_shared_does_not_multiply_without_end() {
    let media: String = (0..1_000).map(|n| format!("_:m{n} dct:title \"{n}\" .\n")).collect();
    let links: String = (0..1_000).map(|n| format!("_:m{n},")).collect();
    let links = links.trim_end_matches(',');
    let datasets: String = (0..600)
        .map(|n| format!("<d{n}> a dcat:Dataset ; dct:title \"{n}\" ; dcat:distribution {links} .\n"))
        .collect();
    let started = Instant::now();
    let found = read("text/turtle", format!("{PREFIXES}{media}{datasets}").into_bytes());
    let is_refused = match found {
        Err(Unreadable::Other(why)) => why.contains("more than"),
        Err(why) => why == Unreadable::Late,
        Ok(_) => false,
    };
    assert!(is_refused);
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_node_that_never_stops_speaking_is_not_heard_out() {
    let keywords: String = (0..50_000).map(|n| format!("\"{n}\",")).collect();
    let page =
        turtle(&format!("<d> a dcat:Dataset ; dct:title \"t\" ; dcat:keyword {} .", keywords.trim_end_matches(',')));
    assert_eq!(page.records.here()[0].dataset.keywords.len(), 200);
}

/// What explodes when it is read: entities, and contexts within contexts.
#[test]
fn explosions_are_refused_before_they_begin() {
    let mut entities = "<!DOCTYPE r [<!ENTITY a0 \"aaaaaaaaaa\">".to_owned();
    (1..30).for_each(|n| entities += &format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)));
    let bomb = format!("<?xml version=\"1.0\"?>{entities}]><rdf:RDF>&a29;</rdf:RDF>");
    assert!(
        matches!(read("application/rdf+xml", bomb.into_bytes()), Err(Unreadable::Other(why)) if why.contains("entities"))
    );
    let deep = "{\"@context\":{\"a\":".repeat(200_000);
    assert!(read("application/ld+json", deep.into_bytes()).is_err());
}

/// One part of a document that is written over and over, and what stands around it.
struct Flood {
    syntax: &'static str,
    what: &'static str,
    begins: String,
    /// `{n}` is another number each time.
    repeats: &'static str,
    ends: &'static str,
}

/// What made readers take time with the square of the length, or memory beyond it, one kind of thing each.
fn floods() -> Vec<Flood> {
    const XML: &str = "application/rdf+xml";
    const TURTLE: &str = "text/turtle";
    const JSON: &str = "application/ld+json";
    let rdf = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:d=\"http://www.w3.org/ns/dcat#\" xmlns:t=\"http://purl.org/dc/terms/\"";
    let dataset = format!("{rdf}><d:Dataset><t:title>t</t:title>");
    let long = "x".repeat(1 << 20);
    let flood = |syntax, what, begins: String, repeats, ends| Flood { syntax, what, begins, repeats, ends };
    vec![
        flood(
            XML,
            "attributes",
            format!("{rdf}><d:Dataset"),
            " t:a{n}=\"\"",
            "><t:title>t</t:title></d:Dataset></rdf:RDF>",
        ),
        flood(XML, "one attribute again and again", format!("{rdf}><d:Dataset"), " t:title=\"a\"", "/></rdf:RDF>"),
        flood(
            XML,
            "namespaces",
            format!("{rdf}><d:Dataset"),
            " xmlns:a{n}=\"b\"",
            "><t:title>t</t:title></d:Dataset></rdf:RDF>",
        ),
        flood(XML, "namespaces of many elements", dataset.clone(), "<t:p xmlns:a{n}=\"b\" a{n}:b=\"\"/>", ""),
        flood(
            XML,
            "one namespace anew",
            dataset.clone(),
            "<t:title xmlns:t=\"http://purl.org/dc/terms/\">x</t:title>",
            "",
        ),
        flood(XML, "a long namespace", format!("{rdf} xmlns:l=\"{long}\">"), "<l:a/>", ""),
        flood(XML, "a long base", format!("{rdf} xml:base=\"http://a/{long}\">"), "<d:Dataset rdf:about=\"\"/>", ""),
        flood(XML, "a long language", format!("{rdf} xml:lang=\"{long}\"><d:Dataset>"), "<t:title>a</t:title>", ""),
        flood(XML, "nesting", format!("{rdf}>"), "<d:Dataset><d:dataset>", ""),
        flood(XML, "a text", format!("{dataset}<t:title>"), "many words ", "</t:title></d:Dataset></rdf:RDF>"),
        flood(
            XML,
            "pieces of a text",
            format!("{dataset}<t:title>"),
            "<![CDATA[a]]>b&amp;<!---->",
            "</t:title></d:Dataset></rdf:RDF>",
        ),
        flood(
            XML,
            "a value that is XML",
            format!("{dataset}<t:title rdf:parseType=\"Literal\">"),
            "<a{n}:b xmlns:a{n}=\"c\"/>",
            "</t:title></d:Dataset></rdf:RDF>",
        ),
        flood(XML, "entities", "<!DOCTYPE r [".into(), "<!ENTITY a{n} \"b\">", "]><rdf:RDF/>"),
        flood(XML, "entities that do not end", "<?xml version=\"1.0\"?><!DOCTYPE r [".into(), "<!ENTITY ", ""),
        flood(XML, "a long entity", format!("<!DOCTYPE r [<!ENTITY a \"{long}\">]>{dataset}"), "&a;", ""),
        flood(
            XML,
            "a long entity in attributes",
            format!("<!DOCTYPE r [<!ENTITY a \"{long}\">]>{rdf}>"),
            "<d:D t:a=\"&a;\"/>",
            "",
        ),
        flood(XML, "references to nothing", dataset.clone(), "&&#x;&no;", ""),
        flood(XML, "nodes without a name", format!("{rdf}>"), "<d:Dataset/>", "</rdf:RDF>"),
        flood(XML, "nodes with a name", format!("{rdf}>"), "<t:a rdf:nodeID=\"a{n}\"/>", "</rdf:RDF>"),
        flood(
            XML,
            "a list",
            format!("{dataset}<d:theme rdf:parseType=\"Collection\">"),
            "<t:a/>",
            "</d:theme></d:Dataset></rdf:RDF>",
        ),
        flood(XML, "tags that do not end", format!("{rdf}>"), "<a ", ""),
        flood(XML, "tags that do not end beside some that do", format!("{rdf}>"), "<t:a/><a ", ""),
        flood(XML, "quotes that do not end", format!("{rdf}>"), "<a b=\"<c d='", ""),
        flood(XML, "end tags", format!("{rdf}>"), "</a>", ""),
        flood(XML, "marks that begin nothing", format!("{rdf}>"), "< <! <", ""),
        flood(XML, "comments that do not end", format!("{rdf}>"), "<!-- ", ""),
        flood(TURTLE, "prefixes", String::new(), "@prefix a{n}: <b> .\n", ""),
        flood(TURTLE, "a long prefix", format!("@prefix l: <http://a/{long}> .\n"), "l:a l:b l:c .\n", ""),
        flood(TURTLE, "a long base", format!("@base <http://a/{long}> .\n"), "<a> <b> <c> .\n", ""),
        flood(TURTLE, "nesting", PREFIXES.into(), "[ <a> ( ", ""),
        flood(TURTLE, "a list", format!("{PREFIXES} [] dcat:theme ("), "<http://a/{n}> ", ") ."),
        flood(TURTLE, "a text", format!("{PREFIXES} [] dct:title \"\"\""), "many \"words\" \\n", "\"\"\" ."),
        flood(TURTLE, "texts that do not end", PREFIXES.into(), "\"\"\" \"", ""),
        flood(TURTLE, "addresses that do not end", PREFIXES.into(), "<a ", ""),
        flood(TURTLE, "nodes without a name", PREFIXES.into(), "[] a dcat:Dataset .\n", ""),
        flood(TURTLE, "nodes with a name", PREFIXES.into(), "_:a{n} dcat:theme _:b{n} .\n", ""),
        flood(TURTLE, "properties", format!("{PREFIXES} [] a dcat:Dataset"), "; dct:title \"a\"", " ."),
        flood(TURTLE, "mistakes", PREFIXES.into(), ". ; ", ""),
        flood(TURTLE, "mistakes beside statements", PREFIXES.into(), "<a> <b> <c> . ] ", ""),
        flood(JSON, "terms", "{\"@context\":{".into(), "\"a{n}\":\"http://a/b\",", "\"b\":\"http://b\"},\"b\":1}"),
        flood(
            JSON,
            "terms that lead to others",
            "{\"@context\":{\"a0\":\"http://a\",".into(),
            "\"a{n}\":\"a0:b\",",
            "\"b\":\"http://b\"},\"b\":1}",
        ),
        flood(JSON, "contexts", "[".into(), "{\"@context\":{\"a\":\"http://a\"},\"a\":1},", "{}]"),
        flood(JSON, "a context of contexts", "{\"@context\":[".into(), "{\"a{n}\":\"http://a\"},", "{}],\"a\":1}"),
        flood(
            JSON,
            "many contexts under a large one",
            format!(
                "{{\"@context\":{{{}\"z\":\"http://z\"}},\"@graph\":[",
                (0..20_000).map(|n| format!("\"a{n}\":\"http://a\",")).collect::<String>()
            ),
            "{\"@context\":{\"b\":\"http://b\"}},",
            "{}]}",
        ),
        flood(
            JSON,
            "a term whose context is large",
            format!(
                "{{\"@context\":{{\"p\":{{\"@id\":\"http://p\",\"@context\":{{{}\"z\":\"http://z\"}}}}}},\"@graph\":[",
                (0..20_000).map(|n| format!("\"a{n}\":\"http://a\",")).collect::<String>()
            ),
            "{\"p\":{}},",
            "{}]}",
        ),
        flood(
            JSON,
            "a long prefix",
            format!("{{\"@context\":{{\"l\":\"http://a/{long}\"}},\"@graph\":["),
            "{\"l:a\":1},",
            "{}]}",
        ),
        flood(
            JSON,
            "a long base",
            format!("{{\"@context\":{{\"@base\":\"http://a/{long}\"}},\"@graph\":["),
            "{\"@id\":\"a\",\"http://a\":1},",
            "{}]}",
        ),
        flood(
            JSON,
            "a long vocabulary",
            format!("{{\"@context\":{{\"@vocab\":\"http://a/{long}\"}},\"@graph\":["),
            "{\"a\":1},",
            "{}]}",
        ),
        flood(JSON, "keys", "{\"@id\":\"http://a\",".into(), "\"http://a/{n}\":1,", "\"http://b\":2}"),
        flood(JSON, "types", "{\"@id\":\"http://a\",\"@type\":[".into(), "\"http://a/{n}\",", "\"http://b\"]}"),
        flood(JSON, "nesting", String::new(), "{\"a\":[", ""),
        flood(JSON, "a list", "{\"http://a\":{\"@list\":[".into(), "\"item {n}\",", "2]}}"),
        flood(JSON, "a set", "{\"http://www.w3.org/ns/dcat#keyword\":[".into(), "\"a{n}\",", "2]}"),
        flood(JSON, "a text", "{\"http://a\":\"".into(), "many words \\n\\u00e9", "\"}"),
        flood(
            JSON,
            "nodes without a name",
            "{\"@context\":{},\"@graph\":[".into(),
            "{\"@type\":\"http://www.w3.org/ns/dcat#Dataset\"},",
            "{}]}",
        ),
        flood(JSON, "nodes within one", "{\"@id\":\"http://a\",\"http://b\":[".into(), "{\"http://c\":{}},", "{}]}"),
        flood(JSON, "mistakes", "[".into(), "{\"@id\":1,\"@type\":2,\"@value\":3},", "{}]"),
        flood(JSON, "what is nothing", "[".into(), "}{", ""),
        flood(
            JSON,
            "datasets of data.json",
            "{\"dataset\":[".into(),
            "{\"title\":\"a\",\"identifier\":\"{n}\"},",
            "{}]}",
        ),
        flood(
            JSON,
            "keywords of data.json",
            "{\"dataset\":[{\"title\":\"a\",\"keyword\":[".into(),
            "\"{n}\",",
            "\"\"]}]}",
        ),
        flood(JSON, "keys of data.json", "{\"dataset\":[{\"title\":\"a\",".into(), "\"a{n}\":[[]],", "\"b\":1}]}"),
    ]
}

impl Flood {
    fn written(&self, length: usize) -> Vec<u8> {
        let mut document = self.begins.clone();
        let mut n = 0;
        while document.len() < length {
            n += 1;
            document += &self.repeats.replace("{n}", &n.to_string());
        }
        document += self.ends;
        document.into_bytes()
    }
}

/// Each takes about as long as as many nodes that mean no harm; what grew with the square took a hundred times that.
fn floods_are_borne(syntax: &str) {
    const LENGTH: usize = 1 << 20;
    let all: Vec<Flood> = floods().into_iter().filter(|flood| flood.syntax == syntax).collect();
    let time = |flood: &Flood| {
        let body = flood.written(LENGTH);
        let started = Instant::now();
        let _ = read(syntax, body); // read or refused
        started.elapsed()
    };
    let usual = time(all.iter().find(|flood| flood.what == "nodes without a name").unwrap());
    for flood in &all {
        let took = time(flood);
        assert!(took < 10 * usual + Duration::from_secs(3), "{syntax}: {} took {took:?}, not {usual:?}", flood.what);
    }
}

#[test]
fn floods_of_one_thing_in_rdf_xml_are_read_or_refused_in_the_time_of_their_length() {
    floods_are_borne("application/rdf+xml");
}

#[test]
fn floods_of_one_thing_in_turtle_are_read_or_refused_in_the_time_of_their_length() {
    floods_are_borne("text/turtle");
}

#[test]
fn floods_of_one_thing_in_json_are_read_or_refused_in_the_time_of_their_length() {
    floods_are_borne("application/ld+json");
}

/// Lists that many share are not unrolled for each of them without end.
#[test]
fn a_list_that_is_named_again_and_again_is_unrolled_as_far_as_it_is_read() {
    let items = "\"a\" ".repeat(4_000);
    let names = format!("_:l{}", ",_:l".repeat(4_000));
    let datasets: String =
        (0..20).map(|n| format!("<d{n}> a dcat:Dataset ; dct:title \"t\" ; dcat:keyword {names} .\n")).collect();
    let list = format!("_:l rdf:first \"a\" ; rdf:rest ({items}) .\n");
    let started = Instant::now();
    assert_eq!(turtle(&format!("{list}{datasets}")).records.len(), 20);
    assert!(started.elapsed() < Duration::from_secs(20));
}

/// Whoever waits goes away: the reading ends within a moment, in each syntax.
#[tokio::test]
async fn a_document_that_nobody_waits_for_is_read_no_further() {
    let floods = floods();
    for (syntax, what) in [
        ("application/rdf+xml", "nodes without a name"),
        ("text/turtle", "nodes without a name"),
        ("application/ld+json", "nodes without a name"),
        ("application/ld+json", "datasets of data.json"),
    ] {
        let flood = floods.iter().find(|it| it.syntax == syntax && it.what == what).unwrap();
        let url = Url::parse("http://feed.example/dcat").unwrap();
        let document = Document { url, content_type: Some(syntax.into()), version: None, body: flood.written(8 << 20) };
        let (ends, ended) = std::sync::mpsc::channel();
        let reading = beside(move |wanted| {
            let started = Instant::now();
            let read = page::read(&document, "p", "fr", wanted);
            ends.send((read.map(drop), started.elapsed())).unwrap();
        });
        assert!(tokio::time::timeout(Duration::from_millis(300), reading).await.is_err(), "{syntax} is long");
        let (read, took) = ended.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(read.is_err(), "{syntax} {what} was read to its end, in {took:?}");
    }
}
