//! What can be done with the download under the cursor, and with the file it made.

use std::path::{Path, PathBuf};

use super::jobs::{Job, JobId, JobState};
use super::listing::Load;
use super::outside::{Outside, is_web};
use super::undo::Undo;
use super::{App, Cmd, Focus, Notice};
use crate::base::disk::shown;
use crate::base::error::Result;
use crate::config::keys::Action;
use crate::download::{Effect, Outcome, Recheck, Verdict};
use crate::model::file_format::Format;
use crate::t;

impl App {
    /// The download that keys are for: the chosen one, while its row or its details have the focus.
    pub fn job_here(&self) -> Option<&Job> {
        let is_here = match self.focus {
            Focus::Jobs => true,
            Focus::Detail => self.detail_is_of_job,
            Focus::List => false,
        };
        self.jobs.chosen().filter(|_| is_here)
    }

    /// Its question, else all that is known of it.
    pub(super) fn open_job(&mut self) {
        if self.opens_what_job_has() {
            return;
        }
        if self.jobs.chosen().is_some() {
            (self.focus, self.detail_is_of_job, self.scroll) = (Focus::Detail, true, 0);
        }
    }

    /// Its question, or what came of a batch that is over. Whether there is something.
    pub(super) fn opens_what_job_has(&mut self) -> bool {
        self.open_taken(self.jobs.row);
        let is_answered = self.jobs.chosen().is_some_and(|job| job.state == JobState::Answered);
        if self.popup.is_none() && is_answered {
            self.open_preview();
        }
        self.popup.is_some() || is_answered
    }

    /// The file of the job, with the program for it.
    pub(super) fn open_file_of_job(&mut self) {
        if let Some(results) = self.job_here().and_then(Job::ended).map(|ended| ended.results.clone()) {
            return self.open_file(results);
        }
        let file = self.job_here().and_then(Job::file).map(|outcome| (outcome.path.clone(), outcome.verdict));
        match file {
            None => self.say(t!("app-no-file-yet")),
            Some((_, Verdict::Altered)) => {
                self.say(t!("app-altered-not-opened", key = self.key_of(Action::OpenFolder)))
            }
            Some((path, _)) => self.open_file(path),
        }
    }

    /// What is of no format that guichet knows may be a program, and is not started.
    pub(super) fn open_file(&mut self, path: PathBuf) {
        match is_data(&path) {
            true => self.send(Cmd::OpenOutside(Outside::File(path))),
            false => {
                let key = self.key_of(Action::OpenFolder);
                self.say(t!("app-not-of-a-known-format", path = shown(&path), key));
            }
        }
    }

    /// `o` on a media: the file it was downloaded to, where that is verified; else its page, and why.
    pub(super) fn open_media(&mut self) -> bool {
        let Some(media) = self.chosen_media().filter(|_| self.focus != Focus::Jobs).cloned() else { return false };
        let page = self.link();
        let file = self.jobs.file_of(&media).map(|outcome| (outcome.path.clone(), is_verified(outcome)));
        match (file, page) {
            (Some((path, true)), _) => self.open_file(path),
            (Some((_, false)), Some(page)) => {
                self.say(t!("app-page-instead-unverified", key = self.key_of(Action::OpenOutside)));
                self.send(Cmd::OpenOutside(Outside::Page(page)));
            }
            (Some((_, false)), None) => self.say(t!("app-no-link")),
            (None, page) => self.send(Cmd::OpenOutside(Outside::FileOf { media: Box::new(media), page })),
        }
        true
    }

    pub(super) fn open_folder(&mut self) {
        let folder = self.job_here().and_then(|job| match job.wish() {
            Some(wish) => Some(wish.dir.as_path()),
            None => job.file().and_then(|outcome| outcome.path.parent()),
        });
        match folder.map(Path::to_owned) {
            Some(folder) => self.send(Cmd::OpenOutside(Outside::Folder(folder))),
            None => self.say(t!("app-no-folder-yet")),
        }
    }

