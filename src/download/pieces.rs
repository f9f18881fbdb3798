//! Which connection fetches which piece of a media: in order from the front, so that hashing keeps up and a broken
//! download has few gaps.

use std::collections::BTreeMap;
use std::ops::Range;

use super::journal::{Spans, total_of};

/// A connection that takes no new piece for less; asking for it would take as long as fetching it.
const SMALLEST: u64 = 256 << 10;
/// What has come already and an answer that goes on brings once more, at most.
const PASSED_OVER: u64 = 4 << 20;

/// Names a connection.
pub type Lane = usize;

/// What is still to come of a media.
///
/// The answer that comes first, the live one, brings all of its gap unless others prove that they can: the first piece
/// of another connection is a trial beside it, and only once that is there does the live answer end before it.
#[derive(Debug)]
pub struct Pieces {
    /// What has not come.
    missing: Spans,
    /// Nobody's so far, in ascending order.
    todo: Vec<Range<u64>>,
    /// What each connection still has to bring.
    under_way: BTreeMap<Lane, Range<u64>>,
    /// Whose answer is the live one, and where that ends.
    live: Option<(Lane, u64)>,
    /// The first piece of another connection, which the live answer would come to as well.
    trial: Option<(Lane, Range<u64>)>,
    /// Whether another connection has brought a piece.
    proven: bool,
}

impl Pieces {
    /// The gaps to fill, in ascending order.
    pub fn new(todo: Vec<Range<u64>>) -> Self {
        let missing = todo.iter().cloned().collect();
        Self { missing, todo, under_way: BTreeMap::new(), live: None, trial: None, proven: false }
    }

    /// The first gap as a whole: a single connection does not stop on the way.
    pub fn whole_gap(&mut self, lane: Lane) -> Option<Range<u64>> {
        let gap = (!self.todo.is_empty()).then(|| self.todo.remove(0))?;
        self.live = Some((lane, gap.end));
        self.under_way.insert(lane, gap.clone());
        Some(gap)
    }

    /// A piece of about `size` bytes: the next that nobody has, else what another connection would come to last.
    pub fn next(&mut self, lane: Lane, size: u64) -> Option<Range<u64>> {
        self.done(lane);
        if self.todo.is_empty() && !self.proven && self.live.is_some() {
            let piece = self.trial(size)?;
            self.trial = Some((lane, piece.clone()));
            self.under_way.insert(lane, piece.clone());
            return Some(piece);
        }
        if self.todo.is_empty() {
            self.take_from_the_slowest(size);
        }
        let gap = self.todo.first_mut()?;
        let end = if gap.end - gap.start < size + SMALLEST { gap.end } else { gap.start + size };
        let piece = gap.start..end;
        gap.start = end;
        self.todo.retain(|gap| !gap.is_empty());
        self.under_way.insert(lane, piece.clone());
        Some(piece)
    }

    /// Whether another connection would find something to do. Before one has proven itself there is one beside the
    /// live answer.
    pub fn has_more(&self) -> bool {
        let splits = || self.under_way.values().any(|piece| piece.end - piece.start >= 2 * SMALLEST);
        (self.proven || self.under_way.len() < 2) && (!self.todo.is_empty() || splits())
    }

    /// The least that shows whether another connection brings anything, `size` bytes ahead of the one there is.
    fn trial(&self, size: u64) -> Option<Range<u64>> {
        let piece = self.under_way.values().find(|piece| piece.end - piece.start >= 2 * SMALLEST)?;
        let start = piece.start + size.min((piece.end - piece.start) / 2);
        Some(start..start + SMALLEST)
    }

