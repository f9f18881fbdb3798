//! Searching all portals at once: one listing that fills as they answer.

use super::App;
use super::listing::{Listing, ListingKey, Load, Step};
use super::territory::narrowed;
use crate::base::error::Result;
use crate::model::territory::TERRITORY;
use crate::model::{Page, Place, Query, Target};

impl ListingKey {
    /// All portals, asked for the same.
    pub fn everywhere(query: Query) -> Self {
        Self { place: Place::Home, query }
    }

    pub fn is_everywhere(&self) -> bool {
        self.place == Place::Home && !self.query.is_empty()
    }
}

impl App {
    /// Within the territory that the present list is narrowed to.
    pub(super) fn search_everywhere(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || self.portals.is_empty() {
            return;
        }
        let within = self.step().ask.query.values(TERRITORY).next().map(str::to_owned);
        let ask = ListingKey::everywhere(narrowed(&Query::text(text), within));
        if ask != self.step().ask {
            self.go(ask);
        }
    }

    /// One portal has answered.
    pub(super) fn found(&mut self, query: Query, portal: &str, result: Result<Page>) {
        let ask = ListingKey::everywhere(query);
        let asked = self.portals_asked(&ask);
        let Some(load) = self.known.listings.get_mut(&ask) else { return };
        if matches!(load, Load::Loading) {
            *load = Load::Ready(Listing::awaiting(asked));
        }
        let Load::Ready(listing) = load else { return };
        let on_screen = self.areas.first_row + usize::from(self.areas.rows.height);
        let place = self.portals.iter().position(|info| info.name == portal).unwrap_or(self.portals.len());
        // Rows may be joined: a cursor that was moved stays on its dataset, and what is on the screen stays where it is.
        let mut steps: Vec<&mut Step> = self.tabs.steps_mut().filter(|step| step.ask == ask).collect();
        let moved = steps.iter().filter(|step| step.holds());
        let seen = moved.map(|step| (step.row + 1).max(on_screen)).max().unwrap_or(0);
        let chosen = |step: &&mut Step| step.item(listing, step.row).map(|item| item.target.clone());
        let chosen: Vec<Option<Target>> = steps.iter().map(chosen).collect();
        listing.found(&ask.query.text, (portal, place), result, seen);
        for (step, chosen) in steps.iter_mut().zip(chosen) {
            let chosen = chosen.filter(|_| step.holds());
            step.refresh(listing);
            step.choose(listing, chosen.as_ref());
        }
        self.refresh_steps(&ask);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, page, press, tell, titles};
    use super::*;
    use crate::app::listing::More;
    use crate::app::{Cmd, Msg, PortalInfo};
    use crate::base::error::{Error, ErrorKind};
    use crate::model::identity::Identities;
    use crate::model::{Address, Item};

    fn at_home() -> App {
        let info = |name: &str| PortalInfo {
            name: name.into(),
            kind: "k".into(),
            url: "https://exemple.org/".into(),
            signs_in: false,
        };
        App::new(vec![info("p"), info("q"), info("r")])
    }

    #[test]
    fn what_each_portal_finds_is_added_as_it_comes() {
        let mut app = at_home();
        assert_eq!(press(&mut app, "/eau\n"), [Cmd::SearchAll(Query::text("eau"))]);
        app.update(Msg::Found(Query::text("eau"), "q".into(), Ok(Page { total: Some(40), ..page(&["b"], Some("1")) })));
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!((titles(app.step(), listing), listing.total), (vec!["b".to_owned()], None));
        assert_eq!(listing.more, More::Awaiting { portals: vec!["p".into(), "r".into()], failed: 0 });
        app.update(Msg::Found(Query::text("eau"), "r".into(), Err(Error::new(ErrorKind::Network, "r", "not reached"))));
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!(listing.more, More::Awaiting { portals: vec!["p".into()], failed: 1 });
        let cmds = tell(&mut app, Msg::Found(Query::text("eau"), "p".into(), Ok(page(&["a"], None))));
        assert_eq!(cmds, [], "no page of a search over all is asked for");
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!(titles(app.step(), listing), ["a", "b"], "as the portals are configured, not as they answer");
        assert_eq!((listing.total, listing.more.clone()), (Some(41), More::End));
        assert!(listing.warnings[0].contains("not reached"));
    }

    /// A row that names what it is.
    fn named(portal: &str, id: &str, name: &str) -> Item {
        let mut item = Item::new(Target::dataset(Address::root(portal).child(id)), id);
        item.same_as = Identities::of(id).id(Some(name), None).all();
        item
    }

    fn found(app: &mut App, portal: &str, items: Vec<Item>) {
        app.update(Msg::Found(Query::text("eau"), portal.into(), Ok(Page { items, ..Page::default() })));
    }

