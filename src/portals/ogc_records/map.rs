//! From a record to the words of guichet.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value};
use url::Url;

use super::super::licences;
use super::super::link::Link as Leads;
use super::super::mapping::{distinct, joined, joined_by, labelled, row, unnamed, words};
use super::super::ogc_api::assets::{self, Around};
use super::super::ogc_api::feature::{self, Feature, line, lines, some_of};
use super::super::ogc_api::links::{self, Link};
use super::super::ogc_api::{collections, period};
use super::super::paths::is_step;
use super::super::reading::{self, called};
use super::hub;
use crate::access::http::Http;
use crate::base::i18n::Message;
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text;
use crate::base::when::When;
use crate::model::identity::{Identities, Identity};
use crate::model::{Access, Address, Dataset, Fact, Item, Licence, Media, Offer};
use crate::{m, said, t};

/// What is no file nor service of a record, but of the interface itself or of the record's text.
const NAVIGATION: [&str; 16] = [
    "self",
    "alternate",
    "root",
    "parent",
    "collection",
    "next",
    "prev",
    "previous",
    "first",
    "last",
    "license",
    "canonical",
    "conformance",
    "service-desc",
    "service-doc",
    "queryables",
];

/// Licences that say there is one somewhere else, or none.
const NO_LICENCES: [&str; 5] = ["other", "various", "none", "custom", "notspecified"];

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub http: &'a Http,
    pub is_hub: bool,
}

impl Mapper<'_> {
    /// One record as a row, or the sentence that says why not. `base` is what its links are relative to.
    pub fn item(&self, raw: Value, collection: &str, base: &Url, odd: &mut Odd) -> Result<Item, Message> {
        let record = read(raw, odd)?;
        let dataset = self.told(&record, collection, base, odd)?;
        Ok(Item { same_as: self.same_as(&record, &dataset), ..row(&dataset) })
    }

    /// One in full.
    pub fn dataset(&self, raw: Value, collection: &str, base: &Url) -> Result<Dataset, Message> {
        let mut odd = Odd::default();
        let mut dataset = self.told(&read(raw, &mut odd)?, collection, base, &mut odd)?;
        dataset.warnings.extend(odd.said());
        Ok(dataset)
    }

    fn told(&self, record: &Feature, collection: &str, base: &Url, odd: &mut Odd) -> Result<Dataset, Message> {
        let title = record.line(&["title", "name"]);
        let id = record.id().filter(|id| !is_step(id));
        let id = id.ok_or_else(|| m!("portals-no-id", name = called(title.as_deref())))?;
        let collection = if self.is_hub { hub::ALL } else { collection };
        let address = Address::root(self.portal).child(collections::joined(collection, &id));
        let links = links::read(&record.links, odd);
        let mut warnings = Vec::new();
        let media = distinct(self.media(record, &links, &address, base, odd), &mut warnings);
        let (theme, keywords) = subjects(record);
        Ok(Dataset {
            title: title.unwrap_or_else(|| id.clone()),
            synopsis: record.line(&["snippet"]),
            summary: ["description", "abstract"]
                .iter()
                .find_map(|key| markup::some_plain(&feature::words(record.property(key))?)),
            access: access(record),
            licence: licence(record, &links),
            publisher: publisher(record),
            theme,
            keywords,
            created: date(record, &["created", "recordCreated", "record-created"]),
            modified: date(record, &["updated", "modified", "recordUpdated", "record-updated", "created"]),
            territory: None, // places are told as coordinates only
            extent: record.extent(),
            period: period::read(&record.time).or_else(|| period::read(record.property("time"))),
            facts: facts(record),
            page: Some(self.page(collection, &id, &links, base)),
            address,
            media,
            withdrawn: None,
            warnings,
            ..Dataset::default()
        })
    }

    /// Its own, else the address of the record, where browsers get a page.
    fn page(&self, collection: &str, id: &str, links: &[Link], base: &Url) -> String {
        let of_hub = || hub::page(&hub::site(self.http.base())?, id).filter(|_| self.is_hub);
        let own = || super::paths::below(self.http, &["collections", collection, "items", id], &[]);
        let stated = || links::page(links, base).filter(|it| super::super::web::is_same_site(it, base));
        of_hub().or_else(stated).unwrap_or_else(own).into()
    }

    fn media(&self, record: &Feature, links: &[Link], address: &Address, base: &Url, odd: &mut Odd) -> Vec<Media> {
        let access = access(record);
        let of_hub = hub::site(self.http.base()).filter(|_| self.is_hub);
        if let Some(site) = of_hub {
            return hub::media(record, &site, address, access);
        }
        let is_file = |link: &&Link| !NAVIGATION.contains(&&*link.rel()) && link.href.is_some();
        let associated = links::read(&some_of(record.property("associations")).cloned().collect::<Vec<_>>(), odd);
        let files = links.iter().chain(&associated).filter(is_file);
        let mut media: Vec<Media> = files.map(|link| file(link, address, base, self.portal, access)).collect();
        let around = Around { dataset: address, base, portal: self.portal, access, home: self.http.base() };
        media.extend(assets::media(&record.assets, &Map::new(), &around, odd));
        media
    }

    fn same_as(&self, record: &Feature, dataset: &Dataset) -> Vec<Identity> {
        let host = self.http.base().host_str();
        let found = Identities::of(&dataset.title).id(record.id().as_deref(), host).page(dataset.page.as_deref());
        let others = some_of(record.property("externalIds"));
        let found = others.fold(found, |found, other| found.id(line(other).as_deref(), None));
        let links = links::read(&record.links, &mut Odd::default());
        let canonical = links::first(&links, "canonical").and_then(|link| link.href.as_deref());
        found.page(canonical).all()
    }
}

