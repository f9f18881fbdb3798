//! How long failures that pass are waited for: a moment where a person looks at the answer, minutes for a download.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use super::retry::{Stand, wait_before_retry};
use crate::base::error::{Error, Result};
use crate::base::format;
use crate::t;

/// For so long a download waits in all for an answer, where nobody says otherwise (`--max-wait`).
pub const MAX_WAIT: Duration = Duration::from_secs(600);
/// The status of what is still being prepared (RFC 9110, 15.3.3).
const ACCEPTED: u16 = 202;

/// What a download waits for before it asks again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How many seconds are left.
    pub seconds: u64,
    pub cause: WaitCause,
}

/// Why a download is not asked for at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitCause {
    /// What the server answered last.
    Status(u16),
    /// Nothing came of what was asked last.
    NoAnswer,
    /// One request more would be one too many for the portal.
    Limit,
}

/// How long the work at hand waits, and where it tells of it.
#[derive(Clone)]
struct Patience {
    max_wait: Duration,
    wait: watch::Sender<Option<Wait>>,
}

#[derive(Clone, Copy)]
struct Wait {
    until: Instant,
    cause: WaitCause,
}

tokio::task_local! {
    /// Of the work that runs in it: portals are asked through many hands, none of which has a say in this.
    static PATIENCE: Patience;
}

/// `work`, whose requests are each waited for up to `max_wait` in all; `tell` hears each second for what, and `None`
/// when a wait is over.
pub async fn waiting_up_to<T>(
    max_wait: Duration,
    work: impl Future<Output = T>,
    mut tell: impl FnMut(Option<Waiting>),
) -> T {
    let (wait, mut waits) = watch::channel(None);
    let mut work = pin!(PATIENCE.scope(Patience { max_wait, wait }, work));
    let mut second = interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let is_waiting = waits.borrow().is_some();
        tokio::select! {
            biased;
            done = &mut work => return done,
            Ok(()) = waits.changed() => second.reset(),
            _ = second.tick(), if is_waiting => {}
        }
        let wait = *waits.borrow();
        tell(wait.map(|wait| wait.left()));
    }
}

/// `work`, none of whose requests is sent twice.
pub async fn asking_once<T>(work: impl Future<Output = T>) -> T {
    let (wait, _) = watch::channel(None);
    PATIENCE.scope(Patience { max_wait: Duration::ZERO, wait }, work).await
}

/// How long each request of the work at hand is waited for; `None` where a person waits.
pub fn max_wait() -> Option<Duration> {
    PATIENCE.try_with(|patience| patience.max_wait).ok()
}

/// Waits until a portal's limit allows the next request, which the work at hand is told.
pub async fn wait_for_limit(wait: Duration) {
    tracing::debug!(?wait, "waiting to keep the portal's limit");
    match PATIENCE.try_with(Patience::clone) {
        Ok(patience) => patience.wait(wait, WaitCause::Limit).await,
        Err(_) => sleep(wait).await,
    }
}

/// `work`, for which so much is `left` of [`max_wait`].
pub async fn waiting_still<T>(left: Option<Duration>, work: impl Future<Output = T>) -> T {
    match (left, PATIENCE.try_with(Patience::clone)) {
        (Some(max_wait), Ok(patience)) => PATIENCE.scope(Patience { max_wait, ..patience }, work).await,
        _ => work.await,
    }
}

impl Waiting {
    /// Whether the portal prepares the file.
    pub fn is_prepared(self) -> bool {
        self.cause == WaitCause::Status(ACCEPTED)
    }

    /// What is waited for and how long still, for a line about the download.
    pub fn words(self) -> String {
        t!("http-waiting", why = self.why(), time = self.time())
    }

    /// What is waited for.
    pub fn why(self) -> String {
        match self.cause {
            WaitCause::Status(ACCEPTED) => t!("http-waiting-prepared"),
            WaitCause::Status(429) => t!("http-waiting-too-many"),
            WaitCause::Status(code) => t!("http-waiting-down", code = code.to_string()),
            WaitCause::NoAnswer => t!("http-waiting-no-answer"),
            WaitCause::Limit => t!("http-waiting-limit"),
        }
    }

    /// How long still.
    pub fn time(self) -> String {
        format::duration(Duration::from_secs(self.seconds))
    }
}

