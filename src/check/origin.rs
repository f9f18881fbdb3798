//! Where schemas come from: a file, an address, or a name in the catalogue of schema.data.gouv.fr
//! (`../shared/contracts/tabular`, part C).

use std::path::Path;

use serde_json::Value;
use url::Url;

use super::shown;
use crate::access::auth::SignIn;
use crate::access::http::Http;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;
use crate::model::SchemaRef;
use crate::net::{Ask, Clients};

/// Names another catalogue of the same form.
pub const CATALOGUE_VARIABLE: &str = "GUICHET_SCHEMAS";
const CATALOGUE: &str = "https://schema.data.gouv.fr/schemas/schemas.json";
/// The largest schema and catalogue that are read, in bytes.
const LARGEST: usize = 16 << 20;

/// A schema as it was found.
#[derive(Clone, Debug)]
pub struct FoundSchema {
    pub document: Value,
    /// What it is called: its name and version, its address or its file.
    pub name: String,
    pub version: Option<String>,
    pub url: Option<String>,
    /// What is to be said of how it was found.
    pub note: Option<Message>,
}

impl FoundSchema {
    /// Its name, and its version where it has one.
    pub fn title(&self) -> String {
        self.version.as_ref().map_or_else(|| self.name.clone(), |version| format!("{} {version}", self.name))
    }
}

/// Finds schemas, without any sign-in.
pub struct SchemaFinder {
    /// `None`: nobody is asked.
    clients: Option<Clients>,
    catalogue: String,
}

impl SchemaFinder {
    /// In the catalogue that the environment names, else in the national one.
    pub fn new(clients: Option<Clients>) -> Self {
        let named = std::env::var(CATALOGUE_VARIABLE).ok().filter(|named| !named.is_empty());
        Self { clients, catalogue: named.unwrap_or_else(|| CATALOGUE.into()) }
    }

    /// The schema that a person names: a file, an address, `NAME` or `NAME@VERSION` of the catalogue.
    pub async fn named(&self, named: &str) -> Result<FoundSchema> {
        if Path::new(named).is_file() {
            return of_file(Path::new(named));
        }
        if named.contains("://") {
            return self.find(&SchemaRef { url: Some(named.to_owned()), ..SchemaRef::default() }).await;
        }
        if !named.contains('/') || Path::new(named).extension().is_some_and(|it| it == "json") {
            let subject = m!("check-the-schema", name = shown(named));
            return Err(
                Error::new(ErrorKind::NotFound, subject, m!("check-schema-no-file")).hint(m!("check-schema-hint"))
            );
        }
        let (name, version) = named.split_once('@').map_or((named, None), |(name, version)| (name, Some(version)));
        let version = version.map(str::to_owned);
        self.find(&SchemaRef { name: Some(name.to_owned()), version, url: None }).await
    }

    /// The schema that a portal says a file follows. An address goes before a name: it is of no catalogue then.
    pub async fn find(&self, schema: &SchemaRef) -> Result<FoundSchema> {
        let words = shown(&schema.words().unwrap_or_default());
        match (&schema.url, &schema.name) {
            (Some(url), _) => {
                let (version, url) = (schema.version.clone(), Some(url.clone()));
                let document = self.fetched(&words, url.as_deref().unwrap_or_default()).await?;
                let name = schema.name.as_deref().or(url.as_deref()).map(shown).unwrap_or_default();
                Ok(FoundSchema { document, name, version, url, note: None })
            }
            (None, Some(name)) => self.of_catalogue(name, schema.version.as_deref()).await,
            (None, None) => Err(Error::new(ErrorKind::NotFound, "check", m!("check-which-schema"))),
        }
    }

    /// A version that is not there gives way to the latest, which is said.
    async fn of_catalogue(&self, name: &str, version: Option<&str>) -> Result<FoundSchema> {
        let subject = m!("check-the-schema", name = shown(name));
        let catalogue = self.fetched(&shown(name), &self.catalogue).await?;
        let schemas = catalogue.get("schemas").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let word = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let entry = schemas.iter().find(|entry| word(entry, "name").as_deref() == Some(name)).ok_or_else(|| {
            let alike = schemas.iter().filter_map(|it| word(it, "name")).find(|it| it.eq_ignore_ascii_case(name));
            let error = Error::new(ErrorKind::NotFound, &subject, m!("check-not-in-catalogue"));
            error.hint(alike.map_or_else(|| m!("check-schema-hint"), |alike| m!("check-meant", name = shown(&alike))))
        })?;
        let wanted = version.filter(|version| *version != "latest" && !version.is_empty());
        let versions = entry.get("versions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let is_wanted = |it: &&Value| word(it, "version_name").as_deref() == wanted;
        let stated = wanted.and_then(|_| versions.iter().find(is_wanted));
        let latest = || versions.last().and_then(|it| word(it, "version_name"));
        let (url, found) = match stated {
            Some(stated) => (word(stated, "schema_url"), wanted.map(str::to_owned)),
            None => (word(entry, "schema_url"), latest()),
        };
        let note = wanted.filter(|_| stated.is_none()).map(|wanted| {
            let latest = shown(&found.clone().unwrap_or_default());
            m!("check-no-version", wanted = shown(wanted), latest)
        });
        let url = url.ok_or_else(|| Error::new(ErrorKind::Portal, &subject, m!("check-schema-no-address")))?;
        let document = self.fetched(&shown(name), &url).await?;
        Ok(FoundSchema { document, name: shown(name), version: found, url: Some(url), note })
    }

    async fn fetched(&self, name: &str, address: &str) -> Result<Value> {
        let subject = m!("check-the-schema", name);
        let odd = || Error::new(ErrorKind::Usage, &subject, m!("check-odd-address", address = shown(address)));
        let url = Url::parse(address).map_err(|_| odd())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(odd());
        }
        let Some(clients) = &self.clients else {
            let offline = Error::new(ErrorKind::Unavailable, &subject, m!("check-offline"));
            return Err(offline.hint(m!("check-offline-hint")));
        };
        let http = Http::new(clients.clone(), url.clone(), SignIn::none(), |_| None);
        let answer =
            http.document(&subject, Ask::from(url).with("accept", "application/json, */*;q=0.5"), LARGEST).await?;
        match answer {
            Some((document, None)) => parsed(&document.body, &subject),
            _ => Err(Error::new(
                ErrorKind::Portal,
                &subject,
                m!("check-schema-large", limit = (LARGEST >> 20).to_string()),
            )),
        }
    }
}

/// BLOCKS for a small file.
pub fn of_file(path: &Path) -> Result<FoundSchema> {
    let name = crate::base::disk::shown(path);
    let subject = m!("check-the-schema", name = &name);
    let failed = |error: std::io::Error| crate::base::disk::disk(path, &error);
    if std::fs::metadata(path).map_err(failed)?.len() > LARGEST as u64 {
        let cause = m!("check-schema-large", limit = (LARGEST >> 20).to_string());
        return Err(Error::new(ErrorKind::Usage, &subject, cause));
    }
    let document = parsed(&std::fs::read(path).map_err(failed)?, &subject)?;
    Ok(FoundSchema { document, name, version: None, url: None, note: None })
}

fn parsed(body: &[u8], subject: &Message) -> Result<Value> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.trim_ascii_start().starts_with(b"<") {
        let error = Error::new(ErrorKind::Usage, subject, m!("check-schema-web-page"));
        return Err(error.hint(m!("check-schema-web-page-hint")));
    }
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line().to_string(), error.column().to_string());
        Error::new(ErrorKind::Usage, subject, m!("check-schema-no-json", line, column)).caused_by(error)
    })
}
