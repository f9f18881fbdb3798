//! The columns of a list: which facts of the rows in sight are shown beside their titles, and how wide.

use std::borrow::Cow;

use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::list::{access_style, access_word};
use super::words::{fit, fit_words};
use crate::base::format;
use crate::config::browser::ListColumn;
use crate::config::theme::Theme;
use crate::model::Item;
use crate::t;

/// The cursor, and whether the row is marked.
pub(super) const MARKS: usize = 2;
/// A title narrower than this is no use: columns go before it does.
const LEAST_TITLE: usize = 22;
/// Widths grow by so many columns, so that they do not change with every row that comes in sight.
const STEP: usize = 4;

/// What is shown of each row, from left to right.
pub(super) struct Columns {
    pub shown: Vec<ShownColumn>,
}

/// One of them.
pub(super) struct ShownColumn {
    pub what: ListColumn,
    /// Where it begins in the row.
    pub x: usize,
    pub width: usize,
    /// What each row in sight says in it: put into words once for each screen.
    texts: Vec<Option<String>>,
}

/// A column that may be shown.
struct Candidate {
    what: ListColumn,
    width: usize,
    /// As wide as what is in sight of it.
    natural: usize,
    /// In less than this it tells nothing.
    least: usize,
    /// All rows in sight say the same.
    is_uniform: bool,
    texts: Vec<Option<String>>,
}

impl Candidate {
    /// `None` where no row in sight has anything to tell.
    fn of(what: ListColumn, rows: &[Item], is_needed: bool) -> Option<Self> {
        let texts: Vec<Option<String>> = rows.iter().map(|item| text(what, item)).collect();
        let told = || texts.iter().flatten();
        let first = told().next()?;
        let is_uniform = !is_needed && texts.iter().all(|text| text.as_ref() == Some(first));
        let widest = told().map(|text| text.width()).max().unwrap_or(0);
        let words = told().map(|text| leading(text).width() + usize::from(leading(text) != text));
        let word = words.max().unwrap_or(0);
        let stepped = if is_elastic(what) { widest.next_multiple_of(STEP) } else { widest };
        let natural = stepped.min(most(what)).max(head(what).width());
        // Whole words of formats, since a part of one is none, and where it can be two; of names the beginning tells
        // something.
        let least = match what {
            ListColumn::Format => natural.min(word.max(12)),
            _ if is_elastic(what) => natural.min(word.clamp(8, 14)),
            _ => natural,
        };
        Some(Self { what, width: natural.max(least), natural: natural.max(least), least, is_uniform, texts })
    }
}

/// What comes before the first comma or space.
fn leading(text: &str) -> &str {
    text.split([',', ' ']).next().unwrap_or(text)
}

/// Whether a part of it still tells something.
fn is_elastic(what: ListColumn) -> bool {
    use ListColumn::{Format, Licence, Portal, Publisher, Theme};
    matches!(what, Format | Licence | Portal | Publisher | Theme)
}

/// The widest it is shown.
fn most(what: ListColumn) -> usize {
    match what {
        ListColumn::Publisher | ListColumn::Theme => 28,
        ListColumn::Licence => 24,
        ListColumn::Format => 20,
        _ => 16,
    }
}

/// What a column is called above the rows.
pub(super) fn head(what: ListColumn) -> String {
    match what {
        ListColumn::Title => t!("ui-title"),
        ListColumn::Publisher => t!("ui-publisher"),
        ListColumn::Licence => t!("ui-licence"),
        ListColumn::Theme => t!("ui-theme"),
        ListColumn::Format => t!("ui-format"),
        ListColumn::Size => t!("ui-size"),
        ListColumn::Modified => t!("ui-modified"),
        ListColumn::Access => t!("ui-access"),
        ListColumn::Portal => t!("ui-portal"),
    }
}

/// What a row says in a column; the title is drawn by itself.
fn text(what: ListColumn, item: &Item) -> Option<String> {
    let text = match what {
        ListColumn::Title => None,
        ListColumn::Publisher => item.publisher.as_deref().map(str::to_owned),
        ListColumn::Licence => item.licence.as_deref().map(str::to_owned),
        ListColumn::Theme => item.theme.as_deref().map(str::to_owned),
        ListColumn::Format => item.format.as_deref().map(str::to_owned),
        ListColumn::Size => item.size.map(format::size),
        ListColumn::Modified => item.modified.map(format::date),
        ListColumn::Access => access_word(item),
        ListColumn::Portal => item.target.address().map(|address| {
            let others = Some(item.also.len()).filter(|count| *count > 0).map(|count| format!(" +{count}"));
            format!("{}{}", address.portal, others.unwrap_or_default())
        }),
    };
    text.filter(|text| !text.is_empty())
}

