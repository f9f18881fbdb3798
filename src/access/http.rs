//! Signed requests to one portal: the origin rule, renewal of a refused token, redirects, retries, limits on requests,
//! and errors a person can act on.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, HeaderMap, IF_RANGE, RANGE};
use reqwest::{RequestBuilder, Response, StatusCode, Version};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::Url;

use crate::access::auth::{SignIn, Token};
use crate::access::rehearsal;
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::i18n::Message;
use crate::base::odd::{self, Odd};
use crate::base::redact;
use crate::m;
use crate::net::answer::{BODY_LIMIT, Coming, WholeAnswer, start};
use crate::net::ask::{For, redirect_target};
use crate::net::cookies::Cookies;
use crate::net::identity::{self, ClientCertificate};
use crate::net::linked::{self, Linked};
use crate::net::opened::is_file;
use crate::net::pace::Pace;
use crate::net::patience::Retries;
use crate::net::quota::{Cost, RequestPermit, Slot};
use crate::net::refusal::{REFUSAL_LIMIT, limits, passes};
use crate::net::reported::report;
use crate::net::{
    Ask, Clients, Document, Explain, FirstBytes, Opened, Range, Refusal, Validators, failed_showing, host, is_loopback,
    read, send, waiting_still, with_wait,
};

const REDIRECTS: usize = 20;

/// Says what a request to the portal costs of its limits. The token is the one that goes with it.
pub type Price = Arc<dyn Fn(&Url, Option<&Token>) -> Cost + Send + Sync>;

/// What is accepted where nobody says what.
pub const ANSWER: &str = "application/json, */*;q=0.5";

/// A request that came to nothing, and what was answered to it, if anything was.
pub struct Refused {
    pub error: Error,
    pub answer: Option<RefusedAnswer>,
}

/// An answer that refuses, without the secrets in it.
pub struct RefusedAnswer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// The way to one portal.
pub struct Http {
    clients: Clients,
    base: Url,
    sign_in: SignIn,
    explain: Explain,
    tries: Option<u32>,
    price: Option<Price>,
}

/// What has not come yet of a long document.
pub struct Rest {
    coming: Coming,
    /// Until it is read.
    _place: Slot,
}

impl Rest {
    /// Waits until more than `here` bytes are there; whether that is all.
    async fn until(&mut self, here: usize) -> Result<bool> {
        while self.coming.len() <= here {
            if !self.coming.more().await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What comes next; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let is_all = !self.coming.more().await?;
        let part = self.coming.taken();
        Ok(Some(part).filter(|part| !is_all || !part.is_empty()))
    }
}

impl Http {
    /// `base` ends with a slash or is taken to.
    pub fn new(clients: Clients, base: Url, sign_in: SignIn, explain: Explain) -> Self {
        let mut base = base;
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Self { clients, base, sign_in, explain, tries: None, price: None }
    }

    /// How often a request is sent at most, however patient anybody is.
    pub fn tries(self, tries: u32) -> Self {
        Self { tries: Some(tries), ..self }
    }

    /// With limits that requests keep to.
    pub fn priced(self, price: Price) -> Self {
        Self { price: Some(price), ..self }
    }

    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Whether each request counts against a limit of the portal.
    pub fn counts_requests(&self) -> bool {
        self.price.is_some()
    }

    /// Whether one connection to where `url` leads is known to carry many requests at once.
    pub fn multiplexes(&self, url: &str) -> bool {
        self.clients.multiplexing.at(url)
    }

    /// Signs in now, where the flow has anything to sign in with.
    pub async fn signed_in(&self) -> Result<Option<Arc<Token>>> {
        if rehearsal::is_on() {
            return Ok(None);
        }
        self.sign_in.token().await
    }

    /// `path` (relative, without leading slash) below the base, with `query` encoded.
    pub fn url<'q>(&self, path: &str, query: impl IntoIterator<Item = (&'q str, &'q str)>) -> Url {
        let mut url = self.base.clone();
        let full = format!("{}{path}", self.base.path());
        url.set_path(&full);
        let mut query = query.into_iter().peekable();
        if query.peek().is_some() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Asks and reads the JSON object answered; a value that does not fit is as if it was not there. `subject` names the thing asked, for errors.
    pub async fn json<T: DeserializeOwned>(&self, subject: impl Into<Message>, ask: impl Into<Ask>) -> Result<T> {
        let subject = &subject.into();
        let mut answer = self.answer(subject, ask.into()).await?;
        // Through a generic map: some servers write a key twice, which typed reading refuses; and a list in place of an
        // object would pass for one without any field.
        let object = answer.parsed().await.map_err(|error| answer.no_json(subject, error))?;
        self.no_report(subject, &answer, &object)?;
        let read = odd::read(Value::Object(object), &mut Odd::default());
        read.map_err(|error| answer.unreadable(subject, m!("http-not-as-expected")).caused_by(error))
    }