impl WaitCause {
    fn of(error: &Error) -> Self {
        match error.status {
            Some(status) => Self::Status(status),
            // Nobody was asked, and it is known when somebody may be.
            None if error.retry_after.is_some() && !error.unreached => Self::Limit,
            None => Self::NoAnswer,
        }
    }
}

impl Wait {
    fn left(self) -> Waiting {
        let left = self.until.saturating_duration_since(Instant::now());
        Waiting { seconds: left.as_millis().div_ceil(1000) as u64, cause: self.cause }
    }
}

/// One thing that is asked for until it comes.
#[derive(Debug)]
pub(crate) struct Retries {
    failed: u32,
    since: Instant,
}

impl Retries {
    /// Before the first request.
    pub(crate) fn begin() -> Self {
        Self { failed: 0, since: Instant::now() }
    }

    /// What is left of the time that it is waited for in all; `None` where a person waits.
    pub(crate) fn left(&self) -> Option<Duration> {
        Some(max_wait()?.saturating_sub(self.since.elapsed()))
    }

    /// Waits before another try, or gives the error back when that is pointless. `tries`: the most of them, however
    /// patient anybody is.
    pub(crate) async fn pause(&mut self, error: Error, tries: Option<u32>) -> Result<()> {
        let patience = PATIENCE.try_with(Patience::clone).ok();
        self.failed += 1;
        let stand = Stand { failed: self.failed, tries, left: self.left() };
        let cause = WaitCause::of(&error);
        let wait = wait_before_retry(error, stand)?;
        tracing::info!(self.failed, ?wait, "retrying");
        match &patience {
            Some(patience) => patience.wait(wait, cause).await,
            None => sleep(wait).await,
        }
        Ok(())
    }
}

impl Patience {
    async fn wait(&self, wait: Duration, cause: WaitCause) {
        let until = Instant::now() + wait;
        self.wait.send_replace(Some(Wait { until, cause }));
        tokio::time::sleep_until(until).await;
        self.wait.send_replace(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ErrorKind;

    fn busy(seconds: u64) -> Error {
        Error::new(ErrorKind::Unavailable, "p", "busy").retry_after(Some(Duration::from_secs(seconds)))
    }

    #[tokio::test]
    async fn a_wait_is_told_by_the_second_and_counts_for_those_after_it() {
        let mut told = Vec::new();
        let work = async {
            let mut retries = Retries::begin();
            retries.pause(busy(2).status(202), None).await.unwrap();
            retries.pause(busy(60), None).await.unwrap_err()
        };
        let error = waiting_up_to(Duration::from_secs(60), work, |waiting| told.push(waiting)).await;
        assert!(error.hint.is_some());
        let seconds: Vec<_> = told.iter().flatten().map(|it| it.seconds).collect();
        assert_eq!(seconds.first(), Some(&2));
        assert!(seconds.is_sorted_by(|a, b| a > b) && told.iter().flatten().all(|it| it.is_prepared()), "{told:?}");
    }

    #[test]
    fn it_says_what_is_waited_for() {
        for (cause, why) in [
            (WaitCause::Status(202), "being prepared by the portal"),
            (WaitCause::Status(429), "too many requests"),
            (WaitCause::Status(503), "503"),
            (WaitCause::NoAnswer, "no answer"),
            (WaitCause::Limit, "the portal's limit"),
        ] {
            let said = Waiting { seconds: 75, cause }.words();
            assert!(said.contains(why) && said.ends_with("asked again in 1:15"), "{said}");
        }
    }

    #[tokio::test]
    async fn what_is_left_of_a_wait_is_all_there_is() {
        let work = async {
            let rest =
                waiting_still(Some(Duration::from_secs(1)), async { Retries::begin().pause(busy(2), None).await });
            (max_wait(), rest.await.is_err(), waiting_still(None, async { max_wait() }).await)
        };
        let minute = Some(Duration::from_secs(60));
        assert_eq!(waiting_up_to(Duration::from_secs(60), work, |_| ()).await, (minute, true, minute));
        assert_eq!(waiting_still(minute, async { max_wait() }).await, None, "a person waits");
    }

    #[tokio::test]
    async fn what_is_asked_once_waits_for_nothing() {
        assert!(asking_once(async { Retries::begin().pause(busy(1), None).await }).await.is_err());
        assert!(Retries::begin().pause(busy(1), None).await.is_ok());
        assert!(Retries::begin().pause(busy(11), None).await.is_err(), "a person waits");
    }
}
