//! From what CKAN says of a dataset to the words of guichet.

use serde_json::Value;
use url::Url;

use super::super::licences;
use super::super::mapping::{creator_words, distinct, joined, labelled, person, row};
use super::super::paths::is_step;
use super::super::reading::{self, called, items, line};
use super::api::{self, words};
use super::extras::Extras;
use super::media;
use crate::base::i18n::Message;
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text;
use crate::base::when::When;
use crate::model::creator::Creator;
use crate::model::identity::{Identities, Identity};
use crate::model::{Access, Address, Dataset, Fact, Item, Licence};
use crate::{m, said, t};

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub base: &'a Url,
}

impl Mapper<'_> {
    /// One record as a row, or the sentence that says why not.
    pub fn item(&self, record: Value, odd: &mut Odd) -> Result<Item, Message> {
        let record = read(record, odd)?;
        let same_as = self.same_as(&record, &Extras::of(&record, &mut Odd::default()));
        Ok(Item { same_as, ..row(&self.told(&record, odd)?) })
    }

    /// Harvesters keep the id, or put what it was harvested by among the extras.
    fn same_as(&self, record: &api::Package, extras: &Extras) -> Vec<Identity> {
        let host = self.base.host_str();
        let found = Identities::of(&title(record)).id(record.id.as_deref(), host).page(self.page(record).as_deref());
        let others = ["guid", "identifier", "uri", "doi"].into_iter().filter_map(|key| extras.get(&[key]));
        others.fold(found, |found, id| found.id(Some(&id), None)).landing(record.url.as_deref()).all()
    }

    /// One record in full.
    pub fn dataset(&self, record: Value) -> Result<Dataset, Message> {
        let mut odd = Odd::default();
        let mut dataset = self.told(&read(record, &mut odd)?, &mut odd)?;
        dataset.warnings.extend(odd.said());
        Ok(dataset)
    }

    fn told(&self, record: &api::Package, odd: &mut Odd) -> Result<Dataset, Message> {
        let address = Address::root(self.portal).child(id(record)?);
        let mut warnings = Vec::new();
        let extras = Extras::of(record, odd);
        for (key, value) in [("title", &record.title), ("notes", &record.notes)] {
            if !(value.is_null() || value.is_string() || value.is_object()) {
                odd.note(key);
            }
        }
        let access = access(record, &extras);
        let resources: Vec<api::Resource> = items(&record.resources, &t!("portals-item-file"), odd);
        // Who sees what is private is among those it is for.
        let closed = access != Access::Open && !is_private(record);
        let whole = media::Whole { dataset: &address, base: self.base, access, closed };
        let media = distinct(resources.iter().map(|resource| whole.media(resource)), &mut warnings);
        let groups = names(&record.groups, &t!("ckan-item-group"), odd);
        let themes = extras.themes().into_iter().filter(|theme| !groups.contains(theme));
        let day = |key: &str| extras.get(&[key]).and_then(|it| When::read(&it));
        Ok(Dataset {
            title: title(record),
            synopsis: None, // the one text that there is is the summary
            summary: notes(record).and_then(markup::some_plain),
            access,
            licence: licence(record),
            publisher: publisher(record, &extras),
            creators: creators(record, &extras),
            doi: None,
            theme: joined(groups.iter().cloned().chain(themes)),
            keywords: names(&record.tags, &t!("ckan-item-keyword"), odd),
            created: day("issued").or_else(|| date(&record.metadata_created)),
            modified: modified(record, &extras),
            territory: extras.territory(),
            extent: extras.extent(),
            period: extras.period(),
            facts: facts(record, &extras),
            page: self.page(record),
            address,
            media,
            withdrawn: None,
            warnings,
        })
    }

    fn page(&self, record: &api::Package) -> Option<String> {
        let name = record.name.as_deref().or(record.id.as_deref())?;
        let mut url = self.base.clone();
        url.path_segments_mut().ok()?.pop_if_empty().extend(["dataset", name]);
        Some(url.into())
    }
}

/// Whom the publisher names as such, else the author in the portal's own field.
fn creators(record: &api::Package, extras: &Extras) -> Vec<Creator> {
    let named = extras.creators();
    if named.is_empty() { record.author.as_deref().and_then(Creator::named).into_iter().collect() } else { named }
}