    /// As [`Self::json`], for an answer that is a bare list. Its items stay raw, so that a bad one costs itself.
    pub async fn list(&self, subject: impl Into<Message>, ask: impl Into<Ask>) -> Result<Vec<Value>> {
        self.linked_list(subject, ask).await.map(|(list, _)| list)
    }

    /// As [`Self::list`], and where the next page of it is, if its headers name one (RFC 8288).
    pub async fn linked_list(
        &self,
        subject: impl Into<Message>,
        ask: impl Into<Ask>,
    ) -> Result<(Vec<Value>, Option<Url>)> {
        let subject = &subject.into();
        let mut answer = self.answer(subject, ask.into()).await?;
        let next = linked::next(&answer.url, &answer.headers);
        match self.object_or_list(subject, &mut answer).await? {
            Value::Array(list) => Ok((list, next)),
            _ => Err(answer.unreadable(subject, m!("http-not-as-expected"))),
        }
    }

    /// As [`Self::json`], where the answer may be a list as well.
    pub async fn json_or_list(&self, subject: impl Into<Message>, ask: impl Into<Ask>) -> Result<Value> {
        let subject = &subject.into();
        let mut answer = self.answer(subject, ask.into()).await?;
        self.object_or_list(subject, &mut answer).await
    }

    async fn object_or_list(&self, subject: &Message, answer: &mut WholeAnswer) -> Result<Value> {
        match answer.parsed().await.map_err(|error| answer.no_json(subject, error))? {
            list @ Value::Array(_) => Ok(list),
            Value::Object(object) => {
                self.no_report(subject, answer, &object)?;
                Ok(Value::Object(object))
            }
            _ => Err(answer.unreadable(subject, m!("http-not-object-or-list"))),
        }
    }

    /// As [`Self::no_report`], of a document of any kind; what is longer is none.
    fn no_short_report(&self, subject: &Message, answer: &WholeAnswer) -> Result<()> {
        let is_short = answer.body.len() <= REFUSAL_LIMIT && answer.body.trim_ascii_start().starts_with(b"{");
        match is_short.then(|| serde_json::from_slice(&answer.body)) {
            Some(Ok(object)) => self.no_report(subject, answer, &object),
            _ => Ok(()),
        }
    }

    /// Refuses a success that is the report of an error, in the words for the status that it names.
    fn no_report(&self, subject: &Message, answer: &WholeAnswer, object: &Map<String, Value>) -> Result<()> {
        let Some(status) = report(object) else { return Ok(()) };
        let body = String::from_utf8_lossy(&answer.body);
        let body = redact::refusal(&body, &answer.url);
        let (headers, signed_in) = (&answer.headers, false);
        let refusal = |status| Refusal { status, headers, body: &body, signed_in, subject };
        let error = match status.map(refusal) {
            Some(refusal) => {
                let error = (self.explain)(&refusal).unwrap_or_else(|| refusal.explain());
                error.status(refusal.status.as_u16())
            }
            None => {
                let cause = match refusal(StatusCode::OK).said() {
                    Some(said) => m!("http-error-instead", said),
                    None => m!("http-no-json", why = m!("http-not-as-expected")),
                };
                Error::new(ErrorKind::Portal, subject, cause)
            }
        };
        let hint = error.hint.clone().unwrap_or_else(|| m!("http-error-instead-hint"));
        Err(error.hint(hint))
    }

