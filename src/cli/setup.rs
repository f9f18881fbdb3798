//! `setup`: the wizard, for a portal's name, for a web address, or for one of the well-known public portals; and the same
//! from a script ([`script`]).

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Global;
use super::auth::CredentialArgs;
use crate::base::error::Result;
use crate::config::Config;
use crate::net::identity::IdentityFiles;
use crate::portals::{Kind, detect};
use crate::session::Session;
use crate::setup::Setup;
use crate::setup::address::GivenAnswers;
use crate::setup::known;
use crate::setup::prompt::{Prompt, PromptTerminal};
use crate::t;

mod script;

#[derive(Args, Debug)]
pub struct SetupArgs {
    /// The portal's name, where it is to be changed or is known already; or the web address of any page of it
    #[arg(value_name = "NAME|URL")]
    what: Option<String>,
    /// What the portal at a web address is to be called
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Ask nothing: what is not said here comes from the portal's variables, or is an error
    #[arg(long)]
    yes: bool,
    /// One of the well-known public portals, as `guichet portals --known` lists them
    #[arg(long, value_name = "NAME", conflicts_with = "what")]
    known: Option<String>,
    /// Which kind of portal is there, where it is not to be found out
    #[arg(long, value_name = "KIND", requires = "what")]
    kind: Option<Kind>,
    #[command(flatten)]
    credential: CredentialArgs,
    /// Where tokens are asked for, if not at the kind's usual place
    #[arg(long, value_name = "URL")]
    token_url: Option<String>,
    /// The user name that some ways to sign in want beside the credential
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// The client certificate that the portal asks for: PEM, or PKCS#12 (.p12, .pfx)
    #[arg(long, value_name = "FILE")]
    client_certificate: Option<PathBuf>,
    /// The file of its key, where that is another
    #[arg(long, value_name = "FILE", requires = "client_certificate")]
    client_key: Option<PathBuf>,
}

impl SetupArgs {
    /// Whether anything is said of the portal beside where it is and its name.
    fn tells(&self) -> bool {
        let CredentialArgs { id, sign_in, from: _, untested } = &self.credential;
        let texts = [id, sign_in, &self.token_url, &self.username];
        texts.iter().any(|text| text.is_some()) || self.credential.brings_secret() || *untested || self.kind.is_some()
    }

    /// The files of the client certificate that is named.
    fn identity_files(&self) -> Option<IdentityFiles> {
        let certificate = self.client_certificate.clone()?;
        Some(IdentityFiles { certificate, key: self.client_key.clone() })
    }

    /// The well-known public portal that is meant.
    fn known_portal(&self, session: &Session) -> Option<&str> {
        let is_configured = |name: &str| session.config.portals.iter().any(|portal| portal.name == name);
        let by_name = || self.what.as_deref().filter(|name| known::find(name).is_ok() && !is_configured(name));
        self.known.as_deref().or_else(by_name)
    }
}

pub async fn setup(global: &Global, args: &SetupArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&["name", "outcome"])?;
    let name = configure(global, args, session).await?;
    if !columns.are_for_people() {
        columns.print(json!({"name": name, "outcome": "configured"}))?;
    }
    Ok(0)
}

/// The name of what a person has configured now: of the portal that was not there before, else of the one that was meant.
fn configured(args: &SetupArgs, session: &Session) -> Result<Option<String>> {
    let now = Config::load(&session.place)?;
    let is_new = |name: &str| session.config.portals.iter().all(|portal| portal.name != name);
    let new = now.portals.into_iter().map(|portal| portal.name).find(|name| is_new(name));
    let meant = [&args.name, &args.what].into_iter().flatten().find(|what| !detect::is_address(what));
    Ok(new.or_else(|| meant.cloned()))
}

async fn configure(global: &Global, args: &SetupArgs, session: &Session) -> Result<Option<String>> {
    // Nothing is asked of those, so that nobody has to be there.
    if args.known_portal(session).is_some() || args.yes {
        return script::set_up(global, args, session).await.map(Some);
    }
    let address = args.what.as_deref().filter(|what| detect::is_address(what));
    let instead = match args.what {
        Some(_) => t!("cli-setup-line", line = script::line(args, session, &[])),
        None => t!("cli-setup-instead"),
    };
    let mut terminal = PromptTerminal::open(global.is_plain(), &instead)?.going_back();
    if args.tells() || (args.name.is_some() && address.is_none()) {
        return script::set_up(global, args, session).await.map(Some);
    }
    let certificate = match args.identity_files() {
        Some(files) => Some(script::certificate(&mut terminal, args, files, session).await?),
        None => None,
    };
    let wizard = Setup { certificate, ..wizard(&mut terminal, session) };
    match address {
        Some(address) => wizard.at(address, &GivenAnswers { name: args.name.clone(), yes: false }).await.map(drop),
        None => wizard.run(args.what.as_deref()).await.map(drop),
    }?;
    configured(args, session)
}

pub(super) fn wizard<'a>(prompt: &'a mut dyn Prompt, session: &'a Session) -> Setup<'a> {
    let Session { place, config, secrets, .. } = session;
    let secrets = secrets.clone();
    Setup { prompt, place, config, secrets, imported: None, given: None, certificate: None, proxy_auth: None }
}
