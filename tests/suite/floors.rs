//! The floors of the library: a module imports only from floors below its own, so that no two depend on each other.
//!
//! The order is that of `src/lib.rs`: `pub mod` lines, lowest floor first, an empty line between floors.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The floor of each top-level module.
fn floors(lib: &str) -> HashMap<String, usize> {
    let modules = lib.split("\n\n").map(|block| block.lines().filter_map(|line| line.strip_prefix("pub mod ")));
    let blocks = modules.map(Iterator::collect::<Vec<_>>).filter(|block| !block.is_empty());
    let named = |(floor, block): (usize, Vec<&str>)| {
        block.into_iter().map(move |line| (line.trim_end_matches(';').to_owned(), floor)).collect::<Vec<_>>()
    };
    blocks.enumerate().flat_map(named).collect()
}

/// The Rust files below `folder`, sorted.
pub fn sources(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The top-level modules that a line of code names, by `crate::` or by as many `super::` as lead to the root.
fn named(line: &str, depth: usize) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or_default();
    let root = "super::".repeat(depth);
    let starts = ["crate::", &root].into_iter().flat_map(|root| {
        code.match_indices(root).filter(|(at, _)| !code[..*at].ends_with("::")).map(|(at, root)| at + root.len())
    });
    let word = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let names = starts.flat_map(|at| {
        let rest = &code[at..];
        match rest.strip_prefix('{') {
            // `use crate::{a, b::c}`: what stands behind an opening brace or a comma.
            Some(group) => group.split(['{', ',']).map(str::trim_start).map(|name| &name[..word(name)]).collect(),
            None => vec![&rest[..word(rest)]],
        }
    });
    names.collect()
}

/// Each import that goes up, as `file:line: code`.
fn uphill(root: &Path) -> io::Result<Vec<String>> {
    let floors = floors(&fs::read_to_string(root.join("lib.rs"))?);
    let mut found = Vec::new();
    for path in sources(root)? {
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let parts: Vec<String> = relative.iter().map(|part| part.to_string_lossy().replace(".rs", "")).collect();
        let Some(own) = floors.get(&parts[0]) else { continue }; // lib.rs and main.rs
        let depth = parts.len() - usize::from(parts.last().is_some_and(|name| name == "mod"));
        for (number, line) in fs::read_to_string(&path)?.lines().enumerate() {
            let goes_up = |name: &str| name != parts[0] && floors.get(name).is_some_and(|floor| floor >= own);
            if named(line, depth).into_iter().any(goes_up) {
                found.push(format!("src/{}:{}: {}", relative.display(), number + 1, line.trim()));
            }
        }
    }
    Ok(found)
}

#[test]
fn no_module_imports_from_its_own_floor_or_above() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = fs::read_to_string(src.join("lib.rs")).unwrap();
    let floors = floors(&lib);
    let folders = fs::read_dir(&src).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(floors.len(), folders, "each folder of src stands in lib.rs as `pub mod NAME;`, once");
    let uphill = uphill(&src).unwrap();
    assert!(uphill.is_empty(), "imports that go up, against the order of src/lib.rs:\n{}", uphill.join("\n"));
}

#[test]
fn an_import_that_goes_up_is_found_however_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    write("lib.rs", "//! Words.\n\npub mod base;\n\npub mod left;\npub mod right;\n\npub mod top;\n");
    write("left/mod.rs", "use crate::base::a;\nuse crate::left::b;\n// crate::top is named in a comment\n");
    write("right/mod.rs", "use crate::{base::x, left};\nfn f() { super::top::g() }\n");
    write("base/deep/file.rs", "use super::own;\nlet x = super::super::super::top::y();\n");
    write("base/mod.rs", "let _ = (crate::base::own(), crate::right::x());\n");
    write("top/mod.rs", "use crate::{base, left::{a, b}, right};\n");
    let expected = [
        "src/base/deep/file.rs:2: let x = super::super::super::top::y();",
        "src/base/mod.rs:1: let _ = (crate::base::own(), crate::right::x());",
        "src/right/mod.rs:1: use crate::{base::x, left};",
        "src/right/mod.rs:2: fn f() { super::top::g() }",
    ];
    assert_eq!(uphill(folder.path()).unwrap(), expected);
}
