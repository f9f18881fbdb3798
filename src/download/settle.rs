//! The end of a download: verdict, name, receipt.

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use super::format::{self, Format};
use super::part::{Part, shown};
use super::receipt::Receipt;
use super::verdict::Claims;
use super::version::Version;
use super::write::Written;
use super::{HIGHEST_NUMBER, IfExists, Outcome, Place, Plan, Verdict, candidates, exists, skipped, subject};
use crate::error::{Error, Kind, Result};
use crate::i18n::Language;
use crate::model::{Access, Media};
use crate::replace::Readers;
use crate::t;

/// All it takes to judge the bytes once they are there, and to name them.
pub struct Settle {
    pub media: Media,
    pub plan: Plan,
    pub name: String,
    pub claims: Claims,
    pub version: Version,
    pub started: Instant,
    /// Bytes that an earlier download had fetched.
    pub kept: u64,
    /// Whether the bytes are pieces of several answers.
    pub joined: bool,
}

impl Settle {
    /// Of bytes that came in one piece, in this run.
    pub fn new(media: &Media, plan: &Plan, name: String, version: Version, started: Instant) -> Self {
        let (media, plan, claims) = (media.clone(), plan.clone(), Claims::of(media, &version));
        Self { media, plan, name, claims, version, started, kept: 0, joined: false }
    }

    /// Whether these are pieces that do not make what is published: then one more try, in one piece, tells whose fault
    /// that is.
    pub fn is_mixed_up(&self, written: &Written) -> bool {
        self.joined && self.judge(written).0 == Verdict::Altered
    }

    fn judge(&self, written: &Written) -> (Verdict, String) {
        self.claims.judge(written.bytes, &written.digests, self.version.encoding.as_deref())
    }

    /// What is to be said of the bytes, and whether they are something else than what is declared.
    fn verdict(&self, written: &Written) -> (Verdict, String, Option<String>) {
        match self.judge(written) {
            (Verdict::Verified, reason) => (Verdict::Verified, reason, None),
            (verdict, reason) => match self.impostor(written) {
                Some(why) => (Verdict::Altered, why.clone(), Some(why)),
                None => (verdict, reason, None),
            },
        }
    }

    /// Judges, names, dates and makes durable; the receipt last.
    pub fn settle(self, written: Written) -> Result<Outcome> {
        let (verdict, reason, impostor) = self.verdict(&written);
        let (_, recorded, _) = Language::English.within(|| self.verdict(&written));
        let Written { part, bytes, digests, .. } = written;
        part.seal(self.version.modified().map(SystemTime::from))?;
        let admitted = self.plan.require.admits(verdict);
        let path = if admitted {
            match self.give_name(part)? {
                Place::Ours(_, name) => self.plan.dir.join(name),
                Place::Kept(path) => return Ok(skipped(&self.media, path, self.started)),
            }
        } else {
            let path = self.set_aside(&part, if verdict == Verdict::Altered { "altered" } else { "unverified" })?;
            if let Some(why) = impostor {
                return Err(impostor_error(&self.media, &why, &path));
            }
            path
        };
        let outcome = Outcome {
            path,
            bytes,
            sha256: digests.sha256,
            verdict,
            reason,
            claim: self.claims.stated.clone(),
            last_modified: self.version.modified(),
            content_type: self.version.content_type.clone(),
            etag: self.version.etag.clone(),
            resumed_from: self.kept,
            skipped: false,
            seconds: self.started.elapsed().as_secs_f64(),
        };
        let readers = if self.media.access == Access::Personal { Readers::Owner } else { Readers::Others };
        if let Some(origin) = self.plan.origin.as_ref().filter(|_| admitted)
            && let Err(error) =
                Receipt::new(origin, &self.media, &self.plan.answers, &outcome, recorded).write(&outcome.path, readers)
        {
            tracing::warn!(%error, "the file is there, and its receipt is not");
        }
        Ok(outcome)
    }

    /// Why the bytes cannot be what is declared. A name chosen by the person declares nothing; compressed or encrypted
    /// bytes show nothing.
    fn impostor(&self, written: &Written) -> Option<String> {
        if self.version.encoding.is_some() || format::is_encrypted(&self.media) {
            return None;
        }
        let by_name = || {
            let name = Path::new(&self.name).extension().filter(|_| self.plan.name.is_none())?;
            Format::named(name.to_str()?)
        };
        Format::declared(&self.media).or_else(by_name)?.contradiction(&written.head, written.bytes)
    }

    /// Moves the bytes to their final name. That it was free before says nothing about now.
    fn give_name(&self, part: Part) -> Result<Place> {
        let Plan { dir, if_exists, .. } = &self.plan;
        let path = dir.join(&self.name);
        if *if_exists == IfExists::Overwrite {
            part.rename_over(&path)?;
            return Ok(Place::Ours(part, self.name.clone()));
        }
        for name in candidates(&self.name, *if_exists) {
            if part.rename_new(&dir.join(&name))? {
                return Ok(Place::Ours(part, name));
            }
        }
        if *if_exists == IfExists::Skip {
            part.discard()?;
            return Ok(Place::Kept(path));
        }
        Err(exists(&path))
    }

    /// Keeps the bytes under a name that shows what they are, never in place of an earlier one.
    fn set_aside(&self, part: &Part, ending: &str) -> Result<PathBuf> {
        let first = self.plan.dir.join(format!("{}.{ending}", self.name));
        if part.rename_new(&first)? {
            return Ok(first);
        }
        for number in 2..=HIGHEST_NUMBER {
            let path = self.plan.dir.join(format!("{} ({number}).{ending}", self.name));
            if part.rename_new(&path)? {
                return Ok(path);
            }
        }
        Err(exists(&first))
    }
}

fn impostor_error(media: &Media, why: &str, path: &Path) -> Error {
    let cause = t!("download-kept-as", why, path = shown(path));
    Error::new(Kind::Integrity, subject(media), cause).hint(t!("download-kept-as-hint"))
}
