//! Assets: the files of a record, an item or a collection by their keys, with size and checksum claims where they are stated.

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::feature::lines;
use super::links;
use super::signed;
use crate::base::format;
use crate::base::markup;
use crate::base::odd::{self, Odd};
use crate::base::text;
use crate::model::{Access, Address, Checksum, Media, Offer};
use crate::portals::link::Link;
use crate::portals::mapping::{joined, joined_by, labelled, moment};
use crate::portals::paths::is_step;
use crate::portals::reading::{Lenient, Number, line};
use crate::{said, t};

/// By the keys that they have in common.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asset {
    href: Option<String>,
    title: Option<String>,
    description: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    roles: Value,
    #[serde(rename = "file:size")]
    size: Number,
    #[serde(rename = "file:checksum")]
    checksum: Option<String>,
    /// As it was before the file extension had its version 2.
    #[serde(rename = "checksum:multihash")]
    multihash: Option<String>,
    #[serde(rename = "auth:refs")]
    auth: Value,
    updated: Option<String>,
    /// The same elsewhere, by the name of where.
    alternate: Lenient<Map<String, Value>>,
}

/// What surrounds the assets of one dataset.
pub struct Around<'a> {
    pub dataset: &'a Address,
    /// What links are relative to.
    pub base: &'a Url,
    pub portal: &'a str,
    pub access: Access,
    /// The portal's address.
    pub home: &'a Url,
}

/// Those that can be read, in the order of their keys; the others are noted. `defaults` says of each key what its asset
/// leaves out.
pub fn media(raw: &Map<String, Value>, defaults: &Map<String, Value>, around: &Around, odd: &mut Odd) -> Vec<Media> {
    let mut media = Vec::new();
    for (key, stated) in raw.iter().filter(|(key, _)| !is_step(&text::id(key))) {
        match stated.as_object() {
            Some(stated) => {
                let mut whole = defaults.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
                whole.extend(stated.clone());
                media.extend(odd::read(whole.into(), odd).ok().map(|asset| one(key, &asset, around)));
            }
            None => odd.note(t!("portals-item-file")),
        }
    }
    media
}

fn one(key: &str, asset: &Asset, around: &Around) -> Media {
    let id = text::id(key);
    let (url, auth) = place(asset, around.base);
    let written = url.as_ref().map(Url::as_str).or(asset.href.as_deref());
    let content_type = line(&asset.kind);
    let link = Link { url: written, format: None, content_type: content_type.as_deref(), kept: false };
    let roles = lines(&asset.roles);
    let facts = [
        (said!("ogc-api-fact-roles"), joined(&roles)),
        (said!("portals-fact-description"), asset.description.as_deref().and_then(markup::some_plain)),
    ];
    let title = line(&asset.title).or_else(|| file_name(url.as_ref()?)).unwrap_or_else(|| id.clone());
    let about = asset.description.as_deref().and_then(markup::first_line);
    Media {
        caption: joined_by(joined(&roles).into_iter().chain(about), " · "),
        format: link.format(),
        offer: offer(&link, auth, url.as_ref(), around),
        facts: link.facts().into_iter().chain(labelled(facts)).collect(),
        url: link.url().map(String::from).or_else(|| written.and_then(text::some_line)),
        size: asset.size.positive(),
        checksum: asset.checksum.as_deref().or(asset.multihash.as_deref()).and_then(multihash),
        modified: asset.updated.as_deref().and_then(moment),
        access: around.access,
        content_type,
        ..Media::new(around.dataset.clone(), id, title)
    }
}

/// Where it is, or the same elsewhere on the web where that is none of the web's; and what opens it there.
fn place<'a>(asset: &'a Asset, base: &Url) -> (Option<Url>, &'a Value) {
    let own = asset.href.as_deref().and_then(|href| links::web(href, base)).map(|url| (url, &asset.auth));
    let others = || {
        let web = |other: &'a Value| Some((links::web(other["href"].as_str()?, base)?, &other["auth:refs"]));
        let found: Vec<_> = asset.alternate.values().filter_map(web).collect();
        let is_safe = |(url, _): &(Url, &Value)| url.scheme() == "https";
        found.iter().find(|it| is_safe(it)).or(found.first()).cloned()
    };
    own.or_else(others).map_or((None, &asset.auth), |(url, auth)| (Some(url), auth))
}

