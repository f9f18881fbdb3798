//! What packages say of the program, held against Cargo.toml, the files that are there, and one another. `.ci/packages`
//! builds and installs what can be built here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::common::home::Home;

/// What the release workflow builds, and how each is packed.
const TARGETS: [(&str, &str); 5] = [
    ("x86_64-unknown-linux-gnu", "tar.gz"),
    ("x86_64-unknown-linux-musl", "tar.gz"),
    ("aarch64-unknown-linux-musl", "tar.gz"),
    ("x86_64-pc-windows-msvc", "zip"),
    ("aarch64-apple-darwin", "tar.gz"),
];
/// What `packaging/publisher` makes whole.
const RECIPES: [&str; 8] = [
    "homebrew/guichet.rb",
    "scoop/guichet.json",
    "winget/guichet.yaml",
    "winget/guichet.installer.yaml",
    "winget/guichet.locale.en-US.yaml",
    "winget/guichet.locale.fr-FR.yaml",
    "aur/PKGBUILD",
    "oci/Containerfile",
];
/// What a recipe may leave to be filled in, besides checksums.
const FILLED_IN: [&str; 8] =
    ["version", "license", "description", "repository", "homepage", "documentation", "maintainer", "publisher"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn manifest() -> toml::Table {
    read("Cargo.toml").parse().unwrap()
}

/// A text of `[package]`.
fn said(name: &str) -> String {
    manifest()["package"][name].as_str().unwrap().to_owned()
}

fn archive(version: &str, (target, packed): (&str, &str)) -> String {
    format!("guichet-{version}-{target}.{packed}")
}

/// Runs a tool where it is installed: what it printed, or nothing where it is missing.
fn tool(name: &str, args: &[&str]) -> Option<String> {
    let ran = Command::new(name).args(args).current_dir(root()).stdin(Stdio::null()).output();
    let Ok(ran) = ran else {
        eprintln!("left out: {name} {args:?}, for {name} is missing");
        return None;
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(ran.status.success(), "{name} {args:?}\n{}{}", text(&ran.stdout), text(&ran.stderr));
    Some(text(&ran.stdout))
}

#[test]
fn recipes_leave_nothing_else_to_be_filled_in_and_name_no_host() {
    for recipe in RECIPES {
        let text = read(Path::new("packaging").join(recipe));
        let checksums: Vec<String> = TARGETS.iter().map(|(target, _)| format!("sha256 {target}")).collect();
        for (at, name) in text.split('@').enumerate().filter(|(at, _)| at % 2 == 1) {
            let is_known = FILLED_IN.contains(&name) || checksums.iter().any(|it| it == name);
            assert!(is_known, "{recipe}: the {at}th @ opens {name:?}");
        }
        assert_eq!(text.matches('@').count() % 2, 0, "{recipe}");
        let version = said("version");
        assert!(!text.contains(&version), "{recipe} says {version} by itself");
        assert!(!text.contains("://"), "{recipe} names a host");
        let archives = text.split("guichet-@version@-").skip(1);
        for name in archives.filter(|name| name.contains("-unknown-") || name.contains("-pc-")) {
            let is_built = TARGETS.iter().any(|(target, _)| name.starts_with(target));
            assert!(is_built, "{recipe}: nobody builds {}", name.lines().next().unwrap());
        }
    }
    let publisher: toml::Table = read("packaging/publisher.toml").parse().unwrap();
    let settings: BTreeSet<&str> = publisher.keys().map(String::as_str).collect();
    let asked: BTreeSet<&str> = FILLED_IN.into_iter().skip(3).collect();
    assert_eq!(settings, asked);
}

/// All recipes with made-up addresses and checksums, as `packaging/publisher` makes them; nothing without Python.
fn whole() -> Option<(tempfile::TempDir, Value)> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let values = json!({
        "repository": "https://example.org/town/guichet",
        "homepage": "",
        "documentation": "https://docs.example.org",
        "maintainer": "The guichet contributors <guichet@example.org>",
        "publisher": "Town",
    });
    let lines = values.as_object().unwrap().iter().map(|(name, value)| format!("{name} = {value}\n"));
    fs::write(path("publisher.toml"), lines.collect::<String>()).unwrap();
    let sum = |at: usize| format!("{at:x}").repeat(64);
    let sums = TARGETS.iter().enumerate().map(|(at, it)| format!("{}  {}\n", sum(at), archive(&said("version"), *it)));
    fs::write(path("sums"), sums.collect::<String>()).unwrap();
    let from = path("publisher.toml");
    tool("python3", &["packaging/publisher", "--from", &from, "recipes", &path("sums"), &path("recipes")])?;
    fs::copy(root().join("Cargo.toml"), path("Cargo.toml")).unwrap();
    for _ in 0..2 {
        tool("python3", &["packaging/publisher", "--from", &from, "manifest", &path("Cargo.toml")])?;
    }
    Some((folder, values))
}

#[test]
fn recipes_are_what_their_package_managers_read_and_agree_with_the_manifest() {
    let Some((folder, _)) = whole() else { return };
    let path = |name: &str| folder.path().join("recipes").join(name);
    let text = |name: &str| fs::read_to_string(path(name)).unwrap();
    let version = said("version");
    for recipe in RECIPES {
        let text = text(recipe);
        assert!(text.contains(&version) && text.contains("guichet"), "{recipe}: {text}");
        let left = text.lines().find(|line| line.contains('@') && !line.contains("guichet@example.org"));
        assert_eq!(left, None, "{recipe}");
        for name in text.split("/releases/download/").skip(1).filter(|it| !it.starts_with("v$version")) {
            let name = name.split('"').next().unwrap();
            let is_built = TARGETS.iter().any(|it| name == format!("v{version}/{}", archive(&version, *it)));
            assert!(is_built, "{recipe}: {name}");
        }
    }

    let scoop: Value = serde_json::from_str(&text("scoop/guichet.json")).unwrap();
    let windows = &scoop["architecture"]["64bit"];
    assert_eq!(
        (&scoop["version"], &scoop["license"], &scoop["bin"]),
        (&json!(version), &json!("MIT|Apache-2.0"), &json!("guichet.exe"))
    );
    assert_eq!(windows["hash"], json!("3".repeat(64)), "of the archive for Windows");
    assert_eq!(windows["extract_dir"], json!(format!("guichet-{version}-x86_64-pc-windows-msvc")));

    for recipe in RECIPES.into_iter().filter(|it| it.starts_with("winget/")) {
        let read: Value = serde_saphyr::from_str(&text(recipe)).unwrap();
        assert_eq!(
            (&read["PackageIdentifier"], &read["PackageVersion"]),
            (&json!("Town.guichet"), &json!(version)),
            "{recipe}"
        );
        assert!(read["License"].is_null() || read["License"] == json!(said("license")), "{recipe}");
    }
    let installer: Value = serde_saphyr::from_str(&text("winget/guichet.installer.yaml")).unwrap();
    assert_eq!(installer["Installers"][0]["InstallerSha256"], json!("3".repeat(64)));
    assert_eq!(
        installer["NestedInstallerFiles"][0]["RelativeFilePath"],
        json!(format!("guichet-{version}-x86_64-pc-windows-msvc\\guichet.exe"))
    );

    let brew = text("homebrew/guichet.rb");
    for at in [1, 2, 4] {
        let (target, _) = TARGETS[at];
        let of_target = brew.split(target).nth(1).unwrap();
        assert!(of_target.trim_start_matches(".tar.gz\"").contains(&format!("{at:x}").repeat(64)), "{target}");
    }
    tool("ruby", &["-c", path("homebrew/guichet.rb").to_str().unwrap()]);
    let asked = ["pkgver", "license", "arch[*]", "sha256sums_x86_64", "sha256sums_aarch64"];
    let print = asked.map(|name| format!("echo \"${{{name}}}\"")).join("; ");
    let aur = path("aur/PKGBUILD").display().to_string();
    if let Some(aur) = tool("bash", &["-euc", &format!("source '{aur}'; {print}; declare -f package > /dev/null")]) {
        let (one, two) = ("1".repeat(64), "2".repeat(64));
        assert_eq!(
            aur.lines().collect::<Vec<_>>(),
            [version.as_str(), said("license").as_str(), "x86_64 aarch64", one.as_str(), two.as_str()]
        );
    }
}

#[test]
fn the_manifest_gets_addresses_once_and_stays_as_it_is_otherwise() {
    let Some((folder, values)) = whole() else { return };
    let filled = fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
    let mut filled: toml::Table = filled.parse().unwrap();
    let package = filled["package"].as_table_mut().unwrap();
    let mut taken = |name: &str| package.remove(name).and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default();
    let (repository, homepage, documentation) = (taken("repository"), taken("homepage"), taken("documentation"));
    assert_eq!(json!(repository), values["repository"]);
    assert_eq!(
        (json!(homepage), json!(documentation)),
        (values["repository"].clone(), values["documentation"].clone())
    );
    let deb = &mut package["metadata"]["deb"];
    assert_eq!(deb["maintainer"].as_str(), values["maintainer"].as_str());
    let mut before = manifest();
    for name in ["repository", "homepage", "documentation"] {
        before["package"].as_table_mut().unwrap().remove(name);
    }
    deb["maintainer"] = before["package"]["metadata"]["deb"]["maintainer"].clone();
    assert_eq!(filled, before);
}

/// Nix reads the manifest itself: that it finds it, and each file that it installs.
#[test]
fn what_nix_reads_and_installs_is_there() {
    let text = read("packaging/nix/package.nix");
    for name in ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-LICENSES.md", "README.md", "README.fr.md"] {
        assert!(text.contains(name) && root().join(name).exists(), "{name}");
    }
    assert!(text.contains("mit asl20") && said("license") == "MIT OR Apache-2.0", "another licence");
    assert!(manifest()["profile"].get("dist").is_some() && text.contains("buildType = \"dist\""), "another profile");
    tool("nix-instantiate", &["--parse", "packaging/nix/package.nix"]);
}

