//! `doctor`: what may stand between a person and their portals, checked one by one; ready to paste to an IT desk, so
//! it names nobody and no secret.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use futures_util::future::join_all;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use url::Url;

use super::list::store_of;
use super::plain::{self, PlainBy};
use super::table::OutputTable;
use super::{Global, doctor_proxy, limits, out};
use crate::access::auth::certificate_line;
use crate::access::auth::expiry::{self, Urgency};
use crate::access::secrets::Whereabouts;
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::i18n::Message;
use crate::net::certificate;
use crate::net::quota::ShutOut;
use crate::net::{self, Clients};
use crate::portals::PortalConfig;
use crate::portals::{identity, visit};
use crate::session::Session;
use crate::{m, t};
use report::{PortalFacts, Report};

mod captive;
mod network;
mod report;

#[derive(Args, Debug)]
pub struct DoctorArgs {
    /// Write what an IT desk needs to this file (`-`: to standard output)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Clock skew that tokens and TLS tolerate.
const CLOCK: i64 = certificate::CLOCK;
/// Timeout of the checks of one portal.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum CheckOutcome {
    Ok,
    Warning,
    Failed,
}

/// One thing looked at.
#[derive(Serialize)]
pub(super) struct Check {
    /// The word of `--json`.
    check: &'static str,
    portal: Option<String>,
    outcome: CheckOutcome,
    pub(super) message: String,
    hint: Option<String>,
    /// When it passes by itself.
    until: Option<Timestamp>,
    #[serde(skip)]
    exit_code: u8,
}

impl Check {
    pub(super) fn ok(check: &'static str, message: impl Into<String>) -> Self {
        let (portal, outcome, hint, until) = (None, CheckOutcome::Ok, None, None);
        Self { check, portal, outcome, message: message.into(), hint, until, exit_code: 0 }
    }

    pub(super) fn warning(check: &'static str, message: impl Into<String>, hint: String) -> Self {
        Self { outcome: CheckOutcome::Warning, hint: Some(hint), ..Self::ok(check, message) }
    }

    pub(super) fn failed(check: &'static str, error: &Error) -> Self {
        let outcome = CheckOutcome::Failed;
        let exit_code = error.kind.exit_code();
        Self {
            outcome,
            hint: error.hint.as_ref().map(Message::to_string),
            exit_code,
            ..Self::ok(check, error.to_string())
        }
    }

    /// As a failure only where it `matters` to what is configured.
    pub(super) fn only_if(self, matters: bool) -> Self {
        match (self.outcome, matters) {
            (CheckOutcome::Failed, false) => Self { outcome: CheckOutcome::Warning, exit_code: 0, ..self },
            _ => self,
        }
    }

    fn of(self, portal: &PortalConfig) -> Self {
        Self { portal: Some(portal.name.clone()), ..self }
    }

    /// [`Self::check`] for a person.
    fn label(&self) -> String {
        match self.check {
            "configuration" => t!("cli-check-configuration"),
            "secrets" => t!("cli-check-secrets"),
            "proxy" => t!("cli-check-proxy"),
            "certificate authority" => t!("cli-check-authority"),
            "name" => t!("cli-check-name"),
            "connection" => t!("cli-check-connection"),
            "network" => t!("cli-check-network"),
            "certificate" => t!("cli-check-certificate"),
            "reach" => t!("cli-check-reach"),
            "TLS" => t!("cli-check-tls"),
            "clock" => t!("cli-check-clock"),
            "sign-in" => t!("cli-check-sign-in"),
            "limits" => t!("cli-check-limits"),
            "screen" => t!("cli-check-screen"),
            other => other.to_owned(),
        }
    }

