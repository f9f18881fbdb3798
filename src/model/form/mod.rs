//! What a media asks before it can be fetched, and the answers.

use serde::{Deserialize, Serialize};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::redact::CUT;
use crate::base::text;
use crate::m;

mod civil;
mod ids;
mod memory;

pub use civil::{Civil, items};
pub use ids::Id;
pub use memory::AnswerMemory;

/// Answers to a media's questions: keys and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(pub Vec<(String, String)>);

impl Answers {
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Answers {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What the answer is given under.
    pub key: String,
    /// A few words, to stand before the answer.
    pub label: String,
    /// One sentence more: what it is for, an example.
    pub help: Option<String>,
    pub required: bool,
    /// The answer where none is given.
    pub default: Option<String>,
    pub takes: Takes,
    /// Whether two answers make two different files, so that it belongs into their names.
    pub names: bool,
    /// Whether the answer is likely to be the same the next time ([`AnswerMemory`]).
    pub remembered: bool,
    /// Whether the answer tells of a person: it is written nowhere, and no error repeats it.
    #[serde(default)]
    pub private: bool,
}

impl Field {
    /// A required question without a default.
    pub fn new(key: impl Into<String>, label: impl Into<String>, takes: Takes) -> Self {
        let (key, label) = (key.into(), label.into());
        let (help, default) = (None, None);
        Self { key, label, help, required: true, default, takes, names: false, remembered: false, private: false }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    pub fn default(mut self, default: Option<String>) -> Self {
        self.default = default;
        self
    }

    pub fn remembered(mut self) -> Self {
        self.remembered = true;
        self
    }

    pub fn names(mut self) -> Self {
        self.names = true;
        self
    }

    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// The answer as it is sent, or the reason why it cannot be.
    fn read(&self, given: &str) -> Result<String, Message> {
        self.takes.read(given, &if self.private { CUT.to_owned() } else { text::line(given) })
    }
}

/// What may be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// One line of anything.
    Text,
    /// A whole number.
    Number {
        from: i64,
        to: i64,
    },
    /// Four digits.
    Year {
        from: i16,
        to: i16,
    },
    /// Two digits.
    Month,
    OneOf(Vec<String>),
    /// One number of any of these registers.
    Id(Vec<Id>),
    Civil(Civil),
}

impl Takes {
    /// Whether it is a number of a register.
    pub fn is_id(&self) -> bool {
        matches!(self, Self::Id(_))
    }

    /// The answer as it is sent, or the reason why it cannot be: a clause without full stop, with `answer` in place of it.
    fn read(&self, given: &str, answer: &str) -> Result<String, Message> {
        let bare: String = given.chars().filter(|c| !c.is_whitespace()).collect();
        let in_range = |range: std::ops::RangeInclusive<i64>| {
            !bare.starts_with('+') && bare.parse().is_ok_and(|it: i64| range.contains(&it))
        };
        let four = bare.len() == 4 && bare.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Text => Ok(text::line(given)),
            Self::Number { from, to } if in_range(*from..=*to) => Ok(bare),
            Self::Number { from, to } => {
                Err(m!("form-no-number", answer, from = from.to_string(), to = to.to_string()))
            }
            Self::Year { .. } if !four => Err(m!("form-no-year", answer)),
            Self::Year { from, to } if in_range(i64::from(*from)..=i64::from(*to)) => Ok(bare),
            Self::Year { from, to } => {
                Err(m!("form-no-such-year", answer, from = from.to_string(), to = to.to_string()))
            }
            Self::Month if bare.len() == 2 && in_range(1..=12) => Ok(bare),
            Self::Month => Err(m!("form-no-month", answer)),
            Self::OneOf(known) if known.contains(&bare) => Ok(bare),
            // Of several words, with the spaces that they have.
            Self::OneOf(known) if known.iter().any(|it| it == given) => Ok(given.to_owned()),
            Self::OneOf(known) => Err(m!("form-none-of", answer, known = known.join(", "))),
            Self::Id(ids) => ids::read(ids, &bare, answer),
            Self::Civil(civil) => civil.read(given, answer),
        }
    }
}

/// What is wrong with one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistake {
    pub key: String,
    /// A clause that names the answer, without full stop.
    pub cause: Message,
}

