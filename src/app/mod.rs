//! The whole behaviour of the browser, pure: a message in, commands out. No input, no output, no clock.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::access::auth::Account;
use crate::base::error::{Error, Result};
use crate::base::format;
use crate::base::shell::Shell;
use crate::config::browser::Browser;
use crate::model::form::AnswerMemory;
use crate::model::{Abilities, Address, Dataset, Facet, Item, Media, Place, Query, Target};
use crate::portals::PortalConfig;
use crate::store::{News, PortalFigures};
use crate::t;

mod answer;
mod asking;
pub mod at_job;
pub mod checklist;
pub mod copying;
mod downloading;
mod everywhere;
pub mod folded;
pub mod form;
pub mod help;
pub mod hints;
pub mod home;
pub mod input;
pub mod items;
pub mod jobs;
pub mod listing;
pub mod log;
mod message;
pub mod mouse;
pub mod offers;
pub mod old;
mod on_key;
pub mod outside;
pub mod palette;
pub mod peek;
pub mod places;
pub mod plan;
pub mod popup;
pub mod preview;
mod quota;
pub mod rank;
pub mod searches;
mod sorting;
mod tabs;
pub mod territory;
pub mod tour;
mod typed;
pub mod typing;
mod undo;
pub mod wizard;

use crate::access::secrets::{Elsewhere, Secrets};
use crate::net::quota::Remaining;
use crate::setup::question::Passphrase;
use input::Input;
use jobs::Jobs;
use listing::{Listing, ListingKey, Load, Step};
use log::Log;
pub use message::{Cmd, Msg};
use mouse::{Areas, Border, Shares};
use offers::Offered;
use peek::Peek;
use places::Places;
use plan::Marked;
use popup::{Pick, PickPurpose, Popup};
use preview::Viewer;
use tabs::Tabs;
use tour::Tour;
pub use typed::Typed;
use undo::Undo;
use wizard::Wizard;

/// One configured portal as the home pane shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct PortalInfo {
    pub name: String,
    pub kind: String,
    pub url: String,
    /// Whether a credential is in use, so that there is an account to ask for.
    pub signs_in: bool,
}

impl PortalInfo {
    pub fn new(portal: &PortalConfig, secrets: &Secrets) -> Self {
        Self {
            name: portal.name.clone(),
            kind: portal.kind.to_string(),
            url: portal.url.to_string(),
            signs_in: portal.signs_in(secrets),
        }
    }
}

/// Which pane the keys go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    #[default]
    List,
    Detail,
    Jobs,
}

/// A line being typed below the panes.
#[derive(Clone, Debug)]
pub struct TypedLine {
    pub input: Input,
    pub purpose: Purpose,
    /// What the cursor was on before it.
    before: Option<Target>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Rows with these words; Enter asks the portal.
    Narrow,
    /// All portals are asked.
    Everywhere,
    /// The name of a search that gets one, or gets another.
    Save,
    Rename,
}

/// What the person waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Filters,
    Guide,
}

/// A line for the person, until the next key.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    Said(String),
    Failed(Error),
}

/// What portals have answered, and whether they are being asked.
#[derive(Default)]
pub struct Known {
    pub listings: HashMap<ListingKey, Load<Listing>>,
    pub datasets: HashMap<Address, Load<Arc<Dataset>>>,
    facets: HashMap<Address, Load<Vec<Facet>>>,
    abilities: HashMap<Address, Abilities>,
    pub accounts: HashMap<String, Load<Account>>,
    /// What was known of the portals at the start.
    figures: HashMap<String, PortalFigures>,
    /// What the portals' limits on requests leave, as the worker told last.
    quota: HashMap<String, Vec<Remaining>>,
    /// How much is new of what each saved search finds.
    looked: HashMap<String, Load<usize>>,
    /// What is new or changed since the last visit, until this one ends.
    news: HashMap<Target, News>,
}

/// How the browser is to behave, whatever portals answer.
#[derive(Clone, Debug)]
pub struct Settings {
    pub browser: Browser,
    /// No portal is asked: what is kept of them is all there is.
    pub offline: bool,
    /// Local time zone, for times of day. Portal dates stay UTC.
    pub zone: TimeZone,
}

