//! How a udata portal is recognised: it tells what site it is, and which version of udata runs it.

use crate::net::FirstBytes;
use crate::portals::probe::{Probe, Sign, Whose, json};

pub const PROBES: [Probe; 1] = [Probe { path: "api/1/site/", portal: Whose::Base, recognise }];

/// Its front has the language before each of these, or not.
pub const PAGES: [&str; 12] = [
    "api",
    "datasets",
    "organizations",
    "reuses",
    "dataservices",
    "topics",
    "pages",
    "posts",
    "search",
    "fr",
    "en",
    "es",
];

fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let site = json(heard)?;
    let (Some(_), Some(title)) = (site["id"].as_str(), site["title"].as_str()) else { return None };
    // Older ones tell no version.
    let is_named = site["version"].is_string() || (site["metrics"].is_object() && site["feed_size"].is_number());
    if is_named { Sign::named(Some(title)) } else { Sign::alike(Some(title)) }
}
