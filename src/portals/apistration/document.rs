//! From an answer to the document it links to: one or two hops, without the token, before the link expires
//! (docs/portals/api-entreprise.md 5).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use url::Url;

use super::super::bulk::leads_nowhere;
use super::catalogue::{Document, Via};
use super::map::WHICH;
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::text;
use crate::model::form::Answers;
use crate::net::{Opened, Range};
use crate::{m, t};

/// How long a link is used again to take up a broken download; the portal does not want links kept for longer.
const KEPT: Duration = Duration::from_secs(300);
/// What the second hop's JSON may hold.
const HOP_LIMIT: usize = 64 << 10;

/// The way to documents: their addresses hold their own secret, and get no token.
pub struct Links {
    http: Http,
    /// Where a request's document was found last.
    found: Mutex<HashMap<Url, (Url, Instant)>>,
}

impl Links {
    /// `http` is the portal's, without a sign-in.
    pub fn new(http: Http) -> Self {
        Self { http, found: Mutex::default() }
    }

    /// Opens the document that the answer to `request` links to. The rest of one is fetched from where it began.
    pub async fn open(
        &self,
        portal: &Http,
        document: &Document,
        subject: &str,
        request: Url,
        answers: &Answers,
        range: Option<&Range>,
    ) -> Result<Opened> {
        let mut key = request.clone();
        key.set_fragment(Some(&format!("{}{}", document.id, answers.get(WHICH).unwrap_or_default())));
        if let Some(link) = range.and_then(|_| self.kept(&key)) {
            match self.http.open(subject, link, range).await {
                Err(error) if leads_nowhere(&error) => {}
                other => return other,
            }
        }
        for last in [false, true] {
            let answer: Value = portal.json(subject, request.clone()).await?;
            let link = self.checked(subject, &link_in(&answer, document, subject, answers)?)?;
            match self.follow(document, subject, link, range).await {
                // A link lives for minutes to a day: one that is gone already is made anew, once.
                Err(error) if leads_nowhere(&error) && !last => {}
                other => return other.inspect(|opened| self.keep(key, opened.url())),
            }
        }
        unreachable!("the second try returns")
    }

    /// Opens what `answer` links to, which is not asked for again.
    pub async fn open_linked(
        &self,
        document: &Document,
        subject: &str,
        answer: &Value,
        answers: &Answers,
        range: Option<&Range>,
    ) -> Result<Opened> {
        let link = self.checked(subject, &link_in(answer, document, subject, answers)?)?;
        self.follow(document, subject, link, range).await
    }

    /// Whatever is behind `link`: the file, or on some endpoints the address of the file.
    async fn follow(&self, document: &Document, subject: &str, link: Url, range: Option<&Range>) -> Result<Opened> {
        let opened = self.http.open(subject, link, range).await?;
        let is_json = opened.content_type().is_some_and(|it| it.ends_with("json"));
        if document.via != Via::TwoLinks || !is_json {
            return Ok(opened);
        }
        let body = read(opened, subject).await?;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        let next = answer.pointer("/data/document_url").and_then(Value::as_str);
        let next = next.ok_or_else(|| Error::new(ErrorKind::Portal, subject, m!("apistration-link-nowhere")))?;
        self.http.open(subject, self.checked(subject, next)?, range).await
    }

    /// An address to open. One in clear text would show everybody on the way the document and the secret in its address.
    fn checked(&self, subject: &str, link: &str) -> Result<Url> {
        let odd = |cause: Message| Error::new(ErrorKind::Portal, subject, cause);
        let url = Url::parse(link).map_err(|error| odd(m!("apistration-link-odd")).caused_by(error))?;
        match (self.http.base().scheme(), url.scheme()) {
            (_, "https") | ("http", "http") => Ok(url),
            _ => Err(odd(m!("apistration-link-not-https"))),
        }
    }

    fn kept(&self, key: &Url) -> Option<Url> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.retain(|_, (_, when)| when.elapsed() < KEPT);
        found.get(key).map(|(link, _)| link.clone())
    }

    fn keep(&self, key: Url, link: &Url) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.insert(key, (link.clone(), Instant::now()));
    }
}

