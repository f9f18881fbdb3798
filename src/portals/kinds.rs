//! What is the same for all portals of one kind, and the macro behind the one table of kinds in `portals/mod.rs`.

use std::fmt;
use std::str::FromStr;

use url::Url;

use super::platforms::Platform;
use super::probe::{ByHeart, Probe, Whose};
use super::web::Below;
use super::{Connection, Kind};
use crate::access::auth::{Token, Way};
use crate::access::secrets::Credentials;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Said, written};
use crate::m;

/// From the lines `module::Type` to everything that lists kinds. The module is a folder beside the table; it holds `ABOUT`,
/// an [`About`], and the portal `Type` with `Type::new(Connection)`.
///
/// `cargo fmt` does not find modules that a macro declares: `rustfmt src/portals/*/mod.rs` formats them, and a test sees
/// to it.
macro_rules! kinds {
    ($($vis:vis $module:ident::$kind:ident,)+) => {
        $($vis mod $module;)+

        /// The software a portal speaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            $($kind,)+
        }

        impl Kind {
            pub const ALL: [Self; [$(stringify!($kind)),+].len()] = [$(Self::$kind),+];

            /// What a person who sets up a portal of this kind needs to know.
            pub fn about(self) -> &'static About {
                match self {
                    $(Self::$kind => &$module::ABOUT,)+
                }
            }
        }

        /// The portal at the other end, ready to be asked, be it by the address of one of its pages. Touches neither the network nor a store.
        pub fn connect(mut connection: Connection) -> Arc<dyn Portal> {
            connection.config.url = connection.config.kind.about().base_of(connection.config.url);
            let connection = connection.identified();
            match connection.config.kind {
                $(Kind::$kind => Arc::new($module::$kind::new(connection)),)+
            }
        }
    };
}
pub(super) use kinds;

/// What is the same for all portals of one kind.
pub struct About {
    /// As in the configuration and on the command line.
    pub word: &'static str,
    pub title: Said,
    /// The known installations. The first is the usual one.
    pub platforms: &'static [Platform],
    /// The ways to sign in; of two that take the same, the first is the usual one.
    pub ways: &'static [Way],
    /// Whether it shows something to those who are not signed in.
    pub open: bool,
    /// Whether one request for access may cover several datasets.
    pub asks_together: bool,
    /// The file that keys are handed out in, where they are.
    pub key_file: Option<KeyFile>,
    /// What is asked at an address to find out whether a portal of this kind is there; the surest question first.
    pub probes: &'static [Probe],
    /// How those without an account get a token, where some such portals want one of everybody.
    pub everybody: Option<Everybody>,
    /// With which segments the web pages and interfaces of such a portal begin, below its address.
    pub pages: &'static [&'static str],
    /// Other sites where all portals of the kind have pages.
    pub fronts: &'static [&'static str],
    /// Where the portal at an address has pages that are not below it.
    pub sites: fn(&Url) -> Vec<Url>,
    /// What the web address of a page, of the interface or of a file leads to, told by its shape: the segments of guichet's
    /// own address of it. `None`: the shape tells nothing.
    pub led: fn(&Below) -> Option<Vec<String>>,
    /// What its pages of results call the words that are looked for, in their addresses.
    pub words: &'static [&'static str],
    /// Recognises well-known addresses by themselves, without a request.
    pub by_heart: fn(&Url) -> Option<ByHeart>,
    /// Where the tokens of a portal at an address are asked for, if not below that address: a credential goes nowhere else.
    pub token_service: fn(&Url) -> Option<Url>,
    /// Where a portal that is one address is, where another address tells it by its shape.
    pub endpoint: fn(Url) -> Url,
    /// What such an address may be asked with, which is a part of it and no secret.
    pub asked_with: &'static [&'static str],
    /// Refuses addresses that may not stand in the configuration: some hold a secret.
    pub check_url: fn(&Url) -> Result<()>,
}

impl About {
    /// The portal's own address, where that of one of its pages or of its interface is given. A kind whose portals are
    /// documents at any address has none but that.
    pub fn base_of(&self, mut given: Url) -> Url {
        let is_page = |segment: &str| self.pages.contains(&segment);
        let segments: Vec<&str> = given.path_segments().into_iter().flatten().collect();
        if !self.has_a_base() {
            return (self.endpoint)(given);
        }
        let Some(at) = segments.iter().position(|it| is_page(it)) else { return given };
        let path: String = segments[..at].iter().map(|segment| format!("{segment}/")).collect();
        given.set_path(&format!("/{path}"));
        given.set_query(None);
        given.set_fragment(None);
        given
    }

    /// What `path` names at the portal at `url`: a path below its own address, whether it begins with a slash or not; where
    /// the portal is a document, what a link in it would name.
    pub fn address_of(&self, url: &Url, path: &str) -> Result<Url, url::ParseError> {
        let mut base = self.base_of(url.clone());
        if self.has_a_base() && !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        match path.trim_start_matches(['/', '\\']) {
            "" => Ok(base),
            query if query.starts_with(['?', '#']) => base.join(query),
            below => base.join(&format!("./{below}")),
        }
    }

    fn has_a_base(&self) -> bool {
        self.probes.is_empty() || self.probes.iter().any(|probe| matches!(probe.portal, Whose::Base | Whose::Below(_)))
    }