fn read(raw: Value, odd: &mut Odd) -> Result<Feature, Message> {
    reading::record(raw, &["/properties/title", "/id"], odd)
}

/// One link as what it leads to.
fn file(link: &Link, address: &Address, base: &Url, portal: &str, access: Access) -> Media {
    let url = link.url(base);
    let written = url.as_ref().map(Url::as_str).or(link.href.as_deref());
    let content_type = reading::line(&link.kind);
    let rel = link.rel();
    let leads = Leads { url: written, format: None, content_type: content_type.as_deref(), kept: false };
    let id = unnamed([&link.href, &link.title]);
    let title = reading::line(&link.title).or_else(|| assets::file_name(url.as_ref()?));
    let offer = match leads.offer(portal) {
        Offer::Download if *link.templated => Offer::ShowOnly(t!("ogc-records-templated")),
        Offer::Download if access != Access::Open => Offer::Doubtful(t!("portals-restricted")),
        Offer::Download if rel == "service" => Offer::Doubtful(t!("portals-bare-api")),
        offer => offer,
    };
    Media {
        caption: Some(words(&rel)).filter(|_| !matches!(&*rel, "enclosure" | "item" | "data" | "")),
        format: leads.format(),
        offer,
        facts: leads.facts(),
        url: leads.url().map(String::from).or_else(|| written.and_then(text::some_line)),
        size: link.length.positive(),
        access,
        content_type,
        ..Media::new(address.clone(), id.clone(), title.unwrap_or(id))
    }
}

/// The theme, and all other words that it is filed under.
fn subjects(record: &Feature) -> (Option<String>, Vec<String>) {
    let concepts = |theme: &Value| -> Vec<String> {
        let one = |concept: &Value| {
            let named = ["title", "name", "id"].iter().find_map(|key| line(concept.get(key)?));
            named.or_else(|| line(concept))
        };
        let concepts = if theme.is_string() { theme } else { &theme["concepts"] };
        some_of(concepts).filter_map(one).collect()
    };
    let mut themes = some_of(record.property("themes")).flat_map(concepts);
    let theme = themes.next();
    let words = ["keywords", "tags"].iter().flat_map(|key| lines(record.property(key)));
    let mut keywords: Vec<String> = Vec::new();
    for word in themes.chain(words) {
        if !keywords.contains(&word) {
            keywords.push(word);
        }
    }
    (theme, keywords)
}

