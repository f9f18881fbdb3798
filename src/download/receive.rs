//! From the first byte of a media to its last: one connection, or several beside each other, into the one writer. All
//! bytes are of one version: whatever shows another one starts over.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::{Notify, mpsc, oneshot};

use super::journal::{Journal, Spans, total_of};
use super::meter::Meter;
use super::pieces::{Lane, Pieces};
use super::stream::{MediaSource, OVERLAP, Stream, StreamStep};
use super::taken::Taken;
use super::times::Watch;
use super::traffic::{Permit, Traffic};
use super::verdict::Claims;
use super::version::Version;
use super::width::Width;
use super::write::{self, Write, Written};
use super::{Begun, Progress, joined};
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::m;

/// Restarts because the version changed before its end, before giving up.
const RESTARTS: u32 = 3;
/// How often the number of connections is reconsidered.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How long another connection may say nothing before it is given up.
const SILENCE: Duration = Duration::from_secs(5);
/// The shortest media, in bytes, that is worth a second connection.
const WORTH_SHARING: u64 = 4 << 20;

/// How all bytes of a media came.
pub struct Arrived {
    pub version: Version,
    /// Bytes that were there before.
    pub kept: u64,
    /// Whether they are pieces of several answers: then a wrong checksum may be the server's confusion.
    pub joined: bool,
}

/// Receives the body into the part, through its writer thread. When this returns, the thread has ended too and its lock
/// is released or returned. `alone`: over one connection, whatever the server offers.
pub async fn receive(
    begun: Begun<'_>,
    source: MediaSource<'_>,
    claims: &Claims,
    traffic: &Traffic,
    alone: bool,
    report: impl FnMut(Progress) + Send,
    watch: &mut Watch,
) -> Result<(Written, Arrived)> {
    let Begun { stream, taken: Taken { part, name, .. }, there, answered_in } = begun;
    // Of a version that comes instead nothing is there, and its journal must not say so for the shortest moment.
    let there = if stream.starts_over() { Spans::new() } else { there };
    let journal = journal(source, &name, &stream.version);
    let (sender, told) = mpsc::channel(write::IN_FLIGHT);
    let (algo, conflict) = (claims.algo(), Arc::new(Notify::new()));
    let writer = {
        let (there, conflict) = (there.clone(), conflict.clone());
        tokio::task::spawn_blocking(move || write::write(part, there, journal, told, conflict, algo))
    };
    let total = stream.version.length.or(claims.likely_size());
    let kept = total_of(&there);
    let started_over = alone || stream.starts_over() || stream.has_broken();
    let meter = Mutex::new(Meter::new(report, kept, total, started_over));
    let (begun, received) = (Instant::now(), AtomicU64::new(0));
    let taken_up = AtomicBool::new(false);
    let name = &name;
    let receiving =
        Receiving { source, name, traffic, sender, conflict, meter, begun, answered_in, received, alone, taken_up };
    let arrived = receiving.all(stream, there).await;
    let Receiving { sender, meter, .. } = receiving;
    drop(sender);
    watch.spent_on(|times| &mut times.bytes);
    let written = joined(writer.await)?;
    watch.spent_on(|times| &mut times.hash);
    let arrived = arrived?;
    meter.into_inner().unwrap_or_else(PoisonError::into_inner).end();
    Ok((written, arrived))
}

/// What the `.part` is the beginning of. Without one it would be somebody's file, also where it cannot be gone on with.
fn journal(source: MediaSource<'_>, name: &str, version: &Version) -> Journal {
    Journal::new(source.media, source.answers, name, version)
}

struct Receiving<'a, F> {
    source: MediaSource<'a>,
    name: &'a str,
    traffic: &'a Traffic,
    sender: mpsc::Sender<Write>,
    /// Notified when the writer finds bytes that differ from those it has.
    conflict: Arc<Notify>,
    meter: Mutex<Meter<F>>,
    begun: Instant,
    answered_in: Duration,
    /// New bytes so far.
    received: AtomicU64,
    alone: bool,
    /// Whether an answer broke off, and another brought the rest.
    taken_up: AtomicBool,
}

