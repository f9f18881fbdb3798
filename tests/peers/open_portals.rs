//! What the peers that are open portals publish, as the data they were filled from say, and a person with the real program
//! among it. The peers are started beforehand; `PEER_DIR` is the folder they keep their data in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use guichet::access::secrets::{Credentials, Secrets};
use guichet::base::error::Error;
use guichet::base::text;
use guichet::download::{FetchPlan, IfExists, Outcome, Verdict, fetch};
use guichet::model::{Address, Cursor, Dataset, Item, Offer, Page, Query};
use guichet::net::Clients;
use guichet::portals::PortalConfig;
use guichet::portals::{self, Connection, Kind, Portal, detect};
use serde::Deserialize;
use serde_json::Value;

use crate::common::home::{Home, Ran};
#[cfg(unix)]
use crate::common::term::Term;

/// One dataset that the peers were filled with.
#[derive(Deserialize)]
pub struct Published {
    pub title: String,
    pub organisation: Named,
    licence: Stated,
    pub access: String,
    pub keywords: Vec<String>,
    pub media: Vec<File>,
}

impl Published {
    /// The id of the licence it has there: udata takes it from what is not open.
    pub fn licence(&self, kind: Kind) -> Option<&str> {
        self.licence.id.as_deref().filter(|_| kind != Kind::Udata || self.access == "open")
    }

    pub fn has_csv(&self) -> bool {
        self.media.iter().any(|media| media.title.ends_with(".csv"))
    }
}

#[derive(Deserialize)]
pub struct Named {
    pub name: String,
}

#[derive(Deserialize)]
struct Stated {
    id: Option<String>,
}

#[derive(Deserialize)]
pub struct File {
    pub title: String,
    pub kind: String,
    pub url: String,
    /// As stated, which may be wrong on purpose.
    pub size: Option<u64>,
    pub sha256: Option<String>,
}

/// What a file really is.
#[derive(Deserialize)]
pub struct Known {
    pub size: u64,
    pub sha256: String,
}

pub fn peer_dir() -> PathBuf {
    std::env::var_os("PEER_DIR").expect("PEER_DIR is to name the peers' folder").into()
}

/// What is found at an address of the peer, of whatever page: the kinds, the surest first, and the portal's address.
pub async fn detected(peer: &Peer, page: &str) -> (Vec<Kind>, String) {
    let url = peer.portal.http().base().join(page).unwrap();
    let found = detect::detect(&Clients::new(None).unwrap(), &url, detect::PATIENCE).await.unwrap();
    (found.iter().map(|it| it.kind).collect(), found[0].url.path().to_owned())
}

pub fn published() -> Vec<Published> {
    serde_json::from_slice(&fs::read(peer_dir().join("data/datasets.json")).unwrap()).unwrap()
}

/// As a portal of `kind` states it: records have no checksums.
fn stated(kind: Kind) -> Vec<Published> {
    let mut all = published();
    if kind == Kind::OgcRecords {
        all.iter_mut().flat_map(|dataset| &mut dataset.media).for_each(|file| file.sha256 = None);
    }
    all
}

fn known() -> BTreeMap<String, Known> {
    serde_json::from_slice(&fs::read(peer_dir().join("data/manifest.json")).unwrap()).unwrap()
}

/// The address that a variable names.
pub fn peer(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is to name the peer, as http://127.0.0.1:9650"))
}

pub struct Peer {
    pub kind: Kind,
    pub url: String,
    pub portal: Arc<dyn Portal>,
}

impl Peer {
    pub fn new(kind: Kind, variable: &str, key: Option<&str>) -> Self {
        let url = peer(variable);
        let config = PortalConfig::new("p", kind, url.parse().unwrap());
        let secrets =
            key.map_or_else(Secrets::none, |key| Secrets::only("p", Credentials::ApiKey(key.to_owned().into())));
        let portal = portals::connect(Connection { config, clients: Clients::new(None).unwrap(), secrets });
        Self { kind, url, portal }
    }

    pub async fn list(&self, segments: &[&str], query: &Query) -> Result<Page, Error> {
        self.portal.list(&at(segments), query, None).await
    }

