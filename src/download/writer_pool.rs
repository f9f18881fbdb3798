//! Writer pool for small files: one thread, up to 8 once a write takes more than 2 ms; each folder is synced once per batch.
//! Where the disk is fast, waking threads costs more than writing.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::Outcome;
use super::part::sync_names;
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;

/// A file that took longer was waited for: one more thread helps, where others wait.
const SLOW: Duration = Duration::from_millis(2);
/// Threads at once.
const MOST: usize = 8;
/// Files that a thread takes at once.
const EACH: usize = 8;

#[derive(Clone)]
pub struct WriterPool {
    state: Arc<Mutex<PoolState>>,
    slow: Duration,
}

#[derive(Default)]
struct PoolState {
    waiting: VecDeque<WriteWork>,
    /// Threads at work.
    busy: usize,
}

struct WriteWork {
    keep: Box<dyn FnOnce() -> Result<Outcome> + Send>,
    done: oneshot::Sender<Result<Outcome>>,
}

impl Default for WriterPool {
    fn default() -> Self {
        Self { state: Arc::default(), slow: SLOW }
    }
}

impl fmt::Debug for WriterPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriterPool").field("busy", &self.state().busy).finish_non_exhaustive()
    }
}

impl WriterPool {
    /// What comes of `keep`, which writes a file and names it; the name is durable then. It is done even when nobody
    /// waits for it any more.
    pub async fn run(&self, keep: impl FnOnce() -> Result<Outcome> + Send + 'static) -> Result<Outcome> {
        let (done, outcome) = oneshot::channel();
        self.state().waiting.push_back(WriteWork { keep: Box::new(keep), done });
        self.grow_to(1);
        outcome.await.unwrap_or_else(|_| Err(failed()))
    }

    /// One more thread, unless so many are at work or there is nothing for it to do.
    fn grow_to(&self, most: usize) {
        let at_work = {
            let mut state = self.state();
            if state.busy >= most || state.waiting.is_empty() {
                return;
            }
            state.busy += 1;
            AtWork { pool: self.clone(), done: false }
        };
        // A system that has no thread to give panics; those who are at work go on.
        let _ = catch_unwind(AssertUnwindSafe(|| tokio::task::spawn_blocking(move || at_work.work())));
    }

    /// A thread's part of what waits; where nothing does, it is counted out.
    fn some(&self) -> Option<Vec<WriteWork>> {
        let mut state = self.state();
        let count = state.waiting.len().div_ceil(state.busy).min(EACH);
        if count == 0 {
            state.busy -= 1;
            return None;
        }
        Some(state.waiting.drain(..count).collect())
    }

    /// One that panics takes no other along. One that was slow gets the others more threads.
    fn keep(&self, keep: Box<dyn FnOnce() -> Result<Outcome> + Send>) -> Result<Outcome> {
        let began = Instant::now();
        let kept = catch_unwind(AssertUnwindSafe(keep)).unwrap_or_else(|_| Err(failed()));
        if began.elapsed() > self.slow {
            self.grow_to(MOST);
        }
        kept
    }

    fn state(&self) -> MutexGuard<'_, PoolState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread that is counted as being at work.
struct AtWork {
    pool: WriterPool,
    /// It was counted out.
    done: bool,
}

impl AtWork {
    /// Until there is nothing to do.
    fn work(mut self) {
        while let Some(some) = self.pool.some() {
            let kept: Vec<_> = some.into_iter().map(|it| (self.pool.keep(it.keep), it.done)).collect();
            let folders = kept.iter().filter_map(|(kept, _)| kept.as_ref().ok().map(Outcome::folder));
            folders.collect::<BTreeSet<_>>().into_iter().for_each(sync_names);
            for (kept, done) in kept {
                let _ = done.send(kept); // who asked may have gone
            }
        }
        self.done = true;
    }
}

/// One that never began, or broke off: where nobody else is at work, those who wait are told.
impl Drop for AtWork {
    fn drop(&mut self) {
        if !self.done {
            let mut state = self.pool.state();
            state.busy -= 1;
            if state.busy == 0 {
                state.waiting.clear();
            }
        }
    }
}

fn failed() -> Error {
    Error::new(ErrorKind::Unexpected, "download", m!("download-writing-broke"))
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::mpsc::channel;
    use std::thread::{self, ThreadId};

    use futures_util::future::join_all;

    use super::super::outcome_for_tests;
    use super::*;

    fn pool(slow: Duration) -> WriterPool {
        WriterPool { slow, ..WriterPool::default() }
    }

    /// Runs `work`; the thread that did it.
    async fn thread_of(pool: &WriterPool, work: impl FnOnce() + Send + 'static) -> ThreadId {
        let (told, thread) = channel();
        let work = move || {
            work();
            told.send(thread::current().id()).unwrap();
            Ok(outcome_for_tests())
        };
        pool.run(work).await.unwrap();
        thread.recv().unwrap()
    }

    /// The threads of `others`, which all come while the first one works, and that of the first.
    async fn threads(pool: &WriterPool, others: Vec<Box<dyn FnOnce() + Send>>) -> (ThreadId, Vec<ThreadId>) {
        let (begun, has_begun) = oneshot::channel();
        let (release, released) = channel();
        let first = thread_of(pool, move || {
            begun.send(()).unwrap();
            released.recv().unwrap();
        });
        let others = async {
            has_begun.await.unwrap();
            let others = join_all(others.into_iter().map(|work| thread_of(pool, work)));
            let (others, ()) = tokio::join!(others, async move { release.send(()).unwrap() });
            others
        };
        tokio::join!(first, others)
    }

    #[tokio::test]
    async fn one_thread_does_it_all_on_a_fast_disk() {
        let pool = pool(Duration::MAX);
        let (first, others) = threads(&pool, (0..20).map(|_| Box::new(|| ()) as _).collect()).await;
        assert_eq!(others, [first; 20]);
    }

    #[tokio::test]
    async fn several_wait_for_a_slow_disk_at_once() {
        let pool = pool(Duration::ZERO);
        let meeting = Arc::new(Barrier::new(2));
        let meets = |_| {
            let meeting = meeting.clone();
            Box::new(move || _ = meeting.wait()) as Box<dyn FnOnce() + Send>
        };
        let (_, others) = threads(&pool, (0..2).map(meets).collect()).await;
        assert_ne!(others[0], others[1]);
    }

    #[tokio::test]
    async fn who_panics_takes_nobody_along() {
        let pool = WriterPool::default();
        assert!(pool.run(|| panic!("a test")).await.is_err());
        assert!(pool.run(|| Ok(outcome_for_tests())).await.is_ok());
    }
}
