//! `setup` without a question: what the line says, what standard input or the portal's variables hold, and what is
//! configured already. What is missing is one sentence, with the line that has it.

use std::path::PathBuf;

use super::super::{Global, auth};
use super::{SetupArgs, wizard};
use crate::access::auth::Way;
use crate::access::secrets::{Credentials, Shape, Whereabouts, variables};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::shell::Shell;
use crate::base::text;
use crate::config::{self, edit};
use crate::net::identity::IdentityFiles;
use crate::portals::{PortalConfig, detect, visit};
use crate::session::{Session, not_configured};
use crate::setup::Setup;
use crate::setup::address::GivenAnswers;
use crate::setup::certificate::GivenCertificate;
use crate::setup::known;
use crate::setup::prompt::{Prompt, Unattended};
use crate::{m, t};

/// A portal, and what is known of it before anybody signs in.
struct Meant {
    portal: PortalConfig,
    /// What its address held.
    key: Option<(&'static str, Credentials)>,
    /// It is there: it has just been asked, or is well known.
    is_there: bool,
    /// It shows nothing to those without an account.
    is_closed: bool,
}

impl Meant {
    fn new(portal: PortalConfig, is_there: bool) -> Self {
        Self { portal, key: None, is_there, is_closed: false }
    }
}

/// The name of the portal that is configured now.
pub async fn set_up(global: &Global, args: &SetupArgs, session: &Session) -> Result<String> {
    let mut nobody =
        Unattended { instead: t!("cli-setup-line", line = line(args, session, &[])), is_quiet: global.quiet };
    let given = match args.identity_files() {
        Some(files) => Some(certificate(&mut nobody, args, files, session).await?),
        None => None,
    };
    let Meant { mut portal, key, is_there, is_closed } = meant(&mut nobody, args, session, given.clone()).await?;
    settings(&mut portal, args)?;
    given.iter().for_each(|given| given.put(&mut portal, &session.secrets));
    if let Some((way, credentials)) = key {
        portal.sign_in = Some(way.to_owned());
        session.secrets.probe().await?;
        portal = auth::keep(global, session, portal, credentials, args.credential.untested).await?.portal;
    } else if args.credential.brings_secret() || (!args.yes && args.tells()) {
        portal = auth::store(global, session, portal, &args.credential).await?.portal;
    } else {
        held(&mut nobody, args, session, &mut portal, (is_there, is_closed)).await?;
    }
    if let Some(given) = given
        && let Some(place) = given.store(&portal, &session.secrets).await?
    {
        nobody.say(&t!("identity-stored", place = place.the_store()));
    }
    let path = edit::add_portal(&session.place, &portal)?;
    nobody.say(&t!("first-start-written", name = &portal.name, path = path.display().to_string()));
    nobody.say(&t!("first-start-done", name = &portal.name));
    Ok(portal.name)
}

/// The client certificate that the line names, opened with what the portal's variable holds or is stored, else typed.
pub async fn certificate(
    prompt: &mut dyn Prompt,
    args: &SetupArgs,
    files: IdentityFiles,
    session: &Session,
) -> Result<GivenCertificate> {
    let is_name = |what: &&String| !detect::is_address(what);
    let held = match args.name.as_ref().or(args.what.as_ref().filter(is_name)) {
        Some(name) => session.secrets.certificate_passphrase(name).await?,
        None => None,
    };
    GivenCertificate::open(files, held, prompt).await
}

/// The portal that the line names; an error where its name is another's.
async fn meant(
    nobody: &mut Unattended,
    args: &SetupArgs,
    session: &Session,
    certificate: Option<GivenCertificate>,
) -> Result<Meant> {
    let configured = |name: &str| session.config.portals.iter().find(|portal| portal.name == name);
    let usage = |cause| Error::new(ErrorKind::Usage, "guichet setup", cause);
    if let Some(name) = args.known_portal(session) {
        let mut portal = known::find(name)?.portal;
        portal.name = args.name.clone().unwrap_or(portal.name);
        return ours(portal, session).map(|portal| Meant::new(portal, true));
    }
    let Some(what) = &args.what else {
        return Err(usage(m!("first-start-address-first")).hint(m!("cli-setup-instead")));
    };
    if !detect::is_address(what) {
        if args.name.is_some() {
            return Err(usage(m!("first-start-address-first")).hint(m!("cli-setup-instead")));
        }
        let portal = configured(what).ok_or_else(|| {
            let names = session.config.portals.iter().map(|portal| portal.name.as_str());
            not_configured(what, names).hint(m!("cli-setup-line", line = line(args, session, &[])))
        })?;
        if args.kind.is_some_and(|kind| kind != portal.kind) {
            return Err(usage(m!("cli-other-kind")).hint(m!("cli-other-kind-hint")));
        }
        let known = known::find(what).ok().filter(|_| !args.tells());
        if let Some(known) = &known {
            edit::refuse_other(&session.config, &known.portal)?; // the well-known one may have been meant
        }
        return Ok(Meant::new(portal.clone(), known.is_some()));
    }
    if let Some(name) = &args.name {
        config::check_name(name)?;
    }
    let said = GivenAnswers { name: args.name.clone(), yes: true };
    let mut wizard = Setup { certificate, ..wizard(nobody, session) };
    let found = match args.kind {
        Some(kind) => detect::told(kind, what)?,
        None => wizard.find(what, &said).await?,
    };
    let name = args.name.clone().unwrap_or_else(|| wizard.proposal(&found));
    let portal = ours(PortalConfig::new(name, found.kind, found.url), session)?;
    Ok(Meant { portal, key: found.key, is_there: args.kind.is_none(), is_closed: found.closed })
}

/// `portal` with what is configured of it already; an error where its name is another's.
fn ours(portal: PortalConfig, session: &Session) -> Result<PortalConfig> {
    config::check_name(&portal.name)?;
    edit::refuse_other(&session.config, &portal)?;
    let known = session.config.portals.iter().find(|known| known.name == portal.name);
    Ok(known.cloned().unwrap_or(portal))
}

fn settings(portal: &mut PortalConfig, args: &SetupArgs) -> Result<()> {
    if let Some(url) = &args.token_url {
        portal.token_url = Some(config::check_url(url)?);
    }
    if let Some(username) = &args.username {
        portal.username = Some(username.clone());
    }
    Ok(())
}

/// The way to sign in, noted in `portal`.
fn way(portal: &mut PortalConfig, args: &SetupArgs) -> Result<&'static Way> {
    let way = auth::way(portal, args.credential.sign_in.as_deref(), args.credential.id.is_some())?;
    portal.sign_in = Some(way.word.to_owned());
    Ok(way)
}

