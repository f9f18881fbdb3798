//! The whole behaviour of the browser, pure: a message in, commands out. No input, no output, no clock.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::tz::TimeZone;

use crate::access::auth::Account;
use crate::access::guide::Guide;
use crate::base::error::{Error, Result};
use crate::config::browser::Browser;
use crate::download::queue::Entry;
use crate::download::{IfExists, Outcome, Progress};
use crate::model::form::{Answers, Memory};
use crate::model::{
    Abilities, Access, Address, Cursor, Dataset, Facet, Item, Media, Offer, Page, Place, Query, Target,
};
use crate::portals::PortalConfig;
use crate::preview::Preview;
use crate::store::{News, Old};
use crate::t;

pub mod checklist;
mod everywhere;
pub mod folded;
pub mod form;
mod home;
pub mod input;
pub mod jobs;
pub mod listing;
pub mod mouse;
pub mod offers;
pub mod old;
mod on_key;
pub mod outside;
pub mod palette;
pub mod places;
pub mod plan;
pub mod popup;
pub mod preview;
mod quota;
pub mod rank;
mod typed;
pub mod wizard;

use crate::access::secrets::{Ask as Question, Secret, Secrets};
use crate::net::quota::Left;
use input::Input;
use jobs::{Job, JobId, Jobs, Order, State, Unfinished};
use listing::{Ask, Listing, Load, Step};
use mouse::Areas;
use offers::Offered;
use outside::Outside;
use places::Places;
use plan::Marked;
use popup::{Pick, Popup};
use preview::{Subject, Viewer};
use rank::Texts;
pub use typed::Typed;
use wizard::Wizard;

/// How close to the last loaded row the cursor comes before the next page is asked for.
const READ_AHEAD: usize = 30;

/// What happened.
#[derive(Debug)]
pub enum Msg {
    Key(KeyEvent),
    /// As a line of words says it, where no keys are read.
    Typed(Typed),
    Mouse(MouseEvent),
    Paste(String),
    /// The terminal changed its size, or came back to the foreground.
    Redraw,
    /// The portals are ready to be asked, or there are new ones (the demo's).
    Portals(Result<Vec<PortalInfo>>),
    /// The wizard is over; the portals as they are configured now.
    WasSetUp(Result<Vec<PortalInfo>>),
    /// A well-known portal is configured now; all portals as they are.
    SwitchedOn(String, Result<Vec<PortalInfo>>),
    /// Who one is at a portal.
    Account(String, Box<Result<Account>>),
    /// The keyring keeps somebody waiting, or no longer: it may want to be unlocked in another window.
    Keyring(bool),
    /// The wizard says or asks something, or has ended.
    Wizard(wizard::Told),
    /// The store of credentials needs a passphrase; [`Cmd::Passphrase`] answers.
    Passphrase(Question),
    /// A page of a folder; the cursor is the one it was asked with.
    Listed(Ask, Option<Cursor>, Result<Page>),
    /// What one portal found of a search of all.
    Found(String, String, Result<Page>),
    /// The rows of a question that are like these words, the likest first.
    Ranked(Ask, String, Vec<u32>),
    /// What an address leads to.
    Resolved(Result<Target>),
    /// Another program was asked to open something.
    Opened(Result<()>),
    /// Where downloads go, and how much room is left there.
    FreeSpace(PathBuf, Option<u64>),
    Dataset(Address, Box<Result<Dataset>>),
    Facets(Address, Result<Vec<Facet>>),
    /// What an earlier run was answered, before the portal has said how it is now.
    OldPage(Ask, Option<Cursor>, Old<Page>),
    OldDataset(Address, Box<Old<Dataset>>),
    OldFacets(Address, Old<Vec<Facet>>),
    /// Rows that are new or changed since the last visit; they come before the rows.
    News(Vec<(Target, News)>),
    /// What can be done in a folder.
    Abilities(Address, Abilities),
    /// How access to something is asked for, and what of it is ticked.
    Guide(Address, Box<Result<(Guide, BTreeSet<String>)>>),
    /// What was to be remembered is not.
    NotKept(Error),
    /// What a portal's limits on requests leave now.
    Quota(String, Vec<Left>),
    Previewed(Subject, Box<Result<Preview>>),
    /// What earlier runs have not ended.
    Unfinished(Vec<Entry>),
    /// A job got its slot.
    Started(JobId),
    Progress(JobId, Progress, Instant),
    Finished(JobId, Result<Outcome>),
    /// The system asks the program to end (SIGTERM, SIGHUP).
    Terminate,
}

