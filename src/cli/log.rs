//! The log of the program itself: to standard error with `-v`, or to a file.

use std::sync::Mutex;

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

use super::Global;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::own_file::private_log;
use crate::base::redact::Lines;
use crate::m;

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
            let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Mutex::new(Lines::new(file)));
            tracing_subscriber::registry().with(lines.with_filter(ours)).init();
        }
        None if browser => {
            return Err(Error::new(ErrorKind::Usage, "-v", m!("cli-log-screen")).hint(m!("cli-log-screen-hint")));
        }
        None => {
            let lines = tracing_subscriber::fmt::layer().with_ansi(false).without_time();
            let lines = lines.with_writer(|| Lines::new(std::io::stderr()));
            tracing_subscriber::registry().with(lines.with_filter(ours)).init();
        }
    }
    Ok(())
}
