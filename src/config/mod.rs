//! What a person may set: the compiled-in defaults of `config.example.toml`, under their own file.

mod block;
pub mod browser;
pub mod context;
pub mod edit;
mod file;
mod folders;
pub mod keymap;
pub mod keys;
pub mod network;
pub mod setting;
pub mod theme;

use std::path::{Path, PathBuf};

use browser::Browser;
use directories::UserDirs;
use file::{ConfigText, Layer};
use network::Network;
use url::Url;

pub use folders::{FilePlace, cache_dir, data_dir, from_home, state_dir};

use crate::access::secrets::{Secrets, StoreChoice};
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Language, Message};
use crate::base::text;
use crate::net::quota::Quota;
use crate::net::{Clients, Timeouts, is_loopback};
use crate::portals::{Kind, PortalConfig};
use crate::{m, t};

/// Every setting with its default, and how to write each block: the first layer.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// Downloads at once, where nobody says otherwise.
pub const JOBS: usize = 8;
/// Connections for one file, where nobody says otherwise.
pub const CONNECTIONS: usize = 8;

/// Names the configuration file, after `--config`.
pub const FILE_VARIABLE: &str = "GUICHET_CONFIG";

#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    pub download_dir: PathBuf,
    /// Downloads at once.
    pub jobs: usize,
    /// The most connections for one file.
    pub connections: usize,
    /// How many bytes of replaced versions of files are kept; `None`: none.
    pub keep_versions: Option<u64>,
    /// What to speak where neither `--lang` nor the environment says; `None`: as the system does.
    pub language: Option<Language>,
    /// Where credentials are stored; `None` leaves it to [`crate::access::secrets::Secrets::new`].
    pub secrets: Option<StoreChoice>,
    /// A certificate authority trusted besides the system's.
    pub ca_file: Option<PathBuf>,
    pub network: Network,
    pub browser: Browser,
    pub portals: Vec<PortalConfig>,
}

impl Config {
    /// The HTTP clients this configuration asks for, keeping to portals' limits together with every other process. A proxy's
    /// login comes from `secrets`, once it is wanted.
    pub fn clients(&self, secrets: &Secrets) -> Result<Clients> {
        let network = self.network.in_force()?;
        if let Some(pac) = network.pac.as_ref().filter(|_| network.proxy.is_none()) {
            return Err(pac.not_run());
        }
        self.clients_through(&network, secrets)
    }

    /// As [`Self::clients`], with another way to portals than the one that is set.
    pub fn clients_through(&self, network: &Network, secrets: &Secrets) -> Result<Clients> {
        let clients = Clients::through(network.settings(secrets), self.ca_file.as_deref(), Timeouts::default())?;
        Ok(clients.sharing(Quota::shared(&state_dir()?)))
    }

