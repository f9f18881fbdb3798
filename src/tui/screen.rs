//! The terminal taken and given back: on return, on error, on panic, on a signal.

#[cfg(unix)]
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Once;
use std::thread::{self, ThreadId};

use base64::Engine as _;
use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use tokio::sync::mpsc::UnboundedSender;

use super::emulator::{END_FRAME, Emulator, KEEP_TITLE, OLD_TITLE, Overall};
use crate::app::Msg;
use crate::base::burst;
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;

/// Standard output behind one large buffer: a frame leaves in one write instead of nine, and tears less over SSH.
pub type Output = BufWriter<Box<dyn Write>>;

/// Takes the terminal. Asks it nothing, so that the first frame waits for no answer.
pub fn enter(mouse_on: bool) -> Result<Terminal<CrosstermBackend<Output>>> {
    let failed = |error: io::Error| {
        Error::new(ErrorKind::Usage, "terminal", m!("tui-no-terminal", error)).hint(m!("tui-no-terminal-hint"))
    };
    restore_on_panic();
    enable_raw_mode().map_err(failed)?;
    let begin = || {
        execute!(io::stdout(), Print(KEEP_TITLE), EnterAlternateScreen)?;
        // The brackets would be taken for keys where none of them are understood.
        if burst::PASTES_ARE_KEYS { Ok(()) } else { execute!(io::stdout(), EnableBracketedPaste) }
    };
    begin().map_err(|error| {
        leave();
        failed(error)
    })?;
    mouse(mouse_on);
    let output = BufWriter::with_capacity(64 << 10, unbuffered_stdout());
    Terminal::new(CrosstermBackend::new(output)).map_err(|error| {
        leave();
        failed(error)
    })
}

/// Gives the terminal back. Harmless when it was not taken.
pub fn leave() {
    let idle = Emulator::here().progress(Overall::Idle);
    let _ = execute!(io::stdout(), Print(END_FRAME), Print(idle), Print(OLD_TITLE));
    let _ = execute!(io::stdout(), DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}

/// Whether the terminal tells of the mouse, instead of selecting text with it.
pub fn mouse(on: bool) {
    let _ = if on { execute!(io::stdout(), EnableMouseCapture) } else { execute!(io::stdout(), DisableMouseCapture) };
}

/// Puts text on the clipboard of the terminal the person sits at (OSC 52), also over SSH. tmux passes it on by itself
/// where it is allowed to (`set-clipboard on`), else in its own wrapping (`allow-passthrough on`).
pub fn copy(text: &str) {
    let mut out = io::stdout();
    let _ = execute!(out, CopyToClipboard::to_clipboard_from(text));
    if std::env::var_os("TMUX").is_some() {
        let code = base64::engine::general_purpose::STANDARD.encode(text);
        let _ = write!(out, "\x1bPtmux;\x1b\x1b]52;c;{code}\x1b\x1b\\\x1b\\").and_then(|()| out.flush());
    }
}

/// Stops the process as the shell's Ctrl-Z does, and comes back when the shell says so.
pub fn stop_until_continued() {
    #[cfg(unix)]
    if let Err(error) = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP) {
        tracing::warn!(%error, "the program could not be stopped");
    }
}

/// Standard output without its line buffer, which would cut each frame into many writes. On Windows as it is: only the
/// standard library's own handle tells the console what the characters are; bytes are read in its code page.
fn unbuffered_stdout() -> Box<dyn Write> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        if let Ok(fd) = io::stdout().as_fd().try_clone_to_owned() {
            return Box::new(File::from(fd));
        }
    }
    Box::new(io::stdout())
}

/// A panic of the screen's own thread gives the terminal back before it is reported. One in a worker must not: the
/// screen lives on, the worker's answer says what happened, and the report goes to the log.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    let own: ThreadId = thread::current().id();
    ONCE.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if thread::current().id() == own {
                leave();
                report(info);
            } else {
                tracing::error!(%info, "a worker panicked");
            }
        }));
    });
}

/// SIGTERM and SIGHUP end the browser as `q` does, so that the terminal is restored.
pub async fn forward_signals(inbox: UnboundedSender<Msg>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut term), Ok(mut hup)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) else {
            return;
        };
        tokio::select! { _ = term.recv() => {}, _ = hup.recv() => {} }
        let _ = inbox.send(Msg::Terminate);
    }
    #[cfg(not(unix))]
    drop(inbox);
}
