//! The traps of RUDI. Sections are those of its client contract.

use guichet::portals::Kind;
use serde_json::{Value, json as object};

use super::contract::Recorded;
use super::json;
use super::server::{Answer, Request, Server};

const LIST: &str = "/konsult/v1/datasets/metadatas";
const OPEN: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Rudi,
    folder: &["all"],
    list: LIST,
    page,
    with_records: |mut page, records| {
        page["items"] = records.into();
        page
    },
    records: |page| page["items"].as_array().unwrap().clone(),
    wanted: |request| (request.number("offset"), request.number("limit")),
    empty: "rudi/list_page.empty.json",
    bad: object!({"global_id": uuid(7), "resource_title": "bad", "keywords": "not a list"}),
    title: |n| format!("set {n:03}"),
    key: "resource_title",
    dataset: OPEN,
    dataset_path: "/konsult/v1/datasets/4a82fdb8-6c1a-4df6-bd87-b376c466a218/metadatas",
    dataset_answer: "rudi/dataset.open.json",
    dataset_title: "Comptages de vélos et d'engins de déplacement personnel — été 2024",
    sign_in: |server| {
        server.answers("/anonymous", [Answer::json(&pair("anonymous-1"))]);
    },
    credential: ("authorization", "Bearer anonymous-1"),
});

fn uuid(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

fn record(n: usize) -> Value {
    object!({"global_id": uuid(n), "resource_title": format!("set {n:03}")})
}

/// As the portal writes it: no empty list (section 1.3).
fn page(from: usize, to: usize, total: usize) -> Value {
    let mut page = object!({"total": total, "offset": from});
    if to > from {
        page["items"] = (from..to).map(record).collect();
    }
    page
}

fn pair(token: &str) -> Value {
    object!({"jwtToken": format!("Bearer {token}"), "refreshToken": format!("Bearer {token}-refresh")})
}
