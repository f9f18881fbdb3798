//! The real program against an Isogeo platform: what only the whole of it can show.

use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

const SECRET: &str = "un-secret-qui-ne-se-montre-pas";

/// Runs the program in a home where the portal `p` is at `url`.
async fn run(home: &TempDir, url: &str, args: &[&str], variables: &[(&str, &str)]) -> Output {
    let config = home.path().join("config.toml");
    std::fs::write(&config, format!("[portals.p]\nkind = \"isogeo\"\nurl = \"{url}\"\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
    command.args(args).current_dir(home).env("HOME", home.path()).env("GUICHET_CONFIG", &config);
    command.env("GUICHET_LANG", "en");
    command.env("GUICHET_P_CLIENT_ID", "appli").env("GUICHET_P_CLIENT_SECRET", SECRET);
    command.envs(variables.iter().copied());
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// Paths and contacts are internal and personal: shown to the person, never logged.
#[tokio::test]
async fn logs_tell_no_paths_no_contacts_and_no_secrets_section_7_trap_21() {
    let server = server().await;
    server.answers(SHARES, [Answer::raw("application/json", fixture("isogeo/shares.json"))]);
    server.answers(SEARCH, [Answer::status(503), Answer::raw("application/json", fixture("isogeo/search.json"))]);
    server.answers(&detail_path(RECORD), [Answer::raw("application/json", fixture("isogeo/resource.json"))]);
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join("log.txt");
    let log_file = log.to_str().unwrap();
    let record = format!("p/{RECORD}");
    for args in [&["list", "p"][..], &["list", "p/all"], &["show", &record], &["get", &record]] {
        let args: Vec<&str> = ["-vvv", "--log-file", log_file].iter().chain(args).copied().collect();
        let output = run(&home, server.url.as_str(), &args, &[]).await;
        assert!(!text(&output).contains(SECRET));
        if args.contains(&"show") {
            assert!(text(&output).contains("sig_valdormoy") && text(&output).contains("sig@valdormoy.example"));
        }
    }
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("retrying") && log.contains("refused"), "it does log: {log}");
    for hidden in ["sig_valdormoy", "sig@valdormoy", SECRET, "Bearer", "Basic", "PasUnVraiJeton"] {
        assert!(!log.contains(hidden), "{hidden}: {log}");
    }
}

/// The proxies of the environment, with a password.
#[tokio::test]
async fn the_environment_s_proxy_is_the_way_out_section_7_trap_15() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://ada:mot%20de%20passe@{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        let length = socket.read(&mut request).await.unwrap();
        socket.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        String::from_utf8(request[..length].to_vec()).unwrap()
    });
    let home = tempfile::tempdir().unwrap();
    let variables = [("HTTPS_PROXY", proxy.as_str()), ("NO_PROXY", ""), ("no_proxy", "")];
    let output = run(&home, "https://v1.geo.example", &["list", "p"], &variables).await;
    assert_eq!(output.status.code(), Some(5), "{}", text(&output));
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("CONNECT id.geo.example:443"), "the token service first: {asked}");
    let pair = STANDARD.encode("ada:mot de passe");
    assert!(asked.to_lowercase().contains(&format!("proxy-authorization: basic {pair}").to_lowercase()), "{asked}");
    assert!(!asked.contains(SECRET) && !text(&output).contains("mot%20de%20passe"), "{}", text(&output));
}
