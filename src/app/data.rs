//! One's own data: what a folder of the person's depends on, how each file stands, added to and brought up to date.

use std::path::PathBuf;

use super::listing::{Listing, ListingKey, Load};
use super::popup::Popup;
use super::{App, Cmd};
use crate::base::disk::shown;
use crate::base::error::Result;
use crate::base::text;
use crate::model::{Access, Item, Page, Place, Target};
use crate::session::question::Question;
use crate::sync::{Added, DataState, MANIFEST, SyncAction, SyncRow};
use crate::t;

/// So many files are named before they are brought.
const NAMED: usize = 12;

/// What is known of them.
#[derive(Debug, Default)]
pub struct MyData {
    folder: PathBuf,
    /// `None`: there is no manifest.
    count: Option<usize>,
    /// As they stood when they were looked at last.
    rows: Vec<SyncRow>,
    is_brought: bool,
    is_added_to: bool,
}

fn here() -> ListingKey {
    ListingKey::new(Place::Data)
}

impl App {
    /// Their row at home.
    pub(super) fn data_row(&self) -> Option<Item> {
        let count = self.data.count.filter(|_| !self.portals.is_empty())?;
        let note = format!("{} · {}", t!("sync-files", count), shown(&self.data.folder));
        Some(Item::new(Target::Place(Place::Data), t!("sync-my-data")).note(Some(note)))
    }

    pub(super) fn data_found(&mut self, folder: PathBuf, count: Option<usize>) {
        (self.data.folder, self.data.count) = (folder, count);
        self.set_portals(self.portals.clone());
    }

    pub(super) fn data_looked(&mut self, result: Result<Vec<SyncRow>>) {
        let load = match result {
            Ok(rows) => {
                let items = rows.iter().map(row).collect();
                self.data.rows = rows;
                Load::Ready(Listing::new(Page { items, ..Page::default() }))
            }
            Err(error) => Load::Failed(error),
        };
        self.known.listings.insert(here(), load);
        self.refresh_steps(&here());
    }

    /// Enter on one: to the dataset it is of.
    pub(super) fn open_data(&mut self, path: &str) {
        let row = self.data.rows.iter().find(|row| row.path.as_str() == path);
        let address = row.and_then(|row| row.address.clone());
        address.into_iter().for_each(|address| self.send(Cmd::Resolve(address)));
    }

    /// `+`: the media or dataset under the cursor, else the dataset one is in.
    pub(super) fn add_data(&mut self) {
        let is_data = |target: &Target| matches!(target, Target::Media { .. } | Target::Place(Place::Dataset(_)));
        let chosen = self.chosen().map(|item| item.target).filter(is_data).and_then(|target| target.address());
        let address = chosen.or_else(|| match &self.step().ask.place {
            Place::Dataset(address) => Some(address.clone()),
            _ => None,
        });
        match address {
            Some(address) => {
                self.data.is_added_to = true;
                self.say(t!("sync-adding"));
                self.send(Cmd::AddData(address.to_string()));
            }
            None => self.say(t!("sync-add-what")),
        }
    }

    /// Whether something is on its way into them.
    pub fn is_adding(&self) -> bool {
        self.data.is_added_to
    }

    pub(super) fn data_added(&mut self, result: Result<Vec<Added>>) {
        self.data.is_added_to = false;
        let added = match result {
            Ok(added) => added,
            Err(error) => return self.fail(error),
        };
        for Added { block, media, was_there } in &added {
            let path = block.path.to_string();
            self.say(match was_there {
                true => t!("sync-was-there", path, file = MANIFEST),
                false => t!("sync-added", path = &path, file = MANIFEST, address = block.wish.address.to_string()),
            });
            if media.access == Access::Personal {
                self.say(t!("sync-personal", path = &path));
            }
        }
        self.send(Cmd::FindData);
        self.look_at_data_again();
    }

    /// How they stand is looked at anew, at once where one sees it.
    fn look_at_data_again(&mut self) {
        if matches!(self.known.listings.get(&here()), Some(Load::Loading)) {
            return;
        }
        self.known.listings.remove(&here());
        if self.trail().iter().any(|step| step.ask == here()) {
            self.ask(here());
        }
    }

    /// Whether one sees them.
    pub(super) fn is_at_data(&self) -> bool {
        self.step().ask == here()
    }

    fn to_bring(&self) -> impl Iterator<Item = &SyncRow> {
        self.data.rows.iter().filter(|row| row.action != SyncAction::None)
    }

    pub(super) fn can_bring(&self) -> bool {
        !self.data.is_brought && self.to_bring().next().is_some()
    }

    /// `u` among them: says what would be done, and asks.
    pub(super) fn ask_to_bring(&mut self) {
        match (self.data.is_brought, self.can_bring()) {
            (true, _) => self.say(t!("sync-brings")),
            (false, true) => self.popup = Some(Popup::Bring),
            (false, false) => self.say(t!("sync-planned", count = 0)),
        }
    }

