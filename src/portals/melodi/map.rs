//! From an entry of the catalogue to the words of guichet.

use jiff::civil::DateTime;
use serde_json::Value;

use super::super::link::Link;
use super::super::mapping::{distinct, joined, labelled, row, unnamed};
use super::super::reading::{self, called, items, line};
use super::{FRONT, api, is_id};
use crate::access::http::Http;
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::odd::Odd;
use crate::base::text;
use crate::base::when::When;
use crate::model::identity::{Identities, Identity};
use crate::model::{Address, Dataset, Fact, Item, Media};
use crate::{m, said, t};

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub http: &'a Http,
    pub language: &'static str,
}

/// One dataset with what it is searched and narrowed by.
pub struct Entry {
    pub dataset: Dataset,
    pub item: Item,
    pub themes: Vec<String>,
    /// Code and name of each level of geography.
    pub levels: Vec<(String, String)>,
    pub sources: Vec<String>,
    pub frequency: Option<String>,
    pub observations: u64,
    /// All that words may be looked for in.
    pub folded: String,
}

impl Mapper<'_> {
    /// One record, or the sentence that says why not.
    pub fn entry(&self, record: Value, odd: &mut Odd) -> Result<Entry, Message> {
        let record: api::Entry = read(record, odd)?;
        let dataset = self.told(&record, odd)?;
        let names = |list: &[Value]| list.iter().filter_map(|it| self.line(it)).collect::<Vec<_>>();
        let levels = record.spatial_resolution.iter().filter_map(|level| {
            let id = level["id"].as_str().and_then(text::some_line)?;
            Some((id.clone(), self.line(level).unwrap_or(id)))
        });
        let levels: Vec<(String, String)> = levels.collect();
        let item = Item { same_as: self.same_as(&record, &dataset), ..row(&dataset) };
        let texts = [&record.subtitle, &record.short, &record.description].map(|it| self.line(it).unwrap_or_default());
        let words =
            [&dataset.title, record.identifier.as_deref().unwrap_or_default(), &dataset.keywords.join("\n")].join("\n");
        let folded = text::fold(&format!("{words}\n{}\n{}", texts.join("\n"), self.themes(&record).join("\n")));
        Ok(Entry {
            themes: self.themes(&record),
            levels,
            sources: names(&record.was_generated_by),
            frequency: self.line(&record.accrual_periodicity),
            observations: record.num_observations.count().unwrap_or_default(),
            folded,
            dataset,
            item,
        })
    }

    /// One record in full.
    pub fn dataset(&self, record: Value, odd: &mut Odd) -> Result<Dataset, Message> {
        let record: api::Entry = read(record, odd)?;
        self.told(&record, odd)
    }

    fn told(&self, record: &api::Entry, odd: &mut Odd) -> Result<Dataset, Message> {
        let id = reading::id(&record.identifier).filter(|id| is_id(id));
        let id = id.ok_or_else(|| m!("portals-no-id", name = called(self.line(&record.title).as_deref())))?;
        let address = Address::root(self.portal).child(&*id);
        let mut warnings = Vec::new();
        let products: Vec<api::Product> = items(&record.product, &t!("portals-item-file"), odd);
        let media = distinct(products.iter().map(|product| self.media(&address, product)), &mut warnings);
        let covered = |end: &str| day(record.temporal[end].as_str()?);
        Ok(Dataset {
            title: self.line(&record.title).unwrap_or_else(|| id.clone()),
            synopsis: self.line(&record.subtitle),
            summary: self.summary(record),
            publisher: self.line(&record.publisher),
            theme: self.themes(record).first().cloned(),
            keywords: record.keyword.iter().filter_map(|word| self.line(word)).collect(),
            created: record.issued.as_deref().and_then(moment),
            modified: record.modified.as_deref().and_then(moment),
            territory: self.line(&record.spatial),
            period: covered("startPeriod").map(|start| (start, covered("endPeriod"))),
            facts: self.facts(record, &id),
            page: self.page(&id),
            address,
            media,
            withdrawn: None,
            warnings,
            ..Dataset::default()
        })
    }

    fn line(&self, value: &Value) -> Option<String> {
        api::text(value, self.language).and_then(text::some_line)
    }

    /// Those of INSEE's own classification; the others are of its statisticians.
    fn themes(&self, record: &api::Entry) -> Vec<String> {
        let own = record.theme.iter().filter(|theme| theme["themeTaxonomy"] == "inseeTheme");
        own.filter_map(|theme| self.line(theme)).collect()
    }

    fn summary(&self, record: &api::Entry) -> Option<String> {
        let parts = [&record.short, &record.description, &record.scope_note];
        let mut told: Vec<String> = Vec::new();
        for part in parts.into_iter().filter_map(|it| api::text(it, self.language).and_then(text::some_block)) {
            if !told.contains(&part) {
                told.push(part);
            }
        }
        Some(told.join("\n\n")).filter(|text| !text.is_empty())
    }

    /// The form of this address is inferred (docs/portals/melodi.md 3); other servers of the kind are not known to have one.
    fn page(&self, id: &str) -> Option<String> {
        let is_own = self.http.base().host_str() == Some("api.insee.fr");
        is_own.then(|| format!("https://{FRONT}/fr/catalogue/recherche/{}", super::segment(id)))
    }

    fn facts(&self, record: &api::Entry, id: &str) -> Vec<Fact> {
        let all = |list: &[Value]| joined(list.iter().filter_map(|it| self.line(it)));
        let count = |number: Option<u64>| number.map(format::count);
        let data = self.http.url(&format!("data/{}", super::segment(id)), []).to_string();
        labelled([
            (said!("melodi-fact-observations"), count(record.num_observations.count())),
            (said!("melodi-fact-series"), count(record.num_series.positive())),
            (said!("melodi-fact-levels"), all(&record.spatial_resolution)),
            (said!("melodi-fact-vintage"), record.spatial_temporal.as_deref().and_then(day).map(format::date)),
            (said!("melodi-fact-unit"), all(&record.statistical_unit)),
            (said!("melodi-fact-source"), all(&record.was_generated_by)),
            (said!("portals-fact-frequency"), self.line(&record.accrual_periodicity)),
            (said!("melodi-fact-rights"), self.line(&record.access_rights)),
            (said!("melodi-fact-reuse"), Some(t!("melodi-reuse"))),
            (said!("melodi-fact-api"), Some(data)),
        ])
    }

    fn media(&self, dataset: &Address, product: &api::Product) -> Media {
        let zipped = line(&product.package_format).filter(|it| it.contains("zip"));
        let link = Link {
            url: product.access_url.as_deref(),
            format: zipped.as_deref().or(product.format.as_deref()),
            content_type: product.media_type.as_deref(),
            kept: true,
        };
        let id = reading::id(&product.id).unwrap_or_else(|| unnamed([&product.access_url, &product.format]));
        let title = self.line(&product.title).unwrap_or_else(|| id.clone());
        let format = line(&product.format).map(|format| match zipped {
            Some(_) => t!("melodi-zipped", format),
            None => format,
        });
        let language = line(&product.language);
        Media {
            format: link.format(),
            offer: link.offer("Melodi"),
            url: link.url().map(String::from).or_else(|| line(&product.access_url)),
            caption: joined(format.into_iter().chain(language)),
            size: product.byte_size.positive(),
            modified: product.modified.as_deref().or(product.issued.as_deref()).and_then(moment),
            content_type: zipped.or_else(|| line(&product.media_type)),
            ..Media::new(dataset.clone(), id, title)
        }
    }

    fn same_as(&self, record: &api::Entry, dataset: &Dataset) -> Vec<Identity> {
        let host = self.http.base().host_str();
        Identities::of(&dataset.title)
            .id(record.identifier.as_deref(), host)
            .id(record.uuid.as_deref(), None)
            .id(record.uri.as_deref(), None)
            .page(dataset.page.as_deref())
            .all()
    }
}

