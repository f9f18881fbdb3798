//! What a dataset's guestbook asks of whoever downloads from it, as the media's form, and its answers as the portal takes
//! them (docs/portals/dataverse.md 6).

use serde_json::{Map, Value, json};
use url::Url;

use super::super::reading::{line, line_at, readable};
use super::{Dataverse, api, read};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Message, Said};
use crate::model::Media;
use crate::model::form::{Answers, Field, Takes};
use crate::net::Ask;
use crate::{m, said};

/// Who answers: what it is sent as, its label, and whether the book wants it.
type Part = (&'static str, Said, fn(&api::Guestbook) -> bool);

const PARTS: [Part; 4] = [
    ("name", said!("dataverse-guestbook-name"), |book| book.name_required),
    ("email", said!("dataverse-guestbook-email"), |book| book.email_required),
    ("institution", said!("dataverse-guestbook-institution"), |book| book.institution_required),
    ("position", said!("dataverse-guestbook-position"), |book| book.position_required),
];

/// What stands before the number of a question of the guestbook's own.
const QUESTION: &str = "question-";

impl Dataverse {
    /// What the guestbook of this number asks; `None` where it cannot be read.
    pub(super) async fn asked_by(&self, dataset: &api::Dataset) -> Option<Vec<Field>> {
        let Some(id) = dataset.guestbook_id.positive() else { return Some(vec![]) };
        let book: api::Guestbook = self.beside(self.way.http.url(&format!("api/guestbooks/{id}"), [])).await?;
        Some(form(&book))
    }

    /// Answers the guestbook: the address that opens the file for a minute.
    pub(super) async fn signed(&self, media: &Media, url: Url, answers: &Answers) -> Result<Url> {
        let subject = &Message::from(&media.address());
        let answer: Value = self.way.http.json(subject, Ask::post(url.clone(), response(answers))).await?;
        let signed: api::Signed = read(subject, answer)?;
        let signed = signed.signed_url.and_then(|signed| Url::parse(&signed).ok());
        let mut signed = signed.ok_or_else(|| Error::new(ErrorKind::Portal, subject, m!("portals-no-address")))?;
        // Behind the signature, which is of what stands before it.
        for (key, value) in url.query_pairs().filter(|(key, _)| key == "format") {
            signed.query_pairs_mut().append_pair(&key, &value);
        }
        Ok(signed)
    }
}

/// What the book asks; nothing where it is not in use.
pub fn form(book: &api::Guestbook) -> Vec<Field> {
    if book.enabled == Some(false) {
        return vec![];
    }
    let parts = PARTS.iter().map(|(key, label, is_required)| {
        let field = Field::new(*key, label.text(), Takes::Text).private();
        if is_required(book) { field } else { field.optional() }
    });
    let questions = readable::<api::CustomQuestion>(book.custom_questions.0.clone());
    parts.chain(questions.filter(|question| !question.hidden).filter_map(|question| own(&question))).collect()
}

fn own(question: &api::CustomQuestion) -> Option<Field> {
    let key = format!("{QUESTION}{}", question.id.count()?);
    let options: Vec<String> = question.option_values.iter().filter_map(|option| line_at(option, "value")).collect();
    let takes = if options.is_empty() { Takes::Text } else { Takes::OneOf(options) };
    let label = line(&question.question).unwrap_or_else(|| key.clone());
    let field = Field::new(key, label, takes).private();
    Some(if question.required { field } else { field.optional() })
}

/// The body that the answers are sent in.
pub fn response(answers: &Answers) -> Value {
    let parts = PARTS.iter().filter_map(|(key, ..)| Some(((*key).to_owned(), Value::from(answers.get(key)?))));
    let mut response: Map<String, Value> = parts.collect();
    let own = answers.0.iter().filter_map(|(key, value)| {
        let id: u64 = key.strip_prefix(QUESTION)?.parse().ok()?;
        Some(json!({"id": id, "value": value}))
    });
    response.insert("answers".into(), own.collect());
    json!({ "guestbookResponse": response })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::odd::{self, Odd};
    use crate::model::form::check;

    #[test]
    fn a_guestbook_is_a_form_and_its_answers_are_a_response() {
        let raw = json!({"enabled": true, "nameRequired": true, "emailRequired": "true", "customQuestions": [
            {"id": 44, "question": "Why?", "required": true, "optionValues": [{"value": "Public service"}, {"value": "Research"}]},
            {"id": "45", "question": "More", "required": false}, {"id": 46, "hidden": true}, {"question": "no id"}, "odd"]});
        let book: api::Guestbook = odd::read(raw, &mut Odd::default()).unwrap();
        let form = form(&book);
        let asked: Vec<_> = form.iter().map(|field| (&*field.key, field.required, field.private)).collect();
        let expected = [
            ("name", true, true),
            ("email", true, true),
            ("institution", false, true),
            ("position", false, true),
            ("question-44", true, true),
            ("question-45", false, true),
        ];
        assert_eq!(asked, expected);
        let given: Answers =
            [("name", "Ada"), ("email", "a@example.org"), ("question-44", "Public service")].into_iter().collect();
        let given = check(&form, &given).unwrap();
        let expected = json!({"guestbookResponse": {"name": "Ada", "email": "a@example.org",
            "answers": [{"id": 44, "value": "Public service"}]}});
        assert_eq!(response(&given), expected);
        let closed = api::Guestbook { enabled: Some(false), ..api::Guestbook::default() };
        assert!(super::form(&closed).is_empty());
    }
}