    /// In one line, and what to do in another.
    fn lines(&self) -> Vec<String> {
        let word = match self.outcome {
            CheckOutcome::Ok => t!("cli-ok"),
            CheckOutcome::Warning => t!("cli-warning"),
            CheckOutcome::Failed => t!("cli-failed"),
        };
        let found = format::labelled(&self.label(), &self.message);
        let found = self.portal.as_ref().map_or(found.clone(), |portal| format::labelled(portal, &found));
        let hint = self.hint.iter().map(|hint| format!("        {hint}"));
        std::iter::once(format!("{word:<7} {found}")).chain(hint).collect()
    }
}

pub async fn run(global: &Global, args: &DoctorArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&["check", "portal", "outcome", "message", "hint", "until"])?;
    let mut checks = vec![configuration(session), screen(global)];
    checks.push(store(session).await.only_if(needs_store(session)));
    let network = session.config.network.in_force()?;
    let named = doctor_proxy::named(&network);
    checks.extend(doctor_proxy::checks(&named));
    checks.extend(doctor_proxy::script(&network).await);
    let clients = session.config.clients_through(&network, &session.secrets)?;
    checks.extend(doctor_proxy::tried(session, &clients, &network).await);
    checks.extend(authority(session));
    let portals = session.config.portals.iter().map(|config| portal(session, &clients, config, args.report.is_some()));
    let (found, facts): (Vec<Vec<Check>>, Vec<PortalFacts>) = join_all(portals).await.into_iter().unzip();
    checks.extend(found.into_iter().flatten());
    let code = checks.iter().map(|check| check.exit_code).find(|code| *code != 0).unwrap_or_default();
    if let Some(path) = &args.report {
        let authority = session.config.ca_file.as_deref().map(out::at_home);
        Report { checks: &checks, portals: &facts, named: &named, authority }.write(path)?;
        if path.as_os_str() == "-" {
            return Ok(code);
        }
    }
    if !columns.are_for_people() {
        let mut table = OutputTable::begin(columns, "checks", json!({ "version": env!("CARGO_PKG_VERSION") }))?;
        table.add(checks.iter().map(|check| json!(check)))?;
        table.end(json!({}))?;
    } else {
        let (version, system, machine) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
        out::line(&t!("cli-on", version, system, machine));
        checks.iter().flat_map(Check::lines).for_each(|line| out::line(&line));
    }
    // The first failure stands for all: checks go from the ground up.
    Ok(code)
}

/// Whether output is linear, and what asks for it.
fn screen(global: &Global) -> Check {
    let asked = plain::asked_by(global, |name| std::env::var_os(name));
    Check::ok(
        "screen",
        match asked {
            None => t!("cli-screen-full"),
            Some(PlainBy::Flag) => t!("cli-screen-plain", why = "--plain"),
            Some(PlainBy::Variable(name)) => t!("cli-screen-plain", why = name),
            Some(PlainBy::Terminal) => t!("cli-screen-plain", why = "TERM=dumb"),
        },
    )
}

fn configuration(session: &Session) -> Check {
    let count = session.config.portals.len();
    let file = session.place.path().map_or(t!("cli-no-file"), out::at_home);
    match count {
        0 => Check::warning("configuration", t!("cli-no-portal-in", file), t!("cli-run-setup")),
        _ => Check::ok("configuration", t!("cli-portals-in", file, count)),
    }
}

/// Whether any portal signs in with what neither the environment nor this run holds.
fn needs_store(session: &Session) -> bool {
    let secrets = &session.secrets;
    session.config.portals.iter().any(|portal| portal.signs_in(secrets) && !secrets.has_at_hand(&portal.name))
}

/// A round trip with a throw-away secret, as before every question for a real one.
async fn store(session: &Session) -> Check {
    let whereabouts = session.secrets.store();
    let started = Instant::now();
    match session.secrets.probe().await {
        Ok(()) if whereabouts == Whereabouts::Session => {
            Check::warning("secrets", t!("cli-memory-only"), t!("cli-memory-only-hint"))
        }
        Ok(()) => Check::ok(
            "secrets",
            t!("cli-store-works", place = whereabouts.the_store(), millis = started.elapsed().as_millis()),
        ),
        Err(error) => Check::failed("secrets", &error),
    }
}

