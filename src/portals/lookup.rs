//! A cached list of what ids mean, fetched once per portal; after a failure, ids are shown as they are for a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;

use crate::base::error::Result;

pub struct Lookup<T> {
    meanings: OnceCell<HashMap<String, T>>,
    none: HashMap<String, T>,
    /// When asking failed last.
    failed: Mutex<Option<Instant>>,
}

impl<T> Default for Lookup<T> {
    fn default() -> Self {
        Self { meanings: OnceCell::new(), none: HashMap::new(), failed: Mutex::default() }
    }
}

impl<T> Lookup<T> {
    /// The list as fetched before, else by `ask`; empty within a minute of a failed attempt.
    pub async fn get(&self, ask: impl Future<Output = Result<HashMap<String, T>>>) -> &HashMap<String, T> {
        const REST: Duration = Duration::from_secs(60);
        let failed = || self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed().is_some_and(|moment| moment.elapsed() < REST) {
            return &self.none;
        }
        self.meanings.get_or_try_init(|| ask).await.unwrap_or_else(|error| {
            tracing::info!(%error, "ids are shown as they are");
            *failed() = Some(Instant::now());
            &self.none
        })
    }
}
