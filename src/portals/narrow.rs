//! What of a query a portal can be asked, in the portal's own words: what it does not have is refused, with what it has.

use crate::error::{Error, Kind, Result};
use crate::model::Query;
use crate::text;

/// What the listings of one kind can be narrowed and ordered by.
pub struct Narrow {
    /// Who refuses: `CKAN`.
    pub portal: &'static str,
    /// Key, what its values look like, what the portal calls it.
    pub filters: &'static [(&'static str, &'static str, &'static str)],
    /// Key, label, what the portal calls it.
    pub sorts: &'static [(&'static str, &'static str, &'static str)],
}

impl Narrow {
    pub fn filters(&self) -> Vec<(&'static str, crate::i18n::Said)> {
        self.filters.iter().map(|(key, looks, _)| (*key, crate::i18n::Said(looks))).collect()
    }

    pub fn sorts(&self) -> Vec<(&'static str, crate::i18n::Said)> {
        self.sorts.iter().map(|(key, label, _)| (*key, crate::i18n::Said(label))).collect()
    }

    /// Refuses a filter that there is none of.
    pub fn check(&self, query: &Query) -> Result<()> {
        let known: Vec<&str> = self.filters.iter().map(|(key, ..)| *key).collect();
        match query.filters.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            Some((key, _)) => Err(self.no_such("filter", key, &known)),
            None => Ok(()),
        }
    }

    /// The values asked for `key`, each once, without what has none.
    pub fn values<'q>(&self, query: &'q Query, key: &str) -> Result<Vec<&'q str>> {
        let mut values: Vec<&str> = Vec::new();
        for (_, value) in query.filters.iter().filter(|(known, _)| known == key) {
            let value = value.trim();
            if value.is_empty() {
                return Err(Error::new(Kind::Usage, format!("filter {key}"), "its value is empty")
                    .hint("Take it from the filters the portal offers."));
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
                let cause = format!("{} cannot look for either of several values", self.portal);
                Err(Error::new(Kind::Usage, format!("filter {key}"), cause).hint("Give one."))
            }
        }
    }

    /// The order asked for, in the portal's words, and whether it is from the end.
    pub fn order(&self, query: &Query) -> Result<Option<(&'static str, bool)>> {
        let Some(sort) = &query.sort else { return Ok(None) };
        let (key, descending) = sort.strip_prefix('-').map_or((sort.as_str(), false), |key| (key, true));
        match self.sorts.iter().find(|(known, ..)| *known == key) {
            Some((.., word)) => Ok(Some((word, descending))),
            None => Err(self.no_such("sort", key, &self.sorts.iter().map(|(key, ..)| *key).collect::<Vec<_>>())),
        }
    }

    pub fn no_such(&self, what: &str, value: &str, known: &[&str]) -> Error {
        let cause = format!("{} has no such thing", self.portal);
        Error::new(Kind::Usage, format!("{what} \"{}\"", text::line(value)), cause)
            .hint(format!("It has: {}.", known.join(", ")))
    }
}