fn offer(link: &Link, auth: &Value, url: Option<&Url>, around: &Around) -> Offer {
    let doubt = || signed::doubt(url?, around.home);
    match link.offer(around.portal) {
        Offer::Download if !lines(auth).is_empty() => Offer::Doubtful(t!("ogc-api-asset-signs-in")),
        Offer::Download if around.access != Access::Open => Offer::Doubtful(t!("portals-restricted")),
        Offer::Download => doubt().map_or(Offer::Download, |host| Offer::Doubtful(t!("ogc-api-asset-signed", host))),
        offer => offer,
    }
}

/// What a file at `url` is called.
pub fn file_name(url: &Url) -> Option<String> {
    let last = url.path_segments()?.rfind(|segment| !segment.is_empty())?;
    let decoded = percent_encoding::percent_decode_str(last).decode_utf8_lossy();
    text::some_line(&decoded)
}

/// The functions of a multihash: code as it is written, name, bytes of the digest. Codes of more than seven bits have two
/// bytes or three. Those behind SHA-512 are named and not computed.
const FUNCTIONS: [(&str, &str, usize); 12] = [
    ("d501", "MD5", 16),
    ("11", "SHA-1", 20),
    ("12", "SHA-256", 32),
    ("13", "SHA-512", 64),
    ("20", "SHA2-384", 48),
    ("17", "SHA3-224", 28),
    ("16", "SHA3-256", 32),
    ("15", "SHA3-384", 48),
    ("14", "SHA3-512", 64),
    ("1e", "BLAKE3", 32),
    ("a0e402", "BLAKE2b-256", 32),
    ("c0e402", "BLAKE2b-512", 64),
];

/// A multihash in hexadecimal: a code for the function, the length, the digest. What is none of those that are known is told
/// as it is.
pub fn multihash(stated: &str) -> Option<Checksum> {
    let stated = stated.trim().to_ascii_lowercase();
    let stated = stated.strip_prefix('f').filter(|rest| rest.len() % 2 == 0).unwrap_or(&stated);
    let known = FUNCTIONS.iter().find_map(|(code, algo, length)| {
        let digest = stated.strip_prefix(code)?.strip_prefix(&format!("{length:02x}"))?;
        let is_digest = digest.len() == length * 2 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_digest.then(|| Checksum { algo: (*algo).to_owned(), value: digest.to_owned() })
    });
    known.or_else(|| {
        let value = text::some_line(stated)?;
        Some(Checksum { algo: "multihash".into(), value })
    })
}

/// Where the assets are told without any being named: how they are called, of what kind and for what.
pub fn announced(raw: &Map<String, Value>) -> Option<String> {
    let one = |(key, asset): (&String, &Value)| {
        let key = text::some_line(key)?;
        let title = asset["title"].as_str().and_then(text::some_line);
        Some(title.map_or(key.clone(), |title| format::labelled(&key, &title)))
    };
    joined_by(raw.iter().filter_map(one), &format::semicolon())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multihash_names_its_function() {
        let hex = |bytes: usize| "ab".repeat(bytes);
        let table = [
            (format!("1220{}", hex(32)), "SHA-256", hex(32)),
            (format!("F1220{}", hex(32).to_uppercase()), "SHA-256", hex(32)),
            (format!("1340{}", hex(64)), "SHA-512", hex(64)),
            (format!("1114{}", hex(20)), "SHA-1", hex(20)),
            (format!("d50110{}", hex(16)), "MD5", hex(16)),
            (format!("1630{}", hex(48)), "multihash", format!("1630{}", hex(48))),
            (format!("1530{}", hex(48)), "SHA3-384", hex(48)),
            (format!("1620{}", hex(32)), "SHA3-256", hex(32)),
            (format!("2030{}", hex(48)), "SHA2-384", hex(48)),
            (format!("a0e40220{}", hex(32)), "BLAKE2b-256", hex(32)),
            (hex(16), "multihash", hex(16)),
            (format!("1220{}", hex(31)), "multihash", format!("1220{}", hex(31))),
            (format!("b220{}", hex(16)), "multihash", format!("b220{}", hex(16))),
        ];
        for (stated, algo, value) in table {
            let expected = Checksum { algo: algo.into(), value };
            assert_eq!(multihash(&stated), Some(expected), "{stated}");
        }
        assert_eq!(multihash(" \u{7}"), None);
    }
}
