//! `watch`: what is watched, looking at it, telling of it.

#[cfg(all(unix, not(target_os = "macos")))]
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::table::{OutputColumns, OutputFormat, OutputTable};
use super::watch_install::{self, InstallArgs};
use super::{Global, out, resolve, saved};
use crate::base::atomic_file::{self, Readers};
use crate::base::child;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, NEWS, Result};
use crate::base::format;
use crate::base::text;
use crate::config;
use crate::model::{Address, Place, Query, Target};
use crate::session::Session;
use crate::watch::look::{Looked, Waits, look_at};
use crate::watch::{Event, Seen, Watch, WatchSubject, Watches, feed};
use crate::{m, t};

#[derive(Args, Debug)]
pub struct WatchArgs {
    /// Datasets or media, or their web addresses
    #[arg(value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// New datasets that all portals find for these words
    #[arg(long, value_name = "TEXT", num_args = 1..)]
    search: Vec<String>,
    /// Of a search, only this portal or folder (may be repeated)
    #[arg(long = "portal", value_name = "ADDRESS", requires = "search")]
    places: Vec<String>,
    /// Credentials that end within so many days, as 90d
    #[arg(long, value_name = "TIME", value_parser = days)]
    expires_within: Option<u32>,
    #[command(subcommand)]
    command: Option<WatchCommand>,
}

#[derive(Debug, Subcommand)]
pub enum WatchCommand {
    /// Look at all of it, and tell what is new: exit code 9 where something is
    Run(RunArgs),
    /// No longer watch these, by the numbers that `guichet watch` prints
    Remove {
        /// The numbers
        #[arg(required = true, value_name = "N")]
        numbers: Vec<usize>,
    },
    /// Have the system look once a day: a timer of systemd, or a line for cron where there is none
    Install(InstallArgs),
}

#[derive(Args, Debug, Clone)]
pub struct RunArgs {
    /// Write what was told last to this file, as an Atom feed
    #[arg(long, value_name = "FILE")]
    pub(super) feed: Option<PathBuf>,
    /// Tell it in a notification of the desktop too
    #[arg(long)]
    pub(super) notify: bool,
    /// Where there is news, run this program, which reads it as lines of JSON; arguments may follow, and go through no shell
    #[arg(long, value_name = "PROGRAM", num_args = 1.., allow_hyphen_values = true)]
    pub(super) exec: Vec<OsString>,
}

/// What programs read of what is watched, and of an event.
const WATCHED: [&str; 5] = ["number", "what", "subject", "looked", "state"];
const EVENT: [&str; 7] = ["at", "kind", "address", "title", "page", "changes", "said"];

/// A number of days, as `90d`.
pub(super) fn days(given: &str) -> std::result::Result<u32, String> {
    given.strip_suffix('d').unwrap_or(given).parse().map_err(|_| t!("watch-days", given = text::line(given)))
}

impl WatchArgs {
    fn adds(&self) -> bool {
        !self.addresses.is_empty() || !self.search.is_empty() || self.expires_within.is_some()
    }

    pub fn asks_portal(&self) -> Option<&'static str> {
        match &self.command {
            Some(WatchCommand::Run(_)) => Some("watch run"),
            None if self.adds() => Some("watch"),
            _ => None,
        }
    }

    pub fn only_prints(&self) -> bool {
        self.command.is_none() && !self.adds()
    }
}

pub async fn watch(global: &Global, args: &WatchArgs, session: &Session) -> Result<u8> {
    let state = config::state_dir()?;
    match &args.command {
        // clap would take the options of all commands for one of its own.
        Some(_) if args.adds() => Err(Error::new(ErrorKind::Usage, "watch", m!("cli-option-of-another"))),
        Some(WatchCommand::Run(run)) => look(global, run, session, &state).await,
        Some(WatchCommand::Remove { numbers }) => remove(global, numbers, &state),
        Some(WatchCommand::Install(install)) => watch_install::set_timer(global, install, session),
        None if args.adds() => add(global, args, session, &state).await,
        None => list(global, &Watches::in_folder(&state)),
    }
}

