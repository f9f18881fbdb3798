//! Where one is: its name, what narrows it, its rows with their facts, and the way from there.

use std::io::Write;

use jiff::Timestamp;

use super::Linear;
use crate::access::auth::{Account, expiry};
use crate::app::home::kind_said;
use crate::app::listing::{Listing, Load, More};
use crate::app::{Notice, Typed};
use crate::base::error::{Error, Result};
use crate::base::format;
use crate::config::keys::Action;
use crate::model::{Address, Item, Offer, Place, Target};
use crate::t;
use crate::ui::access_said;

/// How many rows are said at once.
const ROWS: usize = 20;

impl<W: Write + Send> Linear<W> {
    pub(super) fn open_demo(&mut self) {
        self.say(&t!("linear-demo"));
        let cmds = self.app.open_demo();
        cmds.into_iter().for_each(|cmd| self.worker.carry_out(cmd));
        self.wait(|it| !it.app.portals().is_empty() && it.data_found || it.app.notice().is_some());
    }

    /// Says where one is, unless that was said already.
    pub(super) fn tell_place(&mut self) {
        let now = (self.app.trail().len(), self.app.step().ask.clone());
        if self.told.as_ref() == Some(&now) || self.talk.has_ended() {
            return;
        }
        self.told = Some(now);
        self.shown = 0;
        self.wait_for_rows(ROWS);
        self.tell_title();
        self.tell_rows();
    }

    fn wait_for_rows(&mut self, count: usize) {
        self.wait(|it| match it.app.listing() {
            Some(Load::Loading) => false,
            // Numbers must not change their meaning once they are said.
            Some(Load::Ready(listing)) if listing.is_being_refreshed() => false,
            Some(Load::Ready(Listing { more: More::Awaiting { .. }, .. })) => false,
            Some(Load::Ready(Listing { more: More::Loading(_), items, .. })) => items.len() > count,
            _ => true,
        });
    }

    fn tell_title(&mut self) {
        self.say("");
        let (tab, tabs) = self.app.tab();
        if tabs > 1 {
            self.say(&t!("linear-tab", number = tab + 1, count = tabs));
        }
        let ask = self.app.step().ask.clone();
        let title = self.app.dataset().map(|dataset| dataset.title.clone());
        let title = title.or_else(|| self.app.title_of(self.app.trail().len() - 1));
        match (ask.place.address(), title) {
            (Some(address), title) => {
                let address = address.to_string();
                self.say(&t!("linear-at", title = title.unwrap_or_else(|| address.clone()), address));
            }
            (None, _) if ask.is_everywhere() && ask.query.text.is_empty() => self.say(&t!("territory-everywhere")),
            (None, _) if ask.is_everywhere() => self.say(&t!("linear-everywhere", text = &ask.query.text)),
            (None, Some(title)) => self.say(&title),
            (None, None) => self.say(&t!("linear-home")),
        }
        let is_said = ask.is_everywhere() && ask.query.filters.is_empty();
        let parts = if is_said { vec![] } else { self.parts() };
        for (number, part) in (1..).zip(parts) {
            self.say(&t!("linear-narrowed", number, part));
        }
        if let Some(Load::Ready(Listing { old: Some(aged), .. })) = self.app.listing() {
            let age = aged.words(&self.app.settings().zone);
            self.say(&age);
        }
        if let Some(dataset) = self.app.dataset().cloned() {
            dataset.synopsis.iter().for_each(|synopsis| self.say(synopsis));
        }
    }

    /// What narrows and orders the list, in words.
    pub(super) fn parts(&self) -> Vec<String> {
        let step = self.app.step();
        let mut parts = self.app.chips(step);
        if let (Some(sort), Some(last)) = (&step.ask.query.sort, parts.last_mut()) {
            *last = match sort.strip_prefix('-') {
                Some(key) => t!("linear-by-down", key),
                None => t!("linear-by-up", key = sort),
            };
        }
        parts
    }

