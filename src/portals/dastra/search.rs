//! Words looked for where no collection is named: in the main collections of a workspace, or of all of them.

use super::super::listing::no_such_page;
use super::calls::{After, PAGE, Shelf};
use super::{Dastra, api, map, page, query};
use crate::base::error::{Error, ErrorKind, Result};
use crate::model::{Cursor, Page, Query};

/// Requests that one page of results may take.
const REQUESTS: usize = 8;
/// As many may go by before anything is found: an empty page is the end for whoever reads it.
const REQUESTS_FOR_NOTHING: usize = 64;

/// Where a search goes on: which of the places, and where in its list.
struct Step {
    place: usize,
    after: Option<After>,
}

/// In every workspace of the key.
pub async fn everywhere(portal: &Dastra, query: &Query, cursor: Option<&Cursor>) -> Result<Page> {
    let workspaces = portal.api.all_workspaces().await?;
    let ids = workspaces.iter().filter_map(|raw| api::id_of(raw)?.parse().ok()).collect();
    within(portal, ids, query, cursor).await
}

/// In these workspaces, collection by collection. A collection that the key does not open is a warning: the others are
/// still worth seeing.
pub async fn within(portal: &Dastra, workspaces: Vec<i64>, query: &Query, cursor: Option<&Cursor>) -> Result<Page> {
    let shelves = |workspace: &i64| {
        let workspace = *workspace;
        query::searched().iter().map(move |collection| Shelf { workspace, collection })
    };
    let places: Vec<Shelf> = workspaces.iter().flat_map(shelves).collect();
    let mut step = match cursor {
        Some(cursor) => Step::of(cursor).ok_or_else(|| no_such_page(portal.name()))?,
        None => Step { place: 0, after: None },
    };
    let (mut found, mut failures, mut asked) = (Page::default(), vec![], 0);
    while let Some(of) = places.get(step.place) {
        let most = if found.items.is_empty() { REQUESTS_FOR_NOTHING } else { REQUESTS };
        if asked >= most || found.items.len() >= PAGE {
            found.next = Some(step.cursor());
            break;
        }
        asked += 1;
        let parameters = query::parameters(of.collection, query)?;
        match portal.api.entries(*of, parameters, step.after.take()).await {
            Ok(part) => {
                step = step.next(part.next.clone());
                let rows = page(part, |raw, odd| map::item(portal.name(), *of, &raw, odd));
                found.items.extend(rows.items);
                found.warnings.extend(rows.warnings);
            }
            Err(error) if matches!(error.kind, ErrorKind::Denied | ErrorKind::NotFound) => {
                step = step.next(None);
                failures.push(error);
            }
            Err(error) => return Err(error),
        }
    }
    // Nothing but refusals is a refusal.
    let is_refused = failures.len() == asked && found.next.is_none();
    if let Some(error) = failures.first().filter(|_| is_refused) {
        return Err(error.clone());
    }
    found.warnings.extend(failures.iter().map(Error::to_string));
    Ok(found)
}

impl Step {
    /// After a page that is followed by `after`, or was the last of its place.
    fn next(&self, after: Option<After>) -> Self {
        match after {
            Some(_) => Self { place: self.place, after },
            None => Self { place: self.place + 1, after: None },
        }
    }

    fn cursor(&self) -> Cursor {
        let after = self.after.as_ref().map(After::cursor).unwrap_or_default();
        Cursor(format!("{}/{after}", self.place))
    }

    fn of(cursor: &Cursor) -> Option<Self> {
        let (place, after) = cursor.0.split_once('/')?;
        let after = if after.is_empty() { None } else { Some(After::of(after)?) };
        Some(Self { place: place.parse().ok()?, after })
    }
}
