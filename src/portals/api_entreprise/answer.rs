//! An answer made readable: labels and values, what they leave unsaid, and where its links lead
//! (docs/portals/api-entreprise.md 4).

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use url::Url;

use super::catalogue::CATALOGUE;
use crate::base::i18n::Message;
use crate::base::text;
use crate::model::form::Answers;
use crate::{m, t};

/// What stands in place of what a person has not let be shown.
pub const NOT_DISCLOSED: &str = "[ND]";
/// Between noon and midnight of Paris there are two hours at most to those of UTC.
const PARIS: i64 = 2 * 60 * 60;

/// An answer, whatever endpoint it is of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Of each record its labels, as the JSON nests them, and its values. What is null is left out.
    pub records: Vec<Vec<(String, String)>>,
    /// What a reader must know besides, one sentence each.
    pub notices: Vec<String>,
    pub related: Vec<Related>,
}

/// Another dataset that an answer links to.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    pub label: String,
    /// An address segment.
    pub dataset: String,
    /// What the link itself answers of its form: the rest is asked for as ever.
    pub answers: Answers,
}

/// Reads the body of a good answer. An error says what it is instead.
pub fn read(body: &[u8]) -> Result<Answer, Message> {
    let body: Map<String, Value> = serde_json::from_slice(body)
        .map_err(|error| m!("api-entreprise-no-object", error = text::line(&error.to_string())))?;
    let envelopes = match body.get("data") {
        Some(Value::Array(items)) => items.iter().map(Envelope::of).collect(),
        Some(data @ Value::Object(_)) => vec![Envelope { data, whole: Some(&body) }],
        _ => return Err(m!("api-entreprise-no-data")),
    };
    let mut answer = Answer::default();
    if body.get("data").is_some_and(Value::is_array) {
        answer.notices.extend(remarks(body.get("meta")));
    }
    for envelope in envelopes {
        let mut record = Vec::new();
        flatten("", envelope.data, &mut record);
        answer.records.push(record);
        answer.notices.extend(envelope.notices());
        answer.related.extend(envelope.related());
    }
    answer.notices.dedup();
    Ok(answer)
}

/// One record with what comes along. Items of a collection are envelopes themselves, though some are flat.
struct Envelope<'a> {
    data: &'a Value,
    whole: Option<&'a Map<String, Value>>,
}

impl<'a> Envelope<'a> {
    fn of(item: &'a Value) -> Self {
        match item.get("data") {
            Some(data) if data.is_object() => Self { data, whole: item.as_object() },
            _ => Self { data: item, whole: None },
        }
    }

    fn notices(&self) -> Vec<String> {
        let mut notices = remarks(self.whole.and_then(|whole| whole.get("meta")));
        if self.data.get("status_diffusion").and_then(Value::as_str) == Some("partiellement_diffusible") {
            notices.push(t!("api-entreprise-partial"));
        }
        let status = self.data.get("entity_status");
        if status.and_then(|it| it.get("code")).and_then(Value::as_str).is_some_and(|code| code != "ok") {
            let why = status.and_then(|it| it.get("description")).and_then(Value::as_str).and_then(text::some_line);
            notices.push(why.unwrap_or_else(|| t!("api-entreprise-document-refused")));
        } else if self.data.get("document_url").is_some_and(Value::is_null) {
            notices.push(t!("apistration-no-document"));
        }
        notices
    }

    fn related(&self) -> Vec<Related> {
        let links = self.whole.and_then(|whole| whole.get("links")).and_then(Value::as_object);
        links.into_iter().flatten().filter_map(|(label, link)| related(label, link.as_str()?)).collect()
    }
}

/// What `meta` says that changes the meaning of the data.
fn remarks(meta: Option<&Value>) -> Vec<String> {
    let word = |key: &str| meta.and_then(|meta| meta.get(key)).and_then(Value::as_str).and_then(text::some_line);
    let redirected = ["redirect_from_siren", "redirect_from_siret"].into_iter().filter_map(word);
    let mut remarks: Vec<String> = redirected.map(|from| t!("api-entreprise-redirected", from)).collect();
    remarks.extend(word("extractor_error").map(|why| t!("api-entreprise-not-all-read", why)));
    remarks
}

