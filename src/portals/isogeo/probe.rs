//! How Isogeo's API is recognised: by its address, or by what it tells of itself without a sign-in
//! (docs/portals/isogeo.md 1.5).

use url::Url;

use super::platform;
use crate::net::FirstBytes;
use crate::portals::probe::{ByHeart, Probe, Sign, Whose, json};

pub const PROBES: [Probe; 1] = [Probe { path: "about", portal: Whose::Base, recognise }];

pub const PAGES: [&str; 4] = ["about", "shares", "resources", "oauth"];

fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let about = json(heard)?;
    let is_all = about.as_object().is_some_and(|about| about.len() == 1);
    (is_all && about["version"].is_string()).then(|| Sign::alike(None)).flatten()
}

/// The platforms' own addresses, the older and the token service's among them.
pub fn by_heart(given: &Url) -> Option<ByHeart> {
    platform::api_of(given).map(|url| ByHeart { url, key: None })
}
