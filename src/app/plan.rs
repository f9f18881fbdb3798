//! Marked rows, and the plan that shows what downloading them all would mean before any of it begins.

use std::collections::HashSet;
use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent};

use super::listing::Load;
use super::on_key::{agrees, scrolled, step};
use super::popup::Popup;
use super::{App, Cmd, Focus};
use crate::base::error::Error;
use crate::config::keys::{Action, Context};
use crate::model::form::Answers;
use crate::model::{Address, Place, Target};
use crate::session::question::Question;
use crate::session::{Estimate, Order};
use crate::t;

/// What is marked, in no order.
pub type Marked = HashSet<Target>;

/// A bulk download that waits for the person's word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Datasets (all of their media) and single media, in the order of their addresses.
    pub wanted: Vec<Target>,
    /// How far it is scrolled.
    pub scroll: u16,
}

/// What a plan comes to, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    pub estimate: Estimate,
    /// Datasets that are still being asked for.
    pub awaited: usize,
    pub failed: Vec<Error>,
    /// Where downloads go, and the room there; `None`: it is still being looked at.
    pub free_space: Option<(PathBuf, Option<u64>)>,
}

impl App {
    /// Space: marks the chosen row, or no longer, and goes on to the next.
    pub(super) fn toggle_mark(&mut self) {
        match self.chosen().map(|item| item.target.clone()) {
            Some(target @ (Target::Media { .. } | Target::Place(Place::Dataset(_)))) => {
                if !self.marked.remove(&target) {
                    self.marked.insert(target);
                }
                self.move_by(1);
            }
            Some(_) => self.say(t!("app-mark-what")),
            None => {}
        }
    }

    /// Marks all rows shown; where all are marked already, none.
    pub(super) fn toggle_all_marks(&mut self) {
        let Some(listing) = self.listing().and_then(Load::ready) else { return };
        let step = self.step();
        let is_marked = |target: &Target| matches!(target, Target::Media { .. } | Target::Place(Place::Dataset(_)));
        let items = (0..step.len(listing)).filter_map(|row| step.item(listing, row));
        let shown: Vec<Target> = items.map(|item| item.target.clone()).filter(is_marked).collect();
        if shown.is_empty() {
            self.say(t!("app-mark-what"));
        } else if shown.iter().all(|target| self.marked.contains(target)) {
            self.marked.retain(|target| !shown.contains(target));
        } else {
            self.marked.extend(shown);
        }
    }

    /// The plan of all that is marked; of nothing marked, of the dataset one is in or on.
    pub(super) fn open_plan(&mut self) {
        let chosen = self.chosen().map(|item| item.target.clone());
        let mut wanted: Vec<Target> = match (self.marked.is_empty(), &self.step().ask.place, chosen) {
            (false, ..) => self.marked.iter().cloned().collect(),
            (true, Place::Dataset(address), _) => vec![Target::dataset(address.clone())],
            (true, _, Some(target @ Target::Place(Place::Dataset(_)))) => vec![target],
            _ => return self.say(t!("app-plan-of-what")),
        };
        wanted.sort_by_cached_key(|target| target.address().map(|address| address.to_string()));
        self.send(Cmd::FreeSpace);
        for address in wanted.iter().map(dataset_of) {
            if !matches!(self.known.datasets.get(&address), Some(Load::Ready(_) | Load::Loading)) {
                self.known.datasets.insert(address.clone(), Load::Loading);
                self.send(Cmd::Dataset(address));
            }
        }
        self.popup = Some(Popup::Plan(Plan { wanted, scroll: 0 }));
    }

    /// What `plan` comes to, as far as its datasets have come.
    pub fn sum(&self, plan: &Plan) -> Sum {
        let mut sum = Sum { free_space: self.free_space.clone(), ..Sum::default() };
        let under_way = self.jobs.under_way();
        let whole: HashSet<Address> = plan.wanted.iter().filter(|it| is_whole(it)).map(dataset_of).collect();
        for target in &plan.wanted {
            let address = dataset_of(target);
            match (self.known.datasets.get(&address), target) {
                (Some(Load::Ready(dataset)), Target::Media { .. }) if !whole.contains(&address) => {
                    let at = dataset.media.iter().position(|media| media.id == target_media(target));
                    let estimate = &mut sum.estimate;
                    at.into_iter().for_each(|at| estimate.add_fetchable(dataset, at, &under_way));
                }
                (Some(Load::Ready(dataset)), Target::Place(_)) => {
                    let estimate = &mut sum.estimate;
                    (0..dataset.media.len()).for_each(|at| estimate.add_fetchable(dataset, at, &under_way));
                }
                (Some(Load::Ready(_)), Target::Media { .. }) => {} // it comes with its dataset
                (Some(Load::Failed(error)), _) => sum.failed.push(error.clone()),
                (Some(Load::Loading) | None, _) => sum.awaited += 1,
            }
        }
        sum
    }

