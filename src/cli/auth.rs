//! `auth status|set|test|remove|whoami`: the credentials of the configured portals, without questions where a script asks.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use futures_util::future::join_all;
use jiff::Timestamp;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::auth_compare::CompareArgs;
use super::auth_proxy::ProxyArgs;
use super::calendar::{Ending, calendar};
use super::certificate::{self, certificate_json};
use super::list::credential_of;
use super::table::{OutputFormat, OutputTable};
use super::watch::days;
use super::{Global, auth_compare, auth_proxy, out, wire};
use crate::access::auth::{Account, Way, expiry};
use crate::access::secrets::{Credentials, Origins, Secret, StoredCredentials, Whereabouts};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, NEWS, Result};
use crate::base::i18n::Message;
use crate::config::{self, edit};
use crate::portals::PortalConfig;
use crate::portals::{identity, visit};
use crate::session::Session;
use crate::setup::import;
use crate::setup::pasted;
use crate::setup::prompt::{Prompt, PromptTerminal};
use crate::watch::look::is_within;
use crate::{m, t};

#[derive(Debug, Subcommand)]
pub enum AuthCommand {
    /// Where each secret lives, who one is signed in as, what it opens, when it expires (also: auth list)
    #[command(alias = "list")]
    Status(StatusArgs),
    /// Who one is signed in as
    Whoami {
        /// Only this portal
        name: Option<String>,
    },
    /// Store a credential; the secret comes from a hidden prompt, standard input or a file descriptor (also: auth login)
    #[command(alias = "login")]
    Set(SetArgs),
    /// Show a client certificate to a portal that asks for one; the passphrase of its key comes as a secret does
    Certificate(certificate::CertificateArgs),
    /// Try the credential against the portal
    Test {
        /// The portal
        name: String,
    },
    /// Two credentials of one portal: what the one opens that the other does not
    Compare(CompareArgs),
    /// Let the stored credential go to the address that the configuration has now, and no longer to the one before
    Allow {
        /// The portal
        name: String,
    },
    /// Store the login for the proxy; the password comes from a hidden prompt, standard input or a file descriptor
    Proxy(ProxyArgs),
    /// Delete the credential (also: auth logout)
    #[command(alias = "logout")]
    Remove {
        /// The portal
        name: String,
    },
    /// Take over the keys in a client_secrets.json; offers to delete the file afterwards
    Import(ImportArgs),
}

#[derive(Args, Debug)]
pub struct StatusArgs {
    /// Only this portal
    name: Option<String>,
    /// Only credentials that end within so many days, as 90d; exit code 9 where there is one
    #[arg(long, value_name = "TIME", value_parser = days)]
    expires_within: Option<u32>,
    /// Print the ends as a calendar (iCalendar) instead
    #[arg(long)]
    ics: bool,
}

#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The file that was handed over
    file: PathBuf,
    /// What the portal is called here; a new one is configured if there is none
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The portal's address, where the file does not tell it
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Delete the file once its keys are stored, without asking
    #[arg(long)]
    delete: bool,
    /// Store the keys without trying them against the portal
    #[arg(long)]
    untested: bool,
}

#[derive(Args, Debug)]
pub struct SetArgs {
    /// A configured portal; `guichet setup` configures one
    name: String,
    #[command(flatten)]
    credential: CredentialArgs,
}

/// What a line says of a credential; the secret itself never stands there.
#[derive(Args, Debug)]
pub struct CredentialArgs {
    /// The part that is no secret: the client id, or the login
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// How to sign in, as `sign_in` in the configuration
    #[arg(long, value_name = "WAY")]
    pub sign_in: Option<String>,
    #[command(flatten)]
    pub from: SecretFrom,
    /// Store it without trying it against the portal
    #[arg(long)]
    pub untested: bool,
}

