//! What is in a ZIP, from the list at its end; its entries by their place.
//!
//! The list is read here and not by a crate: only its own bytes are at hand, of a file of any size, and a count or size
//! it claims must not be believed before it is seen.

#[cfg(feature = "office")]
use std::io::Read as _;

use bytes::Bytes;
#[cfg(feature = "office")]
use flate2::read::DeflateDecoder;
use memchr::memmem;

use super::archive::held::HeldSource;
use super::archive::unpacked::{EntryPacking, StoredEntry, UnpackedEntry};
use super::archive::{OpenedArchive, name};
use super::{About, Entry, Files, Preview, ReadAt, SAMPLE, Sample, WHOLE};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::{m, t};

/// The longest list that is read.
const LONGEST_LIST: u64 = 8 << 20;
/// The record at its end, and the longest comment behind it.
const LONGEST_END: u64 = 22 + 65535;
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// What a header has before its name.
const LOCAL_LENGTH: usize = 30;
/// Encrypted, and its name is UTF-8.
const ENCRYPTED: u16 = 1;
const UTF8: u16 = 1 << 11;

/// One part of an archive, as the list states it.
#[derive(Clone, Debug, PartialEq)]
pub struct ZipEntry {
    pub name: String,
    packed: u64,
    size: u64,
    crc: u32,
    pub encrypted: bool,
    modified: Option<String>,
    method: u16,
    /// Where its own header begins.
    at: u64,
}

impl ZipEntry {
    /// As it is shown.
    fn entry(&self) -> Entry {
        Entry {
            name: self.name.clone(),
            is_folder: self.name.ends_with('/'),
            size: Some(self.size),
            packed: Some(self.packed),
            encrypted: self.encrypted,
            modified: self.modified.clone(),
            crc: Some(self.crc),
        }
    }
}

/// The list of `source`; else why there is none.
pub async fn open<'a>(
    source: &'a mut (dyn ReadAt + 'a),
    sample: &Sample,
) -> Result<Result<OpenedArchive<'a>, Preview>> {
    let refused = |reason: String| Ok(Err(Preview::refused("zip", reason)));
    let (end, total) = match (sample.whole, sample.total) {
        (true, _) => (sample.bytes.clone(), sample.bytes.len() as u64),
        (false, Some(total)) if source.seeks() => {
            let length = total.min(LONGEST_END);
            (source.at(total - length, length as usize).await?, total)
        }
        (false, Some(total)) if total <= WHOLE => (source.at(0, total as usize).await?, total),
        (false, _) => return refused(t!("archive-no-list-parts")),
    };
    let from = total.saturating_sub(end.len() as u64);
    let read = sample.bytes.len() as u64 + if sample.whole { 0 } else { end.len() as u64 };
    let list = match ZipList::find(&end, from) {
        Ok(Some(list)) => list,
        Ok(None) => return refused(t!("archive-no-list")),
        Err(SeveralVolumes) => return refused(t!("archive-volumes")),
    };
    let mut held = HeldSource::new(source, from, end.clone());
    let (bytes, read) = match list.at.checked_sub(from).map(|at| at as usize) {
        Some(at) => (end.slice(at.min(end.len())..), read),
        None if list.length <= LONGEST_LIST => (held.all(list.at, list.length as usize).await?, read + list.length),
        None => return refused(t!("archive-long-list", parts = list.count)),
    };
    let places = entries(&bytes, list.before);
    if places.is_empty() && list.count > 0 {
        return refused(t!("archive-bad-list"));
    }
    let entries = places.iter().map(ZipEntry::entry).collect();
    let files = Box::new(ZipFiles { held, entries, places });
    Ok(Ok(OpenedArchive { format: "zip", files, claimed: Some(list.count), notes: vec![], read }))
}

struct ZipFiles<'a> {
    held: HeldSource<'a>,
    entries: Vec<Entry>,
    places: Vec<ZipEntry>,
}