/// Each is looked at before it is kept: what is new is told from here on.
async fn add(global: &Global, args: &WatchArgs, session: &Session, state: &Path) -> Result<u8> {
    let columns = global.columns(&WATCHED)?;
    let now = Timestamp::now();
    let mut subjects = Vec::new();
    for address in &args.addresses {
        subjects.push(subject(address, session).await?);
    }
    if !args.search.is_empty() {
        subjects
            .push(WatchSubject::Search { places: places(args, session)?, query: Query::text(args.search.join(" ")) });
    }
    subjects.extend(args.expires_within.map(|days| WatchSubject::Expiry { days }));
    let watch = |subject| Watch { subject, added: now, looked: None, seen: Seen::Nothing };
    let watches: Vec<Watch> = subjects.into_iter().map(watch).collect();
    let (mut errors, mut kept) = (Vec::new(), Vec::new());
    // Who adds one asks for it now, whatever pauses there are.
    for Looked { watch, events, errors: failed, notes } in look_at(session, &watches, now, &mut Waits::new()).await {
        notes.iter().for_each(|note| out::note(note));
        errors.extend(failed);
        if watch.looked.is_none() {
            continue;
        }
        // A credential that ends soon is news at once.
        events.iter().for_each(|event| out::note(&event.said()));
        kept.push(watch);
    }
    let (mut all, mut new) = (Watches::default(), Vec::new());
    Watches::change(state, |watches| {
        new = kept.iter().map(|watch| watches.add(watch.clone())).collect();
        all = watches.clone();
    })
    .map_err(|error| disk(state, &error))?;
    if !columns.are_for_people() {
        let mut table = OutputTable::begin(columns, "watched", json!({}))?;
        table.add(
            all.list.iter().enumerate().filter(|(_, it)| kept.iter().any(|kept| kept.subject == it.subject)).map(row),
        )?;
        table.end(failures(&errors))?;
    } else {
        for (watch, is_new) in kept.iter().zip(new) {
            let subject = watch.subject.said();
            out::line(&if is_new { t!("watch-added", subject) } else { t!("watch-already", subject) });
        }
    }
    say(global, &errors);
    Ok(Error::worst(&errors))
}

/// The end of a document: the error that decides the exit code, and all of them.
fn failures(errors: &[Error]) -> Value {
    let all: Vec<out::ErrorJson> = errors.iter().map(out::ErrorJson::from).collect();
    json!({ "error": out::FailureJson::of_all(errors), "errors": all })
}

/// Those that a document does not tell, each once: several watches may meet the same.
fn say(global: &Global, errors: &[Error]) {
    let is_told = global.format() == OutputFormat::Json;
    let first = |(at, error): &(usize, &Error)| !is_told && !errors[..*at].contains(error);
    errors.iter().enumerate().filter(first).for_each(|(_, error)| out::error(error));
}

async fn subject(given: &str, session: &Session) -> Result<WatchSubject> {
    let (_, target) = resolve(given, session).await?;
    match target {
        Target::Place(Place::Dataset(address)) => Ok(WatchSubject::Dataset { address }),
        Target::Media { dataset, media } => Ok(WatchSubject::Media { dataset, media }),
        Target::Place(Place::Folder(address)) => {
            Ok(WatchSubject::Search { places: vec![address], query: Query::default() })
        }
        Target::Place(Place::Home | Place::Data) | Target::Search(_) | Target::Data(_) => {
            Err(Error::new(ErrorKind::Usage, text::line(given), m!("watch-what")))
        }
    }
}

/// Where a search looks: as given, else in every portal.
fn places(args: &WatchArgs, session: &Session) -> Result<Vec<Address>> {
    let portals = session.portals()?;
    if args.places.is_empty() {
        // Those that count requests are for the person to ask.
        let is_free = |name: &&str| portals.get(name).is_ok_and(|portal| portal.quota().is_empty());
        let all: Vec<Address> = portals.names().filter(is_free).map(Address::root).collect();
        return if all.is_empty() { Err(saved::no_portal()) } else { Ok(all) };
    }
    let place = |given: &String| {
        let address: Address = given.parse()?;
        portals.get(&address.portal)?;
        Ok(address)
    };
    args.places.iter().map(place).collect()
}

