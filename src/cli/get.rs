//! `get`: downloads media, several at once, and reports every outcome.

use std::collections::HashSet;
use std::env;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::curl::{self, AsCurl};
use super::table::{OutputColumns, OutputFormat, OutputTable};
use super::{Global, addresses, out, params, wire};
use crate::base::disk::disk;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::glob::Glob;
use crate::base::i18n::Message;
use crate::base::shell::Shell;
use crate::config::from_home;
use crate::config::setting::COUNTS;
use crate::download::{FetchPlan, IfExists, Require, USUAL_LIMIT, check_name, free_space, reads_as_file};
use crate::excel::CopyKind;
use crate::model::Media;
use crate::model::form::Answers;
use crate::net::waiting_up_to;
use crate::portals::web::web_address;
use crate::preview::Criterion;
use crate::services::{ServiceMedia, narrowable, wish};
use crate::session::{ChosenMedia, Downloadable, Estimate, MediaChoice, Order, Session, entry};
use crate::stores::{BucketAddress, sweep};
use crate::{m, t};

mod adopt;
mod each;
mod each_results;
mod each_told;
mod progress;
mod run;
mod terminal;

pub use adopt::adopted;
use each::EachArgs;
pub use run::{FIELDS, RunOptions, Wanted, confirm_personal, run};
pub use terminal::RunTerminal;

/// How long what was given up in an object store is ended.
const SWEEPING: Duration = Duration::from_secs(5);

#[derive(Args, Debug)]
pub struct GetArgs {
    /// Media, or datasets for all their downloadable media; or their web addresses; - reads them from standard input, one a line
    #[arg(required = true)]
    addresses: Vec<String>,
    /// Only media of these formats, as csv,json (may be repeated)
    #[arg(long = "format", value_name = "FORMAT", value_delimiter = ',')]
    pub formats: Vec<String>,
    /// Only media of such a name, as '*.csv' (may be repeated)
    #[arg(long, value_name = "PATTERN")]
    pub include: Vec<String>,
    /// No media of such a name, as 'old*' (may be repeated)
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// One entry of an archive and nothing else of it; once more for what is in an archive in it
    #[arg(long, value_name = "NAME", conflicts_with = "as_curl")]
    entry: Vec<String>,
    /// The folder to download to; s3://BUCKET/PREFIX/ for an object store (az://, gs://); or - for standard output, of one
    /// media [default: the configuration's download_dir]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The file's name, for one media
    #[arg(long, value_name = "FILE")]
    name: Option<String>,
    /// When a file of that name is there already: update what an earlier download left and ask of all else; ask, skip,
    /// rename or overwrite
    #[arg(long, value_enum, default_value_t = IfExists::Update, hide_possible_values = true)]
    if_exists: IfExists,
    /// Keep what newer versions replace, for `guichet diff FILE`: up to the configuration's keep_versions [default: 1G]
    #[arg(long)]
    keep: bool,
    /// Say what would be downloaded, and download nothing
    #[arg(long)]
    plan: bool,
    /// Which verdict a file needs for its name
    #[arg(long, value_enum, default_value_t = Require::NotAltered)]
    require: Require,
    /// How many downloads run at once
    #[arg(long, value_name = "N", value_parser = jobs)]
    jobs: Option<u8>,
    /// How many connections one file may come over, where that is faster
    #[arg(long, value_name = "N", value_parser = jobs)]
    connections: Option<u8>,
    /// How many bytes a second all downloads together may take, as 500K or 2M
    #[arg(long, value_name = "RATE", value_parser = rate)]
    limit_rate: Option<u64>,
    /// How long to wait for a file that is being prepared, or a server that is busy, as 90s or 2h [default: 10m]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub max_wait: Option<Duration>,
    /// An answer that a media asks for, as siren=130025265; @FILE: one a line (may be repeated)
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = super::params::param)]
    pub params: Vec<(String, String)>,
    /// Of a service, only rows whose cell is so: COLUMN=VALUE, or with != < <= > >= or ~ (somewhere in it); may be repeated
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = super::preview::criterion, conflicts_with = "each")]
    criteria: Vec<Criterion>,
    /// Of a service, only what lies within these degrees
    #[arg(long, value_name = "WEST,SOUTH,EAST,NORTH", allow_hyphen_values = true, conflicts_with = "each")]
    bbox: Option<String>,
    /// Beside each CSV, write a workbook for Excel: codes stay text, dates and amounts are values (NAME.excel.xlsx)
    #[arg(long)]
    excel: bool,
    /// Beside each CSV, write a copy that opens in a French Excel (NAME.excel.csv)
    #[arg(long)]
    excel_fr: bool,
    /// Ask nothing: neither before downloading personal data, nor before adding the portal of a web address
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    each: EachArgs,
    #[command(flatten)]
    curl: AsCurl,
}

