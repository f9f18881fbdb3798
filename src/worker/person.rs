//! Asks the person on behalf of the credential store: for its passphrase, and whether a credential goes elsewhere than where
//! it was given for. The questions go to the screen as messages.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use crate::access::secrets::{Elsewhere, PassphraseFor, Person, Secret};
use crate::app::Msg;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind};
use crate::m;

pub struct AtBrowser {
    inbox: UnboundedSender<Msg>,
    /// Waits for the passphrase being typed. Stores ask one question at a time.
    asked: Mutex<Option<oneshot::Sender<Option<Secret>>>>,
    /// Waits for the person's word, which is on this and on nothing that is asked later.
    undecided: Mutex<Option<(Elsewhere, oneshot::Sender<bool>)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AtBrowser {
    pub fn new(inbox: UnboundedSender<Msg>) -> Self {
        Self { inbox, asked: Mutex::default(), undecided: Mutex::default() }
    }

    /// Hands over what the person typed; `None`: they left the question.
    pub fn answer(&self, passphrase: Option<Secret>) {
        if let Some(asked) = lock(&self.asked).take() {
            let _ = asked.send(passphrase); // whoever asked may have gone
        }
    }

    /// Hands over what the person decided.
    pub fn decide(&self, elsewhere: &Elsewhere, allowed: bool) {
        if let Some((_, asked)) = lock(&self.undecided).take_if(|(asked, _)| asked == elsewhere) {
            let _ = asked.send(allowed); // as above
        }
    }
}

impl Person for AtBrowser {
    fn passphrase(&self, ask: PassphraseFor) -> Fut<'static, Secret> {
        let (sender, answer) = oneshot::channel();
        *lock(&self.asked) = Some(sender);
        let _ = self.inbox.send(Msg::Passphrase(ask)); // nobody listens once the browser is closing
        Box::pin(async {
            answer.await.ok().flatten().ok_or_else(|| {
                Error::new(ErrorKind::SignIn, m!("secrets-the-file"), m!("tui-stays-closed")).hint(m!("tui-asks-again"))
            })
        })
    }

    fn allows(&self, elsewhere: Elsewhere) -> Fut<'static, bool> {
        let (sender, answer) = oneshot::channel();
        *lock(&self.undecided) = Some((elsewhere.clone(), sender));
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

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;
    use crate::access::secrets::Origins;

    fn elsewhere(portal: &str) -> Elsewhere {
        let at = |url: &str| Origins::new(&url.parse().unwrap(), None);
        Elsewhere { portal: portal.into(), known: at("https://a.org"), now: at("https://b.org") }
    }

    /// Whoever asked first may be gone, and its question still on the screen.
    #[tokio::test]
    async fn a_yes_is_for_what_was_asked_and_for_nothing_else() {
        let (inbox, _messages) = unbounded_channel();
        let person = AtBrowser::new(inbox);
        drop(person.allows(elsewhere("one")));
        let other = person.allows(elsewhere("other"));
        person.decide(&elsewhere("one"), true);
        person.decide(&elsewhere("other"), false);
        assert!(!other.await.unwrap());
        let again = person.allows(elsewhere("one"));
        person.decide(&elsewhere("one"), true);
        assert!(again.await.unwrap());
        let left = person.allows(elsewhere("one"));
        drop(person);
        assert!(!left.await.unwrap(), "a browser that closes says nothing");
    }
}
