//! What of a CKAN dataset can become a file, and what CKAN claims of it.

use serde_json::Value;
use url::Url;

use super::super::licences;
use super::super::link::Link;
use super::super::mapping::{hashed, joined_by, labelled};
use super::super::paths::is_step;
use super::super::reading::{self, line};
use super::api::{self, words};
use super::extras::{all, first};
use crate::base::markup;
use crate::base::text;
use crate::base::when::When;
use crate::model::{Access, Address, Checksum, Fact, Licence, Media, Offer, SchemaRef};
use crate::{said, t};

/// What the files of a dataset have from it.
pub struct Whole<'a> {
    pub dataset: &'a Address,
    pub base: &'a Url,
    pub access: Access,
    /// Its publisher says that it is not for everybody.
    pub closed: bool,
}

impl Whole<'_> {
    /// One resource: a file, a link, or rows that CKAN keeps without a file.
    pub fn media(&self, resource: &api::Resource) -> Media {
        let id = reading::id(&resource.id).unwrap_or_else(|| {
            hashed([resource.url.as_deref().unwrap_or_default(), words(&resource.name).unwrap_or_default()])
        });
        let rows = rows(self.base, resource, &id);
        let written = [&resource.url, &resource.download_url, &resource.access_url].into_iter().find_map(line);
        let content_type = line(&resource.mimetype);
        let link = match &rows {
            Some(url) => Link { url: Some(url), format: Some("csv"), content_type: None, kept: true },
            None => Link {
                url: written.as_deref(),
                format: resource.format.as_deref(),
                content_type: content_type.as_deref(),
                kept: resource.url_type.as_deref() == Some("upload"),
            },
        };
        let name = words(&resource.name_translated).or_else(|| words(&resource.name)).and_then(text::some_line);
        let title = name.or_else(|| file_name(&link)).unwrap_or_else(|| id.clone());
        let description = words(&resource.description_translated).or_else(|| words(&resource.description));
        let (caption, full) = (description.and_then(markup::first_line), description.and_then(markup::some_plain));
        // What is one line only is the caption already.
        let full = full.filter(|full| Some(full) != caption.as_ref());
        let own = restriction(&resource.restricted);
        let access = if own.is_some() { Access::Restricted } else { self.access };
        let closed = self.closed.then(|| t!("portals-restricted"));
        let dates = [&resource.modified, &resource.last_modified, &resource.metadata_modified];
        let created = [&resource.issued, &resource.created];
        Media {
            format: link.format(),
            size: resource.size.positive(),
            checksum: checksum(resource.hash.as_deref(), resource.hash_algorithm.as_deref()),
            modified: dates.into_iter().chain(created).find_map(|date| When::read(date.as_deref()?)),
            offer: offer(link.offer("CKAN"), own.or(closed)),
            url: link.url().map(String::from).or(written.clone()),
            facts: link.facts().into_iter().chain(facts(resource, full)).collect(),
            licence: licence(&resource.license).or_else(|| licence(&resource.rights)),
            content_type: content_type.filter(|_| rows.is_none()),
            schema: schema(&resource.schema),
            caption,
            access,
            ..Media::new(self.dataset.clone(), id, title)
        }
    }
}

/// What it says of itself, and the services that have its data too.
fn facts(resource: &api::Resource, full: Option<String>) -> Vec<Fact> {
    let services = all(&resource.access_services);
    let service = |service: &Value| {
        let address = first(&service["endpoint_url"]).or_else(|| first(&service["uri"]));
        let title = first(&service["title"]).and_then(|it| text::some_line(&it));
        joined_by([title, address.and_then(|it| text::some_line(&it))].into_iter().flatten(), " · ")
    };
    let rights = first(&resource.rights).and_then(|it| text::some_line(&it)).filter(|it| !it.contains("://"));
    let facts = [(said!("portals-fact-description"), full), (said!("ckan-fact-rights"), rights)];
    let services = services.iter().map(|it| (said!("ckan-fact-service"), service(it)));
    labelled(facts.into_iter().chain(services))
}

/// Of a file: an address, its name behind it, or a text of any kind that is short.
fn licence(stated: &Value) -> Option<Licence> {
    const LONGEST: usize = 80;
    let licence = licences::licence(Some(&first(stated)?), None)?;
    (licence.label.chars().count() <= LONGEST).then_some(licence)
}

