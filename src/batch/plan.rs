//! What a batch will do, told before the first request.

use std::collections::BTreeMap;
use std::time::Duration;

use super::check::Checked;
use super::endpoint::BatchEndpoint;
use crate::base::error::Result;
use crate::net::quota::Remaining;
use crate::session::Session;

/// See the [module](self).
#[derive(Clone, Debug, PartialEq)]
pub struct BatchPlan {
    pub checked: Checked,
    pub endpoints: Vec<PlannedEndpoint>,
    /// How long it takes at the pace of the slowest counter.
    pub duration: Duration,
    /// Whether answers tell of natural persons.
    pub is_personal: bool,
    /// For whom it is asked, why, and in what framework, as far as the endpoints ask.
    pub recipient: Option<String>,
    pub object: Option<String>,
    pub context: Option<String>,
}

/// What is asked of one endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedEndpoint {
    pub address: String,
    pub title: String,
    pub requests: u64,
    pub answered: u64,
    /// What counts them, and what is left of it; `None` where nothing was asked lately.
    pub counter: String,
    pub limit: u32,
    pub pace: u32,
    pub left: Option<Remaining>,
    pub with_document: bool,
    pub is_personal: bool,
    /// Why the token may not open it.
    pub doubt: Option<String>,
}

/// `pace`: as a person wants it, in place of the usual ones.
pub fn plan(session: &Session, endpoints: &[BatchEndpoint], checked: Checked, pace: Option<u32>) -> Result<BatchPlan> {
    let mut of_groups: BTreeMap<&str, f64> = BTreeMap::new();
    let mut planned = Vec::new();
    for (endpoint, counts) in endpoints.iter().zip(&checked.endpoints) {
        let bulk = &endpoint.bulk;
        let own = pace_of(endpoint, pace);
        let quota = session.portal(endpoint.address())?.quota();
        *of_groups.entry(&bulk.group).or_default() += counts.to_ask as f64 / f64::from(own);
        planned.push(PlannedEndpoint {
            address: endpoint.address().to_string(),
            title: endpoint.dataset.title.clone(),
            requests: counts.to_ask,
            answered: counts.answered,
            counter: bulk.title.clone(),
            limit: bulk.limit,
            pace: own,
            left: quota.into_iter().find(|left| left.title == bulk.title),
            with_document: endpoint.document.is_some(),
            is_personal: bulk.is_personal,
            doubt: endpoint.doubt().map(str::to_owned),
        });
    }
    let minutes = of_groups.into_values().fold(0.0, f64::max);
    let said = |key: &str| endpoints.iter().find_map(|it| it.fixed.get(key).map(str::to_owned));
    Ok(BatchPlan {
        is_personal: endpoints.iter().any(|it| it.bulk.is_personal),
        recipient: said("recipient"),
        object: said("object"),
        context: said("context"),
        duration: Duration::try_from_secs_f64(minutes * 60.0).unwrap_or(Duration::MAX),
        endpoints: planned,
        checked,
    })
}

/// How many requests a minute an endpoint gets: never more than its limit.
pub fn pace_of(endpoint: &BatchEndpoint, wished: Option<u32>) -> u32 {
    wished.unwrap_or(endpoint.bulk.pace).max(1)
}
