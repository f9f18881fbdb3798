//! From a dataset of the Explore API to the words of guichet.

use serde_json::Value;

use super::super::licences;
use super::super::mapping::{
    self, around, creator_words, distinct, first_line, joined, joined_by, labelled, moment, row,
};
use super::super::paths::{is_step, segment};
use super::super::reading::{self, called, items, line};
use super::api::{self, lines};
use super::dataset_path;
use crate::access::http::Http;
use crate::base::format;
use crate::base::i18n::{Message, Said};
use crate::base::markup;
use crate::base::odd::Odd;
use crate::model::creator::Creator;
use crate::model::file_format::Format;
use crate::model::identity::{Identities, Identity};
use crate::model::{Access, Address, Dataset, Extent, Fact, Item, Licence, Media, Offer};
use crate::{m, said, t};

/// What the portal makes of the records when asked: name in the path, file ending, format, what it is, whether it is
/// for records with a place.
const EXPORTS: [(&str, &str, &str, Said, bool); 10] = [
    ("csv", "csv", "csv", said!("opendatasoft-export-csv"), false),
    ("json", "json", "json", said!("opendatasoft-export-json"), false),
    ("jsonl", "jsonl", "jsonl", said!("opendatasoft-export-jsonl"), false),
    ("xlsx", "xlsx", "xlsx", said!("opendatasoft-export-xlsx"), false),
    ("parquet", "parquet", "parquet", said!("opendatasoft-export-parquet"), false),
    ("geojson", "geojson", "geojson", said!("opendatasoft-export-geojson"), true),
    ("shp", "shp.zip", "zip", said!("opendatasoft-export-shp"), true),
    ("kml", "kml", "kml", said!("opendatasoft-export-kml"), true),
    ("gpx", "gpx", "gpx", said!("opendatasoft-export-gpx"), true),
    ("fgb", "fgb", "fgb", said!("opendatasoft-export-fgb"), true),
];

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub http: &'a Http,
}

