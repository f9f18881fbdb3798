//! One HTTP layer for all portals: sign-in, the origin rule, redirects, retries, size limits, and errors a person
//! can act on.
//!
//! Two clients: one for what portals answer (HTTP/2, gzip), one for files (HTTP/1.1 and no encoding: one HTTP/2
//! stream with default windows is 21 times slower at 50 ms, and a compressed answer has no range).

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, IF_RANGE, LOCATION, RANGE, RETRY_AFTER,
};
use reqwest::{Certificate, Client, RequestBuilder, Response, StatusCode, redirect};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::{Host, Url};

use crate::auth::{SignIn, Token};
use crate::certificate;
use crate::error::{Error, Kind, Result};
use crate::quota::{Cost, Permit, Quota};
use crate::rate::{Pass, Rate};
use crate::text;

/// The largest answer (not file) that is read into memory, in bytes.
const BODY_LIMIT: usize = 64 << 20;
/// How much of a refusal's body is kept to explain it, in bytes.
const REFUSAL_LIMIT: usize = 64 << 10;
const REDIRECTS: usize = 10;
const TRIES: u32 = 3;
/// A person waits; a portal that asks for more patience than this is reported instead.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Silence after which a connection counts as dead.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// The same where a server makes a file first, which takes it minutes (contract Dastra 6.3).
const MAKING_TIMEOUT: Duration = Duration::from_secs(180);

/// The HTTP clients of the process, and what they were set up with.
#[derive(Clone)]
pub struct Clients {
    pub answers: Client,
    pub files: Client,
    /// For files that the server makes when asked.
    pub made_files: Client,
    /// The limits that the portals' requests keep to.
    pub quota: Quota,
}

impl Clients {
    /// Trusting the system's authorities, and those in `ca_file` (PEM) besides.
    pub fn new(ca_file: Option<&Path>) -> Result<Self> {
        let authorities = ca_file.map(authorities).transpose()?.unwrap_or_default();
        let build = |builder: reqwest::ClientBuilder, silence| {
            builder
                .tls_certs_merge(authorities.clone())
                .user_agent(concat!("guichet/", env!("CARGO_PKG_VERSION")))
                .redirect(redirect::Policy::none())
                .connect_timeout(CONNECT_TIMEOUT)
                .read_timeout(silence)
                .build()
                .map_err(|error| Error::new(Kind::Unexpected, "HTTP client", root_cause(&error)))
        };
        let plain = || Client::builder().http1_only().no_gzip();
        Ok(Self {
            answers: build(Client::builder(), IDLE_TIMEOUT)?,
            files: build(plain(), IDLE_TIMEOUT)?,
            made_files: build(plain(), MAKING_TIMEOUT)?,
            quota: Quota::own(),
        })
    }

    /// Keeping to limits that others keep to as well.
    pub fn sharing(self, quota: Quota) -> Self {
        Self { quota, ..self }
    }
}

/// The certificates in a PEM file: what an IT desk hands out for a network that re-signs TLS.
fn authorities(path: &Path) -> Result<Vec<Certificate>> {
    let failed = |cause: String| {
        Error::new(Kind::Config, format!("certificate authority {}", text::line(&path.display().to_string())), cause)
            .hint("It must be a PEM file: ask your IT desk for it, or convert it with `openssl x509 -inform der`.")
    };
    let bytes = std::fs::read(path).map_err(|error| failed(format!("it cannot be read ({error})")))?;
    match Certificate::from_pem_bundle(&bytes) {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(failed("there is no certificate in it".into())),
    }
}

/// What a request is for; files want their bytes untouched.
#[derive(Clone, Copy)]
enum For<'a> {
    Answer,
    File(Option<&'a Range>),
}

impl For<'_> {
    fn is_file(self) -> bool {
        matches!(self, Self::File(_))
    }
}

/// What is asked of a portal: to read an address, or what it makes of a JSON body.
#[derive(Clone, Debug)]
pub struct Ask {
    url: Url,
    body: Option<Value>,
}

impl Ask {
    /// A POST of `body`, for what reads and changes nothing: it may be repeated.
    pub fn post(url: Url, body: Value) -> Self {
        Self { url, body: Some(body) }
    }

    /// Where to go on after a redirect: the body is for this origin, and for those that say "the same again" (307, 308).
    fn redirected(self, url: Url, status: StatusCode) -> Self {
        let same = matches!(status.as_u16(), 307 | 308) && url.origin() == self.url.origin();
        Self { body: self.body.filter(|_| same), url }
    }
}

