//! A whole answer, read into memory up to a limit.

use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use reqwest::{Response, StatusCode};
use url::Url;

use super::failure::unreachable;
use super::header;
use crate::error::{Error, Kind, Result};
use crate::t;
use crate::text;

/// The largest answer (not file) that is read into memory, in bytes.
pub(super) const BODY_LIMIT: usize = 64 << 20;

/// A whole answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// Where it came from, after redirects.
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
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
pub struct Heard {
    pub status: StatusCode,
    /// Where it came from, after redirects.
    pub url: Url,
    /// Without its parameters, in lower case.
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

impl Heard {
    pub(super) async fn of(response: Response, limit: usize) -> Self {
        let (status, url) = (response.status(), response.url().clone());
        let stated = header(response.headers(), CONTENT_TYPE.as_str()).unwrap_or_default();
        Self { status, url, content_type: bare(&stated), body: start(response, limit).await }
    }
}

/// A content type without its parameters, in lower case.
fn bare(stated: &str) -> Option<String> {
    let bare = stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Some(bare).filter(|it| !it.is_empty())
}

impl Document {
    pub(super) fn of(answer: Answer) -> Self {
        let etag = header(&answer.headers, ETAG.as_str()).map(|it| (IF_NONE_MATCH.as_str(), it));
        let date = || Some((IF_MODIFIED_SINCE.as_str(), header(&answer.headers, LAST_MODIFIED.as_str())?));
        let version = etag.or_else(date);
        Self { url: answer.url, content_type: bare(&answer.content_type), version, body: answer.body }
    }
}

impl Answer {
    pub(super) fn unreadable(&self, subject: &str, why: &dyn std::fmt::Display) -> Error {
        let what = if self.body.trim_ascii().is_empty() {
            t!("http-empty")
        } else if looks_like_html(&self.content_type, &self.body) {
            t!("http-web-page").to_owned()
        } else {
            t!("http-no-json", why = text::line(&why.to_string()))
        };
        Error::new(Kind::Portal, subject, what).hint(t!("http-check-address"))
    }
}

/// The body, up to `limit` bytes.
pub(crate) async fn read(mut response: Response, subject: &str, limit: usize) -> Result<Vec<u8>> {
    let url = response.url().clone();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(subject, &url, &error))? {
        if body.len() + chunk.len() > limit {
            let cause = t!("http-answer-too-large", limit = (limit >> 20).to_string());
            return Err(Error::new(Kind::Portal, subject, cause));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The body's first `limit` bytes, or as many as came.
pub(super) async fn start(mut response: Response, limit: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < limit
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk);
    }
    body.truncate(limit);
    body
}

fn looks_like_html(content_type: &str, body: &[u8]) -> bool {
    content_type.starts_with("text/html") || body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use reqwest::Body;

    use super::*;

    fn response(pieces: Vec<std::io::Result<&'static str>>) -> Response {
        Response::from(axum::http::Response::new(Body::wrap_stream(stream::iter(pieces))))
    }

    #[tokio::test]
    async fn the_start_of_a_body_is_kept_however_long_it_is_and_wherever_it_breaks() {
        assert_eq!(start(response(vec![Ok("ab"), Ok("cd")]), 9).await, b"abcd");
        assert_eq!(start(response(vec![Ok("ab"), Ok("cd")]), 3).await, b"abc");
        let broken = vec![Ok("ab"), Err(std::io::Error::other("cut")), Ok("cd")];
        assert_eq!(start(response(broken), 9).await, b"ab");
    }

    #[tokio::test]
    async fn a_whole_answer_beyond_the_limit_is_refused() {
        assert_eq!(read(response(vec![Ok("ab"), Ok("cd")]), "p", 4).await.unwrap(), b"abcd");
        let error = read(response(vec![Ok("ab"), Ok("cd")]), "p", 3).await.unwrap_err();
        assert_eq!(error.kind, Kind::Portal);
    }
}
