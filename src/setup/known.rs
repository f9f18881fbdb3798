//! The well-known public portals: those that anybody can look into without asking anybody, ready to be switched on.

use std::path::{Path, PathBuf};

use url::Url;

use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::relevance::Search;
use crate::base::{format, text};
use crate::config::{self, Config};
use crate::m;
use crate::portals::platforms::{Area, Platform};
use crate::portals::web::{is_given_by, is_same_site, led, sites};
use crate::portals::{Kind, PortalConfig, is_same};

/// Names a file that is read in place of the built-in list: `[portals.NAME]` blocks, as in the configuration. For those who
/// hand out guichet in an organisation of their own.
const VARIABLE: &str = "GUICHET_KNOWN_PORTALS";

/// A portal that can be switched on.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownPortal {
    pub portal: PortalConfig,
    /// What people call it.
    pub label: String,
    /// The installation of the built-in list that it is.
    pub platform: Option<&'static Platform>,
}

impl KnownPortal {
    /// Whether `portal` is this one, whatever it is called.
    pub fn is(&self, portal: &PortalConfig) -> bool {
        portal.kind == self.portal.kind && is_same(&portal.url, &self.portal.url)
    }

    /// Whose data it has, and on what.
    pub fn told(&self) -> Vec<String> {
        let Some(platform) = self.platform else { return vec![] };
        let area = platform.area.map(|area| area.label().text());
        area.into_iter().chain(platform.themes.iter().map(|theme| theme.label().text())).collect()
    }

    /// Whether all these words are in what is known of it.
    pub fn matches(&self, words: &Search) -> bool {
        let PortalConfig { name, kind, url, .. } = &self.portal;
        let area = self.platform.and_then(|platform| platform.area).map(Area::code).unwrap_or_default();
        let known = format!("{name} {} {kind} {url} {} {area}", self.label, self.told().join(" "));
        words.is_in(&text::fold(&known))
    }
}

/// All of them, in the order of whose data they have, and of the kinds.
pub fn known() -> Result<Vec<KnownPortal>> {
    match std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from) {
        Some(path) => listed(&path),
        None => Ok(built_in()),
    }
}

/// The one called `name`.
pub fn find(name: &str) -> Result<KnownPortal> {
    let known = known()?;
    let names = known.iter().map(|known| known.portal.name.as_str()).collect::<Vec<_>>().join(", ");
    known.into_iter().find(|known| known.portal.name == name).ok_or_else(|| {
        Error::new(ErrorKind::Usage, m!("first-start-public", name = text::line(name)), m!("first-start-not-public"))
            .hint(m!("first-start-public-are", names))
    })
}

/// The one that `url` is a page of, or a DOI.
pub fn at(url: &Url) -> Result<Option<KnownPortal>> {
    let known = known()?;
    let leads = |it: &&KnownPortal| led(it.portal.kind, &it.portal.url, url).is_some();
    let is_there = |it: &&KnownPortal| sites(it.portal.kind, &it.portal.url).iter().any(|site| is_same_site(site, url));
    let names = |it: &&KnownPortal| is_given_by(it.portal.kind, &it.portal.url, url);
    Ok(known.iter().find(|it| leads(it) || names(it)).or_else(|| known.iter().find(is_there)).cloned())
}

fn built_in() -> Vec<KnownPortal> {
    let of = |kind: Kind| {
        let platforms = kind.about().platforms.iter().filter(move |_| kind.about().open);
        platforms.filter_map(move |platform| {
            let portal = PortalConfig::new(platform.name, kind, Url::parse(platform.url).ok()?);
            Some(KnownPortal { portal, label: platform.label.text(), platform: Some(platform) })
        })
    };
    let mut known: Vec<KnownPortal> = Kind::ALL.into_iter().flat_map(of).collect();
    known.sort_by_key(|known| known.platform.and_then(|platform| platform.area));
    known
}

/// What is to be signed in to is not switched on by a key.
fn listed(path: &Path) -> Result<Vec<KnownPortal>> {
    let content = std::fs::read_to_string(path).map_err(|error| {
        Error::new(ErrorKind::Config, shown(path), m!("first-start-unread", error = format::io(&error)))
            .hint(m!("first-start-listed-by", variable = VARIABLE))
            .caused_by(error)
    })?;
    let config = Config::parse(&content, path)?;
    let open = config.portals.into_iter().filter(|portal| portal.kind.about().open && portal.sign_in.is_none());
    Ok(open.map(|portal| KnownPortal { label: label(&portal.url), portal, platform: None }).collect())
}

