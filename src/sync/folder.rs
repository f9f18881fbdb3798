//! The folder of a manifest: looking at one of its files, making room for what is brought, putting it in its place. Nothing
//! else of a run knows of disks.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::lock::{LOCK, Lock, LockedFile};
use super::manifest::{DataBlock, DataWish, MANIFEST, Manifest};
use super::path::{DataPath, clash};
use super::plan::Here;
use super::text;
use crate::base::atomic_file::{self, Readers};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::own_file::not_ours;
use crate::download::KeptVersions;
use crate::download::digest::hex;
use crate::download::part::{move_new, sync_names};
use crate::download::receipt::{Found, Receipt, digest};
use crate::m;
use crate::stores::Free;

/// Where a run keeps what it has not brought to its end.
pub const OWN: &str = ".guichet";

/// See the [module](self).
#[derive(Clone, Debug)]
pub struct DataFolder {
    root: PathBuf,
}

/// `data.lock` as it was last read or written here.
#[derive(Clone, Default)]
pub struct HeldLock {
    pub lock: Lock,
    pub text: Option<String>,
}

/// What was found at a path.
#[derive(Clone, Debug)]
pub struct LookedAt {
    pub here: Here,
    /// Of the file, where guichet brought it.
    pub receipt: Option<Box<Receipt>>,
    pub seen: Seen,
}

/// What tells whether it is the same still.
#[derive(Clone, Debug)]
pub enum Seen {
    Nothing,
    File((u64, Option<SystemTime>)),
    /// What an object and its receipt are to take the place of.
    Object(Box<Free>),
}

impl DataFolder {
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn has_manifest(&self) -> bool {
        self.root.join(MANIFEST).is_file()
    }

    /// What `data.toml` says. BLOCKS, as all below.
    pub fn manifest(&self) -> Result<Manifest> {
        let path = self.root.join(MANIFEST);
        match text::read(&path)? {
            Some(content) => Manifest::parse(&path, &content),
            None => {
                let error = Error::new(ErrorKind::NotFound, shown(&path), m!("sync-no-manifest"));
                Err(error.hint(m!("sync-no-manifest-hint")))
            }
        }
    }

    /// What `data.lock` says; nothing where there is none yet.
    pub fn lock(&self) -> Result<Lock> {
        let path = self.root.join(LOCK);
        text::read(&path)?.map_or_else(|| Ok(Lock::default()), |content| Lock::parse(&path, &content))
    }

    /// The same, to be changed.
    pub fn held_lock(&self) -> Result<HeldLock> {
        let text = text::read(&self.root.join(LOCK))?;
        Ok(HeldLock { lock: self.lock()?, text })
    }

    /// Takes in what somebody else wrote since.
    pub fn look_again(&self, held: &mut HeldLock) -> Result<()> {
        if text::read(&self.root.join(LOCK))? != held.text {
            *held = self.held_lock()?;
        }
        Ok(())
    }

    /// Replaces `data.lock` in one piece.
    pub fn write_lock(&self, held: &mut HeldLock) -> Result<()> {
        let written = held.lock.written()?;
        self.write(LOCK, &written)?;
        held.text = Some(written);
        Ok(())
    }

    /// Replaces one of the two files in one piece. A link is written through, but not to begin a file out of the folder.
    pub fn write(&self, name: &str, content: &str) -> Result<()> {
        let path = self.root.join(name);
        let is_new = || text::read(&path).map(|before| before.is_none_or(|before| before.trim().is_empty()));
        if path.is_symlink() && self.leads_out(&path) && is_new()? {
            return Err(Error::new(ErrorKind::Usage, shown(&path), m!("sync-link-outside")));
        }
        text::write(&path, content)
    }

    /// Where runs keep what is theirs: a folder, and no link to somebody's, which a repository may bring along.
    pub(super) fn own(&self) -> Result<PathBuf> {
        let own = self.root.join(OWN);
        if own.is_symlink() { Err(not_ours(&own)) } else { Ok(own) }
    }

    /// The folder in which the file of `block` is brought to its end, before it has its place: of what is wished now,
    /// and of nothing that was wished before.
    pub fn staging(&self, block: &DataBlock) -> PathBuf {
        let DataWish { address, format, .. } = &block.wish;
        let of = format!("{}\n{address}\n{format:?}\n{:?}", block.path, block.wish.answers().0);
        let name = Sha256::digest(of);
        self.root.join(OWN).join(hex(name.get(..8).unwrap_or_default()))
    }

