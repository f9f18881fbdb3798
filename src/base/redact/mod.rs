//! What must not be seen, cut out of every text that leaves the program: the secrets this process knows, in each of their
//! spellings, and what opens the addresses in it.
//!
//! A secret becomes known at the door of the type that holds it: credentials when they are looked up or kept, tokens when
//! they are made. Text passes here where it is printed, logged, or written to a file; what servers write already where it
//! is taken in ([`crate::base::text`]), before it is cut or wrapped. Files that are downloaded never do.

use std::borrow::Cow;
use std::io::{self, Write};
use std::iter;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use serde::Serialize;
use serde_json::Value;
use url::Url;

use self::spelling::Spellings;
use self::view::View;
use super::{secret_address, text};

mod spelling;
pub mod view;

/// What stands in place of what is cut.
pub const CUT: &str = "…";

#[cfg(not(test))]
static KNOWN: RwLock<Spellings> = RwLock::new(Spellings::new());
// Tests that share a process do not know each other's secrets.
#[cfg(test)]
thread_local!(static KNOWN: &'static RwLock<Spellings> = Box::leak(Box::new(RwLock::new(Spellings::new()))));
/// Where what is asked tells of people, as it reads: the queries of addresses there and below are cut, whatever they hold.
static PRIVATE: RwLock<Vec<Vec<u8>>> = RwLock::new(Vec::new());
/// Whether any secret is known: nothing is looked for before.
static ANY: AtomicBool = AtomicBool::new(false);

/// From now on, `secret` is cut out of every text.
pub fn know(secret: &str) {
    know_with(None, secret);
}

/// As [`know`]; some services are sent `login:secret`.
pub fn know_with(login: Option<&str>, secret: &str) {
    known().write().unwrap_or_else(PoisonError::into_inner).add(login, secret);
    ANY.store(true, Ordering::Release);
}

/// From now on, no query of what is asked at `url` or below it is seen anywhere. Beside it, at the same origin, may be others.
pub fn know_private(url: &Url) {
    let place = format!("{}{}", url.origin().ascii_serialization(), url.path().trim_end_matches('/'));
    let place = as_read(&place);
    let mut known = PRIVATE.write().unwrap_or_else(PoisonError::into_inner);
    if !known.iter().any(|known| secret_address::is_within(&place, known)) {
        known.push(place);
    }
}

/// Where a redirect leads from what tells of people, what is asked does so too.
pub fn follow_private(from: &Url, to: &Url) {
    if is_private(from) {
        know_private(to);
    }
}

fn is_private(url: &Url) -> bool {
    let address = as_read(url.as_str());
    let private = PRIVATE.read().unwrap_or_else(PoisonError::into_inner);
    private.iter().any(|place| secret_address::is_within(&address, place))
}

/// `address` without its escapes.
fn as_read(address: &str) -> Vec<u8> {
    View::read(address).unwrap_or_else(|| View::plain(address)).bytes.into_owned()
}

/// `text` without the secrets that are known. Its addresses stay whole: for what is used before it is shown.
pub fn without_known(text: &str) -> Cow<'_, str> {
    if !ANY.load(Ordering::Acquire) {
        return Cow::Borrowed(text);
    }
    let mut spans = Vec::new();
    find_known(&views(text), false, &mut spans);
    without(text, spans)
}

/// `text` as it may be seen: without the secrets that are known, and without what opens the addresses in it.
pub fn clean(text: &str) -> Cow<'_, str> {
    let (views, mut spans) = (views(text), Vec::new());
    if ANY.load(Ordering::Acquire) {
        find_known(&views, false, &mut spans);
    }
    if let Some(most_read) = views.last() {
        secret_address::find(most_read, &mut spans);
        let private = PRIVATE.read().unwrap_or_else(PoisonError::into_inner);
        private.iter().for_each(|place| secret_address::queries(most_read, place, &mut spans));
    }
    without(text, spans)
}

/// `text` of an answer that refuses what was asked at `asked`, without what was sent: also what is not told from ordinary
/// text elsewhere, and what opens that address.
pub fn refusal<'t>(text: &'t str, asked: &Url) -> Cow<'t, str> {
    let mut sent = Spellings::new();
    secret_address::openers(asked.as_str()).iter().for_each(|opener| sent.add(None, opener));
    if is_private(asked) {
        // A letter or a number of two digits is found by chance, and tells of nobody.
        let told = asked.query_pairs().filter(|(_, value)| value.chars().count() > 2);
        told.for_each(|(_, value)| sent.add(None, &value));
    }
    let (views, mut spans) = (views(text), Vec::new());
    find_known(&views, true, &mut spans);
    views.iter().for_each(|view| sent.find(view, true, &mut spans));
    without(text, spans)
}

/// Whether anything would be cut out of `text`.
pub fn holds_secrets(text: &str) -> bool {
    matches!(clean(text), Cow::Owned(_))
}

#[cfg(not(test))]
fn known() -> &'static RwLock<Spellings> {
    &KNOWN
}

#[cfg(test)]
fn known() -> &'static RwLock<Spellings> {
    KNOWN.with(|known| *known)
}

fn find_known(views: &[View<'_>], refuses: bool, spans: &mut Vec<Range<usize>>) {
    let known = known().read().unwrap_or_else(PoisonError::into_inner);
    views.iter().for_each(|view| known.find(view, refuses, spans));
}

/// `text` as it is, and where that is another, as it reads.
fn views(text: &str) -> Vec<View<'_>> {
    iter::once(View::plain(text)).chain(View::read(text)).collect()
}

/// `text` with one mark for each part that is cut.
fn without(text: &str, mut spans: Vec<Range<usize>>) -> Cow<'_, str> {
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_unstable_by_key(|span| span.start);
    let mut left = String::with_capacity(text.len());
    let mut from = 0;
    for span in spans {
        let (start, end) = (text.floor_char_boundary(span.start), text.ceil_char_boundary(span.end));
        if start > from || (left.is_empty() && start < end) {
            left.push_str(&text[from..start]);
            left.push_str(CUT);
        }
        from = from.max(end);
    }
    left.push_str(&text[from..]);
    Cow::Owned(left)
}

/// `value` as JSON, every text in it [`clean`].
pub fn json(value: &impl Serialize) -> serde_json::Result<Value> {
    let mut value = serde_json::to_value(value)?;
    clean_texts(&mut value);
    Ok(value)
}

fn clean_texts(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(clean) = clean(text) {
                *text = clean;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(clean_texts),
        Value::Object(fields) => fields.values_mut().for_each(clean_texts),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Writes whole lines, [`clean`] and printable: a secret may come in two pieces.
pub struct Lines<W: Write> {
    to: W,
    begun: Vec<u8>,
}

impl<W: Write> Lines<W> {
    pub fn new(to: W) -> Self {
        Self { to, begun: Vec::new() }
    }

    /// What has come up to `end`.
    fn write_until(&mut self, end: usize) -> io::Result<()> {
        let whole: Vec<u8> = self.begun.drain(..end).collect();
        let lines = clean(&String::from_utf8_lossy(&whole)).into_owned();
        let lines: Vec<String> = lines.split('\n').map(|line| text::printable(line).collect()).collect();
        self.to.write_all(lines.join("\n").as_bytes())
    }
}

impl<W: Write> Write for Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        if let Some(end) = memchr::memrchr(b'\n', &self.begun) {
            self.write_until(end + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<W: Write> Drop for Lines<W> {
    fn drop(&mut self) {
        let _ = self.write_until(self.begun.len()); // nobody is left to tell
    }
}

#[cfg(test)]
mod tests;
