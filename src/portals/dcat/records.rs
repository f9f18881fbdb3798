//! The datasets of one document: in memory, or where they are many in a file, packed, and only what finds them in memory.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::map::Record;
use crate::base::scratch::Scratch;
use crate::model::{Dataset, Item, Media};

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
                for block in &packed.blocks {
                    packed.read::<Record>(&block.sought)?.iter().for_each(&mut *take);
                }
            }
        }
        Ok(())
    }

    /// What `find` first makes of one of them, which is whole.
    pub fn find<T>(&self, find: impl Fn(&Record) -> Option<T>) -> io::Result<Option<T>> {
        match self {
            Self::Here(records) => Ok(records.iter().find_map(find)),
            Self::Packed(packed) => {
                for block in &packed.blocks {
                    let found = packed.read::<Record>(&block.whole)?.iter().find_map(&find);
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

    fn items(&self, rows: impl IntoIterator<Item = usize>) -> io::Result<Vec<Item>> {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut found = Vec::new();
        for row in rows {
            let number = row / BLOCK;
            let Some(block) = self.blocks.get(number) else { continue };
            if last.as_ref().is_none_or(|(known, _)| *known != number) {
                *last = Some((number, self.read(&block.rows)?));
            }
            found.extend(last.as_ref().and_then(|(_, items)| items.get(row % BLOCK).cloned()));
        }
        Ok(found)
    }

    fn called(&self, id: &str) -> io::Result<Option<Record>> {
        let hash = hashed(id);
        for (row, _) in self.ids.iter().enumerate().filter(|(_, known)| **known == hash) {
            let Some(block) = self.blocks.get(row / BLOCK) else { continue };
            let found = self.read::<Record>(&block.whole)?.into_iter().nth(row % BLOCK);
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
}

impl Packing {
    pub fn new() -> io::Result<Self> {
        let packed = Packed { scratch: Scratch::new()?, blocks: vec![], ids: vec![], last: Mutex::default() };
        Ok(Self { packed, open: Vec::with_capacity(BLOCK) })
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
        let rows: Vec<&Item> = self.open.iter().map(|record| &record.item).collect();
        let rows = self.pack(&rows)?;
        let whole = self.pack(&self.open)?;
        self.open.iter_mut().for_each(leave_what_is_sought);
        let sought = self.pack(&self.open)?;
        self.packed.blocks.push(Block { rows, sought, whole });
        self.open.clear();
        Ok(())
    }

    fn pack(&self, values: &impl Serialize) -> io::Result<Part> {
        let plain = serde_json::to_vec(values)?;
        let packed = zstd::bulk::compress(&plain, LEVEL)?;
        let at = self.packed.scratch.append(&packed)?;
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(io::Error::other);
        Ok(Part { at, packed: length(&packed)?, length: length(&plain)? })
    }
}

/// Leaves of a dataset what searches, filters and orders look at.
fn leave_what_is_sought(record: &mut Record) {
    let Dataset { address, title, access, licence, publisher, keywords, created, modified, media, .. } =
        std::mem::take(&mut record.dataset);
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
