//! Which kind of portal answers at an address: the kinds' questions are planned within one budget of requests and time,
//! those that most ask for first, and the surest answer wins.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::probe::{ByHeart, Probe, Sure, Whose};
use super::{Connection, Kind, PortalConfig, web};
use crate::access::auth::{SignIn, Token};
use crate::access::http::Http;
use crate::access::secrets::{Credentials, Secrets};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::m;
use crate::net::{Ask, Clients, FirstBytes, is_loopback};

/// Requests of one search at most, however many kinds and questions there are.
const BUDGET: usize = 60;
/// Of them under way at once.
const AT_ONCE: usize = 20;
/// So many portals are asked for a token besides, where none answers without.
const KNOCKS: usize = 2;
/// How long answers are waited for, all of them together.
pub const PATIENCE: Duration = Duration::from_secs(6);
/// As much of an answer is read: those of the questions are short, and a feed is known by its beginning.
const ENOUGH: usize = 256 << 10;
/// A portal may lie below so many segments of a path.
const DEEPEST: usize = 3;
/// What feeds are asked for as.
const WANTED: &str =
    "application/json, application/ld+json;q=0.9, text/turtle;q=0.8, application/rdf+xml;q=0.8, */*;q=0.1";

/// A portal that answers at an address.
#[derive(Clone, Debug)]
pub struct Detected {
    pub kind: Kind,
    /// As it goes into the configuration.
    pub url: Url,
    pub sure: Sure,
    /// What it calls itself.
    pub title: Option<String>,
    /// Whether it shows nothing to those who have not signed in, though others of its kind do.
    pub closed: bool,
    /// The way to sign in and the credential, where the address given held one.
    pub key: Option<(&'static str, Credentials)>,
}

impl Detected {
    /// Whether it is of another site than `given`: a redirect led there.
    pub fn is_elsewhere(&self, given: &Url) -> bool {
        let site = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
        self.key.is_none() && self.sure != Sure::Given && site(&self.url) != site(given)
    }
}

/// What a person typed, where it is an address and no portal's name: with `://`, or a host with a dot.
pub fn is_address(typed: &str) -> bool {
    typed.contains(['.', '/', ':'])
}

/// The address in what a person typed or pasted, of whatever page. A bare host is taken to speak https.
pub fn address(typed: &str) -> Result<Url> {
    parsed(typed).map(bare)
}

/// As [`address`], with what stands behind the path.
pub(super) fn parsed(typed: &str) -> Result<Url> {
    let refuse = |cause: Message| Err(Error::new(ErrorKind::Usage, m!("first-start-address"), cause));
    let typed = web::unwrapped(typed);
    let parsed = match typed.contains("://") {
        true => Url::parse(typed),
        // This machine's own servers rarely have a certificate.
        false => Url::parse(&format!("https://{typed}")).map(|url| match is_loopback(&url) {
            true => Url::parse(&format!("http://{typed}")).unwrap_or(url),
            false => url,
        }),
    };
    let Ok(url) = parsed else { return refuse(m!("first-start-no-address", typed = text::line(typed))) };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(m!("first-start-no-address", typed = text::line(typed)));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse(m!("first-start-secret-in-address"));
    }
    Ok(url)
}

/// What stands behind the path is of one page, and may be a secret; but not the file that a map server is asked with,
/// without which it has nothing.
fn bare(mut url: Url) -> Url {
    let is_map = |key: &str, value: &str| key.eq_ignore_ascii_case("map") && !value.is_empty();
    let map: Option<(String, String)> = url.query_pairs().into_owned().find(|(key, value)| is_map(key, value));
    url.set_query(None);
    url.set_fragment(None);
    if let Some((key, value)) = map {
        url.query_pairs_mut().append_pair(&key, &value);
    }
    url
}

/// As [`bare`], of portals that lie below an address.
fn without_query(mut url: Url) -> Url {
    url.set_query(None);
    url
}

