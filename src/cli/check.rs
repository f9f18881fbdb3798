//! `check`: a file or a media held against the schema it is to follow.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::table::{OutputColumns, OutputTable};
use super::{Global, out, preview, resolve};
use crate::base::beside::beside;
use crate::base::disk::{disk, shown};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::scratch;
use crate::base::shell::Shell;
use crate::check::origin::{FoundSchema, SchemaFinder};
use crate::check::{CheckReport, FileSchema, Misfit, Rule, Severity};
use crate::download::receipt::Receipt;
use crate::download::{FetchPlan, Verdict};
use crate::model::form::Answers;
use crate::model::{Media, Place, SchemaRef, Target};
use crate::session::{Order, Session};
use crate::tabular::{TextOptions, encoding_named};
use crate::{m, t};

#[derive(Args, Debug)]
pub struct CheckArgs {
    /// A file on this disk, or a media
    #[arg(value_name = "FILE|ADDRESS")]
    address: String,
    /// What it is to follow: a file, a web address, or a schema of schema.data.gouv.fr, as etalab/schema-irve-statique or
    /// with @VERSION behind it [default: what its portal or its receipt says]
    #[arg(long, value_name = "FILE|URL|NAME")]
    schema: Option<String>,
    /// How many errors and warnings are told one by one
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// What separates the cells of a CSV: a character, or tab
    #[arg(long, value_name = "CHARACTER", value_parser = preview::delimiter)]
    delimiter: Option<u8>,
    /// How the text is encoded, as windows-1252
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Whether the first row names the columns
    #[arg(long, value_name = "YES|NO", value_parser = preview::yes_or_no)]
    header: Option<bool>,
    /// How many lines stand above the table
    #[arg(long, value_name = "N")]
    skip: Option<usize>,
    /// An answer that the media asks for, as siren=130025265 (may be repeated)
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = super::list::key_value)]
    params: Vec<(String, String)>,
}

/// What programs read of one error or warning.
const FIELDS: [&str; 9] = ["row", "line", "column", "position", "rule", "severity", "value", "message", "remedy"];

/// What is checked, where it is now, and which schema it says it follows.
struct Subject {
    name: String,
    path: PathBuf,
    follows: Option<SchemaRef>,
    /// What came over the network, as long as it is looked at.
    _passing: Option<TempDir>,
}

pub async fn check(global: &Global, args: &CheckArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let options = TextOptions {
        encoding: args.encoding.as_deref().map(encoding_named).transpose()?,
        delimiter: args.delimiter,
        decimal: None,
        header: args.header,
        skip: args.skip,
    };
    let checked = async {
        let (subject, found) = subject(args, session).await?;
        let schema = FileSchema::read(&found.document, &found.name, &subject.name)?;
        let report = checked(&subject, schema, options, args.limit).await?;
        Ok((subject, found, report))
    };
    let (subject, found, report) = tokio::select! {
        checked = checked => checked?,
        _ = tokio::signal::ctrl_c() => return Ok(ErrorKind::Cancelled.exit_code()),
    };
    match columns.are_for_people() {
        true => print(&subject, &found, &report),
        false => print_json(args, columns, &found, &report)?,
    }
    Ok(if report.fits() { 0 } else { ErrorKind::Integrity.exit_code() })
}

fn print_json(args: &CheckArgs, columns: OutputColumns, found: &FoundSchema, report: &CheckReport) -> Result<()> {
    let against = json!({"name": found.name, "version": found.version, "url": found.url});
    let head = json!({"path": &args.address, "against": against, "valid": report.fits(), "rows": report.rows});
    let mut table = OutputTable::begin(columns, "errors", head)?;
    table.add(report.misfits.iter().map(row))?;
    let notes: Vec<String> = report.notes.iter().map(ToString::to_string).collect();
    let count = |(rule, count): (&Rule, &u64)| json!({"rule": rule.word(), "count": count});
    let counts: Vec<Value> = report.counts.iter().map(count).collect();
    table.end(json!({"error_count": report.errors, "warning_count": report.warnings, "counts": counts, "notes": notes}))
}

/// The file, brought over where it is a media, and its schema: found before anything is brought over.
async fn subject(args: &CheckArgs, session: &Session) -> Result<(Subject, FoundSchema)> {
    let finder = finder(session)?;
    let given = match &args.schema {
        Some(named) => Some(finder.named(named).await?),
        None => None,
    };
    let path = Path::new(&args.address);
    if path.is_file() {
        let follows = Receipt::read(path).ok().and_then(|receipt| receipt.media.schema);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let subject = Subject { name, path: path.to_owned(), follows, _passing: None };
        let found = found(given, &subject.follows, &finder, &args.address).await?;
        return Ok((subject, found));
    }
    let (portal, target) = resolve(&args.address, session).await?;
    let (dataset, media) = match &target {
        Target::Media { dataset, media } => session.media(dataset, media).await?,
        Target::Place(Place::Dataset(address)) => {
            let dataset = portal.dataset(address).await?;
            let media = preview::first(&dataset.media, &args.address)?.clone();
            out::note(&t!("cli-of-its-media", title = media.title));
            (dataset, media)
        }
        Target::Place(_) => {
            return Err(Error::new(ErrorKind::Usage, args.address.clone(), m!("cli-folder-no-rows"))
                .hint(m!("cli-use-list", address = Shell::in_use().quoted(&args.address))));
        }
    };
    let found = found(given, &media.schema, &finder, &args.address).await?;
    let order = Order::new(media.clone(), Some(Arc::new(dataset)), Answers(args.params.clone()));
    Ok((brought(session, &media, &order).await?, found))
}

