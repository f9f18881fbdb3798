//! What a media asks before it is downloaded, as data: the fields, what they begin with, and what becomes of answers.

use crate::base::i18n::Message;
use crate::model::Media;
use crate::model::form::{self, AnswerMemory, Answers, Field, Mistake};

/// A form that is not sent off yet. Each field has as its default what was answered the last time.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    pub media: Box<Media>,
    pub fields: Vec<Field>,
    /// What is wrong with the answers, since they were last read.
    mistakes: Vec<Mistake>,
}

impl Form {
    pub fn new(media: Media, memory: &AnswerMemory) -> Self {
        let fields = memory.recall(&media.dataset.portal, &media.form);
        Self { media: Box::new(media), fields, mistakes: vec![] }
    }

    /// What is to be asked where `given` does not answer it: what has no default of its own and must be answered, and what
    /// was answered the last time, which is never taken without a question.
    pub fn open(&self, given: &Answers) -> impl Iterator<Item = &Field> {
        let of = self.fields.iter().zip(&self.media.form).filter(|(field, _)| given.get(&field.key).is_none());
        let is_open =
            |field: &Field, own: &Field| (own.required && own.default.is_none()) || field.default != own.default;
        of.filter(move |(field, own)| is_open(field, own)).map(|(field, _)| field)
    }

    /// What was wrong with the answer to the field in this row.
    pub fn mistake(&self, row: usize) -> Option<&Message> {
        self.mistakes.iter().find(|mistake| mistake.key == self.fields[row].key).map(|mistake| &mistake.cause)
    }

    /// What is wrong with an answer to the field in this row, by itself.
    pub fn mistake_in(&self, row: usize, given: &str) -> Option<Message> {
        let field = &self.fields[row];
        let read = form::read(std::slice::from_ref(field), &[(field.key.as_str(), given)].into_iter().collect());
        read.err()?.pop().map(|mistake| mistake.cause)
    }

    /// Checks the answer to the field in this row, for [`Form::mistake`] to tell.
    pub fn check(&mut self, row: usize, given: &str) {
        self.uncheck(row);
        let key = self.fields[row].key.clone();
        self.mistakes.extend(self.mistake_in(row, given).map(|cause| Mistake { key, cause }));
    }

    /// The answer to the field in this row changes: nothing is known of it.
    pub fn uncheck(&mut self, row: usize) {
        let key = &self.fields[row].key;
        self.mistakes.retain(|mistake| mistake.key != *key);
    }

    /// The answers as they are sent; `None` where something is wrong, which [`Form::mistake`] tells.
    pub fn read(&mut self, given: &Answers) -> Option<Answers> {
        form::read(&self.fields, given).map_err(|mistakes| self.mistakes = mistakes).ok()
    }

    /// Notes in `memory` what is likely to be the same the next time; whether that has to be written.
    pub fn remember(&self, answers: &Answers, memory: &mut AnswerMemory) -> bool {
        memory.note(&self.media.dataset.portal, &self.fields, answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;
    use crate::model::form::Takes;

    #[test]
    fn what_was_answered_the_last_time_is_asked_and_what_has_a_default_of_its_own_is_not() {
        let field = |key: &str| Field::new(key, key, Takes::Text).remembered();
        let default = |key: &str, text: &str| Field { default: Some(text.into()), ..field(key) };
        let optional = |key: &str| Field { required: false, ..field(key) };
        let fields = vec![field("new"), field("known"), default("own", "o"), optional("maybe"), optional("once")];
        let media = Media { form: fields.clone(), ..fixtures::media("m") };
        let mut memory = AnswerMemory::default();
        let portal = media.dataset.portal.clone();
        memory.note(&portal, &fields, &[("known", "k"), ("once", "x")].into_iter().collect());
        let form = Form::new(media.clone(), &memory);
        let open = |form: &Form, given: &[(&str, &str)]| -> Vec<String> {
            form.open(&given.iter().copied().collect()).map(|field| field.key.clone()).collect()
        };
        assert_eq!(open(&form, &[]), ["new", "known", "once"]);
        assert_eq!(open(&form, &[("known", "z"), ("new", "n")]), ["once"]);
        assert_eq!(open(&Form::new(media, &AnswerMemory::default()), &[]), ["new", "known"]);
    }
}
