//! The head of a page, in the compact protocol of Thrift.

use std::collections::BTreeMap;

use ::parquet::errors::Result;

use super::pages::odd;

/// The numbers in a page's header by their fields' numbers, those of a struct in it behind its own.
#[derive(Debug, Default)]
pub struct Header {
    numbers: BTreeMap<(i16, i16), i64>,
    pub length: usize,
}

/// What came of reading a header.
pub enum HeaderRead {
    Whole(Header),
    Cut,
    Odd,
}

impl Header {
    /// In the compact protocol of Thrift.
    pub fn read(bytes: &[u8]) -> HeaderRead {
        let mut reader = Compact { bytes, at: 0, cut: false };
        let mut numbers = BTreeMap::new();
        match reader.structure(0, 0, &mut numbers) {
            Some(()) => HeaderRead::Whole(Self { numbers, length: reader.at }),
            None if reader.cut => HeaderRead::Cut,
            None => HeaderRead::Odd,
        }
    }

    pub fn number(&self, field: (i16, i16)) -> Result<i64> {
        self.numbers.get(&field).copied().ok_or_else(odd)
    }

    pub fn size(&self, field: (i16, i16)) -> Result<usize> {
        let number = i32::try_from(self.number(field)?).ok().and_then(|it| usize::try_from(it).ok());
        number.ok_or_else(odd)
    }
}

struct Compact<'b> {
    bytes: &'b [u8],
    at: usize,
    /// Whether the bytes ended before it did.
    cut: bool,
}

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.cut |= byte.is_none();
        self.at += 1;
        byte
    }

    fn skip(&mut self, length: u64) -> Option<()> {
        let left = self.bytes.len().saturating_sub(self.at) as u64;
        self.cut |= length > left;
        self.at += usize::try_from(length).ok().filter(|_| length <= left)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 127).checked_shl(shift)?;
            if byte & 128 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn structure(&mut self, depth: usize, parent: i16, numbers: &mut BTreeMap<(i16, i16), i64>) -> Option<()> {
        let mut field = 0i16;
        loop {
            let lead = self.byte()?;
            if lead == 0 {
                return Some(());
            }
            field = match lead >> 4 {
                0 => i16::try_from(self.zigzag()?).ok()?,
                more => field.checked_add(i16::from(more))?,
            };
            let number = self.value(lead & 15, depth, field, numbers)?;
            // Deeper ones stand under other names than those that are asked for.
            if let Some(number) = number.filter(|_| depth < 2) {
                numbers.insert((parent, field), number);
            }
        }
    }

    /// A number of a field, where it is one.
    fn value(
        &mut self,
        kind: u8,
        depth: usize,
        field: i16,
        numbers: &mut BTreeMap<(i16, i16), i64>,
    ) -> Option<Option<i64>> {
        match kind {
            1 => return Some(Some(1)),
            2 => return Some(Some(0)),
            3 => drop(self.byte()?),
            4..=6 => return self.zigzag().map(Some),
            7 => self.skip(8)?,
            8 => {
                let length = self.varint()?;
                self.skip(length)?;
            }
            9 | 10 => self.list(depth)?,
            12 if depth < 8 => self.structure(depth + 1, if depth == 0 { field } else { -1 }, numbers)?,
            _ => return None,
        }
        Some(None)
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        let lead = self.byte()?;
        let count = if lead >> 4 == 15 { self.varint()? } else { u64::from(lead >> 4) };
        for _ in 0..count {
            match lead & 15 {
                1 | 2 => drop(self.byte()?),
                kind => drop(self.value(kind, depth.max(1), -1, &mut BTreeMap::new())?),
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_whole_cut_or_none() {
        // DICTIONARY_PAGE, unpacked to 2 GiB, packed in 9 bytes, 2 values, PLAIN.
        let whole =
            [0x15, 0x04, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 0x12, 0x4c, 0x15, 0x04, 0x15, 0x00, 0x00, 0x00];
        let HeaderRead::Whole(header) = Header::read(&whole) else { panic!() };
        assert_eq!((header.size((0, 2)).unwrap(), header.size((7, 1)).unwrap()), (i32::MAX as usize, 2));
        assert_eq!(header.length, whole.len());
        for cut in 0..whole.len() {
            assert!(matches!(Header::read(&whole[..cut]), HeaderRead::Cut), "{cut}");
        }
        assert!(matches!(Header::read(&[0xff; 40]), HeaderRead::Odd));
        let HeaderRead::Whole(negative) = Header::read(&[0x15, 0x00, 0x15, 0x03, 0x15, 0x03, 0x00]) else { panic!() };
        assert!(negative.size((0, 2)).is_err());
    }
}
