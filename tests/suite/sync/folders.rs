//! What a folder may hold and a manifest may say: nothing of a person's is written over, and nothing outside is touched.

use std::fs;

use super::{Portal, Project};

async fn city() -> Portal {
    let city = Portal::start().await;
    city.publish("a.csv", "a;1\n", "a1");
    city.publish("b.csv", "b;1\n", "b1");
    city
}

fn manifest(blocks: &[(&str, &str)]) -> String {
    blocks.iter().map(|(path, address)| format!("[[data]]\npath = \"{path}\"\naddress = \"{address}\"\n")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_leads_out_is_refused_before_anything_is_done() {
    let city = city().await;
    let project = Project::new(&[("city", &city)]);
    let address = city.address("city", "a.csv");
    for path in
        ["../a.csv", "/tmp/a.csv", "raw/../../a.csv", "C:/a.csv", "CON", "a.csv.part", "data.lock", ".git/config"]
    {
        let ran = project.run(&["add", &address, "--as", path]);
        assert!(ran.code == 2 && !project.path("data.toml").exists(), "{path} {ran:?}");
        fs::write(project.path("data.toml"), manifest(&[("b.csv", &address), (path, &address)])).unwrap();
        let ran = project.run(&["sync"]);
        assert!(ran.code == 2 && ran.err.contains("line 5") && !project.path("b.csv").exists(), "{path} {ran:?}");
        fs::remove_file(project.path("data.toml")).unwrap();
    }
    for (one, other) in [("a.csv", "a.csv"), ("a.csv", "A.csv"), ("a", "a/b.csv")] {
        fs::write(project.path("data.toml"), manifest(&[(one, &address), (other, &address)])).unwrap();
        let ran = project.run(&["sync"]);
        assert!(ran.code == 2 && ran.err.contains("one file to some systems"), "{ran:?}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_leads_out_is_not_followed() {
    let city = city().await;
    let project = Project::new(&[("city", &city)]);
    fs::create_dir(project.home.path("outside")).unwrap();
    std::os::unix::fs::symlink(project.home.path("outside"), project.path("raw")).unwrap();
    project.add(&city.address("city", "a.csv"), "raw/a.csv");
    project.add(&city.address("city", "b.csv"), "b.csv");
    fs::write(project.home.path("outside/mine.csv"), "mine").unwrap();
    std::os::unix::fs::symlink(project.home.path("outside/mine.csv"), project.path("b.csv")).unwrap();
    let (code, rows) = project.sync(&[]);
    assert_eq!((code, &*rows["raw/a.csv"], &*rows["b.csv"]), (6, "failed none", "in_the_way none"), "{rows:?}");
    assert_eq!(fs::read_dir(project.home.path("outside")).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(project.home.path("outside/mine.csv")).unwrap(), "mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_and_is_not_ours_stays() {
    let city = city().await;
    let project = Project::new(&[("city", &city)]);
    project.add(&city.address("city", "a.csv"), "a.csv");
    fs::write(project.path("a.csv"), "mine\n").unwrap();
    for flags in [&["--check"][..], &[], &["--locked"]] {
        project.stands(flags, 6, &[("a.csv", "in_the_way none")]);
    }
    project.stands(&["--plan"], 0, &[("a.csv", "in_the_way none")]);
    assert_eq!(project.read("a.csv"), "mine\n");
    // What `get` brought is known by its receipt, and not fetched again.
    fs::remove_file(project.path("a.csv")).unwrap();
    let address = city.address("city", "a.csv");
    let got =
        tokio::task::block_in_place(|| project.home.run(&["get", &address, "-o", "project", "--name", "a.csv"], ""));
    assert_eq!(got.code, 0, "{got:?}");
    city.asked();
    project.stands(&["--check"], 6, &[("a.csv", "other_version compare")]);
    project.stands(&[], 0, &[("a.csv", "in_step relock")]);
    assert!(city.asked().iter().all(|it| it.bytes == 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wished_no_more_leaves_the_lock_and_stays_on_the_disk() {
    let city = city().await;
    let project = Project::new(&[("city", &city)]);
    let (a, b) = (city.address("city", "a.csv"), city.address("city", "b.csv"));
    project.add(&a, "a.csv");
    project.add(&b, "b.csv");
    project.stands(&[], 0, &[("a.csv", "in_step fetch"), ("b.csv", "in_step fetch")]);
    fs::write(project.path("data.toml"), manifest(&[("a.csv", &a)])).unwrap();
    project.stands(&["--check"], 9, &[("b.csv", "unlisted forget")]);
    project.stands(&["--locked"], 6, &[("b.csv", "unlisted none")]);
    project.stands(&[], 0, &[("b.csv", "unlisted forget")]);
    assert!(project.path("b.csv").exists() && !project.read("data.lock").contains("b.csv"));
    project.stands(&["--check"], 0, &[]);
    // Another thing under the same name takes its place, as the file is still what the lock had.
    fs::write(project.path("data.toml"), manifest(&[("a.csv", &b)])).unwrap();
    project.stands(&["--check"], 9, &[("a.csv", "new fetch")]);
    project.stands(&[], 0, &[("a.csv", "in_step update")]);
    assert_eq!(project.read("a.csv"), "b;1\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dataset_and_a_format_mean_one_media_and_both_files_have_no_secret() {
    let city = city().await;
    city.change("b.csv", |file| file.is_listed = false);
    let project = Project::new(&[("city", &city)]);
    let dataset = city.address("city", "a.csv").rsplit_once('/').unwrap().0.to_owned();
    let ran = project.run(&["add", &dataset, "--format", "csv", "--json"]);
    assert!(ran.code == 0 && ran.out.contains("\"format\":\"csv\""), "{ran:?}");
    let again = project.run(&["add", &dataset, "--format", "csv", "--json"]);
    assert!(again.out.contains("\"outcome\":\"unchanged\""), "{again:?}");
    project.stands(&[], 0, &[("a.csv", "in_step fetch")]);
    // A second one comes: the one that the lock has is meant still.
    city.change("b.csv", |file| file.is_listed = true);
    project.stands(&["--check"], 0, &[]);
    let (lock, manifest) = (project.read("data.lock"), project.read("data.toml"));
    assert!(lock.contains("format = \"csv\"") && manifest.contains("format = \"csv\""), "{lock}{manifest}");
    // The portal of the name is another one: its files are not taken for these.
    let elsewhere = Portal::start().await;
    elsewhere.publish("a.csv", "other\n", "x");
    let other = project.cloned(&[("city", &elsewhere)]);
    let (code, rows) = other.sync(&[]);
    assert_eq!((code, &*rows["a.csv"]), (2, "failed none"), "{rows:?}");
    let nobody = project.cloned(&[("port", &elsewhere)]);
    let ran = nobody.run(&["sync"]);
    assert!(ran.code == 2 && ran.err.contains("guichet setup http"), "{ran:?}");
    for name in ["data.toml", "data.lock"] {
        fs::write(project.path(name), format!("<<<<<<< HEAD\n{}", project.read(name))).unwrap();
        let ran = project.run(&["sync"]);
        assert!(ran.code == 2 && ran.err.contains(name) && ran.err.contains("merge"), "{ran:?}");
        fs::write(project.path(name), if name == "data.toml" { &manifest } else { &lock }).unwrap();
    }
}
