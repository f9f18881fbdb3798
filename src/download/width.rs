//! How many connections a download uses: one at first, doubled for as long as that makes it faster.

use std::time::Duration;

/// For how long a rate is measured.
const WINDOW: Duration = Duration::from_millis(100);
/// What more connections must bring to be kept.
const GAIN: f64 = 1.2;
/// Where twice the connections bring so much more, each is limited for itself, and the most of them will be best.
const NEARLY_ALL: f64 = 1.7;
/// Above this many bytes a second the disk and the checksums are what there is to wait for.
const FAST: f64 = 400e6;
/// What is left and arrives within this time is not worth another connection.
const SHORT: Duration = Duration::from_millis(600);
/// After a trial that did not help, the next one; doubled each time.
const FIRST_REST: Duration = Duration::from_secs(10);
/// The least a piece is, in bytes.
const SMALLEST_PIECE: u64 = 1 << 20;
const LARGEST_PIECE: u64 = 64 << 20;

/// Watches how fast bytes come. Pure: it is told the time.
#[derive(Debug)]
pub struct Width {
    /// What was found to be best so far, and how fast that was in bytes a second.
    proven: (usize, f64),
    /// What is there now: more than proven while it is tried.
    current: usize,
    /// How long new connections take until their bytes count.
    settling: Duration,
    /// When the window of measurement began, and what had come by then. `None`: it begins with the next look.
    window: Option<(Duration, u64)>,
    /// Before this moment nothing is measured.
    not_before: Duration,
    rest: Duration,
    /// The most connections.
    widest: usize,
}

impl Width {
    /// `answered_in`: how long the first request took to be answered. `widest`: the most connections.
    pub fn new(answered_in: Duration, widest: usize) -> Self {
        let settling = Duration::from_millis(20).max(2 * answered_in);
        let (proven, current, window) = ((1, 0.0), 1, None);
        Self { proven, current, settling, window, not_before: settling, rest: FIRST_REST, widest }
    }

    /// Never more than one.
    pub fn one() -> Self {
        let mut one = Self::new(Duration::ZERO, 1);
        one.no_more(1);
        one
    }

    pub fn may_grow(&self) -> bool {
        self.not_before < Duration::MAX
    }

    /// How many connections there should be, `elapsed` after the first byte was asked for, with `received` bytes there
    /// and `left` to come.
    pub fn look(&mut self, elapsed: Duration, received: u64, left: u64) -> usize {
        if elapsed < self.not_before {
            return self.current;
        }
        let Some((began, had)) = self.window else {
            self.window = Some((elapsed, received));
            return self.current;
        };
        let span = elapsed.saturating_sub(began);
        if span < WINDOW {
            return self.current;
        }
        let rate = received.saturating_sub(had) as f64 / span.as_secs_f64();
        self.window = None;
        self.judge(elapsed, rate, left);
        self.current
    }

    fn judge(&mut self, elapsed: Duration, rate: f64, left: u64) {
        let (proven, before) = self.proven;
        if self.current > proven && rate < before * GAIN {
            self.current = proven; // those that did not help end with the piece they have
            self.not_before = elapsed + self.rest;
            self.rest *= 2;
            return;
        }
        let doubled = self.current > proven && rate > before * NEARLY_ALL;
        if self.current > proven {
            // No more than bring something: of eight that bring what four would, four are enough.
            let useful =
                (rate / (before / proven as f64) / NEARLY_ALL.sqrt()).ceil().clamp(1.0, self.widest as f64) as usize;
            self.current = useful.next_power_of_two().clamp(proven + 1, self.current);
        }
        self.proven = (self.current, rate);
        let short = left as f64 <= rate * SHORT.as_secs_f64();
        if self.current < self.widest && rate < FAST && !short {
            self.current = (self.current * if doubled { 4 } else { 2 }).min(self.widest);
            self.not_before = elapsed + self.settling;
        }
    }

    /// Another connection could not be had: no more of them are tried.
    pub fn no_more(&mut self, connections: usize) {
        self.current = connections.max(1);
        self.proven.0 = self.current;
        self.not_before = Duration::MAX;
    }

    /// How many bytes a connection should ask for at once: about what it brings in a second, and so that all have
    /// something to do.
    pub fn piece(&self, left: u64) -> u64 {
        let (connections, rate) = self.proven;
        let a_second = (rate / connections.max(1) as f64) as u64;
        a_second.min(left / (2 * self.current.max(1)) as u64).clamp(SMALLEST_PIECE, LARGEST_PIECE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets `seconds` go by, looking every 50 ms, where `rate` tells what so many connections bring a second. What
    /// the width was at the end of each second.
    fn widths(mut width: Width, seconds: u32, left: u64, rate: impl Fn(usize) -> f64) -> Vec<usize> {
        let (mut received, mut current, mut seen) = (0.0, 1, Vec::new());
        for tick in 1..=seconds * 20 {
            received += rate(current) * 0.05;
            current = width.look(Duration::from_millis(50) * tick, received as u64, left);
            if tick % 20 == 0 {
                seen.push(current);
            }
        }
        seen
    }

    fn width() -> Width {
        Width::new(Duration::from_millis(1), 8)
    }

    #[test]
    fn a_server_limited_by_connection_gets_as_many_as_help() {
        assert_eq!(widths(width(), 2, 1 << 30, |n| n as f64 * 10e6), [8, 8]);
        assert_eq!(
            widths(width(), 3, 1 << 30, |n| n.min(4) as f64 * 10e6),
            [4, 4, 4],
            "eight brought no more than four"
        );
    }

    #[test]
    fn a_line_that_is_full_keeps_one_and_is_tried_again_ever_more_seldom() {
        let seen = widths(width(), 60, 1 << 40, |_| 20e6);
        assert_eq!(seen.iter().filter(|seen| **seen > 1).count(), 0, "{seen:?}");
        let improved = widths(width(), 30, 1 << 40, |n| n as f64);
        assert_eq!(improved.last(), Some(&8));
    }

    #[test]
    fn what_is_fast_or_nearly_done_stays_alone() {
        assert_eq!(widths(width(), 2, 1 << 40, |n| n as f64 * 500e6), [1, 1]);
        assert_eq!(widths(width(), 2, 4 << 20, |n| n as f64 * 10e6), [1, 1]);
    }

    #[test]
    fn a_server_that_takes_no_more_is_not_asked_again() {
        let mut width = width();
        assert_eq!(widths(Width { ..width }, 1, 1 << 40, |n| n as f64 * 1e6), [8]);
        width = Width::new(Duration::ZERO, 8);
        width.no_more(2);
        assert_eq!(widths(width, 30, 1 << 40, |n| n as f64 * 1e6).last(), Some(&2));
    }

    #[test]
    fn pieces_last_about_a_second_and_leave_some_for_all() {
        let width = |connections, rate| Width { proven: (connections, rate), current: connections, ..width() };
        assert_eq!(width(4, 80e6).piece(1 << 40), 20_000_000);
        assert_eq!(width(4, 80e6).piece(80 << 20), 10 << 20);
        assert_eq!(width(1, 100.0).piece(1 << 40), SMALLEST_PIECE);
        assert_eq!(width(1, 1e12).piece(1 << 40), LARGEST_PIECE);
    }
}
