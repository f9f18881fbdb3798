//! The traps of catalogue services (CSW).

mod answers;
pub mod mutation;
mod paging;
mod questions;
mod records;

use std::fmt::Write as _;

use guichet::access::secrets::{Credentials, Secret};
use guichet::portals::Kind;
use serde_json::{Value, json as object};

use super::contract::{Recorded, any_file};
use super::{at, connect, json, titles};
use crate::common::server::{Answer, Server};

const RECORDS: &str = "/records";
const RECORD: &str = "/record";
const DOMAIN: &str = "/domain";
const RIVERS: &str = "b3f5a4d2-7c1e-4b58-9f60-2d8e1a7c5f31";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Csw,
    folder: &["all"],
    list: RECORDS,
    page,
    with_records: |mut page, records| {
        page["csw:GetRecordsResponse"]["csw:SearchResults"]["gmd:MD_Metadata"] = records.into();
        page
    },
    records: |page| page["csw:GetRecordsResponse"]["csw:SearchResults"]["gmd:MD_Metadata"].as_array().unwrap().clone(),
    wanted: |request| (request.number("startPosition") - 1, request.number("maxRecords")),
    empty: "csw/empty.json",
    bad: object!({"gmd:hierarchyLevel": {"gmd:MD_ScopeCode": "dataset"}}),
    title: |n| format!("set {n:03}"),
    key: "gmd:fileIdentifier",
    dataset: &[RIVERS],
    dataset_path: RECORD,
    dataset_answer: "csw/dataset.json",
    dataset_title: "Cours d'eau de la métropole",
    file: any_file,
    facets: || vec![(DOMAIN, json("csw/domain.json")), ("/", json("csw/capabilities.json"))],
    credentials: Some(Credentials::Login { login: "ada".into(), password: Secret::from("mot-de-passe".to_owned()) }),
    sign_in: speaks_csw,
    credential: ("authorization", "Basic YWRhOm1vdC1kZS1wYXNzZQ=="),
});

/// A server that says what it can, and writes XML.
fn speaks_csw(server: &Server) {
    server.written(as_xml);
    server.answers("/", [Answer::json(&json("csw/capabilities.json"))]);
}

async fn service() -> Server {
    let server = Server::start().await;
    speaks_csw(&server);
    server
}

fn record(n: usize) -> Value {
    let text = |text: String| object!({"gco:CharacterString": text});
    object!({
        "gmd:fileIdentifier": text(format!("set-{n}")),
        "gmd:identificationInfo": {"gmd:MD_DataIdentification": {"gmd:citation": {"gmd:CI_Citation": {
            "gmd:title": text(format!("set {n:03}"))}}}},
    })
}

fn page(from: usize, to: usize, total: usize) -> Value {
    let next = if to < total { to + 1 } else { 0 };
    object!({"csw:GetRecordsResponse": {"@version": "2.0.2", "csw:SearchResults": {
        "@numberOfRecordsMatched": total.to_string(),
        "@numberOfRecordsReturned": (to - from).to_string(),
        "@nextRecord": next.to_string(),
        "gmd:MD_Metadata": (from..to).map(record).collect::<Vec<_>>(),
    }}})
}

/// A document of which this is the notation; `None`: of none, as what has neither a namespace nor an attribute.
pub fn as_xml(json: &str) -> Option<String> {
    let Value::Object(fields) = serde_json::from_str(json).ok()? else { return None };
    let has_attribute = |value: &Value| value.as_object().is_some_and(|it| it.keys().any(|key| key.starts_with('@')));
    if !fields.iter().any(|(name, value)| name.contains(':') || has_attribute(value)) {
        return None;
    }
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    fields.iter().for_each(|(name, value)| write_element(name, value, &mut xml));
    Some(xml)
}

fn write_element(name: &str, value: &Value, xml: &mut String) {
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')).collect();
    match value {
        Value::Array(values) => values.iter().for_each(|value| write_element(&name, value, xml)),
        Value::Object(fields) => {
            let attributes = fields.iter().filter_map(|(key, value)| Some((key.strip_prefix('@')?, value.as_str()?)));
            let attributes: String = attributes.map(|(key, value)| format!(" {key}=\"{}\"", escaped(value))).collect();
            let _ = write!(xml, "<{name}{attributes}>");
            for (key, value) in fields.iter().filter(|(key, _)| !key.starts_with('@')) {
                match value {
                    Value::String(text) if key == "$" => xml.push_str(&escaped(text)),
                    _ => write_element(key, value, xml),
                }
            }
            let _ = write!(xml, "</{name}>");
        }
        Value::String(text) => drop(write!(xml, "<{name}>{}</{name}>", escaped(text))),
        Value::Null => drop(write!(xml, "<{name}/>")),
        other => drop(write!(xml, "<{name}>{other}</{name}>")),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
