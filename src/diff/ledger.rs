//! Which row of one version is which of the other: all rows by the hash of their key, in memory as long as they are few,
//! else in a file without a name.

use std::io;

use crate::base::scratch::Scratch;

/// Rows are held apart by the first bits of their keys: so many groups are matched one after the other.
const BUCKETS: usize = 64;
/// How many rows are held in memory, 32 bytes each.
const MOST_HELD: usize = 3 << 20;
/// How long a row is where it is written.
const WRITTEN: usize = 32;
/// What marks a row of the new version.
const NEW: u64 = 1 << 63;
/// No row of the old version.
const NONE: u32 = u32::MAX;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffSide {
    Old,
    New,
}

/// What is remembered of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct RowTrace {
    key: u128,
    /// The number of the row, from 0; with [`NEW`] where it is of the new version.
    at: u64,
    content: u64,
}

impl RowTrace {
    fn write(&self, into: &mut Vec<u8>) {
        into.extend_from_slice(&self.key.to_le_bytes());
        into.extend_from_slice(&self.at.to_le_bytes());
        into.extend_from_slice(&self.content.to_le_bytes());
    }

    fn read(written: &[u8]) -> Option<Self> {
        let (key, rest) = written.split_first_chunk::<16>()?;
        let (at, rest) = rest.split_first_chunk::<8>()?;
        let (content, _) = rest.split_first_chunk::<8>()?;
        Some(Self {
            key: u128::from_le_bytes(*key),
            at: u64::from_le_bytes(*at),
            content: u64::from_le_bytes(*content),
        })
    }

    fn row(&self) -> u32 {
        u32::try_from(self.at & !NEW).unwrap_or(NONE)
    }
}

/// See the [module](self).
pub struct Ledger {
    buckets: Vec<Vec<RowTrace>>,
    held: usize,
    most_held: usize,
    /// Where in [`Self::scratch`] rows of each bucket are, and how many.
    spilled: Vec<Vec<(u64, usize)>>,
    scratch: Option<Scratch>,
    rows: [u64; 2],
}

impl Default for Ledger {
    fn default() -> Self {
        Self::holding(MOST_HELD)
    }
}

impl Ledger {
    /// One that holds so many rows in memory.
    fn holding(most_held: usize) -> Self {
        Self {
            buckets: vec![Vec::new(); BUCKETS],
            held: 0,
            most_held,
            spilled: vec![Vec::new(); BUCKETS],
            scratch: None,
            rows: [0; 2],
        }
    }

