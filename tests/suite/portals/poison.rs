//! A server of every kind whose texts are written for a terminal to obey: in each field of its recorded answers, in what it
//! says of errors, in reason phrases, headers, redirects, file names and certificates. Nothing of it comes through, in no
//! command, no file and on no screen.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use guichet::access::auth::Way;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json as object};

use super::careful::Subject;
use super::echo::{TOKEN, home, read, secret, subjects};
use super::{PORTAL, fixture, json};
use crate::common::home::{Home, Ran};
use crate::common::term::Term;

/// What no screen may be sent, no reader told and no file called.
const POISONS: [&str; 22] = [
    "\u{1b}[31;1mpwned",                                // a colour
    "\u{1b}[2J\u{1b}[9A\u{1b}[1;1Hpwned",               // a cleared screen, a cursor elsewhere
    "\u{1b}cpwned",                                     // a terminal as new
    "\u{1b}]0;pwned\u{7}",                              // titles of a window
    "\u{1b}]2;pwned\u{1b}\\",                           //
    "\u{1b}]8;;http://pwned.example\u{1b}\\pwned",      // a link elsewhere
    "\u{1b}]52;c;cHduZWQ=\u{7}",                        // the clipboard
    "\u{1b}]52;c;cHduZWQ=\u{1b}\\",                     //
    "\u{1b}P$qpwned\u{1b}\\",                           // what a terminal answers to
    "\u{1b}_pwned\u{1b}\\",                             // a program's own
    "\u{9b}31mpwned",                                   // the same in one character
    "\u{9d}0;pwned\u{9c}",                              //
    "\u{90}qpwned\u{9c}",                               //
    "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}denwp",    // text turned around
    "\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}", //
    "\rpwned",                                          // a line written over
    "\u{b}\u{c}\u{85}pwned",                            // more ends of lines
    "\u{2028}pwned\u{2029}",                            //
    "pwned\u{8}\u{8}\u{8}\u{8}\u{8}\u{7f}",             // text taken back
    "\u{7}\u{0}pwned",                                  // a bell, an end
    "\u{feff}pwned",                                    //
    "\u{1b}[?1049h\u{1b}[?1000h\u{e}pwned",             // other screens, the mouse, other letters
];

/// What of it would be seen at once in what was sent to a terminal that is also drawn on.
const OBEYED: [&str; 16] = [
    "\u{1b}]0;pwned",
    "\u{1b}]2;pwned",
    "\u{1b}]52;c;cHdu",
    "\u{1b}]8;;http://pwned",
    "\u{1b}c",
    "\u{1b}P$q",
    "\u{1b}_",
    "\u{1b}[9A",
    "\u{9b}",
    "\u{9d}",
    "\u{90}",
    "\u{202e}",
    "\u{2066}",
    "\u{feff}",
    "\u{7}",
    "\u{0}",
];

/// Longer than anybody reads.
const LONG: usize = 10 << 20;
/// What a command may take for an answer with such a text in it. Debug builds on busy machines are slow.
const PATIENCE: Duration = Duration::from_secs(60);
#[cfg(target_os = "linux")]
const MEMORY: u64 = 192 << 20;

/// Texts that decide which way a program goes: poisoned, they may only lead to an error.
const STEERING: [&str; 9] = ["id", "uuid", "key", "global_id", "type", "identifier", "name", "dataset_id", "state"];

fn steers(key: &str) -> bool {
    key.starts_with('@') || STEERING.contains(&key) || key.ends_with("_id") || key.ends_with("Id")
}

/// Kinds whose catalogues are compiled in: listing them asks nothing.
const COMPILED_IN: [&str; 2] = ["api-entreprise", "api-particulier"];

