//! Fetching one media: bytes to `NAME.part`, length and checksum on the way, verdict, then its final name.
//!
//! The network side ([`fetch`]) hands chunks to one writer thread per file through a bounded channel; everything that
//! touches the disk is in `part`, what files are called in `name`, what claims are worth in `verdict`.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use reqwest::header::CONTENT_DISPOSITION;
use serde::{Deserialize, Serialize};
use tokio::task::JoinError;

use crate::error::{Error, Kind, Result};
use crate::form::{self, Answers};
use crate::http::SMALL;
use crate::model::{Access, Checksum, Media};
use crate::portals::Portal;
use crate::text;

mod digest;
pub(crate) mod format;
mod journal;
mod name;
pub(crate) mod part;
mod pieces;
pub mod receipt;
mod receive;
mod resume;
mod space;
mod stream;
mod traffic;
mod verdict;
mod version;
mod width;
mod write;

pub(crate) use format::Format;
use journal::{Spans, frontier};
use part::{Part, disk, shown};
use receipt::{Origin, Receipt};
use receive::{Received, receive};
use resume::Unfinished;
pub use resume::begun;
use stream::{Source, Step, Stream};
pub use traffic::{JOBS, Traffic};
use verdict::Claims;
use version::Version;
use write::Written;

const REPORT_EVERY: Duration = Duration::from_millis(100);
/// The highest `NAME (n)` that is tried.
const HIGHEST_NUMBER: u32 = 9999;

/// Where and how a media becomes a file.
#[derive(Clone, Debug)]
pub struct Plan {
    pub dir: PathBuf,
    /// The file name asked for; `None` lets the server, the title or the URL name it.
    pub name: Option<String>,
    pub if_exists: IfExists,
    pub require: Require,
    /// What the media asks before it can be fetched.
    pub answers: Answers,
    /// What the receipt is to say; `None`: no receipt is written.
    pub origin: Option<Arc<Origin>>,
    /// What it shares with other downloads.
    pub traffic: Arc<Traffic>,
}

impl Plan {
    /// Into `dir`, under the name the server gives, nothing overwritten, nothing altered accepted.
    pub fn into(dir: impl Into<PathBuf>) -> Self {
        let (name, answers) = (None, Answers::default());
        let (if_exists, require) = (IfExists::Ask, Require::NotAltered);
        Self { dir: dir.into(), name, if_exists, require, answers, origin: None, traffic: Arc::default() }
    }
}

/// What to do when the final name is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IfExists {
    #[default]
    /// Fail with [`crate::error::Kind::Exists`] before any byte is read, for the caller to ask.
    Ask,
    Skip,
    Rename,
    Overwrite,
}

/// Which verdicts earn the final name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Require {
    Verified,
    #[default]
    NotAltered,
    Nothing,
}

impl Require {
    pub fn admits(self, verdict: Verdict) -> bool {
        match self {
            Self::Verified => verdict == Verdict::Verified,
            Self::NotAltered => verdict != Verdict::Altered,
            Self::Nothing => true,
        }
    }
}

/// How the bytes on disk compare with what the portal states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The stated checksum matches.
    Verified,
    /// No checksum to compare; the stated length matches.
    SizeOnly,
    /// A stated checksum or length does not match.
    Altered,
    /// Nothing usable is stated.
    Unverifiable,
}

/// A download under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    /// `None` while nobody knows.
    pub total: Option<u64>,
}

/// A download at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Where the bytes are: the final name, or `NAME.altered` or `NAME.unverified` where [`Plan::require`] is not met.
    pub path: PathBuf,
    pub bytes: u64,
    /// Lower-case hexadecimal; empty when skipped.
    pub sha256: String,
    pub verdict: Verdict,
    /// Why this verdict, one sentence without capital and full stop, to stand behind a colon.
    pub reason: String,
    /// The checksum the portal states, usable or not.
    pub claim: Option<Checksum>,
    /// What the server says of the bytes it sent.
    pub content_type: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<Timestamp>,
    /// Bytes that were there from an earlier download; 0 when all of them came now.
    pub resumed_from: u64,
    /// True when an existing file was kept and nothing fetched ([`IfExists::Skip`]).
    pub skipped: bool,
    pub seconds: f64,
}

impl Outcome {
    /// Whether the file has its final name rightly. A skipped one is nothing that could fail.
    pub fn meets(&self, require: Require) -> bool {
        self.skipped || require.admits(self.verdict)
    }
}

