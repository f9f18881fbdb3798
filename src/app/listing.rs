//! What was asked and what has come of it: load states, pages put together, and the rows left by narrowing.

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::Arc;

use hashbrown::HashTable;

use super::folded::Folded;
use super::items::Items;
use super::old::{Aged, Refresh};
use super::rank::Texts;
use crate::base::error::{Error, Result};
use crate::base::relevance::Search;
use crate::base::text;
use crate::model::{Cursor, Dataset, Item, MOST_ROWS, Page, Place, Query, Target};
use crate::portals::federation::{failure_of, merged};
use crate::t;

/// The key of every request and answer: where, and narrowed how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListingKey {
    pub place: Place,
    pub query: Query,
}

impl ListingKey {
    pub fn new(place: Place) -> Self {
        Self { place, query: Query::default() }
    }
}

/// How far an answer is, kept per question, never one global flag.
#[derive(Clone, Debug, PartialEq)]
pub enum Load<T> {
    Loading,
    Ready(T),
    Failed(Error),
}

impl<T> Load<T> {
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }
}

/// The pages of one question so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    pub items: Items,
    pub total: Option<u64>,
    pub warnings: Vec<String>,
    pub more: More,
    /// How many all portals found that have answered.
    sum: u64,
    /// What each of the portals found that are searched at once, as they came: its place in the configuration, its rows.
    found: Vec<(usize, Vec<Item>)>,
    /// Counts how often rows have changed that were there before.
    edition: u32,
    /// Set while these are rows of an earlier run; `None`: as the portal says today.
    pub old: Option<Aged>,
    /// The items' texts.
    folded: Folded,
    /// Targets listed already: portals repeat entries when their catalogue changes between two pages.
    seen: RowIndex,
}

/// Which rows are of which targets. The rows have the targets; here are their places, and enough of their hashes that
/// hardly ever a row is looked at which is another's.
#[derive(Clone, Debug, Default)]
struct RowIndex {
    places: HashTable<(u32, u32)>,
    hasher: RandomState,
}

impl RowIndex {
    fn mark(&self, target: &Target) -> u32 {
        (self.hasher.hash_one(target) >> 32) as u32
    }

    /// What the table sorts by: all bits depend on all of the mark.
    fn hash((mark, _): &(u32, u32)) -> u64 {
        u64::from(*mark).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    fn place(&self, items: &Items, target: &Target) -> Option<u32> {
        let mark = self.mark(target);
        let is_it = |(known, at): &(u32, u32)| {
            *known == mark && items.get(*at as usize).is_some_and(|item| item.target == *target)
        };
        self.places.find(Self::hash(&(mark, 0)), is_it).map(|(_, at)| *at)
    }

    /// The row `at`, which it does not hold.
    fn add(&mut self, target: &Target, at: usize) {
        let place = (self.mark(target), at as u32);
        self.places.insert_unique(Self::hash(&place), place, Self::hash);
    }
}

impl PartialEq for RowIndex {
    /// What it knows is known of the rows.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// `ranked`, those first that are what stood in the rows `before`, as they stood there.
fn staying(before: &[Item], mut ranked: Vec<Item>) -> Vec<Item> {
    let mut rows = Vec::with_capacity(ranked.len());
    for old in before {
        let address = old.target.address();
        let is_it = |now: &Item| now.target == old.target || address.as_ref().is_some_and(|it| now.also.contains(it));
        // Another row may have taken it, and left what was found with it.
        let is_left = |now: &Item| now.target.address().is_some_and(|it| old.also.contains(&it));
        let there = ranked.iter().position(is_it).or_else(|| ranked.iter().position(is_left));
        rows.extend(there.map(|at| ranked.remove(at)));
    }
    rows.append(&mut ranked);
    rows
}

/// The page that follows those a listing has.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum More {
    #[default]
    End,
    /// It can be asked for.
    At(Cursor),
    /// It is on its way.
    Loading(Cursor),
    /// It did not come; the person may try again.
    Failed(Cursor, Error),
    /// These of the portals that are searched at once have not answered yet; so many of the others failed.
    Awaiting { portals: Vec<String>, failed: usize },
}

impl Narrowed {
    /// These and the `next` ones.
    pub fn and(mut self, next: Self) -> Self {
        self.kept.extend(next.kept);
        self.looked_at.end = next.looked_at.end;
        Self { is_last: next.is_last, ..self }
    }
}

impl Listing {
    pub fn new(page: Page) -> Self {
        let mut listing = Self::default();
        listing.append(page);
        listing
    }

