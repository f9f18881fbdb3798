//! From what udata says of a dataset to the words of guichet.

use std::collections::HashMap;

use serde_json::Value;
use url::Url;

use super::super::licences;
use super::super::link::Link;
use super::super::mapping::{distinct, extent, joined, joined_by, labelled, person, row, unnamed};
use super::super::paths::is_step;
use super::super::reading::{self, called, items, line, line_at};
use super::{access, api, crawler};
use crate::base::i18n::Message;
use crate::base::markup;
use crate::base::odd::{self, Odd};
use crate::base::text;
use crate::base::when::When;
use crate::model::identity::{Identities, Identity};
use crate::model::{Access, Address, Checksum, Dataset, Fact, Item, Licence, Media, Offer, SchemaRef};
use crate::{m, said, t};

/// What ids mean, by themselves.
pub type Meanings = HashMap<String, api::Meaning>;

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub base: &'a Url,
    pub licences: &'a Meanings,
    pub frequencies: &'a Meanings,
}

impl Mapper<'_> {
    /// One record as a row, or the sentence that says why not.
    pub fn item(&self, record: Value, odd: &mut Odd) -> Result<Item, Message> {
        let record = read(record, odd)?;
        Ok(Item { same_as: same_as(&record, self.base), ..row(&self.told(&record, odd)?) })
    }

    /// One record in full.
    pub fn dataset(&self, record: Value) -> Result<Dataset, Message> {
        let mut odd = Odd::default();
        let mut dataset = self.told(&read(record, &mut odd)?, &mut odd)?;
        dataset.warnings.extend(odd.said());
        Ok(dataset)
    }

    fn told(&self, record: &api::Dataset, odd: &mut Odd) -> Result<Dataset, Message> {
        let address = Address::root(self.portal).child(id(record)?);
        let mut warnings = Vec::new();
        let resources: Vec<api::Resource> = items(&record.resources, &t!("portals-item-file"), odd);
        let read = resources.iter().flat_map(|resource| {
            let one = media(&address, resource, record);
            let made = crawler::derived(&resource.extras, &one);
            let rows = crawler::rows(&resource.extras, &one, self.base);
            std::iter::once(one).chain(made).chain(rows)
        });
        let media = distinct(read, &mut warnings);
        let covered = |end: &str| When::read(record.temporal_coverage[end].as_str()?);
        Ok(Dataset {
            title: title(record),
            synopsis: record.description_short.as_deref().and_then(text::some_line),
            summary: record.description.as_deref().and_then(markup::some_plain),
            access: access(record),
            licence: self.licence(&record.license),
            publisher: publisher(record),
            doi: line(&record.doi),
            creators: vec![], // the publisher made it
            theme: None,      // topics are of others than the publisher, and not told here
            keywords: record.tags.iter().filter_map(|tag| text::some_line(tag.as_str()?)).collect(),
            created: date(&record.created_at),
            modified: modified(record),
            territory: territory(record),
            extent: record.spatial.as_ref().and_then(|spatial| extent(&spatial.geom)),
            period: covered("start").map(|start| (start, covered("end"))),
            facts: self.facts(record, odd),
            page: record.page.as_deref().and_then(text::some_line),
            address,
            media,
            withdrawn: None,
            warnings,
        })
    }

    /// Whole, or its id, which the portal's list of licences explains.
    fn licence(&self, stated: &Value) -> Option<Licence> {
        let whole: api::Meaning = match stated {
            Value::String(id) => {
                let named = || api::Meaning { title: Some(id.clone()), ..api::Meaning::default() };
                self.licences.get(id.as_str()).cloned().unwrap_or_else(named)
            }
            Value::Object(_) => odd::read(stated.clone(), &mut Odd::default()).ok()?,
            _ => return None,
        };
        // The portal's word for a licence that nobody stated.
        if whole.id.as_deref() == Some("notspecified") || stated == "notspecified" {
            return None;
        }
        let named = line(&whole.title).or_else(|| line(&whole.id))?;
        licences::licence(Some(&named), whole.url.as_deref())
    }

    fn frequency(&self, stated: &Value) -> Option<String> {
        let (id, label) = match stated {
            Value::String(id) => (id.as_str(), self.frequencies.get(id).and_then(|it| it.label.as_deref())),
            _ => (stated.get("id")?.as_str()?, stated.get("label").and_then(Value::as_str)),
        };
        (id != "unknown").then(|| text::some_line(label.unwrap_or(id))).flatten()
    }

    fn facts(&self, record: &api::Dataset, odd: &mut Odd) -> Vec<Fact> {
        let day = |text: &Option<String>| date(text).map(crate::base::format::date);
        let spatial = record.spatial.as_ref();
        let harvest = record.harvest.as_ref();
        let contacts: Vec<api::Contact> = items(&record.contact_points, &t!("portals-item-contact"), odd);
        let badge = |badge: &Value| line_at(badge, "kind");
        let granularity = |stated: &Value| {
            let name = stated.as_str().or_else(|| stated.get("name")?.as_str())?;
            (name != "other").then(|| text::some_line(name)).flatten()
        };
        let mut facts = vec![
            (said!("udata-fact-acronym"), line(&record.acronym)),
            (said!("portals-fact-frequency"), self.frequency(&record.frequency)),
            (said!("udata-fact-next-update"), day(&record.frequency_date)),
            (said!("udata-fact-granularity"), spatial.and_then(|it| granularity(&it.granularity))),
            (said!("udata-fact-labels"), joined(record.badges.iter().filter_map(badge))),
            (access::WHY, access_words(record)),
            (access::WHERE, line(&record.authorization_request_url)),
            (said!("udata-fact-archived"), day(&record.archived)),
            (said!("portals-fact-private"), record.private.then(|| t!("udata-private"))),
            (said!("udata-fact-doi"), line(&record.doi)),
            (said!("udata-fact-taken-from"), harvest.and_then(|it| line(&it.domain))),
            (said!("udata-fact-original"), harvest.and_then(|it| line(&it.remote_url))),
        ];
        facts.extend(contacts.iter().map(|contact| (said!("portals-fact-contact"), contact_words(contact))));
        labelled(facts)
    }
}

