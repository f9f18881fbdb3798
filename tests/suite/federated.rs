//! One dataset in several portals: what a search of all finds twice is one row, and what only looks alike is two.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json as object};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

fn json(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(Path::new("tests/fixtures").join(path)).unwrap()).unwrap()
}

/// Portals in the order of the configuration, each on a server of its own.
struct Portals {
    home: Home,
    config: String,
    servers: Vec<Server>,
}

impl Portals {
    fn new() -> Self {
        Self { home: Home::new(), config: String::new(), servers: Vec::new() }
    }

    /// One more, which answers `body` at `path`.
    async fn with(mut self, name: &str, kind: &str, base: &str, path: &str, body: &Value) -> Self {
        let server = Server::start().await;
        server.answers(path, [Answer::json(body)]);
        let url = server.url.join(base).unwrap();
        self.config += &format!("[portals.{name}]\nkind = \"{kind}\"\nurl = \"{url}\"\n");
        self.home.write_config(&self.config);
        self.servers.push(server);
        self
    }

    async fn udata(self, name: &str, body: &Value) -> Self {
        self.with(name, "udata", "", "/api/1/datasets/", body).await
    }

    async fn feed(self, name: &str, body: &Value) -> Self {
        self.with(name, "dcat", "feed", "/feed", body).await
    }

    async fn ckan(self, name: &str, body: &Value) -> Self {
        self.with(name, "ckan", "", "/api/3/action/package_search", body).await
    }

    fn run(&self, args: &[&str]) -> Ran {
        tokio::task::block_in_place(|| self.home.run(args, ""))
    }