/// The portals that answer at `given`, the surest first; never none. It may be the address of any page of a portal.
pub async fn detect(clients: &Clients, given: &Url, patience: Duration) -> Result<Vec<Detected>> {
    let given = &bare(given.clone());
    let known = by_heart(given);
    if !known.is_empty() {
        return Ok(known);
    }
    if web::is_resolver(given) {
        return Err(web::unresolved(given));
    }
    let asked = plan(given, &Kind::ALL.map(Candidate::of));
    let until = Instant::now() + patience;
    let answers = ask(clients, &asked, patience).await;
    let mut all: Vec<Detected> = answers.iter().flatten().flat_map(|answer| answer.found.clone()).collect();
    if all.is_empty() {
        all = knock(clients, &asked, &answers, until).await;
    }
    let mut found: Vec<Detected> = Vec::new();
    for detected in all {
        // One portal of a kind is enough: the surest, else the one whose address is the shortest, as it was asked first.
        match found.iter_mut().find(|other| other.kind == detected.kind) {
            Some(other) if other.sure < detected.sure => *other = detected,
            Some(_) => {}
            None => found.push(detected),
        }
    }
    // Of two as sure, the kind that the table has first.
    let place = |kind: Kind| Kind::ALL.iter().position(|known| *known == kind);
    found.sort_by_key(|detected| (std::cmp::Reverse(detected.sure), place(detected.kind)));
    if found.is_empty() { Err(nothing(given, &asked, answers)) } else { Ok(found) }
}

/// What is known of the address without asking anybody.
fn by_heart(given: &Url) -> Vec<Detected> {
    let known = Kind::ALL.into_iter().filter_map(|kind| {
        let known = (kind.about().by_heart)(given).or_else(|| by_doi(kind, given))?;
        Some(Detected { kind, url: known.url, sure: Sure::Given, title: None, closed: false, key: known.key })
    });
    known.collect()
}

/// The known portal that gave a DOI.
fn by_doi(kind: Kind, given: &Url) -> Option<ByHeart> {
    Some(ByHeart { url: Url::parse(web::giver(kind, given)?.url).ok()?, key: None })
}

/// The portal of that kind at the address in what a person typed: nobody is asked.
pub fn told(kind: Kind, typed: &str) -> Result<Detected> {
    let given = address(typed)?;
    if let Some(known) = by_heart(&given).into_iter().find(|known| known.kind == kind) {
        return Ok(known);
    }
    let url = kind.about().base_of(given);
    let url = if kind.about().asked_with.is_empty() { without_query(url) } else { url };
    kind.check_url(&url)?;
    Ok(Detected { kind, url, sure: Sure::Given, title: None, key: None, closed: false })
}

/// A kind that may be there, and what it would ask.
struct Candidate {
    kind: Kind,
    probes: &'static [Probe],
    pages: &'static [&'static str],
}

impl Candidate {
    fn of(kind: Kind) -> Self {
        let about = kind.about();
        Self { kind, probes: about.probes, pages: about.pages }
    }
}

/// One request, and all questions that its answer is one to.
struct Asked {
    url: Url,
    /// Whether this is the very address given.
    is_given: bool,
    questions: Vec<Question>,
}

/// One kind's question at one place.
struct Question {
    kind: Kind,
    probe: &'static Probe,
    base: Url,
}

/// What is asked, in this order: each kind's surest question at the site's root and at the very address given, then what is
/// less likely, be it further down the path or a further question. What several kinds ask for is asked once, and before
/// what one does. It is never more than [`BUDGET`].
fn plan(given: &Url, candidates: &[Candidate]) -> Vec<Asked> {
    let mut ranked: Vec<(usize, Asked)> = Vec::new();
    for Candidate { kind, probes, pages } in candidates {
        for (place, probe) in probes.iter().enumerate() {
            let is_given = probe.portal == Whose::Given;
            let bases = if is_given { vec![given.clone()] } else { bases(given, pages) };
            // The likeliest place first.
            for (depth, base) in bases.into_iter().enumerate() {
                let Some(url) = question(&base, probe) else { continue };
                let (rank, question) = (place + depth, Question { kind: *kind, probe, base });
                match ranked.iter_mut().find(|(_, asked)| asked.url == url) {
                    Some((known, asked)) => {
                        *known = rank.min(*known);
                        asked.questions.push(question);
                    }
                    None => ranked.push((rank, Asked { is_given: url == *given, url, questions: vec![question] })),
                }
            }
        }
    }
    ranked.sort_by_key(|(rank, asked)| (*rank, std::cmp::Reverse(asked.questions.len())));
    ranked.into_iter().take(BUDGET).map(|(_, asked)| asked).collect()
}

