//! What a document says, as nodes with properties: the same for every syntax. Only what is read is kept, and of what is
//! endless only the beginning.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use oxrdf::{NamedOrBlankNode, Term};
use serde::{Deserialize, Serialize};

use super::iri::encoded;
use super::vocabulary::{Property, is_dataset_type, is_nil};

/// Nobody reads more of one text, in bytes.
pub const LONGEST: usize = 64 << 10;
/// A node that says more than that is not read to its end.
const MOST: usize = 5_000;

/// What stands for what is no character.
const REPLACEMENT: &str = "\u{fffd}";

/// A node of one [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node(u32);

#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    Node(Node),
    Text { text: Box<str>, language: Option<Box<str>> },
}

#[derive(Debug, Default)]
struct Said {
    /// `None` for a blank node.
    iri: Option<Box<str>>,
    /// Whether that was not written as an address may be.
    is_odd: bool,
    /// Addresses in its texts that were not either.
    odd: Vec<Box<str>>,
    facts: Vec<(Property, Object)>,
}

/// What one part of a document says of a node, in the names of nodes: `_:` and a label for a blank one.
#[derive(Debug, Deserialize, Serialize)]
pub struct Block {
    pub name: Box<str>,
    is_odd: bool,
    odd: Vec<Box<str>>,
    facts: Vec<(Property, Value)>,
}

#[derive(Debug, Deserialize, Serialize)]
enum Value {
    Node(Box<str>),
    Text(Box<str>, Option<Box<str>>),
}

impl Block {
    /// The nodes that it speaks of.
    pub fn nodes(&self) -> impl Iterator<Item = (Property, &str)> {
        self.facts.iter().filter_map(|(property, value)| match value {
            Value::Node(name) => Some((*property, &**name)),
            Value::Text(..) => None,
        })
    }
}

#[derive(Debug, Default)]
pub struct Graph {
    names: HashMap<Box<str>, Node>,
    nodes: Vec<Said>,
    /// How much memory it takes, about.
    weight: usize,
    /// In the order of their first mention; as a member of a catalogue, or by their type.
    datasets: Vec<Node>,
    are_datasets: HashSet<Node>,
}

impl Graph {
    /// One statement of a document.
    pub fn say(&mut self, subject: &NamedOrBlankNode, predicate: &str, object: Term) {
        let Some(property) = Property::of(predicate) else { return };
        let subject = match subject {
            NamedOrBlankNode::NamedNode(node) => self.named(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => self.blank(node.as_str()),
        };
        let object = match object {
            Term::NamedNode(node) if property == Property::Type => {
                if is_dataset_type(node.as_str()) {
                    self.dataset(subject);
                }
                return;
            }
            Term::NamedNode(node) => Object::Node(self.named(node.as_str())),
            Term::BlankNode(node) => Object::Node(self.blank(node.as_str())),
            Term::Literal(literal) => {
                let (text, _, language) = literal.destruct();
                Object::text(&text, language.as_deref())
            }
        };
        self.add(subject, property, object);
    }

    pub fn add(&mut self, subject: Node, property: Property, mut object: Object) {
        if let Object::Text { text, .. } = &mut object
            && property.is_address()
            && let Cow::Owned(fine) = encoded(text)
        {
            *text = fine.into();
            self.nodes[subject.0 as usize].odd.push(text.clone());
        }
        match (property, &object) {
            // There may be more of these than a node says of itself.
            (Property::Dataset, Object::Node(dataset)) => self.dataset(*dataset),
            _ => {
                let facts = &mut self.nodes[subject.0 as usize].facts;
                if facts.len() < MOST {
                    self.weight += 100 + object.as_text().map_or(0, str::len);
                    facts.push((property, object));
                }
            }
        }
    }

    /// The node of this address, however it is written.
    pub fn named(&mut self, iri: &str) -> Node {
        match encoded(iri) {
            Cow::Borrowed(iri) => self.called(iri, Some(iri)),
            Cow::Owned(iri) => self.odd(&iri),
        }
    }

    /// The node of an address that was not written as one may be.
    pub fn odd(&mut self, iri: &str) -> Node {
        let node = self.called(iri, Some(iri));
        self.nodes[node.0 as usize].is_odd = true;
        node
    }

    /// The addresses of a node, of what it speaks of and of what that speaks of, that were not written as they may be.
    pub fn odd_addresses(&self, node: Node) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        self.within(node, &mut |said| {
            found.extend(said.iri.as_deref().filter(|_| said.is_odd));
            found.extend(said.odd.iter().map(|address| &**address));
        });
        let mut seen = HashSet::new();
        found.retain(|address| seen.insert(*address));
        found
    }

