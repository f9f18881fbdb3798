//! OGC API Features (OGC 17-069): collections, their queryables, and their items page by page along the links.

use serde_json::Value;
use url::Url;

use super::ask::{JSON, ServiceAsker, parts, segment, with, without};
use super::filter::{Holds, ServiceCriterion, cql2};
use super::row::{RowTest, column};
use super::run::{Export, Pager, RowsPage, ToldBy};
use super::service::{ServiceMedia, ServiceOffer};
use super::split::json_rows;
use super::wish::Wish;
use super::write::{Heading, Output};
use crate::base::Fut;
use crate::base::error::Result;
use crate::base::odd::Odd;
use crate::base::{stated, text};
use crate::m;
use crate::portals::ogc_api::links;
use crate::preview::Comparison;

/// How many items are asked for at once. Servers give less, and say where the next ones are.
const PAGE: u64 = 1_000;
/// How many a server is asked for that refuses more.
const LESS: u64 = 100;
/// Parameters of a request that no property is asked by.
const TAKEN: [&str; 12] = [
    "limit",
    "bbox",
    "datetime",
    "f",
    "crs",
    "offset",
    "filter",
    "filter-lang",
    "bbox-crs",
    "q",
    "sortby",
    "properties",
];

/// A service that was asked what it can.
pub struct Features {
    asker: ServiceAsker,
    base: Url,
    /// Its conformance classes.
    classes: Vec<String>,
}

impl Features {
    pub async fn of(asker: ServiceAsker, service: &ServiceMedia) -> Self {
        let base = service.base.clone();
        let classes = match asker.json(&below(&base, &["conformance"])).await {
            Ok(told) => strings(&told["conformsTo"]),
            Err(error) => {
                tracing::info!(%error, "a service does not say what it conforms to");
                vec![]
            }
        };
        Self { asker, base, classes }
    }

    pub async fn offered(&self, layer: Option<&str>) -> Result<ServiceOffer> {
        let layers = self.collections().await?;
        let layer = layer.map(str::to_owned).or_else(|| only(&layers));
        let columns = match layer {
            Some(layer) => self.queryables(&layer).await.into_iter().map(|(name, _)| name).collect(),
            None => vec![],
        };
        Ok(ServiceOffer { layers, outputs: vec![Output::GeoJson, Output::Csv, Output::Lines], columns })
    }

    pub async fn export(&self, service: &ServiceMedia, wish: &Wish) -> Result<Export> {
        let layer = match wish.layer.clone().or_else(|| service.layer.clone()) {
            Some(layer) => layer,
            None => self.one_of(self.collections().await?)?,
        };
        let output = wish.output.filter(|it| *it != Output::Gml).unwrap_or(Output::GeoJson);
        // A table without rows has columns all the same.
        let is_needed = !wish.criteria.is_empty() || output == Output::Csv;
        let known = if is_needed { self.queryables(&layer).await } else { vec![] };
        let mut pairs = vec![("limit", PAGE.to_string())];
        pairs.extend(wish.bbox.map(|it| ("bbox", format!("{},{},{},{}", it.west, it.south, it.east, it.north))));
        let asked: Vec<ServiceCriterion> = wish
            .criteria
            .iter()
            .filter_map(|criterion| {
                let name = column(known.iter().map(|(name, _)| name).collect::<Vec<_>>(), &criterion.column)?;
                let (_, holds) = known.iter().find(|(known, _)| known == name)?;
                ServiceCriterion::of(criterion, name, *holds)
            })
            .collect();
        let items = below(&self.base, &["collections", &layer, "items"]);
        let narrowed = self.filter(&asked);
        let narrowed = narrowed.iter().map(|(key, value)| (key.as_str(), value.clone()));
        let url = with(&with(&items, pairs), narrowed);
        let pager = ItemPager { asker: self.asker.clone(), items, next: Some(url.clone()), first: None };
        let test = RowTest { criteria: wish.criteria.clone(), bbox: wish.bbox };
        let columns = known.into_iter().map(|(name, _)| name).collect();
        let (pager, is_bounded) = (Box::new(pager), wish.bbox.is_some());
        Ok(Export { pager, output, test, is_bounded, url, accept: JSON, has_pages: true, stated: None, columns })
    }

    /// In a sentence where the service reads such, else a property each; what it reads neither of, guichet looks for itself.
    fn filter(&self, asked: &[ServiceCriterion]) -> Vec<(String, String)> {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        if asked.is_empty() {
            return vec![];
        }
        if self.has("/cql2-text") && (self.has("/filter") || self.has("/features-filter")) {
            return vec![pair("filter", &cql2(asked)), pair("filter-lang", "cql2-text")];
        }
        if !self.has("/queryables-query-parameters") {
            return vec![];
        }
        // A number may be written otherwise there.
        let words = asked.iter().filter(|it| it.comparison == Comparison::Is && !it.is_number);
        words.map(|it| pair(&it.column, &it.value)).collect()
    }

    fn has(&self, class: &str) -> bool {
        self.classes.iter().any(|known| known.ends_with(class))
    }

    async fn collections(&self) -> Result<Vec<String>> {
        let told = self.asker.json(&below(&self.base, &["collections"])).await?;
        let ids =
            told["collections"].as_array().into_iter().flatten().filter_map(|it| text::some_line(it["id"].as_str()?));
        Ok(ids.collect())
    }

    fn one_of(&self, layers: Vec<String>) -> Result<String> {
        super::one_of(&self.asker, layers)
    }