    /// Everything in a folder, to its end.
    pub async fn all(&self, segments: &[&str], query: &Query) -> Vec<Item> {
        let mut items = Vec::new();
        let mut after: Option<Cursor> = None;
        for _ in 0..20 {
            let page = self.portal.list(&at(segments), query, after.as_ref()).await.unwrap();
            assert_eq!(page.warnings, [""; 0]);
            items.extend(page.items);
            after = page.next;
            if after.is_none() {
                return items;
            }
        }
        panic!("the listing does not end");
    }

    /// How many datasets a filter leaves.
    pub async fn count(&self, filters: &[(&str, &str)]) -> usize {
        self.all(&["all"], &narrowed(filters)).await.len()
    }

    /// The dataset of this title, in full.
    pub async fn dataset(&self, title: &str) -> Dataset {
        let items = self.all(&["all"], &Query::default()).await;
        let item = items.iter().find(|item| item.title == title).unwrap_or_else(|| panic!("{title}"));
        self.portal.dataset(&item.target.address().unwrap()).await.unwrap()
    }

    /// A home where the program knows this peer as `p`.
    pub fn home(&self) -> Home {
        let home = Home::new();
        home.write_config(&format!("[portals.p]\nkind = \"{}\"\nurl = \"{}\"\n", self.kind, self.url));
        home
    }
}

pub fn at(segments: &[&str]) -> Address {
    segments.iter().fold(Address::root("p"), |address, segment| address.child(*segment))
}

pub fn narrowed(filters: &[(&str, &str)]) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { filters, ..Query::default() }
}

/// The titles as they must be shown: on one line, without what a terminal could be tricked with.
pub fn titles_published() -> BTreeSet<String> {
    published().iter().map(|dataset| text::line(&dataset.title)).collect()
}

pub fn titles(items: &[Item]) -> BTreeSet<String> {
    items.iter().map(|item| item.title.clone()).collect()
}

/// Every listing shows what was published, all of it, once, and what can be done with it.
pub async fn check_listing(peer: &Peer) {
    let items = peer.all(&["all"], &Query::default()).await;
    assert_eq!(items.len(), published().len());
    assert_eq!(titles(&items), titles_published());
    for dataset in published() {
        let title = text::line(&dataset.title);
        let item = items.iter().find(|item| item.title == title).unwrap();
        assert_eq!(item.publisher.as_deref(), Some(&*dataset.organisation.name), "{title}");
        assert_eq!(item.licence.is_some(), dataset.licence(peer.kind).is_some(), "{title}");
        assert_eq!(item.access.unwrap().word(), dataset.access, "{title}");
        assert!(item.modified.is_some(), "{title}");
        let has_file = dataset.media.iter().any(|media| media.kind == "file" && !media.title.ends_with(".html"));
        match item.offer.as_ref().unwrap() {
            Offer::Download | Offer::Doubtful(_) => assert!(has_file, "{title}"),
            Offer::ShowOnly(why) => assert!(!has_file, "{title}: {why}"),
        }
    }
    let one = items.iter().filter_map(|item| item.target.address()).collect::<BTreeSet<_>>();
    assert_eq!(one.len(), items.len(), "each has an address of its own");
}

