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
use crate::model::Media;
use crate::model::file_format::Format;
use crate::model::form::{self, Answers};
use crate::net::{Reopened, SMALL, Validators, reopen};
use crate::portals::Portal;

pub(crate) mod digest;
mod disposition;
mod encoding;
pub(crate) mod inside;
pub(crate) mod journal;
pub(crate) mod judge;
pub(crate) mod meter;
pub(crate) mod name;
pub(crate) mod part;
mod pieces;
pub mod queue;
mod reasons;
pub mod receipt;
mod receipts;
mod receive;
mod recheck;
mod replaced;
mod resume;
mod rows;
mod settle;
mod small;
mod space;
pub(crate) mod stream;
pub(crate) mod taken;
mod terms;
pub(crate) mod times;
mod traffic;
pub(crate) mod verdict;
pub(crate) mod version;
mod versions;
mod width;
mod write;
mod writer_pool;

pub use digest::ARCHIVED;
use journal::{Spans, frontier};
pub use name::{check as check_name, reads_as_file};
pub use receipts::downloaded;
use receive::{Arrived, receive};
pub use recheck::{Recheck, verified_file};
use resume::Unfinished;
pub use resume::{begun, forget, left};
use settle::Settle;
pub use space::{check as check_room, free_space};
use stream::{MediaSource, Stream};
use taken::{Earlier, Place, Taken, conflict, had, skipped, take};
pub use terms::{Contents, Effect, FetchPlan, IfExists, Outcome, Progress, Require, Verdict};
pub use times::Times;
use times::Watch;
pub use traffic::Traffic;
use verdict::Claims;
use version::Version;
pub use versions::{KeptTotal, KeptVersion, KeptVersions, USUAL_LIMIT};

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
    if let Some(kept) = settled_beforehand(media, plan).await? {
        return Ok(skipped(media, kept, started.elapsed().as_secs_f64()));
    }
    let small = media.size.is_some_and(|size| size <= SMALL);
    let light = small && media.url.as_deref().is_some_and(|url| portal.http().multiplexes(url));
    let turn = plan.traffic.turn(media, light).await;
    watch.spent_on(|times| &mut times.turn);
    let subject = subject(media);
    let mut alone = false;
    loop {
        let by_checksum = !alone;
        let source = MediaSource { portal, media, answers: &plan.answers, subject: &subject, by_checksum };
        let unfinished = if small { None } else { unfinished(media, plan).await? };
        let begun = match unfinished {
            Some(unfinished) => Begun::again(source, unfinished).await?,
            None => {
                let there = intact(media, plan).await?;
                let (mut stream, answered_in) = match opened(source, there, plan.had.clone()).await? {
                    Answer::Other(stream, answered_in) => (*stream, answered_in),
                    Answer::Had => return Ok(had(media, &plan.dir, started.elapsed().as_secs_f64())),
                    Answer::Unchanged(earlier) => return Ok(earlier.outcome(started.elapsed().as_secs_f64())),
                };
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
                let place = place(media, plan, stream.version.clone(), name).await?;
                let seconds = started.elapsed().as_secs_f64();
                match place {
                    Place::Ours(taken) => Begun { stream, taken, there: Spans::new(), answered_in },
                    Place::Unchanged(earlier) => return Ok(earlier.outcome(seconds)),
                    Place::Kept(path) => return Ok(skipped(media, path, seconds)),
                }
            }
        };
        watch.spent_on(|times| &mut times.answer);
        let (name, earlier) = (begun.taken.name.clone(), begun.taken.earlier.clone());
        let claims = Claims::of(media, &begun.stream.version);
        let (written, arrived) = receive(begun, source, &claims, &plan.traffic, alone, &mut report, &mut watch).await?;
        let Arrived { version, kept, joined } = arrived;
        let settle = Settle { kept, joined, earlier, ..Settle::new(media, plan, name, version, started) };
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

/// What an earlier download of this media left in the folder, if it may go on: not under a name that is another's.
async fn unfinished(media: &Media, plan: &FetchPlan) -> Result<Option<(Unfinished, Vec<Earlier>)>> {
    let (media, plan) = (media.clone(), plan.clone());
    blocking(move || {
        let contents = Contents::new(&media, &plan.answers);
        let Some(found) = Unfinished::find(&plan.dir, &media, &contents, plan.name.as_deref())? else {
            return Ok(None);
        };
        // What was promised more than fits is asked for anew: the promise may have been wrong.
        if space::check(&plan.dir, found.missing()).is_err() {
            return Ok(None);
        }
        let name = &found.journal.name;
        let path = plan.dir.join(name);
        let is_free = match taken::what_is_at(&path) {
            None => true,
            Some(there) if plan.if_exists == IfExists::Overwrite => there.is_file(),
            Some(_) => match Earlier::at(&path, &contents)? {
                Some(earlier) => earlier.is_replaced(plan.if_exists)?,
                None => false,
            },
        };
        if !is_free || taken::is_anothers(&plan, &path, &contents)? {
            return Ok(None);
        }
        let earlier = taken::earlier(&plan, name, &contents)?;
        Ok(Some((found, earlier)))
    })
    .await
}

/// What the download finds where its file is to be.
async fn place(media: &Media, plan: &FetchPlan, version: Version, name: String) -> Result<Place> {
    let (media, plan) = (media.clone(), plan.clone());
    blocking(move || take(&plan, &name, &media, &version, false)).await
}

/// What an earlier run made of this media in the folder, as it was left.
async fn intact(media: &Media, plan: &FetchPlan) -> Result<Option<Earlier>> {
    let (contents, plan) = (Contents::new(media, &plan.answers), plan.clone());
    blocking(move || {
        let earlier = match &plan.name {
            Some(name) => Earlier::at(&plan.dir.join(name), &contents)?,
            None => plan.traffic.receipts.file_of(&plan.dir, &contents)?,
        };
        // Beside a file that is to be overwritten, one under a number is not what was asked for.
        let is_beside =
            |earlier: &Earlier| plan.if_exists == IfExists::Overwrite && earlier.is_numbered_beside_another();
        let earlier = earlier.filter(|earlier| !is_beside(earlier));
        Ok(match earlier {
            Some(earlier) if earlier.is_as_left()? => Some(earlier),
            _ => None,
        })
    })
    .await
}

pub(crate) enum Answer<'a> {
    /// The whole media, about to come, and how long the server took to answer.
    Other(Box<Stream<'a>>, Duration),
    /// It is the file that is there.
    Unchanged(Box<Earlier>),
    /// It is what is had elsewhere.
    Had,
}

/// Opens the media, unless it is what is `there`, or what is `had` elsewhere: the server says so where it named that version,
/// else the portal does of what is there, with the checksum that the file was found to have.
pub(crate) async fn opened(
    source: MediaSource<'_>,
    there: Option<Earlier>,
    had: Option<Validators>,
) -> Result<Answer<'_>> {
    let asked = Instant::now();
    let validators = there.as_ref().and_then(|there| there.validators(source.media));
    let opened = match (validators, there, had) {
        (Some(validators), Some(there), _) => match reopen(validators, || source.open(None)).await? {
            Reopened::Same => return Ok(Answer::Unchanged(Box::new(there))),
            Reopened::Other(opened) => *opened,
        },
        (None, Some(there), _) if there.is_verified(source.media) => return Ok(Answer::Unchanged(Box::new(there))),
        (_, _, Some(had)) => match reopen(had, || source.open(None)).await? {
            Reopened::Same => return Ok(Answer::Had),
            Reopened::Other(opened) => *opened,
        },
        _ => source.open(None).await?,
    };
    Ok(Answer::Other(Box::new(Stream::new(source, opened)), asked.elapsed()))
}