/// What kinds are asked besides, and what has more texts than the contract's own page: kind, path, recorded answer.
const BESIDES: [(&str, &str, &str); 30] = [
    ("rudi", "/konsult/v1/datasets/metadatas", "rudi/list_page.v3.json"),
    ("rudi", "/kos/v1/skosConcepts", "rudi/skos_themes.json"),
    ("api-entreprise", "/privileges", "api-entreprise/privileges_200.json"),
    ("api-entreprise", "/v3/insee/sirene/unites_legales/130025265", "api-entreprise/unite_legale_v4_200.json"),
    ("api-entreprise", "/v4/insee/sirene/unites_legales/130025265", "api-entreprise/unite_legale_v4_200.json"),
    ("api-particulier", "/api/introspect", "api-particulier/introspect_older_200.json"),
    ("api-particulier", "/v4/cnous/etudiant_boursier/ine", "api-particulier/quotient_familial_200_masked.json"),
    ("isogeo", "/resources/search", "isogeo/search.json"),
    ("isogeo", "/shares", "isogeo/shares.json"),
    ("dastra", "/v1/WorkSpaces", "dastra/workspaces-page.json"),
    ("dastra", "/v1/ws/4021/DataProcessings", "dastra/processings-page.json"),
    ("dastra", "/v1/ws/4021/Assets", "dastra/assets-page.json"),
    ("udata", "/api/1/datasets/", "udata/v1-list.json"),
    ("udata", "/api/2/datasets/search/", "udata/v1-search.json"),
    ("udata", "/api/1/organizations/", "udata/organizations.json"),
    ("udata", "/api/1/datasets/licenses/", "udata/licenses.json"),
    ("udata", "/api/1/datasets/frequencies/", "udata/frequencies.json"),
    ("ckan", "/api/3/action/package_search", "ckan/search.json"),
    ("opendatasoft", "/api/explore/v2.1/catalog/facets", "opendatasoft/facets.json"),
    ("dcat", "/", "dcat/catalog.jsonld"),
    ("dataverse", "/api/search", "dataverse/facets.json"),
    ("zenodo", "/api/records", "zenodo/search.json"),
    ("zenodo", "/api/records/40012002/versions", "zenodo/versions.json"),
    ("dataverse", "/api/datasets/:persistentId/versions", "dataverse/versions.json"),
    ("hugging-face", "/api/datasets-tags-by-type", "hugging-face/tags.json"),
    ("hugging-face", "/api/whoami-v2", "hugging-face/whoami.json"),
    ("stac", "/", "stac/root.json"),
    ("stac", "/collections", "stac/collections.json"),
    ("ogc-records", "/collections", "ogc-records/collections.json"),
    ("ogc-records", "/collections/jeux/queryables", "ogc-records/queryables.json"),
];

/// How the server answers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    /// A catalogue: every text that is only shown is poisoned.
    Texts,
    /// Every text, even what names things and where they are, and the names of fields.
    Everything,
    /// Halves of characters, which JSON can write.
    Halves,
    /// A text longer than anybody reads.
    Long,
    /// This status, explained in JSON, or in plain words.
    Refuse(u16),
    RefuseInWords(u16),
    /// An error longer than anybody reads.
    RefuseLong,
    /// Reason and headers of bytes that HTTP allows, or does not.
    Heads,
    BrokenHeads,
    /// To an address of it.
    Redirect,
    /// In another syntax of RDF.
    Feed(&'static str),
}

const MODES: [Mode; 14] = [
    Mode::Texts,
    Mode::Everything,
    Mode::Halves,
    Mode::Long,
    Mode::Refuse(400),
    Mode::Refuse(403),
    Mode::Refuse(429),
    Mode::Refuse(500),
    Mode::RefuseInWords(401),
    Mode::RefuseInWords(404),
    Mode::RefuseLong,
    Mode::Heads,
    Mode::BrokenHeads,
    Mode::Redirect,
];

/// The kind, a mode, and what a mode can be expected to end with: `list` of the subject's folder.
fn expected(mode: Mode) -> &'static [i32] {
    match mode {
        Mode::Texts | Mode::Heads | Mode::Long => &[0],
        // A syntax may not have such characters at all.
        Mode::Feed(_) => &[0, 5],
        Mode::Refuse(403) | Mode::RefuseInWords(401) => &[3],
        Mode::RefuseInWords(404) => &[4, 5],
        Mode::BrokenHeads | Mode::Refuse(500) | Mode::Redirect => &[5],
        // Some kinds know by which limit.
        Mode::Refuse(429) => &[5, 8],
        Mode::Everything | Mode::Halves | Mode::Refuse(_) | Mode::RefuseInWords(_) | Mode::RefuseLong => {
            &[0, 2, 3, 4, 5]
        }
    }
}

