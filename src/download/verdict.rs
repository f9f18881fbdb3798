//! What a portal claims of a media against the bytes that came: the verdict, and why.

use super::Verdict;
use super::digest::{Algo, Digests, split_algo};
use super::inside::Inside;
use super::version::Version;
use crate::base::text;
use crate::model::{Checksum, Media};
use crate::t;

/// Sizes that stand for "unknown" at many producers: 0, or 4096 as Linux shows for a folder.
const PLACEHOLDER_SIZES: [u64; 2] = [0, 4096];

/// The claims of one media, sorted into what can be compared and why the rest cannot.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims {
    checksum: Result<ComparableChecksum, Useless>,
    /// The checksum that is compared, else the portal's, usable or not.
    pub stated: Option<Checksum>,
    size: Option<u64>,
    /// The server's own account of its answer does not tell whether it is whole.
    open_ended: bool,
}

/// A checksum that can be compared.
#[derive(Clone, Debug, PartialEq)]
struct ComparableChecksum {
    algo: Algo,
    /// Lower-case hexadecimal of the right length.
    value: String,
    by: StatedBy,
}

impl ComparableChecksum {
    fn is_met(&self, digests: &Digests) -> bool {
        digests.get(self.algo) == Some(self.value.as_str())
    }

    /// Whether it is said of bytes that are there, and is that of none.
    fn is_of_nothing(&self, bytes: u64, digests: &Digests) -> bool {
        bytes > 0 && !self.is_met(digests) && self.value == self.algo.of_nothing()
    }
}

/// Who states it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum StatedBy {
    Portal,
    Server,
}

/// Why a claim is none to compare with: producers publish file names, UUIDs and algorithm names as checksums (RUDI
/// docs/portals/rudi.md 3.3).
#[derive(Clone, Debug, PartialEq)]
enum Useless {
    NoneStated,
    Unnamed,
    /// Of a kind we cannot compute.
    Kind(String),
    Blank(Algo),
    Uuid(Algo),
    AlgoName(Algo),
    NotHex(Algo),
    /// How many digits there are.
    Digits(Algo, usize),
    Repeated(Algo),
}

impl Useless {
    fn said(&self) -> String {
        match self {
            Self::NoneStated => t!("download-none-stated"),
            Self::Unnamed => t!("download-unnamed"),
            Self::Kind(named) => t!("download-uncomputable", named),
            Self::Blank(algo) => t!("download-blank", word = algo.word()),
            Self::Uuid(algo) => t!("download-uuid", word = algo.word()),
            Self::AlgoName(algo) => t!("download-algo-name", word = algo.word()),
            Self::NotHex(algo) => t!("download-not-hex", word = algo.word()),
            Self::Digits(algo, count) => t!("download-digits", word = algo.word(), count, digits = algo.digits()),
            Self::Repeated(algo) => t!("download-repeated", word = algo.word()),
        }
    }
}

impl Claims {
    /// The portal's claim; where it is of no use, what the server states of the bytes it sends.
    pub fn of(media: &Media, version: &Version) -> Self {
        let portal = match &media.checksum {
            Some(checksum) => usable(checksum, StatedBy::Portal),
            None => Err(Useless::NoneStated),
        };
        let server =
            || version.digests.iter().find_map(|digest| Some((usable(digest, StatedBy::Server).ok()?, digest.clone())));
        let (checksum, stated) = match portal {
            Ok(expected) => (Ok(expected), media.checksum.clone()),
            Err(why) => match server() {
                Some((expected, digest)) => (Ok(expected), Some(digest)),
                None => (Err(why), media.checksum.clone()),
            },
        };
        Self { checksum, stated, size: media.size, open_ended: version.open_ended }
    }

    /// Which checksum is to be computed besides SHA-256.
    pub fn algo(&self) -> Option<Algo> {
        self.checksum.as_ref().ok().map(|expected| expected.algo)
    }

    /// The size to show progress against while the server announces none.
    pub fn likely_size(&self) -> Option<u64> {
        self.size.filter(|size| !PLACEHOLDER_SIZES.contains(size))
    }

    /// Compares. `encoding` is the server's `Content-Encoding`: the claims are of the file, so compressed bytes that
    /// differ from them prove nothing.
    pub fn judge(&self, bytes: u64, digests: &Digests, encoding: Option<&str>) -> (Verdict, String) {
        let (verdict, mut reason) = self.weigh(bytes, digests, encoding);
        if verdict == Verdict::Unverifiable && bytes == 0 {
            reason = t!("download-empty", reason);
        }
        if verdict == Verdict::Unverifiable && self.open_ended {
            reason = t!("download-open-ended", reason);
        }
        (verdict, reason)
    }

