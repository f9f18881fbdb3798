//! Every text that a portal sends is poisoned on the way: escape sequences, control characters, directions, lengths. What
//! reaches the person's terminal, or a script, is clean all the same.
#![cfg(unix)]

use std::fs;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use guichet::config::Config;
use guichet::demo::Demo;
use serde_json::Value;

use crate::common::home::{Home, Ran};
use crate::common::term::Term;

/// The title of a window, a cleared screen, a clipboard, a bell, a hidden line, C1, directions, invisible characters.
const POISON: &str = "\u{1b}]0;pwned\u{7}\u{1b}[2J\u{1b}]52;c;cHduZWQ=\u{7}\r\n\u{8}\u{9b}31m\u{90}q\u{202e}\u{2066}\u{200f}\u{feff}\u{ad}\u{3164}\u{e0041}\u{0}\u{7f}";

/// Texts that decide which way a program goes rather than being shown: poisoned, they would only lead to an error.
const LEFT: [&str; 6] = ["id", "uuid", "key", "global_id", "type", "token"];

/// A portal's answers with every text in them poisoned.
struct Proxy {
    to: String,
    client: reqwest::Client,
    long: bool,
}

async fn pass(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let url = format!("{}{}", proxy.to, request.uri().path_and_query().unwrap());
    let (parts, body) = request.into_parts();
    let mut headers: HeaderMap = parts.headers;
    headers.remove("host");
    headers.remove("accept-encoding");
    let body = to_bytes(body, 1 << 24).await.unwrap();
    let answer = proxy.client.request(parts.method, url).headers(headers).body(body).send().await.unwrap();
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        if !matches!(name.as_str(), "content-length" | "transfer-encoding") {
            response = response.header(name, value);
        }
    }
    let bytes = answer.bytes().await.unwrap();
    let bytes = match serde_json::from_slice::<Value>(&bytes) {
        Ok(mut value) => {
            poison(&mut value, "", &mut proxy.long.clone());
            serde_json::to_vec(&value).unwrap()
        }
        Err(_) => bytes.to_vec(),
    };
    response.body(Body::from(bytes)).unwrap()
}

/// `long`: the first title is ten megabytes.
fn poison(value: &mut Value, key: &str, long: &mut bool) {
    match value {
        Value::String(text) if keeps_its_meaning(key, text) => {}
        Value::String(text) => {
            text.push_str(POISON);
            if key.contains("itle") && std::mem::take(long) {
                text.push_str(&"é\u{301}".repeat(2_500_000));
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| poison(value, key, long)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| poison(value, key, long)),
        _ => {}
    }
}

/// Dates, addresses, codes: one word without which nothing would be shown at all.
fn keeps_its_meaning(key: &str, text: &str) -> bool {
    let is_name = LEFT.iter().any(|name| key.eq_ignore_ascii_case(name) || key.ends_with("_id") || key.ends_with("Id"));
    is_name || text.starts_with("http") || text.starts_with('/') || text.starts_with(|c: char| c.is_ascii_digit())
}

/// A home whose portals are the demo's, behind the proxy.
async fn home_behind_proxy(long: bool) -> (Demo, Home) {
    let demo = Demo::start(0).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (near, far) = (listener.local_addr().unwrap(), demo.address());
    let client = guichet::net::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let proxy = Arc::new(Proxy { to: format!("http://{far}"), client, long });
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(pass).with_state(proxy)).await });
    let mut home = Home::new();
    for (name, credentials) in Demo::credentials() {
        use guichet::access::secrets::Credentials;
        let name = name.to_uppercase().replace('-', "_");
        let mut set = |part: &str, value: &str| home.env.push((format!("GUICHET_{name}_{part}"), value.to_owned()));
        match credentials {
            Credentials::Token(token) => set("TOKEN", token.expose()),
            Credentials::Client { id, secret } => {
                set("CLIENT_ID", &id);
                set("CLIENT_SECRET", secret.expose());
            }
            _ => {}
        }
    }
    let blocks = Config::file_for(&demo.portals()).replace(&far.to_string(), &near.to_string());
    home.write_config(&blocks);
    (demo, home)
}

