//! `Content-Encoding`: which of its words are encodings, and how what they pack is unpacked.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};
use reqwest::header::{CONTENT_ENCODING, HeaderMap, TRANSFER_ENCODING};
use serde::{Deserialize, Serialize};
use zstd::stream::read::Decoder as ZstdDecoder;

use crate::model::file_format::GZIP;

/// How much is unpacked at a time.
pub const BUFFER: usize = 256 << 10;

/// More than so many, one in the other, nobody means.
const DEEPEST: usize = 5;

const LONGEST_MAGIC: u64 = 4;

/// A way to pack what is sent (RFC 9110, 8.4.1; RFC 7932; RFC 8878).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Encoding {
    Gzip,
    /// zlib, or what is inside it: servers do both.
    Deflate,
    Br,
    Zstd,
}

/// The encodings of a body, in the order in which they were applied; none for one that is as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Encodings(Vec<Encoding>);

impl Encodings {
    /// Of an answer. What is in the headers besides (`utf-8`, `none`, `aws-chunked`) is no encoding.
    pub fn of(headers: &HeaderMap) -> Self {
        // Those of the transfer, undone first, are as little the file's (RFC 9112, 7.2); the HTTP client leaves them.
        let values = [CONTENT_ENCODING, TRANSFER_ENCODING].into_iter().flat_map(|name| headers.get_all(name));
        Self(values.filter_map(|value| value.to_str().ok()).flat_map(named).collect())
    }

    #[cfg(test)]
    pub fn named(words: &str) -> Self {
        Self(named(words).collect())
    }

    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// As in a header.
    pub fn words(&self) -> String {
        self.0.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ")
    }

    /// What the name of a file ends with that is packed so; `None` for what no program opens by its name.
    pub fn ending(&self) -> Option<&'static str> {
        match self.0.as_slice() {
            [Encoding::Gzip] => Some(".gz"),
            [Encoding::Br] => Some(".br"),
            [Encoding::Zstd] => Some(".zst"),
            _ => None,
        }
    }

    /// Whether bytes that begin with `head` can be packed so; `None` where they do not show it.
    pub fn show_in(&self, head: &[u8]) -> Option<bool> {
        self.0.last()?.shows_in(head)
    }

    /// What is packed in `packed`, and how many encodings were undone for it: one that is said and does not show is none.
    /// `None` where that is too deep.
    pub fn unpack<'a>(&self, packed: impl BufRead + 'a) -> io::Result<Option<(Box<dyn BufRead + 'a>, usize)>> {
        if self.0.len() > DEEPEST {
            return Ok(None);
        }
        let (mut inner, mut undone): (Box<dyn BufRead + 'a>, _) = (Box::new(packed), 0);
        for encoding in self.0.iter().rev() {
            let mut head = Vec::new();
            inner.by_ref().take(LONGEST_MAGIC).read_to_end(&mut head)?;
            let shows = encoding.shows_in(&head) != Some(false);
            inner = Box::new(Cursor::new(head).chain(inner));
            if shows {
                inner = Box::new(BufReader::with_capacity(BUFFER, encoding.unpack(inner)?));
                undone += 1;
            }
        }
        Ok(Some((inner, undone)))
    }
}

fn named(words: &str) -> impl Iterator<Item = Encoding> {
    words.split(',').filter_map(Encoding::named)
}

impl Encoding {
    fn named(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Br),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// What begins so, where something does.
    fn magic(self) -> Option<&'static [u8]> {
        match self {
            Self::Gzip => Some(GZIP),
            Self::Zstd => Some(b"\x28\xb5\x2f\xfd"),
            Self::Deflate | Self::Br => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Br => "br",
            Self::Zstd => "zstd",
        }
    }

    /// Whether bytes that begin with `head`, and may end in the middle of it, can be packed so.
    fn shows_in(self, head: &[u8]) -> Option<bool> {
        let magic = self.magic()?;
        Some(head.starts_with(magic) || (!head.is_empty() && magic.starts_with(head)))
    }

    fn unpack<'a>(self, packed: Box<dyn BufRead + 'a>) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Self::Gzip => Box::new(Members(Some(GzDecoder::new(packed)))),
            Self::Deflate => Box::new(Inflate { packed, inflating: None, ended: false }),
            Self::Br => Box::new(Unbrotli(Decompressor::new(packed, BUFFER))),
            Self::Zstd => Box::new(ZstdDecoder::with_buffer(packed)?),
        })
    }
}

