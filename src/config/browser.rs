//! What a person may set of the browser: its columns, its mouse, its keys, its colours.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;
use toml::Spanned;

use super::file::ConfigText;
use crate::base::error::{Error, ErrorKind, Result};
use crate::config::keys::Keymap;
use crate::config::theme::{Background, Colours};
use crate::m;

#[derive(Clone, Debug, PartialEq)]
pub struct Browser {
    /// Whether the mouse is listened to from the start.
    pub mouse: bool,
    /// Whether rows are narrowed by likeness from the start.
    pub fuzzy: bool,
    /// What stands beside the titles of a list, in this order.
    pub columns: Vec<ListColumn>,
    pub keymap: Keymap,
    /// `None`: as the terminal tells, else dark.
    pub background: Option<Background>,
    pub colours: Colours,
}

impl Default for Browser {
    fn default() -> Self {
        let (columns, keymap, colours) = (ListColumn::ALL.to_vec(), Keymap::default(), Colours::default());
        Self { mouse: true, fuzzy: false, columns, keymap, background: None, colours }
    }
}

/// A fact that a list can show beside the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListColumn {
    Access,
    Format,
    Size,
    Modified,
}

impl ListColumn {
    pub const ALL: [Self; 4] = [Self::Access, Self::Format, Self::Size, Self::Modified];

    /// As in the configuration.
    fn word(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Format => "format",
            Self::Size => "size",
            Self::Modified => "modified",
        }
    }
}

impl FromStr for ListColumn {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|column| column.word() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::word).join(", ");
            let column = crate::base::text::line(text);
            Error::new(ErrorKind::Config, "browser.columns", m!("ui-no-such-column", column))
                .hint(m!("ui-known-columns", known))
        })
    }
}

/// `[browser]` as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BrowserBlock {
    mouse: Option<bool>,
    fuzzy: Option<bool>,
    columns: Option<Vec<Spanned<String>>>,
    background: Option<Spanned<String>>,
}

/// One key, or several.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Keys {
    One(String),
    Several(Vec<String>),
}

/// `[keys]` and `[theme]` as they are written.
pub(super) type KeyTable = BTreeMap<String, Spanned<Keys>>;
pub(super) type ColourTable = BTreeMap<String, Spanned<String>>;

/// What one file sets; `None` leaves it to the layer under it.
#[derive(Debug, Default)]
pub(super) struct BrowserLayer {
    mouse: Option<bool>,
    fuzzy: Option<bool>,
    columns: Option<Vec<ListColumn>>,
    keymap: Option<Keymap>,
    background: Option<Background>,
    colours: Option<Colours>,
}

impl BrowserLayer {
    pub(super) fn parse(
        block: &BrowserBlock,
        keys: &KeyTable,
        theme: &ColourTable,
        source: &ConfigText<'_>,
    ) -> Result<Self> {
        let BrowserBlock { mouse, fuzzy, columns, background } = block;
        let known = |columns: &Vec<Spanned<String>>| columns.iter().map(|column| source.known(column)).collect();
        let mut changes: Vec<(String, Vec<String>)> = Vec::new();
        for (name, keys) in keys {
            let change = (name.clone(), several(keys));
            // One at a time first, so that the error tells the line.
            Keymap::with(std::slice::from_ref(&change)).map_err(|error| source.place_word(keys.span(), error))?;
            changes.push(change);
        }
        let mut colours = Colours::default();
        for (role, colour) in theme {
            colours.set(role, colour.get_ref()).map_err(|error| source.place_word(colour.span(), error))?;
        }
        Ok(Self {
            mouse: *mouse,
            fuzzy: *fuzzy,
            columns: columns.as_ref().map(known).transpose()?,
            keymap: (!changes.is_empty()).then(|| Keymap::with(&changes)).transpose()?,
            background: background.as_ref().map(|word| source.known(word)).transpose()?,
            colours: (!theme.is_empty()).then_some(colours),
        })
    }

    pub(super) fn over(self, under: Self) -> Browser {
        let default = Browser::default();
        Browser {
            mouse: self.mouse.or(under.mouse).unwrap_or(default.mouse),
            fuzzy: self.fuzzy.or(under.fuzzy).unwrap_or(default.fuzzy),
            columns: self.columns.or(under.columns).unwrap_or(default.columns),
            keymap: self.keymap.or(under.keymap).unwrap_or(default.keymap),
            background: self.background.or(under.background),
            colours: self.colours.or(under.colours).unwrap_or(default.colours),
        }
    }
}

fn several(keys: &Spanned<Keys>) -> Vec<String> {
    match keys.get_ref() {
        Keys::One(key) => vec![key.clone()],
        Keys::Several(keys) => keys.clone(),
    }
}
