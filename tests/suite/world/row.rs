//! One row: what the server does, what is asked of the program, and what is right.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::portal::{self, NAME, Set};
use super::server::{Answer, Asked, Behaviour, FIXTURES, Good, Server};
use super::small;
use crate::common::home::Home;

/// The folder that is downloaded to, in the person's home.
pub const FOLDER: &str = "data";

/// After so long a program hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// The exit code, `None` where it hung; standard output; standard error.
pub type Ran = (Option<i32>, Vec<u8>, Vec<u8>);

type Check = Box<dyn Fn(&Ended) -> Result<(), String> + Send + Sync>;
type Portal = Arc<dyn Fn(&Asked) -> Option<Answer> + Send + Sync>;
type Prepare = Box<dyn Fn(&Path) + Send + Sync>;

/// Where standard output leads.
#[derive(Clone, Copy)]
pub enum Output {
    Read,
    /// A disk that is full.
    #[cfg(target_os = "linux")]
    Full,
    /// A pipe whose reader is gone.
    Closed,
}

/// What may be in the folder afterwards.
enum Files {
    Whatever,
    /// These and no others, receipts apart.
    Exactly(BTreeMap<String, Vec<u8>>),
    /// At most what a later run may go on with.
    NothingFinal,
}

pub struct Row {
    pub what: String,
    sets: Vec<Set>,
    behaviour: Behaviour,
    /// What the portal itself answers where it does not as it should.
    portal: Portal,
    prepare: Vec<Prepare>,
    /// What the configuration holds besides the portal.
    config: &'static str,
    /// A run of the same command that is killed in the middle of the file, and what is done then to the folder.
    killed: Option<Prepare>,
    /// Runs before the one that is judged.
    before: Vec<Vec<OsString>>,
    /// What is done to the folder after them.
    between: Vec<Prepare>,
    args: Vec<OsString>,
    env: Vec<(&'static str, OsString)>,
    /// What runs the program: its words stand before it.
    runner: Vec<OsString>,
    /// Where it runs, below the home.
    place: OsString,
    output: Output,
    language: &'static str,
    /// Whose certificate it shows over TLS, where it speaks that too.
    certificate: Option<&'static str>,
    patience: Duration,
    exits: Vec<i32>,
    files: Files,
    verdict: Option<&'static str>,
    outcome: Option<&'static str>,
    /// Words that are said, each of them in one of these spellings.
    says: Vec<Vec<String>>,
    checks: Vec<(String, Check)>,
}

/// How a run ended, and what it left.
pub struct Ended {
    /// `None`: it had to be killed, for it hung.
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub err: String,
    pub files: BTreeMap<String, Vec<u8>>,
    /// What was asked of files, in all runs.
    pub asked: Vec<Asked>,
    pub home: Home,
}

impl Ended {
    /// The lines of standard output that are JSON.
    pub fn lines(&self) -> Vec<Value> {
        let out = String::from_utf8_lossy(&self.out).into_owned();
        out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    pub fn field(&self, name: &str) -> Value {
        self.lines().first().map(|line| line[name].clone()).unwrap_or_default()
    }

    /// Everything said of what happened.
    fn words(&self) -> String {
        let lines = self.lines();
        let said = lines.iter().flat_map(|line| {
            [line.get("reason"), line.get("doubt"), line.pointer("/error/message"), line.pointer("/error/hint")]
        });
        let said = said.flatten().filter(|value| !value.is_null());
        let said: Vec<String> =
            said.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
        format!("{} {}", said.join(" "), self.err).to_lowercase()
    }

    pub fn folder(&self) -> PathBuf {
        self.home.path(FOLDER)
    }
}

/// A row of one dataset with one CSV, served as it should be, fetched into an empty folder.
pub fn row(what: impl Into<String>) -> Row {
    let good = Good::csv(small());
    Row {
        what: what.into(),
        sets: vec![Set::of(vec![portal::csv("Titre", "/titre.csv")])],
        behaviour: Arc::new(move |asked| good.answer(asked)),
        portal: Arc::new(|_| None),
        prepare: Vec::new(),
        config: "",
        killed: None,
        before: Vec::new(),
        between: Vec::new(),
        args: get(&[]),
        env: Vec::new(),
        runner: Vec::new(),
        place: OsString::new(),
        output: Output::Read,
        language: "en",
        certificate: None,
        patience: PATIENCE,
        exits: vec![0],
        files: Files::Whatever,
        verdict: None,
        outcome: None,
        says: Vec::new(),
        checks: Vec::new(),
    }
}

fn strings(args: &[&str]) -> Vec<OsString> {
    args.iter().map(Into::into).collect()
}

/// `get` of the first dataset, with `args` besides.
fn get(args: &[&str]) -> Vec<OsString> {
    let address = portal::address(0);
    strings(&[&["get", &address, "-o", FOLDER, "--json"], args].concat())
}

impl Row {
    pub fn set(self, set: Set) -> Self {
        self.sets(vec![set])
    }

