//! From what Dataverse says of a dataset or a collection to the words of guichet.

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::super::licences;
use super::super::listing::folder;
use super::super::mapping::{creator_words, distinct, joined, labelled, row};
use super::super::paths::is_step;
use super::super::reading::{self, called, line};
use super::metadata::Metadata;
use super::pid::Pid;
use super::told::ToldVersion;
use super::{COLLECTIONS, api, media};
use crate::base::i18n::Message;
use crate::base::odd::Odd;
use crate::base::when::When;
use crate::base::{format, markup, text};
use crate::model::form::Field;
use crate::model::identity::{Identities, Identity};
use crate::model::{Access, Address, Dataset, Fact, Item, Licence, Offer};
use crate::{m, said, t};

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub base: &'a Url,
}

/// All that was told of one dataset.
pub struct Told<'a> {
    /// What was asked for.
    pub pid: &'a Pid,
    pub told: ToldVersion,
    /// All of its versions, where they are told.
    pub versions: Vec<api::Version>,
    /// What its guestbook asks; `None` where it has one that cannot be read.
    pub form: Option<Vec<Field>>,
}

impl Mapper<'_> {
    /// One dataset that a search found as a row, or the sentence that says why not.
    pub fn item(&self, record: Value, odd: &mut Odd) -> Result<Item, Message> {
        let hit: api::Hit = reading::record(record, &["/name", "/global_id"], odd)?;
        let title = line(&hit.name).unwrap_or_else(|| t!("portals-untitled"));
        let pid = [&hit.global_id, &hit.url].into_iter().find_map(|it| Pid::read(it.as_deref()?));
        let pid = pid.ok_or_else(|| m!("portals-no-id", name = called(Some(&title))))?;
        let dataset = Dataset {
            summary: hit.description.as_deref().and_then(markup::some_prose),
            publisher: line(&hit.name_of_dataverse).or_else(|| line(&hit.publisher)),
            theme: joined(lines(&hit.subjects)),
            keywords: lines(&hit.keywords).collect(),
            created: hit.published_at.as_deref().and_then(When::read),
            modified: [&hit.updated_at, &hit.published_at].into_iter().find_map(|it| When::read(it.as_deref()?)),
            ..Dataset::new(self.address(&pid), title.clone())
        };
        let withdrawn = || line(&hit.deaccession_reason).map(|reason| t!("dataverse-withdrawn", reason));
        let offer = match hit.file_count.count() {
            Some(0) => Some(Offer::ShowOnly(t!("portals-no-file"))),
            _ => withdrawn().map(Offer::ShowOnly),
        };
        // What is restricted is told of single files, and not here.
        Ok(Item { same_as: self.same_as(&title, &pid), access: None, offer, ..row(&dataset) })
    }

    /// One collection as a row.
    pub fn collection(&self, record: Value, odd: &mut Odd) -> Result<Item, Message> {
        let found: api::Collection = reading::record(record, &["/name", "/identifier"], odd)?;
        let name = line(&found.name).or_else(|| line(&found.identifier));
        let alias = reading::id(&found.identifier).filter(|alias| !is_step(alias));
        let alias = alias.ok_or_else(|| m!("portals-no-id", name = called(name.as_deref())))?;
        let count = found.dataset_count.count().map(|count| t!("portals-datasets", count));
        let within = line(&found.parent_dataverse_name).map(|name| t!("dataverse-within", name));
        let described = found.description.as_deref().and_then(markup::first_line);
        let note = super::super::mapping::joined_by(count.into_iter().chain(within).chain(described), " · ");
        let address = Address::root(self.portal).child(COLLECTIONS).child(alias.clone());
        Ok(folder(address, name.unwrap_or(alias), note))
    }

    /// One dataset in full.
    pub fn dataset(&self, all: Told<'_>) -> Dataset {
        let Told { pid, told, versions, form } = &all;
        let (version, metadata) = (&told.version, Metadata::of(&told.version.metadata_blocks));
        let found = version.dataset_persistent_id.as_deref().and_then(Pid::read);
        let full = found.map_or_else(|| pid.full.clone(), |found| found.full);
        let pid = Pid { full, version: pid.version.clone() };
        let address = self.address(&pid);
        let withdrawn = withdrawn(version);
        let mut warnings: Vec<String> = withdrawn.iter().chain(&told.warnings).cloned().collect();
        let whole = media::Whole {
            dataset: &address,
            base: self.base,
            now: Timestamp::now(),
            form: form.as_deref().unwrap_or_default(),
            asks_unknown: form.is_none(),
            takes_requests: version.file_access_request,
            withdrawn: withdrawn.clone(),
            present: told.files.iter().filter_map(|file| media::id(&file.data_file)).collect(),
        };
        let is_closed = !told.files.is_empty() && told.files.iter().all(|file| whole.access(file) != Access::Open);
        let media = distinct(told.files.iter().flat_map(|file| whole.media(file)), &mut warnings);
        let dates = [&version.release_time, &version.last_update_time];
        let published = [&told.dataset.publication_date, &version.publication_date];
        let mut dataset = Dataset {
            title: metadata.title().unwrap_or_else(|| t!("portals-untitled")),
            synopsis: None,
            summary: metadata.description(),
            access: if is_closed || whole.withdrawn.is_some() { Access::Restricted } else { Access::Open },
            licence: licence(version),
            publisher: metadata.parts("producer", "producerName").into_iter().next().or(line(&told.dataset.publisher)),
            creators: metadata.creators(),
            doi: pid.full.strip_prefix("doi:").map(str::to_owned),
            theme: joined(metadata.lines("subject")),
            keywords: metadata.parts("keyword", "keywordValue"),
            created: published.into_iter().find_map(|it| When::read(it.as_deref()?)),
            modified: dates.into_iter().find_map(|it| When::read(it.as_deref()?)),
            territory: joined(metadata.places()),
            extent: metadata.extent(),
            period: metadata.period(),
            facts: [self.facts(told, &pid, &metadata), self.others(version, versions, &pid)].concat(),
            page: Some(self.page(&pid)),
            address,
            media,
            withdrawn,
            warnings,
        };
        dataset.warnings.extend(told.odd.said());
        dataset
    }

    fn address(&self, pid: &Pid) -> Address {
        Address::root(self.portal).child(pid.segment())
    }

    fn same_as(&self, title: &str, pid: &Pid) -> Vec<Identity> {
        let resolved = pid.full.strip_prefix("hdl:").map(|handle| format!("https://hdl.handle.net/{handle}"));
        let id = pid.full.strip_prefix("doi:").unwrap_or(&pid.full);
        Identities::of(title)
            .id(Some(id), self.base.host_str())
            .page(resolved.as_deref())
            .page(Some(&self.page(&Pid { version: None, ..pid.clone() })))
            .all()
    }

    /// The portal's own page about it.
    fn page(&self, pid: &Pid) -> String {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push("dataset.xhtml");
        }
        url.query_pairs_mut()
            .append_pair("persistentId", &pid.full)
            .extend_pairs(pid.version.iter().map(|version| ("version", version)));
        url.into()
    }

    fn facts(&self, told: &ToldVersion, pid: &Pid, metadata: &Metadata<'_>) -> Vec<Fact> {
        let version = &told.version;
        let terms = |text: &Option<String>| text.as_deref().and_then(markup::some_prose);
        let is_draft = version.version_state.as_deref() == Some("DRAFT");
        let own = number(version).or_else(|| is_draft.then(|| t!("dataverse-draft")));
        labelled([
            (said!("dataverse-fact-version"), own),
            (said!("dataverse-fact-instead"), line(&version.deaccession_link).filter(|_| is_withdrawn(version))),
            (said!("dataverse-fact-identifier"), line(&told.dataset.persistent_url).or(Some(pid.full.clone()))),
            (said!("portals-fact-creator"), creator_words(&metadata.creators())),
            (said!("portals-fact-contact"), joined(metadata.contacts())),
            (said!("portals-fact-language"), joined(metadata.lines("language"))),
            (said!("dataverse-fact-publication"), joined(metadata.parts("publication", "publicationCitation"))),
            (said!("dataverse-fact-data-sources"), joined(metadata.lines("dataSources"))),
            (said!("dataverse-fact-produced"), joined(metadata.lines("productionDate"))),
            (said!("dataverse-fact-terms"), terms(&version.terms_of_use)),
            (said!("dataverse-fact-citation"), terms(&version.citation_requirements)),
            (said!("dataverse-fact-restrictions"), terms(&version.restrictions)),
            (said!("dataverse-fact-conditions"), terms(&version.conditions)),
            (said!("dataverse-fact-confidentiality"), terms(&version.confidentiality_declaration)),
            (said!("dataverse-fact-permissions"), terms(&version.special_permissions)),
            (said!("dataverse-fact-depositor"), terms(&version.depositor_requirements)),
            (said!("dataverse-fact-disclaimer"), terms(&version.disclaimer)),
            (said!("dataverse-fact-access-terms"), terms(&version.terms_of_access)),
            (said!("dataverse-fact-access-place"), terms(&version.data_access_place)),
            (said!("dataverse-fact-access-contact"), terms(&version.contact_for_access)),
        ])
    }

    /// Its other versions: the address of each, and its day.
    fn others(&self, version: &api::Version, versions: &[api::Version], pid: &Pid) -> Vec<Fact> {
        /// So many are told.
        const MOST: usize = 20;
        let own = number(version);
        let other = |version: &api::Version| {
            let number = number(version).filter(|number| Some(number) != own.as_ref())?;
            let day = version.release_time.as_deref().and_then(When::read).map(format::date);
            let address = self.address(&Pid { version: Some(number), ..pid.clone() }).to_string();
            Some(day.map_or(address.clone(), |day| format!("{address} ({day})")))
        };
        let others = versions.iter().filter_map(other).take(MOST);
        labelled(others.map(|other| (said!("dataverse-fact-other-version"), Some(other))))
    }
}

fn lines(raw: &[Value]) -> impl Iterator<Item = String> {
    raw.iter().filter_map(|it| text::some_line(it.as_str()?))
}

fn is_withdrawn(version: &api::Version) -> bool {
    version.version_state.as_deref() == Some("DEACCESSIONED")
}

/// That it was withdrawn, and why.
fn withdrawn(version: &api::Version) -> Option<String> {
    let reason = || line(&version.deaccession_note).unwrap_or_else(|| t!("dataverse-no-reason"));
    is_withdrawn(version).then(|| t!("dataverse-withdrawn", reason = reason()))
}

/// Its number, where it has been published.
fn number(version: &api::Version) -> Option<String> {
    let (major, minor) = (version.version_number.count()?, version.version_minor_number.count()?);
    Some(format!("{major}.{minor}"))
}

/// By its code, then by its address and name.
fn licence(version: &api::Version) -> Option<Licence> {
    let stated = version.license.as_ref()?;
    let name = line(&stated.rights_identifier).or_else(|| line(&stated.name));
    // Before 5.10 this is what those have that state terms in words, or nothing.
    let name = name.filter(|name| !name.eq_ignore_ascii_case("none"));
    licences::licence(name.as_deref(), line(&stated.uri).as_deref())
}
