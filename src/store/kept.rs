//! A [`Portal`] around another: it keeps that one's answers, or offline answers from what is kept alone.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use super::shelf::{Old, Shelf};
use crate::access::auth::Account;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind};
use crate::base::format;
use crate::base::i18n::Message;
use crate::model::form::Answers;
use crate::model::{Address, Cursor, Dataset, Facet, Media, Page, Query, Target};
use crate::net::{Opened, Range};
use crate::portals::Portal;
use crate::portals::around::hand_on;
use crate::{m, t};

/// Set to anything but nothing and `0`, it does what `--offline` does.
pub const OFFLINE_VARIABLE: &str = "GUICHET_OFFLINE";

/// Whether the environment asks to be offline.
pub fn is_asked_for() -> bool {
    std::env::var_os(OFFLINE_VARIABLE).is_some_and(|value| !value.is_empty() && value != "0")
}

/// What is said of something that cannot be done without asking a portal.
pub fn offline(subject: impl Into<Message>, cause: impl Into<Message>) -> Error {
    Error::new(ErrorKind::Network, subject, cause).hint(m!("store-offline-hint"))
}

/// Another portal, with its shelf. What it answers is kept; offline it is asked nothing, and what is kept is the answer,
/// with a warning that says how old it is.
pub struct Kept {
    portal: Arc<dyn Portal>,
    shelf: Arc<Shelf>,
}

impl Kept {
    pub fn new(portal: Arc<dyn Portal>, shelf: Arc<Shelf>) -> Self {
        Self { portal, shelf }
    }
}

/// How old it is, as a warning.
fn as_of(when: Timestamp) -> String {
    t!("store-offline-as-of", when = moment(when, &TimeZone::system()))
}

/// `2022-06-20 14:05`: when something was answered, on the person's clock.
pub fn moment(when: Timestamp, zone: &TimeZone) -> String {
    let day = when.to_zoned(zone.clone()).date().to_zoned(TimeZone::UTC).map_or(when, |day| day.timestamp());
    format!("{} {}", format::date(day), format::clock(when, zone))
}

impl Portal for Kept {
    hand_on! { resolve signed_address http http_to abilities guide in_bulk open_linked quota }

    fn look_up<'a>(&'a self, url: &'a Url) -> Fut<'a, Option<Target>> {
        if self.shelf.is_offline() {
            return Box::pin(async { Ok(None) });
        }
        self.portal.look_up(url)
    }

    fn list<'a>(&'a self, address: &'a Address, query: &'a Query, after: Option<&'a Cursor>) -> Fut<'a, Page> {
        Box::pin(async move {
            if self.shelf.is_offline() {
                let Old { value: mut page, when } = self.shelf.page_alone(address, query, after).await?;
                tracing::info!(%address, %when, "answered from what is kept");
                page.warnings.insert(0, as_of(when));
                return Ok(page);
            }
            let page = self.portal.list(address, query, after).await?;
            self.shelf.keep_page(address, query, after, &page).await;
            self.shelf.keep_count(address, query, after, &page).await;
            Ok(page)
        })
    }

    fn facets<'a>(&'a self, address: &'a Address) -> Fut<'a, Vec<Facet>> {
        Box::pin(async move {
            if self.shelf.is_offline() {
                let Old { value: facets, when } = self.shelf.facets_alone(address).await?;
                tracing::info!(%address, %when, "answered from what is kept");
                return Ok(facets);
            }
            let facets = self.portal.facets(address).await?;
            self.shelf.keep_facets(address, &facets).await;
            Ok(facets)
        })
    }

    fn dataset<'a>(&'a self, address: &'a Address) -> Fut<'a, Dataset> {
        Box::pin(async move {
            if self.shelf.is_offline() {
                let Old { value: mut dataset, when } = self.shelf.dataset_alone(address).await?;
                tracing::info!(%address, %when, "answered from what is kept");
                dataset.warnings.insert(0, as_of(when));
                return Ok(dataset);
            }
            match self.portal.dataset(address).await {
                Ok(dataset) => {
                    self.shelf.keep_dataset(address, &dataset).await;
                    Ok(dataset)
                }
                Err(error) => {
                    if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Denied) {
                        self.shelf.forget_dataset(address).await;
                    }
                    Err(error)
                }
            }
        })
    }

    fn described<'a>(&'a self, media: &'a Media) -> Fut<'a, Media> {
        if self.shelf.is_offline() {
            return Box::pin(async { Ok(media.clone()) });
        }
        self.portal.described(media)
    }

    fn open<'a>(&'a self, media: &'a Media, answers: &'a Answers, range: Option<&'a Range>) -> Fut<'a, Opened> {
        if self.shelf.is_offline() {
            return Box::pin(async move { Err(offline(media.address().to_string(), m!("store-offline-open"))) });
        }
        self.portal.open(media, answers, range)
    }

    fn account<'a>(&'a self) -> Fut<'a, Account> {
        if self.shelf.is_offline() {
            let subject = self.shelf.name().to_owned();
            return Box::pin(async move { Err(offline(subject, m!("store-offline-asked"))) });
        }
        self.portal.account()
    }
}