impl Mapper<'_> {
    /// One dataset as a row, or the sentence that says why not.
    pub fn item(&self, record: Value, odd: &mut Odd) -> Result<Item, Message> {
        let (id, dataset) = read(record, odd)?;
        Ok(Item { same_as: self.same_as(&id, &dataset), ..row(&self.told(&id, &dataset, odd)) })
    }

    /// Its page has two addresses; what is taken from another of these portals is `ID@OTHER` here, and has its id there.
    fn same_as(&self, id: &str, dataset: &api::Dataset) -> Vec<Identity> {
        let metas = &dataset.metas.default;
        let page = |view: &str| self.http.url(&format!("explore/dataset/{}/{view}", segment(id)), []);
        let there = metas.source_domain_address.as_deref().filter(|_| metas.federated == Some(true));
        Identities::of(&title(id, dataset))
            .id(Some(id), self.http.base().host_str())
            .page(Some(page("").as_str()))
            .page(Some(page("information/").as_str()))
            .id(dcat(dataset, "identifier").as_deref(), None)
            .id(metas.source_dataset.as_deref(), there)
            .all()
    }

    /// One dataset in full.
    pub fn dataset(&self, record: Value) -> Result<Dataset, Message> {
        let mut odd = Odd::default();
        let (id, record) = read(record, &mut odd)?;
        let mut dataset = self.told(&id, &record, &mut odd);
        dataset.warnings.extend(odd.said());
        Ok(dataset)
    }

    fn told(&self, id: &str, dataset: &api::Dataset, odd: &mut Odd) -> Dataset {
        let address = Address::root(self.portal).child(id);
        let mut warnings = Vec::new();
        let media = self.media(&address, id, dataset, &mut warnings, odd);
        let metas = &dataset.metas.default;
        let mut themes = lines(&metas.theme).into_iter();
        Dataset {
            title: title(id, dataset),
            synopsis: None, // the one text there is is the summary
            summary: metas.description.as_deref().and_then(markup::some_prose),
            access: access(dataset),
            licence: licence(metas),
            publisher: joined(lines(&metas.publisher)),
            creators: creators(dataset),
            doi: None,
            theme: themes.next(),
            keywords: themes.chain(lines(&metas.keyword)).collect(),
            created: dcat(dataset, "created").or_else(|| dcat(dataset, "issued")).as_deref().and_then(moment),
            modified: metas.modified.as_deref().and_then(moment),
            territory: joined(lines(&metas.territory)),
            extent: extent(&metas.bbox),
            period: None, // told in words only
            facts: facts(dataset, odd),
            page: Some(self.http.url(&format!("explore/dataset/{}/", segment(id)), []).into()),
            address,
            media,
            withdrawn: None,
            warnings,
        }
    }

    fn media(
        &self,
        address: &Address,
        id: &str,
        dataset: &api::Dataset,
        warnings: &mut Vec<String>,
        odd: &mut Odd,
    ) -> Vec<Media> {
        let access = access(dataset);
        let mut media = self.exports(address, id, dataset);
        let alternative = [
            said!("opendatasoft-alternative"),
            said!("opendatasoft-item-alternative"),
            said!("opendatasoft-one-alternative"),
        ];
        let attachment = [
            said!("opendatasoft-attachment"),
            said!("opendatasoft-item-attachment"),
            said!("opendatasoft-one-attachment"),
        ];
        for (folder, [what, item, one], raw) in [
            ("alternative_exports", alternative, &dataset.alternative_exports),
            ("attachments", attachment, &dataset.attachments),
        ] {
            for file in items::<api::Attached>(raw, &item.text(), odd) {
                match self.attached(address, id, folder, what, &file) {
                    Some(file) => media.push(Media { access, ..file }),
                    None => warnings.push(t!("portals-no-id", name = one)),
                }
            }
        }
        distinct(media, warnings)
    }

    /// Made while they are sent: without length, checksum, or a way to go on in the middle.
    fn exports(&self, address: &Address, id: &str, dataset: &api::Dataset) -> Vec<Media> {
        if dataset.has_records == Some(false) {
            return vec![];
        }
        let (access, is_geographic) = (access(dataset), dataset.is_geographic());
        let offer = match dataset.data_visible {
            Some(false) => Offer::Doubtful(t!("opendatasoft-not-visible")),
            _ => Offer::Download,
        };
        let export = |(name, ending, format, what, _): &(&str, &str, &str, Said, bool)| Media {
            caption: Some(t!("opendatasoft-export", what)),
            format: Some((*format).to_owned()),
            modified: dataset.metas.default.modified.as_deref().and_then(moment),
            url: Some(self.http.url(&format!("{}/exports/{name}", dataset_path(id)), []).into()),
            access,
            offer: offer.clone(),
            ..Media::new(address.clone(), *name, format!("{id}.{ending}"))
        };
        EXPORTS.iter().filter(|(.., geographic)| is_geographic || !geographic).map(export).collect()
    }

    /// Its own address is `odsfile://…`, which is for the portal alone.
    fn attached(&self, address: &Address, id: &str, folder: &str, what: Said, file: &api::Attached) -> Option<Media> {
        let own = reading::id(&file.id).filter(|own| !is_step(own))?;
        let (title, content_type) = (line(&file.title), line(&file.mimetype));
        let ending = title.as_deref().and_then(|title| Format::named(title.rsplit_once('.')?.1));
        let format = ending.or_else(|| content_type.as_deref().and_then(Format::typed));
        let about = file.description.as_deref().and_then(|html| first_line(&markup::prose(html)));
        Some(Media {
            caption: about.or_else(|| Some(what.text())),
            format: format.map(|format| format.extension.to_owned()),
            content_type,
            url: Some(self.http.url(&format!("{}/{folder}/{}", dataset_path(id), segment(&own)), []).into()),
            ..Media::new(address.clone(), own.clone(), title.unwrap_or(own))
        })
    }
}