fn list(global: &Global, watches: &Watches) -> Result<u8> {
    let columns = global.columns(&WATCHED)?;
    if !columns.are_for_people() {
        let mut table = OutputTable::begin(columns, "watched", json!({}))?;
        table.add(watches.list.iter().enumerate().map(row))?;
        table.end(json!({"error": null}))?;
        return Ok(0);
    }
    if watches.list.is_empty() {
        out::note(&t!("watch-none"));
    }
    for (at, watch) in watches.list.iter().enumerate() {
        let looked =
            watch.looked.map_or_else(|| t!("watch-never"), |when| t!("watch-looked", date = format::date(when)));
        let gone = Some(t!("watch-is-gone")).filter(|_| watch.is_gone());
        let told: Vec<String> = [Some(watch.subject.said()), Some(looked), gone].into_iter().flatten().collect();
        out::line(&format!("{:>3}  {}", at + 1, told.join(" · ")));
    }
    Ok(0)
}

fn row((at, watch): (usize, &Watch)) -> Value {
    let subject = serde_json::to_value(&watch.subject).unwrap_or_default();
    let state = match &watch.seen {
        Seen::Nothing => "new",
        _ if watch.is_gone() => "gone",
        Seen::Gone | Seen::Dataset(_) | Seen::Found(_) | Seen::Ending(_) => "watched",
    };
    json!({
        "number": at + 1,
        "what": subject.get("what"),
        "subject": watch.subject.said(),
        "looked": watch.looked,
        "state": state,
    })
}

fn remove(global: &Global, numbers: &[usize], state: &Path) -> Result<u8> {
    let columns = global.columns(&WATCHED)?;
    let known = Watches::in_folder(state).list;
    let mut gone = Vec::new();
    for number in numbers {
        match number.checked_sub(1).and_then(|at| known.get(at)) {
            Some(watch) => gone.push((number - 1, watch)),
            None => return Err(Error::new(ErrorKind::NotFound, number.to_string(), m!("watch-no-number"))),
        }
    }
    let is_gone = |watch: &Watch| gone.iter().any(|(_, it)| it.subject == watch.subject);
    Watches::change(state, |watches| watches.list.retain(|watch| !is_gone(watch)))
        .map_err(|error| disk(state, &error))?;
    if columns.are_for_people() {
        gone.iter().for_each(|(_, watch)| out::line(&t!("watch-removed", subject = watch.subject.said())));
        return Ok(0);
    }
    let mut table = OutputTable::begin(columns, "watched", json!({}))?;
    table.add(gone.into_iter().map(row))?;
    table.end(json!({"error": null}))?;
    Ok(0)
}

/// What was found is kept before it is told, and until somebody has taken it: who is told twice learns nothing wrong, who is
/// never told does.
async fn look(global: &Global, args: &RunArgs, session: &Session, state: &Path) -> Result<u8> {
    let columns = global.columns(&EVENT)?;
    let kept = |error| disk(state, &error);
    let Some(_turn) = Watches::turn(state).map_err(kept)? else {
        let cause = m!("watch-looks-already");
        return Err(Error::new(ErrorKind::Unavailable, "watch run", cause).hint(m!("watch-looks-already-hint")));
    };
    let now = Timestamp::now();
    let mut all = Watches::in_folder(state);
    let mut waits = std::mem::take(&mut all.waits);
    let looked = look_at(session, &all.list, now, &mut waits).await;
    let (mut errors, mut found) = (Vec::new(), Vec::new());
    for Looked { watch, events, errors: failed, notes } in looked {
        notes.iter().for_each(|note| out::note(note));
        found.push((watch, events));
        errors.extend(failed);
    }
    Watches::change(state, |watches| {
        watches.take_in(found);
        watches.waits = waits;
        all = watches.clone();
    })
    .map_err(kept)?;
    let is_taken = tell(global, columns, args, &all, &mut errors)?;
    if is_taken && !all.untold.is_empty() {
        Watches::change(state, |watches| watches.told(&all.untold)).map_err(kept)?;
    }
    Ok(match Error::worst(&errors) {
        0 if !all.untold.is_empty() => NEWS,
        code => code,
    })
}

fn event_row(event: &Event) -> Value {
    let mut row = serde_json::to_value(event).unwrap_or_default();
    row["said"] = event.said().into();
    row
}

