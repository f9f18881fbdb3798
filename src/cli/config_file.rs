//! `config path|get|set|unset|edit|example`: the program's own file, from the command line.

use std::ffi::OsString;
use std::path::Path;

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::table::OutputTable;
use super::{Global, out};
use crate::access::secrets::Environment;
use crate::base::child;
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::i18n::Language;
use crate::config::browser::ListColumn;
use crate::config::keymap::Key;
use crate::config::keys::BINDINGS;
use crate::config::setting::{LAYOUT, Setting, SettingTakes, names};
use crate::config::theme::Background;
use crate::config::{Config, EXAMPLE, FilePlace, edit};
use crate::session::not_configured;
use crate::{m, t};

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Where the file is
    Path,
    /// What is in force: one setting, all of a block, or everything
    Get {
        /// As in the file, with a dot below a block: jobs, browser.mouse, portals.rennes.url
        #[arg(value_name = "KEY")]
        setting: Option<String>,
    },
    /// Change one setting in the file; its comments and the rest of it stay
    Set {
        /// As in the file, with a dot below a block: jobs, browser.mouse, portals.rennes.url
        #[arg(value_name = "KEY")]
        setting: String,
        /// What it is to be; several values with commas between them
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Take one setting, or a whole portal, out of the file
    Unset {
        /// As in the file, with a dot below a block: jobs, browser.mouse, portals.rennes
        #[arg(value_name = "KEY")]
        setting: String,
    },
    /// Open the file in your editor (VISUAL, else EDITOR), and check it afterwards
    Edit,
    /// A file with every setting, its default and how to write each portal
    Example,
}

impl ConfigCommand {
    /// Whether nothing is changed.
    pub fn only_prints(&self) -> bool {
        matches!(self, Self::Path | Self::Get { .. } | Self::Example)
    }
}

/// What programs read of a change.
const CHANGED: [&str; 3] = ["key", "path", "outcome"];

pub fn run(global: &Global, command: ConfigCommand) -> Result<u8> {
    match command {
        ConfigCommand::Path => path(global),
        ConfigCommand::Get { setting } => get(global, setting.as_deref()),
        ConfigCommand::Set { setting, value } => set(global, &setting, &value),
        ConfigCommand::Unset { setting } => unset(global, &setting),
        ConfigCommand::Edit => open(global),
        ConfigCommand::Example => {
            out::bytes(EXAMPLE.as_bytes());
            Ok(0)
        }
    }
}

fn path(global: &Global) -> Result<u8> {
    let columns = global.columns(&["path", "exists"])?;
    let place = global.place();
    let path = file(&place)?;
    match columns.are_for_people() {
        true => out::line(&path.display().to_string()),
        false => columns.print(json!({"path": path.display().to_string(), "exists": path.exists()}))?,
    }
    Ok(0)
}

fn file(place: &FilePlace) -> Result<&Path> {
    place
        .path()
        .ok_or_else(|| Error::new(ErrorKind::Config, "configuration", m!("config-no-home")).hint(m!("config-use-flag")))
}

/// One value by itself, several each with its name.
fn get(global: &Global, name: Option<&str>) -> Result<u8> {
    let columns = global.columns(&["key", "value"])?;
    let place = global.place();
    let config = Config::load(&place)?;
    let one = name.map(|name| Setting::named(name, &config.portals)).transpose()?;
    if let Some(["portals", portal, ..]) = one.as_ref().map(words).as_deref()
        && config.portals.iter().all(|it| it.name != *portal)
    {
        return Err(not_configured(portal, config.portals.iter().map(|it| it.name.as_str())));
    }
    if let Some(setting) = one.as_ref().filter(|setting| setting.takes != SettingTakes::Block) {
        let value = value(global, &config, &place, setting)?;
        match (columns.are_for_people(), &value) {
            (false, _) => columns.print(json!({"key": setting.name(), "value": value}))?,
            (true, Some(value)) => out::line(&line(value)),
            (true, None) => out::note(&t!("cli-config-not-set", key = setting.name())),
        }
        return Ok(0);
    }
    let below = one.map(|setting| setting.name() + ".").unwrap_or_default();
    let mut found = Map::new();
    for name in names(&config.portals).into_iter().filter(|name| name.starts_with(&below)) {
        let setting = Setting::named(&name, &config.portals)?;
        found.extend(value(global, &config, &place, &setting)?.map(|value| (name, value)));
    }
    if columns.are_for_people() {
        found.iter().for_each(|(name, value)| out::line(&format!("{name} = {}", line(value))));
    } else {
        let mut table = OutputTable::begin(columns, "settings", json!({}))?;
        table.add(found.iter().map(|(key, value)| json!({"key": key, "value": value})))?;
        table.end(json!({}))?;
    }
    Ok(0)
}

fn words(setting: &Setting) -> Vec<&str> {
    setting.path.iter().map(String::as_str).collect()
}