impl ZipFiles<'_> {
    async fn entry(&mut self, at: usize) -> Result<Box<dyn ReadAt + '_>> {
        let gone = || Error::new(ErrorKind::NotFound, "zip", m!("archive-none"));
        let place = self.places.get(at).cloned().ok_or_else(gone)?;
        if place.encrypted {
            return Err(Error::new(ErrorKind::Denied, place.name, m!("archive-encrypted")));
        }
        let odd = || Error::new(ErrorKind::Integrity, place.name.clone(), m!("archive-no-header"));
        // Most begin within the piece that is there, or is asked for.
        let mut head = self.held.some(place.at, LOCAL_LENGTH + SAMPLE).await?;
        if data_start(&head).is_none_or(|start| start >= head.len()) {
            head = self.held.all(place.at, LOCAL_LENGTH + SAMPLE).await?;
        }
        let start = data_start(&head).ok_or_else(odd)? as u64 + place.at;
        let span = start..start.checked_add(place.packed).ok_or_else(odd)?;
        let (about, crc) = (About::entry(&place.name, self.held.depth()), Some(place.crc));
        let mut held = self.held.again();
        held.keep(place.at, head);
        let packing = match packing(place.method) {
            Some(packing) => packing,
            None if place.method == 0 => {
                let length = place.packed.min(place.size);
                let span = span.start..span.start + length;
                return Ok(Box::new(StoredEntry { held, span, crc, about, doubt: None }));
            }
            None => {
                let cause = m!("archive-method", method = method_word(place.method));
                return Err(Error::new(ErrorKind::Integrity, place.name, cause));
            }
        };
        let (size, kept) = (Some(place.size), (0, Bytes::new()));
        Ok(Box::new(UnpackedEntry { held, packing, span, size, crc, about, kept, doubt: None, name: place.name }))
    }
}

impl Files for ZipFiles<'_> {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn open(&mut self, at: usize) -> Fut<'_, Box<dyn ReadAt + '_>> {
        Box::pin(self.entry(at))
    }
}

/// Where the data of an entry begin, from its own header on.
fn data_start(head: &[u8]) -> Option<usize> {
    let lead = head.get(..LOCAL_LENGTH).filter(|it| it.starts_with(LOCAL))?;
    Some(LOCAL_LENGTH + usize::from(u16_at(lead, 26)?) + usize::from(u16_at(lead, 28)?))
}

fn packing(method: u16) -> Option<EntryPacking> {
    Some(match method {
        8 => EntryPacking::Deflated,
        93 => EntryPacking::Zstd,
        #[cfg(feature = "archives")]
        12 => EntryPacking::Bzip2,
        #[cfg(feature = "archives")]
        14 => EntryPacking::ZipLzma,
        #[cfg(feature = "archives")]
        95 => EntryPacking::Xz,
        _ => return None,
    })
}

/// What is known of the methods that are not undone here.
fn method_word(method: u16) -> String {
    let known = match method {
        1 => "Shrink",
        6 => "Implode",
        9 => "Deflate64",
        12 => "bzip2",
        14 => "LZMA",
        95 => "xz",
        98 => "PPMd",
        _ => return method.to_string(),
    };
    known.to_owned()
}

/// Where the list is.
struct ZipList {
    at: u64,
    length: u64,
    count: u64,
    /// How many bytes stand before the archive.
    before: u64,
}

/// The rest of it is in other files.
struct SeveralVolumes;

impl ZipList {
    /// From the `end` of an archive, whose first byte is byte `from` of the whole.
    fn find(end: &[u8], from: u64) -> Result<Option<Self>, SeveralVolumes> {
        let Some(at) = memmem::rfind(end, END) else { return Ok(None) };
        let Some(record) = end.get(at..at + 22) else { return Ok(None) };
        let volume = u16_at(record, 4).unwrap_or_default();
        if volume != 0 && volume != u16::MAX {
            return Err(SeveralVolumes);
        }
        Ok(Self::of_record(end, from, at, record))
    }

    fn of_record(end: &[u8], from: u64, at: usize, record: &[u8]) -> Option<Self> {
        let (count, length, start) =
            (u64::from(u16_at(record, 10)?), u64::from(u32_at(record, 12)?), u32_at(record, 16)?);
        if start != u32::MAX && count != u64::from(u16::MAX) {
            // Something may stand before the archive, as in programs that unpack themselves: the list ends here.
            let right_before = (from + at as u64).checked_sub(length)?;
            let before = right_before.saturating_sub(u64::from(start));
            return Some(Self { at: right_before, length, count, before });
        }
        let at = memmem::rfind(&end[..at], END_64)?;
        let record = end.get(at..at + 56)?;
        let (count, length, start) = (u64_at(record, 32)?, u64_at(record, 40)?, u64_at(record, 48)?);
        let fits = start.checked_add(length)? <= from + at as u64;
        fits.then_some(Self { at: start, length, count, before: 0 })
    }
}

