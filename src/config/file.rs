//! Reading one configuration file: its known keys, each with where it stands, so that an error names the line.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use directories::UserDirs;
use serde::de::Error as _;
use toml::Spanned;
use url::Url;

use super::{browser, check_name, check_portal_url, check_url, subject};
use crate::access::secrets::StoreChoice;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Language, Message};
use crate::base::text;
use crate::m;
use crate::portals::{Kind, PortalConfig};

/// What one file sets; `None` leaves it to the layer under it.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) download_dir: Option<PathBuf>,
    pub(super) jobs: Option<usize>,
    pub(super) connections: Option<usize>,
    pub(super) language: Option<Language>,
    pub(super) secrets: Option<StoreChoice>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) browser: browser::BrowserLayer,
    pub(super) portals: Vec<PortalConfig>,
}

/// A file as it is written; its fields are the known keys.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    download_dir: Option<Spanned<String>>,
    jobs: Option<NonZero<u8>>,
    connections: Option<NonZero<u8>>,
    language: Option<Spanned<String>>,
    secrets: Option<Spanned<String>>,
    ca_file: Option<Spanned<String>>,
    #[serde(default)]
    browser: browser::BrowserBlock,
    #[serde(default)]
    keys: browser::KeyTable,
    #[serde(default)]
    theme: browser::ColourTable,
    #[serde(default)]
    portals: BTreeMap<Spanned<String>, PortalBlock>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PortalBlock {
    kind: Spanned<String>,
    url: Spanned<String>,
    sign_in: Option<Spanned<String>>,
    token_url: Option<Spanned<String>>,
    scope: Option<String>,
    username: Option<String>,
}

impl Layer {
    pub(super) fn parse(source: &ConfigText<'_>) -> Result<Self> {
        let file: File = toml::from_str(source.content).map_err(|error| source.unreadable(&error))?;
        let mut portals: Vec<_> = file.portals.iter().collect();
        portals.sort_by_key(|(name, _)| name.span().start); // as the person ordered them
        Ok(Self {
            download_dir: file.download_dir.map(|dir| whole_path("download_dir", &dir, source)).transpose()?,
            jobs: file.jobs.map(|jobs| jobs.get().into()),
            connections: file.connections.map(|connections| connections.get().into()),
            language: file.language.map(|word| source.known(&word)).transpose()?,
            secrets: file.secrets.map(|word| source.known(&word)).transpose()?,
            ca_file: file.ca_file.map(|path| whole_path("ca_file", &path, source)).transpose()?,
            browser: browser::BrowserLayer::parse(&file.browser, &file.keys, &file.theme, source)?,
            portals: portals.into_iter().map(|(name, block)| portal(name, block, source)).collect::<Result<_>>()?,
        })
    }
}

fn portal(name: &Spanned<String>, block: &PortalBlock, source: &ConfigText<'_>) -> Result<PortalConfig> {
    let bare = name.get_ref();
    check_name(bare).map_err(|error| source.place(name.span(), error))?;
    let kind: Kind = source.known(&block.kind)?;
    Ok(PortalConfig {
        name: bare.clone(),
        kind,
        url: check_portal_url(kind, block.url.get_ref())
            .and_then(|url| kind.check_url(&url).map(|()| url))
            .map_err(|error| source.place(block.url.span(), error))?,
        sign_in: block.sign_in.as_ref().map(|word| sign_in(kind, word, source)).transpose()?,
        token_url: block.token_url.as_ref().map(|url| portal_url(url, source)).transpose()?,
        scope: block.scope.clone(),
        username: block.username.clone(),
    })
}

fn sign_in(kind: Kind, written: &Spanned<String>, source: &ConfigText<'_>) -> Result<String> {
    let word = written.get_ref();
    let ways = kind.about().ways;
    if ways.iter().any(|way| way.is(word)) {
        return Ok(word.clone());
    }
    let known: Vec<&str> = ways.iter().map(|way| way.word).collect();
    let cause = m!("config-no-such-way", kind = kind.to_string(), word = text::line(word));
    Err(source.error(written.span(), cause).hint(m!("config-known", known = known.join(", "))))
}

