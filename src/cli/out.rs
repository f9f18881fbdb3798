//! Everything the commands print: results to standard output, all else to standard error, and no control character
//! ever, as no widget stands between these prints and the terminal.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::t;

/// Exit code after a broken pipe, as shells report SIGPIPE (128 + 13).
const BROKEN_PIPE: i32 = 141;

/// One line of the result.
pub fn line(text: &str) {
    write(&mut io::stdout().lock(), text);
}

/// One line beside the result: a warning, how much more there is, what to do next.
pub fn note(text: &str) {
    write(&mut io::stderr().lock(), &format!("guichet: {text}"));
}

/// Whether errors say what caused them: with `-v`.
static CAUSES: AtomicBool = AtomicBool::new(false);

/// From now on, errors say what caused them.
pub fn say_causes() {
    CAUSES.store(true, Ordering::Relaxed);
}

/// What went wrong, on a second line what to do, and with `-v` what caused it.
pub fn error(error: &Error) {
    note(&error.to_string());
    let beside = |text: &str| write(&mut io::stderr().lock(), &format!("         {text}"));
    error.hint.iter().for_each(|hint| beside(&hint.to_string()));
    if CAUSES.load(Ordering::Relaxed) {
        error.causes().iter().for_each(|cause| beside(&t!("cli-caused-by", cause)));
    }
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

/// A path with the person's home, which may be their name, as `~`.
pub fn at_home(path: &Path) -> String {
    let home = directories::UserDirs::new();
    match home.as_ref().and_then(|dirs| path.strip_prefix(dirs.home_dir()).ok()) {
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => path.display().to_string(),
    }
}

/// One line of JSON.
pub fn json(value: &impl Serialize) -> Result<()> {
    let text =
        serde_json::to_string(value).map_err(|error| Error::new(ErrorKind::Unexpected, "JSON", error.to_string()))?;
    line(&text);
    Ok(())
}

/// The width of the terminal that standard output is; `None` where it is none.
pub fn width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns).max(40))
}

fn write(stream: &mut impl Write, text: &str) {
    let clean: String = text::printable(text).collect();
    match writeln!(stream, "{clean}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(BROKEN_PIPE),
        _ => {} // a closed standard error is nobody's loss
    }
}
