//! What listings can be narrowed by, as plain data, and the check of a typed value before a portal is asked.

use jiff::civil::Date;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Language, Message, Said};
use crate::base::text;
use crate::m;
use crate::model::territory::Where;
use crate::model::{Extent, Facet, FacetValue};

/// One property that the listings of a folder can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// As in [`crate::model::Query::filters`].
    pub key: &'static str,
    /// A word or two, to stand before its values.
    pub label: Said,
    /// What its values look like.
    pub explanation: Said,
    pub accepts: Accepts,
    /// Whether several values may be asked for at once, which means either of them.
    pub several: bool,
}

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// One line of anything.
    Text,
    /// A code, a short name or an id: no spaces.
    Code,
    /// Codes with a colon between them.
    Pair,
    Uuid,
    /// Digits.
    Number,
    OneOf(&'static [&'static str]),
    /// A day, or a moment of one.
    Day,
    /// A year, a month or a day, with slashes between.
    PartOfDate,
    /// West, south, east and north in degrees, with commas between.
    Extent,
    /// A territory of France, by a name or a code of it.
    Territory,
    /// The same, or an extent.
    TerritoryOrBox,
}

/// A filter that is given one value.
pub const fn one(key: &'static str, label: Said, explanation: Said, accepts: Accepts) -> Filter {
    Filter { key, label, explanation, accepts, several: false }
}

/// A filter that may be given several values.
pub const fn any(key: &'static str, label: Said, explanation: Said, accepts: Accepts) -> Filter {
    Filter { several: true, ..one(key, label, explanation, accepts) }
}

impl Filter {
    /// Whether values can be typed that nobody offers.
    pub fn is_typed(&self) -> bool {
        !matches!(self.accepts, Accepts::OneOf(_))
    }

    /// The values that are known: those of `facets`, else the words there are.
    pub fn values(&self, facets: &[Facet]) -> Vec<FacetValue> {
        match (facets.iter().find(|facet| facet.key == self.key), self.accepts) {
            (Some(facet), _) => facet.values.clone(),
            (None, Accepts::OneOf(words)) => words.iter().map(|word| FacetValue::of(word)).collect(),
            (None, _) => vec![],
        }
    }

    /// A value that is asked for, as people call it.
    pub fn shown(&self, value: &str) -> String {
        let within = self.accepts.is_territory().then(|| Where::read(value)).flatten();
        let day = value.parse::<Date>().ok().filter(|_| self.accepts == Accepts::Day && !value.contains(['T', ' ']));
        match (within, day) {
            (Some(within), _) => within.to_string(),
            (None, Some(day)) => day.strftime(Language::dates().0).to_string(),
            (None, None) => text::line(value),
        }
    }

    /// What is typed as it is asked for, or the reason why it cannot be.
    pub fn check(&self, typed: &str) -> Result<String> {
        let typed = typed.trim();
        let expected = self.accepts.expected();
        let wrong = |cause: Message| {
            Error::new(ErrorKind::Usage, m!("portals-filter", key = self.key), cause).hint(m!("model-value-hint"))
        };
        if typed.is_empty() {
            return Err(wrong(m!("model-value-missing", expected)));
        }
        if self.accepts.is_territory() {
            return Where::typed(typed, self.accepts == Accepts::TerritoryOrBox);
        }
        let value = self.accepts.read(typed);
        value.ok_or_else(|| wrong(m!("model-value-odd", value = text::line(typed), expected)))
    }
}

