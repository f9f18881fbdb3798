//! What a browser is opened with, and its state before any portal has answered.

use jiff::tz::TimeZone;

use crate::access::secrets::Secrets;
use crate::app::offers::Offered;
use crate::app::places::Places;
use crate::app::{App, PortalInfo, Settings};
use crate::base::error::Error;
use crate::config;
use crate::model::form::AnswerMemory;
use crate::portals::Platform;
use crate::session::Session;
use crate::setup::known::{self, KnownPortal};

/// What the browser opens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Home,
    Demo,
    /// The demo, and the way through it.
    Tour,
}

/// What the browser is opened with.
pub struct Opening {
    pub session: Session,
    pub start: Start,
    /// Whether colours are wanted.
    pub colour: bool,
    /// What is wrong with the configuration, which is the default one then.
    pub trouble: Option<Error>,
}

fn offered(known: KnownPortal, secrets: &Secrets) -> Offered {
    let source = known.platform.and_then(Platform::source);
    Offered { info: PortalInfo::new(&known.portal, secrets), told: known.told(), label: known.label, source }
}

/// The browser's state before any portal is connected: what the configuration says of them, the public ones that can be
/// switched on, and what earlier runs left. A browser of any shape begins with it.
pub fn fresh_app(session: &Session, start: Start) -> App {
    let (config, secrets) = (&session.config, &session.secrets);
    let info = |portal| PortalInfo::new(portal, secrets);
    let portals = if start != Start::Home { vec![] } else { config.portals.iter().map(info).collect() };
    let mut app = App::new(portals);
    let (browser, offline) = (config.browser.clone(), session.offline);
    app.configure(Settings { browser, offline, zone: TimeZone::system() }, config.jobs);
    match config::state_dir() {
        Ok(state) => app.recall(AnswerMemory::in_folder(&state), Places::in_folder(&state)),
        Err(error) => app.fail(error),
    }
    match known::known() {
        Ok(known) => app.offer(known.into_iter().map(|known| offered(known, secrets)).collect()),
        Err(error) => app.fail(error),
    }
    app
}
