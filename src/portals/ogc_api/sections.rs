//! Collections listed one after the other: one that fails costs itself and is told, and no page is as good as the end that
//! only has nothing.

use super::pages::{Follows, Next, PageStart};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::model::Page;
use crate::portals::listing;
use crate::t;

/// Where so many collections fail before any has answered, it is the portal that fails.
const FAILED: usize = 3;

/// The place behind the collection that `from` is in.
pub fn behind(from: &PageStart, sections: &[String]) -> Option<PageStart> {
    (from.section + 1 < sections.len()).then(|| PageStart { section: from.section + 1, next: None })
}

/// Where the collection that `from` is in goes on behind a page of so many records, and what there is to say of it.
pub fn follows(
    Follows { next, warning }: Follows,
    from: &PageStart,
    came: usize,
) -> (Option<PageStart>, Option<String>) {
    match next {
        // Nothing is asked for by a POST here.
        Some(Next::Body(_)) => (None, Some(t!("ogc-api-next-odd"))),
        Some(next) => (Some(PageStart { section: from.section, next: Some(next) }), warning),
        // What has nothing and leads nowhere else is the end: servers count what was asked for past it.
        None => (None, warning.filter(|_| came > 0)),
    }
}

/// The first page with rows from `from` on, of what `read` reads at each place.
pub async fn page<F: Future<Output = Result<Page>>>(
    sections: &[String],
    mut from: PageStart,
    read: impl Fn(PageStart) -> F,
) -> Result<Page> {
    let mut page = Page::default();
    let is_first = from == PageStart::default();
    let (mut empty, mut has_answered, mut failed) = (0, !is_first, Vec::<Error>::new());
    loop {
        let next = match read(from.clone()).await {
            Ok(Page { items, next, total, warnings }) => {
                has_answered = true;
                page.warnings.extend(warnings);
                page.total = total.or(page.total);
                if !items.is_empty() {
                    return Ok(Page { items, next, ..page });
                }
                let next = next.map(|next| PageStart::of(Some(&next), "")).transpose()?;
                empty = if next.as_ref().is_some_and(|next| next.section == from.section) { empty + 1 } else { 0 };
                if empty == listing::EMPTY_PAGES {
                    page.warnings.push(t!("portals-empty-pages"));
                    empty = 0;
                    behind(&from, sections)
                } else {
                    next
                }
            }
            Err(error) if is_alone(&error, &from, sections) => {
                page.warnings.push(said(&error, &from, sections));
                failed.push(error);
                empty = 0;
                behind(&from, sections)
            }
            Err(error) => return Err(error),
        };
        let is_over = next.is_none() || failed.len() >= FAILED;
        if let Some(error) = failed.first()
            && is_over
            && !has_answered
        {
            return Err(error.clone());
        }
        match next {
            Some(next) => from = next,
            None => return Ok(page),
        }
    }
}

/// Whether `error` says nothing of what else there is: a page after others that cannot be read, or one collection of
/// several that the portal refuses.
fn is_alone(error: &Error, from: &PageStart, sections: &[String]) -> bool {
    let is_unreadable = error.kind == ErrorKind::Portal;
    (from.next.is_some() && is_unreadable) || (sections.len() > 1 && (is_unreadable || error.status.is_some()))
}

fn said(error: &Error, from: &PageStart, sections: &[String]) -> String {
    let collection = sections.get(from.section).map(|id| text::line(id)).unwrap_or_default();
    match from.next {
        Some(_) => t!("ogc-api-collection-page-fails", collection, why = error.cause),
        None => t!("ogc-api-collection-fails", collection, why = error.cause),
    }
}
