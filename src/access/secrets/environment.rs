//! Credentials in environment variables: read at every look-up, never written anywhere.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use url::Url;

use super::StoreChoice;
use super::credentials::{Credentials, Shape};
use super::origins::{self, Origins};
use super::secret::Secret;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::{redact, text};
use crate::m;

type Lookup = dyn Fn(&str) -> Option<OsString> + Send + Sync;

/// Where variables are looked up: the process's own, or a table.
#[derive(Clone)]
pub struct Environment(Arc<Lookup>);

/// The ways to sign in, each by the variables it takes.
const WAYS: [(Shape, &[&str]); 4] = [
    (Shape::Client, &["CLIENT_ID", "CLIENT_SECRET"]),
    (Shape::Login, &["LOGIN", "PASSWORD"]),
    (Shape::ApiKey, &["API_KEY"]),
    (Shape::Token, &["TOKEN"]),
];

impl Environment {
    pub fn system() -> Self {
        Self(Arc::new(|name| std::env::var_os(name)))
    }

    pub fn with(lookup: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        Self(Arc::new(lookup))
    }

    /// The credentials `portal`'s variables hold. Half a pair, or two ways to sign in at once, is an error: it is
    /// never guessed what was meant.
    pub fn credentials(&self, portal: &str) -> Result<Option<Credentials>> {
        let mut found: Vec<(&str, Credentials)> = Vec::new();
        for (shape, way) in WAYS {
            let values = way.iter().map(|what| self.secret(&variable(portal, what))).collect::<Result<Vec<_>>>()?;
            match &values[..] {
                [Some(secret)] => found.push((way[0], shape.credentials(String::new(), secret.clone()))),
                [Some(first), Some(secret)] => {
                    found.push((way[0], shape.credentials(first.expose().to_owned(), secret.clone())));
                }
                [Some(_), None] => return Err(half_a_pair(portal, way[0], way[1])),
                [None, Some(_)] => return Err(half_a_pair(portal, way[1], way[0])),
                _ => {}
            }
        }
        match (found.pop(), found.pop()) {
            (Some((a, _)), Some((b, _))) => Err(Error::new(
                ErrorKind::Config,
                variable(portal, a),
                m!("secrets-two-ways", other = variable(portal, b)),
            )
            .hint(m!("secrets-unset-one"))),
            (credentials, _) => Ok(credentials.map(|(_, credentials)| credentials)),
        }
    }

    /// From now on the secrets in `portal`'s variables are cut out of every text. Files are read when they are needed: one
    /// may be a pipe.
    pub(super) fn become_known(&self, portal: &str) {
        let value = |what: &str| self.raw(&variable(portal, what))?.into_string().ok().map(Secret::from);
        for (_, way) in WAYS {
            let (first, secret) = match *way {
                [first, secret] => (value(first), value(secret)),
                [secret] => (None, value(secret)),
                _ => continue,
            };
            let first = first.as_ref().map(Secret::expose);
            secret.iter().for_each(|secret| redact::know_with(first, secret.expose()));
        }
    }

    /// The variables of `portal` that are set, by name.
    pub fn set_for(&self, portal: &str) -> Vec<String> {
        let names = WAYS.iter().flat_map(|(_, way)| *way).map(|what| variable(portal, what));
        names.flat_map(|name| [format!("{name}_FILE"), name]).filter(|name| self.raw(name).is_some()).collect()
    }

    /// Whether the credentials of `portal`'s variables may go to `to`. They are not bound to anything, for whoever sets
    /// them gives them to this run of the program, unless `GUICHET_<NAME>_ORIGIN` says where they belong: to one address
    /// or more.
    pub fn allows(&self, portal: &str, to: &Origins) -> Result<()> {
        let name = variable(portal, "ORIGIN");
        let Some(value) = self.raw(&name) else { return Ok(()) };
        let value = value.to_string_lossy();
        let words = value.split([' ', '\t', '\n', ',']).filter(|word| !word.is_empty());
        let known = words.map(|word| match Url::parse(word) {
            Ok(url) if url.has_host() => Ok(origins::origin(&url)),
            _ => Err(Error::new(ErrorKind::Config, &*name, m!("secrets-origin-odd", word = text::line(word)))
                .hint(m!("config-url-like"))),
        });
        let known = known.collect::<Result<Vec<_>>>()?;
        if to.all().all(|origin| known.iter().any(|known| known == origin)) {
            return Ok(());
        }
        let cause = m!("secrets-origin-other", variable = name.clone(), now = to.said());
        Err(Error::new(ErrorKind::SignIn, portal, cause).hint(m!("secrets-origin-other-hint", variable = name)))
    }

