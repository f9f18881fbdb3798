//! From an item or a collection to the words of guichet.

use serde_json::{Map, Value};
use url::Url;

use super::super::licences;
use super::super::mapping::{bounds, distinct, joined, labelled, row, words};
use super::super::ogc_api::assets::{self, Around};
use super::super::ogc_api::collections::Collection;
use super::super::ogc_api::feature::{Feature, lines};
use super::super::ogc_api::links::{self, Link};
use super::super::ogc_api::period;
use super::super::paths::is_step;
use super::super::reading::{self, called, line_at};
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text;
use crate::base::when::When;
use crate::model::identity::{Identities, Identity};
use crate::model::{Access, Address, Dataset, Fact, Item, Licence};
use crate::{m, said, t};

/// Licences that say there is one somewhere else, or none.
const NO_LICENCES: [&str; 3] = ["other", "various", "proprietary"];

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    /// Its address.
    pub home: &'a Url,
}

/// An item or a collection, whose links are relative to `base`.
pub struct Of<'a> {
    /// Its segment of guichet's address.
    pub id: String,
    pub base: &'a Url,
    /// The one that it is in, where that is known.
    pub collection: Option<&'a Collection>,
}

impl Mapper<'_> {
    /// One item as a row.
    pub fn item(&self, item: &Feature, of: Of, odd: &mut Odd) -> Item {
        let base = of.base;
        let dataset = self.told(item, of, odd);
        Item { same_as: self.same_as(item, &dataset, base), ..row(&dataset) }
    }

    /// One in full.
    pub fn dataset(&self, item: &Feature, of: Of) -> Dataset {
        let mut odd = Odd::default();
        let mut dataset = self.told(item, of, &mut odd);
        dataset.warnings.extend(odd.said());
        dataset
    }

    fn told(&self, item: &Feature, of: Of, odd: &mut Odd) -> Dataset {
        let address = Address::root(self.portal).child(of.id.clone());
        let links = links::read(&item.links, odd);
        let defaults = of.collection.map(|it| it.item_assets.0.clone()).unwrap_or_default();
        let mut warnings = Vec::new();
        let media = assets::media(&item.assets, &defaults, &self.around(&address, of.base), odd);
        let media = distinct(media, &mut warnings);
        let own_licence = licence(item.line(&["license"]).as_deref(), &links);
        let in_collection = of.collection.map(|it| it.providers.to_vec()).unwrap_or_default();
        let own = item.property("providers").as_array().cloned().unwrap_or_default();
        Dataset {
            title: item.line(&["title"]).or_else(|| item.id()).unwrap_or_else(|| of.id.clone()),
            synopsis: None,
            summary: item.property("description").as_str().and_then(markup::some_plain),
            access: Access::Open,
            licence: own_licence.or_else(|| licence_of(of.collection?)),
            publisher: publisher(&own).or_else(|| publisher(&in_collection)),
            theme: of.collection.and_then(Collection::title),
            keywords: lines(item.property("keywords")),
            created: date(item.property("created")),
            modified: ["updated", "created", "datetime"].iter().find_map(|key| date(item.property(key))),
            territory: None, // places are told as coordinates only
            extent: item.extent(),
            period: covered(item),
            facts: facts(item),
            page: links::page(&links, of.base).map_or_else(|| Some(of.base.to_string()), |page| Some(page.into())),
            address,
            media,
            withdrawn: None,
            warnings,
            ..Dataset::default()
        }
    }

    /// A collection by itself, with the files that are of all of it.
    pub fn collection(&self, collection: &Collection, of: Of) -> Dataset {
        let mut odd = Odd::default();
        let address = Address::root(self.portal).child(of.id.clone());
        let links = links::read(&collection.links, &mut odd);
        let mut warnings = Vec::new();
        let media = assets::media(&collection.assets, &Map::new(), &self.around(&address, of.base), &mut odd);
        let media = distinct(media, &mut warnings);
        warnings.extend(odd.said());
        let spatial = collection.extent["spatial"]["bbox"].as_array().and_then(|all| all.first());
        let temporal = collection.extent["temporal"]["interval"].as_array().and_then(|all| all.first());
        let facts = [
            (said!("stac-fact-items"), assets::announced(&collection.item_assets)),
            (said!("stac-fact-version"), reading::line(&collection.stac_version)),
        ];
        Dataset {
            title: collection.title().unwrap_or_else(|| of.id.clone()),
            summary: collection.description.as_deref().and_then(markup::some_plain),
            licence: licence_of(collection),
            publisher: publisher(&collection.providers),
            keywords: collection.keywords.iter().filter_map(|word| text::some_line(word.as_str()?)).collect(),
            extent: spatial.and_then(bounds),
            period: temporal.and_then(period::read),
            facts: labelled(facts),
            page: links::page(&links, of.base).map_or_else(|| Some(of.base.to_string()), |page| Some(page.into())),
            media,
            withdrawn: None,
            warnings,
            ..Dataset::new(address, String::new())
        }
    }

    fn around<'a>(&'a self, dataset: &'a Address, base: &'a Url) -> Around<'a> {
        Around { dataset, base, portal: self.portal, access: Access::Open, home: self.home }
    }

    fn same_as(&self, item: &Feature, dataset: &Dataset, base: &Url) -> Vec<Identity> {
        let links = links::read(&item.links, &mut Odd::default());
        let elsewhere = ["canonical", "via"].iter().filter_map(|rel| links::first(&links, rel)?.url(base));
        let found = Identities::of(&dataset.title)
            .id(item.id().as_deref(), self.home.host_str())
            .id(item.line(&["sci:doi"]).as_deref(), None)
            .page(dataset.page.as_deref());
        elsewhere.fold(found, |found, url| found.page(Some(url.as_str()))).all()
    }
}