/// What says in the words of a fixed list that not everybody gets it.
fn access(record: &Feature) -> Access {
    const CLOSED: [&str; 7] = ["restricted", "private", "confidential", "closed", "non-public", "org", "shared"];
    let stated = ["rights", "accessRights", "access"].iter().filter_map(|key| record.line(&[key]));
    let is_closed = stated.into_iter().any(|words| {
        let last = words.rsplit(['/', '#']).next().unwrap_or_default().trim().to_lowercase();
        CLOSED.contains(&last.as_str())
    });
    if is_closed { Access::Restricted } else { Access::Open }
}

/// Its name, and where it is told of.
fn licence(record: &Feature, links: &[Link]) -> Option<Licence> {
    let url = links::first(links, "license").and_then(|link| link.href.as_deref());
    let stated = record.line(&["license", "licence"]).filter(|it| !NO_LICENCES.contains(&it.to_lowercase().as_str()));
    // As Hub sites have it, where none of a list is meant: its terms as HTML, or its parts.
    let structured = record.property("structuredLicense");
    let url = url.map(str::to_owned).or_else(|| line(&structured["url"]));
    let stated =
        stated.or_else(|| line(&structured["type"]).filter(|it| !NO_LICENCES.contains(&it.to_lowercase().as_str())));
    let terms = record.property("licenseInfo").as_str();
    licences::licence(stated.as_deref().or(terms), url.as_deref())
}

/// Whom the record names as its publisher, else the first that it names.
fn publisher(record: &Feature) -> Option<String> {
    let contacts: Vec<&Value> =
        ["contacts", "providers"].iter().flat_map(|key| some_of(record.property(key))).collect();
    let named = |contact: &&Value| line(&contact["organization"]).or_else(|| name(contact));
    let is_publisher = |contact: &&&Value| lines(&contact["roles"]).iter().any(|role| role == "publisher");
    let own = contacts.iter().find(is_publisher).and_then(named).or_else(|| contacts.iter().find_map(named));
    own.or_else(|| record.line(&["publisher", "source", "orgName", "owner"]))
}

/// The name of somebody, which may be all that is said of them.
fn name(contact: &Value) -> Option<String> {
    line(&contact["name"]).or_else(|| line(contact).filter(|_| contact.is_string()))
}

/// A date, or milliseconds since 1970 as Hub sites write them.
fn date(record: &Feature, keys: &[&str]) -> Option<When> {
    keys.iter().find_map(|key| match some_of(record.property(key)).next()? {
        Value::String(text) => When::read(text),
        Value::Number(number) => {
            let millis = number.as_i64().or_else(|| number.as_f64().map(|it| it as i64))?;
            Timestamp::from_millisecond(millis).ok().map(When::from)
        }
        _ => None,
    })
}

fn facts(record: &Feature) -> Vec<Fact> {
    let languages = ["resourceLanguages", "language"].iter().find_map(|key| joined(lines(record.property(key))));
    let contact = |contact: &Value| {
        let reached = line(&contact["emails"]);
        let name = name(contact).or_else(|| line(&contact["organization"]));
        let role = joined(lines(&contact["roles"]).iter().map(|role| words(role)));
        joined_by([name, role, reached].into_iter().flatten(), " · ")
    };
    let formats = some_of(record.property("formats"));
    let formats = formats.filter_map(|format| line(format).or_else(|| line(&format["mediaType"])));
    let formats: BTreeSet<String> = formats.collect();
    let ids = some_of(record.property("externalIds"));
    let rights = record.line(&["rights", "accessInformation"]);
    let mut facts = vec![
        (said!("ogc-records-fact-type"), record.line(&["type"]).map(|kind| words(&kind))),
        (said!("portals-fact-language"), languages),
        (said!("ogc-records-fact-formats"), joined(formats)),
        (said!("ogc-records-fact-rights"), rights),
        (said!("ogc-records-fact-identifier"), joined(ids.filter_map(line))),
        (said!("portals-fact-frequency"), record.line(&["updateFrequency", "update-frequency"])),
    ];
    let contacts = some_of(record.property("contacts"));
    facts.extend(contacts.map(|it| (said!("portals-fact-contact"), contact(it))));
    labelled(facts)
}
