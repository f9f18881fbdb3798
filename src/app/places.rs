//! Bookmarks, the places one came by and the searches that have a name: kept between runs, and gone back to.

use std::io;
use std::path::{Path, PathBuf};

use crossterm::event::KeyEvent;
use serde::{Deserialize, Serialize};

use super::listing::ListingKey;
use super::on_key::step;
use super::popup::Popup;
use super::searches::SavedSearch;
use super::{App, Cmd};
use crate::base::atomic_file::Readers;
use crate::base::error::Result;
use crate::base::versioned;
use crate::config::context::KeyContext;
use crate::config::keys::Action;
use crate::model::{Access, Address, Place, Query, Target};
use crate::portals::web;
use crate::t;

/// The layout of the file.
const LAYOUT: u64 = 2;

/// How many places are remembered.
const VISITED: usize = 50;

/// What is remembered of where one was. Holds addresses and titles; never those of personal data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Places {
    #[serde(default)]
    bookmarks: Vec<KnownPlace>,
    /// The latest first.
    #[serde(default)]
    visited: Vec<KnownPlace>,
    /// In the order they were given a name.
    #[serde(default)]
    pub searches: Vec<SavedSearch>,
}

/// A place one can go back to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownPlace {
    pub address: String,
    pub title: String,
}

impl Places {
    fn path(folder: &Path) -> PathBuf {
        folder.join("places.json")
    }

    /// What an earlier run kept in `folder`; nothing where there is none, or it cannot be read.
    pub fn in_folder(folder: &Path) -> Self {
        versioned::load(&Self::path(folder), LAYOUT)
    }

    /// Keeps it for the next run.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        versioned::store(&Self::path(folder), LAYOUT, self, Readers::Owner)
    }

    /// Keeps what one of several running programs changed of what was there `before`, and leaves what others changed
    /// meanwhile.
    pub fn write_changes(&self, before: &Self, folder: &Path) -> io::Result<()> {
        let there = Self::in_folder(folder);
        let places = |of: fn(&Self) -> &[KnownPlace]| merged(of(before), of(self), of(&there), |known| &known.address);
        let mut all = Self {
            bookmarks: places(|it| &it.bookmarks),
            visited: places(|it| &it.visited),
            searches: merged(&before.searches, &self.searches, &there.searches, |search| &search.name),
        };
        all.visited.truncate(VISITED);
        all.write(folder)
    }

    /// The saved search of this name.
    pub fn search(&self, name: &str) -> Option<&SavedSearch> {
        self.searches.iter().find(|search| search.name == name)
    }

    /// In the place of the one of that name, if there is one.
    pub fn keep_search(&mut self, search: SavedSearch) {
        match self.searches.iter_mut().find(|it| it.name == search.name) {
            Some(there) => *there = search,
            None => self.searches.push(search),
        }
    }

    /// Bookmarks first, then where one was lately and has no bookmark.
    pub fn all(&self) -> impl Iterator<Item = (&KnownPlace, bool)> {
        let visited = self.visited.iter().filter(|it| !self.is_bookmarked(&it.address));
        self.bookmarks.iter().map(|known| (known, true)).chain(visited.map(|known| (known, false)))
    }

    /// What the place of an address was called, where one knows it.
    pub fn title(&self, address: &str) -> Option<&str> {
        self.all().find(|(known, _)| known.address == address).map(|(known, _)| known.title.as_str())
    }

    fn is_bookmarked(&self, address: &str) -> bool {
        self.bookmarks.iter().any(|known| known.address == address)
    }

    fn visit(&mut self, known: KnownPlace) {
        self.visited.retain(|it| it.address != known.address);
        self.visited.insert(0, known);
        self.visited.truncate(VISITED);
    }

    /// Whether it has a bookmark now.
    fn toggle(&mut self, known: KnownPlace) -> bool {
        let before = self.bookmarks.len();
        self.bookmarks.retain(|it| it.address != known.address);
        let set = self.bookmarks.len() == before;
        if set {
            self.bookmarks.push(known);
        }
        set
    }

    fn forget(&mut self, address: &str) {
        self.bookmarks.retain(|it| it.address != address);
        self.visited.retain(|it| it.address != address);
    }
}

impl App {
    /// Notes that one went to `place`, which the chosen row named.
    pub(super) fn visited(&mut self, place: &Place) {
        let Some(address) = place.address() else { return };
        let chosen = self.chosen().filter(|item| item.target.address().as_ref() == Some(address));
        if chosen.as_ref().is_some_and(|item| item.access == Some(Access::Personal)) {
            return;
        }
        let title = chosen.map_or_else(|| last_of(address), |item| item.title);
        self.places.visit(KnownPlace { address: address.to_string(), title });
        self.keep_places();
    }

