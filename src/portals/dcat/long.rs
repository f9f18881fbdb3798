//! A document that is too long for memory, read while it arrives: its statements go to one file, its datasets, packed, to
//! another. What it takes of memory grows by some bytes with each dataset.

use std::io::{self, Read};

use serde_json::Value;
use url::Url;

use super::bounds::within_depth;
use super::chunks::Chunks;
use super::decoded::Decoding;
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

/// Lists of JSON-LD are looked for that deep, and of `data.json`.
const DEEP: usize = 6;
const DEEP_OF_DATA_JSON: usize = 2;

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
    let mut pieces = Pieces::new(&mut more, None, DEEP_OF_DATA_JSON);
    let read = pieces.read(&mut |piece| {
        for member in piece.members_of("dataset") {
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
        Err(Unreadable::Late) if count > 0 => Ok(vec![t!("dcat-ended-late", count = format::count(count as u64))]),
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
            let mut pieces = Pieces::new(&mut more, context, DEEP);
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
    let mut pieces = Pieces::new(&mut more, None, DEEP);
    pieces.read(&mut |_| still(in_time))?;
    Ok(pieces.context)
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
