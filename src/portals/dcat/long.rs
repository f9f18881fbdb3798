//! A document that is too long for memory, read while it arrives: its statements go to one file, its datasets, packed, to
//! another. What it takes of memory grows by some bytes with each dataset.

use std::io::{self, Read};

use serde_json::Value;
use url::Url;

use super::super::decoded::Decoding;
use super::bounds::within_depth;
use super::chunks::Chunks;
use super::map::Mapper;
use super::page::{Collecting, Page, data_json_record};
use super::pieces::{Piece, Pieces};
use super::spilled::Spilled;
use super::statements::Statements;
use super::syntax::{self, Syntax, Unreadable, broken, still};
use super::{json_ld, mend, rdf_xml};
use crate::base::beside::Wanted;
use crate::base::format;
use crate::base::json;
use crate::{m, t};

/// A document that is there to be read from its beginning, more than once.
pub struct Source<'s> {
    pub open: &'s (dyn Fn() -> Box<dyn Read + Send> + Sync),
    pub content_type: Option<&'s str>,
    pub base: &'s Url,
    pub portal: &'s str,
    pub language: &'s str,
}

/// What it holds. `in_time`: for so long it is read, whatever is left of it; what came by then is kept.
pub fn read(source: &Source<'_>, wanted: &Wanted, in_time: &Wanted) -> Result<Page, Unreadable> {
    /// The syntax is in so much of it.
    const HEAD: usize = 1 << 20;
    let mut text = source.text()?;
    let mut head = String::new();
    while head.len() < HEAD && text.more(&mut head).map_err(|error| broken(&error))? {}
    drop(text);
    match syntax::of(source.content_type, &head)? {
        Syntax::DataJson => data_json(source, wanted, in_time),
        syntax => json_ld::with_room(|| graph(source, syntax, &head, wanted, in_time)),
    }
}

impl Source<'_> {
    fn text(&self) -> Result<Decoding<Box<dyn Read + Send>>, Unreadable> {
        Decoding::new((self.open)()).map_err(|error| broken(&error))
    }
}

fn data_json(source: &Source<'_>, wanted: &Wanted, in_time: &Wanted) -> Result<Page, Unreadable> {
    let mut collecting = Collecting::packing(wanted)?;
    let mut text = source.text()?;
    let mut more = |window: &mut String| text.more(window);
    let mut pieces = Pieces::new(&mut more, None).only("dataset");
    let read = pieces.read(&mut |piece| {
        for member in piece.members() {
            still(in_time)?;
            let record = match serde_json::from_str::<Value>(&json::in_order(member)) {
                Ok(dataset) => data_json_record(&dataset, source.base, source.portal, source.language),
                Err(error) => Err(m!("dcat-breaks-off", why = syntax::shortened(&error.to_string()))),
            };
            collecting.take(record)?;
        }
        Ok(())
    });
    let mut warnings = ended_early(read, collecting.len())?;
    warnings.extend(left_out(&pieces));
    collecting.end(warnings)
}

/// What there is to say of JSON that was not read whole.
fn left_out(pieces: &Pieces<'_>) -> Vec<String> {
    let cut = pieces.cut.as_ref().map(|key| t!("dcat-breaks-off", why = t!("dcat-fault-over", name = key)));
    let long = (pieces.left_out > 0).then(|| t!("dcat-long-values", count = pieces.left_out));
    cut.into_iter().chain(long).collect()
}

/// What is said where it was not read to its end; an error where that is no reason to show what came.
fn ended_early(read: Result<(), Unreadable>, count: usize) -> Result<Vec<String>, Unreadable> {
    match read {
        Ok(()) => Ok(vec![]),
        Err(Unreadable::Endless) => Ok(vec![t!("dcat-more-datasets", count = format::count(count as u64))]),
        Err(why) if count == 0 => Err(why),
        Err(Unreadable::Late) => Ok(vec![t!("dcat-ended-late", count = format::count(count as u64))]),
        // Why is told where it is known.
        Err(Unreadable::Cut) => Ok(vec![]),
        Err(Unreadable::Other(why)) => Ok(vec![t!("dcat-breaks-off", why)]),
        Err(other) => Err(other),
    }
}

