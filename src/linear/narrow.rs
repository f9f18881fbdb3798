//! Searching, filters and orders: what narrows a list, by words and numbers.

use std::io::Write;

use super::{Linear, choice};
use crate::app::listing::Load;
use crate::app::popup::{Pick, PickRow, Popup, Purpose};
use crate::app::{Notice, Typed};
use crate::base::format;
use crate::config::keys::Action;
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
        if self.app.portals.is_empty() {
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

    /// `x`: takes away one part of what narrows the list, or the last.
    pub(super) fn drop_part(&mut self, part: Option<usize>) {
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
        match self.app.popup.take() {
            Some(Popup::Pick(pick)) => {
                self.app.notice = None; // it only said that the portal is being asked
                self.pick(pick, &t!("linear-filters-question"));
            }
            other => self.app.popup = other,
        }
    }

    pub(super) fn orders(&mut self) {
        self.act(Action::Sort);
        match self.app.popup.take() {
            Some(Popup::Pick(pick)) => self.pick(pick, &t!("linear-orders-question")),
            other => self.app.popup = other,
        }
    }

    /// The choices as a numbered list, some of which the person switches.
    fn pick(&mut self, mut pick: Pick, question: &str) {
        let choices: Vec<usize> = (0..pick.rows.len()).filter(|row| is_choice(&pick.rows[*row])).collect();
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
                let Some(answer) = self.ask(question) else { return };
                match choice::rows(&answer) {
                    _ if answer == "m" && left > 0 => break None,
                    Ok(rows) if rows.iter().all(|row| *row < choices.len()) => break Some(rows),
                    Ok(_) => self.say(&t!("linear-number-up-to", count = choices.len())),
                    Err(mistake) => self.say(&mistake),
                }
            };
            let Some(numbers) = numbers else { continue };
            for number in numbers {
                pick.choose(choices[number]);
                pick.toggle();
            }
            return match pick.query == self.app.step().ask.query {
                true => self.app.notice = Some(Notice::Said(t!("linear-left-as-it-is"))),
                false => self.narrow(pick.query),
            };
        }
    }

    /// Says the choices from `first` on, each facet's name before its own; how many were said by now.
    fn tell_choices(&mut self, pick: &Pick, choices: &[usize], first: usize) -> usize {
        let last = choices.len().min(first + CHOICES);
        let mut row = if first == 0 { 0 } else { choices[first - 1] + 1 };
        for (number, choice) in (first + 1..).zip(&choices[first..last]) {
            while row < *choice {
                if let PickRow::Heading(heading) = &pick.rows[row] {
                    self.say(heading);
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

fn is_choice(row: &PickRow) -> bool {
    matches!(row, PickRow::Choice { .. })
}

/// What a choice is called, with which way round an order goes and how much a filter leaves.
fn choice_words(pick: &Pick, row: usize) -> String {
    let PickRow::Choice { label, value, count, .. } = &pick.rows[row] else { return String::new() };
    match (pick.purpose, count) {
        (Purpose::Sort, _) if value.is_empty() => label.clone(),
        (Purpose::Sort, _) => {
            let label = label.trim_end_matches([' ', '↑', '↓']);
            if value.starts_with('-') { t!("linear-down", label) } else { t!("linear-up", label) }
        }
        (Purpose::Filters, Some(count)) => t!("linear-choice-count", label, count = format::count(*count)),
        (Purpose::Filters, None) => label.clone(),
    }
}
