//! Who may have the files of a dataset, and how those of a gated one are asked for: on its page, by a person's account.

use super::super::mapping::joined;
use super::super::open_access;
use super::api;
use crate::access::guide::{Guide, GuideStep};
use crate::base::i18n::Said;
use crate::base::text;
use crate::model::{Access, Dataset};
use crate::{said, t};

/// The facts that say why a dataset is not for everybody, and what one is asked for.
pub const WHY: Said = said!("portals-fact-access");
pub const FIELDS: Said = said!("hugging-face-fact-asks");

pub fn of(record: &api::Dataset) -> Access {
    match record.is_gated() || *record.private || *record.disabled {
        true => Access::Restricted,
        false => Access::Open,
    }
}

/// Why its files may be refused.
pub fn words(record: &api::Dataset) -> Option<String> {
    if *record.disabled {
        return Some(t!("hugging-face-disabled"));
    }
    if record.is_gated() {
        return Some(match record.gated.as_str() {
            Some("auto") => t!("hugging-face-gated-auto"),
            Some("manual") => t!("hugging-face-gated-manual"),
            _ => t!("hugging-face-gated"),
        });
    }
    record.private.then(|| t!("hugging-face-private"))
}

/// What its owner wants to know of those who ask.
pub fn fields(record: &api::Dataset) -> Option<String> {
    let fields = record.card_data["extra_gated_fields"].as_object()?;
    joined(fields.keys().filter_map(|field| text::some_line(field)))
}

/// What the facts of a dataset tell.
pub fn guide(dataset: &Dataset) -> Guide {
    let fact = |label: Said| dataset.facts.iter().find(|(known, _)| *known == label).map(|(_, it)| it.clone());
    let Some(why) = fact(WHY) else { return open_access::open(dataset.page.clone()) };
    let mut ask = GuideStep::new("request", said!("hugging-face-guide-ask"), said!("hugging-face-guide-ask-detail"))
        .at(dataset.page.clone());
    if let Some(fields) = fact(FIELDS) {
        ask.detail = t!("hugging-face-guide-ask-fields", fields);
    }
    let token = GuideStep::new("token", said!("hugging-face-guide-token"), said!("hugging-face-found"));
    Guide { about: vec![format!("{why}.")], start: dataset.page.clone(), steps: vec![ask, token], ..Guide::default() }
}
