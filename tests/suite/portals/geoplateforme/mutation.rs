//! One element or attribute after the other of a rich entry made another: no other entry is lost, and the one only where
//! nothing names it any more.

use std::sync::{Arc, LazyLock, Mutex};

use guichet::access::secrets::Secrets;
use guichet::base::error::Error;
use guichet::net::Clients;
use guichet::net::quota::Quota;
use guichet::portals::{self, Connection, PortalConfig};

use super::super::PORTAL;
use super::super::csw::mutation::{elements, mutations};
use super::*;

static CLIENTS: LazyLock<Clients> = LazyLock::new(|| Clients::new(None).unwrap());

/// A server that says one thing at `path` until it is told another, and else what is recorded.
async fn stage(path: &str) -> (Server, Arc<Mutex<String>>) {
    let (server, said) = (recorded().await, Arc::new(Mutex::new(String::new())));
    let says = said.clone();
    server.on(path, move |_| Answer::raw("application/atom+xml", says.lock().unwrap().clone()));
    (server, said)
}

/// The portal, of which nobody has asked anything yet in this second.
fn connected(server: &Server) -> Arc<dyn Portal> {
    let config = PortalConfig::new(PORTAL, Kind::Geoplateforme, server.url.clone());
    let clients = CLIENTS.clone().sharing(Quota::own());
    portals::connect(Connection { config, clients, secrets: Secrets::none() })
}

/// Where the values of attributes are.
fn attributes(xml: &str) -> Vec<(usize, usize)> {
    let value = |(at, begin): (usize, &str)| {
        let from = at + begin.len();
        Some((from, from + xml[from..].find('"')?))
    };
    xml.match_indices("=\"").filter_map(value).collect()
}

/// The first entry of a recorded feed with each of its values made another, in the feed; and what was done.
fn mutated(name: &str) -> Vec<(String, String)> {
    let whole = String::from_utf8(fixture(&format!("geoplateforme/{name}.xml"))).unwrap();
    let (from, to) = (whole.find("<entry>").unwrap(), whole.find("</entry>").unwrap() + "</entry>".len());
    let entry = &whole[from..to];
    let of_elements = elements(entry).into_iter().map(|place| (place, mutations()));
    let plain = || mutations().into_iter().filter(|it| !it.contains(['<', '"'])).collect::<Vec<_>>();
    let of_attributes = attributes(entry).into_iter().map(|place| (place, plain()));
    let made = of_elements.chain(of_attributes).flat_map(|((begin, end), values)| {
        let (whole, entry) = (whole.clone(), entry.to_owned());
        values.into_iter().map(move |value| {
            let what = format!("{} = {value:.40}", &entry[begin.saturating_sub(30)..begin]);
            (format!("{}{}{value}{}{}", &whole[..from], &entry[..begin], &entry[end..], &whole[to..]), what)
        })
    });
    made.collect()
}

/// Asks for the list at `path` with each value of its first entry made another: the `other` entries stay.
async fn no_value_costs<T>(
    (path, name): (&str, &str),
    ask: impl AsyncFn(&dyn Portal) -> Result<(Vec<String>, Vec<String>, T), Error>,
    other: &[&str],
) -> usize {
    let (server, said) = stage(path).await;
    let (mut asked, mut lost) = (0, 0);
    for (body, what) in mutated(name) {
        *said.lock().unwrap() = body;
        let (found, warnings, _) =
            ask(&*connected(&server)).await.unwrap_or_else(|error| panic!("{name}: {what}: {error}"));
        assert!(other.iter().all(|it| found.iter().any(|own| own == it)), "{name}: {what}: {found:?} {warnings:?}");
        assert!(warnings.len() <= 2, "{name}: {what}: {warnings:?}");
        let is_lost = found.len() == other.len();
        let names = ["id>", "entry>", "href="].iter().any(|it| what.contains(it));
        assert!(!is_lost || names, "{name}: {what}: {warnings:?}");
        asked += 1;
        lost += usize::from(is_lost);
    }
    assert!(asked > 60, "{asked}");
    lost
}

#[tokio::test]
async fn no_value_of_a_product_costs_another() {
    let ask = async |portal: &dyn Portal| {
        let page = portal.list(&at(&["products"]), &Query::default(), None).await?;
        Ok((titles(&page.items).into_iter().map(str::to_owned).collect(), page.warnings, ()))
    };
    let lost = no_value_costs((PRODUCTS, "capabilities"), ask, &["MURETS"]).await;
    assert!(lost > 0, "{lost}");
}

#[tokio::test]
async fn no_value_of_an_edition_costs_another() {
    let ask = async |portal: &dyn Portal| {
        let page = portal.list(&at(&["products", "HAIES"]), &Query::default(), None).await?;
        Ok((titles(&page.items).into_iter().map(str::to_owned).collect(), page.warnings, ()))
    };
    let lost = no_value_costs((EDITIONS, "resource"), ask, &["HAIES_1-0__SHP_LAMB93_D035_2025-12-15"]).await;
    assert!(lost > 0, "{lost}");
}

#[tokio::test]
async fn no_value_of_a_file_costs_another() {
    let ask = async |portal: &dyn Portal| {
        let dataset = portal.dataset(&at(&[ID])).await?;
        Ok((dataset.media.iter().map(|media| media.id.clone()).collect(), dataset.warnings, ()))
    };
    let lost = no_value_costs((FILES, "files"), ask, &["haies.7z.001", "haies.md5"]).await;
    assert!(lost > 0, "{lost}");
}