/// The files of the repository that `assets` of a package names, and where all of them go.
fn assets(metadata: &str) -> (Vec<PathBuf>, BTreeSet<String>) {
    let manifest = manifest();
    let assets = manifest["package"]["metadata"][metadata]["assets"].as_array().unwrap();
    let pairs = assets.iter().map(|it| match it {
        toml::Value::Table(it) => (it["source"].as_str().unwrap(), it["dest"].as_str().unwrap()),
        it => (it[0].as_str().unwrap(), it[1].as_str().unwrap()),
    });
    let (mut files, mut placed) = (vec![], BTreeSet::new());
    for (source, to) in pairs {
        if !source.starts_with("target/") {
            files.push(root().join(source));
        }
        placed.insert(source.to_owned());
        assert!(to.trim_start_matches('/').starts_with("usr/"), "{metadata}: {to}");
    }
    (files, placed)
}

#[test]
fn both_linux_packages_hold_the_same_and_all_of_it_is_there() {
    let ((deb, mut in_deb), (rpm, in_rpm)) = (assets("deb"), assets("generate-rpm"));
    for file in deb.iter().chain(&rpm) {
        assert!(file.exists(), "{}", file.display());
    }
    // The .deb has it as its file `copyright`.
    let metadata = manifest()["package"]["metadata"]["deb"]["license-file"][0].as_str().unwrap().to_owned();
    in_deb.insert(metadata);
    assert_eq!(in_deb, in_rpm);
    let extras = read("packaging/extras");
    for made in in_rpm.iter().filter_map(|it| it.strip_prefix("target/extras/")) {
        assert!(extras.contains(made.trim_end_matches("/*")), "packaging/extras makes no {made}");
    }
}