/// Where a secret comes from without a question.
#[derive(Args, Debug)]
pub struct SecretFrom {
    /// Read the secret from standard input
    #[arg(long, conflicts_with = "secret_fd")]
    pub secret_stdin: bool,
    /// Read the secret from this file descriptor
    #[arg(long, value_name = "N")]
    pub secret_fd: Option<u32>,
    /// Read the secret from this file, which may be a named pipe
    #[arg(long, value_name = "FILE", conflicts_with_all = ["secret_fd", "secret_stdin"])]
    pub secret_file: Option<PathBuf>,
}

impl CredentialArgs {
    /// Whether the secret comes without a question.
    pub fn brings_secret(&self) -> bool {
        self.from.secret_stdin || self.from.secret_fd.is_some() || self.from.secret_file.is_some()
    }
}

pub async fn run(global: &Global, command: AuthCommand, session: &Session) -> Result<u8> {
    match command {
        AuthCommand::Status(args) => status(global, &args, session).await,
        AuthCommand::Whoami { name } => whoami(global, name.as_deref(), session).await,
        AuthCommand::Set(args) => set(global, args, session).await,
        AuthCommand::Certificate(args) => certificate::run(global, &args, session).await,
        AuthCommand::Test { name } => test(global, &name, session).await,
        AuthCommand::Compare(args) => auth_compare::run(global, args, session).await,
        AuthCommand::Allow { name } => allow(global, &name, session).await,
        AuthCommand::Proxy(args) => auth_proxy::run(global, args, session).await,
        AuthCommand::Remove { name } => remove(global, &name, session).await,
        AuthCommand::Import(args) => import_keys(global, args, session).await,
    }
}

impl AuthCommand {
    /// Whether nothing is changed.
    pub fn only_prints(&self) -> bool {
        matches!(self, Self::Status(_) | Self::Whoami { .. } | Self::Test { .. } | Self::Compare(_))
    }

    /// The command's name, if it tries a credential against its portal.
    pub fn asks_portal(&self) -> Option<&'static str> {
        match self {
            Self::Status(_) => Some("auth status"),
            Self::Whoami { .. } => Some("auth whoami"),
            Self::Set(args) if !args.credential.untested => Some("auth set"),
            Self::Test { .. } => Some("auth test"),
            Self::Compare(_) => Some("auth compare"),
            Self::Certificate(args) if !args.untested && !args.remove => Some("auth certificate"),
            Self::Import(args) if !args.untested => Some("auth import"),
            Self::Set(_) | Self::Import(_) | Self::Certificate(_) => None,
            Self::Proxy(_) | Self::Allow { .. } | Self::Remove { .. } => None,
        }
    }
}

/// What programs read of a credential that is stored, or let go to another address.
pub(super) const STORED: [&str; 4] = ["name", "outcome", "store", "account"];

/// What programs read of an account that was tried.
const ACCOUNT: [&str; 12] = [
    "name",
    "who",
    "opens",
    "datasets",
    "request",
    "holder",
    "expires",
    "days_left",
    "renewal",
    "usage",
    "warnings",
    "certificate",
];

/// What is known of one portal's credential.
struct Status<'a> {
    portal: &'a PortalConfig,
    stored: Result<Option<StoredCredentials>>,
    /// `None` where there is no credential to try.
    account: Option<Result<Account>>,
}