/// A server of one kind.
struct Poisoner {
    base: String,
    /// Path and answer.
    pages: Vec<(String, Value)>,
    written: fn(&str) -> Option<String>,
    mode: Mutex<Mode>,
    count: AtomicUsize,
}

struct Answer {
    status: u16,
    reason: Vec<u8>,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Vec<u8>,
}

impl Answer {
    fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, reason: b"So".to_vec(), headers: Vec::new(), body: body.into() }
    }

    fn with(mut self, name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    fn write(&self, stream: &mut impl Write) -> Option<()> {
        let mut head = [format!("HTTP/1.1 {} ", self.status).as_bytes(), &self.reason].concat();
        for (name, value) in &self.headers {
            head.extend([b"\r\n", name.as_bytes(), b": ", value].concat());
        }
        head.extend(format!("\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", self.body.len()).as_bytes());
        stream.write_all(&head).and_then(|()| stream.write_all(&self.body)).ok()
    }
}

impl Poisoner {
    fn start(subject: &Subject) -> Arc<Self> {
        let kind = subject.about.word;
        let besides =
            BESIDES.iter().filter(|(of, ..)| *of == kind).map(|(_, path, file)| (path.to_string(), json(file)));
        let views = subject.dataset.iter().map(|(_, view)| view).chain([&subject.list]).chain(&subject.facets);
        let pages = besides.chain(views.cloned()).collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (written, mode) = (subject.written, Mutex::new(Mode::Texts));
        let poisoner = Arc::new(Self { base, pages, written, mode, count: AtomicUsize::new(0) });
        let server = poisoner.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let server = server.clone();
                std::thread::spawn(move || server.answer(stream.unwrap()));
            }
        });
        poisoner
    }

    fn answer(&self, mut stream: TcpStream) -> Option<()> {
        let asked = read(&stream)?;
        let mode = *self.mode.lock().unwrap();
        let is_token = asked.head.starts_with("POST")
            && ["token", "authenticate", "anonymous"].iter().any(|it| asked.path.contains(it));
        let path = asked.path.split('?').next().unwrap();
        let answer = match mode {
            _ if is_token && asked.path.contains("authenticate") => Answer::new(200, fixture("rudi/auth.jwt.ok.json")),
            _ if is_token => Answer::new(200, token()),
            Mode::Refuse(status) => Answer::new(status, refusal(&self.poison(0))),
            Mode::RefuseInWords(status) => Answer::new(status, self.poison(0)).with("Content-Type", "text/plain"),
            Mode::RefuseLong => Answer::new(400, object!({"message": "é\u{1b}[31m".repeat(LONG / 7)}).to_string()),
            Mode::Redirect => self.elsewhere(),
            _ if path.starts_with("/a-file") => file(),
            _ => self.page(path, mode),
        };
        let answer = match mode {
            Mode::Heads | Mode::BrokenHeads => poisoned_head(answer, mode == Mode::BrokenHeads),
            _ => answer,
        };
        answer.with("X-Guichet", "test").write(&mut stream)
    }

    fn page(&self, path: &str, mode: Mode) -> Answer {
        let known = |path: &str| self.pages.iter().find(|(known, _)| known == path);
        // What is nowhere else is at the front.
        let found = known(path).or_else(|| known("/")).map(|(_, page)| page.clone());
        let Some(mut page) = found else { return Answer::new(404, refusal(&self.poison(0))) };
        let body = match mode {
            Mode::Feed(file) => return feed(file),
            Mode::Halves => {
                self.spoil(&mut page, "", &|_, _, text| text.push_str("HALF"));
                page.to_string().replace("HALF", "\\ud800x\\udc00\\u0000\\u001bc\\ud83d")
            }
            Mode::Everything => {
                self.spoil(&mut page, "", &|at, _, text| text.push_str(&self.poison(at)));
                with_poisoned_names(&mut page, &self.poison(0));
                page.to_string()
            }
            Mode::Long => {
                let once = AtomicUsize::new(0);
                self.spoil(&mut page, "", &|_, key, text| {
                    if key.contains("itle")
                        && text.contains(' ')
                        && !steers(key)
                        && once.fetch_add(1, Ordering::SeqCst) == 0
                    {
                        text.push_str(&"e\u{301}\u{1b}[31m".repeat(LONG / 8));
                    }
                });
                page.to_string()
            }
            _ => {
                self.spoil(&mut page, "", &|at, key, text| {
                    if !steers(key) && (text.contains(' ') || key.contains("itle") || key.contains("abel")) {
                        text.push_str(&self.poison(at));
                    }
                });
                page.to_string()
            }
        };
        Answer::new(200, (self.written)(&body).unwrap_or(body)).with("Content-Type", "application/json")
    }

    /// All of it, or from one field to the next another part first: a text may be cut.
    fn poison(&self, at: usize) -> String {
        (0..POISONS.len()).map(|n| POISONS[(n + at) % POISONS.len()]).collect()
    }

    /// Has `spoil` change every text of `value`; addresses lead to a file of this server's.
    fn spoil(&self, value: &mut Value, key: &str, spoil: &dyn Fn(usize, &str, &mut String)) {
        match value {
            Value::String(text) => {
                if text.starts_with("http") && !steers(key) {
                    *text = format!("{}/a-file.csv?pwned", self.base);
                }
                spoil(self.count.fetch_add(1, Ordering::SeqCst), key, text);
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.spoil(value, key, spoil)),
            Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| self.spoil(value, key, spoil)),
            _ => {}
        }
    }

    fn elsewhere(&self) -> Answer {
        let to = match self.count.fetch_add(1, Ordering::SeqCst) % 4 {
            0 => format!("{}/pwned%1B]0;pwned%07%C2%9B31m%E2%80%AE%00%0D%0A?{}", self.base, "\u{9b}31m\u{202e}"),
            1 => "http://pwned\u{202e}\u{9b}.invalid/\u{9d}0;pwned".to_owned(),
            2 => "http://[\u{202e}pwned\u{9b}31m".to_owned(),
            _ => "pwned\u{202e}://\u{9b}31m".to_owned(),
        };
        Answer::new(302, "").with("Location", to)
    }
}

