//! `guichet keys`: the keys of the browser as they are configured.

use serde::Serialize;
use serde_json::json;

use super::table::OutputTable;
use super::{Global, out};
use crate::base::error::Result;
use crate::config::keys::BINDINGS;
use crate::session::Session;

#[derive(Serialize)]
struct KeyJson {
    action: &'static str,
    context: &'static str,
    keys: Vec<String>,
    help: String,
}

/// One line per action: its name in the configuration, where its keys are pressed, the keys, what it does.
pub fn keys(global: &Global, session: &Session) -> Result<u8> {
    let columns = global.columns(&["action", "context", "keys", "help"])?;
    let keymap = &session.config.browser.keymap;
    let rows: Vec<KeyJson> = BINDINGS
        .iter()
        .map(|binding| KeyJson {
            action: binding.name,
            context: binding.contexts.first().map_or("", |context| context.word()),
            keys: keymap.keys_of(binding.action).iter().map(|key| key.name()).collect(),
            help: binding.help.text(),
        })
        .collect();
    if !columns.are_for_people() {
        let mut table = OutputTable::begin(columns, "keys", json!({}))?;
        table.add(rows.iter().map(|row| json!(row)))?;
        return table.end(json!({})).map(|()| 0);
    }
    for row in &rows {
        out::line(&format!("{:<18} {:<10} {:<20} {}", row.action, row.context, row.keys.join(" "), row.help));
    }
    Ok(0)
}
