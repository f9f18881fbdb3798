//! The filters and sort orders that one kind has, and how they are called by its interface; what it does not have is
//! refused with what it has.

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Message, Said};
use crate::base::text;
use crate::m;
use crate::model::filter::Filter;
use crate::model::territory::TERRITORY;
use crate::model::{Abilities, Query};

/// The parameters of a request.
pub type Parameters = Vec<(&'static str, String)>;

/// What the listings of one kind can be narrowed and ordered by. `F` and `S`: what the kind makes of a filter or an order,
/// mostly the word of its interface for it.
pub struct Narrow<F: 'static = &'static str, S: 'static = &'static str> {
    /// Who refuses: `CKAN`.
    pub portal: &'static str,
    /// Each with what the portal calls it.
    pub filters: &'static [(Filter, F)],
    /// Key, label, what the portal calls it.
    pub sorts: &'static [(&'static str, Said, S)],
}

impl<F, S: Copy> Narrow<F, S> {
    /// Searching, and all of these.
    pub fn abilities(&self) -> Abilities {
        let filters = self.filters.iter().map(|(filter, _)| *filter).collect();
        let sorts = self.sorts.iter().map(|(key, label, _)| (*key, *label)).collect();
        Abilities { search: true, filters, sorts }
    }

    /// The query with its values as they are asked for, each once. What there is none of is refused, and values that a
    /// filter does not take: call it before anything is requested.
    pub fn check(&self, query: &Query) -> Result<Query> {
        let filters: Vec<Filter> = self.filters.iter().map(|(filter, _)| *filter).collect();
        let is_known = |key: &str| filters.iter().any(|filter| filter.key == key);
        if let Some((key, _)) = query.filters.iter().find(|(key, _)| !is_known(key)) {
            let known: Vec<&str> = filters.iter().map(|filter| filter.key).collect();
            return Err(self.no_such(m!("portals-word-filter"), key, &known));
        }
        self.order(query)?;
        check_values(self.portal, &filters, query)
    }

    /// What the portal calls the filter `key`.
    pub fn called(&self, key: &str) -> Option<&'static F> {
        self.filters.iter().find(|(filter, _)| filter.key == key).map(|(_, called)| called)
    }

    /// The order asked for, in the portal's words, and whether it is from the end.
    pub fn order(&self, query: &Query) -> Result<Option<(S, bool)>> {
        let Some(sort) = &query.sort else { return Ok(None) };
        let (key, descending) = sort.strip_prefix('-').map_or((sort.as_str(), false), |key| (key, true));
        match self.sorts.iter().find(|(known, ..)| *known == key) {
            Some((.., word)) => Ok(Some((*word, descending))),
            None => {
                let known: Vec<&str> = self.sorts.iter().map(|(key, ..)| *key).collect();
                Err(self.no_such(m!("portals-word-sort"), key, &known))
            }
        }
    }

    fn no_such(&self, what: Message, value: &str, known: &[&str]) -> Error {
        no_such(what, value, m!("portals-no-such", portal = self.portal), known)
    }
}

/// The query with the values of `filters` as they are asked for, each once; refuses those that a filter does not take.
pub fn check_values(portal: &str, filters: &[Filter], query: &Query) -> Result<Query> {
    let mut checked = Query { filters: vec![], ..query.clone() };
    for (key, value) in &query.filters {
        let filter = filters.iter().find(|filter| filter.key == key);
        let value = filter.map_or_else(|| Ok(value.clone()), |filter| filter.check(value))?;
        if checked.values(key).any(|known| known == value) {
            continue;
        }
        if filter.is_some_and(|filter| !filter.several) && checked.values(key).next().is_some() {
            let cause = m!("portals-either-of-several", portal);
            return Err(Error::new(ErrorKind::Usage, m!("portals-filter", key), cause).hint(m!("portals-give-one")));
        }
        checked.filters.push((key.clone(), value));
    }
    Ok(checked)
}

/// That `what` of a query cannot be had.
pub fn refused(what: Message, cause: Message) -> Error {
    Error::new(ErrorKind::Usage, what, cause)
}

/// That there is no `what` called `value`, and which there are.
pub fn no_such(what: Message, value: &str, cause: Message, known: &[&str]) -> Error {
    // Asked of all portals alike: a person need not know which of them can.
    if value == TERRITORY {
        return refused(m!("portals-filter", key = TERRITORY), m!("territory-not-here"));
    }
    Error::new(ErrorKind::Usage, m!("portals-thing", what, value = text::line(value)), cause)
        .hint(m!("portals-it-has", known = known.join(", ")))
}

/// Refuses to filter or order folders, which nothing is said of that datasets have.
pub fn text_only(query: &Query, refusal: Said) -> Result<()> {
    if query.filters.is_empty() && query.sort.is_none() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Usage, m!("portals-word-filter"), refusal).hint(m!("portals-go-into-one")))
}