    /// Whether its rows are datasets, as the first of them is.
    pub fn is_of_datasets(&self) -> bool {
        self.items.get(0).is_some_and(|item| matches!(item.target, Target::Place(Place::Dataset(_))))
    }

    /// How many datasets there are, where these are rows of datasets and that is known.
    pub(super) fn datasets(&self) -> Option<u64> {
        if !self.is_of_datasets() {
            return None;
        }
        self.total.or_else(|| (self.more == More::End).then_some(self.items.len() as u64))
    }

    /// The media of a dataset, as rows.
    pub(super) fn of_dataset(dataset: &Dataset) -> Self {
        Self::new(Page { items: dataset.items(), warnings: dataset.warnings.clone(), ..Page::default() })
    }

    /// The same rows, being old.
    pub(super) fn aged(self, aged: Aged) -> Self {
        Self { old: Some(aged), ..self }
    }

    /// The rows' texts, for whoever ranks them beside the screen.
    pub(super) fn texts(&self) -> Texts {
        Arc::new(self.folded.clone())
    }

    /// Whether `target` is among the rows.
    pub(super) fn holds(&self, target: &Target) -> bool {
        self.place(target).is_some()
    }

    /// Which item `target` is; of rows that several portals have found, any of its datasets'.
    fn place(&self, target: &Target) -> Option<u32> {
        if self.found.is_empty() {
            return self.seen.place(&self.items, target);
        }
        let address = target.address();
        let is_it = |item: Item| item.target == *target || address.as_ref().is_some_and(|it| item.also.contains(it));
        self.items.iter().position(is_it).map(|at| at as u32)
    }

    /// Whether the page that `after` names is the next one.
    pub(super) fn is_at(&self, after: &Cursor) -> bool {
        matches!(&self.more, More::At(next) | More::Loading(next) if next == after)
    }

    /// Whether the portal's own rows are coming, to take the place of these.
    pub(super) fn is_coming(&self) -> bool {
        matches!(&self.old, Some(Aged { refresh: Refresh::Coming(_), .. }))
    }

    /// As [`Self::begin_more`], of the rows that are coming.
    pub(super) fn begin_more_fresh(&mut self) -> Option<Cursor> {
        match &mut self.old {
            Some(Aged { refresh: Refresh::Coming(fresh), .. }) => fresh.begin_more(),
            _ => None,
        }
    }

    /// Adds the next page. A page that brings nothing new ends the listing, whatever its cursor claims; so does a number
    /// of rows that no listing has.
    pub(super) fn append(&mut self, page: Page) {
        let (before, is_empty) = (self.items.len(), page.items.is_empty());
        for mut item in page.items {
            if !self.holds(&item.target) {
                item.same_as = Vec::new(); // all are of one portal, so nothing is to be joined
                self.folded.push(&item);
                self.seen.add(&item.target, self.items.len());
                self.items.push(item);
            }
        }
        self.total = page.total.or(self.total);
        self.warnings.extend(page.warnings);
        let is_new = self.items.len() > before;
        self.more = match page.next {
            Some(_) if self.items.len() >= MOST_ROWS => {
                self.warnings.push(t!("portals-endless", count = MOST_ROWS));
                More::End
            }
            Some(cursor) if is_new => More::At(cursor),
            Some(_) if !is_empty => {
                self.warnings.push(t!("portals-repeats"));
                More::End
            }
            _ => More::End,
        };
    }

    /// What `portals` are going to find, one after the other; see [`Listing::found`].
    pub(super) fn awaiting(portals: Vec<String>) -> Self {
        Self { more: More::Awaiting { portals, failed: 0 }, ..Self::default() }
    }

