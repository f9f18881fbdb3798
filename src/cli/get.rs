//! `get`: downloads media, several at once, and reports every outcome.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex as BlockingMutex};
use std::time::Instant;

use clap::Args;
use futures_util::{StreamExt, stream};
use serde::Serialize;
use tokio::sync::Mutex;

use super::{Global, out, resolve, show};
use crate::config::{self, Config};
use crate::download::receipt::Origin;
use crate::download::{self, IfExists, Outcome, Plan, Progress, Require, Traffic, Verdict};
use crate::error::{Error, Kind, Result};
use crate::form::{self, Answers, Memory};
use crate::human;
use crate::model::{Access, Address, Checksum, Dataset, Media, Offer, Place, Target};
use crate::portals::{Portal, Portals};
use crate::preview::excel::excel_fr;

mod progress;

/// Downloads that are begun or wait for their turn.
const WAITING: usize = 128;

use progress::Bars;

#[derive(Args, Debug)]
pub struct GetArgs {
    /// Media, or datasets for all their downloadable media
    #[arg(required = true)]
    addresses: Vec<String>,
    /// Of datasets, only media of this format (may be repeated)
    #[arg(long = "format", value_name = "FORMAT")]
    formats: Vec<String>,
    /// The folder to download to [default: the configuration's download_dir]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The file's name, for one media
    #[arg(long, value_name = "FILE")]
    name: Option<String>,
    /// When a file of that name is there already
    #[arg(long, value_enum, default_value_t = IfExists::Ask)]
    if_exists: IfExists,
    /// Say what would be downloaded, and download nothing
    #[arg(long)]
    plan: bool,
    /// Which verdict a file needs for its name
    #[arg(long, value_enum, default_value_t = Require::NotAltered)]
    require: Require,
    /// How many downloads run at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=32))]
    jobs: Option<u8>,
    /// How many bytes a second all downloads together may take, as 500K or 2M
    #[arg(long, value_name = "RATE", value_parser = rate)]
    limit_rate: Option<u64>,
    /// An answer that a media asks for, as siren=130025265 (may be repeated)
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = super::list::key_value)]
    params: Vec<(String, String)>,
    /// Beside each CSV, write a copy that opens in a French Excel (NAME.excel.csv)
    #[arg(long)]
    excel_fr: bool,
    /// Do not ask before downloading personal data
    #[arg(long)]
    yes: bool,
}

/// One media to fetch, or why an address gives none.
struct Wanted<'p> {
    address: String,
    what: Result<(&'p dyn Portal, Box<Media>, Arc<Origin>)>,
}

pub async fn get(global: &Global, args: &GetArgs, config: &Config, portals: &Portals) -> Result<u8> {
    let mut wanted = Vec::new();
    for address in &args.addresses {
        match expand(address, args, portals).await {
            Ok(media) => wanted.extend(media),
            Err(error) => wanted.push(Wanted { address: address.clone(), what: Err(error) }),
        }
    }
    if args.name.is_some() && wanted.len() > 1 {
        let cause = format!("it names one file, and there are {} media to download", wanted.len());
        return Err(Error::new(Kind::Usage, "--name", cause).hint("Name one media, or leave --name out."));
    }
    let dir = args.output.clone().unwrap_or_else(|| config.download_dir.clone());
    if args.plan {
        return print_plan(global, &wanted, &dir);
    }
    if let Some((key, _)) = args.params.first()
        && wanted.iter().all(|wanted| wanted.what.as_ref().is_ok_and(|(_, media, _)| media.form.is_empty()))
    {
        let cause = format!("nothing of this asks for parameters, and \"{key}\" is given");
        return Err(Error::new(Kind::Usage, "--param", cause));
    }
    let session = Session {
        global,
        params: Answers(args.params.clone()),
        memory: BlockingMutex::new(Memory::in_folder(&config::state_dir())),
        plan: Plan {
            name: args.name.clone(),
            if_exists: args.if_exists,
            require: args.require,
            traffic: Arc::new(Traffic::new(args.jobs.map_or(config.jobs, usize::from), args.limit_rate)),
            ..Plan::into(dir)
        },
        excel_fr: args.excel_fr,
        yes: args.yes,
        bars: Bars::new(global.is_plain(), global.json),
        asking: Mutex::new(None),
        worst: BlockingMutex::new(None),
    };
    // Their turns are given out by the plan's traffic; so many wait for theirs.
    let all = stream::iter(&wanted).for_each_concurrent(WAITING, |wanted| session.fetch(wanted));
    tokio::select! {
        () = all => {}
        _ = tokio::signal::ctrl_c() => {
            out::note("cancelled; what has arrived stays in the .part files");
            return Ok(Kind::Cancelled.exit_code());
        }
    }
    Ok(session.worst.into_inner().unwrap_or_default().map_or(0, |error: Error| error.kind.exit_code()))
}

