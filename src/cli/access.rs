//! `access`: how to ask for access, as a checklist that remembers what is ticked.

use clap::Args;
use serde::Serialize;

use super::{Context, Global, out};
use crate::config;
use crate::error::Result;
use crate::guide::{Guide, Ticks};
use crate::model::Address;

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

#[derive(Serialize)]
struct AccessJson<'a> {
    address: String,
    #[serde(flatten)]
    guide: &'a Guide,
    ticked: Vec<&'a str>,
}

pub async fn access(global: &Global, args: &AccessArgs, context: &Context) -> Result<u8> {
    let address: Address = args.address.parse()?;
    let portals = context.portals()?;
    let guide = portals.get(&address.portal)?.guide(&address, &language()).await?;
    let mut ticks = Ticks::in_folder(&config::state_dir());
    for (ids, on) in [(&args.tick, true), (&args.untick, false)] {
        ids.iter().try_for_each(|id| ticks.set(&address.portal, &guide, id, on))?;
    }
    if !args.tick.is_empty() || !args.untick.is_empty() {
        ticks.write()?;
    }
    let ticked = |id: &str| ticks.has(&address.portal, id);
    if global.json {
        let ticked = guide.ids().filter(|id| ticked(id)).collect();
        out::json(&AccessJson { address: address.to_string(), guide: &guide, ticked })?;
    } else {
        lines(&guide, ticked).iter().for_each(|line| out::line(line));
    }
    Ok(0)
}

/// The person's, as the system tells it.
fn language() -> String {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["GUICHET_LANG", "LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default()
}

fn lines(guide: &Guide, ticked: impl Fn(&str) -> bool) -> Vec<String> {
    let mark = |id: &str| if ticked(id) { "[x]" } else { "[ ]" };
    let mut lines = guide.about.clone();
    lines.extend(guide.start.iter().map(|start| format!("→ {start}")));
    for right in &guide.rights {
        lines.push(format!("  · {right}"));
    }
    if !guide.steps.is_empty() {
        lines.push(String::new());
    }
    for step in &guide.steps {
        lines.push(format!("{} {}  ({})", mark(&step.id), step.title, step.id));
        lines.push(format!("    {}", step.detail));
        lines.extend(step.link.iter().map(|link| format!("    → {link}")));
    }
    for section in &guide.information {
        lines.extend([String::new(), section.title.clone()]);
        for item in &section.items {
            let star = if item.required { " *" } else { "" };
            lines.push(format!("  {} {}{star}  ({})", mark(&item.id), item.label, item.id));
        }
    }
    if !guide.forms.is_empty() {
        lines.push(String::new());
    }
    lines.extend(guide.forms.iter().map(|(_, title, link)| format!("  {title}: {link}")));
    if !guide.states.is_empty() {
        lines.push(String::new());
    }
    lines.extend(guide.states.iter().map(|(title, next)| format!("  {title}: {next}")));
    lines
}
