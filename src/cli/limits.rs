//! What keeps portals from being asked, in words; and `portals reset`, which forgets it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::{Global, out};
use crate::base::error::Result;
use crate::base::{format, stated};
use crate::net::quota::ShutOut;
use crate::session::Session;
use crate::{store, t};

/// Forgets what keeps the portal called `name` from being asked: pauses that it asked for, and limits it said to be used
/// up. Nothing is asked of it.
pub fn reset(global: &Global, name: &str, session: &Session) -> Result<u8> {
    let columns = global.columns(&["portal", "forgotten"])?;
    let name = &session.portal_config(name)?.name;
    let forgotten = session.config.clients(&session.secrets)?.quota.reset(name);
    if !columns.are_for_people() {
        return columns.print(json!({"portal": name, "forgotten": forgotten})).map(|()| 0);
    }
    forgotten.iter().for_each(|shut_out| out::line(&words(shut_out)));
    match forgotten.len() {
        0 => out::note(&t!("cli-reset-nothing", name)),
        count => out::note(&t!("cli-reset", name, count)),
    }
    Ok(0)
}

/// Until when a portal is left alone, and why.
pub fn words(shut_out: &ShutOut) -> String {
    let ShutOut { title, until, is_pause } = shut_out;
    let left = format::duration(stated::until(*until, Timestamp::now()));
    let until = store::moment(*until, &TimeZone::system());
    match is_pause {
        true => t!("cli-shut-out-pause", title, until, left),
        false => t!("cli-shut-out-used-up", title, until, left),
    }
}
