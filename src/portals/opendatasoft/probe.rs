//! How an Opendatasoft portal is recognised: its catalogue answers, as nobody else's does.

use crate::net::FirstBytes;
use crate::portals::probe::{Probe, Sign, Whose, json};

pub const PROBES: [Probe; 1] =
    [Probe { path: "api/explore/v2.1/catalog/datasets?limit=0", portal: Whose::Base, recognise }];

pub const PAGES: [&str; 8] = ["api", "explore", "pages", "map", "login", "page", "terms", "chart"];

fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let catalogue = json(heard)?;
    (catalogue["total_count"].is_u64() && catalogue["results"].is_array()).then(|| Sign::named(None)).flatten()
}
