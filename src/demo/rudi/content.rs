//! The bytes of the demo's files: made from the media's id alone, the same at every start.

use std::fmt::Write as _;

use md5::Md5;
use sha2::{Digest, Sha256, Sha512};

use super::catalogue::{CATALOGUE, Dataset, Media};
use crate::base::file_writers;
use crate::demo::made_files::{Rows, mixed};

/// Where a dataset without bounds of its own lies.
const BOUNDS: [f64; 4] = [-1.75, 48.07, -1.62, 48.16];

/// Bytes the throttled media have: the small one and the large one.
pub const SLOW_BYTES: u64 = 8 << 20;
pub const HUGE_BYTES: u64 = 64 << 20;

/// Where one of them is read: any piece, without the rest.
pub fn piece(from: u64, length: usize) -> Vec<u8> {
    const ROW: u64 = 64;
    let mut text = String::with_capacity(length + 2 * ROW as usize);
    let mut row = from / ROW;
    while text.len() < length + (from % ROW) as usize {
        let (x, y, z) = (mixed(row) % 40_000, mixed(row ^ 0xABCD) % 40_000, mixed(row ^ 0x1234) % 9_000);
        let (x, y) = (35_000_000 + x, 67_800_000 + y);
        let at = format!("{:05}.{:03};{:05}.{:03}", x / 1000, x % 1000, y / 1000, y % 1000);
        let line = format!("{row:010};{at};{:03}.{:02}", z / 100, z % 100);
        let _ = writeln!(text, "{line:<63}");
        row += 1;
    }
    let start = (from % ROW) as usize;
    text.into_bytes()[start..start + length].to_vec()
}

/// The file of an ordinary media.
pub fn file(dataset: &Dataset, media: &Media) -> Vec<u8> {
    let columns = CATALOGUE.tables.get(&media.content).unwrap_or(&CATALOGUE.tables["counts"]);
    let columns = columns.iter().map(|(name, column)| (name.as_str(), column)).collect();
    let rows = Rows { id: &media.id, columns, count: media.rows };
    match media.kind.as_str() {
        "geojson" => rows.geojson(dataset.bounds.unwrap_or(BOUNDS)).into_bytes(),
        "json" => serde_json::to_vec_pretty(&rows.objects()).unwrap_or_default(),
        "pdf" => file_writers::pdf(&[&dataset.title]),
        "zip" => file_writers::zip(&[(&media.name.replace(".zip", ".csv"), rows.csv().as_bytes())]),
        "txt" => format!("{}\n\n{}\n\n{}\n", dataset.title, dataset.synopsis, dataset.summary).into_bytes(),
        _ => rows.csv().into_bytes(),
    }
}

pub fn checksum(algo: &str, bytes: &[u8]) -> String {
    let digest = match algo {
        "SHA-256" => Sha256::digest(bytes).to_vec(),
        "SHA-512" => Sha512::digest(bytes).to_vec(),
        _ => Md5::digest(bytes).to_vec(),
    };
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
