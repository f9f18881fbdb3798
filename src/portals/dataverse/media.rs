//! What of a dataset can become a file, and what Dataverse claims of it (docs/portals/dataverse.md 5).

use std::collections::HashSet;

use jiff::Timestamp;
use url::Url;

use super::super::link::Link;
use super::super::mapping::{joined, labelled, unnamed};
use super::super::reading::{self, line};
use super::api;
use super::pid::Pid;
use super::web::is_number;
use crate::base::when::When;
use crate::base::{format, markup, text};
use crate::model::form::Field;
use crate::model::{Access, Address, Checksum, Media, Offer};
use crate::{said, t};

/// What the files of a dataset have from it.
pub struct Whole<'a> {
    pub dataset: &'a Address,
    pub base: &'a Url,
    pub now: Timestamp,
    /// What its guestbook asks.
    pub form: &'a [Field],
    /// That it has a guestbook which cannot be read.
    pub asks_unknown: bool,
    /// Whether the portal takes requests for what is restricted, where it tells.
    pub takes_requests: Option<bool>,
    /// That all of it was withdrawn, in words.
    pub withdrawn: Option<String>,
    /// The ids of its files.
    pub present: HashSet<String>,
}

/// Algorithms, and the digits of what they give: on data that were moved, other texts stand there.
const ALGORITHMS: [(&str, usize); 4] = [("MD5", 32), ("SHA-1", 40), ("SHA-256", 64), ("SHA-512", 128)];

impl Whole<'_> {
    /// A file as it was given, and, of a table that the portal has taken in, as it keeps it.
    pub fn media(&self, file: &api::FileMetadata) -> Vec<Media> {
        let given = self.given(file);
        let kept = self.kept(file, &given);
        std::iter::once(given).chain(kept).collect()
    }

    /// The original, which the checksum is of.
    fn given(&self, file: &api::FileMetadata) -> Media {
        let data = &file.data_file;
        let name = original_name(file);
        let content_type =
            if is_table(data) { line(&data.original_file_format) } else { None }.or_else(|| line(&data.content_type));
        let url = self.address(data, "original");
        let link = Link {
            url: url.as_ref().map(Url::as_str),
            format: name.as_deref().and_then(extension),
            content_type: content_type.as_deref(),
            kept: true,
        };
        let id = id(data).unwrap_or_else(|| unnamed([&file.label, &file.directory_label]));
        let title = name.clone().unwrap_or_else(|| id.clone());
        // Of a table some tell nothing of what was given; else an empty file is one.
        let size = if is_table(data) { data.original_file_size.positive() } else { data.filesize.count() };
        Media {
            replaces: self.replaced(data),
            format: link.format(),
            size,
            checksum: checksum(data),
            offer: self.offer(file, url.is_some()),
            access: self.access(file),
            caption: file.description.as_deref().and_then(markup::first_line),
            modified: [&data.publication_date, &data.creation_date]
                .into_iter()
                .find_map(|it| When::read(it.as_deref()?)),
            facts: facts(file),
            url: url.map(String::from),
            form: self.form.to_vec(),
            content_type,
            file_name: name.map(|name| in_folder(file, name)),
            ..Media::new(self.dataset.clone(), id, in_folder(file, title))
        }
    }

    /// The table as the portal has written it anew: nothing is stated of these bytes.
    fn kept(&self, file: &api::FileMetadata, given: &Media) -> Option<Media> {
        let data = &file.data_file;
        let url = self.address(data, "tab").filter(|_| is_table(data))?;
        let name = line(&file.label).or_else(|| line(&data.filename))?;
        Some(Media {
            format: Some("tsv".into()),
            content_type: line(&data.content_type),
            size: None,
            checksum: None,
            caption: Some(t!("dataverse-tab")),
            is_derived: true,
            url: Some(url.into()),
            facts: vec![],
            file_name: Some(in_folder(file, name.clone())),
            replaces: given.replaces.iter().map(|id| kept_id(id)).collect(),
            ..Media { id: kept_id(&given.id), title: in_folder(file, name), ..given.clone() }
        })
    }

    fn address(&self, data: &api::DataFile, form: &str) -> Option<Url> {
        let mut url = self.base.clone();
        let id = id(data)?;
        let by_number = is_number(&id);
        let last = if by_number { id.as_str() } else { ":persistentId" };
        url.path_segments_mut().ok()?.pop_if_empty().extend(["api", "access", "datafile", last]);
        url.query_pairs_mut().extend_pairs((!by_number).then_some(("persistentId", &*id))).append_pair("format", form);
        Some(url)
    }

    /// The files that it came in the place of: a version that replaces one gives it a new number (docs/portals/dataverse.md
    /// 5). Not those that the version still has.
    fn replaced(&self, data: &api::DataFile) -> Vec<String> {
        let mut replaced: Vec<String> = vec![];
        for number in [data.previous_data_file_id, data.root_data_file_id].iter().filter_map(|it| it.positive()) {
            let id = number.to_string();
            if !self.present.contains(&id) && !replaced.contains(&id) {
                replaced.push(id);
            }
        }
        replaced
    }

    /// Until when it is kept from everybody.
    fn embargo(&self, data: &api::DataFile) -> Option<When> {
        let until = data.embargo.as_ref().and_then(|it| When::read(it.date_available.as_deref()?));
        until.filter(|until| until.first() > self.now)
    }

    fn is_over(&self, data: &api::DataFile) -> bool {
        let ends = data.retention.as_ref().and_then(|it| When::read(it.date_unavailable.as_deref()?));
        ends.is_some_and(|ends| ends.first() <= self.now)
    }

    pub fn access(&self, file: &api::FileMetadata) -> Access {
        let data = &file.data_file;
        let is_closed = file.restricted || self.embargo(data).is_some() || self.is_over(data);
        if is_closed || self.withdrawn.is_some() { Access::Restricted } else { Access::Open }
    }

    fn offer(&self, file: &api::FileMetadata, is_there: bool) -> Offer {
        let data = &file.data_file;
        let is_elsewhere = data.storage_identifier.as_deref().is_some_and(|it| it.trim_start().starts_with("http"));
        if !is_there {
            Offer::ShowOnly(t!("portals-gives-no-address", portal = "Dataverse"))
        } else if self.is_over(data) {
            Offer::ShowOnly(t!("dataverse-retention-over"))
        } else if let Some(until) = self.embargo(data) {
            let until = format::date(until);
            Offer::Doubtful(match file.restricted {
                true => t!("dataverse-embargoed-restricted", until),
                false => t!("dataverse-embargoed", until),
            })
        } else if file.restricted {
            Offer::Doubtful(match self.takes_requests {
                Some(true) => t!("dataverse-restricted-asked"),
                Some(false) => t!("dataverse-restricted-unasked"),
                None => t!("portals-restricted"),
            })
        } else if let Some(withdrawn) = &self.withdrawn {
            Offer::Doubtful(withdrawn.clone())
        } else if is_elsewhere {
            Offer::Doubtful(t!("dataverse-elsewhere"))
        } else if self.asks_unknown {
            Offer::Doubtful(t!("dataverse-guestbook-unknown"))
        } else {
            Offer::Download
        }
    }
}

