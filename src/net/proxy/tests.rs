//! The relay and the words, before a small proxy of the test's own.

use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use md5::{Digest, Md5};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::*;
use crate::net::builder;

const PATIENCE: Duration = Duration::from_secs(30);
const PASSWORD: &str = "wonder:land é";

/// How the proxy wants to be signed in to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wants {
    Nothing,
    Basic,
    /// With a nonce that lives for so many requests.
    Digest(u64),
    Ntlm,
    /// As NTLM, ending the line with its first answer, as some do.
    NtlmOnAnotherLine,
    /// Something that guichet does not know.
    Odd,
    /// Everything is refused, with this status.
    Refusal(u16),
}

/// What the proxy was asked: the number of the line, the request's first line, its `Proxy-Authorization`.
type Log = Arc<Mutex<Vec<(u64, String, String)>>>;

struct TestProxy {
    url: Url,
    log: Log,
    /// Bytes sent through tunnels.
    sent: Arc<AtomicU64>,
    events: Arc<Events>,
}

/// What a test waits for.
#[derive(Default)]
struct Events {
    /// Nobody takes what is sent.
    stalled: Notify,
    /// A tunnel is over.
    ended: Notify,
}

struct Served {
    wants: Wants,
    log: Log,
    sent: Arc<AtomicU64>,
    events: Arc<Events>,
    nonces: AtomicU64,
}

impl TestProxy {
    async fn start(wants: Wants) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let (log, sent, events): (Log, Arc<AtomicU64>, Arc<Events>) = Default::default();
        let (counted, told) = (sent.clone(), events.clone());
        let served = Served { wants, log: log.clone(), sent: counted, events: told, nonces: AtomicU64::new(0) };
        let served = Arc::new(served);
        tokio::spawn(async move {
            for line in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(served.clone().line(line, stream));
            }
        });
        Self { url, log, sent, events }
    }

    fn proxies(&self, auth: Option<ProxyAuth>, password: Option<&'static str>) -> Proxies {
        let login = password.map(|password| -> LoginSource {
            Arc::new(move |_| Box::pin(async move { Ok(Some(ProxyLogin::new("GUICHET\\alice", password))) }))
        });
        let settings = ProxySettings { proxy: Some(Some(self.url.clone())), auth, login };
        Proxies::new(settings, Vec::new(), Duration::from_secs(10)).unwrap()
    }

    fn lines(&self) -> usize {
        let mut lines: Vec<u64> = self.log.lock().unwrap().iter().map(|(line, ..)| *line).collect();
        lines.dedup();
        lines.len()
    }
}

impl Served {
    async fn line(self: Arc<Self>, number: u64, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        let mut signed_in = false;
        loop {
            let (first, headers) = head(&mut stream).await?;
            let said = header(&headers, "proxy-authorization");
            self.log.lock().unwrap().push((number, first.clone(), said.clone()));
            let (method, target) = first.split_once(' ')?;
            let target = target.split(' ').next()?;
            let answer = match self.challenge(&said, method, target, &mut signed_in) {
                Some(challenge) => challenge,
                None if matches!(self.wants, Wants::Refusal(_)) => self.refusal(),
                None if method == "CONNECT" => {
                    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.ok()?;
                    self.tunnel(&mut stream).await;
                    self.events.ended.notify_one();
                    return None;
                }
                None => {
                    let body = format!("{} {}", first, header(&headers, "authorization"));
                    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
                }
            };
            stream.write_all(answer.as_bytes()).await.ok()?;
            if answer.contains("Connection: close") {
                return None;
            }
        }
    }

