//! `access`: how to ask for access, as a checklist that remembers what is ticked.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use super::{Global, out};
use crate::access::guide::{AccessWish, Line, LineLook};
use crate::base::error::{Error, ErrorKind, Result};
use crate::model::form::Id;
use crate::session::Session;
use crate::{m, t};

#[derive(Args, Debug)]
pub struct AccessArgs {
    /// A portal, or what of it you want access to; several of one portal where one request may cover them
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// The SIRET of the body that asks, for the text to write in the form; otherwise whom your last answers named
    #[arg(long, value_parser = siret)]
    siret: Option<String>,
    /// Tick a line off (may be repeated)
    #[arg(long, value_name = "ID")]
    tick: Vec<String>,
    /// Take a tick back (may be repeated)
    #[arg(long, value_name = "ID")]
    untick: Vec<String>,
}

/// What programs read of a guide.
const FIELDS: [&str; 10] =
    ["address", "about", "start", "rights", "steps", "information", "states", "forms", "paste", "ticked"];

fn siret(given: &str) -> std::result::Result<String, String> {
    let bare: String = given.split_whitespace().collect();
    if Id::Siret.admits(&bare) { Ok(bare) } else { Err(t!("cli-no-siret")) }
}

/// All of one portal, whose requests may cover them together.
async fn wish(args: &AccessArgs, session: &Session) -> Result<AccessWish> {
    let mut addresses = Vec::new();
    for given in &args.addresses {
        addresses.push(session.address(given).await?);
    }
    let address = addresses.remove(0);
    let refused = |why| Error::new(ErrorKind::Usage, "access", why).hint(m!("cli-one-access-hint"));
    if addresses.iter().any(|other| other.portal != address.portal) {
        return Err(refused(m!("cli-access-of-several-portals")));
    }
    let kind = session.portal_config(&address.portal)?.kind;
    if !addresses.is_empty() && !kind.about().asks_together {
        return Err(refused(m!("cli-access-one-by-one", kind = kind.to_string())));
    }
    Ok(AccessWish { address, also: addresses, siret: args.siret.clone() })
}

pub async fn access(global: &Global, args: &AccessArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let wish = wish(args, session).await?;
    let address = &wish.address;
    let (guide, mut ticks) = session.guide(&wish).await?;
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
