//! For how long a portal is left alone, which is no longer than its contract has it, and which portals that is about. No
//! clock is read here: the time is always a parameter.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The longest pause where a portal's contract tells of none, in milliseconds. It is an hour: who asks once an hour
/// overruns nobody, and who was told a wrong number is not shut out for days.
pub const LONGEST_PAUSE: i64 = 3_600_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shut {
    /// Nothing may leave before then.
    #[serde(rename = "shut_until")]
    until: i64,
    /// Whether the portal said so; else it is our own measure.
    is_stated: bool,
    /// So long a pause is at most.
    longest: i64,
    /// The names of the portals that have asked.
    portals: BTreeSet<String>,
}

impl Default for Shut {
    fn default() -> Self {
        Self { until: 0, is_stated: false, longest: LONGEST_PAUSE, portals: BTreeSet::new() }
    }
}

impl Shut {
    /// A portal asks, by whose contract no pause is longer.
    pub fn is_asked_by(&mut self, portal: &str, longest: i64) {
        self.longest = longest;
        if !self.portals.contains(portal) {
            self.portals.insert(portal.to_owned());
        }
    }

    pub fn is_about(&self, portal: &str) -> bool {
        self.portals.contains(portal)
    }

    /// For as long as the portal `stated`, else for `own` from now on, or the longest pause; a shorter word does not shorten
    /// a longer one. For how long it is.
    pub fn close(&mut self, now: i64, stated: Option<i64>, own: i64) -> i64 {
        let wait = stated.unwrap_or(own).clamp(0, self.longest);
        let until = now.saturating_add(wait);
        if until >= self.until {
            (self.until, self.is_stated) = (until, stated.is_some());
        }
        wait
    }

    /// A clock that was set back, or a file of a version that took every word, shuts nobody out for longer either.
    pub fn bound(&mut self, now: i64) {
        self.until = self.until.min(now.saturating_add(self.longest));
    }

    pub fn until(&self) -> i64 {
        self.until
    }

    pub fn is_stated(&self) -> bool {
        self.is_stated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const NOW: i64 = 1_800_000_000_000;

    #[test]
    fn no_pause_is_longer_than_an_hour_or_what_the_contract_says() {
        for (longest, wait, expected) in [
            (LONGEST_PAUSE, 0, 0),
            (LONGEST_PAUSE, -5, 0),
            (LONGEST_PAUSE, 7_000, 7_000),
            (LONGEST_PAUSE, HOUR, HOUR),
            (LONGEST_PAUSE, HOUR + 1, HOUR),
            (LONGEST_PAUSE, 99_999_999_999_000, HOUR),
            (LONGEST_PAUSE, i64::MAX, HOUR),
            (12 * HOUR, 12 * HOUR, 12 * HOUR),
            (12 * HOUR, i64::MAX, 12 * HOUR),
        ] {
            let mut shut = Shut::default();
            shut.is_asked_by("p", longest);
            assert_eq!((shut.close(NOW, Some(wait), 0), shut.until()), (expected, NOW + expected), "{longest} {wait}");
        }
    }

    #[test]
    fn whose_word_it_is_goes_with_the_longer_one() {
        let mut shut = Shut::default();
        shut.is_asked_by("p", LONGEST_PAUSE);
        assert_eq!(shut.close(NOW, None, 9_000), 9_000);
        assert!(!shut.is_stated());
        shut.close(NOW, Some(5_000), 0);
        assert_eq!((shut.until(), shut.is_stated()), (NOW + 9_000, false), "it said less than we wait");
        shut.close(NOW, Some(9_000), 0);
        assert!(shut.is_stated());
        shut.close(NOW, None, 60_000);
        assert_eq!((shut.until(), shut.is_stated()), (NOW + 60_000, false));
    }

    #[test]
    fn what_an_older_version_took_for_three_thousand_years_is_bounded_when_it_is_read() {
        for until in [99_999_999_999_000, i64::MAX, NOW + 2 * HOUR] {
            let mut shut: Shut = serde_json::from_value(serde_json::json!({ "shut_until": until })).unwrap();
            shut.bound(NOW);
            assert_eq!(shut.until(), NOW + HOUR, "{until}");
        }
        let mut shut: Shut = serde_json::from_value(serde_json::json!({ "shut_until": NOW + 5 })).unwrap();
        shut.bound(NOW);
        assert_eq!(shut.until(), NOW + 5);
    }
}
