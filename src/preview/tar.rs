//! What is in a tar archive: a header before each entry, and a longer name before that where one is needed.

use std::ops::Range;

use bytes::Bytes;
use tokio::sync::mpsc;

use super::archive::held::HeldSource;
use super::archive::unpacked::StoredEntry;
use super::archive::{OpenedArchive, Reach, listing, name};
use super::{About, Entry, Files, Preview, ReadAt, Sample};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::{m, t};

const BLOCK: u64 = 512;
/// What is asked for at a header: those of small files stand close together.
const STRETCH: usize = 16 << 10;
/// How many pieces are asked for at most, and how far one looks that is read from its beginning.
const PIECES: usize = 400;
const FORWARD: u64 = 4 << 20;
/// The longest name, with all else that an extended header says.
const LONGEST_EXTRA: u64 = 64 << 10;
/// The most entries.
const MOST: usize = 200_000;

pub async fn open<'a>(
    source: &'a mut (dyn ReadAt + 'a),
    sample: &Sample,
    reach: Reach<'_>,
) -> Result<Result<OpenedArchive<'a>, Preview>> {
    let mut held = HeldSource::new(source, 0, sample.bytes.clone());
    let last = match reach {
        Reach::Look => None,
        Reach::To(name) => Some(name::shown(name)),
    };
    let mut scan = TarScan { last, ..TarScan::default() };
    if sample.whole || held.seeks() {
        jump(&mut held, &mut scan, reach).await?;
    } else {
        pass(&mut held, &mut scan, reach).await?;
    }
    let (mut notes, read) = (vec![], scan.read.max(sample.bytes.len() as u64));
    match scan.end {
        None if reach == Reach::Look => notes.push(t!("archive-list-goes-on", count = scan.entries.len())),
        Some(TarEnd::Damaged) if scan.entries.is_empty() => {
            return Ok(Err(Preview::refused("tar", t!("archive-bad-list"))));
        }
        Some(TarEnd::Damaged) => notes.push(t!("archive-bad-header", count = scan.entries.len())),
        None | Some(TarEnd::Whole) => {}
    }
    let (entries, places) = scan.entries.into_iter().unzip();
    let files = Box::new(TarFiles { held, entries, places });
    Ok(Ok(OpenedArchive { format: "tar", files, claimed: None, notes, read }))
}

/// From header to header, where any piece can be had.
async fn jump(held: &mut HeldSource<'_>, scan: &mut TarScan, reach: Reach<'_>) -> Result<()> {
    let mut pieces = 0;
    while scan.end.is_none() && (pieces < PIECES || reach != Reach::Look) {
        let (at, length) = (scan.wanted.start, (scan.wanted.end - scan.wanted.start) as usize);
        let mut piece = held.some(at, length).await?;
        if piece.len() < length {
            pieces += 1;
            scan.read += STRETCH.max(length) as u64;
            piece = held.all(at, STRETCH.max(length)).await?;
        }
        scan.take(piece.get(..length.min(piece.len())).unwrap_or_default());
    }
    Ok(())
}

/// From its beginning on.
async fn pass(held: &mut HeldSource<'_>, scan: &mut TarScan, reach: Reach<'_>) -> Result<()> {
    let (sink, mut pieces) = mpsc::channel::<Bytes>(4);
    let most = if reach == Reach::Look { FORWARD } else { u64::MAX };
    let scanning = async {
        let (mut at, mut buffer) = (0u64, Vec::new());
        while let Some(piece) = pieces.recv().await {
            let skipped = scan.wanted.start.saturating_sub(at + buffer.len() as u64).min(piece.len() as u64) as usize;
            if buffer.is_empty() {
                at += skipped as u64;
            }
            buffer.extend_from_slice(piece.get(skipped..).unwrap_or_default());
            scan.read += piece.len() as u64;
            while scan.end.is_none() {
                let Some(from) = scan.wanted.start.checked_sub(at) else { break };
                let length = scan.wanted.end - scan.wanted.start;
                let (from, to) = (from as usize, (from + length) as usize);
                let Some(wanted) = buffer.get(from..to) else { break };
                scan.take(wanted);
            }
            if scan.end.is_some() {
                break;
            }
            let done = scan.wanted.start.saturating_sub(at).min(buffer.len() as u64);
            buffer.drain(..done as usize);
            at += done;
        }
        drop(pieces);
    };
    let (poured, ()) = tokio::join!(
        async {
            let poured = held.pour(0, most, &sink).await;
            drop(sink);
            poured
        },
        scanning
    );
    // What broke off shows what came until then.
    match poured {
        Err(error) if error.kind != ErrorKind::Integrity || scan.entries.is_empty() => Err(error),
        _ => Ok(()),
    }
}

