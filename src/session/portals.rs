//! The configured portals, connected, each with the shelf of the store where its answers are kept.

use std::sync::Arc;

use crate::access::secrets::Secrets;
use crate::base::error::{Error, ErrorKind, Result};
use crate::config::Config;
use crate::m;
use crate::portals::{Connection, Portal, PortalConfig, connect};
use crate::services::ServicePortal;
use crate::store::{Kept, Shelf, Store};

/// The configured portals, connected, in the order of the configuration.
pub struct Portals(Vec<Connected>);

struct Connected {
    name: String,
    portal: Arc<dyn Portal>,
    /// Where its answers are kept, if they are.
    shelf: Option<Arc<Shelf>>,
}

impl Portals {
    /// Connects to what is configured; touches neither the network nor a store. Answers are kept in `store`, if there is
    /// one; `offline`, what is kept there is all that is answered.
    pub fn connect(config: &Config, secrets: &Secrets, store: Option<&Store>, offline: bool) -> Result<Self> {
        let clients = config.clients(secrets)?;
        let connected = |config: &PortalConfig| {
            let connection = Connection { config: config.clone(), clients: clients.clone(), secrets: secrets.clone() };
            let name = config.name.clone();
            let portal: Arc<dyn Portal> = Arc::new(ServicePortal::new(connect(connection)));
            let shelf = |store: &Store| Shelf::new(store.clone(), config.clone(), secrets.clone()).offline(offline);
            match store.map(shelf).map(Arc::new) {
                None => Connected { name, portal, shelf: None },
                Some(shelf) => {
                    Connected { name, portal: Arc::new(Kept::new(portal, shelf.clone())), shelf: Some(shelf) }
                }
            }
        };
        Ok(Self(config.portals.iter().map(connected).collect()))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|it| it.name.as_str())
    }

    /// The portal called `name`, or an error that names those there are.
    pub fn get(&self, name: &str) -> Result<&Arc<dyn Portal>> {
        self.find(name).map(|it| &it.portal)
    }

    /// Where the answers of the portal called `name` are kept; `None` where they are not.
    pub fn shelf(&self, name: &str) -> Option<&Arc<Shelf>> {
        self.find(name).ok()?.shelf.as_ref()
    }

    fn find(&self, name: &str) -> Result<&Connected> {
        let found = self.0.iter().find(|it| it.name == name);
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
