//! `p`: the first rows of a media in words, each value behind the name of its column.

use std::io::Write;

use super::Linear;
use super::place::listed;
use crate::app::Typed;
use crate::app::listing::Load;
use crate::app::preview::Subject;
use crate::app::preview::checking::ViewerCheck;
use crate::base::format;
use crate::config::keys::Action;
use crate::preview::{Node, Preview, View, coverage_words};
use crate::t;
use crate::tabular::{Column, Table};

/// How many rows of a table, and lines of anything else, are said.
const ROWS: usize = 5;
const LINES: usize = 20;

impl<W: Write + Send> Linear<W> {
    pub(super) fn preview(&mut self, row: usize, entry: Option<String>) {
        if self.choose(row).is_none() {
            return;
        }
        self.act(Action::Preview);
        entry.into_iter().for_each(|name| self.type_in(Typed::LookInside(name)));
        self.tell_what_is_looked_into();
    }

    /// Of a media, or of a file that was downloaded.
    pub(super) fn tell_what_is_looked_into(&mut self) {
        self.wait(|it| it.app.viewer().is_none_or(|viewer| viewer.load != Load::Loading));
        let Some(viewer) = self.app.take_viewer() else { return }; // there is a notice that says why not
        match viewer.load {
            Load::Ready(preview) => {
                self.say(&t!("linear-preview", title = viewer.subject.title()));
                self.tell_preview(&preview);
                if !preview.entries.is_empty() {
                    self.say(&match viewer.subject.outermost() {
                        Subject::File(_) => t!("linear-preview-name-it"),
                        _ => t!("archive-name-it"),
                    });
                }
                let coverage = viewer.dataset.as_deref().and_then(coverage_words);
                coverage.iter().for_each(|extent| self.say(&t!("ui-map-dataset", extent)));
            }
            Load::Failed(error) => self.say_error(&error),
            Load::Loading => {} // the input has ended
        }
    }

    /// Of the whole media, which comes over first where it is not here; what does not fit is said row by row.
    pub(super) fn check(&mut self, row: usize) {
        if self.choose(row).is_none() {
            return;
        }
        self.act(Action::Preview);
        self.type_in(Typed::Check);
        self.wait(|it| {
            let check = it.app.viewer().and_then(|viewer| viewer.check.as_ref());
            !check.is_some_and(ViewerCheck::is_running)
        });
        let Some(viewer) = self.app.take_viewer() else { return };
        match viewer.check {
            Some(ViewerCheck::Done { said, misfits, .. }) => {
                said.iter().for_each(|said| self.say(said));
                misfits.iter().for_each(|table| self.tell_table(table, LINES));
            }
            Some(ViewerCheck::Failed(error)) => self.say_error(&error),
            // There is a notice that says why not, or the input has ended.
            Some(ViewerCheck::Runs(_)) | None => {}
        }
    }

    fn tell_preview(&mut self, preview: &Preview) {
        self.say(&preview.extent());
        preview.said().iter().for_each(|said| self.talk.say(said));
        preview.notes.iter().for_each(|note| self.talk.say(note));
        // A tree behind a table says the same again.
        let has_table = matches!(preview.views.first(), Some(View::Table(_)));
        for view in preview.views.iter().filter(|view| !(has_table && matches!(view, View::Tree(_)))) {
            match view {
                // Who is to name what is looked into hears its name.
                View::Table(table) => self.tell_table(table, if preview.entries.is_empty() { ROWS } else { LINES }),
                View::Tree(node) => self.tell_tree(node),
                View::Text(lines) => lines.iter().take(LINES).for_each(|line| self.talk.say(line)),
                View::Map(map) if map.features.is_empty() => {} // the dataset's own
                View::Map(map) => self.say(&t!("linear-map", words = map.words())),
                View::Facts(facts) => facts.iter().for_each(|(label, text)| self.say_fact(label, text)),
                View::Refused(reason) => self.say(&t!("ui-no-preview", reason)),
            }
        }
    }

    pub(super) fn tell_table(&mut self, table: &Table, most: usize) {
        table.title.iter().for_each(|title| self.talk.say(title));
        let columns: Vec<String> = table.columns.iter().map(|column| told(column, table.rows.len())).collect();
        self.say(&t!("linear-columns", count = columns.len(), names = columns.join(", ")));
        for (number, row) in (1..).zip(table.rows.iter().take(most)) {
            let cells = table.columns.iter().zip(row);
            let cells = cells.filter_map(|(column, cell)| {
                cell.as_deref()
                    .filter(|cell| !cell.is_empty())
                    .map(|text| t!("linear-fact", label = &column.name, text = column.shown(text)))
            });
            self.say(&t!("linear-table-row", number, cells = listed(&cells.collect::<Vec<_>>())));
        }
        let shown = table.rows.len().min(most);
        match table.total {
            Some(total) if total > shown as u64 => {
                self.say(&t!("linear-first-rows", shown, total = format::count(total)))
            }
            Some(_) => {}
            None => self.say(&t!("linear-first-rows-more", shown)),
        }
    }

    fn tell_tree(&mut self, node: &Node) {
        for (depth, node) in node.lines().into_iter().take(LINES) {
            match node.name.is_empty() {
                true => self.say(&node.text),
                false => self.say(&t!("linear-level", depth, name = &node.name, text = &node.text)),
            }
        }
    }
}

/// `siret (SIRET, 35 of 36 fit)`.
fn told(column: &Column, rows: usize) -> String {
    let misfits = column.misfits(rows).map(|fit| format!(", {fit}")).unwrap_or_default();
    format!("{} ({}{misfits})", column.name, column.holds().text())
}
