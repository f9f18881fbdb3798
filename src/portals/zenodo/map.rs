//! From a record of Zenodo or another repository of its software, in either shape, to the words of guichet.

use serde_json::Value;
use url::Url;

use super::super::licences;
use super::super::link::Link;
use super::super::listing::folder;
use super::super::mapping::{creator_words, distinct, joined, labelled, row};
use super::super::paths::{is_step, segment};
use super::super::reading::{self, called, items, line, line_at, readable};
use super::{COMMUNITIES, api, web};
use crate::base::i18n::Message;
use crate::base::odd::{self, Odd};
use crate::base::when::When;
use crate::base::{format, markup, stated, text};
use crate::model::creator::Creator;
use crate::model::identity::{Identities, Identity};
use crate::model::{Access, Address, Checksum, Dataset, Fact, Item, Licence, Media, Offer};
use crate::{m, said, t};

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub base: &'a Url,
}

/// What is told beside a record.
#[derive(Default)]
pub struct Beside {
    /// All of its versions, raw.
    pub versions: Vec<Value>,
    /// Its files, where the record itself does not tell them all.
    pub files: Vec<Value>,
}

impl Mapper<'_> {
    /// One record as a row, or the sentence that says why not.
    pub fn item(&self, record: Value, odd: &mut Odd) -> Result<Item, Message> {
        let record = read(record, odd)?;
        let same_as = self.same_as(&record);
        let dataset = self.told(&record, &Beside::default(), odd)?;
        let offer = match (dataset.media.is_empty(), dataset.access) {
            (true, Access::Open) if tells_none(&record.files) => None,
            (true, Access::Open) => Some(Offer::ShowOnly(t!("portals-no-file"))),
            (true, _) => Some(Offer::ShowOnly(t!("zenodo-hidden"))),
            (false, _) => row(&dataset).offer,
        };
        Ok(Item { same_as, offer, ..row(&dataset) })
    }

    /// One community as a row.
    pub fn community(&self, record: Value, odd: &mut Odd) -> Result<Item, Message> {
        let found: api::Community = reading::record(record, &["/metadata/title", "/slug"], odd)?;
        let title = line(&found.metadata.title).or_else(|| line(&found.slug));
        let slug = [&found.slug, &found.id].into_iter().find_map(reading::id).filter(|slug| !is_step(slug));
        let slug = slug.ok_or_else(|| m!("portals-no-id", name = called(title.as_deref())))?;
        let note = found.metadata.description.as_deref().and_then(markup::first_line);
        let address = Address::root(self.portal).child(COMMUNITIES).child(slug.clone());
        Ok(folder(address, title.unwrap_or(slug), note))
    }

    /// One record in full.
    pub fn dataset(&self, record: Value, beside: &Beside) -> Result<Dataset, Message> {
        let mut odd = Odd::default();
        let mut dataset = self.told(&read(record, &mut odd)?, beside, &mut odd)?;
        dataset.warnings.extend(odd.said());
        Ok(dataset)
    }

    fn told(&self, record: &api::Record, beside: &Beside, odd: &mut Odd) -> Result<Dataset, Message> {
        let metadata = &record.metadata;
        let id = id(record).ok_or_else(|| m!("portals-no-id", name = called(Some(&title(record)))))?;
        let address = Address::root(self.portal).child(id.clone());
        let access = access(record);
        let mut warnings = Vec::new();
        let own = if beside.files.is_empty() { files(&record.files) } else { beside.files.clone() };
        let found: Vec<api::File> = items(&own, &t!("portals-item-file"), odd);
        let shown = found.iter().filter(|file| !file.access.hidden);
        let media = distinct(shown.map(|file| self.media(&address, &id, file, access)), &mut warnings);
        if media.is_empty() && access != Access::Open {
            warnings.push(t!("zenodo-files-hidden"));
        }
        let day = metadata.publication_date.as_deref().and_then(|written| When::read(written.split('/').next()?));
        Ok(Dataset {
            title: title(record),
            synopsis: None, // the one text that there is is the summary
            summary: metadata.description.as_deref().and_then(markup::some_prose),
            access,
            licence: licence(metadata),
            publisher: line(&metadata.publisher),
            creators: creators(metadata),
            doi: doi(record),
            theme: kind(&metadata.resource_type),
            keywords: keywords(metadata),
            created: day.or_else(|| date(&record.created)),
            modified: date(&record.updated).or_else(|| date(&record.modified)),
            territory: None, // locations are hardly ever told
            extent: None,
            period: None,
            facts: self.facts(record, &id, beside),
            page: Some(self.page(&id)),
            address,
            media,
            withdrawn: None,
            warnings,
        })
    }

    /// One file. Bytes of a version stay what they are, so that its name is what it is known by.
    fn media(&self, dataset: &Address, id: &str, file: &api::File, access: Access) -> Media {
        let key = file.key.as_deref().map(text::id).filter(|key| !is_step(key));
        let given = line(&file.links.content).or_else(|| line(&file.links.own));
        let built = || file.key.as_deref().filter(|key| !is_step(key)).map(|key| self.content(id, key));
        let url = given.filter(|url| Url::parse(url).is_ok()).or_else(built);
        let name = key.clone().unwrap_or_else(|| super::super::mapping::unnamed([&url, &file.checksum]));
        let content_type = line(&file.mimetype);
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        let link = Link {
            url: url.as_deref(),
            format: ending.filter(|it| (1..=8).contains(&it.len()) && it.chars().all(|c| c.is_ascii_alphanumeric())),
            content_type: content_type.as_deref(),
            kept: true,
        };
        let file_name = key.clone();
        let offer = match (&url, access) {
            (None, _) => Offer::ShowOnly(t!("portals-gives-no-address", portal = "Zenodo")),
            (Some(_), Access::Open) => Offer::Download,
            (Some(_), _) => Offer::Doubtful(t!("portals-restricted")),
        };
        Media {
            format: link.format(),
            size: file.size.count(),
            checksum: checksum(&file.checksum),
            access,
            offer,
            content_type,
            url: url.clone(),
            file_name,
            ..Media::new(dataset.clone(), name.clone(), name)
        }
    }

    /// Where the bytes of a file are.
    fn content(&self, id: &str, key: &str) -> String {
        let mut url = self.base.clone();
        let key: Vec<String> = key.split('/').map(segment).collect();
        url.set_path(&format!("{}api/records/{id}/files/{}/content", self.base.path(), key.join("/")));
        url.into()
    }

    fn page(&self, id: &str) -> String {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["records", id]);
        }
        url.into()
    }

    fn same_as(&self, record: &api::Record) -> Vec<Identity> {
        let found = Identities::of(&title(record)).id(doi(record).as_deref(), None);
        let found = found.id(concept_doi(record).as_deref(), None);
        found.page(id(record).map(|id| self.page(&id)).as_deref()).all()
    }

    fn facts(&self, record: &api::Record, id: &str, beside: &Beside) -> Vec<Fact> {
        let metadata = &record.metadata;
        let embargo = record.access.as_ref().map(|access| &access.embargo);
        let until = embargo.and_then(|it| date(&it.until)).or_else(|| date(&metadata.embargo_date)).map(format::date);
        let reason = embargo.and_then(|it| line(&it.reason));
        let related = metadata.related_identifiers.iter().filter_map(|it| line_at(it, "identifier"));
        let communities = metadata.communities.iter().filter_map(|it| line_at(it, "id"));
        let older = record.versions.is_latest == Some(false);
        let mut facts = labelled([
            (said!("zenodo-fact-version"), line(&metadata.version)),
            (said!("zenodo-fact-superseded"), older.then(|| t!("zenodo-superseded"))),
            (said!("zenodo-fact-doi"), doi(record)),
            (said!("zenodo-fact-concept-doi"), concept_doi(record)),
            (said!("portals-fact-creator"), creator_words(&creators(metadata))),
            (said!("zenodo-fact-embargo"), until),
            (said!("zenodo-fact-embargo-reason"), reason),
            (said!("portals-fact-language"), joined(languages(metadata))),
            (said!("zenodo-fact-communities"), joined(communities)),
            (said!("zenodo-fact-other-rights"), joined(rights(metadata).into_iter().skip(1).map(|it| it.label))),
            (said!("zenodo-fact-related"), joined(related.take(10))),
            (said!("zenodo-fact-notes"), metadata.notes.as_deref().and_then(markup::some_prose)),
        ]);
        facts.extend(self.others(id, beside));
        facts
    }

    /// Its other versions: the address of each, what it is called, and its day.
    fn others(&self, own: &str, beside: &Beside) -> Vec<Fact> {
        /// So many are told.
        const MOST: usize = 20;
        let other = |record: api::Record| {
            let id = id(&record).filter(|id| id != own)?;
            let day = record.metadata.publication_date.as_deref().and_then(When::read).map(format::date);
            let about = joined(line(&record.metadata.version).into_iter().chain(day));
            let address = Address::root(self.portal).child(id).to_string();
            Some(about.map_or(address.clone(), |about| format!("{address} ({about})")))
        };
        let others = readable::<api::Record>(beside.versions.clone()).filter_map(other).take(MOST);
        labelled(others.map(|other| (said!("zenodo-fact-other-version"), Some(other))))
    }
}

