//! How API Entreprise is recognised: by its address, or by how it refuses who has no token
//! (docs/portals/api-entreprise.md 2 and 6.1).

use url::Url;

use crate::net::FirstBytes;
use crate::portals::probe::{self, ByHeart, Probe, Sign, Whose};

pub const PROBES: [Probe; 1] = [Probe { path: "privileges", portal: Whose::Base, recognise }];

pub const PAGES: [&str; 6] = ["v3", "v4", "privileges", "developpeurs", "catalogue", "compte"];

/// The code of a token that is missing.
const NO_TOKEN: &str = "00101";

fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let refusal = probe::refusal(heard)?;
    let codes = refusal["errors"].as_array()?;
    codes.iter().any(|error| error["code"] == NO_TOKEN).then(|| Sign::named(None)).flatten()
}

/// Where its tokens were looked after, and where access to it is asked for.
const HOSTS: [&str; 2] = ["dashboard.entreprise.api.gouv.fr", "datapass.api.gouv.fr"];

/// Its web site and its interface share their host. Access to other APIs is asked for at the same place.
pub fn by_heart(given: &Url) -> Option<ByHeart> {
    let mut segments = given.path_segments().into_iter().flatten();
    let is_another = segments.any(|it| it.starts_with("api-") && !it.starts_with("api-entreprise"));
    let platforms = super::ABOUT.platforms;
    let also = || probe::also_at(&HOSTS, platforms[0].url, given).filter(|_| !is_another);
    probe::platform(platforms, given).or_else(also)
}
