//! What a portal claims of a media against the bytes that came: the verdict, and why.

use super::digest::{Algo, Digests, split_algo};
use super::encoding::Encodings;
use super::inside::Inside;
use super::version::Version;
use super::{Verdict, rows};
use crate::base::text;
use crate::model::{Checksum, Media};
use crate::net::Tally;
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
    /// The whole came, and is newer than what the portal states of it.
    is_newer: bool,
    /// The server's own account of its answer does not tell whether it is whole.
    open_ended: bool,
    /// How many rows came, of what is made of those of a service: they speak for it, and nothing else does.
    rows: Option<Tally>,
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
    /// Where the length goes into it, that of `length` bytes.
    fn over(self, length: Option<u64>) -> Result<Self, Useless> {
        match (self.algo, length) {
            (Algo::GitBlob(None), None) => Err(Useless::Lengthless(self.algo)),
            (Algo::GitBlob(None), length) => Ok(Self { algo: Algo::GitBlob(length), ..self }),
            _ => Ok(self),
        }
    }

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
    /// The archive that the file is an entry of.
    Archive,
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
    /// It is over the length too, which nobody states.
    Lengthless(Algo),
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
            Self::Lengthless(algo) => t!("download-lengthless", word = algo.word()),
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
        let size = media.size.or(version.linked_size);
        let checksum = checksum.and_then(|expected| expected.over(size.or(version.plain_length())));
        let is_newer =
            version.length.is_some() && media.modified.is_some_and(|then| version.modified() > Some(then.last()));
        let (open_ended, rows) = (version.open_ended, version.tally.clone());
        Self { checksum, stated, size, is_newer, open_ended, rows }
    }

    /// Which checksum is to be computed besides SHA-256.
    pub fn algo(&self) -> Option<Algo> {
        self.checksum.as_ref().ok().map(|expected| expected.algo)
    }

    /// Whether a checksum tells in the end whether this is the whole that was published. One that is that of nothing is
    /// none where there are bytes.
    pub fn prove_the_whole(&self) -> bool {
        self.checksum.as_ref().is_ok_and(|it| it.value != it.algo.of_nothing())
    }

    /// The size to show progress against while the server announces none.
    pub fn likely_size(&self) -> Option<u64> {
        self.size.filter(|size| !PLACEHOLDER_SIZES.contains(size))
    }

    /// Compares with bytes as they are.
    pub fn judge(&self, bytes: u64, digests: &Digests) -> (Verdict, String) {
        if let Some(tally) = &self.rows {
            return rows::judge(&tally.get());
        }
        let (verdict, mut reason) = self.weigh(bytes, digests);
        if verdict == Verdict::Unverifiable && bytes == 0 {
            reason = t!("download-empty", reason);
        }
        if verdict == Verdict::Unverifiable && self.open_ended {
            reason = t!("download-open-ended", reason);
        }
        (verdict, reason)
    }

    /// Compares with what is inside a file that the server packed by `encodings`, where the file itself is judged
    /// `as_sent`: it is claimed of either.
    pub fn judge_inside(
        &self,
        inside: &Inside,
        encodings: &Encodings,
        as_sent: (Verdict, String),
    ) -> (Verdict, String) {
        let encoding = encodings.words();
        let (verdict, reason) = match inside {
            Inside::Whole { bytes, digests, .. } => self.weigh(*bytes, digests),
            Inside::Nothing => return as_sent,
            Inside::Damaged(why) => return (Verdict::Altered, t!("download-damaged", encoding, why)),
            // Under a name that says so it may stay.
            Inside::Unknown if encodings.ending().is_some() => {
                return (Verdict::Unverifiable, t!("download-compressed", encoding));
            }
            Inside::Unknown => return (Verdict::Altered, t!("download-not-unpacked", encoding)),
        };
        match as_sent {
            (Verdict::SizeOnly, reason) if verdict == Verdict::Altered => as_sent_said(Verdict::SizeOnly, &reason),
            _ => (verdict, t!("download-unpacked", reason)),
        }
    }

    /// What makes one wonder about a file that no checksum speaks of, and is no proof.
    pub fn doubt(&self, bytes: u64) -> Option<String> {
        let size = self.likely_size().filter(|size| *size != bytes && self.is_newer)?;
        Some(t!("download-doubt-size", size = size.to_string(), bytes = bytes.to_string()))
    }

    fn weigh(&self, bytes: u64, digests: &Digests) -> (Verdict, String) {
        let why = match &self.checksum {
            Ok(expected) if expected.is_of_nothing(bytes, digests) => t!("download-of-nothing"),
            Ok(ComparableChecksum { algo: algo @ Algo::GitBlob(Some(length)), .. }) if *length != bytes => {
                let (bytes, length) = (bytes.to_string(), length.to_string());
                return (Verdict::Altered, t!("download-other-blob", algo = algo.word(), bytes, length));
            }
            Ok(expected) => return self.compare(expected, bytes, digests),
            Err(why) => why.said(),
        };
        match self.size {
            Some(size) if size == bytes => (Verdict::SizeOnly, t!("download-same-size", why)),
            Some(size) if PLACEHOLDER_SIZES.contains(&size) => {
                (Verdict::Unverifiable, t!("download-placeholder-size", why, size = size.to_string()))
            }
            Some(_) if self.is_newer => (Verdict::Unverifiable, why),
            Some(size) => {
                (Verdict::Altered, t!("download-other-size", bytes = bytes.to_string(), size = size.to_string(), why))
            }
            None => (Verdict::Unverifiable, t!("download-no-size", why)),
        }
    }

    fn compare(&self, expected: &ComparableChecksum, bytes: u64, digests: &Digests) -> (Verdict, String) {
        let algo = expected.algo.word();
        if expected.is_met(digests) {
            let reason = match expected.by {
                StatedBy::Portal => t!("download-verified-portal", algo),
                StatedBy::Server => t!("download-verified-server", algo),
                StatedBy::Archive => t!("archive-verified", algo),
            };
            let wrong_size = self
                .size
                .filter(|size| *size != bytes)
                .map(|size| t!("download-wrong-size", reason, size = size.to_string(), bytes = bytes.to_string()));
            (Verdict::Verified, wrong_size.unwrap_or(reason))
        } else {
            let (found, stated) = (digests.get(expected.algo).unwrap_or_default(), &expected.value);
            let reason = match expected.by {
                StatedBy::Portal => t!("download-altered-portal", algo, found, stated),
                StatedBy::Server => t!("download-altered-server", algo, found, stated),
                StatedBy::Archive => t!("archive-altered", algo, found, stated),
            };
            (Verdict::Altered, reason)
        }
    }
}

