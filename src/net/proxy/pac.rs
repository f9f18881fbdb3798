//! Scripts that choose a proxy (PAC): they are not run, for what comes over a network is not let run here. Which proxies
//! one names is read from it, so that a person can set the right one.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use crate::base::child;
use crate::base::disk::shown;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::text;
use crate::m;
use crate::net::clients::builder;
use crate::net::proxy::ProxyAddress;

/// Scripts of large networks are some hundred kilobytes.
const LIMIT: usize = 1 << 20;
const PATIENCE: Duration = Duration::from_secs(5);
/// A person chooses between so many.
const MOST: usize = 8;

/// Where a script is.
#[derive(Clone, Debug, PartialEq)]
pub enum PacSource {
    File(PathBuf),
    Url(Url),
}

impl PacSource {
    /// For a person; an address without what may be secret in it.
    pub fn said(&self) -> Message {
        match self {
            Self::File(path) => shown(path).into(),
            Self::Url(url) => text::line(&crate::base::secret_address::without_secrets(url.as_str())).into(),
        }
    }

    /// The proxies that the script names. It is fetched without any proxy, as systems do.
    pub async fn proxies(&self) -> Result<Vec<String>> {
        let script = match self {
            Self::File(path) => read(path),
            Self::Url(url) => fetched(url).await,
        };
        script.map(|script| named(&script)).map_err(|cause| self.unreadable(cause))
    }

    fn unreadable(&self, cause: Message) -> Error {
        Error::new(ErrorKind::Config, "network.pac", m!("proxy-pac-unreadable", place = self.said(), cause))
            .hint(m!("proxy-pac-hint"))
    }

    /// What is wrong where nothing but a script says which proxy to take. A file is looked into.
    pub fn not_run(&self) -> Error {
        match self {
            Self::File(path) => match read(path) {
                Ok(script) => self.not_run_but(&named(&script)),
                Err(cause) => self.unreadable(cause),
            },
            Self::Url(_) => self.not_run_but(&[]).hint(m!("proxy-pac-at-hint")),
        }
    }

    /// As [`Self::not_run`], where these proxies are known to be in it.
    pub fn not_run_but(&self, found: &[String]) -> Error {
        let hint = match found {
            [] => m!("proxy-pac-hint"),
            [one] => m!("proxy-pac-one-hint", proxy = one.clone()),
            _ => m!("proxy-pac-some-hint", proxies = found.join(", ")),
        };
        Error::new(ErrorKind::Config, "network.pac", m!("proxy-pac-not-run", place = self.said())).hint(hint)
    }
}

