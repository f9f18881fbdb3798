//! How a kind is recognised at an address: the request it probes with, and how it judges the answer.

use serde_json::Value;
use url::Url;

use super::Platform;
use crate::access::secrets::Credentials;
use crate::base::text;
use crate::net::FirstBytes;

/// One question that only portals of a kind answer so. It is asked without any credential.
pub struct Probe {
    /// Below the portal's address, its query included.
    pub path: &'static str,
    /// Whose address the portal's is.
    pub portal: Whose,
    pub recognise: fn(&FirstBytes) -> Option<Sign>,
}

/// What a portal of the kind has as its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// That which the question's path stands below.
    Base,
    /// This path below that.
    Below(&'static str),
    /// That of the answer itself.
    Answer,
    /// That which the person gave, and no other is asked: it is the answer's own.
    Given,
}

/// What was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    pub sure: Sure,
    /// What the portal calls itself, made safe.
    pub title: Option<String>,
    /// Whether it shows nothing to those who have not signed in.
    pub closed: bool,
}

/// How sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// Its shape is such a portal's.
    Alike,
    /// It has what no other software has.
    Named,
    /// It is the very address that was given, or one that is known by heart.
    Given,
}

impl Sign {
    pub fn named(title: Option<&str>) -> Option<Self> {
        Some(Self { sure: Sure::Named, title: title.and_then(text::some_line), closed: false })
    }

    pub fn alike(title: Option<&str>) -> Option<Self> {
        Some(Self { sure: Sure::Alike, title: title.and_then(text::some_line), closed: false })
    }

    /// What refuses as such portals do.
    pub fn closed() -> Option<Self> {
        Some(Self { sure: Sure::Named, title: None, closed: true })
    }
}

/// An address that tells without being asked which portal it is of.
pub struct ByHeart {
    pub url: Url,
    /// The way to sign in that goes with it, and the credential that the address held.
    pub key: Option<(&'static str, Credentials)>,
}

/// The one of `platforms` whose host `given` has.
pub fn platform(platforms: &[Platform], given: &Url) -> Option<ByHeart> {
    let mut urls = platforms.iter().filter_map(|platform| Url::parse(platform.url).ok());
    let url = urls.find(|url| is_at(given, &[url.host_str().unwrap_or_default()]))?;
    Some(ByHeart { url, key: None })
}

/// The portal at `url`, where `given` is an address at one of these other hosts of it.
pub fn also_at(hosts: &[&str], url: &str, given: &Url) -> Option<ByHeart> {
    let url = Url::parse(url).ok().filter(|_| is_at(given, hosts))?;
    Some(ByHeart { url, key: None })
}

/// Whether `given` is an address at one of `hosts`, as people write them: with `www.` or without, by http too.
fn is_at(given: &Url, hosts: &[&str]) -> bool {
    let host = given.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    given.port().is_none() && hosts.contains(&host)
}

/// The JSON of a refusal for want of a sign-in.
pub fn refusal(heard: &FirstBytes) -> Option<Value> {
    let is_refused = matches!(heard.status.as_u16(), 401 | 403);
    is_refused.then(|| serde_json::from_slice(&heard.body).ok()).flatten()
}

/// The JSON of a success; `None` for anything else, web pages that come with 200 included.
pub fn json(heard: &FirstBytes) -> Option<Value> {
    if !heard.status.is_success() {
        return None;
    }
    serde_json::from_slice(&heard.body).ok()
}
