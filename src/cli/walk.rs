//! `list`: page after page of a folder, printed as they come. What ends it early keeps what has come, and where it
//! stopped is remembered for the next run.

use std::io::{self, IsTerminal};
use std::pin::pin;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::rows::{End, Rows};
use super::table::OutputColumns;
use super::{Global, out};
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::format;
use crate::model::Address;
use crate::session::{NewRows, Pages, Session, StoppedFile};
use crate::t;

/// How often where one is is written down.
const NOTE_EVERY: Duration = Duration::from_secs(1);
/// Who says "at once" each time is asked no more often than this.
const LEAST_WAIT: Duration = Duration::from_secs(1);
/// What takes no longer is told of by its rows alone, where no line can be written over.
pub const WORTH_SAYING: Duration = Duration::from_secs(10);

/// A folder being listed.
pub struct Walk<'a> {
    pub global: &'a Global,
    pub columns: OutputColumns,
    pub session: &'a Session,
    pub address: &'a Address,
    /// Where it is kept how far one came; `None` where not all of it is listed.
    pub file: Option<StoppedFile>,
    /// Whether it goes on where the last run stopped.
    pub resumes: bool,
    /// The command that lists all of it.
    pub rest: String,
}

impl Walk<'_> {
    /// Prints the rows of all `pages`; the exit code.
    pub async fn print(&self, mut pages: Pages<'_>) -> Result<u8> {
        let line = ProgressLine::new(self.global);
        let mut interrupted = pin!(tokio::signal::ctrl_c());
        let said = tokio::select! {
            biased;
            _ = &mut interrupted => return Ok(ErrorKind::Cancelled.exit_code()),
            said = self.begin(&mut pages) => said?,
        };
        let mut noted = Noted { file: self.file.as_ref(), at: None, part: None };
        // Nothing is printed before something has come: what fails then has a document of its own.
        let mut rows = None;
        // Whether the last page has a word of its own.
        let mut is_told = false;
        let ended = loop {
            let part = tokio::select! {
                biased;
                _ = &mut interrupted => break Some(Err(())),
                part = self.next(&mut pages, &line) => part,
            };
            match part {
                Ok(Some(part)) => {
                    let rows = match &mut rows {
                        Some(rows) => rows,
                        None => {
                            let begun = rows.insert(Rows::begin(&self.columns, Some(self.address))?);
                            begun.warn(said.clone());
                            begun
                        }
                    };
                    line.aside(|| rows.add(&part.items))?;
                    if out::is_over() {
                        return Ok(0); // how much of it was read nobody knows
                    }
                    is_told = !part.warnings.is_empty();
                    rows.warn(part.warnings.iter().cloned());
                    noted.take(part);
                    line.tell(self, (pages.rows(), pages.total()), None);
                }
                Ok(None) => break None,
                Err(error) => break Some(Ok(error)),
            }
        };
        line.clear();
        noted.end(ended.is_some());
        self.end(rows, &pages, ended, is_told)
    }

    /// Goes on where the last run stopped, if that is wanted; what there is to say of it.
    async fn begin(&self, pages: &mut Pages<'_>) -> Result<Option<String>> {
        if !self.resumes {
            return Ok(None);
        }
        let stopped = self.file.as_ref().and_then(StoppedFile::read);
        let said = match &stopped {
            None => t!("cli-resume-nothing"),
            Some(stopped) if pages.resume(stopped).await? => {
                t!("cli-resume", rows = format::count(stopped.rows as u64))
            }
            Some(_) => t!("cli-resume-changed"),
        };
        out::note(&said);
        Ok(Some(said))
    }

    /// The next page. All of a listing is worth waiting for until the portal's limits allow more again.
    async fn next(&self, pages: &mut Pages<'_>, line: &ProgressLine) -> Result<Option<NewRows>> {
        match self.file.is_none() {
            true => pages.next().await,
            false => {
                let waits = async |rows: &Pages<'_>, wait| line.wait(self, (rows.rows(), rows.total()), wait).await;
                patiently(pages, self.session.max_wait, waits).await
            }
        }
    }

    /// `ended`: what ended it early, an error or the person. `is_told`: whether the last page says what there is to say of it.
    fn end(
        &self,
        rows: Option<Rows>,
        pages: &Pages<'_>,
        ended: Option<Result<Error, ()>>,
        is_told: bool,
    ) -> Result<u8> {
        let error = ended.as_ref().and_then(|ended| ended.as_ref().ok());
        let mut rows = match (rows, error) {
            (None, Some(error)) => return Err(error.clone()),
            (Some(rows), _) => rows,
            (None, _) => Rows::begin(&self.columns, Some(self.address))?,
        };
        let is_cut = ended.is_some() || pages.has_more();
        // Only what a listing of all could bring.
        let rest = (ended.is_none() && is_cut && pages.is_full()).then(|| self.rest.clone());
        let errors = error.map(std::slice::from_ref).unwrap_or_default();
        if ended.is_none() && !pages.is_full() && !is_told {
            rows.warn(less_than_told(pages.rows(), pages.total()));
        }
        rows.end(End { total: pages.total(), is_cut, rest, errors })?;
        if let Some(error) = error.filter(|_| !self.global.is_json()) {
            out::error(error);
        }
        if ended.is_some() && self.file.is_some() && pages.rows() > 0 {
            out::note(&t!("cli-stopped", rows = pages.rows()));
        }
        Ok(match ended {
            None => 0,
            Some(Ok(error)) => error.kind.exit_code(),
            Some(Err(())) => ErrorKind::Cancelled.exit_code(),
        })
    }
}

