//! What every kind of portal must do with good, odd and broken answers; then the traps of each kind, in a file of its own.

mod api_entreprise;
mod api_particulier;
mod careful;
mod ckan;
mod contract;
mod csw;
mod dastra;
mod dataverse;
mod dcat;
mod echo;
mod geoplateforme;
mod hugging_face;
mod isogeo;
mod melodi;
mod mutation;
mod ogc_records;
mod opendatasoft;
mod places;
mod poison;
mod rudi;
mod sloppy;
mod stac;
mod territory;
mod udata;
mod zenodo;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use guichet::access::secrets::{Credentials, Secrets};
use guichet::base::error::ErrorKind;
use guichet::model::{Address, Cursor, Item, Page, Query};
use guichet::net::{Clients, asking_once};
use guichet::portals::PortalConfig;
use guichet::portals::{self, Connection, Kind, Portal};
use serde_json::Value;

use crate::common::server::{Answer, Server};

const PORTAL: &str = "p";

#[tokio::test]
async fn rudi_keeps_the_contract_of_all_portals() {
    contract::check(&rudi::RECORDED).await;
}

#[tokio::test]
async fn api_entreprise_keeps_the_contract_of_compiled_in_catalogues() {
    let (_server, portal) = api_entreprise::signed_in().await;
    contract::check_compiled_in(&api_entreprise::subject(), &*portal, &["v9_insee_nothing"]).await;
}

#[tokio::test]
async fn api_particulier_keeps_the_contract_of_compiled_in_catalogues() {
    let (_server, portal) = api_particulier::signed_in().await;
    contract::check_compiled_in(&api_particulier::subject(), &*portal, &["v9_nobody_nothing"]).await;
}

#[tokio::test]
async fn isogeo_keeps_the_contract_of_all_portals() {
    contract::check(&isogeo::RECORDED).await;
}

#[tokio::test]
async fn dastra_keeps_the_contract_of_all_portals() {
    contract::check(&dastra::RECORDED).await;
}

#[tokio::test]
async fn udata_keeps_the_contract_of_all_portals() {
    contract::check(&udata::RECORDED).await;
}

#[tokio::test]
async fn ckan_keeps_the_contract_of_all_portals() {
    contract::check(&ckan::RECORDED).await;
}

#[tokio::test]
async fn opendatasoft_keeps_the_contract_of_all_portals() {
    contract::check(&opendatasoft::RECORDED).await;
}

#[tokio::test]
async fn dcat_keeps_the_contract_of_all_portals() {
    contract::check(&dcat::RECORDED).await;
}

#[tokio::test]
async fn dataverse_keeps_the_contract_of_all_portals() {
    contract::check(&dataverse::RECORDED).await;
}

#[tokio::test]
async fn zenodo_keeps_the_contract_of_all_portals() {
    contract::check(&zenodo::RECORDED).await;
}

#[tokio::test]
async fn hugging_face_keeps_the_contract_of_all_portals() {
    contract::check_linked(&hugging_face::RECORDED).await;
}

#[tokio::test]
async fn melodi_keeps_the_contract_of_all_portals() {
    contract::check(&melodi::RECORDED).await;
}

#[tokio::test]
async fn ogc_records_keeps_the_contract_of_all_portals() {
    contract::check(&ogc_records::RECORDED).await;
}

#[tokio::test]
async fn stac_keeps_the_contract_of_all_portals() {
    contract::check(&stac::RECORDED).await;
}

#[tokio::test]
async fn csw_keeps_the_contract_of_all_portals() {
    contract::check(&csw::RECORDED).await;
}

#[tokio::test]
async fn geoplateforme_keeps_the_contract_of_all_portals() {
    contract::check(&geoplateforme::RECORDED).await;
}

/// Its answers are feeds, which are recorded.
#[tokio::test]
async fn geoplateforme_keeps_the_contract_of_recorded_answers() {
    let server = geoplateforme::recorded().await;
    let portal = connect(Kind::Geoplateforme, &server);
    contract::check_as_recorded(&*portal, &["products", "HAIES"], &["HAIES/NOWHERE"]).await;
}

/// How a kind writes what is recorded as JSON.
fn written(kind: Kind) -> fn(&str) -> Option<String> {
    if matches!(kind, Kind::Csw | Kind::Geoplateforme) { csw::as_xml } else { |_| None }
}

/// Who is asked for a file says in the kind's own words what failed, and that it may pass.
#[tokio::test]
async fn what_may_pass_keeps_the_words_of_its_kind() {
    let subjects = [
        (isogeo::RECORDED.subject(), "Isogeo failed (500)"),
        (rudi::RECORDED.subject(), "the portal failed (500)"),
        (api_entreprise::subject(), "the portal failed (500)"),
    ];
    for (subject, words) in subjects {
        let server = Server::start().await;
        (subject.sign_in)(&server);
        server.answers(subject.file_path, [Answer::status(500)]);
        let portal = (subject.connect)(&server.url, subject.credentials.clone());
        let (media, answers) = (subject.file)(&server.url.join(subject.file_path).unwrap());
        let error = asking_once(portal.open(&media, &answers, None)).await.err().unwrap();
        assert_eq!((error.kind, error.status), (ErrorKind::Unavailable, Some(500)), "{error}");
        assert!(error.cause.contains(words) && error.hint.is_some(), "{error}");
    }
}

/// The session and its front ends know of no kind in particular.
#[test]
fn nothing_above_the_portals_names_a_kind() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let variants = Kind::ALL.map(|kind| format!("{kind:?}"));
    let above = ["session", "app", "ui", "worker", "linear", "tui", "cli"];
    let mut folders: Vec<PathBuf> = above.map(|it| crate_folder.join("src").join(it)).into();
    let mut looked_at = 0;
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs")
                && !["tests.rs", "gallery.rs"].iter().any(|it| path.ends_with(it))
            {
                let source = std::fs::read_to_string(&path).unwrap();
                // What stands before its tests.
                let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
                let code = code.split("#[cfg(test)]\npub mod tests {").next().unwrap();
                for name in variants.iter().map(String::as_str).chain(Kind::ALL.map(Kind::word)) {
                    let is_word = |at: usize| !code[at + name.len()..].starts_with(|c: char| c.is_ascii_lowercase());
                    let named = code.match_indices(name).any(|(at, _)| is_word(at));
                    assert!(!named, "{} names {name}", path.display());
                }
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 30, "{looked_at}");
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