/// Signs in with what the portal's variables hold, or what was stored for it before; where there is neither, it has to be
/// open to everybody.
async fn held(
    nobody: &mut Unattended,
    args: &SetupArgs,
    session: &Session,
    portal: &mut PortalConfig,
    (is_there, is_closed): (bool, bool),
) -> Result<()> {
    let wants_one = is_closed || args.credential.sign_in.is_some() || portal.signs_in(&session.secrets);
    // A portal that is new here has left nothing in the store.
    let may_be_stored = session.portal_config(&portal.name).is_ok() || session.secrets.has_at_hand(&portal.name);
    let held = if wants_one && may_be_stored { session.secrets.find(&portal.name).await? } else { None };
    let shape = held.as_ref().map(|held| held.credentials.shape());
    let Some(shape) = shape.filter(|_| args.credential.id.is_none()) else {
        if wants_one || args.credential.id.is_some() {
            return Err(wanting(args, session, portal));
        }
        if !is_there && !args.credential.untested {
            visit(portal, &session.config.clients(&session.secrets)?, &session.secrets).await?;
        }
        return Ok(());
    };
    fit(portal, args, shape)?;
    way(portal, args)?;
    if !args.credential.untested {
        let account = visit(portal, &session.config.clients(&session.secrets)?, &session.secrets).await?;
        account.lines().iter().for_each(|line| nobody.say(line));
    }
    if held.is_some_and(|held| held.whereabouts == Whereabouts::Environment) {
        let names = variables(&portal.name, shape).join(", ");
        nobody.say(&t!("cli-setup-variables", names));
    }
    Ok(())
}

