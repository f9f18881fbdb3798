//! Where a listing goes on: pages by their number and size. A repository may give fewer rows to a page than it is asked for;
//! what came tells how many, and whether it is the end.

use super::super::listing;
use crate::base::error::Result;
use crate::model::{Cursor, Page};
use crate::t;

/// No listing goes further, whatever it holds.
const REACH: usize = 10_000;

/// One page of a listing: its number, from one on, and how many rows it is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageAt {
    pub number: usize,
    pub size: usize,
}

/// What came of one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Came {
    pub rows: usize,
    /// How many there are in all, where that is told.
    pub total: Option<u64>,
    /// Whether an address of a next page came along.
    pub has_next: bool,
}

impl PageAt {
    /// The page that `after` tells, where there may be one; `usual` rows are asked for where it tells nothing else.
    pub fn of(after: Option<&Cursor>, usual: usize, portal: &str) -> Result<Self> {
        let written = after.map_or("1", |cursor| cursor.0.as_str());
        let (number, size) = written.split_once('-').map_or((written, None), |(number, size)| (number, Some(size)));
        let read = |digits: &str| listing::number_of(Some(&Cursor(digits.to_owned())), 1, portal);
        let at = Self { number: read(number)?, size: size.map_or(Ok(usual), read)? };
        let is_reached = at.number > 0 && (1..=REACH).contains(&at.size) && at.offset() < REACH;
        if is_reached { Ok(at) } else { Err(listing::no_such_page(portal)) }
    }

    /// The row that it begins with.
    fn offset(self) -> usize {
        self.number.saturating_sub(1).saturating_mul(self.size)
    }

    /// The page behind it, where `came` rows came of it: of as many, and from no row on that did not come.
    fn next(self, came: usize) -> Self {
        let size = came.clamp(1, REACH);
        Self { number: (self.offset() + came) / size + 1, size }
    }

    fn cursor(self, usual: usize) -> Cursor {
        Cursor(if self.size == usual { self.number.to_string() } else { format!("{}-{}", self.number, self.size) })
    }

    /// `page`, which is this one, with where it goes on; and why it does not, where more is counted.
    pub fn paged(self, page: Page, came: Came, usual: usize) -> Page {
        let (total, seen) = (came.total, self.offset() + came.rows);
        let goes_on = came.has_next || came.rows >= self.size;
        let more = came.rows > 0 && total.map_or(goes_on, |total| (seen as u64) < total);
        // The address that an answer has for the next page leads beyond the end of what is listed.
        let next = self.next(came.rows);
        let is_reached = next.offset() < REACH;
        let mut page = Page { total, next: (more && is_reached).then(|| next.cursor(usual)), ..page };
        page.warnings.extend(listing::ends_early(self.offset(), came.rows, total));
        if more && !is_reached {
            page.warnings.push(match total {
                Some(total) => t!("zenodo-beyond", reach = REACH, count = total.saturating_sub(seen as u64)),
                None => t!("zenodo-beyond-uncounted", reach = REACH),
            });
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursors(
        total: Option<u64>,
        usual: usize,
        given: impl Fn(usize, usize) -> usize,
        links: bool,
    ) -> (Vec<String>, usize) {
        let (mut at, mut cursors, mut furthest) = (PageAt::of(None, usual, "p").unwrap(), vec![], 0);
        for _ in 0..10_001 {
            let rows = given(at.offset(), at.size);
            assert!(at.offset() <= furthest, "no row is passed by: {at:?}");
            furthest = furthest.max(at.offset() + rows);
            let page = at.paged(Page::default(), Came { rows, total, has_next: links && rows > 0 }, usual);
            let Some(next) = page.next else { return (cursors, furthest) };
            at = PageAt::of(Some(&next), usual, "p").unwrap();
            cursors.push(next.0);
        }
        panic!("no end: {at:?}");
    }

    #[test]
    fn pages_go_on_by_what_came_to_the_end() {
        let capped =
            |cap: usize, all: usize| move |from: usize, size: usize| size.min(cap).min(all.saturating_sub(from));
        for all in [0, 1, 24, 25, 26, 49, 50, 51, 137, 2345] {
            for (cap, usual) in [(100, 100), (25, 100), (10, 25), (7, 100), (1, 25)] {
                let (_, furthest) = cursors(Some(all as u64), usual, capped(cap, all), true);
                assert_eq!(furthest, all, "{all} rows in pages of {cap}");
            }
            let (_, furthest) = cursors(None, 25, capped(25, all), false);
            assert_eq!(furthest, all, "uncounted");
            let (_, furthest) = cursors(None, 100, capped(25, all), true);
            assert_eq!(furthest, all, "uncounted, with addresses of the next");
        }
        assert_eq!(cursors(Some(137), 100, capped(25, 137), true).0, ["2-25", "3-25", "4-25", "5-25", "6-25"]);
        // A row that was taken away meanwhile costs no other.
        let holed = |from: usize, size: usize| if from == 50 { size - 1 } else { size.min(137 - from) };
        assert_eq!(cursors(Some(137), 25, holed, true).1, 137);
        assert_eq!(cursors(Some(12_345), 25, capped(25, 12_345), true).1, 10_000, "the window");
        assert_eq!(cursors(Some(12_345), 100, capped(30, 12_345), true).1, 10_020, "its last page begins within it");
    }

    #[test]
    fn what_is_not_listed_is_said() {
        let said = |at: (usize, usize), rows: usize, total: Option<u64>, has_next: bool| {
            let at = PageAt { number: at.0, size: at.1 };
            at.paged(Page::default(), Came { rows, total, has_next }, 25).warnings.join(" ")
        };
        assert_eq!(said((1, 25), 0, Some(0), false), "");
        assert_eq!(said((2, 25), 3, Some(28), false), "");
        assert!(said((3, 25), 0, Some(137), true).contains("137"));
        assert!(said((400, 25), 25, Some(12_345), true).contains("2,345"));
        assert!(said((400, 25), 25, None, true).contains("10,000"));
    }
}
