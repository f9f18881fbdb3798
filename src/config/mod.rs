//! What a person may set: the compiled-in defaults of `config.example.toml`, under their own file.

pub mod browser;
pub mod edit;
pub mod keys;
pub mod theme;

use std::fmt;
use std::num::NonZero;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use browser::Browser;
use directories::{ProjectDirs, UserDirs};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use toml::Spanned;
use url::Url;

use crate::access::secrets::Choice;
use crate::base::error::{Error, Kind as ErrorKind, Result};
use crate::base::i18n::Language;
use crate::base::text;
use crate::net::quota::Quota;
use crate::net::{Clients, is_loopback};
use crate::portals::{Kind, PortalConfig};
use crate::t;

/// Every setting with its default, and how to write each block: the first layer.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// Downloads at once, where nobody says otherwise.
pub const JOBS: usize = 8;

/// Names the configuration file, after `--config`.
pub const FILE_VARIABLE: &str = "GUICHET_CONFIG";

#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    pub download_dir: PathBuf,
    /// Downloads at once.
    pub jobs: usize,
    /// What to speak where neither `--lang` nor the environment says; `None`: as the system does.
    pub language: Option<Language>,
    /// Where credentials are stored; `None` leaves it to [`crate::access::secrets::Secrets::new`].
    pub secrets: Option<Choice>,
    /// A certificate authority trusted besides the system's.
    pub ca_file: Option<PathBuf>,
    pub browser: Browser,
    pub portals: Vec<PortalConfig>,
}

impl Config {
    /// The HTTP clients this configuration asks for, keeping to portals' limits together with every other process.
    pub fn clients(&self) -> Result<Clients> {
        Ok(Clients::new(self.ca_file.as_deref())?.sharing(Quota::shared(&state_dir())))
    }

    /// The defaults under the person's file. A file they named must be there; the platform's own need not.
    pub fn load(place: &FilePlace) -> Result<Self> {
        let Some(path) = place.path() else { return Ok(Self::default()) };
        match std::fs::read_to_string(path) {
            Ok(content) => Self::parse(&content, path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !place.is_asked_for() => Ok(Self::default()),
            Err(error) => {
                let cause = t!("config-unreadable", error = error);
                Err(Error::new(ErrorKind::Config, subject(path), cause)
                    .hint(t!("config-named-by", named_by = place.named_by())))
            }
        }
    }

    /// The defaults under `content`, whose errors are said to be in `path`.
    pub fn parse(content: &str, path: &Path) -> Result<Self> {
        let example = Layer::parse(&Source { path: Path::new("config.example.toml"), content: EXAMPLE })?;
        Self::from_layers(example, Layer::parse(&Source { path, content })?)
    }

    fn from_layers(under: Layer, over: Layer) -> Result<Self> {
        Ok(Self {
            download_dir: over.download_dir.or(under.download_dir).unwrap_or_else(platform_download_dir),
            jobs: over.jobs.or(under.jobs).unwrap_or(JOBS),
            language: over.language.or(under.language),
            secrets: over.secrets.or(under.secrets),
            ca_file: over.ca_file.or(under.ca_file),
            browser: over.browser.over(under.browser),
            portals: under.portals.into_iter().chain(over.portals).collect(),
        })
    }

    /// What is allowed and yet worth a word, one sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let clear = self.portals.iter().filter(|portal| portal.url.scheme() == "http" && !is_loopback(&portal.url));
        clear.map(|portal| t!("config-plain-http", portal = portal.name)).collect()
    }

    /// A configuration file holding `portals` and nothing else.
    pub fn file_for(portals: &[PortalConfig]) -> String {
        let block = |portal: &PortalConfig| {
            let line = |(key, value)| format!("{key} = {}\n", toml::Value::from(value));
            format!("[portals.{}]\n{}", portal.name, portal.settings().into_iter().map(line).collect::<String>())
        };
        portals.iter().map(block).collect::<Vec<_>>().join("\n")
    }
}

impl Default for Config {
    /// What `config.example.toml` says; a test holds it to being readable.
    fn default() -> Self {
        Self::parse("", Path::new("")).unwrap_or_else(|_| Self {
            download_dir: platform_download_dir(),
            jobs: JOBS,
            language: None,
            secrets: None,
            ca_file: None,
            browser: Browser::default(),
            portals: Vec::new(),
        })
    }
}

