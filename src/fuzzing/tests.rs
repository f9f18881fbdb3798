//! Every target on some inputs made out of recorded files, the same with each run. `GUICHET_FUZZ=20000` tries as many of
//! each; what fails is printed, to be run again by hand or with `cargo fuzz run`.

use std::cell::RefCell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::change::{PIECES, with_other_values};
use super::{TARGETS, run};
use crate::config::{Config, FilePlace};
use crate::download::journal::Journal;
use crate::download::queue::Queue;
use crate::download::receipt::Receipt;
use crate::sync::{LOCK, Lock, MANIFEST, Manifest};

/// How many inputs of a target are tried where nobody says: portals are asked over a connection, schemas are compiled, and
/// long texts take longer.
const OF_A_PORTAL: usize = 100;
const OF_A_LONG_TEXT: usize = 200;
const OF_A_FILE: usize = 400;
const OF_BYTES: usize = 1000;
/// No input grows any longer.
const LONGEST: usize = 64 << 10;
/// Formats of maps, by their endings.
const MAPS: [&str; 11] = ["shp", "dbf", "gpkg", "fgb", "kml", "gml", "gpx", "mif", "tab", "topojson", "geojsonl"];

fn seeds_of(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recorded = root.join("tests/fixtures");
    let (folder, endings): (PathBuf, &[&str]) = match target {
        "api_entreprise" => (recorded.join("api-entreprise"), &["json"]),
        "api_particulier" => (recorded.join("api-particulier"), &["json"]),
        "hugging_face" => (recorded.join("hugging-face"), &["json"]),
        "geoplateforme" => (recorded.join("geoplateforme"), &["xml"]),
        "ogc_records" => (recorded.join("ogc-records"), &["json"]),
        "csw" => (recorded.join("csw"), &["xml"]),
        "rdf_json" => (recorded.join("dcat"), &["jsonld", "json"]),
        "rdf_turtle" => (recorded.join("dcat"), &["ttl"]),
        "rdf_xml" => (recorded.join("dcat"), &["xml"]),
        "csv" | "excel" | "zip" | "pdf" | "xlsx" => (recorded.join("preview"), &["csv", "zip", "pdf", "xlsx"]),
        "identity" => (recorded.join("identity"), &["pem", "key", "der"]),
        map if MAPS.contains(&map) => (recorded.join("maps"), &MAPS),
        kind if recorded.join(kind).exists() => (recorded.join(kind), &["json", "jsonld"]),
        own => (root.join("fuzz/seeds").join(own), &[]),
    };
    let format = (["csv", "zip", "pdf", "xlsx"].contains(&target) || MAPS.contains(&target)).then_some(target);
    let format = format.or((target == "excel").then_some("csv"));
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let ending = |path: &Path| path.extension().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    paths.retain(|path| match format {
        Some(format) => ending(path) == format,
        None => endings.is_empty() || endings.contains(&&*ending(path)),
    });
    let seeds: Vec<_> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(!seeds.is_empty(), "{} holds nothing for {target}", folder.display());
    seeds
}

