//! A list of the portal's that says what ids mean: asked once, and shown without where it fails.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;

use super::api::Meaning;
use crate::base::error::Result;

pub type Meanings = HashMap<String, Meaning>;

static NONE: LazyLock<Meanings> = LazyLock::new(HashMap::new);

#[derive(Default)]
pub struct Lookup {
    meanings: OnceCell<Meanings>,
    /// When asking failed last.
    failed: Mutex<Option<Instant>>,
}

impl Lookup {
    /// As told before, else as `ask` tells. After a failure nobody is asked for a while.
    pub async fn get(&self, ask: impl Future<Output = Result<Meanings>>) -> &Meanings {
        const REST: Duration = Duration::from_secs(60);
        let failed = || self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed().is_some_and(|moment| moment.elapsed() < REST) {
            return &NONE;
        }
        self.meanings.get_or_try_init(|| ask).await.unwrap_or_else(|error| {
            tracing::info!(%error, "ids are shown as they are");
            *failed() = Some(Instant::now());
            &NONE
        })
    }
}