/// As asked for, as configured, or as what is there can be used; an error where that cannot be.
fn fit(portal: &mut PortalConfig, args: &SetupArgs, shape: Shape) -> Result<()> {
    let ways = portal.kind.about().ways;
    let takes = |word: &str| ways.iter().any(|way| way.word == word && way.takes == shape);
    match &args.credential.sign_in {
        Some(word) if ways.iter().any(|way| way.word == word) && !takes(word) => {
            let (_, secret) = shape.parts();
            Err(Error::new(ErrorKind::Usage, "--sign-in", m!("cli-setup-other-shape", way = text::line(word), secret)))
        }
        Some(_) => Ok(()),
        None if portal.sign_in.as_deref().is_some_and(takes) => Ok(()),
        None => {
            let way = ways.iter().find(|way| way.takes == shape);
            portal.sign_in = way.map(|way| way.word.to_owned());
            way.map(drop).ok_or_else(|| {
                let (_, secret) = shape.parts();
                let cause = m!("portals-kind-takes", kind = portal.kind, secret);
                Error::new(ErrorKind::Usage, &*portal.name, cause)
            })
        }
    }
}

/// A portal that shows nothing, or is not to be asked, without a sign-in.
fn wanting(args: &SetupArgs, session: &Session, portal: &PortalConfig) -> Error {
    let ways = portal.kind.about().ways;
    let word = args.credential.sign_in.as_deref().or(portal.sign_in.as_deref());
    let way = ways.iter().find(|way| Some(way.word) == word).or(ways.first());
    let mut more = Vec::new();
    if let Some(way) = way {
        more.extend(["--sign-in", way.word]);
        if way.takes.parts().0.is_some() && args.credential.id.is_none() {
            more.extend(["--id", "ID"]);
        }
        more.push("--secret-stdin");
    }
    let names = way.map(|way| variables(&portal.name, way.takes).join(", ")).unwrap_or_default();
    let cause = match portal.kind.about().open {
        true => m!("cli-setup-no-credential"),
        false => m!("first-start-wants-credential", kind = portal.kind.word()),
    };
    let hint = m!("first-start-wants-credential-hint", line = line(args, session, &more), names);
    Error::new(ErrorKind::Usage, text::line(portal.url.as_str()), cause).hint(hint)
}

/// The line as it was written, with `more` of it and `--yes`. A name that is of no portal yet goes with an address.
pub fn line(args: &SetupArgs, session: &Session, more: &[&str]) -> String {
    let is_known = |what: &String| detect::is_address(what) || session.portal_config(what).is_ok();
    let is_new = !args.what.as_ref().is_none_or(is_known) && args.known_portal(session).is_none();
    let is_more = |flag: &str| more.contains(&flag);
    let kind = args.kind.map(|kind| kind.word().to_owned());
    let number = args.credential.from.secret_fd.map(|number| number.to_string());
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let file = path(&args.credential.from.secret_file);
    let (certificate, its_key) = (path(&args.client_certificate), path(&args.client_key));
    let flags = [
        ("--client-certificate", &certificate),
        ("--client-key", &its_key),
        ("--known", &args.known),
        ("--name", &args.name),
        ("--kind", &kind),
        ("--sign-in", &args.credential.sign_in),
        ("--id", &args.credential.id),
        ("--secret-fd", &number),
        ("--secret-file", &file),
        ("--token-url", &args.token_url),
        ("--username", &args.username),
    ];
    let mut words = vec!["guichet".to_owned(), "setup".to_owned()];
    match (&args.what, is_new) {
        (Some(name), true) => words.extend(["URL".to_owned(), "--name".to_owned(), name.clone()]),
        (what, _) => words.extend(what.clone()),
    }
    for (flag, value) in flags.into_iter().filter(|(flag, _)| !is_more(flag)) {
        words.extend(value.iter().flat_map(|value| [flag.to_owned(), value.clone()]));
    }
    words.extend(more.iter().map(|word| (*word).to_owned()));
    let switches = [("--secret-stdin", args.credential.from.secret_stdin), ("--untested", args.credential.untested)];
    words.extend(switches.iter().filter(|(flag, on)| *on && !is_more(flag)).map(|(flag, _)| (*flag).to_owned()));
    words.push("--yes".to_owned());
    words.iter().map(|word| Shell::in_use().quoted(word)).collect::<Vec<_>>().join(" ")
}
