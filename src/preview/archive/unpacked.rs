//! The bytes of an entry: a span of its archive, or what a packed one unpacks to. Whatever is claimed of it, no more is
//! kept in memory than what is asked for, or [`WHOLE`] of what is small.

#[cfg(feature = "archives")]
use std::io::BufReader;
use std::io::{self, BufRead as _, Read};
use std::ops::Range;
#[cfg(feature = "archives")]
use std::sync::Arc;

use bytes::Bytes;
use flate2::Crc;
use flate2::bufread::GzDecoder;
use flate2::read::DeflateDecoder;

use super::bridge::{self, Bridge};
use super::held::HeldSource;
use super::{PourSink, WHOLE};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::preview::{About, ReadAt};
use crate::{m, t};

/// So many packed bytes are read for a look at most, and so many unpacked ones are passed over.
const READ: u64 = 32 << 20;
const PASSED: u64 = 256 << 20;
/// What is packed in so few bytes is unpacked at once, where nothing says how long it is.
const SHORT: u64 = 256 << 10;
/// The largest window of Zstandard that is kept, as a power of two.
const ZSTD_WINDOW: u32 = 26;
/// What is handed on at once.
const CHUNK: usize = 256 << 10;

/// How an entry is packed.
#[derive(Clone)]
pub enum EntryPacking {
    Deflated,
    Gzip,
    Zstd,
    #[cfg(feature = "archives")]
    Bzip2,
    #[cfg(feature = "archives")]
    Xz,
    /// As in a ZIP: version and properties before it.
    #[cfg(feature = "archives")]
    ZipLzma,
    /// An entry of a 7z archive, by its place in the list.
    #[cfg(feature = "archives")]
    SevenZip(Arc<sevenz_rust2::Archive>, usize),
}

impl EntryPacking {
    /// Gives piece after piece to `take`, until that has enough.
    fn unpack(
        &self,
        from: Bridge,
        size: Option<u64>,
        passed: u64,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<()> {
        let mut reader: Box<dyn Read> = match self {
            Self::Deflated => Box::new(DeflateDecoder::new(from)),
            Self::Gzip => Box::new(GzipMembers(Some(GzDecoder::new(io::BufReader::new(from))))),
            Self::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::new(from)?;
                decoder.window_log_max(ZSTD_WINDOW)?;
                Box::new(decoder)
            }
            #[cfg(feature = "archives")]
            Self::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(from)),
            #[cfg(feature = "archives")]
            Self::Xz => Box::new(lzma_rust2::XzReader::new(BufReader::new(from), true)),
            #[cfg(feature = "archives")]
            Self::ZipLzma => zip_lzma(BufReader::new(from), size)?,
            #[cfg(feature = "archives")]
            Self::SevenZip(archive, entry) => {
                return crate::preview::seven_zip::unpack(archive, *entry, from, passed, &mut |part| {
                    hand_on(part, take)
                });
            }
        };
        let _ = (size, passed);
        hand_on(&mut *reader, take).map(|_| ())
    }
}

/// One gzip behind the other, and the zeros behind the last that tapes and disks fill up with.
struct GzipMembers<R>(Option<GzDecoder<io::BufReader<R>>>);

impl<R: Read> Read for GzipMembers<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(mut rest) = self.0.take().map(GzDecoder::into_inner) else { break };
            loop {
                let next = rest.fill_buf()?;
                let (length, zeros) = (next.len(), next.iter().take_while(|byte| **byte == 0).count());
                if length == 0 {
                    return Ok(0);
                }
                rest.consume(zeros);
                if zeros < length {
                    break;
                }
            }
            self.0 = Some(GzDecoder::new(rest));
        }
        Ok(0)
    }
}

/// Whether more is wanted.
fn hand_on(reader: &mut dyn Read, take: &mut dyn FnMut(&[u8]) -> bool) -> io::Result<bool> {
    let mut buffer = vec![0; 32 << 10];
    loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if !take(buffer.get(..count).unwrap_or_default()) {
            return Ok(false);
        }
    }
}

#[cfg(feature = "archives")]
fn zip_lzma(mut from: BufReader<Bridge>, size: Option<u64>) -> io::Result<Box<dyn Read>> {
    let mut head = [0; 9];
    from.read_exact(&mut head)?;
    let [_, _, 5, 0, properties, a, b, c, d] = head else { return Err(io::ErrorKind::InvalidData.into()) };
    let window = u32::from_le_bytes([a, b, c, d]);
    let reader = lzma_rust2::LzmaReader::new_with_props(from, size.unwrap_or(u64::MAX), properties, window, None)?;
    Ok(Box::new(reader))
}

