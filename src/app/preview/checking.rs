//! `C`: what is looked into is held against its schema, all of it; what does not fit is one more table of the preview.

use super::arrangement::Arrangement;
use super::{Subject, Viewer};
use crate::app::listing::Load;
use crate::app::{App, Cmd};
use crate::base::error::{Error, Result};
use crate::base::format;
use crate::check::{Misfit, Severity};
use crate::preview::View;
use crate::session::{CheckStage, CheckedFile};
use crate::t;
use crate::tabular::{Table, cell};

/// How many misfits are told one by one.
pub const MOST_TOLD: usize = 1000;

/// A check that a person asked for, of what they look into.
#[derive(Debug)]
pub enum ViewerCheck {
    /// `None`: it has just begun.
    Runs(Option<CheckStage>),
    Failed(Error),
    /// What came of it in sentences, and each misfit.
    Done { fits: bool, said: Vec<String>, misfits: Option<Box<Table>> },
}

impl ViewerCheck {
    fn of(checked: &CheckedFile) -> Self {
        let report = &checked.report;
        let mut said: Vec<String> = checked.said().into_iter().chain(checked.notes()).collect();
        if report.errors + report.warnings > report.misfits.len() as u64 {
            said.push(t!("app-check-first", count = report.misfits.len()));
        }
        let misfits = (!report.misfits.is_empty()).then(|| Box::new(table(&report.misfits)));
        Self::Done { fits: report.fits(), said, misfits }
    }

    pub fn is_running(&self) -> bool {
        matches!(self, Self::Runs(_))
    }

    /// How far it is.
    pub fn stage_words(stage: Option<CheckStage>) -> String {
        match stage {
            None => t!("app-check-begins"),
            Some(CheckStage::Comes(done, None)) => t!("app-check-comes", done = format::size(done)),
            Some(CheckStage::Comes(done, Some(whole))) => {
                t!("app-check-comes-of", done = format::size(done), whole = format::size(whole))
            }
            Some(CheckStage::IsRead(done, whole)) => {
                t!("app-check-read", done = format::size(done), whole = format::size(whole))
            }
        }
    }
}

/// Where each stands, what is wrong, and what to do about it.
fn table(misfits: &[Misfit]) -> Table {
    let names = [
        t!("app-check-line"),
        t!("app-check-column"),
        t!("app-check-rule"),
        t!("app-check-cell"),
        t!("app-check-what"),
        t!("app-check-remedy"),
    ];
    let row = |misfit: &Misfit| {
        let line = misfit.place.map(|place| place.line.unwrap_or(place.row).to_string());
        let rule = match misfit.severity {
            Severity::Warning => format::labelled(&t!("check-warning"), &misfit.rule.said()),
            Severity::Error => misfit.rule.said(),
        };
        let texts = [
            line.unwrap_or_default(),
            misfit.column.clone().unwrap_or_default(),
            rule,
            misfit.value.clone().unwrap_or_default(),
            misfit.message.to_string(),
            misfit.remedy.to_string(),
        ];
        texts.iter().map(|text| cell(text)).collect()
    };
    Table::new(names.to_vec(), misfits.iter().map(row).collect(), '.')
}

impl Viewer {
    /// Whether what is shown is what does not fit.
    pub fn shows_misfits(&self) -> bool {
        self.misfits_at.is_some_and(|at| at == self.view)
    }

    /// The misfits of a check that has ended, as the last of the views.
    pub(super) fn add_misfits(&mut self) {
        self.misfits_at = None;
        let Some(ViewerCheck::Done { misfits: Some(table), .. }) = &self.check else { return };
        if let Load::Ready(preview) = &mut self.load {
            self.misfits_at = Some(preview.views.len());
            self.arrangements.push(Arrangement::new(table));
            preview.views.push(View::Table((**table).clone()));
        }
    }

    /// Goes to what does not fit, in place of what an earlier check has found.
    fn show_misfits(&mut self) {
        if let (Load::Ready(preview), Some(at)) = (&mut self.load, self.misfits_at) {
            preview.views.truncate(at);
            self.arrangements.truncate(at);
            self.view = self.view.min(at.saturating_sub(1));
        }
        self.add_misfits();
        if let Some(at) = self.misfits_at {
            self.left.insert(self.view, (self.row, self.column));
            (self.view, self.row, self.column, self.line) = (at, 0, 0, None);
        }
    }
}

impl App {
    /// Begins to check, or ends a check that runs.
    pub(super) fn check_previewed(&mut self) {
        let Some(viewer) = &mut self.viewer else { return };
        if viewer.check.take().is_some_and(|check| check.is_running()) {
            return self.send(Cmd::StopCheck);
        }
        let (subject, options) = (viewer.subject.clone(), viewer.options.text.clone());
        let file = match &subject {
            Subject::File(path) => Some(path.clone()),
            Subject::Media(media) => self.file_of(media),
            Subject::Inside(..) => return self.say(t!("app-check-inside")),
        };
        if matches!(&subject, Subject::Media(media) if media.schema.is_none() && file.is_none()) {
            return self.say(t!("app-check-no-schema"));
        }
        if let Some(viewer) = &mut self.viewer {
            viewer.check = Some(ViewerCheck::Runs(None));
        }
        self.send(Cmd::Check(subject, file, options));
    }

    /// How far the check is, as long as somebody waits for it.
    pub(in crate::app) fn check_goes_on(&mut self, subject: &Subject, stage: CheckStage) {
        let viewer = self.viewer.as_mut().filter(|viewer| viewer.subject == *subject);
        if let Some(Viewer { check: Some(ViewerCheck::Runs(now)), .. }) = viewer {
            *now = Some(stage);
        }
    }

    /// Goes to what does not fit.
    pub(in crate::app) fn checked(&mut self, subject: &Subject, result: Result<CheckedFile>) {
        let viewer = self.viewer.as_mut().filter(|viewer| viewer.subject == *subject);
        let Some(viewer) = viewer.filter(|viewer| viewer.check.as_ref().is_some_and(ViewerCheck::is_running)) else {
            return;
        };
        viewer.check = Some(match result {
            Ok(checked) => ViewerCheck::of(&checked),
            Err(error) => ViewerCheck::Failed(error),
        });
        viewer.show_misfits();
    }
}