fn authority(session: &Session) -> Option<Check> {
    let path = session.config.ca_file.as_ref()?;
    Some(Check::ok("certificate authority", t!("cli-trusted-too", path = out::at_home(path))))
}

async fn portal(
    session: &Session,
    clients: &Clients,
    config: &PortalConfig,
    is_reported: bool,
) -> (Vec<Check>, PortalFacts) {
    let mut facts = PortalFacts {
        name: config.name.clone(),
        origin: host(&config.url),
        url: Some(config.url.clone()),
        others: config.token_service().into_iter().collect(),
        proxy: clients.proxies.of(&config.url).map(|proxy| proxy.url().clone()),
        ..PortalFacts::default()
    };
    let clients = config.identified(clients.clone(), &session.secrets);
    let checks = async {
        let mut checks = certificate_checks(session, config).await;
        facts.way = network::look(&config.url, facts.proxy.as_ref()).await;
        checks.extend(facts.way.iter().flat_map(network::Way::checks));
        if checks.iter().all(|check| check.outcome != CheckOutcome::Failed) {
            checks.extend(reach(&clients, config, &mut facts).await);
        }
        if checks.iter().all(|check| check.outcome != CheckOutcome::Failed) {
            checks.push(sign_in(session, &clients, config).await);
        }
        if is_reported && config.url.scheme() == "https" {
            facts.tls = certificate::tls_version(&clients, &config.url).await;
        }
        checks
    };
    let late = || {
        let cause = m!("cli-no-end", seconds = PATIENCE.as_secs());
        vec![Check::failed("reach", &Error::new(ErrorKind::Network, &*config.name, cause))]
    };
    let mut checks = tokio::time::timeout(PATIENCE, checks).await.unwrap_or_else(|_| late());
    checks.extend(shut_outs(&clients, &config.name));
    (checks.into_iter().map(|check| check.of(config)).collect(), facts)
}

/// Whether the portal's client certificate can be shown, and for how long.
async fn certificate_checks(session: &Session, config: &PortalConfig) -> Vec<Check> {
    let Some(files) = config.identity_files() else { return vec![] };
    let mut checks = match identity::identity(&config.name, files.clone(), &session.secrets).await {
        Err(error) => vec![Check::failed("certificate", &error)],
        Ok(found) => {
            let line = certificate_line(&found.about);
            let now = Timestamp::now();
            let soon = expiry::badge(found.about.ends, now).is_some_and(|it| it.urgency >= Urgency::Near);
            vec![match found.about.fault(now) {
                Some((cause, hint)) => {
                    Check::failed("certificate", &Error::new(ErrorKind::SignIn, m!("identity-it"), cause).hint(hint))
                }
                None if soon => Check::warning("certificate", line, t!("identity-new-hint")),
                None => Check::ok("certificate", line),
            }]
        }
    };
    if let Some(path) = files.readable_by_others().map(shown) {
        let hint = t!("identity-open-to-others-hint", path = path.clone());
        checks.push(Check::warning("certificate", t!("identity-open-to-others", path), hint));
    }
    checks
}

/// What the portal said last that keeps it from being asked now.
fn shut_outs(clients: &Clients, name: &str) -> Vec<Check> {
    let check = |shut_out: &ShutOut| {
        let hint = t!("cli-shut-out-hint", name);
        Check { until: Some(shut_out.until), ..Check::warning("limits", limits::words(shut_out), hint) }
    };
    clients.quota.shut_outs(name).iter().map(check).collect()
}

