//! What a fact is called: the person's word for it, and a key for programs that is the same in every language.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::i18n::{Said, message};
use crate::base::text::fold;

/// What a portal or a file says besides: label, text.
pub type Fact = (Label, String);

/// One of our own words, said in the language spoken, or the portal's own.
#[derive(Clone, Debug)]
pub struct Label {
    /// The message that it is.
    id: Option<Cow<'static, str>>,
    text: String,
}

impl Label {
    /// In snake_case: the end of the message's name (`rudi-fact-cite-as` is `cite_as`), else the portal's own word.
    pub fn key(&self) -> String {
        let word = match &self.id {
            Some(id) => ["-fact-", "-field-", "-"].iter().find_map(|between| Some(id.split_once(between)?.1)),
            None => None,
        };
        let word = fold(word.unwrap_or(&self.text));
        let words = word.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
        match words.collect::<Vec<_>>().join("_") {
            none if none.is_empty() => "other".to_owned(),
            key => key,
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn said(id: Cow<'static, str>) -> Self {
        Self { text: message(&id, &[]), id: Some(id) }
    }
}

impl From<Said> for Label {
    fn from(Said(id): Said) -> Self {
        Self::said(Cow::Borrowed(id))
    }
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Self { id: None, text }
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Deref for Label {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl PartialEq for Label {
    /// By what it says.
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl PartialEq<Said> for Label {
    /// Whether it is this message, in whatever language.
    fn eq(&self, Said(id): &Said) -> bool {
        self.id.as_deref() == Some(*id)
    }
}

impl PartialEq<str> for Label {
    fn eq(&self, words: &str) -> bool {
        self.text == words
    }
}

impl PartialEq<&str> for Label {
    fn eq(&self, words: &&str) -> bool {
        self.text == *words
    }
}

/// As it is kept: what is ours by its message, to be said in the language that is spoken when it is read.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum KeptLabel<'a> {
    Said { said: Cow<'a, str> },
    Text(Cow<'a, str>),
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kept = match &self.id {
            Some(id) => KeptLabel::Said { said: Cow::Borrowed(id) },
            None => KeptLabel::Text(Cow::Borrowed(&self.text)),
        };
        kept.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match KeptLabel::deserialize(deserializer)? {
            KeptLabel::Said { said } => Self::said(Cow::Owned(said.into_owned())),
            KeptLabel::Text(text) => text.into_owned().into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Language;
    use crate::base::i18n::tests::speaking;
    use crate::said;

    #[test]
    fn a_key_is_the_same_in_every_language() {
        let ours = [
            (said!("rudi-fact-cite-as"), "cite_as"),
            (said!("portals-fact-contact"), "contact"),
            (said!("apistration-fact-replaced-by"), "replaced_by"),
            (said!("udata-crawler-found"), "crawler_found"),
        ];
        for (said, key) in ours {
            for language in [Language::English, Language::French] {
                assert_eq!(speaking(language, || Label::from(said).key()), key);
            }
        }
        for (own, key) in [("Fréquence de màj", "frequence_de_maj"), ("dct:spatial", "dct_spatial"), ("数", "other")]
        {
            assert_eq!(Label::from(own).key(), key, "{own}");
        }
    }

    #[test]
    fn what_is_kept_is_read_in_the_language_spoken_then() {
        let kept =
            speaking(Language::French, || serde_json::to_string(&Label::from(said!("rudi-fact-fields"))).unwrap());
        let read: Label = speaking(Language::English, || serde_json::from_str(&kept).unwrap());
        assert_eq!(read, speaking(Language::English, || Label::from(said!("rudi-fact-fields"))));
        assert_eq!(read.key(), "fields");
        for own in ["spatial", "said"] {
            let kept = serde_json::to_string(&Label::from(own)).unwrap();
            assert_eq!(serde_json::from_str::<Label>(&kept).unwrap(), own);
        }
    }
}
