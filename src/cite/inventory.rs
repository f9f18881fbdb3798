//! All data of a folder that have receipts, as a list, and as a bill of materials (CycloneDX).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::terms::{Conflict, conflict, spdx};
use super::{Cited, uri};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::Recheck;
use crate::download::receipt::Receipt;
use crate::m;

/// Folders below the one named are looked into so far: no project is deeper, and a loop of links ends.
const DEEPEST: usize = 32;

/// One file, and what its receipt says of it.
#[derive(Debug)]
pub struct Held {
    pub path: PathBuf,
    pub receipt: Box<Receipt>,
    pub cited: Cited,
}

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Inventory {
    /// By their paths.
    pub held: Vec<Held>,
    /// Receipts that cannot be read, or whose files are not as they say: nothing is said of these files.
    pub errors: Vec<Error>,
}

/// Two licences that do not go together, the first file of each, and why.
#[derive(Debug, PartialEq)]
pub struct Clash<'i> {
    pub licences: [&'i str; 2],
    pub files: [&'i Path; 2],
    pub why: Conflict,
}

impl Inventory {
    /// Of `folder` and all below it; hidden folders and links are not entered. BLOCKS.
    pub fn of(folder: &Path) -> Result<Self> {
        let mut inventory = Self::default();
        let failed = |error: std::io::Error| {
            let refusal = |kind, cause| Error::new(kind, shown(folder), cause);
            match error.kind() {
                std::io::ErrorKind::NotFound => refusal(ErrorKind::NotFound, m!("cite-no-folder")),
                std::io::ErrorKind::NotADirectory => {
                    refusal(ErrorKind::Usage, m!("cite-not-folder")).hint(m!("cite-not-folder-hint"))
                }
                // Hints on where downloads go are of no use here.
                _ => Error { hint: None, ..disk(folder, &error) },
            }
        };
        inventory.read(folder, 0).map_err(failed)?;
        inventory.held.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(inventory)
    }

    fn read(&mut self, folder: &Path, depth: usize) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            if kind.is_dir() && !is_hidden && depth < DEEPEST {
                // One folder that is not for us says nothing of the others.
                if let Err(error) = self.read(&path, depth + 1) {
                    self.errors.push(disk(&path, &error));
                }
            } else if kind.is_file() {
                match Receipt::is_one(&path) {
                    true => self.errors.extend(Receipt::file_of(&path).and_then(|file| gone(&file))),
                    false if Receipt::path(&path).is_file() => self.take(path),
                    false => {}
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, path: PathBuf) {
        let checked = Receipt::read(&path).and_then(|receipt| Recheck::check(&path, &receipt).map(|()| receipt));
        match checked {
            Ok(receipt) => {
                self.held.push(Held { path, cited: Cited::of_receipt(&receipt), receipt: Box::new(receipt) })
            }
            Err(error) => self.errors.push(error),
        }
    }

    /// The files under each licence, by its name; those without any are under none.
    pub fn licences(&self) -> BTreeMap<Option<&str>, Vec<&Path>> {
        let mut licences = BTreeMap::<_, Vec<_>>::new();
        for held in &self.held {
            let label = held.cited.licence.as_ref().map(|licence| licence.label.as_str());
            licences.entry(label).or_default().push(held.path.as_path());
        }
        licences
    }

    /// Which licences do not go together, each pair once. One that allows no change clashes with itself where it has several
    /// files.
    pub fn clashes(&self) -> Vec<Clash<'_>> {
        let licences = self.licences();
        let stated: Vec<(&str, &Vec<&Path>)> =
            licences.iter().filter_map(|(label, files)| Some(((*label)?, files))).collect();
        let mut clashes = Vec::new();
        for (at, (one, files)) in stated.iter().enumerate() {
            for (other, others) in &stated[at..] {
                let second = if one == other { files.get(1) } else { others.first() };
                if let (Some(first), Some(second), Some(why)) = (files.first(), second, conflict(one, other)) {
                    clashes.push(Clash { licences: [one, other], files: [first, second], why });
                }
            }
        }
        clashes
    }

    /// A CycloneDX document, version 1.6: each file a component of type `data`. `at`: when it is made.
    pub fn bill(&self, folder: &Path, at: Timestamp) -> Value {
        let components: Vec<Value> = self.held.iter().map(|held| component(held, folder)).collect();
        json!({
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {
                "timestamp": at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                "tools": { "components": [{
                    "type": "application", "name": "guichet", "version": env!("CARGO_PKG_VERSION"),
                }] },
            },
            "components": components,
        })
    }
}

/// A receipt whose file is not there.
fn gone(file: &Path) -> Option<Error> {
    let is_gone = fs::symlink_metadata(file).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound);
    is_gone.then(|| Error::new(ErrorKind::NotFound, shown(file), m!("cite-file-gone")).hint(m!("cite-file-gone-hint")))
}

fn component(held: &Held, folder: &Path) -> Value {
    let Held { path, receipt, cited } = held;
    let name = path.strip_prefix(folder).unwrap_or(path);
    let name = name.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    let mut component = json!({
        "type": "data",
        "bom-ref": format!("{name}@{}", receipt.sha256),
        "name": name,
        "version": receipt.sha256,
        "description": cited.whole_title(),
        "supplier": { "name": cited.who() },
        "hashes": [{ "alg": "SHA-256", "content": receipt.sha256 }],
        "externalReferences": [{ "type": "website", "url": cited.link() }],
        "data": [{ "type": "dataset", "name": cited.title }],
        "properties": [
            { "name": "guichet:address", "value": receipt.address },
            { "name": "guichet:verdict", "value": receipt.verdict },
            { "name": "guichet:fetched", "value": receipt.fetched.to_string() },
        ],
    });
    if let Some(url) = &receipt.url {
        let reference = json!({ "type": "distribution", "url": uri(url) });
        component["externalReferences"].as_array_mut().into_iter().for_each(|all| all.push(reference.clone()));
    }
    if let Some(licence) = &cited.licence {
        let mut told = match spdx(&licence.label) {
            Some(code) => json!({ "id": code }),
            None => json!({ "name": licence.label }),
        };
        licence.url.iter().for_each(|url| told["url"] = uri(url).into());
        component["licenses"] = json!([{ "license": told }]);
    }
    component
}
