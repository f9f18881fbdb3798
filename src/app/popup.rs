//! What is asked or shown above the panes, one at a time.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use zeroize::Zeroizing;

use crate::access::secrets::{Elsewhere, Secret};
use crate::base::error::Error;
use crate::base::i18n::Said;
use crate::base::text;
use crate::model::filter::Filter;
use crate::model::{Facet, FacetValue, Media, Query};
use crate::setup::question::Passphrase;
use crate::t;

use super::batch::OpenBatch;
use super::checklist::Checklist;
use super::copying::CopyChoice;
use super::data::compare::OpenComparison;
use super::form::OpenForm;
use super::help::Help;
use super::input::Input;
use super::jobs::JobId;
use super::palette::Palette;
use super::plan::Plan;
use super::preview::columns::ColumnChoice;
use super::typing::Typing;

#[derive(Clone, Debug, PartialEq)]
pub enum Popup {
    /// The key table.
    Help(Help),
    /// All notices; how far they are scrolled.
    Log(u16),
    /// The chosen row is not marked and others are: which are meant?
    Marked,
    /// Files of one's own are to be brought up to date?
    Bring,
    /// What changed in one of them.
    Comparison(OpenComparison),
    /// Downloads run: quit all the same?
    Quit,
    /// Holds personal data: download all the same?
    Personal(Box<Media>),
    /// The name of a job's file is taken; the key of an answer that is to be pressed again.
    Taken(JobId, Option<char>),
    /// What has arrived of a job is to be removed with it?
    Remove(JobId),
    Pick(Box<Pick>),
    Palette(Palette),
    /// Something is wrong that was found before the first key; any key goes on.
    Trouble(Error),
    /// Bookmarks and visited places; the chosen row.
    Places(usize),
    /// What can be copied.
    Copy(CopyChoice),
    /// The columns of the table that is looked into.
    Columns(ColumnChoice),
    /// What a bulk download would bring.
    Plan(Plan),
    /// An endpoint is asked once for each row of a table.
    Batch(Box<OpenBatch>),
    /// A provider fails while that goes on.
    FailingBatch(JobId),
    /// How access is asked for.
    Access(Checklist),
    /// A media asks questions.
    Form(OpenForm),
    /// The encrypted file wants to be opened.
    Passphrase(OpenPassphrase),
    /// A credential is to go elsewhere than where it was given for?
    Elsewhere(Box<Elsewhere>),
}

/// What is typed unseen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hidden(Secret);

impl Hidden {
    pub fn chars(&self) -> usize {
        self.0.chars()
    }