impl Default for Settings {
    fn default() -> Self {
        Self { browser: Browser::default(), offline: false, zone: TimeZone::UTC }
    }
}

/// Everything the screen shows.
#[derive(Default)]
pub struct App {
    tabs: Tabs,
    known: Known,
    portals: Vec<PortalInfo>,
    /// The well-known portals, configured or not.
    offers: Vec<Offered>,
    /// Whether they are shown beside those configured.
    offering: bool,
    settings: Settings,
    /// What copied commands are quoted for.
    shell: Shell,
    waiting_for_keyring: bool,
    /// What the store of credentials waits for, unless that is open.
    passphrase: Option<Passphrase>,
    /// A credential that waits for the person's word, unless that question is open.
    elsewhere: Option<Box<Elsewhere>>,
    /// What the person asked for and has pressed no key since: what comes of it may open.
    expected: Option<Expected>,
    /// What forms were filled in with before.
    memory: AnswerMemory,
    /// What was typed into forms that were left, until the program ends.
    drafts: HashMap<Address, Vec<String>>,
    jobs: Jobs,
    /// What can be undone, the latest last.
    undo: Vec<Undo>,
    focus: Focus,
    /// Whether the detail pane, while it has the focus, is of the chosen download.
    detail_is_of_job: bool,
    /// How far the detail pane is scrolled.
    scroll: u16,
    line: Option<TypedLine>,
    popup: Option<Popup>,
    /// The wizard, while it goes on: above all but what a popup asks meanwhile.
    wizard: Option<Wizard>,
    /// What is looked into, above the panes.
    viewer: Option<Viewer>,
    /// What the cursor rests on.
    peek: Peek,
    notice: Option<Notice>,
    /// All that was said in this run.
    log: Log,
    areas: Areas,
    /// How the panes share the screen, and which border the mouse holds.
    shares: Shares,
    dragged: Option<Border>,
    /// What a bulk download would bring.
    marked: Marked,
    places: Places,
    /// As they were last read or kept.
    places_before: Places,
    /// What of the demo is tried, step by step; none: nobody takes the tour.
    tour: Option<Tour>,
    /// The saved search that was opened, until all it finds at first is there.
    looking: Option<String>,
    /// Where downloads go, and the room there when it was last looked at.
    free_space: Option<(PathBuf, Option<u64>)>,
    quit: bool,
    /// What the message being taken in wants done.
    cmds: Vec<Cmd>,
}

/// What is shown, for those who show it.
impl App {
    pub fn known(&self) -> &Known {
        &self.known
    }

