//! `auth proxy`: the login for the proxy that stands before the portals.

use clap::Args;
use serde_json::json;

use super::auth::{self, STORED, SecretFrom};
use super::{Global, out};
use crate::access::secrets::{Credentials, Secret};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::config::network::{Network, PROXY_CREDENTIAL};
use crate::net::proxy::{ProxyAddress, ProxyAuth};
use crate::session::Session;
use crate::setup::prompt::{Prompt, PromptTerminal, Unattended};
use crate::setup::proxy;
use crate::{m, t};

#[derive(Args, Debug)]
pub struct ProxyArgs {
    /// The login; DOMAIN\login for NTLM
    #[arg(long, value_name = "LOGIN")]
    id: Option<String>,
    #[command(flatten)]
    from: SecretFrom,
    /// Store it without trying it at the proxy
    #[arg(long)]
    pub untested: bool,
}

/// Finds the proxy, probes the store, asks, tries, stores, and sets that one signs in: always in this order.
pub async fn run(global: &Global, args: ProxyArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&STORED)?;
    let network = session.config.network.in_force()?;
    let clients = session.config.clients_through(&network, &session.secrets)?;
    let nothing_set =
        || Error::new(ErrorKind::Usage, "auth proxy", m!("proxy-nothing-set")).hint(m!("proxy-nothing-set-hint"));
    let address = clients.proxies.for_https().ok_or_else(nothing_set)?;
    session.secrets.probe().await?;
    let credentials = asked(global, &args, &address)?;
    let auth = match args.untested {
        true => proxy::usual(&network),
        false => tried(global, session, &network, &credentials).await?,
    };
    let kept = (credentials, auth);
    let (whereabouts, file) = proxy::keep(&session.place, &session.config, &session.secrets, &address, kept).await?;
    if let Some(path) = file {
        out::note(&t!("proxy-set-to", auth = auth.word(), path = out::at_home(&path)));
    }
    if !columns.are_for_people() {
        let store = whereabouts.word();
        let told = json!({"name": PROXY_CREDENTIAL, "outcome": "stored", "store": store, "account": null});
        return columns.print(told).map(|()| 0);
    }
    out::line(&t!("proxy-stored", place = whereabouts.the_store()));
    Ok(0)
}

fn asked(global: &Global, args: &ProxyArgs, proxy: &ProxyAddress) -> Result<Credentials> {
    let given = auth::given(&args.from)?;
    let (login, password) = match (&args.id, given) {
        (Some(login), Some(password)) => (login.clone(), password),
        (None, Some(_)) => {
            let cause = m!("cli-missing", what = m!("secrets-login"));
            return Err(Error::new(ErrorKind::Usage, "--id", cause).hint(m!("cli-give-id")));
        }
        (login, None) => typed(global, login.as_deref(), proxy)?,
    };
    match password.is_empty() {
        true => Err(Error::new(ErrorKind::Usage, "auth proxy", m!("cli-empty-secret"))),
        false => Ok(Credentials::Login { login, password }),
    }
}

fn typed(global: &Global, login: Option<&str>, proxy: &ProxyAddress) -> Result<(String, Secret)> {
    let mut terminal = PromptTerminal::open(global.is_plain(), &t!("cli-give-secret"))?;
    let login = match login {
        Some(login) => login.to_owned(),
        None => terminal.line(&t!("proxy-ask-login", proxy = proxy.to_string()), None)?,
    };
    Ok((login, terminal.secret(&t!("proxy-ask-password"))?))
}

/// As [`proxy::tried`], asking whoever is there.
async fn tried(global: &Global, session: &Session, network: &Network, credentials: &Credentials) -> Result<ProxyAuth> {
    let mut nobody = Unattended { instead: String::new(), is_quiet: global.quiet };
    let mut terminal = PromptTerminal::open(global.is_plain(), "").ok();
    let prompt: &mut dyn Prompt = match &mut terminal {
        Some(terminal) => terminal,
        None => &mut nobody,
    };
    proxy::tried(prompt, &session.config, network, credentials).await.map_err(|error| {
        let hint = error.hint.clone().into_iter().chain([m!("cli-nothing-stored")]);
        error.hint(Message::joined(hint, " "))
    })
}