fn read(record: Value, odd: &mut Odd) -> Result<api::Record, Message> {
    reading::record(record, &["/metadata/title", "/title", "/id"], odd)
}

fn id(record: &api::Record) -> Option<String> {
    reading::id(&record.id).and_then(|id| web::id(&id))
}

fn title(record: &api::Record) -> String {
    line(&record.metadata.title).or_else(|| line(&record.title)).unwrap_or_else(|| t!("portals-untitled"))
}

fn doi(record: &api::Record) -> Option<String> {
    line(&record.pids.doi.identifier).or_else(|| line(&record.doi))
}

/// Of all its versions together.
fn concept_doi(record: &api::Record) -> Option<String> {
    line(&record.parent.pids.doi.identifier).or_else(|| line(&record.conceptdoi))
}

/// A list, or an object of them by their names.
pub fn files(stated: &Value) -> Vec<Value> {
    match stated {
        Value::Array(list) => list.clone(),
        Value::Object(fields) => match fields.get("entries") {
            Some(Value::Array(list)) => list.clone(),
            Some(Value::Object(by_name)) => by_name.values().cloned().collect(),
            _ => vec![],
        },
        _ => vec![],
    }
}

/// Whether files are there, or may be, and none of them is told.
fn tells_none(stated: &Value) -> bool {
    let is_without = stated["enabled"] == false || stated["count"] == 0 || stated.is_array();
    !is_without && files(stated).is_empty()
}

