//! A reader of RDF/XML for documents as they are: complete in what RDF/XML may say, lenient in how it is written, and
//! bounded in what it costs. It takes as long as the document is long, whatever is in it; a part that cannot be read costs
//! itself, and is told of.

use std::io;

use oxiri::Iri;
use oxrdf::Triple;
use url::Url;

use super::syntax::{Unreadable, broken, still};
use crate::base::beside::Wanted;

mod attributes;
mod entities;
mod fault;
mod grammar;
mod literal;
mod xml;

pub use fault::{Fault, What};
use grammar::Grammar;
use xml::{AHEAD, Event, SoFar, Xml};

/// What takes statements and faults.
type Take<'t> = &'t mut dyn FnMut(Result<Triple, Fault>) -> Result<(), Unreadable>;

/// Gives every statement of a document to `take`, and every fault.
pub fn read(text: &str, base: &Url, wanted: &Wanted, take: Take<'_>) -> Result<(), Unreadable> {
    let mut xml = SoFar::default().on(text, true);
    part(&mut xml, &mut grammar(base), wanted, take)?;
    Ok(())
}

/// As [`read`], of a document that is too long for memory: `more` adds some of it to what is there, as long as there is any.
pub fn read_long(
    more: &mut dyn FnMut(&mut String) -> io::Result<bool>,
    base: &Url,
    wanted: &Wanted,
    take: Take<'_>,
) -> Result<(), Unreadable> {
    /// So much of it is in memory, and where no end of a tag or a comment is in that, so much at most.
    const WINDOW: usize = 4 * AHEAD;
    const MOST: usize = 64 << 20;
    let (mut window, mut so_far, mut size, mut is_last) = (String::new(), SoFar::default(), WINDOW, false);
    let mut grammar = grammar(base);
    loop {
        let mut failed = Ok(());
        while !is_last && failed.is_ok() && window.len() < size {
            match more(&mut window) {
                Ok(is_more) => is_last = !is_more,
                Err(error) => failed = Err(broken(&error)),
            }
        }
        let mut xml = so_far.on(&window, is_last || size >= MOST);
        let is_over = part(&mut xml, &mut grammar, wanted, take)?;
        let at;
        (at, so_far) = xml.leave();
        failed?;
        if is_over {
            return Ok(());
        }
        size = if at == 0 { size * 2 } else { WINDOW };
        window.drain(..at);
    }
}

fn grammar(base: &Url) -> Grammar {
    Grammar::new(Iri::parse_unchecked(base.to_string()))
}

/// Reads what is there; whether that is all of the document.
fn part(xml: &mut Xml<'_>, grammar: &mut Grammar, wanted: &Wanted, take: Take<'_>) -> Result<bool, Unreadable> {
    while let Some(event) = xml.next()? {
        still(wanted)?;
        if matches!(event, Event::More) {
            return Ok(false);
        }
        grammar.take(event);
        grammar.faults.drain(..).for_each(|what| xml.fault(what));
        for fault in xml.faults.drain(..) {
            take(Err(fault))?;
        }
        for triple in grammar.said.drain(..) {
            take(Ok(triple))?;
        }
    }
    xml.faults.drain(..).try_for_each(|fault| take(Err(fault)))?;
    Ok(true)
}

#[cfg(test)]
mod tests;
