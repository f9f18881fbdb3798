//! From an Isogeo record to the words of guichet (contract section 5).

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::{api, facts};
use crate::markup;
use crate::model::{Access, Address, Dataset, Extent, Item, Licence, Media, Offer, Target};
use crate::t;
use crate::text;

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub base: &'a Url,
}

impl Mapper<'_> {
    /// One record as a row, or the sentence that says why not.
    pub fn item(&self, record: Value) -> Result<Item, String> {
        let record = resource(record)?;
        let id = id_of(&record)?;
        let address = Address::root(self.portal).child(&id);
        let access = access(&record);
        let media = self.links(&address, &record, access, &mut Vec::new());
        let mut item = Item::new(Target::dataset(address), title(&record));
        item = item.note(record.r#abstract.as_deref().and_then(first_line));
        item.access = Some(access);
        item.licence = tagged(&record, "license:");
        item.publisher = record.creator.name();
        item.modified = modified(&record);
        item.format = record.format.as_deref().and_then(text::some_line).or_else(|| formats(&media));
        item.offer = Some(offer(&media));
        Ok(item)
    }

    /// One record in full. `page` is the web page about it, where there is one.
    pub fn dataset(&self, record: Value, page: Option<String>) -> Result<Dataset, String> {
        let record = resource(record)?;
        let id = id_of(&record)?;
        let address = Address::root(self.portal).child(&id);
        let mut warnings = Vec::new();
        let media = self.media(&address, &id, &record, &mut warnings);
        let (theme, keywords) = subjects(items(&record.keywords, "keyword", &mut warnings));
        Ok(Dataset {
            title: title(&record),
            synopsis: None, // the one text that records have is the summary
            summary: facts::summary(&record),
            access: access(&record),
            licence: licence(&record),
            publisher: record.creator.name(),
            theme,
            keywords,
            created: record.created.as_deref().and_then(moment),
            modified: modified(&record),
            extent: extent(&record.envelope),
            period: period(&record),
            facts: facts::facts(&record, &mut warnings),
            page,
            address,
            media,
            warnings,
        })
    }

    fn media(&self, address: &Address, id: &str, record: &api::Resource, warnings: &mut Vec<String>) -> Vec<Media> {
        let access = access(record);
        let mut media = self.links(address, record, access, warnings);
        if record.kind.as_deref() == Some("service") {
            media.push(self.service(address, record, access, warnings));
        }
        media.extend(self.layers(address, record, access, warnings));
        media.push(self.description(address, id, &title(record), access));
        let mut unique: Vec<Media> = Vec::with_capacity(media.len());
        for one in media {
            if unique.iter().any(|other| other.id == one.id) {
                warnings.push(t!("isogeo-twice", title = one.title));
            } else {
                unique.push(one);
            }
        }
        unique
    }
}

/// Those of `raw` that can be read; each of the others costs one warning.
pub fn items<T: DeserializeOwned>(raw: &[Value], what: &str, warnings: &mut Vec<String>) -> Vec<T> {
    let read = raw.iter().map(|raw| T::deserialize(raw));
    read.filter_map(|read| {
        read.map_err(|error| warnings.push(t!("isogeo-item-unreadable", what, error = text::line(&error.to_string()))))
            .ok()
    })
    .collect()
}

fn resource(record: Value) -> Result<api::Resource, String> {
    let name = ["title", "name", "_id"].iter().find_map(|key| text::some_line(record.get(key)?.as_str()?));
    // Through a map: a list would pass for a record without any field.
    let record = match record {
        Value::Object(_) => api::Resource::deserialize(record).map_err(|error| text::line(&error.to_string())),
        _ => Err(t!("isogeo-no-record")),
    };
    record.map_err(|why| {
        let name = name.map_or(t!("portals-one-dataset"), |name| format!("\"{name}\""));
        t!("portals-unreadable", name, error = why)
    })
}

/// 32 lower-case hexadecimal digits, however it is written: with dashes, or as the XML has it (section 2).
pub fn id(written: &str) -> Option<String> {
    let digits = written.strip_prefix("urn:isogeo:metadata:uuid:").unwrap_or(written).replace('-', "");
    let fits = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| digits.to_ascii_lowercase())
}

fn id_of(record: &api::Resource) -> Result<String, String> {
    let found = record.id.as_deref().and_then(id);
    found.ok_or_else(|| t!("isogeo-no-id", record = title(record)))
}

fn title(record: &api::Resource) -> String {
    let mut names = [&record.title, &record.name].into_iter();
    names.find_map(|name| text::some_line(name.as_deref()?)).unwrap_or_else(|| t!("isogeo-untitled"))
}

fn first_line(markup: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let plain = markup::plain(markup);
    let line = plain.lines().find(|line| !line.trim().is_empty())?;
    let short: String = line.chars().take(LONGEST).collect();
    let cut = if short.len() < line.len() { "…" } else { "" };
    Some(format!("{}{cut}", text::line(&short)))
}

