//! A row that goes on for ever is an error, and does not fill the memory: a quote that nobody closed, a file of one line.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The longest row, in bytes.
pub const LONGEST_ROW: u64 = 16 << 20;

/// How much was read since the last row. See the [module](self).
#[derive(Clone, Debug, Default)]
pub struct RowGuard(Arc<AtomicU64>);

impl RowGuard {
    /// `source`, which fails with [`io::ErrorKind::FileTooLarge`] where a single row is longer than [`LONGEST_ROW`].
    pub fn reader<R>(&self, source: R) -> GuardedReader<R> {
        GuardedReader { source, guard: self.clone() }
    }

    /// A row was read to its end.
    pub fn row(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// See [`RowGuard::reader`].
pub struct GuardedReader<R> {
    source: R,
    guard: RowGuard,
}

impl<R: Read> Read for GuardedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        match self.guard.0.fetch_add(read as u64, Ordering::Relaxed) > LONGEST_ROW {
            true => Err(io::ErrorKind::FileTooLarge.into()),
            false => Ok(read),
        }
    }
}
