//! What the attributes of an element say in RDF/XML: how RDF is to be read, or of the node.

use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Triple};

use super::super::iri::resolved;
use super::fault::What;
use super::grammar::Scope;
use super::xml::{Attribute, Element, Name, XML};

pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// What says how XML is to be checked says nothing of the datasets.
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Names of RDF's own for attributes, and those that stand for nothing (any more).
const SYNTAX: [&str; 6] = ["ID", "about", "parseType", "resource", "nodeID", "datatype"];
const NOTHING: [&str; 5] = ["RDF", "li", "bagID", "aboutEach", "aboutEachPrefix"];

impl Element<'_> {
    /// An attribute of RDF's own. Those of the first version had no namespace.
    pub fn rdf(&self, local: &str) -> Option<&str> {
        self.attributes.iter().find(|it| is_rdf(&it.name, local)).map(|it| &*it.value)
    }

    pub fn xml(&self, local: &str) -> Option<&str> {
        self.attributes.iter().find(|it| it.name.is(XML, local)).map(|it| &*it.value)
    }
}

fn is_rdf(name: &Name, local: &str) -> bool {
    let is_old = || name.prefix.is_empty() && ["ID", "about", "resource", "parseType", "type"].contains(&local);
    name.local == local && (name.is(RDF, local) || is_old())
}

/// Whether no node and no property is called so.
pub fn is_syntax(name: &Name) -> bool {
    name.namespace.as_deref() == Some(RDF) && (SYNTAX.contains(&name.local) || NOTHING.contains(&name.local))
}

/// The address that an attribute of RDF's own holds.
pub fn iri(element: &Element, local: &str, scope: &Scope, faults: &mut Vec<What>) -> Option<NamedNode> {
    element.rdf(local).map(|raw| named(raw, scope, faults))
}

fn named(raw: &str, scope: &Scope, faults: &mut Vec<What>) -> NamedNode {
    let (iri, is_fine) = resolved(raw, &scope.base);
    faults.extend((!is_fine).then(|| What::Address(iri.as_str().into())));
    NamedNode::new_unchecked(iri.into_inner())
}

/// `rdf:ID`: a part of the document.
pub fn id(element: &Element, scope: &Scope, faults: &mut Vec<What>) -> Option<NamedNode> {
    let id = element.rdf("ID")?.trim();
    Some(named(&format!("#{id}"), scope, faults))
}

pub fn blank(element: &Element) -> Option<BlankNode> {
    element.rdf("nodeID").map(|label| BlankNode::new_unchecked(format!("n{}", label.trim())))
}

/// What the other attributes say of `subject`.
pub fn said(element: &Element, subject: &NamedOrBlankNode, scope: &Scope, faults: &mut Vec<What>) -> Vec<Triple> {
    let mut said = Vec::new();
    for Attribute { name, value } in &element.attributes {
        if is_rdf(name, "type") {
            let kind = named(value, scope, faults);
            said.push(Triple::new(subject.clone(), rdf::TYPE, kind));
            continue;
        }
        match (name.namespace.as_deref(), name.local) {
            (None, _) if name.prefix.is_empty() => {}
            (None, _) => faults.push(What::NoNamespace(name.written().into())),
            (Some(XML | SCHEMA), _) => {}
            (Some(RDF), local) if SYNTAX.contains(&local) => {}
            (Some(RDF), local) if local == "Description" || NOTHING.contains(&local) => {
                faults.push(What::Misplaced(name.written().into()));
            }
            (Some(namespace), local) => {
                let predicate = NamedNode::new_unchecked(format!("{namespace}{local}"));
                let literal = match &scope.language {
                    Some(language) => Literal::new_language_tagged_literal_unchecked(&**value, &**language),
                    None => Literal::new_simple_literal(&**value),
                };
                said.push(Triple::new(subject.clone(), predicate, literal));
            }
        }
    }
    said
}