fn read(record: Value, odd: &mut Odd) -> Result<api::Entry, Message> {
    reading::record(record, &["/title/0/content", "/identifier"], odd)
}

/// Of what is said of whole days, however early in one it is written.
fn day(written: &str) -> Option<When> {
    When::read(written.trim().get(..10)?)
}

/// Without a zone it is the time of Paris.
fn moment(written: &str) -> Option<When> {
    let local = written.trim().parse::<DateTime>().ok().filter(|_| !written.contains('Z'));
    let there = local.and_then(|local| local.in_tz("Europe/Paris").ok());
    there.map(|zoned| When::from(zoned.timestamp())).or_else(|| When::read(written))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn moments_without_a_zone_are_those_of_paris() {
        for (written, expected) in [
            ("2025-12-17T08:35:21", "2025-12-17T07:35:21Z"),
            ("2025-07-01T08:00:00", "2025-07-01T06:00:00Z"),
            ("2025-07-01T08:00:00Z", "2025-07-01T08:00:00Z"),
        ] {
            assert_eq!(moment(written).unwrap().to_string(), expected, "{written}");
        }
        assert_eq!(moment("soon"), None);
    }

    #[test]
    fn a_text_is_in_the_language_or_in_any() {
        let table = [
            (json!([{"lang": "fr", "content": "Deux"}, {"lang": "en", "content": "Two"}]), Some("Two")),
            (json!([{"lang": "fr", "content": "Deux"}, {"lang": "en", "content": " "}]), Some("Deux")),
            (json!([{"lang": "fr", "content": "Deux"}, {"lang": "en"}]), Some("Deux")),
            (json!({"id": "x", "label": [{"lang": "fr", "content": "Deux"}]}), Some("Deux")),
            (json!({"fr": "Deux", "en": "Two"}), Some("Two")),
            (json!("Deux"), Some("Deux")),
            (json!([null, 3, {"lang": 1}]), None),
            (json!(null), None),
        ];
        for (value, expected) in table {
            assert_eq!(api::text(&value, "en"), expected, "{value}");
        }
    }
}
