//! Whether a file that is here is what its portal publishes now.

use std::env;

use tempfile::TempDir;

use super::super::datasets::Meant;
use super::super::lock::LockedFile;
use super::super::plan::{DataState, Here, SyncAction, SyncMode};
use super::looked::LookedFile;
use super::{Brought, Ended, Run, is_withdrawal, of_archive};
use crate::base::disk::disk;
use crate::base::error::Result;
use crate::base::text;
use crate::download::FetchPlan;
use crate::model::Media;
use crate::net::Validators;
use crate::session::{Order, entry};
use crate::t;

impl<'r> Run<'r> {
    /// Whether there is another version than the one that is here, and if so, brings it.
    pub(super) async fn ask(&self, looked: &LookedFile<'r>) -> Result<Ended> {
        let here = match (&looked.at.receipt, &looked.locked) {
            (Some(receipt), _) if looked.at.here == Here::Received => LockedFile::of(looked.block, receipt)?,
            (_, Some(locked)) => locked.clone(),
            _ => return self.bring(looked).await,
        };
        let order = match self.datasets.meant(&looked.block.wish, looked.locked.as_ref()).await? {
            Meant::Media(order) => order,
            Meant::Withdrawn(why) => return self.keep(looked, DataState::Withdrawn, Some(why)).await,
        };
        let stated = match self.stated(&order).await? {
            Ok(stated) => stated,
            Err(why) => return self.keep(looked, DataState::Withdrawn, Some(why)).await,
        };
        let is_its = here.media == order.media.address();
        let is_proven = is_its && here.is_proven_by(&stated);
        // A server that names versions is asked, unless the portal states another version; an entry has no name of its own.
        let is_whole = entry::split(&order.answers).1.is_empty();
        let may_be = is_its && is_whole && (is_proven || here.is_claimed_by(&stated));
        let had = here.validators().filter(|_| may_be);
        if had.is_none() && is_proven {
            return self.in_step(looked, &order).await;
        }
        if self.mode == SyncMode::Plan {
            return self.foresee(looked, &here, &order, had).await;
        }
        let aside = if self.mode == SyncMode::Check { Some(aside()?) } else { None };
        let how = FetchPlan { had, ..self.how(looked) };
        match self.fetch(looked, &order, &how, aside.as_ref()).await? {
            Brought::Same => self.in_step(looked, &order).await,
            Brought::Withdrawn(why) => self.keep(looked, DataState::Withdrawn, Some(why)).await,
            Brought::Staged(receipt, staged) => {
                let is_same = receipt.sha256 == here.sha256;
                match (is_same, self.mode) {
                    (true, SyncMode::Check) => self.in_step(looked, &order).await,
                    (false, SyncMode::Check) => Ok(self.stands(DataState::Newer, None)),
                    (true, _) => self.confirm(looked, &receipt, staged).await,
                    (false, _) => self.put(looked, &receipt, staged).await,
                }
            }
        }
    }

    /// What is stated of what is wished: of an entry, what the list of its archive states. Else why there is none.
    async fn stated(&self, order: &Order) -> Result<Result<Media, String>> {
        let (answers, entry) = entry::split(&order.answers);
        if entry.is_empty() {
            return Ok(Ok(order.media.clone()));
        }
        match self.session.archived(&order.media, answers, entry).await {
            Ok((_, media)) => Ok(Ok(media)),
            Err(error) if is_withdrawal(&error) => Ok(Err(error.cause.to_string())),
            Err(error) => Err(of_archive(error)),
        }
    }

    /// It is what is published: the lock learns of it where it does not know, and of terms that are others.
    async fn in_step(&self, looked: &LookedFile<'_>, order: &Order) -> Result<Ended> {
        let terms = order.origin.as_ref().map(|origin| origin.terms(&order.media));
        let locked = looked.locked.as_ref().filter(|_| looked.at.here == Here::Locked);
        let Some((locked, terms)) = locked.zip(terms) else { return self.keep(looked, DataState::InStep, None).await };
        let Some(retermed) = locked.retermed(&terms) else { return Ok(self.stands(DataState::InStep, None)) };
        let named = |file: &LockedFile| file.licence().map_or_else(|| t!("sync-no-licence"), text::line);
        let why = t!("sync-terms", locked = named(locked), stated = named(&retermed));
        if self.mode != SyncMode::Forward {
            return Ok(self.stands(DataState::NewTerms, Some(why)));
        }
        if let Some(receipt) = looked.at.receipt.clone() {
            let receipt = receipt.with_terms(terms);
            self.keeping.write_receipt(&looked.block.path, &receipt, &looked.at).await?;
        }
        self.record(retermed).await?;
        Ok((DataState::InStep, SyncAction::Relock, Some(why)))
    }

    /// What would come of asking, without a byte of the file.
    async fn foresee(
        &self,
        looked: &LookedFile<'_>,
        here: &LockedFile,
        order: &Order,
        had: Option<Validators>,
    ) -> Result<Ended> {
        let is_claimed = here.is_claimed_by(&order.media);
        let same = match had {
            Some(had) => self.session.is_unchanged(order, had).await,
            None => Ok(false),
        };
        Ok(match same {
            Ok(true) => self.in_step(looked, order).await?,
            Ok(false) if is_claimed => self.stands(DataState::MaybeNewer, None),
            Ok(false) => self.stands(DataState::Newer, None),
            Err(error) if is_withdrawal(&error) => self.stands(DataState::Withdrawn, Some(error.cause.to_string())),
            Err(error) => return Err(error),
        })
    }
}

/// A folder that is gone once this is dropped.
fn aside() -> Result<TempDir> {
    tempfile::tempdir().map_err(|error| disk(&env::temp_dir(), &error))
}
