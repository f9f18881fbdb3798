//! What a batch asks: the endpoints at the given addresses, and the answers that hold for every row.

use std::sync::Arc;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;
use crate::model::form::{self, Answers, Field};
use crate::model::{Address, Dataset, Media, Offer, Place, Target};
use crate::portals::bulk::InBulk;
use crate::session::Session;

use super::input::Input;

/// One of the endpoints that every row is asked of.
#[derive(Clone, Debug)]
pub struct BatchEndpoint {
    pub dataset: Arc<Dataset>,
    /// The part of its address behind the portal: what the journal calls it.
    pub name: String,
    /// The answer itself.
    pub answer: Media,
    /// The file that an answer links to, where it is wanted.
    pub document: Option<Media>,
    pub bulk: InBulk,
    /// What is asked with every row.
    pub fixed: Answers,
}

impl BatchEndpoint {
    pub fn address(&self) -> &Address {
        &self.dataset.address
    }

    /// Why it may not be open to whoever asks.
    pub fn doubt(&self) -> Option<&str> {
        match &self.answer.offer {
            Offer::Doubtful(why) | Offer::ShowOnly(why) => Some(why),
            Offer::Download => None,
        }
    }
}

/// The endpoints at these addresses: a dataset stands for its answer and its document, a media for itself.
pub async fn endpoints(session: &Session, addresses: &[String]) -> Result<Vec<BatchEndpoint>> {
    let mut endpoints: Vec<BatchEndpoint> = Vec::new();
    for given in addresses {
        let endpoint = endpoint(session, given).await?;
        if endpoints.iter().any(|known| known.address() == endpoint.address()) {
            return Err(Error::new(ErrorKind::Usage, text::line(given), m!("batch-endpoint-twice")));
        }
        if let Some(other) = endpoints.iter().find(|known| known.address().portal != endpoint.address().portal) {
            let cause = m!("batch-other-portal", portal = other.address().portal);
            return Err(Error::new(ErrorKind::Usage, text::line(given), cause));
        }
        endpoints.push(endpoint);
    }
    Ok(endpoints)
}

async fn endpoint(session: &Session, given: &str) -> Result<BatchEndpoint> {
    let (address, media) = match session.target(given).await? {
        Target::Media { dataset, media } => (dataset, Some(media)),
        Target::Place(Place::Dataset(dataset)) => (dataset, None),
        Target::Place(_) | Target::Search(_) | Target::Data(_) => {
            let error = Error::new(ErrorKind::Usage, text::line(given), m!("session-folder-no-download"));
            return Err(error.hint(m!("session-folder-lists", address = given)));
        }
    };
    let bulk = session.portal(&address)?.in_bulk(&address).await?;
    let dataset = session.present(&address).await?;
    let find = |id: &str| {
        let missing = || Error::new(ErrorKind::NotFound, address.child(id).to_string(), m!("session-no-such-media"));
        dataset.find(id).cloned().ok_or_else(missing)
    };
    let answer = find(bulk.answer)?;
    let document = match media.as_deref() {
        Some(id) if id == bulk.answer => None,
        None => bulk.documents.first().map(|id| find(id)).transpose()?,
        Some(id) if bulk.documents.iter().any(|known| known == id) => Some(find(id)?),
        Some(id) => {
            find(id)?;
            return Err(Error::new(ErrorKind::Usage, text::line(given), m!("batch-several-documents")));
        }
    };
    let name = address.path.join("/");
    Ok(BatchEndpoint { dataset: Arc::new(dataset), name, answer, document, bulk, fixed: Answers::default() })
}

/// What has to be said once for all rows: what no column feeds, each question once.
pub fn open_fields(endpoints: &[BatchEndpoint], input: &Input) -> Vec<Field> {
    let mut open: Vec<Field> = Vec::new();
    for (at, endpoint) in endpoints.iter().enumerate() {
        let fed: Vec<&str> = input.fed(at).collect();
        for field in endpoint.answer.form.iter().filter(|field| !fed.contains(&field.key.as_str())) {
            if open.iter().all(|known| known.key != field.key) {
                open.push(field.clone());
            }
        }
    }
    open
}

/// Gives every endpoint what it asks of `given`, which answer [`open_fields`]. A number of a register that no column feeds
/// would be the same for all rows.
pub fn answer_all(endpoints: &mut [BatchEndpoint], input: &Input, given: &Answers) -> Result<()> {
    for (at, endpoint) in endpoints.iter_mut().enumerate() {
        if input.fed(at).next().is_none() {
            let cause = m!("batch-nothing-fed", name = endpoint.name);
            return Err(Error::new(ErrorKind::Usage, "--column", cause).hint(m!("batch-nothing-fed-hint")));
        }
        let fed: Vec<&str> = input.fed(at).collect();
        let open: Vec<Field> =
            endpoint.answer.form.iter().filter(|field| !fed.contains(&field.key.as_str())).cloned().collect();
        let own = given.0.iter().filter(|(key, _)| open.iter().any(|field| field.key == *key)).cloned().collect();
        endpoint.fixed = form::check(&open, &Answers(own))?;
    }
    Ok(())
}