impl Status<'_> {
    fn error(&self) -> Option<&Error> {
        match (&self.stored, &self.account) {
            (Err(error), _) | (_, Some(Err(error))) => Some(error),
            _ => None,
        }
    }

    fn store(&self) -> Option<&'static str> {
        let word =
            |stored: &Option<StoredCredentials>| stored.as_ref().map_or(Whereabouts::NONE, |it| it.whereabouts.word());
        self.stored.as_ref().ok().map(word)
    }

    /// Where the credential may go; `None` where that is not known.
    fn origins(&self) -> Option<&Origins> {
        self.stored.as_ref().ok()?.as_ref()?.origins.as_ref()
    }

    /// [`Self::store`] for a person.
    fn place(&self) -> String {
        match &self.stored {
            Ok(Some(stored)) => stored.whereabouts.said().text(),
            Ok(None) => t!("cli-none"),
            Err(_) => t!("cli-unknown-place"),
        }
    }

    fn account(&self) -> Option<&Account> {
        self.account.as_ref()?.as_ref().ok()
    }

    fn ends_within(&self, days: u32, now: Timestamp) -> bool {
        self.account().and_then(|account| account.expires).is_some_and(|ends| is_within(ends, days, now))
    }

    fn ending(&self) -> Option<Ending<'_>> {
        let account = self.account()?;
        Some(Ending { portal: &self.portal.name, ends: account.expires?, renewal: account.renewal.as_deref() })
    }

    fn print(&self) {
        let PortalConfig { name, kind, .. } = self.portal;
        out::line(&format!("{name}  {kind}  {}", self.place()));
        self.origins().iter().for_each(|origins| out::line(&t!("cli-goes-to", origins = origins.said())));
        match self.account() {
            Some(account) => account.lines().iter().for_each(|line| out::line(&format!("  {line}"))),
            None if self.error().is_none() && kind.about().open => out::line(&t!("cli-anybody")),
            None if self.error().is_none() => out::line(&t!("cli-no-credential", name)),
            None => {}
        }
        if let Some(error) = self.error() {
            out::line(&format!("  {error}"));
            error.hint.iter().for_each(|hint| out::line(&format!("  {hint}")));
        }
    }

    /// `store` is null when it cannot be asked, `account` where nobody is signed in. The origins are those that the
    /// credential may go to: null where it is not known yet, or from the environment; `token_origin` also where it is the
    /// portal's.
    fn json(&self) -> Value {
        json!({
            "name": self.portal.name,
            "kind": self.portal.kind.word(),
            "store": self.store(),
            "origin": self.origins().map(Origins::portal),
            "token_origin": self.origins().and_then(Origins::tokens),
            "account": self.account().map(account_json),
            "error": wire::error(self.error()),
        })
    }
}

/// `days_left` are whole days, negative where it has ended.
pub(super) fn account_json(account: &Account) -> Value {
    let Account { who, opens, datasets, request, holder, expires, certificate, renewal, usage, warnings, .. } = account;
    let days_left = expires.map(|ends| expiry::days_left(ends, Timestamp::now()));
    json!({"who": who, "opens": opens, "datasets": datasets, "request": request, "holder": holder, "expires": expires,
        "days_left": days_left, "renewal": renewal, "usage": usage, "warnings": warnings,
        "certificate": certificate.as_ref().map(certificate_json)})
}

/// Of one portal, or of all.
async fn statuses<'s>(name: Option<&str>, session: &'s Session) -> Result<Vec<Status<'s>>> {
    let portals: Vec<&PortalConfig> = match name {
        Some(name) => vec![session.portal_config(name)?],
        None => session.config.portals.iter().collect(),
    };
    let clients = session.config.clients(&session.secrets)?;
    let one = async |portal| {
        let stored = credential_of(session, portal).await;
        let account = match &stored {
            // Where there is only a certificate, that is what one signs in with.
            Ok(None) if portal.client_certificate.is_none() => None,
            Err(_) => None,
            Ok(_) => Some(visit(portal, &clients, &session.secrets).await),
        };
        Status { portal, stored, account }
    };
    Ok(join_all(portals.into_iter().map(one)).await)
}

