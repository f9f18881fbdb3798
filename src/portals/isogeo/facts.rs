//! The further facts of a record, and its longer texts as one summary (docs/portals/isogeo.md 5.1 and 5.2).

use jiff::Span;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::mapping::{joined_by, labelled, moment, words};
use super::super::reading::{Number, items, line, line_at};
use super::api;
use super::map::tagged;
use crate::base::format;
use crate::base::i18n::Said;
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text;
use crate::model::Fact;
use crate::{said, t};

/// The abstract, then each longer text under a heading of its own.
pub fn summary(record: &api::Resource) -> Option<String> {
    let texts = [
        (String::new(), &record.r#abstract),
        (t!("isogeo-text-context"), &record.collection_context),
        (t!("isogeo-text-method"), &record.collection_method),
        (t!("isogeo-text-consistency"), &record.topological_consistency),
        (t!("isogeo-text-geographic"), &record.geo_context),
        (t!("isogeo-text-validity"), &record.validity_comment),
    ];
    let sections = texts.into_iter().filter_map(|(heading, text)| {
        let plain = markup::some_plain(text.as_deref()?)?;
        Some(if heading.is_empty() { plain } else { t!("isogeo-section", heading, plain) })
    });
    joined_by(sections, "\n\n")
}

pub fn facts(record: &api::Resource, odd: &mut Odd) -> Vec<Fact> {
    let mut facts = own(record);
    facts.extend(conditions(items(&record.conditions, &t!("isogeo-item-condition"), odd)));
    facts.extend(all(&record.limitations, said!("isogeo-item-limitation"), limitation, odd));
    facts.extend(all(&record.specifications, said!("isogeo-item-specification"), specification, odd));
    facts.extend(all(&record.contacts, said!("isogeo-item-contact"), contact, odd));
    facts.extend(all(&record.events, said!("isogeo-item-event"), event, odd));
    facts.extend(all(&record.feature_attributes, said!("isogeo-item-attribute"), attribute, odd));
    facts.extend(all(&record.translations, said!("isogeo-item-translation"), translation, odd));
    facts
}

/// What `read` makes of each of `raw`; `what` names one of them.
fn all<T: DeserializeOwned>(raw: &[Value], what: Said, read: fn(T) -> Option<Fact>, odd: &mut Odd) -> Vec<Fact> {
    items(raw, &what.text(), odd).into_iter().filter_map(read).collect()
}

/// Facts that have one value each.
fn own(record: &api::Resource) -> Vec<Fact> {
    let day = |date: &Option<String>| date.as_deref().and_then(moment).map(format::date);
    let number = |value: Number| value.positive().map(format::count);
    let only_to = if record.valid_from.is_none() { day(&record.valid_to) } else { None };
    let harvested = line(&record.edition_profile).filter(|profile| profile != "manual");
    let facts = [
        (said!("isogeo-fact-kind"), kind(record)),
        (said!("isogeo-fact-format"), format(record)),
        (said!("isogeo-fact-name"), line(&record.name).filter(|_| record.title.is_some())),
        (said!("isogeo-fact-location"), line(&record.path)),
        (said!("isogeo-fact-projection"), projection(&record.coordinate_system)),
        (said!("isogeo-fact-scale"), number(record.scale).map(|scale| format!("1:{scale}"))),
        (said!("isogeo-fact-resolution"), scalar(&record.distance).map(|distance| t!("isogeo-metres", distance))),
        (said!("isogeo-fact-precision"), scalar(&record.precision)),
        (said!("isogeo-fact-geometry"), line(&record.geometry)),
        (said!("isogeo-fact-features"), number(record.features)),
        (said!("isogeo-fact-encoding"), line(&record.encoding)),
        (said!("isogeo-fact-language"), line(&record.language)),
        (said!("isogeo-fact-updated"), record.update_frequency.as_deref().and_then(frequency)),
        (said!("isogeo-fact-published"), day(&record.published)),
        (said!("isogeo-fact-valid-to"), only_to),
        (said!("isogeo-fact-harvested"), harvested),
        (said!("isogeo-fact-described"), day(&record.record_created)),
        (said!("isogeo-fact-reviewed"), day(&record.record_modified)),
    ];
    labelled(facts)
}

/// Open-ended: what is not in the table is shown as it is (docs/portals/isogeo.md 7.18).
fn kind(record: &api::Resource) -> Option<String> {
    let kind = line(&record.kind)?;
    let words = match kind.as_str() {
        "vectorDataset" => t!("isogeo-kind-vector"),
        "rasterDataset" => t!("isogeo-kind-raster"),
        "noGeoDataset" => t!("isogeo-kind-table"),
        "service" => t!("isogeo-kind-service"),
        "resource" => t!("isogeo-kind-other"),
        other => other.to_owned(),
    };
    Some(if *record.series { t!("isogeo-series", words) } else { words })
}

/// The label, which a tag has, and the version, which may be empty (docs/portals/isogeo.md 7.10).
fn format(record: &api::Resource) -> Option<String> {
    let code = line(&record.format)?;
    let label = tagged(record, &format!("format:{code}")).unwrap_or(code);
    Some(match line(&record.format_version) {
        Some(version) => format!("{label} {version}"),
        None => label,
    })
}

fn projection(system: &Value) -> Option<String> {
    let code = scalar(&system["code"]).map(|code| format!("EPSG:{code}"));
    match (line_at(system, "name"), code) {
        (Some(name), Some(code)) => Some(format!("{name} ({code})")),
        (name, code) => name.or(code),
    }
}

/// A number or a text, whichever comes (docs/portals/isogeo.md 7.19).
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.as_f64().map_or_else(|| number.to_string(), |it| it.to_string())),
        Value::String(text) => text::some_line(text),
        _ => None,
    }
}