/// What the worker is to do; its answer comes back as a [`Msg`].
#[derive(Debug, PartialEq)]
pub enum Cmd {
    /// Starts the embedded demo and connects to it.
    Demo,
    /// Signs in and asks who one is.
    Account(String),
    /// Begins the wizard, for this portal or a new one.
    SetUp(Option<String>),
    /// Writes one of the well-known portals into the configuration and connects to it.
    SwitchOn(String),
    /// What the person typed; `None`: they would rather not.
    Passphrase(Option<Secret>),
    /// What the wizard asked.
    Answer(wizard::Answer),
    /// The wizard has ended well: connects to the portals as they are configured now.
    Reconnect,
    List(Ask, Option<Cursor>),
    /// Asks every portal; each answers with [`Msg::Found`].
    SearchAll(String),
    /// Ranks the texts of a question's rows by words.
    Rank(Ask, String, Texts),
    /// Finds out what an address leads to.
    Resolve(Address),
    FreeSpace,
    Dataset(Address),
    Facets(Address),
    Guide(Address),
    /// Keeps what is ticked, or no longer.
    Tick {
        portal: String,
        id: String,
        on: bool,
    },
    /// One at a time: another one ends it.
    Preview(Subject),
    StopPreview,
    Download(JobId, Box<Order>, IfExists),
    /// Remembers these for the next run, and no others of this one: what is wanted, how, and why it failed.
    KeepQueue(Vec<Unfinished>),
    /// Keeps what was answered for the next time.
    Remember(Memory),
    KeepPlaces(Places),
    /// Puts it on the clipboard, by way of the terminal.
    Copy(String),
    OpenOutside(Outside),
    /// Whether the terminal is to tell of the mouse.
    Mouse(bool),
    /// Back to the shell until it brings the program to the foreground again.
    Suspend,
    Cancel(JobId),
    Quit,
}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    List,
    Detail,
    Jobs,
}

/// What the line being typed is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Rows with these words; Enter asks the portal.
    Narrow,
    /// All portals are asked.
    Everywhere,
}

/// A line for the person, until the next key.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    Said(String),
    Failed(Error),
}

/// Everything the screen shows.
pub struct App {
    /// From home to where one is; never empty.
    trail: Vec<Step>,
    pub listings: HashMap<Ask, Load<Listing>>,
    pub datasets: HashMap<Address, Load<Arc<Dataset>>>,
    facets: HashMap<Address, Load<Vec<Facet>>>,
    abilities: HashMap<Address, Abilities>,
    pub portals: Vec<PortalInfo>,
    /// The well-known portals, configured or not.
    offers: Vec<Offered>,
    /// Whether they are shown beside those configured.
    offering: bool,
    pub accounts: HashMap<String, Load<Account>>,
    quota: HashMap<String, Vec<Left>>,
    /// What is new or changed since the last visit, until this one ends.
    news: HashMap<Target, News>,
    /// No portal is asked: what is kept of them is all there is.
    pub offline: bool,
    /// The person's own, for what happens today.
    pub zone: TimeZone,
    pub waiting_for_keyring: bool,
    /// What forms were filled in with before.
    pub memory: Memory,
    pub jobs: Jobs,
    /// The jobs the next run was last told of, and whether they had failed.
    remembered: Vec<(JobId, bool)>,
    /// The chosen row of the downloads pane.
    pub job_row: usize,
    pub focus: Focus,
    /// How far the detail pane is scrolled.
    pub scroll: u16,
    /// The line being typed, and what for.
    pub input: Option<Input>,
    pub purpose: Purpose,
    /// What the cursor was on before it.
    before_input: Option<Target>,
    pub popup: Option<Popup>,
    /// The wizard, while it goes on: above all but what a popup asks meanwhile.
    pub wizard: Option<Wizard>,
    /// What is looked into, above the panes.
    pub viewer: Option<Viewer>,
    pub notice: Option<Notice>,
    /// How many rows a page key moves: the list's height, told by the screen after each draw.
    pub page_rows: usize,
    /// Where things are on the screen.
    pub areas: Areas,
    /// As the person wants it; [`App::configure`] sets it.
    pub browser: Browser,
    /// What a bulk download would bring.
    pub marked: Marked,
    pub places: Places,
    /// Where downloads go, and the room there when it was last looked at.
    pub free_space: Option<(PathBuf, Option<u64>)>,
    quit: bool,
}

