//! Marked rows, and the plan that shows what downloading them all would mean before any of it begins.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::listing::Load;
use super::on_key::{agrees, step};
use super::popup::Popup;
use super::{App, Cmd, Focus};
use crate::base::error::Error;
use crate::config::context::KeyContext;
use crate::config::keys::Action;
use crate::model::form::Answers;
use crate::model::{Address, Dataset, Item, Media, Place, Target};
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
    /// The media that are struck out.
    pub struck: HashSet<Address>,
    /// The chosen row: of the media, and behind them of what is left to say.
    pub row: usize,
}

/// What a plan comes to, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    /// Of what is not struck out.
    pub estimate: Estimate,
    /// All that could be fetched, struck out or not.
    pub media: Vec<(Arc<Dataset>, usize)>,
    /// Datasets that are still being asked for.
    pub awaited: usize,
    pub failed: Vec<Error>,
    /// Where downloads go, and the room there; `None`: it is still being looked at.
    pub free_space: Option<(PathBuf, Option<u64>)>,
}

impl Plan {
    pub fn is_struck(&self, media: &Media) -> bool {
        !self.struck.is_empty() && self.struck.contains(&media.address())
    }

    /// Strikes a media out, or takes it in again.
    pub fn strike(&mut self, media: &Media) {
        let address = media.address();
        if !self.struck.remove(&address) {
            self.struck.insert(address);
        }
    }

    fn move_by(&mut self, by: isize, sum: &Sum) {
        self.row = self.row.saturating_add_signed(by).min(sum.rows().saturating_sub(1));
    }

    /// Strikes all out; where all are, none.
    fn strike_all(&mut self, sum: &Sum) {
        let all: HashSet<Address> = sum.media().map(Media::address).collect();
        self.struck = if self.struck.len() < all.len() { all } else { HashSet::new() };
    }
}

impl Sum {
    pub fn media(&self) -> impl Iterator<Item = &Media> {
        self.media.iter().filter_map(|(dataset, at)| dataset.media.get(*at))
    }

    pub fn media_at(&self, row: usize) -> Option<&Media> {
        let (dataset, at) = self.media.get(row)?;
        dataset.media.get(*at)
    }

    /// How many rows there are to go through: the media, and what is said behind them.
    pub fn rows(&self) -> usize {
        let Estimate { access, licences, left_out, .. } = &self.estimate;
        self.media.len() + access.len() + licences.len() + left_out.len()
    }

    /// Counts what is not struck out.
    fn leave_struck(&mut self, plan: &Plan) {
        if plan.struck.is_empty() {
            self.media.clone_from(&self.estimate.media);
            return;
        }
        self.media = std::mem::take(&mut self.estimate.media);
        let left_out = std::mem::take(&mut self.estimate.left_out);
        self.estimate = Estimate { left_out, ..Estimate::default() };
        for (dataset, at) in &self.media {
            if dataset.media.get(*at).is_some_and(|media| !plan.is_struck(media)) {
                self.estimate.add(dataset, *at);
            }
        }
    }
}

impl App {
    /// Whether rows are marked and the one under the cursor, which could be meant as well, is not.
    pub(super) fn is_beside_marks(&self) -> bool {
        let can_be_meant = |target: &Target| matches!(target, Target::Media { .. } | Target::Place(Place::Dataset(_)));
        let chosen = self.chosen().filter(|_| self.focus != Focus::Jobs);
        let is_beside = |item: &Item| can_be_meant(&item.target) && !self.marked.contains(&item.target);
        !self.marked.is_empty() && chosen.is_some_and(|item| is_beside(&item))
    }

    /// How many marks are of the list one sees, and how many of others.
    pub fn marks(&self) -> (usize, usize) {
        let ask = &self.step().ask;
        let is_here = |target: &&Target| match (&ask.place, target) {
            (Place::Dataset(here), Target::Media { dataset, .. }) => here == dataset,
            (Place::Folder(here), Target::Place(Place::Dataset(dataset))) => here.portal == dataset.portal,
            (Place::Home, Target::Place(Place::Dataset(_))) => ask.is_everywhere(),
            _ => false,
        };
        let here = self.marked.iter().filter(is_here).count();
        (here, self.marked.len() - here)
    }

    /// What is asked where the cursor is beside the marks.
    pub fn marked_question(&self) -> Option<Question<bool>> {
        Some(Question::marked(&self.chosen()?.title, self.marked.len()))
    }

