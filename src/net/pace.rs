//! How slowly a body may come. Who is silent is hung up on by the client ([`super::Timeouts`]); who says a little again
//! and again, never to end, is here.

use std::future::Future;
use std::time::{Duration, Instant};

use url::Url;

use super::origin::host;
use crate::base::error::{Error, ErrorKind};
use crate::base::i18n::Message;
use crate::m;

/// What a body has to keep to: so many bytes a second, as much being put by as `reserve` at most, and an end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    reserve: Duration,
    bytes_per_second: f64,
    /// How long all of it may take.
    longest: Duration,
    /// How long it may still be waited for until more has come.
    left: Duration,
    waited: Duration,
    bytes: u64,
}

/// Nobody waits any longer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TooSlow {
    bytes: u64,
    waited: Duration,
}

impl Pace {
    /// Of what is read into memory, where a person or a script waits for it: listings, tokens, previews.
    pub(crate) fn answer() -> Self {
        Self::new(Duration::from_secs(60), 1024.0, Duration::from_secs(30 * 60))
    }

    /// Of what a refusal says besides its status.
    pub(crate) fn refusal() -> Self {
        let moment = Duration::from_secs(10);
        Self::new(moment, 1024.0, moment)
    }

    /// Of a file, which is as long as it is, on a line as bad as it is.
    pub(crate) fn file() -> Self {
        Self::new(super::MAX_WAIT, 64.0, Duration::MAX)
    }

    pub(super) fn new(reserve: Duration, bytes_per_second: f64, longest: Duration) -> Self {
        Self { reserve, bytes_per_second, longest, left: reserve, waited: Duration::ZERO, bytes: 0 }
    }

    /// What comes `next`, of `length` bytes. Time that is not spent waiting for it does not count.
    pub(crate) async fn keep<T>(
        &mut self,
        next: impl Future<Output = T>,
        length: impl FnOnce(&T) -> usize,
    ) -> Result<T, TooSlow> {
        let (began, left) = (Instant::now(), self.left.min(self.longest.saturating_sub(self.waited)));
        let came = tokio::time::timeout(left, next).await;
        let took = began.elapsed();
        self.waited += took;
        let next = came.map_err(|_| TooSlow { bytes: self.bytes, waited: self.waited })?;
        let length = length(&next);
        self.bytes += length as u64;
        let earned = Duration::from_secs_f64(length as f64 / self.bytes_per_second);
        self.left = (self.left.saturating_sub(took) + earned).min(self.reserve);
        Ok(next)
    }
}

impl TooSlow {
    pub(crate) fn at(self, url: &Url, subject: impl Into<Message>) -> Error {
        let cause = m!("http-too-slow", host = host(url), bytes = self.bytes, seconds = self.waited.as_secs());
        Error::new(ErrorKind::Portal, subject, cause).hint(m!("http-too-slow-hint"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: Duration = Duration::from_millis(20);

    /// Pieces of `size` bytes, one each [`TICK`], until it is too slow or so many have come.
    async fn drip(mut pace: Pace, size: usize, pieces: usize) -> Result<(), TooSlow> {
        for _ in 0..pieces {
            pace.keep(tokio::time::sleep(TICK), |()| size).await?;
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_drip_is_given_up_and_a_slow_line_is_not() {
        let pace = Pace::new(5 * TICK, 1000.0, Duration::from_secs(60));
        let slow = drip(pace, 1, 1000).await.unwrap_err();
        assert!(slow.bytes < 10 && slow.waited >= 5 * TICK, "{slow:?}");
        assert_eq!(drip(pace, 1000, 20).await, Ok(()), "a second's worth in each");
    }

    #[tokio::test]
    async fn much_at_once_does_not_pay_for_a_drip_after_it() {
        let mut pace = Pace::new(5 * TICK, 1000.0, Duration::from_secs(60));
        pace.keep(async {}, |()| 1 << 30).await.unwrap();
        assert!(drip(pace, 1, 1000).await.is_err());
    }

    #[tokio::test]
    async fn what_is_fast_enough_and_never_ends_is_given_up_too() {
        let pace = Pace::new(5 * TICK, 1.0, 10 * TICK);
        let slow = drip(pace, 1000, 1000).await.unwrap_err();
        assert!(slow.waited >= 10 * TICK && slow.bytes < 20_000, "{slow:?}");
    }

    #[tokio::test]
    async fn who_takes_long_to_read_does_not_count() {
        let mut pace = Pace::new(2 * TICK, 1000.0, 4 * TICK);
        for _ in 0..5 {
            pace.keep(async {}, |()| 1).await.unwrap();
            tokio::time::sleep(TICK).await;
        }
    }
}
