//! `search --all`: every row that every portal finds, printed as it comes, whichever answers first.

use std::collections::HashMap;
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::rows::{End, Rows};
use super::table::OutputColumns;
use super::walk::{WORTH_SAYING, patiently};
use super::{Global, out};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::model::identity::Identity;
use crate::model::{Address, Item, Query};
use crate::portals::federation::failure_of;
use crate::portals::territory;
use crate::session::{NewRows, Pages, Session};
use crate::t;

pub struct SearchAll<'a> {
    pub global: &'a Global,
    pub columns: OutputColumns,
    pub session: &'a Session,
    /// The folders that are searched, and for what.
    pub asked: &'a [(Address, Query)],
    /// What is to be said beforehand.
    pub warnings: Vec<String>,
}

/// What one portal has given so far, and gives next.
struct Found<'p> {
    name: &'p str,
    pages: Pages<'p>,
    part: Result<Option<NewRows>>,
}

impl SearchAll<'_> {
    pub async fn print(&self) -> Result<u8> {
        let portals = self.session.portals()?;
        let mut asked = FuturesUnordered::new();
        for (root, query) in self.asked {
            let name = root.portal.as_str();
            asked.push(self.next(name, Pages::new(&**portals.get(name)?, root, query, usize::MAX)));
        }
        let mut rows = Rows::begin(&self.columns, None)?;
        rows.warn(self.warnings.clone());
        let (mut known, mut total, mut is_cut, mut has_answer) = (Known::default(), Some(0), false, false);
        let (mut errors, mut refusals) = (Vec::new(), Vec::new());
        let mut interrupted = pin!(tokio::signal::ctrl_c());
        let is_over = loop {
            let found = tokio::select! {
                biased;
                _ = &mut interrupted => break true,
                found = asked.next() => found,
            };
            let Some(Found { name, pages, part }) = found else { break false };
            match part {
                Ok(Some(mut part)) => {
                    for item in &mut part.items {
                        known.tell(item);
                    }
                    rows.add(&part.items)?;
                    if out::is_over() {
                        return Ok(0); // nobody reads the rest
                    }
                    rows.warn(part.warnings);
                    asked.push(self.next(name, pages));
                }
                Ok(None) => {
                    has_answer = true;
                    total = total.map(|total| total + pages.rows() as u64);
                    is_cut |= pages.has_more();
                }
                Err(error) if territory::is_refusal(&error) => refusals.push((name, error)),
                Err(error) => {
                    (total, is_cut) = (None, true); // nobody knows how many it would have found
                    rows.warn([failure_of(name, &error)]);
                    errors.push(error);
                }
            }
        };
        // Who cannot be narrowed as is wanted is left out of what the others answered; an error where there are no others.
        let is_alone = !has_answer && errors.is_empty();
        for (name, refusal) in refusals {
            if !is_alone {
                rows.warn([territory::left_out(name, &refusal)]);
                continue;
            }
            (total, is_cut) = (None, true);
            rows.warn([failure_of(name, &refusal)]);
            errors.push(refusal);
        }
        rows.end(End { total: total.filter(|_| !is_over), is_cut: is_cut || is_over, rest: None, errors: &errors })?;
        Ok(if is_over { ErrorKind::Cancelled.exit_code() } else { Error::worst(&errors) })
    }

    /// The next page of one portal; all that is found is worth waiting for until its limits allow more again.
    async fn next<'p>(&self, name: &'p str, mut pages: Pages<'p>) -> Found<'p> {
        let waits = async |_: &Pages<'_>, wait: Duration| {
            if wait >= WORTH_SAYING && !self.global.is_json() {
                out::note(&format::labelled(name, &t!("cli-waits-for-limit", time = format::duration(wait))));
            }
            tokio::time::sleep(wait).await;
        };
        let part = patiently(&mut pages, self.session.max_wait, waits).await;
        Found { name, pages, part }
    }
}

/// Where each dataset was found first: what is printed stays, so that a later row tells of the earlier.
#[derive(Default)]
pub struct Known(HashMap<Identity, Address>);

impl Known {
    /// Has `item` tell where its dataset was found before, if it was at another portal.
    pub fn tell(&mut self, item: &mut Item) -> bool {
        let Some(address) = item.target.address() else { return false };
        let mut is_known = false;
        for identity in &item.same_as {
            let first = self.0.entry(*identity).or_insert_with(|| address.clone());
            is_known |= first.portal != address.portal;
            if first.portal != address.portal && !item.also.contains(first) {
                item.also.push(first.clone());
            }
        }
        is_known
    }
}
