//! What all downloads of a run share: how many connections each host gets, and how fast they may be together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::model::Media;

/// Connections to one host where nothing else is said, the same as browsers keep to.
pub const PER_HOST: usize = 8;

#[derive(Debug)]
pub struct Traffic {
    per_host: usize,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    throttle: Option<Throttle>,
}

/// One connection to a host, given back when dropped.
pub type Permit = OwnedSemaphorePermit;

impl Default for Traffic {
    fn default() -> Self {
        Self::new(PER_HOST, None)
    }
}

impl Traffic {
    /// `rate`: bytes a second for all downloads together.
    pub fn new(per_host: usize, rate: Option<u64>) -> Self {
        let throttle = rate.map(|rate| Throttle { rate: rate.max(1), free_at: Mutex::new(None) });
        Self { per_host: per_host.max(1), hosts: Mutex::default(), throttle }
    }

    /// Waits for a connection to where `media` comes from.
    pub async fn lane(&self, media: &Media) -> Option<Permit> {
        self.host(media).acquire_owned().await.ok() // nobody closes it
    }

    /// One more connection, if there is one to spare.
    pub fn spare_lane(&self, media: &Media) -> Option<Permit> {
        self.host(media).try_acquire_owned().ok()
    }

    fn host(&self, media: &Media) -> Arc<Semaphore> {
        let url = media.url.as_deref().and_then(|url| url::Url::parse(url).ok());
        let host =
            url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| media.dataset.portal.clone());
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.entry(host).or_insert_with(|| Arc::new(Semaphore::new(self.per_host))).clone()
    }

    /// Waits until `bytes` more may have come.
    pub async fn pass(&self, bytes: usize) {
        if let Some(throttle) = &self.throttle {
            tokio::time::sleep_until(throttle.free_at(bytes, Instant::now())).await;
        }
    }

    /// Whether the person wants downloads slower than they could be.
    pub fn is_limited(&self) -> bool {
        self.throttle.is_some()
    }
}

#[derive(Debug)]
struct Throttle {
    rate: u64,
    /// When all that was let pass will have come at the rate wanted.
    free_at: Mutex<Option<Instant>>,
}

impl Throttle {
    /// Counts `bytes` and tells when the next may come. A pause before is not made up for.
    fn free_at(&self, bytes: usize, now: Instant) -> Instant {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let from = free_at.filter(|at| *at > now).unwrap_or(now);
        let until = from + Duration::from_secs_f64(bytes as f64 / self.rate as f64);
        *free_at = Some(until);
        until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::tests::media;

    #[test]
    fn all_downloads_together_keep_to_the_rate() {
        let throttle = Throttle { rate: 1000, free_at: Mutex::new(None) };
        let start = Instant::now();
        let after = |seconds: f64| start + Duration::from_secs_f64(seconds);
        assert_eq!(throttle.free_at(500, start), after(0.5));
        assert_eq!(throttle.free_at(500, start), after(1.0), "another one");
        assert_eq!(throttle.free_at(500, after(5.0)), after(5.5), "nothing is saved up");
    }

    #[tokio::test]
    async fn a_host_has_so_many_connections_and_another_has_its_own() {
        let traffic = Traffic::new(2, None);
        let here = Media { url: Some("http://a.example/1".into()), ..media("m") };
        let there = Media { url: Some("http://b.example/1".into()), ..media("m") };
        let first = traffic.lane(&here).await;
        let second = traffic.spare_lane(&here);
        assert!(first.is_some() && second.is_some() && traffic.spare_lane(&here).is_none());
        assert!(traffic.spare_lane(&there).is_some());
        drop(second);
        assert!(traffic.spare_lane(&here).is_some());
    }
}
