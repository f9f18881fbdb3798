//! Where state, cache and credentials may lie: in folders that are this user's own, whoever runs the program and wherever.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::home::{Home, Ran};
use crate::common::stranger::{Stranger, is_root};

/// Somebody who is not in the system's list of users, and has no home there.
const STRANGER: u32 = 54_321;
/// Variables that name the folders.
const FOLDERS: [&str; 3] = ["XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"];

/// A portal that nobody serves: what is refused before it is asked ends otherwise.
const CONFIG: &str = "[portals.p]\nkind = \"ckan\"\nurl = \"http://127.0.0.1:9/\"\n";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// A folder below `home`, of these rights.
fn folder(home: &Home, name: &str, mode: u32) -> PathBuf {
    let folder = home.path(name);
    fs::create_dir_all(&folder).unwrap();
    fs::set_permissions(&folder, Permissions::from_mode(mode)).unwrap();
    folder
}

/// A queue that somebody else wrote for us to act on.
fn plant(folder: &Path) {
    let entry = serde_json::json!([{
        "address": "p/planted/m", "title": "planted", "portal": "p", "folder": "/", "name": null, "answers": [],
        "if_exists": "overwrite", "require": "any", "error": null,
    }]);
    fs::write(folder.join("queue.json"), entry.to_string()).unwrap();
}

fn list(home: &Home) -> Ran {
    home.write_config(CONFIG);
    home.run(&["list", "p"], "")
}

/// A folder in which `guichet`'s own lies, as variables name it.
fn above(folder: &Path) -> &str {
    folder.parent().unwrap().to_str().unwrap()
}

#[test]
fn a_folder_that_others_may_write_is_refused_and_left_as_it_is() {
    for variable in FOLDERS {
        let home = Home::new();
        let shared = folder(&home, "shared/guichet", 0o777);
        plant(&shared);
        let home = home.set(variable, above(&shared));
        for args in [&["list", "p"][..], &["get", "p/x/y"]] {
            home.write_config(CONFIG);
            let ran = home.run(args, "");
            assert_eq!(ran.code, 2, "{variable} {args:?}: {}", ran.err);
            assert!(ran.err.contains("shared/guichet: ") && ran.err.contains(variable), "{}", ran.err);
        }
        assert_eq!((mode(&shared), fs::read_dir(&shared).unwrap().count()), (0o777, 1), "{variable}");
    }
}

#[test]
fn a_queue_that_somebody_planted_is_not_acted_on() {
    let home = Home::new();
    let shared = folder(&home, "shared/guichet", 0o777);
    plant(&shared);
    let home = home.set("XDG_STATE_HOME", above(&shared));
    home.write_config(CONFIG);
    for args in [&["queue"][..], &["queue", "resume"], &["queue", "clear"]] {
        let ran = home.run(args, "");
        assert!(ran.code == 2 && !ran.out.contains("planted"), "{args:?}: {} {}", ran.out, ran.err);
    }
    assert!(shared.join("queue.json").exists());
}

#[test]
fn what_a_link_leads_to_keeps_its_rights() {
    for variable in FOLDERS {
        let home = Home::new();
        let (target, linked) = (folder(&home, "kept", 0o755), folder(&home, "linked", 0o755));
        symlink(&target, linked.join("guichet")).unwrap();
        let home = home.set(variable, linked.to_str().unwrap());
        assert_eq!(list(&home).code, 5, "{variable}: it is used, and nobody answers");
        assert_eq!(mode(&target), 0o755, "{variable}");
    }
}

#[test]
fn where_we_are_is_no_home() {
    for path in ["somewhere", "./x", "."] {
        let mut home = Home::new();
        home.write_config(CONFIG);
        home.env.retain(|(name, _)| !FOLDERS.contains(&name.as_str()));
        let home = home.set("HOME", path);
        let config = home.config().display().to_string();
        let before = home.files();
        let ran = home.run(&["--config", &config, "list", "p"], "");
        assert_eq!(ran.code, 2, "{path:?}: {}", ran.err);
        assert!(ran.err.contains("Set one of these") && ran.err.contains("XDG_STATE_HOME"), "{}", ran.err);
        assert_eq!(home.files(), before, "nothing lands where we are");
    }
}

#[test]
fn what_is_written_is_for_this_user_alone_whatever_the_umask() {
    let home = Home::new();
    home.write_config(CONFIG);
    let run = home.command(&[]);
    let program = run.get_program().to_str().unwrap();
    let script = format!("umask 000; '{program}' --log-file log -v list p; '{program}' queue clear");
    let mut command = Command::new("sh");
    let env = run.get_envs().filter_map(|(name, value)| Some((name, value?)));
    command.args(["-c", &script]).current_dir(home.path("")).envs(env);
    assert_eq!(command.output().unwrap().status.code(), Some(0));
    let config = home.config();
    let files: Vec<_> = home.files().into_iter().filter(|path| *path != config).collect();
    let is_there = |ending: &str| files.iter().any(|path| path.to_str().unwrap().ends_with(ending));
    assert!(is_there("/log") && is_there(".lock"), "{files:?}");
    for path in files {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn the_folder_of_another_user_is_refused() {
    if !is_root() {
        eprintln!("left out: only root can give a folder away");
        return;
    }
    for variable in FOLDERS {
        let home = Home::new();
        let given = folder(&home, "given/guichet", 0o755);
        plant(&given);
        chown(&given, Some(STRANGER), Some(STRANGER)).unwrap();
        let home = home.set(variable, above(&given));
        let ran = list(&home);
        assert!(ran.code == 2 && ran.err.contains(variable), "{variable}: {}", ran.err);
        assert_eq!(fs::read_dir(&given).unwrap().count(), 1, "{variable}");
    }
}

#[test]
fn who_has_no_home_is_told_what_to_set_and_nothing_lands_where_they_are() {
    let Some(stranger) = Stranger::new(STRANGER, CONFIG) else { return };
    let (roots, own) = (folder(&stranger.home, "roots", 0o755), stranger.own("own"));
    let unreadable = folder(&stranger.home, "unreadable", 0o700);
    let homes = [None, Some(roots.as_path()), Some(&unreadable), Some(Path::new("/"))];
    for home in homes {
        let variables: Vec<_> = home.map(|home| ("HOME", home)).into_iter().collect();
        let ran = stranger.run(&variables, &["list", "p"]);
        assert!(ran.code == 2 && ran.err.contains("HOME"), "{home:?}: {} {}", ran.code, ran.err);
    }
    let here = stranger.home.path("here");
    assert_eq!((mode(&here), fs::read_dir(&here).unwrap().count()), (0o777, 0));
    assert_eq!(fs::read_dir(&roots).unwrap().count(), 0);

    let named: Vec<_> = FOLDERS.iter().map(|variable| (*variable, own.as_path())).collect();
    for variables in [&[("HOME", own.as_path())][..], &named] {
        let ran = stranger.run(variables, &["list", "p"]);
        assert_eq!(ran.code, 5, "a home of one's own is enough: {}", ran.err);
    }
    for args in [&["--version"][..], &["list", "--help"]] {
        assert_eq!(stranger.run(&[], args).code, 0, "{args:?} needs no folder");
    }
}
