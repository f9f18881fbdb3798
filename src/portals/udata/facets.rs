//! What listings can be filtered by, and how much each value holds.

use serde_json::Value;

use super::super::reading;
use super::{MASK, ORGANIZATION_ROW, ORGANIZATIONS, SEARCH, Udata, api, search};
use crate::base::error::Result;
use crate::base::text;
use crate::model::{Facet, FacetValue};
use crate::net::Ask;
use crate::portals::{facet_label, value_label};
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
        let licence = |id: &str| known.get(id).and_then(|it| text::some_line(it.title.as_deref()?));
        let mut facets = search::counted(&counted.map(|page| page.facets).unwrap_or_default(), licence);
        let add = |facets: &mut Vec<Facet>, key: &str, values: Vec<FacetValue>| {
            if !values.is_empty() && facets.iter().all(|facet| facet.key != key) {
                facets.push(Facet { key: key.into(), label: facet_label(key), values });
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
        let access = ["open", "open_with_account", "restricted"];
        let access = access.map(|it| FacetValue { value: it.into(), label: value_label(it), count: None });
        add(&mut facets, "access", access.into());
        Ok(facets)
    }
}

fn organization_values(records: Vec<Value>) -> Vec<FacetValue> {
    let value = |it: api::Organization| {
        let count = it.metrics.datasets.and_then(|count| u64::try_from(count).ok());
        let label = text::some_line(it.name.as_deref()?)?;
        (count != Some(0)).then_some(FacetValue { value: it.id?, label, count })
    };
    reading::readable::<api::Organization>(records).filter_map(value).collect()
}