    /// Asks for a document of any kind, and how to ask next time whether there is a newer one ([`Ask::with`]); `None`
    /// where that was asked, and there is none. Of one that is longer than `here` bytes its beginning, and the rest.
    pub async fn document(
        &self,
        subject: impl Into<Message>,
        ask: impl Into<Ask>,
        here: usize,
    ) -> Result<Option<(Document, Option<Rest>)>> {
        let (subject, ask) = (&subject.into(), ask.into());
        let mut retries = Retries::begin();
        loop {
            let (response, place) = self.ask(For::Answer, subject, &ask, &mut retries).await?;
            if response.status() == StatusCode::NOT_MODIFIED {
                return Ok(None);
            }
            let (url, headers) = (response.url().clone(), response.headers().clone());
            let mut rest = Rest { coming: Coming::new(response, subject.clone(), here + BODY_LIMIT), _place: place };
            match rest.until(here).await {
                Ok(is_all) => {
                    let answer = WholeAnswer { url, headers, body: rest.coming.taken() };
                    if is_all {
                        self.no_short_report(subject, &answer)?;
                    }
                    return Ok(Some((Document::of(answer), Some(rest).filter(|_| !is_all))));
                }
                // An answer that broke off is asked for again like one that never came.
                Err(error) => self.pause(error, &mut retries, &ask).await?,
            }
        }
    }

    /// Opens what is asked for reading as a file, from `range` on if there is one; within [`crate::net::unless`], "nothing
    /// new" is an answer where the whole is asked for. Foreign hosts get no credential.
    pub async fn open(
        &self,
        subject: impl Into<Message>,
        ask: impl Into<Ask>,
        range: Option<&Range>,
    ) -> Result<Opened> {
        let (ask, retries) = (ask.into(), &mut Retries::begin());
        let ask = if range.is_none() && ask.body.is_none() { Validators::of_here(ask) } else { ask };
        let (response, place) = self.ask(For::File(range), &subject.into(), &ask, retries).await?;
        Ok(Opened::of(response, place, range.is_none()))
    }

    /// Asks once, with this token at most, and tells what the portal answered, whatever its status, and of its body the
    /// first `limit` bytes. An error where the server in front of the portal wants a client certificate, or another one.
    pub async fn hear(
        &self,
        subject: impl Into<Message>,
        ask: impl Into<Ask>,
        limit: usize,
        token: Option<&Token>,
    ) -> Result<FirstBytes> {
        let (subject, ask) = (&subject.into(), ask.into());
        if rehearsal::is_on() {
            return Err(rehearsal::note(subject, &ask, said_of(For::Answer, &ask), None));
        }
        let response = self.follow(For::Answer, subject, ask, token).await?;
        let headers = response.headers().clone();
        if let Some(of_proxy) =
            self.clients.proxies.refusal(subject, response.url(), response.status(), response.headers())
        {
            return Err(of_proxy);
        }
        let heard = FirstBytes::of(response, limit).await;
        let body = String::from_utf8_lossy(&heard.body);
        let refusal = Refusal { status: heard.status, headers: &headers, body: &body, signed_in: false, subject };
        match self.kept_out(&refusal, &heard.url) {
            Some(error) => Err(error),
            None => Ok(heard),
        }
    }

    /// Asks like for an answer and gives it as it comes, whatever it holds; and a refusal with what the portal said.
    pub async fn raw(
        &self,
        subject: impl Into<Message>,
        ask: impl Into<Ask>,
    ) -> std::result::Result<Opened, Box<Refused>> {
        let (retries, heard) = (&mut Retries::begin(), &mut None);
        match self.ask_hearing(For::Raw, &subject.into(), &ask.into(), retries, heard).await {
            Ok((response, place)) => Ok(Opened::of(response, place, true).at_once()),
            Err(error) => Err(Box::new(Refused { error, answer: heard.take() })),
        }
    }

    async fn answer(&self, subject: &Message, ask: Ask) -> Result<WholeAnswer> {
        let mut retries = Retries::begin();
        loop {
            let (response, _place) = self.ask(For::Answer, subject, &ask, &mut retries).await?;
            let (url, headers) = (response.url().clone(), response.headers().clone());
            match read(response, subject, BODY_LIMIT).await {
                Ok(body) => return Ok(WholeAnswer { url, headers, body }),
                // An answer that broke off is asked for again like one that never came.
                Err(error) => self.pause(error, &mut retries, &ask).await?,
            }
        }
    }

    async fn ask(
        &self,
        reading: For<'_>,
        subject: &Message,
        ask: &Ask,
        retries: &mut Retries,
    ) -> Result<(Response, Slot)> {
        self.ask_hearing(reading, subject, ask, retries, &mut None).await
    }

