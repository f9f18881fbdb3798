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
    Done {
        fits: bool,
        said: Vec<String>,
        misfits: Option<Box<Table>>,
    },
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
    pub fn stage_words(stage: Option<CheckStage>, key: &str) -> String {
        match stage {
            None => t!("app-check-begins", key),
            Some(CheckStage::Comes(done, None)) => t!("app-check-comes", done = format::size(done), key),
            Some(CheckStage::Comes(done, Some(whole))) => {
                t!("app-check-comes-of", done = format::size(done), whole = format::size(whole), key)
            }
            Some(CheckStage::IsRead(done, whole)) => {
                t!("app-check-read", done = format::size(done), whole = format::size(whole), key)
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
    pub(in crate::app) fn check_previewed(&mut self) {
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

#[cfg(test)]
pub mod tests {
    use std::path::Path;

    use serde_json::{Value, json};

    use super::*;
    use crate::app::tests::{in_dataset, media, press};
    use crate::app::{Msg, Notice};
    use crate::base::beside::Wanted;
    use crate::base::error::ErrorKind;
    use crate::check::FileSchema;
    use crate::check::origin::FoundSchema;
    use crate::model::{Media, SchemaRef};
    use crate::preview::{About, ReadOptions, Sample, interpret};
    use crate::tabular::TextOptions;

    const TABLE: &str = "nom;n\nRennes;9\nRedon;x\n;3\n";

    /// What came of holding `text` against a schema of two fields.
    pub fn checked_for_tests(name: &str, text: &str) -> CheckedFile {
        let document =
            json!({"fields": [{"name": "nom", "constraints": {"required": true}}, {"name": "n", "type": "integer"}]});
        let schema = FileSchema::read(&document, "cities", name).unwrap();
        let report = schema.check(text.as_bytes(), name, &TextOptions::default(), MOST_TOLD, &Wanted::always());
        let schema = FoundSchema { document: Value::Null, name: "cities".into(), version: None, url: None, note: None };
        CheckedFile { name: name.into(), schema, report: report.unwrap() }
    }

    fn with_schema() -> Media {
        let schema = SchemaRef { name: Some("a/cities".into()), ..SchemaRef::default() };
        Media { schema: Some(schema), ..media("a") }
    }

    fn looking(media: &Media) -> App {
        let mut app = in_dataset(vec![media.clone()]);
        press(&mut app, "p");
        let about = About::file(Path::new("a.csv"));
        let sample = Sample { bytes: TABLE.into(), whole: true, total: None, about };
        let preview = interpret(&sample, &ReadOptions::default());
        app.update(Msg::Previewed(Subject::Media(Box::new(media.clone())), Box::new(Ok(preview))));
        app
    }

    fn viewer(app: &App) -> &Viewer {
        app.viewer.as_ref().unwrap()
    }

    #[test]
    fn what_does_not_fit_is_one_more_table_that_keys_work_in() {
        let media = with_schema();
        let subject = Subject::Media(Box::new(media.clone()));
        let mut app = looking(&media);
        let asked = press(&mut app, "jC");
        assert_eq!(asked, [Cmd::Check(subject.clone(), None, TextOptions::default())]);
        app.update(Msg::CheckGoesOn(subject.clone(), CheckStage::IsRead(10, 20)));
        assert!(matches!(viewer(&app).check, Some(ViewerCheck::Runs(Some(CheckStage::IsRead(10, 20))))));
        app.update(Msg::Checked(subject.clone(), Box::new(Ok(checked_for_tests("a.csv", TABLE)))));
        assert!(viewer(&app).shows_misfits());
        let (table, arrangement) = viewer(&app).table().unwrap();
        assert_eq!((table.rows.len(), arrangement.rows.len(), table.columns.len()), (2, 2, 6));
        assert_eq!(table.rows[0][..2], [Some("3".to_owned()), Some("n".to_owned())]);
        press(&mut app, "lO");
        assert_eq!(viewer(&app).table().unwrap().1.rows, [1, 0], "sorted by column");
        press(&mut app, "v");
        assert_eq!((viewer(&app).shows_misfits(), viewer(&app).row), (false, 1), "where one was");
        press(&mut app, "t");
        assert_eq!(viewer(&app).load.ready().map(|it| it.views.len()), Some(2), "read another way it is still there");
        press(&mut app, "C");
        app.update(Msg::Checked(subject, Box::new(Ok(checked_for_tests("a.csv", "nom;n\nRennes;9\n")))));
        assert!(matches!(viewer(&app).check, Some(ViewerCheck::Done { fits: true, .. })));
        assert_eq!(viewer(&app).load.ready().map(|it| it.views.len()), Some(1), "nothing is left of the first");
    }

    #[test]
    fn a_check_ends_with_its_key_and_with_the_preview() {
        let media = with_schema();
        let subject = Subject::Media(Box::new(media.clone()));
        let mut app = looking(&media);
        press(&mut app, "C");
        assert_eq!(press(&mut app, "C"), [Cmd::StopCheck]);
        app.update(Msg::Checked(subject.clone(), Box::new(Ok(checked_for_tests("a.csv", TABLE)))));
        assert!(viewer(&app).check.is_none(), "it comes too late");
        press(&mut app, "C");
        let failed = Error::new(ErrorKind::Network, "a", "gone");
        app.update(Msg::Checked(subject, Box::new(Err(failed))));
        assert!(matches!(viewer(&app).check, Some(ViewerCheck::Failed(_))));
        press(&mut app, "C");
        assert_eq!(press(&mut app, "p"), [Cmd::StopCheck]);
    }

    #[test]
    fn what_has_no_schema_or_lies_in_an_archive_says_how() {
        let mut app = looking(&media("a"));
        assert_eq!(press(&mut app, "C"), []);
        assert!(matches!(&app.notice, Some(Notice::Said(said)) if said.contains("guichet check")));
        let media = with_schema();
        let mut app = looking(&media);
        app.look_into_entry("b.csv");
        assert_eq!(press(&mut app, "C").into_iter().filter(|cmd| matches!(cmd, Cmd::Check(..))).count(), 0);
        assert!(matches!(&app.notice, Some(Notice::Said(said)) if said.contains("--entry")));
    }
}
