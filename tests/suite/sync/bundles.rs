//! A bundle holds everything, and tells of itself without a request to anybody.

use std::fs;

use super::{Portal, Project};

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_whole_or_not_there_and_is_checked_without_network() {
    let city = Portal::start().await;
    city.publish("a.csv", "a;1\n", "a1");
    city.publish("b.csv", "b;1\n", "b1");
    let project = Project::new(&[("city", &city)]);
    project.add(&city.address("city", "a.csv"), "raw/a.csv");
    project.add(&city.address("city", "b.csv"), "b.csv");
    let ran = project.run(&["sync", "--bundle", "bundle"]);
    assert!(ran.code == 0 && ran.err.contains("2 files"), "{ran:?}");
    let again = project.run(&["sync", "--bundle", "bundle"]);
    assert_eq!(again.code, 2, "{again:?}");
    city.asked();
    city.shelf().is_down = Some(500);
    let run = |args: &[&str]| tokio::task::block_in_place(|| project.home.run(args, ""));
    let verify = || run(&["verify", "--bundle", "bundle", "--offline"]);
    let whole = verify();
    assert!(whole.code == 0 && whole.out.lines().count() == 2, "{whole:?}");
    let locked = run(&["sync", "--locked", "--dir", "bundle", "--offline"]);
    assert_eq!(locked.code, 0, "{locked:?}");
    assert_eq!(city.asked(), []);
    let file = project.home.path("bundle/raw/a.csv");
    for damage in [&b"a;2\n"[..], b"", b"a;1\nmore"] {
        fs::write(&file, damage).unwrap();
        let ran = verify();
        assert!(ran.code == 6 && ran.out.contains("intact") && ran.err.contains("raw"), "{ran:?}");
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(verify().code, 6);
    fs::write(&file, "a;1\n").unwrap();
    assert_eq!(verify().code, 0);
    fs::remove_file(project.home.path("bundle/raw/a.csv.receipt.json")).unwrap();
    assert_eq!(verify().code, 6);
    // What is not in step is not bundled.
    fs::write(project.path("b.csv"), "mine").unwrap();
    let ran = project.run(&["sync", "--locked", "--bundle", "other"]);
    assert!(ran.code == 6 && !project.home.path("other").exists(), "{ran:?}");
    assert!(
        !fs::read_dir(project.home.path(""))
            .unwrap()
            .flatten()
            .any(|it| it.file_name().to_string_lossy().contains(".guichet-"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_that_fails_leaves_nothing_and_an_empty_folder_is_filled() {
    let city = Portal::start().await;
    city.publish("a.csv", "a;1\n", "a1");
    let project = Project::new(&[("city", &city)]);
    let home = project.home.path("");
    let left = |folder: &std::path::Path| {
        let names = fs::read_dir(folder).unwrap().flatten().map(|it| it.file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".guichet-bundle")).count()
    };
    // Nothing to be bundled is a bundle too.
    fs::write(project.path("data.toml"), "").unwrap();
    let ran = project.run(&["sync", "--bundle", "nothing"]);
    assert!(ran.code == 0 && ran.err.contains("no file"), "{ran:?}");
    let run = |args: &[&str]| tokio::task::block_in_place(|| project.home.run(args, ""));
    assert_eq!(run(&["verify", "--bundle", "nothing"]).code, 0);
    project.add(&city.address("city", "a.csv"), "raw/a.csv");
    // Those that died are cleared away, also out of a folder that is empty but for them.
    for folder in ["", "empty"] {
        let old = project.home.path(folder).join(".guichet-bundle-abc123");
        fs::create_dir_all(old.join("raw")).unwrap();
        fs::write(old.join(".in-use"), "").unwrap();
    }
    let ran = project.run(&["sync", "--bundle", "empty"]);
    assert_eq!((ran.code, left(&project.home.path("empty"))), (0, 0), "{ran:?}");
    assert_eq!(run(&["verify", "--bundle", "empty"]).code, 0);
    let ran = project.run(&["sync", "--bundle", "new/deep"]);
    assert_eq!((ran.code, left(&project.home.path("new"))), (0, 0), "{ran:?}");
    #[cfg(unix)]
    {
        fs::create_dir(project.home.path("real")).unwrap();
        std::os::unix::fs::symlink("real", project.home.path("link")).unwrap();
        let ran = project.run(&["sync", "--bundle", "link"]);
        assert!(ran.code == 0 && project.home.path("link").is_symlink(), "{ran:?}");
        assert_eq!(run(&["verify", "--bundle", "real"]).code, 0);
    }
    // One document, whatever fails.
    fs::write(project.home.path("file"), "").unwrap();
    for taken in ["empty", "file"] {
        let ran = project.run(&["sync", "--bundle", taken, "--json"]);
        let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error} {ran:?}"));
        assert_eq!((ran.code, told["error"]["kind"].as_str()), (2, Some("exists")), "{ran:?}");
        assert_eq!(told["files"].as_array().unwrap().len(), 1, "{ran:?}");
    }
    fs::remove_file(project.path("raw/a.csv.receipt.json")).unwrap();
    let ran = project.run(&["sync", "--locked", "--bundle", "broken"]);
    assert!(ran.code == 6 && !project.home.path("broken").exists(), "{ran:?}");
    assert_eq!(left(&home), 0);
}
