//! One block of a configuration file as it is read: each setting by its name and its type, so that an error names both.

use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::file::ConfigText;
use super::setting::{COUNTS, LAYOUT, SettingTakes, instead};
use crate::base::error::{Error, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::m;

/// A block: the file itself, `[browser]`, `[portals.rennes]`.
pub(super) struct Block<'b> {
    /// As in `portals.rennes`; empty for the file itself.
    name: String,
    table: &'b DeTable<'b>,
    source: &'b ConfigText<'b>,
    /// Where it begins.
    at: Range<usize>,
}

type Value<'b> = Spanned<DeValue<'b>>;

impl<'b> Block<'b> {
    /// The file itself.
    pub(super) fn file(table: &'b DeTable<'b>, source: &'b ConfigText<'b>) -> Self {
        Self { name: String::new(), table, source, at: 0..0 }
    }

    /// The text that it stands in.
    pub(super) fn source(&self) -> &'b ConfigText<'b> {
        self.source
    }

    /// The whole name of one of its settings.
    fn whole(&self, key: &str) -> String {
        let key = text::line(key);
        if self.name.is_empty() { key } else { format!("{}.{key}", self.name) }
    }

    fn find(&self, key: &str) -> Option<&'b Value<'b>> {
        self.table.get(key)
    }

    /// The names in it, as the person ordered them, and where each stands.
    pub(super) fn names(&self) -> Vec<Spanned<String>> {
        let mut names: Vec<_> =
            self.table.keys().map(|key| Spanned::new(key.span(), key.get_ref().clone().into_owned())).collect();
        names.sort_by_key(|name| name.span().start);
        names
    }

    /// Refuses what is none of `known`.
    pub(super) fn only(&self, known: impl Iterator<Item = &'static str> + Clone) -> Result<()> {
        match self.names().into_iter().find(|name| known.clone().all(|it| it != name.get_ref())) {
            None => Ok(()),
            Some(odd) => {
                let cause = m!("config-no-such-setting", key = text::line(odd.get_ref()));
                Err(self.source.error(odd.span(), cause).hint(instead(odd.get_ref(), known)))
            }
        }
    }

