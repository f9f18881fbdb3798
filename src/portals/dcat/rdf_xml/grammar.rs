//! RDF/XML 1.1: from elements, which are in turn nodes and their properties, to statements. What has no place costs itself
//! and what is in it.

use std::rc::Rc;

use oxiri::Iri;
use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};

use super::super::graph::LONGEST;
use super::super::iri::{LONGEST_BASE, resolved};
use super::attributes::{self, RDF};
use super::fault::What;
use super::literal::XmlLiteral;
use super::xml::{Element, Event, Name};

/// No name of a language is longer.
const LONGEST_LANGUAGE: usize = 64;

pub struct Grammar {
    here: Open,
    around: Vec<Open>,
    /// The value that is XML itself and is being read.
    literal: XmlLiteral,
    blanks: u64,
    pub said: Vec<Triple>,
    pub faults: Vec<What>,
}

/// An element that is open, and what holds within it.
struct Open {
    state: State,
    scope: Scope,
}

#[derive(Clone)]
pub struct Scope {
    pub base: Rc<Iri<String>>,
    pub language: Option<Rc<str>>,
}

enum State {
    /// The document, or `rdf:RDF`: nodes.
    Nodes,
    /// A node: its properties.
    Node {
        subject: NamedOrBlankNode,
        items: u64,
    },
    Property(Box<Property>),
    /// `rdf:parseType="Collection"`: nodes, each the next item.
    Collection(Box<Property>, Option<BlankNode>),
    /// `rdf:parseType="Literal"`: anything.
    Literal(Box<Property>),
    InLiteral,
    /// Markup of a text that was not made to be within XML.
    Markup,
    Skipped,
}

struct Property {
    subject: NamedOrBlankNode,
    predicate: NamedNode,
    /// What names the statement itself.
    statement: Option<NamedNode>,
    datatype: Option<NamedNode>,
    text: String,
    /// Whether a node has been given as its value.
    has_node: bool,
    /// The node that its attributes describe, and what they say of it, if that is its value.
    own: Option<(BlankNode, Vec<Triple>)>,
}

impl Grammar {
    pub fn new(base: Iri<String>) -> Self {
        let scope = Scope { base: Rc::new(base), language: None };
        Self {
            here: Open { state: State::Nodes, scope },
            around: Vec::new(),
            literal: XmlLiteral::default(),
            blanks: 0,
            said: Vec::new(),
            faults: Vec::new(),
        }
    }

    pub fn take(&mut self, event: Event) {
        let in_literal = matches!(self.here.state, State::Literal(_) | State::InLiteral);
        match event {
            Event::Start(element) => self.start(&element),
            Event::Broken => self.enter(State::Skipped, self.here.scope.clone()),
            Event::End { is_said } => self.end(is_said),
            Event::Text(text) => self.text(&text),
            Event::Comment(text) if in_literal => self.literal.comment(&text),
            Event::Instruction(text) if in_literal => self.literal.instruction(&text),
            Event::Comment(_) | Event::Instruction(_) | Event::Nothing | Event::More => {}
        }
    }

    fn enter(&mut self, state: State, scope: Scope) {
        self.around.push(std::mem::replace(&mut self.here, Open { state, scope }));
    }

    fn start(&mut self, element: &Element) {
        let scope = self.scope(element);
        // What is open is put back once it has taken the new element up.
        let mut open = std::mem::replace(&mut self.here.state, State::Skipped);
        let state = match &mut open {
            State::Nodes if element.name.is(RDF, "RDF") => State::Nodes,
            State::Nodes => {
                self.node(element, &scope).map_or(State::Skipped, |subject| State::Node { subject, items: 0 })
            }
            State::Node { subject, items } => self.property(element, &scope, subject, items),
            State::Property(_) if element.name.namespace.is_none() => {
                self.faults.push(What::NoNamespace(element.name.written().into()));
                State::Markup
            }
            State::Property(property) => self.value(element, &scope, property),
            State::Collection(property, last) => self.item(element, &scope, property, last),
            State::Literal(_) | State::InLiteral => {
                self.literal.start(element);
                State::InLiteral
            }
            State::Markup => State::Markup,
            State::Skipped => State::Skipped,
        };
        self.here.state = open;
        self.enter(state, scope);
    }

