//! JSON-LD, with the terms of usual contexts: no other is fetched, and what it may mean is guessed.

use std::collections::HashSet;
use std::sync::PoisonError;

use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use serde_json::Value;
use url::Url;

use super::bounds::within_depth;
use super::contexts::within_terms;
use super::statements::{Graphs, Guessed, Statements};
use super::syntax::{Unreadable, keys};
use super::{iri, usual_terms};
use crate::base::means::with_stack;

/// What the reader of JSON-LD may call itself with: it takes 60 KiB for each level in a debug build.
const STACK: usize = 64 << 20;

/// Does `work`, which reads, with so much stack.
pub fn with_room<T: Send>(work: impl FnOnce() -> Result<T, Unreadable> + Send) -> Result<T, Unreadable> {
    with_stack(STACK, work).unwrap_or_else(|error| Err(Unreadable::Other(error.cause)))
}

/// The statements of a document. Call it [`with_room`].
pub fn read<G: Graphs>(text: &str, base: &Url, statements: &mut Statements<'_, G>) -> Result<(), Unreadable> {
    let (body, iri) = (text.as_bytes(), iri::encoded(base.as_str()));
    within_depth(body, false)?;
    within_terms(body)?;
    let parser = JsonLdParser::new().lenient().with_base_iri(&*iri).map_err(Unreadable::other)?;
    let terms = Terms { own: own_terms(body), guessed: statements.guessed.clone() };
    let mut quads = parser.for_slice(body).with_load_document_callback(move |url, _| terms.at(url));
    quads.try_for_each(|quad| statements.take(quad.map(|quad| (quad.subject, quad.predicate, quad.object))))
}

/// Answers what terms mean that are defined at an address of their own: known ones from here, others by a guess.
struct Terms {
    /// Terms that the document defines itself.
    own: HashSet<String>,
    guessed: Guessed,
}

impl Terms {
    fn at(&self, address: &str) -> Result<JsonLdRemoteDocument, Box<dyn std::error::Error + Send + Sync>> {
        let document = match usual_terms::at(address) {
            Some(known) => known.to_vec(),
            None => {
                let mut guessed = self.guessed.lock().unwrap_or_else(PoisonError::into_inner);
                if !guessed.iter().any(|known| known == address) {
                    guessed.push(address.to_owned());
                }
                usual_terms::guessed(&self.own)
            }
        };
        Ok(JsonLdRemoteDocument { document, document_url: address.to_owned() })
    }
}

/// What the context of a document defines, besides what it names.
fn own_terms(body: &[u8]) -> HashSet<String> {
    fn within(context: Option<Value>, own: &mut HashSet<String>) {
        match context {
            Some(Value::Array(parts)) => parts.into_iter().for_each(|part| within(Some(part), own)),
            Some(Value::Object(terms)) => own.extend(terms.into_iter().map(|(term, _)| term)),
            _ => {}
        }
    }
    let mut own = HashSet::new();
    within(keys(body).context, &mut own);
    own
}
