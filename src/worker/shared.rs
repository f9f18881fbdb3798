//! What every task of the worker has: the session, and the way to the screen.

use std::sync::Arc;
use std::time::Instant;

use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use super::person::AtBrowser;
use super::quota::QuotaTeller;
use crate::app::jobs::{EarlierJob, JobId};
use crate::app::listing::ListingKey;
use crate::app::{Msg, PortalInfo};
use crate::base::error::Result;
use crate::download::queue::Entry;
use crate::download::{self, Progress};
use crate::model::{Address, Cursor, Target};
use crate::session::{Fresh, Session, queue};
use crate::store::News;

/// What every task needs.
#[derive(Clone)]
pub(super) struct Shared {
    pub runtime: Handle,
    pub inbox: UnboundedSender<Msg>,
    pub person: Arc<AtBrowser>,
    /// The present one; another takes its place after the wizard, or with the demo.
    pub session: watch::Sender<Arc<Session>>,
    pub quota: QuotaTeller,
}

impl Shared {
    pub(super) fn session(&self) -> Arc<Session> {
        self.session.borrow().clone()
    }

    pub(super) fn send(&self, msg: Msg) {
        let _ = self.inbox.send(msg); // nobody listens once the browser is closing
    }

    /// What earlier runs have not ended. What was cancelled and has left nothing is forgotten. BLOCKS.
    pub(super) fn earlier(&self) -> Result<Vec<EarlierJob>> {
        let left = |entry: Entry| {
            let (begun, kept) = {
                let contents = entry.contents();
                (download::begun(&entry.dir, &contents), download::left(&entry.dir, &contents))
            };
            EarlierJob { entry, begun, kept }
        };
        let all = queue()?.entries()?.into_iter().map(left);
        let (gone, left): (Vec<_>, Vec<_>) = all.partition(|it| it.entry.cancelled && it.kept == 0);
        if !gone.is_empty() {
            let (shared, gone) = (self.clone(), gone.into_iter().map(|it| it.entry).collect());
            self.session().remember(vec![], gone, move |error| shared.send(Msg::NotKept(error)));
        }
        Ok(left)
    }

    /// What is configured, once its portals are ready.
    pub(super) fn infos(&self) -> Result<Vec<PortalInfo>> {
        infos(&self.session())
    }

    /// `next` in place of the present session, unless its portals cannot be made ready.
    pub(super) fn take_over(&self, next: Session) -> Result<Vec<PortalInfo>> {
        let next = Arc::new(next);
        let infos = infos(&next)?;
        self.session.send_replace(next);
        Ok(infos)
    }

    /// A page: first as it is kept, then as the portal says it is.
    pub(super) async fn page(&self, address: &Address, ask: ListingKey, after: Option<Cursor>) -> Result<Msg> {
        let session = self.session();
        self.send(Msg::Abilities(address.clone(), session.portal(address)?.abilities(address)));
        let old = |old| Msg::OldPage(ask.clone(), after.clone(), old);
        match session.page(address, &ask.query, after.as_ref(), |kept| self.send(old(kept))).await? {
            Fresh::Kept(kept) => Ok(old(kept)),
            Fresh::Now(page, news) => {
                self.send_news(news);
                Ok(Msg::Listed(ask, after, Ok(page)))
            }
        }
    }

    /// A dataset: first as it is kept, then as the portal says it is.
    pub(super) async fn dataset(&self, address: Address) -> Result<Msg> {
        let old = |old| Msg::OldDataset(address.clone(), Box::new(old));
        match self.session().dataset(&address, |kept| self.send(old(kept))).await? {
            Fresh::Kept(kept) => Ok(old(kept)),
            Fresh::Now(dataset, news) => {
                self.send_news(news);
                Ok(Msg::Dataset(address, Box::new(Ok(dataset))))
            }
        }
    }

    pub(super) async fn facets(&self, address: Address) -> Result<Msg> {
        let old = |old| Msg::OldFacets(address.clone(), old);
        Ok(match self.session().facets(&address, |kept| self.send(old(kept))).await? {
            Fresh::Kept(kept) => old(kept),
            Fresh::Now(facets, _) => Msg::Facets(address, Ok(facets)),
        })
    }

    pub(super) fn send_news(&self, news: Vec<(Target, News)>) {
        if !news.is_empty() {
            self.send(Msg::News(news));
        }
    }

    /// Tells the screen how a download goes.
    pub(super) fn reporting(&self, id: JobId) -> impl FnMut(Progress) + Send + use<> {
        let (shared, mut waiting) = (self.clone(), true);
        move |progress| {
            if std::mem::take(&mut waiting) {
                shared.send(Msg::Started(id));
            }
            shared.send(Msg::Progress(id, progress, Instant::now()));
        }
    }
}

pub(super) fn infos(session: &Session) -> Result<Vec<PortalInfo>> {
    session.portals()?;
    Ok(session.config.portals.iter().map(|portal| PortalInfo::new(portal, &session.secrets)).collect())
}
