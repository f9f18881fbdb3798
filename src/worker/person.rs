//! Asks the person on behalf of the credential store: for its passphrase, and whether a credential goes elsewhere than where
//! it was given for. The questions go to the screen as messages.

use std::sync::{Mutex, PoisonError};

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use crate::access::secrets::{Elsewhere, PassphraseFor, Person, Secret};
use crate::app::Msg;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind};
use crate::m;

pub struct AtBrowser {
    inbox: UnboundedSender<Msg>,
    /// Waits for the passphrase being typed.
    passphrase: Asked<Option<Secret>>,
    /// Waits for the person's word.
    allowed: Asked<bool>,
}

/// Whoever waits for an answer. Stores ask one question at a time.
type Asked<T> = Mutex<Option<oneshot::Sender<T>>>;

fn ask<T>(asked: &Asked<T>) -> oneshot::Receiver<T> {
    let (sender, answer) = oneshot::channel();
    *asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
    answer
}

fn answer<T>(asked: &Asked<T>, answer: T) {
    if let Some(asked) = asked.lock().unwrap_or_else(PoisonError::into_inner).take() {
        let _ = asked.send(answer); // whoever asked may have gone
    }
}

impl AtBrowser {
    pub fn new(inbox: UnboundedSender<Msg>) -> Self {
        Self { inbox, passphrase: Mutex::default(), allowed: Mutex::default() }
    }

    /// Hands over what the person typed; `None`: they left the question.
    pub fn answer(&self, passphrase: Option<Secret>) {
        answer(&self.passphrase, passphrase);
    }

    /// Hands over what the person decided.
    pub fn decide(&self, allowed: bool) {
        answer(&self.allowed, allowed);
    }
}

impl Person for AtBrowser {
    fn passphrase(&self, wanted: PassphraseFor) -> Fut<'static, Secret> {
        let answer = ask(&self.passphrase);
        let _ = self.inbox.send(Msg::Passphrase(wanted)); // nobody listens once the browser is closing
        Box::pin(async {
            answer.await.ok().flatten().ok_or_else(|| {
                Error::new(ErrorKind::SignIn, m!("secrets-the-file"), m!("tui-stays-closed")).hint(m!("tui-asks-again"))
            })
        })
    }

    fn allows(&self, elsewhere: Elsewhere) -> Fut<'static, bool> {
        let answer = ask(&self.allowed);
        let _ = self.inbox.send(Msg::Elsewhere(Box::new(elsewhere))); // as above
        Box::pin(async { Ok(answer.await.unwrap_or(false)) })
    }

    fn asks_again(&self) -> bool {
        true
    }

    fn waiting_for_keyring(&self, waiting: bool) {
        let _ = self.inbox.send(Msg::Keyring(waiting));
    }
}
