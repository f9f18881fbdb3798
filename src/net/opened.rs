//! A media opened for reading, piece by piece.

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use reqwest::{Response, StatusCode};
use url::Url;

use super::answer::bare_type;
use super::failure::unreachable;
use super::header;
use crate::base::error::Result;
use crate::base::i18n::Message;
use crate::net::quota::Slot;

/// Sees each piece of a body, and its end (`None`); an error from it ends the body.
pub type Watch = Box<dyn FnMut(Option<&[u8]>) -> Result<()> + Send>;

/// A media opened for reading.
pub struct Opened {
    status: StatusCode,
    headers: HeaderMap,
    url: Url,
    body: OpenBody,
    watch: Option<Watch>,
}

enum OpenBody {
    Answered { response: Response, _place: Slot },
    Made(BoxStream<'static, Result<Bytes>>),
}

impl Opened {
    /// It keeps its place among the requests under way until it has been read.
    pub(crate) fn of(mut response: Response, place: Slot) -> Self {
        let (status, url) = (response.status(), response.url().clone());
        let headers = std::mem::take(response.headers_mut());
        Self { status, headers, url, body: OpenBody::Answered { response, _place: place }, watch: None }
    }

    /// A file that guichet makes of a portal's answers while it is read. `url` is where they come from.
    pub fn made(url: Url, content_type: &'static str, body: BoxStream<'static, Result<Bytes>>) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        Self { status: StatusCode::OK, headers, url, body: OpenBody::Made(body), watch: None }
    }

    pub fn watched(self, watch: Watch) -> Self {
        Self { watch: Some(watch), ..self }
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
        header(self.headers(), "content-length")?.parse().ok()
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
            OpenBody::Answered { response, .. } => {
                response.chunk().await.map_err(|error| unreachable(subject, &self.url, &error))?
            }
            OpenBody::Made(stream) => stream.next().await.transpose()?,
        };
        if let Some(watch) = &mut self.watch {
            watch(chunk.as_deref())?;
        }
        Ok(chunk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{Error, ErrorKind};

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