    /// `lane` has brought its piece. Beside the live answer that is the proof: from now on pieces are taken from that,
    /// which ends where the first of them begins.
    fn prove(&mut self, lane: Lane) {
        self.proven |= self.has_live_beside(lane);
        let Some((_, piece)) = self.trial.take_if(|(trial, _)| *trial == lane) else { return };
        let Some(live) = self.live.and_then(|(live, _)| self.under_way.get_mut(&live)) else { return };
        if piece.end < live.end {
            self.todo.insert(0, piece.end.max(live.start)..live.end);
            live.end = piece.start.max(live.start);
        }
    }

    /// Leaves the one that has most to do what it reaches first, and puts the rest up for others.
    fn take_from_the_slowest(&mut self, size: u64) {
        let left = |piece: &Range<u64>| piece.end - piece.start;
        let Some(piece) = self.under_way.values_mut().max_by_key(|piece| left(piece)) else { return };
        if left(piece) >= 2 * SMALLEST {
            let cut = piece.start + size.min(left(piece) / 2);
            self.todo.push(cut..piece.end);
            piece.end = cut;
        }
    }

    /// `lane` has brought `length` bytes from `at` on. How many of them are its own: behind its end, which may have
    /// been drawn in meanwhile, they are another's.
    pub fn brought(&mut self, lane: Lane, at: u64, length: u64) -> Brought {
        let Some(piece) = self.under_way.get_mut(&lane) else { return Brought { own: 0, done: true } };
        let end = (at + length).clamp(at, piece.end.max(at));
        piece.start = piece.start.max(end);
        let rest = piece.clone();
        Brought { own: end - at, done: self.missing_in(&rest) == 0 }
    }

    /// What `lane` has brought is on its way to the disk. How many bytes of it are new.
    pub fn written(&mut self, lane: Lane, span: Range<u64>) -> u64 {
        let new = self.missing_in(&span);
        if new > 0 {
            self.missing.remove(span);
        }
        if self.under_way.get(&lane).is_some_and(Range::is_empty) {
            self.prove(lane);
        }
        new
    }

    pub fn is_proven(&self) -> bool {
        self.proven
    }

    fn missing_in(&self, span: &Range<u64>) -> u64 {
        if span.is_empty() {
            return 0;
        }
        let parts = self.missing.overlapping(span);
        parts.map(|part| part.end.min(span.end) - part.start.max(span.start)).sum()
    }

    /// `lane` brings nothing more; what it leaves is for others, but for what the live answer brings anyway.
    pub fn leave(&mut self, lane: Lane) {
        let piece = self.under_way.remove(&lane);
        self.done(lane);
        let Some(piece) = piece.filter(|piece| self.missing_in(piece) > 0) else { return };
        let live = self.live.and_then(|(live, _)| self.under_way.get(&live));
        if live.is_some_and(|live| live.start < piece.end && piece.end <= live.end) {
            return;
        }
        let at = self.todo.partition_point(|gap| gap.start < piece.start);
        self.todo.insert(at, piece);
    }

    /// There are to be no other connections: the live answer brings again what was taken from it, passing over what has
    /// come meanwhile where that is little.
    pub fn give_back(&mut self) {
        let Some((live, end)) = self.live else { return };
        let Some(piece) = self.under_way.get_mut(&live) else { return };
        while let Some(gap) = self.todo.first().filter(|gap| gap.start <= piece.end + PASSED_OVER && gap.end <= end) {
            piece.end = piece.end.max(gap.end);
            self.todo.remove(0);
        }
    }

    /// `lane` has come to the end of its piece.
    pub fn done(&mut self, lane: Lane) {
        self.under_way.remove(&lane);
        self.live.take_if(|(live, _)| *live == lane);
        self.trial.take_if(|(trial, _)| *trial == lane);
    }

    /// Whether the live answer is coming, and is not that of `lane`.
    pub fn has_live_beside(&self, lane: Lane) -> bool {
        self.live.is_some_and(|(live, _)| live != lane)
    }

    /// Whether others bring something beside `lane`.
    pub fn has_others(&self, lane: Lane) -> bool {
        self.under_way.keys().any(|other| *other != lane)
    }