/// What stands behind the id of a file in that of the table which the portal keeps of it.
pub const KEPT: &str = "-tab";

pub fn kept_id(id: &str) -> String {
    format!("{id}{KEPT}")
}

/// Its number, else its own identifier.
pub fn id(data: &api::DataFile) -> Option<String> {
    let number = reading::id(&data.id).filter(|id| is_number(id));
    number.or_else(|| Some(Pid::read(data.persistent_id.as_deref()?)?.full))
}

/// Whether it is a table that the portal has taken in; older ones tell only what it was before.
fn is_table(data: &api::DataFile) -> bool {
    data.tabular_data || line(&data.original_file_format).is_some()
}

/// What tables are called that were given in these formats.
const ENDINGS: [(&str, &str); 9] = [
    ("text/csv", "csv"),
    ("text/comma-separated-values", "csv"),
    ("text/tsv", "tsv"),
    ("text/tab-separated-values", "tsv"),
    ("application/x-stata", "dta"),
    ("application/x-spss-sav", "sav"),
    ("application/x-spss-por", "por"),
    ("application/x-rlang-transport", "RData"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
];

/// What it was called when it was given. Of a table, some portals tell only what it is called since: the same, but for its
/// ending.
fn original_name(file: &api::FileMetadata) -> Option<String> {
    let data = &file.data_file;
    let named = line(&file.label).or_else(|| line(&data.filename));
    if !is_table(data) {
        return named;
    }
    let format = line(&data.original_file_format).unwrap_or_default();
    let ending = ENDINGS.iter().find(|(known, _)| format.starts_with(known)).map(|(_, ending)| ending);
    let renamed = |named: String| match (named.strip_suffix(".tab"), ending) {
        (Some(stem), Some(ending)) => format!("{stem}.{ending}"),
        _ => named,
    };
    line(&data.original_file_name).or_else(|| named.map(renamed))
}

/// With the folder that it stands in.
fn in_folder(file: &api::FileMetadata, name: String) -> String {
    match line(&file.directory_label) {
        Some(folder) => format!("{}/{name}", folder.trim_end_matches('/')),
        None => name,
    }
}

fn extension(name: &str) -> Option<&str> {
    let (_, extension) = name.rsplit_once('.')?;
    let fits = (1..=8).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphanumeric());
    fits.then_some(extension)
}