    /// The page of what is under the cursor, at its portal.
    pub(super) fn open_page(&mut self) {
        let page = match self.job_here() {
            Some(job) => page_of(job).or_else(|| self.portal_page(&job.order.media.dataset.portal)),
            None => self.dataset_page().or_else(|| self.link()),
        };
        match page {
            Some(page) => self.send(Cmd::OpenOutside(Outside::Page(page))),
            None => self.say(t!("app-no-link")),
        }
    }

    /// The page of the dataset one is in.
    fn dataset_page(&self) -> Option<String> {
        self.dataset()?.page.clone().filter(|page| is_web(page))
    }

    fn portal_page(&self, name: &str) -> Option<String> {
        self.portals.iter().find(|info| info.name == name).map(|info| info.url.clone()).filter(|page| is_web(page))
    }

    /// Has the file of the job read again.
    pub(super) fn recheck(&mut self) {
        let done = self.job_here().and_then(|job| Some((job.id, job.file()?.path.clone())));
        let Some((id, path)) = done else {
            return self.say(t!("app-verify-what", key = self.key_of(Action::NextPane)));
        };
        self.jobs.rechecked(id, Load::Loading);
        self.say(t!("app-verifying", path = shown(&path)));
        self.send(Cmd::Recheck(id, path));
    }

    pub(super) fn rechecked(&mut self, id: JobId, result: Result<Recheck>) {
        let Some(path) = self.jobs.by_id(id).and_then(Job::file).map(|outcome| shown(&outcome.path)) else { return };
        match &result {
            Ok(Recheck { altered: None, .. }) => self.say(t!("app-still-intact", path)),
            Ok(Recheck { altered: Some(reason), .. }) => self.say(t!("app-not-intact", path, reason)),
            Err(error) => self.fail(error.clone()),
        }
        self.jobs.rechecked(id, result.map_or_else(Load::Failed, Load::Ready));
    }

    /// It is noted in the log, and told to whoever looks elsewhere where it took long.
    pub(super) fn job_ended(&mut self, id: JobId, result: Result<Outcome>) {
        let was_live = self.jobs.by_id(id).is_some_and(|job| job.state.is_live());
        self.jobs.finished(id, result);
        let Some(job) = self.jobs.by_id(id).filter(|_| was_live) else { return };
        let title = &job.order.media.title;
        let (text, notice, undo) = match &job.state {
            JobState::Done(outcome) => {
                let path = outcome.path.clone();
                let text = match outcome.effect {
                    Effect::Unchanged => t!("app-job-unchanged", path = shown(&path)),
                    Effect::Skipped => t!("app-job-skipped", path = shown(&path)),
                    _ => t!("app-job-done", title, path = shown(&path)),
                };
                (
                    t!("app-notify-done", title),
                    Notice::Said(text),
                    outcome.replaced.then_some(Undo::Replaced { id, path }),
                )
            }
            JobState::Failed(error) => (t!("app-notify-failed", title), Notice::Failed(error.clone()), None),
            _ => return,
        };
        let notifies = job.was_long() && self.settings.browser.notify;
        self.log.add(notice);
        self.undo.extend(undo);
        if notifies {
            self.send(Cmd::Notify(text));
        }
    }
}

fn is_verified(outcome: &Outcome) -> bool {
    outcome.verdict == Verdict::Verified && outcome.doubt.is_none()
}

/// The page of the dataset that a job is of.
fn page_of(job: &Job) -> Option<String> {
    job.order.dataset.as_ref()?.page.clone().filter(|page| is_web(page))
}

/// Formats that some systems run.
const PROGRAMS: [&str; 2] = ["js", "php"];