impl Accepts {
    /// The word in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Code => "code",
            Self::Pair => "pair",
            Self::Uuid => "uuid",
            Self::Number => "number",
            Self::OneOf(_) => "one_of",
            Self::Day => "day",
            Self::PartOfDate => "part_of_date",
            Self::Extent => "extent",
            Self::Territory => "territory",
            Self::TerritoryOrBox => "territory_or_box",
        }
    }

    pub fn is_territory(self) -> bool {
        matches!(self, Self::Territory | Self::TerritoryOrBox)
    }

    /// What is expected of a value, with an example.
    pub fn expected(self) -> Message {
        match self {
            Self::Text => m!("model-expects-text"),
            Self::Code => m!("model-expects-code"),
            Self::Pair => m!("model-expects-pair"),
            Self::Uuid => m!("model-expects-uuid"),
            Self::Number => m!("model-expects-number"),
            Self::OneOf(known) => m!("model-expects-one-of", known = known.join(", ")),
            Self::Day => m!("model-expects-day"),
            Self::PartOfDate => m!("model-expects-part-of-date"),
            Self::Extent => m!("model-expects-extent"),
            Self::Territory => m!("territory-expected"),
            Self::TerritoryOrBox => m!("territory-expected-or-box"),
        }
    }

    /// A value in its one spelling. `value` is not empty, and begins and ends with no space.
    pub(super) fn read(self, value: &str) -> Option<String> {
        let is_code = |value: &str| !value.is_empty() && !value.contains(char::is_whitespace);
        let as_it_is = |fits: bool| fits.then(|| value.to_owned());
        match self {
            Self::Text => as_it_is(!value.contains(char::is_control)),
            Self::Code => as_it_is(is_code(value)),
            Self::Pair => as_it_is(value.contains(':') && value.split(':').all(is_code)),
            Self::Uuid => as_it_is(text::is_uuid(value)),
            Self::Number => as_it_is(value.bytes().all(|byte| byte.is_ascii_digit())),
            Self::OneOf(known) => known.iter().find(|it| it.eq_ignore_ascii_case(value)).map(|it| (*it).to_owned()),
            Self::Day => match value.parse::<Date>() {
                Ok(date) if !value.contains(['T', 't', ' ']) => Some(date.to_string()),
                _ => day_as_shown(value).or_else(|| as_it_is(text::moment(value).is_some())),
            },
            Self::PartOfDate => part_of_date(value).or_else(|| day_as_shown(value).map(|day| day.replace('-', "/"))),
            Self::Extent => extent(value),
            Self::Territory | Self::TerritoryOrBox => None, // looked for in the table
        }
    }
}

/// As lists of the language spoken write days: `31/01/2026`.
fn day_as_shown(value: &str) -> Option<String> {
    Date::strptime(Language::dates().0, value).ok().map(|date| date.to_string())
}

/// `2026`, `2026/01` or `2026/01/31`; dashes and single digits are forgiven.
fn part_of_date(value: &str) -> Option<String> {
    let parts: Vec<&str> = value.split(['/', '-']).collect();
    let number = |part: &str, most: usize| {
        let is_number = !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<i16>().ok()).flatten()
    };
    let year = number(parts[0], 4).filter(|_| parts[0].len() == 4)?;
    let rest: Vec<i8> =
        parts[1..].iter().map(|part| number(part, 2).and_then(|it| it.try_into().ok())).collect::<Option<_>>()?;
    let (month, day) = match rest[..] {
        [] => (1, 1),
        [month] => (month, 1),
        [month, day] => (month, day),
        _ => return None,
    };
    Date::new(year, month, day).ok()?;
    Some(rest.iter().fold(format!("{year:04}"), |date, part| format!("{date}/{part:02}")))
}

/// Written with points and without spaces, whatever the person's habits.
fn extent(value: &str) -> Option<String> {
    bounds(value).filter(|bounds| bounds.west <= bounds.east).map(|bounds| Where::Box(bounds).value())
}

