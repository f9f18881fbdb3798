//! A secret in each of its spellings, and where a text holds one of them.
//!
//! Each of its signs may be escaped or not, in whichever way ([`escapes`]). What may differ besides is letter case (a key may
//! be answered in the other), white space and `+` for it, `-_` for `+/` in base64, and where in its groups of three bytes
//! base64 has the secret: these are looked for as one.
//!
//! # What is looked for where
//!
//! Ordinary text must stay what it is, though somebody's password is a word of it. So it matters what a secret looks like
//! ([`Looks`]): what was made up to be unguessable goes wherever it stands. What looks like a name or a long word
//! (`rennes2024`, `stationnement`) goes where it stands alone, letter for letter. A short word or a number (`rennes`) goes where
//! something says that a secret follows (`password=`), and in answers that refuse: those quote what was sent, and describe
//! nothing. Their base64 goes everywhere.

use std::collections::BTreeMap;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretSlice};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::view::{Meant, View, begins_an_escape, escapes, slashed};
use crate::base::secret_address::names_a_secret;

/// What is shorter is found in texts by chance.
const SHORTEST: usize = 6;
/// What is shorter and one word is a word of many texts.
const SHORTEST_NAME: usize = 10;
/// So much of one that was cut is not there by chance.
const SHORTEST_HALF: usize = 8;
/// No text has longer words by chance.
const LONGEST_WORD: usize = 18;
/// Nor longer names of several.
const LONGEST_NAME: usize = 20;
/// Nor longer numbers: dates, times, and the fourteen digits of an establishment.
const LONGEST_NUMBER: usize = 14;
/// How often a sign is escaped at most: JSON of a form in JSON is three times.
const DEPTH: usize = 3;
/// So many letters of base64 are not there by chance.
const SHORTEST_CORE: usize = 7;

/// How a spelling is found.
#[derive(Clone, Copy, PartialEq)]
enum Found {
    /// Wherever it stands.
    Anywhere,
    /// As it is, letter for letter, and not as a part of a longer word or name.
    Alone,
    /// Behind a word that says what follows, as the whole of what follows.
    Introduced,
    /// As a whole word, in an answer that refuses.
    Refusing,
    /// The part of base64 that depends on nothing but the secret; what is around it goes with it.
    Within,
    /// As a whole word of base64.
    Whole,
}

/// What a secret looks like.
enum Looks {
    MadeUp,
    /// Words and numbers, together: `rennes2024`, `plan-local-2024`; or one long word.
    Name,
    /// One short word, one number, or too short to be told from one.
    Word,
}

struct Spelling {
    /// Folded, but for what is found letter for letter.
    bytes: SecretSlice<u8>,
    found: Found,
}

/// Spellings of all the secrets that are known. It cannot be printed, and is wiped when it is dropped.
pub struct Spellings {
    /// By the byte that each begins with, folded.
    all: BTreeMap<u8, Vec<Spelling>>,
    begins: Pairs,
}

impl Spellings {
    pub const fn new() -> Self {
        Self { all: BTreeMap::new(), begins: Pairs([0; 1024]) }
    }

    /// Adds those of `secret`, which is sent alone, or behind `login` and a colon.
    pub fn add(&mut self, login: Option<&str>, secret: &str) {
        let secret = secret.trim();
        let found: &[Found] = match looks(secret) {
            Looks::MadeUp => &[Found::Anywhere],
            Looks::Name => &[Found::Alone, Found::Introduced, Found::Refusing],
            Looks::Word => &[Found::Introduced, Found::Refusing],
        };
        let composed = Zeroizing::new(secret.nfc().collect::<String>());
        for text in [secret, &**composed] {
            found.iter().for_each(|found| self.push(text.as_bytes(), *found));
        }
        for text in [Zeroizing::new(secret.to_owned()), form_encoded(secret)] {
            let cores = cores(&text);
            cores.iter().for_each(|core| self.push(core, Found::Within));
            if cores.len() < 3 {
                self.push_whole(&text);
            }
        }
        if let Some(login) = login.filter(|_| cores(secret).len() < 3) {
            self.push_whole(&Zeroizing::new(format!("{login}:{secret}")));
            self.push_whole(&Zeroizing::new(format!("{}:{}", &*form_encoded(login), &*form_encoded(secret))));
        }
    }