impl From<Url> for Ask {
    fn from(url: Url) -> Self {
        Self { url, body: None }
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
    fn header(&self) -> String {
        let last = self.to.map(|to| to.saturating_sub(1).to_string()).unwrap_or_default();
        format!("bytes={}-{last}", self.from)
    }
}

/// A portal's answer that is not a success, for the portal to explain in its own terms.
pub struct Refusal<'a> {
    pub status: StatusCode,
    pub headers: &'a HeaderMap,
    /// The first 64 KiB, undecodable bytes replaced.
    pub body: &'a str,
    /// Whether somebody's token was sent with the refused request; the anonymous one is nobody's.
    pub signed_in: bool,
    /// What was asked, for the error's subject.
    pub subject: &'a str,
}

/// Says what a refusal means at one kind of portal; `None` leaves it to the general rules.
pub type Explain = fn(&Refusal) -> Option<Error>;

/// Says what a request to the portal costs of its limits. The token is the one that goes with it.
pub type Price = Arc<dyn Fn(&Url, Option<&Token>) -> Cost + Send + Sync>;

/// The way to one portal.
pub struct Http {
    clients: Clients,
    base: Url,
    sign_in: SignIn,
    explain: Explain,
    tries: u32,
    rate: Option<Rate>,
    price: Option<Price>,
}

impl Http {
    /// `base` ends with a slash or is taken to.
    pub fn new(clients: Clients, base: Url, sign_in: SignIn, explain: Explain) -> Self {
        let mut base = base;
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Self { clients, base, sign_in, explain, tries: TRIES, rate: None, price: None }
    }

    /// How often a request is sent at most, where failures may pass.
    pub fn tries(self, tries: u32) -> Self {
        Self { tries, ..self }
    }

    /// The portal's limits, to keep.
    pub fn rate(self, rate: Rate) -> Self {
        Self { rate: Some(rate), ..self }
    }

