//! Listing what a udata portal holds: its folders, and page by page what is in them.

use std::sync::PoisonError;

use serde_json::Value;

use super::super::grammar::Group;
use super::super::narrow::Parameters;
use super::super::reading::{self, Number, line};
use super::super::{listing, paths};
use super::map::{Mapper, Meanings};
use super::search::{self, NARROW};
use super::{DATASETS, GRAMMAR, MASK, ORGANIZATION_ROW, ORGANIZATIONS, TOPICS, Udata, api};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Message, Said};
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::when::When;
use crate::model::{Address, Cursor, Item, Page, Query};
use crate::net::Ask;
use crate::{m, said, t};

/// Rows asked for at once.
const PAGE: usize = 50;
/// What rows are made of: a dataset may have thousands of files, and much is said of each.
const ROW: &str = "data{id,slug,title,description,description_short,created_at,last_modified,last_update,archived,private,\
                   access_type,access_type_reason,access_type_reason_category,license,organization,owner,\
                   page,doi,harvest{domain,remote_id,remote_url,uri,dct_identifier},\
                   resources{id,title,type,filetype,format,mime,url}},total,next_page";
const TOPIC_ROW: &str = "data{id,name,description,last_modified},total,next_page";
const TOTAL: &str = "total";

impl Udata {
    /// How many there are.
    pub async fn count(&self, path: &str) -> Result<Option<u64>> {
        let url = paths::at(&self.http, path, &[("page_size", "1".into())]);
        let page: api::Page = self.ask(m!("udata-how-much"), Ask::file(url, None).with(MASK, TOTAL)).await?;
        Ok(page.total.count())
    }

