//! What listings can be filtered by, and how much each value holds.

use super::super::facets::{facet, uncounted};
use super::super::paths;
use super::super::reading::{self, Number, Records, line};
use super::{MASK, ORGANIZATION_ROW, ORGANIZATIONS, SEARCH, Udata, api, search};
use crate::base::error::Result;
use crate::base::text;
use crate::m;
use crate::model::{Facet, FacetValue};
use crate::net::Ask;

/// Organisations offered as a filter where nothing counts them: those with most datasets.
const OFFERED: usize = 50;

impl Udata {
    /// What a search engine counts, where the portal has one; else what can be told without.
    pub async fn all_facets(&self) -> Result<Vec<Facet>> {
        let counted = paths::at(&self.http, SEARCH, &[("page_size", "1".into())]);
        let offered = [("sort", "-datasets".to_owned()), ("page_size", OFFERED.to_string())];
        let offered = Ask::file(paths::at(&self.http, ORGANIZATIONS, &offered), None).with(MASK, ORGANIZATION_ROW);
        let asked = futures_util::future::join3(
            self.ask::<api::Page>(m!("portals-the-filters"), Ask::file(counted, None).with(MASK, "facets")),
            self.ask::<api::Page>(m!("udata-the-organisations"), offered),
            self.licences(),
        );
        let (counted, organizations, known) = asked.await;
        let licence = |id: &str| known.get(id).and_then(|it| line(&it.title));
        let mut facets = search::counted(&counted.map(|page| page.facets.0).unwrap_or_default(), licence);
        let add = |facets: &mut Vec<Facet>, key: &str, values: Vec<FacetValue>| {
            if facets.iter().all(|facet| facet.key != key) {
                facets.extend(facet(key, values));
            }
        };
        add(&mut facets, search::ORGANIZATION, organization_values(organizations?.data));
        let label = |id: &str| licence(id).unwrap_or_else(|| text::line(id));
        let values = known.keys().map(|id| FacetValue { value: id.clone(), label: label(id), count: None });
        let mut licences: Vec<FacetValue> = values.collect();
        licences.sort_by(|a, b| a.label.cmp(&b.label));
        add(&mut facets, "licence", licences);
        add(&mut facets, "access", search::ACCESS.map(uncounted).into());
        Ok(facets)
    }
}

fn organization_values(records: Records) -> Vec<FacetValue> {
    let value = |it: api::Organization| {
        let count = Number::of(&it.metrics["datasets"]).count();
        let label = line(&it.name)?;
        (count != Some(0)).then_some(FacetValue { value: it.id?, label, count })
    };
    reading::readable::<api::Organization>(records).filter_map(value).collect()
}
