//! Fetching one media: bytes to `NAME.part`, length and checksum on the way, verdict, then its final name.
//!
//! [`fetch`] is the way from the first to the last. The bytes come in `receive` (over `stream`s, in `pieces`) and go to one
//! thread per file in `write`; what is small takes the short way in `small`, written by a `writer_pool`. The `.part` itself is in
//! `part`, what is known of an earlier one in `resume` and `journal`, what files are called in `name`, what claims are
//! worth in `verdict` (of what is `inside`, where the server packed it by an `encoding`), and the end of it in `settle`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use reqwest::header::CONTENT_DISPOSITION;
use tokio::task::JoinError;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::model::form::{self, Answers};
use crate::model::{Access, Media};
use crate::net::SMALL;
use crate::portals::Portal;
use crate::t;

mod digest;
mod encoding;
mod inside;
mod journal;
mod meter;
mod name;
pub(crate) mod part;
mod pieces;
pub mod queue;
pub mod receipt;
mod receive;
mod resume;
mod settle;
mod small;
mod space;
mod stream;
mod taken;
mod terms;
mod times;
mod traffic;
mod verdict;
mod version;
mod width;
mod write;
mod writer_pool;

use journal::{Spans, frontier};
pub use name::{check as check_name, reads_as_file};
use part::Part;
use receive::{Arrived, receive};
use resume::Unfinished;
pub use resume::{begun, forget, left};
use settle::Settle;
pub use space::free_space;
use stream::{MediaSource, Stream};
use taken::{Name, conflict, take};
pub use terms::{FetchPlan, IfExists, Outcome, Progress, Require, Verdict};
pub use times::Times;
use times::Watch;
pub use traffic::Traffic;
use verdict::Claims;

/// Downloads `media`, going on where an earlier download of the same version in the same folder broke off. Reports once
/// its turn has come, then at most every 100 ms, and once at the end of the bytes; not at all when skipped. Dropping the
/// future cancels: the bytes so far stay in `NAME.part`, but for what is small (only once the last byte has arrived may
/// the file still get its name).
///
/// Bytes that [`FetchPlan::require`] does not admit are an `Ok` under another name ([`Outcome::meets`]); a web page or an
/// error message in place of the declared format is a [`ErrorKind::Integrity`] error, its bytes beside as `NAME.altered`.
pub async fn fetch(
    portal: &dyn Portal,
    media: &Media,
    plan: &FetchPlan,
    mut report: impl FnMut(Progress) + Send,
) -> Result<Outcome> {
    let (started, mut watch) = (Instant::now(), Watch::start());
    if let Some(kept) = settled_beforehand(plan).await? {
        return Ok(skipped(media, kept, started));
    }
    let small = media.size.is_some_and(|size| size <= SMALL);
    let light = small && media.url.as_deref().is_some_and(|url| portal.http().multiplexes(url));
    let turn = plan.traffic.turn(media, light).await;
    watch.spent_on(|times| &mut times.turn);
    let subject = subject(media);
    let source = MediaSource { portal, media, answers: &plan.answers, subject: &subject };
    let mut alone = false;
    loop {
        let unfinished = if small { None } else { unfinished(media, plan).await? };
        let begun = match unfinished {
            Some(unfinished) => Begun::again(source, plan, unfinished).await?,
            None => {
                let (mut stream, answered_in) = opened(source).await?;
                watch.spent_on(|times| &mut times.answer);
                let name = plan.name.clone().unwrap_or_else(|| name(media, &plan.answers, &stream));
                if small::is_small(&stream)
                    && let Some(body) = small::read(&mut stream, plan, &mut report).await?
                {
                    let settle = Settle::new(media, plan, name, stream.version, started);
                    drop(turn); // the next may come while this one is written
                    watch.spent_on(|times| &mut times.bytes);
                    let outcome = plan.traffic.pool.run(move || small::keep(settle, &body)).await?;
                    watch.spent_on(|times| &mut times.sync);
                    return Ok(Outcome { times: watch.times, ..outcome });
                }
                match Begun::anew(source, plan, (stream, answered_in), name).await? {
                    Ok(begun) => begun,
                    Err(kept) => return Ok(skipped(media, kept, started)),
                }
            }
        };
        watch.spent_on(|times| &mut times.answer);
        let name = begun.name.clone();
        let claims = Claims::of(media, &begun.stream.version);
        let (written, arrived) = receive(begun, source, &claims, &plan.traffic, alone, &mut report, &mut watch).await?;
        let Arrived { version, kept, joined } = arrived;
        let settle = Settle { kept, joined, ..Settle::new(media, plan, name, version, started) };
        let settle = move || match !alone && settle.is_mixed_up(&written) {
            true => written.part.discard().map(|()| None),
            false => settle.settle(written).map(|outcome| {
                part::sync_names(outcome.folder());
                Some(outcome)
            }),
        };
        let settled = blocking(settle).await?;
        watch.spent_on(|times| &mut times.sync);
        match settled {
            Some(outcome) => return Ok(Outcome { times: watch.times, ..outcome }),
            None => alone = true, // this happens once
        }
    }
}

