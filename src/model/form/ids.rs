//! Numbers of French and European registers, checked before they are sent (docs/portals/api-entreprise.md 3.2).

use serde::{Deserialize, Serialize};

use crate::base::i18n::{Message, Said};
use crate::{m, said};

/// A register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Id {
    /// A company: nine digits.
    Siren,
    /// One of its establishments: fourteen digits.
    Siret,
    /// An association.
    Rna,
    /// A trader known to a customs office.
    Eori,
    /// A foundation.
    Rnf,
}

/// La Poste numbers its offices without a check digit.
const LA_POSTE: &str = "356000000";

impl Id {
    pub fn name(self) -> &'static str {
        match self {
            Self::Siren => "SIREN",
            Self::Siret => "SIRET",
            Self::Rna => "RNA",
            Self::Eori => "EORI",
            Self::Rnf => "RNF",
        }
    }

    fn looks_like(self) -> Said {
        match self {
            Self::Siren => said!("form-siren"),
            Self::Siret => said!("form-siret"),
            Self::Rna => said!("form-rna"),
            Self::Eori => said!("form-eori"),
            Self::Rnf => said!("form-rnf"),
        }
    }

    /// Whether `bare`, without spaces and in capitals, is one.
    pub fn admits(self, bare: &str) -> bool {
        match self {
            Self::Siren => is_digits(bare, 9) && luhn(bare),
            Self::Siret => is_digits(bare, 14) && (bare.starts_with(LA_POSTE) || luhn(bare)),
            Self::Rna => is_rna(bare),
            Self::Eori => match bare.strip_prefix("FR") {
                Some(siret) => Self::Siret.admits(siret),
                None => bare.len() > 2 && bare.bytes().take(2).all(|byte| byte.is_ascii_uppercase()),
            },
            Self::Rnf => is_rnf(bare),
        }
    }

    /// Whether it is one but for its check digit.
    fn is_mistyped(self, bare: &str) -> bool {
        match self {
            Self::Siren => is_digits(bare, 9),
            Self::Siret => is_digits(bare, 14),
            Self::Eori => bare.strip_prefix("FR").is_some_and(|siret| Self::Siret.is_mistyped(siret)),
            Self::Rna | Self::Rnf => false,
        }
    }
}

/// `bare` (without white space) as the number of one of `ids`, or the reason why it is none: a clause without full stop,
/// with `answer` in place of it.
pub fn read(ids: &[Id], bare: &str, answer: &str) -> Result<String, Message> {
    let upper = bare.to_uppercase();
    if ids.iter().any(|id| id.admits(&upper)) {
        return Ok(upper);
    }
    let names = ids.iter().flat_map(|id| [m!("form-no"), id.name().into()]).skip(1);
    let names = Message::joined(names, "");
    if ids.iter().any(|id| id.is_mistyped(&upper)) {
        return Err(m!("form-mistyped", answer, names));
    }
    let shapes = Message::joined(ids.iter().map(|id| id.looks_like().into()), ", ");
    Err(m!("form-no-id", answer, names, shapes))
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The sum of the digits from the right, every second one doubled and then less nine where it has two digits.
fn luhn(digits: &str) -> bool {
    let digit = |(at, byte): (usize, u8)| {
        let digit = u32::from(byte - b'0');
        if at % 2 == 0 { digit } else { digit * 2 - if digit >= 5 { 9 } else { 0 } }
    };
    digits.bytes().rev().enumerate().map(digit).sum::<u32>().is_multiple_of(10)
}

/// `W`, a digit, a digit or letter, seven digits; or the ten digits that some older associations have.
fn is_rna(bare: &str) -> bool {
    let [first, second, third, rest @ ..] = bare.as_bytes() else { return false };
    let numbers = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    let with_letter = *first == b'W' && (third.is_ascii_digit() || third.is_ascii_uppercase());
    let old = is_digits(bare, 10) && *first == b'0' && &bare[4..6] == "00";
    old || (with_letter && second.is_ascii_digit() && rest.len() == 7 && numbers(rest))
}

/// A department, what kind of foundation, two numbers.
fn is_rnf(bare: &str) -> bool {
    let parts: Vec<&str> = bare.split('-').collect();
    let all = |part: &str, fits: fn(&u8) -> bool| !part.is_empty() && part.as_bytes().iter().all(fits);
    let [department, kind, number, last] = parts[..] else { return false };
    department.len() == 3
        && all(department, u8::is_ascii_alphanumeric)
        && all(kind, u8::is_ascii_uppercase)
        && all(number, u8::is_ascii_digit)
        && all(last, u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(ids: &[Id], given: &str) -> Result<String, Message> {
        super::read(ids, given, given)
    }

    /// Numbers that recorded answers and the portal's own test cases use (docs/portals/api-entreprise.md 8 and 10), and
    /// neighbours of them.
    #[test]
    fn good_and_bad_numbers_section_3_2() {
        let table: [(Id, &[&str], &[&str]); 5] = [
            (
                Id::Siren,
                &["418166096", "552049447", "130025265", "000000000"],
                &["418166097", "41816609", "4181660960", "41816609a", "４１８１６６０９６", ""],
            ),
            (
                Id::Siret,
                &["41816609600069", "13002526500013", "00000000000000", "35600000000048", "35600000012345"],
                &["41816609600068", "4181660960006", "35600000100000", "4181660960006X", "418166096"],
            ),
            (
                Id::Rna,
                &["W751212517", "W9R2003255", "0751001234"],
                &["W75121251", "W7512125170", "WA51212517", "X751212517", "0751101234", "1751001234", "Wé12125170"],
            ),
            (
                Id::Eori,
                &["FR16002307300010", "ESA08536583", "DE1"],
                &["FR16002307300011", "FR1", "ES", "E5A08536583", "16002307300010"],
            ),
            (
                Id::Rnf,
                &["075-FRUP-00194-01"],
                &["075-FRUP-00194", "75-FRUP-00194-01", "075-1-00194-01", "075FRUP0019401"],
            ),
        ];
        for (id, good, bad) in table {
            for given in good {
                assert_eq!(read(&[id], given).as_deref(), Ok(*given), "{id:?}");
            }
            for given in bad {
                assert!(read(&[id], given).is_err(), "{id:?} {given:?}");
            }
        }
    }

    #[test]
    fn either_number_does_and_letters_may_be_small_section_3_2() {
        let association = [Id::Siren, Id::Siret, Id::Rna];
        for given in ["775672272", "41816609600069", "W751212517"] {
            assert_eq!(read(&association, given).unwrap(), given);
        }
        assert_eq!(read(&association, "w751212517").unwrap(), "W751212517");
        assert_eq!(read(&[Id::Siret, Id::Eori], "esa08536583").unwrap(), "ESA08536583");
    }

    #[test]
    fn the_reason_tells_a_slip_from_a_wrong_kind_of_number() {
        assert!(read(&[Id::Siren], "418166097").unwrap_err().contains("check digit"));
        assert!(read(&[Id::Siren], "41816609600069").unwrap_err().contains("9 digits"));
        assert!(read(&[Id::Siret, Id::Rna], "41816609600068").unwrap_err().contains("check digit"));
        let both = read(&[Id::Siret, Id::Rna], "x").unwrap_err().to_string();
        assert!(
            both.starts_with("\"x\" is not a valid SIRET or RNA: ")
                && both.contains("14 digits")
                && both.contains("W751212517")
        );
    }
}
