//! How streams of a PDF are packed, and how that is undone within limits.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::objects::is_of_name;

/// The most ways a stream is packed in, one over the other.
const MOST: usize = 4;

/// What was packed as `stated` says (`/FlateDecode`, or a list of such names), at most `limit` bytes of it; `None` where
/// it is packed in a way that is not undone here. What is damaged gives its beginning.
pub fn undone(bytes: &[u8], stated: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut unpacked: Option<Vec<u8>> = None;
    for name in names(stated) {
        let packed = unpacked.as_deref().unwrap_or(bytes);
        unpacked = Some(match name {
            b"FlateDecode" | b"Fl" => {
                let mut out = vec![];
                let _ = ZlibDecoder::new(packed).take(limit as u64).read_to_end(&mut out);
                out
            }
            b"ASCII85Decode" | b"A85" => base_85(packed, limit),
            b"ASCIIHexDecode" | b"AHx" => hexadecimal(packed, limit),
            b"RunLengthDecode" | b"RL" => runs(packed, limit),
            b"LZWDecode" | b"LZW" => lzw(packed, limit),
            _ => return None,
        });
    }
    unpacked
}

/// The names in a list, or the only one.
fn names(stated: &[u8]) -> Vec<&[u8]> {
    let list = match stated.strip_prefix(b"[") {
        Some(list) => list.split(|byte| *byte == b']').next().unwrap_or_default(),
        None => {
            let end = stated.iter().skip(1).position(|byte| !is_of_name(*byte)).map_or(stated.len(), |at| at + 1);
            stated.get(..end).unwrap_or_default()
        }
    };
    let names = list.split(|byte| *byte == b'/').skip(1).map(<[u8]>::trim_ascii);
    names.take(MOST).collect()
}

fn base_85(packed: &[u8], limit: usize) -> Vec<u8> {
    let (mut out, mut group) = (vec![], vec![]);
    let packed = packed.strip_prefix(b"<~").unwrap_or(packed);
    for byte in packed.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        match byte {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ => break,
        }
        if group.len() == 5 {
            out.extend(four(&group));
            group.clear();
        }
        if out.len() >= limit {
            return out;
        }
    }
    // The last one has as many bytes as signs but one.
    if let Some(kept) = group.len().checked_sub(1) {
        group.resize(5, 84);
        out.extend(four(&group).into_iter().take(kept));
    }
    out
}

fn four(group: &[u8]) -> [u8; 4] {
    group.iter().fold(0_u32, |sum, digit| sum.wrapping_mul(85).wrapping_add(u32::from(*digit))).to_be_bytes()
}

fn hexadecimal(packed: &[u8], limit: usize) -> Vec<u8> {
    let digits = packed.iter().take_while(|byte| **byte != b'>').filter_map(|byte| char::from(*byte).to_digit(16));
    let digits: Vec<u8> = digits.take(limit.saturating_mul(2)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit) << (4 * (2 - pair.len()))).collect()
}

/// A length, and so many bytes; or one byte, so many times.
fn runs(mut packed: &[u8], limit: usize) -> Vec<u8> {
    let mut out = vec![];
    while let Some((length, rest)) = packed.split_first().filter(|_| out.len() < limit) {
        packed = rest;
        match usize::from(*length) {
            128 => break,
            length @ 0..128 => {
                let (run, rest) = packed.split_at((length + 1).min(packed.len()));
                out.extend_from_slice(run);
                packed = rest;
            }
            length => {
                let Some((byte, rest)) = packed.split_first() else { break };
                out.extend(std::iter::repeat_n(*byte, 257 - length));
                packed = rest;
            }
        }
    }
    out
}

