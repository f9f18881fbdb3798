//! The whole behaviour of the browser, pure: a message in, commands out. No input, no output, no clock.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::access::auth::Account;
use crate::base::error::Error;
use crate::base::shell::Shell;
use crate::config::browser::Browser;
use crate::model::form::AnswerMemory;
use crate::model::{Abilities, Address, Dataset, Facet, Target};
use crate::portals::PortalConfig;
use crate::store::{News, PortalFigures};

mod answer;
mod asking;
pub mod at_job;
pub mod batch;
pub mod checklist;
pub mod copying;
pub mod data;
mod downloading;
mod everywhere;
pub mod folded;
pub mod form;
mod going;
pub mod help;
mod here;
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
use data::MyData;
use input::Input;
use jobs::Jobs;
use listing::{Listing, ListingKey, Load};
use log::Log;
pub use message::{Cmd, Msg};
use mouse::{Areas, Border, Shares};
use offers::Offered;
use peek::Peek;
use places::Places;
use plan::Marked;
use popup::{PickPurpose, Popup};
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
            signs_in: portal.signs_in(secrets) || portal.client_certificate.is_some(),
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
    Batch,
    Filters,
    Guide,
    Comparison,
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
    /// The portals are those of the demo.
    is_demo: bool,
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
    /// Whether a service is asked what it has, for the form that is open.
    describing: bool,
    jobs: Jobs,
    /// What a folder of the person's depends on.
    data: MyData,
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
            Some(Popup::Batch(open)) => open.scroll_at_most(areas.longest_popup),
            Some(Popup::Comparison(open)) => open.scroll = open.scroll.min(areas.longest_popup),
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
            Msg::Led(result) => self.led(result),
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
            Msg::Guide(wish, result) => self.guide_came(wish, *result),
            Msg::Described(result) => self.described(*result),
            Msg::DataFound(folder, count) => self.data_found(folder, count),
            Msg::DataLooked(result) => self.data_looked(result),
            Msg::DataAdded(added, failed) => self.data_added(added, failed),
            Msg::DataGoesOn(path, progress) => self.data_goes_on(path, progress),
            Msg::DataEnded(row) => self.data_ended(*row),
            Msg::DataCompared(path, result) => self.data_compared(path, result),
            Msg::DataBrought(result) => self.data_brought(result),
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
            Msg::BatchOffered(result) => self.batch_offered(*result),
            Msg::Paths(typed, offered) => self.paths_came(&typed, offered),
            Msg::RowsRead(work, rows) => self.rows_read(&work, rows),
            Msg::TableRead(typed, result) => self.table_read(typed, *result),
            Msg::BatchPlanned(wish, result) => self.batch_planned(*wish, *result),
            Msg::BatchGoesOn(id, news) => self.jobs.batch_goes_on(id, news),
            Msg::BatchEnded(id, result) => self.batch_ended(id, *result),
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
            (Some(Popup::Batch(open)), _) => {
                open.insert(text);
                let typed = open.file.input.text().to_owned();
                self.send(Cmd::Paths(typed));
            }
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
