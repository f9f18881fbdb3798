//! The process itself: what it holds is out of other programs' reach, and a system that has no more to give is told of in
//! words.

use std::any::Any;
use std::backtrace::BacktraceStatus;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::means::exhausted;
use crate::base::redact::Lines;

/// What libraries panic with where the system gives no thread or no file descriptor; none of them offers a way to ask first.
const LACKS: [&str; 5] = [
    "OS can't spawn worker thread", // tokio's workers, and threads beside them
    "failed to spawn thread",       // std::thread::spawn, in crossterm
    "failed to create UnixStream",  // tokio's signals
    "failed to clone UnixStream",   // the same, a moment later
    "reader source not set",        // crossterm's keys
];

/// From now on no other program of this user's may look into this one, and it leaves no image of its memory when it dies,
/// as far as the system allows. What is not allowed is no reason to stop; the error is for the log.
pub fn guard() -> Result<()> {
    secmem_proc::harden_process().map_err(|error| Error::new(ErrorKind::Unexpected, "guichet", error.to_string()))
}

/// From now on a panic is reported as Rust does it, without the secrets that its message may quote, and
/// without what a terminal would obey. What [`within_means`]
/// has words for is left to it.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if is_lack(panic.payload()) {
            return;
        }
        let thread = std::thread::current();
        let report = format!("thread '{}' {panic}\n", thread.name().unwrap_or("<unnamed>"));
        let trace = std::backtrace::Backtrace::capture();
        let trace = if trace.status() == BacktraceStatus::Captured { trace.to_string() } else { String::new() };
        let _ = Lines::new(io::stderr().lock()).write_all((report + &trace).as_bytes()); // nobody is left to tell
    }));
}

/// Does `work`; an error where the system has not what it takes.
pub fn within_means<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| match is_lack(&*panic) {
        true => Err(exhausted()),
        false => resume_unwind(panic),
    })
}

fn is_lack(panic: &(dyn Any + Send)) -> bool {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.is_some_and(|text| LACKS.iter().any(|lack| text.starts_with(lack)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lack_is_an_error_and_any_other_panic_stays_one() {
        let lacking = within_means::<()>(|| panic!("{}: Resource temporarily unavailable", LACKS[0]));
        assert!(lacking.unwrap_err().to_string().contains("threads"));
        assert_eq!(within_means(|| Ok(1)).unwrap(), 1);
        let other = catch_unwind(|| within_means::<()>(|| panic!("a mistake of ours")));
        assert!(other.is_err());
    }
}
