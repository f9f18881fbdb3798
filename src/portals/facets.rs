//! Facets, called the same whatever the kind.

use crate::base::text;
use crate::model::{Facet, FacetValue};
use crate::t;

/// A facet under the name that its filter has everywhere; `None` without any value. A value that cannot be shown as it is
/// cannot be asked for as it is either.
pub fn facet(key: &str, mut values: Vec<FacetValue>) -> Option<Facet> {
    values.retain(|value| text::printable(&value.value).eq(value.value.chars()));
    (!values.is_empty()).then(|| Facet { key: key.into(), label: facet_label(key), values })
}

/// One of our own values, not counted.
pub fn uncounted(value: &str) -> FacetValue {
    FacetValue { value: value.into(), label: value_label(value), count: None }
}

/// What a property that listings are narrowed by is called; its key where it has no other name.
fn facet_label(key: &str) -> String {
    match key {
        "theme" => t!("portals-facet-theme"),
        "keyword" => t!("portals-facet-keyword"),
        "producer" => t!("portals-facet-producer"),
        "access" => t!("portals-facet-access"),
        "provider" => t!("portals-facet-provider"),
        "token" => t!("portals-facet-token"),
        "state" => t!("portals-facet-state"),
        "type" => t!("portals-facet-type"),
        "action" => t!("portals-facet-action"),
        "format" => t!("portals-facet-format"),
        "owner" => t!("portals-facet-owner"),
        "group-theme" => t!("portals-facet-group-theme"),
        "topic" => t!("portals-facet-topic"),
        "crs" => t!("portals-facet-crs"),
        "contact" => t!("portals-facet-contact"),
        "licence" => t!("portals-facet-licence"),
        "origin" => t!("portals-facet-origin"),
        "conformity" => t!("portals-facet-conformity"),
        "catalog" => t!("portals-facet-catalog"),
        "source" => t!("portals-facet-source"),
        "tag" => t!("portals-facet-tag"),
        "category" => t!("portals-facet-category"),
        "area" => t!("portals-facet-area"),
        "archived" => t!("portals-facet-archived"),
        "dataset" => t!("portals-facet-dataset"),
        "field" => t!("portals-facet-field"),
        "actor" => t!("portals-facet-actor"),
        "country" => t!("portals-facet-country"),
        "organization" => t!("portals-facet-organization"),
        "group" => t!("portals-facet-group"),
        "publisher" => t!("portals-facet-publisher"),
        "language" => t!("portals-facet-language"),
        "feature" => t!("portals-facet-feature"),
        "modified" => t!("portals-facet-modified"),
        "badge" => t!("portals-facet-badge"),
        "schema" => t!("portals-facet-schema"),
        "granularity" => t!("portals-facet-granularity"),
        other => other.to_owned(),
    }
}

/// What such a property's value is called, where it is a word of ours.
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
        other => other.to_owned(),
    }
}
