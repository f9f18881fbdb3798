//! The filters and sort orders that one kind has, and how they are called by its interface; what it does not have is
//! refused with what it has.

use crate::base::error::{Error, Kind, Result};
use crate::base::i18n::{Message, Said};
use crate::base::text;
use crate::model::{Abilities, Query};
use crate::{m, t};

/// The parameters of a request.
pub type Parameters = Vec<(&'static str, String)>;

/// What the listings of one kind can be narrowed and ordered by. `F` and `S`: what the kind makes of a filter or an order,
/// mostly the word of its interface for it.
pub struct Narrow<F: 'static = &'static str, S: 'static = &'static str> {
    /// Who refuses: `CKAN`.
    pub portal: &'static str,
    /// Key, what its values look like, what the portal calls it.
    pub filters: &'static [(&'static str, Said, F)],
    /// Key, label, what the portal calls it.
    pub sorts: &'static [(&'static str, Said, S)],
}

impl<F, S: Copy> Narrow<F, S> {
    /// Searching, and all of these.
    pub fn abilities(&self) -> Abilities {
        let filters = self.filters.iter().map(|(key, looks, _)| (*key, *looks)).collect();
        let sorts = self.sorts.iter().map(|(key, label, _)| (*key, *label)).collect();
        Abilities { search: true, filters, sorts }
    }

    /// Refuses a filter or an order that there is none of.
    pub fn check(&self, query: &Query) -> Result<()> {
        let mut asked = query.filters.iter().map(|(key, _)| key.as_str());
        if let Some(key) = asked.find(|key| self.filters.iter().all(|(known, ..)| known != key)) {
            let known: Vec<&str> = self.filters.iter().map(|(key, ..)| *key).collect();
            return Err(self.no_such(&t!("portals-word-filter"), key, &known));
        }
        self.order(query).map(|_| ())
    }

    /// The values asked for `key`, each once, without what has none.
    pub fn values<'q>(&self, query: &'q Query, key: &str) -> Result<Vec<&'q str>> {
        let mut values: Vec<&str> = Vec::new();
        for (_, value) in query.filters.iter().filter(|(known, _)| known == key) {
            let value = value.trim();
            if value.is_empty() {
                return Err(Error::new(Kind::Usage, m!("portals-filter", key), m!("portals-empty-value"))
                    .hint(m!("portals-take-offered")));
            }
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(values)
    }

    /// The one value asked for `key`, where the portal cannot look for either of several.
    pub fn single<'q>(&self, query: &'q Query, key: &str) -> Result<Option<&'q str>> {
        match self.values(query, key)?[..] {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            _ => {
                let cause = m!("portals-either-of-several", portal = self.portal);
                Err(Error::new(Kind::Usage, m!("portals-filter", key), cause).hint(m!("portals-give-one")))
            }
        }
    }

    /// Refuses a value of `key` that is not among `known`.
    pub fn one_of(&self, query: &Query, key: &str, known: &[&str]) -> Result<()> {
        match query.values(key).find(|value| !known.contains(value)) {
            Some(value) => Err(self.no_such(key, value, known)),
            None => Ok(()),
        }
    }

    /// The order asked for, in the portal's words, and whether it is from the end.
    pub fn order(&self, query: &Query) -> Result<Option<(S, bool)>> {
        let Some(sort) = &query.sort else { return Ok(None) };
        let (key, descending) = sort.strip_prefix('-').map_or((sort.as_str(), false), |key| (key, true));
        match self.sorts.iter().find(|(known, ..)| *known == key) {
            Some((.., word)) => Ok(Some((*word, descending))),
            None => {
                let known: Vec<&str> = self.sorts.iter().map(|(key, ..)| *key).collect();
                Err(self.no_such(&t!("portals-word-sort"), key, &known))
            }
        }
    }

    pub fn no_such(&self, what: &str, value: &str, known: &[&str]) -> Error {
        no_such(what, value, m!("portals-no-such", portal = self.portal), known)
    }
}

/// That there is no `what` called `value`, and which there are.
pub fn no_such(what: &str, value: &str, cause: impl Into<Message>, known: &[&str]) -> Error {
    Error::new(Kind::Usage, m!("portals-thing", what, value = text::line(value)), cause)
        .hint(m!("portals-it-has", known = known.join(", ")))
}

/// Refuses to filter or order folders, which nothing is said of that datasets have.
pub fn text_only(query: &Query, refusal: impl FnOnce() -> String) -> Result<()> {
    match query.filters.is_empty() && query.sort.is_none() {
        true => Ok(()),
        false => Err(Error::new(Kind::Usage, m!("portals-word-filter"), refusal()).hint(m!("portals-go-into-one"))),
    }
}
