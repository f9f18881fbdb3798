//! `auth compare`: two credentials of one portal, and what the one opens that the other does not.

use clap::Args;
use serde_json::json;

use super::auth::{CredentialArgs, account_json, read_credential};
use super::{Global, out};
use crate::access::auth::expiry;
use crate::access::auth::{Account, AccountChanges};
use crate::base::error::{Error, ErrorKind, Result};
use crate::portals::{PortalConfig, identity, visit};
use crate::session::Session;
use crate::{m, t};

#[derive(Args, Debug)]
pub struct CompareArgs {
    /// A portal that one is signed in to
    name: String,
    /// Another name of the same portal, with another credential; without it, the credential to compare with is asked for
    #[arg(conflicts_with_all = ["id", "sign_in", "secret_stdin", "secret_fd", "secret_file"])]
    other: Option<String>,
    /// The part that is no secret: the client id, or the login
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// How to sign in, as `sign_in` in the configuration
    #[arg(long, value_name = "WAY")]
    sign_in: Option<String>,
    #[command(flatten)]
    from: super::auth::SecretFrom,
}

/// What programs read of two accounts.
const COMPARED: [&str; 8] = ["name", "other", "before", "after", "gained", "lost", "datasets_gained", "datasets_lost"];

/// Nothing is stored; whatever they open, the exit code is 0.
pub async fn run(global: &Global, args: CompareArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&COMPARED)?;
    let portal = session.portal_config(&args.name)?;
    let (before, after) = match &args.other {
        Some(other) => {
            let other = same_kind(portal, session.portal_config(other)?)?;
            (account(portal, session).await?, account(other, session).await?)
        }
        None => {
            let given = CredentialArgs { id: args.id, sign_in: args.sign_in, from: args.from, untested: true };
            let (portal, credentials) = read_credential(global, portal.clone(), &given)?;
            let secrets = identity::trying(&portal, Some(credentials), &session.secrets).await?;
            let after = visit(&portal, &session.config.clients(&session.secrets)?, &secrets).await?;
            (account(&portal, session).await?, after)
        }
    };
    let changes = AccountChanges::of(&before, &after);
    if columns.are_for_people() {
        tell(&before, &after, &changes);
        return Ok(0);
    }
    let mut told = json!(changes);
    told["name"] = json!(args.name);
    told["other"] = json!(args.other);
    told["before"] = account_json(&before);
    told["after"] = account_json(&after);
    columns.print(told)?;
    Ok(0)
}

/// What two kinds open has no line in common.
fn same_kind<'p>(one: &PortalConfig, other: &'p PortalConfig) -> Result<&'p PortalConfig> {
    if one.kind == other.kind {
        return Ok(other);
    }
    let (one, other) = (one.kind.to_string(), other.kind.to_string());
    Err(Error::new(ErrorKind::Usage, "auth compare", m!("auth-other-kinds", one, other)))
}

async fn account(portal: &PortalConfig, session: &Session) -> Result<Account> {
    visit(portal, &session.config.clients(&session.secrets)?, &session.secrets).await
}

fn tell(before: &Account, after: &Account, changes: &AccountChanges) {
    let now = jiff::Timestamp::now();
    let of = |account: &Account| {
        let who = account.who.clone().unwrap_or_else(|| t!("auth-nobody"));
        let ends = account.ends().map(|ends| expiry::words(ends, now)).unwrap_or_else(|| t!("auth-no-end"));
        (who, ends)
    };
    let ((who, ends), (other, others_end)) = (of(before), of(after));
    out::line(&t!("auth-compared-first", who, ends));
    out::line(&t!("auth-compared-second", who = other, ends = others_end));
    if changes.is_none() {
        return out::line(&t!("auth-open-the-same"));
    }
    list(&t!("auth-gained"), &changes.gained);
    list(&t!("auth-lost"), &changes.lost);
    list(&t!("auth-datasets-gained"), &changes.datasets_gained);
    list(&t!("auth-datasets-lost"), &changes.datasets_lost);
}

fn list(title: &str, lines: &[String]) {
    if !lines.is_empty() {
        out::line(title);
        lines.iter().for_each(|line| out::line(&format!("  · {line}")));
    }
}
