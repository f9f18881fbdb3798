//! A file without a name, for what is too long for memory: it grows at its end, is read anywhere, and is gone with the
//! process, however that ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Debug)]
pub struct Scratch {
    file: Mutex<Open>,
}

#[derive(Debug)]
struct Open {
    file: File,
    length: u64,
}

impl Scratch {
    pub fn new() -> io::Result<Self> {
        let file = tempfile::tempfile_in(folder()).or_else(|_| tempfile::tempfile())?;
        Ok(Self { file: Mutex::new(Open { file, length: 0 }) })
    }

    /// Where `bytes` begin, now that they are at the end.
    pub fn append(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut open = self.open();
        let at = open.length;
        open.file.seek(SeekFrom::Start(at))?;
        open.file.write_all(bytes)?;
        open.length += bytes.len() as u64;
        Ok(at)
    }

    /// Some of what is there from `at` on; 0 at the end.
    pub fn read(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut open = self.open();
        open.file.seek(SeekFrom::Start(at))?;
        open.file.read(into)
    }

    /// So many bytes from `at` on, all of them.
    pub fn part(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut part = vec![0; length];
        let mut open = self.open();
        open.file.seek(SeekFrom::Start(at))?;
        open.file.read_exact(&mut part)?;
        Ok(part)
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where large files of programs belong that nobody is to see: on many systems the usual folder is memory.
pub fn folder() -> PathBuf {
    let large = PathBuf::from("/var/tmp");
    match std::env::var_os("TMPDIR").is_none() && cfg!(unix) && large.is_dir() {
        true => large,
        false => std::env::temp_dir(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_there_to_be_read_anywhere() {
        let scratch = Scratch::new().unwrap();
        assert_eq!((scratch.append(b"one").unwrap(), scratch.append(b"two").unwrap()), (0, 3));
        assert_eq!((scratch.part(3, 3).unwrap(), scratch.part(1, 3).unwrap()), (b"two".to_vec(), b"net".to_vec()));
        let mut bytes = [0; 9];
        assert_eq!(scratch.read(4, &mut bytes).unwrap(), 2);
        assert_eq!(bytes[..2], *b"wo");
        assert_eq!(scratch.read(6, &mut bytes).unwrap(), 0);
        assert!(scratch.part(4, 3).is_err());
    }
}
