//! The well-known public portals, to be switched on: the rows of the first screen, and later those below one's own.

use super::listing::{ListingKey, Load};
use super::{App, Cmd, Focus, PortalInfo};
use crate::base::error::Result;
use crate::config::keys::Action;
use crate::model::{Address, Item, Place, Target};
use crate::t;

/// A portal that is not configured unless the person wants it to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// As it would be configured.
    pub info: PortalInfo,
    /// What people call it.
    pub label: String,
    /// Whose data it has, and on what.
    pub told: Vec<String>,
    /// What names it.
    pub source: Option<String>,
}

impl App {
    /// What can be switched on. Nothing is asked of anybody before it is.
    pub fn offer(&mut self, offers: Vec<Offered>) {
        self.offers = offers;
        self.set_portals(self.portals.clone());
    }

    /// Whether the screen is the first one: nothing is configured, and there is something to choose from.
    pub fn is_first_screen(&self) -> bool {
        let step = self.step();
        self.portals.is_empty() && !self.offers.is_empty() && step.ask == ListingKey::new(Place::Home)
    }

    /// The rows below those of the portals configured; the demo's among them where there are none.
    pub(super) fn offer_rows(&self) -> Vec<Item> {
        let first = self.portals.is_empty() && !self.offers.is_empty();
        // At home: it opens where one is.
        let demo =
            || Item::new(Target::Place(Place::Home), t!("first-start-demo")).note(Some(t!("first-start-demo-note")));
        let offers = self.offers.iter().filter(|_| first || self.offering).filter(|offered| self.is_new(&offered.info));
        let row = |offered: &Offered| {
            let item = Item::new(Target::folder(Address::root(&offered.info.name)), offered.label.clone());
            let off = t!("first-start-off", url = &offered.info.url, key = self.key_of(Action::Open));
            item.note(Some(offered.told.iter().cloned().chain([off]).collect::<Vec<_>>().join(" · ")))
        };
        first.then(demo).into_iter().chain(offers.map(row)).collect()
    }

    /// Whether neither the portal nor its name is configured.
    fn is_new(&self, info: &PortalInfo) -> bool {
        let bare = |url: &str| url.trim_end_matches('/').to_owned();
        let is_same = |it: &PortalInfo| it.kind == info.kind && bare(&it.url) == bare(&info.url);
        !self.portals.iter().any(|it| it.name == info.name || is_same(it))
    }

    /// The portal at `address`, where it is one that is not configured yet.
    pub fn offered(&self, address: &Address) -> Option<&Offered> {
        let is_it = |offered: &&Offered| address.path.is_empty() && offered.info.name == address.portal;
        self.offers.iter().find(is_it).filter(|offered| self.is_new(&offered.info))
    }

    /// Goes home, where what can be switched on is shown until one is; there once more: puts it away again.
    pub(super) fn show_offers(&mut self) {
        let is_home = self.step().ask == ListingKey::new(Place::Home);
        if self.offering && is_home && !self.portals.is_empty() {
            self.offering = false;
            return self.set_portals(self.portals.clone());
        }
        if !self.offers.iter().any(|offered| self.is_new(&offered.info)) {
            self.say(t!("first-start-nothing-to-add"));
            return;
        }
        self.offering = true;
        self.tabs.here.trail.truncate(1);
        (self.focus, self.scroll) = (Focus::List, 0);
        self.set_portals(self.portals.clone());
        let is_offered = |item: &Item| item.target.address().is_some_and(|address| self.offered(&address).is_some());
        let listing = self.listing().and_then(Load::ready);
        let first = listing.and_then(|it| it.items.iter().find(is_offered)).map(|item| item.target);
        if let (step, Some(listing)) = self.here() {
            step.set_narrow(listing, String::new());
            step.choose(listing, first.as_ref());
        }
    }

    /// Whether the cursor is on a portal that is not configured yet, which is said.
    pub(super) fn is_off(&mut self) -> bool {
        let address = self.chosen().and_then(|item| item.target.address());
        let label = address.and_then(|address| self.offered(&address)).map(|offered| offered.label.clone());
        let key = self.key_of(Action::Open);
        label.as_ref().into_iter().for_each(|label| self.say(t!("first-start-switch-on-first", label, key = &key)));
        label.is_some()
    }

    pub(super) fn switch_on(&mut self, address: &Address) {
        self.say(t!("first-start-switching-on", name = &address.portal));
        self.send(Cmd::SwitchOn(address.portal.clone()));
    }

