//! What every kind of portal must do with good, odd and broken answers; then the traps of each kind, in a file of its own.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "portals/api_entreprise/mod.rs"]
mod api_entreprise;
#[path = "portals/contract.rs"]
mod contract;
#[path = "portals/dastra/mod.rs"]
mod dastra;
#[path = "portals/isogeo/mod.rs"]
mod isogeo;
#[path = "portals/rudi/mod.rs"]
mod rudi;
#[path = "common/server.rs"]
mod server;

use std::path::PathBuf;
use std::sync::Arc;

use guichet::config::PortalConfig;
use guichet::http::Clients;
use guichet::model::{Address, Cursor, Item, Page, Query};
use guichet::portals::{self, Connection, Kind, Portal};
use guichet::secrets::{Credentials, Secrets};
use serde_json::Value;

use server::Server;

const PORTAL: &str = "p";

#[tokio::test]
async fn rudi_keeps_the_contract_of_all_portals() {
    contract::check(&rudi::RECORDED).await;
}

#[tokio::test]
async fn api_entreprise_keeps_the_contract_of_compiled_in_catalogues() {
    let (_server, portal) = api_entreprise::signed_in().await;
    contract::check_compiled_in(&*portal, &at(&["all"]), &["v9_insee_nothing"]).await;
}

#[tokio::test]
async fn isogeo_keeps_the_contract_of_all_portals() {
    contract::check(&isogeo::RECORDED).await;
}

#[tokio::test]
async fn dastra_keeps_the_contract_of_all_portals() {
    contract::check(&dastra::RECORDED).await;
}

/// The portal that a server plays, as its kind is signed in to most often.
fn connect(kind: Kind, server: &Server) -> Arc<dyn Portal> {
    connect_with(PortalConfig::new(PORTAL, kind, server.url.clone()), None)
}

/// A portal with settings of its own, and what is signed in with.
fn connect_with(config: PortalConfig, credentials: Option<Credentials>) -> Arc<dyn Portal> {
    let secrets = credentials.map_or_else(Secrets::none, |credentials| Secrets::only(PORTAL, credentials));
    portals::connect(Connection { config, clients: Clients::new(None).unwrap(), secrets })
}

fn at(segments: &[&str]) -> Address {
    segments.iter().fold(Address::root(PORTAL), |address, segment| address.child(*segment))
}

fn titles(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.title.as_str()).collect()
}

/// The pages of a listing to their end; more of them than `at_most` is a listing that never ends.
async fn pages(portal: &dyn Portal, address: &Address, query: &Query, at_most: usize) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = portal.list(address, query, after.as_ref()).await.unwrap();
        after = page.next.clone();
        pages.push(page);
        if after.is_none() {
            return pages;
        }
        assert!(pages.len() < at_most, "the listing does not end");
    }
}

fn fixture(path: &str) -> Vec<u8> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path);
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn json(path: &str) -> Value {
    serde_json::from_slice(&fixture(path)).unwrap()
}
