//! `--as-curl`: the lines that would do the same without guichet. No secret is in them, and nothing is sent for them.

use clap::Args;
use serde_json::json;

use super::get::Wanted;
use super::{Global, out};
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

/// Prints what `subject` comes to.
pub fn print(global: &Global, subject: &str, curl: CurlLines) -> Result<u8> {
    if curl.lines.is_empty() {
        return Err(Error::new(ErrorKind::Usage, subject, m!("session-nothing-asked")));
    }
    let columns = global.columns(&["curl", "variables"])?;
    if !columns.are_for_people() {
        columns.print(json!({"curl": curl.lines, "variables": curl.variables}))?;
        return Ok(0);
    }
    out::lines(&curl.lines);
    let is_unset = |name: &&String| std::env::var_os(name).is_none_or(|value| value.is_empty());
    let unset: Vec<&str> = curl.variables.iter().filter(is_unset).map(String::as_str).collect();
    if !unset.is_empty() {
        out::note(&t!("cli-curl-unset", variables = unset.join(", ")));
    }
    Ok(0)
}

/// Prints how each of `wanted` is fetched, the one as `name`.
pub async fn print_gets(global: &Global, session: &Session, wanted: &[Wanted], name: Option<&str>) -> Result<u8> {
    let (mut all, mut errors) = (CurlLines::default(), Vec::new());
    for wanted in wanted {
        let file = name.map_or(FileName::Told, FileName::Given);
        let lines = match &wanted.what {
            Ok(order) => session.curl_of_media(&order.media, &order.answers, None, Some(file)).await,
            Err(error) => Err(error.clone()),
        };
        match lines {
            Ok(lines) => all = all.and(lines),
            Err(error) => errors.push(error),
        }
    }
    if let (true, Some(error)) = (all.lines.is_empty(), errors.first()) {
        return Err(error.clone());
    }
    print(global, "get", all)?;
    errors.iter().for_each(out::error);
    Ok(Error::worst(&errors))
}
