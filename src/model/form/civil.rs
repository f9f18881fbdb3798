//! What tells one person from another, checked before it is sent (docs/portals/api-particulier.md 3.3 and 3.4).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::i18n::{Message, Said};
use crate::base::text;
use crate::{m, said};

/// One such thing, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Civil {
    /// A family name: letters, apostrophes, hyphens, spaces.
    Name,
    /// All first names, in their order.
    FirstNames,
    BirthDate,
    /// A date of which only the year may be known, or the year and the month.
    PartialBirthDate,
    /// A country's code in INSEE's geography.
    Country,
    /// A commune's, in the year that is meant.
    Commune,
    Department,
    /// A student's national number.
    Ine,
    /// A number of digits.
    Digits,
    /// A school's national number.
    School,
    /// The year a school year begins in, or both its years.
    SchoolYear,
    /// Départements as the ministry of education numbers them; several.
    SchoolDepartments,
    /// Its regions; several.
    SchoolRegions,
}

impl Civil {
    /// `given` as it is sent, or the reason why it cannot be: a clause without full stop, with `shown` in place of it.
    pub fn read(self, given: &str, shown: &str) -> Result<String, Message> {
        let line = text::line(given).replace('’', "'");
        let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        let upper = bare.to_uppercase();
        let read = match self {
            Self::Name => Some(line).filter(|it| is_name(it)),
            Self::FirstNames => first_names(&line),
            Self::BirthDate => date(&bare).map(|date| date.to_string()),
            Self::PartialBirthDate => date(&bare).map(|date| date.to_string()).or_else(|| part_of_date(&bare)),
            Self::Country => Some(bare).filter(|it| is_country(it)),
            Self::Commune => Some(upper).filter(|it| is_commune(it)),
            Self::Department => Some(upper).filter(|it| is_department(it)),
            Self::Ine => Some(upper).filter(|it| is_ine(it)),
            Self::Digits => Some(bare).filter(|it| is_digits(it)),
            Self::School => Some(upper).filter(|it| is_school(it)),
            Self::SchoolYear => Some(bare).filter(|it| is_school_year(it)),
            Self::SchoolDepartments => {
                list(&upper, |it| it.len() == 3 && it.bytes().all(|it| it.is_ascii_alphanumeric()))
            }
            Self::SchoolRegions => list(&upper, |it| it.len() == 2 && is_digits(it)),
        };
        read.ok_or_else(|| m!("form-no-civil", answer = shown, shape = Message::from(self.shape())))
    }

    fn shape(self) -> Said {
        match self {
            Self::Name => said!("form-civil-name"),
            Self::FirstNames => said!("form-civil-first-names"),
            Self::BirthDate => said!("form-civil-date"),
            Self::PartialBirthDate => said!("form-civil-part-of-date"),
            Self::Country => said!("form-civil-country"),
            Self::Commune => said!("form-civil-commune"),
            Self::Department => said!("form-civil-department"),
            Self::Ine => said!("form-civil-ine"),
            Self::Digits => said!("form-civil-digits"),
            Self::School => said!("form-civil-school"),
            Self::SchoolYear => said!("form-civil-school-year"),
            Self::SchoolDepartments => said!("form-civil-school-departments"),
            Self::SchoolRegions => said!("form-civil-school-regions"),
        }
    }
}

/// The items of a list as it was read.
pub fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|it| !it.is_empty())
}

