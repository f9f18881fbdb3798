//! The open portals asked as guichet asks them.

use std::sync::Arc;
use std::time::Duration;

use crate::access::secrets::Secrets;
use crate::demo::Demo;
use crate::model::{Address, Query};
use crate::net::Clients;
use crate::portals::detect;
use crate::portals::{self, Connection, Portal};

const KINDS: [&str; 11] = [
    "udata",
    "ckan",
    "opendatasoft",
    "dcat",
    "dataverse",
    "zenodo",
    "hugging-face",
    "melodi",
    "ogc-records",
    "stac",
    "csw",
];

fn portal(demo: &Demo, kind: &str) -> Arc<dyn Portal> {
    let config = demo.portals().into_iter().find(|portal| portal.name == kind).unwrap();
    portals::connect(Connection { config, clients: Clients::new(None).unwrap(), secrets: Secrets::none() })
}

async fn titles(portal: &dyn Portal, path: &str, query: &Query) -> Vec<String> {
    let (mut titles, mut after) = (Vec::new(), None);
    loop {
        let page = portal.list(&path.parse().unwrap(), query, after.as_ref()).await.unwrap();
        assert_eq!(page.warnings, [""; 0], "{path}");
        titles.extend(page.items.into_iter().map(|item| item.title));
        after = page.next;
        if after.is_none() {
            return titles;
        }
    }
}

fn narrowed(filters: &[(&str, &str)]) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { filters, ..Query::default() }
}

#[tokio::test]
async fn each_lists_its_folders_and_all_of_what_it_holds() {
    let demo = Demo::start(0).await.unwrap();
    for kind in KINDS {
        let portal = portal(&demo, kind);
        assert!(titles(&*portal, kind, &Query::default()).await.len() >= 2, "{kind}");
        let held = super::catalogue::on(kind).count();
        assert_eq!(titles(&*portal, &format!("{kind}/all"), &Query::default()).await.len(), held, "{kind}");
        assert!(portal.account().await.is_ok(), "{kind}");
    }
}

#[tokio::test]
async fn each_narrows_by_what_it_counts() {
    let demo = Demo::start(0).await.unwrap();
    for kind in KINDS {
        let portal = portal(&demo, kind);
        let mut checked = 0;
        for facet in portal.facets(&Address::root(kind).child("all")).await.unwrap() {
            for value in facet.values {
                let query = narrowed(&[(&facet.key, &value.value)]);
                let found = titles(&*portal, &format!("{kind}/all"), &query).await.len() as u64;
                assert!(value.count.is_none_or(|count| count == found), "{kind}: {} {}", facet.key, value.value);
                checked += 1;
            }
        }
        // Of these all are counted by collection alone: each of them says for itself what else its own can be filtered by.
        assert!(checked >= if ["ogc-records", "stac"].contains(&kind) { 2 } else { 4 }, "{kind}: {checked}");
    }
}

#[tokio::test]
async fn folders_hold_what_they_say() {
    let demo = Demo::start(0).await.unwrap();
    let folders = [
        ("udata", "udata/organizations/syndicat-mobilites", 2),
        ("ckan", "ckan/organizations/region-armor", 4),
        ("ckan", "ckan/groups/mobilite", 1),
        ("opendatasoft", "opendatasoft/themes/Environnement", 2),
        ("dcat", "dcat/themes/Environnement", 2),
        ("dataverse", "dataverse/collections/observatoire-mobilites", 2),
        ("zenodo", "zenodo/communities/observatoire-mobilites", 3),
        ("zenodo", "zenodo/datasets", 2),
        ("hugging-face", "hugging-face/tasks/text-classification", 1),
        ("melodi", "melodi/themes/Démographie", 1),
        ("geoplateforme", "geoplateforme/products", 2),
        ("geoplateforme", "geoplateforme/products/ESPACES-VERTS", 2),
        ("ogc-records", "ogc-records/collections/deplacements", 2),
        ("stac", "stac/collections/environnement", 2),
    ];
    for (kind, folder, count) in folders {
        let found = titles(&*portal(&demo, kind), folder, &Query::default()).await;
        assert_eq!(found.len(), count, "{folder}: {found:?}");
    }
}

#[tokio::test]
async fn words_are_found_in_any_of_them() {
    let demo = Demo::start(0).await.unwrap();
    for (kind, words, count) in [
        ("udata", "fontaines", 1),
        ("ckan", "vélo", 1),
        ("opendatasoft", "ARBRES", 1),
        ("dcat", "gtfs", 1),
        ("dataverse", "covoiturage", 1),
        ("zenodo", "capteurs", 1),
        ("ogc-records", "bus", 1),
    ] {
        let found = titles(&*portal(&demo, kind), &format!("{kind}/all"), &Query::text(words)).await;
        assert_eq!(found.len(), count, "{kind}: {found:?}");
    }
}

/// As real ones are: by asking, without being told.
#[tokio::test]
async fn each_is_recognised_by_its_address() {
    let demo = Demo::start(0).await.unwrap();
    for config in demo.portals().into_iter().filter(|config| KINDS.contains(&config.name.as_str())) {
        let found = detect::detect(&Clients::new(None).unwrap(), &config.url, Duration::from_secs(10)).await.unwrap();
        assert_eq!(found.first().map(|it| it.kind), Some(config.kind), "{}", config.url);
    }
}
