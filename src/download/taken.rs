//! Which file name a download takes, and what becomes of a file that has it already: the media's own name, or a numbered
//! one beside what is of another media.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::journal::Journal;
use super::part::Part;
use super::reasons::said_again;
use super::receipt::{Found, Receipt, ReceiptCopy, digest};
use super::version::Version;
use super::{Contents, Effect, FetchPlan, IfExists, Outcome, Times, Verdict, name, space};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::own_file::not_ours;
use crate::model::{Access, Media};
use crate::net::{SMALL, Validators};
use crate::{m, t};

/// The highest `NAME (n)` that is tried.
const HIGHEST_NUMBER: u32 = 9999;

/// What a download finds where its file is to be.
pub enum Place {
    Ours(Taken),
    /// The file is there already.
    Unchanged(Box<Earlier>),
    /// The file there stays.
    Kept(PathBuf),
}

/// A name to download to.
pub struct Taken {
    /// Open and locked.
    pub part: Part,
    pub name: String,
    /// What may turn out to be the same file.
    pub earlier: Vec<Earlier>,
}

/// A file of the same media that an earlier run downloaded, as its receipt tells.
#[derive(Clone, Debug)]
pub struct Earlier {
    pub path: PathBuf,
    receipt: Receipt,
}

impl Earlier {
    /// What is at `path`, which need be none of this machine, and found to be as its receipt tells.
    #[cfg(feature = "stores")]
    pub fn told(path: PathBuf, receipt: Receipt) -> Self {
        Self { path, receipt }
    }

    /// The file at `path`, if it is one.
    pub fn at(path: &Path, contents: &Contents) -> Result<Option<Self>> {
        if !what_is_at(path).is_some_and(|there| there.is_file()) {
            return Ok(None);
        }
        Ok(match Found::beside(path)? {
            Found::Receipt(receipt) if receipt.is_of(contents) => {
                Some(Self { path: path.to_owned(), receipt: *receipt })
            }
            _ => None,
        })
    }

    /// Whether it is what `media` is now, of which the server speaks as `version`, as far as what is stated tells; `None` where only the bytes can.
    pub fn is_published(&self, media: &Media, version: &Version) -> Option<bool> {
        let Self { receipt, .. } = self;
        let length = version.length.filter(|_| version.encodings.is_none());
        if length.is_some_and(|length| length != receipt.bytes) {
            return Some(false);
        }
        let is_served_so = match (&version.etag, &receipt.etag) {
            (Some(now), Some(then)) => now == then,
            (None, None) => {
                length.is_some() && version.modified().is_some() && version.modified() == receipt.last_modified
            }
            _ => false,
        };
        (self.is_stated(media) && is_served_so).then_some(true)
    }

    /// What to ask the server with whether it still is what is published; `None`: its portal states something else by now, or
    /// there is nothing to ask with. `media` is as the portal tells of it now.
    pub fn validators(&self, media: &Media) -> Option<Validators> {
        let Receipt { etag, last_modified, .. } = &self.receipt;
        let validators =
            Validators { etag: etag.clone(), last_modified: *last_modified, length: Some(self.receipt.bytes) };
        (self.is_stated(media) && !validators.are_none()).then_some(validators)
    }

    /// Whether the portal still states the checksum that the file was found to have.
    pub fn is_verified(&self, media: &Media) -> bool {
        self.is_stated(media) && media.checksum.is_some() && self.receipt.verdict == Verdict::Verified
    }

    /// Whether the file was found to be what its portal stated, and nothing made one doubt it.
    pub fn was_verified(&self) -> bool {
        self.receipt.verdict == Verdict::Verified && self.receipt.doubt.is_none()
    }

    /// Whether the portal states what it stated of the file.
    fn is_stated(&self, media: &Media) -> bool {
        self.receipt.claim == media.checksum && self.receipt.media.modified == media.modified
    }

    /// Whether its bytes were those of this SHA-256 when it was left.
    pub fn was(&self, sha256: &str) -> bool {
        self.receipt.sha256 == sha256
    }

    /// What was made of it.
    pub fn copies(&self) -> &[ReceiptCopy] {
        &self.receipt.copies
    }

    /// Whether it has a number because another file has the name.
    pub fn is_numbered_beside_another(&self) -> bool {
        let bare = self.path.file_name().and_then(|it| name::unnumbered(it.to_str()?));
        bare.is_some_and(|bare| what_is_at(&self.path.with_file_name(bare)).is_some())
    }

    /// Whether the file is as it was left. Reads it.
    pub fn is_as_left(&self) -> Result<bool> {
        let length =
            fs::symlink_metadata(&self.path).map(|metadata| metadata.len()).map_err(|e| disk(&self.path, &e))?;
        Ok(length == self.receipt.bytes && digest(&self.path)? == (self.receipt.bytes, self.receipt.sha256.clone()))
    }

    /// Whether what is fetched goes to its place: what is not as it was left is no reason to skip it.
    pub fn is_replaced(&self, if_exists: IfExists) -> Result<bool> {
        Ok(match if_exists {
            IfExists::Update => true,
            IfExists::Skip => !self.is_as_left()?,
            IfExists::Ask | IfExists::Rename | IfExists::Overwrite => false,
        })
    }