fn portal_url(written: &Spanned<String>, source: &ConfigText<'_>) -> Result<Url> {
    check_url(written.get_ref()).map_err(|error| source.place(written.span(), error))
}

/// A path from the root, or from home with "~".
fn whole_path(key: &str, written: &Spanned<String>, source: &ConfigText<'_>) -> Result<PathBuf> {
    let dir = written.get_ref();
    let home = || {
        let cause = m!("config-tilde", key);
        let error = || source.error(written.span(), cause).hint(m!("config-whole-path"));
        UserDirs::new().map(|dirs| dirs.home_dir().to_owned()).ok_or_else(error)
    };
    let path = match dir.strip_prefix('~') {
        Some("") => home()?,
        Some(rest) if rest.starts_with(['/', std::path::MAIN_SEPARATOR]) => home()?.join(&rest[1..]),
        _ => PathBuf::from(dir),
    };
    if path.is_absolute() {
        return Ok(path);
    }
    Err(source
        .error(written.span(), m!("config-no-whole-path", key, dir = text::line(dir)))
        .hint(m!("config-no-whole-path-hint")))
}

/// A configuration text and where it came from.
pub(super) struct ConfigText<'a> {
    pub(super) path: &'a Path,
    pub(super) content: &'a str,
}

impl ConfigText<'_> {
    fn error(&self, at: Range<usize>, cause: impl Into<Message>) -> Error {
        Error::new(ErrorKind::Config, self.line(at), cause)
    }

    fn line(&self, at: Range<usize>) -> Message {
        let line = self.content[..at.start.min(self.content.len())].matches('\n').count() + 1;
        m!("config-line", path = subject(self.path), line = line.to_string())
    }

    /// `error`, with the line it is about as its subject.
    fn place(&self, at: Range<usize>, error: Error) -> Error {
        Error { kind: ErrorKind::Config, subject: self.line(at), ..error }
    }

    /// `error` of a word out of a fixed list, with the line it is about before what it says.
    pub(super) fn place_word(&self, at: Range<usize>, error: Error) -> Error {
        self.place(at, Error { cause: (&error).into(), ..error })
    }

    /// A word out of a fixed list, or the list's own error with where it stands.
    pub(super) fn known<T: FromStr<Err = Error>>(&self, written: &Spanned<String>) -> Result<T> {
        written.get_ref().parse().map_err(|error| self.place_word(written.span(), error))
    }

    /// What the reader says of a file that is no TOML, or not ours; unknown keys with the closest known one.
    fn unreadable(&self, error: &toml::de::Error) -> Error {
        let span = error.span().unwrap_or_default();
        let Some((key, known)) = unknown_field(error.message()) else {
            return self.error(span, text::line(error.message())).hint(m!("config-see-example"));
        };
        let closest = known.iter().max_by(|a, b| strsim::jaro_winkler(a, key).total_cmp(&strsim::jaro_winkler(b, key)));
        let hint = match closest.filter(|closest| strsim::jaro_winkler(closest, key) > 0.7) {
            Some(closest) => m!("config-did-you-mean", closest),
            None => m!("config-known", known = known.join(", ")),
        };
        // Only its message: all its words quote the line, which may hold a password.
        let message = toml::de::Error::custom(error.message());
        self.error(span, m!("config-no-such-setting", key = text::line(key))).hint(hint).caused_by(message)
    }
}

/// The unknown key and the known ones, out of serde's one wording for it ([`serde::de::Error::unknown_field`]); a test
/// notices when it changes.
fn unknown_field(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest = message.strip_prefix("unknown field `")?;
    let (key, expected) = rest.rsplit_once("`, expected ")?;
    Some((key, expected.split('`').skip(1).step_by(2).collect()))
}