    /// One page of a list, by its number. A page past the end is a 404.
    async fn page(
        &self,
        (path, mask): (&str, &'static str),
        mut parameters: Parameters,
        after: Option<&Cursor>,
    ) -> Result<(usize, api::Page)> {
        let number = listing::number_of(after, 1, &self.name)?;
        parameters.extend([("page", number.to_string()), ("page_size", PAGE.to_string())]);
        let url = paths::at(&self.http, path, &parameters);
        match self.ask(what(path), Ask::file(url, None).with(MASK, mask)).await {
            Err(error) if error.status == Some(404) && number > 1 => Ok((number, api::Page::default())),
            asked => Ok((number, asked?)),
        }
    }

    /// Datasets that `query` finds, of those that `only` narrows to.
    pub async fn found(
        &self,
        query: &Query,
        only: Option<(&'static Group, &str)>,
        after: Option<&Cursor>,
    ) -> Result<Page> {
        let mut query = NARROW.check(query)?;
        for (key, value) in &mut query.filters {
            if let Some(group) = GRAMMAR.groups.iter().find(|group| group.key == *key) {
                *value = self.id_of(group, value).await?;
            }
        }
        let mut parameters = search::parameters(&query)?;
        if let Some((group, value)) = only {
            let (key, value) = (group.key, self.id_of(group, value).await?);
            // Twice would be neither of the two.
            if parameters.iter().any(|(known, given)| *known == key && *given != value) {
                return Err(Error::new(ErrorKind::Usage, m!("portals-filter", key), m!("udata-narrowed-already"))
                    .hint(m!("udata-narrowed-already-hint", name = self.name)));
            }
            parameters.retain(|(known, _)| *known != key);
            parameters.push((key, value));
        }
        let asked = self.page((DATASETS, ROW), parameters, after);
        let (licences, answer) = futures_util::future::join(self.licences(), asked).await;
        // Rows tell no frequency.
        let mapper = Mapper { portal: &self.name, base: self.http.base(), licences, frequencies: &Meanings::new() };
        Ok(rows(answer?, |record, odd| mapper.item(record, odd)))
    }

    pub async fn organizations(&self, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let mut parameters = search::text_only(query, said!("udata-organisations-not-by"))?;
        if parameters.is_empty() {
            parameters.push(("sort", "-datasets".into()));
        }
        let folder = Address::root(&self.name).child("organizations");
        let row = |record, odd: &mut Odd| {
            let record: api::Organization = reading::record(record, &["/name", "/id"], odd)?;
            let (id, name) = named(&record.id, &record.name, said!("udata-one-organisation"))?;
            let acronym = line(&record.acronym);
            let count = Number::of(&record.metrics["datasets"]).count().map(|count| t!("portals-datasets", count));
            let note = match (acronym, count) {
                (Some(acronym), Some(datasets)) => Some(t!("udata-acronym-count", acronym, datasets)),
                (acronym, count) => acronym.or(count),
            };
            Ok(listing::folder(folder.child(id), name, note))
        };
        Ok(rows(self.page((ORGANIZATIONS, ORGANIZATION_ROW), parameters, after).await?, row))
    }

    pub async fn topics(&self, query: &Query, after: Option<&Cursor>) -> Result<Page> {
        let parameters = search::text_only(query, said!("udata-topics-not-by"))?;
        let folder = Address::root(&self.name).child("topics");
        let row = |record, odd: &mut Odd| {
            let record: api::Topic = reading::record(record, &["/name", "/id"], odd)?;
            let (id, name) = named(&record.id, &record.name, said!("udata-one-topic"))?;
            let note = record.description.as_deref().and_then(markup::first_line);
            let mut item = listing::folder(folder.child(id), name, note);
            item.modified = record.last_modified.as_deref().and_then(When::read);
            Ok(item)
        };
        Ok(rows(self.page((TOPICS, TOPIC_ROW), parameters, after).await?, row))
    }

    /// The id of an organisation or a topic that its id or the name of its web address names: datasets are narrowed by ids
    /// only. Of an organisation that there is none of udata finds nothing, and does not say why; a topic that there is none
    /// of narrows nothing.
    async fn id_of(&self, group: &Group, written: &str) -> Result<String> {
        let address = Address::root(&self.name).child(group.segment).child(written);
        if paths::is_step(written) {
            return Err(GRAMMAR.unknown(&address));
        }
        let address = address.to_string();
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = known().get(&address) {
            return Ok(id.clone());
        }
        let list = if group.key == search::TOPIC { TOPICS } else { ORGANIZATIONS };
        let ask = Ask::file(self.one(list, written), None).with(MASK, "id");
        let found: api::Meaning = self.http.json(&address, ask).await?;
        let no_id = || Error::new(ErrorKind::Portal, &*address, m!("udata-answer-no-id"));
        let id = reading::id(&found.id).ok_or_else(no_id)?;
        known().insert(address, id.clone());
        Ok(id)
    }
}

/// A page as rows: what cannot be read is a warning, what comes twice comes once.
fn rows((number, answer): (usize, api::Page), row: impl Fn(Value, &mut Odd) -> Result<Item, Message>) -> Page {
    // An empty page ends the listing whatever is said to follow.
    let is_told = answer.next_page.as_ref().is_some_and(|next| !next.trim().is_empty());
    // What follows may be told in the total alone; a page that is not full is the last.
    let is_counted = answer.data.len() >= PAGE && answer.total.count().is_some_and(|all| all > (number * PAGE) as u64);
    let more = !answer.data.is_empty() && (is_told || is_counted);
    let next = more.then(|| Cursor((number + 1).to_string()));
    Page { total: answer.total.count(), next, ..listing::rows(answer.data, row) }
}

fn named(id: &Option<String>, name: &Option<String>, what: Said) -> Result<(String, String), Message> {
    let id = line(id).ok_or_else(|| m!("portals-no-id", name = what))?;
    Ok((id.clone(), line(name).unwrap_or(id)))
}

fn what(path: &str) -> Said {
    match path {
        ORGANIZATIONS => said!("udata-the-organisations"),
        TOPICS => said!("udata-the-topics"),
        _ => said!("portals-the-datasets"),
    }
}
