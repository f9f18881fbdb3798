//! A media that a bucket has been sent and shows nobody yet: it becomes an object with its receipt, or nothing of it is left.

use std::time::Instant;

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;

use super::bucket::{Bucket, Condition, Label, Object, Placed};
use super::intake::Body;
use super::note::{Note, made_up};
use super::place::{self, Free};
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::receipt::Receipt;
use crate::download::taken::exists;
use crate::download::{Effect, Outcome};
use crate::m;

/// See the [module](self).
pub struct Held<'b> {
    pub bucket: &'b Bucket,
    pub body: Body<'b>,
    pub free: Free,
    pub note: Note,
    /// What is to be said of it, once it is visible.
    pub outcome: Outcome,
    /// Without what the store calls it.
    pub receipt: Option<Receipt>,
    pub started: Instant,
    /// Its place among the downloads, as long as it takes memory.
    pub turn: Vec<Option<OwnedSemaphorePermit>>,
}

impl Held<'_> {
    /// Makes the object visible, then its receipt.
    pub async fn publish(self) -> Result<Outcome> {
        let Self { bucket, body, free, mut note, outcome, receipt, started, turn } = self;
        note.told.receipt = receipt.map(Box::new);
        note.save()?;
        let mark = note.told.mark.clone();
        let label = Label { condition: &free.object, mark: &mark, content_type: outcome.content_type.as_deref() };
        let mut is_settled = !note.told.in_parts;
        let placed = match body {
            Body::Here(content) => bucket.put(&note.told.key, content, &label).await,
            Body::InParts(mut upload) => {
                let placed = upload.complete(&label).await;
                if !matches!(placed, Ok(Placed::Here(_))) {
                    is_settled = upload.abort().await;
                }
                placed
            }
        };
        let object = match placed.and_then(|placed| here(placed, bucket, &free)) {
            Ok(object) => object,
            Err(error) => {
                // Where it is not certain what became of it, the note stays for the next look.
                if is_settled && !error.is_transient() {
                    note.done();
                }
                return Err(error);
            }
        };
        drop(turn);
        if let Some(receipt) = note.told.receipt.as_deref() {
            put_receipt(bucket, receipt, &object, &free, &mark).await?;
        }
        note.done();
        let effect = if free.earlier.is_some() { Effect::Updated } else { Effect::Downloaded };
        Ok(Outcome { effect, seconds: started.elapsed().as_secs_f64(), ..outcome })
    }

    /// Nothing of it is left.
    pub async fn give_up(self) {
        self.body.give_up(self.note).await;
    }
}

fn here(placed: Placed, bucket: &Bucket, free: &Free) -> Result<Object> {
    match placed {
        Placed::Here(object) => Ok(object),
        Placed::Taken => {
            let path = bucket.address.path(&free.name).display().to_string();
            let error = Error::new(ErrorKind::Exists, path, m!("stores-taken-meanwhile"));
            Err(error.hint(m!("stores-upload-gone-hint")))
        }
    }
}

impl Free {
    /// Gives the object that is there, and stays, this receipt.
    pub async fn put_receipt(&self, bucket: &Bucket, receipt: &Receipt) -> Result<()> {
        match &self.object {
            Condition::Still(object) => put_receipt(bucket, receipt, object, self, &made_up()).await,
            Condition::Nothing => Err(exists(&bucket.address.path(&self.name))),
        }
    }
}

/// Puts the receipt of `object`, which has its place, beside it.
async fn put_receipt(bucket: &Bucket, receipt: &Receipt, object: &Object, free: &Free, mark: &str) -> Result<()> {
    let content = written(receipt, object)?;
    let label = Label { condition: &free.receipt, mark, content_type: Some("application/json") };
    let key = place::receipt_key(bucket, &free.name);
    match bucket.put(&key, content, &label).await? {
        Placed::Here(_) => Ok(()),
        Placed::Taken => {
            let error = Error::new(ErrorKind::Exists, bucket.address.of_key(&key), m!("stores-receipt-taken"));
            Err(error.hint(m!("stores-no-receipt-hint")))
        }
    }
}

/// The receipt of `object`, as it is beside a file.
pub fn written(receipt: &Receipt, object: &Object) -> Result<Bytes> {
    let receipt = receipt.clone().stored_as(object.etag.clone());
    let odd = |error: serde_json::Error| Error::new(ErrorKind::Unexpected, "receipt", error.to_string());
    let value = crate::base::redact::json(&receipt).map_err(odd)?;
    let mut content = serde_json::to_vec_pretty(&value).map_err(odd)?;
    content.push(b'\n');
    Ok(content.into())
}