/// Nobody is asked offline.
fn finder(session: &Session) -> Result<SchemaFinder> {
    let clients = if session.offline { None } else { Some(session.config.clients()?) };
    Ok(SchemaFinder::new(clients))
}

async fn found(
    given: Option<FoundSchema>,
    follows: &Option<SchemaRef>,
    finder: &SchemaFinder,
    address: &str,
) -> Result<FoundSchema> {
    match (given, follows) {
        (Some(given), _) => Ok(given),
        (None, Some(follows)) => finder.find(follows).await,
        (None, None) => {
            let error = Error::new(ErrorKind::Usage, crate::base::text::line(address), m!("check-which-schema"));
            Err(error.hint(m!("check-which-schema-hint")))
        }
    }
}

/// Downloads a media as `get` does, with its verdict, to where it is gone again afterwards.
async fn brought(session: &Session, media: &Media, order: &Order) -> Result<Subject> {
    let folder = scratch::folder();
    let passing = tempfile::tempdir_in(&folder).map_err(|error| disk(&folder, &error))?;
    let outcome = session.fetch(order, &FetchPlan::into(passing.path()), |_| {}).await?;
    if outcome.verdict == Verdict::Altered {
        return Err(Error::new(ErrorKind::Integrity, media.address().to_string(), outcome.reason));
    }
    out::note(&t!("check-was-read", size = format::size(outcome.bytes), reason = outcome.reason));
    let name = outcome.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Subject { name, path: outcome.path, follows: media.schema.clone(), _passing: Some(passing) })
}

async fn checked(subject: &Subject, schema: FileSchema, options: TextOptions, limit: usize) -> Result<CheckReport> {
    let file = File::open(&subject.path).map_err(|error| disk(&subject.path, &error))?;
    let name = subject.name.clone();
    let checked = beside(move |wanted| schema.check(file, &name, &options, limit, wanted)).await;
    checked.map_err(|_| Error::new(ErrorKind::Unexpected, shown(&subject.path), m!("cli-reading-broke")))?
}

fn row(misfit: &Misfit) -> Value {
    json!({
        "row": misfit.place.map(|place| place.row),
        "line": misfit.place.and_then(|place| place.line),
        "column": misfit.column,
        "position": misfit.position,
        "rule": misfit.rule,
        "severity": misfit.severity,
        "value": misfit.value,
        "message": misfit.message.to_string(),
        "remedy": misfit.remedy.to_string(),
    })
}

fn print(subject: &Subject, found: &FoundSchema, report: &CheckReport) {
    found.note.iter().for_each(|note| out::note(&note.to_string()));
    report.notes.iter().for_each(|note| out::note(&note.to_string()));
    report.misfits.iter().for_each(|misfit| out::line(&told(misfit)));
    let left = report.errors + report.warnings - report.misfits.len() as u64;
    if left > 0 {
        out::note(&t!("check-more", count = left));
    }
    let schema =
        found.version.as_ref().map_or_else(|| found.name.clone(), |version| format!("{} {version}", found.name));
    let (file, rows, warnings) = (crate::base::text::line(&subject.name), report.rows, report.warnings);
    let counts: Vec<String> =
        report.counts.iter().map(|(rule, count)| format::labelled(&rule.said(), &format::count(*count))).collect();
    out::line(&match report.fits() {
        true => t!("check-fits", file, schema, rows, warnings),
        false => t!("check-does-not-fit", file, schema, rows, errors = report.errors, warnings),
    });
    if !counts.is_empty() {
        out::line(&format!("  {}", counts.join(", ")));
    }
}

/// `line 12, column siret: what is wrong: what to do`.
fn told(misfit: &Misfit) -> String {
    let place = misfit.place.and_then(|place| place.line);
    let row = misfit.place.filter(|_| place.is_none()).map(|place| place.row);
    let place = place.map(|line| t!("check-line", line)).or_else(|| row.map(|row| t!("check-row", row)));
    let column = misfit.column.as_ref().map(|column| match misfit.place {
        Some(_) => t!("check-column", column),
        None => column.clone(),
    });
    let warning = (misfit.severity == Severity::Warning).then(|| t!("check-warning"));
    let where_it_is: Vec<String> = [warning, place, column].into_iter().flatten().collect();
    let what = t!("check-told", message = &misfit.message, remedy = &misfit.remedy);
    match where_it_is.is_empty() {
        true => what,
        false => format::labelled(&where_it_is.join(", "), &what),
    }
}
