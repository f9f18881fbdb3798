//! When something was, as exactly as it is stated: a moment, or no more than a month or a year.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text;

/// Ordered by the moment it begins with, what is less exact first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct When {
    first: Timestamp,
    exact: Exact,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Exact {
    Year,
    Month,
    Moment,
}

impl When {
    /// `2023`, `2023-05`, or what [`text::moment`] reads; a time that cannot be read costs itself and not its day. Some
    /// producers write the zone of a year (`2023Z`, as XML Schema lets them).
    pub fn read(written: &str) -> Option<Self> {
        let written = written.trim();
        let bare = written.strip_suffix('Z').unwrap_or(written);
        let number =
            |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i16>().ok());
        let part = match (bare.len(), bare.get(..4), bare.get(5..)) {
            (4, Some(year), _) => Some((number(year)??, 1, Exact::Year)),
            (7, Some(year), Some(month)) if bare.as_bytes()[4] == b'-' => {
                Some((number(year)??, number(month)??, Exact::Month))
            }
            _ => None,
        };
        match part {
            Some((year, month, exact)) => {
                let day = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
                Some(Self { first: day.to_zoned(TimeZone::UTC).ok()?.timestamp(), exact })
            }
            None => text::moment(written).or_else(|| text::moment(written.get(..10)?)).map(Self::from),
        }
    }

    /// The moment it begins with.
    pub fn first(self) -> Timestamp {
        self.first
    }

    /// The moment before which it surely has been: the end of the year, where no more is stated.
    pub fn last(self) -> Timestamp {
        let span = match self.exact {
            Exact::Year => Span::new().years(1),
            Exact::Month => Span::new().months(1),
            Exact::Moment => return self.first,
        };
        self.first.to_zoned(TimeZone::UTC).checked_add(span).map_or(self.first, |end| end.timestamp())
    }

    /// `2023`, `2023-05`; `None` for a moment.
    pub fn part(self) -> Option<String> {
        let pattern = match self.exact {
            Exact::Year => "%Y",
            Exact::Month => "%Y-%m",
            Exact::Moment => return None,
        };
        Some(self.first.strftime(pattern).to_string())
    }

    /// `2024-03-12`, `2024-03` or `2024`, in UTC: the same whatever the language, for files that are compared.
    pub fn day(self) -> String {
        self.part().unwrap_or_else(|| self.first.strftime("%Y-%m-%d").to_string())
    }
}

impl From<Timestamp> for When {
    fn from(first: Timestamp) -> Self {
        Self { first, exact: Exact::Moment }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part() {
            Some(part) => f.write_str(&part),
            None => self.first.fmt(f),
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        Self::read(&written).ok_or_else(|| serde::de::Error::custom("undated"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_exact_as_they_are_stated() {
        let table = [
            ("2023", "2023", "2023-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
            (" 2023Z ", "2023", "2023-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
            ("2023-05", "2023-05", "2023-05-01T00:00:00Z", "2023-06-01T00:00:00Z"),
            ("2023-05-06", "2023-05-06T00:00:00Z", "2023-05-06T00:00:00Z", "2023-05-06T00:00:00Z"),
            ("2023-05-06T25:00", "2023-05-06T00:00:00Z", "2023-05-06T00:00:00Z", "2023-05-06T00:00:00Z"),
            ("2023-05-06T01:00:00+02:00", "2023-05-05T23:00:00Z", "2023-05-05T23:00:00Z", "2023-05-05T23:00:00Z"),
        ];
        for (written, shown, first, last) in table {
            let when = When::read(written).unwrap();
            let found = (when.to_string(), when.first().to_string(), when.last().to_string());
            assert_eq!(found, (shown.into(), first.into(), last.into()), "{written}");
            let kept = serde_json::to_string(&when).unwrap();
            assert_eq!(serde_json::from_str::<When>(&kept).unwrap(), when, "{written}");
        }
        for odd in ["", "R/P1W", "2023-13", "demain", "+023", "20233", "-2023", "202é", "2023-é"] {
            assert_eq!(When::read(odd), None, "{odd}");
        }
    }

    #[test]
    fn dates_are_in_the_order_of_time() {
        let mut dates = ["2024-02-03", "2023", "2023-01-01", "2024", "2023-05"].map(|it| When::read(it).unwrap());
        dates.sort();
        let shown = dates.map(|date| date.to_string()[..date.to_string().len().min(10)].to_owned());
        assert_eq!(shown, ["2023", "2023-01-01", "2023-05", "2024", "2024-02-03"]);
    }
}
