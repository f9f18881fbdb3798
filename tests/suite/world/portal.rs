//! A made-up udata portal: datasets whose files a row describes as publishers do, well or badly.

use serde_json::{Value, json};

use super::server::{API, Answer, Asked};

/// The name the portal is configured under.
pub const NAME: &str = "w";

/// One dataset; its id is its place, counted from 1.
#[derive(Clone, Debug)]
pub struct Set {
    pub title: String,
    pub resources: Vec<Value>,
}

impl Set {
    pub fn of(resources: Vec<Value>) -> Self {
        Self { title: "Jeu".to_owned(), resources }
    }
}

/// A CSV of which nothing is stated but its title. A `url` that begins with a slash is below the server.
pub fn csv(title: &str, url: &str) -> Value {
    resource(title, "csv", "text/csv", url)
}

pub fn resource(title: &str, format: &str, mime: &str, url: &str) -> Value {
    json!({"title": title, "format": format, "mime": mime, "url": url, "filetype": "remote", "type": "main",
        "last_modified": "2020-01-01T00:00:00+00:00"})
}

pub fn id(set: usize) -> String {
    format!("{:024x}", set + 1)
}

pub fn resource_id(set: usize, resource: usize) -> String {
    format!("00000000-0000-4000-8000-{:06x}{:06x}", set + 1, resource + 1)
}

/// The address of a dataset, and of one of its files.
pub fn address(set: usize) -> String {
    format!("{NAME}/{}", id(set))
}

pub fn media(set: usize, resource: usize) -> String {
    format!("{}/{}", address(set), resource_id(set, resource))
}

/// What the portal answers; `base` is the server's address, `tls` the port that serves the same over TLS.
pub fn answer(sets: &[Set], base: &str, tls: u16, asked: &Asked) -> Answer {
    let path = asked.path().strip_prefix(API).unwrap_or_default();
    let found = path.strip_prefix("1/datasets/").and_then(|rest| {
        let known = rest.trim_end_matches('/');
        (0..sets.len()).find(|set| id(*set) == known)
    });
    match found {
        Some(set) => json_answer(&dataset(set, &sets[set], base, tls)),
        None if path.starts_with("1/datasets/licenses") || path.starts_with("1/datasets/frequencies") => {
            json_answer(&json!([]))
        }
        None if path == "1/datasets/" => {
            let data: Vec<Value> = sets.iter().enumerate().map(|(at, set)| dataset(at, set, base, tls)).collect();
            json_answer(&json!({"total": data.len(), "data": data, "next_page": null, "page": 1, "page_size": 50}))
        }
        None => Answer::status(404).header("Content-Type", "application/json").body("{\"message\": \"nothing\"}"),
    }
}

fn json_answer(value: &Value) -> Answer {
    Answer::ok("application/json", value.to_string())
}

fn dataset(at: usize, set: &Set, base: &str, tls: u16) -> Value {
    let resources = set.resources.iter().enumerate().map(|(number, resource)| {
        let mut resource = resource.clone();
        resource["id"] = resource_id(at, number).into();
        let url = resource["url"].as_str().unwrap_or_default();
        let url = if url.starts_with('/') && !url.starts_with("//") { format!("{base}{url}") } else { url.to_owned() };
        let port = base.rsplit(':').next().unwrap_or_default();
        resource["url"] = url.replace("{port}", port).replace("{tls}", &tls.to_string()).into();
        resource
    });
    json!({
        "id": id(at), "title": set.title, "slug": id(at), "access_type": "open", "private": false,
        "last_modified": "2020-01-01T00:00:00+00:00", "resources": resources.collect::<Vec<_>>(),
    })
}
