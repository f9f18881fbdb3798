//! Compound files ([MS-CFB]): a small file system in one file, which old Office documents are, and locked new ones.
//!
//! The whole file is at hand; chains of sectors are followed no further than it has sectors.

/// How a directory entry is long.
const ENTRY: usize = 128;
/// Streams shorter than this lie in the small sectors.
const SMALL: u64 = 4096;
const SMALL_SECTOR: usize = 64;
/// From here on, numbers of sectors mean something else.
const RESERVED: u32 = 0xffff_fffa;
/// The most directory entries that are looked at.
const ENTRIES: usize = 4096;

/// A file of streams.
pub struct Container<'b> {
    bytes: &'b [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<StreamEntry>,
}

struct StreamEntry {
    name: String,
    start: u32,
    length: u64,
}

impl<'b> Container<'b> {
    /// `None` where its first sectors make no sense.
    pub fn open(bytes: &'b [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut container = Self { bytes, sector, table: vec![], small_table: vec![], small: vec![], entries: vec![] };
        container.table = container.allocation()?;
        let directory = container.chain(u32_at(bytes, 48)?, u64::MAX);
        let wide = sector == 4096;
        container.entries =
            directory.chunks_exact(ENTRY).take(ENTRIES).filter_map(|it| StreamEntry::read(it, wide)).collect();
        let root = container.entries.iter().find(|it| it.name == "Root Entry")?;
        let (start, length) = (root.start, root.length);
        container.small_table = numbers(&container.chain(u32_at(bytes, 60)?, u64::MAX)).collect();
        container.small = container.chain(start, length);
        Some(container)
    }

    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Whether there is a stream whose name begins so.
    pub fn has_any(&self, beginning: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.starts_with(beginning))
    }

    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        if entry.length >= SMALL {
            return Some(self.chain(entry.start, entry.length));
        }
        let sectors = follow(&self.small_table, entry.start, self.small.len() / SMALL_SECTOR);
        let mut stream: Vec<u8> = sectors
            .filter_map(|at| self.small.get(at as usize * SMALL_SECTOR..(at as usize + 1) * SMALL_SECTOR))
            .flatten()
            .copied()
            .collect();
        stream.truncate(entry.length as usize);
        Some(stream)
    }

    fn sector(&self, at: u32) -> &'b [u8] {
        let from = (at as usize).saturating_add(1).saturating_mul(self.sector).min(self.bytes.len());
        &self.bytes[from..from.saturating_add(self.sector).min(self.bytes.len())]
    }

    /// Which sector follows which: its parts are listed in the head, and where these are too many, in further sectors.
    fn allocation(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() / self.sector;
        let mut parts: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let mut next = u32_at(self.bytes, 68)?;
        for _ in 0..most {
            if next >= RESERVED {
                break;
            }
            let mut more: Vec<u32> = numbers(self.sector(next)).collect();
            next = more.pop()?;
            parts.extend(more);
        }
        let parts = parts.into_iter().filter(|part| *part < RESERVED).take(most);
        Some(parts.flat_map(|part| numbers(self.sector(part))).collect())
    }

    fn chain(&self, start: u32, length: u64) -> Vec<u8> {
        let most = usize::try_from(length).unwrap_or(usize::MAX);
        let mut bytes = vec![];
        for at in follow(&self.table, start, self.bytes.len() / self.sector) {
            if bytes.len() >= most {
                break;
            }
            bytes.extend_from_slice(self.sector(at));
        }
        bytes.truncate(most);
        bytes
    }
}

impl StreamEntry {
    fn read(entry: &[u8], wide: bool) -> Option<Self> {
        let length = usize::from(u16_at(entry, 64)?).checked_sub(2)?;
        let name = encoding_rs::UTF_16LE.decode_without_bom_handling(entry.get(..length)?).0.into_owned();
        let [low, high] = [u32_at(entry, 120)?, u32_at(entry, 124)?].map(u64::from);
        let length = if wide { low | high << 32 } else { low };
        Some(Self { name, start: u32_at(entry, 116)?, length })
    }
}

/// The sectors from `start` on, `most` at most.
fn follow(table: &[u32], start: u32, most: usize) -> impl Iterator<Item = u32> + '_ {
    let next = |at: &u32| table.get(*at as usize).copied();
    std::iter::successors(Some(start), next).take_while(|at| *at < RESERVED).take(most)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.as_chunks::<4>().0.iter().map(|it| u32::from_le_bytes(*it))
}

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|it| u16::from_le_bytes(*it))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|it| u32::from_le_bytes(*it))
}
