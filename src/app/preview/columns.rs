//! The box that finds a column by its name.

use crossterm::event::{KeyCode, KeyEvent};

use crate::app::App;
use crate::app::input::Input;
use crate::app::popup::Popup;
use crate::app::rank::rank_folded;
use crate::base::text;

/// The line being typed, and which of the columns it leaves is chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnChoice {
    pub input: Input,
    pub row: usize,
}

impl App {
    /// The columns whose names are like what is typed, the likest first, by their place in the table.
    pub fn columns_like(&self, choice: &ColumnChoice) -> Vec<usize> {
        let Some((table, _)) = self.viewer.as_ref().and_then(|viewer| viewer.table()) else { return vec![] };
        let names = table.columns.iter().map(|column| text::fold(&column.name));
        rank_folded(choice.input.text(), names).into_iter().map(|at| at as usize).collect()
    }

    pub(in crate::app) fn on_columns_key(&mut self, mut choice: ColumnChoice, key: &KeyEvent) {
        let columns = self.columns_like(&choice);
        let last = columns.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return,
            KeyCode::Enter => {
                if let (Some(column), Some(viewer)) = (columns.get(choice.row), &mut self.viewer) {
                    return viewer.go_to_column(*column);
                }
            }
            KeyCode::Down | KeyCode::Tab => choice.row = (choice.row + 1).min(last),
            KeyCode::Up | KeyCode::BackTab => choice.row = choice.row.saturating_sub(1),
            KeyCode::PageDown => choice.row = (choice.row + 10).min(last),
            KeyCode::PageUp => choice.row = choice.row.saturating_sub(10),
            _ => {
                choice.input.edit(key);
                choice.row = 0;
            }
        }
        self.popup = Some(Popup::Columns(choice));
    }
}
