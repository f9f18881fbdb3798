//! How a feed is recognised: by its first bytes, at the very address given or where portals usually put theirs.

use memchr::memmem::find_iter;
use url::Url;

use super::super::decoded::decoded;
use super::{sign_in, syntax};
use crate::access::secrets::{Credentials, Secret};
use crate::net::FirstBytes;
use crate::portals::probe::{ByHeart, Probe, Sign, Whose};

pub const PROBES: [Probe; 3] = [
    Probe { path: "", portal: Whose::Given, recognise },
    Probe { path: "catalog.jsonld", portal: Whose::Answer, recognise },
    Probe { path: "data.json", portal: Whose::Answer, recognise },
];

pub const PAGES: [&str; 6] = ["dataset", "datasets", "catalog", "api", "explore", "search"];

/// A page about one dataset may tell it as DCAT too, and is no feed of many.
fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let body = Some(&heard.body).filter(|_| heard.status.is_success())?;
    let text = decoded(body);
    syntax::of(heard.content_type.as_deref(), &text).ok()?;
    let body = text.as_bytes();
    let count = |words: &[&str]| words.iter().map(|word| find_iter(body, word.as_bytes()).count()).sum::<usize>();
    let is_dcat = count(&["www.w3.org/ns/dcat#", "project-open-data.cio.gov"]) > 0;
    let catalogs = count(&["dcat:Catalog", "dcat#Catalog", "\"Catalog\""]);
    let datasets = count(&["dcat:Dataset", "dcat#Dataset", "\"Dataset\"", "\"downloadURL\""]);
    (is_dcat && (catalogs > 0 || datasets > 1)).then(|| Sign::alike(None)).flatten()
}

/// Isogeo's OpenCatalogs, and the token that their addresses end with.
pub fn by_heart(given: &Url) -> Option<ByHeart> {
    let (share, token) = sign_in::open_catalog(given)?;
    let url = Url::parse("https://dcat.isogeo.com").ok()?.join(&share).ok()?;
    let key = token.map(|token| (sign_in::IN_PATH, Credentials::Token(Secret::from(token))));
    key.iter().for_each(|(_, credentials)| credentials.become_known());
    Some(ByHeart { url, key })
}
