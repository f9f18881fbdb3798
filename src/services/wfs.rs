//! WFS 2.0 and 1.1: what it has, how it is asked for what is wanted, and how many rows there are of that.

use url::Url;

use super::ask::{ANY, ServiceAsker, XML, with};
use super::capabilities::{Capabilities, WfsColumns, WfsLayer};
use super::filter::{DEGREES, ServiceCriterion, fes};
use super::row::{RowTest, column};
use super::run::Export;
use super::service::{ServiceMedia, ServiceOffer};
use super::wfs_pages::{PAGE, WfsPager, WfsRequest, WfsSort, version};
use super::wish::Wish;
use super::write::Output;
use crate::base::error::Result;
use crate::m;

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
        let sort = WfsSort::by_key(&columns).filter(|_| stated.is_none_or(|it| it > PAGE));
        let (request, is_declared) = (WfsRequest { sort, ..request }, self.about.is_two && self.about.pages);
        let pager = WfsPager::new(self.asker.clone(), request, &columns, stated, is_declared);
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
        let mut pairs = vec![
            ("SERVICE", "WFS"),
            ("VERSION", version(self.about.is_two)),
            ("REQUEST", "DescribeFeatureType"),
            ("TYPENAME", layer.name.as_str()),
        ];
        // Servers of 2.0 read the one or the other, and describe all that they have where they find neither.
        pairs.extend(self.about.is_two.then_some(("TYPENAMES", layer.name.as_str())));
        let pairs = pairs.into_iter().map(|(key, value)| (key, value.to_owned()));
        match self.asker.xml(&with(&self.base, pairs)).await {
            Ok(root) => WfsColumns::of(&root, &layer.name),
            Err(error) => {
                tracing::info!(%error, "a service does not describe its layer");
                WfsColumns::default()
            }
        }
    }
}
