//! Folders that depend on data of portals: `add`, `sync`, bundles, under the real program against portals that change.

#[cfg(unix)]
mod browser;
mod bundles;
mod faults;
mod folders;
mod journey;
#[cfg(unix)]
mod kills;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, Uri};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::common::home::{Home, Ran};

const SET: &str = "4a82fdb8-6c1a-4df6-bd87-b376c466a218";

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One file as it is published now.
#[derive(Clone)]
pub struct Published {
    pub body: Vec<u8>,
    /// `None`: its server names no version.
    pub etag: Option<String>,
    /// What the portal says of its last change.
    pub date: &'static str,
    pub is_listed: bool,
    /// Whether the portal states its checksum.
    pub is_claimed: bool,
    /// The SHA-256 of all versions there were.
    pub versions: HashSet<String>,
}

/// What was asked of a file, and how many bytes of it were answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub name: String,
    pub status: u16,
    pub bytes: usize,
}

#[derive(Default)]
pub struct Shelf {
    pub files: BTreeMap<String, Published>,
    pub asked: Vec<Asked>,
    /// Everything is refused with this status.
    pub is_down: Option<u16>,
}

/// A portal of one dataset whose media can be published anew, withdrawn or renamed.
#[derive(Clone)]
pub struct Portal {
    shelf: Arc<Mutex<Shelf>>,
    pub url: String,
}

impl Portal {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let portal = Self { shelf: Arc::default(), url: format!("http://{}/", listener.local_addr().unwrap()) };
        let router = Router::new().fallback(answer).with_state(portal.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        portal
    }

    pub fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap()
    }

    /// Another version of the file called `name`, under another `etag`.
    pub fn publish(&self, name: &str, body: impl Into<Vec<u8>>, etag: &str) {
        let body = body.into();
        let mut shelf = self.shelf();
        let file = shelf.files.entry(name.to_owned()).or_insert_with(|| Published {
            body: vec![],
            etag: None,
            date: "2024-01-01T00:00:00Z",
            is_listed: true,
            is_claimed: false,
            versions: HashSet::new(),
        });
        file.versions.insert(sha256(&body));
        file.etag = Some(format!("\"{etag}\""));
        file.body = body;
    }

    pub fn change(&self, name: &str, change: impl FnOnce(&mut Published)) {
        change(self.shelf().files.get_mut(name).unwrap());
    }

    /// What was asked of files since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shelf().asked)
    }

    pub fn address(&self, portal: &str, name: &str) -> String {
        format!("{portal}/{SET}/{}", id(self.shelf().files.keys().position(|it| it == name).unwrap()))
    }
}

fn id(number: usize) -> String {
    format!("acfe8ee1-27c1-44f4-a013-{number:012}")
}

async fn answer(State(portal): State<Portal>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let mut shelf = portal.shelf();
    if let Some(status) = shelf.is_down {
        return Response::builder().status(status).body(Body::empty()).unwrap();
    }
    if uri.path() == format!("/konsult/v1/datasets/{SET}/metadatas") {
        let body = Body::from(dataset(&shelf).to_string());
        return Response::builder().header("content-type", "application/json").body(body).unwrap();
    }
    let name = uri.path().trim_start_matches('/').to_owned();
    let Some(file) = shelf.files.get(&name).filter(|file| file.is_listed).cloned() else {
        return Response::builder().status(404).body(Body::empty()).unwrap();
    };
    let known = headers.get("if-none-match").map(|it| it.to_str().unwrap().to_owned());
    let is_same = file.etag.is_some() && known == file.etag;
    let (status, bytes) = if is_same { (304, 0) } else { (200, file.body.len()) };
    shelf.asked.push(Asked { name, status, bytes });
    let response = file.etag.iter().fold(Response::builder().status(status), |it, etag| it.header("etag", etag));
    let body = if is_same { Body::empty() } else { Body::from(file.body) };
    response.header("content-type", "text/csv").body(body).unwrap()
}

/// The least a portal tells of a dataset with these files.
fn dataset(shelf: &Shelf) -> Value {
    let media = |(number, (name, file)): (usize, (&String, &Published))| {
        let checksum = file.is_claimed.then(|| json!({"algo": "SHA-256", "hash": sha256(&file.body)}));
        json!({
            "media_type": "FILE", "media_id": id(number), "media_name": name, "file_type": "text/csv",
            "checksum": checksum, "media_dates": {"created": file.date, "updated": file.date},
            "connector": {"url": format!("/{name}"), "interface_contract": "dwnl"},
        })
    };
    let files = shelf.files.iter().enumerate().filter(|(_, (_, file))| file.is_listed);
    json!({
        "global_id": SET, "resource_title": "files that change", "storage_status": "online",
        "available_formats": files.map(media).collect::<Vec<_>>(),
    })
}

/// A person with a folder of a project.
pub struct Project {
    pub home: Home,
}

impl Project {
    /// Whose configuration has these portals.
    pub fn new(portals: &[(&str, &Portal)]) -> Self {
        let home = Home::new().set("GUICHET_SECRETS", "memory");
        let block =
            |(name, portal): &(&str, &Portal)| format!("[portals.{name}]\nkind = \"rudi\"\nurl = \"{}\"\n", portal.url);
        home.write_config(&portals.iter().map(block).collect::<String>());
        fs::create_dir(home.path("project")).unwrap();
        Self { home }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path("project").join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        let args = [args, &["--dir", "project"]].concat();
        tokio::task::block_in_place(|| self.home.run(&args, ""))
    }

    pub fn add(&self, address: &str, path: &str) {
        let ran = self.run(&["add", address, "--as", path]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    /// The exit code of `sync` with these flags, and how each file stands and what was done.
    pub fn sync(&self, flags: &[&str]) -> (i32, BTreeMap<String, String>) {
        let ran = self.run(&[&["sync", "--json", "--max-wait", "1s"], flags].concat());
        let told: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        let rows = told["files"].as_array().unwrap_or_else(|| panic!("{ran:?}"));
        let word = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
        let rows =
            rows.iter().map(|row| (word(row, "path"), format!("{} {}", word(row, "state"), word(row, "action"))));
        (ran.code, rows.collect())
    }

    /// As [`Self::sync`], whose files stand as `expected` says, and all others in step.
    #[track_caller]
    pub fn stands(&self, flags: &[&str], code: i32, expected: &[(&str, &str)]) {
        let (ended, rows) = self.sync(flags);
        for (path, stands) in &rows {
            let wanted = expected.iter().find(|(it, _)| it == path).map_or("in_step none", |(_, stands)| stands);
            assert_eq!(stands, wanted, "{flags:?} {path} {rows:?}");
        }
        assert!(expected.iter().all(|(path, _)| rows.contains_key(*path)), "{flags:?} {rows:?}");
        assert_eq!(ended, code, "{flags:?} {rows:?}");
    }

    /// A second machine with both files of this one in a clean folder.
    pub fn cloned(&self, portals: &[(&str, &Portal)]) -> Self {
        let other = Self::new(portals);
        for name in ["data.toml", "data.lock"] {
            fs::copy(self.path(name), other.path(name)).unwrap();
        }
        other
    }
}
