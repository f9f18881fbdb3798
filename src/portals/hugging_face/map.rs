//! From what the Hub says of a dataset to the words of guichet.

use serde_json::Value;
use url::Url;

use super::super::licences;
use super::super::mapping::{distinct, joined, labelled, row};
use super::super::paths::segment;
use super::super::reading::{self, called, line, line_at};
use super::files::{Files, NamedFile};
use super::set_id::{MADE, MAIN, SetId, is_name};
use super::{access, api};
use crate::access::http::Http;
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text;
use crate::base::when::When;
use crate::model::file_format::Format;
use crate::model::identity::{Identities, Identity};
use crate::model::{Address, Checksum, Dataset, Fact, Item, Licence, Media, Offer};
use crate::{m, said, t};

/// Longer files do not come over plain HTTP (docs/portals/hugging-face.md 5).
const MOST_BYTES: u64 = 50_000_000_000;
/// What the Hub puts behind the beginning of a description.
const CUT: &str = "See the full description on the dataset page:";

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub http: &'a Http,
}

impl Mapper<'_> {
    /// One record as a row, or the sentence that says why not.
    pub fn item(&self, record: Value, odd: &mut Odd) -> Result<Item, Message> {
        let record: api::Dataset = reading::record(record, &["/id"], odd)?;
        let dataset = self.told(&record, &SetId { name: id(&record)?, revision: None });
        let access_words = access::words(&record);
        Ok(Item {
            same_as: self.same_as(&record, &dataset),
            format: joined(record.tagged("format").map(text::line)).map(Into::into),
            size: record.main_size.positive(),
            offer: Some(access_words.map_or(Offer::Download, Offer::Doubtful)),
            ..row(&dataset)
        })
    }

    pub fn read(&self, record: Value) -> Result<(api::Dataset, Odd), Message> {
        let mut odd = Odd::default();
        reading::record(record, &["/id"], &mut odd).map(|record| (record, odd))
    }

    /// One record in full, at the revision of `set`, with the owner's files and those `made` of them. `granted`: who asks may
    /// have them.
    pub fn dataset(
        &self,
        record: &api::Dataset,
        set: &SetId,
        (own, made): (Files, Files),
        granted: bool,
        odd: &mut Odd,
    ) -> Result<Dataset, Message> {
        let name = id(record)?;
        let mut dataset = self.told(record, &SetId { name: name.clone(), ..set.clone() });
        let mut warnings = Vec::new();
        let doubt = access::words(record).filter(|_| !granted || *record.disabled);
        let of = |files: &Files, note: Option<String>, warnings: &mut Vec<String>| -> Vec<Media> {
            let named = files.named(warnings).into_iter();
            let media = named.map(|file| Media {
                caption: note.clone(),
                ..self.media(&dataset, (&name, &files.revision), file, doubt.clone())
            });
            media.collect()
        };
        let made_note = Some(t!("hugging-face-made"));
        let own_note = made_note.clone().filter(|_| set.revision.as_deref() == Some(MADE));
        let mut media = of(&own, own_note, &mut warnings);
        let copies = of(&made, made_note, &mut warnings);
        let copies = copies.into_iter().filter(|it| it.title.ends_with(".parquet"));
        media.extend(copies.map(|copy| Media { is_derived: true, ..copy }));
        let media = distinct(media, &mut warnings);
        dataset.media = media;
        dataset.facts.push((said!("hugging-face-fact-revision").into(), revision(set, &own.revision)));
        let told = warnings.into_iter().chain(own.warnings).chain(made.warnings);
        dataset.warnings = told.chain(odd.said()).collect();
        Ok(dataset)
    }

    /// All but the files.
    fn told(&self, record: &api::Dataset, set: &SetId) -> Dataset {
        let id = set.name.as_str();
        let below = set.revision.as_deref().map(|it| format!("/tree/{}", segment(it))).unwrap_or_default();
        let free = record.tags.iter().filter_map(Value::as_str).filter(|tag| !tag.contains(':'));
        Dataset {
            title: id.to_owned(),
            synopsis: line_at(&record.card_data, "pretty_name"),
            summary: summary(record),
            access: access::of(record),
            licence: self.licence(record, set),
            publisher: line(&record.author).or_else(|| Some(id.split_once('/')?.0.to_owned())),
            doi: record.tagged("doi").find_map(text::some_line),
            keywords: free.filter_map(text::some_line).collect(),
            created: date(&record.created_at),
            modified: date(&record.last_modified),
            facts: facts(record),
            page: Some(self.http.url(&format!("datasets/{id}{below}"), []).into()),
            address: Address::root(self.portal).child(set.segment()),
            ..Dataset::default()
        }
    }

    fn media(
        &self,
        dataset: &Dataset,
        (name, revision): (&str, &str),
        NamedFile { id, path, entry }: NamedFile<'_>,
        doubt: Option<String>,
    ) -> Media {
        let url = self.file_at(name, revision, path);
        let size = entry.lfs.as_ref().and_then(|lfs| lfs.size.count()).or(entry.size.count());
        let doubt = doubt.or_else(|| size.filter(|size| *size > MOST_BYTES).map(|_| t!("hugging-face-too-large")));
        let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
        Media {
            format: ending.and_then(Format::named).map(|format| format.short().to_owned()),
            size,
            checksum: checksum(entry),
            modified: None, // of no file is the commit told that changed it last
            access: dataset.access,
            offer: doubt.map_or(Offer::Download, Offer::Doubtful),
            url: Some(url.into()),
            file_name: Some(text::line(path)),
            ..Media::new(dataset.address.clone(), id, text::line(path))
        }
    }

    /// The address of a file at a revision, which leads to where it is kept.
    fn file_at(&self, id: &str, revision: &str, path: &str) -> Url {
        let path: Vec<String> = path.split('/').map(segment).collect();
        self.http.url(&format!("datasets/{id}/resolve/{}/{}", segment(revision), path.join("/")), [])
    }

    /// As the README states it, else as the tags do; several are told together.
    fn licence(&self, record: &api::Dataset, set: &SetId) -> Option<Licence> {
        let stated = texts(&record.card_data["license"]);
        let stated = if stated.is_empty() { record.tagged("license").map(str::to_owned).collect() } else { stated };
        let stated: Vec<&str> = stated.iter().map(String::as_str).filter(|it| *it != "unknown").collect();
        if stated == ["other"] {
            let name = line_at(&record.card_data, "license_name");
            let link = line_at(&record.card_data, "license_link").map(|link| match Url::parse(&link) {
                Ok(url) => url.to_string(),
                Err(_) => {
                    let revision = segment(set.revision.as_deref().unwrap_or(MAIN));
                    let blob = format!("datasets/{}/blob/{revision}/{}", set.name, segment(&link));
                    self.http.url(&blob, []).to_string()
                }
            });
            return licences::licence(name.as_deref().or(Some("other")), link.as_deref());
        }
        let mut found = stated.into_iter().filter_map(|code| licences::licence(Some(code), None));
        let first = found.next()?;
        let label = joined(std::iter::once(first.label).chain(found.map(|other| other.label)))?;
        Some(Licence { label, url: first.url })
    }

    fn same_as(&self, record: &api::Dataset, dataset: &Dataset) -> Vec<Identity> {
        let found = Identities::of(&dataset.title).id(record.lasting.as_deref(), self.http.base().host_str());
        let found = record.tagged("doi").fold(found, |found, doi| found.id(Some(doi), None));
        found.page(dataset.page.as_deref()).all()
    }
}