    /// It is configured: on into it, if the person still waits at home.
    pub(super) fn switched_on(&mut self, name: &str, result: Result<Vec<PortalInfo>>) {
        match result {
            Ok(portals) => {
                self.offering = false;
                self.set_portals(portals);
                let target = Target::folder(Address::root(name));
                if self.step().ask != ListingKey::new(Place::Home) {
                    return;
                }
                self.say(t!("first-start-switched-on", name));
                self.want(target);
                self.go(ListingKey::new(Place::Folder(Address::root(name))))
            }
            Err(error) => self.fail(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{press, titles};
    use super::*;
    use crate::app::{Msg, Notice};
    use crate::base::error::{Error, ErrorKind};

    fn info(name: &str) -> PortalInfo {
        PortalInfo { name: name.into(), kind: "k".into(), url: format!("https://{name}.example/"), signs_in: false }
    }

    fn offered(name: &str) -> Offered {
        Offered { info: info(name), label: format!("Portal {name}"), told: vec![], source: None }
    }

    fn with(portals: &[&str]) -> App {
        let mut app = App::new(portals.iter().map(|name| info(name)).collect());
        app.offer(vec![offered("a"), offered("b")]);
        app
    }

    fn rows(app: &App) -> Vec<String> {
        titles(app.step(), app.listing().unwrap().ready().unwrap())
    }

    #[test]
    fn public_portals_are_put_away_by_the_key_that_shows_them() {
        let mut app = with(&["mine"]);
        for shown in [true, false, true] {
            press(&mut app, "P");
            assert_eq!(rows(&app).len(), if shown { 3 } else { 1 });
        }
        assert!(app.hints().first.iter().any(|hint| hint.does == "switch on"), "what Enter does there");
    }

    #[test]
    fn what_is_not_configured_is_not_set_up_nor_asked_for_access() {
        for key in ["a", "A"] {
            let mut app = with(&["mine"]);
            press(&mut app, "P");
            assert_eq!(press(&mut app, key), []);
            let Some(Notice::Said(text)) = &app.notice else { panic!("{:?}", app.notice) };
            assert!(text.contains("Portal a") && text.contains("Enter"), "{text}");
            press(&mut app, "gg");
            assert!(!press(&mut app, "a").is_empty(), "its own portal is set up");
        }
    }

    #[test]
    fn with_nothing_configured_there_is_the_demo_and_what_can_be_switched_on() {
        let mut app = with(&[]);
        assert!(app.is_first_screen());
        assert_eq!(rows(&app), ["the demo", "Portal a", "Portal b"]);
        assert_eq!(press(&mut app, "\n"), [Cmd::Demo], "Enter alone touches no network");
        let mut app = with(&[]);
        assert_eq!(press(&mut app, "jj\n"), [Cmd::SwitchOn("b".into())]);
        let cmds = app.update(Msg::SwitchedOn("b".into(), Ok(vec![info("b")])));
        let root = Address::root("b");
        assert!(cmds.contains(&Cmd::List(ListingKey::new(Place::Folder(root.clone())), None)), "{cmds:?}");
        assert_eq!(app.step().ask.place, Place::Folder(root));
        press(&mut app, "h");
        assert_eq!(rows(&app), ["b"], "the others are not in the way any more");
    }

    #[test]
    fn more_are_added_later_from_anywhere() {
        let mut app = with(&["mine"]);
        assert_eq!(rows(&app), ["mine"]);
        press(&mut app, "\nP");
        assert_eq!(rows(&app), ["mine", "Portal a", "Portal b"]);
        assert_eq!(app.chosen().unwrap().title, "Portal a");
        assert_eq!(press(&mut app, "\n"), [Cmd::SwitchOn("a".into())]);
        app.update(Msg::SwitchedOn("a".into(), Ok(vec![info("mine"), info("a")])));
        press(&mut app, "hP");
        assert_eq!(rows(&app), ["mine", "a", "Portal b"]);
        assert_eq!(app.chosen().unwrap().title, "Portal b");
    }

    #[test]
    fn what_is_configured_is_not_offered_whatever_it_is_called() {
        let mut app = App::new(vec![
            PortalInfo { name: "mine".into(), ..info("a") },
            PortalInfo { url: "x".into(), ..info("b") },
        ]);
        app.offer(vec![offered("a"), offered("b")]);
        press(&mut app, "P");
        assert_eq!(rows(&app), ["mine", "b"], "nor is a name offered that is another's");
        assert!(matches!(app.notice, Some(Notice::Said(_))));
    }

    #[test]
    fn a_configuration_that_cannot_be_written_is_told_and_nothing_else_changes() {
        let mut app = with(&[]);
        press(&mut app, "j\n");
        let cmds = app.update(Msg::SwitchedOn("a".into(), Err(Error::new(ErrorKind::Config, "file", "read-only"))));
        assert_eq!(cmds, []);
        assert!(matches!(&app.notice, Some(Notice::Failed(error)) if error.cause == "read-only"));
        assert_eq!(rows(&app).len(), 3);
    }

    #[test]
    fn who_has_gone_elsewhere_stays_there() {
        let mut app = with(&["mine"]);
        press(&mut app, "P\n");
        press(&mut app, "gg\n");
        let cmds = app.update(Msg::SwitchedOn("a".into(), Ok(vec![info("mine"), info("a")])));
        assert_eq!(cmds, []);
        assert_eq!(app.step().ask.place, Place::Folder(Address::root("mine")));
    }

    #[test]
    fn the_wizard_is_for_what_is_configured() {
        let mut app = with(&[]);
        assert_eq!(press(&mut app, "ja"), [], "that row is switched on");
        assert_eq!(press(&mut app, "n"), [Cmd::SetUp(None)]);
    }
}
