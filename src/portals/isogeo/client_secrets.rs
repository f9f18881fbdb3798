//! Reads the `client_secrets.json` that Isogeo hands out with an application, and its INI variant
//! (docs/portals/isogeo.md 1.2).
//!
//! Nothing of the file's values gets into an error or a warning: half of them are secret, and files get mixed up.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;
use zeroize::Zeroizing;

use super::platform;
use crate::access::secrets::Credentials;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Message, Said};
use crate::net::is_loopback;
use crate::portals::Keys;
use crate::{m, said, t};

const SUBJECT: Said = said!("isogeo-secrets-file");
const SCOPE: &str = "resources:read";

/// What a group application's file tells, in either format; of any other file the error says what it is instead.
pub fn read(bytes: &[u8]) -> Result<Keys> {
    // Editors on Windows save a byte-order mark, or UTF-16 with one.
    let text = Zeroizing::new(encoding_rs::UTF_8.decode(bytes).0.into_owned());
    if text.trim_start().starts_with('{') { json(&text) } else { ini(&text) }
}

/// The application of a file; other fields are left aside.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Application {
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    token_uri: Option<String>,
    scopes: Option<Vec<String>>,
    isogeo_type: Option<String>,
}

/// The root: what kind of application it is, by the key.
#[derive(Deserialize)]
struct Root {
    web: Option<Application>,
    #[serde(default)]
    installed: Option<serde::de::IgnoredAny>,
}

fn json(text: &str) -> Result<Keys> {
    // The reader's own message may quote what it tripped over.
    let root: Root = serde_json::from_str(text).map_err(|error| {
        refused(m!("isogeo-not-understood", error = error.line().to_string(), column = error.column().to_string()))
            .hint(m!("isogeo-with-web"))
    })?;
    match (root.web, root.installed) {
        (Some(application), _) => application.accepted(),
        (None, Some(_)) => Err(for_a_person()),
        (None, None) => Err(refused(m!("isogeo-no-web")).hint(m!("isogeo-as-handed"))),
    }
}

fn ini(text: &str) -> Result<Keys> {
    let mut application = Application::default();
    let (mut section, mut found) = (String::new(), false);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', ';'])) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name.trim().to_ascii_lowercase();
            found |= section == "auth";
            continue;
        }
        let Some(at) = line.find(['=', ':']).filter(|_| section == "auth") else { continue };
        let value = line[at + 1..].trim();
        match line[..at].trim().to_ascii_uppercase().as_str() {
            "CLIENT_TYPE" if value.eq_ignore_ascii_case("user") => return Err(for_a_person()),
            "CLIENT_TYPE" => application.isogeo_type = Some(value.to_owned()),
            "CLIENT_ID" => application.client_id = Some(value.to_owned()),
            "CLIENT_SECRET" => application.client_secret = Some(value.into()),
            "URI_TOKEN" => application.token_uri = Some(value.to_owned()),
            _ => {}
        }
    }
    match found {
        true => application.accepted(),
        false => Err(refused(m!("isogeo-not-json-ini")).hint(m!("isogeo-take-json"))),
    }
}

impl Application {
    fn accepted(self) -> Result<Keys> {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let id = self.client_id.as_deref().and_then(filled).ok_or_else(|| lacks("client_id"))?;
        let secret = self.client_secret.as_ref().and_then(|secret| filled(secret.expose_secret()));
        let secret = secret.ok_or_else(|| lacks("client_secret"))?;
        let mut warnings = self.oddities(&id, &secret);
        let written = self.token_uri.as_deref().and_then(filled);
        let token_url = written.as_deref().and_then(usable);
        if token_url.is_none() {
            warnings.push(if written.is_some() { t!("isogeo-token-uri-odd") } else { t!("isogeo-no-token-uri") });
        }
        let url = token_url.as_ref().and_then(platform::api_url);
        Ok(Keys { credentials: Credentials::Client { id, secret: secret.into() }, url, token_url, warnings })
    }

    /// Files that other programs refuse; the documentation's own examples are among them.
    fn oddities(&self, id: &str, secret: &str) -> Vec<String> {
        /// What Isogeo issues.
        const SECRET_LENGTH: usize = 64;
        let end = id.rsplit('-').next().unwrap_or_default();
        let checks = [
            (
                end.len() == 32 && end.bytes().all(|byte| byte.is_ascii_hexdigit()) && end.len() < id.len(),
                t!("isogeo-id-odd"),
            ),
            (secret.chars().count() == SECRET_LENGTH, t!("isogeo-secret-odd")),
            (
                self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope == SCOPE)),
                t!("isogeo-scopes-odd"),
            ),
            (self.isogeo_type.as_deref().is_none_or(|kind| kind.eq_ignore_ascii_case("group")), t!("isogeo-type-odd")),
        ];
        checks.into_iter().filter(|(fine, _)| !fine).map(|(_, warning)| warning).collect()
    }
}

/// Tokens are asked for over https, with nothing secret in the address.
fn usable(written: &str) -> Option<Url> {
    let url = Url::parse(written).ok()?;
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    (safe && url.has_host() && url.username().is_empty() && url.password().is_none()).then_some(url)
}

fn refused(cause: impl Into<Message>) -> Error {
    Error::new(ErrorKind::Config, SUBJECT, cause)
}

fn for_a_person() -> Error {
    refused(m!("isogeo-for-a-person")).hint(m!("isogeo-for-a-person-hint"))
}