async fn status(global: &Global, args: &StatusArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&["name", "kind", "store", "origin", "token_origin", "account", "error"])?;
    let now = Timestamp::now();
    let mut statuses = statuses(args.name.as_deref(), session).await?;
    let errors: Vec<Error> = statuses.iter().filter_map(Status::error).cloned().collect();
    let is_news = args.expires_within.is_some_and(|days| statuses.iter().any(|it| it.ends_within(days, now)));
    if let Some(days) = args.expires_within {
        // Programs read of those that could not be asked too; a person is told of them below.
        let tells_errors = !args.ics && !columns.are_for_people();
        statuses.retain(|it| it.ends_within(days, now) || (tells_errors && it.error().is_some()));
    }
    if args.ics {
        let endings = statuses.iter().filter_map(Status::ending).collect::<Vec<_>>();
        out::bytes(calendar(&endings, now).as_bytes());
    } else if !columns.are_for_people() {
        let mut table = OutputTable::begin(columns, "portals", json!({}))?;
        table.add(statuses.iter().map(Status::json))?;
        table.end(json!({}))?;
    } else if let Some(days) = args.expires_within.filter(|_| statuses.is_empty()) {
        if errors.is_empty() {
            out::note(&t!("auth-none-ends", days));
        }
    } else if statuses.is_empty() {
        out::note(&t!("cli-no-portal"));
    } else {
        statuses.iter().for_each(Status::print);
    }
    if args.expires_within.is_some() && !global.is_json() {
        errors.iter().for_each(out::error);
    }
    Ok(match Error::worst(&errors) {
        0 if is_news => NEWS,
        code => code,
    })
}

/// One line for each portal that one is signed in to; nobody anywhere is an error.
async fn whoami(global: &Global, name: Option<&str>, session: &Session) -> Result<u8> {
    let columns = global.columns(&["name", "who"])?;
    let statuses = statuses(name, session).await?;
    let known = |status: &Status<'_>| Some((status.portal.name.clone(), status.account()?.who.clone()?));
    let found: Vec<(String, String)> = statuses.iter().filter_map(known).collect();
    let errors: Vec<Error> = statuses.iter().filter_map(Status::error).cloned().collect();
    if let Some(error) = errors.first().filter(|_| found.is_empty()) {
        return Err(error.clone());
    }
    if found.is_empty() {
        let subject = name.map_or_else(|| m!("cli-every-portal"), |name| crate::base::text::line(name).into());
        return Err(Error::new(ErrorKind::SignIn, subject, m!("cli-nobody")).hint(m!("cli-nobody-hint")));
    }
    if columns.are_for_people() {
        found.iter().for_each(|(name, who)| out::line(&format!("{name}  {who}")));
    } else {
        let mut table = OutputTable::begin(columns, "portals", json!({}))?;
        table.add(found.iter().map(|(name, who)| json!({"name": name, "who": who})))?;
        table.end(json!({"error": out::FailureJson::of_all(&errors)}))?;
    }
    if !global.is_json() {
        errors.iter().for_each(out::error);
    }
    Ok(Error::worst(&errors))
}

async fn test(global: &Global, name: &str, session: &Session) -> Result<u8> {
    let columns = global.columns(&ACCOUNT)?;
    session.portal_config(name)?;
    let account = identity::account(&**session.portals()?.get(name)?).await?;
    if columns.are_for_people() {
        account.lines().iter().for_each(|line| out::line(line));
        return Ok(0);
    }
    let mut told = account_json(&account);
    told["name"] = json!(name);
    columns.print(told)?;
    Ok(0)
}

/// Probes the store, asks, tries, stores and reads back, writes the configuration: always in this order.
async fn set(global: &Global, args: SetArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&STORED)?;
    let portal = session.portal_config(&args.name)?.clone();
    let stored = store(global, session, portal, &args.credential).await?;
    if !columns.are_for_people() {
        columns.print(stored.json())?;
    }
    Ok(0)
}

/// Probes the store before it asks for a secret.
pub async fn store(global: &Global, session: &Session, portal: PortalConfig, args: &CredentialArgs) -> Result<Stored> {
    args.sign_in.as_deref().map(|word| named_way(&portal, word)).transpose()?;
    session.secrets.probe().await?;
    let (portal, credentials) = read_credential(global, portal, args)?;
    keep(global, session, portal, credentials, args.untested).await
}