/// Whether the files of a record are to be asked for by their own route, and how many are stated: those that it does not
/// tell, or not all of. What is kept from some is told to nobody without a token.
pub fn untold_files(record: &Value, signed_in: bool) -> Option<Option<u64>> {
    let (stated, count) = (&record["files"], stated::count(&record["files"]["count"]));
    let is_cut = count.is_some_and(|count| count > files(stated).len() as u64);
    let is_without = record["access"]["status"] == "metadata-only";
    let may_be_asked = match is_restricted(record) {
        true => signed_in && files(stated).is_empty(),
        false => !is_without && (is_cut || tells_none(stated)),
    };
    may_be_asked.then_some(count)
}

/// Whether its files are kept from some.
pub fn is_restricted(record: &Value) -> bool {
    plain(record).is_some_and(|record| access(&record) != Access::Open)
}

/// The id that a record is asked for by.
pub fn own_id(record: &Value) -> Option<String> {
    id(&plain(record)?)
}

pub fn own_doi(record: &Value) -> Option<String> {
    doi(&plain(record)?)
}

/// The DOI of all its versions.
pub fn common_doi(record: &Value) -> Option<String> {
    concept_doi(&plain(record)?)
}

/// What all its versions have in common, by its id.
pub fn parent_id(record: &Value) -> Option<&str> {
    record["parent"]["id"].as_str().or_else(|| record["conceptrecid"].as_str())
}

