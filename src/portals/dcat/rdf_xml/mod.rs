//! A reader of RDF/XML for documents as they are: complete in what RDF/XML may say, lenient in how it is written, and
//! bounded in what it costs. It takes as long as the document is long, whatever is in it; a part that cannot be read costs
//! itself, and is told of.

use oxiri::Iri;
use oxrdf::Triple;
use url::Url;

use super::syntax::{Unreadable, still};
use crate::base::beside::Wanted;

mod attributes;
mod entities;
mod fault;
mod grammar;
mod literal;
mod xml;

pub use fault::{Fault, What};
use grammar::Grammar;
use xml::Xml;

/// Gives every statement of a document to `take`, and every fault.
pub fn read(
    text: &str,
    base: &Url,
    wanted: &Wanted,
    take: &mut dyn FnMut(Result<Triple, Fault>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let mut xml = Xml::new(text);
    let mut grammar = Grammar::new(Iri::parse_unchecked(base.to_string()));
    while let Some(event) = xml.next()? {
        still(wanted)?;
        grammar.take(event);
        grammar.faults.drain(..).for_each(|what| xml.fault(what));
        for fault in xml.faults.drain(..) {
            take(Err(fault))?;
        }
        for triple in grammar.said.drain(..) {
            take(Ok(triple))?;
        }
    }
    xml.faults.drain(..).try_for_each(|fault| take(Err(fault)))
}

#[cfg(test)]
mod tests;
