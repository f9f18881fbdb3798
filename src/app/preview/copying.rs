//! What can be copied of a preview: a cell, a row, names of columns, and the lines that open the file elsewhere.

use std::path::PathBuf;

use super::{Subject, Viewer};
use crate::app::App;
use crate::app::copying::{CopyChoice, CopyWhat, Copyable};
use crate::app::jobs::JobState;
use crate::app::popup::Popup;
use crate::base::i18n::Said;
use crate::download::Verdict;
use crate::model::Media;
use crate::preview::opening::{OpenableFile, Opener};
use crate::{said, t};

impl Viewer {
    fn cell(&self) -> Option<String> {
        let (table, _) = self.table()?;
        table.rows.get(self.chosen_row()?)?.get(self.chosen_column()?)?.clone()
    }

    /// The cells of the row under the cursor that are shown, as a line of CSV.
    fn row_line(&self) -> Option<String> {
        let (table, arrangement) = self.table()?;
        let row = table.rows.get(self.chosen_row()?)?;
        let cells = arrangement.columns.iter().filter_map(|column| row.get(*column));
        Some(listed(cells.map(|cell| cell.as_deref().unwrap_or_default())))
    }

    fn column_names(&self) -> Option<String> {
        let (table, arrangement) = self.table()?;
        let columns = arrangement.columns.iter().filter_map(|column| table.columns.get(*column));
        Some(listed(columns.map(|column| column.name.as_str())))
    }
}

/// A line of CSV.
fn listed<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let quoted = |cell: &str| match cell.contains([',', '"']) || cell.trim() != cell {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    };
    cells.map(quoted).collect::<Vec<_>>().join(",")
}

const OPENERS: [(Opener, Said); 4] = [
    (Opener::DuckDb, said!("app-preview-copy-duckdb")),
    (Opener::Pandas, said!("app-preview-copy-pandas")),
    (Opener::R, said!("app-preview-copy-r")),
    (Opener::Qgis, said!("app-preview-copy-qgis")),
];

impl App {
    pub(super) fn copy_cell(&mut self) {
        match self.viewer.as_ref().and_then(Viewer::cell) {
            Some(cell) => self.copy(cell),
            None => self.say(t!("app-preview-nothing-to-copy")),
        }
    }

    /// `Y`: what is to be copied, of all there is.
    pub(super) fn choose_preview_copy(&mut self) {
        let rows = self.preview_copies();
        match rows.is_empty() {
            true => self.say(t!("app-preview-nothing-to-copy")),
            false => self.popup = Some(Popup::Copy(CopyChoice { rows, row: 0 })),
        }
    }

    /// Guichet's own command first, as everywhere.
    fn preview_copies(&self) -> Vec<Copyable> {
        let Some(viewer) = &self.viewer else { return vec![] };
        let of_media = match viewer.subject.outermost() {
            Subject::File(path) => {
                let path = path.to_str().into_iter();
                let entries = viewer.subject.entry().iter().flat_map(|entry| ["--entry", entry]);
                let words: Vec<&str> = ["guichet", "preview"].into_iter().chain(path).chain(entries).collect();
                let command = self.shell.command(&words);
                command.map(|text| copied(said!("app-copy-command"), text)).into_iter().collect()
            }
            _ => {
                let mut rows = self.copyable();
                let command = self.command_of_entry(viewer.subject.entry());
                if let (Some(first), Some(command)) = (rows.first_mut(), command) {
                    first.what = CopyWhat::Text(command);
                }
                rows
            }
        };
        let table = [
            (said!("app-preview-copy-cell"), viewer.cell()),
            (said!("app-preview-copy-row"), viewer.row_line()),
            (said!("app-preview-copy-names"), viewer.column_names()),
        ];
        let table =
            table.into_iter().filter_map(|(label, text)| Some(copied(label, text.filter(|it| !it.is_empty())?)));
        of_media.into_iter().chain(self.opening_lines(viewer)).chain(table).collect()
    }

    /// Where a media was downloaded to in this session, unless another one came than its portal states.
    pub(super) fn file_of(&self, media: &Media) -> Option<PathBuf> {
        self.jobs.iter().rev().find_map(|job| match &job.state {
            JobState::Done(outcome) if outcome.verdict != Verdict::Altered && job.order.media == *media => {
                Some(outcome.path.clone())
            }
            _ => None,
        })
    }

    /// What takes what is looked into out of the media that is an archive.
    fn command_of_entry(&self, path: &[String]) -> Option<String> {
        let address = self.chosen()?.target.address().filter(|_| !path.is_empty())?.to_string();
        let entries = path.iter().flat_map(|entry| ["--entry", entry]);
        let words: Vec<&str> = ["guichet", "get", &address].into_iter().chain(entries).collect();
        self.shell.command(&words)
    }

    /// Of a file that is on the disk, and not another one than its portal states.
    fn opening_lines(&self, viewer: &Viewer) -> Vec<Copyable> {
        let path = match &viewer.subject {
            Subject::File(path) => Some(path.clone()),
            Subject::Media(media) => self.file_of(media),
            // No program opens it where it lies.
            Subject::Inside(..) => None,
        };
        let (Some(path), Some(preview)) = (path, viewer.load.ready()) else { return vec![] };
        let file = OpenableFile::new(&path, preview, &viewer.options.text);
        let line = |(opener, label)| Some(copied(label, file.line(opener, self.shell)?));
        OPENERS.into_iter().filter_map(line).collect()
    }
}

fn copied(label: Said, text: String) -> Copyable {
    Copyable { label, what: CopyWhat::Text(text) }
}