fn read(record: Value, odd: &mut Odd) -> Result<(String, api::Dataset), Message> {
    let dataset: api::Dataset = reading::record(record, &["/metas/default/title", "/dataset_id"], odd)?;
    let id = reading::id(&dataset.dataset_id).filter(|id| super::is_id(id));
    let name = || called(line(&dataset.metas.default.title).or_else(|| line(&dataset.dataset_id)).as_deref());
    Ok((id.ok_or_else(|| m!("portals-no-id", name = name()))?, dataset))
}

fn title(id: &str, dataset: &api::Dataset) -> String {
    line(&dataset.metas.default.title).unwrap_or_else(|| id.to_owned())
}

fn access(dataset: &api::Dataset) -> Access {
    let restricted = dataset.visibility.as_deref() == Some("restricted") || dataset.data_visible == Some(false);
    if restricted { Access::Restricted } else { Access::Open }
}

fn licence(metas: &api::Basic) -> Option<Licence> {
    licences::licence(metas.license.as_deref(), metas.license_url.as_deref())
}

/// A GeoJSON feature, a geometry, or four numbers.
fn extent(bbox: &Value) -> Option<Extent> {
    let Some(numbers) = bbox.as_array() else { return mapping::extent(bbox) };
    let numbers: Vec<f64> = numbers.iter().filter_map(Value::as_f64).collect();
    let [west, south, east, north] = numbers[..] else { return None };
    around([(west, south), (east, north)])
}

fn dcat(dataset: &api::Dataset, key: &str) -> Option<String> {
    joined(lines(dataset.metas.dcat.get(key)?))
}

fn creators(dataset: &api::Dataset) -> Vec<Creator> {
    let named = dataset.metas.dcat.get("creator").map(lines).unwrap_or_default();
    named.into_iter().filter_map(|name| Creator::named(&name)).collect()
}

fn facts(dataset: &api::Dataset, odd: &mut Odd) -> Vec<Fact> {
    let metas = &dataset.metas.default;
    let day = |date: &Option<String>| date.as_deref().and_then(moment).map(format::date);
    let source = [&metas.source_domain_title, &metas.source_domain_address];
    let contact = [dcat(dataset, "contact_name"), dcat(dataset, "contact_email").map(|email| format!("<{email}>"))];
    let facts = [
        (said!("opendatasoft-fact-records"), metas.records_count.count().map(format::count)),
        (said!("opendatasoft-fact-period"), dcat(dataset, "temporal")),
        (said!("portals-fact-updated"), line(&metas.update_frequency).or_else(|| dcat(dataset, "accrualperiodicity"))),
        (said!("opendatasoft-fact-processed"), day(&metas.data_processed)),
        (said!("opendatasoft-fact-described"), day(&metas.metadata_processed)),
        (said!("portals-fact-language"), joined(lines(&metas.language))),
        (said!("portals-fact-creator"), creator_words(&creators(dataset))),
        (said!("opendatasoft-fact-contributor"), dcat(dataset, "contributor")),
        (said!("portals-fact-contact"), joined_by(contact.into_iter().flatten(), " ")),
        (said!("opendatasoft-fact-mention"), joined(lines(&metas.attributions))),
        (said!("opendatasoft-fact-reference"), joined(lines(&metas.references))),
        (said!("opendatasoft-fact-from"), source.into_iter().find_map(line).filter(|_| metas.federated == Some(true))),
    ];
    let mut facts = labelled(facts);
    let fields: Vec<api::Field> = items(&dataset.fields, &t!("opendatasoft-item-field"), odd);
    facts.extend(fields.iter().filter_map(|field| Some((said!("opendatasoft-fact-field").into(), column(field)?))));
    facts
}

fn column(field: &api::Field) -> Option<String> {
    let name = line(&field.name)?;
    let label = line(&field.label).filter(|label| *label != name);
    let said = joined([label, line(&field.description)].into_iter().flatten());
    let name = line(&field.kind).map_or(name.clone(), |kind| format!("{name} ({kind})"));
    Some(said.map_or(name.clone(), |said| format::labelled(&name, &said)))
}
