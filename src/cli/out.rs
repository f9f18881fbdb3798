//! Everything the commands print: results to standard output, all else to standard error, and no control character and
//! no secret ever, as nothing stands between these prints and the terminal.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::json;

use super::table::{OutputFormat, print_json};
use super::{Global, log};
use crate::base::error::{Error, ErrorKind, worse};
use crate::base::i18n::Message;
use crate::base::link;
use crate::base::redact;
use crate::base::text;
use crate::{m, t};

/// Exit code after a broken pipe, as shells report SIGPIPE (128 + 13).
const BROKEN_PIPE: u8 = 141;

/// Why standard output takes nothing more. Its first failure ends all printing there, and nothing else: what is being
/// downloaded or stored goes on.
static FAILED: Mutex<Option<io::Error>> = Mutex::new(None);

fn failed() -> MutexGuard<'static, Option<io::Error>> {
    FAILED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One line of the result.
pub fn line(text: &str) {
    bytes(printed(&redact::clean(text)).as_bytes());
}

/// Lines of the result, in one go.
pub fn lines(texts: &[String]) {
    let all: String = texts.iter().map(|text| printed(&redact::clean(text))).collect();
    bytes(all.as_bytes());
}

fn printed(text: &str) -> String {
    let line: String = text::printable(text).chain(['\n']).collect();
    match LINKS.load(Ordering::Relaxed) {
        true => link::linked(&line).into_owned(),
        false => line,
    }
}

/// Whether web addresses in the result can be clicked on, where a terminal shows it.
static LINKS: AtomicBool = AtomicBool::new(false);

/// Makes web addresses links, in lines for people at a terminal that takes control sequences.
pub fn link_addresses(global: &Global) {
    let is_wanted = !global.is_plain() && global.format() == OutputFormat::Text;
    LINKS.store(is_wanted && io::stdout().is_terminal(), Ordering::Relaxed);
}

/// What is printed as it is: text of our own for another program.
pub fn bytes(bytes: &[u8]) {
    written(|| io::stdout().write_all(bytes));
}

/// Does what prints to standard output, unless that takes nothing more.
pub fn written(print: impl FnOnce() -> io::Result<()>) {
    let mut failed = failed();
    if failed.is_none() {
        *failed = print().and_then(|()| io::stdout().flush()).err();
    }
}

/// Whether nothing more can be printed to standard output.
pub fn is_over() -> bool {
    failed().is_some()
}

/// The exit code of a command that ended with `code`, now that all is printed: a standard output or a log file that could
/// not be written is an error of its own. An output that nobody reads any more is none, but ends a command that
/// `only_prints`.
pub fn end(code: u8, only_prints: bool) -> u8 {
    let printed = match failed().take() {
        None => code,
        Some(failure) if failure.kind() == io::ErrorKind::BrokenPipe => match code {
            0 if only_prints => BROKEN_PIPE,
            _ => code,
        },
        Some(failure) => worse(code, unwritable(m!("cli-stdout"), &failure)),
    };
    match log::failure() {
        Some((file, failure)) => worse(printed, unwritable(m!("cli-log-file", path = file.display()), &failure)),
        None => printed,
    }
}

/// Says that `what` could not be written; the exit code.
fn unwritable(what: Message, failure: &io::Error) -> u8 {
    let failure = Error::new(ErrorKind::Disk, what, m!("cli-unwritable", error = failure));
    error(&failure);
    failure.kind.exit_code()
}

/// Whether nothing but errors is said beside the result: with `--quiet`.
static QUIET: AtomicBool = AtomicBool::new(false);

/// From now on, nothing but errors is said beside the result.
pub fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// One line beside the result: a warning, how much more there is, what to do next.
pub fn note(text: &str) {
    if !QUIET.load(Ordering::Relaxed) {
        say(text);
    }
}

fn say(text: &str) {
    beside(&format!("guichet: {text}"));
}

/// One line on standard error. One that is gone, or full, is nobody's loss.
fn beside(text: &str) {
    let _ = io::stderr().lock().write_all(printed(&redact::clean(text)).as_bytes());
}

/// Whether errors say what caused them: with `-v`.
static CAUSES: AtomicBool = AtomicBool::new(false);

/// From now on, errors say what caused them.
pub fn say_causes() {
    CAUSES.store(true, Ordering::Relaxed);
}

/// What went wrong, on a second line what to do, and with `-v` what caused it.
pub fn error(error: &Error) {
    say(&error.to_string());
    let below = |text: &str| beside(&format!("         {text}"));
    error.hint.iter().for_each(|hint| below(&hint.to_string()));
    say_causes_of(error, below);
}

/// With `-v`, what caused it.
fn say_causes_of(error: &Error, say: impl Fn(&str)) {
    if CAUSES.load(Ordering::Relaxed) {
        error.causes().iter().for_each(|cause| say(&t!("cli-caused-by", cause)));
    }
}

/// The failure of a whole command, for a person or, `as_json`, for a script; its exit code.
pub fn failure(failure: &Error, as_json: bool) -> u8 {
    if as_json {
        let _ = print_json(json!({ "error": FailureJson::from(failure) })); // plain data always becomes JSON
        say_causes_of(failure, say);
    } else {
        error(failure);
    }
    failure.kind.exit_code()
}

/// An error in `--json`.
#[derive(Serialize)]
pub struct ErrorJson {
    kind: &'static str,
    message: String,
    hint: Option<String>,
}

impl From<&Error> for ErrorJson {
    fn from(error: &Error) -> Self {
        Self { kind: error.kind.word(), message: error.to_string(), hint: error.hint.as_ref().map(Message::to_string) }
    }
}

/// The error that ends a command, in `--json`.
#[derive(Serialize)]
pub struct FailureJson {
    #[serde(flatten)]
    error: ErrorJson,
    exit: u8,
}

impl FailureJson {
    /// Of a command that met all of these: the one that decides its exit code. `None` for none.
    pub fn of_all<'a>(errors: impl IntoIterator<Item = &'a Error>) -> Option<Self> {
        errors.into_iter().cloned().reduce(Error::or_worse).as_ref().map(Self::from)
    }
}

impl From<&Error> for FailureJson {
    fn from(error: &Error) -> Self {
        Self { error: error.into(), exit: error.kind.exit_code() }
    }
}

/// A path with the person's home, which may be their name, as `~`.
pub fn at_home(path: &Path) -> String {
    let home = directories::UserDirs::new();
    match home.as_ref().and_then(|dirs| path.strip_prefix(dirs.home_dir()).ok()) {
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => path.display().to_string(),
    }
}

/// The width of the terminal that standard output is; `None` where it is none.
pub fn width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns).max(40))
}
