//! `--as-curl`: the lines that would do the same without guichet. No secret is in them, and nothing that they ask is sent
//! for them; of a service it is asked what it has, which its first request depends on.

use clap::Args;
use serde_json::{Value, json};

use super::get::Wanted;
use super::{Global, out, wire};
use crate::base::error::{Error, ErrorKind, Result};
use crate::session::{CurlLines, FileName, Session};
use crate::{m, t};

#[derive(Args, Debug, Default)]
pub struct AsCurl {
    /// Print the curl line that would do the same, with the variables that hold the secrets
    #[arg(long)]
    as_curl: bool,
}

impl AsCurl {
    pub fn is_on(&self) -> bool {
        self.as_curl
    }
}

/// What programs read of the lines.
pub const FIELDS: [&str; 4] = ["curl", "variables", "notes", "failed"];

/// Prints what `subject` comes to.
pub fn print(global: &Global, subject: &str, curl: CurlLines) -> Result<u8> {
    print_with(global, subject, curl, &[])
}

/// As [`print`], with the addresses for which there is no line.
fn print_with(global: &Global, subject: &str, curl: CurlLines, failed: &[(&str, Error)]) -> Result<u8> {
    if curl.lines.is_empty() {
        return Err(Error::new(ErrorKind::Usage, subject, m!("session-nothing-asked")));
    }
    let columns = global.columns(&FIELDS)?;
    if !columns.are_for_people() {
        let failed: Vec<Value> = failed.iter().map(|(address, error)| wire::failed(address, error)).collect();
        columns
            .print(json!({"curl": curl.lines, "variables": curl.variables, "notes": curl.notes, "failed": failed}))?;
        return Ok(0);
    }
    out::lines(&curl.lines);
    curl.notes.iter().for_each(|note| out::note(note));
    let is_unset = |name: &&String| std::env::var_os(name).is_none_or(|value| value.is_empty());
    let unset: Vec<&str> = curl.variables.iter().filter(is_unset).map(String::as_str).collect();
    if !unset.is_empty() {
        out::note(&t!("cli-curl-unset", variables = unset.join(", ")));
    }
    Ok(0)
}

/// Prints how each of `wanted` is fetched, the one as `name`.
pub async fn print_gets(global: &Global, session: &Session, wanted: &[Wanted], name: Option<&str>) -> Result<u8> {
    let (mut all, mut errors) = (CurlLines::default(), Vec::<(&str, Error)>::new());
    for wanted in wanted {
        let file = name.map_or(FileName::Told, FileName::Given);
        let lines = match &wanted.what {
            Ok(order) => session.curl_of_media(&order.media, &order.answers, None, Some(file)).await,
            Err(error) => Err(error.clone()),
        };
        match lines {
            Ok(lines) => all = all.and(lines),
            Err(error) => errors.push((&wanted.address, error)),
        }
    }
    if let (true, Some((_, error))) = (all.lines.is_empty(), errors.first()) {
        return Err(error.clone());
    }
    print_with(global, "get", all, &errors)?;
    let errors = errors.iter().map(|(_, error)| error);
    if !global.is_json() {
        errors.clone().for_each(out::error);
    }
    Ok(Error::worst(errors))
}