/// The credential that is given or typed, and the portal as it is signed in to with it. What is pasted whole, as a pair or
/// a `curl` line, tells its way itself, where nobody says another.
pub(super) fn read_credential(
    global: &Global,
    mut portal: PortalConfig,
    args: &CredentialArgs,
) -> Result<(PortalConfig, Credentials)> {
    let asked = args.sign_in.as_deref().map(|word| named_way(&portal, word)).transpose()?;
    let (id, given) = match given(&args.from)? {
        Some(given) => (args.id.clone(), given),
        None => typed(global, args, asked.map_or_else(|| way(&portal, None, args.id.is_some()), Ok)?)?,
    };
    let pasted = match id.is_none() || pasted::is_line(given.expose()) {
        true => pasted::read(given.expose(), asked.map(|way| way.takes))?,
        false => None,
    };
    let found = pasted.as_ref().and_then(|pasted| pasted.way(portal.kind.about().ways));
    let way = match asked.or(found) {
        Some(way) => way,
        None => way(&portal, None, id.is_some())?,
    };
    portal.sign_in = Some(way.word.to_owned());
    let credentials = match pasted.filter(|pasted| pasted.credentials.shape() == way.takes) {
        Some(pasted) => {
            pasted.check(&portal)?;
            portal.username = pasted.username.or(portal.username);
            pasted.credentials
        }
        None => credentials(id, way, given)?,
    };
    Ok((portal, credentials))
}

/// A credential that is stored, for whoever prints it.
pub struct Stored {
    /// As it is configured now.
    pub portal: PortalConfig,
    whereabouts: Whereabouts,
    /// Where it was tried.
    account: Option<Account>,
}

impl Stored {
    fn json(&self) -> Value {
        let (store, account) = (self.whereabouts.word(), self.account.as_ref().map(account_json));
        json!({"name": self.portal.name, "outcome": "stored", "store": store, "account": account})
    }
}

/// Tries, stores, reads back, and writes the portal's block.
pub async fn keep(
    global: &Global,
    session: &Session,
    mut portal: PortalConfig,
    credentials: Credentials,
    untested: bool,
) -> Result<Stored> {
    let mut account = None;
    if !untested {
        let secrets = identity::trying(&portal, Some(credentials.clone()), &session.secrets).await?;
        let visited = visit(&portal, &session.config.clients(&session.secrets)?, &secrets).await.map_err(|error| {
            let hint = error.hint.clone().into_iter().chain([m!("cli-nothing-stored")]);
            error.hint(Message::joined(hint, " "))
        })?;
        portal.token_url = visited.token_url.clone().or(portal.token_url);
        account = Some(visited);
    }
    let is_for_people = global.format() == OutputFormat::Text;
    if is_for_people {
        account.iter().flat_map(Account::lines).for_each(|line| out::line(&line));
    }
    let whereabouts = session.secrets.save(&portal.name, credentials, portal.origins()).await?;
    if is_for_people {
        out::line(&t!("setup-stored", place = whereabouts.the_store()));
    }
    edit::put_portal(&session.place, &portal)?;
    Ok(Stored { portal, whereabouts, account })
}