/// Downloads `media`, going on where an earlier download of the same version in the same folder broke off. Reports at once, then at most every 100 ms, and once at the end of the bytes; not at all when
/// skipped. Dropping the future cancels: the bytes so far stay in `NAME.part` (only once the last byte has arrived may
/// the file still get its name).
///
/// Bytes that [`Plan::require`] does not admit are an `Ok` under another name ([`Outcome::meets`]); a web page or an
/// error message in place of the declared format is a [`Kind::Integrity`] error, its bytes beside as `NAME.altered`.
pub async fn fetch(
    portal: &dyn Portal,
    media: &Media,
    plan: &Plan,
    mut report: impl FnMut(Progress) + Send,
) -> Result<Outcome> {
    let started = Instant::now();
    if let Some(kept) = settled_beforehand(plan).await? {
        return Ok(skipped(media, kept, started));
    }
    let small = media.size.is_some_and(|size| size <= SMALL);
    let light = small && media.url.as_deref().is_some_and(|url| portal.http().multiplexes(url));
    let _turn = plan.traffic.turn(media, light).await;
    let (source, subject) = (Source { portal, media, answers: &plan.answers }, subject(media));
    let mut alone = false;
    loop {
        let unfinished = if small { None } else { unfinished(media, plan).await? };
        let begun = match unfinished {
            Some(unfinished) => Begun::again(source, &subject, plan, unfinished).await?,
            None => {
                let (stream, answered_in) = opened(source, &subject).await?;
                let name = plan.name.clone().unwrap_or_else(|| name(media, &plan.answers, &stream));
                if stream.version.length.is_some_and(|length| length <= SMALL) {
                    let small = Small { source, plan, name, started };
                    return small.fetch(stream, &mut report).await;
                }
                match Begun::anew(source, &subject, plan, (stream, answered_in), name).await? {
                    Ok(begun) => begun,
                    Err(kept) => return Ok(skipped(media, kept, started)),
                }
            }
        };
        let name = begun.name.clone();
        let claims = Claims::of(media, &begun.stream.version);
        let received = receive(begun, source, &claims, &plan.traffic, alone, &mut report).await?;
        let Received { written, version, kept, joined } = received;
        let job = Settle { media: media.clone(), plan: plan.clone(), name, claims, version, started, kept, joined };
        let settle = move || match job.is_mixed_up(&written) {
            true => written.part.discard().map(|()| None),
            false => job.settle(written).map(Some),
        };
        match blocking(settle).await? {
            Some(outcome) => return Ok(outcome),
            None => alone = true, // nothing is joined then, so this happens once
        }
    }
}

/// What an earlier download of this media left in the folder, if it may go on: not under a name that is taken.
async fn unfinished(media: &Media, plan: &Plan) -> Result<Option<Unfinished>> {
    let (media, plan) = (media.clone(), plan.clone());
    blocking(move || {
        let found = Unfinished::find(&plan.dir, &media, &plan.answers.0, plan.name.as_deref())?;
        Ok(found.filter(|found| taken(&plan.dir.join(&found.journal.name)).is_none()))
    })
    .await
}

/// The whole media, about to come, and how long the server took to answer.
async fn opened<'a>(source: Source<'a>, subject: &'a str) -> Result<(Stream<'a>, Duration)> {
    let asked = Instant::now();
    let opened = source.open(None).await?;
    Ok((Stream::new(source, opened, subject), asked.elapsed()))
}

/// A media that fits in memory: it is judged before anything of it is written, so that thousands of them cost little.
struct Small<'a> {
    source: Source<'a>,
    plan: &'a Plan,
    name: String,
    started: Instant,
}

impl Small<'_> {
    async fn fetch(self, mut stream: Stream<'_>, report: impl FnMut(Progress) + Send) -> Result<Outcome> {
        let mut meter = Meter::new(report, 0, stream.version.length);
        let mut body = Vec::with_capacity(stream.version.length.unwrap_or_default().min(SMALL) as usize);
        loop {
            match stream.next().await? {
                Step::Bytes(chunk) => {
                    self.plan.traffic.pass(chunk.len()).await;
                    meter.add(chunk.len() as u64);
                    body.extend_from_slice(&chunk);
                }
                Step::StartOver => {
                    meter.start_over(stream.version.length);
                    body.clear();
                }
                Step::End => break,
            }
        }
        meter.end();
        let (media, plan, version) = (self.source.media.clone(), self.plan.clone(), stream.version);
        let (name, started) = (self.name, self.started);
        blocking(move || {
            let (part, name) = match take(&plan, &name, media.access == Access::Personal, body.len() as u64)? {
                Place::Ours(part, name) => (part, name),
                Place::Kept(path) => return Ok(skipped(&media, path, started)),
            };
            let claims = Claims::of(&media, &version);
            let written = write::write_whole(part, &body, claims.algo())?;
            let settle = Settle { media, plan, name, claims, version, started, kept: 0, joined: false };
            settle.settle(written)
        })
        .await
    }
}

