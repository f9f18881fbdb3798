//! The configured portals, connected, each with the shelf of the store where its answers are kept.

use std::sync::Arc;

use crate::access::secrets::Secrets;
use crate::base::error::{Error, ErrorKind, Result};
use crate::config::Config;
use crate::m;
use crate::portals::{Connection, Portal, PortalConfig, connect};
use crate::store::{Kept, Shelf, Store};

/// The configured portals, connected, in the order of the configuration.
#[derive(Clone, Default)]
pub struct Portals(Vec<Connected>);

#[derive(Clone)]
struct Connected {
    config: PortalConfig,
    portal: Arc<dyn Portal>,
    /// Where its answers are kept, if they are.
    shelf: Option<Arc<Shelf>>,
}

impl Portals {
    /// Connects to what is configured. Touches neither the network nor a store.
    pub fn connect(config: &Config, secrets: &Secrets) -> Result<Self> {
        let clients = config.clients()?;
        let connected = |config: &PortalConfig| {
            let connection = Connection { config: config.clone(), clients: clients.clone(), secrets: secrets.clone() };
            Connected { config: config.clone(), portal: connect(connection), shelf: None }
        };
        Ok(Self(config.portals.iter().map(connected).collect()))
    }

    /// The same portals, their answers being kept in `store`; offline, answering with what is kept there alone.
    pub fn keeping(mut self, store: &Store, secrets: &Secrets, offline: bool) -> Self {
        for it in &mut self.0 {
            let shelf = Arc::new(Shelf::new(store.clone(), it.config.clone(), secrets.clone()).offline(offline));
            it.portal = Arc::new(Kept::new(it.portal.clone(), shelf.clone()));
            it.shelf = Some(shelf);
        }
        self
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|it| it.config.name.as_str())
    }

    /// The portal called `name`, or an error that names those there are.
    pub fn get(&self, name: &str) -> Result<&Arc<dyn Portal>> {
        self.find(name).map(|it| &it.portal)
    }

    /// The settings of the portal called `name`.
    pub fn config(&self, name: &str) -> Result<&PortalConfig> {
        self.find(name).map(|it| &it.config)
    }

    /// Where the answers of the portal called `name` are kept; `None` where they are not.
    pub fn shelf(&self, name: &str) -> Option<&Arc<Shelf>> {
        self.find(name).ok()?.shelf.as_ref()
    }

    fn find(&self, name: &str) -> Result<&Connected> {
        let found = self.0.iter().find(|it| it.config.name == name);
        found.ok_or_else(|| not_configured(name, self.names()))
    }
}

/// There is no portal called `name`; names those there are.
pub fn not_configured<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known = known.collect::<Vec<_>>().join(", ");
    let hint = match known.is_empty() {
        true => m!("portals-none-yet"),
        false => m!("portals-configured", known),
    };
    let subject = m!("portals-portal", name = crate::base::text::line(name));
    Error::new(ErrorKind::Usage, subject, m!("portals-no-portal")).hint(hint)
}