    /// Adds what one of the portals that are searched at once has found for `text`, `place` being where it is in the
    /// configuration: a dataset that several have is one row. The first `seen` rows stay where they are.
    pub(super) fn found(&mut self, text: &str, (portal, place): (&str, usize), result: Result<Page>, seen: usize) {
        let More::Awaiting { portals, failed } = &mut self.more else { return };
        portals.retain(|name| name != portal);
        *failed += usize::from(result.is_err());
        let is_over = portals.is_empty();
        match result {
            Ok(page) => {
                // Some claim fewer than they show.
                self.sum += page.total.unwrap_or_default().max(page.items.len() as u64);
                self.warnings.extend(page.warnings);
                self.found.push((place, page.items));
                let before: Vec<Item> = self.items.iter().take(seen).collect();
                let rows = staying(&before, merged(&Search::new(text), &self.found));
                self.folded = Folded::default();
                rows.iter().for_each(|item| self.folded.push(item));
                self.items = rows.into_iter().collect();
                self.edition += 1;
            }
            Err(error) => self.warnings.push(failure_of(portal, &error)),
        }
        if is_over {
            self.more = More::End;
        }
        let rows = self.found.iter().map(|(_, items)| items.len()).sum::<usize>();
        self.total = is_over.then(|| self.sum - (rows - self.items.len()) as u64);
    }

    /// Whether these are rows of an earlier run that the portal's own are about to replace.
    pub fn is_being_refreshed(&self) -> bool {
        self.old.as_ref().is_some_and(|aged| matches!(aged.refresh, Refresh::Asked | Refresh::Coming(_)))
    }

    /// The cursor to ask for now, marked as on its way; `None` when there is nothing to ask.
    pub(super) fn begin_more(&mut self) -> Option<Cursor> {
        let cursor = match &self.more {
            More::At(cursor) | More::Failed(cursor, _) => cursor.clone(),
            More::End | More::Loading(_) | More::Awaiting { .. } => return None,
        };
        self.more = More::Loading(cursor.clone());
        Some(cursor)
    }
}

/// One step of the trail: a question, and where the person is in its answer.
#[derive(Clone, Debug)]
pub struct Step {
    pub ask: ListingKey,
    /// Index into the rows shown.
    pub row: usize,
    /// Whether the person has moved the cursor, or gone on from where it is; see [`Step::holds`].
    pub(super) is_moved: bool,
    /// The words rows are narrowed by; empty shows all.
    pub narrow: String,
    /// Set while the person asked for the last row of a listing that is still loading.
    pub to_end: bool,
    /// The item to put the cursor on once the listing is there again.
    pub wanted: Option<Target>,
    /// Whether rows are narrowed by likeness, in an order of its own, which comes from outside.
    pub fuzzy: bool,
    /// What was asked to be ranked last: the words, how many items, and in which edition.
    asked: Option<(String, usize, u32)>,
    rows: Rows,
}

/// The items that survive narrowing. Kept up to date page by page, so that drawing looks at nothing but visible rows.
#[derive(Clone, Debug, Default)]
struct Rows {
    /// `None` shows every item.
    kept: Option<Vec<u32>>,
    /// How many items have been looked at, in which edition of the listing.
    covered: usize,
    edition: u32,
    /// The others are too many to be looked at here; those kept may be of the words before.
    behind: Option<Behind>,
}

/// What is narrowed beside the screen.
#[derive(Clone, Debug)]
struct Behind {
    /// Whether it was asked for.
    is_asked: bool,
    /// What the cursor was on, and in which row it was then.
    chosen: Option<Target>,
    row: usize,
}

/// So many items are looked at within a key press; more of them beside the screen.
const AT_ONCE: usize = 32 * 1024;

/// Some of the items of a listing that were looked at beside the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Narrowed {
    pub words: String,
    pub looked_at: Range<usize>,
    pub kept: Vec<u32>,
    /// Whether these were the last.
    pub is_last: bool,
}

impl Step {
    pub fn new(ask: ListingKey) -> Self {
        let (narrow, rows) = (String::new(), Rows::default());
        Self { ask, row: 0, is_moved: false, narrow, to_end: false, wanted: None, fuzzy: false, asked: None, rows }
    }

