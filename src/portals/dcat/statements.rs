//! The statements of a document as they are read, and what is wrong with it.

use std::sync::{Arc, Mutex, PoisonError};

use oxrdf::{NamedNode, NamedOrBlankNode, Term, Triple};

use super::graph::Graph;
use super::page::RECORDS;
use super::rdf_xml::{Fault, What};
use super::spilled::Spilled;
use super::syntax::{Unreadable, broken, shortened, still};
use crate::base::beside::Wanted;
use crate::{m, t};

/// What is wrong with a document is told so often.
const WARNINGS: usize = 3;
/// After so many errors, and hardly anything that is none, it is no such document.
const ERRORS: usize = 1_000;

/// Where statements go.
pub trait Graphs {
    fn graph(&mut self) -> &mut Graph;

    /// Has room for the next one.
    fn make_room(&mut self) -> Result<(), Unreadable>;

    fn has_datasets(&self) -> bool;
}

impl Graphs for Graph {
    fn graph(&mut self) -> &mut Graph {
        self
    }

    fn make_room(&mut self) -> Result<(), Unreadable> {
        Ok(())
    }

    fn has_datasets(&self) -> bool {
        !self.datasets().is_empty()
    }
}

impl Graphs for Spilled {
    fn graph(&mut self) -> &mut Graph {
        self.part()
    }

    fn make_room(&mut self) -> Result<(), Unreadable> {
        Spilled::make_room(self).map_err(|error| broken(&error))?;
        if self.len() > RECORDS { Err(Unreadable::Endless) } else { Ok(()) }
    }

    fn has_datasets(&self) -> bool {
        self.is_told()
    }
}

/// Addresses where terms are defined that nobody here knows.
pub type Guessed = Arc<Mutex<Vec<String>>>;

/// A document as far as it is read.
pub struct Statements<'w, G> {
    pub graph: G,
    pub guessed: Guessed,
    warnings: Vec<String>,
    errors: usize,
    statements: usize,
    wanted: &'w Wanted,
}

impl<'w, G: Graphs> Statements<'w, G> {
    pub fn new(graph: G, wanted: &'w Wanted) -> Self {
        Self { graph, guessed: Guessed::default(), warnings: vec![], errors: 0, statements: 0, wanted }
    }

    pub fn take_triple(&mut self, triple: Result<Triple, impl std::fmt::Display>) -> Result<(), Unreadable> {
        self.take(triple.map(|it| (it.subject, it.predicate, it.object)))
    }

    pub fn take_xml(&mut self, said: Result<Triple, Fault>) -> Result<(), Unreadable> {
        match said {
            // It costs nothing, and is told of with its dataset.
            Err(Fault { what: What::Address(iri), .. }) => {
                self.graph.graph().odd(&iri);
                Ok(())
            }
            said => self.take_triple(said),
        }
    }

    /// What cannot be read costs itself; the rest of the document is read on.
    pub fn take(
        &mut self,
        said: Result<(NamedOrBlankNode, NamedNode, Term), impl std::fmt::Display>,
    ) -> Result<(), Unreadable> {
        match said {
            Ok((subject, predicate, object)) => {
                self.statements += 1;
                self.graph.graph().say(&subject, predicate.as_str(), object);
                self.graph.make_room()?;
            }
            Err(error) => self.wrong(&error.to_string()),
        }
        if self.errors > ERRORS.max(self.statements) {
            return Err(Unreadable::Other(m!("dcat-hardly-anything")));
        }
        still(self.wanted)
    }

    /// Something in it cannot be read.
    pub fn wrong(&mut self, error: &str) {
        self.errors += 1;
        if self.warnings.len() < WARNINGS {
            self.warnings.push(t!("dcat-part-unreadable", error = shortened(error)));
        }
    }

    /// All of it, and what was left out or guessed.
    pub fn end(self) -> Result<(G, Vec<String>), Unreadable> {
        let guessed = std::mem::take(&mut *self.guessed.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(address) = guessed.first().filter(|_| !self.graph.has_datasets()) {
            return Err(Unreadable::Elsewhere(shortened(address).into()));
        }
        let guessed = guessed.iter().take(WARNINGS).map(|it| t!("dcat-guessed-terms", address = shortened(it)));
        let more = self.errors.saturating_sub(self.warnings.len());
        let more = (more > 0).then(|| t!("dcat-more-unreadable", count = more));
        Ok((self.graph, guessed.chain(self.warnings).chain(more).collect()))
    }
}