/// An item, or the sentence that says why it is none, with its id.
pub fn read(raw: Value, odd: &mut Odd) -> Result<(String, Feature), Message> {
    let item: Feature = reading::record(raw, &["/properties/title", "/id"], odd)?;
    let id = item.id().filter(|id| !is_step(id));
    let id = id.ok_or_else(|| m!("portals-no-id", name = called(item.line(&["title"]).as_deref())))?;
    Ok((id, item))
}

fn licence(stated: Option<&str>, links: &[Link]) -> Option<Licence> {
    let url = links::first(links, "license").and_then(|link| link.href.as_deref());
    let stated = stated.filter(|it| !NO_LICENCES.contains(&it.trim().to_lowercase().as_str()));
    licences::licence(stated, url)
}

/// That of a collection, which its items have too where they tell none.
fn licence_of(collection: &Collection) -> Option<Licence> {
    licence(collection.license.as_deref(), &links::read(&collection.links, &mut Odd::default()))
}

/// Who made it, else who licenses it, else the first that is named.
fn publisher(providers: &[Value]) -> Option<String> {
    let with = |role: &str| providers.iter().find(|it| lines(&it["roles"]).iter().any(|own| own == role));
    let provider = with("producer").or_else(|| with("licensor")).or_else(|| providers.first())?;
    line_at(provider, "name")
}

fn date(raw: &Value) -> Option<When> {
    When::read(raw.as_str()?)
}

/// From one moment to another, or at one.
pub fn covered(item: &Feature) -> Option<(When, Option<When>)> {
    let (first, last) = ends(item);
    first.map(|first| (first, last))
}

/// When it begins and when it ends, each where that is told: a moment does both.
pub fn ends(item: &Feature) -> (Option<When>, Option<When>) {
    let told = ["start_datetime", "end_datetime"].map(|key| date(item.property(key)));
    match (told, period::read(item.property("datetime"))) {
        ([None, None], Some((first, last))) => (Some(first), last),
        ([first, last], _) => (first, last),
    }
}

/// Of what is open at its beginning, when it ends.
fn open_beginning(item: &Feature) -> Option<String> {
    let (first, last) = ends(item);
    last.filter(|_| first.is_none()).map(format::date)
}

fn facts(item: &Feature) -> Vec<Fact> {
    let flag = |key: &str| (item.property(key) == true).then(|| t!("stac-deprecated"));
    labelled([
        (said!("stac-fact-platform"), item.line(&["platform", "eo:platform"])),
        (said!("stac-fact-instruments"), joined(lines(item.property("instruments")))),
        (said!("stac-fact-resolution"), item.line(&["gsd", "eo:gsd"]).map(|it| t!("stac-metres", value = it))),
        (said!("stac-fact-clouds"), item.line(&["eo:cloud_cover"]).map(|it| t!("stac-percent", value = it))),
        (said!("stac-fact-crs"), item.line(&["proj:code", "proj:epsg"])),
        (said!("stac-fact-level"), item.line(&["processing:level"]).map(|it| words(&it))),
        (said!("stac-fact-state"), flag("deprecated")),
        (said!("stac-fact-until"), open_beginning(item)),
        (said!("stac-fact-version"), reading::line(&item.stac_version)),
    ])
}