/// What an earlier download of this media left in the folder, if it may go on: not under a name that is taken.
async fn unfinished(media: &Media, plan: &FetchPlan) -> Result<Option<Unfinished>> {
    let (media, plan) = (media.clone(), plan.clone());
    blocking(move || {
        let found = Unfinished::find(&plan.dir, &media, &plan.answers.0, plan.name.as_deref())?;
        Ok(found.filter(|found| taken::what_is_at(&plan.dir.join(&found.journal.name)).is_none()))
    })
    .await
}

/// The whole media, about to come, and how long the server took to answer.
async fn opened(source: MediaSource<'_>) -> Result<(Stream<'_>, Duration)> {
    let asked = Instant::now();
    let opened = source.open(None).await?;
    Ok((Stream::new(source, opened), asked.elapsed()))
}

/// A download whose first bytes are on their way.
struct Begun<'a> {
    stream: Stream<'a>,
    part: Part,
    name: String,
    /// What is in the part already.
    there: Spans,
    /// How long the server took to answer.
    answered_in: Duration,
}

impl<'a> Begun<'a> {
    /// From the first byte. The inner error is the path of a file that is kept instead.
    async fn anew(
        source: MediaSource<'a>,
        plan: &FetchPlan,
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
            Name::Ours(part, name) => Ok(Self { stream, part, name, there, answered_in }),
            Name::Kept(path) => Err(path),
        })
    }

    /// Where an earlier download broke off.
    async fn again(source: MediaSource<'a>, plan: &FetchPlan, unfinished: Unfinished) -> Result<Self> {
        let Unfinished { part, journal, there, tail } = unfinished;
        let (at, length) = (frontier(&there), journal.version.length.unwrap_or_default());
        let missing: u64 = there.gaps(&(0..length)).map(|gap| gap.end - gap.start).sum();
        let dir = plan.dir.clone();
        blocking(move || space::check(&dir, missing)).await?;
        // With what is compared of the bytes behind the gap.
        let to = receive::gaps(&there, Some(length)).first().map(|gap| gap.end).filter(|end| *end < length);
        let asked = Instant::now();
        let stream = Stream::resume_patiently(source, journal.version, (at, to), &tail).await?;
        Ok(Self { stream, part, name: journal.name, there, answered_in: asked.elapsed() })
    }
}

/// A name that the person chose is judged before the portal is asked for anything. The path of the file to keep, if
/// one is to be kept.
async fn settled_beforehand(plan: &FetchPlan) -> Result<Option<PathBuf>> {
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
        packed: stream.version.encodings.ending(),
        label: form::label(&media.form, answers),
    };
    hints.name()
}

fn skipped(media: &Media, path: PathBuf, started: Instant) -> Outcome {
    Outcome {
        bytes: std::fs::metadata(&path).map(|metadata| metadata.len()).unwrap_or_default(),
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
        skipped: true,
        times: Times::default(),
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
    ended.unwrap_or_else(|error| Err(Error::new(ErrorKind::Unexpected, "download", text::line(&error.to_string()))))
}

#[cfg(test)]
pub fn outcome_for_tests() -> Outcome {
    Outcome {
        path: PathBuf::new(),
        bytes: 0,
        sha256: String::new(),
        verdict: Verdict::Unverifiable,
        reason: String::new(),
        doubt: None,
        claim: None,
        content_type: None,
        etag: None,
        last_modified: None,
        resumed_from: 0,
        skipped: false,
        times: Times::default(),
        seconds: 0.0,
    }
}
