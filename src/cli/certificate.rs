//! `auth certificate`: which client certificate a portal is shown, tried before it is configured.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::auth::{self, SecretFrom};
use super::{Global, out};
use crate::access::auth::certificate_line;
use crate::access::secrets::{Secret, Secrets};
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::config::edit;
use crate::net::identity::{ClientCertificate, IdentityFiles};
use crate::portals::{PortalConfig, identity};
use crate::session::Session;
use crate::setup::certificate::GivenCertificate;
use crate::setup::prompt::{Prompt, PromptTerminal, Unattended};
use crate::{m, t};

#[derive(Args, Debug)]
pub struct CertificateArgs {
    /// A configured portal; `guichet setup` configures one
    name: String,
    /// The file that was issued: PEM, or PKCS#12 (.p12, .pfx); without it the one that is configured
    file: Option<PathBuf>,
    /// The file of its key, where that is another
    #[arg(long, value_name = "FILE", requires = "file")]
    key: Option<PathBuf>,
    #[command(flatten)]
    from: SecretFrom,
    /// Configure it without trying it against the portal
    #[arg(long)]
    pub untested: bool,
    /// Show it no longer, and delete its passphrase
    #[arg(long, conflicts_with_all = ["file", "secret_stdin", "secret_fd", "secret_file", "untested"])]
    pub remove: bool,
}

pub async fn run(global: &Global, args: &CertificateArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&["name", "outcome", "store", "certificate"])?;
    let portal = session.portal_config(&args.name)?.clone();
    let told = match args.remove {
        true => removed(portal, session, columns.are_for_people()).await?,
        false => configured(global, args, portal, session, columns.are_for_people()).await?,
    };
    if !columns.are_for_people() {
        columns.print(told)?;
    }
    Ok(0)
}

/// What programs read of one.
pub fn certificate_json(about: &ClientCertificate) -> Value {
    let ClientCertificate { subject, issuer, starts, ends, .. } = about;
    json!({"subject": subject, "issuer": issuer, "starts": starts, "expires": ends})
}

/// Opens it, tries it, stores its passphrase and writes the portal's block.
async fn configured(
    global: &Global,
    args: &CertificateArgs,
    mut portal: PortalConfig,
    session: &Session,
    is_for_people: bool,
) -> Result<Value> {
    let secrets = &session.secrets;
    let files = match &args.file {
        Some(file) => Some(IdentityFiles { certificate: file.clone(), key: args.key.clone() }),
        None => portal.identity_files(),
    };
    let files = files.ok_or_else(|| {
        Error::new(ErrorKind::Usage, &*portal.name, m!("identity-none-configured")).hint(m!("identity-name-file"))
    })?;
    if portal.url.scheme() != "https" {
        return Err(Error::new(ErrorKind::Usage, &*portal.name, m!("identity-not-https")));
    }
    let of_variable = std::env::var_os(Secrets::certificate_variable(&portal.name)).is_some();
    let typed = auth::given(&args.from)?;
    let given = opened(global, files, typed, &portal, secrets).await?;
    given.put(&mut portal, secrets);
    if !args.untested {
        identity::try_out(&portal, session.config.clients(secrets)?, secrets).await.map_err(|error| {
            let hint = error.hint.clone().into_iter().chain([m!("cli-nothing-stored")]);
            error.hint(crate::base::i18n::Message::joined(hint, " "))
        })?;
    }
    let store = if of_variable { None } else { given.store(&portal, secrets).await? };
    edit::put_portal(&session.place, &portal)?;
    if is_for_people {
        out::line(&certificate_line(&given.about));
        store.iter().for_each(|place| out::line(&t!("identity-stored", place = place.the_store())));
        let file = shown(&given.files.certificate);
        out::line(&t!("identity-configured", portal = portal.name.clone(), file));
    }
    let (name, store) = (&portal.name, store.map(|place| place.word()));
    Ok(json!({"name": name, "outcome": "stored", "store": store, "certificate": certificate_json(&given.about)}))
}

/// With what was given, else what is stored or in the environment, else what is typed.
async fn opened(
    global: &Global,
    files: IdentityFiles,
    typed: Option<Secret>,
    portal: &PortalConfig,
    secrets: &Secrets,
) -> Result<GivenCertificate> {
    let variable = Secrets::certificate_variable(&portal.name);
    let instead = t!("identity-passphrase-instead", variable);
    let mut nobody = Unattended { instead: instead.clone(), is_quiet: global.quiet };
    let stored = match &typed {
        Some(_) => None,
        None => secrets.certificate_passphrase(&portal.name).await?,
    };
    match (typed, stored, PromptTerminal::open(global.is_plain(), &instead)) {
        (Some(typed), ..) => GivenCertificate::open(files, Some(typed), &mut nobody).await,
        (None, Some(stored), terminal) => {
            match GivenCertificate::open(files.clone(), Some(stored), &mut nobody).await {
                // What is stored is of the certificate before this one.
                Err(error) if error.kind == ErrorKind::SignIn && terminal.is_ok() => {
                    GivenCertificate::open(files, None, &mut terminal?).await
                }
                opened => opened,
            }
        }
        (None, None, Ok(mut terminal)) => GivenCertificate::open(files, None, &mut terminal as &mut dyn Prompt).await,
        (None, None, Err(_)) => GivenCertificate::open(files, None, &mut nobody).await,
    }
}

async fn removed(mut portal: PortalConfig, session: &Session, is_for_people: bool) -> Result<Value> {
    let from = session.secrets.remove_certificate_passphrase(&portal.name).await?;
    (portal.client_certificate, portal.client_key) = (None, None);
    edit::put_portal(&session.place, &portal)?;
    if is_for_people {
        from.iter().for_each(|place| out::line(&t!("identity-removed-passphrase", place = place.the_store())));
        out::line(&t!("identity-shown-no-longer", portal = portal.name.clone()));
    }
    let store = from.first().map(|place| place.word());
    Ok(json!({"name": portal.name, "outcome": "removed", "store": store, "certificate": null}))
}
