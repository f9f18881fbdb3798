//! One text in every language it is written in, in data that is compiled in.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::i18n::{Message, words_in};

/// By the language's code. `{host}` and `{word}` stand for what a portal is at, and what DataPass calls it.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// In the language spoken.
    pub fn message(&self) -> Message {
        Message::own(self.0.clone())
    }

    /// In the language whose code begins so, else in English.
    pub fn within(&self, language: &str) -> &str {
        words_in(&self.0, language.get(..2).unwrap_or_default())
    }
}
