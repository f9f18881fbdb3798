//! Download orders: which media an address stands for, how each is fetched, and what the queue remembers of it.

use std::sync::{Arc, Mutex, PoisonError};

use super::Session;
use super::choice::{ChosenMedia, MediaChoice, files_of};
use super::entry::{self, EntryPortal};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::config;
use crate::download::queue::{BatchWish, Entry, Queue};
use crate::download::receipt::Origin;
use crate::download::{self, FetchPlan, IfExists, Outcome, Progress};
use crate::model::form::Answers;
use crate::model::{Address, Dataset, Media, Offer, Place, Target};
use crate::net::{Reopened, Validators, reopen, waiting_up_to};
use crate::portals::Portal;
use crate::stores::{self, Bucket, BucketAddress, Delivered, Free};
use crate::{m, t};

/// Notes of what is on its way into object stores, in the state folder.
const UPLOADS: &str = "uploads";

/// A media that is to be fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub media: Media,
    /// The dataset it is of, as it was shown: the receipt tells of it.
    pub dataset: Option<Arc<Dataset>>,
    /// What its receipt is to say; `None`: it is made of the dataset when the download begins.
    pub origin: Option<Arc<Origin>>,
    /// Values for the parameters in [`Media::form`].
    pub answers: Answers,
    /// As an earlier run asked for it: the media is then known by its address only, and looked up before it is fetched.
    pub earlier: Option<Entry>,
    /// Asked once for each row of a table; `answers` are those that hold for all of them.
    pub batch: Option<Box<BatchWish>>,
}

impl Order {
    pub fn new(media: Media, dataset: Option<Arc<Dataset>>, answers: Answers) -> Self {
        Self { media, dataset, origin: None, answers, earlier: None, batch: None }
    }

    /// Wants `media` in place of the one of that id, in its dataset too.
    pub fn becomes(&mut self, media: Media) {
        if let Some(dataset) = &mut self.dataset {
            let dataset = Arc::make_mut(dataset);
            dataset.media.iter_mut().filter(|it| it.id == media.id).for_each(|it| it.clone_from(&media));
        }
        self.media = media;
    }

    /// What the queue of downloads remembers, or nothing where its address is none.
    pub fn of_earlier(entry: Entry) -> Option<Self> {
        let mut dataset: Address = entry.address.parse().ok()?;
        let id = dataset.path.pop()?;
        let media = Media::new(dataset, id, entry.title.clone());
        let answers = Answers(entry.answers.clone());
        let batch = entry.batch.clone().map(Box::new);
        Some(Self { earlier: Some(entry), batch, ..Self::new(media, None, answers) })
    }
}

/// What an address stands for, as far as it can be downloaded.
pub struct Downloadable {
    pub dataset: Arc<Dataset>,
    /// What the receipts of all its media say.
    pub origin: Arc<Origin>,
    pub chosen: ChosenMedia,
    /// What there is to say of the list of media, where it is all of it that is meant.
    pub warnings: Vec<String>,
}

impl Session {
    /// The dataset at `address`, as it is now, and its media called `id`, or an error that says where those there are
    /// are listed.
    pub async fn media(&self, address: &Address, id: &str) -> Result<(Dataset, Media)> {
        let dataset = self.present(address).await?;
        match dataset.find(id).cloned() {
            Some(media) => Ok((dataset, media)),
            None => Err(Error::new(ErrorKind::NotFound, address.child(id).to_string(), m!("session-no-such-media"))
                .hint(m!("session-list-shows", address))),
        }
    }

    /// The media that `address` stands for: itself, or a dataset's downloadable ones, as far as `choice` takes them.
    /// `leave_out` is told of those of a dataset that are only to be looked at elsewhere.
    pub async fn downloadable(
        &self,
        address: &str,
        choice: &MediaChoice,
        leave_out: impl FnMut(&Media),
    ) -> Result<Downloadable> {
        let parsed = self.address(address).await?;
        let (dataset, chosen, warnings) = match self.resolve(&parsed)? {
            Target::Media { dataset, media } => {
                let (dataset, media) = self.media(&dataset, &media).await?;
                if let Offer::ShowOnly(reason) = &media.offer {
                    let url = media.url.as_ref().map(|url| t!("session-its-address", url)).unwrap_or_default();
                    return Err(
                        Error::new(ErrorKind::Usage, address, m!("session-nothing-to-download", reason)).hint(url)
                    );
                }
                let chosen = files_of(address, &dataset, std::slice::from_ref(&media), choice, |_| {})?;
                (dataset, chosen, vec![])
            }
            Target::Place(Place::Dataset(dataset)) => {
                let dataset = self.present(&dataset).await?;
                let chosen = files_of(address, &dataset, &dataset.media, choice, leave_out)?;
                let warnings = dataset.warnings.clone();
                (dataset, chosen, warnings)
            }
            Target::Place(_) | Target::Search(_) | Target::Data(_) => {
                let error = Error::new(ErrorKind::Usage, address, m!("session-folder-no-download"));
                return Err(error.hint(m!("session-folder-lists", address)));
            }
        };
        let origin = Arc::new(Origin::new(self.portal_config(&parsed.portal)?, &dataset));
        Ok(Downloadable { dataset: Arc::new(dataset), origin, chosen, warnings })
    }

