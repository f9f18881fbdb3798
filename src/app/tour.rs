//! The tour of the demo: what is to be tried with one's own keys, step by step, and how far the person is.

use crossterm::event::KeyCode;

use super::jobs::JobState;
use super::{App, Focus};
use crate::base::i18n::Said;
use crate::config::keymap::{Keymap, code_name};
use crate::config::keys::Action;
use crate::download::Verdict;
use crate::model::Place;
use crate::{said, t};

/// After so many keys that did not lead on, a step says more.
const PATIENCE: usize = 12;

/// One thing to try.
pub struct TourStep {
    /// What to do, with the person's own keys.
    keys: fn(&Keymap) -> String,
    /// The same as lines are typed.
    typed: Said,
    /// For who is stuck.
    hint: fn(&Keymap) -> String,
    /// What ends it.
    is_done: fn(&App) -> bool,
}

pub static STEPS: [TourStep; 8] = [
    TourStep {
        keys: |keys| t!("tour-search", key = keys.told(Action::SearchAll), enter = code_name(KeyCode::Enter)),
        typed: said!("tour-search-typed"),
        hint: |keys| t!("tour-search-hint", key = keys.told(Action::SearchAll), enter = code_name(KeyCode::Enter)),
        is_done: |app| app.trail().iter().any(|step| step.ask.is_everywhere()),
    },
    TourStep {
        keys: |keys| t!("tour-open", down = keys.told(Action::Down), open = keys.told(Action::Open)),
        typed: said!("tour-open-typed"),
        hint: |_| t!("tour-open-hint"),
        is_done: |app| matches!(app.step().ask.place, Place::Dataset(_)),
    },
    TourStep {
        keys: |keys| t!("tour-preview", key = keys.told(Action::Preview)),
        typed: said!("tour-preview-typed"),
        hint: |_| t!("tour-preview-hint"),
        is_done: |app| app.viewer().is_some_and(|viewer| viewer.load.ready().is_some()),
    },
    TourStep {
        keys: |keys| t!("tour-look", key = keys.told(Action::ClosePreview)),
        typed: said!("tour-look-typed"),
        hint: |keys| t!("tour-look-hint", key = keys.told(Action::ClosePreview)),
        is_done: |app| app.viewer().is_none(),
    },
    TourStep {
        keys: |keys| t!("tour-download", key = keys.told(Action::Download)),
        typed: said!("tour-download-typed"),
        hint: |_| t!("tour-download-hint"),
        is_done: |app| app.jobs().iter().any(|job| matches!(job.state, JobState::Done(_))),
    },
    TourStep {
        keys: |keys| t!("tour-verdict", key = keys.told(Action::NextPane)),
        typed: said!("tour-verdict-typed"),
        hint: |_| t!("tour-verdict-hint"),
        is_done: |app| {
            app.focus == Focus::Jobs || app.tour.as_ref().is_some_and(|tour| tour.in_lines && tour.tried > 0)
        },
    },
    TourStep {
        keys: |keys| {
            let [search, download] = [Action::SearchAll, Action::Download].map(|action| keys.told(action));
            t!("tour-altered", search, download, enter = code_name(KeyCode::Enter))
        },
        typed: said!("tour-altered-typed"),
        hint: |_| t!("tour-altered-hint"),
        is_done: |app| app.jobs().iter().any(|job| is_altered(&job.state)),
    },
    TourStep {
        keys: |keys| {
            let [help, palette, new] =
                [Action::Help, Action::Palette, Action::SetUpNew].map(|action| keys.told(action));
            t!("tour-end", help, palette, new)
        },
        typed: said!("tour-end-typed"),
        hint: |_| t!("tour-end-hint"),
        is_done: |_| false,
    },
];

fn is_altered(state: &JobState) -> bool {
    matches!(state, JobState::Done(outcome) if outcome.verdict == Verdict::Altered)
}

/// Where the person is in [`STEPS`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tour {
    step: usize,
    /// What was pressed or typed since the step began.
    tried: usize,
    /// The person left it, and may come back.
    left: bool,
    /// Lines are typed instead of keys.
    in_lines: bool,
}

impl Tour {
    /// From 1.
    pub fn number(&self) -> usize {
        self.step + 1
    }

    pub fn is_last(&self) -> bool {
        self.number() == STEPS.len()
    }

    fn now(&self) -> &'static TourStep {
        &STEPS[self.step.min(STEPS.len() - 1)]
    }
}

impl App {
    /// Begins the tour; `in_lines`, for who types lines.
    pub fn begin_tour(&mut self, in_lines: bool) {
        self.tour = Some(Tour { in_lines, ..Tour::default() });
    }

    /// What the first screen offers: the demo, and the way through it.
    pub(super) fn take_tour(&mut self) {
        self.expect_demo();
        self.begin_tour(false);
    }

