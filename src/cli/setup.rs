//! `setup`: the wizard, for a portal's name, for a web address, or for one of the well-known public portals.

use clap::Args;
use serde_json::json;

use super::Global;
use crate::base::error::{Error, ErrorKind, Result};
use crate::config::Config;
use crate::portals::detect;
use crate::session::Session;
use crate::setup::Setup;
use crate::setup::address::GivenAnswers;
use crate::setup::known;
use crate::setup::prompt::{Prompt, PromptTerminal, Unattended};
use crate::{m, t};

#[derive(Args, Debug)]
pub struct SetupArgs {
    /// The portal's name, where it is to be changed or is known already; or the web address of any page of it
    #[arg(value_name = "NAME|URL")]
    what: Option<String>,
    /// What the portal at a web address is to be called
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Ask nothing: configure what is open to everybody
    #[arg(long)]
    yes: bool,
    /// One of the well-known public portals, as `guichet portals --known` lists them
    #[arg(long, value_name = "NAME", conflicts_with = "what")]
    known: Option<String>,
}

pub async fn setup(global: &Global, args: &SetupArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&["name", "outcome"])?;
    configure(global, args, session).await?;
    if !columns.are_for_people() {
        columns.print(json!({"name": configured(args, session)?, "outcome": "configured"}))?;
    }
    Ok(0)
}

/// The name of what is configured now: of the portal that was not there before, else of the one that was meant.
fn configured(args: &SetupArgs, session: &Session) -> Result<Option<String>> {
    let now = Config::load(&session.place)?;
    let is_new = |name: &str| session.config.portals.iter().all(|portal| portal.name != name);
    let new = now.portals.into_iter().map(|portal| portal.name).find(|name| is_new(name));
    let meant = [&args.name, &args.known, &args.what].into_iter().flatten().find(|what| !detect::is_address(what));
    Ok(new.or_else(|| meant.cloned()))
}

async fn configure(global: &Global, args: &SetupArgs, session: &Session) -> Result<()> {
    let said = GivenAnswers { name: args.name.clone(), yes: args.yes };
    let address = args.what.as_deref().filter(|what| detect::is_address(what));
    if let Some(name) = &args.known {
        let known = known::find(name)?;
        let mut nobody = Unattended { instead: t!("first-start-script"), is_quiet: global.quiet };
        wizard(&mut nobody, session).switch_on(&known, &said)?;
        return Ok(());
    }
    if let Some(address) = address {
        let mut prompt: Box<dyn Prompt> = match args.yes {
            true => Box::new(Unattended { instead: t!("first-start-script"), is_quiet: global.quiet }),
            false => Box::new(PromptTerminal::open(global.is_plain(), &t!("first-start-script"))?),
        };
        return wizard(&mut *prompt, session).at(address, &said).await.map(drop);
    }
    if args.yes || args.name.is_some() {
        let cause = m!("first-start-address-first");
        return Err(Error::new(ErrorKind::Usage, "guichet setup", cause).hint(m!("first-start-script")));
    }
    let instead = &t!("cli-setup-instead");
    let mut terminal = PromptTerminal::open(global.is_plain(), instead)?;
    wizard(&mut terminal, session).run(args.what.as_deref()).await.map(drop)
}

fn wizard<'a>(prompt: &'a mut dyn Prompt, session: &'a Session) -> Setup<'a> {
    let Session { place, config, secrets, .. } = session;
    Setup { prompt, place, config, secrets: secrets.clone(), imported: None, given: None }
}