/// `P6M` as "every 6 months", `PT10M` as "every 10 minutes" (docs/portals/isogeo.md 7.22). Other texts stay as they
/// are.
fn frequency(duration: &str) -> Option<String> {
    let raw = text::some_line(duration)?;
    let Ok(span) = raw.parse::<Span>() else { return Some(raw) };
    let units: [(i64, Unit, Unit); 7] = [
        (span.get_years().into(), |_| t!("isogeo-every-year"), |count| t!("isogeo-years", count)),
        (span.get_months().into(), |_| t!("isogeo-every-month"), |count| t!("isogeo-months", count)),
        (span.get_weeks().into(), |_| t!("isogeo-every-week"), |count| t!("isogeo-weeks", count)),
        (span.get_days().into(), |_| t!("isogeo-every-day"), |count| t!("isogeo-days", count)),
        (span.get_hours().into(), |_| t!("isogeo-every-hour"), |count| t!("isogeo-hours", count)),
        (span.get_minutes(), |_| t!("isogeo-every-minute"), |count| t!("isogeo-minutes", count)),
        (span.get_seconds(), |_| t!("isogeo-every-second"), |count| t!("isogeo-seconds", count)),
    ];
    let parts: Vec<_> = units.into_iter().filter(|(count, ..)| *count > 0).collect();
    match parts[..] {
        [] => Some(raw),
        [(1, one, _)] => Some(one(1)),
        _ => {
            let words: Vec<String> = parts.iter().map(|(count, _, several)| several(*count)).collect();
            Some(t!("isogeo-every", span = words.join(" ")))
        }
    }
}

/// So many of one unit of time, in words.
type Unit = fn(i64) -> String;

fn conditions(conditions: Vec<api::Condition>) -> Vec<Fact> {
    let mut seen = false;
    let mut facts = Vec::new();
    for condition in conditions {
        let licence = joined(["name", "link"].map(|key| line_at(&condition.license, key)), ", ");
        let text = plain(&condition.description);
        // The first licence stands apart already; what it says of itself does not.
        let licence = licence.filter(|_| std::mem::replace(&mut seen, true));
        facts.extend(
            joined([licence, text], &t!("isogeo-colon")).map(|words| (said!("isogeo-fact-condition").into(), words)),
        );
    }
    facts
}