/// At most `most` bytes of a piece, behind those that are skipped.
fn part(piece: &[u8], skipped: usize, most: usize) -> &[u8] {
    let rest = piece.get(skipped..).unwrap_or_default();
    rest.get(..most).unwrap_or(rest)
}

/// What of it was kept, and how it ended.
struct KeptBytes {
    bytes: Vec<u8>,
    /// How long it is and its checksum, where its end was reached.
    ended: Option<(u64, u32)>,
    failed: Option<String>,
    passed: u64,
}

fn collect(packing: &EntryPacking, from: Bridge, size: Option<u64>, keep: &Range<u64>) -> KeptBytes {
    let (mut bytes, mut at, mut crc) = (Vec::new(), 0u64, Crc::new());
    let mut take = |piece: &[u8]| {
        let skipped = keep.start.saturating_sub(at).min(piece.len() as u64) as usize;
        let room = usize::try_from(keep.end.saturating_sub(at.max(keep.start))).unwrap_or(usize::MAX);
        bytes.extend_from_slice(part(piece, skipped, room));
        crc.update(piece);
        at += piece.len() as u64;
        at < keep.end
    };
    let unpacked = packing.unpack(from, size, PASSED, &mut take);
    let ended = (unpacked.is_ok() && at < keep.end).then(|| (at, crc.sum()));
    let failed = unpacked.err().map(|error| text::line(&error.to_string()));
    KeptBytes { bytes, ended, failed, passed: at }
}

/// A packed entry.
pub struct UnpackedEntry<'a> {
    pub held: HeldSource<'a>,
    pub packing: EntryPacking,
    /// Where its packed bytes are.
    pub span: Range<u64>,
    /// How long it is, as it is claimed until its end was seen.
    pub size: Option<u64>,
    pub crc: Option<u32>,
    pub about: About,
    pub kept: (u64, Bytes),
    pub doubt: Option<String>,
    /// What it is called in an error.
    pub name: String,
}

impl UnpackedEntry<'_> {
    fn known(&self, offset: u64, length: usize) -> Option<Bytes> {
        let (from, bytes) = &self.kept;
        let end = from + bytes.len() as u64;
        let wanted = offset.saturating_add(length as u64).min(self.size.unwrap_or(u64::MAX));
        if wanted <= offset {
            return Some(Bytes::new());
        }
        let at = usize::try_from(offset.checked_sub(*from)?).ok()?;
        (wanted <= end).then(|| bytes.slice(at.min(bytes.len())..(at + (wanted - offset) as usize).min(bytes.len())))
    }

    /// A second look at what is small keeps all of it: its format tells from its end.
    fn window(&self, offset: u64, length: usize) -> Range<u64> {
        let is_short = self.size.is_none() && self.span.end.saturating_sub(self.span.start) <= SHORT;
        let again = self.size.is_some_and(|size| size <= WHOLE) && !self.kept.1.is_empty();
        let end = offset.saturating_add(length as u64);
        if end <= WHOLE && (is_short || again) { 0..WHOLE + 1 } else { offset..end }
    }

    async fn piece(&mut self, offset: u64, length: usize) -> Result<Bytes> {
        if let Some(known) = self.known(offset, length) {
            return Ok(known);
        }
        if offset > PASSED {
            return Err(self.error(m!("archive-too-far")));
        }
        let (keep, packing, size) = (self.window(offset, length), self.packing.clone(), self.size);
        let from = keep.start;
        let work = move |bridge| collect(&packing, bridge, size, &keep);
        let most = READ.min(self.span.end.saturating_sub(self.span.start));
        let found = bridge::over(&mut self.held, self.span.clone(), most, work).await?;
        let Some(found) = found else { return Err(self.error(m!("archive-reader-failed"))) };
        if let (Some(why), true) = (&found.failed, found.bytes.is_empty()) {
            return Err(self.error(m!("archive-not-unpacked", why)));
        }
        self.learn(&found);
        self.kept = (from, found.bytes.into());
        Ok(self.known(offset, length).unwrap_or_else(|| {
            let bytes = &self.kept.1;
            let at = usize::try_from(offset - from).unwrap_or(usize::MAX).min(bytes.len());
            bytes.slice(at..bytes.len().min(at.saturating_add(length)))
        }))
    }

    /// How long it really is, and what is wrong with it.
    fn learn(&mut self, found: &KeptBytes) {
        if let Some(why) = &found.failed {
            self.doubt = Some(t!("archive-breaks-off", why));
            self.size = Some(found.passed);
        }
        let Some((size, crc)) = found.ended else { return };
        let claimed = self.size.replace(size).filter(|claimed| *claimed != size);
        if let Some(claimed) = claimed {
            self.doubt = Some(t!("archive-other-size", claimed = claimed.to_string(), size = size.to_string()));
        } else if self.crc.is_some_and(|stated| stated != crc) {
            self.doubt = Some(t!("archive-wrong-crc"));
        }
    }

    fn error(&self, cause: crate::base::i18n::Message) -> Error {
        Error::new(ErrorKind::Integrity, self.name.clone(), cause)
    }

    async fn pour_all(&mut self, from: u64, to: u64, sink: &PourSink) -> Result<()> {
        let (packing, size, sink) = (self.packing.clone(), self.size, sink.clone());
        let work = move |bridge| {
            let (mut at, mut chunk, mut is_taken) = (0u64, Vec::new(), true);
            let unpacked = packing.unpack(bridge, size, u64::MAX, &mut |piece| {
                let skipped = from.saturating_sub(at).min(piece.len() as u64) as usize;
                let room = usize::try_from(to.saturating_sub(at.max(from))).unwrap_or(usize::MAX);
                chunk.extend_from_slice(part(piece, skipped, room));
                at += piece.len() as u64;
                if chunk.len() >= CHUNK {
                    is_taken = sink.blocking_send(std::mem::take(&mut chunk).into()).is_ok();
                }
                is_taken && at < to
            });
            let _ = sink.blocking_send(chunk.into()); // nobody may take it any more
            unpacked.map_err(|error| text::line(&error.to_string()))
        };
        match bridge::over(&mut self.held, self.span.clone(), u64::MAX, work).await? {
            Some(Ok(())) => Ok(()),
            Some(Err(why)) => Err(self.error(m!("archive-not-unpacked", why))),
            None => Err(self.error(m!("archive-reader-failed"))),
        }
    }
}

