//! WFS 2.0 and 1.1: what it has, how many rows there are of what is wanted, and those rows page by page.
//!
//! A server that does not say that it pages is tried: where its second page is its first one again, or an error, all rows
//! are asked for at once.

use std::collections::VecDeque;

use serde_json::Value;
use url::Url;

use super::ask::{ANY, ServiceAsker, XML, decoded, with};
use super::capabilities::{Capabilities, WfsColumns, WfsLayer};
use super::filter::{DEGREES, ServiceCriterion, fes};
use super::row::{Row, RowTest, column};
use super::run::{Export, Pager, RowsPage};
use super::service::{ServiceMedia, ServiceOffer};
use super::split::{Split, framed, gml_rows, json_rows};
use super::wish::Wish;
use super::write::{Heading, Output};
use crate::base::Fut;
use crate::base::error::{Error, Result};
use crate::base::stated;
use crate::m;

/// How many rows are asked for at once.
const PAGE: u64 = 1_000;

/// A service that said what it has.
pub struct Wfs {
    asker: ServiceAsker,
    base: Url,
    about: Capabilities,
}

impl Wfs {
    pub async fn of(asker: ServiceAsker, service: &ServiceMedia) -> Result<Self> {
        let pairs = [("SERVICE", "WFS"), ("REQUEST", "GetCapabilities"), ("ACCEPTVERSIONS", "2.0.0,1.1.0")];
        let url = with(&service.base, pairs.map(|(key, value)| (key, value.to_owned())));
        let root = asker.xml(&url).await?;
        let about = Capabilities::of(&root).ok_or_else(|| asker.odd(m!("services-no-wfs")))?;
        Ok(Self { asker, base: service.base.clone(), about })
    }

    pub async fn offered(&self, layer: Option<&str>) -> Result<ServiceOffer> {
        let layers = self.about.names();
        let layer = layer
            .and_then(|it| self.about.layer(it))
            .or_else(|| self.about.layers.first().filter(|_| layers.len() == 1));
        let columns = match layer {
            Some(layer) => self.columns(layer).await.names(),
            None => vec![],
        };
        let gives_json = layer.or(self.about.layers.first()).is_some_and(|it| self.about.json_of(it).is_some());
        let outputs = match gives_json {
            true => vec![Output::GeoJson, Output::Csv, Output::Lines, Output::Gml],
            false => vec![Output::Gml],
        };
        Ok(ServiceOffer { layers, outputs, columns })
    }

    pub async fn export(self, service: &ServiceMedia, wish: &Wish) -> Result<Export> {
        let wanted = match wish.layer.clone().or_else(|| service.layer.clone()) {
            Some(layer) => layer,
            None => super::one_of(&self.asker, self.about.names())?,
        };
        let Some(layer) = self.about.layer(&wanted) else {
            return Err(super::no_layer(&self.asker, &wanted, &self.about.names()));
        };
        let json = self.about.json_of(layer).map(str::to_owned);
        let output = wish.output.unwrap_or(if json.is_some() { Output::GeoJson } else { Output::Gml });
        if output != Output::Gml && json.is_none() {
            return Err(self.asker.usage(m!("services-gml-only")).hint(m!("services-gml-only-hint")));
        }
        let json = json.filter(|_| output != Output::Gml);
        if json.is_none() && !wish.criteria.is_empty() {
            return Err(self.asker.usage(m!("services-gml-where")).hint(m!("services-gml-where-hint")));
        }
        let columns = self.columns(layer).await;
        super::known_columns(&self.asker, &wish.criteria, &columns.names())?;
        let asked: Vec<ServiceCriterion> = wish
            .criteria
            .iter()
            .filter_map(|criterion| {
                let names = columns.names();
                let name = column(&names, &criterion.column)?;
                let (_, holds) = columns.columns.iter().find(|(known, _)| known == name)?;
                ServiceCriterion::of(criterion, name, *holds)
            })
            .collect();
        let request = WfsRequest {
            base: self.base.clone(),
            is_two: self.about.is_two,
            layer: layer.name.clone(),
            json,
            degrees: layer.degrees.clone(),
            narrow: self.narrow(wish, &asked, &columns),
            sort: None,
        };
        let (request, stated) = self.counted(request, wish).await?;
        let sort = columns.key().map(str::to_owned).filter(|_| stated.is_none_or(|it| it > PAGE));
        let pager = WfsPager {
            asker: self.asker.clone(),
            request: WfsRequest { sort, ..request },
            columns: columns.names(),
            fallback: columns.any().map(str::to_owned),
            stated,
            start: 0,
            came: 0,
            pages: true,
            unbegun: Some(self.about.is_two && self.about.pages),
            first: None,
            counts_pages: false,
            unproven: None,
            is_capped: false,
            held: VecDeque::new(),
        };
        let (is_bounded, url) = (wish.bbox.is_some() && !pager.request.narrow.is_empty(), pager.request.page(0));
        // A GML member is not looked into: the service alone narrows it.
        let test = match output {
            Output::Gml => RowTest::default(),
            _ => RowTest { criteria: wish.criteria.clone(), bbox: wish.bbox },
        };
        let accept = if pager.request.json.is_some() { ANY } else { XML };
        let has_pages = stated.is_none_or(|stated| stated > PAGE);
        let (pager, columns) = (Box::new(pager), columns.names());
        Ok(Export { pager, output, test, is_bounded, url, accept, has_pages, stated, columns })
    }

