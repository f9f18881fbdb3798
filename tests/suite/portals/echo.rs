//! A server that answers with everything it was sent, in every spelling it can think of: in bodies, headers, reason
//! phrases, redirects, and in the texts of a catalogue. Nothing of it is printed, logged or written down, for any kind and
//! any way to sign in.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use guichet::access::auth::Way;
use guichet::access::secrets::Shape;
use guichet::model::Address;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::careful::Subject;
use super::{
    PORTAL, api_entreprise, api_particulier, ckan, csw, dastra, dataverse, dcat, geoplateforme, hugging_face, isogeo,
    melodi, ogc_records, opendatasoft, rudi, stac, udata, zenodo,
};
use crate::common::home::{Home, Ran};

/// What addresses of the catalogue are opened with.
const ADDRESS_KEY: &str = "Qk7addressXw9key3Zt";
/// The tokens that the server gives.
pub const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9.Yz0q-vT_8kLm2";
const REFRESH: &str = "r3fr3sh-Tk/9+xQ=";
const LOGIN: &str = "someone@example.org";
/// What a file holds is nobody's business but the person's.
const FILE: &str = "id;name\n1;ada\n";

/// How the server answers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    /// A catalogue whose texts quote.
    Catalogue,
    /// This status, whatever is asked.
    Refuse(u16),
    /// No token, and this status.
    RefuseTokens(u16),
    /// To an address that quotes.
    Redirect,
    /// To none.
    Nowhere,
    /// JSON of another shape, which a reader quotes.
    Odd,
}

const MODES: [Mode; 8] = [
    Mode::Catalogue,
    Mode::Refuse(400),
    Mode::Refuse(401),
    Mode::Refuse(403),
    Mode::RefuseTokens(400),
    Mode::Redirect,
    Mode::Nowhere,
    Mode::Odd,
];

/// A secret of each shape, with whatever its way to travel allows.
pub fn secret(way: &Way) -> &'static str {
    match (way.word, way.takes) {
        ("token", _) => "eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOiI0MiJ9.pQ7-xX_3vB9kLmN",
        ("path-token", _) => "T0k+n=Path&9%41zQ",
        (_, Shape::Token) => "B3arer/T0k+n=9~x",
        (_, Shape::ApiKey) => "K3y+/=%41&'<x>\"\\Zz9",
        (_, Shape::Login) => "S3cr+t/p@ss w=rd&é\"<x>'\\%41",
        (_, Shape::Client) => "Cl13nt+s/cr=t &é\"<y>'\\%42",
    }
}

/// How a text may be written without being another.
fn spellings(text: &str) -> BTreeSet<String> {
    let percent = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let small = percent.split('%').enumerate().map(|(at, part)| match part.split_at_checked(2) {
        Some((digits, rest)) if at > 0 => format!("%{}{rest}", digits.to_ascii_lowercase()),
        _ => part.to_owned(),
    });
    let small: Vec<String> = small.collect();
    let json = serde_json::to_string(text).unwrap().trim_matches('"').to_owned();
    let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let units: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let mut all = BTreeSet::from([
        text.to_owned(),
        small.join(""),
        form.clone(),
        form.replace('+', "%20"),
        json.replace('/', "\\/"),
        json.clone(),
        html.replace('\'', "&#39;"),
        units,
        percent,
    ]);
    all.extend(url::Url::parse(&format!("http://a/?{text}")).map(|url| url.query().unwrap_or_default().to_owned()));
    all
}

/// What an address that is read makes of a text in its path: a slash of a backslash, for one.
fn in_path(text: &str) -> Option<String> {
    url::Url::parse(&format!("http://a/{}", text.replace(['?', '#'], "/"))).ok().map(|url| url.path()[1..].to_owned())
}

fn base64s(text: &str) -> Vec<String> {
    [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD].map(|engine| engine.encode(text)).into()
}

/// Everything that must not be seen of somebody who signs in with `secret`.
fn of_secret(secret: &str) -> BTreeSet<String> {
    let form = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pairs =
        [format!("{LOGIN}:{secret}"), format!("{}:{}", form(LOGIN), form(secret)), secret.to_owned(), form(secret)];
    let encoded = pairs.iter().flat_map(|pair| base64s(pair)).flat_map(|encoded| spellings(&encoded));
    spellings(secret).into_iter().chain(encoded).collect()
}

fn of_tokens() -> BTreeSet<String> {
    [TOKEN, REFRESH].into_iter().flat_map(|token| spellings(token).into_iter().chain(base64s(token))).collect()
}

