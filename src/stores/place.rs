//! Which name an object takes in a bucket, and what becomes of what has it already: as in a folder, where the receipt and its
//! tag stand for the file and its content.

use super::bucket::{Bucket, Condition, Object};
use super::note::told_by_mark;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::receipt::{Found, Receipt};
use crate::download::taken::{self, Earlier, exists, numbered, older};
use crate::download::version::Version;
use crate::download::{Contents, FetchPlan, IfExists};
use crate::m;
use crate::model::Media;

/// What a download finds where its object is to be.
pub enum Place {
    Free(Box<Free>),
    /// It is there already.
    Unchanged(Box<Earlier>),
    /// What is there stays.
    Kept(String),
}

/// A name to put an object under.
#[derive(Clone, Debug)]
pub struct Free {
    pub name: String,
    pub object: Condition,
    pub receipt: Condition,
    /// The older version of the same media that gives way.
    pub earlier: Option<Earlier>,
}

impl Free {
    /// What is there already and has these bytes.
    pub fn holds(&self, sha256: &str) -> Option<&Earlier> {
        self.earlier.as_ref().filter(|earlier| earlier.was(sha256))
    }
}

/// What lies under a name.
pub struct There {
    name: String,
    object: Option<Object>,
    receipt: Option<(Object, Found)>,
}

impl There {
    /// Looks under `name`.
    pub async fn at(bucket: &Bucket, name: &str) -> Result<Self> {
        // This one first: its answer tells more of what is wrong.
        let receipt = bucket.read(&receipt_key(bucket, name)).await?;
        let receipt = receipt.map(|(there, text)| (there, Found::in_text(&text)));
        Ok(Self { name: name.to_owned(), object: bucket.look(&bucket.address.key(name)).await?, receipt })
    }

    /// The object of this media that an earlier run put there, as it was left.
    pub fn ours(&self, bucket: &Bucket, contents: &Contents) -> Option<Earlier> {
        let receipt = self.told().filter(|receipt| receipt.is_of(contents))?;
        Some(Earlier::told(bucket.address.path(&self.name), receipt.clone()))
    }

    pub fn is_nothing(&self) -> bool {
        self.object.is_none()
    }

    /// The receipt of the object, which is as it was left.
    pub fn told(&self) -> Option<&Receipt> {
        let (Some(object), Some((_, Found::Receipt(receipt)))) = (&self.object, &self.receipt) else { return None };
        let is_as_left = object.etag.is_some() && receipt.stored.as_ref().is_some_and(|it| it.etag == object.etag);
        (is_as_left && object.size == receipt.bytes).then_some(receipt)
    }

    /// What guichet marked the object with.
    pub fn mark(&self) -> Option<&str> {
        self.object.as_ref().and_then(|object| object.mark.as_deref())
    }

    /// As a name to put an object under in place of what is there; an error where what is no receipt has the receipt's name.
    pub fn free(&self, bucket: &Bucket) -> Result<Free> {
        let object = self.object.clone().map_or(Condition::Nothing, Condition::Still);
        Ok(Free { name: self.name.clone(), object, receipt: self.receipt_condition(bucket)?, earlier: None })
    }

    /// Whether a run that was killed before its receipt put it there for this media: whole and judged, and told by its mark.
    fn is_left(&self, contents: &Contents) -> bool {
        self.mark().is_some_and(|mark| mark.ends_with(&told_by_mark(contents))) && !self.is_anothers(contents)
    }

    /// Whether it is what another media left.
    fn is_anothers(&self, contents: &Contents) -> bool {
        matches!(&self.receipt, Some((_, Found::Receipt(receipt))) if !receipt.is_of(contents))
    }

    /// What a receipt takes the place of; an error where that is none.
    fn receipt_condition(&self, bucket: &Bucket) -> Result<Condition> {
        match &self.receipt {
            None => Ok(Condition::Nothing),
            Some((object, Found::Receipt(_))) => Ok(Condition::Still(object.clone())),
            Some(_) => {
                let subject = bucket.address.of_key(&receipt_key(bucket, &self.name));
                let error = Error::new(ErrorKind::Exists, subject, m!("stores-no-receipt"));
                Err(error.hint(m!("stores-no-receipt-hint")))
            }
        }
    }
}

/// Where the receipt of the object called `name` lies.
pub fn receipt_key(bucket: &Bucket, name: &str) -> String {
    bucket.address.key(&Receipt::path(name.as_ref()).to_string_lossy())
}

/// Finds the place of a media that is about to come as `version`; `looked`: what was found already.
pub async fn take(
    bucket: &Bucket,
    plan: &FetchPlan,
    name: &str,
    (media, version): (&Media, &Version),
    mut looked: Option<There>,
) -> Result<Place> {
    let contents = Contents::new(media, &plan.answers);
    let is_chosen = plan.name.is_some();
    for name in numbered(name) {
        let path = bucket.address.path(&name);
        let there = match looked.take().filter(|there| there.name == name) {
            Some(there) => there,
            None => There::at(bucket, &name).await?,
        };
        let free = |object, earlier| -> Result<Place> {
            let receipt = there.receipt_condition(bucket)?;
            Ok(Place::Free(Box::new(Free { name: name.clone(), object, receipt, earlier })))
        };
        let Some(object) = &there.object else {
            // A receipt whose object is gone keeps nobody away.
            match plan.traffic.reserve(&path, &contents) {
                true => return free(Condition::Nothing, None),
                false => continue,
            }
        };
        let ours = there.ours(bucket, &contents);
        if let Some(earlier) = ours.as_ref().filter(|it| it.is_published(media, version) == Some(true)) {
            return Ok(Place::Unchanged(Box::new(earlier.clone())));
        }
        let is_anothers = there.is_anothers(&contents) && !is_chosen;
        if is_anothers || plan.if_exists == IfExists::Rename || !plan.traffic.reserve(&path, &contents) {
            continue;
        }
        return match (plan.if_exists, ours) {
            (IfExists::Overwrite, ours) => free(Condition::Still(object.clone()), ours),
            (IfExists::Update, ours @ Some(_)) => free(Condition::Still(object.clone()), ours),
            (IfExists::Update | IfExists::Skip, None) if there.is_left(&contents) => {
                free(Condition::Still(object.clone()), None)
            }
            (IfExists::Skip, _) => Ok(Place::Kept(name)),
            (IfExists::Ask, Some(_)) => Err(older(&path)),
            _ => Err(exists(&path)),
        };
    }
    Err(taken::exists(&bucket.address.path(name)))
}
