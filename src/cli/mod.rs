//! The command line: its words, and which command does what. Everything the browser can do has a command.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};

use crate::access::secrets::{Environment, Nobody, Person, Secrets};
use crate::base::error::{Error, ErrorKind, Result, chain};
use crate::base::format;
use crate::base::i18n::Language;
use crate::base::notice;
use crate::config::{self, Config, FilePlace};
use crate::linear;
use crate::m;
use crate::model::Target;
use crate::portals::Portal;
use crate::session::Session;
use crate::setup::person;
use crate::store::{self, Store};
use crate::t;
use crate::tui;
use crate::worker::{Opening, Start};

mod access;
mod add;
mod addresses;
mod api;
mod auth;
mod auth_compare;
mod auth_proxy;
mod cache;
mod calendar;
mod cat;
mod certificate;
mod check;
mod cite;
pub mod complete;
mod config_file;
mod curl;
mod demo;
mod diff;
mod doctor;
mod doctor_proxy;
mod examples;
mod filters;
mod get;
pub mod help;
mod keys;
mod limits;
mod list;
mod log;
mod man;
mod meant;
mod on_disk;
mod open;
pub mod out;
mod params;
mod plain;
mod preview;
pub mod process;
mod queue;
mod receipts;
mod rows;
mod saved;
mod search;
mod search_ranked;
mod setup;
mod show;
mod sync;
mod table;
mod text_args;
mod verify;
mod walk;
mod watch;
mod watch_install;
mod wire;

/// How long a command waits at its end for pending writes (cache, queue, notes).
const PATIENCE: Duration = Duration::from_secs(5);

/// One counter for open and restricted-access data: browse data portals, fetch files, know that they are whole.
#[derive(Debug, Parser)]
#[command(version, about, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

const AFTER_HELP: &str = "Without a command the browser opens; `guichet demo` opens it on built-in data.

An ADDRESS is NAME/dataset/media, as `list` and `search` print it, or the web address of a page or a file.

Exit codes: 0 done, 1 unexpected, 2 usage or configuration, 3 no right, 4 not found, 5 network or portal, 6 integrity, 7 disk or output, 8 quota, 9 something is different, newer or new, 130 cancelled, 141 standard output was closed.";

#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Print one JSON object a line: a row each, as they come
    #[arg(long, global = true)]
    pub jsonl: bool,
    /// Print rows with tabs between their values, below a line with the names of the fields
    #[arg(long, global = true)]
    pub tsv: bool,
    /// Of the rows of --json, --jsonl and --tsv, only these fields
    #[arg(long, global = true, value_name = "FIELDS", value_delimiter = ',')]
    pub fields: Vec<String>,
    /// Say nothing beside the result but errors: no notes, no progress
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Linear output: no cursor movement, no progress bars; the browser in numbered lists and typed choices
    #[arg(long, global = true)]
    pub plain: bool,
    /// Not linear, whatever a screen reader has set (ACCESSIBLE, NVDA_RUNNING, ORCA_RUNNING and others; see `doctor`)
    #[arg(long, global = true, conflicts_with = "plain")]
    pub no_plain: bool,
    /// No colours
    #[arg(long, global = true)]
    pub no_color: bool,
    /// The language to speak
    #[arg(long, global = true, value_name = "code", value_parser = languages(), hide_possible_values = true)]
    pub lang: Option<String>,
    /// Say what is being done; twice says more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Write what is being done to a file
    #[arg(long, global = true, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// Ask no portal anything: answer from what is kept of them (also GUICHET_OFFLINE=1)
    #[arg(long, global = true)]
    pub offline: bool,
    /// Trust this certificate authority too (PEM), for networks that re-sign TLS
    #[arg(long, global = true, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
}

impl Global {
    /// Linear output is asked for, by flag or by the environment.
    pub fn is_plain(&self) -> bool {
        plain::asked_by(self, |name| std::env::var_os(name)).is_some()
    }

    /// No portal is to be asked, by flag or by the environment.
    pub fn is_offline(&self) -> bool {
        self.offline || store::is_asked_for()
    }

