//! The end of a download: verdict, final name, receipt.

use std::cell::{Cell, OnceCell};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use super::encoding::Encodings;
use super::inside::{self, Inside};
use super::judge::{Case, Judged};
use super::part::{Part, move_aside, sync_names};
use super::receipt::Receipt;
use super::taken::{Earlier, exists, is_anothers, numbered, older, skipped, what_is_at};
use super::verdict::Claims;
use super::version::Version;
use super::write::Written;
use super::{Contents, Effect, FetchPlan, IfExists, Outcome, Times, Verdict, name, space, subject};
use crate::base::atomic_file::{Readers, folder_of};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::model::file_format::GZIP;
use crate::model::{Access, Media};
use crate::{m, t};

/// What is needed to judge the bytes once they have arrived, and to name the file.
pub struct Settle {
    pub media: Media,
    pub plan: FetchPlan,
    pub name: String,
    pub claims: Claims,
    pub version: Version,
    pub started: Instant,
    /// What may be the same file.
    pub earlier: Vec<Earlier>,
    /// Bytes that an earlier download had fetched.
    pub kept: u64,
    /// Whether the bytes are pieces of several answers.
    pub joined: bool,
    /// Whether the file that was there is held.
    pub replaced: Cell<bool>,
    /// See [`Self::inside`].
    pub inside: OnceCell<Inside>,
}

impl Settle {
    /// Of bytes that came in one piece, in this run.
    pub fn new(media: &Media, plan: &FetchPlan, name: String, version: Version, started: Instant) -> Self {
        let (media, plan, claims) = (media.clone(), plan.clone(), Claims::of(media, &version));
        let (earlier, inside, replaced) = Default::default();
        Self { media, plan, name, claims, version, started, earlier, kept: 0, joined: false, replaced, inside }
    }

    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Whether these are pieces that do not make what is published: then one more try, in one piece, tells whose fault
    /// that is.
    pub fn is_mixed_up(&self, written: &Written) -> bool {
        self.joined && self.case(written).compared().0 == Verdict::Altered
    }

    /// What is packed in the bytes. Read once.
    fn inside(&self, written: &Written) -> &Inside {
        let look = || Inside::of(&written.part.file, &self.version.encodings, self.claims.algo());
        self.inside.get_or_init(look)
    }

    /// Whether the bytes are packed shows now, and the name says it. One that the person chose is theirs.
    fn look_at(&mut self, written: &Written) {
        let ending = self.version.encodings.ending().filter(|_| self.plan.name.is_none());
        if self.version.encodings.is_none() {
            return;
        }
        if !self.is_packed(written) {
            self.version.encodings = Encodings::default();
            self.name = ending.map_or_else(|| self.name.clone(), |ending| name::unpacked(&self.name, ending));
        } else if !matches!(self.inside(written), Inside::Whole { .. }) {
            self.name = name::packed(&self.name, ending); // it stays packed
        }
    }

    fn is_packed(&self, written: &Written) -> bool {
        let is_claimed = || self.claims.judge(written.bytes, &written.digests).0 == Verdict::Verified;
        self.version.encodings.show_in(&written.head).unwrap_or_else(|| match self.inside(written) {
            Inside::Nothing => false,
            Inside::Damaged(_) => !is_claimed(),
            Inside::Whole { .. } | Inside::Unknown => true,
        })
    }

    /// Puts what is packed in the place of what was sent, unless the name says that it is packed.
    fn unpack(&self, mut written: Written) -> Result<Written> {
        let encodings = &self.version.encodings;
        let says_so = |ending| name::is_packed(&self.name, ending) && !self.inside(&written).begins(GZIP);
        if encodings.is_none() || encodings.ending().is_some_and(says_so) {
            return Ok(written);
        }
        let Inside::Whole { bytes, digests, .. } = self.inside(&written) else { return Ok(written) };
        let folder = folder_of(written.part.path());
        space::check(folder, bytes.saturating_add(written.bytes))?;
        let unpacked = inside::unpack(&written.part.file, folder, encodings);
        if unpacked.map_err(|error| disk(written.part.path(), &error))? != (*bytes, digests.sha256.clone()) {
            return Err(Error::new(ErrorKind::Disk, shown(written.part.path()), m!("download-replaced")));
        }
        (written.bytes, written.digests) = (*bytes, digests.clone());
        Ok(written)
    }

