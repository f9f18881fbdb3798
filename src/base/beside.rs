//! Work that keeps a processor busy, on a thread beside those that wait: it ends with whoever waits for it.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::task::{AbortHandle, JoinError};

/// Does `work` on a thread of its own. Where nobody waits any more, because the task that waited was dropped, it is told
/// so by its [`Wanted`]; what has not begun then never begins. An error is a panic of the work.
pub async fn beside<T: Send + 'static>(work: impl FnOnce(&Wanted) -> T + Send + 'static) -> Result<T, JoinError> {
    let wanted = Wanted::always();
    let is_over = wanted.is_over.clone();
    let working = tokio::task::spawn_blocking(move || work(&wanted));
    let _waits = Waits { is_over, working: working.abort_handle() };
    working.await
}

/// Ends the work when it is dropped.
struct Waits {
    is_over: Arc<AtomicBool>,
    working: AbortHandle,
}

impl Drop for Waits {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.working.abort(); // what has begun goes on until it asks
    }
}

/// Whether the result of some work is still wanted. Work asks often, at each thing that it takes up.
#[derive(Clone, Debug)]
pub struct Wanted {
    is_over: Arc<AtomicBool>,
    until: Option<Instant>,
}

impl Wanted {
    /// By somebody who waits however long it takes.
    pub fn always() -> Self {
        Self { is_over: Arc::default(), until: None }
    }

    /// As before, and for `patience` at most.
    pub fn within(&self, patience: Duration) -> Self {
        let until = Instant::now().checked_add(patience);
        Self { is_over: self.is_over.clone(), until: self.until.into_iter().chain(until).min() }
    }

    pub fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed) || self.until.is_some_and(|until| Instant::now() > until)
    }

    /// `source`, which fails once the work on it is not wanted any more: for readers that know nothing of it.
    pub fn reader<R>(&self, source: R) -> WantedReader<R> {
        WantedReader { source, wanted: self.clone() }
    }
}

/// See [`Wanted::reader`].
pub struct WantedReader<R> {
    source: R,
    wanted: Wanted,
}

impl<R: Read> Read for WantedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.wanted.is_over() {
            // No kind that readers try again after.
            true => Err(io::ErrorKind::TimedOut.into()),
            false => self.source.read(buffer),
        }
    }
}

impl<R: Seek> Seek for WantedReader<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    #[tokio::test]
    async fn work_gives_its_result_to_whoever_waits() {
        assert_eq!(beside(|wanted| wanted.is_over()).await.ok(), Some(false));
        assert!(beside(|_| panic!("on purpose")).await.is_err());
    }

    #[tokio::test]
    async fn work_ends_with_whoever_waits_for_it() {
        let (ends, ended) = channel();
        let endless = beside(move |wanted| {
            let mut bytes = [0; 64];
            let mut source = wanted.reader(io::repeat(1));
            while source.read(&mut bytes).is_ok() {
                std::thread::yield_now();
            }
            ends.send(wanted.is_over())
        });
        assert!(
            tokio::time::timeout(Duration::from_millis(50), endless).await.is_err(),
            "it goes on as long as we wait"
        );
        assert_eq!(ended.recv_timeout(SOON), Ok(true));
    }

    #[test]
    fn work_that_waits_for_a_thread_never_begins_once_nobody_waits() {
        let runtime =
            tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).enable_time().build().unwrap();
        runtime.block_on(async {
            let (go_on, waits) = channel::<()>();
            let first = tokio::spawn(beside(move |_| waits.recv().is_ok()));
            tokio::task::yield_now().await;
            for _ in 0..10 {
                let next = beside(|_| panic!("nobody wants it"));
                assert!(tokio::time::timeout(Duration::from_millis(1), next).await.is_err());
            }
            go_on.send(()).unwrap();
            assert!(first.await.unwrap().unwrap());
            assert!(beside(|_| true).await.unwrap(), "and the thread is free again");
        });
    }

    #[test]
    fn patience_is_the_shortest_of_all() {
        let wanted = Wanted::always();
        assert!(!wanted.is_over() && !wanted.within(SOON).is_over());
        let over = wanted.within(Duration::ZERO).within(SOON);
        std::thread::sleep(Duration::from_millis(2));
        assert!(over.is_over() && !wanted.is_over());
    }
}
