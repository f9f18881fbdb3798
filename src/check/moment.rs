//! Dates, times and durations as Table Schema writes them, each as a number that orders it.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;

/// How moments of a column are written.
#[derive(Clone, Debug, PartialEq)]
pub enum MomentForm {
    /// ISO 8601.
    Default,
    /// However they can be read.
    Any,
    /// As `strptime` has it.
    Pattern(String),
}

/// What "any" is taken for: the day first, as in France.
const DATES: [&str; 10] = [
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%m/%d/%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%Y-%m",
];
const TIMES: [&str; 3] = ["%H:%M:%S", "%H:%M", "%I:%M %p"];

impl MomentForm {
    pub fn date(&self, cell: &str) -> Option<i128> {
        let date = match self {
            Self::Default => iso_date(cell),
            Self::Any => {
                let cell = cell.trim();
                let alone = cell.split_once(['T', ' ']).map_or(cell, |(date, _)| date);
                iso_date(alone).or_else(|| DATES.iter().find_map(|form| Date::strptime(form, cell).ok()))
            }
            Self::Pattern(form) => Date::strptime(form, cell).ok(),
        };
        date.map(days)
    }

    pub fn time(&self, cell: &str) -> Option<i128> {
        match self {
            Self::Default => iso_time(cell),
            Self::Any => {
                let cell = cell.trim();
                iso_time(cell)
                    .or_else(|| TIMES.iter().find_map(|form| Time::strptime(form, cell).ok()).map(nanoseconds))
            }
            Self::Pattern(form) => Time::strptime(form, cell).ok().map(nanoseconds),
        }
    }

    pub fn date_time(&self, cell: &str) -> Option<i128> {
        match self {
            Self::Default => iso_date_time(cell),
            Self::Any => {
                let cell = cell.trim();
                let day = || self.date(cell).filter(|_| !cell.contains(':'));
                let both = |(date, time): (&str, &str)| Some(joined(self.date(date)?, self.time(time)?));
                iso_date_time(cell)
                    .or_else(|| day().map(|day| joined(day, 0)))
                    .or_else(|| cell.split_once([' ', 'T']).and_then(both))
            }
            Self::Pattern(form) => patterned(form, cell),
        }
    }
}

/// Whether a pattern is one that moments can be read by.
pub fn is_pattern(form: &str) -> bool {
    let sample = DateTime::constant(2024, 12, 31, 23, 59, 59, 0).in_tz("UTC");
    form.contains('%') && sample.is_ok_and(|sample| strtime::format(form, &sample).is_ok())
}

fn patterned(form: &str, cell: &str) -> Option<i128> {
    let read = strtime::parse(form, cell).ok()?;
    let moment = read.to_datetime().or_else(|_| read.to_date().map(DateTime::from)).ok()?;
    let offset = read.offset().map_or(0, |offset| i128::from(offset.seconds()) * 1_000_000_000);
    Some(joined(days(moment.date()), nanoseconds(moment.time())) - offset)
}

fn days(date: Date) -> i128 {
    i128::from(date.year()) * 10_000 + i128::from(date.month()) * 100 + i128::from(date.day())
}

fn nanoseconds(time: Time) -> i128 {
    let seconds = i128::from(time.hour()) * 3600 + i128::from(time.minute()) * 60 + i128::from(time.second());
    seconds * 1_000_000_000 + i128::from(time.subsec_nanosecond())
}

/// In an order: no distance is ever told of it.
fn joined(days: i128, nanoseconds: i128) -> i128 {
    days * (1 << 60) + nanoseconds
}

