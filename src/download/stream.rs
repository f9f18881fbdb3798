//! The bytes of a media from the first to the last: a connection that breaks is taken up where it broke, and never
//! with the bytes of another version.

use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_RANGE, ETAG};

use crate::error::{Error, Kind, Result};
use crate::form::Answers;
use crate::http::{Opened, Range, header};
use crate::model::Media;
use crate::portals::Portal;

/// Breaks in a row, without a byte between them, that are borne.
const PATIENCE: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// What to fetch, from where.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub portal: &'a dyn Portal,
    pub media: &'a Media,
    pub answers: &'a Answers,
}

impl Source<'_> {
    pub async fn open(&self, range: Option<&Range>) -> Result<Opened> {
        self.portal.open(self.media, self.answers, range).await
    }
}

pub struct Stream<'a> {
    source: Source<'a>,
    opened: Opened,
    subject: &'a str,
    done: u64,
    length: Option<u64>,
    /// What the rest must match; `None` where the server cannot promise that it is the same version.
    validator: Option<String>,
    breaks: u32,
}

impl<'a> Stream<'a> {
    /// The body of `opened`, which is the whole media. `subject` names it in errors.
    pub fn new(source: Source<'a>, opened: Opened, subject: &'a str) -> Self {
        let (length, validator) = (opened.length(), validator(&opened));
        Self { source, opened, subject, done: 0, length, validator, breaks: 0 }
    }

    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next bytes; `None` once all of them came.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        loop {
            let error = match self.opened.chunk(self.subject).await {
                Ok(Some(chunk)) => {
                    self.done += chunk.len() as u64;
                    self.breaks = 0;
                    return Ok(Some(chunk));
                }
                Ok(None) => match self.whole() {
                    Ok(()) => return Ok(None),
                    Err(error) => error,
                },
                Err(error) => error,
            };
            self.take_up(error).await?;
        }
    }

    /// The HTTP client notices most cut bodies itself; that none passes is too important to rest on it.
    fn whole(&self) -> Result<()> {
        match self.length {
            Some(length) if length != self.done => {
                let cause = format!("{} bytes came where {length} were announced", self.done);
                Err(Error::new(Kind::Network, self.subject, cause).hint("Try again; nothing that arrived is lost."))
            }
            _ => Ok(()),
        }
    }

    /// Asks for the rest, or gives `error` back where that is pointless or not safe. The token may have ended
    /// meanwhile: the portal's way of opening a media renews it.
    async fn take_up(&mut self, error: Error) -> Result<()> {
        let (Some(validator), Some(length)) = (&self.validator, self.length) else { return Err(error) };
        if self.breaks >= PATIENCE || self.done == 0 || self.done >= length {
            return Err(error);
        }
        let pause = FIRST_PAUSE * 2u32.pow(self.breaks);
        self.breaks += 1;
        tracing::info!(done = self.done, ?pause, %error, "taking up a broken download");
        tokio::time::sleep(pause).await;
        let range = Range { from: self.done, validator: validator.clone() };
        match self.source.open(Some(&range)).await {
            Ok(opened) if continues(&opened, &range, length) => {
                self.opened = opened;
                Ok(())
            }
            // The first cause is the better explanation, whatever asking again came to.
            Ok(_) => Err(error),
            Err(again) if again.is_transient() && self.breaks < PATIENCE => Box::pin(self.take_up(error)).await,
            Err(_) => Err(error),
        }
    }
}

/// A strong `ETag` of a server that serves ranges of the very bytes it sent (RFC 9110, 13.1.5).
fn validator(opened: &Opened) -> Option<String> {
    let of = |name: &str| header(opened.headers(), name);
    let ranges = of(ACCEPT_RANGES.as_str()).is_some_and(|value| value.trim().eq_ignore_ascii_case("bytes"));
    let encoded = of(CONTENT_ENCODING.as_str()).is_some_and(|value| !value.eq_ignore_ascii_case("identity"));
    of(ETAG.as_str()).filter(|etag| ranges && !encoded && etag.starts_with('"'))
}

/// Whether this answer is exactly the rest: the HTTP client accepts a 206 of anything.
fn continues(opened: &Opened, range: &Range, length: u64) -> bool {
    let expected = format!("bytes {}-{}/{length}", range.from, length - 1);
    opened.status() == StatusCode::PARTIAL_CONTENT
        && header(opened.headers(), CONTENT_RANGE.as_str()).is_some_and(|value| value.trim() == expected)
        && header(opened.headers(), ETAG.as_str()).is_none_or(|etag| etag == range.validator)
}
