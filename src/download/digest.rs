//! Checksums computed as bytes arrive: SHA-256 always, and the algorithm of the claim.

use std::io::{self, BufReader, Read};

use md5::Md5;
use sha1::Sha1;
use sha2::digest::DynDigest;
use sha2::{Digest, Sha256, Sha512};

/// A checksum algorithm that portals state and guichet computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algo {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Algo {
    /// Reads the spellings in use: `SHA-256`, `sha256`, `sha_256`, `SHA2-256`.
    pub fn parse(stated: &str) -> Option<Self> {
        let bare: String = stated.chars().filter(char::is_ascii_alphanumeric).collect();
        match bare.to_ascii_lowercase().as_str() {
            "md5" => Some(Self::Md5),
            "sha1" => Some(Self::Sha1),
            "sha256" | "sha2256" => Some(Self::Sha256),
            "sha512" | "sha2512" => Some(Self::Sha512),
            _ => None,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha512 => "SHA-512",
        }
    }

    /// How many hexadecimal digits such a checksum has.
    pub fn digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha1 => 40,
            Self::Sha256 => 64,
            Self::Sha512 => 128,
        }
    }

    /// The checksum of no bytes at all, which broken exports state for every file.
    pub fn of_nothing(self) -> String {
        Hasher::new(Some(self)).finish().get(self).unwrap_or_default().to_owned()
    }
}

/// Takes in bytes, gives [`Digests`]. Computes no more than is asked: MD5 alone halves the speed.
pub struct Hasher {
    sha256: Sha256,
    claimed: Option<(Algo, Box<dyn DynDigest + Send>)>,
}

impl Hasher {
    pub fn new(claimed: Option<Algo>) -> Self {
        let besides = |algo| -> Option<(Algo, Box<dyn DynDigest + Send>)> {
            match algo {
                Algo::Md5 => Some((algo, Box::new(Md5::new()))),
                Algo::Sha1 => Some((algo, Box::new(Sha1::new()))),
                Algo::Sha256 => None,
                Algo::Sha512 => Some((algo, Box::new(Sha512::new()))),
            }
        };
        Self { sha256: Sha256::new(), claimed: claimed.and_then(besides) }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        Digest::update(&mut self.sha256, bytes);
        if let Some((_, hasher)) = &mut self.claimed {
            hasher.update(bytes);
        }
    }

    /// Takes in what `from` gives, at most `most` bytes; how many there were. Blocks.
    pub fn read(&mut self, from: impl Read, most: u64) -> io::Result<u64> {
        io::copy(&mut BufReader::with_capacity(256 << 10, from.take(most)), self)
    }

    pub fn finish(self) -> Digests {
        let claimed = self.claimed.map(|(algo, hasher)| (algo, hex(&hasher.finalize())));
        Digests { sha256: hex(&self.sha256.finalize()), claimed }
    }
}

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Checksums in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq)]
pub struct Digests {
    pub sha256: String,
    claimed: Option<(Algo, String)>,
}

impl Digests {
    /// `None` when it was not asked for.
    pub fn get(&self, algo: Algo) -> Option<&str> {
        match &self.claimed {
            _ if algo == Algo::Sha256 => Some(&self.sha256),
            Some((known, value)) if *known == algo => Some(value),
            _ => None,
        }
    }
}

/// In lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_in_use_is_understood() {
        for (stated, algo) in [
            ("MD5", Some(Algo::Md5)),
            ("md-5", Some(Algo::Md5)),
            ("SHA-256", Some(Algo::Sha256)),
            ("sha256", Some(Algo::Sha256)),
            ("sha_256", Some(Algo::Sha256)),
            ("SHA2-256", Some(Algo::Sha256)),
            (" Sha512 ", Some(Algo::Sha512)),
            ("SHA-1", Some(Algo::Sha1)),
            ("sha1", Some(Algo::Sha1)),
            ("SHA-3", None),
            ("", None),
        ] {
            assert_eq!(Algo::parse(stated), algo, "{stated:?}");
        }
    }

    #[test]
    fn bytes_in_pieces_give_the_published_test_vectors() {
        // "abc" as in RFC 1321 and FIPS 180-2.
        let of_abc = |algo| {
            let mut hasher = Hasher::new(Some(algo));
            hasher.update(b"a");
            hasher.update(b"bc");
            hasher.finish().get(algo).unwrap().to_owned()
        };
        assert_eq!(of_abc(Algo::Md5), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(of_abc(Algo::Sha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(of_abc(Algo::Sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(
            of_abc(Algo::Sha512),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        );
        assert_eq!(Algo::Md5.of_nothing(), "d41d8cd98f00b204e9800998ecf8427e");
    }
}
