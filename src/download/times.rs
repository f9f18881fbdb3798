//! Where the time of one download went.

use std::time::{Duration, Instant};

/// In the order in which it is spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Until its turn came among the other downloads.
    pub turn: Duration,
    /// From asking to the first byte.
    pub answer: Duration,
    /// From the first byte to the last.
    pub bytes: Duration,
    /// What writing and hashing took behind the last byte.
    pub hash: Duration,
    /// Until it was judged, on the disk for good and under its name.
    pub sync: Duration,
}

/// Measures them one after the other.
pub struct Watch {
    pub times: Times,
    since: Instant,
}

impl Watch {
    pub fn start() -> Self {
        Self { times: Times::default(), since: Instant::now() }
    }

    /// What went by since it was asked before was spent on `what`.
    pub fn spent_on(&mut self, what: impl FnOnce(&mut Times) -> &mut Duration) {
        let now = Instant::now();
        *what(&mut self.times) += now.duration_since(self.since);
        self.since = now;
    }
}
