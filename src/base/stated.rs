//! What servers state in numbers: spans of time, moments, counts. Each is a claim, in one of many spellings: it is read
//! here, where it comes in, and held within what can be reckoned with.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use serde_json::Value;

use super::text::moment;

/// The longest span, a week. Any clock can be set so far; no portal's contract names more than two days
/// (docs/portals/api-entreprise.md 6.1); and what is said to last for ever, as WSO2 says of tokens, is asked for again
/// before anybody sees it fail.
pub const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The largest count, in bytes a thousand terabytes. Who states more does not know; and of what is less, tens of
/// thousands can be added up.
pub const MOST: u64 = 1_000_000_000_000_000;

/// A span in seconds, as a number or a text; `None` for what is none, or less than nothing.
pub fn span(value: &Value) -> Option<Duration> {
    let number = match value {
        Value::String(text) => written(text.trim().strip_suffix(['s', 'S']).unwrap_or(text)),
        value => number(value),
    };
    number.filter(|number| *number >= 0.0).map(|number| Duration::from_secs_f64(number.min(LONGEST.as_secs_f64())))
}

/// The span that a header states, in seconds: digits and nothing else (RFC 9110, 10.2.3).
pub fn span_written(text: &str) -> Option<Duration> {
    Some(Duration::from_secs(text.trim().parse().ok()?).min(LONGEST))
}

/// A moment in seconds since 1970; `None` for what is none, or beyond all calendars, which is no end.
pub fn moment_of(value: &Value) -> Option<Timestamp> {
    let seconds = number(value).filter(|seconds| *seconds > 0.0)?;
    Timestamp::from_second(seconds as i64).ok() // a cast of what is too large gives the largest, which no calendar has
}

/// The moment that a header states (RFC 9110, 5.6.7), or that a server writes in another way.
pub fn moment_written(text: &str) -> Option<Timestamp> {
    // The last days of the last year, by which some mean "never", are beyond what dates are reckoned with.
    if text.contains(" 9999 ") {
        return Some(Timestamp::MAX);
    }
    DateTimeParser::new().parse_timestamp(text.trim()).ok().or_else(|| moment(text))
}

/// How long it is from `now` to `moment`; nothing where it has passed.
pub fn until(moment: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(moment.duration_since(now)).unwrap_or_default().min(LONGEST)
}

/// How many there are: a whole number, as such or as a text.
pub fn count(value: &Value) -> Option<u64> {
    let number = number(value)?;
    (number.fract() == 0.0 && (0.0..=MOST as f64).contains(&number)).then_some(number as u64)
}

/// The number of bytes that a header states, in digits and nothing else (RFC 9110, 8.6). Unlike a [`count`], what is too many
/// is still said: no disk has room for it.
pub fn bytes_written(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number).map(|bytes: u64| bytes.min(MOST))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => written(text),
        _ => None,
    }
}

