//! Tells the screen what the portals' limits on requests leave: after each request, and again once they are full.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::app::Msg;
use crate::model::Address;
use crate::session::Session;

/// Clocks tick unevenly: a limit is looked at again when it is full for certain.
const AFTER: Duration = Duration::from_millis(500);

/// A handle to the one task that tells; it ends with the last handle.
#[derive(Clone)]
pub struct QuotaTeller(UnboundedSender<String>);

impl QuotaTeller {
    pub fn start(runtime: &Handle, session: watch::Receiver<Arc<Session>>, inbox: UnboundedSender<Msg>) -> Self {
        let (sender, names) = unbounded_channel();
        runtime.spawn(serve(names, session, inbox));
        Self(sender)
    }

    /// Tells what the limits of the portal called `name` leave now.
    pub fn tell(&self, name: &str) {
        let _ = self.0.send(name.to_owned()); // the runtime is ending
    }
}

async fn serve(
    mut names: UnboundedReceiver<String>,
    session: watch::Receiver<Arc<Session>>,
    inbox: UnboundedSender<Msg>,
) {
    // When the limits of each portal are to be looked at again.
    let mut refills: HashMap<String, Instant> = HashMap::new();
    loop {
        let next = refills.iter().min_by_key(|(_, moment)| **moment).map(|(name, moment)| (name.clone(), *moment));
        let refill = async {
            match next {
                Some((name, moment)) => {
                    sleep_until(moment).await;
                    name
                }
                None => std::future::pending().await,
            }
        };
        let name = tokio::select! {
            name = names.recv() => match name {
                Some(name) => name,
                None => return,
            },
            name = refill => name,
        };
        refills.remove(&name);
        let present = session.borrow().clone();
        let Ok(portal) = present.portal(&Address::root(&name)) else { continue };
        let left = portal.quota();
        let full_again = left.iter().filter(|it| it.left < it.limit).map(|it| it.resets).min();
        if let Some(moment) = full_again {
            let wait = Duration::try_from(moment.duration_since(Timestamp::now())).unwrap_or_default();
            refills.insert(name.clone(), Instant::now() + wait + AFTER);
        }
        if inbox.send(Msg::Quota(name, left)).is_err() {
            return; // the browser is closing
        }
    }
}
