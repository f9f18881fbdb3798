//! Days, moments, decimals and other numbers of binary formats, as a person reads them.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Span, Timestamp};

/// The most bytes of a whole number.
const LONGEST_NUMBER: usize = 64;

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

/// The same of a number of these bytes, the highest first, however long it is; `None` of none.
pub fn decimal_of(bytes: &[u8], behind: i32) -> Option<String> {
    if let Some(figures) = signed(bytes) {
        return Some(decimal(figures, behind));
    }
    let is_below = bytes.first()? & 128 != 0;
    let (mut digits, mut carry) = (String::new(), is_below);
    // Below zero: all bits the other way round, and one more.
    let mut size: Vec<u8> = bytes.iter().map(|byte| if is_below { !byte } else { *byte }).collect();
    for byte in size.iter_mut().rev() {
        let (sum, over) = byte.overflowing_add(u8::from(carry));
        (*byte, carry) = (sum, over);
    }
    while size.len() <= LONGEST_NUMBER && size.iter().any(|byte| *byte != 0) {
        let rest = size.iter_mut().fold(0_u16, |rest, byte| {
            let all = rest << 8 | u16::from(*byte);
            *byte = (all / 10) as u8;
            all % 10
        });
        digits.insert(0, char::from(b'0' + rest as u8));
    }
    let behind = usize::try_from(behind).unwrap_or(0).min(LONGEST_NUMBER * 3);
    let digits = format!("{digits:0>width$}", width = behind + 1);
    let (whole, part) = digits.split_at_checked(digits.len().checked_sub(behind)?)?;
    let (sign, point) = (if is_below { "-" } else { "" }, if behind > 0 { "." } else { "" });
    Some(format!("{sign}{whole}{point}{part}"))
}

/// Very large and very small ones with their exponent; what is no number says so.
pub fn float(value: f64) -> Option<String> {
    match value.abs() {
        size if !size.is_finite() => Some(value.to_string()),
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
        let wide = |number: i128| {
            let sign = if number < 0 { 255 } else { 0 };
            [vec![sign; 16], number.to_be_bytes().to_vec()].concat()
        };
        for (number, behind, expected) in [(-1250, 2, "-12.50"), (5, 3, "0.005"), (0, 0, "0"), (i128::MAX, 1, "")] {
            let expected = if expected.is_empty() { decimal(number, behind) } else { expected.to_owned() };
            assert_eq!(decimal_of(&wide(number), behind), Some(expected));
        }
        let beyond = [vec![0, 1], vec![0; 16]].concat();
        assert_eq!(decimal_of(&beyond, 0).as_deref(), Some("340282366920938463463374607431768211456"));
        assert_eq!((float(f64::INFINITY).as_deref(), float(f64::NEG_INFINITY).as_deref()), (Some("inf"), Some("-inf")));
        assert_eq!((half(&[0, 0x3e]), half(&[0, 0xc0]), half(&[0, 0x7c])), (Some(1.5), Some(-2.0), None));
        assert_eq!(
            (float(0.5).as_deref(), float(1e300).as_deref(), float(f64::NAN)),
            (Some("0.5"), Some("1e300"), Some("NaN".to_owned()))
        );
    }
}
