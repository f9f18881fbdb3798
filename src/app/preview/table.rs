//! What the keys of a preview's table do: sort, filter, freeze, widen, hide, count, copy.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Viewer;
use super::arrangement::{Arrangement, SortedBy};
use super::columns::ColumnChoice;
use crate::app::App;
use crate::app::input::Input;
use crate::app::popup::Popup;
use crate::config::keys::Action;
use crate::preview::View;
use crate::t;
use crate::tabular::Table;

/// What rows are filtered by, being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterLine {
    pub input: Input,
    /// The column whose cells it is about; `None`: any.
    pub column: Option<usize>,
    /// What was asked before it.
    before: String,
}

impl Viewer {
    /// The table that is shown, and how it is arranged.
    pub fn table(&self) -> Option<(&Table, &Arrangement)> {
        match self.shown()? {
            View::Table(table) => Some((table, self.arrangements.get(self.view)?)),
            _ => None,
        }
    }

    fn table_mut(&mut self) -> Option<(&Table, &mut Arrangement)> {
        let Some(View::Table(table)) = self.load.ready()?.views.get(self.view) else { return None };
        Some((table, self.arrangements.get_mut(self.view)?))
    }

    /// The column under the cursor, by its place in the table.
    pub fn chosen_column(&self) -> Option<usize> {
        self.table()?.1.columns.get(self.column).copied()
    }

    /// The row under the cursor, by its place in the table.
    pub fn chosen_row(&self) -> Option<usize> {
        self.table()?.1.rows.get(self.row).copied()
    }

    /// Changes which rows are shown; the cursor stays on its row, if that still is one of them.
    fn rearrange(&mut self, change: impl FnOnce(&mut Arrangement)) {
        let row = self.chosen_row();
        let Some((table, arrangement)) = self.table_mut() else { return };
        change(arrangement);
        arrangement.arrange(table);
        let at = arrangement.rows.iter().position(|it| Some(*it) == row);
        self.row = at.unwrap_or(0);
    }

    /// From the first row on; once more: as the file has them.
    fn sort(&mut self, descending: bool) {
        let Some(column) = self.chosen_column() else { return };
        let by = Some(SortedBy { column, descending });
        self.rearrange(|it| it.sorted_by = if it.sorted_by == by { None } else { by });
        self.row = 0;
    }

    fn freeze(&mut self) {
        let upto = self.column + 1;
        if let Some((_, arrangement)) = self.table_mut() {
            arrangement.frozen = if arrangement.frozen == upto { 0 } else { upto };
        }
    }

    fn widen(&mut self) {
        let Some(column) = self.chosen_column() else { return };
        if let Some((_, arrangement)) = self.table_mut()
            && !arrangement.wide.remove(&column)
        {
            arrangement.wide.insert(column);
        }
    }

    fn hide(&mut self) -> bool {
        let Some(column) = self.chosen_column() else { return false };
        let hides = self.table_mut().is_some_and(|(_, arrangement)| arrangement.hide(column));
        self.move_by(0, 0);
        hides
    }

    fn show_all(&mut self) {
        let column = self.chosen_column();
        if let Some((table, arrangement)) = self.table_mut() {
            (0..table.columns.len()).for_each(|column| _ = arrangement.show(column));
        }
        self.column = column.unwrap_or(0);
    }

    /// Goes to a column, which is shown again if it was hidden.
    pub(super) fn go_to_column(&mut self, column: usize) {
        if let Some((_, arrangement)) = self.table_mut() {
            self.column = arrangement.show(column);
        }
    }

    /// Takes away the filter that was set last by column, then the words.
    fn drop_filter(&mut self) {
        self.rearrange(|it| {
            if it.filters.pop_last().is_none() {
                it.words.clear();
            }
        });
    }

    fn begin_filter(&mut self, column: Option<usize>) {
        let Some((_, arrangement)) = self.table() else { return };
        let before = match column {
            None => arrangement.words.clone(),
            Some(column) => arrangement.filters.get(&column).cloned().unwrap_or_default(),
        };
        self.line = Some(FilterLine { input: Input::new(before.clone()), column, before });
    }

    fn filter_by(&mut self, column: Option<usize>, typed: &str) {
        let typed = typed.trim().to_owned();
        self.rearrange(|it| match column {
            None => it.words = typed,
            Some(column) if typed.is_empty() => _ = it.filters.remove(&column),
            Some(column) => _ = it.filters.insert(column, typed),
        });
    }

    /// The rows follow what is typed; Esc brings back those there were.
    pub(super) fn on_filter_key(&mut self, mut line: FilterLine, key: &KeyEvent) {
        let is_ctrl_c = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => return,
            _ if key.code == KeyCode::Esc || is_ctrl_c => {
                return self.filter_by(line.column, &line.before);
            }
            _ => _ = line.input.edit(key),
        }
        self.filter_by(line.column, line.input.text());
        self.line = Some(line);
    }

    /// What is pasted while a filter is typed.
    pub fn paste(&mut self, text: &str) {
        if let Some(mut line) = self.line.take() {
            line.input.insert(text.trim());
            self.filter_by(line.column, line.input.text());
            self.line = Some(line);
        }
    }
}

impl App {
    /// Whether this is done with a table, and one is shown; if so, it has.
    pub(super) fn act_on_table(&mut self, action: Action) -> bool {
        let Some(viewer) = self.viewer.as_mut().filter(|viewer| viewer.table().is_some()) else { return false };
        match action {
            Action::Freeze => viewer.freeze(),
            Action::Widen => viewer.widen(),
            Action::SortRows => viewer.sort(false),
            Action::SortRowsDown => viewer.sort(true),
            Action::Figures => viewer.shows_figures = !viewer.shows_figures,
            Action::Hide => {
                if !viewer.hide() {
                    self.say(t!("app-preview-last-column"));
                }
            }
            Action::ShowColumns => viewer.show_all(),
            Action::FilterColumn => viewer.begin_filter(viewer.chosen_column()),
            Action::FirstColumn => viewer.column = 0,
            Action::LastColumn => viewer.move_by(0, isize::MAX),
            Action::FilterRows => viewer.begin_filter(None),
            Action::DropRowFilter => viewer.drop_filter(),
            Action::FindColumn => self.popup = Some(Popup::Columns(ColumnChoice::default())),
            Action::CopyCell => self.copy_cell(),
            _ => return false,
        }
        true
    }
}
