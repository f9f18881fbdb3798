//! A file that is wanted only where it is another by now (RFC 9110, 13.1): what the server is told of the one that
//! is there, and what its answer says of that.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, ETAG};

use super::ask::Ask;
use super::opened::Opened;
use crate::base::error::Result;

/// What names the version that is there already.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<Timestamp>,
    /// How long it is: what is longer or shorter is another, whatever it is called.
    pub length: Option<u64>,
}

tokio::task_local! {
    /// Of the work that runs in it: a portal opens a file by ways of its own, none of which has a say in this.
    static UNLESS: Validators;
}

/// `work`, in which a whole file is opened only where it is another than `validators` name; nothing of it comes else.
pub async fn unless<T>(validators: Validators, work: impl Future<Output = T>) -> T {
    UNLESS.scope(validators, work).await
}

/// What came of opening a file of which a version is there.
pub enum Reopened {
    /// It is that version.
    Same,
    /// Perhaps another.
    Other(Box<Opened>),
}

/// Opens by `open` what may be another than `validators` name. A server that sends all of it and names the same version has
/// said so too; one that says "nothing new" of a version that it was not asked about is asked again, without a condition.
pub async fn reopen<F>(validators: Validators, open: impl Fn() -> F) -> Result<Reopened>
where
    F: Future<Output = Result<Opened>>,
{
    let (asked, length) = (validators.etag.clone(), validators.length);
    let opened = unless(validators, open()).await?;
    let is_unchanged = opened.status() == StatusCode::NOT_MODIFIED;
    let named = opened.headers().get(ETAG).and_then(|etag| etag.to_str().ok());
    match (is_unchanged, named, asked.as_deref()) {
        (true, Some(named), Some(asked)) if opaque(named) != opaque(asked) => {
            Ok(Reopened::Other(Box::new(open().await?)))
        }
        (true, ..) => Ok(Reopened::Same),
        (false, Some(named), Some(asked))
            if named == asked && named.starts_with('"') && is_as_long(&opened, length) =>
        {
            Ok(Reopened::Same)
        }
        (false, ..) => Ok(Reopened::Other(Box::new(opened))),
    }
}

/// Whether it may be as long as that: what is packed on its way has another length.
fn is_as_long(opened: &Opened, length: Option<u64>) -> bool {
    let is_packed = opened.headers().contains_key(CONTENT_ENCODING);
    is_packed || opened.length().zip(length).is_none_or(|(comes, there)| comes == there)
}

/// What a tag names, weak or not; servers that pack what they send add to it, and not always where nothing is sent.
fn opaque(etag: &str) -> &str {
    let tag = etag.trim().trim_start_matches("W/").trim_matches('"');
    ["-gzip", ";gzip", "--gzip", "-br", "-zstd"].iter().find_map(|end| tag.strip_suffix(end)).unwrap_or(tag)
}

impl Validators {
    pub fn are_none(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }

    /// `ask`, of a whole file, on the condition that holds here, if one does.
    pub(crate) fn of_here(ask: Ask) -> Ask {
        UNLESS.try_with(|validators| validators.on(ask.clone())).unwrap_or(ask)
    }

    fn on(&self, ask: Ask) -> Ask {
        let since = self
            .last_modified
            .map(|when| when.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
        // A receipt is a file, and may hold anything.
        let fits = |etag: &&String| etag.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let etag = self.etag.iter().find(fits);
        let ask = etag.into_iter().fold(ask, |ask, etag| ask.with("if-none-match", etag.clone()));
        since.into_iter().fold(ask, |ask, since| ask.with("if-modified-since", since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_opened_within_is_asked_for_on_the_condition() {
        let ask = || Ask::from(url::Url::parse("https://a.org/x").unwrap());
        assert!(!Validators::of_here(ask()).is_conditional());
        let last_modified = Some("2024-01-01T10:00:00Z".parse().unwrap());
        let known = Validators { etag: Some("W/\"a\"".into()), last_modified, length: None };
        let asked = unless(known, async { Validators::of_here(ask()) }).await;
        let headers: Vec<(&str, &str)> = asked.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let expected = [("if-none-match", "W/\"a\""), ("if-modified-since", "Mon, 01 Jan 2024 10:00:00 GMT")];
        assert_eq!(headers, expected);
    }
}
