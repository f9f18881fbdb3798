//! Credentials for as long as the program runs, and nowhere else.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::credentials::Credentials;

/// This session's credentials. Never blocks, never fails.
#[derive(Default)]
pub struct SessionSecrets {
    portals: Mutex<HashMap<String, Credentials>>,
}

impl SessionSecrets {
    fn portals(&self) -> MutexGuard<'_, HashMap<String, Credentials>> {
        self.portals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn find(&self, portal: &str) -> Option<Credentials> {
        self.portals().get(portal).cloned()
    }

    pub fn keep(&self, portal: &str, credentials: Credentials) {
        self.portals().insert(portal.to_owned(), credentials);
    }

    /// True when there was one.
    pub fn forget(&self, portal: &str) -> bool {
        self.portals().remove(portal).is_some()
    }
}
