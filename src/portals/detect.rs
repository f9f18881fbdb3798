//! Which kind of portal answers at an address: every kind asks its own question, all at once, and the surest answer wins.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::timeout;
use url::Url;

use super::Kind;
use super::probe::{Probe, Sign, Sure, Whose};
use crate::access::auth::SignIn;
use crate::access::http::Http;
use crate::access::secrets::Credentials;
use crate::base::error::{Error, Kind as ErrorKind, Result};
use crate::base::text;
use crate::net::{Ask, Clients, Heard, is_loopback};
use crate::t;

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
    let refuse = |cause: String| Err(Error::new(ErrorKind::Usage, t!("first-start-address"), cause));
    let typed = typed.trim();
    let parsed = match typed.contains("://") {
        true => Url::parse(typed),
        // This machine's own servers rarely have a certificate.
        false => Url::parse(&format!("https://{typed}")).map(|url| match is_loopback(&url) {
            true => Url::parse(&format!("http://{typed}")).unwrap_or(url),
            false => url,
        }),
    };
    let Ok(url) = parsed else { return refuse(t!("first-start-no-address", typed = text::line(typed))) };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(t!("first-start-no-address", typed = text::line(typed)));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse(t!("first-start-secret-in-address"));
    }
    Ok(bare(url))
}

/// What stands behind the path is of one page, and may be a secret.
fn bare(mut url: Url) -> Url {
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// The portals that answer at `given`, the surest first; never none. It may be the address of any page of a portal.
pub async fn detect(clients: &Clients, given: &Url, patience: Duration) -> Result<Vec<Detected>> {
    let given = &bare(given.clone());
    let known = by_heart(given);
    if !known.is_empty() {
        return Ok(known);
    }
    let questions = questions(given);
    let answers = join_all(questions.iter().map(|question| question.ask(clients, patience))).await;
    let mut found: Vec<Detected> = Vec::new();
    for detected in answers.iter().filter_map(|answer| answer.as_ref().ok()?.clone()) {
        // One portal of a kind is enough: the surest, else the one whose address is the shortest, as it was asked first.
        match found.iter_mut().find(|other| other.kind == detected.kind) {
            Some(other) if other.sure < detected.sure => *other = detected,
            Some(_) => {}
            None => found.push(detected),
        }
    }
    // A stable order: of two as sure, the kind that is told first.
    found.sort_by_key(|detected| std::cmp::Reverse(detected.sure));
    if found.is_empty() { Err(nothing(given, &questions, answers)) } else { Ok(found) }
}

/// What is known of the address without asking anybody.
fn by_heart(given: &Url) -> Vec<Detected> {
    let known = Kind::ALL.into_iter().filter_map(|kind| {
        let known = (kind.about().by_heart)(given)?;
        Some(Detected { kind, url: known.url, sure: Sure::Given, title: None, key: known.key })
    });
    known.collect()
}

/// One kind's question at one place.
struct Question {
    kind: Kind,
    probe: &'static Probe,
    base: Url,
    url: Url,
    /// Whether this is the very address given.
    given: bool,
}

/// Each kind's questions, at the site's root and at what the path tells, the shortest first.
fn questions(given: &Url) -> Vec<Question> {
    let mut questions = Vec::new();
    for kind in Kind::ALL {
        let about = kind.about();
        let bases = bases(given, about.pages);
        for probe in about.probes {
            if probe.portal == Whose::Given {
                let (base, url) = (given.clone(), given.clone());
                questions.push(Question { kind, probe, base, url, given: true });
                continue;
            }
            for base in &bases {
                if let Ok(url) = base.join(probe.path) {
                    questions.push(Question { kind, probe, base: base.clone(), given: url == *given, url });
                }
            }
        }
    }
    questions
}

/// Where a portal may begin whose page `given` is: each beginning of its path before the first segment that `pages` of
/// such portals begin with.
fn bases(given: &Url, pages: &[&str]) -> Vec<Url> {
    let segments: Vec<&str> = given.path_segments().into_iter().flatten().filter(|it| !it.is_empty()).collect();
    let deepest = segments.iter().position(|segment| pages.contains(segment)).unwrap_or(segments.len());
    let base = |depth: usize| {
        let mut url = given.clone();
        let path: String = segments[..depth].iter().map(|segment| format!("{segment}/")).collect();
        url.set_path(&format!("/{path}"));
        url
    };
    (0..=deepest.min(DEEPEST)).map(base).collect()
}

impl Question {
    /// `None`: something answers, and it is no portal of this kind.
    async fn ask(&self, clients: &Clients, patience: Duration) -> Result<Option<Detected>> {
        let subject = text::line(self.url.host_str().unwrap_or_default());
        let http = Http::new(clients.clone(), self.base.clone(), SignIn::none(), |_| None);
        let ask = Ask::from(self.url.clone()).with("accept", WANTED);
        let heard = timeout(patience, http.hear(&subject, ask, ENOUGH)).await.map_err(|_| {
            Error::new(ErrorKind::Network, subject.clone(), t!("first-start-silent", seconds = patience.as_secs()))
        })??;
        let sign = (self.probe.recognise)(&heard);
        Ok(sign.and_then(|sign| self.detected(&heard, sign)))
    }

    fn detected(&self, heard: &Heard, sign: Sign) -> Option<Detected> {
        let url = self.portal(&heard.url)?;
        self.kind.check_url(&url).ok()?;
        let moved = heard.url.origin() != self.url.origin();
        let sure = if self.given && !moved { Sure::Given } else { sign.sure };
        Some(Detected { kind: self.kind, url, sure, title: sign.title, key: None })
    }

    /// The portal's address. Where a redirect led to another host, the portal is there: it must have led to the same
    /// question, for anything may answer to another one.
    fn portal(&self, answered: &Url) -> Option<Url> {
        let url = match self.probe.portal {
            Whose::Base if answered.origin() == self.base.origin() => self.base.clone(),
            Whose::Base => {
                let path = self.probe.path.split('?').next().unwrap_or_default();
                let base = answered.path().strip_suffix(path)?.to_owned();
                let mut url = answered.clone();
                url.set_path(&base);
                url
            }
            Whose::Answer | Whose::Given if answered.origin() == self.url.origin() => self.url.clone(),
            Whose::Answer | Whose::Given => answered.clone(),
        };
        Some(bare(url))
    }
}

/// Nothing answers, or nothing that is known: one sentence, with what was tried.
fn nothing(given: &Url, questions: &[Question], answers: Vec<Result<Option<Detected>>>) -> Error {
    let subject = text::line(given.as_str());
    let answered = answers.iter().any(Result::is_ok);
    match answers.into_iter().find_map(Result::err).filter(|_| !answered) {
        Some(error) => Error { subject: subject.into(), ..error },
        None => {
            // Questions of a kind stand together.
            let mut kinds: Vec<&str> = questions.iter().map(|question| question.kind.word()).collect();
            kinds.dedup();
            let (count, tried) = (questions.len(), kinds.join(", "));
            Error::new(ErrorKind::NotFound, subject, t!("first-start-unknown", tried, count))
                .hint(t!("first-start-unknown-hint"))
        }
    }
}
