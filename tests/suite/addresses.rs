//! What a person has in hand opens, and what names addresses and files goes in by standard input; the real program against
//! a small udata portal.

use std::fs;

use serde_json::{Value, json};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

const ID: &str = "5de8f397634f4164071119c5";
const MAP: &str = "5de8f397634f4164071119c6";
const CSV: &str = "00000001-0000-4000-8000-000000000000";
const OLD: &str = "00000002-0000-4000-8000-000000000000";
const WFS: &str = "00000004-0000-4000-8000-000000000000";
const JSON: &str = "00000003-0000-4000-8000-000000000000";

/// A portal with one dataset of three files, and one of a service.
async fn portal() -> Server {
    let server = Server::start().await;
    let at = |path: &str| server.url.join(path).unwrap().to_string();
    let file = |id: &str, name: &str, format: &str| json!({"id": id, "title": name, "url": at(&format!("f/{name}")), "format": format, "type": "main"});
    let resources = [file(CSV, "eau.csv", "csv"), file(OLD, "old-eau.csv", "csv"), file(JSON, "eau.json", "json")];
    let dataset = json!({"id": ID, "slug": "eau", "title": "Eau", "page": at("fr/datasets/eau/"),
        "resources": resources, "tags": []});
    let service = json!({"id": WFS, "title": "Eau (WFS)", "url": at("geo/wfs?service=WFS&version=2.0.0"), "format": "wfs",
        "type": "api"});
    let map = json!({"id": MAP, "slug": "carte", "title": "Carte", "resources": [service], "tags": []});
    let answer = |path: &str, value: Value| _ = server.answers(path, [Answer::json(&value)]);
    answer("/api/1/site/", json!({"id": "x", "title": "Mini", "version": "1", "metrics": {}}));
    answer("/api/1/datasets/", json!({"data": [dataset], "total": 1, "next_page": null}));
    answer("/api/1/datasets/eau/", dataset.clone());
    answer(&format!("/api/1/datasets/{ID}/"), dataset.clone());
    answer(&format!("/api/1/datasets/{MAP}/"), map);
    answer("/api/1/datasets/licenses/", json!([]));
    answer("/api/1/datasets/frequencies/", json!([]));
    answer(&format!("/api/2/datasets/resources/{JSON}/"), json!({"dataset_id": ID, "resource": {}}));
    for (name, body) in [("eau.csv", "a;b\n1;2\n"), ("old-eau.csv", "a;b\n0;0\n"), ("eau.json", "[1]")] {
        server.on(&format!("/f/{name}"), move |request| match request.header("if-none-match") {
            Some("\"v1\"") => Answer::status(304).header("etag", "\"v1\""),
            _ => Answer::raw("text/csv", body).header("etag", "\"v1\""),
        });
    }
    server
}

fn home(server: &Server) -> Home {
    let home = Home::new();
    home.write_config(&format!("[portals.mini]\nkind = \"udata\"\nurl = \"{}\"\n", server.url));
    home
}

fn names(home: &Home, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(home.path(folder)).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with(".receipt.json")).collect();
    names.sort();
    names
}

