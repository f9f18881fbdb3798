//! A period as these interfaces write it, and the filters that ask for one.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::base::error::Result;
use crate::base::text;
use crate::base::when::When;
use crate::m;
use crate::model::Query;
use crate::model::filter::{Accepts, Filter, one};
use crate::portals::narrow::refused;
use crate::said;

pub const FROM: &str = "from";
pub const TO: &str = "to";

/// What is about a time from a day on.
pub const fn from() -> Filter {
    one(FROM, said!("portals-facet-from"), said!("ogc-api-filter-from"), Accepts::Day)
}

/// And up to one.
pub const fn to() -> Filter {
    one(TO, said!("portals-facet-to"), said!("ogc-api-filter-to"), Accepts::Day)
}

/// The period that a query, which was checked, asks for, open where it says nothing.
pub fn asked(query: &Query) -> Result<Option<String>> {
    let [from, to] = [(FROM, "00:00:00"), (TO, "23:59:59")]
        .map(|(key, time)| query.values(key).next().and_then(|value| moment(value, time)));
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(refused(m!("portals-filter", key = TO), m!("ogc-api-ends-before")));
    }
    let written = |moment: Option<Timestamp>| moment.map_or_else(|| "..".to_owned(), |moment| moment.to_string());
    Ok((from.is_some() || to.is_some()).then(|| format!("{}/{}", written(from), written(to))))
}

/// A day at this time, or a moment as it is.
fn moment(value: &str, time: &str) -> Option<Timestamp> {
    match value.parse::<Date>() {
        Ok(day) if !value.contains(['T', ' ']) => {
            let time = time.parse().ok()?;
            Some(day.to_datetime(time).to_zoned(TimeZone::UTC).ok()?.timestamp())
        }
        _ => text::moment(value),
    }
}

/// Of two ends, either of which may be open (`..`, null, nothing), or one moment or day; of several periods the first.
pub fn read(time: &Value) -> Option<(When, Option<When>)> {
    let when = |value: &Value| When::read(value.as_str()?);
    match time {
        Value::Array(ends) if ends.first().is_some_and(|first| first.is_array() || first.is_object()) => {
            ends.iter().find_map(read)
        }
        Value::Array(ends) => when(ends.first()?).map(|from| (from, ends.get(1).and_then(when))),
        Value::Object(_) => {
            let single = || ["timestamp", "date"].iter().find_map(|key| when(&time[*key])).map(|at| (at, Some(at)));
            read(&time["interval"]).or_else(single)
        }
        Value::String(written) if let Some((from, to)) = written.split_once('/') => {
            When::read(from).map(|from| (from, When::read(to)))
        }
        other => when(other).map(|at| (at, Some(at))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_period_is_asked_for_from_the_first_moment_to_the_last() {
        let query = |filters: &[(&str, &str)]| Query {
            filters: filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            ..Query::default()
        };
        for (filters, expected) in [
            (&[][..], None),
            (&[("from", "2024-01-31")], Some("2024-01-31T00:00:00Z/..")),
            (&[("to", "2024-01-31")], Some("../2024-01-31T23:59:59Z")),
            (&[("from", "2024-01-31"), ("to", "2024-01-31")], Some("2024-01-31T00:00:00Z/2024-01-31T23:59:59Z")),
            (&[("from", "2024-01-31T12:00:00+02:00")], Some("2024-01-31T10:00:00Z/..")),
        ] {
            assert_eq!(asked(&query(filters)).unwrap().as_deref(), expected, "{filters:?}");
        }
        assert!(asked(&query(&[("from", "2024-02-01"), ("to", "2024-01-31")])).is_err());
    }

    #[test]
    fn ends_may_be_open_and_times_single() {
        let day = |text: &str| When::read(text).unwrap();
        for (raw, expected) in [
            (json!({"interval": ["2019-01-01", ".."]}), Some((day("2019-01-01"), None))),
            (json!({"interval": ["2019-01-01", null]}), Some((day("2019-01-01"), None))),
            (json!({"date": "2019"}), Some((day("2019"), Some(day("2019"))))),
            (
                json!({"interval": [], "timestamp": "2019-05-01T00:00:00Z"}),
                Some((day("2019-05-01"), Some(day("2019-05-01")))),
            ),
            (json!("2019-01-01/.."), Some((day("2019-01-01"), None))),
            (json!({"interval": "2019-01-01/2020"}), Some((day("2019-01-01"), Some(day("2020"))))),
            (json!({"interval": [["2019-01-01", ".."], ["2021", "2022"]]}), Some((day("2019-01-01"), None))),
            (json!([{"date": "2019"}]), Some((day("2019"), Some(day("2019"))))),
            (json!("../2019"), None),
            (json!([[], [null]]), None),
            (json!(["..", "2019"]), None),
            (json!(null), None),
            (json!(7), None),
        ] {
            assert_eq!(read(&raw), expected, "{raw}");
        }
    }
}