    /// The dataset at `address` as its portal says it is now.
    pub async fn present(&self, address: &Address) -> Result<Dataset> {
        let dataset = self.portal(address)?.dataset(address).await?;
        self.fresh().extend([address.clone(), dataset.address.clone()]);
        self.shown().add(&dataset);
        Ok(dataset)
    }

    /// Downloads what `order` wants as `how` says; its answers, and what the receipt tells, come from the order. What was
    /// shown out of the store is looked up again before, for its address, size and checksum may not be today's. What
    /// passes is waited for up to [`Session::max_wait`], and reported by the second.
    pub async fn fetch(&self, order: &Order, how: &FetchPlan, report: impl FnMut(Progress) + Send) -> Result<Outcome> {
        self.fetch_to(None, order, how, report).await
    }

    /// As [`Session::fetch`], into a bucket instead of a folder, where one is given.
    pub async fn fetch_to(
        &self,
        bucket: Option<&Bucket>,
        order: &Order,
        how: &FetchPlan,
        report: impl FnMut(Progress) + Send,
    ) -> Result<Outcome> {
        let (to, reports) = (bucket.map(|bucket| (bucket, None)), Reports::new(report, order));
        let fetched = async { self.fetch_now(to, order, how, |it| reports.tell(|_| it)).await?.published().await };
        waiting_up_to(self.max_wait, fetched, |waiting| reports.tell(|last| Progress { waiting, ..last })).await
    }

    /// The same, to the name that is `free` in a bucket, up to where it would become visible.
    pub async fn hold<'b>(
        &self,
        (bucket, free): (&'b Bucket, Free),
        order: &Order,
        how: &FetchPlan,
        report: impl FnMut(Progress) + Send,
    ) -> Result<Delivered<'b>> {
        let (to, reports) = (Some((bucket, Some(free))), Reports::new(report, order));
        let held = self.fetch_now(to, order, how, |it| reports.tell(|_| it));
        waiting_up_to(self.max_wait, held, |waiting| reports.tell(|last| Progress { waiting, ..last })).await
    }

    async fn fetch_now<'b>(
        &self,
        to: Option<(&'b Bucket, Option<Free>)>,
        order: &Order,
        how: &FetchPlan,
        report: impl FnMut(Progress) + Send,
    ) -> Result<Delivered<'b>> {
        let address = &order.media.dataset;
        order.earlier.iter().try_for_each(Entry::check)?;
        let is_known = order.earlier.is_none() && (self.shelf(address).is_none() || self.fresh().contains(address));
        let origin = |dataset: &Dataset| -> Result<Arc<Origin>> {
            Ok(Arc::new(Origin::new(self.portal_config(&address.portal)?, dataset)))
        };
        let (media, origin) = if is_known {
            let shown = || order.dataset.as_ref().map(|dataset| origin(dataset)).transpose();
            (order.media.clone(), order.origin.clone().map_or_else(shown, |origin| Ok(Some(origin)))?)
        } else {
            let (dataset, media) = self.media(address, &order.media.id).await?;
            (media, Some(origin(&dataset)?))
        };
        let (answers, traffic) = (order.answers.clone(), self.traffic.clone());
        let versions = how.versions.clone().or(self.versions(self.config.keep_versions)?);
        let plan = FetchPlan { answers, traffic, origin, versions, ..how.clone() };
        match entry::split(&order.answers) {
            (_, path) if path.is_empty() => fetch(to, self.portal(address)?, &media, &plan, report).await,
            (answers, path) => {
                let (portal, media) = self.archived(&media, answers, path).await?;
                fetch(to, &portal, &media, &plan, report).await
            }
        }
    }

    /// The bucket at `address`, in which what killed runs left is dealt with.
    pub async fn bucket(&self, address: BucketAddress) -> Result<Bucket> {
        let bucket = self.untouched_bucket(address)?;
        stores::sweep(&bucket).await;
        Ok(bucket)
    }

    /// The same, of which nobody is asked anything yet.
    pub fn untouched_bucket(&self, address: BucketAddress) -> Result<Bucket> {
        let clients = self.config.clients(&self.secrets)?;
        Bucket::connect(address, &clients, self.max_wait, config::state_dir()?.join(UPLOADS))
    }

    /// Whether the server still has of `order` what it named by `validators`; nothing of it is read.
    pub async fn is_unchanged(&self, order: &Order, validators: Validators) -> Result<bool> {
        let portal = self.portal(&order.media.dataset)?;
        let reopened = reopen(validators, || portal.open(&order.media, &order.answers, None)).await?;
        Ok(matches!(reopened, Reopened::Same))
    }

    /// The entry at `path` of an archive, and the portal that opens it.
    pub async fn archived(&self, media: &Media, answers: Answers, path: Vec<String>) -> Result<(EntryPortal, Media)> {
        let portal = self.portals()?.get(&media.dataset.portal)?.clone();
        EntryPortal::of(portal, media, answers, path).await
    }

    /// How `order` is fetched where nobody says otherwise: into the configured folder, or as the earlier run wanted it.
    pub fn how(&self, order: &Order, if_exists: IfExists) -> FetchPlan {
        let fresh = || FetchPlan::into(&self.config.download_dir);
        let plan = order.earlier.as_ref().map_or_else(fresh, |entry| entry.plan(self.traffic.clone()));
        FetchPlan { if_exists, ..plan }
    }

    /// What the queue remembers of `order`, and why it has not ended; nothing where its portal is gone with this run, or
    /// the answers tell of a person.
    pub fn entry(&self, order: &Order, if_exists: IfExists, error: Option<String>) -> Option<Entry> {
        if let Some(earlier) = &order.earlier {
            return Some(Entry { if_exists, error, ..earlier.clone() });
        }
        let is_here = self.portal_config(&order.media.dataset.portal).is_ok();
        // While the demo is open, what is of a portal configured before still counts; what is of the demo never does.
        let is_kept = if self.demo.is_some() { !is_here } else { is_here };
        if !is_kept {
            return None;
        }
        let plan = FetchPlan { answers: order.answers.clone(), ..self.how(order, if_exists) };
        let entry = Entry { error, ..Entry::of(&order.media, &plan)? };
        Some(match order.batch.as_deref() {
            Some(batch) => Entry { dir: batch.dir.clone(), name: None, batch: Some(batch.clone()), ..entry },
            None => entry,
        })
    }

    /// Remembers `unfinished` for the next run and forgets `ended`, behind whoever calls. `failed` hears where it is not
    /// remembered, on another thread.
    pub fn remember(&self, unfinished: Vec<Entry>, ended: Vec<Entry>, failed: impl FnOnce(Error) + Send + 'static) {
        self.notebook.write(move || {
            if let Err(error) = queue().and_then(|queue| queue.update(&unfinished, &ended)) {
                failed(error);
            }
        });
    }
}

