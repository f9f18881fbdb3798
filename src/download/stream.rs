//! The byte stream of a media: resumes after a break, checks that it is still the same version, and starts over in any
//! doubt.

use std::future::Future;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};

use super::version::Version;
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::m;
use crate::model::Media;
use crate::model::form::Answers;
use crate::net::{Opened, Range, asking_once, max_wait, waited_for, waiting_still};
use crate::portals::Portal;

/// Attempts in a row that come no further before giving up.
const PATIENCE: u32 = 8;
/// How often a media that cannot be gone on with is begun again, however far it comes each time.
const STARTS: u32 = 20;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// Bytes requested again and compared on resuming: servers were seen to vouch for a version that had changed.
pub const OVERLAP: u64 = 16 << 10;

/// What to fetch, from where.
#[derive(Clone, Copy)]
pub struct MediaSource<'a> {
    pub portal: &'a dyn Portal,
    pub media: &'a Media,
    pub answers: &'a Answers,
    /// Names the media in errors.
    pub subject: &'a str,
    /// Whether what nothing but the checksum at the end shows to be of one version is gone on with: not once that has failed.
    pub by_checksum: bool,
}

impl MediaSource<'_> {
    pub async fn open(&self, range: Option<&Range>) -> Result<Opened> {
        self.portal.open(self.media, self.answers, range).await
    }

    /// Whether a part of `version` may be gone on with: the server vouches for the rest of it, or a checksum of the whole
    /// does at the end.
    fn vouches_for(&self, version: &Version) -> bool {
        version.validator().is_some() || self.by_checksum && version.is_proven_of(self.media)
    }
}

/// What comes next.
#[derive(Debug, PartialEq)]
pub enum StreamStep {
    Bytes(Bytes),
    /// What came so far is no part of what comes now.
    StartOver,
    End,
}

/// Where it failed to go on.
enum Failure {
    /// No answer, or a refusal.
    Answer(Error),
    /// The bytes asked for again broke off.
    Body(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Answer(error)
    }
}

pub struct Stream<'a> {
    source: MediaSource<'a>,
    opened: Opened,
    pub version: Version,
    /// Where the next byte belongs.
    at: u64,
    /// The byte behind the last one that was asked for; `None`: all there are.
    to: Option<u64>,
    /// The last bytes before `at`, to compare with what is asked for again.
    tail: BytesMut,
    /// Came along with the overlap.
    ready: Option<Bytes>,
    started_over: bool,
    /// Whether another connection brings the rest: then this one is not worth asking again.
    extra: bool,
    breaks: Breaks,
}

/// What broke a stream off so far.
#[derive(Default)]
struct Breaks {
    /// In a row, without coming further.
    in_a_row: u32,
    /// How far it came, whatever it had to begin again.
    furthest: u64,
    /// How long nothing came, and asking again took.
    waited: Duration,
    /// How often it was begun again.
    starts: u32,
    /// The last one.
    error: Option<Error>,
}

impl Breaks {
    /// What is left of the time that all of them may cost.
    fn left(&self) -> Option<Duration> {
        max_wait().map(|most| most.saturating_sub(self.waited))
    }

    /// Waits before another try, longer after each break and never together with others; gives `error` back where it
    /// was tried often enough, or for long enough.
    async fn pause(&mut self, error: Error) -> Result<()> {
        if self.in_a_row >= PATIENCE || self.starts >= STARTS {
            return Err(error);
        }
        let pause = (FIRST_PAUSE * 2u32.pow(self.in_a_row)).min(LONGEST_PAUSE);
        let pause = pause + pause.mul_f64(fastrand::f64() * 0.5);
        if self.left().is_some_and(|left| pause > left) {
            return Err(waited_for(error));
        }
        tokio::time::sleep(pause).await;
        self.waited += pause;
        self.in_a_row += 1;
        Ok(())
    }

    /// `again`, which is waited for no longer than there is time left.
    async fn trying<T>(&mut self, again: impl Future<Output = T>) -> T {
        let (began, left) = (Instant::now(), self.left());
        let tried = waiting_still(left, again).await;
        self.waited += began.elapsed();
        tried
    }
}

impl<'a> Stream<'a> {
    /// The body of `opened`, which is the whole media.
    pub fn new(source: MediaSource<'a>, opened: Opened) -> Self {
        let version = Version::of(&opened);
        let (at, to, tail, ready, breaks) = (0, None, BytesMut::new(), None, Breaks::default());
        Self { source, opened, version, at, to, tail, ready, started_over: false, extra: false, breaks }
    }