/// Where the encrypted file of credentials lies.
pub fn data_dir() -> PathBuf {
    ProjectDirs::from("", "", "guichet").map_or_else(|| PathBuf::from("."), |dirs| dirs.data_local_dir().to_owned())
}

/// Where what is remembered between runs lies, and may be lost.
pub fn state_dir() -> PathBuf {
    let state = |dirs: ProjectDirs| dirs.state_dir().unwrap_or(dirs.data_local_dir()).to_owned();
    ProjectDirs::from("", "", "guichet").map_or_else(|| PathBuf::from("."), state)
}

/// Where what can be asked for again lies.
pub fn cache_dir() -> PathBuf {
    ProjectDirs::from("", "", "guichet").map_or_else(|| PathBuf::from("."), |dirs| dirs.cache_dir().to_owned())
}

/// The language the person's file sets. It is wanted before anything can be said of what is wrong with the file, hence
/// whatever else the file holds is left for [`Config::load`] to judge.
pub fn language(place: &FilePlace) -> Option<Language> {
    let file: toml::Table = toml::from_str(&std::fs::read_to_string(place.path()?).ok()?).ok()?;
    file.get("language")?.as_str()?.parse().ok()
}

/// Where the configuration file is, and who says so.
#[derive(Clone, Debug, PartialEq)]
pub enum FilePlace {
    Flag(PathBuf),
    Environment(PathBuf),
    Platform(PathBuf),
    /// The system tells of no home.
    Nowhere,
}

impl FilePlace {
    /// `--config`, else `GUICHET_CONFIG`, else the platform's folder.
    pub fn find(flag: Option<PathBuf>) -> Self {
        let variable = || std::env::var_os(FILE_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        let platform = || ProjectDirs::from("", "", "guichet").map(|dirs| dirs.config_dir().join("config.toml"));
        flag.map(Self::Flag)
            .or_else(|| variable().map(Self::Environment))
            .or_else(|| platform().map(Self::Platform))
            .unwrap_or(Self::Nowhere)
    }

    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Flag(path) | Self::Environment(path) | Self::Platform(path) => Some(path),
            Self::Nowhere => None,
        }
    }

    fn is_asked_for(&self) -> bool {
        matches!(self, Self::Flag(_) | Self::Environment(_))
    }

    fn named_by(&self) -> String {
        match self {
            Self::Flag(_) => "--config".to_owned(),
            Self::Environment(_) => FILE_VARIABLE.to_owned(),
            Self::Platform(_) | Self::Nowhere => t!("config-the-system"),
        }
    }
}

/// What one file sets; `None` leaves it to the layer under it.
#[derive(Debug, Default)]
struct Layer {
    download_dir: Option<PathBuf>,
    jobs: Option<usize>,
    language: Option<Language>,
    secrets: Option<Choice>,
    ca_file: Option<PathBuf>,
    browser: browser::Layer,
    portals: Vec<PortalConfig>,
}

/// A file as it is written; its fields are the known keys.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    download_dir: Option<Spanned<String>>,
    jobs: Option<NonZero<u8>>,
    language: Option<Spanned<String>>,
    secrets: Option<Spanned<String>>,
    ca_file: Option<Spanned<String>>,
    #[serde(default)]
    browser: browser::Block,
    #[serde(default)]
    keys: browser::KeyTable,
    #[serde(default)]
    theme: browser::ColourTable,
    #[serde(default)]
    portals: Blocks,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    kind: Spanned<String>,
    url: Spanned<String>,
    sign_in: Option<Spanned<String>>,
    token_url: Option<Spanned<String>>,
    scope: Option<String>,
    username: Option<String>,
}

/// `[portals.*]` in the order of the file, each with where its name stands.
#[derive(Default)]
struct Blocks(Vec<(Spanned<String>, Block)>);

