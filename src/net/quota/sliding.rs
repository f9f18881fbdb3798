//! A sliding-window limit for portals that state none in their answers: no span of its length holds more requests than it
//! allows, and a refusal closes it for a while. No clock is read here: the time is always a parameter.
//!
//! Moments are milliseconds since 1970 on this machine's clock.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::shut::Shut;
use super::window::{CounterClaim, Gate};

/// What a portal that does not say for how long is left alone after it refused one request too many; doubled each time
/// it happens again.
const UNSTATED_PAUSE: i64 = 60_000;
const LONGEST_UNSTATED_PAUSE: i64 = 600_000;
/// Requests that left within this part of the span are remembered as one moment, the latest: the file stays small.
const PARTS: i64 = 100;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sliding {
    /// What a person calls it.
    pub title: String,
    pub limit: u32,
    span: i64,
    /// Moments at which requests left in the last span, and how many.
    left: VecDeque<(i64, u32)>,
    /// Nothing may leave before then.
    #[serde(flatten)]
    pub shut: Shut,
    /// When it was shut last.
    shut_at: i64,
    /// Refusals in a row.
    refusals: u32,
}

impl Sliding {
    pub fn new(title: &str, limit: u32, span: i64) -> Self {
        Self { title: title.to_owned(), limit, span, ..Self::default() }
    }

    /// Forgets what is older than the span. A clock that was set back must not make anything last longer.
    pub fn turn(&mut self, now: i64) {
        self.left.iter_mut().for_each(|(at, _)| *at = (*at).min(now));
        self.left.retain(|(at, _)| now.saturating_sub(*at) < self.span);
        self.shut.bound(now);
    }

    /// How many more may leave.
    pub fn left(&self, now: i64) -> u32 {
        let recent = self.left.iter().filter(|(at, _)| now.saturating_sub(*at) < self.span);
        let taken = recent.fold(0, |taken: u32, (_, count)| taken.saturating_add(*count));
        if now < self.shut.until() { 0 } else { self.limit.saturating_sub(taken) }
    }

    /// When everything may leave again.
    pub fn full_at(&self) -> i64 {
        let last = self.left.back().map_or(0, |(at, _)| at.saturating_add(self.span));
        last.max(self.shut.until())
    }

    pub fn gate(&self, now: i64) -> Gate {
        let oldest = self.left.front().map_or(now, |(at, _)| at.saturating_add(self.span));
        match self.left(now) {
            _ if now < self.shut.until() => Gate::of(&self.shut),
            0 => Gate::Shut(oldest),
            1.. => Gate::Open,
        }
    }

    pub fn take(&mut self, now: i64) {
        let part = (self.span / PARTS).max(1);
        match self.left.back_mut() {
            Some((at, count)) if *at / part == now / part => (*at, *count) = (now, count.saturating_add(1)),
            _ => self.left.push_back((now, 1)),
        }
    }

    /// What the answer says to the request that left at `left`. Where it was one too many: for how long the portal is
    /// left alone now, as it stated, else by our own measure.
    pub fn hear(&mut self, now: i64, left: i64, told: &CounterClaim) -> Option<i64> {
        if !told.refused {
            self.refusals = if told.fine { 0 } else { self.refusals };
            return None;
        }
        // Several that were under way at once are refused for the same reason.
        let again = left > self.shut_at;
        let own = match again {
            true => (UNSTATED_PAUSE << self.refusals.min(4)).min(LONGEST_UNSTATED_PAUSE),
            false => self.shut.until().saturating_sub(now).max(0),
        };
        if again {
            self.refusals = self.refusals.saturating_add(1);
            self.shut_at = now;
        }
        Some(self.shut.close(now, told.retry_after, own))
    }

    /// Whether there is nothing to remember.
    pub fn is_idle(&self, now: i64) -> bool {
        let remembered = if self.refusals > 0 { LONGEST_UNSTATED_PAUSE } else { 0 };
        now >= self.full_at().saturating_add(remembered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn refused(retry_after: Option<i64>) -> CounterClaim {
        CounterClaim { refused: true, retry_after, ..CounterClaim::default() }
    }

    #[test]
    fn no_span_holds_more_than_the_limit() {
        let mut counter = Sliding::new("requests", 3, MINUTE);
        for moment in [0, 10_000, 20_000] {
            assert_eq!(counter.gate(moment), Gate::Open);
            counter.take(moment);
        }
        assert_eq!(counter.gate(25_000), Gate::Shut(MINUTE), "the first one is not a minute old");
        assert_eq!((counter.left(59_999), counter.full_at()), (0, 80_000));
        counter.turn(MINUTE);
        assert_eq!((counter.left(MINUTE), counter.gate(MINUTE)), (1, Gate::Open));
        counter.take(MINUTE);
        assert_eq!(counter.gate(MINUTE + 1000), Gate::Shut(70_000), "and the second is not");
    }

    #[test]
    fn what_leaves_together_is_remembered_together_and_never_too_short() {
        let mut counter = Sliding::new("requests", 1000, MINUTE);
        for moment in 0..1000 {
            counter.take(moment * 10);
        }
        assert!(counter.left.len() <= 20, "ten seconds of a hundred requests each: {}", counter.left.len());
        assert_eq!(counter.gate(10_000), Gate::Shut(MINUTE + 590), "when the last of the first part is a minute old");
        counter.turn(2 * MINUTE);
        assert_eq!((counter.left(2 * MINUTE), counter.left.len()), (1000, 0));
        assert!(counter.is_idle(2 * MINUTE));
    }

    #[test]
    fn a_refusal_closes_as_long_as_stated_or_longer_each_time() {
        let mut counter = Sliding::new("requests", 3, MINUTE);
        assert_eq!(counter.hear(100, 50, &refused(Some(7_000))), Some(7_000));
        assert_eq!((counter.gate(2_100), counter.left(2_100)), (Gate::Paused(7_100), 0));
        assert_eq!(counter.gate(7_100), Gate::Open);
        assert_eq!(counter.hear(7_200, 7_150, &CounterClaim { fine: true, ..CounterClaim::default() }), None);
        let mut now = 8_000;
        let waits: Vec<_> = (0..6)
            .map(|_| {
                let wait = counter.hear(now + 1, now, &refused(None)).unwrap();
                now += wait + 2;
                wait / 1000
            })
            .collect();
        assert_eq!(waits, [60, 120, 240, 480, 600, 600]);
        assert!(!counter.is_idle(now), "the next refusal is the seventh");
        counter.hear(now, now - 1, &refused(Some(MINUTE)));
        counter.hear(now, now - 1, &refused(Some(1_000)));
        assert_eq!(counter.gate(now), Gate::Paused(now + MINUTE), "a shorter word does not shorten a longer one");
    }

    #[test]
    fn those_under_way_together_are_refused_once() {
        let mut counter = Sliding::new("requests", 30, MINUTE);
        let waits = [110, 120, 130].map(|now| counter.hear(now, 100, &refused(None)));
        assert_eq!(waits, [Some(60_000), Some(59_990), Some(59_980)]);
        assert_eq!(counter.hear(70_000, 69_000, &refused(None)), Some(120_000), "and this one is the second");
    }

    #[test]
    fn a_clock_set_back_shuts_nobody_out() {
        let mut counter = Sliding::new("requests", 1, MINUTE);
        counter.take(100 * MINUTE);
        counter.turn(10 * MINUTE);
        assert_eq!(counter.gate(10 * MINUTE), Gate::Shut(11 * MINUTE));
    }
}
