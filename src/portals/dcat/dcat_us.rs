//! A dataset of DCAT-US (`data.json`), in which terms are plain words, said as the statements they stand for.

use serde_json::{Map, Value};

use super::graph::{Graph, Node, Object};
use super::odd::Oddity;
use super::vocabulary::Property;
use crate::base::i18n::Message;
use crate::m;

/// The words of datasets and of what they are made of. `published` and `frequency` are Isogeo's.
const WORDS: [(&str, Property); 33] = [
    ("title", Property::Title),
    ("description", Property::Description),
    ("identifier", Property::Identifier),
    ("issued", Property::Issued),
    ("modified", Property::Modified),
    ("published", Property::Modified),
    ("keyword", Property::Keyword),
    ("theme", Property::Theme),
    ("publisher", Property::Publisher),
    ("contactPoint", Property::Contact),
    ("license", Property::Licence),
    ("rights", Property::Rights),
    ("accessLevel", Property::AccessRights),
    ("spatial", Property::Spatial),
    ("temporal", Property::Temporal),
    ("language", Property::Language),
    ("accrualPeriodicity", Property::Frequency),
    ("frequency", Property::Frequency),
    ("landingPage", Property::LandingPage),
    ("conformsTo", Property::ConformsTo),
    ("distribution", Property::Distribution),
    ("downloadURL", Property::DownloadUrl),
    ("accessURL", Property::AccessUrl),
    ("byteSize", Property::ByteSize),
    ("mediaType", Property::MediaType),
    ("format", Property::Format),
    ("checksum", Property::Checksum),
    ("checksumValue", Property::ChecksumValue),
    ("algorithm", Property::Algorithm),
    ("name", Property::Name),
    ("fn", Property::Name),
    ("hasEmail", Property::Email),
    ("version", Property::Version),
];

/// The reader of JSON has bounded the depth already.
const DEEPEST: usize = 8;

/// A graph of this one dataset and what is odd about it, or the reason why it is none.
pub fn graph(dataset: &Value) -> Result<(Graph, Option<Oddity>), Message> {
    let Value::Object(words) = dataset else { return Err(m!("portals-no-record")) };
    let mut graph = Graph::default();
    let node = match words.get("@id").and_then(Value::as_str).filter(|iri| !iri.trim().is_empty()) {
        Some(iri) => graph.named(iri),
        None => graph.unnamed(),
    };
    graph.dataset(node);
    say(&mut graph, node, words, 0);
    let is_list = matches!(words.get("distribution"), Some(Value::Array(_) | Value::Object(_) | Value::Null) | None);
    Ok((graph, (!is_list).then_some(Oddity::NoList)))
}

fn say(graph: &mut Graph, node: Node, words: &Map<String, Value>, depth: usize) {
    for (word, value) in words {
        if let Some((_, property)) = WORDS.iter().find(|(known, _)| known == word) {
            add(graph, node, *property, value, depth);
        }
    }
}

fn add(graph: &mut Graph, node: Node, property: Property, value: &Value, depth: usize) {
    match value {
        Value::String(text) => graph.add(node, property, Object::text(text, None)),
        Value::Number(number) => graph.add(node, property, Object::text(&number.to_string(), None)),
        Value::Array(list) if depth < DEEPEST => {
            list.iter().for_each(|value| add(graph, node, property, value, depth + 1));
        }
        // A geometry as it is written everywhere.
        Value::Object(words) if property == Property::Spatial && words.contains_key("coordinates") => {
            graph.add(node, property, Object::text(&value.to_string(), None));
        }
        Value::Object(words) if depth < DEEPEST => {
            let inner = graph.unnamed();
            say(graph, inner, words, depth + 1);
            graph.add(node, property, Object::Node(inner));
        }
        _ => {}
    }
}