fn lacks(key: &str) -> Error {
    refused(m!("isogeo-lacks", key)).hint(m!("isogeo-as-handed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "atlas-0123456789abcdef0123456789abcdef";
    const SECRET: &str = "0123456789012345678901234567890123456789012345678901234567marker";
    const TOKEN: &str = "https://id.api.isogeo.com/oauth/token";

    fn web(more: &str) -> String {
        format!(
            r#"{{"web": {{"client_id": "{ID}", "client_secret": "{SECRET}",
                "auth_uri": "https://id.api.isogeo.com/oauth/authorize", "token_uri": "{TOKEN}"{more}}}}}"#
        )
    }

    fn ini_file(kind: &str) -> String {
        format!(
            "; un commentaire\n[autre]\nCLIENT_ID = faux\n\n[auth]\nCLIENT_TYPE = {kind}\nclient_id: {ID}\n\
             CLIENT_SECRET={SECRET}\nURI_AUTH = https://id.api.isogeo.com/oauth/authorize\nURI_TOKEN = {TOKEN}\n\
             URI_REDIRECT = http://localhost:5000/callback\n"
        )
    }

    fn is_whole(bytes: &[u8]) {
        let found = read(bytes).unwrap();
        assert!(found.credentials == Credentials::Client { id: ID.into(), secret: SECRET.to_owned().into() });
        assert_eq!(found.url.unwrap().as_str(), "https://v1.api.isogeo.com/");
        assert_eq!(found.token_url.unwrap().as_str(), TOKEN);
        assert_eq!(found.warnings, [""; 0]);
    }

    #[test]
    fn every_shape_of_a_group_application_is_read_section_1_2() {
        let new = r#", "scopes": ["resources:read"], "kind": "public", "isogeo_type": "group", "isogeo_staff": false"#;
        let both = format!(r#"{{"installed": {{"client_id": "x"}}, {}"#, &web("")[1..]);
        for text in [web(""), web(new), web(r#", "tomorrow": [1]"#), both, ini_file("group"), ini_file("Group")] {
            is_whole(text.as_bytes());
            is_whole(format!("\u{feff}{text}").as_bytes());
            is_whole(text.replace('\n', "\r\n").as_bytes());
        }
        let utf16: Vec<u8> = [0xfeff].into_iter().chain(web("").encode_utf16()).flat_map(u16::to_le_bytes).collect();
        is_whole(&utf16);
    }

    #[test]
    fn the_platform_follows_from_the_token_service_section_1_1() {
        let table = [
            ("https://id.api.qa.isogeo.com/oauth/token", Some("https://v1.api.qa.isogeo.com/"), true),
            ("https://id.geo.ville.example/oauth/token", Some("https://v1.geo.ville.example/"), true),
            ("https://geo.ville.example/oauth/token", None, true),
            ("http://127.0.0.1:8080/oauth/token", None, true),
            ("http://id.api.isogeo.com/oauth/token", None, false),
            ("https://ada:marker@id.api.isogeo.com/oauth/token", None, false),
            ("marker", None, false),
            ("", None, false),
        ];
        for (token, url, usable) in table {
            let found = read(web("").replace(TOKEN, token).as_bytes()).unwrap();
            assert_eq!(found.url.map(String::from).as_deref(), url, "{token}");
            assert_eq!(found.token_url.is_some(), usable, "{token}");
            assert_eq!(found.warnings.len(), usize::from(!usable), "{token}");
            assert!(!found.warnings.concat().contains("marker"), "{:?}", found.warnings);
        }
    }

    #[test]
    fn placeholders_and_oddities_are_warnings_section_1_2() {
        let table = [
            (web("").replace(ID, "python-minimalist-sdk-test-uuid-1a2b3c4d5e6f7g8h9i0j11k12l"), "client_id"),
            (web("").replace(ID, &ID[6..]), "client_id"),
            (web("").replace(SECRET, "short-marker"), "client_secret"),
            (web(r#", "scopes": ["api:read"]"#), "scopes"),
            (web(r#", "isogeo_type": "user""#), "group"),
        ];
        for (text, part) in table {
            let warnings = read(text.as_bytes()).unwrap().warnings;
            assert!(warnings.len() == 1 && warnings[0].contains(part), "{part}: {warnings:?}");
            assert!(!warnings[0].contains("marker"), "{warnings:?}");
        }
    }

    #[test]
    fn what_is_no_group_application_is_refused_without_a_word_of_its_secret() {
        let table = [
            (web("").replace("\"web\"", "\"installed\""), "user application"),
            (ini_file("user"), "user application"),
            (web("").replace("\"web\"", "\"other\""), "no \"web\""),
            ("{}".into(), "no \"web\""),
            (web("").replace("\"client_secret\"", "\"secret\""), "no client_secret"),
            (web("").replace(SECRET, " "), "no client_secret"),
            (web("").replace(ID, ""), "no client_id"),
            (ini_file("group").replace("CLIENT_SECRET", "SECRET"), "no client_secret"),
            (ini_file("group").replace("[auth]", "[credentials]"), "neither JSON"),
            (format!(r#"{{"web": "{SECRET}"}}"#), "line 1"),
            (web(r#", "scopes": "marker""#), "line 2"),
            (web("")[..180].to_owned(), "cannot be understood"),
            (SECRET.into(), "neither JSON"),
            (String::new(), "neither JSON"),
        ];
        for (text, part) in table {
            let error = read(text.as_bytes()).err().unwrap_or_else(|| panic!("taken: {part}"));
            assert_eq!(error.kind, ErrorKind::Config);
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(part), "{part}: {shown}");
            assert!(!shown.contains("marker") && error.hint.is_some(), "{shown}");
        }
        assert!(read(&[0xff, 0x00, 0x12]).is_err());
    }
}
