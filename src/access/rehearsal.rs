//! Requests that are written down in place of being sent: what a portal would be asked, told without asking it.

use std::cell::RefCell;
use std::future::Future;

use url::Url;

use super::by_hand::ByHand;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;
use crate::net::{Ask, AskBody};

/// A request as it would have been sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Rehearsed {
    pub url: Url,
    /// What is posted.
    pub body: Option<AskBody>,
    /// No secret is among them.
    pub headers: Vec<(String, String)>,
    /// How it would be signed; `None`: by nobody.
    pub signed: Option<ByHand>,
}

tokio::task_local! {
    /// Of the work that runs in it: portals are asked through many hands, none of which has a say in this.
    static REHEARSAL: RefCell<Vec<Rehearsed>>;
}

/// What `work` would ask, as far as that does not depend on an answer. What it comes to all the same is given too.
pub async fn rehearse<T>(work: impl Future<Output = Result<T>>) -> (Vec<Rehearsed>, Result<T>) {
    let noting = async {
        let done = work.await;
        (REHEARSAL.with(|noted| noted.take()), done)
    };
    REHEARSAL.scope(RefCell::default(), noting).await
}

/// Whether nothing is to be sent, and no credential to be looked up.
pub fn is_on() -> bool {
    REHEARSAL.try_with(|_| ()).is_ok()
}

/// Notes a request. What comes of it is nothing.
pub(super) fn note(subject: &Message, ask: &Ask, headers: Vec<(String, String)>, signed: Option<ByHand>) -> Error {
    let rehearsed = Rehearsed { url: ask.url.clone(), body: ask.body.clone(), headers, signed };
    let _ = REHEARSAL.try_with(|noted| {
        let mut noted = noted.borrow_mut();
        if !noted.contains(&rehearsed) {
            noted.push(rehearsed);
        }
    });
    Error::new(ErrorKind::Cancelled, subject, m!("http-rehearsed"))
}