    /// What is found, as title, portal and where else, in its order; and the total.
    fn found(&self, words: &str) -> (Vec<(String, String, Vec<String>)>, Value) {
        let ran = self.run(&["search", words, "--json"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        let portal = |address: &Value| address.as_str().unwrap().split('/').next().unwrap().to_owned();
        let row = |item: &Value| {
            let also = item["also"].as_array().unwrap().iter().map(portal).collect();
            (item["title"].as_str().unwrap().to_owned(), portal(&item["address"]), also)
        };
        (found["items"].as_array().unwrap().iter().map(row).collect(), found["total"].clone())
    }
}

fn row(title: &str, portal: &str, also: &[&str]) -> (String, String, Vec<String>) {
    (title.to_owned(), portal.to_owned(), also.iter().map(|name| (*name).to_owned()).collect())
}

const CHARGE: &str = "Bornes de recharge santé 52";
const AIR: &str = "Qualité de l’air culture 51";
const SPORT: &str = "Équipements sportifs habitat 53";

/// The same page of one udata server, recorded through its interface and through its feed.
#[tokio::test(flavor = "multi_thread")]
async fn an_interface_and_the_feed_beside_it_hold_the_same_datasets() {
    let (records, feed) = (json("udata/v1-list-2.json"), json("dcat/catalog.jsonld"));
    let portals = Portals::new().udata("api", &records).await.feed("flux", &feed).await;
    let (rows, total) = portals.found("e");
    let expected = [row(SPORT, "api", &["flux"]), row(CHARGE, "api", &["flux"]), row(AIR, "api", &["flux"])];
    let mut sorted = rows.clone();
    sorted.sort();
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(sorted, expected);
    assert_eq!(total, 57, "the feed's are the same ones: {rows:?}");

    // The order of the configuration decides.
    let turned = Portals::new().feed("flux", &feed).await.udata("api", &records).await;
    let (rows, _) = turned.found("e");
    assert!(rows.len() == 3 && rows.iter().all(|(_, portal, also)| portal == "flux" && also == &["api"]), "{rows:?}");

    let printed = portals.run(&["search", "e"]);
    let lines: Vec<&str> = printed.out.lines().filter(|line| line.contains("(also in flux)")).collect();
    assert_eq!(lines.len(), 3, "{printed:?}");
    let one = portals.run(&["search", "e", "--portal", "flux", "--json"]);
    assert!(one.out.contains("\"also\":[]") && !one.out.contains("\"api/"), "{one:?}");
}

/// What is printed stays as it is: whichever comes later tells of the other.
#[tokio::test(flavor = "multi_thread")]
async fn all_rows_come_as_they_are_found_and_the_later_of_two_tells_of_the_first() {
    let (records, feed) = (json("udata/v1-list-2.json"), json("dcat/catalog.jsonld"));
    let portals = Portals::new().udata("api", &records).await.feed("flux", &feed).await;
    let ran = portals.run(&["search", "e", "--all", "--jsonl"]);
    let rows: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |title: &str| rows.iter().filter(|row| row["title"] == title).collect::<Vec<_>>();
    for title in [CHARGE, AIR, SPORT] {
        let [first, later] = of(title)[..] else { panic!("{title}: {ran:?}") };
        assert_eq!((&first["also"], &later["also"]), (&object!([]), &object!([first["address"]])), "{title}");
    }
    assert_eq!((rows.len(), ran.code), (6, 0), "{ran:?}");
}

/// One portal answers, one does not before the rows of that are there, and one is not there at all.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_slow_portal_to_see_what_the_others_have() {
    let records = json("udata/v1-list-2.json");
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut late = records.clone();
    (late["total"], late["next_page"]) = (object!(3), Value::Null);
    for form in ["--jsonl", "--tsv", "--no-color"] {
        let slow = TcpListener::bind("127.0.0.1:0").unwrap();
        let portals = Portals::new().udata("api", &records).await;
        let more = [("slow", slow.local_addr().unwrap()), ("gone", gone)]
            .map(|(name, at)| format!("[portals.{name}]\nkind = \"udata\"\nurl = \"http://{at}/\"\n"));
        portals.home.write_config(&(portals.config.clone() + &more.concat()));
        let (first, rest, code) = tokio::task::block_in_place(|| {
            let mut command = portals.home.command(&["search", "e", form]);
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
            let first: Vec<String> = lines.by_ref().take_while(|line| !line.contains("api/")).collect();
            answer_all(slow, late.clone());
            (first, lines.collect::<Vec<_>>(), child.wait().unwrap().code())
        });
        assert!(first.iter().all(|line| line.starts_with("address\t")), "{form}: {first:?}");
        let of = |portal: &str| rest.iter().filter(|line| line.contains(&format!("{portal}/"))).count();
        assert!(of("slow") >= 3 && code == Some(5), "{form} {code:?}: {rest:?}");
    }
}

/// From now on answers all that is asked, and was, with `body`.
fn answer_all(server: TcpListener, body: Value) {
    let body = body.to_string();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n", body.len());
    std::thread::spawn(move || {
        for mut stream in server.incoming().map_while(Result::ok) {
            let mut request = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            if request.any(|line| line.is_empty()) {
                stream.write_all(format!("{head}connection: close\r\n\r\n{body}").as_bytes()).unwrap();
            }
        }
    });
}

/// A portal that fails on a later page keeps the rows that it gave, says why there are no more, and tells no total.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_portal_gave_before_it_failed_stays() {
    let records = json("udata/v1-list-2.json");
    let rows = records["data"].as_array().unwrap().len();
    let empty = object!({"data": [], "total": 0, "next_page": null});
    let portals = Portals::new().udata("whole", &empty).await.udata("broken", &records).await;
    let broken = &portals.servers[1];
    broken.on("/api/1/datasets/", move |request| match request.query.iter().find(|(key, _)| key == "page") {
        Some((_, page)) if page != "1" => Answer::status(403),
        _ => Answer::json(&records),
    });
    for form in ["--json", "--jsonl", "--tsv"] {
        let ran = portals.run(&["search", "e", "--limit", "50", form]);
        assert_eq!(ran.out.matches("broken/").count(), rows, "{form}: {ran:?}");
        assert!(ran.code != 0 && ran.code != 9, "{form}: {ran:?}");
        if form == "--json" {
            let found: Value = serde_json::from_str(&ran.out).unwrap();
            assert_eq!(found["total"], Value::Null);
            let told = format!("broken answered no more after {rows} rows: ");
            assert!(found["warnings"].to_string().contains(&told), "{ran:?}");
        }
    }
}

/// Recorded answers of a udata and of a CKAN server that were filled with the same titles, and tell nothing of each other.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_title_alone_is_not_the_same_dataset() {
    let portals = Portals::new().udata("u", &json("udata/v1-list-2.json")).await;
    let portals = portals.ckan("c", &json("ckan/search.json")).await;
    let (rows, _) = portals.found("e");
    assert_eq!(rows.iter().filter(|(title, ..)| title == SPORT).count(), 2, "{rows:?}");
    assert!(rows.iter().all(|(.., also)| also.is_empty()), "{rows:?}");
}

/// As data.gouv.fr harvests a CKAN portal: by its id, and the address of its page.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_harvested_is_what_it_was_harvested_from() {
    let ckan = json("ckan/search.json");
    let mut harvested = json("udata/v1-list-2.json");
    let records = harvested["data"].as_array_mut().unwrap();
    let (id, name) = (ckan["result"]["results"][0]["id"].clone(), ckan["result"]["results"][1]["name"].clone());
    let portals = Portals::new().ckan("ville", &ckan).await;
    let page = portals.servers[0].url.join(&format!("/dataset/{}", name.as_str().unwrap())).unwrap();
    records[0]["harvest"] = object!({"domain": "ville.example", "remote_id": id});
    records[1]["harvest"] = object!({"domain": "ville.example", "remote_id": "x", "remote_url": page.as_str()});
    records[2]["harvest"] =
        object!({"domain": "ville.example", "remote_id": "jeu-0051", "remote_url": "https://ville.example/"});
    let portals = portals.udata("france", &harvested).await;
    let (rows, _) = portals.found("e");
    let also = |title: &str, portal: &str| {
        rows.iter().find(|row| row.0 == title && row.1 == portal).map(|(.., also)| also.len())
    };
    assert_eq!((also(SPORT, "ville"), also(SPORT, "france")), (Some(1), None), "{rows:?}");
    assert_eq!((also(CHARGE, "ville"), also(CHARGE, "france")), (Some(1), None), "{rows:?}");
    // A site is no dataset, and a name at one place is none at another.
    assert_eq!((also(AIR, "ville"), also(AIR, "france")), (Some(0), Some(0)), "{rows:?}");
}

