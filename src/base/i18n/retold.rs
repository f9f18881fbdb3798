//! Sentences that were kept in English for programs to read, said in the language spoken now.

use super::message::Message;
use super::{Language, Said, message};

/// Stands in the place of the first value of a sentence; the next of Unicode's own in that of the second, and so on.
const FIRST_HOLE: char = '\u{E000}';

/// The one of `known` that `text` is in English, with the values that stand in it, which are retold too; else `text`.
/// The values that `known` have are of no matter.
pub fn retold(text: &str, known: &[Message]) -> Message {
    let found = known.iter().filter_map(Message::parts).find_map(|(said, names)| {
        let values = values(text, &english(said, &names), names.len())?;
        let values = names.iter().zip(values).map(|(name, value)| (*name, super::Value::kept(&retold(value, known))));
        Some(Message::new(said.0, values.collect()))
    });
    found.unwrap_or_else(|| text.into())
}

/// The words with a hole for each value.
fn english(Said(id): Said, names: &[&'static str]) -> String {
    let holes = (FIRST_HOLE..).map(|hole| hole.to_string());
    let values: Vec<_> = names.iter().copied().zip(holes.map(super::FluentValue::from)).collect();
    Language::English.within(|| message(id, &values))
}

/// What stands in `text` where `words` have their holes, by the order of the values.
fn values<'t>(text: &'t str, words: &str, count: usize) -> Option<Vec<&'t str>> {
    let mut values = vec![""; count];
    let is_hole = |c: char| ('\u{E000}'..='\u{E0FF}').contains(&c);
    let Some(first) = words.find(is_hole) else { return (text == words).then_some(values) };
    let (lead, mut words) = words.split_at(first);
    let mut rest = text.strip_prefix(lead)?;
    while let Some(hole) = words.chars().next() {
        words = words.get(hole.len_utf8()..)?;
        let (literal, behind) = words.split_at(words.find(is_hole).unwrap_or(words.len()));
        let end = if behind.is_empty() { rest.strip_suffix(literal)?.len() } else { rest.find(literal)? };
        let at = usize::try_from(u32::from(hole) - u32::from(FIRST_HOLE)).ok()?;
        *values.get_mut(at)? = rest.get(..end).filter(|value| !value.is_empty())?;
        rest = rest.get(end + literal.len()..)?;
        words = behind;
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::m;

    #[test]
    fn what_was_kept_in_english_is_said_in_the_language_spoken() {
        let known = [
            m!("download-doubtful", reason = "", doubt = ""),
            m!("download-no-size", why = ""),
            m!("download-blank", word = ""),
            m!("download-none-stated"),
        ];
        let made = |id: usize| match id {
            0 => m!("download-none-stated"),
            1 => m!("download-no-size", why = m!("download-blank", word = "SHA-1")),
            2 => m!("download-doubtful", reason = m!("download-no-size", why = "qui sait"), doubt = "peut-être"),
            _ => "a text of its own; no more".into(),
        };
        for id in 0..4 {
            let english = Language::English.within(|| made(id).to_string());
            let french = |message: Message| Language::French.within(|| message.to_string());
            assert_eq!(french(retold(&english, &known)), french(made(id)), "{english}");
        }
    }
}
