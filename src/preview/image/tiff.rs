//! Tags of a TIFF, wherever in it they stand; what cameras write of their pictures has the same form.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::base::error::Result;
use crate::base::text;
use crate::preview::ReadAt;

/// The most tags of one list, and the most bytes of one value.
const TAGS: usize = 200;
const VALUE: usize = 4096;
/// The values that are asked for where they stand elsewhere: dates, names, places, what a GeoTIFF covers.
const WANTED: [u16; 14] = [0x10f, 0x110, 0x132, 0x9003, 1, 2, 3, 4, 258, 33_550, 33_922, 34_735, 0x8769, 0x8825];

/// A file, of which its beginning is there, and perhaps all else can be had.
pub struct Tiff<'s> {
    bytes: &'s [u8],
    source: Option<&'s mut dyn ReadAt>,
    is_little: bool,
}

/// The values of tags: of which type, and as bytes.
pub struct Tags {
    values: BTreeMap<u16, (u16, Vec<u8>)>,
    is_little: bool,
}

impl<'s> Tiff<'s> {
    pub fn new(bytes: &'s [u8], source: Option<&'s mut dyn ReadAt>) -> Self {
        Self { bytes, source, is_little: bytes.starts_with(b"II") }
    }

    /// The first list of tags; `None` where it is nowhere.
    pub async fn first(&mut self) -> Result<Option<Tags>> {
        let at = self.bytes.get(4..).and_then(|rest| number(rest, 4, self.is_little));
        match at {
            Some(at) => self.tags(at).await,
            None => Ok(None),
        }
    }

    /// A list that a tag of another one points at.
    pub async fn further(&mut self, tags: &Tags, tag: u16) -> Result<Option<Tags>> {
        match tags.numbers(tag).first() {
            Some(at) => self.tags(*at as u64).await,
            None => Ok(None),
        }
    }

    async fn tags(&mut self, at: u64) -> Result<Option<Tags>> {
        let list = self.at(at, 2 + 12 * TAGS).await?;
        let Some(count) = number(&list, 2, self.is_little) else { return Ok(None) };
        let mut values = BTreeMap::new();
        let entries = list.get(2..).unwrap_or_default().as_chunks::<12>().0;
        for entry in entries.iter().take(count.min(TAGS as u64) as usize) {
            let part = |from: usize, width: usize| number(&entry[from..], width, self.is_little).unwrap_or(0);
            let (tag, kind, count) = (part(0, 2) as u16, part(2, 2) as u16, part(4, 4));
            let length = usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(width(kind)).min(VALUE);
            let value = match length {
                0 => continue,
                1..=4 => entry[8..8 + length].to_vec(),
                _ if WANTED.contains(&tag) => self.at(part(8, 4), length).await?.to_vec(),
                _ => continue,
            };
            values.insert(tag, (kind, value));
        }
        Ok(Some(Tags { values, is_little: self.is_little }))
    }

    async fn at(&mut self, at: u64, length: usize) -> Result<Bytes> {
        let from = usize::try_from(at).unwrap_or(usize::MAX).min(self.bytes.len());
        let here = &self.bytes[from..from.saturating_add(length).min(self.bytes.len())];
        let elsewhere = self
            .source
            .as_mut()
            .filter(|source| here.len() < length && source.seeks() && source.length().is_some_and(|total| at < total));
        match elsewhere {
            Some(source) => source.at(at, length).await,
            None => Ok(Bytes::copy_from_slice(here)),
        }
    }
}

impl Tags {
    pub fn text(&self, tag: u16) -> Option<String> {
        let (_, value) = self.values.get(&tag).filter(|(kind, _)| matches!(kind, 2 | 7))?;
        text::some_line(String::from_utf8_lossy(value).split('\0').next().unwrap_or_default())
    }

    /// Whatever type they are of; those that are none left out.
    pub fn numbers(&self, tag: u16) -> Vec<f64> {
        let Some((kind, value)) = self.values.get(&tag) else { return vec![] };
        let whole = |bytes: &[u8]| number(bytes, bytes.len(), self.is_little);
        let one = |bytes: &[u8]| match kind {
            1 | 3 | 4 => whole(bytes).map(|it| it as f64),
            5 | 10 => {
                let (above, below) = (whole(bytes.get(..4)?)?, whole(bytes.get(4..)?)?);
                Some(above as f64 / below as f64).filter(|it| it.is_finite())
            }
            12 => whole(bytes).map(f64::from_bits).filter(|it| it.is_finite()),
            _ => None,
        };
        value.chunks_exact(width(*kind).max(1)).filter_map(one).collect()
    }
}

/// How many bytes a value of a type has.
fn width(kind: u16) -> usize {
    match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 => 4,
        5 | 10 | 12 => 8,
        _ => 0,
    }
}

fn number(bytes: &[u8], width: usize, is_little: bool) -> Option<u64> {
    let bytes = bytes.get(..width.min(8))?;
    let fold = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
    Some(if is_little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) })
}
