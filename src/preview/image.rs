//! Pictures: how large they are, in how many colours, when and where they were taken; and what a GeoTIFF covers.

use super::crs::Crs;
use super::layer::MapLayer;
use super::map::{Shape, Sketch, Sketcher};
use super::shape::ContentShape;
use super::{Preview, ReadAt, ReadOptions, Sample, View, foreign};
use crate::base::error::Result;
use crate::base::format;
use crate::base::text;
use crate::model::Fact;
use crate::{said, t};

mod tiff;

use self::tiff::{Tags, Tiff};

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, _: &ReadOptions) -> Result<Preview> {
    let bytes = &sample.bytes[..];
    let mut found = match bytes {
        [0x89, ..] => png(bytes),
        [b'G', ..] => gif(bytes),
        [b'B', ..] => bmp(bytes),
        [b'R', ..] => webp(bytes),
        [0xff, ..] => jpeg(bytes),
        _ => None,
    };
    if let [b'I' | b'M', ..] = bytes {
        let mut tiff = Tiff::new(bytes, Some(source));
        if let Some(tags) = tiff.first().await? {
            found = Some(of_tiff(&tags));
        }
    }
    let Some(mut picture) = found else { return Ok(foreign::told(ContentShape::Image).of(sample)) };
    if let Some(exif) = picture.exif.take() {
        picture.read_exif(exif).await?;
    }
    Ok(picture.shown())
}

/// What is known of a picture.
#[derive(Default)]
struct Picture<'b> {
    format: &'static str,
    name: &'static str,
    size: [u32; 2],
    /// Bits of one dot.
    bits: u32,
    facts: Vec<Fact>,
    map: Option<Sketch>,
    notes: Vec<String>,
    /// What cameras write, in the form of a TIFF.
    exif: Option<&'b [u8]>,
}

impl Picture<'_> {
    fn shown(self) -> Preview {
        let [width, height] = self.size.map(|it| format::count(it.into()));
        let mut facts: Vec<Fact> = vec![
            (said!("formats-field-picture").into(), self.name.to_owned()),
            (said!("formats-field-size").into(), t!("formats-dots", width, height)),
        ];
        if self.bits > 0 {
            facts.push((said!("formats-field-colours").into(), t!("formats-bits", count = u64::from(self.bits))));
        }
        facts.extend(self.facts);
        let mut views = vec![View::Facts(facts)];
        views.extend(self.map.map(View::Map));
        let preview = Preview::new(self.format, views).note(t!("formats-no-picture"));
        self.notes.into_iter().fold(preview, Preview::note)
    }

    async fn read_exif(&mut self, exif: &[u8]) -> Result<()> {
        let mut tiff = Tiff::new(exif, None);
        let Some(first) = tiff.first().await? else { return Ok(()) };
        let detail = tiff.further(&first, 0x8769).await?;
        let place = tiff.further(&first, 0x8825).await?;
        let taken = detail.as_ref().and_then(|tags| tags.text(0x9003)).or_else(|| first.text(0x132));
        self.facts.extend(taken.and_then(|it| moment(&it)).map(|it| (said!("formats-field-taken").into(), it)));
        let camera: Vec<String> = [0x10f, 0x110].iter().filter_map(|tag| first.text(*tag)).collect();
        self.facts.extend(text::some_line(&camera.join(" ")).map(|it| (said!("formats-field-camera").into(), it)));
        if let Some(at) = place.as_ref().and_then(position) {
            let mut sketcher = Sketcher::default();
            sketcher.add(0, [Shape::Point(at)]);
            self.map = sketcher.sketch(None, true);
        }
        Ok(())
    }
}

/// `2024:01:31 10:00:00` as `2024-01-31 10:00:00`.
fn moment(written: &str) -> Option<String> {
    let (day, time) = written.split_once(' ').unwrap_or((written, ""));
    let said = format!("{} {time}", day.replace(':', "-"));
    text::some_line(&said).filter(|said| said.starts_with(|c: char| c.is_ascii_digit()) && !said.starts_with("0000"))
}

