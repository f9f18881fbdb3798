//! Every setting by its name, and what it takes.

use std::ops::RangeInclusive;

use super::keys::BINDINGS;
use super::theme::ROLES;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::m;
use crate::portals::PortalConfig;

/// How many downloads at once, and how many connections for one file: wherever a person says so.
pub const COUNTS: RangeInclusive<u8> = 1..=32;

/// The layout of the file that this program reads; a file that does not say is of the first.
pub const LAYOUT: u8 = 1;

/// What a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingTakes {
    Text,
    /// One of [`COUNTS`].
    Count,
    YesNo,
    Texts,
    /// One text, or several.
    Keys,
    /// Up to [`LAYOUT`].
    Version,
    /// Settings of its own.
    Block,
}

impl SettingTakes {
    /// For a person.
    pub fn said(self) -> Message {
        match self {
            Self::Text => m!("config-takes-text"),
            Self::Count => m!("config-takes-count", least = COUNTS.start(), most = COUNTS.end()),
            Self::YesNo => m!("config-takes-yes-no"),
            Self::Texts => m!("config-takes-texts"),
            Self::Keys => m!("config-takes-keys"),
            Self::Version => m!("config-takes-version", layout = LAYOUT),
            Self::Block => m!("config-takes-block"),
        }
    }
}

/// The settings of the file itself.
pub(super) const FILE: [(&str, SettingTakes); 13] = [
    ("version", SettingTakes::Version),
    ("download_dir", SettingTakes::Text),
    ("jobs", SettingTakes::Count),
    ("connections", SettingTakes::Count),
    ("keep_versions", SettingTakes::Text),
    ("language", SettingTakes::Text),
    ("secrets", SettingTakes::Text),
    ("ca_file", SettingTakes::Text),
    ("network", SettingTakes::Block),
    ("browser", SettingTakes::Block),
    ("keys", SettingTakes::Block),
    ("theme", SettingTakes::Block),
    ("portals", SettingTakes::Block),
];

/// Those of `[network]`.
pub(super) const NETWORK: [(&str, SettingTakes); 3] =
    [("proxy", SettingTakes::Text), ("proxy_auth", SettingTakes::Text), ("pac", SettingTakes::Text)];

/// Those of `[browser]`.
pub(super) const BROWSER: [(&str, SettingTakes); 6] = [
    ("mouse", SettingTakes::YesNo),
    ("fuzzy", SettingTakes::YesNo),
    ("notify", SettingTakes::YesNo),
    ("columns", SettingTakes::Texts),
    ("background", SettingTakes::Text),
    ("preview", SettingTakes::Text),
];

/// A setting as it is named on the command line: `jobs`, `browser.mouse`, `portals.rennes.url`.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// From the file to the setting.
    pub path: Vec<String>,
    pub takes: SettingTakes,
}

impl Setting {
    /// The one called `name`; `portals` are those that are configured.
    pub fn named(name: &str, portals: &[PortalConfig]) -> Result<Self> {
        let path: Vec<&str> = name.split('.').collect();
        match takes(&path) {
            Some(takes) => Ok(Self { path: path.into_iter().map(str::to_owned).collect(), takes }),
            None => {
                let subject = m!("config-setting", key = text::line(name));
                let blocks =
                    FILE.iter().filter(|(_, takes)| *takes == SettingTakes::Block).map(|(key, _)| (*key).to_owned());
                let known: Vec<String> = names(portals).into_iter().chain(blocks).collect();
                let hint = closest(name, &known)
                    .map_or(m!("config-none-such-hint"), |it| m!("config-did-you-mean", closest = it));
                Err(Error::new(ErrorKind::Usage, subject, m!("config-none-such")).hint(hint))
            }
        }
    }

    /// As it was given.
    pub fn name(&self) -> String {
        self.path.join(".")
    }
}

