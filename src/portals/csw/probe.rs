//! How a catalogue service is recognised: it says what it can when asked as all of them are.

use url::Url;

use super::super::decoded::decoded;
use super::super::probe::{ByHeart, Probe, Sign, Whose};
use super::tree::{all, line_at};
use super::web;
use crate::base::xml_tree::{XmlElement, read};
use crate::net::FirstBytes;

/// At the very address given, else where GeoNetwork and others have theirs.
pub const PROBES: [Probe; 4] = [
    Probe { path: "?service=CSW&version=2.0.2&request=GetCapabilities", portal: Whose::Given, recognise },
    Probe {
        path: "geonetwork/srv/eng/csw?service=CSW&version=2.0.2&request=GetCapabilities",
        portal: Whose::Answer,
        recognise,
    },
    Probe { path: "srv/eng/csw?service=CSW&version=2.0.2&request=GetCapabilities", portal: Whose::Answer, recognise },
    Probe { path: "csw?service=CSW&version=2.0.2&request=GetCapabilities", portal: Whose::Answer, recognise },
];

/// Addresses as only GeoNetwork has them tell where its service is.
pub fn by_heart(given: &Url) -> Option<ByHeart> {
    web::is_of_geonetwork(given).then(|| ByHeart { url: web::endpoint(given.clone()), key: None })
}

/// What understands the question, and speaks none but newer versions.
fn is_of_another_version(text: &str) -> bool {
    let root = text.contains("VersionNegotiationFailed").then(|| read(text)).flatten();
    let is_it = |exception: &&XmlElement| exception.attribute("exceptionCode") == Some("VersionNegotiationFailed");
    root.is_some_and(|root| root.name == "ExceptionReport" && all(&root, "Exception").iter().any(is_it))
}

/// Below these no service begins.
pub const PAGES: [&str; 3] = ["srv", "datahub", "dataset"];

fn recognise(heard: &FirstBytes) -> Option<Sign> {
    let text = decoded(&heard.body);
    if is_of_another_version(&text) {
        return Sign::alike(None);
    }
    if !heard.status.is_success() {
        return None;
    }
    let is_csw = text.contains("opengis.net/cat/csw");
    let root = is_csw.then(|| read(&text)).flatten().filter(|root| root.name == "Capabilities")?;
    Sign::named(line_at(&root, "ServiceIdentification/Title").as_deref())
}
