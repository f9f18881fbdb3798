//! Tables of FlatBuffers, each field of them looked up where it is said to be, and nowhere outside of what is there.

/// A table in `bytes`.
#[derive(Clone, Copy)]
pub struct FlatTable<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> FlatTable<'b> {
    /// The one that everything begins with.
    pub fn root(bytes: &'b [u8]) -> Option<Self> {
        Some(Self { bytes, at: number(bytes, 0, 4)? as usize })
    }

    /// Where the value of a field stands.
    fn place(&self, field: usize) -> Option<usize> {
        let back = number(self.bytes, self.at, 4)? as u32 as i32;
        let offsets = usize::try_from(i64::try_from(self.at).ok()? - i64::from(back)).ok()?;
        let length = number(self.bytes, offsets, 2)? as usize;
        let entry = 4 + 2 * field;
        let offset = if entry + 2 <= length { number(self.bytes, offsets.checked_add(entry)?, 2)? as usize } else { 0 };
        if offset == 0 { None } else { self.at.checked_add(offset) }
    }

    /// A number of so many bytes; 0 where it is left out.
    pub fn number(&self, field: usize, width: usize) -> i64 {
        let value = self.place(field).and_then(|at| number(self.bytes, at, width)).unwrap_or(0);
        match width {
            1 => i64::from(value as u8),
            2 => i64::from(value as u16 as i16),
            4 => i64::from(value as u32 as i32),
            _ => value as i64,
        }
    }

    pub fn has(&self, field: usize) -> bool {
        self.place(field).is_some()
    }

    /// What a field points at.
    fn target(&self, field: usize) -> Option<usize> {
        let at = self.place(field)?;
        at.checked_add(number(self.bytes, at, 4)? as usize)
    }

    pub fn table(&self, field: usize) -> Option<Self> {
        Some(Self { bytes: self.bytes, at: self.target(field)? })
    }

    pub fn text(&self, field: usize) -> Option<&'b str> {
        let at = self.target(field)?;
        let length = number(self.bytes, at, 4)? as usize;
        std::str::from_utf8(self.bytes.get(at + 4..(at + 4).checked_add(length)?)?).ok()
    }

    /// The tables of a list.
    pub fn tables(&self, field: usize) -> impl Iterator<Item = Self> + use<'b> {
        let bytes = self.bytes;
        let items = self.items(field, 4);
        items.filter_map(move |at| Some(Self { bytes, at: at.checked_add(number(bytes, at, 4)? as usize)? }))
    }

    /// Numbers of eight bytes.
    pub fn numbers(&self, field: usize) -> Vec<i64> {
        let number = |at: usize| number(self.bytes, at, 8).map(|it| it as i64);
        self.items(field, 8).map_while(number).take(1000).collect()
    }

    /// The pairs of numbers of a list of structs of sixteen bytes.
    pub fn pairs(&self, field: usize) -> impl Iterator<Item = (i64, i64)> + use<'b> {
        let bytes = self.bytes;
        let pair = move |at: usize| Some((number(bytes, at, 8)? as i64, number(bytes, at + 8, 8)? as i64));
        self.items(field, 16).map_while(pair)
    }

    /// How many a list says to have.
    pub fn count(&self, field: usize) -> u64 {
        self.target(field).and_then(|at| number(self.bytes, at, 4)).unwrap_or(0)
    }

    fn items(&self, field: usize, width: usize) -> impl Iterator<Item = usize> + use<'b> {
        let first = self.target(field);
        let count = first.and_then(|at| number(self.bytes, at, 4)).unwrap_or(0) as usize;
        // As far as there are bytes, whatever is claimed.
        let room = first.map_or(0, |at| self.bytes.len().saturating_sub(at) / width);
        (0..count.min(room)).filter_map(move |item| Some(first? + 4 + item * width))
    }
}

/// A number of so many bytes.
pub fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}