fn takes(path: &[&str]) -> Option<SettingTakes> {
    let of = |settings: &[(&str, SettingTakes)], key: &str| {
        settings.iter().find(|(it, _)| *it == key).map(|(_, takes)| *takes)
    };
    match path {
        [key] => of(&FILE, key),
        ["network", key] => of(&NETWORK, key),
        ["browser", key] => of(&BROWSER, key),
        ["keys", action] => BINDINGS.iter().any(|binding| binding.name == *action).then_some(SettingTakes::Keys),
        ["theme", "palette"] => Some(SettingTakes::Text),
        ["theme", role] => ROLES.contains(role).then_some(SettingTakes::Text),
        ["portals", name] => super::check_name(name).ok().map(|()| SettingTakes::Block),
        ["portals", name, key] => {
            super::check_name(name).ok().filter(|()| PortalConfig::KEYS.contains(key)).map(|()| SettingTakes::Text)
        }
        _ => None,
    }
}

/// All names but those of blocks, in the order of the example.
pub fn names(portals: &[PortalConfig]) -> Vec<String> {
    let file = FILE.iter().filter(|(_, takes)| *takes != SettingTakes::Block).map(|(key, _)| (*key).to_owned());
    let network = NETWORK.iter().map(|(key, _)| format!("network.{key}"));
    let browser = BROWSER.iter().map(|(key, _)| format!("browser.{key}"));
    let keys = BINDINGS.iter().map(|binding| format!("keys.{}", binding.name));
    let theme = ["palette"].iter().chain(&ROLES).map(|role| format!("theme.{role}"));
    let of = |portal: &PortalConfig| PortalConfig::KEYS.map(|key| format!("portals.{}.{key}", portal.name));
    file.chain(network).chain(browser).chain(keys).chain(theme).chain(portals.iter().flat_map(of)).collect()
}

/// What to write in place of `key`: the closest of `known`, else what there is.
pub(super) fn instead<S: AsRef<str>>(key: &str, known: impl IntoIterator<Item = S>) -> Message {
    let known: Vec<String> = known.into_iter().map(|it| it.as_ref().to_owned()).collect();
    match closest(key, &known) {
        Some(closest) => m!("config-did-you-mean", closest),
        None => m!("config-known", known = known.join(", ")),
    }
}

/// The first of `known` that is most like `key`, as a whole or in its last part.
fn closest<'k>(key: &str, known: &'k [String]) -> Option<&'k String> {
    let last = |it: &str| it.rsplit('.').next().map_or(0.0, |last| strsim::jaro_winkler(last, key));
    let likeness = |it: &str| strsim::jaro_winkler(it, key).max(last(it));
    let closest = known.iter().rev().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    closest.filter(|closest| likeness(closest) > 0.7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portals::Kind;

    #[test]
    fn a_setting_is_found_by_its_name_and_the_closest_is_named_else() {
        let portals = [PortalConfig::new("rennes", Kind::Rudi, "https://a.example/".parse().unwrap())];
        for (name, wanted) in [
            ("jobs", SettingTakes::Count),
            ("browser.mouse", SettingTakes::YesNo),
            ("browser.columns", SettingTakes::Texts),
            ("keys.download", SettingTakes::Keys),
            ("theme.accent", SettingTakes::Text),
            ("portals.rennes.url", SettingTakes::Text),
            ("portals.new-one.kind", SettingTakes::Text),
            ("portals.rennes", SettingTakes::Block),
        ] {
            assert_eq!(Setting::named(name, &portals).unwrap().takes, wanted, "{name}");
        }
        for (name, closest) in [
            ("jbos", "jobs"),
            ("browser.mose", "browser.mouse"),
            ("portals.rennes.ulr", "portals.rennes.url"),
            ("theme.acent", "theme.accent"),
            ("downlod_dir", "download_dir"),
            ("mouse", "browser.mouse"),
            ("url", "portals.rennes.url"),
            ("portal", "portals"),
        ] {
            let error = Setting::named(name, &portals).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Usage);
            assert!(error.hint.unwrap().to_string().contains(&format!("\"{closest}\"")), "{name}");
        }
        for odd in ["", ".", "jobs.", "portals.A.url", "portals.a.b.c", "keys.nothing-such"] {
            assert!(Setting::named(odd, &portals).is_err(), "{odd:?}");
        }
    }
}