    /// With limits that requests keep to.
    pub fn priced(self, price: Price) -> Self {
        Self { price: Some(price), ..self }
    }

    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Signs in now, where the flow has anything to sign in with.
    pub async fn signed_in(&self) -> Result<Option<Arc<Token>>> {
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

    /// Asks and reads the JSON object answered. `subject` names the thing asked, for errors.
    pub async fn json<T: DeserializeOwned>(&self, subject: &str, ask: impl Into<Ask>) -> Result<T> {
        let answer = self.answer(subject, ask.into()).await?;
        // Through a generic map: some servers write a key twice, which typed reading refuses; and a list in place of an
        // object would pass for one without any field.
        let object = serde_json::from_slice::<serde_json::Map<_, _>>(&answer.body).map(Value::Object);
        object.and_then(T::deserialize).map_err(|error| answer.unreadable(subject, &error))
    }

    /// As [`Self::json`], for an answer that is a bare list. Its items stay raw, so that a bad one costs itself.
    pub async fn list(&self, subject: &str, ask: impl Into<Ask>) -> Result<Vec<Value>> {
        let answer = self.answer(subject, ask.into()).await?;
        serde_json::from_slice(&answer.body).map_err(|error| answer.unreadable(subject, &error))
    }

    /// As [`Self::json`], where the answer may be a list as well.
    pub async fn json_or_list(&self, subject: &str, ask: impl Into<Ask>) -> Result<Value> {
        let answer = self.answer(subject, ask.into()).await?;
        match serde_json::from_slice(&answer.body) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) => Ok(value),
            Ok(_) => Err(answer.unreadable(subject, &"neither an object nor a list")),
            Err(error) => Err(answer.unreadable(subject, &error)),
        }
    }

    /// Opens what is asked for reading as a file, from `range` on if there is one. Foreign hosts get no credential.
    pub async fn open(&self, subject: &str, ask: impl Into<Ask>, range: Option<&Range>) -> Result<Opened> {
        let (response, pass) = self.ask(For::File(range), subject, &ask.into(), &mut 1).await?;
        Ok(Opened::of(response, pass))
    }

    async fn answer(&self, subject: &str, ask: Ask) -> Result<Answer> {
        let mut attempt = 1;
        loop {
            let (response, _pass) = self.ask(For::Answer, subject, &ask, &mut attempt).await?;
            let content_type = header(response.headers(), CONTENT_TYPE.as_str()).unwrap_or_default();
            match read(response, subject, BODY_LIMIT).await {
                Ok(body) => return Ok(Answer { content_type, body }),
                // An answer that broke off is asked for again like one that never came.
                Err(error) => self.pause(error, &mut attempt, &ask).await?,
            }
        }
    }

    /// Asks with sign-in, redirects by the origin rule, and retries of what is transient. `attempt` counts them.
    async fn ask(&self, reading: For<'_>, subject: &str, ask: &Ask, attempt: &mut u32) -> Result<(Response, Pass)> {
        // What is elsewhere needs no sign-in here, and does not fail with it.
        let own = self.is_own(&ask.url);
        let mut token = if own { self.sign_in.token().await? } else { None };
        let mut renewed = false;
        loop {
            let permit = self.permit(subject, &ask.url, token.as_deref()).await?;
            let answer = self.follow(reading, subject, ask.clone(), token.as_deref()).await;
            if let (Some(permit), Ok((response, _))) = (permit, &answer)
                && self.is_own(response.url())
            {
                permit.answered(response.status(), response.headers()).await;
            }
            let error = match answer {
                Ok((response, pass)) if response.status().is_success() => {
                    self.rate.iter().for_each(Rate::answered);
                    return Ok((response, pass));
                }
                Ok((response, _pass)) => {
                    // What another origin refuses, no token of this portal opens.
                    let own = own && self.is_own(response.url());
                    let may_renew = own && is_unauthorised(response.status()) && !renewed;
                    let error = self.refused(subject, response, token.as_deref().filter(|_| own)).await;
                    if may_renew {
                        renewed = true;
                        token = Some(self.sign_in.renew(token.as_ref()).await?.ok_or(error)?);
                        continue;
                    }
                    error
                }
                Err(error) => error,
            };
            self.pause(error, attempt, ask).await?;
        }
    }

    /// Waits until the portal's limits let a request leave.
    async fn permit(&self, subject: &str, url: &Url, token: Option<&Token>) -> Result<Option<Permit>> {
        match self.price.as_ref().filter(|_| self.is_own(url)) {
            Some(price) => self.clients.quota.ask(subject, price(url, token)).await.map(Some),
            None => Ok(None),
        }
    }

    /// Waits before another try, or gives the error back when that is pointless. What a server makes is work for it: a
    /// POST is repeated once.
    async fn pause(&self, error: Error, attempt: &mut u32, ask: &Ask) -> Result<()> {
        let tries = if ask.body.is_some() { self.tries.min(2) } else { self.tries };
        let wait = wait_before_retry(error, *attempt, tries)?;
        tracing::info!(attempt, ?wait, "retrying");
        tokio::time::sleep(wait).await;
        *attempt += 1;
        Ok(())
    }

    /// Sends one request and follows redirects ourselves: HTTP clients do not strip every credential header.
    /// The token stays behind where another origin comes in between: that one would choose where it goes from there.
    async fn follow(
        &self,
        reading: For<'_>,
        subject: &str,
        mut ask: Ask,
        token: Option<&Token>,
    ) -> Result<(Response, Pass)> {
        let mut token = token;
        for _ in 0..=REDIRECTS {
            token = token.filter(|_| self.is_own(&ask.url));
            let pass = self.pass(reading, subject, &ask.url).await?;
            let request = self.sign(self.request(reading, &ask), &ask.url, token);
            let response = match request.send().await {
                Ok(response) => response,
                Err(error) => return Err(failed(subject, &ask.url, &error).await),
            };
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                return Ok((response, pass));
            }
            let url = redirect_target(subject, &ask.url, response.headers())?;
            ask = ask.redirected(url, response.status());
        }
        Err(Error::new(Kind::Portal, subject, format!("it redirected more than {REDIRECTS} times")))
    }

    /// Waits for a request's turn. The limits are the portal's, not of places it sends to.
    async fn pass(&self, reading: For<'_>, subject: &str, url: &Url) -> Result<Pass> {
        let Some(rate) = self.rate.as_ref().filter(|_| self.is_own(url)) else { return Ok(Pass::default()) };
        rate.pass(reading.is_file(), LONGEST_WAIT).await.map_err(|wait| {
            Error::new(Kind::Unavailable, subject, "the portal had too many requests and asked for a pause (429)")
                .hint(format!("Try again in {} s.", wait.as_secs() + 1))
                .retry_after(Some(wait))
        })
    }

    fn request(&self, reading: For<'_>, ask: &Ask) -> RequestBuilder {
        let Clients { answers, files, made_files, .. } = &self.clients;
        let client = match (reading, &ask.body) {
            (For::Answer, _) => answers,
            (For::File(_), None) => files,
            (For::File(_), Some(_)) => made_files,
        };
        let request = match &ask.body {
            Some(body) => client.post(ask.url.clone()).json(body),
            None => client.get(ask.url.clone()),
        };
        match reading {
            For::Answer => request.header(ACCEPT, "application/json, */*;q=0.5"),
            For::File(None) => request.header(ACCEPT_ENCODING, "identity"),
            For::File(Some(range)) => {
                let request = request.header(ACCEPT_ENCODING, "identity").header(RANGE, range.header());
                range.validator.iter().fold(request, |request, it| request.header(IF_RANGE, it))
            }
        }
    }

    /// The origin rule: the token goes to the portal's own scheme, host and port only, and never in clear text beyond
    /// this machine.
    fn sign(&self, request: RequestBuilder, url: &Url, token: Option<&Token>) -> RequestBuilder {
        let allowed = self.is_own(url) && (url.scheme() == "https" || is_loopback(url));
        match token.filter(|_| allowed).and_then(Token::header) {
            Some((name, value)) => request.header(name, value),
            None => request,
        }
    }

    fn is_own(&self, url: &Url) -> bool {
        url.origin() == self.base.origin()
    }

    /// `token` is the one that was refused. Servers that quote it do not get it printed.
    async fn refused(&self, subject: &str, response: Response, token: Option<&Token>) -> Error {
        let signed_in = token.is_some_and(|token| !token.anonymous);
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read(response, subject, REFUSAL_LIMIT).await.unwrap_or_default();
        let body = String::from_utf8_lossy(&body);
        let body = token.map_or_else(|| body.to_string(), |token| token.redact(&body));
        let refusal = Refusal { status, headers: &headers, body: &body, signed_in, subject };
        let error = (self.explain)(&refusal).unwrap_or_else(|| refusal.explain());
        tracing::info!(subject, status = status.as_u16(), limits = ?limits(&headers), "refused");
        let stated = retry_after(&headers).or(error.retry_after);
        let too_many = status == StatusCode::TOO_MANY_REQUESTS;
        let wait = match &self.rate {
            Some(rate) if too_many => Some(rate.refused(stated)),
            _ => stated,
        };
        let error = match wait.filter(|_| too_many && error.hint.is_none()) {
            Some(wait) => error.hint(format!("Try again in {} s.", wait.as_secs() + 1)),
            None => error,
        };
        error.retry_after(wait).status(status.as_u16())
    }
}

