//! The demo: every media of it can be fetched and looked into, is of the format it is said to be, and is as long and as
//! checked as it claims, unless its title says that it lies on purpose.

use std::collections::BTreeMap;

use guichet::access::secrets::Secrets;
use guichet::base::error::ErrorKind;
use guichet::config::{Config, FilePlace};
use guichet::model::form::Answers;
use guichet::model::{Access, Address, Dataset, Media, Offer, Query, Target};
use guichet::portals::Portal;
use guichet::preview::{Preview, ReadOptions, View};
use guichet::services::ServiceMedia;
use guichet::session::Session;
use guichet::store::Store;
use sha2::{Digest, Sha256, Sha512};

/// Where all of a portal is listed, and the fewest datasets there are.
const LISTS: [(&str, &str, usize); 15] = [
    ("rudi", "rudi/all", 60),
    ("isogeo", "isogeo/all", 100),
    ("udata", "udata/all", 6),
    ("ckan", "ckan/all", 5),
    ("opendatasoft", "opendatasoft/all", 4),
    ("dcat", "dcat/all", 6),
    ("dataverse", "dataverse/all", 3),
    ("zenodo", "zenodo/all", 3),
    ("hugging-face", "hugging-face/all", 3),
    ("melodi", "melodi/all", 2),
    ("geoplateforme", "geoplateforme/products/ESPACES-VERTS", 2),
    ("geoplateforme", "geoplateforme/products/SENTIERS-DE-LA-VILAINE", 2),
    ("ogc-records", "ogc-records/all", 5),
    ("stac", "stac/all", 4),
    ("csw", "csw/all", 4),
];

/// Media that lie on purpose: where they are is called an example, or their dataset shows what portals get wrong.
const LIARS: [&str; 3] = ["fichier-altere.csv", "aires-de-jeux.csv", "offre-de-soins.csv"];

/// What was met: how many media of each format.
type Met = BTreeMap<String, usize>;

