//! A media opened for reading, piece by piece.

use std::time::Instant;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use reqwest::{Response, StatusCode};
use url::Url;

use super::answer::{bare_type, weight};
use super::failure::unreachable;
use super::pace::Pace;
use super::{Tally, header, told};
use crate::base::error::Result;
use crate::base::i18n::Message;
use crate::base::stated;
use crate::net::quota::Slot;

/// Sees each piece of a body, and its end (`None`); an error from it ends the body.
pub type Watch = Box<dyn FnMut(Option<&[u8]>) -> Result<()> + Send>;

/// A media opened for reading.
pub struct Opened {
    status: StatusCode,
    headers: HeaderMap,
    length: Option<u64>,
    url: Url,
    body: OpenBody,
    watch: Option<Watch>,
    pace: Pace,
    is_given_up: bool,
    opened: Instant,
    read: u64,
    tally: Option<Tally>,
}

enum OpenBody {
    Answered { response: Response, _place: Slot },
    Made(BoxStream<'static, Result<Bytes>>),
}

impl Opened {
    /// It keeps its place among the requests under way until it has been read. `whole`: no part of it was asked for.
    pub(crate) fn of(mut response: Response, place: Slot, whole: bool) -> Self {
        let url = response.url().clone();
        let headers = std::mem::take(response.headers_mut());
        // A part that is the whole is nothing else.
        let (status, length) = match (response.status(), whole) {
            (StatusCode::PARTIAL_CONTENT, true) => (StatusCode::OK, covered(&headers)),
            (status, _) => (status, length(&headers)),
        };
        Self { headers, length, ..Self::at(url, status, OpenBody::Answered { response, _place: place }) }
    }

    /// A file that guichet makes of a portal's answers while it is read. `url` is where they come from.
    pub fn made(url: Url, content_type: &'static str, body: BoxStream<'static, Result<Bytes>>) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        Self { headers, ..Self::at(url, StatusCode::OK, OpenBody::Made(body)) }
    }

    /// The same answer with what is made of its body while that is read. What has another length has none that is known.
    pub fn remade(self, is_as_long: bool, make: impl FnOnce(Self) -> BoxStream<'static, Result<Bytes>>) -> Self {
        let (status, headers, url) = (self.status, self.headers.clone(), self.url.clone());
        let length = self.length.filter(|_| is_as_long);
        Self { headers, length, ..Self::at(url, status, OpenBody::Made(make(self))) }
    }

    fn at(url: Url, status: StatusCode, body: OpenBody) -> Self {
        let (headers, pace) = (HeaderMap::new(), Pace::file());
        let (watch, opened) = (None, Instant::now());
        let (length, is_given_up, read, tally) = (None, false, 0, None);
        Self { status, headers, length, url, body, watch, pace, is_given_up, opened, read, tally }
    }

    /// As something that is waited for like an answer, and not like a file.
    pub fn at_once(self) -> Self {
        Self { pace: Pace::answer(), ..self }
    }

    pub fn watched(self, watch: Watch) -> Self {
        Self { watch: Some(watch), ..self }
    }

    /// What is made of rows that a service counts.
    pub fn counted(self, tally: Tally) -> Self {
        Self { tally: Some(tally), ..self }
    }

