//! PMTiles: tiles of a map in one file, of which the head says what they are.

use super::map::Sketch;
use super::{Preview, Sample, View, foreign};
use crate::base::format;
use crate::model::{Extent, Fact};
use crate::{said, t};

pub fn read(sample: &Sample) -> Preview {
    let (name, opens) = (said!("formats-name-pmtiles"), said!("formats-opens-qgis"));
    let Some((facts, bounds)) = head(&sample.bytes) else { return foreign::refused("pmtiles", name, opens) };
    let preview = Preview::new("pmtiles", vec![View::Facts(facts), View::Map(Sketch::of_extent(bounds))]);
    preview.note(t!("formats-foreign", name = name.text(), opens = opens.text()))
}

/// What the 127 bytes of version 3 say.
fn head(bytes: &[u8]) -> Option<(Vec<Fact>, Extent)> {
    let head = bytes.get(..127).filter(|head| head[7] == 3)?;
    let count = |at: usize| head.get(at..)?.first_chunk().map(|it| u64::from_le_bytes(*it));
    let degrees = |at: usize| head.get(at..)?.first_chunk().map(|it| f64::from(i32::from_le_bytes(*it)) / 1e7);
    let kind = match head[99] {
        1 => "MVT",
        2 => "PNG",
        3 => "JPEG",
        4 => "WebP",
        5 => "AVIF",
        _ => "?",
    };
    let facts = vec![
        (said!("formats-field-tiles").into(), format::count(count(72)?)),
        (said!("formats-field-tile-kind").into(), kind.to_owned()),
        (said!("formats-field-zoom").into(), format!("{}–{}", head[100], head[101])),
    ];
    let bounds = Extent { west: degrees(102)?, south: degrees(106)?, east: degrees(110)?, north: degrees(114)? };
    let is_right = bounds.west <= bounds.east && bounds.south <= bounds.north;
    is_right.then_some((facts, bounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_tells_of_the_tiles() {
        let mut bytes = vec![0; 200];
        bytes[..8].copy_from_slice(b"PMTiles\x03");
        bytes[72..80].copy_from_slice(&1234u64.to_le_bytes());
        bytes[99..102].copy_from_slice(&[1, 0, 14]);
        for (at, degrees) in [(102, -5.0), (106, 47.0), (110, -1.0), (114, 49.0)] {
            bytes[at..at + 4].copy_from_slice(&((degrees * 1e7) as i32).to_le_bytes());
        }
        let (facts, bounds) = head(&bytes).unwrap();
        assert_eq!(facts[0].1, "1,234");
        assert_eq!(bounds, Extent { west: -5.0, south: 47.0, east: -1.0, north: 49.0 });
        assert_eq!(head(&bytes[..100]), None);
        bytes[102..106].copy_from_slice(&i32::MAX.to_le_bytes());
        assert_eq!(head(&bytes), None);
    }
}
