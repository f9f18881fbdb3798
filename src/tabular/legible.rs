//! How much bytes read like French, or like another Western language, in one charset or another: which tells charsets
//! apart in which all bytes are characters.

use std::sync::LazyLock;

use super::charset::Charset;

/// What bytes that are not UTF-8 usually are in French files; of those alike the first.
const CANDIDATES: [Charset; 6] =
    [Charset::WINDOWS_1252, Charset::ISO_8859_15, Charset::CP850, Charset::CP858, Charset::MAC_ROMAN, Charset::CP437];
/// How many bytes are looked at.
const LOOKED_AT: usize = 4000;

/// A charset in which bytes can be read, and how well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Legible {
    pub charset: Charset,
    /// What each byte that is not ASCII adds to it on the average: from about -2 to 2.
    pub score: f64,
    /// By how much the next charset that reads another text is worse.
    pub lead: f64,
    /// How many bytes say so.
    pub bytes: usize,
}

/// The charset in which `bytes`, which are not UTF-8, read best.
pub fn most_legible(bytes: &[u8]) -> Legible {
    let high: Vec<usize> =
        bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()).map(|(at, _)| at).take(LOOKED_AT).collect();
    let has_feeds = bytes.contains(&b'\n');
    let is_old_mac = !has_feeds && bytes.contains(&b'\r');
    let read: Vec<_> = CANDIDATES
        .into_iter()
        .zip(TABLES.iter())
        .map(|(charset, table)| {
            let prior = match charset == Charset::MAC_ROMAN {
                true if is_old_mac => 2.0,
                // Programs that write line feeds hardly write this.
                true if has_feeds => -1.5,
                _ => 0.0,
            };
            let total = high.iter().map(|at| around(bytes, *at, table)).sum::<f64>() + prior;
            let text: Vec<char> = high.iter().map(|at| table[usize::from(bytes[*at])]).collect();
            (charset, total, text)
        })
        .collect();
    let best = read.iter().rev().max_by(|(_, one, _), (_, other, _)| one.total_cmp(other));
    let Some((charset, total, text)) = best else {
        return Legible { charset: Charset::WINDOWS_1252, score: 0.0, lead: 0.0, bytes: 0 };
    };
    let next = read.iter().filter(|(_, _, other)| other != text).map(|(_, total, _)| *total).fold(f64::MIN, f64::max);
    let count = high.len().max(1) as f64;
    Legible { charset: *charset, score: total / count, lead: total - next, bytes: high.len() }
}

/// What each byte is in each of the candidates.
static TABLES: LazyLock<[[char; 256]; 6]> = LazyLock::new(|| CANDIDATES.map(table));

fn table(charset: Charset) -> [char; 256] {
    std::array::from_fn(|byte| {
        let mut text = String::new();
        charset.decoder().decode(&[byte as u8], true, &mut text);
        text.chars().next().unwrap_or('\u{fffd}')
    })
}

/// How well the character at `at` fits between those beside it.
fn around(bytes: &[u8], at: usize, table: &[char; 256]) -> f64 {
    let of = |at: Option<usize>| at.and_then(|at| bytes.get(at)).map_or('\n', |byte| table[usize::from(*byte)]);
    fits(of(at.checked_sub(1)), of(Some(at)), of(at.checked_add(1)))
}

fn fits(before: char, c: char, after: char) -> f64 {
    let (left, right) = (before.is_alphabetic(), after.is_alphabetic());
    let is_high = |c: char| c.is_alphabetic() && !c.is_ascii();
    if is_high(before) && is_high(after) {
        return -1.0; // as in Cyrillic or Greek, and hardly ever in Western languages
    }
    match c {
        'à' | 'À' | 'é' | 'ô' | 'Ô' if !left && !right => {
            if matches!(c, 'à' | 'À') {
                0.5
            } else {
                -0.3
            }
        }
        c if c.is_lowercase() && !is_sign(c) => match (left, right) {
            (false, false) => -0.7,
            // A small letter among large ones.
            (true, true) if before.is_uppercase() && after.is_uppercase() => -1.0,
            (false, true) if after.is_uppercase() => -1.0,
            _ => usual(c),
        },
        c if c.is_uppercase() => match (left, right) {
            (true, _) if before.is_lowercase() => -2.0,
            (false, false) => -0.7,
            _ => usual(c) * 0.9,
        },
        _ => sign(before, c, after),
    }
}

/// Letters to Unicode, and not to who writes.
fn is_sign(c: char) -> bool {
    matches!(c, 'ª' | 'º' | 'µ' | 'ƒ' | 'π' | 'ⁿ')
}

/// How usual a letter is.
fn usual(c: char) -> f64 {
    match c {
        'é' | 'É' => 2.0,
        'è' | 'à' | 'È' | 'À' => 1.5,
        'ê' | 'ç' | 'Ê' | 'Ç' => 1.2,
        'ô' | 'î' | 'â' | 'û' | 'ù' | 'Ô' | 'Î' | 'Â' | 'Û' => 1.0,
        'ï' | 'ë' | 'œ' | 'Ï' | 'Ë' | 'Œ' => 0.8,
        'ü' | 'ö' | 'ä' | 'ñ' | 'ß' | 'á' | 'í' | 'ó' | 'ú' | 'ã' | 'õ' | 'Ö' | 'Ü' | 'Ä' | 'Ñ' | 'Á' | 'Í' | 'Ó' => {
            0.6
        }
        'æ' | 'å' | 'ø' | 'ì' | 'ò' | 'Å' | 'Ø' | 'Æ' | 'Ù' | 'Ú' => 0.3,
        _ => -0.5,
    }
}

/// What is no letter.
fn sign(before: char, c: char, after: char) -> f64 {
    let (left, right) = (before.is_alphabetic(), after.is_alphabetic());
    let apart = |c: char| !c.is_alphanumeric();
    match c {
        '’' | '‘' if left && right => 1.5,
        '°' | 'º' if before.is_ascii_digit() || matches!(before, 'n' | 'N' | ' ') => 1.0,
        '²' | '³' if left || before.is_ascii_digit() || before == ')' => 1.0,
        '€' | '£' if apart(before) || before.is_ascii_digit() => {
            if right {
                -0.5
            } else {
                1.0
            }
        }
        '\u{a0}' if left && right => 0.2,
        '\u{a0}' => 0.8,
        '“' | '«' | '„' if apart(before) => 0.7,
        '”' | '»' | '’' | '‘' if apart(after) => 0.6,
        '–' | '—' | '•' | '·' if apart(before) || before.is_ascii_digit() => 0.4,
        '…' if !right => 0.5,
        '½' | '¼' | '¾' | '×' | '±' | '§' | 'µ' | '®' | '©' | '™' | 'ª' | '‰' if !left => 0.3,
        '\u{80}'..='\u{9f}' | '\u{fffd}' => -3.0,
        _ if left && right => -1.5,
        '─'..='█' | '∀'..='⋿' | '◊' | '■' => -1.5,
        _ => -0.3,
    }
}
