//! Questions to a service, by the portal's own way to it: what signs in there goes to no other origin.

use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::xml_tree::{self, XmlElement};
use crate::base::{json, text};
use crate::m;
use crate::model::Media;
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
pub struct ServiceAsker {
    pub portal: Arc<dyn Portal>,
    pub subject: Message,
}

impl ServiceAsker {
    pub fn of(portal: &Arc<dyn Portal>, media: &Media) -> Self {
        Self { portal: portal.clone(), subject: (&media.address()).into() }
    }

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

/// The text of XML, which says then that it is UTF-8, whatever its first line said.
pub fn decoded(body: &[u8]) -> String {
    const FIRST: usize = 200;
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let first = String::from_utf8_lossy(body.get(..body.len().min(FIRST)).unwrap_or_default()).into_owned();
    let prolog = first.split("?>").next().filter(|prolog| prolog.starts_with("<?xml")).unwrap_or_default();
    let label = prolog.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()
    });
    let encoding = label.and_then(|label| Encoding::for_label(label.as_bytes())).unwrap_or(UTF_8);
    // With the mark of its own, where it has one.
    let (text, ..) = encoding.decode(body);
    match label.filter(|_| encoding != UTF_8) {
        Some(label) => text.replacen(label, UTF_8.name(), 1),
        None => text.into_owned(),
    }
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

/// `url` with these, each in the place of any that is called so there in whatever case; all else stays as it is written.
pub fn with<'p>(url: &Url, pairs: impl IntoIterator<Item = (&'p str, String)>) -> Url {
    let pairs: Vec<(&str, String)> = pairs.into_iter().collect();
    let mut url = without(url, |key| pairs.iter().any(|(set, _)| set.eq_ignore_ascii_case(key)));
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    url
}

/// `url` without the parameters that `is_left_out` names.
pub fn without(url: &Url, is_left_out: impl Fn(&str) -> bool) -> Url {
    let kept: Vec<&str> = parts(url).filter(|(key, _)| !is_left_out(key)).map(|(_, part)| part).collect();
    let kept = Some(kept.join("&")).filter(|kept| !kept.is_empty());
    let mut url = url.clone();
    url.set_query(kept.as_deref());
    url
}

/// The parameters of an address: what each is called, and the whole of it as it is written.
pub fn parts(url: &Url) -> impl Iterator<Item = (String, &str)> {
    let parts = url.query().unwrap_or_default().split('&').filter(|part| !part.is_empty());
    parts.map(|part| {
        let key = url::form_urlencoded::parse(part.as_bytes()).next().map(|(key, _)| key.into_owned());
        (key.unwrap_or_default(), part)
    })
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

    #[test]
    fn what_is_set_takes_the_place_of_what_is_called_so_and_all_else_stays() {
        let pairs = || [("SERVICE", "WFS".to_owned()), ("COUNT", "2".to_owned())];
        let table = [
            ("https://a.org/ows", "SERVICE=WFS&COUNT=2"),
            ("https://a.org/ows?map=/srv/x.map&", "map=/srv/x.map&SERVICE=WFS&COUNT=2"),
            ("https://a.org/ows?Service=wms&count=9&Count=8", "SERVICE=WFS&COUNT=2"),
            ("https://a.org/ows?service=WFS&token=a%2Bb+c&bare", "token=a%2Bb+c&bare&SERVICE=WFS&COUNT=2"),
            ("https://a.org/ows?count%65=1&%63ount=3", "count%65=1&SERVICE=WFS&COUNT=2"),
        ];
        for (url, expected) in table {
            assert_eq!(with(&Url::parse(url).unwrap(), pairs()).query(), Some(expected), "{url}");
        }
        let url = Url::parse("https://a.org/ows?a=1").unwrap();
        assert_eq!(without(&url, |key| key == "a").as_str(), "https://a.org/ows");
    }

    #[test]
    fn xml_is_read_in_the_encoding_that_it_names() {
        let (latin, ..) = encoding_rs::WINDOWS_1252.encode("<?xml version='1.0' encoding='ISO-8859-1' ?><a>Étang</a>");
        let marked: Vec<u8> = "\u{feff}<a>É</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let table: [(&[u8], &str); 5] = [
            (&latin, "<?xml version='1.0' encoding='UTF-8' ?><a>Étang</a>"),
            ("\u{feff}<?xml encoding=\"utf-8\"?><a>É</a>".as_bytes(), "<?xml encoding=\"utf-8\"?><a>É</a>"),
            ("<a encoding='ISO-8859-1'>É</a>".as_bytes(), "<a encoding='ISO-8859-1'>É</a>"),
            (b"<a>\xff</a>", "<a>\u{fffd}</a>"),
            (&marked, "<a>É</a>"),
        ];
        for (body, expected) in table {
            assert_eq!(decoded(body), expected);
        }
    }
}