/// What there is to say where a listing ended that had brought fewer `rows` than the portal counts.
fn less_than_told(rows: usize, total: Option<u64>) -> Option<String> {
    let total = total.filter(|total| (rows as u64) < *total)?;
    Some(t!("cli-less-than-told", rows = format::count(rows as u64), total = format::count(total)))
}

/// The next page, once the portal's limits allow it, if that is within `left`; `waits` until then.
pub async fn patiently(
    pages: &mut Pages<'_>,
    mut left: Duration,
    waits: impl AsyncFn(&Pages<'_>, Duration),
) -> Result<Option<NewRows>> {
    loop {
        let error = match pages.next().await {
            Err(error) if matches!(error.kind, ErrorKind::Quota | ErrorKind::Unavailable) => error,
            part => return part,
        };
        let Some(wait) = error.retry_after.map(|wait| wait.max(LEAST_WAIT)).filter(|wait| *wait <= left) else {
            return Err(error);
        };
        left -= wait;
        tracing::info!(?wait, error = chain(&error), "waiting for the portal's limit");
        waits(pages, wait).await;
    }
}

/// What the next run is to go on from.
struct Noted<'a> {
    file: Option<&'a StoppedFile>,
    at: Option<Instant>,
    part: Option<NewRows>,
}

impl Noted<'_> {
    /// All of this is printed.
    fn take(&mut self, part: NewRows) {
        self.part = Some(part);
        if self.at.is_none_or(|at| at.elapsed() >= NOTE_EVERY) {
            self.write();
            self.at = Some(Instant::now());
        }
    }

    fn write(&self) {
        let stopped = self.part.as_ref().and_then(|part| part.stopped.as_ref());
        if let (Some(file), Some(stopped)) = (self.file, stopped)
            && let Err(error) = file.write(stopped)
        {
            tracing::warn!(error = chain(&error), "where it stopped is not remembered");
        }
    }

    /// `early`: there is more to come.
    fn end(&self, early: bool) {
        match (early, self.file) {
            (true, _) => self.write(),
            (false, Some(file)) => {
                let forgotten = file.forget();
                forgotten.inspect_err(|error| tracing::warn!(error = chain(error), "it is remembered still")).ok();
            }
            (false, None) => {}
        }
    }
}

/// How far it is: one line below the rows on a terminal, which is written over; else a line every 10 %.
struct ProgressLine {
    bar: Option<ProgressBar>,
    /// With JSON on standard output, nothing beside it but errors.
    quiet: bool,
    began: Instant,
    /// The last tenth that was said.
    said: std::cell::Cell<u64>,
}

impl ProgressLine {
    fn new(global: &Global) -> Self {
        let bar = (io::stderr().is_terminal() && !global.is_plain() && !global.quiet).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.with_style(ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar, quiet: global.is_json() || global.quiet, began: Instant::now(), said: Default::default() }
    }

    /// Prints something where the line is.
    fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Waits for so long, and says so by the second.
    async fn wait(&self, walk: &Walk<'_>, rows: (usize, Option<u64>), wait: Duration) {
        if self.bar.is_none() && !self.quiet && wait >= WORTH_SAYING {
            out::note(&t!("cli-waits-for-limit", time = format::duration(wait)));
        }
        let until = Instant::now() + wait;
        while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            let time = format::duration(Duration::from_secs(left.as_millis().div_ceil(1000) as u64));
            self.tell(walk, rows, Some(t!("cli-waits-for-limit", time)));
            tokio::time::sleep(left.min(Duration::from_secs(1))).await;
        }
    }

    fn tell(&self, walk: &Walk<'_>, (rows, total): (usize, Option<u64>), waits: Option<String>) {
        let said = |rows: usize| match total {
            Some(total) => t!("cli-list-progress", rows = format::count(rows as u64), total = format::count(total)),
            None => t!("cli-list-progress-open", rows = format::count(rows as u64)),
        };
        if let Some(bar) = &self.bar {
            let left = walk.session.portal(walk.address).map(|portal| portal.quota()).unwrap_or_default();
            let left = left.iter().map(|it| t!("cli-list-quota", left = it.left, limit = it.limit, title = &it.title));
            let parts: Vec<String> = [Some(said(rows)), waits].into_iter().flatten().chain(left).collect();
            let width = console_width();
            bar.set_message(crate::ui::words::fit(&parts.join(" · "), width).into_owned());
            bar.tick();
            return;
        }
        let tenth = total.filter(|total| *total > 0).map_or(0, |total| rows as u64 * 10 / total);
        if !self.quiet && tenth > self.said.get() && tenth < 10 && self.began.elapsed() >= WORTH_SAYING {
            self.said.set(tenth);
            out::note(&said(rows));
        }
    }

    fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// How wide a line may be that is written over: one that wraps would stay.
fn console_width() -> usize {
    crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns)).max(20) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_rows_than_the_portal_counts_are_told() {
        for (rows, total, is_said) in
            [(40, Some(95), true), (40, Some(40), false), (41, Some(40), false), (0, None, false)]
        {
            assert_eq!(less_than_told(rows, total).is_some(), is_said, "{rows} {total:?}");
        }
    }
}