impl Columns {
    /// Titles alone.
    pub fn titles(width: usize) -> Self {
        let title =
            ShownColumn { what: ListColumn::Title, x: MARKS, width: width.saturating_sub(MARKS), texts: vec![] };
        Self { shown: vec![title] }
    }

    /// Those of `wanted` that these rows have, as far as they leave the titles the room they need.
    pub fn fitting(rows: &[Item], wanted: &[ListColumn], width: usize, everywhere: bool) -> Self {
        let order = order(wanted, everywhere);
        let is_needed = |what: ListColumn| everywhere && what == ListColumn::Portal;
        let mut kept: Vec<Candidate> =
            order.iter().filter_map(|what| Candidate::of(*what, rows, is_needed(*what))).collect();
        let need = rows.iter().map(|item| item.title.width()).max().unwrap_or(0).max(LEAST_TITLE);
        let title = |kept: &[Candidate]| {
            width.saturating_sub(MARKS + kept.iter().map(|column| column.width + 1).sum::<usize>())
        };
        // What tells the rows apart comes before what they all say.
        while title(&kept) < need
            && let Some(last) = kept.iter().rposition(|column| column.is_uniform)
        {
            kept.remove(last);
        }
        let goal = need.min(width * 9 / 20).max(LEAST_TITLE);
        for at in (0..kept.len()).rev() {
            let missing = goal.saturating_sub(title(&kept));
            kept[at].width -= missing.min(kept[at].width - kept[at].least);
        }
        while title(&kept) < goal && kept.pop().is_some() {}
        for at in 0..kept.len() {
            let spare = title(&kept).saturating_sub(need);
            kept[at].width += spare.min(kept[at].natural - kept[at].width);
        }
        let room = title(&kept);
        Self::placed(&order, kept, room)
    }

    fn placed(order: &[ListColumn], mut kept: Vec<Candidate>, title: usize) -> Self {
        let mut x = MARKS;
        let placed = order.iter().filter_map(|what| {
            let (width, texts) = match what {
                ListColumn::Title => (title, vec![]),
                _ => {
                    let column = kept.iter_mut().find(|column| column.what == *what)?;
                    (column.width, std::mem::take(&mut column.texts))
                }
            };
            let shown = ShownColumn { what: *what, x, width, texts };
            x += width + 1;
            Some(shown)
        });
        Self { shown: placed.collect() }
    }
}

/// With the title, and in a search of all portals with where rows come from; each once.
fn order(wanted: &[ListColumn], everywhere: bool) -> Vec<ListColumn> {
    let title = Some(ListColumn::Title).filter(|title| !wanted.contains(title));
    let portal = Some(ListColumn::Portal).filter(|portal| everywhere && !wanted.contains(portal));
    let mut order: Vec<ListColumn> = title.into_iter().collect();
    for what in wanted.iter().copied() {
        if !order.contains(&what) {
            order.push(what);
        }
        if what == ListColumn::Title {
            order.extend(portal);
        }
    }
    if title.is_some() {
        portal.into_iter().for_each(|portal| order.insert(1, portal));
    }
    order
}

impl ShownColumn {
    /// What it says of the row in sight at `index`, in its width.
    pub fn text(&self, index: usize) -> Option<String> {
        let text = self.texts.get(index)?.as_deref()?;
        Some(match self.what {
            ListColumn::Format => fit_words(text, self.width).map_or_else(|| "…".to_owned(), Cow::into_owned),
            // Figures stand below each other.
            ListColumn::Size => format!("{:>width$}", fit(text, self.width), width = self.width),
            _ if is_elastic(self.what) => fit_words(text, self.width).unwrap_or(fit(text, self.width)).into_owned(),
            _ => fit(text, self.width).into_owned(),
        })
    }

