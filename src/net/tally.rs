//! How many rows of a service's answers came, told while they pass; who judges the file asks once all of it is there.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::i18n::Message;

/// One count, shared by whoever makes the file and whoever judges it.
#[derive(Clone, Default)]
pub struct Tally(Arc<Mutex<RowCount>>);

/// What is known of the rows so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowCount {
    /// How many there are, as the service says before the first comes.
    pub stated: Option<u64>,
    /// As it says behind the last one, where it was asked again.
    pub restated: Option<u64>,
    pub came: u64,
    /// Those among them that came before.
    pub twice: u64,
    /// Those that are like one that came before, where nothing tells whether they are the same.
    pub alike: u64,
    /// Those that what is asked for here keeps, where the service cannot look for it itself.
    pub kept: Option<u64>,
    pub pages: u64,
    /// Where they come from, without anything that opens it.
    pub from: String,
    /// Why no more of them were asked for.
    pub stopped: Option<Message>,
    /// Whether the last one came, or why no more do.
    pub is_ended: bool,
}

impl Tally {
    pub fn get(&self) -> RowCount {
        self.lock().clone()
    }

    pub fn change(&self, change: impl FnOnce(&mut RowCount)) {
        change(&mut self.lock());
    }

    fn lock(&self) -> MutexGuard<'_, RowCount> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lock().fmt(f)
    }
}

impl PartialEq for Tally {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.get() == other.get()
    }
}
