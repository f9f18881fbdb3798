//! The value of a filter, being typed into the filter box.

use super::input::Input;
use crate::base::text;
use crate::model::FacetValue;
use crate::model::filter::Filter;
use crate::model::territory::{Territory, Where, suggest};

#[derive(Clone, Debug, PartialEq)]
pub struct Typing {
    pub filter: Filter,
    pub input: Input,
    /// What is wrong with what was typed, since it was last tried.
    pub mistake: Option<String>,
    /// The values that the portal tells.
    known: Vec<FacetValue>,
    /// The chosen one of [`Self::offered`]; `None`: what is typed.
    pub row: Option<usize>,
}

impl Typing {
    pub fn new(filter: Filter, asked: Option<&str>, known: Vec<FacetValue>) -> Self {
        Self { filter, input: Input::new(asked.unwrap_or_default()), mistake: None, known, row: None }
    }

    /// Offers what is meant by what is typed now, where the filter takes a territory.
    fn suggest(&mut self) {
        /// As many as are read at a glance.
        const MOST: usize = 8;
        if self.filter.accepts.is_territory() {
            let value = |it: Territory| FacetValue {
                value: Where::Territory(it).value(),
                label: format!("{} · {}", it.name(), it.what()),
                count: None,
            };
            self.known = suggest(self.input.text(), MOST).into_iter().map(value).collect();
        }
    }

    /// The known values with what is typed in them.
    pub fn offered(&self) -> Vec<&FacetValue> {
        if self.filter.accepts.is_territory() {
            return self.known.iter().collect(); // by what is typed
        }
        let typed = text::fold(self.input.text().trim());
        let has = |text: &str| text::fold(text).contains(&typed);
        self.known.iter().filter(|it| has(&it.label) || has(&it.value)).collect()
    }

    /// Moves by `step` offered values; before the first of them is what is typed.
    pub(super) fn move_by(&mut self, step: isize) {
        let last = self.offered().len();
        let row = self.row.map_or(0, |row| row + 1).saturating_add_signed(step).min(last);
        self.row = row.checked_sub(1);
    }

    /// Changes what is typed.
    pub(super) fn edit(&mut self, change: impl FnOnce(&mut Input)) {
        change(&mut self.input);
        (self.mistake, self.row) = (None, None);
        self.suggest();
    }

    /// The value as it is asked for: the chosen one, the one that is called so, what is typed; else what is wrong is kept, and what was typed stays.
    pub(super) fn value(&mut self) -> Option<String> {
        let typed = text::fold(self.input.text().trim());
        let known = match self.row {
            Some(row) => self.offered().get(row).copied(),
            None => self.known.iter().find(|it| text::fold(&it.label) == typed),
        };
        if let Some(known) = known {
            return Some(known.value.clone());
        }
        match self.filter.check(self.input.text()) {
            Ok(value) => Some(value),
            Err(error) => {
                let hint = error.hint.filter(|_| self.filter.accepts.is_territory()).map(|hint| hint.to_string());
                self.mistake =
                    Some(std::iter::once(error.cause.to_string()).chain(hint).collect::<Vec<_>>().join(". "));
                None
            }
        }
    }
}