    pub fn sets(self, sets: Vec<Set>) -> Self {
        Self { sets, ..self }
    }

    /// The one file, otherwise described.
    pub fn resource(mut self, change: impl FnOnce(&mut Value)) -> Self {
        change(&mut self.sets[0].resources[0]);
        self
    }

    /// The one file is declared to be this.
    pub fn declared(self, format: &str, mime: &str) -> Self {
        self.resource(|resource| {
            (resource["format"], resource["mime"]) = (format.into(), mime.into());
            resource["url"] = "/file".into();
        })
    }

    pub fn claims(self, algo: &str, value: &str) -> Self {
        self.resource(|resource| resource["checksum"] = serde_json::json!({"type": algo, "value": value}))
    }

    pub fn size(self, size: usize) -> Self {
        self.resource(|resource| resource["filesize"] = size.into())
    }

    pub fn answers(self, behaviour: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self { behaviour: Arc::new(behaviour), ..self }
    }

    /// The portal itself answers so where it is `Some`.
    pub fn portal_answers(self, portal: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static) -> Self {
        Self { portal: Arc::new(portal), ..self }
    }

    /// The same answer again and again.
    pub fn always(self, answer: Answer) -> Self {
        self.answers(move |_| answer.clone())
    }

    /// These answers for each path, the last one again and again.
    pub fn in_turn(self, answers: Vec<Answer>) -> Self {
        self.answers(move |asked| answers[asked.nth.min(answers.len() - 1)].clone())
    }

    /// What is in the home beforehand; it is told where that is.
    pub fn given(mut self, prepare: impl Fn(&Path) + Send + Sync + 'static) -> Self {
        self.prepare.push(Box::new(prepare));
        self
    }

    /// With this at the head of the configuration.
    pub fn configured(self, config: &'static str) -> Self {
        Self { config, ..self }
    }

    /// A file that is in the folder beforehand.
    pub fn with_file(self, name: &str, content: &str) -> Self {
        let (name, content) = (name.to_owned(), content.to_owned());
        self.given(move |home| {
            let path = home.join(FOLDER).join(&name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &content).unwrap();
        })
    }

    /// With more arguments of `get`.
    pub fn args(self, args: &[&str]) -> Self {
        Self { args: get(args), ..self }
    }

    /// Another command altogether.
    pub fn command(self, args: &[&str]) -> Self {
        Self { args: strings(args), ..self }
    }

    #[cfg(unix)]
    pub fn os_command(self, args: Vec<OsString>) -> Self {
        Self { args, ..self }
    }

    /// The same run went before.
    pub fn again(mut self) -> Self {
        self.before.push(self.args.clone());
        self
    }

    /// A download of it was killed before, and `then` done to the folder.
    pub fn killed_first(self, then: impl Fn(&Path) + Send + Sync + 'static) -> Self {
        Self { killed: Some(Box::new(then)), ..self }
    }

    /// After the runs before, this is done to the folder.
    pub fn between(mut self, then: impl Fn(&Path) + Send + Sync + 'static) -> Self {
        self.between.push(Box::new(then));
        self
    }

    /// Another run went before.
    pub fn after(mut self, args: &[&str]) -> Self {
        self.before.push(strings(args));
        self
    }

