//! Files that Dastra makes of its entries when asked (docs/portals/dastra.md 6.1), and those that guichet makes where
//! Dastra does not.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};
use url::Url;

use super::calls::{Api, Shelf};
use super::collections::One;
use super::rows::Rows;
use super::tables;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::model::{Address, Media, Offer};
use crate::net::{Ask, Opened};
use crate::{m, t};

/// An entry as the API gives it, or all of a collection's.
const RECORD: &str = "record";

/// What versions take as the size of a page at most, as far as they say (docs/portals/dastra.md 8.11).
const LARGEST: u64 = 500;
/// How many entries an export of one is asked for: were the selection ignored, more than one would come and show it.
const SELECTED: u64 = 100;

/// What files are made of: one entry, or all.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub of: Shelf,
    pub entry: Option<&'a str>,
}

/// One file that can be made.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Export {
    /// The template's parameter and the file's name; `None` for the plain export.
    template: Option<(&'static str, &'static str)>,
    format: &'static str,
}

/// Exports that were refused: they are offered no more, or with doubt (docs/portals/dastra.md 2.5).
#[derive(Default)]
pub struct Refused(Mutex<HashSet<(i64, &'static str, String)>>);

impl Export {
    fn id(self) -> String {
        let name = self.template.map_or("export".to_owned(), |(template, _)| template.to_lowercase());
        format!("{name}-{}", self.format)
    }

    /// Whether guichet can make it as well.
    fn is_ours(self) -> bool {
        self.template.is_none() && matches!(self.format, "csv" | "json")
    }
}

impl Refused {
    /// A missing right or function of the plan is that of all exports of a collection; a missing export is but itself.
    fn key(subject: Subject<'_>, export: Option<Export>) -> (i64, &'static str, String) {
        (subject.of.workspace, subject.of.collection.path, export.map(Export::id).unwrap_or_default())
    }

    fn note(&self, subject: Subject<'_>, export: Export, status: Option<u16>) {
        let key = match status {
            Some(403) => Self::key(subject, None),
            Some(404 | 405) => Self::key(subject, Some(export)),
            _ => return,
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
    }

    fn offer(&self, subject: Subject<'_>, export: Export) -> Offer {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let doubt = t!("dastra-refused-before");
        if known.contains(&Self::key(subject, None)) {
            Offer::Doubtful(doubt)
        } else if known.contains(&Self::key(subject, Some(export))) && !export.is_ours() {
            Offer::ShowOnly(t!("dastra-no-such-export"))
        } else {
            Offer::Download
        }
    }
}

impl Subject<'_> {
    /// Without a way to select one entry, there is nothing to export of it. A table of a whole collection can be had
    /// without Dastra's help.
    fn exports(self) -> Vec<Export> {
        let exports = &self.of.collection.exports;
        let (possible, spare): (bool, &[&str]) = match self.entry {
            Some(_) => (exports.one != One::No, &[]),
            None => (exports.whole, &["csv"]),
        };
        let formats = if possible { exports.formats } else { spare };
        let plain = formats.iter().map(|format| Export { template: None, format });
        let templates = exports.templates.iter().filter(|_| possible).flat_map(|(template, name, formats)| {
            formats.iter().map(|format| Export { template: Some((*template, *name)), format })
        });
        plain.chain(templates).collect()
    }

    fn url(self, api: &Api, export: Export) -> Url {
        let mut parameters = vec![];
        parameters.extend(export.template.map(|(template, _)| ("template", template.to_owned())));
        if self.entry.is_some() && self.of.collection.path == "DataProcessings" {
            // The entry alone, not the tree around it.
            parameters.push(("treeView", "false".to_owned()));
        }
        self.of.url(api, &["export", export.format], parameters)
    }

    fn body(self, total: Option<u64>) -> Value {
        match self.entry {
            Some(id) if self.of.collection.exports.one == One::Id => json!({"id": id}),
            // Numbers go as numbers: some versions count their entries (docs/portals/dastra.md 8.4).
            Some(id) => {
                let id = id.parse::<i64>().map_or_else(|_| Value::from(id), Value::from);
                json!({"page": 1, "size": SELECTED, "ids": [id]})
            }
            // Exports are paged too: a page that is too small cuts them (docs/portals/dastra.md 6.1).
            None => json!({"page": 1, "size": total.unwrap_or_default().max(SELECTED)}),
        }
    }

    /// What the file is, and what may be wrong with it that cannot be seen on the way.
    fn caption(self, export: Export, total: Option<u64>) -> String {
        let exports = &self.of.collection.exports;
        let cut = total.filter(|total| *total > LARGEST).filter(|_| exports.whole && Rows::of(export.format).is_none());
        let perhaps_all = exports.one == One::IdsPerhaps && !export.is_ours();
        match (export.template, self.entry, cut) {
            (None, None, _) if !exports.whole => t!("dastra-our-table"),
            (None, Some(_), _) if perhaps_all => t!("dastra-perhaps-all"),
            (Some(_), _, None) => t!("dastra-makes-document"),
            (None, _, None) => t!("dastra-makes-export"),
            (Some(_), _, Some(total)) => t!("dastra-makes-document-cut", largest = LARGEST, total),
            (None, _, Some(total)) => t!("dastra-makes-export-cut", largest = LARGEST, total),
        }
    }

    /// How many rows a table of it must have: no less, no more.
    fn rows(self, total: Option<u64>) -> (u64, u64) {
        match self.entry {
            Some(_) if self.of.collection.exports.one == One::IdsPerhaps => (0, 1),
            Some(_) => (0, u64::MAX),
            None => (total.unwrap_or_default(), u64::MAX),
        }
    }
}

/// The media made of `subject`, which is called `title`, at `dataset`. `total` is how many entries a collection has.
pub fn media(
    api: &Api,
    subject: Subject<'_>,
    dataset: &Address,
    title: &str,
    total: Option<u64>,
    refused: &Refused,
) -> Vec<Media> {
    // Made when asked: nothing is known of it before.
    let of = |id: String, name: String, caption: &str, format: &str, offer: Offer, url: Url| Media {
        caption: Some(caption.to_owned()),
        format: Some(format.to_owned()),
        access: subject.of.collection.access,
        offer,
        url: Some(url.into()),
        ..Media::new(dataset.clone(), id, name)
    };
    let (name, caption, url) = match subject.entry {
        Some(id) => ("fiche", t!("dastra-fiche"), vec![id]),
        None => ("fiches", t!("dastra-fiches"), vec![]),
    };
    let url = subject.of.url(api, &url, vec![]);
    let record = of(RECORD.into(), format!("{title} - {name}"), &caption, "json", Offer::Download, url);
    let exports = subject.exports().into_iter().map(|export| {
        let name = export.template.map_or("export", |(_, name)| name);
        let caption = subject.caption(export, total);
        let offer = refused.offer(subject, export);
        of(export.id(), format!("{title} - {name}"), &caption, export.format, offer, subject.url(api, export))
    });
    std::iter::once(record).chain(exports).collect()
}

/// Opens one of [`media`]; `None` where `media` is none of them.
pub async fn open(api: &Arc<Api>, subject: Subject<'_>, media: &Media, refused: &Refused) -> Option<Result<Opened>> {
    if media.id == RECORD {
        return Some(record(api, subject, media).await);
    }
    let export = subject.exports().into_iter().find(|export| export.id() == media.id)?;
    Some(exported(api, subject, media, export, refused).await)
}

async fn record(api: &Arc<Api>, Subject { of, entry }: Subject<'_>, media: &Media) -> Result<Opened> {
    let about = media.address();
    let url = of.url(api, entry.as_slice(), vec![]);
    let made = match entry {
        Some(_) if of.collection.detail => return api.http.open(&about, url, None).await,
        Some(id) => one_piece(api.entry(of, id, &about).await?.to_string()),
        None => records(api.clone(), of),
    };
    Ok(Opened::made(url, "application/json", made))
}

fn one_piece(text: String) -> BoxStream<'static, Result<Bytes>> {
    stream::iter([Ok(Bytes::from(text))]).boxed()
}

async fn exported(
    api: &Arc<Api>,
    subject: Subject<'_>,
    media: &Media,
    export: Export,
    refused: &Refused,
) -> Result<Opened> {
    if subject.entry.is_none() && !subject.of.collection.exports.whole {
        return table(api, subject, media, export).await;
    }
    let total = match subject.entry {
        Some(_) => None,
        None => api.total(subject.of).await?,
    };
    let about = &media.address();
    match asked(api, subject, export, total, about).await {
        Ok(opened) => checked(opened, export, subject.rows(total), about),
        // Some versions may refuse pages of such a size.
        Err(error) if error.status == Some(400) && total > Some(LARGEST) && export.is_ours() => {
            tracing::info!(%error, "an export of everything is refused");
            table(api, subject, media, export).await
        }
        Err(error) if matches!(error.status, Some(404 | 405)) => {
            refused.note(subject, export, error.status);
            match export.is_ours() {
                true => table(api, subject, media, export).await,
                false => Err(Error::new(ErrorKind::NotFound, about, m!("dastra-no-such-export"))
                    .hint(m!("dastra-no-such-export-hint"))
                    .status(error.status.unwrap_or(404))),
            }
        }
        Err(error) => {
            refused.note(subject, export, error.status);
            Err(error)
        }
    }
}

/// The log's export was a GET once (docs/portals/dastra.md 6.1); all others take the list's query as their body.
async fn asked(api: &Api, subject: Subject<'_>, export: Export, total: Option<u64>, about: &Address) -> Result<Opened> {
    if subject.of.collection.organisation {
        let size = total.unwrap_or_default().max(SELECTED).to_string();
        let parameters = vec![("page", "1".to_owned()), ("size", size)];
        let url = subject.of.url(api, &["export"], parameters);
        match api.http.open(about, url, None).await {
            Err(error) if matches!(error.status, Some(404 | 405)) => {}
            other => return other,
        }
    }
    let ask = Ask::post(subject.url(api, export), subject.body(total));
    api.http.open(about, ask, None).await
}

/// A page of an error is no file, and a table with too few or too many rows is not what was asked for.
fn checked(opened: Opened, export: Export, rows: (u64, u64), about: &Address) -> Result<Opened> {
    refuse_impostor(&opened, Some(export.format), about)?;
    let Some(mut counted) = Rows::of(export.format).filter(|_| export.template.is_none() && rows != (0, u64::MAX))
    else {
        return Ok(opened);
    };
    let about = Message::from(about);
    Ok(opened.watched(Box::new(move |piece| {
        let Some(piece) = piece else {
            return match counted.total() {
                Some(came) if came < rows.0 => {
                    Err(Error::new(ErrorKind::Portal, &about, m!("dastra-cut", came, total = rows.0))
                        .hint(m!("dastra-cut-hint")))
                }
                Some(came) if came > rows.1 => {
                    Err(Error::new(ErrorKind::Portal, &about, m!("dastra-too-many", came))
                        .hint(m!("dastra-too-many-hint")))
                }
                _ => Ok(()),
            };
        };
        counted.see(piece);
        Ok(())
    })))
}

/// A web page or a problem in place of a file (docs/portals/dastra.md 6.3).
pub fn refuse_impostor(opened: &Opened, format: Option<&str>, about: &Address) -> Result<()> {
    let served = opened.content_type().unwrap_or_default();
    let shown = text::line(&served);
    let cause = match (served.as_str(), format) {
        ("text/html" | "application/xhtml+xml", Some("html" | "htm" | "xhtml")) => return Ok(()),
        ("text/html" | "application/xhtml+xml", _) => m!("dastra-impostor-page", served = shown),
        ("application/problem+json", _) => m!("dastra-impostor-error", served = shown),
        ("application/json" | "text/json", Some(format)) if format != "json" => {
            m!("dastra-impostor-error", served = shown)
        }
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Portal, about, cause).hint(m!("dastra-impostor-hint")))
}

/// All entries, page by page, while they are written.
fn records(api: Arc<Api>, of: Shelf) -> BoxStream<'static, Result<Bytes>> {
    let mut before = "\n";
    let pages = api.pages(of).map_ok(move |page| {
        let entries = page.iter().map(|entry| format!("{}{entry}", std::mem::replace(&mut before, ",\n")));
        Bytes::from(entries.collect::<String>())
    });
    one_piece("[".into()).chain(pages).chain(one_piece("\n]\n".into())).boxed()
}

/// What Dastra would export, made of the same entries.
async fn table(api: &Arc<Api>, subject: Subject<'_>, media: &Media, export: Export) -> Result<Opened> {
    tracing::info!(media = media.id, "guichet makes the table that Dastra does not export");
    if export.format == "json" {
        return record(api, subject, media).await;
    }
    let Subject { of, entry } = subject;
    let entries = match entry {
        Some(id) => vec![api.entry(of, id, &media.address()).await?],
        None => api.clone().pages(of).try_concat().await?,
    };
    Ok(Opened::made(of.url(api, entry.as_slice(), vec![]), "text/csv", one_piece(tables::csv(&entries))))
}
