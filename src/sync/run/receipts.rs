//! Files that are what the lock says, and have nothing beside them that tells where they are from.

use super::super::manifest::Policy;
use super::looked::LookedFile;
use super::{Brought, Ended, FirstStep, Meant, Run};
use crate::base::error::Result;
use crate::download::{FetchPlan, Require};
use crate::sync::plan::{DataState, Here, SyncAction, SyncMode};
use crate::t;

impl<'r> Run<'r> {
    /// Whether the receipt of the file is missing, or is of another one, where that is to be mended or told. What only
    /// follows the lock is about bytes, and asks nobody for more where it has them.
    pub(super) fn lacks_receipt(&self, looked: &LookedFile<'r>) -> bool {
        let is_here = looked.at.here == Here::Locked && self.mode != SyncMode::Locked;
        let locked = looked.locked.as_ref().filter(|_| is_here);
        locked.is_some_and(|locked| !self.keeping.has_receipt(&looked.block.path, locked))
    }

    /// Fetches the file once more, for its receipt.
    pub(super) async fn bring_receipt(&self, looked: &LookedFile<'r>, first: FirstStep) -> Result<Ended> {
        if self.mode != SyncMode::Forward {
            let (state, action, reason) = self.go(looked, first).await?;
            let is_all = (state, action) == (DataState::InStep, SyncAction::None);
            let missing = || (state, SyncAction::Compare, Some(t!("sync-no-receipt")));
            return Ok(if is_all { missing() } else { (state, action, reason) });
        }
        if looked.block.policy == Policy::Follow {
            return self.with_receipt(looked, Require::default()).await;
        }
        // It is the version that is meant, whether its receipt is to be had or not.
        let stays = |_| self.stands(DataState::InStep, Some(t!("sync-no-receipt-more")));
        Ok(self.with_receipt(looked, Require::Nothing).await.unwrap_or_else(stays))
    }

    async fn with_receipt(&self, looked: &LookedFile<'r>, require: Require) -> Result<Ended> {
        let is_pinned = looked.block.policy == Policy::Pin;
        let stays = || self.stands(DataState::InStep, Some(t!("sync-no-receipt-more")));
        let gone = |why| if is_pinned { stays() } else { self.stands(DataState::Withdrawn, Some(why)) };
        let order = match self.datasets.meant(&looked.block.wish, looked.locked.as_ref()).await? {
            Meant::Media(order) => order,
            Meant::Withdrawn(why) => return Ok(gone(why)),
        };
        let how = FetchPlan { require, ..self.how(looked) };
        match self.fetch(looked, &order, &how, None).await? {
            Brought::Staged(receipt, staged) if looked.has(&receipt.sha256) => {
                self.keeping.put_receipt(looked.block, staged, &looked.at).await?;
                Ok((DataState::InStep, SyncAction::Compare, Some(t!("sync-receipt-again"))))
            }
            Brought::Staged(_, staged) if is_pinned => {
                self.keeping.unstage(looked.block, staged).await;
                Ok(stays())
            }
            Brought::Staged(receipt, staged) => self.put(looked, &receipt, staged).await,
            Brought::Withdrawn(why) => Ok(gone(why)),
            Brought::Same => Ok(stays()),
        }
    }
}