/// `500K`, `2M`, `1.5M`: bytes a second, by the thousand.
fn rate(written: &str) -> std::result::Result<u64, String> {
    let (number, unit) = match written.trim().to_ascii_uppercase() {
        it if it.ends_with('K') => (it, 1e3),
        it if it.ends_with('M') => (it, 1e6),
        it if it.ends_with('G') => (it, 1e9),
        it => (it, 1.0),
    };
    let number: f64 = number.trim_end_matches(['K', 'M', 'G']).trim().replace(',', ".").parse().unwrap_or_default();
    let rate = number * unit;
    if rate >= 1.0 && rate.is_finite() {
        Ok(rate as u64)
    } else {
        Err("it is a number of bytes a second, as 500K or 2M".into())
    }
}

/// The media an address stands for: itself, or a dataset's downloadable ones.
async fn expand<'p>(address: &str, args: &GetArgs, portals: &'p Portals) -> Result<Vec<Wanted<'p>>> {
    let (portal, target) = resolve(address, portals)?;
    let config = portals.config(&address.parse::<Address>()?.portal)?;
    let wanted = |dataset: &Dataset, media: &Media| Wanted {
        address: media.address().to_string(),
        what: Ok((portal, Box::new(media.clone()), Arc::new(Origin::new(config, dataset)))),
    };
    match target {
        Target::Media { dataset, media } => {
            let dataset = portal.dataset(&dataset).await?;
            let media = show::find(&dataset, &media)?;
            if let Offer::ShowOnly(reason) = &media.offer {
                let url = media.url.as_ref().map(|url| format!("Its address is {url}")).unwrap_or_default();
                return Err(Error::new(Kind::Usage, address, format!("nothing to download: {reason}")).hint(url));
            }
            Ok(vec![wanted(&dataset, media)])
        }
        Target::Place(Place::Dataset(dataset)) => {
            let dataset = portal.dataset(&dataset).await?;
            let of_format = |media: &&Media| {
                let format = media.format.as_deref().unwrap_or_default();
                args.formats.is_empty() || args.formats.iter().any(|wanted| wanted.eq_ignore_ascii_case(format))
            };
            let (files, others): (Vec<&Media>, Vec<&Media>) =
                dataset.media.iter().filter(of_format).partition(|media| !matches!(media.offer, Offer::ShowOnly(_)));
            for media in others {
                out::note(&format!(
                    "left out: {}, no download ({})",
                    media.title,
                    media.url.as_deref().unwrap_or("no address")
                ));
            }
            if files.is_empty() {
                let have: Vec<&str> = dataset.media.iter().filter_map(|media| media.format.as_deref()).collect();
                return Err(Error::new(Kind::NotFound, address, "it has nothing of that kind to download")
                    .hint(format!("It has: {}.", have.join(", "))));
            }
            Ok(files.into_iter().map(|media| wanted(&dataset, media)).collect())
        }
        Target::Place(_) => Err(Error::new(Kind::Usage, address, "it is a folder, not something to download")
            .hint(format!("`guichet list {address}` shows what it holds."))),
    }
}

/// One run of `get`.
struct Session<'a> {
    global: &'a Global,
    plan: Plan,
    params: Answers,
    /// What was answered the last time.
    memory: BlockingMutex<Memory>,
    excel_fr: bool,
    yes: bool,
    bars: Bars,
    /// Held while a question is asked; the answer for all names taken from then on, once one was given.
    asking: Mutex<Option<IfExists>>,
    worst: BlockingMutex<Option<Error>>,
}

