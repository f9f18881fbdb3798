//! The number of requests under way at once, in this process.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many requests of this process may be under way, counted together wherever the key is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtOnce {
    pub key: String,
    /// Two or more.
    pub requests: usize,
}

/// The places of one portal.
#[derive(Clone)]
pub struct Slots {
    all: Arc<Semaphore>,
    /// One less than all: long downloads never keep the last place from a person who browses.
    files: Arc<Semaphore>,
}

/// The right to have one request under way; given back when dropped.
#[derive(Default)]
pub struct Slot {
    _held: Vec<OwnedSemaphorePermit>,
}

impl Slots {
    pub fn new(requests: usize) -> Self {
        let places = |number| Arc::new(Semaphore::new(number));
        Self { all: places(requests), files: places(requests - 1) }
    }

    /// A request for a file keeps its place until its last byte has come.
    pub async fn take(&self, is_file: bool) -> Slot {
        let mut held = Vec::new();
        for semaphore in is_file.then_some(&self.files).into_iter().chain([&self.all]) {
            // Nobody closes it.
            held.extend(semaphore.clone().acquire_owned().await.ok());
        }
        Slot { _held: held }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_leave_the_last_place_to_answers() {
        let places = Slots::new(4);
        let mut held = Vec::new();
        for _ in 0..3 {
            held.push(places.take(true).await);
        }
        let fourth = places.clone();
        let fourth = tokio::spawn(async move { drop(fourth.take(true).await) });
        tokio::task::yield_now().await;
        assert!(!fourth.is_finished(), "a fourth file waits");
        let answer = places.take(false).await;
        assert_eq!(places.all.available_permits(), 0);
        drop(answer);
        held.pop();
        fourth.await.unwrap();
    }
}