fn with_poisoned_names(value: &mut Value, poison: &str) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| with_poisoned_names(value, poison)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| with_poisoned_names(value, poison));
            fields.insert(format!("more{poison}"), poison.into());
        }
        _ => {}
    }
}

/// All that anybody explains an error by.
fn refusal(words: &str) -> Vec<u8> {
    let error = object!({"code": words, "title": words, "detail": words, "source": {"parameter": words}, words: words});
    object!({
        "label": words, "error": words, "error_description": words, "message": words, "detail": words, "msg": words,
        "title": words, "error_code": words, "errorcode": words, "code": words, "success": false, words: [words],
        "errors": [error],
    })
    .to_string()
    .into()
}

fn token() -> Vec<u8> {
    let poison = POISONS.concat();
    object!({"access_token": TOKEN, "jwt_token": format!("Bearer {TOKEN}"), "refresh_token": "r3fr3sh",
        "token_type": "Bearer", "expires_in": 3600, "scope": poison, "message": poison})
    .to_string()
    .into()
}

/// A file whose name and whose cells are poisoned.
fn file() -> Answer {
    let mut name = b"attachment; filename=\"pwned\xc2\x9b31m\xe2\x80\xae\x9b.csv\"; filename*=UTF-8''".to_vec();
    name.extend(b"pwned%1B%5D0%3Bpwned%07%1Bc%C2%9B31m%E2%80%AE%E2%81%A6%00%0D%0A%0B%08%7F%E2%80%A8x.csv");
    let poison = POISONS.concat().replace(['\r', '\n'], "");
    Answer::new(200, format!("id;na{poison}me\n1;{poison}\n\"2{poison}\";\"{poison}\"\n"))
        .with("Content-Type", "text/csv")
        .with("Content-Disposition", name)
}

