//! What the two files may hold: their keys, and what each is to be. What is not so is told in one sentence.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::text::DataText;
use crate::base::error::{Error, Result};
use crate::base::text;
use crate::m;

/// A key, and whether it must be there.
#[derive(Clone, Copy, Debug)]
pub struct TomlKey {
    name: &'static str,
    value: TomlValue,
    required: bool,
}

/// What a value is to be.
#[derive(Clone, Copy, Debug)]
pub enum TomlValue {
    Text,
    /// One of two.
    Either(&'static str, &'static str),
    Count,
    /// A text, or a list of them.
    Texts,
    /// Texts under names.
    Answers,
    /// Blocks under the key's name.
    Blocks(&'static [TomlKey]),
    /// One table of that name.
    Table(&'static [TomlKey]),
}

impl TomlKey {
    pub const fn must(name: &'static str, value: TomlValue) -> Self {
        Self { name, value, required: true }
    }

    pub const fn may(name: &'static str, value: TomlValue) -> Self {
        Self { name, value, required: false }
    }

    /// That the value in `span`, under the name `key`, is not as it is to be.
    fn refusal(&self, source: &DataText<'_>, span: &Range<usize>, key: &str) -> Error {
        let key = text::line(key);
        source.at(
            span,
            match self.value {
                TomlValue::Text => m!("sync-wants-text", key),
                TomlValue::Either(one, other) => m!("sync-wants-either", key, one, other),
                TomlValue::Count => m!("sync-wants-count", key),
                TomlValue::Texts => m!("sync-wants-texts", key),
                TomlValue::Answers => m!("sync-wants-answers", key),
                TomlValue::Blocks(_) => m!("sync-wants-blocks", key),
                TomlValue::Table(_) => m!("sync-wants-table", key),
            },
        )
    }
}

/// Refuses the first key of `source` that is none of `keys`, that is missing, or whose value is another thing.
pub fn check_keys(source: &DataText<'_>, keys: &[TomlKey]) -> Result<()> {
    let table = DeTable::parse(source.content).map_err(|error| source.unreadable(&error))?;
    check_table(source, &table.span(), table.get_ref(), keys)
}

fn check_table(source: &DataText<'_>, span: &Range<usize>, table: &DeTable<'_>, keys: &[TomlKey]) -> Result<()> {
    for (name, value) in table {
        let key = keys.iter().find(|key| key.name == name.get_ref().as_ref()).ok_or_else(|| {
            let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
            let unknown = m!("sync-unknown-key", key = text::line(name.get_ref()));
            source.at(&name.span(), unknown).hint(m!("sync-known-keys", keys = known.join(", ")))
        })?;
        check_value(source, key, value)?;
    }
    let has = |key: &TomlKey| table.iter().any(|(name, _)| key.name == name.get_ref().as_ref());
    match keys.iter().find(|key| key.required && !has(key)) {
        Some(missing) => Err(source.at(span, m!("sync-missing-key", key = missing.name))),
        None => Ok(()),
    }
}

fn check_value(source: &DataText<'_>, key: &TomlKey, value: &Spanned<DeValue<'_>>) -> Result<()> {
    let is_text = |value: &Spanned<DeValue<'_>>| matches!(value.get_ref(), DeValue::String(_));
    let fits = match (key.value, value.get_ref()) {
        (TomlValue::Text | TomlValue::Texts, DeValue::String(_)) => true,
        (TomlValue::Either(one, other), DeValue::String(word)) => [one, other].contains(&word.as_ref()),
        (TomlValue::Count, DeValue::Integer(number)) => !number.as_str().starts_with('-'),
        (TomlValue::Texts, DeValue::Array(texts)) => texts.iter().all(is_text),
        (TomlValue::Answers, DeValue::Table(answers)) => {
            if let Some((name, answer)) = answers.iter().find(|(_, answer)| !is_text(answer)) {
                let text = TomlKey::may(key.name, TomlValue::Text);
                return Err(text.refusal(source, &answer.span(), &format!("{}.{}", key.name, name.get_ref())));
            }
            true
        }
        (TomlValue::Table(keys), DeValue::Table(table)) => {
            check_table(source, &value.span(), table, keys)?;
            true
        }
        (TomlValue::Blocks(keys), DeValue::Array(blocks)) => {
            for block in blocks.iter() {
                match block.get_ref() {
                    DeValue::Table(table) => check_table(source, &block.span(), table, keys)?,
                    _ => return Err(key.refusal(source, &block.span(), key.name)),
                }
            }
            true
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err(key.refusal(source, &value.span(), key.name)) }
}