    pub(super) fn on_marked_key(&mut self, key: &KeyEvent) {
        let Some(question) = self.marked_question() else { return };
        let answer = match key.code {
            KeyCode::Char(letter) => question.key(letter).map(|choice| choice.answer),
            _ => None,
        };
        match (answer, self.chosen().map(|item| item.target.clone())) {
            (Some(true), _) => self.open_plan(),
            (Some(false), Some(dataset @ Target::Place(_))) => self.plan_of(vec![dataset]),
            (Some(false), _) => self.download_chosen(),
            (None, _) if matches!(key.code, KeyCode::Esc | KeyCode::Char('q')) => {}
            (None, _) => self.popup = Some(Popup::Marked),
        }
    }

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
        let wanted: Vec<Target> = match (self.marked.is_empty(), &self.step().ask.place, chosen) {
            (false, ..) => self.marked.iter().cloned().collect(),
            (true, Place::Dataset(address), _) => vec![Target::dataset(address.clone())],
            (true, _, Some(target @ Target::Place(Place::Dataset(_)))) => vec![target],
            _ => return self.say(t!("app-plan-of-what")),
        };
        self.plan_of(wanted);
    }

    fn plan_of(&mut self, mut wanted: Vec<Target>) {
        wanted.sort_by_cached_key(|target| target.address().map(|address| address.to_string()));
        self.send(Cmd::FreeSpace);
        for address in wanted.iter().map(dataset_of) {
            if !matches!(self.known.datasets.get(&address), Some(Load::Ready(_) | Load::Loading)) {
                self.known.datasets.insert(address.clone(), Load::Loading);
                self.send(Cmd::Dataset(address));
            }
        }
        self.popup = Some(Popup::Plan(Plan { wanted, ..Plan::default() }));
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
                (Some(Load::Ready(_)), Target::Search(_) | Target::Data(_)) => {} // it cannot be marked
                (Some(Load::Ready(dataset)), Target::Place(_)) => {
                    let estimate = &mut sum.estimate;
                    (0..dataset.media.len()).for_each(|at| estimate.add_fetchable(dataset, at, &under_way));
                }
                (Some(Load::Ready(_)), Target::Media { .. }) => {} // it comes with its dataset
                (Some(Load::Failed(error)), _) => sum.failed.push(error.clone()),
                (Some(Load::Loading) | None, _) => sum.awaited += 1,
            }
        }
        sum.leave_struck(plan);
        sum
    }

    /// Strikes the chosen media of the plan out, or takes it in again.
    pub(super) fn strike(&mut self) {
        let Some(Popup::Plan(mut plan)) = self.popup.take() else { return };
        let sum = self.sum(&plan);
        sum.media_at(plan.row).into_iter().for_each(|media| plan.strike(media));
        self.popup = Some(Popup::Plan(plan));
    }

    pub(super) fn on_plan_key(&mut self, mut plan: Plan, key: &KeyEvent) {
        let action = self.settings.browser.keymap.action(KeyContext::Popup, key);
        let agrees = match key.code {
            KeyCode::Enter => Some(true),
            _ => agrees(&Question::download(), key),
        };
        let sum = self.sum(&plan);
        match (agrees, step(action, 10)) {
            (Some(true), _) if sum.awaited > 0 => self.say(t!("app-plan-wait", count = sum.awaited)),
            (Some(true), _) if sum.estimate.media.is_empty() => {
                self.say(t!("app-plan-nothing", key = self.key_of(Action::Toggle)));
            }
            (Some(true), _) => return self.carry_out_plan(sum.estimate),
            (Some(false), _) => return,
            (None, _) if action == Some(Action::Toggle) => {
                sum.media_at(plan.row).into_iter().for_each(|media| plan.strike(media));
                plan.move_by(1, &sum);
            }
            (None, _) if action == Some(Action::MarkAll) => plan.strike_all(&sum),
            (None, Some(by)) => plan.move_by(by, &sum),
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
        Target::Place(_) | Target::Search(_) | Target::Data(_) => "",
    }
}

/// The dataset that a marked row is, or is of.
fn dataset_of(target: &Target) -> Address {
    match target {
        Target::Media { dataset, .. } => dataset.clone(),
        Target::Place(_) | Target::Search(_) | Target::Data(_) => target.address().unwrap_or_else(|| Address::root("")),
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
    fn marks_are_of_the_list_one_sees_or_of_others() {
        let mut app = at_root();
        press(&mut app, "  ");
        assert_eq!(app.marks(), (2, 0));
        press(&mut app, "h");
        assert_eq!(app.marks(), (0, 2), "at home");
        let mut app = in_dataset(vec![media("a"), media("b")]);
        press(&mut app, " ");
        assert_eq!(app.marks(), (1, 0));
        press(&mut app, "h");
        assert_eq!(app.marks(), (0, 1), "a media is no row of a folder");
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
    fn a_row_beside_the_marks_is_asked_about_and_each_media_of_a_plan_can_be_struck_out() {
        let mut app = in_dataset(vec![media("a"), media("b"), media("c")]);
        press(&mut app, "  d");
        assert_eq!(app.popup, Some(Popup::Marked), "c is under the cursor, a and b are marked");
        press(&mut app, "x\n");
        assert_eq!(app.popup, Some(Popup::Marked), "no other key answers");
        let this = press(&mut app, "t");
        assert!(app.popup.is_none() && this.iter().any(|cmd| matches!(cmd, Cmd::Download(..))) && app.jobs.len() == 1);
        press(&mut app, "kd");
        assert!(matches!(app.popup, Some(Popup::Plan(_))), "a marked row: all that is marked");
        press(&mut app, " ");
        assert_eq!((sum(&app).media.len(), sum(&app).estimate.media.len(), sum(&app).estimate.bytes), (2, 1, 1000));
        press(&mut app, "**");
        assert_eq!(sum(&app).estimate.media.len(), 2, "all out, all in");
        press(&mut app, "*y");
        assert!(app.notice.is_some() && matches!(app.popup, Some(Popup::Plan(_))), "nothing is left to download");
        press(&mut app, " y");
        assert_eq!(app.jobs.len(), 2);
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
