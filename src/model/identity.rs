//! Identifiers by which one dataset is recognised on several portals, each in one spelling.
//!
//! A UUID, a DOI, the page of the portal that it is of: one of these is enough. What several datasets may share, or what
//! means something at one place only, counts together with the title: a publisher's page, a bare number.

use std::num::ParseIntError;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::{Host, Url};
use uuid::Uuid;

use crate::base::text;

/// Something that names one dataset, spelt in the one way there is: its SHA-256, cut short, for every row of a catalogue
/// has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Identity(u128);

impl Identity {
    fn of(spelling: &str) -> Self {
        let mut first = [0; 16];
        first.copy_from_slice(&Sha256::digest(spelling)[..16]);
        Self(u128::from_be_bytes(first))
    }
}

impl From<Identity> for String {
    fn from(identity: Identity) -> Self {
        format!("{:032x}", identity.0)
    }
}

impl TryFrom<String> for Identity {
    type Error = ParseIntError;

    fn try_from(hex: String) -> Result<Self, ParseIntError> {
        u128::from_str_radix(&hex, 16).map(Self)
    }
}

/// Longer ones are no identifiers, and more of them help nobody.
const LONGEST: usize = 500;
const MOST: usize = 12;

/// Builder for the identities of one dataset: each method adds what one field of a portal's answer names.
pub struct Identities {
    /// Folded, so that spelling does not matter.
    title: String,
    found: Vec<Identity>,
}

impl Identities {
    pub fn of(title: &str) -> Self {
        Self { title: text::fold(title), found: Vec::new() }
    }

    /// The page that the portal itself has about it, or where it was taken from.
    #[must_use]
    pub fn page(mut self, url: Option<&str>) -> Self {
        if let Some(page) = url.and_then(web) {
            self.add(&format!("page {page}"));
        }
        if let Some(uuid) = url.and_then(uuid_of_page) {
            self.add(&format!("uuid {uuid}"));
        }
        self.landing(url)
    }

    /// A page that its publisher names, which may be about more than this.
    #[must_use]
    pub fn landing(mut self, url: Option<&str>) -> Self {
        if let Some(page) = url.and_then(web) {
            self.add(&format!("titled {page} {}", self.title));
        }
        if let Some(uuid) = url.and_then(uuid_of_page) {
            self.add(&format!("titled-uuid {uuid} {}", self.title));
        }
        self
    }

    /// An identifier as it is written: a UUID, a DOI, an address; anything else is one at `host` only.
    #[must_use]
    pub fn id(mut self, id: Option<&str>, host: Option<&str>) -> Self {
        let Some(id) = id.map(str::trim).filter(|id| !id.is_empty() && id.len() <= LONGEST) else { return self };
        if let Some(doi) = doi(id) {
            self.add(&format!("doi {doi}"));
        } else if let Some(uuid) = uuid(id) {
            self.add(&format!("uuid {uuid}"));
            self.add(&format!("titled-uuid {uuid} {}", self.title));
        } else if id.contains("://") {
            return self.page(Some(id));
        } else if let Some(host) = host.filter(|host| !host.is_empty()) {
            self.add(&format!("at {} {id} {}", host_name(host), self.title));
        }
        self
    }

    pub fn all(mut self) -> Vec<Identity> {
        self.found.shrink_to_fit();
        self.found
    }

    fn add(&mut self, spelling: &str) {
        let identity = Identity::of(spelling);
        if self.found.len() < MOST && !self.found.contains(&identity) {
            self.found.push(identity);
        }
    }
}

/// Where persistent identifiers lead to what they name, and the scheme of those there.
const RESOLVERS: [(&str, &str); 4] =
    [("doi.org/", "doi"), ("dx.doi.org/", "doi"), ("www.doi.org/", "doi"), ("hdl.handle.net/", "hdl")];

/// The scheme and the identifier in the address of a resolver, as it is written there.
pub fn resolved(written: &str) -> Option<(&'static str, &str)> {
    let bare = ["https://", "http://"].iter().find_map(|scheme| written.strip_prefix(scheme))?;
    RESOLVERS.iter().find_map(|(site, scheme)| Some((*scheme, bare.strip_prefix(site)?)))
}

/// `10.…/…` behind any of the signs it is written with (DOI Handbook 2.6); case does not matter in it.
pub fn doi(id: &str) -> Option<String> {
    let folded = id.to_ascii_lowercase();
    let bare = match resolved(&folded) {
        Some((_, bare)) => bare,
        None => ["dx.doi.org/", "doi.org/", "doi:", "info:doi/"]
            .iter()
            .find_map(|sign| folded.strip_prefix(sign))
            .unwrap_or(&folded),
    };
    let (prefix, suffix) = bare.trim().split_once('/')?;
    let number = prefix.strip_prefix("10.")?;
    // The registrant has four digits or more, which no part of an IP address has.
    let registrant = number.split('.').next().unwrap_or_default();
    let is_doi = registrant.len() >= 4 && number.chars().all(|c| c.is_ascii_digit() || c == '.') && !suffix.is_empty();
    is_doi.then(|| format!("{prefix}/{suffix}"))
}

