//! What the terminal takes beside what is drawn, as its variables tell who it is: the title of its window, how far downloads
//! are, notifications. What is said to one that is not known to take it is nothing.

use std::env;

use crate::base::text;

/// How a notification is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotifyBy {
    /// iTerm2's.
    Osc9,
    /// Kitty's.
    Osc99,
    /// That of rxvt.
    Osc777,
}

/// What it is known to take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emulator {
    /// ConEmu's progress, OSC 9;4. To some others it would be a notification.
    progress: bool,
    notifies: Option<NotifyBy>,
}

/// How far all downloads are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overall {
    Idle,
    /// In hundredths.
    At(u8),
    Unknown,
}

impl Emulator {
    pub fn here() -> Self {
        Self::told(|name| env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn told(variable: impl Fn(&str) -> Option<String>) -> Self {
        let (term, program) = (variable("TERM").unwrap_or_default(), variable("TERM_PROGRAM").unwrap_or_default());
        // A multiplexer has one window for many programs, and passes nothing on.
        let multiplexed = ["TMUX", "STY", "ZELLIJ"].iter().any(|name| variable(name).is_some())
            || ["tmux", "screen"].iter().any(|name| term.starts_with(name));
        if multiplexed || term == "dumb" {
            return Self::default();
        }
        let is_kitty = term == "xterm-kitty" || variable("KITTY_WINDOW_ID").is_some();
        let notifies = match &*program {
            "iTerm.app" => Some(NotifyBy::Osc9),
            "WezTerm" | "ghostty" => Some(NotifyBy::Osc777),
            _ if is_kitty => Some(NotifyBy::Osc99),
            _ if term.starts_with("foot") || term.starts_with("rxvt-unicode") => Some(NotifyBy::Osc777),
            _ => None,
        };
        // From its 0.80 on.
        let is_new_vte = variable("VTE_VERSION").and_then(|it| it.parse().ok()).is_some_and(|it: u32| it >= 8000);
        let progress = matches!(&*program, "WezTerm" | "ghostty" | "mintty")
            || variable("WT_SESSION").is_some()
            || variable("ConEmuANSI").is_some_and(|it| it == "ON")
            || is_new_vte;
        Self { progress, notifies }
    }

    pub fn progress(self, overall: Overall) -> String {
        match (self.progress, overall) {
            (false, _) => String::new(),
            (true, Overall::Idle) => "\x1b]9;4;0;0\x1b\\".into(),
            (true, Overall::At(percent)) => format!("\x1b]9;4;1;{}\x1b\\", percent.min(100)),
            (true, Overall::Unknown) => "\x1b]9;4;3;0\x1b\\".into(),
        }
    }

    pub fn notification(self, said: &str) -> String {
        let said = text::line(said);
        match self.notifies {
            None => String::new(),
            Some(NotifyBy::Osc9) => format!("\x1b]9;{said}\x1b\\"),
            Some(NotifyBy::Osc99) => {
                format!("\x1b]99;i=guichet:d=0;guichet\x1b\\\x1b]99;i=guichet:p=body;{said}\x1b\\")
            }
            // Its parts stand between semicolons.
            Some(NotifyBy::Osc777) => format!("\x1b]777;notify;guichet;{}\x1b\\", said.replace(';', ",")),
        }
    }
}

/// The title of the window; what it was before is kept by [`KEEP_TITLE`] and comes back by [`OLD_TITLE`].
pub fn title(title: &str) -> String {
    format!("\x1b]2;{}\x1b\\", text::line(title))
}

pub const KEEP_TITLE: &str = "\x1b[22;2t";
pub const OLD_TITLE: &str = "\x1b[23;2t";
/// What is drawn between these is shown at once.
pub const BEGIN_FRAME: &str = "\x1b[?2026h";
pub const END_FRAME: &str = "\x1b[?2026l";
/// The cursor is put back where it was.
pub const KEEP_CURSOR: &str = "\x1b7";
pub const OLD_CURSOR: &str = "\x1b8";

#[cfg(test)]
mod tests {
    use super::*;

    fn emulator(variables: &[(&str, &str)]) -> Emulator {
        Emulator::told(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn each_is_told_what_it_takes() {
        type Case<'c> = (&'c [(&'c str, &'c str)], bool, Option<NotifyBy>);
        let table: [Case; 11] = [
            (&[("TERM", "xterm-256color")], false, None),
            (&[("TERM", "xterm-kitty")], false, Some(NotifyBy::Osc99)),
            (&[("TERM_PROGRAM", "iTerm.app")], false, Some(NotifyBy::Osc9)),
            (&[("TERM_PROGRAM", "ghostty")], true, Some(NotifyBy::Osc777)),
            (&[("TERM_PROGRAM", "WezTerm")], true, Some(NotifyBy::Osc777)),
            (&[("TERM", "foot")], false, Some(NotifyBy::Osc777)),
            (&[("WT_SESSION", "x")], true, None),
            (&[("VTE_VERSION", "7600")], false, None),
            (&[("VTE_VERSION", "8001")], true, None),
            (&[("TERM_PROGRAM", "ghostty"), ("TMUX", "x")], false, None),
            (&[("TERM", "screen-256color"), ("KITTY_WINDOW_ID", "1")], false, None),
        ];
        for (variables, progress, notifies) in table {
            assert_eq!(emulator(variables), Emulator { progress, notifies }, "{variables:?}");
        }
    }

    #[test]
    fn what_is_said_ends_where_it_should() {
        let kitty = emulator(&[("TERM", "xterm-kitty")]);
        let said = kitty.notification("eau\u{1b}\\;\u{7}\n.csv");
        assert_eq!(said.matches('\u{1b}').count(), 4, "{said:?}");
        assert!(!said.contains('\u{7}') && !title("a\u{7}\u{9c}b").contains(['\u{7}', '\u{9c}']));
        let ghostty = emulator(&[("TERM_PROGRAM", "ghostty")]);
        assert_eq!(ghostty.notification("a;b"), "\x1b]777;notify;guichet;a,b\x1b\\");
        assert_eq!(ghostty.progress(Overall::At(64)), "\x1b]9;4;1;64\x1b\\");
        assert_eq!(emulator(&[]).progress(Overall::Idle), "");
    }
}