/// A download whose first bytes are on their way.
struct Begun<'a> {
    stream: Stream<'a>,
    taken: Taken,
    /// What is in the part already.
    there: Spans,
    /// How long the server took to answer.
    answered_in: Duration,
}

impl<'a> Begun<'a> {
    /// Where an earlier download broke off.
    async fn again(source: MediaSource<'a>, (unfinished, earlier): (Unfinished, Vec<Earlier>)) -> Result<Self> {
        let Unfinished { part, journal, there, tail } = unfinished;
        let (at, length) = (frontier(&there), journal.version.length.unwrap_or_default());
        // With what is compared of the bytes behind the gap.
        let to = receive::gaps(&there, Some(length)).first().map(|gap| gap.end).filter(|end| *end < length);
        let asked = Instant::now();
        let stream = Stream::resume_patiently(source, journal.version, (at, to), &tail).await?;
        let taken = Taken { part, name: journal.name, earlier };
        Ok(Self { stream, taken, there, answered_in: asked.elapsed() })
    }
}

/// A name that the person chose is judged before the portal is asked for anything, unless an earlier version has it. The
/// path of the file to keep, if one is to be kept.
async fn settled_beforehand(media: &Media, plan: &FetchPlan) -> Result<Option<PathBuf>> {
    let Some(name) = &plan.name else { return Ok(None) };
    name::check(name)?;
    let (path, if_exists) = (plan.dir.join(name), plan.if_exists);
    let contents = Contents::new(media, &plan.answers);
    blocking(move || match Earlier::at(&path, &contents)? {
        Some(_) => Ok(None),
        None => conflict(&path, if_exists),
    })
    .await
}

/// What the file is called where the person does not say.
pub(crate) fn name(media: &Media, answers: &Answers, stream: &Stream<'_>) -> String {
    let made = stream.version.tally.as_ref().map(|_| as_made(media, &stream.version));
    let media = made.as_ref().unwrap_or(media);
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

/// A service as what is made of its rows, in the format that was asked for.
fn as_made(media: &Media, version: &Version) -> Media {
    let format = version.content_type.as_deref().and_then(Format::typed).map(|format| format.extension.to_owned());
    Media {
        format,
        title: name::without_format(&media.title).to_owned(),
        file_name: None,
        content_type: None,
        ..media.clone()
    }
}

/// What it is most likely called, before its server has said anything; `None` where nobody can tell.
#[cfg(feature = "stores")]
pub(crate) fn likely_name(media: &Media, answers: &Answers) -> Option<String> {
    let (url, label) = (media.url.as_deref()?.parse().ok()?, form::label(&media.form, answers));
    let hints = name::Hints { media, disposition: None, url: &url, content_type: None, packed: None, label };
    Some(hints.name())
}

/// The media in an error.
pub(crate) fn subject(media: &Media) -> String {
    if media.title.is_empty() { media.id.clone() } else { media.title.clone() }
}

/// Runs what waits for the disk beside the runtime's own threads.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
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
        effect: Effect::Downloaded,
        aside: None,
        replaced: false,
        times: Times::default(),
        seconds: 0.0,
    }
}
