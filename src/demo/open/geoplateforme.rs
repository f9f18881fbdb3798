//! The demo's download service of geographic data: feeds of products, of their editions, and of the files of one.

use std::fmt::Write as _;

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use quick_xml::escape::escape;

use super::catalogue::{OpenDataset, OpenFile, on};
use super::{answer, here};
use crate::demo::http::{self, Asked};
use crate::download::digest::{Algo, Hasher};

const KIND: &str = "geoplateforme";
/// What all of it is about.
const ZONE: (&str, &str) = ("D035", "D035 Ille-et-Vilaine");

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/capabilities", get(products))
        .route("/resource/{product}", get(editions))
        .route("/resource/{product}/{edition}", get(files))
        .route("/download/{product}/{edition}/{file}", get(file))
        .fallback(|| async { http::status(404) })
}

fn product_name(dataset: &OpenDataset) -> String {
    dataset.slug.to_uppercase()
}

fn edition_name(dataset: &OpenDataset, file: &OpenFile) -> String {
    let (product, format) = (product_name(dataset), file.format.to_uppercase());
    format!("{product}_1-0__{format}_WGS84G_{}_{}", ZONE.0, dataset.updated)
}

fn named(product: &str) -> Option<&'static OpenDataset> {
    on(KIND).find(|dataset| product_name(dataset) == product)
}

fn found(product: &str, edition: &str) -> Option<(&'static OpenDataset, &'static OpenFile)> {
    let dataset = named(product)?;
    Some((dataset, dataset.files.iter().find(|file| edition_name(dataset, file) == edition)?))
}

/// Whether something in that format is wanted, there.
fn is_wanted(asked: &Asked, file: &OpenFile) -> bool {
    asked.first("zone").is_none_or(|zone| zone == ZONE.0)
        && asked.first("format").is_none_or(|format| format == file.format.to_uppercase())
}

async fn products(headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let entries = on(KIND).filter_map(|dataset| {
        let formats: Vec<&OpenFile> = dataset.files.iter().filter(|file| is_wanted(&asked, file)).collect();
        let at = here(&headers, &format!("geoplateforme/resource/{}", product_name(dataset)));
        let words = (dataset.title.as_str(), dataset.description.as_str());
        (!formats.is_empty()).then(|| entry(words, &at, dataset, &formats))
    });
    feed("Produits", entries.collect(), &asked)
}

async fn editions(headers: HeaderMap, Path(product): Path<String>, Query(asked): Query<Asked>) -> Response {
    let Some(dataset) = named(&product) else { return http::status(404) };
    let entries = dataset.files.iter().filter(|file| is_wanted(&asked, file)).map(|file| {
        let name = edition_name(dataset, file);
        let at = here(&headers, &format!("geoplateforme/resource/{product}/{name}"));
        entry((&name, &name), &at, dataset, &[file])
    });
    feed(&dataset.title, entries.collect(), &asked)
}

async fn files(
    headers: HeaderMap,
    Path((product, edition)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some((dataset, file)) = found(&product, &edition) else { return http::status(404) };
    let at = here(&headers, &format!("geoplateforme/download/{product}/{edition}/{}", file.name));
    let mut hasher = Hasher::new(Some(Algo::Md5));
    hasher.update(file.bytes(dataset));
    let (sum, length) = (hasher.finish(), file.length(dataset));
    let entry = format!(
        "<entry><link href=\"{at}\" rel=\"alternate\" type=\"application/octet-stream\" gpf_dl:length=\"{length}\"/>\
         <id>{at}</id><content>{}</content></entry>",
        sum.get(Algo::Md5).unwrap_or_default()
    );
    feed(&edition, vec![entry], &asked)
}

async fn file(headers: HeaderMap, Path((product, edition, name)): Path<(String, String, String)>) -> Response {
    let asked = found(&product, &edition).filter(|(_, file)| file.name == name);
    asked.map_or_else(|| http::status(404), |(dataset, file)| answer(dataset, file, &headers))
}

fn entry((title, content): (&str, &str), at: &str, dataset: &OpenDataset, files: &[&OpenFile]) -> String {
    let day = &dataset.updated;
    let mut entry = format!(
        "<entry><title>{}</title><link href=\"{at}\" rel=\"alternate\" type=\"application/atom+xml\"/><id>{at}</id>\
         <updated>{day}T14:59:00+01:00</updated><content>{}</content><gpf_dl:editionDate>{day}</gpf_dl:editionDate>\
         <gpf_dl:zone term=\"{}\" label=\"{}\"/>",
        escape(title),
        escape(content),
        ZONE.0,
        ZONE.1
    );
    for file in files {
        let format = file.format.to_uppercase();
        let _ = write!(entry, "<gpf_dl:format term=\"{format}\" label=\"{format}\"/>");
    }
    entry + "</entry>"
}

/// One page of the entries.
fn feed(title: &str, entries: Vec<String>, asked: &Asked) -> Response {
    let (page, limit) = (asked.number("page").unwrap_or(1).max(1), asked.number("limit").unwrap_or(10).clamp(1, 50));
    let (total, pages) = (entries.len(), entries.len().div_ceil(limit).max(1));
    let shown: String = entries.into_iter().skip((page - 1).saturating_mul(limit)).take(limit).collect();
    let body = format!(
        "<?xml version='1.0' encoding='UTF-8'?><feed xmlns=\"http://www.w3.org/2005/Atom\" \
         xmlns:gpf_dl=\"https://data.geopf.fr/annexes/ressources/xsd/gpf_dl.xsd\" gpf_dl:page=\"{page}\" \
         gpf_dl:pagesize=\"{limit}\" gpf_dl:pagecount=\"{pages}\" gpf_dl:totalentries=\"{total}\"><title>{}</title>{shown}</feed>",
        escape(title)
    );
    ([(CONTENT_TYPE, "application/atom+xml")], body).into_response()
}
