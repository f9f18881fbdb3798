//! A secret in each of its spellings, and where a text holds one of them.
//!
//! Each of its signs may be escaped or not, in whichever way ([`escapes`]). What may differ besides is letter case (a key may
//! be answered in the other), white space and `+` for it, `-_` for `+/` in base64, and where in its groups of three bytes
//! base64 has the secret: these are looked for as one.

use std::collections::BTreeMap;
use std::iter;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretSlice};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::view::{Meant, View, begins_an_escape, escapes};
use crate::base::secret_address::names_a_secret;

/// What is shorter is found in texts by chance: no service takes a password of fewer characters that is a mere word.
const SHORTEST: usize = 8;
/// The same for what is no word: letters with digits or signs among them.
const SHORTEST_MIXED: usize = 6;
/// How often a sign is escaped at most: JSON of a form in JSON is three times.
const DEPTH: usize = 3;
/// So many letters of base64 are not there by chance.
const SHORTEST_CORE: usize = 7;

/// How a spelling is found.
#[derive(Clone, Copy, PartialEq)]
enum Found {
    /// Wherever it stands.
    Anywhere,
    /// Behind a word that says what follows, as the whole of what follows: too short to be looked for elsewhere.
    Introduced,
    /// The part of base64 that depends on nothing but the secret; what is around it goes with it.
    Within,
    /// As a whole word of base64.
    Whole,
}

struct Spelling {
    folded: SecretSlice<u8>,
    found: Found,
}

/// Spellings of all the secrets that are known. It cannot be printed, and is wiped when it is dropped.
pub struct Spellings {
    /// By the byte that each begins with.
    all: BTreeMap<u8, Vec<Spelling>>,
    /// Whether there is any that begins with a byte: most texts hold nothing else.
    first: [bool; 256],
}

impl Spellings {
    pub const fn new() -> Self {
        Self { all: BTreeMap::new(), first: [false; 256] }
    }

    /// Adds those of `secret`, which is sent alone, or behind `login` and a colon.
    pub fn add(&mut self, login: Option<&str>, secret: &str) {
        let secret = secret.trim();
        if secret.is_empty() {
            return;
        }
        let is_long = is_long(secret);
        let composed = Zeroizing::new(secret.nfc().collect::<String>());
        for text in [secret, &**composed] {
            let found = if is_long { Found::Anywhere } else { Found::Introduced };
            self.push(text.as_bytes(), found);
        }
        let sent = [Zeroizing::new(secret.to_owned()), form_encoded(secret)];
        for text in &sent {
            if is_long {
                cores(text).iter().for_each(|core| self.push(core, Found::Within));
            } else {
                self.push_whole(text);
            }
        }
        if let Some(login) = login.filter(|_| !is_long) {
            self.push_whole(&Zeroizing::new(format!("{login}:{secret}")));
            self.push_whole(&Zeroizing::new(format!("{}:{}", &*form_encoded(login), &*sent[1])));
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
        let mut folded = Zeroizing::new(Vec::with_capacity(text.len()));
        for byte in text.iter().map(|byte| fold(*byte)) {
            if byte != b' ' || folded.last() != Some(&b' ') {
                folded.push(byte);
            }
        }
        let Some(first) = folded.first().copied() else { return };
        let alike = self.all.entry(first).or_default();
        if alike.iter().any(|known| known.found == found && known.folded.expose_secret() == folded.as_slice()) {
            return;
        }
        alike.push(Spelling { folded: folded.as_slice().to_vec().into(), found });
        self.first[usize::from(first)] = true;
    }

    /// Adds to `spans` where `view` holds any of them.
    pub fn find(&self, view: &View<'_>, spans: &mut Vec<Range<usize>>) {
        let bytes = &*view.bytes;
        for at in 0..bytes.len() {
            if !self.first[usize::from(fold(bytes[at]))] && !begins_an_escape(bytes[at]) {
                continue;
            }
            let escaped = escapes(bytes, at, DEPTH).into_iter().map(|(meant, _)| meant.bytes().0[0]);
            for first in iter::once(bytes[at]).chain(escaped).map(fold).filter(|first| self.first[usize::from(*first)])
            {
                let parts = self.all.get(&first).into_iter().flatten().filter_map(|spelling| spelling.at(bytes, at));
                spans.extend(parts.map(|part| view.span(part)));
            }
        }
    }
}

impl Spelling {
    /// What of `bytes` goes, where the spelling begins at `at`.
    fn at(&self, bytes: &[u8], at: usize) -> Option<Range<usize>> {
        let end = self.end(bytes, at)?;
        match self.found {
            Found::Anywhere => Some(at..end),
            Found::Introduced => (!continues(bytes.get(end)) && is_introduced(&bytes[..at])).then_some(at..end),
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
        let folded = self.folded.expose_secret();
        let half = match self.found {
            Found::Anywhere | Found::Within => SHORTEST.max(folded.len() / 2),
            Found::Introduced | Found::Whole => usize::MAX,
        };
        let is_sure =
            |(wanted, byte): &(&u8, &u8)| fold(**byte) == **wanted && **wanted != b' ' && !begins_an_escape(**byte);
        let sure = folded.iter().zip(&bytes[at..]).take_while(is_sure).count();
        let (wanted, stands) = (folded.get(sure), bytes.get(at + sure));
        if let (Some(wanted), Some(stands)) = (wanted, stands)
            && fold(*stands) != *wanted
            && !begins_an_escape(*stands)
        {
            return None; // as most of what begins like it
        }
        // How much of it is found, and where that ends: an escape can be read in more than one way.
        let mut reached = vec![(sure, at + sure)];
        let mut end = None;
        let mut next = 0;
        while let Some((count, at)) = reached.get(next).copied() {
            next += 1;
            if count == folded.len() || (at == bytes.len() && count >= half) {
                end = end.max(Some(at));
            }
            for (meant, behind) in readings(bytes, at) {
                let (meant, length) = meant.bytes();
                let is_next = folded[count..].len() >= length
                    && meant[..length].iter().zip(&folded[count..]).all(|(a, b)| fold(*a) == *b);
                let is_more_space = count > 0 && folded[count - 1] == b' ' && fold(meant[0]) == b' ';
                for step in [is_next.then_some((count + length, behind)), is_more_space.then_some((count, behind))]
                    .into_iter()
                    .flatten()
                {
                    if !reached.contains(&step) {
                        reached.push(step);
                    }
                }
            }
        }
        end
    }
}

/// What may stand at `at`, and where that ends.
fn readings(bytes: &[u8], at: usize) -> impl Iterator<Item = (Meant, usize)> {
    let plain = bytes.get(at).map(|byte| (Meant::Byte(*byte), at + 1));
    plain.into_iter().chain(escapes(bytes, at, DEPTH))
}

/// Whether it may be looked for wherever it stands.
fn is_long(secret: &str) -> bool {
    let is_mixed = secret.chars().any(char::is_alphabetic) && !secret.chars().all(char::is_alphabetic);
    secret.chars().count() >= if is_mixed { SHORTEST_MIXED } else { SHORTEST }
}

/// One for all that is written alike: see the top of this file.
fn fold(byte: u8) -> u8 {
    match byte {
        b'+' | b'-' | b'\t'..=b'\r' => b' ',
        b'_' | b'\\' => b'/', // addresses have the one for the other too
        byte => byte.to_ascii_lowercase(),
    }
}

fn is_base64(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Whether a word goes on with `byte`.
fn continues(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
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
