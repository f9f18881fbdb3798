//! A fixed-window limit that the portal states in its answers: how many requests its window still takes. No clock is read
//! here: the time is always a parameter.
//!
//! Moments are milliseconds since 1970 on this machine's clock. Servers tell the end of a window on theirs; what counts is
//! how far away it was when they said so.

use serde::{Deserialize, Serialize};

use super::shut::Shut;

/// An answer that has not come by then is not waited for any more.
const LOST: i64 = 60_000;
const HOUR: i64 = 3_600_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Window {
    /// What a person calls it.
    pub title: String,
    pub limit: u32,
    /// Whether the server itself told the limit.
    heard: bool,
    /// Requests that left from this machine in the window.
    taken: u32,
    /// Requests that the server has counted in it, those of other machines included.
    counted: u32,
    ends: i64,
    /// Whether the server itself told when this one ends.
    dated: bool,
    /// Nothing may leave before then, whatever is left.
    #[serde(flatten)]
    pub shut: Shut,
    /// When the requests left that are not answered yet.
    flying: Vec<i64>,
}

/// What an answer says of its counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CounterClaim {
    pub limit: Option<u32>,
    pub remaining: Option<u32>,
    /// Milliseconds to the end of the window.
    pub resets_in: Option<i64>,
    /// Milliseconds in which nothing may be sent.
    pub retry_after: Option<i64>,
    /// Whether the request was refused for coming too early.
    pub refused: bool,
    /// Whether it was answered well.
    pub fine: bool,
}

/// Whether a request may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    Open,
    /// Requests are on their way, and it depends on whether the server has counted them: their answers will tell.
    Unsure,
    /// Not before then: it is used up.
    Shut(i64),
    /// Not before then: the portal refused one too many, and wants to be left alone for so long.
    Paused(i64),
    /// Not before then, by our own measure: it refused one too many and gave no time.
    Slowed(i64),
}

impl Gate {
    /// What is `shut` now.
    pub fn of(shut: &Shut) -> Self {
        if shut.is_stated() { Self::Paused(shut.until()) } else { Self::Slowed(shut.until()) }
    }
}

impl Window {
    /// The next window where this one is over. `limit` and `period` are what is known beforehand.
    pub fn turn(&mut self, now: i64, limit: u32, period: i64) {
        self.flying.retain(|left| now.saturating_sub(*left) < LOST && *left <= now);
        if now >= self.ends {
            self.limit = if self.heard { self.limit } else { limit };
            // What is still on its way may be counted in the new window.
            (self.taken, self.counted) = (self.on_their_way(), 0);
            // As late as it can be, until the server tells: its windows do not begin when we ask.
            (self.ends, self.dated) = (now + period, false);
        }
        // A clock that was set back must not shut us out for longer than the portal ever would.
        self.ends = self.ends.min(now + furthest(period));
        self.shut.bound(now);
    }

    /// How many more may leave.
    pub fn left(&self) -> u32 {
        self.limit.saturating_sub(self.taken.max(self.counted.saturating_add(self.on_their_way())))
    }

    fn on_their_way(&self) -> u32 {
        u32::try_from(self.flying.len()).unwrap_or(u32::MAX)
    }

    /// Whether a request may leave now.
    pub fn gate(&self, now: i64) -> Gate {
        match self.left() {
            _ if self.shut.until() > now && self.shut.is_stated() => Gate::Shut(self.shut.until()),
            _ if self.shut.until() > now => Gate::of(&self.shut),
            1.. => Gate::Open,
            0 if self.taken.max(self.counted) < self.limit => Gate::Unsure,
            0 => Gate::Shut(self.ends),
        }
    }

    pub fn take(&mut self, now: i64) {
        self.taken = self.taken.saturating_add(1);
        self.flying.push(now);
    }

    /// The request that left at `left` is answered, or given up.
    pub fn land(&mut self, left: i64) {
        if let Some(at) = self.flying.iter().position(|it| *it == left) {
            self.flying.swap_remove(at);
        }
    }