    fn scope(&mut self, element: &Element) -> Scope {
        let mut scope = self.here.scope.clone();
        match element.xml("base") {
            Some(base) if base.len() > LONGEST_BASE => self.faults.push(What::Attribute(element.name.written().into())),
            Some(base) => scope.base = Rc::new(resolved(base, &scope.base).0),
            None => {}
        }
        if let Some(language) = element.xml("lang") {
            let is_one = |it: &&str| !it.is_empty() && it.len() <= LONGEST_LANGUAGE;
            scope.language = Some(language.trim()).filter(is_one).map(|it| it.to_ascii_lowercase().into());
        }
        scope
    }

    /// What cannot be read in this place is not read at all.
    fn misplaced(&mut self, name: &Name) -> State {
        self.faults.push(What::Misplaced(name.written().into()));
        State::Skipped
    }

    /// A node: what it is called, what it is, and what its attributes say of it.
    fn node(&mut self, element: &Element, scope: &Scope) -> Option<NamedOrBlankNode> {
        let Some(kind) = element.name.iri() else {
            self.faults.push(What::NoNamespace(element.name.written().into()));
            return None;
        };
        if attributes::is_syntax(&element.name) {
            self.misplaced(&element.name);
            return None;
        }
        let named = attributes::iri(element, "about", scope, &mut self.faults);
        let named = named.or_else(|| attributes::id(element, scope, &mut self.faults));
        let subject: NamedOrBlankNode = match (named, attributes::blank(element)) {
            (Some(named), _) => named.into(),
            (None, Some(blank)) => blank.into(),
            (None, None) => self.blank().into(),
        };
        if !element.name.is(RDF, "Description") {
            self.said.push(Triple::new(subject.clone(), rdf::TYPE, NamedNode::new_unchecked(kind)));
        }
        let said = attributes::said(element, &subject, scope, &mut self.faults);
        self.said.extend(said);
        Some(subject)
    }

    fn value(&mut self, element: &Element, scope: &Scope, property: &mut Property) -> State {
        let Some(subject) = self.node(element, scope) else { return State::Skipped };
        property.has_node = true;
        self.say(property, subject.clone().into());
        State::Node { subject, items: 0 }
    }

    /// The next item of a list: a cell that holds it, which the one before leads to.
    fn item(&mut self, element: &Element, scope: &Scope, list: &mut Property, last: &mut Option<BlankNode>) -> State {
        let Some(subject) = self.node(element, scope) else { return State::Skipped };
        let cell = self.blank();
        match last.replace(cell.clone()) {
            Some(before) => self.said.push(Triple::new(before, rdf::REST, cell.clone())),
            None => self.say(list, cell.clone().into()),
        }
        self.said.push(Triple::new(cell, rdf::FIRST, subject.clone()));
        State::Node { subject, items: 0 }
    }

    fn property(&mut self, element: &Element, scope: &Scope, subject: &NamedOrBlankNode, items: &mut u64) -> State {
        let Some(mut predicate) = element.name.iri() else {
            self.faults.push(What::NoNamespace(element.name.written().into()));
            return State::Skipped;
        };
        if element.name.is(RDF, "li") {
            *items += 1;
            predicate = format!("{RDF}_{items}");
        } else if attributes::is_syntax(&element.name) || element.name.is(RDF, "Description") {
            return self.misplaced(&element.name);
        }
        let mut property = Box::new(Property {
            subject: subject.clone(),
            predicate: NamedNode::new_unchecked(predicate),
            statement: attributes::id(element, scope, &mut self.faults),
            datatype: attributes::iri(element, "datatype", scope, &mut self.faults),
            text: String::new(),
            has_node: false,
            own: None,
        });
        match element.rdf("parseType") {
            Some("Resource") => {
                let subject = self.blank();
                self.say(&mut property, subject.clone().into());
                State::Node { subject: subject.into(), items: 0 }
            }
            Some("Collection") => State::Collection(property, None),
            Some(_) => {
                self.literal = XmlLiteral::default();
                State::Literal(property)
            }
            None => self.plain(element, scope, property),
        }
    }

