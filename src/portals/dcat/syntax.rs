//! Which syntax a document is in, and reading it: JSON-LD, Turtle, RDF/XML, or the `data.json` of DCAT-US.
//!
//! Nothing but the document is read: what it says to be elsewhere stays there. Documents that would cost more than they
//! hold are refused before they are read.

use std::borrow::Cow;
use std::io;
use std::ops::ControlFlow;
use std::time::Duration;

use oxttl::TurtleParser;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use url::Url;

use super::bounds::within_depth;
use super::graph::Graph;
use super::statements::{Graphs, Statements};
use super::{iri, json_ld, mend, rdf_xml};
use crate::base::beside::Wanted;
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::json;
use crate::base::text;
use crate::m;

/// How long a document in memory is read at most.
pub const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    JsonLd,
    Turtle,
    RdfXml,
    DataJson,
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Unreadable {
    Empty,
    WebPage,
    /// Its terms are defined at this address, and what usual ones mean tells nothing of it.
    Elsewhere(Message),
    /// It takes too long, or nobody waits any more.
    Late,
    /// It holds more datasets than are looked at.
    Endless,
    /// It ends before its end; who fetches it knows why.
    Cut,
    /// What is too long for memory has no room in a file either.
    Disk(Message),
    Other(Message),
}

impl Unreadable {
    pub fn other(why: impl std::fmt::Display) -> Self {
        Self::Other(shortened(&why.to_string()).into())
    }
}

/// The first bytes decide; where they may be two things, the content type.
pub fn of(content_type: Option<&str>, text: &str) -> Result<Syntax, Unreadable> {
    let body = text.as_bytes().trim_ascii_start();
    let head = String::from_utf8_lossy(&body[..body.len().min(1024)]).to_ascii_lowercase();
    let is_turtle = is_turtle(content_type);
    match body.first() {
        None => Err(Unreadable::Empty),
        Some(b'{') => json(body),
        Some(b'[') if !is_turtle => json(body),
        Some(b'<') if ["<?xml", "<!--", "<!doctype", "<rdf:", "<html"].iter().any(|it| head.starts_with(it)) => {
            let html = head.find("<html").or_else(|| head.find("<!doctype html"));
            match (html, head.find("rdf:rdf")) {
                (Some(html), rdf) if rdf.is_none_or(|rdf| html < rdf) => Err(Unreadable::WebPage),
                _ => Ok(Syntax::RdfXml),
            }
        }
        _ if is_turtle => Ok(Syntax::Turtle),
        Some(b'<') if content_type.is_some_and(|it| it.contains("html")) => Err(Unreadable::WebPage),
        Some(b'<') if content_type.is_some_and(|it| it.contains("xml")) => Ok(Syntax::RdfXml),
        Some(b'@' | b'<' | b'#' | b'_') => Ok(Syntax::Turtle),
        Some(_) if head.starts_with("prefix") || head.starts_with("base") => Ok(Syntax::Turtle),
        Some(_) => Err(Unreadable::Other(m!("dcat-unknown-syntax"))),
    }
}

fn is_turtle(content_type: Option<&str>) -> bool {
    content_type.is_some_and(|it| {
        ["text/turtle", "application/x-turtle", "text/n3", "text/rdf+n3", "application/n-triples"].contains(&it)
    })
}

/// A document in which JSON, where it is that, can be read.
pub fn mended<'t>(content_type: Option<&str>, text: &'t str) -> Cow<'t, str> {
    match text.trim_start().starts_with(['{', '[']) && !is_turtle(content_type) {
        true if within_depth(text.as_bytes(), false).is_ok() => json::in_order(text),
        true => Cow::Owned(json::mended(text)),
        false => Cow::Borrowed(text),
    }
}

/// What an object's own keys tell of its syntax, without what is in them.
#[derive(Default)]
pub struct Keys {
    pub context: Option<Value>,
    dataset: bool,
    graph: bool,
}

/// The context of Project Open Data names the terms of `data.json`, which need no reading of it; Isogeo's feeds say no
/// more than that address.
const PROJECT_OPEN_DATA: &str = "project-open-data.cio.gov";