fn id(record: &api::Dataset) -> Result<String, Message> {
    let found = reading::id(&record.id).filter(|id| is_name(id));
    found.ok_or_else(|| m!("portals-no-id", name = called(line(&record.id).as_deref())))
}

/// The commit that is read, and what was asked for where that is called otherwise.
fn revision(set: &SetId, commit: &str) -> String {
    match set.revision.as_deref().filter(|asked| *asked != commit) {
        Some(asked) => text::line(&format!("{commit} ({asked})")),
        None => text::line(commit),
    }
}

/// Without what the Hub says of its being a part of it.
fn summary(record: &api::Dataset) -> Option<String> {
    let whole = record.description.as_deref()?;
    markup::some_plain(whole.split_once(CUT).map_or(whole, |(text, _)| text).trim())
}

/// SHA-256 of what is large; of all else what git calls it by. What points to a large file is another file.
fn checksum(entry: &api::Entry) -> Option<Checksum> {
    let (algo, value) = match &entry.lfs {
        Some(lfs) => ("SHA-256", lfs.oid.as_deref()?),
        None => ("git blob SHA-1", entry.oid.as_deref()?),
    };
    Some(Checksum { algo: algo.into(), value: text::some_line(value)? })
}

fn facts(record: &api::Dataset) -> Vec<Fact> {
    let tags = |kind: &str| joined(record.tagged(kind).map(text::line));
    let count = |number: Option<u64>| number.map(format::count);
    labelled([
        (access::WHY, access::words(record)),
        (access::FIELDS, access::fields(record)),
        (said!("hugging-face-fact-task"), tags("task_categories")),
        (said!("hugging-face-fact-modality"), tags("modality")),
        (said!("portals-fact-language"), tags("language")),
        (said!("hugging-face-fact-rows"), tags("size_categories")),
        (said!("hugging-face-fact-size"), record.main_size.positive().map(format::size)),
        (said!("hugging-face-fact-downloads"), count(record.downloads.count())),
        (said!("hugging-face-fact-likes"), count(record.likes.positive())),
        (said!("hugging-face-fact-doi"), tags("doi")),
        (said!("hugging-face-fact-arxiv"), tags("arxiv")),
        (said!("hugging-face-fact-region"), tags("region")),
    ])
}

/// A text, or a list of them.
fn texts(stated: &Value) -> Vec<String> {
    let one = |value: &Value| value.as_str().and_then(text::some_line);
    match stated {
        Value::Array(all) => all.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

fn date(raw: &Option<String>) -> Option<When> {
    When::read(raw.as_deref()?)
}
