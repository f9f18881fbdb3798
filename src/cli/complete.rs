//! Completion of what is typed in a shell: portals, addresses, sort keys, filters and their values, formats, known portals.
//! The script that a shell reads ([`script`]) calls the program back with [`VARIABLE`] set ([`answer`]). No portal is asked
//! and no keyring opened: answers come from the configuration and from what is kept of portals, or there are none.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Arg, Command, ValueHint};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell, Shells, Zsh};
use clap_complete::{CompleteEnv, Shell};

use super::{help, runtime, saved};
use crate::access::secrets::{Environment, Nobody, Secrets, StoreChoice};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::redact;
use crate::base::text;
use crate::config::setting::names;
use crate::config::{self, Config, FilePlace};
use crate::m;
use crate::model::file_format::Format;
use crate::model::territory::{Territory, Where, find, larger, suggest};
use crate::model::{Address, Item, Place, Query, Target};
use crate::portals::Portal;
use crate::session::{Fresh, Pages, Session};
use crate::setup::known::known;
use crate::store::Store;

/// Set by the script of a shell, to the shell's name, when it asks what may come next.
const VARIABLE: &str = "GUICHET_COMPLETE";
/// A longer list helps nobody.
const MOST: usize = 300;
/// So many kept rows are looked at, for so long: somebody waits with a finger on Tab.
const ROWS: usize = 20_000;
const PATIENCE: Duration = Duration::from_millis(400);

/// Bash, whose words end at `=` and `:`, which filters and some addresses hold.
struct Bash;

const SHELLS: Shells<'static> = Shells(&[&Bash, &Elvish, &Fish, &Powershell, &Zsh]);

/// What a shell reads to complete the words of guichet.
pub fn script(shell: Shell) -> Result<Vec<u8>> {
    let failed = |why: Message| Error::new(ErrorKind::Usage, shell.to_string(), why);
    let completer = SHELLS.completer(&shell.to_string()).ok_or_else(|| failed(m!("cli-no-shell")))?;
    let mut script = Vec::new();
    let written = completer.write_registration(VARIABLE, "guichet", "guichet", &program(), &mut script);
    written.map_err(|error| failed(format::io(&error)))?;
    Ok(script)
}

/// The program as the script calls it: by its name where it was found by it, else by its path.
fn program() -> String {
    let typed = std::env::args_os().next().unwrap_or_default();
    let is_name = Path::new(&typed).components().count() == 1;
    let path = std::env::current_exe().ok().filter(|_| !is_name);
    path.map_or_else(|| "guichet".into(), |path| path.to_string_lossy().into_owned())
}

/// Prints what may come next, if that is what a shell asks. Whether it was. What goes wrong offers nothing: there is no
/// place where a shell would show it.
pub fn answer(args: &[OsString]) -> bool {
    let is_asked = std::env::var_os(VARIABLE).is_some_and(|shell| !shell.is_empty() && shell != "0");
    if is_asked {
        let words: Arc<[OsString]> = args.iter().skip_while(|arg| *arg != "--").skip(1).cloned().collect();
        let completer = CompleteEnv::with_factory(move || completed(help::command(), &words)).var(VARIABLE);
        let _ = completer.shells(SHELLS).try_complete(args.iter().cloned(), std::env::current_dir().ok().as_deref());
    }
    is_asked
}

/// `command` and all under it, with what its values are completed from.
fn completed(command: Command, words: &Arc<[OsString]>) -> Command {
    command
        .mut_args(|arg| match values(&arg) {
            Some(Values::Hint(hint)) => arg.value_hint(hint),
            Some(Values::Of(offer)) => {
                let words = words.clone();
                arg.add(ArgValueCompleter::new(move |typed: &OsStr| offered(typed, &words, offer)))
            }
            // What is said of them is said in one language only.
            None if arg.get_action().takes_values() && !arg.get_possible_values().is_empty() => {
                let values: Vec<String> = arg.get_possible_values().iter().map(|it| it.get_name().to_owned()).collect();
                arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
                    let offers = values.iter().filter(|it| it.starts_with(&*typed.to_string_lossy()));
                    offers.map(CompletionCandidate::new).collect::<Vec<_>>()
                }))
            }
            None => arg,
        })
        .mut_subcommands(|below| completed(below, words))
}

