//! A reader of RDF/XML for documents as they are: complete in what RDF/XML may say, lenient in how it is written, and
//! bounded in what it costs. It takes as long as the document is long, whatever is in it; a part that cannot be read costs
//! itself, and is told of.

use std::borrow::Cow;

use encoding_rs::Encoding;
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

pub use fault::Fault;
use grammar::Grammar;
use xml::Xml;

/// Gives every statement of a document to `take`, and every fault.
pub fn read(
    body: &[u8],
    base: &Url,
    wanted: &Wanted,
    take: &mut dyn FnMut(Result<Triple, Fault>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let text = decoded(body);
    let mut xml = Xml::new(&text);
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

/// In the encoding that the document states, where that is another; what is none in it is replaced.
fn decoded(body: &[u8]) -> Cow<'_, str> {
    let stated = stated_encoding(body).filter(|it| it.is_ascii_compatible());
    match stated {
        Some(encoding) => encoding.decode_without_bom_handling(body).0,
        None => String::from_utf8_lossy(body),
    }
}

/// `<?xml version="1.0" encoding="ISO-8859-1"?>`.
fn stated_encoding(body: &[u8]) -> Option<&'static Encoding> {
    let head = &body[..body.len().min(200)];
    let head = std::str::from_utf8(&head[..memchr::memchr(b'>', head)?]).ok()?;
    let stated = head.strip_prefix("<?xml")?.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let name = stated.get(1..)?.split(['"', '\'']).next()?;
    Encoding::for_label(name.as_bytes())
}

#[cfg(test)]
mod tests;
