//! From an Isogeo record to the words of guichet (docs/portals/isogeo.md 5).

use serde_json::Value;
use url::Url;

use super::super::licences;
use super::super::mapping::{distinct, extent, formats, joined, moment, row};
use super::super::reading::{self, items, line, line_at};
use super::media::Whole;
use super::{api, facts};
use crate::base::i18n::Message;
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text;
use crate::base::when::When;
use crate::model::identity::Identities;
use crate::model::{Access, Address, Dataset, Item, Licence, Media, Offer};
use crate::{m, t};

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub base: &'a Url,
}

impl Mapper<'_> {
    /// One record as a row, or the sentence that says why not.
    pub fn item(&self, record: Value, odd: &mut Odd) -> Result<Item, Message> {
        let record = resource(record, odd)?;
        let told = self.told(&record, None, odd)?;
        // What rows are made of tells of tags and links, and of no conditions.
        let whole = Whole { base: self.base, dataset: &told.address, record: &record, access: told.access };
        let links = whole.links(&mut Odd::default());
        let format = line(&record.format).or_else(|| formats(&links)).map(Into::into);
        let named = |label: String| licences::licence(Some(&label), None).map(|licence| licence.label);
        let licence = joined(labels(&record, "license:").filter_map(named)).map(Into::into);
        // Its own id is a UUID without dashes.
        let same_as = Identities::of(&told.title).id(record.id.as_deref(), None).all();
        let note = record.r#abstract.as_deref().and_then(markup::first_line);
        Ok(Item { note, licence, format, offer: Some(offer(&links)), same_as, ..row(&told) })
    }

    /// One record in full. `page` is the web page about it, where there is one.
    pub fn dataset(&self, record: Value, page: Option<String>) -> Result<Dataset, Message> {
        let mut odd = Odd::default();
        let mut dataset = self.told(&resource(record, &mut odd)?, page, &mut odd)?;
        dataset.warnings.extend(odd.said());
        Ok(dataset)
    }

    fn told(&self, record: &api::Resource, page: Option<String>, odd: &mut Odd) -> Result<Dataset, Message> {
        let id = id_of(record)?;
        let address = Address::root(self.portal).child(&id);
        let mut warnings = Vec::new();
        let media = self.media(&address, &id, record, &mut warnings, odd);
        let (theme, keywords) = subjects(items(&record.keywords, &t!("isogeo-item-keyword"), odd));
        Ok(Dataset {
            title: title(record),
            synopsis: None, // the one text that records have is the summary
            summary: facts::summary(record),
            access: access(record),
            licence: licence(record),
            publisher: record.creator.name(),
            theme,
            keywords,
            created: record.created.as_deref().and_then(moment),
            modified: modified(record),
            territory: None, // coordinates only
            extent: extent(&record.envelope),
            period: period(record),
            facts: facts::facts(record, odd),
            page,
            address,
            media,
            withdrawn: None,
            warnings,
            ..Dataset::default()
        })
    }

    fn media(
        &self,
        address: &Address,
        id: &str,
        record: &api::Resource,
        warnings: &mut Vec<String>,
        odd: &mut Odd,
    ) -> Vec<Media> {
        let whole = Whole { base: self.base, dataset: address, record, access: access(record) };
        let mut media = whole.links(odd);
        if record.kind.as_deref() == Some("service") {
            media.push(whole.service(odd));
        }
        media.extend(whole.layers(odd));
        media.push(whole.description(id, &title(record)));
        distinct(media, warnings)
    }
}

fn resource(record: Value, odd: &mut Odd) -> Result<api::Resource, Message> {
    reading::record(record, &["/title", "/name", "/_id"], odd)
}

/// 32 lower-case hexadecimal digits, however it is written: with dashes, or as the XML has it
/// (docs/portals/isogeo.md 2).
pub fn id(written: &str) -> Option<String> {
    let digits = written.strip_prefix("urn:isogeo:metadata:uuid:").unwrap_or(written).replace('-', "");
    let fits = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| digits.to_ascii_lowercase())
}

fn id_of(record: &api::Resource) -> Result<String, Message> {
    let found = record.id.as_deref().and_then(id);
    found.ok_or_else(|| m!("isogeo-no-id", record = title(record)))
}

fn title(record: &api::Resource) -> String {
    [&record.title, &record.name].into_iter().find_map(line).unwrap_or_else(|| t!("isogeo-untitled"))
}

/// The labels of a record's tags that begin so.
pub fn tagged(record: &api::Resource, prefix: &str) -> Option<String> {
    joined(labels(record, prefix))
}

fn labels(record: &api::Resource, prefix: &str) -> impl Iterator<Item = String> {
    let tags = record.tags.as_object().into_iter().flatten().filter(move |(tag, _)| tag.starts_with(prefix));
    tags.filter_map(|(_, label)| text::some_line(label.as_str()?))
}

/// What is shared with the application is open to it, unless its limitations say that it is not for everybody
/// (docs/portals/isogeo.md 5.2).
fn access(record: &api::Resource) -> Access {
    let limits: Vec<api::Limitation> = items(&record.limitations, "", &mut Odd::default());
    let limited = |limit: &api::Limitation| {
        limit.restriction.as_deref() == Some("restricted") || limit.kind.as_deref() == Some("security")
    };
    if limits.iter().any(limited) { Access::Restricted } else { Access::Open }
}

/// The first; the others are among the facts.
fn licence(record: &api::Resource) -> Option<Licence> {
    let conditions: Vec<api::Condition> = items(&record.conditions, "", &mut Odd::default());
    conditions.into_iter().find_map(|condition| {
        licences::licence(
            line_at(&condition.license, "name").as_deref(),
            line_at(&condition.license, "link").as_deref(),
        )
    })
}

/// Of the data; of the record where the data have none (docs/portals/isogeo.md 4.1).
fn modified(record: &api::Resource) -> Option<When> {
    let dates = [&record.modified, &record.published, &record.created, &record.record_modified, &record.record_created];
    dates.into_iter().find_map(|date| moment(date.as_deref()?))
}

fn period(record: &api::Resource) -> Option<(When, Option<When>)> {
    Some((moment(record.valid_from.as_deref()?)?, record.valid_to.as_deref().and_then(moment)))
}

/// The INSPIRE theme, else the workgroup's own; and all other keywords.
fn subjects(keywords: Vec<api::Keyword>) -> (Option<String>, Vec<String>) {
    let label = |keyword: &api::Keyword| [&keyword.text, &keyword.code].into_iter().find_map(line);
    let is = |keyword: &api::Keyword, family: &str| keyword.tag.as_deref().is_some_and(|tag| tag.starts_with(family));
    let theme = ["keyword:inspire-theme:", "keyword:group-theme:"]
        .iter()
        .find_map(|family| keywords.iter().position(|keyword| is(keyword, family) && label(keyword).is_some()));
    let others = keywords.iter().enumerate().filter(|(at, _)| Some(*at) != theme);
    (theme.and_then(|at| label(&keywords[at])), others.filter_map(|(_, keyword)| label(keyword)).collect())
}

/// Never judged by the `action:` tags, which tell of services too (docs/portals/isogeo.md 7.1).
fn offer(links: &[Media]) -> Offer {
    if links.iter().any(|media| media.offer == Offer::Download) {
        return Offer::Download;
    }
    Offer::ShowOnly(match links.is_empty() {
        true => t!("isogeo-only-description"),
        false => t!("isogeo-only-links"),
    })
}
