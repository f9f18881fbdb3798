//! Progress reports of one download, at most one every 100 ms.

use std::time::{Duration, Instant};

use super::Progress;

const REPORT_EVERY: Duration = Duration::from_millis(100);

/// Reports progress, not too often.
pub struct Meter<F> {
    report: F,
    done: u64,
    total: Option<u64>,
    started_over: u32,
    last: Instant,
}

impl<F: FnMut(Progress)> Meter<F> {
    /// `started_over`: whether what had come before is no part of it.
    pub fn new(report: F, done: u64, total: Option<u64>, started_over: bool) -> Self {
        let mut meter = Self { report, done, total, started_over: started_over.into(), last: Instant::now() };
        meter.tell();
        meter
    }

    pub fn start_over(&mut self, total: Option<u64>) {
        (self.done, self.total) = (0, total);
        self.started_over += 1;
        self.tell();
    }

    pub fn add(&mut self, bytes: u64) {
        self.done += bytes;
        self.total = self.total.filter(|total| *total >= self.done); // a claim, proven wrong
        if self.last.elapsed() >= REPORT_EVERY {
            self.last = Instant::now();
            self.tell();
        }
    }

    pub fn end(&mut self) {
        self.total = Some(self.done);
        self.tell();
    }

    fn tell(&mut self) {
        let Self { done, total, started_over, .. } = *self;
        (self.report)(Progress { done, total, waiting: None, started_over });
    }
}