/// How a list ended.
#[derive(Clone, Copy, PartialEq)]
enum TarEnd {
    Whole,
    Damaged,
}

/// The list, as far as it is known, and what is to be read next.
struct TarScan {
    entries: Vec<(Entry, Option<Range<u64>>)>,
    wanted: Range<u64>,
    /// What the extended header says that is being read.
    extra: Option<ExtraKind>,
    name: Option<String>,
    size: Option<u64>,
    /// How long a sparse file is, of which less is kept.
    real: Option<u64>,
    end: Option<TarEnd>,
    read: u64,
    /// The entry behind which nothing is looked for.
    last: Option<String>,
}

impl Default for TarScan {
    fn default() -> Self {
        Self {
            entries: vec![],
            wanted: 0..BLOCK,
            extra: None,
            name: None,
            size: None,
            real: None,
            end: None,
            read: 0,
            last: None,
        }
    }
}

#[derive(Clone, Copy)]
enum ExtraKind {
    /// A name and nothing else.
    Gnu,
    Pax,
    /// More of where the pieces of a sparse file belong; so many bytes of it follow.
    Sparse(u64),
}

impl TarScan {
    /// Takes in what was wanted; less where the whole ends.
    fn take(&mut self, bytes: &[u8]) {
        if (bytes.len() as u64) < self.wanted.end - self.wanted.start {
            self.end = Some(if bytes.is_empty() { TarEnd::Whole } else { TarEnd::Damaged });
            return;
        }
        match self.extra.take() {
            None => self.header(bytes),
            Some(ExtraKind::Gnu) => {
                let name = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
                self.name = Some(name::decoded(name));
                self.next(self.wanted.end);
            }
            Some(ExtraKind::Sparse(stored)) => {
                let end = self.wanted.end;
                match bytes.get(504) {
                    Some(1) => {
                        self.extra = Some(ExtraKind::Sparse(stored));
                        self.next(end);
                    }
                    _ => self.next(end.saturating_add(stored)),
                }
            }
            Some(ExtraKind::Pax) => {
                self.pax(bytes);
                self.next(self.wanted.end);
            }
        }
    }

    /// The next header stands at the beginning of a block.
    fn next(&mut self, from: u64) {
        match from.checked_next_multiple_of(BLOCK).and_then(|at| Some(at..at.checked_add(BLOCK)?)) {
            Some(wanted) if self.entries.len() < MOST => self.wanted = wanted,
            _ => self.end = Some(TarEnd::Damaged),
        }
    }

    fn header(&mut self, block: &[u8]) {
        if block.iter().all(|byte| *byte == 0) {
            self.end = Some(TarEnd::Whole);
            return;
        }
        let at = self.wanted.end;
        let (Some(size), true) = (number(block.get(124..136).unwrap_or_default()), is_header(block)) else {
            self.end = Some(TarEnd::Damaged);
            return;
        };
        let extra = match block.get(156) {
            Some(b'L') => Some(ExtraKind::Gnu),
            Some(b'x') => Some(ExtraKind::Pax),
            _ => None,
        };
        if let Some(extra) = extra.filter(|_| size > 0 && size <= LONGEST_EXTRA) {
            (self.extra, self.wanted) = (Some(extra), at..at + size);
            return;
        }
        self.entry(block, at, size);
    }

    fn entry(&mut self, block: &[u8], at: u64, size: u64) {
        let size = self.size.take().unwrap_or(size);
        let long_name = self.name.take();
        let Some(end) = at.checked_add(size) else {
            self.end = Some(TarEnd::Damaged);
            return;
        };
        let kind = block.get(156).copied().unwrap_or_default();
        let name = name::shown(&long_name.unwrap_or_else(|| short_name(block)));
        // What is sparse is longer than what is kept of it.
        let real = if kind == b'S' { number(block.get(483..495).unwrap_or_default()) } else { None };
        let real = self.real.take().or(real);
        let seconds = number(block.get(136..148).unwrap_or_default());
        let modified =
            seconds.filter(|seconds| *seconds > 0).and_then(|seconds| listing::minute(i64::try_from(seconds).ok()?));
        let entry = Entry {
            is_folder: kind == b'5' || name.ends_with('/'),
            size: Some(real.unwrap_or(size)),
            packed: Some(size),
            modified,
            name,
            ..Entry::default()
        };
        if self.last.as_ref() == Some(&entry.name) {
            self.end = Some(TarEnd::Whole);
        }
        match kind {
            b'0' | b'7' | 0 if real.is_some() => self.entries.push((entry, None)),
            b'0' | b'7' | 0 => self.entries.push((entry, Some(at..end))),
            b'5' => self.entries.push((entry, None)),
            // Links, devices, what is sparse, what is said of all.
            b'1' | b'2' | b'S' => self.entries.push((entry, None)),
            _ => {}
        }
        if self.end.is_some() {
            return;
        }
        if kind == b'S' && block.get(482) == Some(&1) {
            self.extra = Some(ExtraKind::Sparse(size));
            return self.next(at);
        }
        self.next(if matches!(kind, b'1' | b'2' | b'5') { at } else { end });
    }