    /// Whether a text of the same nodes holds characters that are none.
    pub fn is_garbled(&self, node: Node) -> bool {
        let mut is_garbled = false;
        let is_odd = |object: &Object| object.as_text().is_some_and(|text| text.contains(char::REPLACEMENT_CHARACTER));
        self.within(node, &mut |said| is_garbled |= said.facts.iter().any(|(_, object)| is_odd(object)));
        is_garbled
    }

    /// Gives a node, those it speaks of and those that these speak of.
    fn within<'g>(&'g self, node: Node, take: &mut dyn FnMut(&'g Said)) {
        const DEEP: usize = 2;
        let (mut layer, mut seen) = (vec![node], HashSet::from([node]));
        for _ in 0..=DEEP {
            let mut next = Vec::new();
            for node in layer {
                let said = &self.nodes[node.0 as usize];
                take(said);
                let nodes = said.facts.iter().filter_map(|(_, object)| object.node());
                next.extend(nodes.filter(|node| seen.len() < MOST && seen.insert(*node)));
            }
            layer = next;
        }
    }

    fn blank(&mut self, label: &str) -> Node {
        self.called(&format!("_:{label}"), None)
    }

    fn called(&mut self, name: &str, iri: Option<&str>) -> Node {
        if let Some(node) = self.names.get(name) {
            return *node;
        }
        let node = self.unnamed();
        self.nodes[node.0 as usize].iri = iri.map(Box::from);
        self.weight += 200 + 2 * name.len();
        self.names.insert(name.into(), node);
        node
    }

    pub fn weight(&self) -> usize {
        self.weight
    }

    /// Everything in it, node by node.
    pub fn blocks(&self) -> impl Iterator<Item = Block> {
        let mut names: Vec<Option<&str>> = vec![None; self.nodes.len()];
        self.names.iter().for_each(|(name, node)| names[node.0 as usize] = Some(name));
        let names = std::rc::Rc::new(names);
        let of_node = names.clone();
        let name = move |node: Node| names[node.0 as usize].map(Box::from);
        let value = move |object: &Object| match object {
            Object::Node(node) => name(*node).map(Value::Node),
            Object::Text { text, language } => Some(Value::Text(text.clone(), language.clone())),
        };
        self.nodes.iter().enumerate().filter_map(move |(number, said)| {
            let is_told = said.is_odd || !said.facts.is_empty();
            let facts = said.facts.iter().filter_map(|(property, object)| Some((*property, value(object)?)));
            let name = of_node[number].filter(|_| is_told)?.into();
            Some(Block { name, is_odd: said.is_odd, odd: said.odd.clone(), facts: facts.collect() })
        })
    }

    /// The names of the nodes that are datasets.
    pub fn named_datasets(&self) -> impl Iterator<Item = &str> {
        let names: HashMap<Node, &str> = self.names.iter().map(|(name, node)| (*node, &**name)).collect();
        self.datasets.iter().filter_map(move |node| names.get(node).copied())
    }