fn json(body: &[u8]) -> Result<Syntax, Unreadable> {
    within_depth(body, false)?;
    if body.starts_with(b"[") {
        return Ok(Syntax::JsonLd);
    }
    // What is cut or wrong further on is told when it is read.
    let keys = keys(body);
    let named: Vec<&str> = match &keys.context {
        Some(Value::String(context)) => vec![context],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    if named.iter().any(|context| context.contains(PROJECT_OPEN_DATA)) {
        return Ok(Syntax::DataJson);
    }
    match &keys.context {
        Some(_) => Ok(Syntax::JsonLd),
        None if keys.dataset && !keys.graph => Ok(Syntax::DataJson),
        None => Ok(Syntax::JsonLd),
    }
}

pub fn keys(body: &[u8]) -> Keys {
    struct OfObject<'k>(&'k mut Keys);
    impl<'de> Visitor<'de> for OfObject<'_> {
        type Value = ();

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<String>()? {
                match key.as_str() {
                    "@context" => self.0.context = Some(map.next_value()?),
                    "dataset" => {
                        self.0.dataset = true;
                        map.next_value::<IgnoredAny>()?;
                    }
                    other => {
                        self.0.graph |= other == "@graph";
                        map.next_value::<IgnoredAny>()?;
                    }
                }
            }
            Ok(())
        }
    }
    let mut keys = Keys::default();
    let _ = serde_json::Deserializer::from_slice(body).deserialize_map(OfObject(&mut keys)); // its beginning will do
    keys
}

/// The statements of a document that is not `data.json`, and what is wrong with it, one sentence each.
pub fn read(syntax: Syntax, text: &str, base: &Url, wanted: &Wanted) -> Result<(Graph, Vec<String>), Unreadable> {
    let mut statements = Statements::new(Graph::default(), wanted);
    match syntax {
        Syntax::JsonLd => json_ld::with_room(|| json_ld::read(text, base, &mut statements)),
        Syntax::Turtle => turtle(text, base, &mut statements),
        Syntax::RdfXml => rdf_xml::read(text, base, wanted, &mut |said| statements.take_xml(said)),
        Syntax::DataJson => Err(Unreadable::Other(m!("dcat-no-graph"))),
    }?;
    statements.end()
}

fn turtle<G: Graphs>(text: &str, base: &Url, statements: &mut Statements<'_, G>) -> Result<(), Unreadable> {
    within_depth(text.as_bytes(), true)?;
    let parser = turtle_parser(base)?;
    parser.for_slice(&*mend::turtle(text)).try_for_each(|triple| statements.take_triple(triple))
}

pub fn turtle_parser(base: &Url) -> Result<TurtleParser, Unreadable> {
    TurtleParser::new().lenient().with_base_iri(&*iri::encoded(base.as_str())).map_err(Unreadable::other)
}

/// Ends the reading of what nobody wants any more, or which takes too long.
pub fn still(wanted: &Wanted) -> Result<(), Unreadable> {
    match wanted.is_over() {
        true => Err(Unreadable::Late),
        false => Ok(()),
    }
}

/// What a document costs that is too long for memory, and does not come to its end or has no room.
pub fn broken(error: &io::Error) -> Unreadable {
    match error.kind() {
        io::ErrorKind::TimedOut => Unreadable::Late,
        io::ErrorKind::UnexpectedEof => Unreadable::Cut,
        _ => Unreadable::Disk(format::io(error)),
    }
}

/// Parsers quote what they trip over.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    text::line(&text.chars().take(LONGEST).collect::<String>())
}

