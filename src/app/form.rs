//! The form a media asks to be filled in before it can be fetched, above the panes.

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent};

use super::input::Input;
use super::popup::Popup;
use super::{App, Cmd};
use crate::base::error::Result;
use crate::base::redact::clean;
use crate::model::Media;
use crate::model::form::Answers;
use crate::services::ServiceMedia;
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

    /// What was typed when the form was left before, in place of what it begins with.
    fn take_up(&mut self, typed: Option<&Vec<String>>) {
        for (input, typed) in self.inputs.iter_mut().zip(typed.into_iter().flatten()) {
            *input = Input::new(typed.as_str());
        }
        self.row = self.inputs.iter().position(|input| input.text().is_empty()).unwrap_or(0);
    }

    /// The same media with a form that says more.
    fn become_of(&mut self, form: Form) {
        let Self { form: before, inputs, row } = std::mem::replace(self, Self::new(form));
        let at = before.fields.get(row).map(|field| field.key.clone());
        let typed = before.fields.iter().zip(inputs).filter(|(_, input)| !input.text().is_empty());
        for (field, input) in typed {
            if let Some(row) = self.form.fields.iter().position(|it| it.key == field.key) {
                self.inputs[row] = input;
            }
        }
        let row = self.form.fields.iter().position(|field| Some(&field.key) == at.as_ref());
        self.row = row.unwrap_or(self.row);
    }

    fn answers(&self) -> Answers {
        let pairs = self.form.fields.iter().zip(&self.inputs).map(|(field, input)| (field.key.as_str(), input.text()));
        pairs.filter(|(_, text)| !text.trim().is_empty()).collect()
    }

    /// To another field; the one that is left is checked.
    fn move_by(&mut self, step: isize) {
        self.form.check(self.row, self.inputs[self.row].text());
        self.row = self.row.saturating_add_signed(step).min(self.form.fields.len() - 1);
    }
}

impl App {
    /// Asks what `media` needs to know.
    pub(super) fn ask_form(&mut self, media: Media) {
        let typed = self.drafts.get(&media.address());
        let asks = ServiceMedia::of(&media).is_some().then(|| Box::new(media.clone()));
        let mut open = OpenForm::new(Form::new(media, &self.memory));
        open.take_up(typed);
        self.popup = Some(Popup::Form(open));
        if let Some(media) = asks {
            self.describing = true;
            self.send(Cmd::Describe(media));
        }
    }

    /// What a service says it has, into the form that is open for it. What was typed meanwhile stays.
    pub(super) fn described(&mut self, result: Result<Media>) {
        self.describing = false;
        let (Ok(media), Some(Popup::Form(open))) = (result, &mut self.popup) else { return };
        if open.form.media.address() == media.address() {
            open.become_of(Form::new(media, &self.memory));
        }
    }

    /// Whether the form that is open is not all that it will be.
    pub fn is_describing(&self) -> bool {
        self.describing
    }

    /// A form that is left keeps what was typed for the next time, but for what holds a secret.
    pub(super) fn leave_form(&mut self, open: &OpenForm) {
        let typed = open.inputs.iter().map(|input| match clean(input.text()) {
            Cow::Borrowed(text) => text.to_owned(),
            Cow::Owned(_) => String::new(),
        });
        self.drafts.insert(open.form.media.address(), typed.collect());
    }

    pub(super) fn on_form_key(&mut self, mut open: OpenForm, key: &KeyEvent) {
        match key.code {
            KeyCode::Esc => return self.leave_form(&open),
            KeyCode::Down | KeyCode::Tab => open.move_by(1),
            KeyCode::Up | KeyCode::BackTab => open.move_by(-1),
            KeyCode::Enter if open.row + 1 < open.inputs.len() => open.move_by(1),
            KeyCode::Enter => return self.submit_form(open),
            _ => {
                open.inputs[open.row].edit(key);
                open.form.uncheck(open.row);
            }
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
        self.drafts.remove(&open.form.media.address());
        self.download(*open.form.media, answers);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{in_dataset, media, press};
    use super::*;
    use crate::app::Msg;
    use crate::base::redact;
    use crate::model::form::{Field, Takes};

    fn asking() -> App {
        let year = Field::new("year", "Year", Takes::Year { from: 2000, to: 2030 });
        let form = vec![year, Field::new("town", "Town", Takes::Text)];
        in_dataset(vec![Media { form, ..media("a") }])
    }

    fn open(app: &App) -> &OpenForm {
        match &app.popup {
            Some(Popup::Form(open)) => open,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_was_typed_is_there_the_next_time_unless_it_is_secret() {
        redact::know("F0rm-S3cret-9");
        let mut app = asking();
        press(&mut app, "d2024\nRennes");
        app.update(Msg::Key(KeyCode::Esc.into()));
        press(&mut app, "d");
        let typed = |app: &App| open(app).inputs.iter().map(|input| input.text().to_owned()).collect::<Vec<_>>();
        assert_eq!(typed(&app), ["2024", "Rennes"]);
        press(&mut app, "\n F0rm-S3cret-9");
        app.update(Msg::Key(KeyCode::Esc.into()));
        press(&mut app, "d");
        assert_eq!(typed(&app), ["2024", ""]);
        press(&mut app, "Brest\n");
        assert!(app.popup.is_none() && app.drafts.is_empty(), "sent off, it is answered by what is remembered");
    }

    #[test]
    fn a_service_says_what_it_has_while_its_form_is_filled_in() {
        let url = Some("https://a.org/wfs".to_owned());
        let service = Media { format: Some("wfs".into()), url, ..media("a") };
        let service = ServiceMedia::of(&service).unwrap().offered_as(service, None);
        let mut app = in_dataset(vec![service.clone()]);
        let asked = press(&mut app, "d");
        assert!(asked.contains(&Cmd::Describe(Box::new(service.clone()))) && app.is_describing(), "{asked:?}");
        press(&mut app, "eau");
        let layer = Field::new("layer", "layer", Takes::OneOf(vec!["eau".into(), "sol".into()]));
        let known = Media { form: vec![layer, Field::new("as", "format", Takes::Text)], ..service.clone() };
        app.update(Msg::Described(Box::new(Ok(known.clone()))));
        assert!(!app.is_describing() && open(&app).form.fields[0].takes == known.form[0].takes);
        assert_eq!((open(&app).inputs[0].text(), open(&app).inputs.len(), open(&app).row), ("eau", 2, 0));
        app.update(Msg::Key(KeyCode::Esc.into()));
        app.update(Msg::Described(Box::new(Ok(known))));
        assert!(app.popup.is_none(), "it comes too late");
    }

    #[test]
    fn a_field_is_checked_when_it_is_left_and_not_while_it_is_typed() {
        let mut app = asking();
        press(&mut app, "d19x");
        assert_eq!(open(&app).form.mistake(0), None);
        app.update(Msg::Key(KeyCode::Tab.into()));
        assert!(open(&app).form.mistake(0).is_some() && open(&app).row == 1, "it holds nobody up");
        app.update(Msg::Key(KeyCode::BackTab.into()));
        app.update(Msg::Key(KeyCode::Backspace.into()));
        assert_eq!(open(&app).form.mistake(0), None);
        app.update(Msg::Paste("2024\n".into()));
        assert_eq!(open(&app).inputs[0].text(), "192024");
    }
}
