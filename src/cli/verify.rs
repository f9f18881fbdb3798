//! `verify`: files against their receipts, results of a batch against theirs, and receipts against what the portal
//! publishes now.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use super::table::{OutputColumns, OutputTable};
use super::{Global, addresses, out, wire};
use crate::base::beside::Wanted;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::batch::results;
use crate::download::receipt::Receipt;
use crate::download::{ARCHIVED, Recheck};
use crate::model::{Address, Media, Target};
use crate::session::Session;
use crate::sync::{BundledFile, DataFolder, check_bundle};
use crate::{m, t};

#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// Files that `get` downloaded, each with its receipt beside it, or folders of `get --each`; - reads their names from
    /// standard input, one a line
    #[arg(required_unless_present = "bundle", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Ask the portals whether they publish a newer version
    #[arg(long)]
    online: bool,
    /// All files of a folder that `sync --bundle` made, against its data.lock
    #[arg(long, value_name = "DIR", conflicts_with_all = ["files", "online"])]
    bundle: Option<PathBuf>,
}

impl VerifyArgs {
    /// Whether portals are asked.
    pub fn is_online(&self) -> bool {
        self.online
    }
}

/// What programs read of a file.
const FIELDS: [&str; 8] = ["path", "address", "state", "bytes", "sha256", "reason", "published", "error"];

/// What a file is found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum FileState {
    Intact,
    Altered,
}

/// What the portal publishes now, compared with the receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Published {
    Same,
    Newer,
    /// Nothing of it is there any more.
    Gone,
    /// The portal states nothing to compare with.
    Unknown,
}

struct Checked {
    receipt: Receipt,
    state: FileState,
    reason: String,
    bytes: u64,
    sha256: String,
    published: Option<Published>,
}

/// `verify *` meets receipts too, which are passed over, and files that have none.
pub async fn verify(global: &Global, args: &VerifyArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    if let Some(folder) = &args.bundle {
        return verify_bundle(columns, &DataFolder::at(folder));
    }
    let online = args.online.then_some(session);
    let named = files(&args.files)?;
    let files: Vec<&PathBuf> = named.iter().filter(|file| !Receipt::is_one(file)).collect();
    if files.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "verify", m!("cli-only-receipts")).hint(m!("cli-only-receipts-hint")));
    }
    let mut table = (!columns.are_for_people()).then(|| OutputTable::of_lines(columns));
    let mut errors = Vec::new();
    let mut without = 0;
    for file in files {
        if out::is_over() {
            break; // nobody learns what the others are
        }
        if results::is_batch(file) {
            errors.extend(verify_batch(&mut table, file)?);
            continue;
        }
        let result = check(file, online).await;
        match &mut table {
            Some(table) => table.add([json(file, &result)])?,
            None => print(file, &result),
        }
        match result {
            Ok(Checked { state: FileState::Altered, reason, .. }) => {
                errors.push(Error::new(ErrorKind::Integrity, file.display().to_string(), reason));
            }
            Ok(_) => {}
            Err(error) => {
                without += usize::from(file.is_file() && !Receipt::path(file).exists());
                errors.push(error);
            }
        }
    }
    if without > 0 && named.len() > 1 {
        out::note(&t!("cli-without-receipt", count = without));
    }
    Ok(Error::worst(&errors))
}

/// Without a request to anybody.
fn verify_bundle(columns: OutputColumns, folder: &DataFolder) -> Result<u8> {
    let mut table = (!columns.are_for_people()).then(|| OutputTable::of_lines(columns));
    let mut errors = Vec::new();
    for BundledFile { path, locked, fault } in check_bundle(folder)? {
        let path = path.below(folder.root()).display().to_string();
        let (address, bytes, sha256) = (Some(locked.media.to_string()), Some(locked.bytes), Some(locked.sha256));
        errors.extend(told(&mut table, HeldFile { path, address, bytes, sha256, fault })?);
    }
    Ok(Error::worst(&errors))
}

/// The files that came of one request for each row of a table, without a request to anybody.
fn verify_batch(table: &mut Option<OutputTable>, folder: &Path) -> Result<Vec<Error>> {
    let mut errors = Vec::new();
    let receipt = results::check(folder, &Wanted::always(), &mut |found| {
        let results::CheckedResult { path, bytes, sha256, fault } = found;
        let path = path.display().to_string();
        errors.extend(told(table, HeldFile { path, address: None, bytes, sha256, fault })?);
        Ok(())
    });
    if let Err(error) = receipt {
        match table {
            Some(table) => table.add([json(folder, &Err(error.clone()))])?,
            None => out::error(&error),
        }
        errors.push(error);
    }
    Ok(errors)
}

/// A file that something else tells of than a receipt beside it.
struct HeldFile {
    path: String,
    address: Option<String>,
    bytes: Option<u64>,
    sha256: Option<String>,
    /// What is wrong with it: a sentence without capital and full stop.
    fault: Option<String>,
}

