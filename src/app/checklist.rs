//! How access is asked for, as a checklist above the panes.

use std::collections::BTreeSet;

use crossterm::event::KeyEvent;

use super::on_key::step;
use super::popup::Popup;
use super::{App, Cmd, Expected};
use crate::access::guide::{AccessWish, Guide, Line};
use crate::base::error::Result;
use crate::config::context::KeyContext;
use crate::config::keys::Action;
use crate::model::{Address, Place, Target};
use crate::t;

/// How many lines a page key moves.
const PAGE: usize = 5;

/// A guide being read.
#[derive(Clone, Debug, PartialEq)]
pub struct Checklist {
    /// What access is wanted to.
    pub address: Address,
    pub lines: Vec<Line>,
    pub ticked: BTreeSet<String>,
    pub row: usize,
}

impl Checklist {
    pub fn new(address: Address, guide: &Guide, ticked: BTreeSet<String>) -> Self {
        Self { address, lines: guide.lines(), ticked, row: 0 }
    }

    pub fn is_ticked(&self, line: &Line) -> bool {
        line.id.as_ref().is_some_and(|id| self.ticked.contains(id))
    }

    /// How much is done, and of how much; of two that stand in for each other, either does.
    pub fn done(&self) -> (usize, usize) {
        let all: BTreeSet<_> = self.lines.iter().filter_map(|line| Some((line.id.as_ref()?, &line.or))).collect();
        let is_done = |id: &String, or: &Option<String>| {
            [Some(id), or.as_ref()].into_iter().flatten().any(|id| self.ticked.contains(id))
        };
        (all.iter().filter(|(id, or)| is_done(id, or)).count(), all.len())
    }

    /// Moves by `step` lines, over empty ones.
    fn move_by(&mut self, step: isize) {
        let full: Vec<usize> = (0..self.lines.len()).filter(|row| !self.lines[*row].text.is_empty()).collect();
        let Some(at) = full.iter().position(|row| *row == self.row) else { return };
        self.row = full[at.saturating_add_signed(step).min(full.len() - 1)];
    }

    /// Ticks the line in this row if it was not ticked, else takes that back; nothing where it is none to tick.
    pub fn toggle(&mut self, row: usize) -> Option<Cmd> {
        let id = self.lines.get(row)?.id.clone()?;
        let on = !self.ticked.remove(&id);
        if on {
            self.ticked.insert(id.clone());
        }
        Some(Cmd::Tick { portal: self.address.portal.clone(), id, on })
    }
}

impl App {
    /// What access would be asked to: the dataset one is in or on, else the portal's own place; and the datasets of that
    /// portal that are marked.
    fn wanted(&self) -> Option<AccessWish> {
        let address = self.wanted_here()?;
        let of_mark = |target: &Target| match target {
            Target::Place(Place::Dataset(dataset)) | Target::Media { dataset, .. } => Some(dataset.clone()),
            _ => None,
        };
        let is_other = |dataset: &Address| dataset.portal == address.portal && *dataset != address;
        let mut also: Vec<Address> = self.marked.iter().filter_map(of_mark).filter(is_other).collect();
        also.sort();
        also.dedup();
        Some(AccessWish { address, also, siret: None })
    }

    fn wanted_here(&self) -> Option<Address> {
        let here = &self.step().ask.place;
        match (here, self.chosen().map(|item| item.target)) {
            (Place::Dataset(address), _) => Some(address.clone()),
            (_, Some(Target::Place(Place::Dataset(address)))) => Some(address),
            (Place::Home, Some(target)) => target.address(),
            (here, _) => here.address().cloned(),
        }
    }

    pub(super) fn ask_guide(&mut self) {
        let Some(wish) = self.wanted() else {
            return self.say(t!("app-no-portal-to-ask"));
        };
        self.expected = Some(Expected::Guide);
        self.say(t!("app-looking-up-access"));
        self.send(Cmd::Guide(wish));
    }