    /// What the answer to a request that has landed says. Answers overtake each other: those of a window that is over are
    /// of no use.
    pub fn hear(&mut self, now: i64, told: &CounterClaim, period: i64) {
        if let Some(wait) = told.retry_after {
            self.shut.close(now, Some(wait), 0);
        }
        if let (Some(remaining), Some(resets_in)) = (told.remaining, told.resets_in) {
            let ends = now + resets_in.clamp(0, furthest(period));
            // A limit of none at all is none: nobody would ever ask again, and hear of another one.
            let limit = told.limit.unwrap_or(self.limit).max(remaining).max(1);
            let later = ends - self.ends;
            if self.dated && later < -period / 2 {
                return;
            }
            if self.dated && later > period / 2 {
                (self.taken, self.counted) = (self.on_their_way(), 0);
            }
            // Every word of the server's puts the end a bit too late, as it takes time to come: the earliest is best.
            self.ends = if self.dated && later <= period / 2 { self.ends.min(ends) } else { ends };
            (self.limit, self.heard, self.dated) = (limit, true, true);
            self.counted = self.counted.max(limit - remaining);
        }
        if told.refused && told.retry_after.is_none() {
            if told.remaining.is_some() {
                self.counted = self.limit;
            } else if period <= HOUR {
                // Nothing is told of the counter, and the refusal may be a gateway's: that it is used up would be our word
                // for the portal's, and a day would be too long to stay away.
                self.shut.close(now, None, self.ends - now);
            }
        }
    }

    /// How many may leave at that moment, used or not before then.
    pub fn left_at(&self, now: i64) -> u32 {
        match now {
            _ if now < self.shut.until() => 0,
            _ if now < self.ends => self.left(),
            _ => self.limit,
        }
    }

    /// The end of the window where nothing more may leave in it.
    pub fn used_up_until(&self, now: i64) -> Option<i64> {
        (now < self.ends && self.left() == 0).then_some(self.ends)
    }

    /// When everything may leave again.
    pub fn full_at(&self) -> i64 {
        self.ends.max(self.shut.until())
    }

    /// Whether there is nothing to remember.
    pub fn is_idle(&self, now: i64) -> bool {
        now >= self.full_at().saturating_add(LOST)
    }
}