fn limitation(limit: api::Limitation) -> Option<Fact> {
    let kind = joined([line(&limit.kind).map(|it| words(&it)), line(&limit.restriction).map(|it| words(&it))], ", ");
    let directive = line_at(&limit.directive, "name");
    let text = joined([kind, directive, plain(&limit.description)], &t!("isogeo-colon"))?;
    Some((said!("isogeo-fact-limitation").into(), text))
}

fn specification(conformity: api::Conformity) -> Option<Fact> {
    let year = conformity.specification["published"].as_str().and_then(moment).map(format::date);
    let name = line_at(&conformity.specification, "name")?;
    let label = if conformity.conformant == Some(false) { said!("isogeo-not-as-in") } else { said!("isogeo-as-in") };
    Some((label.into(), year.map_or_else(|| name.clone(), |year| format!("{name} ({year})"))))
}

fn contact(role: api::Role) -> Option<Fact> {
    let contact = role.contact;
    let organization = line(&contact.organization).filter(|name| Some(name) != line(&contact.name).as_ref());
    let email = line(&contact.email).map(|email| format!("<{email}>"));
    let who = joined([joined([line(&contact.name), organization], ", "), email], " ")?;
    let text = joined([Some(who), line(&contact.phone), line(&role.role).map(|role| words(&role))], ", ")?;
    Some((said!("isogeo-fact-contact").into(), text))
}

fn event(event: api::Event) -> Option<Fact> {
    let day = event.date.as_deref().and_then(moment).map(format::date);
    let kind = line(&event.kind).map(|kind| words(&kind));
    let said = [joined([day, kind], " "), plain(&event.description)];
    Some((said!("isogeo-fact-event").into(), joined(said, &t!("isogeo-colon"))?))
}

fn attribute(attribute: api::Attribute) -> Option<Fact> {
    let data_type = line(&attribute.data_type).map(|data_type| format!("({data_type})"));
    let name = joined([line(&attribute.name), data_type], " ")?;
    let said = joined([line(&attribute.alias), plain(&attribute.description)], &t!("isogeo-colon"));
    Some((said!("isogeo-fact-field").into(), joined([Some(name), said], ", ")?))
}

fn translation(translation: api::Translation) -> Option<Fact> {
    let words = joined([line(&translation.language_code), line(&translation.title)], &t!("isogeo-colon"))?;
    Some((said!("isogeo-fact-translated").into(), words))
}

/// Marked-up text on one line, as facts are.
fn plain(markup: &Option<String>) -> Option<String> {
    text::some_line(&markup::plain(markup.as_deref()?))
}

fn joined<const N: usize>(parts: [Option<String>; N], between: &str) -> Option<String> {
    joined_by(parts.into_iter().flatten(), between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_whole_section_7_trap_22() {
        let table = [
            ("P1D", "every day"),
            ("P6M", "every 6 months"),
            ("PT10M", "every 10 minutes"),
            ("P10M", "every 10 months"),
            ("P10W", "every 10 weeks"),
            ("P253D", "every 253 days"),
            ("PT10H", "every 10 hours"),
            ("P1Y2M", "every 1 year 2 months"),
            ("P1DT12H", "every 1 day 12 hours"),
            ("irrégulière", "irrégulière"),
            ("P0D", "P0D"),
        ];
        for (duration, expected) in table {
            assert_eq!(frequency(duration).as_deref(), Some(expected), "{duration}");
        }
        assert_eq!(frequency(" "), None);
    }

    #[test]
    fn numbers_come_as_numbers_or_texts_section_7_trap_19() {
        let table = [("2154", Some("2154")), ("\"2154\"", Some("2154")), ("0.50", Some("0.5")), ("5.0", Some("5"))];
        for (json, expected) in table.into_iter().chain([("null", None), ("[1]", None), ("\"\"", None)]) {
            assert_eq!(scalar(&serde_json::from_str(json).unwrap()).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn roles_are_words() {
        assert_eq!(words("pointOfContact"), "point of contact");
        assert_eq!(words("author"), "author");
    }
}
