//! The demo's open portals, one of each kind, over one list of datasets; their files lie beside them.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::http::text_header;
use super::served::{Served, throttled};

mod catalogue;
mod ckan;
mod content;
mod csw;
mod dataverse;
mod dcat;
mod features;
mod geoplateforme;
mod hugging_face;
mod melodi;
mod ogc_records;
mod opendatasoft;
mod stac;
mod udata;
mod zenodo;

use catalogue::{OpenDataset, OpenFile};

/// What the portals answer to, and the server of their files.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .nest("/udata", udata::routes())
        .nest("/ckan", ckan::routes())
        .nest("/opendatasoft", opendatasoft::routes())
        .nest("/dataverse", dataverse::routes())
        .nest("/zenodo", zenodo::routes())
        .nest("/ogc", features::routes())
        .route("/dcat/", get(dcat::feed))
        .nest("/hugging-face", hugging_face::routes())
        .nest("/melodi", melodi::routes())
        .nest("/geoplateforme", geoplateforme::routes())
        .nest("/ogc-records", ogc_records::routes())
        .route("/stac/", get(stac::landing))
        .nest("/stac", stac::routes())
        .route("/csw/", get(csw::service))
        .route("/fichiers/{name}", get(file))
}

/// Where a file is, as the portals tell it.
fn address(headers: &HeaderMap, name: &str) -> String {
    here(headers, &format!("fichiers/{name}"))
}

/// The address of a path below the demo.
fn here(headers: &HeaderMap, path: &str) -> String {
    format!("http://{}/{path}", text_header(headers, HOST.as_str()).unwrap_or("127.0.0.1"))
}

async fn file(headers: HeaderMap, Path(name): Path<String>) -> Response {
    if name == "schema-bornes.json" {
        return ([(CONTENT_TYPE, "application/json")], content::SCHEMA).into_response();
    }
    match catalogue::file(&name) {
        Some((dataset, _)) if !dataset.is_open() => StatusCode::FORBIDDEN.into_response(),
        Some((dataset, file)) => answer(dataset, file, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(dataset: &'static OpenDataset, file: &'static OpenFile, headers: &HeaderMap) -> Response {
    let total = file.length(dataset);
    let served = Served {
        name: &file.name,
        content_type: file.content_type(),
        etag: format!("\"{}-{total}\"", &file.id[..8]),
        modified: &dataset.updated,
        total,
        states_length: true,
    };
    served.answer(headers, |from, to| match file.streamed() {
        Some(whole) => throttled(whole, from, to, Duration::from_millis(60)),
        None => Body::from(file.bytes(dataset)[from as usize..to as usize].to_vec()),
    })
}

#[cfg(test)]
mod tests;