fn read(path: &Path) -> Result<String, Message> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LIMIT as u64).read_to_end(&mut bytes));
    read.map_err(|error| m!("proxy-pac-file", error = &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn fetched(url: &Url) -> Result<String, Message> {
    let failed = |error: reqwest::Error| crate::net::failure::root_cause(&error);
    let client = builder().no_proxy().timeout(PATIENCE).build().map_err(failed)?;
    let mut answer = crate::net::send(client.get(url.clone())).await.map_err(failed)?;
    if !answer.status().is_success() {
        return Err(m!("proxy-pac-status", status = answer.status().as_u16().to_string()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LIMIT {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What stands behind PROXY, HTTP or HTTPS within the texts of a script, each once, in its order.
pub(super) fn named(script: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts(script) {
        for choice in text.split(';') {
            let mut words = choice.split_ascii_whitespace();
            let scheme = match words.next() {
                Some("PROXY" | "HTTP") => "http",
                Some("HTTPS") => "https",
                Some("SOCKS" | "SOCKS5") => "socks5h",
                _ => continue,
            };
            let Some(proxy) = words.next().and_then(|place| at(scheme, place)) else { continue };
            if !found.contains(&proxy) && found.len() < MOST {
                found.push(proxy);
            }
        }
    }
    found
}

/// As `network.proxy` takes it; `None` for what is no host with a port.
fn at(scheme: &str, place: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || ".-_[]:".contains(c);
    let url =
        Url::parse(&format!("{scheme}://{place}")).ok().filter(|url| place.chars().all(fits) && url.has_host())?;
    Some(ProxyAddress::at(url).to_string())
}

/// What stands between quotes in a script, without its comments.
fn texts(script: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = script.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('/', Some('/')) => while rest.next_if(|c| *c != '\n').is_some() {},
            ('/', Some('*')) => {
                let mut last = ' ';
                rest.next();
                for c in rest.by_ref() {
                    if (last, c) == ('*', '/') {
                        break;
                    }
                    last = c;
                }
            }
            ('"' | '\'' | '`', _) => {
                let mut text = String::new();
                while let Some(next) = rest.next().filter(|next| *next != c) {
                    text.extend(if next == '\\' { rest.next() } else { Some(next) });
                }
                texts.push(text);
            }
            _ => {}
        }
    }
    texts
}

/// The script that the system names, told by its own tool; nothing where there is no such tool.
pub fn of_system() -> Option<String> {
    let (program, arguments): (&str, &[&str]) = if cfg!(windows) {
        let key = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings";
        ("reg", &["query", key, "/v", "AutoConfigURL"])
    } else if cfg!(target_os = "macos") {
        ("scutil", &["--proxy"])
    } else {
        return None;
    };
    told(&String::from_utf8_lossy(&child::said(program, arguments).ok()?))
}

/// The address in what `reg query` or `scutil --proxy` print.
fn told(output: &str) -> Option<String> {
    let line = |line: &str| {
        let (name, value) = line.trim().split_once(char::is_whitespace)?;
        let value = value.trim().trim_start_matches("REG_SZ").trim_start_matches(':').trim();
        let is_address = value.contains("://");
        (matches!(name, "AutoConfigURL" | "ProxyAutoConfigURLString") && is_address).then(|| text::line(value))
    };
    output.lines().find_map(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxies_that_a_script_names_are_found() {
        let script = r#"
            // return "PROXY old.example:8080";
            /* 'PROXY older.example:1' * / */
            function FindProxyForURL(url, host) {
                if (isInNet(host, "10.0.0.0", "255.0.0.0")) return 'DIRECT';
                var a = "PROXY p1.mairie.example:3128; PROXY p2.mairie.example:3128; DIRECT";
                if (shExpMatch(host, "*.fr")) return "HTTPS tls.mairie.example:443";
                return cond ? a : "SOCKS5 s.mairie.example:1080;PROXY p1.mairie.example:3128 ; PROXY";
            }"#;
        let expected = [
            "p1.mairie.example:3128",
            "p2.mairie.example:3128",
            "https://tls.mairie.example:443",
            "socks5h://s.mairie.example:1080",
        ];
        assert_eq!(named(script), expected);
    }

    #[test]
    fn what_is_no_proxy_is_not_named() {
        for odd in [
            "",
            "\"PROXY",
            "'PROXY \u{1b}[31m:80'",
            "\"PROXY ada:hunter2@p.example:3128\"",
            "\"the PROXY p.example:3128\"",
            "PROXY p.example:3128",
            "/* \"PROXY p.example:1\"",
        ] {
            assert_eq!(named(odd), [""; 0], "{odd:?}");
        }
        let many: String = (0..100).map(|n| format!("'PROXY p{n}.example:1';")).collect();
        assert_eq!(named(&many).len(), MOST);
    }

    #[test]
    fn the_system_s_own_script_is_read_from_what_its_tool_prints() {
        let windows = "\r\nHKEY_CURRENT_USER\\Software\\…\\Internet Settings\r\n    AutoConfigURL    REG_SZ    http://wpad.mairie.example/proxy.pac\r\n\r\n";
        let macos = "<dictionary> {\n  HTTPEnable : 0\n  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : http://wpad.mairie.example/proxy.pac\n}\n";
        for output in [windows, macos] {
            assert_eq!(told(output).as_deref(), Some("http://wpad.mairie.example/proxy.pac"));
        }
        assert_eq!(told("ERROR: The system was unable to find the specified registry key or value."), None);
    }
}