    /// Adds the base64 of a text that is too short to be told by a part of it.
    fn push_whole(&mut self, text: &str) {
        let encoded = Zeroizing::new(STANDARD_NO_PAD.encode(text));
        if encoded.len() >= SHORTEST_CORE {
            self.push(encoded.as_bytes(), Found::Whole);
        }
    }

    fn push(&mut self, text: &[u8], found: Found) {
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        for byte in text.iter().map(|byte| if found == Found::Alone { *byte } else { fold(*byte) }) {
            if byte != b' ' || bytes.last() != Some(&b' ') {
                bytes.push(byte);
            }
        }
        let Some(first) = bytes.first().copied().map(fold) else { return };
        let alike = self.all.entry(first).or_default();
        if alike.iter().any(|known| known.found == found && known.bytes.expose_secret() == bytes.as_slice()) {
            return;
        }
        self.begins.add(&bytes);
        alike.push(Spelling { bytes: bytes.as_slice().to_vec().into(), found });
    }

    /// Adds to `spans` where `view` holds any of them. `refuses`: whether it is of an answer that refuses.
    pub fn find(&self, view: &View<'_>, refuses: bool, spans: &mut Vec<Range<usize>>) {
        let bytes = &*view.bytes;
        for at in (0..bytes.len()).filter(|at| self.begins.may(&bytes[*at..])) {
            for first in first_bytes(bytes, at) {
                let of_first = self.all.get(&first).into_iter().flatten();
                let parts = of_first
                    .filter(|spelling| refuses || spelling.found != Found::Refusing)
                    .filter_map(|spelling| spelling.at(bytes, at));
                spans.extend(parts.map(|part| view.span(part)));
            }
        }
    }
}

/// Pairs of bytes, folded. Most texts have none of those that secrets begin with, and are passed over at once.
struct Pairs([u64; 1024]);

impl Pairs {
    /// Adds the pair that `text` begins with.
    fn add(&mut self, text: &[u8]) {
        match text {
            [] => {}
            [first] => (0..=u8::MAX).for_each(|second| self.set(*first, second)),
            [first, second, ..] => self.set(*first, *second),
        }
    }

    fn set(&mut self, first: u8, second: u8) {
        let (word, bit) = Self::place(first, second);
        self.0[word] |= 1 << bit;
    }

    /// Whether `text` may begin with what was added: for sure not, or perhaps.
    fn may(&self, text: &[u8]) -> bool {
        let (first, second) = (text[0], text.get(1).copied().unwrap_or_default());
        let (word, bit) = Self::place(first, second);
        self.0[word] & (1 << bit) != 0
            || begins_an_escape(first)
            || may_be_an_escape(second)
            || (first == b'/' && matches!(second, b'u' | b'x')) // see `slashed`
    }

    fn place(first: u8, second: u8) -> (usize, usize) {
        let pair = (usize::from(fold(first)) << 8) | usize::from(fold(second));
        (pair / 64, pair % 64)
    }
}

/// What may stand first at `at`, folded.
fn first_bytes(bytes: &[u8], at: usize) -> impl Iterator<Item = u8> {
    readings(bytes, at).map(|(meant, _)| fold(meant.bytes().0[0]))
}