/// Reason phrase and headers as HTTP allows them; with what it does not where it is `broken`.
fn poisoned_head(mut answer: Answer, broken: bool) -> Answer {
    let mut poison = "pwned\u{9b}31m\u{202e}\u{2066}\u{feff}\u{9d}0;pwned\u{2028}".as_bytes().to_vec();
    poison.extend(b"\x9b31m\x90q\x9d0;pwned\x9c\xff");
    if broken {
        poison.extend(b"\x1b]0;pwned\x07\x1bc\x00\x08");
    }
    answer.reason.clone_from(&poison);
    let names = ["X-Request-Id", "WWW-Authenticate", "X-RateLimit-Reason", "Link", "Set-Cookie", "Last-Modified"];
    for name in names.into_iter().chain(["Retry-After", "Content-Language", "Server", "Via", "Warning"]) {
        answer = answer.with(name, poison.clone());
    }
    answer.with("ETag", [b"\"", &poison[..], b"\""].concat())
}

/// The recorded feed, each of its literals poisoned as the syntax writes it.
fn feed(name: &str) -> Answer {
    let text = String::from_utf8(fixture(name)).unwrap();
    let poison = POISONS.concat();
    let (kind, body) = if name.ends_with(".ttl") {
        let written: String = poison.chars().map(|c| format!("\\u{:04X}", c as u32)).collect();
        ("text/turtle", text.replace("\"@", &format!("{written}\"@")).replace("\" ;", &format!("{written}\" ;")))
    } else {
        let written: String = poison.chars().map(|c| format!("&#{};", c as u32)).collect();
        let raw = POISONS.concat().replace(['\0', '<', '&'], "");
        let closing = ["</dct:title>", "</dct:description>", "</foaf:name>", "</dcat:keyword>"];
        let poisoned = closing.iter().enumerate().fold(text, |text, (at, tag)| {
            text.replace(tag, &format!("{}{tag}", if at % 2 == 0 { &raw } else { &written }))
        });
        ("application/rdf+xml", poisoned)
    };
    Answer::new(200, body).with("Content-Type", kind)
}

/// What a person must not meet in a text.
fn is_odd(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() && c != '\n' || turns || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// What is odd in `text`, and where.
fn odd(text: &str) -> Option<String> {
    let at = text.find(is_odd)?;
    let (from, to) =
        (text.floor_char_boundary(at.saturating_sub(60)), text.ceil_char_boundary((at + 30).min(text.len())));
    Some(text[from..to].escape_debug().to_string())
}

/// What is odd in the texts of `value`, once they are read.
fn odd_in_json(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => odd(text),
        Value::Array(values) => values.iter().find_map(odd_in_json),
        Value::Object(fields) => fields.iter().find_map(|(key, value)| {
            odd(key).or_else(|| odd_in_json(value)).map(|told| format!("{}: {told}", key.escape_debug()))
        }),
        _ => None,
    }
}

/// What is odd in a result for scripts: what is no JSON, or what is odd once it is read.
fn odd_result(out: &str) -> Option<String> {
    let values = serde_json::Deserializer::from_str(out).into_iter::<Value>();
    let read = |value: serde_json::Result<Value>| match value {
        Ok(value) => odd_in_json(&value),
        Err(error) => Some(format!("no JSON: {error}: {:.200}", out.escape_debug())),
    };
    odd(out).or_else(|| values.map(read).find_map(|it| it))
}

/// What is odd in the names of files below `folder`, and in what of them guichet wrote.
fn odd_files(folder: &Path, is_ours: &dyn Fn(&Path) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().map(str::to_owned);
        match &name {
            None => found.push(format!("{path:?} is no text")),
            Some(name) if odd(name).is_some() || name.contains('\n') || name.len() > 255 => {
                found.push(format!("a file is called {}", name.escape_debug()));
            }
            Some(_) => {}
        }
        if path.is_dir() {
            found.extend(odd_files(&path, is_ours));
        } else if is_ours(&path) {
            found.extend(odd_content(&fs::read(&path).unwrap()).map(|told| format!("{}: {told}", path.display())));
        }
    }
    found
}