impl Session<'_> {
    async fn fetch(&self, wanted: &Wanted<'_>) {
        let started = Instant::now();
        let result = match &wanted.what {
            Ok((portal, media, origin)) => self.download(*portal, media, origin).await,
            Err(error) => Err(error.clone()),
        };
        self.report(&wanted.address, &result, started);
        self.copy_for_excel(&result).await;
        let failure = match result {
            Err(error) => Some(error),
            Ok(outcome) if !outcome.meets(self.plan.require) => {
                Some(Error::new(Kind::Integrity, wanted.address.clone(), outcome.reason))
            }
            Ok(_) => None,
        };
        if let Some(error) = failure {
            let mut worst = self.worst.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *worst = Some(worst.take().map_or(error.clone(), |so_far| so_far.or_worse(error)));
        }
    }

    /// What fails here costs no downloaded file its verdict.
    async fn copy_for_excel(&self, result: &Result<Outcome>) {
        let Some(path) = result.as_ref().ok().filter(|_| self.excel_fr).map(|outcome| outcome.path.clone()) else {
            return;
        };
        let copied = tokio::task::spawn_blocking(move || excel_fr(&path)).await;
        self.bars.pause(|| match copied {
            Ok(Ok(copy)) => out::note(&format!("for Excel: {}", copy.display())),
            Ok(Err(error)) => out::error(&error),
            Err(_) => out::note("the copy for Excel could not be made"),
        });
    }

    async fn download(&self, portal: &dyn Portal, media: &Media, origin: &Arc<Origin>) -> Result<Outcome> {
        self.confirm_personal(media).await?;
        let answers = self.answers(media).await?;
        let mut plan = Plan { origin: Some(origin.clone()), answers, ..self.plan.clone() };
        loop {
            let bar = self.bars.begin(&media.title);
            let result = download::fetch(portal, media, &plan, |progress: Progress| bar.show(progress)).await;
            drop(bar);
            match result {
                Err(error) if error.kind == Kind::Exists && plan.if_exists == IfExists::Ask && can_ask() => {
                    plan.if_exists = self.ask_conflict(&error).await?;
                }
                other => return other,
            }
        }
    }

    /// What the media asks, from the command line, from the last time, and from the person where both say nothing.
    async fn answers(&self, media: &Media) -> Result<Answers> {
        if media.form.is_empty() {
            return Ok(Answers::default());
        }
        let portal = &media.dataset.portal;
        let memory = || self.memory.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let fields = memory().recall(portal, &media.form);
        let mut given = self.params.clone();
        if can_ask() && !self.global.json {
            let _turn = self.asking.lock().await;
            for field in fields.iter().filter(|it| it.required && it.default.is_none()) {
                if given.get(&field.key).is_none() {
                    let question = format!("{} ({})", field.label, field.key);
                    given.0.push((field.key.clone(), self.bars.pause(|| ask(&question))));
                }
            }
        }
        let answers = form::check(&fields, &given)?;
        memory().keep(portal, &fields, &answers);
        Ok(answers)
    }

    async fn confirm_personal(&self, media: &Media) -> Result<()> {
        if media.access != Access::Personal || self.yes {
            return Ok(());
        }
        let refused = |cause: &str| Error::new(Kind::Usage, media.address().to_string(), cause);
        if !can_ask() {
            return Err(
                refused("it holds personal data (GDPR), and nobody is there to confirm").hint("Confirm with --yes.")
            );
        }
        let _turn = self.asking.lock().await;
        let question = format!("\"{}\" holds personal data (GDPR). Download it? Type yes", media.title);
        match self.bars.pause(|| ask(&question)).as_str() {
            "yes" | "oui" => Ok(()),
            _ => Err(Error::new(Kind::Cancelled, media.address().to_string(), "not confirmed, nothing downloaded")),
        }
    }

    async fn ask_conflict(&self, error: &Error) -> Result<IfExists> {
        let mut for_all = self.asking.lock().await;
        if let Some(answer) = *for_all {
            return Ok(answer);
        }
        let question = format!("{error}. [s]kip, [r]ename, [o]verwrite, [q]uit; capitals for all that follow");
        loop {
            let typed = self.bars.pause(|| ask(&question));
            let answer = match typed.to_lowercase().as_str() {
                "s" => IfExists::Skip,
                "r" => IfExists::Rename,
                "o" => IfExists::Overwrite,
                "q" | "" => return Err(Error::new(Kind::Cancelled, error.subject.clone(), "left as it is")),
                _ => continue,
            };
            if typed.chars().all(char::is_uppercase) {
                *for_all = Some(answer);
            }
            return Ok(answer);
        }
    }

    /// One line on standard output: verdict, size, path; why a file is not verified, beside. Or one line of JSON.
    fn report(&self, address: &str, result: &Result<Outcome>, started: Instant) {
        self.bars.pause(|| {
            if self.global.json {
                let _ = out::json(&GetJson::of(address, result, started)); // plain data always becomes JSON
                return;
            }
            match result {
                Ok(outcome) if outcome.skipped => out::line(&format!("skipped  {}", outcome.path.display())),
                Ok(outcome) => {
                    let (word, path) = (verdict(outcome.verdict), outcome.path.display());
                    out::line(&format!("{word}  {}  {path}", human::size(outcome.bytes)));
                    if outcome.verdict != Verdict::Verified {
                        out::note(&format!("{path}: {word}, {}", outcome.reason));
                    }
                }
                Err(error) => out::error(error),
            }
        });
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Verified => "verified",
        Verdict::SizeOnly => "size-only",
        Verdict::Altered => "altered",
        Verdict::Unverifiable => "unverifiable",
    }
}

fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Blocks until a line is typed; empty at the end of input.
fn ask(question: &str) -> String {
    eprint!("{}: ", crate::text::printable(question).collect::<String>());
    let _ = io::stderr().flush();
    let mut answer = String::new();
    let _ = io::stdin().lock().read_line(&mut answer);
    answer.trim().to_owned()
}

fn print_plan(global: &Global, wanted: &[Wanted], dir: &Path) -> Result<u8> {
    let media = || {
        wanted.iter().filter_map(|wanted| wanted.what.as_ref().ok().map(|(_, media, origin)| (media, licence(origin))))
    };
    let bytes: u64 = media().filter_map(|(media, _)| media.size).sum();
    let unknown = media().filter(|(media, _)| media.size.is_none()).count();
    let full = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let free = full.ancestors().find(|it| it.exists()).and_then(|it| fs4::available_space(it).ok());
    if global.json {
        let media = media().map(|(media, licence)| PlannedJson {
            address: media.address().to_string(),
            title: &media.title,
            format: media.format.as_deref(),
            size: media.size,
            access: media.access,
            licence,
        });
        out::json(&PlanJson { media: media.collect(), bytes, size_unknown: unknown, folder: dir, free })?;
    } else {
        for (media, licence) in media() {
            let size = media.size.map_or("size unknown".into(), human::size);
            let licence = licence.unwrap_or("licence not stated");
            out::line(&format!("{}  {}  {}  {}  {licence}", media.address(), media.title, size, media.access.word()));
        }
        let more = if unknown > 0 { format!(" and {unknown} of unknown size") } else { String::new() };
        let room = free.map_or("not known".into(), human::size);
        out::line(&format!(
            "{} media, {}{more}, to {} ({room} free)",
            media().count(),
            human::size(bytes),
            dir.display()
        ));
    }
    let errors = || wanted.iter().filter_map(|wanted| wanted.what.as_ref().err());
    errors().for_each(out::error);
    Ok(Error::worst(errors()))
}

#[derive(Serialize)]
struct PlanJson<'a> {
    media: Vec<PlannedJson<'a>>,
    bytes: u64,
    size_unknown: usize,
    folder: &'a Path,
    free: Option<u64>,
}

#[derive(Serialize)]
struct PlannedJson<'a> {
    address: String,
    title: &'a str,
    format: Option<&'a str>,
    size: Option<u64>,
    access: Access,
    licence: Option<&'a str>,
}

fn licence(origin: &Origin) -> Option<&str> {
    origin.dataset.licence.as_ref().map(|licence| licence.label.as_str())
}

#[derive(Serialize)]
struct GetJson<'a> {
    address: &'a str,
    path: Option<&'a Path>,
    bytes: Option<u64>,
    sha256: Option<&'a str>,
    verdict: Option<Verdict>,
    claim: Option<ClaimJson<'a>>,
    reason: Option<&'a str>,
    resumed_from: Option<u64>,
    seconds: f64,
    error: Option<out::ErrorJson<'a>>,
}

#[derive(Serialize)]
struct ClaimJson<'a> {
    algo: &'a str,
    value: &'a str,
}

impl<'a> GetJson<'a> {
    fn of(address: &'a str, result: &'a Result<Outcome>, started: Instant) -> Self {
        let outcome = result.as_ref().ok();
        let fetched = outcome.filter(|outcome| !outcome.skipped);
        let claim = |claim: &'a Checksum| ClaimJson { algo: &claim.algo, value: &claim.value };
        Self {
            address,
            path: outcome.map(|outcome| outcome.path.as_path()),
            bytes: fetched.map(|outcome| outcome.bytes),
            sha256: fetched.map(|outcome| outcome.sha256.as_str()),
            verdict: fetched.map(|outcome| outcome.verdict),
            claim: outcome.and_then(|outcome| outcome.claim.as_ref()).map(claim),
            reason: outcome.map(|outcome| outcome.reason.as_str()),
            resumed_from: fetched.map(|outcome| outcome.resumed_from).filter(|from| *from > 0),
            seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
            error: result.as_ref().err().map(out::ErrorJson::from),
        }
    }
}