    /// Lines of `LENGTH KEY=VALUE`.
    fn pax(&mut self, mut text: &[u8]) {
        while let Some(space) = text.iter().position(|byte| *byte == b' ') {
            let length = std::str::from_utf8(text.get(..space).unwrap_or_default()).ok();
            let Some(length) = length.and_then(|it| it.parse::<usize>().ok()).filter(|it| *it > space) else { return };
            let Some((record, rest)) = text.split_at_checked(length) else { return };
            let said = record.get(space + 1..).unwrap_or_default().trim_ascii_end();
            if let Some(path) = said.strip_prefix(b"path=") {
                self.name = Some(name::decoded(path));
            } else if let Some(name) = said.strip_prefix(b"GNU.sparse.name=") {
                self.name = Some(name::decoded(name));
            } else if let Some(size) = said.strip_prefix(b"GNU.sparse.realsize=") {
                self.real = std::str::from_utf8(size).ok().and_then(|it| it.parse().ok());
            } else if let Some(size) = said.strip_prefix(b"GNU.sparse.size=") {
                self.real = std::str::from_utf8(size).ok().and_then(|it| it.parse().ok());
            } else if let Some(size) = said.strip_prefix(b"size=") {
                self.size = std::str::from_utf8(size).ok().and_then(|it| it.parse().ok());
            }
            text = rest;
        }
    }
}

/// Whether a file begins with such a header: those before 1988 have no other sign.
pub fn begins(bytes: &[u8]) -> bool {
    let block = bytes.get(..BLOCK as usize);
    block.is_some_and(|block| block.first().is_some_and(|byte| *byte > b' ') && is_header(block))
}

/// Whether it is an archive of nothing: blocks of zeros.
pub fn is_empty(bytes: &[u8], whole: bool) -> bool {
    whole
        && bytes.len() as u64 >= 2 * BLOCK
        && (bytes.len() as u64).is_multiple_of(BLOCK)
        && bytes.iter().all(|byte| *byte == 0)
}

/// Whether its own checksum says so.
fn is_header(block: &[u8]) -> bool {
    let sum: u64 = block
        .iter()
        .enumerate()
        .map(|(at, byte)| if (148..156).contains(&at) { u64::from(b' ') } else { u64::from(*byte) })
        .sum();
    number(block.get(148..156).unwrap_or_default()) == Some(sum)
}

/// In octal digits, or behind a first bit as it is.
fn number(field: &[u8]) -> Option<u64> {
    if field.first().is_some_and(|first| first & 0x80 != 0) {
        let low = field.get(field.len().checked_sub(8)?..)?;
        return Some(u64::from_be_bytes(low.try_into().ok()?)).filter(|it| it >> 62 == 0);
    }
    let digits = field.split(|byte| *byte == 0).next().unwrap_or_default().trim_ascii();
    let text = std::str::from_utf8(digits).ok()?;
    if text.is_empty() { Some(0) } else { u64::from_str_radix(text, 8).ok() }
}

fn short_name(block: &[u8]) -> String {
    let text = |range: Range<usize>| {
        let field = block.get(range).unwrap_or_default();
        name::decoded(field.split(|byte| *byte == 0).next().unwrap_or_default())
    };
    let name = text(0..100);
    // Only POSIX has the rest of a long one there.
    let prefix = if block.get(257..263) == Some(b"ustar\0") { text(345..500) } else { String::new() };
    if prefix.is_empty() { name } else { format!("{prefix}/{name}") }
}

struct TarFiles<'a> {
    held: HeldSource<'a>,
    entries: Vec<Entry>,
    places: Vec<Option<Range<u64>>>,
}

impl Files for TarFiles<'_> {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn open(&mut self, at: usize) -> Fut<'_, Box<dyn ReadAt + '_>> {
        let name = self.entries.get(at).map(|entry| entry.name.clone()).unwrap_or_default();
        let file = match self.places.get(at).cloned().flatten() {
            None => Err(Error::new(ErrorKind::NotFound, name, m!("archive-no-content"))),
            Some(span) => {
                let about = About::entry(&name, self.held.depth());
                let held = self.held.again();
                Ok(Box::new(StoredEntry { held, span, crc: None, about, doubt: None }) as Box<dyn ReadAt + '_>)
            }
        };
        Box::pin(async { file })
    }
}