    /// `b`: on the dataset or folder under the cursor, else where one is.
    pub(super) fn toggle_bookmark(&mut self) {
        let chosen = self.chosen().filter(|item| item.access != Some(Access::Personal));
        let known = chosen.and_then(|item| match &item.target {
            Target::Place(place) => Some((place.address()?.clone(), item.title.clone())),
            Target::Media { dataset, .. } => {
                let title = self.dataset().map(|dataset| dataset.title.clone());
                Some((dataset.clone(), title.unwrap_or_else(|| last_of(dataset))))
            }
            Target::Search(_) | Target::Data(_) => None,
        });
        match known {
            Some((address, title)) => self.bookmark(&address, title),
            None => self.bookmark_here(),
        }
    }

    /// On where one is, whatever the cursor is on.
    pub(super) fn bookmark_here(&mut self) {
        let Some(address) = self.step().ask.place.address().cloned() else {
            return self.say(t!("app-nothing-to-bookmark"));
        };
        let personal = self.dataset().is_some_and(|dataset| dataset.access == Access::Personal);
        let title = self.title_of(self.trail().len() - 1).filter(|_| !personal);
        self.bookmark(&address, title.unwrap_or_else(|| last_of(&address)))
    }

    fn bookmark(&mut self, address: &Address, title: String) {
        let set = self.places.toggle(KnownPlace { address: address.to_string(), title: title.clone() });
        self.say(if set { t!("app-bookmarked", title) } else { t!("app-bookmark-gone", title) });
        self.keep_places();
    }

    /// For the next run.
    pub(super) fn keep_places(&mut self) {
        let (before, after) = (self.places_before.clone(), self.places.clone());
        self.places_before.clone_from(&after);
        self.send(Cmd::KeepPlaces { before, after });
    }

    pub(super) fn open_places(&mut self) {
        match self.places.all().count() {
            0 => self.say(t!("app-no-places", key = self.key_of(Action::Bookmark))),
            _ => self.popup = Some(Popup::Places(0)),
        }
    }

    pub(super) fn on_places_key(&mut self, row: usize, key: &KeyEvent) {
        let count = self.places.all().count();
        let chosen = self.places.all().nth(row).map(|(known, _)| known.clone());
        let action = self.settings.browser.keymap.action(KeyContext::Places, key);
        match (action, chosen) {
            (Some(Action::Choose), Some(known)) => return self.go_to(&known.address),
            (Some(Action::Forget), Some(known)) => {
                self.places.forget(&known.address);
                let left = count.saturating_sub(1);
                self.popup = (left > 0).then(|| Popup::Places(row.min(left - 1)));
                return self.keep_places();
            }
            (Some(Action::Close | Action::Back | Action::Quit), _) => return,
            _ if self.is_key_of(Action::Places, key) => return,
            _ => {}
        }
        let row = row.saturating_add_signed(step(action, 10).unwrap_or_default());
        self.popup = Some(Popup::Places(row.min(count.saturating_sub(1))));
    }

    /// Goes to where an address leads, once its portal has said what that is.
    pub(super) fn go_to(&mut self, address: &str) {
        if web::web_address(address).is_some() {
            return self.send(Cmd::Find(address.to_owned()));
        }
        match address.parse::<Address>() {
            Ok(address) => self.send(Cmd::Resolve(address)),
            Err(error) => self.fail(error),
        }
    }

    /// Where a web address leads, and its search there.
    pub(super) fn led(&mut self, result: Result<(Target, Option<String>)>) {
        match result {
            Ok((Target::Place(place @ Place::Folder(_)), Some(words))) => {
                self.go(ListingKey { place, query: Query::text(words) });
            }
            other => self.resolved(other.map(|(target, _)| target)),
        }
    }

    pub(super) fn resolved(&mut self, result: Result<Target>) {
        match result {
            Ok(Target::Place(place)) => self.go(ListingKey::new(place)),
            Ok(Target::Media { dataset, media }) => {
                self.go(ListingKey::new(Place::Dataset(dataset.clone())));
                self.want(Target::Media { dataset, media });
            }
            Ok(Target::Search(name)) => self.open_saved(&name),
            Ok(Target::Data(path)) => self.open_data(&path),
            Err(error) => self.fail(error),
        }
    }
}

/// `mine`, with what is new, other or gone in `theirs`, where I left it as it was `before`.
fn merged<T: Clone + PartialEq>(before: &[T], mine: &[T], theirs: &[T], key: fn(&T) -> &String) -> Vec<T> {
    let find = |list: &[T], one: &T| list.iter().find(|it| key(it) == key(one)).cloned();
    let kept = mine.iter().filter_map(|own| match find(before, own) {
        Some(was) if was == *own => find(theirs, own),
        _ => Some(own.clone()),
    });
    let others = theirs.iter().filter(|other| find(before, other).is_none() && find(mine, other).is_none());
    kept.chain(others.cloned()).collect()
}

