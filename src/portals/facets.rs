//! Facets: the values that filters have, where a portal tells them.

use super::licences;
use crate::base::text;
use crate::model::{Facet, FacetValue};
use crate::t;

/// What a token may do with what is found.
pub const TOKEN: [&str; 3] = ["open", "closed", "unknown"];
/// Whether it is to last.
pub const STATE: [&str; 2] = ["current", "deprecated"];

/// The facet of the filter `key`; `None` without any value. A value that cannot be shown as it is cannot be asked for as
/// it is either.
pub fn facet(key: &str, mut values: Vec<FacetValue>) -> Option<Facet> {
    values.retain(|value| text::printable(&value.value).eq(value.value.chars()));
    if key == "licence" {
        let known = |label: &str| licences::licence(Some(label), None).map(|licence| licence.label);
        values.iter_mut().for_each(|value| value.label = known(&value.label).unwrap_or_default());
    }
    (!values.is_empty()).then(|| Facet { key: key.into(), values })
}

/// One of our own values, not counted.
pub fn uncounted(value: &str) -> FacetValue {
    FacetValue { value: value.into(), label: value_label(value), count: None }
}

/// What a filter's value is called, where it is a word of ours.
pub fn value_label(value: &str) -> String {
    match value {
        "open" => t!("portals-value-open"),
        "open_with_account" => t!("portals-value-with-account"),
        "restricted" => t!("portals-value-restricted"),
        "personal" => t!("portals-value-personal"),
        "closed" => t!("portals-value-closed"),
        "unknown" => t!("portals-value-unknown"),
        "current" => t!("portals-value-current"),
        "deprecated" => t!("portals-value-deprecated"),
        "by_form" => t!("portals-value-by-form"),
        "by_person" => t!("portals-value-by-person"),
        other => other.to_owned(),
    }
}
