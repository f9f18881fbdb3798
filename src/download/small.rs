//! The short way for what fits in memory: nothing is written before all bytes are there, so that thousands of such files
//! cost little.

use super::journal::Journal;
use super::meter::Meter;
use super::settle::Settle;
use super::stream::{Stream, StreamStep};
use super::taken::{Place, Taken, skipped, take};
use super::{FetchPlan, Outcome, Progress, write};
use crate::base::error::Result;
use crate::net::SMALL;

/// Whether the server announces no more than fits.
pub fn is_small(stream: &Stream<'_>) -> bool {
    stream.version.length.is_some_and(|length| length <= SMALL)
}

/// The whole body. `None` where another version came on the way, whose first byte is the stream's next: nobody knows how
/// large that one is, nor how often it changes.
pub async fn read(
    stream: &mut Stream<'_>,
    plan: &FetchPlan,
    report: impl FnMut(Progress) + Send,
) -> Result<Option<Vec<u8>>> {
    let version = stream.version.clone();
    let mut meter = Meter::new(report, 0, stream.version.length, false);
    let mut body = Vec::with_capacity(stream.version.length.unwrap_or_default().min(SMALL) as usize);
    loop {
        match stream.next().await? {
            StreamStep::Bytes(chunk) => {
                plan.traffic.pass(chunk.len()).await;
                meter.add(chunk.len() as u64);
                body.extend_from_slice(&chunk);
            }
            StreamStep::StartOver if stream.is_begun_again(&version) && is_small(stream) => {
                body.clear();
                meter.start_over(stream.version.length);
            }
            StreamStep::StartOver => return Ok(None),
            StreamStep::End => break,
        }
    }
    meter.end();
    Ok(Some(body))
}

/// Writes `body` and settles it; its name is durable once the folder is synced. Blocks.
pub fn keep(settle: Settle, body: &[u8]) -> Result<Outcome> {
    let Taken { part, name, earlier } = match take(&settle.plan, &settle.name, &settle.media, &settle.version, true)? {
        Place::Ours(taken) => taken,
        Place::Unchanged(earlier) => return Ok(earlier.outcome(settle.seconds())),
        Place::Kept(path) => return Ok(skipped(&settle.media, path, settle.seconds())),
    };
    let journal = || Journal::new(&settle.media, &settle.plan.answers, &name, &settle.version);
    let written = write::write_whole(part, body, journal, settle.claims.algo())?;
    Settle { name, earlier, ..settle }.settle(written)
}
