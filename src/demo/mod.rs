//! The embedded demo portals.

use std::net::SocketAddr;

use crate::config::PortalConfig;
use crate::error::{Error, Kind, Result};

pub struct Demo;

impl Demo {
    pub async fn start(_port: u16) -> Result<Self> {
        Err(Error::new(Kind::Unexpected, "demo", "not here yet"))
    }
    pub fn portals(&self) -> Vec<PortalConfig> {
        vec![]
    }
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], 0).into()
    }
}
