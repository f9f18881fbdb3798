//! How fast the requests of one counter follow each other. No clock is read here: the time is always a parameter.

use std::time::Duration;

use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);
/// So many refusals as one too many in a row end the batch: the portal shuts out who goes on.
const MOST_REFUSALS: u32 = 3;
/// Below this share of a limit, in percent, the rest of the minute is left to others.
const LEFT_TO_OTHERS: u64 = 20;

/// See the [module](self).
#[derive(Clone, Debug)]
pub struct RequestPace {
    per_minute: f64,
    next: Instant,
    refusals: u32,
}

impl RequestPace {
    pub fn new(per_minute: u32, now: Instant) -> Self {
        Self { per_minute: f64::from(per_minute.max(1)), next: now, refusals: 0 }
    }

    pub fn per_minute(&self) -> f64 {
        self.per_minute
    }

    /// When the next request may leave.
    pub fn next(&self) -> Instant {
        self.next
    }

    /// A request leaves.
    pub fn sent(&mut self, now: Instant) {
        self.next = self.next.max(now + MINUTE.div_f64(self.per_minute));
    }

    /// An answer came that was no refusal as one too many.
    pub fn answered(&mut self) {
        self.refusals = 0;
    }

    /// No request leaves before that.
    pub fn wait(&mut self, until: Instant) {
        self.next = self.next.max(until);
    }

    /// The portal refused one as one too many, and wants so long a pause. The first halves the pace; whether it may go on.
    pub fn refused(&mut self, wait: Duration, now: Instant) -> bool {
        self.refusals += 1;
        if self.refusals == 1 {
            self.per_minute = (self.per_minute / 2.0).max(1.0);
        }
        // Others that were refused at the same moment do not come back at the same moment.
        let wait = wait.max(Duration::from_secs(1));
        self.wait(now + wait + wait.min(Duration::from_secs(2)).mul_f64(fastrand::f64()));
        self.refusals < MOST_REFUSALS
    }
}

/// Whether what is left of `limit` is for others, until it is whole again.
pub fn is_for_others(left: u32, limit: u32) -> bool {
    u64::from(left) * 100 < u64::from(limit) * LEFT_TO_OTHERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_spread_over_the_minute() {
        let now = Instant::now();
        let mut pace = RequestPace::new(100, now);
        assert_eq!(pace.next(), now);
        pace.sent(now);
        assert_eq!(pace.next(), now + Duration::from_millis(600));
        pace.sent(now + Duration::from_secs(5));
        assert_eq!(pace.next(), now + Duration::from_millis(5600), "a slow answer is not made up for");
    }

    #[test]
    fn the_first_refusal_halves_and_the_third_in_a_row_ends() {
        let now = Instant::now();
        let mut pace = RequestPace::new(50, now);
        assert!(pace.refused(Duration::ZERO, now));
        assert!(pace.next() >= now + Duration::from_secs(1), "never at once, whatever the portal says");
        assert!(pace.refused(Duration::from_secs(30), now));
        assert!(pace.next() >= now + Duration::from_secs(30) && (pace.per_minute() - 25.0).abs() < 1e-9);
        pace.answered();
        assert!(pace.refused(Duration::ZERO, now) && pace.refused(Duration::ZERO, now));
        assert!(!pace.refused(Duration::ZERO, now));
        let mut slow = RequestPace::new(1, now);
        slow.refused(Duration::ZERO, now);
        assert!(slow.per_minute() >= 1.0);
    }

    #[test]
    fn a_fifth_of_a_limit_is_for_others() {
        let table =
            [(250, 250, false), (50, 250, false), (49, 250, true), (1, 5, false), (0, 5, true), (10, 50, false)];
        for (left, limit, expected) in table {
            assert_eq!(is_for_others(left, limit), expected, "{left} of {limit}");
        }
    }
}
