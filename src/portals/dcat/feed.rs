//! A feed as it is fetched: page by page, each read once and asked for again only to hear whether it is still the same.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;
use url::Url;

use super::long::{self, Source};
use super::map::Record;
use super::masked::{MASK, Masked, without};
use super::names::Across;
use super::page::{self, Page, RECORDS, unreadable};
use super::sign_in::{self, path_token};
use super::syntax::{PATIENCE, Unreadable, broken};
use crate::access::auth::SignIn;
use crate::access::http::{Http, Rest};
use crate::access::secrets::Secret;
use crate::base::arriving::{Arriving, End};
use crate::base::beside::beside;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::text;
use crate::model::Target;
use crate::net::{Ask, Document, MAX_WAIT, max_wait};
use crate::portals::{Connection, part_of};
use crate::{m, t};

/// What is asked for, the richest first.
const WANTED: &str =
    "application/ld+json, text/turtle;q=0.9, application/rdf+xml;q=0.8, application/json;q=0.7, */*;q=0.1";
/// A document that is longer is read as it comes, and is never in memory as a whole.
const HERE: usize = 16 << 20;
/// No document is read any further.
const LONGEST: u64 = 8 << 30;
/// No more of it is taken than that before what came is read, which is looked for again and again.
const AHEAD: u64 = 256 << 20;
const MOMENT: Duration = Duration::from_millis(10);
/// A feed of so many pages is not gathered further.
const PAGES: usize = 1_000;
/// What was gathered from many pages is not asked for again before.
const FRESH: Duration = Duration::from_secs(300);
/// Nor is one document, where it is large and nothing tells whether it has changed.
const LARGE: usize = 1 << 20;
/// Pages are forgotten, the oldest first, when they weigh as much as so many datasets in memory together.
const KEPT: usize = 200_000;

/// Where RUDI portals have their feed. It searches, up to 50 datasets come at once, and its link to the next page forgets
/// what was searched.
const RUDI: &str = "/konsult/v1/datasets/metadatas/dcat";
const RUDI_SEARCH: &str = "freeText";

/// Everything that a feed holds, or that a search of its own gives.
#[derive(Debug, Default)]
pub struct Whole {
    pub pages: Vec<Arc<Page>>,
    pub warnings: Vec<String>,
}