impl App {
    /// Starts at home, with what the configuration says; the portals themselves are asked later.
    pub fn new(portals: Vec<PortalInfo>) -> Self {
        let mut app = Self {
            trail: vec![Step::new(Ask::new(Place::Home))],
            listings: HashMap::new(),
            datasets: HashMap::new(),
            facets: HashMap::new(),
            abilities: HashMap::new(),
            portals: Vec::new(),
            offers: Vec::new(),
            offering: false,
            accounts: HashMap::new(),
            quota: HashMap::new(),
            news: HashMap::new(),
            offline: false,
            zone: TimeZone::UTC,
            waiting_for_keyring: false,
            memory: Memory::default(),
            jobs: Jobs::default(),
            remembered: Vec::new(),
            job_row: 0,
            focus: Focus::List,
            scroll: 0,
            input: None,
            purpose: Purpose::Narrow,
            before_input: None,
            popup: None,
            wizard: None,
            viewer: None,
            notice: None,
            page_rows: 10,
            areas: Areas::default(),
            browser: Browser::default(),
            marked: Marked::default(),
            places: Places::default(),
            free_space: None,
            quit: false,
        };
        app.set_portals(portals);
        app
    }

    /// As the person wants it.
    pub fn configure(&mut self, browser: Browser) {
        let fuzzy = browser.fuzzy;
        self.browser = browser;
        self.narrow_by_likeness(fuzzy);
    }

    /// Takes in what happened and says what is to be done.
    pub fn update(&mut self, msg: Msg) -> Vec<Cmd> {
        let mut cmds = match msg {
            Msg::Key(key) => self.on_key(&key),
            Msg::Typed(typed) => self.on_typed(typed),
            Msg::Mouse(event) => self.on_mouse(event),
            Msg::Paste(text) => {
                if let Some(Popup::Passphrase(passphrase)) = &mut self.popup {
                    passphrase.typed.insert(&text);
                } else if self.popup.is_none() && self.wizard.is_some() {
                    self.paste_to_wizard(&text);
                } else if let Some(Popup::Form(form)) = &mut self.popup {
                    form.insert(&text);
                } else if let Some(Popup::Palette(palette)) = &mut self.popup {
                    palette.input.insert(&text);
                    palette.row = 0;
                } else if let Some(input) = &mut self.input {
                    input.insert(&text);
                    self.narrow();
                }
                vec![]
            }
            Msg::Redraw => vec![],
            Msg::Portals(result) => self.portals_came(result),
            Msg::WasSetUp(result) => self.was_set_up(result),
            Msg::SwitchedOn(name, result) => self.switched_on(&name, result),
            Msg::Account(portal, result) => {
                self.account_came(portal, *result);
                vec![]
            }
            Msg::Keyring(waiting) => {
                self.waiting_for_keyring = waiting;
                vec![]
            }
            Msg::Wizard(told) => self.wizard_told(told),
            Msg::Passphrase(question) => {
                self.ask_passphrase(question);
                vec![]
            }
            Msg::Listed(ask, after, result) => {
                self.listed(ask, after, result);
                vec![]
            }
            Msg::Found(text, portal, result) => {
                self.found(&text, &portal, result);
                vec![]
            }
            Msg::Ranked(ask, words, order) => {
                self.ranked(&ask, &words, order);
                vec![]
            }
            Msg::Resolved(result) => self.resolved(result),
            Msg::Opened(result) => {
                self.notice = result.err().map(Notice::Failed);
                vec![]
            }
            Msg::FreeSpace(folder, left) => {
                self.free_space = Some((folder, left));
                vec![]
            }
            Msg::Dataset(address, result) => {
                self.dataset_came(address, *result);
                vec![]
            }
            Msg::Facets(address, result) => {
                self.facets_came(address, result);
                vec![]
            }
            Msg::OldPage(ask, after, old) => {
                self.old_page_came(ask, after, old);
                vec![]
            }
            Msg::OldDataset(address, old) => {
                self.old_dataset_came(address, *old);
                vec![]
            }
            Msg::OldFacets(address, old) => {
                self.old_facets_came(address, old);
                vec![]
            }
            Msg::News(news) => {
                self.news.extend(news);
                vec![]
            }
            Msg::Abilities(address, abilities) => {
                self.abilities.insert(address, abilities);
                vec![]
            }
            Msg::Guide(address, result) => {
                self.guide_came(address, *result);
                vec![]
            }
            Msg::NotKept(error) => {
                self.notice = Some(Notice::Failed(error));
                vec![]
            }
            Msg::Quota(portal, left) => {
                self.quota_came(portal, left);
                vec![]
            }
            Msg::Previewed(subject, result) => {
                self.previewed(&subject, *result);
                vec![]
            }
            Msg::Unfinished(entries) => {
                self.jobs.add_earlier(entries);
                vec![]
            }
            Msg::Started(id) => {
                self.jobs.started(id);
                vec![]
            }
            Msg::Progress(id, progress, at) => {
                self.jobs.progressed(id, progress, at);
                vec![]
            }
            Msg::Finished(id, result) => {
                self.jobs.finished(id, result);
                vec![]
            }
            Msg::Terminate => self.leave(),
        };
        if self.popup.is_none()
            && self.input.is_none()
            && let Some((id, _)) = self.jobs.asking()
        {
            self.popup = Some(Popup::Conflict(id));
        }
        cmds.extend(self.carry_on_jobs());
        cmds.extend(self.read_ahead());
        cmds.extend(self.rank_behind());
        cmds
    }