fn is_clean(text: &str) {
    let direction =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let unseen = |c: char| matches!(c, '\u{ad}' | '\u{3164}' | '\u{e0000}'..='\u{e0fff}');
    let odd: Vec<char> = text.chars().filter(|c| c.is_control() && *c != '\n' || direction(*c) || unseen(*c)).collect();
    assert!(odd.is_empty(), "{odd:?} in:\n{}", text.escape_debug());
}

async fn run(home: &Arc<Home>, args: &[&str]) -> Ran {
    let (home, args) = (home.clone(), args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>());
    let ran = tokio::task::spawn_blocking(move || home.run(&args.iter().map(String::as_str).collect::<Vec<_>>(), ""));
    let ran = ran.await.unwrap();
    is_clean(&ran.out);
    is_clean(&ran.err);
    ran
}

/// Folders, datasets and details of every portal, as far as the commands lead.
async fn walk(home: &Arc<Home>) -> usize {
    let mut shown = 0;
    for portal in ["rudi", "dastra", "isogeo", "api-entreprise"] {
        let mut places = vec![(portal.to_owned(), "folder".to_owned())];
        let mut visited = 0;
        while let Some((address, kind)) = places.pop().filter(|_| visited < 12) {
            visited += 1;
            let command = if kind == "folder" { "list" } else { "show" };
            run(home, &[command, &address]).await;
            let json = run(home, &["--json", command, &address]).await;
            let Ok(said) = serde_json::from_str::<Value>(json.out.trim()) else { continue };
            shown += 1;
            let items = said["items"].as_array().cloned().unwrap_or_default();
            for item in items.iter().take(3) {
                let (address, kind) = (item["address"].as_str(), item["type"].as_str());
                places.extend(address.zip(kind).map(|(address, kind)| (address.to_owned(), kind.to_owned())));
            }
        }
    }
    shown
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_print_nothing_that_a_terminal_would_obey() {
    let (_demo, home) = home_behind_proxy(false).await;
    let home = Arc::new(home);
    let shown = walk(&home).await;
    assert!(shown >= 12, "only {shown} places were shown at all");
    let found = run(&home, &["search", "eau"]).await;
    assert!(found.out.contains("eau"), "{}", found.out);
    run(&home, &["auth", "status"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_of_ten_megabytes_is_cut_and_nothing_else_is_lost() {
    let (_demo, home) = home_behind_proxy(true).await;
    let listed = run(&Arc::new(home), &["--json", "list", "rudi/all"]).await;
    let said: Value = serde_json::from_str(listed.out.trim()).unwrap_or_else(|error| panic!("{error}: {}", listed.err));
    let items = said["items"].as_array().unwrap();
    assert!(!items.is_empty());
    assert!(items.iter().all(|item| item["title"].as_str().unwrap().len() < 20_000), "titles are cut");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_s_screen_holds_nothing_of_it_either() {
    let (_demo, home) = home_behind_proxy(false).await;
    let shown = tokio::task::spawn_blocking(move || {
        let env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut term = Term::spawn(120, 40, &[], &env);
        term.shows("> rudi");
        term.keys("\r").shows("datasets");
        term.keys("\r").shows("> Agenda");
        term.keys("\r").until("its media", |screen| screen.contents().contains("fetch"));
        term.keys("\t").keys("G").keys("q");
        assert!(term.end().success());
        let sent = String::from_utf8_lossy(&term.sent()).into_owned();
        fs::remove_dir_all(home.path("cache")).ok();
        sent
    });
    let sent = shown.await.unwrap();
    for bad in ["\u{1b}]0;pwned", "\u{1b}]52;c;cHdu", "\u{9b}31m", "\u{202e}", "\u{7}", "\u{90}q"] {
        assert!(!sent.contains(bad), "{bad:?} was sent to the terminal");
    }
    assert!(sent.contains("pwned"), "what is left of it is shown as text: it was in the answers");
}