/// Whether anything answers, who vouches for it, and what its clock says.
async fn reach(clients: &Clients, config: &PortalConfig, facts: &mut PortalFacts) -> Vec<Check> {
    let started = Instant::now();
    let client = match clients.to(&config.url).await.and_then(|clients| clients.answers.at(&config.url)) {
        Ok(client) => client,
        Err(error) => return vec![Check::failed("reach", &error)],
    };
    let response = match net::send(client.get(config.url.clone())).await {
        Ok(response) => response,
        Err(error) => {
            let shown = clients.shown_at(&config.url);
            let mut error = net::failed_showing(clients, config.url.as_str(), &config.url, &error, shown).await;
            error.subject = host(&config.url).into();
            facts.issuer = certificate::shown_by(clients, &config.url).await.map(|shown| shown.issuer);
            let mut checks = vec![Check::failed("reach", &error)];
            checks.extend(captive::look(clients, &config.url).await);
            return checks;
        }
    };
    facts.status = Some(response.status().as_u16());
    let answer = t!("cli-answers", url = host(&config.url), millis = started.elapsed().as_millis());
    let mut checks = vec![Check::ok("reach", answer)];
    if let Some(page) = captive::page_of(&config.url, response.status(), response.headers()) {
        checks.push(captive::check(&config.url, &page));
    }
    if let Some(certificate) = certificate::shown_by(clients, &config.url).await {
        checks.push(Check::ok("TLS", t!("cli-signed-by", issuer = certificate.issuer.clone())));
        facts.issuer = Some(certificate.issuer);
    }
    if let Some(theirs) = certificate::moment_of(response.headers()) {
        let ahead = Timestamp::now().duration_since(theirs).as_secs();
        facts.ahead = Some(ahead);
        checks.push(clock(ahead));
    }
    checks
}

/// `ahead`: by how many seconds we are.
fn clock(ahead: i64) -> Check {
    let seconds = ahead.unsigned_abs();
    match ahead {
        ahead if ahead > CLOCK => Check::warning("clock", t!("cli-ahead", seconds), t!("cli-skew-hint")),
        ahead if ahead < -CLOCK => Check::warning("clock", t!("cli-behind", seconds), t!("cli-skew-hint")),
        _ => Check::ok("clock", t!("cli-no-skew")),
    }
}

async fn sign_in(session: &Session, clients: &Clients, config: &PortalConfig) -> Check {
    match store_of(session, config).await {
        Err(error) => return Check::failed("sign-in", &error),
        Ok(None) if !config.kind.about().open => {
            // Nothing of it can be seen without.
            let (outcome, exit_code) = (CheckOutcome::Failed, ErrorKind::SignIn.exit_code());
            let hint = Some(t!("cli-run-setup-of", name = config.name));
            return Check { outcome, exit_code, hint, ..Check::ok("sign-in", t!("cli-none-stored")) };
        }
        Ok(_) => {}
    }
    match visit(config, clients, &session.secrets).await {
        Ok(account) if account.who.is_none() && account.warnings.is_empty() => {
            Check::ok("sign-in", t!("cli-none-needed"))
        }
        Ok(account) => Check::ok("sign-in", t!("cli-works", opens = account.opens.len())),
        Err(error) if error.cause.is("http-web-page") => Check {
            hint: Some(t!("network-captive-hint")),
            message: t!("network-web-page"),
            ..Check::failed("network", &error)
        },
        Err(error) => Check::failed("sign-in", &error),
    }
}

fn host(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nothing_configured_needs_fails_nothing() {
        let failed = || Check::failed("secrets", &Error::new(ErrorKind::SignIn, "keyring", "locked"));
        let told = |check: Check| (check.outcome, check.exit_code);
        assert_eq!(told(failed().only_if(true)), (CheckOutcome::Failed, 3));
        assert_eq!(told(failed().only_if(false)), (CheckOutcome::Warning, 0));
        assert_eq!(told(Check::ok("secrets", "works").only_if(false)), (CheckOutcome::Ok, 0));
    }

    #[test]
    fn a_clock_two_minutes_off_is_worth_a_word() {
        assert_eq!(clock(30).outcome, CheckOutcome::Ok);
        for (ahead, words) in [(300, "300 s ahead"), (-300, "300 s behind")] {
            let check = clock(ahead);
            assert!(check.outcome == CheckOutcome::Warning && check.message.contains(words), "{}", check.message);
        }
    }
}
