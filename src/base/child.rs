//! Other programs that this one starts: a browser, a file manager, an editor, a pager. Each is started here, and none is
//! given guichet's own variables, which hold passphrases, passwords and keys.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::base::format;
use crate::base::i18n::Message;
#[cfg(windows)]
use crate::base::long_path::any_length;
use crate::m;

/// What the names of guichet's own variables begin with.
const OWN: &str = "GUICHET_";
/// A program that cannot do what it is started for says so well before this.
const FAILS_WITHIN: Duration = Duration::from_millis(250);

/// Hands `what` to the system's own program for it, and does not wait for that one's end. BLOCKS for a moment.
pub fn open(what: impl AsRef<OsStr>) -> Result<(), Message> {
    let mut first_failure = None;
    for command in open::commands(what) {
        match start_beside(command) {
            Ok(None) => return Ok(()),
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => first_failure = first_failure.or(Some(ended(status))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => first_failure = first_failure.or(Some(format::io(&error))),
        }
    }
    Err(first_failure.unwrap_or_else(|| m!("human-no-program")))
}

/// How a program ended that did not do what it was to.
pub fn ended(status: ExitStatus) -> Message {
    match status.code() {
        Some(code) => m!("human-exit-code", code = code.to_string()),
        None => m!("human-killed"),
    }
}

/// Runs a person's program with `input` on its standard input, and waits for its end. What it prints stands among the
/// messages: standard output is for our results. BLOCKS.
pub fn run(program: &OsStr, args: &[std::ffi::OsString], input: &[u8]) -> io::Result<ExitStatus> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::piped()).stdout(io::stderr());
    let mut child = start(command)?;
    if let Some(mut stdin) = child.stdin.take() {
        match stdin.write_all(input) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
            _ => {} // one that reads nothing closes its end
        }
    }
    child.wait()
}

/// What a tool of the system prints. BLOCKS.
pub fn said(program: &str, args: &[&str]) -> io::Result<Vec<u8>> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    start(command)?.wait_with_output().map(|output| output.stdout)
}

/// Has a person's editor open the file at `path`, and waits for its end. `editor` is as their shell would read it, with
/// words of its own, as `code --wait`. BLOCKS.
pub fn edit(editor: &OsStr, path: &std::path::Path) -> io::Result<ExitStatus> {
    #[cfg(unix)]
    let mut command = {
        let mut line = editor.to_owned();
        line.push(" \"$@\"");
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(line).arg(editor);
        shell
    };
    #[cfg(not(unix))]
    let mut command = {
        let line = editor.to_string_lossy();
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words);
        command
    };
    command.arg(path);
    start(command)?.wait()
}

/// Starts `command` apart from this terminal and its keys. How it ended, where it did at once.
fn start_beside(mut command: Command) -> io::Result<Option<ExitStatus>> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = start(command)?;
    let end = Instant::now() + FAILS_WITHIN;
    while Instant::now() < end {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(FAILS_WITHIN / 25);
    }
    // So that it does not stay in the list of processes once it has ended; without a thread it stays there until we do.
    let _ = thread::Builder::new().spawn(move || child.wait());
    Ok(None)
}

/// Runs Windows' own program for the rights of files: the owner of `path` has all of them, and nobody else any. BLOCKS.
#[cfg(windows)]
pub fn close_to_others(path: &std::path::Path) -> io::Result<()> {
    // A SID, not a name in a language; of a folder, what is made in it too.
    const OF_FILE: [&str; 4] = ["/inheritance:r", "/grant:r", "*S-1-3-4:F", "/Q"];
    const OF_FOLDER: [&str; 4] = ["/inheritance:r", "/grant:r", "*S-1-3-4:(OI)(CI)F", "/Q"];
    let rights = if path.is_dir() { OF_FOLDER } else { OF_FILE };
    // The one of the system, not one that lies in the folder of the download.
    let system = std::env::var_os("SystemRoot").unwrap_or_else(|| "C:\\Windows".into());
    let mut command = Command::new(std::path::Path::new(&system).join("System32").join("icacls.exe"));
    command.arg(&*any_length(path)).args(rights).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match start(command)?.wait()? {
        status if status.success() => Ok(()),
        status => Err(io::Error::other(status.to_string())),
    }
}

/// The one place where a program is started.
fn start(mut command: Command) -> io::Result<Child> {
    for (name, _) in std::env::vars_os() {
        if is_own(&name) {
            command.env_remove(name);
        }
    }
    command.spawn()
}

/// Windows does not tell capitals from small letters in the names of variables.
fn is_own(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.get(..OWN.len()).is_some_and(|start| start.eq_ignore_ascii_case(OWN.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_guichet_are_known_by_their_names() {
        for own in ["GUICHET_PASSPHRASE", "GUICHET_RENNES_TOKEN", "GUICHET_A_B_PASSWORD_FILE", "guichet_p_api_key"] {
            assert!(is_own(own.as_ref()), "{own}");
        }
        for other in ["", "GUICHET", "HOME", "MY_GUICHET_TOKEN", "https_proxy"] {
            assert!(!is_own(other.as_ref()), "{other}");
        }
    }
}
