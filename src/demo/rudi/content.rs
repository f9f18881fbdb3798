//! The bytes of the demo's files: made from the media's name alone, the same at every start.

use md5::Md5;
use sha2::{Digest, Sha256, Sha512};

use super::catalogue::{Dataset, Media};
use crate::base::file_writers;
use crate::demo::made_files::{MADE, Rows, mixed, stem};
use crate::demo::wfs::DemoLayer;
use crate::demo::{made_gtfs, made_text};

/// The file of an ordinary media.
pub fn file(dataset: &Dataset, media: &Media) -> Vec<u8> {
    let rows =
        |content: &str| Rows { id: stem(&media.name), table: MADE.table(content), count: media.rows, within: None };
    let text = || made_text::paragraphs(&[&dataset.title, &dataset.synopsis, &dataset.summary]);
    match media.kind.as_str() {
        "geojson" => rows(&media.content).geojson().into_bytes(),
        "json" => serde_json::to_vec_pretty(&rows(&media.content).objects()).unwrap_or_default(),
        "pdf" => file_writers::pdf(&text()),
        "txt" => (text().join("\n") + "\n").into_bytes(),
        "zip" => file_writers::zip(&[(&media.name.replace(".zip", ".csv"), rows(&media.content).csv().as_bytes())]),
        "gtfs" => made_gtfs::zip("Transports du Pays rennais", &Rows { count: 48, ..rows("arrets") }),
        "encrypted-csv" => encrypted(rows(&media.content).csv().len()),
        _ => rows(&media.content).csv().into_bytes(),
    }
}

/// What the map service of a dataset has: the rows of its files of GeoJSON.
pub fn layers(dataset: &'static Dataset) -> Vec<DemoLayer> {
    let files = dataset.media.iter().filter(|media| media.kind == "geojson" && media.streamed().is_none());
    let layer = |media: &'static Media| {
        let id = stem(&media.name);
        let rows = Rows { id, table: MADE.table(&media.content), count: media.rows, within: None };
        DemoLayer { name: format!("demo:{id}"), title: dataset.title.clone(), rows }
    };
    files.map(layer).collect()
}

/// What nobody can read without the key, as `openssl enc` writes it.
fn encrypted(length: usize) -> Vec<u8> {
    let noise = (0..length as u64 / 8 + 2).flat_map(|at| mixed(at).to_le_bytes());
    b"Salted__".iter().copied().chain(noise).collect()
}

pub fn checksum(algo: &str, bytes: &[u8]) -> String {
    let digest = match algo {
        "SHA-256" => Sha256::digest(bytes).to_vec(),
        "SHA-512" => Sha512::digest(bytes).to_vec(),
        _ => Md5::digest(bytes).to_vec(),
    };
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
