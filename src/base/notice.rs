//! Notices: what a person should hear beside the results, such as a damaged file that was set aside.

use std::sync::OnceLock;

use super::i18n::Message;

static TOLD: OnceLock<fn(&Message)> = OnceLock::new();

/// From now on, `told` hears every notice; they are logged whether it does or not.
pub fn tell(told: fn(&Message)) {
    let _ = TOLD.set(told); // one front end runs in a process
}

/// Says `message` beside whatever goes on.
pub fn notice(message: &Message) {
    tracing::warn!("{message}");
    if let Some(told) = TOLD.get() {
        told(message);
    }
}