/// A seed, changed in a few places.
fn mutated(seeds: &[Vec<u8>], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = random.choice(seeds).unwrap().clone();
    if random.u8(..4) > 0
        && let Some(changed) = with_other_values(&bytes, random)
    {
        return changed;
    }
    for _ in 0..random.usize(1..5) {
        let from = random.usize(..=bytes.len());
        let to = (from + random.usize(..64)).min(bytes.len());
        match random.u8(..7) {
            0 => bytes.iter_mut().skip(from).take(1).for_each(|byte| *byte ^= 1 << random.u8(..8)),
            1 => bytes.truncate(from),
            2 => drop(bytes.drain(from..to)),
            3 => drop(bytes.splice(from..from, random.choice(PIECES).unwrap().iter().copied())),
            4 => drop(bytes.splice(from..to, random.choice(PIECES).unwrap().iter().copied())),
            5 => {
                let copy = bytes[from..to].repeat(random.usize(1..20));
                drop(bytes.splice(from..from, copy));
            }
            _ => {
                let other = random.choice(seeds).unwrap();
                let start = random.usize(..=other.len());
                bytes.truncate(from);
                bytes.extend_from_slice(&other[start..]);
            }
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

fn inputs(usual: usize) -> usize {
    std::env::var("GUICHET_FUZZ").ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

/// Runs `target` on its seeds and on what is made of them.
fn bounded(target: &str, usual: usize) {
    let seeds = seeds_of(target);
    let mut random =
        fastrand::Rng::with_seed(target.bytes().fold(7, |seed: u64, byte| seed.rotate_left(7) ^ u64::from(byte)));
    let input = RefCell::new(Vec::new());
    for number in 0..seeds.len() + inputs(usual) {
        *input.borrow_mut() = seeds.get(number).cloned().unwrap_or_else(|| mutated(&seeds, &mut random));
        let ran = catch_unwind(AssertUnwindSafe(|| run(target, &input.borrow())));
        if ran.is_err() {
            let path = std::env::temp_dir().join(format!("guichet-{target}-{number}"));
            fs::write(&path, &*input.borrow()).unwrap();
            panic!(
                "input {number} of {target} fails (it is in {}):\n{}",
                path.display(),
                input.borrow().escape_ascii()
            );
        }
    }
}

macro_rules! bounded {
    ($($target:ident: $inputs:expr,)+) => {
        $(
            #[test]
            fn $target() {
                bounded(stringify!($target), $inputs);
            }
        )+

        #[test]
        fn every_target_is_run_here_and_in_fuzz() {
            let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!([$(stringify!($target)),+].as_slice(), names);
            let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
            let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
            for name in &names {
                let program = fs::read_to_string(fuzz.join(format!("fuzz_targets/{name}.rs"))).unwrap();
                assert!(program.contains(&format!("run(\"{name}\", input)")), "{program}");
                assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name}");
            }
            assert_eq!(fs::read_dir(fuzz.join("fuzz_targets")).unwrap().count(), names.len());
        }
    };
}

/// What is made out of files that nobody reads would try nothing.
#[test]
fn the_seeds_of_own_files_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let put = |target: &str, name: &str| {
        let path = folder.path().join(name);
        fs::write(&path, &seeds_of(target)[0]).unwrap();
        path
    };
    assert!(Config::load(&FilePlace::Flag(put("configuration", "config.toml"))).is_ok_and(|it| it.portals.len() == 2));
    assert!(Journal::read(&put("journal", "f.part.json")).is_some());
    put("receipt", "f.receipt.json");
    assert!(Receipt::read(&folder.path().join("f")).is_ok());
    let [lock, manifest] = seeds_of("data").try_into().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    assert_eq!(Lock::parse(Path::new(LOCK), &text(lock)).unwrap().files.len(), 2);
    assert_eq!(Manifest::parse(Path::new(MANIFEST), &text(manifest)).unwrap().blocks.len(), 3);
    put("queue", "queue.json");
    assert_eq!(Queue::in_folder(folder.path()).entries().unwrap().len(), 2);
}

bounded! {
    rudi: OF_A_PORTAL,
    dastra: OF_A_PORTAL,
    isogeo: OF_A_PORTAL,
    api_entreprise: OF_A_PORTAL,
    api_particulier: OF_A_PORTAL,
    udata: OF_A_PORTAL,
    ckan: OF_A_PORTAL,
    opendatasoft: OF_A_PORTAL,
    dcat: OF_A_PORTAL,
    dataverse: OF_A_PORTAL,
    zenodo: OF_A_PORTAL,
    hugging_face: OF_A_PORTAL,
    melodi: OF_A_PORTAL,
    geoplateforme: OF_A_PORTAL,
    ogc_records: OF_A_PORTAL,
    stac: OF_A_PORTAL,
    csw: OF_A_PORTAL,
    rdf_json: OF_A_LONG_TEXT,
    rdf_turtle: OF_A_LONG_TEXT,
    rdf_xml: OF_A_LONG_TEXT,
    disposition: OF_BYTES,
    csv: OF_A_FILE,
    excel: OF_A_LONG_TEXT,
    zip: OF_BYTES,
    seven_zip: OF_BYTES,
    tar: OF_A_FILE,
    packed: OF_BYTES,
    pdf: OF_BYTES,
    xlsx: OF_BYTES,
    parquet: OF_BYTES,
    shp: OF_A_FILE,
    dbf: OF_A_FILE,
    gpkg: OF_A_FILE,
    fgb: OF_A_FILE,
    kml: OF_A_FILE,
    gml: OF_A_FILE,
    gpx: OF_A_FILE,
    mif: OF_A_FILE,
    tab: OF_A_FILE,
    services: OF_A_FILE,
    topojson: OF_A_FILE,
    geojsonl: OF_A_FILE,
    arrow: OF_A_FILE,
    ole: OF_A_FILE,
    gtfs_realtime: OF_A_FILE,
    image: OF_A_FILE,
    configuration: OF_A_LONG_TEXT,
    receipt: OF_A_FILE,
    journal: OF_BYTES,
    queue: OF_A_FILE,
    check: OF_A_PORTAL,
    proxy: OF_BYTES,
    diff: OF_A_PORTAL,
    data: OF_A_FILE,
    identity: OF_BYTES,
    batch_results: OF_A_PORTAL,
}
