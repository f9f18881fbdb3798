//! What is in a ZIP, from the list at its end; a part of it unpacked within a limit.
//!
//! The list is read here and not by a crate: only its own bytes are at hand, of a file of any size, and a count or size
//! it claims must not be believed before it is seen.

#[cfg(feature = "office")]
use std::io::Read as _;

#[cfg(feature = "office")]
use flate2::read::DeflateDecoder;
use memchr::memmem;

use super::{Preview, ReadAt, SAMPLE, Sample, View};
use crate::base::error::Result;
use crate::base::format;
use crate::tabular::{Table, cell};
use crate::{said, t};

/// The longest list that is read.
const LONGEST_LIST: u64 = 1 << 20;
/// The most rows shown.
const SHOWN: usize = 2000;
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
#[cfg(feature = "office")]
const LOCAL: &[u8] = b"PK\x03\x04";

/// One part of an archive, as the list states it.
#[derive(Clone, Debug, PartialEq)]
pub struct ZipEntry {
    pub name: String,
    packed: u64,
    size: u64,
    pub encrypted: bool,
    modified: Option<String>,
    method: u16,
    /// Where its own header begins.
    at: u64,
}

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample) -> Result<Preview> {
    let refused = |reason: String| Ok(Preview::refused("zip", reason).of(sample));
    let (end, total) = match (sample.whole, sample.total) {
        (true, _) => (sample.bytes.clone(), sample.bytes.len() as u64),
        (false, Some(total)) if source.seeks() => {
            let length = total.min(SAMPLE as u64);
            (source.at(total - length, length as usize).await?, total)
        }
        (false, Some(total)) if total <= super::WHOLE => (source.at(0, total as usize).await?, total),
        (false, _) => {
            return refused(t!("preview-zip-no-parts"));
        }
    };
    let from = total.saturating_sub(end.len() as u64);
    let mut read = sample.bytes.len() as u64 + if sample.whole { 0 } else { end.len() as u64 };
    let Some(list) = List::find(&end, from) else {
        return refused(t!("preview-zip-no-list"));
    };
    let bytes = match list.at.checked_sub(from).map(|at| at as usize) {
        Some(at) => end.slice(at.min(end.len())..),
        None if list.length <= LONGEST_LIST && source.seeks() => {
            read += list.length;
            source.at(list.at, list.length as usize).await?
        }
        None => {
            let reason = t!("preview-zip-long-list", parts = list.count);
            return refused(reason);
        }
    };
    let entries = entries(&bytes);
    if entries.is_empty() && list.count > 0 {
        return refused(t!("preview-zip-bad-list"));
    }
    let mut listing = listing(&entries, list.count);
    listing.bytes_read = read;
    listing.bytes_total = Some(total);
    Ok(listing)
}

fn listing(entries: &[ZipEntry], count: u64) -> Preview {
    let (files, folders): (Vec<&ZipEntry>, Vec<&ZipEntry>) =
        entries.iter().partition(|entry| !entry.name.ends_with('/'));
    let size: u64 = files.iter().map(|entry| entry.size).fold(0, u64::saturating_add);
    let rows = files.iter().take(SHOWN).map(|entry| {
        let packed = if entry.encrypted { t!("preview-zip-encrypted") } else { format::size(entry.packed) };
        vec![cell(&entry.name), Some(format::size(entry.size)), Some(packed), entry.modified.clone()]
    });
    let names =
        vec![t!("preview-zip-name"), t!("preview-zip-size"), t!("preview-zip-packed"), t!("preview-zip-modified")];
    let mut table = Table::new(names, rows.collect(), '.');
    table.total = Some(count.saturating_sub(folders.len() as u64));
    let facts = vec![
        (said!("preview-zip-files").into(), files.len().to_string()),
        (said!("preview-zip-folders").into(), folders.len().to_string()),
        (said!("preview-zip-unpacked").into(), t!("preview-zip-as-it-says", size = format::size(size))),
    ];
    let preview = Preview::new("zip", vec![View::Table(table), View::Facts(facts)]);
    let seen = entries.len() as u64;
    if seen < count { preview.note(t!("preview-zip-claims", count, seen)) } else { preview }
}

