//! Two files byte by byte: what is left to say where nothing looks into them.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use serde::Serialize;

use super::source::DiffFile;
use crate::base::beside::Wanted;
use crate::base::disk::disk;
use crate::base::error::Result;

const AT_ONCE: usize = 256 << 10;

/// How the bytes of two files differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ByteChanges {
    pub old_bytes: u64,
    pub new_bytes: u64,
    /// The first place at which they differ, from 0; `None`: they do not.
    pub first: Option<u64>,
    /// How many bytes are the same at the same place.
    pub equal: u64,
}

impl ByteChanges {
    /// Reads both to the end, or to the first difference where no more is asked for.
    pub fn of(old: &DiffFile, new: &DiffFile, is_all: bool, wanted: &Wanted) -> Result<Self> {
        let open = |file: &DiffFile| -> Result<_> {
            let opened = File::open(&file.path).map_err(|error| disk(&file.path, &error))?;
            let length = opened.metadata().map_err(|error| disk(&file.path, &error))?.len();
            Ok((BufReader::with_capacity(AT_ONCE, wanted.reader(opened)), length))
        };
        let ((mut was, old_bytes), (mut is, new_bytes)) = (open(old)?, open(new)?);
        let mut found = Self { old_bytes, new_bytes, ..Self::default() };
        let mut at = 0;
        loop {
            let one = was.fill_buf().map_err(|error| failed(old, &error))?;
            let other = is.fill_buf().map_err(|error| failed(new, &error))?;
            let length = one.len().min(other.len());
            if length == 0 {
                let longer = !one.is_empty() || !other.is_empty();
                found.first = found.first.or(longer.then_some(at));
                return Ok(found);
            }
            let pairs = one.iter().zip(other);
            if one.get(..length) == other.get(..length) {
                found.equal += length as u64;
            } else {
                let first = pairs.clone().position(|(one, other)| one != other);
                found.first = found.first.or(first.map(|first| at + first as u64));
                found.equal += pairs.filter(|(one, other)| one == other).count() as u64;
            }
            if found.first.is_some() && !is_all {
                return Ok(found);
            }
            at += length as u64;
            was.consume(length);
            is.consume(length);
        }
    }
}

fn failed(file: &DiffFile, error: &io::Error) -> crate::base::error::Error {
    disk(&file.path, error)
}
