//! One version of a media as response headers describe it: validators, length, digests; whether a range continues it.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT_RANGES, CONTENT_RANGE, DATE, ETAG, HeaderMap, LAST_MODIFIED};
use serde::{Deserialize, Serialize};

use super::digest::{Algo, split_algo};
use super::encoding::Encodings;
use super::verdict::Claims;
use crate::base::{stated, text};
use crate::model::{Checksum, Media};
use crate::net::{LINKED_ETAG, LINKED_SIZE, Opened, Tally, header};

/// One version of a media, as the server describes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Version {
    pub etag: Option<String>,
    /// As it was sent: a validator is compared to the letter.
    last_modified: Option<String>,
    /// Of the whole, in bytes; `None` when the server streams.
    pub length: Option<u64>,
    pub content_type: Option<String>,
    pub encodings: Encodings,
    /// Checksums the server states in its headers, the strongest first.
    pub digests: Vec<Checksum>,
    /// How long the file is that a redirect of the portal's own led to, as that redirect stated it.
    pub linked_size: Option<u64>,
    /// Whether a cut body could not be told from a whole one.
    #[serde(skip)]
    pub open_ended: bool,
    /// Of what is made of the rows of a service: how many came.
    #[serde(skip)]
    pub tally: Option<Tally>,
    /// Whether it says that it serves ranges of these very bytes.
    ranges: bool,
    /// Whether it says that it serves none. Who says neither is asked for one: it is answered with the whole at worst.
    no_ranges: bool,
    /// Whether the date is older than the answer by more than its own precision (RFC 9110, 8.8.2.2).
    dated: bool,
}

impl Version {
    /// Of an answer with the whole.
    pub fn of(opened: &Opened) -> Self {
        let line = |name: &str| header(opened.headers(), name).and_then(|value| text::some_line(&value));
        let moment = |value: &str| DateTimeParser::new().parse_timestamp(value).ok();
        let last_modified = line(LAST_MODIFIED.as_str());
        let modified = last_modified.as_deref().and_then(moment);
        let answered = line(DATE.as_str()).as_deref().and_then(moment);
        Self {
            etag: line(ETAG.as_str()),
            dated: matches!((modified, answered), (Some(then), Some(now)) if now.as_second() - then.as_second() >= 2),
            last_modified,
            length: opened.length(),
            content_type: opened.content_type().and_then(|it| text::some_line(&it)),
            encodings: Encodings::of(opened.headers()),
            digests: digests(opened.headers()),
            linked_size: line(LINKED_SIZE).as_deref().and_then(stated::bytes_written),
            open_ended: opened.is_open_ended(),
            tally: opened.tally().cloned(),
            ranges: line(ACCEPT_RANGES.as_str()).is_some_and(|value| value.eq_ignore_ascii_case("bytes")),
            no_ranges: line(ACCEPT_RANGES.as_str()).is_some_and(|value| value.eq_ignore_ascii_case("none")),
        }
    }

    /// Whether a part of it can be asked for.
    fn is_divisible(&self) -> bool {
        !self.no_ranges && self.encodings.is_none() && self.length.is_some()
    }

    /// Whether pieces of it that are put together without a validator show in the end whether they are of one version: by
    /// a checksum of the whole, which the portal states of `media` or the server of this answer.
    pub fn is_proven_of(&self, media: &Media) -> bool {
        self.is_divisible() && Claims::of(media, self).prove_the_whole()
    }

    /// What `If-Range` is to say: a strong `ETag`, else a date that is old enough to be one. `None` where the rest of
    /// this version cannot be asked for.
    pub fn validator(&self) -> Option<&str> {
        if !self.is_divisible() {
            return None;
        }
        self.strong_etag().or_else(|| self.last_modified.as_deref().filter(|_| self.dated))
    }

    /// How many bytes there are in it as it is, where the server tells.
    pub fn plain_length(&self) -> Option<u64> {
        self.length.filter(|_| self.encodings.is_none())
    }

    /// A weak one (`W/"…"`) names what means the same, whose bytes may differ.
    fn strong_etag(&self) -> Option<&str> {
        self.etag.as_deref().filter(|etag| etag.starts_with('"'))
    }

    pub fn is_html(&self) -> bool {
        self.content_type.as_deref().is_some_and(|it| it.contains("html"))
    }

    /// What the server said of the very same version before, and does not say now.
    pub fn complete_from(&mut self, before: &Self) {
        if self.strong_etag().is_some_and(|etag| before.etag.as_deref() == Some(etag))
            && self.encodings == before.encodings
        {
            self.ranges |= before.ranges && self.length.is_none();
            self.length = self.length.or(before.length);
            self.digests.extend(before.digests.iter().cloned());
        }
    }

