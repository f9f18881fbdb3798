//! A server at the level of bytes: every request is kept, and every answer is scripted down to its last header.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What the portal answers lies below it; everything else is a file.
pub const API: &str = "/api/";

pub const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/world");

/// How long an answer that is held waits for the requests that release it.
const HELD: Duration = Duration::from_secs(1);

/// One request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// As it was sent: path and query.
    pub target: String,
    /// In their order, read as Latin-1.
    pub headers: Vec<(String, String)>,
    /// How often its path was asked before.
    pub nth: usize,
    /// How many files were being answered when it came.
    pub beside: usize,
}

impl Asked {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The first byte asked for and the last, where it says so.
    pub fn range(&self) -> Option<(usize, Option<usize>)> {
        let (first, last) = self.header("range")?.strip_prefix("bytes=")?.split_once('-')?;
        Some((first.parse().ok()?, last.parse().ok()))
    }

    pub fn is_file(&self) -> bool {
        !self.target.starts_with(API)
    }
}

/// How the length of a body shows.
#[derive(Clone, Debug)]
enum Framing {
    Length,
    Announced(String),
    Chunked,
    /// The connection ends with it.
    Close,
    None,
}

/// How the sending of a body ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Whole,
    /// The connection is closed after so many bytes.
    Cut(usize),
    /// It is reset after so many.
    Reset(usize),
    /// Nothing more comes after so many until the client goes.
    Stall(usize),
    /// After so many, the rest comes once the path was asked so often, or after a while.
    Held(usize, usize),
}

/// An answer, byte by byte.
#[derive(Clone, Debug)]
pub struct Answer {
    first_line: Vec<u8>,
    headers: Vec<Vec<u8>>,
    framing: Framing,
    body: Vec<u8>,
    end: End,
    closes: bool,
    /// In place of everything else.
    raw: Option<Vec<u8>>,
}

impl Answer {
    pub fn status(code: u16) -> Self {
        let framing = if matches!(code, 204 | 304) { Framing::None } else { Framing::Length };
        Self {
            first_line: format!("HTTP/1.1 {code} Said").into_bytes(),
            headers: Vec::new(),
            framing,
            body: Vec::new(),
            end: End::Whole,
            closes: false,
            raw: None,
        }
    }

    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).header("Content-Type", content_type).body(body)
    }

    /// Exactly these bytes, and the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { raw: Some(bytes.into()), closes: true, ..Self::status(200) }
    }

    /// The connection is closed without a word.
    pub fn nothing() -> Self {
        Self::raw("")
    }

    /// Nothing comes until the client goes.
    pub fn silence() -> Self {
        Self { end: End::Stall(0), ..Self::raw("") }
    }

    pub fn redirect(code: u16, to: &str) -> Self {
        Self::status(code).header("Location", to)
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        self.line(format!("{name}: {value}"))
    }

    /// A header's bytes as they are.
    pub fn line(mut self, line: impl Into<Vec<u8>>) -> Self {
        self.headers.push(line.into());
        self
    }

    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// Says another length than the body has.
    pub fn announcing(self, length: impl ToString) -> Self {
        Self { framing: Framing::Announced(length.to_string()), ..self }
    }

    pub fn chunked(self) -> Self {
        Self { framing: Framing::Chunked, ..self }
    }

    /// Ends where the connection does.
    pub fn unframed(self) -> Self {
        Self { framing: Framing::Close, closes: true, ..self }
    }

    pub fn closing(self) -> Self {
        Self { closes: true, ..self }
    }

    pub fn cut(self, after: usize) -> Self {
        Self { end: End::Cut(after), ..self }
    }

    pub fn reset(self, after: usize) -> Self {
        Self { end: End::Reset(after), ..self }
    }

    pub fn stall(self, after: usize) -> Self {
        Self { end: End::Stall(after), ..self }
    }

    pub fn held(self, after: usize, until_asked: usize) -> Self {
        Self { end: End::Held(after, until_asked), ..self }
    }

    fn head(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        let framing = match &self.framing {
            Framing::Length => format!("Content-Length: {}\r\n", self.body.len()),
            Framing::Announced(length) => format!("Content-Length: {length}\r\n"),
            Framing::Chunked => "Transfer-Encoding: chunked\r\n".to_owned(),
            Framing::Close | Framing::None => String::new(),
        };
        let mut head = [&self.first_line[..], b"\r\n"].concat();
        self.headers.iter().for_each(|line| head.extend([&line[..], b"\r\n"].concat()));
        head.extend(framing.as_bytes());
        head.extend(b"\r\n");
        head
    }

    fn wire(&self) -> Vec<u8> {
        if self.raw.is_some() {
            return Vec::new();
        }
        match self.framing {
            Framing::Chunked => {
                let pieces =
                    self.body.chunks(10_000).map(|it| [format!("{:x}\r\n", it.len()).as_bytes(), it, b"\r\n"].concat());
                pieces.chain([b"0\r\n\r\n".to_vec()]).flatten().collect()
            }
            _ => self.body.clone(),
        }
    }
}