    /// Bounds alone by their parameter; with anything else in a filter, for the two exclude each other.
    fn narrow(&self, wish: &Wish, asked: &[ServiceCriterion], columns: &WfsColumns) -> Vec<(&'static str, String)> {
        match (&wish.bbox, asked.is_empty()) {
            (None, true) => vec![],
            // A parameter has one rectangle.
            (Some(it), true) if it.parts().len() == 1 => {
                vec![("BBOX", format!("{},{},{},{},{DEGREES}", it.south, it.west, it.north, it.east))]
            }
            (bbox, _) => {
                let bbox = bbox.as_ref().map(|it| (it, columns.place.as_deref()));
                vec![("FILTER", fes(asked, bbox, self.about.is_two))]
            }
        }
    }

    /// How many rows there are; a filter that the service refuses is left out, and guichet looks for the rows itself.
    async fn counted(&self, request: WfsRequest, wish: &Wish) -> Result<(WfsRequest, Option<u64>)> {
        match request.hits(&self.asker).await {
            Ok(stated) => Ok((request, stated)),
            Err(error) if !request.narrow.is_empty() && !error.is_transient() => {
                tracing::info!(%error, "a service does not narrow what it gives");
                let bare = WfsRequest { narrow: vec![], ..request };
                if bare.json.is_none() && wish.bbox.is_some() {
                    return Err(error);
                }
                let stated = bare.hits(&self.asker).await.unwrap_or(None);
                Ok((bare, stated))
            }
            Err(error) if error.is_transient() => Err(error),
            Err(error) => {
                tracing::info!(%error, "a service does not count its rows");
                Ok((request, None))
            }
        }
    }

    async fn columns(&self, layer: &WfsLayer) -> WfsColumns {
        let key = if self.about.is_two { "TYPENAMES" } else { "TYPENAME" };
        let pairs = [
            ("SERVICE", "WFS"),
            ("VERSION", version(self.about.is_two)),
            ("REQUEST", "DescribeFeatureType"),
            (key, &layer.name),
        ];
        match self.asker.xml(&with(&self.base, pairs.map(|(key, value)| (key, value.to_owned())))).await {
            Ok(root) => WfsColumns::of(&root),
            Err(error) => {
                tracing::info!(%error, "a service does not describe its layer");
                WfsColumns::default()
            }
        }
    }
}

fn version(is_two: bool) -> &'static str {
    if is_two { "2.0.0" } else { "1.1.0" }
}

/// What is asked for page by page.
#[derive(Clone)]
struct WfsRequest {
    base: Url,
    is_two: bool,
    layer: String,
    /// The word for JSON there; `None` asks for GML.
    json: Option<String>,
    degrees: Option<String>,
    narrow: Vec<(&'static str, String)>,
    sort: Option<String>,
}

impl WfsRequest {
    fn all(&self) -> Url {
        let key = if self.is_two { "TYPENAMES" } else { "TYPENAME" };
        let mut pairs = vec![("SERVICE", "WFS".to_owned()), ("VERSION", version(self.is_two).to_owned())];
        pairs.extend([("REQUEST", "GetFeature".to_owned()), (key, self.layer.clone())]);
        pairs.extend(self.json.clone().map(|json| ("OUTPUTFORMAT", json)));
        // GeoJSON is in degrees; GML is in whatever the service has.
        pairs.extend(self.degrees.clone().filter(|_| self.json.is_some()).map(|it| ("SRSNAME", it)));
        pairs.extend(self.narrow.iter().cloned());
        pairs.extend(self.sort.clone().map(|column| ("SORTBY", column)));
        with(&self.base, pairs)
    }