/// One file, or what its publisher put in the place of one.
fn media(dataset: &Address, resource: &api::Resource, record: &api::Dataset) -> Media {
    let kept = resource.filetype.as_deref() == Some("file");
    let content_type = line(&resource.mime);
    let link = Link {
        url: resource.url.as_deref(),
        format: resource.format.as_deref(),
        content_type: content_type.as_deref(),
        kept,
    };
    let id = reading::id(&resource.id).unwrap_or_else(|| unnamed([&resource.url, &resource.title]));
    let schema = schema_ref(&resource.schema);
    let facts = [
        (said!("udata-fact-kind"), line(&resource.kind).filter(|kind| kind != "main")),
        (said!("udata-fact-schema"), schema.as_ref().and_then(SchemaRef::words)),
        (said!("udata-fact-lasting"), line(&resource.latest)),
        (said!("portals-fact-description"), resource.description.as_deref().and_then(markup::some_plain)),
    ];
    let description = resource.description.as_deref().and_then(markup::first_line);
    let dead = crawler::dead(&resource.extras);
    let caption = joined_by(dead.iter().chain(&description), " · ");
    Media {
        format: link.format(),
        offer: media_offer(&link, resource, record),
        url: link.url().map(String::from).or_else(|| line(&resource.url)),
        // What is one line only is the caption already.
        facts: link
            .facts()
            .into_iter()
            .chain(labelled(facts).into_iter().filter(|(_, text)| Some(text) != description.as_ref()))
            .chain(crawler::facts(&resource.extras))
            .collect(),
        caption,
        size: resource.filesize.positive(),
        checksum: checksum(&resource.checksum),
        modified: date(&resource.last_modified).or_else(|| date(&resource.created_at)),
        access: access(record),
        content_type,
        schema,
        ..Media::new(dataset.clone(), id.clone(), line(&resource.title).unwrap_or(id))
    }
}

/// What is not open to everybody will hardly come from where its publisher keeps it.
fn media_offer(link: &Link, resource: &api::Resource, record: &api::Dataset) -> Offer {
    let offer = match (resource.kind.as_deref(), link.offer("udata")) {
        (Some("api"), Offer::Download) if !link.kept => Offer::Doubtful(t!("portals-bare-api")),
        (Some("code"), Offer::Download) if !link.kept && link.format().is_none() => {
            Offer::ShowOnly(t!("udata-code-page"))
        }
        (_, offer) => offer,
    };
    match (offer, access_words(record).or_else(|| crawler::dead(&resource.extras))) {
        (Offer::Download, Some(words)) => Offer::Doubtful(words),
        (offer, _) => offer,
    }
}