    /// What would be done for each, in lines.
    pub fn bring_question(&self) -> Question<bool> {
        let lines: Vec<String> = self.to_bring().map(line).collect();
        let more = lines.len().saturating_sub(NAMED);
        let mut named: Vec<String> = lines.into_iter().take(NAMED).collect();
        named.extend((more > 0).then(|| t!("sync-and-more", count = more)));
        Question::bring(named.join("\n"))
    }

    pub(super) fn bring_data(&mut self) {
        self.data.is_brought = true;
        self.say(t!("sync-brings"));
        self.send(Cmd::BringData);
    }

    /// Whether they are being brought up to date.
    pub fn is_bringing(&self) -> bool {
        self.data.is_brought
    }

    pub(super) fn data_brought(&mut self, result: Result<Vec<SyncRow>>) {
        self.data.is_brought = false;
        match result {
            Ok(rows) => {
                rows.iter().filter_map(|row| row.error.clone()).for_each(|error| self.fail(error));
                let in_step = rows.iter().filter(|row| row.state == DataState::InStep).count();
                self.say(t!("sync-stands", in_step, others = rows.len() - in_step));
            }
            Err(error) => self.fail(error),
        }
        self.look_at_data_again();
    }
}

/// `↑ newer; to be updated · raw/a.csv`
fn line(row: &SyncRow) -> String {
    let (sign, words) = row.said(false);
    format!("{sign} {}: {words}", text::line(row.path.as_str()))
}

fn row(row: &SyncRow) -> Item {
    let (sign, words) = row.said(false);
    let address = row.address.as_ref().map(ToString::to_string);
    let why = row.reason.clone().or_else(|| row.error.as_ref().map(ToString::to_string));
    let note = [Some(format!("{sign} {words}")), why, address].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let mut item = Item::new(Target::Data(row.path.to_string()), text::line(row.path.as_str())).note(Some(note));
    item.size = row.locked.as_ref().map(|locked| locked.bytes);
    item.modified = row.locked.as_ref().and_then(|locked| locked.published);
    item.licence = row.locked.as_ref().and_then(|locked| locked.licence()).map(Into::into);
    item
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at_root, in_dataset, media, press, tell};
    use super::*;
    use crate::app::Msg;
    use crate::app::Notice;
    use crate::base::error::{Error, ErrorKind};
    use crate::model::Address;
    use crate::sync::DataPath;

    fn stands(path: &str, state: DataState) -> SyncRow {
        SyncRow {
            path: DataPath::new(path).unwrap(),
            address: Some(Address::root("p").child("x")),
            state,
            action: SyncAction::of(state),
            locked: None,
            reason: None,
            error: None,
        }
    }

    /// At home, with a manifest of two files.
    fn home() -> App {
        let mut app = at_root();
        press(&mut app, "hhhh");
        app.update(Msg::DataFound("/project".into(), Some(2)));
        app
    }

    #[test]
    fn they_are_a_place_at_home_whose_rows_tell_how_each_file_stands() {
        let mut app = home();
        assert_eq!(press(&mut app, "j\n"), [Cmd::LookAtData]);
        app.update(Msg::DataLooked(Ok(vec![stands("a.csv", DataState::InStep), stands("b.csv", DataState::Newer)])));
        let notes: Vec<String> =
            app.listing().unwrap().ready().unwrap().items.iter().filter_map(|item| item.note).collect();
        assert!(notes[0].starts_with("= in step") && notes[1].starts_with("↑ newer; to be updated"), "{notes:?}");
        assert_eq!(press(&mut app, "j\n"), [Cmd::Resolve(Address::root("p").child("x"))]);
    }

    #[test]
    fn they_are_brought_up_to_date_once_the_person_has_seen_what_that_means() {
        let mut app = home();
        press(&mut app, "j\n");
        app.update(Msg::DataLooked(Ok(vec![stands("a.csv", DataState::InStep)])));
        press(&mut app, "u");
        assert!(app.popup.is_none() && app.notice().is_some(), "there is nothing to do");
        app.update(Msg::DataLooked(Ok(vec![stands("a.csv", DataState::InStep), stands("b.csv", DataState::Newer)])));
        press(&mut app, "u");
        assert!(app.bring_question().text.contains("b.csv") && !app.bring_question().text.contains("a.csv"));
        assert_eq!(press(&mut app, "n"), []);
        assert_eq!(press(&mut app, "uy"), [Cmd::BringData]);
        press(&mut app, "u");
        assert!(app.popup.is_none(), "once at a time");
        let cmds = tell(&mut app, Msg::DataBrought(Ok(vec![stands("b.csv", DataState::InStep)])));
        assert_eq!(cmds, [Cmd::LookAtData]);
        let failed = Err(Error::new(ErrorKind::Network, "p", "down"));
        app.update(Msg::DataBrought(failed));
        assert!(matches!(app.notice(), Some(Notice::Failed(_))));
    }

    #[test]
    fn a_media_is_added_by_its_address_and_what_is_none_is_not() {
        let mut app = in_dataset(vec![media("a")]);
        let cmds = press(&mut app, "+");
        assert!(matches!(&cmds[..], [Cmd::AddData(address)] if address.ends_with("/a")), "{cmds:?}");
        let mut app = home();
        assert_eq!(press(&mut app, "+"), []);
        assert!(app.notice().is_some());
    }
}
