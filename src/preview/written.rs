//! Days, moments, decimals and other numbers of binary formats, as a person reads them.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Span, Timestamp};

/// What a count of time is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unit {
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

impl Unit {
    fn nanoseconds(self, count: i64) -> i128 {
        i128::from(count)
            * match self {
                Self::Seconds => 1_000_000_000,
                Self::Milliseconds => 1_000_000,
                Self::Microseconds => 1000,
                Self::Nanoseconds => 1,
            }
    }
}

/// `2024-01-31`, of days since 1970; what no calendar has stays a number.
pub fn day(days: i64) -> String {
    let date = || Date::new(1970, 1, 1).ok()?.checked_add(Span::new().try_days(days).ok()?).ok();
    date().map_or_else(|| days.to_string(), |date| date.to_string())
}

/// `2024-01-31T10:00:00Z`, or without its end where it is no moment of the whole world.
pub fn moment(count: i64, unit: Unit, in_utc: bool) -> String {
    match Timestamp::from_nanosecond(unit.nanoseconds(count)) {
        Ok(moment) if in_utc => moment.to_string(),
        Ok(moment) => moment.to_string().trim_end_matches('Z').to_owned(),
        Err(_) => count.to_string(),
    }
}

/// `10:30:00`, of a count since midnight.
pub fn time(count: i64, unit: Unit) -> String {
    let since = || Some(SignedDuration::from_nanos(i64::try_from(unit.nanoseconds(count)).ok()?));
    let time = since().and_then(|since| Time::midnight().checked_add(since).ok());
    time.map_or_else(|| count.to_string(), |time| time.to_string())
}

/// `-12.50`, of its figures and how many of them stand behind the point.
pub fn decimal(figures: i128, behind: i32) -> String {
    let Some(behind @ 1..=76) = usize::try_from(behind).ok() else { return figures.to_string() };
    let sign = if figures < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", figures.unsigned_abs(), width = behind + 1);
    let (whole, part) = digits.split_at(digits.len() - behind);
    format!("{sign}{whole}.{part}")
}

/// A number of these bytes, the highest first; `None` for what is longer than 128 bits.
pub fn signed(bytes: &[u8]) -> Option<i128> {
    let first = if bytes.first()? & 128 == 0 { 0 } else { 255 };
    let mut wide = [first; 16];
    wide.get_mut(16usize.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
    Some(i128::from_be_bytes(wide))
}

/// Very large and very small ones with their exponent; what is no number is nothing.
pub fn float(value: f64) -> Option<String> {
    match value.abs() {
        size if !size.is_finite() => None,
        size if size == 0.0 || (1e-7..1e17).contains(&size) => Some(value.to_string()),
        _ => Some(format!("{value:e}")),
    }
}

/// A number of sixteen bits.
pub fn half(bytes: &[u8]) -> Option<f64> {
    let bits = u16::from_le_bytes(bytes.try_into().ok()?);
    let (exponent, part) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    let size = match exponent {
        0 => part * 2f64.powi(-24),
        31 => return None,
        _ => (1.0 + part / 1024.0) * 2f64.powi(exponent - 15),
    };
    Some(if bits >> 15 == 1 { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_written_as_a_person_writes_it() {
        assert_eq!(
            (day(19_753).as_str(), day(-1).as_str(), day(8_000_000).as_str()),
            ("2024-01-31", "1969-12-31", "8000000")
        );
        assert_eq!(moment(1_706_695_200_000, Unit::Milliseconds, true), "2024-01-31T10:00:00Z");
        assert_eq!(moment(1_706_695_200_000_500, Unit::Microseconds, false), "2024-01-31T10:00:00.0005");
        assert_eq!(moment(i64::MAX, Unit::Seconds, true), i64::MAX.to_string());
        assert_eq!((time(37_800, Unit::Seconds).as_str(), time(-1, Unit::Nanoseconds).as_str()), ("10:30:00", "-1"));
        let decimals = [(-1250, 2, "-12.50"), (5, 3, "0.005"), (-5, 1, "-0.5"), (7, 0, "7"), (7, -3, "7")];
        for (figures, behind, expected) in decimals {
            assert_eq!(decimal(figures, behind), expected);
        }
        assert_eq!(
            (signed(&[255, 0]), signed(&[1, 0]), signed(&[0; 17]), signed(&[])),
            (Some(-256), Some(256), None, None)
        );
        assert_eq!((half(&[0, 0x3e]), half(&[0, 0xc0]), half(&[0, 0x7c])), (Some(1.5), Some(-2.0), None));
        assert_eq!(
            (float(0.5).as_deref(), float(1e300).as_deref(), float(f64::NAN)),
            (Some("0.5"), Some("1e300"), None)
        );
    }
}
