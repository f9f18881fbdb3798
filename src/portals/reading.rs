//! Reading what portals send without minding what does not matter: nulls, numbers in quotes, a bad item in a list, how a
//! date is written; and what several kinds make of it alike.

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

use crate::base::error::{Error, Kind};
use crate::base::text;
use crate::model::{Cursor, Extent, Item, Media, Offer, Page};
use crate::t;

/// `null` is the default too: what some producers write where others write nothing.
pub fn lenient<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Numbers are claims, and fancy ones occur: what is no whole number is none.
pub fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let whole = |number: f64| (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64);
    Ok(match &value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64().or_else(|| other.as_f64().and_then(whole)),
    })
}

/// Those of `raw` that can be read.
pub fn readable<T: DeserializeOwned>(raw: Vec<Value>) -> impl Iterator<Item = T> {
    raw.into_iter().filter_map(|raw| serde_json::from_value(raw).ok())
}

/// Those of `raw` that can be read; each of the others costs one warning.
pub fn items<T: DeserializeOwned>(raw: &[Value], what: &str, warnings: &mut Vec<String>) -> Vec<T> {
    let read = raw.iter().map(|raw| T::deserialize(raw));
    read.filter_map(|read| {
        read.map_err(|error| warnings.push(t!("portals-item-unreadable", what, error = text::line(&error.to_string()))))
            .ok()
    })
    .collect()
}

/// One record, or the sentence that says why not, with the first of its `names` that it has.
pub fn record<T: DeserializeOwned>(raw: Value, names: &[&str]) -> Result<T, String> {
    let name = names.iter().find_map(|key| text::some_line(raw.get(key)?.as_str()?));
    // Through a map: a list would pass for a record without any field.
    let record = match raw {
        Value::Object(_) => T::deserialize(raw).map_err(|error| text::line(&error.to_string())),
        _ => Err(t!("portals-no-record")),
    };
    record.map_err(|why| {
        let name = name.map_or(t!("portals-one-dataset"), |name| t!("portals-quoted", name));
        t!("portals-unreadable", name, error = why)
    })
}

/// Records as rows: one that cannot be read is a warning, one that comes twice comes once.
pub fn rows(records: impl IntoIterator<Item = Value>, row: impl Fn(Value) -> Result<Item, String>) -> Page {
    let mut page = Page::default();
    let mut seen = HashSet::new();
    for record in records {
        match row(record) {
            Ok(item) if seen.insert(item.target.clone()) => page.items.push(item),
            Ok(_) => {}
            Err(why) => page.warnings.push(why),
        }
    }
    page
}

/// The number that `after` holds, of a row or a page of `portal`; `first` for the beginning.
pub fn number_of(after: Option<&Cursor>, first: usize, portal: &str) -> crate::base::error::Result<usize> {
    let Some(cursor) = after else { return Ok(first) };
    cursor.0.parse().map_err(|_| Error::new(Kind::Usage, portal, t!("portals-no-page")))
}

/// The offset of the page behind one from `offset` on, of which `passed` records came where `limit` were asked for. An
/// empty page ends the listing whatever `total` claims; without one, a page that is not full.
pub fn next_offset(offset: usize, passed: usize, limit: usize, total: Option<u64>) -> Option<usize> {
    let next = offset + passed;
    let more = passed > 0 && total.map_or(passed >= limit, |total| (next as u64) < total);
    more.then_some(next)
}

/// A count as portals send it.
pub fn count(stated: Option<i64>) -> Option<u64> {
    stated.and_then(|count| u64::try_from(count).ok())
}

/// Where `media` is, for opening it.
pub fn url_of(media: &Media) -> crate::base::error::Result<Url> {
    let url = media.url.as_deref().and_then(|url| Url::parse(url).ok());
    url.ok_or_else(|| Error::new(Kind::NotFound, media.address().to_string(), t!("portals-no-address")))
}

/// Without those whose id another has already: each costs one warning.
pub fn distinct(media: Vec<Media>, warnings: &mut Vec<String>) -> Vec<Media> {
    let mut distinct: Vec<Media> = Vec::with_capacity(media.len());
    for one in media {
        if distinct.iter().any(|other| other.id == one.id) {
            warnings.push(t!("portals-twice", title = one.title));
        } else {
            distinct.push(one);
        }
    }
    distinct
}

/// The short names of what a dataset comes in.
pub fn formats(media: &[Media]) -> Option<String> {
    let mut names: Vec<&str> = media.iter().filter_map(|media| media.format.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    Some(names.join(", ")).filter(|names| !names.is_empty())
}

/// Whether anything of a dataset can be fetched, and how surely.
pub fn offer(media: &[Media]) -> Offer {
    let best = media.iter().map(|media| &media.offer).min_by_key(|offer| match offer {
        Offer::Download => 0,
        Offer::Doubtful(_) => 1,
        Offer::ShowOnly(_) => 2,
    });
    match best {
        Some(Offer::ShowOnly(_)) => Offer::ShowOnly(t!("portals-only-links")),
        Some(offer) => offer.clone(),
        None => Offer::ShowOnly(t!("portals-no-file")),
    }
}

/// Of GeoJSON: the `bbox`, else what the coordinates span. Longitudes beyond 180° occur (docs/portals/isogeo.md 5.1).
pub fn extent(geometry: &Value) -> Option<Extent> {
    let numbers = |list: &Value| -> Option<Vec<f64>> { list.as_array()?.iter().map(Value::as_f64).collect() };
    if let Some([west, south, east, north]) = geometry.get("bbox").and_then(numbers).as_deref() {
        return Some(Extent { west: *west, south: *south, east: *east, north: *north });
    }
    around(points(geometry.get("coordinates")?))
}

/// The box around pairs of longitude and latitude.
pub fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Extent> {
    points.into_iter().map(|(x, y)| Extent { west: x, south: y, east: x, north: y }).reduce(|a, b| Extent {
        west: a.west.min(b.west),
        south: a.south.min(b.south),
        east: a.east.max(b.east),
        north: a.north.max(b.north),
    })
}

/// The pairs of numbers in lists of lists, as a point, a polygon or a multipolygon has them; the reader of JSON has bounded
/// how deep.
pub fn points(coordinates: &Value) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    collect_points(coordinates, &mut points);
    points
}

fn collect_points(coordinates: &Value, points: &mut Vec<(f64, f64)>) {
    let Some(list) = coordinates.as_array() else { return };
    match (list.first().and_then(Value::as_f64), list.get(1).and_then(Value::as_f64)) {
        (Some(x), Some(y)) => points.push((x, y)),
        _ => list.iter().for_each(|inner| collect_points(inner, points)),
    }
}