    /// Takes up what was said in another.
    pub fn put(&mut self, block: Block) -> Node {
        let node = self.by_name(&block.name);
        for (property, value) in block.facts {
            let object = match value {
                Value::Node(name) => Object::Node(self.by_name(&name)),
                Value::Text(text, language) => Object::Text { text, language },
            };
            self.add(node, property, object);
        }
        let said = &mut self.nodes[node.0 as usize];
        said.is_odd |= block.is_odd;
        said.odd.extend(block.odd);
        node
    }

    fn by_name(&mut self, name: &str) -> Node {
        self.called(name, (!name.starts_with("_:")).then_some(name))
    }

    /// A node of which nothing else can speak.
    pub fn unnamed(&mut self) -> Node {
        self.nodes.push(Said::default());
        Node((self.nodes.len() - 1) as u32)
    }

    pub fn dataset(&mut self, node: Node) {
        if self.are_datasets.insert(node) {
            self.datasets.push(node);
        }
    }

    pub fn datasets(&self) -> &[Node] {
        &self.datasets
    }

    /// Whether the document says anything at all of it.
    pub fn is_described(&self, node: Node) -> bool {
        !self.nodes[node.0 as usize].facts.is_empty()
    }

    pub fn iri(&self, node: Node) -> Option<&str> {
        self.nodes[node.0 as usize].iri.as_deref()
    }

    /// The text of a value, or the address of a node.
    pub fn written<'g>(&'g self, object: &'g Object) -> Option<&'g str> {
        match object {
            Object::Text { text, .. } => Some(text),
            Object::Node(node) => self.iri(*node),
        }
    }

    /// All values of a property, those of a list one by one.
    pub fn all(&self, node: Node, property: Property) -> Vec<&Object> {
        let mut found = Vec::new();
        for (known, object) in &self.nodes[node.0 as usize].facts {
            if *known == property && found.len() < MOST {
                self.unroll(object, &mut found);
            }
        }
        found
    }

    pub fn one(&self, node: Node, property: Property) -> Option<&Object> {
        self.all(node, property).into_iter().next()
    }

    pub fn nodes(&self, node: Node, property: Property) -> Vec<Node> {
        self.all(node, property).into_iter().filter_map(Object::node).collect()
    }

    /// Every object of this property anywhere.
    pub fn anywhere(&self, property: Property) -> Option<&Object> {
        let mut facts = self.nodes.iter().flat_map(|said| &said.facts);
        facts.find(|(known, _)| *known == property).map(|(_, object)| object)
    }

    /// A list may come back to itself, and be named again and again.
    fn unroll<'g>(&'g self, object: &'g Object, found: &mut Vec<&'g Object>) {
        let mut at = object;
        for _ in found.len()..MOST {
            let Object::Node(node) = at else { break };
            let facts = &self.nodes[node.0 as usize].facts;
            let value = |property: Property| facts.iter().find(|(known, _)| *known == property).map(|(_, it)| it);
            match (value(Property::First), value(Property::Rest)) {
                (Some(first), Some(rest)) => {
                    found.push(first);
                    at = rest;
                }
                _ => break,
            }
        }
        let is_end = matches!(at, Object::Node(node) if self.iri(*node).is_some_and(is_nil));
        if std::ptr::eq(at, object) && !is_end {
            found.push(object);
        }
    }
}

impl Object {
    pub fn node(&self) -> Option<Node> {
        if let Self::Node(node) = self { Some(*node) } else { None }
    }

    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text { text, .. } = self { Some(text) } else { None }
    }

    pub fn text(text: &str, language: Option<&str>) -> Self {
        let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default();
        // What only controls a terminal or a printer is no character of a text.
        let is_odd = |char: char| char.is_control() && !matches!(char, '\t' | '\n' | '\r' | '\u{85}');
        let text = match text.contains(is_odd) {
            true => text.replace(is_odd, REPLACEMENT).into(),
            false => text.into(),
        };
        Self::Text { text, language: language.map(|it| it.to_ascii_lowercase().into()) }
    }
}