    /// Compares what is inside a file that the server sent as gzip, where the file itself is not what is claimed.
    pub fn judge_inside(&self, inside: &Inside, encoding: &str) -> (Verdict, String) {
        match inside {
            Inside::Whole { bytes, digests, .. } => {
                let (verdict, reason) = self.weigh(*bytes, digests, None);
                (verdict, t!("download-unpacked", reason))
            }
            Inside::Damaged(why) => (Verdict::Altered, t!("download-gzip-damaged", why)),
            Inside::Unknown => (Verdict::Unverifiable, encoded(Some(encoding))),
        }
    }

    fn weigh(&self, bytes: u64, digests: &Digests, encoding: Option<&str>) -> (Verdict, String) {
        let why = match &self.checksum {
            Ok(expected) if expected.is_of_nothing(bytes, digests) => t!("download-of-nothing"),
            Ok(expected) => return self.compare(expected, bytes, digests, encoding),
            Err(why) => why.said(),
        };
        match self.size {
            Some(size) if size == bytes => (Verdict::SizeOnly, t!("download-same-size", why)),
            Some(_) if encoding.is_some() => (Verdict::Unverifiable, encoded(encoding)),
            Some(size) if PLACEHOLDER_SIZES.contains(&size) => {
                (Verdict::Unverifiable, t!("download-placeholder-size", why, size = size.to_string()))
            }
            Some(size) => {
                (Verdict::Altered, t!("download-other-size", bytes = bytes.to_string(), size = size.to_string(), why))
            }
            None => (Verdict::Unverifiable, t!("download-no-size", why)),
        }
    }

    fn compare(
        &self,
        expected: &ComparableChecksum,
        bytes: u64,
        digests: &Digests,
        encoding: Option<&str>,
    ) -> (Verdict, String) {
        let algo = expected.algo.word();
        if expected.is_met(digests) {
            let reason = match expected.by {
                StatedBy::Portal => t!("download-verified-portal", algo),
                StatedBy::Server => t!("download-verified-server", algo),
            };
            let wrong_size = self
                .size
                .filter(|size| *size != bytes)
                .map(|size| t!("download-wrong-size", reason, size = size.to_string(), bytes = bytes.to_string()));
            (Verdict::Verified, wrong_size.unwrap_or(reason))
        } else if encoding.is_some() {
            (Verdict::Unverifiable, encoded(encoding))
        } else {
            let (found, stated) = (digests.get(expected.algo).unwrap_or_default(), &expected.value);
            let reason = match expected.by {
                StatedBy::Portal => t!("download-altered-portal", algo, found, stated),
                StatedBy::Server => t!("download-altered-server", algo, found, stated),
            };
            (Verdict::Altered, reason)
        }
    }
}

fn encoded(encoding: Option<&str>) -> String {
    let encoding = text::line(encoding.unwrap_or_default());
    t!("download-compressed", encoding)
}

/// The claim as something to compare with, or why it is none. An algorithm that the checksum names itself counts more than
/// the one that is stated beside it.
fn usable(stated: &Checksum, by: StatedBy) -> Result<ComparableChecksum, Useless> {
    let whole = stated.value.trim();
    let (own, written) = split_algo(whole);
    let Some(algo) = own.or_else(|| Algo::parse(&stated.algo)) else {
        let named = text::line(&stated.algo);
        return Err(if named.is_empty() { Useless::Unnamed } else { Useless::Kind(named) });
    };
    if whole.is_empty() {
        Err(Useless::Blank(algo))
    } else if written.len() == 36 && uuid::Uuid::try_parse(written).is_ok() {
        Err(Useless::Uuid(algo))
    } else if Algo::parse(whole).is_some() {
        Err(Useless::AlgoName(algo))
    } else if let Some(value) = algo.read(written) {
        let is_repeated = value.bytes().all(|byte| value.starts_with(char::from(byte)));
        if is_repeated { Err(Useless::Repeated(algo)) } else { Ok(ComparableChecksum { algo, value, by }) }
    } else if written.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Err(Useless::Digits(algo, written.len()))
    } else {
        Err(Useless::NotHex(algo))
    }
}

#[cfg(test)]
mod tests {
    use super::super::digest::Hasher;
    use super::*;

    const MD5_OF_DATA: &str = "8d777f385d3dfec8815d20f7496026dc";

    fn claims(checksum: Option<(&str, &str)>, size: Option<u64>) -> Claims {
        let checksum = match checksum {
            Some((algo, value)) => usable(&Checksum { algo: algo.into(), value: value.into() }, StatedBy::Portal),
            None => Err(Useless::NoneStated),
        };
        Claims { checksum, stated: None, size, open_ended: false }
    }

