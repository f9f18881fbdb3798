//! Home: the configured portals, who one is signed in as at each, and setting them up.

use jiff::Timestamp;

use super::listing::{Listing, ListingKey, Load};
use super::popup::Popup;
use super::{App, Cmd, Known, PortalInfo};
use crate::access::auth::{Account, expiry};
use crate::base::error::{Error, Result};
use crate::base::format;
use crate::model::{Address, Item, Page, Place, Target};
use crate::portals::Kind;
use crate::store::{self, PortalFigures};
use crate::t;

impl App {
    /// For a browser that begins with the demo: shows that it is being started, and what is to be done before a message.
    pub fn open_demo(&mut self) -> Vec<Cmd> {
        self.expect_demo();
        std::mem::take(&mut self.cmds)
    }

    pub(super) fn expect_demo(&mut self) {
        self.is_demo = true;
        match self.known.listings.insert(ListingKey::new(Place::Home), Load::Loading) {
            Some(Load::Loading) => {}
            _ => self.send(Cmd::Demo),
        }
    }

    /// The portals are connected: those with a credential are signed in to, beside the screen.
    pub(super) fn portals_came(&mut self, result: Result<Vec<PortalInfo>>) {
        match result {
            Ok(portals) => {
                let signs_in = portals.iter().filter(|info| info.signs_in).map(|info| info.name.clone());
                let names: Vec<String> = signs_in.collect();
                names.iter().for_each(|name| drop(self.known.accounts.insert(name.clone(), Load::Loading)));
                self.set_portals(portals);
                self.send(Cmd::Figures);
                self.look_at_searches();
                self.send(Cmd::FindData);
                names.into_iter().for_each(|name| self.send(Cmd::Account(name)));
            }
            Err(error) => {
                self.set_portals(vec![]);
                self.fail(error);
            }
        }
    }

    pub(super) fn set_portals(&mut self, portals: Vec<PortalInfo>) {
        self.portals = portals;
        let items = self.portals.iter().map(|info| {
            let item = Item::new(Target::folder(Address::root(&info.name)), info.name.clone());
            item.note(Some(self.portal_note(info)))
        });
        let mut items: Vec<Item> = items.collect();
        items.extend(self.search_rows());
        items.extend(self.data_row());
        items.extend(self.offer_rows());
        let page = Page { items, ..Page::default() };
        self.known.listings.insert(ListingKey::new(Place::Home), Load::Ready(Listing::new(page)));
        self.refresh_steps(&ListingKey::new(Place::Home));
    }

    /// What is most worth knowing first: a credential about to end, one that fails; then what the portal is and holds, and
    /// who one is there.
    fn portal_note(&self, info: &PortalInfo) -> String {
        let (urgent, who) = match self.known.accounts.get(&info.name) {
            None => (None, None),
            Some(Load::Loading) => (None, Some(t!("app-signing-in"))),
            Some(Load::Failed(error)) => (Some(format!("! {}", error.cause)), None),
            Some(Load::Ready(account)) => {
                let badge = account.ends().and_then(|ends| expiry::badge(ends, Timestamp::now()));
                let who = account.who.as_ref().map(|who| t!("app-signed-in-as", who));
                (badge.map(|badge| format!("! {}", badge.text)), who)
            }
        };
        let kind = Some(kind_name(info));
        let holds = [self.datasets_said(&info.name), self.news_said(&info.name)];
        let parts = [urgent, kind].into_iter().chain(holds).chain([who, Some(info.url.clone())]);
        parts.flatten().collect::<Vec<_>>().join(" · ")
    }

    /// How many datasets a portal has, as it says now or said before.
    pub fn datasets_said(&self, portal: &str) -> Option<String> {
        let listed = self.known.listings.iter().filter_map(|(ask, load)| {
            let is_it = ask.place.address()?.portal == portal && ask.query.is_plain();
            load.ready().filter(|_| is_it)?.datasets()
        });
        let kept = || self.known.figures.get(portal)?.datasets;
        let count = listed.max().max(kept())?;
        Some(t!("home-datasets", count, shown = format::count(count)))
    }

    /// How many rows of a portal are new or changed since the last visit, of those that were listed in this one.
    pub fn news_said(&self, portal: &str) -> Option<String> {
        let of_it = |target: &Target| target.address().is_some_and(|address| address.portal == portal);
        let count = self.known.news.keys().filter(|target| of_it(target)).count();
        (count > 0).then(|| t!("home-news", count))
    }