/// Tells of one file; the error that it is.
fn told(table: &mut Option<OutputTable>, file: HeldFile) -> Result<Option<Error>> {
    let HeldFile { path, address, bytes, sha256, fault } = file;
    let state = if fault.is_none() { FileState::Intact } else { FileState::Altered };
    let reason = fault.clone().unwrap_or_else(|| t!("cli-as-stated"));
    match table {
        Some(table) => table.add([json!({
            "path": path, "address": address, "state": state, "bytes": bytes, "sha256": sha256,
            "reason": reason, "published": null, "error": null,
        })])?,
        None => {
            let word = if state == FileState::Intact { t!("cli-intact") } else { t!("cli-altered") };
            out::line(&format!("{word}  {path}"));
            fault.iter().for_each(|fault| out::note(&format::labelled(&path, fault)));
        }
    }
    Ok(fault.map(|fault| Error::new(ErrorKind::Integrity, path, fault)))
}

/// Those named, and those that standard input names: by a line of `get --json` too.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let dash = Path::new("-");
    if !named.iter().any(|file| file == dash) {
        return Ok(named.to_vec());
    }
    let read = addresses::expanded(&["-".to_owned()], "path")?;
    let read = || read.iter().map(PathBuf::from).collect::<Vec<_>>();
    Ok(named.iter().flat_map(|file| if file == dash { read() } else { vec![file.clone()] }).collect())
}

async fn check(file: &Path, online: Option<&Session>) -> Result<Checked> {
    let receipt = Receipt::read(file)?;
    let found = {
        let (file, receipt) = (file.to_owned(), receipt.clone());
        let read = tokio::task::spawn_blocking(move || Recheck::of(&file, &receipt)).await;
        read.map_err(|_| Error::new(ErrorKind::Unexpected, "verify", m!("cli-reading-broke")))??
    };
    let Recheck { bytes, sha256, altered } = found;
    let (state, reason) = match altered {
        Some(reason) => (FileState::Altered, reason),
        None => (FileState::Intact, t!("cli-as-stated")),
    };
    let published = match online {
        Some(session) => Some(published(&receipt, session).await?),
        None => None,
    };
    Ok(Checked { receipt, state, reason, bytes, sha256, published })
}

/// Compares what the catalogue states: fetching the file to know would be a download.
async fn published(receipt: &Receipt, session: &Session) -> Result<Published> {
    let address: Address = receipt.address.parse()?;
    let Target::Media { dataset, media } = session.resolve(&address)? else { return Ok(Published::Unknown) };
    match session.media(&dataset, &media).await {
        Ok((_, media)) => Ok(compare(receipt, &media)),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(Published::Gone),
        Err(error) => Err(error),
    }
}

fn compare(receipt: &Receipt, media: &Media) -> Published {
    let stated = media.checksum.as_ref().map(|checksum| checksum.value.to_ascii_lowercase());
    // What an archive states of an entry, the portal does not.
    let claim = receipt.claim.as_ref().filter(|claim| claim.algo != ARCHIVED);
    let known = claim.map(|claim| claim.value.to_ascii_lowercase());
    match (stated, known) {
        (Some(stated), Some(known)) if stated != known => Published::Newer,
        (Some(_), Some(_)) => Published::Same,
        _ => match (media.modified, receipt.media.modified) {
            (Some(now), Some(then)) if now > then => Published::Newer,
            (Some(_), Some(_)) => Published::Same,
            _ => Published::Unknown,
        },
    }
}

/// One line for programs.
fn json(file: &Path, result: &Result<Checked>) -> Value {
    let checked = result.as_ref().ok();
    json!({
        "path": file.display().to_string(),
        "address": checked.map(|it| &it.receipt.address),
        "state": checked.map(|it| it.state),
        "bytes": checked.map(|it| it.bytes),
        "sha256": checked.map(|it| &it.sha256),
        "reason": checked.map(|it| &it.reason),
        "published": checked.map(|it| it.published),
        "error": wire::error(result.as_ref().err()),
    })
}

fn print(file: &Path, result: &Result<Checked>) {
    match result {
        Ok(checked) => {
            let state = if checked.state == FileState::Intact { t!("cli-intact") } else { t!("cli-altered") };
            let file = file.display();
            out::line(&match checked.published {
                None => format!("{state}  {file}"),
                Some(Published::Same) => t!("cli-same", state, file),
                Some(Published::Newer) => t!("cli-newer", state, file),
                Some(Published::Gone) => t!("cli-gone", state, file),
                Some(Published::Unknown) => t!("cli-unknown", state, file),
            });
            if checked.state == FileState::Altered {
                out::note(&format::labelled(&file.to_string(), &checked.reason));
            }
        }
        Err(error) => out::error(error),
    }
}
