//! What listings can be filtered by, and how much each value holds.

use serde_json::Value;

use super::super::facets::{facet, uncounted};
use super::super::reading::{self, line};
use super::{MASK, ORGANIZATION_ROW, ORGANIZATIONS, SEARCH, Udata, api, search};
use crate::base::error::Result;
use crate::base::text;
use crate::model::{Facet, FacetValue};
use crate::net::Ask;
use crate::t;

/// Organisations offered as a filter where nothing counts them: those with most datasets.
const OFFERED: usize = 50;

impl Udata {
    /// What a search engine counts, where the portal has one; else what can be told without.
    pub async fn all_facets(&self) -> Result<Vec<Facet>> {
        let counted = self.url(SEARCH, &[("page_size", "1".into())]);
        let offered = [("sort", "-datasets".to_owned()), ("page_size", OFFERED.to_string())];
        let offered = Ask::file(self.url(ORGANIZATIONS, &offered), None).with(MASK, ORGANIZATION_ROW);
        let asked = futures_util::future::join3(
            self.ask::<api::Page>(t!("portals-the-filters"), Ask::file(counted, None).with(MASK, "facets")),
            self.ask::<api::Page>(t!("udata-the-organisations"), offered),
            self.licences(),
        );
        let (counted, organizations, known) = asked.await;
        let licence = |id: &str| known.get(id).and_then(|it| line(&it.title));
        let mut facets = search::counted(&counted.map(|page| page.facets).unwrap_or_default(), licence);
        let add = |facets: &mut Vec<Facet>, key: &str, values: Vec<FacetValue>| {
            if facets.iter().all(|facet| facet.key != key) {
                facets.extend(facet(key, values));
            }
        };
        add(&mut facets, search::ORGANIZATION, organization_values(organizations?.data));
        let mut licences: Vec<FacetValue> = known
            .keys()
            .map(|id| FacetValue {
                value: id.clone(),
                label: licence(id).unwrap_or_else(|| text::line(id)),
                count: None,
            })
            .collect();
        licences.sort_by(|a, b| a.label.cmp(&b.label));
        add(&mut facets, "licence", licences);
        add(&mut facets, "access", ["open", "open_with_account", "restricted"].map(uncounted).into());
        Ok(facets)
    }
}

fn organization_values(records: Vec<Value>) -> Vec<FacetValue> {
    let value = |it: api::Organization| {
        let count = reading::count(it.metrics.datasets);
        let label = line(&it.name)?;
        (count != Some(0)).then_some(FacetValue { value: it.id?, label, count })
    };
    reading::readable::<api::Organization>(records).filter_map(value).collect()
}
