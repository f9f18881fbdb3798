//! A file of the manifest, as a run found it.

use super::super::folder::LookedAt;
use super::super::lock::LockedFile;
use super::super::manifest::DataBlock;
use super::super::plan::Here;

/// See the [module](self).
pub(super) struct LookedFile<'r> {
    pub block: &'r DataBlock,
    /// What the lock has, where that is what is wished now.
    pub locked: Option<LockedFile>,
    pub at: LookedAt,
}

impl LookedFile<'_> {
    /// Whether these are the bytes that the lock has.
    pub fn has(&self, sha256: &str) -> bool {
        self.locked.as_ref().is_some_and(|locked| locked.sha256 == sha256)
    }

    /// Whether the file that is here, if one is, has bytes.
    pub fn is_filled(&self) -> bool {
        self.at.receipt.as_ref().map(|receipt| receipt.bytes).or(self.locked.as_ref().map(|it| it.bytes)) != Some(0)
    }

    /// Whether a file is here that nothing made one doubt.
    pub fn is_sound(&self) -> bool {
        let doubt = self.at.receipt.as_ref().and_then(|receipt| receipt.doubt.as_ref());
        matches!(self.at.here, Here::Locked | Here::Received) && doubt.is_none()
    }
}
