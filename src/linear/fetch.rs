//! `d`: what is to be downloaded, with the plan of several, the questions a media asks, and those about personal data and
//! taken names.

use std::collections::HashSet;
use std::io::Write;

use super::{Left, Linear, choice};
use crate::app::Typed;
use crate::app::form::OpenForm;
use crate::app::input::Input;
use crate::app::plan::{Plan, Sum};
use crate::app::popup::Popup;
use crate::base::format;
use crate::base::i18n::Message;
use crate::config::keys::Action;
use crate::model::form::{Field, Takes};
use crate::model::{Place, Target};
use crate::session::question::{Question, TypedAnswer};
use crate::setup::question::LineQuestion;
use crate::t;
use crate::ui::{access_said, plan};

/// What leaves a form.
const LEAVE: &str = ".";
/// What empties an answer that is filled in already.
const EMPTY: &str = "-";

impl<W: Write + Send> Linear<W> {
    pub(super) fn download(&mut self, rows: &[usize]) {
        match (rows, &self.app.step().ask.place) {
            ([], Place::Dataset(_)) => return self.plan(HashSet::new()),
            ([], _) => return self.say(&t!("linear-download-what")),
            _ => {}
        }
        let mut wanted = HashSet::new();
        for row in rows {
            let Some(item) = self.choose(*row) else { return };
            match item.target {
                Target::Media { .. } if rows.len() == 1 => return self.download_one(),
                Target::Place(Place::Folder(_) | Place::Home) => {
                    return self.say(&t!("linear-no-download-of-folders", number = row + 1));
                }
                target => wanted.insert(target),
            };
        }
        self.plan(wanted);
    }

    /// The media the app's cursor is on.
    fn download_one(&mut self) {
        let jobs = self.app.jobs().len();
        self.act(Action::Download);
        self.wait(|it| !it.app.is_describing());
        let mut popup = self.app.take_popup();
        if let Some(Popup::Personal(media)) = popup {
            let question = Question::personal(&media.title);
            self.say(&question.text);
            if !self.agrees(&question, &t!("linear-download-question")) {
                return self.say(&t!("linear-nothing-downloaded"));
            }
            self.type_in(Typed::Agreed(media));
            self.wait(|it| !it.app.is_describing());
            popup = self.app.take_popup();
        }
        if let Some(Popup::Form(open)) = popup {
            self.fill_in(open);
        }
        if self.app.jobs().len() > jobs {
            self.say(&t!("app-plan-begun", count = 1));
        }
    }

    /// What downloading these would mean, and then, if the person agrees, all of it; of nothing, of the dataset one is in.
    fn plan(&mut self, wanted: HashSet<Target>) {
        self.type_in(Typed::Plan(wanted));
        let Some(Popup::Plan(mut plan)) = self.app.take_popup() else { return };
        self.wait(|it| it.app.sum(&plan).awaited == 0 && it.app.sum(&plan).free_space.is_some());
        loop {
            let sum = self.app.sum(&plan);
            self.tell_plan(&plan, &sum);
            if sum.media.is_empty() {
                return self.say(&t!("linear-nothing-to-download"));
            }
            let line = self.ask_below(&t!("linear-plan-question")).unwrap_or_default();
            match (Question::download().typed(&line), choice::rows(&line)) {
                (TypedAnswer::Answer(true), _) if sum.estimate.media.is_empty() => self.say(&t!("linear-plan-nothing")),
                (TypedAnswer::Answer(true), _) => return self.type_in(Typed::Begin(plan)),
                (_, Ok(rows)) if !rows.is_empty() => {
                    rows.iter().filter_map(|row| sum.media_at(*row)).for_each(|media| plan.strike(media));
                }
                _ => return self.say(&t!("linear-nothing-downloaded")),
            }
        }
    }

    /// What it comes to, and each media with its number.
    fn tell_plan(&mut self, plan: &Plan, sum: &Sum) {
        for (_, text) in plan::told(sum).into_iter().chain(plan::told_behind(sum)) {
            self.say(&text);
        }
        for (number, media) in (1_usize..).zip(sum.media()) {
            let size = media.size.map_or_else(|| t!("linear-plan-unsized"), format::size);
            let facts = [media.title.clone(), size, access_said(media.access)].join(", ");
            self.say(&match plan.is_struck(media) {
                true => t!("linear-plan-struck", number, facts),
                false => t!("linear-row", number, facts),
            });
        }
    }

    /// Question by question; mistakes are told at once, and asked again.
    fn fill_in(&mut self, mut open: OpenForm) {
        self.say(&t!("linear-form", title = &open.form.media.title, count = open.inputs.len()));
        let mut rows: Vec<usize> = (0..open.inputs.len()).collect();
        loop {
            let mut at = 0;
            while let Some(row) = rows.get(at).copied() {
                match self.answer(&open, row) {
                    Ok(answer) => {
                        open.inputs[row] = Input::new(answer);
                        at += 1;
                    }
                    Err(Left::Back) if at > 0 => at -= 1,
                    Err(_) => {
                        self.type_in(Typed::LeaveForm(open));
                        return self.say(&t!("linear-nothing-downloaded"));
                    }
                }
            }
            self.type_in(Typed::Form(open));
            let Some(Popup::Form(back)) = self.app.take_popup() else { return };
            rows = (0..back.inputs.len()).filter(|row| back.form.mistake(*row).is_some()).collect();
            for row in &rows {
                back.form.mistake(*row).iter().for_each(|cause| self.mistake(&back.form.fields[*row], cause));
            }
            open = back;
        }
    }

    fn mistake(&mut self, field: &Field, cause: &Message) {
        self.say(&t!("linear-mistake", label = &field.label, cause));
    }

    /// One answer that fits.
    fn answer(&mut self, open: &OpenForm, row: usize) -> Result<String, Left> {
        let field = &open.form.fields[row];
        let (number, count, label) = (row + 1, open.inputs.len(), &field.label);
        self.say(&match field.required {
            true => t!("linear-form-question", number, count, label),
            false => t!("linear-form-question-optional", number, count, label),
        });
        field.help.iter().for_each(|help| self.talk.say(help));
        let words: &[String] = if let Takes::OneOf(words) = &field.takes { words } else { &[] };
        for (number, words) in (1..).zip(words) {
            self.say(&t!("linear-choice", number, words));
        }
        let before = open.inputs[row].text().to_owned();
        let question = LineQuestion::new(label, Some(&before)).prompt(0);
        loop {
            let given = match self.ask_below(&question)? {
                line if line == LEAVE => return Err(Left::Quit),
                line if line == EMPTY => String::new(),
                line if line.is_empty() => before.clone(),
                line => named(words, line),
            };
            match open.form.mistake_in(row, &given) {
                None => return Ok(given),
                Some(cause) => self.mistake(field, &cause),
            }
        }
    }

    /// Files whose names are taken: one question each, or one for all.
    pub(super) fn answer_conflicts(&mut self) {
        while let Some((id, question)) =
            self.app.jobs().asking().and_then(|(id, _)| Some((id, self.app.taken_question(id)?)))
        {
            let Some(answer) = self.decide(&question) else {
                self.put_off = true;
                return;
            };
            self.type_in(Typed::Taken(id, answer));
        }
    }
}

/// The word of this number, where the person chose by number.
fn named(words: &[String], line: String) -> String {
    let by_number = line.parse::<usize>().ok().and_then(|number| words.get(number.checked_sub(1)?));
    by_number.filter(|_| !words.contains(&line)).cloned().unwrap_or(line)
}