/// Where `probe` is asked about `base`, which keeps what it is asked with.
fn question(base: &Url, probe: &Probe) -> Option<Url> {
    let mut url = base.join(probe.path).ok()?;
    let own: Vec<_> = base.query_pairs().into_owned().collect();
    if probe.portal == Whose::Given && !own.is_empty() {
        url.query_pairs_mut().extend_pairs(own);
    }
    Some(url)
}

/// What one request brought.
struct Answer {
    /// None: something answers, and it is no portal of any kind that asks.
    found: Vec<Detected>,
    /// Whether what answers wants a token, and says nothing else.
    wants_token: bool,
}

/// The answers in the order of `asked`; what has not come within `patience` of the beginning is an error.
async fn ask(clients: &Clients, asked: &[Asked], patience: Duration) -> Vec<Result<Answer>> {
    let until = Instant::now() + patience;
    let answers = stream::iter(asked).map(|asked| asked.ask(clients, until, patience));
    answers.buffered(AT_ONCE).collect().await
}

/// Of what wants a token, the portals that are known to want one of everybody: it is asked for, and the question again. A
/// portal that gives none is recognised by wanting one there and hardly anywhere else.
async fn knock(clients: &Clients, asked: &[Asked], answers: &[Result<Answer>], until: Instant) -> Vec<Detected> {
    let wants = |answer: &Result<Answer>| answer.as_ref().is_ok_and(|it| it.wants_token);
    let refused = answers.iter().filter(|answer| wants(answer)).count();
    let is_rare = refused * 4 <= answers.iter().flatten().count();
    let doors = asked.iter().zip(answers).filter(|(_, answer)| wants(answer)).flat_map(|(asked, _)| {
        asked.questions.iter().filter_map(move |it| Some((asked, it, it.kind.about().everybody?)))
    });
    let mut found = Vec::new();
    for (asked, question, everybody) in doors.take(KNOCKS) {
        let config = PortalConfig::new(asked.subject(), question.kind, question.base.clone());
        let connection = Connection { config, clients: clients.clone(), secrets: Secrets::none() };
        let token = timeout_at(until, everybody(connection)).await;
        let closed = || question.closed(asked).filter(|_| is_rare);
        found.extend(match token {
            Ok(Ok(Some(token))) => match asked.hear(clients, until, Some(&token)).await {
                Some(Ok(heard)) => question.detected(asked, &heard),
                _ => None,
            },
            Ok(Ok(None)) => closed(),
            _ => None,
        });
    }
    found
}

/// Where a portal may begin whose page `given` is: each beginning of its path before the first segment that `pages` of
/// such portals begin with.
fn bases(given: &Url, pages: &[&str]) -> Vec<Url> {
    let segments: Vec<&str> = given.path_segments().into_iter().flatten().filter(|it| !it.is_empty()).collect();
    let deepest = segments.iter().position(|segment| pages.contains(segment)).unwrap_or(segments.len());
    let base = |depth: usize| {
        let mut url = without_query(given.clone());
        let path: String = segments[..depth].iter().map(|segment| format!("{segment}/")).collect();
        url.set_path(&format!("/{path}"));
        url
    };
    (0..=deepest.min(DEEPEST)).map(base).collect()
}