/// The server, of one kind and one way to sign in.
struct Echo {
    base: String,
    /// Of what the person signs in with, and of the tokens it is given.
    spellings: Vec<String>,
    of_tokens: Vec<String>,
    /// Whether a token was given to the process that asks.
    has_given: AtomicBool,
    /// Path and answer.
    pages: Vec<(String, Value)>,
    written: fn(&str) -> Option<String>,
    mode: Mutex<Mode>,
    count: AtomicUsize,
    /// How often the address of a file came whole.
    whole: AtomicUsize,
}

pub struct Asked {
    pub path: String,
    pub head: String,
    body: String,
}

impl Echo {
    fn start(subject: &Subject, secret: &str) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let views = subject.dataset.iter().map(|(_, view)| view).chain([&subject.list]).chain(&subject.facets);
        // What several ask of one path, the whole list has.
        let mut pages: Vec<(String, Value)> = vec![subject.list.clone()];
        pages.extend(views.filter(|(path, _)| *path != subject.list.0).cloned());
        if let Some((_, view)) = &subject.dataset
            && view.0 == subject.list.0
        {
            pages[0] = view.clone();
        }
        let echo = Arc::new(Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            spellings: of_secret(secret).into_iter().collect(),
            of_tokens: of_tokens().into_iter().collect(),
            has_given: AtomicBool::new(false),
            pages,
            written: subject.written,
            mode: Mutex::new(Mode::Catalogue),
            count: AtomicUsize::new(0),
            whole: AtomicUsize::new(0),
        });
        let server = echo.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let server = server.clone();
                std::thread::spawn(move || server.answer(stream.unwrap()));
            }
        });
        echo
    }

    fn answer(&self, mut stream: TcpStream) -> Option<()> {
        let asked = read(&stream)?;
        let mode = *self.mode.lock().unwrap();
        let is_token = asked.head.starts_with("POST")
            && ["token", "authenticate", "anonymous"].iter().any(|it| asked.path.contains(it));
        let gives = is_token && !matches!(mode, Mode::RefuseTokens(_));
        self.has_given.fetch_or(gives, Ordering::SeqCst);
        let quoted = self.quoted(&asked);
        let (status, headers, body) = match mode {
            _ if gives => (200, String::new(), self.token(&quoted)),
            Mode::RefuseTokens(status) | Mode::Refuse(status) => (status, String::new(), refusal(&quoted)),
            Mode::Redirect if !asked.path.starts_with("/echoed") => {
                let to = format!("Location: /echoed/{}?token={}\r\n", escaped(&quoted), escaped(&quoted));
                (302, to, String::new())
            }
            Mode::Redirect => (403, String::new(), refusal(&quoted)),
            Mode::Nowhere => (302, format!("Location: http://[{}\r\n", escaped(&quoted)), String::new()),
            Mode::Odd => (200, String::new(), serde_json::json!([quoted, {"a": quoted}]).to_string()),
            Mode::Catalogue if asked.path.starts_with("/a-file") => {
                if asked.path.contains(ADDRESS_KEY) {
                    self.whole.fetch_add(1, Ordering::SeqCst);
                }
                (200, "Content-Type: text/csv\r\n".to_owned(), format!("{FILE}2;{quoted}\n"))
            }
            Mode::Catalogue => {
                let path = asked.path.split('?').next().unwrap();
                match self.pages.iter().find(|(known, _)| {
                    known == path || path.trim_end_matches('/').starts_with(known.trim_end_matches('/')) && known == "/"
                }) {
                    Some((_, page)) => {
                        let body = self.poisoned(page, "", &quoted).to_string();
                        (200, String::new(), (self.written)(&body).unwrap_or(body))
                    }
                    None => (404, String::new(), refusal(&quoted)),
                }
            }
        };
        let in_head = escaped(&quoted);
        let answer = format!(
            "HTTP/1.1 {status} {in_head}\r\nX-Request-Id: {in_head}\r\nWWW-Authenticate: Bearer error=\"{in_head}\"\r\n\
             X-RateLimit-Reason: {in_head}\r\nETag: \"{in_head}\"\r\nContent-Length: {}\r\nConnection: close\r\n{}{headers}\r\n",
            body.len(),
            if headers.contains("Content-Type") { "" } else { "Content-Type: application/json\r\n" },
        );
        stream.write_all(answer.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).ok()
    }

    /// What was received, and one more spelling of what the server knows.
    fn quoted(&self, asked: &Asked) -> String {
        let tokens = if self.has_given.load(Ordering::SeqCst) { &self.of_tokens[..] } else { &[] };
        let count = self.count.fetch_add(1, Ordering::SeqCst);
        let spelling = self.spellings.iter().chain(tokens).cycle().nth(count).unwrap();
        format!("{spelling} not known; got {} {}", asked.body, asked.head.replace("\r\n", " "))
    }

    fn token(&self, quoted: &str) -> String {
        serde_json::json!({"access_token": TOKEN, "jwt_token": format!("Bearer {TOKEN}"), "refresh_token": REFRESH,
            "token_type": "Bearer", "expires_in": 3600, "scope": quoted, "message": quoted})
        .to_string()
    }

    /// The recorded answer with `quoted` in its texts, and addresses of this server's in place of others.
    fn poisoned(&self, value: &Value, key: &str, quoted: &str) -> Value {
        const LEFT: [&str; 9] = ["id", "uuid", "key", "global_id", "type", "identifier", "name", "dataset_id", "state"];
        let is_left = || key.starts_with('@') || LEFT.contains(&key) || key.ends_with("_id") || key.ends_with("Id");
        match value {
            Value::String(text) if text.starts_with("http") && !key.starts_with('@') && !is_left() => {
                format!("{}/a-file.csv?x=1&sig={ADDRESS_KEY}", self.base).into()
            }
            Value::String(text) if is_left() || !text.contains(' ') && !key.contains("itle") => value.clone(),
            Value::String(text) => format!("{text} {quoted}").into(),
            Value::Array(values) => values.iter().map(|value| self.poisoned(value, key, quoted)).collect(),
            Value::Object(fields) => {
                let poisoned = |(key, value): (&String, &Value)| (key.clone(), self.poisoned(value, key, quoted));
                Value::Object(fields.iter().map(poisoned).collect())
            }
            other => other.clone(),
        }
    }
}