    /// Shown where the person still is at what they asked about, and does nothing else.
    pub(super) fn guide_came(&mut self, wish: AccessWish, result: Result<(Guide, BTreeSet<String>)>) {
        if self.wanted().as_ref() != Some(&wish) || self.expected.take() != Some(Expected::Guide) {
            return;
        }
        match result {
            Ok((guide, ticked)) => {
                self.notice = None;
                self.popup = Some(Popup::Access(Checklist::new(wish.address, &guide, ticked)));
            }
            Err(error) => self.fail(error),
        }
    }

    pub(super) fn on_checklist_key(&mut self, mut checklist: Checklist, key: &KeyEvent) {
        let action = self.settings.browser.keymap.action(KeyContext::Popup, key);
        match action {
            Some(Action::Toggle | Action::Choose) => {
                checklist.toggle(checklist.row).into_iter().for_each(|cmd| self.send(cmd))
            }
            Some(Action::Close | Action::Back | Action::Quit) => return,
            _ if self.is_key_of(Action::Access, key) => return,
            _ => step(action, PAGE).into_iter().for_each(|by| checklist.move_by(by)),
        }
        self.popup = Some(Popup::Access(checklist));
    }
}

#[cfg(test)]
pub mod tests {
    use super::super::tests::{at_root, press};
    use super::*;
    use crate::access::guide::{GuideItem, GuideStep, Section};
    use crate::app::listing::Load;
    use crate::app::{Msg, Notice};
    use crate::base::error::{Error, ErrorKind};

    pub fn guide() -> Guide {
        let step = |id: &str, link: Option<&str>| GuideStep {
            id: id.into(),
            title: format!("Do {id}"),
            detail: format!("How {id} is done."),
            link: link.map(Into::into),
        };
        let item = GuideItem { id: "siret".into(), label: "SIRET".into(), required: true, or: None };
        Guide {
            about: vec!["Who may ask.".into()],
            start: Some("https://exemple.org/start".into()),
            rights: vec!["right_a: a right".into()],
            steps: vec![step("first", None), step("second", Some("https://exemple.org/second"))],
            information: vec![Section { title: "The applicant".into(), items: vec![item] }],
            states: vec![("draft".into(), "submit it".into())],
            forms: vec![("f".into(), "a form".into(), "https://exemple.org/f".into())],
            paste: vec![],
        }
    }

    /// Asked on the first dataset of the list; `first` is ticked already.
    fn opened() -> (App, Address) {
        let mut app = at_root();
        let address = Address::root("p").child("set");
        assert_eq!(press(&mut app, "A"), [Cmd::Guide(AccessWish::to(address.clone()))]);
        app.update(Msg::Guide(
            AccessWish::to(address.clone()),
            Box::new(Ok((guide(), BTreeSet::from(["first".into()])))),
        ));
        (app, address)
    }