/// Downloads every file that is offered, and holds the verdict against what the file really is.
pub async fn check_downloads(peer: &Peer) {
    let known = known();
    let folder = tempfile::tempdir().unwrap();
    let plan = FetchPlan { if_exists: IfExists::Overwrite, ..FetchPlan::into(folder.path()) };
    let mut seen = BTreeSet::new();
    let mut verdicts = BTreeMap::new();
    for dataset in stated(peer.kind) {
        // One download of each file with each set of claims tells all.
        let new = |file: &File| !seen.contains(&(file.url.clone(), file.size, file.sha256.clone()));
        if !dataset.media.iter().any(new) {
            continue;
        }
        let found = peer.dataset(&text::line(&dataset.title)).await;
        assert_eq!(found.media.len(), dataset.media.len(), "{}", found.title);
        assert_eq!(found.warnings, [""; 0]);
        for (file, media) in dataset.media.iter().zip(&found.media) {
            assert_eq!(media.title, text::line(&file.title));
            assert_eq!(media.size, file.size.filter(|size| *size > 0), "{}", media.title);
            assert_eq!(media.checksum.as_ref().map(|it| it.value.as_str()), file.sha256.as_deref(), "{}", media.title);
            if !seen.insert((file.url.clone(), file.size, file.sha256.clone())) {
                continue;
            }
            match &media.offer {
                Offer::ShowOnly(why) => assert!(why.contains("(WFS)") || why.contains("a web page"), "{why}"),
                // The file host wants a token of its own, which nobody has here.
                Offer::Doubtful(why) if file.url.contains("/protected/") => {
                    assert!(why.contains("restricted") || why.contains("sign-in"), "{why}");
                    let error = fetch(&*peer.portal, media, &plan, |_| {}).await.unwrap_err();
                    assert_eq!(error.status, Some(401), "{}: {error}", file.url);
                }
                Offer::Download | Offer::Doubtful(_) => {
                    let outcome = fetch(&*peer.portal, media, &plan, |_| {}).await.unwrap();
                    check_outcome(&outcome, file, &known[&path_of(&file.url)]);
                    *verdicts.entry(format!("{:?}", outcome.verdict)).or_insert(0) += 1;
                }
            }
        }
    }
    let at_least = |verdict: &str, count| verdicts.get(verdict).is_some_and(|found| *found >= count);
    let (verified, sizes) = if peer.kind == Kind::OgcRecords { (0, 8) } else { (10, 1) };
    let is_verified = verified == 0 || at_least("Verified", verified);
    assert!(is_verified && at_least("SizeOnly", sizes) && at_least("Unverifiable", 5), "{verdicts:?}");
}

fn check_outcome(outcome: &Outcome, file: &File, truth: &Known) {
    assert_eq!((outcome.bytes, &outcome.sha256), (truth.size, &truth.sha256), "{}: {}", file.title, outcome.reason);
    // The wrong checksums are of one digit repeated: no checksum at all. What is left then is the size.
    let stated = file.sha256.as_ref().filter(|stated| !stated.bytes().all(|byte| byte == b'0'));
    let size = file.size.filter(|size| *size > 0);
    let expected = match (stated, size) {
        (Some(stated), _) if *stated == truth.sha256 => Verdict::Verified,
        (None, None) => Verdict::Unverifiable,
        (None, Some(size)) if size == truth.size => Verdict::SizeOnly,
        _ => Verdict::Altered,
    };
    assert_eq!(outcome.verdict, expected, "{}: {}", file.title, outcome.reason);
    let lies = size.is_some_and(|size| size != truth.size);
    // Without a checksum the size is all there is to go by.
    let words = if file.sha256.is_some() { "is wrong" } else { "where the portal states" };
    assert_eq!(outcome.reason.contains(words), lies, "{}: {}", file.title, outcome.reason);
    assert_eq!(fs::metadata(&outcome.path).unwrap().len(), truth.size);
}

/// The path of a file on the file peer, as its manifest has it.
fn path_of(url: &str) -> String {
    let path = url.split_once("://").unwrap().1.split_once('/').unwrap().1;
    percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned()
}

/// What a person does with the program, from the front page of the portal to a file that is verified.
pub fn check_program(peer: &Peer) {
    let home = peer.home();
    let json = |args: &[&str]| -> Value {
        let ran: Ran = home.run(args, "");
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap()
    };
    let front = json(&["list", "p", "--json"]);
    assert_eq!(front["items"][0]["address"], "p/all");
    let all = json(&["list", "p/all", "--all", "--json"]);
    let (items, count) = (all["items"].as_array().unwrap(), published().len());
    assert_eq!((items.len(), all["total"].as_u64()), (count, Some(count as u64)));
    let csv = published().iter().filter(|it| it.title.starts_with("Arbres") && it.has_csv()).count();
    let found = json(&["search", "arbres", "--json"]);
    assert_eq!(found["items"].as_array().unwrap().len(), 6);
    assert_eq!(json(&["list", "p", "--query", "arbres", "--filter", "format=csv", "--json"])["total"], csv);
    assert_eq!(home.run(&["list", "p", "--filter", "colour=red"], "").code, 2);
    assert_eq!(home.run(&["show", "p/nothing-of-the-kind"], "").code, 4);
    let odd: Vec<&str> =
        items.iter().map(|item| item["title"].as_str().unwrap()).filter(|it| it.contains("escape")).collect();
    assert_eq!(odd, ["<b>HTML</b> & [31mescape [0m codes"]);
    assert!(!home.run(&["list", "p/all", "--all", "--plain"], "").out.contains('\u{1b}'));

    let dataset =
        items.iter().find(|item| item["title"] == "Zones inondables santé 4").unwrap()["address"].as_str().unwrap();
    let shown = home.run(&["show", dataset], "");
    assert_eq!(shown.code, 0, "{}", shown.err);
    for part in ["Zones inondables santé 4", "Ville de Saint-Malo", "https://example.org/4", "stops.csv"] {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    let got = home.run(&["get", dataset, "--format", "csv", "-o", home.path("in").to_str().unwrap(), "--json"], "");
    assert_eq!(got.code, 0, "{}", got.err);
    let lines: Vec<Value> = got.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line["verdict"] == "verified"), "{lines:?}");
    let stops = home.path("in").join("stops.csv");
    assert_eq!(fs::metadata(&stops).unwrap().len(), 95_562);
    let verified = home.run(&["verify", "--online", stops.to_str().unwrap()], "");
    assert_eq!(verified.code, 0, "{} {}", verified.out, verified.err);
    let media = json(&["list", dataset, "--json"]);
    let stops = media["items"].as_array().unwrap().iter().find(|item| item["title"] == "stops.csv").unwrap();
    let preview = home.run(&["preview", stops["address"].as_str().unwrap(), "--rows", "2", "--plain"], "");
    assert_eq!(preview.code, 0, "{}", preview.err);
}