pub fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(written) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = written.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    Some(Asked { path, head, body: String::from_utf8_lossy(&body).into_owned() })
}

/// All that anybody explains an error by.
fn refusal(quoted: &str) -> String {
    serde_json::json!({
        "label": quoted, "error": quoted, "error_description": quoted, "message": quoted, "detail": quoted, "msg": quoted,
        "title": quoted, "error_code": quoted, "errorcode": quoted, "code": quoted, "success": false,
        "errors": [{"code": quoted, "title": quoted, "detail": quoted, "source": {"parameter": quoted}}],
    })
    .to_string()
}

/// What a header may hold.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_graphic() {
                c.to_string()
            } else {
                utf8_percent_encode(&c.to_string(), NON_ALPHANUMERIC).to_string()
            }
        })
        .collect()
}

pub fn subjects() -> Vec<Subject> {
    vec![
        rudi::RECORDED.subject(),
        api_entreprise::subject(),
        api_particulier::subject(),
        isogeo::RECORDED.subject(),
        dastra::RECORDED.subject(),
        udata::RECORDED.subject(),
        ckan::RECORDED.subject(),
        opendatasoft::RECORDED.subject(),
        dcat::RECORDED.subject(),
        dataverse::RECORDED.subject(),
        zenodo::RECORDED.subject(),
        hugging_face::RECORDED.subject(),
        melodi::RECORDED.subject(),
        ogc_records::RECORDED.subject(),
        stac::RECORDED.subject(),
        csw::RECORDED.subject(),
        geoplateforme::RECORDED.subject(),
    ]
}

/// A home with the portal, and whoever signs in there this way.
pub fn home(subject: &Subject, way: &Way, secret: &str, base: &str) -> Home {
    let set =
        |home: Home, part: &str, value: &str| home.set(&format!("GUICHET_{}_{part}", PORTAL.to_uppercase()), value);
    let home = match way.takes {
        Shape::Client => set(set(Home::new(), "CLIENT_ID", LOGIN), "CLIENT_SECRET", secret),
        Shape::Login => set(set(Home::new(), "LOGIN", LOGIN), "PASSWORD", secret),
        Shape::ApiKey => set(Home::new(), "API_KEY", secret),
        Shape::Token => set(Home::new(), "TOKEN", secret),
    };
    let more = if !way.also.is_empty() { "username = \"ada\"\n" } else { "" };
    let token_url =
        if subject.about.word == "isogeo" { format!("token_url = \"{base}/oauth/token\"\n") } else { String::new() };
    let (kind, word) = (subject.about.word, way.word);
    home.write_config(&format!(
        "[portals.{PORTAL}]\nkind = \"{kind}\"\nurl = \"{base}\"\nsign_in = \"{word}\"\n{more}{token_url}"
    ));
    home
}