impl GetArgs {
    /// Of one media, to standard output.
    pub fn to_output(address: &str, require: Require) -> Self {
        Self {
            addresses: vec![address.to_owned()],
            formats: vec![],
            include: vec![],
            exclude: vec![],
            entry: vec![],
            output: Some(PathBuf::from("-")),
            name: None,
            if_exists: IfExists::default(),
            keep: false,
            plan: false,
            require,
            jobs: None,
            connections: None,
            limit_rate: None,
            max_wait: None,
            params: vec![],
            criteria: vec![],
            bbox: None,
            excel: false,
            excel_fr: false,
            yes: false,
            each: EachArgs::default(),
            curl: AsCurl::default(),
        }
    }

    /// What is answered to what media ask.
    fn answers(&self) -> Result<Answers> {
        let mut answers = params::answers(&self.params)?;
        answers.0.extend(self.narrowing());
        Ok(answers)
    }

    /// Which rows of a service are wanted, as it is asked.
    fn narrowing(&self) -> Vec<(String, String)> {
        let criteria = (!self.criteria.is_empty()).then(|| (wish::WHERE.to_owned(), wish::written(&self.criteria)));
        let bbox = self.bbox.clone().map(|bbox| (wish::BBOX.to_owned(), bbox));
        criteria.into_iter().chain(bbox).collect()
    }

    /// Which media are wanted.
    fn choice(&self) -> MediaChoice {
        let globs = |written: &[String]| written.iter().map(|it| Glob::new(it)).collect();
        MediaChoice { formats: self.formats.clone(), include: globs(&self.include), exclude: globs(&self.exclude) }
    }

    /// Whether nothing is fetched.
    pub fn is_plan(&self) -> bool {
        self.plan || self.curl.is_on()
    }

    /// Whether the portals of web addresses may be added, to a configuration that need not be there yet.
    pub fn may_add_portals(&self) -> bool {
        self.addresses.iter().any(|it| it == "-" || web_address(it).is_some())
    }

    /// Whether what it prints is all that it is for.
    pub fn only_prints(&self) -> bool {
        self.is_plan() || self.is_to_output()
    }

    /// The object store that `-o` names, if it names one.
    fn store(&self) -> Result<Option<BucketAddress>> {
        let Some(output) = self.output.as_deref().and_then(Path::to_str) else { return Ok(None) };
        let Some(store) = BucketAddress::read(output)? else { return Ok(None) };
        let folders = [("--excel", self.excel), ("--excel-fr", self.excel_fr), ("--keep", self.keep)];
        match folders.into_iter().find(|(_, is_given)| *is_given) {
            Some((flag, _)) => Err(Error::new(ErrorKind::Usage, flag, m!("stores-not-with"))),
            None => Ok(Some(store)),
        }
    }

    fn is_to_output(&self) -> bool {
        self.output.as_deref() == Some(Path::new("-"))
    }
}

