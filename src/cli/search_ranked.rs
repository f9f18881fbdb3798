//! `search`: the first rows that each portal finds, the best first; nobody waits for a portal that is slow or dead to see
//! what the others have.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::Instant;

use super::out;
use super::rows::{End, Rows};
use super::search::Known;
use super::table::{OutputColumns, OutputFormat};
use crate::base::error::{Error, Result};
use crate::base::format;
use crate::base::relevance::Search;
use crate::model::{Address, Item, Query};
use crate::portals::federation::{awaiting_said, failure_of, merged};
use crate::portals::territory;
use crate::session::{Collected, Session};
use crate::t;

/// So long all portals are waited for, that their rows be ranked as one list.
const PATIENCE: Duration = Duration::from_millis(600);
/// So often it is said who is still waited for, where that has changed.
const SAID_AGAIN: Duration = Duration::from_secs(5);

pub struct SearchRanked<'a> {
    pub columns: &'a OutputColumns,
    pub session: &'a Session,
    pub text: &'a str,
    /// The folders that are searched, and for what.
    pub asked: &'a [(Address, Query)],
    /// At most so many rows of each.
    pub limit: usize,
    /// The command that finds all rows.
    pub for_all: String,
}

impl SearchRanked<'_> {
    /// `warnings` are to be said beforehand.
    pub async fn print(&self, warnings: Vec<String>) -> Result<u8> {
        let portals = self.session.portals()?;
        let mut answers = FuturesUnordered::new();
        for (at, (root, query)) in self.asked.iter().enumerate() {
            answers.push(async move {
                let (found, error) = match portals.get(&root.portal) {
                    Ok(portal) => Collected::as_far_as_it_goes(&**portal, root, query, self.limit).await,
                    Err(error) => (Collected::default(), Some(error)),
                };
                (at, found, error)
            });
        }
        let mut ranked = Ranked::begin(self, warnings)?;
        let mut patience = pin!(tokio::time::sleep(PATIENCE));
        // A document is read when it has ended, and not before.
        let mut is_late = false;
        let waits = self.columns.format == OutputFormat::Json;
        loop {
            let answer = tokio::select! {
                biased;
                answer = answers.next() => answer,
                () = &mut patience, if !waits => {
                    is_late = true;
                    ranked.print()?;
                    ranked.say_awaited();
                    patience.as_mut().reset(Instant::now() + SAID_AGAIN);
                    continue;
                }
            };
            let Some((at, found, error)) = answer else { break };
            ranked.awaited.remove(&at);
            match error {
                Some(error) if territory::is_refusal(&error) => ranked.refusals.push((at, error)),
                error => ranked.take(at, found, error),
            }
            if is_late {
                ranked.print()?;
            }
        }
        ranked.leave_out();
        ranked.end()
    }
}

/// What was found so far.
struct Ranked<'a> {
    search: &'a SearchRanked<'a>,
    words: Search,
    rows: Rows,
    all: Collected,
    /// What is not printed yet, each with its portal's place in the configuration.
    waiting: Vec<(usize, Vec<Item>)>,
    known: Known,
    /// Rows that were one dataset with another.
    twice: usize,
    is_cut: bool,
    /// What each portal found, with its place among those asked.
    answers: Vec<(usize, String)>,
    /// What kept others from telling all, with their place and how many rows had come of them.
    errors: Vec<(usize, usize, Error)>,
    /// Of those that cannot be narrowed as is wanted.
    refusals: Vec<(usize, Error)>,
    /// Those that did not end yet, and what was said of them.
    awaited: BTreeSet<usize>,
    said: String,
}

impl<'a> Ranked<'a> {
    fn begin(search: &'a SearchRanked<'a>, warnings: Vec<String>) -> Result<Self> {
        Ok(Self {
            words: Search::new(search.text),
            rows: Rows::begin(search.columns, None)?,
            all: Collected { total: Some(0), warnings, ..Collected::default() },
            waiting: Vec::new(),
            known: Known::default(),
            twice: 0,
            is_cut: false,
            answers: Vec::new(),
            errors: Vec::new(),
            refusals: Vec::new(),
            awaited: (0..search.asked.len()).collect(),
            said: String::new(),
            search,
        })
    }

