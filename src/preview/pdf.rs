//! What a PDF says of itself: version, pages, title, author, dates, whether it is locked; and the text of its first page.
//!
//! A search for a handful of keys, not a reader of PDF: such a crate takes longer to build than all other previews
//! together, and unpacks whatever a file claims.

use std::io::Read as _;

use encoding_rs::UTF_16BE;
use flate2::read::ZlibDecoder;
use memchr::memmem;

use super::{Preview, ReadAt, SAMPLE, Sample, View, whole};
use crate::base::beside::beside;
use crate::base::error::Result;
use crate::base::i18n::Said;
use crate::base::text::some_line;
use crate::model::{Fact, Label};
use crate::{said, t};

mod filters;
mod objects;
mod text;

/// How much packed objects may unpack to, all together.
const UNPACKED: u64 = 4 << 20;

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample) -> Result<Preview> {
    let mut notes = vec![];
    let (bytes, read) = match whole(source, sample).await? {
        Ok(bytes) => {
            let read = bytes.len() as u64;
            (bytes.to_vec(), read)
        }
        // Too large: its beginning and its end tell most.
        Err(_) => {
            let mut bytes = sample.bytes.to_vec();
            if let (Some(total), true) = (sample.total, source.seeks()) {
                let from = total.saturating_sub(SAMPLE as u64).max(bytes.len() as u64);
                bytes.push(b'\n');
                bytes.extend(source.at(from, (total - from) as usize).await?);
            }
            notes.push(t!("preview-pdf-large"));
            let read = bytes.len() as u64;
            (bytes, read)
        }
    };
    let looked = beside(move |_| {
        let facts = facts(&bytes);
        let is_locked = !positions(&bytes, b"/Encrypt").is_empty();
        (facts, is_locked, if is_locked { None } else { text::first_page(&bytes) })
    });
    let Ok((facts, is_locked, page)) = looked.await else {
        return Ok(Preview::refused("pdf", t!("preview-reader-gave-up")));
    };
    if page.is_none() && !is_locked {
        notes.push(t!("formats-pdf-no-text"));
    }
    let facts = (!facts.is_empty()).then_some(View::Facts(facts));
    let views: Vec<View> = facts.into_iter().chain(page.map(View::Text)).collect();
    let mut preview = match views.is_empty() {
        true => Preview::refused("pdf", t!("preview-pdf-nothing")),
        false => Preview::new("pdf", views),
    };
    preview.notes = notes;
    preview.bytes_read = read;
    Ok(preview)
}

fn facts(bytes: &[u8]) -> Vec<Fact> {
    let unpacked = object_streams(bytes);
    let places = || [bytes, &unpacked].into_iter();
    let mut facts = Vec::new();
    let mut add = |label: Said, text: Option<String>| facts.extend(text.map(|text| (Label::from(label), text)));
    add(said!("preview-pdf-version"), version(bytes));
    add(said!("preview-pdf-pages"), places().filter_map(pages).max().map(|pages| pages.to_string()));
    let locked = !positions(bytes, b"/Encrypt").is_empty();
    if locked {
        add(said!("preview-pdf-locked"), Some(t!("preview-pdf-password")));
    } else {
        for (label, key) in [
            (said!("preview-pdf-title"), "/Title"),
            (said!("preview-pdf-author"), "/Author"),
            (said!("preview-pdf-subject"), "/Subject"),
            (said!("preview-pdf-keywords"), "/Keywords"),
            (said!("preview-made-with"), "/Creator"),
            (said!("preview-pdf-made-by"), "/Producer"),
        ] {
            add(label, places().find_map(|place| info(place, key)));
        }
        add(
            said!("preview-pdf-created"),
            places().find_map(|place| info(place, "/CreationDate")).map(|date| day(&date)),
        );
        add(said!("preview-pdf-modified"), places().find_map(|place| info(place, "/ModDate")).map(|date| day(&date)));
    }
    facts
}

