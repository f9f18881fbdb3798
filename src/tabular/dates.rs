//! Days, moments and times as they are written in France and elsewhere; in which order a column has day, month, year.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};

/// In which order a column's dates are written. Of a single cell such as `03/04/2024` nothing tells; of a column one
/// cell does that fits only one (`31/04`), and where none does they are read as in France.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    #[default]
    DayFirst,
    MonthFirst,
}

/// How the dates of a column are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateReading {
    pub order: DateOrder,
    /// Whether none lies ahead, as nobody is born then: of years without a century.
    pub is_past: bool,
}

impl From<DateOrder> for DateReading {
    fn from(order: DateOrder) -> Self {
        Self { order, is_past: false }
    }
}

/// The year that it is.
static THIS_YEAR: LazyLock<i16> = LazyLock::new(|| jiff::Zoned::now().year());

/// What a date's own figures say of its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The year or the month's name stands where it leaves no doubt.
    Clear,
    /// Either of day and month could be the first.
    Either,
    DayFirst,
    MonthFirst,
}

/// The parts of a date, day and month as a column of `DayFirst` has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parts {
    year: i16,
    one: i8,
    two: i8,
    is_clear: bool,
    /// The century is missing.
    is_short: bool,
}

/// A day as it is written, before anybody knows in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dated {
    pub evidence: Evidence,
    /// The century is missing: `12/05/24`.
    pub is_short: bool,
    pub has_time: bool,
}

/// What `cell` is as a date; `None` where it is none in any order.
pub(super) fn written(cell: &str) -> Option<Dated> {
    let (day, time) = parted(cell);
    let parts = parts(day)?;
    let (is_day_first, is_month_first) = (parts.date(DateOrder::DayFirst), parts.date(DateOrder::MonthFirst));
    let evidence = match (parts.is_clear, is_day_first.is_some(), is_month_first.is_some()) {
        (true, true, _) => Evidence::Clear,
        (false, true, true) => Evidence::Either,
        (false, true, false) => Evidence::DayFirst,
        (false, false, true) => Evidence::MonthFirst,
        _ => return None,
    };
    if let Some(time) = time {
        clock(time)?;
    }
    Some(Dated { evidence, is_short: parts.is_short, has_time: time.is_some() })
}

/// A day (false) or a moment (true) as its own clock shows it, whatever its zone.
pub fn moment(cell: &str, how: impl Into<DateReading>) -> Option<(DateTime, bool)> {
    let (day, time) = parted(cell);
    let how: DateReading = how.into();
    let mut parts = parts(day)?;
    if parts.is_short && how.is_past && parts.year > *THIS_YEAR {
        parts.year -= 100;
    }
    let date = parts.date(how.order)?;
    match time {
        None => Some((date.to_datetime(Time::midnight()), false)),
        Some(time) => Some((date.to_datetime(clock(time)?), true)),
    }
}

/// `20240131`, which as well is a number.
pub fn packed_day(cell: &str) -> Option<Date> {
    if cell.len() != 8 || !cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let date = Date::new(number(&cell[..4])?, number(&cell[4..6])?, number(&cell[6..])?).ok()?;
    (1800..2200).contains(&date.year()).then_some(date)
}

/// A time of day: `08:05`, `23:59:59.5`, `8h30`, `10 h`.
pub fn time(cell: &str) -> Option<Time> {
    let is_clock = cell.contains([':', 'h', 'H']);
    if is_clock && cell.len() <= 20 && !cell.ends_with(['Z', 'z']) { hours(cell) } else { None }
}

/// A length of time: `PT1H30M`, `P2D`, `26:10:00`, `1 h 30 min`, `45 min`; in seconds.
pub fn duration(cell: &str) -> Option<f64> {
    match cell.as_bytes().first()? {
        b'P' | b'p' if cell.len() > 2 && cell.len() <= 30 => {
            let span: jiff::SignedDuration = cell.parse().or_else(|_| days(cell)).ok()?;
            Some(span.as_secs_f64())
        }
        b'0'..=b'9' if cell.len() <= 20 => colons(cell).or_else(|| in_words(cell)),
        _ => None,
    }
}

