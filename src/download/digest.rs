//! The checksums of bytes as they go by: SHA-256 always, and the one the portal claims.

use md5::Md5;
use sha1::Sha1;
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
    md5: Option<Md5>,
    sha1: Option<Sha1>,
    sha512: Option<Sha512>,
}

impl Hasher {
    pub fn new(claimed: Option<Algo>) -> Self {
        Self {
            sha256: Sha256::new(),
            md5: (claimed == Some(Algo::Md5)).then(Md5::new),
            sha1: (claimed == Some(Algo::Sha1)).then(Sha1::new),
            sha512: (claimed == Some(Algo::Sha512)).then(Sha512::new),
        }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        if let Some(md5) = &mut self.md5 {
            md5.update(bytes);
        }
        if let Some(sha1) = &mut self.sha1 {
            sha1.update(bytes);
        }
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(bytes);
        }
    }

    pub fn finish(self) -> Digests {
        Digests {
            sha256: hex(&self.sha256.finalize()),
            md5: self.md5.map(|md5| hex(&md5.finalize())),
            sha1: self.sha1.map(|sha1| hex(&sha1.finalize())),
            sha512: self.sha512.map(|sha512| hex(&sha512.finalize())),
        }
    }
}

/// Checksums in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq)]
pub struct Digests {
    pub sha256: String,
    md5: Option<String>,
    sha1: Option<String>,
    sha512: Option<String>,
}

impl Digests {
    /// `None` when it was not asked for.
    pub fn get(&self, algo: Algo) -> Option<&str> {
        match algo {
            Algo::Md5 => self.md5.as_deref(),
            Algo::Sha1 => self.sha1.as_deref(),
            Algo::Sha256 => Some(&self.sha256),
            Algo::Sha512 => self.sha512.as_deref(),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
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
