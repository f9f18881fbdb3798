//! Data that a project depends on: [`manifest`] says which, [`lock`] which version of each, and a run brings the
//! [`folder`] to it or moves it forward.
//!
//! A run looks at each file first, [`plan`] decides what comes next, [`datasets`] finds the media that is meant, the
//! ordinary download brings it beside the folder, and only what is whole and judged gets its place: the receipt, the file,
//! then the lock, each in one piece. Whoever dies in between leaves a file that the lock or its own receipt tells of.

mod add;
#[cfg(feature = "stores")]
mod bucket;
#[cfg(not(feature = "stores"))]
#[path = "without.rs"]
mod bucket;
mod bundle;
mod compared;
mod datasets;
mod folder;
mod keeping;
mod lock;
mod manifest;
mod path;
mod plan;
mod run;
mod said;
mod shape;
mod text;
mod turn;

pub use add::{Added, Adding, blocks, write};
pub use bundle::{BundledFile, bundle, check_bundle};
pub use compared::compared;
pub use folder::DataFolder;
pub use lock::{LOCK, Lock, LockedFile};
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use manifest::with_block;
pub use manifest::{DataBlock, DataWish, MANIFEST, Manifest, Policy};
pub use path::DataPath;
pub use plan::{DataState, SyncAction, SyncMode, outranking};
pub use run::{SyncRow, SyncWatch, let_go, sync};
pub use said::{advice, advised};
