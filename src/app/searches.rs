//! Searches with a name: kept between runs, rows of the first page, looked at again beside the screen.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::input::Input;
use super::listing::{ListingKey, Load, More};
use super::territory::EVERYWHERE;
use super::undo::Undo;
use super::{App, Cmd, Purpose, TypedLine};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::{format, text};
use crate::config::keys::Action;
use crate::model::territory::TERRITORY;
use crate::model::{Access, Address, Item, Place, Query, Target};
use crate::store::News;
use crate::{m, t};

/// The key of a filter that chooses portals, in a search of several.
pub const PORTAL: &str = "portal";
/// The longest name, in characters.
const LONGEST_NAME: usize = 80;
/// So many of the datasets found are remembered.
const SEEN: usize = 3000;

/// A search, with what it is narrowed and ordered by, under a name of the person's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SavedSearch {
    pub name: String,
    /// The folder that is searched; none: portals, all of them unless the query names some as [`PORTAL`].
    #[serde(default)]
    pub address: Option<Address>,
    pub query: Query,
    /// The datasets it had found when it was looked at last; `None`: it never was.
    #[serde(default)]
    seen: Option<BTreeSet<String>>,
}

/// What each of the portals that `query` is for is asked: which these are, and how several are ordered, is not theirs to know.
pub fn of_each_portal(query: &Query) -> Query {
    let filters = query.filters.iter().filter(|(key, _)| key != PORTAL).cloned().collect();
    Query { filters, ..Query::text(&query.text) }
}

impl SavedSearch {
    pub fn new(name: &str, ask: &ListingKey) -> Self {
        let (address, query) = (ask.place.address().cloned(), ask.query.clone());
        Self { name: name.to_owned(), address, query, seen: None }
    }

    pub fn ask(&self) -> ListingKey {
        let place = self.address.clone().map_or(Place::Home, Place::Folder);
        ListingKey { place, query: self.query.clone() }
    }

    /// Those of `items` that were not found before; none where nobody looked before.
    pub fn unseen<'i>(&self, items: &'i [Item]) -> Vec<&'i Item> {
        let Some(seen) = &self.seen else { return vec![] };
        items.iter().filter(|item| !names(item).iter().any(|name| seen.contains(name))).collect()
    }

    /// Remembers what it has found; of personal data nothing.
    fn look_at(&mut self, items: &[Item]) {
        let seen = self.seen.get_or_insert_default();
        let told = items.iter().filter(|item| item.access != Some(Access::Personal));
        let room = SEEN.saturating_sub(seen.len());
        seen.extend(told.flat_map(names).take(room));
    }

    /// Where and how it searches, in one line.
    pub fn said(&self) -> String {
        let place = self.address.as_ref().map_or_else(|| t!("home-everywhere"), ToString::to_string);
        let words = Some(t!("app-quoted", text = &self.query.text)).filter(|_| !self.query.text.is_empty());
        let filters = self.query.filters.iter().map(|(key, value)| match key.as_str() {
            TERRITORY => format::labelled(&EVERYWHERE.label.text(), &EVERYWHERE.shown(value)),
            _ => text::line(&format!("{key}={value}")),
        });
        let parts = [Some(place), words].into_iter().flatten().chain(filters).chain(self.query.sort.clone());
        parts.collect::<Vec<_>>().join(" · ")
    }
}

/// The addresses of a dataset, of which one is enough to know it again.
fn names(item: &Item) -> Vec<String> {
    item.target.address().iter().chain(&item.also).map(ToString::to_string).collect()
}

