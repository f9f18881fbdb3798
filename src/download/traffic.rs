//! What all downloads of a run share: how many connections each host gets, how fast they may be together, which of them
//! has which file name, and who writes what is small.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::Contents;
use super::receipts::Receipts;
use super::replaced::Replaced;
use super::writer_pool::WriterPool;
use crate::config::{CONNECTIONS, JOBS};
use crate::model::Media;

/// Connections to one host, where there are not more downloads at once.
const PER_HOST: usize = 8;
/// Small files at once over one connection that carries many (HTTP/2). Servers allow 100 and more (RFC 9113, 6.5.2).
const STREAMS: usize = 100;

#[derive(Debug)]
pub struct Traffic {
    jobs: Arc<Semaphore>,
    per_host: usize,
    /// The most connections for one media.
    widest: usize,
    hosts: Mutex<HashMap<String, Host>>,
    /// What the files of this run are of.
    names: Mutex<HashMap<PathBuf, Contents>>,
    /// What earlier runs left.
    pub(super) receipts: Receipts,
    /// What this run took the place of.
    pub replaced: Replaced,
    throttle: Option<Throttle>,
    /// Writes small files.
    pub(super) pool: WriterPool,
}

#[derive(Clone, Debug)]
struct Host {
    connections: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    /// Whether a media comes over one connection, because the host did not answer another one with its part.
    narrow: Arc<AtomicBool>,
    /// Whether it refused one, so that there is one for all media.
    refused: Arc<AtomicBool>,
}

/// The right to a connection, given back when dropped.
pub type Permit = OwnedSemaphorePermit;

impl Default for Traffic {
    fn default() -> Self {
        Self::new(JOBS, None)
    }
}

impl Traffic {
    /// `jobs`: downloads at once. `rate`: bytes a second for all of them together.
    pub fn new(jobs: usize, rate: Option<u64>) -> Self {
        let throttle = rate.map(|rate| Throttle { rate: rate.max(1), free_at: Mutex::new(None) });
        let jobs = jobs.max(1);
        let (jobs, per_host) = (Arc::new(Semaphore::new(jobs)), jobs.max(PER_HOST));
        let (hosts, names, receipts, replaced, pool) = Default::default();
        Self { jobs, per_host, widest: CONNECTIONS, hosts, names, receipts, replaced, throttle, pool }
    }

    /// With so many connections for one media at most.
    pub fn widest(self, connections: usize) -> Self {
        let widest = connections.max(1);
        Self { widest, per_host: self.per_host.max(widest), ..self }
    }

    /// Waits for the turn of a download. `light`: it needs no connection of its own.
    pub async fn turn(&self, media: &Media, light: bool) -> [Option<Permit>; 2] {
        let host = self.host(media);
        // Nobody closes them.
        match light {
            true => [host.streams.acquire_owned().await.ok(), None],
            false => [self.jobs.clone().acquire_owned().await.ok(), host.connections.acquire_owned().await.ok()],
        }
    }

    /// One more connection to where `media` comes from, if there is one to spare.
    pub fn spare(&self, media: &Media) -> Option<Permit> {
        self.host(media).connections.try_acquire_owned().ok()
    }

    /// How many connections `media` may come over at most.
    pub fn connections(&self, media: &Media) -> usize {
        if self.host(media).narrow.load(Ordering::Relaxed) { 1 } else { self.widest }
    }

    /// From now on each media comes over one connection from there.
    pub fn narrow(&self, media: &Media) {
        self.host(media).narrow.store(true, Ordering::Relaxed);
    }

    /// From now on there is one connection to where `media` comes from, whatever comes over it: those there are go on
    /// to their end, and only the last of their places is given to others again.
    pub fn refused(&self, media: &Media) {
        let Host { connections, refused, .. } = self.host(media);
        self.narrow(media);
        if refused.swap(true, Ordering::Relaxed) {
            return;
        }
        let surplus = self.per_host as u32 - 1;
        tokio::spawn(async move {
            if let Ok(places) = connections.acquire_many_owned(surplus).await {
                places.forget();
            }
        });
    }

