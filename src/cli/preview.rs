//! `preview`: the first rows of a media or of a file, or what it is made of, before it is taken.

use std::borrow::Cow;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::curl::{self, AsCurl};
use super::{Global, on_disk, out, params, resolve, wire};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::shell::Shell;
use crate::model::form::{self, Answers};
use crate::model::{Access, Dataset, Fact, Media, Offer, Place, Target};
use crate::net::Range;
use crate::preview::{self, Criterion, Local, Node, Preview, ReadOptions, Remote, Sketch, View};
use crate::session::{Session, is_taken_unnamed};
use crate::tabular::{Column, Table, TextOptions, encoding_named};
use crate::ui::words::{fit, pad};
use crate::{m, t};

/// The widest a column is printed.
const WIDEST: usize = 30;
/// What labels of facts take at least.
const LABEL: usize = 17;

#[derive(Args, Debug)]
pub struct PreviewArgs {
    /// A media, or a file on this disk
    address: String,
    /// What is looked into of an archive; once more for what is in an archive in it
    #[arg(long, value_name = "NAME")]
    entry: Vec<String>,
    /// How many rows are printed, at most 1000
    #[arg(long, value_name = "N", default_value_t = 20)]
    rows: usize,
    /// Only rows whose cell is so: COLUMN=VALUE, or with != < <= > >= or ~ (somewhere in it); may be repeated
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = criterion)]
    criteria: Vec<Criterion>,
    /// Only these columns, in this order, as name,date or '"name, first",date' (may be repeated)
    #[arg(long, value_name = "NAMES", value_parser = NonEmptyStringValueParser::new())]
    columns: Vec<String>,
    /// What separates the cells of a CSV: a character, tab, space or \x01
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// How the text is encoded, as windows-1252, cp850, macroman or ibm1147
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// What stands in numbers: , or .
    #[arg(long, value_name = "CHARACTER", value_parser = decimal)]
    decimal: Option<char>,
    /// Whether the first row names the columns
    #[arg(long, value_name = "YES|NO", value_parser = yes_or_no)]
    header: Option<bool>,
    /// How many lines stand above the table
    #[arg(long, value_name = "N")]
    skip: Option<usize>,
    /// An answer that the media asks for, as siren=130025265; @FILE: one a line (may be repeated)
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = super::params::param)]
    params: Vec<(String, String)>,
    #[command(flatten)]
    curl: AsCurl,
}

/// The names in each argument, between commas; one that has a comma stands in quotes.
pub fn names(given: &[String]) -> Vec<String> {
    let parted = given.iter().map(|names| {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(names.as_bytes());
        let first = reader.records().next().and_then(Result::ok);
        first.map_or_else(|| vec![names.clone()], |first| first.iter().map(str::to_owned).collect())
    });
    parted.flatten().filter(|name| !name.is_empty()).collect()
}

pub fn criterion(text: &str) -> Result<Criterion, String> {
    Criterion::read(text).ok_or_else(|| t!("cli-criterion"))
}

pub fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" | "\t" => Ok(b'\t'),
        "space" => Ok(b' '),
        _ if text.starts_with("\\x") && text.len() == 4 => {
            let byte = text.get(2..).and_then(|hex| u8::from_str_radix(hex, 16).ok());
            byte.filter(|byte| byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | b'"' | 0))
                .ok_or_else(|| t!("cli-one-character"))
        }
        _ => match text.as_bytes() {
            [b'\n' | b'\r' | b'"'] => Err(t!("cli-one-character")),
            [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() => Ok(*byte),
            _ => Err(t!("cli-one-character")),
        },
    }
}

fn decimal(text: &str) -> Result<char, String> {
    match text {
        "," | "comma" => Ok(','),
        "." | "point" => Ok('.'),
        _ => Err(t!("cli-comma-or-point")),
    }
}

pub fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "true" | "oui" => Ok(true),
        "no" | "false" | "non" => Ok(false),
        _ => Err(t!("cli-yes-or-no")),
    }
}

pub async fn preview(global: &Global, args: &PreviewArgs, session: &Session) -> Result<u8> {
    if args.curl.is_on() {
        return as_curl(global, args, session).await;
    }
    let columns = global.columns(&FIELDS)?;
    let text = TextOptions {
        encoding: args.encoding.as_deref().map(encoding_named).transpose()?,
        delimiter: args.delimiter,
        decimal: args.decimal,
        header: args.header,
        skip: args.skip,
    };
    let (named, criteria, rows) = (names(&args.columns), args.criteria.clone(), Some(args.rows));
    let options = ReadOptions { text, entry: args.entry.clone(), columns: named, criteria, rows };
    let read = async {
        match on_disk::file(&args.address, session)? {
            Some(file) => Ok((preview::preview(&mut Local::open(file)?, &options).await?, None)),
            None => remote(args, session, &options).await,
        }
    };
    let (preview, extent) = tokio::select! {
        read = read => read?,
        _ = tokio::signal::ctrl_c() => return Ok(ErrorKind::Cancelled.exit_code()),
    };
    match columns.are_for_people() {
        true => print(args, &preview, extent),
        false => columns.print(json(args, &preview))?,
    }
    // That something cannot be looked into is an answer too.
    Ok(0)
}