    /// The defaults under the person's file. A file they named must be there; the platform's own need not.
    pub fn load(place: &FilePlace) -> Result<Self> {
        let Some(path) = place.path() else { return Ok(Self::default()) };
        match std::fs::read_to_string(path) {
            Ok(content) => Self::parse(&content, path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !place.is_asked_for() => Ok(Self::default()),
            Err(error) => {
                let cause = m!("config-unreadable", error = &error);
                Err(Error::new(ErrorKind::Config, subject(path), cause)
                    .caused_by(error)
                    .hint(m!("config-named-by", named_by = place.named_by())))
            }
        }
    }

    /// As [`Self::load`], where the file that is named is about to be made.
    pub fn load_or_begin(place: &FilePlace) -> Result<Self> {
        match place.path() {
            Some(path) if !path.exists() => Ok(Self::default()),
            _ => Self::load(place),
        }
    }

    /// The defaults under `content`, whose errors are said to be in `path`.
    pub fn parse(content: &str, path: &Path) -> Result<Self> {
        let example = Layer::parse(&ConfigText { path: Path::new("config.example.toml"), content: EXAMPLE })?;
        Ok(Self::from_layers(example, Layer::parse(&ConfigText { path, content })?))
    }

    fn from_layers(under: Layer, over: Layer) -> Self {
        Self {
            download_dir: over.download_dir.or(under.download_dir).unwrap_or_else(platform_download_dir),
            jobs: over.jobs.or(under.jobs).unwrap_or(JOBS),
            connections: over.connections.or(under.connections).unwrap_or(CONNECTIONS),
            keep_versions: over.keep_versions.or(under.keep_versions),
            language: over.language.or(under.language),
            secrets: over.secrets.or(under.secrets),
            ca_file: over.ca_file.or(under.ca_file),
            network: over.network.over(under.network),
            browser: over.browser.over(under.browser),
            portals: under.portals.into_iter().chain(over.portals).collect(),
        }
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
        Self::parse("", Path::new("")).unwrap_or_else(|_| Self::from_layers(Layer::default(), Layer::default()))
    }
}

/// The language the person's file sets. It is wanted before anything can be said of what is wrong with the file, hence
/// whatever else the file holds is left for [`Config::load`] to judge.
pub fn language(place: &FilePlace) -> Option<Language> {
    let file: toml::Table = toml::from_str(&std::fs::read_to_string(place.path()?).ok()?).ok()?;
    file.get("language")?.as_str()?.parse().ok()
}

/// Whether a portal may be called so.
pub fn check_name(name: &str) -> Result<()> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.is_empty() && name.chars().all(fits) {
        return Ok(());
    }
    let cause = m!("config-bad-name", name = text::line(name));
    Err(Error::new(ErrorKind::Config, m!("config-name"), cause).hint(m!("config-bad-name-hint")))
}

/// A portal's address: http or https, a host, and nothing secret in it. It is never printed when it is refused, for it
/// may hold a password.
pub fn check_url(written: &str) -> Result<Url> {
    checked(written, |url| url, &[])
}

/// As [`check_url`], of a portal of this kind: the address of one of its pages or of its interface is taken for it.
fn check_portal_url(kind: Kind, written: &str) -> Result<Url> {
    checked(written, |url| kind.about().base_of(url), kind.about().asked_with)
}