    /// Refuses what cannot be done offline.
    fn needs_portals(&self, what: &str) -> Result<()> {
        if self.is_offline() { Err(store::offline(what, t!("store-offline-refused"))) } else { Ok(()) }
    }

    /// Where the configuration file is.
    fn place(&self) -> FilePlace {
        FilePlace::find(self.config.clone())
    }

    fn has_colour(&self) -> bool {
        !self.no_color && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the browser on built-in demo portals: no network, no account
    Demo(demo::DemoArgs),
    /// The configured portals and the kinds known
    Portals(list::PortalsArgs),
    /// What is at a place
    List(list::ListArgs),
    /// Search every configured portal at once
    Search(list::SearchArgs),
    /// One dataset or media in full
    Show(show::ShowArgs),
    /// The first rows of a media or a file, or what it is made of, without downloading it
    Preview(preview::PreviewArgs),
    /// Download media
    Get(get::GetArgs),
    /// One media to standard output; the short name of `get -o -`
    Cat(cat::CatArgs),
    /// Add data to those that a folder depends on: a block in its data.toml
    Add(add::AddArgs),
    /// Bring the data of data.toml, and move followed ones forward; --plan and --check only tell
    Sync(sync::SyncArgs),
    /// Re-read files and their receipts: still intact? With --online: is a newer version published?
    Verify(verify::VerifyArgs),
    /// Does a file follow its schema? Each error with its row, its column and what to do about it
    Check(check::CheckArgs),
    /// How to cite data: a sentence, the line a licence asks for, BibTeX, CSL-JSON, DataCite
    Cite(cite::CiteArgs),
    /// All data of a folder that have receipts, under which licences, and which of these do not go together
    Receipts(receipts::ReceiptsArgs),
    /// Watch datasets, media, searches and credentials for changes; without anything, what is watched
    Watch(watch::WatchArgs),
    /// What changed between two versions of a file: rows, columns, cells, or only how it is written
    Diff(diff::DiffArgs),
    /// The web page of a dataset, a media or a portal, in the browser
    Open(open::OpenArgs),
    /// One request to a portal, with its sign-in and its limits, and the answer as it comes
    Api(api::ApiArgs),
    /// What is kept of each portal between runs
    Cache {
        #[command(subcommand)]
        command: cache::CacheCommand,
    },
    /// Downloads that have not ended, of this run and earlier ones
    Queue {
        #[command(subcommand)]
        command: Option<queue::QueueCommand>,
    },
    /// How to ask for access, as a checklist that remembers what is ticked
    Access(access::AccessArgs),
    /// Set up a portal, step by step: where it is, how to sign in, the secret, a test
    Setup(setup::SetupArgs),
    /// Show, store, test and delete credentials
    Auth {
        #[command(subcommand)]
        command: auth::AuthCommand,
    },
    /// Store a credential: `auth set`
    #[command(hide = true)]
    Login(auth::SetArgs),
    /// Delete a credential: `auth remove`
    #[command(hide = true)]
    Logout {
        /// The portal
        name: String,
    },
    /// Who one is signed in as: `auth whoami`
    #[command(hide = true)]
    Whoami {
        /// Only this portal
        name: Option<String>,
    },
    /// Show and change the configuration file
    Config {
        #[command(subcommand)]
        command: config_file::ConfigCommand,
    },
    /// Check the keyring, proxy, TLS, clock and each portal; the output is ready to paste to an IT desk
    Doctor(doctor::DoctorArgs),
    /// Print what a shell reads to complete commands, portals, addresses, sort keys and filters
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// The keys of the browser, as they are configured
    Keys,
    /// The manual: its page on standard output (`guichet man | man -l -`), or the pages of all commands
    Man(man::ManArgs),
}

impl Command {
    /// The command that a short name stands for.
    fn in_full(self) -> Self {
        let command = match self {
            Self::Login(args) => auth::AuthCommand::Set(args),
            Self::Logout { name } => auth::AuthCommand::Remove { name },
            Self::Whoami { name } => auth::AuthCommand::Whoami { name },
            other => return other,
        };
        Self::Auth { command }
    }
}

fn languages() -> Vec<&'static str> {
    Language::ALL.iter().map(|it| it.code()).collect()
}

