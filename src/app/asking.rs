//! Asking for what is to be shown, and taking in the answers, wherever the person is meanwhile.

use std::sync::Arc;

use super::listing::{Listing, ListingKey, Load, More};
use super::{App, Cmd};
use crate::base::error::Result;
use crate::model::{Address, Cursor, Dataset, Page, Place, Target};

/// How close to the last loaded row the cursor comes before the next page is asked for.
const READ_AHEAD: usize = 30;

impl App {
    /// Puts the cursor on `target` as soon as it is there.
    pub(super) fn want(&mut self, target: Target) {
        let ask = self.step().ask.clone();
        self.step_mut().wanted = Some(target);
        self.refresh_steps(&ask);
    }

    /// Asks for `ask` unless its answer is on the way already.
    pub(super) fn ask(&mut self, ask: ListingKey) {
        if matches!(self.known.listings.get(&ask), Some(Load::Loading)) {
            return;
        }
        let Some(cmd) = Self::asking(&ask) else { return };
        self.known.listings.insert(ask, Load::Loading);
        self.send(cmd);
    }

    /// What asks for the first page of an answer.
    pub(super) fn asking(ask: &ListingKey) -> Option<Cmd> {
        match &ask.place {
            Place::Home if ask.is_everywhere() => Some(Cmd::SearchAll(ask.query.clone())),
            Place::Home => None,
            Place::Data => Some(Cmd::LookAtData),
            Place::Folder(_) => Some(Cmd::List(ask.clone(), None)),
            Place::Dataset(address) => Some(Cmd::Dataset(address.clone())),
        }
    }

    pub(super) fn listed(&mut self, ask: ListingKey, after: Option<Cursor>, result: Result<Page>) {
        if matches!(self.known.listings.get(&ask), Some(Load::Ready(Listing { old: Some(_), .. }))) {
            return self.refreshed(&ask, after, result);
        }
        match (self.known.listings.get_mut(&ask), after) {
            (Some(Load::Ready(listing)), Some(after)) if listing.more == More::Loading(after.clone()) => match result {
                Ok(page) => listing.append(page),
                Err(error) => listing.more = More::Failed(after, error),
            },
            (Some(Load::Ready(_)), _) | (_, Some(_)) => return, // an answer to a question asked before a reload
            (_, None) => {
                let load = result.map_or_else(Load::Failed, |page| Load::Ready(Listing::new(page)));
                self.known.listings.insert(ask.clone(), load);
            }
        }
        self.refresh_steps(&ask);
    }

    pub(super) fn dataset_came(&mut self, address: Address, result: Result<Dataset>) {
        let ask = ListingKey::new(Place::Dataset(address.clone()));
        match result {
            Ok(dataset) => {
                self.put(&ask, Listing::of_dataset(&dataset));
                self.known.datasets.insert(address, Load::Ready(Arc::new(dataset)));
            }
            Err(error) if matches!(self.known.listings.get(&ask), Some(Load::Ready(Listing { old: Some(_), .. }))) => {
                self.refreshed(&ask, None, Err(error))
            }
            Err(error) => {
                self.known.listings.insert(ask.clone(), Load::Failed(error.clone()));
                self.known.datasets.insert(address, Load::Failed(error));
            }
        }
        self.refresh_steps(&ask);
    }

    /// Lets every step that shows `ask` take in what arrived, wherever the person is meanwhile.
    pub(super) fn refresh_steps(&mut self, ask: &ListingKey) {
        let Some(Load::Ready(listing)) = self.known.listings.get(ask) else { return };
        // Their pane has one line for them.
        listing.warnings.iter().for_each(|warning| self.log.warn(warning));
        for step in self.tabs.steps_mut().filter(|step| step.ask == *ask) {
            step.refresh(listing);
            if let Some(wanted) = step.wanted.take() {
                step.choose(listing, Some(&wanted));
            }
            if step.to_end {
                step.row = step.len(listing).saturating_sub(1);
                step.to_end = listing.more != More::End && !matches!(listing.more, More::Failed(..));
            }
        }
    }

    /// Asks for the next page when the cursor nears the end of what is loaded.
    pub(super) fn read_ahead(&mut self) -> Option<Cmd> {
        let step = &self.tabs.here.trail[self.tabs.here.trail.len() - 1];
        let Some(Load::Ready(listing)) = self.known.listings.get_mut(&step.ask) else { return None };
        if listing.is_coming() {
            let cursor = listing.begin_more_fresh()?;
            return Some(Cmd::List(step.ask.clone(), Some(cursor)));
        }
        let near = step.to_end || step.row + READ_AHEAD >= step.len(listing);
        if !near || !matches!(listing.more, More::At(_)) {
            return None;
        }
        let cursor = listing.begin_more()?;
        Some(Cmd::List(step.ask.clone(), Some(cursor)))
    }

    pub(super) fn reload(&mut self) {
        let ask = self.step().ask.clone();
        if ask.place == Place::Home && !ask.is_everywhere() {
            return self.sign_in_again();
        }
        if let Some(Load::Ready(listing)) = self.known.listings.get_mut(&ask)
            && matches!(listing.more, More::Failed(..))
        {
            return listing.begin_more().into_iter().for_each(|cursor| self.send(Cmd::List(ask.clone(), Some(cursor))));
        }
        if self.refresh_old() {
            return;
        }
        if let Some(address) = ask.place.address() {
            self.known.datasets.remove(address);
            self.known.facets.remove(address);
        }
        self.look_again();
        if let Some(target) = self.chosen().map(|item| item.target.clone()) {
            self.step_mut().wanted = Some(target);
        }
        if !matches!(self.known.listings.get(&ask), Some(Load::Loading)) {
            self.known.listings.remove(&ask);
        }
        self.ask(ask)
    }
}
