//! What is asked of a portal, and where a redirect leads.

use std::borrow::Cow;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION};
use serde_json::Value;
use url::Url;

use super::origin::host;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::secret_address::text_without_secrets;
use crate::base::text;
use crate::m;

/// What a request is for; files want their bytes untouched.
#[derive(Clone, Copy)]
pub(crate) enum For<'a> {
    Answer,
    /// An answer that is handed on as it comes.
    Raw,
    File(Option<&'a Range>),
}

impl For<'_> {
    pub(crate) fn is_file(self) -> bool {
        matches!(self, Self::File(_))
    }
}

/// What a request carries.
#[derive(Clone, Debug, PartialEq)]
pub enum AskBody {
    Json(Value),
    Xml(String),
}

impl AskBody {
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json",
            Self::Xml(_) => "application/xml",
        }
    }

    /// As it is sent.
    pub fn written(&self) -> String {
        match self {
            Self::Json(body) => body.to_string(),
            Self::Xml(body) => body.clone(),
        }
    }
}

/// What is asked of a portal: to read an address, or what it makes of a body.
#[derive(Clone, Debug)]
pub struct Ask {
    pub(crate) url: Url,
    pub(crate) body: Option<AskBody>,
    pub(crate) headers: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    small: bool,
    /// Whether its headers are for this origin only.
    is_bound: bool,
}

/// What is said to be no larger comes over a connection that carries many (HTTP/2, where the server speaks it).
pub const SMALL: u64 = 64 << 10;

impl Ask {
    /// A file that is said to have so many bytes.
    pub fn file(url: Url, size: Option<u64>) -> Self {
        Self { url, body: None, headers: vec![], small: size.is_some_and(|size| size <= SMALL), is_bound: false }
    }

    pub(crate) fn is_small(&self) -> bool {
        self.small
    }

    /// A POST of `body`, for what reads and changes nothing: it may be repeated.
    pub fn post(url: Url, body: Value) -> Self {
        Self { url, body: Some(AskBody::Json(body)), headers: vec![], small: false, is_bound: false }
    }

    /// As [`Self::post`], of XML.
    pub fn post_xml(url: Url, body: String) -> Self {
        Self { url, body: Some(AskBody::Xml(body)), headers: vec![], small: false, is_bound: false }
    }

    /// With a header that shapes the answer. It goes wherever redirects lead, so it must be no secret.
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same, asked at another address.
    pub fn at(self, url: Url) -> Self {
        Self { url, ..self }
    }

    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Whose headers stay with the origin they are sent to: nobody knows what a person puts there.
    pub fn bound(self) -> Self {
        Self { is_bound: true, ..self }
    }

    pub(crate) fn has(&self, header: &HeaderName) -> bool {
        self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(header.as_str()))
    }

    /// Whether "nothing new" answers it (RFC 9110, 15.4.5).
    pub(crate) fn is_conditional(&self) -> bool {
        self.has(&IF_NONE_MATCH) || self.has(&IF_MODIFIED_SINCE)
    }

    /// Where to go on after a redirect; `None`: what was asked would be lost on the way. The body is for this origin (and for
    /// the same host over https), whatever the redirect would make of a POST (301, 302): an answer to another question is
    /// none. 303 says that the answer lies there to be read, 302 does so of a file.
    pub(crate) fn redirected(self, url: Url, status: StatusCode, is_file: bool) -> Option<Self> {
        let own = url.origin() == self.url.origin();
        let is_to_be_read = match status.as_u16() {
            303 => true,
            301 | 302 => is_file,
            _ => false,
        };
        let keeps_body = !is_to_be_read && (own || is_upgrade(&self.url, &url));
        if self.body.is_some() && !keeps_body && !is_to_be_read {
            return None;
        }
        let headers = if own || !self.is_bound { self.headers } else { vec![] };
        Some(Self { body: self.body.filter(|_| keeps_body), headers, url, ..self })
    }
}

/// Whether it is the same host, no longer in clear text.
fn is_upgrade(from: &Url, to: &Url) -> bool {
    let usual = |url: &Url| url.port().is_none();
    (from.scheme(), to.scheme()) == ("http", "https") && from.host() == to.host() && usual(from) && usual(to)
}

impl From<Url> for Ask {
    fn from(url: Url) -> Self {
        Self::file(url, None)
    }
}

/// A part of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub from: u64,
    /// The byte behind the last one; `None`: to the end.
    pub to: Option<u64>,
    /// Only of the version that this names (`If-Range`); the server sends the whole file where it is another by now.
    pub validator: Option<String>,
}

impl Range {
    /// As `Range` says it (RFC 9110, 14.1.2).
    pub(crate) fn header(&self) -> String {
        let last = self.to.map(|to| to.saturating_sub(1).to_string()).unwrap_or_default();
        format!("bytes={}-{last}", self.from)
    }
}

/// Where a redirect leads, if it is a place we go to.
pub(crate) fn redirect_target(subject: impl Into<Message>, from: &Url, headers: &HeaderMap) -> Result<Url> {
    let subject = subject.into();
    let odd = |cause: Message| Error::new(ErrorKind::Portal, &subject, cause);
    let mut locations: Vec<Cow<'_, str>> =
        headers.get_all(LOCATION).iter().map(|it| as_address(it.as_bytes())).collect();
    locations.dedup();
    // Of two that differ nobody knows which is meant.
    let [location] = &locations[..] else { return Err(odd(m!("http-redirect-nowhere"))) };
    let target = from.join(location).map_err(|error| {
        odd(m!("http-redirect-odd", location = text_without_secrets(&text::line(location)))).caused_by(error)
    })?;
    match (from.scheme(), target.scheme()) {
        (_, "https") | ("http", "http") => Ok(target),
        ("https", "http") => {
            Err(odd(m!("http-redirect-plain", host = host(&target))).hint(m!("http-redirect-plain-hint")))
        }
        (_, scheme) => Err(odd(m!("http-redirect-scheme", scheme))),
    }
}

