//! `scripts/engineer.sh`, as a data engineer writes it, against the demo and the real servers: its report, and what is left.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::common::demo::Demo;
use crate::common::home::Home;
use crate::open_portals::peer;

/// Two nights of it in one home, of whose shell `guichet` is the program: the reports.
fn two_nights(home: &Home, args: [&str; 4]) -> [Value; 2] {
    let folder = Path::new(env!("CARGO_BIN_EXE_guichet")).parent().unwrap().display();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    [1, 2].map(|night| {
        let mut script = Command::new("bash");
        script.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/scripts/engineer.sh")).args(args);
        script.env("PATH", &path).envs(home.env.iter().map(|(name, value)| (name, value)));
        let ran = script.current_dir(home.path("")).stdin(Stdio::null()).output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success() && err.is_empty(), "{args:?}, night {night}: {out}{err}");
        serde_json::from_str(&out).unwrap()
    })
}

/// An open portal, of which six datasets are found; one of them has no CSV.
fn check_open_portal(kind: &str, url: &str) {
    let [first, second] = two_nights(&Home::new(), [url, "open", "arbres", "csv"]);
    let expected = |came: Value| {
        json!({"portal": kind, "listed": 57, "found": 6, "code": 4, "first": came, "again": {"failed": 2, "unchanged": 3},
            "mended": ["downloaded"], "verdicts": {"unverifiable": 1, "verified": 2}, "states": {"intact": 3}})
    };
    assert_eq!(first, expected(json!({"downloaded": 3, "failed": 2})));
    assert_eq!(second, expected(json!({"failed": 2, "unchanged": 3})));
}

#[test]
fn a_script_works_with_a_real_udata() {
    check_open_portal("udata", &peer("GUICHET_UDATA"));
}

#[test]
fn a_script_works_with_a_real_ckan() {
    check_open_portal("ckan", &peer("GUICHET_CKAN"));
}

/// Where one signs in, with what the portal's variables hold.
#[test]
fn a_script_works_with_the_demo() {
    let demo = Demo::start();
    let variable = |name: &str| demo.env.iter().find(|(own, _)| own == name).unwrap().1.clone();
    let config: toml::Table = std::fs::read_to_string(variable("GUICHET_CONFIG")).unwrap().parse().unwrap();
    let url = config["portals"]["rudi"]["url"].as_str().unwrap();
    let home = Home::new()
        .set("GUICHET_SECRETS", "memory")
        .set("GUICHET_COMMUNE_LOGIN", &variable("GUICHET_RUDI_LOGIN"))
        .set("GUICHET_COMMUNE_PASSWORD", &variable("GUICHET_RUDI_PASSWORD"));
    let [first, second] = two_nights(&home, [url, "commune", "eau", "csv"]);
    let expected = |came: Value| {
        json!({"portal": "rudi", "listed": 60, "found": 6, "code": 4, "first": came, "again": {"failed": 1, "unchanged": 4},
            "mended": ["downloaded"], "verdicts": {"verified": 4}, "states": {"intact": 4}})
    };
    assert_eq!(first, expected(json!({"downloaded": 4, "failed": 1})));
    assert_eq!(second, expected(json!({"failed": 1, "unchanged": 4})));
    let left = home.files().into_iter().filter_map(|path| std::fs::read_to_string(path).ok());
    assert!(left.into_iter().all(|text| !text.contains("galette-saucisse")), "the secret stays in its variable");
}