    /// Whether the server itself names this version, and not only a second, and says that it serves parts of it.
    pub fn is_strong(&self) -> bool {
        self.ranges && self.strong_etag().is_some() && self.validator().is_some()
    }

    /// Whether the server says the same of both versions, as far as it says anything.
    pub fn is_named_as(&self, other: &Self) -> bool {
        self.etag == other.etag && self.last_modified == other.last_modified
    }

    /// Whether `opened`, which came where a part of this version was asked for, is the whole of a version. A body of
    /// another length may be the part itself, or nothing, by a server that says the wrong thing of it.
    pub fn is_whole_in(&self, opened: &Opened) -> bool {
        opened.status() == StatusCode::OK
            && header(opened.headers(), CONTENT_RANGE.as_str()).is_none()
            && self.length.is_some()
            && opened.length() == self.length
    }

    /// Whether `opened` is the part of this version from byte `from` to its end, or to the byte before `to`. The HTTP
    /// client accepts a 206 of anything.
    pub fn continues(&self, opened: &Opened, from: u64, to: Option<u64>) -> bool {
        let Some(length) = self.length else { return false };
        let value = |name: &str| header(opened.headers(), name).map(|value| value.trim().to_owned());
        let same = |name: &str, known: &Option<String>| value(name).is_none_or(|value| Some(value) == *known);
        opened.status() == StatusCode::PARTIAL_CONTENT
            && value(CONTENT_RANGE.as_str())
                == Some(format!("bytes {from}-{}/{length}", to.unwrap_or(length).saturating_sub(1)))
            && same(ETAG.as_str(), &self.etag)
            && same(LAST_MODIFIED.as_str(), &self.last_modified)
            && Encodings::of(opened.headers()).is_none()
    }

    pub fn modified(&self) -> Option<Timestamp> {
        DateTimeParser::new().parse_timestamp(self.last_modified.as_deref()?).ok()
    }
}

/// Headers that list checksums by the names of their algorithms: `Repr-Digest` and `Content-Digest` (RFC 9530), their
/// predecessor `Digest` (RFC 3230), those of Google and of ownCloud.
const LISTS: [&str; 5] = ["repr-digest", "content-digest", "digest", "x-goog-hash", "oc-checksum"];

/// Headers with one checksum: RFC 1864, Azure, S3 (whose `ETag` is none).
const SINGLES: [(&str, Algo); 6] = [
    ("content-md5", Algo::Md5),
    ("x-ms-blob-content-md5", Algo::Md5),
    ("x-amz-checksum-md5", Algo::Md5),
    ("x-amz-checksum-sha1", Algo::Sha1),
    ("x-amz-checksum-sha256", Algo::Sha256),
    ("x-amz-checksum-sha512", Algo::Sha512),
];

/// The strongest first.
const STRENGTH: [Algo; 5] = [Algo::Sha512, Algo::Sha256, Algo::Sha1, Algo::GitBlob(None), Algo::Md5];

/// What the headers state of a whole answer. Some mean the bytes as sent, some as unpacked.
fn digests(headers: &HeaderMap) -> Vec<Checksum> {
    let values = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let listed = LISTS.into_iter().flat_map(values).flat_map(listed_digests);
    let single =
        SINGLES.into_iter().flat_map(|(name, algo)| values(name).filter_map(move |value| checksum(algo, value)));
    let linked = values(LINKED_ETAG).filter_map(linked_digest);
    let mut found: Vec<(Algo, Checksum)> = listed.chain(single).chain(linked).collect();
    found.sort_by_key(|(algo, _)| STRENGTH.iter().position(|it| it == algo));
    found.into_iter().map(|(_, checksum)| checksum).collect()
}

/// What names a file that is stored by its content: the SHA-256 of large ones, what git calls the others by.
fn linked_digest(etag: &str) -> Option<(Algo, Checksum)> {
    let bare = etag.trim().trim_start_matches("W/").trim_matches('"');
    [Algo::Sha256, Algo::GitBlob(None)].into_iter().find_map(|algo| checksum(algo, bare))
}

/// `sha-256=:BASE64:, md5=:BASE64:`, the older spelling without colons, `SHA1:HEX ADLER32:HEX`.
fn listed_digests(value: &str) -> impl Iterator<Item = (Algo, Checksum)> {
    value.split([',', ';', ' ']).filter_map(|member| match split_algo(member) {
        (Some(algo), value) => checksum(algo, value),
        (None, _) => None,
    })
}

