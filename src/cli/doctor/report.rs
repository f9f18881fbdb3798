//! `doctor --report`: what an IT desk needs to open a network for guichet, in their words. It holds origins, addresses and
//! times; no path, no account and no secret.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use jiff::Timestamp;
use url::Url;

use super::network::Way;
use super::{Check, CheckOutcome};
use crate::base::atomic_file::{Readers, folder_of, new_in};
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact;
use crate::cli::out;
use crate::m;
use crate::t;

/// How every report begins, in every language: only what begins so is replaced by a new one.
const MARK: &str = "guichet doctor --report";

/// What was found of one portal, beside the checks.
#[derive(Default)]
pub struct PortalFacts {
    pub name: String,
    /// As `https://host:port`.
    pub origin: String,
    /// Other hosts that it needs.
    pub others: Vec<Url>,
    pub url: Option<Url>,
    pub proxy: Option<Url>,
    pub way: Option<Way>,
    pub tls: Option<&'static str>,
    pub issuer: Option<String>,
    pub status: Option<u16>,
    /// How many seconds this machine is ahead of it.
    pub ahead: Option<i64>,
}

/// The whole report.
pub struct Report<'a> {
    pub checks: &'a [Check],
    pub portals: &'a [PortalFacts],
    /// What names proxies, without passwords.
    pub named: &'a [String],
    /// A certificate authority trusted besides the system's.
    pub authority: Option<String>,
}

impl Report<'_> {
    /// Into `path`, or to standard output where that is `-`.
    pub fn write(&self, path: &Path) -> Result<()> {
        let lines = self.lines(Timestamp::now());
        if path == Path::new("-") {
            lines.iter().for_each(|line| out::line(line));
            return Ok(());
        }
        if !is_free(path).map_err(|error| disk(path, &error))? {
            return Err(Error::new(ErrorKind::Exists, shown(path), m!("network-other-file"))
                .hint(m!("network-other-file-hint")));
        }
        let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        write(path, &redact::without_known(&text)).map_err(|error| disk(path, &error))?;
        out::note(&t!("network-written", path = shown(path)));
        Ok(())
    }

    fn lines(&self, now: Timestamp) -> Vec<String> {
        let version = env!("CARGO_PKG_VERSION");
        let now = now.strftime("%Y-%m-%d %H:%M UTC");
        let mut lines = vec![format!("{MARK} · guichet {version} · {now}"), String::new(), t!("network-for-desk")];
        self.section(&mut lines, t!("network-machine"), self.machine());
        self.section(&mut lines, t!("network-to-allow"), self.allowed());
        self.section(&mut lines, t!("network-wanted"), self.wanted());
        for portal in self.portals {
            self.section(&mut lines, t!("network-of-portal", portal = portal.name.clone()), portal.lines());
        }
        self.section(&mut lines, t!("network-all-checks"), self.checks.iter().flat_map(Check::lines).collect());
        lines
    }

    fn section(&self, lines: &mut Vec<String>, title: String, content: Vec<String>) {
        if !content.is_empty() {
            lines.extend([String::new(), format!("## {title}"), String::new()]);
            lines.extend(content);
        }
    }

    fn machine(&self) -> Vec<String> {
        let (version, system, machine) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
        let mut lines = vec![t!("cli-on", version, system, machine)];
        match self.named {
            [] => lines.push(t!("network-no-proxy")),
            all => lines.extend(all.iter().map(|line| t!("network-proxy", line))),
        }
        lines.extend(self.authority.iter().map(|path| t!("cli-trusted-too", path)));
        lines
    }

    /// Hosts and ports, each once.
    fn allowed(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let urls = self.portals.iter().flat_map(|portal| portal.url.iter().chain(&portal.others));
        for url in urls {
            let host = url.host_str().unwrap_or_default();
            let port = url.port_or_known_default().unwrap_or_default().to_string();
            let line = match url.scheme() {
                "https" => t!("network-allow-tls", host, port),
                _ => t!("network-allow-clear", host, port),
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if !lines.is_empty() {
            lines.push(t!("network-allow-how"));
        }
        lines
    }

    /// What failed, and what is asked of whoever reads this.
    fn wanted(&self) -> Vec<String> {
        let is_of_network = |check: &&Check| {
            check.outcome != CheckOutcome::Ok
                && !matches!(check.check, "secrets" | "sign-in" | "limits" | "configuration")
        };
        let found: Vec<String> = self.checks.iter().filter(is_of_network).flat_map(Check::lines).collect();
        if found.is_empty() { vec![t!("network-nothing-wanted")] } else { found }
    }
}

impl PortalFacts {
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![t!("network-address", origin = self.origin.clone())];
        lines.push(match &self.proxy {
            Some(proxy) => t!("network-through", proxy = proxy.as_str().trim_end_matches('/')),
            None => t!("network-directly"),
        });
        lines.extend(self.way.iter().flat_map(way_lines));
        lines.extend(self.tls.map(|version| t!("network-tls", version)));
        lines.extend(self.issuer.as_ref().map(|issuer| t!("network-issuer", issuer)));
        lines.extend(self.status.map(|status| t!("network-status", status = status.to_string())));
        lines.extend(self.ahead.map(|ahead| match ahead {
            ..0 => t!("network-behind", seconds = ahead.unsigned_abs()),
            _ => t!("network-ahead", seconds = ahead.unsigned_abs()),
        }));
        lines
    }
}