/// `P2DT3H`, its days taken as 24 hours each.
fn days(cell: &str) -> Result<jiff::SignedDuration, jiff::Error> {
    cell.parse::<jiff::Span>()?.to_duration(jiff::SpanRelativeTo::days_are_24_hours())
}

fn colons(cell: &str) -> Option<f64> {
    let mut parts = cell.split(':');
    let (hours, minutes) = (parts.next()?, parts.next()?);
    let seconds = parts.next().unwrap_or("00");
    let is_two = |text: &str| text.len() == 2 && number::<u8>(text).is_some_and(|value| value < 60);
    (parts.next().is_none() && hours.len() <= 4 && is_two(minutes) && is_two(seconds)).then_some(())?;
    Some(f64::from(number::<u32>(hours)? * 3600 + number::<u32>(minutes)? * 60 + number::<u32>(seconds)?))
}

/// `1 h 30 min`, `45 min`, `12 s`.
fn in_words(cell: &str) -> Option<f64> {
    let mut rest = cell;
    let mut total = 0.0;
    while !rest.is_empty() {
        let figures = rest.find(|c: char| !c.is_ascii_digit()).filter(|at| (1..=6).contains(at))?;
        let value: u32 = number(&rest[..figures])?;
        rest = rest[figures..].trim_start();
        let word = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        total += f64::from(value)
            * match &rest[..word] {
                "h" | "H" | "heure" | "heures" => 3600.0,
                "min" | "mn" | "minute" | "minutes" => 60.0,
                "s" | "sec" | "seconde" | "secondes" => 1.0,
                "j" | "jour" | "jours" => 86_400.0,
                _ => return None,
            };
        rest = rest[word..].trim_start();
    }
    Some(total)
}

impl Parts {
    fn date(self, order: DateOrder) -> Option<Date> {
        let (day, month) = match (self.is_clear, order) {
            (true, _) | (false, DateOrder::DayFirst) => (self.one, self.two),
            (false, DateOrder::MonthFirst) => (self.two, self.one),
        };
        Date::new(self.year, month, day).ok()
    }
}

/// The day, and what says the time.
fn parted(cell: &str) -> (&str, Option<&str>) {
    if cell.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && let Some(at) = cell.bytes().position(|byte| matches!(byte, b'T' | b't' | b' '))
    {
        let (day, rest) = cell.split_at(at);
        let rest = rest[1..].trim_start();
        let rest = rest.strip_prefix("à ").or_else(|| rest.strip_prefix("- ")).unwrap_or(rest);
        if day.len() >= 6 && rest.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            return (day, Some(rest));
        }
    }
    match cell.split_once(" à ") {
        Some((day, time)) => (day, Some(time)),
        None => (cell, None),
    }
}

fn parts(day: &str) -> Option<Parts> {
    if day.len() < 6 || day.len() > 40 {
        return None;
    }
    let separator = day.bytes().find(|byte| matches!(byte, b'/' | b'-' | b'.' | b' '))?;
    let mut figures = day.split(char::from(separator));
    let pieces = [figures.next()?, figures.next()?, figures.next()?];
    match (figures.next(), day.bytes().all(|byte| byte.is_ascii_digit() || byte == separator)) {
        (None, true) if separator != b' ' => in_figures(pieces),
        _ => with_month_name(day),
    }
}

