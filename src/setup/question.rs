//! Questions answered by typing, as data: a line of the wizard, and the passphrase of the encrypted file. What stands
//! before the answer, what Enter alone means and what is asked again is decided here; front ends show it and read keys.
//!
//! They are no [`crate::session::question::Question`]: there, all answers are known and each has its word.

use crate::access::secrets::{PassphraseFor, Secret};
use crate::base::text;
use crate::t;

/// One line that is to be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineQuestion {
    pub text: String,
    /// What Enter alone answers.
    pub default: Option<String>,
    /// Whether only the length of the answer shows.
    pub hidden: bool,
}

impl LineQuestion {
    pub fn new(text: &str, default: Option<&str>) -> Self {
        Self { text: text::line(text), default: default.map(text::line), hidden: false }
    }

    pub fn hidden(text: &str) -> Self {
        Self { hidden: true, ..Self::new(text, None) }
    }

    /// The question as it stands before what is typed; of a hidden answer `length` characters are.
    pub fn prompt(&self, length: usize) -> String {
        let question = &self.text;
        match (self.hidden, self.default.as_deref().filter(|default| !default.is_empty())) {
            (true, _) => t!("setup-hidden-count", question, count = characters(length)),
            (false, Some(default)) => t!("setup-ask-default", question, default),
            (false, None) => t!("setup-ask", question),
        }
    }

    /// What a typed line answers.
    pub fn read<'a>(&'a self, typed: &'a str) -> &'a str {
        match typed.trim() {
            "" => self.default.as_deref().unwrap_or_default(),
            typed => typed,
        }
    }
}

/// So many characters, in words.
pub fn characters(count: usize) -> String {
    t!("setup-characters", count)
}

/// The passphrase of the encrypted file; typed twice where the file is to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Passphrase {
    ask: PassphraseFor,
    /// What was typed the first time.
    first: Option<Secret>,
    /// Why it is asked again.
    mistake: Option<String>,
}

impl Passphrase {
    pub fn new(ask: PassphraseFor) -> Self {
        let mistake = (ask == PassphraseFor::Again).then(|| t!("setup-wrong-passphrase"));
        Self { ask, first: None, mistake }
    }

    pub fn ask(&self) -> PassphraseFor {
        self.ask
    }

    /// Why it is asked again, if it is.
    pub fn mistake(&self) -> Option<&str> {
        self.mistake.as_deref()
    }

    /// What is to be said before it is asked.
    pub fn notes(&self) -> Vec<String> {
        let is_new = self.ask == PassphraseFor::NewPassphrase && self.first.is_none();
        self.mistake.clone().into_iter().chain(is_new.then(|| t!("setup-new-file"))).collect()
    }

    /// What is to be typed now.
    pub fn question(&self) -> LineQuestion {
        LineQuestion::hidden(&match (self.ask, &self.first) {
            (PassphraseFor::Passphrase | PassphraseFor::Again, _) => t!("setup-passphrase"),
            (PassphraseFor::NewPassphrase, None) => t!("setup-new-passphrase"),
            (PassphraseFor::NewPassphrase, Some(_)) => t!("setup-again"),
        })
    }

    /// The passphrase, once it is complete; `None`: it is to be asked (again).
    pub fn answer(&mut self, typed: Secret) -> Option<Secret> {
        self.mistake = typed.is_empty().then(|| t!("setup-is-empty"));
        match (self.ask, self.first.take()) {
            _ if typed.is_empty() => None,
            (PassphraseFor::Passphrase | PassphraseFor::Again, _) => Some(typed),
            (PassphraseFor::NewPassphrase, None) => {
                self.first = Some(typed);
                None
            }
            (PassphraseFor::NewPassphrase, Some(first)) if first == typed => Some(typed),
            (PassphraseFor::NewPassphrase, Some(_)) => {
                self.mistake = Some(t!("setup-differ"));
                None
            }
        }
    }
}