/// The address that `answer` gives, of the one document there is or of the one that is asked for.
fn link_in(answer: &Value, document: &Document, subject: &str, answers: &Answers) -> Result<String> {
    let found = in_field(answer, &document.field);
    let links: Vec<(&Value, &str)> =
        found.iter().filter_map(|owner| Some((*owner, owner.get(last_key(document))?.as_str()?))).collect();
    let chosen = answers.get(WHICH).map(|number| number.parse::<usize>().unwrap_or_default());
    match (&links[..], chosen) {
        ([], _) => Err(none(answer, subject)),
        ([(_, link)], None | Some(1)) => Ok((*link).to_owned()),
        (several, Some(number)) if (1..=several.len()).contains(&number) => Ok(several[number - 1].1.to_owned()),
        (several, _) => {
            let one =
                |(at, (owner, _)): (usize, &(&Value, &str))| format::labelled(&(at + 1).to_string(), &named(owner));
            let list: Vec<String> = several.iter().enumerate().map(one).take(50).collect();
            let cause =
                m!("apistration-several", count = several.len().to_string(), list = list.join(&format::semicolon()));
            let hint = m!("apistration-say-which", which = WHICH, several = several.len().to_string());
            Err(Error::new(ErrorKind::Usage, subject, cause).hint(hint))
        }
    }
}

fn last_key(document: &Document) -> &str {
    document.field.rsplit('.').next().unwrap_or_default()
}

/// The objects that hold the last key of `field`.
fn in_field<'a>(answer: &'a Value, field: &str) -> Vec<&'a Value> {
    let (owners, _) = field.rsplit_once('.').unwrap_or(("", field));
    owners.split('.').fold(vec![answer], |values, key| {
        let bare = key.trim_end_matches("[]");
        let next = values.into_iter().filter_map(|value| value.get(bare));
        match key.ends_with("[]") {
            true => next.filter_map(Value::as_array).flatten().collect(),
            false => next.collect(),
        }
    })
}

/// A good answer may link to nothing: Urssaf says so of companies that owe (docs/portals/api-entreprise.md 5).
fn none(answer: &Value, subject: &str) -> Error {
    let status = answer.pointer("/data/entity_status");
    let words = |key: &str| status.and_then(|it| it.get(key)).and_then(Value::as_str).and_then(text::some_line);
    let why = words("description").or_else(|| words("libelle"));
    let cause = why.map_or_else(|| m!("apistration-no-document"), |why| cut(&why, 400).into());
    Error::new(ErrorKind::NotFound, subject, cause).hint(m!("apistration-json-more"))
}

/// What tells one document from the others: its name or kind, its dates.
fn named(owner: &Value) -> String {
    let word = |value: Option<&Value>| value.and_then(Value::as_str).and_then(text::some_line);
    let name = ["nom", "nom_document", "nom_certificat"].iter().find_map(|key| word(owner.get(key)));
    let kind = word(owner.pointer("/sous_type/libelle"))
        .or_else(|| word(owner.pointer("/types_actes/0/type_acte")))
        .or_else(|| word(owner.get("type")));
    let date = ["date_cloture", "date_depot", "date_attribution"].iter().find_map(|key| word(owner.get(key)));
    let date = date.map(|date| date.chars().take("2026-01-31".len()).collect());
    let parts: Vec<String> = [kind, name, date].into_iter().flatten().collect();
    if parts.is_empty() { t!("apistration-nameless") } else { cut(&parts.join(", "), 120) }
}

fn cut(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

async fn read(opened: Opened, subject: &str) -> Result<Vec<u8>> {
    let (mut opened, mut body) = (opened.at_once(), Vec::new());
    while let Some(chunk) = opened.chunk(subject).await? {
        if body.len() + chunk.len() > HOP_LIMIT {
            return Err(Error::new(ErrorKind::Portal, subject, m!("apistration-link-nowhere")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
