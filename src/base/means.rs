//! What the system has for this process: threads and open files may be limited (`ulimit`).

use std::panic::resume_unwind;
use std::sync::mpsc::channel;
use std::thread::{self, Builder};

use super::error::{Error, ErrorKind, Result};
use crate::m;

/// The error of a system that gives no more.
pub fn exhausted() -> Error {
    Error::new(ErrorKind::Unexpected, m!("human-the-system"), m!("human-no-means")).hint(m!("human-no-means-hint"))
}

/// An error unless the system has `count` threads at this moment. A runtime that gets only some of its threads neither
/// says so nor ends.
pub fn threads(count: usize) -> Result<()> {
    thread::scope(|scope| {
        // They live until all have begun, or one has not: then what each of them waits for is dropped.
        let mut ends = Vec::new();
        for _ in 0..count {
            let (end, ended) = channel::<()>();
            let begun = Builder::new().spawn_scoped(scope, move || ended.recv().is_ok());
            begun.map_err(|error| exhausted().caused_by(error))?;
            ends.push(end);
        }
        Ok(())
    })
}

/// Does `work` with so many bytes of stack, which are taken as they are needed: for readers that call themselves for each
/// level of what they read. An error where the system has no thread for it.
pub fn with_stack<T: Send>(bytes: usize, work: impl FnOnce() -> T + Send) -> Result<T> {
    thread::scope(|scope| {
        let working = Builder::new().stack_size(bytes).spawn_scoped(scope, work);
        let working = working.map_err(|error| exhausted().caused_by(error))?;
        Ok(working.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_a_few_threads() {
        threads(8).unwrap();
    }
}
