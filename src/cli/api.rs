//! `api`: one request to a portal, signed in and kept to its limits as any other, and its answer as it comes.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use url::Url;

use super::curl::{self, AsCurl};
use super::{Global, out};
use crate::access::http::RefusedAnswer;
use crate::base::atomic_file::{Readers, folder_of, new_in};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::{redact, text};
use crate::model::Address;
use crate::net::{Ask, Opened, shown_header};
use crate::session::Session;
use crate::{m, t};

/// A text is looked through for secrets in parts that are no longer, where it has lines.
const PART: usize = 1 << 20;
/// What has no lines is looked through in one part up to here; what is shown at a terminal is put in order up to here.
const WHOLE: usize = 64 << 20;

#[derive(Args, Debug)]
pub struct ApiArgs {
    /// A configured portal
    portal: String,
    /// What is asked for, below the portal's address, or a whole address there
    path: String,
    /// A parameter added to the address (may be repeated)
    #[arg(short = 'F', long = "field", value_name = "KEY=VALUE", value_parser = super::list::key_value)]
    parameters: Vec<(String, String)>,
    /// A header sent along, as "Accept: text/turtle" (may be repeated)
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = sent_header)]
    headers: Vec<(String, String)>,
    /// Print the status and the headers of the answer too
    #[arg(short, long)]
    include: bool,
    /// Write the answer to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    curl: AsCurl,
}

/// `Name: value`. Whoever signs in does so as the portal is set up, and what frames a request is not the person's.
fn sent_header(written: &str) -> std::result::Result<(String, String), String> {
    const OWN: [&str; 8] = [
        "authorization",
        "proxy-authorization",
        "cookie",
        "host",
        "connection",
        "content-length",
        "transfer-encoding",
        "te",
    ];
    let (name, value) = written.split_once(':').ok_or_else(|| t!("cli-header-odd"))?;
    let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
    if OWN.contains(&name.as_str()) {
        return Err(t!("cli-header-own", name));
    }
    match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
        (Ok(_), Ok(_)) if value.is_ascii() => Ok((name, value.to_owned())),
        _ => Err(t!("cli-header-odd")),
    }
}

pub async fn api(global: &Global, args: &ApiArgs, session: &Session) -> Result<u8> {
    let ask = args.ask(session)?;
    if args.curl.is_on() {
        let file = args.output.as_ref().map(|path| path.display().to_string());
        return curl::print(global, &args.path, session.curl_of_ask(&args.portal, ask, file.as_deref()).await?);
    }
    let portal = session.portal(&Address::root(&args.portal))?;
    let signed = portal.signed_address(ask.url().clone()).await?;
    let subject = m!("portals-part", name = args.portal, what = text::line(&args.path));
    match portal.http_to(ask.url()).raw(subject, ask.at(signed)).await {
        Ok(opened) => print(args, opened).await.map(|()| 0),
        Err(refused) => refuse(global, args, &refused.error, refused.answer.as_ref()),
    }
}

impl ApiArgs {
    /// Whether nothing is asked.
    pub fn is_curl(&self) -> bool {
        self.curl.is_on()
    }

    /// Whether what it prints is all that it is for.
    pub fn only_prints(&self) -> bool {
        self.output.is_none() || self.is_curl()
    }

    /// What is asked, of nobody but the portal itself.
    fn ask(&self, session: &Session) -> Result<Ask> {
        let config = session.portal_config(&self.portal)?;
        let odd = |cause| Error::new(ErrorKind::Usage, text::line(&self.path), cause);
        let whole = Url::parse(&self.path).ok().filter(|_| self.path.contains("://"));
        let mut url = match whole {
            Some(url) => url,
            None => config.kind.about().address_of(&config.url, &self.path).map_err(|_| odd(m!("cli-api-path")))?,
        };
        let names_a_person = !url.username().is_empty() || url.password().is_some();
        if names_a_person || url.origin() != config.url.origin() {
            let own = config.url.origin().ascii_serialization();
            return Err(odd(m!("cli-api-elsewhere", name = self.portal)).hint(m!("cli-api-elsewhere-hint", own)));
        }
        if !self.parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.parameters);
        }
        let ask = Ask::from(url).bound();
        Ok(self.headers.iter().fold(ask, |ask, (name, value)| ask.with(name.clone(), value.clone())))
    }
}

/// A refusal: what the portal said goes where its answer would have gone, for scripts within the error.
fn refuse(global: &Global, args: &ApiArgs, error: &Error, answer: Option<&RefusedAnswer>) -> Result<u8> {
    if global.is_json() {
        let body = answer.map(|it| serde_json::from_str(&it.body).unwrap_or_else(|_| Value::from(it.body.clone())));
        let status = answer.map(|it| it.status.as_u16());
        let columns = global.columns(&["error", "status", "body"])?;
        columns.print(json!({"error": out::FailureJson::from(error), "status": status, "body": body}))?;
        return Ok(error.kind.exit_code());
    }
    if let Some(answer) = answer {
        if args.include {
            print_head(answer.status, &answer.headers);
        }
        let mut sink = Sink::Terminal(Vec::new());
        sink.take(answer.body.as_bytes())?;
        sink.end()?;
    }
    out::error(error);
    Ok(error.kind.exit_code())
}

