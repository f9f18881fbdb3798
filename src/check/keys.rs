//! What was there before, in bounded memory: for values and keys that must not come twice, and those that must be there.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

/// How many keys are remembered in all, some 25 bytes each.
pub const MOST_KEYS: usize = 4_000_000;

/// Two hashes of a key, of which the file's author cannot know the seeds: no two keys share one, in practice.
type KeyHash = [u32; 3];

/// How keys become hashes in one check.
#[derive(Clone, Default)]
pub struct KeyHasher {
    first: RandomState,
    second: RandomState,
}

impl KeyHasher {
    pub fn hash(&self, key: impl Fn(&mut dyn Hasher)) -> KeyHash {
        let of = |state: &RandomState| {
            let mut hasher = state.build_hasher();
            key(&mut hasher);
            hasher.finish()
        };
        let (first, second) = (of(&self.first), of(&self.second));
        [first as u32, (first >> 32) as u32, second as u32]
    }
}

/// How many more keys there is room for, over all sets of a check.
pub struct Room(pub usize);

/// Takes a key's own bits: they are a hash already.
#[derive(Default)]
struct KeyBits(u64);

impl Hasher for KeyBits {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let folded = bytes.iter().fold(0, |bits: u64, byte| bits.rotate_left(8) ^ u64::from(*byte));
        self.0 = self.0.rotate_left(32) ^ folded;
    }
}

/// Keys, each with the row where it stood first.
#[derive(Default)]
pub struct KeySet {
    rows: HashMap<KeyHash, u32, BuildHasherDefault<KeyBits>>,
    /// From which row on keys were no longer remembered.
    pub full_at: Option<u64>,
}

impl KeySet {
    /// Adds the key of a row; the row that has had it before.
    pub fn add(&mut self, key: KeyHash, row: u64, room: &mut Room) -> Option<u64> {
        match self.rows.entry(key) {
            Entry::Occupied(first) => Some(u64::from(*first.get())),
            Entry::Vacant(free) => {
                match room.0.checked_sub(1) {
                    Some(left) => {
                        room.0 = left;
                        free.insert(u32::try_from(row).unwrap_or(u32::MAX));
                    }
                    None => self.full_at = self.full_at.or(Some(row)),
                }
                None
            }
        }
    }

    pub fn has(&self, key: &KeyHash) -> bool {
        self.rows.contains_key(key)
    }
}

/// Hashes a text so that two in a row are not one.
pub fn hash_text(text: &str, hasher: &mut dyn Hasher) {
    hasher.write_usize(text.len());
    hasher.write(text.as_bytes());
}

/// Hashes what is no text.
pub fn hash_number(number: impl Hash, mut hasher: &mut dyn Hasher) {
    number.hash(&mut hasher);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_again_as_long_as_there_is_room() {
        let (hasher, mut set, mut room) = (KeyHasher::default(), KeySet::default(), Room(2));
        let key = |text: &str| hasher.hash(|into| hash_text(text, into));
        assert_eq!(set.add(key("a"), 2, &mut room), None);
        assert_eq!(set.add(key("b"), 3, &mut room), None);
        assert_eq!(set.add(key("a"), 4, &mut room), Some(2));
        assert_eq!((set.add(key("c"), 5, &mut room), set.full_at), (None, Some(5)));
        assert!(set.has(&key("b")) && !set.has(&key("c")));
        let pair = |one: &str, two: &str| {
            hasher.hash(|into| {
                hash_text(one, into);
                hash_text(two, into);
            })
        };
        assert_ne!(pair("ab", "c"), pair("a", "bc"));
    }
}