/// The program's own listing, its search, and a file of "Zones inondables santé 4" fetched; what was told of that file.
pub fn check_steps(peer: &Peer, narrowing: &[&str], at_most: usize) -> Value {
    let home = peer.home();
    let json = |args: &[&str]| -> Value {
        let ran: Ran = home.run(args, "");
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap()
    };
    assert_eq!(json(&["list", "p", "--json"])["items"][0]["address"], "p/all");
    let all = json(&["list", "p/all", "--all", "--json"]);
    let items = all["items"].as_array().unwrap();
    assert_eq!(items.len(), published().len());
    let narrowed = json(&[&["list", "p/all", "--all", "--json"], narrowing].concat());
    let count = narrowed["items"].as_array().unwrap().len();
    assert!((1..=at_most).contains(&count), "{narrowing:?}: {count}");
    assert_eq!(json(&["search", "arbres", "--json"])["items"].as_array().unwrap().len(), 6);
    assert_eq!(home.run(&["list", "p", "--filter", "colour=red"], "").code, 2);
    assert_eq!(home.run(&["show", "p/nothing-of-the-kind"], "").code, 4);
    assert!(!home.run(&["list", "p/all", "--all", "--plain"], "").out.contains('\u{1b}'));
    let dataset =
        items.iter().find(|item| item["title"] == "Zones inondables santé 4").unwrap()["address"].as_str().unwrap();
    let shown = home.run(&["show", dataset], "");
    assert!(
        shown.code == 0 && shown.out.contains("Ville de Saint-Malo") && shown.out.contains("stops.csv"),
        "{shown:?}"
    );
    let got = home.run(&["get", dataset, "--format", "csv", "-o", home.path("in").to_str().unwrap(), "--json"], "");
    assert_eq!(got.code, 0, "{}", got.err);
    assert_eq!(fs::metadata(home.path("in").join("stops.csv")).unwrap().len(), 95_562);
    let lines = got.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.into_iter().find(|line| line["path"].as_str().is_some_and(|path| path.ends_with("stops.csv"))).unwrap()
}

/// What the peer itself answers at a path.
pub async fn answered(peer: &Peer, path: &str) -> Value {
    let url = format!("{}/{path}", peer.url);
    let request = guichet::net::builder().build().unwrap().get(&url).header("accept", "application/json");
    request.send().await.unwrap().json().await.unwrap()
}

