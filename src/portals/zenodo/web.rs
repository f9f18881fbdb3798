//! Ids of records, and what the addresses of a repository's pages, interface and files lead to.

use super::super::web::{Below, path};

/// The one spelling of a record's id: a number, or groups of letters and digits with dashes between; or what a DOI or an
/// address ends with one. `None` of what can be none.
pub fn id(written: &str) -> Option<String> {
    let written = written.trim();
    let bare = if written.contains("10.") { written.rsplit('/').next().unwrap_or_default() } else { written };
    let bare = bare.rsplit('.').next().filter(|_| bare != written).unwrap_or(bare).to_ascii_lowercase();
    let is_number = (1..=18).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit());
    let is_group = |group: &str| group.len() == 5 && group.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_coded = bare.contains('-') && bare.len() <= 47 && bare.split('-').all(is_group);
    (is_number || is_coded).then_some(bare)
}

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    let all = below.path();
    match all[..] {
        [] => path([]),
        ["search"] | ["api", "records"] => path(["all"]),
        ["communities"] | ["api", "communities"] => path(["communities"]),
        ["communities", slug, ..] | ["api", "communities", slug, ..] => path(["communities", slug]),
        ["records" | "record", record, ref more @ ..] | ["api", "records", record, ref more @ ..] => {
            let record = id(record)?;
            Some(std::iter::once(record).chain(file(more)).collect())
        }
        ["doi", .., last] => Some(vec![id(&format!("10./{last}"))?]),
        _ => None,
    }
}

/// The key of the file behind a record: keys may hold slashes.
fn file(more: &[&str]) -> Option<String> {
    let key = match more {
        ["files" | "preview", key @ .., "content"] | ["files" | "preview", key @ ..] => key.join("/"),
        _ => return None,
    };
    Some(key).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
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
            ("zzzz1-aaa1", None),
            ("10.5281/other", None),
            ("..", None),
            ("", None),
            ("-1", None),
            ("1234567890123456789", None),
        ];
        for (written, expected) in table {
            assert_eq!(id(written).as_deref(), expected, "{written}");
        }
    }
}
