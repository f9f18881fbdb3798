//! How access to something is asked for: a checklist that remembers what is ticked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::{Error, Kind, Result};
use crate::replace::replace;
use crate::text;

/// What a portal tells those who want in, in the language asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Guide {
    /// One paragraph each.
    pub about: Vec<String>,
    /// Where a request is begun.
    pub start: Option<String>,
    /// The rights to ask for.
    pub rights: Vec<String>,
    pub steps: Vec<Step>,
    pub information: Vec<Section>,
    /// A request's states: what they are called, what comes next.
    pub states: Vec<(String, String)>,
    /// Forms to choose from: id, what for, address.
    pub forms: Vec<(String, String, String)>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Stays the same from version to version: ticks are kept by it.
    pub id: String,
    pub title: String,
    pub detail: String,
    pub link: Option<String>,
}

/// Information to have at hand, which the person gathers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    pub title: String,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    pub id: String,
    pub label: String,
    pub required: bool,
}

impl Guide {
    /// Everything that can be ticked.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let items = self.information.iter().flat_map(|section| &section.items).map(|item| item.id.as_str());
        self.steps.iter().map(|step| step.id.as_str()).chain(items)
    }
}

/// What is ticked, by portal.
#[derive(Debug)]
pub struct Ticks {
    path: PathBuf,
    ticked: BTreeMap<String, BTreeSet<String>>,
}

impl Ticks {
    /// In `checklist.json` of `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        let path = folder.join("checklist.json");
        let ticked = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { path, ticked }
    }

    pub fn has(&self, portal: &str, id: &str) -> bool {
        self.ticked.get(portal).is_some_and(|ids| ids.contains(id))
    }

    /// Ticks or unticks `id`, which must be of `guide`.
    pub fn set(&mut self, portal: &str, guide: &Guide, id: &str, on: bool) -> Result<()> {
        if !guide.ids().any(|known| known == id) {
            let known = guide.ids().collect::<Vec<_>>().join(", ");
            let subject = format!("\"{}\"", text::line(id));
            return Err(
                Error::new(Kind::Usage, subject, "the checklist has no such line").hint(format!("It has: {known}."))
            );
        }
        let ids = self.ticked.entry(portal.to_owned()).or_default();
        let _ = if on { ids.insert(id.to_owned()) } else { ids.remove(id) };
        Ok(())
    }

    /// Keeps the ticks for the next time.
    pub fn write(&self) -> Result<()> {
        let failed = |error: std::io::Error| {
            Error::new(Kind::Disk, text::line(&self.path.display().to_string()), text::line(&error.to_string()))
        };
        let content = serde_json::to_vec_pretty(&self.ticked).map_err(std::io::Error::from);
        content.and_then(|content| replace(&self.path, &content, None)).map_err(failed)
    }
}