/// Runs beside the server, which lives in this thread's runtime.
async fn run(home: Home, args: Vec<String>, stdin: &'static str) -> (Home, Ran) {
    let work = move || {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let ran = home.run(&args, stdin);
        (home, ran)
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_person_has_in_hand_opens_in_every_command() {
    let server = portal().await;
    let url = server.url.as_str().trim_end_matches('/').to_owned();
    let host = url.trim_start_matches("http://").to_owned();
    let mut home = home(&server);
    let dataset = format!("mini/{ID}");
    let csv = format!("mini/{ID}/{CSV}");
    let table = [
        (format!("{url}/datasets/eau/"), "Eau"),
        (format!("{url}/fr/datasets/eau"), "Eau"),
        (format!("<{url}/datasets/eau?utm_source=x>"), "Eau"),
        (format!("{host}/datasets/eau/#/discussions"), "Eau"),
        (format!("\"{}\"", url.replace("http", "HTTP")), "-"),
        (format!("{url}/api/2/datasets/{ID}/"), "Eau"),
        (format!("{url}/datasets/eau/#/resources/{CSV}"), "eau.csv"),
        (format!("{url}/datasets/eau/?resource_id={CSV}"), "eau.csv"),
        (format!("{url}/fr/datasets/r/{JSON}"), "eau.json"),
        (format!("{url}/f/eau.csv"), "eau.csv"),
        (format!("{url}/f/eau.csv?"), "eau.csv"),
        (format!("{url}/api/2/datasets/eau/resources/?page=1"), "Eau"),
        (format!("{url}/datasets/{MAP}"), "Carte"),
        (format!("{url}/geo/wfs?service=WFS&version=2.0.0"), "Eau (WFS)"),
        (format!("{url}/geo/wfs"), "Eau (WFS)"),
    ];
    for (given, title) in table {
        let ran;
        (home, ran) = run(home, vec!["show".into(), given.clone(), "--json".into()], "").await;
        if title == "-" {
            assert_eq!(ran.code, 2, "{given}: a portal is no dataset: {ran:?}");
            continue;
        }
        assert_eq!(ran.code, 0, "{given}: {ran:?}");
        let shown: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(shown["title"], title, "{given}");
    }
    for (line, expected) in [
        (format!("list {url}"), "mini/all"),
        (format!("list {url}/datasets/"), dataset.as_str()),
        (format!("list {url}/datasets/eau/"), csv.as_str()),
        (format!("preview {url}/f/eau.csv"), "integer"),
        (format!("access {url}/datasets/eau/"), "open"),
        (format!("get {url}/datasets/eau/ -o data --format json"), "eau.json"),
        (format!("cat {url}/f/eau.json"), "[1]"),
    ] {
        let ran;
        (home, ran) = run(home, words(&line), "").await;
        assert!(ran.code == 0 && ran.out.contains(expected), "{line}: {ran:?}");
    }
    for (line, code, said) in [
        (format!("show {url}/about"), 4, "list mini"),
        ("show http://nowhere.example:81/x".to_owned(), 2, "nowhere.example:81"),
        ("get https://nowhere.example/x?a=1&b=2 --yes --offline".to_owned(), 5, "offline"),
        ("show ftp://nowhere.example/x".to_owned(), 2, "ftp://nowhere.example/x"),
    ] {
        let ran;
        (home, ran) = run(home, words(&line), "").await;
        assert!(ran.code == code && ran.err.contains(said), "{line}: {ran:?}");
    }
    let (_, ran) = run(home, words("preview http://nowhere.example/x"), "").await;
    assert!(ran.err.contains("`guichet setup http://nowhere.example/x` adds it"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn standard_input_names_what_is_got_shown_and_verified() {
    let server = portal().await;
    let home = home(&server);
    let (home, ran) =
        run(home, words("get - -o data"), "\u{feff}mini/eau/00000001-0000-4000-8000-000000000000\r\n\r\n# no\r\n")
            .await;
    assert_eq!((ran.code, names(&home, "data")), (0, vec!["eau.csv".into()]), "{ran:?}");
    let lines = "{\"address\": \"mini/eau\", \"title\": \"Eau\"}\nmini/nope\n";
    let (home, ran) = run(home, words("get - -o more --format json,xml --json"), lines).await;
    assert_eq!((ran.code, names(&home, "more")), (4, vec!["eau.json".into()]), "the worst decides: {ran:?}");
    let (home, ran) = run(home, words("show -"), "mini/eau\nmini/eau/00000003-0000-4000-8000-000000000000\n").await;
    assert!(ran.code == 0 && ran.out.contains("Eau") && ran.out.contains("eau.json"), "{ran:?}");
    let (home, ran) =
        run(home, words("verify -"), "data/eau.csv\n{\"path\": \"more/eau.json\"}\n{\"path\": null}\n").await;
    assert_eq!((ran.code, ran.out.lines().count()), (0, 2), "{ran:?}");
    for (stdin, code, said) in [("", 4, "names nothing"), ("# x\n", 4, "names nothing"), ("{\"a\": 1}\n", 2, "line 1")]
    {
        let (_, ran) = run(self::home(&server), words("get -"), stdin).await;
        assert!(ran.code == code && ran.err.contains(said), "{stdin:?}: {ran:?}");
    }
    drop(home);
}

#[tokio::test(flavor = "multi_thread")]
async fn media_are_chosen_by_name_and_what_is_left_out_is_told() {
    let server = portal().await;
    let mut home = home(&server);
    for (number, (args, left, out)) in [
        ("--include *.csv --exclude old*", &["eau.csv"][..], Some("old-eau.csv, eau.json")),
        ("--exclude *.CSV", &["eau.json"], Some("eau.csv, old-eau.csv")),
        ("--include {old-*,*.json}", &["eau.json", "old-eau.csv"], Some("eau.csv")),
        ("--format csv,json", &["eau.csv", "eau.json", "old-eau.csv"], None),
        ("--format .json --format csv --exclude old*", &["eau.csv", "eau.json"], Some("old-eau.csv")),
    ]
    .into_iter()
    .enumerate()
    {
        let ran;
        (home, ran) = run(home, words(&format!("get mini/eau -o d{number} {args}")), "").await;
        assert_eq!(
            (ran.code, names(&home, &format!("d{number}"))),
            (0, left.iter().map(|it| (*it).into()).collect()),
            "{args}: {ran:?}"
        );
        assert!(out.is_none_or(|out| ran.err.contains(&format!("left out as not chosen: {out}\n"))), "{args}: {ran:?}");
    }
    for args in ["--include *.xml", "--exclude *", "--format xml"] {
        let ran;
        (home, ran) = run(home, words(&format!("get mini/eau {args}")), "").await;
        assert!(ran.code == 4 && ran.err.contains("eau.csv, old-eau.csv, eau.json"), "{args}: {ran:?}");
    }
}

/// From nothing to a file in one command.
#[tokio::test(flavor = "multi_thread")]
async fn the_portal_of_a_page_is_added_on_the_way() {
    let server = portal().await;
    let page = format!("{}datasets/eau/", server.url);
    let get = |more: &str| words(&format!("get {page} -o data --include eau.csv{more}"));
    let (home, ran) = run(Home::new(), get(""), "").await;
    assert!(ran.code == 2 && ran.err.contains(&format!("`guichet setup {page}` adds it")), "{ran:?}");
    assert!(!home.config().exists() && server.requests().is_empty(), "nobody was asked anything");
    let (home, ran) = run(home, get(" --yes"), "").await;
    assert_eq!((ran.code, names(&home, "data")), (0, vec!["eau.csv".into()]), "{ran:?}");
    let written = fs::read_to_string(home.config()).unwrap();
    assert!(written.contains("udata") && written.contains(server.url.as_str()), "{written}");
    let (_, ran) = run(home, get(" --json"), "").await;
    assert!(ran.code == 0 && ran.out.contains("\"unchanged\""), "{ran:?}");
    // A configuration that is named is made, as `setup` makes it; where none is to be added it must be there.
    let named = Home::new().set("GUICHET_CONFIG", "portals.toml");
    let (named, ran) = run(named, words("get mini/eau"), "").await;
    assert!(ran.code == 2 && ran.err.contains("portals.toml"), "{ran:?}");
    let (named, ran) = run(named, get(" --yes"), "").await;
    assert!(ran.code == 0 && named.path("portals.toml").exists() && !named.config().exists(), "{ran:?}");
    // One that is known by heart is asked for nothing before it is used.
    let list = Home::new();
    fs::write(list.path("known.toml"), format!("[portals.bekannt]\nkind = \"udata\"\nurl = \"{}\"\n", server.url))
        .unwrap();
    let known = list.path("known.toml").display().to_string();
    let before = server.asked("/api/1/site/").len();
    let (home, ran) = run(list.set("GUICHET_KNOWN_PORTALS", &known), get(" --yes --json"), "").await;
    assert!(ran.code == 0 && ran.out.contains("bekannt/"), "{ran:?}");
    assert_eq!(server.asked("/api/1/site/").len(), before);
    assert!(fs::read_to_string(home.config()).unwrap().contains("[portals.bekannt]"));
}

/// An identifier whose portal nobody knows is not followed: its resolver is no portal.
#[tokio::test(flavor = "multi_thread")]
async fn an_identifier_is_told_of_and_its_resolver_not_asked() {
    let server = portal().await;
    let mut home = home(&server);
    for identifier in ["https://doi.org/10.99999/x", "doi:10.99999/x", "10.99999/x", "https://hdl.handle.net/20.9/x"] {
        for command in ["get --yes -o data", "show"] {
            let ran;
            (home, ran) = run(home, words(&format!("{command} {identifier}")), "").await;
            assert!(ran.code == 4 && ran.err.contains("identifier") && ran.err.contains("web browser"), "{ran:?}");
        }
    }
    assert_eq!(server.requests().len(), 0, "udata has none");
    // One of a well-known portal is that portal's, which is not there yet.
    let (_, ran) = run(home, words("show doi:10.5281/zenodo.1"), "").await;
    assert!(ran.code == 2 && ran.err.contains("guichet setup https://doi.org/10.5281/zenodo.1"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_comes_again_where_nothing_is_new() {
    let server = portal().await;
    let get = || words("get mini/eau --include eau.csv -o data --json");
    let (home, _) = run(home(&server), get(), "").await;
    let (home, ran) = run(home, get(), "").await;
    assert!(ran.code == 0 && ran.out.contains("\"outcome\":\"unchanged\""), "{ran:?}");
    let asked = server.asked("/f/eau.csv");
    assert_eq!(asked.iter().map(|it| it.header("if-none-match")).collect::<Vec<_>>(), [None, Some("\"v1\"")]);
    for (how, broken) in [("update", "a;b"), ("skip", "")] {
        fs::write(home.path("data/eau.csv"), broken).unwrap();
        let home = &home;
        let args = ["get", "mini/eau", "--include", "eau.csv", "-o", "data", "--if-exists", how];
        let ran = tokio::task::block_in_place(|| home.run(&args, ""));
        assert!(ran.code == 0 && ran.err.contains("kept as data/eau.csv.changed"), "{how}: {ran:?}");
        assert_eq!(fs::read_to_string(home.path("data/eau.csv")).unwrap(), "a;b\n1;2\n", "{how}");
    }
    assert_eq!(names(&home, "data"), ["eau.csv", "eau.csv.changed", "eau.csv.changed-2"]);
}
