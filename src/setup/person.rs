//! Asks the person at the terminal for the passphrase of the credential store.

use std::io::IsTerminal;
use std::sync::Arc;

use super::prompt::write;
use crate::access::secrets::{Nobody, PassphraseFor, Person, Secret};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::setup::prompt::{Prompt, PromptTerminal};
use crate::{m, t};

/// Whoever can answer: nobody in a script.
pub fn at_terminal(plain: bool) -> Arc<dyn Person> {
    match std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        true => Arc::new(AtTerminal { plain }),
        false => Arc::new(Nobody),
    }
}

struct AtTerminal {
    plain: bool,
}

impl Person for AtTerminal {
    fn passphrase(&self, ask: PassphraseFor) -> Fut<'static, Secret> {
        let plain = self.plain;
        Box::pin(async move {
            let asked = tokio::task::spawn_blocking(move || passphrase(plain, ask)).await;
            asked.map_err(|_| Error::new(ErrorKind::Unexpected, "terminal", m!("setup-question-broke")))?
        })
    }

    fn waiting_for_keyring(&self, waiting: bool) {
        if waiting {
            write(&format!("guichet: {}\n", t!("setup-waiting-keyring")));
        }
    }
}

fn passphrase(plain: bool, ask: PassphraseFor) -> Result<Secret> {
    let mut terminal = PromptTerminal::open(plain, &t!("setup-set-passphrase"))?;
    match ask {
        PassphraseFor::Passphrase => terminal.secret(&t!("setup-passphrase")),
        PassphraseFor::NewPassphrase => loop {
            terminal.say(&t!("setup-new-file"));
            let (first, again) = (terminal.secret(&t!("setup-new-passphrase"))?, terminal.secret(&t!("setup-again"))?);
            match first == again && !first.is_empty() {
                true => return Ok(first),
                false if first.is_empty() => terminal.say(&t!("setup-is-empty")),
                false => terminal.say(&t!("setup-differ")),
            }
        },
    }
}