/// A verdict on the packed bytes themselves.
pub fn as_sent_said(verdict: Verdict, reason: &str) -> (Verdict, String) {
    (verdict, t!("download-as-sent", reason))
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
        let by = if algo == Algo::Crc32 { StatedBy::Archive } else { by };
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
        Claims { checksum, stated: None, size, is_newer: false, open_ended: false, rows: None }
    }

    fn judge(claims: &Claims, body: &[u8]) -> (Verdict, String) {
        claims.judge(body.len() as u64, &digests(claims, body))
    }

    fn digests(claims: &Claims, body: &[u8]) -> Digests {
        let mut hasher = Hasher::new(claims.algo());
        hasher.update(body);
        hasher.finish()
    }

    #[test]
    fn a_matching_checksum_verifies_however_it_is_written() {
        let upper = format!(" {} ", MD5_OF_DATA.to_uppercase());
        for value in [MD5_OF_DATA, &upper] {
            assert_eq!(judge(&claims(Some(("md5", value)), None), b"data").0, Verdict::Verified);
        }
        let (verdict, reason) = judge(&claims(Some(("MD5", MD5_OF_DATA)), Some(4096)), b"data");
        assert_eq!(verdict, Verdict::Verified);
        assert!(reason.contains("4096") && reason.contains("4 bytes"), "{reason}");
    }

    #[test]
    fn a_checksum_that_differs_is_altered_even_when_the_size_matches() {
        let (verdict, reason) = judge(&claims(Some(("MD5", MD5_OF_DATA)), Some(4)), b"dat4");
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
            let (verdict, reason) = judge(&claims(Some((algo, value)), None), b"data");
            assert_eq!(verdict, Verdict::Unverifiable, "{algo} {value}");
            assert!(reason.contains(why), "{algo} {value}: {reason}");
        }
    }

    /// `printf data | git hash-object --stdin`.
    #[test]
    fn a_git_blob_is_compared_over_its_length() {
        const BLOB: &str = "6320cd248dd8aeaab759d5871f8781b5c0505172";
        let claims = |checksum: &str, size: Option<u64>| {
            let checksum = Some(Checksum { algo: "git blob SHA-1".into(), value: checksum.into() });
            Claims::of(&Media { checksum, size, ..Media::default() }, &Version::default())
        };
        let table = [
            (BLOB, Some(4), b"data", Verdict::Verified, "git blob SHA-1"),
            (BLOB, Some(4), b"dat4", Verdict::Altered, "git blob SHA-1"),
            (BLOB, Some(5), b"data", Verdict::Altered, "5 bytes"),
            (BLOB, None, b"data", Verdict::Unverifiable, "length"),
            ("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", Some(4), b"data", Verdict::SizeOnly, "empty file"),
            // Of the bytes alone it is another checksum.
            ("a17c9aaa61e80a1bf71d0d850af4e5baa9800bbd", Some(4), b"data", Verdict::Altered, "git blob SHA-1"),
        ];
        for (checksum, size, body, verdict, said) in table {
            let (found, reason) = judge(&claims(checksum, size), body);
            assert_eq!(found, verdict, "{checksum} {size:?}: {reason}");
            assert!(reason.contains(said), "{reason}");
        }
    }

    #[test]
    fn the_checksum_of_nothing_verifies_an_empty_file() {
        let claims = claims(Some(("MD5", "d41d8cd98f00b204e9800998ecf8427e")), Some(0));
        assert_eq!(judge(&claims, b"").0, Verdict::Verified);
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
            assert_eq!(judge(&claims(None, size), b"data").0, verdict, "{size:?}");
        }
        let placeholder = claims(Some(("MD5", "md5")), Some(5));
        let (verdict, reason) = judge(&placeholder, b"data");
        assert_eq!(verdict, Verdict::Altered);
        assert!(reason.contains('5') && reason.contains("name of an algorithm"), "{reason}");
    }

    #[test]
    fn what_is_claimed_may_be_of_the_bytes_as_sent_or_as_unpacked() {
        let judge = |claims: &Claims, inside: &Inside, encoding: &str| {
            claims.judge_inside(inside, &Encodings::named(encoding), judge(claims, b"packed"))
        };
        let whole = |claims: &Claims, body: &[u8]| Inside::Whole {
            bytes: body.len() as u64,
            digests: digests(claims, body),
            head: body.into(),
        };
        let checksum = claims(Some(("MD5", MD5_OF_DATA)), Some(4));
        for (claims, body, verdict, said) in [
            (&checksum, b"data".as_slice(), Verdict::Verified, "once unpacked: its MD5"),
            (&checksum, b"dat4", Verdict::Altered, "once unpacked: its MD5"),
            (&claims(None, Some(4)), b"data", Verdict::SizeOnly, "once unpacked"),
            (&claims(None, Some(6)), b"data", Verdict::SizeOnly, "as it was sent"),
            (&claims(None, Some(5)), b"data", Verdict::Altered, "once unpacked"),
            (&claims(None, None), b"data", Verdict::Unverifiable, "once unpacked"),
        ] {
            let (found, reason) = judge(claims, &whole(claims, body), "gzip");
            assert_eq!(found, verdict, "{reason}");
            assert!(reason.contains(said), "{reason}");
        }
        for (inside, encoding, verdict) in [
            (Inside::Unknown, "gzip", Verdict::Unverifiable),
            (Inside::Unknown, "gzip, br", Verdict::Altered),
            (Inside::Damaged("cut".into()), "br", Verdict::Altered),
        ] {
            let (found, reason) = judge(&checksum, &inside, encoding);
            assert_eq!(found, verdict, "{reason}");
            assert!(reason.contains(&format!("({encoding})")), "{reason}");
        }
    }

    #[test]
    fn a_size_that_is_older_than_the_file_is_a_doubt() {
        let older = Claims { is_newer: true, ..claims(None, Some(5)) };
        assert_eq!(judge(&older, b"data").0, Verdict::Unverifiable);
        assert!(older.doubt(4).unwrap().contains('5'));
        assert_eq!(judge(&older, b"data5").0, Verdict::SizeOnly);
        assert_eq!(older.doubt(5), None);
        assert_eq!(Claims { is_newer: true, ..claims(None, Some(4096)) }.doubt(4), None, "that is no size");
    }

    #[test]
    fn where_nothing_else_speaks_the_shape_of_the_answer_does() {
        let open_ended = |claims: Claims| Claims { open_ended: true, ..claims };
        let reason = |claims: &Claims, body: &[u8]| judge(claims, body).1;
        assert!(reason(&open_ended(claims(None, None)), b"data").contains("a part of it may be missing"));
        assert!(reason(&claims(None, None), b"").starts_with("it is empty"));
        let whole = open_ended(claims(Some(("MD5", MD5_OF_DATA)), None));
        assert!(!reason(&whole, b"data").contains("missing"), "the checksum knows");
    }
}