pub type Behaviour = Arc<dyn Fn(&Asked) -> Answer + Send + Sync>;

#[derive(Default)]
struct Log {
    asked: Vec<Asked>,
    counts: HashMap<String, usize>,
    under_way: usize,
}

struct Shared {
    behaviour: Behaviour,
    log: Mutex<Log>,
    news: Condvar,
    over: AtomicBool,
}

/// Stops when it is dropped.
pub struct Server {
    pub port: u16,
    shared: Arc<Shared>,
}

impl Server {
    pub fn start(behaviour: Behaviour) -> Self {
        let shared =
            Arc::new(Shared { behaviour, log: Mutex::default(), news: Condvar::new(), over: AtomicBool::new(false) });
        let port = listen(shared.clone(), serve);
        Self { port, shared }
    }

    /// The same answers over TLS, with the certificate of this name, which nobody has signed but itself.
    pub fn over_tls(&self, certificate: &str) -> u16 {
        let file = format!("{FIXTURES}/{certificate}");
        let certificate = CertificateDer::from_pem_file(format!("{file}.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_file(format!("{file}.key")).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap());
        listen(self.shared.clone(), move |stream, shared| {
            serve(StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream), shared);
        })
    }

    /// What was asked of files so far.
    pub fn files_asked(&self) -> Vec<Asked> {
        self.shared.log.lock().unwrap().asked.iter().filter(|asked| asked.is_file()).cloned().collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port)); // wakes the one who accepts
    }
}

fn listen(shared: Arc<Shared>, serve: impl Fn(TcpStream, &Shared) + Clone + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            if shared.over.load(Ordering::SeqCst) {
                return;
            }
            let (shared, serve) = (shared.clone(), serve.clone());
            std::thread::spawn(move || serve(stream, &shared));
        }
    });
    port
}

/// A connection, clear or encrypted.
trait Wire: Read + Write {
    fn tcp(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Wire for StreamOwned<ServerConnection, TcpStream> {
    fn tcp(&self) -> &TcpStream {
        &self.sock
    }
}

fn serve(mut stream: impl Wire, shared: &Shared) {
    while let Some(asked) = hear(&mut stream, shared) {
        let answer = (shared.behaviour)(&asked);
        match tell(&mut stream, &answer, &asked, shared) {
            Ok(After::Another) => {}
            Ok(After::Close) => break,
            Ok(After::Reset) | Err(_) => return,
        }
    }
    let _ = stream.flush();
    let _ = stream.tcp().shutdown(Shutdown::Write);
}

/// What becomes of a connection once an answer is sent.
enum After {
    Another,
    Close,
    /// Dropped with a byte left to read, which the system tells the other side as a reset.
    Reset,
}

/// Reads a request but for its last byte: what is closed with something left to read is reset.
fn hear(stream: &mut impl Wire, shared: &Shared) -> Option<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r") {
        let mut byte = [0];
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head: String = head.iter().map(|byte| char::from(*byte)).collect();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let target = first.nth(1)?.to_owned();
    let headers =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.into(), value.into())).collect();
    let mut log = shared.log.lock().unwrap();
    let path = target.split('?').next().unwrap_or_default().to_owned();
    let count = log.counts.entry(path).or_default();
    let nth = *count;
    *count += 1;
    let asked = Asked { target, headers, nth, beside: log.under_way };
    if asked.is_file() {
        log.under_way += 1;
    }
    log.asked.push(asked.clone());
    shared.news.notify_all();
    Some(asked)
}