/// Of the media's first bytes, as many as a preview begins with.
async fn as_curl(global: &Global, args: &PreviewArgs, session: &Session) -> Result<u8> {
    let (_, media) = media(args, session).await?;
    params::check(&args.params, [&media])?;
    let first = Range { from: 0, to: Some(preview::SAMPLE as u64), validator: None };
    let lines = session.curl_of_media(&media, &params::answers(&args.params)?, Some(&first), None).await?;
    curl::print(global, &args.address, lines)
}

/// The media that is meant, and its dataset.
async fn media(args: &PreviewArgs, session: &Session) -> Result<(Dataset, Media)> {
    let (portal, target) = resolve(&args.address, session).await?;
    Ok(match &target {
        Target::Media { dataset, media } => session.media(dataset, media).await?,
        Target::Place(Place::Dataset(address)) => {
            let dataset = portal.dataset(address).await?;
            let media = first(&dataset.media, &args.address)?.clone();
            out::note(&t!("cli-of-its-media", title = media.title));
            (dataset, media)
        }
        Target::Place(_) | Target::Search(_) | Target::Data(_) => {
            return Err(Error::new(ErrorKind::Usage, args.address.clone(), m!("cli-folder-no-rows"))
                .hint(m!("cli-use-list", address = Shell::in_use().quoted(&args.address))));
        }
    })
}

async fn remote(args: &PreviewArgs, session: &Session, options: &ReadOptions) -> Result<(Preview, Option<String>)> {
    let (dataset, media) = media(args, session).await?;
    if let Offer::ShowOnly(reason) = &media.offer {
        return Err(Error::new(ErrorKind::Usage, args.address.clone(), m!("cli-nothing-to-look", reason)));
    }
    params::check(&args.params, [&media])?;
    let answers = match media.form.is_empty() {
        true => Answers::default(),
        false => form::check(&media.form, &params::answers(&args.params)?)?,
    };
    let portal = session.portal(&media.dataset)?;
    let mut read = preview::preview(&mut Remote::new(portal, &media, &answers), options).await?;
    if media.access == Access::Personal {
        read.notes.extend(media.caption.clone()); // what it leaves out is no answer about the person
    }
    Ok((read, preview::coverage_words(&dataset)))
}

/// Of a dataset, the first media that can be read.
pub fn first<'m>(media: &'m [Media], address: &str) -> Result<&'m Media> {
    let mut files = media.iter().filter(|media| media.offer == Offer::Download && is_taken_unnamed(media));
    files.next().ok_or_else(|| {
        Error::new(ErrorKind::NotFound, address, m!("cli-no-look"))
            .hint(m!("cli-shows-what", address = Shell::in_use().quoted(address)))
    })
}

/// What programs read of it.
const FIELDS: [&str; 7] = ["address", "format", "views", "guesses", "notes", "bytes_read", "bytes_total"];

fn json(args: &PreviewArgs, preview: &Preview) -> Value {
    let mut preview = preview.clone();
    for view in &mut preview.views {
        if let View::Table(table) = view {
            table.rows.truncate(args.rows);
        }
    }
    let mut told = json!(preview);
    told["address"] = json!(args.address);
    for (at, view) in preview.views.iter().enumerate() {
        if let View::Facts(facts) = view {
            told["views"][at]["content"] = json!(wire::facts(facts));
        }
    }
    told
}

fn print(args: &PreviewArgs, preview: &Preview, extent: Option<String>) {
    out::note(&format!("{}, {}", preview.format, preview.extent()));
    preview.said().iter().for_each(|said| out::note(said));
    preview.notes.iter().for_each(|note| out::note(note));
    // A tree behind a table says the same again.
    let has_table = matches!(preview.views.first(), Some(View::Table(_)));
    let views = preview.views.iter().filter(|view| !(has_table && matches!(view, View::Tree(_))));
    for (at, view) in views.enumerate() {
        if at > 0 {
            out::line("");
        }
        match view {
            View::Table(table) => print_table(table, args.rows),
            View::Tree(node) => print_tree(node, args.rows),
            View::Text(lines) => lines.iter().take(args.rows).for_each(|line| print_line(line)),
            View::Map(map) => print_map(map),
            View::Facts(facts) => print_facts(facts),
            View::Refused(reason) => out::line(&t!("cli-no-preview", reason)),
        }
    }
    if let Some(extent) = extent {
        out::note(&t!("cli-covers", extent));
    }
}

