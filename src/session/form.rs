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

    /// What must be answered, and neither `given` nor a default does.
    pub fn missing(&self, given: &Answers) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|it| it.required && it.default.is_none() && given.get(&it.key).is_none())
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

    /// The answers as they are sent; `None` where something is wrong, which [`Form::mistake`] tells.
    pub fn read(&mut self, given: &Answers) -> Option<Answers> {
        form::read(&self.fields, given).map_err(|mistakes| self.mistakes = mistakes).ok()
    }

    /// Notes in `memory` what is likely to be the same the next time; whether that has to be written.
    pub fn remember(&self, answers: &Answers, memory: &mut AnswerMemory) -> bool {
        memory.note(&self.media.dataset.portal, &self.fields, answers)
    }
}
