//! `E`: an endpoint is asked once for each row of a table. The file is chosen, then what feeds which parameter; then the
//! plan is told, and once the person agrees it is a job.

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent};

use super::on_key::step;
use super::popup::Popup;
use super::{App, Cmd, Expected, Notice};
use crate::base::disk::shown;
use crate::base::error::{Error, Result};
use crate::batch::{BatchPlan, ColumnFits};
use crate::config::context::KeyContext;
use crate::config::keys::Action;
use crate::download::queue::BatchWish;
use crate::model::{Address, Media, Place, Target};
use crate::session::Order;
use crate::session::question::Question;
use crate::t;

mod feeds;
mod file;
mod running;

pub use feeds::{FeedRow, TableChoice};
pub use file::{FileLine, PathOffer};

/// What can be asked once for each row.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchOffer {
    /// What the dataset is called.
    pub title: String,
    /// The file that comes for each row, or else the answer; with all that is asked.
    pub media: Media,
    pub is_personal: bool,
    /// Where the folder of the answers is proposed.
    pub downloads: PathBuf,
    /// A table to try it with, where there is one.
    pub example: Option<PathBuf>,
}

/// What was found in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchTable {
    /// From the root.
    pub file: PathBuf,
    pub fits: ColumnFits,
    /// What a person should know of how it was read.
    pub note: Option<String>,
}

/// All rows read, and what asking them means.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedBatch {
    /// As it is done: paths from the root.
    pub wish: BatchWish,
    pub plan: BatchPlan,
    /// Whether answers of an earlier run lie in the folder.
    pub goes_on: bool,
}

/// A plan that waits for the person's word.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenBatchPlan {
    pub order: Box<Order>,
    pub planned: PlannedBatch,
    pub scroll: u16,
}

/// What is read for it.
#[derive(Clone, Debug, PartialEq)]
pub enum TableWork {
    File(String),
    Plan(BatchWish),
}

/// The box above the panes, as far as the person has come.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenBatch {
    pub offer: BatchOffer,
    pub file: FileLine,
    pub table: Option<TableChoice>,
    pub plan: Option<OpenBatchPlan>,
    /// What is under way, and how many rows were read so far.
    pub work: Option<(TableWork, u64)>,
    pub mistake: Option<Error>,
}

impl OpenBatch {
    fn new(offer: BatchOffer) -> Self {
        let file = FileLine::new(offer.example.as_ref().map(|path| path.display().to_string()));
        Self { offer, file, table: None, plan: None, work: None, mistake: None }
    }

    /// What a click or a paste falls on.
    pub(super) fn insert(&mut self, text: &str) {
        match (&mut self.work, &mut self.plan, &mut self.table) {
            (Some(_), ..) | (None, Some(_), _) => {}
            (None, None, Some(table)) => table.insert(text),
            (None, None, None) => self.file.insert(text),
        }
    }

    /// The plan is scrolled no further than there is something to see.
    pub(super) fn scroll_at_most(&mut self, longest: u16) {
        self.plan.iter_mut().for_each(|plan| plan.scroll = plan.scroll.min(longest));
    }

    /// Chooses the row that a click fell on. False where nothing more follows from it.
    pub(super) fn choose(&mut self, row: usize) -> bool {
        match (&self.work, &self.plan, &mut self.table) {
            (None, None, Some(table)) => table.row = row.min(table.rows.len()),
            (None, None, None) => return self.file.choose(row),
            _ => {}
        }
        false
    }
}

impl App {
    /// The endpoint that is meant: the media or dataset under the cursor, else the dataset one is in.
    fn asked_by_row(&self) -> Option<Address> {
        match (self.chosen().map(|item| item.target), &self.step().ask.place) {
            (Some(target @ (Target::Media { .. } | Target::Place(Place::Dataset(_)))), _) => target.address(),
            (_, Place::Dataset(address)) => Some(address.clone()),
            _ => None,
        }
    }

    /// Whether it may be: it asks for the number of a register.
    pub(super) fn may_be_asked_by_row(&self) -> bool {
        let is_number = |media: &Media| media.form.iter().any(|field| field.names && field.takes.is_id());
        match self.chosen_media() {
            Some(media) => is_number(media),
            None => self.dataset().is_some_and(|dataset| dataset.media.iter().any(is_number)),
        }
    }