fn number(digits: &str) -> Option<i16> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn iso_date(cell: &str) -> Option<Date> {
    let [year, month, day] = parts(cell, [4, 2, 2], b'-')?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Three numbers of so many digits, and what stands between them.
fn parts(text: &str, digits: [usize; 3], between: u8) -> Option<[i16; 3]> {
    let mut parts = text.split(char::from(between));
    let mut next = |length: usize| parts.next().filter(|part| part.len() == length).and_then(number);
    let found = [next(digits[0])?, next(digits[1])?, next(digits[2])?];
    parts.next().is_none().then_some(found)
}

/// `hh:mm:ss`, its fraction and its zone; in UTC where there is one.
fn iso_time(cell: &str) -> Option<i128> {
    let (clock, rest) = cell.split_at_checked(8)?;
    let [hour, minute, second] = parts(clock, [2, 2, 2], b':')?;
    let (fraction, zone) = match rest.strip_prefix(['.', ',']) {
        Some(rest) => {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            (Some(&rest[..end]).filter(|digits| (1..=9).contains(&digits.len()))?, &rest[end..])
        }
        None => ("0", rest),
    };
    let fraction: i32 = format!("{fraction:0<9}").parse().ok()?;
    let part = |number: i16| i8::try_from(number).ok();
    let time = Time::new(part(hour)?, part(minute)?, part(second)?, fraction).ok()?;
    Some(nanoseconds(time) - i128::from(offset(zone)?) * 60_000_000_000)
}

/// In minutes: nothing, `Z`, `+hh`, `+hhmm`, `+hh:mm`.
fn offset(zone: &str) -> Option<i16> {
    let digits = match zone {
        "" | "Z" | "z" => return Some(0),
        _ => zone.strip_prefix(['+', '-'])?.replace(':', ""),
    };
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(&digits[..2])?, number(&digits[2..])?),
        _ => return None,
    };
    let offset = (hours <= 23 && minutes <= 59).then_some(hours * 60 + minutes)?;
    Some(if zone.starts_with('-') { -offset } else { offset })
}

fn iso_date_time(cell: &str) -> Option<i128> {
    let (date, rest) = cell.split_at_checked(10)?;
    let time = rest.strip_prefix(['T', 't', ' '])?;
    Some(joined(days(iso_date(date)?), iso_time(time)?))
}

/// `YYYY`.
pub fn year(cell: &str) -> Option<i128> {
    (cell.len() == 4).then(|| number(cell))?.map(Into::into)
}

/// `YYYY-MM`.
pub fn year_month(cell: &str) -> Option<i128> {
    let (year, month) = cell.split_once('-')?;
    let month = (month.len() == 2).then(|| number(month))?.filter(|month| (1..=12).contains(month))?;
    Some(self::year(year)? * 100 + i128::from(month))
}

/// ISO 8601, `P1Y2M10DT2H30M`; in seconds, of months and years about.
pub fn duration(cell: &str) -> Option<f64> {
    let (negative, rest) = cell.strip_prefix('-').map_or((false, cell), |rest| (true, rest));
    let rest = rest.strip_prefix('+').unwrap_or(rest).strip_prefix('P')?;
    let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
    const DATE: [(char, f64); 4] = [('Y', 31_556_952.0), ('M', 2_629_746.0), ('W', 604_800.0), ('D', 86_400.0)];
    const TIME: [(char, f64); 3] = [('H', 3600.0), ('M', 60.0), ('S', 1.0)];
    if rest.is_empty() || time.is_some_and(str::is_empty) {
        return None;
    }
    let seconds = spelled(date, &DATE)? + spelled(time.unwrap_or_default(), &TIME)?;
    Some(if negative { -seconds } else { seconds })
}

/// Numbers with their units, each once and in this order.
fn spelled(mut text: &str, units: &[(char, f64)]) -> Option<f64> {
    let mut sum = 0.0;
    for (unit, seconds) in units {
        let Some((written, rest)) = text.split_once(*unit) else { continue };
        let plain = !written.is_empty() && written.bytes().all(|it| it.is_ascii_digit() || it == b'.' || it == b',');
        let count: f64 = plain.then(|| written.replace(',', ".").parse().ok())??;
        sum += count * seconds;
        text = rest;
    }
    text.is_empty().then_some(sum)
}
