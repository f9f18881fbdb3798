//! Which connection fetches which piece of a media: in order from the front, so that hashing keeps up and a broken
//! download has few gaps.

use std::collections::BTreeMap;
use std::ops::Range;

/// A connection that takes no new piece for less; asking for it would take as long as fetching it.
const SMALLEST: u64 = 256 << 10;

/// Names a connection.
pub type Lane = usize;

/// What is still to come of a media.
#[derive(Debug)]
pub struct Pieces {
    /// Nobody's so far, in ascending order.
    todo: Vec<Range<u64>>,
    /// What each connection still has to bring.
    under_way: BTreeMap<Lane, Range<u64>>,
}

impl Pieces {
    /// The gaps to fill, in ascending order.
    pub fn new(todo: Vec<Range<u64>>) -> Self {
        Self { todo, under_way: BTreeMap::new() }
    }

    /// The first gap as a whole: a single connection does not stop on the way.
    pub fn whole_gap(&mut self, lane: Lane) -> Option<Range<u64>> {
        let gap = (!self.todo.is_empty()).then(|| self.todo.remove(0))?;
        self.under_way.insert(lane, gap.clone());
        Some(gap)
    }

    /// A piece of about `size` bytes: the next that nobody has, else what another connection would come to last.
    pub fn next(&mut self, lane: Lane, size: u64) -> Option<Range<u64>> {
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

    /// Whether another connection would find something to do.
    pub fn has_more(&self) -> bool {
        !self.todo.is_empty() || self.under_way.values().any(|piece| piece.end - piece.start >= 2 * SMALLEST)
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
        let Some(piece) = self.under_way.get_mut(&lane) else { return Brought { own: 0, new: 0, done: true } };
        let end = (at + length).clamp(at, piece.end.max(at));
        let new = end.saturating_sub(piece.start.max(at));
        piece.start = piece.start.max(end);
        Brought { own: end - at, new, done: piece.is_empty() }
    }

    /// `lane` brings nothing more; what it leaves is for others.
    pub fn leave(&mut self, lane: Lane) {
        if let Some(piece) = self.under_way.remove(&lane).filter(|piece| !piece.is_empty()) {
            let at = self.todo.partition_point(|gap| gap.start < piece.start);
            self.todo.insert(at, piece);
        }
    }

    /// `lane` has come to the end of what there is.
    pub fn done(&mut self, lane: Lane) {
        self.under_way.remove(&lane);
    }

    /// Bytes still to come.
    pub fn left(&self) -> u64 {
        self.todo.iter().chain(self.under_way.values()).map(|piece| piece.end - piece.start).sum()
    }
}

/// What becomes of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Its first bytes that are to be written.
    pub own: u64,
    /// Those of them that were not asked for only to compare.
    pub new: u64,
    /// Whether the piece is complete.
    pub done: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn one_connection_takes_it_all_and_a_second_takes_what_it_reaches_last() {
        let mut pieces = Pieces::new(std::iter::once(0..100 * MIB).collect());
        assert_eq!(pieces.whole_gap(0), Some(0..100 * MIB));
        assert_eq!(pieces.brought(0, 0, 10 * MIB), Brought { own: 10 * MIB, new: 10 * MIB, done: false });
        assert_eq!(pieces.next(1, 8 * MIB), Some(18 * MIB..26 * MIB), "in order from the front");
        assert_eq!(pieces.next(2, 8 * MIB), Some(26 * MIB..34 * MIB));
        // The first one now ends where the second began: what it brings beyond is not its own.
        let brought = pieces.brought(0, 10 * MIB, 9 * MIB);
        assert_eq!(brought, Brought { own: 8 * MIB, new: 8 * MIB, done: true });
        assert_eq!(pieces.left(), 82 * MIB);
    }

    #[test]
    fn at_the_end_the_rest_of_the_slowest_is_halved_until_that_is_pointless() {
        let mut pieces = Pieces::new(std::iter::once(0..2 * MIB).collect());
        pieces.whole_gap(0);
        assert_eq!(pieces.next(1, 8 * MIB), Some(MIB..2 * MIB));
        assert_eq!(pieces.next(2, 8 * MIB), Some(3 * MIB / 2..2 * MIB), "the later of two equals");
        pieces.brought(0, 0, MIB - 100);
        pieces.brought(1, MIB, MIB / 2 - 100);
        pieces.brought(2, 3 * MIB / 2, MIB / 4 + 1);
        assert!(!pieces.has_more());
        assert_eq!(pieces.next(3, 8 * MIB), None);
    }

    #[test]
    fn what_one_leaves_another_takes_in_its_order() {
        let mut pieces = Pieces::new(vec![0..MIB, 5 * MIB..9 * MIB]);
        assert_eq!(pieces.next(0, 8 * MIB), Some(0..MIB));
        pieces.brought(0, 0, 1000);
        pieces.leave(0);
        assert_eq!(pieces.left(), 5 * MIB - 1000);
        assert_eq!(pieces.next(1, 8 * MIB), Some(1000..MIB));
        assert_eq!(pieces.next(2, 8 * MIB), Some(5 * MIB..9 * MIB));
        assert_eq!(pieces.brought(7, 0, 5), Brought { own: 0, new: 0, done: true }, "nobody's connection");
    }

    /// Bytes before the piece are asked for to be compared with what is there.
    #[test]
    fn an_overlap_is_written_and_not_counted() {
        let mut pieces = Pieces::new(std::iter::once(MIB..4 * MIB).collect());
        pieces.next(0, 8 * MIB);
        let at = MIB - 100;
        assert_eq!(pieces.brought(0, at, 60), Brought { own: 60, new: 0, done: false });
        assert_eq!(pieces.brought(0, at + 60, 60), Brought { own: 60, new: 20, done: false });
        assert_eq!(pieces.left(), 3 * MIB - 20);
    }

    /// However connections come, go and steal, each byte is brought exactly once.
    #[test]
    fn nothing_is_lost_and_nothing_comes_twice() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..200 {
            let length = random.u64(1..40 * MIB);
            let mut pieces = Pieces::new(std::iter::once(0..length).collect());
            let mut there = super::super::journal::Spans::new();
            let mut at = BTreeMap::new();
            at.insert(0, pieces.whole_gap(0).unwrap().start);
            while pieces.left() > 0 {
                let lane = random.usize(0..5);
                match at.get(&lane).copied() {
                    None => drop(pieces.next(lane, random.u64(1..4 * MIB)).map(|piece| at.insert(lane, piece.start))),
                    Some(_) if random.u8(0..10) == 0 => {
                        pieces.leave(lane);
                        at.remove(&lane);
                    }
                    Some(from) => {
                        let brought = pieces.brought(lane, from, random.u64(1..MIB));
                        let span = from..from + brought.own;
                        assert!(span.is_empty() || !there.overlaps(&span), "twice");
                        if !span.is_empty() {
                            there.insert(span.clone());
                        }
                        match brought.done {
                            true => at.remove(&lane),
                            false => at.insert(lane, span.end),
                        };
                    }
                }
            }
            assert_eq!(there, super::super::journal::beginning(length));
        }
    }
}
