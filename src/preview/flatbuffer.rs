//! Tables of FlatBuffers, of which every offset is checked before it is followed.

/// One table in its bytes.
pub struct FlatTable<'b> {
    bytes: &'b [u8],
    at: usize,
    fields: &'b [u8],
}

/// More of a vector, and of a text, is not looked at.
const MOST: usize = 20_000;
const LONGEST: usize = 8 << 10;

impl<'b> FlatTable<'b> {
    /// The table that the bytes are of.
    pub fn root(bytes: &'b [u8]) -> Option<Self> {
        Self::new(bytes, word(bytes, 0)? as usize)
    }

    fn new(bytes: &'b [u8], at: usize) -> Option<Self> {
        let back = i32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?);
        let list = usize::try_from(i64::try_from(at).ok()? - i64::from(back)).ok()?;
        let length = u16::from_le_bytes(bytes.get(list..list.checked_add(2)?)?.try_into().ok()?);
        let fields = bytes.get(list.checked_add(4)?..list.checked_add(length.into())?)?;
        Some(Self { bytes, at, fields })
    }

    /// Where the field is.
    fn field(&self, number: usize) -> Option<usize> {
        let place = self.fields.get(number * 2..number * 2 + 2)?;
        match u16::from_le_bytes(place.try_into().ok()?) {
            0 => None,
            offset => self.at.checked_add(offset.into()),
        }
    }

    /// What the field refers to.
    fn target(&self, number: usize) -> Option<usize> {
        let at = self.field(number)?;
        at.checked_add(word(self.bytes, at)? as usize)
    }

    pub fn byte(&self, number: usize) -> Option<u8> {
        self.bytes.get(self.field(number)?).copied()
    }

    pub fn number<const N: usize>(&self, number: usize) -> Option<[u8; N]> {
        let at = self.field(number)?;
        self.bytes.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    /// The items of a vector, each of `width` bytes, as many as there are.
    fn vector(&self, number: usize, width: usize, most: usize) -> Option<(usize, &'b [u8])> {
        let at = self.target(number)?;
        let claimed = word(self.bytes, at)? as usize;
        let from = at.checked_add(4)?;
        let rest = self.bytes.get(from..)?;
        let count = claimed.min(rest.len() / width).min(most);
        Some((from, &rest[..count * width]))
    }

    pub fn bytes_of(&self, number: usize) -> Vec<u8> {
        self.vector(number, 1, usize::MAX).map(|(_, bytes)| bytes.to_vec()).unwrap_or_default()
    }

    pub fn text(&self, number: usize) -> Option<String> {
        let (_, bytes) = self.vector(number, 1, LONGEST)?;
        Some(String::from_utf8_lossy(bytes).into_owned()).filter(|text| !text.trim().is_empty())
    }

    pub fn doubles(&self, number: usize, most: usize) -> Vec<f64> {
        let Some((_, bytes)) = self.vector(number, 8, most) else { return vec![] };
        bytes.chunks_exact(8).filter_map(|it| Some(f64::from_le_bytes(it.try_into().ok()?))).collect()
    }

    pub fn words(&self, number: usize) -> Vec<u32> {
        let Some((_, bytes)) = self.vector(number, 4, MOST) else { return vec![] };
        bytes.chunks_exact(4).filter_map(|it| Some(u32::from_le_bytes(it.try_into().ok()?))).collect()
    }

    pub fn table(&self, number: usize) -> Option<Self> {
        Self::new(self.bytes, self.target(number)?)
    }

    /// The tables of a vector; those whose offsets lead nowhere are left out.
    pub fn tables(&self, number: usize) -> Vec<Self> {
        const TABLES: usize = 500;
        let Some((from, offsets)) = self.vector(number, 4, TABLES) else { return vec![] };
        let table = |at: usize| Self::new(self.bytes, at.checked_add(word(self.bytes, at)? as usize)?);
        (0..offsets.len() / 4).filter_map(|item| table(from + item * 4)).collect()
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
