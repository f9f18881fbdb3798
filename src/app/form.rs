//! The form a media asks to be filled in before it can be fetched.

use crossterm::event::{KeyCode, KeyEvent};

use super::input::Input;
use super::popup::Popup;
use super::{App, Cmd};
use crate::base::i18n::Message;
use crate::model::Media;
use crate::model::form::{self, Answers, Field, Mistake};

/// A form being filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    pub media: Box<Media>,
    pub fields: Vec<Field>,
    /// One per field.
    pub inputs: Vec<Input>,
    pub row: usize,
    /// What is wrong with the answers, since they were last sent off.
    pub mistakes: Vec<Mistake>,
}

impl Form {
    pub fn new(media: Media, fields: Vec<Field>) -> Self {
        let inputs: Vec<Input> =
            fields.iter().map(|field| Input::new(field.default.clone().unwrap_or_default())).collect();
        let row = inputs.iter().position(|input| input.text().is_empty()).unwrap_or(0);
        Self { media: Box::new(media), fields, inputs, row, mistakes: vec![] }
    }

    /// What is wrong with the answer to the field in this row.
    pub fn mistake(&self, row: usize) -> Option<&Message> {
        self.mistakes.iter().find(|mistake| mistake.key == self.fields[row].key).map(|mistake| &mistake.cause)
    }

    pub fn insert(&mut self, text: &str) {
        self.inputs[self.row].insert(text.trim());
    }

    fn answers(&self) -> Answers {
        let pairs = self.fields.iter().zip(&self.inputs).map(|(field, input)| (field.key.as_str(), input.text()));
        pairs.filter(|(_, text)| !text.trim().is_empty()).collect()
    }

    fn move_by(&mut self, step: isize) {
        self.row = self.row.saturating_add_signed(step).min(self.fields.len() - 1);
    }
}

impl App {
    /// Asks what `media` needs to know, with what was answered the last time filled in already.
    pub(super) fn ask_form(&mut self, media: Media) {
        let fields = self.memory.recall(&media.dataset.portal, &media.form);
        self.popup = Some(Popup::Form(Form::new(media, fields)));
    }

    pub(super) fn on_form_key(&mut self, mut form: Form, key: &KeyEvent) -> Vec<Cmd> {
        match key.code {
            KeyCode::Esc => return vec![],
            KeyCode::Down | KeyCode::Tab => form.move_by(1),
            KeyCode::Up | KeyCode::BackTab => form.move_by(-1),
            KeyCode::Enter if form.row + 1 < form.fields.len() => form.move_by(1),
            KeyCode::Enter => return self.submit_form(form),
            _ => drop(form.inputs[form.row].edit(key)),
        }
        self.popup = Some(Popup::Form(form));
        vec![]
    }

    /// Downloads with these answers, or opens the form again with what is wrong in it.
    pub(super) fn submit_form(&mut self, mut form: Form) -> Vec<Cmd> {
        match form::read(&form.fields, &form.answers()) {
            Ok(answers) => self.send_form(form, answers),
            Err(mistakes) => {
                let wrong = |field: &Field| mistakes.iter().any(|mistake| mistake.key == field.key);
                form.row = form.fields.iter().position(wrong).unwrap_or(form.row);
                form.mistakes = mistakes;
                self.popup = Some(Popup::Form(form));
                vec![]
            }
        }
    }

    fn send_form(&mut self, form: Form, answers: Answers) -> Vec<Cmd> {
        let Form { media, fields, .. } = form;
        let mut cmds = vec![];
        if self.memory.note(&media.dataset.portal, &fields, &answers) {
            cmds.push(Cmd::Remember(self.memory.clone()));
        }
        cmds.extend(self.download(*media, answers));
        cmds
    }
}