    /// The tour, while it goes on.
    pub fn tour(&self) -> Option<&Tour> {
        self.tour.as_ref().filter(|tour| !tour.left)
    }

    /// What to do now, and more for who is stuck.
    pub fn tour_says(&self) -> Option<(String, Option<String>)> {
        let tour = self.tour()?;
        let text =
            if tour.in_lines { tour.now().typed.text() } else { (tour.now().keys)(&self.settings.browser.keymap) };
        Some((text, (tour.tried >= PATIENCE).then(|| (tour.now().hint)(&self.settings.browser.keymap))))
    }

    /// Whether this is a demo that began without the tour.
    pub fn can_begin_tour(&self) -> bool {
        self.is_demo && self.tour.is_none()
    }

    /// Leaves the tour, or goes back to where it was left; after its end, or in a demo that began without, to its
    /// beginning.
    pub(super) fn toggle_tour(&mut self) {
        match &mut self.tour {
            Some(tour) if tour.left && tour.is_last() => *tour = Tour { in_lines: tour.in_lines, ..Tour::default() },
            Some(tour) => {
                tour.left = !tour.left;
                if tour.left {
                    let key = self.settings.browser.keymap.first(Action::Tour);
                    let key = if tour.in_lines { "t".to_owned() } else { key };
                    self.say(t!("tour-left", key));
                }
            }
            None if self.is_demo => self.begin_tour(false),
            None => self.say(t!("tour-where")),
        }
    }

    /// Esc with nothing open: whether it has left the tour.
    pub(super) fn leaves_tour(&mut self) -> bool {
        let goes_on = self.tour().is_some();
        if goes_on {
            self.toggle_tour();
        }
        goes_on
    }

    /// Something was pressed or typed.
    pub fn tour_tried(&mut self) {
        self.tour.iter_mut().for_each(|tour| tour.tried += 1);
    }

    /// On past what is done.
    pub(super) fn carry_on_tour(&mut self) {
        while self.tour().is_some_and(|tour| (tour.now().is_done)(self)) {
            self.tour.iter_mut().for_each(|tour| (tour.step, tour.tried) = (tour.step + 1, 0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{in_dataset, media, press};
    use super::*;
    use crate::app::Msg;

    fn at(app: &App) -> Option<usize> {
        app.tour().map(Tour::number)
    }

    #[test]
    fn each_step_waits_for_what_it_asks() {
        let mut app = in_dataset(vec![media("a")]);
        app.begin_tour(false);
        app.update(Msg::Redraw);
        assert_eq!(at(&app), Some(1));
        press(&mut app, "Sfontaines\n");
        assert_eq!(at(&app), Some(2), "all portals were asked");
        press(&mut app, "h");
        assert_eq!(at(&app), Some(3), "one is in a dataset");
        press(&mut app, "j");
        assert_eq!(at(&app), Some(3), "nothing was looked into");
    }

    #[test]
    fn who_is_stuck_is_told_more() {
        let mut app = in_dataset(vec![media("a")]);
        app.begin_tour(false);
        press(&mut app, "jkjk");
        assert_eq!(app.tour_says().unwrap().1, None);
        press(&mut app, &"j".repeat(PATIENCE));
        assert!(app.tour_says().unwrap().1.is_some());
    }

    #[test]
    fn esc_leaves_it_at_any_moment_and_its_key_goes_back() {
        let mut app = in_dataset(vec![media("a")]);
        app.begin_tour(false);
        press(&mut app, "S\u{1b}");
        assert_eq!(at(&app), Some(1), "the line being typed comes first");
        press(&mut app, "\u{1b}");
        assert_eq!(at(&app), None);
        assert!(matches!(app.step().ask.place, Place::Dataset(_)), "and nothing else is left");
        app.act(Action::Tour);
        assert_eq!(at(&app), Some(1));
        let mut app = in_dataset(vec![media("a")]);
        app.act(Action::Tour);
        assert!(app.notice().is_some(), "there is none without the demo");
    }

    #[test]
    fn in_the_demo_its_key_begins_it_and_begins_it_again() {
        let mut app = in_dataset(vec![media("a")]);
        app.is_demo = true;
        app.act(Action::Tour);
        assert_eq!(at(&app), Some(1));
        app.tour.iter_mut().for_each(|tour| tour.step = STEPS.len() - 1);
        app.act(Action::Tour);
        app.act(Action::Tour);
        assert_eq!(at(&app), Some(1), "it was at its end");
    }

    #[test]
    fn no_step_is_without_words() {
        let keys = Keymap::default();
        for step in &STEPS {
            let texts = [(step.keys)(&keys), step.typed.text(), (step.hint)(&keys)];
            assert!(texts.iter().all(|text| text.chars().count() > 10), "{texts:?}");
        }
    }
}