    /// The next row of a version.
    pub fn add(&mut self, side: DiffSide, key: u128, content: u64) -> io::Result<()> {
        let rows = &mut self.rows[side as usize];
        if *rows >= u64::from(NONE) {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let at = *rows | if side == DiffSide::New { NEW } else { 0 };
        *rows += 1;
        if let Some(bucket) = self.buckets.get_mut((key >> 122) as usize) {
            bucket.push(RowTrace { key, at, content });
        }
        self.held += 1;
        if self.held >= self.most_held { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        let scratch = match self.scratch.take() {
            Some(scratch) => scratch,
            None => Scratch::new()?,
        };
        for (bucket, spilled) in self.buckets.iter_mut().zip(&mut self.spilled) {
            let mut written = Vec::with_capacity(bucket.len() * WRITTEN);
            bucket.iter().for_each(|trace| trace.write(&mut written));
            spilled.push((scratch.append(&written)?, bucket.len()));
            bucket.clear();
        }
        self.held = 0;
        self.scratch = Some(scratch);
        Ok(())
    }

    /// All rows of a bucket.
    fn bucket(&mut self, at: usize) -> io::Result<Vec<RowTrace>> {
        let mut all = self.buckets.get_mut(at).map(std::mem::take).unwrap_or_default();
        let spilled = self.spilled.get(at).map(Vec::as_slice).unwrap_or_default();
        for (from, count) in spilled {
            let Some(scratch) = &self.scratch else { break };
            let written = scratch.part(*from, count * WRITTEN)?;
            all.extend(written.chunks_exact(WRITTEN).filter_map(RowTrace::read));
        }
        all.sort_unstable();
        Ok(all)
    }

    /// Finds for each row its other version.
    pub fn matched(mut self) -> io::Result<Matches> {
        let [old, new] = self.rows;
        let mut matches = Matches::of(old as usize, new as usize);
        for at in 0..BUCKETS {
            let bucket = self.bucket(at)?;
            bucket.chunk_by(|one, other| one.key == other.key).for_each(|group| matches.pair(group));
        }
        matches.count();
        Ok(matches)
    }
}

/// Some of the rows of a version.
#[derive(Clone, Debug, Default)]
pub struct RowSet(Vec<u64>);

impl RowSet {
    fn of(rows: usize) -> Self {
        Self(vec![0; rows.div_ceil(64)])
    }

    fn add(&mut self, row: u32) {
        if let Some(word) = self.0.get_mut(row as usize / 64) {
            *word |= 1 << (row % 64);
        }
    }

    pub fn has(&self, row: u64) -> bool {
        let word = usize::try_from(row / 64).ok().and_then(|at| self.0.get(at));
        word.is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// The last of them.
    pub fn last(&self) -> Option<u64> {
        let (at, word) = self.0.iter().enumerate().rev().find(|(_, word)| **word != 0)?;
        Some(at as u64 * 64 + u64::from(word.ilog2()))
    }
}

/// What became of each row.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// Of each row of the new version the row it was; [`NONE`]: it was none.
    mates: Vec<u32>,
    /// Rows of the new version that were otherwise.
    pub changed: RowSet,
    /// Rows of the old version that are gone, and those that changed.
    pub gone: RowSet,
    pub replaced: RowSet,
    pub rows: [u64; 2],
    /// How many rows of each have a key that a row before them has.
    pub repeated: [u64; 2],
    pub counts: RowCounts,
    /// Whether rows that both have stand in another order.
    pub is_reordered: bool,
}

/// How many rows were what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    pub added: u64,
    pub removed: u64,
    pub changed: u64,
    pub same: u64,
}

impl Matches {
    fn of(old: usize, new: usize) -> Self {
        Self {
            mates: vec![NONE; new],
            changed: RowSet::of(new),
            gone: RowSet::of(old),
            replaced: RowSet::of(old),
            rows: [old as u64, new as u64],
            ..Self::default()
        }
    }

    /// The row of the old version that a row of the new one was.
    pub fn mate(&self, row: u64) -> Option<u64> {
        let mate = usize::try_from(row).ok().and_then(|at| self.mates.get(at));
        mate.filter(|mate| **mate != NONE).map(|mate| u64::from(*mate))
    }

    /// All rows of one key, the old ones first, each version in its order.
    fn pair(&mut self, group: &[RowTrace]) {
        let (old, new) = group.split_at(group.partition_point(|trace| trace.at & NEW == 0));
        self.repeated[0] += old.len().saturating_sub(1) as u64;
        self.repeated[1] += new.len().saturating_sub(1) as u64;
        match (old, new) {
            ([old], [new]) => self.meet(old, new),
            _ => self.pair_several(old, new),
        }
    }

