//! `guichet demo`: the tour, or the demo portals for other commands and scripts.

use std::fs;

use clap::{Args, ValueEnum};

use super::out;
use crate::access::secrets::{Credentials, variable};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::shell::Shell;
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
    /// For which shell the lines are [default: sh; on Windows, the one in use]
    #[arg(long, value_enum, requires = "headless", hide_possible_values = true)]
    pub shell: Option<ShellWord>,
    /// Listen on this port of 127.0.0.1 instead of any free one
    #[arg(long, default_value_t = 0, requires = "headless")]
    pub port: u16,
}

/// A shell by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShellWord {
    #[value(aliases = ["bash", "zsh", "dash", "ksh", "fish"])]
    Sh,
    #[value(alias = "pwsh")]
    Powershell,
    Cmd,
}

impl ShellWord {
    /// The one that is asked for. Scripts take what is for sh, unless it is Windows.
    fn shell(asked: Option<Self>) -> Shell {
        match asked {
            Some(Self::Sh) => Shell::Posix,
            Some(Self::Powershell) => Shell::PowerShell,
            Some(Self::Cmd) => Shell::Cmd,
            None if cfg!(windows) => Shell::in_use(),
            None => Shell::Posix,
        }
    }
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
    let shell = ShellWord::shell(args.shell);
    let export = |name: &str, value: &str| out::bytes(format!("{}\n", shell.set(name, value)).as_bytes());
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
