//! How people and pages are reached: telephone numbers, electronic mail, web addresses.

use super::Fit;

/// The most digits a telephone number has, with its country's.
const DIGITS: usize = 15;

/// As written in France: `02 99 12 34 56`, `+33 (0)2.99.12.34.56`; where the name says so also short numbers (`3639`),
/// those of other countries, and those whose zero a spreadsheet dropped.
pub fn phone(cell: &str, named: bool) -> Fit {
    let international = cell.strip_prefix('+').or_else(|| cell.strip_prefix("00"));
    let is_abroad = international.is_some();
    let written = international.unwrap_or(cell);
    let (before, after) = written.split_once("(0)").unwrap_or((written, ""));
    let (mut digits, mut count) = ([0; DIGITS], 0);
    for c in before.chars().chain(after.chars()) {
        match c {
            '0'..='9' => {
                let Some(place) = digits.get_mut(count) else { return Fit::No };
                *place = u8::try_from(c).unwrap_or_default();
                count += 1;
            }
            ' ' | '.' | '-' | '/' | '(' | ')' | '\u{a0}' | '\u{202f}' => {}
            _ => return Fit::No,
        }
    }
    let digits = digits.get(..count).unwrap_or_default();
    Fit::valid_if(if is_abroad { is_international(digits, named) } else { is_national(digits, named) })
}

/// Behind the plus: France, what lies overseas, and any other country.
fn is_international(digits: &[u8], named: bool) -> bool {
    match digits {
        [b'3', b'3', first, rest @ ..] => rest.len() == 8 && *first != b'0',
        [b'2', b'6', b'2' | b'9', rest @ ..] | [b'5', b'9', b'0' | b'4' | b'6', rest @ ..] => rest.len() == 9,
        [b'6', b'8', b'7' | b'9', rest @ ..] => matches!(rest.len(), 6 | 8),
        _ => named && digits.len() >= 8,
    }
}

fn is_national(digits: &[u8], named: bool) -> bool {
    match digits {
        [b'0', second, rest @ ..] => rest.len() == 8 && *second != b'0',
        b"15" | b"17" | b"18" | b"112" | b"114" | b"115" | b"119" => named,
        [b'3', rest @ ..] if rest.len() == 3 => named,
        _ => named && digits.len() == 9,
    }
}

pub fn email(cell: &str) -> Fit {
    let Some((local, domain)) = cell.split_once('@') else { return Fit::No };
    let is_plain =
        |text: &str| text.chars().all(|c| !c.is_whitespace() && !matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '@'));
    let mut labels = domain.split('.');
    let is_domain = labels.clone().count() > 1
        && labels.clone().all(|label| !label.is_empty() && !label.starts_with('-'))
        && labels.next_back().is_some_and(|last| last.len() > 1 && !last.bytes().any(|byte| byte.is_ascii_digit()));
    Fit::valid_if(!local.is_empty() && is_plain(local) && is_plain(domain) && is_domain)
}

/// With its scheme, or where the name says so a host alone: `www.exemple.fr/page`.
pub fn url(cell: &str, named: bool) -> Fit {
    let scheme =
        ["http://", "https://", "ftp://", "HTTP://", "HTTPS://"].into_iter().find_map(|it| cell.strip_prefix(it));
    let is_host = |text: &str| {
        let host = text.split(['/', '?', '#']).next().unwrap_or_default();
        host.len() > 3 && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    };
    let bare = cell.strip_prefix("www.").filter(|_| !cell.contains('@'));
    let fits = match scheme {
        Some(rest) => is_host(rest) || rest.starts_with("localhost"),
        None => bare.is_some_and(is_host) || named && !cell.contains('@') && is_bare_host(cell) && is_host(cell),
    };
    Fit::valid_if(fits && !cell.contains(char::is_whitespace))
}

/// `exemple.fr`: letters behind the last point of its host.
fn is_bare_host(cell: &str) -> bool {
    let host = cell.split(['/', '?', '#']).next().unwrap_or_default();
    let last = host.rsplit('.').next().unwrap_or_default();
    last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_lowercase())
}