/// `answers` as they are sent: in the order of `fields`, with their defaults; or every mistake there is in them.
pub fn read(fields: &[Field], answers: &Answers) -> Result<Answers, Vec<Mistake>> {
    let mut mistakes = unasked(fields, answers);
    let mut read = Answers::default();
    for field in fields {
        let mistake = |cause: Message| Mistake { key: field.key.clone(), cause };
        let given: Vec<&str> = answers.0.iter().filter(|(key, _)| *key == field.key).map(|(_, it)| it.trim()).collect();
        match given.iter().copied().filter(|it| !it.is_empty()).chain(field.default.as_deref()).next() {
            _ if given.len() > 1 => mistakes.push(mistake(m!("form-twice"))),
            None if field.required => mistakes.push(mistake(m!("form-missing", label = field.label))),
            None => {}
            Some(answer) => match field.read(answer) {
                Ok(answer) => read.0.push((field.key.clone(), answer)),
                Err(why) => mistakes.push(mistake(why)),
            },
        }
    }
    if mistakes.is_empty() { Ok(read) } else { Err(mistakes) }
}

/// As [`read`], with the mistakes as one error.
pub fn check(fields: &[Field], answers: &Answers) -> Result<Answers> {
    read(fields, answers).map_err(|mistakes| {
        let (subject, cause) = match &mistakes[..] {
            [Mistake { key, cause }] => (m!("form-parameter", key = text::line(key)), cause.clone()),
            several => {
                let causes = several.iter().map(|it| Message::labelled(text::line(&it.key), &it.cause));
                (m!("form-parameters"), Message::joined(causes, m!("human-semicolon")))
            }
        };
        Error::new(ErrorKind::Usage, subject, cause).hint(asked(fields))
    })
}

/// Whether some of these answers tell of a person.
pub fn is_private(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.private)
}

/// Of `answers` those that may be written down.
pub fn written(fields: &[Field], answers: &Answers) -> Answers {
    let may = |key: &str| fields.iter().all(|field| field.key != key || !field.private);
    Answers(answers.0.iter().filter(|(key, _)| may(key)).cloned().collect())
}

/// What tells files with these answers apart from those with others: to stand in their names.
pub fn label(fields: &[Field], answers: &Answers) -> Option<String> {
    let answers: Vec<&str> = fields.iter().filter(|it| it.names).filter_map(|it| answers.get(&it.key)).collect();
    Some(answers.join(" ")).filter(|label| !label.is_empty())
}

fn asked(fields: &[Field]) -> Message {
    let keys = |required| {
        let keys: Vec<_> = fields.iter().filter(|it| it.required == required).map(|it| it.key.as_str()).collect();
        keys.join(", ")
    };
    let (required, optional) = (keys(true), keys(false));
    let fields: Message = match (required.is_empty(), optional.is_empty()) {
        (true, true) => return m!("form-asks-nothing"),
        (false, true) => required.into(),
        (true, false) => m!("form-all-optional", optional),
        (false, false) => m!("form-optional", required, optional),
    };
    m!("form-asks", fields)
}