/// The address of the schema that it follows; one that stands in the record itself is nowhere else to be found.
fn schema(stated: &Value) -> Option<SchemaRef> {
    let address = first(stated)
        .and_then(|it| text::some_line(&it))
        .filter(|it| Url::parse(it).is_ok_and(|it| matches!(it.scheme(), "http" | "https")))?;
    Some(SchemaRef { url: Some(address), ..SchemaRef::default() })
}

/// Where the rows are given as CSV that CKAN has in place of a file.
fn rows(base: &Url, resource: &api::Resource, id: &str) -> Option<String> {
    const NO_FILE: &str = "_datastore_only_resource";
    resource.url.as_deref().filter(|url| url.trim_end_matches('/').ends_with(NO_FILE) && !is_step(id))?;
    let mut url = base.clone();
    url.path_segments_mut().ok()?.pop_if_empty().extend(["datastore", "dump", id]);
    Some(url.into())
}

fn file_name(link: &Link) -> Option<String> {
    let url = link.url()?;
    let last = url.path_segments()?.next_back()?;
    text::some_line(&percent_encoding::percent_decode_str(last).decode_utf8_lossy())
}

/// Whom the file is for, where an extension keeps it from others.
fn restriction(stated: &Value) -> Option<String> {
    let parsed = stated.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let level = parsed.as_ref().unwrap_or(stated).get("level")?.as_str()?;
    Some(match level {
        "public" | "" => return None,
        "registered" => t!("ckan-to-registered"),
        "any_organization" => t!("ckan-to-any-organisation"),
        "same_organization" => t!("ckan-to-its-organisation"),
        "only_allowed_users" => t!("ckan-to-allowed"),
        other => t!("ckan-to-others", whom = text::line(other)),
    })
}

fn offer(offer: Offer, restricted: Option<String>) -> Offer {
    match (offer, restricted) {
        (Offer::Download, Some(why)) => Offer::Doubtful(why),
        (offer, _) => offer,
    }
}

/// `sha256:…` says what it is; so does `hash_algorithm`, by an IRI; of the rest, the length does.
fn checksum(hash: Option<&str>, algorithm: Option<&str>) -> Option<Checksum> {
    let hash = text::some_line(hash?)?;
    if let Some((algo, value)) = hash.split_once(':') {
        return Some(Checksum { algo: algo.trim().to_owned(), value: value.trim().to_owned() });
    }
    let stated = algorithm.and_then(|it| text::some_line(it.rsplit(['/', '#', '_']).next()?));
    let by_length = match hash.len() {
        32 => "md5",
        40 => "sha1",
        64 => "sha256",
        128 => "sha512",
        _ => "",
    };
    Some(Checksum { algo: stated.unwrap_or_else(|| by_length.to_owned()), value: hash })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_as_publishers_write_it() {
        let md5 = "d41d8cd98f00b204e9800998ecf8427e";
        let table = [
            (Some(md5), None, Some(("md5", md5))),
            (Some("md5:abc"), None, Some(("md5", "abc"))),
            (Some("sha256: abc"), None, Some(("sha256", "abc"))),
            (Some("abc"), Some("http://spdx.org/rdf/terms#checksumAlgorithm_sha1"), Some(("sha1", "abc"))),
            (Some("abc"), None, Some(("", "abc"))),
            (Some(" "), Some("md5"), None),
            (None, Some("md5"), None),
        ];
        for (hash, algorithm, expected) in table {
            let found = checksum(hash, algorithm);
            assert_eq!(found.as_ref().map(|it| (&*it.algo, &*it.value)), expected, "{hash:?}");
        }
    }

    #[test]
    fn a_schema_that_has_an_address_is_one_to_follow() {
        let table = [
            (Value::from(" https://town.example/s.json "), Some("https://town.example/s.json")),
            (serde_json::json!({"fields": [{"name": "a"}]}), None),
            (Value::from("{\"fields\": []}"), None),
            (Value::from("schemas/s.json"), None),
            (Value::Null, None),
            (Value::from(""), None),
        ];
        for (stated, expected) in table {
            let found = schema(&stated).and_then(|schema| schema.url);
            assert_eq!(found.as_deref(), expected, "{stated}");
        }
    }
}
