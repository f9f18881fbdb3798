//! A whole answer, read into memory up to a limit.

use std::io::{self, BufReader, Write};
use std::time::Instant;

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use reqwest::header::{
    CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use url::Url;

use super::failure::unreachable;
use super::origin::host;
use super::pace::Pace;
use super::{header, is_gzip, told};
use crate::base::beside::beside;
use crate::base::error::{Error, ErrorKind, Result, Retold};
use crate::base::i18n::Message;
use crate::base::json;
use crate::m;

/// The largest answer (not file) that is read into memory, in bytes.
pub(crate) const BODY_LIMIT: usize = 64 << 20;

/// What is no longer takes no thread of its own to be understood.
const AT_ONCE: usize = 64 << 10;

/// A whole answer.
pub(crate) struct WholeAnswer {
    /// Where it came from, after redirects.
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A whole answer that need not be JSON.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it came from, after redirects.
    pub url: Url,
    /// Without its parameters, in lower case.
    pub content_type: Option<String>,
    /// What to ask with, the next time, whether there is a newer one: a header and its value.
    pub version: Option<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// The beginning of whatever was answered.
#[derive(Clone, Debug)]
pub struct FirstBytes {
    pub status: StatusCode,
    /// Where it came from, after redirects.
    pub url: Url,
    /// Without its parameters, in lower case.
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

impl FirstBytes {
    pub(crate) async fn of(response: Response, limit: usize) -> Self {
        let (status, url) = (response.status(), response.url().clone());
        Self {
            status,
            url,
            content_type: bare_type(response.headers()),
            body: start(response, limit, Pace::answer()).await,
        }
    }
}

/// The content type without its parameters, in lower case.
pub(super) fn bare_type(headers: &HeaderMap) -> Option<String> {
    let stated = header(headers, CONTENT_TYPE.as_str())?;
    let bare = stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Some(bare).filter(|it| !it.is_empty())
}

impl Document {
    pub(crate) fn of(answer: WholeAnswer) -> Self {
        let etag = header(&answer.headers, ETAG.as_str()).map(|it| (IF_NONE_MATCH.as_str(), it));
        let date = || Some((IF_MODIFIED_SINCE.as_str(), header(&answer.headers, LAST_MODIFIED.as_str())?));
        let version = etag.or_else(date);
        Self { url: answer.url, content_type: bare_type(&answer.headers), version, body: answer.body }
    }
}

impl WholeAnswer {
    /// The body as JSON, leniently; where it is long, beside the tasks that wait, and as long as somebody waits for it.
    pub(crate) async fn parsed<T: DeserializeOwned + Send + 'static>(&mut self) -> serde_json::Result<T> {
        if self.body.len() <= AT_ONCE {
            return json::read(&self.body, |body| serde_json::from_slice(body));
        }
        let body = std::mem::take(&mut self.body);
        let parsing = beside(move |wanted| {
            let as_wanted =
                |body: &[u8]| serde_json::from_reader(BufReader::with_capacity(AT_ONCE, wanted.reader(body)));
            (json::read(&body, as_wanted), body)
        });
        let (parsed, body) = parsing.await.map_err(|panic| serde_json::Error::io(panic.into()))?;
        self.body = body;
        parsed
    }

    /// What to say of an answer that `error` finds no JSON of ours.
    pub(crate) fn no_json(&self, subject: &Message, error: serde_json::Error) -> Error {
        let why = match error.classify() {
            Category::Eof => m!("http-json-cut"),
            Category::Syntax => {
                m!("http-json-broken", line = error.line().to_string(), column = error.column().to_string())
            }
            Category::Data => m!("http-not-as-expected"),
            Category::Io => Retold::of(&error).into(),
        };
        self.unreadable(subject, why).caused_by(error)
    }

    pub(crate) fn unreadable(&self, subject: &Message, why: Message) -> Error {
        let what = if self.body.trim_ascii().is_empty() {
            m!("http-empty")
        } else if looks_like_html(&self.headers, &self.body) {
            m!("http-web-page")
        } else {
            m!("http-no-json", why)
        };
        Error::new(ErrorKind::Portal, subject, what).hint(m!("http-check-address"))
    }
}

/// The body, up to `limit` bytes of what is packed in it.
pub(crate) async fn read(response: Response, subject: impl Into<Message>, limit: usize) -> Result<Vec<u8>> {
    let mut coming = Coming::new(response, subject.into(), limit);
    while coming.more().await? {}
    Ok(coming.taken())
}

/// A body as it comes, of which no more than `limit` bytes are in memory.
pub(crate) struct Coming {
    response: Response,
    subject: Message,
    limit: usize,
    body: Body,
    pace: Pace,
    /// As it was sent.
    bytes: u64,
    started: Instant,
}

impl Coming {
    pub(crate) fn new(response: Response, subject: Message, limit: usize) -> Self {
        let body = Body::of(response.headers(), limit);
        Self { response, subject, limit, body, pace: Pace::answer(), bytes: 0, started: Instant::now() }
    }

    /// Waits for some more; whether it came.
    pub(crate) async fn more(&mut self) -> Result<bool> {
        let Self { response, subject, pace, .. } = self;
        let (url, status) = (response.url().clone(), response.status().as_u16());
        let chunk = pace.keep(response.chunk(), weight).await;
        let chunk = chunk.map_err(|slow| slow.at(&url, &*subject).status(status))?;
        let chunk = chunk.map_err(|error| unreachable(&*subject, &url, &error))?;
        let taken = match &chunk {
            Some(chunk) => {
                self.bytes += chunk.len() as u64;
                self.body.sink().write_all(chunk)
            }
            None => {
                told::read(&url, self.bytes, self.started);
                self.body.end()
            }
        };
        taken.map_err(|error| self.failed(&url, error))?;
        Ok(chunk.is_some())
    }

    /// How many bytes are there to be taken.
    pub(crate) fn len(&self) -> usize {
        self.body.limited().bytes.len()
    }

    /// What has come since it was taken last.
    pub(crate) fn taken(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.body.limited_mut().bytes)
    }

    fn failed(&self, url: &Url, error: io::Error) -> Error {
        let subject = &self.subject;
        match error.kind() {
            io::ErrorKind::FileTooLarge => {
                let limit = (self.limit >> 20).to_string();
                Error::new(ErrorKind::Portal, subject, m!("http-answer-too-large", limit))
            }
            _ => {
                let cause = m!("http-broke", host = host(url), cause = &error);
                Error::new(ErrorKind::Network, subject, cause).hint(m!("http-again")).caused_by(error)
            }
        }
    }
}

/// How many bytes came.
pub(super) fn weight(chunk: &reqwest::Result<Option<Bytes>>) -> usize {
    chunk.as_ref().ok().and_then(Option::as_ref).map_or(0, Bytes::len)
}

/// The first `limit` bytes of what is packed in the body, or as many as came at this `pace`.
pub(crate) async fn start(mut response: Response, limit: usize, mut pace: Pace) -> Vec<u8> {
    let mut body = Body::of(response.headers(), limit);
    while let Ok(Ok(Some(chunk))) = pace.keep(response.chunk(), weight).await
        && body.sink().write_all(&chunk).is_ok()
    {}
    let _ = body.sink().flush(); // what came of it is good, wherever it ends
    std::mem::take(&mut body.limited_mut().bytes)
}

/// A body as it comes, unpacked where the server packed it.
enum Body {
    Plain(Limited),
    Gzip(Box<MultiGzDecoder<Limited>>),
}

/// Takes in so many bytes and no more: [`io::ErrorKind::FileTooLarge`].
struct Limited {
    bytes: Vec<u8>,
    limit: usize,
}

impl Body {
    fn of(headers: &HeaderMap, limit: usize) -> Self {
        let limited = Limited { bytes: Vec::new(), limit };
        let encoding = header(headers, CONTENT_ENCODING.as_str()).unwrap_or_default();
        match is_gzip(&encoding.trim().to_ascii_lowercase()) {
            true => Self::Gzip(Box::new(MultiGzDecoder::new(limited))),
            false => Self::Plain(limited),
        }
    }

    fn sink(&mut self) -> &mut dyn Write {
        match self {
            Self::Plain(plain) => plain,
            Self::Gzip(packed) => packed,
        }
    }

    /// That is all; an error where the server did not pack to the end.
    fn end(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Gzip(packed) => packed.try_finish(),
        }
    }

    fn limited(&self) -> &Limited {
        match self {
            Self::Plain(plain) => plain,
            Self::Gzip(packed) => packed.get_ref(),
        }
    }

    fn limited_mut(&mut self) -> &mut Limited {
        match self {
            Self::Plain(plain) => plain,
            Self::Gzip(packed) => packed.get_mut(),
        }
    }
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.limit - self.bytes.len();
        if room == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let taken = bytes.len().min(room);
        self.bytes.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn looks_like_html(headers: &HeaderMap, body: &[u8]) -> bool {
    bare_type(headers).is_some_and(|it| it == "text/html")
        || body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use reqwest::Body;

    use super::*;

    fn response(pieces: Vec<std::io::Result<&'static str>>) -> Response {
        Response::from(axum::http::Response::new(Body::wrap_stream(stream::iter(pieces))))
    }

    async fn beginning(response: Response, limit: usize) -> Vec<u8> {
        start(response, limit, Pace::answer()).await
    }

    #[tokio::test]
    async fn the_start_of_a_body_is_kept_however_long_it_is_and_wherever_it_breaks() {
        assert_eq!(beginning(response(vec![Ok("ab"), Ok("cd")]), 9).await, b"abcd");
        assert_eq!(beginning(response(vec![Ok("ab"), Ok("cd")]), 3).await, b"abc");
        let broken = vec![Ok("ab"), Err(std::io::Error::other("cut")), Ok("cd")];
        assert_eq!(beginning(response(broken), 9).await, b"ab");
    }

    /// As a server sends what it packed, in pieces of `size` bytes.
    fn packed(content: &[u8], cut: usize, size: usize) -> Response {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(content).unwrap();
        let packed = packed.finish().unwrap();
        let pieces: Vec<io::Result<Vec<u8>>> =
            packed[..packed.len() - cut].chunks(size).map(|it| Ok(it.to_vec())).collect();
        let body = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
        axum::http::Response::builder().header("content-encoding", "gzip").body(body).unwrap().into()
    }

    #[tokio::test]
    async fn what_the_server_packed_is_unpacked_within_the_limit() {
        let text = b"one and the same ".repeat(1000);
        for size in [1, 7, 4096] {
            assert_eq!(read(packed(&text, 0, size), "p", text.len()).await.unwrap(), text);
            assert_eq!(beginning(packed(&text, 0, size), 20).await, text[..20]);
        }
        assert_eq!(read(packed(&text, 0, 64), "p", text.len() - 1).await.unwrap_err().kind, ErrorKind::Portal);
        assert_eq!(read(packed(&text, 5, 64), "p", text.len()).await.unwrap_err().kind, ErrorKind::Network, "cut");
        assert_eq!(beginning(packed(&text, 5, 64), 20).await, text[..20]);
        assert_eq!(beginning(packed(b"No.", 5, 64), 20).await, b"No.");
    }

    #[tokio::test]
    async fn json_is_read_the_same_at_once_and_beside() {
        for length in [10, AT_ONCE, 3 * AT_ONCE] {
            for (end, is_whole) in [("\"]", true), ("", false)] {
                let body = format!("[\"{}{end}", "é".repeat(length));
                let url = Url::parse("http://a.example/").unwrap();
                let mut answer = WholeAnswer { url, headers: HeaderMap::new(), body: body.clone().into() };
                let parsed = answer.parsed::<Vec<String>>().await;
                assert_eq!(parsed.is_ok(), is_whole, "{length}");
                assert!(answer.body == body.as_bytes(), "and is there for what is to be said of it");
            }
        }
    }

    #[tokio::test]
    async fn a_whole_answer_beyond_the_limit_is_refused() {
        assert_eq!(read(response(vec![Ok("ab"), Ok("cd")]), "p", 4).await.unwrap(), b"abcd");
        let error = read(response(vec![Ok("ab"), Ok("cd")]), "p", 3).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Portal);
    }
}