fn way_lines(way: &Way) -> Vec<String> {
    let place = way.place();
    let mut lines = Vec::new();
    lines.extend(way.named.map(|took| match (way.no_name, took.as_millis()) {
        (None, millis) => t!("network-dns", host = way.host.clone(), millis),
        (Some(_), millis) => t!("network-dns-failed", host = way.host.clone(), millis),
    }));
    lines.extend(way.dials.iter().map(|dial| {
        let (ip, place) = (dial.ip.to_string(), place.clone());
        match &dial.outcome {
            Ok(took) => t!("network-dialled", place, ip, millis = took.as_millis()),
            Err(why) => t!("network-not-dialled", place, ip, why),
        }
    }));
    lines
}

/// Whether there is nothing at `path`, or an earlier report.
fn is_free(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
        Ok(file) if file.is_file() => {
            let mut begins = Vec::new();
            File::open(path)?.take(MARK.len() as u64).read_to_end(&mut begins)?;
            Ok(begins == MARK.as_bytes())
        }
        Ok(_) => Ok(false),
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = new_in(folder_of(path), Readers::Others)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report<'a>(checks: &'a [Check], portals: &'a [PortalFacts]) -> Report<'a> {
        Report { checks, portals, named: &[], authority: None }
    }

    #[test]
    fn an_earlier_report_is_replaced_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.txt");
        for _ in 0..2 {
            report(&[], &[]).write(&path).unwrap();
            assert!(fs::read_to_string(&path).unwrap().starts_with(MARK));
        }
        for other in ["", "guichet doctor", "my own notes"] {
            fs::write(&path, other).unwrap();
            let error = report(&[], &[]).write(&path).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Exists);
            assert_eq!(fs::read_to_string(&path).unwrap(), other);
        }
        assert_eq!(report(&[], &[]).write(folder.path()).unwrap_err().kind, ErrorKind::Exists);
    }

    #[test]
    fn what_is_to_be_allowed_stands_there_once_without_any_path() {
        let url = |text: &str| Url::parse(text).unwrap();
        let portal = |name: &str| PortalFacts {
            name: name.into(),
            origin: "https://a.org".into(),
            url: Some(url("https://a.org/secret/path")),
            others: vec![url("https://id.a.org:8443/token")],
            ..PortalFacts::default()
        };
        let portals = [portal("one"), portal("two")];
        let lines = report(&[], &portals).lines(Timestamp::UNIX_EPOCH).join("\n");
        assert_eq!(lines.matches("a.org, port 443").count(), 1, "{lines}");
        assert!(lines.contains("id.a.org, port 8443"), "{lines}");
        assert!(!lines.contains("secret/path") && !lines.contains("/token"), "{lines}");
    }
}