pub async fn get(global: &Global, args: &GetArgs, session: &Session) -> Result<u8> {
    if args.each.is_on() {
        return each::each(global, args, session).await;
    }
    let columns = global.columns(match (args.plan, args.curl.is_on()) {
        (true, _) => &PLANNED,
        (_, true) => &curl::FIELDS,
        _ => &run::FIELDS,
    })?;
    let session = session
        .limited(args.jobs.map(usize::from), args.limit_rate, args.connections.map(usize::from))
        .waiting(args.max_wait);
    // Whole and judged before the first byte of it is printed.
    let passing = if args.is_to_output() && !args.is_plan() { Some(passing_folder(global, args)?) } else { None };
    let to_store = args.store()?;
    let output = args.output.as_deref().filter(|_| !args.is_to_output() && to_store.is_none());
    let output = output.map(folder).transpose()?;
    if let Some(name) = &args.name {
        check_name(name)?;
    }
    let dir = match (&passing, &to_store) {
        (Some(passing), _) => passing.path().to_owned(),
        (None, Some(store)) => store.to_string().into(),
        (None, None) => output.unwrap_or_else(|| session.config.download_dir.clone()),
    };
    let how = FetchPlan {
        name: args.name.clone(),
        if_exists: args.if_exists,
        require: args.require,
        answers: entry::with_entry(&args.answers()?, &args.entry),
        versions: match to_store {
            Some(_) => None,
            None => session.versions(session.config.keep_versions.or(args.keep.then_some(USUAL_LIMIT)))?,
        },
        ..FetchPlan::into(&dir)
    };
    let given = addresses::expanded(&args.addresses, "address")?;
    let (session, addresses) = adopted(global, session, &given, args.yes).await?;
    let (choice, mut wanted) = (args.choice(), Vec::new());
    for address in &addresses {
        wanted.extend(self::wanted(&session, address, &choice, &how).await);
    }
    params::check(&args.params, wanted.iter().filter_map(Wanted::media))?;
    wanted.iter_mut().for_each(|wanted| refuse_unnarrowed(wanted, &args.narrowing()));
    let mut seen = HashSet::new();
    wanted.retain(|wanted| wanted.what.is_err() || seen.insert(wanted.address.clone())); // named twice, and one file
    if passing.is_some() && wanted.len() > 1 {
        let cause = m!("cli-one-to-output", wanted = wanted.len());
        return Err(Error::new(ErrorKind::Usage, "-o -", cause).hint(m!("cli-output-one")));
    }
    if args.name.is_some() && wanted.len() > 1 {
        let cause = m!("cli-one-name", wanted = wanted.len());
        return Err(Error::new(ErrorKind::Usage, "--name", cause).hint(m!("cli-name-one")));
    }
    if !args.entry.is_empty() && wanted.len() > 1 {
        let cause = m!("cli-one-archive", wanted = wanted.len());
        return Err(Error::new(ErrorKind::Usage, "--entry", cause).hint(m!("cli-archive-one")));
    }
    if args.plan {
        if !args.entry.is_empty() {
            plan_entries(&session, &mut wanted).await;
        }
        let free = if to_store.is_some() { None } else { free_space(&dir) };
        return print_plan(columns, &wanted, &dir, free);
    }
    if args.curl.is_on() {
        return curl::print_gets(global, &session, &wanted, args.name.as_deref().filter(|_| !args.is_to_output()))
            .await;
    }
    if let Some((key, _)) = args.params.first()
        && wanted.iter().all(|wanted| wanted.what.as_ref().is_ok_and(|order| order.media.form.is_empty()))
    {
        let cause = m!("cli-no-parameters", key);
        return Err(Error::new(ErrorKind::Usage, "--param", cause));
    }
    let copies = [(args.excel, CopyKind::Workbook), (args.excel_fr, CopyKind::Csv)];
    let copies = copies.into_iter().filter_map(|(is_wanted, kind)| is_wanted.then_some(kind)).collect();
    let bucket = match to_store {
        Some(store) => Some(session.bucket(store).await?),
        None => None,
    };
    let options = RunOptions { copies, yes: args.yes, to_output: passing.is_some(), bucket };
    let code = run(global, &session, columns, &wanted, &options).await;
    if let Some(bucket) = &options.bucket {
        // What was given up in the middle leaves nothing open.
        let _ = tokio::time::timeout(SWEEPING, sweep(bucket)).await;
    }
    code
}

/// A file comes whole, and a service is narrowed by what it asks: that more was to narrow it must not be forgotten in silence.
fn refuse_unnarrowed(wanted: &mut Wanted, narrowing: &[(String, String)]) {
    let Ok(order) = &wanted.what else { return };
    let is_asked = |key: &str| order.media.form.iter().any(|field| field.key == key);
    if let Some((key, _)) = narrowing.iter().find(|(key, _)| !is_asked(key)) {
        let (cause, hint) = match is_asked(wish::WHERE) {
            true => (m!("services-no-places"), m!("services-no-places-hint")),
            false => (m!("services-not-narrowed", key = format!("--{key}")), m!("services-not-narrowed-hint")),
        };
        wanted.what = Err(Error::new(ErrorKind::Usage, &wanted.address, cause).hint(hint));
    }
}

/// Has what is wanted say what is known of the entry, and not of its archive.
async fn plan_entries(session: &Session, wanted: &mut [Wanted]) {
    for wanted in wanted {
        let Ok(order) = &mut wanted.what else { continue };
        let (answers, path) = entry::split(&order.answers);
        match session.archived(&order.media, answers, path).await {
            Ok((_, media)) => order.becomes(media),
            Err(error) => wanted.what = Err(error),
        }
    }
}