    pub fn portals(&self) -> &[PortalInfo] {
        &self.portals
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn is_waiting_for_keyring(&self) -> bool {
        self.waiting_for_keyring
    }

    pub fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    pub fn focus(&self) -> Focus {
        self.focus
    }

    pub fn scroll(&self) -> u16 {
        self.scroll
    }

    pub fn line(&self) -> Option<&TypedLine> {
        self.line.as_ref()
    }

    pub fn popup(&self) -> Option<&Popup> {
        self.popup.as_ref()
    }

    /// As [`App::popup`], for whoever asks it where there are no boxes.
    pub fn take_popup(&mut self) -> Option<Popup> {
        self.popup.take()
    }

    pub fn wizard(&self) -> Option<&Wizard> {
        self.wizard.as_ref()
    }

    pub fn viewer(&self) -> Option<&Viewer> {
        self.viewer.as_ref()
    }

    pub fn take_viewer(&mut self) -> Option<Viewer> {
        self.viewer.take()
    }

    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    pub fn take_notice(&mut self) -> Option<Notice> {
        self.notice.take()
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    pub fn marked(&self) -> &Marked {
        &self.marked
    }

    pub fn places(&self) -> &Places {
        &self.places
    }

    pub fn shares(&self) -> &Shares {
        &self.shares
    }
}

impl App {
    /// Starts at home, with what the configuration says; the portals themselves are asked later.
    pub fn new(portals: Vec<PortalInfo>) -> Self {
        let mut app = Self { tabs: Tabs::at_home(), ..Self::default() };
        app.set_portals(portals);
        app
    }

    /// As the person wants it, with so many downloads at once.
    pub fn configure(&mut self, settings: Settings, at_once: usize) {
        let fuzzy = settings.browser.fuzzy;
        (self.settings, self.jobs.at_once, self.shell) = (settings, at_once, Shell::in_use());
        self.narrow_by_likeness(fuzzy);
    }

    /// What earlier runs left.
    pub fn recall(&mut self, memory: AnswerMemory, places: Places) {
        (self.memory, self.places_before) = (memory, places.clone());
        self.places = places;
        self.set_portals(self.portals.clone());
    }

    /// Something was wrong before the first key.
    pub fn open_trouble(&mut self, error: Error) {
        self.popup = Some(Popup::Trouble(error));
    }

    /// The screen tells where things are now.
    pub fn drawn(&mut self, areas: Areas) {
        self.scroll = self.scroll.min(areas.longest_scroll);
        match &mut self.popup {
            Some(Popup::Log(scroll)) => *scroll = (*scroll).min(areas.longest_popup),
            Some(Popup::Help(help)) => help.scroll = help.scroll.min(areas.longest_popup),
            _ => {}
        }
        self.areas = areas;
    }

    /// Takes in what happened and says what is to be done.
    pub fn update(&mut self, msg: Msg) -> Vec<Cmd> {
        match msg {
            Msg::Key(key) => self.on_key(&key),
            Msg::Typed(typed) => self.on_typed(typed),
            Msg::Mouse(event) => self.on_mouse(event),
            Msg::Portals(result) => self.portals_came(result),
            Msg::WasSetUp(result) => self.was_set_up(result),
            Msg::SwitchedOn(name, result) => self.switched_on(&name, result),
            Msg::Wizard(told) => self.wizard_told(told),
            Msg::Resolved(result) => self.resolved(result),
            Msg::Terminate => self.leave(),
            Msg::Paste(text) => self.paste(&text),
            Msg::Account(portal, result) => self.account_came(portal, *result),
            Msg::Figures(portal, figures) => self.figures_came(portal, figures),
            Msg::Keyring(waiting) => self.waiting_for_keyring = waiting,
            Msg::Passphrase(ask) => self.passphrase_wanted(ask),
            Msg::Elsewhere(elsewhere) => self.elsewhere = Some(elsewhere),
            Msg::Listed(ask, after, result) => self.listed(ask, after, result),
            Msg::Found(query, portal, result) => self.found(query, &portal, result),
            Msg::Looked(name, result) => self.looked(name, *result),
            Msg::Ranked(ask, words, order) => self.ranked(&ask, &words, order),
            Msg::Narrowed(ask, narrowed) => self.narrowed(&ask, &narrowed),
            Msg::Opened(result) => self.was_opened(result),
            Msg::FreeSpace(folder, left) => self.free_space = Some((folder, left)),
            Msg::Dataset(address, result) => self.dataset_came(address, *result),
            Msg::Facets(address, result) => self.facets_came(address, result),
            Msg::OldPage(ask, after, old) => self.old_page_came(ask, after, old),
            Msg::OldDataset(address, old) => self.old_dataset_came(address, *old),
            Msg::OldFacets(address, old) => self.old_facets_came(address, old),
            Msg::News(news) => self.known.news.extend(news),
            Msg::Abilities(address, abilities) => drop(self.known.abilities.insert(address, abilities)),
            Msg::Curl(line) => self.curl_came(line),
            Msg::Guide(address, result) => self.guide_came(address, *result),
            Msg::NotKept(error) => self.fail(error),
            Msg::Quota(portal, left) => drop(self.known.quota.insert(portal, left)),
            Msg::Previewed(subject, result) => self.previewed(&subject, *result),
            Msg::Peeked(address, result) => self.peeked(address, *result),
            Msg::CheckGoesOn(subject, stage) => self.check_goes_on(&subject, stage),
            Msg::Checked(subject, result) => self.checked(&subject, *result),
            Msg::Unfinished(left) => self.jobs.add_earlier(left),
            Msg::Removed(id, result) => self.removed(id, result),
            Msg::Rechecked(id, result) => self.rechecked(id, result),
            Msg::PutBack(id, result) => self.was_put_back(id, result),
            Msg::Copied(result) => self.copied_for_excel(result),
            Msg::Started(id) => self.jobs.started(id),
            Msg::Progress(id, progress, at) => self.jobs.progressed(id, progress, at),
            Msg::Finished(id, result) => self.job_ended(id, result),
            Msg::Redraw => {}
        }
        self.open_passphrase_of_wizard();
        self.carry_on_jobs();
        self.carry_on_tour();
        self.read_ahead().into_iter().for_each(|cmd| self.send(cmd));
        self.narrow_behind().into_iter().for_each(|cmd| self.send(cmd));
        self.rank_behind().into_iter().for_each(|cmd| self.send(cmd));
        self.finish_look();
        self.follow_cursor();
        std::mem::take(&mut self.cmds)
    }

    /// Into whatever is being typed.
    fn paste(&mut self, text: &str) {
        match (&mut self.popup, &mut self.line) {
            (Some(Popup::Passphrase(open)), _) => open.typed.insert(text),
            (Some(Popup::Form(open)), _) => open.insert(text),
            (Some(Popup::Palette(palette)), _) => {
                palette.input.insert(text);
                palette.row = 0;
            }
            (Some(Popup::Columns(choice)), _) => {
                choice.input.insert(text);
                choice.row = 0;
            }
            (Some(Popup::Pick(pick)), _) if pick.typing.is_some() => {
                pick.typing.iter_mut().for_each(|typing| typing.edit(|input| input.insert(text.trim())));
            }
            (Some(Popup::Pick(pick)), _) if pick.purpose == PickPurpose::Filters => {
                pick.look_for(|input| input.insert(text.trim()))
            }
            (Some(Popup::Help(help)), _) if help.is_typing => help.input.insert(text.trim()),
            (None, _) if self.wizard.is_some() => self.paste_to_wizard(text),
            (_, Some(line)) => {
                line.input.insert(text);
                self.narrow_by_line();
            }
            (None, None) => self.viewer.iter_mut().for_each(|viewer| viewer.paste(text)),
            _ => {}
        }
    }

    /// True once the person has left: nothing is drawn any more.
    pub fn has_quit(&self) -> bool {
        self.quit
    }

    pub fn trail(&self) -> &[Step] {
        &self.tabs.here.trail
    }

    pub fn step(&self) -> &Step {
        // Nothing ever pops the first step, home.
        &self.tabs.here.trail[self.tabs.here.trail.len() - 1]
    }

    /// What the place of a step of the trail is called: as the row does that led there, as it calls itself, as it was
    /// called when one came by; else as its address ends.
    pub fn title_of(&self, index: usize) -> Option<String> {
        let place = &self.tabs.here.trail.get(index)?.ask.place;
        let address = place.address()?;
        let from = self.tabs.here.trail[..index].iter().rev().find(|step| step.ask.place != *place)?;
        let row =
            self.known.listings.get(&from.ask).and_then(Load::ready).and_then(|listing| from.item(listing, from.row));
        let listed = row.filter(|item| item.target.address().as_ref() == Some(address)).map(|item| item.title.clone());
        let own = || self.known.datasets.get(address).and_then(Load::ready).map(|dataset| dataset.title.clone());
        let known = || self.places.title(&address.to_string()).map(str::to_owned);
        let last = || address.path.last().unwrap_or(&address.portal).clone();
        listed.or_else(own).or_else(known).or_else(|| Some(last()))
    }

    /// What the portal was asked to narrow and order a step by, each part in words, in the order of [`Query::chips`].
    pub fn chips(&self, step: &Step) -> Vec<String> {
        let query = &step.ask.query;
        let address = step.ask.place.address();
        let facets = address.and_then(|address| self.known.facets.get(address)).and_then(Load::ready);
        let abilities = address.and_then(|address| self.known.abilities.get(address));
        let label = |key: &str, value: &str| {
            let own = abilities.and_then(|abilities| abilities.filters.iter().find(|filter| filter.key == key));
            let filter =
                own.or(step.ask.is_everywhere().then_some(&territory::EVERYWHERE).filter(|it| it.key == key))?;
            let facet = facets.and_then(|facets| facets.iter().find(|facet| facet.key == key));
            let known = facet.and_then(|facet| facet.values.iter().find(|known| known.value == value));
            let shown = known.map_or_else(|| filter.shown(value), |known| known.label.clone());
            Some(format::labelled(&filter.label.text(), &shown))
        };
        let text = (!query.text.is_empty()).then(|| t!("app-quoted", text = &query.text));
        let filters =
            query.filters.iter().map(|(key, value)| label(key, value).unwrap_or_else(|| format!("{key}={value}")));
        let order = |key: &str| {
            let known = abilities.and_then(|abilities| abilities.sorts.iter().find(|(known, _)| *known == key));
            known.map_or_else(|| key.to_owned(), |(_, label)| label.text())
        };
        let sort = query.sort.iter().map(|sort| match sort.strip_prefix('-') {
            Some(key) => t!("app-by-down", key = order(key)),
            None => t!("app-by-up", key = order(sort)),
        });
        text.into_iter().chain(filters).chain(sort).collect()
    }

    /// What the answer to the present question is, as far as it is known.
    pub fn listing(&self) -> Option<&Load<Listing>> {
        self.known.listings.get(&self.step().ask)
    }

    /// The item under the cursor.
    pub fn chosen(&self) -> Option<Item> {
        let step = self.step();
        step.item(self.listing()?.ready()?, step.row)
    }

    /// The dataset one is in, once known.
    pub fn dataset(&self) -> Option<&Arc<Dataset>> {
        match &self.step().ask.place {
            Place::Dataset(address) => self.known.datasets.get(address)?.ready(),
            _ => None,
        }
    }

    /// The media under the cursor.
    pub fn chosen_media(&self) -> Option<&Media> {
        self.dataset()?;
        self.media_of(&self.chosen()?.target)
    }

    /// That of the dataset one is in which a row leads to.
    fn media_of(&self, target: &Target) -> Option<&Media> {
        match target {
            Target::Media { media, .. } => self.dataset()?.find(media),
            Target::Place(_) | Target::Search(_) => None,
        }
    }

    /// What can be done in the folder one is in, once known.
    pub fn abilities(&self) -> Option<&Abilities> {
        match &self.step().ask.place {
            Place::Folder(address) => self.known.abilities.get(address),
            _ => None,
        }
    }

    /// Whether `/` and Enter ask the portal here, or at home all portals.
    pub fn can_search(&self) -> bool {
        (self.step().ask.place == Place::Home && !self.portals.is_empty())
            || self.abilities().is_some_and(|abilities| abilities.search)
    }

    fn has_row(&self, row: usize) -> bool {
        self.listing().and_then(Load::ready).is_some_and(|listing| row < self.step().len(listing))
    }

    fn step_mut(&mut self) -> &mut Step {
        self.here().0
    }

    /// The present step, and its rows once they are there.
    fn here(&mut self) -> (&mut Step, Option<&Listing>) {
        let last = self.tabs.here.trail.len() - 1;
        let step = &mut self.tabs.here.trail[last];
        let listing = self.known.listings.get(&step.ask).and_then(Load::ready);
        (step, listing)
    }

    /// Goes to a place: shows what is known of it and asks for the rest.
    fn go(&mut self, ask: ListingKey) {
        if ask.place != self.step().ask.place {
            self.visited(&ask.place);
        }
        // What was to be chosen or typed was about the place one leaves.
        self.popup.take_if(|popup| matches!(popup, Popup::Pick(_)));
        self.line = None;
        self.step_mut().is_moved = true;
        let mut step = Step::new(ask.clone());
        step.fuzzy = self.settings.browser.fuzzy;
        self.tabs.here.trail.push(step);
        self.focus = Focus::List;
        self.scroll = 0;
        if let (step, Some(listing)) = self.here() {
            step.refresh(listing);
            return;
        }
        self.ask(ask);
    }

    fn back(&mut self) {
        if self.tabs.here.trail.len() > 1 {
            self.tabs.here.trail.pop();
            self.focus = Focus::List;
            self.scroll = 0;
            self.come_home();
        }
    }

    /// Takes away one part of the present query: what was searched for comes before the filters.
    fn drop_chip(&mut self, chip: usize) {
        let mut query = self.step().ask.query.clone();
        match (chip.checked_sub(usize::from(!query.text.is_empty())), chip < query.chips()) {
            (_, false) => return,
            (None, _) => query.text.clear(),
            (Some(filter), _) if filter < query.filters.len() => drop(query.filters.remove(filter)),
            (Some(_), _) => query.sort = None,
        }
        match self.step().ask.is_everywhere() && query.is_empty() {
            true => self.back_or_unfocus(),
            false => self.search(query),
        }
    }

    /// Asks the present folder again with another query. Returning shows the listing left.
    fn search(&mut self, query: Query) {
        let place = self.step().ask.place.clone();
        let ask = ListingKey { place, query };
        if ask != self.step().ask {
            self.go(ask);
        }
    }

    fn open_filters(&mut self) {
        let can_filter = self.abilities().is_some_and(|abilities| !abilities.filters.is_empty());
        let Some(address) = self.step().ask.place.address().cloned().filter(|_| can_filter) else {
            return self.say(t!("app-nothing-to-filter"));
        };
        match self.known.facets.get(&address) {
            Some(Load::Ready(_)) => self.pick_filters(),
            known => {
                let is_asked = known.is_some_and(|known| matches!(known, Load::Loading));
                self.known.facets.insert(address.clone(), Load::Loading);
                self.expected = Some(Expected::Filters);
                self.say(t!("app-asking-filters"));
                if !is_asked {
                    self.send(Cmd::Facets(address));
                }
            }
        }
    }

    /// Opens the filter box with what is known of values.
    fn pick_filters(&mut self) {
        let filters = self.abilities().map_or(&[][..], |abilities| &abilities.filters);
        let facets = self.facets_here().and_then(Load::ready).map_or(&[][..], |facets| facets);
        self.popup = Some(Popup::Pick(Pick::filters(filters, facets, &self.step().ask.query).into()));
    }

    fn facets_came(&mut self, address: Address, result: Result<Vec<Facet>>) {
        let here = self.step().ask.place == Place::Folder(address.clone()); // only folders are filtered
        // What the portal says today comes behind what it said before, which is in the person's hands already.
        let again = matches!(self.known.facets.get(&address), Some(Load::Ready(_)));
        let opens = here && !again && self.popup.is_none() && self.expected.take() == Some(Expected::Filters);
        match result {
            Ok(facets) => {
                self.known.facets.insert(address, Load::Ready(facets));
                if opens {
                    self.notice = None;
                }
            }
            Err(error) => {
                if !again {
                    self.known.facets.insert(address, Load::Failed(error.clone()));
                }
                if here {
                    self.fail(error);
                }
            }
        }
        // Without the values too: they can be typed.
        if opens {
            self.pick_filters();
        }
    }

    /// Enter: into a place, or a download.
    fn open_chosen(&mut self) {
        match self.chosen().map(|item| item.target.clone()) {
            Some(Target::Place(Place::Home)) => self.take_tour(),
            Some(Target::Place(Place::Folder(address))) if self.offered(&address).is_some() => self.switch_on(&address),
            Some(Target::Place(place)) => self.go(ListingKey::new(place)),
            Some(Target::Media { .. }) => self.download_chosen(),
            Some(Target::Search(name)) => self.open_saved(&name),
            None if self.step().ask.place == Place::Home && self.portals.is_empty() => self.expect_demo(),
            None => {}
        }
    }

    fn leave(&mut self) {
        self.quit = true;
        self.send(Cmd::Quit);
    }

    fn send(&mut self, cmd: Cmd) {
        self.cmds.push(cmd);
    }

    fn say(&mut self, text: impl Into<String>) {
        self.tell(Notice::Said(text.into()));
    }

    /// Shows what failed.
    pub fn fail(&mut self, error: Error) {
        self.tell(Notice::Failed(error));
    }

    fn tell(&mut self, notice: Notice) {
        self.log.add(notice.clone());
        self.notice = Some(notice);
    }

    /// Narrows the present rows by the words in the input line, if they are for that.
    fn narrow_by_line(&mut self) {
        let narrows = self.line.as_ref().filter(|line| line.purpose == Purpose::Narrow);
        narrows.map(|line| line.input.text().to_owned()).into_iter().for_each(|words| self.narrow(words));
    }

    /// Narrows the present rows by these words; none: shows all.
    fn narrow(&mut self, words: String) {
        match self.here() {
            (step, Some(listing)) => step.set_narrow(listing, words),
            (step, None) => step.narrow = words,
        }
    }
}

#[cfg(test)]
pub mod tests;
