//! `show`: one dataset or media in full.

use clap::Args;

use super::curl::{self, AsCurl};
use super::table::{Names, OutputFormat, print_json};
use super::{Global, addresses, out, resolve, wire};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::i18n::Language;
use crate::base::redact::clean;
use crate::base::shell::Shell;
use crate::base::wrap;
use crate::model::form::{Field, Takes};
use crate::model::{Dataset, Licence, Media, Offer, Place, Query, Target};
use crate::session::Session;
use crate::{m, t};

#[derive(Args, Debug)]
pub struct ShowArgs {
    /// Datasets or media; or their web addresses; - reads them from standard input, one a line
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<String>,
    #[command(flatten)]
    curl: AsCurl,
}

pub async fn show(global: &Global, args: &ShowArgs, session: &Session) -> Result<u8> {
    out::link_addresses(global);
    let addresses = addresses::expanded(&args.addresses, "address")?;
    let [one] = &addresses[..] else { return show_all(global, args, &addresses, session).await };
    show_one(global, args, one, session, &mut None).await.map(|()| 0)
}

/// One after the other; what fails is told in its place, and the others go on.
async fn show_all(global: &Global, args: &ShowArgs, addresses: &[String], session: &Session) -> Result<u8> {
    // A field that neither a dataset nor a media has is refused before anything is asked.
    if !args.curl.is_on() {
        global.columns(&wire::DATASET).or_else(|error| global.columns(&wire::MEDIA).map_err(|_| error))?;
    }
    let (mut errors, mut before) = (Vec::new(), None);
    for (number, address) in addresses.iter().enumerate() {
        if out::is_over() {
            break;
        }
        if number > 0 && global.format() == OutputFormat::Text {
            out::line("");
        }
        if let Err(error) = show_one(global, args, address, session, &mut before).await {
            match global.is_json() {
                true => print_json(wire::failed(address, &error))?,
                false => out::error(&error),
            }
            errors.push(error);
        }
    }
    Ok(Error::worst(&errors))
}

/// `before`: the names of the row before, if it had any.
async fn show_one(
    global: &Global,
    args: &ShowArgs,
    address: &str,
    session: &Session,
    before: &mut Names,
) -> Result<()> {
    let (portal, target) = resolve(address, session).await?;
    match &target {
        Target::Place(Place::Dataset(_)) | Target::Media { .. } if args.curl.is_on() => {
            curl::print(global, address, session.curl_of_place(&target, &Query::default()).await?)?;
        }
        Target::Place(Place::Dataset(dataset)) => {
            let columns = global.columns(&wire::DATASET)?;
            let dataset = portal.dataset(dataset).await?;
            match columns.are_for_people() {
                true => print_dataset(&dataset),
                false => columns.print_below(wire::dataset(&dataset), before)?,
            }
        }
        Target::Media { dataset, media } => {
            let columns = global.columns(&wire::MEDIA)?;
            let (dataset, media) = session.media(dataset, media).await?;
            let media = portal.described(&media).await?;
            match columns.are_for_people() {
                true => print_media(&media),
                false => columns.print_below(wire::media(&media, &dataset), before)?,
            }
        }
        Target::Place(_) | Target::Search(_) | Target::Data(_) => {
            return Err(Error::new(ErrorKind::Usage, address, m!("cli-folder-no-show"))
                .hint(m!("cli-use-list", address = Shell::in_use().quoted(address))));
        }
    }
    Ok(())
}

/// What there is to choose from.
fn one_of(takes: &Takes) -> Option<String> {
    match takes {
        Takes::OneOf(names) if !names.is_empty() => Some(names.join(", ")),
        _ => None,
    }
}