impl Spelling {
    /// What of `bytes` goes, where the spelling begins at `at`.
    fn at(&self, bytes: &[u8], at: usize) -> Option<Range<usize>> {
        let end = self.end(bytes, at)?;
        match self.found {
            Found::Anywhere => Some(at..end),
            Found::Alone => is_alone(bytes, at, end).then_some(at..end),
            Found::Introduced => (!continues(bytes.get(end)) && is_introduced(&bytes[..at])).then_some(at..end),
            Found::Refusing => (!continues(bytes.get(end)) && !continues(bytes[..at].last())).then_some(at..end),
            Found::Within => {
                let before = bytes[..at].iter().rev().take_while(|byte| is_base64(byte)).count();
                let behind = bytes[end..].iter().take_while(|byte| is_base64(byte) || **byte == b'=').count();
                Some(at - before..end + behind)
            }
            Found::Whole => {
                let is_alone = !bytes[..at].last().is_some_and(is_base64) && !bytes.get(end).is_some_and(is_base64);
                let behind = bytes[end..].iter().take_while(|byte| **byte == b'=').count();
                is_alone.then_some(at..end + behind)
            }
        }
    }

    /// Where it ends that begins at `at`. A text that was cut may end with a half of it.
    fn end(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let spelling = self.bytes.expose_secret();
        let half = match self.found {
            Found::Anywhere | Found::Within => SHORTEST_HALF.max(spelling.len() / 2),
            _ => usize::MAX,
        };
        let sure = self.count_sure(&bytes[at..]);
        if let (Some(wanted), Some(stands)) = (spelling.get(sure), bytes.get(at + sure))
            && !self.is(*wanted, *stands)
            && !may_be_an_escape(*stands)
        {
            return None; // as most of what begins like it
        }
        // How much of it is found, and where that ends: an escape can be read in more than one way.
        let mut reached = vec![(sure, at + sure)];
        let mut end = None;
        let mut next = 0;
        while let Some((count, at)) = reached.get(next).copied() {
            next += 1;
            if count == spelling.len() || (at == bytes.len() && count >= half) {
                end = end.max(Some(at));
            }
            let read = readings(bytes, at)
                .flat_map(|(meant, behind)| self.steps(count, meant).map(|step| Some((step?, behind))));
            let passed = (count > 0 && is_slashed(&bytes[at..])).then_some((count, at + 1));
            for step in read.flatten().chain(passed) {
                if !reached.contains(&step) {
                    reached.push(step);
                }
            }
        }
        end
    }

    /// How much of it `bytes` begins with that can be read in one way only.
    fn count_sure(&self, bytes: &[u8]) -> usize {
        let is_sure =
            |(wanted, byte): &(&u8, &u8)| self.is(**wanted, **byte) && **wanted != b' ' && !may_be_an_escape(**byte);
        self.bytes.expose_secret().iter().zip(bytes).take_while(is_sure).count()
    }

    /// How much of it is found when `meant` stands behind `count` of it: of white space there may be more.
    fn steps(&self, count: usize, meant: Meant) -> [Option<usize>; 2] {
        let spelling = self.bytes.expose_secret();
        let (meant, length) = meant.bytes();
        let wanted = spelling[count..].get(..length);
        let is_next =
            wanted.is_some_and(|wanted| meant.iter().zip(wanted).all(|(byte, wanted)| self.is(*wanted, *byte)));
        let is_more_space = count > 0 && spelling[count - 1] == b' ' && self.is(b' ', meant[0]);
        [is_next.then_some(count + length), is_more_space.then_some(count)]
    }

    /// Whether `byte` is what is wanted.
    fn is(&self, wanted: u8, byte: u8) -> bool {
        if self.found == Found::Alone { byte == wanted } else { fold(byte) == wanted }
    }
}

/// What may stand at `at`, and where that ends.
fn readings(bytes: &[u8], at: usize) -> impl Iterator<Item = (Meant, usize)> {
    let plain = bytes.get(at).map(|byte| (Meant::Byte(*byte), at + 1));
    plain.into_iter().chain(escapes(bytes, at, DEPTH)).chain(slashed(bytes, at, DEPTH))
}

/// Whether `rest` begins with what may have been the backslash before a sign, until an address made a slash of it.
fn is_slashed(rest: &[u8]) -> bool {
    matches!(rest, [b'/', sign, ..] if sign.is_ascii_punctuation())
}

/// Whether an escape may begin with this byte, [`slashed`] too.
fn may_be_an_escape(byte: u8) -> bool {
    begins_an_escape(byte) || byte == b'/'
}