impl Asked {
    async fn ask(&self, clients: &Clients, until: Instant, patience: Duration) -> Result<Answer> {
        let heard = self.hear(clients, until, None).await.unwrap_or_else(|| {
            let cause = m!("first-start-silent", seconds = patience.as_secs());
            Err(Error::new(ErrorKind::Network, self.subject(), cause))
        })?;
        let found = self.questions.iter().filter_map(|question| question.detected(self, &heard)).collect();
        let is_page = heard.content_type.as_deref().is_some_and(|it| it.contains("html"));
        Ok(Answer { found, wants_token: heard.status == 401 && !is_page && heard.url == self.url })
    }

    /// `None`: nothing came in time.
    async fn hear(&self, clients: &Clients, until: Instant, token: Option<&Token>) -> Option<Result<FirstBytes>> {
        let http = Http::new(clients.clone(), self.url.clone(), SignIn::none(), |_| None);
        let ask = Ask::from(self.url.clone()).with("accept", WANTED);
        timeout_at(until, http.hear(self.subject(), ask, ENOUGH, token)).await.ok()
    }

    fn subject(&self) -> String {
        text::line(self.url.host_str().unwrap_or_default())
    }
}

impl Question {
    /// What `heard`, the answer of `asked`, tells of this kind.
    fn detected(&self, asked: &Asked, heard: &FirstBytes) -> Option<Detected> {
        let sign = (self.probe.recognise)(heard)?;
        let url = self.portal(&asked.url, &heard.url)?;
        self.kind.check_url(&url).ok()?;
        let moved = heard.url.origin() != asked.url.origin();
        let sure = if asked.is_given && !moved { Sure::Given } else { sign.sure };
        Some(Detected { kind: self.kind, url, sure, title: sign.title, closed: sign.closed, key: None })
    }

    /// What is there by its kind, and shows nothing.
    fn closed(&self, asked: &Asked) -> Option<Detected> {
        let url = self.portal(&asked.url, &asked.url)?;
        Some(Detected { kind: self.kind, url, sure: Sure::Alike, title: None, closed: true, key: None })
    }

    /// The portal's address. Where a redirect led to another host, the portal is there: it must have led to the same
    /// question, for anything may answer to another one.
    fn portal(&self, asked: &Url, answered: &Url) -> Option<Url> {
        let moved = answered.origin() != asked.origin();
        let url = match self.probe.portal {
            Whose::Base => self.moved_base(moved, answered)?,
            Whose::Below(path) => self.moved_base(moved, answered)?.join(path).ok()?,
            Whose::Answer | Whose::Given if !moved => asked.clone(),
            Whose::Answer | Whose::Given => answered.clone(),
        };
        Some(bare(url))
    }

    /// What the question stands below, where it was answered.
    fn moved_base(&self, moved: bool, answered: &Url) -> Option<Url> {
        if !moved {
            return Some(self.base.clone());
        }
        let path = self.probe.path.split('?').next().unwrap_or_default();
        let mut url = answered.clone();
        url.set_path(answered.path().strip_suffix(path)?);
        Some(url)
    }
}

