//! Takes the bytes of one version in: hashes them, and sends them on in parts as soon as there are more than one.

use bytes::Bytes;

use super::bucket::Label;
use super::deliver::Delivery;
use super::note::Note;
use super::place::Free;
use super::upload::{Upload, part_size};
use crate::base::error::Result;
use crate::download::digest::{Algo, Digests, Hasher};
use crate::download::meter::Meter;
use crate::download::stream::{Stream, StreamStep};
use crate::download::version::Version;
use crate::download::{Progress, blocking};
use crate::model::file_format::HEAD;

/// The bytes of a media that have all come.
pub struct Arrived<'b> {
    pub body: Body<'b>,
    pub version: Version,
    pub bytes: u64,
    pub digests: Digests,
    pub head: Vec<u8>,
    /// Whether they are of several answers.
    pub joined: bool,
}

/// Where they are.
pub enum Body<'b> {
    Here(Bytes),
    InParts(Box<Upload<'b>>),
}

impl Body<'_> {
    /// Nothing of it is left.
    pub async fn give_up(self, note: Note) {
        match self {
            Self::InParts(upload) => {
                if upload.abort().await {
                    note.done();
                }
            }
            Self::Here(_) => note.done(),
        }
    }
}

/// See the [module](self).
pub struct Intake<'d, 'a, 'b> {
    delivery: &'d Delivery<'a, 'b>,
    free: &'d Free,
    content_type: Option<String>,
    size: usize,
    buffer: Vec<u8>,
    hasher: Option<Hasher>,
    bytes: u64,
    head: Vec<u8>,
    upload: Option<Box<Upload<'b>>>,
}

impl<'d, 'a, 'b> Intake<'d, 'a, 'b> {
    pub fn new(
        delivery: &'d Delivery<'a, 'b>,
        free: &'d Free,
        content_type: Option<String>,
        length: Option<u64>,
        claimed: Option<Algo>,
    ) -> Self {
        let (size, hasher) = (part_size(length), Some(Hasher::new(claimed)));
        let (buffer, head) = Default::default();
        Self { delivery, free, content_type, size, buffer, hasher, bytes: 0, head, upload: None }
    }

    /// All there is; false where another version came on the way, which is next.
    pub async fn all<F: FnMut(Progress)>(
        &mut self,
        stream: &mut Stream<'_>,
        note: &mut Note,
        meter: &mut Meter<F>,
    ) -> Result<bool> {
        loop {
            match stream.next().await? {
                StreamStep::Bytes(chunk) => {
                    self.delivery.plan.traffic.pass(chunk.len()).await;
                    meter.add(chunk.len() as u64);
                    self.take(&chunk, note).await?;
                }
                StreamStep::StartOver => return Ok(false),
                StreamStep::End => break,
            }
        }
        self.end(note).await.map(|()| true)
    }

    /// There is no more: sends what is left, where it goes in parts, and waits until all of them are there.
    pub async fn end(&mut self, note: &mut Note) -> Result<()> {
        if self.upload.is_some() && !self.buffer.is_empty() {
            self.part(note).await?;
        }
        match &mut self.upload {
            Some(upload) => upload.all_sent().await,
            None => Ok(()),
        }
    }

    pub async fn take(&mut self, mut chunk: &[u8], note: &mut Note) -> Result<()> {
        let headed = (HEAD - self.head.len()).min(chunk.len());
        self.head.extend_from_slice(chunk.get(..headed).unwrap_or_default());
        self.bytes += chunk.len() as u64;
        while !chunk.is_empty() {
            // Only more than one part makes an upload in parts.
            if self.buffer.len() == self.size {
                self.part(note).await?;
            }
            let (now, later) = chunk.split_at((self.size - self.buffer.len()).min(chunk.len()));
            self.buffer.extend_from_slice(now);
            chunk = later;
        }
        Ok(())
    }

    /// Sends what is buffered as the next part.
    async fn part(&mut self, note: &mut Note) -> Result<()> {
        let part = self.hashed().await?;
        if self.upload.is_none() {
            let mark = note.told.mark.clone();
            let (condition, content_type) = (&self.free.object, self.content_type.as_deref());
            let label = Label { condition, mark: &mark, content_type };
            self.upload = Some(Box::new(Upload::begin(self.delivery.bucket, note, &label).await?));
        }
        match &mut self.upload {
            Some(upload) => upload.send(part).await,
            None => Ok(()),
        }
    }

    /// What is buffered, hashed beside the runtime's own threads.
    async fn hashed(&mut self) -> Result<Bytes> {
        let part = Bytes::from(std::mem::take(&mut self.buffer));
        if let Some(mut hasher) = self.hasher.take() {
            let hashed = part.clone();
            let work = move || {
                hasher.update(&hashed);
                Ok(hasher)
            };
            self.hasher = Some(blocking(work).await?);
        }
        Ok(part)
    }

    pub async fn finish(mut self, version: Version, joined: bool) -> Result<Arrived<'b>> {
        let rest = self.hashed().await?;
        let body = match self.upload {
            Some(upload) => Body::InParts(upload),
            None => Body::Here(rest),
        };
        let digests = self.hasher.unwrap_or_else(|| Hasher::new(None)).finish();
        Ok(Arrived { body, version, bytes: self.bytes, digests, head: self.head, joined })
    }

    /// Nothing of it is left, unless the store cannot be asked for that: then false, and the note must stay.
    pub async fn give_up(self) -> bool {
        match self.upload {
            Some(upload) => upload.abort().await,
            None => true,
        }
    }
}