    /// `version` from byte `at` on, `tail` being the bytes before it, to its end or to the byte before `to`. Where the
    /// server has another version by now, or cannot tell, the first step is [`StreamStep::StartOver`].
    async fn resume(
        source: MediaSource<'a>,
        version: Version,
        (at, to): (u64, Option<u64>),
        tail: &[u8],
    ) -> std::result::Result<Self, Failure> {
        let opened = match source.open(Some(&range(&version, at - tail.len() as u64, to))).await {
            // Who refuses a part may still give the whole.
            Err(error) if is_refusal(&error) => return Ok(Self::over(source, &version).await?),
            other => other?,
        };
        if version.is_whole_in(&opened) {
            return Ok(Self::begun_again(source, opened, &version)?);
        }
        // A piece where the whole was to come is nothing to begin with.
        if !version.continues(&opened, at - tail.len() as u64, to) {
            return Ok(Self::over(source, &version).await?);
        }
        let mut stream = Self { at, to, tail: tail.into(), version, ..Self::new(source, opened) };
        match stream.overlaps().await.map_err(Failure::Body)? {
            true => Ok(stream),
            false => Ok(Self::over(source, &stream.version).await?),
        }
    }

    /// What an earlier run began, as [`Self::resume`], bearing breaks in the bytes that are asked for again. An answer
    /// that does not come was asked for again already.
    pub async fn resume_patiently(
        source: MediaSource<'a>,
        version: Version,
        span: (u64, Option<u64>),
        tail: &[u8],
    ) -> Result<Self> {
        let mut breaks = Breaks::default();
        loop {
            let again = Self::resume(source, version.clone(), span, tail);
            let error = match breaks.trying(again).await {
                Ok(stream) => return Ok(stream),
                Err(Failure::Body(error)) if error.is_transient() => error,
                Err(Failure::Answer(error) | Failure::Body(error)) => return Err(error),
            };
            let cause = chain(&error);
            breaks.pause(error).await?;
            tracing::info!(error = cause, "asking for the rest again");
        }
    }

    /// One piece of `version` among others. `None` where the server has another version by now, or cannot tell. `extra`:
    /// others bring the rest, so that it is asked for once and not again.
    pub async fn piece(
        source: MediaSource<'a>,
        version: &Version,
        piece: std::ops::Range<u64>,
        extra: bool,
    ) -> Result<Option<Self>> {
        let (at, to) = (piece.start, Some(piece.end));
        let range = range(version, at, to);
        let opened = match extra {
            true => asking_once(source.open(Some(&range))).await?,
            false => match source.open(Some(&range)).await {
                Err(error) if is_refusal(&error) => return Ok(None),
                other => other?,
            },
        };
        let same = version.continues(&opened, at, to);
        Ok(same.then(|| Self { at, to, extra, version: version.clone(), ..Self::new(source, opened) }))
    }

    /// From the first byte, because the beginning that is there is of no use.
    async fn over(source: MediaSource<'a>, before: &Version) -> Result<Self> {
        Self::begun_again(source, source.open(None).await?, before)
    }

    /// The whole in `opened`, in place of the beginning of `before`.
    fn begun_again(source: MediaSource<'a>, opened: Opened, before: &Version) -> Result<Self> {
        let mut stream = Self { started_over: true, ..Self::new(source, opened) };
        if stream.version.is_html() && !before.is_html() {
            // A login page says nothing of the version that was begun: what is there of it stays.
            return Err(Error::new(ErrorKind::Integrity, source.subject, m!("download-page-instead"))
                .hint(m!("download-page-instead-hint")));
        }
        stream.version.complete_from(before);
        Ok(stream)
    }

    /// The answer whose body is being read.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Where the next byte belongs; 0 unless the media is taken up in the middle.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Whether the next step is [`StreamStep::StartOver`].
    pub fn starts_over(&self) -> bool {
        self.started_over
    }