    /// Whether its bytes are those of this SHA-256.
    pub fn holds(&self, sha256: &str) -> Result<bool> {
        Ok(self.receipt.sha256 == sha256 && self.is_as_left()?)
    }

    /// What is to be said of it where nothing was fetched.
    pub fn outcome(self, seconds: f64) -> Outcome {
        let Self { path, receipt } = self;
        Outcome {
            path,
            bytes: receipt.bytes,
            sha256: receipt.sha256,
            verdict: receipt.verdict,
            reason: t!("download-unchanged", reason = said_again(&receipt.reason)),
            doubt: receipt.doubt.as_deref().map(said_again),
            claim: receipt.claim,
            content_type: receipt.content_type,
            etag: receipt.etag,
            last_modified: receipt.last_modified,
            resumed_from: 0,
            effect: Effect::Unchanged,
            aside: None,
            replaced: false,
            seconds,
            times: Times::default(),
        }
    }
}

/// What is to be said of a file that is kept instead.
pub fn skipped(media: &Media, path: PathBuf, seconds: f64) -> Outcome {
    Outcome {
        bytes: fs::metadata(&path).map(|metadata| metadata.len()).unwrap_or_default(),
        path,
        sha256: String::new(),
        verdict: Verdict::Unverifiable,
        reason: t!("download-kept"),
        doubt: None,
        claim: media.checksum.clone(),
        content_type: None,
        etag: None,
        last_modified: None,
        resumed_from: 0,
        effect: Effect::Skipped,
        aside: None,
        replaced: false,
        seconds,
        times: Times::default(),
    }
}

/// What is to be said where nothing was fetched, as it is what is had elsewhere.
pub fn had(media: &Media, folder: &Path, seconds: f64) -> Outcome {
    Outcome {
        effect: Effect::Unchanged,
        reason: t!("download-had"),
        bytes: 0,
        ..skipped(media, folder.to_owned(), seconds)
    }
}

/// A name, and who has it.
struct Candidate {
    name: String,
    path: PathBuf,
    holder: Holder,
    /// Whether something has the name of its `.part`, or of the journal.
    begun: bool,
}

enum Holder {
    Nobody,
    /// The person, or a run that left no receipt.
    Somebody,
    /// An earlier run, for the same media.
    Earlier(Box<Earlier>),
    /// Another media: its file, or the beginning of one.
    Another,
}

impl Candidate {
    fn new(plan: &FetchPlan, name: String, contents: &Contents) -> Result<Self> {
        let path = plan.dir.join(&name);
        let there = what_is_at(&path);
        let part = part_of(&path);
        let has_part = what_is_at(&part).is_some();
        let begun = has_part || what_is_at(&Journal::path(&part)).is_some();
        let receipt = match there.as_ref().is_some_and(Metadata::is_file) {
            true => Found::beside(&path)?,
            false => Found::Nothing,
        };
        let holder = match receipt {
            Found::Receipt(receipt) if receipt.is_of(contents) => {
                Holder::Earlier(Box::new(Earlier { path: path.clone(), receipt: *receipt }))
            }
            // A name that the person chose is theirs, whatever has it.
            Found::Receipt(_) if plan.name.is_none() => Holder::Another,
            _ if plan.name.is_none() && has_part && is_begun_by_another(&path, contents) => Holder::Another,
            _ if plan.traffic.is_anothers(&path, contents) => Holder::Another,
            _ if there.is_some() => Holder::Somebody,
            _ => Holder::Nobody,
        };
        Ok(Self { name, path, holder, begun })
    }
}

/// Where the file at `path` begins.
fn part_of(path: &Path) -> PathBuf {
    path.with_added_extension("part")
}

/// Whether the `.part` of `path` is the beginning of another media's file.
fn is_begun_by_another(path: &Path, contents: &Contents) -> bool {
    Journal::read(&Journal::path(&part_of(path))).is_some_and(|journal| !journal.is_of(contents))
}

/// `name`, or numbered, up to two in a row that nobody has: a file may have been taken away. What is to be overwritten is the
/// first that this media may have, and no other.
fn survey(plan: &FetchPlan, name: &str, contents: &Contents) -> Result<Vec<Candidate>> {
    let (mut found, mut free) = (Vec::new(), 0);
    for name in numbered(name) {
        let candidate = Candidate::new(plan, name, contents)?;
        let is_anothers = matches!(candidate.holder, Holder::Another);
        free = if matches!(candidate.holder, Holder::Nobody) { free + 1 } else { 0 };
        found.push(candidate);
        if free == 2 || plan.if_exists == IfExists::Overwrite && !is_anothers {
            break;
        }
    }
    Ok(found)
}

/// The files of this media that are there under `name`, or numbered.
pub fn earlier(plan: &FetchPlan, name: &str, contents: &Contents) -> Result<Vec<Earlier>> {
    Ok(earlier_of(&survey(plan, name, contents)?))
}

