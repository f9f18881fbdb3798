//! Fuzzy narrowing: the worker ranks rows by how well they match the words, the best first.

use std::sync::Arc;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::folded::{self, Folded};
use super::listing::{ListingKey, Load, Narrowed};
use super::{App, Cmd};
use crate::base::text;
use crate::t;

/// Texts to rank, shared with whoever ranks them.
pub type Texts = Arc<Folded>;

/// The indices of those `texts` that are like `words` (each of them), the likest first; of equals the earlier.
/// Takes some tens of milliseconds for 100,000: for the worker.
pub fn rank(words: &str, texts: &Folded) -> Vec<u32> {
    rank_folded(words, texts.iter())
}

/// The same of texts that are folded.
pub fn rank_folded(words: &str, texts: impl Iterator<Item = String>) -> Vec<u32> {
    let pattern = Pattern::parse(&text::fold(words), CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let scored = texts.enumerate().filter_map(|(index, text)| {
        Some((pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher)?, index as u32))
    });
    let mut scored: Vec<(u32, u32)> = scored.collect();
    scored.sort_by_key(|(score, index)| (std::cmp::Reverse(*score), *index));
    scored.into_iter().map(|(_, index)| index).collect()
}

/// Those of `texts` that hold each of the `words`, from this row on: `found` is given them part by part, and says whether
/// more are wanted.
pub fn narrow(words: &str, texts: &Folded, from: usize, mut found: impl FnMut(Narrowed) -> bool) {
    const PART: usize = 8 * folded::BLOCK;
    let folded = text::fold(words);
    let terms: Vec<&str> = folded.split_whitespace().collect();
    let mut start = from;
    while start < texts.rows() {
        let looked_at = start..(start + PART).min(texts.rows());
        let (kept, is_last) = (texts.holding(&terms, looked_at.clone()), looked_at.end == texts.rows());
        start = looked_at.end;
        if !found(Narrowed { words: words.to_owned(), looked_at, kept, is_last }) {
            return;
        }
    }
}

impl App {
    pub(super) fn toggle_fuzzy(&mut self) {
        let fuzzy = !self.settings.browser.fuzzy;
        self.say(if fuzzy { t!("app-fuzzy-on") } else { t!("app-fuzzy-off") });
        self.narrow_by_likeness(fuzzy);
    }

    pub(super) fn narrow_by_likeness(&mut self, fuzzy: bool) {
        self.settings.browser.fuzzy = fuzzy;
        let Self { tabs, known, .. } = self;
        for step in tabs.steps_mut() {
            step.fuzzy = fuzzy;
            if let Some(Load::Ready(listing)) = known.listings.get(&step.ask) {
                let narrow = step.narrow.clone();
                step.set_narrow(listing, narrow);
            }
        }
    }

    /// What is to be ranked now, unless that was asked already.
    pub(super) fn rank_behind(&mut self) -> Option<Cmd> {
        let (step, Some(listing)) = self.here() else { return None };
        let words = step.begin_rank(listing)?;
        Some(Cmd::Rank(step.ask.clone(), words, listing.texts()))
    }

    /// What is to be narrowed beside the screen now, unless that was asked already.
    pub(super) fn narrow_behind(&mut self) -> Option<Cmd> {
        let (step, Some(listing)) = self.here() else { return None };
        let (words, from) = step.begin_narrow()?;
        Some(Cmd::Narrow(step.ask.clone(), words, listing.texts(), from))
    }

    pub(super) fn narrowed(&mut self, ask: &ListingKey, narrowed: &Narrowed) {
        let Some(Load::Ready(listing)) = self.known.listings.get(ask) else { return };
        for step in self.tabs.steps_mut().filter(|step| step.ask == *ask) {
            step.take_narrowed(listing, narrowed);
        }
    }