impl Refusal<'_> {
    /// The general rules of HTTP, for what no portal has words of its own.
    pub fn explain(&self) -> Error {
        let code = self.status.as_u16();
        let said = self.said().map(|said| format!(": {said}")).unwrap_or_default();
        let error = |kind, cause: String| Error::new(kind, self.subject, cause);
        match code {
            401 | 498 if self.signed_in => {
                error(Kind::SignIn, format!("the portal refuses the credential ({code}){said}"))
            }
            401 | 498 => error(Kind::SignIn, format!("the portal asks to sign in ({code}){said}")),
            403 => error(Kind::Denied, format!("no right to this (403){said}")),
            404 | 410 => error(Kind::NotFound, format!("nothing at that address ({code}){said}")),
            429 => error(Kind::Unavailable, format!("too many requests for now (429){said}")),
            502..=504 => error(Kind::Unavailable, format!("the portal is down for now ({code}){said}"))
                .hint("Try again in a few minutes."),
            _ => error(Kind::Portal, format!("the portal answered with error {code}{said}")),
        }
    }

    /// The portal's own short explanation: a JSON object's usual fields, or a line of plain text; never a web page.
    pub fn said(&self) -> Option<String> {
        const LONGEST: usize = 300;
        let short = |said: &str| text::some_line(&said.chars().take(LONGEST).collect::<String>());
        let body = self.body.trim();
        if let Ok(json) = serde_json::from_str::<Value>(body) {
            let fields = ["label", "error_description", "message", "detail", "msg", "error", "title"];
            return fields.iter().find_map(|field| json.get(field)?.as_str().and_then(short));
        }
        if body.starts_with('<') { None } else { short(body.lines().next().unwrap_or_default()) }
    }
}

