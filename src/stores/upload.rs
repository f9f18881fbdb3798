//! An upload in parts: a few on their way at once, each ours until it is there; an object only once it is ended.
//!
//! At an S3 the end itself has the condition. Elsewhere the parts come together under a key of their own, which is copied to
//! the object's on a condition and removed.

use std::time::Instant;

use bytes::Bytes;
use object_store::multipart::MultipartStore as _;
use object_store::path::Path;
use object_store::{CopyMode, CopyOptions, MultipartUpload, ObjectStoreExt as _, PutMultipartOptions, PutPayload};
use tokio::task::JoinSet;

use super::bucket::{Bucket, Condition, Label, Placed, Way};
use super::failure::{Why, failed, said_in};
use super::note::Note;
use super::s3::{Answer, S3, pauses};
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::m;

/// Parts on their way at once: with the one that is being filled, this bounds the memory of an upload.
const IN_FLIGHT: usize = 2;
/// The usual size of a part, and how many there may be (10,000), with a margin.
const PART: u64 = 8 << 20;
const MOST_PARTS: u64 = 9_000;
/// The size where nobody knows how much comes.
const PART_OF_UNKNOWN: u64 = 16 << 20;
/// How often a part is sent whose answer is odd.
const TRIES: usize = 3;

/// How large the parts of so many bytes are.
pub fn part_size(length: Option<u64>) -> usize {
    let size = length.map_or(PART_OF_UNKNOWN, |length| PART.max(length.div_ceil(MOST_PARTS)));
    usize::try_from(size).unwrap_or(usize::MAX)
}

/// See the [module](self).
pub struct Upload<'b> {
    bucket: &'b Bucket,
    key: Path,
    to: To<'b>,
    running: JoinSet<Result<(usize, String)>>,
    /// What the store calls the parts that are there.
    tags: Vec<Option<String>>,
}

/// Where the parts go.
enum To<'b> {
    S3 { s3: &'b S3, id: String },
    Staged { at: Path, upload: Box<dyn MultipartUpload> },
}

impl<'b> Upload<'b> {
    /// Begins it, and notes that, before and after.
    pub async fn begin(bucket: &'b Bucket, note: &mut Note, label: &Label<'_>) -> Result<Self> {
        let key = bucket.path(&note.told.key)?;
        let subject = bucket.address.of_key(&note.told.key);
        note.told.in_parts = true;
        let to = match &bucket.way {
            Way::S3(s3) => {
                note.save()?;
                let id = s3.create(&key, &subject, &note.told.mark, label.content_type).await?;
                note.told.upload = Some(id.clone());
                To::S3 { s3, id }
            }
            Way::Other(store) => {
                let staged = format!("{}.{}.part", note.told.key, note.told.mark);
                let at = bucket.path(&staged)?;
                note.told.staged = Some(staged);
                note.save()?;
                let options = PutMultipartOptions { attributes: label.attributes(), ..PutMultipartOptions::default() };
                let upload = store.put_multipart_opts(&at, options).await.map_err(|error| failed(&error, &subject))?;
                To::Staged { at, upload }
            }
        };
        note.save()?;
        Ok(Self { bucket, key, to, running: JoinSet::new(), tags: Vec::new() })
    }

    fn subject(&self) -> String {
        self.bucket.address.of_key(self.key.as_ref())
    }

    /// Sends the next part; waits where enough are on their way.
    pub async fn send(&mut self, part: Bytes) -> Result<()> {
        while self.running.len() >= IN_FLIGHT {
            self.one_more().await?;
        }
        let (at, subject) = (self.tags.len(), self.subject());
        self.tags.push(None);
        match &mut self.to {
            To::S3 { s3, id } => {
                let (store, key, id) = (s3.store.clone(), self.key.clone(), id.clone());
                self.running.spawn(async move {
                    let mut tries = 0;
                    loop {
                        tries += 1;
                        match store.put_part(&key, &id, at, PutPayload::from(part.clone())).await {
                            Ok(part) => return Ok((at, part.content_id)),
                            // What may pass was asked for again already; an answer that makes no sense was not.
                            Err(error) if Why::of(&error) == Why::Odd && tries < TRIES => {
                                tracing::info!(part = at, error = %error, "sending a part again");
                            }
                            Err(error) => return Err(failed(&error, &subject)),
                        }
                    }
                });
            }
            To::Staged { upload, .. } => {
                let sent = upload.put_part(PutPayload::from(part));
                self.running.spawn(async move {
                    sent.await.map(|()| (at, String::new())).map_err(|error| failed(&error, &subject))
                });
            }
        }
        Ok(())
    }

    /// Waits until one more part is there.
    async fn one_more(&mut self) -> Result<()> {
        let broke = || Error::new(ErrorKind::Unexpected, "s3", m!("stores-part-broke"));
        if let Some(ended) = self.running.join_next().await {
            let (at, tag) = ended.map_err(|_| broke())??;
            *self.tags.get_mut(at).ok_or_else(broke)? = Some(tag);
        }
        Ok(())
    }