async fn print(args: &ApiArgs, mut opened: Opened) -> Result<()> {
    if args.include {
        print_head(opened.status(), opened.headers());
    }
    let is_text = opened.content_type().is_some_and(|it| is_text(&it));
    let mut sink = match &args.output {
        Some(path) => {
            Sink::File(new_in(folder_of(path), Readers::Others).map_err(|error| unwritable(path, error))?, path)
        }
        None if io::stdout().is_terminal() => Sink::Terminal(Vec::new()),
        None if is_text => Sink::Text(Vec::new()),
        None => Sink::Bytes,
    };
    while let Some(chunk) = opened.chunk(&*args.portal).await? {
        sink.take(&chunk)?;
        if out::is_over() {
            return Ok(());
        }
    }
    sink.end()
}

/// The status and the headers as they came, without what opens something.
fn print_head(status: StatusCode, headers: &HeaderMap) {
    out::line(&format!("HTTP {status}"));
    headers.iter().for_each(|(name, value)| out::line(&format!("{name}: {}", shown_header(name, value))));
    out::line("");
}

fn is_text(content_type: &str) -> bool {
    let bare = content_type.strip_prefix("application/").unwrap_or(content_type);
    bare.starts_with("text/")
        || ["json", "xml", "x-ndjson", "javascript", "yaml", "x-www-form-urlencoded"]
            .iter()
            .any(|it| bare == *it || bare.ends_with(&format!("+{it}")))
}

fn unwritable(path: &Path, error: io::Error) -> Error {
    let subject = path.display().to_string();
    Error::new(ErrorKind::Disk, subject, m!("cli-unwritable", error = &error)).caused_by(error)
}

/// Where an answer goes, piece by piece.
enum Sink<'a> {
    /// For eyes: JSON in order, nothing that a terminal obeys.
    Terminal(Vec<u8>),
    /// For another program, without the secrets of this one.
    Text(Vec<u8>),
    Bytes,
    /// Gets its name at the end.
    File(NamedTempFile, &'a Path),
}

impl Sink<'_> {
    fn take(&mut self, piece: &[u8]) -> Result<()> {
        match self {
            Self::Terminal(held) if held.len() < WHOLE => held.extend_from_slice(piece),
            Self::Terminal(held) => {
                show(&std::mem::replace(held, piece.to_vec()));
            }
            Self::Text(held) => {
                held.extend_from_slice(piece);
                let end = held.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1).filter(|_| held.len() > PART);
                let end = end.or_else(|| (held.len() > WHOLE).then_some(held.len()));
                end.into_iter().for_each(|end| hand_on(&held.drain(..end).collect::<Vec<_>>()));
            }
            Self::Bytes => out::bytes(piece),
            Self::File(file, path) => file.write_all(piece).map_err(|error| unwritable(path, error))?,
        }
        Ok(())
    }

    fn end(self) -> Result<()> {
        match self {
            Self::Terminal(held) => show(&held),
            Self::Text(held) => hand_on(&held),
            Self::Bytes => {}
            Self::File(file, path) => {
                file.as_file().sync_all().map_err(|error| unwritable(path, error))?;
                file.persist(path).map_err(|error| unwritable(path, error.error))?;
            }
        }
        Ok(())
    }
}

/// What is no text in UTF-8 goes on as it is.
fn hand_on(text: &[u8]) {
    match std::str::from_utf8(text) {
        Ok(text) => out::bytes(redact::without_known(text).as_bytes()),
        Err(_) => out::bytes(text),
    }
}

fn show(body: &[u8]) {
    let parsed: Option<Value> = serde_json::from_slice(body).ok();
    let text = match parsed.and_then(|value| serde_json::to_string_pretty(&value).ok()) {
        Some(pretty) => pretty,
        None => String::from_utf8_lossy(body).trim_end_matches(['\r', '\n']).to_owned(),
    };
    if !text.is_empty() {
        out::lines(&text.lines().map(str::to_owned).collect::<Vec<_>>());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_a_name_and_a_value_and_signs_nobody_in() {
        assert_eq!(sent_header("X-Fields:  a{b} "), Ok(("x-fields".into(), "a{b}".into())));
        for odd in ["", "x", ": y", "a b: c", "x: a\nb", "x: é", "Authorization: Bearer x", "cookie: a", "Host: b.org"]
        {
            assert!(sent_header(odd).is_err(), "{odd:?}");
        }
    }

    #[test]
    fn texts_are_told_from_other_bytes_by_their_type() {
        for text in
            ["text/csv", "application/json", "application/ld+json", "application/geo+json", "application/rdf+xml"]
        {
            assert!(is_text(text), "{text}");
        }
        for bytes in ["application/zip", "image/png", "application/octet-stream", "application/xmlx"] {
            assert!(!is_text(bytes), "{bytes}");
        }
    }
}
