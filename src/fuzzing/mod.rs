//! What the readers of others' bytes promise, whatever the bytes: one function for each reader, which panics where a promise
//! is broken.
//!
//! `fuzz/` runs them for hours, on inputs that a fuzzer makes up; the tests of this module run them on some thousands, the
//! same each time. Hence they are here and built for these two alone.

use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;

use crate::base::error::Error;
use crate::base::text;

mod batch_results;
mod change;
mod check;
mod data;
mod diff;
mod feed;
mod file_name;
mod own_files;
mod portal;
mod proxy;
mod sample;
mod services;
#[cfg(test)]
mod tests;

/// What one input may take: debug builds on busy machines are slow, hangs are slower.
const PATIENCE: Duration = Duration::from_secs(10);

/// One reader, by the name of its program in `fuzz/`.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
}

/// A table of [`Target`]s.
macro_rules! targets {
    ($($name:ident: $run:expr,)+) => {
        pub const TARGETS: &[Target] = &[$(Target { name: stringify!($name), run: $run },)+];
    };
}

targets! {
    rudi: portal::rudi,
    dastra: portal::dastra,
    isogeo: portal::isogeo,
    api_entreprise: portal::api_entreprise,
    api_particulier: portal::api_particulier,
    udata: portal::udata,
    ckan: portal::ckan,
    opendatasoft: portal::opendatasoft,
    dcat: portal::dcat,
    dataverse: portal::dataverse,
    zenodo: portal::zenodo,
    hugging_face: portal::hugging_face,
    melodi: portal::melodi,
    geoplateforme: portal::geoplateforme,
    ogc_records: portal::ogc_records,
    stac: portal::stac,
    csw: portal::csw,
    rdf_json: feed::json,
    rdf_turtle: feed::turtle,
    rdf_xml: feed::xml,
    disposition: file_name::disposition,
    csv: sample::csv,
    excel: sample::excel,
    zip: sample::zip,
    seven_zip: sample::seven_zip,
    tar: sample::tar,
    packed: sample::packed,
    pdf: sample::pdf,
    xlsx: sample::xlsx,
    parquet: sample::parquet,
    shp: sample::shp,
    dbf: sample::dbf,
    gpkg: sample::gpkg,
    fgb: sample::fgb,
    kml: sample::kml,
    gml: sample::gml,
    gpx: sample::gpx,
    mif: sample::mif,
    tab: sample::tab,
    services: services::page,
    topojson: sample::topojson,
    geojsonl: sample::geojsonl,
    arrow: sample::arrow,
    ole: sample::ole,
    gtfs_realtime: sample::gtfs_realtime,
    image: sample::image,
    configuration: own_files::configuration,
    receipt: own_files::receipt,
    journal: own_files::journal,
    queue: own_files::queue,
    check: check::check,
    proxy: proxy::proxy,
    diff: diff::diff,
    data: data::data,
    identity: own_files::identity,
    batch_results: batch_results::batch_results,
}

/// Runs the target called `name` on `input`.
pub fn run(name: &str, input: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let Some(target) = target else { panic!("there is no target {name}") };
    let began = Instant::now();
    (target.run)(input);
    assert!(began.elapsed() < PATIENCE, "{name} took {:?}", began.elapsed());
}

/// `input` with other values in its JSON, the same for the same `seed`; `None` where it is none.
pub fn changed(input: &[u8], seed: u64) -> Option<Vec<u8>> {
    change::with_other_values(input, &mut fastrand::Rng::with_seed(seed))
}

/// What a person may be shown of `text` is all of it.
fn is_clean(text: &str) {
    let is_clean = text.split('\n').all(|line| text::printable(line).eq(line.chars()));
    assert!(is_clean, "what steers a terminal is shown: {text:?}");
}

/// So it is for every text in `value`.
fn is_all_clean(value: &impl Serialize) {
    let Ok(value) = serde_json::to_value(value) else { panic!("it cannot be written as JSON") };
    texts_are_clean(&value);
}

fn texts_are_clean(value: &Value) {
    match value {
        Value::String(text) => is_clean(text),
        Value::Array(values) => values.iter().for_each(texts_are_clean),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            is_clean(key);
            texts_are_clean(value);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// An error says what it says in clean words.
fn says(error: &Error) {
    is_clean(&error.to_string());
    is_clean(&error.subject.to_string());
    error.hint.iter().for_each(|hint| is_clean(&hint.to_string()));
}