    #[test]
    fn a_dataset_of_two_portals_is_one_row_and_the_cursor_stays_on_it() {
        let mut app = at_home();
        press(&mut app, "/eau\n");
        let (a, b) = ("10.5072/a", "10.5072/b");
        found(&mut app, "r", vec![named("r", "one", a), named("r", "two", b)]);
        press(&mut app, "j");
        found(&mut app, "q", vec![named("q", "deux", b), named("q", "trois", "10.5072/c")]);
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!(titles(app.step(), listing), ["one", "deux", "trois"], "that of the portal configured first");
        assert_eq!(app.chosen().unwrap().also, [Address::root("r").child("two")]);
        // One that joins two rows above the cursor.
        press(&mut app, "j");
        let both = Identities::of("un").id(Some(a), None).id(Some(b), None).all();
        found(&mut app, "p", vec![Item { same_as: both, ..named("p", "un", a) }]);
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!(titles(app.step(), listing), ["un", "two", "trois"], "r knows that its own are two");
        assert_eq!((app.chosen().unwrap().title.as_str(), listing.total), ("trois", Some(3)));
    }

    fn titled(portal: &str, all: &[&str]) -> Vec<Item> {
        let row = |title: &&str| Item::new(Target::dataset(Address::root(portal).child(*title)), *title);
        all.iter().map(row).collect()
    }

    fn shown(app: &App) -> Vec<String> {
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        titles(app.step(), listing)
    }

    #[test]
    fn the_best_come_first_and_the_cursor_stays_on_the_first_row_until_it_is_moved() {
        let mut app = at_home();
        press(&mut app, "/eau\n");
        found(&mut app, "p", titled("p", &["Panneaux", "Bancs"]));
        assert_eq!(app.chosen().unwrap().title, "Panneaux");
        found(&mut app, "r", titled("r", &["Réseau d’eau", "Bureaux"]));
        assert_eq!(shown(&app), ["Réseau d’eau", "Panneaux", "Bureaux", "Bancs"]);
        assert_eq!((app.step().row, &*app.chosen().unwrap().title), (0, "Réseau d’eau"));
        found(&mut app, "q", titled("q", &["Eau"]));
        assert_eq!(app.chosen().unwrap().title, "Eau", "the row is the person's, not the dataset");
    }

    #[test]
    fn what_comes_late_is_ranked_below_the_rows_that_the_person_goes_through() {
        let late = || titled("q", &["Eau", "Eaubonne"]);
        let table = [
            ("", 0, vec!["Eau", "Réseau d’eau", "Eaubonne", "Panneaux", "Bancs"]),
            ("j", 0, vec!["Réseau d’eau", "Panneaux", "Eau", "Eaubonne", "Bancs"]),
            ("jk", 0, vec!["Réseau d’eau", "Eau", "Eaubonne", "Panneaux", "Bancs"]),
            ("j", 3, vec!["Réseau d’eau", "Panneaux", "Bancs", "Eau", "Eaubonne"]),
            ("\nh", 0, vec!["Réseau d’eau", "Eau", "Eaubonne", "Panneaux", "Bancs"]),
        ];
        for (keys, on_screen, expected) in table {
            let mut app = at_home();
            press(&mut app, "/eau\n");
            found(&mut app, "p", titled("p", &["Bancs", "Panneaux", "Réseau d’eau"]));
            press(&mut app, keys);
            let (row, chosen) = (app.step().row, app.chosen().unwrap().title.clone());
            app.areas.rows.height = on_screen;
            found(&mut app, "q", late());
            assert_eq!(shown(&app), expected, "{keys:?}");
            let stays = (app.step().row, app.chosen().unwrap().title.clone());
            assert!(keys.is_empty() || stays == (row, chosen), "{keys:?}");
        }
    }

    #[test]
    fn rows_that_changed_are_narrowed_anew() {
        let mut app = at_home();
        press(&mut app, "/eau\n");
        found(&mut app, "r", vec![named("r", "puits", "10.5072/a"), named("r", "lac", "10.5072/b")]);
        press(&mut app, "/puits");
        found(&mut app, "p", vec![named("p", "fontaine", "10.5072/a"), named("p", "puits", "10.5072/c")]);
        let Some(Load::Ready(listing)) = app.listing() else { panic!() };
        assert_eq!(titles(app.step(), listing), ["puits"]);
        assert_eq!(app.chosen().unwrap().target.address().unwrap().portal, "p");
    }

    #[test]
    fn a_late_answer_to_another_search_changes_nothing() {
        let mut app = at_home();
        press(&mut app, "/eau\n");
        app.update(Msg::Found(Query::text("air"), "q".into(), Ok(page(&["b"], None))));
        assert_eq!(app.listing(), Some(&Load::Loading));
    }

    #[test]
    fn it_begins_anywhere() {
        let mut app = at_root();
        assert_eq!(press(&mut app, "Seau\n"), [Cmd::SearchAll(Query::text("eau"))]);
        assert!(app.step().ask.is_everywhere());
        press(&mut app, "h");
        assert!(!app.step().ask.is_everywhere());
    }
}
