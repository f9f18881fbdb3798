//! How much of a text is UTF-8, told from its bytes piece by piece.

use super::surrogates::SurrogateJoiner;

/// How many characters of several bytes a text has if it is UTF-8, and how many that are none. Pieces may be cut anywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Multibyte {
    pub good: u64,
    /// How many of them Western languages have.
    pub western: u64,
    pub bad: u64,
    pairs: SurrogateJoiner,
    /// The beginning of a character that the last piece ended with.
    cut: [u8; 3],
    held: usize,
}

impl Multibyte {
    pub fn see(&mut self, piece: &[u8]) {
        let mut pairs = self.pairs;
        let joined = pairs.join(piece, false);
        self.pairs = pairs;
        self.see_joined(&joined);
    }

    fn see_joined(&mut self, piece: &[u8]) {
        if self.held == 0 {
            return self.see_rest(piece);
        }
        let taken = piece.len().min(4);
        let joined = [&self.cut[..self.held], &piece[..taken]].concat();
        let held = std::mem::take(&mut self.held);
        match std::str::from_utf8(&joined) {
            Err(error) if error.valid_up_to() == 0 && error.error_len().is_none() && taken == piece.len() => {
                self.hold(&joined); // still not all of it
            }
            Err(error) if error.valid_up_to() == 0 => {
                self.bad += 1;
                let bad = error.error_len().unwrap_or(joined.len());
                self.see_joined(piece.get(bad.saturating_sub(held)..).unwrap_or_default());
            }
            _ => {
                let length =
                    joined.get(held..).map_or(0, |rest| rest.iter().take_while(|it| (**it as i8) < -64).count());
                self.count(joined.get(..held + length).unwrap_or_default());
                self.see_rest(piece.get(length..).unwrap_or_default());
            }
        }
    }

    /// Counts the characters of bytes that are UTF-8.
    fn count(&mut self, valid: &[u8]) {
        // Of each character one byte is not below 0xc0, which as a signed one is -64.
        for byte in valid.iter().filter(|byte| !byte.is_ascii() && **byte as i8 >= -64) {
            self.good += 1;
            self.western += u64::from(matches!(byte, 0xc2 | 0xc3 | 0xc5 | 0xe2));
        }
    }

    fn see_rest(&mut self, mut rest: &[u8]) {
        loop {
            let (valid, bad) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), None),
                Err(error) => (error.valid_up_to(), Some(error.error_len())),
            };
            self.count(&rest[..valid]);
            match bad {
                None => return,
                Some(None) => return self.hold(&rest[valid..]),
                Some(Some(length)) => {
                    self.bad += 1;
                    rest = &rest[valid + length..];
                }
            }
        }
    }

    fn hold(&mut self, cut: &[u8]) {
        self.held = cut.len().min(3);
        self.cut[..self.held].copy_from_slice(&cut[..self.held]);
    }

    /// Once there is nothing more (`whole`), what is held is no character.
    pub fn ended(mut self, whole: bool) -> Self {
        self.bad += u64::from(whole && (self.held > 0 || self.pairs.held() > 0));
        self
    }
}
