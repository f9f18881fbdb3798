//! `u`: what was cancelled goes on, a file that was overwritten gets its old content back, and a search that was forgotten
//! its row, until the program ends.

use std::path::PathBuf;

use super::jobs::{JobId, JobState};
use super::searches::SavedSearch;
use super::{App, Cmd};
use crate::base::disk::shown;
use crate::base::error::Result;
use crate::t;

/// Something that can be undone.
#[derive(Clone, Debug, PartialEq)]
pub enum Undo {
    /// A download was given up; whether it had been paused.
    Cancelled { id: JobId, paused: bool },
    /// A download took the place of this file.
    Replaced { id: JobId, path: PathBuf },
    /// A saved search was forgotten, which stood at this place.
    Forgotten { search: Box<SavedSearch>, at: usize },
}

impl App {
    pub(super) fn undo(&mut self) {
        while let Some(last) = self.undo.pop() {
            match last {
                Undo::Replaced { id, path } => return self.send(Cmd::PutBack(id, path)),
                Undo::Forgotten { search, at } => return self.remember_search(*search, at),
                Undo::Cancelled { id, paused } => {
                    let given_up = self.jobs.by_id(id).filter(|job| job.state == JobState::Cancelled);
                    // It was taken up by another key meanwhile, or removed.
                    let Some(title) = given_up.map(|job| job.order.media.title.clone()) else { continue };
                    self.jobs.take_up(id, paused);
                    return self.say(t!("app-undone-cancel", title));
                }
            }
        }
        self.say(t!("app-nothing-to-undo"));
    }

    pub(super) fn was_put_back(&mut self, id: JobId, result: Result<PathBuf>) {
        match result {
            Ok(path) => {
                self.jobs.take_away(id);
                self.leave_empty_jobs();
                self.say(t!("app-undone-overwrite", path = shown(&path)));
            }
            Err(error) => self.fail(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{in_dataset, media, press};
    use super::*;
    use crate::app::Msg;
    use crate::app::jobs::JobId;
    use crate::download::{Outcome, outcome_for_tests};

    #[test]
    fn what_was_given_up_goes_on_as_it_was_the_latest_first() {
        let mut app = in_dataset(vec![media("a"), media("b")]);
        press(&mut app, "djd\t\t");
        press(&mut app, "gx");
        press(&mut app, "j x");
        let states = |app: &App| app.jobs.iter().map(|job| job.state.clone()).collect::<Vec<_>>();
        assert_eq!(states(&app), [JobState::Cancelled, JobState::Cancelled]);
        press(&mut app, "u");
        assert_eq!(states(&app), [JobState::Cancelled, JobState::Paused]);
        let cmds = press(&mut app, "u");
        assert_eq!(states(&app), [JobState::Queued, JobState::Paused]);
        assert!(cmds.iter().any(|cmd| matches!(cmd, Cmd::Download(JobId(1), ..))));
        press(&mut app, "u");
        assert!(app.notice.is_some() && states(&app)[0] == JobState::Queued, "that was all");
    }

    #[test]
    fn a_file_that_was_overwritten_is_asked_back_and_its_row_goes() {
        let mut app = in_dataset(vec![media("a")]);
        press(&mut app, "d");
        let path = PathBuf::from("/data/a.csv");
        let outcome = Outcome { path: path.clone(), replaced: true, ..outcome_for_tests() };
        app.update(Msg::Finished(JobId(1), Ok(outcome)));
        assert_eq!(press(&mut app, "u"), [Cmd::PutBack(JobId(1), path.clone())]);
        app.update(Msg::PutBack(JobId(1), Ok(path)));
        assert!(app.jobs.is_empty());
    }
}