    fn host(&self, media: &Media) -> Host {
        let url = media.url.as_deref().and_then(|url| url::Url::parse(url).ok());
        let host =
            url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| media.dataset.portal.clone());
        let places = |number| Arc::new(Semaphore::new(number));
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let no = || Arc::new(AtomicBool::new(false));
        let (connections, streams) = (self.per_host, STREAMS);
        let new = || Host { connections: places(connections), streams: places(streams), narrow: no(), refused: no() };
        hosts.entry(host).or_insert_with(new).clone()
    }

    /// Whether the file at `path` is of this in this run: from now on, unless it is of something else already.
    pub(crate) fn reserve(&self, path: &Path, contents: &Contents) -> bool {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.entry(same_for_all_spellings(path)).or_insert_with(|| contents.clone()) == contents
    }

    /// Whether the file at `path` is of something else in this run.
    pub(super) fn is_anothers(&self, path: &Path, contents: &Contents) -> bool {
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.get(&same_for_all_spellings(path)).is_some_and(|other| other != contents)
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

/// One for all spellings of a name that are one name to the file systems of this system.
fn same_for_all_spellings(path: &Path) -> PathBuf {
    match cfg!(any(windows, target_os = "macos")) {
        true => path.to_string_lossy().to_lowercase().into(),
        false => path.to_owned(),
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
    use crate::model::fixtures::media;

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
        let first = traffic.turn(&here, false).await;
        let spares: Vec<Permit> = std::iter::from_fn(|| traffic.spare(&here)).collect();
        assert_eq!(spares.len(), PER_HOST - 1);
        assert!(traffic.spare(&there).is_some());
        drop(first);
        assert!(traffic.spare(&here).is_some());
    }

    #[tokio::test]
    async fn a_host_that_refuses_a_second_connection_has_one_from_then_on() {
        let traffic = Traffic::new(4, None).widest(6);
        let here = Media { url: Some("http://a.example/1".into()), ..media("m") };
        let there = Media { url: Some("http://b.example/1".into()), ..media("m") };
        let under_way = [traffic.turn(&here, false).await, traffic.turn(&here, false).await];
        assert_eq!(traffic.connections(&here), 6);
        traffic.refused(&here);
        tokio::task::yield_now().await;
        assert_eq!((traffic.connections(&here), traffic.connections(&there)), (1, 6));
        assert!(traffic.spare(&here).is_none());
        drop(under_way);
        tokio::task::yield_now().await;
        let next = traffic.turn(&here, false).await;
        assert!(traffic.spare(&here).is_none(), "one for all");
        assert!(traffic.spare(&there).is_some());
        drop(next);
        assert!(traffic.spare(&here).is_some());
    }

    #[test]
    fn a_name_is_of_whoever_took_it_first() {
        let traffic = Traffic::default();
        let contents = |id: &str| Contents { address: id.into(), answers: vec![], untold: false };
        let (path, other) = (Path::new("data/a.csv"), Path::new("data/b.csv"));
        assert!(!traffic.is_anothers(path, &contents("a")), "nobody's");
        assert!(traffic.reserve(path, &contents("a")) && traffic.reserve(path, &contents("a")));
        assert!(!traffic.reserve(path, &contents("b")) && traffic.is_anothers(path, &contents("b")));
        let answered = Contents { answers: vec![("siren".into(), "1".into())], ..contents("a") };
        assert!(!traffic.reserve(path, &answered), "other answers make another file");
        assert!(traffic.reserve(other, &contents("b")));
    }

    #[tokio::test]
    async fn so_many_downloads_run_at_once_besides_those_that_are_light() {
        let traffic = Traffic::new(1, None);
        let here = Media { url: Some("http://a.example/1".into()), ..media("m") };
        let first = traffic.turn(&here, false).await;
        let waits = futures_util::FutureExt::now_or_never(traffic.turn(&here, false));
        assert!(waits.is_none());
        assert!(futures_util::FutureExt::now_or_never(traffic.turn(&here, true)).is_some());
        drop(first);
        assert!(futures_util::FutureExt::now_or_never(traffic.turn(&here, false)).is_some());
    }
}