/// What to ask with whether there is a newer one: a header and its value.
type Version = (&'static str, String);

struct Known {
    page: Arc<Page>,
    version: Option<Version>,
    read: Instant,
    bytes: usize,
}

#[derive(Default)]
struct Kept {
    pages: HashMap<Url, Known>,
    /// By what was searched.
    wholes: HashMap<String, (Instant, Arc<Whole>)>,
    names: Across,
}

pub struct Feed {
    connection: Connection,
    http: Http,
    language: String,
    /// The token in its address, once it is known whether there is one.
    token: OnceCell<Option<Secret>>,
    kept: Mutex<Kept>,
    /// When all of it was last looked through for one dataset. Whoever looks for another meanwhile waits for that.
    looked_through: tokio::sync::Mutex<Option<Instant>>,
}

impl Feed {
    pub fn new(connection: Connection, language: String) -> Self {
        let sign_in = SignIn::new(sign_in::Dcat::new(connection.clone()));
        let http = Http::new(connection.clients.clone(), connection.config.url.clone(), sign_in, |_| None);
        Self {
            connection,
            http,
            language,
            token: OnceCell::new(),
            kept: Mutex::default(),
            looked_through: Default::default(),
        }
    }

    pub fn http(&self) -> &Http {
        &self.http
    }

    pub fn name(&self) -> &str {
        &self.connection.config.name
    }

    pub fn signs_in(&self) -> bool {
        self.connection.expects_credential()
    }

    /// Whether the feed itself searches.
    pub fn searches(&self) -> bool {
        self.connection.config.url.path().trim_end_matches('/').ends_with(RUDI)
    }

    /// The first page, of what `text` finds where the feed searches. Without the token.
    pub fn start(&self, text: &str) -> Url {
        let mut url = self.connection.config.url.clone();
        if self.searches() {
            url.query_pairs_mut().extend_pairs([("page", "1"), ("pageSize", "50")]);
            if !text.is_empty() {
                url.query_pairs_mut().append_pair(RUDI_SEARCH, text);
            }
        }
        url
    }

    /// Where the page after `url` is, or why it cannot be asked for. It is on the feed's own host, whatever scheme a proxy
    /// made of it, and asks for what was asked for.
    pub fn next(&self, url: &Url, page: &Page) -> Result<Option<Url>, Message> {
        let Some(next) = page.next.as_deref().filter(|_| page.last.as_deref() != Some(url.as_str())) else {
            return Ok(None);
        };
        let mut next = url.join(next).map_err(|_| m!("dcat-next-odd"))?;
        if next.host_str() != url.host_str() {
            let host = next.host_str().map_or_else(|| m!("dcat-no-host"), |host| text::line(host).into());
            return Err(m!("dcat-next-elsewhere", host));
        }
        let moved = next.set_scheme(url.scheme()).and_then(|()| next.set_port(url.port()));
        moved.map_err(|()| m!("dcat-next-odd"))?;
        let missing = |key: &str| next.query_pairs().all(|(known, _)| known != key);
        let dropped: Vec<(String, String)> =
            url.query_pairs().filter(|(key, _)| missing(key)).map(|(key, value)| (key.into(), value.into())).collect();
        if !dropped.is_empty() {
            next.query_pairs_mut().extend_pairs(dropped);
        }
        next.set_fragment(None);
        Ok(Some(next).filter(|next| next != url))
    }

    /// One page as it is now. `is_held`: as it was read before, where it was.
    pub async fn page(&self, url: &Url, is_held: bool) -> Result<Arc<Page>> {
        let version = match self.known(url, is_held) {
            Some(Ok(page)) => return Ok(page),
            Some(Err(version)) => version,
            None => None,
        };
        let ask = Ask::from(self.with_token(url).await?).with("accept", WANTED);
        let ask = version.into_iter().fold(ask, |ask, (header, value)| ask.with(header, value));
        let subject = &part_of(self.name(), m!("dcat-the-feed"));
        let Some((document, rest)) = self.http.document(subject, ask, HERE).await? else {
            return self.unchanged(url, subject);
        };
        let (mut version, mut bytes) = (document.version.clone(), document.body.len());
        let page = match rest {
            None => self.read(document, subject).await?,
            Some(rest) => {
                bytes = usize::MAX;
                self.read_long(document, rest, subject).await?
            }
        };
        if page.is_cut {
            (version, bytes) = (None, 0); // it may come whole the next time
        }
        let page = self.told_apart(url, page).map_err(|error| self.lost(&error))?;
        let page = Arc::new(page);
        self.keep(url, Known { page: page.clone(), version, read: Instant::now(), bytes });
        Ok(page)
    }

    /// A page whose datasets are called otherwise than any other of it, or of the pages before.
    fn told_apart(&self, url: &Url, mut page: Page) -> io::Result<Page> {
        let is_first = *url == self.start("");
        let mut kept = self.kept();
        if is_first {
            kept.names = Across::default();
        }
        let names = std::mem::take(&mut page.names);
        let said = match is_first && page.next.is_none() {
            true => names.distinguish(&mut page.records),
            false => kept.names.distinguish(url.as_str(), &mut page.records)?,
        };
        page.warnings.extend(said);
        Ok(page)
    }

    /// All pages to the end, of what `text` finds where the feed searches. `is_held`: as they were read before.
    pub async fn whole(&self, text: &str, is_held: bool) -> Result<Arc<Whole>> {
        let text = if self.searches() { text } else { "" };
        let fresh = |(read, whole): &(Instant, Arc<Whole>)| (read.elapsed() < FRESH).then(|| whole.clone());
        if let Some(whole) = self.kept().wholes.get(text).and_then(fresh) {
            return Ok(whole);
        }
        let mut whole = Whole::default();
        let mut take = |page: &Arc<Page>| {
            whole.warnings.extend(page.warnings.iter().cloned());
            whole.pages.push(page.clone());
            true
        };
        let end = self.walk(text, is_held, &mut take).await;
        let is_broken = match end {
            Err(error) if whole.pages.is_empty() => return Err(error),
            Err(error) => {
                let page = whole.pages.len();
                whole.warnings.push(t!("dcat-known-until", page, cause = error.cause));
                true
            }
            Ok(warning) => {
                whole.warnings.extend(warning);
                false
            }
        };
        let whole = Arc::new(whole);
        // One document is asked again whether it has changed; many are not, for a while.
        if whole.pages.len() > 1 && !is_broken {
            let mut kept = self.kept();
            kept.wholes.retain(|_, (read, _)| read.elapsed() < FRESH);
            kept.wholes.insert(text.to_owned(), (Instant::now(), whole.clone()));
        }
        Ok(whole)
    }

    /// Page after page as long as `take` wants more; what ends it early is told.
    async fn walk(
        &self,
        text: &str,
        is_held: bool,
        take: &mut (dyn FnMut(&Arc<Page>) -> bool + Send),
    ) -> Result<Option<String>> {
        let (mut url, mut seen, mut count) = (self.start(text), HashSet::new(), 0);
        loop {
            let page = self.page(&url, is_held).await?;
            count += page.records.len();
            if !take(&page) || page.records.is_empty() {
                return Ok(None);
            }
            let next = match self.next(&url, &page) {
                Ok(Some(next)) => next,
                Ok(None) => return Ok(None),
                Err(why) => return Ok(Some(why.to_string())),
            };
            seen.insert(std::mem::replace(&mut url, next));
            if seen.contains(&url) {
                return Ok(Some(t!("portals-repeats")));
            }
            if seen.len() >= PAGES || count >= RECORDS {
                return Ok(Some(t!("dcat-more-datasets", count)));
            }
        }
    }

    /// The dataset called so, among those that were read already; else the first of the feed's. Of a feed that is not read to
    /// its end, nobody knows what it does not have.
    pub async fn find(&self, id: &str) -> Result<Option<Record>> {
        let asked = Instant::now();
        if let Some(record) = self.among_known(id)? {
            return Ok(Some(record));
        }
        let mut looked_through = self.looked_through.lock().await;
        let is_held = looked_through.is_some_and(|at| at > asked);
        if is_held && let Some(record) = self.among_known(id)? {
            return Ok(Some(record));
        }
        let (mut found, mut is_cut) = (Ok(None), false);
        let mut look = |page: &Arc<Page>| {
            found = page.records.called(id);
            is_cut |= page.is_cut;
            matches!(found, Ok(None))
        };
        let ended = self.walk("", is_held, &mut look).await?;
        *looked_through = Some(Instant::now());
        match found {
            Ok(None) if is_cut || ended.is_some() => {
                let subject = part_of(self.name(), m!("dcat-the-feed"));
                Err(Error::new(ErrorKind::Portal, subject, m!("dcat-not-to-its-end"))
                    .hint(m!("dcat-not-to-its-end-hint")))
            }
            found => found.map_err(|error| self.lost(&error)),
        }
    }

    fn among_known(&self, id: &str) -> Result<Option<Record>> {
        let known: Vec<Arc<Page>> = self.kept().pages.values().map(|known| known.page.clone()).collect();
        let mut found = known.iter().map(|page| page.records.called(id));
        found.find_map(|found| found.transpose()).transpose().map_err(|error| self.lost(&error))
    }

    /// What was kept of the feed in a file cannot be read any more.
    pub fn lost(&self, error: &io::Error) -> Error {
        let subject = part_of(self.name(), m!("dcat-the-feed"));
        Error::new(ErrorKind::Disk, subject, format::io(error)).hint(m!("dcat-forgotten-hint"))
    }

    /// What the feed names by the web address `url`.
    pub async fn named(&self, url: &Url) -> Result<Option<Target>> {
        let mut found = Ok(None);
        let mut look = |page: &Arc<Page>| {
            found = page.records.find(|record| record.named(url));
            matches!(found, Ok(None))
        };
        self.walk("", true, &mut look).await?;
        found.map_err(|error| self.lost(&error))
    }

    /// The token where it belongs: behind the feed's own address, and where it was taken out of an address of the feed's.
    pub async fn with_token(&self, url: &Url) -> Result<Url> {
        let Some(token) = self.token().await? else { return Ok(url.clone()) };
        let own = url.origin() == self.connection.config.url.origin();
        let mut with = url.clone();
        let is_feed = url.path().trim_end_matches('/') == self.connection.config.url.path().trim_end_matches('/');
        match with.path_segments_mut() {
            Ok(mut segments) if own && is_feed => {
                segments.pop_if_empty().push(token.expose());
            }
            Ok(mut segments) if own => {
                let filled =
                    url.path_segments().into_iter().flatten().map(|it| if it == MASK { token.expose() } else { it });
                segments.clear().extend(filled.map(|it| percent_encoding::percent_decode_str(it).decode_utf8_lossy()));
            }
            _ => {}
        }
        Ok(with)
    }

    async fn token(&self) -> Result<Option<&Secret>> {
        Ok(self.token.get_or_try_init(|| path_token(&self.connection)).await?.as_ref())
    }

    /// A page that was read before, or where it may have changed, which version of it that was.
    fn known(&self, url: &Url, is_held: bool) -> Option<Result<Arc<Page>, Option<Version>>> {
        let kept = self.kept();
        let known = kept.pages.get(url)?;
        let is_costly = known.version.is_none() && known.bytes > LARGE;
        let will_do = is_held || (is_costly && known.read.elapsed() < FRESH);
        Some(if will_do { Ok(known.page.clone()) } else { Err(known.version.clone()) })
    }

    fn unchanged(&self, url: &Url, subject: &Message) -> Result<Arc<Page>> {
        let mut kept = self.kept();
        match kept.pages.get_mut(url) {
            Some(known) => {
                known.read = Instant::now();
                Ok(known.page.clone())
            }
            // Forgotten while it was asked.
            None => {
                Err(Error::new(ErrorKind::Unavailable, subject, m!("dcat-forgotten")).hint(m!("dcat-forgotten-hint")))
            }
        }
    }

    fn keep(&self, url: &Url, known: Known) {
        let mut kept = self.kept();
        kept.pages.insert(url.clone(), known);
        let weight = |kept: &Kept| kept.pages.values().map(|known| known.page.records.weight()).sum::<usize>();
        while kept.pages.len() > PAGES || (weight(&kept) > KEPT && kept.pages.len() > 1) {
            let oldest = kept.pages.iter().min_by_key(|(_, known)| known.read).map(|(url, _)| url.clone());
            if oldest.and_then(|url| kept.pages.remove(&url)).is_none() {
                break;
            }
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a document beside the runtime's own threads, as long as it is waited for; what makes the reader fail or take too long is an error like
    /// any other.
    async fn read(&self, mut document: Document, subject: &Message) -> Result<Page> {
        if let Some(token) = self.token().await? {
            document.body = without(&document.body, token);
            document.url = self.connection.config.url.clone();
        }
        let (portal, language) = (self.name().to_owned(), self.language.clone());
        let reading = beside(move |wanted| page::read(&document, &portal, &language, wanted));
        let read = match tokio::time::timeout(PATIENCE + Duration::from_secs(5), reading).await {
            Ok(Ok(read)) => read,
            Ok(Err(_)) => Err(Unreadable::Other(m!("dcat-unbearable"))),
            Err(_) => Err(Unreadable::Late),
        };
        read.map_err(|why| unreadable(subject, why))
    }

    /// As [`Self::read`], of a document that is too long for memory: it is read while the rest of it comes, and hardly
    /// further than it is read. What takes too long, or breaks off, is kept as far as it came.
    async fn read_long(&self, document: Document, mut rest: Rest, subject: &Message) -> Result<Page> {
        let token = self.token().await?.cloned();
        let (portal, language) = (self.name().to_owned(), self.language.clone());
        let (content_type, url) = (document.content_type, document.url);
        let base = if token.is_some() { self.connection.config.url.clone() } else { url };
        let no_room = |error: io::Error| unreadable(subject, broken(&error));
        let arriving = Arc::new(Arriving::new().map_err(no_room)?);
        arriving.append(&document.body).map_err(no_room)?;
        drop(document.body);
        let patience = max_wait().unwrap_or(MAX_WAIT).max(PATIENCE);
        let arrived = arriving.clone();
        let mut reading = pin!(beside(move |wanted| {
            let in_time = wanted.within(patience);
            let open = || -> Box<dyn Read + Send> { Box::new(Masked::new(arrived.reader(&in_time), token.clone())) };
            let source = Source {
                open: &open,
                content_type: content_type.as_deref(),
                base: &base,
                portal: &portal,
                language: &language,
            };
            long::read(&source, wanted, &in_time)
        }));
        let mut coming = pin!(async {
            let broke = loop {
                match rest.next().await {
                    Ok(Some(part)) => arriving.append(&part).map_err(no_room)?,
                    Ok(None) => break None,
                    Err(error) => break Some(error),
                }
                if arriving.length() > LONGEST {
                    break Some(Error::new(ErrorKind::Portal, subject, m!("dcat-too-large")));
                }
                while arriving.unread() > AHEAD {
                    tokio::time::sleep(MOMENT).await;
                }
            };
            arriving.end(if broke.is_none() { End::Whole } else { End::Cut });
            Ok::<_, Error>(broke)
        });
        let (read, broke) = tokio::select! {
            // It may want no more of it.
            read = &mut reading => (read, None),
            broke = &mut coming => {
                let broke = broke?;
                (reading.await, broke)
            }
        };
        match (read.unwrap_or_else(|_| Err(Unreadable::Other(m!("dcat-unbearable")))), broke) {
            (Ok(page), Some(broke)) if !page.records.is_empty() => Ok(cut(page, &broke)),
            (Ok(_) | Err(Unreadable::Cut), Some(broke)) => Err(broke),
            (Ok(page), None) => Ok(page),
            (Err(Unreadable::Late), _) => Err(unreadable(subject, Unreadable::Other(page::too_slow(patience)))),
            (Err(why), _) => Err(unreadable(subject, why)),
        }
    }
}

/// A page of which no more came, and why.
fn cut(mut page: Page, broke: &Error) -> Page {
    let count = format::count(page.records.len() as u64);
    page.warnings.insert(0, t!("dcat-known-so-far", count, cause = &broke.cause));
    Page { is_cut: true, ..page }
}