/// What to speak: as `--lang` says, which is read before everything else as the help itself depends on it; else as
/// `GUICHET_LANG`, the configuration or the person's system do.
pub fn language(args: &[OsString]) -> Language {
    let args: Vec<_> = before_dashes(args).map(|arg| arg.to_string_lossy()).collect();
    let given = |flag: &str| {
        args.iter().enumerate().find_map(|(index, arg)| match arg.strip_prefix(flag)? {
            "" => args.get(index + 1).map(|arg| arg.to_string()),
            rest => rest.strip_prefix('=').map(str::to_owned),
        })
    };
    let configured = || config::language(&FilePlace::find(given("--config").map(Into::into)));
    given("--lang")
        .map(|word| Language::named(&word))
        .or_else(Language::of_environment)
        .or_else(configured)
        .unwrap_or_else(Language::of_system)
}

/// Whether a script reads what is printed: known before the rest is read, as that may be wrong.
pub fn wants_json(args: &[OsString]) -> bool {
    before_dashes(args).any(|arg| arg == "--json" || arg == "--jsonl")
}

/// The arguments among which there are flags.
fn before_dashes(args: &[OsString]) -> impl Iterator<Item = &OsString> {
    args.iter().take_while(|arg| *arg != "--")
}

impl Cli {
    /// Whether nothing is left to do once nobody reads what is printed.
    pub fn only_prints(&self) -> bool {
        match &self.command {
            Some(Command::Get(args)) => args.only_prints(),
            Some(Command::Queue { command }) => command.is_none(),
            Some(Command::Cache { command }) => command.only_prints(),
            Some(Command::Api(args)) => args.only_prints(),
            Some(Command::Portals(args)) => args.command.is_none(),
            Some(Command::Auth { command }) => command.only_prints(),
            Some(Command::Config { command }) => command.only_prints(),
            Some(Command::Watch(args)) => args.only_prints(),
            Some(Command::Sync(args)) => args.only_prints(),
            Some(Command::Add(_)) => false,
            Some(Command::Setup(_) | Command::Login(_) | Command::Logout { .. }) | None => false,
            Some(_) => true,
        }
    }
}