    /// What is sent where it is not signed in as it is wanted.
    fn challenge(&self, said: &str, method: &str, target: &str, signed_in: &mut bool) -> Option<String> {
        let asks = |challenge: &str, more: &str| {
            let head = format!("HTTP/1.1 407 Who are you?\r\n{challenge}{more}Content-Length: 5\r\n\r\n\u{1b}[31m");
            Some(head)
        };
        match self.wants {
            Wants::Nothing | Wants::Refusal(_) => None,
            Wants::Odd => asks("Proxy-Authenticate: Hoba x=\"y\"\r\n", ""),
            Wants::Basic => {
                let expected = base64::engine::Engine::encode(
                    &base64::engine::general_purpose::STANDARD,
                    format!("GUICHET\\alice:{PASSWORD}"),
                );
                match said == format!("Basic {expected}") {
                    true => None,
                    false => asks("Proxy-Authenticate: Basic realm=\"a, b\"\r\n", ""),
                }
            }
            Wants::Digest(lives) => {
                let used = self.nonces.fetch_add(1, Ordering::SeqCst);
                let nonce = format!("n{}", used / lives);
                match digest_is_right(said, method, target) {
                    Some(answered) if answered == nonce => None,
                    answered => {
                        let stale = answered.is_some();
                        let line = format!(
                            "Proxy-Authenticate: Digest realm=\"r \\\"q\\\"\", nonce=\"n{}\", qop=\"auth\", stale={stale}\r\n",
                            (used + 1) / lives
                        );
                        asks(&line, "")
                    }
                }
            }
            Wants::Ntlm | Wants::NtlmOnAnotherLine => self.ntlm(said, signed_in, &asks),
        }
    }

    fn ntlm(&self, said: &str, signed_in: &mut bool, asks: &dyn Fn(&str, &str) -> Option<String>) -> Option<String> {
        use base64::Engine;
        use base64::engine::general_purpose::STANDARD;
        let close = if self.wants == Wants::Ntlm { "" } else { "Connection: close\r\n" };
        let message = said.strip_prefix("NTLM ").map(|it| STANDARD.decode(it).unwrap()).unwrap_or_default();
        match message.get(8) {
            _ if *signed_in => None,
            Some(1) => {
                let mut asked = b"NTLMSSP\0\x02\0\0\0".to_vec();
                asked.extend([0; 8]);
                asked.extend(0x0008_0201u32.to_le_bytes());
                asked.extend(*b"12345678");
                asked.extend([0; 16]);
                asks(&format!("Proxy-Authenticate: NTLM {}\r\n", STANDARD.encode(asked)), "")
            }
            Some(3) if message.windows(10).any(|it| it == b"a\0l\0i\0c\0e\0") => {
                *signed_in = true;
                None
            }
            _ => asks("Proxy-Authenticate: NTLM\r\n", close),
        }
    }

    fn refusal(&self) -> String {
        let Wants::Refusal(status) = self.wants else { return String::new() };
        format!("HTTP/1.1 {status} No\r\nX-Squid-Error: ERR_X 0\r\nContent-Length: 5\r\n\r\n\u{1b}[31m")
    }

    /// Sends as many bytes as a line asks for, and again.
    async fn tunnel(&self, stream: &mut BufReader<TcpStream>) -> Option<()> {
        let mut line = String::new();
        while stream.read_line(&mut line).await.ok()? > 0 {
            let mut left: usize = line.trim().parse().ok()?;
            line.clear();
            while left > 0 {
                let chunk = [7; 16 << 10];
                let chunk = &chunk[..left.min(chunk.len())];
                let mut sending = pin!(stream.write_all(chunk));
                match timeout(Duration::from_millis(500), &mut sending).await {
                    Ok(sent) => sent.ok()?,
                    Err(_) => {
                        self.events.stalled.notify_one();
                        sending.await.ok()?;
                    }
                }
                left -= chunk.len();
                self.sent.fetch_add(chunk.len() as u64, Ordering::SeqCst);
            }
        }
        Some(())
    }
}

async fn head(stream: &mut BufReader<TcpStream>) -> Option<(String, Vec<String>)> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        match stream.read_line(&mut line).await.ok()? {
            0 => return None,
            _ if line.trim().is_empty() => break,
            _ => lines.push(line.trim().to_owned()),
        }
    }
    let first = lines.remove(0);
    Some((first, lines))
}

fn header(headers: &[String], name: &str) -> String {
    let of = |line: &String| {
        let (it, value) = line.split_once(':')?;
        it.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    };
    headers.iter().find_map(of).unwrap_or_default()
}

