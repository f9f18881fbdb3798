//! Which entry of an archive is meant, or is all that matters in it.

use unicode_normalization::UnicodeNormalization as _;

use super::name::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::glob::Glob;
use crate::base::text;
use crate::m;
use crate::preview::Entry;

/// What holds data, by its extension.
const DATA: [&str; 29] = [
    "csv",
    "tsv",
    "json",
    "geojson",
    "jsonl",
    "ndjson",
    "geojsonl",
    "topojson",
    "xml",
    "gml",
    "kml",
    "gpx",
    "parquet",
    "geoparquet",
    "arrow",
    "feather",
    "xlsx",
    "xls",
    "xlsb",
    "ods",
    "gpkg",
    "sqlite",
    "db",
    "fgb",
    "dbf",
    "mif",
    "pb",
    "dat",
    "shp",
];
/// What holds others.
const ARCHIVES: [&str; 12] = ["zip", "7z", "tar", "gz", "tgz", "bz2", "tbz2", "xz", "txz", "zst", "tzst", "kmz"];
/// How many names an error tells.
const TOLD: usize = 5;

/// The only entry that `wanted` names: as it is, else in other case, else without its folders, else as a pattern.
pub fn find(entries: &[Entry], wanted: &str) -> Result<usize> {
    let name = shown(wanted);
    let files = || entries.iter().enumerate().filter(|(_, entry)| !entry.is_folder);
    if let Some((at, _)) = files().find(|(_, entry)| entry.name == name) {
        return Ok(at);
    }
    let folded = |text: &str| text.nfc().collect::<String>().to_lowercase();
    let lower = folded(&name);
    let glob = Glob::new(&name);
    let ways: [&dyn Fn(&Entry) -> bool; 3] =
        [&|entry| folded(&entry.name) == lower, &|entry| folded(entry.file_name()) == lower, &|entry| {
            glob.fits(&entry.name) || glob.fits(entry.file_name())
        }];
    for way in ways {
        let found: Vec<usize> = files().filter(|(_, entry)| way(entry)).map(|(at, _)| at).collect();
        match found[..] {
            [] => {}
            [at] => return Ok(at),
            _ => return Err(several(&name, found.iter().filter_map(|at| entries.get(*at)))),
        }
    }
    Err(missing(&name, files().map(|(_, entry)| entry)))
}

fn several<'e>(wanted: &str, found: impl Iterator<Item = &'e Entry>) -> Error {
    let names = told(found);
    Error::new(ErrorKind::Usage, wanted, m!("archive-several")).hint(m!("archive-there-are", names))
}

/// Names those that are most like it.
fn missing<'e>(wanted: &str, entries: impl Iterator<Item = &'e Entry>) -> Error {
    let mut entries: Vec<&Entry> = entries.collect();
    let lower = wanted.to_lowercase();
    let unlike = |entry: &&Entry| {
        let name = entry.name.to_lowercase();
        let file = entry.file_name().to_lowercase();
        let like = strsim::jaro_winkler(&lower, &name).max(strsim::jaro_winkler(&lower, &file));
        ((1.0 - like) * 1000.0) as u32
    };
    entries.sort_by_cached_key(unlike);
    let error = Error::new(ErrorKind::NotFound, wanted, m!("archive-no-entry"));
    match entries.is_empty() {
        true => error.hint(m!("archive-is-empty")),
        false => error.hint(m!("archive-there-are", names = told(entries.into_iter()))),
    }
}

fn told<'e>(entries: impl Iterator<Item = &'e Entry>) -> String {
    let mut names: Vec<String> = entries.take(TOLD + 1).map(|entry| text::line(&entry.name)).collect();
    if names.len() > TOLD {
        names.truncate(TOLD);
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// What systems leave in archives.
pub fn is_litter(entry: &Entry) -> bool {
    entry.is_folder
        || entry.name.starts_with("__MACOSX/")
        || entry.file_name().starts_with("._")
        || matches!(entry.file_name(), ".DS_Store" | "Thumbs.db" | "desktop.ini" | "")
}

/// The only file, or the only one of data beside what explains it.
pub fn only_data(entries: &[Entry]) -> Option<usize> {
    let files: Vec<(usize, &Entry)> = entries.iter().enumerate().filter(|(_, entry)| !is_litter(entry)).collect();
    if let [(at, _)] = files[..] {
        return Some(at);
    }
    let holds = |entry: &Entry| {
        let extension = entry.extension();
        DATA.contains(&extension.as_str()) || ARCHIVES.contains(&extension.as_str())
    };
    let mut data = files.iter().filter(|(_, entry)| holds(entry));
    match (data.next(), data.next()) {
        (Some((at, _)), None) => Some(*at),
        _ => None,
    }
}

/// The only file, where it is an archive itself.
pub fn only_archive(entries: &[Entry]) -> Option<usize> {
    let at = only_data(entries)?;
    entries.get(at).filter(|entry| ARCHIVES.contains(&entry.extension().as_str())).map(|_| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(names: &[&str]) -> Vec<Entry> {
        names
            .iter()
            .map(|name| Entry { name: (*name).to_owned(), is_folder: name.ends_with('/'), ..Entry::default() })
            .collect()
    }

    #[test]
    fn an_entry_is_named_as_it_is_or_as_far_as_that_is_clear() {
        let list = entries(&["a/", "a/Été.csv", "a/x.csv", "b/x.csv", "b/notes.txt"]);
        for (wanted, at) in [
            ("a/Été.csv", Some(1)),
            ("a\\Été.csv", Some(1)),
            ("a/E\u{301}te\u{301}.csv", Some(1)),
            ("A/ÉTÉ.CSV", Some(1)),
            ("été.csv", Some(1)),
            ("b/x.csv", Some(3)),
            ("*.txt", Some(4)),
            ("x.csv", None),
            ("*.csv", None),
            ("a/", None),
            ("z.csv", None),
        ] {
            assert_eq!(find(&list, wanted).ok(), at, "{wanted}");
        }
        assert_eq!(find(&list, "x.csv").unwrap_err().kind, ErrorKind::Usage);
        let missing = find(&list, "note.txt").unwrap_err();
        assert_eq!(missing.kind, ErrorKind::NotFound);
        assert!(missing.hint.unwrap().to_string().contains("b/notes.txt"), "what is like it comes first");
    }

    #[test]
    fn the_only_file_of_data_is_seen_beside_what_explains_it() {
        for (names, only) in [
            (&["d/", "d/data.csv"][..], Some(1)),
            (&["readme.txt", "data.csv", "licence.pdf"], Some(1)),
            (&["data.csv", "__MACOSX/._data.csv"], Some(0)),
            (&["__MACOSX/._data.csv", ".DS_Store", "only.txt"], Some(2)),
            (&["a.csv", "b.csv"], None),
            (&["a.txt", "b.txt"], None),
            (&["readme.txt", "inner.zip"], Some(1)),
            (&[], None),
        ] {
            assert_eq!(only_data(&entries(names)), only, "{names:?}");
        }
    }
}