/// From nothing to verified files in one command, by the address of a dataset's page.
pub fn check_page(peer: &Peer, page: &str) {
    let (page, host) =
        (format!("{}{page}", peer.portal.http().base()), peer.portal.http().base().authority().to_owned());
    let get = |home: &Home, more: &[&str]| {
        let args = ["get", &page, "-o", "in", "--format", "csv", "--require", "verified", "--json"];
        home.run(&[&args, more].concat(), "")
    };
    let home = Home::new();
    let refused = home.run(&["get", &page, "-o", "in"], "");
    let said =
        format!("guichet: {page}: no configured portal is at {host}\n         `guichet setup {page}` adds it.\n");
    assert_eq!((refused.code, refused.out, refused.err), (2, String::new(), said));
    assert!(!home.config().exists() && !home.path("in").exists(), "{:?}", home.files());
    // Found out, in a configuration that is named and not there yet.
    let named = Home::new().set("GUICHET_CONFIG", "portals.toml");
    for home in [home, named] {
        let got = get(&home, &["--yes"]);
        assert_eq!((got.code, got.out.lines().count()), (0, 2), "{got:?}");
        assert!(got.out.lines().all(|line| line.contains("\"verified\"")), "{got:?}");
        let again = get(&home, &[]);
        assert!(again.code == 0 && again.out.lines().all(|line| line.contains("\"unchanged\"")), "{again:?}");
    }
    // One of a list that an organisation hands out.
    let known = Home::new().set("GUICHET_KNOWN_PORTALS", "known.toml");
    let listed = format!("[portals.bekannt]\nkind = \"{}\"\nurl = \"{}\"\n", peer.kind, peer.url);
    fs::write(known.path("known.toml"), listed).unwrap();
    let got = get(&known, &["--yes"]);
    assert!(got.code == 0 && got.out.lines().all(|line| line.contains("\"address\":\"bekannt/")), "{got:?}");
    #[cfg(unix)]
    check_offer(&page);
}

/// At a terminal it is offered, and added where the answer is yes.
#[cfg(unix)]
fn check_offer(page: &str) {
    let home = Home::new();
    let env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (&**name, &**value)).collect();
    let folder = home.path("in").display().to_string();
    let args = ["get", page, "-o", &folder, "--format", "csv", "--require", "verified"];
    let mut term = Term::spawn(160, 24, &args, &env);
    term.shows("(y/n) [y]:");
    assert!(!home.config().exists());
    term.keys("y\r");
    assert_eq!(term.end().exit_code(), 0);
    assert!(home.config().exists() && home.path("in/stops.csv.receipt.json").exists(), "{:?}", home.files());
}

/// Every web address that the program prints of the portal's datasets and media leads back to where it was printed, in every
/// command that takes one; a file that several datasets share, to one of these.
pub fn check_addresses(peer: &Peer) {
    let home = peer.home();
    let json = |args: &[&str]| -> Value {
        let ran = home.run(args, "");
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        serde_json::from_str(&ran.out).unwrap()
    };
    let all = json(&["list", "p/all", "--all", "--json"]);
    let mut printed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut page = None;
    for item in all["items"].as_array().unwrap() {
        let dataset = json(&["show", item["address"].as_str().unwrap(), "--json"]);
        let mut add = |url: &Value, of: &Value| {
            if let Some(url) = url.as_str().filter(|url| url.starts_with("http")) {
                printed.entry(url.to_owned()).or_default().insert(of["address"].as_str().unwrap().to_owned());
            }
        };
        add(&dataset["page"], &dataset);
        if dataset["title"] == "Zones inondables santé 4" {
            page = dataset["page"].as_str().map(str::to_owned);
        }
        for media in dataset["media"].as_array().unwrap() {
            add(&media["url"], media);
            media["facts"].as_array().unwrap().iter().for_each(|fact| add(&fact["value"], media));
        }
    }
    // Records of a catalogue service have no page of their own, and files are shared.
    let has_pages = peer.kind != Kind::Csw;
    assert!(printed.len() > if has_pages { published().len() } else { 5 }, "{printed:?}");
    assert_eq!(page.is_some(), has_pages);
    for (url, of) in &printed {
        let shown = json(&["show", url, "--json"]);
        assert!(of.contains(shown["address"].as_str().unwrap()), "{url}: {} is none of {of:?}", shown["address"]);
    }
    // A page, and a file.
    let file = printed.keys().find(|url| url.ends_with("/stops.csv")).unwrap();
    for url in page.iter().chain([file]) {
        for args in [&["get", url, "--plan"][..], &["open", url, "--print"], &["access", url], &["list", url]] {
            let ran = home.run(args, "");
            let is_usage = args[0] == "list" && url == file;
            assert_eq!(ran.code, if is_usage { 2 } else { 0 }, "{args:?}: {ran:?}");
        }
    }
}