    /// Those of the same content first, the rest in their order.
    fn pair_several(&mut self, old: &[RowTrace], new: &[RowTrace]) {
        let by_content = |traces: &[RowTrace]| {
            let mut sorted = traces.to_vec();
            sorted.sort_unstable_by_key(|trace| (trace.content, trace.at));
            sorted
        };
        let (mut old_left, mut new_left): (Vec<&RowTrace>, Vec<&RowTrace>) = (Vec::new(), Vec::new());
        let (old, new) = (by_content(old), by_content(new));
        let (mut olds, mut news) = (old.iter().peekable(), new.iter().peekable());
        while let (Some(one), Some(other)) = (olds.peek(), news.peek()) {
            match one.content.cmp(&other.content) {
                std::cmp::Ordering::Less => old_left.extend(olds.next()),
                std::cmp::Ordering::Greater => new_left.extend(news.next()),
                std::cmp::Ordering::Equal => {
                    self.meet(one, other);
                    olds.next();
                    news.next();
                }
            }
        }
        old_left.extend(olds);
        new_left.extend(news);
        old_left.sort_unstable_by_key(|trace| trace.at);
        new_left.sort_unstable_by_key(|trace| trace.at);
        old_left.iter().zip(&new_left).for_each(|(one, other)| self.meet(one, other));
        old_left.iter().skip(new_left.len()).for_each(|trace| self.gone.add(trace.row()));
    }

    fn meet(&mut self, old: &RowTrace, new: &RowTrace) {
        if let Some(mate) = self.mates.get_mut(new.row() as usize) {
            *mate = old.row();
        }
        if old.content != new.content {
            self.changed.add(new.row());
            self.replaced.add(old.row());
        }
    }

    fn count(&mut self) {
        let added = self.mates.iter().filter(|mate| **mate == NONE).count() as u64;
        let (removed, changed) = (self.gone.count(), self.changed.count());
        self.counts = RowCounts { added, removed, changed, same: self.rows[1] - added - changed };
        let kept = || self.mates.iter().filter(|mate| **mate != NONE);
        self.is_reordered = !kept().is_sorted();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of rows given as (key, content), in memory and out of it.
    fn matched(old: &[(u128, u64)], new: &[(u128, u64)]) -> Matches {
        let of = |most_held: usize| {
            let mut ledger = Ledger::holding(most_held);
            for (side, rows) in [(DiffSide::Old, old), (DiffSide::New, new)] {
                rows.iter().for_each(|(key, content)| ledger.add(side, key << 64 | key << 125, *content).unwrap());
            }
            ledger.matched().unwrap()
        };
        let (held, spilled) = (of(MOST_HELD), of(2));
        assert_eq!((&held.mates, held.counts, held.repeated), (&spilled.mates, spilled.counts, spilled.repeated));
        held
    }

    #[test]
    fn rows_are_known_by_their_keys() {
        let found = matched(&[(1, 10), (2, 20), (3, 30), (4, 40)], &[(1, 10), (3, 31), (5, 50), (2, 20)]);
        assert_eq!(found.counts, RowCounts { added: 1, removed: 1, changed: 1, same: 2 });
        assert_eq!((0..4).map(|row| found.mate(row)).collect::<Vec<_>>(), [Some(0), Some(2), None, Some(1)]);
        assert!(found.is_reordered && found.changed.has(1) && found.gone.has(3) && found.replaced.has(2));
        assert_eq!((found.gone.last(), found.replaced.last(), RowSet::of(0).last()), (Some(3), Some(2), None));
    }

    #[test]
    fn of_the_same_key_those_of_the_same_content_meet_first() {
        let found = matched(&[(1, 1), (1, 2), (1, 3), (2, 1)], &[(1, 3), (1, 4), (2, 1), (2, 1)]);
        assert_eq!(found.counts, RowCounts { added: 1, removed: 1, changed: 1, same: 2 });
        assert_eq!((found.mate(0), found.mate(1), found.mate(2), found.mate(3)), (Some(2), Some(0), Some(3), None));
        assert_eq!(found.repeated, [2, 2]);
    }

    #[test]
    fn nothing_is_matched_with_nothing() {
        assert_eq!(matched(&[], &[]).counts, RowCounts::default());
        assert_eq!(matched(&[(1, 1)], &[]).counts.removed, 1);
        let added = matched(&[], &[(1, 1), (2, 2)]);
        assert_eq!((added.counts.added, added.is_reordered), (2, false));
    }
}
