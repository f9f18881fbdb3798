//! What a proxy offers for signing in: its `Proxy-Authenticate` lines read (RFC 9110, 11.6.1).

use std::fmt;

use reqwest::header::{HeaderMap, PROXY_AUTHENTICATE};

use crate::base::text;

/// More challenges, and more bytes of them, than any proxy has.
const MOST: usize = 20;
const LONGEST: usize = 64 << 10;

/// A way to sign in to a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    Negotiate,
    Digest,
    Ntlm,
    Basic,
    /// One that guichet does not know, by its name.
    Other(String),
}

impl Scheme {
    fn named(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            // A few products say the one where they mean the other.
            "negotiate" | "kerberos" => Self::Negotiate,
            "digest" => Self::Digest,
            "ntlm" => Self::Ntlm,
            "basic" => Self::Basic,
            _ => Self::Other(text::line(name)),
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Negotiate => "Negotiate",
            Self::Digest => "Digest",
            Self::Ntlm => "NTLM",
            Self::Basic => "Basic",
            Self::Other(name) => name,
        })
    }
}

/// One scheme that is offered, and what the proxy says with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub scheme: Scheme,
    /// What stands behind the scheme where these are no parameters: a message of NTLM or Negotiate.
    pub token: Option<String>,
    /// Its parameters by their names in lower case, unquoted.
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(it, _)| it == name).map(|(_, value)| &**value)
    }

    /// In the usual form, for whoever reads only that.
    pub fn written(&self) -> String {
        let escaped = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"");
        let parameter = |(name, value): &(String, String)| format!("{name}=\"{}\"", escaped(value));
        let parameters: Vec<String> = self.parameters.iter().map(parameter).collect();
        format!("{} {}", self.scheme, parameters.join(", "))
    }
}

/// All that is offered, in the proxy's order, from one line or several.
pub fn read(headers: &HeaderMap) -> Vec<Challenge> {
    let lines = headers.get_all(PROXY_AUTHENTICATE).iter();
    lines.flat_map(|line| parse(&String::from_utf8_lossy(line.as_bytes()))).take(MOST).collect()
}

/// The schemes alone, each once.
pub fn schemes(challenges: &[Challenge]) -> Vec<Scheme> {
    let mut schemes = Vec::new();
    for challenge in challenges {
        if !schemes.contains(&challenge.scheme) {
            schemes.push(challenge.scheme.clone());
        }
    }
    schemes
}

/// The challenges of one line. A part with `name=value` belongs to the scheme before it, any other begins a scheme.
fn parse(line: &str) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    if line.len() > LONGEST {
        return found;
    }
    for part in parts(line) {
        if let (Some(parameter), Some(last)) = (parameter(part), found.last_mut()) {
            last.parameters.push(parameter);
            continue;
        }
        let (name, rest) = part.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((part, ""));
        if !is_token(name) {
            continue; // a parameter of nothing, or no HTTP at all
        }
        let rest = rest.trim();
        let first = parameter(rest);
        let token = (first.is_none() && !rest.is_empty()).then(|| rest.to_owned());
        found.push(Challenge { scheme: Scheme::named(name), token, parameters: first.into_iter().collect() });
    }
    found
}

/// `line` without its commas, but for those within quotes.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    let parts = line.split(move |c| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => return c == ',' && !quoted,
        }
        false
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// `name=value` or `name="value"`, spaces around the sign or not. What ends with the sign is a token ("TlRM=").
fn parameter(part: &str) -> Option<(String, String)> {
    let (name, value) = part.split_once('=')?;
    let (name, value) = (name.trim_end(), value.trim());
    if !is_token(name) || value.chars().all(|c| c == '=') {
        return None;
    }
    let value = match value.strip_prefix('"') {
        Some(quoted) => unescaped(quoted.strip_suffix('"').unwrap_or(quoted)),
        None => value.to_owned(),
    };
    Some((name.to_ascii_lowercase(), value))
}

fn unescaped(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::new();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    plain
}

fn is_token(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    /// As `Scheme token|name=value|…`.
    fn told(challenge: &Challenge) -> String {
        let parameters = challenge.parameters.iter().map(|(name, value)| format!("|{name}={value}"));
        format!("{} {}{}", challenge.scheme, challenge.token.as_deref().unwrap_or(""), parameters.collect::<String>())
    }

    #[test]
    fn challenges_are_read_however_they_are_written() {
        let table: [(&[&str], &[&str]); 15] = [
            (&["Negotiate"], &["Negotiate "]),
            (&["Basic realm=\"GUICHET proxy\", charset=\"UTF-8\""], &["Basic |realm=GUICHET proxy|charset=UTF-8"]),
            (&["Negotiate", "NTLM", "basic realm=x"], &["Negotiate ", "NTLM ", "Basic |realm=x"]),
            (&["Negotiate, NTLM, Basic realm=\"x\""], &["Negotiate ", "NTLM ", "Basic |realm=x"]),
            (&["NTLM TlRMTVNTUAAC=="], &["NTLM TlRMTVNTUAAC=="]),
            (&["NTLM TlRM=, Negotiate oYIB"], &["NTLM TlRM=", "Negotiate oYIB"]),
            (&["Basic realm=\"a, b=c, Digest\",NTLM"], &["Basic |realm=a, b=c, Digest", "NTLM "]),
            (
                &["Digest realm = \"r\" ,  nonce= \"n\\\"q\\\\\" , qop=\"auth,auth-int\",stale = FALSE"],
                &["Digest |realm=r|nonce=n\"q\\|qop=auth,auth-int|stale=FALSE"],
            ),
            (
                &["Digest realm=r, algorithm=SHA-256, Digest realm=r, algorithm=MD5,Basic"],
                &["Digest |realm=r|algorithm=SHA-256", "Digest |realm=r|algorithm=MD5", "Basic "],
            ),
            (&[" , ,Negotiate,, NTLM , "], &["Negotiate ", "NTLM "]),
            (&["KERBEROS", "Bearer error=\"x\""], &["Negotiate ", "Bearer |error=x"]),
            (&["realm=\"of nothing\", Basic"], &["Basic "]),
            (&["Basic realm=\"without an end, NTLM"], &["Basic |realm=without an end, NTLM"]),
            (&["Basic\trealm=\"\""], &["Basic |realm="]),
            (&["", "\"", "=,=", "é à"], &[]),
        ];
        for (lines, expected) in table {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(PROXY_AUTHENTICATE, HeaderValue::from_bytes(line.as_bytes()).unwrap());
            }
            let read: Vec<String> = read(&headers).iter().map(told).collect();
            assert_eq!(read, expected, "{lines:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let digest = "Digest realm=\"a \\\"b\\\" \\\\c\", nonce=\"1,2\", qop=\"auth\"";
        let first = parse(digest);
        assert_eq!(parse(&first[0].written()), first);
    }

    #[test]
    fn many_challenges_are_no_more_than_some() {
        let headers =
            HeaderMap::from_iter([(PROXY_AUTHENTICATE, HeaderValue::from_str(&"NTLM,".repeat(999)).unwrap())]);
        assert_eq!(read(&headers).len(), MOST);
        assert_eq!(schemes(&read(&headers)), [Scheme::Ntlm]);
    }
}
