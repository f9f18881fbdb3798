//! What is in an archive, as a table.

use jiff::Timestamp;

use super::OpenedArchive;
use crate::base::format;
use crate::preview::{Entry, Preview, View};
use crate::tabular::{Table, cell};
use crate::{said, t};

/// The most rows shown.
const SHOWN: usize = 2000;

pub fn of(archive: &OpenedArchive<'_>, entries: &[Entry]) -> Preview {
    let (folders, files): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|entry| entry.is_folder);
    let size: u64 = files.iter().filter_map(|entry| entry.size).fold(0, u64::saturating_add);
    let known = |size: Option<u64>| size.map(format::size);
    let rows = files.iter().take(SHOWN).map(|entry| {
        let packed = if entry.encrypted { Some(t!("archive-is-encrypted")) } else { known(entry.packed) };
        vec![cell(&entry.name), known(entry.size), packed, entry.modified.clone()]
    });
    let names = vec![t!("archive-name"), t!("archive-size"), t!("archive-packed"), t!("archive-modified")];
    let mut table = Table::new(names, rows.collect(), '.');
    let total = archive.claimed.unwrap_or_default().max(entries.len() as u64);
    table.total = Some(total.saturating_sub(folders.len() as u64));
    let facts = vec![
        (said!("archive-files").into(), files.len().to_string()),
        (said!("archive-folders").into(), folders.len().to_string()),
        (said!("archive-unpacked").into(), t!("archive-as-it-says", size = format::size(size))),
    ];
    let mut preview = Preview::new(archive.format, vec![View::Table(table), View::Facts(facts)]);
    preview.entries = files.iter().take(SHOWN).map(|entry| entry.name.clone()).collect();
    preview.notes = archive.notes.clone();
    preview.bytes_read = archive.read;
    let locked = files.iter().filter(|entry| entry.encrypted).count();
    if locked > 0 {
        preview = preview.note(t!("archive-locked", count = locked));
    }
    let seen = entries.len() as u64;
    match archive.claimed.filter(|claimed| *claimed > seen) {
        Some(count) => preview.note(t!("archive-claims", count, seen)),
        None => preview,
    }
}

/// `2024-06-03 10:20`, of seconds since 1970.
pub fn minute(seconds: i64) -> Option<String> {
    Some(Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%d %H:%M").to_string())
}

/// What is in the archive stands behind what was looked into.
pub fn behind(mut preview: Preview, listing: Preview) -> Preview {
    preview.views.extend(listing.views.iter().cloned());
    preview.beside.extend(listing.views);
    listing.notes.into_iter().rev().for_each(|note| preview.lies_in(note));
    preview
}
