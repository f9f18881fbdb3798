//! The log of the program itself: to standard error with `-v`, or to a file.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

use super::Global;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::own_file::private_log;
use crate::base::redact::Lines;
use crate::m;

/// The file that a line could not be written to, and why. The rest goes on; it is told at the end.
static FAILED: Mutex<Option<(PathBuf, io::Error)>> = Mutex::new(None);

/// What the log file could not be written for.
pub fn failure() -> Option<(PathBuf, io::Error)> {
    FAILED.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// A log file, of which it is kept that it could not be written.
struct LogFile {
    path: PathBuf,
    file: File,
}

impl LogFile {
    fn checked<T>(path: &Path, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| {
            let mut failed = FAILED.lock().unwrap_or_else(PoisonError::into_inner);
            let error = || error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
            failed.get_or_insert_with(|| (path.to_owned(), error()));
        })
    }
}

impl Write for LogFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Self::checked(&self.path, self.file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Self::checked(&self.path, self.file.flush())
    }
}

/// Begins logging where it is asked for. Under the browser only a file will do: the screen is its own.
pub fn start(global: &Global, browser: bool) -> Result<()> {
    let level = match (global.verbose, &global.log_file) {
        (0, None) => return Ok(()),
        (0 | 1, _) => Level::INFO,
        (2, _) => Level::DEBUG,
        _ => Level::TRACE,
    };
    // Libraries log what they send; only our own lines are known to hold no secret.
    let ours = Targets::new().with_target("guichet", level);
    match &global.log_file {
        Some(path) => {
            let file = private_log(path).map_err(|error| {
                let subject = m!("cli-log-file", path = path.display());
                Error::new(ErrorKind::Disk, subject, m!("cli-unwritable", error = &error)).caused_by(error)
            })?;
            let file = Lines::new(LogFile { path: path.clone(), file });
            let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Mutex::new(file));
            // What fails is told at the end, and not by a library that would panic where nobody listens.
            let lines = lines.log_internal_errors(false);
            tracing_subscriber::registry().with(lines.with_filter(ours)).init();
            // A file that takes nothing is found out even where there is nothing to tell.
            tracing::info!(version = env!("CARGO_PKG_VERSION"), "begins");
        }
        None if browser => {
            return Err(Error::new(ErrorKind::Usage, "-v", m!("cli-log-screen")).hint(m!("cli-log-screen-hint")));
        }
        None => {
            let lines = tracing_subscriber::fmt::layer().with_ansi(false).without_time().log_internal_errors(false);
            let lines = lines.with_writer(|| Lines::new(std::io::stderr()));
            tracing_subscriber::registry().with(lines.with_filter(ours)).init();
        }
    }
    Ok(())
}
