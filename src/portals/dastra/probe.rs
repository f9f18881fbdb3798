//! How Dastra is recognised: by its addresses alone, for it tells nobody anything who has not signed in.

use url::Url;

use crate::portals::probe::{self, ByHeart};

/// Where people work, and where tokens are given: who has these addresses is asked for the API's.
const HOSTS: [&str; 2] = ["app.dastra.eu", "account.dastra.eu"];

pub fn by_heart(given: &Url) -> Option<ByHeart> {
    let known = probe::platform(super::ABOUT.platforms, given);
    known.or_else(|| probe::also_at(&HOSTS, super::sign_in::API, given))
}
