//! How API Entreprise is recognised: by its address, or by how it refuses who has no token
//! (docs/portals/api-entreprise.md 2 and 6.1).

use url::Url;

use crate::net::FirstBytes;
use crate::portals::probe::{ByHeart, Probe, Sign, Whose};

pub const PROBES: [Probe; 1] = [Probe { path: "privileges", portal: Whose::Base, recognise }];

pub const PAGES: [&str; 6] = ["v3", "v4", "privileges", "developpeurs", "catalogue", "compte"];

/// The code of a token that is missing.
const NO_TOKEN: &str = "00101";

fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let refusal: serde_json::Value = serde_json::from_slice(&heard.body).ok().filter(|_| heard.status == 401)?;
    let codes = refusal["errors"].as_array()?;
    codes.iter().any(|error| error["code"] == NO_TOKEN).then(|| Sign::named(None)).flatten()
}

/// Its web site and its interface share their host.
pub fn by_heart(given: &Url) -> Option<ByHeart> {
    crate::portals::probe::platform(super::ABOUT.platforms, given)
}
