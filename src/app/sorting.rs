//! Lists sorted by their columns: which of a portal's orders is which column's.

use super::App;
use super::popup::{Pick, Popup};
use crate::config::browser::ListColumn;
use crate::model::Query;
use crate::t;

/// What the kinds call the orders of the columns.
const ORDERS: [(&str, ListColumn); 8] = [
    ("title", ListColumn::Title),
    ("updated", ListColumn::Modified),
    ("modified", ListColumn::Modified),
    ("publisher", ListColumn::Publisher),
    ("provider", ListColumn::Publisher),
    ("theme", ListColumn::Theme),
    ("licence", ListColumn::Licence),
    ("size", ListColumn::Size),
];

/// What the kinds call the order of what answers a search best.
const RELEVANCE: &str = "relevance";

impl App {
    /// The column that the rows are in the order of, and whether from its end.
    pub fn sorted_by(&self) -> Option<(ListColumn, bool)> {
        let sort = self.step().ask.query.sort.as_deref()?;
        let key = sort.strip_prefix('-').unwrap_or(sort);
        let (_, column) = ORDERS.into_iter().find(|(known, _)| *known == key)?;
        Some((column, key.len() < sort.len()))
    }

    pub(super) fn open_sorts(&mut self) {
        let query = &self.step().ask.query;
        let sorts = self.abilities().map_or(&[][..], |abilities| &abilities.sorts);
        // Without words nothing answers them better than the rest.
        let is_of_use = |key: &str| key != RELEVANCE || !query.text.is_empty();
        let sorts: Vec<_> = sorts.iter().filter(|(key, _)| is_of_use(key)).copied().collect();
        match sorts.is_empty() {
            false => self.popup = Some(Popup::Pick(Pick::sorts(&sorts, query).into())),
            true => self.say(t!("app-one-order")),
        }
    }

    /// A click on what a column is called: in its order, then the other way round, then in the portal's own. Of dates the
    /// newest come first.
    pub(super) fn sort_by_column(&mut self, column: ListColumn) {
        let known = self.abilities().map_or(&[][..], |abilities| &abilities.sorts);
        let is_known = |key: &str| known.iter().any(|(known, _)| *known == key);
        let Some((key, _)) = ORDERS.into_iter().find(|(key, of)| *of == column && is_known(key)) else {
            return self.say(t!("ui-no-order-of-column"));
        };
        let newest_first = column == ListColumn::Modified;
        let sort = match self.sorted_by() {
            Some((sorted, descending)) if sorted == column && descending != newest_first => None,
            Some((sorted, descending)) if sorted == column => Some(!descending),
            _ => Some(newest_first),
        };
        let sort = sort.map(|descending| if descending { format!("-{key}") } else { key.to_owned() });
        self.search(Query { sort, ..self.step().ask.query.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::at_root;
    use super::*;
    use crate::app::{Msg, Notice};
    use crate::base::i18n::Said;
    use crate::model::{Abilities, Address};

    #[test]
    fn a_column_sorts_then_turns_round_then_lets_go() {
        let mut app = at_root();
        let sorts = vec![("title", Said("title")), ("updated", Said("updated"))];
        app.update(Msg::Abilities(Address::root("p"), Abilities { search: true, filters: vec![], sorts }));
        let mut clicked = |column| {
            app.sort_by_column(column);
            (app.step().ask.query.sort.clone(), app.sorted_by())
        };
        let (title, modified) = (ListColumn::Title, ListColumn::Modified);
        assert_eq!(clicked(title), (Some("title".into()), Some((title, false))));
        assert_eq!(clicked(title), (Some("-title".into()), Some((title, true))));
        assert_eq!(clicked(title), (None, None));
        assert_eq!(clicked(modified), (Some("-updated".into()), Some((modified, true))), "the newest first");
        assert_eq!(clicked(title), (Some("title".into()), Some((title, false))), "from another column");
        app.sort_by_column(ListColumn::Format);
        assert!(matches!(app.notice, Some(Notice::Said(_))));
    }
}