/// Labels as wide as the longest of them.
fn print_facts(facts: &[Fact]) {
    let labels: Vec<String> = facts.iter().map(|(label, _)| label.to_string()).collect();
    let widest = labels.iter().map(|label| label.width()).max().unwrap_or(0).max(LABEL);
    labels.iter().zip(facts).for_each(|(label, (_, text))| out::line(&format!("{} {text}", pad(label, widest))));
}

fn print_map(map: &Sketch) {
    out::line(&map.words());
    if map.features.is_empty() {
        out::line(&t!("cli-no-shape"));
    }
}

fn print_tree(node: &Node, rows: usize) {
    let lines = node.lines();
    for (depth, node) in lines.iter().take(rows) {
        let name = if node.name.is_empty() { String::new() } else { format!("{}: ", node.name) };
        print_line(&format!("{}{name}{}", "  ".repeat(*depth), node.text));
    }
    if lines.len() > rows {
        out::note(&t!("cli-more-lines", count = lines.len() - rows));
    }
}

/// Cut to the terminal's width.
fn print_line(line: &str) {
    match out::width() {
        Some(width) => out::line(&fit(line, width)),
        None => out::line(line),
    }
}

/// Names, types, rows, aligned; numbers to the right. What does not fit the terminal's width is said.
fn print_table(table: &Table, rows: usize) {
    table.title.iter().for_each(|title| out::line(&format!("[{title}]")));
    let shown = &table.rows[..table.rows.len().min(rows)];
    let widths = fitting(table, shown);
    let print = |cells: &mut dyn Iterator<Item = Cow<str>>| {
        let numbers = table.columns.iter().map(|column| column.kind.is_number());
        let aligned = cells.zip(numbers).zip(&widths).map(|((cell, is_number), width)| match is_number {
            true => {
                let cell = fit(&cell, *width);
                format!("{}{cell}", " ".repeat(width.saturating_sub(cell.width())))
            }
            false => pad(&cell, *width),
        });
        out::line(aligned.collect::<Vec<_>>().join("  ").trim_end());
    };
    let kinds: Vec<String> = table.columns.iter().map(|column| column.holds().text()).collect();
    print(&mut table.columns.iter().map(|column| column.name.as_str().into()));
    print(&mut kinds.iter().map(|kind| kind.as_str().into()));
    for row in shown {
        let cells = table.columns.iter().zip(row);
        print(&mut cells.map(|(column, cell)| column.shown(cell.as_deref().unwrap_or_default())));
    }
    let columns = (widths.len() < table.columns.len())
        .then(|| t!("cli-columns-shown", columns = widths.len(), total = table.columns.len()));
    let rows = match table.total {
        Some(total) if total > shown.len() as u64 => Some(t!("cli-rows-shown", shown = shown.len(), total)),
        None => Some(t!("cli-rows-more", shown = shown.len())),
        Some(_) => None,
    };
    let misfits = table.columns.iter().filter_map(|column| {
        let fit = column.misfits(table.rows.len())?;
        Some(t!("tabular-misfits", name = &column.name, holds = column.holds().text(), fit))
    });
    misfits.for_each(|misfits| out::note(&misfits));
    let rest: Vec<String> = columns.into_iter().chain(rows).collect();
    if !rest.is_empty() {
        out::note(&rest.join(", "));
    }
}

/// The widths of the columns that fit the terminal, at least one; where nobody watches, of all.
fn fitting(table: &Table, shown: &[Vec<Option<String>>]) -> Vec<usize> {
    let width = |(at, column): (usize, &Column)| {
        let cells = shown.iter().map(|row| column.shown(row[at].as_deref().unwrap_or_default()).width());
        cells.chain([column.name.width(), column.holds().text().width()]).max().unwrap_or(0).min(WIDEST)
    };
    let room = out::width().map_or(usize::MAX, |width| width + 2);
    let mut used = 0;
    let fits = |at: usize, width: usize| {
        used += width + 2;
        at == 0 || used <= room
    };
    let widths = table.columns.iter().enumerate().map(width).enumerate();
    widths.scan(fits, |fits, (at, width)| fits(at, width).then_some(width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delimiter_is_a_character_its_name_or_its_number() {
        for (typed, byte) in [("tab", b'\t'), (";", b';'), ("\\x1f", 0x1f), ("\\x01", 1), ("space", b' ')] {
            assert_eq!(delimiter(typed), Ok(byte), "{typed}");
        }
        ["\\x0a", "\\x22", "\\xff", "\\x00", "\\xé", "a", ";;", ""]
            .iter()
            .for_each(|it| assert!(delimiter(it).is_err(), "{it}"));
    }

    #[test]
    fn a_name_with_a_comma_stands_in_quotes() {
        let parted = |given: &[&str]| names(&given.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(parted(&["a,b", "c"]), ["a", "b", "c"]);
        assert_eq!(parted(&["\"nom, prénom\", date"]), ["nom, prénom", "date"]);
        assert_eq!(parted(&["a b,,c"]), ["a b", "c"]);
    }
}