    /// What it is called, with the direction that rows are sorted in by it.
    pub fn head(&self, descending: Option<bool>) -> String {
        let word = head(self.what);
        let mark = match descending {
            None => "",
            Some(true) => "↓",
            Some(false) => "↑",
        };
        let room = self.width.saturating_sub(mark.width());
        let word = fit(&word, room);
        match self.what {
            ListColumn::Size => format!("{:>width$}", format!("{word}{mark}"), width = self.width),
            _ if mark.is_empty() => word.into_owned(),
            _ if word.width() < room => format!("{word} {mark}"),
            _ => format!("{word}{mark}"),
        }
    }

    pub fn style(&self, item: &Item, theme: &Theme) -> Style {
        match (self.what, item.access) {
            (ListColumn::Access, Some(access)) => access_style(access, theme),
            _ => theme.muted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Access, Address, Offer, Target};

    fn row(title: &str, format: &str, publisher: &str) -> Item {
        let mut item = Item::new(Target::dataset(Address::root("p").child(title)), title);
        let text = |text: &str| Some(text.into()).filter(|_| !text.is_empty());
        (item.format, item.publisher, item.access) = (text(format), text(publisher), Some(Access::Open));
        item
    }

    #[test]
    fn a_row_says_who_may_have_it_whatever_can_be_fetched() {
        let link = || Some(Offer::ShowOnly("why".into()));
        let doubtful = || Some(Offer::Doubtful("why".into()));
        let table = [
            (Access::Open, None, "open"),
            (Access::Open, Some(Offer::Download), "open"),
            (Access::Open, link(), "link"),
            (Access::Restricted, link(), "restricted"),
            (Access::Restricted, doubtful(), "restricted?"),
            (Access::Restricted, None, "restricted"),
            (Access::Personal, link(), "personal"),
            (Access::Denied, link(), "denied"),
        ];
        for (access, offer, expected) in table {
            let item = Item { access: Some(access), offer, ..row("a", "", "") };
            assert_eq!(text(ListColumn::Access, &item).as_deref(), Some(expected), "{item:?}");
        }
    }

    /// Names and widths, the title's among them.
    fn fitting(rows: &[Item], wanted: &[ListColumn], width: usize) -> Vec<(&'static str, usize)> {
        let columns = Columns::fitting(rows, wanted, width, false);
        columns.shown.iter().map(|shown| (shown.what.word(), shown.width)).collect()
    }

    #[test]
    fn titles_get_what_is_left_after_the_columns_that_tell_something() {
        use ListColumn::{Access, Format, Publisher, Size, Title};
        let rows =
            [row("Qualité de l’eau potable", "csv", "Ville"), row("Bruit", "generic, json", "Métropole de Rennes")];
        assert_eq!(fitting(&rows, &[Title, Format, Size], 80), [("title", 61), ("format", 16)], "no row has a size");
        assert_eq!(fitting(&rows, &[Format], 80), [("title", 61), ("format", 16)], "titles are always shown");
        let all = [Title, Access, Format, Publisher];
        assert_eq!(fitting(&rows, &all, 72), [("title", 25), ("access", 6), ("format", 16), ("publisher", 20)]);
        assert_eq!(fitting(&rows, &all, 60), [("title", 24), ("format", 16), ("publisher", 16)], "all are open");
        assert_eq!(fitting(&rows, &all, 38), [("title", 23), ("format", 12)], "what is named last goes first");
        assert_eq!(fitting(&rows, &all, 30), [("title", 28)]);
        assert_eq!(fitting(&rows, &[Format, Title], 80)[0], ("format", 16), "in the order that is wanted");
    }

    #[test]
    fn no_format_is_cut_in_a_word() {
        let item = row("a", "geojson, generic-xml, zip", "");
        let texts = || vec![text(ListColumn::Format, &item)];
        let shown = |width| ShownColumn { what: ListColumn::Format, x: 0, width, texts: texts() }.text(0).unwrap();
        let table = [(30, "geojson, generic-xml, zip"), (22, "geojson, generic-xml…"), (12, "geojson…"), (7, "…")];
        table.into_iter().for_each(|(width, text)| assert_eq!(shown(width), text, "{width}"));
    }

    #[test]
    fn a_head_tells_the_order() {
        let shown = |what, width| ShownColumn { what, x: 0, width, texts: vec![] };
        assert_eq!(shown(ListColumn::Title, 20).head(Some(false)), "title ↑");
        assert_eq!(shown(ListColumn::Modified, 9).head(Some(true)), "modified↓");
        assert_eq!(shown(ListColumn::Size, 9).head(None), "     size");
    }
}
