//! The rows of a listing in memory, of which there may be a million: in blocks, each compressed once it is full and
//! unpacked again where one of its rows is looked at.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::Arc;

use crate::model::Item;

/// Rows of a block: enough to say much alike, and few enough to be unpacked while one is drawn.
const BLOCK: usize = 256;
/// So many blocks are kept unpacked: as many as rows are on a screen, each of which may be of another.
const UNPACKED: usize = 96;
/// So many rows are kept as they are read: more than a screen shows, which is drawn again and again.
const READ: usize = 256;
/// What compresses better costs more than the memory that it saves.
const LEVEL: i32 = 1;
/// No block is larger.
const LONGEST: usize = 1 << 28;

#[derive(Clone, Default)]
pub struct Items {
    /// Rows as lines of JSON, compressed.
    full: Vec<Arc<[u8]>>,
    /// Those behind the last full block.
    last: Vec<Item>,
    unpacked: RefCell<Unpacked>,
}

/// What was looked at last.
#[derive(Clone, Default)]
struct Unpacked {
    /// By their number, the latest first.
    blocks: VecDeque<(usize, Arc<Lines>)>,
    /// By their number; what is packed stays as it is.
    rows: HashMap<usize, Item>,
}

/// The rows of a block, and where each ends.
struct Lines {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Items {
    pub fn len(&self) -> usize {
        self.full.len() * BLOCK + self.last.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn push(&mut self, item: Item) {
        self.last.push(item);
        if self.last.len() == BLOCK
            && let Some(block) = pack(&self.last)
        {
            self.full.push(block);
            self.last.clear();
        }
    }

    /// The row of this number.
    pub fn get(&self, row: usize) -> Option<Item> {
        let packed = self.full.len() * BLOCK;
        if row >= packed {
            return self.last.get(row - packed).cloned();
        }
        let mut unpacked = self.unpacked.borrow_mut();
        if let Some(known) = unpacked.rows.get(&row) {
            return Some(known.clone());
        }
        let item = unpacked.block(row / BLOCK, &self.full)?.row(row % BLOCK)?;
        if unpacked.rows.len() >= READ {
            unpacked.rows.clear();
        }
        unpacked.rows.insert(row, item.clone());
        Some(item)
    }

    /// All rows, none of which is kept for another look.
    pub fn iter(&self) -> impl Iterator<Item = Item> {
        let unpack = |number| self.unpacked.borrow_mut().block(number, &self.full);
        let packed =
            (0..self.full.len()).filter_map(unpack).flat_map(|block| (0..BLOCK).filter_map(move |row| block.row(row)));
        packed.chain(self.last.iter().cloned())
    }
}

/// `None` where there is nothing that these could be packed into; they stay as they are then.
fn pack(items: &[Item]) -> Option<Arc<[u8]>> {
    let mut lines = Vec::new();
    for item in items {
        serde_json::to_writer(&mut lines, item).ok()?;
        lines.push(b'\n');
    }
    zstd::bulk::compress(&lines, LEVEL).ok().map(Arc::from)
}

impl Lines {
    fn new(text: Vec<u8>) -> Arc<Self> {
        let ends = memchr::memchr_iter(b'\n', &text).collect();
        Arc::new(Self { text, ends })
    }

    fn row(&self, row: usize) -> Option<Item> {
        let start = row.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).map(|end| end + 1))?;
        serde_json::from_slice(&self.text[start..*self.ends.get(row)?]).ok()
    }
}

impl Unpacked {
    fn block(&mut self, number: usize, full: &[Arc<[u8]>]) -> Option<Arc<Lines>> {
        if let Some(at) = self.blocks.iter().position(|(known, _)| *known == number) {
            let found = self.blocks.remove(at)?;
            self.blocks.push_front(found);
        } else {
            let packed: &[u8] = full.get(number)?;
            let length = zstd::zstd_safe::get_frame_content_size(packed).ok()??;
            let lines = zstd::bulk::decompress(packed, usize::try_from(length).ok()?.min(LONGEST)).ok()?;
            self.blocks.truncate(UNPACKED - 1);
            self.blocks.push_front((number, Lines::new(lines)));
        }
        self.blocks.front().map(|(_, lines)| lines.clone())
    }
}

impl FromIterator<Item> for Items {
    fn from_iter<T: IntoIterator<Item = Item>>(items: T) -> Self {
        let mut rows = Self::default();
        items.into_iter().for_each(|item| rows.push(item));
        rows
    }
}

impl PartialEq for Items {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Access, Address, Checksum, Offer, Target};

    fn item(n: usize) -> Item {
        let target = Target::dataset(Address::root("p").child(format!("jeu\n{n}")));
        let mut item = Item::new(target, format!("Qualité de l’eau {n}")).note(Some("une\nnote".into()));
        item.access = [None, Some(Access::Open), Some(Access::Denied)][n % 3];
        item.publisher = Some("Ville".into());
        item.modified = jiff::Timestamp::from_second(n as i64).ok().map(Into::into);
        item.size = n.is_multiple_of(2).then_some(u64::MAX - n as u64);
        item.checksum = n.is_multiple_of(5).then(|| Box::new(Checksum { algo: "MD5".into(), value: n.to_string() }));
        item.offer = [None, Some(Offer::Download), Some(Offer::ShowOnly("a service".into()))][n % 3].clone();
        item
    }

    #[test]
    fn every_row_comes_out_as_it_went_in() {
        let rows: Items = (0..3 * BLOCK + 7).map(item).collect();
        assert_eq!((rows.len(), rows.full.len(), rows.last.len()), (3 * BLOCK + 7, 3, 7));
        let order = [0, BLOCK - 1, BLOCK, 3 * BLOCK + 6, 2 * BLOCK + 5, 1];
        order.into_iter().for_each(|n| assert_eq!(rows.get(n), Some(item(n))));
        assert_eq!((rows.get(3 * BLOCK + 7), rows.iter().count()), (None, 3 * BLOCK + 7));
        assert!(rows.clone() == rows && rows != (0..3 * BLOCK + 6).map(item).collect());
    }

    #[test]
    fn many_rows_take_little_room_and_no_more_blocks_are_unpacked_than_a_screen_shows() {
        let count = (UNPACKED + 10) * BLOCK;
        let rows: Items = (0..count).map(item).collect();
        let bytes: usize = rows.full.iter().map(|block| block.len()).sum();
        assert!(bytes / count < 60, "{} bytes a row", bytes / count);
        (0..count).step_by(BLOCK).for_each(|n| assert_eq!(rows.get(n), Some(item(n))));
        let unpacked = rows.unpacked.borrow();
        assert_eq!((unpacked.blocks.len(), unpacked.rows.len()), (UNPACKED, UNPACKED + 10));
        drop(unpacked);
        (0..3 * READ).for_each(|n| assert_eq!(rows.get(n), Some(item(n))));
        assert!(rows.unpacked.borrow().rows.len() <= READ);
    }
}
