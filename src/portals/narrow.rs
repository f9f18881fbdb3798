//! What of a query a portal can be asked, in the portal's own words: what it does not have is refused, with what it has.

use crate::base::error::{Error, Kind, Result};
use crate::base::i18n::Said;
use crate::base::text;
use crate::model::Query;
use crate::t;

/// What the listings of one kind can be narrowed and ordered by.
pub struct Narrow {
    /// Who refuses: `CKAN`.
    pub portal: &'static str,
    /// Key, what its values look like, what the portal calls it.
    pub filters: &'static [(&'static str, Said, &'static str)],
    /// Key, label, what the portal calls it.
    pub sorts: &'static [(&'static str, Said, &'static str)],
}

impl Narrow {
    pub fn filters(&self) -> Vec<(&'static str, Said)> {
        self.filters.iter().map(|(key, looks, _)| (*key, *looks)).collect()
    }

    pub fn sorts(&self) -> Vec<(&'static str, Said)> {
        self.sorts.iter().map(|(key, label, _)| (*key, *label)).collect()
    }

    /// Refuses a filter that there is none of.
    pub fn check(&self, query: &Query) -> Result<()> {
        let known: Vec<&str> = self.filters.iter().map(|(key, ..)| *key).collect();
        match query.filters.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            Some((key, _)) => Err(self.no_such(t!("portals-word-filter"), key, &known)),
            None => Ok(()),
        }
    }

    /// The values asked for `key`, each once, without what has none.
    pub fn values<'q>(&self, query: &'q Query, key: &str) -> Result<Vec<&'q str>> {
        let mut values: Vec<&str> = Vec::new();
        for (_, value) in query.filters.iter().filter(|(known, _)| known == key) {
            let value = value.trim();
            if value.is_empty() {
                return Err(Error::new(Kind::Usage, t!("portals-filter", key), t!("portals-empty-value"))
                    .hint(t!("portals-take-offered")));
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
                let cause = t!("portals-either-of-several", portal = self.portal);
                Err(Error::new(Kind::Usage, t!("portals-filter", key), cause).hint(t!("portals-give-one")))
            }
        }
    }

    /// The order asked for, in the portal's words, and whether it is from the end.
    pub fn order(&self, query: &Query) -> Result<Option<(&'static str, bool)>> {
        let Some(sort) = &query.sort else { return Ok(None) };
        let (key, descending) = sort.strip_prefix('-').map_or((sort.as_str(), false), |key| (key, true));
        match self.sorts.iter().find(|(known, ..)| *known == key) {
            Some((.., word)) => Ok(Some((word, descending))),
            None => Err(self.no_such(
                t!("portals-word-sort"),
                key,
                &self.sorts.iter().map(|(key, ..)| *key).collect::<Vec<_>>(),
            )),
        }
    }

    fn no_such(&self, what: String, value: &str, known: &[&str]) -> Error {
        let subject = t!("portals-thing", what, value = text::line(value));
        Error::new(Kind::Usage, subject, t!("portals-no-such", portal = self.portal))
            .hint(t!("portals-it-has", known = known.join(", ")))
    }
}
