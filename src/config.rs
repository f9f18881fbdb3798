//! What a person may set: the compiled-in defaults of `config.example.toml`, under their own file.

use std::path::PathBuf;

use url::Url;

use crate::error::Result;
use crate::http::Clients;
use crate::portals::{Kind, Portals, connect};

#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    pub download_dir: PathBuf,
    /// Downloads at once.
    pub jobs: usize,
    pub portals: Vec<PortalConfig>,
}

/// One `[portals.NAME]` block.
#[derive(Clone, Debug, PartialEq)]
pub struct PortalConfig {
    pub name: String,
    pub kind: Kind,
    pub url: Url,
}

impl Config {
    /// All configured portals, ready to be asked. Does not touch the network.
    pub fn connect(&self) -> Result<Portals> {
        let clients = Clients::new()?;
        Ok(Portals::new(self.portals.iter().map(|portal| {
            (portal.name.clone(), connect(&portal.name, portal.kind, portal.url.clone(), clients.clone()))
        })))
    }
}
