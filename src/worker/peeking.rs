//! Looking into what the cursor rests on: with patience, with few bytes, and never where requests are counted.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::Worker;
use crate::app::Msg;
use crate::app::peek::{Glimpse, RestingOn};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;
use crate::model::form::Answers;
use crate::model::{Address, Media};
use crate::preview::{self, About, ReadAt, ReadOptions, Remote};
use crate::session::Session;

/// A cursor that stays so long rests.
const REST: Duration = Duration::from_millis(250);
/// What is not larger is read also where it comes as a whole alone.
const SMALL: u64 = 400_000;
/// The most that is read of a media nobody asked for.
const MOST: u64 = 2 << 20;

/// The servers (by portal and host) that send files as a whole: what is large is not asked of them again.
#[derive(Clone, Default)]
pub(super) struct WholeSenders(Arc<Mutex<HashSet<(String, String)>>>);

impl WholeSenders {
    fn key(media: &Media) -> (String, String) {
        let host = media.url.as_deref().and_then(|url| url.split('/').nth(2)).unwrap_or_default();
        (media.dataset.portal.clone(), host.to_owned())
    }

    fn knows(&self, media: &Media) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&Self::key(media))
    }

    fn learn(&self, media: &Media) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(Self::key(media));
    }
}

impl Worker {
    pub(super) fn peek(&mut self, on: RestingOn) {
        let (session, quota, whole) = (self.session(), self.shared.quota.clone(), self.whole_senders.clone());
        let address = on.address();
        let portal = address.portal.clone();
        let look = async move {
            let glimpse = match on {
                RestingOn::Dataset(address) => inside(&session, &address).await,
                RestingOn::Media(media) => first_rows(&session, &media, &whole).await,
            };
            quota.tell(&portal);
            glimpse
        };
        let task = self.task(look, |glimpse| Msg::Peeked(address, Box::new(glimpse)));
        self.peek.replace(task.abort_handle()).iter().for_each(AbortHandle::abort);
    }
}

/// The dataset as it is kept; else, once the cursor has rested, as its portal says.
async fn inside(session: &Session, address: &Address) -> Result<Glimpse> {
    if let Some(kept) = session.kept_dataset(address).await {
        return Ok(Glimpse::Dataset(Arc::new(kept)));
    }
    sleep(REST).await;
    uncounted(session, address)?;
    session.portal(address)?.dataset(address).await.map(|dataset| Glimpse::Dataset(Arc::new(dataset)))
}

async fn first_rows(session: &Session, media: &Media, whole: &WholeSenders) -> Result<Glimpse> {
    sleep(REST).await;
    uncounted(session, &media.dataset)?;
    let small = media.size.is_some_and(|size| size <= SMALL);
    if !small && whole.knows(media) {
        return Err(too_much(media));
    }
    let (portal, answers) = (session.portal(&media.dataset)?, Answers::default());
    let mut sparing = Sparing { remote: Remote::new(portal, media, &answers), media, read: 0, small };
    let preview = preview::preview(&mut sparing, &ReadOptions::default()).await;
    if sparing.sends_whole() {
        whole.learn(media);
    }
    Ok(Glimpse::Media(Box::new(preview?)))
}

/// Whether the portal lets everybody ask as often as they like.
fn uncounted(session: &Session, address: &Address) -> Result<()> {
    match session.portal(address)?.quota().is_empty() {
        true => Ok(()),
        false => Err(Error::new(ErrorKind::Quota, address.to_string(), m!("ui-peek-counted"))),
    }
}

fn too_much(media: &Media) -> Error {
    Error::new(ErrorKind::Usage, media.address().to_string(), m!("ui-peek-too-much"))
}

/// A media of which little is read, and of a large one only by ranges.
struct Sparing<'a> {
    remote: Remote<'a>,
    media: &'a Media,
    read: u64,
    small: bool,
}

impl Sparing<'_> {
    /// Whether the server has shown that it does not serve ranges.
    fn sends_whole(&self) -> bool {
        let length = self.remote.length().or(self.media.size);
        self.read > 0 && !self.remote.seeks() && length.is_none_or(|length| length > SMALL)
    }
}

impl ReadAt for Sparing<'_> {
    fn about(&self) -> About {
        self.remote.about()
    }

    fn at(&mut self, offset: u64, length: usize) -> Fut<'_, Bytes> {
        Box::pin(async move {
            if self.read + length as u64 > MOST {
                return Err(too_much(self.media));
            }
            let bytes = self.remote.at(offset, length).await?;
            self.read += bytes.len() as u64;
            match self.sends_whole() && !self.small {
                true => Err(too_much(self.media)),
                false => Ok(bytes),
            }
        })
    }

    fn length(&self) -> Option<u64> {
        self.remote.length()
    }

    fn seeks(&self) -> bool {
        self.remote.seeks()
    }
}