fn checksum(algo: Algo, written: &str) -> Option<(Algo, Checksum)> {
    let value = algo.read(written)?;
    Some((algo, Checksum { algo: algo.word().into(), value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_in_headers_are_read_in_all_their_spellings() {
        let md5 = "1B2M2Y8AsgTpgAmY7PhCfg==";
        let hex = "d41d8cd98f00b204e9800998ecf8427e";
        let found = |value: &str| listed_digests(value).map(|(_, it)| (it.algo, it.value)).collect::<Vec<_>>();
        let expected = vec![("MD5".to_owned(), hex.to_owned())];
        assert_eq!(found(&format!("md5=:{md5}:")), expected);
        assert_eq!(found(&format!("unixsum=30637, MD5={md5}")), expected);
        assert_eq!(found(&format!("crc32=:AAAA:, md5=:{md5}:, sha-256=:short:")), expected);
        for nothing in ["", "md5", "md5=::", hex, "sha-256=:AAAA:"] {
            assert_eq!(found(nothing), [], "{nothing:?}");
        }
    }

    #[test]
    fn the_name_of_what_is_stored_by_its_content_is_a_checksum_of_it() {
        let (sha256, blob) = ("ab".repeat(32), "cd".repeat(20));
        for (etag, algo, value) in [
            (format!("\"{sha256}\""), "SHA-256", &sha256),
            (format!("W/\"{sha256}\""), "SHA-256", &sha256),
            (format!("\"{blob}\""), "git blob SHA-1", &blob),
        ] {
            let found = linked_digest(&etag).unwrap().1;
            assert_eq!((&*found.algo, &found.value), (algo, value), "{etag}");
        }
        assert!(["", "\"v1\"", "\"d41d8cd98f00b204e9800998ecf8427e\""].iter().all(|it| linked_digest(it).is_none()));
    }

    fn version(etag: Option<&str>, dated: bool) -> Version {
        let last_modified = Some("Tue, 14 Nov 2023 22:13:20 GMT".to_owned());
        Version {
            etag: etag.map(str::to_owned),
            last_modified,
            length: Some(9),
            ranges: true,
            dated,
            ..Version::default()
        }
    }

    /// `printf data | md5sum`.
    #[test]
    fn a_checksum_of_the_whole_proves_what_no_validator_vouches_for() {
        const MD5: &str = "8d777f385d3dfec8815d20f7496026dc";
        let stated = |algo: &str, value: &str| Some(Checksum { algo: algo.into(), value: value.into() });
        let bare = || version(None, false);
        let served = Version { digests: stated("MD5", MD5).into_iter().collect(), ..bare() };
        let packed = Version { encodings: Encodings::named("gzip"), ..bare() };
        let table = [
            (stated("MD5", MD5), bare(), true),
            (None, served, true),
            (None, bare(), false),
            (stated("MD5", "checksum.hash"), bare(), false),
            (stated("CRC-99", MD5), bare(), false),
            // Said of bytes that are there it is no claim.
            (stated("MD5", "d41d8cd98f00b204e9800998ecf8427e"), bare(), false),
            (stated("MD5", MD5), packed, false),
            (stated("MD5", MD5), Version { length: None, ..bare() }, false),
            (stated("MD5", MD5), Version { no_ranges: true, ..bare() }, false),
            (stated("MD5", MD5), Version { ranges: false, ..bare() }, true),
        ];
        for (checksum, version, expected) in table {
            let media = Media { checksum: checksum.clone(), ..Media::default() };
            assert_eq!(version.validator(), None);
            assert_eq!(version.is_proven_of(&media), expected, "{checksum:?} {version:?}");
        }
    }

    #[test]
    fn only_a_strong_validator_vouches_for_the_rest() {
        assert_eq!(version(Some("\"a\""), true).validator(), Some("\"a\""));
        assert_eq!(
            version(Some("W/\"a\""), true).validator(),
            Some("Tue, 14 Nov 2023 22:13:20 GMT"),
            "the date is good"
        );
        assert!(!version(Some("W/\"a\""), true).is_strong());
        assert_eq!(version(Some("W/\"a\""), false).validator(), None, "weak, and changed just now");
        assert_eq!(version(None, true).validator(), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
        assert_eq!(version(None, false).validator(), None, "it may have changed within the second");
        let unsaid = Version { ranges: false, ..version(Some("\"a\""), true) };
        assert_eq!((unsaid.validator(), unsaid.is_strong()), (Some("\"a\""), false), "it may serve parts all the same");
        assert_eq!(Version { no_ranges: true, ..version(Some("\"a\""), true) }.validator(), None);
        assert_eq!(Version { length: None, ..version(Some("\"a\""), true) }.validator(), None);
        assert_eq!(Version { encodings: Encodings::named("gzip"), ..version(Some("\"a\""), true) }.validator(), None);
    }
}