    /// How many rows came, where it is made of such.
    pub fn tally(&self) -> Option<&Tally> {
        self.tally.as_ref()
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Where the bytes come from, after redirects.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The length the server announces for this body; `None` when it streams.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Whether it came too slowly to go on with.
    pub fn is_given_up(&self) -> bool {
        self.is_given_up
    }

    /// Whether the body ends where the connection does, so that a cut does not show.
    pub fn is_open_ended(&self) -> bool {
        let framed = [CONTENT_LENGTH, TRANSFER_ENCODING].iter().any(|name| self.headers.contains_key(name));
        matches!(self.body, OpenBody::Answered { .. }) && !framed
    }

    /// The content type without its parameters, in lower case.
    pub fn content_type(&self) -> Option<String> {
        bare_type(&self.headers)
    }

    /// The next bytes; `None` at the end of the body. `subject` names the media for errors.
    pub async fn chunk(&mut self, subject: impl Into<Message>) -> Result<Option<Bytes>> {
        let chunk = match &mut self.body {
            OpenBody::Answered { response, .. } => match self.pace.keep(response.chunk(), weight).await {
                Ok(chunk) => chunk.map_err(|error| unreachable(subject, &self.url, &error))?,
                Err(slow) => {
                    self.is_given_up = true;
                    return Err(slow.at(&self.url, subject));
                }
            },
            OpenBody::Made(stream) => stream.next().await.transpose()?,
        };
        match &chunk {
            Some(piece) => self.read += piece.len() as u64,
            None => told::read(&self.url, self.read, self.opened),
        }
        if let Some(watch) = &mut self.watch {
            watch(chunk.as_deref())?;
        }
        Ok(chunk)
    }
}

/// Whether an answer of this `status` is the file that was asked for, or the part that was.
pub(crate) fn is_file(status: StatusCode, headers: &HeaderMap, whole: bool) -> bool {
    match status.as_u16() {
        200 | 203 => true,
        206 => !whole || covered(headers).is_some(),
        _ => false,
    }
}

/// Beside chunks a length says nothing (RFC 9112, 6.3).
fn length(headers: &HeaderMap) -> Option<u64> {
    let value = header(headers, CONTENT_LENGTH.as_str()).filter(|_| !headers.contains_key(TRANSFER_ENCODING))?;
    stated::bytes_written(&value)
}

/// How long the part is that covers the whole, `bytes 0-N/N+1`.
fn covered(headers: &HeaderMap) -> Option<u64> {
    let range = header(headers, CONTENT_RANGE.as_str())?;
    let (unit, range) = range.trim().split_once(' ')?;
    let (last, all) =
        range.trim_start().strip_prefix("0-").filter(|_| unit.eq_ignore_ascii_case("bytes"))?.split_once('/')?;
    let all = stated::bytes_written(all)?;
    let is_whole = last.parse::<u64>().is_ok_and(|last| last.checked_add(1) == Some(all));
    (is_whole && length(headers).is_none_or(|it| it == all)).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{Error, ErrorKind};

    #[test]
    fn a_part_is_the_file_where_it_covers_the_whole() {
        let is_whole = |range: &str, length: &str| {
            let named = [("content-range", range), ("content-length", length)].into_iter();
            let headers = named.filter(|(_, value)| !value.is_empty()).map(|(name, value)| {
                (name.parse::<reqwest::header::HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap())
            });
            is_file(StatusCode::PARTIAL_CONTENT, &headers.collect(), true)
        };
        assert!(is_whole("bytes 0-9/10", "10") && is_whole("Bytes 0-9/10", ""));
        for part in ["bytes 0-8/10", "bytes 1-9/10", "bytes 0-9/*", "items 0-9/10", "0-9/10", "bytes 0-/0", ""] {
            assert!(!is_whole(part, ""), "{part}");
        }
        assert!(!is_whole("bytes 0-9/10", "9"), "shorter than it says");
        for (status, expected) in [(200, true), (203, true), (201, false), (202, false), (204, false), (226, false)] {
            assert_eq!(is_file(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), true), expected, "{status}");
        }
        assert!(is_file(StatusCode::PARTIAL_CONTENT, &HeaderMap::new(), false), "judged by whoever asked for a part");
    }

    #[tokio::test]
    async fn a_body_that_comes_too_slowly_is_given_up() {
        let body = reqwest::Body::wrap_stream(futures_util::stream::pending::<std::io::Result<Bytes>>());
        let mut opened = Opened::of(Response::from(axum::http::Response::new(body)), Slot::default(), true);
        let moment = std::time::Duration::from_millis(20);
        opened.pace = Pace::new(moment, 1.0, moment);
        let error = opened.chunk("p").await.unwrap_err();
        assert!(opened.is_given_up() && !error.is_transient(), "{error:?}");
    }

    #[tokio::test]
    async fn a_body_is_watched_to_its_end() {
        let pieces = [Ok(Bytes::from("ab")), Ok(Bytes::from("c"))];
        let made =
            Opened::made(Url::parse("https://a.org").unwrap(), "text/csv", futures_util::stream::iter(pieces).boxed());
        let mut seen = 0;
        let mut watched = made.watched(Box::new(move |piece| match piece {
            Some(piece) => {
                seen += piece.len();
                Ok(())
            }
            None => Err(Error::new(ErrorKind::Portal, "p", format!("{seen} bytes"))),
        }));
        assert_eq!((watched.content_type().as_deref(), watched.length()), (Some("text/csv"), None));
        assert_eq!(watched.chunk("p").await.unwrap().unwrap(), "ab");
        assert_eq!(watched.chunk("p").await.unwrap().unwrap(), "c");
        assert_eq!(watched.chunk("p").await.unwrap_err().cause, "3 bytes");
    }
}
