//! Codes of the places of France: communes, départements, régions, INSEE's quarters, where letters are delivered.

use super::Fit;

/// Codes of the régions of today and of those before 2016, and of what lies overseas.
const REGIONS: [&str; 37] = [
    "01", "02", "03", "04", "05", "06", "07", "08", "11", "21", "22", "23", "24", "25", "26", "27", "28", "31", "32",
    "41", "42", "43", "44", "52", "53", "54", "72", "73", "74", "75", "76", "82", "83", "84", "91", "93", "94",
];

/// `2A004`, `01001` also as `1001`, which a spreadsheet made of it; those born abroad are of `99…`.
pub fn commune(cell: &str) -> Fit {
    let fits = match cell.as_bytes() {
        [b'1'..=b'9', rest @ ..] if rest.len() == 3 => are_digits(rest),
        [b'2', b'A' | b'B' | b'a' | b'b', rest @ ..] if rest.len() == 3 => are_digits(rest),
        [b'2', b'0', ..] => false,
        bytes if bytes.len() == 5 && are_digits(bytes) => {
            matches!(&cell[..2], "97" | "98" | "99") || is_metropolitan(&cell[..2])
        }
        _ => false,
    };
    Fit::valid_if(fits)
}

/// `01` also as `1`; a territory overseas by its three digits; 20 is Corsica before 1976.
pub fn departement(cell: &str) -> Fit {
    let fits = match cell.as_bytes() {
        [b'1'..=b'9'] | [b'2', b'A' | b'B' | b'a' | b'b'] | [b'9', b'7', b'1'..=b'8'] => true,
        [b'9', b'8', b'4' | b'6'..=b'9'] => true,
        [_, _] => cell == "20" || is_metropolitan(cell),
        _ => false,
    };
    Fit::valid_if(fits)
}

pub fn region(cell: &str) -> Fit {
    Fit::valid_if(matches!(cell, "1" | "2" | "3" | "4" | "6") || REGIONS.contains(&cell))
}

/// `35000`, `01000` also as `1000`; Corsica is 20, Monaco and what lies overseas 97 and 98.
pub fn postal_code(cell: &str) -> Fit {
    let fits = match cell.as_bytes() {
        [b'1'..=b'9', rest @ ..] if rest.len() == 3 => are_digits(rest),
        bytes if bytes.len() == 5 && are_digits(bytes) => {
            matches!(&cell[..2], "20" | "97" | "98") || is_metropolitan(&cell[..2])
        }
        _ => false,
    };
    Fit::valid_if(fits)
}

pub fn iris(cell: &str) -> Fit {
    let bytes = cell.as_bytes();
    let fits = bytes.len() == 9
        && are_digits(&bytes[5..])
        && bytes[..5].is_ascii()
        && cell.get(..5).is_some_and(|of| commune(of) == Fit::Valid);
    Fit::valid_if(fits)
}

/// `01` to `95` but for 20.
fn is_metropolitan(code: &str) -> bool {
    matches!(
        code.as_bytes(),
        [b'0', b'1'..=b'9'] | [b'1' | b'3'..=b'8', b'0'..=b'9'] | [b'2', b'1'..=b'9'] | [b'9', b'0'..=b'5']
    )
}

fn are_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}