/// Nothing answers, or nothing that is known: one sentence, with what was tried.
fn nothing(given: &Url, asked: &[Asked], answers: Vec<Result<Answer>>) -> Error {
    let subject = text::line(given.as_str());
    // Who lets nobody in without a certificate may still say so on a page of its own.
    let keeps_out = |answer: &Result<Answer>| answer.as_ref().is_err_and(|error| error.kind == ErrorKind::SignIn);
    let answered = answers.iter().any(Result::is_ok) && !answers.iter().any(keeps_out);
    let is_another = |error: &Error| error.kind != ErrorKind::SignIn;
    match answers.into_iter().filter_map(Result::err).min_by_key(is_another).filter(|_| !answered) {
        Some(error) => Error { subject: subject.into(), ..error },
        None => {
            let is_asked = |kind: &Kind| asked.iter().flat_map(|it| &it.questions).any(|it| it.kind == *kind);
            let kinds: Vec<&str> = Kind::ALL.into_iter().filter(is_asked).map(Kind::word).collect();
            let (count, tried) = (asked.len(), kinds.join(", "));
            Error::new(ErrorKind::NotFound, subject, m!("first-start-unknown", tried, count))
                .hint(m!("first-start-unknown-hint"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::Router;

    use super::super::probe::Sign;
    use super::*;

    /// Made-up questions: the first is everybody's, the others of a kind each.
    static COMMON: [Probe; 4] = [question("about"), question("api"), question("feed"), question("more")];
    static OWN: [Probe; 4] = [question("one"), question("two"), question("three"), question("four")];

    const fn question(path: &'static str) -> Probe {
        Probe {
            path,
            portal: Whose::Base,
            recognise: |heard| if heard.status == 200 { Sign::alike(None) } else { None },
        }
    }

    /// Twenty more kinds than there are, each with questions of its own.
    fn many() -> Vec<Candidate> {
        let made_up = (0..20).map(|n| {
            let probes = if n % 2 == 0 { &COMMON } else { &OWN };
            Candidate { kind: Kind::ALL[n % Kind::ALL.len()], probes, pages: &[] }
        });
        Kind::ALL.map(Candidate::of).into_iter().chain(made_up).collect()
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn more_kinds_do_not_make_more_requests() {
        for given in ["https://a.org/", "https://a.org/one/two/three/four/five", "https://a.org/about"] {
            let asked = plan(&url(given), &many());
            assert!(asked.len() <= BUDGET, "{given}: {}", asked.len());
            let mut urls: Vec<&str> = asked.iter().map(|asked| asked.url.as_str()).collect();
            urls.sort_unstable();
            urls.dedup();
            assert_eq!(urls.len(), asked.len(), "nothing is asked twice");
        }
    }

    #[test]
    fn what_most_ask_comes_first_and_no_kind_is_left_out() {
        let given = url("https://a.org/x/y/z");
        let asked = plan(&given, &many());
        assert_eq!(asked[0].url.as_str(), "https://a.org/about", "of Isogeo's and of ten others");
        assert_eq!(asked[0].questions.len(), 11);
        for kind in Kind::ALL.into_iter().filter(|kind| !kind.about().probes.is_empty()) {
            let surest = &kind.about().probes[0];
            let is_asked = |asked: &Asked| asked.questions.iter().any(|it| std::ptr::eq(it.probe, surest));
            assert!(asked.iter().take(20).any(is_asked), "{kind}: its surest question is among the first");
        }
        assert!(asked.iter().any(|asked| asked.url == given), "and the very address given");
    }

    /// A server that counts, and never answers to all of them in time.
    #[tokio::test]
    async fn budget_and_time_are_kept_to_by_all_together() {
        let (count, under_way, most) = <(Arc<AtomicUsize>, Arc<AtomicUsize>, Arc<AtomicUsize>)>::default();
        let (counted, now, peak) = (count.clone(), under_way.clone(), most.clone());
        let router = Router::new().fallback(move || async move {
            counted.fetch_add(1, Ordering::SeqCst);
            peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(150)).await;
            now.fetch_sub(1, Ordering::SeqCst);
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let given = url(&format!("http://{}/a/b/c/d", listener.local_addr().unwrap()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let clients = Clients::new(None).unwrap();
        let asked = plan(&given, &many());
        assert_eq!(asked.len(), BUDGET);
        let answers = ask(&clients, &asked, PATIENCE).await;
        assert!(answers.iter().all(Result::is_ok), "there is time for all of them");
        assert_eq!(count.load(Ordering::SeqCst), BUDGET);
        assert!(most.load(Ordering::SeqCst) <= AT_ONCE);

        let start = Instant::now();
        let answers = ask(&clients, &asked, Duration::from_millis(200)).await;
        assert!(start.elapsed() < Duration::from_secs(2), "all of them together: {:?}", start.elapsed());
        assert!(answers.iter().any(Result::is_err) && answers.len() == BUDGET);
    }
}
