//! `E`: an endpoint is asked once for each row of a table: the file, what feeds which parameter, the plan, each a question.

use std::io::Write;

use super::{Linear, choice};
use crate::app::Typed;
use crate::app::batch::{OpenBatch, TableChoice};
use crate::app::input::Input;
use crate::app::popup::Popup;
use crate::base::text;
use crate::config::keys::Action;
use crate::session::question::Question;
use crate::setup::question::LineQuestion;
use crate::t;
use crate::ui::batch::{fed, looked_at, told};

impl<W: Write + Send> Linear<W> {
    pub(super) fn ask_by_row(&mut self, row: Option<usize>) {
        if row.is_some_and(|row| self.choose(row).is_none()) {
            return;
        }
        self.act(Action::AskByRow);
        self.wait(|it| it.open_batch().is_some() || !it.app.is_asking_by_row());
        if self.open_batch().is_some() {
            drop(self.app.take_notice());
            let begun = self.choose_table() && self.choose_feeds() && self.agree_to_plan();
            // What is read for a box that is left is wanted no more.
            drop(self.app.take_popup());
            if !begun {
                self.say(&t!("batch-browser-not-begun"));
            }
        }
    }

    fn open_batch(&self) -> Option<&OpenBatch> {
        match self.app.popup() {
            Some(Popup::Batch(open)) => Some(open),
            _ => None,
        }
    }

    /// Until what was read is there; what was wrong is said. Whether all is well.
    fn batch_read(&mut self) -> bool {
        self.wait(|it| it.open_batch().is_none_or(|open| open.work.is_none()));
        match self.open_batch().and_then(|open| open.mistake.clone()) {
            Some(mistake) => {
                self.say_error(&mistake);
                false
            }
            None => true,
        }
    }

    /// The file, asked for until it can be read.
    fn choose_table(&mut self) -> bool {
        let Some((title, example)) =
            self.open_batch().map(|open| (open.offer.title.clone(), open.file.input.text().to_owned()))
        else {
            return false;
        };
        self.say(&title);
        self.say(&t!("batch-browser-file-help"));
        let example = Some(example).filter(|path| !path.is_empty());
        let question = LineQuestion::new(&t!("batch-browser-file"), example.as_deref()).prompt(0);
        loop {
            let Ok(typed) = self.ask_below(&question) else { return false };
            let Some(path) = Some(typed).filter(|it| !it.is_empty()).or_else(|| example.clone()) else { return false };
            self.type_in(Typed::BatchFile(path));
            if self.batch_read() && self.open_batch().is_some_and(|open| open.table.is_some()) {
                return true;
            }
        }
    }

    /// Each parameter is a question: the number of a column, or what holds for all rows.
    fn choose_feeds(&mut self) -> bool {
        let Some(mut table) = self.open_batch().and_then(|open| open.table.clone()) else { return false };
        self.tell_columns(&table);
        let mut rows: Vec<usize> = (0..=table.rows.len()).collect();
        loop {
            for row in rows {
                if !self.choose_feed(&mut table, row) {
                    return false;
                }
            }
            self.type_in(Typed::BatchFeeds(table));
            if !self.batch_read() {
                return false;
            }
            let Some(open) = self.open_batch() else { return false };
            if open.plan.is_some() {
                return true;
            }
            let Some(back) = open.table.clone() else { return false };
            let wrong = |at: &usize| back.rows.get(*at).is_some_and(|row| row.mistake.is_some());
            rows = (0..back.rows.len()).filter(wrong).collect();
            for row in rows.iter().filter_map(|at| back.rows.get(*at)) {
                let cause = row.mistake.clone().unwrap_or_default();
                self.say(&t!("linear-mistake", label = &row.field.label, cause));
            }
            if rows.is_empty() {
                rows.push(back.rows.len()); // the folder is missing
            }
            table = back;
        }
    }

    fn tell_columns(&mut self, table: &TableChoice) {
        table.table.note.iter().for_each(|note| self.talk.say(note));
        self.say(&looked_at(table));
        for (number, column) in (1_usize..).zip(&table.table.fits.columns) {
            let example = column.example.clone().unwrap_or_default();
            let facts = [text::line(&column.name), example].join(", ");
            self.say(&t!("linear-row", number, facts));
        }
    }

    /// One answer; Enter alone keeps what is proposed. Whether the person goes on.
    fn choose_feed(&mut self, table: &mut TableChoice, at: usize) -> bool {
        let Some(row) = table.rows.get(at) else {
            let question = LineQuestion::new(&t!("batch-browser-folder"), Some(table.dir.text())).prompt(0);
            let Ok(line) = self.ask_below(&question) else { return false };
            if !line.is_empty() {
                table.dir = Input::new(line);
            }
            return true;
        };
        let (label, now) = (row.field.label.clone(), fed(row, table));
        row.field.help.iter().for_each(|help| self.talk.say(help));
        let is_number = row.is_number();
        self.say(&if is_number { t!("batch-browser-linear-column") } else { t!("batch-browser-linear-feed") });
        let question = LineQuestion::new(&label, Some(&now)).prompt(0);
        loop {
            let Ok(line) = self.ask_below(&question) else { return false };
            let columns = table.table.fits.columns.len();
            let Some(row) = table.rows.get_mut(at) else { return true };
            let column = choice::rows(&line).ok().filter(|rows| rows.len() == 1).and_then(|rows| rows.first().copied());
            match column.filter(|column| *column < columns) {
                _ if line.is_empty() => return true,
                Some(column) => row.column = Some(column),
                None if is_number => {
                    self.say(&t!("linear-number-up-to", count = columns));
                    continue;
                }
                None => {
                    let typed = line.strip_prefix('=').unwrap_or(&line);
                    (row.column, row.input) = (None, Input::new(typed));
                }
            }
            return true;
        }
    }

    /// The plan in sentences; whether it was begun.
    fn agree_to_plan(&mut self) -> bool {
        let Some(plan) = self.open_batch().and_then(|open| open.plan.clone()) else { return false };
        for (_, said) in told(&plan.planned, &plan.order.answers) {
            self.say(&said);
        }
        let question = Question::batch(String::new());
        let agrees = self.agrees(&question, &t!("batch-browser-linear-begin"));
        if agrees {
            self.type_in(Typed::BeginBatch);
        }
        agrees
    }

    /// Providers that fail while a batch goes on: whether they are asked on.
    pub(super) fn answer_failing(&mut self) {
        while let Some((id, question)) =
            self.app.jobs().failing().and_then(|id| Some((id, self.app.failing_question(id)?)))
        {
            let Some(goes_on) = self.decide(&question) else {
                self.put_off = true;
                return;
            };
            self.type_in(Typed::DecideBatch(id, goes_on));
        }
    }
}