    /// The next rows that were not said yet, and what there is besides.
    fn tell_rows(&mut self) {
        let (warnings, error) = match self.app.listing() {
            Some(Load::Ready(listing)) => (listing.warnings.clone(), None),
            Some(Load::Failed(error)) => (vec![], Some(error.clone())),
            Some(Load::Loading) | None => return,
        };
        if let Some(error) = error {
            self.say_error(&error);
            return self.say(&t!("linear-try-again"));
        }
        if self.app.step().ask.place == Place::Home && self.app.portals().is_empty() {
            self.say(&t!("linear-no-portal"));
        }
        let from = self.shown;
        let rows: Vec<Item> = (from..from + ROWS).map_while(|row| self.row(row)).collect();
        if from == 0 {
            warnings.iter().for_each(|warning| self.say(&t!("linear-warning", warning)));
        }
        self.shown = from + rows.len();
        for (number, item) in (from + 1..).zip(&rows) {
            let facts = self.facts(item);
            self.say(&t!("linear-row", number, facts = listed(&facts)));
        }
        self.tell_count();
    }

    fn tell_count(&mut self) {
        let Some(Load::Ready(listing)) = self.app.listing() else { return };
        let (there, more) = (listing.items.len(), listing.more.clone());
        let all = listing.total.unwrap_or(there as u64).max(there as u64);
        let ended = more == More::End && self.shown == there;
        let text = match (there, ended) {
            (0, true) if self.app.step().ask.query.is_empty() => t!("linear-empty"),
            (0, true) => t!("linear-nothing-found"),
            (_, true) => t!("linear-all-shown", count = there),
            (_, false) if listing.total.is_some() || more == More::End => {
                t!("linear-some-shown", shown = self.shown, all)
            }
            (_, false) => t!("linear-more-there", shown = self.shown),
        };
        self.say(&text);
        if let More::Failed(_, error) = more {
            self.say_error(&error);
        }
    }

    /// A row's facts in words, its title first.
    pub(super) fn facts(&self, item: &Item) -> Vec<String> {
        let fact = |label: String, text: String| t!("linear-fact", label, text);
        let address = item.target.address();
        if let (Target::Place(Place::Folder(root)), Place::Home) = (&item.target, &self.app.step().ask.place)
            && root.path.is_empty()
            && let Some(info) = self.app.portals().iter().find(|info| info.name == root.portal)
        {
            let account = self.app.known().accounts.get(&info.name).map(account_said);
            let (datasets, news) = (self.app.datasets_said(&info.name), self.app.news_said(&info.name));
            let facts =
                [Some(info.name.clone()), Some(kind_said(info)), datasets, news, account, Some(info.url.clone())];
            return facts.into_iter().flatten().collect();
        }
        let portal = address.filter(|_| self.app.step().ask.is_everywhere()).map(|address| address.portal);
        let offered = item.target.address().and_then(|address| self.app.offered(&address));
        let offered = offered.map(|it| t!("linear-offered", url = &it.info.url));
        let is_note_new = matches!(
            item.target,
            Target::Place(Place::Folder(_) | Place::Home | Place::Data) | Target::Search(_) | Target::Data(_)
        );
        let note = offered.or_else(|| item.note.clone().filter(|_| is_note_new));
        let facts = [
            Some(item.title.clone()),
            note,
            portal.map(|portal| fact(t!("ui-portal"), portal)),
            access_words(item).map(|access| fact(t!("ui-access"), access)),
            item.format.as_deref().map(|format| fact(t!("ui-format"), format.to_owned())),
            item.size.map(|size| fact(t!("ui-size"), format::size(size))),
            item.modified.map(|moment| fact(t!("ui-modified"), format::date(moment))),
        ];
        facts.into_iter().flatten().collect()
    }