/// The nonce that was answered, where the answer is right (RFC 2617, worked out on its own).
fn digest_is_right(said: &str, method: &str, target: &str) -> Option<String> {
    let challenge = super::challenge::read(&HeaderMap::from_iter([(
        reqwest::header::PROXY_AUTHENTICATE,
        reqwest::header::HeaderValue::from_bytes(said.as_bytes()).ok()?,
    )]));
    let of = |name: &str| challenge.first()?.parameter(name).map(str::to_owned);
    let hex = |text: String| Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let first = hex(format!("GUICHET\\alice:r \"q\":{PASSWORD}"));
    let second = hex(format!("{method}:{target}"));
    let middle = [of("nonce")?, of("nc")?, of("cnonce")?, of("qop")?].join(":");
    (of("uri")? == target && of("response")? == hex(format!("{first}:{middle}:{second}"))).then(|| of("nonce"))?
}

fn client(proxies: &Proxies) -> reqwest::Client {
    proxies.on(builder()).build().unwrap()
}

/// A tunnel as reqwest opens one.
async fn tunnel(proxies: &Proxies, secret: bool) -> BufReader<TcpStream> {
    let relay = proxies.towards(&Url::parse("https://portal.test/").unwrap()).unwrap();
    let mut stream = TcpStream::connect((relay.host_str().unwrap(), relay.port().unwrap())).await.unwrap();
    let login = ProxyLogin::new(relay.username(), relay.password().unwrap()).basic().unwrap();
    let header = match secret {
        true => format!("Proxy-Authorization: {}\r\n", login.to_str().unwrap()),
        false => "Proxy-Authorization: Basic Z3VpY2hldDp4\r\n".to_owned(),
    };
    let asked = format!("CONNECT portal.test:443 HTTP/1.1\r\nHost: portal.test:443\r\n{header}\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    BufReader::new(stream)
}

async fn status(stream: &mut BufReader<TcpStream>) -> String {
    head(stream).await.map(|(first, _)| first).unwrap_or_default()
}

const SCHEMES: [(Wants, ProxyAuth); 6] = [
    (Wants::Nothing, ProxyAuth::System),
    (Wants::Basic, ProxyAuth::Basic),
    (Wants::Digest(1000), ProxyAuth::System),
    (Wants::Digest(2), ProxyAuth::Digest),
    (Wants::Ntlm, ProxyAuth::System),
    (Wants::NtlmOnAnotherLine, ProxyAuth::Ntlm),
];

#[tokio::test]
async fn requests_and_tunnels_are_signed_in_with_each_scheme() {
    for (wants, auth) in SCHEMES {
        let proxy = TestProxy::start(wants).await;
        let proxies = proxy.proxies(Some(auth), Some(PASSWORD));
        let client = client(&proxies);
        for turn in 0..5 {
            let asked =
                client.get(format!("http://portal.test/{turn}?a=b")).header("authorization", "Bearer of-the-portal");
            let answer = asked.send().await.unwrap();
            assert_eq!(answer.status(), 200, "{wants:?}");
            let body = answer.text().await.unwrap();
            assert_eq!(body, format!("GET http://portal.test/{turn}?a=b HTTP/1.1 Bearer of-the-portal"), "{wants:?}");
        }
        let lines = proxy.lines();
        assert!(lines <= 2, "{wants:?}: {lines} lines for five requests one after the other");
        for _ in 0..3 {
            let mut through = tunnel(&proxies, true).await;
            assert!(status(&mut through).await.contains("200"), "{wants:?}");
            through.write_all(b"100000\n").await.unwrap();
            let mut bytes = vec![0; 100_000];
            through.read_exact(&mut bytes).await.unwrap();
        }
        let log = proxy.log.lock().unwrap().clone();
        assert!(log.iter().all(|(_, _, said)| !said.contains("Z3VpY2hldD")), "the relay's own secret went on: {log:?}");
    }
}

#[tokio::test]
async fn who_does_not_know_the_secret_gets_nothing() {
    let proxy = TestProxy::start(Wants::Nothing).await;
    let proxies = proxy.proxies(Some(ProxyAuth::System), None);
    let mut through = tunnel(&proxies, false).await;
    assert!(status(&mut through).await.contains("403"));
    let relay = proxies.towards(&Url::parse("http://portal.test/").unwrap()).unwrap();
    let bare = builder().no_proxy().build().unwrap();
    let asked = bare.get(format!("http://{}:{}/x", relay.host_str().unwrap(), relay.port().unwrap()));
    assert_eq!(asked.send().await.unwrap().status(), 403);
    assert!(proxy.log.lock().unwrap().is_empty());
    let other = proxy.proxies(Some(ProxyAuth::System), None);
    assert_ne!(other.towards(&Url::parse("http://portal.test/").unwrap()).unwrap().password(), relay.password());
}

#[tokio::test]
async fn many_tunnels_at_once_carry_what_is_theirs() {
    let proxy = TestProxy::start(Wants::Ntlm).await;
    let proxies = proxy.proxies(Some(ProxyAuth::Ntlm), Some(PASSWORD));
    let one = async |size: usize| {
        let mut through = tunnel(&proxies, true).await;
        assert!(status(&mut through).await.contains("200"));
        through.write_all(format!("{size}\n").as_bytes()).await.unwrap();
        let mut read = 0;
        let mut chunk = vec![0; 64 << 10];
        while read < size {
            read += through.read(&mut chunk).await.unwrap();
        }
        assert_eq!(read, size);
    };
    futures_util::future::join_all((0..60).map(|n| one(200_000 + n))).await;
}

#[tokio::test]
async fn who_reads_slowly_is_waited_for_and_who_leaves_is_left() {
    let proxy = TestProxy::start(Wants::Basic).await;
    let proxies = proxy.proxies(Some(ProxyAuth::Basic), Some(PASSWORD));
    let mut through = tunnel(&proxies, true).await;
    assert!(status(&mut through).await.contains("200"));
    through.write_all(b"1000000000\n").await.unwrap();
    through.read_exact(&mut [0]).await.unwrap();
    // What waits is in the system's buffers and in the relay's.
    timeout(PATIENCE, proxy.events.stalled.notified()).await.unwrap();
    let waiting = proxy.sent.load(Ordering::SeqCst);
    assert!(waiting < 32 << 20, "{waiting} bytes wait for somebody who reads none");
    drop(through);
    timeout(PATIENCE, proxy.events.ended.notified()).await.expect("the tunnel of somebody who left is still open");
}

#[tokio::test]
async fn each_refusal_is_said_with_what_to_set() {
    type Row = (Wants, Option<ProxyAuth>, Option<&'static str>, ErrorKind, &'static str, &'static str);
    let table: [Row; 14] = [
        (Wants::Basic, None, None, ErrorKind::Config, "takes Basic", "guichet auth proxy"),
        (Wants::Digest(9), None, None, ErrorKind::Config, "takes Digest", "guichet auth proxy"),
        (Wants::Ntlm, Some(ProxyAuth::System), None, ErrorKind::Config, "takes NTLM", "guichet auth proxy"),
        (Wants::Odd, None, None, ErrorKind::Config, "takes Hoba", "IT desk"),
        (Wants::Odd, Some(ProxyAuth::System), Some("x"), ErrorKind::Config, "takes Hoba", "IT desk"),
        (
            Wants::Basic,
            Some(ProxyAuth::Basic),
            Some("wrong"),
            ErrorKind::Config,
            "does not accept the sign-in with Basic",
            "password",
        ),
        (
            Wants::Digest(9),
            Some(ProxyAuth::System),
            Some("wrong"),
            ErrorKind::Config,
            "sign-in with Digest",
            "password",
        ),
        (
            Wants::Digest(9),
            Some(ProxyAuth::Basic),
            Some("x"),
            ErrorKind::Config,
            "Basic is what is set",
            "proxy_auth system",
        ),
        (Wants::Basic, Some(ProxyAuth::System), Some(PASSWORD), ErrorKind::Config, "in clear text", "proxy_auth basic"),
        (Wants::Basic, Some(ProxyAuth::None), Some(PASSWORD), ErrorKind::Config, "takes Basic", "guichet auth proxy"),
        (
            Wants::Refusal(403),
            None,
            None,
            ErrorKind::Denied,
            "does not allow portal.test:443 (403, ERR_X)",
            "allow portal.test:443",
        ),
        (
            Wants::Refusal(403),
            Some(ProxyAuth::System),
            None,
            ErrorKind::Denied,
            "does not allow portal.test:443",
            "IT desk",
        ),
        (
            Wants::Refusal(502),
            None,
            None,
            ErrorKind::Unavailable,
            "did not get through to portal.test:443 (502",
            "IT desk",
        ),
        (Wants::Refusal(503), Some(ProxyAuth::Ntlm), None, ErrorKind::Unavailable, "did not get through", "down"),
    ];
    for (wants, auth, password, kind, cause, hint) in table {
        let proxy = TestProxy::start(wants).await;
        let proxies = proxy.proxies(auth, password);
        let url = Url::parse("https://portal.test/").unwrap();
        let refused = client(&proxies).get(url.clone()).send().await.unwrap_err();
        let error = proxies.why_failed(&"p".into(), &url, refused.is_connect()).await.unwrap();
        let (said, hinted) = (error.to_string(), error.hint.as_ref().unwrap().to_string());
        assert_eq!(error.kind, kind, "{wants:?} {said}");
        assert!(said.contains(cause) && hinted.contains(hint), "{wants:?} {auth:?}: {said} | {hinted}");
        assert!(!format!("{said}{hinted}").contains('\u{1b}'), "{said}");
    }
}

#[tokio::test]
async fn what_a_proxy_answers_to_a_plain_request_is_told_from_the_portal_s() {
    for (wants, expected) in [(Wants::Basic, Some("takes Basic")), (Wants::Refusal(403), Some("does not allow"))] {
        let proxy = TestProxy::start(wants).await;
        let proxies = proxy.proxies(None, None);
        let url = Url::parse("http://portal.test/").unwrap();
        let answer = client(&proxies).get(url.clone()).send().await.unwrap();
        let error = proxies.refusal(&"p".into(), &url, answer.status(), answer.headers());
        assert_eq!(error.is_some(), expected.is_some());
        assert!(expected.is_none_or(|it| error.unwrap().to_string().contains(it)), "{wants:?}");
    }
    // A portal's own refusal stays the portal's.
    let proxies = TestProxy::start(Wants::Nothing).await.proxies(None, None);
    let headers = HeaderMap::from_iter([(reqwest::header::VIA, "1.1 p (squid/5.7)".parse().unwrap())]);
    let url = Url::parse("http://portal.test/").unwrap();
    assert!(proxies.refusal(&"p".into(), &url, StatusCode::FORBIDDEN, &headers).is_none());
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for (address, cause) in
        [(format!("http://{closed}"), "is not reached"), ("http://proxy.invalid:3128".to_owned(), "is known to nobody")]
    {
        for auth in [None, Some(ProxyAuth::System)] {
            let settings = ProxySettings { proxy: Some(Url::parse(&address).ok()), auth, login: None };
            let proxies = Proxies::new(settings, Vec::new(), Duration::from_secs(10)).unwrap();
            let url = Url::parse("https://portal.test/").unwrap();
            let refused = client(&proxies).get(url.clone()).send().await.unwrap_err();
            let error = proxies.why_failed(&"p".into(), &url, refused.is_connect()).await.unwrap();
            assert_eq!(error.kind, ErrorKind::Network);
            assert!(error.to_string().contains(cause), "{address} {auth:?}: {error}");
            assert!(error.hint.unwrap().to_string().contains("network.proxy"));
        }
    }
}

#[test]
fn the_password_in_a_proxy_s_address_is_sent_as_it_is_meant() {
    let settings = Matcher::builder().all("http://alice:wonder%3Aland%20%C3%A9@proxy.example:3128").build();
    let intercept = settings.intercept(&Uri::from_static("https://a.example/")).unwrap();
    let proxy = ProxyAddress::of(&intercept).unwrap();
    let login = proxy.login.as_ref().unwrap();
    assert_eq!((&*login.name, &**login.password), ("alice", PASSWORD));
    assert_eq!(proxy.to_string(), "proxy.example:3128");
    assert_eq!(proxy.for_reqwest(true).as_str(), "http://alice:wonder%3Aland%20%C3%A9@proxy.example:3128/");
    assert_eq!(proxy.for_reqwest(false).as_str(), "http://proxy.example:3128/");
}

#[test]
fn this_machine_is_never_asked_through_a_proxy() {
    let settings =
        ProxySettings { proxy: Some(Url::parse("http://proxy.example:3128").ok()), ..ProxySettings::default() };
    let proxies = Proxies::new(settings, Vec::new(), Duration::from_secs(1)).unwrap();
    for (url, through) in
        [("http://127.0.0.1:8080/", false), ("http://localhost/", false), ("https://a.example/", true)]
    {
        assert_eq!(proxies.of(&Url::parse(url).unwrap()).is_some(), through, "{url}");
    }
}
