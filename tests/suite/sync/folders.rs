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
    for (one, other, said) in [
        ("a.csv", "a.csv", "line 5: it stands in line 2 already"),
        ("Straße.csv", "STRASSE.csv", "one file to some systems"),
        ("a", "a/b.csv", "a file and a folder"),
    ] {
        fs::write(project.path("data.toml"), manifest(&[(one, &address), (other, &address)])).unwrap();
        let ran = project.run(&["sync"]);
        assert!(ran.code == 2 && ran.err.contains(said), "{ran:?}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_where_no_path_may_lie_is_refused_before_anything_is_done() {
    use std::os::unix::fs::symlink;
    let city = city().await;
    let project = Project::new(&[("city", &city)]);
    let outside = project.home.path("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("mine.csv"), "mine").unwrap();
    project.add(&city.address("city", "a.csv"), "a.csv");
    project.add(&city.address("city", "b.csv"), "raw/deep/b.csv");
    fs::create_dir_all(project.path("raw")).unwrap();
    fs::create_dir_all(project.path(".git/hooks")).unwrap();
    // Where the link is, where it leads, what is said.
    let table = [
        ("raw/deep", "../../outside", "leads out of the folder"),
        ("raw/deep", "/", "leads out of the folder"),
        ("raw/deep", "../.git/hooks", "no data may lie"),
        ("raw/deep", "nowhere", "not there"),
    ];
    for (at, to, said) in table {
        symlink(to, project.path(at)).unwrap();
        for flags in [&["sync"][..], &["sync", "--check"], &["sync", "--locked"]] {
            let ran = project.run(flags);
            assert!(ran.code == 2 && ran.err.contains(said) && ran.err.contains("raw/deep"), "{to} {ran:?}");
        }
        assert!(!project.path("a.csv").exists() && !project.path("data.lock").exists(), "{to}");
        fs::remove_file(project.path(at)).unwrap();
    }
    assert_eq!(fs::read_dir(&outside).unwrap().count() + fs::read_dir(project.path(".git/hooks")).unwrap().count(), 1);
    // Two paths that a link makes one, and one that leads to where data may be.
    fs::create_dir(project.path("kept")).unwrap();
    symlink("../kept", project.path("raw/deep")).unwrap();
    project.add(&city.address("city", "a.csv"), "kept/B.csv");
    let ran = project.run(&["sync"]);
    assert!(ran.code == 2 && ran.err.contains("a link makes it one file"), "{ran:?}");
    let manifest = project.read("data.toml").replace("kept/B.csv", "kept/c.csv");
    fs::write(project.path("data.toml"), manifest).unwrap();
    let fetched = [("a.csv", "in_step fetch"), ("kept/c.csv", "in_step fetch"), ("raw/deep/b.csv", "in_step fetch")];
    project.stands(&[], 0, &fetched);
    assert_eq!(project.read("kept/b.csv"), "b;1\n");
    // A link in the place of a file is no file of ours.
    fs::remove_file(project.path("a.csv")).unwrap();
    symlink(outside.join("mine.csv"), project.path("a.csv")).unwrap();
    project.stands(&[], 6, &[("a.csv", "in_the_way none")]);
    assert_eq!(fs::read_to_string(outside.join("mine.csv")).unwrap(), "mine");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn both_files_keep_their_rights_and_the_links_to_them() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let city = city().await;
    let project = Project::new(&[("city", &city)]);
    project.add(&city.address("city", "a.csv"), "a.csv");
    project.stands(&[], 0, &[("a.csv", "in_step fetch")]);
    fs::create_dir(project.home.path("shared")).unwrap();
    for name in ["data.toml", "data.lock"] {
        fs::rename(project.path(name), project.home.path("shared").join(name)).unwrap();
        symlink(format!("../shared/{name}"), project.path(name)).unwrap();
        fs::set_permissions(project.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }
    project.add(&city.address("city", "b.csv"), "b.csv");
    project.stands(&[], 0, &[("b.csv", "in_step fetch")]);
    for name in ["data.toml", "data.lock"] {
        let real = project.home.path("shared").join(name);
        assert!(project.path(name).is_symlink() && fs::read_to_string(&real).unwrap().contains("b.csv"), "{name}");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    // Nobody's empty file is filled, and what nobody may change stays.
    let before = project.read("data.toml");
    fs::write(project.home.path("shared/empty"), "").unwrap();
    fs::remove_file(project.path("data.toml")).unwrap();
    for (to, said) in [("../shared/empty", "leads out"), ("../shared/none", "not there")] {
        symlink(to, project.path("data.toml")).unwrap();
        let ran = project.run(&["add", &city.address("city", "b.csv")]);
        assert!(ran.code == 2 && ran.err.contains(said), "{to} {ran:?}");
        fs::remove_file(project.path("data.toml")).unwrap();
    }
    assert_eq!(fs::read_to_string(project.home.path("shared/empty")).unwrap(), "");
    fs::write(project.path("data.toml"), &before).unwrap();
    fs::set_permissions(project.path("data.toml"), fs::Permissions::from_mode(0o444)).unwrap();
    let ran = project.run(&["add", &city.address("city", "b.csv"), "--as", "c.csv"]);
    assert!(ran.code == 7 && project.read("data.toml") == before, "{ran:?}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_read_or_write_is_told_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use crate::common::stranger::Stranger;
    let city = city().await;
    let config = format!("[portals.city]\nkind = \"rudi\"\nurl = \"{}\"\n", city.url);
    let Some(stranger) = Stranger::new(4242, &config) else { return };
    let own = stranger.own("own");
    let (project, variables) =
        (own.join("project"), [("HOME", Path::new(&own)), ("GUICHET_SECRETS", Path::new("memory"))]);
    let run = |args: &[&str]| {
        let args = [args, &["--dir", project.to_str().unwrap()]].concat();
        tokio::task::block_in_place(|| stranger.run(&variables, &args))
    };
    let rights = |name: &str, mode: u32| {
        fs::set_permissions(project.join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    for (name, path) in [("a.csv", "sub/a.csv"), ("b.csv", "b.csv")] {
        let ran = run(&["add", &city.address("city", name), "--as", path]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    assert_eq!(run(&["sync"]).code, 0);
    for (name, mode, before) in
        [("b.csv", 0, 0o644), ("sub", 0, 0o755), ("data.lock", 0, 0o644), ("data.toml", 0, 0o644)]
    {
        rights(name, mode);
        for flags in [&["sync"][..], &["sync", "--check"]] {
            let ran = run(flags);
            assert!(ran.code == 7 && ran.err.contains("it may not be read"), "{name} {ran:?}");
            assert!(!ran.err.contains("-o") && ran.err.contains("Give yourself"), "{name} {ran:?}");
        }
        rights(name, before);
    }
    // In a folder where nothing can be written, what is in step is in step, and what is not cannot be brought.
    fs::remove_dir_all(project.join(".guichet")).unwrap();
    rights("", 0o555);
    let ran = run(&["sync", "--locked", "--offline"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    rights("", 0o755);
    fs::remove_file(project.join("b.csv")).unwrap();
    rights("", 0o555);
    let ran = run(&["sync", "--locked"]);
    assert!(ran.code == 7 && ran.err.contains("not writable") && !ran.err.contains(" -o"), "{ran:?}");
    rights("", 0o755);
    fs::remove_dir_all(project.join(".guichet")).ok();
    fs::write(project.join(".guichet"), "mine").unwrap();
    let ran = run(&["sync"]);
    assert!(ran.code == 7 && ran.err.contains("Move it away") && !ran.err.contains("os error"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_is_missing_comes_again() {
    let city = city().await;
    city.change("a.csv", |file| file.is_claimed = true);
    let project = Project::new(&[("city", &city)]);
    project.add(&city.address("city", "a.csv"), "a.csv");
    let ran = project.run(&["add", &city.address("city", "b.csv"), "--as", "b.csv", "--pin"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    project.stands(&[], 0, &[("a.csv", "in_step fetch"), ("b.csv", "in_step fetch")]);
    let receipts = ["a.csv.receipt.json", "b.csv.receipt.json"];
    let whole = receipts.map(|name| project.read(name));
    for damage in ["", "remove", "other"] {
        for (name, whole) in receipts.iter().zip(&whole) {
            match damage {
                "remove" => fs::remove_file(project.path(name)).unwrap(),
                "other" => fs::write(project.path(name), whole.replace("\"sha256\": \"", "\"sha256\": \"0")).unwrap(),
                _ => fs::write(project.path(name), "").unwrap(),
            }
        }
        let both = [("a.csv", "in_step compare"), ("b.csv", "in_step compare")];
        project.stands(&["--check"], 0, &both);
        project.stands(&["--plan"], 0, &both);
        // What follows the lock alone asks for nothing more, and a bundle wants it.
        project.stands(&["--locked"], 0, &[]);
        let ran = project.run(&["sync", "--locked", "--bundle", "bundle"]);
        assert!(ran.code == 6 && ran.err.contains("guichet sync a.csv") && !ran.err.contains("os error"), "{ran:?}");
        assert!(!project.home.path("bundle").exists());
        project.stands(&[], 0, &both);
        for name in receipts {
            assert!(project.read(name).contains("\"attribution\""), "{damage} {name}");
        }
        project.stands(&[], 0, &[]);
    }
    // Of a version that is not published any more there is none; a pin keeps the file all the same.
    city.publish("a.csv", "a;2\n", "a2");
    city.publish("b.csv", "b;2\n", "b2");
    receipts.iter().for_each(|name| fs::remove_file(project.path(name)).unwrap());
    project.stands(&[], 0, &[("a.csv", "in_step update")]);
    assert_eq!((project.read("a.csv").as_str(), project.read("b.csv").as_str()), ("a;2\n", "b;1\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_is_safe_to_paste_whatever_a_lock_says() {
    let city = city().await;
    let project = Project::new(&[("city", &city)]);
    project.add(&city.address("city", "a.csv"), "a.csv");
    project.stands(&[], 0, &[("a.csv", "in_step fetch")]);
    let nobody = project.cloned(&[("port", &city)]);
    let lock = nobody.read("data.lock");
    for odd in [
        "http://e.example/$(touch$IFS/tmp/x);x",
        "http://e.example/a;b",
        "http://e.example/'a'&b",
        "http://e.example/a&b",
    ] {
        fs::write(nobody.path("data.lock"), lock.replace(&format!("\"{}\"", city.url), &format!("\"{odd}\""))).unwrap();
        let ran = nobody.run(&["sync"]);
        let hint = ran.err.lines().find(|line| line.contains("guichet setup")).unwrap_or_else(|| panic!("{ran:?}"));
        let command = hint.split_once("`guichet").unwrap().1.rsplit_once('`').unwrap().0;
        let quoted = command.split_once("setup ").unwrap().1.split_once(" --name").unwrap().0;
        assert!(ran.code == 2 && quoted.starts_with('\'') && quoted.ends_with('\''), "{odd} {hint}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_without_asking_anybody_is_told_by_every_run() {
    let city = city().await;
    let project = Project::new(&[("city", &city)]);
    for (address, said) in [("nowhere/x/y", "nowhere"), ("city/all", "city/all"), ("city", "city")] {
        fs::write(project.path("data.toml"), manifest(&[("a.csv", address)])).unwrap();
        for flags in [&["sync"][..], &["sync", "--check"], &["sync", "--plan"]] {
            let ran = project.run(flags);
            assert!(
                ran.code == 2 && ran.err.contains("a.csv") && ran.err.contains(said),
                "{address} {flags:?} {ran:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn add_refuses_what_it_would_not_do() {
    let city = city().await;
    let project = Project::new(&[("city", &city)]);
    let address = city.address("city", "a.csv");
    let dataset = address.rsplit_once('/').unwrap().0.to_owned();
    for (args, said) in [
        (&[address.as_str(), "--param", "token=x"][..], "asks for nothing"),
        (&[&dataset, "--param", "year=2024"], "asks for nothing"),
        (&[&dataset, "--as", "x.csv"], "--format"),
        (&[&address, &dataset, "--as", "x.csv"], "leave --as out"),
    ] {
        let ran = project.run(&[&["add"], args].concat());
        assert!(ran.code == 2 && ran.err.contains(said) && !project.path("data.toml").exists(), "{args:?} {ran:?}");
    }
    project.add(&address, "a.csv");
    let before = project.read("data.toml");
    let ran = project.run(&["add", &address, "--pin"]);
    assert!(ran.code == 2 && ran.err.contains("policy = \"pin\"") && project.read("data.toml") == before, "{ran:?}");
    fs::write(project.path("data.toml"), before.replace("follow", "pin")).unwrap();
    for flags in [&[][..], &["--pin"]] {
        let ran = project.run(&[&["add", &address], flags].concat());
        assert!(ran.code == 0 && ran.out.contains("already"), "{ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_begins_with_the_path_and_exit_code_6_says_what_to_do() {
    let city = city().await;
    let project = Project::new(&[("city", &city)]);
    project.add(&city.address("city", "a.csv"), "raw/a.csv");
    project.add(&city.address("city", "b.csv"), "b.csv");
    city.shelf().is_down = Some(500);
    let ran = project.run(&["sync", "--max-wait", "1s"]);
    for path in ["raw/a.csv", "b.csv"] {
        assert!(ran.err.lines().any(|line| line.starts_with(&format!("guichet: {path}: "))), "{ran:?}");
    }
    city.shelf().is_down = None;
    fs::write(project.path("b.csv"), "mine").unwrap();
    let ran = project.run(&["sync"]);
    assert!(ran.code == 6 && ran.err.contains("Move it away"), "{ran:?}");
    fs::write(project.path("raw/a.csv"), "mine").unwrap();
    for (flags, said) in [
        (&["sync"][..], "under another name"),
        (&["sync", "--check"], "under another name"),
        (&["sync", "--locked"], "not of this data.toml"),
    ] {
        if flags.contains(&"--locked") {
            fs::remove_file(project.path("data.lock")).unwrap();
            fs::remove_file(project.path("b.csv")).unwrap();
        }
        let ran = project.run(flags);
        assert!(ran.code == 6 && ran.err.contains(said), "{flags:?} {ran:?}");
    }
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