fn label(url: &Url) -> String {
    text::line(url.host_str().unwrap_or(url.as_str()))
}

/// What a portal at `url` may be called: as the built-in list calls it, else after its host. `taken` are names in use.
pub fn name_for(kind: Kind, url: &Url, taken: impl Fn(&str) -> bool) -> String {
    let same = |other: &str| Url::parse(other).is_ok_and(|other| is_same(&other, url));
    let listed = kind.about().platforms.iter().find(|it| same(it.url)).map(|it| it.name.to_owned());
    let numbered = (2..).map(|number| format!("{kind}-{number}"));
    let mut names = listed.into_iter().chain(of_host(url)).chain([kind.to_string()]).chain(numbered);
    names.find(|name| config::check_name(name).is_ok() && !taken(name)).unwrap_or_else(|| kind.to_string())
}

/// Its words that tell it from others, then all of it: `data.economie.gouv.fr` is "economie", else
/// "data-economie-gouv-fr".
fn of_host(url: &Url) -> Vec<String> {
    let is_common = |label: &str| {
        matches!(
            label,
            "data" | "opendata" | "open" | "ckan" | "catalog" | "catalogue" | "portal" | "portail" | "public"
        ) || matches!(label, "donnees" | "datos" | "dati" | "dados" | "api")
    };
    // What stands before the end of hosts of whole countries.
    let is_shared =
        |label: &str| matches!(label, "gouv" | "gov" | "gob" | "govt" | "co" | "com" | "org" | "ac" | "public");
    let Some(url::Host::Domain(host)) = url.host() else { return vec![] };
    let host = host.strip_prefix("www.").unwrap_or(host);
    let labels: Vec<&str> = host.split('.').collect();
    let [own @ .., _end] = &labels[..] else { return vec![] };
    let own_words = match own {
        [rest @ .., last] if is_shared(last) && !rest.is_empty() => rest,
        own => own,
    };
    let telling = own_words.iter().position(|label| !is_common(label)).map(|first| own_words[first..].join("-"));
    let short = telling.or_else(|| (own.len() > 1).then(|| own.join("-")));
    short.into_iter().chain([labels.join("-")]).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn named(kind: Kind, url: &str, taken: &[&str]) -> String {
        name_for(kind, &Url::parse(url).unwrap(), |name| taken.contains(&name))
    }

    #[test]
    fn a_name_is_made_of_what_tells_the_host_from_others() {
        let table = [
            ("https://www.data.gouv.fr/", "data-gouv"),
            ("https://data.economie.gouv.fr", "economie"),
            ("https://data.toulouse-metropole.fr/", "toulouse-metropole"),
            ("https://opendata.bordeaux.example", "bordeaux"),
            ("https://data.gov.example", "data-gov"),
            ("https://opendata.example", "opendata-example"),
            ("https://trouver.ternum-bfc.fr", "trouver-ternum-bfc"),
            ("http://127.0.0.1:9650", "udata"),
            ("http://[::1]:9650", "udata"),
            ("http://localhost:9650", "localhost"),
            ("https://xn--donnes-fva.example", "xn--donnes-fva"),
        ];
        for (url, name) in table {
            assert_eq!(named(Kind::Udata, url, &[]), name, "{url}");
        }
    }

    #[test]
    fn a_name_that_is_taken_is_not_proposed() {
        let url = "https://data.economie.gouv.example";
        assert_eq!(named(Kind::Ckan, url, &["economie"]), "data-economie-gouv-example");
        let all = ["economie", "data-economie-gouv-example", "ckan", "ckan-2"];
        assert_eq!(named(Kind::Ckan, url, &all), "ckan-3");
    }

    #[test]
    fn the_built_in_list_is_of_portals_that_anybody_may_see_each_under_a_name_of_its_own() {
        let known = built_in();
        let names: HashSet<&str> = known.iter().map(|known| known.portal.name.as_str()).collect();
        assert_eq!(names.len(), known.len());
        for known in &known {
            let portal = &known.portal;
            config::check_name(&portal.name).unwrap();
            config::check_url(portal.url.as_str()).unwrap();
            portal.kind.check_url(&portal.url).unwrap();
            assert!(portal.kind.about().open && portal.url.scheme() == "https", "{known:?}");
        }
        for wanted in ["data-gouv", "rennesmetropole", "rudi", "economie", "paris"] {
            assert!(names.contains(wanted), "{wanted}");
        }
    }
}