    pub(super) fn on_plan_key(&mut self, mut plan: Plan, key: &KeyEvent) {
        let action = self.settings.browser.keymap.action(Context::Popup, key);
        let agrees = match key.code {
            KeyCode::Enter => Some(true),
            _ => agrees(&Question::download(), key),
        };
        match (agrees, step(action, 10)) {
            (Some(true), _) => {
                let sum = self.sum(&plan);
                if sum.awaited == 0 {
                    return self.carry_out_plan(sum.estimate);
                }
                self.say(t!("app-plan-wait", count = sum.awaited));
            }
            (Some(false), _) => return,
            (None, Some(by)) => plan.scroll = scrolled(plan.scroll, by),
            (None, None) if matches!(action, Some(Action::Close | Action::Back)) => return,
            (None, None) => {}
        }
        self.popup = Some(Popup::Plan(plan));
    }

    pub(super) fn carry_out_plan(&mut self, sum: Estimate) {
        let count = sum.media.len();
        let addresses: HashSet<Address> = sum.media.iter().map(|(dataset, at)| dataset.media[*at].address()).collect();
        self.jobs.drop_old_rows(|order| addresses.contains(&order.media.address()));
        for (dataset, at) in sum.media {
            let media = dataset.media[at].clone();
            self.jobs.add(Order::new(media, Some(dataset), Answers::default()));
        }
        self.marked.clear();
        self.jobs.row = self.jobs.len().saturating_sub(count);
        if count > 0 {
            self.focus = Focus::List;
            self.say(t!("app-plan-begun", count));
        }
    }
}

fn is_whole(target: &Target) -> bool {
    matches!(target, Target::Place(_))
}

fn target_media(target: &Target) -> &str {
    match target {
        Target::Media { media, .. } => media,
        Target::Place(_) => "",
    }
}

/// The dataset that a marked row is, or is of.
fn dataset_of(target: &Target) -> Address {
    match target {
        Target::Media { dataset, .. } => dataset.clone(),
        Target::Place(place) => place.address().cloned().unwrap_or_else(|| Address::root("")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, dataset, in_dataset, media, press};
    use std::collections::BTreeMap;

    use super::*;
    use crate::app::Msg;
    use crate::base::error::ErrorKind;
    use crate::model::{Access, Media, Offer};

    fn sum(app: &App) -> Sum {
        match &app.popup {
            Some(Popup::Plan(plan)) => app.sum(plan),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn marked_media_are_summed_up_and_downloaded_once_confirmed() {
        let personal = Media { access: Access::Personal, size: None, ..media("c") };
        let shown = Media { offer: Offer::ShowOnly("a web page".into()), ..media("d") };
        let mut app = in_dataset(vec![media("a"), media("b"), personal, shown]);
        press(&mut app, " j  ");
        assert_eq!(app.marked.len(), 3, "a, c and d");
        assert_eq!(press(&mut app, "d"), [Cmd::FreeSpace]);
        let found = sum(&app);
        assert_eq!(
            (found.estimate.media.len(), found.estimate.bytes, found.estimate.unsized_media, found.awaited),
            (2, 1000, 1, 0)
        );
        assert_eq!(found.estimate.licences, BTreeMap::from([("ODbL".to_owned(), 2)]));
        assert_eq!(found.estimate.access, BTreeMap::from([(Access::Open, 1), (Access::Personal, 1)]));
        assert_eq!(found.estimate.left_out, [("d.csv".to_owned(), "a web page".to_owned())]);
        let cmds = press(&mut app, "y");
        assert_eq!(cmds.iter().filter(|cmd| matches!(cmd, Cmd::Download(..))).count(), 2);
        assert!(app.marked.is_empty());
        press(&mut app, "D");
        assert_eq!(sum(&app).estimate.left_out.len(), 3, "two of them are under way");
    }

    #[test]
    fn marked_datasets_are_asked_for_before_anything_begins() {
        let mut app = at_root();
        press(&mut app, "*");
        let cmds = press(&mut app, "d");
        let asked: Vec<Address> = cmds
            .into_iter()
            .filter_map(|cmd| match cmd {
                Cmd::Dataset(address) => Some(address),
                _ => None,
            })
            .collect();
        assert_eq!(asked.len(), app.marked.len());
        assert_eq!(sum(&app).awaited, asked.len());
        press(&mut app, "y");
        assert!(app.popup.is_some() && app.jobs.is_empty(), "not before all is known");
        for (index, address) in asked.iter().enumerate() {
            let mut one = dataset(vec![Media { dataset: address.clone(), ..media("m") }]);
            one.address = address.clone();
            let answer = if index == 0 { Err(Error::new(ErrorKind::NotFound, "p", "gone")) } else { Ok(one) };
            app.update(Msg::Dataset(address.clone(), Box::new(answer)));
        }
        let found = sum(&app);
        assert_eq!((found.awaited, found.failed.len(), found.estimate.media.len()), (0, 1, asked.len() - 1));
        press(&mut app, "\n");
        assert_eq!(app.jobs.len(), asked.len() - 1);
    }

    #[test]
    fn all_are_marked_or_none_and_folders_never() {
        let mut app = at_root();
        press(&mut app, "**");
        assert!(app.marked.is_empty());
        press(&mut app, "h ");
        assert!(app.marked.is_empty() && app.notice.is_some(), "a portal is no dataset");
    }
}
