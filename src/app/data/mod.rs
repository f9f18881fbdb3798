//! One's own data: what a folder of the person's depends on, how each file stands, and adding to them.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::listing::{Listing, ListingKey, Load};
use super::{App, Cmd};
use crate::base::disk::shown;
use crate::base::error::{Error, Result};
use crate::base::{format, text};
use crate::diff::ToldDiff;
use crate::download::Progress;
use crate::model::{Access, Address, Item, Page, Place, Target};
use crate::sync::{Added, DataPath, DataState, MANIFEST, SyncRow};
use crate::t;

mod bring;
pub mod compare;
#[cfg(test)]
mod tests;

/// What is known of them.
#[derive(Debug, Default)]
pub struct MyData {
    folder: PathBuf,
    /// `None`: there is no manifest.
    count: Option<usize>,
    /// As they stood when they were looked at last, or as a run left them.
    rows: Vec<SyncRow>,
    /// Of which of them a run told what was done.
    ended: HashSet<DataPath>,
    /// How far those are that are brought now.
    coming: HashMap<DataPath, Progress>,
    is_brought: bool,
    is_added_to: bool,
    /// Which of them is compared with what is published, and what came of it before.
    comparing: Option<DataPath>,
    compared: Option<(DataPath, ToldDiff)>,
}

fn here() -> ListingKey {
    ListingKey::new(Place::Data)
}

/// Whether a row of a list can be added.
fn can_be_added(target: &Target) -> bool {
    matches!(target, Target::Media { .. } | Target::Place(Place::Dataset(_)))
}

impl App {
    /// Their row at home.
    pub(super) fn data_row(&self) -> Option<Item> {
        let count = self.data.count.filter(|_| !self.portals.is_empty())?;
        let in_step = self.data.rows.iter().filter(|row| row.state == DataState::InStep).count();
        let others = self.data.rows.len() - in_step;
        let stand = (!self.data.rows.is_empty()).then(|| t!("sync-stands", in_step, others));
        let parts = [Some(t!("sync-files", count)), stand, Some(shown(&self.data.folder))];
        let note = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Some(Item::new(Target::Place(Place::Data), t!("sync-my-data")).note(Some(note)))
    }

    pub(super) fn data_found(&mut self, folder: PathBuf, count: Option<usize>) {
        (self.data.folder, self.data.count, self.data.is_added_to) = (folder, count, false);
        self.set_portals(self.portals.clone());
    }

    pub(super) fn data_looked(&mut self, result: Result<Vec<SyncRow>>) {
        if !matches!(self.known.listings.get(&here()), Some(Load::Loading)) {
            return; // a run has ended meanwhile, which knows better
        }
        match result {
            Ok(rows) => {
                (self.data.rows, self.data.compared) = (rows, None);
                self.data.ended.clear();
                self.show_data();
            }
            Err(error) => {
                self.data.rows.clear();
                self.known.listings.insert(here(), Load::Failed(error));
                self.refresh_steps(&here());
            }
        }
    }

    /// As [`App::show_data`], where they are seen at all.
    fn refresh_data(&mut self) {
        if matches!(self.known.listings.get(&here()), Some(Load::Ready(_))) {
            self.show_data();
        }
    }

    /// Their rows as they stand now.
    fn show_data(&mut self) {
        let items = self.data.rows.iter().map(|row| self.data.item(row)).collect();
        self.known.listings.insert(here(), Load::Ready(Listing::new(Page { items, ..Page::default() })));
        self.refresh_steps(&here());
    }

    /// How the file of a row stands, where it is one of them.
    pub fn data_of(&self, target: &Target) -> Option<&SyncRow> {
        let Target::Data(path) = target else { return None };
        self.data.rows.iter().find(|row| row.path.as_str() == path)
    }

    /// The one under the cursor.
    fn chosen_data(&self) -> Option<SyncRow> {
        self.data_of(&self.chosen()?.target).cloned()
    }

    /// Where the file under the cursor lies, where there is one.
    pub(super) fn chosen_data_file(&self) -> Option<PathBuf> {
        self.chosen_data().filter(has_file).map(|row| row.path.below(&self.data.folder))
    }

    /// Enter on one: to the dataset it is of.
    pub(super) fn open_data(&mut self, path: &str) {
        let address = self.data_of(&Target::Data(path.to_owned())).and_then(|row| row.address.clone());
        address.into_iter().for_each(|address| self.send(Cmd::Resolve(address)));
    }