/// RUDI's own interface and the feed it publishes name a dataset by the same UUID.
#[tokio::test(flavor = "multi_thread")]
async fn an_identifier_joins_whatever_the_titles_are() {
    let mut feed = json("dcat/rudi.jsonld");
    let record = json("rudi/dataset.open.json");
    let text = feed.to_string().replace("6c3b795c-0b60-4bf8-911c-c6f0625b7123", record["global_id"].as_str().unwrap());
    feed = serde_json::from_str(&text).unwrap();
    let page = object!({"total": 1, "items": [record]});
    let portals = Portals::new().with("rudi", "rudi", "", "/konsult/v1/datasets/metadatas", &page).await;
    let (rows, _) = portals.feed("flux", &feed).await.found("comptages");
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((rows[0].1.as_str(), rows[0].2.as_slice()), ("rudi", &["flux".to_owned()][..]));
}

/// A portal of another kind is known by the page that it was harvested from, in either of its two addresses.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_names_its_dataset_whoever_tells_it() {
    let record = json("opendatasoft/dataset.json");
    let page = object!({"total_count": 1, "results": [record]});
    let path = "/api/explore/v2.1/catalog/datasets";
    for view in ["", "information/"] {
        let portals = Portals::new().with("ville", "opendatasoft", "", path, &page).await;
        let own = portals.servers[0].url.join(&format!("/explore/dataset/arbres-d-ornement/{view}")).unwrap();
        let mut harvested = json("udata/v1-list-2.json");
        harvested["data"][0]["harvest"] = object!({"remote_id": "arbres-d-ornement", "remote_url": own.as_str()});
        let (rows, total) = portals.udata("france", &harvested).await.found("e");
        // The portal that it was harvested by states checksums, which exports have none of.
        let shown: Vec<_> = rows.iter().filter(|(.., also)| also == &["ville"]).collect();
        assert!(shown.len() == 1 && shown[0].1 == "france", "{rows:?}");
        assert_eq!((rows.len(), total), (3, object!(57)), "one of the 58 is there twice");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_beside_the_rows_contradicts_neither_them_nor_itself() {
    let portals = Portals::new().udata("api", &json("udata/v1-list-2.json")).await;
    let table: [(&[&str], i32, &str, &str); 3] = [
        (&["search", "e", "--limit", "0"], 0, "0 of 57 shown", "nothing there"),
        (
            &["search", "e", "--portal", "nope"],
            2,
            "guichet: nope: no portal of that name is configured",
            "did not answer",
        ),
        (&["list", "api", "--limit", "0"], 0, "0 of 2 shown", "nothing there"),
    ];
    for (args, code, said, unsaid) in table {
        let ran = portals.run(args);
        assert_eq!(ran.code, code, "{args:?} {ran:?}");
        assert!(ran.err.contains(said) && !ran.err.contains(unsaid), "{args:?} {}", ran.err);
    }
}

/// As catalogues write the UUID of one dataset.
#[tokio::test(flavor = "multi_thread")]
async fn a_uuid_is_the_same_behind_whatever_prefix() {
    let uuid = "58fa0f8a-0b60-4bf8-911c-c6f0625b7123";
    for (extra, remote) in [
        (format!("fr-120066022-jdd-{uuid}"), format!("fr-120066022-jdd-{uuid}")),
        (format!("urn:isogeo:metadata:uuid:{uuid}"), uuid.replace('-', "")),
    ] {
        let (mut ckan, mut udata) = (json("ckan/search.json"), json("udata/v1-list-2.json"));
        ckan["result"]["results"][0]["extras"] = object!([{"key": "guid", "value": extra}]);
        udata["data"][0]["harvest"] = object!({"domain": "geo.example", "remote_id": remote});
        let portals = Portals::new().ckan("c", &ckan).await.udata("u", &udata).await;
        let (rows, _) = portals.found("e");
        assert_eq!(rows.iter().filter(|(.., also)| also.len() == 1).count(), 1, "{rows:?}");
    }
}
