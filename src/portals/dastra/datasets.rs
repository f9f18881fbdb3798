//! One place in full: an entry, a whole collection as files, the documents kept somewhere; and their documents opened.

use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::Value;
use url::Url;

use super::super::mapping::labelled;
use super::calls::{self, After, Shelf};
use super::collections::{self, COLLECTIONS};
use super::documents::{Documents, LINK, Route};
use super::exports::{self, Subject};
use super::place::{self, Place};
use super::{Dastra, api, map};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::text;
use crate::model::{Access, Address, Dataset, Media};
use crate::net::{Opened, Range};
use crate::{m, said, t};

/// Register entries whose documents are looked up for one data set.
const PROCESSINGS: usize = 20;
/// Requests under way at once, for one data set.
const AT_ONCE: usize = 3;

impl Dastra {
    pub(super) async fn entry(&self, of: Shelf, id: &str, about: &Address) -> Result<Dataset> {
        let raw = self.api.entry(of, id, about).await?;
        let mut dataset =
            map::dataset(self.name(), of, &raw).map_err(|why| Error::new(ErrorKind::Portal, about, why))?;
        // What was asked for is what it is, however the answer spells it.
        dataset.address = Place::Entry(of, id).address(self.name());
        let subject = Subject { of, entry: Some(id) };
        dataset.media = exports::media(&self.api, subject, &dataset.address, &dataset.title, None, &self.refused);
        let mut found = self.documents(of, id, &dataset.address, &raw).await;
        dataset.warnings.extend(found.said());
        dataset.media.extend(found.media);
        Ok(dataset)
    }