async fn import_keys(global: &Global, args: ImportArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&STORED)?;
    let usage = |cause: Message| Error::new(ErrorKind::Usage, "auth import", cause);
    let kind = import::kind().ok_or_else(|| usage(m!("cli-no-key-file")))?;
    let keys = import::read(kind, &args.file)?;
    keys.warnings.iter().for_each(|warning| out::note(warning));
    let name = args.name.clone().unwrap_or_else(|| kind.to_string());
    let known = session.config.portals.iter().find(|portal| portal.name == name);
    if known.is_some_and(|portal| portal.kind != kind) {
        return Err(usage(m!("cli-other-kind")).hint(m!("cli-other-kind-hint")));
    }
    let given = args.url.as_deref().map(config::check_url).transpose()?;
    let url = given.or(keys.url).or(known.map(|portal| portal.url.clone()));
    let url = url.ok_or_else(|| usage(m!("cli-no-url")).hint(m!("cli-no-url-hint")))?;
    config::check_name(&name)?;
    let mut portal = known.cloned().unwrap_or_else(|| PortalConfig::new(name, kind, url.clone()));
    (portal.url, portal.token_url) = (url, keys.token_url.or(portal.token_url));
    portal.sign_in =
        kind.about().ways.iter().find(|way| way.takes == keys.credentials.shape()).map(|way| way.word.into());
    session.secrets.probe().await?;
    let stored = keep(global, session, portal, keys.credentials, args.untested).await?;
    if !columns.are_for_people() {
        columns.print(stored.json())?;
    }
    match PromptTerminal::open(global.is_plain(), "") {
        _ if args.delete => match std::fs::remove_file(&args.file) {
            Ok(()) if !columns.are_for_people() => {}
            Ok(()) => out::line(&t!("cli-deleted", file = args.file.display())),
            Err(error) => out::note(&t!("cli-not-deleted", file = args.file.display(), error)),
        },
        Ok(mut terminal) => import::offer_to_delete(&mut terminal, &args.file)?,
        Err(_) => out::note(&t!("cli-still-secret", file = args.file.display())),
    }
    Ok(0)
}

/// As asked for, else as configured, else the first that fits what is given.
pub fn way(portal: &PortalConfig, word: Option<&str>, has_id: bool) -> Result<&'static Way> {
    let ways = portal.kind.about().ways;
    match word.or(portal.sign_in.as_deref()) {
        Some(word) => named_way(portal, word),
        None => ways.iter().find(|way| way.takes.parts().0.is_some() == has_id).or(ways.first()).ok_or_else(|| {
            Error::new(ErrorKind::Usage, &*portal.name, m!("cli-no-sign-in", kind = portal.kind.to_string()))
        }),
    }
}

fn named_way(portal: &PortalConfig, word: &str) -> Result<&'static Way> {
    let ways = portal.kind.about().ways;
    let known = || ways.iter().map(|way| way.word).collect::<Vec<_>>().join(", ");
    ways.iter().find(|way| way.is(word)).ok_or_else(|| {
        let cause = m!("config-no-such-way", kind = portal.kind, word = crate::base::text::line(word));
        Error::new(ErrorKind::Usage, "--sign-in", cause).hint(m!("cli-it-has", known = known()))
    })
}

/// What came by standard input, a file descriptor or a file.
pub(super) fn given(from: &SecretFrom) -> Result<Option<Secret>> {
    match (from.secret_stdin, from.secret_fd, &from.secret_file) {
        (true, _, _) => read_secret(&t!("cli-stdin"), io::stdin().lock()).map(Some),
        (_, Some(number), _) => {
            read_secret(&t!("cli-on-descriptor", number = number.to_string()), descriptor(number)?).map(Some)
        }
        (_, _, Some(path)) => {
            let from = File::open(path).map_err(|error| disk(path, &error))?;
            read_secret(&shown(path), from).map(Some)
        }
        _ => Ok(None),
    }
}

fn credentials(id: Option<String>, way: &Way, secret: Secret) -> Result<Credentials> {
    let id = match (way.takes.parts().0, id) {
        (None, Some(_)) => return Err(Error::new(ErrorKind::Usage, "--id", m!("cli-takes-none", way = way.word))),
        (None, None) => String::new(),
        (Some(_), Some(id)) => id,
        (Some(first), None) => {
            return Err(Error::new(ErrorKind::Usage, "--id", m!("cli-missing", what = first)).hint(m!("cli-give-id")));
        }
    };
    match secret.is_empty() {
        true => Err(Error::new(ErrorKind::Usage, "--secret-stdin", m!("cli-empty-secret"))),
        false => Ok(way.takes.credentials(id, secret)),
    }
}