/// As stated, but for "sha2", which leaves open which of them.
fn checksum(stated: &Value) -> Option<Checksum> {
    let value = line_at(stated, "value")?;
    let algo = line_at(stated, "type").unwrap_or_default();
    let algo = match (algo.as_str(), value.len()) {
        ("sha2", 64) => "sha256".into(),
        ("sha2", 128) => "sha512".into(),
        _ => algo,
    };
    Some(Checksum { algo, value })
}

fn read(record: Value, odd: &mut Odd) -> Result<api::Dataset, Message> {
    reading::record(record, &["/title", "/slug", "/id"], odd)
}

fn id(record: &api::Dataset) -> Result<String, Message> {
    let found = [&record.id, &record.slug].into_iter().find_map(reading::id).filter(|id| !is_step(id));
    found.ok_or_else(|| m!("portals-no-id", name = called(Some(&title(record)))))
}

fn title(record: &api::Dataset) -> String {
    [&record.title, &record.slug].into_iter().find_map(line).unwrap_or_else(|| t!("portals-untitled"))
}

/// An organisation, or a person.
fn publisher(record: &api::Dataset) -> Option<String> {
    let organization = record.organization.as_ref().and_then(|it| line(&it.name));
    organization.or_else(|| record.owner.as_ref().and_then(api::Owner::name))
}

fn access(record: &api::Dataset) -> Access {
    match record.access_type.as_deref() {
        None | Some("open") if !*record.private => Access::Open,
        Some("restricted")
            if record.access_type_reason_category.as_deref() == Some("confidentiality_of_personal_data") =>
        {
            Access::Personal
        }
        _ => Access::Restricted,
    }
}

/// Why it is not for everybody; of what is private, those who see it are among the few.
fn access_words(record: &api::Dataset) -> Option<String> {
    let words = match record.access_type.as_deref() {
        None | Some("open") => return None,
        Some("open_with_account") => t!("udata-with-account"),
        Some("restricted") => t!("portals-restricted"),
        Some(other) => text::line(other),
    };
    let reason = record.access_type_reason.as_deref().and_then(markup::first_line);
    Some(match reason {
        Some(reason) => t!("udata-why", words, reason),
        None => words,
    })
}

/// Of the files, which is what one comes for; of the record where no file says.
fn modified(record: &api::Dataset) -> Option<When> {
    [&record.last_update, &record.last_modified, &record.created_at].into_iter().find_map(date)
}

fn date(raw: &Option<String>) -> Option<When> {
    When::read(raw.as_deref()?)
}

/// The names of its zones; their ids where they have none.
fn territory(record: &api::Dataset) -> Option<String> {
    let zone = |zone: &Value| {
        let name = zone.as_str().or_else(|| zone.get("name")?.as_str().or_else(|| zone.get("id")?.as_str()));
        text::some_line(name?)
    };
    joined(record.spatial.as_ref()?.zones.iter().filter_map(zone))
}

fn schema_ref(schema: &Value) -> Option<SchemaRef> {
    let [name, version, url] = ["name", "version", "url"].map(|key| line_at(schema, key));
    Some(SchemaRef { name, version, url }).filter(|schema| schema.name.is_some() || schema.url.is_some())
}

fn contact_words(contact: &api::Contact) -> Option<String> {
    person(line(&contact.name), line(&contact.email).or_else(|| line(&contact.contact_form)))
}

/// Its own id and page, and those of where it was harvested.
fn same_as(record: &api::Dataset, base: &Url) -> Vec<Identity> {
    let own = record.id.as_deref().and_then(|id| base.join(&format!("datasets/{id}")).ok());
    let found = Identities::of(&title(record))
        .id(record.id.as_deref(), base.host_str())
        .id(record.doi.as_deref(), None)
        .page(own.as_ref().map(Url::as_str))
        .page(record.page.as_deref());
    let Some(harvest) = &record.harvest else { return found.all() };
    let domain = harvest.domain.as_deref();
    let ids = [&harvest.remote_id, &harvest.dct_identifier, &harvest.uri];
    let found = ids.into_iter().fold(found, |found, id| found.id(id.as_deref(), domain));
    found.page(harvest.remote_url.as_deref()).all()
}
