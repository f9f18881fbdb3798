//! Asks the person for the passphrase of the credential store: the question goes to the screen as a message.

use std::sync::{Mutex, PoisonError};

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use crate::access::secrets::{PassphraseFor, Person, Secret};
use crate::app::Msg;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind};
use crate::m;

pub struct AtBrowser {
    inbox: UnboundedSender<Msg>,
    /// Waits for the passphrase being typed. Stores ask one question at a time.
    asked: Mutex<Option<oneshot::Sender<Option<Secret>>>>,
}

impl AtBrowser {
    pub fn new(inbox: UnboundedSender<Msg>) -> Self {
        Self { inbox, asked: Mutex::default() }
    }

    /// Hands over what the person typed; `None`: they left the question.
    pub fn answer(&self, passphrase: Option<Secret>) {
        if let Some(asked) = self.asked.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = asked.send(passphrase); // whoever asked may have gone
        }
    }
}

impl Person for AtBrowser {
    fn passphrase(&self, ask: PassphraseFor) -> Fut<'static, Secret> {
        let (sender, answer) = oneshot::channel();
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        let _ = self.inbox.send(Msg::Passphrase(ask)); // nobody listens once the browser is closing
        Box::pin(async {
            answer.await.ok().flatten().ok_or_else(|| {
                Error::new(ErrorKind::SignIn, m!("secrets-the-file"), m!("tui-stays-closed")).hint(m!("tui-asks-again"))
            })
        })
    }

    fn asks_again(&self) -> bool {
        true
    }

    fn waiting_for_keyring(&self, waiting: bool) {
        let _ = self.inbox.send(Msg::Keyring(waiting));
    }
}