/// What a list of things calls them; a text is a name.
fn names(raw: &[Value], what: &str, odd: &mut Odd) -> Vec<String> {
    let (texts, others): (Vec<&Value>, Vec<&Value>) = raw.iter().partition(|it| it.is_string());
    let others: Vec<Value> = others.into_iter().cloned().collect();
    let texts = texts.into_iter().filter_map(|it| text::some_line(it.as_str()?));
    items::<api::Named>(&others, what, odd).iter().filter_map(api::Named::label).chain(texts).collect()
}

fn read(record: Value, odd: &mut Odd) -> Result<api::Package, Message> {
    reading::record(record, &["/title", "/name", "/id"], odd)
}

fn id(record: &api::Package) -> Result<String, Message> {
    let found = [&record.id, &record.name].into_iter().find_map(reading::id).filter(|id| !is_step(id));
    found.ok_or_else(|| m!("portals-no-id", name = called(Some(&title(record)))))
}

fn title(record: &api::Package) -> String {
    let written = words(&record.title_translated).or_else(|| words(&record.title)).and_then(text::some_line);
    let named = || line(&record.name);
    written.or_else(named).unwrap_or_else(|| t!("portals-untitled"))
}

fn notes(record: &api::Package) -> Option<&str> {
    words(&record.notes_translated).or_else(|| words(&record.notes))
}

fn publisher(record: &api::Package, extras: &Extras) -> Option<String> {
    let organization = || record.organization.as_ref().and_then(api::Named::label);
    let named = || extras.get(&["publisher_name"]).and_then(|name| text::some_line(&name));
    extras.publisher().or_else(organization).or_else(named).or_else(|| line(&record.author))
}

/// CKAN's word for a licence that nobody stated is none.
fn licence(record: &api::Package) -> Option<Licence> {
    let id = line(&record.license_id).filter(|id| id != "notspecified");
    let url = line(&record.license_url);
    let title = line(&record.license_title).filter(|_| record.license_id.as_deref() != Some("notspecified"));
    licences::licence(title.or(id).as_deref(), url.as_deref())
}

/// Private to an organisation, or as a publisher puts it: `…/access-right/NON_PUBLIC`, "restricted".
fn access(record: &api::Package, extras: &Extras) -> Access {
    const CLOSED: [&str; 6] = ["restricted", "confidential", "sensitive", "private", "closed", "non"];
    let stated = extras.get(&["access_rights", "access"]).unwrap_or_default().to_lowercase();
    let mut stated = stated.rsplit('/').next().unwrap_or_default().split(|c: char| !c.is_alphanumeric());
    if is_private(record) || stated.any(|word| CLOSED.contains(&word)) { Access::Restricted } else { Access::Open }
}

fn is_private(record: &api::Package) -> bool {
    record.private == true || record.private.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

fn facts(record: &api::Package, extras: &Extras) -> Vec<Fact> {
    let person = |name: &Option<String>, email: &Option<String>| person(line(name), line(email));
    // An IRI of a vocabulary, or words.
    let last = |text: String| text::some_line(text.rsplit(['/', '#']).next().unwrap_or_default());
    let frequency = extras.get(&["frequency", "accrual_periodicity"]).and_then(last);
    let facts = [
        (said!("portals-fact-frequency"), frequency.map(|word| word.to_lowercase())),
        (
            said!("portals-fact-access"),
            extras.get(&["access_rights", "access"]).and_then(last).filter(|word| word != "open"),
        ),
        (said!("portals-fact-private"), is_private(record).then(|| t!("ckan-private"))),
        (said!("ckan-fact-version"), line(&record.version)),
        (said!("ckan-fact-source"), line(&record.url)),
        (said!("ckan-fact-author"), person(&record.author, &record.author_email)),
        (said!("ckan-fact-maintainer"), person(&record.maintainer, &record.maintainer_email)),
    ];
    let contacts = extras.contacts().into_iter().map(|contact| (said!("portals-fact-contact").into(), contact));
    let named = [
        (said!("portals-fact-creator"), creator_words(&extras.creators())),
        (said!("portals-fact-language"), extras.languages()),
    ];
    labelled(facts).into_iter().chain(contacts).chain(labelled(named)).chain(extras.others()).collect()
}

/// Of the data where a publisher says so; else of the record.
fn modified(record: &api::Package, extras: &Extras) -> Option<When> {
    let of_data = extras.get(&["modified"]).and_then(|it| When::read(&it));
    of_data.or_else(|| date(&record.metadata_modified)).or_else(|| date(&record.metadata_created))
}

fn date(raw: &Option<String>) -> Option<When> {
    When::read(raw.as_deref()?)
}
