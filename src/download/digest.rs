//! Checksums computed as bytes arrive: SHA-256 always, and the algorithm of the claim.

use std::io::{self, BufReader, Read};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::Crc;
use md5::Md5;
use sha1::Sha1;
use sha2::digest::DynDigest;
use sha2::{Digest, Sha256, Sha512};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What people put around a checksum; md5sum(1) puts the last before one whose file has an odd name.
const QUOTES: [char; 7] = ['"', '\'', '`', '<', '>', ',', '\\'];

/// What parts the name of an algorithm from the checksum.
const PARTED_BY: [char; 5] = [':', '=', '-', ' ', '}'];

/// How the checksum that an archive states of an entry is stated further.
pub const ARCHIVED: &str = "CRC-32 (archive)";

/// A checksum algorithm that portals state and guichet computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algo {
    Md5,
    Sha1,
    Sha256,
    Sha512,
    /// What archives state of their entries ([`ARCHIVED`]), and nobody else is believed: no proof against malice.
    Crc32,
    /// What git calls a file by: SHA-1 over `blob LENGTH`, a zero byte and the content, so that the length must be known
    /// before the first byte comes. `None`: nobody has told it.
    GitBlob(Option<u64>),
}

impl Algo {
    /// Reads the spellings in use: `SHA-256`, `sha256`, `sha_256`, `SHA2-256`; `SHA` alone is the first (RFC 3230).
    pub fn parse(stated: &str) -> Option<Self> {
        let bare: String = stated.chars().filter(char::is_ascii_alphanumeric).collect();
        match bare.to_ascii_lowercase().as_str() {
            "md5" => Some(Self::Md5),
            "sha1" | "sha" => Some(Self::Sha1),
            "sha256" | "sha2256" | "sha2" => Some(Self::Sha256),
            "sha512" | "sha2512" => Some(Self::Sha512),
            "crc32archive" => Some(Self::Crc32),
            "gitblobsha1" => Some(Self::GitBlob(None)),
            _ => None,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha512 => "SHA-512",
            Self::Crc32 => "CRC-32",
            Self::GitBlob(_) => "git blob SHA-1",
        }
    }

    /// How many hexadecimal digits such a checksum has.
    pub fn digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha1 | Self::GitBlob(_) => 40,
            Self::Sha256 => 64,
            Self::Sha512 => 128,
            Self::Crc32 => 8,
        }
    }

    /// A checksum in lower-case hexadecimal, from hexadecimal (in groups, behind `0x`) or base64 of the right length; alone
    /// or, on one line, before a file name as md5sum(1) prints it.
    pub fn read(self, written: &str) -> Option<String> {
        let written = written.trim_matches(|c: char| c.is_whitespace() || QUOTES.contains(&c));
        let first = written.split_whitespace().next().filter(|_| written.lines().count() == 1)?;
        [written, first].into_iter().find_map(|it| self.read_hex(it).or_else(|| self.read_base64(it)))
    }

    fn read_hex(self, written: &str) -> Option<String> {
        let lower = written.to_ascii_lowercase();
        let parted = |c: char| c.is_whitespace() || matches!(c, ':' | '-');
        let digits: String = lower.strip_prefix("0x").unwrap_or(&lower).chars().filter(|c| !parted(*c)).collect();
        let is_hex = digits.len() == self.digits() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then_some(digits)
    }

    /// In either alphabet, padded or not.
    fn read_base64(self, written: &str) -> Option<String> {
        let bare: String = written.split_whitespace().collect();
        let bytes = BASE64.decode(bare.trim_matches(':').replace('-', "+").replace('_', "/")).ok()?;
        Some(hex(&bytes)).filter(|value| value.len() == self.digits())
    }

    /// The checksum of no bytes at all, which broken exports state for every file.
    pub fn of_nothing(self) -> String {
        let empty = if let Self::GitBlob(_) = self { Self::GitBlob(Some(0)) } else { self };
        Hasher::new(Some(empty)).finish().get(empty).unwrap_or_default().to_owned()
    }
}

/// The algorithm that a checksum names itself, and the rest of it: `sha256:…`, `SHA-256 = …`, `sha256-…` as browsers have it
/// (subresource integrity), `sha-256=:…:` as HTTP does, `SHA256 (file) = …` as BSD prints it.
pub fn split_algo(written: &str) -> (Option<Algo>, &str) {
    let written = written.trim_matches(|c: char| c.is_whitespace() || QUOTES.contains(&c));
    let before = |at: usize| {
        let name = written[..at].trim_end();
        Algo::parse(name).filter(|_| name.ends_with(|c: char| c.is_ascii_alphanumeric()))
    };
    if let Some(at) = written.find('(')
        && let (Some(algo), Some((_, value))) = (before(at), written.rsplit_once(") = "))
    {
        return (Some(algo), value.trim());
    }
    // The longest name: `SHA-256` begins with another.
    let named = |(at, _)| Some((before(at)?, &written[at + 1..]));
    match written.match_indices(PARTED_BY).rev().find_map(named) {
        Some((algo, value)) => (Some(algo), value.trim()),
        None => (None, written),
    }
}

