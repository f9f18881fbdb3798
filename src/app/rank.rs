//! Fuzzy narrowing: the worker ranks rows by how well they match the words, the best first.

use std::sync::Arc;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::folded::Folded;
use super::listing::{ListingKey, Load};
use super::{App, Cmd};
use crate::base::text;
use crate::t;

/// Texts to rank, shared with whoever ranks them.
pub type Texts = Arc<Folded>;

/// The indices of those `texts` that are like `words` (each of them), the likest first; of equals the earlier.
/// Takes some tens of milliseconds for 100,000: for the worker.
pub fn rank(words: &str, texts: &Folded) -> Vec<u32> {
    let pattern = Pattern::parse(&text::fold(words), CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let scored = texts.iter().enumerate().filter_map(|(index, text)| {
        Some((pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher)?, index as u32))
    });
    let mut scored: Vec<(u32, u32)> = scored.collect();
    scored.sort_by_key(|(score, index)| (std::cmp::Reverse(*score), *index));
    scored.into_iter().map(|(_, index)| index).collect()
}

impl App {
    pub(super) fn toggle_fuzzy(&mut self) {
        let fuzzy = !self.settings.browser.fuzzy;
        self.say(if fuzzy { t!("app-fuzzy-on") } else { t!("app-fuzzy-off") });
        self.narrow_by_likeness(fuzzy);
    }

    pub(super) fn narrow_by_likeness(&mut self, fuzzy: bool) {
        self.settings.browser.fuzzy = fuzzy;
        let Self { trail, known, .. } = self;
        for step in trail.iter_mut() {
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

    pub(super) fn ranked(&mut self, ask: &ListingKey, words: &str, order: Vec<u32>) {
        let Some(Load::Ready(listing)) = self.known.listings.get(ask) else { return };
        for step in self.trail.iter_mut().filter(|step| step.ask == *ask) {
            step.take_rank(listing, words, &order);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, press, titles};
    use super::*;
    use crate::app::Msg;

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
        assert!(
            matches!(&cmds[..], [Cmd::Rank(_, words, texts)] if words == "c" && texts.iter().count() == 3),
            "{cmds:?}"
        );
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
}
