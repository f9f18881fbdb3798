//! The files that hang on entries (docs/portals/dastra.md 6.2): which there are, and whether they can be fetched.

use serde_json::Value;
use url::Url;

use super::super::mapping::{labelled, words};
use super::super::reading::{items, line};
use super::api;
use super::calls::Api;
use super::place::STORAGE;
use crate::base::format;
use crate::base::i18n::Said;
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text;
use crate::base::when::When;
use crate::model::{Access, Address, Media, Offer};
use crate::said;
use crate::t;

/// The fact that holds a document's own address.
pub const LINK: Said = said!("dastra-link");

/// Folders in folders that are looked into (docs/portals/dastra.md 8.9).
const DEPTH: usize = 8;

/// The media of one dataset that are documents, and what is to be said of those that are none.
pub struct Documents<'a> {
    api: &'a Api,
    workspace: i64,
    dataset: Address,
    access: Access,
    pub media: Vec<Media>,
    pub warnings: Vec<String>,
    odd: Odd,
}

/// Where a document is fetched from.
#[derive(Clone, Copy)]
pub enum Route<'a> {
    /// The documents' own call, which opens any attachment.
    Storage,
    Request(&'a str),
    Message,
    ControlPoint(&'a str),
    /// No call is described for it.
    None,
}

impl<'a> Documents<'a> {
    pub fn new(api: &'a Api, workspace: i64, dataset: Address, access: Access) -> Self {
        Self { api, workspace, dataset, access, media: vec![], warnings: vec![], odd: Odd::default() }
    }

    /// What is to be said of those that are none.
    pub fn said(&mut self) -> Vec<String> {
        let odd = std::mem::take(&mut self.odd).said();
        std::mem::take(&mut self.warnings).into_iter().chain(odd).collect()
    }

    /// Adds those of a list as the API gives it; `null` is none.
    pub fn add(&mut self, list: &Value, route: Route<'_>) {
        self.add_below(list, route, None, DEPTH);
    }

    fn add_below(&mut self, list: &Value, route: Route<'_>, folder: Option<&str>, depth: usize) {
        let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
        for attachment in items::<api::Attachment>(list, &t!("dastra-item-document"), &mut self.odd) {
            self.add_one(&attachment, route, folder, depth);
        }
    }

    fn add_one(&mut self, attachment: &api::Attachment, route: Route<'_>, folder: Option<&str>, depth: usize) {
        let name = attachment.name();
        if attachment.is_folder() {
            let inside = match folder {
                Some(folder) => format!("{folder} / {name}"),
                None => name,
            };
            return self.add_folder(attachment, route, &inside, depth);
        }
        let Some(id) = &attachment.id else {
            let name = if name.is_empty() { t!("dastra-one-document") } else { t!("dastra-the-document", name) };
            return self.warnings.push(t!("portals-no-id", name));
        };
        let media = self.media(attachment, id, route, folder);
        if !self.media.iter().any(|known| known.id == media.id) {
            self.media.push(media);
        }
    }

    fn add_folder(&mut self, attachment: &api::Attachment, route: Route<'_>, inside: &str, depth: usize) {
        let children = Value::Array(attachment.children.0.clone());
        let shown = self.media.len();
        if depth > 0 {
            self.add_below(&children, route, Some(inside), depth - 1);
        }
        // How the API is asked for what is in a folder is not known (docs/portals/dastra.md 11).
        let files = attachment.nb_files.count();
        if self.media.len() == shown && (files != Some(0) || depth == 0) {
            self.warnings.push(match files {
                Some(files @ 1..) => t!("dastra-folder-files", files, inside),
                _ => t!("dastra-folder-some", inside),
            });
        }
    }

    fn media(&self, attachment: &api::Attachment, id: &str, route: Route<'_>, folder: Option<&str>) -> Media {
        let (kind, url) = self.source(attachment, id, route);
        // Only the portal's own address may stand in for the call; others are for a person
        // (docs/portals/dastra.md 6.2).
        let link = line(&attachment.url)
            .and_then(|link| self.api.http.base().join(&link).ok())
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        let foreign = link.as_ref().is_some_and(|link| link.origin() != self.api.http.base().origin());
        let facts = [
            (LINK, link.map(String::from)),
            (said!("dastra-fact-folder"), folder.map(str::to_owned)),
            (said!("dastra-fact-kept-at"), line(&attachment.source).filter(|source| source != "Dastra")),
            (said!("dastra-fact-added-by"), attachment.creator["displayName"].as_str().and_then(text::some_line)),
            (said!("dastra-fact-ends"), attachment.expiration.as_deref().and_then(When::read).map(format::date)),
            (said!("dastra-fact-text"), attachment.note()),
        ];
        let (title, dates) = (attachment.name(), [&attachment.date_update, &attachment.date_creation]);
        Media {
            caption: line(&attachment.label).filter(|label| *label != title),
            format: attachment.extension(),
            size: attachment.size.positive(),
            modified: dates.into_iter().find_map(|date| When::read(date.as_deref()?)),
            access: self.access,
            offer: attachment.offer(route, foreign),
            url: url.map(String::from),
            facts: labelled(facts),
            ..Media::new(self.dataset.clone(), format!("{kind}-{id}"), title)
        }
    }

    /// What its id begins with, and where it is fetched.
    fn source(&self, attachment: &api::Attachment, id: &str, route: Route<'_>) -> (String, Option<Url>) {
        let url = |segments: &[&str], save: bool| {
            let parameters = if save { vec![("saveAs", "true".to_owned())] } else { vec![] };
            Some(self.api.in_workspace(self.workspace, segments, &parameters))
        };
        match route {
            Route::Storage => {
                let source = line(&attachment.source).unwrap_or_else(|| "Dastra".into());
                let url = url(&[STORAGE, &source, id, "download"], false);
                (format!("document-{}", source.to_lowercase()), url)
            }
            Route::Request(request) => {
                ("document".into(), url(&["DataSubjectAttachments", request, "download", id], true))
            }
            Route::Message => ("document".into(), url(&["DataSubjectMessages", "download", id], true)),
            Route::ControlPoint(answer) => {
                ("document".into(), url(&["ControlPointResponses", answer, "download", id], true))
            }
            Route::None => ("document".into(), None),
        }
    }
}

impl api::Attachment {
    /// The file's own name, for it is what the file is saved as (docs/portals/dastra.md 6.3).
    fn name(&self) -> String {
        line(&self.file_name).or_else(|| line(&self.label)).or_else(|| self.id.clone()).unwrap_or_default()
    }

    fn is_folder(&self) -> bool {
        self.is_folder == Some(true) || self.kind.as_deref() == Some("Folder")
    }

    fn extension(&self) -> Option<String> {
        let of_name = || self.file_name.as_deref()?.rsplit_once('.').map(|(_, extension)| extension);
        let extension = self.extension.as_deref().or_else(of_name)?.trim().trim_start_matches('.');
        let fits = (1..=8).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphanumeric());
        fits.then(|| extension.to_ascii_lowercase())
    }

    /// The text of a note written in Dastra, which is no file.
    fn note(&self) -> Option<String> {
        let content = self.document_content.as_deref().or(self.data.as_deref())?;
        text::some_line(&markup::prose(content))
    }

    /// Whether it can be fetched now; the deleted and the expired cannot (docs/portals/dastra.md 6.2).
    fn offer(&self, route: Route<'_>, foreign: bool) -> Offer {
        let external = foreign || self.external == Some(true) || self.kind.as_deref() == Some("ExternalFile");
        if self.deleted == Some(true) || self.date_file_removed.is_some() {
            Offer::ShowOnly(t!("dastra-deleted"))
        } else if self.expired == Some(true) {
            Offer::ShowOnly(t!("dastra-time-over"))
        } else if matches!(route, Route::None) {
            Offer::ShowOnly(t!("dastra-in-dastra"))
        } else if self.note().is_some() && self.file_name.is_none() {
            Offer::ShowOnly(t!("dastra-note-written"))
        } else if external {
            let keeper = self.source.as_deref().map(words).unwrap_or_else(|| t!("dastra-elsewhere"));
            Offer::Doubtful(t!("dastra-kept-outside", keeper))
        } else {
            Offer::Download
        }
    }
}
