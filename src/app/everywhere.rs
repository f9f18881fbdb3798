//! Searching all portals at once: one listing that fills as they answer.

use super::listing::{Ask, Listing, Load};
use super::{App, Cmd};
use crate::error::Result;
use crate::model::{Page, Place, Query};

impl Ask {
    /// All portals, asked for `text`.
    pub fn everywhere(text: &str) -> Self {
        Self { place: Place::Home, query: Query::text(text) }
    }

    pub fn is_everywhere(&self) -> bool {
        self.place == Place::Home && !self.query.is_empty()
    }
}

impl App {
    pub(super) fn search_everywhere(&mut self, text: &str) -> Vec<Cmd> {
        let text = text.trim();
        if text.is_empty() || self.portals.is_empty() {
            return vec![];
        }
        let ask = Ask::everywhere(text);
        if ask == self.step().ask { vec![] } else { self.go(ask) }
    }

    /// One portal has answered.
    pub(super) fn found(&mut self, text: &str, portal: &str, result: Result<Page>) {
        let ask = Ask::everywhere(text);
        let Some(load) = self.listings.get_mut(&ask) else { return };
        if matches!(load, Load::Loading) {
            *load = Load::Ready(Listing::awaiting(self.portals.len()));
        }
        if let Load::Ready(listing) = load {
            listing.found(portal, result);
        }
        self.refresh_steps(&ask);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, page, press, titles};
    use super::*;
    use crate::app::listing::More;
    use crate::app::{Msg, PortalInfo};
    use crate::error::{Error, Kind};

    fn at_home() -> App {
        let info = |name: &str| PortalInfo {
            name: name.into(),
            kind: "rudi".into(),
            url: "https://exemple.org/".into(),
            signs_in: false,
        };
        App::new(vec![info("p"), info("q"), info("r")])
    }

    #[test]
    fn what_each_portal_finds_is_added_as_it_comes() {
        let mut app = at_home();
        assert_eq!(press(&mut app, "/eau\n"), [Cmd::SearchAll("eau".into())]);
        app.update(Msg::Found("eau".into(), "q".into(), Ok(Page { total: Some(40), ..page(&["b"], Some("1")) })));
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!((titles(app.step(), listing), listing.total), (vec!["b".to_owned()], None));
        assert!(matches!(listing.more, More::Loading(_)), "two more are awaited");
        app.update(Msg::Found("eau".into(), "r".into(), Err(Error::new(Kind::Network, "r", "not reached"))));
        let cmds = app.update(Msg::Found("eau".into(), "p".into(), Ok(page(&["a"], None))));
        assert_eq!(cmds, [], "no page of a search over all is asked for");
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!(titles(app.step(), listing), ["b", "a"]);
        assert_eq!((listing.total, listing.more.clone()), (Some(41), More::End));
        assert!(listing.warnings[0].contains("not reached"));
    }

    #[test]
    fn a_late_answer_to_another_search_changes_nothing() {
        let mut app = at_home();
        press(&mut app, "/eau\n");
        app.update(Msg::Found("air".into(), "q".into(), Ok(page(&["b"], None))));
        assert_eq!(app.listing(), Some(&Load::Loading));
    }

    #[test]
    fn it_begins_anywhere() {
        let mut app = at_root();
        assert_eq!(press(&mut app, "Seau\n"), [Cmd::SearchAll("eau".into())]);
        assert!(app.step().ask.is_everywhere());
        press(&mut app, "h");
        assert!(!app.step().ask.is_everywhere());
    }
}