    /// True once the person has left: nothing is drawn any more.
    pub fn has_quit(&self) -> bool {
        self.quit
    }

    pub fn trail(&self) -> &[Step] {
        &self.trail
    }

    pub fn step(&self) -> &Step {
        // Nothing ever pops the first step, home.
        &self.trail[self.trail.len() - 1]
    }

    /// What the place of a step of the trail is called: as the row does that led there, as it calls itself, as it was
    /// called when one came by; else as its address ends.
    pub fn title_of(&self, index: usize) -> Option<String> {
        let place = &self.trail.get(index)?.ask.place;
        let address = place.address()?;
        let from = self.trail[..index].iter().rev().find(|step| step.ask.place != *place)?;
        let row = self.listings.get(&from.ask).and_then(Load::ready).and_then(|listing| from.item(listing, from.row));
        let listed = row.filter(|item| item.target.address().as_ref() == Some(address)).map(|item| item.title.clone());
        let own = || self.datasets.get(address).and_then(Load::ready).map(|dataset| dataset.title.clone());
        let known = || self.places.title(&address.to_string()).map(str::to_owned);
        let last = || address.path.last().unwrap_or(&address.portal).clone();
        listed.or_else(own).or_else(known).or_else(|| Some(last()))
    }

    /// What the portal was asked to narrow and order a step by, each part in words, in the order of [`Query::chips`].
    pub fn chips(&self, step: &Step) -> Vec<String> {
        let query = &step.ask.query;
        let facets = step.ask.place.address().and_then(|address| self.facets.get(address)).and_then(Load::ready);
        let label = |key: &str, value: &str| {
            let facet = facets?.iter().find(|facet| facet.key == key)?;
            let known = facet.values.iter().find(|known| known.value == value)?;
            Some(format!("{}: {}", facet.label, known.label))
        };
        let text = (!query.text.is_empty()).then(|| t!("app-quoted", text = &query.text));
        let filters =
            query.filters.iter().map(|(key, value)| label(key, value).unwrap_or_else(|| format!("{key}={value}")));
        let abilities = step.ask.place.address().and_then(|address| self.abilities.get(address));
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
        self.listings.get(&self.step().ask)
    }

    /// The item under the cursor.
    pub fn chosen(&self) -> Option<&Item> {
        let step = self.step();
        step.item(self.listing()?.ready()?, step.row)
    }

    /// The dataset one is in, once known.
    pub fn dataset(&self) -> Option<&Arc<Dataset>> {
        match &self.step().ask.place {
            Place::Dataset(address) => self.datasets.get(address)?.ready(),
            _ => None,
        }
    }

    /// The media under the cursor.
    pub fn chosen_media(&self) -> Option<&Media> {
        match &self.chosen()?.target {
            Target::Media { media, .. } => self.dataset()?.find(media),
            Target::Place(_) => None,
        }
    }

