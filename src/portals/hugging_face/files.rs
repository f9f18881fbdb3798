//! The files of a dataset at one commit, page by page, and the Parquet copies that the Hub makes of them.

use serde_json::Value;

use super::super::paths::{is_step, segment};
use super::super::reading::{self, items};
use super::{DATASETS, HuggingFace, api};
use crate::base::error::{Error, Result};
use crate::base::odd::Odd;
use crate::model::Address;
use crate::t;

/// Asked for at once.
const PAGE: usize = 1000;
/// No more pages of files are asked for, and what is behind them is told.
const PAGES: usize = 10;
/// The branch that the Hub's own copies are on.
const MADE: &str = "refs/convert/parquet";

/// The files at one revision.
#[derive(Debug, Default)]
pub struct Files {
    /// A commit, or the branch where the portal tells none.
    pub revision: String,
    pub entries: Vec<api::Entry>,
    /// What had to be left out.
    pub warnings: Vec<String>,
}

impl HuggingFace {
    /// Those of the dataset itself. A portal that does not let its tree be seen may tell the names with the dataset.
    pub async fn own_files(&self, id: &str, record: &api::Dataset, address: &Address) -> Result<Files> {
        let commit = record.sha.as_deref().filter(|sha| is_commit(sha));
        let revision = commit.unwrap_or("main");
        match self.tree(id, revision, address).await {
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
        let path = format!("{DATASETS}/{id}/tree/{}", segment(revision));
        let mut next = Some(self.http.url(&path, [("recursive", "true"), ("limit", &limit)]));
        let (mut files, mut odd) = (Files { revision: revision.to_owned(), ..Files::default() }, Odd::default());
        let mut pages = 0;
        while let Some(url) = next.take() {
            if pages == PAGES {
                files.warnings.push(t!("hugging-face-more-files", count = files.entries.len()));
                break;
            }
            pages += 1;
            let (raw, more) = self.http.linked_list(address, url).await?;
            let entries: Vec<api::Entry> = items(&raw, &t!("portals-item-file"), &mut odd);
            files.entries.extend(entries.into_iter().filter(|it| it.kind.as_deref() != Some("directory")));
            // Nobody else is asked, and nothing else of the portal.
            next = more.filter(|more| self.http.is_own(more) && more.path().contains("/tree/") && !raw.is_empty());
        }
        files.warnings.extend(odd.said());
        Ok(files)
    }
}

impl Files {
    /// Each with its path as it is asked for; what no path can name is told.
    pub fn named(&self, warnings: &mut Vec<String>) -> Vec<(String, &api::Entry)> {
        let mut named = Vec::new();
        for entry in &self.entries {
            match reading::id(&entry.path) {
                Some(path) if !path.split('/').any(is_step) => named.push((path, entry)),
                path => warnings.push(t!("hugging-face-odd-path", path = path.unwrap_or_default())),
            }
        }
        named
    }
}

/// Forty digits.
fn is_commit(sha: &str) -> bool {
    sha.len() == 40 && sha.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Of what is gated some see the names only, and an empty repository has no tree.
fn is_hidden(error: &Error) -> bool {
    matches!(error.status, Some(401 | 403 | 404))
}
