//! Things of the model as programs read them: shapes of our own, so that what is promised stays when the model changes.

use serde_json::{Value, json};

use super::out;
use crate::base::error::Error;
use crate::download::digest::Algo;
use crate::model::form::{Field, Takes};
use crate::model::{Checksum, Dataset, Extent, Fact, Item, Licence, Media, Offer, Place, Target};

/// The fields of a dataset in full.
pub const DATASET: [&str; 20] = [
    "address",
    "type",
    "title",
    "synopsis",
    "summary",
    "access",
    "licence",
    "licence_url",
    "publisher",
    "theme",
    "keywords",
    "created",
    "modified",
    "territory",
    "extent",
    "period",
    "facts",
    "page",
    "media",
    "warnings",
];
/// The fields of a media in full.
pub const MEDIA: [&str; 18] = [
    "address",
    "type",
    "dataset",
    "id",
    "title",
    "caption",
    "format",
    "content_type",
    "size",
    "checksum",
    "modified",
    "licence",
    "licence_url",
    "access",
    "offer",
    "url",
    "facts",
    "form",
];
/// The fields of a row of a listing.
pub const ROW: [&str; 10] =
    ["address", "type", "title", "access", "licence", "publisher", "modified", "format", "size", "checksum"];

/// A dataset with its media in full.
pub fn dataset(dataset: &Dataset) -> Value {
    let media: Vec<Value> = dataset.media.iter().map(|it| self::media(it, dataset)).collect();
    json!({
        "address": dataset.address,
        "type": "dataset",
        "title": dataset.title,
        "synopsis": dataset.synopsis,
        "summary": dataset.summary,
        "access": dataset.access,
        "licence": name(dataset.licence.as_ref()),
        "licence_url": url(dataset.licence.as_ref()),
        "publisher": dataset.publisher,
        "theme": dataset.theme,
        "keywords": dataset.keywords,
        "created": dataset.created,
        "modified": dataset.modified,
        "territory": dataset.territory,
        "extent": dataset.extent.map(extent),
        "period": dataset.period.map(|(from, to)| json!([from, to])),
        "facts": facts(&dataset.facts),
        "page": dataset.page,
        "media": media,
        "warnings": dataset.warnings,
    })
}

/// A media in full, under the licence that it has or its dataset.
pub fn media(media: &Media, dataset: &Dataset) -> Value {
    let terms = media.terms(dataset);
    json!({
        "address": media.address(),
        "type": "media",
        "dataset": media.dataset,
        "id": media.id,
        "title": media.title,
        "caption": media.caption,
        "format": media.format,
        "content_type": media.content_type,
        "size": media.size,
        "checksum": media.checksum.as_ref().map(checksum),
        "modified": media.modified,
        "licence": name(terms),
        "licence_url": url(terms),
        "access": media.access,
        "offer": offer(&media.offer),
        "url": media.url,
        "facts": facts(&media.facts),
        "form": media.form.iter().map(field).collect::<Vec<_>>(),
    })
}

/// The fields of a row that a search found: of where else it is too.
pub const FOUND: [&str; 12] = [
    "address",
    "type",
    "title",
    "access",
    "licence",
    "publisher",
    "modified",
    "format",
    "size",
    "checksum",
    "also",
    "preferred",
];

/// One row of a listing, or of what a search found.
pub fn row(item: &Item) -> Value {
    json!({
        "address": item.target.address(),
        "type": match item.target {
            Target::Place(Place::Dataset(_)) => "dataset",
            Target::Place(_) | Target::Search(_) | Target::Data(_) => "folder",
            Target::Media { .. } => "media",
        },
        "title": item.title,
        "access": item.access,
        "licence": item.licence,
        "publisher": item.publisher,
        "modified": item.modified,
        "format": item.format,
        "size": item.size,
        "checksum": item.checksum.as_deref().map(checksum),
        "also": item.also,
        "preferred": item.preferred,
    })
}

/// The algorithm as one lower-case word, however the portal writes it.
pub fn checksum(checksum: &Checksum) -> Value {
    let known = Algo::parse(&checksum.algo);
    let stated = known.map_or(&*checksum.algo, |algo| algo.word());
    let word: String = stated.chars().filter(char::is_ascii_alphanumeric).collect();
    json!({"algo": word.to_ascii_lowercase(), "value": checksum.value})
}

/// A licence is its short name everywhere; where it is told of stands beside.
pub fn name(licence: Option<&Licence>) -> Option<&str> {
    licence.map(|licence| &*licence.label)
}

pub fn url(licence: Option<&Licence>) -> Option<&str> {
    licence?.url.as_deref()
}

/// What it is called stands beside a key that is the same in every language.
pub fn facts(facts: &[Fact]) -> Vec<Value> {
    facts.iter().map(|(label, value)| json!({"key": label.key(), "label": label.as_str(), "value": value})).collect()
}

fn extent(Extent { west, south, east, north }: Extent) -> Value {
    json!({"west": west, "south": south, "east": east, "north": north})
}

fn offer(offer: &Offer) -> Value {
    let (state, reason) = match offer {
        Offer::Download => ("download", None),
        Offer::Doubtful(reason) => ("doubtful", Some(reason)),
        Offer::ShowOnly(reason) => ("show_only", Some(reason)),
    };
    json!({"state": state, "reason": reason})
}

/// One question of a media's; `from` and `to` of numbers and years, `one_of` where there is a choice or a register.
fn field(field: &Field) -> Value {
    let (takes, from, to, one_of) = match &field.takes {
        Takes::Text => ("text", None, None, None),
        Takes::Number { from, to } => ("number", Some(*from), Some(*to), None),
        Takes::Year { from, to } => ("year", Some(i64::from(*from)), Some(i64::from(*to)), None),
        Takes::Month => ("month", None, None, None),
        Takes::OneOf(words) => ("one_of", None, None, Some(json!(words))),
        Takes::Id(ids) => ("id", None, None, Some(json!(ids))),
        Takes::Civil(civil) => ("civil", None, None, Some(json!([civil]))),
    };
    json!({
        "key": field.key,
        "label": field.label,
        "help": field.help,
        "required": field.required,
        "default": field.default,
        "takes": takes,
        "from": from,
        "to": to,
        "one_of": one_of,
        "private": field.private,
    })
}

/// The error of one row.
pub fn error(error: Option<&Error>) -> Value {
    json!(error.map(out::ErrorJson::from))
}

/// What fails among several, in its place.
pub fn failed(address: &str, failure: &Error) -> Value {
    json!({"address": address, "outcome": "failed", "error": error(Some(failure))})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_algorithm_is_one_word() {
        let table = [
            ("MD5", "md5"),
            ("md5", "md5"),
            ("SHA", "sha1"),
            ("sha_1", "sha1"),
            ("SHA-256", "sha256"),
            ("SHA2-256", "sha256"),
            ("sha 512", "sha512"),
            ("CRC-32", "crc32"),
            ("BLAKE2b", "blake2b"),
        ];
        for (stated, word) in table {
            let checksum = Checksum { algo: stated.to_owned(), value: "aa".to_owned() };
            assert_eq!(super::checksum(&checksum)["algo"], word, "{stated}");
        }
    }
}