    /// Applies an editing key.
    pub fn edit(&mut self, key: &KeyEvent) {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Backspace => self.change(|typed| _ = typed.pop()),
            KeyCode::Char('u') if control => drop(self.take()),
            KeyCode::Char(c) if !control => self.insert(c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
    }

    pub fn insert(&mut self, text: &str) {
        self.change(|typed| typed.extend(text.chars().filter(|c| !c.is_control())));
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

/// The passphrase being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenPassphrase {
    pub passphrase: Passphrase,
    pub typed: Hidden,
}

/// A list to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    pub purpose: PickPurpose,
    pub rows: Vec<PickRow>,
    pub row: usize,
    /// The query as it will be asked.
    pub query: Query,
    /// The value being typed for one of the filters.
    pub typing: Option<Typing>,
    /// What is looked for among the values.
    pub needle: Input,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickPurpose {
    Filters,
    Sort,
    /// One filter, whose value is typed at once.
    Territory,
}

/// One line of a [`Pick`].
#[derive(Clone, Debug, PartialEq)]
pub enum PickRow {
    /// Stands before its values; a choice itself where values can be typed.
    Filter(Filter),
    Choice {
        key: String,
        value: String,
        label: String,
        count: Option<u64>,
    },
}

impl Pick {
    /// Everything a folder can be filtered by, with the values that are known or asked for; on: the values of `query`.
    pub fn filters(filters: &[Filter], facets: &[Facet], query: &Query) -> Self {
        let rows = filters.iter().flat_map(|filter| {
            let known = filter.values(facets);
            let is_known = |value: &str| known.iter().any(|known| known.value == value);
            let asked: Vec<FacetValue> = query
                .values(filter.key)
                .filter(|value| !is_known(value))
                .map(|value| asked_for(filter, value))
                .collect();
            let choice = |it: FacetValue| PickRow::Choice {
                key: filter.key.to_owned(),
                value: it.value,
                label: it.label,
                count: it.count,
            };
            std::iter::once(PickRow::Filter(*filter)).chain(known.into_iter().chain(asked).map(choice))
        });
        Self::new(PickPurpose::Filters, rows.collect(), query)
    }

    /// The portal's sort orders, each in both directions, after its default order.
    pub fn sorts(sorts: &[(&str, Said)], query: &Query) -> Self {
        let choice = |value: String, label: String| PickRow::Choice { key: "sort".into(), value, label, count: None };
        let both = |(key, label): &(&str, Said)| {
            [choice((*key).into(), format!("{label} ↑")), choice(format!("-{key}"), format!("{label} ↓"))]
        };
        let default = choice(String::new(), t!("app-own-order"));
        Self::new(PickPurpose::Sort, std::iter::once(default).chain(sorts.iter().flat_map(both)).collect(), query)
    }

    /// A territory, being typed.
    pub fn territory(filter: Filter, query: &Query, typing: Typing) -> Self {
        let pick = Self::new(PickPurpose::Territory, vec![PickRow::Filter(filter)], query);
        Self { typing: Some(typing), ..pick }
    }

    fn new(purpose: PickPurpose, rows: Vec<PickRow>, query: &Query) -> Self {
        let mut pick = Self { purpose, rows, row: 0, query: query.clone(), typing: None, needle: Input::default() };
        let on = (0..pick.rows.len()).find(|row| pick.is_on(*row));
        let first = pick.rows.iter().position(|row| matches!(row, PickRow::Choice { .. }));
        let typed = (0..pick.rows.len()).find(|row| pick.is_choice(*row));
        pick.row = on.or(first).or(typed).unwrap_or(0);
        pick
    }

    /// Whether something can be chosen in this row.
    pub fn is_choice(&self, row: usize) -> bool {
        match self.rows.get(row) {
            Some(PickRow::Filter(filter)) => filter.is_typed(),
            Some(PickRow::Choice { .. }) => true,
            None => false,
        }
    }

    /// The rows that have what is looked for, and the filters that these are values of.
    pub fn shown(&self) -> Vec<usize> {
        let needle = text::fold(self.needle.text());
        let has = |said: &str| text::fold(said).contains(&needle);
        let (mut shown, mut heading, mut is_named) = (vec![], None, false);
        for (at, row) in self.rows.iter().enumerate() {
            match row {
                PickRow::Filter(filter) => {
                    is_named = has(&filter.label.text());
                    heading = Some(at);
                    shown.extend(heading.take_if(|_| is_named));
                }
                PickRow::Choice { label, value, .. } if is_named || has(label) || has(value) => {
                    shown.extend(heading.take());
                    shown.push(at);
                }
                PickRow::Choice { .. } => {}
            }
        }
        shown
    }

    /// Changes what is looked for; the cursor goes to the first value that has it.
    pub(super) fn look_for(&mut self, change: impl FnOnce(&mut Input)) {
        change(&mut self.needle);
        let shown = self.shown();
        let is_value = |row: &&usize| matches!(self.rows.get(**row), Some(PickRow::Choice { .. }));
        let first = shown.iter().find(is_value).or_else(|| shown.iter().find(|row| self.is_choice(**row)));
        self.row = first.copied().filter(|_| !shown.contains(&self.row) || !self.is_value()).unwrap_or(self.row);
    }

    /// False where nothing has what is looked for.
    pub(super) fn has_row(&self) -> bool {
        self.needle.text().is_empty() || self.shown().contains(&self.row)
    }

    fn is_value(&self) -> bool {
        matches!(self.rows.get(self.row), Some(PickRow::Choice { .. }))
    }

    /// Moves by `step` choices.
    pub(super) fn move_by(&mut self, step: isize) {
        let choices: Vec<usize> = self.shown().into_iter().filter(|row| self.is_choice(*row)).collect();
        let Some(last) = choices.len().checked_sub(1) else { return };
        let at = choices.iter().position(|row| *row == self.row);
        self.row = choices[at.map_or(0, |at| at.saturating_add_signed(step).min(last))];
    }

    /// Chooses the row of those shown that a click fell on. False where there is nothing to choose.
    pub fn choose(&mut self, at: usize) -> bool {
        let row = if self.typing.is_some() { at } else { self.shown().get(at).copied().unwrap_or(usize::MAX) };
        if let Some(typing) = &mut self.typing {
            let is_offered = row < typing.offered().len();
            typing.row = if is_offered { Some(row) } else { typing.row };
            return is_offered;
        }
        let is_choice = self.is_choice(row);
        if is_choice {
            self.row = row;
        }
        is_choice
    }

    /// The filter whose value is typed in the chosen row.
    pub fn to_type(&self) -> Option<Filter> {
        match self.rows.get(self.row) {
            Some(PickRow::Filter(filter)) => Some(*filter).filter(Filter::is_typed),
            _ => None,
        }
    }

    pub fn is_on(&self, row: usize) -> bool {
        match (&self.rows[row], self.purpose) {
            (PickRow::Filter(_), _) => false,
            (PickRow::Choice { value, .. }, PickPurpose::Sort) => {
                self.query.sort.as_deref().unwrap_or_default() == value
            }
            (PickRow::Choice { key, value, .. }, PickPurpose::Filters | PickPurpose::Territory) => {
                self.query.values(key).any(|it| it == value)
            }
        }
    }

    /// Switches the chosen row on or off; begins to type where a value is to be typed.
    pub fn toggle(&mut self) {
        if !self.has_row() {
            return;
        }
        if let Some(filter) = self.to_type() {
            // The one value there can be is changed; to several, another comes.
            let asked = self.query.values(filter.key).next().filter(|_| !filter.several).map(str::to_owned);
            self.typing = Some(Typing::new(filter, asked.as_deref(), self.known(filter.key)));
            return;
        }
        let is_on = self.is_on(self.row);
        let Some(PickRow::Choice { key, value, .. }) = self.rows.get(self.row) else { return };
        let (key, value) = (key.clone(), value.clone());
        match self.purpose {
            PickPurpose::Sort => self.query.sort = Some(value).filter(|sort| !sort.is_empty()),
            PickPurpose::Filters | PickPurpose::Territory if is_on => {
                self.query.filters.retain(|filter| *filter != (key.clone(), value.clone()))
            }
            PickPurpose::Filters | PickPurpose::Territory => self.ask_for(&key, value),
        }
    }

    /// Asks for a value that was typed, which gets a row of its own unless it has one; that row is chosen.
    pub fn put(&mut self, filter: Filter, value: String) {
        let is_it = |row: &PickRow| matches!(row, PickRow::Choice { key, value: known, .. } if key == filter.key && *known == value);
        let of_filter = |row: &PickRow| match row {
            PickRow::Filter(it) => it.key == filter.key,
            PickRow::Choice { key, .. } => key == filter.key,
        };
        self.row = self.rows.iter().position(is_it).unwrap_or_else(|| {
            let row = self.rows.iter().rposition(of_filter).map_or(self.rows.len(), |last| last + 1);
            let FacetValue { value, label, count } = asked_for(&filter, &value);
            self.rows.insert(row, PickRow::Choice { key: filter.key.to_owned(), value, label, count });
            row
        });
        if !self.is_on(self.row) {
            self.ask_for(filter.key, value);
        }
    }

    /// One more value, or another one where a filter takes one only.
    fn ask_for(&mut self, key: &str, value: String) {
        let is_single = |row: &PickRow| matches!(row, PickRow::Filter(filter) if filter.key == key && !filter.several);
        if self.rows.iter().any(is_single) {
            self.query.filters.retain(|(known, _)| known != key);
        }
        self.query.filters.push((key.to_owned(), value));
    }

    /// The values of a filter that have rows.
    fn known(&self, of: &str) -> Vec<FacetValue> {
        let value = |row: &PickRow| match row {
            PickRow::Choice { key, value, label, count } if key == of => {
                Some(FacetValue { value: value.clone(), label: label.clone(), count: *count })
            }
            _ => None,
        };
        self.rows.iter().filter_map(value).collect()
    }
}

/// A value that no portal told.
fn asked_for(filter: &Filter, value: &str) -> FacetValue {
    FacetValue { label: filter.shown(value), ..FacetValue::of(value) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures::{ACCESS, FROM, THEME};

    fn facet(key: &str, values: &[&str]) -> Facet {
        let value = |value: &&str| FacetValue { value: (*value).into(), label: value.to_uppercase(), count: Some(3) };
        Facet { key: key.into(), values: values.iter().map(value).collect() }
    }

    fn asked(pick: &Pick) -> Vec<(&str, &str)> {
        pick.query.filters.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
    }

    #[test]
    fn values_toggle_and_headings_are_stepped_over() {
        let facets = [facet("theme", &["eau", "air"]), facet("access", &["open"])];
        let mut pick = Pick::filters(&[THEME, ACCESS], &facets, &Query::default());
        assert_eq!(pick.row, 1, "the first value, not the row to type in");
        pick.move_by(2);
        assert_eq!(pick.row, 4, "the heading in row 3 is stepped over: no other value can be typed");
        pick.toggle();
        assert_eq!(asked(&pick), [("access", "open")]);
        assert!(pick.is_on(4) && !pick.is_on(1));
        pick.toggle();
        assert!(pick.query.is_empty());
        pick.move_by(-9);
        assert_eq!((pick.row, pick.to_type()), (0, Some(THEME)));
    }

    #[test]
    fn what_is_typed_gets_a_row_among_the_values_of_its_filter() {
        let mut pick = Pick::filters(&[THEME, FROM, ACCESS], &[facet("theme", &["eau"])], &Query::default());
        assert_eq!(pick.rows.len(), 6, "the words that a filter takes are offered without the portal");
        pick.put(FROM, "2024-01-31".into());
        pick.put(FROM, "2025-01-31".into());
        pick.put(THEME, "air".into());
        pick.put(THEME, "eau".into());
        assert_eq!(asked(&pick), [("from", "2025-01-31"), ("theme", "air"), ("theme", "eau")], "one date only");
        assert_eq!((pick.row, pick.rows.len()), (1, 9));
        assert!(matches!(&pick.rows[2], PickRow::Choice { value, .. } if value == "air"));
        let again = Pick::filters(&[THEME, FROM, ACCESS], &[facet("theme", &["eau"])], &pick.query);
        assert!(again.is_on(1) && again.is_on(2) && again.is_on(4), "what was typed can be switched off");
    }

    #[test]
    fn a_filter_of_one_value_has_it_ready_to_be_changed() {
        let query = Query { filters: vec![("from".into(), "2024-01-31".into())], ..Query::default() };
        let mut pick = Pick::filters(&[THEME, FROM], &[facet("theme", &["eau", "eaux-usees", "air"])], &query);
        assert!(pick.choose(4));
        pick.toggle();
        let typing = pick.typing.as_mut().unwrap();
        assert_eq!((typing.filter, typing.input.text()), (FROM, "2024-01-31"));
        typing.edit(|input| input.insert("x"));
        assert_eq!(typing.value(), None);
        assert!(typing.mistake.as_ref().unwrap().contains("a day") && typing.input.text() == "2024-01-31x");
        pick.typing = None;
        pick.choose(0);
        pick.toggle();
        let typing = pick.typing.as_mut().unwrap();
        assert_eq!((typing.input.text(), typing.offered().len()), ("", 3));
        typing.edit(|input| input.insert("EAU"));
        assert_eq!(typing.offered().len(), 2);
        typing.move_by(9);
        assert_eq!(typing.value().as_deref(), Some("eaux-usees"));
        typing.move_by(-9);
        assert_eq!((typing.row, typing.value().as_deref()), (None, Some("eau")), "it is called so");
        typing.edit(|input| input.insert("x"));
        assert_eq!(typing.value().as_deref(), Some("EAUx"));
    }

    #[test]
    fn letters_leave_the_values_that_have_them_below_their_filters() {
        let facets = [facet("theme", &["eau", "air"]), facet("access", &["open"])];
        let mut pick = Pick::filters(&[THEME, ACCESS], &facets, &Query::default());
        let all = pick.rows.len();
        let mut found = |text: &str| {
            pick.look_for(|input| *input = Input::new(text));
            (pick.shown(), pick.row, pick.has_row())
        };
        assert_eq!(found("AIR"), (vec![0, 2], 2, true), "whatever its case");
        assert_eq!(found("access"), ((3..all).collect(), 4, true), "all values of a filter that is called so");
        assert_eq!(found("zz"), (vec![], 4, false));
        assert_eq!(found(""), ((0..all).collect(), 4, true));
        pick.look_for(|input| input.insert("eau"));
        assert!(pick.choose(1) && pick.row == 1 && !pick.choose(2), "a click counts the rows that are shown");
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
