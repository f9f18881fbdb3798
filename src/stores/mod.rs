//! Downloads into object stores: S3, and by the same way Azure's and Google's.
//!
//! [`hold`] is as [`crate::download::fetch`], into a [`Bucket`] instead of a folder. The bytes go on as they come, in parts
//! ([`upload`]) where they are many; once they are all there and judged ([`Held`]) the object becomes visible, under the
//! condition that nobody else took its name meanwhile ([`place`]), and its receipt is put beside it. What is under way is noted
//! ([`note`]), so that what a killed run leaves is ended by the next one ([`sweep`]).

mod address;
#[cfg(feature = "stores")]
mod bucket;
#[cfg(feature = "stores")]
mod client;
#[cfg(feature = "stores")]
mod deliver;
#[cfg(feature = "stores")]
mod disk;
#[cfg(feature = "stores")]
mod environment;
#[cfg(feature = "stores")]
mod failure;
#[cfg(feature = "stores")]
mod held;
#[cfg(feature = "stores")]
mod intake;
#[cfg(feature = "stores")]
mod note;
#[cfg(feature = "stores")]
mod place;
#[cfg(feature = "stores")]
mod s3;
#[cfg(feature = "stores")]
mod sweep;
#[cfg(feature = "stores")]
#[cfg(test)]
mod tests;
#[cfg(feature = "stores")]
mod upload;
#[cfg(not(feature = "stores"))]
mod without;

pub use address::BucketAddress;
#[cfg(not(feature = "stores"))]
pub use without::{Bucket, Delivered, Free, Held, hold, sweep};
#[cfg(feature = "stores")]
pub use {
    bucket::{Bucket, Condition, Label, Placed},
    deliver::{Delivered, hold},
    held::Held,
    note::{made_up, told_by_mark},
    place::{Free, There},
    sweep::sweep,
};