/// A download whose first bytes are on their way.
struct Begun<'a> {
    stream: Stream<'a>,
    part: Part,
    name: String,
    /// What is in the part already.
    there: Spans,
    subject: &'a str,
    /// How long the server took to answer.
    answered_in: Duration,
}

impl<'a> Begun<'a> {
    /// From the first byte. The inner error is the path of a file that is kept instead.
    async fn anew(
        source: Source<'a>,
        subject: &'a str,
        plan: &Plan,
        (stream, answered_in): (Stream<'a>, Duration),
        name: String,
    ) -> Result<std::result::Result<Self, PathBuf>> {
        let private = source.media.access == Access::Personal;
        let (length, there) = (stream.version.length.unwrap_or_default(), Spans::new());
        let place = {
            let plan = plan.clone();
            blocking(move || take(&plan, &name, private, length)).await?
        };
        Ok(match place {
            Place::Ours(part, name) => Ok(Self { stream, part, name, there, subject, answered_in }),
            Place::Kept(path) => Err(path),
        })
    }

    /// Where an earlier download broke off.
    async fn again(source: Source<'a>, subject: &'a str, plan: &Plan, unfinished: Unfinished) -> Result<Self> {
        let Unfinished { part, journal, there, tail } = unfinished;
        let (at, length) = (frontier(&there), journal.version.length.unwrap_or_default());
        let missing: u64 = there.gaps(&(0..length)).map(|gap| gap.end - gap.start).sum();
        let dir = plan.dir.clone();
        blocking(move || space::check(&dir, missing)).await?;
        let to = there.gaps(&(at..length)).next().map(|gap| gap.end).filter(|end| *end < length);
        let asked = Instant::now();
        let stream = Stream::resume_patiently(source, subject, journal.version, (at, to), &tail).await?;
        Ok(Self { stream, part, name: journal.name, there, subject, answered_in: asked.elapsed() })
    }
}

/// A name that the person chose is judged before the portal is asked for anything. The path of the file to keep, if
/// one is to be kept.
async fn settled_beforehand(plan: &Plan) -> Result<Option<PathBuf>> {
    let Some(name) = &plan.name else { return Ok(None) };
    name::check(name)?;
    let (path, if_exists) = (plan.dir.join(name), plan.if_exists);
    blocking(move || conflict(&path, if_exists)).await
}

/// What the file is called where the person does not say.
fn name(media: &Media, answers: &Answers, stream: &Stream<'_>) -> String {
    let hints = name::Hints {
        media,
        disposition: stream.opened().headers().get(CONTENT_DISPOSITION).map(|value| value.as_bytes()),
        url: stream.opened().url(),
        content_type: stream.version.content_type.as_deref(),
        encoding: stream.version.encoding.as_deref(),
        label: form::label(&media.form, answers),
    };
    hints.name()
}

/// A name to download to.
enum Place {
    /// Its `.part` is open and locked.
    Ours(Part, String),
    /// The file there stays.
    Kept(PathBuf),
}

/// What `if_exists` says when `path` is taken: an error, or the path of the file to keep. `None` when it is free or
/// may become so.
fn conflict(path: &Path, if_exists: IfExists) -> Result<Option<PathBuf>> {
    let Some(taken) = taken(path) else { return Ok(None) };
    match if_exists {
        IfExists::Ask => Err(exists(path)),
        IfExists::Skip => Ok(Some(path.to_owned())),
        IfExists::Overwrite if taken.is_dir() => Err(disk(path, &ErrorKind::IsADirectory.into())),
        IfExists::Overwrite | IfExists::Rename => Ok(None),
    }
}

/// What has this name; a link is something wherever it leads.
fn taken(path: &Path) -> Option<Metadata> {
    fs::symlink_metadata(path).ok()
}

fn exists(path: &Path) -> Error {
    Error::new(Kind::Exists, shown(path), "a file of that name is there already")
        .hint("Say what to do with --if-exists skip, rename or overwrite, or choose another name with --name.")
}

/// `name`, and where renaming is allowed `name (2)` and so on.
fn candidates(name: &str, if_exists: IfExists) -> impl Iterator<Item = String> {
    let highest = if if_exists == IfExists::Rename { HIGHEST_NUMBER } else { 1 };
    (1..=highest).map(move |number| if number == 1 { name.to_owned() } else { name::numbered(name, number) })
}

/// Makes the folder and locks the `.part` of the name to use, if there is room for `length` bytes.
fn take(plan: &Plan, name: &str, private: bool, length: u64) -> Result<Place> {
    if !plan.dir.is_dir() {
        fs::create_dir_all(&plan.dir).map_err(|error| disk(&plan.dir, &error))?;
    }
    if let Some(path) = conflict(&plan.dir.join(name), plan.if_exists)? {
        return Ok(Place::Kept(path));
    }
    if length > SMALL {
        space::check(&plan.dir, length)?;
    }
    for name in candidates(name, plan.if_exists) {
        if plan.if_exists == IfExists::Rename && taken(&plan.dir.join(&name)).is_some() {
            continue;
        }
        if let Some(part) = Part::open(&plan.dir.join(format!("{name}.part")), private)? {
            return Ok(Place::Ours(part, name));
        }
    }
    let path = plan.dir.join(format!("{name}.part"));
    Err(Error::new(Kind::Disk, shown(&path), "another download is writing this file")
        .hint("Wait for it to end, or choose another name with --name."))
}

/// Reports progress, not too often.
struct Meter<F> {
    report: F,
    done: u64,
    total: Option<u64>,
    last: Instant,
}

impl<F: FnMut(Progress)> Meter<F> {
    fn new(mut report: F, done: u64, total: Option<u64>) -> Self {
        report(Progress { done, total });
        Self { report, done, total, last: Instant::now() }
    }

