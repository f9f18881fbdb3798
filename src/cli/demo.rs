//! `guichet demo`: the tour, or the demo portals for other commands and scripts.

use std::fs;

use clap::Args;

use super::out;
use crate::access::secrets::{Credentials, variable};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::shell::posix;
use crate::config::{Config, FILE_VARIABLE};
use crate::demo::Demo;
use crate::m;

#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Serve the portals without a browser until stopped, and print the lines that make other commands use them
    #[arg(long)]
    pub headless: bool,
    /// Take the two-minute tour: search, preview, download and verdict, with your own keys
    #[arg(long, conflicts_with = "headless")]
    pub tour: bool,
    /// Listen on this port of 127.0.0.1 instead of any free one
    #[arg(long, default_value_t = 0, requires = "headless")]
    pub port: u16,
}

/// Serves until Ctrl-C or SIGTERM, unless nobody learns where. The configuration it prints the path of goes with it.
pub async fn serve(args: &DemoArgs) -> Result<u8> {
    let demo = Demo::start(args.port).await?;
    let failed = |error: std::io::Error| {
        Error::new(ErrorKind::Disk, "demo", m!("cli-demo-folder", error = &error)).caused_by(error)
    };
    let folder = tempfile::tempdir().map_err(failed)?;
    let file = folder.path().join("config.toml");
    fs::write(&file, Config::file_for(&demo.portals())).map_err(failed)?;
    // For a shell, as it is: a line that is made fit to be read would hide what looks like a token.
    let export = |name: &str, value: &str| out::bytes(format!("export {name}={}\n", posix(value)).as_bytes());
    export(FILE_VARIABLE, &file.display().to_string());
    for (name, value) in Demo::credentials().iter().flat_map(|(portal, credentials)| variables(portal, credentials)) {
        export(&name, &value);
    }
    if !out::is_over() {
        stopped().await;
    }
    Ok(0)
}

/// The demo's own credentials, which are no secret, as variables.
fn variables(portal: &str, credentials: &Credentials) -> Vec<(String, String)> {
    let secret = credentials.secret().expose();
    let values = match credentials {
        Credentials::Client { id, .. } => vec![("CLIENT_ID", id.as_str()), ("CLIENT_SECRET", secret)],
        Credentials::Login { login, .. } => vec![("LOGIN", login.as_str()), ("PASSWORD", secret)],
        Credentials::ApiKey(_) => vec![("API_KEY", secret)],
        Credentials::Token(_) => vec![("TOKEN", secret)],
    };
    values.into_iter().map(|(what, value)| (variable(portal, what), value.to_owned())).collect()
}

/// Waits until the person or the system ends the program.
async fn stopped() {
    #[cfg(unix)]
    if let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! { _ = term.recv() => {}, _ = tokio::signal::ctrl_c() => {} }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