/// The dataset behind a link. Its host is of no interest: staging answers with links to production
/// (docs/portals/api-entreprise.md 4). Nor is its version, where it names one that the endpoint does not have.
fn related(label: &str, link: &str) -> Option<Related> {
    let url = Url::parse(link).ok()?;
    let endpoint = CATALOGUE.behind(url.path())?;
    let values = endpoint.path.split('/').zip(url.path().split('/'));
    let answers =
        values.filter_map(|(name, value)| Some((name.strip_prefix('{')?.strip_suffix('}')?, text::line(value))));
    Some(Related { label: text::line(label), dataset: endpoint.id.clone(), answers: answers.collect() })
}

fn flatten(label: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (key, value) in fields {
                let key = text::line(key);
                flatten(&if label.is_empty() { key } else { format!("{label}.{key}") }, value, into);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (at, item) in items.iter().enumerate() {
                flatten(&format!("{label}[{}]", at + 1), item, into);
            }
        }
        Value::Array(items) => {
            let items: Vec<String> =
                items.iter().filter(|item| !item.is_null()).map(|item| shown(label, item)).collect();
            if !items.is_empty() {
                into.push((label.to_owned(), items.join(", ")));
            }
        }
        scalar => into.push((label.to_owned(), shown(label, scalar))),
    }
}

fn shown(label: &str, value: &Value) -> String {
    if let Some(day) = day_of(label, value) {
        return day.to_string();
    }
    match value {
        Value::Bool(true) => t!("api-entreprise-yes"),
        Value::Bool(false) => t!("api-entreprise-no"),
        Value::Number(number) => number.to_string(),
        Value::String(word) if word == NOT_DISCLOSED => t!("api-entreprise-not-disclosed"),
        Value::String(word) => text::block(word),
        other => text::line(&other.to_string()),
    }
}

/// The day that a value of the field `label` is, however its provider writes it: INSEE and the ministry of the interior count
/// seconds, others write dates out. `None` for what is no day of a calendar.
pub fn day_of(label: &str, value: &Value) -> Option<Date> {
    let key = label.rsplit('.').next().unwrap_or_default();
    if !key.starts_with("date_") && key != "timestamp" {
        return None;
    }
    match value {
        Value::Number(number) => day(number.as_i64()?),
        Value::String(text) if text.len() > 8 && text.parse::<i64>().is_ok() => day(text.parse().ok()?),
        Value::String(text) if text.len() == "2025-06-18".len() => text.parse().ok(),
        _ => None,
    }
}