    /// The store `GUICHET_SECRETS` names.
    pub fn choice(&self) -> Result<Option<StoreChoice>> {
        let Some(word) = self.raw("GUICHET_SECRETS") else { return Ok(None) };
        word.to_string_lossy().parse().map(Some)
    }

    /// What opens the encrypted file without asking.
    pub fn passphrase(&self) -> Result<Option<Secret>> {
        self.secret("GUICHET_PASSPHRASE")
    }

    /// True where a person may be asked to unlock the keyring by a window of the desktop.
    pub fn has_display(&self) -> bool {
        cfg!(any(target_os = "macos", windows))
            || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| self.raw(name).is_some())
    }

    /// The value of `name`, or the content of the file `name_FILE` points at.
    pub(super) fn secret(&self, name: &str) -> Result<Option<Secret>> {
        let file = format!("{name}_FILE");
        match (self.raw(name), self.raw(&file)) {
            (None, None) => Ok(None),
            (Some(value), None) => match value.into_string() {
                Ok(text) => Ok(Some(Secret::from(text))),
                Err(_) => Err(Error::new(ErrorKind::Config, name, m!("secrets-not-utf8"))),
            },
            (None, Some(path)) => from_file(&file, path.as_ref()).map(Some),
            (Some(_), Some(_)) => {
                Err(Error::new(ErrorKind::Config, name, m!("secrets-also-set", other = file))
                    .hint(m!("secrets-unset-one")))
            }
        }
    }

    /// Empty counts as not set: that is what CI systems pass for a secret they do not have.
    fn raw(&self, name: &str) -> Option<OsString> {
        (self.0)(name).filter(|value| !value.is_empty())
    }
}

/// The variables in which a credential of `portal` of this shape stands.
pub fn variables(portal: &str, shape: Shape) -> Vec<String> {
    let parts = WAYS.iter().filter(|(it, _)| *it == shape).flat_map(|(_, parts)| *parts);
    parts.map(|part| variable(portal, part)).collect()
}

/// `GUICHET_<NAME>_<WHAT>`: capitals, and `_` for whatever a variable's name cannot hold.
pub fn variable(portal: &str, what: &str) -> String {
    let name: String =
        portal.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!("GUICHET_{name}_{what}")
}

/// The file's text without the line break editors leave at its end.
fn from_file(variable: &str, path: &Path) -> Result<Secret> {
    let failed = |cause: Message| Error::new(ErrorKind::Config, variable, cause);
    let mut text = std::fs::read_to_string(path).map_err(|error| {
        failed(m!("secrets-file-unreadable", path = path.display(), error = &error)).caused_by(error)
    })?;
    let end = text.strip_suffix('\n').map_or(text.len(), |rest| rest.strip_suffix('\r').unwrap_or(rest).len());
    text.truncate(end);
    match text.is_empty() {
        false => Ok(Secret::from(text)),
        true => Err(failed(m!("secrets-file-empty", path = path.display()))),
    }
}

