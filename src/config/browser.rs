//! What a person may set of the browser: its columns, its mouse, its keys, its colours.

use std::str::FromStr;

use toml::Spanned;

use super::block::Block;
use super::file::ConfigText;
use super::setting;
use crate::base::error::{Error, ErrorKind, Result};
use crate::config::keymap::Keymap;
use crate::config::theme::{Background, Colours};
use crate::m;

#[derive(Clone, Debug, PartialEq)]
pub struct Browser {
    /// Whether the mouse is listened to from the start.
    pub mouse: bool,
    /// Whether rows are narrowed by likeness from the start.
    pub fuzzy: bool,
    /// Whether the terminal tells of a long download that has ended, where it can.
    pub notify: bool,
    /// What a list shows of its rows, in this order; where there is no room for all of it, the last goes first. Titles are
    /// always shown, before the rest where they are not named.
    pub columns: Vec<ListColumn>,
    pub keymap: Keymap,
    /// `None`: as the terminal tells, else dark.
    pub background: Option<Background>,
    pub colours: Colours,
    /// When the first rows of a media are shown.
    pub preview: PreviewStart,
}

impl Default for Browser {
    fn default() -> Self {
        let (columns, keymap, colours) = (ListColumn::USUAL.to_vec(), Keymap::default(), Colours::default());
        let preview = PreviewStart::Auto;
        Self { mouse: true, fuzzy: false, notify: true, columns, keymap, background: None, colours, preview }
    }
}

/// A fact that a list can show of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListColumn {
    Title,
    Publisher,
    Licence,
    Theme,
    Format,
    Size,
    Modified,
    Access,
    /// Where it comes from; told in a search of all portals, whatever is set.
    Portal,
}

impl ListColumn {
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Publisher,
        Self::Licence,
        Self::Theme,
        Self::Format,
        Self::Size,
        Self::Modified,
        Self::Access,
        Self::Portal,
    ];
    /// Unless the person says otherwise.
    const USUAL: [Self; 5] = [Self::Title, Self::Access, Self::Format, Self::Size, Self::Modified];

    /// As in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Publisher => "publisher",
            Self::Licence => "licence",
            Self::Theme => "theme",
            Self::Format => "format",
            Self::Size => "size",
            Self::Modified => "modified",
            Self::Access => "access",
            Self::Portal => "portal",
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

/// What begins a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreviewStart {
    /// The cursor, resting on a media.
    Auto,
    /// The person's key alone.
    Key,
}

impl PreviewStart {
    const ALL: [Self; 2] = [Self::Auto, Self::Key];

    /// As in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Key => "key",
        }
    }
}

impl FromStr for PreviewStart {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|start| start.word() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::word).join(", ");
            let start = crate::base::text::line(text);
            Error::new(ErrorKind::Config, "browser.preview", m!("ui-no-such-start", start))
                .hint(m!("ui-known-starts", known))
        })
    }
}

/// What one file sets; `None` leaves it to the layer under it.
#[derive(Debug, Default)]
pub(super) struct BrowserLayer {
    mouse: Option<bool>,
    fuzzy: Option<bool>,
    notify: Option<bool>,
    columns: Option<Vec<ListColumn>>,
    keymap: Option<Keymap>,
    background: Option<Background>,
    colours: Option<Colours>,
    preview: Option<PreviewStart>,
}

impl BrowserLayer {
    pub(super) fn parse(file: &Block<'_>, source: &ConfigText<'_>) -> Result<Self> {
        let mut layer = Self::default();
        if let Some(block) = file.block("browser")? {
            block.only(setting::BROWSER.iter().map(|(key, _)| *key))?;
            let known =
                |columns: Vec<Spanned<String>>| columns.iter().map(|column| block.known("columns", column)).collect();
            (layer.mouse, layer.fuzzy) = (block.yes_no("mouse")?, block.yes_no("fuzzy")?);
            layer.notify = block.yes_no("notify")?;
            layer.columns = block.texts("columns")?.map(known).transpose()?;
            layer.preview = block.text("preview")?.map(|word| block.known("preview", &word)).transpose()?;
            layer.background = block.text("background")?.map(|word| block.known("background", &word)).transpose()?;
        }
        if let Some(keys) = file.block("keys")? {
            layer.keymap = keymap(&keys, source)?;
        }
        if let Some(theme) = file.block("theme")? {
            layer.colours = colours(&theme, source)?;
        }
        Ok(layer)
    }

    pub(super) fn over(self, under: Self) -> Browser {
        let default = Browser::default();
        Browser {
            mouse: self.mouse.or(under.mouse).unwrap_or(default.mouse),
            fuzzy: self.fuzzy.or(under.fuzzy).unwrap_or(default.fuzzy),
            notify: self.notify.or(under.notify).unwrap_or(default.notify),
            columns: self.columns.or(under.columns).unwrap_or(default.columns),
            keymap: self.keymap.or(under.keymap).unwrap_or(default.keymap),
            background: self.background.or(under.background),
            colours: self.colours.or(under.colours).unwrap_or(default.colours),
            preview: self.preview.or(under.preview).unwrap_or(default.preview),
        }
    }
}

/// `None` where nothing is set.
fn keymap(block: &Block<'_>, source: &ConfigText<'_>) -> Result<Option<Keymap>> {
    let mut changes: Vec<(String, Vec<String>)> = Vec::new();
    for name in block.names() {
        let keys = block.keys(name.get_ref())?;
        let change = (name.into_inner(), keys.get_ref().clone());
        // One at a time first, so that the error tells the line.
        Keymap::with(std::slice::from_ref(&change)).map_err(|error| source.place_word(keys.span(), error))?;
        changes.push(change);
    }
    (!changes.is_empty()).then(|| Keymap::with(&changes)).transpose()
}

/// `None` where nothing is set.
fn colours(block: &Block<'_>, source: &ConfigText<'_>) -> Result<Option<Colours>> {
    let mut colours = Colours::default();
    for role in block.names() {
        let colour = block.needed(role.get_ref())?;
        colours.set(role.get_ref(), colour.get_ref()).map_err(|error| source.place_word(colour.span(), error))?;
    }
    Ok((colours != Colours::default()).then_some(colours))
}