/// Into the bucket, or into the plan's folder. Both are large, and are made here, where no stack of a task holds them.
fn fetch<'f, 'b: 'f>(
    to: Option<(&'b Bucket, Option<Free>)>,
    portal: &'f dyn Portal,
    media: &'f Media,
    plan: &'f FetchPlan,
    report: impl FnMut(Progress) + Send + 'f,
) -> Fut<'f, Delivered<'b>> {
    match to {
        Some(to) => Box::pin(stores::hold(portal, media, plan, to, report)),
        None => {
            let fetched = Box::pin(download::fetch(portal, media, plan, report));
            Box::pin(async move { Ok(Delivered::Done(Box::new(fetched.await?))) })
        }
    }
}

/// Whoever hears how far a download is, and what was said last.
struct Reports<F>(Mutex<(F, Progress)>);

impl<F: FnMut(Progress)> Reports<F> {
    fn new(report: F, order: &Order) -> Self {
        Self(Mutex::new((report, Progress { done: 0, total: order.media.size, ..Progress::default() })))
    }

    fn tell(&self, change: impl FnOnce(Progress) -> Progress) {
        let (report, last) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = change(*last);
        report(*last);
    }
}

/// The queue of downloads that have not ended.
pub fn queue() -> Result<Queue> {
    Ok(Queue::in_folder(&config::state_dir()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::secrets::Secrets;
    use crate::config::{Config, FilePlace};
    use crate::model::fixtures::media;
    use crate::portals::{Kind, PortalConfig};
    use crate::store::Store;

    #[tokio::test]
    async fn the_queue_remembers_what_is_configured_and_never_the_demo() {
        let folder = tempfile::tempdir().unwrap();
        let portal = PortalConfig::new("p", Kind::Rudi, "http://127.0.0.1:9/".parse().unwrap());
        let config = Config { portals: vec![portal], ..Config::default() };
        let store = Store::in_folder(folder.path());
        let session = Session::new(FilePlace::Nowhere, config, Secrets::none(), store, false);
        let demo = session.with_demo().await.unwrap();
        let of = |portal: &str| {
            let dataset = Address::root(portal).child("set");
            Order::new(Media { dataset, ..media("m") }, None, Answers::default())
        };
        let keeps = |session: &Session, portal: &str| session.entry(&of(portal), IfExists::Ask, None).is_some();
        assert_eq!([keeps(&session, "p"), keeps(&session, "unknown")], [true, false]);
        assert_eq!([keeps(&demo, "p"), keeps(&demo, "rudi")], [true, false], "what was begun before the demo stays");
    }
}
