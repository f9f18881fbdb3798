//! Progress reports of one download, at most one every 100 ms.

use std::time::{Duration, Instant};

use super::Progress;

const REPORT_EVERY: Duration = Duration::from_millis(100);

/// Reports progress, not too often.
pub struct Meter<F> {
    report: F,
    done: u64,
    total: Option<u64>,
    last: Instant,
}

impl<F: FnMut(Progress)> Meter<F> {
    pub fn new(mut report: F, done: u64, total: Option<u64>) -> Self {
        report(Progress { done, total, waiting: None });
        Self { report, done, total, last: Instant::now() }
    }

    pub fn start_over(&mut self, total: Option<u64>) {
        (self.done, self.total) = (0, total);
        (self.report)(Progress { done: 0, total, waiting: None });
    }

    pub fn add(&mut self, bytes: u64) {
        self.done += bytes;
        self.total = self.total.filter(|total| *total >= self.done); // a claim, proven wrong
        if self.last.elapsed() >= REPORT_EVERY {
            self.last = Instant::now();
            (self.report)(Progress { done: self.done, total: self.total, waiting: None });
        }
    }

    pub fn end(&mut self) {
        (self.report)(Progress { done: self.done, total: Some(self.done), waiting: None });
    }
}