    async fn documents(&self, of: Shelf, id: &str, dataset: &Address, raw: &Value) -> Documents<'_> {
        let mut found = Documents::new(&self.api, of.workspace, dataset.clone(), of.collection.access);
        match of.collection.documents {
            collections::Documents::None => {}
            collections::Documents::Attachments => add_attachments(&mut found, raw),
            collections::Documents::Named => found.add(&raw["attachments"], Route::None),
            collections::Documents::OfControlPoint => found.add(&raw["attachments"], Route::ControlPoint(id)),
            collections::Documents::OfMessage => found.add(&raw["attachments"], Route::Message),
            collections::Documents::OfRequest => self.add_of_request(&mut found, of.workspace, id, raw).await,
            collections::Documents::OfProcessings => self.add_of_processings(&mut found, of.workspace, raw).await,
        }
        found
    }

    /// Lists leave relations out, so each register entry is asked for (docs/portals/dastra.md 4 and 7).
    async fn add_of_processings(&self, found: &mut Documents<'_>, workspace: i64, raw: &Value) {
        let Some(register) = COLLECTIONS.iter().find(|it| it.path == "DataProcessings") else { return };
        let ids: Vec<String> = raw["dataProcessings"].as_array().into_iter().flatten().filter_map(api::id_of).collect();
        let left = ids.len().saturating_sub(PROCESSINGS);
        let asked = ids.into_iter().take(PROCESSINGS).map(|id| async move {
            let register = Shelf { workspace, collection: register };
            self.api.entry(register, &id, &Place::Entry(register, &id).address(self.name())).await
        });
        let answers: Vec<Result<Value>> = stream::iter(asked).buffered(AT_ONCE).collect().await;
        for answer in answers {
            match answer {
                Ok(processing) => add_attachments(found, &processing),
                Err(error) => found.warnings.push(t!("dastra-documents-unknown", error)),
            }
        }
        if left > 0 {
            found.warnings.push(t!("dastra-more-entries", left));
        }
    }

    /// The request's own files, and those of its messages. Versions have one list or the other
    /// (docs/portals/dastra.md 6.2).
    async fn add_of_request(&self, found: &mut Documents<'_>, workspace: i64, id: &str, raw: &Value) {
        let parameters =
            [After::start().parameters(calls::PAGE).as_slice(), &[("dataSubjectRequestId", id.to_owned())]].concat();
        let own = self.api.in_workspace(workspace, &["DataSubjectAttachments", id], &[]);
        let messages = self.api.in_workspace(workspace, &["DataSubjectMessages"], &parameters);
        let attached = |raw: &Value| raw["attachments"].as_array().cloned().unwrap_or_default();
        let mut files = attached(raw);
        for (url, is_own) in [(own, true), (messages, false)] {
            match self.api.list(m!("dastra-request-files", name = self.api.name, id), url).await {
                Ok(list) if is_own => files.extend(list.items),
                Ok(list) => files.extend(list.items.iter().flat_map(attached)),
                Err(error) if error.kind == ErrorKind::NotFound => {}
                Err(error) => found.warnings.push(error.to_string()),
            }
        }
        for file in files {
            let of_message = !file["userRequestMessageId"].is_null();
            let route = if of_message { Route::Message } else { Route::Request(id) };
            found.add(&Value::Array(vec![file]), route);
        }
    }

    pub(super) async fn export(&self, of: Shelf) -> Result<Dataset> {
        let Shelf { collection, .. } = of;
        let address = Place::Export(of).address(self.name());
        let total = self.api.total(of).await?;
        let title = t!("dastra-all-of", title = collection.title);
        let subject = Subject { of, entry: None };
        let media = exports::media(&self.api, subject, &address, &title, total, &self.refused);
        let facts = labelled([(said!("dastra-fact-entries"), total.map(format::count))]);
        Ok(Dataset {
            synopsis: Some(collection.note.to_owned()),
            facts,
            media,
            access: collection.access,
            ..Dataset::new(address, title)
        })
    }

    /// All documents at one place. Those in folders that do not come with their files cannot be reached
    /// (docs/portals/dastra.md 11).
    pub(super) async fn storage(&self, workspace: i64, id: &str) -> Result<Dataset> {
        /// Pages looked at: more documents are no list to choose from.
        const PAGES: usize = 20;
        let address = Place::Storage(workspace, id).address(self.name());
        let mut found = Documents::new(&self.api, workspace, address.clone(), Access::Restricted);
        let mut after = After::start();
        loop {
            let url = self.api.in_workspace(workspace, &[place::STORAGE, id], &after.parameters(calls::PAGE));
            let list = self.api.list(&address, url).await?;
            let part = after.part(list.items, list.total, true);
            found.add(&Value::Array(part.items), Route::Storage);
            match part.next {
                Some(next) if next.page <= PAGES => after = next,
                Some(_) => {
                    found.warnings.push(t!("dastra-more-documents", count = PAGES * calls::PAGE));
                    break;
                }
                None => break,
            }
        }
        let title = t!("dastra-documents-at", place = text::line(id));
        let warnings = found.said();
        let (media, access) = (found.media, Access::Restricted);
        Ok(Dataset { media, warnings, access, ..Dataset::new(address, title) })
    }

    /// A document: by its call, else by its own address where that is the portal's (docs/portals/dastra.md 6.2).
    pub(super) async fn document(&self, media: &Media, range: Option<&Range>) -> Result<Opened> {
        let about = &media.address();
        let link = media.facts.iter().find(|(label, _)| *label == LINK).and_then(|(_, link)| Url::parse(link).ok());
        let own = |url: &Url| url.origin() == self.api.http.base().origin();
        let url = media.url.as_deref().and_then(|url| Url::parse(url).ok()).filter(own);
        let url = url.ok_or_else(|| Error::new(ErrorKind::NotFound, about, m!("dastra-no-fetch")))?;
        let opened = match self.api.http.open(about, url, range).await {
            Err(error) if matches!(error.status, Some(404 | 405)) => match link {
                Some(link) if own(&link) => self.api.http.open(about, link, range).await?,
                Some(link) => return Err(error.hint(m!("dastra-kept-elsewhere", link))),
                None => return Err(error),
            },
            other => other?,
        };
        exports::refuse_impostor(&opened, media.format.as_deref().or(Some("")), about)?;
        Ok(opened)
    }
}

/// Its own attachments, and those of the assets that came with it.
fn add_attachments(found: &mut Documents<'_>, raw: &Value) {
    found.add(&raw["attachments"], Route::Storage);
    for asset in raw["assets"].as_array().into_iter().flatten() {
        found.add(&asset["attachments"], Route::Storage);
    }
}