/// As a person may call a search: one line, not too long.
pub fn clean_name(typed: &str) -> Option<String> {
    let name: String = text::line(typed.trim()).chars().take(LONGEST_NAME).collect();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

impl App {
    /// The saved searches as rows of the first page.
    pub(super) fn search_rows(&self) -> Vec<Item> {
        let row = |search: &SavedSearch| {
            let found = match self.known.looked.get(&search.name) {
                Some(Load::Loading) | None => None,
                Some(Load::Ready(count)) => Some(t!("home-search-news", count = *count)),
                Some(Load::Failed(error)) => Some(format!("! {}", error.cause)),
            };
            let note = [found, Some(search.said())].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            Item::new(Target::Search(search.name.clone()), search.name.clone()).note(Some(note))
        };
        self.places.searches.iter().filter(|_| !self.portals.is_empty()).map(row).collect()
    }

    /// Has all of them looked at again, beside the screen.
    pub(super) fn look_at_searches(&mut self) {
        if self.settings.offline || self.portals.is_empty() {
            return;
        }
        let asks: Vec<(String, ListingKey)> =
            self.places.searches.iter().map(|search| (search.name.clone(), search.ask())).collect();
        for (name, ask) in asks {
            self.known.looked.insert(name.clone(), Load::Loading);
            self.send(Cmd::Look(name, ask));
        }
    }

    /// What a search finds today, for the first page.
    pub(super) fn looked(&mut self, name: String, result: Result<Vec<Item>>) {
        let Some(search) = self.places.search(&name) else { return };
        let count = result.map(|items| search.unseen(&items).len());
        self.known.looked.insert(name, count.map_or_else(Load::Failed, Load::Ready));
        self.set_portals(self.portals.clone());
    }

    /// Enter on its row.
    pub(super) fn open_saved(&mut self, name: &str) {
        let Some(search) = self.places.search(name).cloned() else { return };
        let ask = search.ask();
        if self.portals_asked(&ask).is_empty() {
            let error = Error::new(ErrorKind::Usage, text::line(name), m!("home-no-portal-left"));
            return self.fail(error);
        }
        // What was found at the start may be more than what an earlier look left here.
        if !matches!(self.known.listings.get(&ask), Some(Load::Loading)) {
            self.known.listings.remove(&ask);
        }
        self.go(ask);
        self.looking = Some(search.name);
    }

    /// The configured portals that `ask` is for.
    pub(super) fn portals_asked(&self, ask: &ListingKey) -> Vec<String> {
        let named: Vec<&str> = ask.query.values(PORTAL).collect();
        let is_asked = |name: &str| match ask.place.address() {
            Some(address) => address.portal == name,
            None => named.is_empty() || named.contains(&name),
        };
        self.portals.iter().map(|info| info.name.clone()).filter(|name| is_asked(name)).collect()
    }

    /// Once all of what a saved search finds at first is there: what is new is marked so, and is not new any more.
    pub(super) fn finish_look(&mut self) {
        let Some(search) = self.looking.as_ref().and_then(|name| self.places.search(name)) else { return };
        let listing = self.known.listings.get(&search.ask()).and_then(Load::ready);
        let whole = listing.filter(|it| !it.is_being_refreshed() && !matches!(it.more, More::Awaiting { .. }));
        let Some(listing) = whole else { return };
        let items: Vec<Item> = listing.items.iter().collect();
        let (name, mut search) = (search.name.clone(), search.clone());
        let unseen: Vec<Target> = search.unseen(&items).into_iter().map(|item| item.target.clone()).collect();
        self.known.news.extend(unseen.into_iter().map(|target| (target, News::New)));
        search.look_at(&items);
        self.looking = None;
        self.known.looked.insert(name, Load::Ready(0));
        self.places.keep_search(search);
        self.keep_places();
    }

    /// `B`: names the search that one sees, or another name for the one under the cursor.
    pub(super) fn ask_name(&mut self) {
        let (before, purpose) = match self.chosen().map(|item| item.target) {
            Some(Target::Search(name)) => (name, Purpose::Rename),
            _ if self.step().ask.query.is_plain() => return self.say(t!("home-nothing-to-name")),
            _ => (self.chips(self.step()).join(", "), Purpose::Save),
        };
        let input = if purpose == Purpose::Save { Input::proposed(before) } else { Input::new(before) };
        self.line = Some(TypedLine { input, purpose, before: self.chosen().map(|item| item.target) });
    }

    /// Saves what one sees under a name; one of that name gives way.
    pub(super) fn save_search(&mut self, typed: &str) {
        let Some(name) = clean_name(typed) else { return };
        let ask = self.step().ask.clone();
        if ask.query.is_plain() || matches!(ask.place, Place::Dataset(_)) {
            return self.say(t!("home-nothing-to-name"));
        }
        let mut search = SavedSearch::new(&name, &ask);
        if let Some(listing) = self.listing().and_then(Load::ready) {
            search.look_at(&listing.items.iter().collect::<Vec<_>>());
        }
        self.known.looked.insert(name.clone(), Load::Ready(0));
        self.places.keep_search(search);
        self.say(t!("home-saved", name));
        self.keep_searches();
    }

    pub(super) fn rename_search(&mut self, before: &str, typed: &str) {
        let Some(name) = clean_name(typed).filter(|name| name != before) else { return };
        if self.places.search(&name).is_some() {
            return self.say(t!("home-name-taken", name));
        }
        if let Some(search) = self.places.searches.iter_mut().find(|it| it.name == before) {
            search.name.clone_from(&name);
            if let Some(count) = self.known.looked.remove(before) {
                self.known.looked.insert(name.clone(), count);
            }
            self.say(t!("home-renamed", name));
            self.keep_searches();
        }
    }

    /// The one under the cursor. Whether there was one.
    pub(super) fn forget_search(&mut self) -> bool {
        let Some(Target::Search(name)) = self.chosen().map(|item| item.target) else { return false };
        let Some(at) = self.places.searches.iter().position(|it| it.name == name) else { return false };
        let search = Box::new(self.places.searches.remove(at));
        self.undo.push(Undo::Forgotten { search, at });
        self.known.looked.remove(&name);
        self.say(t!("home-forgotten", name, key = self.key_of(Action::Undo)));
        self.keep_searches();
        true
    }

    /// One that was forgotten is a row again, unless another has its name by now.
    pub(super) fn remember_search(&mut self, search: SavedSearch, at: usize) {
        let name = search.name.clone();
        if self.places.search(&name).is_some() {
            return self.say(t!("home-name-taken", name));
        }
        let at = at.min(self.places.searches.len());
        self.places.searches.insert(at, search);
        self.say(t!("home-remembered", name));
        self.keep_searches();
    }

    fn keep_searches(&mut self) {
        self.keep_places();
        self.set_portals(self.portals.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, page, press, tell, titles};
    use super::*;
    use crate::app::Msg;
    use crate::model::Page;

    fn home(app: &mut App) -> Vec<(String, String)> {
        press(app, "hhhh");
        let listing = app.listing().unwrap().ready().unwrap();
        listing.items.iter().map(|item| (item.title, item.note.unwrap_or_default())).collect()
    }

    fn ask(text: &str) -> ListingKey {
        ListingKey { place: Place::Folder(Address::root("p")), query: Query::text(text) }
    }

    #[test]
    fn a_search_that_was_forgotten_comes_back() {
        let mut app = saved(&["a"]);
        let before = home(&mut app);
        assert_eq!(before.len(), 2, "{before:?}");
        press(&mut app, "GX");
        assert_eq!(home(&mut app).len(), 1);
        press(&mut app, "u");
        let names = |rows: &[(String, String)]| rows.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&home(&mut app)), names(&before));
        assert!(app.places.search("Eau").is_some_and(|search| search.seen.is_some()), "with what it had found");
    }

    #[test]
    fn a_name_that_is_proposed_gives_way_to_what_is_typed() {
        let mut app = at_root();
        press(&mut app, "/eau\n");
        app.update(Msg::Listed(ask("eau"), None, Ok(page(&["a"], None))));
        press(&mut app, "Bmon eau");
        assert_eq!(app.line().unwrap().input.text(), "mon eau");
    }

    /// At home, with a search of `p` for "eau" saved as "Eau", which found `found`.
    fn saved(found: &[&str]) -> App {
        let mut app = at_root();
        press(&mut app, "/eau\n");
        app.update(Msg::Listed(ask("eau"), None, Ok(page(found, None))));
        press(&mut app, "B");
        assert_eq!(app.line().unwrap().input.text(), "\"eau\"", "a name is proposed");
        app.line.as_mut().unwrap().input = Input::new("Eau");
        press(&mut app, "\n");
        home(&mut app);
        app
    }

    #[test]
    fn a_search_gets_a_name_stands_at_home_and_is_opened_from_there() {
        let mut app = saved(&["a", "b"]);
        let rows = home(&mut app);
        assert_eq!(rows[1].0, "Eau");
        assert!(rows[1].1.contains("\"eau\"") && rows[1].1.contains('p'), "{rows:?}");
        assert_eq!(press(&mut app, "j\n"), [Cmd::List(ask("eau"), None)]);
        assert_eq!(app.step().ask, ask("eau"));
    }

    #[test]
    fn what_was_not_found_before_is_counted_at_home_and_marked_once_it_is_opened() {
        let mut app = saved(&["a", "b"]);
        let portals = app.portals.clone();
        let cmds = tell(&mut app, Msg::Portals(Ok(portals)));
        assert_eq!(cmds, [Cmd::Look("Eau".into(), ask("eau"))]);
        app.update(Msg::Looked("Eau".into(), Box::new(Ok(page(&["c", "a", "d"], None).items))));
        assert!(home(&mut app)[1].1.starts_with("2 new"), "{:?}", home(&mut app));
        press(&mut app, "gj\n");
        let cmds = app.update(Msg::Listed(ask("eau"), None, Ok(page(&["c", "a", "d"], None))));
        assert!(cmds.iter().any(|cmd| matches!(cmd, Cmd::KeepPlaces { .. })), "{cmds:?}");
        let listing = app.listing().unwrap().ready().unwrap();
        assert_eq!(titles(app.step(), listing), ["c", "a", "d"]);
        let news: Vec<bool> = listing.items.iter().map(|item| app.news(&item.target).is_some()).collect();
        assert_eq!(news, [true, false, true]);
        assert!(home(&mut app)[1].1.starts_with("nothing new"), "it was looked at: {:?}", home(&mut app));
    }

    #[test]
    fn it_is_renamed_and_removed() {
        let mut app = saved(&["a"]);
        press(&mut app, "jB");
        press(&mut app, " potable\n");
        assert_eq!(home(&mut app)[1].0, "Eau potable");
        press(&mut app, "GX");
        assert_eq!(home(&mut app).len(), 1);
        press(&mut app, "B");
        assert!(app.line().is_none(), "there is nothing to name at home");
    }

    #[test]
    fn a_search_of_chosen_portals_asks_those_alone() {
        let mut app = at_root();
        let query = Query { text: "eau".into(), filters: vec![(PORTAL.into(), "gone".into())], sort: None };
        app.places.keep_search(SavedSearch::new("x", &ListingKey { place: Place::Home, query }));
        let portals = app.portals.clone();
        app.set_portals(portals);
        press(&mut app, "hj");
        assert_eq!(press(&mut app, "\n"), [], "none of them is configured");
        assert!(app.notice().is_some());
    }

    #[test]
    fn personal_data_are_not_remembered() {
        let mut page: Page = page(&["a", "b"], None);
        page.items[0].access = Some(Access::Personal);
        let mut search = SavedSearch::new("x", &ask("eau"));
        assert_eq!(search.unseen(&page.items).len(), 0, "nobody looked before");
        search.look_at(&page.items);
        assert_eq!(search.seen.unwrap().into_iter().collect::<Vec<_>>(), ["p/b"]);
    }
}
