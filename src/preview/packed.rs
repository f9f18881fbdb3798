//! One file that is packed as a whole: gzip, bzip2, xz, Zstandard.

use std::io::Read as _;
use std::path::Path;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use memchr::memchr;

use super::archive::held::HeldSource;
use super::archive::unpacked::{EntryPacking, UnpackedEntry};
use super::archive::{OpenedArchive, name};
use super::shape::ContentShape;
use super::{About, Entry, Files, Preview, ReadAt, ReadOptions, SAMPLE, Sample, foreign, interpret};
use crate::base::Fut;
use crate::base::error::Result;
use crate::model::file_format::GZIP;
use crate::t;

/// Looks at what the sample of a gzip shows, where no more can be had.
pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    if let shape @ (ContentShape::Bzip2 | ContentShape::Xz | ContentShape::Zstd) = ContentShape::of(sample) {
        return foreign::told(shape).of(sample);
    }
    if !sample.bytes.starts_with(GZIP) {
        return Preview::refused("packed", t!("preview-odd-compression")).of(sample);
    }
    let mut inside = Vec::new();
    // The sample may end anywhere, and what came out until then is good.
    let ended = MultiGzDecoder::new(&sample.bytes[..]).take(SAMPLE as u64 + 1).read_to_end(&mut inside).is_ok();
    let whole = ended && sample.whole && inside.len() <= SAMPLE;
    inside.truncate(SAMPLE);
    if inside.starts_with(GZIP) {
        return Preview::refused("gz", t!("preview-twice-compressed")).of(sample);
    }
    let total = whole.then_some(inside.len() as u64);
    let unpacked = Sample { bytes: inside.into(), whole, total, about: about(sample) };
    let mut preview = interpret(&unpacked, options).note(t!("archive-inside", packing = "gzip"));
    preview.bytes_read = sample.bytes.len() as u64;
    preview.bytes_total = sample.total;
    preview.sample = Some(sample.clone());
    preview
}

/// A portal declares what is inside, or just that it is compressed.
fn about(sample: &Sample) -> About {
    let is_packing = |extension: &str| matches!(extension, "gz" | "bz2" | "xz" | "zst");
    let declared = sample.about.declared.filter(|format| !is_packing(format.extension));
    // Some write the name of the packed file.
    let noted = gzip_name(&sample.bytes).map(|name| name_inside(&name).unwrap_or(name));
    let name = noted.or_else(|| sample.about.name.as_deref().and_then(name_inside));
    let named = name.map(|name| About::file(Path::new(&name))).unwrap_or_default();
    let declared = declared.or(named.declared);
    About { declared, depth: sample.about.depth.saturating_add(1), ..named }
}

/// What the file is called that is packed in one of this name.
pub fn name_inside(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?;
    match ending.to_ascii_lowercase().as_str() {
        "gz" | "bz2" | "xz" | "zst" => Some(name::shown(stem)),
        "tgz" | "tbz2" | "txz" | "tzst" => Some(name::shown(&format!("{stem}.tar"))),
        _ => None,
    }
}

/// The file in it, whose length is known once its end was seen.
pub fn open<'a>(
    source: &'a mut (dyn ReadAt + 'a),
    sample: &'a Sample,
    shape: ContentShape,
) -> Result<OpenedArchive<'a>, Box<Preview>> {
    let (format, word, packing) = match shape {
        ContentShape::Gzip => ("gz", "gzip", EntryPacking::Gzip),
        ContentShape::Zstd => ("zst", "Zstandard", EntryPacking::Zstd),
        #[cfg(feature = "archives")]
        ContentShape::Bzip2 => ("bz2", "bzip2", EntryPacking::Bzip2),
        #[cfg(feature = "archives")]
        ContentShape::Xz => ("xz", "xz", EntryPacking::Xz),
        shape => return Err(Box::new(foreign::told(shape))),
    };
    let about = about(sample);
    let ending = about.declared.map(|format| format!(".{}", format.extension)).unwrap_or_default();
    let name = about.name.clone().unwrap_or_else(|| format!("content{ending}"));
    let entry = Entry { name, packed: sample.total, ..Entry::default() };
    let (held, total) = (HeldSource::new(source, 0, sample.bytes.clone()), sample.total);
    let files = Box::new(PackedFile { held, entries: [entry], packing, total, about });
    let notes = vec![t!("archive-inside", packing = word)];
    Ok(OpenedArchive { format, files, claimed: None, notes, read: sample.bytes.len() as u64 })
}

/// What the file was called, as gzip notes it.
fn gzip_name(bytes: &[u8]) -> Option<String> {
    const NAMED: u8 = 8;
    const EXTRA: u8 = 4;
    let flags = *bytes.get(3).filter(|_| bytes.starts_with(GZIP))?;
    let skipped = match flags & EXTRA {
        0 => 10,
        _ => 12 + usize::from(u16::from_le_bytes(bytes.get(10..12)?.try_into().ok()?)),
    };
    let rest = bytes.get(skipped..).filter(|_| flags & NAMED != 0)?;
    let name = rest.get(..memchr(0, rest.get(..rest.len().min(1024))?)?)?;
    Some(name::shown(&name::decoded(name))).filter(|name| !name.is_empty())
}

struct PackedFile<'a> {
    held: HeldSource<'a>,
    entries: [Entry; 1],
    packing: EntryPacking,
    total: Option<u64>,
    about: About,
}

impl Files for PackedFile<'_> {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn open(&mut self, _: usize) -> Fut<'_, Box<dyn ReadAt + '_>> {
        let file: Box<dyn ReadAt + '_> = Box::new(UnpackedEntry {
            packing: self.packing.clone(),
            span: 0..self.total.unwrap_or(u64::MAX),
            size: None,
            crc: None,
            about: self.about.clone(),
            kept: (0, Bytes::new()),
            doubt: None,
            name: self.entries[0].name.clone(),
            held: self.held.again(),
        });
        Box::pin(async { Ok(file) })
    }
}