    pub(super) fn ask_by_row(&mut self) {
        let Some(address) = self.asked_by_row() else { return self.say(t!("batch-browser-of-what")) };
        self.expected = Some(Expected::Batch);
        self.say(t!("batch-browser-looks"));
        self.send(Cmd::OfferBatch(address));
    }

    /// Whether the worker is looking whether it can be.
    pub fn is_asking_by_row(&self) -> bool {
        self.expected == Some(Expected::Batch)
    }

    pub(super) fn batch_offered(&mut self, result: Result<BatchOffer>) {
        if self.expected.take_if(|it| *it == Expected::Batch).is_none() {
            return;
        }
        match result {
            Ok(offer) => {
                self.notice = None;
                let open = OpenBatch::new(offer);
                self.send(Cmd::Paths(open.file.input.text().to_owned()));
                self.popup = Some(Popup::Batch(Box::new(open)));
            }
            Err(error) => self.fail(error),
        }
    }

    /// The box that is open, for what the worker tells of it.
    fn open_batch(&mut self) -> Option<&mut OpenBatch> {
        match &mut self.popup {
            Some(Popup::Batch(open)) => Some(open),
            _ => None,
        }
    }

    pub(super) fn with_open_batch(&mut self, change: impl FnOnce(&mut Self, &mut OpenBatch)) {
        let Some(Popup::Batch(mut open)) = self.popup.take() else { return };
        open.mistake = None;
        change(self, &mut open);
        self.popup = Some(Popup::Batch(open));
    }

    pub(super) fn paths_came(&mut self, typed: &str, offered: Vec<PathOffer>) {
        if let Some(open) = self.open_batch().filter(|open| open.file.input.text() == typed) {
            open.file.take_in(offered);
        }
    }

    pub(super) fn rows_read(&mut self, work: &TableWork, rows: u64) {
        if let Some((known, read)) = self.open_batch().and_then(|open| open.work.as_mut())
            && known == work
        {
            *read = rows;
        }
    }

    pub(super) fn table_read(&mut self, typed: String, result: Result<BatchTable>) {
        let recalled = match self.popup.as_ref() {
            Some(Popup::Batch(open)) => self.memory.recall(&open.offer.media.dataset.portal, &open.offer.media.form),
            _ => return,
        };
        let Some(open) = self.open_batch() else { return };
        if open.work.take_if(|(work, _)| *work == TableWork::File(typed)).is_none() {
            return;
        }
        match result {
            Ok(table) => open.table = Some(TableChoice::new(table, recalled, &open.offer)),
            Err(error) => open.mistake = Some(error),
        }
    }

    pub(super) fn batch_planned(&mut self, wish: BatchWish, result: Result<PlannedBatch>) {
        let Some(open) = self.open_batch() else { return };
        if open.work.take_if(|(work, _)| *work == TableWork::Plan(wish)).is_none() {
            return;
        }
        match (result, open.table.as_mut().and_then(|table| table.order(&open.offer))) {
            (Ok(planned), Some(mut order)) => {
                order.batch = Some(Box::new(planned.wish.clone()));
                open.plan = Some(OpenBatchPlan { order: Box::new(order), planned, scroll: 0 });
            }
            (Ok(_), None) => {}
            (Err(error), _) => open.mistake = Some(error),
        }
    }

    pub(super) fn on_batch_key(&mut self, mut open: Box<OpenBatch>, key: &KeyEvent) {
        if open.work.is_some() {
            if key.code == KeyCode::Esc {
                self.stop_batch_work(&mut open);
            }
            self.popup = Some(Popup::Batch(open));
            return;
        }
        open.mistake = None;
        if let Some(plan) = open.plan.take() {
            return self.on_batch_plan_key(open, plan, key);
        }
        let stays = match &mut open.table {
            Some(_) => self.on_feeds_key(&mut open, key),
            None => self.on_file_key(&mut open, key),
        };
        self.popup = stays.then_some(Popup::Batch(open));
    }

    /// What is being read for a box that is left is read no further.
    pub(super) fn stop_batch_work(&mut self, open: &mut OpenBatch) {
        if open.work.take().is_some() {
            self.send(Cmd::StopBatchWork);
        }
    }

