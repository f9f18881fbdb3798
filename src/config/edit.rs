//! Changing a person's own configuration file: one block or key, the rest of it, comments included, as it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, TableLike, TomlError, Value, table};

use super::setting::{Setting, SettingTakes};
use super::{Config, FilePlace, PortalConfig, subject};
use crate::access::secrets::StoreChoice;
use crate::base::atomic_file::{Readers, rewrite};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::m;
use crate::portals::is_same;

/// Adds the block of `portal`, or changes it to say the same. The file's path.
pub fn put_portal(place: &FilePlace, portal: &PortalConfig) -> Result<PathBuf> {
    edit(place, |document| {
        let portals = document.entry("portals").or_insert_with(implicit_table).as_table_like_mut();
        let block = portals.and_then(|portals| portals.entry(&portal.name).or_insert_with(table).as_table_like_mut());
        let Some(block) = block else { return false };
        for key in PortalConfig::KEYS {
            match portal.settings().into_iter().find(|(known, _)| *known == key) {
                Some((_, setting)) => put(block, key, &setting),
                None => drop(block.remove(key)),
            }
        }
        true
    })
}

/// As [`put_portal`], where no other portal has its name.
pub fn add_portal(place: &FilePlace, portal: &PortalConfig) -> Result<PathBuf> {
    refuse_other(&Config::load_or_begin(place)?, portal)?;
    put_portal(place, portal)
}

/// Refuses `portal` where `config` has another one of its name.
pub fn refuse_other(config: &Config, portal: &PortalConfig) -> Result<()> {
    let is_other = |it: &&PortalConfig| it.kind != portal.kind || !is_same(&it.url, &portal.url);
    match config.portals.iter().filter(|it| it.name == portal.name).find(is_other) {
        None => Ok(()),
        Some(other) => {
            let cause = m!("first-start-taken", url = other.url.as_str());
            Err(Error::new(ErrorKind::Usage, m!("first-start-public", name = &portal.name), cause)
                .hint(m!("first-start-taken-hint")))
        }
    }
}

/// Takes `sign_in` out of the block of `portal`, so that it is asked as anybody asks it. Nothing where there is none.
pub fn forget_sign_in(place: &FilePlace, portal: &str) -> Result<()> {
    let has_one = |config: &Config| config.portals.iter().any(|it| it.name == portal && it.sign_in.is_some());
    if !has_one(&Config::load(place)?) {
        return Ok(());
    }
    edit(place, |document| {
        let block = document.get_mut("portals").and_then(|portals| portals.get_mut(portal));
        block.and_then(Item::as_table_like_mut).is_some_and(|block| block.remove("sign_in").is_some())
    })
    .map(drop)
}

/// Remembers where credentials are to be stored.
pub fn put_choice(place: &FilePlace, choice: StoreChoice) -> Result<PathBuf> {
    edit(place, |document| {
        put(document.as_table_mut(), "secrets", choice.word());
        true
    })
}

/// Gives `setting` the value that a person wrote on the command line; whether that fits is for the file's reader to say.
pub fn set(place: &FilePlace, setting: &Setting, written: &str) -> Result<PathBuf> {
    if setting.takes == SettingTakes::Block {
        return Err(Error::new(ErrorKind::Usage, m!("config-setting", key = setting.name()), m!("config-is-block"))
            .hint(m!("config-is-block-hint", key = setting.name())));
    }
    edit(place, |document| {
        let Some((key, blocks)) = setting.path.split_last() else { return false };
        let mut table: &mut dyn TableLike = document.as_table_mut();
        for (depth, block) in blocks.iter().enumerate() {
            let new: fn() -> Item = if depth + 1 < blocks.len() { implicit_table } else { toml_edit::table };
            match table.entry(block).or_insert_with(new).as_table_like_mut() {
                Some(below) => table = below,
                None => return false,
            }
        }
        put_value(table, key, read(setting.takes, written));
        true
    })
}

/// Takes `setting` out of the file; whether it was there.
pub fn unset(place: &FilePlace, setting: &Setting) -> Result<bool> {
    let is_there = |document: &mut DocumentMut| {
        let (key, blocks) = setting.path.split_last()?;
        let mut table: &mut dyn TableLike = document.as_table_mut();
        for block in blocks {
            table = table.get_mut(block)?.as_table_like_mut()?;
        }
        table.remove(key)
    };
    let mut was_there = false;
    if place.path().is_some_and(Path::exists) {
        edit(place, |document| {
            was_there = is_there(document).is_some();
            true
        })?;
    }
    Ok(was_there)
}

/// The text of `setting` as it stands in the file, where it is one.
pub fn written(place: &FilePlace, setting: &Setting) -> Option<String> {
    let document: DocumentMut = fs::read_to_string(place.path()?).ok()?.parse().ok()?;
    let mut item = document.as_item();
    for key in &setting.path {
        item = item.get(key)?;
    }
    item.as_str().map(str::to_owned)
}