/// Where the list is.
struct List {
    at: u64,
    length: u64,
    count: u64,
}

impl List {
    /// From the `end` of an archive, whose first byte is byte `from` of the whole.
    fn find(end: &[u8], from: u64) -> Option<Self> {
        let at = memmem::rfind(end, END)?;
        let record = end.get(at..at + 22)?;
        let (count, length, start) =
            (u64::from(u16_at(record, 10)?), u64::from(u32_at(record, 12)?), u32_at(record, 16)?);
        if start != u32::MAX && count != u64::from(u16::MAX) {
            // Something may stand before the archive, as in programs that unpack themselves: the list ends here.
            let right_before = (from + at as u64).checked_sub(length)?;
            return Some(Self { at: right_before, length, count });
        }
        let at = memmem::rfind(&end[..at], END_64)?;
        let record = end.get(at..at + 56)?;
        let (count, length, start) = (u64_at(record, 32)?, u64_at(record, 40)?, u64_at(record, 48)?);
        (start.checked_add(length)? <= from + at as u64).then_some(Self { at: start, length, count })
    }
}

/// The entries of a list, up to where it ends or makes no sense.
fn entries(mut list: &[u8]) -> Vec<ZipEntry> {
    let mut found = Vec::new();
    while let Some((entry, length)) = entry(list) {
        found.push(entry);
        list = &list[length..];
    }
    found
}

/// The entries of a whole archive in memory.
#[cfg(feature = "office")]
pub fn all_entries(archive: &[u8]) -> Option<Vec<ZipEntry>> {
    let list = List::find(archive, 0)?;
    Some(entries(archive.get(usize::try_from(list.at).ok()?..)?))
}

fn entry(list: &[u8]) -> Option<(ZipEntry, usize)> {
    let head = list.get(..46).filter(|head| head.starts_with(ENTRY))?;
    let (name, extra, comment) = (u16_at(head, 28)?, u16_at(head, 30)?, u16_at(head, 32)?);
    let [name, extra, comment] = [name, extra, comment].map(usize::from);
    let length = 46 + name + extra + comment;
    list.get(..length)?;
    let flags = u16_at(head, 8)?;
    let mut sizes = [u64::from(u32_at(head, 24)?), u64::from(u32_at(head, 20)?), u64::from(u32_at(head, 42)?)];
    widen(&mut sizes, &list[46 + name..46 + name + extra]);
    let [size, packed, at] = sizes;
    let entry = ZipEntry {
        name: file_name(&list[46..46 + name]),
        packed,
        size,
        encrypted: flags & 1 == 1,
        modified: dos_time(u16_at(head, 14)?, u16_at(head, 12)?),
        method: u16_at(head, 10)?,
        at,
    };
    Some((entry, length))
}

/// Sizes that do not fit their fields stand in an extra one, in this order.
fn widen(sizes: &mut [u64; 3], mut extra: &[u8]) {
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(mut field) = extra.get(4..4 + usize::from(length)) else { return };
        if id == 1 {
            for size in sizes.iter_mut().filter(|size| **size == u64::from(u32::MAX)) {
                let Some(wide) = u64_at(field, 0) else { return };
                *size = wide;
                field = &field[8..];
            }
        }
        extra = &extra[4 + usize::from(length)..];
    }
}

/// UTF-8 where it is valid, whatever the flag says; else as Windows wrote it.
fn file_name(bytes: &[u8]) -> String {
    let decoded = std::str::from_utf8(bytes).map(str::to_owned);
    let decoded =
        decoded.unwrap_or_else(|_| encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned());
    crate::base::text::line(&decoded)
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
    let lead = head.get(..30).filter(|it| it.starts_with(LOCAL))?;
    let start = 30 + usize::from(u16_at(lead, 26)?) + usize::from(u16_at(lead, 28)?);
    let packed = head.get(start..)?;
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
