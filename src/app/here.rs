//! Where one is, and what is known of what is there.

use std::sync::Arc;

use super::listing::{Listing, Load, Step};
use super::{App, territory};
use crate::base::format;
use crate::model::{Abilities, Dataset, Item, Media, Place, Target};
use crate::t;

impl App {
    pub fn trail(&self) -> &[Step] {
        &self.tabs.here.trail
    }

    pub fn step(&self) -> &Step {
        // Nothing ever pops the first step, home.
        &self.tabs.here.trail[self.tabs.here.trail.len() - 1]
    }

    /// What the place of a step of the trail is called: as the row does that led there, as it calls itself, as it was
    /// called when one came by; else as its address ends.
    pub fn title_of(&self, index: usize) -> Option<String> {
        let place = &self.tabs.here.trail.get(index)?.ask.place;
        if *place == Place::Data {
            return Some(t!("sync-my-data"));
        }
        let address = place.address()?;
        let from = self.tabs.here.trail[..index].iter().rev().find(|step| step.ask.place != *place)?;
        let row =
            self.known.listings.get(&from.ask).and_then(Load::ready).and_then(|listing| from.item(listing, from.row));
        let listed = row.filter(|item| item.target.address().as_ref() == Some(address)).map(|item| item.title.clone());
        let own = || self.known.datasets.get(address).and_then(Load::ready).map(|dataset| dataset.title.clone());
        let known = || self.places.title(&address.to_string()).map(str::to_owned);
        let last = || address.path.last().unwrap_or(&address.portal).clone();
        listed.or_else(own).or_else(known).or_else(|| Some(last()))
    }

    /// What the portal was asked to narrow and order a step by, each part in words, in the order of [`Query::chips`].
    pub fn chips(&self, step: &Step) -> Vec<String> {
        let query = &step.ask.query;
        let address = step.ask.place.address();
        let facets = address.and_then(|address| self.known.facets.get(address)).and_then(Load::ready);
        let abilities = address.and_then(|address| self.known.abilities.get(address));
        let label = |key: &str, value: &str| {
            let own = abilities.and_then(|abilities| abilities.filters.iter().find(|filter| filter.key == key));
            let filter =
                own.or(step.ask.is_everywhere().then_some(&territory::EVERYWHERE).filter(|it| it.key == key))?;
            let facet = facets.and_then(|facets| facets.iter().find(|facet| facet.key == key));
            let known = facet.and_then(|facet| facet.values.iter().find(|known| known.value == value));
            let shown = known.map_or_else(|| filter.shown(value), |known| known.label.clone());
            Some(format::labelled(&filter.label.text(), &shown))
        };
        let text = (!query.text.is_empty()).then(|| t!("app-quoted", text = &query.text));
        let filters =
            query.filters.iter().map(|(key, value)| label(key, value).unwrap_or_else(|| format!("{key}={value}")));
        let order = |key: &str| {
            let known = abilities.and_then(|abilities| abilities.sorts.iter().find(|(known, _)| *known == key));
            known.map_or_else(|| key.to_owned(), |(_, label)| label.text())
        };
        let sort = query.sort.iter().map(|sort| match sort.strip_prefix('-') {
            Some(key) => t!("app-by-down", key = order(key)),
            None => t!("app-by-up", key = order(sort)),
        });
        text.into_iter().chain(filters).chain(sort).collect()
    }

    /// What the answer to the present question is, as far as it is known.
    pub fn listing(&self) -> Option<&Load<Listing>> {
        self.known.listings.get(&self.step().ask)
    }

    /// The item under the cursor.
    pub fn chosen(&self) -> Option<Item> {
        let step = self.step();
        step.item(self.listing()?.ready()?, step.row)
    }

    /// The dataset one is in, once known.
    pub fn dataset(&self) -> Option<&Arc<Dataset>> {
        match &self.step().ask.place {
            Place::Dataset(address) => self.known.datasets.get(address)?.ready(),
            _ => None,
        }
    }

    /// The media under the cursor.
    pub fn chosen_media(&self) -> Option<&Media> {
        self.dataset()?;
        self.media_of(&self.chosen()?.target)
    }

    /// That of the dataset one is in which a row leads to.
    pub(super) fn media_of(&self, target: &Target) -> Option<&Media> {
        match target {
            Target::Media { media, .. } => self.dataset()?.find(media),
            Target::Place(_) | Target::Search(_) | Target::Data(_) => None,
        }
    }

    /// What can be done in the folder one is in, once known.
    pub fn abilities(&self) -> Option<&Abilities> {
        match &self.step().ask.place {
            Place::Folder(address) => self.known.abilities.get(address),
            _ => None,
        }
    }

    /// Whether `/` and Enter ask the portal here, or at home all portals.
    pub fn can_search(&self) -> bool {
        (self.step().ask.place == Place::Home && !self.portals.is_empty())
            || self.abilities().is_some_and(|abilities| abilities.search)
    }

    pub(super) fn has_row(&self, row: usize) -> bool {
        self.listing().and_then(Load::ready).is_some_and(|listing| row < self.step().len(listing))
    }

    pub(super) fn step_mut(&mut self) -> &mut Step {
        self.here().0
    }

    /// The present step, and its rows once they are there.
    pub(super) fn here(&mut self) -> (&mut Step, Option<&Listing>) {
        let last = self.tabs.here.trail.len() - 1;
        let step = &mut self.tabs.here.trail[last];
        let listing = self.known.listings.get(&step.ask).and_then(Load::ready);
        (step, listing)
    }
}