    /// Whether the cursor is held by what it is on. Until the person moves it, it is on the first row, whatever that is.
    pub(super) fn holds(&self) -> bool {
        self.is_moved || self.row > 0
    }

    /// How many rows are shown of `listing`.
    pub fn len(&self, listing: &Listing) -> usize {
        self.rows.kept.as_ref().map_or(listing.items.len(), Vec::len)
    }

    /// The item shown in `row`.
    pub fn item(&self, listing: &Listing, row: usize) -> Option<Item> {
        match &self.rows.kept {
            Some(kept) => kept.get(row).and_then(|index| listing.items.get(*index as usize)),
            None => listing.items.get(row),
        }
    }

    /// Narrows by other words, keeping the chosen item chosen where it survives.
    pub(super) fn set_narrow(&mut self, listing: &Listing, narrow: String) {
        let chosen = self.item(listing, self.row).map(|item| item.target.clone());
        self.narrow = narrow;
        // Until others are found, what was found before is shown.
        self.rows = Rows { kept: self.rows.kept.take(), edition: listing.edition, ..Rows::default() };
        self.refresh(listing);
        match &mut self.rows.behind {
            Some(behind) => behind.chosen = chosen,
            None => self.choose(listing, chosen.as_ref()),
        }
    }

    /// Takes in items that arrived since.
    pub fn refresh(&mut self, listing: &Listing) {
        if listing.items.len() < self.rows.covered || listing.edition != self.rows.edition {
            self.rows = Rows { edition: listing.edition, ..Rows::default() };
        }
        if self.fuzzy && !self.narrow.trim().is_empty() {
            self.rows.covered = listing.items.len(); // the rank comes later; until then all rows, or those of the last
            self.row = self.row.min(self.len(listing).saturating_sub(1));
            return;
        }
        let folded = text::fold(&self.narrow);
        let terms: Vec<&str> = folded.split_whitespace().collect();
        let (covered, all) = (self.rows.covered, listing.items.len());
        if terms.is_empty() {
            self.rows = Rows { covered: all, edition: listing.edition, ..Rows::default() };
        } else if all - covered > AT_ONCE {
            let row = self.row;
            self.rows.behind.get_or_insert(Behind { is_asked: false, chosen: None, row });
        } else if self.rows.behind.is_none() {
            let kept = self.rows.kept.take().filter(|_| covered > 0);
            let kept = kept.into_iter().flatten().chain(listing.folded.holding(&terms, covered..all));
            (self.rows.kept, self.rows.covered) = (Some(kept.collect()), all);
        }
        self.row = self.row.min(self.len(listing).saturating_sub(1));
    }

    /// The words to narrow the items of `listing` by beside the screen, and the first of those items, once.
    pub(super) fn begin_narrow(&mut self) -> Option<(String, usize)> {
        let behind = self.rows.behind.as_mut().filter(|behind| !behind.is_asked)?;
        behind.is_asked = true;
        Some((self.narrow.clone(), self.rows.covered))
    }

    /// Shows these items of `listing` too, if these are still the words.
    pub(super) fn take_narrowed(&mut self, listing: &Listing, narrowed: &Narrowed) {
        let Narrowed { words, looked_at, kept, is_last } = narrowed;
        let is_next = looked_at.start == self.rows.covered && looked_at.end <= listing.items.len();
        let Some(behind) = self.rows.behind.take_if(|_| self.narrow == *words && !self.fuzzy && is_next) else {
            return;
        };
        let mut all = self.rows.kept.take().filter(|_| looked_at.start > 0).unwrap_or_default();
        all.extend_from_slice(kept);
        (self.rows.kept, self.rows.covered) = (Some(all), looked_at.end);
        let shown = self.len(listing);
        let chosen = behind.chosen.filter(|_| self.row == behind.row); // else it was moved meanwhile
        let at =
            chosen.as_ref().and_then(|target| listing.place(target)).filter(|at| looked_at.contains(&(*at as usize)));
        let row = at.and_then(|at| self.rows.kept.as_ref()?.binary_search(&at).ok());
        self.row = row.unwrap_or(self.row.min(shown.saturating_sub(1)));
        if *is_last {
            self.refresh(listing);
        } else {
            let chosen = chosen.filter(|_| row.is_none());
            self.rows.behind = Some(Behind { chosen, row: self.row, is_asked: true });
        }
    }