impl<'de> Deserialize<'de> for Blocks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Blocks;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("blocks like [portals.NAME]")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Blocks, A::Error> {
                let mut blocks = Vec::new();
                while let Some(block) = map.next_entry()? {
                    blocks.push(block);
                }
                Ok(Blocks(blocks))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl Layer {
    fn parse(source: &Source<'_>) -> Result<Self> {
        let file: File = toml::from_str(source.content).map_err(|error| source.unreadable(&error))?;
        Ok(Self {
            download_dir: file.download_dir.map(|dir| whole_path("download_dir", &dir, source)).transpose()?,
            jobs: file.jobs.map(|jobs| jobs.get().into()),
            language: file.language.map(|word| source.known(&word)).transpose()?,
            secrets: file.secrets.map(|word| source.known(&word)).transpose()?,
            ca_file: file.ca_file.map(|path| whole_path("ca_file", &path, source)).transpose()?,
            browser: browser::Layer::parse(&file.browser, &file.keys, &file.theme, source)?,
            portals: file.portals.0.iter().map(|(name, block)| portal(name, block, source)).collect::<Result<_>>()?,
        })
    }
}

fn portal(name: &Spanned<String>, block: &Block, source: &Source<'_>) -> Result<PortalConfig> {
    let bare = name.get_ref();
    check_name(bare).map_err(|error| source.place(name.span(), error))?;
    let kind: Kind = source.known(&block.kind)?;
    Ok(PortalConfig {
        name: bare.clone(),
        kind,
        url: portal_url(&block.url, source).and_then(|url| {
            kind.check_url(&url).map_err(|error| source.place(block.url.span(), error))?;
            Ok(url)
        })?,
        sign_in: block.sign_in.as_ref().map(|word| sign_in(kind, word, source)).transpose()?,
        token_url: block.token_url.as_ref().map(|url| portal_url(url, source)).transpose()?,
        scope: block.scope.clone(),
        username: block.username.clone(),
    })
}

fn sign_in(kind: Kind, written: &Spanned<String>, source: &Source<'_>) -> Result<String> {
    let word = written.get_ref();
    let known: Vec<&str> = kind.about().ways.iter().map(|way| way.word).collect();
    if known.contains(&word.as_str()) {
        return Ok(word.clone());
    }
    let cause = t!("config-no-such-way", kind = kind.to_string(), word = text::line(word));
    Err(source.error(written.span(), cause).hint(t!("config-known", known = known.join(", "))))
}

/// Whether a portal may be called so.
pub fn check_name(name: &str) -> Result<()> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.is_empty() && name.chars().all(fits) {
        return Ok(());
    }
    let cause = t!("config-bad-name", name = text::line(name));
    Err(Error::new(ErrorKind::Config, t!("config-name"), cause).hint(t!("config-bad-name-hint")))
}

fn portal_url(written: &Spanned<String>, source: &Source<'_>) -> Result<Url> {
    check_url(written.get_ref()).map_err(|error| source.place(written.span(), error))
}