    fn case<'a>(&'a self, written: &'a Written) -> Case<'a, impl Fn() -> &'a Inside> {
        let Self { media, name, claims, version, .. } = self;
        let Written { bytes, digests, head, .. } = written;
        let inside = || self.inside(written);
        Case { media, name: (name, self.plan.name.is_some()), claims, version, bytes: *bytes, digests, head, inside }
    }

    /// Judges, dates, makes durable and names; the receipt last. The name is durable once the folder is synced.
    pub fn settle(mut self, written: Written) -> Result<Outcome> {
        self.look_at(&written);
        let (judged, recorded) = self.case(&written).judged();
        let Judged { verdict, reason, impostor, doubt } = judged;
        let admitted = self.plan.require.admits(verdict);
        let Written { mut part, bytes, digests, .. } = if admitted { self.unpack(written)? } else { written };
        let (path, effect, aside) = if admitted {
            match self.give_name(part, &digests.sha256)? {
                (path, Effect::Skipped, _) => return Ok(skipped(&self.media, path, self.seconds())),
                named => named,
            }
        } else {
            part.seal(self.modified())?;
            let path = self.set_aside(&mut part, if verdict == Verdict::Altered { "altered" } else { "unverified" })?;
            if let Some(why) = impostor {
                sync_names(folder_of(&path));
                return Err(impostor_error(&self.media, &why, &path));
            }
            (path, Effect::Downloaded, None)
        };
        let reason = if effect == Effect::Unchanged { t!("download-unchanged", reason) } else { reason };
        let outcome = Outcome {
            path,
            bytes,
            sha256: digests.sha256,
            verdict,
            reason,
            doubt,
            claim: self.claims.stated.clone(),
            last_modified: self.version.modified(),
            content_type: self.version.content_type.clone(),
            etag: self.version.etag.clone(),
            resumed_from: self.kept,
            effect,
            aside,
            replaced: self.replaced.get(),
            times: Times::default(), // told by who waited for all of it
            seconds: self.seconds(),
        };
        let readers = if self.media.access == Access::Personal { Readers::Owner } else { Readers::Others };
        if let Some(origin) = self.plan.origin.as_ref().filter(|_| admitted && effect != Effect::Unchanged) {
            let told = (recorded.reason, recorded.doubt);
            let mut receipt = Receipt::new(origin, &self.media, &self.plan.answers, &outcome, told);
            // What was made of the older file may be made anew.
            let older = self.earlier.iter().find(|earlier| earlier.path == outcome.path);
            receipt.service = self.version.tally.as_ref().map(|tally| tally.get().into());
            receipt.copies = older.map(|older| older.copies().to_vec()).unwrap_or_default();
            if let Err(error) = receipt.write(&outcome.path, readers) {
                tracing::warn!(error = chain(&error), "the file is there, and its receipt is not");
            }
        }
        Ok(outcome)
    }

    /// Moves the bytes to their final name, unless they are there already; and where the file is now that was there and was not
    /// as it had been left. That the name was free before says nothing about now.
    fn give_name(&self, mut part: Part, sha256: &str) -> Result<(PathBuf, Effect, Option<PathBuf>)> {
        for earlier in &self.earlier {
            if earlier.holds(sha256)? {
                part.discard()?;
                return Ok((earlier.path.clone(), Effect::Unchanged, None));
            }
        }
        part.seal(self.modified())?;
        let FetchPlan { dir, if_exists, .. } = &self.plan;
        let contents = Contents::new(&self.media, &self.plan.answers);
        for name in numbered(&self.name) {
            let path = dir.join(name);
            let is_anothers = is_anothers(&self.plan, &path, &contents)?;
            if *if_exists == IfExists::Overwrite && !is_anothers {
                let is_older = self.earlier.iter().any(|earlier| earlier.path == path);
                self.rename_over(&mut part, &path)?;
                return Ok((path, if is_older { Effect::Updated } else { Effect::Downloaded }, None));
            }
            let there = self.earlier.iter().find(|earlier| earlier.path == path && what_is_at(&path).is_some());
            if let Some(older) = there.filter(|_| !is_anothers)
                && older.is_replaced(*if_exists)?
            {
                // Damaged, or changed by its owner: nobody can tell, and theirs is not lost.
                let aside = if older.is_as_left()? { None } else { Some(move_aside(&path, "changed")?) };
                self.rename_over(&mut part, &path)?;
                let effect = if older.was(sha256) { Effect::Downloaded } else { Effect::Updated };
                return Ok((path, effect, aside));
            }
            if !is_anothers && part.rename_new(&path)? {
                return Ok((path, Effect::Downloaded, None));
            }
            if !is_anothers && *if_exists != IfExists::Rename {
                break;
            }
        }
        let path = dir.join(&self.name);
        if *if_exists == IfExists::Skip {
            part.discard()?;
            return Ok((path, Effect::Skipped, None));
        }
        if self.earlier.iter().any(|earlier| earlier.path == path) {
            part.discard()?; // fetched to be compared, and nobody said what is to become of it
            return Err(older(&path));
        }
        Err(exists(&path))
    }

    fn rename_over(&self, part: &mut Part, path: &Path) -> Result<()> {
        let holds = self.plan.keeps_replaced && self.plan.traffic.replaced.hold(path);
        self.replaced.set(holds);
        if let Some(Err(error)) = self.plan.versions.as_ref().map(|versions| versions.keep(path)) {
            tracing::warn!(error = chain(&error), "the version before is not kept");
        }
        part.rename_over(path)
    }

    fn modified(&self) -> Option<SystemTime> {
        self.version.modified().map(SystemTime::from)
    }

    /// Keeps the bytes under a name that shows what they are, never in place of an earlier one.
    fn set_aside(&self, part: &mut Part, ending: &str) -> Result<PathBuf> {
        for name in numbered(&format!("{}.{ending}", self.name)) {
            let path = self.plan.dir.join(name);
            if part.rename_new(&path)? {
                return Ok(path);
            }
        }
        Err(exists(&self.plan.dir.join(format!("{}.{ending}", self.name))))
    }
}

fn impostor_error(media: &Media, why: &str, path: &Path) -> Error {
    let cause = m!("download-kept-as", why, path = shown(path));
    Error::new(ErrorKind::Integrity, subject(media), cause).hint(m!("download-kept-as-hint"))
}