fn version(bytes: &[u8]) -> Option<String> {
    let at = positions(&bytes[..bytes.len().min(1024)], b"%PDF-").into_iter().next()?;
    let digits: String = bytes[at + 5..].iter().take(3).map(|byte| char::from(*byte)).collect();
    digits.chars().all(|c| c.is_ascii_digit() || c == '.').then_some(digits)
}

/// The count of the page tree's root, which is the largest; or what a file made for the web says first.
fn pages(bytes: &[u8]) -> Option<u64> {
    let linearized = positions(bytes, b"/Linearized").first().and_then(|at| number_after(bytes, *at, b"/N"));
    let counts = positions(bytes, b"/Pages").into_iter().filter_map(|at| {
        let start = dictionary_start(bytes, at);
        number_after(bytes, start, b"/Count")
    });
    linearized.or_else(|| counts.max()).filter(|pages| *pages > 0)
}

/// The `<<` before `at`, within reason.
fn dictionary_start(bytes: &[u8], at: usize) -> usize {
    let from = at.saturating_sub(2000);
    memmem::rfind(&bytes[from..at], b"<<").map_or(at, |found| from + found)
}

/// The number after `key` in the dictionary that begins at `at`.
fn number_after(bytes: &[u8], at: usize, key: &[u8]) -> Option<u64> {
    let end = (at + 100_000).min(bytes.len());
    let dictionary = &bytes[at..end];
    let dictionary = &dictionary[..memmem::find(dictionary, b">>").unwrap_or(dictionary.len())];
    for found in positions(dictionary, key) {
        let rest = &dictionary[found + key.len()..];
        let rest = rest.trim_ascii_start();
        let digits: String =
            rest.iter().take_while(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect();
        if let Ok(number) = digits.parse() {
            return Some(number);
        }
    }
    None
}

/// A text of the document's information.
fn info(bytes: &[u8], key: &str) -> Option<String> {
    // Outlines have titles too; those of the information dictionary stand beside a producer or a date.
    positions(bytes, key.as_bytes()).into_iter().find_map(|at| {
        let start = dictionary_start(bytes, at);
        let dictionary = &bytes[start..(at + 4000).min(bytes.len())];
        let is_info = ["/Producer", "/CreationDate", "/Creator", "/Author"]
            .iter()
            .any(|sign| !positions(&dictionary[..dictionary.len().min(4000)], sign.as_bytes()).is_empty());
        let is_outline = !positions(&dictionary[..(at - start).min(dictionary.len())], b"/Parent").is_empty();
        let value = bytes[at + key.len()..].trim_ascii_start();
        (is_info && !is_outline).then(|| string(value)).flatten()
    })
}

/// A PDF string: `(text)` with its escapes, or `<hex>`.
fn string(value: &[u8]) -> Option<String> {
    const LONGEST: usize = 2000;
    let raw = match value.first()? {
        b'(' => literal(&value[1..value.len().min(LONGEST)])?,
        b'<' if value.get(1) != Some(&b'<') => {
            let digits: Vec<u8> = value[1..value.len().min(LONGEST)]
                .iter()
                .take_while(|byte| **byte != b'>')
                .filter(|byte| byte.is_ascii_hexdigit())
                .copied()
                .collect();
            let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
            digits.chunks(2).filter_map(byte).collect()
        }
        _ => return None,
    };
    let decoded = match raw.strip_prefix(b"\xfe\xff") {
        Some(wide) => UTF_16BE.decode_without_bom_handling(wide).0,
        None => match raw.strip_prefix(b"\xef\xbb\xbf") {
            Some(utf8) => String::from_utf8_lossy(utf8),
            None => raw.iter().map(|byte| sign(*byte)).collect(),
        },
    };
    some_line(&decoded)
}

/// What a byte stands for in texts of a PDF that are in no Unicode (PDF 2.0, D.2): nearly Latin-1.
fn sign(byte: u8) -> char {
    const ACCENTS: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const SIGNS: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł',
        'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    let of = |signs: &[char], first: u8| signs.get(usize::from(byte.wrapping_sub(first))).copied();
    match byte {
        0x18..=0x1f => of(&ACCENTS, 0x18),
        0x80..=0xa0 => of(&SIGNS, 0x80),
        _ => None,
    }
    .unwrap_or(char::from(byte))
}

fn literal(value: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut depth = 0;
    let mut bytes = value.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => match bytes.next()? {
                b'n' | b'r' | b't' => out.push(b' '),
                first @ b'0'..=b'7' => {
                    let mut code = u32::from(first - b'0');
                    for _ in 0..2 {
                        let Some(digit) = bytes.next_if(|byte| matches!(byte, b'0'..=b'7')) else { break };
                        code = code * 8 + u32::from(digit - b'0');
                    }
                    out.push(code as u8);
                }
                other => out.push(other),
            },
            b'(' => {
                depth += 1;
                out.push(byte);
            }
            b')' if depth == 0 => return Some(out),
            b')' => {
                depth -= 1;
                out.push(byte);
            }
            byte => out.push(byte),
        }
    }
    None
}