/// What a person wrote on the command line, as a value of the file. What cannot be one of the type wanted stays a text.
fn read(takes: SettingTakes, written: &str) -> Value {
    let number = || written.trim().parse::<i64>().ok().map(Value::from);
    let yes_no = || written.trim().parse::<bool>().ok().map(Value::from);
    let list = || written.parse::<Value>().ok().filter(Value::is_array);
    let several = || -> Value { written.split(',').map(str::trim).filter(|word| !word.is_empty()).collect() };
    let value = match takes {
        SettingTakes::Count | SettingTakes::Version => number(),
        SettingTakes::YesNo => yes_no(),
        SettingTakes::Texts => list().or_else(|| Some(several())),
        // The comma is a key too.
        SettingTakes::Keys => list().or_else(|| written.trim_matches(',').contains(',').then(several)),
        SettingTakes::Text | SettingTakes::Block => None,
    };
    value.unwrap_or_else(|| written.into())
}

fn put(table: &mut dyn TableLike, key: &str, setting: &str) {
    put_value(table, key, setting.into());
}

/// Leaves a value that says the same alone, and what stands around one in its place.
fn put_value(table: &mut dyn TableLike, key: &str, new: Value) {
    let bare = |value: &Value| value.clone().decorated("", "").to_string();
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) if old.as_str().zip(new.as_str()).is_some_and(|(old, new)| old == new) => {}
        Some(old) if bare(old) == bare(&new) => {}
        Some(old) => {
            let around = old.decor().clone();
            *old = new;
            *old.decor_mut() = around;
        }
        None => drop(table.insert(key, Item::Value(new))),
    }
}

