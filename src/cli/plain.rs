//! Whether output is linear, for those who hear or feel it, and what asks for that.

use std::ffi::OsString;

use super::Global;

/// What screen readers set, or the scripts that start them, and what tools that heed them read; anything but a no.
const VARIABLES: [&str; 8] = [
    "ACCESSIBLE",
    "ACCESSIBILITY_ENABLED",
    "SCREEN_READER",
    "NVDA_RUNNING",
    "JAWS_RUNNING",
    "ORCA_RUNNING",
    "SPEECHD_RUNNING",
    "EMACSPEAK_DIR",
];
/// Desktops set others, as `QT_ACCESSIBILITY` and `GTK_MODULES`, for everybody: they tell nothing.
const NOES: [&str; 5] = ["", "0", "false", "no", "off"];

/// What asks for linear output.
#[derive(Debug, PartialEq, Eq)]
pub enum PlainBy {
    Flag,
    Variable(&'static str),
    /// `TERM=dumb`: the cursor cannot be moved.
    Terminal,
}

/// `None` where nothing does, or `--no-plain` goes over it.
pub fn asked_by(global: &Global, variable: impl Fn(&str) -> Option<OsString>) -> Option<PlainBy> {
    if global.no_plain {
        return None;
    }
    if global.plain {
        return Some(PlainBy::Flag);
    }
    let is_set = |name: &str| {
        variable(name).is_some_and(|value| {
            let value = value.to_string_lossy().trim().to_ascii_lowercase();
            !NOES.contains(&value.as_str())
        })
    };
    let by_variable = VARIABLES.into_iter().find(|name| is_set(name)).map(PlainBy::Variable);
    by_variable.or_else(|| variable("TERM").is_some_and(|term| term == "dumb").then_some(PlainBy::Terminal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn screen_readers_choose_it_and_a_person_goes_over_them() {
        let by = |args: (bool, bool), set: &[(&str, &str)]| {
            let global = Global { plain: args.0, no_plain: args.1, ..Global::default() };
            asked_by(&global, |name| set.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).into()))
        };
        for name in VARIABLES {
            assert_eq!(by((false, false), &[(name, "1")]), Some(PlainBy::Variable(name)));
            assert_eq!(by((false, true), &[(name, "1")]), None, "--no-plain");
            for no in NOES {
                assert_eq!(by((false, false), &[(name, no)]), None, "{name}={no}");
            }
        }
        assert_eq!(by((false, false), &[("TERM", "dumb")]), Some(PlainBy::Terminal));
        assert_eq!(by((false, false), &[("TERM", "xterm-256color"), ("QT_ACCESSIBILITY", "1")]), None);
        assert_eq!(by((true, false), &[]), Some(PlainBy::Flag));
    }
}