/// The members of a list, one by one: `take` is given each as it is, until it breaks off; what ends it early is given
/// back.
pub fn each(text: &str, key: &str, take: &mut dyn FnMut(Value) -> ControlFlow<()>) -> Result<(), Unreadable> {
    struct List<'t>(&'t mut dyn FnMut(Value) -> ControlFlow<()>);
    impl<'de> Visitor<'de> for List<'_> {
        type Value = ();

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list of datasets")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
            while let Some(item) = list.next_element()? {
                if (self.0)(item).is_break() {
                    return Err(serde::de::Error::custom("over"));
                }
            }
            Ok(())
        }
    }
    impl<'de> serde::de::DeserializeSeed<'de> for List<'_> {
        type Value = ();

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_seq(self)
        }
    }
    struct Object<'t>(&'t str, &'t mut dyn FnMut(Value) -> ControlFlow<()>);
    impl<'de> Visitor<'de> for Object<'_> {
        type Value = ();

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<String>()? {
                match key == self.0 {
                    true => map.next_value_seed(List(self.1))?,
                    false => drop(map.next_value::<IgnoredAny>()?),
                }
            }
            Ok(())
        }
    }
    serde_json::Deserializer::from_str(text).deserialize_map(Object(key, take)).map_err(Unreadable::other)
}

#[cfg(test)]
mod tests {
    use super::super::bounds::{DEEPEST, too_deep};
    use super::*;

    #[test]
    fn the_first_bytes_and_the_content_type_tell_the_syntax() {
        let us = r#"{"@context":"https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld","dataset":[]}"#;
        let table = [
            (None, " {\"@graph\": []}", Ok(Syntax::JsonLd)),
            (Some("text/plain"), "{\"@context\": {}, \"dataset\": []}", Ok(Syntax::JsonLd)),
            (Some("application/json"), "{\"conformsTo\": \"x\", \"dataset\": []}", Ok(Syntax::DataJson)),
            (Some("application/ld+json"), us, Ok(Syntax::DataJson)),
            (None, "[{}]", Ok(Syntax::JsonLd)),
            (Some("text/turtle"), "[] a <x> .", Ok(Syntax::Turtle)),
            (None, "@prefix a: <b> .", Ok(Syntax::Turtle)),
            (Some("application/octet-stream"), "PREFIX a: <b>", Ok(Syntax::Turtle)),
            (None, "<http://a.org/x> a <y> .", Ok(Syntax::Turtle)),
            (Some("application/n-triples"), "<http://a.org/x> <y> <z> .", Ok(Syntax::Turtle)),
            (None, "<?xml version=\"1.0\"?>\n<rdf:RDF/>", Ok(Syntax::RdfXml)),
            (Some("text/html"), "<rdf:RDF xmlns:rdf=\"x\"/>", Ok(Syntax::RdfXml)),
            (Some("application/rdf+xml"), "<RDF/>", Ok(Syntax::RdfXml)),
            (Some("text/html"), "<!DOCTYPE html><p>rdf:RDF</p>", Err(Unreadable::WebPage)),
            (Some("application/ld+json"), " <HTML>", Err(Unreadable::WebPage)),
            (None, "<?xml version=\"1.0\"?><!DOCTYPE html><html>", Err(Unreadable::WebPage)),
            (Some("text/turtle"), " \n", Err(Unreadable::Empty)),
        ];
        for (content_type, body, expected) in table {
            assert_eq!(of(content_type, body), expected, "{content_type:?} {body}");
        }
        for body in ["null", "\"text\"", "12", "\u{1}\u{2}"] {
            assert!(matches!(of(None, body), Err(Unreadable::Other(_))), "{body}");
        }
    }