    /// Asks with sign-in, redirects by the origin rule, and retries of what is transient. The last refusal stays in `heard`.
    async fn ask_hearing(
        &self,
        reading: For<'_>,
        subject: &Message,
        ask: &Ask,
        retries: &mut Retries,
        heard: &mut Option<RefusedAnswer>,
    ) -> Result<(Response, Slot)> {
        if rehearsal::is_on() {
            let signed = if self.may_sign(&ask.url) { self.sign_in.by_hand().await } else { None };
            return Err(rehearsal::note(subject, ask, said_of(reading, ask), signed));
        }
        // What is elsewhere needs no sign-in here, and does not fail with it.
        let own = self.is_own(&ask.url);
        let mut token = if own { self.sign_in.token().await? } else { None };
        let mut renewed = false;
        loop {
            let permit = match self.permit(reading, subject, &ask.url, token.as_deref(), retries).await {
                Ok(permit) => permit,
                Err(error) => {
                    // A portal that another request was told to leave alone is waited for like one that says so now.
                    self.pause(error, retries, ask).await?;
                    continue;
                }
            };
            let answer = self.follow(reading, subject, ask.clone(), token.as_deref()).await;
            *heard = None;
            // What is read from elsewhere takes no place here.
            let (place, pause) = match (permit, &answer) {
                (Some(permit), Ok(response)) if self.is_own(response.url()) => {
                    permit.answered(response.status(), response.headers()).await
                }
                _ => (Slot::default(), None),
            };
            let error = match answer {
                Ok(response) if is_answer(&response, reading, ask) => {
                    if own && self.is_own(response.url()) {
                        self.sign_in.worked().await;
                    }
                    return Ok((response, place));
                }
                Ok(response) => {
                    // Until it is read, and no longer: who waits for another try keeps nobody else waiting.
                    let _place = place;
                    // What another origin refuses, no token of this portal opens.
                    let own = own && self.is_own(response.url());
                    let may_renew = own && is_unauthorised(response.status()) && !renewed;
                    let token_sent = token.as_deref().filter(|_| own);
                    let (error, refused) = self.refused(reading, subject, response, token_sent, pause).await;
                    *heard = Some(refused);
                    if may_renew {
                        renewed = true;
                        token = Some(self.sign_in.renew(token.as_ref()).await?.ok_or(error)?);
                        continue;
                    }
                    error
                }
                Err(error) => error,
            };
            self.pause(error, retries, ask).await?;
        }
    }

    /// Waits until the portal's limits let a request leave.
    async fn permit(
        &self,
        reading: For<'_>,
        subject: &Message,
        url: &Url,
        token: Option<&Token>,
        retries: &Retries,
    ) -> Result<Option<RequestPermit>> {
        match self.price.as_ref().filter(|_| self.is_own(url)) {
            Some(price) => {
                let asked = self.clients.quota.ask(subject, price(url, token), reading.is_file());
                waiting_still(retries.left(), asked).await.map(Some)
            }
            None => Ok(None),
        }
    }

    /// Waits before another try, or gives the error back when that is pointless. What a server makes is work for it: a
    /// POST is repeated once.
    async fn pause(&self, error: Error, retries: &mut Retries, ask: &Ask) -> Result<()> {
        tracing::debug!(?retries, error = chain(&error), "a request failed");
        let once_more = ask.body.as_ref().map(|_| 2);
        retries.pause(error, self.tries.into_iter().chain(once_more).min()).await
    }

    /// Sends one request and follows redirects ourselves: HTTP clients do not strip every credential header.
    /// The token stays behind where another origin comes in between: that one would choose where it goes from there.
    async fn follow(
        &self,
        reading: For<'_>,
        subject: &Message,
        mut ask: Ask,
        token: Option<&Token>,
    ) -> Result<Response> {
        let mut token = token;
        let (mut cookies, mut linked) = (Cookies::default(), Linked::default());
        for _ in 0..=REDIRECTS {
            token = token.filter(|_| self.is_own(&ask.url));
            let clients = self.clients.to(&ask.url).await?;
            let request = self.sign(request(clients, reading, &ask)?, &ask.url, token);
            let request = cookies.header(&ask.url).into_iter().fold(request, |request, it| request.header(COOKIE, it));
            let response = match send(request).await {
                Ok(response) => response,
                Err(error) => {
                    let shown = self.clients.shown_at(&ask.url);
                    return Err(failed_showing(&self.clients, subject, &ask.url, &error, shown).await);
                }
            };
            if response.version() == Version::HTTP_2 {
                self.clients.multiplexing.note(&ask.url);
            }
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                return Ok(linked.told(response));
            }
            if self.is_own(&ask.url) && reading.is_file() {
                linked.take(response.headers());
            }
            cookies.take(&ask.url, response.headers());
            let url = redirect_target(subject, &ask.url, response.headers())?;
            redact::follow_private(&ask.url, &url);
            let there = host(&url);
            ask = ask.redirected(url, response.status(), reading.is_file()).ok_or_else(|| {
                let cause = m!("http-redirect-elsewhere", host = there);
                Error::new(ErrorKind::Portal, subject, cause).hint(m!("http-redirect-elsewhere-hint"))
            })?;
        }
        Err(Error::new(ErrorKind::Portal, subject, m!("http-redirects", redirects = REDIRECTS.to_string())))
    }