    /// Bytes still to come.
    pub fn left(&self) -> u64 {
        total_of(&self.missing)
    }
}

/// What becomes of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Its first bytes that are to be written.
    pub own: u64,
    /// Whether nothing of the piece is missing behind them.
    pub done: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    /// A connection brings these bytes, and they are written.
    fn bring(pieces: &mut Pieces, lane: Lane, at: u64, length: u64) -> (Brought, u64) {
        let brought = pieces.brought(lane, at, length);
        (brought, pieces.written(lane, at..at + brought.own))
    }

    /// One connection brings all, another has brought its first piece, which began at 18 MiB.
    fn proven() -> Pieces {
        let mut pieces = Pieces::new(std::iter::once(0..100 * MIB).collect());
        assert_eq!(pieces.whole_gap(0), Some(0..100 * MIB));
        assert_eq!(bring(&mut pieces, 0, 0, 10 * MIB), (Brought { own: 10 * MIB, done: false }, 10 * MIB));
        assert_eq!(pieces.next(1, 8 * MIB), Some(18 * MIB..18 * MIB + SMALLEST));
        bring(&mut pieces, 1, 18 * MIB, SMALLEST);
        pieces
    }

    #[test]
    fn one_connection_brings_it_all_until_another_has_brought_a_piece() {
        let mut pieces = Pieces::new(std::iter::once(0..100 * MIB).collect());
        pieces.whole_gap(0);
        assert!(pieces.has_more());
        assert_eq!(pieces.next(1, 8 * MIB), Some(8 * MIB..8 * MIB + SMALLEST));
        assert!(!pieces.has_more(), "one is tried at once");
        assert_eq!(bring(&mut pieces, 1, 8 * MIB, SMALLEST - 1).1, SMALLEST - 1);
        pieces.leave(1);
        assert!(!pieces.is_proven());
        let whole = bring(&mut pieces, 0, 0, 100 * MIB);
        assert_eq!(whole, (Brought { own: 100 * MIB, done: true }, 100 * MIB - SMALLEST + 1));
    }

    #[test]
    fn pieces_are_taken_in_order_and_the_live_answer_ends_where_they_begin() {
        let mut pieces = proven();
        assert!(pieces.is_proven());
        let next = 18 * MIB + SMALLEST;
        assert_eq!(pieces.next(1, 8 * MIB), Some(next..next + 8 * MIB), "in order from the front");
        assert_eq!(pieces.next(2, 8 * MIB), Some(next + 8 * MIB..next + 16 * MIB));
        let (brought, new) = bring(&mut pieces, 0, 10 * MIB, 9 * MIB);
        assert_eq!((brought, new), (Brought { own: 8 * MIB, done: true }, 8 * MIB));
        assert_eq!(pieces.left(), 82 * MIB - SMALLEST);
    }

    #[test]
    fn the_live_answer_takes_back_what_another_does_not_bring() {
        let mut pieces = proven();
        let next = 18 * MIB + SMALLEST;
        pieces.next(1, 8 * MIB);
        bring(&mut pieces, 1, next, MIB);
        pieces.leave(1);
        pieces.give_back();
        assert!(pieces.todo.is_empty());
        let (brought, new) = bring(&mut pieces, 0, 10 * MIB, 90 * MIB);
        assert_eq!((brought, new), (Brought { own: 90 * MIB, done: true }, 89 * MIB - SMALLEST));
    }

    #[test]
    fn a_live_answer_that_has_passed_the_trial_goes_on() {
        let mut pieces = Pieces::new(std::iter::once(0..100 * MIB).collect());
        pieces.whole_gap(0);
        let trial = pieces.next(1, MIB).unwrap();
        bring(&mut pieces, 0, 0, 2 * MIB);
        assert_eq!(bring(&mut pieces, 1, trial.start, 1000), (Brought { own: 1000, done: true }, 0));
        pieces.done(1);
        assert!(!pieces.is_proven());
        assert_eq!(pieces.next(1, MIB), Some(3 * MIB..3 * MIB + SMALLEST));
    }

    #[test]
    fn at_the_end_the_rest_of_the_slowest_is_halved_until_that_is_pointless() {
        let mut pieces = Pieces { proven: true, ..Pieces::new(std::iter::once(0..2 * MIB).collect()) };
        pieces.whole_gap(0);
        assert_eq!(pieces.next(1, 8 * MIB), Some(MIB..2 * MIB));
        assert_eq!(pieces.next(2, 8 * MIB), Some(3 * MIB / 2..2 * MIB), "the later of two equals");
        bring(&mut pieces, 0, 0, MIB - 100);
        bring(&mut pieces, 1, MIB, MIB / 2 - 100);
        bring(&mut pieces, 2, 3 * MIB / 2, MIB / 4 + 1);
        assert!(!pieces.has_more());
        assert_eq!(pieces.next(3, 8 * MIB), None);
    }

    #[test]
    fn what_one_leaves_another_takes_in_its_order() {
        let mut pieces = Pieces::new(vec![0..MIB, 5 * MIB..9 * MIB]);
        assert_eq!(pieces.next(0, 8 * MIB), Some(0..MIB));
        bring(&mut pieces, 0, 0, 1000);
        pieces.leave(0);
        assert_eq!(pieces.left(), 5 * MIB - 1000);
        assert_eq!(pieces.next(1, 8 * MIB), Some(1000..MIB));
        assert_eq!(pieces.next(2, 8 * MIB), Some(5 * MIB..9 * MIB));
        assert_eq!(pieces.brought(7, 0, 5), Brought { own: 0, done: true }, "nobody's connection");
    }

    /// Bytes before the piece are asked for to be compared with what is there.
    #[test]
    fn an_overlap_is_written_and_not_counted() {
        let mut pieces = Pieces::new(std::iter::once(MIB..4 * MIB).collect());
        pieces.next(0, 8 * MIB);
        let at = MIB - 100;
        assert_eq!(bring(&mut pieces, 0, at, 60), (Brought { own: 60, done: false }, 0));
        assert_eq!(bring(&mut pieces, 0, at + 60, 60), (Brought { own: 60, done: false }, 20));
        assert_eq!(pieces.left(), 3 * MIB - 20);
    }

    /// However connections come, go and steal, each byte is brought, and counted once.
    #[test]
    fn nothing_is_lost_and_nothing_counts_twice() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..100 {
            let length = random.u64(1..40 * MIB);
            let mut pieces = Pieces::new(std::iter::once(0..length).collect());
            let (mut there, mut counted) = (Spans::new(), 0);
            let mut at = BTreeMap::new();
            at.insert(0, pieces.whole_gap(0).unwrap().start);
            while pieces.left() > 0 {
                let lane = random.usize(0..5);
                match at.get(&lane).copied() {
                    None if !at.is_empty() && !pieces.has_more() => {}
                    None => drop(pieces.next(lane, random.u64(1..4 * MIB)).map(|piece| at.insert(lane, piece.start))),
                    Some(_) if random.u8(0..10) == 0 => {
                        pieces.leave(lane);
                        at.remove(&lane);
                        if random.bool() {
                            pieces.give_back();
                        }
                    }
                    Some(from) => {
                        let (brought, new) = bring(&mut pieces, lane, from, random.u64(1..MIB));
                        counted += new;
                        let span = from..from + brought.own;
                        if !span.is_empty() {
                            there.insert(span.clone());
                        }
                        match brought.done {
                            true => {
                                pieces.done(lane);
                                at.remove(&lane);
                            }
                            false => drop(at.insert(lane, span.end)),
                        }
                    }
                }
            }
            assert_eq!((there, counted), (super::super::journal::beginning(length), length));
        }
    }
}