/// `cargo binstall` finds by its templates what `packaging/archive` names.
#[test]
fn binstall_finds_the_archives() {
    let manifest = manifest();
    let of_all = &manifest["package"]["metadata"]["binstall"];
    for (target, packed) in TARGETS {
        let own = of_all.get("overrides").and_then(|it| it.get(target));
        let setting = |name: &str| own.and_then(|it| it.get(name)).unwrap_or(&of_all[name]).as_str().unwrap();
        let filled = setting("pkg-url").replace("{ version }", "1.2.3").replace("{ target }", target);
        let expected = format!("{{ repo }}/releases/download/v1.2.3/{}", archive("1.2.3", (target, packed)));
        assert_eq!(filled, expected);
        assert_eq!(setting("pkg-fmt"), if packed == "zip" { "zip" } else { "tgz" });
        assert_eq!(setting("bin-dir"), "guichet-{ version }-{ target }/{ bin }{ binary-ext }");
    }
}

#[test]
fn the_release_workflow_builds_what_recipes_take() {
    let workflow: Value = serde_saphyr::from_str(&read(".github/workflows/release.yml")).unwrap();
    let built = workflow["jobs"]["archive"]["strategy"]["matrix"]["include"].as_array().unwrap();
    let built: BTreeSet<&str> = built.iter().map(|it| it["target"].as_str().unwrap()).collect();
    assert_eq!(built, TARGETS.iter().map(|(target, _)| *target).collect());
    let text = read(".github/workflows/release.yml");
    for script in ["build", "check", "archive", "linux-packages", "publisher", "image", "zig"] {
        assert!(root().join("packaging").join(script).exists(), "{script}");
        assert!(text.contains(&format!("packaging/{script}")), "{script} is not what the workflow calls");
    }
    // As `.ci/packages` calls them: what it tests is what is released.
    for script in ["build", "check", "archive", "linux-packages", "publisher", "image", "zig"] {
        assert!(read(".ci/packages").contains(&format!("packaging/{script}")), "{script} is not tested");
    }
}

