//! Collections, and what lies right in one: its collections first, then its datasets.

use serde_json::Value;

use super::super::forgiving::Answered;
use super::super::listing;
use super::super::narrow::Parameters;
use super::{COLLECTIONS, Dataverse, api, explain, search};
use crate::base::error::{Error, ErrorKind, Result};
use crate::model::{Address, Cursor, Page, Query};
use crate::{m, t};

/// Collections asked for at once: the most there is.
const MOST: usize = 1000;
/// Answers that are looked through for the next collections right in one: the field that finds them may match others.
const LOOKS: usize = 30;

/// How far what lies right in one collection has been listed.
#[derive(Clone, Copy, Debug, PartialEq)]
struct CollectionStart {
    /// Where to go on: in its collections, else in its datasets.
    start: usize,
    in_collections: bool,
    /// How many of its collections were listed before.
    told: usize,
}

impl CollectionStart {
    const FIRST: Self = Self { start: 0, in_collections: true, told: 0 };

    fn of(after: Option<&Cursor>, portal: &str) -> Result<Self> {
        let Some(Cursor(written)) = after else { return Ok(Self::FIRST) };
        let (in_collections, rest) = written.strip_prefix('c').map_or((false, written.as_str()), |rest| (true, rest));
        let (start, told) = rest.split_once('-').unwrap_or((rest, "0"));
        let number = |digits: &str| listing::number_of(Some(&Cursor(digits.to_owned())), 0, portal);
        Ok(Self { start: number(start)?, in_collections, told: number(told)? })
    }

    fn cursor(self) -> Cursor {
        let Self { start, told, .. } = self;
        Cursor(format!("{}{start}-{told}", if self.in_collections { "c" } else { "" }))
    }
}

/// Some of the collections right in one.
struct Below {
    page: Page,
    /// Where there may be more.
    next: Option<usize>,
}

impl Dataverse {
    /// Collections, by their names.
    pub(super) async fn collections(
        &self,
        mut parameters: Parameters,
        start: usize,
        limit: usize,
    ) -> Result<Answered<api::Found>> {
        parameters.extend([("type", "dataverse".to_owned()), ("sort", "name".to_owned()), ("order", "asc".to_owned())]);
        parameters.extend([("per_page", limit.to_string()), ("start", start.to_string())]);
        self.search(m!("dataverse-collections"), parameters).await
    }

    /// The collections right below the one with this alias, from `start` on: those of one answer, or of the next that has
    /// any.
    async fn below(&self, alias: &str, mut start: usize) -> Result<Below> {
        let mut page = Page::default();
        for _ in 0..LOOKS {
            let within = search::clause("dvParentAlias", &[alias]);
            let parameters = vec![("q", "*".to_owned()), ("subtree", alias.to_owned()), ("fq", within)];
            let (found, said) = self.collections(parameters, start, MOST).await?;
            let (came, total) = (found.items.len(), found.total_count.count());
            let records = found.items.into_iter().filter(|it| is_right_in(it, alias));
            let rows = listing::rows(records, |it, odd| self.mapper().collection(it, odd));
            page.items.extend(rows.items);
            say(
                &mut page.warnings,
                rows.warnings.into_iter().chain(said).chain(listing::ends_early(start, came, total)),
            );
            let goes_on = listing::next_offset(start, came, MOST, total).is_some();
            start += came;
            page.total = total;
            if !goes_on || !page.items.is_empty() {
                return Ok(Below { page, next: goes_on.then_some(start) });
            }
        }
        page.warnings.push(t!("dataverse-collections-looked-through", count = start));
        Ok(Below { page, next: None })
    }

    /// What lies right in one collection, from where `after` tells on.
    pub(super) async fn within(&self, alias: &str, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let from = CollectionStart::of(after, &self.name)?;
        let mut parameters = search::parameters(query)?;
        parameters.push(("subtree", alias.to_owned()));
        parameters.push(("fq", search::clause("identifierOfDataverse", &[alias])));
        let asked = match from.in_collections {
            true => self.in_collections(alias, parameters, from).await,
            false => self.found(parameters, from.start).await.map(|page| Page {
                total: page.total.map(|total| total + from.told as u64),
                next: behind(page.next.as_ref(), from.told),
                ..page
            }),
        };
        asked.map_err(|error| match error.status {
            Some(400) if explain::is_unknown_alias(&error) => {
                let address = Address::root(&*self.name).child(COLLECTIONS).child(alias);
                Error::new(ErrorKind::NotFound, &address, m!("dataverse-no-collection")).status(400)
            }
            _ => error,
        })
    }

    /// Collections, and behind the last of them the first datasets.
    async fn in_collections(&self, alias: &str, parameters: Parameters, from: CollectionStart) -> Result<Page> {
        let asked = futures_util::future::join(self.below(alias, from.start), self.found(parameters, 0)).await;
        let (Below { mut page, next }, datasets) = (asked.0?, asked.1?);
        let told = from.told + page.items.len();
        // The portal may count more than lies right in it: its count stands until the last of them is seen.
        let collections = next.map_or(Some(told as u64), |_| page.total);
        page.total = datasets.total.zip(collections).map(|(datasets, collections)| datasets + collections);
        match next {
            Some(start) => page.next = Some(CollectionStart { start, in_collections: true, told }.cursor()),
            None => {
                page.next = behind(datasets.next.as_ref(), told);
                page.items.extend(datasets.items);
            }
        }
        say(&mut page.warnings, datasets.warnings);
        Ok(page)
    }
}

/// Where datasets go on, `told` collections having been listed before them.
fn behind(next: Option<&Cursor>, told: usize) -> Option<Cursor> {
    Some(CollectionStart { start: next?.0.parse().ok()?, in_collections: false, told }.cursor())
}

/// Right in the one with this alias, as far as is told: older portals do not tell in which one a collection is.
fn is_right_in(collection: &Value, alias: &str) -> bool {
    match collection["parentDataverseIdentifier"].as_str() {
        Some(parent) => parent.eq_ignore_ascii_case(alias),
        None => collection["identifier"] != alias,
    }
}

/// Adds what is not said yet.
fn say(said: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for sentence in more {
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cursor_tells_how_far_a_collection_is_listed() {
        for from in [
            CollectionStart::FIRST,
            CollectionStart { start: 1000, in_collections: true, told: 998 },
            CollectionStart { start: 100, in_collections: false, told: 1003 },
        ] {
            assert_eq!(CollectionStart::of(Some(&from.cursor()), "p").unwrap(), from);
        }
        let plain = CollectionStart { start: 100, in_collections: false, told: 0 };
        assert_eq!(CollectionStart::of(Some(&Cursor("100".into())), "p").unwrap(), plain);
        for odd in ["", "c", "x", "-1", "c-1", "1-x", "99999999999999", "c1-99999999999999"] {
            assert_eq!(
                CollectionStart::of(Some(&Cursor(odd.into())), "p").unwrap_err().kind,
                ErrorKind::Usage,
                "{odd}"
            );
        }
    }

    #[test]
    fn a_collection_is_right_in_the_one_that_it_names() {
        let table = [
            (json!({"identifier": "a", "parentDataverseIdentifier": "Labo"}), true),
            (json!({"identifier": "a", "parentDataverseIdentifier": "labo-2"}), false),
            (json!({"identifier": "a"}), true),
            (json!({"identifier": "labo"}), false),
        ];
        for (collection, expected) in table {
            assert_eq!(is_right_in(&collection, "labo"), expected, "{collection}");
        }
    }
}