/// The day in Paris of a moment, which mostly is its midnight there.
fn day(seconds: i64) -> Option<Date> {
    let moment = Timestamp::from_second(seconds.checked_add(PARIS)?).ok()?;
    Some(moment.to_zoned(TimeZone::UTC).date())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(body: Value) -> Answer {
        read(body.to_string().as_bytes()).unwrap()
    }

    fn value<'a>(answer: &'a Answer, label: &str) -> Option<&'a str> {
        answer.records[0].iter().find(|(known, _)| known == label).map(|(_, value)| value.as_str())
    }

    #[test]
    fn dates_are_seconds_text_or_digits_section_4() {
        let table = [
            (json!({"date_creation": -473389200}), "1955-01-01"),
            (json!({"date_creation": 1268002800}), "2010-03-08"),
            (json!({"date_creation": 1626300000}), "2021-07-15"),
            (json!({"date_creation": 0}), "1970-01-01"),
            (json!({"date_fermeture": 1634133818}), "2021-10-13"),
            (json!({"date_derniere_mise_a_jour": 267038293600_i64}), "267038293600"),
            (json!({"date_depot": "2025-06-18"}), "2025-06-18"),
            (json!({"date_depot": "2022-02-30"}), "2022-02-30"),
            (json!({"timestamp": "1631182730"}), "2021-09-09"),
            (json!({"annee": 2024}), "2024"),
            (json!({"numero_identification": "784824153"}), "784824153"),
        ];
        for (data, shown) in table {
            let answer = answer(json!({"data": data, "links": {}, "meta": {}}));
            assert_eq!(answer.records[0][0].1, shown, "{data}");
        }
        let null = answer(json!({"data": {"date_cessation": null, "siren": "552049447"}}));
        assert_eq!(null.records[0].len(), 1, "null is nothing to show");
    }

    #[test]
    fn what_is_not_disclosed_and_redirected_is_said_section_4() {
        let body = include_bytes!(
            "../../../tests/fixtures/api-entreprise/unite_legale_diffusible_v4_200_partially_diffusible.json"
        );
        let answer = read(body).unwrap();
        assert_eq!(value(&answer, "personne_physique_attributs.nom_usage"), Some("[ND] (not disclosed)"));
        assert_eq!(value(&answer, "date_creation"), Some("1955-01-01"));
        assert_eq!(value(&answer, "diffusable_commercialement"), Some("no"));
        assert_eq!(value(&answer, "tranche_effectif_salarie.code"), None);
        assert_eq!(answer.notices.len(), 2, "{:?}", answer.notices);
        assert!(answer.notices[0].starts_with("912345675 was asked about"));
        assert!(answer.notices[1].contains("[ND]"));
    }

    #[test]
    fn links_lead_to_datasets_whatever_their_host_section_4() {
        let body = include_bytes!("../../../tests/fixtures/api-entreprise/unite_legale_v4_200.json");
        let related = read(body).unwrap().related;
        let found: Vec<_> = related.iter().map(|it| (&*it.label, &*it.dataset)).collect();
        let wanted =
            [("siege_social", "v4_insee_etablissements"), ("siege_social_adresse", "v3_insee_adresses_etablissements")];
        assert_eq!(found, wanted, "the address has no version 4, whatever the link says");
        assert_eq!(related[0].answers.get("siret"), Some("91234567500017"));
        let odd = json!({"data": {}, "links": {"a": null, "b": "nowhere", "c": "https://other.example/x", "d": 5}});
        assert_eq!(answer(odd).related, []);
    }

    #[test]
    fn collections_hold_envelopes_or_flat_records_section_4() {
        let body = include_bytes!("../../../tests/fixtures/api-entreprise/chiffres_affaires_v3_200_collection.json");
        let answer = read(body).unwrap();
        assert_eq!(answer.records.len(), 2);
        assert_eq!(value(&answer, "chiffre_affaires"), Some("3274500"));
        let flat =
            self::answer(json!({"data": [{"nom": "A"}, {"data": {"nom": "B"}, "links": {}, "meta": {}}], "meta": {}}));
        let names: Vec<_> = flat.records.iter().map(|record| record[0].1.as_str()).collect();
        assert_eq!(names, ["A", "B"]);
        assert_eq!(self::answer(json!({"data": []})).records.len(), 0);
    }

    #[test]
    fn no_document_is_said_with_its_reason_section_5() {
        let body = include_bytes!("../../../tests/fixtures/api-entreprise/attestation_vigilance_v4_200_refus.json");
        assert_eq!(read(body).unwrap().notices, ["L'entité n'est pas à jour de ses cotisations sociales."]);
        let plain = answer(json!({"data": {"document_url": null}}));
        assert_eq!(plain.notices, ["the answer links to no document"]);
        let partly = answer(json!({"data": {"document_url": "x"}, "meta": {"extractor_error": "illisible"}}));
        assert_eq!(partly.notices, ["not all could be read from the document: illisible"]);
    }

    #[test]
    fn lists_and_nests_are_labelled_by_where_they_are() {
        let answer =
            answer(json!({"data": {"a": [1, null, "x"], "b": [{"c": true}, {"c": {"d": 1.5}}], "e": [], "f": {}}}));
        let lines: Vec<_> = answer.records[0].iter().map(|(label, value)| format!("{label}={value}")).collect();
        assert_eq!(lines, ["a=1, x", "b[1].c=yes", "b[2].c.d=1.5"]);
    }

    #[test]
    fn what_is_no_answer_is_said_and_control_characters_vanish() {
        for body in ["", "[]", "null", "\"x\"", "{}", "{\"data\":null}", "{\"data\":5}", "<html>"] {
            assert!(!read(body.as_bytes()).unwrap_err().to_string().is_empty(), "{body}");
        }
        let answer = answer(json!({"data": {"a\u{1b}[31m": "b\u{7}\u{202e}c"}}));
        assert_eq!(answer.records[0], [("a [31m".to_owned(), "bc".to_owned())]);
    }
}