/// A whole answer.
struct Answer {
    content_type: String,
    body: Vec<u8>,
}

impl Answer {
    fn unreadable(&self, subject: &str, why: &dyn std::fmt::Display) -> Error {
        let what = if self.body.trim_ascii().is_empty() {
            "it answered nothing at all (an empty body)".to_owned()
        } else if looks_like_html(&self.content_type, &self.body) {
            "it answered a web page instead of data; a login or proxy page may stand in between".to_owned()
        } else {
            format!("its answer is not the JSON expected ({})", text::line(&why.to_string()))
        };
        Error::new(Kind::Portal, subject, what).hint("Check the portal's address with `guichet portals`.")
    }
}

/// Sees each piece of a body, and its end (`None`); an error from it ends the body.
pub type Watch = Box<dyn FnMut(Option<&[u8]>) -> Result<()> + Send>;

/// A media opened for reading.
pub struct Opened {
    status: StatusCode,
    headers: HeaderMap,
    url: Url,
    body: Body,
    watch: Option<Watch>,
}

enum Body {
    Answered { response: Response, _place: Pass },
    Made(BoxStream<'static, Result<Bytes>>),
}

impl Opened {
    /// It keeps its place among the requests under way until it has been read.
    fn of(mut response: Response, place: Pass) -> Self {
        let (status, url) = (response.status(), response.url().clone());
        let headers = std::mem::take(response.headers_mut());
        Self { status, headers, url, body: Body::Answered { response, _place: place }, watch: None }
    }

    /// A file that guichet makes of a portal's answers while it is read. `url` is where they come from.
    pub fn made(url: Url, content_type: &'static str, body: BoxStream<'static, Result<Bytes>>) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        Self { status: StatusCode::OK, headers, url, body: Body::Made(body), watch: None }
    }

    pub fn watched(self, watch: Watch) -> Self {
        Self { watch: Some(watch), ..self }
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Where the bytes come from, after redirects.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The length the server announces for this body; `None` when it streams.
    pub fn length(&self) -> Option<u64> {
        header(self.headers(), "content-length")?.parse().ok()
    }

    /// The content type without its parameters, in lower case.
    pub fn content_type(&self) -> Option<String> {
        let full = header(self.headers(), CONTENT_TYPE.as_str())?;
        Some(full.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()).filter(|it| !it.is_empty())
    }

    /// The next bytes; `None` at the end of the body. `subject` names the media for errors.
    pub async fn chunk(&mut self, subject: &str) -> Result<Option<Bytes>> {
        let chunk = match &mut self.body {
            Body::Answered { response, .. } => {
                response.chunk().await.map_err(|error| unreachable(subject, &self.url, &error))?
            }
            Body::Made(stream) => stream.next().await.transpose()?,
        };
        if let Some(watch) = &mut self.watch {
            watch(chunk.as_deref())?;
        }
        Ok(chunk)
    }
}

/// Where a redirect leads, if it is a place we go to.
fn redirect_target(subject: &str, from: &Url, headers: &HeaderMap) -> Result<Url> {
    let odd = |cause: String| Error::new(Kind::Portal, subject, cause);
    let location = headers
        .get(LOCATION)
        .and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
        .ok_or_else(|| odd("it redirected without saying where".into()))?;
    let target = from
        .join(location)
        .map_err(|_| odd(format!("it redirected to \"{}\", which is no address", text::line(location))))?;
    match (from.scheme(), target.scheme()) {
        (_, "https") | ("http", "http") => Ok(target),
        ("https", "http") => Err(odd(format!("it redirected from https to plain http at {}", host(&target)))
            .hint("The rest of the way would not be protected, so guichet does not follow.")),
        (_, scheme) => Err(odd(format!("it redirected to a {scheme}: address"))),
    }
}

/// Whether to wait and how long, or the error when another try is pointless.
fn wait_before_retry(error: Error, attempt: u32, tries: u32) -> Result<Duration> {
    let backoff = Duration::from_millis(250) * 2u32.pow(attempt - 1);
    let jitter = backoff.mul_f64(fastrand::f64() * 0.5);
    let wait = error.retry_after.unwrap_or(backoff + jitter);
    // A portal that says when it takes the next request is taken at its word.
    let may_pass = error.is_transient() || (error.kind == Kind::Quota && error.retry_after.is_some());
    if attempt >= tries || !may_pass || wait > LONGEST_WAIT { Err(error) } else { Ok(wait) }
}

/// 498 is what RUDI says of an expired token (contract section 2).
fn is_unauthorised(status: StatusCode) -> bool {
    matches!(status.as_u16(), 401 | 498)
}

/// What the server says of its limits; nothing rests on it.
fn limits(headers: &HeaderMap) -> Vec<(&str, &HeaderValue)> {
    let is_limit = |name: &str| ["x-rate-limit", "x-ratelimit", "ratelimit"].iter().any(|it| name.starts_with(it));
    headers.iter().map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| is_limit(name)).collect()
}

