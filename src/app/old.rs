//! Rows kept from an earlier run: shown, with their age, until the portal's own have come, which replace them without
//! moving the cursor.

use std::sync::Arc;

use jiff::Timestamp;

use super::App;
use super::listing::{Listing, ListingKey, Load, More, Step};
use crate::base::error::{Error, Result};
use crate::model::{Address, Cursor, Dataset, Facet, Page, Place, Target};
use crate::store::{self, News, Old};
use crate::t;

/// Of a listing that is old: since when, and what has become of asking again.
#[derive(Clone, Debug, PartialEq)]
pub struct Aged {
    /// When the oldest of its pages came.
    pub when: Timestamp,
    pub refresh: Refresh,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Refresh {
    /// Nothing is asked of portals.
    Offline,
    /// The portal is being asked.
    Asked,
    /// So much of it has come; it is shown once it reaches as far as the person is.
    Coming(Box<Listing>),
    Failed(Error),
}

impl App {
    pub(super) fn old_page_came(&mut self, ask: ListingKey, after: Option<Cursor>, old: Old<Page>) {
        let Old { value: page, when } = old;
        let refresh = if self.settings.offline { Refresh::Offline } else { Refresh::Asked };
        match (self.known.listings.get_mut(&ask), after) {
            (Some(Load::Loading), None) => {
                let listing = Listing::new(page).aged(Aged { when, refresh });
                self.known.listings.insert(ask.clone(), Load::Ready(listing));
            }
            (Some(Load::Ready(listing)), Some(after)) if listing.more == More::Loading(after.clone()) => {
                // Behind rows of today the portal's own page is waited for.
                let Some(aged) = &mut listing.old else { return };
                aged.when = aged.when.min(when);
                listing.append(page);
            }
            _ => return, // the portal was quicker, or the person asked otherwise meanwhile
        }
        self.refresh_steps(&ask);
    }

    pub(super) fn old_dataset_came(&mut self, address: Address, old: Old<Dataset>) {
        let ask = ListingKey::new(Place::Dataset(address.clone()));
        if !matches!(self.known.listings.get(&ask), Some(Load::Loading)) {
            return;
        }
        let Old { value: dataset, when } = old;
        let refresh = if self.settings.offline { Refresh::Offline } else { Refresh::Asked };
        let listing = Listing::of_dataset(&dataset).aged(Aged { when, refresh });
        self.known.datasets.insert(address, Load::Ready(Arc::new(dataset)));
        self.put(&ask, listing);
    }

    pub(super) fn old_facets_came(&mut self, address: Address, old: Old<Vec<Facet>>) {
        self.facets_came(address, Ok(old.value));
        let when = store::moment(old.when, &self.settings.zone);
        self.say(if self.settings.offline { t!("store-as-of-offline", when) } else { t!("store-as-of", when) });
    }

    /// The portal's own answer to what is shown as old.
    pub(super) fn refreshed(&mut self, ask: &ListingKey, after: Option<Cursor>, result: Result<Page>) {
        let Some(Load::Ready(listing)) = self.known.listings.get_mut(ask) else { return };
        let awaited = after.as_ref().is_some_and(|after| listing.more == More::Loading(after.clone()));
        let Some(aged) = &mut listing.old else { return };
        match (result, after) {
            (Ok(page), None) => aged.refresh = Refresh::Coming(Box::new(Listing::new(page))),
            (Ok(page), Some(after)) => match &mut aged.refresh {
                Refresh::Coming(fresh) if fresh.is_at(&after) => fresh.append(page),
                _ if awaited => listing.append(page),
                _ => {} // an old page is there already; this one was kept for the next time
            },
            (Err(error), Some(after)) if awaited => listing.more = More::Failed(after, error),
            (Err(_), Some(after)) if matches!(&aged.refresh, Refresh::Coming(fresh) if !fresh.is_at(&after)) => {}
            (Err(error), _) => aged.refresh = Refresh::Failed(error),
        }
        self.take_fresh(ask);
        self.refresh_steps(ask);
    }

    /// Puts the fresh rows in the place of the old ones as soon as they hold what the cursor is on, or reach as far.
    fn take_fresh(&mut self, ask: &ListingKey) {
        let Some(Load::Ready(listing)) = self.known.listings.get(ask) else { return };
        let Some(Aged { refresh: Refresh::Coming(fresh), .. }) = &listing.old else { return };
        let all = fresh.more == More::End || fresh.items.len() >= listing.items.len();
        let is_there = |step: &Step| step.item(listing, step.row).is_none_or(|chosen| fresh.holds(&chosen.target));
        let holds = |step: &Step| !step.holds() || is_there(step);
        if all || self.tabs.steps().filter(|step| step.ask == *ask).all(holds) {
            let fresh = (**fresh).clone();
            self.put(ask, fresh);
        }
    }

