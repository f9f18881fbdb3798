//! How a CKAN portal is recognised: it tells its version.

use crate::net::FirstBytes;
use crate::portals::probe::{Probe, Sign, Whose, json};

pub const PROBES: [Probe; 1] = [Probe { path: "api/3/action/status_show", portal: Whose::Base, recognise }];

pub const PAGES: [&str; 9] =
    ["api", "dataset", "organization", "group", "showcase", "user", "harvest", "about", "datastore"];

fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let answer = json(heard)?;
    let status = answer["result"].as_object().filter(|_| answer["success"] == true)?;
    let title = status.get("site_title").and_then(|title| title.as_str());
    match status.get("ckan_version").and_then(|version| version.as_str()) {
        Some(_) => Sign::named(title),
        None => title.and_then(|title| Sign::alike(Some(title))),
    }
}