/// Counts a file among those under way until it is dropped.
struct UnderWay<'s>(Option<&'s Shared>);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.into_iter().for_each(|shared| shared.log.lock().unwrap().under_way -= 1);
    }
}

/// Sends an answer. It is no longer under way when its last byte leaves: whoever asks next has read that.
fn tell(stream: &mut impl Wire, answer: &Answer, asked: &Asked, shared: &Shared) -> std::io::Result<After> {
    let under_way = UnderWay(asked.is_file().then_some(shared));
    if !matches!(answer.end, End::Reset(_)) {
        stream.read_exact(&mut [0])?;
    }
    let (head, wire) = (answer.head(), answer.wire());
    let bytes = [&head[..], &wire].concat();
    let until = |after: usize| (head.len() + after).min(bytes.len());
    let sent = match answer.end {
        End::Whole => 0,
        End::Cut(after) | End::Reset(after) | End::Stall(after) | End::Held(after, _) => until(after),
    };
    stream.write_all(&bytes[..sent])?;
    stream.flush()?;
    match answer.end {
        End::Whole => {}
        End::Cut(_) => return Ok(After::Close),
        End::Reset(_) => return Ok(After::Reset),
        End::Stall(_) => {
            let _ = stream.read(&mut [0]); // returns once the client goes
            return Ok(After::Close);
        }
        End::Held(_, times) => {
            let log = shared.log.lock().unwrap();
            let waiting = |log: &mut Log| log.counts[asked.path()] < times;
            drop(shared.news.wait_timeout_while(log, HELD, waiting).unwrap());
        }
    }
    let last = bytes.len().saturating_sub(1).max(sent);
    stream.write_all(&bytes[sent..last])?;
    drop(under_way);
    stream.write_all(&bytes[last..])?;
    stream.flush()?;
    Ok(if answer.closes { After::Close } else { After::Another })
}

/// A file as a good server serves it; rows vary it.
#[derive(Clone)]
pub struct Good {
    pub body: Arc<Vec<u8>>,
    pub content_type: &'static str,
    pub etag: Option<&'static str>,
    pub last_modified: Option<&'static str>,
    pub ranges: bool,
}

pub const MODIFIED: &str = "Tue, 14 Nov 2023 22:13:20 GMT";
pub const NOW: &str = "Sat, 01 Jun 2024 12:00:00 GMT";

impl Good {
    pub fn csv(body: impl Into<Vec<u8>>) -> Self {
        Self::shared(Arc::new(body.into()))
    }

    /// The same of a body that others hold too.
    pub fn shared(body: Arc<Vec<u8>>) -> Self {
        Self { body, content_type: "text/csv", etag: Some("\"v1\""), last_modified: Some(MODIFIED), ranges: true }
    }

    /// The whole, or the part asked for where `If-Range` names this version.
    pub fn answer(&self, asked: &Asked) -> Answer {
        let same = |validator: &str| Some(validator) == self.etag || Some(validator) == self.last_modified;
        let range = asked.range().filter(|_| self.ranges && asked.header("if-range").is_none_or(same));
        let length = self.body.len();
        let answer = match range {
            Some((first, _)) if first >= length => {
                Answer::status(416).header("Content-Range", &format!("bytes */{length}"))
            }
            Some((first, last)) => {
                let last = last.unwrap_or(length - 1).min(length - 1);
                let part = Answer::status(206).body(&self.body[first..=last]);
                part.header("Content-Range", &format!("bytes {first}-{last}/{length}"))
            }
            None => Answer::status(200).body(&self.body[..]),
        };
        let headers = [
            ("ETag", self.etag),
            ("Last-Modified", self.last_modified),
            ("Accept-Ranges", self.ranges.then_some("bytes")),
        ];
        let told = headers.into_iter().filter_map(|(name, value)| Some((name, value?)));
        told.fold(answer.header("Date", NOW).header("Content-Type", self.content_type), |answer, (name, value)| {
            answer.header(name, value)
        })
    }
}
