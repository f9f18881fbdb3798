//! How access to a restricted dataset is asked for: its publisher says where.

use super::super::open_access;
use crate::access::guide::{Guide, GuideStep};
use crate::base::i18n::Said;
use crate::model::Dataset;
use crate::{said, t};

/// The facts that say why a dataset is not for everybody, and where access is asked for.
pub const WHY: Said = said!("portals-fact-access");
pub const WHERE: Said = said!("udata-fact-ask-at");

/// What the facts of a dataset tell.
pub fn guide(dataset: &Dataset) -> Guide {
    let fact = |label: Said| dataset.facts.iter().find(|(known, _)| *known == label).map(|(_, it)| it.clone());
    let Some(why) = fact(WHY) else {
        return open_access::open(dataset.page.clone());
    };
    let start = fact(WHERE);
    let step = GuideStep {
        id: "request".into(),
        title: t!("udata-guide-ask"),
        detail: match &start {
            Some(_) => t!("udata-guide-ask-there"),
            None => t!("udata-guide-ask-nowhere"),
        },
        link: start.clone().or_else(|| dataset.page.clone()),
    };
    Guide { about: vec![format!("{why}.")], start, steps: vec![step], ..Guide::default() }
}
