//! What guichet writes for other programs, out of what a stranger sends: file names, titles, a copy for a spreadsheet,
//! hints to paste.

use std::fs;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

/// A feed of one dataset with two files, whose titles look the same.
async fn home() -> (Server, Arc<Home>) {
    let server = Server::start().await;
    let file = |path: &str, title: String| {
        json!({"@type": "dcat:Distribution", "title": title, "downloadURL": server.url.join(path).unwrap().as_str(),
               "mediaType": "text/csv", "format": "csv"})
    };
    let piled = format!("Arre\u{302}{}ts\u{ad}", "\u{302}".repeat(478));
    let feed = json!({"dataset": [{
        "@type": "dcat:Dataset", "identifier": "set", "title": "Su\u{ad}b\u{3164}v\u{fe0f}e\u{e0041}ntions",
        "description": "", "distribution": [
            file("a", format!("{piled}\u{200d}")), file("b", format!("\u{115f}{piled}")),
        ],
    }]});
    server.on("/data.json", move |_| Answer::json(&feed));
    for path in ["/a", "/b"] {
        let rows = format!("nom,valeur\n=cmd|' /C calc'!A0,-12\n@SUM(1),+1\n{path},3\n");
        server.on(path, move |_| Answer::raw("text/csv", rows.clone()));
    }
    let home = Home::new();
    home.write_config(&format!("[portals.feed]\nkind = \"dcat\"\nurl = \"{}data.json\"\n", server.url));
    (server, Arc::new(home))
}

async fn run(home: &Arc<Home>, args: &[&str]) -> Ran {
    let (home, args) = (home.clone(), args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>());
    let ran = tokio::task::spawn_blocking(move || home.run(&args.iter().map(String::as_str).collect::<Vec<_>>(), ""));
    ran.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_seen_is_in_no_title_and_no_name_and_no_cell_is_computed() {
    let (_server, home) = home().await;
    let found = run(&home, &["list", "feed/all", "--json"]).await;
    let found: Value = serde_json::from_str(&found.out).expect(&found.err);
    assert_eq!(found["items"][0]["title"], "Subventions");
    let address = found["items"][0]["address"].as_str().unwrap();
    let folder = home.path("got");
    let got = run(&home, &["get", address, "--excel-fr", "-o", folder.to_str().unwrap()]).await;
    assert_eq!(got.code, 0, "{got:?}");
    let mut names: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.ends_with(".json"));
    names.sort();
    let stem = format!("Arrê{}ts", "\u{302}".repeat(4));
    let wanted = [" (2).csv", " (2).excel.csv", ".csv", ".excel.csv"].map(|end| format!("{stem}{end}"));
    assert_eq!(names, wanted, "two files, and a copy of each");
    for (file, copy) in [(2, 3), (0, 1)].map(|(file, copy)| (folder.join(&names[file]), folder.join(&names[copy]))) {
        let (file, copy) = (fs::read_to_string(file).unwrap(), fs::read_to_string(copy).unwrap());
        assert!(file.starts_with("nom,valeur\n=cmd|' /C calc'!A0,-12\n"), "{file}");
        assert!(copy.starts_with("\u{feff}nom;valeur\r\n'=cmd|' /C calc'!A0;-12\r\n'@SUM(1);'+1\r\n"), "{copy}");
    }
    let told = "3 cells of it that Excel would have computed begin with an apostrophe";
    assert_eq!(got.err.matches(told).count(), 2, "{}", got.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_follows_its_file_and_stays_where_somebody_wrote_into_it() {
    let (server, home) = home().await;
    let found = run(&home, &["list", "feed/all", "--json"]).await;
    let found: Value = serde_json::from_str(&found.out).expect(&found.err);
    let address = found["items"][0]["address"].as_str().unwrap();
    let folder = home.path("got");
    let get = ["get", address, "--include", "Arr*", "--excel-fr", "-o", folder.to_str().unwrap()];
    let copies = || {
        let names = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| name.ends_with(".csv") && name.contains(".excel")).collect();
        names.sort();
        names
    };
    assert_eq!(run(&home, &get).await.code, 0);
    let first = copies();
    server.on("/a", |_| Answer::raw("text/csv", "nom,valeur\nautre,00123\n".to_owned()));
    server.on("/b", |_| Answer::raw("text/csv", "nom,valeur\nencore,2\n".to_owned()));
    let got = run(&home, &get).await;
    assert_eq!((got.code, copies()), (0, first.clone()), "{got:?}");
    assert!(got.err.contains("Excel will show 1 cell of it otherwise"), "{}", got.err);
    let texts = first.iter().map(|name| fs::read_to_string(folder.join(name)).unwrap()).collect::<String>();
    assert!(texts.contains("autre;00123") && texts.contains("encore;2"), "{texts}");
    fs::write(folder.join(&first[0]), "mine").unwrap();
    let got = run(&home, &get).await;
    assert_eq!((got.code, copies().len()), (0, 3), "{got:?}");
    assert_eq!(fs::read_to_string(folder.join(&first[0])).unwrap(), "mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_in_a_hint_is_quoted() {
    let (_server, home) = home().await;
    let shown = run(&home, &["show", "feed/all/"]).await;
    assert!(shown.err.contains("`guichet list feed/all/`"), "{}", shown.err);
    let named = run(&home, &["get", "feed/all", "-o", "$(id) l'eau.csv"]).await;
    let hint = r"--name '$(id) l'\''eau.csv'. For a folder of that name: `-o '$(id) l'\''eau.csv/'`";
    assert!(named.err.contains(hint), "{}", named.err);
}
