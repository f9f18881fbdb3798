//! `receipts`: all data of a folder that have receipts, under which licences, and which of these do not go together.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::table::OutputTable;
use super::{Global, out};
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::when::When;
use crate::cite::inventory::{Clash, Held, Inventory};
use crate::cite::terms::spdx;
use crate::{m, t};

#[derive(Args, Debug)]
pub struct ReceiptsArgs {
    /// The folder; those below it too
    #[arg(default_value = ".", hide_default_value = true, value_name = "FOLDER")]
    folder: PathBuf,
    /// Print a bill of materials instead (CycloneDX 1.6, JSON)
    #[arg(long)]
    sbom: bool,
}

/// What programs read of a file.
const FIELDS: [&str; 12] = [
    "path",
    "address",
    "title",
    "publisher",
    "licence",
    "spdx",
    "published",
    "fetched",
    "bytes",
    "sha256",
    "verdict",
    "url",
];

/// Licences that do not go together are told, and are no error: whether they matter depends on what is made of the data.
pub fn receipts(global: &Global, args: &ReceiptsArgs) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let inventory = Inventory::of(&args.folder)?;
    inventory.errors.iter().for_each(out::error);
    if inventory.held.is_empty() && inventory.errors.is_empty() {
        return Err(Error::new(ErrorKind::NotFound, shown(&args.folder), m!("cite-no-receipts"))
            .hint(m!("download-no-receipt-hint")));
    }
    let clashes = inventory.clashes();
    if args.sbom {
        let bill = inventory.bill(&args.folder, Timestamp::now());
        let text = serde_json::to_string_pretty(&bill).unwrap_or_default();
        out::lines(&text.lines().map(str::to_owned).collect::<Vec<_>>());
    } else if columns.are_for_people() {
        print(&inventory, &clashes);
    } else {
        let head = json!({ "clashes": clashes.iter().map(clash).collect::<Vec<_>>() });
        let mut table = OutputTable::begin(columns, "receipts", head)?;
        table.add(inventory.held.iter().map(row))?;
        table.end(json!({}))?;
    }
    Ok(Error::worst(&inventory.errors))
}

fn row(held: &Held) -> Value {
    let Held { path, receipt, cited } = held;
    let label = cited.licence.as_ref().map(|licence| &licence.label);
    json!({
        "path": path.display().to_string(),
        "address": receipt.address,
        "title": cited.whole_title(),
        "publisher": cited.publisher,
        "licence": label,
        "spdx": label.and_then(|label| spdx(label)),
        "published": cited.published.map(When::day),
        "fetched": receipt.fetched,
        "bytes": receipt.bytes,
        "sha256": receipt.sha256,
        "verdict": receipt.verdict,
        "url": receipt.url,
    })
}

fn clash(clash: &Clash<'_>) -> Value {
    json!({
        "licences": clash.licences,
        "files": clash.files.map(|file| file.display().to_string()),
        "reason": clash.why.text(),
    })
}

/// The files under each licence, then what does not go together.
fn print(inventory: &Inventory, clashes: &[Clash<'_>]) {
    for (number, (label, files)) in inventory.licences().into_iter().enumerate() {
        if number > 0 {
            out::line("");
        }
        out::line(&label.map_or_else(|| t!("cite-none-stated"), str::to_owned));
        for held in inventory.held.iter().filter(|held| files.contains(&held.path.as_path())) {
            out::line(&format!("  {}", line(held)));
        }
    }
    let name = |path: &Path| shown(path);
    for Clash { licences: [one, other], files: [first, second], why } in clashes {
        let (first, second) = (name(first), name(second));
        out::note(&t!("cite-clash", one = *one, other = *other, why = *why, first, second));
    }
}

/// `path: title, who, date`.
fn line(held: &Held) -> String {
    let cited = &held.cited;
    let parts = [Some(cited.title.clone()), Some(cited.who().to_owned()), cited.published.map(format::date)];
    format::labelled(&shown(&held.path), &parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}