/// How receiving one version ends.
enum Ended<'a> {
    /// Over so many connections at once.
    Whole(usize),
    /// It is another version by now; the beginning of which may be on its way.
    Changed(Option<Box<Stream<'a>>>),
}

impl<'a, F: FnMut(Progress) + Send> Receiving<'a, F> {
    async fn all(&self, mut stream: Stream<'a>, mut there: Spans) -> Result<Arrived> {
        let mut restarts = 0;
        loop {
            let version = stream.version.clone();
            let kept = total_of(&there);
            let alone = self.alone || restarts > 0;
            let changed = match self.version(stream, &there, alone).await? {
                Ended::Whole(connections) => {
                    let taken_up = self.taken_up.load(Ordering::Relaxed);
                    return Ok(Arrived { version, kept, joined: kept > 0 || connections > 1 || taken_up });
                }
                Ended::Changed(stream) => stream,
            };
            // How often a stream begins again after breaks, it counts itself.
            restarts += u32::from(!changed.as_ref().is_some_and(|stream| stream.is_begun_again(&version)));
            if restarts > RESTARTS {
                return Err(Error::new(ErrorKind::Portal, self.source.subject, m!("download-changing"))
                    .hint(m!("download-changing-hint")));
            }
            stream = match changed {
                Some(stream) => *stream,
                None => Stream::new(self.source, self.source.open(None).await?),
            };
            there = Spans::new();
            self.meter().start_over(stream.version.length);
            self.tell(Write::StartOver(Box::new(journal(self.source, self.name, &stream.version)))).await;
        }
    }

