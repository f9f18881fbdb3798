//! Ends of credentials as a calendar (iCalendar, RFC 5545), for whoever lives by one.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::t;

/// One credential.
pub struct Ending<'e> {
    pub portal: &'e str,
    pub ends: Timestamp,
    /// Where it can be renewed.
    pub renewal: Option<&'e str>,
}

/// The longest line, in bytes: RFC 5545, 3.1.
const LONGEST: usize = 75;

/// A day for each, with a reminder 30 days before. `now`: when it is made.
pub fn calendar(endings: &[Ending<'_>], now: Timestamp) -> String {
    let mut lines: Vec<String> =
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//guichet//guichet//EN"].map(str::to_owned).into();
    for Ending { portal, ends, renewal } in endings {
        let day = ends.to_zoned(TimeZone::UTC).date();
        let next = day.saturating_add(1.day());
        let summary = escaped(&t!("auth-calendar", portal = *portal));
        lines.push("BEGIN:VEVENT".into());
        // The same for the same end: a calendar that is read again has it once.
        lines.push(format!("UID:{}-{}@guichet", escaped(portal), ends.as_second()));
        lines.push(format!("DTSTAMP:{}", now.strftime("%Y%m%dT%H%M%SZ")));
        lines.push(format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")));
        lines.push(format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
        lines.push(format!("SUMMARY:{summary}"));
        lines.extend(renewal.map(|url| format!("URL:{url}")));
        let alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P30D"].map(str::to_owned);
        lines.extend(alarm);
        lines.push(format!("DESCRIPTION:{summary}"));
        lines.extend(["END:VALARM", "END:VEVENT"].map(str::to_owned));
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| folded(line)).collect()
}

/// A value of text.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// In lines that are not too long, with their ends: each that goes on begins with a space.
fn folded(line: &str) -> String {
    let (mut folded, mut length) = (String::new(), 0);
    for c in line.chars() {
        if length + c.len_utf8() > LONGEST {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(c);
        length += c.len_utf8();
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_a_day_with_a_reminder_and_no_line_is_too_long() {
        let now: Timestamp = "2026-11-30T10:00:00Z".parse().unwrap();
        let endings = [Ending {
            portal: "a,b;c",
            ends: "2027-02-28T23:30:00Z".parse().unwrap(),
            renewal: Some("https://exemple.org/"),
        }];
        let calendar = calendar(&endings, now);
        for part in
            ["UID:a\\,b\\;c-", "DTSTART;VALUE=DATE:20270228\r\n", "DTEND;VALUE=DATE:20270301\r\n", "TRIGGER:-P30D"]
        {
            assert!(calendar.contains(part), "{part}: {calendar}");
        }
        assert!(calendar.ends_with("END:VCALENDAR\r\n") && !calendar.replace("\r\n", "").contains('\n'));
        let long = folded(&format!("SUMMARY:{}", "été ".repeat(60)));
        assert!(long.split("\r\n").all(|line| line.len() <= LONGEST), "{long}");
        assert_eq!(long.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "été ".repeat(60)));
    }
}
