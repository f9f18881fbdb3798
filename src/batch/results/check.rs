//! The results of a batch held against their receipt once more, and their documents against the journal.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::answers::{AnswerIndex, AnswersFile};
use super::receipt::BatchReceipt;
use crate::base::beside::Wanted;
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::batch::{ANSWERS, FinishedDocument};
use crate::download::receipt::digest;
use crate::t;

/// What one file is found to be.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedResult {
    pub path: PathBuf,
    pub bytes: Option<u64>,
    pub sha256: Option<String>,
    /// What is wrong with it: a sentence without capital and full stop.
    pub fault: Option<String>,
}

/// Whether `folder` has the receipt of a batch.
pub fn is_batch(folder: &Path) -> bool {
    folder.is_dir() && BatchReceipt::path(folder).is_file()
}

/// Calls `each` with every file of the results in `folder`, read again; an error of `each` ends it. BLOCKS.
pub fn check(
    folder: &Path,
    wanted: &Wanted,
    each: &mut dyn FnMut(CheckedResult) -> Result<()>,
) -> Result<BatchReceipt> {
    let receipt = BatchReceipt::read(folder)?;
    for file in &receipt.files {
        each(checked(folder, &file.file, file.bytes, &file.sha256)?)?;
    }
    documents(&folder.join(ANSWERS), wanted, &mut |document| {
        each(checked(folder, &document.path, document.size, &document.sha256)?)
    })?;
    Ok(receipt)
}

/// Each document that the journal tells of, where no later line is in the place of the one that does.
fn documents(answers: &Path, wanted: &Wanted, each: &mut dyn FnMut(&FinishedDocument) -> Result<()>) -> Result<()> {
    let Some(mut file) = AnswersFile::open(answers, wanted)? else { return Ok(()) };
    let mut index = AnswerIndex::default();
    while let Some((at, line)) = file.next()? {
        line.iter().for_each(|line| index.add(line, at));
    }
    index.end();
    let Some(mut file) = AnswersFile::open(answers, wanted)? else { return Ok(()) };
    while let Some((at, line)) = file.next()? {
        let last = line.filter(|line| index.find(&line.endpoint, &line.asked) == Some(at));
        if let Some(document) = last.and_then(|line| line.document) {
            each(&document)?;
        }
    }
    Ok(())
}

fn checked(folder: &Path, name: &str, bytes: u64, sha256: &str) -> Result<CheckedResult> {
    let path = folder.join(name);
    let with = |found: Option<(u64, String)>, fault| {
        let (bytes, sha256) = found.unzip();
        Ok(CheckedResult { path: path.clone(), bytes, sha256, fault })
    };
    let is_below = !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if !is_below {
        return with(None, Some(t!("batch-results-leads-out")));
    }
    match fs::symlink_metadata(&path) {
        Ok(there) if there.is_file() => {}
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return with(None, Some(disk(&path, &error).cause.to_string()));
        }
        _ => return with(None, Some(t!("batch-results-gone"))),
    }
    let found = match digest(&path) {
        Ok(found) => found,
        Err(error) => return with(None, Some(error.cause.to_string())),
    };
    let fault = match () {
        () if found.0 != bytes => Some(t!("cli-other-size", bytes = found.0, stated = bytes)),
        () if found.1 != sha256 => Some(t!("cli-other-digest", sha256 = &found.1, stated = sha256)),
        () => None,
    };
    with(Some(found), fault)
}