/// The folder that what goes to standard output passes through. It is gone once this is dropped.
fn passing_folder(global: &Global, args: &GetArgs) -> Result<TempDir> {
    let refuse = |cause: Message, hint: Message| Err(Error::new(ErrorKind::Usage, "-o -", cause).hint(hint));
    let formats = [("--json", global.json), ("--jsonl", global.jsonl), ("--tsv", global.tsv)];
    let beside = [("--excel", args.excel), ("--excel-fr", args.excel_fr), ("--name", args.name.is_some())];
    if let Some((flag, _)) = formats.into_iter().chain(beside).find(|(_, is_given)| *is_given) {
        return refuse(m!("cli-output-alone", flag), m!("cli-output-alone-hint", flag));
    }
    if io::stdout().is_terminal() {
        return refuse(m!("cli-output-terminal"), m!("cli-output-terminal-hint"));
    }
    tempfile::tempdir().map_err(|error| disk(&env::temp_dir(), &error))
}

/// The folder that `-o` names, from home where it begins with `~`.
fn folder(output: &Path) -> Result<PathBuf> {
    let no_home = || Error::new(ErrorKind::Usage, "-o", m!("cli-output-home")).hint(m!("cli-output-home-hint"));
    let folder = from_home(output).ok_or_else(no_home)?;
    check_folder(&folder).map(|()| folder)
}

/// Refuses as `-o` what somebody means to be a file, and would become a folder.
fn check_folder(output: &Path) -> Result<()> {
    let written = output.to_string_lossy();
    let refuse = |cause: Message, hint: Message| Err(Error::new(ErrorKind::Usage, "-o", cause).hint(hint));
    let quoted = |word: &str| Shell::in_use().quoted(word);
    if output.is_dir() || written.ends_with(std::path::is_separator) {
        return Ok(());
    }
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    match reads_as_file(&name) {
        true => refuse(
            m!("cli-output-no-folder"),
            m!("cli-output-no-folder-hint", name = quoted(&name), path = quoted(&format!("{written}/"))),
        ),
        false => Ok(()),
    }
}

/// What `address` stands for, to be fetched as `how` says; or the one error that says why it stands for nothing.
pub async fn wanted(session: &Session, address: &str, choice: &MediaChoice, how: &FetchPlan) -> Vec<Wanted> {
    let left_out = |media: &Media| {
        let url = media.url.clone().unwrap_or_else(|| t!("cli-no-address"));
        out::note(&match ServiceMedia::of(media) {
            Some(_) => t!("services-left-out", title = media.title, address = media.address()),
            None => t!("cli-left-out", title = media.title, url),
        });
    };
    let found = session.downloadable(address, choice, left_out);
    match waiting_up_to(session.max_wait, found, progress::saying(address)).await {
        Ok(Downloadable { dataset, origin, chosen, warnings }) => {
            let ChosenMedia { media, unwanted, derived } = chosen;
            warnings.iter().for_each(|warning| out::note(&format::labelled(address, warning)));
            if let Some(names) = listed(&unwanted) {
                out::note(&t!("cli-not-chosen", count = unwanted.len(), address, names));
            }
            say_derived(address, &derived);
            let order = |media| Order {
                origin: Some(origin.clone()),
                ..Order::new(narrowable(media, &how.answers), Some(dataset.clone()), how.answers.clone())
            };
            media.into_iter().map(|media| Wanted::new(order(media), how.clone())).collect()
        }
        Err(error) => vec![Wanted { address: address.to_owned(), how: how.clone(), what: Err(error) }],
    }
}

/// Says what its portal made that is left out, and how it is had all the same.
fn say_derived(address: &str, derived: &[Media]) {
    let names: Vec<String> = derived.iter().map(|media| media.title.clone()).collect();
    let mut formats: Vec<&str> = derived.iter().filter_map(|media| media.format.as_deref()).collect();
    formats.sort_unstable();
    formats.dedup();
    let Some(first) = listed(&names) else { return };
    let quoted = |text: &str| Shell::in_use().quoted(text);
    let chosen = match formats.is_empty() {
        true => format!("--include {}", quoted("*")),
        false => format!("--format {}", quoted(&formats.join(","))),
    };
    out::note(&t!("cli-derived", count = names.len(), names = first, address = quoted(address), chosen));
}

/// The first few of `names`, and how many more there are.
fn listed(names: &[String]) -> Option<String> {
    const SHOWN: usize = 5;
    let first = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => None,
        count if count > SHOWN => Some(t!("cli-and-more", first, count = count - SHOWN)),
        _ => Some(first),
    }
}

