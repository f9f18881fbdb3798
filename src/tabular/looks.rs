//! What a cell looks like, in whatever way its file writes numbers: enough to tell names from values, and one way of parting
//! rows from another.

/// What a cell looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellLooks {
    Empty,
    /// What some write where there is nothing.
    Absent,
    Number,
    /// A day, a time of day, or both.
    Moment,
    /// Letters and digits without a space.
    Code,
    /// No digit.
    Word,
    /// Anything else.
    Phrase,
}

impl CellLooks {
    pub fn of(cell: &str) -> Self {
        let cell = cell.trim();
        let has = |is: fn(char) -> bool| cell.chars().take(200).any(is);
        match () {
            () if cell.is_empty() => Self::Empty,
            () if is_absent(cell) => Self::Absent,
            () if !has(|c| c.is_ascii_digit()) => Self::Word,
            () if is_number(cell) => Self::Number,
            () if is_moment(cell) => Self::Moment,
            () if has(char::is_whitespace) || cell.len() > 60 => Self::Phrase,
            () => Self::Code,
        }
    }

    /// What hardly ever names a column.
    pub fn is_value(self) -> bool {
        matches!(self, Self::Number | Self::Moment)
    }
}

fn is_absent(cell: &str) -> bool {
    matches!(
        cell.to_ascii_lowercase().as_str(),
        "-" | "--"
            | "#n/a"
            | "s.o."
            | "…"
            | "n.d."
            | "nd"
            | "n/d"
            | "na"
            | "n/a"
            | "nan"
            | "null"
            | "none"
            | "\\n"
            | "ns"
            | "n.c."
            | "nc"
            | "s"
            | "*"
    )
}

/// Digits and what stands among them, with a unit perhaps.
fn is_number(cell: &str) -> bool {
    let bare = bare_number(cell);
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let (mantissa, exponent) = bare.split_once(['e', 'E']).unwrap_or((bare, "0"));
    let exponent = exponent.trim_start_matches(['-', '+']);
    mantissa.contains(|c: char| c.is_ascii_digit())
        && mantissa.chars().all(is_part)
        && !exponent.is_empty()
        && exponent.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number without its sign, and without the unit it is in.
pub fn bare_number(cell: &str) -> &str {
    let bare = cell.trim().trim_start_matches(['€', '$', '£']).trim_start();
    let bare = bare.trim_end_matches(['%', '€', '$', '£']).trim_end();
    let bare = bare.strip_suffix("EUR").unwrap_or(bare).trim_end();
    let signed = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).or_else(|| bare.strip_suffix('-'));
    let is_sum = |rest: &&str| rest.contains([',', '.']) && rest.starts_with(|c: char| c.is_ascii_digit());
    let bare = signed.filter(is_sum).unwrap_or(bare);
    bare.strip_prefix(['-', '+', '−']).unwrap_or(bare).trim_start()
}

/// Digits parted as days and times of day are.
fn is_moment(cell: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | ':' | '.' | 'T' | 'Z' | ' ' | '+' | 'h');
    let parted = |sign: char| cell.matches(sign).count();
    cell.len() <= 35
        && cell.chars().all(is_part)
        && (parted('/') >= 2 || parted('-') >= 2 || parted(':') >= 1 || parted('h') == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_look_like_what_they_are() {
        for (cell, looks) in [
            ("", CellLooks::Empty),
            ("n.d.", CellLooks::Absent),
            ("-12,5", CellLooks::Number),
            ("1 234,50 €", CellLooks::Number),
            ("12,5 %", CellLooks::Number),
            ("1.5e-3", CellLooks::Number),
            ("(1 234,50)", CellLooks::Number),
            ("(p)", CellLooks::Word),
            ("12,50-", CellLooks::Number),
            ("1\u{202f}234", CellLooks::Number),
            ("31/12/2023", CellLooks::Moment),
            ("2024-01-31T10:00:00Z", CellLooks::Moment),
            ("10:30", CellLooks::Moment),
            ("2A004", CellLooks::Code),
            ("Rennes", CellLooks::Word),
            ("Code INSEE", CellLooks::Word),
            ("12 rue de la Paix", CellLooks::Phrase),
        ] {
            assert_eq!(CellLooks::of(cell), looks, "{cell}");
        }
    }
}