    fn checklist(app: &App) -> &Checklist {
        match &app.popup {
            Some(Popup::Access(checklist)) => checklist,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn space_ticks_what_the_cursor_is_on_and_a_step_s_own_lines_are_the_step() {
        let (mut app, address) = opened();
        assert_eq!((&checklist(&app).address, checklist(&app).done()), (&address, (1, 3)));
        assert_eq!(press(&mut app, " "), [], "what is only to be read has no box");
        let tick = |id: &str, on| Cmd::Tick { portal: "p".into(), id: id.into(), on };
        assert_eq!(press(&mut app, "jjj "), [tick("first", false)]);
        assert_eq!(press(&mut app, "j "), [tick("first", true)], "on its explanation");
        assert_eq!(press(&mut app, "jjj "), [tick("second", true)], "on its link");
        assert_eq!(checklist(&app).lines[checklist(&app).row].text, "https://exemple.org/second");
        assert_eq!(checklist(&app).done(), (2, 3));
        assert_eq!(press(&mut app, "jj "), [tick("siret", true)], "the empty line is stepped over");
        press(&mut app, "Gk");
        assert_eq!(checklist(&app).lines[checklist(&app).row].text, "a form: https://exemple.org/f");
        press(&mut app, "g");
        assert_eq!(checklist(&app).row, 0);
        press(&mut app, "\u{1b}");
        assert_eq!((app.popup.is_none(), app.trail().len()), (true, 2), "Esc closes it and leads nowhere else");
    }

    #[test]
    fn either_of_two_is_enough() {
        let item =
            |id: &str, or: &str| GuideItem { id: id.into(), label: id.into(), required: true, or: Some(or.into()) };
        let items = vec![item("link", "text"), item("text", "link")];
        let guide = Guide { information: vec![Section { title: "Law".into(), items }], ..Guide::default() };
        for (ticked, done) in [(vec![], 0), (vec!["link"], 2), (vec!["text"], 2), (vec!["other"], 0)] {
            let ticked = ticked.into_iter().map(str::to_owned).collect();
            assert_eq!(Checklist::new(Address::root("p"), &guide, ticked).done(), (done, 2));
        }
    }

    #[test]
    fn the_guide_is_of_the_dataset_or_the_portal_one_is_at() {
        let asked = |app: &mut App| press(app, "A");
        let set = Address::root("p").child("set");
        let mut app = at_root();
        assert_eq!(asked(&mut app), [Cmd::Guide(AccessWish::to(set.clone()))]);
        press(&mut app, "\n");
        assert_eq!(asked(&mut app), [Cmd::Guide(AccessWish::to(set.clone()))], "in the dataset");
        press(&mut app, "hh");
        assert_eq!(asked(&mut app), [Cmd::Guide(AccessWish::to(Address::root("p")))], "on a portal at home");
        let mut empty = App::new(vec![]);
        assert_eq!(asked(&mut empty), []);
        assert!(matches!(&empty.notice, Some(Notice::Said(text)) if text.contains("No portal")));
    }

    #[test]
    fn what_is_marked_is_asked_for_together() {
        let mut app = at_root();
        press(&mut app, "j g");
        let at = |name: &str| Address::root("p").child(name);
        let wish = AccessWish { also: vec![at("b")], ..AccessWish::to(at("set")) };
        assert_eq!(press(&mut app, "A"), [Cmd::Guide(wish)]);
        press(&mut app, "j");
        assert_eq!(press(&mut app, "A"), [Cmd::Guide(AccessWish::to(at("b")))], "once");
    }

    #[test]
    fn a_guide_that_comes_late_or_not_at_all_disturbs_nobody() {
        let mut app = at_root();
        let address = Address::root("p").child("set");
        let came =
            |app: &mut App, result| drop(app.update(Msg::Guide(AccessWish::to(address.clone()), Box::new(result))));
        press(&mut app, "Aj");
        came(&mut app, Ok((guide(), BTreeSet::new())));
        assert_eq!(app.popup, None, "the cursor is elsewhere");
        press(&mut app, "kA?");
        came(&mut app, Ok((guide(), BTreeSet::new())));
        assert!(matches!(app.popup, Some(Popup::Help(_))));
        press(&mut app, "xA");
        let error = Error::new(ErrorKind::NotFound, "p/set", "nothing is known of how access is asked for");
        came(&mut app, Err(error.clone()));
        assert_eq!((&app.popup, &app.notice), (&None, &Some(Notice::Failed(error))));
        assert!(matches!(app.listing(), Some(Load::Ready(_))), "the list stays");
    }

    #[test]
    fn a_tick_that_cannot_be_kept_is_told() {
        let (mut app, _) = opened();
        let error = Error::new(ErrorKind::Disk, "checklist.json", "no space left");
        app.update(Msg::NotKept(error.clone()));
        assert_eq!(app.notice, Some(Notice::Failed(error)));
    }
}
