//! The files of a dataset at one commit, page by page, and the Parquet copies that the Hub makes of them.

use std::collections::HashSet;

use serde_json::Value;

use super::super::paths::{is_step, segment};
use super::super::reading::{self, items};
use super::set_id::{MADE, MAIN, SetId, is_commit};
use super::{DATASETS, HuggingFace, api, search};
use crate::base::error::{Error, Result};
use crate::base::odd::Odd;
use crate::model::Address;
use crate::t;

/// Asked for at once.
const PAGE: usize = 1000;
/// No more pages of files are asked for, and what is behind them is told. The Hub itself wants repositories to hold fewer.
const PAGES: usize = 100;

/// The files at one revision.
#[derive(Debug, Default)]
pub struct Files {
    /// A commit, or the branch where the portal tells none.
    pub revision: String,
    pub entries: Vec<api::Entry>,
    /// What had to be left out.
    pub warnings: Vec<String>,
}

/// A file, as it is called here and as it is asked for.
pub struct NamedFile<'f> {
    pub id: String,
    pub path: &'f str,
    pub entry: &'f api::Entry,
}

impl HuggingFace {
    /// Those of the dataset itself, at the commit that its revision stood at when `record` was told. A portal that does not
    /// let its tree be seen may tell the names with the dataset.
    pub async fn own_files(&self, set: &SetId, record: &api::Dataset, address: &Address) -> Result<Files> {
        let told = || record.sha.as_deref().filter(|sha| is_commit(sha));
        let revision = set.commit().or_else(told).or(set.revision.as_deref()).unwrap_or(MAIN);
        match self.tree(&set.name, revision, address).await {
            Err(error) if is_hidden(&error) => {
                let mut odd = Odd::default();
                let entries = items(&record.siblings, &t!("portals-item-file"), &mut odd);
                Ok(Files { revision: revision.to_owned(), entries, warnings: odd.said().into_iter().collect() })
            }
            found => found,
        }
    }

    /// The commit of the copies, if there are any.
    pub async fn made_commit(&self, id: &str) -> Option<String> {
        let refs: Value =
            self.http.json(&*self.name, self.http.url(&format!("{DATASETS}/{id}/refs"), [])).await.ok()?;
        let made = refs["converts"].as_array()?.iter().find(|it| it["ref"] == MADE)?;
        made["targetCommit"].as_str().filter(|sha| is_commit(sha)).map(str::to_owned)
    }

    /// Those that the Hub makes; none where it makes none or does not tell.
    pub async fn made_files(&self, id: &str, commit: Option<String>) -> Files {
        match commit {
            Some(commit) => self.tree(id, &commit, &Address::root(&*self.name).child(id)).await.unwrap_or_default(),
            None => Files::default(),
        }
    }

    /// All files below the root of a revision.
    async fn tree(&self, id: &str, revision: &str, address: &Address) -> Result<Files> {
        let limit = PAGE.to_string();
        let first = self
            .http
            .url(&format!("{DATASETS}/{id}/tree/{}", segment(revision)), [("recursive", "true"), ("limit", &limit)]);
        let (mut files, mut odd) = (Files { revision: revision.to_owned(), ..Files::default() }, Odd::default());
        let (mut next, mut asked) = (Some(first.clone()), HashSet::new());
        while let Some(url) = next.take() {
            // Of a page that was asked for already nothing new comes, and never an end.
            if asked.len() == PAGES || !asked.insert(url.clone()) {
                files.warnings.push(t!("hugging-face-more-files", count = files.entries.len()));
                break;
            }
            let (raw, more) = self.http.linked_list(address, url).await?;
            let entries: Vec<api::Entry> = items(&raw, &t!("portals-item-file"), &mut odd);
            files.entries.extend(entries.into_iter().filter(|it| it.kind.as_deref() != Some("directory")));
            match more.as_ref().map(search::query_of_next) {
                Some(Some(query)) => {
                    let mut url = first.clone();
                    url.set_query(Some(query));
                    next = Some(url);
                }
                Some(None) => files.warnings.push(t!("hugging-face-more-files", count = files.entries.len())),
                None => {}
            }
        }
        files.warnings.extend(odd.said());
        Ok(files)
    }
}

impl Files {
    /// Each with its path as it is asked for, to the letter; what no path can name is told.
    pub fn named(&self, warnings: &mut Vec<String>) -> Vec<NamedFile<'_>> {
        let mut named = Vec::new();
        for entry in &self.entries {
            let path = entry.path.as_deref().filter(|path| !path.split('/').any(is_step));
            match (reading::id(&entry.path), path) {
                (Some(id), Some(path)) => named.push(NamedFile { id, path, entry }),
                (id, _) => warnings.push(t!("hugging-face-odd-path", path = id.unwrap_or_default())),
            }
        }
        named
    }
}

/// Of what is gated some see the names only, and an empty repository has no tree. A revision that there is none of is
/// another matter.
fn is_hidden(error: &Error) -> bool {
    matches!(error.status, Some(401 | 403 | 404)) && error.code.as_deref() != Some("RevisionNotFound")
}
