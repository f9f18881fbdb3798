//! Days until a credential expires, and the badge that warns of it.

use jiff::{Timestamp, Unit};

use crate::t;

/// How soon a credential expires: the sooner, the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// 90 days or less: portals let one renew from here on (docs/portals/api-entreprise.md 2.3).
    Soon,
    /// 30 days or less.
    Near,
    /// 7 days or less.
    Last,
    Over,
}

/// A few words to show beside a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    pub urgency: Urgency,
    pub text: String,
}

/// `None` while more than 90 days are left.
pub fn badge(ends: Timestamp, now: Timestamp) -> Option<Badge> {
    let days = days_left(ends, now);
    let urgency = match days {
        _ if ends <= now => Urgency::Over,
        ..=7 => Urgency::Last,
        8..=30 => Urgency::Near,
        31..=90 => Urgency::Soon,
        _ => return None,
    };
    Some(Badge { urgency, text: words(ends, now) })
}

/// "expires in 12 days", "expired 3 days ago".
pub fn words(ends: Timestamp, now: Timestamp) -> String {
    match (ends <= now, days_left(ends, now).abs()) {
        (false, 0) => t!("auth-expires-within-a-day"),
        (false, days) => t!("auth-expires", days),
        (true, 0) => t!("auth-expired-today"),
        (true, days) => t!("auth-expired", days),
    }
}

/// Whole days; nothing but a span beyond all calendars fails.
pub fn days_left(ends: Timestamp, now: Timestamp) -> i64 {
    let hours = now.until((Unit::Hour, ends)).map_or(i64::MAX, |span| i64::from(span.get_hours()));
    hours / 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_badge_grows_louder_at_90_30_and_7_days() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let table = [
            ("2027-03-01T00:00:00Z", None),
            ("2027-02-19T09:00:00Z", Some((Urgency::Soon, "expires in 89 days"))),
            ("2026-12-21T10:00:00Z", Some((Urgency::Near, "expires in 30 days"))),
            ("2026-11-28T12:00:00Z", Some((Urgency::Last, "expires in 7 days"))),
            ("2026-11-22T10:00:00Z", Some((Urgency::Last, "expires in 1 day"))),
            ("2026-11-21T18:00:00Z", Some((Urgency::Last, "expires within a day"))),
            ("2026-11-21T10:00:00Z", Some((Urgency::Over, "expired today"))),
            ("2026-11-18T09:00:00Z", Some((Urgency::Over, "expired 3 days ago"))),
        ];
        for (ends, expected) in table {
            let badge = badge(ends.parse().unwrap(), now);
            let found = badge.as_ref().map(|badge| (badge.urgency, badge.text.as_str()));
            assert_eq!(found, expected, "{ends}");
        }
    }
}
