//! Which media a wish means now, each dataset asked for once in a run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::lock::LockedFile;
use super::manifest::DataWish;
use crate::access::auth::Account;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::shell::Shell;
use crate::download::receipt::Origin;
use crate::model::form;
use crate::model::{Address, Dataset, Media, Offer, Place, Target};
use crate::net::waiting_up_to;
use crate::portals::is_same;
use crate::services::narrowable;
use crate::session::{MediaChoice, Order, Session, entry, is_gone, is_taken_unnamed};
use crate::{m, t};

/// A dataset as its portal tells of it, and what receipts say of that.
type Told = Arc<(Arc<Dataset>, Arc<Origin>)>;

/// What is known of datasets in this run.
pub struct Datasets<'s> {
    session: &'s Session,
    known: Mutex<HashMap<Address, Arc<OnceCell<Result<Told>>>>>,
    /// What portals that do not know a dataset answer otherwise.
    accounts: Mutex<HashMap<String, Arc<OnceCell<Result<Account>>>>>,
}

/// What a wish means.
pub enum Meant {
    Media(Box<Order>),
    /// Nothing any more: why.
    Withdrawn(String),
}

impl<'s> Datasets<'s> {
    pub fn of(session: &'s Session) -> Self {
        Self { session, known: Mutex::default(), accounts: Mutex::default() }
    }

    /// The media that is wished: of several in a dataset, the one that the lock has.
    pub async fn meant(&self, wish: &DataWish, locked: Option<&LockedFile>) -> Result<Meant> {
        let (dataset, only) = self.target(wish, locked)?;
        let (dataset, origin) = match self.told(&dataset).await {
            Ok(told) => (told.0.clone(), told.1.clone()),
            Err(error) if error.kind == ErrorKind::NotFound => {
                self.check_answers(&dataset, &error).await?;
                return Ok(Meant::Withdrawn(t!("sync-dataset-gone")));
            }
            Err(error) => return Err(error),
        };
        let media = match only {
            Some(id) => dataset.find(&id),
            None => self.chosen(&dataset, wish, locked)?,
        };
        let Some(media) = media.cloned() else { return Ok(Meant::Withdrawn(t!("sync-media-gone"))) };
        if let Offer::ShowOnly(why) = &media.offer {
            return Ok(Meant::Withdrawn(why.clone()));
        }
        let order = Order { origin: Some(origin), ..Order::new(media, Some(dataset), wish.answers()) };
        Ok(Meant::Media(Box::new(order)))
    }

    /// Refuses what is wrong with a wish whatever its portal says.
    pub fn check(&self, wish: &DataWish, locked: Option<&LockedFile>) -> Result<()> {
        self.target(wish, locked).map(drop)
    }

    /// The dataset that is meant, and which media where the address names one.
    fn target(&self, wish: &DataWish, locked: Option<&LockedFile>) -> Result<(Address, Option<String>)> {
        self.check_portal(&wish.address, locked)?;
        match self.session.resolve(&wish.address)? {
            Target::Media { dataset, media } => Ok((dataset, Some(media))),
            Target::Place(Place::Dataset(dataset)) => Ok((dataset, None)),
            Target::Place(_) | Target::Search(_) | Target::Data(_) => {
                let address = wish.address.to_string();
                let hint = m!("session-folder-lists", address = Shell::in_use().quoted(&address));
                Err(Error::new(ErrorKind::Usage, address, m!("session-folder-no-download")).hint(hint))
            }
        }
    }

    fn chosen<'d>(
        &self,
        dataset: &'d Dataset,
        wish: &DataWish,
        locked: Option<&LockedFile>,
    ) -> Result<Option<&'d Media>> {
        let choice = MediaChoice { formats: wish.format.iter().cloned().collect(), ..MediaChoice::default() };
        let fits = |media: &&Media| choice.takes(media) && is_taken_unnamed(media);
        let several: Vec<&Media> = dataset.media.iter().filter(fits).collect();
        match several.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(*only)),
            _ => match several.iter().find(|media| locked.is_some_and(|locked| is_or_replaces(media, &locked.media))) {
                Some(media) => Ok(Some(*media)),
                None => {
                    let cause = m!("sync-several", count = several.len());
                    Err(Error::new(ErrorKind::Usage, &wish.address, cause).hint(m!("sync-several-there-hint")))
                }
            },
        }
    }

    /// The lock is made with one portal: another one under its name is not asked for its files.
    fn check_portal(&self, address: &Address, locked: Option<&LockedFile>) -> Result<()> {
        let locked = locked.and_then(|locked| locked.portal.parse().ok());
        let configured = self.session.portal_config(&address.portal);
        match (configured, locked) {
            (Ok(portal), Some(locked)) if !is_same(&portal.url, &locked) => {
                let cause = m!("sync-other-portal", here = portal.url.as_str(), locked = locked.as_str());
                Err(Error::new(ErrorKind::Config, address, cause).hint(m!("sync-other-portal-hint")))
            }
            (Err(error), Some(locked)) => {
                let words = ["guichet", "setup", locked.as_str(), "--name", address.portal.as_str()];
                let command = Shell::in_use().command(&words);
                // What no shell can be trusted with is no address of a portal either.
                Err(command
                    .into_iter()
                    .fold(error, |error, command| error.hint(m!("sync-set-up", locked = locked.as_str(), command))))
            }
            (configured, _) => configured.map(drop),
        }
    }

    /// As [`is_gone`] has it; each portal is asked once.
    async fn check_answers(&self, address: &Address, missing: &Error) -> Result<()> {
        let cell = {
            let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
            accounts.entry(address.portal.clone()).or_default().clone()
        };
        let ask = async {
            let asked = self.session.portal(address)?.account();
            waiting_up_to(self.session.max_wait, asked, |_| {}).await
        };
        is_gone(cell.get_or_init(|| ask).await.clone(), missing)
    }

    async fn told(&self, address: &Address) -> Result<Told> {
        let cell = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(address.clone()).or_default().clone()
        };
        let ask = async {
            let asked = self.session.present(address);
            let dataset = waiting_up_to(self.session.max_wait, asked, |_| {}).await?;
            let origin = Origin::new(self.session.portal_config(&address.portal)?, &dataset);
            Ok(Arc::new((Arc::new(dataset), Arc::new(origin))))
        };
        cell.get_or_init(|| ask).await.clone()
    }
}

/// Whether a media is the one that the lock has, or came in its place.
fn is_or_replaces(media: &Media, locked: &Address) -> bool {
    let is_it = |id: &String| media.dataset.child(id.clone()) == *locked;
    is_it(&media.id) || media.replaces.iter().any(is_it)
}

/// `order` with the answers that its media asks for, as the manifest has them.
pub fn answered(order: &Order) -> Result<Order> {
    let (given, entry) = entry::split(&order.answers);
    let mut order = order.clone();
    order.media = narrowable(order.media, &given);
    let form = &order.media.form;
    let answers = if form.is_empty() { form::Answers::default() } else { form::check(form, &given)? };
    Ok(Order { answers: entry::with_entry(&answers, &entry), ..order })
}