/// Answers to questions that nobody asked are typing mistakes.
fn unasked(fields: &[Field], answers: &Answers) -> Vec<Mistake> {
    let unknown = answers.0.iter().filter(|(key, _)| fields.iter().all(|field| field.key != *key));
    let closest = |key: &str| {
        let alike = |field: &&Field| strsim::jaro_winkler(&field.key, key);
        fields.iter().max_by(|a, b| alike(a).total_cmp(&alike(b))).filter(|field| alike(field) > 0.7)
    };
    let cause = |key: &str| match closest(key) {
        Some(field) => m!("form-did-you-mean", key = field.key),
        None => m!("form-unknown"),
    };
    unknown.map(|(key, _)| Mistake { key: key.clone(), cause: cause(key) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Vec<Field> {
        vec![
            Field::new("siren", "SIREN of the company", Takes::Id(vec![Id::Siren])).names(),
            Field::new("context", "why it is asked", Takes::Text),
            Field::new("recipient", "SIRET", Takes::Id(vec![Id::Siret])).default(Some("13002526500013".into())),
            Field::new("depth", "months", Takes::Number { from: 0, to: 12 }).optional(),
        ]
    }

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        pairs.iter().copied().collect()
    }

    #[test]
    fn answers_come_back_cleaned_complete_and_in_order() {
        let given = answers(&[("context", " Marchés\tpublics "), ("siren", "552 049\u{a0}447"), ("depth", "  ")]);
        let wanted =
            answers(&[("siren", "552049447"), ("context", "Marchés publics"), ("recipient", "13002526500013")]);
        assert_eq!(check(&fields(), &given).unwrap(), wanted);
        assert_eq!(label(&fields(), &wanted).as_deref(), Some("552049447"));
        assert_eq!(label(&[], &wanted), None);
        assert_eq!(check(&[], &Answers::default()).unwrap(), Answers::default());
    }

    #[test]
    fn each_mistake_has_its_sentence() {
        let one = check(&fields(), &answers(&[("siren", "552049448"), ("context", "x")])).unwrap_err();
        assert_eq!(
            (one.kind, one.kind.exit_code(), &*one.subject.to_string()),
            (ErrorKind::Usage, 2, "parameter siren")
        );
        assert!(one.cause.to_string().starts_with("\"552049448\" is not a valid SIREN"), "{one}");
        let given = answers(&[("sirne", "1"), ("siren", "1"), ("siren", "2"), ("depth", "13"), ("\u{1b}zzz", "")]);
        let several = check(&fields(), &given).unwrap_err().to_string();
        for part in [
            "sirne: there is no such parameter; did you mean siren?",
            "siren: it is answered more than once",
            "context: it is missing (why it is asked)",
            "depth: \"13\" is not a whole number from 0 to 12",
            "zzz: there is no such parameter",
        ] {
            assert!(several.contains(part), "{several}");
        }
        assert!(!several.contains('\u{1b}'));
    }

    #[test]
    fn a_form_says_what_it_asks_whatever_of_that_is_needed() {
        let field = |key: &str| Field::new(key, key, Takes::Text);
        let table = [
            (vec![field("a"), field("b").optional()], "It asks for: a; and, if you like, b."),
            (vec![field("a"), field("b")], "It asks for: a, b."),
            (vec![field("a").optional(), field("b").optional()], "It asks for: a, b (none required)."),
            (vec![], "It asks for nothing."),
        ];
        for (fields, said) in table {
            let error = check(&fields, &answers(&[("zzz", "1")])).unwrap_err();
            assert_eq!(error.hint.unwrap().to_string(), said);
        }
    }

    #[test]
    fn years_months_numbers_and_words() {
        let (year, words) = (Takes::Year { from: 2006, to: 2025 }, Takes::OneOf(vec!["moyen".into(), "boeth".into()]));
        let several = Takes::OneOf(vec!["Service public".into(), "Recherche".into()]);
        let table: [(&Takes, &[&str], &[&str]); 5] = [
            (&several, &["Service public", "Recherche"], &["Servicepublic", "service public"]),
            (&year, &["2006", "2025", " 2010 "], &["2005", "2026", "206", "20a6", "+206", "02006"]),
            (&Takes::Month, &["01", "12"], &["1", "00", "13", "001", "+1", "janvier"]),
            (&Takes::Number { from: 0, to: 12 }, &["0", "12"], &["13", "-1", "1.5", "un", ""]),
            (&words, &["moyen", "boeth"], &["Moyen", "autre"]),
        ];
        for (takes, good, bad) in table {
            for given in good {
                assert_eq!(takes.read(given, given).as_deref(), Ok(given.trim()), "{takes:?}");
            }
            for given in bad {
                assert!(takes.read(given, given).is_err(), "{takes:?} {given:?}");
            }
        }
    }

    #[test]
    fn what_tells_of_a_person_is_neither_written_nor_repeated() {
        let fields = [
            Field::new("name", "name", Takes::Civil(Civil::Name)).private(),
            Field::new("year", "year", Takes::Year { from: 2000, to: 2026 }).private(),
            Field::new("recipient", "SIRET", Takes::Id(vec![Id::Siret])),
        ];
        let given = answers(&[("name", "D4RTAGNAN"), ("year", "1617"), ("recipient", "13002526500013")]);
        let error = check(&fields, &given).unwrap_err();
        assert!(!format!("{error:?}").contains("D4RT") && !format!("{error:?}").contains("1617"), "{error:?}");
        assert_eq!(written(&fields, &given), answers(&[("recipient", "13002526500013")]));
        assert!(is_private(&fields) && !is_private(&fields[2..]));
    }
}