    /// Shows another listing in the place of the one there may be; each cursor stays on what it is on.
    pub(super) fn put(&mut self, ask: &ListingKey, fresh: Listing) {
        let before = self.known.listings.insert(ask.clone(), Load::Ready(fresh));
        let (before, now) = (before.as_ref().and_then(Load::ready), self.known.listings.get(ask).and_then(Load::ready));
        if let Some(now) = now {
            self.tabs.steps_mut().filter(|step| step.ask == *ask).for_each(|step| step.replace(before, now));
        }
        self.refresh_steps(ask);
    }

    /// Where the present rows are old: asks for what they are today, unless that is being done. Whether they are.
    pub(super) fn refresh_old(&mut self) -> bool {
        let ask = self.step().ask.clone();
        let Some(Load::Ready(Listing { old: Some(aged), .. })) = self.known.listings.get_mut(&ask) else {
            return false;
        };
        match aged.refresh {
            Refresh::Asked | Refresh::Coming(_) => {}
            Refresh::Offline => self.say(t!("store-offline-asked-nothing")),
            Refresh::Failed(_) => {
                aged.refresh = Refresh::Asked;
                Self::asking(&ask).into_iter().for_each(|cmd| self.send(cmd));
            }
        }
        true
    }

    /// What there is to say of a row that was not so at the last visit.
    pub fn news(&self, target: &Target) -> Option<News> {
        self.known.news.get(target).copied()
    }
}

impl Aged {
    /// Words for a pane's title.
    pub fn words(&self, zone: &jiff::tz::TimeZone) -> String {
        let when = store::moment(self.when, zone);
        match self.refresh {
            Refresh::Offline => t!("store-as-of-offline", when),
            Refresh::Asked | Refresh::Coming(_) => t!("store-as-of-asking", when),
            Refresh::Failed(_) => t!("store-as-of", when),
        }
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::*;
    use crate::app::tests::{media, page, press, tell, titles};
    use crate::app::{Cmd, Msg, Notice, PortalInfo};
    use crate::base::error::ErrorKind;
    use crate::model::FacetValue;

    fn root() -> Address {
        Address::root("p")
    }

    fn ask() -> ListingKey {
        ListingKey::new(Place::Folder(root()))
    }

    fn old<T>(value: T) -> Old<T> {
        Old { value, when: Timestamp::from_second(1_700_000_000).unwrap() }
    }

    /// About to be told what there is at the root of a portal.
    fn entering() -> App {
        let url = "https://exemple.org/".to_owned();
        let mut app = App::new(vec![PortalInfo { name: "p".into(), kind: "rudi".into(), url, signs_in: false }]);
        assert_eq!(press(&mut app, "\n"), [Cmd::List(ask(), None)]);
        app
    }

    fn rows(app: &App) -> Vec<String> {
        titles(app.step(), app.listing().unwrap().ready().unwrap())
    }

    fn aged(app: &App) -> Option<&Aged> {
        app.listing()?.ready()?.old.as_ref()
    }

    fn chosen(app: &App) -> String {
        app.chosen().unwrap().title
    }

    fn cursor(text: &str) -> Option<Cursor> {
        Some(Cursor(text.into()))
    }

    fn broke() -> Error {
        Error::new(ErrorKind::Network, "p", "not reached")
    }

    #[test]
    fn old_rows_are_shown_at_once_and_replaced_under_the_cursor() {
        let mut app = entering();
        assert_eq!(tell(&mut app, Msg::OldPage(ask(), None, old(page(&["a", "b", "gone", "d"], None)))), []);
        assert_eq!(rows(&app), ["a", "b", "gone", "d"]);
        assert_eq!(aged(&app).unwrap().refresh, Refresh::Asked);
        press(&mut app, "jjj");
        app.update(Msg::Listed(ask(), None, Ok(page(&["new", "d", "a", "b"], None))));
        assert_eq!((rows(&app).join(" "), &*chosen(&app)), ("new d a b".into(), "d"));
        assert_eq!(aged(&app), None, "today's rows say nothing of their age");
    }

    #[test]
    fn a_row_that_is_gone_leaves_the_cursor_where_it_was() {
        let mut app = entering();
        app.update(Msg::OldPage(ask(), None, old(page(&["a", "gone", "c"], None))));
        press(&mut app, "j");
        app.update(Msg::Listed(ask(), None, Ok(page(&["a", "b", "c"], None))));
        assert_eq!(&*chosen(&app), "b");
    }

    #[test]
    fn narrowed_old_rows_stay_narrowed_by_the_same_words() {
        let mut app = entering();
        app.update(Msg::OldPage(ask(), None, old(page(&["eau 1", "air", "eau 2"], None))));
        press(&mut app, "/eau\nj");
        assert_eq!(&*chosen(&app), "eau 2");
        app.update(Msg::Listed(ask(), None, Ok(page(&["air", "eau 0", "eau 2", "eau 1"], None))));
        assert_eq!((rows(&app).join(", "), &*chosen(&app)), ("eau 0, eau 2, eau 1".into(), "eau 2"));
    }

    #[test]
    fn when_the_portal_is_not_reached_old_rows_stay_and_it_is_said() {
        let mut app = entering();
        app.update(Msg::OldPage(ask(), None, old(page(&["a", "b"], None))));
        press(&mut app, "j");
        app.update(Msg::Listed(ask(), None, Err(broke())));
        assert_eq!((rows(&app).len(), &*chosen(&app)), (2, "b"));
        assert_eq!(aged(&app).unwrap().refresh, Refresh::Failed(broke()));
        assert_eq!(press(&mut app, "r"), [Cmd::List(ask(), None)], "and the person may try again");
        assert_eq!((rows(&app).len(), press(&mut app, "r")), (2, vec![]), "once, the rows being there");
        app.update(Msg::Listed(ask(), None, Ok(page(&["b", "c"], None))));
        assert_eq!((rows(&app).join(" "), &*chosen(&app)), ("b c".into(), "b"));
    }

    #[test]
    fn an_answer_quicker_than_the_store_is_not_overtaken() {
        let mut app = entering();
        app.update(Msg::Listed(ask(), None, Ok(page(&["a"], None))));
        app.update(Msg::OldPage(ask(), None, old(page(&["b"], None))));
        assert_eq!((rows(&app).join(" "), aged(&app)), ("a".into(), None));
        let elsewhere = ListingKey::new(Place::Folder(root().child("x")));
        app.update(Msg::OldPage(elsewhere.clone(), None, old(page(&["b"], None))));
        assert!(!app.known.listings.contains_key(&elsewhere), "nobody asked for it");
    }

    /// Two pages of so many rows each, the second of which begins after the cursor "2".
    fn two_pages(count: usize) -> [Page; 2] {
        let names = |letter: char| (0..count).map(|n| format!("{letter}{n}")).collect::<Vec<_>>();
        let all = [names('a'), names('b')];
        let [first, second] = all.each_ref().map(|names| names.iter().map(String::as_str).collect::<Vec<_>>());
        [page(&first, Some("2")), page(&second, None)]
    }

    #[test]
    fn fresh_pages_are_fetched_as_far_as_the_person_is_before_any_is_shown() {
        let mut app = entering();
        let [first, second] = two_pages(40);
        app.update(Msg::OldPage(ask(), None, old(first.clone())));
        assert_eq!(press(&mut app, "G"), [Cmd::List(ask(), cursor("2"))]);
        app.update(Msg::OldPage(ask(), cursor("2"), old(second.clone())));
        assert_eq!((rows(&app).len(), &*chosen(&app)), (80, "b39"), "pages after the first are there too");

        // The first page alone does not hold the row the cursor is on.
        let cmds = app.update(Msg::Listed(ask(), None, Ok(first)));
        assert_eq!((cmds, rows(&app).len(), &*chosen(&app)), (vec![Cmd::List(ask(), cursor("2"))], 80, "b39"));
        assert!(matches!(aged(&app).unwrap().refresh, Refresh::Coming(_)));
        let mut today = second;
        today.items.remove(3);
        app.update(Msg::Listed(ask(), cursor("2"), Ok(today)));
        assert_eq!((rows(&app).len(), &*chosen(&app), aged(&app)), (79, "b39", None));
    }

    #[test]
    fn a_later_page_that_is_kept_nowhere_comes_from_the_portal_or_says_why_not() {
        let [first, second] = two_pages(3);
        let mut app = entering();
        let cmds = tell(&mut app, Msg::OldPage(ask(), None, old(first)));
        assert_eq!(cmds, [Cmd::List(ask(), cursor("2"))]);
        app.update(Msg::Listed(ask(), None, Err(broke())));
        app.update(Msg::Listed(ask(), cursor("2"), Err(broke())));
        assert_eq!(rows(&app).len(), 3);
        assert!(matches!(app.listing().unwrap().ready().unwrap().more, More::Failed(..)));
        assert_eq!(press(&mut app, "r"), [Cmd::List(ask(), cursor("2"))]);
        app.update(Msg::Listed(ask(), cursor("2"), Ok(second)));
        assert_eq!(rows(&app).len(), 6);
    }

    #[test]
    fn a_line_that_breaks_between_two_fresh_pages_leaves_the_old_rows() {
        let [first, second] = two_pages(40);
        let mut app = entering();
        app.update(Msg::OldPage(ask(), None, old(first.clone())));
        press(&mut app, "G");
        app.update(Msg::OldPage(ask(), cursor("2"), old(second)));
        app.update(Msg::Listed(ask(), None, Ok(first)));
        app.update(Msg::Listed(ask(), cursor("2"), Err(broke())));
        assert_eq!((rows(&app).len(), &*chosen(&app)), (80, "b39"));
        assert_eq!(aged(&app).unwrap().refresh, Refresh::Failed(broke()));
    }

    #[test]
    fn an_old_dataset_is_replaced_under_the_cursor_or_stays() {
        let (address, set) = (root().child("set"), crate::app::tests::dataset);
        let entered = || {
            let mut app = entering();
            app.update(Msg::Listed(ask(), None, Ok(page(&["set"], None))));
            press(&mut app, "\n");
            let old = old(set(vec![media("a"), media("b")]));
            app.update(Msg::OldDataset(address.clone(), Box::new(old)));
            press(&mut app, "j");
            assert_eq!((rows(&app).len(), &*chosen(&app)), (2, "b.csv"));
            assert!(app.chosen_media().is_some());
            app
        };
        let mut app = entered();
        let fresh = set(vec![media("b"), media("c")]);
        app.update(Msg::Dataset(address.clone(), Box::new(Ok(fresh))));
        assert_eq!((rows(&app).join(" "), &*chosen(&app), aged(&app)), ("b.csv c.csv".into(), "b.csv", None));

        let mut app = entered();
        app.update(Msg::Dataset(address.clone(), Box::new(Err(broke()))));
        assert_eq!((rows(&app).len(), app.dataset().is_some()), (2, true));
        assert_eq!(aged(&app).unwrap().refresh, Refresh::Failed(broke()));
        assert_eq!(press(&mut app, "r"), [Cmd::Dataset(address)]);
    }

    #[test]
    fn offline_rows_say_so_and_nothing_is_asked_for_again() {
        let mut app = entering();
        app.settings.offline = true;
        app.update(Msg::OldPage(ask(), None, old(page(&["a"], None))));
        let aged = aged(&app).unwrap();
        assert_eq!(aged.words(&jiff::tz::TimeZone::UTC), "offline, as of 2023-11-14 22:13");
        assert_eq!(press(&mut app, "r"), []);
        assert!(matches!(&app.notice, Some(Notice::Said(said)) if said.contains("offline")));
        assert_eq!(press(&mut app, "a"), [], "nor can an account be tried");
    }

    #[test]
    fn filters_open_once_whatever_comes_after_them() {
        let mut app = entering();
        app.update(Msg::Listed(ask(), None, Ok(page(&["a"], None))));
        let abilities = crate::model::Abilities { filters: vec![crate::model::fixtures::THEME], ..Default::default() };
        app.update(Msg::Abilities(root(), abilities));
        assert_eq!(press(&mut app, "f"), [Cmd::Facets(root())]);
        let value = FacetValue { value: "eau".into(), label: "Eau".into(), count: None };
        let facets = vec![Facet { key: "theme".into(), values: vec![value] }];
        app.update(Msg::OldFacets(root(), old(facets.clone())));
        assert!(app.popup.is_some());
        app.update(Msg::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)));
        app.update(Msg::Facets(root(), Ok(facets.clone())));
        assert!(app.popup.is_none(), "closed is closed");
        app.update(Msg::Facets(root(), Err(broke())));
        assert_eq!(press(&mut app, "f"), [], "what is known stays known");
        assert!(app.popup.is_some());
    }

    #[test]
    fn news_is_told_of_the_rows_it_is_about() {
        let mut app = entering();
        let target = Target::dataset(root().child("b"));
        app.update(Msg::News(vec![(target.clone(), News::Changed)]));
        app.update(Msg::Listed(ask(), None, Ok(page(&["a", "b"], None))));
        let told: Vec<_> = ["a", "b"].map(|id| app.news(&Target::dataset(root().child(id)))).into();
        assert_eq!(told, [None, Some(News::Changed)]);
    }
}
