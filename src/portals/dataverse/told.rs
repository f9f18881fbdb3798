//! What is asked for of one dataset: the version that is meant, with all its files, however many (docs/portals/dataverse.md
//! 4, 5).

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use super::super::forgiving::Answered;
use super::super::reading::items;
use super::pid::{self, Pid};
use super::{Dataverse, api};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::odd::Odd;
use crate::model::Address;
use crate::t;

const DATASET: &str = "api/datasets/:persistentId/";
/// Files asked for at once where all of them together are too much.
const FILES: usize = 5000;
/// No more files of one dataset are listed.
const MOST: usize = 200_000;

/// The version that is asked for.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    name: &'a str,
    /// Of one that was withdrawn, what is left.
    withdrawn_too: bool,
    /// With all its files it is known to be longer than any answer that is read.
    is_long: bool,
}

impl Wanted<'_> {
    fn parameters(self) -> &'static [(&'static str, &'static str)] {
        if self.withdrawn_too { &[("includeDeaccessioned", "true")] } else { &[] }
    }
}

/// One dataset as it was told, in the version that was asked for.
#[derive(Default)]
pub struct ToldVersion {
    pub dataset: api::Dataset,
    pub version: api::Version,
    pub files: Vec<api::FileMetadata>,
    /// What of the files could not be read.
    pub odd: Odd,
    /// What had to be left out.
    pub warnings: Vec<String>,
}

impl ToldVersion {
    fn new(dataset: api::Dataset, mut version: api::Version) -> Self {
        let raw = std::mem::take(&mut version.files.0);
        let mut told = Self { dataset, version, ..Self::default() };
        told.take(&raw);
        told
    }

    fn take(&mut self, raw: &[Value]) {
        self.files.extend(items::<api::FileMetadata>(raw, &t!("portals-item-file"), &mut self.odd));
    }
}

impl Dataverse {
    pub(super) fn of_dataset(&self, pid: &Pid, below: &str, parameters: &[(&'static str, &str)]) -> Url {
        let asked = std::iter::once(("persistentId", &*pid.full));
        self.way.http.url(&format!("{DATASET}{below}"), asked.chain(parameters.iter().copied()))
    }

    /// What was told of the dataset, and its version that is asked for; of one that is withdrawn, what is left.
    pub(super) async fn told(&self, pid: &Pid, address: &Address) -> Result<Answered<ToldVersion>> {
        let whole = self.ask::<api::Dataset>(address, self.of_dataset(pid, "", &[])).await;
        let (mut dataset, said, error) = match whole {
            Ok((dataset, said)) => (dataset, said, None),
            Err(error) if error.kind == ErrorKind::NotFound || is_too_long(&error) => {
                (Default::default(), None, Some(error))
            }
            Err(error) => return Err(error),
        };
        let is_long = error.as_ref().is_some_and(is_too_long);
        match (dataset.latest_version.take(), pid.version.as_deref()) {
            (Some(latest), None) if !is_draft(&latest) => Ok((ToldVersion::new(dataset, latest), said)),
            (Some(draft), None) => {
                // What others see, unless nobody else sees anything.
                let published = Wanted { name: ":latest-published", withdrawn_too: false, is_long: false };
                match self.version(pid, published, address).await {
                    Ok((published, _)) => Ok((ToldVersion { dataset, ..published }, said)),
                    Err(error) if error.kind == ErrorKind::NotFound => Ok((ToldVersion::new(dataset, draft), said)),
                    Err(error) => Err(error),
                }
            }
            (_, wanted) => {
                let wanted = Wanted { name: named(wanted), withdrawn_too: true, is_long };
                let found = self.version(pid, wanted, address).await;
                // Of both refusals the first is about what was asked for.
                let (told, also_said) = found.map_err(|other| error.filter(|_| !is_long).unwrap_or(other))?;
                Ok((ToldVersion { dataset, ..told }, said.or(also_said)))
            }
        }
    }

    async fn version(&self, pid: &Pid, wanted: Wanted<'_>, address: &Address) -> Result<Answered<ToldVersion>> {
        let below = format!("versions/{}", wanted.name);
        if !wanted.is_long {
            match self.ask::<api::Version>(address, self.of_dataset(pid, &below, wanted.parameters())).await {
                Err(error) if is_too_long(&error) => {}
                found => return found.map(|(version, said)| (ToldVersion::new(Default::default(), version), said)),
            }
        }
        let bare = [wanted.parameters(), &[("excludeFiles", "true")]].concat();
        let (version, said) = self.ask::<api::Version>(address, self.of_dataset(pid, &below, &bare)).await?;
        let mut told = ToldVersion::new(Default::default(), version);
        if told.files.is_empty() {
            self.files(pid, wanted, address, &mut told).await?;
        }
        Ok((told, said))
    }

    /// All files of a version, some at a time; what ends them early is said. An error where there are none for it.
    async fn files(&self, pid: &Pid, wanted: Wanted<'_>, address: &Address, told: &mut ToldVersion) -> Result<()> {
        let below = format!("versions/{}/files", wanted.name);
        let (mut start, mut seen) = (0, HashSet::new());
        loop {
            let (limit, offset) = (FILES.to_string(), start.to_string());
            let page = [wanted.parameters(), &[("limit", &*limit), ("offset", &*offset)]].concat();
            let (raw, total) = match self.ask_counted(address, self.of_dataset(pid, &below, &page)).await {
                Ok(((raw, total), _)) => (raw, total.count()),
                Err(error) if start == 0 => return Err(error),
                Err(error) => {
                    told.warnings.push(t!("dataverse-files-cut", count = start, cause = error.cause.to_string()));
                    return Ok(());
                }
            };
            let came = raw.len();
            let new: Vec<Value> = raw.into_iter().filter(|it| is_new(it, &mut seen)).collect();
            start += came;
            told.take(&new);
            let is_all = total.is_some_and(|total| start as u64 >= total);
            let ends = new.is_empty() || told.files.len() >= MOST;
            if !is_all && ends && (total.is_some() || !new.is_empty()) {
                told.warnings.push(left_out(told.files.len(), total));
            }
            if is_all || ends {
                return Ok(());
            }
        }
    }
}

/// Whether a file did not come before: what counts and repeats is no list that goes on.
fn is_new(file: &Value, seen: &mut HashSet<String>) -> bool {
    let id = &file["dataFile"]["id"];
    id.is_null() || seen.insert(id.to_string())
}

fn left_out(count: usize, total: Option<u64>) -> String {
    match total {
        Some(total) => t!("dataverse-files-beyond", count, total),
        None => t!("dataverse-files-beyond-uncounted", count),
    }
}

fn is_draft(version: &api::Version) -> bool {
    version.version_state.as_deref() == Some("DRAFT")
}

/// What a version is asked for by.
fn named(wanted: Option<&str>) -> &str {
    match wanted {
        None => ":latest-published",
        Some(pid::DRAFT) => ":draft",
        Some(number) => number,
    }
}

/// Whether an answer is longer than any that is read: those of datasets with tens of thousands of files are.
fn is_too_long(error: &Error) -> bool {
    error.cause.is("http-answer-too-large")
}