    /// Waits until all parts that were sent are there.
    pub async fn all_sent(&mut self) -> Result<()> {
        while !self.running.is_empty() {
            self.one_more().await?;
        }
        Ok(())
    }

    /// Makes the object of all its parts, if the condition holds.
    pub async fn complete(&mut self, label: &Label<'_>) -> Result<Placed> {
        self.all_sent().await?;
        let (bucket, key, subject) = (self.bucket, self.key.clone(), self.subject());
        match &mut self.to {
            To::S3 { s3, id } => {
                let tags: Vec<String> = self.tags.iter().flatten().cloned().collect();
                end(bucket, s3, &key, id, &tags, label).await
            }
            To::Staged { at, upload } => {
                upload.complete().await.map_err(|error| failed(&error, &subject))?;
                publish(bucket, at, &key, label).await
            }
        }
    }

    /// Gives it up: nothing of it is left, unless the store cannot be asked for that; then its note stays.
    pub async fn abort(mut self) -> bool {
        self.running.shutdown().await;
        let given_up = match &mut self.to {
            To::S3 { id, .. } => give_up(self.bucket, &self.key, id).await,
            To::Staged { at, upload } => {
                let _ = upload.abort().await; // it may be complete already, and then lies there
                self.bucket.remove(at).await
            }
        };
        if let Err(error) = &given_up {
            tracing::warn!(error = chain(error), "an upload is left open until the next run");
        }
        given_up.is_ok()
    }
}

/// Ends an upload at an S3, and looks whether the object is there, whatever is answered.
async fn end(bucket: &Bucket, s3: &S3, key: &Path, id: &str, tags: &[String], label: &Label<'_>) -> Result<Placed> {
    let (began, mut pauses) = (Instant::now(), pauses());
    loop {
        let Answer { why, body } = s3.complete(key, id, tags, label.condition).await;
        let there = bucket.look(key.as_ref()).await;
        if let Some(placed) = bucket.placed(there, why, label.mark)? {
            return Ok(placed);
        }
        let why = why.unwrap_or(Why::Odd);
        let may_pass = matches!(why, Why::Busy | Why::Line);
        match pauses.next().filter(|pause| may_pass && began.elapsed() + *pause <= bucket.max_wait) {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return Err(why.error(bucket.address.of_key(key.as_ref()), &said_in(&body))),
        }
    }
}

/// Copies what lies at `at` to `key` if the condition holds, and removes it there.
async fn publish(bucket: &Bucket, at: &Path, key: &Path, label: &Label<'_>) -> Result<Placed> {
    let subject = bucket.address.of_key(key.as_ref());
    let mode = match label.condition {
        Condition::Nothing => CopyMode::Create,
        // No store copies on the condition that something is still there; between this look and the copy it may change.
        Condition::Still(there) => match bucket.look(key.as_ref()).await? {
            Some(now) if now == *there => CopyMode::Overwrite,
            _ => return Ok(Placed::Taken),
        },
    };
    let copied = bucket.store().copy_opts(at, key, CopyOptions { mode, ..CopyOptions::default() }).await;
    let why = copied.as_ref().err().map(Why::of);
    let placed = bucket.placed(bucket.look(key.as_ref()).await, why, label.mark)?;
    let removed = bucket.store().delete(at).await;
    if let Err(error) = removed {
        tracing::warn!(error = %error, "what was copied is left beside");
    }
    match (placed, copied) {
        (Some(placed), _) => Ok(placed),
        (None, Err(error)) => Err(failed(&error, &subject)),
        (None, Ok(())) => Ok(Placed::Taken),
    }
}

/// Ends the upload with this id for good; that it is gone already is well.
pub async fn give_up(bucket: &Bucket, key: &Path, id: &str) -> Result<()> {
    let Way::S3(s3) = &bucket.way else { return Ok(()) };
    let Err(error) = s3.store.abort_multipart(key, &id.to_owned()).await else { return Ok(()) };
    match Why::of(&error) {
        Why::NoUpload | Why::Missing => Ok(()),
        // So some answer where it is gone. What cannot be seen either is left to the bucket's own rules.
        Why::Denied => match s3.open_uploads(key).await {
            Ok(open) if open.iter().any(|upload| upload.id == id) => {
                Err(failed(&error, &bucket.address.of_key(key.as_ref())))
            }
            Ok(_) => Ok(()),
            Err(why) => {
                tracing::warn!(key = key.as_ref(), ?why, "nobody tells whether an upload is still open");
                Ok(())
            }
        },
        _ => Err(failed(&error, &bucket.address.of_key(key.as_ref()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_as_large_as_their_number_allows() {
        assert_eq!(part_size(Some(1)) as u64, PART);
        assert_eq!(part_size(None) as u64, PART_OF_UNKNOWN);
        for length in [PART * MOST_PARTS, PART * MOST_PARTS + 1, 1 << 40] {
            assert!(length.div_ceil(part_size(Some(length)) as u64) <= MOST_PARTS, "{length}");
        }
    }
}