impl ReadAt for UnpackedEntry<'_> {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn at(&mut self, offset: u64, length: usize) -> Fut<'_, Bytes> {
        Box::pin(self.piece(offset, length))
    }

    fn length(&self) -> Option<u64> {
        self.size
    }

    fn seeks(&self) -> bool {
        self.size.is_some_and(|size| size <= WHOLE)
    }

    fn doubt(&self) -> Option<String> {
        self.doubt.clone()
    }

    fn pour<'s>(&'s mut self, from: u64, to: u64, sink: &'s PourSink) -> Fut<'s, ()> {
        Box::pin(self.pour_all(from, to, sink))
    }
}

/// An entry that lies in its archive as it is.
pub struct StoredEntry<'a> {
    pub held: HeldSource<'a>,
    pub span: Range<u64>,
    pub crc: Option<u32>,
    pub about: About,
    pub doubt: Option<String>,
}

impl StoredEntry<'_> {
    fn size(&self) -> u64 {
        self.span.end.saturating_sub(self.span.start)
    }

    async fn piece(&mut self, offset: u64, length: usize) -> Result<Bytes> {
        let length = (length as u64).min(self.size().saturating_sub(offset)) as usize;
        if length == 0 {
            return Ok(Bytes::new());
        }
        let piece = self.held.all(self.span.start + offset, length).await?;
        if offset == 0 && piece.len() as u64 == self.size() {
            let mut crc = Crc::new();
            crc.update(&piece);
            self.doubt = self.crc.filter(|stated| *stated != crc.sum()).map(|_| t!("archive-wrong-crc"));
        }
        Ok(piece)
    }
}

impl ReadAt for StoredEntry<'_> {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn at(&mut self, offset: u64, length: usize) -> Fut<'_, Bytes> {
        Box::pin(self.piece(offset, length))
    }

    fn length(&self) -> Option<u64> {
        Some(self.size())
    }

    fn seeks(&self) -> bool {
        self.held.seeks() || self.held.length().is_some_and(|whole| whole <= WHOLE)
    }

    fn doubt(&self) -> Option<String> {
        self.doubt.clone()
    }

    fn pour<'s>(&'s mut self, from: u64, to: u64, sink: &'s PourSink) -> Fut<'s, ()> {
        let (from, to) = (self.span.start.saturating_add(from), self.span.start.saturating_add(to).min(self.span.end));
        Box::pin(async move { self.held.pour(from, to, sink).await })
    }
}
