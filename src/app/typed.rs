//! Actions of the plain mode: what keys do, on rows named by number, with all answers given at once.

use super::batch::TableChoice;
use super::form::OpenForm;
use super::jobs::JobId;
use super::listing::Load;
use super::plan::{Marked, Plan};
use super::popup::Popup;
use super::{App, Focus};
use crate::config::keys::Action;
use crate::model::{Facet, Media, Query};
use crate::session::question::ForTaken;

/// What a typed line asks for, once it is understood.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// As its key does, on the chosen row.
    Do(Action),
    /// As its key does among the downloads, on the one in this row.
    Job(Action, usize),
    /// Looks into this entry of the archive that is looked into.
    LookInside(String),
    /// Holds what is looked into against its schema.
    Check,
    /// Chooses a row; the last one there is where there are fewer.
    Choose(usize),
    /// Asks the folder one is in again.
    Ask(Query),
    /// Narrows to a territory, as the filter has it, or to none.
    Territory(Option<String>),
    /// Takes away one part of the query, as [`Query::chips`] counts them.
    Drop(usize),
    Everywhere(String),
    /// Gives what one sees a name, or the saved search of a name another.
    Save(String),
    Rename(String, String),
    GoTo(String),
    BookmarkHere,
    /// Goes to the tab of this number, counted from 0.
    ShowTab(usize),
    /// Downloads personal data, which the person has agreed to.
    Agreed(Box<Media>),
    /// Opens the plan of these; of none, of the dataset one is in.
    Plan(Marked),
    /// Downloads all of a plan.
    Begin(Plan),
    /// A form that is left, with what was typed.
    LeaveForm(OpenForm),
    /// A filled-in form; it comes back as a popup where something in it is wrong.
    Form(OpenForm),
    /// The path of the table that the open batch reads.
    BatchFile(String),
    /// What feeds what in the open batch.
    BatchFeeds(TableChoice),
    /// Begins the open batch, whose plan the person has agreed to.
    BeginBatch,
    /// Whether a batch asks a provider that fails on.
    DecideBatch(JobId, bool),
    /// What becomes of a download whose name is taken.
    Taken(JobId, ForTaken),
    /// Removes a download that is not done, which the person has agreed to.
    Remove(JobId),
    /// Brings one's own data up to date, which the person has agreed to.
    Bring,
}

impl App {
    pub(super) fn on_typed(&mut self, typed: Typed) {
        self.notice = None;
        self.focus = Focus::List;
        match typed {
            Typed::Do(action) => self.act(action),
            Typed::Job(action, row) => {
                (self.focus, self.jobs.row) = (Focus::Jobs, row);
                self.act(action);
                self.focus = Focus::List;
            }
            Typed::LookInside(name) => self.look_into_entry(&name),
            Typed::Check => self.check_previewed(),
            Typed::Choose(row) => {
                self.move_by(isize::MIN);
                self.move_by(isize::try_from(row).unwrap_or(isize::MAX));
            }
            Typed::Ask(query) => self.search(query),
            Typed::Territory(value) => self.narrow_to(value),
            Typed::Drop(chip) => self.drop_chip(chip),
            Typed::Everywhere(text) => self.search_everywhere(&text),
            Typed::Save(name) => self.save_search(&name),
            Typed::Rename(before, name) => self.rename_search(&before, &name),
            Typed::GoTo(address) => self.go_to(&address),
            Typed::ShowTab(at) => self.show_tab(at),
            Typed::BookmarkHere => self.bookmark_here(),
            Typed::Agreed(media) => self.download_asking(*media),
            Typed::Plan(wanted) => {
                (self.marked, self.free_space) = (wanted, None);
                self.open_plan();
                self.marked.clear();
            }
            Typed::Begin(plan) => {
                let estimate = self.sum(&plan).estimate;
                self.carry_out_plan(estimate)
            }
            Typed::LeaveForm(form) => self.leave_form(&form),
            Typed::Form(form) => self.submit_form(form),
            Typed::BatchFile(path) => self.with_open_batch(|app, open| app.read_table(open, path)),
            Typed::BatchFeeds(table) => self.with_open_batch(|app, open| {
                open.table = Some(table);
                app.plan_batch(open);
            }),
            Typed::BeginBatch => {
                let plan = match self.popup.take() {
                    Some(Popup::Batch(open)) => open.plan,
                    _ => None,
                };
                plan.into_iter().for_each(|plan| self.begin_batch(*plan.order));
            }
            Typed::DecideBatch(id, goes_on) => self.decide_failing(id, goes_on),
            Typed::Taken(id, answer) => self.answer_taken(id, answer),
            Typed::Remove(id) => self.remove_job(id),
            Typed::Bring => self.bring_data(),
        }
    }

    /// What the folder one is in can be filtered by, as far as it was asked for.
    pub fn facets_here(&self) -> Option<&Load<Vec<Facet>>> {
        self.known.facets.get(self.step().ask.place.address()?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, in_dataset, media};
    use super::*;
    use crate::app::{Cmd, Msg, Notice};
    use crate::model::Place;

    fn typed(app: &mut App, typed: Typed) -> Vec<Cmd> {
        app.update(Msg::Typed(typed))
    }

    #[test]
    fn a_row_is_chosen_by_its_number_and_never_past_the_last() {
        let mut app = in_dataset(vec![media("a"), media("b"), media("c")]);
        let chosen = |app: &App| app.chosen_media().map(|media| media.id.clone());
        typed(&mut app, Typed::Choose(1));
        assert_eq!(chosen(&app).as_deref(), Some("b"));
        typed(&mut app, Typed::Choose(9));
        assert_eq!(chosen(&app).as_deref(), Some("c"));
        typed(&mut app, Typed::Choose(0));
        assert_eq!(chosen(&app).as_deref(), Some("a"));
    }

    #[test]
    fn a_download_is_meant_by_its_row_and_the_list_keeps_the_cursor() {
        let mut app = in_dataset(vec![media("a"), media("b")]);
        for row in [0, 1] {
            typed(&mut app, Typed::Choose(row));
            typed(&mut app, Typed::Do(Action::Download));
        }
        typed(&mut app, Typed::Job(Action::Cancel, 0));
        let ended: Vec<bool> = app.jobs.iter().map(|job| job.state.is_ended()).collect();
        assert_eq!((ended, app.focus), (vec![true, false], Focus::List));
    }

    #[test]
    fn the_place_itself_is_bookmarked_whatever_is_chosen() {
        let mut app = at_root();
        assert!(matches!(app.step().ask.place, Place::Folder(_)));
        typed(&mut app, Typed::BookmarkHere);
        let first = app.places.all().next().map(|(known, marked)| (known.address.clone(), marked));
        assert_eq!(first, Some(("p".to_owned(), true)));
        assert_eq!(app.command_here().as_deref(), Some("guichet list p"));
    }

    #[test]
    fn what_was_said_before_is_not_said_again() {
        let mut app = at_root();
        app.notice = Some(Notice::Said("x".into()));
        typed(&mut app, Typed::Choose(0));
        assert_eq!(app.notice, None);
    }
}
