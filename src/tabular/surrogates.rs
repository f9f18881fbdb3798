//! Characters beyond the first 65,536 as some databases write them (CESU-8): both halves of the pair that UTF-16 has, each
//! as UTF-8 would write a character. They are joined into the one character they mean.

use std::borrow::Cow;

/// How long a pair is.
const LENGTH: usize = 6;
/// What each half begins with, and nothing else in UTF-8 but a few Asian letters.
const BEGINS: u8 = 0xed;

/// Joins pairs in bytes that come piece by piece.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct SurrogateJoiner {
    /// How many pairs were joined.
    pub joined: u64,
    /// What may be the beginning of a pair, and is not told yet.
    held: [u8; LENGTH],
    length: usize,
}

impl SurrogateJoiner {
    /// What `piece` says behind what is held; `last`: nothing comes after it.
    pub fn join<'a>(&mut self, piece: &'a [u8], last: bool) -> Cow<'a, [u8]> {
        if self.length == 0 && memchr::memchr(BEGINS, piece).is_none() {
            return Cow::Borrowed(piece);
        }
        let held = self.held.get(..std::mem::take(&mut self.length)).unwrap_or_default();
        let bytes = [held, piece].concat();
        let (mut told, mut at) = (Vec::with_capacity(bytes.len()), 0);
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let next = memchr::memchr(BEGINS, rest).unwrap_or(rest.len());
            told.extend_from_slice(&rest[..next]);
            let rest = &rest[next..];
            at += next;
            match pair(rest) {
                Some(c) => {
                    self.joined += 1;
                    told.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                    at += LENGTH;
                }
                None if !last && rest.len() < LENGTH && could_begin(rest) => {
                    self.length = rest.len();
                    self.held.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
                    break;
                }
                None => {
                    told.extend(rest.first());
                    at += 1;
                }
            }
        }
        Cow::Owned(told)
    }

    /// How many bytes are held.
    pub fn held(&self) -> usize {
        self.length
    }
}

/// The character whose two halves these bytes begin with.
fn pair(bytes: &[u8]) -> Option<char> {
    let [BEGINS, high @ 0xa0..=0xaf, one, BEGINS, low @ 0xb0..=0xbf, two, ..] = *bytes else { return None };
    let is_continued = [one, two].iter().all(|byte| (0x80..=0xbf).contains(byte));
    let half = |byte: u8, rest: u8| u32::from(byte & 0x0f) << 6 | u32::from(rest & 0x3f);
    is_continued.then(|| char::from_u32(0x10000 + (half(high, one) << 10 | half(low & 0x0f, two))))?
}

/// Whether a pair may begin so, which is cut.
fn could_begin(bytes: &[u8]) -> bool {
    let ranges = [BEGINS..=BEGINS, 0xa0..=0xaf, 0x80..=0xbf, BEGINS..=BEGINS, 0xb0..=0xbf, 0x80..=0xbf];
    !bytes.is_empty() && bytes.iter().zip(ranges).all(|(byte, range)| range.contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_joined_wherever_the_bytes_are_cut() {
        let text = b"a\xed\xa0\xbd\xed\xb8\x80b\xed\x9f\xbf\xed\xa0\x80c\xed\xa0\xbc\xed\xbe\x89\xed";
        let expected = "a😀b\u{d7ff}".as_bytes().to_vec();
        let expected = [&expected[..], b"\xed\xa0\x80c", "🎉".as_bytes(), b"\xed"].concat();
        for at in 0..=text.len() {
            let mut joiner = SurrogateJoiner::default();
            let mut told = joiner.join(&text[..at], false).into_owned();
            told.extend_from_slice(&joiner.join(&text[at..], true));
            assert_eq!((told, joiner.joined), (expected.clone(), 2), "cut at {at}");
        }
    }
}
