//! What a web address names by a number or an identifier alone: the portal is asked what it is of.

use url::Url;

use super::super::forgiving::Answered;
use super::super::web::{Below, is_resolver, sites};
use super::super::{Kind, reading};
use super::pid::Pid;
use super::web::{Lone, lone};
use super::{Dataverse, api, media, pid, search};
use crate::base::error::{ErrorKind, Result};
use crate::m;
use crate::model::{Address, Target};

impl Dataverse {
    /// A file or a dataset by a number, which names no more.
    pub(super) async fn looked_up(&self, url: &Url) -> Result<Option<Target>> {
        if is_resolver(url) {
            return self.named(url.as_str()).await;
        }
        let sites = sites(Kind::Dataverse, self.way.http.base());
        let Some(lone) = sites.iter().find_map(|site| lone(&Below::of(site, url)?)) else { return Ok(None) };
        let is_kept_form = url.query_pairs().any(|(key, value)| key == "format" && value == "tab");
        Ok(self.target_of(lone).await?.map(|target| match target {
            Target::Media { dataset, media } if is_kept_form => {
                Target::Media { dataset, media: media::kept_id(&media) }
            }
            target => target,
        }))
    }

    /// The dataset or the file that a persistent identifier names: its shape does not tell which.
    async fn named(&self, identifier: &str) -> Result<Option<Target>> {
        let Some(pid) = Pid::read(identifier) else { return Ok(None) };
        let address = Address::root(&*self.name).child(pid.segment());
        match self.told(&pid, &address).await {
            Ok(_) => Ok(Some(Target::dataset(address))),
            Err(error) if error.kind == ErrorKind::NotFound => self.target_of(Lone::FilePid(pid.full)).await,
            Err(error) => Err(error),
        }
    }

    async fn target_of(&self, lone: Lone) -> Result<Option<Target>> {
        let root = Address::root(&*self.name);
        let file = match &lone {
            Lone::File(id) => self.file_by("entityId", id).await?,
            Lone::FilePid(pid) => self.file_by("filePersistentId", pid).await?,
            Lone::Dataset(id) => {
                let below = format!("api/datasets/{id}/versions/:latest-published");
                let url = self.way.http.url(&below, [("excludeFiles", "true")]);
                let (found, _): Answered<api::Version> = self.ask(m!("portals-the-datasets"), url).await?;
                let pid = found.dataset_persistent_id.as_deref().and_then(pid::segment);
                return Ok(pid.map(|pid| Target::dataset(root.child(pid))));
            }
        };
        let target = |file: api::FoundFile| {
            let dataset = root.child(pid::segment(file.dataset_persistent_id.as_deref()?)?);
            Some(Target::Media { dataset, media: reading::id(&file.file_id)? })
        };
        Ok(file.and_then(target))
    }

    /// A file, by what names it.
    async fn file_by(&self, field: &str, value: &str) -> Result<Option<api::FoundFile>> {
        let asked = search::clause(field, &[value]);
        let parameters = vec![("q", asked), ("type", "file".to_owned()), ("per_page", "10".to_owned())];
        let (found, _) = self.search(m!("portals-the-datasets"), parameters).await?;
        let is_it = |file: &api::FoundFile| {
            [&file.file_id, &file.file_persistent_id]
                .iter()
                .any(|it| it.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(value)))
        };
        Ok(reading::readable::<api::FoundFile>(found.items).find(is_it))
    }
}
