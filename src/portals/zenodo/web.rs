//! Ids of records, and what the addresses of a repository's pages, interface and files lead to.

use super::super::web::{Below, path};
use crate::model::identity::resolved;

/// The one spelling of what a record is asked for by: its id, which DOIs of such repositories end with, or else its DOI.
/// `None` of what can be neither.
pub fn id(written: &str) -> Option<String> {
    let written = written.trim();
    match doi(written) {
        Some(doi) => named_by(doi),
        None => bare(written),
    }
}

/// An id by itself: a number, groups of letters and digits with dashes between, or whatever else a repository makes up
/// that holds a digit, so that no word is one.
fn bare(written: &str) -> Option<String> {
    if is_coded(written) {
        return Some(written.to_ascii_lowercase());
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_id = (1..=64).contains(&written.len())
        && written.bytes().all(fits)
        && written.starts_with(|c: char| c.is_ascii_alphanumeric())
        && written.bytes().any(|byte| byte.is_ascii_digit());
    is_id.then(|| written.to_owned())
}

/// As InvenioRDM makes them, in either case: `1a2b3-c4d56`.
fn is_coded(written: &str) -> bool {
    let is_group = |group: &str| group.len() == 5 && group.bytes().all(|byte| byte.is_ascii_alphanumeric());
    written.contains('-') && written.len() <= 47 && written.split('-').all(is_group)
}

/// The DOI in what is written: by itself, behind `doi:`, or as the address of a resolver.
fn doi(written: &str) -> Option<&str> {
    let known = ["dx.doi.org/", "www.doi.org/", "doi.org/", "doi:", "DOI:"];
    let short = || known.iter().find_map(|before| written.strip_prefix(before)).unwrap_or(written);
    let bare = resolved(written).map_or_else(short, |(_, bare)| bare).trim();
    is_doi(bare).then_some(bare)
}

/// Whether it is a DOI, and no id.
pub fn is_doi(written: &str) -> bool {
    let parts = written.strip_prefix("10.").and_then(|rest| rest.split_once('/'));
    let is_whole =
        parts.is_some_and(|(prefix, suffix)| prefix.starts_with(|c: char| c.is_ascii_digit()) && !suffix.is_empty());
    is_whole && !written.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\\'))
}

/// The id that a DOI ends with, where it is one that such repositories make; else the DOI itself, for which a record is
/// looked: DOIs of others end as they like. Case does not matter in them.
fn named_by(doi: &str) -> Option<String> {
    let (_, suffix) = doi.split_once('/')?;
    let lower = suffix.to_ascii_lowercase();
    let is_number = |text: &str| (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((number, behind)) = lower.strip_prefix("zenodo.").map(|rest| rest.split_once('/').unwrap_or((rest, "")))
        && is_number(number)
    {
        // What stands behind it is a file.
        return behind.is_empty().then(|| number.to_owned());
    }
    let last = lower.rsplit(['/', '.']).next().unwrap_or_default();
    if is_coded(last) { Some(last.to_owned()) } else { Some(doi.to_ascii_lowercase()) }
}

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    let all = below.path();
    match all[..] {
        [] => path([]),
        ["search"] | ["api", "records"] => path(["all"]),
        ["communities"] | ["api", "communities"] => path(["communities"]),
        ["communities", slug, ..] | ["api", "communities", slug, ..] => path(["communities", slug]),
        // The portal is asked which that is.
        _ if newest_of(below).is_some() => None,
        ["records" | "record", record, ref more @ ..] => Some(std::iter::once(id(record)?).chain(file(more)).collect()),
        ["api", "records", record, ref more @ ..] => {
            // Its bytes, and not what is told of it.
            let more = more.strip_suffix(&["content"]).unwrap_or(more);
            Some(std::iter::once(id(record)?).chain(file(more)).collect())
        }
        ["doi", ref written @ ..] => Some(vec![id(&written.join("/"))?]),
        ["badge", "DOI" | "doi", ref written @ ..] => Some(vec![id(written.join("/").trim_end_matches(".svg"))?]),
        _ => None,
    }
}

/// The record whose newest version is meant, whichever it is itself.
pub fn newest_of(below: &Below) -> Option<String> {
    match below.path()[..] {
        ["records" | "record", record, "latest"] | ["api", "records", record, "versions", "latest"] => id(record),
        _ => None,
    }
}

/// The key of the file behind a record: keys may hold slashes.
fn file(more: &[&str]) -> Option<String> {
    let key = match more {
        ["files" | "preview", key @ ..] => key.join("/"),
        _ => return None,
    };
    Some(key).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn an_id_is_written_in_many_ways() {
        let table = [
            ("90001002", Some("90001002")),
            ("ZZZZ1-aaa11", Some("zzzz1-aaa11")),
            ("10.5281/zenodo.90001002", Some("90001002")),
            ("doi:10.5281/zenodo.90001002", Some("90001002")),
            ("https://doi.org/10.5072/zzzz1-aaa11", Some("zzzz1-aaa11")),
            ("all", None),
            ("communities", None),
            ("1a2b3-C4D56", Some("1a2b3-c4d56")),
            ("1a2b3-c4d56-e7f89", Some("1a2b3-c4d56-e7f89")),
            ("10.60493/1a2b3-c4d56", Some("1a2b3-c4d56")),
            ("doi:10.48436/tuw.1A2B3-c4d56", Some("1a2b3-c4d56")),
            ("9b2d4e7a-1c3f-4a5b-8d6e-0f1a2b3c4d5e", Some("9b2d4e7a-1c3f-4a5b-8d6e-0f1a2b3c4d5e")),
            ("Rec_2024-7", Some("Rec_2024-7")),
            ("1", Some("1")),
            // Their last part is no id of the repository's.
            ("10.1234/5678", Some("10.1234/5678")),
            ("https://dx.doi.org/10.1234/Journal.2020.5", Some("10.1234/journal.2020.5")),
            ("10.5281/other", Some("10.5281/other")),
            ("10.5281/zenodo.x", Some("10.5281/zenodo.x")),
            ("10.5281", None),
            ("10./1", None),
            ("10.5281/a b", None),
            ("10.5281/a\"b", None),
            ("10.5281/zenodo.1/débits.csv", None),
            ("..", None),
            ("", None),
            ("-1", None),
            ("a.1", None),
            ("https://zenodo.org/records/1", None),
        ];
        for (written, expected) in table {
            assert_eq!(id(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn web_addresses_of_records_lead_to_them() {
        let base = Url::parse("https://depot.org/").unwrap();
        let table: [(&str, Option<&[&str]>); 18] = [
            ("records/1", Some(&["1"])),
            ("record/1", Some(&["1"])),
            ("records/1a2b3-c4d56?preview=1&token=x", Some(&["1a2b3-c4d56"])),
            ("api/records/1/versions/latest", None),
            ("records/1/latest", None),
            ("api/records/1/versions", Some(&["1"])),
            ("badge/DOI/10.5281/zenodo.1.svg", Some(&["1"])),
            ("badge/DOI/10.1234/other.svg", Some(&["10.1234/other"])),
            ("records/1/files/a%20b.csv?download=1", Some(&["1", "a b.csv"])),
            ("records/1/files/dossier/%C3%A9t%C3%A9.csv", Some(&["1", "dossier/été.csv"])),
            ("records/1/files/100%25.csv", Some(&["1", "100%.csv"])),
            ("api/records/1/files/dossier%2Fx.csv/content", Some(&["1", "dossier/x.csv"])),
            ("records/1/files/content", Some(&["1", "content"])),
            ("records/1/preview/x.csv", Some(&["1", "x.csv"])),
            ("doi/10.5281/zenodo.1", Some(&["1"])),
            ("doi/10.1234/other", Some(&["10.1234/other"])),
            ("doi/x", None),
            ("records/all", None),
        ];
        for (path, expected) in table {
            let url = base.join(path).unwrap();
            let found = Below::of(&base, &url).as_ref().and_then(led);
            assert_eq!(
                found.as_deref().map(|it| it.iter().map(String::as_str).collect::<Vec<_>>()).as_deref(),
                expected,
                "{path}"
            );
        }
    }
}