fn print_dataset(dataset: &Dataset) {
    out::line(&dataset.title);
    dataset.synopsis.iter().for_each(|synopsis| text(synopsis));
    out::line("");
    fact(&t!("cli-label-address"), &dataset.address.to_string());
    fact(&t!("cli-label-access"), &dataset.access.said().text());
    maybe(&t!("cli-label-licence"), dataset.licence.as_ref().map(licence));
    maybe(&t!("cli-label-publisher"), dataset.publisher.as_deref());
    maybe(&t!("cli-label-theme"), dataset.theme.as_deref());
    maybe(&t!("cli-label-keywords"), Some(dataset.keywords.join(", ")).filter(|it| !it.is_empty()));
    maybe(&t!("cli-label-created"), dataset.created.map(format::date));
    maybe(&t!("cli-label-modified"), dataset.modified.map(format::date));
    maybe(&t!("cli-label-period"), dataset.period.map(format::period));
    maybe(&t!("cli-label-territory"), dataset.territory.as_deref());
    maybe(&t!("cli-label-extent"), dataset.extent.map(|extent| extent.to_string()));
    dataset.facts.iter().for_each(|(label, value)| fact(label, value));
    maybe(&t!("cli-label-page"), dataset.page.as_deref());
    if let Some(summary) = &dataset.summary {
        out::line("");
        summary.lines().for_each(text);
    }
    out::line("");
    out::line(&t!("cli-media-count", count = dataset.media.len()));
    for media in &dataset.media {
        let other = media.licence.as_ref().filter(|licence| dataset.licence.as_ref() != Some(licence));
        let licence = other.map(|licence| licence.label.clone());
        let facts = [media.format.clone(), media.size.map(format::size), licence, offer(&media.offer)];
        out::line(&format!("  {} ({})", media.title, facts.into_iter().flatten().collect::<Vec<_>>().join(", ")));
        out::line(&format!("    {}", media.address()));
    }
    dataset.warnings.iter().for_each(|warning| out::note(warning));
    if dataset.media.iter().any(|media| media.offer == Offer::Download) {
        out::note(&t!("cli-get-them", address = dataset.address));
    }
}

fn print_media(media: &Media) {
    out::line(&media.title);
    media.caption.iter().for_each(|caption| text(caption));
    out::line("");
    fact(&t!("cli-label-address"), &media.address().to_string());
    fact(&t!("cli-label-access"), &media.access.said().text());
    maybe(&t!("cli-label-licence"), media.licence.as_ref().map(licence));
    maybe(&t!("cli-label-fetch"), offer(&media.offer));
    maybe(&t!("cli-label-format"), media.format.as_deref());
    maybe(&t!("cli-label-type"), media.content_type.as_deref());
    let exactly = |bytes: u64| t!("cli-size-exactly", size = format::size(bytes), bytes = bytes.to_string());
    maybe(&t!("cli-label-size"), media.size.map(exactly));
    maybe(&t!("cli-label-checksum"), media.checksum.as_ref().map(|it| format!("{} {}", it.algo, it.value)));
    maybe(&t!("cli-label-modified"), media.modified.map(format::date));
    media.facts.iter().for_each(|(label, value)| fact(label, value));
    maybe(&t!("cli-label-url"), media.url.as_deref());
    for Field { key, label, help, default, takes, .. } in &media.form {
        let asked = default.as_ref().map_or_else(|| key.clone(), |default| format!("{key}={default}"));
        let said = help.as_ref().map_or_else(|| label.clone(), |help| format!("{label}. {help}"));
        let said = match one_of(takes).filter(|names| !said.contains(names) && default.as_ref() != Some(names)) {
            Some(names) => format!("{}. {}", said.trim_end_matches('.'), t!("cli-asks-one-of", names)),
            None => said,
        };
        fact(&t!("cli-label-asks"), &format!("{asked} ({said})"));
    }
    if media.offer == Offer::Download {
        out::note(&t!("cli-get-it", address = media.address()));
    }
}

fn licence(licence: &Licence) -> String {
    let url = licence.url.as_ref().map(|url| format!(" <{url}>")).unwrap_or_default();
    format!("{}{url}", licence.label)
}

fn offer(offer: &Offer) -> Option<String> {
    match offer {
        Offer::Download => None,
        Offer::Doubtful(reason) | Offer::ShowOnly(reason) => Some(reason.clone()),
    }
}

fn maybe(label: &str, value: Option<impl AsRef<str>>) {
    value.iter().for_each(|value| fact(label, value.as_ref()));
}

/// The columns of the labels: those of other languages than English are longer.
fn label_width() -> usize {
    if Language::spoken() == Language::English { 12 } else { 18 }
}

/// `label       value`, wrapped under itself on a terminal.
fn fact(label: &str, value: &str) {
    let lead = format!("{label:<width$} ", width = label_width() - 1);
    match out::width() {
        Some(width) => {
            let indent = " ".repeat(label_width());
            let options = textwrap::Options::new(width).initial_indent(&lead).subsequent_indent(&indent);
            textwrap::wrap(&clean(value), options).iter().for_each(|row| out::line(row));
        }
        None => out::line(&format!("{lead}{value}")),
    }
}

fn text(text: &str) {
    match out::width() {
        Some(width) if !text.is_empty() => wrap::lines(&clean(text), width).iter().for_each(|row| out::line(row)),
        _ => out::line(text),
    }
}