fn half_a_pair(portal: &str, set: &str, missing: &str) -> Error {
    let cause = m!("secrets-half-a-pair", set = variable(portal, set));
    Error::new(ErrorKind::Config, variable(portal, missing), cause).hint(m!("secrets-both-or-neither"))
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::HashMap;

    use super::super::credentials::tests::client;
    use super::*;

    pub fn table(variables: &[(&str, &str)]) -> Environment {
        let variables: HashMap<String, OsString> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        Environment::with(move |name| variables.get(name).cloned())
    }

    #[test]
    fn names() {
        for (portal, expected) in [
            ("rennes", "GUICHET_RENNES_TOKEN"),
            ("api-entreprise", "GUICHET_API_ENTREPRISE_TOKEN"),
            ("a.b_2", "GUICHET_A_B_2_TOKEN"),
            ("orléans", "GUICHET_ORL_ANS_TOKEN"),
        ] {
            assert_eq!(variable(portal, "TOKEN"), expected);
        }
    }

    #[test]
    fn every_way_to_sign_in() {
        let secret = |text: &str| Secret::from(text.to_owned());
        type Case = (&'static [(&'static str, &'static str)], Option<Credentials>);
        let cases: [Case; 7] = [
            (&[], None),
            (&[("GUICHET_X_TOKEN", ""), ("GUICHET_X_CLIENT_ID", "")], None),
            (&[("GUICHET_Y_TOKEN", "another portal's")], None),
            (&[("GUICHET_X_CLIENT_ID", "i"), ("GUICHET_X_CLIENT_SECRET", " s ")], Some(client("i", " s "))),
            (
                &[("GUICHET_X_LOGIN", "l"), ("GUICHET_X_PASSWORD", "p")],
                Some(Credentials::Login { login: "l".into(), password: secret("p") }),
            ),
            (&[("GUICHET_X_API_KEY", "k")], Some(Credentials::ApiKey(secret("k")))),
            (&[("GUICHET_X_TOKEN", "t")], Some(Credentials::Token(secret("t")))),
        ];
        for (variables, expected) in cases {
            assert!(table(variables).credentials("x").unwrap() == expected, "{variables:?}");
        }
    }

    #[test]
    fn what_is_not_clear_is_an_error_that_names_the_variable() {
        for (variables, subject, cause) in [
            (&[("GUICHET_X_CLIENT_ID", "marker")][..], "GUICHET_X_CLIENT_SECRET", "GUICHET_X_CLIENT_ID is"),
            (&[("GUICHET_X_CLIENT_SECRET", "marker")], "GUICHET_X_CLIENT_ID", "GUICHET_X_CLIENT_SECRET is"),
            (&[("GUICHET_X_LOGIN", "marker"), ("GUICHET_X_PASSWORD", "")], "GUICHET_X_PASSWORD", "not set"),
            (&[("GUICHET_X_TOKEN", "marker"), ("GUICHET_X_API_KEY", "marker")], "GUICHET_X_TOKEN", "GUICHET_X_API_KEY"),
            (&[("GUICHET_X_TOKEN", "marker"), ("GUICHET_X_TOKEN_FILE", "/f")], "GUICHET_X_TOKEN", "TOKEN_FILE"),
            (&[("GUICHET_X_TOKEN_FILE", "/nonexistent/f")], "GUICHET_X_TOKEN_FILE", "/nonexistent/f"),
        ] {
            let error = table(variables).credentials("x").unwrap_err();
            assert_eq!((error.kind, &*error.subject.to_string()), (ErrorKind::Config, subject), "{error}");
            assert!(error.cause.contains(cause) && !format!("{error:?}").contains("marker"), "{error:?}");
        }
    }

    #[test]
    fn a_secret_may_lie_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let name = path.to_str().unwrap();
        let variables = table(&[("GUICHET_X_CLIENT_ID", "i"), ("GUICHET_X_CLIENT_SECRET_FILE", name)]);
        for (content, expected) in [("s", "s"), ("s\n", "s"), (" s \r\n", " s "), ("two\nlines\n\n", "two\nlines\n")] {
            std::fs::write(&path, content).unwrap();
            assert!(variables.credentials("x").unwrap() == Some(client("i", expected)), "{content:?}");
        }
        assert_eq!(variables.set_for("x"), ["GUICHET_X_CLIENT_ID", "GUICHET_X_CLIENT_SECRET_FILE"]);
        std::fs::write(&path, "\n").unwrap();
        assert!(variables.credentials("x").unwrap_err().cause.contains("empty"));
        std::fs::write(&path, b"\xff").unwrap();
        assert_eq!(variables.credentials("x").unwrap_err().subject, "GUICHET_X_CLIENT_SECRET_FILE");
    }

    #[test]
    fn the_store_is_named_by_one_of_three_words() {
        for (word, expected) in
            [("keyring", StoreChoice::Keyring), ("file", StoreChoice::File), ("memory", StoreChoice::Memory)]
        {
            assert_eq!(table(&[("GUICHET_SECRETS", word)]).choice().unwrap(), Some(expected));
        }
        assert_eq!(table(&[("GUICHET_SECRETS", "")]).choice().unwrap(), None);
        assert_eq!(table(&[("GUICHET_SECRETS", "disk")]).choice().unwrap_err().kind, ErrorKind::Config);
    }
}
