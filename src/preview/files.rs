//! Several files in one: an archive, or those beside each other in a folder. Each can be looked into like any other.

use super::ReadAt;
use crate::base::Fut;

/// Files that are reached one by one.
pub trait Files: Send {
    /// What is in it, in its order.
    fn entries(&self) -> &[Entry];

    /// The bytes of the entry at this place of [`Self::entries`]; an error says why they cannot be had.
    fn open(&mut self, at: usize) -> Fut<'_, Box<dyn ReadAt + '_>>;
}

/// One file, or folder, as the archive states it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// With the folders it is in, parted by `/`; made safe to show.
    pub name: String,
    pub is_folder: bool,
    /// How long it is unpacked, and packed.
    pub size: Option<u64>,
    pub packed: Option<u64>,
    pub encrypted: bool,
    /// When it was last changed, as a person reads it.
    pub modified: Option<String>,
    /// Its CRC-32, where the archive states it.
    pub crc: Option<u32>,
}

impl Entry {
    /// The file name without folders.
    pub fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// In lower case, without its dot; empty where there is none.
    pub fn extension(&self) -> String {
        self.file_name().rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
    }
}
