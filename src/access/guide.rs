//! The steps to request access to a portal, as a checklist that remembers what is ticked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::base::atomic_file::Readers;
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::i18n::Said;
use crate::base::text;
use crate::base::versioned;
use crate::model::Address;
use crate::{m, t};

/// What somebody wants access to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessWish {
    pub address: Address,
    /// What else of the same portal one request is to cover, where it may.
    pub also: Vec<Address>,
    /// The SIRET of the body that asks: fourteen digits.
    pub siret: Option<String>,
}

impl AccessWish {
    pub fn to(address: Address) -> Self {
        Self { address, also: vec![], siret: None }
    }

    /// All that is wanted.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        std::iter::once(&self.address).chain(&self.also)
    }
}

/// What a portal tells those who want in, in the language asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Guide {
    /// One paragraph each.
    pub about: Vec<String>,
    /// Where a request is begun.
    pub start: Option<String>,
    /// The rights to ask for.
    pub rights: Vec<String>,
    pub steps: Vec<GuideStep>,
    pub information: Vec<Section>,
    /// A request's states: what they are called, what comes next.
    pub states: Vec<(String, String)>,
    /// Forms to choose from, the one that fits best first: id, what for, address.
    pub forms: Vec<(String, String, String)>,
    /// What to write in the form, in the form's language: what is asked, the text.
    pub paste: Vec<(String, String)>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GuideStep {
    /// Stays the same from version to version: ticks are kept by it.
    pub id: String,
    pub title: String,
    pub detail: String,
    pub link: Option<String>,
}

impl GuideStep {
    /// Without a link.
    pub fn new(id: &str, title: Said, detail: Said) -> Self {
        Self { id: id.to_owned(), title: title.text(), detail: detail.text(), link: None }
    }

    pub fn at(self, link: Option<String>) -> Self {
        Self { link, ..self }
    }
}

/// Information to have at hand, which the person gathers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    pub title: String,
    pub items: Vec<GuideItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GuideItem {
    pub id: String,
    pub label: String,
    pub required: bool,
    /// The id of what stands in for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub or: Option<String>,
}

/// One line of a guide as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub look: LineLook,
    /// In columns.
    pub indent: usize,
    pub text: String,
    /// What can be ticked on it: a step's own explanation and link are of the step.
    pub id: Option<String>,
    /// What else does where it is ticked.
    pub or: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineLook {
    Plain,
    Title,
    /// One of several.
    Point,
    Link,
    /// It has the box to tick.
    Tick,
}

impl Guide {
    /// The whole of it; empty lines stand between its parts.
    pub fn lines(&self) -> Vec<Line> {
        let line = |look, indent, text: &str, id: Option<&str>| Line {
            look,
            indent,
            text: text.to_owned(),
            id: id.map(str::to_owned),
            or: None,
        };
        let pair = |(title, text): &(String, String)| line(LineLook::Plain, 2, &format::labelled(title, text), None);
        let mut about: Vec<Line> = self.about.iter().map(|text| line(LineLook::Plain, 0, text, None)).collect();
        about.extend(self.start.iter().map(|start| line(LineLook::Link, 0, start, None)));
        about.extend(self.rights.iter().map(|right| line(LineLook::Point, 2, right, None)));
        let step = |step: &GuideStep| {
            let id = Some(&*step.id);
            let own = [line(LineLook::Tick, 0, &step.title, id), line(LineLook::Plain, 4, &step.detail, id)];
            own.into_iter()
                .chain(step.link.iter().map(move |link| line(LineLook::Link, 4, link, id)))
                .collect::<Vec<_>>()
        };
        let item = |item: &GuideItem| {
            let text = match (item.required, &item.or) {
                (false, _) => item.label.clone(),
                (true, None) => format!("{} *", item.label),
                (true, Some(_)) => t!("guide-either", label = &item.label),
            };
            Line { or: item.or.clone(), ..line(LineLook::Tick, 2, &text, Some(&item.id)) }
        };
        let section = |section: &Section| {
            let title = line(LineLook::Title, 0, &section.title, None);
            std::iter::once(title).chain(section.items.iter().map(item)).collect::<Vec<_>>()
        };
        let mut parts = vec![about, self.steps.iter().flat_map(step).collect()];
        parts.extend(self.information.iter().map(section));
        parts.push(self.forms.iter().map(|(_, title, link)| pair(&(title.clone(), link.clone()))).collect());
        let paste = self.paste.iter().map(pair).collect::<Vec<_>>();
        let title = line(LineLook::Title, 0, &t!("guide-paste"), None);
        parts.push(if paste.is_empty() { vec![] } else { std::iter::once(title).chain(paste).collect() });
        parts.push(self.states.iter().map(pair).collect());
        parts.retain(|part| !part.is_empty());
        parts.join(&line(LineLook::Plain, 0, "", None))
    }

    /// Whether `id` can be ticked, or an error that names what can.
    pub fn check(&self, id: &str) -> Result<()> {
        if self.ids().any(|known| known == id) {
            return Ok(());
        }
        let known = self.ids().collect::<Vec<_>>().join(", ");
        let subject = format!("\"{}\"", text::line(id));
        Err(Error::new(ErrorKind::Usage, subject, m!("guide-no-line")).hint(m!("guide-lines", known)))
    }

    /// Everything that can be ticked.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let items = self.information.iter().flat_map(|section| &section.items).map(|item| item.id.as_str());
        self.steps.iter().map(|step| step.id.as_str()).chain(items)
    }
}

/// The layout of the file of ticks.
const LAYOUT: u64 = 1;

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
        let ticked = versioned::load(&path, LAYOUT);
        Self { path, ticked }
    }

    pub fn of(&self, portal: &str) -> BTreeSet<String> {
        self.ticked.get(portal).cloned().unwrap_or_default()
    }

    pub fn set(&mut self, portal: &str, id: &str, on: bool) {
        let ids = self.ticked.entry(portal.to_owned()).or_default();
        let _ = if on { ids.insert(id.to_owned()) } else { ids.remove(id) };
    }

    /// Keeps the ticks for the next time.
    pub fn write(&self) -> Result<()> {
        versioned::store(&self.path, LAYOUT, &self.ticked, Readers::Owner).map_err(|error| disk(&self.path, &error))
    }
}
