//! Which column of a table feeds which parameter, what is said once for all rows, and where the answers go.

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent};

use super::{BatchOffer, BatchTable};
use crate::app::input::Input;
use crate::base::disk::shown;
use crate::base::text;
use crate::download::queue::BatchWish;
use crate::model::form::{self, Answers, Field};
use crate::session::Order;
use crate::t;

/// The choice, while it is made.
#[derive(Clone, Debug, PartialEq)]
pub struct TableChoice {
    pub table: BatchTable,
    /// One for each parameter.
    pub rows: Vec<FeedRow>,
    /// The folder of the answers; its row is behind those of the parameters.
    pub dir: Input,
    pub row: usize,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedRow {
    pub field: Field,
    /// The column that feeds it; none: what is typed holds for all rows.
    pub column: Option<usize>,
    pub input: Input,
    pub mistake: Option<String>,
}

impl FeedRow {
    /// The number of a register would be the same for all rows if it were typed.
    pub fn is_number(&self) -> bool {
        self.field.names && self.field.takes.is_id()
    }

    fn is_open(&self) -> bool {
        self.column.is_none() && (self.is_number() || self.field.required && self.input.text().trim().is_empty())
    }
}

impl TableChoice {
    /// `fields`: what the endpoint asks, with what was answered the last time.
    pub(super) fn new(table: BatchTable, fields: Vec<Field>, offer: &BatchOffer) -> Self {
        let row = |field: Field| FeedRow {
            column: table.fits.best(&field),
            input: Input::new(field.default.clone().unwrap_or_default()),
            mistake: None,
            field,
        };
        let rows: Vec<FeedRow> = fields.into_iter().map(row).collect();
        let stem = table.file.file_stem().map(|stem| text::line(&stem.to_string_lossy())).unwrap_or_default();
        let name = offer.media.dataset.path.last().cloned().unwrap_or_default();
        let dir = Input::new(offer.downloads.join(format!("{name} {stem}")).display().to_string());
        let first = rows.iter().position(FeedRow::is_open).unwrap_or(0);
        Self { table, rows, dir, row: first }
    }

    /// The first row that nothing can begin without.
    pub(in crate::app) fn next_open(&self) -> Option<usize> {
        let missing = |row: &FeedRow| row.is_open() && !row.is_number();
        let all = self.rows.iter().position(missing);
        all.filter(|at| *at != self.row)
    }

    pub(super) fn move_by(&mut self, by: isize) {
        self.row = self.row.saturating_add_signed(by).min(self.rows.len());
    }

    pub(super) fn insert(&mut self, text: &str) {
        match self.rows.get_mut(self.row) {
            Some(row) if row.is_number() => {}
            Some(row) => {
                (row.column, row.mistake) = (None, None);
                row.input.insert(text.trim());
            }
            None => self.dir.insert(text.trim()),
        }
    }

    /// To the left or right where there is nothing to move in: another column. What is typed holds for all rows.
    pub(super) fn edit(&mut self, key: &KeyEvent) {
        let columns = self.table.fits.columns.len();
        let Some(row) = self.rows.get_mut(self.row) else {
            self.dir.edit(key);
            return;
        };
        row.mistake = None;
        let is_free = row.column.is_some() || row.input.text().is_empty() || row.is_number();
        match key.code {
            KeyCode::Right if is_free => row.turn(1, columns),
            KeyCode::Left if is_free => row.turn(-1, columns),
            _ if row.is_number() => {}
            KeyCode::Char(_) if row.column.is_some() => {
                (row.column, row.input) = (None, Input::default());
                row.input.edit(key);
            }
            _ if row.column.is_none() => _ = row.input.edit(key),
            _ => {}
        }
    }

    /// What is to be done; none where something is missing or wrong, which the rows tell.
    pub(super) fn order(&mut self, offer: &BatchOffer) -> Option<Order> {
        for row in &mut self.rows {
            row.mistake = (row.is_number() && row.column.is_none()).then(|| t!("batch-browser-no-column"));
        }
        let typed = |row: &&FeedRow| row.column.is_none() && !row.is_number();
        let fields: Vec<Field> =
            self.rows.iter().filter(typed).map(|row| Field { default: None, ..row.field.clone() }).collect();
        let given = self.rows.iter().filter(typed).map(|row| (row.field.key.as_str(), row.input.text().trim()));
        let answers: Answers = given.filter(|(_, text)| !text.is_empty()).collect();
        let answers = match form::read(&fields, &answers) {
            Ok(answers) => answers,
            Err(mistakes) => {
                for row in &mut self.rows {
                    let own = mistakes.iter().find(|mistake| mistake.key == row.field.key);
                    row.mistake = own.map(|mistake| mistake.cause.to_string()).or(row.mistake.take());
                }
                Answers::default()
            }
        };
        if let Some(wrong) = self.rows.iter().position(|row| row.mistake.is_some()) {
            self.row = wrong;
            return None;
        }
        if self.dir.text().trim().is_empty() {
            self.row = self.rows.len();
            return None;
        }
        Some(self.ordered(offer, answers))
    }

    fn ordered(&self, offer: &BatchOffer, answers: Answers) -> Order {
        let fed = |row: &FeedRow| {
            let column = self.table.fits.columns.get(row.column?)?;
            Some((row.field.key.clone(), column.name.clone()))
        };
        let columns = self.rows.iter().filter_map(fed).collect();
        let (file, dir) = (self.table.file.clone(), PathBuf::from(self.dir.text().trim()));
        let name = file.file_name().map(|name| text::line(&name.to_string_lossy())).unwrap_or(shown(&file));
        let mut media = offer.media.clone();
        media.title = t!("batch-browser-title", title = &offer.title, file = name);
        Order { batch: Some(Box::new(BatchWish { file, columns, dir })), ..Order::new(media, None, answers) }
    }
}

impl FeedRow {
    /// To another column; before the first is what is typed, where that can be.
    fn turn(&mut self, by: isize, columns: usize) {
        let first = usize::from(!self.is_number());
        let places = columns + first;
        let now = self.column.map_or(0, |column| column + first);
        let next = match (self.column, self.is_number()) {
            (None, true) => 0,
            _ => (now + places).saturating_add_signed(by) % places.max(1),
        };
        self.column = next.checked_sub(first).filter(|column| *column < columns);
    }
}