/// As it was sent. What is no UTF-8 goes on byte by byte, in percent signs.
fn as_address(sent: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(sent) {
        Ok(text) => text.into(),
        Err(_) => {
            let byte = |byte: &u8| if byte.is_ascii() { char::from(*byte).into() } else { format!("%{byte:02X}") };
            sent.iter().map(byte).collect::<String>().into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn location(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(LOCATION, reqwest::header::HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn redirects_lead_to_http_only_and_never_down_from_https() {
        let target = |from: &str, to: &str| redirect_target("p", &url(from), &location(to));
        let good = [
            ("https://a.org/x/y", "z?q=1", "https://a.org/x/z?q=1"),
            ("https://a.org/x", "/medias/1", "https://a.org/medias/1"),
            ("https://a.org/x", "//b.org/y", "https://b.org/y"),
            ("http://a.org/x", "https://a.org/x", "https://a.org/x"),
            ("http://a.org/x", "http://b.org:81/", "http://b.org:81/"),
        ];
        for (from, to, expected) in good {
            assert_eq!(target(from, to).unwrap(), url(expected), "{from} -> {to}");
        }
        let bad = [
            ("https://a.org/x", "http://a.org/x", "not be protected"),
            ("https://a.org/x", "file:///etc/passwd", "file:"),
            ("http://a.org/x", "javascript:alert(1)", "javascript:"),
            ("https://a.org/x", "http://[", "not an address"),
        ];
        for (from, to, part) in bad {
            let error = target(from, to).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Portal);
            let hint = error.hint.as_ref().map(ToString::to_string).unwrap_or_default();
            assert!(format!("{error} {hint}").contains(part), "{error:?}");
        }
        assert!(redirect_target("p", &url("https://a.org"), &HeaderMap::new()).is_err());
    }

    #[test]
    fn a_redirect_in_other_letters_goes_on_and_one_to_two_places_leads_nowhere() {
        let to = |sent: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for sent in sent {
                headers.append(LOCATION, reqwest::header::HeaderValue::from_bytes(sent).unwrap());
            }
            redirect_target("p", &url("https://a.org/x"), &headers).map(String::from).ok()
        };
        assert_eq!(to(&[b"/\xe9t\xe9?a=\xe9"]).unwrap(), "https://a.org/%E9t%E9?a=%E9");
        assert_eq!(to(&["/été".as_bytes()]).unwrap(), "https://a.org/%C3%A9t%C3%A9");
        assert_eq!(to(&[b"/b", b"/b"]).unwrap(), "https://a.org/b");
        assert_eq!(to(&[b"/b", b"/c"]), None);
    }

    #[test]
    fn what_a_person_adds_stays_with_whom_it_is_sent_to() {
        let ask = || Ask::from(url("https://a.org/x")).with("x-mine", "secret");
        let kept = |ask: Ask, to: &str| ask.redirected(url(to), StatusCode::FOUND, true).unwrap().headers.len();
        assert_eq!(kept(ask().bound(), "https://a.org/y"), 1);
        assert_eq!(kept(ask().bound(), "https://b.org/y"), 0);
        assert_eq!(kept(ask(), "https://b.org/y"), 1);
    }

    #[test]
    fn what_is_asked_survives_a_redirect_or_the_redirect_is_not_followed() {
        let (kept, left, refused) = (Some(true), Some(false), None);
        let table = [
            // From, to, the status, what becomes of the body of a question, and of that which makes a file.
            ("https://a.org/search", "https://a.org/there", 301, kept, left),
            ("https://a.org/search", "https://a.org/there", 302, kept, left),
            ("https://a.org/search", "https://a.org/there", 303, left, left),
            ("https://a.org/search", "https://a.org/there", 307, kept, kept),
            ("https://a.org/search", "https://a.org/there", 308, kept, kept),
            ("http://a.org/search", "https://a.org/search", 301, kept, left),
            ("http://a.org/search", "https://a.org/search", 308, kept, kept),
            ("http://a.org:80/search", "https://a.org:443/search", 308, kept, kept),
            ("http://a.org:8080/search", "https://a.org/search", 301, refused, left),
            ("https://a.org/search", "https://b.org/there", 301, refused, left),
            ("https://a.org/search", "https://b.org/there", 302, refused, left),
            ("https://a.org/search", "https://b.org/there", 303, left, left),
            ("https://a.org/search", "https://b.org/there", 307, refused, refused),
            ("https://a.org/search", "https://a.org:444/there", 308, refused, refused),
        ];
        for (from, to, status, question, file) in table {
            for (is_file, expected) in [(false, question), (true, file)] {
                let status = StatusCode::from_u16(status).unwrap();
                let there = Ask::post(url(from), "secret".into()).redirected(url(to), status, is_file);
                assert_eq!(there.map(|there| there.body.is_some()), expected, "{from} -> {to} {status} {is_file}");
                let read = Ask::from(url(from)).redirected(url(to), status, is_file).unwrap();
                assert_eq!((read.url, read.body), (url(to), None), "what is read is read there");
            }
        }
    }
}