    /// Readies the staging of `block`: a file without its receipt, as a run that died leaves it, is nothing to go on with.
    pub fn ready(&self, block: &DataBlock) -> Result<()> {
        self.own()?;
        let staging = self.staging(block);
        if !is_real(&staging) {
            return Err(not_ours(&staging));
        }
        let staged = staging.join(block.path.name());
        if staged.exists() && Receipt::read(&staged).is_err() {
            let _ = fs::remove_file(staged); // the download says what is in its way
        }
        Ok(())
    }

    /// Removes what was staged of `block`.
    pub fn unstage(&self, block: &DataBlock) {
        let _ = fs::remove_dir_all(self.staging(block)); // the next run removes it
    }

    /// Removes what was staged, but of what is `unfinished`.
    pub fn tidy<'b>(&self, unfinished: impl Iterator<Item = &'b DataBlock>) {
        let Ok(own) = self.own() else { return };
        let kept: Vec<PathBuf> = unfinished.map(|block| self.staging(block)).collect();
        let staged = fs::read_dir(own).into_iter().flatten().flatten().filter(is_staging).map(|entry| entry.path());
        let old = staged.filter(|path| !kept.contains(path));
        old.for_each(|path| _ = fs::remove_dir_all(path)); // the next run tries again
    }

    /// What lies where `block` has its file, which the lock has as `locked`. Reads it.
    pub fn look(&self, block: &DataBlock, locked: Option<&LockedFile>) -> Result<LookedAt> {
        let file = self.place_of(&block.path)?;
        let found = |here, receipt, seen| Ok(LookedAt { here, receipt, seen });
        let about = match fs::symlink_metadata(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return found(Here::Nothing, None, Seen::Nothing),
            Err(error) => return Err(text::unreadable(&file, &error)),
            Ok(about) if !about.is_file() => return found(Here::Others, None, Seen::Nothing),
            Ok(about) => about,
        };
        let seen = Seen::File((about.len(), about.modified().ok()));
        let (bytes, sha256) = digest(&file).map_err(text::reading)?;
        let receipt = match Found::beside(&file).map_err(text::reading)? {
            Found::Receipt(receipt) if (receipt.bytes, &receipt.sha256) == (bytes, &sha256) => {
                Some(receipt).filter(|receipt| is_of(receipt, &block.wish, locked))
            }
            _ => None,
        };
        let here = match locked {
            Some(locked) if locked.is_digest(bytes, &sha256) => Here::Locked,
            _ if receipt.is_some() => Here::Received,
            Some(_) => Here::Changed,
            None => Here::Others,
        };
        found(here, receipt, seen)
    }

    /// Gives the `staged` file, and its receipt, the place of what was `looked` at. Whoever dies in between leaves a file
    /// that the lock or its receipt tells of: the one that was there, which the lock must have, or where it has this one
    /// (`in_lock`), this one.
    pub fn put(
        &self,
        path: &DataPath,
        staged: &Path,
        looked: &LookedAt,
        in_lock: bool,
        versions: Option<&KeptVersions>,
    ) -> Result<()> {
        let file = self.place_of(path)?;
        let folder = file.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(|error| disk(folder, &error))?;
        let now = fs::symlink_metadata(&file).ok().map(|about| (about.len(), about.modified().ok()));
        let then = if let Seen::File(then) = looked.seen { Some(then) } else { None };
        if now != then {
            return Err(moved(&file));
        }
        if now.is_some() {
            versions.map_or(Ok(()), |versions| versions.keep(&file))?;
        }
        if !in_lock {
            self.put_receipt(path, staged)?;
        }
        match now {
            Some(_) => fs::rename(staged, &file).map_err(|error| disk(&file, &error))?,
            None if move_new(staged, &file).map_err(|error| disk(&file, &error))? => {}
            None => return Err(moved(&file)),
        }
        if in_lock {
            self.put_receipt(path, staged)?;
        }
        sync_names(folder);
        Ok(())
    }

    /// Replaces the receipt of the file of `path`, for those who may read that now.
    pub fn write_receipt(&self, path: &DataPath, receipt: &Receipt) -> Result<()> {
        let file = self.place_of(path)?;
        Found::beside(&file)?.make_way(&file)?;
        receipt.write(&file, Readers::of(&Receipt::path(&file), Readers::Owner))
    }

    /// Gives the file of `block`, which is what the lock has, the receipt that a run that died did not come to put
    /// beside it.
    pub fn mend_receipt(&self, block: &DataBlock, locked: &LockedFile) -> Result<()> {
        let staged = self.staging(block).join(block.path.name());
        match Receipt::read(&staged) {
            Ok(receipt) if receipt.sha256 == locked.sha256 => self.put_receipt(&block.path, &staged),
            _ => Ok(()),
        }
    }

    /// Gives the receipt of the `staged` file the place of the one that is beside the file of `path`.
    pub fn put_receipt(&self, path: &DataPath, staged: &Path) -> Result<()> {
        let file = self.place_of(path)?;
        Found::beside(&file)?.make_way(&file)?;
        let receipt = Receipt::path(&file);
        fs::rename(Receipt::path(staged), &receipt).map_err(|error| disk(&receipt, &error))
    }

    /// Whether the receipt beside the file of `path` is of what the lock has.
    pub fn has_receipt(&self, path: &DataPath, locked: &LockedFile) -> bool {
        let receipt = self.place_of(path).and_then(|file| Receipt::read(&file));
        receipt.is_ok_and(|receipt| receipt.sha256 == locked.sha256)
    }

    /// Where the file of `path` is; an error where a link leads to where no path may lie.
    pub fn place_of(&self, path: &DataPath) -> Result<PathBuf> {
        self.without_links(path)?;
        Ok(path.below(&self.root))
    }

    /// Refuses links of which one leads to where no path may lie, or makes one file of two. What cannot be looked at is
    /// told of the file itself.
    pub fn check_links(&self, blocks: &[DataBlock]) -> Result<()> {
        let mut real = Vec::new();
        for DataBlock { path, .. } in blocks {
            match self.without_links(path) {
                Ok(it) => real.push((it, path)),
                Err(error) if error.kind == ErrorKind::Disk => {}
                Err(error) => return Err(error),
            }
        }
        match clash(real.iter().map(|(real, path)| (real, *path))) {
            Some([(_, one), (_, other)]) => {
                let cause = m!("sync-linked-twice", other = other.to_string());
                Err(Error::new(ErrorKind::Usage, one.to_string(), cause).hint(m!("sync-twice-hint")))
            }
            None => Ok(()),
        }
    }

    /// `path` as it is without the links in it.
    fn without_links(&self, path: &DataPath) -> Result<DataPath> {
        let mut real = path.clone();
        for folder in path.folders() {
            let rest = path.as_str().get(folder.len() + 1..).unwrap_or_default();
            let folder = DataPath::new(folder)?.below(&self.root);
            match fs::symlink_metadata(&folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => break,
                Err(error) => return Err(text::unreadable(&folder, &error)),
                Ok(about) if about.is_symlink() => real = self.behind(&folder, rest)?,
                Ok(_) => {}
            }
        }
        Ok(real)
    }

    /// Where `rest` is behind `link`: what may not be written as a path is not to be reached so either.
    fn behind(&self, link: &Path, rest: &str) -> Result<DataPath> {
        let refuse = |why: Message| Error::new(ErrorKind::Usage, shown(link), why).hint(m!("sync-path-hint"));
        let root = fs::canonicalize(atomic_file::or_here(&self.root)).map_err(|error| disk(&self.root, &error))?;
        let target = fs::canonicalize(link).map_err(|_| refuse(m!("sync-link-nowhere")))?;
        let below = target.strip_prefix(root).map_err(|_| refuse(m!("sync-link-outside")))?;
        let names = below.iter().map(|name| name.to_string_lossy().into_owned()).chain([rest.to_owned()]);
        let real = names.collect::<Vec<_>>().join("/");
        DataPath::new(&real).map_err(|error| refuse(m!("sync-link-inside", why = &error)))
    }

    fn leads_out(&self, link: &Path) -> bool {
        let root = fs::canonicalize(atomic_file::or_here(&self.root));
        let target = fs::canonicalize(link);
        !root.and_then(|root| Ok(target?.starts_with(root))).unwrap_or(false)
    }
}

/// Whether it is a folder, or nothing yet; a link to one is none.
fn is_real(folder: &Path) -> bool {
    match fs::symlink_metadata(folder) {
        Ok(about) => about.is_dir(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// Whether it is called as what is staged is.
fn is_staging(entry: &fs::DirEntry) -> bool {
    let name = entry.file_name();
    let is_named_so = name.len() == 16 && name.as_encoded_bytes().iter().all(u8::is_ascii_hexdigit);
    is_named_so && entry.file_type().is_ok_and(|it| it.is_dir())
}

/// Somebody was quicker, and theirs stays.
fn moved(file: &Path) -> Error {
    Error::new(ErrorKind::Integrity, shown(file), m!("sync-moved"))
}

/// Whether the receipt is of what is wished.
pub fn is_of(receipt: &Receipt, wish: &DataWish, locked: Option<&LockedFile>) -> bool {
    let (address, wished) = (&receipt.address, wish.address.to_string());
    let is_media = *address == wished || locked.is_some_and(|locked| locked.media.to_string() == *address);
    let is_in_set = || address.strip_prefix(&wished).is_some_and(|rest| rest.starts_with('/'));
    (is_media || is_in_set()) && receipt.answers(&wish.answers())
}