/// `D:20240603102030+02'00'` as `2024-06-03`.
fn day(date: &str) -> String {
    let digits = date.strip_prefix("D:").unwrap_or(date);
    match (digits.get(..4), digits.get(4..6), digits.get(6..8)) {
        (Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
        _ => date.to_owned(),
    }
}

/// The objects that newer files keep packed, one after the other.
fn object_streams(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for at in positions(bytes, b"/ObjStm") {
        let left = UNPACKED.saturating_sub(out.len() as u64);
        let near = &bytes[at..bytes.len().min(at + 2000)];
        let Some(start) = memmem::find(near, b"stream") else { continue };
        let packed = &bytes[at + start + 6..];
        let packed = packed.strip_prefix(b"\r\n").or_else(|| packed.strip_prefix(b"\n")).unwrap_or(packed);
        // What is no deflated stream gives nothing, and a damaged one its beginning.
        let _ = ZlibDecoder::new(packed).take(left).read_to_end(&mut out);
        out.push(b'\n');
        if left == 0 {
            break;
        }
    }
    out
}

/// Where `wanted` stands as a word of its own; a bounded number of places.
fn positions(bytes: &[u8], wanted: &[u8]) -> Vec<usize> {
    const MOST: usize = 200;
    let ends = |at: &usize| bytes.get(at + wanted.len()).is_none_or(|next| !next.is_ascii_alphabetic());
    memmem::find_iter(bytes, wanted).take(10 * MOST).filter(ends).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_in_their_spellings() {
        let table: [(&[u8], Option<&str>); 6] = [
            (b"(Qualit\\351 de l'eau \\(2024\\))", Some("Qualité de l'eau (2024)")),
            (b"(a (nested) b) rest", Some("a (nested) b")),
            (b"<FEFF00E90074>", Some("ét")),
            (b"(open", None),
            (b"<< /A 1 >>", None),
            (b"12 0 R", None),
        ];
        for (raw, expected) in table {
            assert_eq!(string(raw).as_deref(), expected, "{}", String::from_utf8_lossy(raw));
        }
    }

    #[test]
    fn a_document_says_what_it_is() {
        let pdf = crate::base::file_writers::pdf(&["Bonjour"]);
        assert_eq!(facts(&pdf), [("version".into(), "1.4".to_owned()), ("pages".into(), "1".to_owned())]);
    }

    #[test]
    fn packed_objects_are_looked_into() {
        use std::io::Write as _;
        let objects = b"<< /Type /Pages /Kids [3 0 R 9 0 R] /Count 42 >> << /Title (Rapport) /Producer (x) /CreationDate (D:20240603) >>";
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(objects).unwrap();
        let head = b"%PDF-1.7\n1 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n";
        let pdf = [head.as_slice(), &packed.finish().unwrap(), b"\nendstream"].concat();
        let facts = facts(&pdf);
        for (label, expected) in [("pages", "42"), ("title", "Rapport"), ("created", "2024-06-03")] {
            assert!(facts.contains(&(label.into(), expected.to_owned())), "{label}: {facts:?}");
        }
    }
}