    /// Where nothing answers.
    #[test]
    fn terms_that_are_defined_elsewhere_are_guessed_and_never_fetched() {
        let base = Url::parse("http://a.org/").unwrap();
        let (there, known) = ("\"http://127.0.0.1:1/c\"", "\"https://schema.org/\"");
        let own = "{\"title\": \"urn:title\", \"n\": \"http://purl.org/dc/terms/title\"}";
        let body = "\"@id\": \"urn:x\", \"@type\": \"Dataset\"";
        let table = [
            (format!("{{\"@context\": {there}, {body}, \"title\": \"A\"}}"), 1, Some("A")),
            (format!("{{{body}, \"title\": \"A\", \"@context\": [{there}, {there}]}}"), 1, Some("A")),
            (format!("{{\"@context\": [{own}, {there}], {body}, \"title\": \"A\"}}"), 1, None),
            (format!("{{\"@context\": [{there}, {own}], {body}, \"title\": \"A\", \"n\": \"B\"}}"), 1, Some("B")),
            (
                format!("{{\"@context\": [{there}, \"http://127.0.0.1:1/d\"], {body}, \"dct:title\": \"A\"}}"),
                2,
                Some("A"),
            ),
            (
                format!(
                    "{{\"@context\": {{\"p\": {{\"@id\": \"urn:p\", \"@context\": {there}}}}}, \"p\": {{{body}, \"title\": \"A\"}}}}"
                ),
                1,
                Some("A"),
            ),
            (format!("{{\"@context\": {known}, {body}, \"name\": \"A\"}}"), 0, None),
        ];
        for (document, guessed, title) in table {
            assert_eq!(of(Some("application/ld+json"), &document), Ok(Syntax::JsonLd));
            let (graph, warnings) = read(Syntax::JsonLd, &document, &base, &Wanted::always()).unwrap();
            assert_eq!(warnings.len(), guessed, "{document} {warnings:?}");
            assert!(warnings.iter().all(|warning| warning.contains("http://127.0.0.1:1/")), "{warnings:?}");
            let [dataset] = graph.datasets() else { panic!("{document}") };
            let found = graph.one(*dataset, crate::portals::dcat::vocabulary::Property::Title);
            assert_eq!(found.and_then(crate::portals::dcat::graph::Object::as_text), title, "{document}");
        }
    }

    /// On a thread with no more stack than most have.
    #[test]
    fn what_is_nested_as_deep_as_may_be_is_read() {
        let base = Url::parse("http://a.org/").unwrap();
        let ways: [(&str, &str, usize); 5] = [
            ("{\"urn:a\":", "}", 1),
            ("{\"urn:a\":[", "]}", 2),
            ("{\"@list\":[", "]}", 2),
            ("{\"@id\":\"urn:i\",\"urn:a\":", "}", 1),
            ("{\"a\":", "}", 1),
        ];
        for (open, close, levels) in ways {
            let times = (DEEPEST - 3) / levels;
            let deep = format!("{}1{}", open.repeat(times), close.repeat(times));
            for object in [format!("\"@id\":\"urn:x\",\"urn:p\":{deep}"), format!("\"urn:p\":{deep},\"@id\":\"urn:x\"")]
            {
                let document = format!("{{\"@graph\":[{{{object}}},{{\"@id\":\"urn:y\",\"urn:p\":1}}]}}");
                let wanted = Wanted::always();
                let found = std::thread::scope(|scope| {
                    let small = std::thread::Builder::new().stack_size(1 << 20);
                    let reading = small.spawn_scoped(scope, || read(Syntax::JsonLd, &document, &base, &wanted).is_ok());
                    reading.unwrap().join().unwrap()
                });
                assert!(found, "{open}");
            }
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_not_read() {
        let deep = |open: &str, n: usize| open.repeat(n);
        let base = Url::parse("http://a.org/").unwrap();
        for (syntax, open) in [(Syntax::JsonLd, "{\"a\":["), (Syntax::Turtle, "[ <p> ("), (Syntax::RdfXml, "<a>")] {
            for n in [DEEPEST + 1, 1_000_000] {
                let found = read(syntax, &deep(open, n), &base, &Wanted::always());
                assert_eq!(found.err(), Some(too_deep()), "{syntax:?}");
            }
        }
    }

    #[test]
    fn a_list_is_given_item_by_item_as_far_as_it_goes() {
        let mut seen = Vec::new();
        let error = each(r#"{"x": [0], "dataset": [1, {"a": 2}, 3"#, "dataset", &mut |it| {
            seen.push(it);
            ControlFlow::Continue(())
        })
        .unwrap_err();
        assert_eq!(seen.len(), 3);
        assert!(matches!(error, Unreadable::Other(_)));
        each(r#"{"dataset": [], "y": {}}"#, "dataset", &mut |_| panic!("nothing to give")).unwrap();
        assert!(each(r#"{"dataset": "none"}"#, "dataset", &mut |_| ControlFlow::Continue(())).is_err());
    }
}
