//! One record by whatever names it, and its files (docs/portals/zenodo.md 4, 5).

use serde_json::Value;
use url::Url;

use super::super::forgiving::Answered;
use super::super::paths;
use super::super::reading::instead;
use super::super::web::is_resolver;
use super::{RECORDS, Zenodo, map, web};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;
use crate::model::identity::doi;
use crate::model::{Address, Target};
use crate::net::asking_once;
use crate::t;

/// Answers that the list of a record's files may come in.
const MOST_ANSWERS: usize = 1000;

/// The files of a record, raw.
#[derive(Default)]
pub struct ToldFiles {
    pub files: Vec<Value>,
    /// What is to be said of the list.
    pub warning: Option<String>,
}

impl Zenodo {
    /// The record with this id, or this DOI; where that is of all its versions, the newest.
    pub(super) async fn record(&self, id: &str, address: &Address) -> Result<Answered<Value>> {
        if web::is_doi(id) {
            let no_such = || Error::new(ErrorKind::NotFound, address, m!("zenodo-no-doi"));
            return self.by_doi(id, address).await?.ok_or_else(no_such);
        }
        let error = match self.one(address, &format!("{RECORDS}/{id}")).await {
            Err(error) if error.kind == ErrorKind::NotFound && error.status == Some(404) => error,
            answered => return answered,
        };
        match self.newest(id, address).await {
            Err(other) if other.kind == ErrorKind::NotFound => {}
            answered => return answered,
        }
        // Not all repositories lead from what all versions have in common.
        let found =
            self.first(address, &format!("parent.id:\"{id}\""), |record| map::parent_id(record) == Some(id)).await;
        found.ok().flatten().ok_or(error)
    }

    /// What the address of a resolver names, where that is a record here.
    pub(super) async fn named(&self, url: &Url) -> Result<Option<Target>> {
        let (Some(doi), Some(id)) = (doi(url.as_str()).filter(|_| is_resolver(url)), web::id(url.as_str())) else {
            return Ok(None);
        };
        let address = Address::root(&*self.name).child(&*id);
        let record = match self.record(&id, &address).await {
            Ok((record, _)) => record,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // The same number may be that of another record at another repository.
        let is_it = [map::own_doi(&record), map::common_doi(&record)]
            .into_iter()
            .flatten()
            .any(|it| it.eq_ignore_ascii_case(&doi));
        Ok(is_it.then(|| Target::dataset(address)))
    }

    /// The newest version of the record with this id.
    pub(super) async fn newest(&self, id: &str, address: &Address) -> Result<Answered<Value>> {
        self.one(address, &format!("{RECORDS}/{id}/versions/latest")).await
    }

    async fn one(&self, address: &Address, path: &str) -> Result<Answered<Value>> {
        let (record, said): Answered<Value> = self.ask(address, self.way.http.url(path, [])).await?;
        if record["id"].is_null() && !record["metadata"].is_object() {
            let otherwise = Error::new(ErrorKind::Portal, address, m!("portals-no-data"));
            return Err(instead(&Message::from(address), &record, super::unexplained(otherwise)));
        }
        Ok((record, said))
    }

    /// The record that has this DOI, as its own or as that of all its versions.
    async fn by_doi(&self, doi: &str, address: &Address) -> Result<Option<Answered<Value>>> {
        let is_it = |found: Option<String>| found.is_some_and(|found| found.eq_ignore_ascii_case(doi));
        let own = format!("pids.doi.identifier:\"{doi}\"");
        if let Some(found) = self.first(address, &own, |record| is_it(map::own_doi(record))).await? {
            return Ok(Some(found));
        }
        let common = format!("parent.pids.doi.identifier:\"{doi}\"");
        self.first(address, &common, |record| is_it(map::common_doi(record))).await
    }

    /// The newest record of those that `clause` finds which is the one that is meant: what a repository does not
    /// understand, it takes for words.
    async fn first(
        &self,
        address: &Address,
        clause: &str,
        is_it: impl Fn(&Value) -> bool,
    ) -> Result<Option<Answered<Value>>> {
        let asked = [("q", clause), ("sort", "newest"), ("size", "10"), ("allversions", "true")];
        let (found, said) = self.listed(address, self.way.http.url(RECORDS, asked), None).await?;
        Ok(found.hits.hits.into_iter().find(is_it).map(|record| (record, said)))
    }

    /// The files of the record with this id, as their own route tells them; `count` of them are stated.
    pub(super) async fn files_of(&self, id: &str, count: Option<u64>) -> ToldFiles {
        let (mut told, mut asked) = (ToldFiles::default(), vec![]);
        let mut next = Some(paths::at(&self.way.http, &format!("{RECORDS}/{id}/files"), &[]));
        while let Some(url) = next.take().filter(|url| asked.len() < MOST_ANSWERS && !asked.contains(url)) {
            let answer = match asking_once(self.files_at(url.clone())).await {
                Ok(answer) => answer,
                Err(error) => {
                    told.warning = Some(t!("zenodo-files-unread", cause = error.cause.to_string()));
                    return told;
                }
            };
            let files = map::files(&answer);
            let link = answer["links"]["next"].as_str().and_then(|link| url.join(link).ok());
            next = link.filter(|link| !files.is_empty() && self.way.http.is_own(link));
            told.files.extend(files);
            asked.push(url);
        }
        let missing = count.filter(|count| *count > told.files.len() as u64);
        told.warning = missing.map(|total| t!("zenodo-files-missing", count = told.files.len(), total));
        told
    }

    /// One answer of a list of files.
    async fn files_at(&self, url: Url) -> Result<Value> {
        let (answer, _): Answered<Value> = self.ask(&*self.name, url).await?;
        if answer.get("entries").is_none() && !answer["enabled"].is_boolean() {
            let otherwise = Error::new(ErrorKind::Portal, &*self.name, m!("portals-no-data"));
            return Err(instead(&Message::from(&*self.name), &answer, otherwise));
        }
        Ok(answer)
    }
}
