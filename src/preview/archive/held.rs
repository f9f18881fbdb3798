//! A source of bytes, and the piece of it that is there already: what was read once is not asked for again.

use bytes::Bytes;

use crate::base::error::{Error, ErrorKind, Result};
use crate::m;
use crate::preview::ReadAt;

/// So far into it what gives no parts is read from its beginning.
const FORWARD: u64 = 8 << 20;

pub struct HeldSource<'a> {
    source: &'a mut (dyn ReadAt + 'a),
    from: u64,
    bytes: Bytes,
}

impl<'a> HeldSource<'a> {
    /// `bytes` are those from `from` on.
    pub fn new(source: &'a mut (dyn ReadAt + 'a), from: u64, bytes: Bytes) -> Self {
        Self { source, from, bytes }
    }

    pub fn again(&mut self) -> HeldSource<'_> {
        HeldSource { source: &mut *self.source, from: self.from, bytes: self.bytes.clone() }
    }

    /// `bytes`, those from `from` on, are there now.
    pub fn keep(&mut self, from: u64, bytes: Bytes) {
        if self.known(from).is_none_or(|known| known.len() < bytes.len()) {
            (self.from, self.bytes) = (from, bytes);
        }
    }

    pub fn length(&self) -> Option<u64> {
        self.source.length()
    }

    pub fn seeks(&self) -> bool {
        self.source.seeks()
    }

    /// How many archives it lies in.
    pub fn depth(&self) -> u8 {
        self.source.about().depth
    }

    /// Some of the bytes from `offset` on, without asking anybody.
    fn known(&self, offset: u64) -> Option<Bytes> {
        let at = usize::try_from(offset.checked_sub(self.from)?).ok()?;
        (at < self.bytes.len()).then(|| self.bytes.slice(at..))
    }

    /// Some bytes from `offset` on, `length` at most; none at the end.
    pub async fn some(&mut self, offset: u64, length: usize) -> Result<Bytes> {
        if let Some(known) = self.known(offset) {
            return Ok(known.slice(..known.len().min(length)));
        }
        if self.source.length().is_some_and(|whole| offset >= whole) {
            return Ok(Bytes::new());
        }
        if !self.source.seeks() {
            return self.forward(offset, length).await;
        }
        let piece = self.source.at(offset, length).await?;
        (self.from, self.bytes) = (offset, piece.clone());
        Ok(piece)
    }

    /// The bytes from `offset` on, all `length` of them unless the whole ends.
    pub async fn all(&mut self, offset: u64, length: usize) -> Result<Bytes> {
        let some = self.some(offset, length).await?;
        if some.len() == length || some.is_empty() {
            return Ok(some);
        }
        if self.source.seeks() {
            let piece = self.source.at(offset, length).await?;
            (self.from, self.bytes) = (offset, piece.clone());
            return Ok(piece);
        }
        self.forward(offset, length).await
    }

    /// Hands on all from `from` to `to`, up to where it ends or nobody takes it any more.
    pub async fn pour(&mut self, from: u64, to: u64, sink: &super::PourSink) -> Result<()> {
        self.source.pour(from, to, sink).await
    }

    /// From the beginning, for there is no other way.
    async fn forward(&mut self, offset: u64, length: usize) -> Result<Bytes> {
        let end = offset.saturating_add(length as u64);
        if end > FORWARD {
            let cause = m!("archive-no-parts");
            return Err(Error::new(ErrorKind::Integrity, "archive", cause).hint(m!("archive-no-parts-hint")));
        }
        let wanted = end.max((self.bytes.len() as u64).saturating_mul(2)).min(FORWARD) as usize;
        (self.from, self.bytes) = (0, self.source.at(0, wanted).await?);
        let known = self.known(offset).unwrap_or_default();
        Ok(known.slice(..known.len().min(length)))
    }
}