/// What the values of an argument are completed from.
enum Values {
    Hint(ValueHint),
    Of(fn(&Typed<'_>) -> Vec<Completion>),
}

/// By the argument's name, in no language.
fn values(arg: &Arg) -> Option<Values> {
    let is = |names: &[&str]| names.contains(&arg.get_id().as_str());
    Some(match () {
        () if is(&["address", "addresses"]) => Values::Of(addresses),
        () if is(&["name", "portal", "portals"]) => Values::Of(portals),
        () if is(&["what"]) => Values::Of(portals_and_known),
        () if is(&["known"]) => Values::Of(known_portals),
        () if is(&["setting"]) => Values::Of(settings),
        () if is(&["saved"]) => {
            Values::Of(|_| saved::names().into_iter().map(|name| Completion::new(name, "")).collect())
        }
        () if is(&["sort"]) => Values::Of(sorts),
        () if is(&["filters"]) => Values::Of(filters),
        () if is(&["territory"]) => Values::Of(territories),
        () if is(&["formats"]) => Values::Of(formats),
        () if is(&["dir", "output"]) => Values::Hint(ValueHint::DirPath),
        () if is(&["file", "files", "config", "ca_file", "log_file", "patch"]) => Values::Hint(ValueHint::FilePath),
        () => return None,
    })
}

/// What is typed already.
struct Typed<'a> {
    /// The word before the cursor.
    word: &'a str,
    /// All words of the line.
    line: &'a [OsString],
}

impl Typed<'_> {
    /// The address that the line is about: the first word that is one of a configured portal.
    fn address(&self, config: &Config) -> Option<Address> {
        let words = self.line.iter().skip(2).filter_map(|word| word.to_str());
        let mut addresses = words.filter_map(|word| word.parse::<Address>().ok());
        addresses.find(|address| config.portals.iter().any(|portal| portal.name == address.portal))
    }
}

/// One value, and what it is.
struct Completion {
    value: String,
    help: Option<String>,
}

impl Completion {
    fn new(value: impl Into<String>, help: impl AsRef<str>) -> Self {
        Self { value: value.into(), help: Some(text::line(help.as_ref())).filter(|help| !help.is_empty()) }
    }
}

fn offered(typed: &OsStr, line: &[OsString], offer: fn(&Typed<'_>) -> Vec<Completion>) -> Vec<CompletionCandidate> {
    let Some(word) = typed.to_str() else { return vec![] };
    let offers = offer(&Typed { word, line }).into_iter().filter(|it| it.value.starts_with(word));
    // A shell takes a line for each: what is of several, or holds a secret, is none.
    let fit = offers.filter(|it| !it.value.contains(char::is_control) && redact::clean(&it.value) == it.value);
    fit.take(MOST)
        .map(|it| CompletionCandidate::new(it.value).help(it.help.map(|help| redact::clean(&help).into_owned().into())))
        .collect()
}

fn config() -> Option<Config> {
    Config::load(&place()).ok()
}

/// As `--config` would say; a shell asks without it.
fn place() -> FilePlace {
    FilePlace::find(None)
}

fn portals(_: &Typed<'_>) -> Vec<Completion> {
    let all = config().map(|config| config.portals).unwrap_or_default();
    all.iter().map(|portal| Completion::new(&portal.name, portal.url.as_str())).collect()
}

fn known_portals(_: &Typed<'_>) -> Vec<Completion> {
    known().unwrap_or_default().iter().map(|known| Completion::new(&known.portal.name, &known.label)).collect()
}

fn portals_and_known(typed: &Typed<'_>) -> Vec<Completion> {
    portals(typed).into_iter().chain(known_portals(typed)).collect()
}

fn settings(_: &Typed<'_>) -> Vec<Completion> {
    let portals = config().map(|config| config.portals).unwrap_or_default();
    names(&portals).iter().map(|name| Completion::new(name, "")).collect()
}

/// The short name of each format that is known.
fn formats(_: &Typed<'_>) -> Vec<Completion> {
    Format::all().map(|format| Completion::new(format.short(), "")).collect()
}

/// Départements and regions; once something is typed, what begins so: by its code, or by its name where that is enough.
fn territories(typed: &Typed<'_>) -> Vec<Completion> {
    if typed.word.is_empty() {
        return larger().map(|it| Completion::new(Where::Territory(it).value(), it.name())).collect();
    }
    let offer = |it: Territory| {
        let slug = it.slug();
        let is_enough = slug.starts_with(typed.word) && find(&slug) == Ok(it);
        let value = [Where::Territory(it).value(), it.code().to_owned()].into_iter();
        let value = value.chain(is_enough.then_some(slug)).find(|value| value.starts_with(typed.word));
        value.map(|value| Completion::new(value, format!("{}, {}", it.name(), it.what())))
    };
    suggest(typed.word, MOST).into_iter().filter_map(offer).collect()
}

fn sorts(typed: &Typed<'_>) -> Vec<Completion> {
    let Some(session) = session() else { return vec![] };
    let Some((portal, address)) = about(&session, typed) else { return vec![] };
    let sorts = portal.abilities(&address).sorts;
    let turned = if typed.word.starts_with('-') { "-" } else { "" };
    sorts.iter().map(|(key, label)| Completion::new(format!("{turned}{key}"), label.text())).collect()
}

/// `key=` until that is typed, then the values that are known of it.
fn filters(typed: &Typed<'_>) -> Vec<Completion> {
    let Some(session) = session() else { return vec![] };
    let Some((portal, address)) = about(&session, typed) else { return vec![] };
    let filters = portal.abilities(&address).filters;
    let Some((key, _)) = typed.word.split_once('=') else {
        return filters.iter().map(|it| Completion::new(format!("{}=", it.key), it.label.text())).collect();
    };
    let kept = waited(session.facets(&address, drop));
    let facets = match kept {
        Some(Ok(Fresh::Now(facets, _))) => facets,
        Some(Ok(Fresh::Kept(old))) => old.value,
        _ => vec![],
    };
    let filter = filters.iter().find(|it| it.key == key);
    let values = filter.map(|filter| filter.values(&facets)).unwrap_or_default();
    values.iter().map(|value| Completion::new(format!("{key}={}", value.value), &value.label)).collect()
}

/// The portal and the place that the line is about.
fn about<'s>(session: &'s Session, typed: &Typed<'_>) -> Option<(&'s dyn Portal, Address)> {
    let address = typed.address(&session.config)?;
    Some((session.portal(&address).ok()?, address))
}