fn graph(
    source: &Source<'_>,
    syntax: Syntax,
    head: &str,
    wanted: &Wanted,
    in_time: &Wanted,
) -> Result<Page, Unreadable> {
    let spilled = Spilled::new().map_err(|error| broken(&error))?;
    let mut statements = Statements::new(spilled, in_time);
    let mut text = source.text()?;
    let mut more = |window: &mut String| text.more(window);
    let mut warnings = Vec::new();
    let read = match syntax {
        Syntax::RdfXml => rdf_xml::read_long(&mut more, source.base, in_time, &mut |said| statements.take_xml(said)),
        Syntax::Turtle => turtle(&mut more, source.base, &mut statements),
        Syntax::JsonLd | Syntax::DataJson => {
            // Its terms may be defined behind all that uses them.
            let is_late = head.trim_start().starts_with('{') && syntax::keys(head.as_bytes()).context.is_none();
            let context = if is_late { context(source, in_time)? } else { None };
            let mut pieces = Pieces::new(&mut more, context);
            let read = pieces.read(&mut |piece| json_piece(piece, source.base, &mut statements));
            warnings = left_out(&pieces);
            read
        }
    };
    statements.graph.end().map_err(|error| broken(&error))?;
    let ended = ended_early(read, statements.graph.len())?;
    let (spilled, told) = statements.end()?;
    let warnings = ended.into_iter().chain(told).chain(warnings).collect();
    collected(source, &spilled, warnings, wanted)
}

/// The context of a document's own object, wherever that is.
fn context(source: &Source<'_>, in_time: &Wanted) -> Result<Option<String>, Unreadable> {
    let mut text = source.text()?;
    let mut more = |window: &mut String| text.more(window);
    let mut pieces = Pieces::new(&mut more, None);
    match pieces.read(&mut |_| still(in_time)) {
        Ok(()) | Err(Unreadable::Cut) => Ok(pieces.context),
        Err(other) => Err(other),
    }
}

fn json_piece(piece: &Piece<'_>, base: &Url, statements: &mut Statements<'_, Spilled>) -> Result<(), Unreadable> {
    let document = piece.document();
    let document = match within_depth(document.as_bytes(), false) {
        Ok(()) => json::in_order(&document),
        Err(_) => json::mended(&document).into(),
    };
    json_ld::read(&document, base, statements)
}

fn turtle(
    more: &mut dyn FnMut(&mut String) -> io::Result<bool>,
    base: &Url,
    statements: &mut Statements<'_, Spilled>,
) -> Result<(), Unreadable> {
    let (mut chunks, mut parser) = (Chunks::new(more), syntax::turtle_parser(base)?.low_level());
    while !parser.is_end() {
        match chunks.next()? {
            Some(chunk) => {
                within_depth(chunk.as_bytes(), true)?;
                parser.extend_from_slice(mend::turtle(&chunk).as_bytes());
            }
            None => parser.end(),
        }
        while let Some(triple) = parser.parse_next() {
            statements.take_triple(triple)?;
        }
    }
    Ok(())
}

