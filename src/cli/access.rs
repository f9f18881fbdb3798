//! `access`: how to ask for access, as a checklist that remembers what is ticked.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use super::{Global, out};
use crate::access::guide::{Line, LineLook};
use crate::base::error::Result;
use crate::session::Session;

#[derive(Args, Debug)]
pub struct AccessArgs {
    /// A portal, or what of it you want access to
    address: String,
    /// Tick a line off (may be repeated)
    #[arg(long, value_name = "ID")]
    tick: Vec<String>,
    /// Take a tick back (may be repeated)
    #[arg(long, value_name = "ID")]
    untick: Vec<String>,
}

/// What programs read of a guide.
const FIELDS: [&str; 9] = ["address", "about", "start", "rights", "steps", "information", "states", "forms", "ticked"];

pub async fn access(global: &Global, args: &AccessArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let address = session.address(&args.address).await?;
    let (guide, mut ticks) = session.guide(&address).await?;
    for (ids, on) in [(&args.tick, true), (&args.untick, false)] {
        for id in ids {
            guide.check(id)?;
            ticks.set(&address.portal, id, on);
        }
    }
    if !args.tick.is_empty() || !args.untick.is_empty() {
        ticks.write()?;
    }
    let ticked = ticks.of(&address.portal);
    if columns.are_for_people() {
        guide.lines().iter().for_each(|line| out::line(&written(line, &ticked)));
        return Ok(0);
    }
    let mut told = json!(guide);
    told["address"] = json!(address);
    told["ticked"] = guide.ids().filter(|id| ticked.contains(*id)).collect();
    columns.print(told)?;
    Ok(0)
}

/// With the id of what can be ticked, for `--tick`.
fn written(line: &Line, ticked: &BTreeSet<String>) -> String {
    let (indent, text) = (" ".repeat(line.indent), &line.text);
    match (line.look, &line.id) {
        (LineLook::Tick, Some(id)) => {
            format!("{indent}[{}] {text}  ({id})", if ticked.contains(id) { "x" } else { " " })
        }
        (LineLook::Link, _) => format!("{indent}→ {text}"),
        (LineLook::Point, _) => format!("{indent}· {text}"),
        _ => format!("{indent}{text}"),
    }
}