/// `[portals.x]` needs no `[portals]` above it.
fn implicit_table() -> Item {
    let mut table = Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

/// Reads, changes, checks and replaces the file. `change` says whether it could.
fn edit(place: &FilePlace, change: impl FnOnce(&mut DocumentMut) -> bool) -> Result<PathBuf> {
    let path = place.path().ok_or_else(|| {
        Error::new(ErrorKind::Config, "configuration", m!("config-no-home")).hint(m!("config-use-flag"))
    })?;
    let failed = |cause: Message| Error::new(ErrorKind::Config, subject(path), cause).hint(m!("config-untouched"));
    let before = match fs::read_to_string(path) {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(m!("config-unreadable", error = &error)).caused_by(error)),
    };
    let mut document: DocumentMut = before.parse().map_err(|error: TomlError| {
        // Its own words quote the line, which may hold a password.
        failed(m!("config-no-toml", error = text::line(error.message())))
    })?;
    if !change(&mut document) {
        return Err(failed(m!("config-odd-portals")));
    }
    let after = document.to_string();
    Config::parse(&after, path).map_err(|error| {
        let hint = error.hint.clone().into_iter().chain([m!("config-untouched")]);
        error.hint(Message::joined(hint, " "))
    })?;
    if after != before {
        rewrite(path, after.as_bytes(), Readers::Owner, true).map_err(|error| {
            let failed = failed(m!("config-unwritable", error = &error)).caused_by(error);
            Error { kind: ErrorKind::Disk, ..failed }
        })?;
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portals;

    fn portal(name: &str, url: &str) -> PortalConfig {
        let mut portal = PortalConfig::new(name, portals::Kind::Rudi, url.parse().unwrap());
        portal.sign_in = Some("login".into());
        portal
    }

    fn in_file(content: Option<&str>) -> (tempfile::TempDir, FilePlace) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("folder/config.toml");
        if let Some(content) = content {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, content).unwrap();
        }
        (home, FilePlace::Flag(path))
    }

    fn content(place: &FilePlace) -> String {
        fs::read_to_string(place.path().unwrap()).unwrap()
    }

    #[test]
    fn a_first_portal_makes_the_file() {
        let (_home, place) = in_file(None);
        put_portal(&place, &portal("a", "https://a.example/")).unwrap();
        assert_eq!(
            content(&place),
            "[portals.a]\nkind = \"rudi\"\nurl = \"https://a.example/\"\nsign_in = \"login\"\n"
        );
    }

    #[test]
    fn all_else_stays_as_the_person_wrote_it() {
        let before = "# mine\njobs = 2 # few\n\n[portals.b]\nurl   = \"https://b.example\" # old\nkind=\"rudi\"\nsign_in = \"client\"\n";
        let (_home, place) = in_file(Some(before));
        put_portal(&place, &portal("a", "https://a.example/")).unwrap();
        let after = content(&place);
        assert!(after.starts_with(before) && after.contains("\n[portals.a]\n"), "{after}");
        forget_sign_in(&place, "b").unwrap();
        put_choice(&place, StoreChoice::File).unwrap();
        let config = Config::load(&place).unwrap();
        assert_eq!((config.jobs, config.secrets), (2, Some(StoreChoice::File)));
        assert_eq!(config.portals[0].sign_in, None);
        assert!(content(&place).contains("url   = \"https://b.example\" # old\nkind=\"rudi\"\n"));
    }

    #[test]
    fn a_block_is_changed_in_its_place_and_unused_keys_go() {
        let before = "[portals.a]\nkind = \"rudi\" # ours\nurl = \"https://old.example/\"\nusername = \"ada\"\n[portals.z]\nkind = \"rudi\"\nurl = \"https://z.example/\"\n";
        let (_home, place) = in_file(Some(before));
        put_portal(&place, &portal("a", "https://a.example/")).unwrap();
        let after = content(&place);
        assert!(after.starts_with("[portals.a]\nkind = \"rudi\" # ours\nurl = \"https://a.example/\"\n"), "{after}");
        assert!(!after.contains("username") && after.ends_with("url = \"https://z.example/\"\n"));
    }

    #[test]
    fn one_setting_is_set_and_taken_out_again_with_all_else_as_it_was() {
        let before = "# mine\njobs = 2 # few\n\n[browser]\n# no mouse\nmouse = false # never\n\n[portals.b]\nurl = \"https://b.example\"\nkind = \"rudi\"\n";
        let table = [
            ("jobs", "4", "jobs = 4 # few\n"),
            ("jobs", " 4 ", "jobs = 4 # few\n"),
            ("browser.mouse", "true", "# no mouse\nmouse = true # never\n"),
            ("browser.columns", "size, format", "columns = [\"size\", \"format\"]\n"),
            ("browser.columns", "[\"size\"]", "columns = [\"size\"]\n"),
            ("keys.download", "d,ctrl-s", "[keys]\ndownload = [\"d\", \"ctrl-s\"]\n"),
            ("keys.download", ",", "[keys]\ndownload = \",\"\n"),
            ("theme.accent", "bold blue", "[theme]\naccent = \"bold blue\"\n"),
            ("language", "fr", "language = \"fr\"\n"),
            ("portals.b.url", "https://c.example", "[portals.b]\nurl = \"https://c.example\"\nkind"),
            ("portals.b.scope", "a \"b\"", "scope = "),
        ];
        for (name, value, wanted) in table {
            let (_home, place) = in_file(Some(before));
            let setting = Setting::named(name, &[]).unwrap();
            set(&place, &setting, value).unwrap();
            let after = content(&place);
            assert!(after.starts_with("# mine\njobs = ") && after.contains(wanted), "{name}: {after}");
            if !before.contains(&format!("{} = ", setting.path.last().unwrap())) {
                assert!(unset(&place, &setting).unwrap(), "{name}");
                assert!(!unset(&place, &setting).unwrap(), "{name}");
                assert!(!content(&place).contains(wanted), "{name}: {after}");
            }
        }
    }

    #[test]
    fn a_value_that_does_not_fit_changes_nothing() {
        let before = "jobs = 2 # few\n";
        for (name, value) in [
            ("jobs", "many"),
            ("jobs", "0"),
            ("jobs", "33"),
            ("jobs", "2.5"),
            ("browser.mouse", "perhaps"),
            ("browser.columns", "length"),
            ("keys.download", "alt-shift-q"),
            ("theme.accent", "colour of the sea"),
            ("language", "de"),
            ("secrets", "drawer"),
            ("download_dir", "data"),
            ("version", "2"),
            ("portals.x.url", "https://x.example"),
            ("portals.x", "rudi"),
        ] {
            let (_home, place) = in_file(Some(before));
            let error = set(&place, &Setting::named(name, &[]).unwrap(), value).unwrap_err();
            assert_eq!(error.kind.exit_code(), 2, "{name}");
            assert_eq!(content(&place), before, "{name} {value}");
        }
    }

    #[test]
    fn what_cannot_be_changed_is_left_as_it_was() {
        for before in ["jobs = ", "portals = 3\n", "[portals]\na = 1\n"] {
            let (_home, place) = in_file(Some(before));
            let error = put_portal(&place, &portal("a", "https://a.example/")).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Config, "{before}");
            assert_eq!(content(&place), before);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_the_mode_is_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let home = tempfile::tempdir().unwrap();
        let (real, link) = (home.path().join("dotfiles.toml"), home.path().join("config.toml"));
        fs::write(&real, "jobs = 2\n").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        put_choice(&FilePlace::Flag(link.clone()), StoreChoice::Keyring).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(fs::read_to_string(&real).unwrap().contains("secrets = \"keyring\""));
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