    /// The origin rule: the token goes to the portal's own scheme, host and port only, and never in clear text beyond
    /// this machine.
    fn sign(&self, request: RequestBuilder, url: &Url, token: Option<&Token>) -> RequestBuilder {
        match token.filter(|_| self.may_sign(url)).and_then(Token::header) {
            Some((name, value)) => request.header(name, value),
            None => request,
        }
    }

    fn may_sign(&self, url: &Url) -> bool {
        self.is_own(url) && (url.scheme() == "https" || is_loopback(url))
    }

    /// Whether `url` is at the portal's own scheme, host and port.
    pub fn is_own(&self, url: &Url) -> bool {
        url.origin() == self.base.origin()
    }

    /// The client certificate that was shown to the portal.
    pub fn certificate(&self) -> Option<&ClientCertificate> {
        self.clients.shown_at(&self.base)
    }

    /// The server in front of the portal wants a client certificate, or another one.
    fn kept_out(&self, refusal: &Refusal<'_>, asked: &Url) -> Option<Error> {
        let shown = self.clients.shown_at(asked);
        let refused = identity::of_answer(refusal.status, refusal.body, &host(asked), shown);
        let error = |(kind, cause, hint)| {
            let code = identity::code(&cause);
            Error { code, ..Error::new(kind, refusal.subject, cause).hint(hint) }
        };
        refused.map(error)
    }

    /// `token` is the one that was refused. `pause`: for how long the portal is left alone now.
    async fn refused(
        &self,
        reading: For<'_>,
        subject: &Message,
        response: Response,
        token: Option<&Token>,
        pause: Option<Duration>,
    ) -> (Error, RefusedAnswer) {
        let signed_in = token.is_some_and(|token| !token.anonymous);
        let (status, headers, asked) = (response.status(), response.headers().clone(), response.url().clone());
        let body = start(response, REFUSAL_LIMIT, Pace::refusal()).await;
        // Before anything of it is cut: servers quote what they were sent.
        let body = String::from_utf8_lossy(&body);
        let body = redact::refusal(&body, &asked);
        let refusal = Refusal { status, headers: &headers, body: &body, signed_in, subject };
        // Who is not let in has not been heard by the portal itself. What it has words for are refusals; what is no file
        // though it is no refusal, the general rules tell.
        let of_kind = || if status.is_success() { None } else { (self.explain)(&refusal) };
        let of_proxy = self.clients.proxies.refusal(subject, &asked, status, &headers);
        let own = of_proxy.or_else(|| self.kept_out(&refusal, &asked)).or_else(of_kind);
        let error = match own {
            // A file's server may pass such a failure by and by, whatever the kind says of it; a code of its own that
            // it explains is an answer.
            Some(error) if error.kind == ErrorKind::Portal && error.code.is_none() && reading.is_file() => {
                let kind = if passes(status) { ErrorKind::Unavailable } else { error.kind };
                Error { kind, ..error }
            }
            Some(error) => error,
            None => refusal.explain(),
        };
        tracing::info!(%subject, status = status.as_u16(), limits = ?limits(&headers), "refused");
        let error = with_wait(error, pause, &headers, status).status(status.as_u16());
        (error, RefusedAnswer { status, body: body.into_owned(), headers })
    }
}

/// The headers that shape the answer, for another program: it packs and unpacks as it likes.
fn said_of(reading: For<'_>, ask: &Ask) -> Vec<(String, String)> {
    let own = match reading {
        For::Answer | For::Raw if !ask.has(&ACCEPT) => Some((ACCEPT, ANSWER.to_owned())),
        For::File(Some(range)) => Some((RANGE, range.header())),
        _ => None,
    };
    let own = own.into_iter().map(|(name, value)| (name.to_string(), value));
    ask.headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).chain(own).collect()
}