/// Where it was taken, east then north.
fn position(tags: &Tags) -> Option<[f64; 2]> {
    let degrees = |sign: u16, value: u16, negative: &str| {
        let parts = tags.numbers(value);
        let [degrees, minutes, seconds] = parts.first_chunk::<3>()?;
        let size = degrees + minutes / 60.0 + seconds / 3600.0;
        Some(if tags.text(sign)?.starts_with(negative) { -size } else { size })
    };
    let (north, east) = (degrees(1, 2, "S")?, degrees(3, 4, "W")?);
    (north.abs() <= 90.0 && east.abs() <= 180.0 && (north, east) != (0.0, 0.0)).then_some([east, north])
}

/// A length with as many figures as tell it from nothing: `0.5`, `0.0002777`.
fn size_of(length: f64) -> String {
    let places = if length > 0.0 && length < 1.0 { (4.0 - length.log10()).min(12.0) as usize } else { 2 };
    format::decimal(length, places)
}

fn of_tiff(tags: &Tags) -> Picture<'static> {
    let number = |tag: u16| tags.numbers(tag).first().map_or(0, |it| *it as u32);
    let size = [number(256), number(257)];
    let mut picture = Picture { format: "tif", name: "TIFF", size, ..Picture::default() };
    picture.bits = number(258).max(1).saturating_mul(number(277).max(1));
    let stated = tags.text(0x132).and_then(|it| moment(&it));
    picture.facts.extend(stated.map(|it| (said!("formats-field-taken").into(), it)));
    // Keys of the reference system: number, where it stands, how many, value.
    let keys: Vec<u32> = tags.numbers(34_735).iter().map(|it| *it as u32).collect();
    let key = |wanted: u32| {
        keys.as_chunks::<4>().0.iter().skip(1).find(|key| key[0] == wanted && key[1] == 0).map(|key| key[3])
    };
    let projected = key(3072).filter(|code| (1024..32_767).contains(code));
    let geographic = key(2048).filter(|code| (1024..32_767).contains(code));
    let crs =
        projected.or(geographic).map(|code| Crs::coded(code).unwrap_or_else(|| Crs::unknown(format!("EPSG:{code}"))));
    picture.facts.extend(crs.as_ref().map(|crs| (said!("formats-field-crs").into(), crs.name.clone())));
    let (scale, tie) = (tags.numbers(33_550), tags.numbers(33_922));
    if let ([x, y, ..], [column, row, _, east, north, ..]) = (&scale[..], &tie[..]) {
        let (west, top) = (east - column * x, north + row * y);
        let (right, bottom) = (west + f64::from(size[0]) * x, top - f64::from(size[1]) * y);
        let ring = vec![[west, top], [right, top], [right, bottom], [west, bottom], [west, top]];
        let mut layer = MapLayer::default();
        (layer.crs, layer.must_state) = (crs, true);
        layer.draw(0, [Shape::Area(vec![ring])]);
        picture.name = "GeoTIFF";
        picture.facts.push((said!("formats-field-resolution").into(), format!("{} × {}", size_of(*x), size_of(*y))));
        picture.map = layer.drawn();
        picture.notes = layer.notes;
    }
    picture
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|it| u16::from_be_bytes(*it).into())
}

fn u16_le(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|it| u16::from_le_bytes(*it).into())
}

fn png(bytes: &[u8]) -> Option<Picture<'_>> {
    let side = |at: usize| bytes.get(at..)?.first_chunk().map(|it| u32::from_be_bytes(*it));
    let channels = match bytes.get(25)? {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };
    let bits = u32::from(*bytes.get(24)?) * channels;
    let exif = memchr::memmem::find(bytes, b"eXIf").and_then(|at| bytes.get(at + 4..));
    Some(Picture { format: "png", name: "PNG", size: [side(16)?, side(20)?], bits, exif, ..Picture::default() })
}

fn gif(bytes: &[u8]) -> Option<Picture<'_>> {
    let bits = u32::from(bytes.get(10)? & 7) + 1;
    Some(Picture {
        format: "gif",
        name: "GIF",
        size: [u16_le(bytes, 6)?, u16_le(bytes, 8)?],
        bits,
        ..Picture::default()
    })
}