    fn start_over(&mut self, total: Option<u64>) {
        (self.done, self.total) = (0, total);
        (self.report)(Progress { done: 0, total });
    }

    fn add(&mut self, bytes: u64) {
        self.done += bytes;
        self.total = self.total.filter(|total| *total >= self.done); // a claim, proven wrong
        if self.last.elapsed() >= REPORT_EVERY {
            self.last = Instant::now();
            (self.report)(Progress { done: self.done, total: self.total });
        }
    }

    fn end(&mut self) {
        (self.report)(Progress { done: self.done, total: Some(self.done) });
    }
}

/// All it takes to judge the bytes once they are there, and to name them.
struct Settle {
    media: Media,
    plan: Plan,
    name: String,
    claims: Claims,
    version: Version,
    started: Instant,
    /// Bytes that an earlier download had fetched.
    kept: u64,
    /// Whether the bytes are pieces of several answers.
    joined: bool,
}

impl Settle {
    /// Whether these are pieces that do not make what is published: then one more try, in one piece, tells whose fault
    /// that is.
    fn is_mixed_up(&self, written: &Written) -> bool {
        self.joined && self.judge(written).0 == Verdict::Altered
    }

    fn judge(&self, written: &Written) -> (Verdict, String) {
        self.claims.judge(written.bytes, &written.digests, self.version.encoding.as_deref())
    }

    fn settle(self, written: Written) -> Result<Outcome> {
        let (mut verdict, mut reason) = self.judge(&written);
        let impostor = self.impostor(&written).filter(|_| verdict != Verdict::Verified);
        if let Some(why) = &impostor {
            (verdict, reason) = (Verdict::Altered, why.clone());
        }
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
        if let Some(origin) = self.plan.origin.as_ref().filter(|_| admitted)
            && let Err(error) = Receipt::new(origin, &self.media, &self.plan.answers, &outcome).write(&outcome.path)
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
    let cause = format!("{why}; it is kept as {}", shown(path));
    Error::new(Kind::Integrity, subject(media), cause)
        .hint("Look into that file: it often says what is missing. --require nothing takes it as it is.")
}

fn skipped(media: &Media, path: PathBuf, started: Instant) -> Outcome {
    Outcome {
        bytes: fs::metadata(&path).map(|metadata| metadata.len()).unwrap_or_default(),
        path,
        sha256: String::new(),
        verdict: Verdict::Unverifiable,
        reason: "a file of that name was there already and was kept; nothing was fetched".into(),
        claim: media.checksum.clone(),
        content_type: None,
        etag: None,
        last_modified: None,
        resumed_from: 0,
        skipped: true,
        seconds: started.elapsed().as_secs_f64(),
    }
}

/// The media in an error.
fn subject(media: &Media) -> String {
    if media.title.is_empty() { media.id.clone() } else { media.title.clone() }
}

/// Runs what waits for the disk beside the runtime's own threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    joined(tokio::task::spawn_blocking(work).await)
}

fn joined<T>(ended: Result<Result<T>, JoinError>) -> Result<T> {
    ended.unwrap_or_else(|error| Err(Error::new(Kind::Unexpected, "download", text::line(&error.to_string()))))
}

#[cfg(test)]
pub fn outcome_for_tests() -> Outcome {
    Outcome {
        path: PathBuf::new(),
        bytes: 0,
        sha256: String::new(),
        verdict: Verdict::Unverifiable,
        reason: String::new(),
        claim: None,
        content_type: None,
        etag: None,
        last_modified: None,
        resumed_from: 0,
        skipped: false,
        seconds: 0.0,
    }
}