fn checksum(data: &api::DataFile) -> Option<Checksum> {
    let stated = data.checksum.as_ref().map(|it| (line(&it.algo), line(&it.value)));
    let (algo, value) = match stated {
        Some((Some(algo), Some(value))) => (algo, value),
        _ => ("MD5".to_owned(), line(&data.md5)?),
    };
    let is_whole = value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let fits = ALGORITHMS.iter().any(|(known, digits)| known.eq_ignore_ascii_case(&algo) && *digits == value.len());
    (is_whole && fits).then_some(Checksum { algo, value })
}

fn facts(file: &api::FileMetadata) -> Vec<crate::model::Fact> {
    let data = &file.data_file;
    let caption = file.description.as_deref().and_then(markup::first_line);
    let full = file.description.as_deref().and_then(markup::some_plain).filter(|full| Some(full) != caption.as_ref());
    let categories = joined(file.categories.iter().filter_map(|it| text::some_line(it.as_str()?)));
    let until = |day: &Option<String>, reason: &Option<String>| {
        let day = When::read(day.as_deref()?).map(format::date)?;
        Some(line(reason).map_or(day.clone(), |reason| format!("{day} ({reason})")))
    };
    let embargo = data.embargo.as_ref().and_then(|it| until(&it.date_available, &it.reason));
    let retention = data.retention.as_ref().and_then(|it| until(&it.date_unavailable, &it.reason));
    labelled([
        (said!("portals-fact-description"), full),
        (said!("dataverse-fact-categories"), categories),
        (said!("dataverse-fact-file-type"), line(&data.friendly_type).filter(|_| !is_table(data))),
        (said!("dataverse-fact-identifier"), line(&data.persistent_id)),
        (said!("dataverse-fact-replaces"), data.previous_data_file_id.positive().map(|id| id.to_string())),
        (said!("dataverse-fact-embargo"), embargo),
        (said!("dataverse-fact-retention"), retention),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_called_what_it_was_given_as() {
        let stata = "application/x-stata-14";
        let table = [
            (("debits.tab", Some("text/csv"), Some("Débits 2024.csv"), true), Some("Débits 2024.csv")),
            (("debits.tab", Some("text/csv"), None, true), Some("debits.csv")),
            (("debits.tab", Some(stata), None, true), Some("debits.dta")),
            (("debits.tab", Some(stata), None, false), Some("debits.dta")),
            (("debits.tab", Some("application/x-new"), None, true), Some("debits.tab")),
            (("debits", Some("text/csv"), None, true), Some("debits")),
            (("debits.tab", None, None, true), Some("debits.tab")),
            (("debits.tab", None, Some("x.csv"), false), Some("debits.tab")),
        ];
        for ((label, format, name, tabular_data), expected) in table {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let data_file = api::DataFile {
                original_file_format: owned(format),
                original_file_name: owned(name),
                tabular_data,
                ..api::DataFile::default()
            };
            let file = api::FileMetadata { label: owned(Some(label)), data_file, ..api::FileMetadata::default() };
            assert_eq!(original_name(&file).as_deref(), expected, "{label} {format:?} {name:?}");
        }
    }

    #[test]
    fn a_checksum_is_one_that_its_algorithm_gives() {
        let md5 = "d41d8cd98f00b204e9800998ecf8427e";
        let stated = |algo: &str, value: &str| api::DataFile {
            checksum: Some(api::Checksum { algo: Some(algo.into()), value: Some(value.into()) }),
            ..api::DataFile::default()
        };
        let table = [
            (stated("MD5", md5), Some(("MD5", md5))),
            (stated("SHA-1", md5), None),
            (stated("MD5", "Not available"), None),
            (stated("UNF", md5), None),
            (stated("MD5", &md5.replace('d', "g")), None),
            (api::DataFile { md5: Some(md5.into()), ..api::DataFile::default() }, Some(("MD5", md5))),
            (api::DataFile::default(), None),
        ];
        for (data, expected) in table {
            let found = checksum(&data);
            assert_eq!(found.as_ref().map(|it| (&*it.algo, &*it.value)), expected);
        }
    }
}
