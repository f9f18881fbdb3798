//! The form a media asks to be filled in before it can be fetched, above the panes.

use crossterm::event::{KeyCode, KeyEvent};

use super::input::Input;
use super::popup::Popup;
use super::{App, Cmd};
use crate::model::Media;
use crate::model::form::Answers;
use crate::session::Form;

/// A form being filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenForm {
    pub form: Form,
    /// One per field.
    pub inputs: Vec<Input>,
    pub row: usize,
}

impl OpenForm {
    fn new(form: Form) -> Self {
        let inputs: Vec<Input> =
            form.fields.iter().map(|field| Input::new(field.default.clone().unwrap_or_default())).collect();
        let row = inputs.iter().position(|input| input.text().is_empty()).unwrap_or(0);
        Self { form, inputs, row }
    }

    pub fn insert(&mut self, text: &str) {
        self.inputs[self.row].insert(text.trim());
    }

    fn answers(&self) -> Answers {
        let pairs = self.form.fields.iter().zip(&self.inputs).map(|(field, input)| (field.key.as_str(), input.text()));
        pairs.filter(|(_, text)| !text.trim().is_empty()).collect()
    }

    fn move_by(&mut self, step: isize) {
        self.row = self.row.saturating_add_signed(step).min(self.form.fields.len() - 1);
    }
}

impl App {
    /// Asks what `media` needs to know.
    pub(super) fn ask_form(&mut self, media: Media) {
        self.popup = Some(Popup::Form(OpenForm::new(Form::new(media, &self.memory))));
    }

    pub(super) fn on_form_key(&mut self, mut open: OpenForm, key: &KeyEvent) {
        match key.code {
            KeyCode::Esc => return,
            KeyCode::Down | KeyCode::Tab => open.move_by(1),
            KeyCode::Up | KeyCode::BackTab => open.move_by(-1),
            KeyCode::Enter if open.row + 1 < open.inputs.len() => open.move_by(1),
            KeyCode::Enter => return self.submit_form(open),
            _ => drop(open.inputs[open.row].edit(key)),
        }
        self.popup = Some(Popup::Form(open));
    }

    /// Downloads with these answers, or opens the form again with what is wrong in it.
    pub(super) fn submit_form(&mut self, mut open: OpenForm) {
        let Some(answers) = open.form.read(&open.answers()) else {
            open.row = (0..open.inputs.len()).find(|row| open.form.mistake(*row).is_some()).unwrap_or(open.row);
            self.popup = Some(Popup::Form(open));
            return;
        };
        if open.form.remember(&answers, &mut self.memory) {
            self.send(Cmd::Remember(self.memory.clone()));
        }
        self.download(*open.form.media, answers);
    }
}