    #[cfg(target_os = "linux")]
    pub fn env(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    /// Run by another program, as `setpriv …`.
    pub fn run_by(self, runner: &[&str]) -> Self {
        Self { runner: strings(runner), ..self }
    }

    /// Run in a folder of this name below the home.
    #[cfg(unix)]
    pub fn inside(self, place: impl Into<OsString>) -> Self {
        Self { place: place.into(), ..self }
    }

    pub fn output(self, output: Output) -> Self {
        Self { output, ..self }
    }

    pub fn in_french(self) -> Self {
        Self { language: "fr", ..self }
    }

    /// The answers come over TLS too, at the port that addresses call `{tls}`; arguments call the certificate `{ca}`.
    pub fn tls(self, certificate: &'static str) -> Self {
        Self { certificate: Some(certificate), ..self }
    }

    pub fn within(self, seconds: u64) -> Self {
        Self { patience: Duration::from_secs(seconds), ..self }
    }

    pub fn exits(self, code: i32) -> Self {
        self.exits_with(&[code])
    }

    /// With one of these: what is right leaves it open.
    pub fn exits_with(self, codes: &[i32]) -> Self {
        Self { exits: codes.to_vec(), ..self }
    }

    pub fn leaves(self, files: &[(&str, &[u8])]) -> Self {
        let files = files.iter().map(|(name, content)| ((*name).to_owned(), content.to_vec())).collect();
        Self { files: Files::Exactly(files), ..self }
    }

    /// The CSV as published, and nothing else.
    pub fn comes_whole(self) -> Self {
        self.leaves(&[("Titre.csv", &small())])
    }

    pub fn leaves_nothing(self) -> Self {
        Self { files: Files::NothingFinal, ..self }
    }

    /// It ends with `code`, and nothing has a final name.
    pub fn fails(self, code: i32) -> Self {
        self.exits(code).leaves_nothing()
    }

    /// What came is proven to be something else.
    pub fn sets_aside(self, name: &str, content: &[u8]) -> Self {
        self.exits(6).leaves(&[(&format!("{name}.altered"), content)])
    }

    pub fn verdict(self, verdict: &'static str) -> Self {
        Self { verdict: Some(verdict), ..self }
    }

    pub fn outcome(self, outcome: &'static str) -> Self {
        Self { outcome: Some(outcome), ..self }
    }

    pub fn says(self, word: &str) -> Self {
        self.says_one_of(&[word])
    }

    pub fn says_one_of(mut self, words: &[&str]) -> Self {
        self.says.push(words.iter().map(|word| word.to_lowercase()).collect());
        self
    }

    pub fn asked(self, times: usize) -> Self {
        self.so(&format!("{times} requests of files"), move |ended| expect(ended.asked.len() == times, || count(ended)))
    }

    pub fn asked_at_least(self, times: usize) -> Self {
        self.so(&format!("at least {times} requests of files"), move |ended| {
            expect(ended.asked.len() >= times, || count(ended))
        })
    }

    pub fn asked_at_most(self, times: usize) -> Self {
        self.so(&format!("at most {times} requests of files"), move |ended| {
            expect(ended.asked.len() <= times, || count(ended))
        })
    }

    /// The file is kept with its verdict, and the doubt is told where scripts and receipts look for it.
    pub fn has_doubt(self) -> Self {
        self.so("a doubt in the JSON and in the receipt", |ended| {
            let receipts = fs::read_dir(ended.folder()).into_iter().flatten().flatten().map(|entry| entry.path());
            let receipt = receipts.into_iter().find(|path| path.to_string_lossy().ends_with(".receipt.json"));
            let receipt: Value =
                receipt.and_then(|path| serde_json::from_slice(&fs::read(path).ok()?).ok()).unwrap_or_default();
            let told = |value: &Value| value["doubt"].as_str().is_some_and(|doubt| !doubt.is_empty());
            let line = ended.lines().into_iter().next().unwrap_or_default();
            expect(told(&line) && told(&receipt), || format!("JSON {}, receipt {}", line["doubt"], receipt["doubt"]))
        })
    }

    /// Something else that holds afterwards.
    pub fn so(mut self, what: &str, check: impl Fn(&Ended) -> Result<(), String> + Send + Sync + 'static) -> Self {
        self.checks.push((what.to_owned(), Box::new(check)));
        self
    }

    /// Runs it; what falls short of what is right, a line each.
    pub fn run(&self) -> Vec<String> {
        let ended = self.ended();
        let mut wrong = Vec::new();
        match ended.code {
            None => wrong.push(format!("hung for {:?} and was killed", self.patience)),
            Some(code) if !self.exits.contains(&code) => wrong.push(format!("exit {code}, not {:?}", self.exits)),
            Some(_) => {}
        }
        wrong.extend(self.wrong_files(&ended));
        for (field, right) in [("verdict", self.verdict), ("outcome", self.outcome)] {
            let lines = ended.lines();
            let come: Vec<&str> = lines.iter().map(|line| line[field].as_str().unwrap_or("null")).collect();
            if let Some(right) = right
                && (come.is_empty() || come.iter().any(|came| *came != right))
            {
                wrong.push(format!("{field} {come:?}, not {right}"));
            }
        }
        let words = ended.words();
        for spellings in self.says.iter().filter(|spellings| !spellings.iter().any(|word| words.contains(word))) {
            wrong.push(format!("nothing says {}", spellings.join(" or ")));
        }
        for (what, check) in &self.checks {
            if let Err(came) = check(&ended) {
                wrong.push(format!("not so: {what}: {came}"));
            }
        }
        if ended.err.contains("panicked") {
            wrong.push("it panicked".to_owned());
        }
        if !wrong.is_empty() {
            wrong.push(format!("said: {}", clip(ended.words().trim(), 300)));
            wrong.push(format!("asked: {}", clip(&requests(&ended.asked), 200)));
        }
        wrong
    }

    fn wrong_files(&self, ended: &Ended) -> Option<String> {
        let show = |files: &BTreeMap<String, Vec<u8>>| {
            let shown =
                files.iter().map(|(name, content)| format!("{} ({} bytes)", name.escape_debug(), content.len()));
            format!("[{}]", shown.collect::<Vec<_>>().join(", "))
        };
        match &self.files {
            Files::Whatever => None,
            Files::NothingFinal => {
                let is_begun = |name: &String| name.ends_with(".part") || name.ends_with(".part.json");
                (!ended.files.keys().all(is_begun)).then(|| format!("files {}, not none", show(&ended.files)))
            }
            Files::Exactly(right) if *right == ended.files => None,
            Files::Exactly(right) if show(right) == show(&ended.files) => {
                Some(format!("other bytes in {}", show(right)))
            }
            Files::Exactly(right) => Some(format!("files {}, not {}", show(&ended.files), show(right))),
        }
    }

    fn ended(&self) -> Ended {
        let home = Home::new().set("GUICHET_SECRETS", "memory").set("GUICHET_LANG", self.language);
        let server = self.start();
        let url = format!("http://127.0.0.1:{}", server.port);
        home.write_config(&format!("{}\n[portals.{NAME}]\nkind = \"udata\"\nurl = \"{url}\"\n", self.config));
        fs::create_dir_all(home.path(FOLDER)).unwrap();
        self.prepare.iter().for_each(|prepare| prepare(&home.path("")));
        let folder = home.path(FOLDER);
        if let Some(then) = &self.killed {
            self.kill(&home);
            then(&folder);
        }
        self.before.iter().for_each(|args| drop(self.one(&home, args)));
        self.between.iter().for_each(|then| then(&folder));
        let (code, out, err) = self.one(&home, &self.args);
        Ended {
            code,
            out,
            err: String::from_utf8_lossy(&err).into_owned(),
            files: files(&home.path(FOLDER)),
            asked: server.files_asked(),
            home,
        }
    }

    fn start(&self) -> Server {
        let (sets, behaviour, portal) = (self.sets.clone(), self.behaviour.clone(), self.portal.clone());
        let ports: Arc<OnceLock<(u16, u16)>> = Arc::default();
        let known = ports.clone();
        let server = Server::start(Arc::new(move |asked| {
            let (port, tls) = *ports.wait();
            if asked.is_file() {
                return behaviour(asked);
            }
            portal(asked).unwrap_or_else(|| portal::answer(&sets, &format!("http://127.0.0.1:{port}"), tls, asked))
        }));
        let tls = self.certificate.map_or(0, |certificate| server.over_tls(certificate));
        known.set((server.port, tls)).unwrap();
        server
    }

    /// Downloads until the beginning of a file is on the disk, and is killed.
    fn kill(&self, home: &Home) {
        let mut child = self.program(home, &get(&[])).spawn().unwrap();
        type There = BTreeMap<String, Vec<u8>>;
        let until = |longest, what: fn(&There) -> bool| {
            let began = Instant::now();
            while !what(&files(&home.path(FOLDER))) && began.elapsed() < longest {
                std::thread::sleep(Duration::from_millis(5));
            }
        };
        until(Duration::from_secs(10), |files| {
            files.iter().any(|(name, it)| name.ends_with(".part") && it.len() > 100_000)
        });
        // Not every server gives anything to note.
        fn tells_of_bytes(journal: &[u8]) -> bool {
            let journal = String::from_utf8_lossy(journal);
            ["\"durable\":[[", "\"proofs\":[["].iter().any(|some| journal.contains(some))
        }
        until(Duration::from_secs(1), |files| {
            files.iter().any(|(name, it)| name.ends_with(".part.json") && tells_of_bytes(it))
        });
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// The program as it is judged: with everything the row says of how it runs.
    fn one(&self, home: &Home, args: &[OsString]) -> Ran {
        let plain = self.program(home, args);
        let (program, rest) = match &self.runner[..] {
            [] => (plain.get_program().to_owned(), plain.get_args().map(Into::into).collect()),
            [runner, words @ ..] => {
                let whole = words.iter().cloned().chain([plain.get_program().to_owned()]);
                (runner.clone(), whole.chain(plain.get_args().map(Into::into)).collect::<Vec<OsString>>())
            }
        };
        let place = home.path("").join(&self.place);
        fs::create_dir_all(&place).unwrap();
        let mut command = Command::new(program);
        command.args(rest).current_dir(place).stdin(Stdio::null()).stderr(Stdio::piped());
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        match self.output {
            Output::Read => command.stdout(Stdio::piped()),
            #[cfg(target_os = "linux")]
            Output::Full => command.stdout(fs::File::create("/dev/full").unwrap()),
            Output::Closed => command.stdout(std::io::pipe().unwrap().1),
        };
        wait(command.spawn().unwrap(), self.patience)
    }

    fn program(&self, home: &Home, args: &[OsString]) -> Command {
        let mut command = home.command(&[]);
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name);
        }
        command.env("RUST_BACKTRACE", "0");
        let ca: OsString = format!("{FIXTURES}/{}.pem", self.certificate.unwrap_or_default()).into();
        command.args(args.iter().map(|arg| if arg == "{ca}" { &ca } else { arg }));
        command
    }
}

/// Waits for the end of a program, and ends one that hangs; its exit code, and what it printed.
pub fn wait(mut child: Child, patience: Duration) -> Ran {
    let read = |mut from: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut all = Vec::new();
            let _ = from.read_to_end(&mut all); // what came before it was killed counts
            all
        })
    };
    let out = child.stdout.take().map(|it| read(Box::new(it)));
    let err = child.stderr.take().map(|it| read(Box::new(it)));
    let began = Instant::now();
    let code = loop {
        match child.try_wait().unwrap() {
            Some(status) => break Some(status.code().unwrap_or(-1)),
            None if began.elapsed() > patience => {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let all =
        |reader: Option<std::thread::JoinHandle<Vec<u8>>>| reader.map(|it| it.join().unwrap()).unwrap_or_default();
    (code, all(out), all(err))
}

/// The files in a folder, receipts apart, also those that were set aside. What is no plain file has no bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    named
        .filter(|(name, _)| !name.ends_with(".receipt.json") && !name.contains(".receipt.json."))
        .map(|(name, path)| {
            let plain = fs::symlink_metadata(&path).is_ok_and(|it| it.is_file());
            (name, if plain { fs::read(path).unwrap() } else { Vec::new() })
        })
        .collect()
}

pub fn expect(right: bool, came: impl FnOnce() -> String) -> Result<(), String> {
    if right { Ok(()) } else { Err(came()) }
}

fn count(ended: &Ended) -> String {
    format!("{} came", ended.asked.len())
}

fn requests(asked: &[Asked]) -> String {
    let one = |asked: &Asked| match asked.header("range") {
        Some(range) => format!("{} {range}", asked.target),
        None => asked.target.clone(),
    };
    asked.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn clip(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most { line } else { line.chars().take(most).chain(['…']).collect() }
}