/// Portals, then what is kept of the folder or dataset that is typed already.
fn addresses(typed: &Typed<'_>) -> Vec<Completion> {
    let Some((above, _)) = typed.word.rsplit_once('/') else {
        let below = |it: Completion| Completion { value: format!("{}/", it.value), ..it };
        return portals(typed).into_iter().map(below).collect();
    };
    let (Ok(above), Some(session)) = (above.parse::<Address>(), session()) else { return vec![] };
    let Ok(portal) = session.portal(&above) else { return vec![] };
    match portal.resolve(&above) {
        Ok(Target::Place(Place::Dataset(dataset))) => waited(media(&session, &dataset)).unwrap_or_default(),
        Ok(Target::Place(_)) => {
            let mut offers = waited(rows(portal, &above, typed.word)).unwrap_or_default();
            if above.path.is_empty() && offers.is_empty() {
                offers = waited(kept(&session, &above)).unwrap_or_default();
            }
            offers
        }
        _ => vec![],
    }
}

async fn media(session: &Session, dataset: &Address) -> Vec<Completion> {
    let dataset = match session.dataset(dataset, drop).await {
        Ok(Fresh::Now(dataset, _)) => dataset,
        Ok(Fresh::Kept(old)) => old.value,
        Err(_) => return vec![],
    };
    dataset.media.iter().map(|media| Completion::new(media.address().to_string(), &media.title)).collect()
}

async fn rows(portal: &dyn Portal, folder: &Address, typed: &str) -> Vec<Completion> {
    let (query, begun, mut offers) = (Query::default(), Instant::now(), vec![]);
    let mut pages = Pages::new(portal, folder, &query, ROWS);
    while offers.len() < MOST
        && begun.elapsed() < PATIENCE
        && let Ok(Some(part)) = pages.next().await
    {
        let rows = part.items.iter().filter_map(|item| {
            let address = item.target.address()?.to_string();
            let is_folder = matches!(&item.target, Target::Place(Place::Folder(_)));
            Some(Completion::new(if is_folder { format!("{address}/") } else { address }, &item.title))
        });
        offers.extend(rows.filter(|offer| offer.value.starts_with(typed)));
    }
    offers
}

/// All rows that are kept of a portal: the address of most stands below the portal's own, whatever folder lists them.
async fn kept(session: &Session, portal: &Address) -> Vec<Completion> {
    let shelf = session.portals().ok().and_then(|portals| portals.shelf(&portal.portal));
    let found = match shelf {
        Some(shelf) => shelf.search(portal, "").await,
        None => None,
    };
    let offer = |item: &Item| Some(Completion::new(item.target.address()?.to_string(), &item.title));
    found.map(|old| old.value.iter().filter_map(offer).collect()).unwrap_or_default()
}

/// What portals answered is read as in an offline session; whoever signs in by the keyring is nobody here.
fn session() -> Option<Session> {
    let config = config()?;
    let (data, cache) = (config::data_dir().ok()?, config::cache_dir().ok()?);
    let secrets = Secrets::new(Environment::system(), None, &data, Arc::new(Nobody)).ok()?;
    let secrets = secrets.with_choice(StoreChoice::Memory, &data);
    Some(Session::new(place(), config, secrets, Store::in_folder(&cache), true))
}

/// What `work` finds in time.
fn waited<T>(work: impl Future<Output = T>) -> Option<T> {
    let runtime = runtime().ok()?;
    runtime.block_on(async { tokio::time::timeout(2 * PATIENCE, work).await.ok() })
}

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == "bash"
    }

    /// The words are put together again where bash took them apart, and what stands before the last `=` or `:` is cut off
    /// what is offered, as bash puts that behind it.
    fn write_registration(
        &self,
        variable: &str,
        _name: &str,
        program: &str,
        completer: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let completer = format!("'{}'", completer.replace('\'', r"'\''"));
        let script = include_str!("complete.bash");
        let script = script.replace("VARIABLE", variable).replace("COMPLETER", &completer).replace("PROGRAM", program);
        out.write_all(script.as_bytes())
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        folder: Option<&Path>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let at = words.len().saturating_sub(1);
        for candidate in complete(command, words, at, folder)? {
            writeln!(out, "{}", candidate.get_value().to_string_lossy())?;
        }
        Ok(())
    }
}