    /// The properties that can be asked for, and what they hold; none where the service does not say.
    async fn queryables(&self, layer: &str) -> Vec<(String, Holds)> {
        let told = match self.asker.json(&below(&self.base, &["collections", layer, "queryables"])).await {
            Ok(told) => told,
            Err(error) => {
                tracing::info!(%error, "a service does not say what can be asked for");
                return vec![];
            }
        };
        let known = told["properties"].as_object().into_iter().flatten().filter(|(name, about)| {
            let is_place =
                about["format"].as_str().is_some_and(|it| it.starts_with("geometry")) || about["$ref"].is_string();
            !is_place && !TAKEN.contains(&name.as_str())
        });
        let holds = |about: &Value| match about["type"].as_str() {
            Some("string") => Holds::Words,
            Some("number" | "integer") => Holds::Numbers,
            _ => Holds::Other,
        };
        known.map(|(name, about)| (name.clone(), holds(about))).collect()
    }
}

fn only(layers: &[String]) -> Option<String> {
    match layers {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

fn below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    let path: Vec<String> = segments.iter().map(|it| segment(it)).collect();
    url.set_path(&format!("{}{}", base.path(), path.join("/")));
    url
}

/// Follows the links to the next items.
struct ItemPager {
    asker: ServiceAsker,
    items: Url,
    next: Option<Url>,
    /// What the first page was asked for by.
    first: Option<Url>,
}

impl ItemPager {
    async fn page(&mut self) -> Result<Option<RowsPage>> {
        let Some(url) = self.next.take() else { return Ok(None) };
        let body = match self.first {
            Some(_) => self.asker.body(&url, JSON).await?,
            None => self.begin(url).await?,
        };
        let split = json_rows(&body, "features").ok_or_else(|| self.asker.odd(m!("services-no-json")))?;
        let links = split.around.get("links").and_then(Value::as_array);
        let links = links.map(|raw| links::read(raw, &mut Odd::default())).unwrap_or_default();
        let next = links::first(&links, "next").filter(|_| !split.rows.is_empty());
        self.next = next.and_then(|link| link.url(&self.items)).map(|next| self.own(next));
        let stated = split.around.get("numberMatched").and_then(stated::count);
        let heading = Heading { crs: split.around.get("crs").cloned(), ..Heading::default() };
        Ok(Some(RowsPage { rows: split.rows, heading, stated, told_by: ToldBy::Ids, ..RowsPage::default() }))
    }

    /// The first page. Some servers refuse one that is larger than theirs: less is asked for, and at last what they give of
    /// themselves, which is ten.
    async fn begin(&mut self, url: Url) -> Result<Vec<u8>> {
        let fewer = with(&url, [("limit", LESS.to_string())]);
        let unsaid = without(&url, |key| key == "limit");
        let (mut asked, mut others) = (url, [fewer, unsaid].into_iter());
        loop {
            match (self.asker.body(&asked, JSON).await, others.next()) {
                (Err(error), Some(other)) if matches!(error.status, Some(400 | 422)) => asked = other,
                (answer, _) => {
                    self.first = Some(asked);
                    return answer;
                }
            }
        }
    }

    /// Servers behind others do not know their own address: the next items are where the first were. Nor do all of them
    /// say again what the service is known by.
    fn own(&self, next: Url) -> Url {
        let mut url = next.clone();
        if next.origin() != self.items.origin() {
            url = self.items.clone();
            url.set_query(next.query());
        }
        let said: Vec<String> = parts(&url).map(|(key, _)| key).collect();
        let missing = parts(&self.items).filter(|(key, _)| !said.iter().any(|it| it.eq_ignore_ascii_case(key)));
        let all: Vec<&str> = url.query().into_iter().chain(missing.map(|(_, part)| part)).collect();
        let all = Some(all.join("&")).filter(|all| !all.is_empty());
        url.set_query(all.as_deref());
        url
    }
}

impl Pager for ItemPager {
    fn next(&mut self) -> Fut<'_, Option<RowsPage>> {
        Box::pin(self.page())
    }

    fn first(&self) -> Option<Url> {
        self.first.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::portals::{Connection, Kind, PortalConfig, connect};

    #[test]
    fn the_next_items_are_asked_for_where_the_first_were() {
        let config = PortalConfig::new("p", Kind::Ckan, Url::parse("https://a.org").unwrap());
        let clients = crate::net::Clients::new(None).unwrap();
        let secrets = crate::access::secrets::Secrets::none();
        let portal: Arc<dyn crate::portals::Portal> = connect(Connection { config, clients, secrets });
        let items = Url::parse("https://a.org/api/collections/x/items?map=/srv/x.map&Token=t").unwrap();
        let pager = ItemPager { asker: ServiceAsker { portal, subject: "x".into() }, items, next: None, first: None };
        let table = [
            (
                "https://a.org/api/collections/x/items?offset=2&token=t",
                "https://a.org/api/collections/x/items?offset=2&token=t&map=/srv/x.map",
            ),
            (
                "http://intern:80/x/items?cursor=a%2Fb",
                "https://a.org/api/collections/x/items?cursor=a%2Fb&map=/srv/x.map&Token=t",
            ),
            ("https://a.org/api/collections/x/items", "https://a.org/api/collections/x/items?map=/srv/x.map&Token=t"),
        ];
        for (next, expected) in table {
            assert_eq!(pager.own(Url::parse(next).unwrap()).as_str(), expected);
        }
    }
}
