//! Gzip: the beginning of the file inside, looked at like any other.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

use super::shape::ContentShape;
use super::{About, Preview, ReadOptions, SAMPLE, Sample, foreign, interpret};
use crate::model::file_format::GZIP;
use crate::t;

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
    // A portal declares what is inside, or just that it is compressed.
    let declared = sample.about.declared.filter(|format| format.extension != "gz");
    let about = About { declared, served_type: None, packed: false, encrypted: false };
    let total = whole.then_some(inside.len() as u64);
    let unpacked = Sample { bytes: inside.into(), whole, total, about };
    let mut preview = interpret(&unpacked, options).note(t!("preview-gzip"));
    preview.bytes_read = sample.bytes.len() as u64;
    preview.bytes_total = sample.total;
    preview.sample = Some(sample.clone());
    preview
}