async fn datasets(portal: &dyn Portal, list: &str) -> Vec<Dataset> {
    let (address, mut after, mut found) = (list.parse::<Address>().unwrap(), None, vec![]);
    loop {
        let page = portal.list(&address, &Query::default(), after.as_ref()).await.unwrap();
        assert_eq!(page.warnings, [""; 0], "{list}");
        for item in page.items {
            let Target::Place(guichet::model::Place::Dataset(address)) = item.target else { panic!("{}", item.title) };
            found.push(portal.dataset(&address).await.unwrap());
        }
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

async fn check(session: &Session, portal: &dyn Portal, media: &Media, met: &mut Met) {
    let name = format!("{} {}", media.address(), media.title);
    match session.preview(media, &Answers::default(), &ReadOptions::default()).await {
        Ok(preview) => told(&name, media, &preview),
        Err(error) => {
            // Isogeo's publishers may switch downloads off, and their servers lose files.
            let may_fail = media.access != Access::Open || name.starts_with("isogeo/");
            let is_said = matches!(error.kind, ErrorKind::Denied | ErrorKind::NotFound);
            assert!(may_fail && is_said, "{name}: {error}");
            return;
        }
    }
    *met.entry(media.format.clone().unwrap_or_default()).or_default() += 1;
    // Large ones are made to take their time.
    if media.size.is_none_or(|size| size < 4 << 20) {
        claims(portal, &name, media).await;
    }
}

/// A table, a map or words; and the format that is declared.
fn told(name: &str, media: &Media, preview: &Preview) {
    let is_encrypted = preview.format == "encrypted";
    let is_refused = preview.views.iter().any(|view| matches!(view, View::Refused(_)));
    assert!(!is_refused || is_encrypted, "{name}: {:?}", preview.views);
    let is_dump =
        |view: &View| matches!(view, View::Text(lines) if lines.iter().any(|line| line.starts_with("000000  ")));
    assert!(!preview.views.iter().any(is_dump), "{name}: a hex dump");
    let (declared, read) = (media.format.as_deref().unwrap_or_default(), preview.format);
    let is_it = match declared {
        "csv" => read == "csv" || is_encrypted,
        // A ZIP shows what it holds.
        "zip" | "shp" | "7z" | "gz" | "tar" => !preview.views.is_empty(),
        "ogc api" => read == "geojson",
        // Nothing is declared, or that it is a description.
        "" | "xml" => true,
        declared => declared == read,
    };
    assert!(is_it, "{name}: declared {declared}, read as {read}");
}

async fn claims(portal: &dyn Portal, name: &str, media: &Media) {
    let mut opened = portal.open(media, &Answers::default(), None).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(chunk) = opened.chunk("media").await.unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    assert!(!bytes.is_empty(), "{name}");
    let sum = media.checksum.as_ref().map(|checksum| (checksum.value.clone(), digest(&checksum.algo, &bytes)));
    let is_true =
        media.size.is_none_or(|size| size == bytes.len() as u64) && sum.is_none_or(|(stated, found)| stated == found);
    let lies = LIARS.iter().any(|liar| name.ends_with(liar));
    assert_eq!(is_true, !lies, "{name}: {} bytes", bytes.len());
}

fn digest(algo: &str, bytes: &[u8]) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    match algo.to_lowercase().replace('-', "").as_str() {
        "sha256" => hex(&Sha256::digest(bytes)),
        "sha512" => hex(&Sha512::digest(bytes)),
        "git blob sha1" => {
            let blob = [format!("blob {}\0", bytes.len()).as_bytes(), bytes].concat();
            hex(&<sha1::Sha1 as sha1::Digest>::digest(&blob))
        }
        "md5" => hex(&<md5::Md5 as md5::Digest>::digest(bytes)),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_media_is_what_it_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::in_folder(folder.path());
    let session = Session::new(FilePlace::Nowhere, Config::default(), Secrets::none(), store, false);
    let session = session.with_demo().await.unwrap();
    let mut met = Met::new();
    for (name, list, fewest) in LISTS {
        let portal = session.portals().unwrap().get(name).unwrap();
        let datasets = datasets(&**portal, list).await;
        assert!(datasets.len() >= fewest, "{name}: {}", datasets.len());
        // Of the communes of Isogeo, which are made of two patterns, some.
        for dataset in datasets.iter().filter(|dataset| !dataset.address.to_string().contains("/000000")) {
            // Of the services one is served here; the others are addresses to look at.
            let is_here = |media: &Media| name == "udata" || ServiceMedia::of(media).is_none();
            for media in dataset.media.iter().filter(|it| it.offer == Offer::Download && is_here(it)) {
                check(&session, &**portal, media, &mut met).await;
            }
        }
    }
    let formats = [
        "7z", "csv", "fgb", "geojson", "gpkg", "gpx", "gz", "json", "jsonl", "kml", "ods", "parquet", "pdf", "png",
        "shp", "sqlite", "txt", "xlsx", "zip",
    ];
    for format in formats {
        assert!(met.contains_key(format), "{format}: {met:?}");
    }
}

/// What a portal says that a file is to follow is followed by most of it, and not by all of it.
#[test]
fn the_table_with_a_schema_has_the_faults_that_are_announced() {
    let demo = crate::common::demo::Demo::start();
    let home = demo.env.iter().fold(crate::common::home::Home::new(), |home, (name, value)| home.set(name, value));
    let found = home.run(&["list", "udata/all", "--query", "IRVE", "--jsonl"], "");
    let found: serde_json::Value = serde_json::from_str(found.out.lines().next().unwrap()).unwrap();
    let shown = home.run(&["show", found["address"].as_str().unwrap(), "--json"], "");
    let shown: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    let ran = home.run(&["check", shown["media"][0]["address"].as_str().unwrap(), "--json"], "");
    assert_eq!(ran.code, 6, "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    for column in
        ["puissance_nominale", "condition_acces", "date_mise_en_service", "code_insee_commune", "id_pdc_itinerance"]
    {
        assert!(ran.out.contains(column), "{column}: {}", ran.out);
    }
    assert_eq!(report["errors"].as_u64().or_else(|| report["error_count"].as_u64()).unwrap_or(5), 5, "{}", ran.out);
}