    fn page(&self, start: u64) -> Url {
        let key = if self.is_two { "COUNT" } else { "MAXFEATURES" };
        with(&self.all(), [(key, PAGE.to_string()), ("STARTINDEX", start.to_string())])
    }

    async fn hits(&self, asker: &ServiceAsker) -> Result<Option<u64>> {
        let bare = Self { json: None, sort: None, ..self.clone() };
        let root = asker.xml(&with(&bare.all(), [("RESULTTYPE", "hits".to_owned())])).await?;
        // Who sends the rows all the same counts with them no more than these.
        let has_rows = root.children.iter().any(|it| it.name.to_lowercase().contains("member"));
        let of_these = || root.attribute("numberOfFeatures").filter(|_| !has_rows);
        let said = root.attribute("numberMatched").or_else(of_these);
        Ok(said.and_then(|said| stated::count(&Value::from(said))))
    }
}

struct WfsPager {
    asker: ServiceAsker,
    request: WfsRequest,
    /// The columns of the layer, as it is described.
    columns: Vec<String>,
    /// What rows are sorted by where the service cannot page without.
    fallback: Option<String>,
    stated: Option<u64>,
    start: u64,
    came: u64,
    /// Whether it goes on behind a page.
    pages: bool,
    /// Nothing was asked for yet; whether the service says that it pages.
    unbegun: Option<bool>,
    /// What brought the first rows.
    first: Option<Url>,
    /// Whether what it counts in a page are the rows of that page.
    counts_pages: bool,
    /// The first row, until it is known what lies behind the last one that the service counts.
    unproven: Option<u64>,
    /// Whether what the service counts is what it gives at once.
    is_capped: bool,
    /// Asked for already.
    held: VecDeque<RowsPage>,
}

/// The first row of a page.
fn mark(page: &RowsPage) -> Option<u64> {
    page.rows.first().map(|row| row.mark().0)
}

impl WfsPager {
    /// Asks for the first page, and finds out how to go on.
    async fn begin(&mut self, is_declared: bool) -> Result<()> {
        let mut first = match self.asked(&self.request.page(0)).await {
            Err(error) if !error.is_transient() => self.otherwise(error).await?,
            other => other?,
        };
        self.first.get_or_insert(self.request.page(0));
        let (came, told) = (first.rows.len() as u64, first.stated);
        // Some count in a page what they send with it: that is not all before the next one was asked for.
        let is_own = came > 0 && told == Some(came) && self.stated.is_none_or(|stated| stated > came);
        self.counts_pages = is_own;
        first.stated = told.filter(|_| !is_own);
        self.stated = self.stated.or(first.stated);
        self.unproven = mark(&first).filter(|_| self.pages);
        let stated = self.stated;
        let is_all = came == 0 || stated.is_some_and(|stated| came >= stated);
        if is_all || (is_declared && stated.is_some()) || !self.pages {
            (self.start, self.pages) = (came, !is_all && self.pages);
            self.held.push_back(first);
            return Ok(());
        }
        let second = match self.asked(&self.request.page(came)).await {
            Err(error) if is_declared && error.is_transient() => return Err(error),
            other => other.ok(),
        };
        let is_end = second.as_ref().is_some_and(|second| second.rows.is_empty());
        let may_be_all = (is_declared || stated.is_none()) && (is_end || came < PAGE);
        match second {
            Some(second) if !second.rows.is_empty() && mark(&second) != mark(&first) => {
                self.start = came + second.rows.len() as u64;
                self.held.extend([first, second]);
            }
            // Nothing behind it; or nobody counts, and it is shorter than what was asked for.
            _ if may_be_all => {
                self.unproven = None;
                (self.start, self.pages, first.stated) = (came, false, stated.or(told.filter(|_| is_end)));
                self.held.push_back(first);
            }
            _ => {
                tracing::info!("a service does not page: all of it is asked for at once");
                (self.pages, self.unproven) = (false, None);
                self.first = Some(self.request.all());
                let all = self.asked(&self.request.all()).await?;
                self.held.push_back(all);
            }
        }
        Ok(())
    }