    /// A kind that is open to everybody and of which nothing else is known yet.
    pub const fn new(word: &'static str, title: Said) -> Self {
        Self {
            word,
            title,
            platforms: &[],
            ways: &[],
            open: true,
            asks_together: false,
            key_file: None,
            probes: &[],
            everybody: None,
            pages: &[],
            fronts: &[],
            sites: |_| vec![],
            led: |_| None,
            words: &["q"],
            by_heart: |_| None,
            token_service: |_| None,
            endpoint: |url| url,
            asked_with: &[],
            check_url: |_| Ok(()),
        }
    }
}

/// Asks a portal for the token of those without an account; `None` where it gives none.
pub type Everybody = fn(Connection) -> Fut<'static, Option<Token>>;

/// A file that holds a credential, and mostly where it belongs.
#[derive(Clone, Copy)]
pub struct KeyFile {
    /// What it is usually called.
    pub name: &'static str,
    /// Nothing of its values may get into an error.
    pub read: fn(&[u8]) -> Result<Keys>,
}

/// What a [`KeyFile`] tells.
pub struct Keys {
    pub credentials: Credentials,
    /// The portal's address, where the file tells.
    pub url: Option<Url>,
    pub token_url: Option<Url>,
    /// What is odd and yet no reason to refuse, one sentence each.
    pub warnings: Vec<String>,
}

impl Kind {
    /// As in the configuration and on the command line.
    pub fn word(self) -> &'static str {
        self.about().word
    }

    /// Whether `url` may stand in the configuration.
    pub fn check_url(self, url: &Url) -> Result<()> {
        (self.about().check_url)(url)
    }
}

written!(Kind);

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Kind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::word).join(", ");
            let subject = m!("portals-kind", text = crate::base::text::line(text));
            Error::new(ErrorKind::Config, subject, m!("portals-no-kind")).hint(m!("portals-kinds", known))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_below_the_portal_or_beside_the_document_that_it_is() {
        let table = [
            (
                Kind::Ckan,
                "https://a.org/data",
                "api/3/action/x?id=é&q=a b",
                "https://a.org/data/api/3/action/x?id=%C3%A9&q=a%20b",
            ),
            (Kind::Ckan, "https://a.org/data/", "/api/3", "https://a.org/data/api/3"),
            (Kind::Ckan, "https://a.org", "//evil.org/x", "https://a.org/evil.org/x"),
            (Kind::Ckan, "https://a.org", "\\\\evil.org/x", "https://a.org/evil.org/x"),
            (Kind::Ckan, "https://a.org", "evil:x", "https://a.org/evil:x"),
            (Kind::Ckan, "https://a.org", "", "https://a.org/"),
            (Kind::Ckan, "https://a.org/dataset/eau", "?q=1", "https://a.org/?q=1"),
            (Kind::Dcat, "https://a.org/api/feed.ttl", "", "https://a.org/api/feed.ttl"),
            (Kind::Dcat, "https://a.org/api/feed.ttl", "?page=2", "https://a.org/api/feed.ttl?page=2"),
            (Kind::Dcat, "https://a.org/api/feed.ttl", "other.ttl", "https://a.org/api/other.ttl"),
        ];
        for (kind, portal, path, expected) in table {
            let address = kind.about().address_of(&Url::parse(portal).unwrap(), path).unwrap();
            assert_eq!(address.as_str(), expected, "{kind} {portal} {path}");
        }
    }

    #[test]
    fn an_address_of_a_page_or_of_the_interface_is_that_of_its_portal() {
        let table = [
            (Kind::Ckan, "https://a.org/data/api/3/action/package_show?id=x", "https://a.org/data/"),
            (Kind::Ckan, "https://a.org/dataset/eau#r", "https://a.org/"),
            (Kind::Ckan, "https://a.org/ckan/", "https://a.org/ckan/"),
            (Kind::Udata, "https://a.org/api/1/datasets/x/", "https://a.org/"),
            (Kind::Udata, "https://a.org/datasets/eau/", "https://a.org/"),
            (Kind::Opendatasoft, "https://a.org/explore/dataset/x/table/?sort=a", "https://a.org/"),
            (Kind::Opendatasoft, "https://a.org/api/explore/v2.1/catalog/datasets", "https://a.org/"),
            (Kind::OgcRecords, "https://a.org/g/collections/x/items/1?f=html", "https://a.org/g/"),
            (Kind::OgcRecords, "https://a.org/api/search/v1/collections", "https://a.org/api/search/v1/"),
            (Kind::Stac, "https://a.org/v1/collections/x", "https://a.org/v1/"),
            (Kind::Stac, "https://a.org/x/catalog.json", "https://a.org/x/catalog.json"),
            (Kind::Rudi, "https://a.org/rudi/catalogue/detail/x", "https://a.org/rudi/"),
            (Kind::Isogeo, "https://a.org/api/v1/resources/search", "https://a.org/api/v1/"),
            (Kind::Dcat, "https://a.org/api/feed/catalog.ttl?page=1", "https://a.org/api/feed/catalog.ttl?page=1"),
            (Kind::Csw, "https://a.org/m?map=/x.map&SERVICE=CSW&Request=GetRecords", "https://a.org/m?map=%2Fx.map"),
            (Kind::Csw, "https://a.org/g/srv/fre/catalog.search?a=b#/metadata/x", "https://a.org/g/srv/fre/csw"),
            (Kind::Csw, "https://a.org/csw?service=CSW", "https://a.org/csw"),
            (Kind::Csw, "https://a.org/csw?token=x", "https://a.org/csw?token=x"),
        ];
        for (kind, given, expected) in table {
            assert_eq!(kind.about().base_of(Url::parse(given).unwrap()).as_str(), expected, "{kind} {given}");
        }
    }
}