    fn name(&self, at: usize) -> &'a str {
        self.search.asked.get(at).map_or("", |(root, _)| &root.portal)
    }

    /// What one portal found, and what kept it from finding more.
    fn take(&mut self, at: usize, found: Collected, error: Option<Error>) {
        let name = self.name(at);
        self.is_cut |= found.is_cut;
        if error.is_none() {
            let count = format::count(found.total.unwrap_or(found.items.len() as u64));
            self.answers.push((at, format!("{name} {count}")));
        }
        // Of which of several portals a dataset is shown may depend on the order of the configuration.
        let portals = self.search.session.portals().ok();
        let place = portals.and_then(|portals| portals.names().position(|known| known == name));
        let items = self.all.take_in(found);
        if let Some(error) = error {
            self.all.total = None; // nobody knows how many it would have found
            self.errors.push((at, items.len(), error));
        }
        self.waiting.push((place.unwrap_or(usize::MAX), items));
    }

    /// Prints what waits, ranked. What was printed stays: a dataset that comes again tells where it is already.
    fn print(&mut self) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let listed: usize = waiting.iter().map(|(_, items)| items.len()).sum();
        let mut items = merged(&self.words, &waiting);
        self.twice += listed - items.len();
        self.twice += items.iter_mut().map(|item| usize::from(self.known.tell(item))).sum::<usize>();
        self.rows.add(&items)
    }

    /// To a person who sees the first rows and no end.
    fn say_awaited(&mut self) {
        if !self.search.columns.are_for_people() || !io::stderr().is_terminal() {
            return;
        }
        let names: Vec<&str> = self.awaited.iter().map(|at| self.name(*at)).collect();
        let said = awaiting_said(&names, self.errors.len());
        if said != self.said {
            out::note(&said);
            self.said = said;
        }
    }

    /// Who cannot be narrowed as is wanted is left out of what the others answered; an error where there are no others.
    fn leave_out(&mut self) {
        let mut refusals = std::mem::take(&mut self.refusals);
        refusals.sort_by_key(|(at, _)| *at);
        if self.answers.is_empty() && self.errors.is_empty() {
            refusals.into_iter().for_each(|(at, refusal)| self.take(at, Collected::default(), Some(refusal)));
            return;
        }
        let left_out = refusals.iter().map(|(at, refusal)| territory::left_out(self.name(*at), refusal));
        self.all.warnings.extend(left_out.collect::<Vec<_>>());
    }

    fn end(mut self) -> Result<u8> {
        self.print()?;
        self.errors.sort_by_key(|(at, ..)| *at);
        self.answers.sort();
        let mut warnings = std::mem::take(&mut self.all.warnings);
        warnings.extend(self.errors.iter().map(|(at, rows, error)| match rows {
            0 => failure_of(self.name(*at), error),
            rows => t!("cli-no-more-answer", name = self.name(*at), error = error.to_string(), rows = *rows),
        }));
        self.rows.warn(warnings);
        let errors: Vec<Error> = self.errors.into_iter().map(|(.., error)| error).collect();
        let total = self.all.total.map(|total| total.saturating_sub(self.twice as u64));
        let rest = self.is_cut.then(|| self.search.for_all.clone());
        self.rows.end(End { total, is_cut: self.is_cut, rest, errors: &errors })?;
        let answers: Vec<String> = self.answers.into_iter().map(|(_, told)| told).collect();
        if self.search.asked.len() > 1 && !answers.is_empty() && self.search.columns.are_for_people() {
            out::note(&t!("cli-found", answers = answers.join(", ")));
        }
        Ok(Error::worst(&errors))
    }
}
