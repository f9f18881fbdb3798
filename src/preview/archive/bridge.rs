//! Readers that wait for their bytes, over a source that is awaited: they run on a thread of their own and ask for one
//! piece after the other.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

use super::held::HeldSource;
use crate::base::beside::{Wanted, beside};
use crate::base::error::{Error, Result};
use crate::base::panics;
use crate::t;

/// The pieces that are asked for: small at first, for most readers want no more.
const FIRST: usize = 64 << 10;
const LARGEST: usize = 2 << 20;

/// One piece that is wanted.
struct PieceAsk {
    from: u64,
    length: usize,
    reply: oneshot::Sender<Bytes>,
}

/// A span of a source, as a thread reads it.
pub struct Bridge {
    asks: mpsc::Sender<PieceAsk>,
    span: Range<u64>,
    at: u64,
    piece: Bytes,
    next: usize,
    /// How many bytes may still be asked for.
    left: u64,
    wanted: Wanted,
}

/// What `work` makes of the bytes of `span`, of which it reads `most` at most; `None`: it panicked, as readers of what is
/// damaged may.
pub async fn over<T: Send + 'static>(
    held: &mut HeldSource<'_>,
    span: Range<u64>,
    most: u64,
    work: impl FnOnce(Bridge) -> T + Send + 'static,
) -> Result<Option<T>> {
    let (asks, mut asked) = mpsc::channel::<PieceAsk>(1);
    let at = span.start;
    let work = beside(move |wanted| {
        let bridge = Bridge { asks, span, at, piece: Bytes::new(), next: FIRST, left: most, wanted: wanted.clone() };
        panics::caught(|| work(bridge))
    });
    tokio::pin!(work);
    let mut failed: Option<Error> = None;
    loop {
        tokio::select! {
            biased;
            done = &mut work => return match failed {
                Some(error) => Err(error),
                None => Ok(done.ok().flatten()),
            },
            Some(ask) = asked.recv() => match held.some(ask.from, ask.length).await {
                Ok(piece) => drop(ask.reply.send(piece)),
                Err(error) => failed = Some(error),
            },
        }
    }
}

impl Bridge {
    fn ask(&mut self, length: usize) -> io::Result<Bytes> {
        if self.wanted.is_over() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let length = (length as u64).min(self.span.end.saturating_sub(self.at)) as usize;
        if length == 0 {
            return Ok(Bytes::new());
        }
        if self.left == 0 {
            return Err(io::Error::other(t!("archive-too-far")));
        }
        let (reply, answer) = oneshot::channel();
        let gone = |_| io::Error::from(io::ErrorKind::TimedOut);
        self.asks.blocking_send(PieceAsk { from: self.at, length, reply }).map_err(|_| io::ErrorKind::TimedOut)?;
        let piece = answer.blocking_recv().map_err(gone)?;
        self.left = self.left.saturating_sub(piece.len() as u64);
        Ok(piece)
    }
}

impl Read for Bridge {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.piece.is_empty() {
            self.piece = self.ask(self.next)?;
            self.next = (self.next * 2).min(LARGEST);
        }
        let count = self.piece.len().min(buffer.len());
        let piece = self.piece.split_to(count);
        if let Some(into) = buffer.get_mut(..count) {
            into.copy_from_slice(&piece);
        }
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Bridge {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let length = self.span.end - self.span.start;
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => length.checked_add_signed(by),
            SeekFrom::Current(by) => (self.at - self.span.start).checked_add_signed(by),
        };
        let at = at.ok_or(io::ErrorKind::InvalidInput)?;
        let target = self.span.start.saturating_add(at);
        if target != self.at {
            self.piece = Bytes::new();
            self.next = FIRST;
            self.at = target;
        }
        Ok(at)
    }
}