fn checked(written: &str, base_of: impl FnOnce(Url) -> Url, asked_with: &[&str]) -> Result<Url> {
    let refuse = |cause: Message, hint: Message| Err(Error::new(ErrorKind::Config, "url", cause).hint(hint));
    let url = match Url::parse(written.trim()) {
        Ok(url) => url,
        Err(error) => return refuse(m!("config-url-odd"), m!("config-url-like")).map_err(|it| it.caused_by(error)),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(m!("config-url-scheme"), m!("config-url-like"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse(m!("config-url-login"), m!("config-url-login-hint"));
    }
    let url = base_of(url);
    let is_own = |key: &str| asked_with.iter().any(|own| own.eq_ignore_ascii_case(key));
    let is_asked = url.query().is_some_and(str::is_empty) || url.query_pairs().any(|(key, _)| !is_own(&key));
    if is_asked || url.fragment().is_some() {
        return refuse(m!("config-url-query"), m!("config-url-like"));
    }
    Ok(url)
}

/// The system's folder for downloads, else `Downloads` at home, else where one stands.
fn platform_download_dir() -> PathBuf {
    let of = |dirs: UserDirs| dirs.download_dir().map_or_else(|| dirs.home_dir().join("Downloads"), Path::to_owned);
    UserDirs::new().map_or_else(|| PathBuf::from("."), of)
}

fn subject(path: &Path) -> Message {
    m!("config-subject", path = shown(path))
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
        (error.to_string(), error.hint.map(|hint| hint.to_string()).unwrap_or_default())
    }

    #[test]
    fn the_example_is_the_default() {
        let example = Config::parse(EXAMPLE, Path::new("config.example.toml")).unwrap();
        assert_eq!(example, Config::default());
        assert_eq!((example.jobs, example.connections, example.portals.len()), (JOBS, CONNECTIONS, 0));
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
            "jobs = 7\nconnections = 1\ndownload_dir = \"~/in\"\n[portals.z]\nkind = \"rudi\"\nurl = \"https://z.example\"\n\
             [portals.a]\nkind = \"rudi\"\nurl = \"http://a.example/base\"",
        )
        .unwrap();
        assert_eq!((config.jobs, config.connections), (7, 1));
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
        let (text, hint) = refused("[portals.x]\nkind = \"rudi\"\nplace = \"https://x.example\"");
        assert!(text.contains("line 3: there is no setting \"place\""), "{text}");
        assert_eq!(
            hint,
            "Known here are: kind, url, sign_in, token_url, scope, username, client_certificate, client_key."
        );
    }

    #[test]
    fn what_a_portal_may_not_be() {
        let block = |name: &str, url: &str| format!("jobs = 2\n[portals.{name}]\nkind = \"rudi\"\nurl = \"{url}\"");
        let table = [
            (block("Rennes", "https://x.example"), "line 2: \"Rennes\" cannot be a portal's name"),
            (block("\"a/b\"", "https://x.example"), "line 2: \"a/b\" cannot be a portal's name"),
            (block("x", "ftp://x.example"), "line 4: portals.x.url: the url is neither https nor http"),
            (block("x", "x.example"), "line 4: portals.x.url: the url cannot be understood"),
            (block("x", "https://x.example/?key=1"), "line 4: portals.x.url: the url holds a \"?\""),
            (
                block("x", "https://x.example/m?map=y&key=1").replace("rudi", "csw"),
                "line 4: portals.x.url: the url holds a \"?\"",
            ),
            (block("x", "https://x.example/m?map=y"), "line 4: portals.x.url: the url holds a \"?\""),
            (block("x", "https://x.example").replace("rudi", "ruddy"), "line 3: portals.x.kind: kind \"ruddy\""),
            (
                block("x", "https://x.example\"\nsign_in = \"magic"),
                "line 5: portals.x.sign_in: rudi has no way to sign in called \"magic\"",
            ),
            (
                block("x", "https://x.example\"\ntoken_url = \"id.example"),
                "line 5: portals.x.token_url: the url cannot be understood",
            ),
            ("secrets = \"drawer\"".into(), "line 1: secrets: there is none called \"drawer\""),
            ("language = \"de\"".into(), "line 1: language: there is none called \"de\""),
            ("[browser]\ncolumns = [\"size\", \"length\"]".into(), "line 2: browser.columns: lists have no column"),
            ("[browser]\nbackground = \"pink\"".into(), "line 2: browser.background: "),
            ("ca_file = \"ca.pem\"".into(), "line 1: ca_file \"ca.pem\" is not a whole path"),
            ("[portals.x]\nkind = \"rudi\"".into(), "line 1: portals.x.url is missing"),
            ("jobs = 0".into(), "line 1: jobs takes a whole number from 1 to 32, not 0"),
            ("jobs = \"many\"".into(), "line 1: jobs takes a whole number from 1 to 32, not a text"),
            ("connections = 0".into(), "line 1: connections takes a whole number from 1 to 32, not 0"),
            ("connections = 1000".into(), "line 1: connections takes a whole number from 1 to 32, not 1000"),
            ("download_dir = \"data\"".into(), "line 1: download_dir \"data\" is not a whole path"),
            ("jobs = ".into(), "line 1: it is not TOML"),
        ];
        for (content, wanted) in table {
            let (text, _) = refused(&content);
            assert!(text.starts_with("configuration /home/ada/config.toml, ") && text.contains(wanted), "{text}");
        }
    }

    #[test]
    fn an_address_of_a_kind_may_have_what_it_is_asked_with() {
        let table = [
            ("https://x.example/m?map=/y.map", "https://x.example/m?map=/y.map"),
            ("https://x.example/m?MAP=y&service=CSW&request=GetCapabilities", "https://x.example/m?MAP=y"),
            ("https://x.example/csw?service=CSW&version=2.0.2", "https://x.example/csw"),
            ("https://x.example/srv/fre/catalog.search#/home", "https://x.example/srv/fre/csw"),
        ];
        for (written, url) in table {
            let config = parse(&format!("[portals.x]\nkind = \"csw\"\nurl = \"{written}\"")).unwrap();
            assert_eq!(config.portals[0].url.as_str(), url);
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
