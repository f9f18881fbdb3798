//! What killed runs left in a bucket: uploads that nobody goes on with are ended, and an object that became visible gets its
//! receipt.

use jiff::{Span, Timestamp};
use object_store::path::Path;

use super::bucket::{Bucket, Condition, Label, Object, Placed, Way};
use super::failure::Why;
use super::held::written;
use super::note::{Note, Told};
use super::upload::give_up;
use crate::base::error::{Result, chain};
use crate::download::receipt::{Found, Receipt};

/// An upload that a killed run asked for began so long after it noted that at most, in seconds, by any clock.
const LATE: i64 = 60;

/// Deals with all that killed runs on this machine left in `bucket`. What cannot be dealt with now stays noted.
pub async fn sweep(bucket: &Bucket) {
    for note in Note::left(&bucket.notes, &bucket.whereabouts()) {
        match ended(bucket, &note.told).await {
            Ok(()) => note.done(),
            Err(error) => tracing::warn!(error = chain(&error), "what an earlier run left is still there"),
        }
    }
}

async fn ended(bucket: &Bucket, told: &Told) -> Result<()> {
    if is_visible(bucket, told).await? {
        return Ok(());
    }
    let key = bucket.path(&told.key)?;
    if let Some(staged) = &told.staged {
        bucket.remove(&bucket.path(staged)?).await?;
    }
    match &told.upload {
        Some(id) => give_up(bucket, &key, id).await?,
        None if told.in_parts => unnamed(bucket, told, &key).await?,
        None => {}
    }
    // What the killed run asked for last may have been done just now.
    is_visible(bucket, told).await.map(drop)
}

/// Whether the object is there; then its receipt is, too.
async fn is_visible(bucket: &Bucket, told: &Told) -> Result<bool> {
    let Some(receipt) = told.receipt.as_deref() else { return Ok(false) };
    let there = bucket.look(&told.key).await?;
    match there.filter(|object| object.mark.as_deref() == Some(told.mark.as_str())) {
        Some(object) => with_receipt(bucket, told, receipt, &object).await.map(|()| true),
        None => Ok(false),
    }
}

/// Puts the receipt beside its object, unless it is there, or somebody else's is.
async fn with_receipt(bucket: &Bucket, told: &Told, receipt: &Receipt, object: &Object) -> Result<()> {
    let key = Receipt::path(told.key.as_ref()).to_string_lossy().into_owned();
    let condition = match bucket.read(&key).await? {
        None => Condition::Nothing,
        Some((there, text)) => match Found::in_text(&text) {
            Found::Receipt(it) if it.stored.as_ref().is_some_and(|it| it.etag == object.etag) => return Ok(()),
            Found::Receipt(_) => Condition::Still(there),
            _ => return Ok(()),
        },
    };
    let label = Label { condition: &condition, mark: &told.mark, content_type: Some("application/json") };
    match bucket.put(&key, written(receipt, object)?, &label).await? {
        Placed::Here(_) | Placed::Taken => Ok(()),
    }
}

/// The run was killed before it knew the id of the upload that it had asked for: the uploads to this key that are no younger.
async fn unnamed(bucket: &Bucket, told: &Told, key: &Path) -> Result<()> {
    let Way::S3(s3) = &bucket.way else { return Ok(()) };
    let uploads = match s3.open_uploads(key).await {
        Ok(uploads) => uploads,
        // Some servers tell nobody: then the bucket's own rules must end it.
        Err(why) => {
            tracing::info!(?why, "the store does not tell which uploads are open");
            return match why {
                Why::Busy | Why::Line => Err(why.error(bucket.address.of_key(&told.key), "")),
                _ => Ok(()),
            };
        }
    };
    let latest = told.begun.checked_add(Span::new().seconds(LATE)).unwrap_or(Timestamp::MAX);
    for upload in uploads {
        let is_later = upload.begun.parse::<Timestamp>().is_ok_and(|begun| begun > latest);
        if !is_later {
            give_up(bucket, key, &upload.id).await?;
        }
    }
    Ok(())
}
