//! Who was asked about, and what was answered, is found nowhere but in the file that was wanted
//! (docs/portals/api-particulier.md 8).

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::*;
use crate::common::home::Home;

/// What was asked and answered, of which no trace may stay.
const TOLD: [&str; 5] = ["ZORGLUBERT", "ADELAIDE", "QUISPELON", "1990-02-03", "prenoms"];

fn lines() -> String {
    WHO.map(|(key, value)| format!("{key}={value}\n")).concat()
}

fn home(server: &Server) -> Home {
    let home = Home::new().set("GUICHET_P_TOKEN", &token());
    home.write_config(&format!("[portals.p]\nkind = \"api-particulier\"\nurl = \"{}\"\n", server.url));
    home
}

/// Every file below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn leaves_nothing(home: &Home, of: &str) {
    for file in home.files() {
        let bytes = fs::read(&file).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        for told in TOLD {
            assert!(
                !text.contains(told) && !file.to_string_lossy().contains(told),
                "{of}: {told} in {}",
                file.display()
            );
        }
    }
}

fn silent(of: &str, text: &str) {
    assert!(TOLD[..2].iter().all(|told| !text.contains(told)), "{of}: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_leaves_no_trace_but_in_the_file_section_8() {
    let (server, _) = signed_in().await;
    server.answers(
        FAMILY_PATH,
        [Answer::raw("application/vnd.api+json", fixture("api-particulier/quotient_familial_200_masked.json"))],
    );
    let home = home(&server);
    let results = tempfile::tempdir().unwrap();
    let (out, log) = (results.path().display().to_string(), home.path("the.log").display().to_string());
    let address = format!("p/{FAMILY}/json");
    let get = ["get", &address, "-o", &out, "--param", "@-", "-vv", "--log-file", &log];
    let asked = home.run(&get, &lines());
    assert_eq!(asked.code, 2, "personal data are asked about first: {asked:?}");
    let yes = [&get[..], &["--yes"]].concat();
    for _ in 0..2 {
        let got = home.run(&yes, &lines());
        assert_eq!(got.code, 0, "{got:?}");
        silent("get", &format!("{}{}", got.out, got.err));
    }
    let preview = home.run(&["preview", &address, "--param", "@-", "-vv", "--log-file", &log], &lines());
    assert_eq!(preview.code, 0, "{preview:?}");
    assert!(preview.out.contains("QUISPELON"), "it is for the person who asks: {preview:?}");
    silent("preview", &preview.err);
    let told = format!("{}{}", preview.out, preview.err);
    assert!(told.contains("left out for your token") && told.contains("allocataires"), "{told}");
    assert!(server.asked(FAMILY_PATH).len() >= 3, "no answer is taken for one about somebody else");
    let written = files(results.path());
    assert_eq!(written.iter().filter(|it| it.extension().is_some_and(|it| it == "json")).count(), 4, "{written:?}");
    for file in &written {
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
        let text = fs::read_to_string(file).unwrap();
        assert!(!text.contains("ZORGLUBERT") && !text.contains("ADELAIDE"), "{}: {text}", file.display());
        assert_eq!(
            text.contains("QUISPELON"),
            !file.to_string_lossy().ends_with(".receipt.json"),
            "{}",
            file.display()
        );
    }
    leaves_nothing(&home, "get and preview");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_leaves_no_trace_either_section_8() {
    let (server, _) = signed_in().await;
    let refusal = Answer::raw("application/json", fixture("api-particulier/error_404_35003.json")).with_status(404);
    let home = home(&server);
    let (address, log) = (format!("p/{FAMILY}/json"), home.path("the.log").display().to_string());
    let results = tempfile::tempdir().unwrap();
    let out = results.path().display().to_string();
    for answer in [refusal, Answer::status(503), Answer::raw("application/json", "{\"data\": {")] {
        server.answers(FAMILY_PATH, [answer]);
        let get =
            ["get", &address, "-o", &out, "--param", "@-", "--yes", "--max-wait", "1s", "-vv", "--log-file", &log];
        let got = home.run(&get, &lines());
        silent("get", &format!("{}{}", got.out, got.err));
    }
    leaves_nothing(&home, "failures");
    assert!(!home.run(&["queue"], "").out.contains(FAMILY), "nothing of it waits for another run");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_not_taken_from_where_others_see_them_section_8() {
    let (server, _) = signed_in().await;
    let (home, address) = (home(&server), format!("p/{FAMILY}/json"));
    let folder = home.path("data").display().to_string();
    let table: [&[&str]; 4] = [
        &["get", &address, "--yes", "--param", "nomNaissance=ZORGLUBERT"],
        &["preview", &address, "--param", "nomNaissance=ZORGLUBERT"],
        &["get", &address, "--curl", "--param", "@-"],
        &["add", &address, "--dir", &folder, "--param", "@-"],
    ];
    for args in table {
        let ran = home.run(args, &lines());
        assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
        silent("refused", &format!("{}{}", ran.out, ran.err));
    }
    leaves_nothing(&home, "what is refused");
    assert!(server.asked(FAMILY_PATH).is_empty());
}