#[test]
fn scripts_are_of_their_shell() {
    let mut scripts = vec![".ci/packages".to_owned()];
    for entry in fs::read_dir(root().join("packaging")).unwrap().map(|it| it.unwrap().path()) {
        let first = fs::read_to_string(&entry).unwrap_or_default().lines().next().unwrap_or_default().to_owned();
        if first == "#!/usr/bin/env bash" {
            scripts.push(entry.display().to_string());
        }
    }
    assert!(scripts.len() > 5, "{scripts:?}");
    for script in scripts {
        tool("bash", &["-n", &script]);
    }
}

/// The table of docs/installing.md and both READMEs, held against the manual, which has it from the program.
#[test]
fn documents_name_the_folders_that_the_manual_names() {
    let manual = read("assets/i18n/en/man.ftl");
    let places = [
        (
            "Linux",
            vec![
                "~/.config/guichet/config.toml",
                "~/.local/share/guichet",
                "~/.local/state/guichet",
                "~/.cache/guichet",
            ],
        ),
        ("macOS", vec!["~/Library/Application Support/guichet", "~/Library/Caches/guichet"]),
        (
            "Windows",
            vec![
                "%APPDATA%\\guichet\\config\\config.toml",
                "%LOCALAPPDATA%\\guichet\\data",
                "%LOCALAPPDATA%\\guichet\\cache",
            ],
        ),
    ];
    for (system, folders) in places {
        let told = manual.lines().find(|line| line.trim_start().starts_with(&format!("{system} — "))).unwrap();
        for folder in folders {
            assert!(told.contains(folder), "the manual: {system}: {folder}");
            for document in ["README.md", "README.fr.md"] {
                let is_told = read(document).lines().any(|line| line.contains(system) && line.contains(folder));
                assert!(is_told, "{document}: {system}: {folder}");
            }
        }
    }
}

/// Where the program itself looks and writes, with nothing but a home.
#[cfg(target_os = "linux")]
#[test]
fn the_program_uses_the_folders_that_the_documents_name() {
    let none = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"];
    let home = none.into_iter().fold(Home::new(), |home, name| home.set(name, ""));
    let config = home.path(".config/guichet/config.toml");
    assert_eq!(home.run(&["config", "path"], "").out.trim(), config.display().to_string());
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    fs::write(config, "[portals.p]\nkind = \"ckan\"\nurl = \"http://127.0.0.1:9/\"\n").unwrap();
    home.run(&["get", "p/a/b"], "");
    for folder in [".local/state/guichet", ".cache/guichet"] {
        assert!(home.path(folder).is_dir(), "{folder}: {:?}", home.files());
    }
}
