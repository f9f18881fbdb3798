//! What a person has in hand as an address of guichet's: that itself, or the web address of a page, of an interface or of a
//! file, where a configured portal is there or has told of it.

use std::cmp::Reverse;
use std::collections::HashMap;

use url::Url;

use super::Session;
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::shell::Shell;
use crate::base::text;
use crate::m;
use crate::model::identity::web_page;
use crate::model::{Address, Dataset, Target};
use crate::portals::PortalConfig;
use crate::portals::web::{Below, is_given_by, is_resolver, led, sites, unresolved, unwrapped, web_address};
use crate::setup::known;

/// So many web addresses are remembered.
const REMEMBERED: usize = 50_000;

/// What is in hand.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    Here(Address),
    /// Of a site where no portal is configured.
    Elsewhere(Url),
}

/// The web addresses of what was shown in this session.
#[derive(Debug, Default)]
pub struct Shown(HashMap<String, Target>);

impl Shown {
    /// Those of `dataset` and its media; what is shown last of several at one address is meant. Its page goes before a media,
    /// and what a fact of a media merely tells, as where its service is, behind all others.
    pub fn add(&mut self, dataset: &Dataset) {
        if self.0.len() > REMEMBERED {
            self.0.clear();
        }
        let media = dataset.media.iter().filter_map(|media| Some((media.url.as_deref()?, media.target())));
        let page = dataset.page.as_deref().map(|page| (page, Target::dataset(dataset.address.clone())));
        for (url, target) in media.chain(page) {
            let spellings = [Some(url.to_owned()), web_page(url)];
            spellings.into_iter().flatten().for_each(|it| _ = self.0.insert(it, target.clone()));
        }
        for media in &dataset.media {
            let told = media.facts.iter().filter(|(_, told)| web_page(told).is_some());
            told.for_each(|(_, told)| _ = self.0.entry(told.clone()).or_insert_with(|| media.target()));
        }
    }

    fn named(&self, url: &Url, alike: bool) -> Option<&Target> {
        let spelt = || web_page(url.as_str()).filter(|_| alike);
        self.0.get(url.as_str()).or_else(|| self.0.get(&spelt()?))
    }
}

impl Session {
    /// The address of what `given` names; an error that says how its portal is added, where there is none.
    pub async fn address(&self, given: &str) -> Result<Address> {
        match self.given(given).await? {
            Given::Here(address) => Ok(address),
            Given::Elsewhere(url) => Err(elsewhere(&url)),
        }
    }

    /// What `given` leads to.
    pub async fn target(&self, given: &str) -> Result<Target> {
        self.resolve(&self.address(given).await?)
    }

    /// What `given` names. A portal is asked only where neither the shape of a web address nor what is kept tells.
    pub async fn given(&self, given: &str) -> Result<Given> {
        let Some(url) = web_address(given) else { return unwrapped(given).parse().map(Given::Here) };
        let url = url?;
        if let Some(address) = self.by_shape(&url)? {
            let told = self.told(&url, Some(&address.portal)).await;
            return Ok(Given::Here(told.unwrap_or(address)));
        }
        if let Some(address) = self.told(&url, None).await {
            return Ok(Given::Here(address));
        }
        match self.looked_up(&url).await?.and_then(|found| found.address()) {
            Some(address) => Ok(Given::Here(address)),
            None => match self.config.portals.iter().find(|portal| is_at(portal, &url)) {
                Some(portal) => {
                    Err(Error::new(ErrorKind::NotFound, text::line(url.as_str()), m!("session-nothing-there"))
                        .hint(m!("session-folder-lists", address = &portal.name)))
                }
                None if is_resolver(&url) && known::at(&url)?.is_none() => Err(unresolved(&url)),
                None => Ok(Given::Elsewhere(url)),
            },
        }
    }

    /// As the shape of `url` tells. Of portals one below the other the deeper goes first.
    fn by_shape(&self, url: &Url) -> Result<Option<Address>> {
        let mut portals: Vec<&PortalConfig> = self.config.portals.iter().collect();
        portals.sort_by_key(|portal| Reverse(base(portal).path().trim_end_matches('/').len()));
        for portal in portals {
            let Some(path) = led(portal.kind, &base(portal), url) else { continue };
            let address = Address { portal: portal.name.clone(), path };
            if let Some(found) = self.resolve(&address)?.address() {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// What was shown with this very web address, in this session or an earlier one; that is more exact than its shape, where
    /// it is of the portal `only`. Without one, an address that is merely written otherwise will do.
    async fn told(&self, url: &Url, only: Option<&str>) -> Option<Address> {
        let is_wanted = |portal: &str| only.is_none_or(|only| only == portal);
        let of_wanted = |target: Target| target.address().filter(|address| is_wanted(&address.portal));
        let shown = self.shown().named(url, only.is_none()).cloned();
        if let Some(address) = shown.and_then(of_wanted) {
            return Some(address);
        }
        for portal in self.config.portals.iter().filter(|portal| is_wanted(&portal.name)) {
            let Some(shelf) = self.portals().ok()?.shelf(&portal.name) else { continue };
            if let Some(found) = shelf.named(url, only.is_none()).await {
                return found.address();
            }
        }
        None
    }

    /// As the portals tell who are there, and those who tell of what is elsewhere; they are not asked for what is a
    /// well-known portal's.
    async fn looked_up(&self, url: &Url) -> Result<Option<Target>> {
        let is_known = self.config.portals.iter().all(|portal| !is_at(portal, url)) && known::at(url)?.is_some();
        let mut portals: Vec<&PortalConfig> = self.config.portals.iter().filter(|_| !is_known).collect();
        // Whose it is by all that is known goes first.
        portals.sort_by_key(|portal| !is_at(portal, url));
        for portal in portals {
            match self.portals()?.get(&portal.name)?.look_up(url).await {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) => {}
                Err(error) if is_at(portal, url) => return Err(error),
                Err(error) => tracing::info!(error = chain(&error), portal = portal.name, "cannot tell of it"),
            }
        }
        Ok(None)
    }
}

/// The portal's own address, where that of one of its pages is configured.
fn base(portal: &PortalConfig) -> Url {
    portal.kind.about().base_of(portal.url.clone())
}

/// Whether `url` is below the portal, or where it has pages, or a DOI of its.
fn is_at(portal: &PortalConfig, url: &Url) -> bool {
    let base = base(portal);
    sites(portal.kind, &base).iter().any(|site| Below::of(site, url).is_some()) || is_given_by(portal.kind, &base, url)
}

/// No portal is configured at `url`.
pub fn elsewhere(url: &Url) -> Error {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = text::line(&format!("{}{port}", url.host_str().unwrap_or_default()));
    Error::new(ErrorKind::Usage, text::line(url.as_str()), m!("session-elsewhere", host))
        .hint(m!("session-elsewhere-hint", url = Shell::in_use().quoted(url.as_str())))
}