    /// The words to rank the items of `listing` by, once for these words and items.
    pub(super) fn begin_rank(&mut self, listing: &Listing) -> Option<String> {
        let now = (self.narrow.clone(), listing.items.len(), listing.edition);
        if !self.fuzzy || self.narrow.trim().is_empty() || self.asked.as_ref() == Some(&now) {
            return None;
        }
        self.asked = Some(now);
        Some(self.narrow.clone())
    }

    /// Shows the items of `listing` in this order and no others, if these are still the words.
    pub(super) fn take_rank(&mut self, listing: &Listing, words: &str, order: &[u32]) {
        if self.fuzzy && self.narrow == words {
            let there = order.iter().copied().filter(|index| (*index as usize) < listing.items.len());
            let (covered, edition) = (listing.items.len(), listing.edition);
            self.rows = Rows { kept: Some(there.collect()), covered, edition, behind: None };
            self.row = 0;
        }
    }

    /// Shows `now` in the place of `before`, the cursor on what it is on.
    pub(super) fn replace(&mut self, before: Option<&Listing>, now: &Listing) {
        let chosen = before.and_then(|before| self.item(before, self.row)).map(|item| item.target.clone());
        let row = self.row;
        (self.rows, self.asked) = (Rows { edition: now.edition, ..Rows::default() }, None);
        self.refresh(now);
        if let Some(behind) = &mut self.rows.behind {
            behind.chosen = chosen.clone();
        }
        self.row = row; // narrowed rows are counted anew
        self.choose(now, chosen.as_ref().filter(|_| self.holds()));
    }

    /// Puts the cursor on `target` if it is shown, else keeps the row within bounds.
    pub fn choose(&mut self, listing: &Listing, target: Option<&Target>) {
        let shown = self.len(listing);
        let found = target.and_then(|target| listing.place(target)).and_then(|at| match &self.rows.kept {
            Some(kept) => kept.iter().position(|kept| *kept == at),
            None => Some(at as usize),
        });
        self.row = found.unwrap_or(self.row.min(shown.saturating_sub(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::tests::{page, titles};

    #[test]
    fn narrowing_needs_every_term_and_ignores_case_and_accents() {
        let listing = Listing::new(page(&["Pistes cyclables été", "Piste d'athlétisme", "Été à la plage"], None));
        let mut step = Step::new(ListingKey::new(Place::Home));
        step.set_narrow(&listing, "ETE pist".into());
        assert_eq!(titles(&step, &listing), ["Pistes cyclables été"]);
        step.set_narrow(&listing, String::new());
        assert_eq!(step.len(&listing), 3);
    }

    #[test]
    fn the_chosen_item_stays_chosen_while_narrowing_and_when_pages_arrive() {
        let mut listing = Listing::new(page(&["a1", "b1", "a2"], Some("3")));
        let mut step = Step::new(ListingKey::new(Place::Home));
        step.refresh(&listing);
        step.row = 2;
        step.set_narrow(&listing, "a".into());
        assert_eq!((step.row, titles(&step, &listing)), (1, vec!["a1".into(), "a2".into()]));
        listing.append(page(&["b2", "a3"], None));
        step.refresh(&listing);
        assert_eq!(titles(&step, &listing), ["a1", "a2", "a3"]);
        step.set_narrow(&listing, String::new());
        assert_eq!(step.row, 2);
    }

    #[test]
    fn repeated_items_are_dropped_and_a_page_of_nothing_new_is_the_end() {
        let mut listing = Listing::new(page(&["a", "b"], Some("2")));
        assert_eq!(listing.begin_more(), Some(Cursor("2".into())));
        assert_eq!(listing.begin_more(), None, "one request at a time");
        listing.append(page(&["b", "a"], Some("4")));
        assert_eq!((listing.items.len(), listing.more.clone()), (2, More::End));
    }
}
