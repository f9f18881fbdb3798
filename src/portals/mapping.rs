//! Shared steps from a record to the model: rows from datasets, ids for media, facts, extents, dates.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::fixed_words;
use super::paths::is_step;
use crate::base::when::When;
use crate::base::{format, text};
use crate::model::creator::Creator;
use crate::model::{Dataset, Extent, Fact, Item, Label, Licence, Media, Offer, Target};
use crate::t;

/// A dataset as a row of a listing. What names it elsewhere ([`Item::same_as`]) is for the kind to say.
pub fn row(dataset: &Dataset) -> Item {
    let note = dataset.synopsis.clone().or_else(|| first_line(dataset.summary.as_deref()?));
    let mut item = Item::new(Target::dataset(dataset.address.clone()), dataset.title.clone()).note(note);
    item.access = Some(dataset.access);
    item.licence = licences(dataset).map(Into::into);
    item.publisher = dataset.publisher.as_deref().map(Into::into);
    item.theme = dataset.theme.as_deref().map(Into::into);
    item.modified = dataset.modified;
    item.format = formats(&dataset.media).map(Into::into);
    item.offer = Some(offer(&dataset.media));
    let mut files = dataset.media.iter().filter(|media| !matches!(media.offer, Offer::ShowOnly(_))).peekable();
    item.states_checksums = files.peek().is_some() && files.all(|media| media.checksum.is_some());
    item
}

/// The first line of plain text that says anything, cut where rows end.
pub fn first_line(plain: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let line = plain.lines().find(|line| !line.trim().is_empty())?;
    let short: String = line.chars().take(LONGEST).collect();
    let cut = if short.len() < line.len() { "…" } else { "" };
    Some(format!("{}{cut}", text::line(&short)))
}

/// Names what has no name of its own, the same whenever it is read, wherever in its list it stands.
pub fn hashed<const N: usize>(parts: [&str; N]) -> String {
    Sha256::digest(parts.join("\n")).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Names what has neither id nor name by these texts of its own.
pub fn unnamed<const N: usize>(texts: [&Option<String>; N]) -> String {
    hashed(texts.map(|text| text.as_deref().unwrap_or_default()))
}

/// Without those whose id another has already: each costs one warning. Files that are called by their path keep of it what
/// tells them apart.
pub fn distinct(media: impl IntoIterator<Item = Media>, warnings: &mut Vec<String>) -> Vec<Media> {
    // A dataset may have a hundred thousand of them.
    let (mut distinct, mut seen): (Vec<Media>, _) = (Vec::new(), HashSet::new());
    for one in media {
        if seen.insert(one.id.clone()) {
            distinct.push(one);
        } else {
            warnings.push(t!("portals-twice", title = one.title));
        }
    }
    tell_apart(&mut distinct);
    distinct
}

/// So many folders tell files apart at most: no path of anybody's is that deep.
const FOLDERS: usize = 16;

/// Leaves of each path its last part, and as many folders before it as no other of `media` has the same of. Two that are
/// large and small letters apart are one name on some systems.
fn tell_apart(media: &mut [Media]) {
    let named = media.iter_mut().filter_map(|media| media.file_name.as_mut());
    let mut paths: Vec<(Vec<String>, &mut String)> = named.map(|name| (parts(name), name)).collect();
    let end = |parts: &[String], length: usize| parts[parts.len().saturating_sub(length)..].join("/");
    let mut open: Vec<usize> = (0..paths.len()).collect();
    for length in 1..=FOLDERS + 1 {
        let mut count: HashMap<String, usize> = HashMap::new();
        for at in &open {
            *count.entry(text::fold(&end(&paths[*at].0, length))).or_default() += 1;
        }
        // Those that end alike become longer together, so that none keeps a name that another had.
        open.retain(|at| {
            let (parts, name) = &mut paths[*at];
            **name = end(parts, length);
            count[&text::fold(name)] > 1 && parts.len() > length
        });
    }
}

/// Of a path, without what leads nowhere.
fn parts(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.trim().is_empty() && !is_step(part)).map(str::to_owned).collect()
}

/// Its licence, else all those of its media.
fn licences(dataset: &Dataset) -> Option<String> {
    let label = |licence: &Licence| licence.label.clone();
    dataset.licence.as_ref().map(label).or_else(|| {
        let mut names: Vec<String> =
            dataset.media.iter().filter_map(|media| media.licence.as_ref().map(label)).collect();
        names.sort_unstable();
        names.dedup();
        joined(names)
    })
}

