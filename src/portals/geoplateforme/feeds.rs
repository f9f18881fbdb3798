//! Asks for the feeds of the service, from page to page, and says where a list is not all that there is.

use std::collections::HashSet;

use super::super::decoded::decoded;
use super::super::narrow::Parameters;
use super::super::paths;
use super::super::reading::error_in;
use super::Geoplateforme;
use super::atom::{self, AtomEntry, Feed};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::net::Ask;
use crate::{m, t};

/// Entries asked for at once: the most there is.
const PAGE: u64 = 50;
/// Pages of products, of editions that words are looked for in, and of the files of one edition.
const PAGES: u64 = 40;
/// In bytes; what is longer is no page of so many entries.
pub const LONGEST: usize = 16 << 20;

/// The entries of a list, and what there is to say of those that are not here.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    pub all: Vec<AtomEntry>,
    pub warnings: Vec<String>,
}

impl Geoplateforme {
    /// One page of the list at `path`. One that ends in the middle would pass for a shorter one, and is an error.
    pub async fn feed(
        &self,
        subject: impl Into<Message>,
        path: &str,
        parameters: &Parameters,
        page: u64,
    ) -> Result<Feed> {
        let subject = &subject.into();
        let mut parameters = parameters.clone();
        parameters.extend([("page", page.to_string()), ("limit", PAGE.to_string())]);
        let ask = Ask::from(paths::at(&self.http, path, &parameters)).with("accept", "application/atom+xml, */*;q=0.5");
        let document = match self.http.document(subject, ask, LONGEST).await? {
            Some((document, None)) => document,
            Some((_, Some(_))) => return Err(no_feed(subject, m!("geoplateforme-too-long"))),
            None => return Err(no_feed(subject, m!("http-empty"))),
        };
        let text = decoded(&document.body);
        match atom::read(&text) {
            Some(feed) if feed.is_cut => {
                let cut = Error::new(ErrorKind::Network, subject, m!("geoplateforme-cut"));
                Err(cut.hint(m!("geoplateforme-cut-hint")))
            }
            Some(feed) => Ok(feed),
            None => Err(in_place_of_a_feed(subject, &text)),
        }
    }

    /// Every entry of a list, each once.
    pub async fn all(&self, subject: impl Into<Message>, path: &str, parameters: &Parameters) -> Result<Entries> {
        let subject = subject.into();
        let (mut entries, mut known, mut came, mut total) = (Entries::default(), HashSet::new(), 0, None);
        for page in 1.. {
            let feed = match self.feed(subject.clone(), path, parameters, page).await {
                // Whether there is anything past the end is not known.
                Err(error) if page > 1 && error.status == Some(404) => break,
                feed => feed?,
            };
            entries.warnings.extend(said_of_long(&feed));
            total = feed.total.or(total);
            came += (feed.entries.len() + feed.left_out) as u64;
            let is_last = feed.entries.is_empty() || is_last(&feed, page);
            let new: Vec<AtomEntry> = feed.entries.into_iter().filter(|it| known.insert(it.key())).collect();
            let is_again = new.is_empty() && !known.is_empty();
            entries.all.extend(new);
            match is_last {
                true => break,
                false if is_again => {
                    entries.warnings.push(t!("portals-repeats"));
                    return Ok(entries);
                }
                false if page >= PAGES => {
                    entries.warnings.push(t!("geoplateforme-more", came));
                    return Ok(entries);
                }
                false => {}
            }
        }
        if let Some(total) = total.filter(|total| *total > came) {
            entries.warnings.push(t!("geoplateforme-fewer", came, total));
        }
        Ok(entries)
    }
}

/// No feed promises where it goes on: its pages are counted. One that does not count them ends with a page that is not full.
pub fn is_last(feed: &Feed, page: u64) -> bool {
    let size = feed.page_size.filter(|size| (1..PAGE).contains(size)).unwrap_or(PAGE);
    match feed.page_count.or_else(|| Some(feed.total?.div_ceil(size))) {
        Some(count) => page >= count,
        None => (feed.entries.len() as u64) < size,
    }
}

/// What there is to say of a page with more entries than are read.
pub fn said_of_long(feed: &Feed) -> Option<String> {
    (feed.left_out > 0).then(|| t!("geoplateforme-left-out", count = feed.left_out))
}

/// What came with a success and is no feed.
fn in_place_of_a_feed(subject: &Message, text: &str) -> Error {
    let head = text.trim_start().get(..200).unwrap_or(text.trim_start()).to_lowercase();
    let json = serde_json::from_str(text).ok();
    if let Some(told) = json.and_then(|json| error_in(&json, subject)) {
        return told;
    }
    no_feed(
        subject,
        match head.as_str() {
            "" => m!("http-empty"),
            head if head.contains("<html") || head.contains("<!doctype html") => m!("http-web-page"),
            _ => m!("geoplateforme-no-feed"),
        },
    )
}

fn no_feed(subject: &Message, cause: Message) -> Error {
    Error::new(ErrorKind::Portal, subject, cause).hint(m!("geoplateforme-no-feed-hint"))
}
