//! How API Particulier is recognised: by its address, or by how it refuses who has no token
//! (docs/portals/api-particulier.md 2.1).

use url::Url;

use crate::net::FirstBytes;
use crate::portals::probe::{self, ByHeart, Probe, Sign, Whose};

pub const PROBES: [Probe; 1] = [Probe { path: "api/introspect", portal: Whose::Base, recognise }];

pub const PAGES: [&str; 7] = ["v3", "v4", "v5", "api", "developpeurs", "catalogue", "compte"];

/// How the older interface of the same server refuses: in a shape of its own.
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let refusal = probe::refusal(heard)?;
    let is_so = refusal["error"] == "access_denied" && refusal["reason"].is_string() && refusal["message"].is_string();
    is_so.then(Sign::closed).flatten()
}

/// Its web site and its interface share their host; access is asked for where that to other APIs is.
pub fn by_heart(given: &Url) -> Option<ByHeart> {
    let mut segments = given.path_segments().into_iter().flatten();
    let is_its_own = segments.any(|it| it.starts_with("api-particulier"));
    let platforms = super::ABOUT.platforms;
    let at_datapass = || probe::also_at(&["datapass.api.gouv.fr"], platforms[0].url, given).filter(|_| is_its_own);
    probe::platform(platforms, given).or_else(at_datapass)
}