/// What is odd in JSON, in text, or in a data base of such.
fn odd_content(bytes: &[u8]) -> Option<String> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return odd_in_json(&value);
    }
    if let Ok(text) = str::from_utf8(bytes)
        && !bytes.starts_with(b"SQLite")
    {
        return odd(text);
    }
    // SQLite puts the number of a page, four bytes, before what it holds: page 13 is no end of a line.
    let text = String::from_utf8_lossy(bytes).to_lowercase().replace("\0\0\0\r", "");
    let mut kept = POISONS.iter().flat_map(|poison| {
        let json = serde_json::to_string(poison).unwrap().to_lowercase();
        [poison.to_lowercase(), json.trim_matches('"').to_owned()]
    });
    kept.find(|kept| text.contains(kept.as_str())).map(|kept| kept.escape_debug().to_string())
}

/// Runs a command; also says how much memory it took at most, where that can be known.
fn run(home: &Home, args: &[&str], stdin: &str) -> (Ran, u64) {
    let mut child = home.command(args).spawn().unwrap();
    let pid = child.id();
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let over = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let peak = scope.spawn(|| {
            let mut most = 0;
            while over.load(Ordering::SeqCst) == 0 {
                most = most.max(peak_of(pid));
                std::thread::sleep(Duration::from_millis(10));
            }
            most
        });
        let output = child.wait_with_output().unwrap();
        over.store(1, Ordering::SeqCst);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (code, out, err) = (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr));
        (Ran { code, out, err }, peak.join().unwrap())
    })
}

/// The most memory a process took so far, in bytes; 0 where nobody says. Until it is guichet, what it has is this one's.
fn peak_of(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    if !status.starts_with("Name:\tguichet\n") {
        return 0;
    }
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|it| it.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) << 10
}

/// What came through of a server of this kind that answers this way.
struct Trial<'t> {
    subject: &'t Subject,
    home: Home,
    mode: Mode,
    found: Vec<String>,
    /// Whether anything that was poisoned was shown at all.
    shown: bool,
}

impl Trial<'_> {
    fn say(&mut self, what: &str, told: impl Into<String>) {
        self.found.push(format!("{} {:?} {what}: {}", self.subject.about.word, self.mode, told.into()));
    }

    fn address(&self) -> String {
        self.subject
            .dataset
            .as_ref()
            .map_or_else(|| self.subject.folder.to_string(), |(address, _)| address.to_string())
    }

    fn command(&mut self, command: &[&str], flags: &[&str]) {
        let (started, args) = (Instant::now(), [command, flags].concat());
        let (ran, peak) = run(&self.home, &args, "");
        let what = format!("{} {}", command[0], flags.join(" "));
        self.shown |= ran.out.contains("pwned") || ran.err.contains("pwned");
        let is_json = flags.contains(&"--json");
        if let Some(told) = if is_json { odd_result(&ran.out) } else { odd(&ran.out) } {
            self.say(&format!("{what} stdout"), told);
        }
        if let Some(told) = odd(&ran.err) {
            self.say(&format!("{what} stderr"), told);
        }
        let asks = !COMPILED_IN.contains(&self.subject.about.word);
        let usual = [0, 2, 3, 4, 5, 6, 8];
        let codes = if command[0] == "list" && asks { expected(self.mode) } else { &usual[..] };
        if !codes.contains(&ran.code) || ran.err.contains("panicked") {
            self.say(&what, format!("ended with {}: {:.600}{:.300}", ran.code, ran.err, ran.out));
        }
        if started.elapsed() > PATIENCE {
            self.say(&what, format!("took {:?}", started.elapsed()));
        }
        #[cfg(target_os = "linux")]
        if peak > MEMORY {
            self.say(&what, format!("took {} MiB", peak >> 20));
        }
    }

    /// The browser in lines, down from the list of portals.
    fn in_lines(&mut self) {
        let (ran, _) = run(&self.home, &["--plain"], "1\n1\n1\n?\nd 1\n\nb\nf\n\nq\nq\n");
        self.shown |= ran.out.contains("pwned");
        for (stream, text) in [("stdout", &ran.out), ("stderr", &ran.err)] {
            if let Some(told) = odd(text) {
                self.say(&format!("--plain {stream}"), told);
            }
        }
        if ran.code != 0 {
            self.say("--plain", format!("ended with {}: {}", ran.code, ran.err));
        }
    }

    /// The browser, down from the list of portals.
    fn on_screen(&mut self) {
        let env: Vec<(&str, &str)> =
            self.home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut term = Term::spawn(120, 40, &[], &env);
        term.shows(&format!("> {PORTAL}"));
        let mut screens = Vec::new();
        for keys in ["\r", "\r", "\r", "\t", "G", "\t"] {
            term.keys(keys);
            std::thread::sleep(Duration::from_millis(150));
            screens.push(term.until("an answer", |screen| !screen.contents().contains("loading")));
        }
        term.keys("q");
        let ended = term.end().success();
        let sent = String::from_utf8_lossy(&term.sent()).into_owned();
        self.shown |= sent.contains("pwned");
        for bad in OBEYED.iter().filter(|bad| sent.contains(**bad)) {
            self.say("the browser sent", bad.escape_debug().to_string());
        }
        for told in screens.iter().filter_map(|screen| odd(screen)) {
            self.say("a screen", told);
        }
        if !ended {
            self.say("the browser", "failed");
        }
    }
}