fn in_figures(pieces: [&str; 3]) -> Option<Parts> {
    let [first, second, third] = pieces;
    let is_part = |text: &str| matches!(text.len(), 1 | 2);
    if first.len() == 4 && is_part(second) && is_part(third) {
        let (one, two) = (number(third)?, number(second)?);
        return Some(Parts { year: number(first)?, one, two, is_clear: true, is_short: false });
    }
    if !is_part(first) || !is_part(second) {
        return None;
    }
    let (year, is_short) = match third.len() {
        4 => (number(third)?, false),
        2 if first.len() == 2 && second.len() == 2 => (century(number(third)?), true),
        _ => return None,
    };
    Some(Parts { year, one: number(first)?, two: number(second)?, is_clear: false, is_short })
}

/// As most programs do.
fn century(year: i16) -> i16 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// Months by their names and usual abbreviations, without accents.
const MONTHS: [&[&str]; 12] = [
    &["janvier", "janv", "jan", "january"],
    &["fevrier", "fevr", "fev", "february", "feb"],
    &["mars", "mar", "march"],
    &["avril", "avr", "april", "apr"],
    &["mai", "may"],
    &["juin", "june", "jun"],
    &["juillet", "juil", "july", "jul"],
    &["aout", "aou", "august", "aug"],
    &["septembre", "sept", "sep", "september"],
    &["octobre", "oct", "october"],
    &["novembre", "nov", "november"],
    &["decembre", "dec", "december"],
];
const WEEKDAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// `1er janvier 2024`, `lundi 12 févr. 2024`, `12-janv-24`.
fn with_month_name(day: &str) -> Option<Parts> {
    let folded = crate::base::text::fold(day);
    let mut words = folded.split([' ', '-', '/', '.', '\u{a0}']).filter(|word| !word.is_empty()).peekable();
    words.next_if(|word| WEEKDAYS.contains(&word.trim_end_matches(',')));
    let (one, month, year) = (words.next()?, words.next()?, words.next()?);
    let day = one.strip_suffix("er").unwrap_or(one);
    let month = MONTHS.iter().position(|names| names.contains(&month))?;
    let is_short = year.len() == 2;
    let year = if is_short { century(number(year)?) } else { number(year).filter(|_| year.len() == 4)? };
    let two = i8::try_from(month + 1).ok()?;
    (words.next().is_none() && day.len() <= 2).then_some(())?;
    Some(Parts { year, one: number(day)?, two, is_clear: true, is_short })
}

/// A time with its zone, which is checked and left out.
fn clock(text: &str) -> Option<Time> {
    let bare = text.trim_end_matches(" UTC").trim_end_matches([' ', 'Z', 'z']);
    let Some(at) = bare.rfind(['+', '-']) else { return hours(bare) };
    let (time, zone) = bare.split_at(at);
    let zone = zone[1..].replace(':', "");
    let is_zone = matches!(zone.len(), 2 | 4) && zone.bytes().all(|byte| byte.is_ascii_digit());
    is_zone.then(|| hours(time.trim_end()))?
}

/// `8:05`, `08:05:30.25`, `8h30`, `8 h`.
fn hours(text: &str) -> Option<Time> {
    let at = text.find(|c: char| !c.is_ascii_digit()).filter(|at| matches!(at, 1 | 2))?;
    let (hour, rest) = (number(&text[..at])?, text[at..].trim_start());
    let (sign, rest) = rest.split_at_checked(1)?;
    match sign {
        "h" | "H" => {
            let rest = rest.trim_start();
            let minutes = if rest.is_empty() { 0 } else { number(rest).filter(|_| rest.len() == 2)? };
            Time::new(hour, minutes, 0, 0).ok()
        }
        ":" => {
            let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "00"));
            let (whole, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
            let is_two = minutes.len() == 2 && whole.len() == 2 && (1..=9).contains(&fraction.len());
            let nanoseconds = number::<i32>(fraction)? * 10_i32.pow(9 - u32::try_from(fraction.len()).ok()?.min(9));
            is_two.then(|| Time::new(hour, number(minutes)?, number(whole)?, nanoseconds).ok())?
        }
        _ => None,
    }
}

/// Figures and nothing else.
fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
