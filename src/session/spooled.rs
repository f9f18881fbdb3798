//! A media that is read from its beginning on, and kept in a file without a name: for archives of which no parts are
//! served, or that are packed as a whole.

use std::io;
use std::sync::Arc;

use bytes::Bytes;

use crate::base::Fut;
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::base::scratch::{Scratch, folder};
use crate::model::Media;
use crate::model::form::Answers;
use crate::net::Opened;
use crate::portals::Portal;
use crate::preview::{About, ReadAt};

pub struct Spooled {
    portal: Arc<dyn Portal>,
    media: Media,
    answers: Answers,
    opened: Option<Opened>,
    scratch: Scratch,
    /// How many bytes came.
    there: u64,
    /// How long it is, once that is known.
    length: Option<u64>,
    ended: bool,
}

impl Spooled {
    pub fn new(portal: Arc<dyn Portal>, media: &Media, answers: &Answers) -> Result<Self> {
        let scratch = Scratch::new().map_err(|error| disk(&folder(), &error))?;
        let (media, answers) = (media.clone(), answers.clone());
        Ok(Self { portal, media, answers, opened: None, scratch, there: 0, length: None, ended: false })
    }

    /// Reads on to its end.
    pub async fn all(&mut self) -> Result<()> {
        self.until(u64::MAX).await
    }

    /// Reads on until so many bytes are there, or all are.
    async fn until(&mut self, end: u64) -> Result<()> {
        let subject = self.media.address().to_string();
        while self.there < end && !self.ended {
            if self.opened.is_none() {
                let opened = self.portal.open(&self.media, &self.answers, None).await?;
                self.length = opened.length();
                self.scratch = Scratch::new().map_err(|error| disk(&folder(), &error))?;
                self.there = 0;
                self.opened = Some(opened);
            }
            let Some(opened) = &mut self.opened else { break };
            match opened.chunk(subject.as_str()).await {
                Ok(Some(chunk)) => {
                    self.scratch.append(&chunk).map_err(|error| disk(&folder(), &error))?;
                    self.there += chunk.len() as u64;
                }
                Ok(None) => {
                    self.ended = true;
                    self.length = Some(self.there);
                }
                Err(error) => {
                    self.opened = None; // asked again, it begins again
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    async fn piece(&mut self, offset: u64, length: usize) -> Result<Bytes> {
        self.until(offset.saturating_add(length as u64)).await?;
        let length = (length as u64).min(self.there.saturating_sub(offset)) as usize;
        let piece = self.scratch.part(offset, length);
        Ok(piece.map_err(|error: io::Error| disk(&folder(), &error))?.into())
    }
}

impl ReadAt for Spooled {
    fn about(&self) -> About {
        About::media(&self.media)
    }

    fn at(&mut self, offset: u64, length: usize) -> Fut<'_, Bytes> {
        Box::pin(self.piece(offset, length))
    }

    fn length(&self) -> Option<u64> {
        self.length
    }

    fn seeks(&self) -> bool {
        true
    }
}