/// Whether it is of a format that guichet knows: data, no program.
pub fn is_data(path: &Path) -> bool {
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| Format::named(ending).is_some_and(|format| !PROGRAMS.contains(&format.extension)))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::tests::{in_dataset, media, press};
    use super::*;
    use crate::app::Msg;
    use crate::base::error::{Error, ErrorKind};
    use crate::download::{Progress, outcome_for_tests};

    const ID: JobId = JobId(1);

    fn done(path: &str, verdict: Verdict) -> Msg {
        Msg::Finished(ID, Ok(Outcome { path: path.into(), verdict, ..outcome_for_tests() }))
    }

    /// With one download that has ended so, and has the focus.
    fn with(path: &str, verdict: Verdict) -> App {
        let mut app = in_dataset(vec![media("a")]);
        press(&mut app, "d");
        app.update(done(path, verdict));
        press(&mut app, "\t\t");
        app
    }

    #[test]
    fn a_file_is_opened_unless_it_is_altered_or_may_be_a_program() {
        let opened = |app: &mut App, key: &str| press(app, key).into_iter().next();
        let file = |path: &str| Some(Cmd::OpenOutside(Outside::File(path.into())));
        let mut app = with("/data/a.csv", Verdict::Unverifiable);
        assert_eq!(opened(&mut app, "o"), file("/data/a.csv"), "among the downloads it is the file that is meant");
        assert_eq!(opened(&mut app, "O"), Some(Cmd::OpenOutside(Outside::Folder("/data".into()))));
        press(&mut app, "h");
        let page = Outside::Page("https://exemple.org/a".into());
        assert_eq!(opened(&mut app, "o"), Some(Cmd::OpenOutside(page)), "in the list, what is verified only");
        let mut app = with("/data/a.csv", Verdict::Verified);
        press(&mut app, "h");
        assert_eq!(opened(&mut app, "o"), file("/data/a.csv"));
        for (path, verdict) in
            [("/data/a.csv", Verdict::Altered), ("/data/a.exe", Verdict::Verified), ("/data/a.js", Verdict::Verified)]
        {
            let mut app = with(path, verdict);
            assert_eq!(opened(&mut app, "o"), None, "{path}");
            assert!(app.notice.is_some());
        }
    }

    #[test]
    fn enter_leads_to_all_that_is_known_of_a_download_where_its_keys_still_work() {
        let mut app = with("/data/a.csv", Verdict::Verified);
        press(&mut app, "\n");
        assert!(app.focus == Focus::Detail && app.job_here().is_some());
        assert_eq!(press(&mut app, "v"), [Cmd::Recheck(ID, "/data/a.csv".into())]);
        let found = Recheck { bytes: 1, sha256: String::new(), altered: Some("it grew".into()) };
        app.update(Msg::Rechecked(ID, Ok(found)));
        assert!(matches!(&app.notice, Some(Notice::Said(text)) if text.contains("it grew")));
        press(&mut app, "h");
        assert_eq!(app.focus, Focus::Jobs);
        press(&mut app, "\n\t");
        assert!(app.focus == Focus::List && app.job_here().is_none());
        press(&mut app, "\t");
        assert!(app.job_here().is_none(), "the details are those of the row again");
    }

    #[test]
    fn who_looks_elsewhere_is_told_of_what_took_long() {
        for (seconds, notify, tells) in [(30, true, false), (90, true, true), (90, false, false)] {
            let mut app = in_dataset(vec![media("a")]);
            app.settings.browser.notify = notify;
            press(&mut app, "d");
            app.update(Msg::Started(ID));
            let start = Instant::now();
            for at in [0, seconds] {
                let progress = Progress { done: at, ..Progress::default() };
                app.update(Msg::Progress(ID, progress, start + Duration::from_secs(at)));
            }
            let error = Error::new(ErrorKind::Network, "a.csv", "broke");
            let cmds = app.update(Msg::Finished(ID, Err(error.clone())));
            assert_eq!(cmds.iter().any(|cmd| matches!(cmd, Cmd::Notify(_))), tells, "{seconds} {notify}");
            assert_eq!(app.log.iter().next(), Some(&Notice::Failed(error)), "the log has it in any case");
        }
    }
}
