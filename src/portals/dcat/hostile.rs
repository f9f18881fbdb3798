//! Documents that mean harm, or were damaged on the way: whatever they are, reading them ends.

use std::time::{Duration, Instant};

use url::Url;

use super::page::{self, Page};
use super::syntax::Unreadable;
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
    page::read(&Document { url, content_type: Some(content_type.into()), version: None, body }, "p", "fr")
}

/// Everything shown of a page.
fn shown(page: &Page) -> String {
    page.records.iter().map(|record| format!("{:?}{:?}", record.item, record.dataset)).collect::<String>()
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
    let round = &page.records[0].dataset;
    assert_eq!((&*round.title, round.keywords.join(",")), ("round", "one".to_owned()));
    assert_eq!((round.media.len(), page.next), (1, None));
}

#[test]
fn endless_texts_are_cut() {
    let long = "x".repeat(3 << 20);
    let page = turtle(&format!(
        "<d> a dcat:Dataset ; dct:title \"{long}\" ; dct:description \"{long}\" ; dct:publisher \"{long}\" ."
    ));
    let record = &page.records[0];
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
    assert!(matches!(found, Err(Unreadable::Other(why)) if why.contains("more than") || why.contains("longer")));
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_node_that_never_stops_speaking_is_not_heard_out() {
    let keywords: String = (0..50_000).map(|n| format!("\"{n}\",")).collect();
    let page =
        turtle(&format!("<d> a dcat:Dataset ; dct:title \"t\" ; dcat:keyword {} .", keywords.trim_end_matches(',')));
    assert_eq!(page.records[0].dataset.keywords.len(), 200);
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
    assert!(
        matches!(read("application/ld+json", deep.into_bytes()), Err(Unreadable::Other(why)) if why.contains("deep"))
    );
}