    pub(super) fn ranked(&mut self, ask: &ListingKey, words: &str, order: Vec<u32>) {
        let Some(Load::Ready(listing)) = self.known.listings.get(ask) else { return };
        for step in self.tabs.steps_mut().filter(|step| step.ask == *ask) {
            step.take_rank(listing, words, &order);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, press, titles};
    use super::*;
    use crate::app::Msg;
    use crate::app::listing::Listing;
    use crate::model::{Address, Item, Page, Target};

    fn texts(all: &[&str]) -> Texts {
        Arc::new(all.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn every_word_must_be_like_something_and_the_likest_comes_first() {
        let all = texts(&["Pistes cyclables", "Piscines", "Cycle de l'eau", "Été"]);
        assert_eq!(rank("pscycl", &all), [0]);
        assert_eq!(rank("cycl", &all), [0, 2], "of equals the earlier");
        assert_eq!(rank("eau", &all).first(), Some(&2));
        assert_eq!(rank("cycl ps", &all), [0]);
        assert_eq!(rank("ETE", &all).first(), Some(&3));
        assert!(rank("zzz", &all).is_empty());
    }

    #[test]
    fn rows_are_ranked_behind_and_late_ranks_are_dropped() {
        let mut app = at_root();
        press(&mut app, "~/");
        let cmds = press(&mut app, "c");
        assert!(matches!(&cmds[..], [Cmd::Rank(_, words, texts)] if words == "c" && texts.rows() == 3), "{cmds:?}");
        let ask = app.step().ask.clone();
        let cmds = press(&mut app, "x");
        assert!(matches!(&cmds[..], [Cmd::Rank(..)]));
        app.update(Msg::Ranked(ask.clone(), "c".into(), vec![2]));
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!(titles(app.step(), listing).len(), 3, "the words are others by now");
        app.update(Msg::Ranked(ask, "cx".into(), vec![2, 0]));
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!(titles(app.step(), listing), ["c", "set"]);
        press(&mut app, "\u{1b}");
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!(titles(app.step(), listing).len(), 3);
    }

    /// At the root of a portal of so many rows, the cursor on the row of this number.
    fn at_many(count: usize, row: usize) -> App {
        let mut app = at_root();
        let ask = app.step().ask.clone();
        let row_of = |n: usize| Item::new(Target::dataset(Address::root("p").child(n.to_string())), format!("jeu {n}"));
        let page = Page { items: (0..count).map(row_of).collect(), ..Page::default() };
        app.known.listings.insert(ask.clone(), Load::Ready(Listing::new(page)));
        app.refresh_steps(&ask);
        app.step_mut().row = row;
        app
    }

    fn shown(app: &App) -> usize {
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        app.step().len(listing)
    }

    /// What is asked for to be narrowed, done to the end.
    fn parts(cmds: &[Cmd]) -> Vec<Narrowed> {
        let [Cmd::Narrow(_, words, texts, from)] = cmds else { panic!("{cmds:?}") };
        let mut parts = Vec::new();
        narrow(words, texts, *from, |part| {
            parts.push(part);
            true
        });
        parts
    }

    #[test]
    fn many_rows_are_narrowed_beside_the_screen_and_shown_as_they_are_found() {
        const COUNT: usize = 100_000;
        let mut app = at_many(COUNT, 77_700);
        let ask = app.step().ask.clone();
        press(&mut app, "/");
        let first = parts(&press(&mut app, "7"));
        assert_eq!((shown(&app), first.len()), (COUNT, COUNT.div_ceil(8 * folded::BLOCK)), "all until some are found");
        let second = parts(&press(&mut app, "7"));
        app.update(Msg::Narrowed(ask.clone(), first[0].clone()));
        assert_eq!(shown(&app), COUNT, "the words are others by now");
        let has_both = |n: &usize| n.to_string().contains("77");
        for part in &second {
            app.update(Msg::Narrowed(ask.clone(), part.clone()));
            assert_eq!(shown(&app), (0..part.looked_at.end).filter(has_both).count());
        }
        assert_eq!(app.chosen().unwrap().title, "jeu 77700", "the cursor is where it was");
        // What comes meanwhile is looked at too.
        let third = parts(&press(&mut app, "7"));
        let more = Page { items: at_rows(COUNT..COUNT + 2, "jeu 777"), ..Page::default() };
        let Some(Load::Ready(listing)) = app.known.listings.get_mut(&ask) else { panic!() };
        listing.append(more);
        app.refresh_steps(&ask);
        third.into_iter().for_each(|part| _ = app.update(Msg::Narrowed(ask.clone(), part)));
        assert_eq!(shown(&app), (0..COUNT).filter(|n| n.to_string().contains("777")).count() + 2);
        press(&mut app, "\u{1b}");
        assert_eq!(shown(&app), COUNT + 2, "Esc shows all again at once");
    }

    fn at_rows(rows: std::ops::Range<usize>, title: &str) -> Vec<Item> {
        rows.map(|n| Item::new(Target::dataset(Address::root("p").child(n.to_string())), title)).collect()
    }

    #[test]
    fn the_cursor_that_was_moved_while_rows_are_looked_for_stays_where_it_was_moved_to() {
        let mut app = at_many(100_000, 90_000);
        let ask = app.step().ask.clone();
        press(&mut app, "/");
        let found = parts(&press(&mut app, "9"));
        app.update(Msg::Narrowed(ask.clone(), found[0].clone()));
        app.move_by(-5);
        let row = app.step().row;
        found[1..].iter().for_each(|part| _ = app.update(Msg::Narrowed(ask.clone(), part.clone())));
        assert_eq!(app.step().row, row);
    }

    #[test]
    fn looking_ends_where_nobody_wants_more() {
        let all: Folded = (0..100_000).map(|n| n.to_string()).collect();
        let mut parts = 0;
        narrow("9", &all, 0, |_| {
            parts += 1;
            parts < 3
        });
        assert_eq!(parts, 3);
    }
}