/// `Retry-After` in both its forms: seconds, or a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = header(headers, RETRY_AFTER.as_str())?;
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value.trim()).ok()?;
    Some(Duration::try_from(moment.duration_since(jiff::Timestamp::now())).unwrap_or_default())
}

/// A header's value as text, if it is text.
pub fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// The body, up to `limit` bytes.
pub(crate) async fn read(mut response: Response, subject: &str, limit: usize) -> Result<Vec<u8>> {
    let url = response.url().clone();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(subject, &url, &error))? {
        if body.len() + chunk.len() > limit {
            let cause = format!("its answer is larger than {} MiB", limit >> 20);
            return Err(Error::new(Kind::Portal, subject, cause));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn looks_like_html(content_type: &str, body: &[u8]) -> bool {
    content_type.starts_with("text/html") || body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// Credentials travel in clear text on this machine only.
pub(crate) fn refuse_clear_text(subject: &str, url: &Url) -> Result<()> {
    if url.scheme() == "https" || is_loopback(url) {
        return Ok(());
    }
    let cause = format!("{} is not https, so the credential would travel readable by anybody on the way", host(url));
    Err(Error::new(Kind::Config, subject, cause).hint("Use the portal's https address."))
}

pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        None => false,
    }
}

fn host(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

/// As [`unreachable`], naming who signed a certificate that is not trusted.
pub(crate) async fn failed(subject: &str, url: &Url, error: &reqwest::Error) -> Error {
    let mut failure = unreachable(subject, url, error);
    if is_about_a_certificate(error)
        && let Some(certificate) = certificate::shown_by(url).await
    {
        failure.cause.push_str(&format!("; it is signed by {}", certificate.issuer));
    }
    failure
}

fn is_about_a_certificate(error: &reqwest::Error) -> bool {
    error.is_connect() && root_cause(error).contains("certificate")
}

/// One sentence for what went wrong on the way, and what to look at.
pub(crate) fn unreachable(subject: &str, url: &Url, error: &reqwest::Error) -> Error {
    let host = host(url);
    let cause = root_cause(error);
    let (cause, hint) = if error.is_timeout() && error.is_connect() {
        (
            format!("{host} did not answer within {} s", CONNECT_TIMEOUT.as_secs()),
            "Check the network, the VPN and the proxy.",
        )
    } else if error.is_timeout() {
        (
            format!("{host} fell silent for more than {} s", IDLE_TIMEOUT.as_secs()),
            "Try again; nothing that arrived is lost.",
        )
    } else if is_about_a_certificate(error) {
        (
            format!("the certificate of {host} is not trusted ({cause})"),
            "If your network re-signs TLS, ask your IT desk for its authority as a PEM file and give it with --ca-file.",
        )
    } else if error.is_connect() {
        (format!("{host} cannot be reached ({cause})"), "Check the address, the network and the proxy (HTTPS_PROXY).")
    } else {
        (format!("the connection to {host} broke ({cause})"), "Try again; nothing that arrived is lost.")
    };
    Error::new(Kind::Network, subject, cause).hint(hint)
}

/// The innermost cause: the outer ones only repeat the address.
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    text::line(&cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(reqwest::header::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let wait = |value: &str| retry_after(&headers("retry-after", value));
        assert_eq!(wait("0"), Some(Duration::ZERO));
        assert_eq!(wait(" 120 "), Some(Duration::from_secs(120)));
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO), "a moment that has passed");
        let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(100);
        let soon = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&soon).unwrap();
        let seconds = wait(&soon).unwrap().as_secs();
        assert!((90..=100).contains(&seconds), "{soon}: {seconds}");
        for odd in ["", "-1", "1.5", "soon", "99999999999999999999"] {
            assert_eq!(wait(odd), None, "{odd:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn a_wait_is_the_one_asked_for_or_grows_and_ends() {
        let busy = || Error::new(Kind::Unavailable, "p", "busy");
        let asked = |seconds| busy().retry_after(Some(Duration::from_secs(seconds)));
        assert_eq!(wait_before_retry(asked(7), 1, TRIES).unwrap(), Duration::from_secs(7));
        assert_eq!(wait_before_retry(asked(11), 1, TRIES).unwrap_err(), asked(11), "longer than a person waits");
        assert!(wait_before_retry(busy(), 2, TRIES).unwrap() >= Duration::from_millis(500));
        assert!(wait_before_retry(busy(), TRIES, TRIES).is_err());
        assert!(wait_before_retry(busy(), 1, 1).is_err());
        let limited = |seconds| Error { kind: Kind::Quota, ..asked(seconds) };
        assert_eq!(wait_before_retry(limited(7), 1, TRIES).unwrap(), Duration::from_secs(7));
        assert!(wait_before_retry(limited(11), 1, TRIES).is_err());
        for lasting in [Kind::Portal, Kind::SignIn, Kind::Denied, Kind::NotFound, Kind::Quota] {
            assert!(wait_before_retry(Error::new(lasting, "p", "no"), 1, TRIES).is_err(), "{lasting:?}");
        }
    }

    #[test]
    fn redirects_lead_to_http_only_and_never_down_from_https() {
        let target = |from: &str, to: &str| redirect_target("p", &url(from), &headers("location", to));
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
            ("https://a.org/x", "http://[", "no address"),
        ];
        for (from, to, part) in bad {
            let error = target(from, to).unwrap_err();
            assert_eq!(error.kind, Kind::Portal);
            assert!(format!("{error} {:?}", error.hint).contains(part), "{error:?}");
        }
        assert!(redirect_target("p", &url("https://a.org"), &HeaderMap::new()).is_err());
    }

    #[test]
    fn what_is_sent_stays_with_whom_it_is_sent_to() {
        let ask = || Ask::post(url("https://a.org/export"), Value::from("secret"));
        let table = [
            ("https://a.org/there", 307, true),
            ("https://a.org/there", 308, true),
            ("https://a.org/there", 302, false),
            ("https://a.org/there", 303, false),
            ("https://b.org/there", 307, false),
        ];
        for (target, status, kept) in table {
            let there = ask().redirected(url(target), StatusCode::from_u16(status).unwrap());
            assert_eq!((there.url, there.body.is_some()), (url(target), kept), "{target} {status}");
        }
    }

    #[tokio::test]
    async fn a_body_is_watched_to_its_end() {
        let pieces = [Ok(Bytes::from("ab")), Ok(Bytes::from("c"))];
        let made = Opened::made(url("https://a.org"), "text/csv", futures_util::stream::iter(pieces).boxed());
        let mut seen = 0;
        let mut watched = made.watched(Box::new(move |piece| match piece {
            Some(piece) => {
                seen += piece.len();
                Ok(())
            }
            None => Err(Error::new(Kind::Portal, "p", format!("{seen} bytes"))),
        }));
        assert_eq!((watched.content_type().as_deref(), watched.length()), (Some("text/csv"), None));
        assert_eq!(watched.chunk("p").await.unwrap().unwrap(), "ab");
        assert_eq!(watched.chunk("p").await.unwrap().unwrap(), "c");
        assert_eq!(watched.chunk("p").await.unwrap_err().cause, "3 bytes");
    }

    fn carries_token(base: &str, asked: &str) -> bool {
        let http = Http::new(Clients::new(None).unwrap(), url(base), SignIn::none(), |_| None);
        let token = Token::bearer("secret", None);
        let request =
            http.sign(http.request(For::File(None), &url(asked).into()), &url(asked), Some(&token)).build().unwrap();
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
    fn clear_text_is_for_this_machine() {
        for fine in ["https://a.org", "http://127.0.0.1:1", "http://[::1]:1", "http://x.localhost"] {
            assert!(refuse_clear_text("p", &url(fine)).is_ok(), "{fine}");
        }
        for open in ["http://a.org", "http://10.0.0.1", "http://localhost.org"] {
            assert_eq!(refuse_clear_text("p", &url(open)).unwrap_err().kind, Kind::Config, "{open}");
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