/// Without a word on what of it is odd.
fn plain(record: &Value) -> Option<api::Record> {
    odd::read(record.clone(), &mut Odd::default()).ok()
}

fn access(record: &api::Record) -> Access {
    let newer = record.access.as_ref().and_then(|access| access.status.as_deref());
    match newer.or(record.metadata.access_right.as_deref()) {
        Some("restricted" | "embargoed" | "closed") => Access::Restricted,
        _ if record.access.as_ref().is_some_and(|access| access.embargo.active) => Access::Restricted,
        _ => Access::Open,
    }
}

/// In the newer shape, of persons, family and given name apart.
fn creators(metadata: &api::Metadata) -> Vec<Creator> {
    let one = |it: &Value| {
        let told = &it["person_or_org"];
        let family = told["family_name"].as_str().filter(|_| told["type"] != "organizational");
        let person = family.and_then(|family| Creator::person(family, told["given_name"].as_str()));
        person.or_else(|| [it, told].into_iter().find_map(|told| Creator::named(told["name"].as_str()?)))
    };
    metadata.creators.iter().filter_map(one).collect()
}

fn keywords(metadata: &api::Metadata) -> Vec<String> {
    let free = metadata.keywords.iter().filter_map(|it| text::some_line(it.as_str()?));
    let subjects = metadata.subjects.iter().filter_map(|it| line_at(it, "subject").or_else(|| line_at(it, "term")));
    free.chain(subjects).collect()
}

fn languages(metadata: &api::Metadata) -> Vec<String> {
    let titled = |it: &Value| english(&it["title"]).or_else(|| line_at(it, "id"));
    let all: Vec<String> = metadata.languages.iter().filter_map(titled).collect();
    if all.is_empty() { line(&metadata.language).into_iter().collect() } else { all }
}

/// What it is, as the repository calls it.
fn kind(stated: &Value) -> Option<String> {
    english(&stated["title"]).or_else(|| line_at(stated, "type")).or_else(|| line_at(stated, "id"))
}

/// A text, or one by languages.
fn english(titles: &Value) -> Option<String> {
    let by_language = ["fr", "en"].iter().find_map(|code| line_at(titles, code));
    titles.as_str().and_then(text::some_line).or(by_language)
}

fn rights(metadata: &api::Metadata) -> Vec<Licence> {
    let right = |it: &Value| {
        let name = line_at(it, "id").or_else(|| english(&it["title"]));
        let url = line_at(&it["props"], "url").or_else(|| line_at(it, "link"));
        licences::licence(name.as_deref(), url.as_deref())
    };
    metadata.rights.iter().filter_map(right).collect()
}

fn licence(metadata: &api::Metadata) -> Option<Licence> {
    let older = || licences::licence(line_at(&metadata.license, "id").as_deref(), None);
    rights(metadata).into_iter().next().or_else(older)
}

/// `md5:…`: the algorithm, and what it gave.
fn checksum(stated: &Option<String>) -> Option<Checksum> {
    let stated = line(stated)?;
    let (algo, value) = stated.split_once(':')?;
    let is_hex = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| Checksum { algo: algo.to_owned(), value: value.to_owned() })
}

fn date(raw: &Option<String>) -> Option<When> {
    When::read(raw.as_deref()?)
}
