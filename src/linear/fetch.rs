//! `d`: what is to be downloaded, with the plan of several, the questions a media asks, and those about personal data and
//! taken names.

use std::collections::HashSet;
use std::io::Write;

use super::Linear;
use crate::app::Typed;
use crate::app::form::Form;
use crate::app::input::Input;
use crate::app::popup::Popup;
use crate::base::i18n::Message;
use crate::config::keys::Action;
use crate::model::form::{self, Answers, Field, Takes};
use crate::model::{Place, Target};
use crate::session::question::Question;
use crate::t;
use crate::ui::plan;

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
        let jobs = self.app.jobs.len();
        self.act(Action::Download);
        if let Some(Popup::Personal(media)) = self.app.popup.take_if(|it| matches!(it, Popup::Personal(_))) {
            let question = Question::personal(&media.title);
            self.say(&question.text);
            if !self.agrees(&question, &t!("linear-download-question")) {
                return self.say(&t!("linear-nothing-downloaded"));
            }
            self.type_in(Typed::Agreed(media));
        }
        if let Some(Popup::Form(form)) = self.app.popup.take_if(|it| matches!(it, Popup::Form(_))) {
            self.fill_in(form);
        }
        if self.app.jobs.len() > jobs {
            self.say(&t!("app-plan-begun", count = 1));
        }
    }

    /// What downloading these would mean, and then, if the person agrees, all of it; of nothing, of the dataset one is in.
    fn plan(&mut self, wanted: HashSet<Target>) {
        self.app.marked = wanted;
        self.app.free_space = None;
        self.act(Action::DownloadAll);
        let Some(Popup::Plan(plan)) = self.app.popup.take_if(|it| matches!(it, Popup::Plan(_))) else { return };
        self.wait(|it| it.app.sum(&plan).awaited == 0 && it.app.free_space.is_some());
        let sum = self.app.sum(&plan);
        for (_, text) in plan::told(&sum, self.app.free_space.as_ref()) {
            self.say(&text);
        }
        match sum.estimate.media.is_empty() {
            true => self.say(&t!("linear-nothing-to-download")),
            false if self.agrees(&Question::download(), &t!("linear-download-question")) => {
                self.type_in(Typed::Begin(plan))
            }
            false => self.say(&t!("linear-nothing-downloaded")),
        }
        self.app.marked.clear();
    }

    /// Question by question; mistakes are told at once, and asked again.
    fn fill_in(&mut self, mut form: Form) {
        self.say(&t!("linear-form", title = &form.media.title, count = form.fields.len()));
        let mut rows: Vec<usize> = (0..form.fields.len()).collect();
        loop {
            for row in rows {
                let Some(answer) = self.answer(&form, row) else {
                    return self.say(&t!("linear-nothing-downloaded"));
                };
                form.inputs[row] = Input::new(answer);
            }
            self.type_in(Typed::Form(form));
            match self.app.popup.take_if(|it| matches!(it, Popup::Form(_))) {
                Some(Popup::Form(back)) => {
                    rows = (0..back.fields.len()).filter(|row| back.mistake(*row).is_some()).collect();
                    for row in &rows {
                        back.mistake(*row).iter().for_each(|cause| self.mistake(&back.fields[*row], cause));
                    }
                    form = back;
                }
                _ => return,
            }
        }
    }

    fn mistake(&mut self, field: &Field, cause: &Message) {
        self.say(&t!("linear-mistake", label = &field.label, cause));
    }

    /// One answer that fits; `None`: the person leaves the form.
    fn answer(&mut self, form: &Form, row: usize) -> Option<String> {
        let field = &form.fields[row];
        let (number, count, label) = (row + 1, form.fields.len(), &field.label);
        self.say(&match field.required {
            true => t!("linear-form-question", number, count, label),
            false => t!("linear-form-question-optional", number, count, label),
        });
        field.help.iter().for_each(|help| self.talk.say(help));
        let words: &[String] = if let Takes::OneOf(words) = &field.takes { words } else { &[] };
        for (number, words) in (1..).zip(words) {
            self.say(&t!("linear-choice", number, words));
        }
        let before = form.inputs[row].text().to_owned();
        let question = match before.is_empty() {
            true => t!("linear-question", question = label),
            false => t!("linear-question-default", question = label, default = &before),
        };
        loop {
            let given = match self.ask(&question)? {
                line if line == LEAVE => return None,
                line if line == EMPTY => String::new(),
                line if line.is_empty() => before.clone(),
                line => named(words, line),
            };
            let answers: Answers = std::iter::once((field.key.as_str(), given.as_str())).collect();
            match form::read(std::slice::from_ref(field), &answers) {
                Ok(_) => return Some(given),
                Err(mistakes) => mistakes.iter().for_each(|mistake| self.mistake(field, &mistake.cause)),
            }
        }
    }

    /// Files whose names are taken: one question each, or one for all.
    pub(super) fn answer_conflicts(&mut self) {
        while let Some((id, question)) =
            self.app.jobs.asking().and_then(|(id, _)| Some((id, self.app.taken_question(id)?)))
        {
            let Some(answer) = self.decide(&question) else { return };
            self.type_in(Typed::Taken(id, answer));
        }
    }
}

/// The word of this number, where the person chose by number.
fn named(words: &[String], line: String) -> String {
    let by_number = line.parse::<usize>().ok().and_then(|number| words.get(number.checked_sub(1)?));
    by_number.filter(|_| !words.contains(&line)).cloned().unwrap_or(line)
}