fn last_of(address: &Address) -> String {
    address.path.last().unwrap_or(&address.portal).clone()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, press};
    use crossterm::event::KeyCode;

    use super::*;
    use crate::app::Msg;

    fn addresses(app: &App) -> Vec<(String, bool)> {
        app.places.all().map(|(known, bookmarked)| (known.address.clone(), bookmarked)).collect()
    }

    #[test]
    fn where_one_was_is_remembered_once_and_the_latest_first() {
        let mut app = at_root();
        press(&mut app, "\nhj\nhk\n");
        let latest: Vec<String> = addresses(&app).into_iter().map(|(address, _)| address).collect();
        assert_eq!(latest, ["p/set", "p/b", "p"]);
        let cmds = app.update(Msg::Key(KeyEvent::from(KeyCode::Char('b'))));
        assert!(matches!(&cmds[..], [Cmd::KeepPlaces { after, .. }] if *after == app.places), "kept at once: {cmds:?}");
    }

    #[test]
    fn a_bookmark_comes_before_what_was_visited_and_goes_again() {
        let mut app = at_root();
        press(&mut app, "\nhjb");
        assert_eq!(addresses(&app)[0], ("p/b".to_owned(), true));
        press(&mut app, "b");
        assert!(addresses(&app).iter().all(|(_, bookmarked)| !bookmarked));
        press(&mut app, "'x");
        assert!(!addresses(&app).iter().any(|(address, _)| address == "p/set"), "the first of them was forgotten");
    }

    #[test]
    fn personal_data_leaves_no_trace() {
        let mut app = at_root();
        let ask = app.step().ask.clone();
        let Some(crate::app::listing::Load::Ready(listing)) = app.known.listings.get_mut(&ask) else { panic!() };
        let mut rows: Vec<_> = listing.items.iter().collect();
        rows[0].access = Some(Access::Personal);
        listing.items = rows.into_iter().collect();
        let before = addresses(&app);
        press(&mut app, "\n");
        assert_eq!(addresses(&app), before);
    }

    #[test]
    fn an_address_leads_to_its_media_once_the_dataset_is_there() {
        let mut app = at_root();
        press(&mut app, "'");
        let target = Target::Media { dataset: Address::root("p").child("set"), media: "b".into() };
        let cmds = app.update(Msg::Resolved(Ok(target.clone())));
        assert!(cmds.iter().any(|cmd| matches!(cmd, Cmd::Dataset(_))));
        let media = vec![super::super::tests::media("a"), super::super::tests::media("b")];
        app.update(Msg::Dataset(Address::root("p").child("set"), Box::new(Ok(super::super::tests::dataset(media)))));
        assert_eq!(app.chosen().map(|item| item.target), Some(target));
    }

    #[test]
    fn the_words_of_a_page_of_results_are_looked_for() {
        let table = [
            (Target::folder(Address::root("p").child("all")), Some("eau"), "eau"),
            (Target::folder(Address::root("p").child("all")), None, ""),
            (Target::dataset(Address::root("p").child("set")), Some("eau"), ""),
        ];
        for (target, words, text) in table {
            let mut app = at_root();
            app.update(Msg::Led(Ok((target.clone(), words.map(str::to_owned)))));
            let ask = &app.step().ask;
            assert_eq!((Target::Place(ask.place.clone()), &*ask.query.text), (target, text));
        }
    }

    #[test]
    fn what_others_kept_meanwhile_stays() {
        let known = |name: &str, title: &str| KnownPlace { address: format!("p/{name}"), title: title.into() };
        let list =
            |text: &str| -> Vec<KnownPlace> { text.split_whitespace().map(|it| known(&it[..1], &it[1..])).collect() };
        // Before, mine, theirs, and what is kept of them: a letter is an address, a figure what it is called.
        let table = [
            ("a1 b1", "a1 b1 c1", "a1 b1 d1", "a1 b1 c1 d1"),
            ("a1 b1", "a1", "a1 b1", "a1"),
            ("a1 b1", "a1 b1", "b1", "b1"),
            ("a1 b1", "a2 b1", "a1 b3", "a2 b3"),
            ("a1", "a2", "", "a2"),
            ("a1", "", "a2", ""),
            ("", "a1", "", "a1"),
            ("a1", "a1", "", ""),
        ];
        for (before, mine, theirs, kept) in table {
            let found = merged(&list(before), &list(mine), &list(theirs), |it| &it.address);
            assert_eq!(found, list(kept), "{before} | {mine} | {theirs}");
        }
        let home = tempfile::tempdir().unwrap();
        let of = |text: &str| Places { bookmarks: list(text), ..Places::default() };
        of("a1 z1").write(home.path()).unwrap();
        of("a1 b1").write_changes(&of("a1"), home.path()).unwrap();
        assert_eq!(Places::in_folder(home.path()), of("a1 b1 z1"));
    }

    #[test]
    fn what_is_kept_comes_back() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(Places::in_folder(home.path()), Places::default());
        let mut places = Places::default();
        places.toggle(KnownPlace { address: "p/a".into(), title: "A".into() });
        places.write(home.path()).unwrap();
        assert_eq!(Places::in_folder(home.path()), places);
        std::fs::write(home.path().join("places.json"), "{").unwrap();
        assert_eq!(Places::in_folder(home.path()), Places::default(), "what cannot be read is nothing");
    }
}