/// Whether it is what was asked for; otherwise it is refused, or not there yet.
fn is_answer(response: &Response, reading: For<'_>, ask: &Ask) -> bool {
    match reading {
        For::File(range) => {
            is_file(response.status(), response.headers(), range.is_none()) || is_unchanged(response, ask)
        }
        For::Answer | For::Raw => response.status().is_success() || is_unchanged(response, ask),
    }
}

/// That it has not changed is an answer to those who asked for it.
fn is_unchanged(response: &Response, ask: &Ask) -> bool {
    response.status() == StatusCode::NOT_MODIFIED && ask.is_conditional()
}

/// 498 is what RUDI says of an expired token (docs/portals/rudi.md 2.1).
fn is_unauthorised(status: StatusCode) -> bool {
    matches!(status.as_u16(), 401 | 498)
}

fn request(clients: &Clients, reading: For<'_>, ask: &Ask) -> Result<RequestBuilder> {
    let Clients { answers, files, made_files, .. } = clients;
    let clients = match (reading, &ask.body) {
        (For::Answer | For::Raw, _) => answers,
        (For::File(_), None) if ask.is_small() => answers,
        (For::File(_), None) => files,
        (For::File(_), Some(_)) => made_files,
    };
    let client = clients.at(&ask.url)?;
    let request = match &ask.body {
        Some(body) => client.post(ask.url.clone()).header(CONTENT_TYPE, body.content_type()).body(body.written()),
        None => client.get(ask.url.clone()),
    };
    let request = ask.headers.iter().fold(request, |request, (name, value)| request.header(&**name, &**value));
    let request = match reading {
        For::Answer | For::Raw if !ask.has(&ACCEPT) => request.header(ACCEPT, ANSWER),
        _ => request,
    };
    Ok(match reading {
        For::Answer => request.header(ACCEPT_ENCODING, "gzip"),
        For::Raw => request.header(ACCEPT_ENCODING, "identity"),
        For::File(None) => request.header(ACCEPT_ENCODING, "identity"),
        For::File(Some(range)) => {
            let request = request.header(ACCEPT_ENCODING, "identity").header(RANGE, range.header());
            range.validator.iter().fold(request, |request, it| request.header(IF_RANGE, it))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn carries_token(base: &str, asked: &str) -> bool {
        let http = Http::new(Clients::new(None).unwrap(), url(base), SignIn::none(), |_| None);
        let token = Token::bearer("secret", None);
        let request = request(&http.clients, For::File(None), &url(asked).into()).unwrap();
        let request = http.sign(request, &url(asked), Some(&token)).build().unwrap();
        request.headers().get("authorization").is_some_and(|value| value == "Bearer secret")
    }

    #[test]
    fn the_token_goes_to_the_portals_own_origin_only() {
        let own = [
            ("https://a.org/base", "https://a.org/elsewhere"),
            ("https://a.org", "https://a.org:443/x"),
            ("https://A.org", "https://a.org/x"),
            ("http://127.0.0.1:81", "http://127.0.0.1:81/x"),
            ("http://localhost:81", "http://localhost:81/x"),
        ];
        for (base, asked) in own {
            assert!(carries_token(base, asked), "{base} -> {asked}");
        }
        let foreign = [
            ("https://a.org", "https://b.org/x"),
            ("https://a.org", "https://sub.a.org/x"),
            ("https://a.org", "https://a.org.evil.org/x"),
            ("https://a.org", "https://a.org@evil.org/x"),
            ("https://a.org", "https://a.org:8443/x"),
            ("https://a.org", "http://a.org/x"),
            ("http://127.0.0.1:81", "http://127.0.0.1:82/x"),
            ("http://127.0.0.1:81", "http://localhost:81/x"),
            ("http://a.org", "http://a.org/x"),
            ("http://localhost.evil.org", "http://localhost.evil.org/x"),
        ];
        for (base, asked) in foreign {
            assert!(!carries_token(base, asked), "{base} -> {asked}");
        }
    }

    #[test]
    fn addresses_stay_below_the_base() {
        let http = |base: &str| Http::new(Clients::new(None).unwrap(), url(base), SignIn::none(), |_| None);
        assert_eq!(http("https://a.org/rudi").url("x/y", []).as_str(), "https://a.org/rudi/x/y");
        let query = [("q", "a&b=c +é"), ("q", "")];
        assert_eq!(http("https://a.org").url("x", query).as_str(), "https://a.org/x?q=a%26b%3Dc+%2B%C3%A9&q=");
    }
}