    fn judge(claims: &Claims, body: &[u8], encoding: Option<&str>) -> (Verdict, String) {
        let mut hasher = Hasher::new(claims.algo());
        hasher.update(body);
        claims.judge(body.len() as u64, &hasher.finish(), encoding)
    }

    #[test]
    fn a_matching_checksum_verifies_however_it_is_written() {
        let upper = format!(" {} ", MD5_OF_DATA.to_uppercase());
        for value in [MD5_OF_DATA, &upper] {
            assert_eq!(judge(&claims(Some(("md5", value)), None), b"data", None).0, Verdict::Verified);
        }
        let (verdict, reason) = judge(&claims(Some(("MD5", MD5_OF_DATA)), Some(4096)), b"data", None);
        assert_eq!(verdict, Verdict::Verified);
        assert!(reason.contains("4096") && reason.contains("4 bytes"), "{reason}");
    }

    #[test]
    fn a_checksum_that_differs_is_altered_even_when_the_size_matches() {
        let (verdict, reason) = judge(&claims(Some(("MD5", MD5_OF_DATA)), Some(4)), b"dat4", None);
        assert_eq!(verdict, Verdict::Altered);
        assert!(reason.contains(MD5_OF_DATA), "{reason}");
    }

    #[test]
    fn what_cannot_be_a_checksum_is_unverifiable_and_says_why() {
        let nothing = Algo::Sha512.of_nothing();
        let zeros = "0".repeat(64);
        for (algo, value, why) in [
            ("MD5", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "a UUID"),
            ("MD5", "md5", "name of an algorithm"),
            ("MD5", "SHA-256", "name of an algorithm"),
            ("SHA-256", "checksum.hash", "not hexadecimal"),
            ("SHA-256", MD5_OF_DATA, "32 digits instead of 64"),
            ("SHA-256", &zeros, "one digit repeated"),
            ("MD5", "  ", "is empty"),
            ("MD5", "d41d8cd98f00b204e9800998ecf8427e", "that of an empty file"),
            ("SHA-512", &nothing, "that of an empty file"),
            ("CRC32", "8d777f38", "cannot compute (CRC32)"),
            ("", MD5_OF_DATA, "without saying of which kind"),
        ] {
            let (verdict, reason) = judge(&claims(Some((algo, value)), None), b"data", None);
            assert_eq!(verdict, Verdict::Unverifiable, "{algo} {value}");
            assert!(reason.contains(why), "{algo} {value}: {reason}");
        }
    }

    #[test]
    fn the_checksum_of_nothing_verifies_an_empty_file() {
        let claims = claims(Some(("MD5", "d41d8cd98f00b204e9800998ecf8427e")), Some(0));
        assert_eq!(judge(&claims, b"", None).0, Verdict::Verified);
    }

    #[test]
    fn without_a_checksum_the_size_decides() {
        for (size, verdict) in [
            (Some(4), Verdict::SizeOnly),
            (Some(5), Verdict::Altered),
            (Some(0), Verdict::Unverifiable),
            (Some(4096), Verdict::Unverifiable),
            (None, Verdict::Unverifiable),
        ] {
            assert_eq!(judge(&claims(None, size), b"data", None).0, verdict, "{size:?}");
        }
        let placeholder = claims(Some(("MD5", "md5")), Some(5));
        let (verdict, reason) = judge(&placeholder, b"data", None);
        assert_eq!(verdict, Verdict::Altered);
        assert!(reason.contains('5') && reason.contains("name of an algorithm"), "{reason}");
    }

    #[test]
    fn compressed_bytes_are_never_called_altered() {
        for claims in [claims(Some(("MD5", MD5_OF_DATA)), Some(4)), claims(None, Some(4))] {
            let (verdict, reason) = judge(&claims, b"\x1f\x8bcompressed", Some("gzip"));
            assert_eq!(verdict, Verdict::Unverifiable);
            assert!(reason.contains("gzip"), "{reason}");
        }
        // A server may label a .gz file so; its own checksum is then right.
        assert_eq!(judge(&claims(Some(("MD5", MD5_OF_DATA)), None), b"data", Some("gzip")).0, Verdict::Verified);
    }

    #[test]
    fn where_nothing_else_speaks_the_shape_of_the_answer_does() {
        let open_ended = |claims: Claims| Claims { open_ended: true, ..claims };
        let reason = |claims: &Claims, body: &[u8]| judge(claims, body, None).1;
        assert!(reason(&open_ended(claims(None, None)), b"data").contains("a part of it may be missing"));
        assert!(reason(&claims(None, None), b"").starts_with("it is empty"));
        let whole = open_ended(claims(Some(("MD5", MD5_OF_DATA)), None));
        assert!(!reason(&whole, b"data").contains("missing"), "the checksum knows");
    }
}