/// How many at once.
pub fn jobs(written: &str) -> std::result::Result<u8, String> {
    let number = written.parse().ok().filter(|number| COUNTS.contains(number));
    let (least, most) = (COUNTS.start(), COUNTS.end());
    number.ok_or_else(|| t!("cli-jobs", value = crate::base::text::line(written), least, most))
}

/// `500K`, `2M`, `1.5M`: bytes a second, by the thousand.
pub fn rate(written: &str) -> std::result::Result<u64, String> {
    format::bytes_written(written).ok_or_else(|| t!("cli-rate"))
}

/// `90`, `90s`, `10m`, `1.5h`, `2d`: how long.
pub fn time(written: &str) -> std::result::Result<Duration, String> {
    let written = written.trim().to_ascii_lowercase();
    let units = [('s', 1.0), ('m', 60.0), ('h', 3600.0), ('d', 86_400.0)];
    let unit = units.iter().find_map(|(letter, seconds)| Some((written.strip_suffix(*letter)?, *seconds)));
    let (number, seconds) = unit.unwrap_or((&written, 1.0));
    let number = number.trim().replace(',', ".").parse::<f64>().ok().filter(|number| *number <= 1e6);
    let time = number.and_then(|number| Duration::try_from_secs_f64(number * seconds).ok());
    time.ok_or_else(|| t!("cli-time"))
}

/// What programs read of a media that would be downloaded.
const PLANNED: [&str; 10] =
    ["address", "title", "format", "size", "access", "licence", "licence_url", "outcome", "warnings", "error"];

fn print_plan(columns: OutputColumns, wanted: &[Wanted], dir: &Path, free: Option<u64>) -> Result<u8> {
    let mut sum = Estimate::default();
    for Order { media, dataset, .. } in wanted.iter().filter_map(|wanted| wanted.what.as_ref().ok()) {
        let Some(dataset) = dataset else { continue };
        dataset.media.iter().position(|it| it.id == media.id).into_iter().for_each(|at| sum.add(dataset, at));
    }
    let media = || sum.iter().map(|(dataset, media)| (media, media.terms(dataset), &dataset.warnings));
    let (bytes, unknown) = (sum.bytes, sum.unsized_media);
    let errors = || wanted.iter().filter_map(|wanted| wanted.what.as_ref().err());
    if !columns.are_for_people() {
        let planned = media().map(|(media, licence, warnings)| {
            json!({"address": media.address(), "title": media.title, "format": media.format, "size": media.size,
                "access": media.access, "licence": wire::name(licence), "licence_url": wire::url(licence),
                "outcome": "planned", "warnings": warnings})
        });
        let failed = wanted.iter().filter_map(|wanted| Some((&wanted.address, wanted.what.as_ref().err()?)));
        let failed = failed.map(|(address, error)| wire::failed(address, error));
        let is_document = columns.format == OutputFormat::Json;
        let mut table = OutputTable::begin(columns, "media", json!({}))?;
        table.add(planned)?;
        // In a document they stand apart.
        let failed: Vec<Value> = failed.collect();
        if !is_document {
            table.add(failed.iter().cloned())?;
        }
        table
            .end(json!({"bytes": bytes, "size_unknown": unknown, "folder": dir.display().to_string(), "free": free,
            "failed": failed, "error": out::FailureJson::of_all(errors()).filter(|_| is_document)}))?;
    } else {
        for (media, licence, _) in media() {
            let size = media.size.map_or(t!("cli-size-unknown"), format::size);
            let licence = wire::name(licence).map_or(t!("cli-no-licence"), str::to_owned);
            out::line(&format!("{}  {}  {}  {}  {licence}", media.address(), media.title, size, media.access.said()));
        }
        let room = free.map_or(t!("cli-not-known"), format::size);
        let (count, size, dir) = (media().count(), format::size(bytes), dir.display());
        out::line(&match unknown {
            0 => t!("cli-planned", count, size, dir, room),
            _ => t!("cli-planned-unknown", count, size, unknown, dir, room),
        });
        errors().for_each(out::error);
    }
    Ok(Error::worst(errors()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_one_unit_or_is_in_seconds() {
        let table =
            [("90", 90), ("90s", 90), (" 10M ", 600), ("1.5h", 5400), ("1,5h", 5400), ("2d", 172_800), ("0", 0)];
        for (written, seconds) in table {
            assert_eq!(time(written), Ok(Duration::from_secs(seconds)), "{written}");
        }
        for odd in ["", "soon", "-1", "s", "10x", "nan", "inf", "1e300d", "1h30m"] {
            assert!(time(odd).is_err(), "{odd}");
        }
    }
}
