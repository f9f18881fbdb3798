//! What is asked or shown above the panes, one at a time.

use zeroize::Zeroizing;

use crate::access::secrets::{Ask as Question, Secret};
use crate::base::error::Error;
use crate::base::i18n::Said;
use crate::model::{Facet, Media, Query};
use crate::t;

use super::checklist::Checklist;
use super::form::Form;
use super::jobs::JobId;
use super::palette::Palette;
use super::plan::Plan;

#[derive(Clone, Debug, PartialEq)]
pub enum Popup {
    /// The key table; how far it is scrolled.
    Help(u16),
    /// Downloads run: quit all the same?
    Quit,
    /// Holds personal data: download all the same?
    Personal(Box<Media>),
    /// The name of a job's file is taken; the key of an answer that is to be pressed again.
    Taken(JobId, Option<char>),
    Pick(Pick),
    Palette(Palette),
    /// Something is wrong that was found before the first key; any key goes on.
    Trouble(Error),
    /// Bookmarks and visited places; the chosen row.
    Places(usize),
    /// What a bulk download would bring.
    Plan(Plan),
    /// How access is asked for.
    Access(Checklist),
    /// A media asks questions.
    Form(Form),
    /// The encrypted file wants to be opened.
    Passphrase(Passphrase),
}

/// What is typed unseen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hidden(Secret);

impl Hidden {
    /// How much is typed, in words.
    pub fn length(&self) -> String {
        t!("setup-characters", count = self.0.chars())
    }

    pub fn chars(&self) -> usize {
        self.0.chars()
    }

    pub fn insert(&mut self, text: &str) {
        self.change(|typed| typed.extend(text.chars().filter(|c| !c.is_control())));
    }

    pub fn remove_last(&mut self) {
        self.change(|typed| {
            typed.pop();
        });
    }

    pub fn clear(&mut self) {
        self.take();
    }

    pub fn take(&mut self) -> Secret {
        std::mem::take(&mut self.0)
    }

    pub(super) fn change(&mut self, change: impl FnOnce(&mut String)) {
        /// More than is typed at once, for growing leaves a copy behind.
        const ROOM: usize = 4096;
        let mut text = Zeroizing::new(String::with_capacity(self.0.expose().len() + ROOM));
        text.push_str(self.0.expose());
        change(&mut text);
        self.0 = Secret::from(std::mem::take(&mut *text));
    }
}

/// A passphrase being typed; twice where it is a new one.
#[derive(Clone, Debug, PartialEq)]
pub struct Passphrase {
    pub question: Question,
    pub typed: Hidden,
    /// What was typed the first time.
    first: Option<Secret>,
    /// Why it is asked again.
    pub mistake: Option<String>,
}

impl Passphrase {
    pub fn new(question: Question) -> Self {
        Self { question, typed: Hidden::default(), first: None, mistake: None }
    }

    /// What the person is to do now.
    pub fn request(&self) -> String {
        match (self.question, &self.first) {
            (Question::Passphrase, _) => t!("app-passphrase"),
            (Question::NewPassphrase, None) => t!("app-new-passphrase"),
            (Question::NewPassphrase, Some(_)) => t!("app-passphrase-again"),
        }
    }

    /// The passphrase, once it is complete.
    pub fn enter(&mut self) -> Option<Secret> {
        let typed = self.typed.take();
        self.mistake = typed.is_empty().then(|| t!("app-passphrase-empty"));
        match (self.question, self.first.take()) {
            _ if typed.is_empty() => None,
            (Question::Passphrase, _) => Some(typed),
            (Question::NewPassphrase, None) => {
                self.first = Some(typed);
                None
            }
            (Question::NewPassphrase, Some(first)) if first == typed => Some(typed),
            (Question::NewPassphrase, Some(_)) => {
                self.mistake = Some(t!("app-passphrases-differ"));
                None
            }
        }
    }
}

/// A list to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    pub purpose: Purpose,
    pub rows: Vec<PickRow>,
    pub row: usize,
    /// The query as it will be asked.
    pub query: Query,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Filters,
    Sort,
}

/// One line of a [`Pick`]: a heading (nothing to choose) or a choice.
#[derive(Clone, Debug, PartialEq)]
pub enum PickRow {
    Heading(String),
    Choice { key: String, value: String, label: String, count: Option<u64> },
}