    /// When one was at a portal before.
    pub fn visited_said(&self, portal: &str) -> Option<String> {
        let visited = self.known.figures.get(portal)?.visited?;
        Some(store::moment(visited, &self.settings.zone))
    }

    pub(super) fn figures_came(&mut self, portal: String, figures: PortalFigures) {
        self.known.figures.insert(portal, figures);
        self.set_portals(self.portals.clone());
    }

    /// Back at home, what was seen meanwhile is told.
    pub(super) fn come_home(&mut self) {
        if self.step().ask == ListingKey::new(Place::Home) {
            self.set_portals(self.portals.clone());
        }
    }

    pub(super) fn account_came(&mut self, portal: String, result: Result<Account>) {
        self.known.accounts.insert(portal, result.map_or_else(Load::Failed, Load::Ready));
        self.set_portals(self.portals.clone());
    }

    /// Tries those accounts again that failed.
    pub(super) fn sign_in_again(&mut self) {
        let failed = self.known.accounts.iter_mut().filter(|(_, account)| matches!(account, Load::Failed(_)));
        let names: Vec<String> = failed
            .map(|(name, account)| {
                *account = Load::Loading;
                name.clone()
            })
            .collect();
        self.set_portals(self.portals.clone());
        names.into_iter().for_each(|name| self.send(Cmd::Account(name)));
    }

    /// The portal that a row is, which is configured or can be.
    pub fn portal_of(&self, item: &Item) -> Option<&PortalInfo> {
        let Target::Place(Place::Folder(address)) = &item.target else { return None };
        let configured = || self.portals.iter().find(|info| address.path.is_empty() && info.name == address.portal);
        self.offered(address).map(|offered| &offered.info).or_else(configured)
    }

    /// The account of the portal under the cursor, where one is at home.
    pub fn chosen_account(&self) -> Option<&Load<Account>> {
        match &self.chosen()?.target {
            Target::Place(Place::Folder(address)) if address.path.is_empty() => {
                self.known.accounts.get(&address.portal)
            }
            _ => None,
        }
    }

    /// The account of the portal one is at, or whose row the cursor is on.
    pub fn account_here(&self) -> Option<&Load<Account>> {
        let here = self.step().ask.place.address();
        here.and_then(|address| self.known.accounts.get(&address.portal)).or_else(|| self.chosen_account())
    }

    /// The wizard, for the portal one is at; for a new one where there is none, or `fresh`.
    pub(super) fn set_up(&mut self, fresh: bool) {
        if self.settings.offline {
            return self.say(t!("store-offline-asked-nothing"));
        }
        let here = self.step().ask.place.address().map(|address| address.portal.clone());
        let is_configured = |address: &Address| self.portals.iter().any(|info| info.name == address.portal);
        let address = || self.chosen()?.target.address().filter(is_configured);
        let chosen = || address().map(|address| address.portal);
        self.send(Cmd::SetUp(here.or_else(chosen).filter(|_| !fresh)));
    }

    /// The wizard has ended: what was known may be somebody else's now.
    pub(super) fn was_set_up(&mut self, result: Result<Vec<PortalInfo>>) {
        let error: Option<Error> = result.as_ref().err().cloned();
        self.tabs.keep_one();
        self.tabs.here.trail.truncate(1);
        // Somebody waits for those.
        self.popup.take_if(|popup| !matches!(popup, Popup::Passphrase(_) | Popup::Elsewhere(_)));
        (self.line, self.viewer) = (None, None);
        self.marked.clear();
        let home = std::mem::take(&mut self.known.listings).into_iter().filter(|(ask, _)| ask.place == Place::Home);
        self.known = Known { listings: home.collect(), ..Known::default() };
        self.look_again();
        match error {
            Some(error) => self.fail(error),
            None => self.portals_came(result),
        }
    }
}

/// What a portal's kind is, in words; a kind that is not known, as it is written.
pub fn kind_said(info: &PortalInfo) -> String {
    info.kind.parse::<Kind>().map_or_else(|_| info.kind.clone(), |kind| kind.about().title.text())
}

/// The name its words begin with.
fn kind_name(info: &PortalInfo) -> String {
    let said = kind_said(info);
    said.split([',', '(']).next().map_or(String::new(), |name| name.trim().to_owned())
}
