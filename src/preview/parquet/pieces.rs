//! The pieces of a Parquet that were fetched so far: what is missed of it is noted, to be fetched.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::parquet::file::reader::{ChunkReader, Length};
use bytes::Bytes;

use super::STEP;
use crate::base::beside::Wanted;

/// The pieces of a file that were fetched, for a reader that believes it has it all.
#[derive(Clone)]
pub struct FetchedPieces {
    pub total: u64,
    state: Arc<Mutex<ReaderState>>,
}

#[derive(Default)]
struct ReaderState {
    /// By their first byte; none overlaps the one behind it.
    pieces: BTreeMap<u64, Bytes>,
    /// The first thing that was missed.
    missed: Option<(u64, usize)>,
    /// By whom the reader is awaited.
    wanted: Option<Wanted>,
}

impl FetchedPieces {
    pub fn new(total: u64) -> Self {
        Self { total, state: Arc::default() }
    }

    fn state(&self) -> MutexGuard<'_, ReaderState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn add(&self, from: u64, piece: Bytes) {
        self.state().pieces.insert(from, piece);
    }

    /// Lets go of the pieces that begin from `from` on and before `to`.
    pub fn forget(&self, from: u64, to: u64) {
        self.state().pieces.retain(|start, _| !(from..to).contains(start));
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        let mut end = 0;
        let mut length = 0;
        for (from, piece) in &self.state().pieces {
            let to = from + piece.len() as u64;
            length += to.saturating_sub(end.max(*from));
            end = end.max(to);
        }
        length
    }

    /// The same, for a reader that ends with `wanted`.
    pub fn watched_by(&self, wanted: &Wanted) -> Self {
        self.state().wanted = Some(wanted.clone());
        self.clone()
    }

    fn still(&self) -> io::Result<()> {
        match self.state().wanted.as_ref().is_some_and(Wanted::is_over) {
            true => Err(io::ErrorKind::TimedOut.into()),
            false => Ok(()),
        }
    }

    /// Before a new attempt.
    pub fn begin(&self) {
        self.state().missed = None;
    }

    pub fn has_missed(&self) -> bool {
        self.state().missed.is_some()
    }

    pub fn missed(&self) -> Option<(u64, usize)> {
        self.state().missed.take()
    }

    /// What is there from `from` on without a gap in one piece.
    pub fn from(&self, from: u64) -> Option<Bytes> {
        let state = self.state();
        let covering = state.pieces.range(..=from).rev().filter_map(|(start, piece)| {
            let rest = piece.len().checked_sub(usize::try_from(from - start).ok()?).filter(|rest| *rest > 0)?;
            Some(piece.slice(piece.len() - rest..))
        });
        covering.max_by_key(Bytes::len)
    }

    pub fn get(&self, from: u64, length: usize) -> Option<Bytes> {
        self.from(from).filter(|piece| piece.len() >= length).map(|piece| piece.slice(..length))
    }

    pub fn miss(&self, from: u64, length: usize) -> io::Error {
        let rest = usize::try_from(self.total.saturating_sub(from)).unwrap_or(usize::MAX);
        self.state().missed.get_or_insert((from, length.min(rest)));
        io::Error::other("not fetched yet")
    }
}

impl Length for FetchedPieces {
    fn len(&self) -> u64 {
        self.total
    }
}

impl ChunkReader for FetchedPieces {
    type T = Beginning;

    fn get_read(&self, start: u64) -> ::parquet::errors::Result<Beginning> {
        Ok(Beginning { pieces: self.clone(), at: start })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ::parquet::errors::Result<Bytes> {
        self.still()?;
        self.get(start, length).ok_or_else(|| self.miss(start, length).into())
    }
}

/// Reads on from a place.
pub struct Beginning {
    pieces: FetchedPieces,
    at: u64,
}

impl Read for Beginning {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.at >= self.pieces.total {
            return Ok(0);
        }
        self.pieces.still()?;
        let Some(piece) = self.pieces.from(self.at) else { return Err(self.pieces.miss(self.at, STEP)) };
        let length = buffer.len().min(piece.len());
        buffer[..length].copy_from_slice(&piece[..length]);
        self.at += length as u64;
        Ok(length)
    }
}