/// Whether an identifier is a DOI, however it is written.
pub fn is_doi(id: &str) -> bool {
    doi(id.trim()).is_some()
}

/// The signs that set a UUID off from what stands before it: `urn:x:uuid:…`, `fr-120066022-jdd-…`, `…/{…}`, `?id=…`.
const BEFORE_UUID: [char; 8] = [':', '-', '_', '/', '{', '=', '#', '!'];

/// A UUID in any of its spellings, alone or at the end of an identifier or an address.
fn uuid(id: &str) -> Option<String> {
    if id.contains("://") {
        return uuid_of_page(id).or_else(|| uuid_at_end(id));
    }
    uuid_at_end(id)
}

fn uuid_of_page(url: &str) -> Option<String> {
    uuid_at_end(&web_page(url)?)
}

/// It ends what is written, behind a sign: within a longer word it is a part of something else.
fn uuid_at_end(written: &str) -> Option<String> {
    let written = written.trim_end_matches(['/', '}']);
    let uuid = [36, 32].into_iter().find_map(|length| {
        let (before, last) = written.split_at_checked(written.len().checked_sub(length)?)?;
        let is_apart = before.chars().next_back().is_none_or(|sign| BEFORE_UUID.contains(&sign));
        Uuid::try_parse(last).ok().filter(|uuid| is_apart && !uuid.is_nil() && !uuid.is_max())
    })?;
    Some(uuid.simple().to_string())
}

/// See [`web`]; percent-encoding makes no difference either.
pub fn web_page(url: &str) -> Option<String> {
    Some(percent_encoding::percent_decode_str(&web(url)?).decode_utf8_lossy().into_owned())
}

/// Whether a parameter says only how a page is shown: in which language, which filters beside it stay open, who led to it.
fn is_of_show(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    ["flg", "lang", "locale"].contains(&&*name) || ["disjunctive.", "utm_"].iter().any(|sort| name.starts_with(sort))
}

/// A page's address without what differs between two ways to write it: scheme, `www.`, the language, a last slash, what
/// says how it is shown, the fragment. `None` for a whole site.
fn web(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    if url.as_str().len() > LONGEST {
        return None;
    }
    let is_language = |segment: &str| segment.len() == 2 && segment.chars().all(|c| c.is_ascii_lowercase());
    let mut segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    if segments.first().is_some_and(|first| is_language(first)) {
        segments.remove(0);
    }
    // Some fronts keep the page in the fragment.
    let fragment = url.fragment().filter(|fragment| fragment.starts_with(['/', '!']));
    let parameters = url.query().unwrap_or_default().split('&').filter(|it| !it.is_empty() && !is_of_show(it));
    let query = parameters.collect::<Vec<_>>().join("&");
    if segments.is_empty() && query.is_empty() && fragment.is_none() {
        return None;
    }
    let host = match url.host()? {
        Host::Domain(name) => host_name(name),
        other => other.to_string(),
    };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    Some(format!("{host}{port}/{}{query}{fragment}", segments.join("/")))
}

