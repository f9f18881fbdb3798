//! `check`: a file or a media held against the schema it is to follow.

use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use super::table::{OutputColumns, OutputTable};
use super::text_args::TextArgs;
use super::{Global, on_disk, out, params, preview, resolve};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::shell::Shell;
use crate::check::origin::FoundSchema;
use crate::check::{Misfit, Rule, Severity};
use crate::model::{Place, SchemaRef, Target};
use crate::session::{CheckableFile, CheckedFile, Order, Session};
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
    #[command(flatten)]
    text: TextArgs,
    /// An answer that the media asks for, as siren=130025265; @FILE: one a line (may be repeated)
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = super::params::param)]
    params: Vec<(String, String)>,
}

/// What programs read of one error or warning.
const FIELDS: [&str; 9] = ["row", "line", "column", "position", "rule", "severity", "value", "message", "remedy"];

pub async fn check(global: &Global, args: &CheckArgs, session: &Session) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let options = args.text.options()?;
    let checked = async {
        let (file, schema) = file(args, session).await?;
        file.against(schema, &options, args.limit, |_| {}).await
    };
    let checked = tokio::select! {
        checked = checked => checked?,
        _ = tokio::signal::ctrl_c() => return Ok(ErrorKind::Cancelled.exit_code()),
    };
    match columns.are_for_people() {
        true => print(&checked),
        false => print_json(args, columns, &checked)?,
    }
    Ok(if checked.report.fits() { 0 } else { ErrorKind::Integrity.exit_code() })
}

fn print_json(args: &CheckArgs, columns: OutputColumns, checked: &CheckedFile) -> Result<()> {
    let (found, report) = (&checked.schema, &checked.report);
    let against = json!({"name": found.name, "version": found.version, "url": found.url});
    let head = json!({"path": &args.address, "against": against, "valid": report.fits(), "rows": report.rows});
    let mut table = OutputTable::begin(columns, "errors", head)?;
    table.add(report.misfits.iter().map(row))?;
    let notes: Vec<String> = report.notes.iter().map(ToString::to_string).collect();
    let count = |(rule, count): (&Rule, &u64)| json!({"rule": rule.word(), "count": count});
    let counts: Vec<Value> = report.counts.iter().map(count).collect();
    table.end(json!({"error_count": report.errors, "warning_count": report.warnings, "counts": counts, "notes": notes, "unchecked": report.unchecked}))
}

/// The file, brought over where it is a media, and its schema: found before anything is brought over.
async fn file(args: &CheckArgs, session: &Session) -> Result<(CheckableFile, FoundSchema)> {
    let schema =
        async |follows: Option<&SchemaRef>| session.schema(args.schema.as_deref(), follows, &args.address).await;
    if let Some(path) = on_disk::file(&args.address, session)? {
        let file = CheckableFile::on_disk(path);
        let schema = schema(file.follows.as_ref()).await?;
        return Ok((file, schema));
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
        Target::Place(_) | Target::Search(_) | Target::Data(_) => {
            return Err(Error::new(ErrorKind::Usage, args.address.clone(), m!("cli-folder-no-rows"))
                .hint(m!("cli-use-list", address = Shell::in_use().quoted(&args.address))));
        }
    };
    let schema = schema(media.schema.as_ref()).await?;
    params::check(&args.params, [&media])?;
    let order = Order::new(media, Some(Arc::new(dataset)), params::answers(&args.params)?);
    let file = session.brought(&order, |_| {}).await?;
    file.note.iter().for_each(|note| out::note(note));
    Ok((file, schema))
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

fn print(checked: &CheckedFile) {
    let report = &checked.report;
    checked.notes().iter().for_each(|note| out::note(note));
    report.misfits.iter().for_each(|misfit| out::line(&told(misfit)));
    let left = report.errors + report.warnings - report.misfits.len() as u64;
    if left > 0 {
        out::note(&t!("check-more", count = left));
    }
    let said = checked.said();
    said.iter().zip(["", "  "]).for_each(|(said, indent)| out::line(&format!("{indent}{said}")));
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
