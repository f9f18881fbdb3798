//! Three media of two portals, changed in each way there is: what is said and done of each, and what it costs.

use std::fs;

use super::{Portal, Project};

#[tokio::test(flavor = "multi_thread")]
async fn three_media_of_two_portals_stay_in_step_through_every_change() {
    let (city, port) = (Portal::start().await, Portal::start().await);
    city.publish("a.csv", "a;1\n", "a1");
    city.publish("b.csv", "b;1\n", "b1");
    port.publish("c.csv", "c;1\n", "c1");
    let portals = [("city", &city), ("port", &port)];
    let project = Project::new(&portals);
    project.add(&city.address("city", "a.csv"), "raw/a.csv");
    project.add(&port.address("port", "c.csv"), "c.csv");
    project.add(&city.address("city", "b.csv"), "raw/b.csv");
    let paths: Vec<String> =
        project.read("data.toml").lines().filter(|it| it.starts_with("path")).map(str::to_owned).collect();
    assert_eq!(paths, ["path = \"c.csv\"", "path = \"raw/a.csv\"", "path = \"raw/b.csv\""], "they are sorted");
    let all = |stands| [("c.csv", stands), ("raw/a.csv", stands), ("raw/b.csv", stands)];
    project.stands(&["--plan"], 0, &all("new fetch"));
    project.stands(&["--check"], 9, &all("new fetch"));
    project.stands(&["--locked"], 6, &all("new none"));
    assert!(!project.path("raw").exists() && !project.path("data.lock").exists(), "nothing came");
    assert_eq!((city.asked(), port.asked()), (vec![], vec![]));
    project.stands(&[], 0, &all("in_step fetch"));
    assert_eq!(project.read("raw/a.csv"), "a;1\n");
    let lock = project.read("data.lock");
    assert!(!lock.contains(&project.home.path("").display().to_string()), "no absolute path: {lock}");

    // Unchanged: not a byte of a body, and the lock as it was.
    city.asked();
    port.asked();
    for flags in [&[][..], &["--check"], &["--plan"]] {
        project.stands(flags, 0, &[]);
        let asked = [city.asked(), port.asked()].concat();
        assert!(asked.len() == 3 && asked.iter().all(|it| (it.status, it.bytes) == (304, 0)), "{flags:?} {asked:?}");
    }
    assert_eq!(project.read("data.lock"), lock);
    project.stands(&["--locked"], 0, &[]);
    assert_eq!([city.asked(), port.asked()].concat(), [], "nobody is asked");

    // A date alone decides nothing.
    city.change("a.csv", |file| file.date = "2030-01-01T00:00:00Z");
    for flags in [&["--check"][..], &["--plan"], &[]] {
        project.stands(flags, 0, &[]);
        assert!([city.asked(), port.asked()].concat().iter().all(|it| it.bytes == 0), "{flags:?}");
    }
    assert_eq!(project.read("data.lock"), lock);

    // Bytes alone do.
    city.publish("b.csv", "b;2\n", "b2");
    project.stands(&["--plan"], 0, &[("raw/b.csv", "maybe_newer compare")]);
    project.stands(&["--check"], 9, &[("raw/b.csv", "newer update")]);
    assert_eq!((project.read("raw/b.csv"), project.read("data.lock")), ("b;1\n".to_owned(), lock.clone()));
    project.stands(&[], 0, &[("raw/b.csv", "in_step update")]);
    assert_eq!(project.read("raw/b.csv"), "b;2\n");
    project.stands(&["--check"], 0, &[]);

    // Another name for the same bytes: what names them is noted, and costs nothing from then on.
    port.publish("c.csv", "c;1\n", "c2");
    project.stands(&["--check"], 0, &[]);
    assert!(!project.read("data.lock").contains("c2"));
    project.stands(&[], 0, &[("c.csv", "in_step relock")]);
    assert!(project.read("data.lock").contains("\"c2\"") || project.read("data.lock").contains("'\"c2\"'"));
    port.asked();
    project.stands(&[], 0, &[]);
    assert!(port.asked().iter().all(|it| it.bytes == 0));

    // What a person changed stays, and outranks what is newer.
    fs::write(project.path("raw/a.csv"), "mine\n").unwrap();
    city.publish("a.csv", "a;2\n", "a2");
    city.publish("b.csv", "b;3\n", "b3");
    project.stands(&["--check"], 6, &[("raw/a.csv", "changed none"), ("raw/b.csv", "newer update")]);
    project.stands(&[], 6, &[("raw/a.csv", "changed none"), ("raw/b.csv", "in_step update")]);
    project.stands(&["--locked"], 6, &[("raw/a.csv", "changed none")]);
    assert_eq!(project.read("raw/a.csv"), "mine\n");
    fs::remove_file(project.path("raw/a.csv")).unwrap();
    project.stands(&["--check"], 6, &[("raw/a.csv", "missing fetch")]);
    project.stands(&[], 0, &[("raw/a.csv", "in_step fetch")]);
    assert_eq!(project.read("raw/a.csv"), "a;2\n");

    // A second machine has the very same.
    let second = project.cloned(&portals);
    second.stands(&["--locked"], 0, &all("in_step fetch"));
    for name in ["c.csv", "raw/a.csv", "raw/b.csv", "data.lock"] {
        assert_eq!(second.read(name), project.read(name), "{name}");
    }

    // Withdrawn: the file stays, and is said to be so; a machine that does not have it cannot have it any more.
    port.change("c.csv", |file| file.is_listed = false);
    for flags in [&["--check"][..], &["--plan"], &[]] {
        project.stands(flags, 0, &[("c.csv", "withdrawn none")]);
    }
    assert_eq!(project.read("c.csv"), "c;1\n");
    city.publish("b.csv", "b;4\n", "b4");
    let third = project.cloned(&portals);
    let locked = [("c.csv", "lost none"), ("raw/a.csv", "in_step fetch"), ("raw/b.csv", "lost none")];
    third.stands(&["--locked"], 6, &locked);
    assert!(!third.path("c.csv").exists() && !third.path("raw/b.csv").exists(), "exactly, or not at all");
    assert_eq!(third.read("data.lock"), project.read("data.lock"));

    // One portal is down: the others go on.
    port.shelf().is_down = Some(404);
    city.shelf().is_down = Some(500);
    fs::remove_file(project.path("raw/a.csv")).unwrap();
    let (code, rows) = project.sync(&[]);
    assert_eq!((code, &*rows["raw/a.csv"], &*rows["raw/b.csv"]), (5, "failed none", "failed none"), "{rows:?}");
    assert_eq!(&*rows["c.csv"], "failed none", "a portal that knows nothing at all has withdrawn nothing: {rows:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stated_checksum_and_a_pin_cost_no_request_for_the_file() {
    let city = Portal::start().await;
    city.publish("a.csv", "a;1\n", "a1");
    city.publish("b.csv", "b;1\n", "b1");
    for name in ["a.csv", "b.csv"] {
        city.change(name, |file| (file.is_claimed, file.etag) = (true, None));
    }
    let project = Project::new(&[("city", &city)]);
    project.add(&city.address("city", "a.csv"), "a.csv");
    let pinned = project.run(&["add", &city.address("city", "b.csv"), "--pin"]);
    assert!(pinned.code == 0 && project.read("data.toml").contains("policy = \"pin\""), "{pinned:?}");
    project.stands(&[], 0, &[("a.csv", "in_step fetch"), ("b.csv", "in_step fetch")]);
    city.asked();
    project.stands(&["--check"], 0, &[]);
    project.stands(&[], 0, &[]);
    assert_eq!(city.asked(), [], "what the portal states is enough");
    for (name, body) in [("a.csv", "a;2\n"), ("b.csv", "b;2\n")] {
        city.publish(name, body, "");
        city.change(name, |file| file.etag = None);
    }
    project.stands(&["--plan"], 0, &[("a.csv", "newer update")]);
    assert_eq!(city.asked(), []);
    project.stands(&[], 0, &[("a.csv", "in_step update")]);
    assert_eq!((project.read("a.csv"), project.read("b.csv")), ("a;2\n".to_owned(), "b;1\n".to_owned()));
    fs::remove_file(project.path("b.csv")).unwrap();
    project.stands(&[], 6, &[("b.csv", "lost none")]);
    assert!(!project.path("b.csv").exists(), "the pinned version is no more");
    // Nobody names a version: only the bytes tell.
    city.publish("a.csv", "a;2\n", "");
    city.change("a.csv", |file| (file.is_claimed, file.etag) = (false, None));
    project.stands(&["--check", "a.csv"], 0, &[]);
    city.publish("a.csv", "a;3\n", "");
    city.change("a.csv", |file| file.etag = None);
    project.stands(&["--check", "a.csv"], 9, &[("a.csv", "newer update")]);
}