    /// Refuses a file of a layout that this program does not know yet.
    pub(super) fn check_version(&self) -> Result<()> {
        let Some(value) = self.find("version") else { return Ok(()) };
        match value.get_ref().as_integer().and_then(number) {
            Some(version) if version == i64::from(LAYOUT) => Ok(()),
            Some(version) if version > i64::from(LAYOUT) => {
                let cause = m!("config-newer", version, layout = LAYOUT);
                Err(self.source.error(value.span(), cause).hint(m!("config-newer-hint")))
            }
            _ => Err(self.wrong("version", value, SettingTakes::Version)),
        }
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<Spanned<String>>> {
        let Some(value) = self.find(key) else { return Ok(None) };
        text_in(value).map(Some).ok_or_else(|| self.wrong(key, value, SettingTakes::Text))
    }

    /// As [`Self::text`], where there is no going on without.
    pub(super) fn needed(&self, key: &str) -> Result<Spanned<String>> {
        let missing = || {
            self.source
                .error(self.at.clone(), m!("config-missing", setting = self.whole(key)))
                .hint(m!("config-see-example"))
        };
        self.text(key)?.ok_or_else(missing)
    }

    pub(super) fn count(&self, key: &str) -> Result<Option<usize>> {
        let Some(value) = self.find(key) else { return Ok(None) };
        let count = value.get_ref().as_integer().and_then(number).and_then(|number| u8::try_from(number).ok());
        let count = count.filter(|count| COUNTS.contains(count));
        count.map(|count| Some(count.into())).ok_or_else(|| self.wrong(key, value, SettingTakes::Count))
    }

    pub(super) fn yes_no(&self, key: &str) -> Result<Option<bool>> {
        let Some(value) = self.find(key) else { return Ok(None) };
        value.get_ref().as_bool().map(Some).ok_or_else(|| self.wrong(key, value, SettingTakes::YesNo))
    }

    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<Spanned<String>>>> {
        let Some(value) = self.find(key) else { return Ok(None) };
        let Some(values) = value.get_ref().as_array() else { return Err(self.wrong(key, value, SettingTakes::Texts)) };
        let texts =
            values.iter().map(|value| text_in(value).ok_or_else(|| self.wrong_in(key, value, SettingTakes::Texts)));
        texts.collect::<Result<_>>().map(Some)
    }

    /// One text, or several; and where they stand.
    pub(super) fn keys(&self, key: &str) -> Result<Spanned<Vec<String>>> {
        let missing = || self.source.error(self.at.clone(), m!("config-missing", setting = self.whole(key)));
        let value = self.find(key).ok_or_else(missing)?;
        let texts = match value.get_ref() {
            DeValue::String(text) => vec![text.clone().into_owned()],
            DeValue::Array(values) => {
                let text = |value| text_in(value).ok_or_else(|| self.wrong_in(key, value, SettingTakes::Keys));
                values.iter().map(|value| text(value).map(Spanned::into_inner)).collect::<Result<_>>()?
            }
            _ => return Err(self.wrong(key, value, SettingTakes::Keys)),
        };
        Ok(Spanned::new(value.span(), texts))
    }

    pub(super) fn block(&self, key: &str) -> Result<Option<Self>> {
        let Some((written, value)) = self.table.get_key_value(key) else { return Ok(None) };
        let table = value.get_ref().as_table().ok_or_else(|| self.wrong(key, value, SettingTakes::Block))?;
        Ok(Some(Self { name: self.whole(key), table, source: self.source, at: written.span() }))
    }

    /// A word out of a fixed list.
    pub(super) fn known<T: FromStr<Err = Error>>(&self, key: &str, written: &Spanned<String>) -> Result<T> {
        written.get_ref().parse().map_err(|error| self.refuses(key, written, error))
    }

    /// `error` of what is `written` for `key`, with the line and the setting it is about.
    pub(super) fn refuses(&self, key: &str, written: &Spanned<String>, error: Error) -> Error {
        let cause = m!("config-refuses", setting = self.whole(key), why = error.cause.clone());
        self.source.place(written.span(), Error { cause, ..error })
    }

    fn wrong(&self, key: &str, value: &Value<'_>, takes: SettingTakes) -> Error {
        self.refused(key, value, takes, found(value.get_ref()))
    }

    /// As [`Self::wrong`], of one value in a list.
    fn wrong_in(&self, key: &str, value: &Value<'_>, takes: SettingTakes) -> Error {
        self.refused(key, value, takes, m!("config-found-in-list", found = found(value.get_ref())))
    }

    fn refused(&self, key: &str, value: &Value<'_>, takes: SettingTakes, found: Message) -> Error {
        let cause = m!("config-wrong-type", setting = self.whole(key), takes = takes.said(), found);
        self.source.error(value.span(), cause).hint(m!("config-see-example"))
    }
}

fn text_in(value: &Value<'_>) -> Option<Spanned<String>> {
    value.get_ref().as_str().map(|text| Spanned::new(value.span(), text.to_owned()))
}

fn number(written: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(written.as_str(), written.radix()).ok()
}

/// What stands there, for a person. A text is not repeated: it may be a secret.
fn found(value: &DeValue<'_>) -> Message {
    match value {
        DeValue::String(_) => m!("config-found-text"),
        DeValue::Integer(number) => text::line(&number.to_string()).into(),
        DeValue::Float(number) => text::line(number.as_str()).into(),
        DeValue::Boolean(value) => value.to_string().into(),
        DeValue::Datetime(_) => m!("config-found-date"),
        DeValue::Array(_) => m!("config-found-list"),
        DeValue::Table(_) => m!("config-found-block"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Config;
    use super::super::setting::{Setting, names};
    use super::*;
    use crate::base::error::ErrorKind;
    use crate::base::i18n::Language;
    use crate::portals::{Kind, PortalConfig};

    /// One value of each type, as it is written; and one that nothing takes.
    const VALUES: [(&str, &[SettingTakes]); 10] = [
        ("\"many\"", &[SettingTakes::Text, SettingTakes::Keys]),
        ("3", &[SettingTakes::Count]),
        ("1", &[SettingTakes::Count, SettingTakes::Version]),
        ("-1", &[]),
        ("99999999999999999999", &[]),
        ("2.5", &[]),
        ("true", &[SettingTakes::YesNo]),
        ("1979-05-27", &[]),
        ("[1, \"a\"]", &[]),
        ("{ a = 1 }", &[SettingTakes::Block]),
    ];

    fn refused(content: &str) -> Error {
        let refused = Config::parse(content, Path::new("/home/ada/config.toml"));
        let error = refused.err().unwrap_or_else(|| panic!("{content} was taken"));
        assert_eq!(error.kind, ErrorKind::Config, "{content}");
        error
    }

    /// The file in which `name` has `value`.
    fn file(name: &str, value: &str) -> String {
        let portal = ["kind = \"rudi\"", "url = \"https://a.example\""];
        match name.rsplit_once('.') {
            None => format!("\n{name} = {value}\n"),
            Some((block, key)) if block.starts_with("portals.") => {
                let rest = portal.iter().filter(|line| !line.starts_with(&format!("{key} ")));
                format!("[{block}]\n{key} = {value}\n{}\n", rest.copied().collect::<Vec<_>>().join("\n"))
            }
            Some((block, key)) => format!("[{block}]\n{key} = {value}\n"),
        }
    }

    #[test]
    fn every_setting_of_every_wrong_type_is_named_with_what_it_takes_in_both_languages() {
        let portals = [PortalConfig::new("rennes", Kind::Rudi, "https://a.example/".parse().unwrap())];
        let blocks = ["browser", "keys", "theme", "portals", "portals.rennes"].map(str::to_owned);
        let mut seen = 0;
        for name in names(&portals).into_iter().chain(blocks) {
            let takes = Setting::named(&name, &portals).unwrap().takes;
            for (value, _) in VALUES.iter().filter(|(_, fits)| !fits.contains(&takes)) {
                // That one is a newer file, which is a sentence of its own.
                if name == "version" && *value == "3" {
                    continue;
                }
                let error = refused(&file(&name, value));
                for (language, line, takes_word) in
                    [(Language::English, "line 2", " takes "), (Language::French, "ligne 2", " attend ")]
                {
                    let text = language.within(|| format!("{error} {}", error.hint.as_ref().unwrap()));
                    let line = if name.starts_with("portals.rennes") && !name.contains("rennes.") { "" } else { line };
                    assert!(text.contains(&format!("{name}{takes_word}")) && text.contains(line), "{value}: {text}");
                    assert!(!text.contains("many"), "what stands there may be a secret: {text}");
                    for of_serde in ["invalid", "expected", "field", "nonzero", "sequence", "u8", "integer"] {
                        assert!(!text.contains(of_serde), "{text}");
                    }
                }
                seen += 1;
            }
        }
        assert!(seen > 300, "{seen}");
    }

    #[test]
    fn a_file_of_another_version_is_refused_in_words() {
        let load = |content: &str| Config::parse(content, Path::new("config.toml"));
        assert_eq!(load("").unwrap(), load("version = 1").unwrap(), "a file that does not say is of the first");
        for (version, wanted) in [
            ("2", "the file is of version 2, and this program knows version 1"),
            ("0xff", "the file is of version 255"),
            ("0", "version takes the number 1, not 0"),
            ("-1", "version takes the number 1, not -1"),
            ("\"1\"", "version takes the number 1, not a text"),
            ("1.0", "version takes the number 1, not 1.0"),
        ] {
            // Whatever else a newer file holds.
            let error = refused(&format!("new_setting = true\nversion = {version}"));
            assert!(error.to_string().contains("line 2: ") && error.to_string().contains(wanted), "{error}");
            assert!(error.hint.is_some());
        }
    }
}
