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