/// See the top of this file.
fn looks(secret: &str) -> Looks {
    let count = secret.chars().count();
    let is_number = secret.bytes().all(|byte| byte.is_ascii_digit());
    if count < SHORTEST || (is_number && count <= LONGEST_NUMBER) || (count < SHORTEST_NAME && is_word(secret)) {
        return Looks::Word;
    }
    let is_said = |piece: &str| {
        let number = piece.trim_start_matches(char::is_alphabetic);
        (number.len() <= 4 && number.bytes().all(|byte| byte.is_ascii_digit()))
            && is_word(&piece[..piece.len() - number.len()])
    };
    let is_name = count <= LONGEST_NAME && secret.split(['-', '_', '.', ' ']).all(is_said);
    if is_name { Looks::Name } else { Looks::MadeUp }
}

/// Whether text has such words: short, in small letters, with a capital before them, or in capitals.
fn is_word(text: &str) -> bool {
    let is_large = text.chars().all(|c| !c.is_lowercase());
    let is_small = text.chars().skip(1).all(|c| !c.is_uppercase());
    text.chars().all(char::is_alphabetic) && text.chars().count() <= LONGEST_WORD && (is_large || is_small)
}

/// One for all that is written alike: see the top of this file.
fn fold(byte: u8) -> u8 {
    FOLDED[usize::from(byte)]
}

const FOLDED: [u8; 256] = {
    let mut folded = [0; 256];
    let mut byte = 0;
    while byte < folded.len() {
        folded[byte] = match byte as u8 {
            b'+' | b'-' | b'\t'..=b'\r' => b' ',
            b'_' | b'\\' => b'/', // addresses have the one for the other too
            other => other.to_ascii_lowercase(),
        };
        byte += 1;
    }
    folded
};

fn is_base64(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Whether a word goes on with `byte`.
fn continues(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

/// Whether what stands there is no part of something longer: `budget-rennes2024`, `rennes2024.csv`.
fn is_alone(bytes: &[u8], at: usize, end: usize) -> bool {
    let joins = |next: Option<&u8>, over: Option<&u8>| match next {
        Some(b'-' | b'_') => true,
        Some(b'.') => continues(over),
        next => continues(next),
    };
    let before = &bytes[..at];
    !joins(before.last(), before.iter().nth_back(1)) && !joins(bytes.get(end), bytes.get(end + 1))
}

/// Whether a secret is what follows: `Bearer `, `"password": "`, `apikey=`.
fn is_introduced(before: &[u8]) -> bool {
    const LONGEST: usize = 40;
    let before = &before[before.len().saturating_sub(LONGEST)..];
    let is_between = |byte: &u8| matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'=' | b':' | b'>' | b'+' | b'\\');
    let between = before.iter().rev().take_while(|byte| is_between(byte)).count();
    let before = &before[..before.len() - between];
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let word = &before[before.len() - before.iter().rev().take_while(|byte| is_word(byte)).count()..];
    let word = String::from_utf8_lossy(word).to_ascii_lowercase();
    between > 0 && (matches!(word.as_str(), "bearer" | "basic" | "key" | "pass" | "auth") || names_a_secret(&word))
}

/// As `application/x-www-form-urlencoded` has it.
fn form_encoded(text: &str) -> Zeroizing<String> {
    Zeroizing::new(url::form_urlencoded::byte_serialize(text.as_bytes()).collect())
}

/// The letters of base64 that depend on `secret` alone, for each of the three places it may have in a group.
fn cores(secret: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let core = |before: usize| {
        let padded = Zeroizing::new([&[0; 2][..before], secret.as_bytes()].concat());
        let encoded = Zeroizing::new(STANDARD_NO_PAD.encode(&*padded));
        let (from, to) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
        Zeroizing::new(encoded.as_bytes().get(from..to).unwrap_or_default().to_vec())
    };
    (0..3).map(core).filter(|core| core.len() >= SHORTEST_CORE).collect()
}
