//! What the entries of archives are called: their bytes are of the code page of whoever made the archive.

use flate2::Crc;
use unicode_normalization::UnicodeNormalization as _;

use crate::base::text;
use crate::tabular::Charset;

/// What names in French are written with beyond ASCII.
const FRENCH: &str = "àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜ«»°’–";

/// The name of a ZIP's entry. `is_utf8`: its flag says so; `unicode`: what Info-ZIP's field says of it, if one is there.
pub fn of_zip(bytes: &[u8], is_utf8: bool, unicode: Option<&[u8]>) -> String {
    let stated = unicode.and_then(|field| unicode_path(bytes, field));
    let name = match stated {
        Some(name) => name,
        None if is_utf8 => String::from_utf8_lossy(bytes).into_owned(),
        None => decoded(bytes),
    };
    shown(&name)
}

/// As a person is shown it: safe, its letters whole, its folders parted by `/`.
pub fn shown(name: &str) -> String {
    let parted = if name.contains('/') { name.to_owned() } else { name.replace('\\', "/") };
    text::line(&parted.nfc().collect::<String>())
}

/// UTF-8 where it is valid, whatever the flag says; else the code page that gives the more French.
pub fn decoded(bytes: &[u8]) -> String {
    if let Ok(name) = std::str::from_utf8(bytes) {
        return name.to_owned();
    }
    let (dos, windows) = (Charset::CP850.text(bytes), Charset::WINDOWS_1252.text(bytes));
    if french(&windows) > french(&dos) { windows } else { dos }
}

/// How many of its letters are of French, less those of nobody.
fn french(name: &str) -> i64 {
    name.chars().filter(|c| !c.is_ascii()).map(|c| if FRENCH.contains(c) { 1 } else { -1 }).sum()
}

/// Version, checksum of the name that it is of, and the name.
fn unicode_path(name: &[u8], field: &[u8]) -> Option<String> {
    let (head, path) = field.split_at_checked(5)?;
    let stated = u32::from_le_bytes(head.get(1..5)?.try_into().ok()?);
    let mut crc = Crc::new();
    crc.update(name);
    (crc.sum() == stated).then(|| std::str::from_utf8(path).ok().map(str::to_owned))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_in_the_code_page_it_was_written_in() {
        for (bytes, is_utf8, expected) in [
            (&b"plan.csv"[..], false, "plan.csv"),
            ("été.csv".as_bytes(), true, "été.csv"),
            ("été.csv".as_bytes(), false, "été.csv"),
            (b"\x82t\x82.csv", false, "été.csv"),
            (b"\xe9t\xe9.csv", false, "été.csv"),
            (b"R\x90GION.csv", false, "RÉGION.csv"),
            (b"fa\x87ade\\no\x89l.csv", false, "façade/noël.csv"),
            ("e\u{301}te\u{301}.csv".as_bytes(), true, "été.csv"),
            (b"a\x1b[31m\nb.csv", true, "a b.csv"),
            (b"a\xff.csv", true, "a\u{fffd}.csv"),
        ] {
            let name = of_zip(bytes, is_utf8, None);
            match expected {
                "a b.csv" => assert!(!name.contains(['\x1b', '\n']), "{name:?}"),
                expected => assert_eq!(name, expected),
            }
        }
    }

    #[test]
    fn the_field_for_unicode_counts_where_it_is_of_this_name() {
        let mut crc = Crc::new();
        crc.update(b"?t?.csv");
        let field = [&[1][..], &crc.sum().to_le_bytes(), "été.csv".as_bytes()].concat();
        assert_eq!(of_zip(b"?t?.csv", false, Some(&field)), "été.csv");
        assert_eq!(of_zip(b"other.csv", false, Some(&field)), "other.csv");
        assert_eq!(of_zip(b"a.csv", false, Some(b"\x01")), "a.csv");
    }
}