/// The first spelling that `text` holds, with what is around it.
fn seen<'s>(text: &str, unseen: impl IntoIterator<Item = &'s String>) -> Option<String> {
    unseen.into_iter().find_map(|spelling| {
        let at = text.find(spelling.as_str())?;
        let from = text.floor_char_boundary(at.saturating_sub(60));
        let to = text.ceil_char_boundary((at + spelling.len() + 20).min(text.len()));
        Some(format!("{spelling:?} in …{}…", &text[from..to]))
    })
}

/// Runs the commands with all that makes them talk, and returns what they said that they must not.
fn leaks(subject: &Subject, way: &Way) -> (Vec<String>, usize) {
    let secret = secret(way);
    let mut unseen = of_secret(secret);
    unseen.extend(of_tokens());
    unseen.extend(spellings(ADDRESS_KEY));
    unseen.extend(unseen.iter().filter_map(|spelling| in_path(spelling)).collect::<Vec<_>>());
    // A half is half the work of guessing.
    unseen.extend(
        spellings(secret)
            .iter()
            .filter_map(|it| it.get(..it.len() * 2 / 3).map(str::to_owned))
            .filter(|it| it.len() >= 10),
    );
    let echo = Echo::start(subject, secret);
    let mut found = Vec::new();
    for mode in MODES {
        *echo.mode.lock().unwrap() = mode;
        let home = home(subject, way, secret, &echo.base);
        let files = tempfile::tempdir().unwrap();
        let folder = subject.folder.to_string();
        let dataset =
            subject.dataset.as_ref().map_or_else(|| folder.clone(), |(address, _): &(Address, _)| address.to_string());
        let (log, out) = (home.path("log").display().to_string(), files.path().display().to_string());
        let commands: [&[&str]; 6] = [
            &["list", &folder],
            &["show", &dataset],
            &["get", &dataset, "-o", &out, "--yes", "--max-wait", "1s", "--if-exists", "skip"],
            &["search", "eau"],
            &["auth", "test", PORTAL],
            &["doctor"],
        ];
        for command in commands {
            if mode != Mode::Catalogue && ["show", "search"].contains(&command[0]) {
                continue;
            }
            for flags in [&["-vvv"][..], &["--json", "-vvv", "--log-file", &log]] {
                echo.has_given.store(false, Ordering::SeqCst);
                let Ran { out, err, .. } = home.run(&[command, flags].concat(), "");
                for (stream, text) in [("stdout", &out), ("stderr", &err)] {
                    let told =
                        seen(text, &unseen).map(|seen| format!("{mode:?} {} {flags:?} {stream}: {seen}", command[0]));
                    found.extend(told);
                }
            }
        }
        found.extend(in_files(home.path("").as_path(), &unseen).into_iter().map(|told| format!("{mode:?}: {told}")));
        let ours = [".receipt.json: ", ".part.json: ", " is named "];
        let receipts =
            in_files(files.path(), &unseen).into_iter().filter(|told| ours.iter().any(|it| told.contains(it)));
        found.extend(receipts.map(|told| format!("{mode:?}: {told}")));
    }
    (found, echo.whole.load(Ordering::SeqCst))
}

/// What the files below `folder` hold or are called.
fn in_files(folder: &Path, unseen: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let shown = path.display().to_string();
        found.extend(
            seen(path.file_name().unwrap().to_str().unwrap(), unseen).map(|seen| format!("{shown} is named {seen}")),
        );
        if path.is_dir() {
            found.extend(in_files(&path, unseen));
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            found.extend(seen(&text, unseen).map(|seen| format!("{shown}: {seen}")));
        }
    }
    found
}

#[test]
fn nothing_that_was_sent_is_seen_again_whatever_a_server_answers() {
    let subjects = subjects();
    let all: Vec<(&Subject, &'static Way)> =
        subjects.iter().flat_map(|subject| subject.about.ways.iter().map(move |way| (subject, way))).collect();
    assert_eq!(all.len(), 22, "every way of every kind");
    let next = AtomicUsize::new(0);
    let (found, whole) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let work = || {
        while let Some((subject, way)) = all.get(next.fetch_add(1, Ordering::SeqCst)) {
            let (leaks, asked_whole) = leaks(subject, way);
            whole.fetch_add(asked_whole, Ordering::SeqCst);
            let kind = subject.about.word;
            println!("{kind} {}: {} leaks", way.word, leaks.len());
            found.lock().unwrap().extend(leaks.into_iter().map(|told| format!("{kind} {}: {told}", way.word)));
        }
    };
    std::thread::scope(|scope| (0..4).map(|_| scope.spawn(work)).for_each(drop));
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n"));
    assert!(whole.into_inner() > 10, "requests go to the whole address");
}