/// Degrees, of which the west may be larger than the east where it goes over the meridian at which they end.
pub fn bounds(value: &str) -> Option<Extent> {
    let degrees: Vec<f64> = value.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
    let [west, south, east, north] = degrees[..] else { return None };
    let is_on_globe = degrees.iter().all(|it| it.is_finite()) && south >= -90.0 && north <= 90.0;
    let is_over_the_end = west > east && degrees.iter().all(|it| it.abs() <= 180.0) && west - east < 360.0;
    let is_area = (west <= east || is_over_the_end) && south <= north;
    (is_on_globe && is_area).then_some(Extent { west, south, east, north })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accepts: Accepts, typed: &str) -> Result<String> {
        any("key", Said("portals-facet-theme"), Said("rudi-filter-theme"), accepts).check(typed)
    }

    #[test]
    fn a_day_is_typed_as_it_is_shown() {
        let filter = any("key", Said("portals-facet-theme"), Said("rudi-filter-theme"), Accepts::Day);
        Language::French.within(|| {
            assert_eq!(filter.check("01/10/2026").unwrap(), "2026-10-01");
            assert_eq!(filter.check("2026-10-01").unwrap(), "2026-10-01");
            assert_eq!(filter.shown("2026-10-01"), "01/10/2026");
            assert_eq!(check(Accepts::PartOfDate, "31/01/2026").unwrap(), "2026/01/31");
            assert!(filter.check("31/02/2026").is_err() && filter.check("10/2026/01").is_err());
            assert!(filter.check("x").unwrap_err().to_string().contains("31/01/2024"), "as it is shown");
        });
    }

    #[test]
    fn a_value_is_read_in_its_one_spelling() {
        let words = Accepts::OneOf(&["open", "closed"]);
        let table = [
            (Accepts::Text, " Ville d'Exemple ", "Ville d'Exemple"),
            (Accepts::Code, "fr:commune:35238", "fr:commune:35238"),
            (Accepts::Pair, "group:a1", "group:a1"),
            (Accepts::Number, "2154", "2154"),
            (Accepts::Uuid, "1e41c2e5-6b71-4274-8ee4-8457627cab75", "1e41c2e5-6b71-4274-8ee4-8457627cab75"),
            (words, "Open", "open"),
            (Accepts::Day, "2024-01-31", "2024-01-31"),
            (Accepts::Day, "20240131", "2024-01-31"),
            (Accepts::Day, "2024-12-31T12:00:00+01:00", "2024-12-31T12:00:00+01:00"),
            (Accepts::PartOfDate, "2026", "2026"),
            (Accepts::PartOfDate, "2026-1", "2026/01"),
            (Accepts::PartOfDate, "2026/02/28", "2026/02/28"),
            (Accepts::Extent, "-5.10, 48.40, 2.65, 49", "-5.1,48.4,2.65,49"),
        ];
        for (accepts, typed, expected) in table {
            assert_eq!(check(accepts, typed).as_deref(), Ok(expected), "{accepts:?}");
        }
    }

    #[test]
    fn a_wrong_value_is_told_with_what_is_expected() {
        let table: [(Accepts, &[&str]); 9] = [
            (Accepts::Text, &["a\u{7}b"]),
            (Accepts::Code, &["eau potable"]),
            (Accepts::Pair, &["group", ":a", "group: a", "a:"]),
            (Accepts::Uuid, &["1e41c2e5"]),
            (Accepts::Number, &["-1", "2154.0", "x"]),
            (Accepts::OneOf(&["open"]), &["ouvert"]),
            (Accepts::Day, &["last year", "2024-02-30", "2024-01", "31/01/2024"]),
            (Accepts::PartOfDate, &["26", "2026/13", "2026/02/30", "2026/01/01/01", "2026/", "2026/+1", "janvier"]),
            (
                Accepts::Extent,
                &["1,2,3", "1,2,3,4,5", "1,2,x,3,4", "1,2,NaN,4", "2,1,1,2", "1,89,2,91", "1,2,,4", "inf,1,inf,2"],
            ),
        ];
        for (accepts, values) in table {
            for value in values.iter().chain(&["", " "]) {
                let error = check(accepts, value).unwrap_err();
                assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Usage, 2), "{accepts:?} {value:?}");
                assert!(error.to_string().contains(&accepts.expected().to_string()), "{error}");
            }
        }
        let error = check(Accepts::Day, "hier").unwrap_err().to_string();
        assert_eq!(error, "filter key: \"hier\" does not fit; expected: a day, as 2024-01-31");
    }
}