fn is_name(text: &str) -> bool {
    let is_sign = |c: char| matches!(c, '\'' | ' ' | '-');
    let is_letter = |c: char| c.is_ascii_alphabetic() || matches!(c, 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ');
    text.chars().all(|c| is_letter(c) || is_sign(c)) && text.chars().any(is_letter)
}

/// Between commas where there are any, else between spaces.
fn first_names(line: &str) -> Option<String> {
    let between = if line.contains(',') { ',' } else { ' ' };
    let names: Vec<&str> = line.split(between).map(str::trim).filter(|it| !it.is_empty()).collect();
    (!names.is_empty() && names.iter().all(|it| is_name(it))).then(|| names.join(", "))
}

/// `1990-02-03` or `03/02/1990`, from 1900 on.
fn date(bare: &str) -> Option<Date> {
    let parts: Vec<&str> = bare.split(['-', '/', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    let (year, day) = if a.len() == 4 { (a, c) } else { (c, a) };
    if year.len() != 4 || ![year, b, day].iter().all(|it| is_digits(it)) || b.len() > 2 || day.len() > 2 {
        return None;
    }
    Date::new(year.parse().ok()?, b.parse().ok()?, day.parse().ok()?).ok().filter(|date| date.year() >= 1900)
}

/// `1990` or `1990-02`.
fn part_of_date(bare: &str) -> Option<String> {
    let (year, month) = bare.split_once('-').map_or((bare, None), |(year, month)| (year, Some(month)));
    let is_year = year.len() == 4 && is_digits(year) && year >= "1900";
    let is_month = month.is_none_or(|it| it.len() == 2 && it.parse().is_ok_and(|it: u8| (1..=12).contains(&it)));
    (is_year && is_month).then(|| bare.to_owned())
}

/// `99…`, and French Algeria.
fn is_country(code: &str) -> bool {
    code == "92352" || (code.len() == 5 && is_digits(code) && code.starts_with("99"))
}

fn is_commune(code: &str) -> bool {
    let (Some(department), Some(rest)) = (code.get(..2), code.get(2..)) else { return false };
    let is_corsica = matches!(department.as_bytes(), [b'2', b'A' | b'B']);
    code.len() == 5 && is_digits(rest) && (is_digits(department) || is_corsica)
}

fn is_department(code: &str) -> bool {
    let mainland = code.len() == 2 && code.parse().is_ok_and(|number: u8| (1..=95).contains(&number) && number != 20);
    mainland || matches!(code, "2A" | "2B" | "971" | "972" | "973" | "974" | "976")
}

/// Of one of four makes: of the national register, of the schools' own, in base 36, of apprentices.
fn is_ine(number: &str) -> bool {
    let bytes = number.as_bytes();
    let (Some(front), Some(last)) = (bytes.get(..10), bytes.get(10).copied()) else { return false };
    let all = |bytes: &[u8], is: fn(&u8) -> bool| bytes.iter().all(is);
    let national = |it: &u8| matches!(it, b'A'..=b'H' | b'J' | b'K');
    let key = matches!(last, b'A'..=b'H' | b'J'..=b'N' | b'P'..=b'R' | b'T'..=b'Z' | b'S');
    bytes.len() == 11
        && (all(&front[..9], u8::is_ascii_digit) && national(&front[9]) && national(&last)
            || all(front, u8::is_ascii_digit) && key
            || all(front, u8::is_ascii_alphanumeric) && last.is_ascii_digit()
            || all(&front[..4], u8::is_ascii_digit) && front[4] == b'A' && all(&front[5..], u8::is_ascii_digit) && key)
}

/// Seven digits and a letter.
fn is_school(code: &str) -> bool {
    code.len() == 8
        && code.is_char_boundary(7)
        && is_digits(&code[..7])
        && code.ends_with(|c: char| c.is_ascii_alphanumeric())
}

fn is_school_year(years: &str) -> bool {
    let year = |it: &str| it.parse::<u16>().ok().filter(|_| it.len() == 4 && is_digits(it));
    match years.split_once('-') {
        None => year(years).is_some(),
        Some((from, to)) => year(from).zip(year(to)).is_some_and(|(from, to)| from + 1 == to),
    }
}

fn list(given: &str, is_one: impl Fn(&str) -> bool) -> Option<String> {
    let items: Vec<&str> = given.split([',', ';']).filter(|it| !it.is_empty()).collect();
    (!items.is_empty() && items.iter().all(|it| is_one(it))).then(|| items.join(", "))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_taken_as_the_portal_takes_it_and_nothing_else() {
        use Civil::*;
        type Given<'a> = (Civil, &'a [(&'a str, &'a str)], &'a [&'a str]);
        let table: [Given; 13] = [
            (Name, &[("d’Été-Ñu", "d'Été-Ñu"), (" DE LA  TOUR ", "DE LA TOUR")], &["", "X2", "J.", "-", "陳"]),
            (
                FirstNames,
                &[("Anne Louise", "Anne, Louise"), ("Jean Marie, Luc", "Jean Marie, Luc"), ("Zoé", "Zoé")],
                &["", ",", "Anne1", "Anne, 2"],
            ),
            (
                BirthDate,
                &[("1990-02-03", "1990-02-03"), ("3/2/1990", "1990-02-03")],
                &["1990-02-30", "1899-01-01", "90-2-3", "1991", "x"],
            ),
            (
                PartialBirthDate,
                &[("1990", "1990"), ("1990-02", "1990-02"), ("03/02/1990", "1990-02-03")],
                &["1990-13", "90", "02-1990"],
            ),
            (Country, &[("99100", "99100"), ("92352", "92352")], &["100", "98100", "FR"]),
            (Commune, &[("35238", "35238"), ("2a004", "2A004")], &["3523", "2C004", "35238X"]),
            (Department, &[("35", "35"), ("2b", "2B"), ("976", "976")], &["00", "96", "20", "975", "5"]),
            (
                Ine,
                &[
                    ("123456789jk", "123456789JK"),
                    ("1234567890G", "1234567890G"),
                    ("0EABCDEF123", "0EABCDEF123"),
                    ("2025A12345B", "2025A12345B"),
                ],
                &["", "123", "1234567890I", "123456789IJ"],
            ),
            (Digits, &[("12 34", "1234")], &["", "a"]),
            (School, &[("0350001a", "0350001A")], &["350001A", "é350001"]),
            (SchoolYear, &[("2025", "2025"), ("2025-2026", "2025-2026")], &["25", "2025-2027"]),
            (SchoolDepartments, &[("035", "035"), ("035, 022", "035, 022")], &["", "35"]),
            (SchoolRegions, &[("03", "03"), ("03;11", "03, 11")], &["3", "003"]),
        ];
        for (civil, good, bad) in table {
            for (given, sent) in good {
                assert_eq!(civil.read(given, "…").as_deref(), Ok(*sent), "{civil:?} {given:?}");
            }
            for given in bad {
                let why = civil.read(given, "…").unwrap_err().to_string();
                assert!(
                    why.starts_with("\"…\" ") && (given.len() < 4 || !why.contains(given)),
                    "{civil:?} {given:?}: {why}"
                );
            }
        }
    }
}