/// What comes through of one mode, in all commands that show what is asked.
fn tried(subject: &Subject, way: &Way, poisoner: &Poisoner, mode: Mode) -> (Vec<String>, bool) {
    *poisoner.mode.lock().unwrap() = mode;
    let home = home(subject, way, secret(way), &poisoner.base);
    let files = tempfile::tempdir().unwrap();
    let mut trial = Trial { subject, home, mode, found: Vec::new(), shown: false };
    let (folder, dataset) = (subject.folder.to_string(), trial.address());
    let (log, out) = (trial.home.path("log").display().to_string(), files.path().display().to_string());
    let mut get = vec!["get", &dataset, "-o", &out, "--yes", "--max-wait", "1s", "--if-exists", "rename"];
    let mut preview = vec!["preview", &dataset];
    if subject.about.word == "api-entreprise" {
        let params = ["--param", "siren=130025265", "--param", "context=essai", "--param", "object=essai"];
        get.extend(params);
        preview.extend(params);
    }
    let all: [&[&str]; 8] = [
        &["list", &folder],
        &["show", &dataset],
        &get,
        &preview,
        &["search", "eau"],
        &["access", &dataset],
        &["auth", "test", PORTAL],
        &["doctor"],
    ];
    let is_whole = matches!(mode, Mode::Texts | Mode::Everything | Mode::Heads | Mode::Feed(_));
    let commands = match mode {
        _ if is_whole => &all[..],
        Mode::Refuse(_) | Mode::RefuseInWords(_) | Mode::RefuseLong => &all[..1],
        Mode::Long => &all[..2],
        _ => &all[..3],
    };
    // For people and for programs; where the texts are those that came through already, by turns.
    let both = [&["-vvv"][..], &["--json", "-vvv", "--log-file", &log]];
    for (at, command) in commands.iter().enumerate() {
        let turn = &both[at % 2..=at % 2];
        let flags = if is_whole && mode != Mode::Texts { turn } else { &both[..] };
        flags.iter().for_each(|flags| trial.command(command, flags));
    }
    if is_whole {
        trial.in_lines();
    }
    if mode == Mode::Texts {
        trial.on_screen();
    }
    // What was downloaded holds what it holds.
    let (config, downloads) = (trial.home.config(), trial.home.path("Downloads"));
    let home_files = odd_files(&trial.home.path(""), &|path| path != config && !path.starts_with(&downloads));
    home_files.into_iter().for_each(|told| trial.say("home", told));
    let is_ours =
        |path: &Path| path.to_str().is_some_and(|it| it.ends_with(".receipt.json") || it.ends_with(".part.json"));
    odd_files(files.path(), &is_ours).into_iter().for_each(|told| trial.say("downloads", told));
    (trial.found, trial.shown)
}