    /// A property whose value its attributes name, or that may follow.
    fn plain(&mut self, element: &Element, scope: &Scope, mut property: Box<Property>) -> State {
        let named = attributes::iri(element, "resource", scope, &mut self.faults).map(NamedOrBlankNode::from);
        if let Some(object) = named.or_else(|| attributes::blank(element).map(Into::into)) {
            self.say(&mut property, object.clone().into());
            let said = attributes::said(element, &object, scope, &mut self.faults);
            self.said.extend(said);
            property.has_node = true;
            return State::Property(property);
        }
        let own = self.blank();
        let said = attributes::said(element, &own.clone().into(), scope, &mut self.faults);
        property.own = (!said.is_empty()).then_some((own, said));
        State::Property(property)
    }

    fn end(&mut self, is_said: bool) {
        let Some(around) = self.around.pop() else { return };
        let Open { state, scope } = std::mem::replace(&mut self.here, around);
        match state {
            State::Property(property) => self.end_property(*property, &scope, is_said),
            State::Collection(mut property, last) => match last {
                Some(last) => self.said.push(Triple::new(last, rdf::REST, rdf::NIL.into_owned())),
                None => self.say(&mut property, rdf::NIL.into_owned().into()),
            },
            // What breaks off is no value.
            State::Literal(mut property) if is_said => {
                let text = std::mem::take(&mut self.literal.text);
                self.say(&mut property, Literal::new_typed_literal(text, rdf::XML_LITERAL).into());
            }
            State::InLiteral => self.literal.end(),
            _ => {}
        }
    }

    fn end_property(&mut self, mut property: Property, scope: &Scope, is_said: bool) {
        let text = std::mem::take(&mut property.text);
        let is_blank = text.trim().is_empty();
        match property.own.take() {
            _ if property.has_node => self.faults.extend((!is_blank).then(|| What::Text(text.trim().into()))),
            Some((own, said)) if is_blank => {
                self.say(&mut property, own.into());
                self.said.extend(said);
            }
            own if is_said => {
                // A text has no properties.
                self.faults.extend(
                    own.iter().flat_map(|(_, said)| said).map(|it| What::Misplaced(it.predicate.as_str().into())),
                );
                let literal = match (property.datatype.take(), &scope.language) {
                    (Some(datatype), _) => Literal::new_typed_literal(text, datatype),
                    (None, Some(language)) => Literal::new_language_tagged_literal_unchecked(text, &**language),
                    (None, None) => Literal::new_simple_literal(text),
                };
                self.say(&mut property, literal.into());
            }
            // What breaks off is no value.
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let mut open = std::iter::once(&mut self.here).chain(self.around.iter_mut().rev());
        let taker = open.find(|open| !matches!(open.state, State::Markup));
        match taker.map(|open| &mut open.state) {
            Some(State::Property(property)) => {
                let room = LONGEST.saturating_sub(property.text.len());
                let text = &text[..text.floor_char_boundary(room)];
                property
                    .text
                    .extend(text.chars().map(|char| if is_text(char) { char } else { char::REPLACEMENT_CHARACTER }));
            }
            Some(State::Literal(_) | State::InLiteral) => self.literal.text(text),
            Some(State::Skipped) | None => {}
            Some(_) if text.trim().is_empty() => {}
            Some(_) => self.faults.push(What::Text(text.trim().into())),
        }
    }

    /// What a property says, and of the statement itself what it is, if it has a name.
    fn say(&mut self, property: &mut Property, object: Term) {
        let (subject, predicate) = (property.subject.clone(), property.predicate.clone());
        if let Some(statement) = property.statement.take() {
            let mut of = |predicate: oxrdf::NamedNodeRef, object: Term| {
                self.said.push(Triple::new(statement.clone(), predicate, object));
            };
            of(rdf::TYPE, rdf::STATEMENT.into_owned().into());
            of(rdf::SUBJECT, subject.clone().into());
            of(rdf::PREDICATE, predicate.clone().into());
            of(rdf::OBJECT, object.clone());
        }
        self.said.push(Triple::new(subject, predicate, object));
    }

    /// A node that nothing else can speak of.
    fn blank(&mut self) -> BlankNode {
        self.blanks += 1;
        BlankNode::new_unchecked(format!("g{}", self.blanks))
    }
}

/// What may be in a text of XML.
fn is_text(char: char) -> bool {
    !char.is_control() || matches!(char, '\t' | '\n' | '\r')
}