/// Takes in bytes, gives [`Digests`]. Computes no more than is asked: MD5 alone halves the speed.
pub struct Hasher {
    sha256: Sha256,
    claimed: Option<(Algo, Besides)>,
}

/// What is computed besides SHA-256.
enum Besides {
    Digest(Box<dyn DynDigest + Send>),
    Crc(Crc),
}

impl Besides {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Digest(digest) => digest.update(bytes),
            Self::Crc(crc) => crc.update(bytes),
        }
    }

    fn finish(self) -> String {
        match self {
            Self::Digest(digest) => hex(&digest.finalize()),
            Self::Crc(crc) => hex(&crc.sum().to_be_bytes()),
        }
    }
}

impl Hasher {
    pub fn new(claimed: Option<Algo>) -> Self {
        let besides = |algo| {
            let besides = match algo {
                Algo::Md5 => Besides::Digest(Box::new(Md5::new())),
                Algo::Sha1 => Besides::Digest(Box::new(Sha1::new())),
                Algo::Sha256 => return None,
                Algo::Sha512 => Besides::Digest(Box::new(Sha512::new())),
                Algo::Crc32 => Besides::Crc(Crc::new()),
                Algo::GitBlob(length) => {
                    let head = format!("blob {}\0", length?);
                    Besides::Digest(Box::new(Sha1::new_with_prefix(head)))
                }
            };
            Some((algo, besides))
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
        let claimed = self.claimed.map(|(algo, hasher)| (algo, hasher.finish()));
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
            ("SHA", Some(Algo::Sha1)),
            ("git blob SHA-1", Some(Algo::GitBlob(None))),
            ("SHA-3", None),
            ("", None),
        ] {
            assert_eq!(Algo::parse(stated), algo, "{stated:?}");
        }
    }

    #[test]
    fn a_checksum_is_read_as_people_write_it() {
        let hex = "900150983cd24fb0d6963f7d28e17f72";
        for written in [
            hex,
            "\"900150983CD24FB0D6963F7D28E17F72\"",
            "0x900150983cd24fb0d6963f7d28e17f72",
            "90 01 50 98 3c d2 4f b0 d6 96 3f 7d 28 e1 7f 72",
            "90:01:50:98:3c:d2:4f:b0:d6:96:3f:7d:28:e1:7f:72",
            "900150983cd24fb0d6963f7d28e17f72 *a b.csv",
            "\\900150983cd24fb0d6963f7d28e17f72  a\\nb.csv",
            "kAFQmDzST7DWlj99KOF/cg==",
            "kAFQmDzST7DWlj99KOF_cg",
            ":kAFQmDzST7DWlj99KOF/cg==:",
        ] {
            assert_eq!(Algo::Md5.read(written).as_deref(), Some(hex), "{written}");
            assert_eq!(Algo::Sha256.read(written), None, "{written}");
        }
        let two = format!("{hex}  a.csv\n{}  b.csv", hex.replace('9', "8"));
        for written in ["", "a.csv", &hex[1..], "kAFQmDzST7DWlj99KOF/cg==-5", &two] {
            assert_eq!(Algo::Md5.read(written), None, "{written}");
        }
    }

    #[test]
    fn a_checksum_may_name_its_algorithm() {
        for (written, algo, value) in [
            ("sha256:ab", Some(Algo::Sha256), "ab"),
            ("SHA-256: AB", Some(Algo::Sha256), "AB"),
            ("SHA2-256 = ab", Some(Algo::Sha256), "ab"),
            ("SHA 512 ab", Some(Algo::Sha512), "ab"),
            ("sha1--b", Some(Algo::Sha1), "-b"),
            ("sha-256=:ab:", Some(Algo::Sha256), ":ab:"),
            ("{SHA}ab", Some(Algo::Sha1), "ab"),
            ("MD5 (a (2) = b.csv) = ab", Some(Algo::Md5), "ab"),
            ("\"md5:ab\"", Some(Algo::Md5), "ab"),
            ("crc32:ab", None, "crc32:ab"),
            ("ab", None, "ab"),
            ("", None, ""),
        ] {
            assert_eq!(split_algo(written), (algo, value), "{written}");
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
        // As `git hash-object` prints them.
        assert_eq!(of_abc(Algo::GitBlob(Some(3))), "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f");
        assert_eq!(Algo::GitBlob(None).of_nothing(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    }
}
