//! Asks the person at the terminal for the passphrase of the credential store.

use std::io::IsTerminal;
use std::sync::Arc;

use super::prompt::{Prompt, PromptTerminal, write};
use super::question::Passphrase;
use crate::access::secrets::{Nobody, PassphraseFor, Person, Secret};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
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
    let mut passphrase = Passphrase::new(ask);
    loop {
        passphrase.notes().iter().for_each(|note| terminal.say(note));
        let typed = terminal.ask(&passphrase.question())?;
        if let Some(complete) = passphrase.answer(typed) {
            return Ok(complete);
        }
    }
}
