//! Builds pages of a listing: rows from records or folders, and the cursor of the next page.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::grammar::Group;
use super::reading::{Number, Records};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::odd::Odd;
use crate::model::{Address, Cursor, Facet, FacetValue, Item, Page, Target};
use crate::{m, t};

/// Records as rows: one that cannot be read is a warning, all values that do not fit are one, one that comes twice comes
/// once.
pub fn rows(records: impl IntoIterator<Item = Value>, row: impl Fn(Value, &mut Odd) -> Result<Item, Message>) -> Page {
    let mut page = Page::default();
    let (mut seen, mut odd) = (HashSet::new(), Odd::default());
    for record in records {
        match row(record, &mut odd) {
            Ok(item) if seen.insert(item.target.clone()) => page.items.push(item),
            Ok(_) => {}
            Err(why) => page.warnings.push(why.to_string()),
        }
    }
    page.warnings.extend(odd.said());
    page
}

/// Each sentence once, and how often it holds: what has no name is told by the same words.
pub fn counted(said: &[String]) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    said.iter().for_each(|said| *counts.entry(said.as_str()).or_default() += 1);
    let words = |said: &String| match counts.remove(said.as_str())? {
        1 => Some(said.clone()),
        count => Some(t!("portals-so-often", said = said.as_str(), count)),
    };
    said.iter().filter_map(words).collect()
}

/// A page of a listing that is counted in rows: `limit` records were asked for from `offset` on, and these came.
pub fn part(
    records: Records,
    total: Number,
    (offset, limit): (usize, usize),
    row: impl Fn(Value, &mut Odd) -> Result<Item, Message>,
) -> Page {
    let (total, came) = (total.count(), records.len());
    let next = next_offset(offset, came, limit, total);
    let mut page = Page { total, next, ..rows(records, row) };
    page.warnings.extend(ends_early(offset, came, total));
    page
}

/// What is said of a listing that ends before it holds what its portal counts: nothing came from `offset` on.
pub fn ends_early(offset: usize, came: usize, total: Option<u64>) -> Option<String> {
    let total = total.filter(|total| came == 0 && (offset as u64) < *total)?;
    Some(t!("portals-ends-early", count = offset, total))
}

/// So many pages without rows are passed by: who says so of ever more of them has no more.
pub const EMPTY_PAGES: usize = 10;

/// The first page with rows from `at` on; `read` reads one, `further` tells where the cursor of one leads. A page that holds
/// none is no end where its portal says how it goes on, and what there is to say of it is kept.
pub async fn with_rows<P, F: Future<Output = Result<Page>>>(
    mut at: P,
    read: impl Fn(P) -> F,
    further: impl Fn(&Cursor) -> Result<P>,
) -> Result<Page> {
    let mut warnings = Vec::new();
    let mut total = None;
    for _ in 0..EMPTY_PAGES {
        let page = read(at).await?;
        warnings.extend(page.warnings);
        total = page.total.or(total);
        match page.next {
            Some(next) if page.items.is_empty() => at = further(&next)?,
            next => return Ok(Page { items: page.items, next, total, warnings }),
        }
    }
    warnings.push(t!("portals-empty-pages"));
    Ok(Page { warnings, total, ..Page::default() })
}

/// A listing that is one page.
pub fn whole(items: Vec<Item>) -> Page {
    Page { total: Some(items.len() as u64), items, ..Page::default() }
}

/// The row of a folder.
pub fn folder(address: Address, title: impl Into<String>, note: impl Into<Option<String>>) -> Item {
    Item::new(Target::folder(address), title).note(note.into())
}

/// The row of the folder of `group` at the portal called `portal`.
pub fn of_group(portal: &str, group: &Group, note: String) -> Item {
    folder(Address::root(portal).child(group.segment), group.title.text(), note)
}

/// The row of the folder of all datasets of the portal called `portal`.
pub fn all(portal: &str, total: Option<u64>) -> Item {
    let note = total.map_or_else(|| t!("portals-some-datasets"), |count| t!("portals-datasets", count));
    folder(Address::root(portal).child("all"), t!("portals-all-datasets"), note)
}

/// The folders of `group` of the portal called `portal`: one for each of `values`.
pub fn groups(portal: &str, group: &Group, values: Vec<FacetValue>) -> Vec<Item> {
    let at = Address::root(portal).child(group.segment);
    let row = |value: FacetValue| {
        folder(at.child(value.value), value.label, value.count.map(|count| t!("portals-datasets", count)))
    };
    values.into_iter().map(row).collect()
}

/// The folders of `group`: the values of its facet, where the portal tells them.
pub fn by_facet(portal: &str, group: &Group, facets: Vec<Facet>) -> Page {
    let facet = facets.into_iter().find(|facet| facet.key == group.key);
    whole(groups(portal, group, facet.map(|facet| facet.values).unwrap_or_default()))
}

/// The number that `after` holds, of a row or a page of `portal`; `first` for the beginning.
pub fn number_of(after: Option<&Cursor>, first: usize, portal: &str) -> Result<usize> {
    /// No listing goes so far, and what is counted from there still fits.
    const FURTHEST: usize = 1 << 30;
    let Some(cursor) = after else { return Ok(first) };
    cursor.0.parse().ok().filter(|number| *number <= FURTHEST).ok_or_else(|| no_such_page(portal))
}

/// Refuses to go on where all of a listing is one page.
pub fn only_page(after: Option<&Cursor>, portal: &str) -> Result<()> {
    if after.is_some() { Err(no_such_page(portal)) } else { Ok(()) }
}

/// What is said of a cursor that `portal` never gave.
pub fn no_such_page(portal: &str) -> Error {
    Error::new(ErrorKind::Usage, portal, m!("portals-no-page"))
}

/// Where the page is behind one from `offset` on, of which `passed` records came where `limit` were asked for. An
/// empty page ends the listing whatever `total` claims; without one, a page that is not full.
pub fn next_offset(offset: usize, passed: usize, limit: usize, total: Option<u64>) -> Option<Cursor> {
    let next = offset + passed;
    let more = passed > 0 && total.map_or(passed >= limit, |total| (next as u64) < total);
    more.then(|| Cursor(next.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_that_ends_before_what_is_counted_says_so() {
        let table = [
            ((0, 0, Some(0)), false),
            ((0, 0, None), false),
            ((0, 0, Some(345)), true),
            ((100, 0, Some(345)), true),
            ((100, 1, Some(345)), false),
            ((345, 0, Some(345)), false),
            ((900, 0, Some(345)), false),
        ];
        for ((offset, came, total), expected) in table {
            let said = ends_early(offset, came, total);
            assert_eq!(said.is_some(), expected, "{offset} {came} {total:?}: {said:?}");
            assert!(said.is_none_or(|said| said.contains("345") && said.contains(&offset.to_string())));
        }
    }
}
