//! Questions to a service, by the portal's own way to it: what signs in there goes to no other origin.

use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::xml_tree::{self, XmlElement};
use crate::base::{json, text};
use crate::m;
use crate::net::Ask;
use crate::portals::Portal;

/// One answer is held in memory; none is longer.
const LONGEST: usize = 128 << 20;
/// What an exception says is no longer.
const SAID: usize = 300;

/// What stays readable in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':');

pub const JSON: &str = "application/geo+json, application/json;q=0.9, */*;q=0.1";
pub const XML: &str = "application/xml, text/xml;q=0.9, */*;q=0.1";
/// What is asked for in the address itself.
pub const ANY: &str = "*/*";

/// Whom to ask, and what for.
#[derive(Clone)]
pub struct Asker {
    pub portal: Arc<dyn Portal>,
    pub subject: Message,
}

impl Asker {
    /// The whole of an answer; an error in the place of one is told as it is said.
    pub async fn body(&self, url: &Url, accept: &'static str) -> Result<Vec<u8>> {
        let ask = Ask::from(url.clone()).with("accept", accept);
        let answer = self.portal.http_to(url).document(&self.subject, ask, LONGEST).await?;
        let body = match answer {
            Some((document, None)) => document.body,
            Some((_, Some(_))) => {
                let error = self.odd(m!("services-page-too-long"));
                return Err(error.hint(m!("services-page-too-long-hint")));
            }
            None => return Err(self.odd(m!("services-no-answer"))),
        };
        match exception(&body) {
            Some(said) => Err(self.odd(m!("services-exception", said))),
            None => Ok(body),
        }
    }

    pub async fn json(&self, url: &Url) -> Result<Value> {
        let body = self.body(url, JSON).await?;
        json::read(&body, |body| serde_json::from_slice(body)).map_err(|_| self.odd(m!("services-no-json")))
    }

    pub async fn xml(&self, url: &Url) -> Result<XmlElement> {
        let body = self.body(url, XML).await?;
        xml_tree::read(&decoded(&body)).ok_or_else(|| self.odd(m!("services-no-xml")))
    }

    pub fn odd(&self, cause: Message) -> Error {
        Error::new(ErrorKind::Portal, &self.subject, cause)
    }

    pub fn usage(&self, cause: Message) -> Error {
        Error::new(ErrorKind::Usage, &self.subject, cause)
    }
}

pub fn decoded(body: &[u8]) -> String {
    String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).into_owned()
}

/// What an OGC service says in the place of an answer, whatever the status it says it with.
fn exception(body: &[u8]) -> Option<String> {
    const SHORT: usize = 64 << 10;
    let start = body.get(..body.len().min(SHORT))?;
    let text = decoded(start);
    if !text.trim_start().starts_with('<') || !text.contains("Exception") {
        return None;
    }
    let root = xml_tree::read(&text)?;
    if !root.name.ends_with("ExceptionReport") {
        return None;
    }
    let said =
        root.find(&|it| matches!(it.name.as_str(), "ExceptionText" | "ServiceException") && !it.text.trim().is_empty());
    let code =
        || root.find(&|it| it.attribute("exceptionCode").is_some())?.attribute("exceptionCode").map(str::to_owned);
    let said = said.map(|it| it.text.clone()).or_else(code).unwrap_or_else(|| root.name.clone());
    Some(text::line(&said).chars().take(SAID).collect())
}

/// `id` as one segment of a path.
pub fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
}

/// `url` with these besides, whatever it has already.
pub fn with<'p>(url: &Url, pairs: impl IntoIterator<Item = (&'p str, String)>) -> Url {
    let mut url = url.clone();
    let mut pairs = pairs.into_iter().peekable();
    if pairs.peek().is_some() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_is_told_as_it_is_said() {
        let table = [
            (
                "<ows:ExceptionReport xmlns:ows='o'><ows:Exception exceptionCode='X'><ows:ExceptionText> no\n layer </ows:ExceptionText></ows:Exception></ows:ExceptionReport>",
                Some("no layer"),
            ),
            (
                "<?xml version='1.0'?><ServiceExceptionReport><ServiceException code='a'>broken</ServiceException></ServiceExceptionReport>",
                Some("broken"),
            ),
            (
                "<ExceptionReport><Exception exceptionCode='OperationNotSupported'/></ExceptionReport>",
                Some("OperationNotSupported"),
            ),
            ("<a>Exception</a>", None),
            ("{\"Exception\": 1}", None),
            ("", None),
        ];
        for (body, said) in table {
            assert_eq!(exception(body.as_bytes()).as_deref(), said, "{body}");
        }
    }
}