    /// The columns of the file that is typed. Whether the box stays.
    fn on_file_key(&mut self, open: &mut OpenBatch, key: &KeyEvent) -> bool {
        match key.code {
            KeyCode::Esc => return false,
            KeyCode::Enter => match open.file.take() {
                Some(path) if !path.is_empty() => self.read_table(open, path),
                _ => {}
            },
            KeyCode::Tab => open.file.complete(),
            KeyCode::Down => return open.file.move_by(1),
            KeyCode::Up | KeyCode::BackTab => return open.file.move_by(-1),
            _ => open.file.edit(key),
        }
        if open.work.is_none() {
            self.send(Cmd::Paths(open.file.input.text().to_owned()));
        }
        true
    }

    pub(super) fn read_table(&mut self, open: &mut OpenBatch, typed: String) {
        open.mistake = None;
        open.work = Some((TableWork::File(typed.clone()), 0));
        self.send(Cmd::ReadTable { typed, media: Box::new(open.offer.media.clone()) });
    }

    /// What feeds what. Whether the box stays.
    fn on_feeds_key(&mut self, open: &mut OpenBatch, key: &KeyEvent) -> bool {
        let Some(table) = &mut open.table else { return true };
        match key.code {
            KeyCode::Esc => open.table = None,
            KeyCode::Enter => match table.next_open() {
                Some(row) => table.row = row,
                None => self.plan_batch(open),
            },
            KeyCode::Down | KeyCode::Tab => table.move_by(1),
            KeyCode::Up | KeyCode::BackTab => table.move_by(-1),
            _ => table.edit(key),
        }
        true
    }

    /// Has all rows read, unless something in the choice is wrong.
    pub(super) fn plan_batch(&mut self, open: &mut OpenBatch) {
        let order = open.table.as_mut().and_then(|table| table.order(&open.offer));
        let Some((order, wish)) = order.and_then(|order| Some((order.clone(), *order.batch?))) else { return };
        let form = &open.offer.media.form;
        if self.memory.note(&open.offer.media.dataset.portal, form, &order.answers) {
            self.send(Cmd::Remember(self.memory.clone()));
        }
        open.work = Some((TableWork::Plan(wish), 0));
        self.send(Cmd::PlanBatch(Box::new(order)));
    }

    fn on_batch_plan_key(&mut self, mut open: Box<OpenBatch>, mut plan: OpenBatchPlan, key: &KeyEvent) {
        let action = self.settings.browser.keymap.action(KeyContext::Popup, key);
        // What is about persons takes more than the key that is pressed by habit.
        let agrees = match key.code {
            KeyCode::Enter => (!open.offer.is_personal && !plan.planned.plan.is_personal).then_some(true),
            KeyCode::Char(letter) => Question::batch(String::new()).key(letter).map(|choice| choice.answer),
            _ => None,
        };
        match (agrees, key.code) {
            (Some(true), _) => return self.begin_batch(*plan.order),
            (Some(false), _) => return,
            (None, KeyCode::Esc) => {
                self.popup = Some(Popup::Batch(open));
                return;
            }
            (None, _) => {
                let by = step(action, 5).unwrap_or(0).clamp(-10_000, 10_000) as i16;
                plan.scroll = plan.scroll.saturating_add_signed(by);
            }
        }
        open.plan = Some(plan);
        self.popup = Some(Popup::Batch(open));
    }

    /// It becomes a job; where one writes in that folder already, that one is shown.
    pub(super) fn begin_batch(&mut self, order: Order) {
        let Some(wish) = order.batch.as_deref() else { return };
        let folder = shown(&wish.dir);
        if let Some(at) = self.jobs.batch_in(wish).map(|job| job.id) {
            let row = self.jobs.iter().position(|job| job.id == at);
            self.jobs.row = row.unwrap_or(self.jobs.row);
            return self.say(t!("batch-browser-already", folder, key = self.key_of(Action::NextPane)));
        }
        let dir = wish.dir.clone();
        self.jobs.drop_old_batches(&dir);
        self.jobs.add(order);
        self.jobs.row = self.jobs.len() - 1;
        self.tell(Notice::Said(t!("batch-browser-begun", folder, key = self.key_of(Action::NextPane))));
    }
}

#[cfg(test)]
mod tests;
