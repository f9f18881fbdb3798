//! What is kept to be said later, in whatever language is spoken then.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Kept, Language, Said, message};
use crate::base::format;
use crate::base::redact::clean;
use crate::m;

/// What is said once it is shown, in the language spoken then: words written as [`m!`], or text that is the same in every
/// language. Cloning one costs nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Message(Arc<Content>);

#[derive(Debug, PartialEq)]
enum Content {
    Text(String),
    Words(Said, Vec<(&'static str, Kept)>),
    /// Bytes, as [`format::size`] writes them.
    Size(u64),
    /// The day, as [`format::date`] writes it.
    Date(Timestamp),
    Joined(Vec<Message>, Message),
    /// Words that stand elsewhere than in `assets/i18n`, by the language's code.
    Own(BTreeMap<String, String>),
}

impl Message {
    /// The message called `id` with its values. See [`m!`].
    pub fn new(id: &'static str, values: Vec<(&'static str, Kept)>) -> Self {
        Self(Arc::new(Content::Words(Said(id), values)))
    }

    /// Whether it is the message called `id`, whatever its values.
    pub fn is(&self, id: &str) -> bool {
        self.parts().is_some_and(|(said, _)| said.0 == id)
    }

    /// Which words it is, and the names of its values; `None` where it is none of `assets/i18n`.
    pub(super) fn parts(&self) -> Option<(Said, Vec<&'static str>)> {
        match &*self.0 {
            Content::Words(said, values) => Some((*said, values.iter().map(|(name, _)| *name).collect())),
            _ => None,
        }
    }

    /// What it is called in `assets/i18n`.
    pub fn id(&self) -> Option<&'static str> {
        self.parts().map(|(said, _)| said.0)
    }

    pub fn size(bytes: u64) -> Self {
        Self(Arc::new(Content::Size(bytes)))
    }

    pub fn date(moment: Timestamp) -> Self {
        Self(Arc::new(Content::Date(moment)))
    }

    /// One after the other, with `between` between them.
    pub fn joined(parts: impl IntoIterator<Item = Self>, between: impl Into<Self>) -> Self {
        Self(Arc::new(Content::Joined(parts.into_iter().collect(), between.into())))
    }

    /// For words that stand elsewhere than in `assets/i18n`, by the language's code.
    pub fn own(words: BTreeMap<String, String>) -> Self {
        Self(Arc::new(Content::Own(words)))
    }

    /// `label: text`.
    pub fn labelled(label: impl Into<Self>, text: impl Into<Self>) -> Self {
        m!("human-labelled", label = label.into(), text = text.into())
    }

    /// Whether what it says now has `part` in it.
    pub fn contains(&self, part: &str) -> bool {
        self.to_string().contains(part)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Content::Text(text) => f.pad(&clean(text)),
            Content::Words(Said(id), values) => {
                let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.value())).collect();
                f.pad(&message(id, &values))
            }
            Content::Size(bytes) => f.pad(&format::size(*bytes)),
            Content::Date(moment) => f.pad(&format::date(*moment)),
            Content::Joined(parts, between) => {
                let parts: Vec<_> = parts.iter().map(Self::to_string).collect();
                f.pad(&clean(&parts.join(&between.to_string())))
            }
            Content::Own(words) => f.pad(&clean(words_in(words, Language::spoken().code()))),
        }
    }
}

/// Those of the language with this code, else English.
pub fn words_in<'a>(words: &'a BTreeMap<String, String>, code: &str) -> &'a str {
    words.get(code).or_else(|| words.get(Language::English.code())).map_or("", String::as_str)
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self(Arc::new(Content::Text(text)))
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Message {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<&Said> for Message {
    fn from(Said(id): &Said) -> Self {
        Self::new(id, vec![])
    }
}

impl From<Said> for Message {
    fn from(said: Said) -> Self {
        (&said).into()
    }
}

impl From<&std::io::Error> for Message {
    fn from(error: &std::io::Error) -> Self {
        format::io(error)
    }
}

impl From<&Self> for Message {
    fn from(message: &Self) -> Self {
        message.clone()
    }
}

impl<S: AsRef<str> + ?Sized> PartialEq<S> for Message {
    /// By what it says now.
    fn eq(&self, words: &S) -> bool {
        let said = self.to_string();
        said == words.as_ref()
    }
}