    /// `m`: the rows that follow.
    pub(super) fn tell_more(&mut self) {
        let wanted = self.shown + ROWS;
        // The app reads on when its cursor is near the last row that has come.
        if self.count() < wanted {
            match self.app.listing().and_then(Load::ready).map(|listing| &listing.more) {
                Some(More::Failed(..)) => self.act(Action::Retry),
                _ => self.type_in(Typed::Choose(usize::MAX)),
            }
            self.wait_for_rows(wanted);
        }
        if self.count() > self.shown {
            self.tell_rows();
        } else if let Some(More::Failed(_, error)) =
            self.app.listing().and_then(Load::ready).map(|listing| listing.more.clone())
        {
            self.say_error(&error);
        } else {
            self.say(&t!("linear-no-more"));
        }
    }

    /// A number: into a folder or dataset; of a media, all that is known.
    pub(super) fn open_row(&mut self, row: usize) {
        if self.app.portals().is_empty() && self.app.step().ask.place == Place::Home && row == 0 {
            self.take_tour();
            self.told = None;
            return;
        }
        match self.choose(row).map(|item| item.target) {
            Some(Target::Place(place)) => {
                let is_offered = place.address().is_some_and(|address| self.app.offered(address).is_some());
                self.act(Action::Open);
                self.wait(|it| {
                    !is_offered || it.app.trail().len() > 1 || matches!(it.app.notice(), Some(Notice::Failed(_)))
                });
            }
            Some(Target::Media { .. }) => self.about_media(row),
            Some(Target::Search(_)) => self.act(Action::Open),
            Some(Target::Data(_)) => {
                let depth = self.app.trail().len();
                self.act(Action::Open);
                self.wait(|it| it.app.trail().len() != depth || matches!(it.app.notice(), Some(Notice::Failed(_))));
            }
            None => {}
        }
    }

    /// Lists those that can be switched on among the portals.
    pub(super) fn add_public(&mut self) {
        self.act(Action::AddPublic);
        self.told = None;
    }

    pub(super) fn go_back(&mut self) {
        if self.app.trail().len() == 1 {
            self.say(&t!("linear-no-way-back"));
        }
        self.act(Action::Back);
    }

    pub(super) fn reload(&mut self) {
        self.act(Action::Retry);
        self.told = None;
    }

    pub(super) fn go_to(&mut self, address: &str) {
        let depth = self.app.trail().len();
        self.type_in(Typed::GoTo(address.to_owned()));
        self.wait(|it| it.app.trail().len() != depth || it.app.notice().is_some());
        if self.app.notice().is_some() {
            return;
        }
        self.tell_place();
        // An address of a media leads into its dataset.
        let row = self.app.step().row;
        let meant = address.parse::<Address>().ok();
        let media = self.app.chosen_media().filter(|media| Some(media.address()) == meant);
        if let Some(title) = media.map(|media| media.title.clone()) {
            self.say(&t!("linear-row-meant", number = row + 1, title));
        }
    }

    /// What is told of a portal's account without being asked for: what a person has to see to.
    pub(super) fn hear_of_account(&mut self, portal: &str, result: Result<&Account, &Error>) {
        match result {
            Err(error) => self.news.push(t!("linear-not-signed-in", portal, cause = &error.cause)),
            Ok(account) => {
                let badge = account.ends().and_then(|ends| expiry::badge(ends, Timestamp::now()));
                self.news.extend(badge.map(|badge| t!("linear-fact", label = portal, text = badge.text)));
            }
        }
    }
}

/// Several facts in one line.
pub(super) fn listed(facts: &[String]) -> String {
    facts.join(&format::semicolon())
}

/// Who one is at a portal, as far as that is known.
fn account_said(account: &Load<Account>) -> String {
    match account {
        Load::Loading => t!("linear-signing-in"),
        Load::Failed(_) => t!("ui-not-signed-in"),
        Load::Ready(account) => match &account.who {
            Some(who) => t!("linear-signed-in-as", who),
            None => t!("linear-signed-in"),
        },
    }
}

/// Who may have it, and whether it can be fetched at all.
fn access_words(item: &Item) -> Option<String> {
    let access = access_said(item.access?);
    Some(match &item.offer {
        Some(Offer::ShowOnly(_)) => t!("linear-link-only", access),
        Some(Offer::Doubtful(_)) => t!("linear-doubtful", access),
        Some(Offer::Download) | None => access,
    })
}