fn earlier_of(candidates: &[Candidate]) -> Vec<Earlier> {
    let earlier = |candidate: &Candidate| match &candidate.holder {
        Holder::Earlier(earlier) => Some((**earlier).clone()),
        _ => None,
    };
    candidates.iter().filter_map(earlier).collect()
}

/// What `if_exists` says when `path` is taken: an error, or the path of the file to keep. `None` when it is free or
/// may become so.
pub fn conflict(path: &Path, if_exists: IfExists) -> Result<Option<PathBuf>> {
    let Some(taken) = what_is_at(path) else { return Ok(None) };
    match if_exists {
        IfExists::Ask | IfExists::Update => Err(exists(path)),
        IfExists::Skip => Ok(Some(path.to_owned())),
        IfExists::Overwrite if taken.is_dir() => Err(disk(path, &io::ErrorKind::IsADirectory.into())),
        IfExists::Overwrite if !taken.is_file() && !taken.is_symlink() => Err(not_ours(path)),
        IfExists::Overwrite | IfExists::Rename => Ok(None),
    }
}

/// What has this name; a link is something wherever it leads.
pub fn what_is_at(path: &Path) -> Option<Metadata> {
    fs::symlink_metadata(path).ok()
}

pub fn exists(path: &Path) -> Error {
    Error::new(ErrorKind::Exists, shown(path), m!("download-exists")).hint(m!("download-exists-hint"))
}

/// Another download writes this `.part`.
pub fn busy(part: &Path) -> Error {
    Error::new(ErrorKind::Disk, shown(part), m!("download-busy")).hint(m!("download-busy-hint"))
}

/// The file at `path` is not what is published now.
pub fn older(path: &Path) -> Error {
    Error::new(ErrorKind::Exists, shown(path), m!("download-older")).hint(m!("download-exists-hint"))
}

/// `name`, `name (2)` and so on.
pub fn numbered(name: &str) -> impl Iterator<Item = String> {
    (1..=HIGHEST_NUMBER).map(move |number| if number == 1 { name.to_owned() } else { name::numbered(name, number) })
}

/// Whether the file at `path` is of another media, beside which this one is numbered; if not, it is of this one from now on.
pub fn is_anothers(plan: &FetchPlan, path: &Path, contents: &Contents) -> Result<bool> {
    let is_told = plan.name.is_none() && what_is_at(path).is_some();
    if is_told && let Found::Receipt(receipt) = Found::beside(path)? {
        return Ok(!receipt.is_of(contents));
    }
    Ok(!plan.traffic.reserve(path, contents))
}

/// Finds the place of a media that the server is about to send as `version`, or has sent as a `whole`: locks the `.part` of
/// the name to use, in a folder that is made if need be, if there is room for it. What is whole needs none where nobody has
/// begun one. Blocks.
pub fn take(plan: &FetchPlan, name: &str, media: &Media, version: &Version, whole: bool) -> Result<Place> {
    let contents = Contents::new(media, &plan.answers);
    let candidates = survey(plan, name, &contents)?;
    let mut there = earlier_of(&candidates);
    // The name says that the server packs it; what is kept may be plain.
    let plain = version.encodings.ending().map(|ending| name::unpacked(name, ending)).filter(|plain| plain != name);
    if let Some(plain) = plain {
        there.extend(earlier(plan, &plain, &contents)?);
    }
    for it in &there {
        if it.is_published(media, version) == Some(true) && it.is_as_left()? {
            return Ok(Place::Unchanged(Box::new(it.clone())));
        }
    }
    let length = version.length.unwrap_or_default();
    if length > SMALL {
        space::check(&plan.dir, length)?;
    }
    let more = numbered(name).skip(candidates.len()).map(|name| Candidate::new(plan, name, &contents));
    for candidate in candidates.into_iter().map(Ok).chain(more) {
        let Candidate { name, path, holder, begun } = candidate?;
        let kept = match holder {
            Holder::Another => continue,
            Holder::Nobody => None,
            _ if plan.if_exists == IfExists::Rename => continue,
            Holder::Earlier(own) if plan.if_exists == IfExists::Ask => match own.is_published(media, version) {
                Some(false) => return Err(older(&path)),
                // Only the bytes tell: they are fetched before anybody is asked.
                None if own.is_as_left()? => None,
                _ => return Err(exists(&path)),
            },
            Holder::Earlier(own) if own.is_replaced(plan.if_exists)? => None,
            Holder::Earlier(_) | Holder::Somebody => conflict(&path, plan.if_exists)?,
        };
        if let Some(kept) = kept {
            return Ok(Place::Kept(kept));
        }
        if !plan.traffic.reserve(&path, &contents) {
            continue;
        }
        Found::beside(&path)?.make_way(&path)?;
        let private = media.access == Access::Personal;
        let part = match whole && !begun {
            true => Some(Part::nameless(&path, private)?),
            false => Part::open(&part_of(&path), private)?,
        };
        if let Some(part) = part {
            return Ok(Place::Ours(Taken { part, name, earlier: there }));
        }
        if plan.if_exists != IfExists::Rename {
            break;
        }
    }
    Err(busy(&plan.dir.join(format!("{name}.part"))))
}