/// The members of a gzip file, one by one: padding and whatever else stands behind the last is no part of it, as
/// gzip(1) has it.
struct Members<'a>(Option<GzDecoder<Box<dyn BufRead + 'a>>>);

impl Read for Members<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let mut rest = self.0.take().map(GzDecoder::into_inner);
            let more = rest.as_mut().map(|rest| rest.fill_buf()).transpose()?.and_then(|rest| rest.first());
            if more == GZIP.first() {
                self.0 = rest.map(GzDecoder::new);
            } else if let Some(rest) = rest {
                drain(rest)?;
            }
        }
        Ok(0)
    }
}

/// Undoes `br`.
struct Unbrotli<'a>(Decompressor<Box<dyn BufRead + 'a>>);

impl Read for Unbrotli<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        if count == 0 && !buffer.is_empty() {
            drain(self.0.get_mut())?;
        }
        Ok(count)
    }
}

/// Reads to the end of what something is packed in: its checksum stands there.
fn drain(mut packed: impl Read) -> io::Result<()> {
    io::copy(&mut packed, &mut io::sink()).map(drop)
}

/// Undoes `deflate`, with or without the frame of zlib. flate2's own readers take what is cut for whole.
struct Inflate<'a> {
    packed: Box<dyn BufRead + 'a>,
    inflating: Option<Decompress>,
    ended: bool,
}

impl Read for Inflate<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.ended && !buffer.is_empty() {
            let packed = self.packed.fill_buf()?;
            let at_end = packed.is_empty();
            let inflating = self.inflating.get_or_insert_with(|| Decompress::new(is_zlib(packed)));
            let (taken, given) = (inflating.total_in(), inflating.total_out());
            let status = inflating.decompress(packed, buffer, FlushDecompress::None);
            let (taken, given) = (inflating.total_in() - taken, inflating.total_out() - given);
            self.packed.consume(taken as usize);
            if given > 0 && status.is_err() {
                return Ok(given as usize); // it fails again
            }
            self.ended = status? == Status::StreamEnd;
            if self.ended {
                drain(&mut self.packed)?;
            }
            if given > 0 {
                return Ok(given as usize);
            }
            if at_end && !self.ended {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(0)
    }
}

/// Whether the first two bytes are those of zlib (RFC 1950, 2.2).
fn is_zlib(packed: &[u8]) -> bool {
    match packed {
        [method, flags, ..] => method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn of(lines: &[&'static str]) -> Encodings {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(line));
        }
        Encodings::of(&headers)
    }

    #[test]
    fn only_encodings_count() {
        for (lines, words, ending) in [
            (["x-GZIP"].as_slice(), "gzip", Some(".gz")),
            (&["gzip", "br"], "gzip, br", None),
            (&["aws-chunked, Deflate ,identity"], "deflate", None),
            (&["zstd"], "zstd", Some(".zst")),
            (&["br"], "br", Some(".br")),
            (&["utf-8, none"], "", None),
            (&[""], "", None),
        ] {
            let encodings = of(lines);
            assert_eq!((encodings.words().as_str(), encodings.ending()), (words, ending), "{lines:?}");
            assert_eq!(encodings.is_none(), words.is_empty());
        }
    }

    #[test]
    fn what_is_too_deep_is_not_unpacked() {
        let deep = of(&["gzip,gzip,gzip,gzip,gzip,gzip"]);
        assert!(deep.unpack(io::empty()).unwrap().is_none());
    }
}