    /// What can be done in the folder one is in, once known.
    pub fn abilities(&self) -> Option<&Abilities> {
        match &self.step().ask.place {
            Place::Folder(address) => self.abilities.get(address),
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
        let last = self.trail.len() - 1;
        &mut self.trail[last]
    }

    /// Goes to a place: shows what is known of it and asks for the rest.
    fn go(&mut self, ask: Ask) -> Vec<Cmd> {
        let noted = if ask.place == self.step().ask.place { None } else { self.visited(&ask.place) };
        // What was to be chosen or typed was about the place one leaves.
        self.popup.take_if(|popup| matches!(popup, Popup::Pick(_)));
        self.input = None;
        let mut step = Step::new(ask.clone());
        step.fuzzy = self.browser.fuzzy;
        self.trail.push(step);
        self.focus = Focus::List;
        self.scroll = 0;
        if let Some(Load::Ready(listing)) = self.listings.get(&ask) {
            let last = self.trail.len() - 1;
            self.trail[last].refresh(listing);
            return noted.into_iter().collect();
        }
        let mut cmds = self.ask(ask);
        cmds.extend(noted);
        cmds
    }

    /// Puts the cursor on `target` as soon as it is there.
    fn want(&mut self, target: Target) {
        let ask = self.step().ask.clone();
        self.step_mut().wanted = Some(target);
        self.refresh_steps(&ask);
    }

    /// Asks for `ask` unless its answer is on the way already.
    fn ask(&mut self, ask: Ask) -> Vec<Cmd> {
        if matches!(self.listings.get(&ask), Some(Load::Loading)) {
            return vec![];
        }
        let Some(cmd) = Self::asking(&ask) else { return vec![] };
        self.listings.insert(ask, Load::Loading);
        vec![cmd]
    }

    /// What asks for the first page of an answer.
    fn asking(ask: &Ask) -> Option<Cmd> {
        match &ask.place {
            Place::Home if ask.is_everywhere() => Some(Cmd::SearchAll(ask.query.text.clone())),
            Place::Home => None,
            Place::Folder(_) => Some(Cmd::List(ask.clone(), None)),
            Place::Dataset(address) => Some(Cmd::Dataset(address.clone())),
        }
    }

    fn back(&mut self) {
        if self.trail.len() > 1 {
            self.trail.pop();
            self.focus = Focus::List;
            self.scroll = 0;
        }
    }

    fn listed(&mut self, ask: Ask, after: Option<Cursor>, result: Result<Page>) {
        use listing::More;
        if matches!(self.listings.get(&ask), Some(Load::Ready(Listing { old: Some(_), .. }))) {
            return self.refreshed(&ask, after, result);
        }
        match (self.listings.get_mut(&ask), after) {
            (Some(Load::Ready(listing)), Some(after)) if listing.more == More::Loading(after.clone()) => match result {
                Ok(page) => listing.append(page),
                Err(error) => listing.more = More::Failed(after, error),
            },
            (Some(Load::Ready(_)), _) | (_, Some(_)) => return, // an answer to a question asked before a reload
            (_, None) => {
                let load = result.map_or_else(Load::Failed, |page| Load::Ready(Listing::new(page)));
                self.listings.insert(ask.clone(), load);
            }
        }
        self.refresh_steps(&ask);
    }

    fn dataset_came(&mut self, address: Address, result: Result<Dataset>) {
        let ask = Ask::new(Place::Dataset(address.clone()));
        match result {
            Ok(dataset) => {
                self.put(&ask, Listing::of_dataset(&dataset));
                self.datasets.insert(address, Load::Ready(Arc::new(dataset)));
            }
            Err(error) if matches!(self.listings.get(&ask), Some(Load::Ready(Listing { old: Some(_), .. }))) => {
                self.refreshed(&ask, None, Err(error));
            }
            Err(error) => {
                self.listings.insert(ask.clone(), Load::Failed(error.clone()));
                self.datasets.insert(address, Load::Failed(error));
            }
        }
        self.refresh_steps(&ask);
    }

    /// Lets every step that shows `ask` take in what arrived, wherever the person is meanwhile.
    fn refresh_steps(&mut self, ask: &Ask) {
        let Some(Load::Ready(listing)) = self.listings.get(ask) else { return };
        for step in self.trail.iter_mut().filter(|step| step.ask == *ask) {
            step.refresh(listing);
            if let Some(wanted) = step.wanted.take() {
                step.choose(listing, Some(&wanted));
            }
            if step.to_end {
                step.row = step.len(listing).saturating_sub(1);
                step.to_end = listing.more != listing::More::End && !matches!(listing.more, listing::More::Failed(..));
            }
        }
    }

    /// Asks for the next page when the cursor nears the end of what is loaded.
    fn read_ahead(&mut self) -> Option<Cmd> {
        let step = &self.trail[self.trail.len() - 1];
        let Some(Load::Ready(listing)) = self.listings.get_mut(&step.ask) else { return None };
        if listing.is_coming() {
            let cursor = listing.begin_more_fresh()?;
            return Some(Cmd::List(step.ask.clone(), Some(cursor)));
        }
        let near = step.to_end || step.row + READ_AHEAD >= step.len(listing);
        if !near || !matches!(listing.more, listing::More::At(_)) {
            return None;
        }
        let cursor = listing.begin_more()?;
        Some(Cmd::List(step.ask.clone(), Some(cursor)))
    }

    fn reload(&mut self) -> Vec<Cmd> {
        let ask = self.step().ask.clone();
        if ask.place == Place::Home && !ask.is_everywhere() {
            return self.sign_in_again();
        }
        if let Some(Load::Ready(listing)) = self.listings.get_mut(&ask)
            && matches!(listing.more, listing::More::Failed(..))
        {
            return listing.begin_more().map(|cursor| Cmd::List(ask, Some(cursor))).into_iter().collect();
        }
        if let Some(cmds) = self.refresh_old() {
            return cmds;
        }
        if let Some(address) = ask.place.address() {
            self.datasets.remove(address);
            self.facets.remove(address);
        }
        if let Some(target) = self.chosen().map(|item| item.target.clone()) {
            self.step_mut().wanted = Some(target);
        }
        if !matches!(self.listings.get(&ask), Some(Load::Loading)) {
            self.listings.remove(&ask);
        }
        self.ask(ask)
    }

    /// Takes away one part of the present query: what was searched for comes before the filters.
    fn drop_chip(&mut self, chip: usize) -> Vec<Cmd> {
        let mut query = self.step().ask.query.clone();
        match (chip.checked_sub(usize::from(!query.text.is_empty())), chip < query.chips()) {
            (_, false) => return vec![],
            (None, _) => query.text.clear(),
            (Some(filter), _) if filter < query.filters.len() => drop(query.filters.remove(filter)),
            (Some(_), _) => query.sort = None,
        }
        match self.step().ask.is_everywhere() {
            true => self.back_or_unfocus(),
            false => self.search(query),
        }
    }

    /// Asks the present folder again with another query. Returning shows the listing left.
    fn search(&mut self, query: Query) -> Vec<Cmd> {
        let place = self.step().ask.place.clone();
        let ask = Ask { place, query };
        if ask == self.step().ask { vec![] } else { self.go(ask) }
    }

    fn open_filters(&mut self) -> Vec<Cmd> {
        let can_filter = self.abilities().is_some_and(|abilities| !abilities.filters.is_empty());
        let Some(address) = self.step().ask.place.address().cloned().filter(|_| can_filter) else {
            self.say(t!("app-nothing-to-filter"));
            return vec![];
        };
        match self.facets.get(&address) {
            Some(Load::Ready(facets)) => {
                self.popup = Some(Popup::Pick(Pick::filters(facets, &self.step().ask.query)));
                vec![]
            }
            Some(Load::Loading) => vec![],
            Some(Load::Failed(_)) | None => {
                self.facets.insert(address.clone(), Load::Loading);
                self.say(t!("app-asking-filters"));
                vec![Cmd::Facets(address)]
            }
        }
    }

    fn facets_came(&mut self, address: Address, result: Result<Vec<Facet>>) {
        let here = self.step().ask.place == Place::Folder(address.clone()); // only folders are filtered
        // What the portal says today comes behind what it said before, which is in the person's hands already.
        let again = matches!(self.facets.get(&address), Some(Load::Ready(_)));
        match result {
            Ok(facets) => {
                if here && !again && self.popup.is_none() && self.input.is_none() {
                    self.notice = None;
                    self.popup = Some(Popup::Pick(Pick::filters(&facets, &self.step().ask.query)));
                }
                self.facets.insert(address, Load::Ready(facets));
            }
            Err(error) => {
                if !again {
                    self.facets.insert(address, Load::Failed(error.clone()));
                }
                if here {
                    self.notice = Some(Notice::Failed(error));
                }
            }
        }
    }

    /// Enter: into a place, or a download.
    fn open_chosen(&mut self) -> Vec<Cmd> {
        match self.chosen().map(|item| item.target.clone()) {
            Some(Target::Place(Place::Home)) => self.expect_demo(),
            Some(Target::Place(Place::Folder(address))) if self.offered(&address).is_some() => self.switch_on(&address),
            Some(Target::Place(place)) => self.go(Ask::new(place)),
            Some(Target::Media { .. }) => self.download_chosen(),
            None if self.step().ask.place == Place::Home && self.portals.is_empty() => self.expect_demo(),
            None => vec![],
        }
    }

    fn download_chosen(&mut self) -> Vec<Cmd> {
        let Some(media) = self.chosen_media().cloned() else {
            return match self.chosen().map(|item| item.target.clone()) {
                Some(Target::Place(place @ Place::Dataset(_))) => self.go(Ask::new(place)),
                _ => vec![],
            };
        };
        if let Offer::ShowOnly(reason) = &media.offer {
            let (title, reason) = (media.title.clone(), reason.clone());
            self.say(match &media.url {
                Some(url) => t!("app-show-only-at", title, reason, url),
                None => t!("app-show-only", title, reason),
            });
            return vec![];
        }
        if self.jobs.fetching(&media).is_some() {
            self.say(t!("app-already", title = &media.title));
            return vec![];
        }
        if media.access == Access::Personal {
            self.popup = Some(Popup::Personal(Box::new(media)));
            return vec![];
        }
        self.download_asking(media)
    }

    /// Downloads, once what the media asks is answered.
    fn download_asking(&mut self, media: Media) -> Vec<Cmd> {
        if media.form.is_empty() {
            return self.download(media, Answers::default());
        }
        self.ask_form(media);
        vec![]
    }

    fn download(&mut self, media: Media, answers: Answers) -> Vec<Cmd> {
        let dataset = self.datasets.get(&media.dataset).and_then(Load::ready).cloned();
        self.jobs.add(Order { media, dataset, answers, earlier: None });
        self.job_row = self.jobs.len() - 1;
        vec![]
    }

    fn download_again(&mut self, id: JobId, if_exists: IfExists) -> Vec<Cmd> {
        self.jobs.again(id, if_exists);
        vec![]
    }

    /// Hands the worker the jobs whose turn it is, and what is to be remembered of them all where that has changed.
    fn carry_on_jobs(&mut self) -> Vec<Cmd> {
        let started = self.jobs.to_start().into_iter();
        let mut cmds: Vec<Cmd> = started.map(|(id, order, if_exists)| Cmd::Download(id, order, if_exists)).collect();
        let failed = |job: &Job| matches!(job.state, State::Failed(_));
        let unfinished: Vec<_> = self.jobs.to_remember().map(|job| (job.id, failed(job))).collect();
        if unfinished != self.remembered {
            self.remembered = unfinished;
            cmds.push(Cmd::KeepQueue(self.jobs.unfinished()));
        }
        cmds
    }

    fn cancel_job(&mut self, id: JobId) -> Vec<Cmd> {
        if self.jobs.cancel(id) { vec![Cmd::Cancel(id)] } else { vec![] }
    }

    fn leave(&mut self) -> Vec<Cmd> {
        self.quit = true;
        vec![Cmd::Quit]
    }

    fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::Said(text.into()));
    }

    /// Narrows the present rows by what stands in the input line.
    fn narrow(&mut self) {
        let narrows = self.input.as_ref().filter(|_| self.purpose == Purpose::Narrow);
        let Some(text) = narrows.map(|input| input.text().to_owned()) else { return };
        let last = self.trail.len() - 1;
        if let Some(Load::Ready(listing)) = self.listings.get(&self.trail[last].ask) {
            self.trail[last].set_narrow(listing, text);
        } else {
            self.trail[last].narrow = text;
        }
    }
}

#[cfg(test)]
pub mod tests;