fn host_name(host: &str) -> String {
    let lower = host.to_ascii_lowercase();
    lower.strip_prefix("www.").map_or(lower.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "6c3b795c-0b60-4bf8-911c-c6f0625b7123";

    fn share(one: Identities, other: Identities) -> bool {
        let other = other.all();
        one.all().iter().any(|identity| other.contains(identity))
    }

    fn by_id(id: &str) -> Identities {
        Identities::of("Arbres").id(Some(id), Some("a.example"))
    }

    #[test]
    fn what_names_a_dataset_anywhere_does_so_however_it_is_written() {
        let pairs = [
            (UUID, "6C3B795C0B604BF8911CC6F0625B7123"),
            (UUID, "urn:uuid:6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
            (UUID, "{6c3b795c-0b60-4bf8-911c-c6f0625b7123}"),
            (UUID, "https://geo.example/meta/6c3b795c-0b60-4bf8-911c-c6f0625b7123/"),
            (UUID, "https://geo.example/?uuid=6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
            (UUID, "urn:isogeo:metadata:uuid:6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
            (UUID, "urn:isogeo:metadata:uuid:6c3b795c0b604bf8911cc6f0625b7123"),
            (UUID, "fr-120066022-jdd-6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
            (UUID, "FR_210600888_6C3B795C-0B60-4BF8-911C-C6F0625B7123"),
            (
                UUID,
                "https://geo.example/srv/fre/catalog.search#/metadata/fr-1-jdd-6c3b795c-0b60-4bf8-911c-c6f0625b7123",
            ),
            (UUID, "https://geo.example/rest?id=%7B6C3B795C-0B60-4BF8-911C-C6F0625B7123%7D"),
            (UUID, "https://geo.example/meta/6c3b795c-0b60-4bf8-911c-c6f0625b7123?lang=fr"),
            (UUID, "https://geo.example/meta/6c3b795c-0b60-4bf8-911c-c6f0625b7123#top"),
            ("fr-1-jdd-6c3b795c-0b60-4bf8-911c-c6f0625b7123", "urn:x:6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
            ("10.5072/AB.C", "https://doi.org/10.5072/ab.c"),
            ("doi:10.5072/ab.c", "http://dx.doi.org/10.5072/AB.c"),
            ("https://www.a.example/set/1", "http://a.example/fr/set/1/"),
            ("https://a.example/explore/dataset/arbres/", "https://a.example/explore/dataset/arbres/?flg=fr-fr"),
            (
                "https://a.example/set?disjunctive.nom&disjunctive.rue=true&Lang=fr&utm_source=x&utm_medium=y",
                "https://a.example/set?locale=en",
            ),
            ("https://a.example/page.php?id=7", "https://a.example/page.php?lang=fr&id=7&"),
        ];
        for (one, other) in pairs {
            let elsewhere = Identities::of("Another title").id(Some(other), Some("b.example"));
            assert!(share(by_id(one), elsewhere), "{one} {other}");
        }
    }

    #[test]
    fn what_is_a_part_of_something_else_or_selects_it_names_another() {
        let pairs = [
            (UUID, "a6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
            (UUID, "x.6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
            (UUID, "urn:x:00006c3b795c0b604bf8911cc6f0625b7123"),
            (UUID, "6c3b795c-0b60-4bf8-911c-c6f0625b7123-1"),
            (UUID, "https://geo.example/6c3b795c-0b60-4bf8-911c-c6f0625b7123/parcs"),
            (UUID, "https://geo.example/meta?id=6c3b795c-0b60-4bf8-911c-c6f0625b7123&part=2"),
            (UUID, "é6c3b795c-0b60-4bf8-911c-c6f0625b7123"),
            ("https://a.example/page?id=1", "https://a.example/page?id=2"),
            ("https://a.example/page?flag=1", "https://a.example/page"),
            ("https://a.example/page?q=utm_source", "https://a.example/page"),
            ("https://a.example/app#/page?lang=fr", "https://a.example/app#/page"),
        ];
        for (one, other) in pairs {
            let elsewhere = Identities::of("Arbres").id(Some(other), Some("b.example"));
            assert!(!share(by_id(one), elsewhere), "{one} {other}");
        }
    }

    #[test]
    fn the_uuid_of_a_page_names_a_dataset_that_of_a_publishers_page_with_its_title() {
        let url = format!("https://geo.example/meta/fr-1-jdd-{UUID}");
        let of = |title: &str| Identities::of(title);
        let pairs = [
            (of("Bancs").page(Some(&url)), true),
            (of("Arbres").landing(Some(&url)), true),
            (of("Bancs").landing(Some(&url)), false),
        ];
        for (at, (one, expected)) in pairs.into_iter().enumerate() {
            assert_eq!(share(one, by_id(UUID)), expected, "{at}");
        }
    }

    #[test]
    fn what_may_be_shared_names_a_dataset_with_its_title_only() {
        let landing = |title: &str, url: &str| Identities::of(title).landing(Some(url));
        let page = "https://ville.example/opendata/arbres";
        assert!(share(
            landing("Arbres d'été", page),
            landing("ARBRES d’ete", "http://www.ville.example/opendata/arbres/")
        ));
        assert!(!share(landing("Arbres 2024", page), landing("Arbres 2025", page)));
        assert!(share(Identities::of("Arbres").page(Some(page)), landing("Arbres", page)));
        assert!(!share(Identities::of("Arbres").page(Some(page)), landing("Bancs", page)));
        let local = |host: &str, title: &str| Identities::of(title).id(Some("12"), Some(host));
        assert!(share(local("a.example", "Arbres"), local("www.A.example", "Arbres")));
        assert!(!share(local("a.example", "Arbres"), local("b.example", "Arbres")));
        assert!(!share(local("a.example", "Arbres"), local("a.example", "Bancs")));
    }

    #[test]
    fn what_names_nothing_is_none() {
        let sites = [
            "https://ville.example",
            "https://ville.example/fr/",
            "https://ville.example/?lang=fr",
            "ftp://a.example/x",
            "javascript:alert(1)",
            "x",
        ];
        for url in sites {
            assert_eq!(Identities::of("a").page(Some(url)).all(), [], "{url}");
        }
        let long = "x".repeat(LONGEST + 1);
        for id in ["", "  ", "00000000-0000-0000-0000-000000000000", &long] {
            let all = Identities::of("a").id(Some(id), None).all();
            assert_eq!(all, [], "{id}");
        }
        assert_eq!(Identities::of("a").id(Some("12"), None).page(None).all(), [], "a number at no place");
        let many = (0..99).fold(Identities::of("a"), |found, n| found.id(Some(&n.to_string()), Some("a.example")));
        assert_eq!(many.all().len(), MOST);
    }
}