/// Codes of 9 to 12 bits for what was seen before; they grow one early.
fn lzw(packed: &[u8], limit: usize) -> Vec<u8> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut out: Vec<u8> = vec![];
    // Where in what was written each code from 258 on stands.
    let mut known: Vec<(usize, usize)> = vec![];
    let mut last: Option<(usize, usize)> = None;
    let (mut bits, mut held, mut width) = (0_u32, 0, 9);
    for byte in packed {
        (bits, held) = (bits << 8 | u32::from(*byte), held + 8);
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held) as usize & ((1 << width) - 1);
        bits &= (1 << held) - 1;
        match code {
            CLEAR => {
                (known, last, width) = (vec![], None, 9);
                continue;
            }
            END => break,
            _ => {}
        }
        let begins = out.len();
        match (code, known.get(code.saturating_sub(258)).copied(), last) {
            (0..256, ..) => out.push(code as u8),
            (_, Some((from, to)), _) => out.extend_from_within(from..to),
            // What is not known yet is what came last, and its first byte once more.
            (_, None, Some((from, to))) if code == known.len() + 258 => {
                out.extend_from_within(from..to);
                out.extend_from_within(from..from + 1);
            }
            _ => break,
        }
        if let Some((from, to)) = last.filter(|_| known.len() < 4096 - 258) {
            // The last piece and the first byte of this one stand side by side.
            known.push((from, to + 1));
        }
        last = Some((begins, out.len()));
        width = match known.len() + 258 + 1 {
            0..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
        if out.len() >= limit {
            break;
        }
    }
    out.truncate(limit);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A filter, what it packs, and what that is unpacked.
    type FilterCase = (&'static [u8], &'static [u8], Option<&'static [u8]>);

    #[test]
    fn each_way_is_undone_alone_and_over_another() {
        let table: [FilterCase; 9] = [
            (b"87cURD]i,\"Ebo80~>", b"/ASCII85Decode /Length 3", Some(b"Hello World!")),
            (b"<~87cUR\nD]i,\"Ebo80z~>", b"[ /A85 ]", Some(b"Hello World!\0\0\0\0")),
            (b"48 65 6C6c 6f7>", b"/ASCIIHexDecode", Some(b"Hellop")),
            (b"\x02abc\xfex\x80zz", b"/RunLengthDecode>>", Some(b"abcxxx")),
            // The example of the standard.
            (b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", b"/LZWDecode", Some(b"-----A---B")),
            (b"800B6050220C0C8501>", b"[/ASCIIHexDecode/LZWDecode]", Some(b"-----A---B")),
            (b"x", b"/DCTDecode", None),
            (b"x", b"[/ASCIIHexDecode /JPXDecode]", None),
            (b"x", b"[]", None),
        ];
        for (packed, stated, expected) in table {
            assert_eq!(undone(packed, stated, 100).as_deref(), expected, "{}", String::from_utf8_lossy(stated));
        }
    }

    #[test]
    fn long_ones_grow_and_are_cut() {
        let text: Vec<u8> = (0..40_000_u32).flat_map(|at| format!("{} ", at % 977).into_bytes()).collect();
        let packed = lzw_packed(&text);
        assert_eq!(undone(&packed, b"/LZWDecode", text.len() + 1), Some(text.clone()));
        assert_eq!(undone(&packed, b"/LZWDecode", 1000), Some(text[..1000].to_vec()));
        assert!(undone(&[0x81; 9000], b"/RunLengthDecode", 1000).unwrap().len() < 1200);
        assert!(undone(&[b'z'; 9000], b"/A85", 1000).unwrap().len() < 1200);
        let mut rng = fastrand::Rng::with_seed(1);
        for _ in 0..2000 {
            let bytes: Vec<u8> = (0..rng.usize(0..200)).map(|_| rng.u8(..)).collect();
            for way in [&b"/LZW"[..], b"/RL", b"/A85", b"/AHx", b"/Fl"] {
                assert!(undone(&bytes, way, 300).unwrap().len() < 600);
            }
        }
    }

    fn lzw_packed(text: &[u8]) -> Vec<u8> {
        let mut codes: Vec<(usize, u32)> = vec![(256, 9)];
        let mut known = std::collections::HashMap::<Vec<u8>, usize>::new();
        let (mut piece, mut width): (Vec<u8>, u32) = (vec![], 9);
        let code = |known: &std::collections::HashMap<Vec<u8>, usize>, piece: &[u8]| match piece {
            [byte] => usize::from(*byte),
            piece => known[piece],
        };
        for byte in text {
            let longer = [&piece[..], &[*byte]].concat();
            if longer.len() == 1 || known.contains_key(&longer) {
                piece = longer;
                continue;
            }
            codes.push((code(&known, &piece), width));
            known.insert(longer, 258 + known.len());
            width = match known.len() + 258 {
                0..=511 => 9,
                512..=1023 => 10,
                1024..=2047 => 11,
                _ => 12,
            };
            piece = vec![*byte];
            if known.len() + 258 >= 4094 {
                codes.push((code(&known, &piece), width));
                codes.push((256, width));
                (known, piece, width) = (Default::default(), vec![], 9);
            }
        }
        if !piece.is_empty() {
            codes.push((code(&known, &piece), width));
        }
        codes.push((257, width));
        let mut bits: Vec<bool> = vec![];
        for (code, width) in codes {
            bits.extend((0..width).rev().map(|bit| code >> bit & 1 == 1));
        }
        bits.chunks(8)
            .map(|byte| byte.iter().enumerate().fold(0, |sum, (at, bit)| sum | u8::from(*bit) << (7 - at)))
            .collect()
    }
}