/// The datasets of what is said.
fn collected(
    source: &Source<'_>,
    spilled: &Spilled,
    mut warnings: Vec<String>,
    wanted: &Wanted,
) -> Result<Page, Unreadable> {
    let mut collecting = Collecting::packing(wanted)?;
    let mut bare = 0;
    for number in 0..spilled.len() {
        let Some((graph, node)) = spilled.dataset(number).map_err(|error| broken(&error))? else {
            bare += 1;
            continue;
        };
        let Source { base, portal, language, .. } = *source;
        match collecting.take(Mapper { portal, graph: &graph, base, language }.record(node)) {
            Err(Unreadable::Endless) => {
                warnings.extend(ended_early(Err(Unreadable::Endless), collecting.len())?);
                break;
            }
            taken => taken?,
        }
    }
    let mut page = collecting.end(warnings)?;
    if bare > 0 {
        page.warnings.push(t!("dcat-bare-datasets", count = bare));
    }
    page.pages_on(spilled.next.clone(), spilled.last.clone(), spilled.total.as_deref());
    match page.records.is_empty() && spilled.len() == 0 && !page.warnings.is_empty() {
        true => Err(Unreadable::Other(page.warnings.swap_remove(0).into())),
        false => Ok(page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Document;
    use crate::portals::dcat::map::Record;
    use crate::portals::dcat::page;

    /// Gives its bytes in parts of this size.
    struct InParts(Vec<u8>, usize, usize);

    impl Read for InParts {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let part = (self.0.len() - self.1).min(self.2).min(buffer.len());
            buffer[..part].copy_from_slice(&self.0[self.1..self.1 + part]);
            self.1 += part;
            Ok(part)
        }
    }

    fn base() -> Url {
        Url::parse("http://feed.example/dcat").unwrap()
    }

    fn long(content_type: &str, body: &[u8], in_time: &Wanted) -> Result<Page, Unreadable> {
        read_from(content_type, in_time, &|| Box::new(InParts(body.to_vec(), 0, 7_777)))
    }

    /// A document that breaks off behind `body`.
    fn cut(content_type: &str, body: &[u8]) -> Result<Page, Unreadable> {
        read_from(content_type, &Wanted::always(), &|| Box::new(InParts(body.to_vec(), 0, 7_777).chain(Broken)))
    }

    /// A connection behind all that came.
    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }

    fn read_from(
        content_type: &str,
        in_time: &Wanted,
        open: &(dyn Fn() -> Box<dyn Read + Send> + Sync),
    ) -> Result<Page, Unreadable> {
        let (content_type, base) = (Some(content_type), &base());
        let source = Source { open, content_type, base, portal: "p", language: "fr" };
        read(&source, &Wanted::always(), in_time).map(told_apart)
    }

    fn told_apart(mut page: Page) -> Page {
        std::mem::take(&mut page.names).distinguish(&mut page.records);
        page
    }

    /// As it is read in memory.
    fn short(content_type: &str, body: &[u8]) -> Result<Page, Unreadable> {
        let (content_type, body) = (Some(content_type.to_owned()), body.to_vec());
        let document = Document { url: base(), content_type, version: None, body };
        Ok(told_apart(page::read(&document, "p", "fr", &Wanted::always())?))
    }

    fn records(page: &Page) -> Vec<Record> {
        let mut ids = Vec::new();
        page.records.each(&mut |record| ids.push(record.id().to_owned())).unwrap();
        ids.iter().map(|id| page.records.called(id).unwrap().unwrap()).collect()
    }

    const FILES: [(&str, &[u8]); 12] = [
        ("application/ld+json", include_bytes!("../../../tests/fixtures/dcat/catalog.jsonld")),
        ("application/ld+json", include_bytes!("../../../tests/fixtures/dcat/dcat-ap.jsonld")),
        ("application/ld+json", include_bytes!("../../../tests/fixtures/dcat/odd.jsonld")),
        ("application/ld+json", include_bytes!("../../../tests/fixtures/dcat/rudi.jsonld")),
        ("text/turtle", include_bytes!("../../../tests/fixtures/dcat/catalog.ttl")),
        ("text/turtle", include_bytes!("../../../tests/fixtures/dcat/formats.ttl")),
        ("text/turtle", include_bytes!("../../../tests/fixtures/dcat/odd.ttl")),
        ("application/rdf+xml", include_bytes!("../../../tests/fixtures/dcat/catalog.xml")),
        ("application/rdf+xml", include_bytes!("../../../tests/fixtures/dcat/odd.xml")),
        ("application/json", include_bytes!("../../../tests/fixtures/dcat/data.json")),
        ("application/json", include_bytes!("../../../tests/fixtures/dcat/open-catalog.json")),
        ("application/json", include_bytes!("../../../tests/fixtures/dcat/odd.json")),
    ];

    fn is_the_same(content_type: &str, body: &[u8], what: &str) {
        let (short, long) = (short(content_type, body).unwrap(), long(content_type, body, &Wanted::always()).unwrap());
        assert_eq!(records(&short), records(&long), "{what}");
        let tells = |page: &Page| (page.next.clone(), page.last.clone(), page.total);
        assert_eq!(tells(&short), tells(&long), "{what}");
        let rows = 0..short.records.len();
        assert_eq!(short.records.items(rows.clone()).unwrap(), long.records.items(rows).unwrap(), "{what}");
    }

    #[test]
    fn a_long_feed_is_read_as_a_short_one() {
        for (number, (content_type, body)) in FILES.into_iter().enumerate() {
            is_the_same(content_type, body, &format!("{number}"));
        }
        let odd = include_bytes!("../../../tests/fixtures/dcat/odd.json");
        let page = long("application/json", odd, &Wanted::always()).unwrap();
        let ids: Vec<String> = records(&page).iter().map(|record| record.id().to_owned()).collect();
        assert_eq!(ids, ["1", "2", "2-3", "2-2", "5"]);
    }

    /// In Turtle and RDF/XML: distributions before their datasets and long after them, blank nodes, lists, datasets that
    /// the catalogue names first, text long enough for many parts.
    #[test]
    fn the_order_of_statements_does_not_matter() {
        let long = "é ".repeat(50);
        let mut statements =
            vec!["<c> a dcat:Catalog ; dcat:dataset <d/3>, <d/1> ; hydra:totalItems 300 .\n".to_owned()];
        for n in 0..300 {
            statements.push(format!(
                "<d/{n}> a dcat:Dataset ; dct:title \"Jeu {n}\"@fr ; dcat:distribution <f/{n}>, _:b{n} .\n"
            ));
            statements.push(format!("<d/{n}> dct:description \"{long}\" ; dcat:keyword \"eau\", \"{n}\" .\n"));
            statements.push(format!("<f/{n}> a dcat:Distribution ; dct:title \"F\" ; dcat:downloadURL <http://a.example/{n}> ; dct:format ( \"CSV\" \"x\" ) .\n"));
            statements.push(format!("_:b{n} dct:license _:l ; dcat:accessURL <http://a.example/b/{n}> ; spdx:checksum [ spdx:checksumValue \"ab{n}\" ] .\n"));
            statements.push(format!("<d/{n}> dct:publisher <o/{}> ; dct:identifier \"{}\" .\n", n % 7, n / 2));
        }
        statements.extend((0..7).map(|n| format!("<o/{n}> foaf:name \"Organisme {n}\" .\n")));
        statements.push("_:l foaf:name \"Licence à nous\" .\n".to_owned());
        let prefixes = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
            @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix spdx: <http://spdx.org/rdf/terms#> .
            @prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n";
        let written = |statements: &[String]| format!("{prefixes}{}", statements.concat()).into_bytes();
        is_the_same("text/turtle", &written(&statements), "as written");
        fastrand::Rng::with_seed(7).shuffle(&mut statements);
        is_the_same("text/turtle", &written(&statements), "in any order");
    }

    #[test]
    fn every_shape_of_json_ld_and_xml_is_read() {
        let long = "x".repeat(4_000);
        let set = |n: usize| {
            format!(
                "{{\"@id\":\"http://a.example/{n}\",\"@type\":\"dcat:Dataset\",\"dct:title\":\"Jeu {n}\",\"dcat:unread\":\"{long}\",\"dcat:distribution\":{{\"dcat:downloadURL\":\"http://a.example/f{n}\"}}}}"
            )
        };
        let sets: Vec<String> = (0..200).map(set).collect();
        let sets = sets.join(",\n");
        let context = "\"@context\":{\"dcat\":\"http://www.w3.org/ns/dcat#\",\"dct\":\"http://purl.org/dc/terms/\",\"members\":\"dcat:dataset\"}";
        let shapes = [
            format!("{{{context},\"@graph\":[{sets}]}}"),
            format!("{{\"@graph\":[{sets}],{context}}}"),
            format!("{{{context},\"@id\":\"http://a.example/c\",\"members\":[{sets}],\"dct:title\":\"C\"}}"),
            format!(
                "{{{context},\"@graph\":[{{\"@type\":\"dcat:Catalog\",\"members\":[{sets}]}},{{\"dct:title\":\"z\"}}]}}"
            ),
            format!("[{{{context},\"@graph\":[{sets}]}}]"),
        ];
        for shape in shapes {
            assert!(shape.len() > 3 * (256 << 10));
            is_the_same("application/ld+json", shape.as_bytes(), &shape[..60]);
        }
        let set = |n: usize| {
            format!(
                "<dcat:Dataset rdf:about='&a;{n}'><dct:title>Jeu &amp; {n}</dct:title><!-- <b> --><dcat:unread>{long}</dcat:unread>\n<dct:publisher><foaf:Agent><foaf:name>Ville</foaf:name></foaf:Agent></dct:publisher></dcat:Dataset>"
            )
        };
        let sets: Vec<String> = (0..200).map(set).collect();
        let head = "<?xml version='1.0'?><!DOCTYPE rdf:RDF [<!ENTITY a 'http://a.example/'>]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:dct='http://purl.org/dc/terms/' xmlns:dcat='http://www.w3.org/ns/dcat#' xmlns:foaf='http://xmlns.com/foaf/0.1/'>";
        let nested: String = sets.iter().map(|it| format!("<dcat:dataset>{it}</dcat:dataset>")).collect();
        let broken = sets.concat().replace("Jeu &amp; 7<", "Jeu <br> 7<");
        for inner in [sets.concat(), format!("<dcat:Catalog rdf:about='c'>{nested}</dcat:Catalog>"), broken] {
            is_the_same("application/rdf+xml", format!("{head}{inner}</rdf:RDF>").as_bytes(), &inner[..60]);
        }
    }

    #[test]
    fn what_breaks_off_or_takes_too_long_is_kept_as_far_as_it_came() {
        let filler = "x".repeat(2_000);
        let sets: Vec<String> = (0..300)
            .map(|n| format!("{{\"identifier\":\"{n}\",\"title\":\"Jeu {n}\",\"unread\":\"{filler}\"}}"))
            .collect();
        let cut = format!("{{\"dataset\":[{},{{\"title\":\"half", sets.join(","));
        let page = long("application/json", cut.as_bytes(), &Wanted::always()).unwrap();
        assert_eq!((page.records.len(), page.warnings.len()), (300, 1), "{:?}", page.warnings);
        let endless = Endless { sets: sets.join(",") + ",", at: 0, until: 3 << 20 };
        let open = move || -> Box<dyn Read + Send> { Box::new(endless.clone()) };
        let source = Source { open: &open, content_type: None, base: &base(), portal: "p", language: "fr" };
        let page = read(&source, &Wanted::always(), &Wanted::always()).unwrap();
        assert!(page.records.len() > 500, "{}", page.records.len());
        assert!(page.warnings.iter().any(|it| it.contains("takes too long")), "{:?}", page.warnings);
    }

    #[test]
    fn what_came_before_the_connection_broke_is_there() {
        let filler = "x".repeat(8_000);
        let prefixes = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .";
        let context = "\"@context\":{\"dcat\":\"http://www.w3.org/ns/dcat#\",\"dct\":\"http://purl.org/dc/terms/\"}";
        let xml = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:dct='http://purl.org/dc/terms/' xmlns:dcat='http://www.w3.org/ns/dcat#'>";
        type Written<'w> = &'w dyn Fn(usize) -> String;
        let table: [(&str, String, Written<'_>); 4] = [
            ("application/json", "{\"dataset\":[".into(), &|n| {
                format!("{{\"identifier\":\"{n}\",\"title\":\"Jeu {n}\",\"description\":\"{filler}\"}},")
            }),
            ("application/ld+json", format!("{{{context},\"@graph\":["), &|n| {
                format!(
                    "{{\"@id\":\"urn:{n}\",\"@type\":\"dcat:Dataset\",\"dct:title\":\"Jeu {n}\",\"dct:description\":\"{filler}\"}},"
                )
            }),
            ("text/turtle", prefixes.into(), &|n| {
                format!("<urn:{n}> a dcat:Dataset ; dct:title \"Jeu {n}\" ; dct:description \"{filler}\" .\n")
            }),
            ("application/rdf+xml", xml.into(), &|n| {
                format!(
                    "<dcat:Dataset rdf:about='urn:{n}'><dct:title>Jeu {n}</dct:title><dct:description>{filler}</dct:description></dcat:Dataset>"
                )
            }),
        ];
        for (content_type, head, written) in table {
            let sets: String = (0..300).map(written).collect();
            let body = format!("{head}{}", &sets[..sets.len() * 2 / 3 + 1_000]);
            let page = cut(content_type, body.as_bytes()).unwrap();
            assert_eq!(page.warnings, Vec::<String>::new(), "{content_type}");
            // XML is read as far as there is some more behind.
            let least = if content_type.contains("xml") { 195 } else { 199 };
            assert!((least..=201).contains(&page.records.len()), "{content_type} {}", page.records.len());
            assert_eq!(cut(content_type, head.as_bytes()).err(), Some(Unreadable::Cut), "{content_type}");
        }
    }

    /// A feed that never ends, and of which nothing comes in time from some byte on.
    #[derive(Clone)]
    struct Endless {
        sets: String,
        at: usize,
        until: usize,
    }

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.at > self.until {
                return Err(io::ErrorKind::TimedOut.into());
            }
            let (begin, sets) = (b"{\"dataset\":[", self.sets.as_bytes());
            for (at, byte) in (self.at..).zip(buffer.iter_mut()) {
                *byte = begin.get(at).copied().unwrap_or_else(|| sets[(at - begin.len().min(at)) % sets.len()]);
            }
            let given = buffer.len();
            self.at += given;
            Ok(given)
        }
    }
}