fn bmp(bytes: &[u8]) -> Option<Picture<'_>> {
    let side = |at: usize| bytes.get(at..)?.first_chunk().map(|it| i32::from_le_bytes(*it).unsigned_abs());
    let bits = u16_le(bytes, 28)?;
    Some(Picture { format: "bmp", name: "BMP", size: [side(18)?, side(22)?], bits, ..Picture::default() })
}

fn webp(bytes: &[u8]) -> Option<Picture<'_>> {
    let size = match bytes.get(12..16)? {
        b"VP8 " => [u16_le(bytes, 26)? & 0x3fff, u16_le(bytes, 28)? & 0x3fff],
        b"VP8L" => {
            let packed = bytes.get(21..)?.first_chunk().map(|it| u32::from_le_bytes(*it))?;
            [(packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1]
        }
        b"VP8X" => {
            let side = |at: usize| Some(u16_le(bytes, at)? + (u32::from(*bytes.get(at + 2)?) << 16) + 1);
            [side(24)?, side(27)?]
        }
        _ => return None,
    };
    Some(Picture { format: "webp", name: "WebP", size, ..Picture::default() })
}

/// By its segments, up to the one that has the size.
fn jpeg(bytes: &[u8]) -> Option<Picture<'_>> {
    let (mut at, mut exif) = (2, None);
    loop {
        let marker = bytes.get(at..at + 2).filter(|it| it[0] == 0xff)?[1];
        let length = match marker {
            0xff => {
                at += 1; // a byte that fills
                continue;
            }
            0xd0..=0xd9 | 1 => 0,
            _ => u16_be(bytes, at + 2)? as usize,
        };
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let size = [u16_be(bytes, at + 7)?, u16_be(bytes, at + 5)?];
                let bits = u32::from(*bytes.get(at + 4)?) * u32::from(*bytes.get(at + 9)?);
                return Some(Picture { format: "jpg", name: "JPEG", size, bits, exif, ..Picture::default() });
            }
            0xe1 => {
                let segment = bytes.get(at + 4..(at + 2 + length).min(bytes.len()));
                exif = exif.or_else(|| segment?.strip_prefix(b"Exif\0\0"));
            }
            _ => {}
        }
        at += 2 + length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::{About, InMemory, preview};

    /// A TIFF of these tags: number, type, values as bytes, each type's own width.
    fn tiff(tags: &[(u16, u16, Vec<u8>)], far: usize) -> Vec<u8> {
        let mut bytes = vec![b'I', b'I', 42, 0];
        bytes.extend((8 + far as u32).to_le_bytes());
        bytes.resize(8 + far, 0);
        bytes.extend((tags.len() as u16).to_le_bytes());
        let mut values = bytes.len() + 12 * tags.len() + 4;
        let mut behind: Vec<u8> = vec![];
        for (tag, kind, value) in tags {
            let width = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8][usize::from(*kind)];
            bytes.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
            bytes.extend(((value.len() / width) as u32).to_le_bytes());
            if value.len() <= 4 {
                bytes.extend(value);
                bytes.resize(bytes.len() + 4 - value.len(), 0);
            } else {
                bytes.extend((values as u32).to_le_bytes());
                values += value.len();
                behind.extend(value);
            }
        }
        bytes.extend([0; 4]);
        bytes.extend(behind);
        bytes
    }

    fn shorts(values: &[u16]) -> Vec<u8> {
        values.iter().flat_map(|it| it.to_le_bytes()).collect()
    }

    fn doubles(values: &[f64]) -> Vec<u8> {
        values.iter().flat_map(|it| it.to_le_bytes()).collect()
    }

    async fn looked(bytes: Vec<u8>) -> Preview {
        preview(&mut InMemory::new(bytes, About::default()), &ReadOptions::default()).await.unwrap()
    }

    fn facts(preview: &Preview) -> Vec<&str> {
        let View::Facts(facts) = &preview.views[0] else { panic!("{preview:?}") };
        facts.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[tokio::test]
    async fn each_kind_says_its_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\xb0\0\0\x03\x20\x08\x02\0\0\0".to_vec();
        let gif = b"GIF89a\x40\x01\xf0\0\xf7\0\0".to_vec();
        let bmp =
            [&b"BM\x40\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"[..], &[64, 1, 0, 0, 0x10, 0xff, 0xff, 0xff, 1, 0, 24, 0]]
                .concat();
        let webp = b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\x01\0\xef\0\0".to_vec();
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x11\x08\0\xf0\x01\x40\x03\x01\x11\0".to_vec();
        for (bytes, expected) in [
            (png, ["PNG", "1,200 × 800 dots", "24 bits a dot"].to_vec()),
            (gif, ["GIF", "320 × 240 dots", "8 bits a dot"].to_vec()),
            (bmp, ["BMP", "320 × 240 dots", "24 bits a dot"].to_vec()),
            (webp, ["WebP", "320 × 240 dots"].to_vec()),
            (jpeg, ["JPEG", "320 × 240 dots", "24 bits a dot"].to_vec()),
        ] {
            assert_eq!(facts(&looked(bytes.clone()).await), expected);
            for cut in 12..bytes.len() {
                looked(bytes[..cut].to_vec()).await;
            }
        }
    }

    #[tokio::test]
    async fn a_photograph_says_when_and_a_geotiff_what_it_covers() {
        let exif = tiff(&[(0x10f, 2, b"Fabrique\0".to_vec()), (0x132, 2, b"2024:01:31 10:00:00\0".to_vec())], 0);
        let length = (exif.len() as u16 + 8).to_be_bytes();
        let jpeg = [b"\xff\xd8\xff\xe1", &length[..], b"Exif\0\0", &exif, b"\xff\xc0\0\x11\x08\0\xf0\x01\x40\x03\x01"]
            .concat();
        assert_eq!(facts(&looked(jpeg).await)[3..], ["2024-01-31 10:00:00", "Fabrique"]);
        let tags = [
            (256, 3, shorts(&[1000])),
            (257, 3, shorts(&[500])),
            (258, 3, shorts(&[8, 8, 8])),
            (277, 3, shorts(&[3])),
            (33_550, 12, doubles(&[0.5, 0.5, 0.0])),
            (33_922, 12, doubles(&[0.0, 0.0, 0.0, 352_000.0, 6_789_000.0, 0.0])),
            (34_735, 3, shorts(&[1, 1, 0, 1, 3072, 0, 1, 2154])),
        ];
        // Its tags may stand at its end, behind what is read first.
        for far in [0, 200_000] {
            let preview = looked(tiff(&tags, far)).await;
            assert_eq!(
                facts(&preview)[..4],
                ["GeoTIFF", "1,000 × 500 dots", "24 bits a dot", "RGF93 v1 / Lambert-93 (EPSG:2154)"]
            );
            let View::Map(map) = &preview.views[1] else { panic!("{preview:?}") };
            let near = |value: f64, expected: f64| (value - expected).abs() < 0.01;
            assert!(map.degrees && near(map.bounds.west, -1.678) && near(map.bounds.south, 48.106), "{map:?}");
        }
    }

    #[test]
    fn small_dots_keep_their_size() {
        for (length, expected) in [(0.5, "0.5"), (20.0, "20"), (0.000_277_7, "0.0002777"), (0.0, "0")] {
            assert!(size_of(length).trim_end_matches('0').starts_with(expected.trim_end_matches('0')), "{length}");
        }
    }

    #[tokio::test]
    async fn hostile_tags_are_borne() {
        let whole =
            tiff(&[(256, 3, shorts(&[9])), (33_550, 12, doubles(&[1.0; 3])), (34_735, 3, shorts(&[1; 400]))], 0);
        let mut rng = fastrand::Rng::with_seed(5);
        for _ in 0..1000 {
            let mut bytes = whole.clone();
            for _ in 0..3 {
                let at = rng.usize(4..bytes.len().min(60));
                bytes[at] = *rng.choice(&[0, 1, 12, 0x7f, 0xff]).unwrap();
            }
            looked(bytes).await;
        }
    }
}