    /// Receives what is missing of the version that `first` is the next bytes of.
    async fn version(&self, first: Stream<'a>, there: &Spans, alone: bool) -> Result<Ended<'a>> {
        let version = first.version.clone();
        let mut pieces = Pieces::new(gaps(there, version.length));
        pieces.whole_gap(0);
        let widest = if alone { 1 } else { self.widest(&version) };
        let mut width = if widest > 1 { Width::new(self.answered_in, widest) } else { Width::one() };
        let (size, surplus) = (AtomicU64::new(width.piece(0)), AtomicUsize::new(0));
        let lanes = Lanes { all: self, version: &version, pieces: Mutex::new(pieces), size, surplus };
        let mut busy = FuturesUnordered::from_iter([lanes.bring(0, Some(first), None)]);
        let (mut opened, mut most) = (1, 1);
        let mut look = tokio::time::interval(LOOK_EVERY);
        while !busy.is_empty() {
            tokio::select! {
                Some((lane, ended)) = busy.next() => {
                    match ended {
                        Ok(()) => {}
                        Err(LaneEnd::Changed(stream)) => return Ok(Ended::Changed(stream)),
                        Err(LaneEnd::Failed(error)) if busy.is_empty() => return Err(error),
                        Err(LaneEnd::Failed(error)) => {
                            width.no_more(lanes.without(lane, busy.len(), &Extra::Broke(Some(error))));
                        }
                        Err(LaneEnd::Extra(why)) => width.no_more(lanes.without(lane, busy.len(), &why)),
                    }
                    // What was asked for beside an answer that has brought all of it is no longer waited for.
                    if lanes.pieces().left() == 0 {
                        break;
                    }
                }
                () = self.conflict.notified() => return Ok(Ended::Changed(None)),
                _ = look.tick(), if width.may_grow() => {}
            }
            let left = lanes.pieces().left();
            let wanted = width.look(self.begun.elapsed(), self.received.load(Ordering::Relaxed), left);
            lanes.size.store(width.piece(left), Ordering::Relaxed);
            lanes.surplus.store(busy.len().saturating_sub(wanted), Ordering::Relaxed);
            while busy.len() < wanted && lanes.pieces().has_more() && !self.sender.is_closed() {
                let permit = self.traffic.spare(self.source.media);
                if permit.is_none() && !busy.is_empty() {
                    width.no_more(busy.len());
                    break;
                }
                busy.push(lanes.bring(opened, None, permit));
                (opened, most) = (opened + 1, most.max(busy.len()));
            }
        }
        let whole = version.length.is_none() || lanes.pieces().left() == 0 || self.sender.is_closed();
        Ok(if whole && self.agrees().await { Ended::Whole(most) } else { Ended::Changed(None) })
    }

    /// How many connections at once: several are for what is large and names its version, at portals that do not count
    /// requests.
    fn widest(&self, version: &Version) -> usize {
        let large = version.length.is_some_and(|length| length >= WORTH_SHARING);
        let shared = large && version.is_strong() && !self.source.portal.http().counts_requests();
        if shared && !self.traffic.is_limited() { self.traffic.connections(self.source.media) } else { 1 }
    }

    /// Whether the writer found all bytes to be of one version.
    async fn agrees(&self) -> bool {
        let (answer, agreed) = oneshot::channel();
        self.tell(Write::Agree(answer)).await;
        agreed.await.unwrap_or(true) // the writer has failed, and says why in the end
    }

    /// False when the writer is gone, because it failed.
    async fn tell(&self, write: Write) -> bool {
        self.sender.send(write).await.is_ok()
    }

    fn meter(&self) -> MutexGuard<'_, Meter<F>> {
        self.meter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a connection ends before there is nothing more to bring.
enum LaneEnd<'a> {
    /// The version that it was to bring is gone.
    Changed(Option<Box<Stream<'a>>>),
    /// It was the only one.
    Failed(Error),
    /// One beside others, which are to bring what it leaves.
    Extra(Extra),
}

/// What became of a connection beside others.
enum Extra {
    /// It brought the beginning of its piece, and then an error, or nothing for too long.
    Broke(Option<Error>),
    /// It was not answered with its piece.
    Refused(Option<Error>),
}

impl Extra {
    fn error(&self) -> Option<&Error> {
        match self {
            Self::Broke(error) | Self::Refused(error) => error.as_ref(),
        }
    }
}

/// The connections that bring one version.
struct Lanes<'l, 'a, F> {
    all: &'l Receiving<'a, F>,
    version: &'l Version,
    pieces: Mutex<Pieces>,
    /// How many bytes one asks for at once, about.
    size: AtomicU64,
    /// How many connections are to end once they have brought their piece.
    surplus: AtomicUsize,
}

impl<'a, F: FnMut(Progress) + Send> Lanes<'_, 'a, F> {
    fn pieces(&self) -> MutexGuard<'_, Pieces> {
        self.pieces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One connection: the stream it has, then piece after piece until there are none.
    async fn bring(
        &self,
        lane: Lane,
        first: Option<Stream<'a>>,
        _permit: Option<Permit>,
    ) -> (Lane, std::result::Result<(), LaneEnd<'a>>) {
        (lane, self.pieces_by(lane, first).await)
    }

    async fn pieces_by(&self, lane: Lane, mut stream: Option<Stream<'a>>) -> std::result::Result<(), LaneEnd<'a>> {
        loop {
            if let Some(stream) = stream.take() {
                self.piece_by(lane, stream).await?;
            }
            let one_less = |surplus: usize| surplus.checked_sub(1);
            if self.surplus.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok() {
                return Ok(());
            }
            let size = self.size.load(Ordering::Relaxed);
            let Some(piece) = self.pieces().next(lane, size) else { return Ok(()) };
            stream = Some(self.ask(lane, piece.start.saturating_sub(OVERLAP)..piece.end).await?);
        }
    }

    /// Asks for a piece. Beside others it is asked for once, and not for long.
    async fn ask(&self, lane: Lane, span: Range<u64>) -> std::result::Result<Stream<'a>, LaneEnd<'a>> {
        let extra = self.pieces().has_others(lane);
        let asked = Stream::piece(self.all.source, self.version, span, extra);
        if !extra {
            return asked.await.map_err(LaneEnd::Failed)?.ok_or(LaneEnd::Changed(None));
        }
        let refused = |error| LaneEnd::Extra(Extra::Refused(error));
        match tokio::time::timeout(SILENCE, asked).await {
            Ok(Ok(Some(stream))) => Ok(stream),
            // The live answer goes on with its version, whatever there is by now.
            Ok(Ok(None)) if !self.pieces().has_live_beside(lane) => Err(LaneEnd::Changed(None)),
            Ok(Err(error)) => Err(refused(Some(error))),
            Ok(Ok(None)) | Err(_) => Err(refused(None)),
        }
    }

    /// Passes on what the stream brings, to the end of the connection's piece.
    async fn piece_by(&self, lane: Lane, mut stream: Stream<'a>) -> std::result::Result<(), LaneEnd<'a>> {
        loop {
            let at = stream.at();
            let silence = if stream.is_extra() { SILENCE } else { Duration::MAX };
            let Ok(step) = tokio::time::timeout(silence, stream.next()).await else {
                return Err(LaneEnd::Extra(Extra::Broke(None)));
            };
            let chunk = match step {
                Ok(StreamStep::Bytes(chunk)) => chunk,
                Ok(StreamStep::StartOver) => return Err(LaneEnd::Changed(Some(Box::new(stream)))),
                Ok(StreamStep::End) => {
                    if stream.end().is_some() {
                        self.pieces().leave(lane); // nothing, unless the answer ended before its piece
                    }
                    break;
                }
                Err(error) if stream.is_extra() => return Err(LaneEnd::Extra(Extra::Broke(Some(error)))),
                Err(error) => return Err(LaneEnd::Failed(error)),
            };
            let brought = self.pieces().brought(lane, at, chunk.len() as u64);
            let own = chunk.slice(..brought.own as usize);
            self.all.traffic.pass(own.len()).await;
            if !self.all.tell(Write::At(at, own)).await {
                break;
            }
            let new = self.pieces().written(lane, at..at + brought.own);
            self.all.received.fetch_add(new, Ordering::Relaxed);
            self.all.meter().add(new);
            // One more step ends the answer, so that its connection is free for the next; one that was cut short is not.
            if brought.done && stream.end() != Some(stream.at()) {
                break;
            }
        }
        self.all.taken_up.fetch_or(stream.has_broken(), Ordering::Relaxed);
        self.pieces().done(lane);
        Ok(())
    }

    /// A connection beside others has come to nothing: how many there are to be of those `left`, and what it leaves.
    fn without(&self, lane: Lane, left: usize, why: &Extra) -> usize {
        let mut pieces = self.pieces();
        pieces.leave(lane);
        let (traffic, media) = (self.all.traffic, self.all.source.media);
        match why {
            Extra::Broke(error) if pieces.is_proven() => {
                let error = error.as_ref().map(|error| chain(error));
                tracing::info!(error, left, "going on with fewer connections");
                return left;
            }
            Extra::Refused(Some(error)) if error.status.is_some() => traffic.refused(media),
            Extra::Broke(_) | Extra::Refused(_) => traffic.narrow(media),
        }
        let error = why.error().map(|error| chain(error));
        tracing::info!(error, "another connection brings nothing: there is one from now on");
        pieces.give_back();
        1
    }
}

/// What is missing of `length` bytes. What was there before is compared where something new meets it.
pub fn gaps(there: &Spans, length: Option<u64>) -> Vec<Range<u64>> {
    let mut trusted = Spans::new();
    for span in there.iter() {
        let start = if span.start == 0 { 0 } else { (span.start + OVERLAP).min(span.end) };
        if start < span.end {
            trusted.insert(start..span.end);
        }
    }
    trusted.gaps(&(0..length.unwrap_or(u64::MAX))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_meets_bytes_of_an_earlier_run_reaches_into_them() {
        let there = Spans::from_iter([0..100_000, 200_000..300_000, 400_000..400_100]);
        let gaps = gaps(&there, Some(500_000));
        assert_eq!(gaps, [100_000..200_000 + OVERLAP, 300_000..500_000]);
        assert_eq!(super::gaps(&Spans::new(), None).first(), Some(&(0..u64::MAX)));
        assert_eq!(super::gaps(&super::super::journal::beginning(9), Some(9)), []);
    }
}