/// Runs what the command line asks for; the exit code when there was no error to report.
pub fn run(cli: Cli, guarded: Result<()>) -> Result<u8> {
    let Cli { global, command } = cli;
    let command = command.map(Command::in_full);
    let browser = matches!(&command, None | Some(Command::Demo(demo::DemoArgs { headless: false, .. })));
    global.check()?;
    if global.verbose > 0 {
        out::say_causes();
    }
    if global.quiet {
        out::be_quiet();
    }
    log::start(&global, browser)?;
    if let Err(error) = guarded {
        tracing::warn!(error = chain(&error), "other programs may look into this one");
    }
    if !browser {
        notice::tell(|message| out::note(&message.to_string()));
    }
    if let Some(what) = command.as_ref().and_then(asks_portals) {
        global.needs_portals(what)?;
    }
    match command {
        None => browse(&global, Start::Home),
        Some(Command::Demo(args)) if args.headless => runtime()?.block_on(demo::serve(&args)),
        Some(Command::Demo(args)) => browse(&global, if args.tour { Start::Tour } else { Start::Demo }),
        Some(Command::Man(args)) => man::man(&args),
        Some(Command::Keys) => with(&global, async |session| keys::keys(&global, session)),
        Some(Command::Completions { shell }) => {
            out::bytes(&complete::script(shell)?);
            Ok(0)
        }
        Some(Command::Verify(args)) => with(&global, async |session| verify::verify(&global, &args, session).await),
        Some(Command::Sync(args)) => with(&global, async |session| sync::sync(&global, &args, session).await),
        Some(Command::Add(args)) => {
            let place = global.place();
            let config = match args.may_add_portals() {
                true => Config::load_or_begin(&place)?,
                false => Config::load(&place)?,
            };
            with_config(&global, config, async |session| add::add(&global, &args, session).await)
        }
        Some(Command::Check(args)) => with(&global, async |session| check::check(&global, &args, session).await),
        Some(Command::Cite(args)) => with(&global, async |session| cite::cite(&global, &args, session).await),
        Some(Command::Watch(args)) => with(&global, async |session| watch::watch(&global, &args, session).await),
        Some(Command::Receipts(args)) => receipts::receipts(&global, &args),
        Some(Command::Diff(args)) => with(&global, async |session| diff::diff(&global, &args, session).await),
        Some(Command::Preview(args)) => with(&global, async |session| preview::preview(&global, &args, session).await),
        Some(Command::Access(args)) => with(&global, async |session| access::access(&global, &args, session).await),
        Some(Command::Setup(args)) => {
            let config = Config::load_or_begin(&global.place())?;
            with_config(&global, config, async |session| setup::setup(&global, &args, session).await)
        }
        Some(Command::Auth { command }) => with(&global, async |session| auth::run(&global, command, session).await),
        Some(Command::Login(_) | Command::Logout { .. } | Command::Whoami { .. }) => {
            unreachable!("they are written in full")
        }
        Some(Command::Config { command }) => config_file::run(&global, command),
        Some(Command::Doctor(args)) => with(&global, async |session| doctor::run(&global, &args, session).await),
        Some(Command::Portals(list::PortalsArgs { command: Some(_), known: true, .. })) => {
            Err(Error::new(ErrorKind::Usage, "portals", m!("cli-option-of-another")))
        }
        Some(Command::Portals(list::PortalsArgs { command: Some(list::PortalsCommand::Reset { name }), .. })) => {
            with(&global, async |session| limits::reset(&global, &name, session))
        }
        Some(Command::Portals(args)) if args.known => {
            with(&global, async |session| list::known_portals(&global, &args.words, &session.config))
        }
        Some(Command::Portals(_)) => with(&global, async |session| list::portals(&global, session).await),
        Some(Command::List(args)) => with(&global, async |session| list::list(&global, &args, session).await),
        Some(Command::Search(args)) => with(&global, async |session| list::search(&global, &args, session).await),
        Some(Command::Show(args)) => with(&global, async |session| show::show(&global, &args, session).await),
        Some(Command::Open(args)) => with(&global, async |session| open::open(&global, &args, session).await),
        Some(Command::Api(args)) => with(&global, async |session| api::api(&global, &args, session).await),
        Some(Command::Cache { command }) => with(&global, async |session| cache::run(&global, &command, session).await),
        Some(Command::Queue { command: None }) => queue::list(&global),
        Some(Command::Queue { command: Some(queue::QueueCommand::Clear) }) => queue::clear(&global),
        Some(Command::Queue { command: Some(queue::QueueCommand::Remove(args)) }) => queue::remove(&global, &args),
        Some(Command::Queue { command: Some(queue::QueueCommand::Resume(args)) }) => {
            with(&global, async |session| queue::resume(&global, &args, session).await)
        }
        Some(Command::Cat(args)) => with(&global, async |session| cat::cat(&global, &args, session).await),
        Some(Command::Get(args)) => {
            let place = global.place();
            let config = match args.may_add_portals() {
                true => Config::load_or_begin(&place)?,
                false => Config::load(&place)?,
            };
            with_config(&global, config, async |session| get::get(&global, &args, session).await)
        }
    }
}