/// What is typed at a terminal: the first part and the secret, or all of it where that was pasted at the first question.
fn typed(global: &Global, args: &CredentialArgs, way: &Way) -> Result<(Option<String>, Secret)> {
    let mut terminal = terminal(global)?;
    let (first, secret) = way.takes.parts();
    let id = match (first, &args.id) {
        (Some(first), None) => Some(terminal.line(&t!("cli-the-part", part = first), None)?),
        (_, id) => id.clone(),
    };
    match id {
        Some(id) if args.id.is_none() && pasted::is_whole(&id) => Ok((None, Secret::from(id))),
        id => Ok((id, terminal.secret(&t!("cli-the-part", part = secret))?)),
    }
}

fn terminal(global: &Global) -> Result<PromptTerminal> {
    PromptTerminal::open(global.is_plain(), &t!("cli-give-secret"))
}

/// Without the line break and blanks that come along.
fn read_secret(place: &str, mut from: impl Read) -> Result<Secret> {
    /// Longer than any secret, for growing leaves a copy behind.
    const ROOM: usize = 64 << 10;
    let mut text = Zeroizing::new(String::with_capacity(ROOM));
    from.by_ref()
        .take(ROOM as u64)
        .read_to_string(&mut text)
        .map_err(|error| Error::new(ErrorKind::Usage, place, m!("cli-unreadable", error = &error)).caused_by(error))?;
    Ok(Secret::from(text.trim().to_owned()))
}

#[cfg(unix)]
fn descriptor(number: u32) -> Result<File> {
    File::open(format!("/dev/fd/{number}")).map_err(|error| {
        let subject = m!("cli-descriptor", number = number.to_string());
        Error::new(ErrorKind::Usage, subject, m!("cli-unreadable", error = &error)).caused_by(error)
    })
}

#[cfg(not(unix))]
fn descriptor(_: u32) -> Result<File> {
    Err(Error::new(ErrorKind::Usage, "--secret-fd", m!("cli-no-descriptors")).hint(m!("cli-no-descriptors-hint")))
}

/// The one command by which a person says that a portal has moved.
async fn allow(global: &Global, name: &str, session: &Session) -> Result<u8> {
    let columns = global.columns(&STORED)?;
    let now = session.portal_config(name)?.origins();
    let was = session.secrets.allow(name, &now).await?;
    if !columns.are_for_people() {
        let store = was.whereabouts.word();
        return columns.print(json!({"name": name, "outcome": "allowed", "store": store})).map(|()| 0);
    }
    let before = was.origins.filter(|before| *before != now);
    before.iter().for_each(|before| out::line(&t!("cli-no-longer-to", before = before.said())));
    out::line(&t!("cli-allowed", place = was.whereabouts.the_store(), now = now.said()));
    Ok(0)
}

async fn remove(global: &Global, name: &str, session: &Session) -> Result<u8> {
    let columns = global.columns(&["name", "removed", "still_set"])?;
    // A portal that is no longer configured may still have left a secret; any other name is a mistake.
    let configured = session.portal_config(name).map(drop);
    let mut removed = match (session.secrets.remove(name).await, configured) {
        (Ok(removed), Err(unknown)) if removed.from.is_empty() => return Err(unknown),
        (Err(_), Err(unknown)) => return Err(unknown),
        (removed, _) => removed?,
    };
    for place in session.secrets.remove_certificate_passphrase(name).await? {
        if !removed.from.contains(&place) {
            removed.from.push(place);
        }
    }
    edit::forget_sign_in(&session.place, name)?;
    if !columns.are_for_people() {
        let from: Vec<&str> = removed.from.iter().map(|place| place.word()).collect();
        let told = json!({"name": name, "removed": from, "still_set": removed.still_set});
        return columns.print(told).map(|()| 0);
    }
    match removed.from.as_slice() {
        [] => out::note(&t!("cli-none-to-remove", name = crate::base::text::line(name))),
        from => from.iter().for_each(|place| out::line(&t!("cli-removed", place = place.the_store()))),
    }
    if !removed.still_set.is_empty() {
        out::note(&t!("cli-still-set", still_set = removed.still_set.join(", ")));
    }
    Ok(0)
}
