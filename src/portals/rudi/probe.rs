//! How a RUDI portal is recognised: by the names of its catalogue's records (docs/portals/rudi.md 1.4).

use crate::net::FirstBytes;
use crate::portals::probe::{Probe, Sign, Whose, json};

pub const PROBES: [Probe; 1] =
    [Probe { path: "konsult/v1/datasets/metadatas?limit=1", portal: Whose::Base, recognise }];

pub const PAGES: [&str; 8] = ["konsult", "catalogue", "home", "login", "medias", "apm", "projets", "organization"];

fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let page = json(heard)?;
    let items = page["items"].as_array().filter(|_| page["total"].is_u64())?;
    match items.first() {
        Some(record) => (record["global_id"].is_string() && record["resource_title"].is_string())
            .then(|| Sign::named(None))
            .flatten(),
        None => Sign::alike(None),
    }
}
