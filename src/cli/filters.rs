//! `list ADDRESS --filters`: what a folder can be filtered and ordered by, and the values that its portal tells.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::table::{OutputFormat, OutputTable};
use super::{Global, out};
use crate::base::error::Result;
use crate::base::format;
use crate::model::filter::{Accepts, Filter};
use crate::model::{Address, Facet, FacetValue};
use crate::portals::Portal;
use crate::t;
use crate::ui::words::pad;

/// How many values of each filter are shown where nobody says.
pub const VALUES: usize = 20;

/// What programs read of a filter.
const FIELDS: [&str; 7] = ["key", "label", "explanation", "accepts", "expected", "several", "values"];

/// Prints up to `limit` values of each filter; as JSON all of them. Filters are told even where the portal does not tell
/// their values: the exit code is that of its failure then.
pub async fn explain(global: &Global, portal: &dyn Portal, address: &Address, limit: usize) -> Result<u8> {
    let columns = global.columns(&FIELDS)?;
    let abilities = portal.abilities(address);
    let asked = if abilities.filters.is_empty() { Ok(vec![]) } else { portal.facets(address).await };
    let (facets, failure) = match asked {
        Ok(facets) => (facets, None),
        Err(error) => (vec![], Some(error)),
    };
    let warnings: Vec<String> = failure.iter().map(ToString::to_string).collect();
    let sorts: Vec<(&str, String)> = abilities.sorts.iter().map(|(key, label)| (*key, label.text())).collect();
    if !columns.are_for_people() {
        let sorts: Vec<Value> = sorts.iter().map(|(key, label)| json!({"key": key, "label": label})).collect();
        let mut table = OutputTable::begin(columns.clone(), "filters", json!({ "address": address }))?;
        table.add(abilities.filters.iter().map(|filter| json(filter, &facets)))?;
        let error = failure.as_ref().map(out::FailureJson::from);
        table.end(json!({"sorts": sorts, "warnings": warnings, "error": error}))?;
        if columns.format != OutputFormat::Json {
            warnings.iter().for_each(|warning| out::note(warning));
        }
    } else {
        print(&abilities.filters, &facets, limit);
        print_sorts(&sorts);
        if abilities.filters.is_empty() {
            out::note(&t!("app-nothing-to-filter"));
        }
        warnings.iter().for_each(|warning| out::note(warning));
    }
    Ok(failure.map_or(0, |error| error.kind.exit_code()))
}

/// A line for each filter, as `--filter` takes its key, and one for each of its values below it.
fn print(filters: &[Filter], facets: &[Facet], limit: usize) {
    if !filters.is_empty() {
        out::line(&t!("cli-filters"));
    }
    let width = |text: fn(&Filter) -> String| filters.iter().map(|filter| text(filter).width()).max().unwrap_or(0);
    let (keys, labels) = (width(|filter| filter.key.to_owned()), width(|filter| filter.label.text()));
    for filter in filters {
        let (key, label) = (pad(filter.key, keys), pad(&filter.label.text(), labels));
        out::line(&format!("  {key}  {label}  {}", explanation(filter)));
        let values = filter.values(facets);
        values.iter().take(limit).for_each(|value| out::line(&format!("      {}", value_line(value))));
        if let Some(count) = values.len().checked_sub(limit).filter(|count| *count > 0) {
            out::line(&format!("      {}", t!("cli-filter-more", count)));
        }
    }
}

fn print_sorts(sorts: &[(&str, String)]) {
    if !sorts.is_empty() {
        out::line(&t!("cli-sorts"));
    }
    let keys = sorts.iter().map(|(key, _)| key.width()).max().unwrap_or(0);
    sorts.iter().for_each(|(key, label)| out::line(&format!("  {}  {label}", pad(key, keys))));
}

/// What a filter's values look like, and what is not clear from that.
fn explanation(filter: &Filter) -> String {
    let is_unclear = match filter.accepts {
        Accepts::Text | Accepts::Code | Accepts::Pair | Accepts::OneOf(_) => false,
        Accepts::Uuid
        | Accepts::Number
        | Accepts::Day
        | Accepts::PartOfDate
        | Accepts::Extent
        | Accepts::Territory
        | Accepts::TerritoryOrBox => true,
    };
    let expected = is_unclear.then(|| filter.accepts.expected());
    let parts = [
        Some(filter.explanation.text()),
        expected.map(|expected| t!("cli-filter-expected", expected)),
        (!filter.several).then(|| t!("cli-filter-one")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(&format::semicolon())
}

/// The value as it is asked for, how much it holds, and what people call it where that is something else.
fn value_line(value: &FacetValue) -> String {
    let asked = crate::base::text::line(&value.value);
    let label = Some(value.label.clone()).filter(|label| *label != asked);
    [Some(asked), value.count.map(format::count), label].into_iter().flatten().collect::<Vec<_>>().join("  ")
}

/// One filter of `--json`; without `values` where the portal tells none.
fn json(filter: &Filter, facets: &[Facet]) -> Value {
    json!({
        "key": filter.key,
        "label": filter.label.text(),
        "explanation": filter.explanation.text(),
        "accepts": filter.accepts.word(),
        "expected": filter.accepts.expected().to_string(),
        "several": filter.several,
        "values": Some(filter.values(facets)).filter(|values| !values.is_empty()),
    })
}
