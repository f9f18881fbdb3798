//! The demo's DCAT feed: one document in JSON-LD, all of the catalogue at once.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::catalogue::{OpenDataset, OpenFile, on};
use super::{address, here};

pub async fn feed(headers: HeaderMap) -> Response {
    let datasets: Vec<Value> = on("dcat").map(|it| dataset(it, &headers)).collect();
    let feed = json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": here(&headers, "dcat/"),
        "@type": "dcat:Catalog",
        "dct:title": "Catalogue de la métropole (démonstration)",
        "dct:language": "fr",
        "dcat:dataset": datasets,
    });
    ([(CONTENT_TYPE, "application/ld+json")], feed.to_string()).into_response()
}

fn dataset(dataset: &OpenDataset, headers: &HeaderMap) -> Value {
    let day = |day: &str| json!({"@type": "xsd:date", "@value": day});
    let licence = match dataset.licence.as_str() {
        "odbl" => "https://opendatacommons.org/licenses/odbl/1-0/",
        _ => "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    };
    json!({
        "@id": here(headers, &format!("dcat/{}", dataset.slug)),
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.slug,
        "dcat:landingPage": {"@id": here(headers, &dataset.page())},
        "dct:title": dataset.title,
        "dct:description": dataset.description,
        "dct:issued": day(&dataset.created),
        "dct:modified": day(&dataset.updated),
        "dct:license": {"@id": licence},
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": dataset.publisher().name},
        "dcat:theme": dataset.theme,
        "dcat:keyword": dataset.keywords,
        "dcat:distribution": dataset.files.iter().map(|file| distribution(dataset, file, headers)).collect::<Vec<_>>(),
    })
}

fn distribution(dataset: &OpenDataset, file: &OpenFile, headers: &HeaderMap) -> Value {
    let (algo, sum) = file.checksum(dataset);
    let algorithm = format!("http://spdx.org/rdf/terms#checksumAlgorithm_{}", algo.to_lowercase().replace('-', ""));
    json!({
        "@id": address(headers, &format!("{}#distribution", file.name)),
        "@type": "dcat:Distribution",
        "dct:identifier": file.id,
        "dct:title": file.title,
        "dct:format": file.format,
        "dcat:mediaType": file.content_type(),
        "dcat:downloadURL": {"@id": address(headers, &file.name)},
        "dcat:byteSize": file.length(dataset),
        "spdx:checksum": {"@type": "spdx:Checksum", "spdx:algorithm": {"@id": algorithm}, "spdx:checksumValue": sum},
    })
}