/// The command's name, if it cannot do without asking a portal; the others answer from what is kept, or need no portal.
fn asks_portals(command: &Command) -> Option<&'static str> {
    match command {
        Command::Get(args) if !args.is_plan() => Some("get"),
        Command::Cat(_) => Some("cat"),
        Command::Queue { command: Some(queue::QueueCommand::Resume(_)) } => Some("queue resume"),
        Command::Api(args) if !args.is_curl() => Some("api"),
        Command::Verify(args) if args.is_online() => Some("verify --online"),
        Command::Watch(args) => args.asks_portal(),
        Command::Setup { .. } => Some("setup"),
        Command::Auth { command } => command.asks_portal(),
        Command::Doctor(_) => Some("doctor"),
        _ => None,
    }
}

/// What the command line asks for, under it the person's configuration.
fn session(global: &Global, config: Config, person: Arc<dyn Person>) -> Result<Session> {
    let ca_file = global.ca_file.clone().or(config.ca_file);
    let config = Config { ca_file, ..config };
    let secrets = Secrets::new(Environment::system(), config.secrets, &config::data_dir()?, person)?;
    let store = Store::in_folder(&config::cache_dir()?);
    Ok(Session::new(global.place(), config, secrets, store, global.is_offline()))
}

fn browse(global: &Global, start: Start) -> Result<u8> {
    // What is wrong with the file is said in the browser, which does what it can without it.
    let (config, trouble) = match Config::load(&global.place()) {
        Err(error) if error.kind == ErrorKind::Config => (Config::default(), Some(error)),
        loaded => (loaded?, None),
    };
    let session = session(global, config, Arc::new(Nobody))?;
    let opening = Opening { session, start, colour: global.has_colour(), trouble };
    match global.is_plain() {
        true => linear::open(opening)?,
        false => tui::open(opening)?,
    }
    Ok(0)
}

fn with(global: &Global, command: impl AsyncFnOnce(&Session) -> Result<u8>) -> Result<u8> {
    with_config(global, Config::load(&global.place())?, command)
}

fn with_config(global: &Global, config: Config, command: impl AsyncFnOnce(&Session) -> Result<u8>) -> Result<u8> {
    let session = session(global, config, person::at_terminal(global.is_plain()))?;
    session.config.warnings().iter().for_each(|warning| out::note(warning));
    let runtime = runtime()?;
    let code = runtime.block_on(command(&session));
    if !runtime.block_on(session.writers().flush(PATIENCE)) {
        tracing::warn!("not all that was to be kept for the next run is on the disk");
    }
    runtime.shutdown_background(); // a cancelled download's writer may still be busy; its `.part` is safe
    code
}

/// One thread for the network: files are written and hashed beside it, and what small ones cost is waking threads.
fn runtime() -> Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::new(ErrorKind::Unexpected, m!("human-the-system"), format::io(&error)))
}

/// The portal that what a person has in hand belongs to, and what it leads to there.
async fn resolve<'s>(address: &str, session: &'s Session) -> Result<(&'s dyn Portal, Target)> {
    let address = session.address(address).await?;
    let portal = session.portal(&address)?;
    Ok((portal, portal.resolve(&address)?))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_language_is_known_before_the_rest_is_read() {
        let of = |args: &[&str]| language(&args.iter().map(OsString::from).collect::<Vec<_>>());
        for french in [&["guichet", "--lang", "fr"][..], &["guichet", "get", "--lang=fr", "--nonsense"]] {
            assert_eq!(of(french), Language::French);
        }
        assert_eq!(of(&["guichet", "--lang", "en"]), Language::English);
    }

    /// Arguments are seen by every process of the machine.
    #[test]
    fn no_argument_takes_a_secret() {
        fn check(command: &clap::Command) -> usize {
            let secret = |name: &str| {
                ["secret", "password", "passphrase", "token", "key"].iter().any(|word| name.contains(word))
            };
            for argument in command.get_arguments().filter(|it| it.get_action().takes_values()) {
                let name = argument.get_id().as_str();
                assert!(
                    !secret(name) || ["secret_fd", "secret_file", "token_url", "key", "client_key"].contains(&name),
                    "{} {name}",
                    command.get_name()
                );
            }
            1 + command.get_subcommands().map(check).sum::<usize>()
        }
        assert!(check(&Cli::command()) > 12, "all of them were seen");
    }
}
