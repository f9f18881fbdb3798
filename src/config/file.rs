//! Reading one configuration file: its known keys, each with where it stands, so that an error names the line.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::Error as _;
use toml::Spanned;
use toml::de::DeTable;
use url::Url;

use super::block::Block;
use super::network::Network;
use super::{browser, check_name, check_portal_url, check_url, folders, setting, subject};
use crate::access::secrets::StoreChoice;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
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
    pub(super) keep_versions: Option<u64>,
    pub(super) language: Option<Language>,
    pub(super) secrets: Option<StoreChoice>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) network: Network,
    pub(super) browser: browser::BrowserLayer,
    pub(super) portals: Vec<PortalConfig>,
}

impl Layer {
    pub(super) fn parse(source: &ConfigText<'_>) -> Result<Self> {
        let table = DeTable::parse(source.content).map_err(|error| source.unreadable(&error))?;
        let file = Block::file(table.get_ref(), source);
        file.check_version()?;
        file.only(setting::FILE.iter().map(|(key, _)| *key))?;
        let portals = file.block("portals")?;
        Ok(Self {
            download_dir: file.text("download_dir")?.map(|dir| whole_path("download_dir", &dir, source)).transpose()?,
            jobs: file.count("jobs")?,
            connections: file.count("connections")?,
            keep_versions: file.text("keep_versions")?.map(|size| bytes(&file, &size)).transpose()?,
            language: file.text("language")?.map(|word| file.known("language", &word)).transpose()?,
            secrets: file.text("secrets")?.map(|word| file.known("secrets", &word)).transpose()?,
            ca_file: file.text("ca_file")?.map(|path| whole_path("ca_file", &path, source)).transpose()?,
            network: Network::parse(&file, source)?,
            browser: browser::BrowserLayer::parse(&file, source)?,
            portals: portals.map(|portals| all_portals(&portals, source)).transpose()?.unwrap_or_default(),
        })
    }
}

fn bytes(file: &Block<'_>, size: &Spanned<String>) -> Result<u64> {
    let refused =
        || Error::new(ErrorKind::Config, "keep_versions", m!("config-no-size", size = text::line(size.get_ref())));
    format::bytes_written(size.get_ref()).ok_or_else(|| file.refuses("keep_versions", size, refused()))
}

/// As the person ordered them.
fn all_portals(portals: &Block<'_>, source: &ConfigText<'_>) -> Result<Vec<PortalConfig>> {
    let one = |name: Spanned<String>| {
        check_name(name.get_ref()).map_err(|error| source.place(name.span(), error))?;
        portals.block(name.get_ref())?.map(|block| portal(name.get_ref(), &block)).transpose()
    };
    portals.names().into_iter().filter_map(|name| one(name).transpose()).collect()
}

fn portal(name: &str, block: &Block<'_>) -> Result<PortalConfig> {
    block.only(PortalConfig::KEYS.into_iter())?;
    let (kind, url) = (block.needed("kind")?, block.needed("url")?);
    // What is wrong with it is said of the word itself.
    let whole = |error: Error| Error { cause: (&error).into(), ..error };
    let kind: Kind = kind.get_ref().parse().map_err(|error| block.refuses("kind", &kind, whole(error)))?;
    let bare = |text: Option<Spanned<String>>| text.map(Spanned::into_inner);
    let path = |key| block.text(key)?.map(|path| whole_path(key, &path, block.source())).transpose();
    Ok(PortalConfig {
        name: name.to_owned(),
        kind,
        url: check_portal_url(kind, url.get_ref())
            .and_then(|url| kind.check_url(&url).map(|()| url))
            .map_err(|error| block.refuses("url", &url, error))?,
        sign_in: block.text("sign_in")?.map(|word| sign_in(kind, &word, block)).transpose()?,
        token_url: block.text("token_url")?.map(|url| portal_url(&url, block)).transpose()?,
        scope: bare(block.text("scope")?),
        username: bare(block.text("username")?),
        client_certificate: path("client_certificate")?,
        client_key: path("client_key")?,
    })
}

fn sign_in(kind: Kind, written: &Spanned<String>, block: &Block<'_>) -> Result<String> {
    let word = written.get_ref();
    let ways = kind.about().ways;
    if ways.iter().any(|way| way.is(word)) {
        return Ok(word.clone());
    }
    let known: Vec<&str> = ways.iter().map(|way| way.word).collect();
    let cause = m!("config-no-such-way", kind = kind.to_string(), word = text::line(word));
    let error = Error::new(ErrorKind::Config, kind.word(), cause).hint(m!("config-known", known = known.join(", ")));
    Err(block.refuses("sign_in", written, error))
}

fn portal_url(written: &Spanned<String>, block: &Block<'_>) -> Result<Url> {
    check_url(written.get_ref()).map_err(|error| block.refuses("token_url", written, error))
}

/// A path from the root, or from home with "~".
pub(super) fn whole_path(key: &str, written: &Spanned<String>, source: &ConfigText<'_>) -> Result<PathBuf> {
    let dir = written.get_ref();
    let no_home = || source.error(written.span(), m!("config-tilde", key)).hint(m!("config-whole-path"));
    let path = folders::from_home(Path::new(dir)).ok_or_else(no_home)?;
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
    pub(super) fn error(&self, at: Range<usize>, cause: impl Into<Message>) -> Error {
        Error::new(ErrorKind::Config, self.line(at), cause)
    }

    fn line(&self, at: Range<usize>) -> Message {
        let line = self.content[..at.start.min(self.content.len())].matches('\n').count() + 1;
        m!("config-line", path = subject(self.path), line = line.to_string())
    }

    /// `error`, with the line it is about as its subject.
    pub(super) fn place(&self, at: Range<usize>, error: Error) -> Error {
        Error { kind: ErrorKind::Config, subject: self.line(at), ..error }
    }

    /// `error`, with the line it is about before what it says.
    pub(super) fn place_word(&self, at: Range<usize>, error: Error) -> Error {
        self.place(at, Error { cause: (&error).into(), ..error })
    }

    /// What the reader says of a file that is no TOML. Its own words quote the line, which may hold a password.
    fn unreadable(&self, error: &toml::de::Error) -> Error {
        let cause = m!("config-no-toml", error = text::line(error.message()));
        let bare = toml::de::Error::custom(error.message());
        self.error(error.span().unwrap_or_default(), cause).hint(m!("config-see-example")).caused_by(bare)
    }
}
