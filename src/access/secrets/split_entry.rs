//! One text over several keyring entries: Windows entries hold 2,560 bytes, a pasted token may be longer.
//!
//! A text that fits lies under the portal's name as it is. A longer one lies in parts named `NAME#a1`, `NAME#a2`, …,
//! and the entry `NAME` says how many there are and what they must add up to. Parts come in two sets, `a` and `b`: a
//! long text never overwrites the set in use, and writing the entry `NAME` is the one step that switches. So a crash
//! leaves the old text or the new one. Parts are written upwards and deleted downwards, hence without gaps.

use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;

/// Bytes in one entry.
const ENTRY_LIMIT: usize = 2_560;

/// Single entries of a keyring, by user name.
pub(super) trait Entries: Send + Sync {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>>;
    fn write(&self, name: &str, bytes: &[u8]) -> Result<()>;
    /// True when there was one.
    fn delete(&self, name: &str) -> Result<bool>;

    fn holds(&self, name: &str) -> Result<bool> {
        Ok(self.read(name)?.is_some())
    }

    /// Where a keyring holds several entries of one name, leaves one of them.
    fn make_one(&self, _name: &str) -> Result<()> {
        Ok(())
    }
}

/// What the entry `NAME` holds when the text lies in parts.
#[derive(Serialize, Deserialize)]
struct Index {
    set: PartSet,
    parts: usize,
    bytes: usize,
    sha256: String,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PartSet {
    A,
    B,
}

impl PartSet {
    fn other(self) -> Self {
        if self == Self::A { Self::B } else { Self::A }
    }

    fn part(self, name: &str, number: usize) -> String {
        let set = if self == Self::A { 'a' } else { 'b' };
        format!("{name}#{set}{number}")
    }
}

/// The text under `name`, whole or not at all.
pub(super) fn read(entries: &dyn Entries, name: &str) -> Result<Option<Zeroizing<String>>> {
    let Some(head) = entries.read(name)? else { return Ok(None) };
    let Some(index) = index(&head) else { return text(head).map(Some) };
    // The size is a claim until the parts bear it out: nothing is reserved on its word.
    let mut whole = Zeroizing::new(Vec::with_capacity(index.bytes.min(1 << 20)));
    for number in 1..=index.parts {
        let part = entries
            .read(&index.set.part(name, number))?
            .ok_or_else(|| broken(m!("secrets-part-missing", number = number.to_string(), parts = index.parts)))?;
        if whole.len() + part.len() > index.bytes {
            return Err(broken(m!("secrets-parts-odd")));
        }
        whole.extend_from_slice(&part);
    }
    if whole.len() != index.bytes || sha256(&whole) != index.sha256 {
        return Err(broken(m!("secrets-parts-odd")));
    }
    text(whole).map(Some)
}

/// Puts `text` under `name`, in place of what was there.
pub(super) fn write(entries: &dyn Entries, name: &str, text: &str) -> Result<()> {
    entries.make_one(name)?;
    let in_use = entries.read(name)?.and_then(|head| index(&head));
    if text.len() <= ENTRY_LIMIT {
        entries.write(name, text.as_bytes())?;
        clear(entries, name, PartSet::A)?;
        clear(entries, name, PartSet::B)?;
        return Ok(());
    }
    let set = in_use.map_or(PartSet::A, |index| index.set.other());
    clear(entries, name, set)?; // left over from a write that was cut short
    let pieces = split(text);
    for (number, piece) in (1..).zip(&pieces) {
        entries.write(&set.part(name, number), piece.as_bytes())?;
    }
    let index = Index { set, parts: pieces.len(), bytes: text.len(), sha256: sha256(text.as_bytes()) };
    let index = serde_json::to_vec(&index).map_err(|error| {
        Error::new(ErrorKind::Unexpected, m!("secrets-credential"), m!("secrets-not-written-down")).caused_by(error)
    })?;
    entries.write(name, &index)?;
    clear(entries, name, set.other())?;
    Ok(())
}

/// Removes the text under `name` and every part of it, also of a broken one. True when there was anything.
///
/// The entry `NAME` goes last: cut short, this leaves what is reported as broken, not parts nobody knows of.
pub(super) fn remove(entries: &dyn Entries, name: &str) -> Result<bool> {
    let parts = clear(entries, name, PartSet::A)? + clear(entries, name, PartSet::B)?;
    Ok(entries.delete(name)? || parts > 0)
}

/// Deletes every part of a set, the last first; says how many there were.
fn clear(entries: &dyn Entries, name: &str, set: PartSet) -> Result<usize> {
    let mut parts = 0;
    while entries.holds(&set.part(name, parts + 1))? {
        parts += 1;
    }
    for number in (1..=parts).rev() {
        entries.delete(&set.part(name, number))?;
    }
    Ok(parts)
}

/// Cuts between characters: KDE's wallet takes only whole ones.
fn split(text: &str) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(rest.floor_char_boundary(ENTRY_LIMIT));
        pieces.push(piece);
        rest = more;
    }
    pieces
}

fn index(head: &[u8]) -> Option<Index> {
    serde_json::from_slice(head).ok()
}