/// A number as text: infinity is one.
fn written(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| !number.is_nan())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HOUR: Option<Duration> = Some(Duration::from_secs(3600));
    const NOTHING: Option<Duration> = Some(Duration::ZERO);
    const WEEK: Option<Duration> = Some(LONGEST);

    #[test]
    fn a_span_is_read_in_every_spelling_and_never_longer_than_a_week() {
        let table = [
            ("3600", HOUR),
            ("3600.0", HOUR),
            ("36e2", HOUR),
            ("\"3600\"", HOUR),
            ("\" 3600 \"", HOUR),
            ("\"3600s\"", HOUR),
            ("\"3600 s\"", HOUR),
            ("\"3.6e3\"", HOUR),
            ("\"+3600\"", HOUR),
            ("0.25", Some(Duration::from_millis(250))),
            ("0", NOTHING),
            ("-0.0", NOTHING),
            ("1e-300", NOTHING),
            ("172800", Some(Duration::from_secs(172_800))),
            ("604799", Some(Duration::from_secs(604_799))),
            ("604801", WEEK),
            ("3600000", WEEK),
            ("4294967296", WEEK),
            ("9223372036", WEEK),
            ("9223372036854775807", WEEK),
            ("9223372036854775808", WEEK),
            ("18446744073709551615", WEEK),
            ("18446744073709551616", WEEK),
            ("340282366920938463463374607431768211456", WEEK),
            ("1e30", WEEK),
            ("1e308", WEEK),
            ("\"9223372036854775807\"", WEEK),
            ("\"99999999999999999999999999999999\"", WEEK),
            ("\"1e30\"", WEEK),
            ("\"1e999\"", WEEK),
            ("\"Infinity\"", WEEK),
            ("-1", None),
            ("-9223372036854775808", None),
            ("-1e308", None),
            ("\"-1\"", None),
            ("\"-Infinity\"", None),
            ("\"NaN\"", None),
            ("\"\"", None),
            ("\"s\"", None),
            ("\"never\"", None),
            ("\"1 hour\"", None),
            ("\"0x10\"", None),
            ("null", None),
            ("true", None),
            ("false", None),
            ("[]", None),
            ("[3600]", None),
            ("{}", None),
            ("{\"seconds\":3600}", None),
        ];
        for (json, expected) in table {
            assert_eq!(span(&serde_json::from_str(json).unwrap()), expected, "{json}");
        }
        for (written, expected) in [("3600", HOUR), (" 3600 ", HOUR), ("0", NOTHING), ("18446744073709551615", WEEK)] {
            assert_eq!(span_written(written), expected, "{written:?}");
        }
        for odd in ["", "-1", "1.5", "1e3", "3600s", "soon", "NaN", "inf", "18446744073709551616"] {
            assert_eq!(span_written(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn a_moment_has_a_day_in_the_calendar_or_is_none() {
        let table = [
            (json!(1_726_386_000), Some(1_726_386_000)),
            (json!(1_726_386_000.9), Some(1_726_386_000)),
            (json!("1726386000"), Some(1_726_386_000)),
            (json!(253_402_000_000_i64), Some(253_402_000_000)),
            (json!(1_726_386_000_000_i64), None),
            (json!(i64::MAX), None),
            (json!(u64::MAX), None),
            (json!(1e30), None),
            (json!("1e999"), None),
            (json!(0), None),
            (json!(-1), None),
            (json!(i64::MIN), None),
            (json!(-1e30), None),
            (json!("2024-09-15"), None),
            (json!(null), None),
            (json!(true), None),
            (json!([1]), None),
        ];
        for (value, expected) in table {
            assert_eq!(moment_of(&value).map(Timestamp::as_second), expected, "{value}");
        }
    }

    #[test]
    fn a_date_is_as_far_away_as_a_week_at_most() {
        let now: Timestamp = "2026-11-29T10:00:00Z".parse().unwrap();
        let table = [
            ("Sun, 29 Nov 2026 11:00:00 GMT", HOUR),
            (" Sun, 29 Nov 2026 11:00:00 +0000 ", HOUR),
            ("2026-11-29T11:00:00Z", HOUR),
            ("Wed, 21 Oct 2015 07:28:00 GMT", NOTHING),
            ("Mon, 01 Jan 0001 00:00:00 GMT", NOTHING),
            ("Fri, 30 Nov 2029 11:00:00 GMT", WEEK),
            ("Thu, 30 Dec 9999 00:00:00 GMT", WEEK),
            ("Fri, 31 Dec 9999 23:59:59 GMT", WEEK),
            ("Fri, 31 Dec 99999 23:59:59 GMT", None),
            ("Fri, 32 Dec 2026 23:59:59 GMT", None),
            ("tomorrow", None),
            ("", None),
        ];
        for (written, expected) in table {
            assert_eq!(moment_written(written).map(|moment| until(moment, now)), expected, "{written:?}");
        }
        assert_eq!(until(Timestamp::MAX, Timestamp::MIN), LONGEST);
        assert_eq!(until(Timestamp::MIN, Timestamp::MAX), Duration::ZERO);
    }

    #[test]
    fn a_count_is_whole_and_thousands_of_them_fit_together() {
        let table = [
            (json!(0), Some(0)),
            (json!(12), Some(12)),
            (json!(12.0), Some(12)),
            (json!("12"), Some(12)),
            (json!(MOST), Some(MOST)),
            (json!(MOST + 1), None),
            (json!(i64::MAX), None),
            (json!(u64::MAX), None),
            (json!(1e30), None),
            (json!("1e30"), None),
            (json!(3.5), None),
            (json!(-1), None),
            (json!("twelve"), None),
            (json!("12s"), None),
            (json!(null), None),
            (json!(true), None),
            (json!({}), None),
        ];
        for (value, expected) in table {
            assert_eq!(count(&value), expected, "{value}");
        }
        assert!(MOST.checked_mul(10_000).is_some());
    }

    #[test]
    fn bytes_are_digits_and_nothing_else() {
        let table = [
            ("0", Some(0)),
            ("65536", Some(65_536)),
            ("1000000000000000", Some(MOST)),
            ("9223372036854775807", Some(MOST)),
        ];
        for (written, expected) in table {
            assert_eq!(bytes_written(written), expected, "{written}");
        }
        for odd in ["", "+1", "-1", "1.0", "1e3", " 1", "18446744073709551616", "12, 12"] {
            assert_eq!(bytes_written(odd), None, "{odd:?}");
        }
    }
}