/// For a person, and as `config set` takes it: several with commas, unless one has a comma or there is none.
fn line(value: &Value) -> String {
    let is_bare = |value: &Value| value.as_str().is_some_and(|text| !text.contains(','));
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) if !values.is_empty() && values.iter().all(is_bare) => {
            values.iter().map(line).collect::<Vec<_>>().join(",")
        }
        other => other.to_string(),
    }
}

/// What is in force: the command line and the environment go over the file. `None` where there is nothing.
fn value(global: &Global, config: &Config, place: &FilePlace, setting: &Setting) -> Result<Option<Value>> {
    let browser = &config.browser;
    Ok(match &words(setting)[..] {
        ["version"] => Some(LAYOUT.into()),
        ["download_dir"] => Some(config.download_dir.display().to_string().into()),
        ["jobs"] => Some(config.jobs.into()),
        ["connections"] => Some(config.connections.into()),
        ["keep_versions"] => config.keep_versions.map(|bytes| bytes.to_string().into()),
        ["language"] => Some(Language::spoken().code().into()),
        ["secrets"] => Some(Environment::system().choice()?.or(config.secrets).unwrap_or_default().word().into()),
        ["ca_file"] => {
            let file = global.ca_file.as_ref().or(config.ca_file.as_ref());
            file.map(|path| path.display().to_string().into())
        }
        ["browser", "mouse"] => Some(browser.mouse.into()),
        ["browser", "fuzzy"] => Some(browser.fuzzy.into()),
        ["browser", "notify"] => Some(browser.notify.into()),
        ["browser", "columns"] => Some(browser.columns.iter().map(|column| ListColumn::word(*column)).collect()),
        ["browser", "preview"] => Some(browser.preview.word().into()),
        ["browser", "background"] => browser.background.map(|background| Background::word(background).into()),
        ["keys", action] => {
            let binding = BINDINGS.iter().find(|binding| binding.name == *action);
            binding.map(|it| browser.keymap.keys_of(it.action).iter().map(|key| Key::written(*key)).collect())
        }
        ["portals", portal, key] => {
            let portal = config.portals.iter().find(|it| it.name == *portal);
            let found = portal.and_then(|portal| portal.settings().into_iter().find(|(known, _)| known == key));
            found.map(|(_, value)| value.into())
        }
        _ => edit::written(place, setting).map(Value::from),
    })
}

/// What a mistyped name can be compared with, also where the file cannot be read.
fn named(place: &FilePlace, name: &str) -> Result<Setting> {
    let portals = Config::load_or_begin(place).map(|config| config.portals).unwrap_or_default();
    Setting::named(name, &portals)
}

fn set(global: &Global, name: &str, value: &str) -> Result<u8> {
    let columns = global.columns(&CHANGED)?;
    let place = global.place();
    let setting = named(&place, name)?;
    let path = edit::set(&place, &setting, value)?;
    match columns.are_for_people() {
        false => columns.print(json!({"key": setting.name(), "path": path.display().to_string(), "outcome": "set"}))?,
        true => out::note(&t!("cli-config-set", key = setting.name(), path = path.display())),
    }
    Ok(0)
}

fn unset(global: &Global, name: &str) -> Result<u8> {
    let columns = global.columns(&CHANGED)?;
    let place = global.place();
    let setting = named(&place, name)?;
    let was_there = edit::unset(&place, &setting)?;
    let path = file(&place)?.display().to_string();
    let outcome = if was_there { "unset" } else { "unchanged" };
    match (columns.are_for_people(), was_there) {
        (false, _) => columns.print(json!({"key": setting.name(), "path": path, "outcome": outcome}))?,
        (true, true) => out::note(&t!("cli-config-unset", key = setting.name(), path)),
        (true, false) => out::note(&t!("cli-config-not-set", key = setting.name())),
    }
    Ok(0)
}

fn open(global: &Global) -> Result<u8> {
    let place = global.place();
    let path = file(&place)?;
    let failed = |error: std::io::Error| Error::new(ErrorKind::Disk, shown(path), format::io(&error)).caused_by(error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map(std::fs::create_dir_all).transpose().map_err(failed)?;
    let editor = editor()?;
    let ended = child::edit(&editor, path);
    let subject = || editor.to_string_lossy().into_owned();
    match ended {
        Ok(status) if status.success() => {}
        Ok(status) => {
            return Err(Error::new(
                ErrorKind::Usage,
                subject(),
                m!("cli-config-editor", status = child::ended(status)),
            ));
        }
        Err(error) => {
            return Err(Error::new(ErrorKind::Usage, subject(), format::io(&error)).caused_by(error));
        }
    }
    Config::load_or_begin(&place)?;
    out::note(&t!("cli-config-good", path = path.display()));
    Ok(0)
}

/// The person's editor.
fn editor() -> Result<OsString> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    named("VISUAL").or_else(|| named("EDITOR")).ok_or_else(|| {
        Error::new(ErrorKind::Usage, "config edit", m!("cli-config-no-editor")).hint(m!("cli-config-no-editor-hint"))
    })
}
