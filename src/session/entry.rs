//! One entry of an archive as a media of its own: a portal around another that opens it, by ranges of the archive where
//! those are served.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;
use url::Url;

use super::spooled::Spooled;
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::ARCHIVED;
use crate::m;
use crate::model::form::Answers;
use crate::model::{Checksum, Media};
use crate::net::{Opened, Range};
use crate::portals::Portal;
use crate::portals::around::hand_on;
use crate::preview::archive::{self, PourSink};
use crate::preview::{Entry, ReadAt as _, Remote};

/// What an answer is kept under that names an entry; one for each archive that lies in another.
const ENTRY: &str = "archive-entry";

/// `answers`, and the entry that is wanted, which tells files of one archive apart as answers do.
pub fn with_entry(answers: &Answers, path: &[String]) -> Answers {
    let path = path.iter().map(|name| (ENTRY.to_owned(), name.clone()));
    Answers(answers.0.iter().cloned().chain(path).collect())
}

/// The answers to what a media asks, and the entry beside them.
pub fn split(answers: &Answers) -> (Answers, Vec<String>) {
    let (path, answers): (Vec<_>, Vec<_>) = answers.0.iter().cloned().partition(|(key, _)| key == ENTRY);
    (Answers(answers), path.into_iter().map(|(_, name)| name).collect())
}

/// See the [module](self).
pub struct EntryPortal {
    portal: Arc<dyn Portal>,
    archive: Arc<ArchiveMedia>,
}

/// Where the entry is.
struct ArchiveMedia {
    portal: Arc<dyn Portal>,
    media: Media,
    answers: Answers,
    path: Vec<String>,
    /// What came of an archive that is read from its beginning; `None`: it is read by ranges.
    spooled: Mutex<Option<Spooled>>,
}

impl EntryPortal {
    /// And what is known of the entry, as a media.
    pub async fn of(
        portal: Arc<dyn Portal>,
        media: &Media,
        answers: Answers,
        path: Vec<String>,
    ) -> Result<(Self, Media)> {
        let (media, spooled) = (media.clone(), Mutex::new(None));
        let archive = Arc::new(ArchiveMedia { portal: portal.clone(), media, answers, path, spooled });
        let entry = archive.entry().await?;
        let media = described(&archive.media, &entry);
        Ok((Self { portal, archive }, media))
    }
}

fn described(archive: &Media, entry: &Entry) -> Media {
    let checksum = entry.crc.map(|crc| Checksum { algo: ARCHIVED.to_owned(), value: format!("{crc:08x}") });
    let extension = Some(entry.extension()).filter(|extension| !extension.is_empty());
    Media {
        title: entry.file_name().to_owned(),
        file_name: None,
        format: extension,
        content_type: None,
        size: entry.size,
        checksum,
        form: vec![],
        ..archive.clone()
    }
}

impl ArchiveMedia {
    /// Looks for the entry; decides how the archive is read.
    async fn entry(&self) -> Result<Entry> {
        let mut remote = Remote::new(&*self.portal, &self.media, &self.answers);
        let is_read_through = archive::is_read_through(&mut remote).await?;
        if is_read_through || !remote.seeks() {
            let mut spooled = self.spooled.lock().await;
            let spooled = spooled.insert(Spooled::new(self.portal.clone(), &self.media, &self.answers)?);
            if !is_read_through {
                spooled.all().await?; // what is in it stands at its end
            }
            return archive::reach(spooled, &self.path, None).await;
        }
        archive::reach(&mut remote, &self.path, None).await
    }

    async fn pour(&self, sink: &PourSink) -> Result<()> {
        let mut spooled = self.spooled.lock().await;
        match spooled.as_mut() {
            Some(spooled) => archive::reach(spooled, &self.path, Some(sink)).await?,
            None => {
                let mut remote = Remote::new(&*self.portal, &self.media, &self.answers);
                archive::reach(&mut remote, &self.path, Some(sink)).await?
            }
        };
        Ok(())
    }

    fn url(&self) -> Result<Url> {
        let url = self.media.url.as_deref().and_then(|url| Url::parse(url).ok());
        url.ok_or_else(|| Error::new(ErrorKind::NotFound, &self.media.address(), m!("portals-no-address")))
    }
}

/// Ends with whoever reads from it.
struct Pouring(JoinHandle<Result<()>>);

impl Drop for Pouring {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The pieces, and who pours them until the end was told.
type PouredPieces = (mpsc::Receiver<Bytes>, Option<Pouring>);

/// The next piece, and how the pouring ended.
async fn next((mut pieces, mut pouring): PouredPieces) -> Option<(Result<Bytes>, PouredPieces)> {
    if let Some(piece) = pieces.recv().await {
        return Some((Ok(piece), (pieces, pouring)));
    }
    let ended = match pouring.as_mut() {
        Some(pouring) => (&mut pouring.0).await,
        None => return None,
    };
    let error = match ended {
        Ok(Ok(())) => return None,
        Ok(Err(error)) => error,
        Err(error) => Error::new(ErrorKind::Unexpected, "archive", crate::base::text::line(&error.to_string())),
    };
    Some((Err(error), (pieces, None)))
}

impl Portal for EntryPortal {
    hand_on! { resolve look_up list facets dataset signed_address http http_to account abilities guide quota }

    /// Always from its first byte: what is unpacked has no parts.
    fn open<'a>(&'a self, _: &'a Media, _: &'a Answers, _: Option<&'a Range>) -> Fut<'a, Opened> {
        Box::pin(async move {
            let (sink, pieces) = mpsc::channel(4);
            let archive = self.archive.clone();
            let pouring = Pouring(tokio::spawn(async move { archive.pour(&sink).await }));
            let body = stream::unfold((pieces, Some(pouring)), next).boxed();
            Ok(Opened::made(self.archive.url()?, "application/octet-stream", body))
        })
    }
}
