//! The filter that narrows to a territory, for the kinds that can, and what becomes of its value in a request.

use super::Portal;
use super::narrow::refused;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Said;
use crate::model::filter::{Accepts, Filter, one};
use crate::model::territory::{TERRITORY, Where};
use crate::model::{Address, Cursor, Extent, Page, Query};
use crate::{m, said, t};

/// For a portal that takes territories by their codes or names; `how` says what it finds.
pub const fn territory(how: Said) -> Filter {
    one(TERRITORY, said!("territory-label"), how, Accepts::Territory)
}

/// For one that takes bounds.
pub const fn territory_or_box(how: Said) -> Filter {
    one(TERRITORY, said!("territory-label"), how, Accepts::TerritoryOrBox)
}

/// Why `portal` cannot be asked for what `query` narrows all portals to, if it cannot.
pub fn unable(portal: &dyn Portal, root: &Address, query: &Query) -> Option<String> {
    let wanted = wanted(query)?;
    let filters = portal.abilities(root).filters;
    let name = &root.portal;
    match filters.iter().find(|filter| filter.key == TERRITORY).map(|filter| filter.accepts) {
        None => Some(t!("territory-left-out", name)),
        Some(Accepts::Territory) if matches!(wanted, Where::Box(_)) => Some(t!("territory-left-out-of-box", name)),
        Some(_) => None,
    }
}

/// Whether a portal refuses what it is to be narrowed to: not every one can tell before it is asked.
pub fn is_refusal(error: &Error) -> bool {
    error.kind == ErrorKind::Usage && error.subject == m!("portals-filter", key = TERRITORY)
}

/// That the portal `name`, which refused so, is left out of a search of several.
pub fn left_out(name: &str, refusal: &Error) -> String {
    t!("territory-left-out-why", name, cause = refusal.cause.to_string())
}

/// The first page of what `portal` finds in a search of several; where it cannot be narrowed as is wanted, it is left out,
/// and the page says so.
pub async fn first_page(portal: &dyn Portal, root: &Address, query: &Query) -> Result<Page> {
    let without = |warning: String| Page { warnings: vec![warning], ..Page::default() };
    if let Some(warning) = unable(portal, root, query) {
        return Ok(without(warning));
    }
    match portal.list(root, query, None).await {
        Err(error) if is_refusal(&error) => Ok(without(left_out(&root.portal, &error))),
        answer => answer,
    }
}

/// What a query, which was checked, wants to be narrowed to.
pub fn wanted(query: &Query) -> Option<Where> {
    query.values(TERRITORY).next().and_then(Where::read)
}

/// The bounds of what is wanted; refused where none are known.
pub fn bounds(wanted: &Where) -> Result<Extent> {
    wanted.extent().ok_or_else(|| {
        let error =
            refused(m!("portals-filter", key = TERRITORY), m!("territory-no-bounds", place = wanted.to_string()));
        error.hint(m!("territory-no-bounds-hint"))
    })
}

/// As [`bounds`], for a portal that takes one box, which is on one side of the meridian where degrees end.
pub fn one_box(wanted: &Where) -> Result<Extent> {
    let extent = bounds(wanted)?;
    if extent.parts() == [extent] {
        return Ok(extent);
    }
    let error = refused(m!("portals-filter", key = TERRITORY), m!("territory-one-box"));
    Err(error.hint(m!("territory-one-box-hint")))
}

/// As they are asked for: west, south, east, north.
pub fn written(extent: Extent) -> String {
    Where::Box(extent).value()
}

/// The query, which was checked, with a territory's name among its words, for portals that know no places; `phrase`: as
/// words that stand together.
pub fn in_words(query: &Query, phrase: bool) -> Query {
    let mut query = query.clone();
    if let Some(Where::Territory(territory)) = wanted(&query) {
        let words = territory.words();
        let words = if phrase { format!("\"{words}\"") } else { words };
        query.text = format!("{} {words}", query.text.trim()).trim_start().to_owned();
        query.filters.retain(|(key, _)| key != TERRITORY);
    }
    query
}

/// Says on the first page that the portal looked for words only.
pub fn say_words(page: &mut Page, portal: &str, query: &Query, after: Option<&Cursor>) {
    if let Some(Where::Territory(territory)) = wanted(query).filter(|_| after.is_none()) {
        page.warnings.push(t!("territory-by-words", name = portal, words = territory.words()));
    }
}

/// Refuses to be narrowed to a territory and by what the portal takes in its own words besides.
pub fn not_both(query: &Query, other: &'static str) -> Result<()> {
    if wanted(query).is_some() && query.values(other).next().is_some() {
        let error = refused(m!("portals-filter", key = TERRITORY), m!("territory-twice", other));
        return Err(error.hint(m!("territory-twice-hint")));
    }
    Ok(())
}
