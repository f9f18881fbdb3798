//! Numbers as a person reads them: sizes, rates, durations, dates.

use std::io;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::base::i18n::{Language, Message};
use crate::base::secret_address::text_without_secrets;
use crate::base::text;
use crate::base::when::When;
use crate::{m, t};

/// `1.8 MB`, `1,8 Mo`: decimal units, three figures at most.
pub fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 999.5 && unit < 5 {
        value /= 1000.0;
        unit += 1;
    }
    let value = decimal(value, if unit == 0 || value >= 99.95 { 0 } else { 1 });
    match unit {
        0 => t!("human-bytes", value),
        1 => t!("human-kilobytes", value),
        2 => t!("human-megabytes", value),
        3 => t!("human-gigabytes", value),
        4 => t!("human-terabytes", value),
        _ => t!("human-petabytes", value),
    }
}

/// `500K`, `2M`, `1.5G`: bytes, by the thousand. Nothing, or less than one, is no size.
pub fn bytes_written(written: &str) -> Option<u64> {
    let written = written.trim().to_ascii_uppercase();
    let units = [('K', 1e3), ('M', 1e6), ('G', 1e9), ('T', 1e12)];
    let unit = units.iter().find_map(|(letter, bytes)| Some((written.strip_suffix(*letter)?, *bytes)));
    let (number, bytes) = unit.unwrap_or((&written, 1.0));
    let bytes = number.trim().replace(',', ".").parse::<f64>().ok()? * bytes;
    (bytes >= 1.0 && bytes.is_finite()).then_some(bytes as u64)
}

/// A number with so many decimals, and the decimal sign of the language.
pub fn decimal(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('.', Language::decimal_sign())
}

pub fn rate(bytes_per_second: f64) -> String {
    t!("human-rate", size = size(bytes_per_second.max(0.0) as u64))
}

/// `1:05`, `2:03:09`.
pub fn duration(span: Duration) -> String {
    let seconds = span.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The day, in UTC as portals state it: `2022-06-20`, `20/06/2022`; or the year or month, where no more is stated.
pub fn date(when: impl Into<When>) -> String {
    let when = when.into();
    let (day, month) = Language::dates();
    let order = match when.part() {
        Some(part) if part.contains('-') => month, // `2022-06`, `06/2022`
        Some(year) => return year,
        None => day,
    };
    when.first().to_zoned(TimeZone::UTC).strftime(order).to_string()
}

/// `label: text`.
pub fn labelled(label: &str, text: &str) -> String {
    t!("human-labelled", label, text)
}

/// What stands between several things in one line, where they may hold commas.
pub fn semicolon() -> String {
    t!("human-semicolon")
}

/// What the system says of a failure, in the language spoken where it is a common one.
pub fn io(error: &io::Error) -> Message {
    use io::ErrorKind as Is;
    let said = text_without_secrets(&text::line(&error.to_string()));
    if let Some(why) = said.strip_prefix("failed to lookup address information: ") {
        return m!("human-io-no-such-host", why);
    }
    let Some(code) = error.raw_os_error() else { return said.into() };
    let what = match error.kind() {
        Is::NotFound => m!("human-io-not-found"),
        Is::PermissionDenied => m!("human-io-denied"),
        Is::AlreadyExists => m!("human-io-exists"),
        Is::NotADirectory => m!("human-io-no-folder"),
        Is::IsADirectory => m!("human-io-folder"),
        Is::StorageFull => m!("human-io-full"),
        Is::ReadOnlyFilesystem => m!("human-io-read-only"),
        Is::ConnectionRefused => m!("human-io-refused"),
        Is::ConnectionReset => m!("human-io-reset"),
        Is::TimedOut => m!("human-io-timeout"),
        Is::HostUnreachable => m!("human-io-host-unreachable"),
        Is::NetworkUnreachable => m!("human-io-network-unreachable"),
        _ if is_out_of_files(code) => m!("human-io-no-more-files"),
        _ => return said.into(),
    };
    m!("human-io", what, code = code.to_string())
}

/// Whether the system gives this process, or anybody, no more open files.
fn is_out_of_files(code: i32) -> bool {
    #[cfg(unix)]
    let codes = [rustix::io::Errno::MFILE, rustix::io::Errno::NFILE].map(|code| code.raw_os_error());
    #[cfg(windows)]
    let codes = [4]; // ERROR_TOO_MANY_OPEN_FILES
    codes.contains(&code)
}

/// `14:05`.
pub fn clock(moment: Timestamp, zone: &TimeZone) -> String {
    moment.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// `2022-06-20 to 2024-08-31`.
pub fn period((from, to): (When, Option<When>)) -> String {
    match to {
        Some(to) => t!("human-period", from = date(from), to = date(to)),
        None => t!("human-since", from = date(from)),
    }
}

/// `12,345`, `12 345`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push_str(Language::thousands_sign());
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::tests::speaking;

    #[test]
    fn sizes_change_unit_where_the_figure_would_need_four_digits() {
        let table = [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (99_949, "99.9 kB"),
            (99_950, "100 kB"),
            (999_499, "999 kB"),
        ];
        for (bytes, text) in table {
            assert_eq!(size(bytes), text);
        }
        assert_eq!(size(999_500), "1.0 MB");
        assert_eq!(size(u64::MAX), "18447 PB");
    }

    #[test]
    fn french_has_its_own_units_signs_and_order() {
        let moment: Timestamp = "2022-06-20T00:00:00Z".parse().unwrap();
        speaking(Language::French, || {
            assert_eq!(size(999), "999\u{a0}o");
            assert_eq!(size(1_800_000), "1,8\u{a0}Mo");
            assert_eq!(rate(1500.0), "1,5\u{a0}ko/s");
            assert_eq!(date(moment), "20/06/2022");
            assert_eq!(period((moment.into(), None)), "depuis le 20/06/2022");
            assert_eq!(["2022", "2022-06"].map(|part| date(When::read(part).unwrap())), ["2022", "06/2022"]);
            assert_eq!(count(1_234_567), "1\u{a0}234\u{a0}567");
        });
    }

    #[test]
    fn durations_and_counts() {
        assert_eq!(duration(Duration::from_secs(65)), "1:05");
        assert_eq!(duration(Duration::from_secs(7389)), "2:03:09");
        assert_eq!([count(0), count(999), count(1000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
    }
}