fn text(mut bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>> {
    String::from_utf8(std::mem::take(&mut *bytes)).map(Zeroizing::new).map_err(|error| {
        drop(Zeroizing::new(error.into_bytes()));
        broken(m!("secrets-keyring-other"))
    })
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn broken(cause: impl Into<Message>) -> Error {
    Error::new(ErrorKind::SignIn, m!("secrets-stored"), cause).hint(m!("secrets-broken-hint"))
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;

    /// Entries in memory which hold no more than a Windows entry, and break down after a number of changes.
    #[derive(Default)]
    pub struct Fake {
        pub entries: Mutex<BTreeMap<String, Vec<u8>>>,
        pub changes_left: Mutex<Option<usize>>,
    }

    impl Fake {
        fn change(&self) -> Result<()> {
            match &mut *self.changes_left.lock().unwrap() {
                Some(0) => return Err(Error::new(ErrorKind::SignIn, "the fake keyring", "pulled the plug")),
                Some(left) => *left -= 1,
                None => {}
            }
            Ok(())
        }

        pub fn names(&self) -> Vec<String> {
            self.entries.lock().unwrap().keys().cloned().collect()
        }
    }

    impl Entries for Fake {
        fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
            Ok(self.entries.lock().unwrap().get(name).cloned().map(Zeroizing::new))
        }

        fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
            assert!(bytes.len() <= 2_560, "a Windows entry holds 2,560 bytes");
            assert!(std::str::from_utf8(bytes).is_ok(), "KDE's wallet holds text");
            self.change()?;
            self.entries.lock().unwrap().insert(name.into(), bytes.into());
            Ok(())
        }

        fn delete(&self, name: &str) -> Result<bool> {
            self.change()?;
            Ok(self.entries.lock().unwrap().remove(name).is_some())
        }
    }

    /// Texts around the limits, with characters of one to four bytes lying across the cuts.
    fn texts() -> Vec<String> {
        let mut texts = vec![String::new(), "short".into()];
        for size in [2_559, 2_560, 2_561, 5_119, 5_120, 5_121, 9_000] {
            texts.push("x".repeat(size));
            texts.push(format!("x{}", "é€😀".repeat(size / 9)));
        }
        texts
    }

    #[test]
    fn any_text_replaces_any_other_without_remains() {
        let fake = Fake::default();
        for old in texts() {
            for new in texts() {
                write(&fake, "n", &old).unwrap();
                write(&fake, "n", &new).unwrap();
                assert!(*read(&fake, "n").unwrap().unwrap() == new, "{} → {}", old.len(), new.len());
                let expected = if new.len() <= 2_560 { 1 } else { 1 + split(&new).len() };
                assert_eq!(fake.names().len(), expected, "{:?}", fake.names());
            }
        }
        assert!(remove(&fake, "n").unwrap());
        assert!(fake.names().is_empty());
        assert!(!remove(&fake, "n").unwrap() && read(&fake, "n").unwrap().is_none());
    }

    #[test]
    fn a_write_cut_short_anywhere_leaves_the_old_text_or_the_new_one() {
        for old in texts() {
            for new in texts() {
                for changes in 0.. {
                    let fake = Fake::default();
                    write(&fake, "n", &old).unwrap();
                    *fake.changes_left.lock().unwrap() = Some(changes);
                    let done = write(&fake, "n", &new).is_ok();
                    let found = read(&fake, "n").unwrap().unwrap();
                    assert!(*found == old || *found == new, "after {changes} changes");
                    *fake.changes_left.lock().unwrap() = None;
                    write(&fake, "n", "last").unwrap();
                    assert_eq!(fake.names(), ["n"], "what was left over is cleaned up");
                    if done {
                        break;
                    }
                }
            }
        }
    }

    #[test]
    fn a_removal_cut_short_is_whole_broken_or_gone_and_can_be_finished() {
        let text = "é".repeat(4_000);
        for changes in 0..=4 {
            let fake = Fake::default();
            write(&fake, "n", &text).unwrap();
            assert_eq!(fake.names().len(), 5);
            *fake.changes_left.lock().unwrap() = Some(changes);
            assert!(remove(&fake, "n").is_err());
            match read(&fake, "n") {
                Ok(Some(found)) => assert!(changes == 0 && *found == text),
                Ok(None) => panic!("parts are left that nobody knows of: {:?}", fake.names()),
                Err(error) => assert!(changes > 0 && error.cause.contains("missing"), "{error}"),
            }
            *fake.changes_left.lock().unwrap() = None;
            assert!(remove(&fake, "n").unwrap());
            assert!(fake.names().is_empty());
        }
    }

    #[test]
    fn a_half_deleted_or_mixed_text_is_broken_never_shortened() {
        let text: String = (0..2_000).map(|n| format!("{n:05}")).collect();
        let fresh = || {
            let fake = Fake::default();
            write(&fake, "n", &text).unwrap();
            fake
        };
        for missing in ["n#a1", "n#a2", "n#a3", "n#a4"] {
            let fake = fresh();
            assert!(fake.delete(missing).unwrap());
            let error = read(&fake, "n").unwrap_err();
            assert!(error.cause.contains("missing") && error.hint.is_some(), "{error}");
        }
        for (from, to) in [("n#a1", "n#a2"), ("n#a4", "n#a1"), ("n", "n#a3")] {
            let fake = fresh();
            let other = fake.read(from).unwrap().unwrap();
            fake.write(to, &other).unwrap();
            let error = read(&fake, "n").unwrap_err();
            assert!(error.cause.contains("do not belong together"), "{from} over {to}: {error}");
            assert!(!error.cause.contains("00001"), "{error}");
        }
        let fake = fresh();
        fake.entries.lock().unwrap().insert("n".into(), vec![0xff, 0xfe]);
        assert!(read(&fake, "n").unwrap_err().cause.contains("something else"));
        fake.write("n", br#"{"set":"a","parts":1000000000,"bytes":18446744073709551615,"sha256":""}"#).unwrap();
        assert!(read(&fake, "n").is_err(), "a monstrous claim ends at the first missing part");
    }
}
