//! Every test against real servers and a real keyring: `.ci/peers` starts the servers and runs all but `keyring`,
//! `.ci/keyring` runs that one.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../common"]
#[expect(dead_code, reason = "the suite uses more of it, and tells what nobody uses")]
mod common {
    pub mod demo;
    pub mod file_portal;
    pub mod home;
    pub mod server;
    #[cfg(unix)]
    pub mod term;
}

mod api_entreprise;
mod api_particulier;
mod ckan;
mod csw;
mod dastra;
mod dataverse;
mod dcat;
mod faults;
mod files;
mod isogeo;
mod keyring;
mod mtls;
mod oauth;
mod ogc_records;
mod open_portals;
mod preview;
mod prism;
mod proxy;
mod rudi;
#[cfg(unix)]
mod scripts;
mod stac;
#[cfg(feature = "stores")]
mod stores;
#[cfg(all(unix, feature = "stores"))]
mod sync_stores;
mod udata;
mod upstream;
mod zenodo;