impl Pick {
    /// Everything a portal's facets offer; on: the values of `query`.
    pub fn filters(facets: &[Facet], query: &Query) -> Self {
        let rows = facets.iter().flat_map(|facet| {
            let heading = PickRow::Heading(facet.label.clone());
            let choices = facet.values.iter().map(|value| PickRow::Choice {
                key: facet.key.clone(),
                value: value.value.clone(),
                label: value.label.clone(),
                count: value.count,
            });
            std::iter::once(heading).chain(choices)
        });
        Self::new(Purpose::Filters, rows.collect(), query)
    }

    /// The portal's sort orders, each in both directions, after its default order.
    pub fn sorts(sorts: &[(&str, Said)], query: &Query) -> Self {
        let choice = |value: String, label: String| PickRow::Choice { key: "sort".into(), value, label, count: None };
        let both = |(key, label): &(&str, Said)| {
            [choice((*key).into(), format!("{label} ↑")), choice(format!("-{key}"), format!("{label} ↓"))]
        };
        let default = choice(String::new(), t!("app-own-order"));
        Self::new(Purpose::Sort, std::iter::once(default).chain(sorts.iter().flat_map(both)).collect(), query)
    }

    fn new(purpose: Purpose, rows: Vec<PickRow>, query: &Query) -> Self {
        let mut pick = Self { purpose, rows, row: 0, query: query.clone() };
        let on = (0..pick.rows.len()).find(|row| pick.is_on(*row));
        let first = pick.rows.iter().position(|row| matches!(row, PickRow::Choice { .. }));
        pick.row = on.or(first).unwrap_or(0);
        pick
    }

    /// Moves by `step` choices, over headings.
    pub fn move_by(&mut self, step: isize) {
        let choices: Vec<usize> =
            (0..self.rows.len()).filter(|row| matches!(self.rows[*row], PickRow::Choice { .. })).collect();
        let Some(at) = choices.iter().position(|row| *row == self.row) else { return };
        self.row = choices[at.saturating_add_signed(step).min(choices.len() - 1)];
    }

    /// Chooses a row that a click fell on. False where there is nothing to choose.
    pub fn choose(&mut self, row: usize) -> bool {
        let is_choice = matches!(self.rows.get(row), Some(PickRow::Choice { .. }));
        if is_choice {
            self.row = row;
        }
        is_choice
    }

    pub fn is_on(&self, row: usize) -> bool {
        match (&self.rows[row], self.purpose) {
            (PickRow::Heading(_), _) => false,
            (PickRow::Choice { value, .. }, Purpose::Sort) => self.query.sort.as_deref().unwrap_or_default() == value,
            (PickRow::Choice { key, value, .. }, Purpose::Filters) => {
                self.query.filters.iter().any(|(k, v)| k == key && v == value)
            }
        }
    }

    /// Switches the chosen row on or off.
    pub fn toggle(&mut self) {
        let Some(PickRow::Choice { key, value, .. }) = self.rows.get(self.row) else { return };
        let pair = (key.clone(), value.clone());
        match self.purpose {
            Purpose::Sort => self.query.sort = Some(pair.1).filter(|sort| !sort.is_empty()),
            Purpose::Filters => match self.query.filters.iter().position(|filter| *filter == pair) {
                Some(at) => drop(self.query.filters.remove(at)),
                None => self.query.filters.push(pair),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FacetValue;

    #[test]
    fn filters_toggle_and_headings_are_stepped_over() {
        let value = |value: &str| FacetValue { value: value.into(), label: value.to_uppercase(), count: Some(3) };
        let facet = |key: &str, values: &[&str]| Facet {
            key: key.into(),
            label: key.into(),
            values: values.iter().map(|v| value(v)).collect(),
        };
        let mut pick = Pick::filters(&[facet("theme", &["eau", "air"]), facet("access", &["open"])], &Query::default());
        assert_eq!(pick.row, 1);
        pick.move_by(2);
        assert_eq!(pick.row, 4, "the heading in row 3 is stepped over");
        pick.toggle();
        assert_eq!(pick.query.filters, [("access".to_owned(), "open".to_owned())]);
        assert!(pick.is_on(4) && !pick.is_on(1));
        pick.toggle();
        assert!(pick.query.is_empty());
        pick.move_by(-9);
        assert_eq!(pick.row, 1);
    }

    #[test]
    fn a_sort_order_replaces_the_one_before() {
        let mut pick = Pick::sorts(&[("title", Said("title"))], &Query::default());
        assert!(pick.is_on(0));
        pick.move_by(2);
        pick.toggle();
        assert_eq!(pick.query.sort.as_deref(), Some("-title"));
        pick.move_by(-2);
        pick.toggle();
        assert_eq!(pick.query.sort, None);
    }
}
