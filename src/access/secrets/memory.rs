//! Credentials for as long as the program runs, and nowhere else.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::credentials::BoundCredentials;

/// This session's credentials. Never blocks, never fails.
#[derive(Default)]
pub struct SessionSecrets {
    portals: Mutex<HashMap<String, BoundCredentials>>,
}

impl SessionSecrets {
    fn portals(&self) -> MutexGuard<'_, HashMap<String, BoundCredentials>> {
        self.portals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn find(&self, portal: &str) -> Option<BoundCredentials> {
        self.portals().get(portal).cloned()
    }

    pub fn keep(&self, portal: &str, credentials: BoundCredentials) {
        self.portals().insert(portal.to_owned(), credentials);
    }

    /// Puts `new` where `old` still is.
    pub fn replace(&self, portal: &str, old: &BoundCredentials, new: BoundCredentials) {
        self.portals().get_mut(portal).into_iter().filter(|it| *it == old).for_each(|it| *it = new.clone());
    }

    /// True when there was one.
    pub fn forget(&self, portal: &str) -> bool {
        self.portals().remove(portal).is_some()
    }
}