/// A portal's address: http or https, a host, and nothing secret in it. It is never printed when it is refused, for it
/// may hold a password.
pub fn check_url(written: &str) -> Result<Url> {
    let refuse = |cause: String, hint: String| Err(Error::new(ErrorKind::Config, "url", cause).hint(hint));
    let Ok(url) = Url::parse(written.trim()) else {
        return refuse(t!("config-url-odd"), t!("config-url-like"));
    };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(t!("config-url-scheme"), t!("config-url-like"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse(t!("config-url-login"), t!("config-url-login-hint"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse(t!("config-url-query"), t!("config-url-like"));
    }
    Ok(url)
}

/// A path from the root, or from home with "~".
fn whole_path(key: &str, written: &Spanned<String>, source: &Source<'_>) -> Result<PathBuf> {
    let dir = written.get_ref();
    let home = || {
        let cause = t!("config-tilde", key);
        let error = || source.error(written.span(), cause).hint(t!("config-whole-path"));
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
        .error(written.span(), t!("config-no-whole-path", key, dir = text::line(dir)))
        .hint(t!("config-no-whole-path-hint")))
}

/// The system's folder for downloads, else `Downloads` at home, else where one stands.
fn platform_download_dir() -> PathBuf {
    let of = |dirs: UserDirs| dirs.download_dir().map_or_else(|| dirs.home_dir().join("Downloads"), Path::to_owned);
    UserDirs::new().map_or_else(|| PathBuf::from("."), of)
}

/// A configuration text and where it came from.
struct Source<'a> {
    path: &'a Path,
    content: &'a str,
}

impl Source<'_> {
    fn error(&self, at: Range<usize>, cause: impl Into<String>) -> Error {
        let line = self.content[..at.start.min(self.content.len())].matches('\n').count() + 1;
        Error::new(ErrorKind::Config, t!("config-line", path = subject(self.path), line = line.to_string()), cause)
    }

    /// `error`, with the line it is about as its subject.
    fn place(&self, at: Range<usize>, error: Error) -> Error {
        Error { hint: error.hint, ..self.error(at, error.cause) }
    }

    /// A word out of a fixed list, or the list's own error with where it stands.
    fn known<T: FromStr<Err = Error>>(&self, written: &Spanned<String>) -> Result<T> {
        written.get_ref().parse().map_err(|error: Error| {
            let cause = error.to_string();
            Error { hint: error.hint, ..self.error(written.span(), cause) }
        })
    }

    /// What the reader says of a file that is no TOML, or not ours; unknown keys with the closest known one.
    fn unreadable(&self, error: &toml::de::Error) -> Error {
        let span = error.span().unwrap_or_default();
        let Some((key, known)) = unknown_field(error.message()) else {
            return self.error(span, text::line(error.message())).hint(t!("config-see-example"));
        };
        let closest = known.iter().max_by(|a, b| strsim::jaro_winkler(a, key).total_cmp(&strsim::jaro_winkler(b, key)));
        let hint = match closest.filter(|closest| strsim::jaro_winkler(closest, key) > 0.7) {
            Some(closest) => t!("config-did-you-mean", closest),
            None => t!("config-known", known = known.join(", ")),
        };
        self.error(span, t!("config-no-such-setting", key = text::line(key))).hint(hint)
    }
}

/// The unknown key and the known ones, out of serde's one wording for it ([`serde::de::Error::unknown_field`]); a test
/// notices when it changes.
fn unknown_field(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest = message.strip_prefix("unknown field `")?;
    let (key, expected) = rest.rsplit_once("`, expected ")?;
    Some((key, expected.split('`').skip(1).step_by(2).collect()))
}

fn subject(path: &Path) -> String {
    t!("config-subject", path = text::line(&path.display().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(content: &str) -> Result<Config> {
        Config::parse(content, Path::new("/home/ada/config.toml"))
    }

    fn refused(content: &str) -> (String, String) {
        let error = parse(content).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Config, "{content}");
        (error.to_string(), error.hint.unwrap_or_default())
    }

    #[test]
    fn the_example_is_the_default() {
        let example = Config::parse(EXAMPLE, Path::new("config.example.toml")).unwrap();
        assert_eq!(example, Config::default());
        assert_eq!((example.jobs, example.portals.len()), (8, 0));
        assert_eq!(example.download_dir, platform_download_dir());
    }

    #[test]
    fn every_commented_line_of_the_example_is_valid_and_every_kind_has_a_block() {
        let setting =
            |line: &&str| line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
        let active = EXAMPLE.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
        let content = active.filter(setting).collect::<Vec<_>>().join("\n");
        let config = parse(&content).unwrap();
        for kind in Kind::ALL {
            assert!(config.portals.iter().any(|portal| portal.kind == kind), "no block for {kind}");
        }
    }

    #[test]
    fn the_file_goes_over_the_defaults_and_keeps_its_order() {
        let config = parse(
            "jobs = 7\ndownload_dir = \"~/in\"\n[portals.z]\nkind = \"rudi\"\nurl = \"https://z.example\"\n\
             [portals.a]\nkind = \"rudi\"\nurl = \"http://a.example/base\"",
        )
        .unwrap();
        assert_eq!(config.jobs, 7);
        assert!(config.download_dir.is_absolute() && config.download_dir.ends_with("in"));
        let names: Vec<_> = config.portals.iter().map(|portal| portal.name.as_str()).collect();
        assert_eq!(names, ["z", "a"]);
        assert_eq!(config.warnings().len(), 1);
        assert!(config.warnings()[0].contains("\"a\""));
    }

    #[test]
    fn the_language_is_read_out_of_a_file_that_is_otherwise_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        for (content, known) in [
            ("language = \"fr\"", Some(Language::French)),
            ("language = \"en\"\nportals = 3", Some(Language::English)),
            ("language = \"de\"", None),
            ("language = ", None),
        ] {
            std::fs::write(&file, content).unwrap();
            assert_eq!(language(&FilePlace::Flag(file.clone())), known, "{content}");
        }
        assert_eq!(parse("language = \"fr\"").unwrap().language, Some(Language::French));
        let (text, hint) = refused("\nlanguage = \"de\"");
        assert!(text.contains("line 2: language: there is none called \"de\"") && hint.contains("fr"), "{text} {hint}");
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_the_closest_known_one() {
        let (text, hint) = refused("\n\njbos = 4");
        assert_eq!(text, "configuration /home/ada/config.toml, line 3: there is no setting \"jbos\"");
        assert_eq!(hint, "Did you mean \"jobs\"?");
        let (text, hint) = refused("[portals.x]\nkind = \"rudi\"\nlink = \"https://x.example\"");
        assert!(text.contains("line 3: there is no setting \"link\""), "{text}");
        assert_eq!(hint, "Known here are: kind, url, sign_in, token_url, scope, username.");
    }

    #[test]
    fn what_a_portal_may_not_be() {
        let block = |name: &str, url: &str| format!("jobs = 2\n[portals.{name}]\nkind = \"rudi\"\nurl = \"{url}\"");
        let table = [
            (block("Rennes", "https://x.example"), "line 2: \"Rennes\" cannot be a portal's name"),
            (block("\"a/b\"", "https://x.example"), "line 2: \"a/b\" cannot be a portal's name"),
            (block("x", "ftp://x.example"), "line 4: the url is neither https nor http"),
            (block("x", "x.example"), "line 4: the url cannot be understood"),
            (block("x", "https://x.example/?key=1"), "line 4: the url holds a \"?\""),
            (block("x", "https://x.example").replace("rudi", "ruddy"), "line 3: kind \"ruddy\""),
            (
                block("x", "https://x.example\"\nsign_in = \"magic"),
                "line 5: rudi has no way to sign in called \"magic\"",
            ),
            (block("x", "https://x.example\"\ntoken_url = \"id.example"), "line 5: the url cannot be understood"),
            ("secrets = \"drawer\"".into(), "line 1: the store for secrets: there is none called \"drawer\""),
            ("ca_file = \"ca.pem\"".into(), "line 1: ca_file \"ca.pem\" is not a whole path"),
            ("[portals.x]\nkind = \"rudi\"".into(), "line 1: missing field `url`"),
            ("jobs = 0".into(), "line 1: "),
            ("jobs = \"many\"".into(), "line 1: "),
            ("download_dir = \"data\"".into(), "line 1: download_dir \"data\" is not a whole path"),
            ("jobs = ".into(), "line 1: "),
        ];
        for (content, wanted) in table {
            let (text, _) = refused(&content);
            assert!(text.starts_with("configuration /home/ada/config.toml, ") && text.contains(wanted), "{text}");
        }
    }

    #[test]
    fn a_password_in_a_url_is_refused_and_not_repeated() {
        let (text, hint) = refused("[portals.x]\nkind = \"rudi\"\nurl = \"https://ada:hunter2@x.example\"");
        assert!(text.contains("holds a user name or a password"));
        assert!(!text.contains("hunter2") && !hint.contains("hunter2"));
    }

    #[test]
    fn a_written_file_reads_back() {
        let url = Url::parse("http://127.0.0.1:8080/it's/").unwrap();
        let mut full = PortalConfig::new("demo-2", Kind::Rudi, url.clone());
        full.sign_in = Some("wso2".into());
        full.token_url = Some(url.join("token").unwrap());
        full.scope = Some("a \"b\"".into());
        full.username = Some("é".into());
        let portals = vec![PortalConfig::new("demo-1", Kind::Rudi, url), full];
        assert_eq!(parse(&Config::file_for(&portals)).unwrap().portals, portals);
    }
}