/// The entries of a list, up to where it ends or makes no sense.
fn entries(mut list: &[u8], before: u64) -> Vec<ZipEntry> {
    let mut found = Vec::new();
    while let Some((mut entry, length)) = entry(list) {
        entry.at = entry.at.saturating_add(before);
        found.push(entry);
        list = &list[length..];
    }
    found
}

/// The entries of a whole archive in memory.
#[cfg(feature = "office")]
pub fn all_entries(archive: &[u8]) -> Option<Vec<ZipEntry>> {
    let list = ZipList::find(archive, 0).ok()??;
    Some(entries(archive.get(usize::try_from(list.at).ok()?..)?, list.before))
}

fn entry(list: &[u8]) -> Option<(ZipEntry, usize)> {
    let head = list.get(..46).filter(|head| head.starts_with(ENTRY))?;
    let (name, extra, comment) = (u16_at(head, 28)?, u16_at(head, 30)?, u16_at(head, 32)?);
    let [name, extra, comment] = [name, extra, comment].map(usize::from);
    let length = 46 + name + extra + comment;
    list.get(..length)?;
    let flags = u16_at(head, 8)?;
    let extra_field = &list[46 + name..46 + name + extra];
    let mut sizes = [u64::from(u32_at(head, 24)?), u64::from(u32_at(head, 20)?), u64::from(u32_at(head, 42)?)];
    widen(&mut sizes, extra_field);
    let [size, packed, at] = sizes;
    let entry = ZipEntry {
        name: name::of_zip(&list[46..46 + name], flags & UTF8 != 0, field(extra_field, UNICODE_PATH)),
        packed,
        size,
        crc: u32_at(head, 16)?,
        encrypted: flags & ENCRYPTED != 0,
        modified: dos_time(u16_at(head, 14)?, u16_at(head, 12)?),
        method: u16_at(head, 10)?,
        at,
    };
    Some((entry, length))
}

/// The extra fields of large sizes, and of a name in Unicode.
const LARGE: u16 = 1;
const UNICODE_PATH: u16 = 0x7075;

/// The extra field called `id`.
fn field(mut extra: &[u8], id: u16) -> Option<&[u8]> {
    loop {
        let length = usize::from(u16_at(extra, 2)?);
        let field = extra.get(4..4 + length)?;
        if u16_at(extra, 0)? == id {
            return Some(field);
        }
        extra = &extra[4 + length..];
    }
}

/// Sizes that do not fit their fields stand in an extra one, in this order.
fn widen(sizes: &mut [u64; 3], extra: &[u8]) {
    let mut field = field(extra, LARGE).unwrap_or_default();
    for size in sizes.iter_mut().filter(|size| **size == u64::from(u32::MAX)) {
        let Some(wide) = u64_at(field, 0) else { return };
        *size = wide;
        field = &field[8..];
    }
}

/// `2024-06-03 10:20`.
fn dos_time(date: u16, time: u16) -> Option<String> {
    let (year, month, day) = (1980 + (date >> 9), date >> 5 & 15, date & 31);
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day);
    valid.then(|| format!("{year}-{month:02}-{day:02} {:02}:{:02}", time >> 11, time >> 5 & 63))
}

/// An entry's bytes, at most `limit` of them; whether these are all. `None`: it cannot be unpacked.
#[cfg(feature = "office")]
pub fn unpack(archive: &[u8], entry: &ZipEntry, limit: u64) -> Option<(Vec<u8>, bool)> {
    let head = archive.get(usize::try_from(entry.at).ok()?..)?;
    let packed = head.get(data_start(head)?..)?;
    let packed = &packed[..packed.len().min(usize::try_from(entry.packed).ok()?)];
    let mut bytes = Vec::new();
    match entry.method {
        _ if entry.encrypted => return None,
        0 => packed.take(limit + 1).read_to_end(&mut bytes).ok()?,
        8 => DeflateDecoder::new(packed).take(limit + 1).read_to_end(&mut bytes).ok()?,
        _ => return None,
    };
    let all = bytes.len() as u64 <= limit;
    bytes.truncate(usize::try_from(limit).ok()?);
    Some((bytes, all))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}
