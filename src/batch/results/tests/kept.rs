//! What is replaced, what is kept, and what a receipt tells later.

use super::*;
use crate::base::error::ErrorKind;

#[test]
fn results_replace_those_of_an_earlier_run_and_nothing_else() {
    let world = World::new(&[ONE], &["siren"]).row(&["1"]).answer(ONE, "1", json!({"n": 1}));
    let written = world.write().unwrap();
    let names = |written: &WrittenResults| -> Vec<String> {
        written.files.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    };
    let usual = ["table.csv", "table.xlsx", "errors.csv", "receipt.json"];
    assert_eq!(names(&written), usual);
    let world = world.answer(ONE, "1", json!({"n": 2}));
    assert_eq!(names(&world.write().unwrap()), usual, "in their place");
    assert_eq!(world.csv(TABLE)[1][2], "2");
    fs::write(world.path(TABLE), "edited by hand").unwrap();
    for _ in 0..2 {
        let written = world.write().unwrap();
        assert_eq!(names(&written), ["table (2).csv", "table.xlsx", "errors.csv", "receipt.json"]);
        assert!(written.notes[0].contains("table (2).csv"), "{:?}", written.notes);
    }
    assert_eq!(fs::read_to_string(world.path(TABLE)).unwrap(), "edited by hand");
    // Killed between the receipt and the names: the receipt knows what is there still.
    let mut receipt = BatchReceipt::read(world.folder.path()).unwrap();
    for file in &mut receipt.files {
        file.replaced = Some(std::mem::replace(&mut file.sha256, "0".repeat(64)));
    }
    receipt.write(world.folder.path()).unwrap();
    assert_eq!(names(&world.write().unwrap()), ["table (2).csv", "table.xlsx", "errors.csv", "receipt.json"]);
    fs::write(BatchReceipt::path(world.folder.path()), "{\"mine\": 1}").unwrap();
    let error = world.write().unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage, "{error}");
    assert_eq!(fs::read_dir(world.folder.path()).unwrap().count(), 6, "nothing is left of what failed");
}

#[cfg(unix)]
#[test]
fn all_files_are_for_their_owner_alone() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let world = World::new(&[ONE], &["siren"]).row(&["1"]).answer(ONE, "1", json!({"n": 1}));
    let elsewhere = world.path("elsewhere");
    fs::write(&elsewhere, "not ours").unwrap();
    symlink(&elsewhere, world.path(ERRORS)).unwrap();
    for path in world.write().unwrap().files {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
    }
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "not ours", "no link is followed");
}

fn faults(folder: &Path) -> Vec<(String, bool)> {
    let mut found = vec![];
    check(folder, &Wanted::always(), &mut |it| {
        let name = it.path.strip_prefix(folder).unwrap_or(&it.path).to_string_lossy().into_owned();
        found.push((name, it.fault.is_some()));
        Ok(())
    })
    .unwrap();
    found
}

#[test]
fn a_receipt_tells_what_is_altered_or_gone() {
    let document =
        |path: &str, sha256: &str| json!({"status": 200, "document": {"path": path, "sha256": sha256, "size": 3}});
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let world = World::new(&[ONE], &["siren"])
        .row(&["1"])
        .line(ONE, "1", document("documents/1.pdf", "replaced later"))
        .line(ONE, "1", document("documents/1.pdf", abc))
        .line(ONE, "2", document("../out.pdf", abc))
        .line(ONE, "3", document("documents/3.pdf", abc));
    fs::create_dir(world.path("documents")).unwrap();
    fs::write(world.path("documents/1.pdf"), "abc").unwrap();
    assert!(!is_batch(world.folder.path()));
    world.write().unwrap();
    assert!(is_batch(world.folder.path()));
    let expected = |altered: &[&str]| {
        let names = [
            "answers.jsonl",
            "table.csv",
            "table.xlsx",
            "errors.csv",
            "documents/1.pdf",
            "../out.pdf",
            "documents/3.pdf",
        ];
        names.map(|name| (name.to_owned(), altered.contains(&name) || name.contains("out") || name.contains('3')))
    };
    let found = faults(world.folder.path());
    assert_eq!(found, expected(&[]));
    fs::write(world.path("documents/1.pdf"), "abd").unwrap();
    fs::write(world.path(TABLE), "x").unwrap();
    fs::remove_file(world.path(BOOK)).unwrap();
    assert_eq!(faults(world.folder.path()), expected(&["documents/1.pdf", "table.csv", "table.xlsx"]));
    let receipt = BatchReceipt::read(world.folder.path()).unwrap();
    assert_eq!((receipt.rows, receipt.asked, receipt.documents), (1, 3, 4));
    assert_eq!(receipt.parameters["recipient"], "13002526500013");
    assert_eq!(receipt.states[ONE]["answered"], 1);
}
