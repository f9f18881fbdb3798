//! `setup`: the wizard, for a portal's name, for a web address, or for one of the well-known public portals.

use clap::Args;

use super::Global;
use crate::base::error::{Error, ErrorKind, Result};
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
    let said = GivenAnswers { name: args.name.clone(), yes: args.yes };
    let address = args.what.as_deref().filter(|what| detect::is_address(what));
    if let Some(name) = &args.known {
        let known = known::find(name)?;
        let mut nobody = Unattended { instead: t!("first-start-script") };
        wizard(&mut nobody, session).switch_on(&known, &said)?;
        return Ok(0);
    }
    if let Some(address) = address {
        let mut prompt: Box<dyn Prompt> = match args.yes {
            true => Box::new(Unattended { instead: t!("first-start-script") }),
            false => Box::new(PromptTerminal::open(global.is_plain(), &t!("first-start-script"))?),
        };
        return wizard(&mut *prompt, session).at(address, &said).await.map(|_| 0);
    }
    if args.yes || args.name.is_some() {
        let cause = m!("first-start-address-first");
        return Err(Error::new(ErrorKind::Usage, "guichet setup", cause).hint(m!("first-start-script")));
    }
    let instead = &t!("cli-setup-instead");
    let mut terminal = PromptTerminal::open(global.is_plain(), instead)?;
    wizard(&mut terminal, session).run(args.what.as_deref()).await.map(|_| 0)
}

pub(super) fn wizard<'a>(prompt: &'a mut dyn Prompt, session: &'a Session) -> Setup<'a> {
    let Session { place, config, secrets, .. } = session;
    Setup { prompt, place, config, secrets: secrets.clone(), imported: None, given: None }
}
