//! Rows of cells put aside in a file without a name: those that are shown later, and those of formats that are not read row
//! by row.

use std::io;

use ::csv::ByteRecord;

use crate::base::scratch::Scratch;

/// How much is written, and read, at once.
const AT_ONCE: usize = 256 << 10;

/// See the [module](self). It is written once, then read.
pub struct RowSpool {
    scratch: Scratch,
    /// What is not in [`Self::scratch`] yet.
    pending: Vec<u8>,
    written: u64,
}

impl RowSpool {
    pub fn new() -> io::Result<Self> {
        Ok(Self { scratch: Scratch::new()?, pending: Vec::new(), written: 0 })
    }

    /// Where the row begins, now that it is there.
    pub fn add<'c>(&mut self, cells: impl ExactSizeIterator<Item = &'c [u8]>) -> io::Result<u64> {
        let at = self.written + self.pending.len() as u64;
        self.pending.extend_from_slice(&length(cells.len())?);
        for cell in cells {
            self.pending.extend_from_slice(&length(cell.len())?);
            self.pending.extend_from_slice(cell);
        }
        if self.pending.len() >= AT_ONCE {
            self.flush()?;
        }
        Ok(at)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.scratch.append(&self.pending)?;
        self.written += self.pending.len() as u64;
        self.pending.clear();
        Ok(())
    }

    /// Nothing more is added.
    pub fn end(mut self) -> io::Result<SpooledRows> {
        self.flush()?;
        Ok(SpooledRows { scratch: self.scratch, length: self.written })
    }
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    let length = u32::try_from(length).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    Ok(length.to_le_bytes())
}

/// Rows that were put aside.
pub struct SpooledRows {
    scratch: Scratch,
    length: u64,
}

impl SpooledRows {
    /// To be read from the first row on, or from where others begin.
    pub fn reader(&self) -> SpoolReader<'_> {
        SpoolReader { rows: self, window: Vec::new(), begins: 0, at: 0 }
    }
}

/// Reads rows one after the other; cheap as long as they come in order.
pub struct SpoolReader<'s> {
    rows: &'s SpooledRows,
    /// What is in memory, and where it begins.
    window: Vec<u8>,
    begins: u64,
    at: u64,
}

impl SpoolReader<'_> {
    /// The next row, into `record`; whether there was one.
    pub fn next_into(&mut self, record: &mut ByteRecord) -> io::Result<bool> {
        record.clear();
        if self.at >= self.rows.length {
            return Ok(false);
        }
        for _ in 0..self.number()? {
            let length = self.number()?;
            let cell = self.take(length as usize)?;
            record.push_field(cell);
        }
        Ok(true)
    }

    /// The row that begins at `at`.
    pub fn row_at(&mut self, at: u64, record: &mut ByteRecord) -> io::Result<bool> {
        self.at = at;
        self.next_into(record)
    }

    fn number(&mut self) -> io::Result<u32> {
        let bytes = self.take(4)?;
        Ok(bytes.first_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes)))
    }

    /// So many bytes from where it is.
    fn take(&mut self, length: usize) -> io::Result<&[u8]> {
        let is_held = |from: u64, held: usize| self.at >= from && self.at + length as u64 <= from + held as u64;
        if !is_held(self.begins, self.window.len()) {
            let left = self.rows.length.saturating_sub(self.at);
            let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(length.max(AT_ONCE));
            self.window = self.rows.scratch.part(self.at, wanted)?;
            self.begins = self.at;
        }
        let from = usize::try_from(self.at - self.begins).unwrap_or(usize::MAX);
        self.at += length as u64;
        self.window.get(from..from.saturating_add(length)).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_in_any_order_whatever_their_length() {
        let long = "é".repeat(AT_ONCE);
        let rows: [&[&str]; 5] = [&["a", "", "b\n\0"], &[], &[&long, "x"], &[""], &["end"]];
        let mut spool = RowSpool::new().unwrap();
        let places: Vec<u64> =
            rows.iter().map(|row| spool.add(row.iter().map(|cell| cell.as_bytes())).unwrap()).collect();
        let spooled = spool.end().unwrap();
        let (mut reader, mut record) = (spooled.reader(), ByteRecord::new());
        for row in rows {
            assert!(reader.next_into(&mut record).unwrap());
            assert_eq!(record, ByteRecord::from(row.to_vec()));
        }
        assert!(!reader.next_into(&mut record).unwrap());
        for at in [4, 2, 0, 3, 1] {
            assert!(reader.row_at(places[at], &mut record).unwrap());
            assert_eq!(record, ByteRecord::from(rows[at].to_vec()));
        }
    }
}
