//! `guichet keys`: the keys of the browser as they are configured.

use serde::Serialize;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::table::OutputTable;
use super::{Global, out};
use crate::base::error::Result;
use crate::config::keys::{BINDINGS, Binding};
use crate::session::Session;
use crate::ui::words::pad;

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
    if !columns.are_for_people() {
        let row = |binding: &Binding| {
            let keys = keymap.keys_of(binding.action).iter().map(|key| key.written()).collect();
            let context = binding.contexts.first().map_or("", |context| context.word());
            json!(KeyJson { action: binding.name, context, keys, help: binding.help.text() })
        };
        let mut table = OutputTable::begin(columns, "keys", json!({}))?;
        table.add(BINDINGS.iter().map(row))?;
        return table.end(json!({})).map(|()| 0);
    }
    let names: Vec<String> = BINDINGS.iter().map(|binding| keymap.names(binding.action)).collect();
    let context =
        |binding: &Binding| binding.contexts.first().map(|context| context.title().text()).unwrap_or_default();
    let contexts: Vec<String> = BINDINGS.iter().map(context).collect();
    let widest = |texts: &[String]| texts.iter().map(|text| text.width()).max().unwrap_or_default();
    let (width, place) = (widest(&names), widest(&contexts));
    for ((binding, names), context) in BINDINGS.iter().zip(&names).zip(&contexts) {
        out::line(&format!("{:<18} {} {} {}", binding.name, pad(context, place), pad(names, width), binding.help));
    }
    Ok(0)
}
