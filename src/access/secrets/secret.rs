//! One secret text: it cannot print, cannot be serialised by accident, and is wiped when dropped.

use std::fmt;

use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret, SecretString};

/// A password, key or token.
///
/// No `Display`, no `Serialize`; `Debug` says only that there is one. Equality takes the same time wherever the
/// texts differ, so that reading back tells nothing.
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// The text itself: for a request, or for the store. Never for a message.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Characters, for the "32 characters" shown while typing blind.
    pub fn chars(&self) -> usize {
        self.expose().chars().count()
    }

    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

/// Takes the text over; its own buffer is wiped.
impl From<String> for Secret {
    fn from(mut text: String) -> Self {
        // Copied to an exact fit first: shrinking the buffer in place may leave the old one behind, unwiped.
        let secret = Self(SecretString::from(text.as_str()));
        text.zeroize();
        secret
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.expose().as_bytes(), other.expose().as_bytes());
        a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_is_that_of_the_texts() {
        let secret = |text: &str| Secret::from(text.to_owned());
        for (a, b) in [("", ""), ("é:%+ x", "é:%+ x")] {
            assert!(secret(a) == secret(b), "{a:?} {b:?}");
        }
        for (a, b) in [("", "a"), ("a", "b"), ("ab", "aB"), ("ab", "abc"), ("e\u{301}", "é")] {
            assert!(secret(a) != secret(b), "{a:?} {b:?}");
        }
        assert_eq!(secret("clé").chars(), 3);
    }
}