    pub async fn next(&mut self) -> Result<StreamStep> {
        if std::mem::take(&mut self.started_over) {
            return Ok(StreamStep::StartOver);
        }
        loop {
            let silent_since = Instant::now();
            let error = match self.chunk().await {
                Ok(Some(chunk)) => return Ok(StreamStep::Bytes(self.passed(chunk))),
                Ok(None) => match self.whole() {
                    Ok(()) => return Ok(StreamStep::End),
                    Err(error) => error,
                },
                // It would come as slowly again, and further by a few bytes each time.
                Err(error) if self.opened.is_given_up() => return Err(error),
                Err(error) => error,
            };
            self.breaks.waited += silent_since.elapsed();
            self.take_up(error).await?;
            if std::mem::take(&mut self.started_over) {
                return Ok(StreamStep::StartOver);
            }
        }
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>> {
        match self.ready.take() {
            Some(ready) => Ok(Some(ready)),
            None => self.opened.chunk(self.source.subject).await,
        }
    }

    fn passed(&mut self, chunk: Bytes) -> Bytes {
        self.at += chunk.len() as u64;
        let breaks = &mut self.breaks;
        if self.at > breaks.furthest {
            (breaks.furthest, breaks.in_a_row, breaks.waited) = (self.at, 0, Duration::ZERO);
        }
        let overlap = OVERLAP as usize;
        if chunk.len() >= overlap {
            self.tail.clear();
            self.tail.extend_from_slice(&chunk[chunk.len() - overlap..]);
        } else {
            let surplus = (self.tail.len() + chunk.len()).saturating_sub(overlap);
            let _ = self.tail.split_to(surplus);
            self.tail.extend_from_slice(&chunk);
        }
        chunk
    }

    /// The HTTP client notices most cut bodies itself; that none passes is too important to rest on it.
    fn whole(&self) -> Result<()> {
        match self.end() {
            Some(end) if end != self.at => {
                let cause = m!("download-other-length", came = self.at, end = end.to_string());
                Err(Error::new(ErrorKind::Network, self.source.subject, cause).hint(m!("http-again")))
            }
            _ => Ok(()),
        }
    }

    /// Whether this is begun again because it broke off, and nothing shows that it is another version than `before`.
    pub fn is_begun_again(&self, before: &Version) -> bool {
        self.breaks.error.is_some() && self.version.is_named_as(before)
    }

    /// Whether it broke off, so that its bytes are of several answers.
    pub fn has_broken(&self) -> bool {
        self.breaks.error.is_some()
    }

    pub fn is_extra(&self) -> bool {
        self.extra
    }

    /// The byte behind the last that this is to bring; `None` where nobody knows.
    pub fn end(&self) -> Option<u64> {
        self.to.or(self.version.length)
    }

    /// Asks for the rest, or for all of it where the rest cannot be asked for; gives `error` back where that is
    /// pointless. The token may have ended meanwhile: the portal's way of opening a media renews it.
    async fn take_up(&mut self, error: Error) -> Result<()> {
        let whole = self.end().is_some_and(|end| end > 0 && self.at >= end);
        if whole || self.extra {
            return Err(error);
        }
        let mut breaks = std::mem::take(&mut self.breaks);
        loop {
            breaks.pause(error.clone()).await?;
            match breaks.trying(self.again(&error)).await {
                Ok(stream) => {
                    breaks.starts += u32::from(stream.started_over);
                    breaks.error = Some(error);
                    *self = Self { breaks, ..stream };
                    return Ok(());
                }
                Err(Failure::Body(again)) if again.is_transient() => {}
                // Nobody was reached: that alone is not asked for again for long.
                Err(Failure::Answer(again)) if again.unreached && again.is_transient() => {}
                // Who was reached has been waited for, and says why it is in vain.
                Err(Failure::Answer(again)) if again.is_transient() => return Err(again),
                // The first cause is the better explanation, whatever asking again came to.
                Err(_) => return Err(error),
            }
        }
    }

    /// The rest of what broke off with `error`. Nothing vouches for the rest of a version without a validator or a checksum:
    /// it comes from its first byte again, which is another answer that nothing is joined to.
    async fn again(&mut self, error: &Error) -> std::result::Result<Self, Failure> {
        let (at, error) = (self.at, chain(error));
        let is_a_part = at > 0 || self.to.is_some();
        if is_a_part && self.source.vouches_for(&self.version) {
            tracing::info!(at, error, "taking up a broken download");
            return Self::resume(self.source, self.version.clone(), (at, self.to), &self.tail).await;
        }
        tracing::warn!(at, error, "starting a broken download over: nothing vouches for its rest");
        let opened = self.source.open(None).await?;
        Ok(Self::begun_again(self.source, opened, &self.version)?)
    }

    /// Reads what was asked for again and compares it with what is there.
    async fn overlaps(&mut self) -> Result<bool> {
        let mut again = BytesMut::new();
        while again.len() < self.tail.len() {
            match self.opened.chunk(self.source.subject).await? {
                Some(chunk) => again.extend_from_slice(&chunk),
                None => return Ok(false),
            }
        }
        let rest = again.split_off(self.tail.len()).freeze();
        self.ready = Some(rest).filter(|rest| !rest.is_empty());
        Ok(again == self.tail)
    }
}

/// Whether somebody answered that a part is not to be had, or led nowhere with it.
fn is_refusal(error: &Error) -> bool {
    (error.status.is_some() || error.kind == ErrorKind::Portal) && !error.is_transient()
}

/// Asks for `version` and, where it has a validator, no other.
fn range(version: &Version, from: u64, to: Option<u64>) -> Range {
    Range { from, to, validator: version.validator().map(str::to_owned) }
}