/// The short names of what a dataset comes in.
pub fn formats(media: &[Media]) -> Option<String> {
    let mut names: Vec<&str> = media.iter().filter_map(|media| media.format.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    joined(names)
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

/// Those facts that have a text: label, text.
pub fn labelled(facts: impl IntoIterator<Item = (impl Into<Label>, Option<String>)>) -> Vec<Fact> {
    facts.into_iter().filter_map(|(label, text)| Some((label.into(), text?))).collect()
}

/// `a, b`; `None` where there is nothing.
pub fn joined<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Option<String> {
    joined_by(texts, ", ")
}

/// Those who made it in one line, names with commas told apart.
pub fn creator_words(creators: &[Creator]) -> Option<String> {
    joined_by(creators.iter().map(|creator| &creator.name), &format::semicolon())
}

/// One after the other, with `between` between them; `None` where there is nothing.
pub fn joined_by<T: AsRef<str>>(texts: impl IntoIterator<Item = T>, between: &str) -> Option<String> {
    let texts: Vec<T> = texts.into_iter().collect();
    let joined = texts.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(between);
    Some(joined).filter(|joined| !joined.is_empty())
}

/// Somebody, and how to reach them: `Ada <ada@example.org>`.
pub fn person(name: Option<String>, reached: Option<String>) -> Option<String> {
    match (name, reached) {
        (Some(name), Some(reached)) => Some(format!("{name} <{reached}>")),
        (name, reached) => name.or(reached),
    }
}

/// A word of a fixed list, in the person's language: `pointOfContact` as "point of contact", `NIR` as it is. Such lists
/// drift (docs/portals/dastra.md 8.6): what is not known yet is readable too.
pub fn words(word: &str) -> String {
    let mut words: Vec<String> = vec![];
    let mut small_before = false;
    for c in text::line(word).chars() {
        match words.last_mut().filter(|_| !(c.is_uppercase() && small_before)) {
            Some(word) => word.push(c),
            None => words.push(c.into()),
        }
        small_before = c.is_lowercase();
    }
    let is_name = |word: &str| word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
    let word = |word: &String| if is_name(word) { word.clone() } else { word.to_lowercase() };
    let plain = words.iter().map(word).collect::<Vec<_>>().join(" ");
    fixed_words::named(&plain).unwrap_or(plain)
}

/// When it is written to be, as exactly as that is.
pub fn moment(raw: &str) -> Option<When> {
    When::read(raw)
}

/// Of GeoJSON, a feature or a geometry: the `bbox`, else what the coordinates span. Longitudes beyond 180° occur
/// (docs/portals/isogeo.md 5.1).
pub fn extent(geometry: &Value) -> Option<Extent> {
    if let Some(bounds) = geometry.get("bbox").and_then(bounds) {
        return Some(bounds);
    }
    let inner = geometry.get("geometry").filter(|inner| inner.is_object()).unwrap_or(geometry);
    around(points(inner.get("coordinates")?))
}

/// Of a list of four numbers, or of six where heights are among them.
pub fn bounds(list: &Value) -> Option<Extent> {
    let numbers: Vec<f64> = list.as_array()?.iter().map(Value::as_f64).collect::<Option<_>>()?;
    let ([west, south, east, north] | [west, south, _, east, north, _]) = numbers[..] else { return None };
    Some(Extent { west, south, east, north })
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

/// The box between two corners, where it goes over the meridian of 180°: its west is farther east than its east by more than
/// half of the globe. What is less is written the wrong way round.
pub fn beyond_180([(west, south), (east, north)]: [(f64, f64); 2]) -> Option<Extent> {
    (west - east > 180.0).then_some(Extent { west, south: south.min(north), east, north: south.max(north) })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Address;

    #[test]
    fn files_keep_of_their_paths_what_tells_them_apart() {
        let table: [(&[&str], &[&str]); 9] = [
            (&["data/part-00000", "LICENSE", ".gitattributes"], &["part-00000", "LICENSE", ".gitattributes"]),
            (
                &["default/train/0000.parquet", "default/test/0000.parquet", "default/test/0001.parquet"],
                &["train/0000.parquet", "test/0000.parquet", "0001.parquet"],
            ),
            (&["a/x/0.csv", "b/x/0.csv", "b/y/0.csv"], &["a/x/0.csv", "b/x/0.csv", "y/0.csv"]),
            (&["lisez.txt", "doc/lisez.txt"], &["lisez.txt", "doc/lisez.txt"]),
            (&["doc/README.md", "code/readme.md"], &["doc/README.md", "code/readme.md"]),
            (&["a//./x.csv", "../b/x.csv"], &["a/x.csv", "b/x.csv"]),
            // Nothing tells these apart: the second gets a number.
            (&["a/x.csv", "a/x.csv"], &["a/x.csv", "a/x.csv"]),
            (&["a/x.csv", "/a/x.csv/"], &["a/x.csv", "a/x.csv"]),
            (&["..", "/"], &["", ""]),
        ];
        for (paths, names) in table {
            let media = paths.iter().enumerate().map(|(n, path)| Media {
                file_name: Some((*path).to_owned()),
                ..Media::new(Address::root("p").child("set"), n.to_string(), "")
            });
            let titled = Media::new(Address::root("p").child("set"), "t", "a title");
            let found = distinct(media.chain([titled]), &mut vec![]);
            let found: Vec<Option<&str>> = found.iter().map(|media| media.file_name.as_deref()).collect();
            let expected: Vec<Option<&str>> = names.iter().map(|name| Some(*name)).chain([None]).collect();
            assert_eq!(found, expected, "{paths:?}");
        }
        // Whoever makes up paths without end costs no more than their length.
        let deep = |last: &str| format!("{}{last}/x", "a/".repeat(100_000));
        let media = ["b", "c"]
            .map(|last| Media { file_name: Some(deep(last)), ..Media::new(Address::root("p").child("set"), last, "") });
        let found = distinct(media, &mut vec![]);
        assert_eq!(found[0].file_name.as_deref(), Some("b/x"));
    }
}
