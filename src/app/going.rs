//! Going to a place and back, into what is under the cursor, and narrowing what is there by what the portal offers.

use super::listing::{ListingKey, Load, Step};
use super::popup::{Pick, Popup};
use super::{App, Cmd, Expected, Focus};
use crate::base::error::Result;
use crate::model::{Address, Facet, Place, Query, Target};
use crate::t;

impl App {
    /// Goes to a place: shows what is known of it and asks for the rest.
    pub(super) fn go(&mut self, ask: ListingKey) {
        if ask.place != self.step().ask.place {
            self.visited(&ask.place);
        }
        // What was to be chosen or typed was about the place one leaves.
        self.popup.take_if(|popup| matches!(popup, Popup::Pick(_)));
        self.line = None;
        self.step_mut().is_moved = true;
        let mut step = Step::new(ask.clone());
        step.fuzzy = self.settings.browser.fuzzy;
        self.tabs.here.trail.push(step);
        self.focus = Focus::List;
        self.scroll = 0;
        if let (step, Some(listing)) = self.here() {
            step.refresh(listing);
            return;
        }
        self.ask(ask);
    }

    pub(super) fn back(&mut self) {
        if self.tabs.here.trail.len() > 1 {
            self.tabs.here.trail.pop();
            self.focus = Focus::List;
            self.scroll = 0;
            self.come_home();
        }
    }

    /// Takes away one part of the present query: what was searched for comes before the filters.
    pub(super) fn drop_chip(&mut self, chip: usize) {
        let mut query = self.step().ask.query.clone();
        match (chip.checked_sub(usize::from(!query.text.is_empty())), chip < query.chips()) {
            (_, false) => return,
            (None, _) => query.text.clear(),
            (Some(filter), _) if filter < query.filters.len() => drop(query.filters.remove(filter)),
            (Some(_), _) => query.sort = None,
        }
        match self.step().ask.is_everywhere() && query.is_empty() {
            true => self.back_or_unfocus(),
            false => self.search(query),
        }
    }

    /// Asks the present folder again with another query. Returning shows the listing left.
    pub(super) fn search(&mut self, query: Query) {
        let place = self.step().ask.place.clone();
        let ask = ListingKey { place, query };
        if ask != self.step().ask {
            self.go(ask);
        }
    }

    pub(super) fn open_filters(&mut self) {
        let can_filter = self.abilities().is_some_and(|abilities| !abilities.filters.is_empty());
        let Some(address) = self.step().ask.place.address().cloned().filter(|_| can_filter) else {
            return self.say(t!("app-nothing-to-filter"));
        };
        match self.known.facets.get(&address) {
            Some(Load::Ready(_)) => self.pick_filters(),
            known => {
                let is_asked = known.is_some_and(|known| matches!(known, Load::Loading));
                self.known.facets.insert(address.clone(), Load::Loading);
                self.expected = Some(Expected::Filters);
                self.say(t!("app-asking-filters"));
                if !is_asked {
                    self.send(Cmd::Facets(address));
                }
            }
        }
    }

    /// Opens the filter box with what is known of values.
    pub(super) fn pick_filters(&mut self) {
        let filters = self.abilities().map_or(&[][..], |abilities| &abilities.filters);
        let facets = self.facets_here().and_then(Load::ready).map_or(&[][..], |facets| facets);
        self.popup = Some(Popup::Pick(Pick::filters(filters, facets, &self.step().ask.query).into()));
    }

    pub(super) fn facets_came(&mut self, address: Address, result: Result<Vec<Facet>>) {
        let here = self.step().ask.place == Place::Folder(address.clone()); // only folders are filtered
        // What the portal says today comes behind what it said before, which is in the person's hands already.
        let again = matches!(self.known.facets.get(&address), Some(Load::Ready(_)));
        let opens = here && !again && self.popup.is_none() && self.expected.take() == Some(Expected::Filters);
        match result {
            Ok(facets) => {
                self.known.facets.insert(address, Load::Ready(facets));
                if opens {
                    self.notice = None;
                }
            }
            Err(error) => {
                if !again {
                    self.known.facets.insert(address, Load::Failed(error.clone()));
                }
                if here {
                    self.fail(error);
                }
            }
        }
        // Without the values too: they can be typed.
        if opens {
            self.pick_filters();
        }
    }

    /// Enter: into a place, or a download.
    pub(super) fn open_chosen(&mut self) {
        match self.chosen().map(|item| item.target.clone()) {
            Some(Target::Place(Place::Home)) => self.take_tour(),
            Some(Target::Place(Place::Folder(address))) if self.offered(&address).is_some() => self.switch_on(&address),
            Some(Target::Place(place)) => self.go(ListingKey::new(place)),
            Some(Target::Media { .. }) => self.download_chosen(),
            Some(Target::Search(name)) => self.open_saved(&name),
            Some(Target::Data(path)) => self.open_data(&path),
            None if self.step().ask.place == Place::Home && self.portals.is_empty() => self.expect_demo(),
            None => {}
        }
    }
}