    /// `+`: what is marked, else the media or dataset under the cursor, else the dataset one is in.
    pub(super) fn add_data(&mut self) {
        let mut addresses: Vec<Address> =
            self.marked.iter().filter(|target| can_be_added(target)).filter_map(Target::address).collect();
        addresses.sort();
        if addresses.is_empty() {
            let chosen = self.chosen().map(|item| item.target).filter(can_be_added);
            addresses.extend(chosen.and_then(|target| target.address()).or_else(|| match &self.step().ask.place {
                Place::Dataset(address) => Some(address.clone()),
                _ => None,
            }));
        }
        if addresses.is_empty() {
            return self.say(t!("sync-add-what"));
        }
        self.data.is_added_to = true;
        self.say(t!("sync-adding"));
        self.send(Cmd::AddData(addresses));
    }

    /// Whether something is on its way into them.
    pub fn is_adding(&self) -> bool {
        self.data.is_added_to
    }

    pub(super) fn data_added(&mut self, added: Vec<Added>, failed: Vec<Error>) {
        // Until their row is at home, where there is none yet.
        self.data.is_added_to = !added.is_empty();
        let is_added = |target: &Target| added.iter().any(|it| target.address().is_some_and(|at| is_of(it, &at)));
        self.marked.retain(|target| !is_added(target));
        for it in added.iter().filter(|it| it.media.access == Access::Personal) {
            self.say(t!("sync-personal", path = it.block.path.to_string()));
        }
        self.say_added(&added);
        failed.into_iter().for_each(|error| self.fail(error));
        if !added.is_empty() {
            self.send(Cmd::FindData);
            self.look_at_data_again();
        }
    }

    /// What was added, and where that is seen: the first time all of it.
    fn say_added(&mut self, added: &[Added]) {
        let new: Vec<&Added> = added.iter().filter(|it| !it.was_there).collect();
        let path = added.first().map(|it| it.block.path.to_string());
        let (Some(path), file) = (path, shown(&self.data.folder.join(MANIFEST))) else { return };
        self.say(match new.as_slice() {
            [] => t!("sync-was-there", path, file = MANIFEST),
            _ if self.data.count.is_none() => t!("sync-begun", count = new.len(), file),
            [one] => t!("sync-added-here", path = one.block.path.to_string(), file = MANIFEST),
            several => t!("sync-added-several", count = several.len(), file = MANIFEST),
        });
    }

    /// How they stand is looked at anew, at once where one sees it.
    fn look_at_data_again(&mut self) {
        if matches!(self.known.listings.get(&here()), Some(Load::Loading)) {
            return;
        }
        self.known.listings.remove(&here());
        if self.tabs.steps_mut().any(|step| step.ask == here()) {
            self.ask(here());
        }
    }

    /// Whether one sees them.
    pub(super) fn is_at_data(&self) -> bool {
        self.step().ask == here()
    }
}

impl MyData {
    /// What is said of one: how far it is while it is brought, else how it stands.
    fn words(&self, row: &SyncRow) -> String {
        match self.coming.get(&row.path) {
            Some(progress) => far(progress),
            None if self.comparing.as_ref() == Some(&row.path) => t!("sync-being-compared"),
            None => row.said(self.ended.contains(&row.path)).1,
        }
    }

    fn item(&self, row: &SyncRow) -> Item {
        // How it stands has all the room there is; the detail has the rest.
        Item::new(Target::Data(row.path.to_string()), text::line(row.path.as_str())).note(Some(self.words(row)))
    }
}

/// Whether `added` came of the media or the dataset at `address`.
fn is_of(added: &Added, address: &Address) -> bool {
    added.media.address() == *address || added.media.dataset == *address
}

/// Whether it lies here.
fn has_file(row: &SyncRow) -> bool {
    use DataState::{Changed, InStep, MaybeNewer, NewTerms, Newer, OtherVersion, Withdrawn};
    matches!(row.state, InStep | Newer | MaybeNewer | NewTerms | Withdrawn | Changed | OtherVersion)
}

/// How much of a file is there.
fn far(progress: &Progress) -> String {
    if let Some(waiting) = progress.waiting {
        return waiting.words();
    }
    let share = progress.total.filter(|total| *total > 0).map(|total| {
        let percent = (progress.done as f64 / total as f64 * 100.0).min(100.0);
        t!("ui-percent", percent = format::decimal(percent, 0))
    });
    let size = format::size(progress.done);
    t!("sync-comes", far = share.map_or(size.clone(), |share| format!("{share} · {size}")))
}
