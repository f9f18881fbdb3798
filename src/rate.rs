//! How often a portal is asked, and how much at once: its limits are kept before it has to enforce them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What a portal that does not say for how long is left alone after it refused one request too many; doubled each time
/// it happens again.
const UNSTATED_PAUSE: Duration = Duration::from_secs(60);
const LONGEST_UNSTATED_PAUSE: Duration = Duration::from_secs(600);

/// The limits of one portal, shared by all its requests.
pub struct Rate {
    window: Mutex<Window>,
    at_once: Arc<Semaphore>,
    /// One less than `at_once`: long downloads never keep the last place from a person who browses.
    files: Arc<Semaphore>,
}

/// The right to have one request under way; given back when dropped.
#[derive(Default)]
pub struct Pass {
    _places: Vec<OwnedSemaphorePermit>,
}

/// When requests left, and until when none may.
struct Window {
    limit: usize,
    span: Duration,
    left: VecDeque<Instant>,
    closed_until: Option<Instant>,
    /// Refusals in a row.
    refusals: u32,
}

impl Rate {
    /// At most `limit` requests in any `span`, at most `at_once` (two or more) under way.
    pub fn new(limit: usize, span: Duration, at_once: usize) -> Self {
        let places = |number| Arc::new(Semaphore::new(number));
        let window = Window { limit, span, left: VecDeque::new(), closed_until: None, refusals: 0 };
        Self { window: Mutex::new(window), at_once: places(at_once), files: places(at_once - 1) }
    }

    /// Waits until a request may leave. `Err` is for how long the portal wants to be left alone, where that is longer
    /// than `patience`. A request for a file keeps its place until its last byte has come.
    pub async fn pass(&self, is_file: bool, patience: Duration) -> Result<Pass, Duration> {
        let mut places = Vec::new();
        let wanted = [(is_file, &self.files), (true, &self.at_once)];
        for (_, semaphore) in wanted.into_iter().filter(|(wanted, _)| *wanted) {
            // Nobody closes it.
            places.extend(semaphore.clone().acquire_owned().await.ok());
        }
        loop {
            let wait = {
                let mut window = self.window();
                let now = Instant::now();
                if let Some(wait) = window.closed_for(now) {
                    if wait > patience {
                        return Err(wait);
                    }
                    wait
                } else if let Some(wait) = window.full_for(now) {
                    wait
                } else {
                    window.left.push_back(now);
                    return Ok(Pass { _places: places });
                }
            };
            tracing::info!(?wait, "waiting to keep the portal's limit");
            tokio::time::sleep(wait).await;
        }
    }

    /// The portal refused a request as one too many. For how long it is left alone now: as it stated, else by our own
    /// measure.
    pub fn refused(&self, stated: Option<Duration>) -> Duration {
        self.window().refused(stated, Instant::now())
    }

    pub fn answered(&self) {
        self.window().refusals = 0;
    }

    fn window(&self) -> MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Window {
    fn closed_for(&self, now: Instant) -> Option<Duration> {
        self.closed_until.map(|until| until.saturating_duration_since(now)).filter(|wait| !wait.is_zero())
    }

    fn full_for(&mut self, now: Instant) -> Option<Duration> {
        while self.left.front().is_some_and(|left| now.duration_since(*left) >= self.span) {
            self.left.pop_front();
        }
        let oldest = self.left.front().filter(|_| self.left.len() >= self.limit)?;
        Some(self.span - now.duration_since(*oldest))
    }

    fn refused(&mut self, stated: Option<Duration>, now: Instant) -> Duration {
        let own = UNSTATED_PAUSE.saturating_mul(2u32.saturating_pow(self.refusals)).min(LONGEST_UNSTATED_PAUSE);
        let wait = stated.unwrap_or(own);
        self.refusals += 1;
        self.closed_until = self.closed_until.max(now.checked_add(wait));
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    fn window(limit: usize, span: Duration) -> Window {
        Window { limit, span, left: VecDeque::new(), closed_until: None, refusals: 0 }
    }

    #[test]
    fn no_span_holds_more_than_the_limit() {
        let mut window = window(3, Duration::from_secs(60));
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        for second in [0, 10, 20] {
            assert_eq!(window.full_for(at(second)), None);
            window.left.push_back(at(second));
        }
        assert_eq!(window.full_for(at(25)), Some(Duration::from_secs(35)));
        assert_eq!(window.full_for(at(59)), Some(Duration::from_secs(1)));
        assert_eq!(window.full_for(at(60)), None, "the first one is a minute old");
        window.left.push_back(at(60));
        assert_eq!(window.full_for(at(61)), Some(Duration::from_secs(9)), "and the second is not");
    }

    #[test]
    fn a_refusal_closes_as_long_as_stated_or_longer_each_time() {
        let mut window = window(3, Duration::from_secs(60));
        let now = Instant::now();
        let seconds = Duration::from_secs;
        assert_eq!(window.refused(Some(seconds(7)), now), seconds(7));
        assert_eq!(window.closed_for(now + seconds(2)), Some(seconds(5)));
        assert_eq!(window.closed_for(now + seconds(7)), None);
        window.refusals = 0;
        let waits: Vec<_> = (0..6).map(|_| window.refused(None, now).as_secs()).collect();
        assert_eq!(waits, [60, 120, 240, 480, 600, 600]);
        assert_eq!(window.closed_for(now), Some(seconds(600)));
        window.refused(Some(seconds(1)), now);
        assert_eq!(window.closed_for(now), Some(seconds(600)), "a shorter word does not shorten a longer one");
    }

    #[tokio::test]
    async fn files_leave_the_last_place_to_answers() {
        let rate = Arc::new(Rate::new(100, Duration::from_secs(60), 4));
        let mut held = Vec::new();
        for _ in 0..3 {
            held.push(rate.pass(true, PATIENCE).await.unwrap());
        }
        let fourth = rate.clone();
        let fourth = tokio::spawn(async move { fourth.pass(true, PATIENCE).await.map(drop) });
        tokio::task::yield_now().await;
        assert!(!fourth.is_finished(), "a fourth file waits");
        let answer = rate.pass(false, PATIENCE).await.unwrap();
        assert_eq!(rate.at_once.available_permits(), 0);
        drop(answer);
        held.pop();
        fourth.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn who_would_wait_too_long_is_told_so() {
        let rate = Rate::new(100, Duration::from_secs(60), 4);
        rate.refused(Some(Duration::from_secs(3600)));
        let wait = rate.pass(false, PATIENCE).await.err().unwrap();
        assert!(wait > Duration::from_secs(3590), "{wait:?}");
        assert_eq!(rate.at_once.available_permits(), 4);
    }

    #[tokio::test]
    async fn the_limit_is_kept_without_the_portal_s_help() {
        let span = Duration::from_millis(300);
        let rate = Rate::new(5, span, 4);
        let start = Instant::now();
        for _ in 0..11 {
            drop(rate.pass(false, PATIENCE).await.unwrap());
        }
        assert!(start.elapsed() >= 2 * span, "eleven requests need three spans: {:?}", start.elapsed());
    }
}
