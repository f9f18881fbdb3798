//! `show`: one dataset or media in full.

use super::{Global, out, resolve};
use crate::error::{Error, Kind, Result};
use crate::human;
use crate::model::{Dataset, Media, Offer, Place, Target};
use crate::portals::Portals;

/// With `--json`: the fields of [`Dataset`] or of [`Media`], under their names.
pub async fn show(global: &Global, address: &str, portals: &Portals) -> Result<u8> {
    let (portal, target) = resolve(address, portals)?;
    let (dataset, media) = match &target {
        Target::Place(Place::Dataset(dataset)) => (portal.dataset(dataset).await?, None),
        Target::Media { dataset, media } => (portal.dataset(dataset).await?, Some(media)),
        Target::Place(_) => {
            return Err(Error::new(Kind::Usage, address, "it is a folder, which has nothing to show but its rows")
                .hint(format!("Use `guichet list {address}`.")));
        }
    };
    match media {
        Some(id) => {
            let media = find(&dataset, id)?;
            if global.json { out::json(media)? } else { print_media(media) }
        }
        None if global.json => out::json(&dataset)?,
        None => print_dataset(&dataset),
    }
    Ok(0)
}

/// The media `id` of `dataset`, or an error that names those there are.
pub fn find<'d>(dataset: &'d Dataset, id: &str) -> Result<&'d Media> {
    dataset.find(id).ok_or_else(|| {
        let address = dataset.address.child(id).to_string();
        Error::new(Kind::NotFound, address, "the dataset has no such media")
            .hint(format!("`guichet list {}` shows those it has.", dataset.address))
    })
}

fn print_dataset(dataset: &Dataset) {
    out::line(&dataset.title);
    dataset.synopsis.iter().for_each(|synopsis| text(synopsis));
    out::line("");
    fact("address", &dataset.address.to_string());
    fact("access", dataset.access.word());
    if let Some(licence) = &dataset.licence {
        let url = licence.url.as_ref().map(|url| format!(" <{url}>")).unwrap_or_default();
        fact("licence", &format!("{}{url}", licence.label));
    }
    maybe("publisher", dataset.publisher.as_deref());
    maybe("theme", dataset.theme.as_deref());
    maybe("keywords", Some(dataset.keywords.join(", ")).filter(|it| !it.is_empty()).as_deref());
    maybe("created", dataset.created.map(human::date).as_deref());
    maybe("modified", dataset.modified.map(human::date).as_deref());
    maybe("period", dataset.period.map(human::period).as_deref());
    maybe("extent", dataset.extent.map(human::extent).as_deref());
    dataset.facts.iter().for_each(|(label, value)| fact(label, value));
    maybe("page", dataset.page.as_deref());
    if let Some(summary) = &dataset.summary {
        out::line("");
        summary.lines().for_each(text);
    }
    out::line("");
    out::line(&format!("{} media", dataset.media.len()));
    for media in &dataset.media {
        let facts = [media.format.clone(), media.size.map(human::size), offer(&media.offer)];
        out::line(&format!("  {} ({})", media.title, facts.into_iter().flatten().collect::<Vec<_>>().join(", ")));
        out::line(&format!("    {}", media.address()));
    }
    dataset.warnings.iter().for_each(|warning| out::note(warning));
    if dataset.media.iter().any(|media| media.offer == Offer::Download) {
        out::note(&format!("`guichet get {}` downloads them", dataset.address));
    }
}

fn print_media(media: &Media) {
    out::line(&media.title);
    media.caption.iter().for_each(|caption| text(caption));
    out::line("");
    fact("address", &media.address().to_string());
    fact("access", media.access.word());
    maybe("fetch", offer(&media.offer).as_deref());
    maybe("format", media.format.as_deref());
    maybe("type", media.content_type.as_deref());
    maybe("size", media.size.map(|bytes| format!("{} ({bytes} B)", human::size(bytes))).as_deref());
    maybe("checksum", media.checksum.as_ref().map(|it| format!("{} {}", it.algo, it.value)).as_deref());
    maybe("modified", media.modified.map(human::date).as_deref());
    media.facts.iter().for_each(|(label, value)| fact(label, value));
    maybe("url", media.url.as_deref());
    if media.offer == Offer::Download {
        out::note(&format!("`guichet get {}` downloads it", media.address()));
    }
}

fn offer(offer: &Offer) -> Option<String> {
    match offer {
        Offer::Download => None,
        Offer::Doubtful(reason) | Offer::ShowOnly(reason) => Some(reason.clone()),
    }
}

fn maybe(label: &str, value: Option<&str>) {
    if let Some(value) = value {
        fact(label, value);
    }
}

const LABEL: usize = 12;

/// `label       value`, wrapped under itself on a terminal.
fn fact(label: &str, value: &str) {
    let lead = format!("{label:<width$} ", width = LABEL - 1);
    match out::width() {
        Some(width) => {
            let indent = " ".repeat(LABEL);
            let options = textwrap::Options::new(width).initial_indent(&lead).subsequent_indent(&indent);
            textwrap::wrap(value, options).iter().for_each(|row| out::line(row));
        }
        None => out::line(&format!("{lead}{value}")),
    }
}

fn text(text: &str) {
    match out::width() {
        Some(width) if !text.is_empty() => textwrap::wrap(text, width).iter().for_each(|row| out::line(row)),
        _ => out::line(text),
    }
}