    /// A server that pages only what has an order is given one; one that knows no pages is asked for all.
    async fn otherwise(&mut self, error: Error) -> Result<RowsPage> {
        let other = if self.request.sort.is_some() { None } else { self.fallback.clone() };
        if other != self.request.sort {
            self.request.sort = other;
            if let Ok(page) = self.asked(&self.request.page(0)).await {
                return Ok(page);
            }
        }
        self.request.sort = None;
        self.pages = false;
        self.first = Some(self.request.all());
        self.asked(&self.request.all()).await.map_err(|_| error)
    }

    async fn asked(&self, url: &Url) -> Result<RowsPage> {
        let accept = if self.request.json.is_some() { ANY } else { XML };
        let body = self.asker.body(url, accept).await?;
        let split = match &self.request.json {
            Some(_) => json_rows(&body, "features").ok_or_else(|| self.asker.odd(m!("services-no-json")))?,
            None => gml_rows(&decoded(&body)).ok_or_else(|| self.asker.odd(m!("services-no-gml")))?,
        };
        Ok(self.page_of(split))
    }

    fn page_of(&self, split: Split) -> RowsPage {
        let number = |key: &str| split.around.get(key).and_then(stated::count);
        // Some mean by it what they send now.
        let stated = number("numberMatched").or_else(|| number("totalFeatures").filter(|_| self.stated.is_none()));
        let stated = stated.filter(|_| !self.counts_pages);
        let frame = split.frame.map(|(head, tail)| (framed(&head, self.stated), tail));
        let crs = split.around.get("crs").filter(|crs| !crs.is_null()).cloned();
        // A cell without a value may be left out of a row. Some write other names than they describe: theirs count.
        let mut shown = split.rows.iter().filter_map(Row::cells).flat_map(|cells| cells.keys());
        let columns = if shown.all(|name| self.columns.contains(name)) { self.columns.clone() } else { vec![] };
        let heading = Heading { columns, crs, frame };
        RowsPage { rows: split.rows, heading, stated, is_uncounted: false }
    }

    async fn page(&mut self) -> Result<Option<RowsPage>> {
        if let Some(is_declared) = self.unbegun.take() {
            self.begin(is_declared).await?;
        }
        if let Some(page) = self.held.pop_front() {
            self.came += page.rows.len() as u64;
            return Ok(Some(page));
        }
        let page = match !self.pages || self.stated.is_some_and(|stated| self.came >= stated) {
            true => match self.beyond().await {
                Some(page) => page,
                None => return Ok(None),
            },
            false => self.asked(&self.request.page(self.start)).await?,
        };
        let came = page.rows.len() as u64;
        (self.start, self.came) = (self.start + came, self.came + came);
        Ok(Some(page).filter(|_| came > 0))
    }

    /// What lies behind the last row that the service counts: MapServer counts no further than it gives at once. `None`:
    /// nothing does.
    async fn beyond(&mut self) -> Option<RowsPage> {
        let first = self.unproven.take()?;
        let page = self.asked(&self.request.page(self.start)).await.ok()?;
        // The first page again is one of a service that does not page.
        mark(&page).filter(|mark| *mark != first)?;
        tracing::info!("a service has more rows than it counts");
        (self.stated, self.pages) = (None, true);
        (self.counts_pages, self.is_capped) = (true, true);
        Some(RowsPage { stated: None, is_uncounted: true, ..page })
    }
}

impl Pager for WfsPager {
    fn next(&mut self) -> Fut<'_, Option<RowsPage>> {
        Box::pin(self.page())
    }

    fn first(&self) -> Option<Url> {
        self.first.clone()
    }

    fn recount(&mut self) -> Fut<'_, Option<u64>> {
        Box::pin(async {
            if self.came <= PAGE || self.is_capped {
                return Ok(None); // nothing changes within one answer, and a cap is no count
            }
            self.request.hits(&self.asker).await
        })
    }
}