#[test]
fn nothing_that_a_terminal_would_obey_comes_through_from_any_kind() {
    // Who signs in nobody shows the same by the checks of careful.rs.
    let mut subjects = subjects();
    subjects.retain(|subject| !subject.about.ways.is_empty());
    let mut trials: Vec<(&Subject, Mode)> =
        MODES.iter().flat_map(|mode| subjects.iter().map(move |subject| (subject, *mode))).collect();
    let dcat = subjects.iter().find(|subject| subject.about.word == "dcat").unwrap();
    trials.extend(["dcat/catalog.ttl", "dcat/catalog.xml"].map(|file| (dcat, Mode::Feed(file))));
    let next = AtomicUsize::new(0);
    let (found, shown) = (Mutex::new(Vec::new()), Mutex::new(BTreeSet::new()));
    let work = || {
        while let Some((subject, mode)) = trials.get(next.fetch_add(1, Ordering::SeqCst)) {
            let started = Instant::now();
            let (told, was_shown) = tried(subject, &subject.about.ways[0], &Poisoner::start(subject), *mode);
            println!("{} {mode:?}: {} faults in {:?}", subject.about.word, told.len(), started.elapsed());
            told.iter().for_each(|told| println!("  {told}"));
            found.lock().unwrap().extend(told);
            if was_shown {
                shown.lock().unwrap().insert(format!("{} {mode:?}", subject.about.word));
            }
        }
    };
    std::thread::scope(|scope| (0..4).map(|_| scope.spawn(work)).for_each(drop));
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    let shown = shown.into_inner().unwrap();
    for subject in &subjects {
        for modes in [&[Mode::Texts, Mode::Everything][..], &[Mode::Refuse(403)], &[Mode::Refuse(500)]] {
            let trials = modes.iter().map(|mode| format!("{} {mode:?}", subject.about.word));
            let is_shown = trials.clone().any(|trial| shown.contains(&trial));
            assert!(is_shown, "{:?} show nothing of what was said; shown: {shown:?}", trials.collect::<Vec<_>>());
        }
    }
}

/// Answers over TLS with the certificate of this name.
fn over_tls(certificate: &str) -> String {
    let file = format!("{}/tests/fixtures/world/{certificate}", env!("CARGO_MANIFEST_DIR"));
    let chain = vec![CertificateDer::from_pem_file(format!("{file}.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(format!("{file}.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let config = config.clone();
            std::thread::spawn(move || {
                let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), stream.unwrap());
                Answer::new(404, "").write(&mut stream)
            });
        }
    });
    base
}

#[test]
fn a_certificate_s_names_are_text_of_a_stranger_s() {
    let authority = format!("{}/tests/fixtures/world/poisoned-authority.pem", env!("CARGO_MANIFEST_DIR"));
    // Of itself, of an unknown authority, and of a known one for other names.
    let all = [("poisoned", &[][..]), ("poisoned-leaf", &[]), ("poisoned-leaf", &["--ca-file", &authority])];
    let shown_with = |(certificate, trust): (&str, &[&str])| {
        let base = over_tls(certificate);
        let mut shown = 0;
        for subject in subjects() {
            // Who signs in nobody shows the same by the checks of careful.rs.
            let Some(way) = subject.about.ways.first() else { continue };
            let home = home(&subject, way, secret(way), &base);
            for command in [&["list", &subject.folder.to_string()][..], &["doctor"]] {
                for flags in [&["-vvv"][..], &["--json", "-vvv"]] {
                    let ran = home.run(&[command, flags, trust].concat(), "");
                    let told = [odd(&ran.out), odd(&ran.err), odd_result(&ran.out).filter(|_| flags.len() > 1)];
                    let what = || format!("{certificate} {} {command:?} {flags:?}", subject.about.word);
                    assert!(told.iter().all(Option::is_none), "{}: {told:?}", what());
                    assert!([0, 3, 5].contains(&ran.code), "{}: {} {}", what(), ran.code, ran.err);
                    shown += usize::from(ran.out.contains("pwned") || ran.err.contains("pwned"));
                }
            }
        }
        assert!(shown >= 16, "{certificate} {trust:?}: its names are told {shown} times");
    };
    let tried = |it: &(_, _)| shown_with(*it);
    std::thread::scope(|scope| all.iter().map(|it| scope.spawn(move || tried(it))).for_each(drop));
}