/// The end of a window is no further away: clocks differ, by less than an hour, and a window is as long as it is.
fn furthest(period: i64) -> i64 {
    period.saturating_mul(2).min(period.max(HOUR))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn window(now: i64, limit: u32) -> Window {
        let mut window = Window::default();
        window.turn(now, limit, MINUTE);
        window
    }

    fn told(limit: u32, remaining: u32, resets_in: i64) -> CounterClaim {
        CounterClaim {
            limit: Some(limit),
            remaining: Some(remaining),
            resets_in: Some(resets_in),
            ..CounterClaim::default()
        }
    }

    #[test]
    fn no_more_leave_than_the_limit_and_then_the_next_window_s() {
        let mut window = window(0, 3);
        for _ in 0..3 {
            assert_eq!(window.gate(10), Gate::Open);
            window.take(10);
        }
        assert_eq!((window.left(), window.gate(10)), (0, Gate::Shut(MINUTE)));
        (0..3).for_each(|_| window.land(10));
        window.turn(MINUTE - 1, 3, MINUTE);
        assert_eq!(window.left(), 0);
        window.turn(MINUTE, 3, MINUTE);
        assert_eq!((window.left(), window.gate(MINUTE)), (3, Gate::Open));
    }

    #[test]
    fn the_server_s_word_on_limit_and_end_counts() {
        let mut window = window(0, 250);
        window.take(0);
        window.land(0);
        window.hear(100, &told(50, 20, 5_000), MINUTE);
        assert_eq!((window.limit, window.left(), window.ends), (50, 20, 5_100), "others use the token, too");
        window.turn(5_100, 250, MINUTE);
        assert_eq!((window.limit, window.left()), (50, 50), "and what it said last is remembered");
    }

    #[test]
    fn what_is_on_its_way_is_not_counted_by_the_server_yet() {
        let mut window = window(0, 50);
        (0..20).for_each(|at| window.take(at));
        window.land(0);
        window.hear(30, &told(50, 39, 30_000), MINUTE);
        assert_eq!(window.left(), 50 - 11 - 19, "11 are counted, 19 are not");
        (0..20).for_each(|_| window.take(20));
        assert_eq!((window.left(), window.gate(30)), (0, Gate::Unsure), "or are they?");
        (0..20).for_each(|_| window.land(20));
        (1..20).for_each(|at| window.land(at));
        window.hear(40, &told(50, 7, 30_000), MINUTE);
        assert_eq!(
            (window.left(), window.gate(40)),
            (7, Gate::Open),
            "all are counted now: nothing is lost to caution"
        );
    }

    #[test]
    fn zero_remaining_stops_until_the_end_whatever_was_sent() {
        let mut window = window(0, 50);
        window.take(0);
        window.land(0);
        window.hear(0, &told(50, 0, 7_000), MINUTE);
        assert_eq!(window.gate(0), Gate::Shut(7_000));
        window.hear(10, &told(50, 30, 7_000), MINUTE);
        assert_eq!(window.gate(10), Gate::Shut(7_000), "an answer that was overtaken opens nothing");
    }

    #[test]
    fn answers_of_another_window_are_told_apart() {
        let mut window = window(0, 50);
        window.hear(0, &told(50, 0, 1_000), MINUTE);
        window.turn(1_000, 50, MINUTE);
        window.hear(1_000, &told(50, 49, MINUTE), MINUTE);
        window.hear(1_001, &told(50, 0, 0), MINUTE);
        assert_eq!(window.left(), 49, "late news of the window before");
        window.hear(40_000, &told(50, 48, MINUTE), MINUTE);
        assert_eq!((window.left(), window.ends), (48, 100_000), "a window that began meanwhile");
    }

    /// The server's windows begin by its clock, not when somebody asks after an idle while.
    #[test]
    fn a_window_that_has_begun_before_is_believed() {
        let mut window = window(0, 50);
        window.hear(0, &told(50, 49, 30_000), MINUTE);
        window.turn(10 * MINUTE, 50, MINUTE);
        window.take(10 * MINUTE);
        window.land(10 * MINUTE);
        window.hear(10 * MINUTE, &told(50, 7, 5_000), MINUTE);
        assert_eq!((window.left(), window.ends), (7, 10 * MINUTE + 5_000));
    }

    #[test]
    fn retry_after_shuts_to_the_millisecond() {
        let mut window = window(0, 50);
        window.hear(500, &CounterClaim { retry_after: Some(2_000), refused: true, ..CounterClaim::default() }, MINUTE);
        assert_eq!((window.left(), window.gate(500)), (50, Gate::Shut(2_500)));
        window.turn(2_499, 50, MINUTE);
        assert_eq!(window.gate(2_499), Gate::Shut(2_500));
        assert_eq!(window.gate(2_500), Gate::Open);
        window.turn(MINUTE, 50, MINUTE);
        window.hear(
            MINUTE,
            &CounterClaim { retry_after: Some(90_000), refused: true, ..CounterClaim::default() },
            MINUTE,
        );
        window.turn(2 * MINUTE, 50, MINUTE);
        assert_eq!(window.gate(2 * MINUTE), Gate::Shut(MINUTE + 90_000), "longer than the window");
    }

    #[test]
    fn no_limit_is_so_small_that_nobody_asks_again() {
        let mut window = window(0, 50);
        window.hear(0, &told(0, 0, 1_000), MINUTE);
        assert_eq!(window.gate(0), Gate::Shut(1_000));
        window.turn(1_000, 50, MINUTE);
        assert_eq!(window.gate(1_000), Gate::Open, "it may tell otherwise by now");
    }

    #[test]
    fn a_refusal_without_a_wait_closes_the_window() {
        let mut window = window(0, 50);
        window.hear(0, &CounterClaim { refused: true, ..CounterClaim::default() }, MINUTE);
        assert_eq!((window.left_at(0), window.gate(0)), (0, Gate::Slowed(MINUTE)), "by our own measure");
        assert_eq!(window.used_up_until(0), None, "nobody said so");
        let day = 24 * HOUR;
        let mut window = Window::default();
        window.turn(0, 50, day);
        window.hear(0, &CounterClaim { refused: true, ..CounterClaim::default() }, day);
        assert_eq!(window.gate(0), Gate::Open, "not for a day");
        window.hear(0, &CounterClaim { refused: true, ..told(50, 0, HOUR) }, day);
        assert_eq!(window.gate(0), Gate::Shut(HOUR), "unless that is what it says");
    }

    #[test]
    fn lost_answers_odd_words_and_set_clocks_end_some_time() {
        let mut window = window(0, 2);
        (0..2).for_each(|_| window.take(0));
        window.turn(MINUTE, 2, MINUTE);
        assert_eq!(window.left(), 2, "answers that never came");
        window.hear(MINUTE, &told(0, 5, i64::MAX), MINUTE);
        assert!(window.left() <= 5 && window.ends <= 3 * MINUTE);
        let mut window = Window::default();
        window.turn(0, 50, 24 * HOUR);
        window.hear(0, &told(50, 0, i64::MAX), 24 * HOUR);
        assert_eq!(window.gate(0), Gate::Shut(24 * HOUR), "no day has two");
        let mut window = self::window(100 * MINUTE, 2);
        window.hear(100 * MINUTE, &told(50, 0, MINUTE), MINUTE);
        window.turn(10 * MINUTE, 2, MINUTE);
        assert_eq!(window.gate(10 * MINUTE), Gate::Shut(12 * MINUTE), "a clock set back by an hour and a half");
    }
}
