//! What is read from its beginning only, kept whole in a file without a name: an archive in another tells what it holds
//! at its end.

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::base::Fut;
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::base::scratch::{Scratch, folder};
use crate::preview::{About, ReadAt};

pub struct Scratched {
    scratch: Scratch,
    length: u64,
    about: About,
}

impl Scratched {
    /// All of `source`.
    pub async fn of(source: &mut dyn ReadAt) -> Result<Self> {
        let failed = |error: std::io::Error| disk(&folder(), &error);
        let (scratch, about) = (Scratch::new().map_err(failed)?, source.about());
        let (sink, mut pieces) = mpsc::channel::<Bytes>(4);
        let pouring = async {
            let poured = source.pour(0, u64::MAX, &sink).await;
            drop(sink);
            poured
        };
        let kept = &scratch;
        // Gone where it fails, so that nothing is poured any more.
        let keeping = async move {
            let mut length = 0;
            while let Some(piece) = pieces.recv().await {
                kept.append(&piece).map_err(failed)?;
                length += piece.len() as u64;
            }
            Ok(length)
        };
        let (poured, length) = tokio::join!(pouring, keeping);
        poured?;
        Ok(Self { length: length?, scratch, about })
    }
}

impl ReadAt for Scratched {
    fn about(&self) -> About {
        self.about.clone()
    }

    fn at(&mut self, offset: u64, length: usize) -> Fut<'_, Bytes> {
        let length = (length as u64).min(self.length.saturating_sub(offset)) as usize;
        let piece = self.scratch.part(offset, length).map_err(|error| disk(&folder(), &error));
        Box::pin(async { piece.map(Bytes::from) })
    }

    fn length(&self) -> Option<u64> {
        Some(self.length)
    }

    fn seeks(&self) -> bool {
        true
    }
}