/// The labels of a record's tags that begin so.
pub fn tagged(record: &api::Resource, prefix: &str) -> Option<String> {
    let tags = record.tags.as_object()?.iter().filter(|(tag, _)| tag.starts_with(prefix));
    let labels: Vec<String> = tags.filter_map(|(_, label)| text::some_line(label.as_str()?)).collect();
    Some(labels.join(", ")).filter(|labels| !labels.is_empty())
}

/// What is shared with the application is open to it, unless its limitations say that it is not for everybody
/// (section 5.2).
fn access(record: &api::Resource) -> Access {
    let limits: Vec<api::Limitation> = items(&record.limitations, "limitation", &mut Vec::new());
    let limited = |limit: &api::Limitation| {
        limit.restriction.as_deref() == Some("restricted") || limit.kind.as_deref() == Some("security")
    };
    if limits.iter().any(limited) { Access::Restricted } else { Access::Open }
}

/// The first; the others are among the facts.
fn licence(record: &api::Resource) -> Option<Licence> {
    let conditions: Vec<api::Condition> = items(&record.conditions, "condition", &mut Vec::new());
    conditions.into_iter().find_map(|condition| {
        let licence = condition.license?;
        let url = licence.link.as_deref().and_then(text::some_line);
        let label = licence.name.as_deref().and_then(text::some_line).or_else(|| url.clone())?;
        Some(Licence { label, url })
    })
}

/// Of the data; of the record where the data have none (section 4.1).
fn modified(record: &api::Resource) -> Option<Timestamp> {
    let dates = [&record.modified, &record.published, &record.created, &record.record_modified, &record.record_created];
    dates.into_iter().find_map(|date| moment(date.as_deref()?))
}

/// Up to 7 fraction digits, with or without offset; else the day it begins with (section 5.3).
pub fn moment(raw: &str) -> Option<Timestamp> {
    text::moment(raw).or_else(|| text::moment(raw.trim().get(..10)?))
}

fn period(record: &api::Resource) -> Option<(Timestamp, Option<Timestamp>)> {
    Some((moment(record.valid_from.as_deref()?)?, record.valid_to.as_deref().and_then(moment)))
}

/// The INSPIRE theme, else the workgroup's own; and all other keywords.
fn subjects(keywords: Vec<api::Keyword>) -> (Option<String>, Vec<String>) {
    let label = |keyword: &api::Keyword| {
        let mut texts = [&keyword.text, &keyword.code].into_iter();
        texts.find_map(|text| text::some_line(text.as_deref()?))
    };
    let is = |keyword: &api::Keyword, family: &str| keyword.tag.as_deref().is_some_and(|tag| tag.starts_with(family));
    let theme = ["keyword:inspire-theme:", "keyword:group-theme:"]
        .iter()
        .find_map(|family| keywords.iter().position(|keyword| is(keyword, family) && label(keyword).is_some()));
    let others = keywords.iter().enumerate().filter(|(at, _)| Some(*at) != theme);
    (theme.and_then(|at| label(&keywords[at])), others.filter_map(|(_, keyword)| label(keyword)).collect())
}

/// The `bbox`, else what the coordinates span. Longitudes beyond 180° occur (section 5.1).
fn extent(envelope: &Value) -> Option<Extent> {
    let numbers = |list: &Value| -> Option<Vec<f64>> { list.as_array()?.iter().map(Value::as_f64).collect() };
    if let Some([west, south, east, north]) = envelope.get("bbox").and_then(numbers).as_deref() {
        return Some(Extent { west: *west, south: *south, east: *east, north: *north });
    }
    let mut points = Vec::new();
    collect_points(envelope.get("coordinates")?, &mut points);
    points.into_iter().map(|(x, y)| Extent { west: x, south: y, east: x, north: y }).reduce(|a, b| Extent {
        west: a.west.min(b.west),
        south: a.south.min(b.south),
        east: a.east.max(b.east),
        north: a.north.max(b.north),
    })
}

/// Of a point, a polygon or a multipolygon: pairs of numbers in lists of lists.
fn collect_points(coordinates: &Value, points: &mut Vec<(f64, f64)>) {
    let Some(list) = coordinates.as_array() else { return };
    match (list.first().and_then(Value::as_f64), list.get(1).and_then(Value::as_f64)) {
        (Some(x), Some(y)) => points.push((x, y)),
        _ => list.iter().for_each(|inner| collect_points(inner, points)),
    }
}

fn formats(media: &[Media]) -> Option<String> {
    let mut names: Vec<&str> = media.iter().filter_map(|media| media.format.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    Some(names.join(", ")).filter(|names| !names.is_empty())
}

/// Never judged by the `action:` tags, which tell of services too (section 7, trap 1).
fn offer(links: &[Media]) -> Offer {
    if links.iter().any(|media| media.offer == Offer::Download) {
        return Offer::Download;
    }
    Offer::ShowOnly(match links.is_empty() {
        true => t!("isogeo-only-description"),
        false => t!("isogeo-only-links"),
    })
}
