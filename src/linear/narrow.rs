//! Searching, filters and orders: what narrows a list, by words and numbers.

use std::io::Write;

use super::{Linear, choice};
use crate::app::listing::Load;
use crate::app::popup::{Pick, PickPurpose, PickRow, Popup};
use crate::app::{Notice, Typed};
use crate::base::format;
use crate::config::keys::Action;
use crate::model::filter::Filter;
use crate::model::{Place, Query};
use crate::t;

/// How many choices are said at once.
const CHOICES: usize = 40;

impl<W: Write + Send> Linear<W> {
    pub(super) fn search(&mut self, text: String) {
        if self.app.step().ask.place == Place::Home {
            return self.search_all(text);
        }
        if !self.app.can_search() {
            return self.say(&t!("linear-no-search"));
        }
        let query = Query { text, ..self.app.step().ask.query.clone() };
        self.narrow(query);
    }

    pub(super) fn search_all(&mut self, text: String) {
        if self.app.portals().is_empty() {
            return self.say(&t!("linear-no-portal"));
        }
        self.type_in(Typed::Everywhere(text));
    }

    fn narrow(&mut self, query: Query) {
        if query == self.app.step().ask.query {
            return self.say(&t!("linear-same-query"));
        }
        self.type_in(Typed::Ask(query));
    }

    /// `T`: narrows to what was typed; where nothing was, to no territory.
    pub(super) fn territory(&mut self, typed: &str) {
        let Some(filter) = self.app.territory_filter() else { return self.say(&t!("territory-not-here")) };
        match (typed.is_empty(), filter.check(typed)) {
            (true, _) => self.type_in(Typed::Territory(None)),
            (false, Ok(value)) => self.type_in(Typed::Territory(Some(value))),
            (false, Err(error)) => self.say_error(&error),
        }
    }

    /// `x`: takes away one part of what narrows the list, or the last.
    pub(super) fn drop_part(&mut self, part: Option<usize>) {
        let ask = &self.app.step().ask;
        if let (Place::Home, false, Some(row)) = (&ask.place, ask.is_everywhere(), part) {
            return self.forget_search(row);
        }
        let count = self.parts().len();
        match part.or(count.checked_sub(1)).filter(|part| *part < count) {
            Some(part) => self.type_in(Typed::Drop(part)),
            None if count == 0 => self.say(&t!("app-no-filter")),
            None => self.say(&t!("linear-no-such-part", count)),
        }
    }

    pub(super) fn filters(&mut self) {
        self.act(Action::Filters);
        self.wait(|it| !matches!(it.app.facets_here(), Some(Load::Loading)));
        // Where there is none, a notice says why not.
        if let Some(Popup::Pick(pick)) = self.app.take_popup() {
            // Otherwise it only said that the portal is being asked.
            if let Some(Notice::Failed(error)) = self.app.take_notice() {
                self.say_error(&error);
            }
            self.pick(*pick, &t!("linear-filters-question"));
        }
    }

    pub(super) fn orders(&mut self) {
        self.act(Action::Sort);
        if let Some(Popup::Pick(pick)) = self.app.take_popup() {
            self.pick(*pick, &t!("linear-orders-question"));
        }
    }

    /// The choices as a numbered list, some of which the person switches.
    fn pick(&mut self, mut pick: Pick, question: &str) {
        let choices: Vec<usize> = (0..pick.rows.len()).filter(|row| pick.is_choice(*row)).collect();
        if choices.is_empty() {
            return self.say(&t!("app-nothing-to-filter"));
        }
        let mut said = 0;
        loop {
            said = self.tell_choices(&pick, &choices, said);
            let left = choices.len() - said;
            if left > 0 {
                self.say(&t!("linear-choices-left", count = left));
            }
            let numbers = loop {
                let Ok(answer) = self.ask_below(question) else { return };
                match choice::rows(&answer) {
                    _ if answer == "m" && left > 0 => break None,
                    Ok(rows) if rows.iter().all(|row| *row < choices.len()) => break Some(rows),
                    Ok(_) => self.say(&t!("linear-number-up-to", count = choices.len())),
                    Err(mistake) => self.say(&mistake),
                }
            };
            let Some(numbers) = numbers else { continue };
            let mut typed = vec![];
            for number in numbers {
                pick.choose(choices[number]);
                match pick.to_type() {
                    Some(filter) => typed.push(filter),
                    None => pick.toggle(),
                }
            }
            for filter in typed {
                if let Some(value) = self.type_value(&filter) {
                    pick.put(filter, value);
                }
            }
            return match pick.query == self.app.step().ask.query {
                true => self.say(&t!("linear-left-as-it-is")),
                false => self.narrow(pick.query),
            };
        }
    }

    /// The value of a filter, asked for until it fits. `None`: the person would rather not.
    fn type_value(&mut self, filter: &Filter) -> Option<String> {
        let (label, expected) = (filter.label, filter.accepts.expected());
        loop {
            let typed = self.ask_below(&t!("linear-value-question", label, expected)).ok()?;
            if typed.trim().is_empty() {
                return None;
            }
            match filter.check(&typed) {
                Ok(value) => return Some(value),
                Err(error) => self.say(&error.cause.to_string()),
            }
        }
    }

    /// Says the choices from `first` on, each filter before its values; how many were said by now.
    fn tell_choices(&mut self, pick: &Pick, choices: &[usize], first: usize) -> usize {
        let last = choices.len().min(first + CHOICES);
        let mut row = if first == 0 { 0 } else { choices[first - 1] + 1 };
        for (number, choice) in (first + 1..).zip(&choices[first..last]) {
            while row < *choice {
                if let PickRow::Filter(filter) = &pick.rows[row] {
                    self.say_fact(&filter.label.text(), &filter.explanation.text());
                }
                row += 1;
            }
            row = choice + 1;
            let words = choice_words(pick, *choice);
            self.say(&match pick.is_on(*choice) {
                true => t!("linear-choice-on", number, words),
                false => t!("linear-choice", number, words),
            });
        }
        last
    }
}

/// What a choice is called, with what is to be typed, which way round an order goes and how much a filter leaves.
fn choice_words(pick: &Pick, row: usize) -> String {
    let (label, value, count) = match &pick.rows[row] {
        PickRow::Choice { label, value, count, .. } => (label, value, count),
        PickRow::Filter(it) => {
            return t!("linear-choice-typed", label = it.label, explanation = it.explanation);
        }
    };
    match (pick.purpose, count) {
        (PickPurpose::Sort, _) if value.is_empty() => label.clone(),
        (PickPurpose::Sort, _) => {
            let label = label.trim_end_matches([' ', '↑', '↓']);
            if value.starts_with('-') { t!("linear-down", label) } else { t!("linear-up", label) }
        }
        (_, Some(count)) => t!("linear-choice-count", label, count = format::count(*count)),
        (_, None) => label.clone(),
    }
}
