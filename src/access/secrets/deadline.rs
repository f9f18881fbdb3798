//! Blocking calls with a time limit, each made on a thread of its own.
//!
//! A thread whose call never returns cannot be stopped; it is left behind, and ends with the program. While it hangs,
//! further calls fail at once instead of leaving more threads behind. Once it returns, calls are made again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::{Instant, timeout, timeout_at};

/// When a person is told that something is being waited for.
const NOTICE_AFTER: Duration = Duration::from_millis(300);

/// Makes one call at a time.
pub(super) struct Deadline {
    limit: Duration,
    notice_after: Duration,
    /// Held by the thread that makes the call, until the call returns.
    turn: Arc<Mutex<()>>,
    hung: AtomicBool,
}

/// Why there is no answer.
#[derive(Debug, PartialEq)]
pub(super) enum Unanswered {
    /// Not within the limit; the call may still take effect.
    Late(Duration),
    /// An earlier call still hangs; this one was not made.
    Hung,
    /// The thread did not start, or the call panicked.
    Died,
}

impl Deadline {
    pub fn new(limit: Duration) -> Self {
        Self { limit, notice_after: NOTICE_AFTER, turn: Arc::default(), hung: AtomicBool::new(false) }
    }

    /// The outcome of `call`. `waiting` hears `true` when it takes a while, and `false` when that is over.
    pub async fn call<T: Send + 'static>(
        &self,
        waiting: &Waiting<'_>,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        let end = Instant::now() + self.limit;
        let answer = async {
            let turn = self.turn(end).await?;
            self.hung.store(false, Ordering::Relaxed);
            self.answer(turn, end, call).await
        };
        tokio::pin!(answer);
        if let Ok(answer) = timeout(self.notice_after, &mut answer).await {
            return answer;
        }
        let _notice = WaitingNotice::show(waiting);
        answer.await
    }

    async fn turn(&self, end: Instant) -> Result<OwnedMutexGuard<()>, Unanswered> {
        if self.hung.load(Ordering::Relaxed) {
            return self.turn.clone().try_lock_owned().map_err(|_| Unanswered::Hung);
        }
        timeout_at(end, self.turn.clone().lock_owned()).await.map_err(|_| self.late())
    }

    async fn answer<T: Send + 'static>(
        &self,
        turn: OwnedMutexGuard<()>,
        end: Instant,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        let (send, receive) = oneshot::channel();
        // Not `spawn_blocking`: the runtime would wait for it when it shuts down.
        let thread = std::thread::Builder::new().name("secrets".into()).spawn(move || {
            let outcome = call();
            drop(turn);
            let _ = send.send(outcome);
        });
        if thread.is_err() {
            return Err(Unanswered::Died);
        }
        match timeout_at(end, receive).await {
            Ok(answer) => answer.map_err(|_| Unanswered::Died),
            Err(_) => Err(self.late()),
        }
    }

    fn late(&self) -> Unanswered {
        self.hung.store(true, Ordering::Relaxed);
        Unanswered::Late(self.limit)
    }
}

/// Tells the person.
type Waiting<'a> = dyn Fn(bool) + Sync + 'a;

/// Says that the waiting is over also when nobody waits for the answer any more.
struct WaitingNotice<'a>(&'a Waiting<'a>);

impl<'a> WaitingNotice<'a> {
    fn show(waiting: &'a Waiting<'a>) -> Self {
        waiting(true);
        Self(waiting)
    }
}

impl Drop for WaitingNotice<'_> {
    fn drop(&mut self) {
        (self.0)(false);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::sync::Notify;

    use super::*;

    /// What the person was told.
    #[derive(Default)]
    struct Log {
        told: std::sync::Mutex<Vec<bool>>,
        news: Notify,
    }

    impl Log {
        fn tell(&self, on: bool) {
            self.told.lock().unwrap().push(on);
            self.news.notify_one();
        }

        fn take(&self) -> Vec<bool> {
            std::mem::take(&mut self.told.lock().unwrap())
        }
    }

    async fn call<T: Send + 'static>(
        patience: &Deadline,
        log: &Log,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        patience.call(&|on| log.tell(on), call).await
    }

    const LIMIT: Duration = Duration::from_secs(60);
    /// For calls that cannot be answered in any time; longer than [`NOTICE_AFTER`].
    const SHORT: Duration = Duration::from_millis(400);

    #[tokio::test]
    async fn a_quick_call_is_answered_without_notice() {
        let (mut patience, log) = (Deadline::new(LIMIT), Log::default());
        patience.notice_after = LIMIT;
        assert_eq!(call(&patience, &log, || 7).await, Ok(7));
        assert!(log.take().is_empty());
    }

    #[tokio::test]
    async fn while_one_hangs_the_next_fail_at_once_and_then_all_is_well_again() {
        let (mut patience, log) = (Deadline::new(SHORT), Log::default());
        let (release, held) = mpsc::channel::<()>();
        assert_eq!(call(&patience, &log, move || held.recv().is_ok()).await, Err(Unanswered::Late(SHORT)));
        assert_eq!(log.take(), [true, false]);
        assert_eq!(call(&patience, &log, || true).await, Err(Unanswered::Hung));
        release.send(()).unwrap();
        patience.limit = LIMIT;
        drop(patience.turn.lock().await);
        assert_eq!(call(&patience, &log, || true).await, Ok(true));
    }

    #[tokio::test]
    async fn a_call_nobody_waits_for_still_has_its_turn() {
        let (mut patience, log) = (Deadline::new(SHORT), Log::default());
        patience.notice_after = Duration::ZERO;
        let (release, held) = mpsc::channel::<()>();
        tokio::select! {
            answer = call(&patience, &log, move || held.recv().is_ok()) => panic!("{answer:?}"),
            () = log.news.notified() => {}
        }
        assert_eq!(log.take(), [true, false], "the notice goes with the one who waited");
        assert_eq!(call(&patience, &log, || true).await, Err(Unanswered::Late(SHORT)), "no second thread beside it");
        release.send(()).unwrap();
        patience.limit = LIMIT;
        drop(patience.turn.lock().await);
        assert_eq!(call(&patience, &log, || true).await, Ok(true));
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_and_frees_the_turn() {
        let (patience, log) = (Deadline::new(LIMIT), Log::default());
        assert_eq!(call(&patience, &log, || panic!("on purpose")).await, Err::<(), _>(Unanswered::Died));
        assert_eq!(call(&patience, &log, || true).await, Ok(true));
    }
}