/// In the ways that were asked for, of which one that fails keeps none of the others from being tried. Whether standard output
/// and the program, where there is one, have taken what there is.
fn tell(
    global: &Global,
    columns: OutputColumns,
    args: &RunArgs,
    all: &Watches,
    errors: &mut Vec<Error>,
) -> Result<bool> {
    let events = &all.untold;
    errors.extend(args.feed.as_deref().and_then(|file| write_feed(file, all).err()));
    let exec = match &args.exec[..] {
        [program, rest @ ..] if !events.is_empty() => exec(program, rest, events),
        _ => Ok(()),
    };
    let is_handed_over = exec.is_ok();
    errors.extend(exec.err());
    if args.notify && !events.is_empty() {
        errors.extend(notify(events).err());
    }
    match columns.are_for_people() {
        true => events.iter().for_each(|event| out::line(&event.said())),
        false => {
            let mut table = OutputTable::begin(columns, "events", json!({}))?;
            table.add(events.iter().map(event_row))?;
            table.end(failures(errors))?;
        }
    }
    say(global, errors);
    Ok(is_handed_over && !out::is_over())
}

fn write_feed(file: &Path, all: &Watches) -> Result<()> {
    // Hints on where downloads go are of no use here.
    let failed = |error: &io::Error| Error { hint: None, ..disk(file, error) };
    match fs::read_to_string(file) {
        Ok(there) if !there.contains(feed::MARK) => return Err(others(file)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(others(file)),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&error)),
        _ => {}
    }
    let events: Vec<&Event> = all.events.iter().collect();
    let feed = feed::atom(all.feed.as_deref().unwrap_or_default(), &events, Timestamp::now());
    atomic_file::replace(file, feed.as_bytes(), Readers::of(file, Readers::Others)).map_err(|error| failed(&error))
}

/// What is at `path` is not of this command.
pub(super) fn others(path: &Path) -> Error {
    Error::new(ErrorKind::Usage, shown(path), m!("watch-not-ours"))
}

fn exec(program: &OsString, args: &[OsString], events: &[Event]) -> Result<()> {
    let lines: String = events.iter().map(|event| format!("{}\n", event_row(event))).collect();
    let subject = || text::line(&program.to_string_lossy());
    let failed = |cause| Error::new(ErrorKind::Unexpected, subject(), cause);
    match child::run(program, args, lines.as_bytes()) {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(m!("watch-exec-failed", how = child::ended(status)))),
        Err(error) => Err(failed(m!("watch-exec-not", error = format::io(&error)))),
    }
}

/// The first few, and how many there are.
fn notify(events: &[Event]) -> Result<()> {
    const SHOWN: usize = 4;
    let mut lines: Vec<String> = events.iter().take(SHOWN).map(Event::said).collect();
    if events.len() > SHOWN {
        lines.push(t!("watch-and-more", count = events.len() - SHOWN));
    }
    let failed = |cause: String| Error::new(ErrorKind::Unexpected, "--notify", m!("watch-notify-not", cause));
    desktop(&lines.join("\n")).map_err(|cause| failed(text::line(&cause)))
}

#[cfg(all(unix, not(target_os = "macos")))]
fn desktop(body: &str) -> std::result::Result<(), String> {
    // The interface of the Desktop Notifications Specification; some desktops read markup in the body.
    const NAME: &str = "org.freedesktop.Notifications";
    let body = body.replace('&', "&amp;").replace('<', "&lt;");
    let (actions, hints) = ([""; 0], HashMap::<&str, zbus::zvariant::Value<'_>>::new());
    let message = ("guichet", 0_u32, "", "guichet", body, &actions[..], hints, -1_i32);
    let show = || {
        let bus = zbus::blocking::Connection::session()?;
        bus.call_method(Some(NAME), "/org/freedesktop/Notifications", Some(NAME), "Notify", &message)
    };
    show().map(drop).map_err(|error| error.to_string())
}

#[cfg(target_os = "macos")]
fn desktop(body: &str) -> std::result::Result<(), String> {
    const SCRIPT: [&str; 6] =
        ["-e", "on run argv", "-e", "display notification (item 1 of argv) with title \"guichet\"", "-e", "end run"];
    let args: Vec<OsString> = SCRIPT.iter().map(OsString::from).chain([body.into()]).collect();
    match child::run("/usr/bin/osascript".as_ref(), &args, b"") {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(status.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(windows)]
fn desktop(_: &str) -> std::result::Result<(), String> {
    Err(t!("watch-no-desktop"))
}
