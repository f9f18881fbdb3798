//! The datasets of one document: in memory, or where they are many in a file, packed, and only what finds them in memory.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::map::Record;
use crate::base::scratch::Scratch;
use crate::model::{Address, Dataset, Item, Media, Target};

/// Datasets of a block.
const BLOCK: usize = 64;
/// What compresses better costs more time than the file that it saves.
const LEVEL: i32 = 1;

#[derive(Debug)]
pub enum Records {
    Here(Vec<Record>),
    Packed(Packed),
}

impl Default for Records {
    fn default() -> Self {
        Self::Here(vec![])
    }
}

impl Records {
    pub fn len(&self) -> usize {
        match self {
            Self::Here(records) => records.len(),
            Self::Packed(packed) => packed.ids.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, where they are in memory.
    #[cfg(any(test, feature = "fuzzing"))]
    pub fn here(&self) -> &[Record] {
        match self {
            Self::Here(records) => records,
            Self::Packed(_) => &[],
        }
    }

    /// Gives each to `take`, with as much as searches, filters and orders look at.
    pub fn each(&self, take: &mut dyn FnMut(&Record)) -> io::Result<()> {
        match self {
            Self::Here(records) => records.iter().for_each(take),
            Self::Packed(packed) => {
                for number in 0..packed.blocks.len() {
                    packed.records(number, |block| &block.sought)?.iter().for_each(&mut *take);
                }
            }
        }
        Ok(())
    }

    /// Gives each to `take`, whole, with its number.
    pub fn each_whole(&self, take: &mut dyn FnMut(usize, &Record)) -> io::Result<()> {
        match self {
            Self::Here(records) => records.iter().enumerate().for_each(|(row, record)| take(row, record)),
            Self::Packed(packed) => {
                for number in 0..packed.blocks.len() {
                    let rows = number * BLOCK..;
                    rows.zip(&packed.records(number, |block| &block.whole)?).for_each(|(row, it)| take(row, it));
                }
            }
        }
        Ok(())
    }

    /// Has this one asked for by another name.
    pub fn rename(&mut self, row: usize, name: &str) {
        match self {
            Self::Here(records) => records[row].rename(name),
            Self::Packed(packed) => {
                packed.ids[row] = hashed(name);
                packed.renamed.insert(row, name.into());
            }
        }
    }

    /// How many datasets in memory would cost as much to keep.
    pub fn weight(&self) -> usize {
        /// Each is an open file.
        const AT_LEAST: usize = 5_000;
        const LIGHTER: usize = 5;
        match self {
            Self::Here(records) => records.len(),
            Self::Packed(packed) => (packed.ids.len() / LIGHTER).max(AT_LEAST),
        }
    }

    /// What `find` first makes of one of them, which is whole.
    pub fn find<T>(&self, find: impl Fn(&Record) -> Option<T>) -> io::Result<Option<T>> {
        match self {
            Self::Here(records) => Ok(records.iter().find_map(find)),
            Self::Packed(packed) => {
                for number in 0..packed.blocks.len() {
                    let found = packed.records(number, |block| &block.whole)?.iter().find_map(&find);
                    if found.is_some() {
                        return Ok(found);
                    }
                }
                Ok(None)
            }
        }
    }

    /// The rows of these numbers.
    pub fn items(&self, rows: impl IntoIterator<Item = usize>) -> io::Result<Vec<Item>> {
        match self {
            Self::Here(records) => {
                Ok(rows.into_iter().filter_map(|row| Some(records.get(row)?.item.clone())).collect())
            }
            Self::Packed(packed) => packed.items(rows),
        }
    }

    /// The one called so, whole.
    pub fn called(&self, id: &str) -> io::Result<Option<Record>> {
        match self {
            Self::Here(records) => Ok(records.iter().find(|record| record.id() == id).cloned()),
            Self::Packed(packed) => packed.called(id),
        }
    }
}

/// Many datasets, in the order of their document.
#[derive(Debug)]
pub struct Packed {
    scratch: Scratch,
    blocks: Vec<Block>,
    /// What each is called, hashed.
    ids: Vec<u64>,
    /// What they are called whose own names are those of others, by their numbers: it is known when all are packed.
    renamed: HashMap<usize, Box<str>>,
    /// The rows that were asked for last, by the number of their block.
    last: Mutex<Option<(usize, Vec<Item>)>>,
}

/// So many datasets in a row: each kind of asking reads no more than it needs.
#[derive(Debug)]
struct Block {
    rows: Part,
    sought: Part,
    whole: Part,
}

/// Something packed in the file.
#[derive(Debug)]
struct Part {
    at: u64,
    packed: u32,
    length: u32,
}

impl Packed {
    fn read<T: DeserializeOwned>(&self, part: &Part) -> io::Result<Vec<T>> {
        let packed = self.scratch.part(part.at, part.packed as usize)?;
        let plain = zstd::bulk::decompress(&packed, part.length as usize)?;
        Ok(serde_json::from_slice(&plain)?)
    }

    fn records(&self, number: usize, part: impl Fn(&Block) -> &Part) -> io::Result<Vec<Record>> {
        let mut records: Vec<Record> = self.blocks.get(number).map_or(Ok(vec![]), |block| self.read(part(block)))?;
        if !self.renamed.is_empty() {
            for (row, record) in (number * BLOCK..).zip(&mut records) {
                self.renamed.get(&row).into_iter().for_each(|name| record.rename(name));
            }
        }
        Ok(records)
    }

    fn rows(&self, number: usize) -> io::Result<Vec<Item>> {
        let mut items: Vec<Item> = self.blocks.get(number).map_or(Ok(vec![]), |block| self.read(&block.rows))?;
        for (row, item) in (number * BLOCK..).zip(&mut items) {
            if let (Some(name), Some(own)) = (self.renamed.get(&row), item.target.address()) {
                item.target = Target::dataset(Address::root(&*own.portal).child(&**name));
            }
        }
        Ok(items)
    }

    fn items(&self, rows: impl IntoIterator<Item = usize>) -> io::Result<Vec<Item>> {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut found = Vec::new();
        for row in rows {
            let number = row / BLOCK;
            if last.as_ref().is_none_or(|(known, _)| *known != number) {
                *last = Some((number, self.rows(number)?));
            }
            found.extend(last.as_ref().and_then(|(_, items)| items.get(row % BLOCK).cloned()));
        }
        Ok(found)
    }

    fn called(&self, id: &str) -> io::Result<Option<Record>> {
        let hash = hashed(id);
        for (row, _) in self.ids.iter().enumerate().filter(|(_, known)| **known == hash) {
            let found = self.records(row / BLOCK, |block| &block.whole)?.into_iter().nth(row % BLOCK);
            if let Some(record) = found.filter(|record| record.id() == id) {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }
}

/// Takes datasets up, one by one, and packs them.
pub struct Packing {
    packed: Packed,
    open: Vec<Record>,
    /// One for all: each has tables of its own.
    compressor: zstd::bulk::Compressor<'static>,
}

impl Packing {
    pub fn new() -> io::Result<Self> {
        let (blocks, ids, renamed) = (vec![], vec![], HashMap::new());
        let packed = Packed { scratch: Scratch::new()?, blocks, ids, renamed, last: Mutex::default() };
        Ok(Self { packed, open: Vec::with_capacity(BLOCK), compressor: zstd::bulk::Compressor::new(LEVEL)? })
    }

    pub fn len(&self) -> usize {
        self.packed.ids.len()
    }

    pub fn push(&mut self, record: Record) -> io::Result<()> {
        self.packed.ids.push(hashed(record.id()));
        self.open.push(record);
        if self.open.len() < BLOCK { Ok(()) } else { self.close() }
    }

    pub fn end(mut self) -> io::Result<Records> {
        self.close()?;
        Ok(Records::Packed(self.packed))
    }

    fn close(&mut self) -> io::Result<()> {
        if self.open.is_empty() {
            return Ok(());
        }
        let mut open = std::mem::take(&mut self.open);
        let rows: Vec<&Item> = open.iter().map(|record| &record.item).collect();
        let rows = self.pack(&rows)?;
        let whole = self.pack(&open)?;
        open.iter_mut().for_each(leave_what_is_sought);
        let sought = self.pack(&open)?;
        self.packed.blocks.push(Block { rows, sought, whole });
        Ok(())
    }

    fn pack(&mut self, values: &[impl Serialize]) -> io::Result<Part> {
        let plain = serde_json::to_vec(values)?;
        let packed = self.compressor.compress(&plain)?;
        let at = self.packed.scratch.append(&packed)?;
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(io::Error::other);
        Ok(Part { at, packed: length(&packed)?, length: length(&plain)? })
    }
}

/// Leaves of a dataset what searches, filters and orders look at.
fn leave_what_is_sought(record: &mut Record) {
    let Dataset {
        address,
        title,
        access,
        licence,
        publisher,
        keywords,
        created,
        modified,
        territory,
        extent,
        media,
        ..
    } = std::mem::take(&mut record.dataset);
    let media = media.into_iter().map(|Media { dataset, format, licence, .. }| Media {
        dataset,
        format,
        licence,
        ..Media::default()
    });
    record.dataset = Dataset {
        address,
        title,
        access,
        licence,
        publisher,
        keywords,
        created,
        modified,
        territory,
        extent,
        media: media.collect(),
        ..Dataset::default()
    };
    record.item = Item::default();
    record.odd.clear();
}

/// The same for the same in one run.
fn hashed(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
